/*
 * update.c - several edits of a task as one, and making a task.
 */
#include "base/base.h"
#include "act/update.h"

#include "act/internal.h"
#include "base/mem.h"

/* Said by the caller's form, not yet clean. */
static void add_warnings(struct act_step *s, struct strvec *warn)
{
	size_t i;

	for (i = 0; i < warn->nr; i++)
		act_warn(s, "%s", warn->v[i]);
	strvec_clear(warn);
}

/* The status that was asked for by name: the verb that leads there. */
static int step_status(struct act_step *s, enum status to, bool assign,
		       struct err *err)
{
	if (to == STATUS_IN_PROGRESS)
		return step_start(s, true, assign, err);
	if (to == STATUS_COMPLETED && task_status(s->t) != to)
		step_complete(s);
	return 0;
}

static int update_one(struct act_step *s, struct err *err)
{
	const struct act_update *u = s->args;
	struct strvec warn = STRVEC_INIT;
	enum status to;
	int ret = 0;

	if (u->fields)
		ret = u->fields(s->c, s->v, s->t, &warn, u->data, err);
	add_warnings(s, &warn);
	if (ret == 0 && change_wants(s->c, &to))
		ret = step_status(s, to, !u->leave_assignee, err);
	if (ret == 0 && u->progress)
		ret = step_record(s, ACT_PROGRESS, u->progress, err);
	if (ret == 0 && u->context)
		ret = step_record(s, ACT_CONTEXT, u->context, err);
	if (ret == 0)
		act_note(s, "Task %s updated", s->item->shown);
	return ret;
}

int act_update(struct act_result *res, struct db *db,
	       const struct act_update *args, struct err *err)
{
	struct act a = { db, args->verb ? args->verb : "update", args->ids,
			 false, args->id_error, update_one, args };

	return act_run(res, &a, err);
}

/* ---- making one ---- */

struct creating {
	const struct act_create *args;
	struct act_result *res;
};

static int create_txn(struct txn *txn, void *data, struct err *err)
{
	struct creating *k = data;
	struct strvec warn = STRVEC_INIT;
	struct act_step s = { .txn = txn, .res = k->res };
	struct change c;
	char id[ID_LEN + 1];
	int ret;

	act_result_reset(k->res);
	txn_new_id(txn, id);
	s.item = act_result_add(k->res, id);
	change_init(&c, id);
	c.create = true;
	ret = k->args->fields(&c, txn_view(txn), NULL, &warn, k->args->data,
			      err);
	add_warnings(&s, &warn);
	if (ret == 0)
		ret = txn_apply(txn, &c, &s.item->changed, err);
	change_release(&c);
	return ret;
}

int act_create(struct act_result *res, struct db *db,
	       const struct act_create *args, struct err *err)
{
	struct creating k = { args, res };

	if (db_write(db, args->verb ? args->verb : "add", 0, create_txn, &k,
		     NULL, err) < 0)
		return -1;
	res->wrote = true;
	return 0;
}
