/*
 * fsck.c - everything stored looked at, and what is wrong with it.
 */
#include "base/base.h"
#include <math.h>
#include "base/mem.h"
#include "model/state.h"
#include "model/taskio.h"
#include "db/care/care.h"
#include "db/index/index.h"
#include "db/core/internal.h"
#include "db/index/rows.h"

#define FUTURE_MS (INT64_C(24) * 3600 * 1000)

void care_report_release(struct care_report *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		free(r->v[i].where);
		free(r->v[i].what);
	}
	free(r->v);
	memset(r, 0, sizeof(*r));
}

PRINTF_LIKE(4, 5)
static void found(struct care_report *r, enum care_level level,
		  const char *where, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	ALLOC_GROW(r->v, r->nr + 1, r->alloc);
	r->v[r->nr].level = level;
	r->v[r->nr].where = xstrdup(where);
	r->v[r->nr++].what = strbuf_detach(&sb, NULL);
	r->errors += level == CARE_ERROR;
	r->warnings += level == CARE_WARNING;
}

struct fsck {
	struct care_report *report;
	struct db *db;
	struct repo *repo;
	struct oid tip, tree;
	bool meta;		/* meta.json was there */
	struct strvec final;	/* ids of tasks with a stamp without successor */
};

/* ---- one task ---- */

/* Stamps: "field" or "field/element" -> "[+-]<stamp>"; "*" is creation. */
static void check_stamps(struct fsck *f, const char *path,
			 const struct task *t)
{
	const struct json *stamps = json_get(t->doc, "stamps"), *j;
	int64_t now = db_now(f->db);
	struct stamp s;

	if (!json_is(stamps, JSON_OBJ)) {
		found(f->report, CARE_WARNING, path, "has no stamps");
		return;
	}
	if (!json_get_str(stamps, "*"))
		found(f->report, CARE_WARNING, path, "has no creation stamp");
	json_each(j, stamps) {
		const char *text = json_str(j);

		if (text && (*text == '+' || *text == '-'))
			text++;
		if (!text || !stamp_parse(&s, text))
			found(f->report, CARE_WARNING, path,
			      "the stamp of '%s' is none", json_key(j));
		else if (!stamp_usable(&s)) {
			found(f->report, CARE_WARNING, path, "the stamp of "
			      "'%s' is so late that no edit could follow; it "
			      "counts for nothing ('git task fsck --repair' "
			      "takes it out)", json_key(j));
			strvec_push(&f->final, t->id);
		} else if (s.ms > now + FUTURE_MS)
			found(f->report, CARE_WARNING, path, "the stamp of "
			      "'%s' is %" PRId64 " days in the future",
			      json_key(j), (s.ms - now) / 86400000);
	}
}

static void check_value(struct fsck *f, const char *path, enum field field,
			const struct json *v)
{
	struct err err = ERR_INIT;

	if (field_check(field, v, &err) < 0)
		found(f->report, CARE_WARNING, path, "%s: %s",
		      field_defs[field].name, err.msg);
}

static void check_values(struct fsck *f, const char *path,
			 const struct task *t)
{
	const struct json *v, *j;
	int i;

	for (i = 0; i < F_NR; i++) {
		const struct field_def *d = &field_defs[i];

		v = json_get(t->doc, d->name);
		if (!v || i == F_ID)
			continue;
		if (d->kind == KIND_REGISTER) {
			check_value(f, path, (enum field)i, v);
		} else if (json_type(v) != (d->kind == KIND_MAP ? JSON_OBJ :
					    JSON_ARR)) {
			found(f->report, CARE_WARNING, path, "'%s' is not %s",
			      d->name, d->kind == KIND_MAP ? "an object" :
			      "a list");
		} else {
			json_each(j, v)
				check_value(f, path, (enum field)i, j);
		}
	}
}

static void check_task(struct fsck *f, const char *path, const char *id,
		       const struct strbuf *blob)
{
	struct strbuf canon = STRBUF_INIT;
	struct task t = TASK_INIT;
	struct err err = ERR_INIT;

	f->report->tasks++;
	if (task_parse(&t, blob->buf, blob->len, &err) < 0) {
		found(f->report, CARE_ERROR, path, "is not a task: %s",
		      err.msg);
		return;
	}
	if (strcmp(t.id, id))
		found(f->report, CARE_ERROR, path, "has the id %s", t.id);
	task_write(&canon, &t);
	if (canon.len != blob->len ||
	    memcmp(canon.buf, blob->buf, blob->len))
		found(f->report, CARE_WARNING, path,
		      "is not in canonical form");
	if (!task_str(&t, F_TITLE))
		found(f->report, CARE_WARNING, path, "has no title");
	check_values(f, path, &t);
	check_stamps(f, path, &t);
	strbuf_release(&canon);
	task_release(&t);
}

/* ---- the tree ---- */

static void check_meta(struct fsck *f, const struct strbuf *blob)
{
	struct json *j = NULL;
	struct err err = ERR_INIT;
	double schema;

	f->meta = true;
	if (json_parse(&j, blob->buf, blob->len, &err) < 0) {
		found(f->report, CARE_ERROR, "meta.json", "%s", err.msg);
		return;
	}
	schema = json_get_num(j, "schema", NAN);
	if (isnan(schema))
		found(f->report, CARE_ERROR, "meta.json", "has no schema");
	else if (schema > SCHEMA_VERSION)
		found(f->report, CARE_WARNING, "meta.json", "schema %g is "
		      "newer than %d, which this program knows", schema,
		      SCHEMA_VERSION);
	json_free(j);
}

static int check_file(const char *path, const struct oid *oid, void *data)
{
	struct fsck *f = data;
	struct strbuf blob = STRBUF_INIT;
	struct err err = ERR_INIT;
	char id[ID_LEN + 1];

	if (blob_read(&blob, f->repo, oid, &err) < 0)
		found(f->report, CARE_ERROR, path, "%s", err.msg);
	else if (!strcmp(path, "meta.json"))
		check_meta(f, &blob);
	else if (task_path_id(id, path))
		check_task(f, path, id, &blob);
	else if (str_starts(path, "lost+found/"))
		found(f->report, CARE_WARNING, path, "is an unreadable state "
		      "of a task, which a merge kept as it was");
	else
		found(f->report, CARE_WARNING, path, "is no file of ours");
	strbuf_release(&blob);
	return 0;
}

static int check_other(const char *path, const struct oid *oid, void *data)
{
	struct fsck *f = data;

	(void)oid;
	found(f->report, CARE_WARNING, path, "is no file at all, and is left "
	      "as it is");
	return 0;
}

static int check_commit(const struct oid *oid, const struct commit *c,
			void *data)
{
	struct fsck *f = data;
	struct err err = ERR_INIT;
	char hex[OID_HEX + 1];
	struct oid meta;

	f->report->commits++;
	if (tree_entry(&meta, f->repo, &c->tree, "meta.json", &err) >= 0)
		return 0;
	oid_hex(hex, oid);
	found(f->report, CARE_ERROR, hex, "%s", err.msg);
	return 0;
}

static int check_history(struct fsck *f, struct err *err)
{
	struct commit c;
	struct err why = ERR_INIT;

	if (commit_read(&c, f->repo, &f->tip, &why) < 0) {
		found(f->report, CARE_ERROR, f->db->ref, "%s", why.msg);
		return 1;
	}
	f->tree = c.tree;
	commit_release(&c);
	if (tree_walk_all(f->repo, &f->tree, check_file, check_other, f,
			  &why) < 0) {
		found(f->report, CARE_ERROR, f->db->ref, "%s", why.msg);
		return 1;
	}
	if (!f->meta && f->report->tasks)
		found(f->report, CARE_WARNING, "meta.json", "is missing");
	else if (!f->meta)
		found(f->report, CARE_ERROR, f->db->ref, "holds no tasks: its "
		      "tree has no meta.json, so something else than git task "
		      "has put it there");
	if (history_walk(f->repo, &f->tip, NULL, false, check_commit, f,
			 &why) < 0)
		found(f->report, CARE_ERROR, f->db->ref, "history: %s",
		      why.msg);
	(void)err;
	return 0;
}

/* ---- between tasks ---- */

static void check_links(struct fsck *f, const struct view *v)
{
	char path[TASK_PATH_LEN + 1];
	size_t i;
	uint32_t k;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		task_path(path, r->id);
		for (k = 0; k < r->nr_deps; k++)
			if (r->deps[k] == NO_ROW)
				found(f->report, CARE_WARNING, path, "depends "
				      "on %s, which does not exist",
				      r->dep_ids + (size_t)k * (ID_LEN + 1));
		if (*r->parent && r->parent_row == NO_ROW)
			found(f->report, CARE_WARNING, path, "its parent %s "
			      "does not exist", r->parent);
	}
}

static void check_circles(struct fsck *f, const struct view *v)
{
	struct strvec cycles = STRVEC_INIT;
	char path[TASK_PATH_LEN + 1];
	size_t i, steps;

	view_cycles(&cycles, v);
	for (i = 0; i < cycles.nr; i++)
		found(f->report, CARE_WARNING, f->db->ref,
		      "dependencies in a cycle: %s", cycles.v[i]);
	strvec_clear(&cycles);
	for (i = 0; i < v->nr; i++) {
		uint32_t at = v->rows[i].parent_row;

		for (steps = 0; at != NO_ROW && at != i && steps < v->nr;
		     steps++)
			at = v->rows[at].parent_row;
		if (at != i)
			continue;
		task_path(path, v->rows[i].id);
		found(f->report, CARE_WARNING, path, "is its own ancestor");
	}
}

/* ---- the index ---- */

static bool same_double(double a, double b)
{
	return isnan(a) ? isnan(b) : !(a < b) && !(a > b);
}

static bool same_row(const struct row *a, const struct row *b)
{
	return str_eq(a->id, b->id) && str_eq(a->title, b->title) &&
		str_eq(a->assignee, b->assignee) &&
		str_eq(a->project, b->project) && str_eq(a->type, b->type) &&
		str_eq(a->parent, b->parent) && str_eq(a->prd, b->prd) &&
		str_eq(a->created_by, b->created_by) &&
		str_eq(a->lease_owner, b->lease_owner) &&
		str_eq(a->branch, b->branch) &&
		a->nr_commits == b->nr_commits &&
		a->nr_progress == b->nr_progress && a->created == b->created &&
		a->started == b->started &&
		a->lease_until == b->lease_until &&
		a->has_criteria == b->has_criteria &&
		a->nr_tags == b->nr_tags && a->nr_files == b->nr_files &&
		a->nr_deps == b->nr_deps &&
		!memcmp(a->dep_ids, b->dep_ids,
			(size_t)a->nr_deps * (ID_LEN + 1)) &&
		(!a->nr_deps || !memcmp(a->deps, b->deps,
					a->nr_deps * sizeof(*a->deps))) &&
		a->parent_row == b->parent_row && a->stored == b->stored &&
		a->status == b->status && a->priority == b->priority &&
		a->deleted == b->deleted && a->in_cycle == b->in_cycle &&
		a->updated == b->updated && a->deadline == b->deadline &&
		a->completed == b->completed &&
		a->created_order == b->created_order &&
		same_double(a->estimated, b->estimated) &&
		same_double(a->actual, b->actual) &&
		a->blob_len == b->blob_len &&
		!memcmp(a->blob, b->blob, a->blob_len);
}

static const char *index_fault(const struct view *index,
			       const struct view *fresh)
{
	size_t i;

	if (index->nr != fresh->nr)
		return "has another number of tasks than the tree";
	if (index->schema != fresh->schema ||
	    index->broken.nr != fresh->broken.nr)
		return "differs from the tree";
	for (i = 0; i < fresh->nr; i++)
		if (!same_row(&index->rows[i], &fresh->rows[i]))
			return "differs from the tree";
	return NULL;
}

/* Compares the index as it is with one made from the tree alone. */
static int check_index(struct fsck *f, const struct view *fresh, bool repair,
		       struct err *err)
{
	const struct view *again;
	struct view *index;
	const char *fault;
	char *tip_path;

	if (!file_exists(f->db->index_path))
		return 0;
	if (index_open(&index, f->db->index_path, &f->tip))
		fault = index_fault(index, fresh);
	else
		fault = "is out of date or damaged";
	view_close(index);
	if (!fault)
		return 0;
	if (!repair) {
		found(f->report, CARE_WARNING, f->db->index_path, "%s (the "
		      "next read or 'git task fsck --repair' rebuilds it)",
		      fault);
		return 0;
	}
	tip_path = xasprintf("%s.tip", f->db->index_path);
	unlink(f->db->index_path);
	unlink(tip_path);
	free(tip_path);
	db_moved(f->db);
	found(f->report, CARE_FIXED, f->db->index_path, "%s: rebuilt", fault);
	return db_view(&again, f->db, err);
}

static void check_local(struct fsck *f)
{
	struct strbuf hint = STRBUF_INIT;
	char actor[9];

	if (ref_lock_hint(&hint, f->repo, f->db->ref))
		found(f->report, CARE_WARNING, f->db->ref, "is locked: %s",
		      hint.buf);
	if (db_actor(actor, f->db, false, NULL) < 0)
		found(f->report, CARE_WARNING, "actor", "can not be read");
	strbuf_release(&hint);
}

/* ---- stamps that nothing can follow ---- */

/* The state as the join reads it, written down: a new commit. */
static int heal(struct txn *txn, void *data, struct err *err)
{
	struct strvec *ids = data;
	const struct task *t;
	size_t i;

	for (i = 0; i < ids->nr; i++) {
		struct task clean = TASK_INIT;
		struct state s;
		int ret;

		if (txn_task(&t, txn, ids->v[i], err) < 0)
			return -1;
		state_decode(&s, t->doc);
		memcpy(clean.id, t->id, sizeof(clean.id));
		clean.doc = state_encode(&s, t->id);
		state_release(&s);
		ret = txn_put(txn, &clean, err);
		task_release(&clean);
		if (ret < 0)
			return -1;
	}
	txn_what(txn, "stamps without a successor taken out");
	return 0;
}

static int repair_stamps(struct fsck *f, struct err *err)
{
	size_t i;

	strvec_sort(&f->final);
	strvec_uniq(&f->final);
	if (!f->final.nr)
		return 0;
	if (db_write(f->db, "repair", DB_BULK | DB_QUIET_EMPTY, heal,
		     &f->final, NULL, err) < 0)
		return -1;
	for (i = 0; i < f->final.nr; i++)
		found(f->report, CARE_FIXED, f->final.v[i], "stamps that "
		      "nothing can follow were taken out, in a new commit");
	return ref_read(&f->tip, f->repo, f->db->ref, err);
}

/* The next command joins it again (db/share/rejoin.h). */
static void check_last(struct fsck *f, bool there)
{
	char *shallow = path_join(db_commondir(f->db), "shallow");
	bool cut = file_exists(shallow);	/* what contains what is unknown */
	char hex[OID_HEX + 1];
	struct oid last;

	free(shallow);
	if (!db_last_tip(&last, f->db, f->db->ref) ||
	    (there && (cut || oid_eq(&f->tip, &last) ||
		       history_contains(f->repo, &f->tip, &last))))
		return;
	oid_hex(hex, &last);
	found(f->report, CARE_ERROR, f->db->ref, "%s: something else than git "
	      "task did that; commit %.10s was the last one here, and the next "
	      "command joins it again", there ? "was moved" : "is gone", hex);
}

int db_fsck(struct care_report *out, struct db *db, bool repair,
	    struct err *err)
{
	struct fsck f;
	struct view *fresh = NULL;
	int ret;

	memset(&f, 0, sizeof(f));
	f.report = out;
	f.db = db;
	if (db_repo(&f.repo, db, err) < 0)
		return -1;
	check_local(&f);
	ret = ref_read(&f.tip, f.repo, db->ref, err);
	if (ret < 0)
		return ret;
	check_last(&f, ret);
	if (!ret)
		return 0;
	if (check_history(&f, err)) {
		strvec_clear(&f.final);
		return 0;
	}
	ret = repair ? repair_stamps(&f, err) : 0;
	strvec_clear(&f.final);
	if (ret < 0)
		return -1;
	if (index_refresh(&fresh, NULL, f.repo, &f.tip, false, NULL, err) < 0)
		return out->errors ? 0 : -1;	/* told already */
	check_links(&f, fresh);
	check_circles(&f, fresh);
	ret = check_index(&f, fresh, repair, err);
	view_close(fresh);
	return ret;
}
