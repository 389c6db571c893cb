/*
 * db.c - an open database: its place, configuration and view.
 */
#include "base/base.h"
#include "db/core/db.h"
#include "base/mem.h"
#include "model/people.h"
#include "model/taskio.h"
#include "db/index/few.h"
#include "db/index/index.h"
#include "db/index/look-up.h"
#include "db/core/internal.h"
#include "db/core/joined.h"
#include "db/index/rows.h"

static const char *agent_of(const struct db_options *opt)
{
	const char *s = opt->agent;

	if (!s || !*s)
		s = getenv("TM_AGENT_ID");
	if (!s || !*s)
		s = getenv("GIT_TASK_AGENT");
	return s && *s ? s : NULL;
}

int db_load_libraries(struct err *err)
{
	return repo_library(err);
}

int db_open(struct db **out, const struct db_options *opt, struct err *err)
{
	static const struct clock system_clock = CLOCK_SYSTEM;
	const char *ref = opt->ref ? opt->ref : "main";
	struct db *db = xcalloc(1, sizeof(*db));
	char *name;

	*out = NULL;
	if (place_find(&db->place, opt->dir, err) < 0 ||
	    place_allowed(&db->place, err) < 0) {
		place_release(&db->place);
		free(db);
		return -1;
	}
	db->clock = opt->clock ? *opt->clock : system_clock;
	db->agent = xstrdup(agent_of(opt));
	db->ref = xasprintf("refs/tasks/%s", ref);
	name = str_eq(ref, "main") ? xstrdup("index") :
		xasprintf("index-%s", ref);
	db->index_path = db_local_path(db, name);
	free(name);
	strvec_init(&db->warnings);
	db->shared_texts.free_value = free;
	*out = db;
	return 0;
}

void db_close(struct db *db)
{
	size_t i;

	if (!db)
		return;
	db_set_rule(db, NULL, NULL);
	view_close(db->view);
	view_close(db->few);
	for (i = 0; i < ARRAY_SIZE(db->old); i++)
		view_close(db->old[i]);
	repo_close(db->repo);
	config_free(db->config);
	json_free(db->shared);
	map_clear(&db->shared_texts);
	strvec_clear(&db->warnings);
	place_release(&db->place);
	free(db->agent);
	free(db->ref);
	free(db->index_path);
	free(db->me_name);
	if (db->people)
		people_release(db->people);
	free(db->people);
	memo_clear(&db->mine);
	free(db->me_email);
	free(db->through_remote);
	joined_free(db->joined);
	free(db);
}

const char *db_commondir(const struct db *db)
{
	return db->place.commondir;
}

const char *db_worktree(const struct db *db)
{
	return db->place.worktree;
}

int64_t db_now(const struct db *db)
{
	return clock_now(&db->clock);
}

const struct place *db_place(const struct db *db)
{
	return &db->place;
}

const char *db_ref(const struct db *db)
{
	return db->ref;
}

struct strvec *db_warnings(struct db *db)
{
	return &db->warnings;
}

void db_force(struct db *db)
{
	db->force = true;
}

bool db_wrote(const struct db *db)
{
	return db->wrote;
}

void db_warn(struct db *db, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strvec_vpushf(&db->warnings, fmt, ap);
	va_end(ap);
}

int db_repo(struct repo **out, struct db *db, struct err *err)
{
	*out = NULL;
	if (!db->repo && repo_open(&db->repo, &db->place, err) < 0)
		return -1;
	*out = db->repo;
	return 0;
}

int db_tip(struct oid *out, struct db *db, struct err *err)
{
	int found = place_ref(out, &db->place, db->ref);
	struct repo *r;

	if (found > 0)
		return found;
	/* "there is none" counts only in a repository that we can read */
	if (db_repo(&r, db, err) < 0)
		return -1;
	return found ? ref_read(out, r, db->ref, err) : 0;
}

bool db_initialised(struct db *db)
{
	struct oid tip;

	return db_tip(&tip, db, NULL) != 0;
}

void db_short_ids(struct db *db)
{
	db->short_ids = true;
}

void db_set_progress(struct db *db, db_progress_fn fn, void *data)
{
	db->progress.fn = fn;
	db->progress.data = data;
}

void db_set_guard(struct db *db, db_guard_fn guard, void *data)
{
	db->guard = guard;
	db->guard_data = data;
}

void db_set_rule(struct db *db, const struct txn_rule *rule, void *data)
{
	if (db->rule)
		db->rule->release(db->rule_data);
	db->rule = rule;
	db->rule_data = data;
}

void *db_rule_data(struct db *db)
{
	return db->rule_data;
}

/* ---- the view ---- */

void db_keep_view(struct db *db, struct view *v)
{
	size_t last = ARRAY_SIZE(db->old) - 1;

	if (db->view) {
		view_close(db->old[last]);
		memmove(db->old + 1, db->old, last * sizeof(db->old[0]));
		db->old[0] = db->view;
	}
	if (v)
		v->short_ids = db->short_ids;
	db->view = v;
}

void db_moved(struct db *db)
{
	db_keep_view(db, NULL);
}

/* The stored JSON of a task from the object database. */
static int fetch_blob(struct strbuf *out, void *data, const char *tip,
		      const char *id, struct err *err)
{
	struct db *db = data;
	char path[TASK_PATH_LEN + 1];
	struct commit c;
	struct repo *r;
	struct oid oid;
	int found;

	if (db_repo(&r, db, err) < 0 || !oid_parse(&oid, tip) ||
	    commit_read(&c, r, &oid, err) < 0)
		return -1;
	task_path(path, id);
	found = tree_entry(&oid, r, &c.tree, path, err);
	commit_release(&c);
	if (found == 1)
		return blob_read(out, r, &oid, err);
	return found < 0 ? -1 : err_set(err, ERR_FATAL, "'%s' is missing",
					path);
}

static bool is_torn(struct db *db, const struct view *v)
{
	if (!view_torn(v))
		return false;
	db->torn = true;
	return true;
}

bool db_torn(struct db *db)
{
	size_t i;

	if (db->view)
		is_torn(db, db->view);
	for (i = 0; i < ARRAY_SIZE(db->old); i++)
		if (db->old[i])
			is_torn(db, db->old[i]);
	return db->torn;
}

int db_view_at(const struct view **out, struct db *db, const struct oid *tip,
	       struct err *err)
{
	struct view *v = db->view;
	struct repo *r;

	*out = v;
	if (v && *v->tip && oid_eq(&view_owner(v)->oid, tip) && !is_torn(db, v))
		return 0;
	if (!index_open(&v, db->index_path, tip)) {
		bool writable = db_local_mkdir(db, NULL) == 0;

		if (!index_quick(&v, db->index_path, &db->place, tip,
				 writable) &&
		    (db_repo(&r, db, err) < 0 ||
		     index_refresh(&v, db->index_path, r, tip, writable,
				   &db->progress, err) < 0))
			return -1;
	}
	view_owner(v)->fetch = fetch_blob;
	view_owner(v)->fetch_data = db;
	db_keep_view(db, v);
	*out = v;
	return 0;
}

bool db_view_few(const struct view **out, struct db *db,
		 const struct strvec *prefixes)
{
	struct oid tip;

	*out = NULL;
	if (db->view || db->guard || db_tip(&tip, db, NULL) != 1)
		return false;
	view_close(db->few);
	index_few(&db->few, db->index_path, &tip, prefixes);
	*out = db->few;
	return db->few;
}

bool db_may_have(struct db *db, const char *text)
{
	struct oid tip;

	return db_tip(&tip, db, NULL) != 1 ||
		index_may_have(db->index_path, &tip, text);
}

int db_view_past(struct view **out, struct db *db, const struct oid *tip,
		 struct err *err)
{
	struct repo *r;
	size_t i;

	*out = db->view;
	for (i = 0; i <= ARRAY_SIZE(db->old); i++) {
		if (*out && *(*out)->tip &&
		    oid_eq(&view_owner(*out)->oid, tip) && !is_torn(db, *out))
			return 0;
		*out = i < ARRAY_SIZE(db->old) ? db->old[i] : NULL;
	}
	if (index_open(out, db->index_path, tip) ||
	    index_quick(out, db->index_path, &db->place, tip, false))
		return 0;
	if (db_repo(&r, db, err) < 0)
		return -1;
	return index_refresh(out, db->index_path, r, tip, false, NULL, err);
}

void db_view_done(struct db *db, struct view *v)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(db->old); i++)
		if (v == db->old[i])
			return;
	if (v && v != db->view)
		view_close(v);
}

int db_view(const struct view **out, struct db *db, struct err *err)
{
	struct snap *snap;
	struct oid tip;
	int found = db_tip(&tip, db, err);

	*out = NULL;
	if (found < 0)
		return -1;
	if (found)
		return db_view_at(out, db, &tip, err);
	if (!db->view || *db->view->tip) {
		snap = snap_new();
		db_keep_view(db, view_new(snap, 0));
		snap_unref(snap);
	}
	*out = db->view;
	return 0;
}
