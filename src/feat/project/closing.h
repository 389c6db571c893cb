/*
 * closing.h - does a sentence say that something is finished?
 *
 * The verbs are close, complete, finish, fix and resolve in all their forms.
 *
 * "closes #3f9a1c2b" does.  Not: what is denied ("do not close", "never fixes"), what
 * is only hoped, tried or begun ("will fix", "should fix", "tries to fix", "partially
 * fixes"), what is taken back behind it ("closes #3f9a1c2b: not yet", "... later",
 * "... only after the release", "... ?"), and what is quoted.  When in doubt the
 * task stays open: a person closes it with one command, while a task that was closed
 * by mistake is out of sight.
 */
#ifndef FEAT_PROJECT_CLOSING_H
#define FEAT_PROJECT_CLOSING_H

#include "base/base.h"

/* Is the word [s, s + n) a verb that completes? */
bool closing_verb(const char *s, size_t n);
/* Do the words before `verb` keep it from being meant?  Not before `start`, where the
 * message begins; further back than a wrapped line is not looked. */
bool closing_denied(const char *start, const char *verb);
/* Do the words of the line behind the last id, [s, end), take it back? */
bool closing_taken_back(const char *s, const char *end);
/* A message that closes nothing: part of another commit ("fixup! "), a revert. */
bool closing_never(const char *message);

/* What goes before a line of a message: code, comments, lists. */
struct closing_text {
	bool shows_code;	/* indented paragraphs of it are code */
	bool blank, code, list, comment;
	char fence;		/* of the code that goes on, or '\0' */
};

void closing_text_init(struct closing_text *t, const char *message);
/* Does the line [line, end), the next one of the message, say something?  Not: code
 * between fences or indented, a quotation ("> "), a comment ("<!-- -->"), and a box
 * that is not ticked ("- [ ]"). */
bool closing_speaks(struct closing_text *t, const char *line, const char *end);

#endif
