/*
 * elements.h - an array of a task that is being edited: what it holds is found by
 * its identity, and thousands of edits cost one walk.
 *
 * The array stays as it is in its document until elements_finish; what is added
 * waits beside it.
 */
#ifndef MODEL_ELEMENTS_H
#define MODEL_ELEMENTS_H

#include "base/base.h"
#include "base/map.h"
#include "data/json.h"

struct elements {
	struct json *arr;	/* borrowed */
	struct map held, fresh;	/* struct json by identity; NULL: taken out */
	bool changed;
};

/* `arr` belongs to a document, which must outlive `e`; no one else changes it
 * meanwhile.  Release with elements_finish. */
void elements_begin(struct elements *e, struct json *arr);
/* What is in under this identity, or NULL. */
const struct json *elements_get(const struct elements *e, const char *id);
/* Adds what is not in; takes `element`. */
void elements_add(struct elements *e, const char *id, struct json *element);
/* Takes one out and frees it.  False: it was not in. */
bool elements_take(struct elements *e, const char *id);
/*
 * Puts what was added at its place (element_cmp), the others in the order that they
 * have, and releases `e`.  Returns the array to be set instead of the old one, which
 * is the caller's, or NULL when nothing changed.
 */
struct json *elements_finish(struct elements *e);

#endif
