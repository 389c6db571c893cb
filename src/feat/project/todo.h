/*
 * todo.h - TODO, FIXME, HACK and XXX comments in source code.
 *
 * Finds them in the comments of all common languages (by file name), not in
 * strings or names, and reads what people put behind them:
 *
 *	TODO(alice): text [priority:high] [estimate:3h]
 *		     [criteria:latency < 100ms] [assignee:x] [tag:api]
 *
 * A comment is known by its key: a hash of the word and the text (options,
 * white space and letter case left out) and of how many equal ones stand before it
 * in the file.  Lines may move and options may change without a new task.
 */
#ifndef FEAT_PROJECT_TODO_H
#define FEAT_PROJECT_TODO_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"

struct todo {
	char *path;
	int line;			/* from 1 */
	char word[6];			/* "TODO", "FIXME", "HACK", "XXX" */
	char *text;			/* without options; one line */
	char *assignee, *criteria;	/* or NULL */
	struct strvec tags;
	enum priority priority;		/* FIXME high, HACK low, else medium */
	double hours;			/* 0: none given */
	char key[22];			/* "todo:" and 16 hex digits */
	uint32_t row;			/* its task, NO_ROW: none yet */
};

struct todo_list {
	struct todo *items;
	size_t nr, alloc;
};

#define TODO_LIST_INIT { NULL, 0, 0 }
void todo_list_release(struct todo_list *l);

/*
 * Adds the comments of one file.  A text with a NUL byte (binary), or of more than
 * 8 MiB, or of a kind without known comments has none.  Linear.
 */
void todo_scan(struct todo_list *out, const char *path, const char *text,
	       size_t len);

/* Fills each item's row from the tasks' source keys; deleted tasks count, so
 * that a deleted one does not come back. */
void todo_match(struct todo_list *l, const struct view *v);

/*
 * Scans files of the work tree: those below `paths`, or all that Git tracks
 * when there are none.  Paths that Git ignores are left out.
 */
int todo_tree(struct todo_list *out, struct db *db,
	      const struct strvec *paths, struct err *err);
/* Comments on lines that the index adds against HEAD. */
int todo_staged(struct todo_list *out, struct db *db, struct err *err);

struct todo_result {
	struct strvec created;	/* full ids */
	size_t updated;		/* their line or path moved */
};
struct todo_edit {
	struct todo_list *list;
	struct todo_result *result;	/* is filled; release it */
};
/*
 * txn_fn of a struct todo_edit (act_todo runs it): a task for every item without
 * one, and file_refs and source of the others brought up to date.
 */
int todo_edit(struct txn *txn, void *data, struct err *err);
void todo_result_release(struct todo_result *r);

#endif
