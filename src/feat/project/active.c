/*
 * active.c - the file that says which task is being worked on.
 */
#include "base/base.h"
#include "feat/project/active.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "feat/project/codelog.h"

#define ACTIVE_MAX ((size_t)1 << 20)

/* A clock that can not be read is not one that does not run: said once. */
static void warn_unreadable(struct db *db, const char *path, const struct err *why)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "which task is active is not known: %s (take '%s' away)",
		    why->msg, path);
	if (!strvec_has(db_warnings(db), sb.buf))
		strvec_push(db_warnings(db), sb.buf);
	strbuf_release(&sb);
}

static struct json *active_read(struct db *db)
{
	char *path = db_local_path(db, "active.json");
	struct strbuf sb = STRBUF_INIT;
	struct err why = ERR_INIT;
	struct json *j = NULL;

	if (!file_exists(path))
		goto out;
	if (file_read_plain(&sb, path, ACTIVE_MAX, &why) < 0 ||
	    json_parse(&j, sb.buf, sb.len, &why) < 0)
		warn_unreadable(db, path, &why);
	if (j && !json_is(j, JSON_OBJ)) {
		err_set(&why, ERR_INVALID, "it holds something else");
		warn_unreadable(db, path, &why);
		json_free(j);
		j = NULL;
	}
out:
	strbuf_release(&sb);
	free(path);
	return j;
}

static const char *place(struct db *db)
{
	const char *tree = db_worktree(db);

	return tree ? tree : "";
}

/*
 * What tells a linked work tree from another one at the same path: the file that Git
 * writes once, when it makes the tree.  "" for the main one, which goes with all.
 */
static void tree_mark(struct strbuf *out, struct db *db)
{
	const char *gitdir = gitlog_gitdir(db);
	char *path = path_join(gitdir, "commondir");
	struct stat st;

	if (strcmp(gitdir, gitlog_commondir(db)) != 0 && !stat(path, &st))
		strbuf_addf(out, "%ju-%" PRId64, (uintmax_t)st.st_ino,
			    file_mtime_ns(&st));
	free(path);
}

/* Was the entry made in the tree that is at its path now? */
static bool same_tree(struct db *db, const struct json *entry)
{
	const char *mark = json_get_str(entry, "tree");
	struct strbuf now = STRBUF_INIT;
	bool same;

	tree_mark(&now, db);
	same = !mark || str_eq(mark, now.buf);
	strbuf_release(&now);
	return same;
}

/* Is there no work tree at a path any more?  "" stands for a bare repository. */
static bool is_gone(const char *tree)
{
	char *dotgit = path_join(tree, ".git");
	bool gone = *tree && !file_exists(dotgit);

	free(dotgit);
	return gone;
}

static bool in_progress(struct db *db, const char *id)
{
	const struct view *v;
	uint32_t row;

	if (db_view(&v, db, NULL) < 0)
		return false;
	row = view_find(v, id);
	return row != NO_ROW && !v->rows[row].deleted &&
	       v->rows[row].stored == STATUS_IN_PROGRESS;
}

bool active_get(struct active *out, struct db *db)
{
	struct json *j = active_read(db);
	const struct json *mine = json_get(j, place(db));
	const char *id = json_get_str(mine, "id");
	const char *since = json_get_str(mine, "since");
	bool ok = id && id_valid(id) && since && same_tree(db, mine) &&
		  when_parse_rfc3339(&out->since, since);

	if (ok)
		memcpy(out->id, id, ID_LEN + 1);
	json_free(j);
	if (!ok || !in_progress(db, out->id)) {
		out->id[0] = '\0';
		return false;
	}
	return true;
}

void active_gone(struct strvec *trees, struct strvec *ids, struct db *db)
{
	struct json *j = active_read(db), *e, *other;

	json_each(e, j) {
		const char *id = json_get_str(e, "id");
		bool here = false;

		if (!is_gone(json_key(e)) || !id || !id_valid(id) ||
		    !in_progress(db, id))
			continue;
		json_each(other, j)
			here |= !is_gone(json_key(other)) &&
				str_eq(json_get_str(other, "id"), id);
		if (!here) {
			strvec_push(trees, json_key(e));
			strvec_push(ids, id);
		}
	}
	json_free(j);
}

/* Clocks of trees that are gone stop with the next one that is set. */
static void drop_gone(struct json *j)
{
	struct strvec gone = STRVEC_INIT;
	struct json *e;
	size_t i;

	json_each(e, j)
		if (is_gone(json_key(e)))
			strvec_push(&gone, json_key(e));
	for (i = 0; i < gone.nr; i++)
		json_del(j, gone.v[i]);
	strvec_clear(&gone);
}

int active_set(struct db *db, const char *id, int64_t since, struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct strbuf sb = STRBUF_INIT, mark = STRBUF_INIT;
	struct json *j = NULL, *mine;
	char *path = NULL, *lock_path = NULL;
	char at[WHEN_LEN];
	int ret = -1;

	if (db_local_mkdir(db, err) < 0)
		return -1;
	path = db_local_path(db, "active.json");
	lock_path = db_local_path(db, "active.lock");
	if (file_lock(&lock, lock_path, 5000, err) < 0)
		goto out;
	j = active_read(db);
	if (!j)
		j = json_new_obj();
	drop_gone(j);
	if (*id) {
		mine = json_new_obj();
		json_set_str(mine, "id", id);
		when_format(at, since);
		json_set_str(mine, "since", at);
		tree_mark(&mark, db);
		if (mark.len)
			json_set_str(mine, "tree", mark.buf);
		json_set(j, place(db), mine);
	} else {
		json_del(j, place(db));
	}
	json_canon(&sb, j);
	ret = file_write_atomic(path, sb.buf, sb.len, false, err);
out:
	file_unlock(&lock);
	json_free(j);
	strbuf_release(&sb);
	strbuf_release(&mark);
	free(path);
	free(lock_path);
	return ret;
}

struct json *active_entry(const struct active *a, int64_t now)
{
	struct json *e = json_new_obj();
	char at[WHEN_LEN];

	when_format(at, a->since);
	json_set_str(e, "at", at);
	when_format(at, now);
	json_set_str(e, "until", at);
	json_set_int(e, "seconds", now > a->since ? (now - a->since) / 1000 : 0);
	return e;
}

double active_hours(const struct task *t)
{
	const struct json *log = task_get(t, F_WORKLOG);
	struct json *e;
	double secs = 0;

	json_each(e, log)
		secs += json_get_num(e, "seconds", 0);
	return secs / 3600;
}
