/*
 * fields.c - options of fields as operations on a task.
 */
#include "base/base.h"
#include "cmd/kit/fields.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/due.h"
#include "lang/expr.h"
#include "act/rule.h"

static bool has_opt(const struct args *a, const char *name)
{
	const struct opt *o;

	for (o = a->opts; o && o->name; o++)
		if (!strcmp(o->name, name))
			return args_has(a, name);
	return false;
}

/* "" and "none", as queries call it: an assignee that is taken away. */
static bool fields_nobody(const char *typed)
{
	return !*typed || str_ieq(typed, "none");
}

const char *fields_who(struct ctx *ctx, const char *typed)
{
	const struct view *v = NULL;

	if (fields_nobody(typed))
		return typed;
	db_view(&v, ctx->db, NULL);
	return db_who(ctx->db, v, typed);
}

/* May the feature be used?  Names: notes of `git task config --enable`. */
static bool fields_feature(struct ctx *ctx, const char *feature)
{
	return act_feature(ctx->db, feature);
}

/* ---- defaults ---- */

int fields_defaults(struct json **out, struct ctx *ctx, struct err *err)
{
	static const struct {
		const char *key;
		enum field field;
	} defaults[] = {
		{ "task.defaultPriority", F_PRIORITY },
		{ "task.defaultType", F_TYPE },
		{ "task.project", F_PROJECT },
	};
	struct json *all = json_new_obj(), *value;
	enum priority p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(defaults); i++) {
		enum field f = defaults[i].field;
		const char *text = db_config(ctx->db, defaults[i].key);

		if (!text || !*text)
			continue;
		if (f == F_PRIORITY && priority_parse(&p, text))
			text = priority_name(p);
		value = json_new_str(text);
		if (field_check(f, value, err) < 0) {
			json_free(value);
			json_free(all);
			return err_prefix(err, "the setting %s",
					  defaults[i].key);
		}
		json_set(all, field_defs[f].name, value);
	}
	*out = all;
	return 0;
}

/* ---- criteria ---- */

/* "Tests pass" or {"criterion", "measurable"} -> the stored object. */
static int criterion_from_json(struct json **out, const struct json *j,
			       struct err *err)
{
	const struct json *m;
	struct json *c;
	struct strbuf sb = STRBUF_INIT;

	if (json_is(j, JSON_STR)) {
		c = json_new_obj();
		json_set_str(c, "criterion", json_str(j));
		*out = c;
		return 0;
	}
	if (!json_get_str(j, "criterion"))
		return err_set(err, ERR_INVALID, "each of the success criteria "
			       "must be an object with a 'criterion'");
	c = json_copy(j);
	m = json_get(j, "measurable");
	if (m && (json_is(m, JSON_BOOL) || json_is(m, JSON_NUM))) {
		json_line(&sb, m);
		json_set_str(c, "measurable", sb.buf);
	} else if (json_is(m, JSON_NULL) || str_eq(json_str(m), "")) {
		json_del(c, "measurable");
	}
	strbuf_release(&sb);
	*out = c;
	return 0;
}

/* The criteria in a JSON text or YAML tree, in the form that is stored. */
int fields_criteria(struct json **out, const char *text, struct err *err)
{
	struct json *j, *list, *item, *c = NULL;

	if (json_parse(&j, text, strlen(text), err) < 0)
		return err_prefix(err, "Invalid JSON in success criteria");
	if (!json_is(j, JSON_ARR)) {
		json_free(j);
		return err_set(err, ERR_INVALID,
			       "Success criteria must be a JSON array");
	}
	list = json_new_arr();
	json_each(item, j) {
		if (criterion_from_json(&c, item, err) < 0) {
			json_free(list);
			json_free(j);
			return -1;
		}
		json_push(list, c);
	}
	json_free(j);
	*out = list;
	return 0;
}

int fields_measurable(const char *text, struct err *err)
{
	struct expr *e;

	if (expr_parse(&e, text, err) < 0)
		return err_prefix(err, "'%s' is no expression", text);
	expr_free(e);
	return 0;
}

/* "--criterion 'Coverage is good::coverage >= 85'", added to `list`. */
int fields_criterion(struct json *list, const char *text,
			       struct err *err)
{
	struct json *c = json_new_obj();
	const char *sep = strstr(text, "::");
	struct strbuf sb = STRBUF_INIT;
	int ret = 0;

	strbuf_add(&sb, text, sep ? (size_t)(sep - text) : strlen(text));
	strbuf_trim(&sb);
	json_set_str(c, "criterion", sb.buf);
	if (sep) {
		strbuf_reset(&sb);
		strbuf_addstr(&sb, sep + 2);
		strbuf_trim(&sb);
		if (sb.len) {
			json_set_str(c, "measurable", sb.buf);
			ret = fields_measurable(sb.buf, err);
		}
	}
	strbuf_release(&sb);
	json_push(list, c);
	return ret;
}

static int apply_criteria(struct change *c, struct ctx *ctx,
			  const struct args *args, const struct task *t,
			  struct strvec *warn, struct err *err)
{
	const struct strvec *texts = has_opt(args, "criterion") ?
				     args_list(args, "criterion") : NULL;
	const struct json *old = t ? task_get(t, F_SUCCESS_CRITERIA) : NULL;
	struct json *list = NULL;
	size_t i, nr;

	if (!has_opt(args, "criteria") && !texts)
		return 0;
	if (!fields_feature(ctx, "success-criteria")) {
		strvec_push(warn, "success-criteria disabled; "
			    "--criteria ignored");
		return 0;
	}
	if (has_opt(args, "criteria")) {
		const char *text = args_str(args, "criteria");

		if (!*text)
			list = json_new_arr();
		else if (fields_criteria(&list, text, err) < 0)
			return -1;
	} else {
		list = json_is(old, JSON_ARR) ? json_copy(old) :
		       json_new_arr();
	}
	for (i = 0; texts && i < texts->nr; i++)
		if (fields_criterion(list, texts->v[i], err) < 0) {
			json_free(list);
			return -1;
		}
	nr = json_nr(list);
	if (nr > 10)
		strvec_pushf(warn, "Maximum of 10 success criteria is "
			     "advised for one task; this one has %zu", nr);
	if (nr) {
		change_set(c, F_SUCCESS_CRITERIA, list);
	} else {
		change_unset(c, F_SUCCESS_CRITERIA);
		json_free(list);
	}
	return 0;
}

/* ---- the others ---- */

static int apply_parent(struct change *c, const struct args *args,
			const struct view *v, struct err *err)
{
	char id[ID_LEN + 1];
	const char *typed;
	uint32_t row;
	size_t steps = 0;

	if (!has_opt(args, "parent"))
		return 0;
	typed = args_str(args, "parent");
	if (!*typed) {
		change_unset(c, F_PARENT);
		return 0;
	}
	if (view_resolve(&row, v, typed, false, err) < 0)
		return err_prefix(err, "Invalid parent ID");
	memcpy(id, v->rows[row].id, sizeof(id));
	for (; row != NO_ROW && steps <= v->nr; steps++) {
		if (!strcmp(v->rows[row].id, c->id))
			return err_set(err, ERR_INVALID, "task '%.8s' can not "
				       "be a part of itself (parent '%.8s')",
				       c->id, id);
		row = v->rows[row].parent_row;
	}
	change_set_str(c, F_PARENT, id);
	return 0;
}

static int apply_dep(struct change *c, const struct view *v, const char *typed,
		     bool add, const struct task *t, struct err *err)
{
	char id[ID_LEN + 1];

	if (!add && t && json_has_str(task_get(t, F_DEPENDENCIES), typed)) {
		change_remove(c, F_DEPENDENCIES, typed);
		return 0;
	}
	if (common_id(id, v, typed, !add, err) < 0)
		return err_prefix(err, "Invalid dependency ID");
	if (!strcmp(id, c->id))
		return err_set(err, ERR_INVALID, "Invalid dependency ID: "
			       "task '%.8s' can not depend on itself", id);
	if (add)
		change_add(c, F_DEPENDENCIES, id);
	else
		change_remove(c, F_DEPENDENCIES, id);
	return 0;
}

static int apply_kv(struct change *c, enum field f, const char *text,
		    struct err *err)
{
	const char *eq = strchr(text, '=');
	char *key;

	if (!eq || eq == text)
		return err_set(err, ERR_INVALID, "'%s' is not key=value",
			       text);
	key = xstrndup(text, (size_t)(eq - text));
	if (eq[1])
		change_put(c, f, key, json_new_str(eq + 1));
	else
		change_drop(c, f, key);
	free(key);
	return 0;
}

/* What one value of --<name>, or --remove-<name>, does to a set or map. */
static int apply_element(struct change *c, enum field f, const char *s,
			 bool add, const struct view *v, const struct task *t,
			 struct err *err)
{
	if (field_defs[f].kind == KIND_MAP) {
		if (add)
			return apply_kv(c, f, s, err);
		change_drop(c, f, s);
		return 0;
	}
	if (field_defs[f].type == TYPE_ID)
		return apply_dep(c, v, s, add, t, err);
	if (add)
		change_add(c, f, s);
	else
		change_remove(c, f, s);
	return 0;
}

static int apply_list(struct change *c, enum field f, const struct args *args,
		      bool add, const struct view *v, const struct task *t,
		      struct err *err)
{
	char *name = xasprintf("%s%s", add ? "" : "remove-",
			       field_defs[f].option);
	const struct strvec *l = has_opt(args, name) ? args_list(args, name) :
				 NULL;
	size_t i;
	int ret = 0;

	free(name);
	for (i = 0; l && i < l->nr && ret == 0; i++)
		ret = apply_element(c, f, l->v[i], add, v, t, err);
	return ret;
}

static int apply_title(struct change *c, const char *s, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	int ret = 0;

	strbuf_addstr(&sb, s);
	strbuf_trim(&sb);
	if (sb.len)
		change_set_str(c, F_TITLE, sb.buf);
	else
		ret = err_set(err, ERR_INVALID, "Task title cannot be empty");
	strbuf_release(&sb);
	return ret;
}

static int apply_priority(struct change *c, const char *s, struct err *err)
{
	enum priority p;

	if (!priority_parse(&p, s))
		return err_set(err, ERR_INVALID, "Invalid priority '%s' (none, "
			       "low, medium, high, critical or 0 to 4)", s);
	change_set_str(c, F_PRIORITY, priority_name(p));
	return 0;
}

static int apply_time(struct change *c, struct ctx *ctx, enum field f,
		      const char *s, struct err *err)
{
	int64_t when;
	int ret;

	if (field_defs[f].type == TYPE_DUE)
		ret = due_parse(&when, s, clock_now(ctx->clock), err);
	else
		ret = common_time(&when, ctx, s, true, err);
	if (ret < 0)
		return err_prefix(err, "Invalid %s", field_defs[f].option);
	change_set_time(c, f, when);
	return 0;
}

/*
 * Would an empty word that somebody typed destroy a text?  That is what a shell makes
 * of a file that is not there: -d "$(cat missing)".  A program that sends "" means it.
 */
static int keep_text(const struct ctx *ctx, enum field f, const struct task *t,
		     const char *s, struct err *err)
{
	const char *old = t ? task_str(t, f) : NULL;

	if (field_defs[f].type != TYPE_TEXT || (s && *s) || !old || !*old ||
	    ctx->out->values)
		return 0;
	return err_set(err, ERR_INVALID, "--%s is empty and task '%.8s' has "
		       "one: nothing was changed; --unset %s takes it away",
		       field_defs[f].option, t->id, field_defs[f].option);
}

/* A register: an empty value unsets it, and of a person "none" does, too. */
static int apply_one(struct change *c, struct ctx *ctx, enum field f,
		     const struct args *args, const struct task *t,
		     struct err *err)
{
	const char *name = field_defs[f].option, *s = args_str(args, name);

	if (keep_text(ctx, f, t, s, err) < 0)
		return -1;
	if (!s || !*s ||
	    (field_defs[f].type == TYPE_PERSON && fields_nobody(s))) {
		change_unset(c, f);
		return 0;
	}
	switch (field_defs[f].type) {
	case TYPE_HOURS: case TYPE_SCORE: case TYPE_NUMBER:
		change_set_num(c, f, args_num(args, name, 0));
		return 0;
	case TYPE_TIME: case TYPE_DUE:
		return apply_time(c, ctx, f, s, err);
	case TYPE_PRIORITY:
		return apply_priority(c, s, err);
	case TYPE_PERSON:
		change_set_str(c, f, fields_who(ctx, s));
		return 0;
	default:
		change_set_str(c, f, s);
		return 0;
	}
}

static int apply_estimate(struct change *c, const struct args *args,
			  struct err *err)
{
	const char *s;
	double secs;

	if (!has_opt(args, "estimate"))
		return 0;
	s = args_str(args, "estimate");
	if (!*s) {
		change_unset(c, F_ESTIMATED_HOURS);
		return 0;
	}
	if (when_parse_duration(&secs, s, true, err) < 0)
		return -1;
	change_set_num(c, F_ESTIMATED_HOURS, secs / 3600);
	return 0;
}

/* Does code of its own apply the option of the field? */
static bool has_rule(enum field f)
{
	return f == F_STATUS || f == F_PARENT || f == F_SUCCESS_CRITERIA;
}

static int apply_fields(struct change *c, struct ctx *ctx,
			const struct args *args, const struct view *v,
			const struct task *t, struct strvec *warn,
			struct err *err)
{
	int i;

	for (i = 0; i < F_NR; i++) {
		enum field f = (enum field)i;
		const struct field_def *d = &field_defs[f];
		int ret = 0;

		if (!d->option || has_rule(f))
			continue;
		if (d->kind != KIND_REGISTER) {
			if (apply_list(c, f, args, true, v, t, err) < 0 ||
			    apply_list(c, f, args, false, v, t, err) < 0)
				return -1;
			continue;
		}
		if (!has_opt(args, d->option))
			continue;
		if (f == F_DEADLINE && !fields_feature(ctx, "deadlines"))
			strvec_push(warn, "deadlines disabled; --deadline "
				    "ignored");
		else
			ret = apply_one(c, ctx, f, args, t, err);
		if (ret < 0)
			return -1;
	}
	return 0;
}

static int apply_status(struct change *c, const struct args *args,
			struct err *err)
{
	const char *s = has_opt(args, "status") ? args_str(args, "status") :
			NULL;
	enum status st;

	if (s && !status_parse(&st, s))
		return err_set(err, ERR_INVALID, "Invalid status '%s' "
			       "(pending, in_progress, blocked, completed, "
			       "cancelled)", s);
	if (s)
		change_want(c, st);
	return 0;
}

/* Title, status, phase, context: rules of their own. */
static int apply_special(struct change *c, const struct args *args,
			 struct err *err)
{
	const char *s;

	if (has_opt(args, "title") &&
	    apply_title(c, args_str(args, "title"), err) < 0)
		return -1;
	if (apply_status(c, args, err) < 0)
		return -1;
	if (has_opt(args, FIELD_PHASE)) {
		s = args_str(args, FIELD_PHASE);
		if (*s)
			change_put(c, F_FIELDS, FIELD_PHASE, json_new_str(s));
		else
			change_drop(c, F_FIELDS, FIELD_PHASE);
	}
	if (has_opt(args, "context"))
		change_append(c, F_CONTEXT,
			      entry_new(args_str(args, "context"), "shared"));
	return 0;
}

/* The field of an option or of a name, if it is one that can be absent. */
static enum field optional_field(const char *name)
{
	enum field f = field_find(name);
	int i;

	for (i = 0; f == F_NR && i < F_NR; i++)
		if (str_eq(field_defs[i].option, name))
			f = (enum field)i;
	return f != F_NR && field_defs[f].flags & FIELD_OPTIONAL &&
		field_defs[f].option ? f : F_NR;
}

static int apply_unset(struct change *c, const struct args *args,
		       struct err *err)
{
	const struct strvec *l = has_opt(args, "unset") ?
		args_list(args, "unset") : NULL;
	size_t i;

	for (i = 0; l && i < l->nr; i++) {
		enum field f = optional_field(l->v[i]);

		if (f == F_NR || field_defs[f].kind != KIND_REGISTER)
			return err_set(err, ERR_INVALID, "--unset: '%s' is no "
				       "field that can be taken away", l->v[i]);
		change_unset(c, f);
	}
	return 0;
}

/* A value that a field of one line can not have.  (What is wrong in a long text is
 * mended when it is stored: ends of lines.) */
static int check_texts(enum field f, const struct args *args, const char *opt,
		       struct err *err)
{
	const struct strvec *l = has_opt(args, opt) ? args_list(args, opt) :
				 NULL;
	const struct field_def *d = &field_defs[f];
	int ret = 0;

	struct strbuf text = STRBUF_INIT;

	if (d->kind != KIND_REGISTER ||
	    (d->type != TYPE_LINE && d->type != TYPE_PERSON))
		return 0;
	for (size_t i = 0; l && i < l->nr && ret == 0; i++) {
		struct json *j;

		strbuf_reset(&text);
		strbuf_addstr(&text, l->v[i]);
		strbuf_trim(&text);
		j = text.len ? json_new_str(text.buf) : NULL;
		if (j)
			ret = field_check(f, j, err);
		json_free(j);
	}
	strbuf_release(&text);
	return ret;
}

int fields_check(const struct args *args, struct err *err)
{
	struct change c;
	int ret, i;

	change_init(&c, NULL);
	ret = apply_unset(&c, args, err);
	for (i = 0; i < F_NR && ret == 0; i++)
		if (field_defs[i].option)
			ret = check_texts((enum field)i, args,
					  field_defs[i].option, err);
	if (ret == 0 && has_opt(args, "title"))
		ret = apply_title(&c, args_str(args, "title"), err);
	if (ret == 0)
		ret = check_texts(F_TITLE, args, "title", err);
	if (ret == 0)
		ret = apply_status(&c, args, err);
	if (ret < 0 && err)
		err->code = ERR_USAGE;
	change_release(&c);
	return ret;
}

int fields_change(struct change *c, struct ctx *ctx, const struct args *args,
		  const struct view *v, const struct task *t,
		  struct strvec *warn, struct err *err)
{
	if (apply_unset(c, args, err) < 0)
		return -1;
	if (apply_fields(c, ctx, args, v, t, warn, err) < 0 ||
	    apply_estimate(c, args, err) < 0)
		return -1;
	if (apply_parent(c, args, v, err) < 0 ||
	    apply_criteria(c, ctx, args, t, warn, err) < 0)
		return -1;
	return apply_special(c, args, err);
}
