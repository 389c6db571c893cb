/* test-staging.c - Git's index against a tree, as `git diff --cached` sees it. */
#include "gitrepo.h"
#include "unit.h"
#include "base/strvec.h"
#include "store/odb/object.h"
#include "store/odb/staging.h"

static void keep(const char *path, const struct oid *blob, void *data)
{
	assert_false(oid_is_zero(blob));
	strvec_push(data, path);
}

/* The tree of HEAD, or none. */
static void head_tree(struct oid *out, struct scratch *s)
{
	char *hex = sh(s, "git -C r rev-parse -q --verify 'HEAD^{tree}' || :");

	memset(out, 0, sizeof(*out));
	if (*hex)
		assert_true(oid_parse(out, hex));
	free(hex);
}

/* 1 and the same files as Git; or 0. */
static int compare(struct scratch *s)
{
	struct strvec files = STRVEC_INIT;
	struct place p;
	struct oid tree;
	char *ours, *theirs;
	int rc;

	assert_int_equal(place_find(&p, at(s, "r"), NULL), 0);
	head_tree(&tree, s);
	rc = staging_changed(&p, &tree, keep, &files);
	if (rc) {
		ours = strvec_join(&files, "\n");
		theirs = sh(s, "git -C r diff --cached --name-only "
				"--no-renames --diff-filter=ACMRT "
				"--ignore-submodules");
		assert_string_equal(ours, theirs);
		free(ours);
		free(theirs);
	}
	strvec_clear(&files);
	place_release(&p);
	return rc;
}

/* Names that sort around '/': "a", "a-b", "a.c", "a/x", "a0". */
static void random_step(struct strbuf *script, struct rnd *r)
{
	static const char *const dirs[] = { "", "a/", "a/b/", "a-b/", "c/d/e/" };
	static const char *const names[] = { "a", "a-b", "a.c", "a0", "x", "b" };
	const char *dir = dirs[rnd_below(r, ARRAY_SIZE(dirs))];
	const char *name = names[rnd_below(r, ARRAY_SIZE(names))];

	switch (rnd_below(r, 9)) {
	case 0:
		strbuf_addf(script, "git rm -qrf --ignore-unmatch '%s%s';", dir,
			    name);
		break;
	case 1:
		strbuf_addstr(script, "git commit -q --allow-empty -m x;");
		break;
	case 2:
		strbuf_addf(script, "git update-index --index-version %d;",
			    2 + (int)rnd_below(r, 3));
		break;
	case 3:
		strbuf_addf(script, "echo i >I%s; git add -N I%s;", name, name);
		break;
	case 4:
		strbuf_addstr(script, "git write-tree >/dev/null 2>&1 || :;");
		break;
	default:
		strbuf_addf(script, "mkdir -p './%s' 2>/dev/null && "
			    "test ! -d '%s%s' && echo %d >'%s%s' && "
			    "git add '%s%s' 2>/dev/null || :;", dir, dir, name,
			    (int)rnd_below(r, 3), dir, name, dir, name);
	}
}

static void test_random(void **state)
{
	struct scratch *s = *state;
	struct rnd r = unit_rnd("staging");
	struct strbuf script = STRBUF_INIT;
	int round, step, sure = 0;

	for (round = 0; round < 6; round++) {
		run(s, "rm -rf r; git init -q r; git -C r config user.name x;"
		    "git -C r config user.email x@y; git -C r config gc.auto 0");
		for (step = 0; step < 3; step++) {
			int i;

			strbuf_reset(&script);
			strbuf_addstr(&script, "cd r;");
			for (i = 0; i < 10; i++)
				random_step(&script, &r);
			run(s, script.buf);
			sure += compare(s);
		}
	}
	/* nothing in here is anything that it can not tell */
	assert_int_equal(sure, 18);
	strbuf_release(&script);
}

static void test_odd(void **state)
{
	struct scratch *s = *state;
	struct strbuf index = STRBUF_INIT;
	size_t len, at_byte;

	run(s, "rm -rf r; git init -q r; cd r; git config user.name x;"
	    "git config user.email x@y; mkdir a b; echo 1 >a/f; echo 2 >b/f;"
	    "git add -A; git commit -q -m x; echo 3 >a/f; git add -A");
	assert_int_equal(compare(s), 1);

	/* a link to another repository is no file */
	run(s, "cd r; git update-index --add --cacheinfo "
	    "160000,$(git rev-parse HEAD),sub; ln -s f a/l; git add a/l");
	assert_int_equal(compare(s), 1);

	/* cut or changed anywhere: never a wrong read, never out of bounds */
	assert_int_equal(file_read(&index, at(s, "r/.git/index"), 0, NULL), 0);
	for (len = 0; len < index.len; len += 13) {
		struct place p;
		struct strvec files = STRVEC_INIT;
		struct oid tree;

		memset(&tree, 0, sizeof(tree));
		assert_int_equal(place_find(&p, at(s, "r"), NULL), 0);
		assert_int_equal(file_write_atomic(at(s, "cut"), index.buf, len,
						   false, NULL), 0);
		setenv("GIT_INDEX_FILE", at(s, "cut"), 1);
		staging_changed(&p, &tree, keep, &files);
		at_byte = len;
		index.buf[at_byte] ^= 0x55;
		assert_int_equal(file_write_atomic(at(s, "cut"), index.buf,
						   index.len, false, NULL), 0);
		index.buf[at_byte] ^= 0x55;
		staging_changed(&p, &tree, keep, &files);
		strvec_clear(&files);
		place_release(&p);
	}
	unsetenv("GIT_INDEX_FILE");
	strbuf_release(&index);

	/* HEAD's tree is needed, and in a pack */
	run(s, "cd r; git repack -q -a -d");
	assert_int_equal(compare(s), 0);
	/* unmerged */
	run(s, "cd r; git commit -q -m y; git checkout -q -b o HEAD~1;"
	    "echo 4 >a/f; git commit -q -a -m z; git merge -q - >/dev/null 2>&1"
	    " || :");
	assert_int_equal(compare(s), 0);
	/* split */
	run(s, "cd r; git reset -q --hard; git update-index --split-index;"
	    "echo 5 >a/f; git add a/f");
	assert_int_equal(compare(s), 0);
}

static void test_no_index(void **state)
{
	struct scratch *s = *state;

	run(s, "rm -rf r; git init -q r");
	assert_int_equal(compare(s), 1);
	run(s, "cd r; echo 1 >f; git add f");
	assert_int_equal(compare(s), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_no_index, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_random, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_odd, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
