/* test-place.c - finding repositories and reading refs without libgit2. */
#include "gitrepo.h"
#include "store/odb/object.h"

static void expect(struct scratch *s, const char *start, const char *gitdir,
		   const char *commondir, const char *worktree)
{
	struct place p;
	struct err err = ERR_INIT;

	if (place_find(&p, start ? at(s, start) : NULL, &err) < 0)
		fail_msg("%s", err.msg);
	assert_string_equal(p.gitdir, at(s, gitdir));
	assert_string_equal(p.commondir, at(s, commondir));
	if (worktree)
		assert_string_equal(p.worktree, at(s, worktree));
	else
		assert_null(p.worktree);
	/* Git is asked about a bare one where the user's settings could matter */
	assert_true(p.trusted || !worktree);
	place_release(&p);
}

static void expect_none(struct scratch *s, const char *start, const char *word)
{
	struct place p;
	struct err err = ERR_INIT;

	assert_int_equal(place_find(&p, at(s, start), &err), -1);
	assert_int_equal(err.code, ERR_FATAL);
	assert_non_null(strstr(err.msg, word));
	assert_null(p.gitdir);
}

static void test_find(void **state)
{
	struct scratch *s = *state;

	run(s, "git init -q a; mkdir -p a/x/y plain");
	expect(s, "a", "a/.git", "a/.git", "a");
	expect(s, "a/x/y", "a/.git", "a/.git", "a");
	expect(s, "a/.git", "a/.git", "a/.git", NULL);
	expect(s, "a/.git/refs", "a/.git", "a/.git", NULL);
	expect_none(s, "plain", "not a git repository");
	expect_none(s, "nowhere", "cannot enter");
	assert_int_equal(chdir(at(s, "a/x")), 0);
	expect(s, NULL, "a/.git", "a/.git", "a");
}

static void test_layouts(void **state)
{
	struct scratch *s = *state;

	run(s, "git init -q a; cd a; " IDENT
	    "git commit -q --allow-empty -m x; git worktree add -q ../wt;"
	    "git init -q --bare ../bare.git;"
	    "git init -q --separate-git-dir ../sep ../b;"
	    "git -C ../bare.git worktree list >/dev/null");
	expect(s, "wt", "a/.git/worktrees/wt", "a/.git", "wt");
	expect(s, "bare.git", "bare.git", "bare.git", NULL);
	expect(s, "b", "sep", "sep", "b");
	run(s, "mkdir broken; echo 'gitdir: nowhere' >broken/.git");
	expect_none(s, "broken", "invalid gitfile");
	run(s, "git -C a config core.bare true");
	expect(s, "wt", "a/.git/worktrees/wt", "a/.git", "wt");
	expect(s, "a", "a/.git", "a/.git", NULL);
	run(s, "git -C a config core.bare false;"
	    "git -C a config core.worktree ../../b");
	expect(s, "a", "a/.git", "a/.git", "b");
}

static void test_environment(void **state)
{
	struct scratch *s = *state;
	char *ceiling = xasprintf("/nonexistent:%s", at(s, "a"));

	run(s, "git init -q a; mkdir -p a/x b; git init -q --bare c.git");
	setenv("GIT_DIR", at(s, "a/.git"), 1);
	expect(s, "b", "a/.git", "a/.git", "b");
	setenv("GIT_WORK_TREE", at(s, "a/x"), 1);
	expect(s, "b", "a/.git", "a/.git", "a/x");
	unsetenv("GIT_WORK_TREE");
	setenv("GIT_DIR", at(s, "c.git"), 1);
	expect(s, "b", "c.git", "c.git", NULL);
	setenv("GIT_DIR", at(s, "b"), 1);
	expect_none(s, "b", "GIT_DIR");
	unsetenv("GIT_DIR");
	setenv("GIT_CEILING_DIRECTORIES", ceiling, 1);
	expect_none(s, "a/x", "not a git repository");
	expect(s, "a", "a/.git", "a/.git", "a");
	unsetenv("GIT_CEILING_DIRECTORIES");
	free(ceiling);
}

static int ref_of(struct scratch *s, const char *dir, const char *name,
		  char hex[OID_HEX + 1])
{
	struct place p;
	struct oid oid;
	int rc;

	assert_int_equal(place_find(&p, at(s, dir), NULL), 0);
	rc = place_ref(&oid, &p, name);
	if (rc > 0)
		oid_hex(hex, &oid);
	place_release(&p);
	return rc;
}

/* Every 97th of 5,000 packed refs, annotated tags (peeled lines) between. */
static void check_packed(struct scratch *s, const char *want)
{
	char hex[OID_HEX + 1], name[64];
	int i;

	for (i = 0; i < 5000; i += 97) {
		snprintf(name, sizeof(name), "refs/x/%04d", i);
		assert_int_equal(ref_of(s, "a", name, hex), 1);
		assert_string_equal(hex, want);
	}
	assert_int_equal(ref_of(s, "a", "refs/x/4999", hex), 1);
	assert_int_equal(ref_of(s, "a", "refs/x/0000", hex), 1);
	assert_int_equal(ref_of(s, "a", "refs/x/5000", hex), 0);
	assert_int_equal(ref_of(s, "a", "refs/x/000", hex), 0);
	assert_int_equal(ref_of(s, "a", "refs/a", hex), 0);
	assert_int_equal(ref_of(s, "a", "refs/zz", hex), 0);
	assert_int_equal(ref_of(s, "a", "refs/tags/t1", hex), 1);
	assert_string_not_equal(hex, want);
}

static void test_ref(void **state)
{
	struct scratch *s = *state;
	char hex[OID_HEX + 1], *head;

	unsetenv("GIT_DEFAULT_REF_FORMAT");	/* about files */
	run(s, "git init -q a; cd a; " IDENT
	    "git commit -q --allow-empty -m x; git worktree add -q ../wt;"
	    "git tag -m t t1; git tag -m t t2");
	head = sh(s, "git -C a rev-parse HEAD");
	assert_int_equal(ref_of(s, "a", "refs/tasks/main", hex), 0);
	run(s, "git -C a update-ref refs/tasks/main HEAD");
	assert_int_equal(ref_of(s, "wt", "refs/tasks/main", hex), 1);
	assert_string_equal(hex, head);
	assert_int_equal(ref_of(s, "a", "HEAD", hex), -1);
	run(s, "cd a; seq -f 'create refs/x/%04g HEAD' 0 4999 |"
	    "git update-ref --stdin; git pack-refs --all");
	check_packed(s, head);
	run(s, "cd a/.git; { sed -n '1!p' packed-refs; } >p; mv p packed-refs");
	check_packed(s, head);
	run(s, "git -C a symbolic-ref refs/tasks/sym refs/tasks/main");
	assert_int_equal(ref_of(s, "a", "refs/tasks/sym", hex), -1);
	free(head);
}

static void open_and_close(struct scratch *s, const char *dir)
{
	struct place p;
	struct repo *r;
	struct err err = ERR_INIT;
	struct oid oid;

	assert_int_equal(place_find(&p, at(s, dir), NULL), 0);
	if (repo_open(&r, &p, &err) < 0)
		fail_msg("%s: %s", dir, err.msg);
	assert_int_equal(ref_read(&oid, r, "HEAD", &err), 1);
	repo_close(r);
	place_release(&p);
}

/* Extensions that a Git of any age and libgit2 are told to live with. */
static void old_form(void)
{
	unsetenv("GIT_DEFAULT_HASH");
	unsetenv("GIT_DEFAULT_REF_FORMAT");
}

static void refuse(struct scratch *s, const char *dir, const char *word)
{
	struct place p;
	struct repo *r;
	struct err err = ERR_INIT;

	assert_int_equal(place_find(&p, at(s, dir), NULL), 0);
	assert_int_equal(repo_open(&r, &p, &err), -1);
	assert_null(r);
	assert_int_equal(err.code, ERR_FATAL);
	if (!strstr(err.msg, word))
		fail_msg("'%s' lacks '%s'", err.msg, word);
	assert_null(strpbrk(err.msg, "\n\t"));
	place_release(&p);
}

static void test_open(void **state)
{
	struct scratch *s = *state;

	old_form();
	run(s, "git init -q a; cd a; " IDENT
	    "git commit -q --allow-empty -m x; git worktree add -q ../wt;"
	    "git clone -q --bare . ../bare.git;"
	    "git clone -q --depth 1 file://$PWD ../shallow;"
	    "git config core.repositoryFormatVersion 1;"
	    "printf '[extensions]\\n\\tpartialClone = origin\\n"
	    "\\tworktreeConfig\\n\\tpreciousObjects = true\\n"
	    "\\trelativeWorktrees = true\\n' >>.git/config");
	open_and_close(s, "a");
	open_and_close(s, "wt");
	open_and_close(s, "bare.git");
	open_and_close(s, "shallow");
	setenv("GIT_WORK_TREE", s->dir, 1);
	open_and_close(s, "a");
	unsetenv("GIT_WORK_TREE");
	run(s, "git init -q --object-format=sha256 sha256; cd sha256; " IDENT
	    "git commit -q --allow-empty -m x");
	open_and_close(s, "sha256");
	run(s, "git init -q blake; printf '[core]\n\trepositoryFormatVersion = 1"
	    "\n[extensions]\n\tobjectFormat = blake3\n' >blake/.git/config");
	refuse(s, "blake", "'blake3'");
}

/* Somebody else's directory: Git's own answer counts. */
static void test_owner(void **state)
{
	struct scratch *s = *state;
	struct place p;

	if (geteuid() != 0) {
		print_message("# not root: the owner can not be changed\n");
		return;
	}
	run(s, "git init -q a; cd a; " IDENT
	    "git commit -q --allow-empty -m x; chown -R 12345 .");
	assert_int_equal(place_find(&p, at(s, "a"), NULL), 0);
	assert_false(p.trusted);
	place_release(&p);
	refuse(s, "a", "dubious ownership");
	run(s, "printf '[safe]\\n\\tdirectory = *\\n' >conf");
	setenv("GIT_CONFIG_GLOBAL", at(s, "conf"), 1);
	open_and_close(s, "a");
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	refuse(s, "a", "dubious ownership");
	setenv("SUDO_UID", "12345", 1);
	assert_int_equal(place_find(&p, at(s, "a"), NULL), 0);
	assert_true(p.trusted);
	place_release(&p);
	unsetenv("SUDO_UID");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_find, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_layouts, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_environment,
						scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_ref, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_open, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_owner, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
