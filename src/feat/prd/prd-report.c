/*
 * prd-report.c - the state of a document's requirements, as a report.
 */
#include "base/base.h"
#include "feat/prd/prd-report.h"

#include "base/mem.h"
#include "base/utf8.h"

struct traced {
	const char *prd, *id;		/* the row's */
	uint32_t row;
	int line;
	struct task task;
};

struct list {
	const struct view *v;
	struct traced *items;
	size_t nr, alloc;
};

static int by_line(const void *a, const void *b)
{
	const struct traced *x = a, *y = b;
	int c = strcmp(x->prd, y->prd);

	if (c)
		return c;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return strcmp(x->id, y->id);
}

static void list_release(struct list *l)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		task_release(&l->items[i].task);
	free(l->items);
}

static int collect(struct list *l, const struct view *v, const char *prd,
		   struct err *err)
{
	uint32_t i;

	memset(l, 0, sizeof(*l));
	l->v = v;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		struct traced *t;

		if (r->deleted || !*r->prd_key || !*r->prd ||
		    (prd && !str_eq(prd, r->prd)))
			continue;
		ALLOC_GROW(l->items, l->nr + 1, l->alloc);
		t = &l->items[l->nr++];
		memset(t, 0, sizeof(*t));
		t->row = i;
		t->prd = r->prd;
		t->id = r->id;
		if (view_task(&t->task, v, i, err) < 0)
			return -1;
		t->line = (int)json_get_num(task_get(&t->task, F_SOURCE),
					    "line", 0);
	}
	if (l->nr)
		qsort(l->items, l->nr, sizeof(*l->items), by_line);
	return 0;
}

/* ---- the report ---- */

static const char *box_of(enum status s)
{
	switch (s) {
	case STATUS_COMPLETED:
		return "[x]";
	case STATUS_CANCELLED:
		return "[-]";
	default:
		return "[ ]";
	}
}

/* Depth below tasks that are in the report themselves. */
static size_t depth_of(const struct list *l, uint32_t row)
{
	const struct view *v = l->v;
	size_t depth = 0;
	uint32_t p = v->rows[row].parent_row;

	while (p != NO_ROW && depth < 6 &&
	       str_eq(v->rows[p].prd, v->rows[row].prd)) {
		depth++;
		p = v->rows[p].parent_row;
	}
	return depth;
}

static void add_totals(struct strbuf *out, const struct list *l, size_t from)
{
	size_t count[STATUS_NR] = { 0 }, i, all = 0, counted;
	const char *prd = l->v->rows[l->items[from].row].prd;

	for (i = from; i < l->nr; i++) {
		const struct row *r = &l->v->rows[l->items[i].row];

		if (!str_eq(r->prd, prd))
			break;
		count[r->status]++;
		all++;
	}
	counted = all - count[STATUS_CANCELLED];
	strbuf_addf(out, "%zu requirements: %zu completed, %zu in progress, "
		    "%zu blocked, %zu pending, %zu cancelled (%zu%% done)\n\n",
		    all, count[STATUS_COMPLETED], count[STATUS_IN_PROGRESS],
		    count[STATUS_BLOCKED], count[STATUS_PENDING],
		    count[STATUS_CANCELLED],
		    counted ? 100 * count[STATUS_COMPLETED] / counted : 0);
}

static void add_criteria(struct strbuf *out, const struct task *t,
			 size_t indent)
{
	const struct json *j;

	json_each(j, task_get(t, F_SUCCESS_CRITERIA)) {
		const char *m = json_get_str(j, "measurable");

		strbuf_addchars(out, ' ', indent + 2);
		strbuf_addstr(out, "- ");
		utf8_add_clean_line(out, json_get_str(j, "criterion") ?
				    json_get_str(j, "criterion") : "");
		if (m) {
			strbuf_addstr(out, " (`");
			utf8_add_clean_line(out, m);
			strbuf_addstr(out, "`)");
		}
		strbuf_addch(out, '\n');
	}
}

static void add_line(struct strbuf *out, const struct list *l, size_t i)
{
	const struct row *r = &l->v->rows[l->items[i].row];
	size_t indent = 2 * depth_of(l, l->items[i].row);
	char id[ID_LEN + 1];

	view_short(id, l->v, r->id);
	strbuf_addchars(out, ' ', indent);
	strbuf_addf(out, "- %s ", box_of(r->status));
	utf8_add_clean_line(out, r->title);
	strbuf_addf(out, " (%s, %s", id, status_name(r->status));
	if (r->priority != PRIO_MEDIUM)
		strbuf_addf(out, ", %s", priority_name(r->priority));
	if (*r->assignee) {
		strbuf_addstr(out, ", ");
		utf8_add_clean_line(out, r->assignee);
	}
	if (r->nr_commits)
		strbuf_addf(out, ", %u commit%s", r->nr_commits,
			    r->nr_commits == 1 ? "" : "s");
	strbuf_addstr(out, ")\n");
	add_criteria(out, &l->items[i].task, indent);
}

int prd_report(struct strbuf *out, const struct view *v, const char *prd,
	       size_t *nr, struct err *err)
{
	struct list l;
	const char *last = "";
	size_t i;
	int ret = collect(&l, v, prd, err);

	for (i = 0; i < l.nr && ret == 0; i++) {
		const char *name = v->rows[l.items[i].row].prd;

		if (!str_eq(name, last)) {
			strbuf_addstr(out, i ? "\n# " : "# ");
			utf8_add_clean_line(out, name);
			strbuf_addstr(out, "\n\n");
			add_totals(out, &l, i);
			last = name;
		}
		add_line(out, &l, i);
	}
	if (nr)
		*nr = l.nr;
	list_release(&l);
	return ret;
}

/* ---- the trace ---- */

static struct json *commits_of(const struct task *t)
{
	struct json *arr = json_new_arr();
	const struct json *j;

	json_each(j, task_get(t, F_COMMITS)) {
		const char *hex = json_get_str(j, "oid");

		if (hex)
			json_push_str(arr, hex);
	}
	return arr;
}

/* Criteria that the last validation found met. */
static size_t criteria_met(const struct task *t)
{
	const struct json *j, *items =
		json_get(task_get(t, F_CRITERIA_RESULTS), "results");
	size_t n = 0;

	json_each(j, items)
		n += str_eq(json_get_str(j, "outcome"), "met");
	return n;
}

int prd_trace(struct json **out, const struct view *v, const char *prd,
	      struct err *err)
{
	struct list l;
	size_t i;
	int ret = collect(&l, v, prd, err);

	*out = json_new_arr();
	for (i = 0; i < l.nr && ret == 0; i++) {
		const struct row *r = &v->rows[l.items[i].row];
		const struct task *t = &l.items[i].task;
		struct json *o = json_new_obj();

		json_set_str(o, "prd", r->prd);
		json_set_str(o, "key", r->prd_key);
		json_set_int(o, "line", l.items[i].line);
		json_set_str(o, "id", r->id);
		json_set_str(o, "title", r->title);
		json_set_str(o, "status", status_name(r->status));
		json_set(o, "commits", commits_of(t));
		json_set_int(o, "criteria", (int64_t)json_nr(
			     task_get(t, F_SUCCESS_CRITERIA)));
		json_set_int(o, "criteria_met", (int64_t)criteria_met(t));
		json_push(*out, o);
	}
	list_release(&l);
	if (ret < 0) {
		json_free(*out);
		*out = NULL;
	}
	return ret;
}
