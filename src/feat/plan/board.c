/*
 * board.c - tasks sorted into lanes, and titles broken into lines.
 */
#include "base/base.h"
#include "feat/plan/board.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/due.h"

struct card {
	const struct row *r;
	uint32_t row;
};

static int by_urgency(const void *pa, const void *pb)
{
	const struct row *a = ((const struct card *)pa)->r;
	const struct row *b = ((const struct card *)pb)->r;
	int64_t da = due_order(a->deadline);
	int64_t db_ = due_order(b->deadline);
	const bool closed = a->status >= STATUS_COMPLETED;

	/* lanes of a field have both: what is open comes first */
	if (closed != (b->status >= STATUS_COMPLETED))
		return closed ? 1 : -1;
	if (closed && a->completed != b->completed)
		return a->completed > b->completed ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	if (da != db_)
		return da < db_ ? -1 : 1;
	if (a->created_order != b->created_order)
		return a->created_order < b->created_order ? -1 : 1;
	return strcmp(a->id, b->id);
}

static bool shown(const struct row *r, bool cancelled, int64_t since)
{
	if (r->deleted || (r->status == STATUS_CANCELLED && !cancelled))
		return false;
	return r->status != STATUS_COMPLETED || r->completed == WHEN_NONE ||
	       r->completed >= since;
}

/* Puts the most urgent `first` cards in front, in order: a card that is not among
 * those so far costs one comparison. */
static void choose_first(struct card *cards, size_t nr, size_t first)
{
	size_t i, at;

	qsort(cards, first, sizeof(*cards), by_urgency);
	for (i = first; i < nr; i++) {
		const struct card c = cards[i];

		if (by_urgency(&c, &cards[first - 1]) >= 0)
			continue;
		cards[i] = cards[first - 1];
		for (at = first - 1; at && by_urgency(&c, &cards[at - 1]) < 0;
		     at--)
			cards[at] = cards[at - 1];
		cards[at] = c;
	}
}

/* Sorts what the lane has, or the `first` of it that will be shown. */
static void lane_order(struct board_lane *lane, const struct view *v,
		       size_t first)
{
	struct card *cards = xcalloc(lane->nr + 1, sizeof(*cards));
	size_t i;

	for (i = 0; i < lane->nr; i++) {
		cards[i].r = &v->rows[lane->rows[i]];
		cards[i].row = lane->rows[i];
	}
	if (first && first < lane->nr)
		choose_first(cards, lane->nr, first);
	else if (lane->nr)
		qsort(cards, lane->nr, sizeof(*cards), by_urgency);
	for (i = 0; i < lane->nr; i++)
		lane->rows[i] = cards[i].row;
	free(cards);
}

static void lane_add(struct board_lane *lane, uint32_t row)
{
	/* a power of two of them is a full lane */
	if (!(lane->nr & (lane->nr - 1)))
		lane->rows = xreallocarray(lane->rows, lane->nr ?
					   lane->nr * 2 : 1,
					   sizeof(*lane->rows));
	lane->rows[lane->nr++] = row;
}

static int by_value(const void *pa, const void *pb)
{
	const char *a = ((const struct board_lane *)pa)->value;
	const char *b = ((const struct board_lane *)pb)->value;
	int cmp;

	if (!*a || !*b)
		return !*a - !*b;
	cmp = strcasecmp(a, b);
	return cmp ? cmp : strcmp(a, b);
}

static struct board_lane *lane_of(struct board *b, struct map *known,
				  const char *value)
{
	uintptr_t at = (uintptr_t)map_get(known, value);

	if (!at) {
		b->lanes = xreallocarray(b->lanes, b->nr + 1,
					 sizeof(*b->lanes));
		b->lanes[b->nr] = (struct board_lane){ STATUS_PENDING,
			xstrdup(value), NULL, 0 };
		at = ++b->nr;
		map_put(known, value, (void *)at);
	}
	return &b->lanes[at - 1];
}

/* A lane for each value; a task with several is in each of their lanes. */
static void build_by(struct board *b, const struct view *v,
		     const uint32_t *rows, size_t nr, const struct attr *by,
		     bool cancelled, int64_t since)
{
	struct attr_walk w = ATTR_WALK_INIT;
	struct map known = MAP_INIT;
	const char *s;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!shown(&v->rows[rows[i]], cancelled, since))
			continue;
		s = attr_first(&w, v, rows[i], by);
		lane_add(lane_of(b, &known, s ? s : ""), rows[i]);
		while (s && (s = attr_next(&w, v, rows[i], by)))
			lane_add(lane_of(b, &known, s), rows[i]);
	}
	map_clear(&known);
	attr_walk_release(&w);
	if (b->nr)
		qsort(b->lanes, b->nr, sizeof(*b->lanes), by_value);
}

static void build_by_status(struct board *b, const struct view *v,
			    const uint32_t *rows, size_t nr, bool cancelled,
			    int64_t since)
{
	size_t l, i;

	b->nr = cancelled ? STATUS_NR : STATUS_NR - 1;
	b->lanes = xcalloc(b->nr, sizeof(*b->lanes));
	for (l = 0; l < b->nr; l++)
		b->lanes[l].status = (enum status)l;
	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];

		if (shown(r, cancelled, since))
			lane_add(&b->lanes[r->status], rows[i]);
	}
}

void board_build(struct board *b, const struct view *v, const uint32_t *rows,
		 size_t nr, const struct attr *by, bool cancelled,
		 int64_t since, size_t first)
{
	size_t l;

	memset(b, 0, sizeof(*b));
	if (by)
		build_by(b, v, rows, nr, by, cancelled, since);
	else
		build_by_status(b, v, rows, nr, cancelled, since);
	for (l = 0; l < b->nr; l++)
		lane_order(&b->lanes[l], v, first);
}

void board_release(struct board *b)
{
	size_t l;

	for (l = 0; l < b->nr; l++) {
		free(b->lanes[l].rows);
		free(b->lanes[l].value);
	}
	free(b->lanes);
	b->lanes = NULL;
	b->nr = 0;
}

/* Where the first line ends: after the last word that fits. */
static const char *first_break(const char *title, size_t width)
{
	const char *p = title, *end = title + strlen(title), *space = NULL;
	size_t used = 0;

	while (p < end) {
		const char *at = p;
		uint32_t ch = utf8_next(&p, end);

		used += (size_t)utf8_char_width(ch);
		if (used > width)
			return space ? space : at;
		if (ch == ' ')
			space = p;
	}
	return end;
}

void board_title_line(struct strbuf *out, const char *title, size_t width,
		      int line)
{
	struct strbuf clean = STRBUF_INIT, part = STRBUF_INIT;
	const char *brk;

	utf8_add_clean_line(&clean, title);
	brk = first_break(clean.buf, width);
	if (line == 0)
		strbuf_add(&part, clean.buf, (size_t)(brk - clean.buf));
	else
		strbuf_addstr(&part, brk);
	strbuf_trim(&part);
	utf8_add_fit(out, part.buf, width, false);
	strbuf_release(&part);
	strbuf_release(&clean);
}
