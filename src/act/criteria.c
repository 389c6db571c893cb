/*
 * criteria.c - adding, removing and ticking the success criteria of a task.
 */
#include "base/base.h"
#include "act/fields.h"

#include "act/internal.h"
#include "act/rule.h"
#include "base/utf8.h"
#include "lang/expr.h"
#include "feat/judge/criteria.h"

#define ADVISED_MAX 10

struct criterion {
	const char *text;		/* its words, or how it is named */
	const char *measurable, *note;
	bool met;
};

static int add_one(struct act_step *s, struct err *err)
{
	const struct json *old = task_get(s->t, F_SUCCESS_CRITERIA);
	const struct criterion *k = s->args;
	struct json *list, *item;
	struct expr *e;
	size_t nr;

	if (!act_feature(s->db, "success-criteria"))
		return err_set(err, ERR_FAILED, "success-criteria disabled; "
			       "'git task config enable success-criteria' "
			       "turns it on");
	if (k->measurable) {
		if (expr_parse(&e, k->measurable, err) < 0)
			return err_prefix(err, "'%s' is no expression",
					  k->measurable);
		expr_free(e);
	}
	list = old ? json_copy(old) : json_new_arr();
	item = json_new_obj();
	json_set_str(item, "criterion", k->text);
	if (k->measurable)
		json_set_str(item, "measurable", k->measurable);
	json_push(list, item);
	nr = json_nr(list);
	change_set(s->c, F_SUCCESS_CRITERIA, list);
	if (nr > ADVISED_MAX)
		act_warn(s, "Maximum of %d success criteria is advised for "
			 "one task; this one has %zu", ADVISED_MAX, nr);
	act_note(s, "Task %.8s: criterion %zu added", s->item->id, nr);
	return 0;
}

int act_criterion_add(struct act_result *res, struct db *db, const char *id,
		      const char *criterion, const char *measurable,
		      struct err *err)
{
	struct criterion k = { criterion, measurable, NULL, true };

	return act_run_one(res, db, "criteria", id, &k, add_one, err);
}

/*
 * The criterion that people name by its number or by words of it: its position
 * in `all`.
 */
static int find_criterion(size_t *out, const struct json *all,
			  const char *typed, struct err *err)
{
	const struct json *c;
	size_t nr = strtoul(typed, NULL, 10), i = 0, found = 0;

	if (!typed[strspn(typed, "0123456789")]) {
		if (nr < 1 || nr > json_nr(all))
			return err_set(err, ERR_INVALID, "there is no "
				       "criterion %s, the task has %zu", typed,
				       json_nr(all));
		*out = nr - 1;
		return 0;
	}
	json_each(c, all) {
		if (str_eq(json_get_str(c, "criterion"), typed)) {
			*out = i;
			return 0;
		}
		if (utf8_casefind(json_get_str(c, "criterion"), typed)) {
			found++;
			*out = i;
		}
		i++;
	}
	if (found == 1)
		return 0;
	if (found)
		return err_set(err, ERR_INVALID, "'%s' is in %zu criteria, "
			       "name one by its number", typed, found);
	return err_set(err, ERR_INVALID, "no criterion has '%s' in it",
		       typed);
}

static int remove_one(struct act_step *s, struct err *err)
{
	const struct json *old = task_get(s->t, F_SUCCESS_CRITERIA);
	struct json *list = old ? json_copy(old) : json_new_arr();
	const struct criterion *k = s->args;
	size_t at = 0;

	if (find_criterion(&at, list, k->text, err) < 0) {
		json_free(list);
		return -1;
	}
	act_note(s, "Task %.8s: criterion %zu removed", s->item->id, at + 1);
	json_free(json_detach_at(list, at));
	if (json_nr(list)) {
		change_set(s->c, F_SUCCESS_CRITERIA, list);
		return 0;
	}
	change_unset(s->c, F_SUCCESS_CRITERIA);
	json_free(list);
	return 0;
}

int act_criterion_remove(struct act_result *res, struct db *db,
			 const char *id, const char *named, struct err *err)
{
	struct criterion k = { named, NULL, NULL, false };

	return act_run_one(res, db, "criteria", id, &k, remove_one, err);
}

static int tick_one(struct act_step *s, struct err *err)
{
	const struct criterion *k = s->args;
	struct json *all;
	size_t at = 0;
	int ret;

	if (criteria_all(&all, s->t, db_shared(s->db), err) < 0)
		return -1;
	ret = find_criterion(&at, all, k->text, err);
	if (ret == 0) {
		change_append(s->c, F_PROGRESS, criteria_tick(
			json_get_str(json_at(all, at), "criterion"), k->met,
			k->note));
		act_note(s, "Task %.8s: criterion %zu %s", s->item->id,
			 at + 1, k->met ? "ticked" : "no longer ticked");
	}
	json_free(all);
	return ret;
}

int act_criterion_tick(struct act_result *res, struct db *db, const char *id,
		       const char *named, bool met, const char *note,
		       struct err *err)
{
	struct criterion k = { named, NULL, note, met };

	return act_run_one(res, db, "criteria", id, &k, tick_one, err);
}

static int keep_one(struct act_step *s, struct err *err)
{
	const struct json *records = s->args;

	(void)err;
	change_set(s->c, F_CRITERIA_RESULTS,
		   json_copy(json_get(records, s->item->id)));
	return 0;
}

int act_criteria_keep(struct act_result *res, struct db *db,
		      const struct strvec *ids, const struct json *records,
		      struct err *err)
{
	struct act a = { db, "criteria", ids, false, NULL, keep_one, records };

	return act_run(res, &a, err);
}
