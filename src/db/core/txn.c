/*
 * txn.c - the write transaction: lock, read, edit, check, objects, swap.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/trace.h"
#include "base/utf8.h"
#include "model/taskio.h"
#include "db/core/db.h"
#include "db/core/fence.h"
#include "db/core/internal.h"
#include "db/index/few.h"
#include "db/index/index-format.h"
#include "db/index/rows.h"

#define TAKEN_MS 10000		/* how long a lost race is repeated */
#define MAX_ID_TRAILERS 64
#define MAX_OFFERS 4

struct txn {
	struct db *db;
	struct repo *repo;
	const struct view *view;
	struct edit edit;
	struct rnd rnd;
	char made[STAMP_LEN + 1];	/* creation stamp of the last new task */
	char actor[9];
	struct map items;	/* id -> struct txn_item */
	struct strbuf what, trailers;
	struct mets mets;
	const char *verb;
	unsigned flags;
	bool has_tip;
	struct oid tip, tree;	/* of the state before */
	size_t created, changed;
	publish_fn publish;	/* NULL: nobody has to agree */
	void *publish_data;
};

/* Results of a try besides 0 done, 1 lost a race, -1 error. */
#define TRY_REFUSED 2		/* publish: others were first */
#define TRY_OVERTAKEN 3		/* published, then the ref here had moved */

static void item_free(void *p)
{
	struct txn_item *it = p;

	task_release(&it->before);
	task_release(&it->after);
	free(it);
}

/* Forgets one try. */
static void txn_reset(struct txn *t)
{
	map_clear(&t->items);
	t->items.free_value = item_free;
	strbuf_reset(&t->what);
	strbuf_reset(&t->trailers);
	mets_reset(&t->mets);
	t->created = t->changed = 0;
}

const struct view *txn_view(struct txn *txn)
{
	return txn->view;
}

const struct edit *txn_edit(struct txn *txn)
{
	return &txn->edit;
}

struct db *txn_db(struct txn *txn)
{
	return txn->db;
}

void txn_what(struct txn *txn, const char *fmt, ...)
{
	va_list ap;

	strbuf_reset(&txn->what);
	va_start(ap, fmt);
	strbuf_vaddf(&txn->what, fmt, ap);
	va_end(ap);
}

/* One line of a commit message out of any text. */
static void add_line(struct strbuf *out, const char *text, size_t max)
{
	struct strbuf clean = STRBUF_INIT;
	size_t len;

	utf8_add_clean_line(&clean, text);
	strbuf_trim(&clean);
	len = clean.len;
	if (len > max) {
		len = max;
		while (len && ((unsigned char)clean.buf[len] & 0xc0) == 0x80)
			len--;
	}
	strbuf_add(out, clean.buf, len);
	if (len < clean.len)
		strbuf_addstr(out, "...");
	strbuf_release(&clean);
}

void txn_trailer(struct txn *txn, const char *key, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	strbuf_addf(&txn->trailers, "%s: ", key);
	add_line(&txn->trailers, sb.buf, 4000);
	strbuf_addch(&txn->trailers, '\n');
	strbuf_release(&sb);
}

/* ---- tasks in the transaction ---- */

/* The item of a task that exists or was made here; NULL: there is none. */
static int find_item(struct txn_item **out, struct txn *txn, const char *id,
		     struct err *err)
{
	struct txn_item *it = map_get(&txn->items, id);
	uint32_t row;

	*out = it;
	if (it)
		return 0;
	row = view_find(txn->view, id);
	if (row == NO_ROW)
		return 0;
	it = xcalloc(1, sizeof(*it));
	if (view_task(&it->before, txn->view, row, err) < 0) {
		free(it);
		return -1;
	}
	task_copy(&it->after, &it->before);
	map_put(&txn->items, id, it);
	*out = it;
	return 0;
}

static struct txn_item *new_item(struct txn *txn, const char *id)
{
	struct txn_item *it = xcalloc(1, sizeof(*it));

	map_put(&txn->items, id, it);
	return it;
}

int txn_task(const struct task **out, struct txn *txn, const char *id,
	     struct err *err)
{
	struct txn_item *it;

	*out = NULL;
	if (find_item(&it, txn, id, err) < 0)
		return -1;
	if (!it || !it->after.doc)
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found", id);
	*out = &it->after;
	return 0;
}

void txn_touched(const struct txn *txn, struct strvec *open,
		 struct strvec *over)
{
	size_t i;

	for (i = 0; i < txn->items.nr; i++) {
		const struct txn_item *it = txn->items.items[i].value;

		if (it->dirty && it->before.doc)
			strvec_push(status_is_open(task_status(&it->after)) ?
				    open : over, it->after.id);
	}
}

/* A file that nobody can read must not be written over as if it were new. */
static int refuse_broken(struct txn *txn, const char *id, struct err *err)
{
	char path[TASK_PATH_LEN + 1];

	task_path(path, id);
	if (!txn->view->broken.nr || !strvec_has(&txn->view->broken, path))
		return 0;
	return err_set(err, ERR_FATAL, "'%s' is broken, see 'git task fsck'",
		       path);
}

/* What the rule adds to a change of status is a part of the same change. */
static int apply_ruled(struct txn *txn, struct txn_item *it,
		       const struct change *c, bool *changed, struct err *err)
{
	const struct txn_rule *rule = txn->db->rule;
	struct change more;
	enum status to;
	int ret;

	if (!rule || c->create || !change_wants(c, &to) ||
	    task_status(&it->after) == to)
		return change_apply(&it->after, c, &txn->edit, changed, err);
	change_copy(&more, c);
	ret = rule->status(txn, &it->after, to, &more, txn->db->rule_data,
			   err);
	if (ret == 0)
		ret = change_apply(&it->after, &more, &txn->edit, changed,
				   err);
	change_release(&more);
	return ret;
}

int txn_apply(struct txn *txn, const struct change *c, bool *changed,
	      struct err *err)
{
	struct txn_item *it;
	bool differs = false;

	if (changed)
		*changed = false;
	if (!id_valid(c->id))
		return err_set(err, ERR_INVALID, "Invalid task ID: %s", c->id);
	if (find_item(&it, txn, c->id, err) < 0 ||
	    refuse_broken(txn, c->id, err) < 0)
		return -1;
	if (c->create && it && it->after.doc)
		return err_set(err, ERR_FAILED, "task '%s' exists already",
			       c->id);
	if (!c->create && (!it || !it->after.doc))
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found",
			       c->id);
	if (!it)
		it = new_item(txn, c->id);
	if (!c->create && !txn->db->force &&
	    fence_check(txn->db, &it->after, c, err) < 0)
		return -1;
	if (apply_ruled(txn, it, c, &differs, err) < 0)
		return -1;
	if (c->create) {
		snprintf(txn->made, sizeof(txn->made), "%s",
			 task_stamp(&it->after, "*"));
		txn->edit.after = txn->made;
	}
	it->dirty |= differs || c->create;
	if (changed)
		*changed = differs || c->create;
	return 0;
}

int txn_put(struct txn *txn, const struct task *t, struct err *err)
{
	struct txn_item *it;

	if (find_item(&it, txn, t->id, err) < 0 ||
	    refuse_broken(txn, t->id, err) < 0)
		return -1;
	if (!it)
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found",
			       t->id);
	if (it->before.doc && json_eq(it->before.doc, t->doc))
		return 0;
	task_release(&it->after);
	task_copy(&it->after, t);
	it->dirty = true;
	return 0;
}

int txn_met(struct txn *txn, const char *id, const struct txn_meeting *met,
	    struct err *err)
{
	struct txn_item *it;

	if (find_item(&it, txn, id, err) < 0)
		return -1;
	if (!it || !it->before.doc)
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found", id);
	mets_add(&txn->mets, it, met, txn->actor);
	return 0;
}

/* Does some task's id start with these 8 digits? */
static bool short_id_taken(const struct txn *txn, const char *id)
{
	const struct view *v = txn->view;
	size_t i, lo = view_lower_bound(v, id, ID_SHORT);

	if (lo < v->nr && !memcmp(v->rows[lo].id, id, ID_SHORT))
		return true;
	/* Made in this transaction: a clash is found when it matters, by the
	 * whole id; the first 8 digits only among a handful. */
	for (i = 0; i < txn->items.nr && txn->items.nr <= 64; i++)
		if (!memcmp(txn->items.items[i].key, id, ID_SHORT))
			return true;
	return map_has(&txn->items, id);
}

void txn_new_id(struct txn *txn, char out[ID_LEN + 1])
{
	do {
		id_new(out, &txn->rnd);
	} while (short_id_taken(txn, out));
}

/* ---- one try ---- */

/* Is the view of a few tasks that of the tip? */
static bool few_will_do(const struct txn *t)
{
	const struct view *few = t->db->few;

	return t->flags & DB_FEW && few && oid_eq(&view_owner(few)->oid, &t->tip);
}

static int start_try(struct txn *t, struct err *err)
{
	struct commit c;
	int found;

	found = ref_read(&t->tip, t->repo, t->db->ref, err);
	if (found < 0)
		return -1;
	t->has_tip = found;
	if (found) {
		if (commit_read(&c, t->repo, &t->tip, err) < 0)
			return -1;
		t->tree = c.tree;
		commit_release(&c);
		if (few_will_do(t))
			t->view = t->db->few;
		else if (db_view_at(&t->view, t->db, &t->tip, err) < 0)
			return -1;
	} else if (db_view(&t->view, t->db, err) < 0) {
		return -1;
	}
	if (t->view->schema > SCHEMA_VERSION)
		return db_check_schema(t->repo, &t->tree, err);
	t->edit.now = db_now(t->db);
	t->edit.after = NULL;
	return 0;
}

/* Items that end up as they were are not written. */
static void count_changes(struct txn *t)
{
	size_t i;

	for (i = 0; i < t->items.nr; i++) {
		struct txn_item *it = t->items.items[i].value;

		if (!it->dirty)
			continue;
		if (!it->before.doc)
			t->created++;
		else if (json_eq(it->before.doc, it->after.doc))
			it->dirty = false;
		else
			t->changed++;
	}
}

/* The first item that changed. */
static const struct txn_item *first_dirty(const struct txn *t)
{
	size_t i;

	for (i = 0; i < t->items.nr; i++) {
		const struct txn_item *it = t->items.items[i].value;

		if (it->dirty)
			return it;
	}
	return NULL;
}

static void make_message(struct strbuf *out, const struct txn *t)
{
	size_t i, nr = t->created + t->changed;
	const struct txn_item *it = first_dirty(t);
	struct strbuf what = STRBUF_INIT;

	strbuf_addbuf(&what, &t->what);
	if (nr == 1) {
		if (!what.len && !it->before.doc)
			strbuf_addstr(&what, task_str(&it->after, F_TITLE));
		else if (!what.len)
			change_describe(&what, &it->before, &it->after);
		strbuf_addf(out, "%s %.8s: ", t->verb, it->after.id);
	} else {
		strbuf_addf(out, "%s: %zu tasks", t->verb, nr);
		if (what.len)
			strbuf_addstr(out, ", ");
	}
	add_line(out, what.buf, 120);
	strbuf_release(&what);
	strbuf_addstr(out, "\n\n");
	for (i = 0; i < t->items.nr && nr <= MAX_ID_TRAILERS; i++) {
		it = t->items.items[i].value;
		if (it->dirty)
			strbuf_addf(out, "Task-Id: %s\n", it->after.id);
	}
	strbuf_addf(out, "Task-Op: %s\n", t->verb);
	strbuf_addbuf(out, &t->trailers);
	db_trailers(out, t->db);
}

struct written {
	struct tree_edit *edits;
	char (*paths)[TASK_PATH_LEN + 1];
	struct row *rows;
	size_t nr;
};

static void written_release(struct written *w)
{
	free(w->edits);
	free(w->paths);
	free(w->rows);
}

/* Writes the blobs; collects the edits of the tree and the rows of the next
 * view. */
static int write_blobs(struct written *w, struct txn *t, struct err *err)
{
	struct arena *a = &view_owner(t->view)->snap->arena;
	size_t i, nr = t->created + t->changed;
	struct strbuf buf = STRBUF_INIT;
	int ret = 0;

	w->edits = xcalloc(nr + 1, sizeof(*w->edits));
	w->paths = xcalloc(nr + 1, sizeof(*w->paths));
	w->rows = xcalloc(nr + 1, sizeof(*w->rows));
	for (i = 0; !ret && i < t->items.nr; i++) {
		const struct txn_item *it = t->items.items[i].value;

		if (!it->dirty)
			continue;
		strbuf_reset(&buf);
		task_write(&buf, &it->after);
		task_path(w->paths[w->nr], it->after.id);
		w->edits[w->nr].path = w->paths[w->nr];
		row_from_task(&w->rows[w->nr], a, &it->after, buf.buf,
			      buf.len);
		ret = blob_write(&w->edits[w->nr++].oid, t->repo, buf.buf,
				 buf.len, err);
	}
	rows_sort(w->rows, w->nr);
	strbuf_release(&buf);
	return ret;
}

/*
 * The trees of the shards that are about to change, made up from the view: their
 * names are hashes, so a wrong guess (a file of somebody else's in a shard) is
 * simply not used.  This keeps a small edit from opening packs.
 */
struct shards {
	const struct txn *t;
	const struct written *w;
};

static void offer_shards(struct repo *r, void *data)
{
	const struct shards *s = data;
	const struct written *w = s->w;
	const struct view *v = s->t->view;
	struct strbuf tree = STRBUF_INIT;
	size_t i, k;

	for (i = 0; i < w->nr; i++) {
		const char *shard = w->paths[i];

		for (k = 0; k < i && memcmp(w->paths[k], shard, 2);)
			k++;
		if (k < i)
			continue;	/* done before */
		if (v->few)
			index_shard_tree(&tree, s->t->db->index_path,
					 &s->t->tip, shard);
		else
			view_shard_tree(&tree, v, shard);
		if (tree.len)
			tree_offer(r, tree.buf, tree.len);
	}
	strbuf_release(&tree);
}

/* What gave way is told by a merge on top of what was done. */
static int write_meetings(struct oid *commit, struct txn *t,
			  const struct oid *after, struct err *err)
{
	struct mets_base base = { t->tip, t->tree, *after };

	return mets_commit(commit, t->db, t->repo, &t->mets, &base, t->verb,
			   err);
}

static int write_commit(struct oid *out, struct txn *t, struct written *w,
			struct err *err)
{
	struct strbuf message = STRBUF_INIT;
	struct shards shards = { t, w };
	size_t nr_edits;
	struct oid tree;
	int ret = -1;

	if (write_blobs(w, t, err) < 0)
		goto out;
	nr_edits = w->nr;
	if (!t->has_tip) {
		w->edits[nr_edits].path = "meta.json";
		if (db_write_meta(&w->edits[nr_edits++].oid, t->repo, err) < 0)
			goto out;
	}
	*out = t->tip;
	tree = t->tree;
	if (nr_edits) {
		make_message(&message, t);
		if (w->nr <= MAX_OFFERS)
			tree_offers(t->repo, offer_shards, &shards);
		if (tree_update(&tree, t->repo, t->has_tip ? &t->tree : NULL,
				w->edits, nr_edits, err) < 0 ||
		    db_commit(out, t->db, &tree, t->has_tip ? &t->tip : NULL,
			      t->has_tip, message.buf, err) < 0)
			goto out;
	}
	ret = t->mets.nr ? write_meetings(out, t, &tree, err) : 0;
out:
	tree_offers(t->repo, NULL, NULL);
	strbuf_release(&message);
	return ret;
}

/* Objects of a bulk edit go into one pack, which is durable before the ref
 * names it; the ref itself is synced in any case. */
static int write_objects(struct oid *out, struct txn *t, struct written *w,
			 struct err *err)
{
	bool bulk = t->flags & DB_BULK;

	db_set_sync(t->db, t->repo);
	if (!bulk)
		return write_commit(out, t, w, err);
	if (pack_begin(t->repo, err) < 0)
		return -1;
	if (write_commit(out, t, w, err) < 0) {
		pack_abort(t->repo);
		return -1;
	}
	return pack_end(t->repo, db_config_bool(t->db, "task.fsync", true),
			err);
}

/* The view after the edit is made from the one before: the next reader finds
 * a fresh index. */
static void refresh_view(struct txn *t, const struct written *w,
			 const struct oid *commit)
{
	static const struct strvec none = STRVEC_INIT;
	const struct view_owner *old = view_owner(t->view);
	struct view_owner *o;
	struct view *v;

	if (t->view->few) {
		index_write_few(t->db->index_path, &t->tip, commit, w->rows,
				w->nr);
		db_moved(t->db);
		return;
	}
	v = view_merge(t->view, w->rows, w->nr, &none);
	o = view_owner(v);
	view_set_tip(v, commit);
	o->path = xstrdup(t->db->index_path);
	o->fetch = old->fetch;
	o->fetch_data = old->fetch_data;
	if (index_write(v, t->db->index_path)) {
		db_keep_view(t->db, v);
	} else {
		view_close(v);
		db_moved(t->db);
	}
}

static void say_passed(struct txn *t)
{
	size_t i;

	for (i = 0; i < t->items.nr; i++) {
		const struct txn_item *it = t->items.items[i].value;

		if (it->dirty)
			fence_passed(t->db, &it->before, &it->after);
	}
}

/* What follows a write of ours has seen it. */
static int guarded(struct txn *t, struct err *err)
{
	struct db *db = t->db;

	return db->guard && !db->wrote ?
	       db->guard(t->view, db->guard_data, err) : 0;
}

/* 0 done (also when nothing changed), 1 lost a race, -1 error. */
static int edit_and_swap(struct txn *t, txn_fn fn, void *data,
			 struct db_result *res, struct err *err)
{
	struct written w = { NULL, NULL, NULL, 0 };
	struct strbuf reflog = STRBUF_INIT;
	struct oid commit;
	int ret;

	txn_reset(t);
	if (t->db->rule)
		t->db->rule->begin(t->db->rule_data);
	if (start_try(t, err) < 0 || guarded(t, err) < 0 ||
	    fn(t, data, err) < 0)
		return -1;
	count_changes(t);
	if (!t->created && !t->changed && !t->mets.nr) {
		if (t->flags & DB_QUIET_EMPTY) {
			/* a task that is in progress can become the active one */
			if (t->db->rule)
				t->db->rule->done(t->db, t->db->rule_data);
			return 0;
		}
		return err_set(err, ERR_FAILED, "nothing changed");
	}
	ret = txn_check(t->view, &t->items, err);
	if (!ret)
		ret = write_objects(&commit, t, &w, err);
	if (!ret && view_torn(t->view))
		ret = 1;
	if (!ret && t->publish) {
		ret = t->publish(&commit, t->publish_data, err);
		if (ret > 0)
			ret = TRY_REFUSED;
	}
	if (!ret) {
		oid_hex(res->commit, &commit);
		strbuf_addf(&reflog, "task: %s", t->verb);
		ret = db_swap(t->db, &commit, t->has_tip ? &t->tip : NULL,
			      reflog.buf, err);
		if (ret > 0 && t->publish)
			ret = TRY_OVERTAKEN;
	}
	if (!ret) {
		say_passed(t);
		res->created = t->created;
		res->changed = t->changed;
		refresh_view(t, &w, &commit);
		if (t->db->rule)
			t->db->rule->done(t->db, t->db->rule_data);
	}
	strbuf_release(&reflog);
	written_release(&w);
	return ret;
}

/* What a cut index said is no reason to refuse anything, nor to do it: the next
 * try reads another one. */
static int one_try(struct txn *t, txn_fn fn, void *data, struct db_result *res,
		   struct err *err)
{
	int ret;

	t->view = NULL;
	ret = edit_and_swap(t, fn, data, res, err);
	if (!t->view || !view_torn(t->view))
		return ret;
	if (ret == -1 || (ret == 0 && !t->created && !t->changed)) {
		err_clear(err);
		ret = 1;
	}
	if (ret == 1)
		db_moved(t->db);
	return ret;
}

static int try_until_done(struct txn *t, txn_fn fn, void *data,
			  struct db_result *res, struct err *err)
{
	static const struct clock wall = CLOCK_SYSTEM;
	int64_t end = clock_now(&wall) + TAKEN_MS;
	int ret;

	for (;;) {
		res->tries++;
		ret = one_try(t, fn, data, res, err);
		if (ret != 1)
			return ret;
		if (clock_now(&wall) >= end)
			return db_taken(t->db, err);
		db_backoff(res->tries);
	}
}

static const char *person_of(void *data, const char *who)
{
	struct txn *t = data;

	return db_who_data(t->db, t->view, who);
}

static int txn_init(struct txn *t, struct db *db, const char *verb,
		    unsigned flags, struct err *err)
{
	static const struct rnd system_rnd = RND_SYSTEM;

	memset(t, 0, sizeof(*t));
	t->db = db;
	t->verb = verb;
	t->flags = flags;
	t->rnd = system_rnd;
	strbuf_init(&t->what);
	strbuf_init(&t->trailers);
	if (db_repo(&t->repo, db, err) < 0 ||
	    db_actor(t->actor, db, true, err) < 0)
		return -1;
	t->edit.actor = t->actor;
	t->edit.rnd = &t->rnd;
	if (str_eq(db->ref, "refs/tasks/main")) {
		t->edit.person = person_of;
		t->edit.person_data = t;
	}
	t->edit.author = db->agent;
	if (!t->edit.author)
		return db_me(db, &t->edit.author, NULL, err);
	return 0;
}

/* Returns 0, -1 or one of TRY_*. */
static int write_txn(struct db *db, const char *verb, unsigned flags,
		     txn_fn fn, void *data, publish_fn publish,
		     void *publish_data, struct db_result *res,
		     struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct db_result own;
	struct txn t;
	int ret = -1;

	if (!res)
		res = &own;
	memset(res, 0, sizeof(*res));
	if (!txn_init(&t, db, verb, flags, err) &&
	    !db_lock(&lock, db, err)) {
		t.publish = publish;
		t.publish_data = publish_data;
		ret = try_until_done(&t, fn, data, res, err);
	}
	file_unlock(&lock);
	txn_reset(&t);
	strbuf_release(&t.what);
	strbuf_release(&t.trailers);
	return ret;
}

int db_write(struct db *db, const char *verb, unsigned flags, txn_fn fn,
	     void *data, struct db_result *res, struct err *err)
{
	struct db_result own = { "", 0, 0, 0 };
	int64_t began = trace_now();
	int ret;

	res = res ? res : &own;
	ret = db->through ?
		db->through(db, verb, fn, data, res, err) :
		write_txn(db, verb, flags, fn, data, NULL, NULL, res, err);
	db->wrote |= ret == 0;
	trace_f(TRACE_DEBUG, "write", "%s: %zu made, %zu changed, %u tries, %s "
		"(%.1f ms)", verb, res->created, res->changed, res->tries,
		ret < 0 ? "failed" : *res->commit ? res->commit : "nothing "
		"new", (double)(trace_now() - began) / 1000);
	return ret;
}

int db_write_published(struct db *db, const char *verb, txn_fn fn,
		       void *data, publish_fn publish, void *publish_data,
		       struct db_result *res, struct err *err)
{
	int ret = write_txn(db, verb, DB_QUIET_EMPTY, fn, data, publish,
			    publish_data, res, err);

	if (ret == TRY_OVERTAKEN)
		return 2;
	return ret == TRY_REFUSED ? 1 : ret;
}

static int apply_one(struct txn *txn, void *data, struct err *err)
{
	return txn_apply(txn, data, NULL, err);
}

int db_apply(struct db *db, const char *verb, const struct change *c,
	     struct db_result *res, struct err *err)
{
	struct change copy = *c;

	return db_write(db, verb, DB_QUIET_EMPTY, apply_one, &copy, res, err);
}
