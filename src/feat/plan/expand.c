/*
 * expand.c - the sub-tasks of a task: where they come from, made.
 */
#include "base/base.h"
#include "feat/plan/expand.h"

#include "base/mem.h"

const struct expand_provider *expand_find(const char *name)
{
	size_t i;

	for (i = 0; expand_providers[i]; i++)
		if (!strcmp(expand_providers[i]->name, name))
			return expand_providers[i];
	return NULL;
}

/* ---- after the provider ---- */

static bool wanted(const struct expand_input *in, enum expand_role role)
{
	return role == EXPAND_WORK ? in->work :
	       role == EXPAND_TEST ? in->tests : in->docs;
}

/* Takes steps out, with their parts and with links to them. */
static void keep_wanted(struct expansion *e, const struct expand_input *in)
{
	size_t *map = xcalloc(e->nr + 1, sizeof(*map)), i, k, nr = 0;
	size_t max = in->max && in->max < EXPAND_STEPS_MAX ? in->max :
		     EXPAND_STEPS_MAX;
	int level;

	for (i = 0; i < e->nr; i++)
		map[i] = wanted(in, e->steps[i].role) ? 0 : SIZE_MAX;
	for (level = 0; level <= EXPAND_DEPTH_MAX; level++)
		for (i = 0; i < e->nr; i++)
			if (e->steps[i].parent != SIZE_MAX &&
			    map[e->steps[i].parent] == SIZE_MAX)
				map[i] = SIZE_MAX;
	for (i = 0; i < e->nr; i++) {
		size_t up = e->steps[i].parent;

		if (map[i] != SIZE_MAX && nr < max &&
		    (up == SIZE_MAX || up > i || map[up] != SIZE_MAX))
			map[i] = nr++;
		else
			map[i] = SIZE_MAX;
	}
	for (i = 0; i < e->nr; i++) {
		struct expand_step s = e->steps[i];
		size_t n = 0;

		if (map[i] == SIZE_MAX) {
			expand_step_release(&s);
			continue;
		}
		for (k = 0; k < s.nr_deps; k++)
			if (map[s.deps[k]] != SIZE_MAX)
				s.deps[n++] = map[s.deps[k]];
		s.nr_deps = n;
		if (s.parent != SIZE_MAX)
			s.parent = map[s.parent];
		e->steps[map[i]] = s;
	}
	e->nr = nr;
	free(map);
}

/* A child of `parent` with that title, "" when none. */
static const char *child_of(const struct view *v, uint32_t parent,
			    const char *title)
{
	uint32_t i;

	for (i = 0; i < v->nr; i++)
		if (v->rows[i].parent_row == parent && !v->rows[i].deleted &&
		    str_eq(v->rows[i].title, title))
			return v->rows[i].id;
	return "";
}

static void mark_existing(struct expansion *e, const struct expand_input *in)
{
	size_t k;
	int level;

	/* parents first: a part exists when its parent does */
	for (level = 0; level < EXPAND_DEPTH_MAX; level++)
		for (k = 0; k < e->nr; k++) {
			struct expand_step *s = &e->steps[k];
			uint32_t up = in->row;
			const char *id;

			if (s->parent != SIZE_MAX)
				up = *e->steps[s->parent].exists ?
				     view_find(in->view, e->steps[s->parent]
					       .exists) : NO_ROW;
			if (up == NO_ROW)
				continue;
			id = child_of(in->view, up,
				      json_get_str(s->fields, "title"));
			memcpy(s->exists, id, strlen(id) + 1);
		}
}

/* Hours of the leaves: the task's, by weight, in quarters of an hour. */
static void share_hours(struct expansion *e, const struct task *t)
{
	double hours = task_num(t, F_ESTIMATED_HOURS, 0), all = 0;
	bool *has_parts = xcalloc(e->nr + 1, sizeof(*has_parts));
	size_t i;

	for (i = 0; i < e->nr; i++)
		if (e->steps[i].parent != SIZE_MAX)
			has_parts[e->steps[i].parent] = true;
	for (i = 0; i < e->nr; i++)
		all += has_parts[i] ? 0 : e->steps[i].weight;
	for (i = 0; i < e->nr && hours > 0 && all > 0; i++) {
		double h = hours * e->steps[i].weight / all;

		if (has_parts[i] ||
		    json_get(e->steps[i].fields, "estimated_hours"))
			continue;
		h = (double)(int64_t)(h * 4 + 0.5) / 4;
		json_set_num(e->steps[i].fields, "estimated_hours",
			     h > 0 ? h : 0.25);
	}
	free(has_parts);
}

static void add_part(struct expansion *e, size_t whole, enum expand_role role,
		     const char *verb, double share, const char *why)
{
	char *t = xasprintf("%s: %s", verb,
			    json_get_str(e->steps[whole].fields, "title"));
	size_t i = expand_add(e, role, t, e->steps[whole].weight * share, why);

	e->steps[i].parent = whole;
	if (role == EXPAND_TEST)
		expand_dep(e, i, i - 1);
	free(t);
}

/* Depth 2: each piece of work gets its code and its test as parts. */
static void code_and_test(struct expansion *e, size_t i)
{
	add_part(e, i, EXPAND_WORK, "Write the code", 0.7,
		 "the code of a piece of work");
	add_part(e, i, EXPAND_TEST, "Cover with a test", 0.3,
		 "the test of a piece of work");
}

/* Depth 3: code is an interface first, and then what is behind it. */
static void interface_and_body(struct expansion *e, size_t i)
{
	size_t first = e->nr;

	add_part(e, i, EXPAND_WORK, "Settle the interface", 0.3,
		 "what others will call or see");
	add_part(e, i, EXPAND_WORK, "Fill it in", 0.7,
		 "what is behind the interface");
	expand_dep(e, first + 1, first);
}

static void go_deeper(struct expansion *e, const struct expand_input *in)
{
	size_t from = 0, to = e->nr, i;
	int level;

	for (level = 2; level <= in->depth; level++) {
		for (i = from; i < to; i++) {
			if (e->steps[i].role != EXPAND_WORK ||
			    (level == 2 && e->steps[i].parent != SIZE_MAX) ||
			    e->nr + 2 > EXPAND_STEPS_MAX)
				continue;
			if (level == 2)
				code_and_test(e, i);
			else
				interface_and_body(e, i);
		}
		from = to;
		to = e->nr;
	}
}

static int check_steps(const struct expansion *e, const char *name,
		       struct err *err)
{
	size_t i, k;

	for (i = 0; i < e->nr; i++) {
		const struct expand_step *s = &e->steps[i];

		for (k = 0; k < s->nr_deps; k++)
			if (s->deps[k] >= e->nr || s->deps[k] == i)
				return err_set(err, ERR_FAILED, "provider '%s' "
					       "made step %zu depend on a step "
					       "that is not there", name, i + 1);
		if (s->parent != SIZE_MAX &&
		    (s->parent >= e->nr || s->parent == i))
			return err_set(err, ERR_FAILED, "provider '%s' put step "
				       "%zu below one that is not there", name,
				       i + 1);
	}
	return 0;
}

static const struct expand_provider *choose(const struct expand_input *in)
{
	size_t i;

	for (i = 0; expand_providers[i]; i++)
		if (expand_providers[i]->fits && expand_providers[i]->fits(in))
			return expand_providers[i];
	return NULL;
}

int expand_propose(struct expansion *out, const struct expand_input *in,
		   const struct expand_provider *p, void *data,
		   struct err *err)
{
	memset(out, 0, sizeof(*out));
	if (!p)
		p = choose(in);
	if (!p)
		return err_set(err, ERR_FAILED, "nothing is known about task "
			       "%.8s that gives sub-tasks", in->task->id);
	out->provider = p->name;
	if (p->propose(out, in, data, err) < 0 ||
	    check_steps(out, p->name, err) < 0) {
		expansion_release(out);
		return -1;
	}
	go_deeper(out, in);
	keep_wanted(out, in);
	mark_existing(out, in);
	share_hours(out, in->task);
	if (out->nr)
		return 0;
	expansion_release(out);
	return err_set(err, ERR_FAILED, "'%s' proposes no sub-tasks for task "
		       "%.8s", p->name, in->task->id);
}

/* ---- writing ---- */

static void put_fields(struct change *c, const struct json *fields)
{
	const struct json *j, *el;

	json_each(j, fields) {
		enum field f = field_find(json_key(j));

		if (f == F_NR)
			continue;
		if (field_defs[f].kind == KIND_SET) {
			json_each(el, j)
				if (json_str(el))
					change_add(c, f, json_str(el));
		} else if (field_defs[f].kind == KIND_MAP) {
			json_each(el, j)
				change_put(c, f, json_key(el), json_copy(el));
		} else {
			change_set(c, f, json_copy(j));
		}
	}
}

static int write_step(struct txn *txn, const struct expand_edit *w,
		      const struct task *parent, size_t i,
		      char (*ids)[ID_LEN + 1], struct err *err)
{
	const struct expand_step *s = &w->e->steps[i];
	struct json *source = json_new_obj();
	struct change c;
	size_t k;
	int ret;

	change_init(&c, ids[i]);
	c.create = true;
	put_fields(&c, s->fields);
	change_set_str(&c, F_PARENT, s->parent == SIZE_MAX ? w->id :
		       ids[s->parent]);
	if (!json_get(s->fields, "priority"))
		change_set_str(&c, F_PRIORITY,
			       priority_name(task_priority(parent)));
	if (task_str(parent, F_PROJECT) && !json_get(s->fields, "project"))
		change_set_str(&c, F_PROJECT, task_str(parent, F_PROJECT));
	for (k = 0; k < s->nr_deps; k++)
		change_add(&c, F_DEPENDENCIES, ids[s->deps[k]]);
	json_set_str(source, "expand", w->e->provider);
	change_set(&c, F_SOURCE, source);
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return ret;
}

int expand_edit(struct txn *txn, void *data, struct err *err)
{
	struct expand_edit *w = data;
	char (*ids)[ID_LEN + 1] = xcalloc(w->e->nr + 1, sizeof(*ids));
	const struct task *parent;
	size_t i;
	int ret = txn_task(&parent, txn, w->id, err);

	strvec_clear(w->ids);
	for (i = 0; i < w->e->nr; i++)
		if (*w->e->steps[i].exists)
			memcpy(ids[i], w->e->steps[i].exists, ID_LEN + 1);
		else
			txn_new_id(txn, ids[i]);
	for (i = 0; i < w->e->nr && ret == 0; i++) {
		if (*w->e->steps[i].exists)
			continue;
		ret = write_step(txn, w, parent, i, ids, err);
		strvec_push(w->ids, ids[i]);
	}
	if (ret == 0)
		txn_what(txn, "%zu sub-tasks of %.8s", w->ids->nr, w->id);
	free(ids);
	return ret;
}
