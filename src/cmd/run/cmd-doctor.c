/*
 * cmd-doctor.c - `doctor`: what is wrong around the tasks, and what to do.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "cmd/kit/common.h"
#include "cmd/run/doctor.h"

static struct json *finding_json(const struct finding *f)
{
	struct json *j = json_new_obj();

	json_set_str(j, "check", f->check);
	json_set_str(j, "level", health_names[f->health]);
	json_set_str(j, "what", f->what);
	json_set(j, "remedy", json_new_str(f->fixed ? NULL : f->remedy));
	json_set_bool(j, "fixable", f->fixable);
	json_set_bool(j, "fixed", f->fixed);
	return j;
}

static void show_json(struct ctx *ctx, const struct doctor *d)
{
	struct json *j = json_new_obj(), *list = json_new_arr();
	size_t i;

	for (i = 0; i < d->nr; i++)
		json_push(list, finding_json(&d->v[i]));
	json_set_str(j, "level", health_names[doctor_health(d)]);
	json_set_bool(j, "ok", doctor_health(d) < HEALTH_ERROR);
	json_set(j, "findings", list);
	out_json(ctx->out, j);
	json_free(j);
}

static void show_text(struct ctx *ctx, const struct doctor *d)
{
	static const enum colour colours[] = {
		COLOUR_GREEN, COLOUR_DIM, COLOUR_YELLOW, COLOUR_RED
	};
	size_t i;

	for (i = 0; i < d->nr; i++) {
		const struct finding *f = &d->v[i];

		out_paint(ctx->out, colours[f->health], "%-7s",
			  f->fixed ? "fixed" : health_names[f->health]);
		out_f(ctx->out, "  %-9s  ", f->check);
		out_s(ctx->out, f->what);
		out_f(ctx->out, "\n");
		if (f->remedy && !f->fixed) {
			out_f(ctx->out, "%22s", "-> ");
			out_s(ctx->out, f->remedy);
			out_f(ctx->out, "\n");
		}
	}
}

static int run_doctor(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct doctor d = {
		.ctx = ctx,
		.fix = args_flag(args, "fix"),
		.quick = args_flag(args, "quick"),
		.timeout_ms = (int)args_int(args, "timeout", 5) * 1000,
	};
	int ret;

	(void)err;
	doctor_run(&d);
	if (out_data(ctx->out))
		show_json(ctx, &d);
	else
		show_text(ctx, &d);
	ret = doctor_health(&d) == HEALTH_ERROR ? 1 : 0;
	doctor_release(&d);
	return ret;
}

static const struct opt doctor_opts[] = {
	O_FLAG("fix", 0, "make anew what is derived: the index, hooks that "
	       "lead nowhere"),
	O_FLAG("quick", 0, "ask no remote, and do not read every task"),
	{ "timeout", 0, OPT_INT, "<seconds>", "how long a remote may take "
	  "(default: 5)", 0, NULL, 1, 300, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_doctor = {
	.name = "doctor",
	.group = "care",
	.summary = "find out what is wrong, and what to do about it",
	.detail =
"Looks at Git, the libraries, who you are, the clock, the task refs and the index "
"(as 'git task fsck'), settings, hooks, and whether the remotes answer. Every "
"finding that is not fine comes with a remedy.\n"
"\n"
"An error means that tasks can not be read or written, and gives exit status 1; a "
"warning that something does not work as it should; a note that it is worth "
"knowing. Nothing is changed, but with --fix what is derived from something else "
"is made anew; tasks never are.\n"
"\n"
"'git task serve' answers /readyz with the same checks as --quick.\n",
	.opts = doctor_opts,
	.needs = OPTIONAL_REPO | AS_IT_IS,
	.run = run_doctor,
};
