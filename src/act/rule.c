/*
 * rule.c - the work log, the hours and the active task follow the status.
 */
#include "base/base.h"
#include "act/rule.h"

#include <math.h>

#include "base/mem.h"
#include "feat/project/active.h"

/* Of one database; what a try of a transaction has found out. */
struct tracker {
	struct db *db;
	bool looked, had;
	struct active active;		/* before the transaction */
	bool ends;			/* it is active no more */
	char starts[ID_LEN + 1];	/* or this one is, "" none */
};

bool act_feature(struct db *db, const char *feature)
{
	char *key = xasprintf("task.feature.%s", feature);
	bool on = db_config_bool(db, key, true);

	free(key);
	return on;
}

static void begin(void *data)
{
	struct tracker *k = data;

	k->looked = k->had = k->ends = false;
	k->starts[0] = '\0';
}

/* Reads the file at the first need: most transactions change no status. */
static bool is_active(struct tracker *k, const char *id)
{
	if (!k->looked)
		k->had = active_get(&k->active, k->db);
	k->looked = true;
	return k->had && !k->ends && !strcmp(k->active.id, id);
}

static int on_status(struct txn *txn, const struct task *t, enum status to,
		     struct change *c, void *data, struct err *err)
{
	struct tracker *k = data;
	double hours = active_hours(t);
	struct json *entry;

	(void)err;
	if (to == STATUS_IN_PROGRESS || !act_feature(k->db, "time-tracking"))
		return 0;
	if (is_active(k, t->id)) {
		entry = active_entry(&k->active, txn_edit(txn)->now);
		hours += json_get_num(entry, "seconds", 0) / 3600;
		change_append(c, F_WORKLOG, entry);
		k->ends = true;
	}
	if (to == STATUS_COMPLETED && hours > 0 &&
	    !change_has(c, F_ACTUAL_HOURS) && !task_get(t, F_ACTUAL_HOURS))
		change_set_num(c, F_ACTUAL_HOURS, round(hours * 100) / 100);
	return 0;
}

/* The file is local state: that it can not be written loses no edit. */
static void done(struct db *db, void *data)
{
	struct tracker *k = data;
	struct err err = ERR_INIT;

	if ((k->ends || *k->starts) &&
	    active_set(db, k->starts, db_now(db), &err) < 0)
		strvec_pushf(db_warnings(db), "the active task is not noted: "
			     "%s", err.msg);
	begin(k);
}

static const struct txn_rule rule = { begin, on_status, done, free };

void act_attach(struct db *db)
{
	struct tracker *k = xcalloc(1, sizeof(*k));

	k->db = db;
	db_set_rule(db, &rule, k);
}

static int log_active(struct tracker *k, struct txn *txn, struct err *err)
{
	struct change c;
	int ret;

	change_init(&c, k->active.id);
	change_append(&c, F_WORKLOG,
		      active_entry(&k->active, txn_edit(txn)->now));
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	k->ends = true;
	return ret;
}

int act_make_active(struct txn *txn, const char *id, struct err *err)
{
	struct tracker *k = db_rule_data(txn_db(txn));

	if (!k || is_active(k, id))
		return 0;
	if (k->had && !k->ends &&
	    view_find(txn_view(txn), k->active.id) != NO_ROW &&
	    log_active(k, txn, err) < 0)
		return -1;
	memcpy(k->starts, id, sizeof(k->starts));
	return 0;
}

int64_t act_stop_active(struct txn *txn, struct change *c)
{
	struct tracker *k = db_rule_data(txn_db(txn));

	if (!k || !is_active(k, c->id))
		return WHEN_NONE;
	change_append(c, F_WORKLOG,
		      active_entry(&k->active, txn_edit(txn)->now));
	k->ends = true;
	return k->active.since;
}
