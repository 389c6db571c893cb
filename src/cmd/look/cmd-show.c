/*
 * cmd-show.c - `show`: one task, in full.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/due.h"
#include "feat/exec/exec.h"
#include "feat/plan/tree.h"
#include "feat/project/notes.h"
#include "cmd/kit/common.h"
#include "cmd/kit/rowformat.h"
#include "front/mdtext.h"

#define EXECUTIONS_SHOWN 3
#define FIELD_AT 14	/* the column of values */
#define TASK_AT 25	/* the column of titles of other tasks */
#define KEY_SHOWN 24	/* an id; what was made of a title says nothing new */

struct show {
	struct ctx *ctx;
	const struct view *v;
	uint32_t row;
	const struct task *t;
	int64_t now;
};

static void field(struct show *s, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	out_f(s->ctx->out, "  ");
	out_paint(s->ctx->out, COLOUR_DIM, "%-12s", name);
	out_hanging(s->ctx->out, value, FIELD_AT);
	out_f(s->ctx->out, "\n");
}

static void field_time(struct show *s, const char *name, int64_t ms)
{
	struct strbuf sb = STRBUF_INIT;

	if (ms == WHEN_NONE)
		return;
	when_relative(&sb, ms, s->now);
	strbuf_addstr(&sb, " (");
	when_local(&sb, ms);
	strbuf_addch(&sb, ')');
	field(s, name, sb.buf);
	strbuf_release(&sb);
}

static void field_list(struct show *s, const char *name,
		       const struct json *list)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	json_each(j, list)
		strbuf_addf(&sb, "%s%s", sb.len ? ", " : "", json_str(j));
	field(s, name, sb.buf);
	strbuf_release(&sb);
}

static void field_map(struct show *s, const struct json *map)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	json_each(j, map) {
		/* where the task's branch began, for hooks */
		if (str_eq(json_key(j), "branch_base"))
			continue;
		strbuf_reset(&sb);
		if (json_is(j, JSON_STR))
			strbuf_addstr(&sb, json_str(j));
		else
			json_line(&sb, j);
		field(s, json_key(j), sb.buf);
	}
	strbuf_release(&sb);
}

/* "status       blocked: waiting for the key" */
static void show_status(struct show *s)
{
	const struct row *r = &s->v->rows[s->row];
	const char *reason = task_str(s->t, F_BLOCKED_REASON);
	const char *word = r->deleted ? "deleted" :
			   common_status_words(r->status);
	struct strbuf sb = STRBUF_INIT;

	out_f(s->ctx->out, "  ");
	out_paint(s->ctx->out, COLOUR_DIM, "%-12s", "status");
	out_paint(s->ctx->out, common_status_colour(r->status), "%s", word);
	if (r->status != r->stored)
		strbuf_addf(&sb, " (%s, but waits for other tasks)",
			    common_status_words(r->stored));
	if (r->status == STATUS_BLOCKED && reason)
		strbuf_addf(&sb, ": %s", reason);
	if (r->in_cycle)
		strbuf_addstr(&sb, " (in a dependency cycle)");
	out_hanging(s->ctx->out, sb.buf, FIELD_AT + strlen(word) + 2);
	out_f(s->ctx->out, "\n");
	strbuf_release(&sb);
}

static void show_hours(struct show *s)
{
	double est = task_num(s->t, F_ESTIMATED_HOURS, -1);
	double act = task_num(s->t, F_ACTUAL_HOURS, -1);
	struct strbuf sb = STRBUF_INIT;

	if (est >= 0) {
		json_add_num(&sb, est);
		strbuf_addstr(&sb, " h estimated");
	}
	if (act >= 0) {
		strbuf_addstr(&sb, sb.len ? ", " : "");
		json_add_num(&sb, act);
		strbuf_addstr(&sb, " h spent");
	}
	field(s, "effort", sb.buf);
	strbuf_release(&sb);
}

/* "due          tomorrow (2026-12-01)" */
static void show_due(struct show *s)
{
	const struct row *r = &s->v->rows[s->row];
	struct strbuf sb = STRBUF_INIT;
	char at[WHEN_LEN];

	if (r->deadline == WHEN_NONE)
		return;
	due_words(&sb, r->deadline, s->now, !status_is_open(r->stored));
	strbuf_addstr(&sb, " (");
	if (due_is_day(r->deadline)) {
		due_format(at, r->deadline);
		strbuf_addstr(&sb, at);
	} else {
		when_local(&sb, r->deadline);
	}
	strbuf_addstr(&sb, ")");
	field(s, "due", sb.buf);
	strbuf_release(&sb);
}

static void show_complexity(struct show *s)
{
	double score = task_num(s->t, F_COMPLEXITY, 0);
	struct strbuf sb = STRBUF_INIT;

	if (score > 0) {
		json_add_num(&sb, score);
		strbuf_addstr(&sb, " of 10");
	}
	field(s, "complexity", sb.buf);
	strbuf_release(&sb);
}

/* "document     PRD.md:12 (FR-1)" */
static void show_source(struct show *s)
{
	const struct json *source = task_get(s->t, F_SOURCE);
	const char *prd = json_get_str(source, "prd");
	const char *key = json_get_str(source, "key");
	double line = json_get_num(source, "line", 0);
	struct strbuf sb = STRBUF_INIT;

	if (!prd)
		return;
	strbuf_addstr(&sb, prd);
	if (json_get_bool(source, "vanished", false))
		strbuf_addstr(&sb, ", which has it no more");
	else if (line >= 1)
		strbuf_addf(&sb, ":%.0f", line);
	if (key && *key && strlen(key) <= KEY_SHOWN)
		strbuf_addf(&sb, " (%s)", key);
	field(s, "document", sb.buf);
	strbuf_release(&sb);
}

/* "Ana Alvarez <ana@example.com>", as far as that is known. */
static void show_person(struct show *s, enum field f)
{
	const struct people *all = db_people(s->ctx->db);
	const char *stored = task_str(s->t, f);
	struct strbuf sb = STRBUF_INIT;
	size_t who;

	if (!stored)
		return;
	who = people_of(all, stored);
	if (who != NOBODY && all->v[who].name && all->v[who].email)
		strbuf_addf(&sb, "%s <%s>", all->v[who].name,
			    all->v[who].email);
	field(s, field_head(f), sb.len ? sb.buf : stored);
	strbuf_release(&sb);
}

/* A field that says all there is to say. */
static void show_field(struct show *s, enum field f)
{
	const struct json *j = task_get(s->t, f);
	struct strbuf sb = STRBUF_INIT;

	if (field_defs[f].kind == KIND_SET) {
		field_list(s, field_head(f), j);
	} else if (field_defs[f].type == TYPE_TIME) {
		field_time(s, field_head(f), task_time(s->t, f));
	} else if (json_str(j)) {
		field(s, field_head(f), json_str(j));
	} else if (j) {
		json_line(&sb, j);
		field(s, field_head(f), sb.buf);
	}
	strbuf_release(&sb);
}

static void show_fields(struct show *s)
{
	const struct row *r = &s->v->rows[s->row];
	int f;

	for (f = 0; f < F_NR; f++) {
		switch ((enum field)f) {
		case F_STATUS:
			show_status(s);
			break;
		case F_PRIORITY:
			field(s, "priority", priority_name(r->priority));
			break;
		case F_DEADLINE:
			show_due(s);
			break;
		case F_ESTIMATED_HOURS:
			show_hours(s);
			break;
		case F_COMPLEXITY:
			show_complexity(s);
			break;
		case F_LEASE:
			if (r->lease_until != WHEN_NONE &&
			    r->lease_until > s->now)
				field_time(s, "claimed till", r->lease_until);
			break;
		case F_ASSIGNEE: case F_CREATED_BY:
			show_person(s, (enum field)f);
			break;
		case F_SOURCE:
			show_source(s);
			break;
		case F_EXTERNAL: case F_FIELDS:
			field_map(s, task_get(s->t, (enum field)f));
			break;
		default:
			if (field_defs[f].flags & FIELD_SHOW)
				show_field(s, (enum field)f);
		}
	}
}

static void heading(struct show *s, const char *text)
{
	out_f(s->ctx->out, "\n");
	out_paint(s->ctx->out, COLOUR_BOLD, "%s", text);
	out_f(s->ctx->out, "\n");
}

static void task_line(struct show *s, uint32_t row)
{
	const struct row *r = &s->v->rows[row];
	char id[ID_LEN + 1];

	view_short(id, s->v, r->id);
	out_f(s->ctx->out, "  ");
	out_paint(s->ctx->out, COLOUR_YELLOW, "%s", id);
	out_f(s->ctx->out, "  ");
	out_paint(s->ctx->out, common_status_colour(r->status), "%-11s",
		  common_status_words(r->status));
	out_f(s->ctx->out, "  ");
	out_fit(s->ctx->out, r->title, TASK_AT + strlen(id) - 8);
	out_f(s->ctx->out, "\n");
}

/* "Parts (3/5 done, 60%, 26h estimated)" */
static void parts_heading(struct show *s)
{
	struct rollup *sums = tree_rollup(s->v);
	const struct rollup *r = &sums[s->row];
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "Parts");
	if (r->parts) {
		strbuf_addstr(&sb, " (");
		rollup_parts(&sb, r);
		strbuf_addf(&sb, " done, %d%%", rollup_percent(r));
		if (r->nr_hours) {
			strbuf_addstr(&sb, ", ");
			rollup_hours(&sb, r);
			strbuf_addstr(&sb, " estimated");
		}
		strbuf_addch(&sb, ')');
	}
	heading(s, sb.buf);
	strbuf_release(&sb);
	free(sums);
}

/* In the order in which they were created. */
static int by_creation(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a;
	const struct row *y = *(const struct row *const *)b;

	if (x->created_order != y->created_order)
		return x->created_order < y->created_order ? -1 : 1;
	return strcmp(x->id, y->id);
}

static void show_parts(struct show *s)
{
	const struct row **parts = xcalloc(s->v->nr + 1, sizeof(*parts));
	size_t nr = 0, k;

	for (k = 0; k < s->v->nr; k++)
		if (s->v->rows[k].parent_row == s->row &&
		    !s->v->rows[k].deleted)
			parts[nr++] = &s->v->rows[k];
	if (nr) {
		qsort(parts, nr, sizeof(*parts), by_creation);
		parts_heading(s);
	}
	for (k = 0; k < nr; k++)
		task_line(s, (uint32_t)(parts[k] - s->v->rows));
	free(parts);
}

static void show_relations(struct show *s)
{
	const struct row *r = &s->v->rows[s->row];
	uint32_t *deps, i;
	size_t nr = view_dependents(&deps, s->v, s->row), k;

	if (r->nr_deps)
		heading(s, "Depends on");
	for (i = 0; i < r->nr_deps; i++) {
		if (r->deps[i] != NO_ROW)
			task_line(s, r->deps[i]);
		else
			out_f(s->ctx->out, "  %.8s  (not in this "
			      "repository)\n",
			      r->dep_ids + i * (ID_LEN + 1));
	}
	for (k = 0; k < nr; k++) {
		if (k == 0)
			heading(s, "Needed by");
		task_line(s, deps[k]);
	}
	free(deps);
	if (r->parent_row != NO_ROW) {
		heading(s, "Part of");
		task_line(s, r->parent_row);
	}
	show_parts(s);
}

static void show_criteria(struct show *s)
{
	const struct json *list = task_get(s->t, F_SUCCESS_CRITERIA);
	struct strbuf sb = STRBUF_INIT;
	struct json *c;

	if (!json_nr(list))
		return;
	heading(s, "Success criteria");
	json_each(c, list) {
		const char *m = json_get_str(c, "measurable");
		const char *text = json_get_str(c, "criterion");

		strbuf_reset(&sb);
		strbuf_addstr(&sb, text ? text : "");
		if (m)
			strbuf_addf(&sb, "  [%s]", m);
		out_f(s->ctx->out, "  - ");
		out_hanging(s->ctx->out, sb.buf, 4);
		out_f(s->ctx->out, "\n");
	}
	strbuf_release(&sb);
}

/* Text of several lines, each one indented; Markdown on a terminal. */
static void indented(struct show *s, const char *text, const char *indent)
{
	if (text)
		out_markdown(s->ctx->out, text, indent);
}

static void show_log(struct show *s, enum field f, const char *title)
{
	const struct json *log = task_get(s->t, f);
	struct json *e;

	if (!json_nr(log))
		return;
	heading(s, title);
	json_each(e, log) {
		const char *at = json_get_str(e, "at");
		const char *by = json_get_str(e, "by");
		const char *kind = json_get_str(e, "kind");
		struct strbuf sb = STRBUF_INIT;
		int64_t ms;

		if (at && when_parse_rfc3339(&ms, at))
			when_relative(&sb, ms, s->now);
		out_f(s->ctx->out, "  ");
		out_paint(s->ctx->out, COLOUR_DIM, "%s", sb.buf);
		if (by) {
			out_f(s->ctx->out, ", ");
			out_s(s->ctx->out, by);
		}
		if (kind && strcmp(kind, "shared") != 0) {
			out_f(s->ctx->out, ", ");
			out_s(s->ctx->out, kind);
		}
		out_f(s->ctx->out, "\n");
		indented(s, json_get_str(e, "text"), "    ");
		strbuf_release(&sb);
	}
}

static void show_commits(struct show *s)
{
	const struct json *log = task_get(s->t, F_COMMITS);
	struct json *e;

	if (!json_nr(log))
		return;
	heading(s, "Commits");
	json_each(e, log) {
		const char *oid = json_get_str(e, "oid");
		const char *subject = json_get_str(e, "subject");

		out_f(s->ctx->out, "  ");
		out_paint(s->ctx->out, COLOUR_YELLOW, "%.8s", oid ? oid : "");
		out_f(s->ctx->out, "  ");
		out_fit(s->ctx->out, subject ? subject : "", 12);
		out_f(s->ctx->out, "\n");
	}
}

/* The last few; `git task exec <id> --list` shows all. */
static void show_executions(struct show *s)
{
	const struct json *log = task_get(s->t, F_EXECUTIONS);
	size_t nr = json_nr(log), i = nr;

	if (!nr)
		return;
	heading(s, "Executions");
	while (i > 0 && nr - i < EXECUTIONS_SHOWN) {
		const struct json *e = json_at(log, --i);
		const char *at = json_get_str(e, "at");
		const char *by = json_get_str(e, "by");
		struct strbuf sb = STRBUF_INIT;
		int64_t ms;

		if (at && when_parse_rfc3339(&ms, at))
			when_relative(&sb, ms, s->now);
		if (by)
			strbuf_addf(&sb, ", %s", by);
		strbuf_addstr(&sb, ", ");
		exec_outcome(&sb, e);
		strbuf_addf(&sb, " in %.2f s",
			    json_get_num(e, "execution_time", 0));
		out_f(s->ctx->out, "  ");
		out_s(s->ctx->out, sb.buf);
		strbuf_reset(&sb);
		exec_title(&sb, e);
		out_f(s->ctx->out, "\n    ");
		out_s(s->ctx->out, sb.buf);
		out_f(s->ctx->out, "\n");
		strbuf_release(&sb);
	}
	if (nr > EXECUTIONS_SHOWN)
		out_f(s->ctx->out, "  and %zu earlier ones\n",
		      nr - EXECUTIONS_SHOWN);
}

static void show_feedback(struct show *s)
{
	const struct row *r = &s->v->rows[s->row];
	const char *note = task_str(s->t, F_FEEDBACK_NOTES);

	if (!r->quality && !r->timeliness && !note)
		return;
	heading(s, "Feedback");
	if (r->quality)
		out_f(s->ctx->out, "  quality %d of 5\n", r->quality);
	if (r->timeliness)
		out_f(s->ctx->out, "  timeliness %d of 5\n", r->timeliness);
	indented(s, note, "  ");
}

static int show_people(struct show *s, struct err *err)
{
	const struct row *r = &s->v->rows[s->row];
	const char *text = task_str(s->t, F_DESCRIPTION);
	struct strbuf notes = STRBUF_INIT;
	char id[ID_LEN + 1];

	view_short(id, s->v, r->id);
	out_paint(s->ctx->out, COLOUR_YELLOW, "%s", id);
	out_f(s->ctx->out, "  ");
	out_hanging(s->ctx->out, r->title, strlen(id) + 2);
	out_f(s->ctx->out, "\n\n");
	show_fields(s);
	if (text) {
		out_f(s->ctx->out, "\n");
		indented(s, text, "  ");
	}
	show_criteria(s);
	show_relations(s);
	text = task_str(s->t, F_COMPLETION_SUMMARY);
	if (text) {
		heading(s, "Summary");
		indented(s, text, "  ");
	}
	show_feedback(s);
	show_log(s, F_PROGRESS, "Progress");
	show_log(s, F_CONTEXT, "Context");
	show_commits(s);
	show_executions(s);
	if (notes_read(&notes, s->ctx->db, r->id, err) < 0)
		return -1;
	if (notes.len) {
		heading(s, "Your notes (private)");
		indented(s, notes.buf, "  ");
	}
	strbuf_release(&notes);
	return 0;
}

/* `key: value` lines, the form that scripts for tm read. */
static void show_lines(struct show *s, const struct json *pub)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	json_each(j, pub) {
		strbuf_reset(&sb);
		if (json_is(j, JSON_STR))
			strbuf_addstr(&sb, json_str(j));
		else if (json_is(j, JSON_NULL))
			strbuf_addstr(&sb, "None");
		else
			json_line(&sb, j);
		out_f(s->ctx->out, "%s: ", json_key(j));
		out_s(s->ctx->out, sb.buf);
		out_f(s->ctx->out, "\n");
	}
	strbuf_release(&sb);
}

static int show_one(struct show *s, struct err *err)
{
	struct task t = TASK_INIT;
	struct json *pub;
	int ret;

	if (s->ctx->tm) {
		pub = common_json(s->v, s->row, err);
		if (!pub)
			return -1;
		show_lines(s, pub);
		json_free(pub);
		return 0;
	}
	if (view_task(&t, s->v, s->row, err) < 0)
		return -1;
	/* cppcheck-suppress autoVariables */
	s->t = &t;
	ret = show_people(s, err);
	s->t = NULL;
	task_release(&t);
	return ret;
}

static int run_show(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct show s = { ctx, NULL, 0, NULL, clock_now(ctx->clock) };
	uint32_t *rows;
	const char *format = args_str(args, "format");
	struct json *j;
	size_t nr, i;
	int ret = 0;

	if (common_view(&s.v, ctx, err) < 0 ||
	    common_rows(&rows, &nr, s.v, args_list(args, "id"), !ctx->tm,
			err) < 0)
		return -1;
	if (out_document(ctx->out) && nr == 1) {
		j = common_json(s.v, rows[0], err);
		ret = j ? 0 : -1;
		if (j)
			out_json(ctx->out, j);
		json_free(j);
	} else if (common_structured(ctx)) {
		ret = common_tasks(ctx, s.v, rows, nr, NULL, err);
	} else if (rowformat_is(format)) {
		ret = rowformat_print(ctx, format, s.v, rows, nr, err);
	} else {
		for (i = 0; i < nr && ret == 0; i++) {
			if (i)
				out_f(ctx->out, "\n");
			s.row = rows[i];
			ret = show_one(&s, err);
		}
	}
	free(rows);
	return ret;
}

static const struct opt show_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	ROWS_FORMAT,
	OPT_END
};

const struct cmd cmd_show = {
	"show", "view", "look", "show tasks with everything about them",
	"With --format json one task is one object, several are an array. "
	"Private notes are shown to people only.",
	show_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_show
};
