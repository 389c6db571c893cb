/*
 * search.c - the rank of what was found, and the nearest words when nothing was.
 */
#include "base/base.h"
#include "db/query/search.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"

/* ---- words of a text ---- */

static bool is_word(uint32_t ch)
{
	return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') ||
	       (ch >= 'A' && ch <= 'Z') || ch == '_' ||
	       (ch >= 0xa0 && utf8_char_width(ch) > 0);
}

/* The next word of a text, folded; false at the end. */
static bool next_word(struct strbuf *out, const char **s)
{
	const char *end = *s + strlen(*s);
	uint32_t ch;

	strbuf_reset(out);
	while (*s < end) {
		ch = utf8_next(s, end);
		if (is_word(ch) || (out->len && ch >= 0x300 && ch < 0x370))
			utf8_add(out, utf8_fold(ch));
		else if (out->len)
			return true;
	}
	return out->len > 0;
}

static void fold(struct strbuf *out, const char *s)
{
	const char *end = s + strlen(s);

	strbuf_reset(out);
	while (s < end)
		utf8_add(out, utf8_fold(utf8_next(&s, end)));
}

/* ---- rank ---- */

struct hit {
	uint32_t row;
	unsigned score;
	size_t at;
};

static bool has_tag(const struct row *r, const char *word)
{
	const char *tag = r->tags;
	uint32_t i;

	for (i = 0; i < r->nr_tags; i++, tag += strlen(tag) + 1)
		if (str_ieq(tag, word))
			return true;
	return false;
}

static unsigned word_score(const struct row *r, const char *word)
{
	struct strbuf sb = STRBUF_INIT, want = STRBUF_INIT;
	const char *s = r->title;
	unsigned best = 1;

	fold(&want, word);
	while (best < 8 && next_word(&sb, &s)) {
		if (!strcmp(sb.buf, want.buf))
			best = 8;
		else if (best < 6 && str_starts(sb.buf, want.buf))
			best = 6;
	}
	if (best < 4 && utf8_casefind(r->title, word))
		best = 4;
	if (best < 5 && has_tag(r, word))
		best = 5;
	strbuf_release(&sb);
	strbuf_release(&want);
	return best;
}

static int hit_cmp(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

void search_rank(uint32_t *rows, size_t nr, const struct view *v,
		 const struct strvec *words)
{
	struct hit *hits = xcalloc(nr + 1, sizeof(*hits));
	size_t i, k;

	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];

		hits[i].row = rows[i];
		hits[i].at = i;
		for (k = 0; k < words->nr; k++)
			hits[i].score += 2 * word_score(r, words->v[k]);
		hits[i].score += status_is_open(r->stored);
	}
	qsort(hits, nr, sizeof(*hits), hit_cmp);
	for (i = 0; i < nr; i++)
		rows[i] = hits[i].row;
	free(hits);
}

/* ---- what was meant ---- */

static bool ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

struct nearest {
	struct strbuf want;	/* folded */
	struct map count;	/* of each word near enough */
	size_t limit;		/* edits that are too many */
};

static void look_at(struct nearest *n, const char *word, size_t len)
{
	size_t *count;

	/* lengths that far apart can not be near */
	if (len + n->limit <= n->want.len || n->want.len + n->limit <= len)
		return;
	count = map_get(&n->count, word);
	if (!count) {
		count = xcalloc(1, sizeof(*count));
		map_put(&n->count, word, count);
	}
	++*count;
}

static void look_at_text(struct nearest *n, struct strbuf *sb, const char *s)
{
	while (next_word(sb, &s))
		look_at(n, sb->buf, sb->len);
}

static void choose(struct strbuf *out, const struct nearest *n)
{
	size_t best = n->limit, best_count = 0, d, i;

	for (i = 0; i < n->count.nr; i++) {
		const char *word = n->count.items[i].key;
		const size_t count = *(size_t *)n->count.items[i].value;

		d = str_distance(n->want.buf, word);
		if (d > best || d >= n->limit ||
		    (d == best && (count < best_count ||
				   (count == best_count && out->len &&
				    strcmp(word, out->buf) > 0))))
			continue;
		best = d;
		best_count = count;
		strbuf_reset(out);
		strbuf_addstr(out, word);
	}
}

bool search_near(struct strbuf *out, const struct view *v, const char *word)
{
	struct nearest n = { .want = STRBUF_INIT,
			     .count = MAP_INIT_FREE(free) };
	struct strbuf sb = STRBUF_INIT;
	uint32_t i, k;

	strbuf_reset(out);
	fold(&n.want, word);
	n.limit = n.want.len < 6 ? 2 : n.want.len < 10 ? 3 : 4;
	/* a letter beside ASCII is two bytes or more */
	n.limit += !ascii(n.want.buf);
	for (i = 0; n.want.len > 2 && i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		const char *tag = r->tags;

		if (r->deleted)
			continue;
		look_at_text(&n, &sb, r->title);
		for (k = 0; k < r->nr_tags; k++, tag += strlen(tag) + 1)
			look_at_text(&n, &sb, tag);
	}
	choose(out, &n);
	map_clear(&n.count);
	strbuf_release(&n.want);
	strbuf_release(&sb);
	return out->len > 0;
}
