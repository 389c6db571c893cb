/*
 * local.c - what belongs to this clone alone: <commondir>/git-task, the actor, and
 * who the user is.
 */
#include "base/base.h"
#include <fcntl.h>
#include "base/mem.h"
#include "db/core/db.h"
#include "db/core/internal.h"

#define LOCAL_DIR "git-task"

char *db_local_path(const struct db *db, const char *name)
{
	return xasprintf("%s/" LOCAL_DIR "/%s", db->place.commondir, name);
}

int db_local_mkdir(struct db *db, struct err *err)
{
	char *dir = path_join(db->place.commondir, LOCAL_DIR);
	int ret = 0;

	if (mkdir(dir, 0777) < 0 && !file_is_dir(dir))
		ret = err_errno(err, ERR_FAILED, "cannot create '%s'", dir);
	else if (access(dir, W_OK) < 0)
		ret = err_errno(err, ERR_FAILED, "cannot write to '%s'", dir);
	free(dir);
	return ret;
}

/* ---- the actor ---- */

static bool read_actor(char out[9], const char *path)
{
	struct strbuf sb = STRBUF_INIT;
	bool ok = false;

	if (!file_read_plain(&sb, path, 64, NULL)) {
		strbuf_trim(&sb);
		ok = sb.len == 8 &&
			strspn(sb.buf, "0123456789abcdef") == 8;
		if (ok)
			memcpy(out, sb.buf, 9);
	}
	strbuf_release(&sb);
	return ok;
}

/* A new actor under a name of its own, linked in place: of several processes
 * that do this at once one wins and all read its number. */
static int make_actor(const char *path, bool damaged, struct err *err)
{
	struct rnd rnd = RND_SYSTEM;
	uint64_t random = rnd_u64(&rnd);
	char *tmp = xasprintf("%s.tmp-%016" PRIx64, path, random);
	char text[16];
	int ret;

	snprintf(text, sizeof(text), "%08x\n", (unsigned)rnd_u64(&rnd));
	ret = file_write_atomic(tmp, text, 9, true, err);
	/* One that is there is whole, and somebody's: only a damaged one is
	 * replaced, and never taken away before. */
	if (!ret && (damaged || (link(tmp, path) < 0 && errno != EEXIST)) &&
	    rename(tmp, path) < 0)
		ret = err_errno(err, ERR_FAILED, "cannot write '%s'", path);
	unlink(tmp);
	free(tmp);
	return ret;
}

/* There, and not what make_actor() writes; looked at after read_actor() failed,
 * since another process may have made it meanwhile. */
static bool is_damaged(const char *path)
{
	char actor[9];
	struct stat st;

	return !lstat(path, &st) && !read_actor(actor, path);
}

int db_actor(char out[9], struct db *db, bool create, struct err *err)
{
	char *path = db_local_path(db, "actor");
	int ret = 0;

	if (!*db->actor && !read_actor(db->actor, path)) {
		*db->actor = '\0';
		if (create) {
			ret = db_local_mkdir(db, err);
			if (!ret)
				ret = make_actor(path, is_damaged(path), err);
			if (!ret && !read_actor(db->actor, path))
				ret = err_set(err, ERR_FATAL,
					      "cannot read '%s'", path);
		}
	}
	memcpy(out, db->actor, 9);
	free(path);
	return ret;
}

/* ---- who I am ---- */

int db_me(struct db *db, const char **name, const char **email,
	  struct err *err)
{
	struct ident id;
	char *suffix;

	if (!db->me_email) {
		if (ident_get(&id, &db->place, false, db->agent, clock_now(&db->clock),
			      err) < 0)
			return -1;
		if (db->agent) {
			suffix = xasprintf(" (%s)", db->agent);
			if (str_ends(id.name, suffix))
				id.name[strlen(id.name) - strlen(suffix)] =
					'\0';
			free(suffix);
		}
		db->me_name = xstrdup(id.name);
		db->me_email = xstrdup(id.email);
		ident_release(&id);
	}
	if (name)
		*name = db->me_name;
	if (email)
		*email = db->me_email;
	return 0;
}
