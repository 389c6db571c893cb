/*
 * graph-layers.c - boxes in layers, blocks on shelves.
 */
#include "base/base.h"
#include "feat/plan/graph-layers.h"

#include <math.h>

#include "base/mem.h"

#define SWEEPS 6

/* Tasks that hang together; `order` has them layer after layer. */
struct block {
	uint32_t first, nr;	/* in order */
	uint32_t layers, rows;	/* boxes in a column at most */
	double width, height;
	double x, y;		/* its upper left corner */
};

struct layout {
	const struct task_graph *tg;
	const struct layers_look *look;
	uint32_t *rank;		/* of each node */
	uint32_t *of;		/* which block it is of, NO_ROW: none */
	uint32_t *order;	/* block after block, layer after layer */
	uint32_t nr;		/* nodes in order */
	double *at;		/* of each node: its place in its layer */
	struct block *blocks;
	uint32_t nr_blocks;
};

/* ---- layers ---- */

/* The nodes in the order of their components: those first that others need. */
static uint32_t *in_order(const struct task_graph *tg)
{
	uint32_t *pos = xcalloc(tg->nr_comp + 2, sizeof(*pos));
	uint32_t *list = xcalloc(tg->nr + 1, sizeof(*list));
	size_t i;

	for (i = 0; i < tg->nr_comp; i++)
		pos[i + 1] = pos[i] + tg->comp_size[i];
	for (i = 0; i < tg->nr; i++)
		list[pos[tg->comp[i]]++] = (uint32_t)i;
	free(pos);
	return list;
}

/* The longest way from a node without dependencies; cycles are one step. */
static void find_ranks(struct layout *l)
{
	const struct task_graph *tg = l->tg;
	uint32_t *of = xcalloc(tg->nr_comp + 1, sizeof(*of));
	uint32_t *list = in_order(tg), e, best;
	size_t i;

	for (i = 0; i < tg->nr; i++) {
		uint32_t n = list[i], *mine = &of[tg->comp[n]];

		for (e = tg->start[n]; e < tg->start[n + 1]; e++) {
			uint32_t c = tg->comp[tg->to[e]];

			if (c != tg->comp[n] && of[c] + 1 > *mine)
				*mine = of[c] + 1;
		}
	}
	for (i = 0; i < tg->nr; i++)
		l->rank[i] = of[tg->comp[i]];
	/* what needs nothing stands beside what needs it first */
	for (i = 0; i < tg->nr; i++) {
		if (tg->start[i] < tg->start[i + 1] ||
		    tg->rstart[i] == tg->rstart[i + 1])
			continue;
		best = NO_ROW;
		for (e = tg->rstart[i]; e < tg->rstart[i + 1]; e++)
			if (l->rank[tg->rto[e]] < best)
				best = l->rank[tg->rto[e]];
		l->rank[i] = best ? best - 1 : 0;
	}
	free(of);
	free(list);
}

/* ---- blocks ---- */

static void reach(struct layout *l, uint32_t from, uint32_t *todo)
{
	const struct task_graph *tg = l->tg;
	uint32_t nr = 0, e;

	l->of[from] = l->nr_blocks;
	todo[nr++] = from;
	while (nr) {
		uint32_t n = todo[--nr];

		for (e = tg->start[n]; e < tg->start[n + 1]; e++)
			if (l->of[tg->to[e]] == NO_ROW) {
				l->of[tg->to[e]] = l->nr_blocks;
				todo[nr++] = tg->to[e];
			}
		for (e = tg->rstart[n]; e < tg->rstart[n + 1]; e++)
			if (l->of[tg->rto[e]] == NO_ROW) {
				l->of[tg->rto[e]] = l->nr_blocks;
				todo[nr++] = tg->rto[e];
			}
	}
	l->nr_blocks++;
}

/* What is sorted by two numbers; what is equal stays as it is numbered. */
struct keyed {
	double major, minor;
	uint32_t nr;
};

static int by_key(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;

	if (a->major < b->major || a->major > b->major)
		return a->major < b->major ? -1 : 1;
	if (a->minor < b->minor || a->minor > b->minor)
		return a->minor < b->minor ? -1 : 1;
	return a->nr < b->nr ? -1 : a->nr > b->nr;
}

/* Block after block, layer after layer. */
static void sort_nodes(struct layout *l)
{
	struct keyed *v = xcalloc((size_t)l->nr + 1, sizeof(*v));
	uint32_t i;

	for (i = 0; i < l->nr; i++) {
		uint32_t n = l->order[i];

		v[i] = (struct keyed){ l->of[n], l->rank[n], n };
	}
	qsort(v, l->nr, sizeof(*v), by_key);
	for (i = 0; i < l->nr; i++)
		l->order[i] = v[i].nr;
	free(v);
}

static void find_blocks(struct layout *l, const bool *wanted)
{
	const struct task_graph *tg = l->tg;
	uint32_t *todo = xcalloc(tg->nr + 1, sizeof(*todo)), i;

	memset(l->of, 0xff, tg->nr * sizeof(*l->of));
	for (i = 0; i < tg->nr; i++)
		if (wanted[i]) {
			if (l->of[i] == NO_ROW)
				reach(l, i, todo);
			l->order[l->nr++] = i;
		}
	free(todo);
	sort_nodes(l);
	l->blocks = xcalloc(l->nr_blocks + 1, sizeof(*l->blocks));
	for (i = 0; i < l->nr; i++) {
		struct block *b = &l->blocks[l->of[l->order[i]]];

		if (!b->nr++)
			b->first = i;
	}
}

/* The end of the layer that begins at `from`. */
static uint32_t layer_end(const struct layout *l, const struct block *b,
			  uint32_t from)
{
	uint32_t to = from;

	while (to < b->first + b->nr &&
	       l->rank[l->order[to]] == l->rank[l->order[from]])
		to++;
	return to;
}

/* ---- the order within layers ---- */

/* Where its neighbours on one side stand, on average; its own place if it has
 * none there. */
static double middle(const struct layout *l, uint32_t n, bool down)
{
	const struct task_graph *tg = l->tg;
	const uint32_t *start = down ? tg->start : tg->rstart;
	const uint32_t *to = down ? tg->to : tg->rto;
	double sum = 0;
	uint32_t e, nr = start[n + 1] - start[n];

	for (e = start[n]; e < start[n + 1]; e++)
		sum += l->at[to[e]];
	return nr ? sum / nr : l->at[n];
}

/* Places are parts of the layer: layers have different numbers of boxes. */
static void sort_layer(struct layout *l, uint32_t *v, uint32_t nr, bool down)
{
	struct keyed *list = xcalloc((size_t)nr + 1, sizeof(*list));
	uint32_t i;

	for (i = 0; i < nr; i++)
		list[i] = (struct keyed){ middle(l, v[i], down), i, v[i] };
	qsort(list, nr, sizeof(*list), by_key);
	for (i = 0; i < nr; i++) {
		v[i] = list[i].nr;
		l->at[v[i]] = (i + 0.5) / nr;
	}
	free(list);
}

static void sort_block(struct layout *l, struct block *b)
{
	uint32_t *starts = xcalloc(b->nr + 2, sizeof(*starts));
	uint32_t from, i, k;
	int sweep;

	for (from = b->first; from < b->first + b->nr;) {
		starts[b->layers++] = from;
		k = layer_end(l, b, from);
		for (i = from; i < k; i++)
			l->at[l->order[i]] = (i - from + 0.5) / (k - from);
		from = k;
	}
	starts[b->layers] = b->first + b->nr;
	for (sweep = 0; sweep < SWEEPS && b->layers > 1; sweep++)
		for (i = 0; i < b->layers; i++) {
			k = sweep % 2 ? b->layers - 1 - i : i;
			sort_layer(l, l->order + starts[k],
				   starts[k + 1] - starts[k], sweep % 2 == 0);
		}
	free(starts);
}

/* ---- the shape of a block ---- */

static uint32_t columns(uint32_t nr, uint32_t rows)
{
	return (nr + rows - 1) / rows;
}

/* With so many rows. */
static void measure(struct block *b, const struct layout *l, uint32_t rows)
{
	const struct layers_look *look = l->look;
	uint32_t from, to, most = 0;

	b->rows = rows;
	b->width = -look->gap_x;
	for (from = b->first; from < b->first + b->nr; from = to) {
		uint32_t nr, wide;

		to = layer_end(l, b, from);
		nr = to - from;
		wide = columns(nr, rows);
		b->width += wide * (look->box_w + look->gap_y) - look->gap_y +
			    look->gap_x;
		if (columns(nr, wide) > most)
			most = columns(nr, wide);
	}
	b->height = most * (look->box_h + look->gap_y) - look->gap_y;
}

/* The number of rows that gives the shape; a small block is not folded. */
static void shape_block(struct block *b, const struct layout *l)
{
	double best = INFINITY, off;
	uint32_t from, to, most = 1, rows, found = 1;

	for (from = b->first; from < b->first + b->nr; from = to) {
		to = layer_end(l, b, from);
		if (to - from > most)
			most = to - from;
	}
	found = most;
	for (rows = most; most > 8 && rows > 1; rows -= 1 + rows / 20) {
		measure(b, l, rows);
		off = fabs(log(b->width / b->height / l->look->shape));
		if (off < best) {
			best = off;
			found = rows;
		}
	}
	measure(b, l, found);
}

/* ---- shelves ---- */

/* Puts them on shelves of this width; how high that gets. */
static double fill_shelves(struct layout *l, const struct keyed *list,
			   double wide)
{
	double gap = l->look->gap_x, x = 0, y = 0, high = 0;
	uint32_t i;

	for (i = 0; i < l->nr_blocks; i++) {
		struct block *b = &l->blocks[list[i].nr];

		if (x > 0 && x + b->width > wide) {
			x = 0;
			y += high + l->look->gap_y * 2;
			high = 0;
		}
		b->x = x;
		b->y = y;
		x += b->width + gap;
		high = b->height > high ? b->height : high;
	}
	return y + high;
}

static void place_blocks(double *width, double *height, struct layout *l)
{
	struct keyed *list = xcalloc((size_t)l->nr_blocks + 1, sizeof(*list));
	double widest = 0, wide, best = INFINITY, found = 0, off;
	uint32_t i;

	for (i = 0; i < l->nr_blocks; i++) {
		list[i] = (struct keyed){ -l->blocks[i].height, 0, i };
		widest = fmax(widest, l->blocks[i].width);
		found += l->blocks[i].width + l->look->gap_x;
	}
	qsort(list, l->nr_blocks, sizeof(*list), by_key);
	wide = found;
	while (wide > widest * 0.95) {
		off = fabs(log(wide / fill_shelves(l, list, wide) /
			       l->look->shape));
		if (off < best) {
			best = off;
			found = wide;
		}
		wide *= 0.93;
	}
	*height = fill_shelves(l, list, found);
	*width = 0;
	for (i = 0; i < l->nr_blocks; i++)
		*width = fmax(*width, l->blocks[i].x + l->blocks[i].width);
	free(list);
}

/* ---- boxes ---- */

static void place_boxes(double *x, double *y, const struct layout *l,
			const struct block *b)
{
	const struct layers_look *look = l->look;
	double left = b->x;
	uint32_t from, to, i;

	for (from = b->first; from < b->first + b->nr; from = to) {
		uint32_t nr, wide, rows;
		double top;

		to = layer_end(l, b, from);
		nr = to - from;
		wide = columns(nr, b->rows);
		rows = columns(nr, wide);
		top = b->y + (b->height - rows * (look->box_h + look->gap_y) +
			      look->gap_y) / 2;
		for (i = 0; i < nr; i++) {
			uint32_t n = l->order[from + i];
			uint32_t column = i / rows, row = i % rows;

			x[n] = left + look->box_w / 2 +
			       column * (look->box_w + look->gap_y);
			y[n] = top + look->box_h / 2 +
			       row * (look->box_h + look->gap_y);
		}
		left += wide * (look->box_w + look->gap_y) - look->gap_y +
			look->gap_x;
	}
}

void graph_layers(double *x, double *y, double *width, double *height,
		  const struct task_graph *tg, const bool *wanted,
		  const struct layers_look *look)
{
	struct layout l = { .tg = tg, .look = look };
	uint32_t i;

	*width = *height = 0;
	l.rank = xcalloc(tg->nr + 1, sizeof(*l.rank));
	l.of = xcalloc(tg->nr + 1, sizeof(*l.of));
	l.order = xcalloc(tg->nr + 1, sizeof(*l.order));
	l.at = xcalloc(tg->nr + 1, sizeof(*l.at));
	find_ranks(&l);
	find_blocks(&l, wanted);
	for (i = 0; i < l.nr_blocks; i++) {
		sort_block(&l, &l.blocks[i]);
		shape_block(&l.blocks[i], &l);
	}
	if (l.nr_blocks)
		place_blocks(width, height, &l);
	for (i = 0; i < l.nr_blocks; i++)
		place_boxes(x, y, &l, &l.blocks[i]);
	free(l.rank);
	free(l.of);
	free(l.order);
	free(l.at);
	free(l.blocks);
}
