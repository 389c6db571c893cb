/*
 * strbuf.h - a growing byte string, always NUL-terminated.
 *
 * Invariant: buf is never NULL; buf[len] is NUL.  `buf` of an unused strbuf
 * points to a shared empty string and must not be written to.  A buffer that
 * holds foreign input gets a cap with strbuf_cap(): once an addition would
 * pass it, nothing is added and `full` is set.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/base.h"

struct strbuf {
	size_t len, alloc, max;	/* max 0: no cap */
	bool full;
	char *buf;
};

extern char strbuf_empty[1];
#define STRBUF_INIT { 0, 0, 0, false, strbuf_empty }

void strbuf_init(struct strbuf *sb);
void strbuf_release(struct strbuf *sb);	/* frees, leaves it usable */
void strbuf_reset(struct strbuf *sb);	/* length 0, memory kept */
void strbuf_cap(struct strbuf *sb, size_t max);
char *strbuf_detach(struct strbuf *sb, size_t *len); /* caller frees */
void strbuf_grow(struct strbuf *sb, size_t extra);
void strbuf_setlen(struct strbuf *sb, size_t len);
void strbuf_add(struct strbuf *sb, const void *data, size_t len);
void strbuf_addstr(struct strbuf *sb, const char *s);
void strbuf_addch(struct strbuf *sb, char c);
void strbuf_addchars(struct strbuf *sb, char c, size_t nr);
void strbuf_addbuf(struct strbuf *sb, const struct strbuf *other);
void strbuf_addf(struct strbuf *sb, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
	PRINTF_LIKE(2, 0);
void strbuf_insert(struct strbuf *sb, size_t pos, const void *p, size_t len);
void strbuf_remove(struct strbuf *sb, size_t pos, size_t len);
void strbuf_trim(struct strbuf *sb);	/* white space at both ends */
void strbuf_rtrim(struct strbuf *sb);
/* Adds `s` with every `from` replaced by `to`. */
void strbuf_addreplace(struct strbuf *sb, const char *s, const char *from,
		       const char *to);
/* Reads fd to its end.  Returns 0, or -1 with errno set. */
int strbuf_read_fd(struct strbuf *sb, int fd);

bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
bool str_eq(const char *a, const char *b);	/* NULL equals NULL only */
bool str_ieq(const char *a, const char *b);	/* ASCII case ignored */
bool str_istarts(const char *s, const char *prefix);
/* Damerau-Levenshtein distance, for did-you-mean (bytes). */
size_t str_distance(const char *a, const char *b);

#endif
