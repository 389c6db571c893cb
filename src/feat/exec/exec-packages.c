/*
 * exec-packages.c - packages for code: which names are some, and the folder they are in.
 */
#include "base/base.h"
#include "feat/exec/exec-packages.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "data/sha256.h"
#include "feat/exec/exec-box.h"

#define PACKAGE_BYTES 214	/* of npm; the longest of PyPI are shorter */
#define INSTALL_MS 300000
#define LOCK_MS INSTALL_MS
#define VERSION_MS 10000
#define SUM_BYTES 12
#define INSTALL_FILE_SIZE (UINT64_C(2) << 30)
#define SCRATCH_BYTES (UINT64_C(512) << 20)
#define READY "ready"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* ---- names ---- */

static const char *kind_of(enum exec_language l)
{
	switch (l) {
	case EXEC_PYTHON:
		return "python";
	case EXEC_JAVASCRIPT:
	case EXEC_TYPESCRIPT:
		return "node";
	default:
		return NULL;
	}
}

/* A file's name would be taken for the file. */
static bool is_archive(const char *name)
{
	static const char *const ends[] = {
		".tgz", ".tar.gz", ".tar", ".zip", ".whl", ".tar.bz2",
		".tar.xz",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (strlen(name) >= strlen(ends[i]) &&
		    str_ieq(name + strlen(name) - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

/* The length of a name at `s`, 0: none. */
static size_t word_len(const char *s)
{
	size_t n = strspn(s, LETTERS DIGITS "._-");

	return n && strchr(LETTERS DIGITS, *s) ? n : 0;
}

/* PEP 508's name, extras and one or more versions; PEP 440's operators. */
static size_t python_name(const char *s, bool *good)
{
	size_t n = word_len(s), name = n, k;

	*good = false;
	if (s[n] == '[') {
		n++;
		k = strspn(s + n, LETTERS DIGITS "._-,");
		if (!k || s[n + k] != ']')
			return name;
		n += k + 1;
	}
	while (n && s[n]) {
		k = strspn(s + n, "=<>!~");
		if (!k || k > 3)
			return name;
		n += k;
		k = strspn(s + n, LETTERS DIGITS ".*+!-_");
		if (!k)
			return name;
		n += k;
		if (s[n] == ',' && s[n + 1])
			n++;
	}
	*good = n && !s[n];
	return name;
}

/* name, @scope/name, either with @version, @range or @tag behind it. */
static size_t npm_name(const char *s, bool *good)
{
	size_t n = 0, k;

	*good = false;
	if (*s == '@') {
		k = word_len(s + 1);
		if (!k || s[k + 1] != '/')
			return 0;
		n = k + 2;
	}
	k = word_len(s + n);
	if (!k)
		return 0;
	n += k;
	*good = !s[n] || (s[n] == '@' && s[n + 1] &&
			  !s[n + 1 + strspn(s + n + 1, LETTERS DIGITS
					    ".*^~<>=+-_")]);
	return n;
}

/* The name's length in `s`, 0 when it is no package. */
static size_t name_len(const char *s, enum exec_language l)
{
	bool good;
	size_t n = l == EXEC_PYTHON ? python_name(s, &good) :
				      npm_name(s, &good);

	return good && !is_archive(s) && strlen(s) <= PACKAGE_BYTES ? n : 0;
}

int packages_check(const struct strvec *names, enum exec_language l,
		   struct err *err)
{
	size_t i;

	if (!kind_of(l))
		return err_set(err, ERR_INVALID, "%s takes no packages: python, "
			       "javascript and typescript do",
			       l == EXEC_COMMAND ? "a command" :
			       exec_language_name(l));
	if (names->nr > PACKAGES_MAX)
		return err_set(err, ERR_INVALID, "at most %d packages",
			       PACKAGES_MAX);
	for (i = 0; i < names->nr; i++)
		if (!name_len(names->v[i], l))
			return err_set(err, ERR_INVALID, "'%.80s' is no name "
				       "of a package: write %s, no address, "
				       "path or option", names->v[i],
				       l == EXEC_PYTHON ? "six or six==1.16.0" :
				       "lodash or lodash@4.17.21");
	return 0;
}

int packages_allowed(const struct strvec *names, const char *allowed,
		     bool tool, struct err *err)
{
	struct strvec list = STRVEC_INIT;
	size_t i, n;
	int ret = 0;

	if (!allowed || !*allowed)
		return !tool ? 0 : err_set(err, ERR_FAILED, "installing "
			"packages for a tool is off: 'git config "
			"task.exec.packages any' allows all, a list of names "
			"allows these");
	if (str_ieq(allowed, "any"))
		return 0;
	if (!str_ieq(allowed, "none"))
		strvec_split(&list, allowed, " ,");
	for (i = 0; i < names->nr && ret == 0; i++) {
		const char *s = names->v[i];
		char *name;

		/* the name ends where a version or extras begin */
		n = strcspn(s + 1, "@[=<>!~") + 1;
		name = xstrndup(s, n);
		if (!strvec_has(&list, name))
			ret = err_set(err, ERR_FAILED, "the package '%.80s' is "
				      "not among those that git config "
				      "task.exec.packages allows", name);
		free(name);
	}
	strvec_clear(&list);
	return ret;
}

/* ---- the folder ---- */

static const char *python_program(void)
{
	const char *named = getenv("PYTHON_EXECUTABLE");

	if (named && *named)
		return named;
	return proc_on_path("python3") ? "python3" : "python";
}

/* The interpreter's version: a venv is of one.  npm's folders are of all. */
static int add_version(struct strbuf *out, enum exec_language l,
		       struct err *err)
{
	struct proc p;
	int ret;

	if (l != EXEC_PYTHON)
		return 0;
	proc_init(&p);
	strvec_pushl(&p.argv, python_program(), "-V", (char *)NULL);
	p.timeout_ms = VERSION_MS;
	ret = proc_run(&p, err);
	strbuf_addf(out, "%s %s\n", python_program(), p.out.buf);
	proc_release(&p);
	return ret;
}

static int folder_of(char **dir, char **base, const struct exec_request *req,
		     struct err *err)
{
	unsigned char sum[SHA256_LEN];
	char hex[2 * SUM_BYTES + 1];
	struct strbuf key = STRBUF_INIT;
	struct strvec names = STRVEC_INIT;
	char *real = req->gitdir ? realpath(req->gitdir, NULL) : NULL;
	size_t i;
	int ret = -1;

	if (!real) {
		err_set(err, ERR_FAILED, "there is no Git directory to keep "
			"packages in");
		goto out;
	}
	if (add_version(&key, req->language, err) < 0)
		goto out;
	strvec_pushv(&names, req->packages->v);
	strvec_sort(&names);
	strvec_uniq(&names);
	for (i = 0; i < names.nr; i++)
		strbuf_addf(&key, "%s\n", names.v[i]);
	sha256(sum, key.buf, key.len);
	sha256_hex(hex, sum, SUM_BYTES);
	*base = xasprintf("%s/git-task/packages/%s", real,
			  kind_of(req->language));
	*dir = path_join(*base, hex);
	ret = 0;
out:
	free(real);
	strbuf_release(&key);
	strvec_clear(&names);
	return ret;
}

static bool is_ready(const char *dir, enum exec_language l)
{
	char *mark = path_join(dir, READY);
	char *python = path_join(dir, PACKAGES_PYTHON);
	bool ready = file_exists(mark) &&
		(l != EXEC_PYTHON || access(python, X_OK) == 0);

	free(mark);
	free(python);
	return ready;
}

/* ---- pip and npm ---- */

/* What says where the index is, and how it is reached. */
static const char *const passed[] = {
	"PATH", "LANG", "TZ", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL",
	"PIP_CERT", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT",
	"NPM_CONFIG_REGISTRY", "npm_config_registry", "NPM_CONFIG_CAFILE",
	"npm_config_cafile", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE",
	"SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY",
	"NO_PROXY", "http_proxy", "https_proxy", "no_proxy", NULL
};

static void environment(struct strvec *env, bool boxed, const char *dir)
{
	const char *const *name;

	for (name = passed; *name; name++)
		if (getenv(*name))
			strvec_pushf(env, "%s=%s", *name, getenv(*name));
	/* no settings of the user's: they would be seen without a box only */
	strvec_pushf(env, "HOME=%s", boxed ? BOX_HOME : dir);
	strvec_pushf(env, "TMPDIR=%s", boxed ? "/tmp" : dir);
	strvec_push(env, "PIP_CONFIG_FILE=/dev/null");
}

/* Does the line say nothing to somebody who waits for a package? */
static bool is_noise(const char *s)
{
	return !s[strspn(s, " ")] || str_starts(s, "[notice]");
}

/* What stands behind the mark of npm 10 or that of npm 9 and before; NULL: neither. */
static const char *npm_says(const char *line)
{
	static const char *const marks[] = { "npm error ", "npm ERR! " };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (str_starts(line, marks[i]))
			return line + strlen(marks[i]);
	return NULL;
}

/* The line to print: npm's first behind its code, else the last. */
static void last_words(struct strbuf *out, const struct proc *p)
{
	struct strvec lines = STRVEC_INIT;
	struct strbuf clean = STRBUF_INIT;
	struct mask mask;
	size_t i;

	mask_init(&mask);
	mask_add(&mask, proc_environ());
	exec_clean(&clean, p->err_out.len ? p->err_out.buf : p->out.buf,
		   p->err_out.len ? p->err_out.len : p->out.len);
	mask_text(&clean, &mask);
	strvec_split(&lines, clean.buf, "\n");
	for (i = 0; i < lines.nr; i++) {
		const char *s = lines.v[i], *npm = npm_says(s);

		if (npm)
			s = npm;
		if (is_noise(s) || (npm && str_starts(s, "code ")))
			continue;
		strbuf_reset(out);
		strbuf_addf(out, "%.300s", s);
		if (npm)
			break;
	}
	mask_release(&mask);
	strbuf_release(&clean);
	strvec_clear(&lines);
}

/* Runs the words of `argv`, in the box when there is one, with a network. */
static int install_step(const struct strvec *argv, const char *dir,
			const struct exec_request *req, bool boxed,
			struct err *err)
{
	struct limit limit = { .file_size = INSTALL_FILE_SIZE };
	struct strbuf said = STRBUF_INIT;
	struct proc p;
	int ret;

	proc_init(&p);
	if (boxed) {
		struct box b = {
			.worktree = dir, .dir = dir, .write = true,
			.network = true, .scratch = SCRATCH_BYTES,
		};

		box_words(&p.argv, &b);
		p.sealed = true;
	}
	strvec_pushv(&p.argv, argv->v);
	environment(&p.env, boxed, dir);
	p.clean_env = true;
	p.dir = dir;
	p.limit = &limit;
	p.timeout_ms = INSTALL_MS;
	ret = proc_run(&p, err);
	if (ret == 0 && (p.status || p.timed_out)) {
		last_words(&said, &p);
		ret = err_set(err, ERR_FAILED, "cannot install the packages of "
			      "%s: %s", exec_language_name(req->language),
			      p.timed_out ? "it took longer than 5 minutes" :
			      said.len ? said.buf : "it ended without a word");
	}
	strbuf_release(&said);
	proc_release(&p);
	return ret;
}

/* A pip that is there saves the venv one of its own, which takes longer than all the rest.
 * The path of the Python that has it, past the shims of version managers, and where a venv
 * of it has its packages; false: it has none, or an old one.  Caller frees. */
static bool python_with_pip(char **path, char **site)
{
	struct strvec lines = STRVEC_INIT;
	struct proc p;

	proc_init(&p);
	/* this is outside of the box: the pip of the work tree, or of what a
	 * variable points to, is not the one that is asked for */
	strvec_pushl(&p.argv, python_program(), "-I", "-c",
		     "import pip, sys, sysconfig; print(pip.__version__); "
		     "print(sys.executable); print(sysconfig.get_path('purelib', "
		     "'posix_prefix', {'base': 'venv'}))", (char *)NULL);
	p.dir = "/";
	p.timeout_ms = VERSION_MS;
	if (proc_run(&p, NULL) == 0 && !p.status)
		strvec_split(&lines, p.out.buf, "\n");
	if (lines.nr >= 3 && strtol(lines.v[0], NULL, 10) >= 23 &&
	    str_starts(lines.v[2], "venv/")) {
		*path = xstrdup(lines.v[1]);
		*site = xstrdup(lines.v[2]);
	}
	strvec_clear(&lines);
	proc_release(&p);
	return *path;
}

static int install_python(const char *dir, const struct exec_request *req,
			  bool boxed, struct err *err)
{
	struct strvec argv = STRVEC_INIT;
	char *python = path_join(dir, PACKAGES_PYTHON);
	char *pip = NULL, *site = NULL;
	bool there = python_with_pip(&pip, &site);
	int ret;

	strvec_pushl(&argv, there ? pip : python_program(), "-m", "venv",
		     "venv", there ? "--without-pip" : (char *)NULL,
		     (char *)NULL);
	ret = install_step(&argv, dir, req, boxed, err);
	if (ret == 0) {
		strvec_clear(&argv);
		strvec_pushl(&argv, there ? pip : python, "-m", "pip",
			     "install", "--no-input",
			     "--disable-pip-version-check", "--no-cache-dir",
			     "--only-binary", ":all:", "--quiet",
			     "--no-warn-conflicts", (char *)NULL);
		if (there)
			strvec_pushl(&argv, "--target", site, (char *)NULL);
		strvec_push(&argv, "--");
		strvec_pushv(&argv, req->packages->v);
		ret = install_step(&argv, dir, req, boxed, err);
	}
	free(pip);
	free(site);
	free(python);
	strvec_clear(&argv);
	return ret;
}

/* `require` looks into NODE_PATH, `import` does not: what it finds nowhere else it looks
 * for here. */
static const char resolve_hook[] =
	"import { register } from 'node:module'\n"
	"const here = import.meta.url\n"
	"const text = `export async function resolve(name, context, next) {\n"
	"\ttry {\n"
	"\t\treturn await next(name, context)\n"
	"\t} catch (e) {\n"
	"\t\tif (e.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]|:/.test(name))\n"
	"\t\t\tthrow e\n"
	"\t\treturn next(name, { ...context, parentURL: ${JSON.stringify(here)} })\n"
	"\t}\n"
	"}`\n"
	"register('data:text/javascript,' + encodeURIComponent(text))\n";

static int install_node(const char *dir, const struct exec_request *req,
			bool boxed, struct err *err)
{
	struct strvec argv = STRVEC_INIT;
	char *hook = path_join(dir, PACKAGES_HOOK);
	int ret;

	if (!proc_on_path("npm")) {
		free(hook);
		return err_set(err, ERR_FAILED, "cannot install the packages "
			       "of %s: 'npm' is not on PATH",
			       exec_language_name(req->language));
	}
	strvec_pushl(&argv, "npm", "install", "--ignore-scripts", "--no-audit",
		     "--no-fund", "--no-update-notifier", "--no-package-lock",
		     "--logs-max=0", "--loglevel=error", "--prefix", dir, "--",
		     (char *)NULL);
	strvec_pushv(&argv, req->packages->v);
	ret = install_step(&argv, dir, req, boxed, err);
	if (ret == 0)
		ret = file_write_atomic(hook, resolve_hook,
					strlen(resolve_hook), false, err);
	free(hook);
	strvec_clear(&argv);
	return ret;
}

static int install(const char *dir, const struct exec_request *req, bool boxed,
		   struct err *err)
{
	char *mark = path_join(dir, READY);
	struct strbuf text = STRBUF_INIT;
	size_t i;
	int ret;

	if ((ret = file_remove_tree(dir, err)) == 0)
		ret = file_mkdirs(dir, err);
	if (ret == 0)
		ret = req->language == EXEC_PYTHON ?
			install_python(dir, req, boxed, err) :
			install_node(dir, req, boxed, err);
	for (i = 0; i < req->packages->nr; i++)
		strbuf_addf(&text, "%s\n", req->packages->v[i]);
	if (ret == 0)
		ret = file_write_atomic(mark, text.buf, text.len, false, err);
	if (ret < 0)
		file_remove_tree(dir, NULL);
	strbuf_release(&text);
	free(mark);
	return ret;
}

int packages_ready(char **dir, const struct exec_request *req, bool boxed,
		   struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	char *base = NULL, *path = NULL;
	int ret = -1;

	*dir = NULL;
	if (folder_of(dir, &base, req, err) < 0)
		goto out;
	if (is_ready(*dir, req->language)) {
		ret = 0;
		goto out;
	}
	path = path_join(base, "lock");
	if (file_mkdirs(base, err) == 0 &&
	    file_lock(&lock, path, LOCK_MS, err) >= 0)
		ret = is_ready(*dir, req->language) ? 0 :
			install(*dir, req, boxed, err);
	file_unlock(&lock);
out:
	free(path);
	free(base);
	if (ret < 0)
		FREE_AND_NULL(*dir);
	return ret;
}
