/*
 * values.h - where the names of expressions get their values from.
 *
 * In this order, the first that has the name decides: --set, --values files (the
 * last one named first), CI reports, TASK_VAR_* of the environment, the task
 * itself.  formats/criteria.md lists the names that reports and tasks give.
 */
#ifndef FEAT_JUDGE_VALUES_H
#define FEAT_JUDGE_VALUES_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "feat/judge/junit.h"

/* Largest file that is read. */
#define VALUES_MAX JSON_MAX_SIZE

enum report_kind { REPORT_TESTS, REPORT_COVERAGE, REPORT_SARIF };

struct values {
	struct json *given;	/* --set */
	struct json *files;	/* an array of objects, the last named first */
	struct reports reports;
	struct json *reported;	/* their values; made when first asked */
	struct json *env;
	struct json *task;
};

/* With the TASK_VAR_* variables of the environment: TASK_VAR_COVERAGE=85 sets
 * COVERAGE and coverage. */
void values_init(struct values *v);
void values_release(struct values *v);
/* "name=text".  ERR_USAGE when it is not of that form. */
int values_set(struct values *v, const char *pair, struct err *err);
/* A JSON or YAML file with an object in it ("-" is standard input). */
int values_file(struct values *v, const char *path, struct err *err);
/* A report file; several of a kind add up. */
int values_report(struct values *v, enum report_kind kind, const char *path,
		  struct err *err);
/* Takes the public object of a task (taskio.h), in place of the last one. */
void values_task(struct values *v, struct json *task);
/* An expr_lookup: `data` is a struct values. */
const struct json *values_get(void *data, const char *name);

#endif
