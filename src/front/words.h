/*
 * words.h - what the words of a place on the command line are: a tag, a person, the
 * columns of a list.
 *
 * The type of an option says what form its text has; most texts are of OPT_STR, and
 * what they name decides what a shell offers for them (`git-task completion-words
 * <kind>`) and how they are checked before anything is read (struct ctx, `check`).
 * One name of an option means one thing on every row, with the exceptions of the table
 * in words.c.
 */
#ifndef FRONT_WORDS_H
#define FRONT_WORDS_H

#include "base/base.h"
#include "front/cmd.h"

/* X(id, name): the name is what the completion scripts ask for. */
#define WORD_KINDS(X)							\
	X(FREE, "text")			/* anything: nothing to offer */	\
	X(FILE, "file") X(REV, "rev") X(REMOTE, "remote")	/* the shell's part */	\
	X(ID, "id") X(PERSON, "person") X(TAG, "tag") X(PROJECT, "project")	\
	X(TYPE, "type") X(PHASE, "phase") X(LANGUAGE, "language")	\
	X(ENVIRONMENT, "environment") X(OWN, "own") X(EXTERNAL, "external")	\
	X(STATUS, "status") X(STATES, "states") X(PRIORITY, "priority")	\
	X(QUERY, "query") X(FIELD, "field") X(UNSET, "unset")		\
	X(COLUMNS, "columns") X(KEYS, "keys") X(GROUP, "group")	\
	X(DATE, "date") X(PERIOD, "period")				\
	X(SETTING, "setting") X(FEATURE, "feature") X(TOPIC, "topic")	\
	X(TEMPLATE, "template") X(REPORT, "report") X(EVENT, "event")	\
	X(BRIDGE, "bridge") X(RULE, "rule") X(TOOLS, "tools")		\
	X(SESSION, "session") X(FACT, "fact") X(MODEL, "model")		\
	X(VALUE, "value")		/* of the setting in front of it */	\
	/* nothing to offer, but a form */				\
	X(SIZE, "size") X(EXPRESSION, "expression") X(CRITERIA, "criteria")	\
	X(CRITERION, "criterion") X(LINES, "lines") X(SUPPOSED, "supposed")

#define WORD_KIND_(id, name) WORD_##id,
enum word_kind { WORD_KINDS(WORD_KIND_) WORD_NR };
#undef WORD_KIND_

extern const char *const word_names[WORD_NR];

/* What the option of a row takes; WORD_NR: nobody said so, or it has no value, or one
 * of a fixed set.  Rows of servers: `cmd` NULL. */
enum word_kind word_kind(const struct cmd *cmd, const struct opt *o);
/* Are there words that a shell can offer? */
bool word_offered(enum word_kind kind);

#endif
