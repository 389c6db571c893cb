/*
 * follow.c - rounds of `sync --watch`: one process a clone.
 */
#include "base/base.h"
#include "db/events/follow.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "store/net/remote.h"

static int check_remote(struct db *db, const char *remote, struct err *err)
{
	const struct config *c;
	char *name = NULL;
	int rc;

	if (remote)
		return 0;
	rc = db_git_conf(&c, db, err) < 0 ? -1 :
		remote_pick(&name, db_place(db), c, err);
	free(name);
	if (rc > 0)
		rc = err_set(err, ERR_FAILED, "there is no remote to share "
			     "tasks with: 'git remote add origin <url>', or "
			     "name a repository");
	return rc;
}

static int take_lock(struct follow *f, struct err *err)
{
	char *path = db_local_path(f->db, "follow.lock");
	struct err why = ERR_INIT;
	int rc = db_local_mkdir(f->db, err);

	if (rc == 0)
		rc = file_lock(&f->lock, path, 0, &why);
	if (rc > 0)
		db_warn(f->db, "%s: see to it that no other one runs here",
			why.msg);
	else if (rc < 0 && why.code == ERR_CONFLICT)
		err_set(err, ERR_CONFLICT, "another 'git task sync --watch' "
			"keeps this clone in step already ('%s' is locked)",
			path);
	else if (rc < 0 && why.code)
		*err = why;
	free(path);
	return rc < 0 ? -1 : 0;
}

int follow_begin(struct follow *f, struct db *db, const char *remote,
		 int64_t interval, struct err *err)
{
	static const struct rnd system = RND_SYSTEM;
	static const struct file_lock none = FILE_LOCK_INIT;
	const struct view *v;

	memset(f, 0, sizeof(*f));
	f->db = db;
	f->remote = remote;
	f->interval = interval;
	f->rnd = system;
	f->lock = none;
	f->since = db_now(db);
	if (check_remote(db, remote, err) < 0 || take_lock(f, err) < 0)
		return -1;
	if (db_view(&v, db, err) < 0) {
		follow_end(f);
		return -1;
	}
	f->tip = xstrdup(v->tip);
	return 0;
}

void follow_end(struct follow *f)
{
	file_unlock(&f->lock);
	FREE_AND_NULL(f->tip);
}

/* What is new since the last round. */
static int collect(struct events *events, struct follow *f, struct err *err)
{
	int64_t now = db_now(f->db);
	const struct view *v;
	char *tip;
	int rc;

	db_moved(f->db);
	if (db_view(&v, f->db, err) < 0)
		return -1;
	tip = xstrdup(v->tip);
	events_release(events);
	rc = *tip ? events_between(events, f->db, f->tip, tip, err) : 0;
	if (rc == 0)
		rc = events_expired(events, f->db, f->since, now, err);
	if (rc == 0) {
		free(f->tip);
		f->tip = tip;
		f->since = now;
	} else {
		free(tip);
	}
	return rc;
}

/* Does it go away by itself? */
static bool is_passing(const struct err *err)
{
	return err->code == ERR_NETWORK || err->code == ERR_CONFLICT;
}

int follow_round(struct events *events, struct share_report *report,
		 struct follow *f, struct err *err)
{
	struct err why = ERR_INIT;
	int rc = db_share(f->db, f->remote, SHARE_PULL | SHARE_PUSH, report,
			  &why);

	if (rc < 0 && !is_passing(&why)) {
		*err = why;
		return -1;
	}
	f->failures = rc < 0 ? f->failures + 1 : 0;
	if (collect(events, f, err) < 0)
		return -1;
	if (rc < 0)
		*err = why;
	return rc < 0 ? 1 : 0;
}

int64_t follow_delay(struct follow *f)
{
	int64_t most = f->interval > FOLLOW_DELAY_MAX ? f->interval :
		FOLLOW_DELAY_MAX, delay = f->interval;
	unsigned i;

	for (i = 0; i < f->failures && delay < most; i++)
		delay *= 2;
	if (delay > most)
		delay = most;
	return delay * 3 / 4 +
		(int64_t)rnd_below(&f->rnd, (uint64_t)delay / 2 + 1);
}
