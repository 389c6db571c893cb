/*
 * index-write.c - the index, written.
 *
 * Nothing here is an error: whoever can not write it
 * reads a little slower next time.
 */
#include "base/base.h"
#include <dirent.h>
#include <fcntl.h>
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "data/rand.h"
#include "data/when.h"
#include "db/index/attr.h"
#include "db/index/index-format.h"
#include "db/index/index.h"

/* A tip larger than this many rows is folded into a new base. */
#define TIP_MAX_ROWS 512u
#define TIP_MIN_ROWS 128u

static size_t tip_max(size_t nr_base)
{
	size_t max = nr_base / 64;

	return max < TIP_MIN_ROWS ? TIP_MIN_ROWS :
	       max > TIP_MAX_ROWS ? TIP_MAX_ROWS : max;
}

struct writer {
	const struct view *v;
	struct strbuf strings;
	uint32_t *slots;	/* interned strings: offset + 1, or 0 */
	size_t nr_slots, nr_strings;
	struct index_rec *recs;
	const char **blobs;	/* of the records */
	size_t nr, alloc;
	uint32_t *deps;
	size_t nr_deps, alloc_deps;
	struct index_patch *patches;
	size_t nr_patches, alloc_patches;
	uint64_t blobs_len;
};

static void writer_release(struct writer *w)
{
	strbuf_release(&w->strings);
	free(w->slots);
	free(w->recs);
	free(w->blobs);
	free(w->deps);
	free(w->patches);
}

/* ---- strings ---- */

static void intern_grow(struct writer *w)
{
	size_t i, nr = w->nr_slots ? w->nr_slots * 2 : 256;
	uint32_t *slots = xcalloc(nr, sizeof(*slots));

	for (i = 0; i < w->nr_slots; i++) {
		const char *s;
		size_t at;

		if (!w->slots[i])
			continue;
		s = w->strings.buf + w->slots[i] - 1;
		at = (size_t)hash_bytes(s, strlen(s), 0) & (nr - 1);
		while (slots[at])
			at = (at + 1) & (nr - 1);
		slots[at] = w->slots[i];
	}
	free(w->slots);
	w->slots = slots;
	w->nr_slots = nr;
}

static uint32_t put(struct writer *w, const char *s, size_t len)
{
	uint32_t off = (uint32_t)w->strings.len;

	strbuf_add(&w->strings, s, len);
	return off;
}

/* A string that many rows share: people, projects, types. */
static uint32_t intern(struct writer *w, const char *s)
{
	size_t at, len = strlen(s);

	if (!len)
		return 0;
	if (w->nr_strings * 2 >= w->nr_slots)
		intern_grow(w);
	at = (size_t)hash_bytes(s, len, 0) & (w->nr_slots - 1);
	for (; w->slots[at]; at = (at + 1) & (w->nr_slots - 1))
		if (!strcmp(w->strings.buf + w->slots[at] - 1, s))
			return w->slots[at] - 1;
	w->nr_strings++;
	w->slots[at] = put(w, s, len + 1) + 1;
	return w->slots[at] - 1;
}

/* "a\0b\0" of nr strings; *len is its length. */
static uint32_t put_list(struct writer *w, const char *list, uint32_t nr,
			 uint32_t *len)
{
	const char *end = list;
	uint32_t i;

	*len = 0;
	if (!nr)
		return 0;
	for (i = 0; i < nr; i++)
		end += strlen(end) + 1;
	*len = (uint32_t)(end - list);
	return put(w, list, *len);
}

/* ---- records ---- */

static void fill_numbers(struct index_rec *c, const struct row *r)
{
	c->stored = (uint8_t)r->stored;
	c->status = (uint8_t)r->status;
	c->priority = (uint8_t)r->priority;
	c->flags = (uint8_t)((r->deleted ? REC_DELETED : 0) |
			     (r->in_cycle ? REC_IN_CYCLE : 0) |
			     (r->has_criteria ? REC_HAS_CRITERIA : 0));
	c->quality = r->quality;
	c->timeliness = r->timeliness;
	c->nr_tags = r->nr_tags;
	c->nr_files = r->nr_files;
	c->nr_deps = r->nr_deps;
	c->parent_row = r->parent_row;
	c->nr_commits = r->nr_commits;
	c->nr_progress = r->nr_progress;
	c->complexity = r->complexity;
	c->created = r->created;
	c->updated = r->updated;
	c->started = r->started;
	c->completed = r->completed;
	c->deadline = r->deadline;
	c->lease_until = r->lease_until;
	c->created_order = r->created_order;
	c->estimated = r->estimated;
	c->actual = r->actual;
}

/* Pairs of strings, ended by an empty one. */
static uint32_t put_extra(struct writer *w, const char *extra)
{
	const char *p = extra;

	if (!*p)
		return 0;
	while (*p) {
		p += strlen(p) + 1;
		p += strlen(p) + 1;
	}
	return put(w, extra, (size_t)(p - extra) + 1);
}

static void fill_strings(struct writer *w, struct index_rec *c,
			 const struct row *r)
{
	c->title = *r->title ? put(w, r->title, strlen(r->title) + 1) : 0;
	c->assignee = intern(w, r->assignee);
	c->project = intern(w, r->project);
	c->type = intern(w, r->type);
	c->parent = intern(w, r->parent);
	c->created_by = intern(w, r->created_by);
	c->branch = intern(w, r->branch);
	c->prd = intern(w, r->prd);
	c->prd_key = intern(w, r->prd_key);
	c->lease_owner = intern(w, r->lease_owner);
	c->tags = put_list(w, r->tags, r->nr_tags, &c->tags_len);
	c->files = put_list(w, r->files, r->nr_files, &c->files_len);
	c->extra = put_extra(w, r->extra);
	c->dep_ids = r->nr_deps ? put(w, r->dep_ids, (size_t)r->nr_deps *
				      (ID_LEN + 1)) : 0;
}

static struct index_rec *add_rec(struct writer *w, const struct row *r)
{
	struct index_rec *c;

	if (w->nr + 1 > w->alloc) {
		w->alloc = alloc_next(w->alloc, w->nr + 1);
		w->recs = xreallocarray(w->recs, w->alloc, sizeof(*w->recs));
		w->blobs = xreallocarray(w->blobs, w->alloc,
					 sizeof(*w->blobs));
	}
	c = &w->recs[w->nr];
	memset(c, 0, sizeof(*c));
	w->blobs[w->nr++] = r->blob;
	memcpy(c->id, r->id, ID_LEN);
	fill_numbers(c, r);
	fill_strings(w, c, r);
	c->deps = (uint32_t)w->nr_deps;
	ALLOC_GROW(w->deps, w->nr_deps + r->nr_deps, w->alloc_deps);
	if (r->nr_deps)
		memcpy(w->deps + w->nr_deps, r->deps,
		       r->nr_deps * sizeof(*w->deps));
	w->nr_deps += r->nr_deps;
	c->blob = w->blobs_len;
	c->blob_len = (uint32_t)r->blob_len;
	c->blob_sum = r->blob_sum ? r->blob_sum :
		index_sum32(r->blob, r->blob_len);
	w->blobs_len += r->blob_len;
	return c;
}

static void add_patch(struct writer *w, size_t row)
{
	struct index_patch *p;

	ALLOC_GROW(w->patches, w->nr_patches + 1, w->alloc_patches);
	p = &w->patches[w->nr_patches++];
	memset(p, 0, sizeof(*p));
	p->row = (uint32_t)row;
	p->status = (uint8_t)w->v->rows[row].status;
	p->in_cycle = w->v->rows[row].in_cycle;
}

/* ---- base or tip ---- */

static void collect_base(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->v->nr; i++)
		add_rec(w, &w->v->rows[i]);
}

/* Does a row of the view come from record `b` of the base, unchanged? */
static bool from_base(const struct row *r, const struct index_rec *b)
{
	return r->id == b->id;
}

/* Did a link of a base row that led nowhere find a task?  Renumbering can not
 * express that. */
static bool links_appeared(const struct row *r, const struct index_rec *rec,
			   const uint32_t *deps)
{
	uint32_t k;

	if (r->parent_row != NO_ROW && rec->parent_row == NO_ROW)
		return true;
	for (k = 0; k < r->nr_deps; k++)
		if (deps[rec->deps + k] == NO_ROW && r->deps[k] != NO_ROW)
			return true;
	return false;
}

/*
 * The rows that are not in the base, and patches for those that are but look
 * different now.  False when a tip can not say it: rows gone, links of base rows
 * that changed otherwise than by renumbering, or too much of it.
 */
static bool collect_tip(struct writer *w, const struct seg *base)
{
	const struct index_rec *recs = seg_recs(base);
	const uint32_t *deps = (const void *)((const char *)base->front +
					      seg_header(base)->deps);
	size_t nb = seg_header(base)->nr, b = 0, i, max = tip_max(nb);

	for (i = 0; i < w->v->nr; i++) {
		const struct row *r = &w->v->rows[i];
		struct index_rec *c;
		int cmp = -1;

		if (b < nb && from_base(r, &recs[b])) {
			if (links_appeared(r, &recs[b], deps))
				return false;
			if (recs[b].status != r->status || r->in_cycle !=
			    !!(recs[b].flags & REC_IN_CYCLE))
				add_patch(w, i);
			b++;
			continue;
		}
		if (b < nb)
			cmp = memcmp(r->id, recs[b].id, ID_LEN);
		if (cmp > 0)
			return false;
		if (w->nr == max)
			return false;
		c = add_rec(w, r);
		c->at = (uint32_t)b;
		if (!cmp) {
			c->flags |= REC_REPLACES;
			b++;
		}
	}
	return b == nb && w->nr_patches <= 4 * max;
}

/* ---- the file ---- */

static size_t align8(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

static void fill_header(struct index_header *h, const struct writer *w,
			const struct seg *base, uint32_t broken)
{
	memset(h, 0, sizeof(*h));
	memcpy(h->magic, INDEX_MAGIC, sizeof(h->magic));
	h->version = INDEX_VERSION;
	h->order = INDEX_ORDER;
	h->rec_size = sizeof(struct index_rec);
	h->schema = (uint32_t)w->v->schema;
	memcpy(h->oid, view_owner(w->v)->oid.b, sizeof(h->oid));
	h->oid_len = view_owner(w->v)->oid.len;
	h->flags = w->v->cyclic ? 1 : 0;
	h->base_sum = base ? seg_header(base)->sum : 0;
	h->nr = (uint32_t)w->nr;
	h->nr_total = (uint32_t)w->v->nr;
	h->nr_deps = (uint32_t)w->nr_deps;
	h->nr_patches = (uint32_t)w->nr_patches;
	h->nr_broken = (uint32_t)w->v->broken.nr;
	h->broken = broken;
	h->recs = align8(sizeof(*h));
	h->deps = h->recs + w->nr * sizeof(struct index_rec);
	h->patches = align8(h->deps + w->nr_deps * 4);
	h->strings = h->patches + w->nr_patches * sizeof(*w->patches);
	h->strings_len = w->strings.len;
	h->front_len = align8(h->strings + h->strings_len);
	h->blobs = (h->front_len + 65535) & ~UINT64_C(65535);
	h->blobs_len = w->blobs_len;
	h->fields = extra_version();
}

static bool write_all(int fd, const void *data, size_t len, uint64_t off)
{
	const char *p = data;

	while (len) {
		ssize_t n = pwrite(fd, p, len, (off_t)off);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		off += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

static char *make_front(const struct writer *w, struct index_header *h)
{
	char *front = xcalloc(1, (size_t)h->front_len);

	if (w->nr)
		memcpy(front + h->recs, w->recs, w->nr * sizeof(*w->recs));
	if (w->nr_deps)
		memcpy(front + h->deps, w->deps,
		       w->nr_deps * sizeof(*w->deps));
	if (w->nr_patches)
		memcpy(front + h->patches, w->patches,
		       w->nr_patches * sizeof(*w->patches));
	memcpy(front + h->strings, w->strings.buf, w->strings.len);
	h->sum = index_sum64(h, sizeof(*h), 0);
	h->sum = index_sum64(front + sizeof(*h),
			     (size_t)h->front_len - sizeof(*h), h->sum);
	memcpy(front, h, sizeof(*h));
	return front;
}

/* Temporary files of processes that were killed, older than ten minutes. */
static void remove_leftovers(const char *path)
{
	char *dir = path_dirname(path), *full;
	const char *name = path_basename(path);
	static const struct clock wall = CLOCK_SYSTEM;
	int64_t now = clock_now(&wall) / 1000;
	DIR *d = opendir(dir);
	struct dirent *e;
	struct stat st;

	while (d && (e = readdir(d))) {
		if (!str_starts(e->d_name, name) ||
		    !strstr(e->d_name, ".tmp-"))
			continue;
		full = path_join(dir, e->d_name);
		if (!lstat(full, &st) && st.st_mtime < now - 600)
			unlink(full);
		free(full);
	}
	if (d)
		closedir(d);
	free(dir);
}

/* Texts in a row in memory (as a base that is rewritten has them) go out
 * together. */
static bool write_blobs(int fd, const struct writer *w, uint64_t off)
{
	struct strbuf buf = STRBUF_INIT;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < w->nr; i++) {
		strbuf_add(&buf, w->blobs[i], w->recs[i].blob_len);
		if (buf.len < ((size_t)1 << 20) && i + 1 < w->nr)
			continue;
		ok = write_all(fd, buf.buf, buf.len, off);
		off += buf.len;
		strbuf_reset(&buf);
	}
	strbuf_release(&buf);
	return ok;
}

static bool write_file(const struct writer *w, const char *path,
		       const struct seg *base, uint32_t broken)
{
	struct rnd rnd = RND_SYSTEM;
	struct index_header h;
	char *tmp, *front;
	bool ok;
	int fd;

	fill_header(&h, w, base, broken);
	if (w->strings.len >= UINT32_MAX || w->v->nr >= NO_ROW)
		return false;
	tmp = xasprintf("%s.tmp-%ld-%08x", path, (long)getpid(),
			(unsigned)rnd_u64(&rnd));
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		free(tmp);
		return false;
	}
	front = make_front(w, &h);
	ok = write_all(fd, front, (size_t)h.front_len, 0) &&
		ftruncate(fd, (off_t)(h.blobs + h.blobs_len)) == 0 &&
		write_blobs(fd, w, h.blobs);
	free(front);
	ok = close(fd) == 0 && ok && !view_torn(w->v) && rename(tmp, path) == 0;
	if (!ok)
		unlink(tmp);
	free(tmp);
	return ok;
}

static uint32_t put_broken(struct writer *w)
{
	uint32_t at = (uint32_t)w->strings.len;
	size_t i;

	for (i = 0; i < w->v->broken.nr; i++)
		put(w, w->v->broken.v[i], strlen(w->v->broken.v[i]) + 1);
	return w->v->broken.nr ? at : 0;
}

static void writer_init(struct writer *w, const struct view *v)
{
	memset(w, 0, sizeof(*w));
	w->v = v;
	strbuf_init(&w->strings);
	strbuf_addch(&w->strings, '\0');	/* offset 0 is "" */
}

/* Is the base that the view was read from still the one on disk? */
static bool base_is_current(const struct seg *base, const char *path)
{
	struct index_header h;
	int fd = file_open_plain(path);
	bool same;

	if (fd < 0)
		return false;
	same = pread(fd, &h, sizeof(h), 0) == (ssize_t)sizeof(h) &&
		h.sum == seg_header(base)->sum;
	close(fd);
	return same;
}

static bool write_base(const struct view *v, const char *path)
{
	struct writer w;
	bool ok;

	writer_init(&w, v);
	collect_base(&w);
	ok = write_file(&w, path, NULL, put_broken(&w));
	writer_release(&w);
	return ok;
}

bool index_write(const struct view *v, const char *path)
{
	const struct seg *base = &view_owner(v)->snap->base;
	char *tip_path;
	struct writer w;
	bool done = false;

	if (base->front && !base_is_current(base, path))
		return false;
	tip_path = index_tip_path(path);
	if (base->front) {
		writer_init(&w, v);
		if (collect_tip(&w, base))
			done = write_file(&w, tip_path, base, put_broken(&w));
		writer_release(&w);
	}
	if (!done) {
		remove_leftovers(path);
		if (write_base(v, path))
			unlink(tip_path);	/* of the base before */
	}
	free(tip_path);
	return done;
}

/* ---- a few rows ---- */

/* What a tip is made of without a view: the two files, and what is new. */
struct few {
	struct seg base, tip;	/* tip.front is NULL when there is none */
	const struct row *rows;
	size_t nr;
	struct writer w;
};

/* The first record whose id is not before `id`. */
static size_t rec_bound(const struct seg *s, const char *id)
{
	const struct index_rec *recs = seg_recs(s);
	size_t lo = 0, hi = seg_header(s)->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(recs[mid].id, id, ID_LEN) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct index_rec *rec_of(size_t *at, const struct seg *s,
				      const char *id)
{
	const struct index_rec *recs;

	if (!s->front)
		return NULL;
	recs = seg_recs(s);
	*at = rec_bound(s, id);
	return *at < seg_header(s)->nr && !memcmp(recs[*at].id, id, ID_LEN) ?
	       &recs[*at] : NULL;
}

/* The row of the view that a row of the base is: the tip put some before it. */
static uint32_t moved(const struct few *f, uint32_t row)
{
	const struct index_rec *t;
	uint32_t i, by = 0;

	if (row == NO_ROW || !f->tip.front)
		return row;
	t = seg_recs(&f->tip);
	for (i = 0; i < seg_header(&f->tip)->nr && t[i].at <= row; i++)
		by += !(t[i].flags & REC_REPLACES);
	return row + by;
}

/* A record of the tip again, or a row in its place. */
static bool keep_rec(struct few *f, const struct index_rec *c,
		     const struct row *in_place)
{
	struct index_rec *made;
	struct row r, old;

	if (!seg_row(&old, &f->tip, c))
		return false;
	r = in_place ? *in_place : old;
	if (in_place && (r.nr_deps != old.nr_deps || r.stored != old.stored))
		return false;
	r.deps = old.deps;
	r.parent_row = old.parent_row;
	r.status = old.status;
	r.in_cycle = old.in_cycle;
	made = add_rec(&f->w, &r);
	made->at = c->at;
	made->flags |= c->flags & REC_REPLACES;
	return true;
}

/* A row of the base has changed: it moves to the tip. */
static bool take_over(struct few *f, const struct row *changed)
{
	const struct index_rec *c;
	struct index_rec *made;
	struct row r = *changed, old;
	uint32_t *deps, i;
	size_t at;

	c = rec_of(&at, &f->base, r.id);
	if (!c || !seg_row(&old, &f->base, c) || r.nr_deps != old.nr_deps ||
	    r.stored != old.stored)
		return false;
	deps = xmalloc(st_mul(r.nr_deps + 1u, sizeof(*deps)));
	for (i = 0; i < r.nr_deps; i++)
		deps[i] = moved(f, old.deps[i]);
	r.deps = deps;
	r.parent_row = moved(f, old.parent_row);
	r.status = old.status;
	r.in_cycle = old.in_cycle;
	made = add_rec(&f->w, &r);
	made->at = (uint32_t)at;
	made->flags |= REC_REPLACES;
	free(deps);
	return true;
}

static bool collect_few(struct few *f)
{
	const size_t nt = f->tip.front ? seg_header(&f->tip)->nr : 0;
	const struct index_rec *t = nt ? seg_recs(&f->tip) : NULL;
	size_t i = 0, k = 0;

	if (nt + f->nr > tip_max(seg_header(&f->base)->nr))
		return false;
	while (i < nt || k < f->nr) {
		int cmp = i == nt ? 1 : k == f->nr ? -1 :
			memcmp(t[i].id, f->rows[k].id, ID_LEN);

		if (cmp > 0 ? !take_over(f, &f->rows[k]) :
		    !keep_rec(f, &t[i], cmp ? NULL : &f->rows[k]))
			return false;
		i += cmp <= 0;
		k += cmp >= 0;
	}
	return true;
}

/* Patches name rows of the view, which stay where they are. */
static void keep_patches(struct few *f)
{
	const struct index_header *h;
	struct writer *w = &f->w;

	if (!f->tip.front)
		return;
	h = seg_header(&f->tip);
	if (!h->nr_patches)
		return;
	ALLOC_GROW(w->patches, h->nr_patches, w->alloc_patches);
	memcpy(w->patches, (const char *)f->tip.front + h->patches,
	       h->nr_patches * sizeof(*w->patches));
	w->nr_patches = h->nr_patches;
}

/* The two files, when they show that commit. */
static bool open_few(struct few *f, const char *path, const char *tip_path,
		     const struct oid *was)
{
	const struct index_header *h;

	if (!seg_map(&f->base, path))
		return false;
	if (seg_open(&f->tip, tip_path) && !seg_fits(&f->tip, &f->base))
		seg_close(&f->tip);
	if (!f->tip.front)
		memset(&f->tip, 0, sizeof(f->tip));
	h = seg_header(f->tip.front ? &f->tip : &f->base);
	if (f->tip.front && memcmp(h->oid, was->b, was->len) != 0) {
		/* a tip from before the base was written */
		seg_close(&f->tip);
		h = seg_header(&f->base);
	}
	return h->oid_len == was->len && !memcmp(h->oid, was->b, was->len);
}

bool index_write_few(const char *path, const struct oid *was,
		     const struct oid *now, const struct row *rows, size_t nr)
{
	char *tip_path = index_tip_path(path);
	struct few f = { .rows = rows, .nr = nr };
	struct snap *snap = snap_new();
	struct view *v = view_new(snap, 0);
	bool done = open_few(&f, path, tip_path, was);
	const struct seg *from = f.tip.front ? &f.tip : &f.base;

	snap->base = f.base;	/* the view closes them */
	snap->tip = f.tip;
	snap_unref(snap);
	view_set_tip(v, now);
	writer_init(&f.w, v);
	if (done) {
		v->nr = seg_header(from)->nr_total;
		v->schema = (int)seg_header(from)->schema;
		v->cyclic = seg_header(from)->flags & 1;
		done = seg_broken(v, from) && collect_few(&f);
	}
	if (done) {
		keep_patches(&f);
		done = write_file(&f.w, tip_path, &f.base, put_broken(&f.w));
	}
	writer_release(&f.w);
	view_close(v);
	free(tip_path);
	return done;
}
