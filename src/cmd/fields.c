#include "base/base.h"
#include "cmd/fields.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "feat/expr.h"

enum how {
	HOW_STR,	/* register; an empty value unsets it */
	HOW_NUM,
	HOW_TIME,
	HOW_DUR,	/* duration -> hours */
	HOW_ADD,	/* element of a set */
	HOW_REMOVE,
	HOW_DEP,	/* as HOW_ADD, HOW_REMOVE, with an id */
	HOW_UNDEP,
	HOW_PUT,	/* key=value of a map */
	HOW_DROP,
	HOW_OTHER	/* has a function of its own */
};

static const struct field_opt {
	const char *name;
	enum field field;
	enum how how;
} field_opts[] = {
	{ "title", F_TITLE, HOW_STR },
	{ "description", F_DESCRIPTION, HOW_STR },
	{ "type", F_TYPE, HOW_STR },
	{ "project", F_PROJECT, HOW_STR },
	{ "code-language", F_CODE_LANGUAGE, HOW_STR },
	{ "execution-environment", F_EXECUTION_ENVIRONMENT, HOW_STR },
	{ "branch", F_BRANCH, HOW_STR },
	{ "summary", F_COMPLETION_SUMMARY, HOW_STR },
	{ "estimated-hours", F_ESTIMATED_HOURS, HOW_NUM },
	{ "actual-hours", F_ACTUAL_HOURS, HOW_NUM },
	{ "complexity", F_COMPLEXITY, HOW_NUM },
	{ "estimate", F_ESTIMATED_HOURS, HOW_DUR },
	{ "deadline", F_DEADLINE, HOW_TIME },
	{ "tag", F_TAGS, HOW_ADD },
	{ "remove-tag", F_TAGS, HOW_REMOVE },
	{ "file", F_FILE_REFS, HOW_ADD },
	{ "remove-file", F_FILE_REFS, HOW_REMOVE },
	{ "depends-on", F_DEPENDENCIES, HOW_DEP },
	{ "remove-depends-on", F_DEPENDENCIES, HOW_UNDEP },
	{ "meta", F_FIELDS, HOW_PUT },
	{ "remove-meta", F_FIELDS, HOW_DROP },
	{ "external", F_EXTERNAL, HOW_PUT },
	{ "remove-external", F_EXTERNAL, HOW_DROP },
};

static bool has_opt(const struct args *a, const char *name)
{
	const struct opt *o;

	for (o = a->opts; o && o->name; o++)
		if (!strcmp(o->name, name))
			return args_has(a, name);
	return false;
}

const char *fields_who(struct ctx *ctx, const char *typed)
{
	return str_ieq(typed, "me") || str_eq(typed, "@me") ?
	       db_me_name(ctx->db) : typed;
}

bool fields_nobody(const char *typed)
{
	return !*typed || str_ieq(typed, "none");
}

bool fields_feature(struct ctx *ctx, const char *feature)
{
	char *key = xasprintf("task.feature.%s", feature);
	bool on = db_config_bool(ctx->db, key, true);

	free(key);
	return on;
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
static int criterion_from_text(struct json *list, const char *text,
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
		if (criterion_from_text(list, texts->v[i], err) < 0) {
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

static int apply_list(struct change *c, const struct field_opt *fo,
		      const struct args *args, const struct view *v,
		      const struct task *t, struct err *err)
{
	const struct strvec *l = args_list(args, fo->name);
	size_t i;
	int ret = 0;

	for (i = 0; l && i < l->nr && ret == 0; i++) {
		const char *s = l->v[i];

		if (fo->how == HOW_ADD)
			change_add(c, fo->field, s);
		else if (fo->how == HOW_REMOVE)
			change_remove(c, fo->field, s);
		else if (fo->how == HOW_DROP)
			change_drop(c, fo->field, s);
		else if (fo->how == HOW_PUT)
			ret = apply_kv(c, fo->field, s, err);
		else
			ret = apply_dep(c, v, s, fo->how == HOW_DEP, t, err);
	}
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

static int apply_one(struct change *c, struct ctx *ctx,
		     const struct field_opt *fo, const struct args *args,
		     struct err *err)
{
	const char *s = args_str(args, fo->name);
	int64_t when;
	double secs;

	if (fo->field == F_TITLE)
		return apply_title(c, s, err);
	if (!s || !*s) {
		change_unset(c, fo->field);
		return 0;
	}
	switch (fo->how) {
	case HOW_NUM:
		change_set_num(c, fo->field, args_num(args, fo->name, 0));
		return 0;
	case HOW_DUR:
		if (when_parse_duration(&secs, s, true, err) < 0)
			return -1;
		change_set_num(c, fo->field, secs / 3600);
		return 0;
	case HOW_TIME:
		if (common_time(&when, ctx, s, true, err) < 0)
			return err_prefix(err, "Invalid %s", fo->name);
		change_set_time(c, fo->field, when);
		return 0;
	default:
		change_set_str(c, fo->field, s);
		return 0;
	}
}

/* Status, priority, assignee, phase, context: rules of their own. */
static int apply_special(struct change *c, struct ctx *ctx,
			 const struct args *args, const struct task *t,
			 struct err *err)
{
	static const struct task none = TASK_INIT;
	const char *s;
	enum priority p;
	enum status st;

	if (has_opt(args, "priority")) {
		s = args_str(args, "priority");
		if (!priority_parse(&p, s))
			return err_set(err, ERR_INVALID, "Invalid priority "
				       "'%s' (none, low, medium, high, "
				       "critical or 0 to 4)", s);
		change_set_str(c, F_PRIORITY, priority_name(p));
	}
	if (has_opt(args, "status")) {
		s = args_str(args, "status");
		if (!status_parse(&st, s))
			return err_set(err, ERR_INVALID, "Invalid status '%s' "
				       "(pending, in_progress, blocked, "
				       "completed, cancelled)", s);
		change_status(c, t ? t : &none, st, clock_now(ctx->clock));
	}
	if (has_opt(args, "assignee")) {
		s = args_str(args, "assignee");
		if (!fields_nobody(s))
			change_set_str(c, F_ASSIGNEE, fields_who(ctx, s));
		else
			change_unset(c, F_ASSIGNEE);
	}
	if (has_opt(args, "phase")) {
		s = args_str(args, "phase");
		if (*s)
			change_put(c, F_FIELDS, "phase", json_new_str(s));
		else
			change_drop(c, F_FIELDS, "phase");
	}
	if (has_opt(args, "context"))
		change_append(c, F_CONTEXT,
			      entry_new(args_str(args, "context"), "shared"));
	return 0;
}

int fields_change(struct change *c, struct ctx *ctx, const struct args *args,
		  const struct view *v, const struct task *t,
		  struct strvec *warn, struct err *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(field_opts); i++) {
		const struct field_opt *fo = &field_opts[i];
		int ret;

		if (!has_opt(args, fo->name))
			continue;
		if (fo->field == F_DEADLINE &&
		    !fields_feature(ctx, "deadlines")) {
			strvec_push(warn, "deadlines disabled; --deadline "
				    "ignored");
			continue;
		}
		if (fo->how >= HOW_ADD)
			ret = apply_list(c, fo, args, v, t, err);
		else
			ret = apply_one(c, ctx, fo, args, err);
		if (ret < 0)
			return -1;
	}
	if (apply_parent(c, args, v, err) < 0 ||
	    apply_criteria(c, ctx, args, t, warn, err) < 0)
		return -1;
	return apply_special(c, ctx, args, t, err);
}
