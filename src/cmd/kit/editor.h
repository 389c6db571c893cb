/*
 * editor.h - a text in the user's editor.
 */
#ifndef CMD_KIT_EDITOR_H
#define CMD_KIT_EDITOR_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "front/cmd.h"

/*
 * Writes `text` to <commondir>/git-task/<name>.md, lets the user edit it, reads
 * it back into `out`.  *path (caller frees) is the file, which stays until
 * the caller removes it: a rejected edit is not lost, and a later one gets
 * another file (<name>-2.md).  It is set also when reading it back fails or the
 * editor failed after a change, and NULL when there is nothing to keep.
 */
int editor_text(struct strbuf *out, char **path, struct ctx *ctx,
		const char *name, const char *text, struct err *err);

/*
 * Tells on stderr where the text of a refused edit is, and the command that
 * takes it when it is repaired: `command` and the path, quoted for a shell.
 */
void editor_kept(struct ctx *ctx, const char *path, const char *command);

#endif
