/*
 * todo-lang.h - the words that are looked for, and how comments and strings
 * look in a language.
 */
#ifndef FEAT_PROJECT_TODO_LANG_H
#define FEAT_PROJECT_TODO_LANG_H

#include "base/base.h"

struct lang {
	const char *line[3];		/* "//", "#": to the end of the line */
	const char *open[2], *close[2];	/* block comments */
	const char *strings;		/* characters that quote a string */
	const char *triple;		/* doc string counted as a comment */
};

/* By the name's ending, or the whole name (Makefile); NULL: not known. */
const struct lang *lang_of(const char *path);

#define TODO_WORDS 4
extern const char *const todo_words[TODO_WORDS];
/* Could the text hold one of the words at all?  Much quicker than reading it. */
bool todo_likely(const char *text, size_t len);

#endif
