/* test-linking.c - links between commits and tasks: which, once, moved, taken back. */
#include "tasks.h"

#include "act/link.h"

#define OLD "1111111111111111111111111111111111111111"
#define NEW "2222222222222222222222222222222222222222"

static struct gitcommit commit(const char *oid, const char *message)
{
	struct gitcommit c;

	memset(&c, 0, sizeof(c));
	snprintf(c.oid, sizeof(c.oid), "%s", oid);
	c.author = xstrdup("Ann");
	c.message = xstrdup(message);
	c.subject = xstrndup(message, strcspn(message, "\n"));
	c.when = NOON;
	return c;
}

static struct linking link_one(struct db *db, const char *oid,
			       const char *message, linking_gate gate)
{
	struct gitcommit c = commit(oid, message);
	struct linking l = LINKING_INIT;

	l.gate = gate;
	assert_int_equal(act_link(&l, db, &c, 1, NULL), 0);
	gitcommit_release(&c);
	return l;
}

static struct task read_task(struct db *db, const char *id)
{
	struct task t = TASK_INIT;
	const struct view *v;

	assert_int_equal(db_view(&v, db, NULL), 0);
	assert_int_equal(view_task(&t, v, view_find(v, id), NULL), 0);
	return t;
}

static void expect(struct db *db, const char *id, size_t links,
		   enum status status)
{
	struct task t = read_task(db, id);

	assert_int_equal(json_nr(task_get(&t, F_COMMITS)), links);
	assert_int_equal(task_status(&t), status);
	task_release(&t);
}

static bool never(const struct task *t, struct strbuf *why, void *data)
{
	(void)t;
	(void)data;
	strbuf_addstr(why, "not today");
	return false;
}

static void messages(void **state)
{
	struct db *db = tasks_db(*state, NOON);
	const char *a = task_make(db, 'a', "{}"), *b = task_make(db, 'b', "{}");
	struct linking l;

	l = link_one(db, OLD, "work\n\nTask-Id: aaaaaaaa\n", NULL);
	assert_int_equal(l.links, 1);
	linking_release(&l);
	expect(db, a, 1, STATUS_PENDING);
	expect(db, b, 0, STATUS_PENDING);
	l = link_one(db, OLD, "work\n\nTask-Id: aaaaaaaa\n", NULL);
	assert_int_equal(l.links, 0);
	linking_release(&l);
	expect(db, a, 1, STATUS_PENDING);
	l = link_one(db, NEW, "nobody\n\nfixes #cccccccc\n", NULL);
	assert_int_equal(l.links, 0);
	linking_release(&l);
	l = link_one(db, NEW, "done\n\nfixes #bbbbbbbb\n", never);
	assert_int_equal(l.links, 1);
	assert_int_equal(l.completed, 0);
	assert_int_equal(l.notes.nr, 1);
	assert_non_null(strstr(l.notes.v[0], "not today"));
	linking_release(&l);
	expect(db, b, 1, STATUS_PENDING);
	l = link_one(db, NEW, "done\n\nfixes #aaaaaaaa\n", NULL);
	assert_int_equal(l.completed, 1);
	linking_release(&l);
	expect(db, a, 2, STATUS_COMPLETED);
	db_close(db);
}

static void taken_back(void **state)
{
	struct db *db = tasks_db(*state, NOON);
	const char *a = task_make(db, 'a', "{}");
	struct linking l = link_one(db, OLD, "see #aaaaaaaa", NULL);
	struct err err = ERR_INIT;
	struct task t;
	struct change c;

	linking_release(&l);
	t = read_task(db, a);
	change_init(&c, a);
	assert_int_equal(linking_remove(&c, &t, NEW, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_int_equal(c.nr, 0);
	assert_int_equal(linking_remove(&c, &t, OLD, NULL), 0);
	assert_int_equal(db_apply(db, "unlink", &c, NULL, NULL), 0);
	change_release(&c);
	task_release(&t);
	expect(db, a, 0, STATUS_PENDING);
	db_close(db);
}

/* An amended commit takes the links along that its new message still names. */
static void rewrites(void **state)
{
	struct scratch *s = *state;
	struct db *db = tasks_db(s, NOON);
	const char *a = task_make(db, 'a', "{}"), *b = task_make(db, 'b', "{}");
	struct linking l = LINKING_INIT;
	struct rewrite pair;
	struct err err = ERR_INIT;
	char oid[OBJECT_HEX + 1];

	run(s, "cd r; git commit -q --allow-empty -m 'one #aaaaaaaa #bbbbbbbb'");
	assert_int_equal(gitlog_resolve(oid, db, "HEAD", &err), 0);
	l = link_one(db, oid, "one #aaaaaaaa #bbbbbbbb", NULL);
	assert_int_equal(l.links, 2);
	linking_release(&l);
	memcpy(pair.old_oid, oid, sizeof(oid));
	run(s, "cd r; git commit -q --allow-empty --amend -m 'one #bbbbbbbb'");
	assert_int_equal(gitlog_resolve(oid, db, "HEAD", &err), 0);
	memcpy(pair.new_oid, oid, sizeof(oid));
	assert_int_equal(act_relink(&l, db, &pair, 1, &err), 0);
	linking_release(&l);
	expect(db, a, 0, STATUS_PENDING);
	expect(db, b, 1, STATUS_PENDING);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(messages, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(taken_back, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(rewrites, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
