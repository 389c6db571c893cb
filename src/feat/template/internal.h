/*
 * internal.h - what the files of template.h share.
 */
#ifndef FEAT_TEMPLATE_INTERNAL_H
#define FEAT_TEMPLATE_INTERNAL_H

#include "feat/template/template.h"

#define TEMPLATE_PROBLEMS_MAX 50

/* The line of a path, or of the nearest enclosing value that has one. */
int template_line(const struct template *t, const char *path);
/* The key of a field in a template's tasks; NULL: none has it. */
const char *template_key(enum field f);

/* Checks a template's structure, expressions and references. */
void template_check(const struct template *t, struct strvec *problems);

/* The task that a reference (a position, or an id) means, or SIZE_MAX. */
size_t template_ref(const struct json *tasks, const struct json *ref);
/*
 * The references of task i to others: depends_on and the template's
 * "dependencies" table.  Adds to `out` borrowed values.
 */
struct template_refs {
	const struct json **v;
	size_t nr, alloc;
};
void template_refs(struct template_refs *out, const struct template *t,
		   size_t i);

/*
 * A variable's value from text (`text` not NULL) or from a default, checked
 * against type and validation.  NULL: err says why.
 */
struct json *template_value(const char *name, const struct json *def,
			    const char *text, const struct json *value,
			    struct err *err);

#endif
