/*
 * tokens.h - who may do what: secrets that requests carry.
 *
 * A file of tokens has one a line: the secret (16 characters or more, without
 * blanks), "read" or "write", and whom it belongs to, "Ann Lee <ann@x.org>", who
 * is the author of what is written with it; without a person that is the user
 * whose server it is.  Empty lines and those that begin with '#' do not count.
 */
#ifndef SERVE_HTTP_TOKENS_H
#define SERVE_HTTP_TOKENS_H

#include "base/base.h"
#include "base/err.h"

struct token {
	char *secret;
	bool writes;
	char *name, *email;	/* NULL: whoever runs the server */
};

struct tokens {
	struct token *v;
	size_t nr, alloc;
};

#define TOKENS_INIT { NULL, 0, 0 }

/*
 * Reads a file of tokens.  ERR_FAILED: it can not be read, others than its owner
 * may read it, or it has no token; ERR_INVALID names the line that is wrong,
 * without the secret.
 */
int tokens_load(struct tokens *t, const char *path, struct err *err);
/* The same of its text; `path` is for sentences only. */
int tokens_read(struct tokens *t, const char *text, const char *path,
		struct err *err);
/* Adds one of 256 random bits that may write. */
void tokens_make(struct tokens *t);
/*
 * The one with this secret, or NULL.  Takes as long for a secret that is nearly
 * right as for any other of its length.
 */
const struct token *tokens_find(const struct tokens *t, const char *secret);
void tokens_release(struct tokens *t);

#endif
