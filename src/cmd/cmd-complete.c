#include "base/base.h"
#include "cmd/cmds.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/active.h"
#include "cmd/common.h"
#include "cmd/fields.h"
#include "cmd/verdict.h"

struct complete {
	struct active active;
	bool had;
	bool ends;		/* the active task is among them */
	bool validate, strict;
	struct values values;	/* for the criteria */
	struct strbuf refused;	/* the report of what is not completed */
};

/* Tasks that this completion lets go on. */
static void note_unblocked(struct edits *e, const struct view *v,
			   uint32_t row)
{
	struct strvec blockers = STRVEC_INIT;
	uint32_t *deps;
	size_t nr = view_dependents(&deps, v, row), i;

	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[deps[i]];

		if (r->deleted || !status_is_open(r->stored))
			continue;
		strvec_clear(&blockers);
		view_blockers(&blockers, v, deps[i]);
		if (blockers.nr == 1 && !strcmp(blockers.v[0],
						v->rows[row].id))
			edit_note(e, "Task %.8s can go on: %s", r->id,
				  r->title);
	}
	strvec_clear(&blockers);
	free(deps);
}

static void warn_state(struct edits *e, const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];
	struct strvec blockers = STRVEC_INIT;
	size_t i;

	view_blockers(&blockers, v, row);
	for (i = 0; i < blockers.nr; i++)
		edit_warn(e, "task %s was waiting for %.8s, which is not "
			  "finished", e->shown, blockers.v[i]);
	strvec_clear(&blockers);
	if (r->stored == STATUS_BLOCKED)
		edit_warn(e, "task %s was blocked", e->shown);
	if (r->stored == STATUS_CANCELLED)
		edit_warn(e, "task %s was cancelled", e->shown);
	if (r->stored == STATUS_COMPLETED)
		edit_warn(e, "task %s was completed already", e->shown);
}

/* Hours that the work log shows, when nobody wrote down others. */
static void set_hours(struct edits *e, const struct task *t, struct change *c)
{
	struct complete *k = e->data;
	double hours = active_hours(t);

	if (k->had && !strcmp(k->active.id, t->id)) {
		struct json *entry = active_entry(&k->active,
						  clock_now(e->ctx->clock));

		hours += json_get_num(entry, "seconds", 0) / 3600;
		change_append(c, F_WORKLOG, entry);
		k->ends = true;
	}
	if (args_has(e->args, "actual-hours"))
		change_set_num(c, F_ACTUAL_HOURS,
			       args_num(e->args, "actual-hours", 0));
	else if (hours > 0 && !task_get(t, F_ACTUAL_HOURS))
		change_set_num(c, F_ACTUAL_HOURS,
			       round(hours * 100) / 100);
}

/* What a reviewer should look at: the files that the task names. */
static void impact_review(struct edits *e, const struct task *t,
			  struct change *c)
{
	const struct json *files = task_get(t, F_FILE_REFS);
	struct strbuf text = STRBUF_INIT;
	struct json *f;

	if (!json_nr(files)) {
		edit_note(e, "Task %s names no files: nothing to review",
			  e->shown);
		return;
	}
	edit_say(e, "=== Impact Review ===");
	edit_say(e, "Task %s touches:", e->shown);
	strbuf_addstr(&text, "impact review needed:");
	json_each(f, files) {
		edit_say(e, "  %s", json_str(f));
		strbuf_addf(&text, " %s", json_str(f));
	}
	change_append(c, F_CONTEXT, entry_new(text.buf, "impact"));
	strbuf_release(&text);
}

/* The report, a note for each of its lines: a note is one line. */
static void note_lines(struct edits *e, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		edit_note(e, "%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/*
 * Judges the criteria: the outcome is kept in the task; without --force what
 * does not pass is not completed.
 */
static int validate(struct edits *e, const struct view *v, uint32_t row,
		    const struct task *t, struct change *c, struct err *err)
{
	struct complete *k = e->data;
	struct strbuf words = STRBUF_INIT, text = STRBUF_INIT;
	struct json *report;
	bool pass, forced = args_flag(e->args, "force");
	int ret = 0;

	if (verdict_judge(&report, e->ctx, &k->values, t, v, row, err) < 0)
		return -1;
	pass = criteria_pass(report, k->strict);
	verdict_words(&words, report);
	criteria_text(&text, report);
	strbuf_rtrim(&text);
	if (pass || forced) {
		note_lines(e, text.buf);
		change_set(c, F_CRITERIA_RESULTS, criteria_record(
				   report, clock_now(e->ctx->clock),
				   db_me_name(e->ctx->db), !pass));
		if (!pass)
			edit_warn(e, "task %s completed with %s", e->shown,
				  words.buf);
	} else {
		strbuf_reset(&k->refused);
		strbuf_addbuf(&k->refused, &text);
		ret = err_set(err, ERR_FAILED, "task %s not completed: %s "
			      "(--force completes it all the same)", e->shown,
			      words.buf);
	}
	strbuf_release(&words);
	strbuf_release(&text);
	json_free(report);
	return ret;
}

static int complete_one(struct edits *e, struct txn *txn,
			const struct view *v, uint32_t row,
			const struct task *t, struct change *c,
			struct err *err)
{
	struct strbuf summary = STRBUF_INIT;
	struct complete *k = e->data;

	(void)txn;
	if (k->validate && validate(e, v, row, t, c, err) < 0)
		return -1;
	if (args_has(e->args, "summary"))
		strbuf_addstr(&summary, args_str(e->args, "summary"));
	strbuf_trim(&summary);
	warn_state(e, v, row);
	if (v->rows[row].stored != STATUS_COMPLETED)
		change_status(c, t, STATUS_COMPLETED,
			      clock_now(e->ctx->clock));
	if (summary.len) {
		if (fields_feature(e->ctx, "completion-summaries"))
			change_set_str(c, F_COMPLETION_SUMMARY, summary.buf);
		else
			edit_warn(e, "completion-summaries disabled; "
				  "--summary ignored");
	}
	if (fields_feature(e->ctx, "time-tracking"))
		set_hours(e, t, c);
	else if (args_has(e->args, "actual-hours"))
		edit_warn(e, "time-tracking disabled; --actual-hours ignored");
	if (args_flag(e->args, "impact-review"))
		impact_review(e, t, c);
	edit_note(e, "Task %s completed", e->shown);
	note_unblocked(e, v, row);
	strbuf_release(&summary);
	return 0;
}

static int run_complete(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	struct complete k = { .active = { "", WHEN_NONE },
			      .refused = STRBUF_INIT };
	struct edits e = { .ctx = ctx, .args = args, .verb = "complete",
			   .typed = args_list(args, "id"),
			   .one = complete_one, .data = &k };
	int ret;

	ret = verdict_values(&k.values, args, err);
	k.strict = verdict_strict(ctx, args);
	k.validate = args_flag(args, "validate") || args_flag(args, "strict") ||
		verdict_has_values(args);
	if (k.validate && !fields_feature(ctx, "success-criteria")) {
		out_warn(ctx->out, "success-criteria disabled; --validate "
			 "ignored");
		k.validate = false;
	}
	k.had = active_get(&k.active, ctx->db);
	if (ret == 0)
		ret = edits_run(&e, err);
	if (ret < 0 && k.refused.len)
		out_note(ctx->out, "%s", k.refused.buf);
	if (ret == 0 && k.ends)
		ret = active_set(ctx->db, "", 0, err);
	values_release(&k.values);
	strbuf_release(&k.refused);
	return ret;
}

static const struct opt complete_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	O_STR("summary", 's', "<text>", "what was done",
	      OPT_REST | OPT_EMPTY),
	O_NUM("actual-hours", 0, "effort it took in hours", 0, 100000),
	O_FLAG("impact-review", 0,
	       "list the files that it touches and tell those who watch"),
	O_FLAG("validate", 0,
	       "refuse when a success criterion is unmet; implied by the "
	       "options that give values"),
	O_FLAG("force", 0, "complete although criteria are unmet"),
	VERDICT_OPTS,
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_complete = {
	"complete", "done|finish", "move", "finish tasks",
	"A task that is blocked or completed already is completed with a "
	"warning. The hours come from --actual-hours, else from the time "
	"between start and stop.",
	complete_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_complete
};
