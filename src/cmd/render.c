/*
 * render.c - lists of tasks in every output format.
 */
#include "base/base.h"
#include "cmd/common.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "cmd/columns.h"

#define CSV_COLUMNS							\
	"id,title,status,priority,type,assignee,project,tags,deadline,"	\
	"created_at,updated_at"

/* Only the members that were asked for, in that order. */
static struct json *pick(struct json *full, const size_t *cols, size_t nr)
{
	struct json *j = json_new_obj();
	size_t i;

	for (i = 0; i < nr; i++) {
		struct json *v = json_detach(full, columns[cols[i]].name);

		json_set(j, columns[cols[i]].name, v ? v : json_new_null());
	}
	json_free(full);
	return j;
}

/* One object a line, so that the list is never in memory as a whole. */
static int tasks_json(struct ctx *ctx, const struct view *v,
		      const uint32_t *rows, size_t nr, const size_t *cols,
		      size_t nr_cols, struct err *err)
{
	bool array = ctx->out->format == OUT_JSON;
	struct strbuf line = STRBUF_INIT;
	size_t i;

	if (array)
		out_raw(ctx->out, "[", 1);
	for (i = 0; i < nr; i++) {
		struct json *j = common_json(v, rows[i], err);

		if (!j) {
			strbuf_release(&line);
			return -1;
		}
		if (cols)
			j = pick(j, cols, nr_cols);
		strbuf_reset(&line);
		if (array && i)
			strbuf_addstr(&line, ",\n ");
		json_line(&line, j);
		if (!array)
			strbuf_addch(&line, '\n');
		out_json_text(ctx->out, line.buf, line.len);
		json_free(j);
	}
	if (array)
		out_raw(ctx->out, "]\n", 2);
	strbuf_release(&line);
	return 0;
}

static void tasks_ids(struct ctx *ctx, const struct view *v,
		      const uint32_t *rows, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		out_f(ctx->out, "%s\n", v->rows[rows[i]].id);
}

/* The usual columns for people: those that say something in these rows. */
static char *usual_columns(const struct view *v, const uint32_t *rows,
			   size_t nr)
{
	bool project = false, assignee = false, due = false;
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];

		project |= *r->project != '\0';
		assignee |= *r->assignee != '\0';
		due |= r->deadline != WHEN_NONE;
	}
	strbuf_addstr(&sb, "id,status,priority,title");
	if (project)
		strbuf_addstr(&sb, ",project");
	if (assignee)
		strbuf_addstr(&sb, ",assignee");
	if (due)
		strbuf_addstr(&sb, ",deadline");
	return strbuf_detach(&sb, NULL);
}

/* Rows are in the order of their ids, tasks in another: tell the processor
 * early which rows, and then which strings, come next. */
#define ROW_AHEAD 16
#define TEXT_AHEAD 8

struct tasks {
	const struct view *v;
	const uint32_t *rows;
	size_t nr;
	const size_t *cols;
	size_t nr_cols;
	int64_t now;
	bool human;
};

static const struct row *task_row(const struct tasks *ts, size_t i)
{
	const struct row *rows = ts->v->rows;

	if (i + ROW_AHEAD < ts->nr) {
		const struct row *soon = &rows[ts->rows[i + TEXT_AHEAD]];

		PREFETCH(&rows[ts->rows[i + ROW_AHEAD]]);
		PREFETCH(soon->id);
		PREFETCH(soon->title);
	}
	return &rows[ts->rows[i]];
}

/* A cell's text: the row's own, or made in `sb`. */
static const char *cell_text(size_t *len, struct strbuf *sb,
			     const struct tasks *ts, size_t col,
			     const struct row *r)
{
	const struct column *c = &columns[ts->cols[col]];

	if (c->text)
		return c->text(len, r, ts->human);
	strbuf_reset(sb);
	c->fn(sb, ts->v, r, ts->now, ts->human);
	*len = sb->len;
	return sb->buf;
}

static void tasks_table(struct ctx *ctx, const struct tasks *ts)
{
	struct strvec heads = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	const char *text;
	struct table *t;
	size_t i, k, len;

	for (k = 0; k < ts->nr_cols; k++) {
		const struct column *c = &columns[ts->cols[k]];
		char kind[2] = { c->kind, '\0' };

		strvec_pushf(&heads, "%s%s", kind,
			     ts->human ? c->head : c->name);
	}
	t = table_new(ctx->out, (const char *const *)heads.v, ts->nr_cols);
	for (i = 0; ts->human && i < ts->nr; i++) {
		const struct row *r = task_row(ts, i);

		for (k = 0; k < ts->nr_cols; k++) {
			text = cell_text(&len, &sb, ts, k, r);
			table_measure(t, k, text, len);
		}
	}
	table_stream(t);
	for (i = 0; i < ts->nr; i++) {
		const struct row *r = task_row(ts, i);

		for (k = 0; k < ts->nr_cols; k++) {
			const struct column *c = &columns[ts->cols[k]];

			text = cell_text(&len, &sb, ts, k, r);
			table_add(t, c->colour ? c->colour(r, ts->now) :
				     COLOUR_NONE, text, len);
		}
	}
	table_end(t);
	strbuf_release(&sb);
	strvec_clear(&heads);
}

int common_tasks(struct ctx *ctx, const struct view *v, const uint32_t *rows,
		 size_t nr, const char *names, struct err *err)
{
	enum out_format f = ctx->out->format;
	char *usual = NULL;
	size_t *cols = NULL, nr_cols = 0;
	int ret = 0;

	if (!names && f == OUT_TEXT)
		names = usual = usual_columns(v, rows, nr);
	else if (!names && (f == OUT_CSV || f == OUT_MARKDOWN))
		names = CSV_COLUMNS;
	if (names && columns_parse(&cols, &nr_cols, names, err) < 0) {
		free(usual);
		return -1;
	}
	if (f == OUT_IDS)
		tasks_ids(ctx, v, rows, nr);
	else if (f == OUT_JSON || f == OUT_NDJSON)
		ret = tasks_json(ctx, v, rows, nr, cols, nr_cols, err);
	else if (nr || f != OUT_TEXT)
		tasks_table(ctx, &(struct tasks){
			v, rows, nr, cols, nr_cols, clock_now(ctx->clock),
			f == OUT_TEXT });
	else
		out_note(ctx->out, "No tasks found");
	free(cols);
	free(usual);
	return ret;
}
