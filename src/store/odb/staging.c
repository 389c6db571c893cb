/*
 * staging.c - Git's index read, and compared with a tree directory by directory.
 */
#include "base/base.h"
#include "store/odb/staging.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/odb/object.h"

#define INDEX_MAX ((size_t)512 << 20)
#define DEPTH_MAX 200		/* of directories in one another */
#define STAT_BYTES 40		/* in front of an entry's name of the object */

#define MODE_TYPE 0170000u
#define MODE_DIR 0040000u
#define MODE_LINK 0160000u	/* a submodule's commit */

struct entry {
	size_t path, len;	/* where it begins: path_of() */
	const unsigned char *oid;
	unsigned mode;
};

/* A directory of the extension TREE; those in it follow, depth first. */
struct cached {
	const char *name;
	size_t len;
	const unsigned char *oid;	/* NULL: something was staged below */
	size_t end;		/* index of the next that is not below it */
};

struct index {
	struct strbuf raw;
	size_t width;		/* bytes of a name of an object */
	uint32_t version;
	struct entry *entries;
	size_t nr, alloc;
	struct strbuf paths;	/* of version 4, NUL behind each; else they are
				 * read where they stand */
	struct cached *cached;
	size_t nr_cached, alloc_cached;
};

static uint32_t be32(const void *at)
{
	const unsigned char *p = at;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		(uint32_t)p[2] << 8 | p[3];
}

static const char *path_of(const struct index *x, size_t entry)
{
	return (x->version == 4 ? x->paths.buf : x->raw.buf) +
		x->entries[entry].path;
}

static void index_release(struct index *x)
{
	strbuf_release(&x->raw);
	strbuf_release(&x->paths);
	free(x->entries);
	free(x->cached);
}

/* ---- the file ---- */

/* Git's number of bytes to take off the path before (offset encoding). */
static bool take_varint(size_t *out, const unsigned char **p,
			const unsigned char *end)
{
	size_t n = 0;
	unsigned char c;

	do {
		if (*p == end || n > INDEX_MAX)
			return false;
		c = *(*p)++;
		n = (n << 7) + (c & 127);
		n += c & 128 ? 1 : 0;
	} while (c & 128);
	*out = n;
	return true;
}

/* Version 4: what differs from the path before. */
static bool take_short_path(struct index *x, struct entry *e,
			    const unsigned char **p, const unsigned char *end)
{
	const struct entry *before = x->nr ? &x->entries[x->nr - 1] : NULL;
	size_t keep = before ? before->len : 0, strip;
	const unsigned char *nul;

	if (!take_varint(&strip, p, end) || strip > keep)
		return false;
	keep -= strip;
	nul = memchr(*p, '\0', (size_t)(end - *p));
	if (!nul)
		return false;
	e->path = x->paths.len;
	strbuf_grow(&x->paths, keep);
	if (keep)
		strbuf_add(&x->paths, x->paths.buf + before->path, keep);
	strbuf_add(&x->paths, (const char *)*p, (size_t)(nul - *p));
	e->len = x->paths.len - e->path;
	strbuf_addch(&x->paths, '\0');
	*p = nul + 1;
	return true;
}

/* The path behind an entry's flags; *p: behind it and its 1 to 8 NULs, which make
 * the entry a multiple of 8. */
static bool take_path(struct index *x, struct entry *e,
		      const unsigned char *start, const unsigned char **p,
		      const unsigned char *end)
{
	const unsigned char *nul = memchr(*p, '\0', (size_t)(end - *p));
	size_t n;

	if (!nul)
		return false;
	n = ((size_t)(nul - start) + 8) / 8 * 8;
	if ((size_t)(end - start) < n)
		return false;
	e->path = (size_t)((const char *)*p - x->raw.buf);
	e->len = (size_t)(nul - *p);
	*p = start + n;
	return true;
}

/* One entry: false when it is damaged or unmerged. */
static bool take_entry(struct index *x, const unsigned char **p,
		       const unsigned char *end)
{
	const unsigned char *start = *p;
	unsigned flags, more = 0;
	struct entry e;

	if ((size_t)(end - start) < STAT_BYTES + x->width + 4)
		return false;
	e.mode = be32(start + 24);
	e.oid = start + STAT_BYTES;
	*p = e.oid + x->width;
	flags = (unsigned)(*p)[0] << 8 | (*p)[1];
	*p += 2;
	if (flags & 0x4000) {
		more = (unsigned)(*p)[0] << 8 | (*p)[1];
		*p += 2;
	}
	if (flags & 0x3000 || (x->version == 4 ?
			       !take_short_path(x, &e, p, end) :
			       !take_path(x, &e, start, p, end)) || !e.len)
		return false;
	ALLOC_GROW(x->entries, x->nr + 1, x->alloc);
	x->entries[x->nr++] = e;
	if (more & 0x2000)	/* meant to be added */
		x->entries[x->nr - 1].oid = NULL;
	return (e.mode & MODE_TYPE) != MODE_DIR;	/* sparse */
}

/* "<name> NUL <entries> <directories> LF <oid>", then the directories. */
static bool take_cached(struct index *x, const unsigned char **p,
			const unsigned char *end, int depth)
{
	const unsigned char *nul = memchr(*p, '\0', (size_t)(end - *p)), *nl;
	struct cached *c;
	size_t at = x->nr_cached;
	long nr, below;
	char *rest;

	nl = nul ? memchr(nul, '\n', (size_t)(end - nul)) : NULL;
	if (!nl || depth > DEPTH_MAX)
		return false;
	nr = strtol((const char *)nul + 1, &rest, 10);
	below = strtol(rest, &rest, 10);
	if (rest != (const char *)nl || below < 0)
		return false;
	ALLOC_GROW(x->cached, at + 1, x->alloc_cached);
	c = &x->cached[x->nr_cached++];
	c->name = (const char *)*p;
	c->len = (size_t)(nul - *p);
	c->oid = NULL;
	*p = nl + 1;
	if (nr >= 0) {
		if ((size_t)(end - *p) < x->width)
			return false;
		c->oid = *p;
		*p += x->width;
	}
	for (; below > 0; below--)
		if (!take_cached(x, p, end, depth + 1))
			return false;
	x->cached[at].end = x->nr_cached;
	return true;
}

/* Behind the entries: extensions, then the sum of the file. */
static bool take_extensions(struct index *x, const unsigned char *p,
			    const unsigned char *end)
{
	while ((size_t)(end - p) >= 8) {
		const unsigned char *body = p + 8;
		size_t len = be32(p + 4);

		if (len > (size_t)(end - body))
			return false;
		/* in small letters: what one can not do without */
		if (*p < 'A' || *p > 'Z')
			return false;
		p = body + len;
		if (!memcmp(body - 8, "TREE", 4) &&
		    (!take_cached(x, &body, p, 0) || body != p))
			return false;
	}
	return p == end;
}

static bool index_parse(struct index *x)
{
	const unsigned char *p = (const unsigned char *)x->raw.buf, *end;
	uint32_t nr;

	if (x->raw.len < 12 + x->width || memcmp(p, "DIRC", 4) != 0)
		return false;
	end = p + x->raw.len - x->width;
	x->version = be32(p + 4);
	nr = be32(p + 8);
	if (x->version < 2 || x->version > 4)
		return false;
	for (p += 12; nr; nr--)
		if (!take_entry(x, &p, end))
			return false;
	return take_extensions(x, p, end);
}

/* GIT_INDEX_FILE is taken from where Git is run. */
static bool index_read(struct index *x, const struct place *p)
{
	const char *named = getenv("GIT_INDEX_FILE");
	char *path = named && *named ? xstrdup(named) :
		path_join(p->gitdir, "index");
	bool ok = true;

	/* no index: nothing is staged */
	if (file_exists(path))
		ok = file_read_plain(&x->raw, path, INDEX_MAX, NULL) == 0 &&
			index_parse(x);
	free(path);
	return ok;
}

/* ---- against a tree ---- */

struct compare {
	const struct place *place;
	struct index *x;
	staging_fn fn;
	void *data;
};

/* An entry of a tree object. */
struct leaf {
	unsigned mode;
	const char *name;
	size_t len;
	const unsigned char *oid;
};

/* "<mode> <name> NUL <oid>": 1 there is one, 0 the end, -1 damaged. */
static int take_leaf(struct leaf *out, const char **p, const char *end,
		     size_t width)
{
	const char *nul;
	char *rest;

	if (*p == end)
		return 0;
	nul = memchr(*p, '\0', (size_t)(end - *p));
	if (!nul || (size_t)(end - nul) < 1 + width)
		return -1;
	out->mode = (unsigned)strtoul(*p, &rest, 8);
	if (*rest != ' ' || rest >= nul)
		return -1;
	out->name = rest + 1;
	out->len = (size_t)(nul - out->name);
	out->oid = (const unsigned char *)nul + 1;
	*p = nul + 1 + width;
	return 1;
}

/* Trees are in the order in which a directory's name ends with '/'. */
static int cmp_names(const char *a, size_t a_len, bool a_dir, const char *b,
		     size_t b_len, bool b_dir)
{
	size_t n = a_len < b_len ? a_len : b_len;
	int cmp = memcmp(a, b, n), x, y;

	if (cmp)
		return cmp;
	x = a_len > n ? (unsigned char)a[n] : a_dir ? '/' : 0;
	y = b_len > n ? (unsigned char)b[n] : b_dir ? '/' : 0;
	return x != y ? x - y : a_len < b_len ? -1 : a_len > b_len;
}

static void tell_all(const struct compare *c, size_t from, size_t to)
{
	for (; from < to; from++) {
		const struct entry *e = &c->x->entries[from];
		struct oid oid;

		if (!e->oid || (e->mode & MODE_TYPE) == MODE_LINK)
			continue;
		oid_from(&oid, e->oid, c->x->width);
		c->fn(path_of(c->x, from), &oid, c->data);
	}
}

/* The directory of that name in the one at `dir` (NO_DIR: not known). */
#define NO_DIR SIZE_MAX
static size_t find_cached(const struct index *x, size_t dir, const char *name,
			  size_t len)
{
	size_t i;

	if (dir == NO_DIR)
		return NO_DIR;
	for (i = dir + 1; i < x->cached[dir].end; i = x->cached[i].end)
		if (x->cached[i].len == len &&
		    !memcmp(x->cached[i].name, name, len))
			return i;
	return NO_DIR;
}

/* Where the entries of the directory end that the one at `from` is in: its name, and
 * the '/' behind it, are the path up to `len`. */
static size_t group_end(const struct index *x, size_t from, size_t to,
			size_t len)
{
	const char *path = path_of(x, from);
	size_t i = from + 1;

	while (i < to && x->entries[i].len > len &&
	       !memcmp(path_of(x, i), path, len))
		i++;
	return i;
}

static bool same(const struct compare *c, const struct leaf *l,
		 const struct entry *e)
{
	return e->oid && l->mode == e->mode &&
		!memcmp(l->oid, e->oid, c->x->width);
}

static bool compare_dir(const struct compare *c, size_t from, size_t to,
			size_t prefix, size_t dir, const struct oid *tree,
			int depth);

/* The entries [from, end) are the directory `len` bytes of name below `prefix`;
 * `l` is what the tree has under that name, NULL: nothing. */
static bool compare_group(const struct compare *c, size_t from, size_t end,
			  size_t prefix, size_t len, size_t dir,
			  const struct leaf *l, int depth)
{
	const char *name = path_of(c->x, from) + prefix;
	size_t known;
	struct oid oid;

	if (!l) {
		tell_all(c, from, end);
		return true;
	}
	known = find_cached(c->x, dir, name, len);
	if (known != NO_DIR && c->x->cached[known].oid &&
	    !memcmp(c->x->cached[known].oid, l->oid, c->x->width))
		return true;
	oid_from(&oid, l->oid, c->x->width);
	return compare_dir(c, from, end, prefix + len + 1, known, &oid,
			   depth + 1);
}

/* The entries [from, to) are all below the first `prefix` bytes of their paths;
 * `dir` is what the extension knows about that directory. */
static bool compare_dir(const struct compare *c, size_t from, size_t to,
			size_t prefix, size_t dir, const struct oid *tree,
			int depth)
{
	struct strbuf sb = STRBUF_INIT;
	const char *p, *end;
	struct leaf l;
	bool ok = depth <= DEPTH_MAX &&
		place_object(&sb, c->place, tree, "tree");
	int more;

	p = sb.buf;
	end = p + sb.len;
	more = ok ? take_leaf(&l, &p, end, c->x->width) : 0;
	while (ok && from < to) {
		const struct entry *e = &c->x->entries[from];
		const char *name = path_of(c->x, from) + prefix;
		size_t len = strcspn(name, "/"), next = from + 1;
		bool is_dir = name[len] == '/', hit;
		int cmp = 1;

		while (more > 0 && (cmp = cmp_names(l.name, l.len,
				(l.mode & MODE_TYPE) == MODE_DIR, name, len,
				is_dir)) < 0)
			more = take_leaf(&l, &p, end, c->x->width);
		if (more < 0)
			break;
		hit = more > 0 && cmp == 0;
		if (is_dir) {
			next = group_end(c->x, from, to, prefix + len + 1);
			ok = compare_group(c, from, next, prefix, len, dir,
					   hit ? &l : NULL, depth);
		} else if (!hit || !same(c, &l, e)) {
			tell_all(c, from, next);
		}
		from = next;
	}
	strbuf_release(&sb);
	return ok && more >= 0;
}

int staging_changed(const struct place *p, const struct oid *tree,
		    staging_fn fn, void *data)
{
	struct index x = { .raw = STRBUF_INIT, .width = p->width,
			   .paths = STRBUF_INIT };
	struct compare c = { p, &x, fn, data };
	bool ok = p->width && index_read(&x, p);
	size_t dir;

	if (ok && oid_is_zero(tree)) {
		tell_all(&c, 0, x.nr);
	} else if (ok) {
		dir = x.nr_cached ? 0 : NO_DIR;
		if (dir == NO_DIR || !x.cached[0].oid ||
		    memcmp(x.cached[0].oid, tree->b, x.width) != 0)
			ok = compare_dir(&c, 0, x.nr, 0, dir, tree, 0);
	}
	index_release(&x);
	return ok;
}
