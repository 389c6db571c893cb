/*
 * http.c - any bytes as what a request brings: the first line as its target, the
 * second as the header Accept, the third as If-Match.  Never a crash; a path that
 * was read leads nowhere else, and nothing that was read has control characters.
 */
#include "base/base.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "base/utf8.h"
#include "serve/http/accept.h"
#include "serve/http/internal.h"
#include "serve/http/target.h"

#define NOW "0123456789abcdef0123456789abcdef01234567"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const struct strvec *path)
{
	size_t i, k;

	for (i = 0; i < path->nr; i++) {
		const char *s = path->v[i];

		if (!*s || !strcmp(s, ".") || !strcmp(s, "..") ||
		    strpbrk(s, "/\\"))
			BUG("a segment that leads elsewhere");
		if (!utf8_valid(s, strlen(s)))
			BUG("a segment that is no text");
		for (k = 0; s[k]; k++)
			if ((unsigned char)s[k] < ' ' || s[k] == 0x7f)
				BUG("a segment with control characters");
	}
}

static void check_query(const struct json *query)
{
	const struct json *m, *e;

	if (!json_is(query, JSON_OBJ))
		BUG("a query that is no object");
	json_each(m, query) {
		if (!json_str(m) && !json_is(m, JSON_ARR))
			BUG("a value that is neither text nor a list");
		if (json_str(m) && strchr(json_str(m), '\r'))
			BUG("a value with an end of a header");
		if (!json_str(m))
			json_each(e, m)
				if (!json_str(e))
					BUG("a list of something else");
	}
}

static void check_target(const char *text)
{
	struct target t = TARGET_INIT;
	struct err err = ERR_INIT;

	if (target_parse(&t, text, &err) == 0) {
		if (*text != '/' || strlen(text) > TARGET_MAX)
			BUG("a target that is none");
		check_path(&t.path);
		check_query(t.query);
	} else if (!*err.msg) {
		BUG("refused without a word");
	}
	target_release(&t);
}

static void check_accept(const char *text)
{
	bool named;
	double weight = accept_weight(&named, text, "text/event-stream");

	if (!(weight >= 0 && weight <= 1))
		BUG("a weight that is none");
	if (named && !strcasestr(text, "text/event-stream"))
		BUG("a type that nobody named");
}

static void check_condition(const char *text)
{
	struct condition c = { NULL, text, NULL, false };

	if (condition_holds(&c, NOW) && !strstr(text, NOW) &&
	    text[strspn(text, " \t")] != '*')
		BUG("a condition that nobody made holds");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void (*const checks[])(const char *) = {
		check_target, check_accept, check_condition
	};
	const char *at = (const char *)data, *end = at + size;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(checks) && at < end; i++) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		char *line;

		if (!lf)
			lf = end;
		line = xstrndup(at, (size_t)(lf - at));
		checks[i](line);
		free(line);
		at = lf + 1;
	}
	return 0;
}
