/*
 * logview.h - history events in words and as JSON.
 */
#ifndef FEAT_LOGVIEW_H
#define FEAT_LOGVIEW_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/history.h"

/* "status pending -> completed, tags +auth"; "created" for a new task. */
void logview_what(struct strbuf *out, const struct event *ev);
/*
 * {"commit", "when", "author", "email", "op", "id", "title", "subject",
 * "changes": [{"field", "before", "after"}]}; values of set, map and log fields
 * are whole.
 */
struct json *logview_json(const struct event *ev);

#endif
