/* test-index.c - the index says what the tree says, whatever happens to it. */
#include "unit.h"
#include "gitrepo.h"

#include <fcntl.h>

#include "data/id.h"
#include "db/core/db.h"
#include "db/index/index-format.h"
#include "db/index/index.h"
#include "db/core/internal.h"
#include "db/index/rows.h"
#include "model/taskio.h"

static struct db *open_db(struct scratch *s, const char *name)
{
	struct db_options opt = { at(s, name), NULL, NULL, NULL };
	struct err err = ERR_INIT;
	struct db *db;

	if (db_open(&db, &opt, &err) < 0)
		fail_msg("%s", err.msg);
	return db;
}

/* ---- comparing views ---- */

static void same_blobs(const struct view *a, const struct view *b,
		       uint32_t row)
{
	const char *x, *y;
	size_t n, m;

	assert_int_equal(view_blob(&x, &n, a, row, NULL), 0);
	assert_int_equal(view_blob(&y, &m, b, row, NULL), 0);
	assert_int_equal(n, m);
	assert_memory_equal(x, y, n);
}

static void same_views(const struct view *a, const struct view *b)
{
	size_t i;

	assert_int_equal(a->nr, b->nr);
	assert_int_equal(a->schema, b->schema);
	assert_int_equal(a->cyclic, b->cyclic);
	assert_int_equal(a->broken.nr, b->broken.nr);
	for (i = 0; i < a->broken.nr; i++)
		assert_string_equal(a->broken.v[i], b->broken.v[i]);
	for (i = 0; i < a->nr; i++) {
		const struct row *x = &a->rows[i], *y = &b->rows[i];

		assert_string_equal(x->id, y->id);
		assert_string_equal(x->title, y->title);
		assert_string_equal(x->assignee, y->assignee);
		assert_string_equal(x->parent, y->parent);
		assert_int_equal(x->nr_tags, y->nr_tags);
		if (x->nr_tags)
			assert_string_equal(x->tags, y->tags);
		assert_int_equal(x->nr_deps, y->nr_deps);
		assert_memory_equal(x->dep_ids, y->dep_ids,
				    (size_t)x->nr_deps * (ID_LEN + 1));
		if (x->nr_deps)
			assert_memory_equal(x->deps, y->deps,
					    x->nr_deps * sizeof(*x->deps));
		assert_int_equal(x->parent_row, y->parent_row);
		assert_int_equal(x->stored, y->stored);
		assert_int_equal(x->status, y->status);
		assert_int_equal(x->in_cycle, y->in_cycle);
		assert_int_equal(x->priority, y->priority);
		assert_int_equal(x->deleted, y->deleted);
		assert_int_equal(x->created_order, y->created_order);
		same_blobs(a, b, (uint32_t)i);
	}
}

/* Ascending, and the last call says that all is done. */
static void told(const char *what, size_t done, size_t total, void *data)
{
	size_t *last = data;

	assert_string_equal(what, "reading tasks");
	assert_true(done > *last && done <= total);
	*last = done;
}

/* The index on disk, a view from the tree alone, and the cached one agree. */
static void check(struct db *db, bool must_be_fresh)
{
	size_t last = 0;
	struct index_progress progress = { told, &last };
	struct view *fresh, *disk;
	const struct view *cached;
	struct repo *r;
	struct oid tip;

	assert_int_equal(db_repo(&r, db, NULL), 0);
	assert_int_equal(ref_read(&tip, r, "refs/tasks/main", NULL), 1);
	assert_int_equal(index_refresh(&fresh, NULL, r, &tip, false,
				       &progress, NULL), 0);
	assert_int_equal(last, fresh->nr + fresh->broken.nr);
	assert_int_equal(db_view(&cached, db, NULL), 0);
	same_views(cached, fresh);
	if (index_open(&disk, db->index_path, &tip)) {
		view_owner(disk)->fetch = view_owner(cached)->fetch;
		view_owner(disk)->fetch_data = db;
		same_views(disk, fresh);
	} else {
		assert_false(must_be_fresh);
	}
	view_close(disk);
	view_close(fresh);
}

/* ---- random edits ---- */

struct plan {
	struct rnd *rnd;
	unsigned nr;
};

static const char *random_id(const struct view *v, struct rnd *r)
{
	return v->rows[rnd_below(r, v->nr)].id;
}

/* A task with links that may lead nowhere or in circles: what merges bring. */
static int random_edit(struct txn *txn, void *data, struct err *err)
{
	static const char *const statuses[] = {
		"pending", "in_progress", "completed", "blocked", "cancelled"
	};
	struct plan *p = data;
	const struct view *v = txn_view(txn);
	unsigned i;

	for (i = 0; i < p->nr; i++) {
		bool create = !v->nr || !rnd_below(p->rnd, 3);
		char id[ID_LEN + 1];
		struct change c;

		if (create)
			txn_new_id(txn, id);
		else
			memcpy(id, random_id(v, p->rnd), sizeof(id));
		change_init(&c, id);
		c.create = create;
		change_set_str(&c, F_TITLE, rnd_below(p->rnd, 2) ? "one" :
			       "another, longer title");
		change_set_str(&c, F_STATUS,
			       statuses[rnd_below(p->rnd, 5)]);
		change_set_str(&c, F_ASSIGNEE, rnd_below(p->rnd, 2) ?
			       "ann" : "bob");
		if (!rnd_below(p->rnd, 2))
			change_add(&c, F_TAGS, "api");
		if (txn_apply(txn, &c, NULL, err) < 0)
			return -1;
		change_release(&c);
	}
	return 0;
}

/* Edits the tree behind the program's back: links of all kinds, removals,
 * broken blobs. */
static void foreign_edit(struct db *db, struct rnd *r, unsigned nr)
{
	struct tree_edit edits[8];
	char paths[8][TASK_PATH_LEN + 1];
	const struct view *v;
	struct oid tip, tree, commit;
	struct strbuf sb = STRBUF_INIT;
	struct commit c;
	struct repo *repo;
	unsigned i;

	assert_int_equal(db_view(&v, db, NULL), 0);
	assert_int_equal(db_repo(&repo, db, NULL), 0);
	assert_int_equal(ref_read(&tip, repo, "refs/tasks/main", NULL), 1);
	for (i = 0; i < nr; i++) {
		char id[ID_LEN + 1];

		memset(&edits[i], 0, sizeof(edits[i]));
		if (rnd_below(r, 3))
			memcpy(id, random_id(v, r), sizeof(id));
		else
			snprintf(id, sizeof(id), "%016x",
				 (unsigned)rnd_below(r, 20));
		task_path(paths[i], id);
		edits[i].path = paths[i];
		strbuf_reset(&sb);
		switch (rnd_below(r, 6)) {
		case 0:
			if (view_find(v, id) != NO_ROW)
				continue;	/* removed */
			strbuf_addstr(&sb, "{ not json");
			break;
		case 1:
			strbuf_addstr(&sb, "{ not json");
			break;
		default:
			strbuf_addf(&sb, "{\"id\": \"%s\", \"dependencies\": "
				    "[\"%s\", \"%016x\"], \"parent\": "
				    "\"%016x\", \"status\": \"pending\"}", id,
				    random_id(v, r), (unsigned)rnd_below(r, 20),
				    (unsigned)rnd_below(r, 20));
		}
		assert_int_equal(blob_write(&edits[i].oid, repo, sb.buf,
					    sb.len, NULL), 0);
	}
	assert_int_equal(commit_read(&c, repo, &tip, NULL), 0);
	assert_int_equal(tree_update(&tree, repo, &c.tree, edits, nr, NULL),
			 0);
	commit_release(&c);
	assert_int_equal(db_commit(&commit, db, &tree, &tip, 1, "x", NULL),
			 0);
	assert_int_equal(db_swap(db, &commit, &tip, "x", NULL), 0);
	strbuf_release(&sb);
}

/* Own and foreign edits in any order, small and large (folding the tip into a
 * new base): after each one all pictures agree. */
static void follows_edits(void **state)
{
	struct scratch *s = *state;
	struct rnd r = unit_rnd("follows_edits");
	struct plan p = { &r, 40 };
	struct db *db;
	unsigned i;

	run(s, "git init -q a; cd a; " IDENT "git config task.fsync false");
	db = open_db(s, "a");
	assert_int_equal(db_write(db, "add", DB_BULK, random_edit, &p, NULL,
				  NULL), 0);
	check(db, true);
	for (i = 0; i < 60; i++) {
		struct err err = ERR_INIT;

		if (rnd_below(&r, 2)) {
			foreign_edit(db, &r, 1 + (unsigned)rnd_below(&r, 6));
		} else {
			p.nr = 1 + (unsigned)rnd_below(&r, i % 9 ? 4 : 200);
			if (db_write(db, "edit", DB_QUIET_EMPTY, random_edit,
				     &p, NULL, &err) < 0 &&
			    !strstr(err.msg, "is broken"))
				fail_msg("%s", err.msg);
		}
		if (rnd_below(&r, 2)) {
			db_close(db);
			db = open_db(s, "a");
		}
		check(db, false);
		db_close(db);
		db = open_db(s, "a");
		check(db, true);
	}
	db_close(db);
}

/* ---- damage ---- */

static void put(const char *path, const struct strbuf *sb)
{
	FILE *f;

	unlink(path);	/* writing over would wait for the disk */
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(sb->buf, 1, sb->len, f), sb->len);
	assert_int_equal(fclose(f), 0);
}

static void hurt(struct strbuf *sb, struct rnd *r)
{
	size_t i, at, n;

	switch (rnd_below(r, 5)) {
	case 0:		/* truncated */
		strbuf_setlen(sb, rnd_below(r, sb->len + 1));
		break;
	case 1:		/* a hole, as a crashed file system leaves it */
		at = rnd_below(r, sb->len);
		n = rnd_below(r, sb->len - at) + 1;
		memset(sb->buf + at, 0, n < 4096 ? n : 4096);
		break;
	case 2:		/* a few bits */
		for (i = rnd_below(r, 8) + 1; i-- > 0;)
			sb->buf[rnd_below(r, sb->len)] ^=
				(char)(1 << rnd_below(r, 8));
		break;
	case 3:		/* in the header */
		sb->buf[rnd_below(r, sizeof(struct index_header))] ^=
			(char)(1 << rnd_below(r, 8));
		break;
	default:	/* longer */
		strbuf_addchars(sb, 'x', rnd_below(r, 70000) + 1);
	}
}

/* Everything that a view offers, touched. */
static void walk(const struct view *v)
{
	size_t i, len, sum = 0;
	const char *blob;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		const char *tag = r->tags;
		uint32_t k;

		sum += strlen(r->title) + strlen(r->assignee) +
			strlen(r->id);
		for (k = 0; k < r->nr_tags; k++)
			tag += strlen(tag) + 1;
		for (k = 0; k < r->nr_deps; k++)
			sum += r->deps[k] == NO_ROW ? 0 :
				v->rows[r->deps[k]].nr_deps;
		if (!view_blob(&blob, &len, v, (uint32_t)i, NULL))
			sum += len;
	}
	assert_true(sum > 0);
}

/* Damaged at random: never a crash, never another answer. */
static void survives_damage(void **state)
{
	struct scratch *s = *state;
	struct rnd r = unit_rnd("survives_damage");
	struct plan p = { &r, 60 };
	struct strbuf base = STRBUF_INIT, tip = STRBUF_INIT;
	struct strbuf bad = STRBUF_INIT;
	char *base_path, *tip_path;
	struct db *db;
	unsigned i;

	run(s, "git init -q b; cd b; " IDENT "git config task.fsync false");
	db = open_db(s, "b");
	assert_int_equal(db_write(db, "add", DB_BULK, random_edit, &p, NULL,
				  NULL), 0);
	db_close(db);
	db = open_db(s, "b");
	p.nr = 5;
	assert_int_equal(db_write(db, "add", 0, random_edit, &p, NULL, NULL),
			 0);
	base_path = xstrdup(db->index_path);
	tip_path = index_tip_path(base_path);
	db_close(db);
	assert_int_equal(file_read(&base, base_path, 0, NULL), 0);
	assert_int_equal(file_read(&tip, tip_path, 0, NULL), 0);
	for (i = 0; i < 400; i++) {
		bool which = rnd_below(&r, 2);

		put(base_path, &base);
		put(tip_path, &tip);
		strbuf_reset(&bad);
		strbuf_addbuf(&bad, which ? &base : &tip);
		hurt(&bad, &r);
		put(which ? base_path : tip_path, &bad);
		db = open_db(s, "b");
		if (i % 8 == 0)
			check(db, false);
		else {
			const struct view *v;

			assert_int_equal(db_view(&v, db, NULL), 0);
			walk(v);
		}
		db_close(db);
	}
	strbuf_release(&base);
	strbuf_release(&tip);
	strbuf_release(&bad);
	free(base_path);
	free(tip_path);
}

/* Signs a changed index again: now only the bounds checks stand between a
 * record and the memory behind the file. */
static void sign(struct strbuf *sb)
{
	struct index_header h;
	uint64_t sum;

	memcpy(&h, sb->buf, sizeof(h));
	h.sum = 0;
	sum = index_sum64(&h, sizeof(h), 0);
	h.sum = index_sum64(sb->buf + sizeof(h),
			    (size_t)h.front_len - sizeof(h), sum);
	memcpy(sb->buf, &h, sizeof(h));
}

static void checks_bounds(void **state)
{
	struct scratch *s = *state;
	struct rnd r = unit_rnd("checks_bounds");
	struct plan p = { &r, 60 };
	struct strbuf base = STRBUF_INIT, bad = STRBUF_INIT;
	struct index_header h;
	struct view *v;
	struct oid tip;
	struct db *db;
	unsigned i, opened = 0;

	run(s, "git init -q c; cd c; " IDENT "git config task.fsync false");
	db = open_db(s, "c");
	assert_int_equal(db_write(db, "add", DB_BULK, random_edit, &p, NULL,
				  NULL), 0);
	assert_int_equal(file_read(&base, db->index_path, 0, NULL), 0);
	memcpy(&h, base.buf, sizeof(h));
	memcpy(tip.b, h.oid, sizeof(tip.b));
	for (i = 0; i < 600; i++) {
		size_t at = (size_t)h.recs + rnd_below(&r, h.strings - h.recs);

		strbuf_reset(&bad);
		strbuf_addbuf(&bad, &base);
		if (rnd_below(&r, 2))
			bad.buf[at] ^= (char)(1 << rnd_below(&r, 8));
		else
			bad.buf[at] = (char)rnd_below(&r, 256);
		sign(&bad);
		put(db->index_path, &bad);
		if (!index_open(&v, db->index_path, &tip))
			continue;
		opened++;
		walk(v);
		view_close(v);
	}
	assert_true(opened > 0 && opened < 600);
	strbuf_release(&base);
	strbuf_release(&bad);
	db_close(db);
}

/* A damaged text alone: noticed when it is read, taken from the repository. */
static void reads_text_again(void **state)
{
	struct scratch *s = *state;
	struct rnd r = unit_rnd("reads_text_again");
	struct plan p = { &r, 3 };
	struct strbuf sb = STRBUF_INIT;
	struct index_header h;
	struct task t = TASK_INIT;
	const struct view *v;
	struct db *db;

	run(s, "git init -q d; cd d; " IDENT "git config task.fsync false");
	db = open_db(s, "d");
	assert_int_equal(db_write(db, "add", 0, random_edit, &p, NULL, NULL),
			 0);
	assert_int_equal(file_read(&sb, db->index_path, 0, NULL), 0);
	memcpy(&h, sb.buf, sizeof(h));
	memset(sb.buf + h.blobs, 'x', (size_t)h.blobs_len);
	put(db->index_path, &sb);
	db_close(db);
	db = open_db(s, "d");
	assert_int_equal(db_view(&v, db, NULL), 0);
	assert_int_equal(view_task(&t, v, 0, NULL), 0);
	assert_string_equal(t.id, v->rows[0].id);
	task_release(&t);
	assert_false(file_exists(db->index_path));
	strbuf_release(&sb);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(follows_edits, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(survives_damage, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(checks_bounds, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(reads_text_again,
						scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
