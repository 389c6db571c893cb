/*
 * utf8.c - UTF-8 decoded, checked, and made fit for a terminal.
 */
#include "base/base.h"
#include "base/utf8.h"

#define REPLACEMENT 0xfffd

/*
 * The length of the well-formed character at s, or 0.  The bounds of the
 * second byte are those of RFC 3629 section 4: no overlong form, no surrogate,
 * nothing above U+10FFFF.
 */
static size_t char_len(const unsigned char *s, size_t len)
{
	unsigned char c = s[0], lo = 0x80, hi = 0xbf;
	size_t need, i;

	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4)
		return 0;
	need = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (len < need)
		return 0;
	if (c == 0xe0)
		lo = 0xa0;
	else if (c == 0xed)
		hi = 0x9f;
	else if (c == 0xf0)
		lo = 0x90;
	else if (c == 0xf4)
		hi = 0x8f;
	if (s[1] < lo || s[1] > hi)
		return 0;
	for (i = 2; i < need; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return need;
}

const char *utf8_invalid_at(const char *s, const char *end)
{
	uint64_t word;
	size_t n;

	while (s < end) {
		while (end - s >= 8) {
			memcpy(&word, s, 8);
			if (word & UINT64_C(0x8080808080808080))
				break;
			s += 8;
		}
		if (s == end)
			break;
		n = char_len((const unsigned char *)s, (size_t)(end - s));
		if (!n)
			return s;
		s += n;
	}
	return end;
}

bool utf8_valid(const char *s, size_t len)
{
	return utf8_invalid_at(s, s + len) == s + len;
}

size_t utf8_plain(const char *s, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t w;
	size_t n = 0;

	/* The first byte of a word that is below 0x20, 0x7f or above has its
	 * top bit set in one of the three; no other word has any set. */
	for (; len - n >= sizeof(w); n += sizeof(w)) {
		memcpy(&w, s + n, sizeof(w));
		if ((w | (w + ones) | (w - ones * 0x20)) & ones * 0x80)
			break;
	}
	while (n < len && s[n] >= 0x20 && s[n] < 0x7f)
		n++;
	return n;
}

uint32_t utf8_next(const char **s, const char *end)
{
	const unsigned char *p = (const unsigned char *)*s;
	size_t n = char_len(p, (size_t)(end - *s));

	*s += n ? n : 1;
	switch (n) {
	case 1:
		return p[0];
	case 2:
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	case 3:
		return (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 |
			(p[2] & 0x3fu);
	case 4:
		return (p[0] & 7u) << 18 | (p[1] & 0x3fu) << 12 |
			(p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
	default:
		return REPLACEMENT;
	}
}

void utf8_add(struct strbuf *sb, uint32_t ch)
{
	char b[4];
	size_t n = 0;

	if (ch > 0x10ffff || (ch >= 0xd800 && ch <= 0xdfff))
		ch = REPLACEMENT;
	if (ch < 0x80) {
		b[n++] = (char)ch;
	} else if (ch < 0x800) {
		b[n++] = (char)(0xc0 | ch >> 6);
	} else if (ch < 0x10000) {
		b[n++] = (char)(0xe0 | ch >> 12);
		b[n++] = (char)(0x80 | (ch >> 6 & 0x3f));
	} else {
		b[n++] = (char)(0xf0 | ch >> 18);
		b[n++] = (char)(0x80 | (ch >> 12 & 0x3f));
		b[n++] = (char)(0x80 | (ch >> 6 & 0x3f));
	}
	if (ch >= 0x80)
		b[n++] = (char)(0x80 | (ch & 0x3f));
	strbuf_add(sb, b, n);
}

size_t utf8_width(const char *s)
{
	const char *end = s + strlen(s);
	size_t width = 0;

	while (s < end) {
		if (*s >= 0x20 && *s < 0x7f) {
			s++;
			width++;
		} else {
			width += (size_t)utf8_char_width(utf8_next(&s, end));
		}
	}
	return width;
}

bool utf8_joins(uint32_t prev, uint32_t ch, unsigned *flags)
{
	const bool letter = ch >= 0x1f1e6 && ch <= 0x1f1ff;
	bool second;

	*flags = letter ? *flags + 1 : 0;
	second = letter && *flags % 2 == 0;
	return prev && (second || prev == 0x200d || utf8_char_width(ch) == 0 ||
			(ch >= 0x1f3fb && ch <= 0x1f3ff));
}

void utf8_add_fit(struct strbuf *sb, const char *s, size_t width, bool pad)
{
	const char *end = s + strlen(s), *p = s, *before, *cut = s;
	size_t used = 0, cut_used = 0, w;
	uint32_t prev = 0, ch;
	unsigned flags = 0;

	if (!width)
		return;
	for (; p < end; prev = ch) {
		before = p;
		ch = utf8_next(&p, end);
		w = (size_t)utf8_char_width(ch);
		/* Up to here the text still leaves a column for the mark. */
		if (!utf8_joins(prev, ch, &flags) && used < width) {
			cut = before;
			cut_used = used;
		}
		if (used + w > width) {
			strbuf_add(sb, s, (size_t)(cut - s));
			strbuf_addstr(sb, "…");
			if (pad)
				strbuf_addchars(sb, ' ', width - cut_used - 1);
			return;
		}
		used += w;
	}
	strbuf_add(sb, s, (size_t)(end - s));
	if (pad)
		strbuf_addchars(sb, ' ', width - used);
}

static bool is_unsafe(uint32_t ch)
{
	return ch < 0x20 || (ch >= 0x7f && ch < 0xa0) ||
		(ch >= 0x202a && ch <= 0x202e) ||
		(ch >= 0x2066 && ch <= 0x2069);
}

static void add_clean(struct strbuf *sb, const char *s, bool line)
{
	const char *end = s + strlen(s), *from = s, *at;
	uint32_t ch;

	while (s < end) {
		at = s;
		if (*s >= 0x20 && *s < 0x7f) {
			s++;
			continue;
		}
		ch = utf8_next(&s, end);
		if (ch == '\n' || ch == '\t') {
			if (!line)
				continue;
			ch = ' ';
		} else if (is_unsafe(ch) || ch == REPLACEMENT) {
			ch = REPLACEMENT;
		} else {
			continue;
		}
		strbuf_add(sb, from, (size_t)(at - from));
		utf8_add(sb, ch);
		from = s;
	}
	strbuf_add(sb, from, (size_t)(end - from));
}

void utf8_add_clean(struct strbuf *sb, const char *s)
{
	add_clean(sb, s, false);
}

void utf8_add_clean_line(struct strbuf *sb, const char *s)
{
	add_clean(sb, s, true);
}

/* Latin Extended-A: pairs, upper case first; which parity is upper differs. */
static uint32_t fold_latin_a(uint32_t ch)
{
	if (ch == 0x130)
		return 'i';
	if (ch == 0x178)
		return 0xff;
	if (ch == 0x17f)
		return 's';
	if (ch == 0x131 || ch == 0x138 || ch == 0x149)
		return ch;
	if ((ch >= 0x139 && ch <= 0x148) || (ch >= 0x179 && ch <= 0x17e))
		return ch & 1 ? ch + 1 : ch;
	return ch | 1;
}

static uint32_t fold_greek(uint32_t ch)
{
	if (ch == 0x386)
		return 0x3ac;
	if (ch >= 0x388 && ch <= 0x38a)
		return ch + 37;
	if (ch == 0x38c)
		return 0x3cc;
	if (ch == 0x38e || ch == 0x38f)
		return ch + 63;
	if (ch >= 0x391 && ch <= 0x3ab && ch != 0x3a2)
		return ch + 32;
	return ch == 0x3c2 ? 0x3c3 : ch;
}

uint32_t utf8_fold(uint32_t ch)
{
	if (ch < 0x80)
		return ch >= 'A' && ch <= 'Z' ? ch + 32 : ch;
	if (ch < 0x100)
		return ch >= 0xc0 && ch <= 0xde && ch != 0xd7 ? ch + 32 : ch;
	if (ch < 0x180)
		return fold_latin_a(ch);
	if (ch >= 0x386 && ch < 0x3d0)
		return fold_greek(ch);
	if (ch >= 0x400 && ch <= 0x40f)
		return ch + 80;
	if (ch >= 0x410 && ch <= 0x42f)
		return ch + 32;
	if ((ch >= 0x460 && ch <= 0x480) || (ch >= 0x48a && ch <= 0x4bf) ||
	    (ch >= 0x4d0 && ch <= 0x52f))
		return ch | 1;
	if (ch == 0x4c0)
		return 0x4cf;
	if (ch >= 0x4c1 && ch <= 0x4ce)
		return ch & 1 ? ch + 1 : ch;
	return ch;
}

/* Does the text at `hay` begin with `needle` under folding? */
static bool fold_starts(const char *hay, const char *hay_end,
			const char *needle, const char *needle_end)
{
	while (needle < needle_end) {
		if (hay == hay_end)
			return false;
		if (utf8_fold(utf8_next(&hay, hay_end)) !=
		    utf8_fold(utf8_next(&needle, needle_end)))
			return false;
	}
	return true;
}

const char *utf8_casefind(const char *hay, const char *needle)
{
	const char *end = hay + strlen(hay);
	const char *n = needle, *needle_end = needle + strlen(needle), *at;
	uint32_t first;

	if (n == needle_end)
		return hay;
	first = utf8_fold(utf8_next(&n, needle_end));
	while (hay < end) {
		const unsigned char c = (unsigned char)*hay;
		uint32_t ch;

		at = hay;
		if (c < 0x80) {
			ch = c >= 'A' && c <= 'Z' ? c + 32u : c;
			hay++;
		} else {
			ch = utf8_fold(utf8_next(&hay, end));
		}
		if (ch == first && fold_starts(hay, end, n, needle_end))
			return at;
	}
	return NULL;
}

enum utf8_fault utf8_check(const char *s, size_t len, bool line)
{
	const char *end = s + len;
	uint32_t ch;

	if (!utf8_valid(s, len))
		return UTF8_INVALID;
	while (s < end) {
		ch = utf8_next(&s, end);
		if (ch == '\n' || (line && ch == '\r')) {
			if (line)
				return UTF8_NEWLINE;
		} else if (ch == '\t') {
			if (line)
				return UTF8_CONTROL;
		} else if (ch < 0x20 || (ch >= 0x7f && ch < 0xa0)) {
			return UTF8_CONTROL;
		}
	}
	return UTF8_OK;
}
