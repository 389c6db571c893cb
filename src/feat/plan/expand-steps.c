/*
 * expand-steps.c - proposed sub-tasks: built by who proposes, and given back.
 */
#include "base/base.h"
#include "feat/plan/expand.h"

#include "base/mem.h"
#include "base/utf8.h"

/* At most TITLE_MAX characters of one line. */
static char *fit_title(const char *s)
{
	const char *p = s, *end = s + strlen(s);
	size_t chars = 0;

	while (p < end && chars < TITLE_MAX) {
		utf8_next(&p, end);
		chars++;
	}
	return xstrndup(s, (size_t)(p - s));
}

size_t expand_add(struct expansion *e, enum expand_role role,
		  const char *title, double weight, const char *why)
{
	struct expand_step *s;
	char *line = fit_title(title);

	ALLOC_GROW(e->steps, e->nr + 1, e->alloc);
	s = &e->steps[e->nr];
	memset(s, 0, sizeof(*s));
	s->role = role;
	s->fields = json_new_obj();
	s->parent = SIZE_MAX;
	s->weight = weight;
	s->why = xstrdup(why);
	json_set_str(s->fields, "title", line);
	free(line);
	return e->nr++;
}

void expand_dep(struct expansion *e, size_t step, size_t on)
{
	struct expand_step *s = &e->steps[step];

	s->deps = xreallocarray(s->deps, s->nr_deps + 1, sizeof(*s->deps));
	s->deps[s->nr_deps++] = on;
}

void expand_step_release(struct expand_step *s)
{
	json_free(s->fields);
	free(s->deps);
	free(s->why);
}

void expansion_release(struct expansion *e)
{
	size_t i;

	for (i = 0; i < e->nr; i++)
		expand_step_release(&e->steps[i]);
	free(e->steps);
	memset(e, 0, sizeof(*e));
}
