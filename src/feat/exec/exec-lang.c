/*
 * exec-lang.c - the argv of a request: interpreters and how they take code.
 *
 * Code goes into the argv (-c, -e), so that modules are found from the working
 * directory and standard input stays free; what is too long for that, and
 * TypeScript, into a private file.
 */
#include "base/base.h"
#include "feat/exec/exec.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "feat/exec/exec-packages.h"

/* Linux takes 128 KiB in one argument. */
#define ARG_MAX_BYTES ((size_t)100 << 10)
#define SQL_MAX ((size_t)64 << 20)
#define PROBE_MS 5000

static const struct {
	const char *name, *suffix;
	const char *variable;		/* names the interpreter */
	const char *programs[2];	/* the first that is there */
	const char *take_code;		/* the option that code follows */
	const char *what;		/* to install */
} languages[EXEC_NR] = {
	[EXEC_COMMAND] = { "command", "", NULL, { NULL, NULL }, NULL, "" },
	[EXEC_PYTHON] = { "python", "py", "PYTHON_EXECUTABLE",
		{ "python3", "python" }, "-c", "Python" },
	[EXEC_JAVASCRIPT] = { "javascript", "js", "NODE_EXECUTABLE",
		{ "node", "nodejs" }, "-e", "Node.js" },
	[EXEC_TYPESCRIPT] = { "typescript", "ts", "NODE_EXECUTABLE",
		{ "node", "nodejs" }, NULL,
		"Node.js 22.6 or later, tsx, ts-node or deno" },
	[EXEC_BASH] = { "bash", "sh", "BASH_EXECUTABLE", { "bash", NULL },
		"-c", "bash" },
	[EXEC_SQL] = { "sql", "sql", NULL, { "sqlite3", NULL }, NULL,
		"sqlite3" },
};

const char *exec_language_name(enum exec_language l)
{
	return languages[l].name;
}

bool exec_language_parse(enum exec_language *out, const char *name)
{
	int l;

	for (l = EXEC_COMMAND + 1; l < EXEC_NR; l++) {
		if (strcmp(name, languages[l].name) != 0)
			continue;
		*out = (enum exec_language)l;
		return true;
	}
	return false;
}

static int missing(enum exec_language l, const char *program, struct err *err)
{
	const char *var = languages[l].variable;

	return err_set(err, ERR_FAILED, "cannot run %s: '%s' is not on PATH; "
		       "install %s%s%s", languages[l].name, program,
		       languages[l].what, var ? " or name it in " : "",
		       var ? var : "");
}

/* The interpreter, or NULL; *wanted is its name in any case. */
static const char *interpreter(enum exec_language l, const char **wanted)
{
	const char *var = languages[l].variable;
	const char *named = var ? getenv(var) : NULL;
	size_t i;

	if (named && *named) {
		*wanted = named;
		return proc_on_path(named) ? named : NULL;
	}
	*wanted = languages[l].programs[0];
	for (i = 0; i < ARRAY_SIZE(languages[l].programs); i++)
		if (languages[l].programs[i] &&
		    proc_on_path(languages[l].programs[i]))
			return languages[l].programs[i];
	return NULL;
}

/* Node.js strips types since 22.6; an older one refuses the option. */
static bool strips_types(const char *node)
{
	struct proc p;
	bool ok;

	proc_init(&p);
	strvec_pushl(&p.argv, node, "--experimental-strip-types", "-e", "0",
		     (char *)NULL);
	p.timeout_ms = PROBE_MS;
	ok = proc_run(&p, NULL) == 0 && p.status == 0 && !p.timed_out;
	proc_release(&p);
	return ok;
}

/* Where `import` finds the packages, behind a word for node. */
static void add_packages(struct strvec *argv, const struct exec_request *req)
{
	if (req->packages_dir)
		strvec_pushf(argv, "--import=%s/" PACKAGES_HOOK,
			     req->packages_dir);
}

static int typescript(struct strvec *argv, const struct exec_request *req,
		      struct err *err)
{
	const char *wanted, *node = interpreter(EXEC_TYPESCRIPT, &wanted);

	if (node && strips_types(node)) {
		strvec_pushl(argv, node, "--experimental-strip-types",
			     "--no-warnings", (char *)NULL);
		add_packages(argv, req);
	} else if (proc_on_path("tsx"))
		strvec_push(argv, "tsx");
	else if (proc_on_path("ts-node"))
		strvec_push(argv, "ts-node");
	else if (proc_on_path("deno"))
		strvec_pushl(argv, "deno", "run", "--no-prompt",
			     (char *)NULL);
	else if (node)
		return err_set(err, ERR_FAILED, "cannot run typescript: '%s' "
			       "can not strip types; install %s", node,
			       languages[EXEC_TYPESCRIPT].what);
	else
		return missing(EXEC_TYPESCRIPT, wanted, err);
	return 0;
}

/* The code as a file that only we can read. */
static int save_code(char **path, struct exec_program *p,
		     const struct exec_request *req, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = path_join(tmp && *tmp ? tmp : "/tmp", "git-task-XXXXXX");
	char *name = xasprintf("code.%s", languages[req->language].suffix);
	int ret;

	if (!mkdtemp(dir)) {
		err_errno(err, ERR_FAILED, "cannot make the directory '%s'",
			  dir);
		free(name);
		free(dir);
		return -1;
	}
	p->scratch = dir;
	*path = path_join(dir, name);
	ret = file_write_atomic(*path, req->code, strlen(req->code), false,
				err);
	free(name);
	return ret;
}

static int real_file(char **out, const char *file, struct err *err)
{
	*out = realpath(file, NULL);
	return *out ? 0 : err_errno(err, ERR_FAILED, "cannot read '%s'", file);
}

static int sql(struct exec_program *p, const struct exec_request *req,
	       const char *program, struct err *err)
{
	struct strbuf code = STRBUF_INIT;

	if (req->argv && req->argv->nr)
		return err_set(err, ERR_INVALID, "sql takes no arguments");
	strvec_pushl(&p->argv, program, "-batch", "-bail", ":memory:",
		     (char *)NULL);
	p->has_in = true;
	if (req->prelude)
		strbuf_addstr(&p->in, req->prelude);
	if (!req->file)
		strbuf_addstr(&p->in, req->code);
	else if (file_read(&code, req->file, SQL_MAX, err) < 0)
		return -1;
	strbuf_addbuf(&p->in, &code);
	strbuf_release(&code);
	return 0;
}

/* "-c CODE ARGS" or "FILE ARGS" behind the interpreter. */
static int code_words(struct exec_program *p, const struct exec_request *req,
		      struct err *err)
{
	const char *option = languages[req->language].take_code;
	bool args = req->argv && req->argv->nr;
	char *path = NULL;
	int ret = 0;

	if (req->file)
		ret = real_file(&path, req->file, err);
	else if (!option || strlen(req->code) > ARG_MAX_BYTES)
		ret = save_code(&path, p, req, err);
	else
		strvec_pushl(&p->argv, option, req->code, (char *)NULL);
	if (ret < 0)
		goto out;
	if (path) {
		strvec_push(&p->argv, path);
		p->file = xstrdup(path);
	} else if (req->language == EXEC_BASH) {
		strvec_push(&p->argv, "bash");	/* $0 */
	} else if (req->language == EXEC_JAVASCRIPT && args) {
		strvec_push(&p->argv, "--");
	}
	if (args)
		strvec_pushv(&p->argv, req->argv->v);
out:
	free(path);
	return ret;
}

void exec_program_release(struct exec_program *p)
{
	strvec_clear(&p->argv);
	strbuf_release(&p->in);
	if (p->scratch)
		file_remove_tree(p->scratch, NULL);
	free(p->scratch);
	FREE_AND_NULL(p->file);
	p->scratch = NULL;
}

static int check_code(const struct exec_request *req, struct err *err)
{
	if (req->file)
		return 0;
	if (!req->code || !req->code[strspn(req->code, " \t\r\n")])
		return err_set(err, ERR_INVALID, "there is no code to run");
	if (strlen(req->code) > EXEC_CODE_MAX)
		return err_set(err, ERR_INVALID, "the code is longer than 1 "
			       "MiB; save it and use --file");
	return 0;
}

int exec_program(struct exec_program *out, const struct exec_request *req,
		 struct err *err)
{
	const char *wanted, *program;

	strvec_init(&out->argv);
	strbuf_init(&out->in);
	out->has_in = false;
	out->scratch = NULL;
	out->file = NULL;
	if (req->language == EXEC_COMMAND) {
		if (!req->argv || !req->argv->nr || !*req->argv->v[0])
			return err_set(err, ERR_INVALID, "there is no command "
				       "to run");
		strvec_pushv(&out->argv, req->argv->v);
		return 0;
	}
	if (check_code(req, err) < 0)
		return -1;
	if (req->language == EXEC_TYPESCRIPT) {
		if (typescript(&out->argv, req, err) < 0)
			return -1;
		return code_words(out, req, err);
	}
	program = interpreter(req->language, &wanted);
	if (!program)
		return missing(req->language, wanted, err);
	if (req->language == EXEC_SQL)
		return sql(out, req, program, err);
	if (req->language == EXEC_PYTHON && req->packages_dir)
		strvec_pushf(&out->argv, "%s/" PACKAGES_PYTHON,
			     req->packages_dir);
	else
		strvec_push(&out->argv, program);
	if (req->language == EXEC_JAVASCRIPT)
		add_packages(&out->argv, req);
	return code_words(out, req, err);
}
