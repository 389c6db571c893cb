/*
 * exec-box.c - the words that make bubblewrap build the box.
 */
#include "base/base.h"
#include "feat/exec/exec-box.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"

#define PROBE_MS 10000

/* The system, as far as it is there. */
static const char *const system_dirs[] = {
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt",
	"/nix/store", "/gnu/store", "/snap",
};

/* Of /etc what programs need to start; no passwords, keys or hosts. */
static const char *const system_files[] = {
	"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf",
	"/etc/ld.so.conf.d", "/etc/localtime", "/etc/timezone",
	"/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/mime.types",
	"/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ca-certificates",
	"/etc/pki/tls/certs", "/etc/fonts", "/etc/profile",
};

/* What names become with a network. */
static const char *const network_files[] = {
	"/etc/resolv.conf", "/etc/hosts", "/etc/services", "/etc/protocols",
	"/etc/gai.conf", "/run/systemd/resolve",
};

static void bind_all(struct strvec *argv, const char *const *paths, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		strvec_pushl(argv, "--ro-bind-try", paths[i], paths[i],
			     (char *)NULL);
}

static bool is_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && (!path[len] || path[len] == '/');
}

static bool is_system(const char *path)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(system_dirs); i++)
		if (is_below(path, system_dirs[i]))
			return true;
	return false;
}

/*
 * Programs of PATH that are not the system's: their directory, and what stands beside it
 * when that is an installation of its own (PREFIX/bin with PREFIX/lib, or the shims of a
 * version manager), but never a home directory or what lies directly in it as ~/.local.
 */
static void bind_path(struct strvec *argv, const char *entry)
{
	const char *home = getenv("HOME");
	char *real = realpath(entry, NULL);
	char *parent, *lib, *above;
	bool own;

	if (!real || is_system(real) || !strcmp(real, "/") ||
	    (home && !strcmp(real, home)) || !file_is_dir(real)) {
		free(real);
		return;
	}
	parent = path_dirname(real);
	above = path_dirname(parent);
	lib = path_join(parent, "lib");
	own = strcmp(parent, "/") != 0 && (!home || strcmp(parent, home)) &&
		(str_ends(real, "/shims") ||
		 (str_ends(real, "/bin") && file_is_dir(lib) &&
		  (!home || strcmp(above, home) != 0)));
	strvec_pushl(argv, "--ro-bind-try", own ? parent : real,
		     own ? parent : real, (char *)NULL);
	/* a name that is a symbolic link is another place */
	if (!own && strcmp(entry, real) != 0 && *entry == '/')
		strvec_pushl(argv, "--ro-bind-try", real, entry,
			     (char *)NULL);
	free(above);
	free(parent);
	free(lib);
	free(real);
}

static void bind_programs(struct strvec *argv)
{
	struct strvec dirs = STRVEC_INIT;
	const char *path = getenv("PATH");
	size_t i;

	strvec_split(&dirs, path ? path : "", ":");
	for (i = 0; i < dirs.nr; i++)
		if (*dirs.v[i] == '/')
			bind_path(argv, dirs.v[i]);
	strvec_clear(&dirs);
}

/* Its own names for everything that the kernel can separate, and no rights. */
static void namespaces(struct strvec *argv, bool network)
{
	strvec_pushl(argv, "bwrap", "--unshare-user", "--unshare-ipc",
		     "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try",
		     "--disable-userns", "--cap-drop", "ALL",
		     "--die-with-parent", "--hostname", "box", (char *)NULL);
	if (!network)
		strvec_push(argv, "--unshare-net");
}

bool box_works(struct err *why)
{
	struct strbuf said = STRBUF_INIT;
	struct proc p;
	bool ok = false;

	if (!proc_on_path("bwrap")) {
		err_set(why, ERR_FAILED, "bubblewrap (bwrap) is not installed");
		return false;
	}
	proc_init(&p);
	namespaces(&p.argv, false);
	strvec_pushl(&p.argv, "--ro-bind", "/", "/", "--proc", "/proc",
		     "--dev", "/dev", "true", (char *)NULL);
	p.timeout_ms = PROBE_MS;
	if (proc_run(&p, why) == 0) {
		ok = p.status == 0 && !p.timed_out;
		strbuf_addstr(&said, p.err_out.buf);
		strbuf_setlen(&said, strcspn(said.buf, "\n"));
		if (!ok)
			err_set(why, ERR_FAILED, "bubblewrap does not work "
				"here: %.200s", said.len ? said.buf :
				"it ended without a word");
	}
	strbuf_release(&said);
	proc_release(&p);
	return ok;
}

/* Files in memory, as many bytes as that. */
static void add_scratch(struct strvec *argv, const char *dir, uint64_t bytes)
{
	if (bytes) {
		strvec_push(argv, "--size");
		strvec_pushf(argv, "%" PRIu64, bytes);
	}
	strvec_pushl(argv, "--tmpfs", dir, (char *)NULL);
}

void box_words(struct strvec *argv, const struct box *b)
{
	size_t i;

	namespaces(argv, b->network);
	bind_all(argv, system_dirs, ARRAY_SIZE(system_dirs));
	bind_all(argv, system_files, ARRAY_SIZE(system_files));
	if (b->network)
		bind_all(argv, network_files, ARRAY_SIZE(network_files));
	/* root could write to the kernel's settings below /proc/sys */
	strvec_pushl(argv, "--proc", "/proc", "--remount-ro", "/proc",
		     "--dev", "/dev", (char *)NULL);
	add_scratch(argv, "/dev/shm", b->scratch);
	strvec_pushl(argv, "--remount-ro", "/dev", (char *)NULL);
	add_scratch(argv, "/tmp", b->scratch);
	strvec_pushl(argv, "--dir", BOX_HOME, (char *)NULL);
	bind_programs(argv);
	strvec_pushl(argv, b->write ? "--bind" : "--ro-bind", b->worktree,
		     b->worktree, (char *)NULL);
	/* hooks and settings of Git would run outside */
	if (b->gitdir)
		strvec_pushl(argv, "--ro-bind", b->gitdir, b->gitdir,
			     (char *)NULL);
	for (i = 0; b->guarded && i < b->guarded->nr; i++)
		strvec_pushl(argv, "--ro-bind", b->guarded->v[i],
			     b->guarded->v[i], (char *)NULL);
	for (i = 0; i < ARRAY_SIZE(b->readable); i++)
		if (b->readable[i])
			strvec_pushl(argv, "--ro-bind", b->readable[i],
				     b->readable[i], (char *)NULL);
	if (b->writable)
		strvec_pushl(argv, "--bind", b->writable, b->writable,
			     (char *)NULL);
	/* what is between the places is memory, too */
	strvec_pushl(argv, "--remount-ro", "/", (char *)NULL);
	strvec_pushl(argv, "--chdir", b->dir, "--", (char *)NULL);
	if (proc_on_path("prlimit")) {
		strvec_push(argv, "prlimit");
		strvec_pushf(argv, "--nproc=%d", BOX_PROCESSES);
		strvec_push(argv, "--");
	}
}
