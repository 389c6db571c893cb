/*
 * prd-item.c - one item: its id, its text, its criteria.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include <math.h>

#include "base/mem.h"
#include "base/utf8.h"

#define DETAIL_MAX (TEXT_MAX / 2)

size_t prd_new_item(struct reader *r, enum prd_kind kind, int line,
		    int end_line, double confidence, const char *reason)
{
	struct prd_doc *d = r->doc;
	struct prd_item *it;
	struct draft *dr;

	ALLOC_GROW(d->items, d->nr + 1, d->alloc);
	ALLOC_GROW(r->drafts, d->nr + 1, r->alloc_drafts);
	it = &d->items[d->nr];
	dr = &r->drafts[d->nr];
	memset(it, 0, sizeof(*it));
	memset(dr, 0, sizeof(*dr));
	it->kind = kind;
	it->line = line;
	it->end_line = end_line;
	it->hours = it->points = NAN;
	it->parent = PRD_NO_ITEM;
	it->confidence = confidence;
	it->reason = reason;
	strvec_init(&it->tags);
	strvec_init(&dr->deps);
	strvec_init(&dr->blocks);
	strbuf_init(&dr->desc);
	strbuf_cap(&dr->desc, DETAIL_MAX);
	dr->head = NO_HEAD;
	dr->phase = SIZE_MAX;
	dr->gwt = SIZE_MAX;
	return d->nr++;
}

static bool prefix_in(const char *list, const char *canon)
{
	size_t len = strcspn(canon, "-0123456789");

	while (*list) {
		size_t n = prd_word_len(list);

		if (n == len && !memcmp(list, canon, n))
			return true;
		list += n + (list[n] == '|');
	}
	return false;
}

enum prd_kind prd_kind_of_id(const struct prd_id *id, bool *nonfunctional)
{
	*nonfunctional = prefix_in("NFR|RNF|RFN|ENF|NF|NFA|LL|SR|SEC|PERF|PRF|QA",
				   id->canon);
	if (prefix_in("US|UC|HU|HDU|STORY|U|ST", id->canon))
		return PRD_STORY;
	if (prefix_in("EPIC|E", id->canon))
		return PRD_EPIC;
	if (prefix_in("FEAT|FEATURE|F|M|FA", id->canon))
		return PRD_FEATURE;
	if (prefix_in("T|TASK", id->canon))
		return PRD_TASK;
	return PRD_REQUIREMENT;
}

static void draft_release(struct draft *d)
{
	strvec_clear(&d->deps);
	strvec_clear(&d->blocks);
	strbuf_release(&d->desc);
	free(d->parent);
}

size_t prd_set_id(struct reader *r, size_t item, const struct prd_id *id)
{
	uintptr_t known = (uintptr_t)map_get(&r->ids, id->canon);

	if (known && known - 1 != item) {
		if (item != r->doc->nr - 1)
			BUG("only the last item can be merged");
		strvec_clear(&r->doc->items[item].tags);
		draft_release(&r->drafts[item]);
		r->doc->nr--;
		return known - 1;
	}
	prd_take_id(r, item, id);
	return item;
}

void prd_take_id(struct reader *r, size_t item, const struct prd_id *id)
{
	struct prd_item *it = &r->doc->items[item];

	free(it->id);
	it->id = xstrdup(id->text);
	map_put(&r->ids, id->canon, (void *)(uintptr_t)(item + 1));
	r->drafts[item].strong = true;
}

void prd_add_detail(struct reader *r, size_t item, const char *prefix,
		    const char *text)
{
	struct strbuf *d = &r->drafts[item].desc;

	if (!*text)
		return;
	if (d->len)
		strbuf_addch(d, '\n');
	strbuf_addstr(d, prefix);
	strbuf_addstr(d, text);
}

/* ---- criteria ---- */

enum gwt { GWT_NO, GWT_GIVEN, GWT_WHEN, GWT_THEN, GWT_AND };

static enum gwt gwt_of(const char *s)
{
	static const struct { const char *words; enum gwt g; } forms[] = {
		{ "given |gegeben |angenommen |dado |dada |dados |étant donné|"
		  "soit |假如|假设|给定|前提|주어진|дано |если ", GWT_GIVEN },
		{ "when |wenn |cuando |quando |quand |lorsque |当|もし|когда ",
		  GWT_WHEN },
		{ "then |dann |entonces |então |alors |那么|则|ならば|그러면|"
		  "тогда |то ", GWT_THEN },
		{ "and |but |und |aber |y |pero |e |mas |et |mais |并且|"
		  "但是|и |но ", GWT_AND },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		const char *w = forms[i].words;

		while (*w) {
			size_t n = prd_word_len(w);

			if (!((*s ^ *w) & ~32) && !strncasecmp(s, w, n))
				return forms[i].g;
			w += n + (w[n] == '|');
		}
	}
	return GWT_NO;
}

bool prd_is_step(const struct reader *r, size_t item, const char *s)
{
	const struct draft *d = &r->drafts[item];
	enum gwt g = gwt_of(s);

	return g == GWT_GIVEN || (g != GWT_NO && d->gwt != SIZE_MAX &&
				  d->gwt + 1 == r->doc->items[item].nr_criteria);
}

bool prd_is_scenario(const char *s)
{
	static const char *const thens[] = {
		"then ", "shall ", "dann ", "entonces ", "então ", "alors ",
		"那么", "则", "ならば", "そのとき", "그러면", "тогда ", "则",
		"должн",
	};
	enum gwt g = gwt_of(s);
	size_t i;

	if (g == GWT_NO && !strncasecmp(s, "if ", 3))
		g = GWT_WHEN;
	if (g == GWT_NO && !strncasecmp(s, "while ", 6))
		g = GWT_WHEN;
	for (i = 0; (g == GWT_GIVEN || g == GWT_WHEN) && i < ARRAY_SIZE(thens);
	     i++)
		if (utf8_casefind(s, thens[i]))
			return true;
	return false;
}

static void measure(struct prd_criterion *c)
{
	struct strbuf m = STRBUF_INIT;

	FREE_AND_NULL(c->measurable);
	if (prd_measure(&m, c->text))
		c->measurable = xstrdup(m.buf);
	strbuf_release(&m);
}

/* Continues the scenario that is being told; false when this starts anew. */
static bool continue_scenario(struct draft *d, struct prd_item *it,
			      const char *text, enum gwt g)
{
	struct prd_criterion *c;
	char *joined;

	if (d->scenario && d->gwt + 1 == it->nr_criteria) {
		c = &it->criteria[d->gwt];
		if (strlen(c->text) + strlen(text) > 2000)
			return false;
		joined = xasprintf("%s%s %s", c->text,
				   d->told ? "," : ":", text);
		d->told = true;
		free(c->text);
		c->text = joined;
		measure(c);
		return true;
	}
	if (g < GWT_WHEN || d->gwt == SIZE_MAX || d->gwt + 1 != it->nr_criteria)
		return false;
	c = &it->criteria[d->gwt];
	if (g == GWT_WHEN && gwt_of(c->text) != GWT_GIVEN)
		return false;
	if (strlen(c->text) + strlen(text) > 2000)
		return false;
	joined = xasprintf("%s, %s", c->text, text);
	free(c->text);
	c->text = joined;
	measure(c);
	return true;
}

static void put_criterion(struct prd_criterion *c, const char *text, int line,
			  enum md_check check)
{
	char *p;
	size_t max = LINE_MAX_BYTES - 96, len = strlen(text);

	if (len > max) {
		len = max;
		while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	memset(c, 0, sizeof(*c));
	c->text = xstrndup(text, len);
	for (p = c->text; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	c->line = line;
	c->check = check;
	measure(c);
}

void prd_add_criterion(struct reader *r, size_t item, const char *text,
		       int line, enum md_check check)
{
	struct prd_doc *doc = r->doc;
	struct prd_item *it;
	struct draft *d;
	struct prd_id id;
	const char *rest = text;
	enum gwt g;

	text += prd_skip_marks(text, NULL);
	if (prd_lead_id(&id, text, &rest) && id.kind == PRD_ID_OTHER)
		text = rest;
	if (!*text || r->opt.no_criteria)
		return;
	if (item == PRD_NO_ITEM) {
		ALLOC_GROW(doc->criteria, doc->nr_criteria + 1,
			   r->alloc_doc_criteria);
		put_criterion(&doc->criteria[doc->nr_criteria++], text, line,
			      check);
		return;
	}
	it = &doc->items[item];
	d = &r->drafts[item];
	g = gwt_of(text);
	d->strong = true;
	if (continue_scenario(d, it, text, g))
		return;
	d->scenario = false;
	d->gwt = g == GWT_GIVEN || g == GWT_WHEN ? it->nr_criteria : SIZE_MAX;
	if (it->nr_criteria == d->alloc_criteria) {	/* most have one or two */
		d->alloc_criteria = d->alloc_criteria ? 2 * d->alloc_criteria : 2;
		it->criteria = xreallocarray(it->criteria, d->alloc_criteria,
					     sizeof(*it->criteria));
	}
	put_criterion(&it->criteria[it->nr_criteria++], text, line, check);
}

void prd_open_scenario(struct reader *r, size_t item, const char *name,
		       int line)
{
	struct draft *d = &r->drafts[item];
	size_t before = r->doc->items[item].nr_criteria;

	d->scenario = false;
	d->gwt = SIZE_MAX;
	prd_add_criterion(r, item, name, line, MD_CHECK_NONE);
	d = &r->drafts[item];
	if (r->doc->items[item].nr_criteria == before)
		return;
	d->gwt = before;
	d->scenario = true;
	d->told = false;
}
