/*
 * mdtable.h - a table of Markdown on a terminal.
 */
#ifndef FRONT_MDTABLE_H
#define FRONT_MDTABLE_H

#include "base/base.h"
#include "data/md.h"
#include "front/out.h"

/*
 * Prints the `nr` rows of one table (MD_ROW, the first is its head) behind `indent`:
 * columns two blanks apart, columns of numbers to the right, no rules.  A table that is
 * wider than the terminal is told row by row instead, "ben: open 3, overdue 2", in lines
 * that hang: nothing is cut.
 */
void out_md_table(struct out *o, const struct md_block *rows, size_t nr,
		  const char *indent);

#endif
