/*
 * inbox.c - listing and joining what others have delivered beside main.
 */
#include "base/base.h"
#include "db/share/inbox.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "db/share/claimref.h"
#include "db/share/merge.h"
#include "store/net/remote.h"

/* A host with more of them than this is being abused: the rest waits. */
#define MAX_REFS 20000

void remote_refs_release(struct remote_refs *refs)
{
	size_t i;

	for (i = 0; i < refs->nr; i++) {
		if (refs->v[i].claim)
			claimref_release(refs->v[i].claim);
		free(refs->v[i].claim);
		free(refs->v[i].name);
	}
	FREE_AND_NULL(refs->v);
	refs->nr = refs->alloc = 0;
}

struct refs_of {
	struct remote_refs *out;
	size_t skip;		/* of the whole name */
};

static int add_ref(const char *name, const struct oid *oid, void *data)
{
	struct refs_of *of = data;
	struct remote_refs *out = of->out;
	struct remote_ref *ref;

	if (out->nr >= MAX_REFS)
		return 1;
	ALLOC_GROW(out->v, out->nr + 1, out->alloc);
	ref = &out->v[out->nr++];
	memset(ref, 0, sizeof(*ref));
	ref->name = xstrdup(name + of->skip);
	ref->oid = *oid;
	return 0;
}

int remote_refs_list(struct remote_refs *out, struct db *db,
		     const char *remote, const char *dir, struct err *err)
{
	struct strbuf head = STRBUF_INIT;
	struct refs_of of = { out, 0 };
	struct repo *r;
	int rc;

	remote_tracking(&head, remote, dir);
	of.skip = head.len - strlen(dir);
	rc = db_repo(&r, db, err) < 0 ? -1 :
		ref_each(r, head.buf, add_ref, &of, err);
	strbuf_release(&head);
	return rc < 0 ? -1 : 0;
}

const struct claimref *remote_ref_claim(struct db *db,
					struct remote_ref *ref)
{
	const char *id = ref->name + strlen("claims/");

	if (!ref->looked) {
		ref->looked = true;
		ref->claim = xcalloc(1, sizeof(*ref->claim));
		if (claimref_read(ref->claim, db, &ref->oid, id, NULL) <= 0) {
			claimref_release(ref->claim);
			FREE_AND_NULL(ref->claim);
		}
	}
	return ref->claim;
}

const char *inbox_dir(const char *name)
{
	return str_eq(name, "main") ? "inbox/" : "sessions-inbox/";
}

int inbox_mine(char out[40], struct db *db, const char *name,
	       struct err *err)
{
	char actor[9];

	if (db_actor(actor, db, true, err) < 0)
		return -1;
	snprintf(out, 40, "%s%s", inbox_dir(name), actor);
	return 0;
}

/* Is the commit one of tasks that we can join? */
static bool is_ours(struct db *db, struct repo *r,
		    const struct remote_ref *ref)
{
	struct err why = ERR_INIT;
	struct commit c;
	struct oid meta;
	bool ok = false;

	memset(&c, 0, sizeof(c));
	if (commit_read(&c, r, &ref->oid, &why) < 0)
		db_warn(db, "left '%s' of the remote alone: %s", ref->name,
			why.msg);
	else if (tree_entry(&meta, r, &c.tree, "meta.json", &why) <= 0)
		db_warn(db, "left '%s' of the remote alone: it holds no "
			"tasks", ref->name);
	else if (db_check_schema(r, &c.tree, &why) < 0)
		db_warn(db, "left '%s' of the remote alone: %s", ref->name,
			why.msg);
	else
		ok = true;
	commit_release(&c);
	return ok;
}

int inbox_join(struct db *db, const char *name, struct remote_refs *refs,
	       struct share_report *report, struct err *err)
{
	struct oid *tips = xcalloc(refs->nr + 1, sizeof(*tips)), tip;
	char *ref = xasprintf("refs/tasks/%s", name);
	struct repo *r;
	size_t i, nr = 0;
	int rc = db_repo(&r, db, err);

	for (i = 0; i < refs->nr && rc == 0; i++) {
		refs->v[i].joined = is_ours(db, r, &refs->v[i]);
		if (refs->v[i].joined)
			tips[nr++] = refs->v[i].oid;
	}
	if (rc == 0 && nr)
		rc = merge_many(&tip, db, ref, tips, nr, report, err);
	free(ref);
	free(tips);
	return rc < 0 ? -1 : 0;
}

static int note_edit(const struct oid *oid, const struct oid *parents,
		     size_t nr_parents, void *data)
{
	(void)oid;
	(void)parents;
	*(bool *)data |= nr_parents < 2;
	return 0;
}

int inbox_waiting(size_t *out, struct db *db, const struct remote_refs *refs,
		  const struct oid *main, const char *mine, struct err *err)
{
	struct oid *tips = xcalloc(refs->nr + 1, sizeof(*tips));
	struct repo *r;
	bool edits = false;
	size_t i, nr = 0;
	int rc = db_repo(&r, db, err);

	for (i = 0; i < refs->nr; i++)
		if (refs->v[i].joined && !str_eq(refs->v[i].name, mine))
			tips[nr++] = refs->v[i].oid;
	if (rc == 0 && nr)
		rc = history_new(r, tips, nr, main, note_edit, &edits, err);
	*out = edits ? nr : 0;
	free(tips);
	return rc;
}

