/*
 * prd-phases.c - what a phase, sprint or milestone waits for.
 *
 * A phase waits for the one before it, unless the text says something else:
 * phases that are for one user story each wait for what comes before all of
 * them, and sentences of a dependencies section change that ("Phase 3 depends on
 * Phase 1", "User Story 2: no dependencies", "in parallel").
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"
#include "base/utf8.h"

#define PAIRS_MAX 1024	/* between two phases; more go through a gate */

void prd_add_edge(struct links *l, size_t from, size_t to)
{
	if (from == to)
		return;
	ALLOC_GROW(l->edges, l->nr + 1, l->alloc);
	l->edges[l->nr].from = from;
	l->edges[l->nr++].to = to;
}

void prd_phase_members(struct reader *r)
{
	struct strvec ids = STRVEC_INIT;
	size_t i, k;

	for (i = 0; i < r->nr_phase_refs; i++) {
		strvec_clear(&ids);
		prd_ids_in(&ids, r->phase_refs[i].text, NULL);
		for (k = 0; k < ids.nr; k++) {
			uintptr_t v = (uintptr_t)map_get(&r->ids, ids.v[k]);

			if (v && r->drafts[v - 1].phase == SIZE_MAX)
				r->drafts[v - 1].phase =
					(size_t)r->phase_refs[i].line;
		}
	}
	strvec_clear(&ids);
}

/* ---- sentences ---- */

static bool says(const char *text, const char *words)
{
	while (*words) {
		size_t n = prd_word_len(words);
		char word[48];

		snprintf(word, sizeof(word), "%.*s", (int)n, words);
		if (utf8_casefind(text, word))
			return true;
		words += n + (words[n] == '|');
	}
	return false;
}

static bool says_free(const char *text)
{
	return says(text, "no dependenc|in parallel|independent|any order|"
		    "keine abhängigkeit|parallel|unabhängig|sin dependencia|"
		    "en paralelo|independiente|sem dependência|em paralelo|"
		    "aucune dépendance|en parallèle|indépendan|无依赖|并行|"
		    "依存なし|並行|並列");
}

/* The number behind the word that a phase or a story is called by; NULL: none. */
static const char *named(const char *text, const char *words, size_t *len)
{
	while (*words) {
		size_t n = prd_word_len(words);
		const char *at = text;
		char word[32];

		snprintf(word, sizeof(word), "%.*s", (int)n, words);
		while ((at = utf8_casefind(at, word)) != NULL) {
			at += n;
			at += strspn(at, " -#");
			*len = strspn(at, "0123456789");
			if (*len)
				return at;
		}
		words += n + (words[n] == '|');
	}
	return NULL;
}

#define PHASE_WORDS "phase|phasen|fase|sprint|milestone|étape|etapa|阶段|フェーズ"
#define STORY_WORDS "user story|us|story|historia de usuario|historia|"	\
		    "história de usuário|história|récit|用户故事|ストーリー"

static size_t phase_numbered(const struct reader *r, const char *n, size_t len)
{
	size_t i;

	for (i = 0; i < r->nr_phases; i++)
		if (strlen(r->phases[i].number) == len &&
		    !memcmp(r->phases[i].number, n, len))
			return i;
	return SIZE_MAX;
}

static size_t phase_of_story(const struct reader *r, const char *n, size_t len)
{
	size_t i;

	for (i = 0; i < r->nr_phases; i++)
		if (len && strlen(r->phases[i].story) == len &&
		    !memcmp(r->phases[i].story, n, len))
			return i;
	return SIZE_MAX;
}

/* What the first phase or story named in `text` is. */
static size_t phase_in(const struct reader *r, const char *text,
		       const char **behind)
{
	size_t len, len2, p = SIZE_MAX;
	const char *a = named(text, PHASE_WORDS, &len);
	const char *b = named(text, STORY_WORDS, &len2);

	if (b && (!a || b < a)) {
		p = phase_of_story(r, b, len2);
		if (p != SIZE_MAX && behind)
			*behind = b + len2;
	}
	if (p == SIZE_MAX && a) {
		p = phase_numbered(r, a, len);
		if (p != SIZE_MAX && behind)
			*behind = a + len;
	}
	return p;
}

bool prd_phase_sentence(struct reader *r, const char *text)
{
	const char *behind = text, *on;
	size_t p = r->nr_phases ? phase_in(r, text, &behind) : SIZE_MAX, other;
	struct strvec ids = STRVEC_INIT;
	bool has_ids;

	if (p == SIZE_MAX)
		return false;
	prd_ids_in(&ids, text, NULL);
	has_ids = ids.nr > 0 && strncmp(ids.v[0], "US-", 3);
	strvec_clear(&ids);
	if (has_ids)		/* "Phase 1: T001 and T002 can run in parallel" */
		return says_free(text);
	on = utf8_casefind(behind, "after");
	if (!on && !utf8_casefind(behind, "independ"))
		on = utf8_casefind(behind, "depend");
	if (!on)
		on = utf8_casefind(behind, "requires");
	other = on ? phase_in(r, on, NULL) : SIZE_MAX;
	if (other != SIZE_MAX && other != p &&
	    r->phases[other].seq == r->phases[p].seq) {
		r->phases[p].after = other;
		r->phases[p].own_order = true;
		return true;
	}
	if (says_free(text) && !*r->phases[p].story) {
		r->phases[p].optional = utf8_casefind(text, "can start") ||
					utf8_casefind(text, "no dependenc");
		r->phases[p].own_order = r->phases[p].optional;
		return true;
	}
	return says_free(text) || on;
}

/* ---- groups ---- */

struct group {
	size_t seq, rank, after, *items, nr, alloc, gate;
	bool free;
};

static int group_cmp(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/*
 * A phase with many tasks before one with many tasks gets a gate: a task that
 * waits for all of the first and that all of the second wait for.
 */
static size_t gate_of(struct links *l, struct group *g, const char *name)
{
	struct reader *r = l->r;
	const struct prd_item *last = &r->doc->items[g->items[g->nr - 1]];
	int line = last->line, end = last->end_line;
	struct prd_item *it;
	size_t i, k;

	if (g->gate != SIZE_MAX)
		return g->gate;
	i = prd_new_item(r, PRD_TASK, line, end, 0.9, "a gate between phases");
	it = &r->doc->items[i];
	it->title = xasprintf("%.400s: all done", name);
	it->description = xstrdup("");
	it->section = xstrdup("");
	it->phase = xstrdup(name);
	prd_slug(&r->tmp, name);
	it->key = xasprintf("%s/gate~%zu", r->tmp.buf, g->rank + 1);
	r->doc->nr_kept++;
	for (k = 0; k < g->nr; k++)
		prd_add_edge(l, i, g->items[k]);
	g->gate = i;
	return i;
}

static void tie_groups(struct links *l, struct group *prev, struct group *cur,
		       const char *name)
{
	size_t i, k, gate;

	if (cur->nr && prev->nr > PAIRS_MAX / cur->nr) {
		gate = gate_of(l, prev, name);
		for (i = 0; i < cur->nr; i++)
			prd_add_edge(l, cur->items[i], gate);
		return;
	}
	for (i = 0; i < cur->nr; i++)
		for (k = 0; k < prev->nr; k++)
			prd_add_edge(l, cur->items[i], prev->items[k]);
}

/* Phases for one user story each stand side by side: one rank. */
static void join_stories(struct reader *r)
{
	size_t i, k;

	for (i = 0; i < r->nr_phases; i++) {
		struct phase *p = &r->phases[i];

		if (!*p->story || p->own_order)
			continue;
		for (k = i; k-- > 0;) {
			if (r->phases[k].seq != p->seq)
				continue;
			if (*r->phases[k].story && !r->phases[k].own_order)
				p->rank = r->phases[k].rank;
			break;
		}
	}
}

static char *group_key(const struct phase *p)
{
	if (p->own_order)	/* waits for something else than its rank */
		return xasprintf("%zu/%zu/%zu/%d", p->seq, p->rank, p->after,
				 p->optional);
	return xasprintf("%zu/%zu", p->seq, p->rank);
}

static size_t make_groups(struct reader *r, struct group *groups, size_t *of)
{
	struct map seen = MAP_INIT;
	size_t i, nr = 0;

	for (i = 0; i < r->nr_phases; i++) {
		const struct phase *p = &r->phases[i];
		char *key = group_key(p);
		uintptr_t v = (uintptr_t)map_get(&seen, key);

		if (!v) {
			groups[nr].seq = p->seq;
			groups[nr].rank = p->rank;
			groups[nr].after = p->own_order ? p->after : SIZE_MAX;
			groups[nr].free = p->optional;
			groups[nr].gate = SIZE_MAX;
			v = ++nr;
			map_put(&seen, key, (void *)v);
		}
		of[i] = (size_t)v - 1;
		free(key);
	}
	map_clear(&seen);
	for (i = 0; i < r->doc->nr; i++) {
		struct prd_item *it = &r->doc->items[i];
		size_t p = r->drafts[i].phase;
		struct group *g;

		if (p == SIZE_MAX || it->dropped)
			continue;
		free(it->phase);
		it->phase = xstrdup(r->phases[p].name);
		if (*r->phases[p].due && !it->deadline)
			it->deadline = xstrdup(r->phases[p].due);
		g = &groups[of[p]];
		ALLOC_GROW(g->items, g->nr + 1, g->alloc);
		g->items[g->nr++] = i;
	}
	return nr;
}

static const char *group_name(struct reader *r, const struct group *g)
{
	return r->phases[r->drafts[g->items[0]].phase].name;
}

void prd_tie_phases(struct links *l)
{
	struct reader *r = l->r;
	struct group *groups = xcalloc(r->nr_phases + 1, sizeof(*groups));
	size_t *of = xcalloc(r->nr_phases + 1, sizeof(*of)), i, p, nr, k;

	join_stories(r);
	nr = make_groups(r, groups, of);
	if (nr)
		qsort(groups, nr, sizeof(*groups), group_cmp);
	for (i = 0; i < nr && !r->opt.no_dependencies; i++) {
		struct group *g = &groups[i];

		if (!g->nr || g->free)
			continue;
		if (g->after != SIZE_MAX) {
			for (k = 0; k < nr; k++)
				if (groups[k].nr && groups[k].seq == g->seq &&
				    groups[k].rank == r->phases[g->after].rank)
					tie_groups(l, &groups[k], g,
						   group_name(r, &groups[k]));
			continue;
		}
		/* an empty phase does not cut the chain */
		for (p = i; p-- > 0 && groups[p].seq == g->seq;)
			if (groups[p].nr && groups[p].rank < g->rank)
				break;
		if (p == SIZE_MAX || groups[p].seq != g->seq)
			continue;
		for (k = p; groups[k].rank == groups[p].rank &&
			    groups[k].seq == g->seq; k--) {
			if (groups[k].nr)
				tie_groups(l, &groups[k], g,
					   group_name(r, &groups[k]));
			if (!k)
				break;
		}
	}
	for (i = 0; i < nr; i++)
		free(groups[i].items);
	free(groups);
	free(of);
}
