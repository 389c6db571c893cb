/*
 * graph-svg.c - a task graph as a picture: places of its boxes, and the SVG.
 */
#include "base/base.h"
#include "feat/plan/graph.h"

#include "base/mem.h"
#include "base/proc.h"
#include "base/utf8.h"
#include "feat/plan/board.h"
#include "feat/plan/graph-layers.h"

#define BOX_W 190.0
#define BOX_H 46.0
#define GAP_X 60.0
#define GAP_Y 16.0
#define MARGIN 12.0
#define TITLE_COLUMNS 27
#define POINTS 72.0	/* in an inch of dot */
#define DOT_MS 15000
#define DOT_MEMORY (UINT64_C(512) << 20)
#define SHAPE 2.0	/* of a window, width to height */

struct picture {
	const struct task_graph *tg;
	const struct view *v;
	double *x, *y;		/* middles of the boxes */
	bool *linked;		/* has an edge */
	uint32_t *next;		/* on the critical path: the one after it, itself
				 * at its end; else NO_ROW */
	double width, height;	/* of what is linked */
	struct strbuf edges;	/* as drawn */
};

static bool in_cycle(const struct picture *p, uint32_t from, uint32_t to)
{
	return p->tg->comp[from] == p->tg->comp[to];
}

static void begin_edge(struct picture *p, uint32_t from, uint32_t to)
{
	bool critical = p->next[from] == to && from != to;

	strbuf_addf(&p->edges, "<path class=\"edge%s\" fill=\"none\" "
		    "stroke=\"%s\" stroke-width=\"%s\" "
		    "marker-end=\"url(#arrow)\" d=\"",
		    critical ? " critical" :
		    in_cycle(p, from, to) ? " cycle" : "",
		    critical || in_cycle(p, from, to) ? "#cf222e" : "#8c959f",
		    critical ? "2.5" : "1.2");
}

/* ---- places by Graphviz ---- */

static void ask_dot(struct strbuf *out, const struct picture *p)
{
	const struct task_graph *tg = p->tg;
	uint32_t i, e;

	strbuf_addf(out, "digraph g {\nrankdir=LR; nodesep=%.2f; "
		    "ranksep=%.2f;\nnode [shape=box, fixedsize=true, "
		    "width=%.3f, height=%.3f, label=\"\"];\n", GAP_Y / POINTS,
		    GAP_X / POINTS, BOX_W / POINTS, BOX_H / POINTS);
	for (i = 0; i < tg->nr; i++)
		if (p->linked[i])
			strbuf_addf(out, "n%u;\n", i);
	for (i = 0; i < tg->nr; i++)
		for (e = tg->start[i]; e < tg->start[i + 1]; e++)
			strbuf_addf(out, "n%u -> n%u;\n", tg->to[e], i);
	strbuf_addstr(out, "}\n");
}

static bool read_node(uint32_t *out, const struct picture *p, const char **s)
{
	char *end;
	unsigned long n;

	*s += strspn(*s, " ");
	if (**s != 'n' || (*s)[1] < '0' || (*s)[1] > '9')
		return false;
	n = strtoul(*s + 1, &end, 10);
	*s = end;
	*out = (uint32_t)n;
	return n < p->tg->nr && p->linked[n];
}

static bool read_real(double *out, const char **s)
{
	char *end;

	*out = strtod(*s, &end);
	if (end == *s || !(*out > -1e6 && *out < 1e6))
		return false;
	*s = end;
	return true;
}

/* "n3 n5 4 x y x y x y x y ...": the control points of Bezier curves. */
static bool read_edge(struct picture *p, const char *s)
{
	uint32_t from, to;
	double nr, x, y;
	int i;

	if (!read_node(&from, p, &s) || !read_node(&to, p, &s) ||
	    !read_real(&nr, &s) || nr < 4 || nr > 10000)
		return false;
	begin_edge(p, from, to);
	for (i = 0; i < (int)nr; i++) {
		if (!read_real(&x, &s) || !read_real(&y, &s))
			return false;
		strbuf_addf(&p->edges, "%s%.1f,%.1f", !i ? "M" : i == 1 ? "C" :
			    " ", x * POINTS, p->height - y * POINTS);
	}
	strbuf_addstr(&p->edges, "\"/>\n");
	return true;
}

/* What `dot -Tplain` prints; false when it is not that. */
static bool read_plain(struct picture *p, const char *text)
{
	struct strvec lines = STRVEC_INIT;
	double scale, w = 0, h = 0;
	uint32_t n;
	size_t i;
	bool ok = true;

	strvec_split(&lines, text, "\n");
	for (i = 0; ok && i < lines.nr; i++) {
		const char *s = lines.v[i];

		if (!strncmp(s, "graph ", 6)) {
			s += 6;
			ok = read_real(&scale, &s) && read_real(&w, &s) &&
			     read_real(&h, &s);
			p->width = w * POINTS;
			p->height = h * POINTS;
		} else if (!strncmp(s, "node ", 5)) {
			s += 5;
			ok = read_node(&n, p, &s) && read_real(&w, &s) &&
			     read_real(&h, &s);
			if (ok) {
				p->x[n] = w * POINTS;
				p->y[n] = p->height - h * POINTS;
			}
		} else if (!strncmp(s, "edge ", 5)) {
			ok = read_edge(p, s + 5);
		} else {
			break;		/* "stop" */
		}
	}
	ok = ok && i + 1 == lines.nr && !strcmp(lines.v[i], "stop");
	strvec_clear(&lines);
	return ok;
}

/* False: there is no dot, or it did not do it in time. */
static bool place_by_dot(struct picture *p)
{
	static const struct limit limit = { DOT_MEMORY, 10, 0 };
	struct strbuf in = STRBUF_INIT;
	struct proc c;
	bool ok;

	proc_init(&c);
	strvec_pushl(&c.argv, "dot", "-Tplain", NULL);
	ask_dot(&in, p);
	c.in = in.buf;
	c.in_len = in.len;
	c.timeout_ms = DOT_MS;
	c.out_max = (size_t)16 << 20;
	c.limit = &limit;
	ok = proc_run(&c, NULL) == 0 && c.status == 0 && !c.timed_out &&
	     read_plain(p, c.out.buf);
	if (!ok)
		strbuf_reset(&p->edges);
	proc_release(&c);
	strbuf_release(&in);
	return ok;
}

/* ---- places by layers ---- */

static void draw_curve(struct picture *p, uint32_t from, uint32_t to)
{
	double x1 = p->x[from] + BOX_W / 2, x2 = p->x[to] - BOX_W / 2;
	double bend = x2 > x1 ? (x2 - x1) / 2 : GAP_X;

	begin_edge(p, from, to);
	strbuf_addf(&p->edges, "M%.1f,%.1fC%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>\n",
		    x1, p->y[from], x1 + bend, p->y[from], x2 - bend, p->y[to],
		    x2, p->y[to]);
}

static void place_by_layers(struct picture *p)
{
	static const struct layers_look look = {
		BOX_W, BOX_H, GAP_X, GAP_Y, SHAPE
	};
	const struct task_graph *tg = p->tg;
	uint32_t i, e;

	graph_layers(p->x, p->y, &p->width, &p->height, tg, p->linked, &look);
	for (i = 0; i < tg->nr; i++)
		for (e = tg->start[i]; e < tg->start[i + 1]; e++)
			draw_curve(p, tg->to[e], i);
}

/* ---- the picture ---- */

static void add_xml(struct strbuf *out, const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	const char *s;

	utf8_add_clean_line(&clean, text);
	for (s = clean.buf; *s; s++)
		switch (*s) {
		case '&':
			strbuf_addstr(out, "&amp;");
			break;
		case '<':
			strbuf_addstr(out, "&lt;");
			break;
		case '>':
			strbuf_addstr(out, "&gt;");
			break;
		case '"':
			strbuf_addstr(out, "&quot;");
			break;
		default:
			strbuf_addch(out, *s);
		}
	strbuf_release(&clean);
}

static const char *const fills[STATUS_NR] = {
	"#f6f8fa", "#fff3c4", "#ffd9d9", "#d9f2df", "#e6e6e6"
};

static void draw_box(struct strbuf *out, const struct picture *p, uint32_t n)
{
	const struct row *r = &p->v->rows[p->tg->row[n]];
	bool critical = p->next[n] != NO_ROW;
	double x = p->x[n] - BOX_W / 2, y = p->y[n] - BOX_H / 2;
	struct strbuf line = STRBUF_INIT;
	int i;

	strbuf_addf(out, "<g class=\"node %s%s\" id=\"t-%s\"><title>",
		    status_name(r->status), critical ? " critical" : "", r->id);
	add_xml(out, r->title);
	strbuf_addf(out, "</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%g\" "
		    "height=\"%g\" rx=\"6\" fill=\"%s\" stroke=\"%s\" "
		    "stroke-width=\"%s\"/>", x, y, BOX_W, BOX_H,
		    fills[r->status], critical ? "#cf222e" : "#57606a",
		    critical ? "2.5" : "1");
	for (i = 0; i < 2; i++) {
		strbuf_reset(&line);
		board_title_line(&line, r->title, TITLE_COLUMNS, i);
		if (!line.len)
			continue;
		strbuf_addf(out, "<text x=\"%.1f\" y=\"%.1f\">", x + 9,
			    y + 19 + 16 * i);
		add_xml(out, line.buf);
		strbuf_addstr(out, "</text>");
	}
	strbuf_addstr(out, "</g>\n");
	strbuf_release(&line);
}

/* Those that nothing ties to others stand below, in rows. */
static void place_alone(struct picture *p)
{
	double wide = p->width > 4 * (BOX_W + GAP_Y) ? p->width :
		      4 * (BOX_W + GAP_Y) - GAP_Y;
	double x = 0, y = p->height + (p->height > 0 ? 2 * GAP_Y : 0);
	bool any = false;
	uint32_t i;

	for (i = 0; i < p->tg->nr; i++) {
		if (p->linked[i])
			continue;
		if (x + BOX_W > wide + 0.5) {
			x = 0;
			y += BOX_H + GAP_Y;
		}
		p->x[i] = x + BOX_W / 2;
		p->y[i] = y + BOX_H / 2;
		x += BOX_W + GAP_Y;
		if (x - GAP_Y > p->width)
			p->width = x - GAP_Y;
		any = true;
	}
	if (any)
		p->height = y + BOX_H;
}

static void find_links(struct picture *p)
{
	const struct task_graph *tg = p->tg;
	uint32_t i, e;

	for (i = 0; i < tg->nr; i++)
		for (e = tg->start[i]; e < tg->start[i + 1]; e++)
			p->linked[i] = p->linked[tg->to[e]] = true;
}

static void find_critical(struct picture *p, bool wanted)
{
	uint32_t *path = NULL;
	size_t nr = wanted ? task_graph_critical(&path, p->tg, p->v) : 0, i;

	for (i = 0; i < p->tg->nr; i++)
		p->next[i] = NO_ROW;
	for (i = 0; i < nr; i++)
		p->next[path[i]] = path[i + 1 < nr ? i + 1 : i];
	free(path);
}

static void draw(struct strbuf *out, const struct picture *p)
{
	double w = p->width + 2 * MARGIN, h = p->height + 2 * MARGIN;
	uint32_t i;

	strbuf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		    "width=\"%.0f\" height=\"%.0f\" viewBox=\"%g %g %.0f "
		    "%.0f\" font-family=\"sans-serif\" font-size=\"12\">"
		    "<title>Tasks and what they depend on</title>\n"
		    "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" "
		    "refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
		    "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path "
		    "d=\"M0,0L8,4L0,8Z\" fill=\"#8c959f\"/></marker></defs>\n",
		    w, h, -MARGIN, -MARGIN, w, h);
	strbuf_addbuf(out, &p->edges);
	for (i = 0; i < p->tg->nr; i++)
		draw_box(out, p, i);
	strbuf_addstr(out, "</svg>\n");
}

void task_graph_svg(struct strbuf *out, const struct task_graph *tg,
		    const struct view *v, bool critical)
{
	struct picture p = { .tg = tg, .v = v, .edges = STRBUF_INIT };
	size_t nr = tg->nr + 1;
	uint32_t i;
	bool any = false;

	p.x = xcalloc(nr, sizeof(*p.x));
	p.y = xcalloc(nr, sizeof(*p.y));
	p.linked = xcalloc(nr, sizeof(*p.linked));
	p.next = xcalloc(nr, sizeof(*p.next));
	find_links(&p);
	find_critical(&p, critical);
	for (i = 0; i < tg->nr; i++)
		any = any || p.linked[i];
	if (any && !place_by_dot(&p))
		place_by_layers(&p);
	place_alone(&p);
	draw(out, &p);
	strbuf_release(&p.edges);
	free(p.x);
	free(p.y);
	free(p.linked);
	free(p.next);
}
