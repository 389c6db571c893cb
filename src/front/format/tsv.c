/*
 * tsv.c - results as lines of cells with tabs between.
 *
 * A cell has no tab and no line end: in it a tab is \\t, a line feed \\n, a carriage
 * return \\r and a backslash two of them, so that cut and awk see whole cells.
 */
#include "base/base.h"
#include "front/format.h"

static void tsv_cell(struct strbuf *out, const char *text, size_t i, bool last)
{
	if (i)
		strbuf_addch(out, '\t');
	for (; *text; text++) {
		static const char special[] = "\t\n\r\\", names[] = "tnr\\";
		const char *at = strchr(special, *text);

		if (at)
			strbuf_addch(out, '\\');
		strbuf_addch(out, at ? names[at - special] : *text);
	}
	if (last)
		strbuf_addch(out, '\n');
}

const struct format format_tsv = {
	.name = "tsv", .cell = tsv_cell, .lines = true
};
