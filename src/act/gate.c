/*
 * gate.c - the tasks of a change judged together, and the outcome kept in them.
 */
#include "base/base.h"
#include "act/gate.h"

#include "act/internal.h"
#include "act/verdict.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "lang/expr.h"
#include "feat/gate/gate.h"
#include "feat/gate/named.h"
#include "feat/judge/criteria.h"

/* ---- which tasks ---- */

static int find_tasks(struct named *n, struct db *db, const struct view *v,
		      const struct gate_args *a, struct err *err)
{
	size_t i;

	for (i = 0; i < a->ids->nr; i++)
		if (named_typed(n, v, a->ids->v[i], err) < 0)
			return -1;
	if (a->ids->nr)
		return 0;
	if (a->run->branch)
		named_branch(n, v, a->run->branch);
	if (a->run->words)
		named_text(n, v, db, a->run->words, "the merge request");
	for (i = 0; i < a->range->commits.nr; i++)
		named_commit(n, v, db, &a->range->commits.v[i]);
	return 0;
}

/* ---- judging ---- */

/* Where people find what the task is about: its document, else a file of it. */
static void set_place(struct json *out, const struct task *t)
{
	const struct json *source = task_get(t, F_SOURCE);
	const char *path = json_get_str(source, "prd");

	if (!path)
		path = json_str(json_at(task_get(t, F_FILE_REFS), 0));
	else if (json_get_num(source, "line", 0) > 0)
		json_set_num(out, "line", json_get_num(source, "line", 0));
	if (path)
		json_set_str(out, "path", path);
}

static struct json *blockers_json(const struct view *v, uint32_t row)
{
	struct strvec blockers = STRVEC_INIT;
	struct json *arr = json_new_arr();
	size_t i;

	view_blockers(&blockers, v, row);
	for (i = 0; i < blockers.nr; i++)
		json_push_str(arr, blockers.v[i]);
	strvec_clear(&blockers);
	return arr;
}

static struct json *about(const struct view *v, const struct named_task *n,
			  const struct task *t, const struct gate_args *a)
{
	const struct row *r = &v->rows[n->row];
	struct json *out = json_new_obj(), *by = json_new_arr();
	bool gone = r->deleted || r->status == STATUS_CANCELLED;
	size_t i;

	json_set_str(out, "id", t->id);
	json_set_str(out, "title", r->title);
	json_set_str(out, "status", r->deleted ? "deleted" :
		     status_name(r->status));
	for (i = 0; i < n->by.nr; i++)
		json_push_str(by, n->by.v[i]);
	json_set(out, "named_by", by);
	json_set_bool(out, "closes", n->closes);
	json_set_bool(out, "counts", !gone && (n->closes || !a->closing));
	json_set(out, "blocked_by", blockers_json(v, n->row));
	set_place(out, t);
	return out;
}

static void add_count(struct json *sum, const struct json *from,
		      const char *name)
{
	json_set_num(sum, name, json_get_num(sum, name, 0) +
		     json_get_num(from, name, 0));
}

static int judge_task(struct json *report, bool *pass, struct db *db,
		      const struct view *v, const struct named_task *n,
		      const struct gate_args *a, struct err *err)
{
	static const char *const counts[] = {
		"total", "met", "unmet", "undetermined"
	};
	struct task t = TASK_INIT;
	struct json *verdict = NULL, *out;
	bool ok;
	size_t i;

	if (view_task(&t, v, n->row, err) < 0)
		return -1;
	if (act_judge(&verdict, db, a->values, &t, v, n->row, err) < 0) {
		task_release(&t);
		return -1;
	}
	out = about(v, n, &t, a);
	ok = !json_get_bool(out, "counts", true) ||
		criteria_pass(verdict, a->strict);
	json_set_bool(out, "pass", ok);
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		json_set_num(out, counts[i],
			     json_get_num(verdict, counts[i], 0));
		if (json_get_bool(out, "counts", true))
			add_count(report, verdict, counts[i]);
	}
	json_set(out, "results", json_detach(verdict, "results"));
	json_push(json_get(report, "tasks"), out);
	*pass &= ok;
	json_free(verdict);
	task_release(&t);
	return 0;
}

static int judge_requirement(struct json *report, bool *pass, const char *text,
			     struct values *values, struct err *err)
{
	struct json *out = json_new_obj(), *used = json_new_obj();
	struct strbuf why = STRBUF_INIT;
	struct strvec names = STRVEC_INIT;
	struct expr *e = NULL;
	enum verdict verdict;
	size_t i;
	int ret = expr_parse(&e, text, err);

	if (ret < 0) {
		err_prefix(err, "'%s' is no expression", text);
		json_free(out);
		json_free(used);
		return ret;
	}
	verdict = expr_judge(e, values_get, values, &why);
	json_set_str(out, "expression", text);
	json_set_str(out, "outcome", verdict_name(verdict));
	if (why.len)
		json_set_str(out, "reason", why.buf);
	expr_names(&names, e);
	for (i = 0; i < names.nr; i++) {
		const struct json *v = values_get(values, names.v[i]);

		if (v)
			json_set(used, names.v[i], json_copy(v));
	}
	json_set(out, "values", used);
	json_push(json_get(report, "requirements"), out);
	*pass &= verdict == VERDICT_MET;
	strvec_clear(&names);
	strbuf_release(&why);
	expr_free(e);
	return 0;
}

/* ---- the report ---- */

static struct json *head_of(const struct gate_args *a)
{
	struct json *r = json_new_obj();

	json_set_bool(r, "pass", true);
	json_set_str(r, "host", a->run->host);
	json_set_str(r, "url", a->run->url);
	json_set_str(r, "branch", a->run->branch);
	json_set_str(r, "base", a->range->shown);
	json_set_str(r, "head", a->range->head);
	json_set_bool(r, "strict", a->strict);
	json_set_bool(r, "task_required", a->task_required);
	json_set_num(r, "total", 0);
	json_set_num(r, "met", 0);
	json_set_num(r, "unmet", 0);
	json_set_num(r, "undetermined", 0);
	json_set(r, "tasks", json_new_arr());
	json_set(r, "unknown", json_new_arr());
	json_set(r, "requirements", json_new_arr());
	return r;
}

static void add_unknown(struct json *report, bool *pass, const struct named *n)
{
	size_t i;

	for (i = 0; i < n->unknown.nr; i++) {
		struct json *u = json_new_obj();

		json_set_str(u, "id", n->unknown.v[i]);
		json_set_str(u, "by", n->unknown_by.v[i]);
		json_push(json_get(report, "unknown"), u);
		*pass = false;
	}
}

int act_gate(struct json **report, struct db *db,
	     const struct gate_args *args, struct err *err)
{
	struct named n = NAMED_INIT;
	struct json *r = head_of(args);
	const struct view *v;
	bool pass = true;
	size_t i;
	int ret = db_view(&v, db, err);

	*report = NULL;
	if (ret == 0)
		ret = find_tasks(&n, db, v, args, err);
	/* before the tasks: a requirement is about the build, not about one */
	for (i = 0; i < args->require->nr && ret == 0; i++)
		ret = judge_requirement(r, &pass, args->require->v[i],
					args->values, err);
	for (i = 0; i < n.nr && ret == 0; i++)
		ret = judge_task(r, &pass, db, v, &n.v[i], args, err);
	if (ret == 0) {
		add_unknown(r, &pass, &n);
		pass &= n.nr || !args->task_required;
		json_set_bool(r, "pass", pass);
		gate_findings(r, args->range->file ? args->range->file : "");
		*report = r;
		r = NULL;
	}
	json_free(r);
	named_release(&n);
	return ret;
}

/* ---- keeping it ---- */

static const struct json *task_of(const struct json *report, const char *id)
{
	const struct json *t;

	json_each(t, json_get(report, "tasks"))
		if (str_eq(json_get_str(t, "id"), id))
			return t;
	return NULL;
}

static int keep_one(struct act_step *s, struct err *err)
{
	const struct json *report = s->args;
	const struct json *task = task_of(report, s->item->id);
	const char *url = json_get_str(report, "url");
	struct strbuf text = STRBUF_INIT;
	int ret;

	strbuf_addf(&text, "CI gate %s at %.8s: %.0f of %.0f criteria met",
		    json_get_bool(task, "pass", false) ? "passed" : "failed",
		    json_get_str(report, "head"),
		    json_get_num(task, "met", 0),
		    json_get_num(task, "total", 0));
	if (json_get_num(task, "unmet", 0) > 0)
		strbuf_addf(&text, ", %.0f unmet",
			    json_get_num(task, "unmet", 0));
	if (url)
		strbuf_addf(&text, " (%s)", url);
	change_set(s->c, F_CRITERIA_RESULTS,
		   criteria_record(task, db_now(s->db), db_me_name(s->db),
				   false));
	ret = step_record(s, ACT_PROGRESS, text.buf, err);
	strbuf_release(&text);
	return ret;
}

int act_gate_keep(struct act_result *res, struct db *db,
		  const struct json *report, struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	struct act a = { db, "criteria", &ids, false, NULL, keep_one, report };
	const struct json *t;
	int ret = 0;

	json_each(t, json_get(report, "tasks"))
		if (!str_eq(json_get_str(t, "status"), "deleted"))
			strvec_push(&ids, json_get_str(t, "id"));
	if (ids.nr)
		ret = act_run(res, &a, err);
	strvec_clear(&ids);
	return ret;
}
