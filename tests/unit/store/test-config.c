/* test-config.c - configuration and identity, compared with Git's answers. */
#include "gitrepo.h"
#include "data/when.h"

static struct place find(struct scratch *s, const char *dir)
{
	struct place p;

	assert_int_equal(place_find(&p, at(s, dir), NULL), 0);
	return p;
}

static void add_line(const char *key, const char *value, void *data)
{
	strbuf_addf(data, "%s=%s\n", key, value);
}

/* What we read is what `git config --list` prints. */
static void compare(struct scratch *s, const char *dir)
{
	struct place p = find(s, dir);
	struct config *c;
	struct strbuf mine = STRBUF_INIT;
	struct err err = ERR_INIT;
	char *cmd, *theirs;

	if (config_load(&c, &p, &err) < 0)
		fail_msg("%s", err.msg);
	config_each(c, "", add_line, &mine);
	strbuf_trim(&mine);
	cmd = xasprintf("git -C %s config --list", dir);
	theirs = sh(s, cmd);
	assert_string_equal(mine.buf, theirs);
	free(cmd);
	free(theirs);
	strbuf_release(&mine);
	config_free(c);
	place_release(&p);
}

static void test_read(void **state)
{
	struct scratch *s = *state;

	unsetenv("GIT_CONFIG_GLOBAL");
	run(s, "git init -q a; mkdir -p .config/git;"
	    "printf '[task]\\n\\tx = xdg\\n' >.config/git/config;"
	    "cat >.gitconfig <<\\EOF\n"
	    "; comment\n[User]\n\tName = \"Ann  \" B # c\n"
	    "[a \"Sub \\\"Q\\\" x\"] One = 1\n\tTwo=\"a;b\" ; d\n"
	    "[b.Old]\n\tlong = x\\\n  y\\tz\n\tempty =\n"
	    "EOF\n"
	    "cd a; git config task.fsync false; git config task.n 4k;"
	    "git config --add task.m 1; git config --add task.m 2");
	compare(s, "a");
	run(s, "git -C a config extensions.worktreeConfig true;"
	    "git -C a config --worktree task.wt yes");
	compare(s, "a");
	run(s, "printf '[include]\\n\\tpath = ../../inc\\n' >>a/.git/config;"
	    "printf '[task]\\n\\tincluded = 1\\n' >inc");
	compare(s, "a");
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	compare(s, "a");
	setenv("GIT_CONFIG_PARAMETERS", "'task.cmd'='line'", 1);
	compare(s, "a");
	unsetenv("GIT_CONFIG_PARAMETERS");
}

static void test_get(void **state)
{
	struct scratch *s = *state;
	struct strvec all = STRVEC_INIT;
	struct config *c;
	struct place p;

	run(s, "git init -q a; printf '[Task]\\n\\tFlag\\n\\toff = no\\n"
	    "\\tn = 4k\\n\\tbad = 4x\\n\\tm = 1\\n\\tm = 2\\n"
	    "[remote \"Up\"]\\n\\turl = x\\n' >>a/.git/config");
	p = find(s, "a");
	assert_int_equal(config_load(&c, &p, NULL), 0);
	assert_true(config_bool(c, "task.flag", false));
	assert_false(config_bool(c, "task.OFF", true));
	assert_true(config_bool(c, "task.none", true));
	assert_int_equal(config_int(c, "task.n", 1), 4096);
	assert_int_equal(config_int(c, "task.bad", 7), 7);
	assert_string_equal(config_get(c, "Task.M"), "2");
	assert_string_equal(config_get(c, "remote.Up.URL"), "x");
	assert_null(config_get(c, "remote.up.url"));
	config_all(&all, c, "task.m");
	assert_int_equal(all.nr, 2);
	strvec_clear(&all);
	config_all(&all, c, "remote.");
	assert_int_equal(all.nr, 1);
	strvec_clear(&all);
	config_free(c);
	place_release(&p);
}

static void test_set(void **state)
{
	struct scratch *s = *state;
	struct err err = ERR_INIT;
	struct place p;
	char *got;

	run(s, "git init -q a");
	p = find(s, "a");
	assert_int_equal(config_set(&p, false, "task.x", "a b", &err), 0);
	got = sh(s, "git -C a config task.x");
	assert_string_equal(got, "a b");
	free(got);
	assert_int_equal(config_set(&p, false, "task.x", NULL, &err), 0);
	assert_int_equal(config_set(&p, false, "task.x", NULL, &err), 0);
	assert_int_equal(config_set(&p, false, "nodot", "1", &err), -1);
	assert_int_equal(err.code, ERR_INVALID);
	unsetenv("GIT_CONFIG_GLOBAL");
	assert_int_equal(config_set(&p, true, "task.g", "1", &err), 0);
	assert_true(file_exists(at(s, ".gitconfig")));
	place_release(&p);
}

static void who(struct scratch *s, bool committer, const char *agent,
		const char *want)
{
	struct place p = find(s, "a");
	struct ident id;
	struct err err = ERR_INIT;
	char *got;

	if (ident_get(&id, &p, committer, agent, INT64_C(1700000000123),
		      &err) < 0)
		fail_msg("%s", err.msg);
	got = xasprintf("%s <%s> %" PRId64, id.name, id.email, id.when);
	assert_string_equal(got, want);
	free(got);
	ident_release(&id);
	place_release(&p);
}

static void test_ident(void **state)
{
	struct scratch *s = *state;
	struct place p;
	struct ident id;
	struct err err = ERR_INIT;

	run(s, "git init -q a; cd a; " IDENT);
	who(s, false, NULL, "Ann <a@example.com> 1700000000");
	who(s, false, "bot-1", "Ann (bot-1) <a@example.com> 1700000000");
	who(s, true, "bot-1", "Ann <a@example.com> 1700000000");
	setenv("TM_AGENT_ID", "evil <x>\n", 1);
	who(s, false, NULL, "Ann (evil x) <a@example.com> 1700000000");
	unsetenv("TM_AGENT_ID");
	setenv("GIT_AUTHOR_NAME", " Env, ", 1);
	who(s, false, NULL, "Env <a@example.com> 1700000000");
	who(s, true, NULL, "Ann <a@example.com> 1700000000");
	setenv("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z", 1);
	who(s, false, NULL, "Env <a@example.com> 1577836800");
	unsetenv("GIT_AUTHOR_DATE");
	unsetenv("GIT_AUTHOR_NAME");
	run(s, "cd a; git config author.email au@example.com");
	who(s, false, NULL, "Ann <au@example.com> 1700000000");
	run(s, "cd a; git config --unset user.name; git config --unset "
	    "user.email; git config user.useConfigOnly true");
	p = find(s, "a");
	assert_int_equal(ident_get(&id, &p, true, NULL, 0, &err), -1);
	assert_int_equal(err.code, ERR_FATAL);
	assert_non_null(strstr(err.msg, "user.email"));
	place_release(&p);
	assert_true(git_version() >= 2000000);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, scratch_setup, \
					      scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_read), T(test_get), T(test_set), T(test_ident),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
