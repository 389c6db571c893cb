/*
 * prd-match.c - which task an item of a document is.
 */
#include "base/base.h"
#include "feat/prd/prd-match.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "feat/prd/prd-text.h"
#include "feat/prd/prd-words.h"

#define WORD_ROWS 64	/* tasks of one word that are compared */

/* ---- words ---- */

static bool is_wide(uint32_t c)
{
	return c >= 0x3040 && c <= 0xd7a3;
}

static void add_wide(struct strvec *out, const char *s, const char *end)
{
	const char *at = s;

	utf8_next(&at, end);
	if (at >= end) {
		strvec_push_len(out, s, (size_t)(end - s));
		return;
	}
	while (at < end) {
		const char *next = at;

		utf8_next(&next, end);
		strvec_push_len(out, s, (size_t)(next - s));
		utf8_next(&s, end);
		at = next;
	}
}

/* The words of a title without its id, sorted, each once. */
static void words_of(struct strvec *out, const char *title)
{
	struct strbuf f = STRBUF_INIT;
	struct prd_id id;
	size_t at = 0, n;

	if (prd_id_at(&id, title, strlen(title))) {
		const char *rest = title + id.len;

		rest += strspn(rest, ": -");
		if (*rest)
			title = rest;
	}
	prd_fold(&f, title, strlen(title));
	while (at < f.len) {
		const char *p = f.buf + at;

		n = strcspn(f.buf + at, " ");
		if (is_wide(utf8_next(&p, f.buf + f.len)))
			add_wide(out, f.buf + at, f.buf + at + n);
		else
			strvec_push_len(out, f.buf + at, n);
		at += n + 1;
	}
	strbuf_release(&f);
	strvec_sort(out);
	strvec_uniq(out);
}

static double alike(const struct strvec *a, const struct strvec *b)
{
	size_t i = 0, j = 0, common = 0, all;

	while (i < a->nr && j < b->nr) {
		int c = strcmp(a->v[i], b->v[j]);

		common += c == 0;
		i += c <= 0;
		j += c >= 0;
	}
	all = a->nr + b->nr - common;
	return all ? (double)common / (double)all : 0;
}

/* ---- keys ---- */

const char *prd_ref(char buf[], const char *key)
{
	prd_id_canon(buf, key);
	return *buf ? buf : key;
}

uint32_t prd_row_of_key(const struct prd_matches *m, const char *key)
{
	char canon[PRD_ID_MAX];
	uintptr_t v = (uintptr_t)map_get(&m->rows, prd_ref(canon, key));

	return v ? (uint32_t)(v - 1) : NO_ROW;
}

static void index_rows(struct prd_matches *m, const struct view *v,
		       const char *prd)
{
	char canon[PRD_ID_MAX];
	uint32_t i;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		const char *ref;

		if (!*r->prd_key || !str_eq(r->prd, prd))
			continue;
		ref = prd_ref(canon, r->prd_key);
		/* a task that is there before one that was deleted */
		if (!map_has(&m->rows, ref) || !r->deleted)
			map_put(&m->rows, ref, (void *)(uintptr_t)(i + 1));
	}
}

/* ---- a document that has a new name ---- */

/* A title as a key of its own kind: folded, without the id in front. */
static void put_title(struct strbuf *out, const char *title)
{
	struct prd_id id;

	if (prd_id_at(&id, title, strlen(title))) {
		title += id.len;
		title += strspn(title, ": -");
	}
	prd_fold(out, title, strlen(title));
	strbuf_insert(out, 0, "\001", 1);
}

/* The item of the new document that the task is of: it has the same title, or the
 * same key and, where that is only an id, some of the same words. */
static bool knows(const struct prd_doc *doc, const struct map *keys,
		  const struct row *row)
{
	struct strvec a = STRVEC_INIT, b = STRVEC_INIT;
	struct strbuf title = STRBUF_INIT;
	char canon[PRD_ID_MAX];
	const char *ref = prd_ref(canon, row->prd_key);
	uintptr_t at = (uintptr_t)map_get(keys, ref);
	bool same;

	put_title(&title, row->title);
	same = map_has(keys, title.buf) || (at && ref != canon);
	if (!same && at) {
		words_of(&a, row->title);
		words_of(&b, doc->items[at - 1].title);
		same = alike(&a, &b) >= PRD_MAYBE;
		strvec_clear(&a);
		strvec_clear(&b);
	}
	strbuf_release(&title);
	return same;
}

/* A text that was handed over under the name of its project, and its title, was
 * never a file. */
static bool was_posted(const struct row *row)
{
	const char *base = *row->project ? row->project : "default-project";
	size_t n = strlen(base);

	return str_eq(row->prd, "default-project") ||
	       (!strncmp(row->prd, base, n) &&
		(!row->prd[n] || row->prd[n] == ':'));
}

/*
 * Is it the same document?  Half of each is in the other; one item that two
 * documents share ("Search") says nothing when either has more.
 */
static bool is_same_document(size_t shared, size_t items, size_t tasks)
{
	return shared * 2 >= items && shared * 2 >= tasks &&
	       (shared > 1 || (items == 1 && tasks == 1));
}

/*
 * No task knows the document, but those of another one that is gone do: the one
 * that at least half of the items are in, and that is at least half in them.  A
 * file outside of the work tree counts as gone, since only its name is known.
 */
static void find_old_name(struct prd_matches *m, const struct prd_doc *doc,
			  const struct view *v,
			  const struct prd_match_options *opt)
{
	struct map keys = MAP_INIT, names = MAP_INIT, totals = MAP_INIT;
	struct strbuf title = STRBUF_INIT;
	char canon[PRD_ID_MAX];
	size_t i, best = 0, kept = 0;
	const char *name = NULL;
	uint32_t r;

	for (i = 0; i < doc->nr; i++) {
		void *at = (void *)(uintptr_t)(i + 1);

		if (doc->items[i].dropped)
			continue;
		map_put(&keys, prd_ref(canon, doc->items[i].key), at);
		put_title(&title, doc->items[i].title);
		map_put(&keys, title.buf, at);
		kept++;
	}
	for (r = 0; r < v->nr; r++) {
		const struct row *row = &v->rows[r];

		if (!*row->prd_key || row->deleted ||
		    (was_posted(row) && !opt->text))
			continue;
		map_put(&totals, row->prd,
			(void *)((uintptr_t)map_get(&totals, row->prd) + 1));
		if (!knows(doc, &keys, row))
			continue;
		map_put(&names, row->prd, (void *)((uintptr_t)map_get(&names,
						   row->prd) + 1));
	}
	for (i = 0; i < names.nr; i++) {
		size_t n = (size_t)(uintptr_t)names.items[i].value;

		if (n > best &&
		    is_same_document(n, kept, (size_t)(uintptr_t)map_get(
						&totals, names.items[i].key)) &&
		    !opt->exists(names.items[i].key, opt->data)) {
			best = n;
			name = names.items[i].key;
		}
	}
	if (name) {
		m->renamed_from = xstrdup(name);
		index_rows(m, v, name);
	}
	strbuf_release(&title);
	map_clear(&keys);
	map_clear(&names);
	map_clear(&totals);
}

/* ---- words ---- */

struct lost {
	uint32_t row;
	struct strvec words;
	size_t section;		/* bytes of its key that are its section */
};

struct pair {
	size_t item, lost;
	double like;
	bool near;		/* of the same section */
};

struct finder {
	struct prd_matches *m;
	uint32_t *was;		/* one an item: its row by its id, or NO_ROW */
	bool *held;		/* one a row: an item has its id */
	const struct prd_doc *doc;
	const struct view *v;
	struct lost *lost;
	size_t nr_lost, alloc_lost;
	struct map by_word;	/* word -> list */
	struct pair *pairs;
	size_t nr, alloc;
};

struct list {
	size_t nr, at[WORD_ROWS];
};

static size_t section_len(const char *key)
{
	const char *slash = strrchr(key, '/');

	return slash ? (size_t)(slash - key) : 0;
}

static void add_lost(struct finder *f, uint32_t row)
{
	struct lost *l;
	size_t i;

	ALLOC_GROW(f->lost, f->nr_lost + 1, f->alloc_lost);
	l = &f->lost[f->nr_lost];
	memset(l, 0, sizeof(*l));
	l->row = row;
	l->section = section_len(f->v->rows[row].prd_key);
	strvec_init(&l->words);
	words_of(&l->words, f->v->rows[row].title);
	for (i = 0; i < l->words.nr; i++) {
		struct list *w = map_get(&f->by_word, l->words.v[i]);

		if (!w) {
			w = xcalloc(1, sizeof(*w));
			map_put(&f->by_word, l->words.v[i], w);
		}
		if (w->nr < WORD_ROWS)
			w->at[w->nr++] = f->nr_lost;
	}
	f->nr_lost++;
}

static void compare(struct finder *f, size_t item)
{
	const struct prd_item *it = &f->doc->items[item];
	struct strvec words = STRVEC_INIT;
	size_t i, k, section = section_len(it->key), budget = 512;
	struct map seen = MAP_INIT;
	char key[24];

	words_of(&words, it->title);
	for (i = 0; i < words.nr && budget; i++) {
		const struct list *w = map_get(&f->by_word, words.v[i]);

		for (k = 0; w && k < w->nr && budget; k++) {
			const struct lost *l = &f->lost[w->at[k]];
			const char *was = f->v->rows[l->row].prd_key;
			struct pair *p;

			snprintf(key, sizeof(key), "%zu", w->at[k]);
			if (!map_put(&seen, key, &seen))
				continue;
			budget--;
			ALLOC_GROW(f->pairs, f->nr + 1, f->alloc);
			p = &f->pairs[f->nr];
			p->item = item;
			p->lost = w->at[k];
			p->like = alike(&words, &l->words);
			p->near = !it->id && l->section == section &&
				  !memcmp(was, it->key, section);
			if (p->like >= PRD_MAYBE)
				f->nr++;
		}
	}
	map_clear(&seen);
	strvec_clear(&words);
}

static int pair_cmp(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	double p = x->like + 0.001 * x->near, q = y->like + 0.001 * y->near;

	if (p > q || p < q)
		return p > q ? -1 : 1;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	return x->lost < y->lost ? -1 : x->lost > y->lost;
}

static void settle(struct finder *f)
{
	size_t i;

	if (f->nr)
		qsort(f->pairs, f->nr, sizeof(*f->pairs), pair_cmp);
	for (i = 0; i < f->nr; i++) {
		const struct pair *p = &f->pairs[i];
		struct prd_match *m = &f->m->items[p->item];
		uint32_t row = f->lost[p->lost].row;

		if (m->row != NO_ROW || f->m->taken[row])
			continue;
		if (f->held[row] ? p->like >= PRD_HELD :
		    p->like >= (p->near ? 0.5 : PRD_SURE)) {
			m->row = row;
			m->like = p->like;
			m->why = p->like > 0.999 ? "the same words" :
						   "nearly the same words";
			f->m->taken[row] = true;
		} else if (m->maybe == NO_ROW) {
			m->maybe = row;
			m->like = p->like;
		}
	}
}

static void match_words(struct finder *f)
{
	struct prd_matches *m = f->m;
	size_t i, open = 0;

	for (i = 0; i < f->doc->nr; i++)
		open += m->items[i].row == NO_ROW &&
			!f->doc->items[i].dropped && !f->doc->items[i].removed;
	if (!open)
		return;
	for (i = 0; i < m->rows.nr; i++) {
		uint32_t row = (uint32_t)((uintptr_t)m->rows.items[i].value - 1);

		if (!m->taken[row])
			add_lost(f, row);
	}
	for (i = 0; i < f->doc->nr && f->nr_lost; i++)
		if (m->items[i].row == NO_ROW && !f->doc->items[i].dropped &&
		    !f->doc->items[i].removed)
			compare(f, i);
	settle(f);
	for (i = 0; i < f->nr_lost; i++)
		strvec_clear(&f->lost[i].words);
	free(f->lost);
	free(f->pairs);
	map_clear(&f->by_word);
}

/* ---- ids that were given to other items ---- */

/* "FR-2: Pay" and "Pay", or half of the words: the id still means the same. */
static bool still_says(const struct row *row, const struct prd_item *it)
{
	struct strvec a = STRVEC_INIT, b = STRVEC_INIT;
	size_t n = strlen(row->title), k = strlen(it->title);
	bool same = n >= k && !strcmp(row->title + n - k, it->title);

	if (!same) {
		words_of(&a, row->title);
		words_of(&b, it->title);
		same = !a.nr || !b.nr || alike(&a, &b) >= PRD_MAYBE;
		strvec_clear(&a);
		strvec_clear(&b);
	}
	return same;
}

/*
 * Who puts a requirement in front and numbers the rest again gives each id to
 * another one: a task whose id says something else now may be the item that has
 * its words.  Such pairs are opened here; close_ids() ties by the id what no words
 * tied.
 */
static void open_ids(struct finder *f)
{
	size_t i;

	for (i = 0; i < f->doc->nr; i++) {
		const struct prd_item *it = &f->doc->items[i];
		struct prd_match *m = &f->m->items[i];

		if (m->row == NO_ROW || m->why || !it->id || it->dropped ||
		    it->removed || still_says(&f->v->rows[m->row], it))
			continue;
		f->was[i] = m->row;
		f->held[m->row] = true;
		f->m->taken[m->row] = false;
		m->row = NO_ROW;
	}
}

static void close_ids(struct finder *f)
{
	size_t i;

	for (i = 0; i < f->doc->nr; i++) {
		struct prd_match *m = &f->m->items[i];

		if (f->was[i] == NO_ROW || m->row != NO_ROW ||
		    f->m->taken[f->was[i]])
			continue;
		m->row = f->was[i];
		m->maybe = NO_ROW;
		f->m->taken[m->row] = true;
	}
}

/* ---- all of it ---- */

/* "KEY=TASK": what somebody said. */
static void match_said(struct prd_matches *m, const struct prd_doc *doc,
		       const struct view *v, const struct strvec *same)
{
	size_t i, k;

	for (i = 0; same && i < same->nr; i++) {
		const char *eq = strrchr(same->v[i], '=');
		char *key = eq ? xstrndup(same->v[i],
					  (size_t)(eq - same->v[i])) : NULL;
		uint32_t row = NO_ROW, r;

		for (r = 0; eq && eq[1] && r < v->nr; r++)
			if (str_starts(v->rows[r].id, eq + 1)) {
				row = r;
				break;
			}
		for (k = 0; row != NO_ROW && k < doc->nr; k++)
			if (str_eq(doc->items[k].key, key)) {
				m->items[k].row = row;
				m->items[k].why = "somebody said so";
				m->taken[row] = true;
			}
		free(key);
	}
}

void prd_match(struct prd_matches *out, const struct prd_doc *doc,
	       const struct view *v, const struct prd_match_options *opt)
{
	struct finder f = { .m = out, .doc = doc, .v = v,
			    .by_word = MAP_INIT_FREE(free) };
	size_t i;

	memset(out, 0, sizeof(*out));
	out->items = xcalloc(doc->nr + 1, sizeof(*out->items));
	out->taken = xcalloc(v->nr + 1, sizeof(*out->taken));
	for (i = 0; i < doc->nr; i++)
		out->items[i].row = out->items[i].maybe = NO_ROW;
	index_rows(out, v, opt->prd);
	if (!out->rows.nr && opt->exists)
		find_old_name(out, doc, v, opt);
	match_said(out, doc, v, opt->same);
	for (i = 0; i < doc->nr; i++) {
		uint32_t row = prd_row_of_key(out, doc->items[i].key);

		if (row == NO_ROW || out->items[i].row != NO_ROW ||
		    out->taken[row])
			continue;
		out->items[i].row = row;
		out->taken[row] = true;
	}
	f.was = xcalloc(doc->nr + 1, sizeof(*f.was));
	f.held = xcalloc(v->nr + 1, sizeof(*f.held));
	for (i = 0; i < doc->nr; i++)
		f.was[i] = NO_ROW;
	open_ids(&f);
	match_words(&f);
	close_ids(&f);
	free(f.was);
	free(f.held);
}

void prd_matches_release(struct prd_matches *m)
{
	free(m->items);
	free(m->taken);
	free(m->renamed_from);
	map_clear(&m->rows);
	memset(m, 0, sizeof(*m));
}
