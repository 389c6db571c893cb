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

void strvec_init(struct strvec *sv);
void strvec_clear(struct strvec *sv);		/* frees everything */
void strvec_push(struct strvec *sv, const char *s);
void strvec_push_len(struct strvec *sv, const char *s, size_t len);
void strvec_take(struct strvec *sv, char *s);	/* takes ownership */
void strvec_vpushf(struct strvec *sv, const char *fmt, va_list ap)
	PRINTF_LIKE(2, 0);
void strvec_pushf(struct strvec *sv, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strvec_pushl(struct strvec *sv, ...);	/* strings, then NULL */
void strvec_pushv(struct strvec *sv, char *const *v);
void strvec_remove(struct strvec *sv, size_t i);
void strvec_sort(struct strvec *sv);		/* byte order */
void strvec_uniq(struct strvec *sv);		/* of a sorted vector */
bool strvec_has(const struct strvec *sv, const char *s);
/* Splits `s` at any byte of `seps`; empty parts are left out, parts trimmed. */
void strvec_split(struct strvec *sv, const char *s, const char *seps);
char *strvec_join(const struct strvec *sv, const char *sep); /* caller frees */

#endif
