/*
 * remind.h - what nobody did, and so no event tells: tasks that are due, late, have
 * not moved, or whose claim ends.
 */
#ifndef FEAT_TELL_REMIND_H
#define FEAT_TELL_REMIND_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/core/db.h"
#include "feat/tell/tell.h"

struct remind {
	int64_t due_ms;		/* "due-soon": so long before the deadline */
	int64_t stale_ms;	/* "stale": in progress or blocked, unchanged */
	int64_t lease_ms;	/* "lease-ending": so long before */
};

/*
 * Appends to the array `out` an object for each of these tasks (rows of `v`), the most
 * urgent kind that fits and nothing else: {"event", "id", "title", "at", "by", "what",
 * "data"}, "at" being the deadline, the last change or the end of the claim, "by" the assignee or
 * holder.  Finished tasks are none.
 */
void remind_find(struct json *out, const struct remind *r, struct db *db,
		 const struct view *v, const uint32_t *rows, size_t nr);

/*
 * Queues them for the rules that listen, each once: an overdue task once a day, a
 * stale one once in seven days, the others once for their moment.  How many were
 * queued; save the queue afterwards.
 */
size_t remind_queue(struct tell_queue *q, const struct tell_rules *rules,
		    const struct json *found, const struct view *v);

#endif
