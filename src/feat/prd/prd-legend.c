/*
 * prd-legend.c - what a document's own marks mean: symbols that a list explains,
 * letters of MoSCoW at the ends of its lines.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/utf8.h"

/* "... | (cross) dropped": does a legend say that the cross takes an item away? */
static bool crosses_out(struct reader *r, const char *text)
{
	static const char cross[] = "\xe2\x9d\x8c";
	const char *at = text;
	enum status st;
	bool removed;
	size_t n;

	while ((at = strstr(at, cross)) != NULL) {
		at += sizeof(cross) - 1;
		at += strspn(at, " =:-");
		n = strcspn(at, "|,;\n\xc2");
		while (n && at[n - 1] == ' ')
			n--;
		if (n && n < 40 &&
		    prd_is_state(&r->words, at, n, &st, &removed) && removed)
			return true;
	}
	return false;
}

/* Does the document mark states in front of its lines? */
static void find_marks(struct reader *r)
{
	size_t i;

	for (i = 0; i < r->md.nr && i < 200 && !r->cross_out; i++)
		r->cross_out = r->md.blocks[i].type == MD_PARA &&
			       crosses_out(r, r->md.blocks[i].text);
	for (i = 0; i < r->md.nr && !r->state_marks; i++) {
		const struct md_block *b = &r->md.blocks[i];
		enum prd_mark mark;
		struct prd_id id;
		size_t n;

		if (b->type != MD_ITEM && b->type != MD_HEADING)
			continue;
		n = prd_skip_marks(b->text, &mark);
		r->state_marks = mark == MARK_DOING || mark == MARK_OPEN ||
			(mark == MARK_NO && prd_id_at(&id, b->text + n,
						      strlen(b->text + n)));
	}
}

/* The first symbol of a text, 0 when it begins with none. */
static uint32_t first_symbol(const char *s)
{
	const char *end = s + prd_skip_marks(s, NULL), *p = s;

	while (p < end && *p == ' ')
		p++;
	return p < end ? utf8_next(&p, end) : 0;
}

/* What the words behind a symbol say: "partly done", "still missing". */
static int explained(struct reader *r, const char *text)
{
	static const char open[] =
		"missing|still missing|fehlt|falta|manque|offene frage|"
		"open question|未实现|未対応|미완료";
	static const char doing[] =
		"partly|partially|teilweise|parcial|parcialmente|"
		"partiellement|en partie|部分|一部|부분|частично";
	enum status st;
	bool removed;
	size_t n;

	text += prd_skip_marks(text, NULL);
	prd_fold(&r->tmp, text, strnlen(text, 80));
	n = strcspn(r->tmp.buf, " ");
	if (prd_in_words(doing, r->tmp.buf, n))
		return STATUS_IN_PROGRESS;
	if (prd_in_words(open, r->tmp.buf, n) ||
	    prd_in_words(open, r->tmp.buf, r->tmp.len))
		return STATUS_PENDING;
	if (prd_state_of(&r->words, text, strlen(text), &st, &removed))
		return removed ? STATUS_NR : (int)st;
	return -1;
}

/* A list from block `at` on whose points explain a symbol each. */
static bool read_legend(struct reader *r, size_t at)
{
	const struct md_doc *md = &r->md;
	size_t i, nr = 0, states = 0, k;

	for (i = at; i < md->nr && md->blocks[i].type == MD_ITEM &&
		     md->blocks[i].list == md->blocks[at].list; i++) {
		const struct md_block *b = &md->blocks[i];
		uint32_t c = first_symbol(b->text);
		int st = explained(r, b->text);

		if (!c || b->check || nr == ARRAY_SIZE(r->legend) ||
		    strlen(b->text) > 120)
			return false;
		for (k = 0; k < nr; k++)
			if (r->legend[k].symbol == c)
				return false;
		r->legend[nr].symbol = c;
		r->legend[nr++].status = st;
		states += st >= 0;
	}
	if (nr < 3 || states < 2)
		return false;
	r->nr_legend = nr;
	r->legend_list = md->blocks[at].list;
	return true;
}

bool prd_legend_status(const struct reader *r, const char *s,
		       enum status *status, bool *removed)
{
	uint32_t c = r->nr_legend ? first_symbol(s) : 0;
	size_t i;

	*removed = false;
	for (i = 0; i < r->nr_legend && c; i++)
		if (r->legend[i].symbol == c) {
			*removed = r->legend[i].status == STATUS_NR;
			*status = r->legend[i].status < 0 || *removed ?
				  STATUS_PENDING :
				  (enum status)r->legend[i].status;
			return true;
		}
	return false;
}

/* "(M)" at the end of a text: its letter, or 0. */
static char moscow_letter(const char *s, size_t len)
{
	while (len && (s[len - 1] == ' ' || s[len - 1] == '.' ||
		       s[len - 1] == ':'))
		len--;
	return len > 4 && s[len - 1] == ')' && s[len - 3] == '(' &&
	       s[len - 4] == ' ' && strchr("MSCW", s[len - 2]) ?
	       s[len - 2] : 0;
}

size_t prd_take_moscow(const struct reader *r, const char *s, size_t len,
		       enum priority *prio, bool *wont)
{
	char c = r->moscow ? moscow_letter(s, len) : 0;

	if (!c)
		return len;
	*wont = c == 'W';
	*prio = c == 'M' ? PRIO_CRITICAL : c == 'S' ? PRIO_HIGH : PRIO_LOW;
	while (len && s[len - 1] != '(')
		len--;
	len--;
	while (len && s[len - 1] == ' ')
		len--;
	return len;
}

void prd_find_legend(struct reader *r)
{
	bool seen[128] = { false };
	int last = 0;
	size_t i;

	find_marks(r);
	for (i = 0; i < r->md.nr; i++) {
		const struct md_block *b = &r->md.blocks[i];
		char c;

		if (b->type != MD_ITEM && b->type != MD_HEADING)
			continue;
		if (b->type == MD_ITEM && b->level == 1 && b->list != last &&
		    !r->nr_legend && i < 400) {
			last = b->list;
			if (read_legend(r, i))
				r->state_marks = true;
		}
		c = moscow_letter(b->text, strcspn(b->text, "\n"));
		seen[(unsigned char)c] = c != 0;
	}
	/* one letter alone is no scale */
	r->moscow = seen['M'] + seen['S'] + seen['C'] + seen['W'] >= 2 &&
		    (seen['M'] || seen['S']);
}
