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

/* Empty, without memory of its own: as STRBUF_INIT, for one that can not be
 * initialised where it is declared. */
void strbuf_init(struct strbuf *sb);
/* Frees what it holds; it is empty and usable again, without a cap. */
void strbuf_release(struct strbuf *sb);
/* Length 0; the memory is kept for what comes next, and so is the cap. */
void strbuf_reset(struct strbuf *sb);
/*
 * From here on it never holds more than `max` bytes (0: no cap).  What would pass
 * that is left out as a whole, and `full` is set; nothing is cut in the middle.
 */
void strbuf_cap(struct strbuf *sb, size_t max);
/* The text, which the caller frees, and its length in *len (NULL: not asked); the
 * buffer is empty then.  Never NULL. */
char *strbuf_detach(struct strbuf *sb, size_t *len);
/* Room for `extra` more bytes and the NUL, so that they can be written at
 * buf + len; follow it with strbuf_setlen.  The cap is not asked. */
void strbuf_grow(struct strbuf *sb, size_t extra);
/* Sets the length, within what is allocated, and the NUL behind it: after
 * writing into the buffer, or to cut it. */
void strbuf_setlen(struct strbuf *sb, size_t len);

/* ---- adding at the end ---- */

/* `len` bytes, which may hold NUL; not part of the buffer itself. */
void strbuf_add(struct strbuf *sb, const void *data, size_t len);
/* A string up to its NUL. */
void strbuf_addstr(struct strbuf *sb, const char *s);
void strbuf_addch(struct strbuf *sb, char c);	/* one byte */
/* The same byte `nr` times: padding. */
void strbuf_addchars(struct strbuf *sb, char c, size_t nr);
/* What another buffer holds. */
void strbuf_addbuf(struct strbuf *sb, const struct strbuf *other);
/* As printf; a format that printf refuses is a broken promise. */
void strbuf_addf(struct strbuf *sb, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
	PRINTF_LIKE(2, 0);
/* Adds `s` with every `from` replaced by `to`. */
void strbuf_addreplace(struct strbuf *sb, const char *s, const char *from,
		       const char *to);
/* Adds `s` with LF for every CR LF and every CR alone. */
void strbuf_addlf(struct strbuf *sb, const char *s);
/* Base64 (RFC 4648, section 4) of `len` bytes, with its '=', in one line. */
void strbuf_addbase64(struct strbuf *sb, const char *s, size_t len);
/* Adds what fd has up to its end, as far as the cap goes.  0, or -1 with errno set
 * (what came before is kept). */
int strbuf_read_fd(struct strbuf *sb, int fd);

/* ---- changing what is there ---- */

/* Puts `len` bytes in at `pos`, at most the length. */
void strbuf_insert(struct strbuf *sb, size_t pos, const void *p, size_t len);
/* Takes `len` bytes out from `pos`; both within the length. */
void strbuf_remove(struct strbuf *sb, size_t pos, size_t len);
/* Takes ASCII white space away at both ends, or at the right end only. */
void strbuf_trim(struct strbuf *sb);
void strbuf_rtrim(struct strbuf *sb);

/* ---- questions about strings; case is that of ASCII ---- */

/* Does `s` begin, or end, with these bytes?  The empty string: always. */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
bool str_istarts(const char *s, const char *prefix);	/* case ignored */
/* Both may be NULL, which equals NULL only. */
bool str_eq(const char *a, const char *b);
bool str_ieq(const char *a, const char *b);	/* case ignored */
/* Damerau-Levenshtein distance in bytes (optimal string alignment: no part is
 * edited twice), for did-you-mean. */
size_t str_distance(const char *a, const char *b);

#endif
