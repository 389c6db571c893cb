/*
 * db.h - tasks in a repository: opening, reading, the write transaction.
 *
 * Reading never locks and works in a read-only repository.  Writing: flock,
 * read the tip, apply, check, write objects, compare-and-swap; a lost race does
 * the whole edit again.  The lock only gives order among the processes of one
 * clone, the compare-and-swap is what keeps edits from being lost, also against
 * plain Git.
 *
 * Functions return 0, or -1 with err filled, except where said.  Strings that
 * come out as `const char *` belong to the db and live until db_close, unless
 * a shorter life is named.  Times are ms since 1970 (UTC).  A struct db is for
 * one thread.
 */
#ifndef DB_CORE_DB_H
#define DB_CORE_DB_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/when.h"
#include "db/index/view.h"
#include "model/change.h"
#include "model/people.h"

struct db;

struct db_options {
	const char *dir;	/* start of discovery, NULL: current */
	const char *agent;	/* --agent-id, NULL: from the environment */
	const char *ref;	/* below refs/tasks/: "main" (NULL) or "sessions" */
	const struct clock *clock;	/* NULL: system clock */
};

/*
 * Finds the repository (cheap: a few file reads, no libgit2, no index).  What
 * `opt` holds is copied.  ERR_FATAL when there is no repository.  *out is NULL
 * after an error; close it with db_close.
 */
int db_open(struct db **out, const struct db_options *opt, struct err *err);
/* Loads what is else loaded when it is first needed; no repository is touched.
 * ERR_FATAL says what is missing. */
int db_load_libraries(struct err *err);
void db_close(struct db *db);	/* NULL is fine */

/* Who is told how far long work (the first index of many tasks) has come; the
 * last call has done == total.  fn NULL: nobody. */
typedef void (*db_progress_fn)(const char *what, size_t done, size_t total,
			       void *data);
void db_set_progress(struct db *db, db_progress_fn fn, void *data);

/* Whoever prints tasks as JSON from a view of this database is to name them by
 * their short ids: sets view->short_ids, nothing in here looks at it. */
void db_short_ids(struct db *db);

/* ---- facts about the place ---- */
/* The Git directory that all worktrees share; absolute. */
const char *db_commondir(const struct db *db);
/* The top of the work tree, absolute; NULL when bare. */
const char *db_worktree(const struct db *db);
/* "<commondir>/git-task/<name>", whether it is there or not; caller frees. */
char *db_local_path(const struct db *db, const char *name);
/* Creates <commondir>/git-task when it is missing.  ERR_FAILED also when it can
 * not be written to. */
int db_local_mkdir(struct db *db, struct err *err);
/* The time, ms: of the clock that db_open was given. */
int64_t db_now(const struct db *db);
/*
 * This clone's name in stamps, 8 hex digits.  One that is missing or unreadable is
 * made when `create`, atomically among processes; else `out` is "" and the
 * result is 0.
 */
int db_actor(char out[9], struct db *db, bool create, struct err *err);
/*
 * Who the user is, as Git would write it into a commit, without the agent.
 * Either pointer may be NULL.  ERR_FATAL with Git's own words when it does not
 * know.
 */
int db_me(struct db *db, const char **name, const char **email,
	  struct err *err);
/* The assignee that means me: the agent when there is one, else the e-mail
 * address, "" when nobody knows. */
const char *db_me_name(struct db *db);
/* Does an assignee mean me: the agent, my name or my address (case ignored)?
 * NULL and "" never do. */
bool db_is_me(struct db *db, const char *assignee);

/*
 * Who is who in this repository (model/people): Git's .mailmap (also mailmap.file
 * and mailmap.blob), me, and the authors that were looked up before.  Loaded at
 * the first call; borrowed, and valid until the next call of db_person.
 */
const struct people *db_people(struct db *db);
/*
 * The person that a typed text means: "me", a name, an address, a short name, a
 * unique part.  Looks further while nobody is found: assignees of the view (may be
 * NULL), authors of commits.  NULL when nobody fits, or several do (*several, may
 * be NULL).
 */
const struct person *db_person(struct db *db, const struct view *v,
			       const char *typed, bool *several);
/*
 * The form in which a typed person is stored: the proper address, the name of an
 * agent, or the text itself when nobody is known by it, with a warning
 * (db_warnings) that names the nearest people.  "" for "me" when nobody knows who
 * that is.  Lives as long as the db, or `typed`.
 */
const char *db_who(struct db *db, const struct view *v, const char *typed);
/* The same for data (imports, templates, comments in code): "me", exact forms and
 * short names are understood, parts are not, and nothing is warned about. */
const char *db_who_data(struct db *db, const struct view *v,
			const char *stored);
/* query_person_fn of the database `data`. */
void db_person_forms(struct strvec *forms, const char *typed, void *data);
/* Everybody who is known: as db_people after db_person has looked everywhere. */
const struct people *db_everybody(struct db *db, const struct view *v);

/*
 * Configuration: Git's first, then what .git-task.yaml of the work tree may set
 * (formats/config.md).  Keys are whole names, "task.hooks.strict", case
 * ignored.  NULL when unset; valid until db_config_set or db_close.  What is
 * wrong with the file becomes a warning (db_warnings), once.
 */
const char *db_config(struct db *db, const char *key);
/* A value that is no boolean, or no whole number, counts as unset. */
bool db_config_bool(struct db *db, const char *key, bool dflt);
int64_t db_config_int(struct db *db, const char *key, int64_t dflt);
/* Only what Git's own configuration says (color.ui, core.pager, editor). */
const char *db_git_config(struct db *db, const char *key);
/* Did a db_write (or db_apply) succeed since the db was opened, or since the
 * subscribers were told (events_tell)? */
bool db_wrote(const struct db *db);
/* Was the index cut by somebody while this db's views were read?  What a reader said
 * may be wrong then; what was written is right (the transaction began again). */
bool db_torn(struct db *db);
/* Writes the repository's configuration, or the user's when `global`; NULL takes
 * the key out, and one that is not there is fine.  ERR_INVALID with Git's
 * words. */
int db_config_set(struct db *db, bool global, const char *key,
		  const char *value, struct err *err);
/* Can a thing with settings of its own be called so ("task.bridge.<name>.url")?  1 to 40
 * letters, digits, '-' and '_'. */
bool db_config_name_ok(const char *name);
/* Calls fn for each value whose key begins with `prefix` ("task."): Git's in
 * their order (the last one of a key counts), then those of the shared file that
 * Git does not set.  Returns how many there were. */
size_t db_config_each(struct db *db, const char *prefix,
		      void (*fn)(const char *key, const char *value,
				 void *data), void *data);
/* May .git-task.yaml set this key ("task.hooks.strict")?  Never one that names a
 * command, a path outside the repository, a remote or a person. */
bool db_config_shareable(const char *key);
/* .git-task.yaml as a tree, for what is no single value; NULL when there is no
 * such file or it can not be parsed. */
const struct json *db_shared(struct db *db);

/* ---- reading ---- */

/*
 * The current view; the db's own, cached until the ref moves.  The four before it
 * stay open, so that rows which a caller still holds outlive a write or two;
 * db_close closes all.  With a fresh index this opens nothing but the index file.  No tasks yet is an empty view, not an error.
 * Broken blobs are in view->broken: readers warn and exit 1.
 */
int db_view(const struct view **out, struct db *db, struct err *err);
/*
 * For a change that is about these tasks alone and leaves their status and their links
 * to others as they are: a view of them by the beginnings of their ids (db/index/few.h),
 * the db's own until the next call, for DB_FEW.  At 10,000 tasks the whole one is
 * half of what a small write costs.  False: not for sure, or the whole one is there
 * already; take db_view.
 */
bool db_view_few(const struct view **out, struct db *db,
		 const struct strvec *prefixes);
/* May a task have `text` as the whole of a short text?  False is for sure
 * (db/index/look-up.h). */
bool db_may_have(struct db *db, const char *text);
/* Has `git task init` (or a first write) made the ref?  Also true of one that can not be
 * read: damaged is not empty, and who reads on gets the error. */
bool db_initialised(struct db *db);

/* ---- writing ---- */

/*
 * How many ms a write waits for another process of this clone, instead of
 * task.lockTimeout (in seconds, 10 by default); after that it goes on without
 * the lock, with a warning, which is safe.  0: the setting again.
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
/* The edit needs only what db_view_few has shown; the next reader brings the index up
 * to date.  Where the tasks have moved since, it gets the whole view. */
#define DB_FEW 4u

/*
 * What belongs to a change of status besides the fields of its own, wherever it
 * comes from: set once for a database (act/rule.h does), asked by every
 * transaction.
 */
struct txn_rule {
	/* A try begins: what was noted in the one before counts no more. */
	void (*begin)(void *data);
	/* `c` is about to give the task another status; adds its ops to it. */
	int (*status)(struct txn *txn, const struct task *t, enum status to,
		      struct change *c, void *data, struct err *err);
	/* The transaction is in place. */
	void (*done)(struct db *db, void *data);
	void (*release)(void *data);
};
void db_set_rule(struct db *db, const struct txn_rule *rule, void *data);
void *db_rule_data(struct db *db);	/* NULL: there is no rule */

/*
 * A condition of the first write of this database: asked at each try, before the
 * edit, with the state that it would change.  -1: the write is refused.
 */
typedef int (*db_guard_fn)(const struct view *now, void *data,
			   struct err *err);
void db_set_guard(struct db *db, db_guard_fn guard, void *data);

struct db_result {
	char commit[OBJECT_HEX + 1];	/* "" when nothing changed */
	size_t created, changed;	/* tasks; none counts as both */
	unsigned tries;		/* how often fn was run */
};

/* From here on the tasks that this actor had claimed and lost to somebody else may
 * be changed all the same (--force). */
void db_force(struct db *db);

/*
 * Runs fn in a transaction and commits it as one commit
 * "<verb> <id8>: <what>" ("<verb>: <n> tasks" for several); see formats/task.md
 * for its trailers.  All of it or, after an error, nothing.  With task.fsync (the
 * default) it is on the disk on return.  `res` may be NULL.  Besides the
 * errors of fn: ERR_INVALID for a state that model/check refuses (a cycle, ...),
 * ERR_CONFLICT when others keep moving the ref or it stays locked, which names
 * the lock file; ERR_FATAL when the store can not be read or written, or has a
 * newer schema.
 */
int db_write(struct db *db, const char *verb, unsigned flags, txn_fn fn,
	     void *data, struct db_result *res, struct err *err);

/* Only inside fn; what they give lives until fn returns. */
const struct view *txn_view(struct txn *txn);	/* state before the edit */
const struct edit *txn_edit(struct txn *txn);	/* now, actor, author, rnd */
struct db *txn_db(struct txn *txn);
/* The task as changed so far in this transaction, by its full id; until the next
 * change of it.  ERR_NOT_FOUND. */
int txn_task(const struct task **out, struct txn *txn, const char *id,
	     struct err *err);
/*
 * Applies one change to one task (c->id, full).  *changed (may be NULL): did
 * anything differ?  ERR_NOT_FOUND when the task is not there, ERR_FAILED when one
 * to be created is, ERR_FATAL when its blob is broken; ERR_CONFLICT when this actor
 * had claimed the task and somebody else holds it now, unless the change is a claim
 * itself or db_force is on; what change_apply refuses.
 */
int txn_apply(struct txn *txn, const struct change *c, bool *changed,
	      struct err *err);
/* Replaces a whole task by another state of it (fsck --repair). */
int txn_put(struct txn *txn, const struct task *t, struct err *err);
/* A new id whose first 8 digits are unique in this clone. */
void txn_new_id(struct txn *txn, char out[ID_LEN + 1]);
/* The words after "<verb> <id8>: " when the derived ones do not fit. */
void txn_what(struct txn *txn, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Another trailer line for the commit message. */
void txn_trailer(struct txn *txn, const char *key, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/*
 * Another program's edit of a field met one that was made here, and the later one
 * stays.  When ours does the field is left alone: `theirs` (null: unset) is what gives
 * way, `at` its time, earlier than that of ours, in ms.  Else txn_apply has set the
 * field to theirs, and what it had before gives way.  db_conflicts tells of it, and
 * can bring back either.  ERR_NOT_FOUND: no task of that id was there before.
 */
struct txn_meeting {
	const char *field, *who;	/* "title", "github" */
	bool ours_stays;
	const struct json *theirs;
	int64_t at;
};
int txn_met(struct txn *txn, const char *id, const struct txn_meeting *met,
	    struct err *err);

/* One change of one task: the common case.  As db_write with DB_QUIET_EMPTY. */
int db_apply(struct db *db, const char *verb, const struct change *c,
	     struct db_result *res, struct err *err);

/* Warnings gathered so far, each a sentence; the db's own list, which the caller
 * prints and clears. */
struct strvec *db_warnings(struct db *db);

/* Creates the ref (a commit with meta.json), its reflog and the local directory.
 * Running it again does nothing; *created says whether the ref is new. */
int db_init(struct db *db, bool *created, struct err *err);

#endif
