/*
 * bridge.h - one run of a bridge: what a tracker says comes here, what was done here
 * goes there.
 *
 * Both take a bridge that bridge_begin opened, and note in b->report what they did.
 * Whatever they are killed at, the next run goes on: what came is in one commit
 * before it is remembered as known, what was made there is noted before the next
 * request, and what was made there and not noted is known by its marker.
 */
#ifndef ACT_BRIDGE_H
#define ACT_BRIDGE_H

#include "base/base.h"
#include "base/err.h"
#include "feat/bridge/bridge.h"

/* `full`: looks at every issue, and finds those that are gone. */
int act_bridge_pull(struct bridge *b, bool full, struct err *err);
int act_bridge_push(struct bridge *b, struct err *err);
/* Both; once more when an answer was lost on the way. */
int act_bridge_sync(struct bridge *b, bool full, struct err *err);
/* What a push would send: adds lines to b->report->plan and asks nobody. */
int act_bridge_plan(struct bridge *b, struct err *err);

#endif
