/*
 * secret.h - files that hold secrets.
 */
#ifndef SERVE_HTTP_SECRET_H
#define SERVE_HTTP_SECRET_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"

/*
 * Adds a file (1 MiB at most; a pipe is fine, so that it need not lie anywhere) to
 * `out`.  ERR_FAILED: it can not be read, or it is a plain file that others than its
 * owner may read; `what` names the content in that sentence ("the tokens").  NULL: everybody may read it.
 */
int secret_read(struct strbuf *out, const char *path, const char *what,
		struct err *err);

#endif
