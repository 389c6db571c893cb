/*
 * base.h - the first include of every file.
 *
 * Sets the feature macros, includes the system headers that everything
 * uses, and makes the calls that this project never makes fail to
 * compile.  Third-party headers are included after this one.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE 1
#endif

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#if defined(__GNUC__)
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define NORETURN __attribute__((noreturn))
#define WARN_UNUSED __attribute__((warn_unused_result))
#define PREFETCH(p) __builtin_prefetch(p)
#else
#define PRINTF_LIKE(f, a)
#define NORETURN
#define WARN_UNUSED
#define PREFETCH(p) ((void)(p))
#endif

/* A broken promise inside the program: says where, then aborts. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
NORETURN void bug_at(const char *file, int line, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Calls that have a safer form; see docs/HACKING.md for which. */
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef strtok
#undef gets
#undef localtime
#undef gmtime
#undef ctime
#undef asctime
#undef mktemp
#undef tmpnam
#undef system
#undef popen
#define strcpy(d, s) banned_strcpy
#define strcat(d, s) banned_strcat
#define strncpy(d, s, n) banned_strncpy
#define strncat(d, s, n) banned_strncat
#define sprintf(...) banned_sprintf
#define vsprintf(...) banned_vsprintf
#define strtok(s, d) banned_strtok
#define gets(s) banned_gets
#define localtime(t) banned_localtime
#define gmtime(t) banned_gmtime
#define ctime(t) banned_ctime
#define asctime(t) banned_asctime
#define mktemp(t) banned_mktemp
#define tmpnam(t) banned_tmpnam
#define system(c) banned_system
#define popen(c, m) banned_popen

#endif
