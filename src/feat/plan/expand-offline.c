/*
 * expand-offline.c - the providers that need nothing but the task itself.
 */
#include "base/base.h"
#include "feat/plan/expand.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "feat/template/template.h"

static const char *title_of(const struct expand_input *in)
{
	const char *s = task_str(in->task, F_TITLE);

	return s ? s : "";
}

/* "Implement: <what>" and the like; `what` must be one line. */
static size_t add_named(struct expansion *e, enum expand_role role,
			const char *verb, const char *what, double weight,
			const char *why)
{
	struct strbuf t = STRBUF_INIT;
	size_t i;

	strbuf_addf(&t, "%s: ", verb);
	utf8_add_clean_line(&t, what);
	i = expand_add(e, role, t.buf, weight, why);
	strbuf_release(&t);
	return i;
}

/* A test and a documentation step that wait for all work so far. */
static void add_closing(struct expansion *e, const struct expand_input *in)
{
	size_t nr = e->nr, i, test, doc;

	test = add_named(e, EXPAND_TEST, "Test", title_of(in), nr * 0.4,
			 "the whole is tested once its parts are there");
	doc = add_named(e, EXPAND_DOC, "Document", title_of(in), nr * 0.2,
			"what changed is told to users");
	for (i = 0; i < nr; i++) {
		expand_dep(e, test, i);
		expand_dep(e, doc, i);
	}
}

/* ---- criteria ---- */

static bool criteria_fits(const struct expand_input *in)
{
	return json_nr(task_get(in->task, F_SUCCESS_CRITERIA)) >= 2;
}

static int criteria_propose(struct expansion *e, const struct expand_input *in,
			    void *data, struct err *err)
{
	const struct json *j;

	(void)data;
	json_each(j, task_get(in->task, F_SUCCESS_CRITERIA)) {
		const char *text = json_get_str(j, "criterion");
		struct json *arr;
		size_t i;

		if (!text || e->nr >= EXPAND_STEPS_MAX / 2)
			continue;
		i = add_named(e, EXPAND_WORK, "Implement", text, 1,
			      "a success criterion of the task");
		arr = json_new_arr();
		json_push(arr, json_copy(j));
		json_set(e->steps[i].fields, "success_criteria", arr);
	}
	if (!e->nr)
		return err_set(err, ERR_FAILED, "task %.8s has no success "
			       "criteria", in->task->id);
	add_closing(e, in);
	return 0;
}

static const struct expand_provider criteria_provider = {
	"criteria", "a piece of work for each success criterion",
	criteria_fits, criteria_propose
};

/* ---- the list in the task's text ---- */

/* The next "- ..." line at *p; NULL at the end. */
static char *next_bullet(const char **p)
{
	while (**p) {
		size_t n = strcspn(*p, "\n");
		const char *line = *p;

		*p += n + ((*p)[n] == '\n');
		if (n > 4 && (!strncmp(line, "- ", 2) || !strncmp(line, "* ", 2)))
			return xstrndup(line + 2, n - 2);
	}
	return NULL;
}

static bool text_fits(const struct expand_input *in)
{
	const char *p = task_str(in->task, F_DESCRIPTION);
	char *b;
	size_t n = 0;

	while (p && n < 2 && (b = next_bullet(&p))) {
		free(b);
		n++;
	}
	return n >= 2;
}

static int text_propose(struct expansion *e, const struct expand_input *in,
			void *data, struct err *err)
{
	const char *p = task_str(in->task, F_DESCRIPTION);
	char *b;

	(void)data;
	while (p && e->nr < EXPAND_STEPS_MAX / 2 && (b = next_bullet(&p))) {
		struct strbuf t = STRBUF_INIT;

		utf8_add_clean_line(&t, b);
		expand_add(e, EXPAND_WORK, t.buf, 1,
			   "a point of the task's description");
		strbuf_release(&t);
		free(b);
	}
	if (!e->nr)
		return err_set(err, ERR_FAILED, "the description of task %.8s "
			       "holds no list", in->task->id);
	add_closing(e, in);
	return 0;
}

static const struct expand_provider text_provider = {
	"prd", "the list that a requirements document put into the description",
	text_fits, text_propose
};

/* ---- the kind of work ---- */

struct recipe_step {
	enum expand_role role;
	const char *verb;	/* NULL: end */
	double weight;
	const char *why;
};

struct recipe {
	const char *types;	/* "|bug|defect|" */
	struct recipe_step steps[5];
};

static const struct recipe recipes[] = {
	{ "|bug|defect|fix|incident|", {
		{ EXPAND_TEST, "Reproduce with a failing test", 0.3,
		  "a fault that can be shown can be fixed" },
		{ EXPAND_WORK, "Fix", 0.5, "the cause, not the symptom" },
		{ EXPAND_TEST, "Check for the same fault elsewhere", 0.15,
		  "faults come in groups" },
		{ EXPAND_DOC, "Tell in the release notes", 0.05,
		  "users wait for it" }, { EXPAND_WORK, NULL, 0, NULL } } },
	{ "|documentation|docs|doc|", {
		{ EXPAND_WORK, "Outline", 0.2, "who reads it, and why" },
		{ EXPAND_WORK, "Write", 0.6, "the text with its examples" },
		{ EXPAND_TEST, "Run the examples", 0.2,
		  "examples that fail are worse than none" },
		{ EXPAND_WORK, NULL, 0, NULL } } },
	{ "|refactoring|refactor|chore|", {
		{ EXPAND_TEST, "Cover with tests before the change", 0.3,
		  "behaviour must not change" },
		{ EXPAND_WORK, "Change", 0.6, "small steps, each one green" },
		{ EXPAND_DOC, "Update the developer notes", 0.1,
		  "names and places moved" }, { EXPAND_WORK, NULL, 0, NULL } } },
	{ "|spike|research|investigation|", {
		{ EXPAND_WORK, "State the question", 0.1,
		  "what is to be decided, and until when" },
		{ EXPAND_WORK, "Try it out", 0.7, "code that may be thrown away" },
		{ EXPAND_DOC, "Write down the answer", 0.2,
		  "the result of a spike is a decision" },
		{ EXPAND_WORK, NULL, 0, NULL } } },
	{ "|feature|epic|", {
		{ EXPAND_WORK, "Design", 0.15, "interfaces and edge cases" },
		{ EXPAND_WORK, "Implement", 0.5, "the code" },
		{ EXPAND_TEST, "Test", 0.25, "unit and acceptance tests" },
		{ EXPAND_DOC, "Document", 0.1, "manual and examples" },
		{ EXPAND_WORK, NULL, 0, NULL } } },
	{ "", {			/* everything else */
		{ EXPAND_WORK, "Implement", 0.6, "the code" },
		{ EXPAND_TEST, "Test", 0.3, "unit and acceptance tests" },
		{ EXPAND_DOC, "Document", 0.1, "manual and examples" },
		{ EXPAND_WORK, NULL, 0, NULL } } },
};

static const struct recipe *recipe_of(const char *type)
{
	struct strbuf key = STRBUF_INIT;
	size_t i, n = ARRAY_SIZE(recipes) - 1;

	strbuf_addf(&key, "|%s|", type ? type : "");
	for (i = 0; i < n; i++)
		if (type && *type && strcasestr(recipes[i].types, key.buf))
			break;
	strbuf_release(&key);
	return &recipes[i];
}

static bool type_fits(const struct expand_input *in)
{
	(void)in;
	return true;
}

static int type_propose(struct expansion *e, const struct expand_input *in,
			void *data, struct err *err)
{
	const struct recipe *r = recipe_of(task_str(in->task, F_TYPE));
	const struct recipe_step *s;

	(void)data;
	(void)err;
	for (s = r->steps; s->verb; s++) {
		size_t i = add_named(e, s->role, s->verb, title_of(in),
				     s->weight, s->why);

		if (i)
			expand_dep(e, i, i - 1);
	}
	return 0;
}

static const struct expand_provider type_provider = {
	"type", "the usual steps of this kind of work", type_fits, type_propose
};

const struct expand_provider *const expand_providers[] = {
	&criteria_provider, &text_provider, &type_provider, NULL
};

/* ---- templates ---- */

static int template_propose(struct expansion *e, const struct expand_input *in,
			    void *data, struct err *err)
{
	const struct expand_template *x = data;
	struct template t = TEMPLATE_INIT;
	struct template_plan plan = TEMPLATE_PLAN_INIT;
	size_t i, k;
	int ret;

	(void)in;
	ret = template_find(&t, x->db, x->name, NULL, err);
	if (ret == 0)
		ret = template_fill(&plan, &t, x->vars, x->now, err);
	for (i = 0; i < plan.nr && ret == 0; i++) {
		struct template_task *tt = &plan.v[i];
		const char *title = json_get_str(tt->fields, "title");
		size_t at = expand_add(e, EXPAND_WORK, title ? title : "", 1,
				       "a task of the template");

		json_free(e->steps[at].fields);
		e->steps[at].fields = json_copy(tt->fields);
		e->steps[at].weight = json_get_num(tt->fields,
						   "estimated_hours", 1);
		e->steps[at].parent = tt->parent;
		for (k = 0; k < tt->nr_deps; k++)
			expand_dep(e, at, tt->deps[k]);
	}
	template_plan_release(&plan);
	template_release(&t);
	return ret;
}

const struct expand_provider expand_template_provider = {
	"template", "the tasks of a template", NULL, template_propose
};
