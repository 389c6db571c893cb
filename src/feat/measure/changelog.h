/*
 * changelog.h - history events in words and as JSON.
 */
#ifndef FEAT_MEASURE_CHANGELOG_H
#define FEAT_MEASURE_CHANGELOG_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/events/tasklog.h"

/* "status in progress -> completed, tags +auth", for people; "created" for a new task. */
void logview_what(struct strbuf *out, const struct log_item *ev);
/*
 * {"commit", "when", "author", "email", "op", "id", "title", "subject",
 * "changes": [...]}; a change is {"field", "before", "after"}, of sets and logs
 * {"field", "added", "removed"}.  The log of status changes, which the status
 * itself tells, is left out.
 */
#define LOGVIEW_COLUMNS \
	"commit|when|author|email|op|id|title|subject|changes"
struct json *logview_json(const struct log_item *ev);

#endif
