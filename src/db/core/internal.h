/*
 * internal.h - what the files of db/ share with one another.
 *
 * Nobody outside src/db includes this.
 */
#ifndef DB_CORE_INTERNAL_H
#define DB_CORE_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/strvec.h"
#include "data/json.h"
#include "data/rand.h"
#include "db/core/db.h"
#include "db/index/index.h"
#include "store/odb/object.h"
#include "store/odb/staging.h"
#include "store/place/repo.h"

struct db {
	struct place place;
	struct clock clock;
	char *agent;		/* --agent-id or the environment, or NULL */
	char *ref;		/* "refs/tasks/main" */
	char *index_path;	/* <commondir>/git-task/index */
	int lock_ms;		/* db_patience(); 0: task.lockTimeout */
	struct repo *repo;	/* opened at first need: db_repo() */
	struct config *config;	/* loaded at first need */
	struct json *shared;	/* .git-task.yaml */
	bool shared_read;
	struct map shared_texts;	/* key -> text, what db_config returns */
	struct view *view;	/* cached, or NULL */
	/* Views before the last refreshes: rows that a caller still holds
	 * across a write stay valid. */
	struct view *old[4];
	struct view *few;	/* of db_view_few, or NULL */
	bool locked;		/* db_lock() got the flock */
	bool wrote;		/* db_wrote() */
	bool torn;		/* db_torn() */
	/* How far this db has moved its ref since events_tell() looked last. */
	bool moved, from_none;
	struct oid moved_from, moved_to;
	bool short_ids;		/* db_short_ids() */
	bool force;		/* db_force() */
	/* db_write goes this way instead (share/claim.c), NULL: it does not. */
	int (*through)(struct db *db, const char *verb, txn_fn fn, void *data,
		       struct db_result *res, struct err *err);
	char *through_remote;
	struct index_progress progress;
	db_guard_fn guard;	/* db_set_guard(), or NULL */
	void *guard_data;
	const struct txn_rule *rule;
	void *rule_data;
	struct strvec warnings;
	char *me_name, *me_email;
	struct people *people;	/* db_people() */
	bool people_viewed, people_deep;
	struct memo mine;	/* answers of db_is_me() ... */
	unsigned mine_version;	/* ... when that was known of people */
	size_t me_known;	/* which of them I am, from 1; 0: not asked yet */
	char actor[9];
	struct joined *joined;	/* joins worked out so far, or NULL */
};

/* ---- the repository behind the tasks ---- */

/* The repository opened with libgit2, at the first call.  Borrowed. */
int db_repo(struct repo **out, struct db *db, struct err *err);
const struct place *db_place(const struct db *db);
/* Git's configuration, loaded at the first call.  Borrowed. */
int db_git_conf(const struct config **out, struct db *db, struct err *err);
/* "refs/tasks/main" or "refs/tasks/sessions". */
const char *db_ref(const struct db *db);
/* Tip of the ref, without libgit2 where that is possible.
 * 1 found, 0 none, -1 error. */
int db_tip(struct oid *out, struct db *db, struct err *err);

/* ---- pieces of a write, for txn.c, share.c and claim.c ---- */

/*
 * Takes the flock that puts writers of this clone in order
 * (<commondir>/git-task/lock), waiting task.lockTimeout seconds (10).  When
 * somebody keeps it that long this still returns 0, without the lock and with
 * a warning: the compare-and-swap alone keeps every edit safe.  -1 only when
 * the local directory can not be made (a read-only repository).
 */
int db_lock(struct file_lock *lock, struct db *db, struct err *err);
/* Notes in the locked file that `ref` is about to become `oid` (NULL: the
 * note is taken back): lock.c says why.  db_swap_ref does both. */
void db_note_swap(struct db *db, const char *ref, const struct oid *oid);
/* The last commit that this clone put into one of our refs; false: unknown. */
bool db_last_tip(struct oid *out, struct db *db, const char *ref);
void db_remember_tip(struct db *db, const char *ref, const struct oid *oid);
/* Sets fsync of loose objects and refs as task.fsync says. */
void db_set_sync(struct db *db, struct repo *r);
/* Refuses with a sentence when meta.json of `tree` (NULL: no tasks yet) is
 * of a newer schema than ours. */
int db_check_schema(struct repo *r, const struct oid *tree, struct err *err);
/* The blob of meta.json, written into the repository. */
int db_write_meta(struct oid *out, struct repo *r, struct err *err);
/* A commit by the user at the db's time.  parents may be NULL when nr is 0. */
int db_commit(struct oid *out, struct db *db, const struct oid *tree,
	      const struct oid *parents, size_t nr, const char *message,
	      struct err *err);
/* As ref_swap, for any of our refs. */
int db_swap_ref(struct db *db, const char *ref, const struct oid *new_oid,
		const struct oid *old, const char *reflog, struct err *err);
/* As ref_swap for the db's ref.  old NULL: must not exist.  Returns 0; 1 when
 * the ref moved or is locked: try again; -1 error. */
int db_swap(struct db *db, const struct oid *new_oid, const struct oid *old,
	    const char *reflog, struct err *err);
/* The sentence for a ref that stays taken: names the lock file to remove. */
int db_taken(struct db *db, struct err *err);
/* Sleeps a short random time before try number `tries` + 1. */
void db_backoff(unsigned tries);
/* Adds the trailers "Task-Actor", "Task-Agent" when an agent is set, and
 * "Task-Worktree" in a linked work tree. */
void db_trailers(struct strbuf *message, struct db *db);
/* Forgets the cached view: the ref has moved.  The next db_view() refreshes
 * the index. */
void db_moved(struct db *db);

/* Reads the view of commit `tip`, from the index as far as it goes. */
int db_view_at(const struct view **out, struct db *db, const struct oid *tip,
	       struct err *err);
/*
 * The view of any commit, without touching the cached one or the index file;
 * close it with db_view_done().
 */
int db_view_past(struct view **out, struct db *db, const struct oid *tip,
		 struct err *err);
void db_view_done(struct db *db, struct view *v);	/* NULL is fine */
/* Puts `v` in the place of the cached view. */
void db_keep_view(struct db *db, struct view *v);

/* A warning for the user; see db_warnings(). */
void db_warn(struct db *db, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- rounds with a remote (backoff.c) ---- */

/*
 * Waits before another round: a random part of `took` (ms, what the last one
 * needed) times the number of rounds so far, up to 8.  Many clones that push
 * at once spread out by that, as stations of a shared medium do (Metcalfe
 * and Boggs, "Ethernet", 1976).
 */
void share_backoff(unsigned rounds, int64_t took);

/* ---- a write that others must accept first (claims) ---- */

/* Offers a commit to others: 0 accepted, 1 others were first, -1 error. */
typedef int (*publish_fn)(const struct oid *commit, void *data,
			  struct err *err);
/*
 * As db_write with DB_QUIET_EMPTY, but the ref moves only when `publish`
 * accepts the commit.  Returns 0 done, 1 others were first (nothing changed
 * here), -1 error; 2 when the ref here moved after the commit was accepted:
 * others know res->commit, so the caller must join it (db_join).  res must not
 * be NULL.
 */
int db_write_published(struct db *db, const char *verb, txn_fn fn,
		       void *data, publish_fn publish, void *publish_data,
		       struct db_result *res, struct err *err);

/* Full ids of the tasks that exist and were changed so far in the transaction:
 * those that stay open, those that are finished by it. */
void txn_touched(const struct txn *txn, struct strvec *open,
		 struct strvec *over);

/* ---- a transaction's insides (txn.c, txn-check.c) ---- */

struct txn_item {
	struct task before;	/* doc NULL: created here */
	struct task after;
	bool dirty;
};

/*
 * Do the dependencies and parents that the edit added exist, and does none of
 * them close a cycle?  `items` maps ids to struct txn_item; `v` is the state
 * before.  ERR_INVALID "Invalid dependency ID: X" or the cycle "a -> b -> a".
 */
int txn_check(const struct view *v, const struct map *items,
	      struct err *err);

/*
 * Edits of another program that met edits here (txn_met).  They are told as those of
 * two clones are (formats/merge.md): a commit with what the other side said and gave
 * way, on top of the state before, and a merge that names each edit that was lost.
 */
struct mets {
	struct met *v;
	size_t nr, alloc;
	char *who;
	bool ours_lost;		/* some value of the state before gave way */
	struct map sides;	/* id -> struct task with what they said */
};

struct mets_base { struct oid tip, tree, after; };	/* before; tree after */

void mets_reset(struct mets *m);	/* also begins one that is all zero */
void mets_add(struct mets *m, const struct txn_item *it,
	      const struct txn_meeting *met, const char *actor);
/* *commit: what was done here, in; the merge, out.  -1 with err. */
int mets_commit(struct oid *commit, struct db *db, struct repo *r,
		const struct mets *m, const struct mets_base *base,
		const char *verb, struct err *err);

#endif
