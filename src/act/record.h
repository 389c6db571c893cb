/*
 * record.h - messages that stay with a task.
 */
#ifndef ACT_RECORD_H
#define ACT_RECORD_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"

enum act_message {
	ACT_PROGRESS,	/* how far it has come */
	ACT_CONTEXT,	/* what everybody on it should know */
	ACT_SHARE,	/* an update for them */
	ACT_DISCOVER,	/* found on the way */
	ACT_JOIN,	/* takes part; the text is its own */
	ACT_SYNC_POINT	/* all have come this far */
};

/*
 * Records one message.  ERR_INVALID when it is empty.  With TM_REQUEST_ID in the
 * environment a message of the same request that is in the task already is not
 * recorded again.
 */
int act_record(struct act_result *res, struct db *db, const char *id,
	       enum act_message kind, const char *text, struct err *err);

#endif
