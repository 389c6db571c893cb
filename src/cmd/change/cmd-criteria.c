/*
 * cmd-criteria.c - `criteria`: what must be true when a task is done.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "act/fields.h"
#include "cmd/kit/common.h"
#include "cmd/kit/verdict.h"

/* ---- add, remove, tick ---- */

static int run_add(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_criterion_add(
			&res, ctx->db, args_str(args, "id"),
			args_str(args, "criterion"),
			args_str(args, "measurable"), err), err);
}

static int run_remove(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_criterion_remove(
			&res, ctx->db, args_str(args, "id"),
			args_str(args, "criterion"), err), err);
}

static int run_tick(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_criterion_tick(
			&res, ctx->db, args_str(args, "id"),
			args_str(args, "criterion"),
			!args_flag(args, "undo"), args_str(args, "note"),
			err), err);
}

/* ---- list ---- */

static void list_table(struct ctx *ctx, const struct json *all)
{
	static const char *const columns[] = {
		">nr", "last", "*criterion", "measurable", "from"
	};
	struct table *table = table_new(ctx->out, columns,
					ARRAY_SIZE(columns));
	const struct json *c;
	const char *m;
	int nr = 0;

	json_each(c, all) {
		m = json_get_str(c, "measurable");
		table_cellf(table, COLOUR_NONE, "%d", ++nr);
		table_cell(table, COLOUR_NONE, json_get_str(c, "last"));
		table_cell(table, COLOUR_NONE, json_get_str(c, "criterion"));
		table_cell(table, COLOUR_DIM, m ? m : "");
		table_cell(table, COLOUR_NONE, json_get_str(c, "origin"));
	}
	table_end(table);
}

static int run_list(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct task t = TASK_INIT;
	struct json *all = NULL, *c;
	const struct view *v;
	uint32_t row;
	int ret = -1;

	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, args_str(args, "id"), false, err) < 0 ||
	    view_task(&t, v, row, err) < 0)
		return -1;
	if (criteria_all(&all, &t, db_shared(ctx->db), err) < 0)
		goto out;
	json_each(c, all) {
		const struct json *tick;

		json_set(c, "last", json_new_str(criteria_last(&tick, &t, c)));
		if (!tick)
			continue;
		json_set(c, "ticked_by", json_new_str(json_get_str(tick,
								   "by")));
		json_set(c, "ticked_at", json_new_str(json_get_str(tick,
								   "at")));
	}
	if (out_tree(ctx->out))
		out_json(ctx->out, all);
	else if (!json_nr(all) && ctx->out->format == OUT_TEXT)
		out_note(ctx->out, "Task %.8s has no success criteria", t.id);
	else
		list_table(ctx, all);
	ret = 0;
out:
	json_free(all);
	task_release(&t);
	return ret;
}

/* ---- check ---- */

struct check {
	struct ctx *ctx;
	struct values values;
	bool strict, failed;
	struct json *all;	/* reports, when programs read them */
	struct json *records;	/* to be stored: by full id */
};

static void print_report(struct check *k, const struct task *t,
			 const struct json *report, bool many)
{
	struct out *o = k->ctx->out;
	struct strbuf text = STRBUF_INIT;

	if (many) {
		out_f(o, "Task %.8s: ", t->id);
		out_s(o, task_str(t, F_TITLE) ? task_str(t, F_TITLE) : "");
		out_f(o, "\n");
	}
	criteria_text(&text, report);
	out_text(o, text.buf);
	if (many)
		out_f(o, "\n");
	strbuf_release(&text);
}

static int check_one(struct check *k, const struct view *v, uint32_t row,
		     bool many, struct err *err)
{
	struct task t = TASK_INIT;
	struct json *report, *full;
	const struct json *r;
	bool pass;

	if (view_task(&t, v, row, err) < 0)
		return -1;
	if (act_judge(&report, k->ctx->db, &k->values, &t, v, row, err) < 0) {
		task_release(&t);
		return -1;
	}
	pass = criteria_pass(report, k->strict);
	k->failed |= !pass;
	json_set(k->records, t.id, criteria_record(
			 report, db_now(k->ctx->db), db_me_name(k->ctx->db),
			 false));
	if (k->ctx->out->format == OUT_TEXT) {
		print_report(k, &t, report, many);
	} else {
		full = json_new_obj();
		json_set_str(full, "id", t.id);
		json_set_str(full, "title", task_str(&t, F_TITLE));
		json_set_bool(full, "pass", pass);
		json_each(r, report)
			json_set(full, json_key(r), json_copy(r));
		json_push(k->all, full);
	}
	json_free(report);
	task_release(&t);
	return 0;
}

/* Stores the reports; what is printed is the reports, not the tasks. */
static int record(struct check *k, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	int ret = act_criteria_keep(&res, k->ctx->db, args_list(args, "id"),
				    k->records, err);

	act_result_release(&res);
	return ret;
}

static int run_check(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct check k = { .ctx = ctx };
	const struct view *v = NULL;
	uint32_t *rows = NULL;
	size_t nr = 0, i;
	int ret;

	k.all = json_new_arr();
	k.records = json_new_obj();
	k.strict = verdict_strict(ctx, args);
	ret = verdict_values(&k.values, ctx, args, err);
	if (ret == 0)
		ret = common_view(&v, ctx, err);
	if (ret == 0)
		ret = common_rows(&rows, &nr, v, args_list(args, "id"), false,
				  err);
	for (i = 0; i < nr && ret == 0; i++)
		ret = check_one(&k, v, rows[i], nr > 1, err);
	if (ret == 0 && args_flag(args, "record"))
		ret = record(&k, args, err);
	if (ret == 0 && ctx->out->format != OUT_TEXT)
		out_json(ctx->out, nr == 1 && out_document(ctx->out) ?
			 json_at(k.all, 0) : k.all);
	if (ret == 0 && k.failed)
		ret = 1;
	values_release(&k.values);
	json_free(k.all);
	json_free(k.records);
	free(rows);
	return ret;
}

/* ---- rows ---- */

static const struct opt add_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("criterion", 0, "<text>", "what must be true",
	      OPT_POS | OPT_REQUIRED),
	O_STR("measurable", 'm', "<expression>",
	      "when it is true: 'coverage >= 85'", 0),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt remove_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("criterion", 0, "<nr|text>", "its number or words of it",
	      OPT_POS | OPT_REQUIRED),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt tick_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("criterion", 0, "<nr|text>", "its number or words of it",
	      OPT_POS | OPT_REQUIRED),
	O_STR("note", 0, "<text>", "how it was seen to be true", 0),
	O_FLAG("undo", 0, "take the tick back"),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt list_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	OPT_FORMAT("table"),
	OPT_END
};

static const struct opt check_opts[] = {
	O_ID("id", 0, "the tasks", OPT_POS | OPT_REQUIRED | OPT_MANY),
	VERDICT_OPTS,
	O_FLAG("record", 0, "keep the outcome in the task"),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_criteria_add = {
	"criteria add", NULL, "think", "add a success criterion to a task",
	"The expression is over values of the build, see "
	"git-task-formats(5): 'coverage >= 85 and test_failures == 0'.",
	add_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_add
};

const struct cmd cmd_criteria_remove = {
	"criteria remove", "criteria rm", "think",
	"remove a success criterion from a task", NULL,
	remove_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_remove
};

const struct cmd cmd_criteria_list = {
	"criteria list", "criteria ls", "think",
	"list the success criteria of a task",
	"Those of the project's definition of done (definition_of_done in "
	".git-task.yaml) come last.",
	list_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_list
};

const struct cmd cmd_criteria_tick = {
	"criteria tick", NULL, "think",
	"say that a criterion is met that nothing measures",
	"The tick is a progress entry with your name and the time. It "
	"counts where the criterion has no expression or the expression "
	"has no answer.",
	tick_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_tick
};

const struct cmd cmd_criteria_check = {
	"criteria check", "criteria validate", "think",
	"judge the success criteria of tasks",
	"Exits with 1 when a criterion is unmet, with --strict also when one "
	"is undetermined. Values come from --set, --values, reports, "
	"TASK_VAR_* variables and the task itself, in this order.",
	check_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_check
};
