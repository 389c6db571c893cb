/*
 * graphio.c - task graphs for other tools: Mermaid, Graphviz, JSON.
 */
#include "base/base.h"
#include "feat/plan/graph.h"

#include "base/mem.h"
#include "base/utf8.h"

/* Mermaid has no escapes but entities: "#quot;". */
static void mermaid_text(struct strbuf *out, const char *s)
{
	struct strbuf clean = STRBUF_INIT;
	const char *p;

	utf8_add_clean_line(&clean, s);
	for (p = clean.buf; *p; p++) {
		if (strchr("\"#<>&`\\", *p))
			strbuf_addf(out, "#%d;", *p);
		else
			strbuf_addch(out, *p);
	}
	strbuf_release(&clean);
}

static void dot_text(struct strbuf *out, const char *s)
{
	struct strbuf clean = STRBUF_INIT;
	const char *p;

	utf8_add_clean_line(&clean, s);
	for (p = clean.buf; *p; p++) {
		if (*p == '"' || *p == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, *p);
	}
	strbuf_release(&clean);
}

static const char *const fills[STATUS_NR] = {
	"#f6f8fa", "#fff3c4", "#ffd9d9", "#d9f2df", "#e6e6e6"
};

#define STAND_OUT "#cf222e"

/*
 * For each node the one behind it on the critical path, itself at the end,
 * NO_ROW when it is not on it.  Caller frees.
 */
static uint32_t *critical_steps(const struct task_graph *tg,
				const struct view *v, bool wanted)
{
	uint32_t *steps = xcalloc(tg->nr + 1, sizeof(*steps));
	uint32_t *path = NULL;
	size_t nr = wanted ? task_graph_critical(&path, tg, v) : 0, i;

	for (i = 0; i < tg->nr; i++)
		steps[i] = NO_ROW;
	for (i = 0; i < nr; i++)
		steps[path[i]] = path[i + 1 < nr ? i + 1 : i];
	free(path);
	return steps;
}

/* The edges, and which of them are critical by their number. */
static void mermaid_edges(struct strbuf *out, const struct task_graph *tg,
			  const struct view *v, const uint32_t *steps)
{
	struct strbuf marked = STRBUF_INIT;
	unsigned nr = 0;
	uint32_t i, e;

	for (i = 0; i < tg->nr; i++) {
		char to[ID_LEN + 1], from[ID_LEN + 1];

		view_short(to, v, v->rows[tg->row[i]].id);
		for (e = tg->start[i]; e < tg->start[i + 1]; e++, nr++) {
			view_short(from, v, v->rows[tg->row[tg->to[e]]].id);
			strbuf_addf(out, "    t%s --> t%s\n", from, to);
			if (steps[tg->to[e]] == i && tg->to[e] != i)
				strbuf_addf(&marked, "%s%u",
					    marked.len ? "," : "", nr);
		}
	}
	if (marked.len)
		strbuf_addf(out, "    linkStyle %s stroke:" STAND_OUT
			    ",stroke-width:3px\n", marked.buf);
	strbuf_release(&marked);
}

void task_graph_mermaid(struct strbuf *out, const struct task_graph *tg,
			const struct view *v, bool critical)
{
	uint32_t *steps = critical_steps(tg, v, critical), i;
	bool any = false;
	int s;

	strbuf_addstr(out, "flowchart LR\n");
	for (i = 0; i < tg->nr; i++) {
		const struct row *r = &v->rows[tg->row[i]];
		char id[ID_LEN + 1];

		view_short(id, v, r->id);
		strbuf_addf(out, "    t%s[\"", id);
		mermaid_text(out, r->title);
		strbuf_addf(out, "\"]:::%s\n", status_name(r->status));
	}
	mermaid_edges(out, tg, v, steps);
	for (s = 0; s < STATUS_NR; s++)
		strbuf_addf(out, "    classDef %s fill:%s,stroke:#57606a,"
			    "color:#1f2328\n", status_name((enum status)s),
			    fills[s]);
	for (i = 0; i < tg->nr; i++) {
		char id[ID_LEN + 1];

		if (steps[i] == NO_ROW)
			continue;
		view_short(id, v, v->rows[tg->row[i]].id);
		strbuf_addf(out, "%st%s", any ? "," : "    class ", id);
		any = true;
	}
	if (any)
		strbuf_addstr(out, " critical\n    classDef critical stroke:"
			      STAND_OUT ",stroke-width:3px\n");
	free(steps);
}

void task_graph_dot(struct strbuf *out, const struct task_graph *tg,
		    const struct view *v, bool critical)
{
	static const char stand_out[] = "color=\"" STAND_OUT "\", penwidth=3";
	uint32_t *steps = critical_steps(tg, v, critical), i, e;

	strbuf_addstr(out, "digraph tasks {\n\trankdir=LR;\n"
		      "\tnode [shape=box, style=\"rounded,filled\"];\n");
	for (i = 0; i < tg->nr; i++) {
		const struct row *r = &v->rows[tg->row[i]];
		char id[ID_LEN + 1];

		view_short(id, v, r->id);
		strbuf_addf(out, "\t\"%s\" [label=\"%s\\n", id, id);
		dot_text(out, r->title);
		strbuf_addf(out, "\", fillcolor=\"%s\"%s%s];\n",
			    fills[r->status], steps[i] == NO_ROW ? "" : ", ",
			    steps[i] == NO_ROW ? "" : stand_out);
	}
	for (i = 0; i < tg->nr; i++) {
		char to[ID_LEN + 1], from[ID_LEN + 1];

		view_short(to, v, v->rows[tg->row[i]].id);
		for (e = tg->start[i]; e < tg->start[i + 1]; e++) {
			bool cyc = tg->comp[i] == tg->comp[tg->to[e]];

			view_short(from, v, v->rows[tg->row[tg->to[e]]].id);
			strbuf_addf(out, "\t\"%s\" -> \"%s\"", from, to);
			if (cyc)
				strbuf_addstr(out, " [color=red]");
			else if (steps[tg->to[e]] == i)
				strbuf_addf(out, " [%s]", stand_out);
			strbuf_addstr(out, ";\n");
		}
	}
	free(steps);
	strbuf_addstr(out, "}\n");
}

static struct json *node_json(const struct task_graph *tg,
			      const struct view *v, uint32_t n)
{
	const struct row *r = &v->rows[tg->row[n]];
	struct json *j = json_new_obj();

	json_set_str(j, "id", r->id);
	json_set_str(j, "title", r->title);
	json_set_str(j, "status", status_name(r->status));
	json_set_str(j, "priority", priority_name(r->priority));
	json_set(j, "assignee", json_new_str(*r->assignee ? r->assignee :
					     NULL));
	json_set_num(j, "hours", tg->hours[n]);
	json_set_num(j, "earliest_start", tg->begin[n]);
	json_set_num(j, "slack", tg->slack[n]);
	json_set_bool(j, "in_cycle", task_graph_cyclic(tg, n));
	return j;
}

struct json *task_graph_json(const struct task_graph *tg,
			     const struct view *v)
{
	struct json *j = json_new_obj(), *nodes = json_new_arr();
	struct json *edges = json_new_arr(), *edge, *crit = json_new_arr();
	uint32_t i, e, *path;
	size_t nr, k;

	for (i = 0; i < tg->nr; i++)
		json_push(nodes, node_json(tg, v, i));
	for (i = 0; i < tg->nr; i++) {
		for (e = tg->start[i]; e < tg->start[i + 1]; e++) {
			edge = json_new_obj();
			json_set_str(edge, "from",
				     v->rows[tg->row[tg->to[e]]].id);
			json_set_str(edge, "to", v->rows[tg->row[i]].id);
			json_push(edges, edge);
		}
	}
	nr = task_graph_critical(&path, tg, v);
	for (k = 0; k < nr; k++)
		json_push_str(crit, v->rows[tg->row[path[k]]].id);
	free(path);
	json_set(j, "nodes", nodes);
	json_set(j, "edges", edges);
	json_set(j, "critical_path", crit);
	json_set_num(j, "total_hours", tg->total);
	return j;
}
