/*
 * template-check.c - what is wrong with a template, line by line.
 */
#include "base/base.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/yaml.h"
#include "lang/template-expr.h"
#include "model/check.h"
#include "feat/template/internal.h"

#define STR (1u << JSON_STR)
#define NUM (1u << JSON_NUM)
#define BOOL (1u << JSON_BOOL)
#define ARR (1u << JSON_ARR)
#define OBJ (1u << JSON_OBJ)

struct key {
	const char *name;
	unsigned types;
	bool required;
};

static const struct key top_keys[] = {
	{ "name", STR, true }, { "version", STR | NUM, false },
	{ "description", STR, false }, { "author", STR, false },
	{ "tags", ARR, false }, { "variables", OBJ, false },
	{ "tasks", ARR, true }, { "dependencies", OBJ, false },
	{ NULL, 0, false }
};

static const struct key variable_keys[] = {
	{ "type", STR, false }, { "description", STR, false },
	{ "required", BOOL, false },
	{ "default", STR | NUM | BOOL | ARR, false },
	{ "validation", OBJ, false }, { NULL, 0, false }
};

static const struct key validation_keys[] = {
	{ "pattern", STR, false }, { "min", NUM, false },
	{ "max", NUM, false }, { "enum", ARR, false }, { NULL, 0, false }
};

/* Keys of a task that are no fields. */
static const struct key task_keys[] = {
	{ "id", STR, false }, { "depends_on", ARR | STR | NUM, false },
	{ "parent", STR | NUM, false }, { "when", STR | BOOL, false },
};

static const struct key criterion_keys[] = {
	{ "criterion", STR, true }, { "measurable", STR, false },
	{ NULL, 0, false }
};

int template_line(const struct template *t, const char *path)
{
	char *p = xstrdup(path), *dot;
	int line;

	while (!(line = yaml_line(t->lines, p)) && *p) {
		dot = strrchr(p, '.');
		*(dot ? dot : p) = '\0';
	}
	free(p);
	return line ? line : 1;
}

/* Adds "<where>:<line>: <text>" for the value at a dotted path. */
static void template_problem(struct strvec *problems,
			     const struct template *t, const char *path,
			     const char *fmt, ...) PRINTF_LIKE(4, 5);
static void template_problem(struct strvec *problems,
			     const struct template *t, const char *path,
			     const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	if (problems->nr >= TEMPLATE_PROBLEMS_MAX)
		return;
	strbuf_addf(&sb, "%s:%d: ", t->where, template_line(t, path));
	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	strvec_take(problems, strbuf_detach(&sb, NULL));
}

/* ---- keys and types ---------------------------------------------------- */

static const char *types_text(unsigned types)
{
	switch (types) {
	case STR:
		return "text";
	case NUM:
		return "a number";
	case BOOL:
		return "true or false";
	case ARR:
		return "a list";
	case OBJ:
		return "a mapping";
	case STR | NUM:
		return "text or a number";
	case ARR | STR:
		return "a list or text";
	case STR | BOOL:
		return "an {{expression}}, true or false";
	case STR | NUM | BOOL | ARR:
		return "text, a number, a boolean or a list";
	default:
		return "a list, text or a number";
	}
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (!strcmp(keys->name, name))
			return keys;
	return NULL;
}

static unsigned field_types(enum field f)
{
	if (field_defs[f].kind == KIND_SET)
		return ARR | STR;
	if (field_defs[f].kind == KIND_MAP)
		return OBJ;
	switch (field_defs[f].type) {
	case TYPE_CRITERIA:
		return ARR;
	case TYPE_PRIORITY: case TYPE_HOURS: case TYPE_SCORE:
	case TYPE_NUMBER:
		return STR | NUM;
	default:
		return STR;
	}
}

/* The keys of a task: `out` has room for all fields and task_keys and an end. */
static void all_task_keys(struct key *out)
{
	int f;

	memcpy(out, task_keys, sizeof(task_keys));
	out += ARRAY_SIZE(task_keys);
	for (f = 0; f < F_NR; f++)
		if (template_key((enum field)f))
			*out++ = (struct key){ template_key((enum field)f),
				field_types((enum field)f), f == F_TITLE };
	*out = (struct key){ NULL, 0, false };
}

static void unknown_key(const struct template *t, struct strvec *problems,
			const char *path, const struct key *keys,
			const char *name)
{
	const char *best = NULL;
	size_t least = 4, d;

	if (!strcmp(name, "hooks")) {
		template_problem(problems, t, path, "'hooks' is not accepted: "
				 "nothing in a template is ever run");
		return;
	}
	for (; keys->name; keys++) {
		d = str_distance(name, keys->name);
		if (d < least) {
			least = d;
			best = keys->name;
		}
	}
	if (best)
		template_problem(problems, t, path, "unknown key '%s'; did you "
				 "mean '%s'?", name, best);
	else
		template_problem(problems, t, path, "unknown key '%s'", name);
}

/* Are all keys known, of the right type, and the required ones there? */
static bool check_keys(const struct template *t, struct strvec *problems,
		       const char *path, const struct json *obj,
		       const struct key *keys)
{
	struct strbuf sub = STRBUF_INIT;
	const struct json *c;
	const struct key *k;
	size_t before = problems->nr;

	if (!json_is(obj, JSON_OBJ)) {
		template_problem(problems, t, path, "not a mapping");
		return false;
	}
	json_each(c, obj) {
		strbuf_reset(&sub);
		strbuf_addf(&sub, "%s%s%s", path, *path ? "." : "",
			    json_key(c));
		k = find_key(keys, json_key(c));
		if (!k)
			unknown_key(t, problems, sub.buf, keys, json_key(c));
		else if (!(k->types & 1u << json_type(c)))
			template_problem(problems, t, sub.buf,
					 "'%s' must be %s", k->name,
					 types_text(k->types));
	}
	for (k = keys; k->name; k++)
		if (k->required && !json_get(obj, k->name))
			template_problem(problems, t, path,
					 "'%s' is missing", k->name);
	strbuf_release(&sub);
	return problems->nr == before;
}

/* ---- variables --------------------------------------------------------- */

static bool variable_name_ok(const char *s)
{
	if (!((*s | 32) >= 'a' && (*s | 32) <= 'z') && *s != '_')
		return false;
	for (; *s; s++)
		if (!((*s | 32) >= 'a' && (*s | 32) <= 'z') && *s != '_' &&
		    !(*s >= '0' && *s <= '9'))
			return false;
	return true;
}

static void check_variable(const struct template *t, struct strvec *problems,
			   const struct json *def)
{
	const struct json *validation = json_get(def, "validation");
	const char *name = json_key(def);
	struct strbuf path = STRBUF_INIT;
	struct err why = ERR_INIT;
	struct json *v;

	strbuf_addf(&path, "variables.%s", name);
	if (!variable_name_ok(name) || !strcmp(name, "true") ||
	    !strcmp(name, "false") || !strcmp(name, "and") ||
	    !strcmp(name, "or") || !strcmp(name, "not"))
		template_problem(problems, t, path.buf, "'%s' is no name for a "
				 "variable: letters, digits and '_'", name);
	if (check_keys(t, problems, path.buf, def, variable_keys)) {
		strbuf_addstr(&path, ".validation");
		if (!validation || check_keys(t, problems, path.buf, validation,
					      validation_keys)) {
			/* With nothing given the default, or the definition
			 * alone, is looked at. */
			v = template_value(name, def, NULL,
					   json_get(def, "default"), &why);
			if (!v && why.code)
				template_problem(problems, t, path.buf, "%s",
						 why.msg);
			json_free(v);
		}
	}
	strbuf_release(&path);
}

/* ---- tasks ------------------------------------------------------------- */

/* Every text below `j`, keys excepted. */
static void check_texts(const struct template *t, struct strvec *problems,
			struct strbuf *path, const struct json *j,
			const struct json *vars)
{
	struct err why = ERR_INIT;
	size_t len = path->len, i = 0;
	const struct json *c;
	struct json *none;

	if (json_is(j, JSON_STR)) {
		if (template_subst(&none, json_str(j), vars, true, &why))
			template_problem(problems, t, path->buf, "%s",
					 why.msg);
		return;
	}
	json_each(c, j) {
		if (json_key(c))
			strbuf_addf(path, ".%s", json_key(c));
		else
			strbuf_addf(path, ".%zu", i++);
		check_texts(t, problems, path, c, vars);
		strbuf_setlen(path, len);
	}
}

static void check_criteria(const struct template *t, struct strvec *problems,
			   const char *path, const struct json *criteria)
{
	struct strbuf sub = STRBUF_INIT;
	const struct json *c;
	size_t i = 0;

	json_each(c, criteria) {
		strbuf_reset(&sub);
		strbuf_addf(&sub, "%s.criteria.%zu", path, i++);
		if (!json_is(c, JSON_STR))
			check_keys(t, problems, sub.buf, c, criterion_keys);
	}
	strbuf_release(&sub);
}

static void check_task(const struct template *t, struct strvec *problems,
		       struct map *ids, const struct json *task, size_t i,
		       const struct json *vars)
{
	struct key keys[F_NR + ARRAY_SIZE(task_keys) + 1];
	const char *id = json_get_str(task, "id");
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "tasks.%zu", i);
	all_task_keys(keys);
	check_keys(t, problems, path.buf, task, keys);
	if (json_is(task, JSON_OBJ)) {
		check_criteria(t, problems, path.buf,
			       json_get(task, "criteria"));
		check_texts(t, problems, &path, task, vars);
	}
	if (id && (!*id || strspn(id, "0123456789") == strlen(id)))
		template_problem(problems, t, path.buf, "the id '%s' could be "
				 "taken for a position; use a word", id);
	else if (id && !map_put(ids, id, NULL))
		template_problem(problems, t, path.buf,
				 "the id '%s' is used twice", id);
	strbuf_release(&path);
}

/* ---- references -------------------------------------------------------- */

size_t template_ref(const struct json *tasks, const struct json *ref)
{
	const char *s = json_str(ref);
	size_t nr = json_nr(tasks), i = 0;
	const struct json *c;
	double n = json_num(ref);

	if (json_is(ref, JSON_NUM))
		return n >= 0 && n < (double)nr && n == (double)(size_t)n ?
			(size_t)n : SIZE_MAX;
	json_each(c, tasks) {
		if (s && str_eq(json_get_str(c, "id"), s))
			return i;
		i++;
	}
	if (!s || !*s || strlen(s) > 6 ||
	    strspn(s, "0123456789") != strlen(s))
		return SIZE_MAX;
	i = (size_t)strtoul(s, NULL, 10);
	return i < nr ? i : SIZE_MAX;
}

static void refs_add(struct template_refs *out, const struct json *list)
{
	const struct json *c;

	if (list && !json_is(list, JSON_ARR)) {
		ALLOC_GROW(out->v, out->nr + 1, out->alloc);
		out->v[out->nr++] = list;
		return;
	}
	json_each(c, list) {
		ALLOC_GROW(out->v, out->nr + 1, out->alloc);
		out->v[out->nr++] = c;
	}
}

void template_refs(struct template_refs *out, const struct template *t,
		   size_t i)
{
	const struct json *tasks = json_get(t->doc, "tasks"), *c;
	struct json *key;

	refs_add(out, json_get(json_at(tasks, i), "depends_on"));
	json_each(c, json_get(t->doc, "dependencies")) {
		key = json_new_str(json_key(c));
		if (template_ref(tasks, key) == i)
			refs_add(out, c);
		json_free(key);
	}
}

static void add_edge(uint32_t **to, size_t *nr, size_t *alloc, size_t target)
{
	ALLOC_GROW(*to, *nr + 1, *alloc);
	(*to)[(*nr)++] = (uint32_t)target;
}

/* Names a reference for a message. */
static void ref_text(struct strbuf *sb, const struct json *ref)
{
	strbuf_reset(sb);
	if (json_str(ref))
		strbuf_addstr(sb, json_str(ref));
	else
		json_line(sb, ref);
}

static void find_cycle(const struct template *t, struct strvec *problems,
		       const struct graph *g)
{
	uint32_t *comp = xcalloc(g->nr + 1, sizeof(*comp));
	size_t i, j;
	char path[32];

	graph_components(comp, g);
	for (i = 0; i < g->nr; i++) {
		for (j = g->start[i]; j < g->start[i + 1]; j++) {
			if (comp[g->to[j]] != comp[i])
				continue;
			snprintf(path, sizeof(path), "tasks.%zu", i);
			template_problem(problems, t, path, "task %zu and task "
					 "%u wait for each other", i,
					 (unsigned)g->to[j]);
			goto out;
		}
	}
out:
	free(comp);
}

static void check_refs(const struct template *t, struct strvec *problems)
{
	const struct json *tasks = json_get(t->doc, "tasks"), *parent, *c;
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	size_t n = json_nr(tasks), i, j, nr = 0, alloc = 0, target;
	uint32_t *start = xcalloc(n + 1, sizeof(*start)), *to = NULL;
	size_t before = problems->nr;
	struct json *key;

	json_each(c, json_get(t->doc, "dependencies")) {
		key = json_new_str(json_key(c));
		if (template_ref(tasks, key) == SIZE_MAX)
			template_problem(problems, t, "dependencies",
					 "there is no task '%s'", json_key(c));
		json_free(key);
	}
	for (i = 0; i < n; i++) {
		struct template_refs refs = { NULL, 0, 0 };

		start[i] = (uint32_t)nr;
		template_refs(&refs, t, i);
		parent = json_get(json_at(tasks, i), "parent");
		for (j = 0; j < refs.nr + (parent != NULL); j++) {
			c = j < refs.nr ? refs.v[j] : parent;
			target = template_ref(tasks, c);
			strbuf_reset(&path);
			strbuf_addf(&path, "tasks.%zu.%s", i,
				    j < refs.nr ? "depends_on" : "parent");
			ref_text(&text, c);
			if (target == SIZE_MAX)
				template_problem(problems, t, path.buf,
						 "there is no task '%s'",
						 text.buf);
			else if (target == i)
				template_problem(problems, t, path.buf,
						 "a task can not wait for "
						 "itself");
			else if (j < refs.nr)
				add_edge(&to, &nr, &alloc, target);
		}
		free(refs.v);
	}
	start[n] = (uint32_t)nr;
	if (problems->nr == before && nr)
		find_cycle(t, problems, &(struct graph){ n, start, to });
	strbuf_release(&path);
	strbuf_release(&text);
	free(start);
	free(to);
}

/* A parent above a parent above ... must end. */
static void check_parents(const struct template *t, struct strvec *problems)
{
	const struct json *tasks = json_get(t->doc, "tasks");
	size_t n = json_nr(tasks), i, at, steps;
	char path[32];

	for (i = 0; i < n; i++) {
		for (at = i, steps = 0; at != SIZE_MAX && steps <= n; steps++)
			at = template_ref(tasks, json_get(json_at(tasks, at),
							  "parent"));
		if (at == SIZE_MAX)
			continue;
		snprintf(path, sizeof(path), "tasks.%zu", i);
		template_problem(problems, t, path,
				 "the parents of task %zu go in a ring", i);
		return;
	}
}

void template_check(const struct template *t, struct strvec *problems)
{
	const struct json *vars = json_get(t->doc, "variables");
	const struct json *tasks, *c;
	struct map ids = MAP_INIT;
	const char *name;
	size_t i = 0;

	if (!check_keys(t, problems, "", t->doc, top_keys))
		return;
	name = template_name(t);
	if (!template_name_ok(name))
		template_problem(problems, t, "name", "the name '%s' must be "
				 "lower-case words joined by '-'", name);
	json_each(c, vars)
		check_variable(t, problems, c);
	tasks = json_get(t->doc, "tasks");
	if (!json_first(tasks))
		template_problem(problems, t, "tasks", "there are no tasks");
	if (json_nr(tasks) > TEMPLATE_TASKS_MAX) {
		template_problem(problems, t, "tasks", "more than %d tasks",
				 TEMPLATE_TASKS_MAX);
		return;
	}
	json_each(c, tasks)
		check_task(t, problems, &ids, c, i++, vars);
	map_clear(&ids);
	if (problems->nr)
		return;
	check_refs(t, problems);
	check_parents(t, problems);
}
