/*
 * fields.c - verbs for one field: tags, dependencies, assignee, feedback.
 */
#include "base/base.h"
#include "act/fields.h"

#include "act/internal.h"
#include "act/rule.h"
#include "base/utf8.h"

#define NOTE_MAX 500

int act_run_one(struct act_result *res, struct db *db, const char *verb,
		const char *id, const void *args,
		int (*one)(struct act_step *s, struct err *err),
		struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	struct act a = { db, verb, &ids, false, NULL, one, args };
	int ret;

	strvec_push(&ids, id);
	ret = act_run(res, &a, err);
	strvec_clear(&ids);
	return ret;
}

int act_apply(struct db *db, const char *verb, const struct change *c,
	      struct err *err)
{
	return db_apply(db, verb, c, NULL, err);
}

/* ---- tags ---- */

static int tag_one(struct act_step *s, struct err *err)
{
	const struct strvec *tags = s->args;
	size_t i;

	for (i = 0; i < tags->nr; i++) {
		const char *tag = tags->v[i];
		bool drop = tag[0] == '-';

		if (drop || tag[0] == '+')
			tag++;
		if (*tag == '#')
			tag++;
		if (!*tag)
			return err_set(err, ERR_INVALID, "a tag is empty");
		if (drop && !json_has_str(task_get(s->t, F_TAGS), tag))
			act_warn(s, "task %s has no tag '%s'", s->item->shown,
				 tag);
		if (drop)
			change_remove(s->c, F_TAGS, tag);
		else
			change_add(s->c, F_TAGS, tag);
	}
	act_note(s, "Task %s tagged", s->item->shown);
	return 0;
}

int act_tag(struct act_result *res, struct db *db, const char *id,
	    const struct strvec *tags, struct err *err)
{
	return act_run_one(res, db, "tag", id, tags, tag_one, err);
}

/* ---- dependencies ---- */

static int depend_on(struct act_step *s, const char *typed, bool add,
		     struct err *err)
{
	const char *id;
	uint32_t row;

	if (view_resolve(&row, s->v, typed, !add, err) < 0)
		return err_prefix(err, "Invalid dependency ID");
	id = s->v->rows[row].id;
	if (!strcmp(id, s->item->id))
		return err_set(err, ERR_INVALID, "Invalid dependency ID: "
			       "task '%.8s' can not depend on itself", id);
	if (!add && !json_has_str(task_get(s->t, F_DEPENDENCIES), id))
		return err_set(err, ERR_INVALID, "task '%s' does not depend "
			       "on '%.8s'", s->item->shown, id);
	if (add)
		change_add(s->c, F_DEPENDENCIES, id);
	else
		change_remove(s->c, F_DEPENDENCIES, id);
	act_note(s, add ? "Task %.8s depends on %.8s" :
		 "Task %.8s no longer depends on %.8s", s->item->id, id);
	return 0;
}

static int depend_one(struct act_step *s, struct err *err)
{
	const struct strvec *on = s->args;
	size_t i;

	for (i = 0; i < on->nr; i++)
		if (depend_on(s, on->v[i], true, err) < 0)
			return -1;
	return 0;
}

static int undepend_one(struct act_step *s, struct err *err)
{
	const struct strvec *on = s->args;
	size_t i;

	for (i = 0; i < on->nr; i++)
		if (depend_on(s, on->v[i], false, err) < 0)
			return -1;
	return 0;
}

int act_depend(struct act_result *res, struct db *db, const char *id,
	       const struct strvec *on, bool add, struct err *err)
{
	return act_run_one(res, db, add ? "depend" : "undepend", id, on,
			   add ? depend_one : undepend_one, err);
}

/* ---- assignee ---- */

static int assign_one(struct act_step *s, struct err *err)
{
	const char *who = s->args;

	(void)err;
	if (*who && !str_ieq(who, "none")) {
		change_set_str(s->c, F_ASSIGNEE, who);
		act_note(s, "Task %s assigned to %s", s->item->shown, who);
	} else {
		change_unset(s->c, F_ASSIGNEE);
		act_note(s, "Task %s assigned to nobody", s->item->shown);
	}
	return 0;
}

int act_assign(struct act_result *res, struct db *db, const char *id,
	       const char *who, struct err *err)
{
	return act_run_one(res, db, "assign", id, who, assign_one, err);
}

/* ---- feedback ---- */

static size_t characters(const char *s)
{
	const char *end = s + strlen(s);
	size_t nr = 0;

	while (s < end) {
		utf8_next(&s, end);
		nr++;
	}
	return nr;
}

int act_check_note(const char *note, struct err *err)
{
	if (characters(note) <= NOTE_MAX)
		return 0;
	return err_set(err, ERR_INVALID, "the note is too long (max %d "
		       "characters)", NOTE_MAX);
}

static int feedback_one(struct act_step *s, struct err *err)
{
	const struct act_feedback *f = s->args;
	bool had = task_get(s->t, F_FEEDBACK_QUALITY) ||
		task_get(s->t, F_FEEDBACK_TIMELINESS) ||
		task_str(s->t, F_FEEDBACK_NOTES);

	if (task_status(s->t) != STATUS_COMPLETED)
		return err_set(err, ERR_INVALID, "task '%s' is %s; feedback "
			       "is for completed tasks", s->item->shown,
			       act_status_words(s->r->status));
	if (had && !f->force)
		return err_set(err, ERR_INVALID, "task '%s' already has "
			       "feedback (--force replaces it)",
			       s->item->shown);
	if (f->quality)
		change_set_num(s->c, F_FEEDBACK_QUALITY, f->quality);
	if (f->timeliness)
		change_set_num(s->c, F_FEEDBACK_TIMELINESS, f->timeliness);
	if (f->note && *f->note)
		change_set_str(s->c, F_FEEDBACK_NOTES, f->note);
	act_note(s, "Feedback recorded");
	return 0;
}

static int check_score(int n, const char *name, struct err *err)
{
	if (n < 0 || n > 5)
		return err_set(err, ERR_INVALID, "%s must be between 1 and 5",
			       name);
	return 0;
}

int act_feedback(struct act_result *res, struct db *db, const char *id,
		 const struct act_feedback *args, struct err *err)
{
	const char *note = args->note;

	if (check_score(args->quality, "quality", err) < 0 ||
	    check_score(args->timeliness, "timeliness", err) < 0)
		return -1;
	if (note && act_check_note(note, err) < 0)
		return -1;
	if (!act_feature(db, "feedback")) {
		strvec_push(&res->warnings, "feedback disabled; nothing "
			    "recorded");
		return 0;
	}
	return act_run_one(res, db, "feedback", id, args, feedback_one, err);
}
