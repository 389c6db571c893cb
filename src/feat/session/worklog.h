/*
 * worklog.h - keeps the session of an agent in step with what it does.
 *
 * An agent that is set up (feat/agent/setup.h) calls a hook at the points of its
 * own day.  Each call comes here: the session is started when it is not there, the
 * tasks that the agent has taken up or left are noted, the tokens that its
 * transcript (feat/session/transcript.h) tells of are logged, and what went wrong.
 * Everything may be done again, and by two clones: numbers are totals of a
 * transcript, a model and a day under one request, of which the greatest counts.
 *
 * <commondir>/git-task/transcripts/ notes how far each transcript was read.
 */
#ifndef FEAT_SESSION_WORKLOG_H
#define FEAT_SESSION_WORKLOG_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"
#include "feat/session/session.h"
#include "feat/session/transcript.h"

struct worklog {
	struct db *tasks, *sessions;
	const char *kind;	/* "claude", "codex", "gemini", "cursor" */
	const char *session;	/* its id, as the agent says it */
	const char *agent;	/* the name to act under; NULL: one is made */
	const char *model;	/* or NULL */
	const char *transcript;	/* path; NULL: there is none */
	const char *subagent;	/* path of another one, or NULL */
	const struct strvec *named;	/* ids of tasks it has just dealt with */
	const char *error, *error_type;	/* what went wrong, or NULL */
	bool end;		/* the session is over */
};

/* Adds "export GIT_TASK_AGENT='<agent>'" to a file that a shell reads, so that what
 * the session does is done under its name.  A session without it is one, too. */
void worklog_export(const char *path, const char *agent);
/* The agent that the session is of: as it is logged, else "<kind>-<8 characters of
 * the session>".  Caller frees. */
char *worklog_name(struct db *sessions, const char *kind, const char *session);

/*
 * Brings the session up to date.  `id` gets its id, *agent the name of its agent
 * (caller frees).  What a transcript can not say is left out; one that can not be
 * read is an error only after all else was logged.
 */
int worklog_run(char id[ID_LEN + 1], char **agent, const struct worklog *w,
		struct err *err);

/* What an old transcript gave. */
struct worklog_import {
	char *session;
	const char *agent;	/* "claude", "codex" */
	bool again;		/* the session was there */
	uint64_t requests, bad;
	struct session_tokens n;
};

/*
 * Makes the session of an old transcript, with its times, or adds to it.  `seen`
 * is shared by all files of one import.  ERR_INVALID: the file is no transcript.
 */
int worklog_import(struct worklog_import *out, struct db *sessions,
		   const char *path, struct transcript_seen *seen,
		   struct err *err);

/* ---- budgets ---- */

/* Of task.session.budget and task.session.dayBudget, in the currency of the
 * prices: amounts; NAN: none. */
struct budget {
	double session, session_cost;
	double day, day_cost;	/* of today (UTC), all sessions */
	bool over;		/* one of them is used up */
};

/* What the session `id` has cost; costs are NAN where no price is known. */
int budget_check(struct budget *out, struct db *sessions, const char *id,
		 struct err *err);
/* Is there a budget at all?  A look at the configuration. */
bool budget_is_set(struct db *db);
/* "the session has cost 5.02 of 5.00"; "" when nothing is used up. */
void budget_words(struct strbuf *out, const struct budget *b);
/* A budget that is used up becomes an error of the session, once. */
int budget_note(struct db *sessions, const char *id, struct err *err);

#endif
