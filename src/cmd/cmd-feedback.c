#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "cmd/common.h"
#include "cmd/fields.h"

#define NOTE_MAX 500

static size_t characters(const char *s)
{
	const char *end = s + strlen(s);
	size_t nr = 0;

	while (s < end) {
		utf8_next(&s, end);
		nr++;
	}
	return nr;
}

static int feedback_one(struct edits *e, struct txn *txn,
			const struct view *v, uint32_t row,
			const struct task *t, struct change *c,
			struct err *err)
{
	const char *note = args_str(e->args, "note");
	const struct row *r = &v->rows[row];

	(void)txn;
	if (r->stored != STATUS_COMPLETED)
		return err_set(err, ERR_INVALID, "task '%s' is %s; feedback "
			       "is for completed tasks", e->shown,
			       common_status_words(r->status));
	if ((r->quality || r->timeliness || task_str(t, F_FEEDBACK_NOTES)) &&
	    !args_flag(e->args, "force"))
		return err_set(err, ERR_INVALID, "task '%s' already has "
			       "feedback (--force replaces it)", e->shown);
	if (args_has(e->args, "quality"))
		change_set_num(c, F_FEEDBACK_QUALITY,
			       (double)args_int(e->args, "quality", 0));
	if (args_has(e->args, "timeliness"))
		change_set_num(c, F_FEEDBACK_TIMELINESS,
			       (double)args_int(e->args, "timeliness", 0));
	if (note && *note)
		change_set_str(c, F_FEEDBACK_NOTES, note);
	edit_note(e, "Feedback recorded");
	return 0;
}

static int check_score(const struct args *args, const char *name,
		       struct err *err)
{
	int64_t n = args_int(args, name, 1);

	if (n < 1 || n > 5)
		return err_set(err, ERR_INVALID, "%s must be between 1 and 5",
			       name);
	return 0;
}

static int run_feedback(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	struct strvec typed = STRVEC_INIT;
	struct edits e = { .ctx = ctx, .args = args, .verb = "feedback",
			   .typed = &typed, .one = feedback_one };
	const char *note = args_str(args, "note");
	int ret;

	if (check_score(args, "quality", err) < 0 ||
	    check_score(args, "timeliness", err) < 0)
		return -1;
	if (!args_has(args, "quality") && !args_has(args, "timeliness") &&
	    !(note && *note))
		return err_set(err, ERR_USAGE, "give --quality, --timeliness "
			       "or --note");
	if (note && characters(note) > NOTE_MAX)
		return err_set(err, ERR_INVALID, "the note is too long (max "
			       "%d characters)", NOTE_MAX);
	if (!fields_feature(ctx, "feedback")) {
		out_warn(ctx->out, "feedback disabled; nothing recorded");
		return 0;
	}
	strvec_push(&typed, args_str(args, "id"));
	ret = edits_run(&e, err);
	strvec_clear(&typed);
	return ret;
}

static const struct opt feedback_opts[] = {
	O_ID("id", 0, "a completed task", OPT_POS | OPT_REQUIRED),
	{ "quality", 'q', OPT_INT, "<1-5>", "how good the result is", 0,
	  NULL, 0, 0, NULL },
	{ "timeliness", 't', OPT_INT, "<1-5>", "how well it was in time", 0,
	  NULL, 0, 0, NULL },
	{ "note", 'n', OPT_STR, "<text>", "a remark, at most 500 characters",
	  OPT_REST | OPT_EMPTY, NULL, 0, 0, "notes" },
	O_FLAG("force", 'f', "replace feedback that is there"),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_feedback = {
	"feedback", NULL, "record", "rate a completed task",
	"Scores go from 1 to 5. A task is rated once; --force replaces the "
	"rating. git task metrics --feedback sums them up.",
	feedback_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_feedback
};
