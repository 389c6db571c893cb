/*
 * cmd-claim.c - `claim`, `release`.
 */
#include "base/base.h"
#include "act/claim.h"
#include "cmd/kit/commands.h"

/* What the two commands have in common: which task, how. */
static struct act_claim request(const struct args *args)
{
	struct act_claim c = {
		.id = args_str(args, "id"),
		.sync = args_flag(args, "sync"),
		.remote = args_str(args, "remote"),
		.force = args_flag(args, "force"),
	};

	return c;
}

static void print(struct ctx *ctx, const char *verb,
		  const struct claim_result *res)
{
	struct json *o;
	char until[WHEN_LEN];

	if (!out_data(ctx->out)) {
		out_say(ctx->out, "%s %.8s", verb, res->id);
		if (res->until != WHEN_NONE) {
			when_format(until, res->until);
			out_say(ctx->out, " until %s", until);
		}
		out_say(ctx->out, "\n");
		return;
	}
	o = json_new_obj();
	json_set_str(o, "id", res->id);
	if (res->until != WHEN_NONE)
		when_format(until, res->until);
	json_set_str(o, "until", res->until != WHEN_NONE ? until : NULL);
	out_json(ctx->out, o);
	json_free(o);
}

static int claim_run(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct act_claim c = request(args);
	struct claim_result res;
	int ret;

	c.lease = args_str(args, "lease");
	ret = act_claim(&res, ctx->db, &c, err);
	if (ret == 0 && res.again)
		out_note(ctx->out, "it was yours already");
	if (ret == 0)
		print(ctx, "claimed", &res);
	claim_result_release(&res);
	return ret;
}

static int release_run(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct act_claim c = request(args);
	struct claim_result res;
	int ret = act_release(&res, ctx->db, &c, err);

	if (ret == 0)
		print(ctx, "released", &res);
	claim_result_release(&res);
	return ret;
}

#define SYNC_OPTS							\
	{ "sync", 0, OPT_FLAG, NULL, "agree with all other clones through "	\
	  "the remote", 0, NULL, 0, 0, NULL },				\
	{ "remote", 0, OPT_STR, "<remote>", "the remote to agree through "	\
	  "(implies --sync)", 0, NULL, 0, 0, NULL },			\
	{ "force", 'f', OPT_FLAG, NULL, "although somebody else has it", 0,	\
	  NULL, 0, 0, NULL },						\
	OPT_FORMAT("text")

static const struct opt claim_opts[] = {
	{ "id", 0, OPT_ID, NULL, "the task", OPT_POS | OPT_REQUIRED, NULL, 0,
	  0, NULL },
	{ "lease", 0, OPT_DUR, "<duration>", "how long it is mine: 2h, 30m, "
	  "1d (default: task.lease, else until released)", 0, NULL, 0, 0,
	  NULL },
	SYNC_OPTS,
	OPT_END
};

static const struct opt release_opts[] = {
	{ "id", 0, OPT_ID, NULL, "the task", OPT_POS | OPT_REQUIRED, NULL, 0,
	  0, NULL },
	SYNC_OPTS,
	OPT_END
};

const struct cmd cmd_claim = {
	.name = "claim",
	.group = "move",
	.summary = "take a task so that nobody else does",
	.detail =
"Makes the task yours and in progress, in one step: of several that try at "
"once, one gets it, the others exit with 1 and learn who. It is refused while "
"somebody else has it, or while it waits for other tasks.\n"
"\n"
"With --lease the claim ends by itself, and others may take the task over: "
"that is how the work of an agent that died goes on. Claiming again renews "
"the lease. The clocks of all machines should agree to well within a lease.\n"
"\n"
"A claim belongs to you in this work tree: another session under your name, "
"in another work tree or clone, is somebody else and is told where the first "
"one sits. Claim again in the same one to renew the lease. Who had a task "
"and lost it can not change it any more without --force.\n"
"\n"
"Without --sync the decision is that of this clone. With --sync the remote "
"decides, for each task on its own: refs/tasks/claims/<id> there is created "
"or swapped, which one of all who try at once succeeds with. Claims of "
"different tasks do not wait for each other. If the remote can not be "
"reached nothing is claimed. 'git task next --claim --sync' takes the best "
"task that is ready: any Git server becomes a work queue. "
"contrib/worker-loop.sh is an example.\n"
"\n"
"\tgit task claim 3f9a1c2b --lease 2h --sync\n",
	.opts = claim_opts,
	.needs = NEEDS_REPO | NEEDS_DB | WRITES | TOOL,
	.run = claim_run,
};

const struct cmd cmd_release = {
	.name = "release",
	.group = "move",
	.summary = "give a claimed task back",
	.detail =
"Ends a claim: the task is pending again and nobody's. With --sync all other "
"clones know at once.\n",
	.opts = release_opts,
	.needs = NEEDS_REPO | NEEDS_DB | WRITES | TOOL,
	.run = release_run,
};
