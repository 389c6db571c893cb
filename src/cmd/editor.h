/*
 * editor.h - a text in the user's editor.
 */
#ifndef CMD_EDITOR_H
#define CMD_EDITOR_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "front/cmd.h"

/*
 * Opens the file in the editor that Git would use (GIT_EDITOR, core.editor,
 * VISUAL, EDITOR, vi) and waits.  As in Git the setting is a shell command; the path
 * is its argument and never part of it.  ERR_FAILED when the editor fails.
 */
int editor_run(struct ctx *ctx, const char *path, struct err *err);

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
