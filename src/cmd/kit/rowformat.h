/*
 * rowformat.h - the lines that people ask for in their own form, as `git
 * for-each-ref --format` has it: '%(id:short) %(align:30)%(title:trunc=30)%(end)'.
 *
 * formats/row-format.md is the grammar.  Text outside of %(...) stands for itself.
 */
#ifndef CMD_KIT_ROWFORMAT_H
#define CMD_KIT_ROWFORMAT_H

#include "base/base.h"
#include "base/err.h"
#include "db/index/view.h"
#include "front/cmd.h"

/* Is it such a form, and not the name of a format? */
bool rowformat_is(const char *format);
/* Is it well formed?  ERR_USAGE; `doubt` names a field that no task need have. */
int rowformat_check(const char *format, struct err *doubt, struct err *err);
/*
 * Prints a line a row.  ERR_USAGE, and nothing is printed: a field that does not
 * exist, an option that a field does not take, an %(end) too many or too few.
 */
int rowformat_print(struct ctx *ctx, const char *format, const struct view *v,
		    const uint32_t *rows, size_t nr, struct err *err);

#endif
