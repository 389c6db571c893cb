/*
 * err.h - an error is a code and one sentence fit to print.
 *
 * The caller owns a `struct err` (usually on its stack, set to ERR_INIT) and
 * passes a pointer as the last parameter.  A function that fails fills it
 * once, at the place that knows most, and returns a negative number; callers
 * in between only pass it on.  A NULL pointer is accepted everywhere and means
 * that the caller does not want to know.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

enum err_code {
	ERR_NONE = 0,
	ERR_FAILED,	/* refused or failed, criteria not met: exit 1 */
	ERR_INVALID,	/* a value that is not acceptable: exit 1 */
	ERR_CONFLICT,	/* somebody else was first (race, claim): exit 1 */
	ERR_NETWORK,	/* remote not reachable or refused: exit 1 */
	ERR_NOT_FOUND,	/* no such task: exit 2 */
	ERR_AMBIGUOUS,	/* a prefix of several ids: exit 2 */
	ERR_FATAL,	/* no repository, store broken: exit 128 */
	ERR_USAGE,	/* wrong command line: exit 129 */
	ERR_CODE_NR
};

/*
 * The sentence: lower case, no full stop, values in '...', then what to do
 * next where that helps.  Cut at 2047 bytes on a character boundary.
 */
struct err {
	enum err_code code;
	char msg[2048];
};

#define ERR_INIT { ERR_NONE, "" }

/*
 * Fills `err` (when not NULL) and returns -1, so that a function can end in
 * `return err_set(err, ERR_INVALID, "...")`.  Overwrites what was there.
 * Control characters in the result are replaced by '?'.
 */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* As err_set, with ": <strerror(errno)>" behind; errno is read first. */
int err_errno(struct err *err, enum err_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Says to a checker that sees one file at a time what they return. */
static inline int err_failed(int minus_one)
{
	(void)minus_one;
	return -1;
}
#define err_set(err, ...) err_failed(err_set(err, __VA_ARGS__))
#define err_errno(err, ...) err_failed(err_errno(err, __VA_ARGS__))

/* Puts "<text>: " in front of the sentence that is there.  Returns -1. */
int err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Back to ERR_INIT. */
void err_clear(struct err *err);

/* The one table: exit status, HTTP status, short name. */
int err_exit_status(enum err_code code);
int err_http_status(enum err_code code);
const char *err_name(enum err_code code);

#endif
