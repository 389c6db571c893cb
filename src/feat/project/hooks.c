/*
 * hooks.c - installing hooks, as files or in Git's configuration.
 */
#include "base/base.h"
#include "feat/project/hooks.h"

#include "base/file.h"
#include "base/mem.h"
#include "data/embed.h"
#include "feat/project/codelog.h"

#define HOOK_PROGRAM "git-task-hook"

const char *const hooks_events[] = {
	"pre-commit", "prepare-commit-msg", "commit-msg", "post-commit",
	"post-checkout", "post-merge", "post-rewrite", NULL
};

/*
 * Those that are installed when none is named.  Each costs every commit the start
 * of a program, so commit-msg does what pre-commit and prepare-commit-msg would
 * where these are not installed.
 */
static const char *const hooks_default[] = {
	"commit-msg", "post-commit", "post-checkout", "post-merge",
	"post-rewrite", NULL
};

/* Git ignores how these end. */
static bool nobody_asks(const char *event)
{
	return !strcmp(event, "post-commit") || !strcmp(event, "post-merge") ||
		!strcmp(event, "post-rewrite");
}

bool hooks_is_event(const char *name)
{
	const char *const *e;

	for (e = hooks_events; *e; e++)
		if (!strcmp(*e, name))
			return true;
	return false;
}

const char *hooks_state_name(enum hooks_state s)
{
	static const char *const names[] = {
		"none", "installed", "chained", "config", "foreign", "gone",
	};

	return names[s];
}

int hooks_place(struct hooks_place *out, struct db *db, struct err *err)
{
	memset(out, 0, sizeof(*out));
	if (!db_worktree(db))
		return err_set(err, ERR_INVALID, "a bare repository runs no "
			       "hooks for commits and branches; install them "
			       "in the clones where people work");
	if (gitlog_hooks_dir(&out->dir, &out->ours, db, err) < 0)
		return -1;
	out->config = gitlog_config_hooks();
	return 0;
}

void hooks_place_release(struct hooks_place *p)
{
	FREE_AND_NULL(p->dir);
}

static char *config_key(const char *event, const char *name)
{
	return xasprintf("hook.git-task-%s.%s", event, name);
}

static bool in_config(struct db *db, const char *event)
{
	char *key = config_key(event, "command");
	bool res = db_git_config(db, key) != NULL;

	free(key);
	return res;
}

/* lstat: a dangling link is a hook in the way, too. */
static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* A link to a program of our name, whether that is there or not. */
static bool is_link(const char *path)
{
	char to[PATH_MAX];
	ssize_t n = readlink(path, to, sizeof(to) - 1);

	if (n <= 0 || *to != '/')
		return false;
	to[n] = '\0';
	return !strcmp(path_basename(to), "git-task") ||
		!strcmp(path_basename(to), HOOK_PROGRAM);
}

static bool is_shim(const char *path)
{
	struct strbuf sb = STRBUF_INIT;
	bool res;

	res = file_read_plain(&sb, path, 65536, NULL) == 0 &&
	      strstr(sb.buf, "\n" HOOKS_MARKER) != NULL;
	strbuf_release(&sb);
	return res;
}

static bool is_ours(const char *path)
{
	return is_link(path) || is_shim(path);
}

enum hooks_state hooks_state(struct db *db, const struct hooks_place *p,
			     const char *event)
{
	char *path = path_join(p->dir, event);
	char *orig = xasprintf("%s%s", path, HOOKS_ORIG);
	enum hooks_state s = HOOKS_NONE;

	if (is_there(path))
		s = !is_ours(path) ? HOOKS_FOREIGN :
			!file_exists(path) ? HOOKS_GONE :
			is_there(orig) ? HOOKS_CHAINED : HOOKS_FILE;
	if ((s == HOOKS_NONE || s == HOOKS_FOREIGN) && in_config(db, event))
		s = HOOKS_CONFIG;
	free(orig);
	free(path);
	return s;
}

/* Where Git looks when core.hooksPath is not set. */
static char *common_path(struct db *db, const char *event)
{
	return xasprintf("%s/hooks/%s", gitlog_commondir(db), event);
}

bool hooks_has_file(struct db *db, const char *event)
{
	char *path = common_path(db, event);
	bool res = is_there(path) && is_ours(path);

	free(path);
	return res || in_config(db, event);
}

void hooks_gone(struct strvec *out, struct db *db)
{
	for (const char *const *e = hooks_events; *e; e++) {
		char *path = common_path(db, *e);

		if (is_link(path) && !file_exists(path))
			strvec_push(out, *e);
		free(path);
	}
}

/* The events asked for, or those of `all`; in the order of hooks_events. */
static void chosen(struct strvec *out, const struct strvec *events,
		   const char *const *all)
{
	const char *const *e;

	for (e = events->nr ? hooks_events : all; *e; e++)
		if (!events->nr || strvec_has(events, *e))
			strvec_push(out, *e);
}

static int check_events(const struct strvec *events, struct err *err)
{
	size_t i;

	for (i = 0; i < events->nr; i++)
		if (!hooks_is_event(events->v[i]))
			return err_set(err, ERR_USAGE, "no hook '%s'; the "
				       "hooks are pre-commit, "
				       "prepare-commit-msg, commit-msg, "
				       "post-commit, post-checkout, "
				       "post-merge and post-rewrite",
				       events->v[i]);
	return 0;
}

/* Before anything is written: which hooks are in the way? */
static int check_files(const struct hooks_place *p, const struct strvec *events,
		       bool chain, struct err *err)
{
	struct strvec way = STRVEC_INIT;
	char *names;
	size_t i;
	int res = 0;

	for (i = 0; i < events->nr && !res; i++) {
		char *path = path_join(p->dir, events->v[i]);
		char *orig = xasprintf("%s%s", path, HOOKS_ORIG);

		if (!is_there(path) || is_ours(path))
			;
		else if (!chain)
			strvec_push(&way, events->v[i]);
		else if (is_there(orig))
			res = err_set(err, ERR_FAILED, "'%s' exists already; "
				      "move it away or merge it into '%s' "
				      "first", orig, path);
		free(orig);
		free(path);
	}
	if (!res && way.nr) {
		names = strvec_join(&way, ", ");
		res = err_set(err, ERR_FAILED, "there are hooks already in "
			      "'%s': %s; nothing was changed; --chain runs "
			      "git-task first and them afterwards", p->dir,
			      names);
		free(names);
	}
	strvec_clear(&way);
	return res;
}

/* The program that runs, under the name by which a link to it is known. */
static bool own_program(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);

	if (n <= 0 || (size_t)n >= size - 1)
		return false;
	out[n] = '\0';
	return !strcmp(path_basename(out), "git-task");
}

/* The program's path as one word of a shell; '' when it is not known. */
static void program_word(struct strbuf *out)
{
	char program[PATH_MAX] = "";

	if (!own_program(program, sizeof(program)))
		*program = '\0';
	strbuf_addch(out, '\'');
	strbuf_addreplace(out, program, "'", "'\\''");
	strbuf_addch(out, '\'');
}

/* A shim takes the program from PATH, else (launchers, GUI clients) from where it
 * was when it made the shim. */
static int write_shim(const char *path, const char *event, struct err *err)
{
	char *name = xasprintf("hooks/%s", event);
	const struct embedded *e = embed_find(name);
	struct strbuf word = STRBUF_INIT, text = STRBUF_INIT;
	struct stat st;
	int res;

	if (!e)
		BUG("no shim for '%s'", event);
	free(name);
	program_word(&word);
	strbuf_addreplace(&text, (const char *)e->data, "@PROGRAM@", word.buf);
	res = file_write_atomic(path, text.buf, text.len, false, err);
	/* who may read it may run it; core.sharedRepository says who that is */
	if (res == 0 && (stat(path, &st) < 0 ||
			 chmod(path, (st.st_mode & 07777) |
			       (st.st_mode & 0444) >> 2) < 0))
		res = err_errno(err, ERR_FAILED, "cannot make '%s' "
				"executable", path);
	strbuf_release(&text);
	strbuf_release(&word);
	return res;
}

/*
 * What a hook of that event is to be a link to: the small program beside this one
 * (as it is built) or in ../libexec/git-task (as it is installed), else this one,
 * where nothing depends on how it ends.  NULL: neither; caller frees.
 */
static char *link_target(const char *event)
{
	static const char *const places[] = { "", "/../libexec/git-task" };
	char own[PATH_MAX], *dir, *res = NULL;
	size_t i;

	if (!own_program(own, sizeof(own)))
		return NULL;
	dir = path_dirname(own);
	for (i = 0; i < ARRAY_SIZE(places) && !res; i++) {
		char *path = xasprintf("%s%s/" HOOK_PROGRAM, dir, places[i]);

		if (access(path, X_OK) == 0)
			res = realpath(path, NULL);
		free(path);
	}
	free(dir);
	return res || !nobody_asks(event) ? res : xstrdup(own);
}

/* 1: made; 0: a shim is the way here. */
static int write_link(const char *path, const char *event, bool shims,
		      struct db *db)
{
	char *program = NULL, *tmp;
	int res = 0;

	if (!shims && db_config_bool(db, "core.symlinks", true))
		program = link_target(event);
	if (!program)
		return 0;
	tmp = xasprintf("%s.%ld", path, (long)getpid());
	if (symlink(program, tmp) == 0) {
		res = rename(tmp, path) == 0;
		if (!res)
			unlink(tmp);
	}
	free(tmp);
	free(program);
	return res;
}

static int install_file(struct strvec *done, struct db *db,
			const struct hooks_place *p, const char *event,
			bool shims, struct err *err)
{
	char *path = path_join(p->dir, event);
	char *orig = xasprintf("%s%s", path, HOOKS_ORIG);
	bool there = is_there(path), ours = there && is_ours(path);
	int res = 0;

	if (there && !ours && rename(path, orig) < 0)
		res = err_errno(err, ERR_FAILED, "cannot rename '%s'", path);
	if (res == 0 && !write_link(path, event, shims || is_there(orig), db))
		res = write_shim(path, event, err);
	if (res < 0 && there && !ours && !is_there(path))
		rename(orig, path);
	if (res == 0 && !ours)
		strvec_push(done, event);
	free(orig);
	free(path);
	return res;
}

/*
 * Git appends the hook's arguments to the command and hands it to a shell.
 * Like the shims: only a refusal of commit-msg stops anything.
 */
static int install_config(struct strvec *done, struct db *db,
			  const char *event, struct err *err)
{
	struct strbuf word = STRBUF_INIT;
	char *command;
	char *key = config_key(event, "command");
	char *event_key = config_key(event, "event");
	bool there = in_config(db, event);
	int res;

	program_word(&word);
	command = xasprintf("f() { p=git-task; command -v git-task "
			    ">/dev/null 2>&1 || p=%s; "
			    "command -v \"$p\" >/dev/null 2>&1 || return 0; "
			    "\"$p\" hook %s \"$@\"; test $? -ne 3; }; f",
			    word.buf, event);
	strbuf_release(&word);
	res = db_config_set(db, false, key, command, err);
	if (res == 0)
		res = db_config_set(db, false, event_key, event, err);
	if (res == 0 && !there)
		strvec_push(done, event);
	free(event_key);
	free(key);
	free(command);
	return res;
}

char *hooks_left_behind(const struct hooks_place *p, const char *event)
{
	char *path = path_join(p->dir, event);
	char *orig = xasprintf("%s%s", path, HOOKS_ORIG);

	if (!is_there(orig) || (is_there(path) && is_ours(path)))
		FREE_AND_NULL(orig);
	free(path);
	return orig;
}

static int not_ours(const struct hooks_place *p, struct err *err)
{
	/* husky writes .husky/_ anew; its users write .husky/<hook> */
	size_t len = p->dir && str_ends(p->dir, "/.husky/_") ?
		strlen(p->dir) - 2 : 0;

	if (len)
		return err_set(err, ERR_INVALID, "core.hooksPath leads to "
			       "'%s', which husky makes; add this line to the "
			       "hooks in '%.*s' (commit-msg, post-commit, "
			       "...): git-task hook <name of the hook> \"$@\"; "
			       "test $? -ne 3 || exit 1", p->dir, (int)len,
			       p->dir);
	return err_set(err, ERR_INVALID, "core.hooksPath leads to '%s', which "
		       "is not git-task's to change; add this line to each "
		       "hook there (commit-msg, post-commit, ...): git-task "
		       "hook <name of the hook> \"$@\"; test $? -ne 3 || "
		       "exit 1", p->dir);
}

/* 1 removed, 0 there was nothing, -1 error. */
static int uninstall_file(const struct hooks_place *p, const char *event,
			  struct err *err)
{
	char *path = path_join(p->dir, event);
	char *orig = xasprintf("%s%s", path, HOOKS_ORIG);
	int res = 0;

	if (is_there(path) && is_ours(path)) {
		res = 1;
		if (is_there(orig) ? rename(orig, path) : unlink(path))
			res = err_errno(err, ERR_FAILED, "cannot remove '%s'",
					path);
	}
	free(orig);
	free(path);
	return res;
}

static int uninstall_config(struct db *db, const char *event, struct err *err)
{
	char *key = config_key(event, "command");
	char *event_key = config_key(event, "event");
	int res = 0;

	if (in_config(db, event)) {
		res = db_config_set(db, false, key, NULL, err);
		if (res == 0)
			res = db_config_set(db, false, event_key, NULL, err);
		if (res == 0)
			res = 1;
	}
	free(event_key);
	free(key);
	return res;
}

/* Ours of the events that are not installed any more by default. */
static int remove_others(const struct hooks_place *p, struct db *db,
			 struct err *err)
{
	int res = 0;

	for (const char *const *e = hooks_events; *e && res >= 0; e++) {
		bool kept = false;

		for (const char *const *d = hooks_default; *d; d++)
			kept = kept || !strcmp(*d, *e);
		if (!kept)
			res = uninstall_file(p, *e, err);
		if (!kept && res >= 0)
			res = uninstall_config(db, *e, err);
	}
	return res < 0 ? -1 : 0;
}

int hooks_install(struct strvec *done, struct db *db,
		  const struct strvec *events, bool chain, bool shims,
		  struct err *err)
{
	struct hooks_place p = { NULL, false, false };
	struct strvec which = STRVEC_INIT;
	size_t i;
	int res = check_events(events, err);

	if (res == 0)
		res = hooks_place(&p, db, err);
	if (res < 0)
		goto out;
	chosen(&which, events, hooks_default);
	if (!p.config) {
		if (!p.ours)
			res = not_ours(&p, err);
		if (res == 0)
			res = check_files(&p, &which, chain, err);
		if (res == 0)
			res = file_mkdirs(p.dir, err);
	}
	for (i = 0; i < which.nr && res == 0; i++)
		res = p.config ? install_config(done, db, which.v[i], err) :
			install_file(done, db, &p, which.v[i], shims, err);
	if (res == 0 && !events->nr)
		res = remove_others(&p, db, err);
out:
	strvec_clear(&which);
	hooks_place_release(&p);
	return res;
}

int hooks_uninstall(struct strvec *done, struct db *db,
		    const struct strvec *events, struct err *err)
{
	struct hooks_place p = { NULL, false, false };
	struct strvec which = STRVEC_INIT;
	size_t i;
	int res = check_events(events, err);

	if (res == 0)
		res = hooks_place(&p, db, err);
	if (res < 0)
		goto out;
	chosen(&which, events, hooks_events);
	for (i = 0; i < which.nr && res >= 0; i++) {
		int file = uninstall_file(&p, which.v[i], err);
		int config = file < 0 ? -1 :
			uninstall_config(db, which.v[i], err);

		res = config < 0 ? -1 : 0;
		if (res == 0 && (file || config))
			strvec_push(done, which.v[i]);
	}
out:
	strvec_clear(&which);
	hooks_place_release(&p);
	return res;
}
