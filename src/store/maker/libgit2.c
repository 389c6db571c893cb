/*
 * libgit2.c - the maker for what libgit2 opens: SHA-1, refs in files.
 *
 * Only the shared directory is opened, and as a bare repository: refs/tasks
 * and the objects live there, and a work tree is none of our business.  That
 * also steps around libgit2's troubles with GIT_WORK_TREE and linked work
 * trees.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/torn.h"
#include "store/maker/internal.h"

/*
 * Fills err from libgit2's last error, which is copied at once and may be
 * missing: "<what>: <libgit2's words>".  Returns -1.
 */
static int store_fail(struct err *err, enum err_code code, const char *fmt,
		      ...) PRINTF_LIKE(3, 4);
static int store_fail(struct err *err, enum err_code code, const char *fmt,
		      ...)
{
	const git_error *last = git_error_last();
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	if (last && last->message && *last->message)
		strbuf_addf(&sb, ": %s", last->message);
	err_set(err, code, "%s", sb.buf);
	strbuf_release(&sb);
	git_error_clear();
	return -1;
}

/* Turns on what libgit2 would not do by itself, once per init: opening
 * repositories with extensions that do no harm. */
static int store_setup(struct err *err)
{
	static const char *const extensions[] = {
		"worktreeconfig", "partialclone", "preciousobjects",
		"relativeworktrees"
	};
	int n;

	if (libgit2_load(err) < 0)
		return -1;
	n = git_libgit2_init();
	if (n < 0)
		return store_fail(err, ERR_FATAL, "cannot start libgit2");
	/* Options are libgit2's globals: set when it has just been started. */
	if (n == 1 && git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
				       ARRAY_SIZE(extensions)) < 0)
		return store_fail(err, ERR_FATAL, "cannot set up libgit2");
	return 0;
}

int repo_library(struct err *err)
{
	return libgit2_load(err);
}

static int open_git(struct repo *r, struct err *err)
{
	int rc = git_repository_open_bare(&r->git, r->place.commondir);

	/* Newer versions check the owner here; Git has been asked already. */
	if (rc == GIT_EOWNER || rc == GIT_ENOTFOUND) {
		git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
		rc = git_repository_open_bare(&r->git, r->place.commondir);
	}
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot open '%s'",
				  r->place.commondir);
	if (git_repository_odb(&r->odb, r->git) < 0)
		return store_fail(err, ERR_FATAL, "cannot open the objects "
				  "of '%s'", r->place.commondir);
	return 0;
}

/* At the first call that needs it. */
static int repo_git(struct repo *r, struct err *err)
{
	if (r->git)
		return 0;
	if (store_setup(err) < 0)
		return -1;
	if (open_git(r, err) < 0) {
		git_odb_free(r->odb);
		git_repository_free(r->git);
		r->odb = NULL;
		r->git = NULL;
		git_libgit2_shutdown();
		return -1;
	}
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, r->sync ? 1 : 0);
	return 0;
}

/* ---- objects ---- */

static int read_object(struct strbuf *out, enum object_type *type,
		       struct repo *r, const struct oid *oid, struct err *err)
{
	char hex[OID_HEX + 1];
	git_odb_object *obj;
	int rc;

	strbuf_reset(out);
	if (repo_git(r, err) < 0)
		return -1;
	torn_trusting(true);
	rc = git_odb_read(&obj, r->odb, as_git(oid));
	torn_trusting(false);
	if (rc == GIT_ENOTFOUND) {
		git_error_clear();
		return 0;
	}
	if (rc < 0) {
		oid_hex(hex, oid);
		return store_fail(err, ERR_FATAL, "cannot read object %s",
				  hex);
	}
	*type = (enum object_type)git_odb_object_type(obj);
	strbuf_add(out, git_odb_object_data(obj), git_odb_object_size(obj));
	git_odb_object_free(obj);
	return 1;
}

static int size_of_object(size_t *out, struct repo *r, const struct oid *oid)
{
	git_object_t type;
	int rc;

	if (repo_git(r, NULL) < 0)
		return 0;
	torn_trusting(true);
	rc = git_odb_read_header(out, &type, r->odb, as_git(oid));
	torn_trusting(false);
	if (rc == 0)
		return 1;
	git_error_clear();
	return 0;
}

static int write_object(struct oid *out, struct repo *r,
			enum object_type type, const void *data, size_t len,
			struct err *err)
{
	git_oid oid;
	int rc;

	if (repo_git(r, err) < 0)
		return -1;
	torn_trusting(true);	/* looks whether it is there already */
	rc = git_odb_write(&oid, r->odb, data, len, (git_object_t)type);
	torn_trusting(false);
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot write a %s into '%s'",
				  type_name(type), r->place.commondir);
	from_git(out, &oid);
	return 0;
}

static int refresh(struct repo *r, struct err *err)
{
	if (r->odb && git_odb_refresh(r->odb) < 0)
		return store_fail(err, ERR_FATAL, "cannot read the new pack");
	return 0;
}

/* ---- refs ---- */

static int read_ref(struct oid *out, struct repo *r, const char *name,
		    struct err *err)
{
	git_oid oid;
	int rc;

	if (repo_git(r, err) < 0)
		return -1;
	rc = git_reference_name_to_id(&oid, r->git, name);
	if (rc == GIT_ENOTFOUND) {
		git_error_clear();
		return 0;
	}
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot read '%s'", name);
	from_git(out, &oid);
	return 1;
}

/* libgit2 signs reflog entries with what the repository says. */
static void set_ident(struct repo *r, const struct ident *who)
{
	if (who && who->name && *who->name && *who->email)
		git_repository_set_ident(r->git, who->name, who->email);
}

/* Somebody else was first: try again. */
static bool is_race(int rc)
{
	return rc == GIT_EMODIFIED || rc == GIT_ELOCKED ||
		rc == GIT_ENOTFOUND || rc == GIT_EEXISTS;
}

static int ensure_log(struct repo *r, const char *name, struct err *err)
{
	if (git_reference_has_log(r->git, name) == 1)
		return 0;
	if (git_reference_ensure_log(r->git, name) < 0)
		return store_fail(err, ERR_FATAL, "cannot make a reflog for "
				  "'%s'", name);
	return 0;
}

/* A symbolic ref never compares equal to a commit: trying again is no use. */
static bool is_symbolic(struct repo *r, const char *name)
{
	git_reference *ref = NULL;
	bool is = git_reference_lookup(&ref, r->git, name) == 0 &&
		!git_reference_target(ref);

	git_reference_free(ref);
	git_error_clear();
	return is;
}

static int swap_ref(struct repo *r, const char *name,
		    const struct oid *new_oid, const struct oid *old,
		    const char *reflog, const struct ident *who,
		    struct err *err)
{
	static const struct oid zero;
	git_reference *ref = NULL;
	int rc;

	if (repo_git(r, err) < 0)
		return -1;
	if (reflog) {
		if (ensure_log(r, name, err) < 0)
			return -1;
		set_ident(r, who);
	}
	rc = git_reference_create_matching(&ref, r->git, name,
					   as_git(new_oid), old != NULL,
					   old ? as_git(old) : as_git(&zero),
					   reflog ? reflog : "");
	git_reference_free(ref);
	if (rc == 0)
		return 0;
	if (is_race(rc) && is_symbolic(r, name))
		return maker_symbolic(name, err);
	if (is_race(rc)) {
		git_error_clear();
		return maker_lost_race(r, name, err);
	}
	return store_fail(err, ERR_FATAL, "cannot update '%s'", name);
}

static int set_ref(struct repo *r, const char *name, const struct oid *oid,
	    struct err *err)
{
	git_reference *ref = NULL;
	int rc;

	if (repo_git(r, err) < 0)
		return -1;
	rc = git_reference_create(&ref, r->git, name, as_git(oid), 1, "");
	git_reference_free(ref);
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot update '%s'", name);
	return 0;
}

static int delete_ref(struct repo *r, const char *name, const struct oid *old,
	       struct err *err)
{
	git_reference *ref = NULL;
	int rc;

	if (repo_git(r, err) < 0)
		return -1;
	rc = git_reference_lookup(&ref, r->git, name);
	if (rc == GIT_ENOTFOUND) {
		git_error_clear();
		return 0;
	}
	if (rc == 0 && old && (!git_reference_target(ref) ||
	    git_oid_cmp(git_reference_target(ref), as_git(old)))) {
		git_reference_free(ref);
		return err_set(err, ERR_CONFLICT, "'%s' has moved meanwhile",
			       name);
	}
	if (rc == 0)
		rc = git_reference_delete(ref);
	git_reference_free(ref);
	if (rc < 0)
		return store_fail(err, is_race(rc) ? ERR_CONFLICT : ERR_FATAL,
				  "cannot delete '%s'", name);
	return 0;
}

static int list_refs(struct strvec *out, struct repo *r, const char *prefix,
	     struct err *err)
{
	char *glob = xasprintf("%s*", prefix);
	git_reference_iterator *it = NULL;
	const char *name;
	int rc;

	if (repo_git(r, err) < 0) {
		free(glob);
		return -1;
	}
	rc = git_reference_iterator_glob_new(&it, r->git, glob);
	while (rc == 0 && (rc = git_reference_next_name(&name, it)) == 0)
		strvec_push(out, name);
	git_reference_iterator_free(it);
	free(glob);
	if (rc != GIT_ITEROVER)
		return store_fail(err, ERR_FATAL, "cannot list '%s'", prefix);
	strvec_sort(out);
	git_error_clear();
	return 0;
}

static void set_sync(struct repo *r, bool sync)
{
	if (r->git)
		git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, sync ? 1 : 0);
}

static void close_git(struct repo *r)
{
	if (!r->git)
		return;
	git_odb_free(r->odb);
	git_repository_free(r->git);
	git_libgit2_shutdown();
	r->odb = NULL;
	r->git = NULL;
}

const struct maker maker_libgit2 = {
	read_object, size_of_object, write_object, refresh, read_ref, swap_ref,
	set_ref,
	delete_ref, list_refs, set_sync, close_git
};
