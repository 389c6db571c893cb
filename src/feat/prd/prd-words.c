/*
 * prd-words.c - words of requirements documents, folded and looked up.
 */
#include "base/base.h"
#include "feat/prd/prd-words.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "feat/prd/prd-lexicon.h"

#define WINDOW 6		/* words of a phrase, at most */
#define CJK_WINDOW 8		/* characters of a phrase */

static void *code(int n)
{
	return (void *)(uintptr_t)(unsigned)(n + 1);
}

static int decode(const void *p)
{
	return p ? (int)(uintptr_t)p - 1 : -1;
}

/* "critères d acceptation" is also written with an apostrophe, which folding
 * takes away. */
static void elide(struct map *m, struct strbuf *key, int value)
{
	char *at = strstr(key->buf, " d ");

	if (!at)
		at = strstr(key->buf, " l ");
	if (!at)
		return;
	strbuf_remove(key, (size_t)(at - key->buf) + 2, 1);
	if (!map_has(m, key->buf))
		map_put(m, key->buf, code(value));
}

/* The bit of what a phrase starts with; a space ends it as its own end does. */
static size_t start_bit(const char *s)
{
	uint32_t h = 0;
	size_t i;

	for (i = 0; i < 3 && s[i] && s[i] != ' '; i++)
		h = h << 8 | (unsigned char)s[i];
	return h * UINT32_C(2654435761) >> 20;
}

static bool may_start(const struct prd_phrases *p, const char *s)
{
	size_t bit = start_bit(s);

	return p->starts[bit / 64] >> bit % 64 & 1;
}

static void load(struct prd_phrases *p, const struct prd_lexicon *lex, size_t nr)
{
	struct map *m = &p->map;
	struct strbuf key = STRBUF_INIT;
	size_t i, bit;

	for (i = 0; i < nr; i++) {
		const char *s = lex[i].words;

		while (*s) {
			size_t n = prd_word_len(s);

			prd_fold(&key, s, n);
			if (key.len && !map_has(m, key.buf))
				map_put(m, key.buf, code(lex[i].value));
			elide(m, &key, lex[i].value);
			bit = start_bit(key.buf);
			p->starts[bit / 64] |= UINT64_C(1) << bit % 64;
			s += n + (s[n] == '|');
		}
	}
	strbuf_release(&key);
}

/* The first value that has a word wins: "da" is rather "of" than a filler. */
enum { SMALL_AND, SMALL_OF, SMALL_FILLER };

static const struct prd_lexicon small_words[] = {
	{ SMALL_AND, "and|or|und|y|et|e|и|oder|ou|vs" },
	{ SMALL_OF, "of|de|des|du|da|do|dos|d|der" },
	{ SMALL_FILLER,
	  "a|an|the|our|your|key|main|core|product|project|general|detailed|"
	  "im|high|level|initial|overall|additional|mvp|for|in|on|with|to|"
	  "potential|possible|planned|relevant|important|primary|more|"
	  "el|la|los|las|le|les|l|un|una|une|o|os|as|die|das|für|von|"
	  "del|proyecto|projet|projeto|produit|produto|producto|clave|"
	  "principais|principales|post|phase|v1|v2|v3" },
};

/* What a heading about something else than work starts with. */
static const struct prd_lexicon aside_words[] = {
	{ 0, "to|how|within|during|before|after|notes|note|why|what|when|if|"
	     "each|every|about|using|without|no|innerhalb|während|vor|nach|"
	     "durante|dentro|pendant|avant|après|hinweise|notas" },
};

void prd_words_init(struct prd_words *w)
{
	memset(w, 0, sizeof(*w));
	strbuf_init(&w->fold);
	load(&w->sections, prd_lex_skips, prd_lex_skips_nr);
	load(&w->sections, prd_lex_sections, prd_lex_sections_nr);
	load(&w->labels, prd_lex_labels, prd_lex_labels_nr);
	load(&w->units, prd_lex_units, prd_lex_units_nr);
	load(&w->priorities, prd_lex_priorities, prd_lex_priorities_nr);
	load(&w->states, prd_lex_states, prd_lex_states_nr);
	load(&w->verbs, prd_lex_verbs, prd_lex_verbs_nr);
	load(&w->small, small_words, ARRAY_SIZE(small_words));
	load(&w->asides, aside_words, ARRAY_SIZE(aside_words));
}

void prd_words_release(struct prd_words *w)
{
	map_clear(&w->sections.map);
	map_clear(&w->labels.map);
	map_clear(&w->units.map);
	map_clear(&w->priorities.map);
	map_clear(&w->states.map);
	map_clear(&w->verbs.map);
	map_clear(&w->small.map);
	map_clear(&w->asides.map);
	strbuf_release(&w->fold);
}

/* ---- folding ---- */

static bool is_cjk(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
	       (c >= 0xac00 && c <= 0xd7a3) || c == 0x3005;
}

static bool is_word(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
	if (c < 0xc0)
		return c == 0xaa || c == 0xba;
	return c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c <= 0x2bff) &&
	       !(c >= 0x3000 && c <= 0x3004) && !(c >= 0x3006 && c <= 0x303f) &&
	       !(c >= 0xfe00 && c <= 0xfe0f) && !(c >= 0xff00 && c <= 0xff0f) &&
	       !(c >= 0xff1a && c <= 0xff20) && c < 0x1f000 && c != 0xfffd;
}

void prd_fold(struct strbuf *out, const char *s, size_t len)
{
	const char *end = s + len;
	char *o;

	/* folding never makes a character longer than four bytes */
	strbuf_reset(out);
	strbuf_grow(out, len * 2 + 8);
	o = out->buf;
	while (s < end) {
		unsigned char b = (unsigned char)*s;
		uint32_t c;

		if (b < 0x80) {
			s++;
			if (b >= 'A' && b <= 'Z')
				b |= 32;
			if (b == '\'')
				continue;
			if ((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9'))
				*o++ = (char)b;
			else if (o > out->buf && o[-1] != ' ')
				*o++ = ' ';
			continue;
		}
		c = utf8_fold(utf8_next(&s, end));
		if (c == 0x2019)
			continue;
		if (!is_word(c)) {
			if (o > out->buf && o[-1] != ' ')
				*o++ = ' ';
			continue;
		}
		strbuf_setlen(out, (size_t)(o - out->buf));
		utf8_add(out, c);
		strbuf_grow(out, (size_t)(end - s) * 2 + 8);
		o = out->buf + out->len;
	}
	if (o > out->buf && o[-1] == ' ')
		o--;
	strbuf_setlen(out, (size_t)(o - out->buf));
}

/* ---- phrases inside a folded text ---- */

struct hit {
	int value;		/* -1: none yet */
	size_t size;		/* words; East Asian characters count 2/3 */
	bool whole;
};

typedef bool (*better_fn)(int a, int b);

static void offer(struct hit *best, const struct map *m, char *s, size_t len,
		  size_t size, bool whole, better_fn better)
{
	char keep = s[len];
	int v;

	s[len] = '\0';
	v = decode(map_get(m, s));
	s[len] = keep;
	if (v < 0)
		return;
	if (best->value < 0 || size > best->size ||
	    (size == best->size && better && better(v, best->value))) {
		best->value = v;
		best->size = size;
		best->whole = whole;
	}
}

static void scan_cjk(struct hit *best, const struct prd_phrases *ph,
		     struct strbuf *f, size_t at, size_t end, better_fn better)
{
	const struct map *m = &ph->map;
	char *s = f->buf;

	while (at < end) {
		const char *p = s + at, *start = p;
		size_t n = may_start(ph, p) ? 1 : CJK_WINDOW + 1;

		for (; n <= CJK_WINDOW && p < s + end; n++) {
			utf8_next(&p, s + end);
			if (n >= 2 || !at)
				offer(best, m, s + at, (size_t)(p - start),
				      2 * n / 3 + !(2 * n / 3),
				      !at && p == s + f->len, better);
		}
		p = start;
		utf8_next(&p, s + end);
		at += (size_t)(p - start);
	}
}

/* The best phrase of `m` in f; words longer than 24 are not looked into. */
static struct hit scan(const struct prd_phrases *ph, struct strbuf *f,
		       better_fn better)
{
	const struct map *m = &ph->map;
	struct hit best = { -1, 0, false };
	size_t at = 0, words = 0;

	while (at < f->len && words++ < 40) {
		size_t end = at, n, next = SIZE_MAX;
		const char *p = f->buf + at;

		/* "mvp核心功能": behind Latin letters, too */
		while (*p && *p != ' ' && (unsigned char)*p < 0xe3)
			p++;
		n = (size_t)(p - f->buf);
		if ((unsigned char)*p >= 0xe3 &&
		    is_cjk(utf8_next(&p, f->buf + f->len))) {
			end += strcspn(f->buf + at, " ");
			if (end - n > 400)
				end = n + 400;
			scan_cjk(&best, ph, f, n, end, better);
		}
		end = at;
		if (!may_start(ph, f->buf + at)) {
			at += strcspn(f->buf + at, " ") + 1;
			continue;
		}
		for (n = 1; n <= WINDOW && end < f->len; n++) {
			end += strcspn(f->buf + end, " ");
			if (next == SIZE_MAX)
				next = end;
			offer(&best, m, f->buf + at, end - at, n,
			      !at && end == f->len, better);
			if (end < f->len)
				end++;
		}
		at = next == SIZE_MAX ? f->len : next + 1;
	}
	return best;
}

/* ---- sections ---- */

static bool is_skip(int sec)
{
	return sec == SEC_NEVER || sec == SEC_HARD || sec == SEC_SOFT ||
	       sec == SEC_README;
}

static int section_rank(int sec)
{
	if (sec == SEC_NEVER)
		return 4;
	if (sec == SEC_HARD || sec == SEC_README)
		return 3;
	if (sec == SEC_SOFT || sec == SEC_DEPS)
		return 1;
	return 2;
}

static bool section_better(int a, int b)
{
	return section_rank(a) > section_rank(b);
}

/* Folded numbering in front: "3 2 functional" -> "functional". */
static void drop_numbers(struct strbuf *f)
{
	size_t n = 0;

	while (n < f->len) {
		size_t k = strspn(f->buf + n, "0123456789");

		if (!k || (f->buf[n + k] && f->buf[n + k] != ' '))
			break;
		n += k;
		while (f->buf[n] == ' ')
			n++;
	}
	if (n)
		strbuf_remove(f, 0, n);
}

bool prd_in_words(const char *list, const char *s, size_t len)
{
	for (; list; list = strchr(list, '|')) {
		list += *list == '|';
		if (len && *list == *s && !strncmp(list, s, len) &&
		    (list[len] == '|' || !list[len]))
			return true;
	}
	return false;
}

/* What a heading is made of, phrase by phrase. */
struct cover {
	int first, last, item;	/* sections; item: the best that makes items */
	size_t phrases, rest;	/* rest: words that belong to none */
	bool also;		/* "and" between two */
	bool of;		/* "of" behind the first: it is the head */
};

static size_t take_phrase(const struct map *m, char *s, size_t len, int *value)
{
	size_t end = 0, n, best = 0;

	for (n = 0; n < WINDOW && end < len; n++) {
		char keep;
		int v;

		end += strcspn(s + end, " ");
		keep = s[end];
		s[end] = '\0';
		v = decode(map_get(m, s));
		s[end] = keep;
		if (v >= 0) {
			*value = v;
			best = end;
		}
		if (end < len)
			end++;
	}
	return best;
}

/* What a small word of a heading is, or -1. */
static int small_word(const struct prd_phrases *p, char *s, size_t len)
{
	char keep = s[len];
	int v;

	if (!may_start(p, s))
		return -1;
	s[len] = '\0';
	v = decode(map_get(&p->map, s));
	s[len] = keep;
	return v;
}

static void cover_words(struct cover *c, const struct prd_words *w,
			struct strbuf *f)
{
	const struct map *m = &w->sections.map;
	size_t at = 0;

	memset(c, 0, sizeof(*c));
	c->first = c->last = c->item = -1;
	while (at < f->len) {
		int v = -1;
		size_t n = may_start(&w->sections, f->buf + at) ?
			   take_phrase(m, f->buf + at, f->len - at, &v) : 0;
		size_t word = strcspn(f->buf + at, " ");

		if (n) {
			c->phrases++;
			c->last = v;
			if (c->first < 0)
				c->first = v;
			if (!is_skip(v) && c->item < 0)
				c->item = v;
			at += n;
		} else {
			v = small_word(&w->small, f->buf + at, word);
			if (v == SMALL_AND)
				c->also |= c->phrases > 0;
			else if (v == SMALL_OF)
				c->of |= c->phrases == 1;
			else if (v != SMALL_FILLER &&
				 strspn(f->buf + at, "0123456789") != word)
				c->rest++;
			at += word;
		}
		if (at < f->len)
			at++;
	}
}

static bool starts_aside(const struct prd_words *w, char *f)
{
	return small_word(&w->asides, f, strcspn(f, " ")) >= 0;
}

/* "v0 0 1", "1 2": "After v0.0.1" says when, not about what. */
static bool is_version(const char *s)
{
	s += *s == 'v';
	return *s >= '0' && *s <= '9';
}

/* Does the longest phrase stand at the end of an East Asian heading? */
static bool cjk_tail(const struct map *m, const struct strbuf *f, int *value)
{
	const char *s = f->buf, *end = s + f->len;

	while (s < end) {
		int v = decode(map_get(m, s));

		if (v >= 0) {
			*value = v;
			return true;
		}
		utf8_next(&s, end);
	}
	return false;
}

static enum prd_section cjk_section(struct prd_words *w, bool *whole)
{
	/* what is a scope only as the whole heading: "影响范围" is none */
	static const char scopes[] = "范围|範囲|범위";
	struct hit h = scan(&w->sections, &w->fold, section_better);
	int v = -1;

	if (prd_in_words(scopes, w->fold.buf, w->fold.len)) {
		if (whole)
			*whole = true;
		return SEC_FEATURES;
	}
	if (whole)
		*whole = h.value >= 0 && h.whole;
	if (h.value < 0)
		return SEC_NONE;
	if (is_skip(h.value) && !h.whole) {
		if (cjk_tail(&w->sections.map, &w->fold, &v))
			return (enum prd_section)v;
		return SEC_NONE;
	}
	return (enum prd_section)h.value;
}

/* Without what stands in brackets: "Out of scope (v1)". */
static size_t outside_brackets(char *out, size_t size, const char *s)
{
	size_t n = 0, depth = 0;

	for (; *s && n + 1 < size; s++) {
		if (*s == '(' || *s == '[')
			depth++;
		if (!depth && !strncmp(s, "\xef\xbc\x88", 3)) {
			const char *e = strstr(s, "\xef\xbc\x89");

			if (!e)
				break;
			s = e + 2;
			continue;
		}
		if (!depth)
			out[n++] = *s;
		if ((*s == ')' || *s == ']') && depth)
			depth--;
	}
	out[n] = '\0';
	return n;
}

/* "Non-goals for this pillar", "Out of scope in the first release". */
static bool leads_never(const struct map *m, const struct strbuf *f)
{
	static const char behind[] =
		"for|of|in|im|für|bei|para|en|em|del|do|da|pour|de|dans";
	int v = -1;
	size_t n = take_phrase(m, f->buf, f->len, &v);

	return n && v == SEC_NEVER && f->buf[n] == ' ' &&
	       prd_in_words(behind, f->buf + n + 1, strcspn(f->buf + n + 1, " "));
}

static enum prd_section section_of(struct prd_words *w, const char *heading,
				   bool *whole)
{
	char plain[304];
	size_t len = outside_brackets(plain, sizeof(plain), heading);
	struct cover c;
	struct hit h;
	const char *p;

	if (whole)
		*whole = false;
	prd_fold(&w->fold, plain, len);
	if (!w->fold.len)
		prd_fold(&w->fold, heading, strnlen(heading, 300));
	drop_numbers(&w->fold);
	if (!w->fold.len)
		return SEC_NONE;
	p = strchr(w->fold.buf, ' ');
	if (p && starts_aside(w, w->fold.buf) && !is_version(p + 1) &&
	    !map_has(&w->sections.map, w->fold.buf))
		return SEC_SOFT;
	for (p = w->fold.buf; *p;)
		if ((unsigned char)*p < 0xe3)	/* the lead of none of them */
			p++;
		else if (is_cjk(utf8_next(&p, w->fold.buf + w->fold.len)))
			return cjk_section(w, whole);
	h = scan(&w->sections, &w->fold, section_better);
	if (h.value < 0)
		return SEC_NONE;
	cover_words(&c, w, &w->fold);
	if (whole)
		*whole = h.whole || !c.rest;
	if (h.whole)
		return (enum prd_section)h.value;
	if (c.rest && h.value == SEC_STORIES &&
	    strpbrk(w->fold.buf, "0123456789"))
		return SEC_NONE;	/* "Tests for User Story 1" */
	if (c.rest && leads_never(&w->sections.map, &w->fold))
		return SEC_NEVER;
	if (c.rest) {	/* a word of its own: only what makes items counts */
		if (!is_skip(h.value))
			return (enum prd_section)h.value;
		return c.item < 0 ? SEC_NONE : (enum prd_section)c.item;
	}
	if (c.first == SEC_NEVER && !c.of && !c.also)
		return SEC_NEVER;	/* "Nichtziel im MVP" */
	if (c.also && c.item >= 0)
		return (enum prd_section)c.item;
	if (c.also)
		return (enum prd_section)h.value;
	return (enum prd_section)(c.of ? c.first : c.last);
}

/* "Spécifications fonctionnelles", "Especificaciones funcionales": a word for
 * "functional" beside one for a document. */
static bool asks_functions(struct prd_words *w, const char *heading)
{
	static const char *const stems[] = { "functional ", "funcional",
		"funciona", "fonctionnel", "funktionale ", "funzional" };
	static const char *const papers[] = { "specif", "espec", "spécif",
		"spezifi", "capabilit", "descri", "aspects" };
	bool stem = false, paper = false;
	size_t i;

	prd_fold(&w->fold, heading, strnlen(heading, 120));
	for (i = 0; i < ARRAY_SIZE(stems); i++)
		stem |= strstr(w->fold.buf, stems[i]) != NULL;
	for (i = 0; i < ARRAY_SIZE(papers); i++)
		paper |= strstr(w->fold.buf, papers[i]) != NULL;
	return stem && paper && !strstr(w->fold.buf, "non ") &&
	       !strstr(w->fold.buf, "no f") && !strstr(w->fold.buf, "não ");
}

enum prd_section prd_section_of(struct prd_words *w, const char *heading,
				bool *whole)
{
	const char *colon = strchr(heading, ':'), *wide;
	enum prd_section s, front;
	char before[64];
	bool all = false, said;
	size_t n;

	s = section_of(w, heading, &all);
	if (whole)
		*whole = all;
	wide = strstr(heading, "\xef\xbc\x9a");
	if (wide && (!colon || wide < colon))
		colon = wide;
	n = colon ? (size_t)(colon - heading) : 0;
	if (s == SEC_NONE && asks_functions(w, heading))
		s = SEC_FEATURES;
	if (all || !n || n >= sizeof(before))
		return s;
	/* "Technical Approach: Two Layers" is an approach */
	memcpy(before, heading, n);
	before[n] = '\0';
	front = section_of(w, before, &said);
	return said && is_skip(front) ? front : s;
}

/* ---- labels ---- */

enum prd_label prd_label_of(struct prd_words *w, const char *s, size_t len)
{
	const char *paren;
	int v;

	if (!len || len > 80)
		return LAB_NONE;
	paren = memchr(s, '(', len);
	if (!paren)
		paren = memmem(s, len, "\xef\xbc\x88", 3);
	if (paren && paren > s)
		len = (size_t)(paren - s);
	prd_fold(&w->fold, s, len);
	v = decode(map_get(&w->labels.map, w->fold.buf));
	return v < 0 ? LAB_NONE : (enum prd_label)v;
}

/* ---- units ---- */

static size_t unit_separator(const char *s)
{
	static const char *const seps[] = {
		":", "\xef\xbc\x9a", "-", "\xe2\x80\x94", "\xe2\x80\x93", "|",
		"\xe3\x80\x81", ".", "\xc2\xb7", ")",
	};
	size_t i, n = strspn(s, " ");

	for (i = 0; i < ARRAY_SIZE(seps); i++)
		if (!strncmp(s + n, seps[i], strlen(seps[i])))
			return n + strlen(seps[i]);
	return 0;
}

/* A number behind a unit word: "2", "1.1", "-1", "#3", "A", "II". */
static size_t unit_number(const char *s)
{
	size_t n = 0, k;

	if (s[n] == '#' || s[n] == '-')
		n++;
	k = strspn(s + n, "0123456789.");
	if (k) {
		while (k > 1 && s[n + k - 1] == '.')
			k--;
		return s[n] == '.' ? 0 : n + k;
	}
	k = strcspn(s, " :.-|)\n");
	if (k && k <= 4 && strspn(s, "ABCDEFGHIVX") == k)
		return k;
	return 0;
}

static bool is_cjk_at(const char *s)
{
	return *s && is_cjk(utf8_next(&s, s + strlen(s)));
}

/* "第二阶段：预订", "第2期". */
static bool ordinal_phase(const char *s, const char **number,
			  size_t *number_len, const char **rest)
{
	static const char *const units[] = { "阶段", "期", "フェーズ", "段階",
					     "ステップ", "周", "週" };
	static const char digits[] = "一二三四五六七八九十";
	size_t n = 3, i;

	if (strncmp(s, "第", 3))
		return false;
	while (s[n]) {
		if (s[n] >= '0' && s[n] <= '9')
			n++;
		else if ((unsigned char)s[n] >= 0x80 && strnlen(s + n, 3) == 3 &&
			 memmem(digits, sizeof(digits) - 1, s + n, 3))
			n += 3;
		else
			break;
	}
	for (i = 0; n > 3 && i < ARRAY_SIZE(units); i++) {
		if (strncmp(s + n, units[i], strlen(units[i])))
			continue;
		*number = s + 3;
		*number_len = n - 3;
		n += strlen(units[i]);
		n += unit_separator(s + n);
		*rest = s + n + strspn(s + n, " ");
		return true;
	}
	return false;
}

enum prd_unit prd_unit_of(struct prd_words *w, const char *s,
			  const char **number, size_t *number_len,
			  const char **rest)
{
	const char *p = s, *end = s + strnlen(s, 200), *q;
	size_t words, len, sep;
	int v = -1;

	if (ordinal_phase(s, number, number_len, rest))
		return UNIT_PHASE;

	if (*p == '[')
		p++;
	for (words = 0, q = p; words < 2 && v < 0 && q < end; words++) {
		while (q < end && *q != ' ' && *q != ':' && *q != '.' &&
		       *q != '#' && !(*q >= '0' && *q <= '9') &&
		       strncmp(q, "\xef\xbc\x9a", 3) &&
		       strncmp(q, "\xe2\x80\x94", 3))
			q++;
		prd_fold(&w->fold, p, (size_t)(q - p));
		v = decode(map_get(&w->units.map, w->fold.buf));
		if (v < 0 && (q >= end || *q != ' '))
			break;
		if (v < 0)
			q++;
	}
	if (v < 0)
		return UNIT_NONE;
	while (*q == ' ')
		q++;
	len = unit_number(q);
	*number = q;
	*number_len = len;
	q += len;
	if (*q == ']')
		q++;
	sep = unit_separator(q);
	q += sep;
	while (*q == ' ')
		q++;
	/* "Feature flags" is no feature, "Phase ABC" is a phase */
	if (!len && !sep && v != UNIT_PHASE)
		return UNIT_NONE;
	if (!len && !sep && prd_section_of(w, s, NULL) != SEC_NONE)
		return UNIT_NONE;
	if (len && !sep && *q && q[-1] != ' ' && q[-1] != ']' && !is_cjk_at(q))
		return UNIT_NONE;
	*rest = q;
	return (enum prd_unit)v;
}

/* ---- priorities and states ---- */

/* Coloured dots and the like, before folding drops them. */
static int glyph_priority(const char *s, size_t len)
{
	static const struct { const char *glyph; int prio; } glyphs[] = {
		{ "\xf0\x9f\x94\xb4", PRIO_CRITICAL },	/* red circle */
		{ "\xf0\x9f\x9f\xa0", PRIO_HIGH },	/* orange */
		{ "\xf0\x9f\x9f\xa1", PRIO_MEDIUM },	/* yellow */
		{ "\xf0\x9f\x9f\xa2", PRIO_LOW },	/* green */
		{ "\xf0\x9f\x94\xb5", PRIO_LOW },	/* blue */
		{ "\xe2\x9a\xaa", PRIO_LOW },		/* white */
		{ "\xf0\x9f\x94\xa5", PRIO_CRITICAL },	/* fire */
	};
	int found = -1;
	size_t i;

	if (!memchr(s, 0xf0, len) && !memchr(s, 0xe2, len))
		return -1;
	for (i = 0; i < ARRAY_SIZE(glyphs); i++) {
		if (!memmem(s, len, glyphs[i].glyph, strlen(glyphs[i].glyph)))
			continue;
		if (found >= 0 && found != glyphs[i].prio)
			return -2;
		found = glyphs[i].prio;
	}
	return found;
}

static int p_number(const char *f)
{
	for (; *f; f++) {
		if (f[0] == 'p' && f[1] >= '0' && f[1] <= '4' &&
		    (f[2] == ' ' || !f[2]))
			return PRIO_CRITICAL - (f[1] - '0');
		f += strcspn(f, " ");
		if (!*f)
			break;
	}
	return -1;
}

static size_t count_p_numbers(const char *f)
{
	size_t n = 0;

	while ((f = strchr(f, 'p'))) {
		if (f[1] >= '0' && f[1] <= '4' && (f[2] == ' ' || !f[2]))
			n++;
		f++;
	}
	return n;
}

#define WONT (-3)

/* All one-word priorities of the text, when they agree. */
static int word_priority(struct prd_words *w, bool *several)
{
	struct strbuf *f = &w->fold;
	size_t at = 0, words = 0;
	int found = -1;
	struct hit h = scan(&w->priorities, f, NULL);

	*several = false;
	if (h.value < 0 || h.size > 1)
		return h.value;
	while (at < f->len && words++ < 40) {
		size_t n = strcspn(f->buf + at, " ");
		char keep = f->buf[at + n];
		int v;

		f->buf[at + n] = '\0';
		v = decode(map_get(&w->priorities.map, f->buf + at));
		f->buf[at + n] = keep;
		if (v >= 0 && found >= 0 && v != found)
			*several = true;
		if (v >= 0 && found < 0)
			found = v;
		at += n + 1;
	}
	return found < 0 ? h.value : found;
}

bool prd_priority_of(struct prd_words *w, const char *s, size_t len,
		     enum priority *prio, bool *wont)
{
	bool several, slash;
	int v;

	if (wont)
		*wont = false;
	if (len > 200)
		len = 200;
	slash = memchr(s, '/', len) || memchr(s, '|', len);
	prd_fold(&w->fold, s, len);
	if (count_p_numbers(w->fold.buf) > 1 && slash)
		return false;
	v = p_number(w->fold.buf);
	if (v < 0) {
		v = word_priority(w, &several);
		if (several && slash)
			return false;
	}
	if (v == PRIO_NR) {
		if (wont)
			*wont = true;
		return false;
	}
	if (v < 0)
		v = glyph_priority(s, len);
	if (v < 0 && len == 1 && *s >= '1' && *s <= '5')
		v = *s == '5' ? PRIO_NONE : PRIO_CRITICAL - (*s - '1');
	if (v < 0)
		return false;
	*prio = (enum priority)v;
	return true;
}

bool prd_state_of(struct prd_words *w, const char *s, size_t len,
		  enum status *status, bool *removed)
{
	struct hit h;
	int v;

	*removed = false;
	if (len > 200)
		len = 200;
	prd_fold(&w->fold, s, len);
	h = scan(&w->states, &w->fold, NULL);
	v = h.value;
	if (v < 0 && memmem(s, len, "\xe2\x9c\x85", 3))
		v = STATUS_COMPLETED;	/* check mark */
	if (v < 0 && memmem(s, len, "\xf0\x9f\x9a\xa7", 4))
		v = STATUS_IN_PROGRESS;	/* construction */
	if (v < 0)
		return false;
	if (v == STATUS_NR) {
		*removed = true;
		return true;
	}
	*status = (enum status)v;
	return true;
}

bool prd_is_state(struct prd_words *w, const char *s, size_t len,
		  enum status *status, bool *removed)
{
	int v;

	*removed = false;
	prd_fold(&w->fold, s, len > 200 ? 200 : len);
	v = decode(map_get(&w->states.map, w->fold.buf));
	if (v < 0)
		return false;
	*removed = v == STATUS_NR;
	if (!*removed)
		*status = (enum status)v;
	return true;
}

/* Korean says "must" by an ending and a verb: "... 야 함", "... 야 한다". */
static bool korean_must(const char *f)
{
	return strstr(f, "해야") || strstr(f, "야 함") || strstr(f, "야 한") ||
	       strstr(f, "야 합");
}

bool prd_is_modal(struct prd_words *w, const char *s)
{
	static const char words[] =
		"|must|shall|should|muss|müssen|soll|sollen|debe|deben|deberá|"
		"doit|doivent|deve|devem|deverá|должен|должна|должно|должны|"
		"harus|wajib|";
	char word[64];
	size_t at = 0;

	prd_fold(&w->fold, s, strnlen(s, 2000));
	if (strstr(w->fold.buf, "必须") || strstr(w->fold.buf, "应当") ||
	    strstr(w->fold.buf, "必要がある") || strstr(w->fold.buf, "ること") ||
	    korean_must(w->fold.buf))
		return true;
	while (at < w->fold.len) {
		size_t n = strcspn(w->fold.buf + at, " ");

		if (n && n + 3 < sizeof(word)) {
			snprintf(word, sizeof(word), "|%.*s|", (int)n,
				 w->fold.buf + at);
			if (strstr(words, word))
				return true;
		}
		at += n + 1;
	}
	return false;
}

bool prd_is_able(const char *s)
{
	static const char *const words[] = {
		" can ", " puede ", " pueden ", " pode ", " podem ", " peut ",
		" peuvent ", " kann ", " können ", " può ", " possono ",
		" dapat ", " bisa ", " может ", " могут ", "できる", "可能",
		"可以", "能够", "수 있",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(s, words[i]))
			return true;
	return false;
}

bool prd_is_work(struct prd_words *w, const char *s)
{
	struct hit h;
	size_t n;
	int v;

	prd_fold(&w->fold, s, strnlen(s, 160));
	n = strcspn(w->fold.buf, " ");
	if (n < w->fold.len) {
		w->fold.buf[n] = '\0';
		v = decode(map_get(&w->verbs.map, w->fold.buf));
		w->fold.buf[n] = ' ';
		if (v >= 0)
			return true;
	}
	if (korean_must(w->fold.buf))
		return true;
	h = scan(&w->verbs, &w->fold, NULL);
	/* a verb in front only, a modal or an East Asian verb anywhere */
	return h.value == 1;
}
