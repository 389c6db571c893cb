/*
 * tree.c - tasks below those that they are part of, and their sums.
 */
#include "base/base.h"
#include "feat/plan/tree.h"

#include <math.h>

#include "base/mem.h"

#define DEPTH_SHOWN 20

/* ---- sums ---- */

static bool is_part(const struct row *r)
{
	return r->parent_row != NO_ROW && !r->deleted;
}

static void add_leaf(struct rollup *sum, const struct row *r, bool part)
{
	if (r->stored == STATUS_CANCELLED)
		return;
	if (part) {
		sum->parts++;
		sum->done += r->stored == STATUS_COMPLETED;
	}
	if (r->estimated > 0) {
		sum->hours += r->estimated;
		sum->nr_hours++;
	} else {
		sum->unknown++;
	}
	if (r->actual > 0)
		sum->actual += r->actual;
}

struct rollup *tree_rollup(const struct view *v)
{
	struct rollup *sums = xcalloc(v->nr + 1, sizeof(*sums));
	uint32_t *seen = xcalloc(v->nr + 1, sizeof(*seen)), i, up;
	bool *has_parts = xcalloc(v->nr + 1, sizeof(*has_parts));

	for (i = 0; i < v->nr; i++)
		if (is_part(&v->rows[i]))
			has_parts[v->rows[i].parent_row] = true;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (has_parts[i] || r->deleted)
			continue;
		add_leaf(&sums[i], r, false);
		/* a circle above ends where the walk has been */
		for (up = r->parent_row; up != NO_ROW && seen[up] != i + 1;
		     up = v->rows[up].parent_row) {
			seen[up] = i + 1;
			add_leaf(&sums[up], r, true);
		}
	}
	for (i = 0; i < v->nr; i++)
		/* an epic with an estimate of its own, whose parts have none */
		if (has_parts[i] && !sums[i].nr_hours &&
		    v->rows[i].estimated > 0) {
			sums[i].hours = v->rows[i].estimated;
			sums[i].nr_hours = 1;
			sums[i].unknown = 0;
		}
	free(has_parts);
	free(seen);
	return sums;
}

int rollup_percent(const struct rollup *r)
{
	return r->parts ? (int)((uint64_t)r->done * 100 / r->parts) : -1;
}

void rollup_parts(struct strbuf *out, const struct rollup *r)
{
	if (r->parts)
		strbuf_addf(out, "%u/%u", r->done, r->parts);
}

void rollup_hours(struct strbuf *out, const struct rollup *r)
{
	if (r->nr_hours)
		strbuf_addf(out, "%.4gh%s", r->hours, r->unknown ? "+" : "");
}

struct json *rollup_json(const struct rollup *r)
{
	struct json *j = json_new_obj();

	json_set_int(j, "parts", r->parts);
	json_set_int(j, "done", r->done);
	json_set(j, "percent", r->parts ?
		 json_new_num(rollup_percent(r)) : json_new_null());
	json_set(j, "estimated_hours", r->nr_hours ?
		 json_new_num(r->hours) : json_new_null());
	json_set(j, "actual_hours", r->actual > 0 ?
		 json_new_num(r->actual) : json_new_null());
	json_set_int(j, "unestimated", r->unknown);
	return j;
}

/* ---- the tree ---- */

struct maker {
	const struct view *v;
	struct tree_node *nodes;
	size_t nr;
	uint32_t *order;	/* of each row: 1 + its place; 0: not in the tree */
	bool *asked, *placed;
	uint32_t *first, *next;	/* of each row: its parts, in order */
};

/* The rows in order, each behind what it is part of when that is not there yet. */
static size_t with_parents(struct maker *m, uint32_t *list,
			   const uint32_t *rows, size_t nr)
{
	size_t n = 0, i, k, end;
	uint32_t up;

	for (i = 0; i < nr; i++)
		m->asked[rows[i]] = true;
	for (i = 0; i < nr; i++) {
		end = n;
		for (up = rows[i]; up != NO_ROW && !m->order[up];
		     up = m->v->rows[up].parent_row) {
			m->order[up] = (uint32_t)n + 1;
			list[n++] = up;
		}
		/* from the leaf up: turn it around, parents stand first */
		for (k = end; k < end + (n - end) / 2; k++) {
			uint32_t swap = list[k];

			list[k] = list[end + n - 1 - k];
			list[end + n - 1 - k] = swap;
		}
	}
	return n;
}

/* Depth first from `root`, without recursion: a chain can be long. */
static void place(struct maker *m, uint32_t root)
{
	uint32_t at = root, depth = 0;

	for (;;) {
		if (!m->placed[at]) {
			m->placed[at] = true;
			m->nodes[m->nr].row = at;
			m->nodes[m->nr].depth = depth;
			m->nodes[m->nr].asked = m->asked[at];
			m->nodes[m->nr++].last = m->next[at] == NO_ROW;
		}
		if (m->first[at] != NO_ROW && !m->placed[m->first[at]]) {
			at = m->first[at];
			depth++;
			continue;
		}
		while (at != root && (m->next[at] == NO_ROW ||
				      m->placed[m->next[at]])) {
			at = m->v->rows[at].parent_row;
			depth--;
		}
		if (at == root)
			return;
		at = m->next[at];
	}
}

static void link_parts(struct maker *m, const uint32_t *list, size_t n)
{
	uint32_t *tail = xcalloc(m->v->nr + 1, sizeof(*tail)), up;
	size_t i;

	for (i = 0; i < m->v->nr; i++)
		m->first[i] = m->next[i] = tail[i] = NO_ROW;
	for (i = 0; i < n; i++) {
		up = m->v->rows[list[i]].parent_row;
		if (up == NO_ROW)
			continue;
		if (tail[up] == NO_ROW)
			m->first[up] = list[i];
		else
			m->next[tail[up]] = list[i];
		tail[up] = list[i];
	}
	free(tail);
}

size_t tree_make(struct tree_node **nodes, const struct view *v,
		 const uint32_t *rows, size_t nr)
{
	struct maker m = { .v = v };
	uint32_t *list = xcalloc(v->nr + 1, sizeof(*list));
	size_t n, i;

	m.nodes = xcalloc(v->nr + 1, sizeof(*m.nodes));
	m.order = xcalloc(v->nr + 1, sizeof(*m.order));
	m.asked = xcalloc(v->nr + 1, sizeof(*m.asked));
	m.placed = xcalloc(v->nr + 1, sizeof(*m.placed));
	m.first = xcalloc(v->nr + 1, sizeof(*m.first));
	m.next = xcalloc(v->nr + 1, sizeof(*m.next));
	n = with_parents(&m, list, rows, nr);
	link_parts(&m, list, n);
	for (i = 0; i < n; i++)
		if (v->rows[list[i]].parent_row == NO_ROW)
			place(&m, list[i]);
	/* what is left goes round in a circle */
	for (i = 0; i < n; i++)
		if (!m.placed[list[i]])
			place(&m, list[i]);
	free(list);
	free(m.order);
	free(m.asked);
	free(m.placed);
	free(m.first);
	free(m.next);
	*nodes = m.nodes;
	return m.nr;
}

void tree_lines(struct strvec *out, const struct tree_node *nodes, size_t nr)
{
	bool open[DEPTH_SHOWN] = { false };
	struct strbuf sb = STRBUF_INIT;
	uint32_t depth, d;
	size_t i;

	for (i = 0; i < nr; i++) {
		depth = nodes[i].depth < DEPTH_SHOWN ? nodes[i].depth :
			DEPTH_SHOWN;
		strbuf_reset(&sb);
		/* an ancestor that has brothers below leaves a line */
		for (d = 1; d < depth; d++)
			strbuf_addstr(&sb, open[d - 1] ? "│  " : "   ");
		if (depth) {
			strbuf_addstr(&sb, nodes[i].last ? "└─ " : "├─ ");
			open[depth - 1] = !nodes[i].last;
		}
		strvec_push(out, sb.buf);
	}
	strbuf_release(&sb);
}
