/*
 * undo.c - what taking a command back has done, in words.
 */
#include "base/base.h"
#include "act/undo.h"

#include "act/internal.h"
#include "base/strbuf.h"
#include "model/change.h"

/* What the undo did to a task, "tags -auth, title b -> a"; NULL: that is not known.
 * Caller frees. */
static char *set_back(const struct view *before, uint32_t was,
		      const struct view *after, uint32_t is)
{
	struct task a = TASK_INIT, b = TASK_INIT;
	struct strbuf sb = STRBUF_INIT;

	if (was != NO_ROW && is != NO_ROW &&
	    view_task(&a, before, was, NULL) == 0 &&
	    view_task(&b, after, is, NULL) == 0)
		change_tell(&sb, &a, &b);
	task_release(&a);
	task_release(&b);
	return strbuf_detach(&sb, NULL);
}

/* The task is as it was before; `s->item` has both states, `back` says the rest. */
static void say_one(struct act_step *s, const struct undone *u,
		    const char *back)
{
	const struct act_item *it = s->item;
	const char *title = s->r->title, *verb = u->verb ? u->verb : "edit";

	if (s->r->deleted)
		act_note(s, "Undid \"%s %s %s\" of %s: it is gone again", verb,
			 it->shown, title, u->by);
	else if (it->was != it->is)
		act_note(s, "Undid \"%s %s %s\" of %s: status is %s again", verb,
			 it->shown, title, u->by, act_status_words(it->is));
	else if (back && str_eq(back, "restored"))
		act_note(s, "Undid \"%s %s %s\" of %s: it is there again",
			 verb, it->shown, title, u->by);
	else if (back && *back)
		act_note(s, "Undid \"%s %s %s\" of %s: %s", verb, it->shown,
			 title, u->by, back);
	else
		act_note(s, "Undid \"%s %s %s\" of %s: as before it again "
			 "(was: %s)", verb, it->shown, title, u->by,
			 u->detail);
}

int act_undo(struct act_result *res, struct undone *undone, struct db *db,
	     const char *commit, struct err *err)
{
	const struct view *before, *after;
	struct act_step s = { .db = db, .res = res };
	size_t i;

	act_result_reset(res);
	memset(undone, 0, sizeof(*undone));
	if (db_view(&before, db, err) < 0 ||
	    db_undo(undone, db, commit, err) < 0 ||
	    db_view(&after, db, err) < 0)
		return -1;
	res->wrote = true;
	for (i = 0; i < undone->ids.nr; i++) {
		uint32_t was = view_find(before, undone->ids.v[i]);
		uint32_t is = view_find(after, undone->ids.v[i]);

		s.item = act_result_add(res, undone->ids.v[i]);
		s.item->changed = true;
		if (is == NO_ROW)
			continue;
		s.r = &after->rows[is];
		view_short_row(s.item->shown, after, is);
		s.item->is = s.r->stored;
		s.item->was = was == NO_ROW ? s.item->is :
			before->rows[was].stored;
	}
	res->many = res->nr > 1;
	if (res->nr == 1 && s.r) {
		char *back = set_back(before, view_find(before,
							undone->ids.v[0]),
				      after, view_find(after,
						       undone->ids.v[0]));

		say_one(&s, undone, back);
		free(back);
	} else {
		act_note(&s, "Undid %s, of %s", undone->what, undone->by);
	}
	return 0;
}
