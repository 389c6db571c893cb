/*
 * tell.c - telling the subscribers what a command has done.
 */
#include "base/base.h"
#include "db/events/events.h"
#include "db/core/internal.h"

static void tell(struct db *db, const struct subscriber *s,
		 const struct events *ev)
{
	struct err err = ERR_INIT;

	if (s->tell(db, ev, &err) < 0)
		db_warn(db, "%s: %s", s->failed, err.msg);
}

/* What happened since the last time, made once when somebody asks. */
static int make(struct events *ev, struct db *db, struct err *err)
{
	char from[OID_HEX + 1] = "", to[OID_HEX + 1];

	if (!db->from_none)
		oid_hex(from, &db->moved_from);
	oid_hex(to, &db->moved_to);
	return events_between(ev, db, from, to, err);
}

void events_tell(struct db *db, const struct subscriber *const *table,
		 bool wrote)
{
	struct events ev = EVENTS_INIT;
	struct err err = ERR_INIT;
	bool made = false;
	size_t i;

	for (i = 0; wrote && table && table[i]; i++)
		if (!table[i]->needs_events && table[i]->wants(db))
			tell(db, table[i], NULL);
	for (i = 0; db->moved && table && table[i]; i++) {
		if (!table[i]->needs_events || !table[i]->wants(db))
			continue;
		if (!made && make(&ev, db, &err) < 0) {
			db_warn(db, "%s: %s", table[i]->failed, err.msg);
			break;
		}
		made = true;
		tell(db, table[i], &ev);
	}
	events_release(&ev);
	db->moved = false;
	db->wrote = false;
}
