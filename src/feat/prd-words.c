#include "base/base.h"
#include "feat/prd-words.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "feat/prd-lexicon.h"

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

static void load(struct map *m, const struct prd_lexicon *lex, size_t nr)
{
	struct strbuf key = STRBUF_INIT;
	size_t i;

	for (i = 0; i < nr; i++) {
		const char *s = lex[i].words;

		while (*s) {
			size_t n = prd_word_len(s);

			prd_fold(&key, s, n);
			if (key.len && !map_has(m, key.buf))
				map_put(m, key.buf, code(lex[i].value));
			s += n + (s[n] == '|');
		}
	}
	strbuf_release(&key);
}

void prd_words_init(struct prd_words *w)
{
	memset(w, 0, sizeof(*w));
	strbuf_init(&w->fold);
	load(&w->sections, prd_lex_sections, prd_lex_sections_nr);
	load(&w->labels, prd_lex_labels, prd_lex_labels_nr);
	load(&w->units, prd_lex_units, prd_lex_units_nr);
	load(&w->priorities, prd_lex_priorities, prd_lex_priorities_nr);
	load(&w->states, prd_lex_states, prd_lex_states_nr);
	load(&w->verbs, prd_lex_verbs, prd_lex_verbs_nr);
}

void prd_words_release(struct prd_words *w)
{
	map_clear(&w->sections);
	map_clear(&w->labels);
	map_clear(&w->units);
	map_clear(&w->priorities);
	map_clear(&w->states);
	map_clear(&w->verbs);
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

static void scan_cjk(struct hit *best, const struct map *m, struct strbuf *f,
		     size_t at, size_t end, better_fn better)
{
	char *s = f->buf;

	while (at < end) {
		const char *p = s + at, *start = p;
		size_t n;

		for (n = 1; n <= CJK_WINDOW && p < s + end; n++) {
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
static struct hit scan(const struct map *m, struct strbuf *f, better_fn better)
{
	struct hit best = { -1, 0, false };
	size_t at = 0, words = 0;

	while (at < f->len && words++ < 40) {
		size_t end = at, n, next = SIZE_MAX;
		const char *p = f->buf + at;

		if (is_cjk(utf8_next(&p, f->buf + f->len))) {
			end += strcspn(f->buf + at, " ");
			if (end - at > 400)
				end = at + 400;
			scan_cjk(&best, m, f, at, end, better);
		}
		end = at;
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

static int section_rank(int sec)
{
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

enum prd_section prd_section_of(struct prd_words *w, const char *heading,
				bool *whole)
{
	struct hit h;

	prd_fold(&w->fold, heading, strnlen(heading, 300));
	drop_numbers(&w->fold);
	h = scan(&w->sections, &w->fold, section_better);
	if (whole)
		*whole = h.value >= 0 && h.whole;
	return h.value < 0 ? SEC_NONE : (enum prd_section)h.value;
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
	v = decode(map_get(&w->labels, w->fold.buf));
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

enum prd_unit prd_unit_of(struct prd_words *w, const char *s,
			  const char **number, size_t *number_len,
			  const char **rest)
{
	const char *p = s, *end = s + strnlen(s, 200), *q;
	size_t words, len, sep;
	int v = -1;

	if (*p == '[')
		p++;
	for (words = 0, q = p; words < 2 && v < 0 && q < end; words++) {
		while (q < end && *q != ' ' && *q != ':' && *q != '.' &&
		       *q != '#' && !(*q >= '0' && *q <= '9') &&
		       strncmp(q, "\xef\xbc\x9a", 3) &&
		       strncmp(q, "\xe2\x80\x94", 3))
			q++;
		prd_fold(&w->fold, p, (size_t)(q - p));
		v = decode(map_get(&w->units, w->fold.buf));
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
		v = decode(map_get(&w->priorities, f->buf + at));
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

bool prd_is_work(struct prd_words *w, const char *s)
{
	struct hit h;
	size_t n;
	int v;

	prd_fold(&w->fold, s, strnlen(s, 160));
	n = strcspn(w->fold.buf, " ");
	if (n < w->fold.len) {
		w->fold.buf[n] = '\0';
		v = decode(map_get(&w->verbs, w->fold.buf));
		w->fold.buf[n] = ' ';
		if (v >= 0)
			return true;
	}
	h = scan(&w->verbs, &w->fold, NULL);
	/* a verb in front only, a modal or an East Asian verb anywhere */
	return h.value == 1;
}
