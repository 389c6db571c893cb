/*
 * many.h - operations on many tasks whose edits are worked out in feat/: the parts
 * of a task, imports, and the tasks of a template, of comments, of a requirements
 * document.
 *
 * What the edits are is the knowledge of the module that is named; here they are
 * made: all of them in one commit, or none.  From about twenty tasks on the objects
 * of a commit go into one pack.  What is filled in `out` belongs to the caller, also
 * after an error.
 */
#ifndef ACT_MANY_H
#define ACT_MANY_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"
#include "feat/exchange/convert.h"
#include "feat/plan/expand.h"
#include "feat/prd/prd-plan.h"
#include "feat/project/todo.h"
#include "feat/template/template.h"

/* Creates the proposed steps that do not exist below the task `id` (full); `ids`
 * gets the new full ids, in order. */
int act_expand(struct strvec *ids, struct db *db, const char *id,
	       const struct expansion *e, struct err *err);

/*
 * Records become tasks, or edits of those that came from the same place before
 * (feat/exchange/convert.h).  ERR_INVALID: nothing is imported, and `errors` has a
 * sentence for each record that is wrong.  With opt->dry_run all is checked and
 * nothing written; `out` says what would be.
 */
int act_import(struct import_result *out, struct db *db,
	       const struct records *r, const struct import_options *opt,
	       struct strvec *errors, struct err *err);

/* Creates the tasks of a filled template; `ids` gets the full ids, in order. */
int act_template(struct strvec *ids, struct db *db, const struct template *t,
		 const struct template_plan *plan,
		 const struct template_apply *opt, struct err *err);

/* A task for every comment without one; the others are told where their comment is
 * now.  `out` is initialised here. */
int act_todo(struct todo_result *out, struct db *db, struct todo_list *list,
	     struct err *err);

/*
 * Brings the tasks of a requirements document up to it; `plan` is what was done.
 * With `dry` it is what would be, with made up ids for new tasks.  opt->new_id and
 * opt->data are set here.
 */
int act_prd(struct prd_plan *plan, struct db *db, const struct prd_doc *doc,
	    const struct prd_plan_options *opt, bool dry, struct err *err);

#endif
