/*
 * prd-plan.h - what a requirements document would change: its items against the
 * tasks that came from it before.
 *
 * An id, a key (the heading path) or its words tie an item to its task
 * (prd-match.h) through source.prd and source.key.  source.said holds what the document said last: a
 * field is written only when the document says something else than then, so what
 * people changed by hand stays.  Pure except for reading the view.
 */
#ifndef FEAT_PRD_PRD_PLAN_H
#define FEAT_PRD_PRD_PLAN_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/index/view.h"
#include "feat/prd/prd-doc.h"
#include "model/change.h"

enum prd_act {
	PRD_CREATE,
	PRD_UPDATE,
	PRD_MOVED,	/* only its lines changed */
	PRD_SAME,
	PRD_REMOVE,	/* the document says that it is gone: cancelled */
	PRD_VANISHED,	/* not in the document any more; cancelled by prune */
	PRD_ACT_NR
};

const char *prd_act_name(enum prd_act act);

struct prd_action {
	enum prd_act act;
	size_t item;		/* of the document, or PRD_NO_ITEM */
	char id[ID_LEN + 1];
	char *key, *title;
	struct strvec fields;	/* names of what is written */
	struct strvec kept;	/* what people changed and the document did not */
	struct json *was, *now;	/* what the document said and says, by field */
	const char *why;	/* why it is that task, when not by its key */
	double like;		/* of the words, when they decided */
	char maybe[ID_LEN + 1];	/* of a new item: a task that it may be, or "" */
	const char *guard;	/* vanished: why --prune leaves it, or NULL */
	struct change change;	/* empty (nr 0) when nothing is written */
};

struct prd_plan {
	struct prd_action *actions;	/* in document order, vanished last */
	size_t nr, alloc;
	size_t count[PRD_ACT_NR];
	size_t nr_guarded;	/* vanished and left alone */
	char *renamed_from;	/* the document's name before, or NULL */
};

struct prd_plan_options {
	const char *prd;		/* name of the document: source.prd */
	const char *project;		/* NULL: none */
	bool prune, force;		/* force: also what people work on */
	const struct strvec *same;	/* "KEY=TASK" each, or NULL */
	/* Is the document of that name still there?  NULL: do not look. */
	bool (*exists)(const char *prd, void *data);
	void *exists_data;
	bool text;			/* it never was a file: it has a name
					 * "project:title-as-words" */
	double hours_per_point;		/* 0: points give no hours */
	int64_t now;
	/* makes the entry that ticks a criterion or takes a tick back; NULL: none */
	struct json *(*tick)(const char *criterion, bool met, const char *note);
	/* makes the id of a new task */
	void (*new_id)(char out[ID_LEN + 1], void *data);
	void *data;
};

/* ERR_FATAL when a task of the view can not be read. */
int prd_plan_make(struct prd_plan *out, const struct prd_doc *doc,
		  const struct view *v, const struct prd_plan_options *opt,
		  struct err *err);
void prd_plan_release(struct prd_plan *plan);

/* The name under which tasks remember a document: its path inside the work
 * tree when it is there, else the file's name; "-" is "stdin".  Caller frees. */
char *prd_name(const char *path, const char *worktree);

#endif
