/*
 * rule.c - the work log, the hours and the active task follow the status.
 */
#include "base/base.h"
#include "act/rule.h"

#include <math.h>

#include "act/clock.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/when.h"
#include "feat/project/active.h"

/* Of one database; what a try of a transaction has found out. */
struct tracker {
	struct db *db;
	bool looked, had;
	struct active active;		/* before the transaction */
	bool ends;			/* it is active no more */
	struct work_clock clock;	/* that then counted */
	int64_t now;
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
	k->clock.why = NULL;
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

/* The entry of the work log for what the clock counted, or for `hours` (not negative). */
static struct json *end_clock(struct tracker *k, struct txn *txn, double hours)
{
	k->now = txn_edit(txn)->now;
	k->ends = true;
	clock_read(&k->clock, k->db, k->active.since, k->now);
	if (hours >= 0) {
		k->clock.why = NULL;
		k->clock.until = k->active.since + (int64_t)(hours * 3600000);
	}
	return active_entry(&k->active, k->clock.until);
}

/* What was not booked is said. */
static void tell_cut(struct tracker *k)
{
	struct strbuf sb = STRBUF_INIT;

	if (!k->ends || !k->clock.why)
		return;
	strbuf_addf(&sb, "the clock of %.*s ", ID_SHORT, k->active.id);
	clock_words(&sb, &k->clock);
	strbuf_addstr(&sb, ": ");
	when_span(&sb, clock_seconds(&k->clock));
	strbuf_addstr(&sb, " are booked, not ");
	when_span(&sb, (double)(k->now - k->active.since) / 1000);
	strbuf_addf(&sb, "; if it was more, 'git task update %.*s "
		    "--actual-hours <n>'", ID_SHORT, k->active.id);
	strvec_push(db_warnings(k->db), sb.buf);
	strbuf_release(&sb);
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
		entry = end_clock(k, txn, -1);
		hours += json_get_num(entry, "seconds", 0) / 3600;
		change_append(c, F_WORKLOG, entry);
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

	tell_cut(k);
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
	change_append(&c, F_WORKLOG, end_clock(k, txn, -1));
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
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

double act_stop_active(struct txn *txn, struct change *c, double hours)
{
	struct tracker *k = db_rule_data(txn_db(txn));

	if (!k || !is_active(k, c->id))
		return -1;
	change_append(c, F_WORKLOG, end_clock(k, txn, hours));
	return clock_seconds(&k->clock);
}
