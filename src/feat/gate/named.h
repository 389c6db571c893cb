/*
 * named.h - the tasks that a merge is about, and who says so.
 */
#ifndef FEAT_GATE_NAMED_H
#define FEAT_GATE_NAMED_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/index/view.h"
#include "feat/project/codelog.h"

struct named_task {
	uint32_t row;
	bool closes;		/* the merge says that it finishes the task */
	struct strvec by;	/* "branch 'feature/3f9a...'", "commit 12345678" */
};

struct named {
	struct named_task *v;	/* in order of first mention, each once */
	size_t nr, alloc;
	/* Ids that were meant as such and are no task's, and who named them. */
	struct strvec unknown, unknown_by;
};

#define NAMED_INIT { NULL, 0, 0, STRVEC_INIT, STRVEC_INIT }

void named_release(struct named *n);

/*
 * Each adds what it names; the rules are those of feat/project/link.h.  Deleted tasks
 * are found, too.  What is surely meant as a task's id is one after "Task-Id:" or
 * "closes"; a '#' or a bare word that is no task's names nothing.
 */
void named_branch(struct named *n, const struct view *v, const char *branch);
void named_text(struct named *n, const struct view *v, struct db *db,
		const char *text, const char *by);
void named_commit(struct named *n, const struct view *v, struct db *db,
		  const struct gitcommit *c);
/* An id that somebody typed.  Errors of view_resolve. */
int named_typed(struct named *n, const struct view *v, const char *typed,
		struct err *err);

#endif
