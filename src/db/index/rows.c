/*
 * rows.c - rows made from tasks, and the snapshots that hold them.
 */
#include "base/base.h"
#include "db/index/rows.h"
#include <math.h>
#include <sys/mman.h>
#include "base/mem.h"
#include "base/torn.h"
#include "data/when.h"
#include "db/index/attr.h"
#include "model/check.h"
#include "model/taskio.h"

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

struct snap *snap_new(void)
{
	struct snap *s = xcalloc(1, sizeof(*s));

	s->refs = 1;
	return s;
}

void seg_close(struct seg *s)
{
	if (s->front)
		munmap(s->front, s->front_len);
	if (s->blobs)
		munmap(s->blobs, s->blobs_len);
	memset(s, 0, sizeof(*s));
}

bool view_torn(const struct view *v)
{
	const struct snap *s = view_owner(v)->snap;
	unsigned now = torn_count();

	return (s->base.front && s->base.torn != now) ||
	       (s->tip.front && s->tip.torn != now);
}

void snap_unref(struct snap *s)
{
	if (--s->refs)
		return;
	seg_close(&s->base);
	seg_close(&s->tip);
	arena_release(&s->arena);
	free(s);
}

#ifndef MADV_HUGEPAGE
#define MADV_HUGEPAGE MADV_NORMAL
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE MADV_NORMAL
#endif
#define HUGE_PAGE ((size_t)2 << 20)

/*
 * Zeroed memory for rows, or NULL; *size is rounded up to pages.  They are all written at once, so thousands of
 * page faults would cost more than filling them: large arrays begin where a huge
 * page can, and are populated, where the system has either.
 */
static void *map_rows(size_t *size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), skip;
	size_t extra = *size >= HUGE_PAGE ? HUGE_PAGE : 0;
	char *p;

	*size = st_add(*size, page - 1) / page * page;
	p = mmap(NULL, st_add(*size, extra), PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	if (extra) {
		skip = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
		if (skip)
			munmap(p, skip);
		p += skip;
		if (skip < extra)
			munmap(p + *size, extra - skip);
		madvise(p, *size, MADV_HUGEPAGE);
	}
	madvise(p, *size, MADV_POPULATE_WRITE);
	return p;
}

_Static_assert(sizeof(struct row) <= 256, "a row is four cache lines");

struct view *view_new(struct snap *snap, size_t nr)
{
	struct view *v = xcalloc(1, sizeof(*v));
	struct view_owner *o = xcalloc(1, sizeof(*o));

	v->owner = o;
	v->schema = SCHEMA_VERSION;
	v->nr = nr;
	strvec_init(&v->broken);
	strvec_init(&o->texts);
	o->snap = snap;
	snap->refs++;
	if (!nr)
		return v;
	o->rows_size = st_mul(nr, sizeof(struct row));
	v->rows = map_rows(&o->rows_size);
	if (!v->rows) {
		v->rows = xcalloc(nr, sizeof(struct row));
		o->rows_size = 0;
	}
	return v;
}

void view_close(struct view *v)
{
	struct view_owner *o;

	if (!v)
		return;
	o = v->owner;
	if (o->rows_size)
		munmap(v->rows, o->rows_size);
	else
		free(v->rows);
	free(o->deps);
	free(o->path);
	strvec_clear(&o->texts);
	snap_unref(o->snap);
	free(o);
	strvec_clear(&v->broken);
	free(v);
}

void view_set_tip(struct view *v, const struct oid *tip)
{
	view_owner(v)->oid = *tip;
	oid_hex(v->tip, tip);
}

/* ---- one row ---- */

/* Elements of a set as "a\0b\0", sorted by bytes. */
static const char *set_text(struct arena *a, uint32_t *nr,
			    const struct json *arr)
{
	struct strbuf sb = STRBUF_INIT;
	struct strvec sorted = STRVEC_INIT;
	const struct json *j;
	const char *out = "";
	size_t i;

	*nr = 0;
	if (!json_is(arr, JSON_ARR) || !json_nr(arr))
		return "";
	json_each(j, arr)
		if (json_is(j, JSON_STR))
			strvec_push(&sorted, json_str(j));
	strvec_sort(&sorted);
	strvec_uniq(&sorted);
	for (i = 0; i < sorted.nr; i++)
		strbuf_add(&sb, sorted.v[i], strlen(sorted.v[i]) + 1);
	*nr = (uint32_t)sorted.nr;
	if (sb.len)
		out = arena_copy(a, sb.buf, sb.len);
	strvec_clear(&sorted);
	strbuf_release(&sb);
	return out;
}

/* Dependencies that are ids: those that merged in as something else can not
 * name a task. */
static const char *dep_text(struct arena *a, uint32_t *nr,
			    const struct json *arr)
{
	struct strbuf sb = STRBUF_INIT;
	const struct json *j;
	const char *out = "";

	*nr = 0;
	if (!json_is(arr, JSON_ARR) || !json_nr(arr))
		return "";
	json_each(j, arr) {
		if (!json_is(j, JSON_STR) || !id_valid(json_str(j)))
			continue;
		strbuf_add(&sb, json_str(j), ID_LEN + 1);
		++*nr;
	}
	if (sb.len)
		out = arena_copy(a, sb.buf, sb.len);
	strbuf_release(&sb);
	return out;
}

static uint32_t entries(const struct task *t, enum field f)
{
	const struct json *j = task_get(t, f);

	return json_is(j, JSON_ARR) ? (uint32_t)json_nr(j) : 0;
}

static int64_t creation_order(const struct task *t, int64_t created)
{
	struct stamp s = { created == WHEN_NONE ? 0 : created, 0, "" };
	const char *text = task_stamp(t, "*");
	struct stamp star;

	if (text && stamp_parse(&star, text))
		s = star;
	if (s.ms < 0 || s.ms > STAMP_MAX_MS)
		s.ms = s.ms < 0 ? 0 : STAMP_MAX_MS;
	return s.ms * 65536 + (int64_t)s.counter;
}

static void row_source(struct row *r, struct arena *a, const struct task *t)
{
	const struct json *source = task_get(t, F_SOURCE);
	const struct json *lease = task_get(t, F_LEASE);
	const char *until = json_get_str(lease, "until");

	r->prd = arena_str(a, json_get_str(source, "prd"));
	r->prd_key = arena_str(a, json_get_str(source, "key"));
	r->lease_owner = arena_str(a, json_get_str(lease, "owner"));
	if (!until || !when_parse_rfc3339(&r->lease_until, until))
		r->lease_until = WHEN_NONE;
}

static const char *extra_text(struct arena *a, const struct task *t)
{
	struct strbuf sb = STRBUF_INIT;
	const char *out = "";

	extra_write(&sb, t);
	if (sb.len)
		out = arena_copy(a, sb.buf, sb.len);
	strbuf_release(&sb);
	return out;
}

void row_from_task(struct row *r, struct arena *a, const struct task *t,
		   const char *blob, size_t len)
{
	memset(r, 0, sizeof(*r));
	r->id = arena_copy(a, t->id, ID_LEN);
	r->title = arena_str(a, task_str(t, F_TITLE));
	r->assignee = arena_str(a, task_str(t, F_ASSIGNEE));
	r->project = arena_str(a, task_str(t, F_PROJECT));
	r->type = arena_str(a, task_str(t, F_TYPE));
	r->parent = arena_str(a, task_str(t, F_PARENT));
	r->created_by = arena_str(a, task_str(t, F_CREATED_BY));
	r->branch = arena_str(a, task_str(t, F_BRANCH));
	row_source(r, a, t);
	r->tags = set_text(a, &r->nr_tags, task_get(t, F_TAGS));
	r->files = set_text(a, &r->nr_files, task_get(t, F_FILE_REFS));
	r->dep_ids = dep_text(a, &r->nr_deps, task_get(t, F_DEPENDENCIES));
	r->parent_row = NO_ROW;
	r->stored = r->status = task_status(t);
	r->priority = task_priority(t);
	r->deleted = task_deleted(t);
	r->has_criteria = json_nr(task_get(t, F_SUCCESS_CRITERIA)) > 0;
	r->created = task_time(t, F_CREATED_AT);
	r->updated = task_time(t, F_UPDATED_AT);
	r->started = task_time(t, F_STARTED_AT);
	r->completed = task_time(t, F_COMPLETED_AT);
	r->deadline = task_time(t, F_DEADLINE);
	r->created_order = creation_order(t, r->created);
	r->estimated = task_num(t, F_ESTIMATED_HOURS, NAN);
	r->actual = task_num(t, F_ACTUAL_HOURS, NAN);
	r->quality = (uint8_t)task_num(t, F_FEEDBACK_QUALITY, 0);
	r->timeliness = (uint8_t)task_num(t, F_FEEDBACK_TIMELINESS, 0);
	r->complexity = (float)task_num(t, F_COMPLEXITY, 0);
	r->nr_commits = entries(t, F_COMMITS);
	r->nr_progress = entries(t, F_PROGRESS);
	r->extra = extra_text(a, t);
	r->blob = arena_copy(a, blob, len);
	r->blob_len = (uint32_t)len;	/* the parser takes no 4 GiB */
}

static int by_id(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return strcmp(x->id, y->id);
}

void rows_sort(struct row *rows, size_t nr)
{
	if (nr > 1)
		qsort(rows, nr, sizeof(*rows), by_id);
}

/* ---- links between rows ---- */

static uint32_t *new_deps(struct view *v)
{
	struct view_owner *o = view_owner(v);
	size_t i, nr = 0;

	for (i = 0; i < v->nr; i++)
		nr = st_add(nr, v->rows[i].nr_deps);
	free(o->deps);
	o->deps = xmalloc(st_mul(nr, sizeof(uint32_t)));
	return o->deps;
}

static void link_row(struct view *v, struct row *r, uint32_t *deps)
{
	uint32_t k;

	for (k = 0; k < r->nr_deps; k++)
		deps[k] = view_find(v, r->dep_ids + (size_t)k * (ID_LEN + 1));
	r->deps = deps;
	r->parent_row = *r->parent ? view_find(v, r->parent) : NO_ROW;
}

static void view_graph(struct graph *g, const struct view *v, uint32_t *start,
		       uint32_t *to)
{
	uint32_t k, nr = 0;
	size_t i;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		start[i] = nr;
		for (k = 0; k < r->nr_deps; k++)
			if (r->deps[k] != NO_ROW)
				to[nr++] = r->deps[k];
	}
	start[v->nr] = nr;
	g->nr = v->nr;
	g->start = start;
	g->to = to;
}

static bool depends_on_itself(const struct row *r, uint32_t self)
{
	uint32_t k;

	for (k = 0; k < r->nr_deps; k++)
		if (r->deps[k] == self)
			return true;
	return false;
}

/* An open row waits for each open dependency outside its own cycle. */
static enum status effective(const struct view *v, const struct row *r,
			     const uint32_t *comp)
{
	uint32_t k, self = (uint32_t)(r - v->rows);

	if (!status_is_open(r->stored))
		return r->stored;
	for (k = 0; k < r->nr_deps; k++) {
		const struct row *d;

		if (r->deps[k] == NO_ROW || comp[r->deps[k]] == comp[self])
			continue;
		d = &v->rows[r->deps[k]];
		if (!d->deleted && status_is_open(d->stored))
			return STATUS_BLOCKED;
	}
	return r->stored;
}

/* Length of the shortest prefix, 8 at least, in which two ids differ. */
static uint8_t differ_at(const char *a, const char *b)
{
	uint8_t n = ID_SHORT;

	if (memcmp(a, b, ID_SHORT))
		return n;
	while (n < ID_LEN && a[n] == b[n])
		n++;
	return n < ID_LEN ? (uint8_t)(n + 1) : n;
}

void rows_apart(struct row *before, struct row *after)
{
	uint8_t n = differ_at(before->id, after->id);

	if (before->short_len < n)
		before->short_len = n;
	after->short_len = n;
}

/* Sets short_len of every row. */
static void view_shorten(struct view *v)
{
	size_t i;

	for (i = 0; i < v->nr; i++) {
		v->rows[i].short_len = ID_SHORT;
		if (i)
			rows_apart(&v->rows[i - 1], &v->rows[i]);
	}
}

/* Status, in_cycle and short_len of every row. */
static void view_derive(struct view *v)
{
	size_t i, edges = 0, n = v->nr;
	uint32_t *start, *to, *comp, *size;
	struct graph g;

	view_shorten(v);
	for (i = 0; i < n; i++)
		edges += v->rows[i].nr_deps;
	start = xmalloc(st_mul(n + 1, sizeof(*start)));
	to = xmalloc(st_mul(edges, sizeof(*to)));
	comp = xmalloc(st_mul(n, sizeof(*comp)));
	view_graph(&g, v, start, to);
	size = xcalloc(graph_components(comp, &g) + 1, sizeof(*size));
	for (i = 0; i < n; i++)
		size[comp[i]]++;
	v->cyclic = false;
	for (i = 0; i < n; i++) {
		struct row *r = &v->rows[i];

		r->in_cycle = size[comp[i]] > 1 ||
			      depends_on_itself(r, (uint32_t)i);
		v->cyclic |= r->in_cycle;
		r->status = r->nr_deps ? effective(v, r, comp) : r->stored;
	}
	free(start);
	free(to);
	free(comp);
	free(size);
}

void view_link(struct view *v)
{
	uint32_t *deps = new_deps(v);
	size_t i;

	for (i = 0; i < v->nr; i++) {
		link_row(v, &v->rows[i], deps);
		deps += v->rows[i].nr_deps;
	}
	view_derive(v);
}

/* ---- a view with some rows replaced ---- */

struct merge {
	const struct view *old;
	const struct row *changed;
	size_t nr;
	const struct strvec *removed;
	uint32_t *map;		/* old row -> new row, NO_ROW when removed */
	bool inserts, removes;
	bool derive;		/* states of other rows may change */
};

static bool same_links(const struct row *a, const struct row *b)
{
	return a->nr_deps == b->nr_deps &&
		!memcmp(a->dep_ids, b->dep_ids,
			(size_t)a->nr_deps * (ID_LEN + 1));
}

/* A row that took the place of another: does it look the same to others? */
static void replace_row(struct merge *m, struct row *r, const struct row *old)
{
	if (r->stored == old->stored && r->deleted == old->deleted &&
	    same_links(r, old)) {
		r->status = old->status;
		r->in_cycle = old->in_cycle;
	} else {
		m->derive = true;
	}
	r->short_len = old->short_len;
}

/* The first old row, from `o` on, that the next change or removal is about. */
static size_t next_edit(const struct merge *m, size_t o, size_t c, size_t d)
{
	size_t at = m->old->nr, other;

	if (c < m->nr)
		at = view_lower_bound(m->old, m->changed[c].id, ID_LEN);
	if (d < m->removed->nr) {
		other = view_lower_bound(m->old, m->removed->v[d], ID_LEN);
		at = other < at ? other : at;
	}
	return at > o ? at : o;
}

/* Rows that stay as they are, all at once: most of them do. */
static size_t copy_run(struct view *v, struct merge *m, size_t o, size_t end,
		       size_t n)
{
	size_t i;

	if (end > o)
		memcpy(&v->rows[n], &m->old->rows[o],
		       (end - o) * sizeof(*v->rows));
	for (i = o; i < end; i++)
		m->map[i] = (uint32_t)(n + i - o);
	return end - o;
}

/* Fills v->rows in id order and the map; returns the number of rows. */
static size_t merge_rows(struct view *v, struct merge *m)
{
	size_t o = 0, c = 0, d = 0, n = 0, end;

	while (o < m->old->nr || c < m->nr) {
		int cmp;

		end = next_edit(m, o, c, d);
		n += copy_run(v, m, o, end, n);
		o = end;
		if (o == m->old->nr && c == m->nr)
			break;
		cmp = o == m->old->nr ? 1 : c == m->nr ? -1 :
			strcmp(m->old->rows[o].id, m->changed[c].id);
		if (cmp > 0) {
			m->derive |= m->changed[c].nr_deps > 0;
			v->rows[n++] = m->changed[c++];
			m->inserts = true;
			continue;
		}
		while (d < m->removed->nr && o < m->old->nr &&
		       strcmp(m->removed->v[d], m->old->rows[o].id) < 0)
			d++;
		if (cmp < 0 && d < m->removed->nr &&
		    str_eq(m->removed->v[d], m->old->rows[o].id)) {
			m->map[o++] = NO_ROW;
			d++;
			m->removes = m->derive = true;
			continue;
		}
		if (cmp < 0) {
			n += copy_run(v, m, o, o + 1, n);
			o++;
			continue;
		}
		m->map[o] = (uint32_t)n;
		v->rows[n] = m->changed[c++];
		replace_row(m, &v->rows[n++], &m->old->rows[o++]);
	}
	return n;
}

/* The links of an old row, renumbered; looked up again only when they may
 * have appeared or gone. */
static void relink_row(struct view *v, struct merge *m, struct row *r,
		       uint32_t *deps)
{
	uint32_t k;

	for (k = 0; k < r->nr_deps; k++) {
		uint32_t d = r->deps[k];

		if (d != NO_ROW)
			d = m->map[d];
		else if (m->inserts)
			d = view_find(v, r->dep_ids +
				      (size_t)k * (ID_LEN + 1));
		m->derive |= d != NO_ROW && r->deps[k] == NO_ROW;
		deps[k] = d;
	}
	r->deps = deps;
	if (r->parent_row != NO_ROW)
		r->parent_row = m->map[r->parent_row];
	else if (*r->parent && m->inserts)
		r->parent_row = view_find(v, r->parent);
}

struct view *view_merge(const struct view *old, const struct row *changed,
			size_t nr, const struct strvec *removed)
{
	struct merge m = { old, changed, nr, removed, NULL, false, false,
			   false };
	struct view *v = view_new(view_owner(old)->snap,
				  st_add(old->nr, nr));
	uint32_t *deps;
	size_t i, c = 0;

	m.map = xmalloc(st_mul(old->nr, sizeof(uint32_t)));
	v->nr = merge_rows(v, &m);
	v->schema = old->schema;
	strvec_pushv(&v->broken, old->broken.v);
	deps = new_deps(v);
	for (i = 0; i < v->nr; i++) {
		struct row *r = &v->rows[i];

		/* changed rows are in the view in their order */
		if (c < nr && changed[c].id == r->id) {
			link_row(v, r, deps);
			c++;
		} else {
			relink_row(v, &m, r, deps);
		}
		deps += r->nr_deps;
	}
	free(m.map);
	v->cyclic = old->cyclic;
	if (m.derive)
		view_derive(v);
	else if (m.inserts)
		view_shorten(v);
	return v;
}
