/*
 * migrate.c - which tasks are of an older form, and their new one.
 */
#include "base/base.h"
#include "db/care/migrate.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "db/core/internal.h"
#include "model/taskio.h"

#define BACKUPS "refs/tasks-backup/"
#define VERB "migrate"
#define TRIES 5

/* What a pass over the tree collects. */
struct migration {
	struct db *db;
	struct repo *r;
	struct oid tip, tree;
	struct strvec paths;	/* to be rewritten */
	bool has_tip, meta;	/* meta: meta.json is missing */
	struct err *err;
};

/* The canonical bytes of a stored task: 1 they differ, 0 equal or no task. */
static int canonical(struct strbuf *out, struct migration *m,
		     const struct oid *oid)
{
	struct strbuf old = STRBUF_INIT;
	struct task t = TASK_INIT;
	int res = -1;

	if (blob_read(&old, m->r, oid, m->err) < 0)
		goto out;
	res = 0;
	if (task_parse(&t, old.buf, old.len, NULL) < 0)
		goto out;	/* carried as it is; fsck reports it */
	task_write(out, &t);
	res = out->len != old.len || memcmp(out->buf, old.buf, old.len) != 0;
out:
	task_release(&t);
	strbuf_release(&old);
	return res;
}

static int look(const char *path, const struct oid *oid, void *data)
{
	struct migration *m = data;
	struct strbuf sb = STRBUF_INIT;
	char id[ID_LEN + 1];
	int res = 0;

	if (str_eq(path, "meta.json"))
		m->meta = false;
	else if (task_path_id(id, path))
		res = canonical(&sb, m, oid);
	strbuf_release(&sb);
	if (res > 0)
		strvec_push(&m->paths, path);
	return res < 0 ? -1 : 0;
}

static int survey(struct migration *m, struct db *db, struct err *err)
{
	struct commit c;
	int found;

	memset(m, 0, sizeof(*m));
	m->db = db;
	m->err = err;
	strvec_init(&m->paths);
	if (db_repo(&m->r, db, err) < 0)
		return -1;
	found = ref_read(&m->tip, m->r, db_ref(db), err);
	if (found <= 0)
		return found;
	if (commit_read(&c, m->r, &m->tip, err) < 0)
		return -1;
	m->has_tip = m->meta = true;
	m->tree = c.tree;
	commit_release(&c);
	if (db_check_schema(m->r, &m->tree, err) < 0)
		return -1;
	return tree_walk(m->r, &m->tree, look, m, err) ? -1 : 0;
}

int migrate_status(struct migration_state out[MIGRATIONS_NR], struct db *db,
		   struct err *err)
{
	struct migration m;
	int res = survey(&m, db, err);

	out[0].number = "001";
	out[0].name = "schema number in meta.json";
	out[0].todo = m.meta;
	out[1].number = "002";
	out[1].name = "canonical form of every task";
	out[1].todo = m.paths.nr;
	strvec_clear(&m.paths);
	return res;
}

/* The tree with every file rewritten. */
static int write_tree(struct oid *out, struct migration *m)
{
	struct tree_edit *edits = xcalloc(m->paths.nr + 1, sizeof(*edits));
	size_t nr = 0;
	int res = 0;

	if (m->meta) {
		edits[nr].path = "meta.json";
		res = db_write_meta(&edits[nr++].oid, m->r, m->err);
	}
	for (size_t i = 0; res == 0 && i < m->paths.nr; i++) {
		struct strbuf sb = STRBUF_INIT;
		struct oid oid;

		edits[nr].path = m->paths.v[i];
		if (tree_entry(&oid, m->r, &m->tree, m->paths.v[i],
			       m->err) != 1 ||
		    canonical(&sb, m, &oid) < 0 ||
		    blob_write(&edits[nr++].oid, m->r, sb.buf, sb.len,
			       m->err) < 0)
			res = -1;
		strbuf_release(&sb);
	}
	if (res == 0)
		res = tree_update(out, m->r, &m->tree, edits, nr, m->err);
	free(edits);
	return res;
}

static int save_backup(char **name, struct migration *m)
{
	int64_t ms = db_now(m->db);
	char *ref = NULL;
	int res = 1;

	while (res > 0) {
		free(ref);
		ref = xasprintf(BACKUPS "%" PRId64, ms++);
		res = ref_swap(m->r, ref, &m->tip, NULL, NULL, m->err);
	}
	if (res < 0)
		FREE_AND_NULL(ref);
	*name = ref;
	return res;
}

/* A commit of `tree` on the tip, with `backup` in its trailers. */
static int write_commit(struct migration *m, const struct oid *tree,
			const char *what, const char *backup)
{
	struct strbuf message = STRBUF_INIT;
	struct oid commit;
	int res = -1;

	strbuf_addf(&message, VERB ": %s\n\nTask-Op: " VERB
		    "\nTask-Backup: %s\n", what, backup);
	db_trailers(&message, m->db);
	if (db_commit(&commit, m->db, tree, &m->tip, 1, message.buf,
		      m->err) == 0)
		res = db_swap(m->db, &commit, &m->tip, "task: " VERB, m->err);
	strbuf_release(&message);
	return res;
}

static int apply_once(char **backup, struct migration *m, struct db *db,
		      struct err *err)
{
	struct oid tree;
	int res;

	if (survey(m, db, err) < 0)
		return -1;
	if (!m->has_tip || (!m->meta && !m->paths.nr))
		return 0;
	db_set_sync(db, m->r);
	if (pack_begin(m->r, err) < 0)
		return -1;
	res = write_tree(&tree, m);
	if (res < 0) {
		pack_abort(m->r);
		return -1;
	}
	if (pack_end(m->r, true, err) < 0 || save_backup(backup, m) < 0)
		return -1;
	return write_commit(m, &tree, "bring tasks to the current form",
			    *backup);
}

int migrate_apply(char **backup, struct db *db, struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct migration m;
	int res = 1;

	*backup = NULL;
	if (db_lock(&lock, db, err) < 0)
		return -1;
	for (unsigned tries = 0; res > 0 && tries < TRIES; tries++) {
		FREE_AND_NULL(*backup);
		res = apply_once(backup, &m, db, err);
		strvec_clear(&m.paths);
	}
	file_unlock(&lock);
	if (res > 0)
		res = db_taken(db, err);
	if (res < 0)
		FREE_AND_NULL(*backup);
	else
		db_moved(db);
	return res;
}

/* The newest backup, and its commit. */
static int newest_backup(char **name, struct oid *oid, struct repo *r,
			 struct err *err)
{
	struct strvec refs = STRVEC_INIT;
	int res = ref_list(&refs, r, BACKUPS, err);
	size_t best = 0;

	for (size_t i = 1; i < refs.nr; i++)
		if (strtoll(refs.v[i] + strlen(BACKUPS), NULL, 10) >
		    strtoll(refs.v[best] + strlen(BACKUPS), NULL, 10))
			best = i;
	if (res == 0 && !refs.nr)
		res = err_set(err, ERR_FAILED, "No backups found: no migration "
			      "was applied in this clone");
	if (res == 0)
		res = ref_read(oid, r, refs.v[best], err) == 1 ? 0 : -1;
	if (res == 0)
		*name = xstrdup(refs.v[best]);
	strvec_clear(&refs);
	return res;
}

/* Is the tip the very migration that the backup was made for? */
static int check_tip(struct migration *m, const struct oid *backup)
{
	struct commit c;
	bool ours;

	if (commit_read(&c, m->r, &m->tip, m->err) < 0)
		return -1;
	ours = c.nr_parents == 1 && oid_eq(&c.parents[0], backup) &&
		str_starts(c.message, VERB ":");
	commit_release(&c);
	if (ours)
		return 0;
	return err_set(m->err, ERR_FAILED, "tasks were edited since the "
		       "migration: going back would lose these edits");
}

int migrate_rollback(char **backup, struct db *db, struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct migration m = { .db = db, .err = err };
	struct commit old;
	struct oid oid;
	int res = -1;

	*backup = NULL;
	if (db_lock(&lock, db, err) < 0)
		return -1;
	if (db_repo(&m.r, db, err) < 0 ||
	    newest_backup(backup, &oid, m.r, err) < 0 ||
	    ref_read(&m.tip, m.r, db_ref(db), err) != 1 ||
	    check_tip(&m, &oid) < 0 || commit_read(&old, m.r, &oid, err) < 0)
		goto out;
	db_set_sync(db, m.r);
	res = write_commit(&m, &old.tree, "go back to the backup", *backup);
	commit_release(&old);
	if (res > 0)
		res = db_taken(db, err);
	if (res == 0)
		res = ref_delete(m.r, *backup, &oid, err);
	if (res == 0)
		db_moved(db);
out:
	file_unlock(&lock);
	if (res < 0)
		FREE_AND_NULL(*backup);
	return res;
}
