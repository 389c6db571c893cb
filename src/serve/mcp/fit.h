/*
 * fit.h - answers of the right size: what a model can afford to read.
 *
 * An answer is at most MCP_SHORT bytes as it goes over the wire, and MCP_FULL when
 * the caller asked for all of it.  Tools that can choose what matters do so by
 * themselves (struct ctx, `room`); this is what holds for each of them.
 */
#ifndef SERVE_MCP_FIT_H
#define SERVE_MCP_FIT_H

#include "base/base.h"
#include "data/json.h"

#define MCP_SHORT ((size_t)8000)
#define MCP_FULL ((size_t)40000)

/* How many bytes the value has on one line. */
size_t fit_size(const struct json *j);
/* Adds `s`, when it is longer than `max` bytes its beginning and its end with what
 * is left out between them; characters stay whole.  True when it was cut. */
bool fit_text(struct strbuf *out, const char *s, size_t max);
/*
 * A copy with at most `room` bytes: long texts lose their middle, long arrays their
 * end, logs (objects with "at") their beginning; an array that was cut has a member
 * "<name>_left_out" with a number beside it.  `*cut` says whether anything is missing.
 * Caller owns it.
 */
struct json *fit_json(const struct json *j, size_t room, bool *cut);

#endif
