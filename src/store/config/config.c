/*
 * config.c - the effective configuration.
 *
 * `git config --list` is the truth, and costs a child: 2 to 3 milliseconds.
 * Where the answer follows from four plain files (nothing on the command
 * line, no includes, Git's usual places) the files are read instead.
 */
#include "base/base.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/place/gitcfg.h"
#include "store/place/repo.h"

struct config {
	struct strvec keys, values;	/* in order, the last one counts */
	bool odd;			/* includes seen: ask Git */
};

static void add(const char *key, const char *value, void *data)
{
	struct config *c = data;

	if (str_starts(key, "include.") || str_starts(key, "includeif."))
		c->odd = true;
	strvec_push(&c->keys, key);
	strvec_push(&c->values, value);
}

static void clear(struct config *c)
{
	strvec_clear(&c->keys);
	strvec_clear(&c->values);
	c->odd = false;
}

/* Section and name in lower case, the part between as it is; caller frees. */
static char *normal_key(const char *key)
{
	char *k = xstrdup(key), *last = strrchr(k, '.'), *p;
	char *first = strchr(k, '.');

	for (p = k; *p; p++)
		if ((!first || p < first || p > last) && *p >= 'A' &&
		    *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return k;
}

static bool env_set(const char *name)
{
	const char *v = getenv(name);

	return v && *v;
}

/* A file below a directory variable; missing files are fine. */
static int read_below(struct config *c, const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	int rc = gitcfg_parse(path, add, c);

	free(path);
	return rc < 0 ? -1 : 0;
}

/* The system's file: its place was compiled into Git.  /usr/bin/git has it
 * in /etc on every system that has Git there; any other Git must be asked.
 * Git puts its own directory in front of the PATH of its hooks: that one tells
 * nothing, the next does. */
static int read_system(struct config *c)
{
	const char *own = getenv("GIT_EXEC_PATH");
	const char *named = getenv("GIT_CONFIG_SYSTEM");
	const char *no = getenv("GIT_CONFIG_NOSYSTEM"), *path, *p;
	size_t len;
	bool usual = false;

	if (no && gitcfg_bool(no) == 1)
		return 0;
	if (named)
		return gitcfg_parse(named, add, c) < 0 ? -1 : 0;
	path = getenv("PATH");
	for (p = path; p && *p && !usual; p += len + (p[len] == ':')) {
		char *dir, *git;
		bool here;

		len = strcspn(p, ":");
		dir = xstrndup(p, len);
		git = path_join(dir, "git");
		here = access(git, X_OK) == 0 && !str_eq(dir, own);
		usual = here && (str_eq(dir, "/usr/bin") ||
				 str_eq(dir, "/bin"));
		free(git);
		free(dir);
		if (here && !usual)
			return -1;
	}
#ifdef __APPLE__
	return -1;	/* Xcode's git has its own place for it */
#else
	return usual && gitcfg_parse("/etc/gitconfig", add, c) >= 0 ? 0 : -1;
#endif
}

static int read_global(struct config *c)
{
	const char *named = getenv("GIT_CONFIG_GLOBAL");
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (named)
		return gitcfg_parse(named, add, c) < 0 ? -1 : 0;
	if (!home)
		return -1;
	if (xdg && *xdg) {
		if (read_below(c, xdg, "git/config") < 0)
			return -1;
	} else if (read_below(c, home, ".config/git/config") < 0) {
		return -1;
	}
	return read_below(c, home, ".gitconfig");
}

/* 0 when the files gave the whole answer, -1 when Git has to be asked. */
static int read_files(struct config *c, const struct place *p)
{
	if (!p->trusted || env_set("GIT_CONFIG_PARAMETERS") ||
	    env_set("GIT_CONFIG_COUNT"))
		return -1;
	if (read_system(c) < 0 || read_global(c) < 0 ||
	    read_below(c, p->commondir, "config") < 0)
		return -1;
	if (config_bool(c, "extensions.worktreeconfig", false) &&
	    read_below(c, p->gitdir, "config.worktree") < 0)
		return -1;
	return c->odd ? -1 : 0;
}

/* Entries "key\nvalue\0", or "key\0" for a variable without '='. */
static void parse_list(struct config *c, const struct strbuf *list)
{
	const char *s = list->buf, *end = list->buf + list->len, *nl;

	for (; s < end; s += strlen(s) + 1) {
		nl = strchr(s, '\n');
		if (nl) {
			char *key = xstrndup(s, (size_t)(nl - s));

			add(key, nl + 1, c);
			free(key);
		} else {
			add(s, "true", c);
		}
	}
}

static int ask_git(struct config *c, const struct place *p, struct err *err)
{
	struct proc proc;
	int rc;

	git_proc(&proc, p, "config", "--null", "--list", (char *)NULL);
	rc = proc_run(&proc, err);
	if (rc == 0 && proc.status) {
		strbuf_trim(&proc.err_out);
		rc = err_set(err, ERR_FATAL, "cannot read the configuration: "
			     "%s", proc.err_out.buf);
	}
	if (rc == 0)
		parse_list(c, &proc.out);
	proc_release(&proc);
	return rc;
}

int config_load(struct config **out, const struct place *p, struct err *err)
{
	struct config *c = xcalloc(1, sizeof(*c));

	*out = NULL;
	strvec_init(&c->keys);
	strvec_init(&c->values);
	if (read_files(c, p) < 0) {
		clear(c);
		if (ask_git(c, p, err) < 0) {
			config_free(c);
			return -1;
		}
	}
	*out = c;
	return 0;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	clear(c);
	free(c);
}

const char *config_get(const struct config *c, const char *key)
{
	char *k = normal_key(key);
	const char *value = NULL;
	size_t i;

	for (i = c->keys.nr; i && !value; i--)
		if (!strcmp(c->keys.v[i - 1], k))
			value = c->values.v[i - 1];
	free(k);
	return value;
}

bool config_bool(const struct config *c, const char *key, bool dflt)
{
	const char *v = config_get(c, key);
	int b = v ? gitcfg_bool(v) : -1;

	return b < 0 ? dflt : b;
}

int64_t config_int(const struct config *c, const char *key, int64_t dflt)
{
	const char *v = config_get(c, key);
	int64_t unit = 1;
	long long n;
	char *end;

	if (!v || !*v)
		return dflt;
	errno = 0;
	n = strtoll(v, &end, 0);
	if (*end && end[1] == '\0')
		unit = *end == 'k' || *end == 'K' ? 1 << 10 :
			*end == 'm' || *end == 'M' ? 1 << 20 :
			*end == 'g' || *end == 'G' ? 1 << 30 : 0;
	else if (*end)
		unit = 0;
	if (errno || end == v || !unit || n > INT64_MAX / unit ||
	    n < INT64_MIN / unit)
		return dflt;
	return n * unit;
}

void config_all(struct strvec *out, const struct config *c, const char *key)
{
	char *k = normal_key(key);
	bool prefix = str_ends(key, ".");
	size_t i;

	for (i = 0; i < c->keys.nr; i++)
		if (prefix && str_starts(c->keys.v[i], k))
			strvec_push(out, c->keys.v[i]);
		else if (!prefix && !strcmp(c->keys.v[i], k))
			strvec_push(out, c->values.v[i]);
	free(k);
}

size_t config_each(const struct config *c, const char *prefix,
		   void (*fn)(const char *key, const char *value, void *data),
		   void *data)
{
	char *k = normal_key(prefix);
	size_t i, nr = 0;

	for (i = 0; i < c->keys.nr; i++) {
		if (!str_starts(c->keys.v[i], k))
			continue;
		fn(c->keys.v[i], c->values.v[i], data);
		nr++;
	}
	free(k);
	return nr;
}

int config_set(const struct place *p, bool global, const char *key,
	       const char *value, struct err *err)
{
	struct proc proc;
	int rc;

	git_proc(&proc, p, "config", global ? "--global" : "--local",
		 value ? "--replace-all" : "--unset-all", key, value, (char *)NULL);
	rc = proc_run(&proc, err);
	/* 5: there was nothing to unset */
	if (rc == 0 && proc.status && (value || proc.status != 5)) {
		strbuf_trim(&proc.err_out);
		rc = err_set(err, ERR_INVALID, "cannot set '%s': %s", key,
			     proc.err_out.buf);
	}
	proc_release(&proc);
	return rc;
}
