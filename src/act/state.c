/*
 * state.c - the verbs that move a task, but completing.
 */
#include "base/base.h"
#include "act/state.h"

#include "act/internal.h"
#include "act/parts.h"
#include "act/rule.h"
#include "base/mem.h"
#include "feat/project/active.h"

static void add_reason(struct act_step *s, const char *verb,
		       const char *reason)
{
	char *text;

	if (!reason || !*reason)
		return;
	text = xasprintf("%s: %s", verb, reason);
	change_append(s->c, F_PROGRESS, entry_new(text, NULL));
	free(text);
}

static int refuse_closed(struct act_step *s, struct err *err)
{
	enum status now = task_status(s->t);

	if (status_is_open(now))
		return 0;
	return err_set(err, ERR_INVALID, "task '%s' is %s; use "
		       "'git task reopen' first", s->item->shown,
		       act_status_words(now));
}

/* Warns of what it waits for. */
static void step_waits(struct act_step *s)
{
	struct strvec blockers = STRVEC_INIT;
	size_t i;

	view_blockers(&blockers, s->v, s->row);
	for (i = 0; i < blockers.nr; i++)
		act_warn(s, "task %s waits for %.8s, which is not finished",
			 s->item->shown, blockers.v[i]);
	strvec_clear(&blockers);
}

static int run_ids(struct act_result *res, struct db *db, const char *verb,
		   const struct strvec *ids, const void *args,
		   int (*one)(struct act_step *s, struct err *err),
		   struct err *err)
{
	struct act a = { db, verb, ids, false, NULL, one, args };

	return act_run(res, &a, err);
}

/* The same for what is below them, too, when `parts` is not NULL. */
static int run_parts(struct act_result *res, struct db *db, const char *verb,
		     const struct strvec *ids, const struct act_parts *parts,
		     const void *args,
		     int (*one)(struct act_step *s, struct err *err),
		     struct err *err)
{
	struct strvec all = STRVEC_INIT;
	int ret = parts ? parts_add(&all, db, ids, parts, err) : 0;

	if (ret == 0)
		ret = run_ids(res, db, verb, parts ? &all : ids, args, one,
			      err);
	strvec_clear(&all);
	return ret;
}

/* ---- block, unblock, reopen, cancel ---- */

static int block_one(struct act_step *s, struct err *err)
{
	const char *reason = s->args;

	if (refuse_closed(s, err) < 0)
		return -1;
	change_want(s->c, STATUS_BLOCKED);
	if (reason && *reason)
		change_set_str(s->c, F_BLOCKED_REASON, reason);
	act_note(s, "Task %s blocked", s->item->shown);
	return 0;
}

int act_block(struct act_result *res, struct db *db, const struct strvec *ids,
	      const char *reason, struct err *err)
{
	return run_ids(res, db, "block", ids, reason, block_one, err);
}

static int unblock_one(struct act_step *s, struct err *err)
{
	enum status now = task_status(s->t);

	(void)err;
	step_waits(s);
	if (now != STATUS_BLOCKED) {
		act_warn(s, "task %s is not blocked but %s", s->item->shown,
			 act_status_words(now));
		return 0;
	}
	change_want(s->c, task_get(s->t, F_STARTED_AT) ? STATUS_IN_PROGRESS :
		    STATUS_PENDING);
	act_note(s, "Task %s unblocked", s->item->shown);
	return 0;
}

int act_unblock(struct act_result *res, struct db *db,
		const struct strvec *ids, struct err *err)
{
	return run_ids(res, db, "unblock", ids, NULL, unblock_one, err);
}

static int reopen_one(struct act_step *s, struct err *err)
{
	enum status now = task_status(s->t);

	(void)err;
	if (status_is_open(now)) {
		act_warn(s, "task %s is %s already", s->item->shown,
			 act_status_words(now));
		return 0;
	}
	change_want(s->c, STATUS_PENDING);
	add_reason(s, "reopened", s->args);
	act_note(s, "Task %s reopened", s->item->shown);
	return 0;
}

int act_reopen(struct act_result *res, struct db *db, const struct strvec *ids,
	       const char *reason, struct err *err)
{
	return run_ids(res, db, "reopen", ids, reason, reopen_one, err);
}

static const struct act_parts cancel_parts = { true, "cancels" };

static int cancel_one(struct act_step *s, struct err *err)
{
	enum status now = task_status(s->t);

	(void)err;
	if (now == STATUS_CANCELLED) {
		act_warn(s, "task %s is cancelled already", s->item->shown);
		return 0;
	}
	if (now == STATUS_COMPLETED)
		act_warn(s, "task %s was completed", s->item->shown);
	change_want(s->c, STATUS_CANCELLED);
	add_reason(s, "cancelled", s->args);
	parts_warn(s, &cancel_parts);
	act_note(s, "Task %s cancelled", s->item->shown);
	return 0;
}

int act_cancel(struct act_result *res, struct db *db, const struct strvec *ids,
	       const char *reason, bool parts, struct err *err)
{
	return run_parts(res, db, "cancel", ids, parts ? &cancel_parts : NULL,
			 reason, cancel_one, err);
}

/* ---- start, stop ---- */

int step_start(struct act_step *s, bool here, bool assign, struct err *err)
{
	const char *assignee = task_str(s->t, F_ASSIGNEE);

	step_waits(s);
	if (here && act_make_active(s->txn, s->item->id, err) < 0)
		return -1;
	change_want(s->c, STATUS_IN_PROGRESS);
	if (change_has(s->c, F_ASSIGNEE))
		return 0;
	if (!assignee && assign)
		change_set_str(s->c, F_ASSIGNEE, db_me_name(s->db));
	else if (assignee && !db_is_me(s->db, assignee))
		act_warn(s, "task %s is assigned to %s", s->item->shown,
			 assignee);
	return 0;
}

static int start_one(struct act_step *s, struct err *err)
{
	const struct act_start *args = s->args;
	const char *branch = task_str(s->t, F_BRANCH);

	if (refuse_closed(s, err) < 0)
		return -1;
	if (args->branch && !str_eq(branch, args->branch)) {
		change_set_str(s->c, F_BRANCH, args->branch);
		if (args->base)
			change_put(s->c, F_FIELDS, "branch_base",
				   json_new_str(args->base));
	}
	act_note(s, "Task %s started", s->item->shown);
	return step_start(s, !args->branch, true, err);
}

int act_start(struct act_result *res, struct db *db,
	      const struct act_start *args, struct err *err)
{
	return run_ids(res, db, "start", args->ids, args, start_one, err);
}

static int stop_one(struct act_step *s, struct err *err)
{
	const double *hours = s->args;
	struct strbuf span = STRBUF_INIT;
	double seconds;

	(void)err;
	seconds = act_stop_active(s->txn, s->c, *hours);
	if (seconds < 0)		/* somebody else was faster */
		return 0;
	when_span(&span, seconds);
	act_note(s, "Task %s stopped after %s", s->item->shown, span.buf);
	strbuf_release(&span);
	return 0;
}

int act_stop(struct act_result *res, struct db *db, double hours,
	     struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	struct active active;
	struct act a = { db, "stop", &ids, true, NULL, stop_one, &hours };
	int ret;

	if (!active_get(&active, db))
		return err_set(err, ERR_FAILED, "no task is active here (use "
			       "'git task start <id>')");
	strvec_push(&ids, active.id);
	ret = act_run(res, &a, err);
	strvec_clear(&ids);
	return ret;
}

/* ---- delete, restore ---- */

/* A task that is not deleted with it and depends on it, or NULL. */
static const char *dependent_left(struct act_step *s)
{
	const char *left = NULL;
	uint32_t *deps;
	size_t nr = view_dependents(&deps, s->v, s->row), i;

	for (i = 0; i < nr && !left; i++) {
		const struct row *r = &s->v->rows[deps[i]];

		if (!r->deleted && !act_result_has(s->res, r->id))
			left = r->id;
	}
	free(deps);
	return left;
}

static const struct act_parts delete_parts = { false, "deletes" };

static int delete_one(struct act_step *s, struct err *err)
{
	const bool *force = s->args;
	const char *left;

	if (task_deleted(s->t)) {
		act_warn(s, "task %s is deleted already", s->item->shown);
		return 0;
	}
	left = dependent_left(s);
	if (left && !*force)
		return err_set(err, ERR_INVALID, "Cannot delete task '%s': "
			       "task '%.8s' depends on it (use --force to "
			       "delete it all the same)", s->item->shown,
			       left);
	if (left)
		act_warn(s, "task %.8s depended on %s", left, s->item->shown);
	parts_warn(s, &delete_parts);
	change_set(s->c, F_DELETED, json_new_bool(true));
	act_note(s, "Task %s deleted", s->item->shown);
	return 0;
}

int act_delete(struct act_result *res, struct db *db, const struct strvec *ids,
	       bool force, bool parts, struct err *err)
{
	return run_parts(res, db, "delete", ids, parts ? &delete_parts : NULL,
			 &force, delete_one, err);
}

static int restore_one(struct act_step *s, struct err *err)
{
	(void)err;
	if (!task_deleted(s->t)) {
		act_warn(s, "task %s is not deleted", s->item->shown);
		return 0;
	}
	change_unset(s->c, F_DELETED);
	act_note(s, "Task %s restored", s->item->shown);
	return 0;
}

int act_restore(struct act_result *res, struct db *db,
		const struct strvec *ids, struct err *err)
{
	struct act a = { db, "restore", ids, true, NULL, restore_one, NULL };

	return act_run(res, &a, err);
}
