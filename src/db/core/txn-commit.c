/*
 * txn-commit.c - the pieces that every write to the ref is made of.
 */
#include "base/base.h"
#include "base/mem.h"
#include "model/taskio.h"
#include "db/core/db.h"
#include "db/core/internal.h"

void db_set_sync(struct db *db, struct repo *r)
{
	repo_set_sync(r, db_config_bool(db, "task.fsync", true));
}

int db_check_schema(struct repo *r, const struct oid *tree, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct oid meta;
	int schema = SCHEMA_VERSION, found = 0, ret = 0;

	if (tree)
		found = tree_entry(&meta, r, tree, "meta.json", err);
	if (found < 0)
		return -1;
	if (found && !blob_read(&sb, r, &meta, NULL))
		schema = schema_parse(sb.buf, sb.len);
	if (schema > SCHEMA_VERSION)
		ret = err_set(err, ERR_FATAL, "these tasks have schema %d and "
			      "this git-task writes up to %d: reading works, "
			      "writing needs a git-task for schema %d",
			      schema, SCHEMA_VERSION, schema);
	strbuf_release(&sb);
	return ret;
}

int db_write_meta(struct oid *out, struct repo *r, struct err *err)
{
	struct json *j = json_new_obj();
	struct strbuf sb = STRBUF_INIT;
	int ret;

	json_set_int(j, "schema", SCHEMA_VERSION);
	json_canon(&sb, j);
	ret = blob_write(out, r, sb.buf, sb.len, err);
	strbuf_release(&sb);
	json_free(j);
	return ret;
}

int db_commit(struct oid *out, struct db *db, const struct oid *tree,
	      const struct oid *parents, size_t nr, const char *message,
	      struct err *err)
{
	struct commit c;
	struct repo *r;
	int64_t now = db_now(db);
	int ret = -1;

	memset(&c, 0, sizeof(c));
	if (db_repo(&r, db, err) < 0 ||
	    ident_get(&c.author, &db->place, false, db->agent, now, err) < 0)
		return -1;
	if (ident_get(&c.committer, &db->place, true, db->agent, now,
		      err) < 0)
		goto out;
	c.tree = *tree;
	c.parents = xmemdup(parents ? parents : tree,
			    st_mul(nr ? nr : 1, sizeof(*parents)));
	c.nr_parents = nr;
	c.message = xstrdup(message);
	ret = commit_write(out, r, &c, err);
	free(c.parents);
	free(c.message);
	ident_release(&c.committer);
out:
	ident_release(&c.author);
	return ret;
}

/* Keeps how far the db's own ref has come, for events_tell(). */
static void note_move(struct db *db, const struct oid *new_oid,
		      const struct oid *old)
{
	if (!db->moved) {
		db->from_none = !old;
		if (old)
			db->moved_from = *old;
	}
	db->moved = true;
	db->moved_to = *new_oid;
}

/*
 * What this clone wrote last is remembered so that it is missed when it is gone
 * (share/rejoin.c).  Where the ref was moved away from it behind this writer's
 * back, it stays the one to be missed: the next command joins both.
 */
static void remember(struct db *db, struct repo *r, const char *ref,
		     const struct oid *new_oid, const struct oid *old)
{
	struct oid last;

	if (old && db_last_tip(&last, db, ref) && !oid_eq(&last, old) &&
	    history_contains(r, new_oid, &last) == 0 &&
	    history_contains(r, &last, new_oid) == 0)
		return;
	db_remember_tip(db, ref, new_oid);
}

int db_swap_ref(struct db *db, const char *ref, const struct oid *new_oid,
		const struct oid *old, const char *reflog, struct err *err)
{
	struct repo *r;
	int ret;

	if (db_repo(&r, db, err) < 0)
		return -1;
	db_note_swap(db, ref, new_oid);
	ret = ref_swap(r, ref, new_oid, old, reflog, err);
	db_note_swap(db, ref, NULL);
	if (ret == 0 && !strcmp(ref, db->ref))
		note_move(db, new_oid, old);
	if (!ret)
		remember(db, r, ref, new_oid, old);
	return ret;
}

int db_swap(struct db *db, const struct oid *new_oid, const struct oid *old,
	    const char *reflog, struct err *err)
{
	return db_swap_ref(db, db->ref, new_oid, old, reflog, err);
}

int db_taken(struct db *db, struct err *err)
{
	struct strbuf hint = STRBUF_INIT;
	struct repo *r;
	int ret;

	if (!db_repo(&r, db, NULL) && ref_lock_hint(&hint, r, db->ref))
		ret = err_set(err, ERR_CONFLICT, "'%s' stays locked: %s",
			      db->ref, hint.buf);
	else
		ret = err_set(err, ERR_CONFLICT, "'%s' keeps moving under "
			      "other writers, try again", db->ref);
	strbuf_release(&hint);
	return ret;
}

void db_backoff(unsigned tries)
{
	struct rnd rnd = RND_SYSTEM;
	uint64_t most = tries < 6 ? UINT64_C(1000) << tries : 64000;
	uint64_t us = 200 + rnd_below(&rnd, most);
	struct timespec ts = { 0, (long)(us * 1000) };

	nanosleep(&ts, NULL);
}

void db_trailers(struct strbuf *message, struct db *db)
{
	char actor[9];

	if (!db_actor(actor, db, true, NULL))
		strbuf_addf(message, "Task-Actor: %s\n", actor);
	if (db->agent)
		strbuf_addf(message, "Task-Agent: %s\n", db->agent);
	if (!str_eq(db->place.gitdir, db->place.commondir))
		strbuf_addf(message, "Task-Worktree: %s\n",
			    path_basename(db->place.gitdir));
}

/* ---- init ---- */

static int init_ref(struct db *db, struct repo *r, struct err *err)
{
	struct strbuf message = STRBUF_INIT;
	struct tree_edit edit = { "meta.json", { { 0 }, 0 }, 0 };
	struct oid tree, commit;
	int ret = -1;

	db_set_sync(db, r);
	strbuf_addstr(&message, "init: start of the tasks\n\n"
		      "Task-Op: init\n");
	db_trailers(&message, db);
	if (!db_write_meta(&edit.oid, r, err) &&
	    !tree_update(&tree, r, NULL, &edit, 1, err) &&
	    !db_commit(&commit, db, &tree, NULL, 0, message.buf, err))
		ret = db_swap(db, &commit, NULL, "task: init", err);
	strbuf_release(&message);
	return ret;
}

int db_init(struct db *db, bool *created, struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct repo *r;
	struct oid tip;
	char actor[9];
	unsigned tries;
	int ret = -1;

	*created = false;
	if (db_repo(&r, db, err) < 0 || db_actor(actor, db, true, err) < 0 ||
	    db_lock(&lock, db, err) < 0)
		return -1;
	for (tries = 1; tries < 200; tries++) {
		ret = ref_read(&tip, r, db->ref, err);
		if (ret)
			break;
		ret = init_ref(db, r, err);
		*created = !ret;
		if (ret <= 0)
			break;
		db_backoff(tries);
	}
	file_unlock(&lock);
	if (tries == 200)
		return db_taken(db, err);
	return ret < 0 ? -1 : 0;
}
