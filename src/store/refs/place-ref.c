/*
 * place-ref.c - reading one ref from its file or from packed-refs.
 */
#include "base/base.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "store/place/repo.h"
#include "store/maker/learnt.h"
#include "store/refs/internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>

#define DEPTH_MAX 16	/* of folders below a ref */

/* Nothing at all?  A link that leads nowhere is something. */
static bool is_absent(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 || S_ISDIR(st.st_mode);
}

/* 1 an object id, 0 nothing there, -1 something that only Git understands. */
static int read_loose(struct oid *out, const char *path)
{
	char buf[256];
	ssize_t n;
	int fd = file_open_plain(path);

	if (fd < 0)
		return (errno == ENOENT || errno == ENOTDIR ||
			errno == EISDIR) && is_absent(path) ? 0 : -1;
	n = read(fd, buf, sizeof(buf) - 1);
	close(fd);
	if (n < 0)
		return -1;
	buf[n] = '\0';
	if (!oid_parse(out, buf))
		return -1;
	n = 2 * out->len;
	return buf[n] == '\n' || buf[n] == '\0' ? 1 : -1;
}

/* Start of the line that `p` is in. */
static const char *line_start(const char *from, const char *p)
{
	while (p > from && p[-1] != '\n')
		p--;
	return p;
}

static const char *next_line(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl ? nl + 1 : end;
}

/* Compares the name in a line "<oid> <name>\n" with `name`. */
static int compare(const char *line, const char *end, const char *name)
{
	const char *nl = next_line(line, end);
	const char *p = memchr(line, ' ', (size_t)(nl - line));
	size_t len = strlen(name), have;
	int cmp;

	if (!p)
		return -1;
	p++;
	have = (size_t)(nl - p);
	if (have && nl[-1] == '\n')
		have--;
	cmp = memcmp(p, name, have < len ? have : len);
	if (cmp)
		return cmp;
	return have < len ? -1 : have > len;
}

/* A line that says something about the ref before it ("^<peeled>"). */
static bool is_peel(const char *line, const char *end)
{
	return line < end && *line == '^';
}

static const char *find_sorted(const char *lo, const char *end,
			       const char *name)
{
	const char *from = lo, *hi = end, *mid;
	int cmp;

	while (lo < hi) {
		mid = line_start(lo, lo + (hi - lo) / 2);
		while (is_peel(mid, hi) && mid > from)
			mid = line_start(from, mid - 1);
		cmp = compare(mid, end, name);
		if (!cmp)
			return mid;
		if (cmp < 0) {
			lo = next_line(mid, hi);
			while (is_peel(lo, hi))
				lo = next_line(lo, hi);
		} else {
			hi = mid;
		}
	}
	return NULL;
}

/* "<oid> <name>\n", "^<oid>\n" or "# ...\n": a line that Git writes. */
static bool line_ok(const char *line, const char *end)
{
	const char *nl = memchr(line, '\n', (size_t)(end - line)), *p = line;
	size_t width;

	if (!nl)
		return false;
	if (*p == '#')
		return true;
	p += *p == '^';
	if ((size_t)(nl - p) < OID_SHA1 * 2)
		return false;
	width = object_hex(p);
	if (!width || (size_t)(nl - p) < width)
		return false;
	if (p > line)
		return p + width == nl;
	return p[width] == ' ' && nl - (p + width) > 2 &&
		!memchr(p, '\0', (size_t)(nl - p));
}

/*
 * Not found where it should be: that counts only in a file that is whole, and
 * in its order.  So every line is looked at once.
 */
static int search_all(struct oid *out, const char *p, const char *end,
		      const char *name)
{
	const char *line = NULL;

	for (; p < end; p = next_line(p, end)) {
		if (!line_ok(p, end))
			return PLACE_DAMAGED;
		if (*p != '#' && *p != '^' && !compare(p, end, name))
			line = p;
	}
	if (!line)
		return 0;
	return oid_parse(out, line) ? 1 : PLACE_DAMAGED;
}

static int search(struct oid *out, const char *map, size_t size,
		  const char *name)
{
	const char *end = map + size, *p = map, *line = NULL;
	bool sorted = false;

	for (; p < end && *p == '#'; p = next_line(p, end)) {
		size_t len = (size_t)(next_line(p, end) - p);

		if (memmem(p, len, " sorted ", 8) ||
		    memmem(p, len, " sorted\n", 8))
			sorted = true;
	}
	if (sorted)
		line = find_sorted(p, end, name);
	if (line && line_ok(line, end))
		return oid_parse(out, line) ? 1 : PLACE_DAMAGED;
	return search_all(out, p, end, name);
}

static int read_packed(struct oid *out, const char *commondir,
		       const char *name)
{
	char *path = path_join(commondir, "packed-refs");
	int fd = file_open_plain(path), rc = 0;
	struct stat st;
	void *map;

	free(path);
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstat(fd, &st) < 0) {
		rc = -1;
	} else if (st.st_size > 0) {
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
			   fd, 0);
		if (map == MAP_FAILED) {
			rc = -1;
		} else {
			rc = search(out, map, (size_t)st.st_size, name);
			munmap(map, (size_t)st.st_size);
		}
	}
	close(fd);
	return rc;
}

/* ---- all of a directory ---- */

static void add_ref(struct place_refs *out, const char *name, size_t len,
		    const struct oid *oid, bool loose)
{
	struct place_named *ref;

	ALLOC_GROW(out->v, out->nr + 1, out->alloc);
	ref = &out->v[out->nr++];
	ref->name = xstrndup(name, len);
	ref->oid = *oid;
	ref->loose = loose;
}

void place_refs_release(struct place_refs *refs)
{
	size_t i;

	for (i = 0; i < refs->nr; i++)
		free(refs->v[i].name);
	FREE_AND_NULL(refs->v);
	refs->nr = refs->alloc = 0;
}

/* By name; of one name the file, which is newer, first. */
static int by_name(const void *a, const void *b)
{
	const struct place_named *x = a, *y = b;
	int cmp = strcmp(x->name, y->name);

	return cmp ? cmp : y->loose - x->loose;
}

static void sort_refs(struct place_refs *refs)
{
	size_t i, nr = 0;

	if (refs->nr)
		qsort(refs->v, refs->nr, sizeof(*refs->v), by_name);
	for (i = 0; i < refs->nr; i++) {
		if (nr && str_eq(refs->v[nr - 1].name, refs->v[i].name))
			free(refs->v[i].name);
		else
			refs->v[nr++] = refs->v[i];
	}
	refs->nr = nr;
}

/* Files below a directory; false: one is odd, Git shall look. */
static bool list_loose(struct place_refs *out, const char *common,
		       const char *dir)
{
	char *top = path_join(common, dir), *name, *path;
	DIR *d = opendir(top);
	struct dirent *e;
	struct stat st;
	struct oid oid;
	bool ok = d || errno == ENOENT || errno == ENOTDIR;

	while (ok && d && (e = readdir(d))) {
		if (*e->d_name == '.' || str_ends(e->d_name, ".lock"))
			continue;
		name = xasprintf("%s%s", dir, e->d_name);
		path = path_join(common, name);
		if (lstat(path, &st) < 0) {
			ok = errno == ENOENT;
		} else if (S_ISDIR(st.st_mode)) {
			char *sub = xasprintf("%s/", name);

			ok = list_loose(out, common, sub);
			free(sub);
		} else {
			int rc = read_loose(&oid, path);

			ok = rc >= 0;
			if (rc > 0)
				add_ref(out, name, strlen(name), &oid, true);
		}
		free(path);
		free(name);
	}
	if (d)
		closedir(d);
	free(top);
	return ok;
}

/* Lines of packed-refs below a directory; false: the file is damaged. */
static bool list_lines(struct place_refs *out, const struct strbuf *text,
		       const char *dir)
{
	const char *p = text->buf, *end = p + text->len, *name;
	size_t len = strlen(dir);
	struct oid oid;

	for (; p < end; p = next_line(p, end)) {
		if (!line_ok(p, end))
			return false;
		if (*p == '#' || *p == '^')
			continue;
		name = (const char *)memchr(p, ' ', (size_t)(end - p)) + 1;
		if ((size_t)(end - name) <= len || memcmp(name, dir, len) != 0)
			continue;
		if (!oid_parse(&oid, p))
			return false;
		add_ref(out, name, (size_t)(next_line(p, end) - name) - 1,
			&oid, false);
	}
	return true;
}

#define PACKED_MAX ((size_t)256 << 20)

bool place_refs(struct place_refs *out, const struct place *p,
		const char *dir)
{
	struct strbuf text = STRBUF_INIT;
	struct err none = ERR_INIT;
	char *path;
	bool ok;

	if (!p->ref_files)
		return false;
	/* first the files: packing removes them after it has written */
	ok = list_loose(out, p->commondir, dir);
	path = path_join(p->commondir, "packed-refs");
	if (ok && file_exists(path))
		ok = file_read(&text, path, PACKED_MAX, &none) == 0 &&
			list_lines(out, &text, dir);
	free(path);
	strbuf_release(&text);
	sort_refs(out);
	return ok;
}

/* Refs that every work tree has for itself (gitrepository-layout(5)). */
static bool per_worktree(const char *name)
{
	return !str_starts(name, "refs/") ||
		str_starts(name, "refs/worktree/") ||
		str_starts(name, "refs/bisect/") ||
		str_starts(name, "refs/rewritten/");
}

/* The first plain thing below a folder, as a path from it; NULL: there is none. */
static char *first_below(const char *dir, int depth)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char *found = NULL;

	while (d && !found && (e = readdir(d))) {
		char *path = path_join(dir, e->d_name), *more = NULL;

		if (*e->d_name == '.' || str_ends(e->d_name, ".lock"))
			;
		else if (!file_is_dir(path))
			found = xstrdup(e->d_name);
		else if (depth > 0 && (more = first_below(path, depth - 1)))
			found = path_join(e->d_name, more);
		free(more);
		free(path);
	}
	if (d)
		closedir(d);
	return found;
}

/* What stands in a folder's place above the ref; NULL: nothing does. */
static char *blocker(const struct place *p, const char *name)
{
	const char *slash = name;
	struct stat st;

	while ((slash = strchr(slash, '/'))) {
		char *part = xstrndup(name, (size_t)(slash++ - name));
		char *path = path_join(p->commondir, part);
		bool there = lstat(path, &st) == 0;

		free(part);
		if (there && !file_is_dir(path))
			return path;
		free(path);
		if (!there)
			break;
	}
	return NULL;
}

int place_ref_why(const struct place *p, const char *name, struct err *err)
{
	char *path, *other = NULL;
	int rc = 0;

	if (!p->ref_files || !str_starts(name, "refs/task"))
		return 0;
	path = path_join(p->commondir, name);
	if (!is_absent(path))
		rc = err_set(err, ERR_FATAL, "'%s' leads nowhere: 'git "
			     "symbolic-ref %s' or 'ls -l' shows where to; "
			     "nothing was changed", path, name);
	else if ((other = blocker(p, name)))
		rc = err_set(err, ERR_FATAL, "'%s' is no folder, so '%s' can "
			     "not be read; move it away", other, name);
	/* below what a remote had, the remote's own refs can be: it is told there */
	else if (str_starts(name, "refs/tasks/") &&
		 (other = first_below(path, DEPTH_MAX)))
		rc = err_set(err, ERR_FATAL, "there is a ref '%s/%s', so "
			     "there can be no '%s'; 'git update-ref -d "
			     "%s/%s' deletes it", name, other, name, name,
			     other);
	free(other);
	free(path);
	return rc;
}

int place_ref(struct oid *out, const struct place *p, const char *name)
{
	bool symbolic;
	char *path;
	int rc;

	if (!p->ref_files)
		return refs_find(out, &symbolic, p, name, NULL);
	path = path_join(per_worktree(name) ? p->gitdir : p->commondir, name);
	rc = read_loose(out, path);
	free(path);
	if (rc == 0)
		rc = read_packed(out, p->commondir, name);
	if (rc == 0)
		return place_ref_why(p, name, NULL);
	return rc > 0 && p->width && out->len != p->width ? PLACE_WIDTH : rc;
}

/* Where refs are not files (HEAD is one still, whose text says nothing). */
static int ask_target(struct strbuf *out, const struct place *p,
		      const char *name, struct err *err)
{
	struct proc proc;
	int rc;

	git_proc(&proc, p, "symbolic-ref", "--quiet", name, (char *)NULL);
	rc = proc_run(&proc, err);
	strbuf_trim(&proc.out);
	strbuf_trim(&proc.err_out);
	if (rc == 0 && proc.status && proc.err_out.len)
		rc = err_set(err, ERR_FATAL, "cannot read '%s': %s", name,
			     proc.err_out.buf);
	else if (rc == 0)
		rc = proc.status == 0;
	strbuf_reset(out);
	strbuf_addbuf(out, &proc.out);
	proc_release(&proc);
	return rc;
}

int place_symref(struct strbuf *out, const struct place *p, const char *name,
		 struct err *err)
{
	char *path;
	int rc;

	if (!p->ref_files)
		return ask_target(out, p, name, err);
	path = path_join(per_worktree(name) ? p->gitdir : p->commondir, name);
	strbuf_reset(out);
	rc = file_read_plain(out, path, 65536, err);
	strbuf_trim(out);
	if (rc == 0 && str_starts(out->buf, "ref:")) {
		strbuf_remove(out, 0, strlen("ref:"));
		strbuf_trim(out);
		rc = 1;
	}
	free(path);
	return rc;
}

int place_head(struct strbuf *out, const struct place *p, struct err *err)
{
	return place_symref(out, p, "HEAD", err);
}
