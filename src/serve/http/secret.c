/*
 * secret.c - reading a file that nobody else may read.
 */
#include "base/base.h"
#include "serve/http/secret.h"

#include "base/file.h"

#define FILE_MAX ((size_t)1 << 20)

int secret_read(struct strbuf *out, const char *path, const char *what,
		struct err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return err_errno(err, ERR_FAILED, "can not read '%s'", path);
	if (what && S_ISREG(st.st_mode) && st.st_mode & 077)
		return err_set(err, ERR_FAILED, "others may read %s in '%s'; "
			       "'chmod 600' takes that away", what, path);
	return file_read(out, path, FILE_MAX, err);
}
