/*
 * tree.c - trees as bytes: "<mode> <name>\0<oid>" an entry, sorted by
 * name with '/' behind the names of sub-trees.
 *
 * As fast as libgit2's tree builders (0.9 to 1.1 of their time, make bench-own), and
 * without loading libgit2, which takes longer than the whole edit; it also serves
 * repositories that libgit2 does not open.
 */
#include "base/base.h"
#include "base/mem.h"
#include "store/odb/internal.h"

#define TREE_DEPTH 16
#define MODE_TREE 040000u
#define MODE_FILE 0100644u

struct entry {
	const char *name;	/* points into the tree's bytes */
	size_t len;
	struct oid oid;
	unsigned mode;
};

static bool is_tree(const struct entry *e)
{
	return (e->mode & 0170000) == MODE_TREE;
}

/* As Git reads modes: what is no tree, file or symbolic link names a commit
 * of some other repository, whose object nobody has here. */
static bool is_link(const struct entry *e)
{
	unsigned kind = e->mode & 0170000;

	return kind != MODE_TREE && kind != 0100000 && kind != 0120000;
}

/* 1 an entry, 0 the end, -1 damaged; *p moves on.  Object names in it have
 * `width` bytes. */
static int next_entry(struct entry *e, const char **p, const char *end,
		      size_t width)
{
	const char *s = *p, *nul;
	unsigned mode = 0;

	if (s >= end)
		return 0;
	for (; s < end && *s >= '0' && *s <= '7'; s++)
		mode = mode << 3 | (unsigned)(*s - '0');
	if (s >= end || *s != ' ')
		return -1;
	s++;
	nul = memchr(s, '\0', (size_t)(end - s));
	if (!nul || nul == s || (size_t)(end - nul) - 1 < width)
		return -1;
	e->name = s;
	e->len = (size_t)(nul - s);
	oid_from(&e->oid, nul + 1, width);
	e->mode = mode;
	*p = nul + 1 + width;
	return 1;
}

/* Git's order of names, where a sub-tree counts as "name/". */
static int name_cmp(const char *a, size_t alen, bool atree, const char *b,
		    size_t blen, bool btree)
{
	size_t min = alen < blen ? alen : blen;
	int cmp = memcmp(a, b, min);
	unsigned char ca, cb;

	if (cmp)
		return cmp;
	ca = alen > min ? (unsigned char)a[min] : atree ? '/' : 0;
	cb = blen > min ? (unsigned char)b[min] : btree ? '/' : 0;
	return ca < cb ? -1 : ca > cb;
}

static int damaged(struct err *err, const struct oid *oid)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, oid);
	return err_set(err, ERR_FATAL, "tree %s is damaged; see 'git fsck'",
		       hex);
}

/* ---- update ---- */

/* Sorted by path; what `e` points to stays in the caller's order. */
struct sorted {
	const struct tree_edit *e;
};

static int edit_cmp(const void *a, const void *b)
{
	const struct tree_edit *x = ((const struct sorted *)a)->e;
	const struct tree_edit *y = ((const struct sorted *)b)->e;
	int cmp = strcmp(x->path, y->path);

	/* The later of two edits of one path wins: keep their order. */
	return cmp ? cmp : x < y ? -1 : x > y;
}

static void put(struct strbuf *sb, unsigned mode, const char *name,
		size_t len, const struct oid *oid)
{
	strbuf_addf(sb, "%o ", mode);
	strbuf_add(sb, name, len);
	strbuf_addch(sb, '\0');
	strbuf_add(sb, oid->b, oid->len);
}

/* All edits below one name at this level: edits[0 .. nr-1]. */
struct group {
	const char *name;
	size_t len, nr;
	bool deep;		/* they are inside a sub-tree */
};

static struct group first_group(const struct sorted *edits, size_t nr,
				size_t skip)
{
	struct group g;

	g.name = edits[0].e->path + skip;
	g.len = strcspn(g.name, "/");
	g.deep = g.name[g.len] == '/';
	for (g.nr = 1; g.nr < nr; g.nr++) {
		const char *s = edits[g.nr].e->path + skip;

		if (strncmp(s, g.name, g.len) != 0 ||
		    (s[g.len] == '/') != g.deep ||
		    (s[g.len] && s[g.len] != '/'))
			break;
	}
	return g;
}

static int update(struct oid *out, struct repo *r, const struct oid *base,
		  const struct sorted *edits, size_t nr,
		  size_t skip, int depth, struct err *err);

/* A file where a directory is to be made, or the other way round, would give a
 * tree with the name twice: nobody but a damaged or foreign tree has one. */
static int check_way(const struct strbuf *tree, size_t width,
		     const struct group *g, struct err *err)
{
	const char *p = tree->buf;
	struct entry e;

	while (next_entry(&e, &p, tree->buf + tree->len, width) > 0)
		if (e.len == g->len && is_tree(&e) != g->deep &&
		    !memcmp(e.name, g->name, g->len))
			return err_set(err, ERR_FATAL, "a %s named '%.*s' is "
				       "where a %s belongs; see 'git ls-tree "
				       "refs/tasks/main'", g->deep ? "file" :
				       "directory", (int)g->len, g->name,
				       g->deep ? "directory" : "file");
	return 0;
}

static bool has_trees(const struct strbuf *tree, size_t width)
{
	const char *p = tree->buf;
	struct entry e;

	while (next_entry(&e, &p, tree->buf + tree->len, width) > 0)
		if (is_tree(&e))
			return true;
	return false;
}

/* Writes what the group makes of `old` (NULL: nothing there). */
static int apply_group(struct strbuf *sb, struct repo *r,
		       const struct group *g, const struct entry *old,
		       const struct sorted *edits, size_t skip,
		       int depth, struct err *err)
{
	const struct tree_edit *last = edits[g->nr - 1].e;
	const struct oid *base = old ? &old->oid : NULL;
	struct oid sub;

	if (!g->deep) {
		if (!oid_is_zero(&last->oid))
			put(sb, last->mode ? last->mode : MODE_FILE, g->name,
			    g->len, &last->oid);
		return 0;
	}
	if (update(&sub, r, base, edits, g->nr, skip + g->len + 1, depth + 1,
		   err) < 0)
		return -1;
	if (!oid_is_zero(&sub))
		put(sb, MODE_TREE, g->name, g->len, &sub);
	return 0;
}

/*
 * Merges the sorted edits into the sorted entries.  The result is the zero
 * oid for an empty tree below the top, which then is no entry at all.
 */
static int update(struct oid *out, struct repo *r, const struct oid *base,
		  const struct sorted *edits, size_t nr,
		  size_t skip, int depth, struct err *err)
{
	struct strbuf in = STRBUF_INIT, sb = STRBUF_INIT;
	const char *p, *end;
	struct entry e;
	struct group g;
	size_t width = r->place.width;
	int have = 0, cmp, rc = -1;
	bool dirs;

	if (depth > TREE_DEPTH) {
		err_set(err, ERR_INVALID, "path '%s' is too deep",
			edits[0].e->path);
		goto out;
	}
	if (base && object_read(&in, r, TYPE_TREE, base, err) < 0)
		goto out;
	p = in.buf;
	end = in.buf + in.len;
	dirs = has_trees(&in, width);
	have = next_entry(&e, &p, end, width);
	while (nr || have > 0) {
		cmp = -1;
		if (nr) {
			g = first_group(edits, nr, skip);
			cmp = have <= 0 ? 1 :
				name_cmp(e.name, e.len, is_tree(&e), g.name,
					 g.len, g.deep);
		}
		if (cmp < 0) {
			put(&sb, e.mode, e.name, e.len, &e.oid);
		} else {
			if (cmp && (g.deep || dirs) &&
			    check_way(&in, width, &g, err) < 0)
				goto out;
			if (apply_group(&sb, r, &g, cmp ? NULL : &e, edits,
					skip, depth, err) < 0)
				goto out;
			edits += g.nr;
			nr -= g.nr;
		}
		if (cmp <= 0)
			have = next_entry(&e, &p, end, width);
	}
	if (have < 0) {
		damaged(err, base);
		goto out;
	}
	if (!sb.len && depth)
		memset(out, 0, sizeof(*out));
	else if (object_write(out, r, TYPE_TREE, sb.buf, sb.len, err) < 0)
		goto out;
	rc = 0;
out:
	strbuf_release(&in);
	strbuf_release(&sb);
	return rc;
}

int tree_update(struct oid *out, struct repo *r, const struct oid *base,
		const struct tree_edit *edits, size_t nr, struct err *err)
{
	struct sorted *sorted;
	size_t i;
	int rc;

	if (base && oid_is_zero(base))
		base = NULL;
	if (!nr && base) {
		*out = *base;
		return 0;
	}
	sorted = xcalloc(nr, sizeof(*sorted));
	for (i = 0; i < nr; i++)
		sorted[i].e = &edits[i];
	qsort(sorted, nr, sizeof(*sorted), edit_cmp);
	rc = update(out, r, base, sorted, nr, 0, 0, err);
	free(sorted);
	return rc;
}

/* ---- walk ---- */

/*
 * A few kB can name the same sub-tree a billion times.  Ours are 256 shards and
 * what they hold: who visits more is being led around.
 */
#define VISIT_TREES 20000u
#define VISIT_ENTRIES 8000000u

struct visits {
	size_t trees, entries;
};

static int too_many(struct err *err, const struct oid *oid)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, oid);
	return err_set(err, ERR_FATAL, "tree %.10s leads to more than %u "
		       "directories or %u files, which no tasks have; it was "
		       "not read", hex, VISIT_TREES, VISIT_ENTRIES);
}

static bool over(const struct visits *v)
{
	return v->trees > VISIT_TREES || v->entries > VISIT_ENTRIES;
}

struct walk {
	struct visits visits;
	struct repo *r;
	tree_fn fn, other;
	void *data;
	struct err *err;
	struct strbuf path;
};

static int walk_level(struct walk *w, const struct oid *tree, int depth);

/* One entry, whose path is in w->path. */
static int walk_entry(struct walk *w, const struct entry *e, int depth)
{
	const struct oid *oid = &e->oid;

	if (is_link(e) || (is_tree(e) && depth == TREE_DEPTH))
		return w->other ? w->other(w->path.buf, oid, w->data) : 0;
	if (!is_tree(e))
		return w->fn(w->path.buf, oid, w->data);
	strbuf_addch(&w->path, '/');
	return walk_level(w, oid, depth + 1);
}

static int walk_level(struct walk *w, const struct oid *tree, int depth)
{
	struct strbuf in = STRBUF_INIT;
	size_t len = w->path.len, width = w->r->place.width;
	const char *p, *end;
	struct entry e;
	int rc = 0, more = 0;

	w->visits.trees++;
	if (over(&w->visits))
		return too_many(w->err, tree);
	if (object_read(&in, w->r, TYPE_TREE, tree, w->err) < 0)
		return -1;
	p = in.buf;
	end = in.buf + in.len;
	while (rc == 0 && (more = next_entry(&e, &p, end, width)) > 0) {
		w->visits.entries++;
		strbuf_add(&w->path, e.name, e.len);
		rc = walk_entry(w, &e, depth);
		strbuf_setlen(&w->path, len);
	}
	if (more < 0)
		rc = damaged(w->err, tree);
	strbuf_release(&in);
	return rc;
}

int tree_walk_all(struct repo *r, const struct oid *tree, tree_fn fn,
		  tree_fn other, void *data, struct err *err)
{
	struct walk w = { { 0, 0 }, r, fn, other, data, err, STRBUF_INIT };
	int rc = 0;

	if (!oid_is_zero(tree))
		rc = walk_level(&w, tree, 0);
	strbuf_release(&w.path);
	return rc;
}

int tree_walk(struct repo *r, const struct oid *tree, tree_fn fn, void *data,
	      struct err *err)
{
	return tree_walk_all(r, tree, fn, NULL, data, err);
}

/* ---- diff ---- */

struct diff {
	struct visits visits;
	struct repo *r;
	diff_fn fn, link;
	void *data;
	struct err *err;
	struct strbuf path;
	bool files;		/* tree_diff_files */
};

static int diff_level(struct diff *d, const struct oid *a,
		      const struct oid *b, int depth);

static int bad_tree(struct err *err, const struct oid *oid,
		    const struct entry *e, const char *what)
{
	struct strbuf name = STRBUF_INIT;
	char hex[OID_HEX + 1];

	oid_hex(hex, oid);
	strbuf_add(&name, e->name, e->len);
	err_set(err, ERR_FATAL, "tree %.10s %s at '%.80s', so it was not "
		"joined; 'git fsck' says the same", hex, what, name.buf);
	strbuf_release(&name);
	return -1;
}

/*
 * Both sides are read in step, and written in step: that needs names in Git's
 * order, each once, a file and a directory of one name counted as the same.
 * What is not sorted was made by hand.
 */
static int check_order(const struct strbuf *in, const struct oid *oid,
		       size_t width, struct err *err)
{
	const char *p = in->buf;
	struct entry last, e;
	bool any = false;

	while (next_entry(&e, &p, in->buf + in->len, width) > 0) {
		if (any && last.len == e.len &&
		    !memcmp(last.name, e.name, e.len) &&
		    is_link(&last) == is_link(&e))
			return bad_tree(err, oid, &e, "has a name twice");
		if (any && name_cmp(last.name, last.len, is_tree(&last),
				    e.name, e.len, is_tree(&e)) > 0)
			return bad_tree(err, oid, &e, "is not sorted");
		if (memchr(e.name, '/', e.len))
			return bad_tree(err, oid, &e, "has a path as a name");
		last = e;
		any = true;
	}
	return 0;
}

/* One name and kind; NULL where a side lacks it. */
static int diff_entry(struct diff *d, const struct entry *a,
		      const struct entry *b, int depth)
{
	static const struct oid zero;
	const struct oid *x = a ? &a->oid : &zero, *y = b ? &b->oid : &zero;
	size_t len = d->path.len;
	const struct entry *e = a ? a : b;
	bool mode = d->files && a && b && a->mode != b->mode;
	int rc = 0;

	if (oid_eq(x, y) && !mode)
		return 0;
	if (d->files && (is_link(e) || depth >= TREE_DEPTH ||
			 (mode && (a->mode ^ b->mode) & 0170000)))
		return 1;
	strbuf_add(&d->path, e->name, e->len);
	if (is_link(e)) {
		rc = d->link ? d->link(d->path.buf, x, y, d->data) : 0;
	} else if (!is_tree(e)) {
		rc = d->fn(d->path.buf, x, y, d->data);
	} else if (depth < TREE_DEPTH) {
		strbuf_addch(&d->path, '/');
		rc = diff_level(d, x, y, depth + 1);
	}
	strbuf_setlen(&d->path, len);
	return rc;
}

/* One name in both trees.  A file and a sub-tree never are the same entry; a
 * file and a link are two, of which each side lacks one. */
static int diff_pair(struct diff *d, const struct entry *a,
		     const struct entry *b, int depth)
{
	int rc;

	if (is_link(a) == is_link(b))
		return diff_entry(d, a, b, depth);
	rc = diff_entry(d, a, NULL, depth);
	return rc ? rc : diff_entry(d, NULL, b, depth);
}

static int diff_level(struct diff *d, const struct oid *a,
		      const struct oid *b, int depth)
{
	struct strbuf ia = STRBUF_INIT, ib = STRBUF_INIT;
	size_t width = d->r->place.width;
	const char *pa, *pb;
	struct entry ea, eb;
	int ha, hb, cmp, rc = -1;

	d->visits.trees++;
	if (over(&d->visits))
		return too_many(d->err, oid_is_zero(b) ? a : b);
	if (!oid_is_zero(a) &&
	    object_read(&ia, d->r, TYPE_TREE, a, d->err) < 0)
		goto out;
	if (!oid_is_zero(b) &&
	    object_read(&ib, d->r, TYPE_TREE, b, d->err) < 0)
		goto out;
	if (check_order(&ia, a, width, d->err) < 0 ||
	    check_order(&ib, b, width, d->err) < 0)
		goto out;
	pa = ia.buf;
	pb = ib.buf;
	ha = next_entry(&ea, &pa, ia.buf + ia.len, width);
	hb = next_entry(&eb, &pb, ib.buf + ib.len, width);
	rc = 0;
	while (rc == 0 && (ha > 0 || hb > 0)) {
		d->visits.entries++;
		cmp = ha <= 0 ? 1 : hb <= 0 ? -1 :
			name_cmp(ea.name, ea.len, is_tree(&ea), eb.name,
				 eb.len, is_tree(&eb));
		rc = !cmp ? diff_pair(d, &ea, &eb, depth) :
			diff_entry(d, cmp < 0 ? &ea : NULL,
				   cmp > 0 ? &eb : NULL, depth);
		if (cmp <= 0)
			ha = next_entry(&ea, &pa, ia.buf + ia.len, width);
		if (cmp >= 0)
			hb = next_entry(&eb, &pb, ib.buf + ib.len, width);
	}
	if (rc == 0 && (ha < 0 || hb < 0))
		rc = damaged(d->err, ha < 0 ? a : b);
out:
	strbuf_release(&ia);
	strbuf_release(&ib);
	return rc;
}

int tree_diff_all(struct repo *r, const struct oid *a, const struct oid *b,
		  diff_fn fn, diff_fn link, void *data, struct err *err)
{
	struct diff d = { { 0, 0 }, r, fn, link, data, err, STRBUF_INIT,
			  false };
	int rc = 0;

	if (!oid_eq(a, b))
		rc = diff_level(&d, a, b, 0);
	strbuf_release(&d.path);
	return rc;
}

int tree_diff(struct repo *r, const struct oid *a, const struct oid *b,
	      diff_fn fn, void *data, struct err *err)
{
	return tree_diff_all(r, a, b, fn, NULL, data, err);
}

int tree_diff_files(struct repo *r, const struct oid *a, const struct oid *b,
		    diff_fn fn, void *data, struct err *err)
{
	struct diff d = { { 0, 0 }, r, fn, NULL, data, err, STRBUF_INIT,
			  true };
	int rc = 0;

	if (!oid_eq(a, b))
		rc = diff_level(&d, a, b, 0);
	strbuf_release(&d.path);
	return rc;
}

/* ---- one path ---- */

int tree_entry(struct oid *out, struct repo *r, const struct oid *tree,
	       const char *path, struct err *err)
{
	struct strbuf in = STRBUF_INIT;
	size_t width = r->place.width;
	struct oid cur = *tree;
	int rc = oid_is_zero(tree) ? 0 : 1;

	while (rc > 0) {
		size_t len = strcspn(path, "/");
		bool deep = path[len] == '/';
		const char *p;
		struct entry e;

		rc = -1;
		if (object_read(&in, r, TYPE_TREE, &cur, err) < 0)
			break;
		p = in.buf;
		while ((rc = next_entry(&e, &p, in.buf + in.len, width)) > 0)
			if (e.len == len && !memcmp(e.name, path, len) &&
			    is_tree(&e) == deep && !is_link(&e))
				break;
		if (rc < 0)
			damaged(err, &cur);
		if (rc <= 0)
			break;
		cur = e.oid;
		if (!deep) {
			*out = cur;
			break;
		}
		path += len + 1;
	}
	strbuf_release(&in);
	return rc;
}
