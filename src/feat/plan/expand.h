/*
 * expand.h - a task into sub-tasks: from its criteria, from the list in its
 * text (a requirements document puts it there), from a template, or from the
 * kind of work that it is.
 *
 * Who proposes is a provider: a name and two functions.  The built-in ones are
 * pure and offline.  One that asks a language model has the same shape; nothing
 * else in the program has to know.
 */
#ifndef FEAT_PLAN_EXPAND_H
#define FEAT_PLAN_EXPAND_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"

#define EXPAND_STEPS_MAX 200
#define EXPAND_DEPTH_MAX 3

/* What a step is for; options leave kinds out. */
enum expand_role { EXPAND_WORK, EXPAND_TEST, EXPAND_DOC };

/* One proposed sub-task. */
struct expand_step {
	enum expand_role role;
	struct json *fields;	/* stored field -> value; owned */
	size_t *deps;		/* other steps; owned */
	size_t nr_deps;
	size_t parent;		/* step it is a part of, SIZE_MAX: the task */
	double weight;		/* share of the task's hours, any unit */
	char *why;		/* for people; owned */
	/* the sub-task of this title that is there already, "" when none */
	char exists[ID_LEN + 1];
};

struct expansion {
	struct expand_step *steps;
	size_t nr, alloc;
	const char *provider;	/* name of the one that proposed */
};

struct expand_input {
	const struct task *task;
	const struct view *view;
	uint32_t row;
	int depth;		/* 1: sub-tasks, 2: their parts too, 3: and theirs */
	size_t max;		/* steps at most, 0: EXPAND_STEPS_MAX */
	bool work, tests, docs;	/* which kinds of steps */
};

struct expand_provider {
	const char *name, *about;
	/* Can it say something about this task?  NULL: only when named. */
	bool (*fits)(const struct expand_input *in);
	/*
	 * Adds steps with expand_add().  `data` is the caller's.  Links to
	 * steps that do not exist are refused by expand_propose, circles by
	 * the write.
	 */
	int (*propose)(struct expansion *out, const struct expand_input *in,
		       void *data, struct err *err);
};

/* criteria, prd, type; NULL-terminated, in the order in which "auto" tries. */
extern const struct expand_provider *const expand_providers[];
/* Steps of a template; data is a struct expand_template. */
extern const struct expand_provider expand_template_provider;

struct expand_template {
	struct db *db;
	const char *name;
	const struct strvec *vars;	/* "name=value" */
	int64_t now;
};

/* By name, NULL when there is none of it. */
const struct expand_provider *expand_find(const char *name);

/*
 * Adds a step and returns its number.  `title` is cut to what a task may have;
 * `why` is copied.
 */
size_t expand_add(struct expansion *e, enum expand_role role,
		  const char *title, double weight, const char *why);
void expand_dep(struct expansion *e, size_t step, size_t on);
void expand_step_release(struct expand_step *s);	/* of one that is left out */

/*
 * Proposes with `p` (NULL: the first built-in one that fits), then goes deeper,
 * leaves out kinds that are not wanted, marks steps that exist (a child of the
 * same title), and shares the task's estimated hours by weight.  ERR_FAILED
 * when nothing can be proposed.
 */
int expand_propose(struct expansion *out, const struct expand_input *in,
		   const struct expand_provider *p, void *data,
		   struct err *err);
void expansion_release(struct expansion *e);

struct expand_edit {
	const char *id;			/* full, of the task */
	const struct expansion *e;
	struct strvec *ids;		/* gets the new full ids, in order */
};
/* txn_fn of a struct expand_edit (act_expand runs it): creates the steps that do not
 * exist below the task. */
int expand_edit(struct txn *txn, void *data, struct err *err);

#endif
