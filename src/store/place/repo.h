/*
 * repo.h - finding and opening a repository; identity; configuration.
 *
 * store/ is the only user of libgit2 and of the `git` executable.  A `struct
 * place` is found with plain file reads (no libgit2): enough for a read with
 * a fresh index.  A `struct repo` is a place whose objects can be got at.
 */
#ifndef STORE_PLACE_REPO_H
#define STORE_PLACE_REPO_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "data/id.h"

/*
 * The name of an object: `len` bytes, zeros behind them.  A repository has names
 * of one length, that of its hash.  All zeros stands for "none", in every
 * repository, whatever its length.
 */
#define OID_SHA1 20
#define OID_SHA256 32
struct oid {
	unsigned char b[OID_SHA256];
	unsigned char len;	/* OID_SHA1 or OID_SHA256; 0 as long as none */
};
#define OID_HEX OBJECT_HEX	/* digits of the longest */
/* From 40 or 64 hex digits, the NUL or anything else but one more digit behind
 * them; false (and `out` as it was) when there are more or fewer. */
bool oid_parse(struct oid *out, const char *hex);
/* From `len` bytes. */
void oid_from(struct oid *out, const void *bytes, size_t len);
/* Two lower-case digits a byte and NUL; of "none" without a length 40 zeros. */
void oid_hex(char out[OID_HEX + 1], const struct oid *oid);
bool oid_is_zero(const struct oid *oid);
bool oid_eq(const struct oid *a, const struct oid *b);
/* As memcmp orders their bytes. */
int oid_cmp(const struct oid *a, const struct oid *b);

/* Where a repository is: absolute paths, owned. */
struct place {
	char *gitdir;		/* of this worktree */
	char *commondir;	/* shared by all worktrees */
	char *worktree;		/* NULL when bare */
	char *found;		/* where it was come upon, and where Git has to look
				 * when it is asked; NULL: by GIT_DIR */
	bool trusted;		/* gitdir is owned by the effective user */
	size_t width;		/* bytes of an object's name: OID_SHA1 or
				 * OID_SHA256; 0: a hash not known here */
	bool ref_files;		/* refs are files and packed-refs */
};
void place_release(struct place *p);	/* empty and usable afterwards */
/*
 * Walks up from `start` (NULL: the current directory) as Git does: .git
 * directory or gitfile, bare repositories, commondir; GIT_DIR and GIT_COMMON_DIR
 * first, GIT_WORK_TREE honoured, GIT_CEILING_DIRECTORIES, file system boundary.
 * core.sharedRepository sets the umask of the process: what it writes from here on
 * is for the others, too.
 * ERR_FATAL "not a git repository ..."; `out` is empty then.  Whether Git would
 * trust the owner is not asked here (out->trusted), but by repo_open.
 */
int place_find(struct place *out, const char *start, struct err *err);
/* Is <dir>/<name> nothing that Git and libgit2 would wait for?  -1 and ERR_FATAL
 * for a pipe, a device or a socket in the place of a file. */
int place_plain(const char *dir, const char *name, struct err *err);
/* The same of the single files that any program of Git opens here (HEAD, index,
 * alternates, .gitignore, .mailmap, ...), and none of them has a size that no such file
 * has.  A few calls of stat; git_proc asks, and a child that was refused says why. */
int place_git_plain(const struct place *p, struct err *err);
/* The same of all refs, objects and lists of the repository: asked before a program of
 * Git is run that opens whatever is there (fetch, push, gc).  Reads directories, no
 * files. */
int place_all_plain(const struct place *p, struct err *err);
/* Where new objects go: GIT_OBJECT_DIRECTORY, taken from where Git is run when it
 * is relative, else objects/ of the repository.  The caller frees. */
char *place_objects(const struct place *p);
/* Do GIT_OBJECT_DIRECTORY or GIT_ALTERNATE_OBJECT_DIRECTORIES name objects that are
 * elsewhere? */
bool place_objects_moved(void);
/*
 * Would Git work here?  Of a place that is not plainly the user's own (another
 * owner; a bare repository come upon where safe.bareRepository may be set) `git
 * rev-parse` is asked.  ERR_FATAL with Git's words.  Costs nothing else.
 */
int place_allowed(const struct place *p, struct err *err);
/*
 * Reads a direct ref from its loose file or packed-refs; where refs are kept in
 * another way, from what Git said last or says now (store/maker/learnt.h).
 * 1 found, 0 there is none, -1 can not tell (symbolic, damaged): open the repo.
 */
int place_ref(struct oid *out, const struct place *p, const char *name);
/* What place_ref also returns: packed-refs is damaged, and the ref might have
 * been in it.  That is not "none": ref_read says so. */
#define PLACE_DAMAGED (-2)
/* The same: what the ref holds is the name of an object of another hash. */
#define PLACE_WIDTH (-3)

/*
 * The branch that HEAD is on ("refs/heads/main", also one without a commit): 1 and
 * `out` replaced, 0 HEAD is at a commit itself, -1 error.
 */
int place_head(struct strbuf *out, const struct place *p, struct err *err);
/* The same of another symbolic ref, "refs/remotes/origin/HEAD"; -1 also where there is
 * none. */
int place_symref(struct strbuf *out, const struct place *p, const char *name,
		 struct err *err);

struct repo;
/*
 * Opens a place, which is copied.  An ordinary repository is only looked at:
 * libgit2 is loaded, or Git run, by the first call that needs it.  Of a directory that
 * belongs to somebody else `git rev-parse` is asked whether safe.directory allows
 * it; extensions that do no harm are let pass.  Other formats than SHA-1 with refs
 * in files are read and written with the git executable (store/maker/maker.h).
 * ERR_FATAL with one plain sentence for a hash that is not known here and for what
 * Git does not trust.  *out is NULL then.
 */
int repo_open(struct repo **out, const struct place *p, struct err *err);
/* Loads the library that repo_open leaves for later, to see whether it is there. */
int repo_library(struct err *err);
void repo_close(struct repo *r);	/* NULL is fine */

/* ---- configuration and identity (no struct repo needed) ---- */

/*
 * Effective configuration as Git sees it (git -c, GIT_CONFIG_*, includes), at the
 * moment of loading.  The files are read here when their syntax is plain
 * (gitcfg.h), else `git config --null --list` is run, once.  ERR_FATAL with
 * Git's words when that fails.
 */
struct config;
int config_load(struct config **out, const struct place *p, struct err *err);
void config_free(struct config *c);	/* NULL is fine */
/* Last value, NULL when unset.  Keys in Git's form: "task.autopush" compares
 * without case in section and name. */
const char *config_get(const struct config *c, const char *key);
/* dflt when unset or of another form.  Booleans as Git reads them (yes, on, 1). */
bool config_bool(const struct config *c, const char *key, bool dflt);
int64_t config_int(const struct config *c, const char *key, int64_t dflt);
/* Appends all values of a key, in the order of the files; when `key` ends in '.',
 * the names of the keys below it instead, once for each value. */
void config_all(struct strvec *out, const struct config *c, const char *key);
/* Calls fn for each value of each key that begins with `prefix`, in the order of
 * the files: the last one of a key counts.  Returns how many there were. */
size_t config_each(const struct config *c, const char *prefix,
		   void (*fn)(const char *key, const char *value, void *data),
		   void *data);
/* Writes local (or --global) configuration with `git config`; value NULL unsets,
 * and what is not set is fine.  ERR_INVALID with Git's words. */
int config_set(const struct place *p, bool global, const char *key,
	       const char *value, struct err *err);

struct ident {
	char *name, *email;
	int64_t when;		/* seconds */
	int offset;		/* minutes east of UTC */
};
void ident_release(struct ident *id);
/*
 * `git var GIT_AUTHOR_IDENT` / GIT_COMMITTER_IDENT; the shortcut without a
 * child is taken only when no GIT_* variable that matters is set.  `agent`
 * (may be NULL: TM_AGENT_ID or GIT_TASK_AGENT) becomes "name (agent)".
 * ERR_FATAL passes on Git's own words when it does not know who you are.
 */
int ident_get(struct ident *out, const struct place *p, bool committer,
	      const char *agent, int64_t now_ms, struct err *err);

/*
 * Prepares (does not run: proc_run) git with these arguments, NULL at the end, in
 * this repository: GIT_DIR and the work tree are set, unless its owner is
 * another, so that Git can refuse; LC_ALL=C.  Release with proc_release.
 */
struct proc;
void git_proc(struct proc *out, const struct place *p, const char *arg0, ...);
/* Version of the git executable as 2039005; 0 when unknown. */
int git_version(void);

#endif
