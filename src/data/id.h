/*
 * id.h - task ids and stamps.
 *
 * An id is 64 random bits as 16 lower-case hex digits.  A stamp orders edits
 * of one field: "<ms>-<counter>-<actor>", 14 decimal digits, 4 hex digits, 8
 * hex digits, so that text order is time order (a hybrid logical clock: Kulkarni
 * et al., "Logical Physical Clocks", 2014).
 */
#ifndef DATA_ID_H
#define DATA_ID_H

#include "base/base.h"
#include "data/rand.h"

#define ID_LEN 16
#define ID_SHORT 8
#define ID_MIN_PREFIX 4
#define STAMP_LEN 28
#define STAMP_MAX_MS INT64_C(99999999999999)
/* Clocks count up to here (year 5075); a stamp behind the door, which no clock
 * and no number of edits reaches, is nobody's: see stamp_usable. */
#define STAMP_CLOCK_MS INT64_C(98000000000000)
#define STAMP_DOOR_MS INT64_C(99000000000000)

void id_new(char out[ID_LEN + 1], struct rnd *rnd);
bool id_valid(const char *s);		/* exactly 16 lower-case hex digits */
bool id_is_prefix(const char *s);	/* 4 to 16 hex digits, any case */
/* Lower-case copy of a prefix. */
void id_fold(char out[ID_LEN + 1], const char *s);

/* The name of a Git object is 40 hex digits (SHA-1) or 64 (SHA-256). */
#define OBJECT_HEX 64
/* 40 or 64 when so many lower-case hex digits, not one more, are at the start of
 * `s`; else 0. */
size_t object_hex(const char *s);

struct stamp {
	int64_t ms;
	unsigned counter;	/* 0 .. 0xffff */
	char actor[9];
};

bool stamp_parse(struct stamp *out, const char *s);	/* strict */
/*
 * Is it one that edits can follow?  The greatest stamps have no successor: who
 * could bring one in would win for good.  The join takes them for "" (before
 * every stamp), whoever sends them.
 */
bool stamp_usable(const struct stamp *s);
void stamp_format(char out[STAMP_LEN + 1], const struct stamp *s);
/*
 * The stamp of a new edit: max(now, newest + 1).  `newest` (text, may be NULL)
 * is the greatest stamp in the task; one that is not usable does not count.
 */
void stamp_next(char out[STAMP_LEN + 1], int64_t now, const char *newest,
		const char *actor);

#endif
