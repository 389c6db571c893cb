/*
 * editor.c - the user's editor: which one, its file, its end.
 */
#include "base/base.h"
#include "cmd/kit/editor.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "db/core/db.h"
#include "cmd/kit/common.h"

/* The editor's command line, as `git var GIT_EDITOR` tells it. */
static char *editor_command(struct err *err)
{
	struct proc p;
	char *cmd = NULL;

	proc_init(&p);
	strvec_pushl(&p.argv, "git", "var", "GIT_EDITOR", NULL);
	if (proc_run(&p, err) == 0) {
		strbuf_trim(&p.out);
		if (p.status == 0 && p.out.len)
			cmd = xstrdup(p.out.buf);
		else
			err_set(err, ERR_FAILED, "no editor is set (use "
				"GIT_EDITOR or 'git config core.editor')");
	}
	proc_release(&p);
	return cmd;
}

/*
 * Opens the file in the editor that Git would use (GIT_EDITOR, core.editor,
 * VISUAL, EDITOR, vi) and waits.  As in Git the setting is a shell command; the path
 * is its argument and never part of it.  ERR_FAILED when the editor fails.
 */
static int editor_run(const char *path, struct err *err)
{
	char *cmd = editor_command(err);
	char *script;
	struct proc p;
	int ret;

	if (!cmd)
		return -1;
	script = xasprintf("%s \"$@\"", cmd);
	proc_init(&p);
	strvec_pushl(&p.argv, "sh", "-c", script, cmd, path, NULL);
	p.inherit_in = p.inherit_out = p.inherit_err = true;
	ret = proc_run(&p, err);
	if (ret == 0 && p.status != 0)
		ret = err_set(err, ERR_FAILED,
			      "the editor '%s' failed (exit %d)", cmd,
			      p.status);
	proc_release(&p);
	free(script);
	free(cmd);
	return ret;
}

/* A name that no kept text has: "EDIT_3f9a.md", "EDIT_3f9a-2.md", ... */
static char *free_path(struct ctx *ctx, const char *name)
{
	char *path = NULL;
	int i;

	for (i = 1; i < 100; i++) {
		char *file = i == 1 ? xasprintf("%s.md", name) :
			     xasprintf("%s-%d.md", name, i);

		free(path);
		path = db_local_path(ctx->db, file);
		free(file);
		if (access(path, F_OK) < 0)
			break;
	}
	return path;
}

/* Takes a file away that still says only what we wrote. */
static void drop_unchanged(char **path, const char *text)
{
	struct strbuf now = STRBUF_INIT;
	bool same = access(*path, F_OK) < 0 ||
		    (file_read(&now, *path, INPUT_MAX, NULL) == 0 &&
		     now.len == strlen(text) &&
		     !memcmp(now.buf, text, now.len));

	strbuf_release(&now);
	if (!same)
		return;
	unlink(*path);
	free(*path);
	*path = NULL;
}

int editor_text(struct strbuf *out, char **path, struct ctx *ctx,
		const char *name, const char *text, struct err *err)
{
	*path = NULL;
	if (db_local_mkdir(ctx->db, err) < 0)
		return -1;
	*path = free_path(ctx, name);
	if (file_write_atomic(*path, text, strlen(text), false, err) < 0) {
		free(*path);
		*path = NULL;
		return -1;
	}
	out_flush(ctx->out);
	if (editor_run(*path, err) < 0) {
		drop_unchanged(path, text);
		return -1;
	}
	return common_input(out, ctx, *path, err);
}

void editor_kept(struct ctx *ctx, const char *path, const char *command)
{
	struct strbuf word = STRBUF_INIT;

	if (path[strcspn(path, " \t\n\"'\\$`*?[]{}()<>|&;#~!")]) {
		strbuf_addch(&word, '\'');
		strbuf_addreplace(&word, path, "'", "'\\''");
		strbuf_addch(&word, '\'');
	} else {
		strbuf_addstr(&word, path);
	}
	out_note(ctx->out, "your text is kept in '%s'; repair it and run '%s "
		 "%s'", path, command, word.buf);
	strbuf_release(&word);
}
