/*
 * act.h - operations: what can be done to tasks, each verb once.
 *
 * An operation takes an open database and a struct of arguments, runs one
 * transaction (all of it or, after an error, nothing), fills one result and
 * prints nothing.  Commands, tools for agents, hooks and servers are its ends: they
 * read arguments, call it, and show the result.  Where a verb's meaning is to
 * change, it changes here and nowhere else.
 *
 *	act/rule.h	what a change of status brings along
 *	act/state.h	start, stop, block, complete, cancel, delete, ...
 *	act/update.h	fields, status, messages: several edits at once
 *	act/fields.h	tags, dependencies, assignee, criteria, feedback
 *	act/record.h	messages
 *	act/claim.h	claim, release
 *	act/link.h	links to commits
 *	act/undo.h	taking a command back
 *	act/many.h	expand, import, templates, comments, documents
 *
 * Functions return 0, or -1 with err filled: ERR_NOT_FOUND and ERR_AMBIGUOUS for an
 * id, ERR_INVALID for a value or a state that does not allow it, ERR_FAILED when a
 * condition is not met, and what db_write gives.  Tasks are named as people type
 * them: prefixes of 4 digits or more, resolved inside the transaction.
 *
 * The result belongs to the caller: act_result_release in either case.
 */
#ifndef ACT_ACT_H
#define ACT_ACT_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"

/* One task that was named. */
struct act_item {
	char id[ID_LEN + 1];
	char shown[ID_LEN + 1];		/* its short id */
	enum status was, is;		/* stored */
	bool changed;
};

struct act_result {
	struct act_item *v;		/* in the order named, each once */
	size_t nr, alloc;
	bool many;			/* several were asked for */
	bool wrote;			/* a commit was made */
	struct strvec unblocked;	/* full ids of tasks that may go on now */
	/* Sentences, clean for a terminal: */
	struct strvec notes;		/* what was done, for people */
	struct strvec said;		/* the answer of a verb that has one */
	struct strvec warnings;
	struct json *verdicts;		/* of criteria: array of reports, or NULL */
	struct strbuf refused;		/* the criteria that were not met, also
					 * after an error */
};

#define ACT_RESULT_INIT { NULL, 0, 0, false, false, STRVEC_INIT, \
	STRVEC_INIT, STRVEC_INIT, STRVEC_INIT, NULL, STRBUF_INIT }

void act_result_release(struct act_result *res);	/* usable afterwards */
/* Is this task one of those in v?  The full id. */
bool act_result_has(const struct act_result *res, const char *id);

#endif
