/*
 * fields.h - the options that set a task's fields, for add, update and edit.
 */
#ifndef CMD_FIELDS_H
#define CMD_FIELDS_H

#include "base/base.h"
#include "base/err.h"
#include "cmd/common.h"
#include "model/change.h"

/* Options that add and update have in common. */
#define FIELD_OPTS							\
	O_STR("description", 'd', "<text>", "what is to be done",	\
	      OPT_EMPTY),						\
	{ "priority", 'p', OPT_PRIO, NULL,				\
	  "one of none, low, medium, high, critical; or 0 to 4", 0,	\
	  NULL, 0, 0, NULL },						\
	O_STR("status", 0, "<status>",					\
	      "one of pending, in_progress, blocked, completed, "	\
	      "cancelled", 0),						\
	O_STR("type", 0, "<type>",					\
	      "kind of work: feature, bug or any word", OPT_EMPTY),	\
	O_STR("assignee", 'a', "<who>",					\
	      "who does it; 'me' is you, 'none' nobody",		\
	      OPT_EMPTY),						\
	O_STR("project", 0, "<name>", "project it belongs to",		\
	      OPT_EMPTY),						\
	O_ID("parent", 0, "task that it is a part of", OPT_EMPTY),	\
	{ "tag", 't', OPT_STR, "<tag>", "add a tag",			\
	  OPT_MANY, NULL, 0, 0, "tags" },				\
	{ "depends-on", 0, OPT_ID, NULL,				\
	  "tasks that must be finished first",				\
	  OPT_MANY | OPT_WORDS, NULL, 0, 0, "depends" },		\
	O_STR("file", 0, "<path>[:<line>[:<line>]]",			\
	      "a place in the code", OPT_MANY),				\
	O_TIME("deadline", 0, "when it must be done: a date, 'friday', '2d'", \
	       OPT_EMPTY),						\
	O_NUM_FIELD("estimated-hours", 0, "expected effort in hours",	\
		    0, 100000),						\
	{ "estimate", 0, OPT_DUR, NULL, "the same as a duration: 2h, 90m", \
	  OPT_EMPTY, NULL, 0, 0, NULL },				\
	{ "criteria", 0, OPT_STR, "<json>",				\
	  "success criteria: [{\"criterion\": ..., \"measurable\": ...}]", \
	  OPT_EMPTY, NULL, 0, 0, "success-criteria" },			\
	O_STR("criterion", 0, "<text>[::<measurable>]",			\
	      "add one success criterion", OPT_MANY),			\
	{ "meta", 0, OPT_KV, NULL, "a field of your own",		\
	  OPT_MANY, NULL, 0, 0, "field" },				\
	O_KV("external", 0, "its id elsewhere, jira=PROJ-7",		\
	     OPT_MANY),							\
	O_STR("phase", 0, "<phase>", "phase or milestone it belongs to", \
	      OPT_EMPTY),						\
	O_STR("code-language", 0, "<name>", "programming language",	\
	      OPT_EMPTY),						\
	O_STR("execution-environment", 0, "<name>",			\
	      "where its code runs", OPT_EMPTY),			\
	O_NUM_FIELD("complexity", 0, "complexity score", 0, 10),	\
	O_STR("branch", 0, "<name>", "Git branch of the work", OPT_EMPTY), \
	O_STR("context", 0, "<text>", "a note shared with everyone", 0)

/*
 * Adds an operation for every field option that was given.  `t` is the task as
 * it is, NULL for a new one.  An empty value unsets a field.  Options the
 * command does not have are passed over.  `warn` receives notices.
 */
int fields_change(struct change *c, struct ctx *ctx, const struct args *args,
		  const struct view *v, const struct task *t,
		  struct strvec *warn, struct err *err);

/*
 * What a new task has unless somebody says otherwise, from the settings
 * task.defaultPriority, task.defaultType and task.project: an object with the
 * stored names of those fields that are set.  Caller frees.  ERR_INVALID for
 * a value that the field does not take; it names the setting.
 */
int fields_defaults(struct json **out, struct ctx *ctx, struct err *err);

/* The criteria in a JSON text or YAML tree, in the form that is stored. */
int fields_criteria(struct json **out, const char *text, struct err *err);

/* An expression that a person typed: ERR_INVALID says where it is none. */
int fields_measurable(const char *text, struct err *err);

/* "me" -> the caller's own name; everything else as it is.  Borrowed. */
const char *fields_who(struct ctx *ctx, const char *typed);

/* "" and "none", as queries call it: an assignee that is taken away. */
bool fields_nobody(const char *typed);

/* May the feature be used?  Names: notes of `git task config --enable`. */
bool fields_feature(struct ctx *ctx, const char *feature);

#endif
