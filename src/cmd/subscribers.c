/*
 * subscribers.c - who is told of every write: the one place (db/events/events.h).
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "db/events/events.h"
#include "db/share/share.h"
#include "feat/tell/tell.h"

static int push(struct db *db, const struct events *ev, struct err *err)
{
	(void)ev;
	return db_autopush(db, err);
}

static const struct subscriber auto_push = {
	"auto-push", "saved here, but not pushed", db_autopush_wanted, false,
	push
};

/* Messages for others: not what a command waits for, unless somebody wants it. */
static bool notify_wanted(struct db *db)
{
	return db_config_bool(db, "task.notify.onWrite", false) &&
	       tell_wanted(db);
}

static int notify(struct db *db, const struct events *ev, struct err *err)
{
	(void)ev;
	(void)err;
	tell_run(db, NULL, 5000, NULL);
	return 0;
}

static const struct subscriber notifier = {
	"notify", "saved, but nobody was told", notify_wanted, false, notify
};

/* In the order in which they are told. */
const struct subscriber *const cmd_subscribers[] = {
	&auto_push, &notifier, NULL
};
