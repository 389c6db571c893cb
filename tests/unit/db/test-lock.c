/* test-lock.c - writing where no advisory lock can be had. */
#include "gitrepo.h"
#include "db/core/db.h"

#include <sys/file.h>

/* Before the C library's: a file system that knows no locks. */
int flock(int fd, int operation)
{
	(void)fd;
	(void)operation;
	errno = ENOLCK;
	return -1;
}

static int add_fn(struct txn *txn, void *data, struct err *err)
{
	char id[ID_LEN + 1];
	struct change c;
	int ret;

	txn_new_id(txn, id);
	change_init(&c, id);
	c.create = true;
	change_set_str(&c, F_TITLE, data);
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return ret;
}

static void test_no_locks(void **state)
{
	struct scratch *s = *state;
	struct db_options opt = { .dir = at(s, "a") };
	struct db_result res;
	const struct view *v;
	struct err err = ERR_INIT;
	struct db *db;
	char title[] = "One";
	int i;

	run(s, "git init -q a; cd a; " IDENT "git config task.fsync false");
	if (db_open(&db, &opt, &err) < 0)
		fail_msg("%s", err.msg);
	for (i = 0; i < 3; i++)
		if (db_write(db, "add", 0, add_fn, title, &res,
			     &err) < 0)
			fail_msg("%s", err.msg);
	assert_int_equal(db_view(&v, db, &err), 0);
	assert_int_equal(v->nr, 3);
	assert_int_equal(db_warnings(db)->nr, 1);
	assert_non_null(strstr(db_warnings(db)->v[0], "cannot lock"));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_no_locks, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
