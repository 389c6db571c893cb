/*
 * bring.c - changes of many tasks that another program made, as one commit.
 */
#include "base/base.h"
#include "act/bring.h"

struct bringing {
	const struct act_bring *args;
	struct act_brought *res;
};

static int bring_one(struct bringing *b, struct txn *txn, size_t i,
		     struct err *err)
{
	const char *id = b->args->ids[i];
	bool there = view_find(txn_view(txn), id) != NO_ROW, changed = false;
	const struct task *t = NULL;
	struct change c;
	int ret = 0;

	change_init(&c, id);
	c.create = !there;
	if (there)
		ret = txn_task(&t, txn, id, err);
	if (ret == 0)
		ret = b->args->fill(&c, t, i, b->args->data, err);
	if (ret == 0 && c.nr)
		ret = txn_apply(txn, &c, &changed, err);
	if (ret == 0 && there && b->args->met)
		ret = b->args->met(txn, i, b->args->data, err);
	if (ret == 0 && c.nr && !there)
		b->res->created++;
	else if (ret == 0 && changed)
		b->res->changed++;
	change_release(&c);
	return ret < 0 ? err_prefix(err, "task %.8s", id) : 0;
}

static int bring_txn(struct txn *txn, void *data, struct err *err)
{
	struct bringing *b = data;
	size_t i;

	b->res->created = b->res->changed = 0;
	for (i = 0; i < b->args->nr; i++)
		if (bring_one(b, txn, i, err) < 0)
			return -1;
	txn_what(txn, "%s: %zu new, %zu changed", b->args->from,
		 b->res->created, b->res->changed);
	return 0;
}

int act_bring(struct act_brought *res, struct db *db,
	      const struct act_bring *args, struct err *err)
{
	struct bringing b = { args, res };
	struct db_result dbres;

	memset(res, 0, sizeof(*res));
	if (db_write(db, args->verb, DB_BULK | DB_QUIET_EMPTY, bring_txn, &b,
		     &dbres, err) < 0)
		return -1;
	res->wrote = dbres.commit[0] != '\0';
	return 0;
}
