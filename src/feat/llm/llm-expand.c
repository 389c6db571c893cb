/*
 * llm-expand.c - the question for sub-tasks, and the answer checked.
 */
#include "base/base.h"
#include "feat/llm/llm-expand.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/embed.h"
#include "model/critset.h"

#define PROMPT "templates/llm-expand.md"
#define TITLE_MAX 500		/* bytes */
#define DESCRIPTION_MAX 4000
#define HOURS_MAX 1000.0

static const char schema_text[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"subtasks\"],\"properties\":{\"subtasks\":{"
	"\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"title\","
	"\"description\",\"role\",\"hours\",\"after\"],\"properties\":{"
	"\"title\":{\"type\":\"string\"},"
	"\"description\":{\"type\":\"string\"},"
	"\"role\":{\"enum\":[\"work\",\"test\",\"documentation\"],"
	"\"type\":\"string\"},"
	"\"hours\":{\"type\":[\"number\",\"null\"]},"
	"\"after\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"
	"}}}}}";

static size_t most(const struct expand_input *in)
{
	return in->max ? in->max : LLM_EXPAND_MAX;
}

/* ---- the question ---- */

static struct json *there(const struct expand_input *in)
{
	struct json *list = json_new_arr();
	const char *id = in->view->rows[in->row].id;
	uint32_t i;

	for (i = 0; i < in->view->nr; i++) {
		const struct row *r = &in->view->rows[i];

		if (!r->deleted && str_eq(r->parent, id))
			json_push_str(list, r->title);
	}
	return list;
}

void llm_expand_question(struct llm_question *q, const struct expand_input *in)
{
	static const enum field told[] = {
		F_TITLE, F_DESCRIPTION, F_TYPE, F_PRIORITY, F_ESTIMATED_HOURS,
		F_SUCCESS_CRITERIA
	};
	const struct embedded *e = embed_find(PROMPT);
	struct json *data = json_new_obj(), *schema = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++) {
		const struct json *v = task_get(in->task, told[i]);

		if (v)
			json_set(data, field_defs[told[i]].name,
				 criteria_bare(v));
	}
	json_set(data, "there_already", there(in));
	json_set_int(data, "at_most", (int64_t)most(in));
	if (!e || json_parse(&schema, schema_text, sizeof(schema_text) - 1,
			     NULL) < 0)
		BUG("no text '%s'", PROMPT);
	q->name = "subtasks";
	q->system = (const char *)e->data;
	q->data = data;
	q->schema = schema;
}

void llm_expand_done(struct llm_question *q)
{
	struct json *data, *schema;

	memcpy(&data, &q->data, sizeof(data));
	memcpy(&schema, &q->schema, sizeof(schema));
	json_free(data);
	json_free(schema);
}

/* ---- the answer ---- */

static int role_of(enum expand_role *out, const char *name)
{
	if (str_eq(name, "work"))
		*out = EXPAND_WORK;
	else if (str_eq(name, "test"))
		*out = EXPAND_TEST;
	else if (str_eq(name, "documentation"))
		*out = EXPAND_DOC;
	else
		return -1;
	return 0;
}

static bool is_text(const char *s, size_t max)
{
	return s && s[strspn(s, " \t\r\n")] && strlen(s) <= max;
}

/* Every value of one sub-task, or no. */
static bool is_good(const struct json *j)
{
	const struct json *after = json_get(j, "after"), *n;
	double hours = json_is(json_get(j, "hours"), JSON_NULL) ? 0 :
		       json_get_num(j, "hours", -1);
	enum expand_role role;

	if (!json_is(j, JSON_OBJ) ||
	    !is_text(json_get_str(j, "title"), TITLE_MAX) ||
	    !is_text(json_get_str(j, "description"), DESCRIPTION_MAX) ||
	    role_of(&role, json_get_str(j, "role")) < 0 ||
	    !(hours >= 0 && hours <= HOURS_MAX) || !json_is(after, JSON_ARR))
		return false;
	json_each(n, after)
		if (!json_is(n, JSON_NUM))
			return false;
	return true;
}

/* `own`: the task has hours of its own, which are shared out instead. */
static void add_step(struct expansion *e, const struct json *j, bool own)
{
	struct strbuf title = STRBUF_INIT, text = STRBUF_INIT;
	const struct json *n;
	enum expand_role role = EXPAND_WORK;
	double hours = json_get_num(j, "hours", 1);
	size_t i;

	role_of(&role, json_get_str(j, "role"));
	utf8_add_clean_line(&title, json_get_str(j, "title"));
	utf8_add_clean(&text, json_get_str(j, "description"));
	strbuf_trim(&title);
	i = expand_add(e, role, title.buf, hours > 0 ? hours : 0.5,
		       "proposed by a language model");
	json_set_str(e->steps[i].fields, "description", text.buf);
	if (!own && hours > 0 && json_is(json_get(j, "hours"), JSON_NUM))
		json_set_num(e->steps[i].fields, "estimated_hours", hours);
	json_each(n, json_get(j, "after"))
		if (json_num(n) >= 0 && json_num(n) < (double)i)
			expand_dep(e, i, (size_t)json_num(n));
	strbuf_release(&title);
	strbuf_release(&text);
}

static int propose(struct expansion *out, const struct expand_input *in,
		   void *data, struct err *err)
{
	struct llm_expand *x = data;
	const struct json *list, *j;
	struct json *answer = NULL;
	struct llm_question q;
	size_t nr = 0;
	int ret;

	llm_expand_question(&q, in);
	ret = llm_ask(&answer, &x->usage, x->llm, &q, err);
	list = json_get(answer, "subtasks");
	if (ret == 0 && (!json_is(list, JSON_ARR) || !json_nr(list)))
		ret = err_set(err, ERR_INVALID, "the model's answer has no "
			      "sub-tasks in it");
	json_each(j, list)
		if (ret == 0 && !is_good(j))
			ret = err_set(err, ERR_INVALID, "the model's answer "
				      "is not of the shape that was asked for");
	if (ret == 0)
		json_each(j, list)
			if (nr++ < most(in))
				add_step(out, j, task_num(in->task,
					 F_ESTIMATED_HOURS, 0) > 0);
	json_free(answer);
	llm_expand_done(&q);
	return ret;
}

const struct expand_provider llm_expand_provider = {
	"model", "asks a language model", NULL, propose
};
