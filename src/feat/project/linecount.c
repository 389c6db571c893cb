/*
 * linecount.c - lines that differ, counted by Myers' greedy algorithm ("An O(ND)
 * Difference Algorithm and Its Variations", 1986): only how many, not which.
 */
#include "base/base.h"
#include "feat/project/linecount.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "db/core/internal.h"
#include "feat/project/codelog.h"

#define LINES_MAX 100000	/* of a text, in the part that differs */
#define DIFFERENT_MAX 1000	/* lines added and taken away together */
#define FILES_MAX 50
#define BINARY_LOOK 8000	/* Git looks for a NUL in so many bytes */

struct line {
	const char *s;
	size_t len;		/* its end included */
	uint64_t sum;
};

struct lines {
	struct line *v;
	size_t nr, alloc;
};

static void split(struct lines *out, const char *s, size_t len)
{
	const char *end = s + len, *next;

	for (; s < end; s = next) {
		struct line l;

		next = memchr(s, '\n', (size_t)(end - s));
		next = next ? next + 1 : end;
		l.s = s;
		l.len = (size_t)(next - s);
		l.sum = hash_bytes(s, l.len, 0);
		ALLOC_GROW(out->v, out->nr + 1, out->alloc);
		out->v[out->nr++] = l;
	}
}

static bool same(const struct line *a, const struct line *b)
{
	return a->sum == b->sum && a->len == b->len &&
		!memcmp(a->s, b->s, a->len);
}

/* As far as equal lines reach on the diagonal k = x - y. */
static long slide(const struct line *a, long n, const struct line *b, long m,
		  long x, long k)
{
	while (x < n && x - k < m && same(&a[x], &b[x - k]))
		x++;
	return x;
}

/* The length of the shortest edit script, or -1: more than DIFFERENT_MAX. */
static long shortest(const struct line *a, long n, const struct line *b,
		     long m)
{
	long max = n + m < DIFFERENT_MAX ? n + m : DIFFERENT_MAX;
	long *v = xcalloc((size_t)(2 * max + 3), sizeof(*v)), d, k, res = -1;
	long *at = v + max + 1;		/* at[k]: furthest x on diagonal k */

	for (d = 0; d <= max && res < 0; d++) {
		for (k = -d; k <= d && res < 0; k += 2) {
			long x = k == -d || (k != d && at[k - 1] < at[k + 1]) ?
				at[k + 1] : at[k - 1] + 1;

			/* beyond an edge there is nothing to be found */
			if (x > n || x - k > m) {
				at[k] = x;
				continue;
			}
			at[k] = slide(a, n, b, m, x, k);
			if (at[k] >= n && at[k] - k >= m)
				res = d;
		}
	}
	free(v);
	return res;
}

bool linecount_texts(unsigned long *added, unsigned long *taken,
		     const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct lines x = { NULL, 0, 0 }, y = { NULL, 0, 0 };
	size_t head = 0, tail = 0;
	long n, m, d = -1;

	split(&x, a, a_len);
	split(&y, b, b_len);
	while (head < x.nr && head < y.nr && same(&x.v[head], &y.v[head]))
		head++;
	while (tail < x.nr - head && tail < y.nr - head &&
	       same(&x.v[x.nr - tail - 1], &y.v[y.nr - tail - 1]))
		tail++;
	n = (long)(x.nr - head - tail);
	m = (long)(y.nr - head - tail);
	if (!n || !m)
		d = n + m;
	else if (n <= LINES_MAX && m <= LINES_MAX)
		d = shortest(x.v + head, n, y.v + head, m);
	if (d >= 0) {
		*added = (unsigned long)(d + m - n) / 2;
		*taken = (unsigned long)(d - m + n) / 2;
	}
	free(x.v);
	free(y.v);
	return d >= 0;
}

/* ---- a commit ---- */

struct count {
	struct db *db;
	struct repo *repo;
	unsigned files;
	unsigned long added, taken;
};

/* Could these attributes say which files are binary, or how they are compared? */
static bool attributes_matter(char *path)
{
	struct strbuf sb = STRBUF_INIT;
	bool res = false;

	if (path && file_exists(path))
		res = file_read_plain(&sb, path, (size_t)1 << 20, NULL) < 0 ||
			strstr(sb.buf, "diff") || strstr(sb.buf, "binary") ||
			strstr(sb.buf, "[attr]");
	strbuf_release(&sb);
	free(path);
	return res;
}

/* Attributes from outside of the work tree. */
static bool foreign_attributes(struct db *db)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	return db_git_config(db, "core.attributesfile") ||
		attributes_matter(xasprintf("%s/info/attributes",
					    db_commondir(db))) ||
		attributes_matter(xstrdup("/etc/gitattributes")) ||
		(xdg && *xdg ?
		 attributes_matter(path_join(xdg, "git/attributes")) :
		 home && attributes_matter(path_join(home, ".config/git/"
						     "attributes")));
}

/* Those of the directories that the file is in. */
static bool attributes_of(struct db *db, const char *path)
{
	const char *top = db_worktree(db), *slash = path;
	bool res = attributes_matter(path_join(top, ".gitattributes"));

	while (!res && (slash = strchr(slash, '/'))) {
		res = attributes_matter(xasprintf("%s/%.*s/.gitattributes", top,
						  (int)(slash - path), path));
		slash++;
	}
	return res;
}

static bool is_binary(const struct strbuf *sb)
{
	return memchr(sb->buf, '\0', sb->len < BINARY_LOOK ? sb->len :
		      BINARY_LOOK) != NULL;
}

/* A diff_fn; 1: it is for Git to count. */
static int count_file(const char *path, const struct oid *a,
		      const struct oid *b, void *data)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	unsigned long added = 0, taken = 0;
	struct count *c = data;
	int rc = 1;

	if (c->files++ >= FILES_MAX || attributes_of(c->db, path) ||
	    (!oid_is_zero(a) && blob_read(&x, c->repo, a, NULL) < 0) ||
	    (!oid_is_zero(b) && blob_read(&y, c->repo, b, NULL) < 0))
		goto out;
	if (is_binary(&x) || is_binary(&y) || oid_eq(a, b))
		rc = 0;
	else if (linecount_texts(&added, &taken, x.buf, x.len, y.buf, y.len))
		rc = 0;
	c->added += added;
	c->taken += taken;
out:
	strbuf_release(&x);
	strbuf_release(&y);
	return rc;
}

bool linecount_commit(struct gitcommit *c, struct db *db)
{
	struct commit now = { .message = NULL }, before = { .message = NULL };
	struct count n = { .db = db };
	struct oid oid;
	bool ok = db_worktree(db) && oid_parse(&oid, c->oid) &&
		!foreign_attributes(db) && db_repo(&n.repo, db, NULL) == 0 &&
		commit_read(&now, n.repo, &oid, NULL) == 0 && now.nr_parents &&
		commit_read(&before, n.repo, &now.parents[0], NULL) == 0 &&
		tree_diff_files(n.repo, &before.tree, &now.tree, count_file,
				&n, NULL) == 0;

	if (ok) {
		c->files = n.files;
		c->insertions = n.added;
		c->deletions = n.taken;
		c->measured = true;
	}
	commit_release(&now);
	commit_release(&before);
	return ok;
}
