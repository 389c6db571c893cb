/*
 * named.c - references to tasks in a branch, in commits and in a request's words.
 */
#include "base/base.h"
#include "feat/gate/named.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/project/link.h"

void named_release(struct named *n)
{
	size_t i;

	for (i = 0; i < n->nr; i++)
		strvec_clear(&n->v[i].by);
	free(n->v);
	strvec_clear(&n->unknown);
	strvec_clear(&n->unknown_by);
	memset(n, 0, sizeof(*n));
}

static void add(struct named *n, uint32_t row, bool closes, const char *by)
{
	size_t i;

	for (i = 0; i < n->nr && n->v[i].row != row; i++)
		;
	if (i == n->nr) {
		ALLOC_GROW(n->v, n->nr + 1, n->alloc);
		n->v[i].row = row;
		n->v[i].closes = false;
		strvec_init(&n->v[i].by);
		n->nr++;
	}
	n->v[i].closes |= closes;
	if (!strvec_has(&n->v[i].by, by))
		strvec_push(&n->v[i].by, by);
}

static void add_unknown(struct named *n, const char *prefix, const char *by)
{
	if (strvec_has(&n->unknown, prefix))
		return;
	strvec_push(&n->unknown, prefix);
	strvec_push(&n->unknown_by, by);
}

void named_branch(struct named *n, const struct view *v, const char *branch)
{
	char prefix[ID_LEN + 1], *by;
	uint32_t row;

	if (!link_branch_task(prefix, branch) ||
	    view_resolve(&row, v, prefix, true, NULL) < 0)
		return;
	by = xasprintf("branch '%s'", branch);
	add(n, row, false, by);
	free(by);
}

void named_text(struct named *n, const struct view *v, struct db *db,
		const char *text, const char *by)
{
	struct link_refs refs = LINK_REFS_INIT;
	size_t i;

	link_parse(&refs, text);
	for (i = 0; i < refs.nr; i++) {
		const struct link_ref *r = &refs.v[i];
		uint32_t row;

		if (view_resolve(&row, v, r->prefix, true, NULL) < 0) {
			if (r->how == LINK_TRAILER ||
			    (r->closes && r->how == LINK_HASH))
				add_unknown(n, r->prefix, by);
		} else if (r->how != LINK_BARE ||
			   !gitlog_has_commit(db, r->prefix)) {
			add(n, row, r->closes, by);
		}
	}
	link_refs_release(&refs);
}

void named_commit(struct named *n, const struct view *v, struct db *db,
		  const struct gitcommit *c)
{
	char *by = xasprintf("commit %.8s", c->oid);

	named_text(n, v, db, c->message, by);
	free(by);
}

int named_typed(struct named *n, const struct view *v, const char *typed,
		struct err *err)
{
	uint32_t row;

	if (view_resolve(&row, v, typed, false, err) < 0)
		return -1;
	add(n, row, true, "the command line");
	return 0;
}
