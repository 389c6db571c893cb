#include "base/base.h"
#include "feat/board.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"

struct card {
	const struct row *r;
	uint32_t row;
};

static int by_urgency(const void *pa, const void *pb)
{
	const struct row *a = ((const struct card *)pa)->r;
	const struct row *b = ((const struct card *)pb)->r;
	int64_t da = a->deadline == WHEN_NONE ? INT64_MAX : a->deadline;
	int64_t db_ = b->deadline == WHEN_NONE ? INT64_MAX : b->deadline;

	if (a->status >= STATUS_COMPLETED && a->completed != b->completed)
		return a->completed > b->completed ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	if (da != db_)
		return da < db_ ? -1 : 1;
	if (a->created_order != b->created_order)
		return a->created_order < b->created_order ? -1 : 1;
	return strcmp(a->id, b->id);
}

static bool shown(const struct row *r, enum status s, int64_t since)
{
	if (r->deleted || r->status != s)
		return false;
	return s != STATUS_COMPLETED || r->completed == WHEN_NONE ||
	       r->completed >= since;
}

void board_build(struct board *b, const struct view *v, const uint32_t *rows,
		 size_t nr, bool cancelled, int64_t since)
{
	struct card *cards = xcalloc(nr + 1, sizeof(*cards));
	size_t l, i, n;

	b->nr = cancelled ? STATUS_NR : STATUS_NR - 1;
	for (l = 0; l < b->nr; l++) {
		struct board_lane *lane = &b->lanes[l];

		lane->status = (enum status)l;
		for (i = n = 0; i < nr; i++) {
			if (!shown(&v->rows[rows[i]], lane->status, since))
				continue;
			cards[n].r = &v->rows[rows[i]];
			cards[n++].row = rows[i];
		}
		qsort(cards, n, sizeof(*cards), by_urgency);
		lane->rows = xcalloc(n + 1, sizeof(*lane->rows));
		lane->nr = n;
		for (i = 0; i < n; i++)
			lane->rows[i] = cards[i].row;
	}
	free(cards);
}

void board_release(struct board *b)
{
	size_t l;

	for (l = 0; l < b->nr; l++)
		free(b->lanes[l].rows);
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
