/*
 * db.h - tasks in a repository: opening, reading, the write transaction.
 *
 * Reading never locks and works in a read-only repository.  Writing: flock,
 * read tip, apply, check, objects, compare-and-swap; a lost race redoes the
 * whole edit (design 4).
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/when.h"
#include "db/view.h"
#include "model/change.h"

struct db;

struct db_options {
	const char *dir;	/* start of discovery, NULL: current */
	const char *agent;	/* --agent-id, NULL: from the environment */
	const char *ref;	/* "main" (NULL) or "sessions" */
	const struct clock *clock;	/* NULL: system clock */
};

/* Finds the repository (cheap: no libgit2).  ERR_FATAL when there is none. */
int db_open(struct db **out, const struct db_options *opt, struct err *err);
void db_close(struct db *db);

/* Who is told how far long work (the first index of many tasks) has come; the
 * last call has done == total.  fn NULL: nobody. */
typedef void (*db_progress_fn)(const char *what, size_t done, size_t total,
			       void *data);
void db_set_progress(struct db *db, db_progress_fn fn, void *data);

/* ---- facts about the place ---- */
const char *db_commondir(const struct db *db);
const char *db_worktree(const struct db *db);	/* NULL when bare */
char *db_local_path(const struct db *db, const char *name); /* <commondir>/git-task/<name>; caller frees */
int db_local_mkdir(struct db *db, struct err *err);	/* creates <commondir>/git-task */
int64_t db_now(const struct db *db);
/* This clone's 8 hex digits; made at first use when `create`, else "". */
int db_actor(char out[9], struct db *db, bool create, struct err *err);
/* Who I am: "Name <email>" parts; agent name alone when one is set is
 * db_me_name().  Borrowed. */
int db_me(struct db *db, const char **name, const char **email,
	  struct err *err);
/* The assignee that means me: agent id if set, else the email. */
const char *db_me_name(struct db *db);
/* Does an assignee string mean me (name, email, agent)? */
bool db_is_me(struct db *db, const char *assignee);

/* Configuration: git config first, then .git-task.yaml of the work tree (keys
 * below "task." only), NULL when unset. */
const char *db_config(struct db *db, const char *key);
bool db_config_bool(struct db *db, const char *key, bool dflt);
int64_t db_config_int(struct db *db, const char *key, int64_t dflt);
/* Only what Git's own configuration says (color.ui, core.pager, editor). */
const char *db_git_config(struct db *db, const char *key);
/* Did a db_write (or db_apply) succeed since the db was opened? */
bool db_wrote(const struct db *db);
int db_config_set(struct db *db, bool global, const char *key,
		  const char *value, struct err *err);
size_t db_config_each(struct db *db, const char *prefix,
		      void (*fn)(const char *key, const char *value,
				 void *data), void *data);
/* May .git-task.yaml set this key ("task.hooks.strict")?  Never one that names a
 * command, a path outside the repository, a remote or a person. */
bool db_config_shareable(const char *key);
/* The shared settings as a tree (may be NULL): .git-task.yaml. */
const struct json *db_shared(struct db *db);

/* ---- reading ---- */

/*
 * The current view; cached until the ref moves.  With a fresh index this opens
 * nothing but the index file.  No tasks yet is an empty view, not an error.
 * Broken blobs are in view->broken: readers warn and exit 1.
 */
int db_view(const struct view **out, struct db *db, struct err *err);
/* Has `git task init` (or a first write) made the ref? */
bool db_initialised(struct db *db);

/* ---- writing ---- */

/*
 * How long a write waits for another process of this clone, instead of
 * task.lockTimeout; after that it goes on without the lock, which is safe.
 */
void db_patience(struct db *db, int ms);

struct txn;
/*
 * The edit.  May run more than once: it must look at txn_view() afresh and leave
 * `data` as it found it on failure.  Return 0 to commit, <0 to give up.
 */
typedef int (*txn_fn)(struct txn *txn, void *data, struct err *err);

#define DB_BULK 1u	/* one pack instead of loose objects */
#define DB_QUIET_EMPTY 2u /* nothing changed is fine (no commit) */

struct db_result {
	char commit[41];	/* "" when nothing changed */
	size_t created, changed;
	unsigned tries;
};

/*
 * Runs fn in a transaction and commits it as one commit
 * "<verb> <id8>: <what>" ("<verb>: <n> tasks" for several).  ERR_CONFLICT when
 * the lock or the ref stays taken for 10 s.
 */
int db_write(struct db *db, const char *verb, unsigned flags, txn_fn fn,
	     void *data, struct db_result *res, struct err *err);

const struct view *txn_view(struct txn *txn);	/* state before the edit */
const struct edit *txn_edit(struct txn *txn);	/* now, actor, author, rnd */
/* The task as changed so far in this transaction (borrowed). */
int txn_task(const struct task **out, struct txn *txn, const char *id,
	     struct err *err);
/* Applies one change.  *changed may be NULL. */
int txn_apply(struct txn *txn, const struct change *c, bool *changed,
	      struct err *err);
/* Puts a whole task in place (import, PRD, join); id must be valid. */
int txn_put(struct txn *txn, const struct task *t, struct err *err);
/* A new id whose first 8 digits are unique in this clone. */
void txn_new_id(struct txn *txn, char out[ID_LEN + 1]);
/* The words after "<verb> <id8>: " when the derived ones do not fit. */
void txn_what(struct txn *txn, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Another trailer line for the commit message. */
void txn_trailer(struct txn *txn, const char *key, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* Warnings for the user (cycles, ...): copied into db_warnings(). */
void txn_warn(struct txn *txn, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* One change of one task: the common case. */
int db_apply(struct db *db, const char *verb, const struct change *c,
	     struct db_result *res, struct err *err);

/* Warnings gathered since the last call; caller prints and clears. */
struct strvec *db_warnings(struct db *db);

/* Creates the ref (meta.json), the reflog, the local directory. Idempotent;
 * *created says whether the ref is new. */
int db_init(struct db *db, bool *created, struct err *err);

#endif
