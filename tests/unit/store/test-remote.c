/* test-remote.c - fetch and push with real repositories. */
#include "gitrepo.h"
#include "store/odb/object.h"
#include "store/net/push.h"
#include "store/net/remote.h"

#define REF "refs/tasks/main"

struct here {
	struct place p;
	struct config *c;
};

static struct here enter(struct scratch *s, const char *dir)
{
	struct here h;

	assert_int_equal(place_find(&h.p, at(s, dir), NULL), 0);
	assert_int_equal(config_load(&h.c, &h.p, NULL), 0);
	return h;
}

static void leave(struct here *h)
{
	place_release(&h->p);
	config_free(h->c);
}

static int fetch(struct scratch *s, const char *dir, const char *remote,
		 struct err *err)
{
	struct here h = enter(s, dir);
	int rc;

	err_clear(err);
	rc = remote_fetch(&h.p, h.c, remote, false, NULL, err);
	leave(&h);
	return rc;
}

/* The commit of refs/tasks/<name> in `dir`; false: there is none. */
static bool tip(struct oid *out, struct scratch *s, const char *dir,
		const char *name)
{
	char *cmd = xasprintf("git -C %s for-each-ref "
			      "--format='%%(objectname)' refs/tasks/%s", dir,
			      name);
	char *hex = sh(s, cmd);
	bool found = oid_parse(out, hex);

	free(cmd);
	free(hex);
	return found;
}

/* Offers what there is of main and sessions.  0: taken, or there is nothing; 1:
 * somebody was first; -1: refused, or nobody to talk to. */
static int push(struct scratch *s, const char *dir, const char *remote,
		struct err *err)
{
	static const char *const names[] = { "main", "sessions" };
	struct here h = enter(s, dir);
	struct push_ref refs[2];
	size_t nr = 0, i;
	int rc = 0;

	err_clear(err);
	memset(refs, 0, sizeof(refs));
	for (i = 0; i < 2; i++)
		if (tip(&refs[nr].oid, s, dir, names[i]))
			refs[nr++].name = names[i];
	if (nr)
		rc = push_refs(&h.p, h.c, remote, refs, nr, 0, err);
	if (rc == 0 && push_find(refs, nr, PUSH_REFUSED))
		rc = -1;
	else if (rc == 0 && push_find(refs, nr, PUSH_RACED))
		rc = 1;
	leave(&h);
	return rc;
}

static void same(struct scratch *s, const char *a, const char *b)
{
	char *x = sh(s, a), *y = sh(s, b);

	assert_string_equal(x, y);
	free(x);
	free(y);
}

/* hub.git and two clones; `a` has a commit as its task ref. */
static void make(struct scratch *s)
{
	run(s, "git init -q --bare hub.git;"
	    "for d in a b; do git init -q $d; cd $d; " IDENT
	    "git commit -q --allow-empty -m $d;"
	    "git remote add origin ../hub.git; cd ..; done;"
	    "git -C a update-ref " REF " HEAD");
}

static void test_round(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;

	make(s);
	assert_int_equal(fetch(s, "a", "origin", &err), 0);
	if (push(s, "a", "origin", &err))
		fail_msg("%s", err.msg);
	same(s, "git -C a rev-parse " REF, "git -C hub.git rev-parse " REF);
	same(s, "git -C a rev-parse " REF,
	     "git -C a rev-parse refs/task-remotes/origin/main");
	assert_int_equal(push(s, "a", "origin", &err), 0);
	assert_int_equal(fetch(s, "b", "origin", &err), 0);
	same(s, "git -C a rev-parse " REF,
	     "git -C b rev-parse refs/task-remotes/origin/main");
	/* nothing else was touched */
	same(s, "git -C b for-each-ref --format='%(refname)'",
	     "git -C b symbolic-ref HEAD; echo refs/task-remotes/origin/main");
	run(s, "test ! -e b/.git/FETCH_HEAD");
	/* b has unrelated tasks: the remote is not overwritten */
	run(s, "git -C b update-ref " REF " HEAD");
	assert_int_equal(push(s, "b", "origin", &err), 1);
	same(s, "git -C a rev-parse " REF, "git -C hub.git rev-parse " REF);
	/* the remote lost its tasks: the tracking ref goes, ours stay */
	run(s, "git -C hub.git update-ref -d " REF);
	assert_int_equal(fetch(s, "a", "origin", &err), 0);
	run(s, "! git -C a rev-parse -q --verify "
	    "refs/task-remotes/origin/main; git -C a rev-parse " REF);
	/* empty clone: nothing to push is fine */
	run(s, "git init -q c; git -C c remote add origin ../hub.git");
	assert_int_equal(push(s, "c", "origin", &err), 0);
}

static void test_mapped(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;

	make(s);
	run(s, "git -C a config task.remoteRef refs/heads/git-task;"
	    "git -C b config task.remoteRef git-task;"
	    "git -C a update-ref refs/tasks/sessions HEAD");
	assert_int_equal(fetch(s, "a", "origin", &err), 0);
	assert_int_equal(push(s, "a", "origin", &err), 0);
	same(s, "git -C hub.git for-each-ref --format='%(refname)'",
	     "echo refs/heads/git-task; echo refs/heads/git-task-sessions");
	assert_int_equal(fetch(s, "b", "origin", &err), 0);
	same(s, "git -C a rev-parse " REF,
	     "git -C b rev-parse refs/task-remotes/origin/main");
	run(s, "git -C hub.git update-ref -d refs/heads/git-task");
	assert_int_equal(fetch(s, "b", "origin", &err), 0);
	same(s, "git -C b for-each-ref --format='%(refname)' "
	     "refs/task-remotes", "echo refs/task-remotes/origin/sessions");
}

static void expect(struct err *err, int rc, const char *word)
{
	assert_int_equal(rc, -1);
	assert_int_equal(err->code, ERR_NETWORK);
	if (!strstr(err->msg, word) || !strstr(err->msg, "safe here"))
		fail_msg("'%s' lacks '%s'", err->msg, word);
}

static void test_trouble(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;

	make(s);
	expect(&err, fetch(s, "a", "nosuch", &err), "is not a repository");
	run(s, "git -C a remote add gone ../gone.git;"
	    "git -C a remote add far ssh://host.invalid/x.git;"
	    "printf '#!/bin/sh\\necho \"git@host: Permission denied "
	    "(publickey).\" >&2\\nexit 255\\n' >ssh; chmod +x ssh;"
	    "printf '#!/bin/sh\\necho \"ssh: connect to host x port 22: "
	    "Connection refused\" >&2\\nexit 255\\n' >ssh2; chmod +x ssh2;"
	    "printf '#!/bin/sh\\necho policy says no >&2\\nexit 1\\n' "
	    ">hub.git/hooks/pre-receive; chmod +x hub.git/hooks/*");
	expect(&err, fetch(s, "a", "gone", &err), "is not a repository");
	setenv("GIT_SSH_COMMAND", at(s, "ssh"), 1);
	expect(&err, fetch(s, "a", "far", &err), "credentials");
	setenv("GIT_SSH_COMMAND", at(s, "ssh2"), 1);
	expect(&err, fetch(s, "a", "far", &err), "Connection refused");
	expect(&err, push(s, "a", "far", &err), "cannot push to");
	unsetenv("GIT_SSH_COMMAND");
	expect(&err, push(s, "a", "origin", &err), "policy says no");
	assert_non_null(strstr(err.msg, "task.remoteRef"));
	run(s, "rm hub.git/hooks/pre-receive;"
	    "git -C hub.git config receive.hideRefs refs/tasks");
	expect(&err, push(s, "a", "origin", &err), "hidden ref");
	assert_int_equal(push(s, "a", "--upload-pack=x", &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
}

static void picks(struct scratch *s, const char *want)
{
	struct here h = enter(s, "a");
	struct err err = ERR_INIT;
	char *name;
	int rc = remote_pick(&name, &h.p, h.c, &err);

	if (want)
		assert_string_equal(name, want);
	else
		assert_int_equal(rc, err.code ? -1 : 1);
	free(name);
	leave(&h);
}

static void test_pick(void **state)
{
	struct scratch *s = *state;
	struct strbuf sb = STRBUF_INIT;

	run(s, "git init -q -b main a");
	picks(s, NULL);
	run(s, "git -C a remote add one ../x");
	picks(s, "one");
	run(s, "git -C a remote add two ../y");
	picks(s, NULL);
	run(s, "git -C a remote add origin ../z");
	picks(s, "origin");
	run(s, "git -C a config branch.main.remote two");
	picks(s, "two");
	run(s, "git -C a config task.remote one");
	picks(s, "one");
	remote_tracking(&sb, "team/origin", "main");
	assert_string_equal(sb.buf, "refs/task-remotes/team/origin/main");
	strbuf_reset(&sb);
	remote_tracking(&sb, "../x", "*");
	assert_true(str_starts(sb.buf, "refs/task-remotes/url-"));
	strbuf_release(&sb);
}

static void test_path(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;

	make(s);
	assert_int_equal(chdir(s->dir), 0);
	assert_int_equal(push(s, "a", "hub.git", &err), 0);
	same(s, "git -C a rev-parse " REF, "git -C hub.git rev-parse " REF);
	run(s, "git -C a config remote.origin.mirror true;"
	    "git -C hub.git update-ref -d " REF);
	if (push(s, "a", "origin", &err))
		fail_msg("%s", err.msg);
	same(s, "git -C hub.git for-each-ref --format='%(refname)'",
	     "echo " REF);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, scratch_setup, \
					      scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_round), T(test_mapped), T(test_trouble), T(test_pick),
		T(test_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
