/*
 * strvec.h - an array of owned strings, NULL-terminated like argv.
 */
#ifndef BASE_STRVEC_H
#define BASE_STRVEC_H

#include "base/base.h"

struct strvec {
	char **v;	/* never NULL; v[nr] is NULL */
	size_t nr, alloc;
};

extern char *strvec_empty[1];
#define STRVEC_INIT { strvec_empty, 0, 0 }

/* Empty, without memory of its own; as STRVEC_INIT. */
void strvec_init(struct strvec *sv);
/* Frees the strings and the array; it is empty and usable again. */
void strvec_clear(struct strvec *sv);

/* Each of these adds at the end; but for strvec_take the strings are copied. */
void strvec_push(struct strvec *sv, const char *s);
/* The first `len` bytes of `s`, which need no NUL behind them. */
void strvec_push_len(struct strvec *sv, const char *s, size_t len);
/* The string itself: from here on it is the vector's, which frees it. */
void strvec_take(struct strvec *sv, char *s);
/* A text made as by printf. */
void strvec_pushf(struct strvec *sv, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strvec_vpushf(struct strvec *sv, const char *fmt, va_list ap)
	PRINTF_LIKE(2, 0);
/* Several strings; the last argument is (char *)NULL. */
void strvec_pushl(struct strvec *sv, ...);
/* All strings of a NULL-terminated array: argv, or the `v` of another one. */
void strvec_pushv(struct strvec *sv, char *const *v);

/* Takes out and frees one; the order of the others stays.  i < nr. */
void strvec_remove(struct strvec *sv, size_t i);
/* Orders by bytes, as strcmp does, whatever the locale says. */
void strvec_sort(struct strvec *sv);
/* Leaves one of those that are equal and stand side by side: sort it before. */
void strvec_uniq(struct strvec *sv);
/* Is an equal string in it?  Looks at each: for short lists. */
bool strvec_has(const struct strvec *sv, const char *s);
/* Splits `s` at any byte of `seps` and adds the parts; empty ones are left out,
 * white space around them, too. */
void strvec_split(struct strvec *sv, const char *s, const char *seps);
/* All of them with `sep` in between; the caller frees.  "" when empty. */
char *strvec_join(const struct strvec *sv, const char *sep);

#endif
