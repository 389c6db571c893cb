/*
 * prd-plain.c - headings of a text that has no Markdown headings: capital lines
 * and numbered lines.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"
#include "base/utf8.h"

#define LINE_LONGEST 100

/* Letters, and all of them capitals? */
static bool is_shouted(const char *s, size_t len)
{
	const char *end = s + len;
	size_t letters = 0;

	if (len > LINE_LONGEST)
		return false;
	while (s < end) {
		uint32_t c = utf8_next(&s, end);

		if ((c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff) ||
		    (c >= 0x430 && c <= 0x44f) || c >= 0x2e80)
			return false;
		letters += (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c < 0xdf) ||
			   (c >= 0x410 && c < 0x430);
	}
	return letters >= 3;
}

/* "2.1 Title", "3.2.1. Title": how many numbers, 0 when it is none. */
static size_t number_depth(const char *s, size_t len)
{
	size_t i = 0, n = 0;

	while (i < len && s[i] >= '0' && s[i] <= '9') {
		while (i < len && s[i] >= '0' && s[i] <= '9')
			i++;
		n++;
		if (i < len && s[i] == '.')
			i++;
		else
			break;
	}
	if (!n || i + 1 >= len || s[i] != ' ' || len > LINE_LONGEST ||
	    s[len - 1] == '.' || s[len - 1] == ';')
		return 0;
	return n;
}

/* "CORE FEATURES" as people write it in a heading; short words stay as they are. */
static char *calm(const char *s, size_t len)
{
	char *out = xstrndup(s, len);
	size_t i = 0, n;

	while (out[i]) {
		n = 0;
		while (out[i + n] >= 'A' && out[i + n] <= 'Z')
			n++;
		for (size_t k = 1; n > 3 && k < n; k++)
			out[i + k] = (char)(out[i + k] | 32);
		i += n ? n : 1;
	}
	return out;
}

struct plain {
	struct md_doc out;
	bool titled;		/* the first heading was made */
	bool shouted;		/* capital lines without a number are sections */
	bool lifted;		/* below a list item that became a heading */
};

static struct md_block *put(struct plain *p, const struct md_block *b)
{
	ALLOC_GROW(p->out.blocks, p->out.nr + 1, p->out.alloc);
	p->out.blocks[p->out.nr] = *b;
	return &p->out.blocks[p->out.nr++];
}

static void put_heading(struct plain *p, const struct md_block *b, char *text,
			int level, int line)
{
	struct md_block h = *b;

	h.type = MD_HEADING;
	h.level = p->titled ? level : 1;
	h.line = h.end_line = line;
	h.text = text;
	h.rest = text;
	h.label = NULL;
	h.check = MD_CHECK_NONE;
	p->titled = true;
	put(p, &h);
}

/* "Feature: Return a book", "Scenario: the box is full" of a feature file. */
static bool is_gherkin(const char *s, size_t len, int *level)
{
	static const struct { const char *word; int level; } words[] = {
		{ "Feature:", 2 }, { "Rule:", 3 }, { "Background:", 3 },
		{ "Scenario:", 3 }, { "Scenario Outline:", 3 },
		{ "Example:", 3 }, { "Funktionalit\xc3\xa4t:", 2 },
		{ "Szenario:", 3 }, { "Caracter\xc3\xadstica:", 2 },
		{ "Escenario:", 3 }, { "Funcionalidade:", 2 },
		{ "Cen\xc3\xa1rio:", 3 }, { "Fonctionnalit\xc3\xa9:", 2 },
		{ "Sc\xc3\xa9nario:", 3 }, { "\xe5\x8a\x9f\xe8\x83\xbd:", 2 },
		{ "\xe5\x9c\xba\xe6\x99\xaf:", 3 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (len > strlen(words[i].word) + 1 &&
		    !strncmp(s, words[i].word, strlen(words[i].word))) {
			*level = words[i].level;
			return true;
		}
	return false;
}

/* A paragraph whose first line is a heading.  The rest stays one. */
static bool para(struct plain *p, struct md_block *b)
{
	size_t n = strcspn(b->text, "\n"), depth;
	bool shout = is_shouted(b->text, n), more = b->text[n] == '\n';
	struct md_block rest;
	int level = 2;
	char *tail;

	depth = number_depth(b->text, n);
	if (is_gherkin(b->text, n, &level)) {
		p->titled = true;
		goto head;
	}
	if (!shout && (!depth || more))
		return false;
	if (shout && more && !p->titled && !strchr(b->text + n + 1, '\n') &&
	    is_shouted(b->text + n + 1, strlen(b->text + n + 1)))
		return false;
	if (depth)
		level = (int)(depth > 3 ? 4 : depth + 1);
head:
	put_heading(p, b, shout ? calm(b->text, n) : xstrndup(b->text, n), level,
		    b->line);
	if (more) {
		tail = xstrdup(b->text + n + 1);
		rest = *b;
		rest.line++;
		rest.text = tail;
		rest.rest = tail;
		rest.label = NULL;
		put(p, &rest);
	}
	free(b->text);
	free(b->label);
	return true;
}

static bool is_heading_item(const struct plain *p, const struct md_doc *d,
			    size_t i)
{
	const struct md_block *b = &d->blocks[i], *next;

	(void)p;
	if (!b->ordered || b->level != 1 || b->check || strchr(b->text, '\n'))
		return false;
	if (is_shouted(b->text, strlen(b->text)))
		return true;
	next = i + 1 < d->nr ? &d->blocks[i + 1] : NULL;
	return next && next->type == MD_ITEM && !next->ordered &&
	       next->level == 1 && strlen(b->text) <= 60;
}

static void one_block(struct plain *p, struct md_doc *d, size_t i)
{
	struct md_block *b = &d->blocks[i], *copy;
	size_t len;

	if (b->type == MD_ITEM && is_heading_item(p, d, i)) {
		len = strlen(b->text);
		put_heading(p, b, is_shouted(b->text, len) ? calm(b->text, len) :
			    xstrdup(b->text), p->shouted ? 3 : 2, b->line);
		free(b->text);
		free(b->label);
		p->lifted = true;
		return;
	}
	if (b->type == MD_PARA && !b->level) {
		p->lifted = false;
		if (para(p, b))
			return;
	}
	copy = put(p, b);
	if (b->type == MD_ITEM && b->level == 1)
		p->lifted = false;
	if (p->lifted && copy->level > (b->type == MD_ITEM))
		copy->level--;
}

/* Where the next line "N.M text" begins, or NULL. */
static const char *next_point(const char *s, int ordinal)
{
	char front[16];
	size_t n;

	snprintf(front, sizeof(front), "%d.", ordinal);
	n = strlen(front);
	while ((s = strchr(s, '\n')) != NULL) {
		s++;
		if (!strncmp(s, front, n) && s[n] >= '0' && s[n] <= '9')
			return s;
	}
	return NULL;
}

static void put_point(struct md_doc *out, size_t *alloc,
		      const struct md_block *b, const char *s, size_t len,
		      int line, int list)
{
	struct md_block *n;
	size_t skip = strspn(s, "0123456789.)");

	skip += strspn(s + skip, " ");
	while (len > skip && s[len - 1] == '\n')
		len--;
	ALLOC_GROW(out->blocks, out->nr + 1, *alloc);
	n = &out->blocks[out->nr++];
	memset(n, 0, sizeof(*n));
	n->type = MD_ITEM;
	n->level = b->level;
	n->line = n->end_line = line;
	n->list = list;
	n->text = xstrndup(s + skip, len > skip ? len - skip : 0);
	n->rest = n->text;
}

/* "1. Access", then lines "1.1 Members ...": a heading, and an item a line. */
static void put_points(struct md_doc *out, size_t *alloc, struct md_block *b,
		       int level, int list)
{
	const char *s = next_point(b->text, b->ordinal), *first = s, *next, *c;
	int line = b->line;
	struct md_block *h;

	ALLOC_GROW(out->blocks, out->nr + 1, *alloc);
	h = &out->blocks[out->nr++];
	memset(h, 0, sizeof(*h));
	h->type = MD_HEADING;
	h->level = level < 6 ? level + 1 : 6;
	h->line = h->end_line = b->line;
	h->text = xstrndup(b->text, (size_t)(first - b->text) - 1);
	h->rest = h->text;
	for (c = b->text; c < first; c++)
		line += *c == '\n';
	while (s) {
		next = next_point(s, b->ordinal);
		put_point(out, alloc, b, s, next ? (size_t)(next - s) :
			  strlen(s), line, list);
		for (c = s; next && c < next; c++)
			line += *c == '\n';
		s = next;
	}
	free(b->text);
	free(b->label);
}

/* Numbered points with numbered lines, which CommonMark takes for one text. */
static void split_points(struct md_doc *d)
{
	struct md_doc out = { 0 };
	size_t i, alloc = 0;
	int level = 1;
	bool any = false;

	for (i = 0; i < d->nr && !any; i++)
		any = d->blocks[i].type == MD_ITEM && d->blocks[i].ordered &&
		      d->blocks[i].level == 1 && !d->blocks[i].check &&
		      next_point(d->blocks[i].text, d->blocks[i].ordinal);
	if (!any)
		return;
	for (i = 0; i < d->nr; i++) {
		struct md_block *b = &d->blocks[i];

		if (b->type == MD_HEADING)
			level = b->level;
		if (b->type == MD_ITEM && b->ordered && b->level == 1 &&
		    !b->check && next_point(b->text, b->ordinal)) {
			put_points(&out, &alloc, b, level, -(int)i - 1);
			continue;
		}
		ALLOC_GROW(out.blocks, out.nr + 1, alloc);
		out.blocks[out.nr++] = *b;
	}
	out.alloc = alloc;
	free(d->blocks);
	*d = out;
}

/*
 * A line in capitals that somebody underlined is a heading for Markdown, too; when
 * it is all that is, and other lines in capitals stand beside it, the text is plain
 * all the same.
 */
static bool underlined_only(const struct md_doc *d)
{
	bool beside = false;
	size_t i;

	for (i = 0; i < d->nr; i++) {
		const struct md_block *b = &d->blocks[i];
		bool shouted = (b->type == MD_PARA || b->type == MD_HEADING) &&
			       is_shouted(b->text, strcspn(b->text, "\n"));

		if (b->type == MD_HEADING &&
		    (!shouted || b->end_line == b->line))
			return false;
		beside |= shouted && b->type == MD_PARA && !b->level;
	}
	return beside;
}

void prd_plain_heads(struct md_doc *d)
{
	struct plain p;
	size_t i, n;

	split_points(d);
	if (underlined_only(d))
		for (i = 0; i < d->nr; i++)
			if (d->blocks[i].type == MD_HEADING) {
				d->blocks[i].type = MD_PARA;
				d->blocks[i].level = 0;
			}
	for (i = 0; i < d->nr; i++)
		if (d->blocks[i].type == MD_HEADING)
			return;
	memset(&p, 0, sizeof(p));
	for (i = n = 0; i < d->nr; i++) {
		const struct md_block *b = &d->blocks[i];

		if (b->type == MD_PARA && !b->level &&
		    is_shouted(b->text, strcspn(b->text, "\n")) &&
		    !number_depth(b->text, strcspn(b->text, "\n")))
			n++;
	}
	p.shouted = n > 1;
	for (i = 0; i < d->nr; i++)
		one_block(&p, d, i);
	free(d->blocks);
	*d = p.out;
}
