/*
 * tell.h - telling people and programs what happened to the tasks.
 *
 * A rule says whom to tell of what, and how.  Rules stand in Git's configuration, the
 * repository's or the user's, never in anything that is shared: a task or a tracked
 * file can neither add one nor name where messages go (docs/notify.md).
 *
 *	[task "notify.team"]
 *		kind = slack
 *		urlEnv = SLACK_WEBHOOK_URL
 *		when = completed and priority>=high
 *
 * What happened is read from the events (db/events): tell_collect makes messages of
 * what is new since it was called last, and puts them into a queue in local state;
 * tell_flush sends what is due.  A message has a key, made of what it says, so that
 * the same event has the same key in every clone and at every attempt.
 *
 * What holds, whatever dies when: an event is in the queue once, because its message and
 * the place in the stream of events are written by one rename; a message that was
 * sent is noted before the next one is begun, so that at most the one whose answer
 * was not seen is sent again, with the same key; what can not be sent stays.
 */
#ifndef FEAT_TELL_TELL_H
#define FEAT_TELL_TELL_H

#include "base/base.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/stop.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"
#include "db/events/events.h"

/* ---- rules (rule.c) ---- */

enum tell_kind {
	TELL_SLACK, TELL_DISCORD, TELL_TEAMS, TELL_MATTERMOST, TELL_MATRIX,
	TELL_WEBHOOK, TELL_MAIL, TELL_DESKTOP, TELL_COMMAND, TELL_NR
};

#define TELL_KINDS "slack|discord|teams|mattermost|matrix|webhook|mail|"	\
	"desktop|command"

/* What a rule's settings are called, behind "task.notify.<name>.". */
#define TELL_SETTINGS(X)						\
	X(kind) X(url) X(urlenv) X(tokenenv) X(secretenv) X(room) X(to)	\
	X(argv) X(when) X(template) X(quiet) X(digest) X(sendmail)

struct tell_rule {
	char *name;
	enum tell_kind kind_is;
	bool broken;		/* it can not be used, `why` says why */
	char *why;
#define TELL_MEMBER(s) char *s;
	TELL_SETTINGS(TELL_MEMBER)	/* as configured, or NULL */
#undef TELL_MEMBER
	struct strvec events;	/* of `when`: names; empty: any event */
	char *query;		/* the rest of it, or NULL */
	double digest_s;	/* 0: each message alone */
};

struct tell_rules {
	struct tell_rule *v;
	size_t nr, alloc;
};

#define TELL_RULES_INIT { NULL, 0, 0 }

/* Events without a rule of their own: what `when` is when nothing is given. */
#define TELL_WHEN "created or completed or blocked or unblocked or assigned or "	\
	"commented or conflict or due-soon or overdue or stale or lease-ending"

/* All rules that are configured, by name.  What is wrong with one makes it broken, no
 * error. */
void tell_rules_load(struct tell_rules *out, struct db *db);
void tell_rules_release(struct tell_rules *r);	/* usable afterwards */
struct tell_rule *tell_rule_find(const struct tell_rules *r, const char *name);
/* Is there any rule at all?  One look at the configuration. */
bool tell_wanted(struct db *db);
/* Checks a rule's settings as far as that can be done without sending; fills what is
 * derived from them.  `now` is what days in its query are counted from. */
int tell_rule_check(struct tell_rule *r, int64_t now, struct err *err);
/* Does the rule listen to this event (one of tell_event)?  The task is asked by
 * tell_collect. */
bool tell_rule_hears(const struct tell_rule *r, const struct json *event);
/* The end of the quiet hours that `now` is in, or 0. */
int64_t tell_quiet_until(const struct tell_rule *r, int64_t now);

/* ---- messages (message.c) ---- */

/*
 * An event as messages have it: events_json with "short", "task" (what the task is
 * at that tip, or null), "what" ("moved from pending to in progress"), "repository".
 * Events of `remind` have the same members.
 */
struct json *tell_event(struct json *event, struct db *db,
			const struct view *v);
/* 32 hex digits that are the same for the same event and rule target. */
void tell_key(char out[33], const struct tell_rule *r,
	      const struct json *event);
/* The words of a message for this rule, from its template or the usual one; foreign text in it
 * mentions nobody and marks up nothing where the message is shown. */
int tell_text(struct strbuf *out, const struct tell_rule *r,
	      const struct json *events, struct err *err);

/* ---- sending (send.c, kinds.c) ---- */

struct web;

struct tell_message {
	const struct tell_rule *rule;
	const char *key;
	const struct json *events;	/* an array */
	const char *text;
};

struct tell_sender {
	struct db *db;
	struct web *web;	/* opened when it is needed */
	struct stop *stop;	/* may be NULL */
	int timeout_ms;		/* of one attempt; 0: 30 s */
};

enum tell_answer {
	TELL_SENT,
	TELL_AWAY,	/* nobody there: it costs no attempt */
	TELL_LATER,	/* it was refused now; *wait ms, or -1 */
	TELL_NEVER	/* it will not be taken */
};

/* One attempt.  But for TELL_SENT err says why, without a secret. */
enum tell_answer tell_send(int64_t *wait, struct tell_sender *s,
			   const struct tell_message *m, struct err *err);

/* ---- the queue (queue.c) ---- */

struct tell_queue {
	struct db *db;
	struct file_lock lock;
	struct json *doc;	/* {"tip", "since", "items", "failed"} */
	struct map sent;	/* keys, since doc was written */
	bool fresh;		/* there was no queue yet */
};

#define TELL_QUEUE_INIT { NULL, FILE_LOCK_INIT, NULL, MAP_INIT, false }

/* Takes the queue of this clone: one process at a time.  Waits `wait_ms`.
 * ERR_CONFLICT: another process has it. */
int tell_queue_open(struct tell_queue *q, struct db *db, int wait_ms,
		    struct err *err);
/* Gives it back; what was changed must have been saved. */
void tell_queue_close(struct tell_queue *q);
int tell_queue_save(struct tell_queue *q, struct err *err);
/* The message was sent: on the disk when it returns. */
int tell_queue_sent(struct tell_queue *q, const char *key, struct err *err);
/* For readers: the document as it is, without taking the queue; NULL: none. */
struct json *tell_queue_read(struct db *db);
/* Adds one event for a rule, unless its key is there already. */
void tell_queue_add(struct tell_queue *q, const struct tell_rule *r,
		    struct json *event, int64_t now);

/* Attempts that a server may refuse before a message is put aside, and how long one
 * whose server can not be reached is kept. */
#define TELL_TRIES 12
#define TELL_KEEP_MS (INT64_C(30) * 86400 * 1000)
#define TELL_FAILED_MAX 1000	/* messages put aside */
/* More messages of one rule at once become one. */
#define TELL_FLOOD 20

/* Queues what happened since the last call, one transaction.  A clone that collects for
 * the first time begins now.  Warnings go to db_warnings. */
int tell_collect(struct tell_queue *q, const struct tell_rules *rules,
		 struct err *err);

struct tell_report {
	size_t sent, waiting, failed;	/* messages; failed: put aside now */
	int64_t next;			/* when the next is due, or WHEN_NONE */
	struct strvec why;		/* "team: https://...: ..." */
};

#define TELL_REPORT_INIT { 0, 0, 0, WHEN_NONE, STRVEC_INIT }

/* Sends what is due; `all` also what waits for another attempt (not for the end of quiet
 * hours or of a digest).  -1 only when the queue can not be written. */
int tell_flush(struct tell_report *out, struct tell_queue *q,
	       const struct tell_rules *rules, struct tell_sender *s,
	       bool all, struct err *err);
/* Puts aside no more: messages that were put aside are due again. */
size_t tell_queue_retry(struct tell_queue *q);
/* Forgets the messages of a rule; how many there were. */
size_t tell_queue_drop(struct tell_queue *q, const char *rule);

/* Collects and sends, for programs that have something else to do: nothing when no
 * rule is configured or another process is at it.  Failures become warnings. */
void tell_run(struct db *db, struct stop *stop, int timeout_ms,
	      int64_t *next);

#endif
