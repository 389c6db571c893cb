/*
 * fields.h - verbs for one field: tags, dependencies, assignee, criteria, feedback.
 */
#ifndef ACT_FIELDS_H
#define ACT_FIELDS_H

#include "base/base.h"
#include "base/err.h"
#include "act/act.h"

/* Tags as typed: "auth", "+auth" and "#auth" add, "-auth" takes away (with a
 * warning when it is not there). */
int act_tag(struct act_result *res, struct db *db, const char *id,
	    const struct strvec *tags, struct err *err);

/* Makes the task wait for others, or no longer (ERR_INVALID when it does not). */
int act_depend(struct act_result *res, struct db *db, const char *id,
	       const struct strvec *on, bool add, struct err *err);

/* To a person or agent; "" and "none" are nobody. */
int act_assign(struct act_result *res, struct db *db, const char *id,
	       const char *who, struct err *err);

struct act_feedback {
	int quality, timeliness;	/* 1 to 5, 0: not given */
	const char *note;		/* or NULL */
	bool force;			/* replace what is there */
};
/* ERR_INVALID: the note has more characters than one may have. */
int act_check_note(const char *note, struct err *err);
/* ERR_INVALID: not completed, has feedback already, nothing or a wrong score is
 * given, a note longer than 500 characters.  Where the feature is off it is a
 * warning and nothing is recorded. */
int act_feedback(struct act_result *res, struct db *db, const char *id,
		 const struct act_feedback *args, struct err *err);

/* A criterion is named by its number (from 1) or by words that only it has. */
int act_criterion_add(struct act_result *res, struct db *db, const char *id,
		      const char *criterion, const char *measurable,
		      struct err *err);
int act_criterion_remove(struct act_result *res, struct db *db,
			 const char *id, const char *named, struct err *err);
/* Somebody says that it is met; with `met` false that it is not.  `note` may be
 * NULL. */
int act_criterion_tick(struct act_result *res, struct db *db, const char *id,
		       const char *named, bool met, const char *note,
		       struct err *err);
/* Keeps reports of a validation: `records` maps full ids to what criteria_record
 * gave. */
int act_criteria_keep(struct act_result *res, struct db *db,
		      const struct strvec *ids, const struct json *records,
		      struct err *err);

/* One change that was worked out elsewhere (a score, an execution, an edit that
 * had given way).  `c` has the full id. */
int act_apply(struct db *db, const char *verb, const struct change *c,
	      struct err *err);

#endif
