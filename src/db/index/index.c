/*
 * index.c - the index, read: mapped, verified, decoded.
 *
 * This is the hot path of every command that reads: no allocation per row, no libgit2, no object.
 */
#include "base/base.h"
#include "db/index/index.h"
#include <fcntl.h>
#include <sys/mman.h>
#include "base/file.h"
#include "base/mem.h"
#include "base/torn.h"
#include "db/index/attr.h"
#include "db/index/index-format.h"

#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

/* ---- one file ---- */

static bool inside(uint64_t off, uint64_t nr, uint64_t size, uint64_t end)
{
	return off % 8 == 0 && off <= end && nr <= (end - off) / size;
}

static bool header_ok(const struct index_header *h, uint64_t file_size)
{
	return !memcmp(h->magic, INDEX_MAGIC, sizeof(h->magic)) &&
		h->version == INDEX_VERSION && h->order == INDEX_ORDER &&
		h->rec_size == sizeof(struct index_rec) &&
		(h->oid_len == OID_SHA1 || h->oid_len == OID_SHA256) &&
		h->fields == extra_version() &&
		h->front_len >= sizeof(*h) && h->front_len <= h->blobs &&
		h->blobs <= file_size && h->blobs % 65536 == 0 &&
		h->blobs_len == file_size - h->blobs &&
		inside(h->recs, h->nr, sizeof(struct index_rec),
		       h->front_len) &&
		inside(h->deps, h->nr_deps, 4, h->front_len) &&
		inside(h->patches, h->nr_patches,
		       sizeof(struct index_patch), h->front_len) &&
		inside(h->strings, h->strings_len, 1, h->front_len) &&
		h->strings_len > 0 && h->strings_len < UINT32_MAX &&
		h->nr_total >= h->nr && h->nr_total < NO_ROW;
}

/* The strings end within the file, whatever is in them. */
static bool ends_ok(const struct seg *s)
{
	const struct index_header *h = seg_header(s);
	const char *front = s->front;

	return !front[h->strings + h->strings_len - 1] && !front[h->strings];
}

static bool front_ok(const struct seg *s)
{
	const struct index_header *h = seg_header(s);
	const char *front = s->front;
	struct index_header zeroed = *h;
	uint64_t sum;

	zeroed.sum = 0;
	sum = index_sum64(&zeroed, sizeof(zeroed), 0);
	sum = index_sum64(front + sizeof(zeroed),
			  (size_t)h->front_len - sizeof(zeroed), sum);
	return sum == h->sum && ends_ok(s);
}

static int map_file(struct seg *s, int fd, bool whole)
{
	struct index_header h;
	struct stat st;
	void *p;

	if (pread(fd, &h, sizeof(h), 0) != (ssize_t)sizeof(h) ||
	    fstat(fd, &st) < 0 || !header_ok(&h, (uint64_t)st.st_size))
		return 0;
	/* A copy would take half as long again as all of `list`; somebody who
	 * cuts the file meanwhile is noticed (view_torn). */
	s->torn = torn_count();
	p = mmap(NULL, (size_t)h.front_len, PROT_READ,
		 MAP_PRIVATE | (whole ? MAP_POPULATE : 0), fd, 0);
	if (p == MAP_FAILED)
		return 0;
	s->front = p;
	s->front_len = (size_t)h.front_len;
	if (memcmp(p, &h, sizeof(h)) ||
	    (whole ? !front_ok(s) : !ends_ok(s)))
		return 0;
	if (!h.blobs_len)
		return 1;
	/* Not populated: only who shows a whole task pays for its text. */
	p = mmap(NULL, (size_t)h.blobs_len, PROT_READ, MAP_PRIVATE, fd,
		 (off_t)h.blobs);
	if (p == MAP_FAILED)
		return 0;
	s->blobs = p;
	s->blobs_len = (size_t)h.blobs_len;
	return 1;
}

static int open_seg(struct seg *s, const char *path, bool whole)
{
	int ok, fd = file_open_plain(path);

	memset(s, 0, sizeof(*s));
	if (fd < 0)
		return 0;
	ok = map_file(s, fd, whole);
	close(fd);
	if (!ok)
		seg_close(s);
	return ok;
}

int seg_open(struct seg *s, const char *path)
{
	return open_seg(s, path, true);
}

int seg_map(struct seg *s, const char *path)
{
	return open_seg(s, path, false);
}

bool seg_fits(const struct seg *tip, const struct seg *base)
{
	return seg_header(tip)->base_sum == seg_header(base)->sum;
}

/* ---- decoding ---- */

struct decoder {
	const struct seg *seg;
	const struct index_header *h;
	const char *strings;
	const uint32_t *deps;
};

static void decoder_init(struct decoder *d, const struct seg *s)
{
	d->seg = s;
	d->h = seg_header(s);
	d->strings = (const char *)s->front + d->h->strings;
	d->deps = (const void *)((const char *)s->front + d->h->deps);
}

static uint32_t max2(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* The greatest string offset of a record, for one bounds check. */
static uint32_t last_offset(const struct index_rec *c)
{
	uint32_t a = max2(max2(c->title, c->assignee),
			  max2(c->project, c->type));
	uint32_t b = max2(max2(c->parent, c->created_by),
			  max2(c->branch, c->extra));

	return max2(max2(a, b), max2(max2(c->prd, c->prd_key),
				     c->lease_owner));
}

/* A list of `nr` strings in `len` bytes: inside, ended, and not more. */
static bool list_ok(const struct decoder *d, uint32_t off, uint32_t len,
		    uint32_t nr)
{
	const char *s = d->strings + off;

	if (!nr)
		return off < d->h->strings_len;
	if (off > d->h->strings_len || len > d->h->strings_len - off ||
	    len < nr || s[len - 1])
		return false;
	while (nr-- && len) {
		size_t n = strnlen(s, len) + 1;

		s += n;
		len -= (uint32_t)n;
	}
	return nr == UINT32_MAX;
}

/* Pairs of strings, ended by an empty one, all inside.  The strings end with NUL. */
static bool extra_ok(const struct decoder *d, uint32_t off)
{
	const char *s = d->strings + off;
	const char *end = d->strings + d->h->strings_len;

	if (off >= d->h->strings_len)
		return false;
	while (*s) {
		s += strlen(s) + 1;
		if (s >= end)
			return false;
		s += strlen(s) + 1;
		if (s >= end)
			return false;
	}
	return true;
}

static bool rec_ok(const struct decoder *d, const struct index_rec *c)
{
	return last_offset(c) < d->h->strings_len &&
		list_ok(d, c->tags, c->tags_len, c->nr_tags) &&
		list_ok(d, c->files, c->files_len, c->nr_files) &&
		(!c->extra || extra_ok(d, c->extra)) &&
		(uint64_t)c->dep_ids + (uint64_t)c->nr_deps * (ID_LEN + 1) <=
			d->h->strings_len &&
		(uint64_t)c->deps + c->nr_deps <= d->h->nr_deps &&
		c->blob <= d->h->blobs_len &&
		c->blob_len <= d->h->blobs_len - c->blob &&
		!c->id[ID_LEN] && c->stored < STATUS_NR &&
		c->status < STATUS_NR && c->priority < PRIO_NR;
}

static bool decode_rec(struct row *r, const struct decoder *d,
		       const struct index_rec *c)
{
	const char *s = d->strings;

	if (!rec_ok(d, c))
		return false;
	r->id = c->id;
	r->title = s + c->title;
	r->assignee = s + c->assignee;
	r->project = s + c->project;
	r->type = s + c->type;
	r->parent = s + c->parent;
	r->created_by = s + c->created_by;
	r->branch = s + c->branch;
	r->prd = s + c->prd;
	r->prd_key = s + c->prd_key;
	r->lease_owner = s + c->lease_owner;
	r->tags = s + c->tags;
	r->files = s + c->files;
	r->dep_ids = s + c->dep_ids;
	r->extra = s + c->extra;
	r->nr_tags = c->nr_tags;
	r->nr_files = c->nr_files;
	r->nr_deps = c->nr_deps;
	r->deps = d->deps + c->deps;
	r->parent_row = c->parent_row;
	r->short_len = ID_SHORT;
	r->stored = c->stored;
	r->status = c->status;
	r->priority = c->priority;
	r->deleted = c->flags & REC_DELETED;
	r->in_cycle = c->flags & REC_IN_CYCLE;
	r->has_criteria = c->flags & REC_HAS_CRITERIA;
	r->created = c->created;
	r->updated = c->updated;
	r->started = c->started;
	r->completed = c->completed;
	r->deadline = c->deadline;
	r->lease_until = c->lease_until;
	r->created_order = c->created_order;
	r->estimated = c->estimated;
	r->actual = c->actual;
	r->quality = c->quality;
	r->timeliness = c->timeliness;
	r->complexity = c->complexity;
	r->nr_commits = c->nr_commits;
	r->nr_progress = c->nr_progress;
	r->blob = d->seg->blobs ?
		(const char *)d->seg->blobs + c->blob : "";
	r->blob_len = c->blob_len;
	r->blob_sum = c->blob_sum;
	return true;
}

bool seg_row(struct row *r, const struct seg *s, const struct index_rec *c)
{
	struct decoder d;

	decoder_init(&d, s);
	return decode_rec(r, &d, c);
}

static bool rows_in_range(const uint32_t *rows, size_t nr, uint32_t end)
{
	uint32_t bad = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		bad |= rows[i] >= end && rows[i] != NO_ROW;
	return !bad;
}

static bool decode_base(struct view *v, const struct seg *base)
{
	const struct index_rec *recs = seg_recs(base);
	struct decoder d;
	size_t i;

	decoder_init(&d, base);
	if (!rows_in_range(d.deps, d.h->nr_deps, d.h->nr))
		return false;
	for (i = 0; i < v->nr; i++) {
		if (!decode_rec(&v->rows[i], &d, &recs[i]) ||
		    (recs[i].parent_row >= v->nr &&
		     recs[i].parent_row != NO_ROW))
			return false;
		if (i)
			rows_apart(&v->rows[i - 1], &v->rows[i]);
	}
	return true;
}

/* What makes one view of two files, in one pass over its rows: each further pass
 * would have to fetch all of them from memory again. */
struct merger {
	struct view *v;
	const struct seg *base, *tip;
	uint32_t *map;		/* where the rows of the base are in the view */
	uint32_t *deps;		/* those of the base, in the same numbers */
	uint32_t *kids;		/* rows whose parent_row is one of the base */
	size_t nr_kids;
};

/* Row `n` of the view is record `at` of the base. */
static bool from_base(struct merger *m, const struct decoder *d, size_t at,
		      size_t n)
{
	struct row *r = &m->v->rows[n];

	if (!decode_rec(r, d, &seg_recs(m->base)[at]))
		return false;
	r->deps = m->deps + (r->deps - d->deps);
	if (r->parent_row < d->h->nr)
		m->kids[m->nr_kids++] = (uint32_t)n;
	else if (r->parent_row != NO_ROW)
		return false;
	return true;
}

static bool from_tip(const struct merger *m, const struct decoder *d,
		     size_t at, size_t n)
{
	struct row *r = &m->v->rows[n];

	return decode_rec(r, d, &seg_recs(m->tip)[at]) &&
		(r->parent_row < m->v->nr || r->parent_row == NO_ROW);
}

/* Base and tip merged in id order. */
static bool merge_recs(struct merger *m)
{
	const struct index_rec *t = seg_recs(m->tip);
	size_t nb = seg_header(m->base)->nr, nt = seg_header(m->tip)->nr;
	size_t i = 0, k = 0, n = 0;
	struct decoder db, dt;

	decoder_init(&db, m->base);
	decoder_init(&dt, m->tip);
	while (i < nb || k < nt) {
		bool here = k < nt && t[k].at <= i;
		bool over = here && t[k].flags & REC_REPLACES;

		if (n == m->v->nr || (here && t[k].at != i) ||
		    (over && i == nb) || (!here && i == nb) ||
		    !(here ? from_tip(m, &dt, k, n) : from_base(m, &db, i, n)))
			return false;
		if (n)
			rows_apart(&m->v->rows[n - 1], &m->v->rows[n]);
		if (!here || over)
			m->map[i++] = (uint32_t)n;
		k += here;
		n++;
	}
	return n == m->v->nr;
}

/* Gives what names rows of the base their new numbers. */
static bool renumber(struct merger *m)
{
	size_t i, nb = seg_header(m->base)->nr;
	size_t nd = seg_header(m->base)->nr_deps;
	struct decoder d, dt;

	decoder_init(&d, m->base);
	decoder_init(&dt, m->tip);
	if (!rows_in_range(d.deps, nd, (uint32_t)nb) ||
	    !rows_in_range(dt.deps, dt.h->nr_deps, (uint32_t)m->v->nr))
		return false;
	for (i = 0; i < nd; i++)
		m->deps[i] = d.deps[i] == NO_ROW ? NO_ROW : m->map[d.deps[i]];
	for (i = 0; i < m->nr_kids; i++) {
		struct row *r = &m->v->rows[m->kids[i]];

		r->parent_row = m->map[r->parent_row];
	}
	return true;
}

static bool apply_patches(struct view *v, const struct seg *tip)
{
	const struct index_header *h = seg_header(tip);
	const struct index_patch *p =
		(const void *)((const char *)tip->front + h->patches);
	uint32_t i;

	for (i = 0; i < h->nr_patches; i++) {
		if (p[i].row >= v->nr || p[i].status >= STATUS_NR)
			return false;
		v->rows[p[i].row].status = p[i].status;
		v->rows[p[i].row].in_cycle = p[i].in_cycle;
	}
	return true;
}

static bool decode_both(struct view *v, const struct seg *base,
			const struct seg *tip)
{
	size_t nb = seg_header(base)->nr;
	struct merger m = {
		.v = v, .base = base, .tip = tip,
		.map = xmalloc(st_mul(nb, sizeof(*m.map))),
		.kids = xmalloc(st_mul(nb, sizeof(*m.kids))),
		.deps = xmalloc(st_mul(seg_header(base)->nr_deps,
				       sizeof(*m.deps))),
	};
	bool ok;

	view_owner(v)->deps = m.deps;
	ok = merge_recs(&m) && renumber(&m) && apply_patches(v, tip);
	free(m.map);
	free(m.kids);
	return ok;
}

bool seg_broken(struct view *v, const struct seg *s)
{
	const struct index_header *h = seg_header(s);
	const char *at = (const char *)s->front + h->strings;
	const char *end = at + h->strings_len;
	uint32_t i;

	if (h->broken >= h->strings_len)
		return !h->nr_broken;
	at += h->broken;
	for (i = 0; i < h->nr_broken; i++) {
		if (at >= end)
			return false;
		strvec_push(&v->broken, at);
		at += strlen(at) + 1;
	}
	return true;
}

struct view *index_decode(struct seg *base, struct seg *tip, const char *path)
{
	const struct index_header *h = seg_header(tip->front ? tip : base);
	uint64_t most = (uint64_t)seg_header(base)->nr +
		(tip->front ? seg_header(tip)->nr : 0);
	struct snap *snap;
	struct view *v;
	struct oid oid;
	bool ok;

	if (h->nr_total > most) {	/* more than there are records */
		seg_close(base);
		seg_close(tip);
		return NULL;
	}
	snap = snap_new();
	v = view_new(snap, h->nr_total);
	snap->base = *base;
	snap->tip = *tip;
	snap_unref(snap);
	view_owner(v)->path = xstrdup(path);
	oid_from(&oid, h->oid, h->oid_len);
	view_set_tip(v, &oid);
	v->schema = (int)h->schema;
	v->cyclic = h->flags & 1;
	if (tip->front)
		ok = decode_both(v, base, tip);
	else
		ok = h->nr_total == h->nr && decode_base(v, base);
	ok = ok && seg_broken(v, tip->front ? tip : base);
	if (ok && !view_torn(v))
		return v;
	view_close(v);
	return NULL;
}

/* The commit that a file says it shows, before anything is verified. */
static bool shows(const char *path, const struct oid *tip)
{
	int fd = file_open_plain(path);
	struct index_header h;
	bool yes;

	if (fd < 0)
		return false;
	yes = pread(fd, &h, sizeof(h), 0) == (ssize_t)sizeof(h) &&
		!memcmp(h.oid, tip->b, sizeof(tip->b));
	close(fd);
	return yes;
}

int index_open(struct view **out, const char *path, const struct oid *tip)
{
	struct seg base, more = {NULL, 0, NULL, 0, 0};
	char *tip_path = index_tip_path(path);
	bool whole = shows(path, tip);

	*out = NULL;
	/* An index that is out of date is not read for nothing. */
	if ((whole || shows(tip_path, tip)) && seg_open(&base, path)) {
		if ((whole || (seg_open(&more, tip_path) &&
			       seg_fits(&more, &base))) &&
		    !memcmp(seg_header(whole ? &base : &more)->oid, tip->b,
			    sizeof(tip->b))) {
			*out = index_decode(&base, &more, path);
		} else {
			seg_close(&base);
			seg_close(&more);
		}
	}
	free(tip_path);
	return *out != NULL;
}
