/*
 * view.c - tasks found and read in a view, and their edges.
 */
#include "base/base.h"
#include "db/index/view.h"
#include "base/mem.h"
#include "data/id.h"
#include "store/odb/object.h"
#include "model/check.h"
#include "model/taskio.h"
#include "db/index/index-format.h"
#include "db/index/rows.h"

size_t view_lower_bound(const struct view *v, const char *prefix, size_t len)
{
	size_t lo = 0, hi = v->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(v->rows[mid].id, prefix, len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void shard_entry(struct strbuf *tree, size_t width, const char *id,
		 const char *text, size_t len)
{
	struct oid oid;

	blob_hash(&oid, width, text, len);
	strbuf_addf(tree, "100644 %s.json", id);
	strbuf_add(tree, "", 1);
	strbuf_add(tree, oid.b, oid.len);
}

void view_shard_tree(struct strbuf *out, const struct view *v,
		     const char *shard)
{
	size_t i = view_lower_bound(v, shard, 2);
	size_t width = view_owner(v)->oid.len;

	strbuf_reset(out);
	for (; i < v->nr && !memcmp(v->rows[i].id, shard, 2); i++)
		shard_entry(out, width, v->rows[i].id, v->rows[i].blob,
			    v->rows[i].blob_len);
}

uint32_t view_find(const struct view *v, const char *id)
{
	size_t at;

	if (strnlen(id, ID_LEN + 1) != ID_LEN)
		return NO_ROW;
	at = view_lower_bound(v, id, ID_LEN);
	if (at < v->nr && !memcmp(v->rows[at].id, id, ID_LEN))
		return (uint32_t)at;
	return NO_ROW;
}

/* ---- what people type ---- */

/* The task whose first digits are closest to what was typed, or NO_ROW. */
static uint32_t closest(const struct view *v, const char *prefix, size_t len)
{
	uint32_t best = NO_ROW;
	size_t i, best_distance = len < 6 ? 2 : 3;
	char id[ID_LEN + 1];

	for (i = 0; i < v->nr; i++) {
		size_t d;

		if (v->rows[i].deleted)
			continue;
		memcpy(id, v->rows[i].id, len);
		id[len] = '\0';
		d = str_distance(prefix, id);
		if (d < best_distance) {
			best_distance = d;
			best = (uint32_t)i;
		}
	}
	return best;
}

/* The file of a task that can not be read, or NULL. */
static const char *broken_file(const struct view *v, const char *prefix,
			       size_t len)
{
	char id[ID_LEN + 1];
	size_t i;

	for (i = 0; i < v->broken.nr; i++)
		if (task_path_id(id, v->broken.v[i]) &&
		    !memcmp(id, prefix, len))
			return v->broken.v[i];
	return NULL;
}

static int not_found(const struct view *v, const char *typed,
		     const char *prefix, struct err *err)
{
	size_t len = strlen(prefix);
	char id[ID_LEN + 1];
	uint32_t row = NO_ROW;
	const char *file = NULL;

	if (len >= ID_MIN_PREFIX)
		file = broken_file(v, prefix, len);
	if (file)
		return err_set(err, ERR_FATAL, "'%s' can not be read, see "
			       "'git task fsck'", file);
	if (len >= ID_MIN_PREFIX)
		row = closest(v, prefix, len);
	if (row == NO_ROW)
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found; "
			       "'git task list --all' shows what there is",
			       typed);
	view_short(id, v, v->rows[row].id);
	return err_set(err, ERR_NOT_FOUND,
		       "task '%s' not found, did you mean '%s' (%.60s)?",
		       typed, id, v->rows[row].title);
}

/* Typed well, but the task is deleted. */
static int only_deleted(const struct view *v, const char *typed, uint32_t row,
			struct err *err)
{
	char id[ID_LEN + 1];

	view_short(id, v, v->rows[row].id);
	return err_set(err, ERR_NOT_FOUND, "task '%s' not found: it is "
		       "deleted (%.60s); 'git task restore %s' brings it back",
		       typed, v->rows[row].title, id);
}

static int ambiguous(const struct view *v, const char *typed, size_t at,
		     size_t len, bool deleted_too, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i, nr = 0;
	char id[ID_LEN + 1];

	for (i = at; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (memcmp(r->id, v->rows[at].id, len))
			break;
		if (r->deleted && !deleted_too)
			continue;
		if (++nr > 5)
			continue;
		view_short(id, v, r->id);
		strbuf_addf(&sb, "%s%s (%.40s)", sb.len ? ", " : "", id,
			    r->title);
	}
	if (nr > 5)
		strbuf_addf(&sb, " and %zu more", nr - 5);
	err_set(err, ERR_AMBIGUOUS, "task '%s' is ambiguous: %s", typed,
		sb.buf);
	strbuf_release(&sb);
	return -1;
}

/* No id: perhaps the name that another program gave to it. */
static int by_key(uint32_t *out, const struct view *v, const char *typed,
		  const char *prefix, bool deleted_too, struct err *err)
{
	size_t hits = view_by_key(out, v, typed, deleted_too);
	char id[ID_LEN + 1];

	if (hits == 1)
		return 0;
	if (!hits)
		return not_found(v, typed, prefix, err);
	view_short(id, v, v->rows[*out].id);
	err_set(err, ERR_AMBIGUOUS, "task '%s' is ambiguous: %zu tasks have "
		"that key, '%s' (%.60s) is one", typed, hits, id,
		v->rows[*out].title);
	*out = NO_ROW;
	return -1;
}

int view_resolve(uint32_t *out, const struct view *v, const char *typed,
		 bool deleted_too, struct err *err)
{
	const char *digits = *typed == '#' ? typed + 1 : typed;
	char prefix[ID_LEN + 1];
	size_t i, at, len, hits = 0;
	uint32_t dead = NO_ROW;

	*out = NO_ROW;
	if (!id_is_prefix(digits)) {
		len = strlen(digits);
		if (len && len < ID_MIN_PREFIX &&
		    strspn(digits, "0123456789abcdefABCDEF") == len)
			return err_set(err, ERR_NOT_FOUND,
				       "task '%s' not found: an id needs at "
				       "least %d digits", typed,
				       ID_MIN_PREFIX);
		return by_key(out, v, typed, "", deleted_too, err);
	}
	id_fold(prefix, digits);
	len = strlen(prefix);
	at = view_lower_bound(v, prefix, len);
	for (i = at; i < v->nr && !memcmp(v->rows[i].id, prefix, len); i++) {
		if (v->rows[i].deleted && !deleted_too) {
			dead = (uint32_t)i;
			continue;
		}
		*out = (uint32_t)i;
		hits++;
	}
	if (hits == 1)
		return 0;
	*out = NO_ROW;
	if (!hits && dead != NO_ROW)
		return only_deleted(v, typed, dead, err);
	if (!hits)
		return by_key(out, v, typed, prefix, deleted_too, err);
	return ambiguous(v, typed, at, len, deleted_too, err);
}

/* As short as the neighbours in id order allow. */
static void shorten(char out[ID_LEN + 1], const char *id, const char *before,
		    const char *after)
{
	const char *near[2] = { before, after };
	size_t len, n = ID_SHORT;
	int i;

	for (i = 0; i < 2; i++) {
		if (!near[i] || memcmp(near[i], id, n))
			continue;
		for (len = n; len < ID_LEN && near[i][len] == id[len];)
			len++;
		n = len < ID_LEN ? len + 1 : ID_LEN;
	}
	memcpy(out, id, n);
	out[n] = '\0';
}

void view_short(char out[ID_LEN + 1], const struct view *v, const char *id)
{
	size_t at = view_lower_bound(v, id, ID_LEN);
	const char *before = at > 0 ? v->rows[at - 1].id : NULL;

	if (at < v->nr && !memcmp(v->rows[at].id, id, ID_LEN))
		at++;
	shorten(out, id, before, at < v->nr ? v->rows[at].id : NULL);
}

void view_short_row(char out[ID_LEN + 1], const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];

	memcpy(out, r->id, r->short_len);
	out[r->short_len] = '\0';
}

/* ---- the stored bytes ---- */

int view_blob(const char **out, size_t *len, const struct view *v,
	      uint32_t row, struct err *err)
{
	struct view_owner *o = view_owner(v);
	const struct row *r = &v->rows[row];
	struct strbuf sb = STRBUF_INIT;

	*out = r->blob;
	*len = r->blob_len;
	if (!r->blob_sum || index_sum32(r->blob, r->blob_len) == r->blob_sum)
		return 0;
	/* A damaged index: the truth is in the object database. */
	if (o->path)
		unlink(o->path);
	if (!o->fetch)
		return err_set(err, ERR_FATAL, "the index is damaged, it will "
			       "be rebuilt: try again");
	if (o->fetch(&sb, o->fetch_data, v->tip, r->id, err) < 0) {
		strbuf_release(&sb);
		return -1;
	}
	*len = sb.len;
	strvec_take(&o->texts, strbuf_detach(&sb, NULL));
	*out = o->texts.v[o->texts.nr - 1];
	return 0;
}

int view_task(struct task *out, const struct view *v, uint32_t row,
	      struct err *err)
{
	const char *blob;
	size_t len;

	if (view_blob(&blob, &len, v, row, err) < 0)
		return -1;
	return task_parse(out, blob, len, err);
}

/* The text of a top-level member in a canonical blob, or NULL. */
static const char *slice(size_t *out, const char *blob, size_t len,
			 const char *name)
{
	struct strbuf key = STRBUF_INIT;
	const char *at, *end;
	size_t left;

	/* asked of ten thousand rows one after the other: no format to read */
	strbuf_addstr(&key, "\n  \"");
	strbuf_addstr(&key, name);
	strbuf_addstr(&key, "\": ");
	at = memmem(blob, len, key.buf, key.len);
	left = key.len;
	strbuf_release(&key);
	if (!at)
		return NULL;
	at += left;
	left = len - (size_t)(at - blob);
	if (left > 1 && (*at == '[' || *at == '{') && at[1] == '\n') {
		end = memmem(at, left, *at == '[' ? "\n  ]" : "\n  }", 4);
		if (!end)
			return NULL;
		*out = (size_t)(end + 4 - at);
		return at;
	}
	end = memchr(at, '\n', left);
	*out = end ? (size_t)(end - at) : left;
	if (*out && at[*out - 1] == ',')
		--*out;
	return at;
}

struct json *view_field(const struct view *v, uint32_t row, const char *name)
{
	struct json *field = NULL;
	struct task t = TASK_INIT;
	const char *blob, *text;
	size_t len, part;

	if (view_blob(&blob, &len, v, row, NULL) < 0)
		return NULL;
	if (len > 3 && !memcmp(blob, "{\n  ", 4)) {
		text = slice(&part, blob, len, name);
		if (!text || json_parse(&field, text, part, NULL) == 0)
			return field;
	}
	if (task_parse(&t, blob, len, NULL) == 0)
		field = json_detach(t.doc, name);
	task_release(&t);
	return field;
}

/* ---- the graph ---- */

struct view_edges {
	struct graph g;
	uint32_t *start, *to;
};

static void edges_make(struct view_edges *e, const struct view *v)
{
	size_t i, nr = 0;
	uint32_t k;

	for (i = 0; i < v->nr; i++)
		nr += v->rows[i].nr_deps;
	e->start = xmalloc(st_mul(v->nr + 1, sizeof(uint32_t)));
	e->to = xmalloc(st_mul(nr, sizeof(uint32_t)));
	for (i = 0, nr = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		e->start[i] = (uint32_t)nr;
		for (k = 0; k < r->nr_deps; k++)
			if (r->deps[k] != NO_ROW)
				e->to[nr++] = r->deps[k];
	}
	e->start[v->nr] = (uint32_t)nr;
	e->g.nr = v->nr;
	e->g.start = e->start;
	e->g.to = e->to;
}

static void edges_release(struct view_edges *e)
{
	free(e->start);
	free(e->to);
}

/* Are two rows, one of which depends on the other, in one cycle? */
static bool same_cycle(const struct view *v, uint32_t row, uint32_t dep)
{
	struct view_edges e;
	uint32_t *path;
	bool yes;

	if (row == dep)
		return true;
	if (!v->rows[row].in_cycle || !v->rows[dep].in_cycle)
		return false;
	edges_make(&e, v);
	path = xmalloc(st_mul(v->nr, sizeof(*path)));
	yes = graph_path(path, &e.g, dep, row) > 0;
	free(path);
	edges_release(&e);
	return yes;
}

void view_blockers(struct strvec *out, const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];
	uint32_t k;

	if (!status_is_open(r->stored))
		return;
	for (k = 0; k < r->nr_deps; k++) {
		const struct row *d;

		if (r->deps[k] == NO_ROW)
			continue;
		d = &v->rows[r->deps[k]];
		if (d->deleted || !status_is_open(d->stored) ||
		    same_cycle(v, row, r->deps[k]))
			continue;
		strvec_push(out, d->id);
	}
}

size_t view_dependents(uint32_t **out, const struct view *v, uint32_t row)
{
	size_t i, nr = 0, alloc = 0;
	uint32_t k;

	*out = NULL;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		for (k = 0; k < r->nr_deps && r->deps[k] != row;)
			k++;
		if (k == r->nr_deps)
			continue;
		ALLOC_GROW(*out, nr + 1, alloc);
		(*out)[nr++] = (uint32_t)i;
	}
	return nr;
}

/* A shortest way from a member of the cycle back to itself. */
/* A long one is told by its ends. */
static void say_cycle(struct strvec *out, const struct view *v,
		      const struct graph *g, uint32_t at, uint32_t *path)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i, n, best = 0;
	uint32_t e, from = at;

	for (e = g->start[at]; e < g->start[at + 1]; e++) {
		n = graph_path(path, g, g->to[e], at);
		if (n && (!best || n < best)) {
			best = n;
			from = g->to[e];
		}
	}
	n = graph_path(path, g, from, at);
	strbuf_addf(&sb, "%.8s", v->rows[at].id);
	for (i = 0; i < n; i++) {
		if (i == CYCLE_SHOWN && n > 2 * CYCLE_SHOWN) {
			i = n - CYCLE_SHOWN;
			strbuf_addf(&sb, " -> (%zu more)", i - CYCLE_SHOWN);
		}
		strbuf_addf(&sb, " -> %.8s", v->rows[path[i]].id);
	}
	strvec_take(out, strbuf_detach(&sb, NULL));
}

void view_cycles(struct strvec *out, const struct view *v)
{
	struct view_edges e;
	uint32_t *comp, *path;
	bool *said;
	size_t i, nr;

	if (!v->cyclic)
		return;
	edges_make(&e, v);
	comp = xmalloc(st_mul(v->nr, sizeof(*comp)));
	path = xmalloc(st_mul(v->nr, sizeof(*path)));
	nr = graph_components(comp, &e.g);
	said = xcalloc(nr, sizeof(*said));
	for (i = 0; i < v->nr; i++) {
		if (!v->rows[i].in_cycle || said[comp[i]])
			continue;
		said[comp[i]] = true;
		say_cycle(out, v, &e.g, (uint32_t)i, path);
	}
	free(said);
	free(path);
	free(comp);
	edges_release(&e);
}
