/*
 * critset.h - the success criteria of a task as a set: their ids, their order,
 * and what a new list changes.
 *
 * A stored criterion is an element of the set when it has an `id` (a string) and
 * a `pos` (a number): it joins by its id, and stands behind those of a smaller
 * pos (then id).  The others are from versions before 0.2; they stand in front, in
 * the order in which they were, and join together as one register, as those
 * versions did it.
 *
 * An id that people gave stays.  One that was made is CRITERION_ID followed by hex
 * digits of the hash of the criterion's text, so that two clones that add the same
 * criterion add one.  People do not see what was made, nor pos (criteria_bare).
 */
#ifndef MODEL_CRITSET_H
#define MODEL_CRITSET_H

#include "base/base.h"
#include "base/strvec.h"
#include "data/json.h"

#define CRITERION_ID "c-"
#define CRITERION_ID_HEX 16

/* The id of an element of the set; NULL: it is none. */
const char *criterion_id(const struct json *c);
/* Order of two elements of the set: by pos, then by the bytes of id. */
int criterion_cmp(const struct json *a, const struct json *b);
/* A copy without what was made: of one criterion, of a list (anything else is
 * copied).  The caller frees it. */
struct json *criterion_bare(const struct json *c);
struct json *criteria_bare(const struct json *list);

/* What makes `old` the list that people want. */
struct critset {
	struct json *list;	/* as it is to be stored; empty: none */
	struct strvec in, out;	/* ids that came or changed, ids that went */
	bool plain;		/* those that are no elements changed */
};

/*
 * Criteria of `old` that are wanted keep their id and pos, by their id or by what
 * they say; the others go, those that are new come.  Positions change only where
 * the order does.  `old` may be NULL or of any type; `wanted` is a list that
 * field_check takes, or NULL.  Release it with critset_release.
 */
void critset_plan(struct critset *out, const struct json *old,
		  const struct json *wanted);
void critset_release(struct critset *s);

#endif
