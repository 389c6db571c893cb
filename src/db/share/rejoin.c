/*
 * rejoin.c - joins again what this clone had written, when it is gone.
 */
#include "base/base.h"
#include "db/share/rejoin.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "db/share/merge.h"

static void say(struct db *db, const char *ref, bool was_there,
		const struct share_report *report)
{
	if (!was_there)
		db_warn(db, "'%s' was gone: something else than git task had "
			"deleted it; the tasks written here are back", ref);
	else if (report->got)
		db_warn(db, "'%s' was moved by something else than git task "
			"(a reset, a forced fetch, a mirror); %zu task%s of "
			"this clone %s joined again", ref, report->got,
			report->got == 1 ? "" : "s",
			report->got == 1 ? "was" : "were");
}

/* The remembered commit can not be joined: said once, then it is forgotten
 * where its objects are gone for good. */
static void can_not(struct db *db, const char *ref, const struct oid *last,
		    const struct oid *tip, const struct err *why)
{
	char hex[OID_HEX + 1];
	struct repo *r;
	struct commit c;

	oid_hex(hex, last);
	db_warn(db, "'%s' was moved by something else than git task and lacks "
		"commit %.10s of this clone, which can not be joined again: "
		"%s", ref, hex, why->msg);
	if (!tip || db_repo(&r, db, NULL) < 0)
		return;
	if (commit_read(&c, r, last, NULL) < 0)
		db_remember_tip(db, ref, tip);
	else
		commit_release(&c);
}

static void rejoin(size_t *broken, struct db *db, const char *ref)
{
	struct share_report report = SHARE_REPORT_INIT;
	struct err err = ERR_INIT;
	struct oid last, tip, now;
	size_t i;
	int found;

	if (!db_last_tip(&last, db, ref))
		return;
	found = place_ref(&tip, db_place(db), ref);
	if (found < 0 || (found && oid_eq(&tip, &last)))
		return;
	if (merge_into(&now, db, ref, &last, MERGE_HEAL, &report, &err) < 0)
		can_not(db, ref, &last, found ? &tip : NULL, &err);
	else
		db_remember_tip(db, ref, &now);
	say(db, ref, found, &report);
	for (i = 0; i < report.broken.nr; i++)
		db_warn(db, "can not read '%s', kept byte for byte; run 'git "
			"task fsck'", report.broken.v[i]);
	*broken += report.broken.nr;
	share_report_release(&report);
}

size_t db_rejoin(struct db *db)
{
	size_t broken = 0;

	rejoin(&broken, db, "refs/tasks/main");
	rejoin(&broken, db, "refs/tasks/sessions");
	return broken;
}
