/*
 * index-build.c - the index made from the repository: everything, or what changed
 * between the commit it shows and the tip.
 */
#include "base/base.h"
#include "base/mem.h"
#include "model/taskio.h"
#include "db/index/index-format.h"
#include "db/index/index.h"

struct found {
	char path[TASK_PATH_LEN + 1];
	struct oid oid;		/* zero: gone */
};

struct build {
	struct repo *repo;
	const struct place *place;	/* instead of repo: loose objects */
	const struct view *old;		/* with place: what the index shows */
	struct found *files;
	size_t nr, alloc;
	struct oid meta;
	bool meta_changed;
	const struct index_progress *progress;	/* or NULL */
};

#define PROGRESS_STEP 256

static int get_blob(struct strbuf *out, struct build *b,
		    const struct oid *oid, struct err *err)
{
	if (b->place)
		return place_object(out, b->place, oid, "blob") ? 0 : -1;
	return blob_read(out, b->repo, oid, err);
}

static int add_file(struct build *b, const char *path, const struct oid *oid)
{
	struct found *f;

	if (!strcmp(path, "meta.json")) {
		b->meta = *oid;
		b->meta_changed = true;
		return 0;
	}
	/* Files of a newer schema: kept in the tree, not shown. */
	if (strlen(path) > TASK_PATH_LEN)
		return 0;
	ALLOC_GROW(b->files, b->nr + 1, b->alloc);
	f = &b->files[b->nr++];
	memcpy(f->path, path, strlen(path) + 1);
	f->oid = *oid;
	return 0;
}

static int on_file(const char *path, const struct oid *oid, void *data)
{
	return add_file(data, path, oid);
}

static int on_diff(const char *path, const struct oid *a,
		   const struct oid *b, void *data)
{
	(void)a;
	return add_file(data, path, b);
}

/* The schema number in meta.json. */
static int read_schema(struct build *b)
{
	struct strbuf sb = STRBUF_INIT;
	int schema = SCHEMA_VERSION;

	if (b->meta_changed && !oid_is_zero(&b->meta) &&
	    !blob_read(&sb, b->repo, &b->meta, NULL))
		schema = schema_parse(sb.buf, sb.len);
	strbuf_release(&sb);
	return schema;
}

struct collect {
	struct row *rows;
	size_t nr, alloc;
	struct strvec removed, broken;
};

/* Reads one file into a row, or into the list of broken ones. */
static int read_file(struct collect *c, struct arena *a, struct build *b,
		     const struct found *f, struct strbuf *buf,
		     struct err *err)
{
	struct task t = TASK_INIT;
	char id[ID_LEN + 1];

	if (!task_path_id(id, f->path)) {
		if (str_ends(f->path, ".json") && !oid_is_zero(&f->oid))
			strvec_push(&c->broken, f->path);
		return 0;
	}
	if (oid_is_zero(&f->oid)) {
		strvec_push(&c->removed, id);
		return 0;
	}
	strbuf_reset(buf);
	if (get_blob(buf, b, &f->oid, err) < 0)
		return -1;
	if (task_parse(&t, buf->buf, buf->len, NULL) < 0 ||
	    strcmp(t.id, id)) {
		strvec_push(&c->broken, f->path);
		strvec_push(&c->removed, id);
	} else {
		ALLOC_GROW(c->rows, c->nr + 1, c->alloc);
		row_from_task(&c->rows[c->nr++], a, &t, buf->buf, buf->len);
	}
	task_release(&t);
	return 0;
}

static int read_files(struct collect *c, struct arena *a, struct build *b,
		      struct err *err)
{
	struct strbuf buf = STRBUF_INIT;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < b->nr; i++) {
		ret = read_file(c, a, b, &b->files[i], &buf, err);
		if (b->progress && b->progress->fn &&
		    ((i + 1) % PROGRESS_STEP == 0 || i + 1 == b->nr))
			b->progress->fn("reading tasks", i + 1, b->nr,
					b->progress->data);
	}
	strbuf_release(&buf);
	rows_sort(c->rows, c->nr);
	strvec_sort(&c->removed);
	strvec_sort(&c->broken);
	return ret;
}

static void collect_release(struct collect *c)
{
	free(c->rows);
	strvec_clear(&c->removed);
	strvec_clear(&c->broken);
}

static int tree_of(struct oid *out, struct repo *r, const struct oid *commit,
		   struct err *err)
{
	struct commit c;

	if (commit_read(&c, r, commit, err) < 0)
		return -1;
	*out = c.tree;
	commit_release(&c);
	return 0;
}

/* ---- everything ---- */

static int build_all(struct view **out, struct build *b,
		     const struct oid *tree, struct err *err)
{
	struct collect c = { NULL, 0, 0, STRVEC_INIT, STRVEC_INIT };
	struct snap *snap = snap_new();
	struct view *v;
	int ret = -1;

	if (tree_walk(b->repo, tree, on_file, b, err) < 0 ||
	    read_files(&c, &snap->arena, b, err) < 0) {
		snap_unref(snap);
		goto out;
	}
	v = view_new(snap, c.nr);
	snap_unref(snap);
	if (c.nr)
		memcpy(v->rows, c.rows, c.nr * sizeof(*c.rows));
	v->schema = read_schema(b);
	strvec_pushv(&v->broken, c.broken.v);
	view_link(v);
	*out = v;
	ret = 0;
out:
	collect_release(&c);
	return ret;
}

/* ---- what changed ---- */

static struct view *open_old(const char *path)
{
	struct seg base, tip = {NULL, 0, NULL, 0, 0};
	char *tip_path;

	if (!path || !seg_open(&base, path))
		return NULL;
	tip_path = index_tip_path(path);
	if (seg_open(&tip, tip_path) && !seg_fits(&tip, &base))
		seg_close(&tip);
	free(tip_path);
	return index_decode(&base, &tip, path);
}

/* Broken paths that stay: those that this diff did not touch. */
static void keep_broken(struct strvec *out, const struct view *old,
			const struct build *b)
{
	size_t i, k;

	for (i = 0; i < old->broken.nr; i++) {
		for (k = 0; k < b->nr; k++)
			if (str_eq(b->files[k].path, old->broken.v[i]))
				break;
		if (k == b->nr)
			strvec_push(out, old->broken.v[i]);
	}
}

/* The view after the changes in b->files. */
static int merge_files(struct view **out, struct build *b,
		       const struct view *old)
{
	struct collect c = { NULL, 0, 0, STRVEC_INIT, STRVEC_INIT };
	struct arena *a = &view_owner(old)->snap->arena;
	struct view *v;
	int ret = -1;

	if (read_files(&c, a, b, NULL) < 0)
		goto out;
	v = view_merge(old, c.rows, c.nr, &c.removed);
	strvec_clear(&v->broken);
	keep_broken(&v->broken, old, b);
	strvec_pushv(&v->broken, c.broken.v);
	strvec_sort(&v->broken);
	if (b->meta_changed)
		v->schema = read_schema(b);
	*out = v;
	ret = 0;
out:
	collect_release(&c);
	return ret;
}

static int build_diff(struct view **out, struct build *b,
		      const struct view *old, const struct oid *tree)
{
	struct oid was;

	if (tree_of(&was, b->repo, &view_owner(old)->oid, NULL) < 0 ||
	    tree_diff(b->repo, &was, tree, on_diff, b, NULL) < 0)
		return -1;
	return merge_files(out, b, old);
}

static void finish(struct view *v, const char *path, const struct oid *tip,
		   bool writable)
{
	view_set_tip(v, tip);
	if (!path)
		return;
	free(view_owner(v)->path);
	view_owner(v)->path = xstrdup(path);
	if (writable)
		index_write(v, path);
}

/* A commit without tasks and without our meta.json is of somebody else's history:
 * that is not "no tasks". */
static int check_ours(struct view **v, struct repo *r, const struct oid *tip,
		      const struct oid *tree, struct err *err)
{
	char hex[OID_HEX + 1];
	struct oid meta;
	int found;

	if ((*v)->nr || (*v)->broken.nr)
		return 0;
	found = tree_entry(&meta, r, tree, "meta.json", err);
	if (found > 0)
		return 0;
	view_close(*v);
	*v = NULL;
	oid_hex(hex, tip);
	return found < 0 ? -1 :
		err_set(err, ERR_FATAL, "commit %.10s holds no tasks (its tree "
			"has no meta.json): something else than git task has "
			"moved their ref; 'git reflog' of it shows where it "
			"was", hex);
}

int index_refresh(struct view **out, const char *path, struct repo *r,
		  const struct oid *tip, bool writable,
		  const struct index_progress *progress, struct err *err)
{
	struct build b = { .repo = r, .progress = progress };
	struct view *old = open_old(path);
	struct oid tree;
	int ret = -1;

	*out = NULL;
	if (tree_of(&tree, r, tip, err) < 0)
		goto out;
	if (old && build_diff(out, &b, old, &tree) < 0) {
		b.nr = 0;
		b.meta_changed = false;
	}
	if (!*out && build_all(out, &b, &tree, err) < 0)
		goto out;
	if (check_ours(out, r, tip, &tree, err) < 0)
		goto out;
	finish(*out, path, tip, writable);
	ret = 0;
out:
	free(b.files);
	view_close(old);
	return ret;
}

/* ---- what changed, when it is loose ---- */

#define TREE_ENTRY_MAX 64	/* bytes of a mode and name of ours */

struct entry {
	bool dir;
	const char *name;	/* in the tree's bytes */
	struct oid oid;
};

/* The entry at *at of a tree ("<mode> <name>\0<oid>"); false at its end or
 * when it is none of ours. */
static bool next_entry(struct entry *out, const struct strbuf *tree,
		       size_t width, size_t *at)
{
	const char *p = tree->buf + *at;
	size_t left = tree->len - *at, len = strnlen(p, left);
	const char *space = memchr(p, ' ', len);

	if (!space || len > TREE_ENTRY_MAX || left - len < width + 1)
		return false;
	out->dir = p[0] == '4';
	out->name = space + 1;
	oid_from(&out->oid, p + len + 1, width);
	*at += len + 1 + width;
	return true;
}

typedef bool (*entry_fn)(struct build *b, const char *dir,
			 const struct entry *old, const struct entry *now);

/* Calls fn for entries that differ; either may be NULL.  Names of ours have
 * one length in one directory, so byte order is Git's order. */
static bool compare_trees(struct build *b, const char *dir,
			  const struct strbuf *old, const struct strbuf *now,
			  entry_fn fn)
{
	struct entry x, y;
	size_t i = 0, k = 0, width = b->place->width;
	bool more_x = next_entry(&x, old, width, &i);
	bool more_y = next_entry(&y, now, width, &k), ok = true;

	while (ok && (more_x || more_y)) {
		int cmp = !more_x ? 1 : !more_y ? -1 : strcmp(x.name, y.name);

		if (cmp || !oid_eq(&x.oid, &y.oid) || x.dir != y.dir)
			ok = fn(b, dir, cmp <= 0 ? &x : NULL,
				cmp >= 0 ? &y : NULL);
		if (cmp <= 0)
			more_x = next_entry(&x, old, width, &i);
		if (cmp >= 0)
			more_y = next_entry(&y, now, width, &k);
	}
	return ok && i == old->len && k == now->len;
}

static bool file_differs(struct build *b, const char *dir,
			 const struct entry *old, const struct entry *now)
{
	static const struct oid zero;
	char path[TREE_ENTRY_MAX * 2];

	if ((old && old->dir) || (now && now->dir))
		return false;
	snprintf(path, sizeof(path), "%s/%s", dir,
		 now ? now->name : old->name);
	return add_file(b, path, now ? &now->oid : &zero) == 0;
}

/* A shard as it was: loose, or (after packing) made up from the view. */
static bool old_shard(struct strbuf *out, const struct build *b,
		      const struct entry *e)
{
	struct oid oid;

	if (strlen(e->name) != 2)
		return false;
	view_shard_tree(out, b->old, e->name);
	tree_hash(&oid, e->oid.len, out->buf, out->len);
	return oid_eq(&oid, &e->oid) ||
		place_object(out, b->place, &e->oid, "tree");
}

/* A shard; a change of meta.json or anything else is not for the quick way. */
static bool shard_differs(struct build *b, const char *dir,
			  const struct entry *old, const struct entry *now)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	bool ok;

	(void)dir;
	if (!now || !now->dir || (old && !old->dir))
		return false;
	ok = place_object(&y, b->place, &now->oid, "tree") &&
		(!old || old_shard(&x, b, old)) &&
		compare_trees(b, now->name, &x, &y, file_differs);
	strbuf_release(&x);
	strbuf_release(&y);
	return ok;
}

/* The root tree of a loose commit, whose first line is "tree <hex>". */
static bool root_tree(struct strbuf *out, const struct place *p,
		      const struct oid *commit)
{
	struct strbuf sb = STRBUF_INIT;
	struct oid tree;
	bool ok = place_object(&sb, p, commit, "commit") &&
		str_starts(sb.buf, "tree ") && oid_parse(&tree, sb.buf + 5) &&
		place_object(out, p, &tree, "tree");

	strbuf_release(&sb);
	return ok;
}

int index_quick(struct view **out, const char *path, const struct place *p,
		const struct oid *tip, bool writable)
{
	struct build b = { .place = p };
	struct strbuf was = STRBUF_INIT, now = STRBUF_INIT;
	struct view *old = NULL;
	int done = 0;

	*out = NULL;
	if (root_tree(&now, p, tip) && (b.old = old = open_old(path)) &&
	    root_tree(&was, p, &view_owner(old)->oid) &&
	    compare_trees(&b, "", &was, &now, shard_differs) &&
	    merge_files(out, &b, old) == 0) {
		finish(*out, path, tip, writable);
		done = 1;
	}
	free(b.files);
	strbuf_release(&was);
	strbuf_release(&now);
	view_close(old);
	return done;
}
