/*
 * target.h - the target of a request: path and query, decoded strictly.
 */
#ifndef SERVE_HTTP_TARGET_H
#define SERVE_HTTP_TARGET_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/json.h"

#define TARGET_MAX 8192

struct target {
	struct strvec path;	/* "/api/v1/tasks" is three segments */
	struct json *query;	/* name: text, or a list of texts where the name
				 * is repeated; '+' is a blank */
};

#define TARGET_INIT { STRVEC_INIT, NULL }

/*
 * Reads "/a/b?x=1&y=2".  ERR_INVALID: longer than TARGET_MAX, no '/' in front,
 * an escape that is none, a character that is no UTF-8, a control character, a
 * segment that is empty (but for one '/' at the end), "." or "..", or has a '/' or
 * '\' in it.  Release in either case.
 */
int target_parse(struct target *out, const char *text, struct err *err);
void target_release(struct target *t);

#endif
