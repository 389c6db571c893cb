/*
 * format.h - a data format: one file of front/format/ each.
 *
 * A format is either a tree, which prints values as they are, or a sheet, which
 * prints rows of cells.
 */
#ifndef FRONT_FORMAT_H
#define FRONT_FORMAT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "front/out.h"

struct format {
	const char *name;
	/* Trees: a whole value; row `i` (from 0) of a stream, and the end after `nr`. */
	void (*value)(struct out *o, const struct json *j);
	void (*row)(struct out *o, const struct json *row, size_t i);
	void (*end)(struct out *o, size_t nr);
	/*
	 * Sheets: adds cell `i` of a row, with what goes before and, for the `last` one,
	 * behind it; the line under the head (kinds[i] '>' is right-aligned), or NULL.
	 * Texts are valid UTF-8 that is safe to show; lines are kept where `lines`.
	 */
	void (*cell)(struct strbuf *out, const char *text, size_t i,
		     bool last);
	void (*rule)(struct strbuf *out, const char *kinds, size_t nr);
	bool lines;
};

#define FORMAT_DECLARE(id, name) extern const struct format format_##name;
OUT_FORMATS(FORMAT_DECLARE)
#undef FORMAT_DECLARE

/* The format of a data format; NULL of OUT_TEXT, OUT_VALUE, OUT_IDS. */
const struct format *format_of(enum out_format f);
static inline bool format_is_sheet(const struct format *f)
{
	return f && f->cell;
}

#endif
