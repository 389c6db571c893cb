#include "base/base.h"
#include "feat/hooks.h"

#include "base/file.h"
#include "base/mem.h"
#include "data/embed.h"
#include "db/gitlog.h"

const char *const hooks_events[] = {
	"pre-commit", "prepare-commit-msg", "commit-msg", "post-commit",
	"post-checkout", "post-merge", "post-rewrite", NULL
};

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
		"none", "installed", "chained", "config", "foreign",
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

static bool is_ours(const char *path)
{
	struct strbuf sb = STRBUF_INIT;
	bool res;

	res = file_read(&sb, path, 65536, NULL) == 0 &&
		strstr(sb.buf, "\n" HOOKS_MARKER) != NULL;
	strbuf_release(&sb);
	return res;
}

enum hooks_state hooks_state(struct db *db, const struct hooks_place *p,
			     const char *event)
{
	char *path = path_join(p->dir, event);
	char *orig = xasprintf("%s%s", path, HOOKS_ORIG);
	enum hooks_state s = HOOKS_NONE;

	if (is_there(path))
		s = !is_ours(path) ? HOOKS_FOREIGN :
			is_there(orig) ? HOOKS_CHAINED : HOOKS_FILE;
	if ((s == HOOKS_NONE || s == HOOKS_FOREIGN) && in_config(db, event))
		s = HOOKS_CONFIG;
	free(orig);
	free(path);
	return s;
}

/* The events asked for, or all; in the order of hooks_events. */
static void chosen(struct strvec *out, const struct strvec *events)
{
	const char *const *e;

	for (e = hooks_events; *e; e++)
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

static int write_shim(const char *path, const char *event, struct err *err)
{
	char *name = xasprintf("hooks/%s", event);
	const struct embedded *e = embed_find(name);
	int res;

	if (!e)
		BUG("no shim for '%s'", event);
	free(name);
	res = file_write_atomic(path, e->data, e->len, false, err);
	if (res == 0 && chmod(path, 0755) < 0)
		res = err_errno(err, ERR_FAILED, "cannot make '%s' "
				"executable", path);
	return res;
}

static int install_file(struct strvec *done, const struct hooks_place *p,
			const char *event, struct err *err)
{
	char *path = path_join(p->dir, event);
	char *orig = xasprintf("%s%s", path, HOOKS_ORIG);
	bool there = is_there(path), ours = there && is_ours(path);
	int res = 0;

	if (there && !ours && rename(path, orig) < 0)
		res = err_errno(err, ERR_FAILED, "cannot rename '%s'", path);
	if (res == 0)
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
	char *command = xasprintf("f() { command -v git-task >/dev/null 2>&1 "
				  "|| return 0; git-task hook %s \"$@\"; "
				  "test $? -ne 3; }; f", event);
	char *key = config_key(event, "command");
	char *event_key = config_key(event, "event");
	bool there = in_config(db, event);
	int res;

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

static int not_ours(const struct hooks_place *p, struct err *err)
{
	return err_set(err, ERR_INVALID, "core.hooksPath leads to '%s', which "
		       "is not git-task's to change; add this line to each "
		       "hook there (commit-msg, post-commit, ...): git-task "
		       "hook <name of the hook> \"$@\"; test $? -ne 3 || "
		       "exit 1", p->dir);
}

int hooks_install(struct strvec *done, struct db *db,
		  const struct strvec *events, bool chain, struct err *err)
{
	struct hooks_place p = { NULL, false, false };
	struct strvec which = STRVEC_INIT;
	size_t i;
	int res = check_events(events, err);

	if (res == 0)
		res = hooks_place(&p, db, err);
	if (res < 0)
		goto out;
	chosen(&which, events);
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
			install_file(done, &p, which.v[i], err);
out:
	strvec_clear(&which);
	hooks_place_release(&p);
	return res;
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
	chosen(&which, events);
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
