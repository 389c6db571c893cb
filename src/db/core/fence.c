/*
 * fence.c - leases compared with actors, and the notes of what was won.
 */
#include "base/base.h"
#include "db/core/fence.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "db/core/internal.h"

/* ---- who ---- */

int claimant_get(struct claimant *out, struct db *db, struct err *err)
{
	const struct place *p = db_place(db);

	memset(out, 0, sizeof(*out));
	out->owner = db_me_name(db);
	if (!*out->owner)
		return err_set(err, ERR_FATAL, "git does not know who you "
			       "are: set user.name and user.email");
	if (db_actor(out->clone, db, true, err) < 0)
		return -1;
	out->worktree = xstrdup(str_eq(p->gitdir, p->commondir) ? "" :
				path_basename(p->gitdir));
	return 0;
}

void claimant_release(struct claimant *me)
{
	FREE_AND_NULL(me->worktree);
}

/* ---- leases ---- */

bool lease_is(const struct json *lease, const struct claimant *me)
{
	const char *owner = json_get_str(lease, "owner");
	const char *clone = json_get_str(lease, "clone");
	const char *worktree = json_get_str(lease, "worktree");

	if (!owner || !str_eq(owner, me->owner))
		return false;
	return !clone || (str_eq(clone, me->clone) &&
			  str_eq(worktree ? worktree : "", me->worktree));
}

bool lease_lives(const struct json *lease, int64_t now)
{
	const char *owner = json_get_str(lease, "owner");
	const char *text = json_get_str(lease, "until");
	int64_t until;

	if (!owner || !*owner)
		return false;
	return !text || !when_parse_rfc3339(&until, text) || until > now;
}

/* ---- where somebody sits ---- */

/* The folder of a work tree of this clone, or NULL. */
static char *worktree_path(struct db *db, const char *name)
{
	char *file, *dir = NULL, *up;
	struct strbuf sb = STRBUF_INIT;

	if (!*name) {
		up = path_dirname(db_commondir(db));
		if (str_eq(path_basename(db_commondir(db)), ".git"))
			return up;
		free(up);
		return xstrdup(db_commondir(db));
	}
	if (strchr(name, '/') || !path_is_inside(name))
		return NULL;
	file = xasprintf("%s/worktrees/%s/gitdir", db_commondir(db), name);
	if (file_read_plain(&sb, file, 65536, NULL) == 0) {
		strbuf_rtrim(&sb);
		dir = path_dirname(sb.buf);
	}
	strbuf_release(&sb);
	free(file);
	return dir;
}

static void add_place(struct strbuf *sb, struct db *db, const char *clone,
		      const char *worktree)
{
	char actor[9], *path = NULL;

	if (!clone || !*clone)
		return;
	if (!worktree)
		worktree = "";
	if (db_actor(actor, db, false, NULL) == 0 && str_eq(actor, clone))
		path = worktree_path(db, worktree);
	if (path)
		strbuf_addf(sb, " in the work tree '%s'", path);
	else if (*worktree)
		strbuf_addf(sb, " in work tree '%.60s' of clone %.8s",
			    worktree, clone);
	else
		strbuf_addf(sb, " in clone %.8s", clone);
	free(path);
}

int taken_by(struct err *err, struct db *db, const char *id,
	     const char *owner, int64_t until, const char *clone,
	     const char *worktree)
{
	struct strbuf more = STRBUF_INIT;

	if (until != WHEN_NONE) {
		strbuf_addstr(&more, " until ");
		when_local(&more, until);
	}
	add_place(&more, db, clone, worktree);
	err_set(err, ERR_CONFLICT, "task %.8s is claimed by '%.200s'%s", id,
		owner, more.buf);
	strbuf_release(&more);
	return -1;
}

int taken_by_lease(struct err *err, struct db *db, const char *id,
		   const struct json *lease)
{
	const char *text = json_get_str(lease, "until");
	const char *owner = json_get_str(lease, "owner");
	int64_t until;

	if (!text || !when_parse_rfc3339(&until, text))
		until = WHEN_NONE;
	return taken_by(err, db, id, owner ? owner : "?", until,
			json_get_str(lease, "clone"),
			json_get_str(lease, "worktree"));
}

/* ---- what this actor won ---- */

static char *held_path(struct db *db, const char *id,
		       const struct claimant *me)
{
	uint64_t h = hash_bytes(me->owner, strlen(me->owner), 0);
	char *name, *path;

	h = hash_bytes(me->worktree, strlen(me->worktree), h);
	name = xasprintf("held/%s-%016" PRIx64, id, h);
	path = db_local_path(db, name);
	free(name);
	return path;
}

void held_note(struct db *db, const char *id, const struct claimant *me,
	       const struct oid *claim)
{
	char *path = held_path(db, id, me), *dir = path_dirname(path);
	char hex[OID_HEX + 2] = "-\n";

	if (claim) {
		oid_hex(hex, claim);
		hex[strlen(hex) + 1] = '\0';
		hex[strlen(hex)] = '\n';
	}
	if (file_mkdirs(dir, NULL) < 0 ||
	    file_write_atomic(path, hex, strlen(hex), false, NULL) < 0)
		db_warn(db, "cannot note in '%s' that the task is yours",
			path);
	free(dir);
	free(path);
}

void held_forget(struct db *db, const char *id, const struct claimant *me)
{
	char *path = held_path(db, id, me);

	unlink(path);
	free(path);
}

bool held_find(struct oid *claim, struct db *db, const char *id,
	       const struct claimant *me)
{
	char *path = held_path(db, id, me);
	struct strbuf sb = STRBUF_INIT;
	bool found = file_read_plain(&sb, path, 256, NULL) == 0;

	if (claim) {
		memset(claim, 0, sizeof(*claim));
		if (found)
			oid_parse(claim, sb.buf);
	}
	strbuf_release(&sb);
	free(path);
	return found;
}

/* ---- the fence ---- */

static bool is_claim(const struct change *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (str_eq(c->ops[i].field, "lease"))
			return true;
	return false;
}

static bool finishes(const struct change *c)
{
	enum status s;

	return (change_wants(c, &s) && !status_is_open(s)) ||
		change_has(c, F_DELETED);
}

/* Somebody who never had it: another agent is refused, a person is told, and so is
 * who works elsewhere under the same name. */
static int finished_by_other(struct db *db, const char *id,
			     const struct json *lease,
			     const struct claimant *me, struct err *err)
{
	const char *owner = json_get_str(lease, "owner");
	struct err who = ERR_INIT;

	if (db->agent && owner && !str_eq(owner, me->owner)) {
		taken_by_lease(err, db, id, lease);
		return err ? err_prefix(err, "somebody else has it (--force "
					"writes all the same)") : -1;
	}
	taken_by_lease(&who, db, id, lease);
	if (!strvec_has(&db->warnings, who.msg))	/* a try before */
		db_warn(db, "%s", who.msg);
	return 0;
}

int fence_check(struct db *db, const struct task *t, const struct change *c,
		struct err *err)
{
	const struct json *lease = task_get(t, F_LEASE);
	struct claimant me;
	int rc = 0;

	if (!lease || !status_is_open(task_status(t)) || is_claim(c) ||
	    !lease_lives(lease, db_now(db)) ||
	    claimant_get(&me, db, NULL) < 0)
		return 0;
	if (lease_is(lease, &me)) {
		;
	} else if (held_find(NULL, db, t->id, &me)) {
		rc = taken_by_lease(err, db, t->id, lease);
		if (err)
			err_prefix(err, "your claim has ended (--force writes "
				   "all the same)");
	} else if (finishes(c)) {
		rc = finished_by_other(db, t->id, lease, &me, err);
	}
	claimant_release(&me);
	return rc;
}

void fence_passed(struct db *db, const struct task *before,
		  const struct task *after)
{
	struct claimant me;

	if (!before->doc || !task_get(before, F_LEASE) ||
	    !status_is_open(task_status(before)) ||
	    status_is_open(task_status(after)) ||
	    claimant_get(&me, db, NULL) < 0)
		return;
	held_forget(db, after->id, &me);
	claimant_release(&me);
}
