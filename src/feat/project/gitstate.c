/*
 * gitstate.c - what Git is in the middle of, read from its files.
 */
#include "base/base.h"
#include "feat/project/gitstate.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "db/core/internal.h"

#define LIST_MAX ((size_t)16 << 20)

static bool has_one(const struct place *p, const char *const *names, size_t nr)
{
	bool res = false;
	size_t i;

	for (i = 0; i < nr && !res; i++) {
		char *path = path_join(p->gitdir, names[i]);

		res = file_exists(path);
		free(path);
	}
	return res;
}

bool gitstate_is_default(const struct place *p, const char *branch)
{
	static const char remote[] = "refs/remotes/origin/";
	struct strbuf sb = STRBUF_INIT;
	bool res;

	if (!strcmp(branch, "main") || !strcmp(branch, "master"))
		return true;
	res = place_symref(&sb, p, "refs/remotes/origin/HEAD", NULL) == 1 &&
		str_starts(sb.buf, remote) &&
		!strcmp(sb.buf + strlen(remote), branch);
	strbuf_release(&sb);
	return res;
}

bool gitstate_rebasing(const struct place *p)
{
	static const char *const names[] = { "rebase-merge", "rebase-apply" };

	return has_one(p, names, ARRAY_SIZE(names));
}

bool gitstate_picking(const struct place *p)
{
	static const char *const names[] = {
		"CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD",
	};

	return has_one(p, names, ARRAY_SIZE(names));
}

size_t gitstate_picks_left(const struct place *p)
{
	struct strbuf sb = STRBUF_INIT;
	char *path = path_join(p->gitdir, "sequencer/todo");
	size_t nr = 0;

	if (file_read_plain(&sb, path, LIST_MAX, NULL) == 0)
		for (const char *s = sb.buf; *s; s += strcspn(s, "\n") + 1) {
			nr += *s != '#' && *s != '\n';
			if (!s[strcspn(s, "\n")])
				break;
		}
	free(path);
	strbuf_release(&sb);
	return nr;
}

bool gitstate_goes_on(const struct place *p)
{
	return gitstate_rebasing(p) || gitstate_picks_left(p) > 1;
}

/* ---- the branch ---- */

/* The branch named in a file of the git directory, or NULL. */
static char *branch_in(const struct place *p, const char *name,
		       const char *intro)
{
	char *path = path_join(p->gitdir, name), *res = NULL;
	struct strbuf sb = STRBUF_INIT;

	if (file_read_plain(&sb, path, 4096, NULL) == 0) {
		strbuf_trim(&sb);
		if (str_starts(sb.buf, intro))
			res = xstrdup(sb.buf + strlen(intro));
	}
	strbuf_release(&sb);
	free(path);
	return res;
}

char *gitstate_branch(const struct place *p)
{
	struct strbuf head = STRBUF_INIT;
	char *b = NULL;

	if (place_head(&head, p, NULL) == 1 &&
	    str_starts(head.buf, "refs/heads/"))
		b = xstrdup(head.buf + strlen("refs/heads/"));
	strbuf_release(&head);
	if (!b)
		b = branch_in(p, "rebase-merge/head-name", "refs/heads/");
	if (!b)
		b = branch_in(p, "rebase-apply/head-name", "refs/heads/");
	return b;
}

/* ---- the last commit ---- */

/* The last `max` bytes of a file. */
static int file_read_tail(struct strbuf *out, const char *path, off_t max)
{
	int fd = file_open_plain(path), res = -1;
	off_t end;

	if (fd < 0)
		return -1;
	end = lseek(fd, 0, SEEK_END);
	if (end >= 0 && lseek(fd, end > max ? end - max : 0, SEEK_SET) >= 0)
		res = strbuf_read_fd(out, fd);
	close(fd);
	return res;
}

bool gitstate_amended(char old_oid[OBJECT_HEX + 1], const struct place *p)
{
	char *path = path_join(p->gitdir, "logs/HEAD");
	struct strbuf sb = STRBUF_INIT;
	const char *line, *what;
	bool res = false;

	/* the last line: "<old> <new> <who> <when>\t<what was done>" */
	if (file_read_tail(&sb, path, 4096) == 0) {
		strbuf_rtrim(&sb);
		line = strrchr(sb.buf, '\n');
		line = line ? line + 1 : sb.buf;
		what = strchr(line, '\t');
		res = what && str_starts(what + 1, "commit (amend)") &&
			object_hex(line) > 0;
		if (res)
			snprintf(old_oid, OBJECT_HEX + 1, "%.*s",
				 (int)object_hex(line), line);
	}
	strbuf_release(&sb);
	free(path);
	return res;
}
