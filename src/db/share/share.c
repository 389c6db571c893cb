/*
 * share.c - rounds of fetch, join and push.
 */
#include "base/base.h"
#include "db/share/share.h"
#include "db/share/lastsync.h"
#include "base/mem.h"
#include "store/net/remote.h"
#include "db/core/internal.h"
#include "db/share/conflicts.h"
#include "db/share/exchange.h"
#include "db/share/merge.h"

/* Enough to know that much has not been sent. */
#define UNSYNCED_MAX 1000

void share_report_release(struct share_report *r)
{
	FREE_AND_NULL(r->remote);
	join_report_release(&r->joins);
	strvec_clear(&r->broken);
	strvec_clear(&r->kept);
	strvec_clear(&r->restored);
}

/* why: the host's last answer. */
static int give_up(const struct share_report *report, const struct err *why,
		   struct err *err)
{
	return err_set(err, ERR_CONFLICT, "remote '%s' did not take the tasks "
		       "in %u rounds, at last %s; nothing is lost, run 'git "
		       "task sync' again", report->remote, report->rounds,
		       why->msg);
}

/* The place has nothing that is not here, and yet main is no fast-forward. */
static int stuck(const struct share_report *report, const struct err *why,
		 struct err *err)
{
	return err_set(err, ERR_CONFLICT, "remote '%s' does not take the tasks "
		       "although it has none that are not here: %s; nothing "
		       "is lost, your tasks are safe here", report->remote,
		       why->msg);
}

/* Could the ref at the place be locked by somebody's push in this moment? */
static bool is_lock(const struct err *err)
{
	return strstr(err->msg, "lock") ||
		strstr(err->msg, "failed to update ref") ||
		strstr(err->msg, "incorrect old value");
}

/* What there is to be offered; zero when there is nothing. */
static void tip_now(struct oid *out, struct db *db)
{
	memset(out, 0, sizeof(*out));
	if (db_tip(out, db, NULL) <= 0)
		memset(out, 0, sizeof(*out));
}

/* Rounds of fetch, join and push until the place has it all. */
static int share_with(struct exchange *x, struct err *err)
{
	static const struct clock wall = CLOCK_SYSTEM;
	int64_t begin = clock_now(&wall), start;
	struct share_report *report = x->report;
	struct err why = ERR_INIT;
	unsigned idle = 0, round;
	struct oid before, after;
	int rc;

	for (round = 1;; round++) {
		start = clock_now(&wall);
		tip_now(&before, x->db);
		report->rounds++;
		if (x->flags & SHARE_PULL) {
			if (exchange_pull(x, err) < 0)
				return -1;
			report->pulled = true;
		}
		tip_now(&after, x->db);
		if (round > 1 && oid_eq(&before, &after) &&
		    (!is_lock(&why) || ++idle > SHARE_ROUNDS))
			return stuck(report, &why, err);
		rc = x->flags & SHARE_PUSH ? exchange_push(x, &why) : 0;
		if (rc < 0 && err)
			*err = why;
		if (rc <= 0)
			return rc;
		if (!(x->flags & SHARE_PULL))
			return err_set(err, ERR_CONFLICT, "remote '%s' has "
				       "tasks that are not here yet: run 'git "
				       "task sync'", x->remote);
		if (report->rounds >= SHARE_ROUNDS &&
		    clock_now(&wall) - begin >= SHARE_PATIENCE_MS)
			return give_up(report, &why, err);
		share_backoff(report->rounds, clock_now(&wall) - start);
	}
}

/* ---- places that are pushed to and not fetched from ---- */

/* First as a plain push; what it has and we lack is fetched from there. */
static int push_to(struct db *db, const struct config *c, const char *url,
		   unsigned flags, struct share_report *report,
		   struct err *err)
{
	struct exchange x;
	int rc;

	exchange_init(&x, db, c, url, flags & ~SHARE_PULL, report);
	rc = exchange_push(&x, err);
	if (rc == 1 && flags & SHARE_PULL) {
		x.flags = flags;
		rc = share_with(&x, err);
	}
	exchange_release(&x);
	return rc;
}

/* What the places said; who refused is named. */
struct answers {
	struct strbuf bad;
	enum err_code code;
	size_t failed;
};

static bool push_one(struct answers *a, struct db *db, const struct config *c,
		     const char *place, unsigned flags,
		     struct share_report *report)
{
	struct err why = ERR_INIT;
	int rc = push_to(db, c, place, flags, report, &why);

	if (!rc)
		return true;
	a->failed++;
	a->code = why.code;
	strbuf_addstr(&a->bad, a->bad.len ? "; " : "");
	if (rc > 0)
		strbuf_addf(&a->bad, "'%s' has tasks that are not here yet: "
			    "run 'git task sync'", place);
	else
		strbuf_addstr(&a->bad, why.msg);
	return false;
}

/* Each place's answer counts; *err names those that refused. */
static int push_to_all(struct db *db, const struct config *c,
		       const struct strvec *places, unsigned flags,
		       struct share_report *report, struct err *err)
{
	struct answers a = { STRBUF_INIT, ERR_NETWORK, 0 };
	bool *took = xcalloc(places->nr + 1, sizeof(*took));
	struct oid before, after;
	size_t i, joined = 0;

	for (i = 0; i < places->nr; i++) {
		tip_now(&before, db);
		took[i] = push_one(&a, db, c, places->v[i], flags, report);
		tip_now(&after, db);
		if (!oid_eq(&before, &after))
			joined = i;
	}
	/* what a later place had, the earlier ones lack */
	for (i = 0; i < joined; i++)
		if (took[i])
			push_one(&a, db, c, places->v[i], flags, report);
	if (a.failed && places->nr > 1)
		err_set(err, a.code, "%zu of %zu push URLs did not take the "
			"tasks: %s", a.failed, places->nr, a.bad.buf);
	else if (a.failed)
		err_set(err, a.code, "%s", a.bad.buf);
	strbuf_release(&a.bad);
	free(took);
	return a.failed ? -1 : 0;
}

static int share_places(struct db *db, const struct config *c,
			const struct strvec *places, unsigned flags,
			struct share_report *report, struct err *err)
{
	struct exchange x;
	int rc = 0;

	exchange_init(&x, db, c, report->remote,
		      (flags & ~SHARE_PUSH) | SHARE_CENTRAL, report);
	if (flags & SHARE_PULL)
		rc = share_with(&x, err);
	exchange_release(&x);
	return rc ? rc : push_to_all(db, c, places, flags, report, err);
}

int db_share(struct db *db, const char *remote, unsigned flags,
	     struct share_report *report, struct err *err)
{
	struct strvec places = STRVEC_INIT;
	const struct config *c;
	struct exchange x;
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
	if (flags & SHARE_PUSH &&
	    remote_places(&places, db_place(db), c, report->remote, err) < 0)
		return -1;
	if (places.nr) {
		rc = share_places(db, c, &places, flags, report, err);
	} else {
		exchange_init(&x, db, c, report->remote, flags, report);
		rc = share_with(&x, err);
		exchange_release(&x);
	}
	strvec_clear(&places);
	conflicts_note(db, &report->joins);
	if (rc == 0)
		last_sync_write(db, report);
	return rc;
}

int db_join(struct db *db, const char *theirs_hex, bool to_push,
	    struct share_report *report, struct err *err)
{
	struct oid theirs, tip;

	if (object_hex(theirs_hex) != strlen(theirs_hex) ||
	    !oid_parse(&theirs, theirs_hex))
		return err_set(err, ERR_INVALID, "'%s' is no commit id",
			       theirs_hex);
	return merge_into(&tip, db, db_ref(db), &theirs,
			  to_push ? MERGE_TO_PUSH : 0, report, err) < 0 ? -1 : 0;
}

/*
 * Is this a job of a CI system?  Its jobs run in checkouts of their own, so what
 * one writes the next one only knows when it was pushed.
 */
static bool in_ci(void)
{
	static const char *const names[] = {
		"CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL"
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *s = getenv(names[i]);

		if (s && *s && !str_eq(s, "0") && !str_ieq(s, "false"))
			return true;
	}
	return false;
}

bool db_autopush_wanted(struct db *db)
{
	const char *env = getenv("GIT_TASK_AUTOPUSH");

	if (env && *env)
		return !str_eq(env, "0") && !str_ieq(env, "false") &&
			!str_ieq(env, "no") && !str_ieq(env, "off");
	return db_config_bool(db, "task.autoPush", in_ci());
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
	struct strvec places = STRVEC_INIT;
	const struct config *c;
	char *remote = NULL;
	int nr = -1, one;
	size_t i;

	if (db_git_conf(&c, db, NULL) < 0 ||
	    remote_pick(&remote, db_place(db), c, NULL))
		return -1;
	if (remote_places(&places, db_place(db), c, remote, NULL) == 0 &&
	    !places.nr)
		strvec_push(&places, remote);
	for (i = 0; i < places.nr; i++) {
		one = exchange_unsent(db, places.v[i], UNSYNCED_MAX);
		nr = one > nr ? one : nr;
	}
	strvec_clear(&places);
	free(remote);
	return nr;
}

/* Remotes that were asked for tasks, as far as that is kept. */
static void read_asked(struct strvec *out, struct db *db, const char *usual)
{
	char *path = db_local_path(db, EXCHANGE_ASKED);
	struct strbuf sb = STRBUF_INIT;

	if (file_read_plain(&sb, path, ASKED_MAX, NULL) == 0) {
		strvec_split(out, sb.buf, "\n");
		/* an empty file is of an older version: it asked the usual one */
		if (!out->nr && usual)
			strvec_push(out, usual);
	}
	free(path);
	strbuf_release(&sb);
}

bool db_unfetched(struct strbuf *command, struct db *db)
{
	struct strvec asked = STRVEC_INIT, all = STRVEC_INIT;
	const struct config *c;
	const char *left = NULL;
	char *usual = NULL;
	size_t i;

	if (db_initialised(db) || db_git_conf(&c, db, NULL) < 0)
		return false;
	remote_pick(&usual, db_place(db), c, NULL);
	read_asked(&asked, db, usual);
	remote_names(&all, c);
	for (i = all.nr; i > 0; i--)
		if (!strvec_has(&asked, all.v[i - 1]))
			left = all.v[i - 1];
	if (usual && !strvec_has(&asked, usual))
		left = usual;
	if (left)
		strbuf_addf(command, "git task pull%s%s",
			    str_eq(left, usual) ? "" : " ",
			    str_eq(left, usual) ? "" : left);
	strvec_clear(&asked);
	strvec_clear(&all);
	free(usual);
	return left != NULL;
}
