/* test-file.c - whole reads, atomic replacement, paths, locks. */
#include "unit.h"
#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>

static char dir[64];

static char *in_dir(const char *name)
{
	return path_join(dir, name);
}

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/gittask-file.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int drop_dir(void **state)
{
	(void)state;
	return file_remove_tree(dir, NULL);
}

static void test_read(void **state)
{
	char *path = in_dir("f");
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_read(&sb, path, 0, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(strstr(err.msg, path));
	assert_non_null(strstr(err.msg, "No such file"));
	assert_int_equal(file_write_atomic(path, "a\0bc", 4, true, &err), 0);
	strbuf_addstr(&sb, "x");
	assert_int_equal(file_read(&sb, path, 4, &err), 0);
	assert_int_equal(sb.len, 5);
	assert_memory_equal(sb.buf, "xa\0bc", 6);
	strbuf_reset(&sb);
	assert_int_equal(file_read(&sb, path, 3, &err), -1);
	assert_non_null(strstr(err.msg, "larger than 3 bytes"));
	assert_int_equal(sb.len, 0);
	assert_int_equal(file_read(&sb, dir, 0, &err), -1);
	assert_non_null(strstr(err.msg, "directory"));
	strbuf_release(&sb);
	free(path);
}

static size_t entries(void)
{
	struct dirent *e;
	DIR *d = opendir(dir);
	size_t nr = 0;

	while ((e = readdir(d)))
		nr += e->d_name[0] != '.';
	closedir(d);
	return nr;
}

static void test_replace(void **state)
{
	char *path = in_dir("r"), *sub = in_dir("no/such");
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct stat st;
	size_t before;
	char text[8];
	int fd;

	(void)state;
	assert_int_equal(file_write_atomic(path, "old", 3, false, &err), 0);
	before = entries();
	assert_int_equal(file_write_atomic(path, "newer", 5, true, &err), 0);
	assert_int_equal(file_read(&sb, path, 0, &err), 0);
	assert_string_equal(sb.buf, "newer");
	assert_int_equal(entries(), before);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0133, 0);
	assert_int_equal(file_write_atomic(sub, "x", 1, false, &err), -1);
	assert_non_null(strstr(err.msg, sub));
	/* A directory in the way: refused, and no temporary file is left. */
	assert_int_equal(file_mkdirs(sub, &err), 0);
	assert_int_equal(file_write_atomic(sub, "x", 1, false, &err), -1);
	free(sub);
	/* A pipe is written to, and stays one. */
	sub = in_dir("fifo");
	assert_int_equal(mkfifo(sub, 0600), 0);
	fd = open(sub, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(file_write_atomic(sub, "abc", 3, true, &err), 0);
	assert_int_equal(read(fd, text, sizeof(text)), 3);
	close(fd);
	assert_int_equal(stat(sub, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_equal(unlink(sub), 0);
	free(sub);
	sub = in_dir("no");
	assert_int_equal(file_remove_tree(sub, &err), 0);
	assert_int_equal(entries(), before);
	strbuf_release(&sb);
	free(path);
	free(sub);
}

static void test_dirs(void **state)
{
	char *deep = in_dir("d/e//f/"), *top = in_dir("d"), *file, *bad;
	char *target = in_dir("target"), *link;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_mkdirs(deep, &err), 0);
	assert_true(file_is_dir(deep));
	assert_int_equal(file_mkdirs(deep, &err), 0);
	file = path_join(deep, "file");
	assert_int_equal(file_write_atomic(file, "", 0, false, &err), 0);
	assert_true(file_exists(file));
	assert_false(file_is_dir(file));
	bad = path_join(file, "x/y");
	assert_int_equal(file_mkdirs(bad, &err), -1);
	assert_non_null(strstr(err.msg, "cannot create directory"));
	/* A link is removed, not what it points to. */
	assert_int_equal(file_write_atomic(target, "keep", 4, false, &err), 0);
	link = path_join(top, "link");
	assert_int_equal(symlink(dir, link), 0);
	assert_int_equal(file_remove_tree(top, &err), 0);
	assert_false(file_exists(top));
	assert_true(file_exists(target));
	assert_int_equal(file_remove_tree(top, &err), 0);
	free(deep);
	free(top);
	free(file);
	free(bad);
	free(target);
	free(link);
}

static void dirname_is(const char *path, const char *want)
{
	char *s = path_dirname(path);

	assert_string_equal(s, want);
	free(s);
}

static void test_paths(void **state)
{
	char *s = path_join("a/", "b");

	(void)state;
	assert_string_equal(s, "a/b");
	free(s);
	s = path_join("", "b");
	assert_string_equal(s, "b");
	free(s);
	dirname_is("a/b/c", "a/b");
	dirname_is("a/b//", "a");
	dirname_is("a", ".");
	dirname_is("/a", "/");
	dirname_is("/", "/");
	dirname_is("", ".");
	assert_string_equal(path_basename("a/b"), "b");
	assert_string_equal(path_basename("b"), "b");
	assert_true(path_is_inside("a/b"));
	assert_true(path_is_inside("a/..b/.c"));
	assert_true(path_is_inside("./a"));
	assert_false(path_is_inside(""));
	assert_false(path_is_inside("/a"));
	assert_false(path_is_inside(".."));
	assert_false(path_is_inside("a/../b"));
	assert_false(path_is_inside("a/.."));
}

static void test_lock(void **state)
{
	char *path = in_dir("lock"), *bad = in_dir("none/lock");
	struct file_lock a = FILE_LOCK_INIT, b = FILE_LOCK_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_lock(&a, path, 0, &err), 0);
	assert_int_equal(file_lock(&b, path, 20, &err), -1);
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_non_null(strstr(err.msg, path));
	assert_int_equal(b.fd, -1);
	/* Who removes the file gets a lock of his own, nobody is stuck. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_lock(&b, path, 0, &err), 0);
	file_unlock(&a);
	file_unlock(&b);
	file_unlock(&b);
	assert_int_equal(file_lock(&a, path, 0, &err), 0);
	file_unlock(&a);
	assert_int_equal(file_lock(&a, bad, 0, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	/* A link is not followed into what it leads to, a pipe is no file. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("elsewhere", path), 0);
	assert_int_equal(file_lock(&a, path, 0, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0666), 0);
	assert_int_equal(file_lock(&a, path, 0, &err), -1);
	free(path);
	free(bad);
}

/* Eight processes count up a number in a file, under the lock. */
static void test_lock_order(void **state)
{
	char *path = in_dir("count.lock"), *file = in_dir("count"), text[24];
	struct file_lock lock = FILE_LOCK_INIT;
	struct strbuf sb = STRBUF_INIT;
	int i, p, status;

	(void)state;
	assert_int_equal(file_write_atomic(file, "0", 1, false, NULL), 0);
	for (p = 0; p < 8; p++) {
		if (fork())
			continue;
		for (i = 0; i < 25; i++) {
			if (file_lock(&lock, path, 20000, NULL))
				_exit(1);
			strbuf_reset(&sb);
			if (file_read(&sb, file, 0, NULL))
				_exit(2);
			snprintf(text, sizeof(text), "%d", atoi(sb.buf) + 1);
			if (file_write_atomic(file, text, strlen(text), false,
					      NULL))
				_exit(3);
			file_unlock(&lock);
		}
		_exit(0);
	}
	for (p = 0; p < 8; p++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(file_read(&sb, file, 0, NULL), 0);
	assert_string_equal(sb.buf, "200");
	strbuf_release(&sb);
	free(path);
	free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_dirs),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_lock_order),
	};

	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
