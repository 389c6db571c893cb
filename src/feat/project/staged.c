/*
 * staged.c - files and added lines, read from the index or asked of Git.
 */
#include "base/base.h"
#include "feat/project/staged.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "db/core/internal.h"
#include "feat/project/codelog.h"

/* Paths a single command line takes without trouble. */
#define BATCH 500

/* The lines that are new in one file. */
struct added {
	int *lines;
	size_t nr, alloc;
};

static void added_free(void *p)
{
	struct added *a = p;

	free(a->lines);
	free(a);
}

static int need_tree(struct db *db, struct err *err)
{
	if (db_worktree(db))
		return 0;
	return err_set(err, ERR_FATAL,
		       "this operation must be run in a work tree");
}

static int failed(struct proc *p, struct err *err)
{
	strbuf_trim(&p->err_out);
	return err_set(err, ERR_FAILED, "git %s failed: %s", p->argv.v[1],
		       p->err_out.buf);
}

static void split_nul(struct strvec *out, const struct strbuf *text)
{
	const char *p = text->buf, *end = p + text->len;

	while (p < end) {
		size_t n = strnlen(p, (size_t)(end - p));

		if (n)
			strvec_push_len(out, p, n);
		p += n + 1;
	}
}

static int list(struct strvec *out, struct proc *p, struct err *err)
{
	int res = proc_run(p, err);

	if (res == 0 && p->status)
		res = failed(p, err);
	if (res == 0)
		split_nul(out, &p->out);
	proc_release(p);
	return res;
}

int tree_files(struct strvec *out, struct db *db, const struct strvec *paths,
	       struct err *err)
{
	struct proc p;

	if (need_tree(db, err) < 0)
		return -1;
	git_proc(&p, db_place(db), "--literal-pathspecs", "ls-files", "-z",
		 "--cached", "--others", "--exclude-standard",
		 "--deduplicate", "--", (char *)NULL);
	if (paths)
		strvec_pushv(&p.argv, paths->v);
	return list(out, &p, err);
}

static void keep_path(const char *path, const struct oid *blob, void *data)
{
	(void)blob;
	strvec_push(data, path);
}

/* The tree that HEAD's commit has, read without opening anything. */
static bool head_tree(struct oid *out, struct db *db)
{
	struct strbuf sb = STRBUF_INIT;
	char hex[OBJECT_HEX + 1];
	struct oid head;
	int rc = gitlog_head(hex, db, NULL);

	memset(out, 0, sizeof(*out));
	if (rc == 1)
		rc = oid_parse(&head, hex) &&
			place_object(&sb, db_place(db), &head, "commit") &&
			str_starts(sb.buf, "tree ") &&
			oid_parse(out, sb.buf + strlen("tree ")) ? 0 : -1;
	strbuf_release(&sb);
	return rc == 0;
}

int staged_files(struct strvec *out, struct db *db, struct err *err)
{
	struct oid tree;
	struct proc p;

	if (need_tree(db, err) < 0)
		return -1;
	if (head_tree(&tree, db) &&
	    staging_changed(db_place(db), &tree, keep_path, out))
		return 0;
	strvec_clear(out);
	git_proc(&p, db_place(db), "diff", "--cached", "--name-only", "-z",
		 "--diff-filter=ACMRT", "--no-ext-diff", "--no-textconv",
		 "--ignore-submodules", (char *)NULL);
	return list(out, &p, err);
}

/* "@@ -a,b +c,d @@" */
static void add_hunk(struct added *a, const char *line)
{
	const char *plus = strchr(line, '+');
	int from, nr = 1;

	if (!a || !plus)
		return;
	if (sscanf(plus, "+%d,%d", &from, &nr) < 1)
		return;
	for (int i = 0; i < nr; i++) {
		ALLOC_GROW(a->lines, a->nr + 1, a->alloc);
		a->lines[a->nr++] = from + i;
	}
}

/*
 * Hunk headers of `git diff -U0`.  Bodies are passed over by their counted
 * length, so that no line of a file can be taken for a header.
 */
static void read_hunks(struct map *files, const struct strvec *batch,
		       char *text)
{
	struct added *now = NULL;
	size_t file = 0;
	char *line, *end;
	long body = 0;

	for (line = text; *line; line = end) {
		int removed = 1, added = 1;
		const char *plus;

		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		if (body > 0 && (*line == '+' || *line == '-')) {
			body--;
			continue;
		}
		if (str_starts(line, "diff --git ")) {
			now = file < batch->nr ?
				map_get(files, batch->v[file]) : NULL;
			file++;
			body = 0;
		} else if (str_starts(line, "@@ ")) {
			add_hunk(now, line);
			plus = strchr(line, '+');
			sscanf(line, "@@ -%*d,%d", &removed);
			if (plus)
				sscanf(plus, "+%*d,%d", &added);
			body = (long)removed + added;
		}
	}
}

static int diff_batch(struct map *files, struct db *db,
		      const struct strvec *batch, struct err *err)
{
	struct proc p;
	int res;

	git_proc(&p, db_place(db), "--literal-pathspecs", "diff", "--cached",
		 "-U0", "--no-color", "--no-ext-diff", "--no-textconv",
		 "--no-renames", "--diff-filter=ACMRT", "--text", "--",
		 (char *)NULL);
	strvec_pushv(&p.argv, batch->v);
	res = proc_run(&p, err);
	if (res == 0 && p.status)
		res = failed(&p, err);
	if (res == 0)
		read_hunks(files, batch, p.out.buf);
	proc_release(&p);
	return res;
}

/* "<oid> blob <size>\n<bytes>\n" for each path asked for. */
static void hand_out(const struct map *files, const struct strbuf *text,
		     staged_fn fn, void *data)
{
	const char *p = text->buf, *end = p + text->len;

	for (size_t i = 0; i < files->nr && p < end; i++) {
		const struct added *a = files->items[i].value;
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		unsigned long size;

		if (!nl)
			return;
		if (sscanf(p, "%*64[0-9a-f] blob %lu", &size) != 1 ||
		    size >= (size_t)(end - nl)) {
			p = nl + 1;	/* "... missing", a submodule */
			continue;
		}
		if (a->nr)
			fn(files->items[i].key, a->lines, a->nr, nl + 1, size,
			   data);
		p = nl + 1 + size + 1;
	}
}

int staged_added(struct db *db, const struct strvec *paths, staged_fn fn,
		 void *data, struct err *err)
{
	struct map files = MAP_INIT_FREE(added_free);
	struct strvec batch = STRVEC_INIT;
	struct strbuf wanted = STRBUF_INIT;
	struct proc p;
	int res = 0;

	/* diff prints in path order: ask in that order too */
	for (size_t i = 0; i < paths->nr; i++)
		if (!strchr(paths->v[i], '\n'))
			map_put(&files, paths->v[i],
				xcalloc(1, sizeof(struct added)));
	map_sort(&files);
	for (size_t i = 0; i < files.nr && res == 0; i++) {
		strvec_push(&batch, files.items[i].key);
		strbuf_addf(&wanted, ":%s\n", files.items[i].key);
		if (batch.nr == BATCH || i + 1 == files.nr) {
			res = diff_batch(&files, db, &batch, err);
			strvec_clear(&batch);
		}
	}
	git_proc(&p, db_place(db), "cat-file", "--batch", (char *)NULL);
	p.in = wanted.buf;
	p.in_len = wanted.len;
	if (res == 0 && files.nr)
		res = proc_run(&p, err);
	if (res == 0 && files.nr && !p.status)
		hand_out(&files, &p.out, fn, data);
	proc_release(&p);
	strbuf_release(&wanted);
	strvec_clear(&batch);
	map_clear(&files);
	return res;
}
