/*
 * mdtext.h - texts as people read them on a terminal: Markdown, and lines that fit.
 */
#ifndef FRONT_MDTEXT_H
#define FRONT_MDTEXT_H

#include "base/base.h"
#include "front/out.h"
#include "front/wrap.h"

/*
 * Prints a text of foreign Markdown, each line behind `indent` (blanks) and at most as
 * wide as the terminal (100 columns at most; code keeps its lines).  Bold, headings and
 * code by colour, lists with hanging lines, tables in columns (mdtable.h), links as the
 * terminal's own where it has them (OSC 8), else with their address behind.  A paragraph
 * whose lines fit keeps them.  Nothing that was typed is left out.  Where stdout is no terminal
 * the text is printed as it is, line by line.
 */
void out_markdown(struct out *o, const char *text, const char *indent);

#endif
