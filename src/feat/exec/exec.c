/*
 * exec.c - a program run for a task, within its limits.
 */
#include "base/base.h"
#include "feat/exec/exec.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "feat/exec/exec-box.h"
#include "feat/exec/exec-guard.h"
#include "feat/exec/exec-packages.h"
#include "data/when.h"

#define DEFAULT_TIMEOUT 30
#define DEFAULT_MEMORY UINT64_C(512000000)
#define DEFAULT_FILE_SIZE UINT64_C(1000000000)
/* What home and /tmp of the box can hold. */
#define SCRATCH_MAX (UINT64_C(256) << 20)
#define TIMEOUT_MAX (14.0 * 24 * 3600)

/* ---- defaults ---- */

int exec_size(uint64_t *out, const char *text, struct err *err)
{
	static const struct { const char *name; double factor; } units[] = {
		{ "", 1 }, { "b", 1 }, { "kb", 1e3 }, { "mb", 1e6 },
		{ "gb", 1e9 }, { "tb", 1e12 }, { "k", 1024 }, { "kib", 1024 },
		{ "m", 1048576 }, { "mib", 1048576 }, { "g", 1073741824 },
		{ "gib", 1073741824 }, { "t", 1099511627776 },
		{ "tib", 1099511627776 },
	};
	char *end = NULL;
	double d;
	size_t i;

	d = *text >= '0' && *text <= '9' ? strtod(text, &end) : -1;
	if (end && d < 1e15 && (text[1] | 0x20) != 'x') {
		end += strspn(end, " ");
		for (i = 0; i < ARRAY_SIZE(units); i++) {
			if (!str_ieq(end, units[i].name))
				continue;
			d *= units[i].factor;
			if (d >= 1e18)
				break;
			*out = (uint64_t)d;
			return 0;
		}
	}
	return err_set(err, ERR_INVALID, "'%s' is not a size: write 512MB, "
		       "64KiB, 2g or a number of bytes", text);
}

static int set_timeout(double *out, const char *text, const char *where,
		       struct err *err)
{
	if (when_parse_duration(out, text, false, err) < 0)
		return err_prefix(err, "%s", where);
	return 0;
}

int exec_request_init(struct exec_request *req, struct db *db,
		      struct err *err)
{
	const char *timeout = getenv("EXECUTION_TIMEOUT");
	const char *memory = getenv("MAX_EXECUTION_MEMORY");
	const char *t_name = "EXECUTION_TIMEOUT";
	const char *m_name = "MAX_EXECUTION_MEMORY";
	const char *sandbox;

	memset(req, 0, sizeof(*req));
	req->worktree = db_worktree(db);
	if (!req->worktree)
		return err_set(err, ERR_INVALID, "a bare repository has no "
			       "work tree to run something in");
	req->gitdir = db_commondir(db);
	req->db = db;
	req->network = db_config_bool(db, "task.exec.network", false);
	req->read_only = db_config_bool(db, "task.exec.readonly", false);
	req->packages_allowed = db_config(db, "task.exec.packages");
	sandbox = db_config(db, "task.exec.sandbox");
	if (sandbox && *sandbox) {
		if (!exec_sandbox_parse(&req->sandbox, sandbox))
			return err_set(err, ERR_INVALID, "task.exec.sandbox is "
				       "auto, bwrap or none, not '%s'",
				       sandbox);
		req->sandbox_set = true;
	}
	req->timeout = DEFAULT_TIMEOUT;
	req->limit.memory = DEFAULT_MEMORY;
	req->limit.file_size = DEFAULT_FILE_SIZE;
	req->max_output = EXEC_OUTPUT;
	req->no_output = !db_config_bool(db, "task.exec.recordOutput", true);
	if (!timeout || !*timeout) {
		timeout = db_config(db, "task.exec.timeout");
		t_name = "task.exec.timeout";
	}
	if (!memory || !*memory) {
		memory = db_config(db, "task.exec.memory");
		m_name = "task.exec.memory";
	}
	if (timeout && *timeout &&
	    set_timeout(&req->timeout, timeout, t_name, err) < 0)
		return -1;
	if (memory && *memory &&
	    exec_size(&req->limit.memory, memory, err) < 0)
		return err_prefix(err, "%s", m_name);
	return 0;
}

void exec_result_init(struct exec_result *r)
{
	memset(r, 0, sizeof(*r));
	strbuf_init(&r->output);
	strbuf_init(&r->error);
	mask_init(&r->mask);
}

void exec_result_release(struct exec_result *r)
{
	strbuf_release(&r->output);
	strbuf_release(&r->error);
	mask_release(&r->mask);
	free(r->dir);
	exec_result_init(r);
}

/* ---- the environment ---- */

/* What `git rev-parse --local-env-vars` lists: of one repository. */
static const char *const git_local[] = {
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG",
	"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_OBJECT_DIRECTORY",
	"GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE",
	"GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE",
	"GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR",
	"GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_QUARANTINE_PATH",
	NULL
};

static const char *const passed[] = {
	"PATH", "HOME", "LANG", "TERM", "TZ", "TMPDIR", "USER", "SHELL", NULL
};

static bool is_named(const char *entry, const char *const *names)
{
	size_t len = strcspn(entry, "=");

	for (; *names; names++)
		if (strlen(*names) == len && !memcmp(entry, *names, len))
			return true;
	return false;
}

/* In the box there is nothing that the others of these lead to. */
static const char *const passed_in[] = { "PATH", "LANG", "TERM", "TZ", NULL };

static bool passes(const char *entry, bool all, bool boxed)
{
	if (boxed && !all)
		return is_named(entry, passed_in) || str_starts(entry, "LC_");
	if (is_named(entry, git_local) ||
	    str_starts(entry, "GIT_CONFIG_KEY_") ||
	    str_starts(entry, "GIT_CONFIG_VALUE_"))
		return false;
	if (all || is_named(entry, passed) || str_starts(entry, "LC_"))
		return true;
	return str_starts(entry, "GIT_") &&
		!mask_is_secret(entry, strcspn(entry, "="));
}

/* Sets "NAME=value", instead of the one that is there. */
static void set_variable(struct strvec *env, const char *entry)
{
	size_t len = strcspn(entry, "=") + 1, i;

	for (i = 0; i < env->nr; i++)
		if (!strncmp(env->v[i], entry, len))
			break;
	if (i < env->nr)
		strvec_remove(env, i);
	strvec_push(env, entry);
}

static void make_environment(struct strvec *env,
			     const struct exec_request *req, bool boxed)
{
	char *const *e;
	size_t i;

	for (e = proc_environ(); *e; e++)
		if (strchr(*e, '=') && passes(*e, req->inherit_env, boxed))
			strvec_push(env, *e);
	if (boxed) {
		set_variable(env, "HOME=" BOX_HOME);
		set_variable(env, "TMPDIR=/tmp");
	}
	if (req->task) {
		char *id = xasprintf("TASK_ID=%s", req->task);

		set_variable(env, id);
		free(id);
	}
	if (req->packages_dir && req->language != EXEC_PYTHON) {
		char *path = xasprintf("NODE_PATH=%s/" PACKAGES_NODE,
				       req->packages_dir);

		set_variable(env, path);
		free(path);
	}
	for (i = 0; req->env && i < req->env->nr; i++)
		set_variable(env, req->env->v[i]);
}

/* ---- the place ---- */

/* What is behind `root` in `path` ("" for root itself), NULL: not inside. */
static const char *inside(const char *path, const char *root)
{
	size_t len = strlen(root);

	if (!strcmp(root, "/"))
		return path + 1;
	if (strncmp(path, root, len) != 0)
		return NULL;
	return !path[len] ? path + len :
	       path[len] == '/' ? path + len + 1 : NULL;
}

/* *dir: where to run; *rel: the same from the top, NULL when that is it. */
static int find_place(char **dir, char **rel, const struct exec_request *req,
		      struct err *err)
{
	char *root = realpath(req->worktree, NULL);
	const char *sub;
	int ret = 0;

	if (!root)
		return err_errno(err, ERR_FAILED, "cannot find the work tree "
				 "'%s'", req->worktree);
	*dir = realpath(req->dir ? req->dir : ".", NULL);
	sub = *dir ? inside(*dir, root) : NULL;
	if (!sub && !req->dir) {
		free(*dir);
		*dir = xstrdup(root);
		sub = "";
	}
	if (!*dir || !file_is_dir(*dir))
		ret = err_set(err, ERR_INVALID, "'%s' is no directory",
			      req->dir);
	else if (!sub)
		ret = err_set(err, ERR_INVALID, "'%s' is outside the work "
			      "tree '%s'", req->dir, root);
	else
		*rel = *sub ? xstrdup(sub) : NULL;
	free(root);
	return ret;
}

/* ---- the box ---- */

bool exec_sandbox_parse(enum exec_sandbox *out, const char *name)
{
	static const char *const names[] = { "none", "auto", "bwrap" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!str_ieq(names[i], name))
			continue;
		*out = (enum exec_sandbox)i;
		return true;
	}
	return false;
}

/* Will it run in the box?  A place that is not to be had is an error only where the
 * box was demanded. */
static int choose_box(bool *boxed, const struct exec_request *req,
		      struct err *err)
{
	struct err why = ERR_INIT;

	*boxed = false;
	if (req->sandbox == EXEC_SANDBOX_NONE)
		return 0;
	*boxed = box_works(&why);
	if (*boxed || (req->sandbox == EXEC_SANDBOX_AUTO && !req->must_box))
		return 0;
	return err_set(err, ERR_FAILED, "there is no box to run it in: %s; "
		       "install bubblewrap, or say 'git config "
		       "task.exec.sandbox none' to run it with all that you "
		       "may do", why.msg);
}

static int add_box(struct strvec *argv, const struct exec_request *req,
		   const struct exec_program *prog, const char *dir,
		   struct err *err)
{
	struct strvec guarded = STRVEC_INIT;
	char *top = realpath(req->worktree, NULL);
	char *gitdir = req->gitdir ? realpath(req->gitdir, NULL) : NULL;
	struct box b = {
		.worktree = top ? top : req->worktree, .gitdir = gitdir,
		.dir = dir, .write = !req->read_only, .network = req->network,
		.scratch = SCRATCH_MAX, .guarded = &guarded,
		.readable = { prog->scratch, prog->scratch ? NULL : prog->file,
			      NULL },
	};
	int ret = b.write ? guard_list(&guarded, b.worktree, req, err) : 0;

	if (ret == 0)
		box_words(argv, &b);
	strvec_clear(&guarded);
	free(top);
	free(gitdir);
	return ret;
}

/* ---- running ---- */

struct streams {
	struct exec_keep out, err;
};

static void keep(int fd, const char *data, size_t len, void *arg)
{
	struct streams *s = arg;

	exec_keep_add(fd == STDOUT_FILENO ? &s->out : &s->err, data, len);
}

/* All processors at work for the whole time; what is left when we are gone. */
static uint64_t default_cpu(double timeout)
{
	long nr = sysconf(_SC_NPROCESSORS_ONLN);

	return timeout > 0 ? (uint64_t)(timeout + 1) *
			     (uint64_t)(nr > 0 ? nr : 1) : 0;
}

/*
 * The log is ordered by second and then by id: 11 digits of milliseconds keep
 * the order of quick runs, 5 random ones keep clones apart.
 */
static void make_id(char out[ID_LEN + 1], int64_t ms)
{
	struct rnd rnd = RND_SYSTEM;

	snprintf(out, ID_LEN + 1, "%011" PRIx64 "%05" PRIx64,
		 (uint64_t)ms & UINT64_C(0xfffffffffff),
		 rnd_u64(&rnd) & UINT64_C(0xfffff));
}

static void fill_result(struct exec_result *out, const struct proc *p,
			const struct streams *s)
{
	out->seconds = p->seconds;
	out->timed_out = p->timed_out;
	out->exit_code = p->timed_out ? EXEC_TIMED_OUT : p->status;
	out->caught = p->caught;
	out->live_errno = p->copy_errno;
	out->output_bytes = s->out.total;
	out->error_bytes = s->err.total;
	out->truncated = exec_keep_text(&out->output, &s->out,
					&out->mask);
	out->truncated |= exec_keep_text(&out->error, &s->err,
					 &out->mask);
}

static int check_request(const struct exec_request *req, struct err *err)
{
	if (req->max_output > EXEC_OUTPUT_MAX)
		return err_set(err, ERR_INVALID, "at most %zu bytes of each "
			       "stream can be kept", EXEC_OUTPUT_MAX);
	if (req->timeout < 0 || req->timeout > TIMEOUT_MAX)
		return err_set(err, ERR_INVALID, "the time limit is at most "
			       "14 days, 0 for none");
	return 0;
}

/* What the code needs, and the words that run it. */
static int prepare(struct exec_program *prog, struct exec_request *req,
		   char **packages, bool *boxed, struct err *err)
{
	if (choose_box(boxed, req, err) < 0)
		return -1;
	if (req->packages && req->packages->nr) {
		if (packages_ready(packages, req, *boxed, err) < 0)
			return -1;
		req->packages_dir = *packages;
	}
	return exec_program(prog, req, err);
}

int exec_run(struct exec_result *out, const struct exec_request *asked,
	     struct err *err)
{
	struct exec_request own = *asked, *req = &own;
	struct exec_program prog = { STRVEC_INIT, STRBUF_INIT, false, NULL,
				     NULL };
	struct limit limit = req->limit;
	struct streams s;
	struct proc p;
	char *dir = NULL, *packages = NULL;
	int ret = -1;

	proc_init(&p);
	exec_keep_init(&s.out, req->max_output);
	exec_keep_init(&s.err, req->max_output);
	if (check_request(req, err) < 0 ||
	    find_place(&dir, &out->dir, req, err) < 0 ||
	    prepare(&prog, req, &packages, &out->boxed, err) < 0)
		goto out;
	if (!limit.cpu)
		limit.cpu = default_cpu(req->timeout);
	p.sealed = out->boxed;
	if (out->boxed && add_box(&p.argv, req, &prog, dir, err) < 0)
		goto out;
	strvec_pushv(&p.argv, prog.argv.v);
	make_environment(&p.env, req, out->boxed);
	mask_add(&out->mask, proc_environ());
	mask_add(&out->mask, req->env ? req->env->v : NULL);
	p.clean_env = true;
	p.dir = dir;
	p.inherit_in = req->pass_stdin && !prog.has_in;
	p.in = prog.has_in ? prog.in.buf : NULL;
	p.in_len = prog.in.len;
	p.limit = &limit;
	/* less than a millisecond would be no limit */
	p.timeout_ms = (int)(req->timeout * 1000);
	if (req->timeout > 0 && !p.timeout_ms)
		p.timeout_ms = 1;
	p.sink = keep;
	p.sink_arg = &s;
	p.copy_out = req->live_out;
	p.copy_err = req->live_err;
	out->started = clock_now(req->clock);
	make_id(out->id, out->started);
	ret = proc_run(&p, err);
	if (ret == 0)
		fill_result(out, &p, &s);
out:
	exec_program_release(&prog);
	exec_keep_release(&s.out);
	exec_keep_release(&s.err);
	proc_release(&p);
	free(packages);
	free(dir);
	return ret;
}
