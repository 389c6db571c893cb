/*
 * gitrepo.h - a scratch directory with real Git repositories, for the unit
 * tests of store/ and db/.
 */
#ifndef GITREPO_H
#define GITREPO_H

#include "base/base.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "store/place/repo.h"

#include <setjmp.h>
#include <cmocka.h>

struct scratch {
	char *dir;
	char *cwd;
};

static inline void scratch_env(const char *home)
{
	static const char *const unset[] = {
		"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_AUTHOR_NAME",
		"GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "GIT_COMMITTER_NAME",
		"GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE", "EMAIL",
		"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_SSH_COMMAND",
		"GIT_CEILING_DIRECTORIES", "TM_AGENT_ID", "GIT_TASK_AGENT",
		"XDG_CONFIG_HOME", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
		"CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(unset); i++)
		unsetenv(unset[i]);
	/* HASH=sha256, REFS=reftable: as for the shell tests */
	if (getenv("HASH"))
		setenv("GIT_DEFAULT_HASH", getenv("HASH"), 1);
	if (getenv("REFS"))
		setenv("GIT_DEFAULT_REF_FORMAT", getenv("REFS"), 1);
	setenv("HOME", home, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("LC_ALL", "C", 1);
}

static inline int scratch_setup(void **state)
{
	struct scratch *s = xcalloc(1, sizeof(*s));
	const char *tmp = getenv("TMPDIR");
	char *path;

	/* Thousands of small files: in memory where there is such a place. */
	if (!tmp)
		tmp = access("/dev/shm", W_OK | X_OK) ? "/tmp" : "/dev/shm";
	path = xasprintf("%s/git-task-unit-XXXXXX", tmp);

	assert_non_null(mkdtemp(path));
	s->dir = realpath(path, NULL);
	free(path);
	s->cwd = realpath(".", NULL);
	scratch_env(s->dir);
	*state = s;
	return 0;
}

static inline int scratch_teardown(void **state)
{
	struct scratch *s = *state;

	assert_int_equal(chdir(s->cwd), 0);
	assert_int_equal(file_remove_tree(s->dir, NULL), 0);
	free(s->dir);
	free(s->cwd);
	free(s);
	return 0;
}

/* Path below the scratch directory; valid until 8 further calls. */
static inline const char *at(struct scratch *s, const char *name)
{
	static char ring[8][PATH_MAX];
	static unsigned pos;
	char *p = ring[pos++ % 8];

	snprintf(p, PATH_MAX, "%s/%s", s->dir, name);
	return p;
}

/* Runs a script of ours in the scratch directory; it must succeed.  Returns
 * its output, trimmed; caller frees. */
static inline char *sh(struct scratch *s, const char *script)
{
	struct proc p;
	char *out;

	proc_init(&p);
	strvec_pushl(&p.argv, "sh", "-ec", script, NULL);
	p.dir = s->dir;
	assert_int_equal(proc_run(&p, NULL), 0);
	if (p.status)
		fprintf(stderr, "# script failed: %s\n# %s\n", script,
			p.err_out.buf);
	assert_int_equal(p.status, 0);
	strbuf_trim(&p.out);
	out = xstrdup(p.out.buf);
	proc_release(&p);
	return out;
}

static inline void run(struct scratch *s, const char *script)
{
	free(sh(s, script));
}

#define IDENT "git config user.name Ann; git config user.email a@example.com; "

#endif
