/*
 * cmd-sql.c - `sql`: the tasks as a table.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/strbuf.h"
#include "cmd/kit/common.h"
#include "feat/exec/sql.h"

#define TIME_MS 30000

static void print_table(struct ctx *ctx, const struct json *rows,
			const struct json *names)
{
	struct strvec columns = STRVEC_INIT;
	const struct json *row, *n;
	struct table *t;

	json_each(n, names)
		strvec_push(&columns, json_str(n));
	t = table_new(ctx->out, (const char *const *)columns.v, columns.nr);
	json_each(row, rows) {
		json_each(n, row) {
			struct strbuf sb = STRBUF_INIT;

			if (json_is(n, JSON_NUM))
				json_add_num(&sb, json_num(n));
			else if (json_str(n))
				strbuf_addstr(&sb, json_str(n));
			table_cell(t, COLOUR_NONE, sb.buf);
			strbuf_release(&sb);
		}
	}
	table_end(t);
	strvec_clear(&columns);
}

static int run_sql(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *typed = args_str(args, "statements");
	struct strbuf text = STRBUF_INIT;
	struct json *rows, *names;
	const struct view *v;
	int ret = -1;

	if (!strcmp(typed, "-")) {
		if (common_input(&text, ctx, "-", err) < 0)
			goto out;
	} else {
		strbuf_addstr(&text, typed);
	}
	if (common_view(&v, ctx, err) < 0 ||
	    sql_run(&rows, &names, v, text.buf, TIME_MS, err) < 0)
		goto out;
	if (out_tree(ctx->out))
		out_json(ctx->out, rows);
	else if (json_nr(names))
		print_table(ctx, rows, names);
	json_free(rows);
	json_free(names);
	ret = 0;
out:
	strbuf_release(&text);
	return ret;
}

static const struct opt sql_opts[] = {
	O_STR("statements", 0, "<sql>", "what to ask; - is standard input",
	      OPT_POS | OPT_REQUIRED),
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_sql = {
	"sql", NULL, "look", "ask the tasks in SQL",
	"Runs SQL in memory, by SQLite, with the tasks as a table that can not be "
	"changed, and shows the rows of the last statement that gives any. "
	"Nothing is written anywhere. A column is a field of a task; lists and "
	"objects are JSON texts, times are as in 2026-11-30T09:00:00Z, what is "
	"unset is NULL. Besides there is priority_level, from 0 to 4. Deleted "
	"tasks are not there. It may take 30 seconds.\n\n"
	"Examples:\n\n"
	"\tgit task sql \"select count(*) from tasks where status = 'blocked'\"\n"
	"\tgit task sql 'select project, sum(estimated_hours) from tasks group by 1'\n"
	"\tgit task sql \"select id, value from tasks, json_each(tags)\" --format csv",
	sql_opts, NEEDS_REPO | NEEDS_DB | PAGER, run_sql
};
