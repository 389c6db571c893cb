/*
 * share.c - rounds of fetch, join and push.
 */
#include "base/base.h"
#include "db/share.h"
#include "base/mem.h"
#include "store/remote.h"
#include "db/internal.h"
#include "db/merge.h"

static const char *const names[] = { "main", "sessions" };

/* Enough to know that much has not been sent. */
#define UNSYNCED_MAX 1000

void share_report_release(struct share_report *r)
{
	FREE_AND_NULL(r->remote);
	join_report_release(&r->joins);
	strvec_clear(&r->broken);
}

struct counter {
	int nr, max;
};

static int count_commit(const struct oid *oid, const struct commit *c,
			void *data)
{
	struct counter *n = data;

	(void)oid;
	(void)c;
	return ++n->nr >= n->max;
}

/* Commits of our `name` that the tracking ref lacks, counted up to `max`;
 * -1 on error. */
static int ahead(struct db *db, const char *remote, const char *name, int max,
		 struct err *err)
{
	struct counter n = { 0, max };
	struct strbuf track = STRBUF_INIT;
	struct oid ours, theirs;
	struct repo *r;
	char *ref = xasprintf("refs/tasks/%s", name);
	int have, has;

	remote_tracking(&track, remote, name);
	have = place_ref(&ours, db_place(db), ref);
	has = place_ref(&theirs, db_place(db), track.buf);
	if (have < 0 || has < 0)
		n.nr = err_set(err, ERR_FATAL, "cannot read '%s'", ref);
	else if (have && !(has && oid_eq(&ours, &theirs)) &&
		 (db_repo(&r, db, err) < 0 ||
		  history_walk(r, &ours, has ? &theirs : NULL, false,
			       count_commit, &n, err) < 0))
		n.nr = -1;
	free(ref);
	strbuf_release(&track);
	return n.nr;
}

/* Joins what the last fetch brought. */
static int join_tracked(struct db *db, const char *remote, unsigned flags,
			struct share_report *report, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(names) && rc >= 0; i++) {
		struct strbuf track = STRBUF_INIT;
		char *ref = xasprintf("refs/tasks/%s", names[i]);
		struct oid theirs, tip;

		remote_tracking(&track, remote, names[i]);
		rc = place_ref(&theirs, db_place(db), track.buf);
		if (rc < 0)
			err_set(err, ERR_FATAL, "cannot read '%s'", track.buf);
		else if (rc > 0)
			rc = merge_into(&tip, db, ref, &theirs,
					flags & (SHARE_PUSH | SHARE_CENTRAL),
					i ? NULL : report, err);
		free(ref);
		strbuf_release(&track);
	}
	return rc < 0 ? -1 : 0;
}

/* 0 the remote has it all now, 1 it moved, -1 error. */
static int push_tasks(struct db *db, const struct config *c,
		      const char *remote, unsigned flags,
		      struct share_report *report, struct err *err)
{
	int nr = ahead(db, remote, names[0], INT_MAX, err), more, rc;

	if (nr < 0)
		return -1;
	more = ahead(db, remote, names[1], 1, err);
	if (more < 0)
		return -1;
	if (!nr && !more)
		return 0;
	rc = remote_push(db_place(db), c, remote, flags & SHARE_PROGRESS, err);
	if (rc == 0) {
		report->sent = (size_t)nr;
		report->pushed = true;
	}
	return rc;
}

static int round_of(struct db *db, const struct config *c, unsigned flags,
		    struct share_report *report, struct err *err)
{
	const char *remote = report->remote;
	int rc = 0;

	report->rounds++;
	if (flags & SHARE_PULL) {
		if (remote_fetch(db_place(db), c, remote,
				 flags & SHARE_PROGRESS, err) < 0 ||
		    join_tracked(db, remote, flags, report, err) < 0)
			return -1;
		report->pulled = true;
	}
	if (flags & SHARE_PUSH)
		rc = push_tasks(db, c, remote, flags, report, err);
	return rc;
}

void share_backoff(unsigned rounds, int64_t took)
{
	struct rnd rnd = RND_SYSTEM;
	int64_t most = took * (rounds < 8 ? rounds : 8);
	struct timespec ts;
	uint64_t us;

	if (most < 1)
		most = 1;
	us = rnd_below(&rnd, (uint64_t)(most < 5000 ? most : 5000) * 1000);
	ts.tv_sec = (time_t)(us / 1000000);
	ts.tv_nsec = (long)(us % 1000000 * 1000);
	nanosleep(&ts, NULL);
}

/* err holds the host's last answer. */
static int give_up(const struct share_report *report, struct err *err)
{
	char *last = xstrdup(err ? err->msg : "");

	err_set(err, ERR_CONFLICT, "remote '%s' did not take the tasks in %u "
		"rounds, at last %s; nothing is lost, run 'git task sync' "
		"again", report->remote, report->rounds, last);
	free(last);
	return -1;
}

int db_share(struct db *db, const char *remote, unsigned flags,
	     struct share_report *report, struct err *err)
{
	static const struct clock wall = CLOCK_SYSTEM;
	int64_t begin = clock_now(&wall), start;
	const struct config *c;
	int rc;

	if (db_git_conf(&c, db, err) < 0)
		return -1;
	FREE_AND_NULL(report->remote);
	if (remote) {
		report->remote = xstrdup(remote);
	} else {
		rc = remote_pick(&report->remote, db_place(db), c, err);
		report->no_remote = rc == 1;
		if (rc)
			return rc < 0 ? -1 : 0;
	}
	for (;;) {
		start = clock_now(&wall);
		rc = round_of(db, c, flags, report, err);
		if (rc <= 0)
			return rc;
		if (!(flags & SHARE_PULL))
			return err_set(err, ERR_CONFLICT, "remote '%s' has "
				       "tasks that are not here yet: run 'git "
				       "task sync'", report->remote);
		if (report->rounds >= SHARE_ROUNDS &&
		    clock_now(&wall) - begin >= SHARE_PATIENCE_MS)
			return give_up(report, err);
		share_backoff(report->rounds, clock_now(&wall) - start);
	}
}

int db_join(struct db *db, const char *theirs_hex, bool to_push,
	    struct share_report *report, struct err *err)
{
	struct oid theirs, tip;

	if (strlen(theirs_hex) != OID_HEX || !oid_parse(&theirs, theirs_hex))
		return err_set(err, ERR_INVALID, "'%s' is no commit id",
			       theirs_hex);
	return merge_into(&tip, db, db_ref(db), &theirs, to_push, report,
			  err) < 0 ? -1 : 0;
}

bool db_autopush_wanted(struct db *db)
{
	const char *env = getenv("GIT_TASK_AUTOPUSH");

	if (env && *env)
		return !str_eq(env, "0") && !str_ieq(env, "false") &&
			!str_ieq(env, "no") && !str_ieq(env, "off");
	return db_config_bool(db, "task.autoPush", false);
}

int db_autopush(struct db *db, struct err *err)
{
	struct share_report report = SHARE_REPORT_INIT;
	int rc;

	if (!db_autopush_wanted(db))
		return 0;
	rc = db_share(db, NULL, SHARE_PULL | SHARE_PUSH, &report, err);
	share_report_release(&report);
	return rc;
}

int db_autopull(size_t *got, struct db *db, struct err *err)
{
	struct share_report report = SHARE_REPORT_INIT;
	int rc;

	*got = 0;
	if (!db_autopush_wanted(db))
		return 0;
	rc = db_share(db, NULL, SHARE_PULL, &report, err);
	*got = report.got;
	share_report_release(&report);
	return rc;
}

int db_unsynced(struct db *db)
{
	const struct config *c;
	char *remote = NULL;
	int nr = -1;

	if (db_git_conf(&c, db, NULL) == 0 &&
	    remote_pick(&remote, db_place(db), c, NULL) == 0)
		nr = ahead(db, remote, names[0], UNSYNCED_MAX, NULL);
	free(remote);
	return nr;
}
