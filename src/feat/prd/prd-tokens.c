/*
 * prd-tokens.c - short marks that people type into a line of a task list:
 * "@ann", "#media", "P1", "2d", "due 2026-09-10" and the arrows of note takers.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include <math.h>

#include "base/mem.h"

#define MARKS_MAX 32		/* marks of one line that are taken */

static bool is_word(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] < 0x80 && s[i] != '-' && s[i] != '_' &&
		    s[i] != '.' && s[i] != '/' && !(s[i] >= '0' && s[i] <= '9') &&
		    !((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z'))
			return false;
	return len && len <= 64;
}

/* "2026-09-10": bytes, 0 when it is none. */
static size_t iso_date(const char *s, size_t len)
{
	static const char form[] = "dddd-dd-dd";
	size_t i;

	if (len < sizeof(form) - 1)
		return 0;
	for (i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != '-')
			return 0;
	return i;
}

static void set_due(struct prd_item *it, const char *s, size_t len)
{
	if (!it->deadline)
		it->deadline = xstrndup(s, len);
}

/* "due 2026-09-10", "due: 2026-09-10", "by 2026-09-10", a date alone. */
static bool take_due(struct prd_item *it, const char *s, size_t len)
{
	static const char *const words[] = { "due", "deadline", "by", "bis",
					     "fällig", "vence", "截止", "期限" };
	size_t i, n = 0, k;

	for (i = 0; i < ARRAY_SIZE(words) && !n; i++) {
		k = strlen(words[i]);
		if (len > k && !strncasecmp(s, words[i], k) &&
		    (s[k] == ' ' || s[k] == ':' || (unsigned char)*s >= 0x80))
			n = k;
	}
	while (n < len && (s[n] == ' ' || s[n] == ':'))
		n++;
	if (iso_date(s + n, len - n) != len - n || n == len)
		return false;
	set_due(it, s + n, len - n);
	return true;
}

static bool take_prio(struct prd_item *it, const char *s, size_t len)
{
	if (len != 2 || (s[0] != 'P' && s[0] != 'p') || s[1] < '0' ||
	    s[1] > '4')
		return false;
	it->has_priority = true;
	it->priority = (enum priority)(PRIO_CRITICAL - (s[1] - '0'));
	return true;
}

/* "!high", "!1" behind a task. */
static bool take_bang(struct prd_item *it, const char *s, size_t len)
{
	static const struct { const char *word; int priority; } words[] = {
		{ "!critical", PRIO_CRITICAL }, { "!urgent", PRIO_CRITICAL },
		{ "!high", PRIO_HIGH }, { "!1", PRIO_HIGH },
		{ "!medium", PRIO_MEDIUM }, { "!2", PRIO_MEDIUM },
		{ "!low", PRIO_LOW }, { "!3", PRIO_LOW },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i].word) == len &&
		    !strncasecmp(s, words[i].word, len)) {
			it->has_priority = true;
			it->priority = (enum priority)words[i].priority;
			return true;
		}
	return false;
}

static bool take_owner(struct prd_item *it, const char *s, size_t len)
{
	if (len < 2 || *s != '@' || !is_word(s + 1, len - 1))
		return false;
	if (!it->owner)
		it->owner = xstrndup(s + 1, len - 1);
	return true;
}

/* "#media", and "+fair", a project of todo.txt. */
static bool take_tag(struct prd_item *it, const char *s, size_t len)
{
	struct strbuf slug = STRBUF_INIT;
	char *tag;

	/* "#12" is an issue, "+2" a number */
	if (len < 2 || (*s != '#' && *s != '+') || !is_word(s + 1, len - 1) ||
	    strspn(s + 1, "0123456789") >= len - 1)
		return false;
	tag = xstrndup(s + 1, len - 1);
	prd_slug(&slug, tag);
	if (!strvec_has(&it->tags, slug.buf) && it->tags.nr < 20)
		strvec_push(&it->tags, slug.buf);
	strbuf_release(&slug);
	free(tag);
	return true;
}

static bool take_time(struct prd_item *it, const char *s, size_t len)
{
	size_t n = strspn(s, "0123456789.,~");
	double hours, points;

	if (!n || n >= len || len > 16 || memchr(s + n + 1, ' ', len - n - 1) ||
	    !prd_estimate_of(&hours, &points, s + (*s == '~'),
			     len - (*s == '~'), 0))
		return false;
	it->hours = isnan(hours) ? it->hours : hours;
	it->points = isnan(points) ? it->points : points;
	return true;
}

static bool take_part(struct prd_item *it, const char *s, size_t len,
		      bool *person)
{
	while (len && *s == ' ')
		s++, len--;
	while (len && s[len - 1] == ' ')
		len--;
	if (take_owner(it, s, len) || take_due(it, s, len)) {
		*person = true;
		return true;
	}
	return take_tag(it, s, len) || take_prio(it, s, len) ||
	       take_time(it, s, len);
}

/* Is every part between commas a mark?  Nothing is taken. */
static bool all_parts(const char *s, size_t len, bool *person)
{
	struct prd_item probe;
	size_t at = 0;
	bool all = len > 0;

	memset(&probe, 0, sizeof(probe));
	strvec_init(&probe.tags);
	while (all && at < len) {
		const char *comma = memchr(s + at, ',', len - at);
		size_t n = comma ? (size_t)(comma - s) - at : len - at;

		all = take_part(&probe, s + at, n, person);
		at += n + 1;
	}
	strvec_clear(&probe.tags);
	free(probe.owner);
	free(probe.deadline);
	return all;
}

/* "Birgit", "Tom Weiss". */
static bool is_name(const char *s, size_t len)
{
	size_t i, words = 1;

	if (!len || len > 40 ||
	    !((*s >= 'A' && *s <= 'Z') || (unsigned char)*s >= 0xc3))
		return false;
	for (i = 0; i < len; i++) {
		if ((s[i] >= '0' && s[i] <= '9') || strchr(":/()", s[i]))
			return false;
		words += s[i] == ' ';
	}
	return words <= 2;
}

/* "Birgit, 2d", "Birgit, Tom, 1d": people and a time, of whom the first counts. */
static bool take_people(struct prd_item *it, const char *s, size_t len)
{
	const char *last = memrchr(s, ',', len);
	size_t at = 0, end = last ? (size_t)(last - s) : 0, from = end + 1;
	double hours, points;

	while (from < len && s[from] == ' ')
		from++;
	if (!last || from >= len || s[from] < '0' || s[from] > '9' ||
	    !prd_estimate_of(&hours, &points, s + from, len - from, 0) ||
	    len - from > 12)
		return false;
	while (at < end) {
		const char *comma = memchr(s + at, ',', end - at);
		size_t n = comma ? (size_t)(comma - s) - at : end - at;

		if (!is_name(s + at, n))
			return false;
		at += n + 1;
		while (at < end && s[at] == ' ')
			at++;
	}
	if (!it->owner)
		it->owner = xstrndup(s, strcspn(s, ","));
	it->hours = isnan(hours) ? it->hours : hours;
	it->points = isnan(points) ? it->points : points;
	return true;
}

bool prd_take_group(struct reader *r, size_t item, const char *s, size_t len)
{
	struct prd_item *it = &r->doc->items[item];
	bool person = false, ignored;
	size_t at = 0;

	if (len <= 120 && take_people(it, s, len))
		return true;

	if (len > 120 || !all_parts(s, len, &person) ||
	    (!person && !r->drafts[item].check))
		return false;
	while (at < len) {
		const char *comma = memchr(s + at, ',', len - at);
		size_t n = comma ? (size_t)(comma - s) - at : len - at;

		take_part(it, s + at, n, &ignored);
		at += n + 1;
	}
	return true;
}

/* The arrows and calendars that note takers put behind a task. */
static bool take_glyph(struct prd_item *it, const char *s, size_t len)
{
	static const struct { const char *glyph; int priority; } glyphs[] = {
		{ "\xf0\x9f\x94\xba", PRIO_CRITICAL },
		{ "\xe2\x8f\xab", PRIO_HIGH },
		{ "\xf0\x9f\x94\xbc", PRIO_MEDIUM },
		{ "\xf0\x9f\x94\xbd", PRIO_LOW },
		{ "\xe2\x8f\xac", PRIO_LOW },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(glyphs); i++)
		if (strlen(glyphs[i].glyph) <= len &&
		    !memcmp(s, glyphs[i].glyph, strlen(glyphs[i].glyph))) {
			it->has_priority = true;
			it->priority = (enum priority)glyphs[i].priority;
			return true;
		}
	return false;
}

/* A calendar, an hour glass, a plane: a date follows.  Only the first says when
 * the task is due. */
static bool is_date_glyph(const char *s, size_t len, bool *due)
{
	static const char *const glyphs[] = {
		"\xf0\x9f\x93\x85", "\xf0\x9f\x93\x86", "\xf0\x9f\x97\x93",
		"\xe2\x8f\xb3", "\xf0\x9f\x9b\xab", "\xe2\x9e\x95",
		"\xe2\x9c\x85",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(glyphs); i++)
		if (len >= strlen(glyphs[i]) && len <= strlen(glyphs[i]) + 3 &&
		    !memcmp(s, glyphs[i], strlen(glyphs[i]))) {
			*due = i < 3;
			return true;
		}
	return false;
}

/* Does the word in front make "@ann" or "#media" what the text is about? */
static bool talks_about(const char *s, size_t len)
{
	static const char words[] =
		"with|as|of|to|for|from|by|like|and|or|the|a|via|in|on|mention|"
		"mentions|tag|tags|ping|call|called|named|mit|von|für|an|und|con|"
		"de|para|y|com|e|avec|pour|et|issue|see|fixes|closes";
	size_t n = len;

	while (n && s[n - 1] == ' ')
		n--;
	len = n;
	while (n && s[n - 1] != ' ')
		n--;
	return len - n < 16 && prd_in_words(words, s + n, len - n);
}

/* "Pay the bill #101": the issue behind a text of two words or more goes to the
 * description. */
static bool take_issue(struct reader *r, size_t item, const char *text,
		       size_t before, const char *s, size_t len)
{
	struct strbuf *desc = &r->drafts[item].desc;

	if (len < 2 || len > 9 || *s != '#' ||
	    strspn(s + 1, "0123456789") != len - 1 || !memchr(text, ' ', before))
		return false;
	if (desc->len)
		strbuf_addch(desc, '\n');
	strbuf_addf(desc, "Issue %.*s", (int)len, s);
	return true;
}

/* One mark at the end of the text.  False: there is none. */
static bool take_last(struct reader *r, size_t item, struct strbuf *t)
{
	struct prd_item *it = &r->doc->items[item];
	size_t from = t->len, n, before;
	bool due = false;

	while (from && t->buf[from - 1] != ' ')
		from--;
	if (!from)
		return false;
	n = t->len - from;
	before = from;
	while (before && t->buf[before - 1] == ' ')
		before--;
	if (iso_date(t->buf + from, n) == n) {
		size_t word = before;

		while (word && t->buf[word - 1] != ' ')
			word--;
		if (is_date_glyph(t->buf + word, before - word, &due)) {
			if (due)
				set_due(it, t->buf + from, n);
		} else if (!take_due(it, t->buf + word, t->len - word)) {
			return false;
		}
		before = word;
	} else if (n > 4 && !strncasecmp(t->buf + from, "due:", 4)) {
		if (!take_due(it, t->buf + from, n))
			return false;
	} else if ((t->buf[from] == '@' || t->buf[from] == '#' ||
		    t->buf[from] == '+') &&
		   talks_about(t->buf, before)) {
		return false;
	} else if (!take_owner(it, t->buf + from, n) &&
		   !take_tag(it, t->buf + from, n) &&
		   !take_issue(r, item, t->buf, before, t->buf + from, n) &&
		   !take_prio(it, t->buf + from, n) &&
		   !take_bang(it, t->buf + from, n) &&
		   !take_glyph(it, t->buf + from, n)) {
		return false;
	}
	strbuf_setlen(t, before);
	strbuf_rtrim(t);
	return true;
}

/* "Title - @ann, 2d": everything behind the dash is marks. */
static bool take_dash_group(struct reader *r, size_t item, struct strbuf *t)
{
	static const char *const dashes[] = { " - ", " \xe2\x80\x93 ",
					      " \xe2\x80\x94 " };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dashes); i++) {
		const char *at = NULL, *next = t->buf;

		while ((next = strstr(next, dashes[i])) != NULL)
			at = next++;
		if (!at || at == t->buf)
			continue;
		next = at + strlen(dashes[i]);
		if (prd_take_group(r, item, next, strlen(next))) {
			strbuf_setlen(t, (size_t)(at - t->buf));
			strbuf_rtrim(t);
			return true;
		}
	}
	return false;
}

void prd_take_tokens(struct reader *r, size_t item, struct strbuf *t)
{
	struct prd_item *it = &r->doc->items[item];
	bool more = true, any = false;
	size_t i;

	for (i = 0; i < MARKS_MAX && more; i++) {
		more = take_dash_group(r, item, t);
		if (r->drafts[item].check)
			more |= take_last(r, item, t);
		any |= more;
	}
	while (any && t->len > 2 && t->buf[t->len - 2] == ' ' &&
	       strchr("-|,;", t->buf[t->len - 1])) {
		strbuf_setlen(t, t->len - 2);
		strbuf_rtrim(t);
	}
	if (!r->drafts[item].check || t->len < 5)
		return;
	if (t->buf[2] == ' ' || (t->buf[2] == ':' && t->buf[3] == ' ')) {
		size_t skip = t->buf[2] == ':' ? 4 : 3;

		if (take_prio(it, t->buf, 2))
			strbuf_remove(t, 0, skip);
	} else if (*t->buf == '(' && t->buf[1] >= 'A' && t->buf[1] <= 'Z' &&
		   t->buf[2] == ')' && t->buf[3] == ' ') {
		it->has_priority = true;	/* as todo.txt has it */
		it->priority = t->buf[1] > 'D' ? PRIO_LOW :
			       (enum priority)(PRIO_CRITICAL -
					       (t->buf[1] - 'A'));
		strbuf_remove(t, 0, 4);
	} else if (*t->buf == '~' && t->buf[1] != '~') {
		it->has_priority = true;	/* nice to have */
		it->priority = PRIO_LOW;
		strbuf_remove(t, 0, 1);
		strbuf_trim(t);
	}
}
