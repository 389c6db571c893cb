/*
 * treejoin.c - joining two trees of tasks.
 */
#include "base/base.h"
#include "db/share/treejoin.h"
#include "base/mem.h"
#include "data/json.h"
#include "model/taskio.h"

/* From this many differing files on, new objects go into one pack. */
#define BULK 64

struct differing {
	char *path;
	struct oid a, b;
	bool link;
};

struct joiner {
	struct repo *r;
	const struct oid *ours;
	struct differing *since;	/* from the base to ours: a, b */
	size_t nr_since, alloc_since, at_since;
	bool based;
	struct tree_join *out;
	struct differing *diffs;
	size_t nr, alloc;
	struct tree_edit *edits;	/* paths are owned here */
	size_t nr_edits, alloc_edits;
	struct joined **known;	/* or NULL */
	struct err *err;
};

static int collect(const char *path, const struct oid *a, const struct oid *b,
		   void *data)
{
	struct joiner *j = data;
	struct differing *d;

	ALLOC_GROW(j->diffs, j->nr + 1, j->alloc);
	d = &j->diffs[j->nr++];
	d->path = xstrdup(path);
	d->a = *a;
	d->b = *b;
	d->link = false;
	return 0;
}

static int collect_since(const char *path, const struct oid *a,
			 const struct oid *b, void *data)
{
	struct joiner *j = data;
	struct differing *d;

	ALLOC_GROW(j->since, j->nr_since + 1, j->alloc_since);
	d = &j->since[j->nr_since++];
	d->path = xstrdup(path);
	d->a = *a;
	d->b = *b;
	d->link = false;
	return 0;
}

static int collect_link(const char *path, const struct oid *a,
			const struct oid *b, void *data)
{
	struct joiner *j = data;

	collect(path, a, b, data);
	j->diffs[j->nr - 1].link = true;
	return 0;
}

static void edit(struct joiner *j, const char *path, const struct oid *oid)
{
	ALLOC_GROW(j->edits, j->nr_edits + 1, j->alloc_edits);
	j->edits[j->nr_edits].path = xstrdup(path);
	j->edits[j->nr_edits].mode = 0;
	j->edits[j->nr_edits++].oid = *oid;
}

static const struct oid *greater(const struct oid *a, const struct oid *b)
{
	return oid_cmp(a, b) > 0 ? a : b;
}

int tree_task(struct task *out, struct repo *r, const struct oid *blob,
	      const char *id, struct err *err)
{
	static const struct task none = TASK_INIT;
	struct strbuf sb = STRBUF_INIT;
	int rc = -1;

	*out = none;
	if (blob_read(&sb, r, blob, err) == 0) {
		rc = task_parse(out, sb.buf, sb.len, NULL) == 0;
		if (rc && !str_eq(out->id, id)) {
			task_release(out);
			rc = 0;
		}
	}
	strbuf_release(&sb);
	return rc;
}

static void keep_broken(struct joiner *j, const char *id,
			const struct oid *oid)
{
	char hex[OID_HEX + 1], *path;

	oid_hex(hex, oid);
	path = xasprintf("lost+found/%s-%s.json", id, hex);
	edit(j, path, oid);
	strvec_take(&j->out->broken, path);
}

/* The blob in the common ancestor; zero when that is unknown.  Asked for in the
 * order of paths. */
static void base_blob(struct oid *out, struct joiner *j,
		      const struct differing *d)
{
	int cmp = 1;

	memset(out, 0, sizeof(*out));
	if (!j->based)
		return;
	for (; j->at_since < j->nr_since; j->at_since++) {
		cmp = strcmp(j->since[j->at_since].path, d->path);
		if (cmp >= 0)
			break;
	}
	*out = cmp ? d->a : j->since[j->at_since].a;
}

/* Both sides are readable.  The result often is one of them: then there is
 * nothing to write. */
static int join_both(struct joiner *j, const struct differing *d,
		     const struct oid *base_oid, const struct task *a,
		     const struct task *b)
{
	struct task joined = TASK_INIT, base = TASK_INIT;
	struct strbuf sb = STRBUF_INIT;
	bool based = !oid_is_zero(base_oid) &&
		tree_task(&base, j->r, base_oid, a->id, NULL) > 0;
	size_t lost = j->out->report.nr;
	struct oid oid;
	int rc = 0;

	join_tasks(&joined, a, b, based ? &base : NULL, &j->out->report);
	task_write(&sb, &joined);
	blob_hash(&oid, d->a.len ? d->a.len : d->b.len, sb.buf, sb.len);
	if (!oid_eq(&oid, &d->a) && !oid_eq(&oid, &d->b))
		rc = blob_write(&oid, j->r, sb.buf, sb.len, j->err);
	else if (j->known && lost == j->out->report.nr)
		joined_note(j->known, &d->a, &d->b, base_oid,
			    oid_eq(&oid, &d->a) ? 1 : 2);
	if (rc == 0)
		edit(j, d->path, &oid);
	task_release(&joined);
	task_release(&base);
	strbuf_release(&sb);
	return rc;
}

static int join_path(struct joiner *j, const struct differing *d,
		     const char *id)
{
	struct task a = TASK_INIT, b = TASK_INIT;
	const struct oid *stays, *goes;
	int ra, rb, rc = 0, known;
	struct oid base;

	base_blob(&base, j, d);
	known = j->known ? joined_find(*j->known, &d->a, &d->b, &base) : 0;
	if (known) {
		edit(j, d->path, known == 1 ? &d->a : &d->b);
		return 0;
	}
	ra = tree_task(&a, j->r, &d->a, id, j->err);
	rb = ra < 0 ? -1 : tree_task(&b, j->r, &d->b, id, j->err);
	if (ra < 0 || rb < 0) {
		rc = err_prefix(j->err, "cannot join '%s'", d->path);
	} else if (ra && rb) {
		rc = join_both(j, d, &base, &a, &b);
	} else {
		stays = ra ? &d->a : rb ? &d->b : greater(&d->a, &d->b);
		goes = stays == &d->a ? &d->b : &d->a;
		edit(j, d->path, stays);
		keep_broken(j, id, goes);
		if (!ra && !rb)
			strvec_push(&j->out->broken, d->path);
	}
	task_release(&a);
	task_release(&b);
	return rc;
}

/* meta.json: the higher schema, then the greater bytes. */
static int join_meta(struct joiner *j, const struct differing *d)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	struct json *ja = NULL, *jb = NULL;
	double sa = -1, sb = -1;
	int rc = -1;

	if (blob_read(&a, j->r, &d->a, j->err) < 0 ||
	    blob_read(&b, j->r, &d->b, j->err) < 0)
		goto out;
	if (json_parse(&ja, a.buf, a.len, NULL) == 0)
		sa = json_get_num(ja, "schema", 0);
	if (json_parse(&jb, b.buf, b.len, NULL) == 0)
		sb = json_get_num(jb, "schema", 0);
	if (sb > sa || (!(sa > sb) && greater(&d->a, &d->b) == &d->b))
		edit(j, d->path, &d->b);
	rc = 0;
out:
	json_free(ja);
	json_free(jb);
	strbuf_release(&a);
	strbuf_release(&b);
	return rc;
}

/* The commit of some other repository where files belong: carried as it is, so
 * that both sides have the same; gives way to a file. */
static int join_link(struct joiner *j, const struct differing *d)
{
	const struct oid *keep = greater(&d->a, &d->b);
	struct oid file;
	int found = 0;

	if (keep == &d->a)
		return 0;
	if (oid_is_zero(&d->a))
		found = tree_entry(&file, j->r, j->ours, d->path, j->err);
	if (found)
		return found < 0 ? -1 : 0;
	edit(j, d->path, keep);
	j->edits[j->nr_edits - 1].mode = TREE_LINK;
	return 0;
}

static int join_one(struct joiner *j, const struct differing *d)
{
	char id[ID_LEN + 1];
	bool is_task = task_path_id(id, d->path);

	if (d->link)
		return join_link(j, d);
	if (is_task)
		strvec_push(&j->out->ids, id);
	if ((oid_is_zero(&d->a) || oid_is_zero(&d->b)) &&
	    blob_check(j->r, oid_is_zero(&d->a) ? &d->b : &d->a, j->err) < 0)
		return err_prefix(j->err, "cannot join '%s'", d->path);
	if (oid_is_zero(&d->b))
		return 0;
	if (oid_is_zero(&d->a)) {
		edit(j, d->path, &d->b);
		return 0;
	}
	if (is_task)
		return join_path(j, d, id);
	if (!strcmp(d->path, "meta.json"))
		return join_meta(j, d);
	edit(j, d->path, greater(&d->a, &d->b));
	return 0;
}

int tree_join(struct tree_join *out, struct repo *r, const struct oid *a,
	      const struct oid *b, const struct oid *base,
	      struct joined **known, struct err *err)
{
	struct joiner j = {
		.r = r, .ours = a, .out = out, .known = known, .err = err
	};
	bool packing = false;
	size_t i;
	int rc = tree_diff_all(r, a, b, collect, collect_link, &j, err);

	j.based = base && tree_diff(r, base, a, collect_since, &j, NULL) == 0;
	if (rc == 0 && j.nr > BULK) {
		rc = pack_begin(r, err);
		packing = rc == 0;
	}
	for (i = 0; i < j.nr && rc == 0; i++)
		rc = join_one(&j, &j.diffs[i]);
	if (rc == 0)
		rc = tree_update(&out->tree, r, a, j.edits, j.nr_edits, err);
	if (packing && rc == 0)
		rc = pack_end(r, true, err);
	else if (packing)
		pack_abort(r);
	for (i = 0; i < j.nr; i++)
		free(j.diffs[i].path);
	for (i = 0; i < j.nr_since; i++)
		free(j.since[i].path);
	free(j.since);
	for (i = 0; i < j.nr_edits; i++)
		free((char *)(uintptr_t)j.edits[i].path);
	free(j.diffs);
	free(j.edits);
	return rc;
}

void tree_join_release(struct tree_join *j)
{
	strvec_clear(&j->ids);
	strvec_clear(&j->broken);
	join_report_release(&j->report);
}
