/*
 * criteria.c - the criteria of a task and the project, judged.
 */
#include "base/base.h"
#include "feat/judge/criteria.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "base/utf8.h"
#include "data/when.h"
#include "lang/expr.h"

#define VALUE_COLUMNS 60	/* of a value shown in a report */

/* ---- which criteria ---- */

static void add_criterion(struct json *all, const struct json *from,
			  const char *origin)
{
	struct json *c = json_new_obj();
	const char *m = json_get_str(from, "measurable");

	json_set_str(c, "criterion", json_str(from) ? json_str(from) :
		     json_get_str(from, "criterion"));
	if (m)
		json_set_str(c, "measurable", m);
	json_set_str(c, "origin", origin);
	json_push(all, c);
}

/* Does an entry of the definition of done hold for tasks of this type? */
static bool holds_for(const struct json *entry, const struct task *t)
{
	const struct json *types = json_is(entry, JSON_OBJ) ?
		json_get(entry, "types") : NULL;
	const char *type = task_str(t, F_TYPE);

	return !types || (type && json_has_str(types, type));
}

static int add_definition(struct json *all, const struct task *t,
			  const struct json *shared, struct err *err)
{
	const struct json *list = json_is(shared, JSON_OBJ) ?
		json_get(shared, "definition_of_done") : NULL, *e, *m;
	size_t nr = 0;

	if (!list || json_is(list, JSON_NULL))
		return 0;
	if (!json_is(list, JSON_ARR))
		return err_set(err, ERR_INVALID, "definition_of_done in "
			       "the shared settings must be a list");
	json_each(e, list) {
		nr++;
		m = json_is(e, JSON_OBJ) ? json_get(e, "measurable") : NULL;
		if ((!json_str(e) && !json_get_str(e, "criterion")) ||
		    (m && !json_str(m)))
			return err_set(err, ERR_INVALID, "definition_of_done "
				       "in the shared settings: entry %zu "
				       "must be text or have 'criterion' "
				       "and 'measurable' as text", nr);
		if (holds_for(e, t))
			add_criterion(all, e, "project");
	}
	return 0;
}

/* What the document that the task came from asks of all its items. */
static void add_document(struct json *all, const struct task *t)
{
	const struct json *e;

	json_each(e, json_get(task_get(t, F_SOURCE), "definition_of_done"))
		if (json_get_str(e, "criterion")) {
			add_criterion(all, e, "document");
			if (json_get_bool(e, "done", false))
				json_set_bool(json_at(all, json_nr(all) - 1),
					      "done", true);
		}
}

int criteria_all(struct json **out, const struct task *t,
		 const struct json *shared, struct err *err)
{
	const struct json *c;
	int ret;

	*out = json_new_arr();
	json_each(c, task_get(t, F_SUCCESS_CRITERIA))
		if (json_str(c) || json_get_str(c, "criterion"))
			add_criterion(*out, c, "task");
	if (json_is(task_get(t, F_SOURCE), JSON_OBJ))
		add_document(*out, t);
	ret = add_definition(*out, t, shared, err);
	if (ret < 0) {
		json_free(*out);
		*out = NULL;
	}
	return ret;
}

/* ---- judging ---- */

/* The last entry in which somebody ticked the criterion, or NULL. */
static const struct json *last_tick(const struct task *t, const char *text)
{
	const struct json *e, *last = NULL;

	json_each(e, task_get(t, F_PROGRESS))
		if (json_is(e, JSON_OBJ) &&
		    str_eq(json_get_str(e, "kind"), TICK_KIND) &&
		    str_eq(json_get_str(e, "criterion"), text))
			last = e;
	return last;
}

/* As criteria_results keeps it, or NULL. */
static const struct json *recorded(const struct task *t, const char *text)
{
	const struct json *r;

	json_each(r, json_get(task_get(t, F_CRITERIA_RESULTS), "results"))
		if (str_eq(json_get_str(r, "criterion"), text) &&
		    json_get_str(r, "outcome"))
			return r;
	return NULL;
}

const char *criteria_last(const struct json **tick, const struct task *t,
			  const struct json *criterion)
{
	const char *text = json_get_str(criterion, "criterion");
	const struct json *r = recorded(t, text), *e = last_tick(t, text);
	const char *outcome = json_get_str(r, "outcome");
	bool measured = json_get_str(criterion, "measurable") && r &&
		!json_get_str(r, "ticked_by") &&
		!str_eq(outcome, verdict_name(VERDICT_UNKNOWN));

	*tick = NULL;
	if (measured)
		return outcome;
	if (e && json_get_str(e, "outcome")) {
		if (str_eq(json_get_str(e, "outcome"),
			   verdict_name(VERDICT_MET)))
			*tick = e;
		return json_get_str(e, "outcome");
	}
	return json_get_bool(criterion, "done", false) ?
	       verdict_name(VERDICT_MET) : outcome;
}

static void apply_tick(struct json *result, const struct task *t)
{
	const struct json *e = last_tick(t, json_get_str(result,
							 "criterion"));
	const char *by;

	if (!e || !str_eq(json_get_str(e, "outcome"), "met"))
		return;
	json_set_str(result, "outcome", verdict_name(VERDICT_MET));
	by = json_get_str(e, "by");
	json_set_str(result, "ticked_by", by ? by : "someone");
	json_set_str(result, "ticked_at", json_get_str(e, "at"));
}

static void add_values(struct json *result, const struct expr *e,
		       struct values *v)
{
	struct strvec names = STRVEC_INIT;
	struct json *used = json_new_obj();
	const struct json *value;
	size_t i;

	expr_names(&names, e);
	for (i = 0; i < names.nr; i++) {
		value = values_get(v, names.v[i]);
		if (value)
			json_set(used, names.v[i], json_copy(value));
	}
	if (json_nr(used))
		json_set(result, "values", used);
	else
		json_free(used);
	strvec_clear(&names);
}

static void judge_one(struct json *result, const struct task *t,
		      struct values *v)
{
	const char *text = json_get_str(result, "measurable");
	enum verdict verdict = VERDICT_UNKNOWN;
	struct strbuf why = STRBUF_INIT;
	struct expr *e = NULL;
	struct err err = ERR_INIT;

	if (!text) {
		strbuf_addstr(&why, "nothing measures it");
	} else if (expr_parse(&e, text, &err) < 0) {
		strbuf_addf(&why, "no expression: %s", err.msg);
	} else {
		verdict = expr_judge(e, values_get, v, &why);
		add_values(result, e, v);
	}
	json_set_str(result, "outcome", verdict_name(verdict));
	if (why.len)
		json_set_str(result, "reason", why.buf);
	if (verdict == VERDICT_UNKNOWN && json_get_bool(result, "done", false)) {
		json_set_str(result, "outcome", verdict_name(VERDICT_MET));
		json_set_str(result, "reason", "ticked in the document");
	}
	if (verdict == VERDICT_UNKNOWN)
		apply_tick(result, t);
	json_del(result, "done");
	strbuf_release(&why);
	expr_free(e);
}

int criteria_judge(struct json **report, const struct task *t,
		   const struct json *shared, struct values *v,
		   struct err *err)
{
	struct json *all, *c;
	size_t counts[3] = { 0, 0, 0 };
	enum verdict i;

	if (criteria_all(&all, t, shared, err) < 0)
		return -1;
	json_each(c, all) {
		judge_one(c, t, v);
		for (i = VERDICT_UNMET; i <= VERDICT_UNKNOWN; i++)
			counts[i] += str_eq(json_get_str(c, "outcome"),
					    verdict_name(i));
	}
	*report = json_new_obj();
	json_set_int(*report, "total", (int64_t)json_nr(all));
	json_set_int(*report, "met", (int64_t)counts[VERDICT_MET]);
	json_set_int(*report, "unmet", (int64_t)counts[VERDICT_UNMET]);
	json_set_int(*report, "undetermined",
		     (int64_t)counts[VERDICT_UNKNOWN]);
	json_set(*report, "results", all);
	return 0;
}

bool criteria_pass(const struct json *report, bool strict)
{
	return json_get_num(report, "unmet", 0) == 0 &&
		(!strict || json_get_num(report, "undetermined", 0) == 0);
}

/* ---- for people ---- */

static void add_clean(struct strbuf *out, const char *text)
{
	utf8_add_clean_line(out, text);
}

static void add_value(struct strbuf *out, const struct json *v)
{
	struct strbuf line = STRBUF_INIT, clean = STRBUF_INIT;

	if (json_str(v))
		strbuf_addstr(&line, json_str(v));
	else
		json_line(&line, v);
	utf8_add_clean_line(&clean, line.buf);
	utf8_add_fit(out, clean.buf, VALUE_COLUMNS, false);
	strbuf_release(&line);
	strbuf_release(&clean);
}

static void add_used(struct strbuf *out, const struct json *result)
{
	const struct json *v;
	const char *sep = " (";

	json_each(v, json_get(result, "values")) {
		strbuf_addstr(out, sep);
		add_clean(out, json_key(v));
		strbuf_addstr(out, " = ");
		add_value(out, v);
		sep = ", ";
	}
	if (*sep == ',')
		strbuf_addch(out, ')');
}

static void add_outcome(struct strbuf *out, const struct json *result)
{
	const char *outcome = json_get_str(result, "outcome");
	const char *by = json_get_str(result, "ticked_by");
	const char *at = json_get_str(result, "ticked_at");

	if (by) {
		strbuf_addstr(out, "Ticked by ");
		add_clean(out, by);
		strbuf_addf(out, ", %.10s", at ? at : "");
	} else if (str_eq(outcome, verdict_name(VERDICT_MET))) {
		strbuf_addstr(out, "Automatically validated as true");
		add_used(out, result);
	} else if (str_eq(outcome, verdict_name(VERDICT_UNMET))) {
		strbuf_addstr(out, "Automatically validated as false");
		add_used(out, result);
	} else {
		strbuf_addstr(out, "Requires manual validation: ");
		add_clean(out, json_get_str(result, "reason"));
		add_used(out, result);
	}
	strbuf_addch(out, '\n');
}

static const char *mark(const struct json *result)
{
	const char *outcome = json_get_str(result, "outcome");

	if (str_eq(outcome, verdict_name(VERDICT_MET)))
		return "\xe2\x9c\x93";		/* check mark */
	if (str_eq(outcome, verdict_name(VERDICT_UNMET)))
		return "\xe2\x9c\x97";		/* ballot x */
	return "?";
}

void criteria_text(struct strbuf *out, const struct json *report)
{
	const struct json *r;
	const char *m;
	int nr = 0;

	strbuf_addstr(out, "=== Success Criteria Validation Report ===\n");
	strbuf_addf(out, "Overall: %.0f/%.0f criteria passed",
		    json_get_num(report, "met", 0),
		    json_get_num(report, "total", 0));
	if (json_get_num(report, "unmet", 0) > 0)
		strbuf_addf(out, ", %.0f unmet",
			    json_get_num(report, "unmet", 0));
	if (json_get_num(report, "undetermined", 0) > 0)
		strbuf_addf(out, ", %.0f to be validated by hand",
			    json_get_num(report, "undetermined", 0));
	strbuf_addch(out, '\n');
	json_each(r, json_get(report, "results")) {
		strbuf_addf(out, "\n%s Criterion %d: ", mark(r), ++nr);
		add_clean(out, json_get_str(r, "criterion"));
		if (str_eq(json_get_str(r, "origin"), "project"))
			strbuf_addstr(out, " (definition of done)");
		else if (str_eq(json_get_str(r, "origin"), "document"))
			strbuf_addstr(out, " (definition of done of the "
				      "document)");
		m = json_get_str(r, "measurable");
		if (m) {
			strbuf_addstr(out, "\n  Measurable: ");
			add_clean(out, m);
		}
		strbuf_addstr(out, "\n  Result: ");
		add_outcome(out, r);
	}
}

/* ---- for the task ---- */

static struct json *short_result(const struct json *r)
{
	static const char *const kept[] = {
		"criterion", "outcome", "reason", "ticked_by"
	};
	struct json *s = json_new_obj();
	const char *v;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		v = json_get_str(r, kept[i]);
		if (v)
			json_set_str(s, kept[i], v);
	}
	return s;
}

struct json *criteria_record(const struct json *report, int64_t now,
			     const char *by, bool forced)
{
	static const char *const counts[] = {
		"total", "met", "unmet", "undetermined"
	};
	struct json *rec = json_new_obj(), *list = json_new_arr();
	const struct json *r;
	struct strbuf size = STRBUF_INIT;
	char at[WHEN_LEN];
	size_t i;

	when_format(at, now);
	json_set_str(rec, "at", at);
	if (by)
		json_set_str(rec, "by", by);
	if (forced)
		json_set_bool(rec, "forced", true);
	for (i = 0; i < ARRAY_SIZE(counts); i++)
		json_set_num(rec, counts[i],
			     json_get_num(report, counts[i], 0));
	json_each(r, json_get(report, "results"))
		json_push(list, short_result(r));
	json_line(&size, list);
	if (size.len < OBJECT_MAX / 2)
		json_set(rec, "results", list);
	else
		json_free(list);
	strbuf_release(&size);
	return rec;
}

struct json *criteria_tick(const char *criterion, bool met, const char *note)
{
	struct json *e = json_new_obj();
	char *text = xasprintf("%s: %s%s%s", met ? "ticked" : "unticked",
			       criterion, note ? " - " : "",
			       note ? note : "");

	json_set_str(e, "kind", TICK_KIND);
	json_set_str(e, "criterion", criterion);
	json_set_str(e, "outcome", verdict_name(met ? VERDICT_MET :
						VERDICT_UNKNOWN));
	json_set_str(e, "text", text);
	free(text);
	return e;
}
