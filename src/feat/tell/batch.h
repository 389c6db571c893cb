/*
 * batch.h - many events for one rule at once.
 */
#ifndef FEAT_TELL_BATCH_H
#define FEAT_TELL_BATCH_H

#include "base/base.h"
#include "feat/tell/tell.h"

/* Queues those of `events` (of tell_event, an array) that a rule is to be told of; how many
 * there were.  More than TELL_FLOOD become one message. */
size_t tell_batch(struct tell_queue *q, const struct tell_rule *r,
		  const struct json *events, const struct view *v);
/* Makes one message of those of a rule from place `first` of the queue on that
 * were not tried yet.  Its key is made of theirs. */
void tell_combine(struct tell_queue *q, const struct tell_rule *r,
		  size_t first);

#endif
