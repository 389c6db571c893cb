/*
 * session-news.h - what went wrong in sessions of agents, as events.
 *
 * An error that a session logged, and a budget that it used up, is told to whoever
 * watches the tasks: events with the members of those of tasks (db/events/events.h),
 * of the types "session-error" and "budget".  They come from the difference of two
 * tips of refs/tasks/sessions, so what a sync brought is told, too.
 */
#ifndef FEAT_AGENT_SESSION_NEWS_H
#define FEAT_AGENT_SESSION_NEWS_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/core/db.h"

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
