/*
 * strbuf.c - the growing byte string, its bounds and its formats.
 */
#include "base/base.h"
#include "base/strbuf.h"
#include "base/mem.h"

char strbuf_empty[1] = "";

void strbuf_init(struct strbuf *sb)
{
	*sb = (struct strbuf)STRBUF_INIT;
}

void strbuf_release(struct strbuf *sb)
{
	size_t max = sb->max;

	if (sb->alloc)
		free(sb->buf);
	strbuf_init(sb);
	sb->max = max;
}

void strbuf_reset(struct strbuf *sb)
{
	sb->full = false;
	strbuf_setlen(sb, 0);
}

void strbuf_cap(struct strbuf *sb, size_t max)
{
	sb->max = max;
}

char *strbuf_detach(struct strbuf *sb, size_t *len)
{
	char *s = sb->alloc ? sb->buf : xstrdup("");

	if (len)
		*len = sb->len;
	sb->alloc = 0;
	sb->buf = strbuf_empty;
	sb->len = 0;
	sb->full = false;
	return s;
}

void strbuf_grow(struct strbuf *sb, size_t extra)
{
	size_t need = st_add(st_add(sb->len, extra), 1);

	if (need <= sb->alloc)
		return;
	if (!sb->alloc)
		sb->buf = NULL;
	ALLOC_GROW(sb->buf, need, sb->alloc);
	sb->buf[sb->len] = '\0';
}

void strbuf_setlen(struct strbuf *sb, size_t len)
{
	if (!sb->alloc) {
		if (len)
			BUG("strbuf_setlen: %zu bytes in an unused buffer", len);
		return;
	}
	if (len >= sb->alloc)
		BUG("strbuf_setlen: %zu of %zu bytes", len, sb->alloc);
	sb->len = len;
	sb->buf[len] = '\0';
}

/* Is there room under the cap?  Once full, nothing more is taken. */
static bool admit(struct strbuf *sb, size_t len)
{
	if (!sb->max)
		return true;
	if (!sb->full && len <= sb->max && sb->len <= sb->max - len)
		return true;
	sb->full = true;
	return false;
}

void strbuf_add(struct strbuf *sb, const void *data, size_t len)
{
	if (!len || !admit(sb, len))
		return;
	if (len >= sb->alloc - sb->len)
		strbuf_grow(sb, len);
	memcpy(sb->buf + sb->len, data, len);
	sb->len += len;
	sb->buf[sb->len] = '\0';
}

void strbuf_addstr(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

void strbuf_addch(struct strbuf *sb, char c)
{
	if (!admit(sb, 1))
		return;
	if (sb->len + 1 >= sb->alloc)
		strbuf_grow(sb, 1);
	sb->buf[sb->len++] = c;
	sb->buf[sb->len] = '\0';
}

void strbuf_addchars(struct strbuf *sb, char c, size_t nr)
{
	if (!nr || !admit(sb, nr))
		return;
	strbuf_grow(sb, nr);
	memset(sb->buf + sb->len, c, nr);
	sb->len += nr;
	sb->buf[sb->len] = '\0';
}

void strbuf_addbuf(struct strbuf *sb, const struct strbuf *other)
{
	size_t len = other->len;

	if (!len || !admit(sb, len))
		return;
	strbuf_grow(sb, len);	/* may move other->buf when other is sb */
	memcpy(sb->buf + sb->len, other->buf, len);
	sb->len += len;
	sb->buf[sb->len] = '\0';
}

void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
{
	size_t room = sb->alloc ? sb->alloc - sb->len : 0;
	va_list again;
	int n;

	va_copy(again, ap);
	/* most texts are short and fit: then they are formatted once */
	n = vsnprintf(room ? sb->buf + sb->len : NULL, room, fmt, ap);
	if (n < 0)
		BUG("vsnprintf refused the format '%s'", fmt);
	if ((size_t)n < room && admit(sb, (size_t)n)) {
		sb->len += (size_t)n;
	} else {
		if (room)
			sb->buf[sb->len] = '\0';
		if (n && (size_t)n >= room && admit(sb, (size_t)n)) {
			strbuf_grow(sb, (size_t)n);
			vsnprintf(sb->buf + sb->len, (size_t)n + 1, fmt, again);
			sb->len += (size_t)n;
		}
	}
	va_end(again);
}

void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(sb, fmt, ap);
	va_end(ap);
}

void strbuf_insert(struct strbuf *sb, size_t pos, const void *p, size_t len)
{
	if (pos > sb->len)
		BUG("strbuf_insert: position %zu of %zu", pos, sb->len);
	if (!len || !admit(sb, len))
		return;
	strbuf_grow(sb, len);
	memmove(sb->buf + pos + len, sb->buf + pos, sb->len - pos);
	memcpy(sb->buf + pos, p, len);
	sb->len += len;
	sb->buf[sb->len] = '\0';
}

void strbuf_remove(struct strbuf *sb, size_t pos, size_t len)
{
	if (pos > sb->len || len > sb->len - pos)
		BUG("strbuf_remove: %zu at %zu of %zu", len, pos, sb->len);
	if (!len)
		return;
	memmove(sb->buf + pos, sb->buf + pos + len, sb->len - pos - len);
	strbuf_setlen(sb, sb->len - len);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void strbuf_rtrim(struct strbuf *sb)
{
	size_t len = sb->len;

	while (len && is_space(sb->buf[len - 1]))
		len--;
	strbuf_setlen(sb, len);
}

void strbuf_trim(struct strbuf *sb)
{
	size_t n = 0;

	strbuf_rtrim(sb);
	while (n < sb->len && is_space(sb->buf[n]))
		n++;
	strbuf_remove(sb, 0, n);
}

void strbuf_addreplace(struct strbuf *sb, const char *s, const char *from,
		       const char *to)
{
	size_t from_len = strlen(from), to_len = strlen(to);
	const char *hit;

	while (from_len && (hit = strstr(s, from))) {
		strbuf_add(sb, s, (size_t)(hit - s));
		strbuf_add(sb, to, to_len);
		s = hit + from_len;
	}
	strbuf_addstr(sb, s);
}

void strbuf_addbase64(struct strbuf *sb, const char *s, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
		"opqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	size_t i, n;

	for (i = 0; i < len; i += 3) {
		uint32_t w = (uint32_t)p[i] << 16;

		n = len - i;
		w |= n > 1 ? (uint32_t)p[i + 1] << 8 : 0;
		w |= n > 2 ? p[i + 2] : 0;
		strbuf_addch(sb, digits[w >> 18]);
		strbuf_addch(sb, digits[w >> 12 & 63]);
		strbuf_addch(sb, n > 1 ? digits[w >> 6 & 63] : '=');
		strbuf_addch(sb, n > 2 ? digits[w & 63] : '=');
	}
}

void strbuf_addlf(struct strbuf *sb, const char *s)
{
	const char *cr;

	for (; (cr = strchr(s, '\r')); s = cr + (cr[1] == '\n' ? 2 : 1)) {
		strbuf_add(sb, s, (size_t)(cr - s));
		strbuf_addch(sb, '\n');
	}
	strbuf_addstr(sb, s);
}

int strbuf_read_fd(struct strbuf *sb, int fd)
{
	size_t chunk = 8192;
	ssize_t n;

	while (!sb->full) {
		strbuf_grow(sb, chunk);
		n = read(fd, sb->buf + sb->len, sb->alloc - sb->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			return 0;
		if (!admit(sb, (size_t)n)) {
			sb->buf[sb->len] = '\0';
			return 0;
		}
		sb->len += (size_t)n;
		sb->buf[sb->len] = '\0';
		if (chunk < 65536)
			chunk *= 2;
	}
	return 0;
}

bool str_starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

bool str_ends(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len >= n && !memcmp(s + len - n, suffix, n);
}

bool str_eq(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Not tolower(): the result must not depend on the locale. */
static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

bool str_ieq(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

bool str_istarts(const char *s, const char *prefix)
{
	while (*prefix && lower(*s) == lower(*prefix)) {
		s++;
		prefix++;
	}
	return !*prefix;
}

static size_t min2(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t str_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), w = st_add(lb, 1), i, j, d;
	size_t *rows = xcalloc(3, st_mul(w, sizeof(*rows)));
	size_t *prev2 = rows, *prev = rows + w, *cur = rows + 2 * w, *tmp;

	for (j = 0; j <= lb; j++)
		prev[j] = j;
	for (i = 1; i <= la; i++) {
		cur[0] = i;
		for (j = 1; j <= lb; j++) {
			d = prev[j - 1] + (a[i - 1] != b[j - 1]);
			d = min2(d, min2(prev[j], cur[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d = min2(d, prev2[j - 2] + 1);
			cur[j] = d;
		}
		tmp = prev2;
		prev2 = prev;
		prev = cur;
		cur = tmp;
	}
	d = prev[lb];
	free(rows);
	return d;
}
