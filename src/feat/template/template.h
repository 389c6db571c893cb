/*
 * template.h - task templates: YAML files that become tasks.
 *
 * A template is data and nothing else: text with {{expressions}} over declared
 * variables (formats/template.md).  No part of it is ever run, and it names no
 * file that is opened.
 *
 * Where templates are found, first come, first served:
 *	.git-task/templates/ of the work tree (no links: a repository must not
 *	point out of itself),
 *	.task-orchestrator/templates/ of the work tree, where tm has them (no
 *	links either),
 *	$GIT_TASK_TEMPLATES, a directory,
 *	$XDG_CONFIG_HOME/git-task/templates/ (default ~/.config),
 *	the ones built into the program.
 * The file is NAME.yaml, NAME.yml or NAME.json.
 */
#ifndef FEAT_TEMPLATE_TEMPLATE_H
#define FEAT_TEMPLATE_TEMPLATE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/json.h"
#include "db/core/db.h"

#define TEMPLATE_TASKS_MAX 500
#define TEMPLATE_SIZE_MAX ((size_t)1 << 20)

struct template {
	char *where;		/* "templates/x.yaml", for messages; owned */
	const char *source;	/* "repository", "user", "built-in", "file" */
	struct json *doc;	/* as read */
	struct json *lines;	/* yaml_line() */
};

#define TEMPLATE_INIT { NULL, NULL, NULL, NULL }

void template_release(struct template *t);

/*
 * Reads a template text and checks it as a whole: keys and types, names,
 * variables and their defaults, the syntax of all expressions, references
 * between tasks, cycles.  `problems` (may be NULL) receives every problem as
 * "<where>:<line>: ..."; err holds the first.  ERR_INVALID.
 */
int template_parse(struct template *out, const char *text, size_t len,
		   const char *where, struct strvec *problems,
		   struct err *err);
/* Would template_find take the name as a path? */
bool template_is_path(const char *name);
/*
 * By name, or by path when it has a '/' or ends in .yaml, .yml or .json.
 * `db` NULL: outside of a repository.  ERR_FAILED "Template not found: x" with
 * did-you-mean, or the problems of template_parse.
 */
int template_find(struct template *out, struct db *db, const char *name,
		  struct strvec *problems, struct err *err);

/* What there is, as [{"name", "source", "path"}, ...] by name; the caller
 * frees.  A name that is found twice is listed once, as template_find sees it. */
struct json *template_list(struct db *db);

const char *template_name(const struct template *t);

/* ---- filling in ---- */

struct template_task {
	struct json *fields;	/* stored field -> value, "metadata" apart */
	size_t *deps;		/* positions in the plan */
	size_t nr_deps;
	size_t parent;		/* position, or SIZE_MAX */
	char *key;		/* its id or position in the template */
};

struct template_plan {
	struct template_task *v;
	size_t nr;
	struct strvec warnings;
};

#define TEMPLATE_PLAN_INIT { NULL, 0, STRVEC_INIT }

/*
 * The tasks that a template makes of given variables ("name=value" each).
 * Values are checked against type and validation; missing required ones are
 * all named.  Tasks whose `when` is false are left out, and whoever depends on
 * them depends on what they depended on.  Every value is checked as if it had
 * been typed.  `now` is what relative deadlines count from.
 */
int template_fill(struct template_plan *out, const struct template *t,
		  const struct strvec *vars, int64_t now, struct err *err);
void template_plan_release(struct template_plan *p);

struct template_apply {
	const char *project, *assignee;	/* for tasks that name none, or NULL */
	const char *parent;		/* full id for top tasks, or NULL */
};

struct template_edit {
	struct strvec *ids;		/* gets the full ids, in order */
	const struct template *t;
	const struct template_plan *plan;
	const struct template_apply *opt;
};
/* txn_fn of a struct template_edit (act_template runs it): creates the tasks. */
int template_edit(struct txn *txn, void *data, struct err *err);

/* ---- making one ---- */

/*
 * A template text: of the given tasks (full ids, with their dependencies among
 * each other), or a commented start when there are none.
 */
int template_text(struct strbuf *out, struct db *db, const char *name,
		  const struct strvec *ids, struct err *err);
/* Lower-case words joined by '-': fit for a name? */
bool template_name_ok(const char *name);
/* Where a new template goes; caller frees.  NULL: no work tree, no home. */
char *template_dir(struct db *db, bool user);

#endif
