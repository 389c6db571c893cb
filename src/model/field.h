/*
 * field.h - the fields of a task: one row each, from which everything else that
 * knows fields is made.
 *
 * A row says how a field is stored, merged and checked, how people name it, and
 * where it shows up.  To add a field, add a row (docs/HACKING.md).  Of it are made:
 * validation and join, the index, words of queries, sort keys, columns, rows of
 * `show`, options of add and update, the form of `edit`, keys of templates, import
 * and export, JSON, and parameters of tools for agents.
 */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/base.h"
#include "data/id.h"

/* How concurrent edits of a field join (formats/merge.md). */
enum field_kind { KIND_REGISTER, KIND_SET, KIND_MAP, KIND_LOG };

enum field_type {
	TYPE_LINE,	/* string, one line, 1..max bytes of UTF-8 */
	TYPE_PERSON,	/* a line that names somebody: "me" is understood */
	TYPE_TEXT,	/* string, lines allowed, up to max bytes */
	TYPE_STATUS, TYPE_PRIORITY,
	TYPE_TIME,	/* RFC 3339 UTC, seconds */
	TYPE_DUE,	/* the same, or a calendar day: 2026-12-04 (data/due) */
	TYPE_HOURS,	/* number >= 0 and <= 100000 */
	TYPE_SCORE,	/* integer 1..5 */
	TYPE_NUMBER,
	TYPE_BOOL,
	TYPE_ID,	/* 16 hex digits */
	TYPE_CRITERIA,	/* [{"criterion": line, "measurable": line?}, ...] */
	TYPE_OBJECT,	/* free object (source, lease, ...) */
	TYPE_ANY,	/* any JSON value (values of a map) */
	TYPE_ENTRY	/* of a log: {"id", "at", "by", ...} */
};

#define TEXT_MAX ((size_t)1 << 20)
#define TITLE_MAX 500		/* characters */
#define LINE_MAX_BYTES 4096
#define NAME_MAX_BYTES 200	/* tags, languages, map keys, ... */
#define OBJECT_MAX ((size_t)256 << 10)	/* bytes of one free value */
#define CRITERIA_MAX 1000	/* criteria of one task */
/* Strings of one task together: stays far below what json_parse takes. */
#define TASK_MAX_BYTES ((size_t)16 << 20)

#define FIELD_DERIVED 1u	/* set by the program, no option edits it */
#define FIELD_OPTIONAL 2u	/* may be absent */
#define FIELD_QUERY 4u		/* named in queries, columns, --by and has: */
#define FIELD_SORT 8u		/* named among the keys of --sort and --by */
/* Kept in the index by its name, though struct row has no member for it (maps: each
 * key).  What is asked for and is in neither is read from the stored JSON. */
#define FIELD_INDEXED 16u
#define FIELD_PART 32u		/* ':' in a query finds a part of it */
#define FIELD_SHOW 64u		/* a row of its own in `show` */
#define FIELD_FORM 128u		/* in the form of `edit` */
#define FIELD_TEMPLATE 256u	/* a key of a template's tasks */
#define FIELD_STORY 512u	/* searched by `anywhere` */
#define FIELD_BRIEF 1024u	/* short enough to be told in the log */

/*
 * The rows, in the order of JSON and CSV:
 *
 * F(ID, name, kind, type, flags, max, help, words, column, option, tool)
 *
 *   ID      enum field's F_ID
 *   name    in JSON, for ever
 *   max     bytes of a text or value; of titles, characters
 *   help    a few words, for documents and schemas
 *   words   what people may call it, besides its name: "created" or "files|file"; the
 *           first is the one that messages name; NULL: its name alone
 *   column  what stands over its column and in front of it in `show`; '>' in front:
 *           right-aligned, '*': takes what width is left; NULL: not listed
 *   option  NO_OPTION or of add and update:
 *             OPTION(name, letter, type, arg, help, flags, greatest, alias)
 *             OPTION_LATER(...): of update only
 *             OPTION_LIST(name, letter, type, arg, help, flags, alias, help of
 *                         --remove-<name>, its alias): of a set or map
 *             OPTION_OWN(...): the same as OPTION, applied by code of its own
 *   tool    NO_TOOL or TOOL(name, option type, option flags, greatest, text): its
 *           parameter in tools that make and change tasks, named as the field
 *
 * `option` and `tool` are read in cmd/ alone, where the option types are known.
 */
#define FIELD_TABLE(F)							\
F(ID, "id", REGISTER, ID, FIELD_DERIVED | FIELD_QUERY | FIELD_SORT,	\
  ID_LEN, "16 hex digits, random, never reused", NULL, "id",		\
  NO_OPTION, NO_TOOL)							\
F(TITLE, "title", REGISTER, LINE, FIELD_QUERY | FIELD_SORT |		\
  FIELD_PART | FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF, TITLE_MAX,	\
  "one line that says what is to be done", NULL, "*title",		\
  NO_OPTION, NO_TOOL)							\
F(DESCRIPTION, "description", REGISTER, TEXT, FIELD_OPTIONAL |		\
  FIELD_QUERY | FIELD_TEMPLATE, TEXT_MAX, "the long text, Markdown",	\
  NULL, NULL,								\
  OPTION("description", 'd', OPT_STR, "<text>", "what is to be done",	\
	 OPT_EMPTY, 0, NULL),						\
  TOOL("description", OPT_STR, 0, 0, NULL))						\
F(STATUS, "status", REGISTER, STATUS, FIELD_QUERY | FIELD_SORT |	\
  FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF, 0,				\
  "pending, in_progress, blocked, completed or cancelled", NULL,	\
  "status",								\
  OPTION_OWN("status", 0, OPT_STR, "<status>",				\
	     "one of pending, in_progress, blocked, completed, cancelled", \
	     0, 0, NULL), NO_TOOL)					\
F(PRIORITY, "priority", REGISTER, PRIORITY, FIELD_QUERY | FIELD_SORT |	\
  FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF, 0,				\
  "none, low, medium, high or critical", "priority|prio", "priority",	\
  OPTION("priority", 'p', OPT_PRIO, NULL,				\
	 "one of none, low, medium, high, critical; or 0 to 4", 0, 0,	\
	 NULL),								\
  TOOL("priority", OPT_PRIO, 0, 0, "0 none, 1 low, 2 medium, 3 high, 4 critical"))	\
F(TYPE, "type", REGISTER, LINE, FIELD_OPTIONAL | FIELD_QUERY |		\
  FIELD_SORT | FIELD_SHOW | FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF,	\
  NAME_MAX_BYTES, "feature, bug, documentation, ... (free word)", NULL,	\
  "type",								\
  OPTION("type", 0, OPT_STR, "<type>",					\
	 "kind of work: feature, bug or any word", OPT_EMPTY, 0, NULL),	\
  TOOL("type", OPT_STR, 0, 0, NULL))						\
F(ASSIGNEE, "assignee", REGISTER, PERSON, FIELD_OPTIONAL | FIELD_QUERY | \
  FIELD_SORT | FIELD_SHOW | FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF,	\
  NAME_MAX_BYTES,							\
  "who works on it: an e-mail address, a name or an agent",		\
  "assignee|owner|who", "assignee",					\
  OPTION("assignee", 'a', OPT_STR, "<who>",				\
	 "who does it; 'me' is you, 'none' nobody", OPT_EMPTY, 0, NULL), \
  TOOL("assignee", OPT_STR, 0, 0, "'me' is you"))					\
F(REVIEWER, "reviewer", REGISTER, PERSON, FIELD_OPTIONAL | FIELD_QUERY | \
  FIELD_SORT | FIELD_INDEXED | FIELD_SHOW | FIELD_FORM | FIELD_TEMPLATE | \
  FIELD_BRIEF, NAME_MAX_BYTES, "who looks at the result before it counts", \
  NULL, "reviewer",							\
  OPTION("reviewer", 0, OPT_STR, "<who>",				\
	 "who reviews it; 'me' is you, 'none' nobody", OPT_EMPTY, 0, NULL), \
  TOOL("reviewer", OPT_STR, 0, 0, NULL))				\
F(TAGS, "tags", SET, LINE, FIELD_OPTIONAL | FIELD_QUERY | FIELD_SHOW |	\
  FIELD_FORM | FIELD_TEMPLATE, NAME_MAX_BYTES, "free words",		\
  "tags|tag", "tags",							\
  OPTION_LIST("tag", 't', OPT_STR, "<tag>", "add a tag", 0, "tags",	\
	      "take a tag away", "untag"),				\
  TOOL("tags", OPT_STR, OPT_MANY, 0, NULL))					\
F(DEPENDENCIES, "dependencies", SET, ID, FIELD_OPTIONAL | FIELD_QUERY |	\
  FIELD_FORM, ID_LEN, "ids of tasks that must be finished first",	\
  "depends-on|dep|deps|depends", "depends on",				\
  OPTION_LIST("depends-on", 0, OPT_ID, NULL,				\
	      "tasks that must be finished first", OPT_WORDS, "depends",	\
	      "take a dependency away", NULL),				\
  TOOL("dependencies", OPT_ID, OPT_MANY, 0, "ids of tasks to finish first"))		\
F(PARENT, "parent", REGISTER, ID, FIELD_OPTIONAL | FIELD_QUERY |	\
  FIELD_FORM | FIELD_BRIEF, ID_LEN,					\
  "id of the task that this one is a part of", NULL, "parent",		\
  OPTION_OWN("parent", 0, OPT_ID, NULL, "task that it is a part of",	\
	     OPT_EMPTY, 0, NULL),					\
  TOOL("parent", OPT_ID, 0, 0, NULL))						\
F(PROJECT, "project", REGISTER, LINE, FIELD_OPTIONAL | FIELD_QUERY |	\
  FIELD_SORT | FIELD_SHOW | FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF,	\
  NAME_MAX_BYTES, "name of the project", NULL, "project",		\
  OPTION("project", 0, OPT_STR, "<name>", "project it belongs to",	\
	 OPT_EMPTY, 0, NULL),						\
  TOOL("project", OPT_STR, 0, 0, NULL))						\
F(FILE_REFS, "file_refs", SET, LINE, FIELD_OPTIONAL | FIELD_QUERY |	\
  FIELD_PART | FIELD_SHOW | FIELD_FORM | FIELD_TEMPLATE,		\
  LINE_MAX_BYTES, "paths of files that the task is about",		\
  "files|file", "files",						\
  OPTION_LIST("file", 0, OPT_STR, "<path>[:<line>[:<line>]]",		\
	      "a place in the code", 0, NULL, "take a file away", NULL), \
  TOOL("file_refs", OPT_STR, OPT_MANY, 0, "path[:line]"))				\
F(DEADLINE, "deadline", REGISTER, DUE, FIELD_OPTIONAL | FIELD_QUERY |	\
  FIELD_SORT | FIELD_SHOW | FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF,	\
  0, "when it has to be finished", "deadline|due", "due",		\
  OPTION("deadline", 0, OPT_TIME, NULL,					\
	 "when it must be done: a day, 'friday', or a moment", OPT_EMPTY, \
	 0, "due"),							\
  TOOL("deadline", OPT_TIME, 0, 0, NULL))						\
F(ESTIMATED_HOURS, "estimated_hours", REGISTER, HOURS, FIELD_OPTIONAL |	\
  FIELD_QUERY | FIELD_SORT | FIELD_FORM | FIELD_TEMPLATE | FIELD_BRIEF,	\
  0, "expected effort in hours", "estimated-hours|estimate",		\
  ">estimate",								\
  OPTION("estimated-hours", 0, OPT_NUM, "<n>",				\
	 "expected effort in hours", OPT_EMPTY, 100000, NULL),		\
  TOOL("estimated_hours", OPT_NUM, 0, 100000, NULL))					\
F(ACTUAL_HOURS, "actual_hours", REGISTER, HOURS, FIELD_OPTIONAL |	\
  FIELD_QUERY | FIELD_SORT | FIELD_FORM | FIELD_BRIEF, 0,		\
  "effort spent in hours", "actual-hours|actual", ">actual",		\
  OPTION_LATER("actual-hours", 0, OPT_NUM, "<n>",			\
	       "effort it took in hours", OPT_EMPTY, 100000, NULL),	\
  NO_TOOL)								\
F(SUCCESS_CRITERIA, "success_criteria", REGISTER, CRITERIA,		\
  FIELD_OPTIONAL | FIELD_FORM | FIELD_TEMPLATE, LINE_MAX_BYTES,		\
  "what must be true when it is done", "criteria", NULL,		\
  OPTION_OWN("criteria", 0, OPT_STR, "<json>",				\
	     "success criteria: [{\"criterion\": ..., \"measurable\": " \
	     "...}]", OPT_EMPTY, 0, "success-criteria"), NO_TOOL)	\
F(CRITERIA_RESULTS, "criteria_results", REGISTER, OBJECT,		\
  FIELD_DERIVED | FIELD_OPTIONAL, OBJECT_MAX,				\
  "outcome of the last validation", NULL, NULL, NO_OPTION, NO_TOOL)	\
F(COMPLETION_SUMMARY, "completion_summary", REGISTER, TEXT,		\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_STORY, TEXT_MAX,			\
  "what was done, written at completion", "summary", NULL,		\
  OPTION_LATER("summary", 0, OPT_STR, "<text>", "what was done",	\
	       OPT_EMPTY, 0, NULL), NO_TOOL)				\
F(FEEDBACK_QUALITY, "feedback_quality", REGISTER, SCORE,		\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_SORT | FIELD_BRIEF, 0,		\
  "quality of the result, 1 to 5", "quality", ">quality",		\
  NO_OPTION, NO_TOOL)							\
F(FEEDBACK_TIMELINESS, "feedback_timeliness", REGISTER, SCORE,		\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_SORT | FIELD_BRIEF, 0,		\
  "how well it was on time, 1 to 5", "timeliness", ">timeliness",	\
  NO_OPTION, NO_TOOL)							\
F(FEEDBACK_NOTES, "feedback_notes", REGISTER, TEXT,			\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_STORY, TEXT_MAX,			\
  "words that go with the feedback", NULL, NULL, NO_OPTION, NO_TOOL)	\
F(CODE_LANGUAGE, "code_language", REGISTER, LINE, FIELD_OPTIONAL |	\
  FIELD_QUERY | FIELD_SORT | FIELD_INDEXED | FIELD_SHOW,		\
  NAME_MAX_BYTES, "programming language", "language", "language",	\
  OPTION("code-language", 0, OPT_STR, "<name>", "programming language",	\
	 OPT_EMPTY, 0, NULL),						\
  TOOL("code_language", OPT_STR, 0, 0, NULL))						\
F(EXECUTION_ENVIRONMENT, "execution_environment", REGISTER, LINE,	\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_SHOW, LINE_MAX_BYTES,		\
  "where the code runs", "environment", "runs in",			\
  OPTION("execution-environment", 0, OPT_STR, "<name>",			\
	 "where its code runs", OPT_EMPTY, 0, NULL),			\
  TOOL("execution_environment", OPT_STR, 0, 0, NULL))						\
F(COMPLEXITY, "complexity", REGISTER, NUMBER, FIELD_OPTIONAL |		\
  FIELD_QUERY | FIELD_SORT | FIELD_BRIEF, 0,				\
  "complexity score, 0 to 10", NULL, ">complexity",			\
  OPTION("complexity", 0, OPT_NUM, "<n>", "complexity score",		\
	 OPT_EMPTY, 10, NULL), NO_TOOL)					\
F(SOURCE, "source", REGISTER, OBJECT, FIELD_DERIVED | FIELD_OPTIONAL,	\
  OBJECT_MAX, "where the task came from (document, key, line)", NULL,	\
  NULL, NO_OPTION, NO_TOOL)						\
F(LEASE, "lease", REGISTER, OBJECT, FIELD_DERIVED | FIELD_OPTIONAL,	\
  OBJECT_MAX, "who holds the task, and until when", NULL, NULL,		\
  NO_OPTION, NO_TOOL)							\
F(BRANCH, "branch", REGISTER, LINE, FIELD_OPTIONAL | FIELD_QUERY |	\
  FIELD_SORT | FIELD_PART | FIELD_SHOW | FIELD_BRIEF, LINE_MAX_BYTES,	\
  "the branch on which it is worked on", NULL, "branch",		\
  OPTION("branch", 0, OPT_STR, "<name>", "Git branch of the work",	\
	 OPT_EMPTY, 0, NULL), NO_TOOL)					\
F(EXTERNAL, "external", MAP, ANY, FIELD_OPTIONAL | FIELD_INDEXED |	\
  FIELD_STORY, OBJECT_MAX, "the task's keys in other trackers", NULL,	\
  NULL,									\
  OPTION_LIST("external", 0, OPT_KV, NULL,				\
	      "its id elsewhere, jira=PROJ-7", 0, NULL,			\
	      "take an external id away", NULL), NO_TOOL)		\
F(FIELDS, "fields", MAP, ANY, FIELD_OPTIONAL | FIELD_INDEXED |		\
  FIELD_STORY | FIELD_TEMPLATE, OBJECT_MAX, "fields of your own",	\
  "meta", NULL,								\
  OPTION_LIST("meta", 0, OPT_KV, NULL, "a field of your own", 0,	\
	      "field", "take a field away", NULL), NO_TOOL)		\
F(CREATED_AT, "created_at", REGISTER, TIME, FIELD_DERIVED |		\
  FIELD_QUERY | FIELD_SORT | FIELD_SHOW, 0, "when it was made", "created",		\
  "created", NO_OPTION, NO_TOOL)					\
F(CREATED_BY, "created_by", REGISTER, PERSON, FIELD_DERIVED |		\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_SORT | FIELD_SHOW, LINE_MAX_BYTES,		\
  "who made it", "created-by|by|author", "created by",			\
  NO_OPTION, NO_TOOL)							\
F(UPDATED_AT, "updated_at", REGISTER, TIME, FIELD_DERIVED |		\
  FIELD_QUERY | FIELD_SORT | FIELD_SHOW, 0, "when it was last changed", "updated",	\
  "updated", NO_OPTION, NO_TOOL)					\
F(STARTED_AT, "started_at", REGISTER, TIME, FIELD_DERIVED |		\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_SORT | FIELD_SHOW, 0,				\
  "when work began first", "started", "started", NO_OPTION, NO_TOOL)	\
F(COMPLETED_AT, "completed_at", REGISTER, TIME, FIELD_DERIVED |		\
  FIELD_OPTIONAL | FIELD_QUERY | FIELD_SORT | FIELD_SHOW, 0,				\
  "when it was completed", "completed", "completed",			\
  NO_OPTION, NO_TOOL)							\
F(BLOCKED_REASON, "blocked_reason", REGISTER, TEXT, FIELD_OPTIONAL |	\
  FIELD_QUERY | FIELD_STORY | FIELD_BRIEF, TEXT_MAX,			\
  "what it waits for", "reason", "waits because", NO_OPTION, NO_TOOL)	\
F(DELETED, "deleted", REGISTER, BOOL, FIELD_DERIVED | FIELD_OPTIONAL,	\
  0, "true when it was deleted", NULL, NULL, NO_OPTION, NO_TOOL)	\
F(PROGRESS, "progress", LOG, ENTRY, FIELD_DERIVED | FIELD_OPTIONAL |	\
  FIELD_QUERY | FIELD_STORY, TEXT_MAX, "progress notes", NULL,		\
  ">progress", NO_OPTION, NO_TOOL)					\
F(CONTEXT, "context", LOG, ENTRY, FIELD_DERIVED | FIELD_OPTIONAL |	\
  FIELD_STORY, TEXT_MAX,						\
  "what others should know: shared notes, discoveries", NULL, NULL,	\
  NO_OPTION, NO_TOOL)							\
F(COMMITS, "commits", LOG, ENTRY, FIELD_DERIVED | FIELD_OPTIONAL |	\
  FIELD_QUERY, TEXT_MAX, "commits that belong to it", NULL,		\
  ">commits", NO_OPTION, NO_TOOL)					\
F(EXECUTIONS, "executions", LOG, ENTRY, FIELD_DERIVED |			\
  FIELD_OPTIONAL, TEXT_MAX, "commands run for it and how they ended",	\
  NULL, NULL, NO_OPTION, NO_TOOL)					\
F(WORKLOG, "worklog", LOG, ENTRY, FIELD_DERIVED | FIELD_OPTIONAL,	\
  TEXT_MAX, "time spent on it", NULL, NULL, NO_OPTION, NO_TOOL)		\
F(TRANSITIONS, "transitions", LOG, ENTRY, FIELD_DERIVED |		\
  FIELD_OPTIONAL, TEXT_MAX, "its changes of status", NULL, NULL,	\
  NO_OPTION, NO_TOOL)

#define FIELD_ID_ROW(id, ...) F_##id,
enum field { FIELD_TABLE(FIELD_ID_ROW) F_NR };
#undef FIELD_ID_ROW

/* A row as data; `option` is the name of its option, or NULL. */
struct field_def {
	const char *name;
	enum field_kind kind;
	enum field_type type;	/* of the value, the element or the entry */
	unsigned flags;
	size_t max;
	const char *help, *words, *column, *option;
};

extern const struct field_def field_defs[F_NR];

/* The key of the map `fields` in which --phase is kept. */
#define FIELD_PHASE "phase"

/* By its name in JSON; F_NR when there is no such field ("quality_score"). */
enum field field_find(const char *name);
/* The field among those that have all of `flags` which people call so (its name, or one
 * of its words, without regard to case; '-' and '_' are the same), or F_NR. */
enum field field_by_word(const char *word, unsigned flags);
/* The word that messages name it by: the first of its words, or its name with '-'
 * for '_'.  `out` has room for FIELD_WORD bytes; returned. */
#define FIELD_WORD 32
const char *field_word(char out[FIELD_WORD], enum field f);
/* "a" and "b" the same, as names of fields are compared. */
bool field_same_word(const char *a, const char *b);
/* What stands over its column: `column` without its mark; NULL: not listed. */
const char *field_head(enum field f);

#endif
