/*
 * wrap.h - lines that fit the terminal.
 */
#ifndef FRONT_WRAP_H
#define FRONT_WRAP_H

#include "base/base.h"
#include "front/out.h"

#define WRAP_NARROW 20	/* columns that text gets, however far to the right it begins */

/* Length of an escape of ours at `s` (a colour, a link), 0: there is none. */
size_t wrap_escape(const char *s);
/* Where a line of `width` columns that begins at `s` ends: at a blank, between wide
 * characters, or, for a word that is too long, anywhere.  *next: the next line. */
const char *wrap_break(const char *s, size_t width, const char **next);

/* A foreign text of one line, behind what stands on the line already: on a terminal broken
 * where it is full, the further lines behind `indent` columns.  No line end follows. */
void out_hanging(struct out *o, const char *text, size_t indent);
/* The same, cut with "…" behind `used` columns instead of broken. */
void out_fit(struct out *o, const char *text, size_t used);

#endif
