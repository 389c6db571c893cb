/*
 * ref.c - refs: reading, compare-and-swap, listing.
 */
#include "base/base.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/internal.h"

int ref_read(struct oid *out, struct repo *r, const char *name,
	     struct err *err)
{
	int rc = place_ref(out, &r->place, name);
	git_oid oid;

	if (rc >= 0)
		return rc;
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

/* libgit2 signs reflog entries with what the repository says: the committer
 * of the commit that the ref moves to. */
static void set_ident(struct repo *r, const struct oid *oid)
{
	struct commit c;

	if (commit_read(&c, r, oid, NULL) < 0)
		return;
	if (*c.committer.name && *c.committer.email)
		git_repository_set_ident(r->git, c.committer.name,
					 c.committer.email);
	commit_release(&c);
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

int ref_swap(struct repo *r, const char *name, const struct oid *new_oid,
	     const struct oid *old, const char *reflog, struct err *err)
{
	static const struct oid zero;
	git_reference *ref = NULL;
	struct strbuf hint = STRBUF_INIT;
	int rc;

	if (reflog) {
		if (ensure_log(r, name, err) < 0)
			return -1;
		set_ident(r, new_oid);
	}
	rc = git_reference_create_matching(&ref, r->git, name,
					   as_git(new_oid), old != NULL,
					   old ? as_git(old) : as_git(&zero),
					   reflog ? reflog : "");
	git_reference_free(ref);
	if (rc == 0)
		return 0;
	if (is_race(rc)) {
		err_set(err, ERR_CONFLICT, "'%s' has moved meanwhile", name);
		if (ref_lock_hint(&hint, r, name))
			err_set(err, ERR_CONFLICT, "'%s' is locked: %s", name,
				hint.buf);
		strbuf_release(&hint);
		git_error_clear();
		return 1;
	}
	return store_fail(err, ERR_FATAL, "cannot update '%s'", name);
}

int ref_set(struct repo *r, const char *name, const struct oid *oid,
	    struct err *err)
{
	git_reference *ref = NULL;
	int rc = git_reference_create(&ref, r->git, name, as_git(oid), 1, "");

	git_reference_free(ref);
	if (rc < 0)
		return store_fail(err, ERR_FATAL, "cannot update '%s'", name);
	return 0;
}

int ref_delete(struct repo *r, const char *name, const struct oid *old,
	       struct err *err)
{
	git_reference *ref = NULL;
	int rc = git_reference_lookup(&ref, r->git, name);

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

bool ref_lock_hint(struct strbuf *out, struct repo *r, const char *name)
{
	char *path = xasprintf("%s/%s.lock", r->place.commondir, name);
	bool there = file_exists(path);

	if (there)
		strbuf_addf(out, "remove '%s' if no git process is running",
			    path);
	free(path);
	return there;
}

int ref_list(struct strvec *out, struct repo *r, const char *prefix,
	     struct err *err)
{
	char *glob = xasprintf("%s*", prefix);
	git_reference_iterator *it = NULL;
	const char *name;
	int rc;

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
