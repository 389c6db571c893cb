/*
 * todo-lang.h - how comments and strings look in a language.
 */
#ifndef FEAT_TODO_LANG_H
#define FEAT_TODO_LANG_H

#include "base/base.h"

struct lang {
	const char *line[3];		/* "//", "#": to the end of the line */
	const char *open[2], *close[2];	/* block comments */
	const char *strings;		/* characters that quote a string */
	const char *triple;		/* doc string counted as a comment */
};

/* By the name's ending, or the whole name (Makefile); NULL: not known. */
const struct lang *lang_of(const char *path);

#endif
