/*
 * told.c - finds, in merges of others, what concerns this clone.
 */
#include "base/base.h"
#include "db/share/told.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "db/share/conflicts.h"

#define TOLD_MAX 1000		/* tasks brought back that are named */

struct listener {
	struct share_report *report;
	char actor[9];
};

static bool by(const char *stamp, const char *actor)
{
	size_t len = strlen(stamp), n = strlen(actor);

	return n && len > n && !strcmp(stamp + len - n, actor);
}

static bool known(const struct join_report *r, const struct conflict *c)
{
	size_t i;

	for (i = 0; i < r->nr; i++)
		if (str_eq(r->losses[i].id, c->id) &&
		    str_eq(r->losses[i].field, c->field) &&
		    str_eq(r->losses[i].lost_stamp, c->lost_stamp))
			return true;
	return false;
}

static int add_loss(const struct conflict *c, void *data)
{
	struct listener *l = data;
	struct join_report *r = &l->report->joins;
	struct join_loss *loss;

	if ((!by(c->kept_stamp, l->actor) && !by(c->lost_stamp, l->actor)) ||
	    known(r, c))
		return 0;
	ALLOC_GROW(r->losses, r->nr + 1, r->alloc);
	loss = &r->losses[r->nr++];
	memset(loss, 0, sizeof(*loss));
	memcpy(loss->id, c->id, sizeof(loss->id));
	loss->field = xstrdup(c->field);
	loss->kept = c->kept ? json_copy(c->kept) : NULL;
	loss->lost = c->lost ? json_copy(c->lost) : NULL;
	snprintf(loss->kept_stamp, sizeof(loss->kept_stamp), "%s",
		 c->kept_stamp);
	snprintf(loss->lost_stamp, sizeof(loss->lost_stamp), "%s",
		 c->lost_stamp);
	return 0;
}

static int find_kept(const struct oid *oid, const struct commit *c,
		     void *data)
{
	static const char head[] = "\nTask-Kept: ";
	struct strvec *out = data;
	const char *p = c->nr_parents > 1 ? c->message : NULL;
	char id[ID_LEN + 1];

	(void)oid;
	if (p)
		p = strstr(p, head);
	for (; p && out->nr < TOLD_MAX; p = strstr(p, head)) {
		p += strlen(head);
		snprintf(id, sizeof(id), "%.*s", (int)strcspn(p, "\n"), p);
		if (id_valid(id) && !strvec_has(out, id))
			strvec_push(out, id);
	}
	return 0;
}

void told_by_others(struct share_report *report, struct db *db,
		    struct repo *r, const struct oid *before,
		    const struct oid *theirs)
{
	struct listener l = { report, "" };
	char from[OID_HEX + 1], to[OID_HEX + 1];

	history_tellers(r, theirs, before, find_kept, &report->restored, NULL);
	if (db_actor(l.actor, db, false, NULL) < 0 || !*l.actor)
		return;
	oid_hex(from, before);
	oid_hex(to, theirs);
	db_conflicts_between(db, from, to, true, add_loss, &l, NULL);
}
