/*
 * template-fill.c - variables and tasks of a template, filled in.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/due.h"
#include "lang/template-expr.h"
#include "model/task.h"
#include "feat/template/internal.h"

/* What one run of template_fill works with. */
struct fill {
	const struct template *t;
	struct json *vars;
	int64_t now;
	struct template_plan *plan;
	size_t *position;	/* of template task i in the plan, SIZE_MAX: out */
	struct err *err;
};

void template_plan_release(struct template_plan *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		json_free(p->v[i].fields);
		free(p->v[i].deps);
		free(p->v[i].key);
	}
	free(p->v);
	strvec_clear(&p->warnings);
	*p = (struct template_plan)TEMPLATE_PLAN_INIT;
}

/* ---- variables --------------------------------------------------------- */

static const char *given(const struct strvec *vars, const char *name)
{
	size_t len = strlen(name), i;

	/* The last one counts, as with other options. */
	for (i = vars->nr; i-- > 0;)
		if (!strncmp(vars->v[i], name, len) && vars->v[i][len] == '=')
			return vars->v[i] + len + 1;
	return NULL;
}

static int check_names(struct fill *f, const struct strvec *vars)
{
	const struct json *defs = json_get(f->t->doc, "variables"), *c;
	const char *best = NULL;
	size_t i, d, least = 4;
	char *name;
	int ret = 0;

	for (i = 0; i < vars->nr && !ret; i++) {
		name = xstrndup(vars->v[i], strcspn(vars->v[i], "="));
		if (!json_get(defs, name)) {
			json_each(c, defs) {
				d = str_distance(name, json_key(c));
				if (d < least) {
					least = d;
					best = json_key(c);
				}
			}
			ret = err_set(f->err, ERR_INVALID, "template '%s' has "
				      "no variable '%s'%s%s%s",
				      template_name(f->t), name,
				      best ? "; did you mean '" : "",
				      best ? best : "", best ? "'?" : "");
		}
		free(name);
	}
	return ret;
}

/* A variable that nobody set and that is not required. */
static struct json *empty_value(const struct json *def)
{
	const char *type = json_get_str(def, "type");

	if (str_eq(type, "number"))
		return json_new_num(0);
	if (str_eq(type, "boolean"))
		return json_new_bool(false);
	return str_eq(type, "array") ? json_new_arr() : json_new_str("");
}

static void add_missing(struct strbuf *sb, const struct json *def)
{
	const char *about = json_get_str(def, "description");

	strbuf_addf(sb, "%s%s", sb->len ? ", " : "", json_key(def));
	if (about)
		strbuf_addf(sb, " (%s)", about);
}

static int set_variables(struct fill *f, const struct strvec *vars)
{
	struct strbuf missing = STRBUF_INIT;
	const struct json *def, *dflt;
	const char *name, *text;
	struct json *v;
	int ret = check_names(f, vars);

	json_each(def, json_get(f->t->doc, "variables")) {
		if (ret)
			break;
		name = json_key(def);
		text = given(vars, name);
		dflt = json_get(def, "default");
		if (!text && !dflt) {
			if (json_get_bool(def, "required", false))
				add_missing(&missing, def);
			json_append(f->vars, name, empty_value(def));
			continue;
		}
		v = template_value(name, def, text, dflt, f->err);
		if (v)
			json_append(f->vars, name, v);
		else
			ret = -1;
	}
	if (!ret && missing.len)
		ret = err_set(f->err, ERR_INVALID, "template '%s' needs: %s; "
			      "give each with --var name=value",
			      template_name(f->t), missing.buf);
	strbuf_release(&missing);
	return ret;
}

/* ---- one task ---------------------------------------------------------- */

/* The error so far gets the place of task i's `key` in front.  Returns -1. */
static int at_key(struct fill *f, size_t i, const char *key)
{
	char path[64];

	snprintf(path, sizeof(path), "tasks.%zu.%s", i, key);
	return err_prefix(f->err, "%s:%d", f->t->where,
			  template_line(f->t, path));
}

/* Values with all texts filled in; a list item that is one {{list}} is
 * replaced by its items.  NULL: err. */
static struct json *fill_value(struct fill *f, const struct json *j)
{
	const struct json *c;
	struct json *out, *v, *item;

	if (json_is(j, JSON_STR)) {
		if (template_subst(&out, json_str(j), f->vars, false, f->err))
			return NULL;
		return out;
	}
	if (!json_is(j, JSON_ARR) && !json_is(j, JSON_OBJ))
		return json_copy(j);
	out = json_is(j, JSON_ARR) ? json_new_arr() : json_new_obj();
	json_each(c, j) {
		v = fill_value(f, c);
		if (!v) {
			json_free(out);
			return NULL;
		}
		if (json_is(j, JSON_OBJ)) {
			json_append(out, json_key(c), v);
		} else if (json_is(v, JSON_ARR) && json_is(c, JSON_STR)) {
			while ((item = json_detach_at(v, 0)))
				json_push(out, item);
			json_free(v);
		} else {
			json_push(out, v);
		}
	}
	return out;
}

/* One line of text of any scalar; NULL when it is empty. */
static char *scalar_text(const struct json *v)
{
	struct strbuf sb = STRBUF_INIT;

	if (json_str(v))
		strbuf_addstr(&sb, json_str(v));
	else if (json_is(v, JSON_NUM))
		json_add_num(&sb, json_num(v));
	else if (json_is(v, JSON_BOOL))
		strbuf_addstr(&sb, json_bool(v) ? "yes" : "no");
	if (sb.len)
		return strbuf_detach(&sb, NULL);
	strbuf_release(&sb);
	return NULL;
}

/* Trimmed, "\r\n" as "\n": texts are often block scalars. */
static struct json *as_text(const struct json *v)
{
	struct strbuf sb = STRBUF_INIT;
	char *s = scalar_text(v);
	struct json *j = NULL;

	if (s) {
		strbuf_addreplace(&sb, s, "\r\n", "\n");
		strbuf_trim(&sb);
	}
	if (sb.len)
		j = json_new_str(sb.buf);
	free(s);
	strbuf_release(&sb);
	return j;
}

static struct json *as_priority(const struct json *v, struct err *err)
{
	char *s = scalar_text(v);
	enum priority p = PRIO_MEDIUM;
	struct json *j = NULL;

	if (s && !priority_parse(&p, s))
		err_set(err, ERR_INVALID, "Invalid priority '%s'; use none, "
			"low, medium, high, critical or 0 to 4", s);
	else
		j = json_new_str(priority_name(p));
	free(s);
	return j;
}

static struct json *as_status(const struct json *v, struct err *err)
{
	char *s = scalar_text(v);
	enum status st = STATUS_PENDING;
	struct json *j = NULL;

	if (s && !status_parse(&st, s))
		err_set(err, ERR_INVALID, "Invalid status '%s'", s);
	else
		j = json_new_str(status_name(st));
	free(s);
	return j;
}

static struct json *as_hours(const struct json *v, struct err *err)
{
	double secs;

	if (json_is(v, JSON_NUM))
		return json_copy(v);
	if (when_parse_duration(&secs, json_str(v) ? json_str(v) : "", true,
				err))
		return NULL;
	return json_new_num(secs / 3600);
}

static struct json *as_deadline(struct fill *f, const struct json *v)
{
	char out[WHEN_LEN];
	int64_t ms;

	if (due_parse(&ms, json_str(v) ? json_str(v) : "", f->now, f->err))
		return NULL;
	due_format(out, ms);
	return json_new_str(out);
}

/* A list of texts; a single text is split at commas. */
static struct json *as_list(const struct json *v)
{
	struct json *out = json_new_arr();
	struct strvec parts = STRVEC_INIT;
	const struct json *c;
	size_t i;
	char *s;

	if (!json_is(v, JSON_ARR)) {
		s = scalar_text(v);
		strvec_split(&parts, s ? s : "", ",");
		free(s);
	}
	json_each(c, json_is(v, JSON_ARR) ? v : NULL) {
		s = scalar_text(c);
		if (s)
			strvec_take(&parts, s);
	}
	for (i = 0; i < parts.nr; i++)
		if (!json_has_str(out, parts.v[i]))
			json_push_str(out, parts.v[i]);
	strvec_clear(&parts);
	return out;
}

static struct json *as_criteria(const struct json *v)
{
	struct json *out = json_new_arr(), *one, *text;
	const struct json *c;

	json_each(c, v) {
		one = json_new_obj();
		text = as_text(json_is(c, JSON_OBJ) ? json_get(c, "criterion") :
			       c);
		json_set(one, "criterion", text ? text : json_new_str(""));
		text = as_text(json_get(c, "measurable"));
		if (text)
			json_set(one, "measurable", text);
		json_push(out, one);
	}
	return out;
}

/* A copy without the entries that a variable left empty. */
static struct json *as_metadata(const struct json *v)
{
	struct json *out = json_new_obj();
	const struct json *c;

	json_each(c, v)
		if (!json_str(c) || *json_str(c))
			json_append(out, json_key(c), json_copy(c));
	return out;
}

/* The stored form of a filled-in value; *out NULL: the field stays unset. */
static int convert(struct fill *f, struct json **out, enum field field,
		   const struct json *v)
{
	*out = NULL;
	/* What an unset variable leaves behind sets nothing. */
	if (json_str(v) && !*json_str(v) && field != F_TITLE)
		return 0;
	if (field_defs[field].kind == KIND_SET) {
		*out = as_list(v);
		return *out ? 0 : -1;
	}
	switch (field_defs[field].type) {
	case TYPE_PRIORITY:
		*out = as_priority(v, f->err);
		break;
	case TYPE_STATUS:
		*out = as_status(v, f->err);
		break;
	case TYPE_HOURS: case TYPE_SCORE: case TYPE_NUMBER:
		*out = as_hours(v, f->err);
		break;
	case TYPE_TIME: case TYPE_DUE:
		*out = as_deadline(f, v);
		break;
	case TYPE_CRITERIA:
		*out = as_criteria(v);
		break;
	case TYPE_ANY:
		*out = as_metadata(v);
		break;
	default:
		*out = as_text(v);
		if (!*out && field == F_TITLE)
			*out = json_new_str("");
		return 0;
	}
	return *out ? 0 : -1;
}

/* field_check on the value, or on each element. */
static int check_field(enum field field, const struct json *v,
		       struct err *err)
{
	const struct json *c;

	if (field_defs[field].kind == KIND_REGISTER)
		return field_check(field, v, err);
	json_each(c, v)
		if (field_check(field, c, err))
			return -1;
	return 0;
}

static int fill_task(struct fill *f, size_t i, const struct json *task)
{
	struct template_task *out = &f->plan->v[f->position[i]];
	struct json *v, *stored;
	const struct json *raw;
	const char *id = json_get_str(task, "id"), *key;
	int k, ret;

	out->key = id ? xstrdup(id) : xasprintf("%zu", i);
	out->fields = json_new_obj();
	out->parent = SIZE_MAX;
	for (k = 0; k < F_NR; k++) {
		key = template_key((enum field)k);
		raw = key ? json_get(task, key) : NULL;
		if (!raw)
			continue;
		v = fill_value(f, raw);
		if (!v)
			return at_key(f, i, key);
		ret = convert(f, &stored, (enum field)k, v);
		json_free(v);
		if (!ret && stored) {
			ret = check_field((enum field)k, stored, f->err);
			json_append(out->fields, field_defs[k].name, stored);
		}
		if (ret)
			return at_key(f, i, key);
	}
	return 0;
}

/* ---- which tasks, and what they wait for ------------------------------- */

static int choose(struct fill *f)
{
	const struct json *tasks = json_get(f->t->doc, "tasks"), *c, *when;
	struct json *v;
	size_t i = 0;

	json_each(c, tasks) {
		when = json_get(c, "when");
		v = when ? fill_value(f, when) : NULL;
		if (when && !v)
			return at_key(f, i, "when");
		f->position[i++] = !when || template_truth(v) ?
			f->plan->nr++ : SIZE_MAX;
		json_free(v);
	}
	if (!f->plan->nr)
		return err_set(f->err, ERR_INVALID, "%s: with these variables "
			       "no task is left", f->t->where);
	return 0;
}

static void add_dep(struct template_task *out, size_t position)
{
	size_t i;

	for (i = 0; i < out->nr_deps; i++)
		if (out->deps[i] == position)
			return;
	out->deps = xreallocarray(out->deps, out->nr_deps + 1,
				  sizeof(*out->deps));
	out->deps[out->nr_deps++] = position;
}

/*
 * Adds what task i waits for; through tasks that were left out to what those
 * wait for.  `seen` keeps each from being looked at twice.
 */
static void add_deps(struct fill *f, struct template_task *out, size_t i,
		     bool *seen)
{
	const struct json *tasks = json_get(f->t->doc, "tasks");
	struct template_refs refs = { NULL, 0, 0 };
	size_t j, target;

	template_refs(&refs, f->t, i);
	for (j = 0; j < refs.nr; j++) {
		target = template_ref(tasks, refs.v[j]);
		if (seen[target])
			continue;
		seen[target] = true;
		if (f->position[target] != SIZE_MAX)
			add_dep(out, f->position[target]);
		else
			add_deps(f, out, target, seen);
	}
	free(refs.v);
}

static size_t parent_of(struct fill *f, size_t i)
{
	const struct json *tasks = json_get(f->t->doc, "tasks");

	do
		i = template_ref(tasks, json_get(json_at(tasks, i), "parent"));
	while (i != SIZE_MAX && f->position[i] == SIZE_MAX);
	return i == SIZE_MAX ? SIZE_MAX : f->position[i];
}

static int fill_all(struct fill *f)
{
	const struct json *tasks = json_get(f->t->doc, "tasks"), *c;
	size_t n = json_nr(tasks), i = 0;
	bool *seen = xcalloc(n, sizeof(*seen));
	struct template_task *out;
	int ret = 0;

	f->plan->v = xcalloc(f->plan->nr, sizeof(*f->plan->v));
	json_each(c, tasks) {
		if (f->position[i] == SIZE_MAX) {
			i++;
			continue;
		}
		ret = fill_task(f, i, c);
		if (ret)
			break;
		out = &f->plan->v[f->position[i]];
		memset(seen, 0, n * sizeof(*seen));
		add_deps(f, out, i, seen);
		out->parent = parent_of(f, i);
		i++;
	}
	free(seen);
	return ret;
}

int template_fill(struct template_plan *out, const struct template *t,
		  const struct strvec *vars, int64_t now, struct err *err)
{
	struct fill f = { .t = t, .now = now, .plan = out, .err = err };
	size_t n = json_nr(json_get(t->doc, "tasks"));
	struct err own = ERR_INIT;
	int ret;

	/* at_key needs a sentence to put a place in front of. */
	if (!err)
		f.err = &own;
	*out = (struct template_plan)TEMPLATE_PLAN_INIT;
	f.vars = json_new_obj();
	f.position = xcalloc(n, sizeof(*f.position));
	ret = set_variables(&f, vars);
	if (!ret)
		ret = choose(&f);
	if (!ret)
		ret = fill_all(&f);
	else
		out->nr = 0;
	if (ret)
		template_plan_release(out);
	json_free(f.vars);
	free(f.position);
	return ret;
}
