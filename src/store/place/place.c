/*
 * place.c - finding the repository with plain file reads, as Git does.
 *
 * This is the path of every command, so it costs a handful of system calls
 * and knows nothing of libgit2.
 */
#include "base/base.h"
#include <strings.h>
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "store/place/gitcfg.h"
#include "store/place/repo.h"

void place_release(struct place *p)
{
	FREE_AND_NULL(p->gitdir);
	FREE_AND_NULL(p->commondir);
	FREE_AND_NULL(p->worktree);
	FREE_AND_NULL(p->found);
	p->trusted = false;
	p->width = 0;
	p->ref_files = false;
}

/* `path` as it is when absolute, else below `base`. */
static char *resolve(const char *base, const char *path)
{
	return path[0] == '/' ? xstrdup(path) : path_join(base, path);
}

/* The path with links and dots resolved; the text itself when that fails. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL);

	return real ? real : xstrdup(path);
}

/* First line of a small file, or NULL. */
static char *read_line(const char *dir, const char *name)
{
	struct strbuf sb = STRBUF_INIT;
	char *path = name ? path_join(dir, name) : xstrdup(dir);
	char *line = NULL;

	if (file_read_plain(&sb, path, 65536, NULL) == 0 && sb.len) {
		sb.buf[strcspn(sb.buf, "\r\n")] = '\0';
		line = xstrdup(sb.buf);
	}
	free(path);
	strbuf_release(&sb);
	return line;
}

/* The shared directory of a git directory; caller frees. */
static char *commondir_of(const char *gitdir)
{
	const char *env = getenv("GIT_COMMON_DIR");
	char *line, *path, *real;

	if (env && *env)
		return real_path(env);
	line = read_line(gitdir, "commondir");
	if (!line)
		return xstrdup(gitdir);
	path = resolve(gitdir, line);
	real = real_path(path);
	free(line);
	free(path);
	return real;
}

static bool has_dir(const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	bool is = file_is_dir(path);

	free(path);
	return is;
}

char *place_objects(const struct place *p)
{
	const char *dir = getenv("GIT_OBJECT_DIRECTORY");

	if (!dir || !*dir)
		return path_join(p->commondir, "objects");
	return *dir == '/' ? xstrdup(dir) :
		path_join(p->worktree ? p->worktree : p->gitdir, dir);
}

bool place_objects_moved(void)
{
	const char *dir = getenv("GIT_OBJECT_DIRECTORY");
	const char *more = getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");

	return (dir && *dir) || (more && *more);
}

/* Does `dir` look like a git directory: HEAD, objects/ and refs/? */
static bool is_gitdir(const char *dir)
{
	char *head = path_join(dir, "HEAD"), *common = NULL;
	struct stat st;
	bool is = false;

	if (lstat(head, &st) == 0 && (S_ISREG(st.st_mode) ||
				      S_ISLNK(st.st_mode))) {
		common = commondir_of(dir);
		is = has_dir(common, "refs") &&
			(getenv("GIT_OBJECT_DIRECTORY") ||
			 has_dir(common, "objects"));
	}
	free(head);
	free(common);
	return is;
}

/* The git directory that a `.git` file points to, or NULL. */
static char *follow_gitfile(const char *file)
{
	char *line = read_line(file, NULL), *dir, *path, *real = NULL;

	if (line && str_starts(line, "gitdir: ")) {
		dir = path_dirname(file);
		path = resolve(dir, line + strlen("gitdir: "));
		real = real_path(path);
		free(dir);
		free(path);
		if (!is_gitdir(real))
			FREE_AND_NULL(real);
	}
	free(line);
	return real;
}

static bool owned(const char *path)
{
	const char *sudo = getenv("SUDO_UID");
	struct stat st;
	char *end;
	unsigned long uid;

	if (!path)
		return true;
	if (lstat(path, &st) < 0)
		return false;
	if (st.st_uid == geteuid())
		return true;
	if (geteuid() != 0 || !sudo || !*sudo)
		return false;
	uid = strtoul(sudo, &end, 10);
	return !*end && (unsigned long)st.st_uid == uid;
}

/*
 * core.sharedRepository.  Directories can be searched by who can read them; their
 * group they have from the one above (git init --shared).
 */
static void share_files(const struct gitcfg *cfg)
{
	mode_t open_to = cfg->shared | (cfg->shared & 0444) >> 2;
	mode_t mask = umask(077);

	umask(cfg->shared_exact ? 0777 & ~open_to : mask & ~open_to);
}

static void read_format(struct place *out, const struct gitcfg *cfg)
{
	const char *hash = cfg->object_format, *refs = cfg->ref_storage;

	out->width = !hash || str_ieq(hash, "sha1") ? OID_SHA1 :
		str_ieq(hash, "sha256") ? OID_SHA256 : 0;
	out->ref_files = !refs || str_ieq(refs, "files");
	if (cfg->shared)
		share_files(cfg);
}

/*
 * Fills in what belongs to a git directory.  `top` is where the work tree is
 * when nothing else is said (NULL: none).  In a linked work tree the shared
 * file's core.bare and core.worktree speak of the main one: ignored.
 */
static void fill(struct place *out, const char *gitdir, const char *top)
{
	struct gitcfg cfg = GITCFG_INIT;
	const char *env = getenv("GIT_WORK_TREE");
	char *path;

	out->gitdir = real_path(gitdir);
	out->commondir = commondir_of(out->gitdir);
	gitcfg_read(&cfg, out->commondir);
	read_format(out, &cfg);
	if (env && *env) {
		out->worktree = real_path(env);
	} else if (str_eq(out->gitdir, out->commondir) && cfg.worktree) {
		path = resolve(out->gitdir, cfg.worktree);
		out->worktree = real_path(path);
		free(path);
	} else if (top && (cfg.bare != 1 ||
			   !str_eq(out->gitdir, out->commondir))) {
		out->worktree = real_path(top);
	}
	gitcfg_release(&cfg);
	out->trusted = owned(out->gitdir) && owned(out->worktree);
}

static int from_env(struct place *out, const char *dir, const char *cwd,
		    struct err *err)
{
	char *path = resolve(cwd, dir), *target = NULL;
	const char *gitdir = path;

	if (!file_is_dir(path)) {
		target = follow_gitfile(path);
		gitdir = target;
	}
	if (!gitdir || !is_gitdir(gitdir)) {
		free(path);
		free(target);
		return err_set(err, ERR_FATAL,
			       "not a git repository: '%s' (from GIT_DIR)",
			       dir);
	}
	fill(out, gitdir, cwd);
	/* Git takes an explicit GIT_DIR as the user's word, too. */
	out->trusted = true;
	free(path);
	free(target);
	return 0;
}

/* Is `dir` one of GIT_CEILING_DIRECTORIES? */
static bool is_ceiling(const char *dir)
{
	const char *s = getenv("GIT_CEILING_DIRECTORIES");
	bool found = false, as_is = false;
	size_t len;

	for (; s && *s && !found; s += len + (s[len] == ':')) {
		char *one, *real;

		len = strcspn(s, ":");
		if (!len) {	/* entries behind an empty one: no links */
			as_is = true;
			continue;
		}
		one = xstrndup(s, len);
		real = as_is ? xstrdup(one) : real_path(one);
		while (strlen(real) > 1 && str_ends(real, "/"))
			real[strlen(real) - 1] = '\0';
		found = one[0] == '/' && str_eq(real, dir);
		free(one);
		free(real);
	}
	return found;
}

/* Does the file hold this word, whatever its case?  One that can not be read
 * may. */
static bool mentions(const char *path, const char *word)
{
	struct strbuf sb = STRBUF_INIT;
	bool yes = false;
	size_t i, len = strlen(word);

	if (!path || access(path, F_OK) < 0)
		return false;
	if (file_read_plain(&sb, path, 1 << 20, NULL) < 0)
		yes = true;
	for (i = 0; !yes && i + len <= sb.len; i++)
		yes = !strncasecmp(sb.buf + i, word, len);
	strbuf_release(&sb);
	return yes;
}

/*
 * May Git refuse a bare repository that it comes upon (safe.bareRepository)?
 * Only what the user's own files, the machine's and the command line say
 * counts; where none of them can say anything, nothing does.
 */
static bool bare_is_doubtful(void)
{
	static const char *const vars[] = {
		"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT",
		"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"
	};
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	char *files[4] = { NULL, NULL, NULL, NULL };
	bool doubt = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vars); i++) {
		const char *value = getenv(vars[i]);

		doubt |= value && *value;
	}
	files[0] = getenv("GIT_CONFIG_NOSYSTEM") ? NULL :
		xstrdup("/etc/gitconfig");
	files[1] = home ? xasprintf("%s/.gitconfig", home) : NULL;
	if (xdg && *xdg)
		files[2] = xasprintf("%s/git/config", xdg);
	else if (home)
		files[2] = xasprintf("%s/.config/git/config", home);
	for (i = 0; i < 3 && !doubt; i++)
		doubt = mentions(files[i], "barerepository") ||
			mentions(files[i], "include");
	for (i = 0; i < 3; i++)
		free(files[i]);
	return doubt;
}

/* A git directory of a work tree, or inside of one, is not what
 * safe.bareRepository speaks of. */
static bool is_dotgit(const char *dir)
{
	return str_ends(dir, "/.git") || strstr(dir, "/.git/") != NULL;
}

/* 1 found, 0 not here, -1 a .git that leads nowhere. */
static int look_in(struct place *out, const char *dir, struct err *err)
{
	char *dotgit = path_join(dir, ".git"), *target = NULL;
	struct stat st;
	bool there = stat(dotgit, &st) == 0;
	int found = 0;

	if (there && S_ISREG(st.st_mode)) {
		target = follow_gitfile(dotgit);
		if (target) {
			fill(out, target, dir);
			out->trusted = out->trusted && owned(dotgit);
			found = 1;
		} else {
			found = err_set(err, ERR_FATAL, "invalid gitfile "
					"'%s': it names no git directory",
					dotgit);
		}
	} else if (there && is_gitdir(dotgit)) {
		fill(out, dotgit, dir);
		found = 1;
	} else if (is_gitdir(dir)) {
		fill(out, dir, NULL);
		if (!is_dotgit(dir) && bare_is_doubtful())
			out->trusted = false;
		found = 1;
	}
	/* not core.worktree: another repository may be there */
	if (found > 0)
		out->found = xstrdup(dir);
	free(dotgit);
	free(target);
	return found;
}

static int walk_up(struct place *out, char *dir, struct err *err)
{
	const char *across = getenv("GIT_DISCOVERY_ACROSS_FILESYSTEM");
	struct stat st;
	dev_t dev = 0;
	char *slash;
	int found;

	if (stat(dir, &st) == 0)
		dev = st.st_dev;
	for (;;) {
		found = look_in(out, dir, err);
		if (found)
			return found < 0 ? -1 : 0;
		slash = strrchr(dir, '/');
		if (!slash || !dir[1])
			break;
		slash[slash == dir] = '\0';
		if (is_ceiling(dir))
			break;
		if (stat(dir, &st) < 0)
			break;
		if (st.st_dev != dev &&
		    !(across && (str_ieq(across, "true") ||
				 str_eq(across, "1"))))
			return err_set(err, ERR_FATAL, "not a git repository "
				       "(or any parent up to mount point "
				       "'%s')", dir);
	}
	return err_set(err, ERR_FATAL, "not a git repository (or any of the "
		       "parent directories); run 'git init' first");
}

int place_plain(const char *dir, const char *name, struct err *err)
{
	char *path = path_join(dir, name);
	struct stat st;
	int rc = 0;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISDIR(st.st_mode))
		rc = err_set(err, ERR_FATAL,
			     "'%s' is a pipe or a device where "
			     "Git keeps a file; move it away",
			     path);
	free(path);
	return rc;
}

/* What would be waited for, here or in any child. */
static int all_plain(const struct place *p, struct err *err)
{
	if (place_plain(p->gitdir, "HEAD", err) < 0 ||
	    place_plain(p->commondir, "config", err) < 0)
		return -1;
	return p->ref_files ? place_plain(p->commondir, "packed-refs", err) : 0;
}

int place_find(struct place *out, const char *start, struct err *err)
{
	static const struct place none;
	const char *env = getenv("GIT_DIR");
	char *dir = realpath(start ? start : ".", NULL);
	int rc;

	*out = none;
	if (!dir)
		return err_errno(err, ERR_FATAL, "cannot enter '%s'",
				 start ? start : ".");
	if (env && *env)
		rc = from_env(out, env, dir, err);
	else
		rc = walk_up(out, dir, err);
	free(dir);
	if (!rc)
		rc = all_plain(out, err);
	if (rc < 0)
		place_release(out);
	return rc;
}
