/*
 * cmd-claim.c - `claim`, `release`.
 */
#include "base/base.h"
#include "base/strbuf.h"
#include "db/claim.h"
#include "cmd/claim.h"
#include "cmd/cmds.h"

int claim_lease(double *out, struct ctx *ctx, const struct args *args,
		struct err *err)
{
	const char *text = args_str(args, "lease");

	*out = 0;
	if (!text)
		text = db_config(ctx->db, "task.lease");
	if (!text || !*text)
		return 0;
	if (when_parse_duration(out, text, false, err) < 0)
		return -1;
	if (*out < 1)
		return err_set(err, ERR_INVALID, "a lease of '%s' is shorter "
			       "than a second", text);
	return 0;
}

/* What the two commands have in common: which task, how. */
static int request(struct claim *c, char id[ID_LEN + 1], struct ctx *ctx,
		   const struct args *args, struct err *err)
{
	const struct view *v;
	uint32_t row;

	memset(c, 0, sizeof(*c));
	c->sync = args_flag(args, "sync") || args_has(args, "remote");
	c->remote = args_str(args, "remote");
	c->force = args_flag(args, "force");
	if (db_view(&v, ctx->db, err) < 0)
		return -1;
	if (view_resolve(&row, v, args_str(args, "id"), false, err) < 0)
		return -1;
	memcpy(id, v->rows[row].id, ID_LEN + 1);
	c->id = id;
	return 0;
}

static void print(struct ctx *ctx, const char *verb,
		  const struct claim_result *res)
{
	struct json *o;
	char until[WHEN_LEN];

	if (ctx->out->format != OUT_JSON) {
		out_f(ctx->out, "%s %.8s", verb, res->id);
		if (res->until != WHEN_NONE) {
			when_format(until, res->until);
			out_f(ctx->out, " until %s", until);
		}
		out_f(ctx->out, "\n");
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
	struct claim_result res;
	char id[ID_LEN + 1];
	struct claim c;

	if (request(&c, id, ctx, args, err) < 0 ||
	    claim_lease(&c.lease, ctx, args, err) < 0 ||
	    db_claim(&res, ctx->db, &c, err) < 0)
		return -1;
	print(ctx, "claimed", &res);
	return 0;
}

static int release_run(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct claim_result res;
	char id[ID_LEN + 1];
	struct claim c;

	if (request(&c, id, ctx, args, err) < 0 ||
	    db_release(&res, ctx->db, &c, err) < 0)
		return -1;
	print(ctx, "released", &res);
	return 0;
}

#define SYNC_OPTS							\
	{ "sync", 0, OPT_FLAG, NULL, "agree with all other clones through "	\
	  "the remote", 0, NULL, 0, 0, NULL },				\
	{ "remote", 0, OPT_STR, "<remote>", "the remote to agree through "	\
	  "(implies --sync)", 0, NULL, 0, 0, NULL },			\
	{ "force", 'f', OPT_FLAG, NULL, "although somebody else has it", 0,	\
	  NULL, 0, 0, NULL },						\
	OPT_FORMAT("text|json")

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
"Without --sync the decision is that of this clone. With --sync the remote "
"decides: the claim counts once the remote has accepted it, and when somebody "
"else's change came first, everything is looked at again. If the remote can "
"not be reached nothing is claimed. 'git task next --claim --sync' takes the "
"best task that is ready: any Git server becomes a work queue. "
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
