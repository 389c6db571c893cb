/*
 * many.c - operations on many tasks: the transactions of what feat/ worked out.
 */
#include "base/base.h"
#include "act/many.h"

#include "data/id.h"

#define BULK_FROM 20		/* tasks that are worth a pack */

/* `fn` in one commit; no commit when nothing differs. */
static int write_all(struct db *db, const char *verb, size_t nr, txn_fn fn,
		     void *data, struct err *err)
{
	return db_write(db, verb, DB_QUIET_EMPTY |
			(nr >= BULK_FROM ? DB_BULK : 0), fn, data, NULL, err);
}

int act_expand(struct strvec *ids, struct db *db, const char *id,
	       const struct expansion *e, struct err *err)
{
	struct expand_edit edit = { id, e, ids };

	return write_all(db, "expand", e->nr, expand_edit, &edit, err);
}

int act_import(struct import_result *out, struct db *db,
	       const struct records *r, const struct import_options *opt,
	       struct strvec *errors, struct err *err)
{
	struct import *im = import_begin(r, opt, errors);
	struct err own = ERR_INIT;
	int ret = write_all(db, "import", BULK_FROM, import_edit, im, &own);

	/* a dry run gives up on purpose once everything was checked */
	if (ret < 0 && opt->dry_run && !errors->nr && own.code == ERR_NONE)
		ret = 0;
	if (ret < 0 && err)
		*err = own;
	import_end(out, im);
	return ret;
}

int act_template(struct strvec *ids, struct db *db, const struct template *t,
		 const struct template_plan *plan,
		 const struct template_apply *opt, struct err *err)
{
	struct template_edit edit = { ids, t, plan, opt };

	return write_all(db, "add", plan->nr, template_edit, &edit, err);
}

int act_todo(struct todo_result *out, struct db *db, struct todo_list *list,
	     struct err *err)
{
	struct todo_edit edit = { list, out };

	memset(out, 0, sizeof(*out));
	strvec_init(&out->created);
	if (!list->nr)
		return 0;
	return write_all(db, "todo", list->nr, todo_edit, &edit, err);
}

/* ---- requirements documents ---- */

struct prd_edit {
	struct prd_plan *plan;
	const struct prd_doc *doc;
	struct prd_plan_options opt;
};

static void id_of_txn(char out[ID_LEN + 1], void *data)
{
	txn_new_id(data, out);
}

static void id_made_up(char out[ID_LEN + 1], void *data)
{
	id_new(out, data);
}

static int prd_txn(struct txn *txn, void *data, struct err *err)
{
	struct prd_edit *p = data;
	size_t i, nr = 0;

	prd_plan_release(p->plan);
	p->opt.new_id = id_of_txn;
	p->opt.data = txn;
	if (prd_plan_make(p->plan, p->doc, txn_view(txn), &p->opt, err) < 0)
		return -1;
	for (i = 0; i < p->plan->nr; i++) {
		struct prd_action *a = &p->plan->actions[i];

		if (!a->change.nr)
			continue;
		if (txn_apply(txn, &a->change, NULL, err) < 0)
			return err_prefix(err, "%s", a->key);
		/* said and done: another try makes another plan */
		change_release(&a->change);
		nr++;
	}
	if (nr > 1)
		txn_what(txn, "%s", p->opt.prd);
	return 0;
}

static int prd_preview(struct prd_edit *p, struct db *db, struct err *err)
{
	struct rnd rnd = rnd_seed(1);
	const struct view *v;
	int ret = db_view(&v, db, err);

	p->opt.new_id = id_made_up;
	p->opt.data = &rnd;
	if (ret == 0)
		ret = prd_plan_make(p->plan, p->doc, v, &p->opt, err);
	p->opt.data = NULL;
	return ret;
}

int act_prd(struct prd_plan *plan, struct db *db, const struct prd_doc *doc,
	    const struct prd_plan_options *opt, bool dry, struct err *err)
{
	struct prd_edit p = { plan, doc, *opt };

	if (dry)
		return prd_preview(&p, db, err);
	return write_all(db, "prd", doc->nr_kept, prd_txn, &p, err);
}
