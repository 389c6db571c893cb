/*
 * join.h - the join of two states of a task (formats/merge.md).
 *
 * A join semilattice over canonical bytes: commutative, associative,
 * idempotent (Shapiro et al., "Conflict-free Replicated Data Types", 2011).
 * No base, no clock, no configuration: the result depends on the two inputs
 * only.
 */
#ifndef MODEL_JOIN_H
#define MODEL_JOIN_H

#include "base/base.h"
#include "base/strbuf.h"
#include "model/task.h"

/*
 * A register that both sides had set to different values since `base` (for
 * reports only): a field, a key of a map ("fields/x"), an unknown field that
 * holds a plain value.  Also a deletion that met edits: field "deleted", lost
 * by the side that had not touched it.  `kept` and `lost` are NULL where the
 * side had unset it.
 */
struct join_loss {
	char id[ID_LEN + 1];
	char *field;
	struct json *kept, *lost;	/* owned */
	char kept_stamp[STAMP_LEN + 1], lost_stamp[STAMP_LEN + 1];
};

struct join_report {
	struct join_loss *losses;
	size_t nr, alloc;
};

/* The value of a register as reports name it: a field, or "field/key" of a
 * map; NULL when it is unset. */
const struct json *join_register(const struct task *t, const char *name);

void join_report_release(struct join_report *r);

/*
 * Joins two tasks of the same id.  `base` (may be NULL) is only used for the
 * report: a register counts as lost when it differs in both from base.  Without
 * a base nothing is reported.
 */
void join_tasks(struct task *out, const struct task *a, const struct task *b,
		const struct task *base, struct join_report *report);

#endif
