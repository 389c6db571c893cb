/*
 * learnt.c - refs as Git tells them, kept as long as nothing has changed.
 */
#include "base/base.h"
#include "store/maker/learnt.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"

#define OURS "refs/task"	/* refs/tasks/, refs/task-remotes/, ... */
#define MAGIC "git-task refs 1\n"
#define LIST_MAX ((size_t)1 << 20)
#define KEPT_MAX ((size_t)64 << 20)

/* The bytes that change with every ref; false where there are none. */
static bool read_key(struct strbuf *out, const struct place *p)
{
	char *path = path_join(p->commondir, "reftable/tables.list");
	bool ok = file_exists(path) &&
		  file_read_plain(out, path, LIST_MAX, NULL) == 0 && out->len;

	free(path);
	return ok;
}

static char *kept_path(const struct place *p)
{
	return path_join(p->commondir, "git-task/refs");
}

/*
 * The line "<oid> <name> <symbolic target>" of a name: 1 found, 0 there is none,
 * -1 the text is none of ours.
 */
static int find_line(struct oid *out, bool *symbolic, const char *text,
		     const char *name)
{
	size_t len = strlen(name), hex;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		hex = object_hex(text);
		if (!hex || text[hex] != ' ')
			return -1;
		if (strncmp(text + hex + 1, name, len) != 0 ||
		    text[hex + 1 + len] != ' ')
			continue;
		*symbolic = text[hex + 2 + len] != '\n';
		return oid_parse(out, text) ? 1 : -1;
	}
	return 0;
}

/* "<magic><length of the key>\n<key><lines>" */
static int find_kept(struct oid *out, bool *symbolic, const struct place *p,
		     const struct strbuf *key, const char *name)
{
	struct strbuf kept = STRBUF_INIT, head = STRBUF_INIT;
	char *path = kept_path(p);
	int rc = -1;

	strbuf_addf(&head, MAGIC "%zu\n", key->len);
	strbuf_addbuf(&head, key);
	if (file_exists(path) &&
	    file_read_plain(&kept, path, KEPT_MAX, NULL) == 0 &&
	    kept.len >= head.len && !memcmp(kept.buf, head.buf, head.len) &&
	    (kept.len == head.len || kept.buf[kept.len - 1] == '\n'))
		rc = find_line(out, symbolic, kept.buf + head.len, name);
	free(path);
	strbuf_release(&head);
	strbuf_release(&kept);
	return rc;
}

/* A directory of ours that is not there, or not to be written to, is fine. */
static void keep(const struct place *p, const struct strbuf *key,
		 const struct strbuf *lines)
{
	struct strbuf sb = STRBUF_INIT;
	char *path = kept_path(p), *dir = path_dirname(path);

	if (file_is_dir(dir) && access(dir, W_OK) == 0) {
		strbuf_addf(&sb, MAGIC "%zu\n", key->len);
		strbuf_addbuf(&sb, key);
		strbuf_addbuf(&sb, lines);
		file_write_atomic(path, sb.buf, sb.len, false, NULL);
	}
	strbuf_release(&sb);
	free(dir);
	free(path);
}

/* Several lines as one. */
static void one_line(struct strbuf *sb)
{
	size_t i;

	strbuf_trim(sb);
	for (i = 0; i < sb->len; i++)
		if (sb->buf[i] == '\n' || sb->buf[i] == '\t')
			sb->buf[i] = ' ';
}

/* "<oid> <name> <target>" lines for a pattern.  A ref that Git warns of is not
 * told as missing. */
static int list(struct proc *proc, const struct place *p, const char *pattern,
		struct err *err)
{
	const char *s;

	git_proc(proc, p, "for-each-ref",
		 "--format=%(objectname) %(refname) %(symref)", pattern,
		 (char *)NULL);
	strvec_push(&proc->env, "GIT_NO_LAZY_FETCH=1");
	if (proc_run(proc, err) < 0)
		return -1;
	one_line(&proc->err_out);
	s = proc->err_out.buf;
	if (!proc->status && !strstr(s, "broken ref"))
		return 0;
	if (str_starts(s, "fatal: "))
		s += strlen("fatal: ");
	return err_set(err, ERR_FATAL, "cannot read the refs: %s",
		       *s ? s : "git gave no reason");
}

/* Where refs are not files a damaged table makes for-each-ref say nothing, with
 * success: "none" counts only when Git says so in another way, too.
 * 1 there is such a ref, 0 there is none, -1 the refs can not be read. */
static int exists(const struct place *p, const char *name, struct err *err)
{
	const char *s;
	struct proc proc;
	int rc;

	git_proc(&proc, p, "show-ref", "--exists", name, (char *)NULL);
	rc = proc_run(&proc, err);
	one_line(&proc.err_out);
	s = proc.err_out.buf;
	if (str_starts(s, "error: "))
		s += strlen("error: ");
	if (rc == 0 && !proc.status)
		rc = 1;
	else if (rc == 0 && proc.status != 2)
		rc = err_set(err, ERR_FATAL, "cannot read '%s', the refs seem "
			     "to be damaged (%s); see 'git fsck'", name,
			     *s ? s : "git gave no reason");
	proc_release(&proc);
	return rc;
}

static int confirm_none(const struct place *p, const char *name,
			struct err *err)
{
	int rc = p->ref_files ? 0 : exists(p, name, err);

	return rc > 0 ? err_set(err, ERR_CONFLICT, "'%s' leads nowhere ('git "
				"symbolic-ref %s' shows where to), or was made "
				"meanwhile", name, name) : rc;
}

int refs_probe(const struct place *p, struct err *err)
{
	return !p->ref_files && exists(p, "refs/tasks/main", err) < 0 ? -1 : 0;
}

/* HEAD and its like, which stand beside the refs. */
static int ask_head(struct oid *out, const struct place *p, const char *name,
		    struct err *err)
{
	struct proc proc;
	int rc;

	git_proc(&proc, p, "rev-parse", "--verify", "--quiet",
		 "--end-of-options", name, (char *)NULL);
	rc = proc_run(&proc, err);
	strbuf_trim(&proc.err_out);
	if (rc == 0 && proc.status && proc.err_out.len)
		rc = err_set(err, ERR_FATAL, "cannot read '%s': %s", name,
			     proc.err_out.buf);
	else if (rc == 0)
		rc = !proc.status && oid_parse(out, proc.out.buf);
	proc_release(&proc);
	return rc;
}

int refs_ask(struct oid *out, bool *symbolic, const struct place *p,
	     const char *name, struct err *err)
{
	struct proc proc;
	int rc;

	*symbolic = false;
	if (!str_starts(name, "refs/"))
		return ask_head(out, p, name, err);
	rc = list(&proc, p, name, err);
	if (rc == 0)
		rc = find_line(out, symbolic, proc.out.buf, name);
	if (rc == 0)
		rc = confirm_none(p, name, err);
	proc_release(&proc);
	return rc;
}

int refs_find(struct oid *out, bool *symbolic, const struct place *p,
	      const char *name, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	struct proc proc;
	int rc = -1;

	*symbolic = false;
	/* the key first: what changes while Git is asked changes it, too */
	if (!str_starts(name, OURS) || !read_key(&key, p)) {
		rc = refs_ask(out, symbolic, p, name, err);
	} else if ((rc = find_kept(out, symbolic, p, &key, name)) < 0) {
		rc = list(&proc, p, OURS "*/**", err);
		if (rc == 0) {
			rc = find_line(out, symbolic, proc.out.buf, name);
			if (rc == 0)
				rc = confirm_none(p, name, err);
			if (rc >= 0)
				keep(p, &key, &proc.out);
		}
		proc_release(&proc);
	}
	strbuf_release(&key);
	return rc;
}
