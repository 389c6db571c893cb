/*
 * session.h - agents at work: what a session was, did, used and ran into
 * (formats/session.md).
 *
 * A session is stored in refs/tasks/sessions in the shape of a task, so that
 * transactions, join and sync are those of tasks.  What happens in it is a log:
 * entries are only ever added, and sums are made when they are read.  So no two
 * writers can lose one another's numbers.
 *
 * The `db` of these functions is one that was opened with the ref "sessions".
 * All text comes from agents: it is checked and bounded here, and cleaned by
 * whoever shows it.
 */
#ifndef FEAT_SESSION_SESSION_H
#define FEAT_SESSION_SESSION_H

#include "base/base.h"
#include "base/err.h"
#include "data/id.h"
#include "data/json.h"
#include "db/core/db.h"

#define SESSION_REF "sessions"
/* The type of records there that are no sessions but facts (memory.h). */
#define MEMORY_TYPE "memory"
#define SESSION_NAME_MAX 200		/* bytes: of names, models, task ids */
#define SESSION_TEXT_MAX 16384		/* bytes: of messages */
#define SESSION_ENTRIES_MAX 20000	/* of one session */
/* Greatest number of one entry: sums of SESSION_ENTRIES_MAX stay exact. */
#define SESSION_COUNT_MAX 1e11

/* ---- writing ---- */

/*
 * The 16 digits under which a name is kept: a name of 16 hex digits is its own, any
 * other is hashed, so that clones which never met agree.
 */
void session_id(char out[ID_LEN + 1], const char *name);

struct session_start {
	const char *name;	/* NULL: one is made, equal to the id */
	const char *agent;	/* never NULL */
	const char *model;	/* or NULL */
	int64_t at;		/* session_import: when; WHEN_NONE: now */
};

/*
 * Starts a session, or goes on with one of that name, ended or not.  `id` gets its
 * id.  ERR_INVALID: a text that can not be taken.  ERR_CONFLICT: the session is
 * another agent's.
 */
int session_start(char id[ID_LEN + 1], bool *again, struct db *db,
		  const struct session_start *in, struct err *err);
/*
 * The id of the session that a person or an agent named: its name, else 4 or
 * more first digits of its id.  ERR_NOT_FOUND says how to start one.
 */
int session_find(char id[ID_LEN + 1], struct db *db, const char *typed,
		 struct err *err);
/* Ends it; ending it again changes nothing. */
int session_end(struct db *db, const char *id, struct err *err);

/* What an entry can say; NULL, and WHEN_NONE for numbers, is left out. */
struct session_entry {
	const char *kind;	/* "task", "tokens", "error" */
	const char *task;	/* as the agent calls it */
	const char *task_id;	/* of a task here: 16 digits */
	const char *description, *priority, *status;
	int64_t duration_ms;
	int64_t input, output, cache_read, cache_creation;
	int64_t context_used, context_window;
	const char *model;	/* "tokens": instead of the session's */
	const char *request;	/* "tokens": counted once per request */
	const char *severity, *type, *message;
	int64_t count;		/* "error": so many of them */
	int64_t at;		/* when it was; WHEN_NONE: now */
};

#define SESSION_ENTRY_INIT(kind) { kind, NULL, NULL, NULL, NULL, NULL, \
	WHEN_NONE, WHEN_NONE, WHEN_NONE, WHEN_NONE, WHEN_NONE, WHEN_NONE, \
	WHEN_NONE, NULL, NULL, NULL, NULL, NULL, WHEN_NONE, WHEN_NONE }

/*
 * Adds an entry.  One of a request that was logged with these numbers before
 * changes nothing.  ERR_INVALID: a text or number out of range, or the
 * session is full.
 */
int session_log(struct db *db, const char *id, const struct session_entry *e,
		struct err *err);
/* Several at once, in one commit; none of them when there is nothing new. */
int session_log_all(struct db *db, const char *id,
		    const struct session_entry *v, size_t nr,
		    struct err *err);

/*
 * A session that is over, in one commit: started at in->at when it is not there,
 * its entries, ended at `until`.  One that is there only gets the entries that are
 * news.  Errors as of session_start and session_log.
 */
int session_import(char id[ID_LEN + 1], struct db *db,
		   const struct session_start *in, int64_t until,
		   const struct session_entry *v, size_t nr,
		   struct err *err);

/* ---- reading ---- */

enum session_state {
	SESSION_ACTIVE, SESSION_STALE, SESSION_ENDED, SESSION_STATE_NR
};
enum severity {
	SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL,
	SEVERITY_NR
};
extern const char *const session_state_names[SESSION_STATE_NR];
extern const char *const severity_names[SEVERITY_NR];

struct session_tokens {
	double input, output, cache_read, cache_creation;
};

/* One stretch of work on a task. */
struct session_work {
	const char *task, *task_id, *description, *priority;
	const char *status;	/* "started" until it is finished */
	int64_t started, finished;	/* or WHEN_NONE */
	int64_t duration_ms;	/* -1: not known */
};

/* Tokens that an entry tells of; of a request that was logged before, by how much
 * they are more than then. */
struct session_use {
	int64_t at;
	const char *model;
	const char *task, *task_id;	/* it was at; NULL: at none */
	bool of_request;
	struct session_tokens n;
};

struct session_error {
	int64_t at;
	enum severity severity;
	const char *type, *message, *task, *task_id;
	size_t count;		/* 1 unless it stands for several */
};

/* Strings are borrowed from `task`. */
struct session {
	struct task task;	/* as stored */
	const char *name, *agent, *model;	/* "" when unknown */
	enum session_state state;
	int64_t started, ended, seen;	/* ended: WHEN_NONE until then */
	/* How far it is known to have been under way: to its end, to now while it
	 * is active, else to the last news of it. */
	int64_t until;
	struct session_work *works;
	size_t nr_works, alloc_works;
	struct session_use *uses;
	size_t nr_uses, alloc_uses;
	struct session_error *errors;
	size_t nr_errors, alloc_errors;
	struct session_tokens tokens;	/* the sum of uses */
	double context_used, context_window;	/* last known; 0: not */
};

/*
 * Reads a stored session; takes `t`.  Odd values count as absent: a joined blob can
 * hold anything.  `timeout` ms without news make it stale at `now`.  Requests that
 * were logged more than once count with their greatest numbers.
 */
void session_read(struct session *out, struct task *t, int64_t now,
		  int64_t timeout);
/* Reads one by its id, as of now; release it.  ERR_NOT_FOUND. */
int session_one(struct session *out, struct db *db, const char *id,
		struct err *err);
void session_release(struct session *s);
/* The task it is at: the last one started and not finished; or NULL. */
const struct session_work *session_current(const struct session *s);
/* How many errors there were: an entry can stand for several. */
size_t session_nr_errors(const struct session *s);
/* How full the context was at the last use, 0 to 100; NAN: not known. */
double session_context(const struct session *s);

struct session_list {
	struct session *v;
	size_t nr, alloc;
	const struct strvec *broken;	/* of the view: files nobody can read */
};

/* All sessions, those with the latest news first.  The timeout is that of
 * task.session.timeout. */
int session_all(struct session_list *out, struct db *db, struct err *err);
void session_list_release(struct session_list *l);
/* As formats/session.md says. */
struct json *session_json(const struct session *s);

/* ---- sums ---- */

enum session_by {
	SESSION_BY_ALL, SESSION_BY_AGENT, SESSION_BY_MODEL,
	SESSION_BY_BOTH,	/* agent and model */
	SESSION_BY_DAY,		/* UTC */
	SESSION_BY_TASK
};

struct session_sum {
	/* Of the group; borrowed, "" for any.  A task is its id here, else what the
	 * agent called it; "" with SESSION_BY_TASK: none. */
	const char *agent, *model, *task;
	char day[11];
	const struct session *counted;	/* private */
	size_t sessions, states[SESSION_STATE_NR];
	size_t tasks;			/* finished, cancelled ones left out */
	size_t succeeded;
	double duration_ms;		/* of timed tasks */
	size_t timed;
	struct session_tokens tokens;
	size_t errors[SEVERITY_NR];
	/* While a session of the group was under way: time that several shared
	 * counts once.  NAN: sums by task. */
	double uptime_ms;
	double cost;			/* of what has a price */
	double unpriced;		/* tokens whose model has none */
};

struct session_sums {
	struct session_sum *v;		/* in the order of agent and model */
	size_t nr, alloc;
	bool priced;			/* some model has a price */
	/* The day of the built-in table (feat/session/prices.h), "" when it was not
	 * used; the currency of what was, "" when it is not known. */
	char prices_of[11], currency[8];
};

/*
 * Sums over what happened in [since, until); since may be WHEN_NONE.  A session
 * counts when something of it did.  Tokens count for the model that used them, all
 * else for the model of the session.  SESSION_BY_ALL gives exactly one sum.
 * Prices are those of feat/session/prices.h; `db` NULL: none.
 */
void session_sums(struct session_sums *out, const struct session_list *l,
		  enum session_by by, int64_t since, int64_t until,
		  struct db *db);
void session_sums_release(struct session_sums *s);
/* Has the cost a meaning?  False where no token that is known of has a price. */
bool session_cost_known(const struct session_sum *s);
/* With "agent", "model", "day" or "task" as `by` says. */
struct json *session_sum_json(const struct session_sum *s, enum session_by by,
			      bool priced);

#define SESSION_DAYS_MAX 90
/*
 * What was used on each day (UTC) from `since`, or the first session, until today, at
 * most SESSION_DAYS_MAX of them: an array "days" of `out`, of sums with their "date".
 * With `charts` also "chart_tokens", "chart_cost" and "chart_uptime", SVG, the second
 * one null as long as no model has a price.
 */
void session_days(struct json *out, const struct session_list *l, int64_t since,
		  int64_t now, bool charts, struct db *db);
/* Sums of each session, in the order of the list, and of each task that one of them
 * took up, with the agents that did.  Tokens are of the task that the session was at
 * when it used them; those outside of any task are of none. */
struct json *session_each(const struct session_list *l, struct db *db);
struct json *session_tasks(const struct session_list *l, struct db *db);
/* A small curve of the tokens that it used so far, as SVG; NULL: none.  Caller
 * frees. */
char *session_spark(const struct session *s);
/*
 * The families git_task_agent_* for Prometheus: sessions by state,
 * tokens by agent, model and direction, errors by severity.  Every state and
 * severity has its sample, also when it is 0; no id or title is ever a label.
 */
struct prom_text;
void session_prometheus(struct prom_text *out, const struct session_list *l);

/* ---- what went wrong, as events ---- */

/*
 * An error that a session logged, and a budget that it used up, is told to whoever
 * watches the tasks: events with the members of those of tasks (db/events/events.h),
 * of the types "session-error" and "budget".  They come from the difference of two
 * tips of refs/tasks/sessions, so what a sync brought is told, too.
 */

/* The tip of the sessions now, "" when there are none; caller frees. */
char *session_tip(struct db *sessions);
/*
 * Appends to `list`, in the order of time, what was logged from tip `from` to `to`
 * (both hex; "" is before all).  `id` and `title` are those of the session, `agent`
 * is who worked, data is {"severity", "type", "message", "task", "task_id", "count"}.
 * Of an error that was counted up only the last count is told.  A tip that is not
 * there any more tells nothing.
 */
int session_news(struct json *list, struct db *sessions, const char *from,
		 const char *to, struct err *err);

#endif
