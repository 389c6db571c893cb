/* test-durable.c - what must be on the disk when a write returns, and what a
 * writer that is killed leaves behind. */
#include "unit.h"
#include "gitrepo.h"

#include "db/core/db.h"
#include "db/core/internal.h"
#include "db/share/merge.h"
#include "db/care/migrate.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

/* ---- the calls that count, seen on their way to the system ---- */

static ino_t synced[512];
static size_t nr_synced;
static bool die_at_rename;

int fsync(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && nr_synced < ARRAY_SIZE(synced))
		synced[nr_synced++] = st.st_ino;
	return fdatasync(fd);
}

int rename(const char *from, const char *to)
{
	if (die_at_rename && str_ends(from, "/main.lock"))
		raise(SIGKILL);
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

static bool on_disk(struct scratch *s, const char *path)
{
	struct stat st;
	size_t i;

	assert_int_equal(stat(at(s, path), &st), 0);
	for (i = 0; i < nr_synced; i++)
		if (synced[i] == st.st_ino)
			return true;
	return false;
}

/* ---- helpers ---- */

static struct db *open_db(struct scratch *s)
{
	struct db_options opt = { at(s, "r"), NULL, NULL, NULL };
	struct db *db;

	assert_int_equal(db_open(&db, &opt, NULL), 0);
	return db;
}

static int add_many(struct txn *txn, void *data, struct err *err)
{
	size_t nr = *(size_t *)data;
	char id[ID_LEN + 1];
	struct change c;
	int ret = 0;

	while (nr-- && !ret) {
		txn_new_id(txn, id);
		change_init(&c, id);
		c.create = true;
		change_set_str(&c, F_TITLE, "a task");
		ret = txn_apply(txn, &c, NULL, err);
		change_release(&c);
	}
	return ret;
}

static void add(struct db *db, unsigned flags, size_t nr)
{
	nr_synced = 0;
	assert_int_equal(db_write(db, "add", flags, add_many, &nr, NULL, NULL),
			 0);
}

/* Is the tip a loose object?  Then it must be on the disk, and its name. */
static void check_tip(struct scratch *s)
{
	char *hex = sh(s, "git -C r rev-parse refs/tasks/main");
	char *path = xasprintf("r/.git/objects/%.2s/%s", hex, hex + 2);
	char *dir = path_dirname(path);

	assert_true(on_disk(s, "r/.git/refs/tasks/main"));
	assert_true(on_disk(s, "r/.git/refs/tasks"));
	if (file_exists(at(s, path))) {
		assert_true(on_disk(s, path));
		assert_true(on_disk(s, dir));
	}
	free(dir);
	free(path);
	free(hex);
}

/* ---- tests ---- */

static void writes_are_durable(void **state)
{
	struct scratch *s = *state;
	struct db *db;
	bool created;

	run(s, "git init -q r; cd r; " IDENT);
	db = open_db(s);
	nr_synced = 0;
	assert_int_equal(db_init(db, &created, NULL), 0);
	check_tip(s);
	/* names of directories that were made for it */
	assert_true(on_disk(s, "r/.git/refs"));
	assert_true(on_disk(s, "r/.git/objects"));
	add(db, 0, 1);
	check_tip(s);
	add(db, DB_BULK, 3);
	check_tip(s);
	add(db, DB_BULK, 100);
	check_tip(s);
	db_close(db);
}

static void so_is_a_migration(void **state)
{
	struct scratch *s = *state;
	char *backup = NULL;
	struct db *db;

	run(s, "git init -q r; cd r; " IDENT);
	db = open_db(s);
	add(db, 0, 1);
	run(s, "cd r; t=$(git ls-tree refs/tasks/main | grep -v meta.json |"
	    " git mktree); git update-ref refs/tasks/main "
	    "$(git commit-tree -p refs/tasks/main -m x $t)");
	db_close(db);
	db = open_db(s);
	nr_synced = 0;
	assert_int_equal(migrate_apply(&backup, db, NULL), 0);
	check_tip(s);
	free(backup);
	db_close(db);
	db = open_db(s);
	nr_synced = 0;
	assert_int_equal(migrate_rollback(&backup, db, NULL), 0);
	check_tip(s);
	free(backup);
	db_close(db);
}

/* Killed between making the lock file of the ref and renaming it. */
static void killed_join(void **state)
{
	struct scratch *s = *state;
	struct oid theirs, tip;
	struct db *db;
	char *hex;
	pid_t pid;
	int status;

	run(s, "git init -q r; cd r; " IDENT "git config task.fsync false");
	db = open_db(s);
	add(db, 0, 1);
	run(s, "cd r; git branch base refs/tasks/main");
	add(db, 0, 1);
	run(s, "cd r; git branch theirs refs/tasks/main;"
	    " git update-ref refs/tasks/main base");
	hex = sh(s, "git -C r rev-parse theirs");
	assert_true(oid_parse(&theirs, hex));
	free(hex);
	db_close(db);
	pid = fork();
	if (!pid) {
		die_at_rename = true;
		db = open_db(s);
		merge_into(&tip, db, "refs/tasks/main", &theirs, true, NULL,
			   NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_true(file_exists(at(s, "r/.git/refs/tasks/main.lock")));
	db = open_db(s);
	assert_int_equal(merge_into(&tip, db, "refs/tasks/main", &theirs, true,
				    NULL, NULL), 1);
	assert_true(oid_eq(&tip, &theirs));
	assert_false(file_exists(at(s, "r/.git/refs/tasks/main.lock")));
	db_close(db);
}

#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_are_durable), TEST(so_is_a_migration),
		TEST(killed_join),
	};

	/* what we write ourselves: reftables are written by Git */
	setenv("REFS", "files", 1);
	return cmocka_run_group_tests_name("durable", tests, NULL, NULL);
}
