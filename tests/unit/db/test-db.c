/* test-db.c - the transaction: invariants, lost races, undo, history. */
#include "unit.h"
#include "gitrepo.h"

#include "base/torn.h"
#include "db/core/db.h"
#include "db/events/tasklog.h"
#include "db/core/internal.h"
#include "model/taskio.h"

static struct db *open_db(struct scratch *s, const char *agent)
{
	struct db_options opt = { at(s, "r"), agent, NULL, NULL };
	struct db *db;

	assert_int_equal(db_open(&db, &opt, NULL), 0);
	return db;
}

static struct db *fresh_db(struct scratch *s)
{
	run(s, "git init -q r; cd r; " IDENT "git config task.fsync false");
	return open_db(s, NULL);
}

struct new_task {
	const char *title, *dep;
	char id[ID_LEN + 1];
};

static int add_fn(struct txn *txn, void *data, struct err *err)
{
	struct new_task *n = data;
	struct change c;
	int ret;

	txn_new_id(txn, n->id);
	change_init(&c, n->id);
	c.create = true;
	change_set_str(&c, F_TITLE, n->title);
	if (n->dep)
		change_add(&c, F_DEPENDENCIES, n->dep);
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return ret;
}

static void add(struct db *db, struct new_task *n, const char *title,
		const char *dep)
{
	struct db_result res;

	n->title = title;
	n->dep = dep;
	assert_int_equal(db_write(db, "add", 0, add_fn, n, &res, NULL), 0);
	assert_int_equal(res.created, 1);
	assert_int_equal(res.changed, 0);
	assert_int_equal(strlen(res.commit), object_hex(res.commit));
	assert_true(*res.commit);
}

static void set_title(struct db *db, const char *id, const char *title,
		      struct db_result *res)
{
	struct change c;

	change_init(&c, id);
	change_set_str(&c, F_TITLE, title);
	assert_int_equal(db_apply(db, "update", &c, res, NULL), 0);
	change_release(&c);
}

static const char *title_of(struct db *db, const char *id)
{
	const struct view *v;
	uint32_t row;

	assert_int_equal(db_view(&v, db, NULL), 0);
	row = view_find(v, id);
	assert_int_not_equal(row, NO_ROW);
	return v->rows[row].title;
}

static void writes(void **state)
{
	struct scratch *s = *state;
	struct db *db = fresh_db(s);
	struct db_result res;
	struct new_task a, b;
	const struct view *before, *after;
	const char *kept;

	assert_false(db_initialised(db));
	assert_int_equal(db_view(&before, db, NULL), 0);
	assert_int_equal(before->nr, 0);
	add(db, &a, "first", NULL);
	assert_true(db_initialised(db));
	assert_int_equal(db_view(&before, db, NULL), 0);
	kept = before->rows[0].title;
	add(db, &b, "second", a.id);
	/* A picture stays as it was while somebody looks at it. */
	assert_int_equal(before->nr, 1);
	assert_string_equal(kept, "first");
	assert_int_equal(db_view(&after, db, NULL), 0);
	assert_int_equal(after->nr, 2);
	assert_int_equal(after->rows[view_find(after, b.id)].status,
			 STATUS_BLOCKED);
	set_title(db, a.id, "first", &res);
	assert_string_equal(res.commit, "");
	set_title(db, a.id, "changed", &res);
	assert_int_equal(res.changed, 1);
	assert_string_equal(title_of(db, a.id), "changed");
	db_close(db);
}

static int nothing(struct txn *txn, void *data, struct err *err)
{
	(void)txn;
	(void)data;
	(void)err;
	return 0;
}

static void refuses(void **state)
{
	struct scratch *s = *state;
	struct db *db = fresh_db(s);
	struct new_task a, b, bad = { "x", "00000000000000aa", "" };
	struct err err = ERR_INIT;
	struct strbuf want = STRBUF_INIT;
	struct change c;
	char *tip, *same;

	add(db, &a, "a", NULL);
	add(db, &b, "b", a.id);
	tip = sh(s, "git -C r rev-parse refs/tasks/main");
	assert_int_equal(db_write(db, "add", 0, add_fn, &bad, NULL, &err),
			 -1);
	assert_non_null(strstr(err.msg, "Invalid dependency ID: 00000000"));
	change_init(&c, a.id);
	change_add(&c, F_DEPENDENCIES, b.id);
	assert_int_equal(db_apply(db, "dep", &c, NULL, &err), -1);
	strbuf_addf(&want, "%.8s -> %.8s -> %.8s", a.id, b.id, a.id);
	assert_non_null(strstr(err.msg, want.buf));
	change_release(&c);
	change_init(&c, "00000000000000bb");
	change_set_str(&c, F_TITLE, "x");
	assert_int_equal(db_apply(db, "update", &c, NULL, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	change_release(&c);
	assert_int_equal(db_write(db, "x", 0, nothing, NULL, NULL, &err), -1);
	assert_string_equal(err.msg, "nothing changed");
	assert_int_equal(db_write(db, "x", DB_QUIET_EMPTY, nothing, NULL,
				  NULL, &err), 0);
	same = sh(s, "git -C r rev-parse refs/tasks/main");
	assert_string_equal(tip, same);
	free(tip);
	free(same);
	strbuf_release(&want);
	db_close(db);
}

/* ---- a lost race ---- */

struct race {
	struct scratch *s;
	struct db *other;
	unsigned runs;
	struct new_task mine, theirs;
};

/* The first run is overtaken: the whole edit is made again. */
static int overtaken(struct txn *txn, void *data, struct err *err)
{
	struct race *r = data;

	if (r->runs++ == 0) {
		struct change c;

		/* What plain Git could do at this moment. */
		run(r->s, "cd r; t=$(git rev-parse refs/tasks/main); "
		    "n=$(git commit-tree -p $t -m between $t^{tree}); "
		    "git update-ref refs/tasks/main $n $t");
		change_init(&c, r->mine.id);
		change_release(&c);
	}
	return add_fn(txn, &r->mine, err);
}

static void redoes_lost_race(void **state)
{
	struct scratch *s = *state;
	struct db *db = fresh_db(s);
	struct race r = { s, NULL, 0, { "mine", NULL, "" },
			  { NULL, NULL, "" } };
	struct new_task a;
	struct db_result res;
	char *log;

	add(db, &a, "a", NULL);
	assert_int_equal(db_write(db, "add", 0, overtaken, &r, &res, NULL),
			 0);
	assert_int_equal(r.runs, 2);
	assert_int_equal(res.tries, 2);
	log = sh(s, "git -C r log --format=%s refs/tasks/main");
	assert_non_null(strstr(log, "mine\nbetween\nadd"));
	free(log);
	assert_string_equal(title_of(db, r.mine.id), "mine");
	assert_string_equal(title_of(db, a.id), "a");
	db_close(db);
}

/* ---- history and undo ---- */

struct seen {
	unsigned nr;
	struct strbuf verbs;
};

static int on_event(const struct log_item *ev, void *data)
{
	struct seen *seen = data;

	seen->nr++;
	strbuf_addf(&seen->verbs, "%s%s", ev->verb, ev->before ? " " : "! ");
	assert_non_null(ev->after);
	assert_string_equal(ev->email, "a@example.com");
	return 0;
}

static void undoes(void **state)
{
	struct scratch *s = *state;
	struct db *db = fresh_db(s);
	struct new_task a, b;
	struct db_result res;
	struct err err = ERR_INIT;
	struct seen seen = { 0, STRBUF_INIT };
	struct change c;
	const struct view *v;
	struct undone u;

	add(db, &a, "one", NULL);
	add(db, &b, "other", NULL);
	set_title(db, a.id, "two", NULL);
	set_title(db, a.id, "three", NULL);
	assert_int_equal(db_undo(&u, db, NULL, NULL), 0);
	undone_release(&u);
	assert_string_equal(title_of(db, a.id), "two");
	if (db_undo(&u, db, NULL, &err) < 0)
		fail_msg("%s", err.msg);
	undone_release(&u);
	assert_string_equal(title_of(db, a.id), "one");
	/* The next one is the creation of b. */
	assert_int_equal(db_undo(&u, db, NULL, NULL), 0);
	assert_non_null(strstr(u.what, "other"));
	undone_release(&u);
	assert_int_equal(db_view(&v, db, NULL), 0);
	assert_true(v->rows[view_find(v, b.id)].deleted);
	assert_int_equal(db_history(db, a.id, 0, on_event, &seen, NULL), 0);
	assert_int_equal(seen.nr, 5);
	assert_string_equal(seen.verbs.buf, "undo undo update update add! ");
	strbuf_reset(&seen.verbs);
	seen.nr = 0;
	assert_int_equal(db_history(db, NULL, 3, on_event, &seen, NULL), 0);
	assert_int_equal(seen.nr, 3);
	strbuf_release(&seen.verbs);
	/* A later edit of the same field stands in the way. */
	set_title(db, a.id, "four", &res);
	change_init(&c, a.id);
	change_set_str(&c, F_TITLE, "five");
	assert_int_equal(db_apply(db, "update", &c, NULL, NULL), 0);
	change_release(&c);
	assert_int_equal(db_undo(&u, db, res.commit, &err), -1);
	undone_release(&u);
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "title"));
	assert_string_equal(title_of(db, a.id), "five");
	assert_int_equal(db_undo(&u, db, "beef", &err), -1);
	undone_release(&u);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	db_close(db);
}

/* ---- who, where, settings ---- */

static void knows_me(void **state)
{
	struct scratch *s = *state;
	struct db *db = fresh_db(s);
	const char *name, *email;
	char one[9], two[9];

	assert_int_equal(db_me(db, &name, &email, NULL), 0);
	assert_string_equal(name, "Ann");
	assert_string_equal(email, "a@example.com");
	assert_string_equal(db_me_name(db), "a@example.com");
	assert_true(db_is_me(db, "ANN"));
	assert_false(db_is_me(db, "bob"));
	assert_false(db_is_me(db, ""));
	assert_int_equal(db_actor(one, db, false, NULL), 0);
	assert_string_equal(one, "");
	assert_int_equal(db_actor(one, db, true, NULL), 0);
	db_close(db);
	db = open_db(s, "robo");
	assert_int_equal(db_actor(two, db, true, NULL), 0);
	assert_string_equal(one, two);
	assert_string_equal(db_me_name(db), "robo");
	assert_int_equal(db_me(db, &name, NULL, NULL), 0);
	assert_string_equal(name, "Ann");
	db_close(db);
}

static void settings(void **state)
{
	struct scratch *s = *state;
	struct db *db;

	run(s, "git init -q r; cd r; git config task.project git; "
	    "printf 'project: yaml\\ndefaultPriority: high\\n"
	    "remote: evil\\nhooks:\\n  strict: yes\\n' >.git-task.yaml");
	db = open_db(s, NULL);
	assert_string_equal(db_config(db, "task.project"), "git");
	assert_string_equal(db_config(db, "task.defaultpriority"), "high");
	assert_true(db_config_bool(db, "task.hooks.strict", false));
	/* Not for a tracked file to say. */
	assert_null(db_config(db, "task.remote"));
	assert_int_equal(db_warnings(db)->nr, 1);
	assert_non_null(strstr(db_warnings(db)->v[0], "remote"));
	db_close(db);
}

/* Cuts the index in the middle of a transaction, as often as `cuts` says. */
struct cutter {
	struct db *db;
	const char *id;
	int cuts, runs;
};

static int cut_and_update(struct txn *txn, void *data, struct err *err)
{
	struct cutter *k = data;
	const struct view *v = txn_view(txn);
	struct change c;
	int ret;

	k->runs++;
	if (k->cuts-- > 0)
		assert_int_equal(truncate(k->db->index_path, 0), 0);
	/* what it sees is zeros now: the id is not found */
	assert_true(view_find(v, k->id) != NO_ROW || k->cuts >= 0);
	change_init(&c, k->id);
	change_set_str(&c, F_TITLE, "New title");
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return ret;
}

static void a_cut_index(void **state)
{
	struct scratch *s = *state;
	struct db *db = fresh_db(s);
	struct db_result res;
	struct new_task one;
	struct cutter k = {NULL, one.id, 2, 0};
	char *all;

	torn_survive();
	add(db, &one, "Old title", NULL);
	db_close(db);
	for (int i = 0; i < 2; i++) { /* the next reader makes the index */
		db = open_db(s, NULL);
		assert_string_equal(title_of(db, one.id), "Old title");
		db_close(db);
	}
	k.db = db = open_db(s, NULL);
	assert_int_equal(
		db_write(db, "update", 0, cut_and_update, &k, &res, NULL), 0);
	assert_int_equal(res.changed, 1);
	assert_true(k.runs >= 2);
	assert_true(db_torn(db));
	assert_string_equal(title_of(db, one.id), "New title");
	db_close(db);
	db = open_db(s, NULL);
	assert_string_equal(title_of(db, one.id), "New title");
	assert_false(db_torn(db));
	all = sh(s, "git -C r rev-list --count refs/tasks/main");
	assert_string_equal(all, "2");
	free(all);
	db_close(db);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, scratch_setup,	\
						 scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes),	   TEST(refuses),  TEST(redoes_lost_race),
		TEST(undoes),	   TEST(knows_me), TEST(settings),
		TEST(a_cut_index),
	};

	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
