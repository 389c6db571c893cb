/*
 * bridge.h - the issues of a tracker and the tasks here, kept in step.
 *
 * A bridge is configured (Git's configuration, never shared): a kind of tracker, an
 * address, a project.  Three parts know three things: a tracker (github.c, ...)
 * speaks with one kind of server and gives issues in one form; a client (client.c)
 * makes its requests, waits when it is asked to and tries again; the state (state.c)
 * remembers of each issue what both sides said when they were last in step.
 *
 * An issue is an object, whatever its tracker:
 *
 *	{"key": "12", "url", "title", "description", "state": "open" or "closed",
 *	 "reason": "completed", "not_planned" or null, "status": the tracker's word or
 *	 null, "labels": [], "assignees": [], "deadline", "priority", "author",
 *	 "created", "updated": RFC 3339, "marker": the task it was made of or null,
 *	 "comments": how many, "attachments": ["name address"]}
 *
 * Members that a tracker does not have are not there.  What comes from a server is
 * foreign data.
 *
 * Fields are merged three ways: what each side says now against what both said last.
 * One side changed it: it goes to the other.  Both did: the later edit stays, by the
 * time of the issue (the server's clock, corrected) and the stamp of the field, as
 * in every join, and it is told.
 */
#ifndef FEAT_BRIDGE_BRIDGE_H
#define FEAT_BRIDGE_BRIDGE_H

#include "base/base.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/stop.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"
#include "db/share/secret.h"

/* ---- configuration (config.c) ---- */

#define BRIDGE_KINDS "github|gitlab|gitea|forgejo|jira"

/* What is configured, behind "task.bridge.<name>.". */
#define BRIDGE_SETTINGS(X)						\
	X(kind) X(url) X(project) X(query) X(tokenenv) X(userenv)	\
	X(people) X(priorities) X(statuses) X(comments) X(issuetype)	\
	X(api) X(timeout)

struct bridge_config {
	char *name;
#define BRIDGE_MEMBER(s) char *s;
	BRIDGE_SETTINGS(BRIDGE_MEMBER)
#undef BRIDGE_MEMBER
};

struct bridge_configs {
	struct bridge_config *v;
	size_t nr, alloc;
};

#define BRIDGE_CONFIGS_INIT { NULL, 0, 0 }

void bridge_configs_load(struct bridge_configs *out, struct db *db);
void bridge_configs_release(struct bridge_configs *c);
struct bridge_config *bridge_config_find(const struct bridge_configs *c,
					 const char *name);
void bridge_config_release(struct bridge_config *c);
/*
 * A map "theirs=ours, ..." of the configuration.  Looked up without regard to case;
 * NULL: not in it.  What is returned lives until the next call with the same buffer.
 */
const char *bridge_map_ours(struct strbuf *buf, const char *map,
			    const char *theirs);
const char *bridge_map_theirs(struct strbuf *buf, const char *map,
			      const char *ours);

/* ---- requests (client.c) ---- */

struct web;

struct bridge_client {
	struct web *web;
	struct stop *stop;
	struct db *db;
	struct strvec headers;	/* of every request; secrets are among them */
	char *base;		/* "https://api.github.com", no '/' at its end */
	const char *name;	/* of the bridge, for errors */
	int timeout_ms;
	int64_t patience_ms;	/* that may still be waited */
	int64_t skew_ms;	/* the server's clock less ours */
	bool skew_known;
	bool unsure;		/* a request that is not repeated may have been
				 * carried out */
	size_t requests;
	struct strbuf next;	/* of the last answer: the next page, "" none */
	struct strbuf etag;	/* of the last answer, "" none */
};

/*
 * One request: `path` begins with '/' or is an address of the same server.  `body`
 * may be NULL.  Waits and tries again by itself as far as that repeats nothing; a
 * POST whose answer was lost is not repeated: c->unsure, ERR_NETWORK.  Returns 0
 * and *out (NULL when the answer has no body; the caller frees); 1 with `etag`
 * when nothing has changed since; ERR_NOT_FOUND for 404 and 410; ERR_FAILED for what else the
 * server refuses, with its words.
 */
int bridge_call(struct json **out, struct bridge_client *c,
		const char *method, const char *path, const struct json *body,
		const char *etag, struct err *err);
void bridge_client_release(struct bridge_client *c);

/* ---- trackers ---- */

struct bridge;

struct bridge_tracker {
	const char *kind;
	const char *prefix;	/* of source.key: "gh" */
	const char *token_env;	/* variables with a token */
	const char *url;	/* default, or NULL: one is needed */
	bool has_deadline, has_priority;
	/* Sets headers and base of b->client; the secret is b->secret. */
	int (*login)(struct bridge *b, struct err *err);
	/* Puts every issue that changed at or after `since` (RFC 3339; NULL: all)
	 * into b->issues.  1: nothing changed (ETag). */
	int (*list)(struct bridge *b, const char *since, struct err *err);
	int (*get)(struct json **out, struct bridge *b, const char *key,
		   struct err *err);
	/* Makes an issue of `v` (members of an issue), marked with `marker`. */
	int (*create)(struct json **out, struct bridge *b,
		      const struct json *v, const char *marker,
		      struct err *err);
	/* Changes the members of `v`; `was` is the issue as it was last seen. */
	int (*update)(struct json **out, struct bridge *b, const char *key,
		      const struct json *v, const struct json *was,
		      struct err *err);
	/* Adds comments {"key", "id", "text", "author", "created", "updated",
	 * "marker"} to b->comments: those of b->issues, at least. */
	int (*list_comments)(struct bridge *b, const char *since,
			     struct err *err);
	int (*comment)(struct json **out, struct bridge *b, const char *key,
		       const char *text, const char *marker, struct err *err);
	/* The address of one comment, to ask whether it is still there. */
	void (*comment_path)(struct strbuf *out, const struct bridge *b,
			     const char *key, const char *id);
};

extern const struct bridge_tracker bridge_github, bridge_gitlab, bridge_gitea,
	bridge_forgejo, bridge_jira;
const struct bridge_tracker *bridge_tracker_find(const char *kind);

/* ---- the run (run.c) ---- */

/* ERR_INVALID: what is wrong or missing.  `now` is what days in its query are counted
 * from. */
int bridge_config_check(const struct bridge_config *c, int64_t now,
			struct err *err);

struct bridge_report {
	size_t seen;		/* issues that had changed there */
	size_t created, updated;	/* tasks here */
	size_t sent_new, sent;	/* issues there: made, changed */
	size_t comments_in, comments_out;
	size_t requests;
	struct strvec notes;	/* what was decided: conflicts, deletions */
	struct strvec plan;	/* of a dry run, a line each */
};

#define BRIDGE_REPORT_INIT { 0, 0, 0, 0, 0, 0, 0, 0, STRVEC_INIT, STRVEC_INIT }

struct bridge {
	struct db *db;
	const struct bridge_config *config;
	const struct bridge_tracker *tracker;
	struct bridge_client client;
	struct secret secret;
	struct json *state;	/* state.c */
	struct file_lock lock;
	struct map issues;	/* key -> issue (struct json) */
	struct json *comments;	/* array */
	bool full;		/* the list was of all issues */
	bool dry_run;
	struct bridge_report *report;
};

/* Opens: configuration checked, state locked and read, secret looked up.  Ends with
 * bridge_end in either case. */
int bridge_begin(struct bridge *b, struct db *db,
		 const struct bridge_config *config,
		 struct bridge_report *report, struct stop *stop,
		 struct err *err);
/* The same for who asks no server and writes nothing: without a secret. */
int bridge_look(struct bridge *b, struct db *db,
		const struct bridge_config *config,
		struct bridge_report *report, struct err *err);
void bridge_end(struct bridge *b);

/* Address of the project for people and keys: "ann/shop#12", "SHOP-7". */
void bridge_shown_key(struct strbuf *out, const struct bridge *b,
		      const char *key);
/* The key in such a text, when it is of this bridge; NULL.  Inside `text`. */
const char *bridge_key_in(const struct bridge *b, const char *text);
/* The id that the task of an issue has in every clone that makes it. */
void bridge_task_id(char out[ID_LEN + 1], const struct bridge *b,
		    const char *key);
/* 16 hex digits of a text. */
void bridge_id_of(char out[ID_LEN + 1], const char *text);

/* ---- helpers of trackers (issue.c) ---- */

/* Members of foreign objects: texts are made fit for tasks (line ends, control
 * characters); a text that is none or empty is null. */
void issue_text(struct json *issue, const char *name, const char *value);
void issue_time(struct json *issue, const char *name, const char *value);
/* The strings `member` (NULL: themselves) of a list. */
void issue_list(struct json *issue, const char *name,
		const struct json *list, const char *member);
/* "assignees" of a list of people, and "numbers": login -> the "id" it has there, or
 * the "key" (Jira). */
void issue_people(struct json *issue, const struct json *list,
		  const char *member);
/* "author", and "author_number" in the same way. */
void issue_author(struct json *out, const struct json *user,
		  const char *member);
/* "comments", when a number that can be one stands there: none said is not none. */
void issue_comments(struct json *issue, const struct json *from,
		    const char *member);
/* "<!-- git-task:ID -->" at the end of a text: sets "marker" and takes it out. */
void issue_marker(struct json *issue, const char *text_member);
void issue_add_marker(struct strbuf *text, const char *marker);
/* Puts it into b->issues unless a later state of it is there already. */
void bridge_take_issue(struct bridge *b, struct json *issue);

/* ---- people (people.c) ---- */

/*
 * Who is renamed there keeps the number: where the people map knows the old name
 * and not the new one, the old one stands in "assignees" and "author".  Notes it, in
 * b->report once.  Takes the numbers out.  For every issue and comment that came,
 * before it is compared.
 */
void bridge_meet(struct bridge *b, struct json *issue);

/* ---- state (state.c) ---- */

/*
 * The state of a bridge in local state, bridge/<name>.json:
 *
 *	{"cursor", "etag", "full_at", "items": {key: {"task", "theirs": {}, "ours":
 *	 {}, "push": [], "made": bool, "gone": bool, "entries": {comment: {"entry",
 *	 "sum", "sent": true, "gone": true}}}}, "people": {number: {"name", "was"}}}
 *
 * and beside it a log of what was made there since it was written, so that nothing
 * is made twice.  "full_at" is when all issues were looked at, "sum" of the comment's
 * text as it was seen last; "sent": this clone wrote the comment there.
 */
int bridge_state_open(struct bridge *b, struct err *err);
int bridge_state_save(struct bridge *b, struct err *err);
void bridge_state_close(struct bridge *b);
/* The item of a key; NULL, or made when `make`. */
struct json *bridge_item(struct bridge *b, const char *key, bool make);
/* Notes, durably, that an issue was made of a task. */
int bridge_state_made(struct bridge *b, const char *key, const char *task,
		      struct err *err);
/* The same of a comment ("id", "text") and the entry that it was made of. */
int bridge_state_said(struct bridge *b, const char *key,
		      const struct json *comment, const char *entry,
		      struct err *err);
/* The sum of a comment's text. */
void bridge_sum(char out[ID_LEN + 1], const struct json *comment);

/* ---- fields (fields.c) ---- */

/* What a task says, in the form in which bridges compare: title, description,
 * status, tags, assignee, deadline, priority; a deleted task is cancelled. */
struct json *bridge_ours(const struct bridge *b, const struct task *t);
/* What an issue says: title, description, state (and reason, status), labels,
 * assignees, deadline, priority. */
struct json *bridge_theirs(const struct bridge *b, const struct json *issue);
#define BRIDGE_FIELDS 7
extern const char *const bridge_fields[BRIDGE_FIELDS];
/*
 * The value that field `f` of a task has after taking what an issue says; `ours` is
 * what it says now and may be kept ("in_progress" of an open issue), `was` what
 * theirs was.  The caller frees.
 */
struct json *bridge_to_ours(const struct bridge *b, const char *f,
			    const struct json *theirs, const struct json *was,
			    const struct json *ours);
/* The other way: members of an issue to change. */
void bridge_to_theirs(struct json *patch, const struct bridge *b,
		      const char *f, const struct json *ours,
		      const struct json *ours_was, const struct json *theirs);
/* Adds the ops that give the task field `f` the value. */
void bridge_set(struct change *c, const struct task *t, const char *f,
		const struct json *value);
/* When the field was edited last here, ms; WHEN_NONE. */
int64_t bridge_stamp(const struct task *t, const char *f);

#endif
