/*
 * stale.c - finds ended claims and deletes them at the remote.
 */
#include "base/base.h"
#include "db/share/stale.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "db/share/claimref.h"
#include "db/share/hosts.h"
#include "db/share/inbox.h"
#include "db/share/offer.h"
#include "store/net/push.h"

/* Deletions that go in one push. */
#define BATCH 200

static bool is_stale(struct db *db, const struct remote_ref *ref)
{
	const char *id = ref->name + strlen("claims/");
	struct claimref c;
	bool stale;

	/* One that can not be read is not ours to judge. */
	if (claimref_read(&c, db, &ref->oid, id, NULL) <= 0)
		return false;
	stale = !claimref_lives(&c, db_now(db) - STALE_AFTER_MS) &&
		!claimref_rests(&c, db_now(db));
	claimref_release(&c);
	return stale;
}

static struct push_ref *collect(size_t *nr, struct db *db,
				const struct remote_refs *claims)
{
	struct push_ref *refs = xcalloc(claims->nr + 1, sizeof(*refs));
	size_t i;

	*nr = 0;
	for (i = 0; i < claims->nr; i++) {
		if (!is_stale(db, &claims->v[i]))
			continue;
		refs[*nr].name = claims->v[i].name;
		refs[*nr].lease = true;
		refs[(*nr)++].old = claims->v[i].oid;
	}
	return refs;
}

static int delete_some(size_t *gone, struct db *db, const char *place,
		       struct push_ref *refs, size_t nr, struct err *err)
{
	const struct config *c;
	struct err why = ERR_INIT;
	size_t i;

	if (db_git_conf(&c, db, err) < 0)
		return -1;
	if (push_refs(db_place(db), c, place, refs, nr, 0, &why)) {
		if (err)
			*err = why;
		return -1;
	}
	for (i = 0; i < nr; i++)
		*gone += refs[i].answer == PUSH_TAKEN;
	if (push_find(refs, nr, PUSH_REFUSED) &&
	    host_learn(db, place, HOST_NO_DELETE))
		db_warn(db, "remote '%s' deletes no refs: finished claims stay "
			"there as refs/tasks/claims", place);
	return 0;
}

static int clean_at(size_t *gone, struct db *db, const char *place,
		    struct err *err)
{
	struct remote_refs claims = REMOTE_REFS_INIT;
	struct push_ref *refs;
	size_t nr, at, some;
	int rc = remote_refs_list(&claims, db, place, "claims/", err);

	refs = collect(&nr, db, &claims);
	for (at = 0; at < nr && rc == 0; at += some) {
		some = nr - at < BATCH ? nr - at : BATCH;
		if (host_is(db, place, HOST_NO_DELETE))
			break;
		rc = delete_some(gone, db, place, refs + at, some, err);
	}
	free(refs);
	remote_refs_release(&claims);
	return rc;
}

int db_clean_claims(size_t *gone, struct db *db, struct err *err)
{
	char *place;
	int rc = claims_place(&place, db, NULL, err);

	*gone = 0;
	if (rc == 0)
		rc = clean_at(gone, db, place, err);
	free(place);
	return rc < 0 ? -1 : 0;
}
