/*
 * llm-estimate.c - the question for hours, and the answer checked.
 */
#include "base/base.h"
#include "feat/llm/llm-estimate.h"

#include <math.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/embed.h"
#include "model/critset.h"

#define PROMPT "templates/llm-estimate.md"
#define HOURS_MAX 10000.0
#define REASON_MAX 400		/* bytes of one that is taken */
#define REASON_WIDTH 160

static const char schema_text[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"hours\",\"low\",\"high\",\"reasons\"],"
	"\"properties\":{\"hours\":{\"type\":[\"number\",\"null\"]},"
	"\"low\":{\"type\":[\"number\",\"null\"]},"
	"\"high\":{\"type\":[\"number\",\"null\"]},"
	"\"reasons\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}";

/* ---- the question ---- */

static struct json *similar(const struct view *v, const struct complexity *c)
{
	struct json *list = json_new_arr();

	for (size_t i = 0; i < c->nr_similar; i++) {
		const struct row *r = &v->rows[c->similar[i].row];
		struct json *j = json_new_obj();

		json_set_str(j, "title", r->title);
		json_set_num(j, "estimated_hours", r->estimated);
		json_set_num(j, "actual_hours", r->actual);
		json_push(list, j);
	}
	return list;
}

static struct json *formula(const struct complexity *c)
{
	struct json *j = json_new_obj();

	json_set_num(j, "hours", c->hours);
	json_set_num(j, "low", c->hours_low);
	json_set_num(j, "high", c->hours_high);
	json_set_num(j, "complexity_of_10", c->score);
	json_set_int(j, "lines_of_code", (int64_t)c->lines);
	return j;
}

void llm_estimate_question(struct llm_question *q, const struct task *t,
			   const struct view *v, const struct complexity *c)
{
	static const enum field told[] = {
		F_TITLE, F_DESCRIPTION, F_TYPE, F_SUCCESS_CRITERIA
	};
	const struct embedded *e = embed_find(PROMPT);
	struct json *data = json_new_obj(), *schema = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++) {
		const struct json *value = task_get(t, told[i]);

		if (value)
			json_set(data, field_defs[told[i]].name,
				 criteria_bare(value));
	}
	json_set(data, "formula", formula(c));
	json_set(data, "similar_finished_tasks", similar(v, c));
	if (!e || json_parse(&schema, schema_text, sizeof(schema_text) - 1,
			     NULL) < 0)
		BUG("no text '%s'", PROMPT);
	q->name = "estimate";
	q->system = (const char *)e->data;
	q->data = data;
	q->schema = schema;
}

void llm_estimate_done(struct llm_question *q)
{
	struct json *data, *schema;

	memcpy(&data, &q->data, sizeof(data));
	memcpy(&schema, &q->schema, sizeof(schema));
	json_free(data);
	json_free(schema);
}

/* ---- the answer ---- */

static bool number(double *out, const struct json *answer, const char *key)
{
	const struct json *j = json_get(answer, key);

	*out = NAN;
	if (json_is(j, JSON_NULL))
		return true;
	*out = json_get_num(answer, key, -1);
	return json_is(j, JSON_NUM) && *out > 0 && *out <= HOURS_MAX;
}

static bool numbers(struct llm_estimate *out, const struct json *answer)
{
	if (!number(&out->hours, answer, "hours") ||
	    !number(&out->low, answer, "low") ||
	    !number(&out->high, answer, "high"))
		return false;
	if (isnan(out->hours))
		out->low = out->high = NAN;
	return !(out->low > out->hours) && !(out->high < out->hours);
}

static bool reasons(struct llm_estimate *out, const struct json *answer)
{
	const struct json *list = json_get(answer, "reasons"), *j;

	if (!json_is(list, JSON_ARR))
		return false;
	json_each(j, list) {
		const char *text = json_str(j);
		struct strbuf clean = STRBUF_INIT, fit = STRBUF_INIT;

		if (!text || strlen(text) > REASON_MAX)
			return false;
		utf8_add_clean_line(&clean, text);
		strbuf_trim(&clean);
		utf8_add_fit(&fit, clean.buf, REASON_WIDTH, false);
		if (fit.len && out->reasons.nr < LLM_REASONS_MAX)
			strvec_push(&out->reasons, fit.buf);
		strbuf_release(&clean);
		strbuf_release(&fit);
	}
	return true;
}

int llm_estimate_read(struct llm_estimate *out, const struct json *answer,
		      struct err *err)
{
	static const struct strvec none = STRVEC_INIT;

	out->reasons = none;
	if (numbers(out, answer) && reasons(out, answer))
		return 0;
	llm_estimate_release(out);
	return err_set(err, ERR_INVALID, "the model's answer is not of the "
		       "shape that was asked for");
}

void llm_estimate_release(struct llm_estimate *e)
{
	strvec_clear(&e->reasons);
}
