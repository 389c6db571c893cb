/*
 * notes.c - the files of private notes.
 */
#include "base/base.h"
#include "feat/project/notes.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"

#define NOTES_MAX ((size_t)16 << 20)

static char *notes_path(struct db *db, const char *id)
{
	char *name = xasprintf("notes/%s.md", id);
	char *path = db_local_path(db, name);

	free(name);
	return path;
}

int notes_read(struct strbuf *out, struct db *db, const char *id,
	       struct err *err)
{
	char *path = notes_path(db, id);
	struct stat st;
	int ret = 0;

	/* who packed this repository may have chosen where it leads */
	if (!lstat(path, &st) && S_ISLNK(st.st_mode))
		ret = err_set(err, ERR_FAILED, "'%s' is a link, which no note is",
			      path);
	else if (file_exists(path))
		ret = file_read_plain(out, path, NOTES_MAX, err);
	free(path);
	return ret;
}

int notes_add(struct db *db, const char *id, const char *text,
	      struct err *err)
{
	struct strbuf sb = STRBUF_INIT, lf = STRBUF_INIT;
	struct file_lock lock = FILE_LOCK_INIT;
	char *path, *dir, *lock_path;
	char at[WHEN_LEN];
	int ret = -1;

	strbuf_addlf(&lf, text);
	if (utf8_check(lf.buf, lf.len, false) != UTF8_OK) {
		strbuf_release(&lf);
		return err_set(err, ERR_INVALID, "the note has control "
			       "characters or is not valid UTF-8");
	}
	path = notes_path(db, id);
	dir = path_dirname(path);
	lock_path = path_join(dir, ".lock");
	if (file_mkdirs(dir, err) < 0 ||
	    file_lock(&lock, lock_path, 5000, err) < 0 ||
	    notes_read(&sb, db, id, err) < 0)
		goto out;
	if (sb.len && sb.buf[sb.len - 1] != '\n')
		strbuf_addch(&sb, '\n');
	when_format(at, db_now(db));
	strbuf_addf(&sb, "%s## %s\n\n", sb.len ? "\n" : "", at);
	strbuf_addbuf(&sb, &lf);
	strbuf_addch(&sb, '\n');
	ret = file_write_atomic(path, sb.buf, sb.len, true, err);
out:
	file_unlock(&lock);
	strbuf_release(&lf);
	strbuf_release(&sb);
	free(path);
	free(dir);
	free(lock_path);
	return ret;
}
