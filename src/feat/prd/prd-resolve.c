/*
 * prd-resolve.c - keys, confidence, parents and dependencies, when all items are
 * known.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "model/check.h"

#define SCAN_BUDGET 400000	/* titles compared with fragments, in all */
#define NOTES_MAX 200

/* A note on what could not be resolved; the first 200 are kept. */
static void prd_note(struct reader *r, int line, const char *what,
		     const char *name)
{
	if (r->doc->notes.nr < NOTES_MAX)
		strvec_pushf(&r->doc->notes, "line %d: %s '%.100s'", line, what,
			     name);
}

/* ---- texts, keys ---- */

static const char *head_slug(struct reader *r, size_t index)
{
	struct head *h = &r->heads[index];
	struct strbuf s = STRBUF_INIT;

	if (!h->slug) {
		prd_slug(&s, h->rest);
		h->slug = strbuf_detach(&s, NULL);
	}
	return h->slug;
}

/* Headings from the top down to `index`; the document's title left out. */
static size_t head_chain(const struct reader *r, size_t index, size_t *chain)
{
	size_t n = 0, i;

	while (index != NO_HEAD && n < 8) {
		if (!r->heads[index].title)
			chain[n++] = index;
		index = r->heads[index].parent;
	}
	for (i = 0; i < n / 2; i++) {
		size_t t = chain[i];

		chain[i] = chain[n - 1 - i];
		chain[n - 1 - i] = t;
	}
	return n;
}

static void set_key(struct reader *r, size_t i, struct map *seen)
{
	struct prd_item *it = &r->doc->items[i];
	size_t chain[8], n, k, head = r->drafts[i].head;
	bool own = head != NO_HEAD && r->heads[head].item == i &&
		   r->heads[head].role == ROLE_ITEM;
	struct strbuf key = STRBUF_INIT, path = STRBUF_INIT;
	uintptr_t count;

	n = head_chain(r, head, chain);
	for (k = 0; k < n; k++) {
		if (own && k + 1 == n)
			break;
		if (path.len)
			strbuf_addstr(&path, " / ");
		strbuf_addstr(&path, r->md.blocks[r->heads[chain[k]].block].text);
		if (path.len > 400)
			break;
	}
	it->section = strbuf_detach(&path, NULL);
	if (it->id) {
		strbuf_addstr(&key, it->id);
	} else {
		for (k = 0; k < n; k++) {
			strbuf_addstr(&key, head_slug(r, chain[k]));
			strbuf_addch(&key, '/');
		}
		if (own) {
			strbuf_setlen(&key, key.len - (key.len ? 1 : 0));
		} else {
			prd_slug(&r->tmp, it->title);
			strbuf_addbuf(&key, &r->tmp);
		}
		if (!key.len)
			strbuf_addstr(&key, "item");
	}
	count = (uintptr_t)map_get(seen, key.buf);
	map_put(seen, key.buf, (void *)(count + 1));
	if (count)
		strbuf_addf(&key, "~%zu", (size_t)count + 1);
	it->key = strbuf_detach(&key, NULL);
}

/* A requirement that is measurable itself is its own criterion. */
static void measure_itself(struct reader *r, size_t i)
{
	struct prd_item *it = &r->doc->items[i];
	struct strbuf m = STRBUF_INIT;

	if (it->kind == PRD_REQUIREMENT && !it->nr_criteria &&
	    prd_measure(&m, it->title))
		prd_add_criterion(r, i, it->title, it->line, MD_CHECK_NONE);
	strbuf_release(&m);
}

/* "... after FR-12 is live": words and an id make a dependency. */
static void mentioned_deps(struct reader *r, size_t i, const char *text)
{
	static const char *const words[] = {
		"epends on ", "equires ", "locked by ", "fter ", "eeds ",
		"uilds on ", "bhängig von ", "ach ", "epende de ",
		"équiert ", "依赖 ", "依赖",
	};
	struct prd_id id;
	size_t k;

	for (k = 0; k < ARRAY_SIZE(words); k++) {
		const char *at = text;
		size_t n = strlen(words[k]);

		while ((at = strstr(at, words[k])) != NULL) {
			at += n;
			if (prd_id_at(&id, at, strnlen(at, PRD_ID_MAX)) &&
			    map_has(&r->ids, id.canon))
				strvec_push(&r->drafts[i].deps, id.canon);
		}
	}
}

/* An item that has only an id is called what its text begins with. */
static void name_item(struct reader *r, size_t i)
{
	struct prd_item *it = &r->doc->items[i];
	const char *desc = r->drafts[i].desc.buf;
	bool cut;

	if (it->title && *it->title)
		return;
	free(it->title);
	it->title = NULL;
	if (it->id && r->drafts[i].desc.len && !str_starts(desc, "- ")) {
		char *line = xstrndup(desc, strcspn(desc, "\n"));

		it->title = prd_cut_title(line, &cut);
		free(line);
	}
	if (!it->title || !*it->title) {
		free(it->title);
		it->title = xstrdup(it->id ? it->id : "");
	}
}

static void set_description(struct reader *r, size_t i)
{
	struct prd_item *it = &r->doc->items[i];
	struct strbuf d = STRBUF_INIT;

	name_item(r, i);
	if (it->story && !str_eq(it->story, it->title))
		strbuf_addstr(&d, it->story);
	if (r->drafts[i].desc.len) {
		if (d.len)
			strbuf_addstr(&d, "\n\n");
		strbuf_addbuf(&d, &r->drafts[i].desc);
	}
	it->description = strbuf_detach(&d, NULL);
}

/* ---- confidence ---- */

static bool title_has(struct reader *r, const char *words)
{
	const char *w = words;

	prd_fold(&r->tmp, r->doc->title, strnlen(r->doc->title, 300));
	while (*w) {
		size_t n = prd_word_len(w);
		const char *at = memmem(r->tmp.buf, r->tmp.len, w, n);

		if (at && (at == r->tmp.buf || at[-1] == ' ' ||
			   (unsigned char)*at >= 0x80))
			return true;
		w += n + (w[n] == '|');
	}
	return false;
}

/* Does the item stand in a section that describes? */
static bool stands_aside(const struct reader *r, size_t item)
{
	size_t h = r->drafts[item].head;

	return h < r->nr_heads && (r->heads[h].section == SEC_SOFT ||
				   r->heads[h].section == SEC_HARD);
}

/* Is one of the words the last of the title? */
static bool title_ends(struct reader *r, const char *words)
{
	const char *w = words;

	prd_fold(&r->tmp, r->doc->title, strnlen(r->doc->title, 300));
	while (*w) {
		size_t n = prd_word_len(w), len = r->tmp.len;

		if (len >= n && !memcmp(r->tmp.buf + len - n, w, n) &&
		    (len == n || r->tmp.buf[len - n - 1] == ' ' ||
		     (unsigned char)*w >= 0x80))
			return true;
		w += n + (w[n] == '|');
	}
	return false;
}

/* Does it start with one, as "Architecture of the board" does? */
static bool title_starts(struct reader *r, const char *words)
{
	static const char of[] = "of|for|von|der|des|für|de|del|do|da|du";
	const char *next;
	size_t n;

	prd_fold(&r->tmp, r->doc->title, strnlen(r->doc->title, 300));
	n = strcspn(r->tmp.buf, " ");
	next = r->tmp.buf + n + (n < r->tmp.len);
	return prd_in_words(words, r->tmp.buf, n) &&
	       prd_in_words(of, next, strcspn(next, " "));
}

static void lower(struct prd_item *it, double by, const char *why)
{
	it->confidence -= by;
	if (it->confidence < 0)
		it->confidence = 0;
	it->penalty = why;
}

#define REPEATS_MAX 400		/* items that are compared with each other */

/* Are all words of `a`, four at most, words of `b`?  Both folded. */
static bool says_again(const char *a, const char *b)
{
	size_t at = 0, words = 0, len = strlen(a), blen = strlen(b);

	if (len >= blen || !len)
		return str_eq(a, b) && len;
	while (at < len) {
		size_t n = strcspn(a + at, " ");
		const char *p = memmem(b, blen, a + at, n);

		if (++words > 4 || !p || (p > b && p[-1] != ' ') ||
		    (p[n] && p[n] != ' '))
			return false;
		at += n + 1;
	}
	return words > 0;
}

/* A row or a bullet that names what a heading behind it tells at length. */
static void lower_named(struct reader *r, char **folded, size_t head)
{
	struct prd_doc *d = r->doc;
	size_t k;

	for (k = 0; k < head; k++) {
		struct prd_item *it = &d->items[k];

		if (it->kind == d->items[head].kind && it->kind == PRD_FEATURE &&
		    !it->id && !it->has_priority && !r->drafts[k].check &&
		    !r->drafts[k].strong && it->parent == PRD_NO_ITEM &&
		    r->drafts[k].head != NO_HEAD &&
		    r->heads[r->drafts[k].head].item != k &&
		    str_eq(folded[k], folded[head]))
			lower(it, 0.3, "a heading tells it at length");
	}
}

/* "MVP: Search, Profiles" names features that were described before. */
static void lower_repeats(struct reader *r)
{
	struct prd_doc *d = r->doc;
	struct strbuf f = STRBUF_INIT;
	char **folded;
	size_t i, k;

	if (d->nr > REPEATS_MAX)
		return;
	folded = xcalloc(d->nr + 1, sizeof(*folded));
	for (i = 0; i < d->nr; i++) {
		struct prd_item *it = &d->items[i];

		prd_fold(&f, it->title, strlen(it->title));
		folded[i] = xstrdup(f.buf);
		if (r->drafts[i].head != NO_HEAD && !it->id && *f.buf &&
		    r->heads[r->drafts[i].head].item == i)
			lower_named(r, folded, i);
		if (it->id || r->drafts[i].strong || r->drafts[i].check ||
		    (r->drafts[i].head != NO_HEAD &&
		     r->heads[r->drafts[i].head].item == i) ||
		    it->kind != PRD_FEATURE || it->confidence >= 0.9)
			continue;
		for (k = 0; k < i; k++)
			if (d->items[k].kind == PRD_FEATURE &&
			    d->items[k].confidence >= r->opt.confidence &&
			    r->drafts[k].head != r->drafts[i].head &&
			    says_again(folded[i], folded[k])) {
				lower(it, 0.2, "names an item that is "
					       "described before");
				break;
			}
	}
	for (i = 0; i < d->nr; i++)
		free(folded[i]);
	free(folded);
	strbuf_release(&f);
}

static void set_confidence(struct reader *r)
{
	static const char plain_text[] =
		"how to|guide|tutorial|recipe|minutes|meeting|notes|journal|"
		"diary|resume|curriculum|letter|readme|cheat sheet|cookbook|"
		"blog|changelog|release notes|faq|anleitung|rezept|protokoll|"
		"receta|recette|receita";
	static const char describing[] =
		"workflow|runbook|playbook|architecture|process|guidelines|"
		"conventions|handbook|retrospective|postmortem|post mortem|"
		"report|analysis|review|audit|research|investigation|"
		"comparison|glossary|reference|architektur|arquitectura|"
		"arquitetura|架构|架构设计|アーキテクチャ|設計書";
	static const char planned[] =
		"tasks|todo|roadmap|stories|epic|mvp|prd|requirement|spec|product|"
		"project|plan|feature|backlog|checklist|use case|sprint|"
		"checkliste|lista de verific|清单|チェックリスト|"
		"anforderung|pflichtenheft|lastenheft|requisito|requerimiento|"
		"exigence|cahier des charges|产品|需求|要件|要求|요구|требован|"
		"requisiti|kebutuhan|persyaratan|бэклог|техническое задание";
	struct prd_doc *d = r->doc;
	size_t i, strong = 0, ids = 0, loose = 0, work = 0, checks = 0;
	bool about, other, describes;

	for (i = 0; i < d->nr; i++) {
		strong += r->drafts[i].strong;
		/* the ids of rules, in a section that describes, are no plan */
		ids += d->items[i].id && !stands_aside(r, i);
		checks += r->drafts[i].check;
		if (r->drafts[i].weak_shape && !r->drafts[i].roadmap) {
			loose++;
			work += d->items[i].confidence >= 0.75;
		}
	}
	about = title_has(r, planned);
	other = !about && title_has(r, plain_text);
	describes = !about && (title_ends(r, describing) ||
			       title_starts(r, describing));
	for (i = 0; i < d->nr; i++) {
		struct prd_item *it = &d->items[i];
		const struct draft *dr = &r->drafts[i];

		if (dr->strong)
			continue;
		if (r->readme_heads >= 2 && !strong && !about)
			lower(it, 0.3, "the document reads like a README");
		else if (r->readme_hints + r->readme_heads >= 3 && !strong &&
			 !about && !dr->check)
			lower(it, 0.3, "the document reads like a page about a "
				       "program");
		else if (other && !strong)
			lower(it, 0.3, "the document's title says that it is "
				       "something else");
		else if (describes && !strong && !dr->check)
			lower(it, 0.3, "the document's title says that it "
				       "describes");
		else if ((dr->weak_shape || dr->roadmap) && strong >= 3)
			lower(it, 0.2, "the document has explicit "
				       "requirements elsewhere");
		else if (dr->tells_phase && strong + ids + checks >= 3)
			lower(it, 0.3, "a phase of items that stand elsewhere");
		else if (it->kind == PRD_FEATURE && it->confidence < 0.9 &&
			 ids >= 3 && !it->has_priority && !dr->check)
			lower(it, 0.2, "the document has requirements with "
				       "ids elsewhere");
		else if (dr->weak_shape && !dr->roadmap &&
			 (other || (!about && work * 2 < loose)))
			lower(it, 0.2, "little in the document says what to "
				       "do");
	}
	lower_repeats(r);
	for (i = 0; i < d->nr; i++) {
		struct prd_item *it = &d->items[i];

		it->dropped = it->confidence + 1e-9 < r->opt.confidence ||
			      (r->opt.no_stories && it->kind == PRD_STORY) ||
			      !*it->title;
		d->nr_kept += !it->dropped;
	}
}

/* ---- finding what a name means ---- */

static void index_titles(struct links *l)
{
	struct prd_doc *d = l->r->doc;
	struct strbuf f = STRBUF_INIT;
	size_t i;

	l->folded = xcalloc(d->nr + 1, sizeof(*l->folded));
	for (i = 0; i < d->nr; i++) {
		const char *alias = l->r->drafts[i].alias;

		prd_fold(&f, d->items[i].title, strlen(d->items[i].title));
		l->folded[i] = xstrdup(f.buf);
		if (f.len && !map_has(&l->titles, f.buf))
			map_put(&l->titles, f.buf, (void *)(uintptr_t)(i + 1));
		if (*alias && !map_has(&l->aliases, alias))
			map_put(&l->aliases, alias, (void *)(uintptr_t)(i + 1));
		alias = l->r->drafts[i].place;
		if (*alias && !map_has(&l->aliases, alias))
			map_put(&l->aliases, alias, (void *)(uintptr_t)(i + 1));
	}
	strbuf_release(&f);
}

static size_t by_alias(struct links *l, const char *name)
{
	const char *number, *rest;
	size_t len;
	enum prd_unit u = prd_unit_of(&l->r->words, name, &number, &len, &rest);
	char alias[24];

	if (!l->folded)
		index_titles(l);
	if (u == UNIT_NONE || !len || len >= 12)
		return SIZE_MAX;
	snprintf(alias, sizeof(alias), "%d %.*s", (int)u, (int)len, number);
	return (size_t)(uintptr_t)map_get(&l->aliases, alias) - 1;
}

/* "2", "#2": the row or point with that number beside the item. */
static size_t by_place(struct links *l, const char *name, size_t self)
{
	const char *place = self == SIZE_MAX ? "" : l->r->drafts[self].place;
	const char *number = strrchr(place, ' ');
	char alias[32];

	name += *name == '#';
	if (!number || !*name || strlen(name) > 4 ||
	    strspn(name, "0123456789") < strlen(name))
		return SIZE_MAX;
	if (!l->folded)
		index_titles(l);
	snprintf(alias, sizeof(alias), "%.*s %s", (int)(number - place), place,
		 name);
	return (size_t)(uintptr_t)map_get(&l->aliases, alias) - 1;
}

/* The item that a fragment of text names, SIZE_MAX when none does. */
static size_t by_title(struct links *l, const char *name, size_t self)
{
	struct strbuf *f = &l->r->tmp;
	size_t i, nr = l->r->doc->nr;
	uintptr_t v;

	if (!l->folded)
		index_titles(l);
	name += prd_skip_number(name);	/* "3.1 Cart" is the cart */
	prd_fold(f, name, strnlen(name, 300));
	if (f->len < 2)
		return SIZE_MAX;
	v = (uintptr_t)map_get(&l->titles, f->buf);
	if (v)
		return (size_t)v - 1;
	if (f->len < 4)
		return SIZE_MAX;
	if (l->budget < nr)
		return SIZE_MAX;
	l->budget -= nr;
	for (i = 0; i < nr; i++)
		if (i != self && strstr(l->folded[i], f->buf))
			return i;
	for (i = 0; i < nr; i++) {
		size_t n = strlen(l->folded[i]);
		const char *at = i != self && n >= 6 ?
				 strstr(f->buf, l->folded[i]) : NULL;

		if (at && (at == f->buf || at[-1] == ' ') &&
		    (!at[n] || at[n] == ' '))
			return i;
	}
	return SIZE_MAX;
}

/* Items that one written name means, into `out`; false when nothing is meant. */
static bool find_items(struct links *l, const char *name, size_t self,
		       int line, struct strvec *ids, size_t **out, size_t *nr)
{
	size_t i, one;

	*nr = 0;
	strvec_clear(ids);
	prd_ids_in(ids, name, NULL);
	*out = xcalloc(ids->nr + 1, sizeof(**out));
	for (i = 0; i < ids->nr; i++) {
		uintptr_t v = (uintptr_t)map_get(&l->r->ids, ids->v[i]);

		if (v)
			(*out)[(*nr)++] = (size_t)v - 1;
		else if (strncmp(ids->v[i], "AC-", 3))
			prd_note(l->r, line, "no item has the id", ids->v[i]);
	}
	if (ids->nr)
		return *nr;
	one = by_place(l, name, self);
	if (one == SIZE_MAX)
		one = by_alias(l, name);
	if (one == SIZE_MAX)
		one = by_title(l, name, self);
	if (one == SIZE_MAX)
		return false;
	(*out)[(*nr)++] = one;
	return true;
}

static void tie_names(struct links *l, size_t item, const struct strvec *names,
		      bool reverse)
{
	struct strvec ids = STRVEC_INIT;
	int line = l->r->doc->items[item].line;
	size_t i, k, *found, nr;

	for (i = 0; i < names->nr; i++) {
		if (!find_items(l, names->v[i], item, line, &ids, &found,
				&nr) && !ids.nr)
			prd_note(l->r, line, "no item is named", names->v[i]);
		for (k = 0; k < nr; k++)
			prd_add_edge(l, reverse ? found[k] : item,
				 reverse ? item : found[k]);
		free(found);
	}
	strvec_clear(&ids);
}

/* ---- sentences of a dependencies section ---- */

static const struct { const char *words; bool reverse; } connectors[] = {
	{ " depends on ", false }, { " depend on ", false },
	{ " requires ", false }, { " require ", false }, { " needs ", false },
	{ " is blocked by ", false }, { " blocked by ", false },
	{ " builds on ", false }, { " comes after ", false },
	{ " after ", false }, { " hängt von ", false },
	{ " hängt ab von ", false }, { " benötigt ", false },
	{ " depende de ", false }, { " requiere ", false },
	{ " requer ", false }, { " dépend de ", false },
	{ " nécessite ", false }, { "依赖于", false }, { "依赖", false },
	{ " зависит от ", false }, { " → ", false }, { " -> ", false },
	{ " ← ", true }, { " blocks ", true }, { " before ", true },
	{ " enables ", true }, { " must precede ", true },
};

static void tie_sentence(struct links *l, const struct pending *p)
{
	struct strvec left = STRVEC_INIT, right = STRVEC_INIT, ids = STRVEC_INIT;
	size_t i, k, *found, nr;
	const char *at = NULL;
	bool reverse = false;
	char *head;

	for (i = 0; i < ARRAY_SIZE(connectors) && !at; i++) {
		at = utf8_casefind(p->text, connectors[i].words);
		if (at) {
			head = xstrndup(p->text, (size_t)(at - p->text));
			prd_split_names(&left, head);
			prd_split_names(&right,
					at + strlen(connectors[i].words));
			reverse = connectors[i].reverse;
			free(head);
		}
	}
	if (!at) {	/* "FR-2: FR-1" */
		prd_ids_in(&ids, p->text, NULL);
		for (i = 0; i < ids.nr; i++)
			strvec_push(i ? &right : &left, ids.v[i]);
		strvec_clear(&ids);
	}
	for (i = 0; i < left.nr && right.nr; i++) {
		/* a sentence about nothing known is a rule, no dependency */
		(void)find_items(l, left.v[i], SIZE_MAX, p->line, &ids, &found,
				 &nr);
		for (k = 0; k < nr; k++)
			tie_names(l, found[k], &right, reverse);
		free(found);
	}
	strvec_clear(&left);
	strvec_clear(&right);
	strvec_clear(&ids);
}

/* ---- the graph ---- */

static int edge_cmp(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

/*
 * Sorts, drops repetitions, edges of dropped items, and of every cycle the edges
 * that point to a later item: what is left points backwards, so it has no cycle.
 */
static void settle_edges(struct links *l)
{
	struct prd_doc *d = l->r->doc;
	uint32_t *start = xcalloc(d->nr + 2, sizeof(*start));
	uint32_t *to = xcalloc(l->nr + 1, sizeof(*to));
	uint32_t *comp = xcalloc(d->nr + 1, sizeof(*comp));
	struct graph g = { d->nr, start, to };
	size_t i, nr = 0;

	if (l->nr)
		qsort(l->edges, l->nr, sizeof(*l->edges), edge_cmp);
	for (i = 0; i < l->nr; i++) {
		if (d->items[l->edges[i].from].dropped ||
		    d->items[l->edges[i].to].dropped ||
		    d->items[l->edges[i].from].removed ||
		    d->items[l->edges[i].to].removed ||
		    (nr && !edge_cmp(&l->edges[nr - 1], &l->edges[i])))
			continue;
		l->edges[nr++] = l->edges[i];
	}
	l->nr = nr;
	for (i = 0; i < nr; i++) {
		start[l->edges[i].from + 1]++;
		to[i] = (uint32_t)l->edges[i].to;
	}
	for (i = 0; i < d->nr; i++)
		start[i + 1] += start[i];
	if (nr)
		graph_components(comp, &g);
	for (i = 0; i < nr; i++) {
		struct prd_item *it = &d->items[l->edges[i].from];
		size_t other = l->edges[i].to;

		if (comp[l->edges[i].from] == comp[other] &&
		    other > l->edges[i].from) {
			prd_note(l->r, it->line, "a circle of dependencies, left "
			     "out the one on", d->items[other].title);
			continue;
		}
		if (!it->deps)
			it->deps = xcalloc(start[l->edges[i].from + 1] -
					   start[l->edges[i].from],
					   sizeof(*it->deps));
		it->deps[it->nr_deps++] = other;
	}
	free(start);
	free(to);
	free(comp);
}

/* ---- parents ---- */

static bool is_above(const struct prd_doc *d, size_t item, size_t maybe)
{
	size_t steps = 0;

	while (item != PRD_NO_ITEM && steps++ < 64) {
		if (item == maybe)
			return true;
		item = d->items[item].parent;
	}
	return steps >= 64;
}

/* "US1" is the story with that id, or "User Story 1". */
static uintptr_t story_of_mark(struct links *l, const char *name)
{
	char canon[PRD_ID_MAX], alias[24];
	uintptr_t v;

	prd_id_canon(canon, name);
	v = (uintptr_t)map_get(&l->r->ids, canon);
	if (v)
		return v;
	if (!l->folded)
		index_titles(l);
	snprintf(alias, sizeof(alias), "%d %s", (int)UNIT_STORY,
		 name + strcspn(name, "0123456789"));
	return (uintptr_t)map_get(&l->aliases, alias);
}

static void set_parents(struct links *l)
{
	struct prd_doc *d = l->r->doc;
	struct strvec ids = STRVEC_INIT;
	size_t i, *found, nr;

	for (i = 0; i < d->nr; i++) {
		struct prd_item *it = &d->items[i];
		const char *name = l->r->drafts[i].parent;

		if (name && it->parent == PRD_NO_ITEM) {
			if (l->r->drafts[i].parent_mark) {
				uintptr_t v = story_of_mark(l, name);

				if (v && v - 1 != i)
					it->parent = (size_t)v - 1;
				continue;
			}
			if (find_items(l, name, i, it->line, &ids, &found,
				       &nr) && !is_above(d, found[0], i))
				it->parent = found[0];
			free(found);
		}
		while (it->parent != PRD_NO_ITEM &&
		       (d->items[it->parent].dropped ||
			d->items[it->parent].removed || it->parent == i))
			it->parent = it->parent == i ? PRD_NO_ITEM :
				     d->items[it->parent].parent;
	}
	strvec_clear(&ids);
}

static void attach_criteria(struct reader *r)
{
	size_t i;

	for (i = 0; i < r->nr_criteria; i++) {
		const struct pending *p = &r->criteria[i];
		uintptr_t v = (uintptr_t)map_get(&r->ids, p->canon);

		prd_add_criterion(r, v ? (size_t)v - 1 : PRD_NO_ITEM, p->text,
				  p->line, p->check);
	}
}

/*
 * A document that names no item, but says when it is done, is one: its title, with
 * these criteria.
 */
static void take_title(struct reader *r, struct map *seen)
{
	struct prd_doc *d = r->doc;
	const struct head *h = r->heads;
	size_t i, item, done = 0, keep = 0;

	for (i = 0; i < d->nr_criteria; i++)
		done += d->criteria[i].done;
	if (d->nr_kept || done < 2 || !r->nr_heads || !h->title ||
	    r->decision || r->readme_heads || r->opt.confidence > 0.75)
		return;
	item = prd_new_item(r, PRD_TASK, r->md.blocks[h->block].line,
			    r->md.blocks[r->md.nr - 1].end_line, 0.75,
			    "the title of a document that says when it is done");
	r->drafts[item].head = 0;
	prd_set_text(r, item, NULL, NULL, h->rest);
	if (!*d->items[item].title) {
		d->items[item].dropped = true;
		return;
	}
	for (i = 0; i < d->nr_criteria; i++) {
		struct prd_criterion *c = &d->criteria[i];

		if (!c->done) {
			d->criteria[keep++] = *c;
			continue;
		}
		prd_add_criterion(r, item, c->text, c->line, c->check);
		free(c->text);
		free(c->measurable);
	}
	d->nr_criteria = keep;
	set_description(r, item);
	set_key(r, item, seen);
	d->nr_kept++;
}

void prd_resolve(struct reader *r)
{
	struct links l = { .r = r, .budget = SCAN_BUDGET };
	struct prd_doc *d = r->doc;
	struct map seen = MAP_INIT;
	size_t i;

	attach_criteria(r);
	for (i = 0; i < d->nr; i++) {
		set_description(r, i);
		measure_itself(r, i);
		if (r->ids.nr && !r->opt.no_dependencies) {
			mentioned_deps(r, i, d->items[i].title);
			mentioned_deps(r, i, r->drafts[i].desc.buf);
		}
		set_key(r, i, &seen);
	}
	set_confidence(r);
	take_title(r, &seen);
	set_parents(&l);
	prd_phase_members(r);
	for (i = 0; i < d->nr; i++) {
		if (d->items[i].dropped || r->opt.no_dependencies)
			continue;
		tie_names(&l, i, &r->drafts[i].deps, false);
		tie_names(&l, i, &r->drafts[i].blocks, true);
	}
	for (i = 0; i < r->nr_links; i++)
		if (!prd_phase_sentence(r, r->links[i].text))
			tie_sentence(&l, &r->links[i]);
	prd_tie_phases(&l);
	settle_edges(&l);
	for (i = 0; i < d->nr && l.folded; i++)
		free(l.folded[i]);
	free(l.folded);
	free(l.edges);
	map_clear(&l.titles);
	map_clear(&l.aliases);
	map_clear(&seen);
}
