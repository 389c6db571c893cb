/*
 * complexity.h - how big and how risky a task is, and how long it may take.
 *
 * Four factors, each 0 to 10, weighed into one score from 1 to 10:
 *
 *	code volume 0.35, dependencies 0.25, technical risk 0.25, history 0.15
 *
 * (configurable: task.complexity.weights.codeVolume, .dependencies,
 * .technicalRisk, .history; a factor that is switched off or has no data gives
 * its weight to the others).  Every number can be explained: each factor keeps
 * the inputs that it was made from as lines of text.  The same repository and
 * tasks give the same answer.
 */
#ifndef FEAT_PLAN_COMPLEXITY_H
#define FEAT_PLAN_COMPLEXITY_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"

enum factor { FACTOR_CODE, FACTOR_DEPS, FACTOR_RISK, FACTOR_HISTORY,
	      FACTOR_NR };

struct complexity_factor {
	bool used;
	double score;		/* 0..10 */
	double weight;		/* as used: the used ones add up to 1 */
	struct strvec why;	/* "src/a.c: 420 lines, 12 commits" */
};

/* A finished task that resembles this one. */
struct similar {
	uint32_t row;
	double likeness;	/* cosine of word weights, 0..1 */
};

/* A line of a file of the task that pulls in another one. */
struct pulled_in {
	char *file, *target;	/* "src/a.c", "stdio.h"; owned */
	unsigned long line;
};

#define SIMILAR_MAX 5
#define PULLED_IN_MAX 50

struct complexity {
	struct complexity_factor factors[FACTOR_NR];
	double score;		/* 1..10, one decimal */
	double confidence;	/* 0..1: how much there was to look at */
	const char *risk;	/* "low", "medium", "high" */
	unsigned lines;		/* estimated lines of code to touch */
	double hours, hours_low, hours_high;	/* with an 80 % interval */
	bool hours_from_history;
	struct similar similar[SIMILAR_MAX];
	size_t nr_similar;
	struct pulled_in pulled_in[PULLED_IN_MAX];	/* the first ones */
	size_t nr_pulled_in;
	/* TODO, FIXME, HACK and XXX comments in its files; -1: no file was seen */
	int debt;
};

struct complexity_options {
	bool code, deps, risk, history;	/* which factors to look at */
	const char *root;	/* base of file_refs, NULL: the work tree */
	double weights[FACTOR_NR];	/* 0 all: from configuration */
};

/* Everything on, weights from the configuration. */
void complexity_defaults(struct complexity_options *opt, struct db *db);
/*
 * Analyses one task.  Files outside `root` are not opened (said in `why`).
 *
 * Code volume: lines a task with these file references usually touches: a
 * range counts in full, a whole file a tenth of its lines plus 20; without
 * references 25 lines a criterion and 1 a word of description.  Score:
 * 10 log2(1 + lines/10) / log2(1 + 2000/10), at most 10.
 * Dependencies: 1.5 a direct one, 0.5 a task that waits for it, 0.5 a level of
 * depth, 0.5 an include or import of the files (at most 4 for those).
 * Technical risk: words of known risky work (the table in complexity.c), the
 * number of commits and authors of the files (Nagappan and Ball 2005: relative
 * churn predicts defects), missing description and criteria.
 * History: what the nearest finished tasks took (below).
 *
 * Hours: without history 0.5 * 1.6^(score - 1), doubled and halved as interval;
 * with at least two similar finished tasks that recorded actual hours, the
 * mean of their hours weighed by likeness, mixed with the former by their
 * number, and their 10 % and 90 % quantiles as interval.
 */
int complexity_analyse(struct complexity *out, struct db *db,
		       const struct view *v, uint32_t row,
		       const struct complexity_options *opt,
		       struct err *err);
void complexity_release(struct complexity *c);

const char *factor_name(enum factor f);
/* For scripts (docs/planning.md): score, factors with why, risk, ... */
struct json *complexity_json(const struct complexity *c,
			     const struct view *v);

/*
 * Finished tasks most like a text, best first: cosine similarity of
 * tf-idf weights of words (Salton and Buckley 1988) over title, tags, type and
 * project.  Only tasks with actual hours when `timed`.
 */
size_t similar_tasks(struct similar *out, size_t max, const struct view *v,
		     uint32_t row, bool timed);

#endif
