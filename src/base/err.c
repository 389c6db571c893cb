/*
 * err.c - codes and sentences of errors, and their exit statuses.
 */
#include "base/base.h"
#include "base/err.h"

/* One row per code: what each surface answers. */
static const struct {
	const char *name;
	int exit_status;
	int http;
} codes[ERR_CODE_NR] = {
	[ERR_NONE] = { "ok", 0, 200 },
	[ERR_FAILED] = { "failed", 1, 422 },
	[ERR_INVALID] = { "invalid", 1, 400 },
	[ERR_CONFLICT] = { "conflict", 1, 409 },
	[ERR_NETWORK] = { "network", 1, 502 },
	[ERR_NOT_FOUND] = { "not-found", 2, 404 },
	[ERR_AMBIGUOUS] = { "ambiguous", 2, 409 },
	[ERR_FATAL] = { "fatal", 128, 500 },
	[ERR_USAGE] = { "usage", 129, 400 },
};

/*
 * The longest prefix of s[0..len) that does not end inside a UTF-8 character.
 * Only a sequence that is cut at the end is dropped; other bytes stay.
 */
static size_t whole_chars(const char *s, size_t len)
{
	size_t i = len, need;
	unsigned char c;

	while (i > 0 && len - i < 3 && ((unsigned char)s[i - 1] & 0xc0) == 0x80)
		i--;
	if (!i)
		return len;
	c = (unsigned char)s[i - 1];
	if (c < 0xc0)
		return len;
	need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	return len - (i - 1) < need ? i - 1 : len;
}

/*
 * Control characters could move the cursor or hide text: C0, DEL, and C1,
 * which in UTF-8 is c2 followed by 80..9f.
 */
static void clean(char *s)
{
	unsigned char *p;

	for (p = (unsigned char *)s; *p; p++) {
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f)
			p[0] = p[1] = '?';
	}
}

PRINTF_LIKE(2, 0)
static void fill(struct err *err, const char *fmt, va_list ap)
{
	int n = vsnprintf(err->msg, sizeof(err->msg), fmt, ap);

	if (n < 0)
		err->msg[0] = '\0';
	else if ((size_t)n >= sizeof(err->msg))
		err->msg[whole_chars(err->msg, sizeof(err->msg) - 1)] = '\0';
	clean(err->msg);
}

/* Adds text behind the sentence that is there, as far as it fits. */
static void append(struct err *err, const char *a, const char *b)
{
	size_t len = strlen(err->msg), room = sizeof(err->msg) - len;
	int n = snprintf(err->msg + len, room, "%s%s", a, b);

	if (n >= 0 && (size_t)n >= room)
		err->msg[whole_chars(err->msg, sizeof(err->msg) - 1)] = '\0';
}

int (err_set)(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	err->code = code;
	fill(err, fmt, ap);
	va_end(ap);
	return -1;
}

int (err_errno)(struct err *err, enum err_code code, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	err->code = code;
	fill(err, fmt, ap);
	va_end(ap);
	append(err, ": ", strerror(saved));
	return -1;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	struct err old;
	va_list ap;

	if (!err)
		return -1;
	old = *err;
	va_start(ap, fmt);
	fill(err, fmt, ap);
	va_end(ap);
	append(err, ": ", old.msg);
	return -1;
}

void err_clear(struct err *err)
{
	if (!err)
		return;
	err->code = ERR_NONE;
	err->msg[0] = '\0';
}

static enum err_code known(enum err_code code)
{
	return (unsigned)code < ERR_CODE_NR ? code : ERR_FATAL;
}

int err_exit_status(enum err_code code)
{
	return codes[known(code)].exit_status;
}

int err_http_status(enum err_code code)
{
	return codes[known(code)].http;
}

const char *err_name(enum err_code code)
{
	return codes[known(code)].name;
}
