/*
 * setup-place.c - where the files of agents are, and the notes about them.
 */
#include "base/base.h"
#include "feat/agent/internal.h"

#include "base/file.h"
#include "base/mem.h"

#define NOTES_MAX ((size_t)1 << 20)

/* ---- places ---- */

static bool is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return !strncmp(path, dir, n) &&
		(path[n] == '/' || (n && dir[n - 1] == '/'));
}

/* What is in there can be run by Git. */
static bool in_git_dir(const char *path)
{
	return strcasestr(path, "/.git/") || str_ends(path, "/.git");
}

/* The real path of what exists of `path`, and the rest as it is; caller frees;
 * NULL when a link leads nowhere or something on the way is no directory. */
static char *real_part(const char *path)
{
	char *dir, *real, *joined;
	struct stat st;

	if (lstat(path, &st) == 0)
		return realpath(path, NULL);
	if (errno != ENOENT)
		return NULL;
	dir = path_dirname(path);
	real = str_eq(dir, path) ? NULL : real_part(dir);
	free(dir);
	if (!real)
		return NULL;
	joined = path_join(real, path_basename(path));
	free(real);
	return joined;
}

int setup_resolve(char **out, const char *base, const char *rel, bool inside,
		  struct err *err)
{
	char *path = path_join(base, rel), *real = real_part(path);
	struct stat st;
	int ret = -1;

	*out = NULL;
	if (!real)
		err_set(err, ERR_FAILED, "'%s' can not be used: a link on the "
			"way leads nowhere, or a directory of it is none",
			path);
	else if (inside && (!is_below(real, base) ||
			    in_git_dir(real + strlen(base))))
		err_set(err, ERR_FAILED, "'%s' is a link that leads out of "
			"the work tree, to '%s'; nothing was changed", path,
			real);
	else if (stat(real, &st) == 0 && !S_ISREG(st.st_mode))
		err_set(err, ERR_FAILED, "'%s' is no regular file", path);
	else
		ret = 0;
	if (ret == 0)
		*out = xstrdup(real);
	free(real);
	free(path);
	return ret;
}

int setup_may_write(const char *real, struct err *err)
{
	char *dir = path_dirname(real), *up;
	int ret = 0;

	while (!file_exists(dir) && strcmp(dir, "/")) {
		up = path_dirname(dir);
		free(dir);
		dir = up;
	}
	if (!file_is_dir(dir))
		ret = err_set(err, ERR_FAILED, "'%s' is no directory", dir);
	else if (access(dir, W_OK | X_OK) < 0)
		ret = err_errno(err, ERR_FAILED, "cannot write in '%s'", dir);
	free(dir);
	return ret;
}

static char *config_dir(void)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (xdg && *xdg == '/')
		return xstrdup(xdg);
	return home && *home == '/' ? path_join(home, ".config") : NULL;
}

static char *code_dir(void)
{
#ifdef __APPLE__
	const char *home = getenv("HOME");

	return home && *home == '/' ?
		path_join(home, "Library/Application Support/Code/User") :
		NULL;
#else
	char *dir = config_dir(), *res = dir ? path_join(dir, "Code/User") :
		NULL;

	free(dir);
	return res;
#endif
}

int setup_user_dir(char **out, const char *agent, struct err *err)
{
	const char *home = getenv("HOME"), *own = NULL;

	*out = NULL;
	if (str_eq(agent, "claude"))
		own = getenv("CLAUDE_CONFIG_DIR");
	if (str_eq(agent, "codex"))
		own = getenv("CODEX_HOME");
	if (own && *own == '/')
		*out = xstrdup(own);
	else if (str_eq(agent, "vscode"))
		*out = code_dir();
	else if (home && *home == '/')
		*out = xasprintf("%s/.%s", home, agent);
	return *out ? 0 : err_set(err, ERR_FAILED, "HOME is not set");
}

int setup_write(const char *real, const struct strbuf *text,
		struct err *err)
{
	bool there;
	struct stat st;
	mode_t old = 0;
	int ret;

	/* the copy must at no time be readable for more people than the file */
	there = stat(real, &st) == 0;
	if (there)
		old = umask(0777 & ~st.st_mode);
	ret = file_write_atomic(real, text->buf, text->len, false, err);
	if (there)
		umask(old);
	if (ret == 0 && there && chmod(real, st.st_mode & 07777) < 0)
		ret = err_errno(err, ERR_FAILED, "cannot set the mode of '%s'",
				real);
	return ret;
}

/* ---- notes ---- */

int setup_notes_open(struct setup_notes *n, struct db *db, bool global,
		     struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	char *dir;

	memset(n, 0, sizeof(*n));
	if (global) {
		dir = config_dir();
		if (!dir)
			return err_set(err, ERR_FAILED, "HOME is not set");
		n->path = path_join(dir, "git-task/setup.json");
		free(dir);
	} else {
		n->path = db_local_path(db, "setup.json");
	}
	if (file_exists(n->path) &&
	    file_read(&sb, n->path, NOTES_MAX, NULL) == 0 &&
	    json_parse(&n->all, sb.buf, sb.len, NULL) == 0 &&
	    !json_is(n->all, JSON_OBJ)) {
		json_free(n->all);
		n->all = NULL;
	}
	strbuf_release(&sb);
	if (!n->all)
		n->all = json_new_obj();
	return 0;
}

int setup_notes_save(struct setup_notes *n, struct db *db, bool global,
		     struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	char *dir;
	int ret;

	if (!n->changed)
		return 0;
	if (!json_nr(n->all)) {
		unlink(n->path);
		return 0;
	}
	dir = path_dirname(n->path);
	ret = global ? file_mkdirs(dir, err) : db_local_mkdir(db, err);
	free(dir);
	json_canon(&sb, n->all);
	if (ret == 0)
		ret = file_write_atomic(n->path, sb.buf, sb.len, false, err);
	strbuf_release(&sb);
	return ret;
}

void setup_notes_release(struct setup_notes *n)
{
	free(n->path);
	json_free(n->all);
	memset(n, 0, sizeof(*n));
}

bool setup_noted(const struct setup_notes *n, const char *real)
{
	return json_get_bool(json_get(n->all, real), "created", false);
}

void setup_note(struct setup_notes *n, const char *real, bool created,
		const struct strvec *kept)
{
	struct json *j, *list;
	size_t i;

	n->changed = true;
	json_del(n->all, real);
	if (!created && !kept->nr)
		return;
	j = json_new_obj();
	json_set_bool(j, "created", created);
	if (kept->nr) {
		list = json_new_arr();
		for (i = 0; i < kept->nr; i++)
			json_push_str(list, kept->v[i]);
		json_set(j, "kept", list);
	}
	json_set(n->all, real, j);
}

int setup_mkdirs(struct setup_notes *n, const char *real, struct err *err)
{
	const struct strvec none = STRVEC_INIT;
	char *dir = path_dirname(real);
	int ret = 0;

	if (!file_exists(dir)) {
		ret = setup_mkdirs(n, dir, err);
		if (ret == 0)
			ret = file_mkdirs(dir, err);
		if (ret == 0)
			setup_note(n, dir, true, &none);
	}
	free(dir);
	return ret;
}

void setup_rmdirs(struct setup_notes *n, const char *real)
{
	const struct strvec none = STRVEC_INIT;
	char *dir = path_dirname(real);

	if (setup_noted(n, dir) && rmdir(dir) == 0) {
		setup_note(n, dir, false, &none);
		setup_rmdirs(n, dir);
	}
	free(dir);
}
