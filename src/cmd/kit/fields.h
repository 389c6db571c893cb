/*
 * fields.h - the options that set a task's fields, for add, update and edit.
 */
#ifndef CMD_KIT_FIELDS_H
#define CMD_KIT_FIELDS_H

#include "base/base.h"
#include "base/err.h"
#include "cmd/kit/common.h"
#include "model/change.h"

/* Rows of options made from the table of fields: those that add and update have in
 * common, those of update alone, and --remove-<name> of sets and maps.  Each expands
 * to rows that end with a comma. */
#define FIELD_OPT_(n, l, t, a, h, f, m, al)				\
	{ n, l, t, a, h, f, NULL, 0, m, al },
#define NEW_NO_OPTION
#define NEW_OPTION(...) FIELD_OPT_(__VA_ARGS__)
#define NEW_OPTION_OWN(...) FIELD_OPT_(__VA_ARGS__)
#define NEW_OPTION_LATER(...)
#define NEW_OPTION_LIST(n, l, t, a, h, f, al, rh, ral)			\
	FIELD_OPT_(n, l, t, a, h, (f) | OPT_MANY, 0, al)
#define LATER_NO_OPTION
#define LATER_OPTION(...)
#define LATER_OPTION_OWN(...)
#define LATER_OPTION_LATER(...) FIELD_OPT_(__VA_ARGS__)
#define LATER_OPTION_LIST(n, l, t, a, h, f, al, rh, ral)		\
	FIELD_OPT_("remove-" n, 0, (t) == OPT_KV ? OPT_STR : (t),	\
		   (t) == OPT_KV ? "<key>" : (a), rh, (f) | OPT_MANY, 0, ral)
#define NEW_ROW_(id, name, kind, type, flags, max, help, words, column,	\
		 option, tool) NEW_##option
#define LATER_ROW_(id, name, kind, type, flags, max, help, words, column, \
		   option, tool) LATER_##option

/* Options that add and update have in common. */
#define FIELD_OPTS							\
	FIELD_TABLE(NEW_ROW_)						\
	{ "estimate", 0, OPT_DUR, NULL,					\
	  "estimated-hours as a duration: 2h, 90m", OPT_EMPTY, NULL, 0, 0, \
	  NULL },							\
	O_STR("criterion", 0, "<text>[::<measurable>]",			\
	      "add one success criterion", OPT_MANY),			\
	O_STR(FIELD_PHASE, 0, "<phase>",				\
	      "phase or milestone it belongs to", OPT_EMPTY),		\
	{ "context", 0, OPT_STR, "<text>", "a note shared with everyone",	\
	  0, NULL, 0, 0, "with-context" },

/* Those that only update has. */
#define FIELD_LATER_OPTS FIELD_TABLE(LATER_ROW_)

/*
 * Adds an operation for every field option that was given.  `t` is the task as
 * it is, NULL for a new one.  An empty value unsets a field, but no text: --unset
 * does.  Options the command does not have are passed over.  `warn` receives
 * notices.
 */
int fields_change(struct change *c, struct ctx *ctx, const struct args *args,
		  const struct view *v, const struct task *t,
		  struct strvec *warn, struct err *err);

/*
 * Do the options of add and update have values that their fields take?  What can be
 * told without the tasks; ERR_USAGE.
 */
int fields_check(const struct args *args, struct err *err);
/* The forms of criteria: a JSON array, as it is stored, in *out, which the caller
 * frees; "text::expression", added to `list`; the expression alone.  ERR_INVALID. */
int fields_criteria(struct json **out, const char *text, struct err *err);
int fields_criterion(struct json *list, const char *text, struct err *err);
int fields_measurable(const char *text, struct err *err);

/*
 * What a new task has unless somebody says otherwise, from the settings
 * task.defaultPriority, task.defaultType and task.project: an object with the
 * stored names of those fields that are set.  Caller frees.  ERR_INVALID for
 * a value that the field does not take; it names the setting.
 */
int fields_defaults(struct json **out, struct ctx *ctx, struct err *err);

/* The stored form of a person (db_who); "" and "none" as they are.  Borrowed. */
const char *fields_who(struct ctx *ctx, const char *typed);

#endif
