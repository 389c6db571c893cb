/*
 * state.h - a task taken apart into its registers, for the join.
 *
 * A state is a set of cells, each with a stamp and a value: one per register,
 * one per element of a set, key of a map, entry of a log.  Decoding gives every
 * cell its stamp (its own, or the creation stamp); encoding leaves out those
 * that equal the creation stamp.  state_decode(state_encode(s)) is s, and
 * encoding equal states gives equal bytes.
 *
 * Values are borrowed from the documents decoded; they must outlive the state.
 */
#ifndef MODEL_STATE_H
#define MODEL_STATE_H

#include "base/base.h"
#include "base/map.h"
#include "data/id.h"
#include "data/json.h"

struct cell {
	char stamp[STAMP_LEN + 1];	/* "" is before every stamp */
	bool own;			/* the document had this stamp */
	const struct json *value;	/* NULL: unset, taken out */
};

/*
 * In which a field is joined.  Where the shapes of an unknown field differ in
 * two states the later one of this list holds.
 */
enum shape {
	SHAPE_REGISTER,
	SHAPE_ARRAY,	/* cells by identity: sets and logs */
	SHAPE_OBJECT,	/* cells by key: maps */
	/* success criteria (critset.h): cells by id, and a register of the others */
	SHAPE_ITEMS
};

struct field_state {
	enum shape shape;
	bool known;		/* in field_defs */
	bool bare;		/* a name that can have no stamp */
	bool plain_keys, signed_keys;	/* seen in "name/..." stamps */
	const struct json *value;	/* as in the document */
	struct cell reg;		/* SHAPE_REGISTER, SHAPE_ITEMS */
	struct json *plain;		/* what reg has of SHAPE_ITEMS; owned */
	struct map cells;		/* else: struct cell by identity */
};

struct state {
	char star[STAMP_LEN + 1];	/* creation stamp, "" when unknown */
	struct map fields;		/* struct field_state by name */
};

/* Takes a task's object apart; reads any object whatever its values are. */
void state_decode(struct state *out, const struct json *doc);
void state_release(struct state *s);
/* Joins `src` into `dst`; what dst took over is gone from src. */
void state_join(struct state *dst, struct state *src);
/* A new object {"id": id, fields..., "stamps"}; the caller frees it. */
struct json *state_encode(const struct state *s, const char *id);

/*
 * What an element of an array is known by: a string itself, an object's "id",
 * the canonical JSON of anything else.  The caller frees it.
 */
char *element_identity(const struct json *element);
/* Order of elements in a stored array: by "at" (of objects), then identity. */
int element_cmp(const struct json *a, const char *id_a,
		const struct json *b, const char *id_b);

#endif
