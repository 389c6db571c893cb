/*
 * complete.c - finishing a task: criteria, hours, who may go on.
 */
#include "base/base.h"
#include "act/state.h"

#include "act/internal.h"
#include "act/parts.h"
#include "act/rule.h"
#include "act/verdict.h"
#include "base/strbuf.h"
#include "feat/judge/criteria.h"

/* Tasks that this completion lets go on. */
static void note_unblocked(struct act_step *s)
{
	struct strvec blockers = STRVEC_INIT;
	uint32_t *deps;
	size_t nr = view_dependents(&deps, s->v, s->row), i;

	for (i = 0; i < nr; i++) {
		const struct row *r = &s->v->rows[deps[i]];

		if (r->deleted || !status_is_open(r->stored))
			continue;
		strvec_clear(&blockers);
		view_blockers(&blockers, s->v, deps[i]);
		if (blockers.nr != 1 || strcmp(blockers.v[0], s->item->id))
			continue;
		strvec_push(&s->res->unblocked, r->id);
		act_note(s, "Task %.8s can go on: %s", r->id, r->title);
	}
	strvec_clear(&blockers);
	free(deps);
}

static void warn_state(struct act_step *s)
{
	enum status was = task_status(s->t);
	struct strvec blockers = STRVEC_INIT;
	const char *shown = s->item->shown;
	size_t i;

	view_blockers(&blockers, s->v, s->row);
	for (i = 0; i < blockers.nr; i++)
		act_warn(s, "task %s was waiting for %.8s, which is not "
			 "finished", shown, blockers.v[i]);
	strvec_clear(&blockers);
	if (was == STATUS_BLOCKED)
		act_warn(s, "task %s was blocked", shown);
	if (was == STATUS_CANCELLED)
		act_warn(s, "task %s was cancelled", shown);
	if (was == STATUS_COMPLETED)
		act_warn(s, "task %s was completed already", shown);
}

/* What a reviewer should look at: the files that the task names. */
static void impact_review(struct act_step *s)
{
	const struct json *files = task_get(s->t, F_FILE_REFS);
	struct strbuf text = STRBUF_INIT;
	struct json *f;

	if (!json_nr(files)) {
		act_note(s, "Task %s names no files: nothing to review",
			 s->item->shown);
		return;
	}
	act_say(s, "=== Impact Review ===");
	act_say(s, "Task %s touches:", s->item->shown);
	strbuf_addstr(&text, "impact review needed:");
	json_each(f, files) {
		act_say(s, "  %s", json_str(f));
		strbuf_addf(&text, " %s", json_str(f));
	}
	change_append(s->c, F_CONTEXT, entry_new(text.buf, "impact"));
	strbuf_release(&text);
}

/* The report, a note for each of its lines: a note is one line. */
static void note_lines(struct act_step *s, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		act_note(s, "%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* The outcome is kept in the task; without force what does not pass is refused. */
static int keep_verdict(struct act_step *s, const struct json *report,
			struct err *err)
{
	const struct act_complete *args = s->args;
	bool pass = criteria_pass(report, args->strict);
	struct strbuf words = STRBUF_INIT, text = STRBUF_INIT;
	int ret = 0;

	act_verdict_words(&words, report);
	criteria_text(&text, report);
	strbuf_rtrim(&text);
	if (pass || args->force) {
		note_lines(s, text.buf);
		change_set(s->c, F_CRITERIA_RESULTS, criteria_record(
				   report, txn_edit(s->txn)->now,
				   db_me_name(s->db), !pass));
		if (!pass)
			act_warn(s, "task %s completed with %s",
				 s->item->shown, words.buf);
	} else {
		strbuf_addbuf(&s->res->refused, &text);
		ret = err_set(err, ERR_FAILED, "task %s not completed: %s "
			      "(--force completes it all the same)",
			      s->item->shown, words.buf);
	}
	strbuf_release(&words);
	strbuf_release(&text);
	return ret;
}

static int judge(struct act_step *s, struct err *err)
{
	const struct act_complete *args = s->args;
	struct json *report;

	if (act_judge(&report, s->db, args->values, s->t, s->v, s->row,
		      err) < 0)
		return -1;
	if (!s->res->verdicts)
		s->res->verdicts = json_new_arr();
	json_push(s->res->verdicts, report);
	return keep_verdict(s, report, err);
}

void step_complete(struct act_step *s)
{
	warn_state(s);
	if (task_status(s->t) != STATUS_COMPLETED)
		change_want(s->c, STATUS_COMPLETED);
	note_unblocked(s);
}

static void set_summary(struct act_step *s, const char *text)
{
	struct strbuf summary = STRBUF_INIT;

	strbuf_addstr(&summary, text ? text : "");
	strbuf_trim(&summary);
	if (summary.len && act_feature(s->db, "completion-summaries"))
		change_set_str(s->c, F_COMPLETION_SUMMARY, summary.buf);
	else if (summary.len)
		act_warn(s, "completion-summaries disabled; --summary "
			 "ignored");
	strbuf_release(&summary);
}

static const struct act_parts open_parts = { true, "completes" };

static int complete_one(struct act_step *s, struct err *err)
{
	const struct act_complete *args = s->args;

	if (args->values && judge(s, err) < 0)
		return -1;
	set_summary(s, args->summary);
	if (args->hours && act_feature(s->db, "time-tracking"))
		change_set_num(s->c, F_ACTUAL_HOURS, *args->hours);
	else if (args->hours)
		act_warn(s, "time-tracking disabled; --actual-hours ignored");
	if (args->impact)
		impact_review(s);
	parts_warn(s, &open_parts);
	act_note(s, "Task %s completed", s->item->shown);
	step_complete(s);
	return 0;
}

int act_complete(struct act_result *res, struct db *db,
		 const struct act_complete *args, struct err *err)
{
	struct act_complete own = *args;
	struct strvec all = STRVEC_INIT;
	struct act a = { db, "complete", args->ids, false, NULL, complete_one,
			 &own };
	int ret;

	if (own.values && !act_feature(db, "success-criteria")) {
		own.values = NULL;
		strvec_push(db_warnings(db), "success-criteria disabled; "
			    "--validate ignored");
	}
	if (own.parts && parts_add(&all, db, args->ids, &open_parts, err) < 0) {
		strvec_clear(&all);
		return -1;
	}
	if (own.parts)
		a.typed = own.ids = &all;
	ret = act_run(res, &a, err);
	strvec_clear(&all);
	return ret;
}
