/*
 * tasklist.c - lists of tasks in every output format.
 */
#include "base/base.h"
#include "cmd/kit/common.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/json.h"
#include "data/due.h"
#include "cmd/kit/columns.h"
#include "cmd/kit/names.h"

#define CSV_COLUMNS							\
	"id,title,status,priority,type,assignee,project,tags,deadline,"	\
	"created_at,updated_at"

/* Only the members that were asked for, in that order. */
static struct json *pick(struct json *full, const struct columns *cols)
{
	struct json *j = json_new_obj();
	const struct json *v;
	size_t i;

	for (i = 0; i < cols->nr; i++) {
		v = column_value(&cols->v[i], full);
		json_set(j, cols->v[i].name, v ? json_copy(v) :
			 json_new_null());
	}
	json_free(full);
	return j;
}


static void tasks_ids(struct ctx *ctx, const struct view *v,
		      const uint32_t *rows, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		out_f(ctx->out, "%s\n", v->rows[rows[i]].id);
}

/* Rows are in the order of their ids, tasks in another: tell the processor
 * early which rows, and then which strings, come next. */
#define ROW_AHEAD 16
#define TEXT_AHEAD 8

struct tasks {
	const struct view *v;
	const uint32_t *rows;
	size_t nr;
	const struct tree_node *nodes;	/* of each row in a tree, or NULL */
	struct strvec lines;		/* in front of its title */
	struct columns *cols;
	int64_t now;
	bool human;
	const struct attr *by;	/* groups, or NULL */
	const struct strvec *in;	/* a row a group: which; NULL: by its value */
	struct names *names;	/* short names; NULL: not for people */
	bool brief;		/* short words: the terminal is narrow */
};

#define WIDE 100		/* columns from which on words are whole */

static void come_soon(const struct tasks *ts, size_t i)
{
	const struct row *rows = ts->v->rows;

	if (i + ROW_AHEAD < ts->nr) {
		const struct row *soon = &rows[ts->rows[i + TEXT_AHEAD]];

		PREFETCH(&rows[ts->rows[i + ROW_AHEAD]]);
		PREFETCH(soon->id);
		PREFETCH(soon->title);
	}
}

/* One object at a time: the list is never in memory as a whole. */
static int tasks_json(struct ctx *ctx, const struct tasks *ts,
		      struct err *err)
{
	const struct columns *cols = ts->cols;
	struct rollup *sums = NULL;
	const struct rollup *use = cols->sums;
	struct out_rows out;
	struct json *j;
	size_t i;
	int ret = 0;

	if (ts->nodes && !use)
		use = sums = tree_rollup(ts->v);
	out_rows_begin(&out, ctx->out, NULL);
	for (i = 0; i < ts->nr && ret == 0; i++) {
		j = common_json(ts->v, ts->rows[i], err);
		if (!j) {
			ret = -1;
			break;
		}
		if (use)
			json_set(j, "rollup", rollup_json(&use[ts->rows[i]]));
		if (cols->nr)
			j = pick(j, cols);
		if (ts->nodes)
			json_set_int(j, "depth", ts->nodes[i].depth);
		out_row(&out, j);
	}
	out_rows_end(&out);
	free(sums);
	return ret;
}

/* Words of a narrow terminal. */
static const char *brief_word(enum field f, const struct row *r)
{
	static const char *const states[STATUS_NR] = {
		[STATUS_PENDING] = "todo", [STATUS_IN_PROGRESS] = "doing",
		[STATUS_BLOCKED] = "block", [STATUS_COMPLETED] = "done",
		[STATUS_CANCELLED] = "drop",
	};
	static const char *const priorities[PRIO_NR] = {
		[PRIO_NONE] = "-", [PRIO_LOW] = "low", [PRIO_MEDIUM] = "med",
		[PRIO_HIGH] = "high", [PRIO_CRITICAL] = "crit",
	};

	if (f == F_STATUS)
		return r->deleted ? "gone" : states[r->status];
	return f == F_PRIORITY ? priorities[r->priority] : NULL;
}

static const char *head_of(const struct tasks *ts, const struct column *c)
{
	if (ts->brief && c->attr.field == F_PRIORITY)
		return "prio";
	if (ts->brief && c->attr.field == F_ASSIGNEE)
		return "who";
	return ts->human ? c->head : c->name;
}

/* "17d late" */
static bool brief_due(struct strbuf *sb, const struct row *r, int64_t now)
{
	if (!status_is_open(r->stored) || !due_late(r->deadline, now) ||
	    !due_days(r->deadline, now))
		return false;
	strbuf_addf(sb, "%" PRId64 "d late", -due_days(r->deadline, now));
	return true;
}

/* The text of row `i` in a column: the row's own, or made in `sb`. */
static const char *cell_text(size_t *len, struct strbuf *sb,
			     const struct tasks *ts, const struct column *c,
			     size_t i)
{
	const struct row *r = &ts->v->rows[ts->rows[i]];
	const char *word = NULL;

	strbuf_reset(sb);
	if (ts->nodes && ts->human && c->attr.field == F_TITLE) {
		strbuf_addf(sb, "%s%s", ts->lines.v[i], r->title);
		*len = sb->len;
		return sb->buf;
	}
	if (ts->names && c->attr.field == F_ASSIGNEE)
		word = names_short(ts->names, r->assignee);
	else if (ts->brief)
		word = brief_word(c->attr.field, r);
	if (word) {
		*len = strlen(word);
		return word;
	}
	if (c->text)
		return c->text(len, c, r, ts->human);
	if (!ts->brief || c->attr.field != F_DEADLINE ||
	    !brief_due(sb, r, ts->now))
		c->fn(sb, c, ts->v, r, ts->now, ts->human);
	*len = sb->len;
	return sb->buf;
}

/* What row `i` is grouped by, in the words of the column. */
static void group_text(struct strbuf *out, const struct tasks *ts, size_t i)
{
	const struct row *r = &ts->v->rows[ts->rows[i]];

	strbuf_reset(out);
	if (ts->in)
		strbuf_addstr(out, ts->in->v[i]);
	else if (ts->by->field == F_STATUS)
		strbuf_addstr(out, r->deleted ? "deleted" :
			      common_status_words(r->status));
	else if (ts->by->field == F_ASSIGNEE)
		strbuf_addstr(out, names_short(ts->names, r->assignee));
	else
		attr_text(out, ts->v, ts->rows[i], ts->by, ", ");
}

/* The line above a group that begins with row `i`, with how many are in it. */
static void group_head(struct ctx *ctx, const struct tasks *ts, size_t i,
		       struct strbuf *last)
{
	struct strbuf now = STRBUF_INIT, other = STRBUF_INIT;
	size_t end = i + 1;
	char *text;

	group_text(&now, ts, i);
	if (!i || strcmp(now.buf, last->buf)) {
		for (; end < ts->nr; end++) {
			group_text(&other, ts, end);
			if (strcmp(other.buf, now.buf) != 0)
				break;
		}
		text = common_clean(now.len ? now.buf : "(none)");
		out_f(ctx->out, "\n");
		out_paint(ctx->out, COLOUR_BOLD, "%s", text);
		out_paint(ctx->out, COLOUR_DIM, "  %zu", end - i);
		out_f(ctx->out, "\n");
		free(text);
	}
	strbuf_reset(last);
	strbuf_addbuf(last, &now);
	strbuf_release(&now);
	strbuf_release(&other);
}

static void tasks_table(struct ctx *ctx, const struct tasks *ts)
{
	struct strvec heads = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT, group = STRBUF_INIT;
	const char *text;
	struct table *t;
	const size_t nr_cols = ts->cols->nr;
	size_t i, k, len;

	for (k = 0; k < nr_cols; k++) {
		const struct column *c = &ts->cols->v[k];
		char kind[2] = { c->kind, '\0' };

		strvec_pushf(&heads, "%s%s", kind, head_of(ts, c));
	}
	t = table_new(ctx->out, (const char *const *)heads.v, nr_cols);
	for (i = 0; ts->human && i < ts->nr; i++) {
		come_soon(ts, i);
		for (k = 0; k < nr_cols; k++) {
			text = cell_text(&len, &sb, ts, &ts->cols->v[k], i);
			table_measure(t, k, text, len);
		}
	}
	table_stream(t);
	for (i = 0; i < ts->nr; i++) {
		const struct row *r = &ts->v->rows[ts->rows[i]];
		const bool dim = ts->nodes && !ts->nodes[i].asked;

		come_soon(ts, i);
		if (ts->by && ts->human)
			group_head(ctx, ts, i, &group);
		for (k = 0; k < nr_cols; k++) {
			const struct column *c = &ts->cols->v[k];

			text = cell_text(&len, &sb, ts, c, i);
			table_add(t, dim ? COLOUR_DIM : c->colour ?
				     c->colour(r, ts->now) : COLOUR_NONE, text, len);
		}
	}
	table_end(t);
	strbuf_release(&sb);
	strbuf_release(&group);
	strvec_clear(&heads);
}

/* ---- the columns that people see ---- */

/* The columns of the usual list, in order. */
static const enum field usual[] = {
	F_ID, F_STATUS, F_PRIORITY, F_TITLE, F_PROJECT, F_ASSIGNEE, F_DEADLINE,
};

/* Those that give way in a narrow terminal, first to last. */
static const struct {
	enum field field;
	enum column_sum sum;
} giving_way[] = {
	{ F_PROJECT, SUM_NONE }, { F_NR, SUM_PERCENT }, { F_PRIORITY, SUM_NONE },
	{ F_NR, SUM_HOURS }, { F_ASSIGNEE, SUM_NONE }, { F_STATUS, SUM_NONE },
	{ F_DEADLINE, SUM_NONE }, { F_NR, SUM_PARTS },
};

/* Columns that a title gets before others. */
static size_t title_room(size_t terminal)
{
	size_t n = terminal * 2 / 5;

	return n < 16 ? 16 : n > 24 ? 24 : n;
}

static bool same_value(enum field f, const struct row *a, const struct row *b)
{
	switch (f) {
	case F_PROJECT: return !strcmp(a->project, b->project);
	case F_ASSIGNEE: return !strcmp(a->assignee, b->assignee);
	case F_DEADLINE: return a->deadline == b->deadline;
	default: return false;
	}
}

static bool no_value(enum field f, const struct row *r)
{
	switch (f) {
	case F_PROJECT: return !*r->project;
	case F_ASSIGNEE: return !*r->assignee;
	case F_DEADLINE: return r->deadline == WHEN_NONE;
	default: return false;
	}
}

/* Does the column tell tasks apart?  One value in all of several rows does not;
 * a deadline is worth saying even so. */
static bool says_something(enum field f, const struct tasks *ts)
{
	const struct row *first = ts->nr ? &ts->v->rows[ts->rows[0]] : NULL;
	size_t i;

	if (!first || f == F_ID || f == F_TITLE || f == F_STATUS ||
	    f == F_PRIORITY)
		return true;
	for (i = 1; i < ts->nr; i++)
		if (!same_value(f, &ts->v->rows[ts->rows[i]], first))
			return true;
	return !no_value(f, first) && (ts->nr == 1 || f == F_DEADLINE);
}

static size_t column_width(const struct tasks *ts, const struct column *c)
{
	size_t i, len, width = utf8_width(head_of(ts, c)), w;
	struct strbuf sb = STRBUF_INIT;

	for (i = 0; i < ts->nr; i++) {
		const char *text = cell_text(&len, &sb, ts, c, i);

		if (len > width && (w = utf8_width(text)) > width)
			width = w < len ? w : len;
	}
	strbuf_release(&sb);
	return width;
}

static void column_drop(struct columns *cols, size_t *widths, enum field f,
			enum column_sum sum)
{
	size_t i;

	for (i = 0; i < cols->nr; i++) {
		if (cols->v[i].attr.field != f || cols->v[i].sum != sum)
			continue;
		column_release(&cols->v[i]);
		cols->nr--;
		memmove(cols->v + i, cols->v + i + 1,
			(cols->nr - i) * sizeof(*cols->v));
		memmove(widths + i, widths + i + 1,
			(cols->nr - i) * sizeof(*widths));
		return;
	}
}

/* Leaves out columns until the title has its room, or nothing can go. */
static void give_way(struct columns *cols, const struct tasks *ts,
		     size_t terminal)
{
	size_t *widths = xcalloc(cols->nr + 1, sizeof(*widths)), i, k;

	for (i = 0; i < cols->nr; i++)
		widths[i] = column_width(ts, &cols->v[i]);
	for (k = 0;; k++) {
		size_t sum = 0;

		for (i = 0; i < cols->nr; i++)
			sum += (i ? 2 : 0) +
			       (cols->v[i].attr.field == F_TITLE &&
				widths[i] > title_room(terminal) ?
				title_room(terminal) : widths[i]);
		if (sum <= terminal || k == ARRAY_SIZE(giving_way))
			break;
		column_drop(cols, widths, giving_way[k].field,
			    giving_way[k].sum);
	}
	free(widths);
}

/* The usual columns for people: those that say something in these rows. */
static char *usual_columns(const struct tasks *ts)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(usual); i++)
		if (says_something(usual[i], ts) &&
		    !(ts->by && ts->by->field == usual[i])) {
			strbuf_addf(&sb, "%s%s", sb.len ? "," : "",
				    field_defs[usual[i]].name);
			if (ts->nodes && usual[i] == F_TITLE)
				strbuf_addstr(&sb, ",parts,percent,hours");
		}
	return strbuf_detach(&sb, NULL);
}

static int people_table(struct ctx *ctx, struct tasks *ts, const char *names,
			struct err *err)
{
	const char *setting = db_config(ctx->db, "task.list.columns");
	struct columns cols = COLUMNS_INIT;
	struct names shorts;
	char *list = NULL;
	size_t i;
	int ret;

	names_init(&shorts, ctx->db);
	for (i = 0; i < ts->nr; i++)
		names_add(&shorts, ts->v->rows[ts->rows[i]].assignee);
	ts->names = &shorts;
	ts->brief = ctx->out->tty && ctx->out->width < WIDE;
	if (!names && setting && *setting)
		names = setting;
	if (!names)
		list = usual_columns(ts);
	ret = columns_parse(&cols, ts->v, names ? names : list, err);
	if (ret < 0 && names == setting)
		err_prefix(err, "the setting task.list.columns");
	if (ret == 0 && list && ctx->out->tty)
		give_way(&cols, ts, ctx->out->width);
	ts->cols = &cols;
	if (ret == 0)
		tasks_table(ctx, ts);
	ts->names = NULL;
	ts->cols = NULL;
	columns_release(&cols);
	names_release(&shorts);
	free(list);
	return ret;
}

int common_tasks(struct ctx *ctx, const struct view *v, const uint32_t *rows,
		 size_t nr, const char *names, struct err *err)
{
	const struct list_look look = { .columns = names };

	return common_list(ctx, v, rows, nr, &look, err);
}

static int tasks_print(struct ctx *ctx, struct tasks *ts, const char *names,
		       struct err *err)
{
	enum out_format f = ctx->out->format;
	struct columns cols = COLUMNS_INIT;
	int ret = 0;

	if (f == OUT_TEXT && ts->nr)
		return people_table(ctx, ts, names, err);
	if (!names && out_data(ctx->out) && !out_tree(ctx->out))
		names = CSV_COLUMNS;
	ts->cols = &cols;
	if (names)
		ret = columns_parse(&cols, ts->v, names, err);
	if (ret < 0)
		;
	else if (f == OUT_IDS)
		tasks_ids(ctx, ts->v, ts->rows, ts->nr);
	else if (out_tree(ctx->out))
		ret = tasks_json(ctx, ts, err);
	else if (f != OUT_TEXT)
		tasks_table(ctx, ts);
	else
		out_note(ctx->out, "No tasks found");
	ts->cols = NULL;
	columns_release(&cols);
	return ret;
}

/* ---- a task with several values: in the group of each ---- */

struct in_group {
	char *value;
	uint32_t row;
	size_t at;		/* in the order that was asked for */
};

/* The values as board has them: by name, tasks without one last. */
static int by_group(const void *a, const void *b)
{
	const struct in_group *x = a, *y = b;
	int cmp;

	if (!*x->value != !*y->value)
		return *x->value ? -1 : 1;
	cmp = strcasecmp(x->value, y->value);
	if (!cmp)
		cmp = strcmp(x->value, y->value);
	return cmp ? cmp : x->at < y->at ? -1 : 1;
}

/*
 * The rows once for each of their values, and which that is; 0 when no task has two
 * (then nothing is made).
 */
static size_t several_groups(uint32_t **rows_out, struct strvec *in,
			     const struct view *v, const uint32_t *rows,
			     size_t nr, const struct attr *by)
{
	struct attr_walk w = ATTR_WALK_INIT;
	struct in_group *all = NULL;
	size_t made = 0, alloc = 0, i;
	const char *s;

	for (i = 0; i < nr; i++) {
		s = attr_first(&w, v, rows[i], by);
		do {
			ALLOC_GROW(all, made + 1, alloc);
			all[made].value = xstrdup(s ? s : "");
			all[made].row = rows[i];
			all[made].at = made;
			made++;
		} while (s && (s = attr_next(&w, v, rows[i], by)));
	}
	attr_walk_release(&w);
	if (made > nr) {
		qsort(all, made, sizeof(*all), by_group);
		*rows_out = xcalloc(made + 1, sizeof(**rows_out));
	}
	for (i = 0; i < made; i++) {
		if (made > nr) {
			(*rows_out)[i] = all[i].row;
			strvec_push(in, all[i].value);
		}
		free(all[i].value);
	}
	free(all);
	return made > nr ? made : 0;
}

/* Rows that are shown in several groups. */
static void spread(struct tasks *ts, uint32_t **order, struct strvec *in)
{
	size_t nr;

	if (!ts->by || !ts->human || !ts->nr || ts->by->field == F_STATUS ||
	    ts->by->field == F_ASSIGNEE)
		return;
	nr = several_groups(order, in, ts->v, ts->rows, ts->nr, ts->by);
	if (!nr)
		return;
	ts->nr = nr;
	ts->rows = *order;
	ts->in = in;
}

int common_list(struct ctx *ctx, const struct view *v, const uint32_t *rows,
		size_t nr, const struct list_look *look, struct err *err)
{
	struct tasks ts = { .v = v, .rows = rows, .nr = nr, .by = look->by,
			    .now = clock_now(ctx->clock),
			    .human = ctx->out->format == OUT_TEXT };
	struct tree_node *nodes = NULL;
	struct strvec in = STRVEC_INIT;
	uint32_t *order = NULL;
	size_t i;
	int ret;

	strvec_init(&ts.lines);
	spread(&ts, &order, &in);
	if (look->tree) {
		ts.nr = tree_make(&nodes, v, rows, nr);
		ts.nodes = nodes;
		tree_lines(&ts.lines, nodes, ts.nr);
		order = xcalloc(ts.nr + 1, sizeof(*order));
		for (i = 0; i < ts.nr; i++)
			order[i] = nodes[i].row;
		ts.rows = order;
	}
	ret = tasks_print(ctx, &ts, look->columns, err);
	strvec_clear(&in);
	strvec_clear(&ts.lines);
	free(nodes);
	free(order);
	return ret;
}
