/*
 * template-make.c - tasks from a template, and a template from tasks.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/yaml.h"
#include "model/critset.h"
#include "model/change.h"
#include "feat/template/internal.h"

/* ---- applying ---------------------------------------------------------- */

static void add_fields(struct change *c, const struct json *fields)
{
	const struct json *v, *item;
	enum status status;
	enum field f;

	json_each(v, fields) {
		f = field_find(json_key(v));
		if (f == F_STATUS && status_parse(&status, json_str(v))) {
			if (status != STATUS_PENDING)
				change_want(c, status);
			continue;
		}
		switch (field_defs[f].kind) {
		case KIND_SET:
			json_each(item, v)
				change_add(c, f, json_str(item));
			break;
		case KIND_MAP:
			json_each(item, v)
				change_put(c, f, json_key(item),
					   json_copy(item));
			break;
		default:
			change_set(c, f, json_copy(v));
		}
	}
}

static void add_rest(struct change *c, const struct template_edit *a, size_t i)
{
	const struct template_task *task = &a->plan->v[i];
	const struct template_apply *opt = a->opt;
	struct json *source = json_new_obj();
	const struct json *version = json_get(a->t->doc, "version");
	size_t k;

	json_set_str(source, "template", template_name(a->t));
	json_set_str(source, "key", task->key);
	if (version)
		json_set(source, "version", json_copy(version));
	change_set(c, F_SOURCE, source);
	if (opt->project && !json_get(task->fields, "project"))
		change_set_str(c, F_PROJECT, opt->project);
	if (opt->assignee && !json_get(task->fields, "assignee"))
		change_set_str(c, F_ASSIGNEE, opt->assignee);
	if (task->parent != SIZE_MAX)
		change_set_str(c, F_PARENT, a->ids->v[task->parent]);
	else if (opt->parent)
		change_set_str(c, F_PARENT, opt->parent);
	for (k = 0; k < task->nr_deps; k++)
		change_add(c, F_DEPENDENCIES, a->ids->v[task->deps[k]]);
}

int template_edit(struct txn *txn, void *data, struct err *err)
{
	struct template_edit *a = data;
	char id[ID_LEN + 1];
	struct change c;
	size_t i;
	int ret = 0;

	/* All ids first: a task may come before what it waits for. */
	strvec_clear(a->ids);
	for (i = 0; i < a->plan->nr; i++) {
		txn_new_id(txn, id);
		strvec_push(a->ids, id);
	}
	for (i = 0; i < a->plan->nr && !ret; i++) {
		change_init(&c, a->ids->v[i]);
		c.create = true;
		add_fields(&c, a->plan->v[i].fields);
		add_rest(&c, a, i);
		ret = txn_apply(txn, &c, NULL, err);
		change_release(&c);
	}
	txn_trailer(txn, "Task-Template", "%s", template_name(a->t));
	return ret;
}

/* ---- making a template ------------------------------------------------- */

static const char start_text[] =
"version: \"1.0\"\n"
"description: What these tasks are for\n"
"\n"
"variables:\n"
"  what:\n"
"    type: string            # string, number, boolean or array\n"
"    description: What it is about\n"
"    required: true\n"
"  days:\n"
"    type: number\n"
"    default: 2\n"
"    validation: {min: 0.5, max: 60}\n"
"\n"
"tasks:\n"
"  - id: design\n"
"    title: \"Design {{what}}\"\n"
"    priority: high\n"
"    estimated_hours: \"{{days * 2}}\"\n"
"    criteria:\n"
"      - criterion: The design is reviewed\n"
"        measurable: design_review == approved\n"
"\n"
"  - id: build\n"
"    title: \"Build {{what}}\"\n"
"    estimated_hours: \"{{days * 6}}\"\n"
"    depends_on: [design]\n";

/* Text that a template would take for an expression stays as it is. */
static struct json *literal(const struct json *v)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *out, *c;

	if (json_is(v, JSON_STR)) {
		strbuf_addreplace(&sb, json_str(v), "{{", "{{ '{{' }}");
		out = json_new_str(sb.buf);
		strbuf_release(&sb);
		return out;
	}
	if (!json_is(v, JSON_ARR) && !json_is(v, JSON_OBJ))
		return json_copy(v);
	out = json_is(v, JSON_ARR) ? json_new_arr() : json_new_obj();
	json_each(c, v) {
		if (json_key(c))
			json_append(out, json_key(c), literal(c));
		else
			json_push(out, literal(c));
	}
	return out;
}

static size_t index_of(const struct strvec *ids, const char *id)
{
	size_t i;

	for (i = 0; i < ids->nr; i++)
		if (id && !strcmp(ids->v[i], id))
			return i;
	return SIZE_MAX;
}

#define KEY_LEN 32

static void key_name(char out[KEY_LEN], size_t i)
{
	snprintf(out, KEY_LEN, "task-%zu", i + 1);
}

static struct json *task_entry(const struct task *t, const struct strvec *ids,
			       size_t i)
{
	static const struct { const char *key; enum field field; } copied[] = {
		{ "title", F_TITLE }, { "description", F_DESCRIPTION },
		{ "type", F_TYPE }, { "priority", F_PRIORITY },
		{ "estimated_hours", F_ESTIMATED_HOURS }, { "tags", F_TAGS },
		{ "criteria", F_SUCCESS_CRITERIA },
		{ "file_references", F_FILE_REFS }, { "metadata", F_FIELDS },
	};
	struct json *out = json_new_obj(), *deps = json_new_arr(), *bare;
	const struct json *c, *v;
	char key[KEY_LEN];
	size_t k;

	key_name(key, i);
	json_set_str(out, "id", key);
	for (k = 0; k < ARRAY_SIZE(copied); k++) {
		v = task_get(t, copied[k].field);
		bare = copied[k].field == F_SUCCESS_CRITERIA ?
			criteria_bare(v) : NULL;
		if (v && (json_type(v) < JSON_ARR || json_first(v)))
			json_set(out, copied[k].key,
				 literal(bare ? bare : v));
		json_free(bare);
	}
	json_each(c, task_get(t, F_DEPENDENCIES)) {
		k = index_of(ids, json_str(c));
		if (k == SIZE_MAX)
			continue;
		key_name(key, k);
		json_push_str(deps, key);
	}
	if (json_first(deps))
		json_set(out, "depends_on", deps);
	else
		json_free(deps);
	k = index_of(ids, task_str(t, F_PARENT));
	if (k != SIZE_MAX) {
		key_name(key, k);
		json_set_str(out, "parent", key);
	}
	return out;
}

int template_text(struct strbuf *out, struct db *db, const char *name,
		  const struct strvec *ids, struct err *err)
{
	struct json *doc, *tasks;
	const struct view *v;
	struct task t = TASK_INIT;
	size_t i;
	int ret = 0;

	if (!ids->nr) {
		strbuf_addf(out, "name: %s\n%s", name, start_text);
		return 0;
	}
	if (db_view(&v, db, err) < 0)
		return -1;
	doc = json_new_obj();
	tasks = json_new_arr();
	json_set_str(doc, "name", name);
	json_set_str(doc, "version", "1.0");
	json_set_str(doc, "description", "Made from existing tasks");
	json_set(doc, "tasks", tasks);
	for (i = 0; i < ids->nr && !ret; i++) {
		ret = view_task(&t, v, view_find(v, ids->v[i]), err);
		if (!ret)
			json_push(tasks, task_entry(&t, ids, i));
		task_release(&t);
	}
	if (!ret)
		yaml_write(out, doc);
	json_free(doc);
	return ret;
}
