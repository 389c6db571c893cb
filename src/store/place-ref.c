/*
 * place-ref.c - reading one ref from its file or from packed-refs.
 */
#include "base/base.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "store/repo.h"

#include <fcntl.h>
#include <sys/mman.h>

/* 1 an object id, 0 nothing there, -1 something that only Git understands. */
static int read_loose(struct oid *out, const char *path)
{
	char buf[256];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	n = read(fd, buf, sizeof(buf) - 1);
	if (n < 0) {
		n = errno == EISDIR ? -2 : -1;
		close(fd);
		return n == -2 ? 0 : -1;
	}
	close(fd);
	buf[n] = '\0';
	if (n < OID_HEX || !oid_parse(out, buf))
		return -1;
	return buf[OID_HEX] == '\n' || buf[OID_HEX] == '\0' ? 1 : -1;
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
	const char *p = line + OID_HEX + 1;
	const char *nl = next_line(line, end);
	size_t len = strlen(name), have;
	int cmp;

	if (p > nl)
		return -1;
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

static const char *find_linear(const char *p, const char *end,
			       const char *name)
{
	for (; p < end; p = next_line(p, end))
		if (*p != '#' && *p != '^' && !compare(p, end, name))
			return p;
	return NULL;
}

static int search(struct oid *out, const char *map, size_t size,
		  const char *name)
{
	const char *end = map + size, *p = map, *line;
	bool sorted = false;

	for (; p < end && *p == '#'; p = next_line(p, end)) {
		size_t len = (size_t)(next_line(p, end) - p);

		if (memmem(p, len, " sorted ", 8) ||
		    memmem(p, len, " sorted\n", 8))
			sorted = true;
	}
	line = sorted ? find_sorted(p, end, name) : find_linear(p, end, name);
	if (!line)
		return 0;
	return oid_parse(out, line) ? 1 : -1;
}

static int read_packed(struct oid *out, const char *commondir,
		       const char *name)
{
	char *path = path_join(commondir, "packed-refs");
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
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

/* Refs that every work tree has for itself (gitrepository-layout(5)). */
static bool per_worktree(const char *name)
{
	return !str_starts(name, "refs/") ||
		str_starts(name, "refs/worktree/") ||
		str_starts(name, "refs/bisect/") ||
		str_starts(name, "refs/rewritten/");
}

int place_ref(struct oid *out, const struct place *p, const char *name)
{
	char *path;
	int rc;

	path = path_join(per_worktree(name) ? p->gitdir : p->commondir, name);
	rc = read_loose(out, path);
	free(path);
	if (rc)
		return rc;
	rc = read_packed(out, p->commondir, name);
	if (rc)
		return rc;
	/* A reftable repository has neither files nor packed-refs. */
	path = path_join(p->commondir, "reftable");
	if (file_is_dir(path))
		rc = -1;
	free(path);
	return rc;
}
