/*
 * cmd-convert.c - `import`, `export`: tasks in the formats of others.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/exchange/convert.h"
#include "feat/exchange/foreign.h"
#include "act/many.h"
#include "cmd/kit/common.h"
#include "cmd/kit/filter.h"

/* ---- import ---- */

static void import_progress(size_t done, size_t total, void *data)
{
	out_progress(data, "importing tasks", done, total);
}

static void import_errors(struct ctx *ctx, const struct strvec *errors,
			  struct err *err)
{
	size_t i;

	/* nothing was imported; in the order of the file, and the last one ends the
	 * command */
	for (i = 0; i + 1 < errors->nr; i++)
		out_error(ctx->out, errors->v[i]);
	err_set(err, err->code, "%s", errors->v[i]);
}

/* What the file was taken for, and what did not come along. */
static void import_taken(struct ctx *ctx, const struct records *r)
{
	size_t i;

	out_note(ctx->out, "read as %s", r->foreign ? r->foreign->label :
		 convert_format_label(r->format));
	for (i = 0; i < r->left.nr; i++)
		out_note(ctx->out, "left out: %s (%ju)", r->left.items[i].key,
			 (uintmax_t)(uintptr_t)r->left.items[i].value);
}

static void taken_json(struct json *j, const struct records *r)
{
	struct json *left = json_new_obj();
	size_t i;

	for (i = 0; i < r->left.nr; i++)
		json_set_int(left, r->left.items[i].key,
			     (int64_t)(uintptr_t)r->left.items[i].value);
	json_set_str(j, "format", r->foreign ? r->foreign->name :
		     convert_format_name(r->format));
	json_set(j, "left_out", left);
}

static void import_report(struct ctx *ctx, const struct records *r,
			  const struct import_result *res, bool dry_run)
{
	struct json *j;

	if (out_data(ctx->out)) {
		j = json_new_obj();
		json_set_int(j, "created", (int64_t)res->created);
		json_set_int(j, "updated", (int64_t)res->updated);
		json_set_int(j, "unchanged", (int64_t)res->unchanged);
		json_set_bool(j, "dry_run", dry_run);
		taken_json(j, r);
		out_json(ctx->out, j);
		json_free(j);
		return;
	}
	import_taken(ctx, r);
	out_note(ctx->out, "%s%zu created, %zu updated, %zu unchanged",
		 dry_run ? "would import: " : "", res->created, res->updated,
		 res->unchanged);
}

/* Reads a text, a folder or a database into records. */
static int import_read(struct records *r, struct ctx *ctx,
		       const struct args *args, const char *path,
		       struct strvec *errors, struct err *err)
{
	const char *from = args_str(args, "from");
	const struct foreign *want = from ? foreign_find(from) : NULL;
	enum convert_format f;
	struct strbuf text = STRBUF_INIT;
	int ret = ctx->input ? 1 : foreign_read_path(r, path, errors, err);

	if (ret <= 0)
		return ret;
	ret = common_input(&text, ctx, path, err);
	if (ret == 0 && (!from || want))
		ret = foreign_read(r, want, path, text.buf, text.len, errors,
				   err);
	if (ret == 0 && !r->foreign) {
		f = convert_format_guess(path, text.buf);
		if (from)
			convert_format_parse(&f, from);
		ret = convert_read(r, f, text.buf, text.len, errors, err);
	}
	strbuf_release(&text);
	return ret;
}

static int import_path(struct ctx *ctx, const struct args *args,
		       const char *path, struct err *err)
{
	struct records r = RECORDS_INIT;
	struct strvec errors = STRVEC_INIT, missing = STRVEC_INIT;
	struct import_result res;
	struct import_options opt = {
		.source = args_has(args, "source") ?
			  args_str(args, "source") : "import",
		.project = args_str(args, "project"),
		.dry_run = args_flag(args, "dry-run"),
		.loose = args_flag(args, "loose"), .missing = &missing,
		.progress = import_progress, .data = ctx->out };
	size_t i;
	int ret;

	ret = import_read(&r, ctx, args, path, &errors, err);
	if (ret == 0)
		ret = act_import(&res, ctx->db, &r, &opt, &errors, err);
	out_progress_end(ctx->out);
	for (i = 0; ret == 0 && i < missing.nr; i++)
		out_warn(ctx->out, "task '%s' is not here; left out as a "
			 "dependency or parent", missing.v[i]);
	if (ret == 0)
		import_report(ctx, &r, &res, opt.dry_run);
	else if (errors.nr)
		import_errors(ctx, &errors, err);
	records_release(&r);
	strvec_clear(&errors);
	strvec_clear(&missing);
	return ret;
}

static int run_import(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const char *path = args_has(args, "file") ? args_str(args, "file") :
			   "-";

	return import_path(ctx, args, path, err);
}

static const struct opt import_opts[] = {
	O_PATH("file", 0, "<file>",
	       "the file or folder; - or none is standard input",
	       OPT_POS),
	O_ENUM("from", 0, CONVERT_NAMES "|" FOREIGN_NAMES,
	       "its format; default: by its content and name", 0),
	O_STR("source", 0, "<name>",
	      "where its keys come from (import), 'jira' makes jira:PROJ-7",
	      0),
	O_STR("project", 0, "<name>", "project of tasks that name none", 0),
	O_FLAG("loose", 0, "leave out dependencies and parents that are not "
	       "here, with a warning, instead of refusing"),
	O_FLAG("dry-run", 'n', "check everything, write nothing"),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_import = {
	"import", NULL, "create", "read tasks from another program",
	"Reads JSON, NDJSON, CSV, Markdown check lists and todo.txt, and what "
	"other programs export: issues of GitHub (gh), GitLab, Gitea, Forgejo, "
	"Jira and Linear, beads, Taskwarrior, Task Master, Backlog.md, Trello, "
	"iCalendar, Org mode, spec-kit, Kiro, git-bug, and the "
	".task-orchestrator folder of Task Orchestrator. The shape of the "
	"file says which; what can not come along is told. All tasks "
	"come in one commit, or none: every error is told with its line. A "
	"task that has an id, or that came from the same key before, is "
	"updated, so importing a file again changes nothing. Fields that "
	"git-task does not know are kept. formats/convert.md says how each "
	"format is read.\n\n"
	"Examples:\n\n"
	"\tgit task import --source jira issues.csv\n"
	"\tgit task import --dry-run todo.txt\n"
	"\tgh issue list --state all --limit 1000 --json number,title,body,\\\n"
	"\t  state,stateReason,labels,assignees,author,createdAt,closedAt,\\\n"
	"\t  comments,url | git task import\n"
	"\ttask export | git task import\n"
	"\tgit -C ../other task export --format ndjson | git task import -",
	import_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_import
};

/* ---- export ---- */

/* References to deleted and missing tasks mean nothing elsewhere. */
static void drop_dead_references(struct task *t, const struct view *v)
{
	struct json *deps = json_get(t->doc, field_defs[F_DEPENDENCIES].name);
	const char *parent = task_str(t, F_PARENT);
	struct json *dep, *next;
	uint32_t row;

	for (dep = json_first(deps); dep; dep = next) {
		const char *id = json_str(dep);

		next = json_next(dep);
		row = id ? view_find(v, id) : NO_ROW;
		if (row == NO_ROW || v->rows[row].deleted)
			json_free(json_take(deps, dep));
	}
	row = parent ? view_find(v, parent) : NO_ROW;
	if (parent && (row == NO_ROW || v->rows[row].deleted))
		json_del(t->doc, field_defs[F_PARENT].name);
}

static int export_rows(struct ctx *ctx, enum convert_format f,
		       const struct view *v, const uint32_t *rows, size_t nr,
		       struct strbuf *all, struct err *err)
{
	struct strbuf part = STRBUF_INIT;
	size_t i;
	int ret = 0;

	convert_head(&part, f);
	for (i = 0; i <= nr && ret == 0; i++) {
		struct task t = TASK_INIT;

		if (i == nr) {
			convert_tail(&part, f, nr == 0);
		} else if (view_task(&t, v, rows[i], err) < 0) {
			ret = -1;
		} else {
			drop_dead_references(&t, v);
			convert_task(&part, f, &t, i == 0);
		}
		task_release(&t);
		if (all)
			strbuf_addbuf(all, &part);
		else if (f == CONVERT_JSON || f == CONVERT_NDJSON)
			out_json_text(ctx->out, part.buf, part.len);
		else
			out_text(ctx->out, part.buf);
		strbuf_reset(&part);
	}
	strbuf_release(&part);
	return ret;
}

/* "id<TAB>title<TAB>status<TAB>assignee" lines, as tm writes them. */
static void tsv_rows(struct strbuf *out, const struct view *v,
		     const uint32_t *rows, size_t nr)
{
	char id[ID_LEN + 1];
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];
		char *title = common_clean(r->title);
		char *who = common_clean(r->assignee);

		view_short(id, v, r->id);
		strbuf_addf(out, "%s\t%s\t%s\t%s\n", id, title,
			    status_name(r->status), who);
		free(title);
		free(who);
	}
}

static void tm_line(struct strbuf *out, const char *name, const char *foreign)
{
	char *text = common_clean(foreign);

	if (*text)
		strbuf_addf(out, "  - %s: %s\n", name, text);
	free(text);
}

static int tm_task(struct strbuf *out, const struct view *v, uint32_t row,
		   struct err *err)
{
	const struct row *r = &v->rows[row];
	struct task t = TASK_INIT;
	char id[ID_LEN + 1], *title;
	int ret = view_task(&t, v, row, err);

	if (ret == 0) {
		view_short(id, v, r->id);
		title = common_clean(r->title);
		strbuf_addf(out, "- **[%s]** %s\n", id, title);
		free(title);
		tm_line(out, "Description", task_str(&t, F_DESCRIPTION));
		tm_line(out, "Assignee", r->assignee);
		if (r->priority != PRIO_MEDIUM)
			tm_line(out, "Priority", priority_name(r->priority));
	}
	task_release(&t);
	return ret;
}

/* The Markdown that tm writes: a section for each status that has tasks. */
static int tm_markdown(struct strbuf *out, struct ctx *ctx,
		       const struct view *v, const uint32_t *rows, size_t nr,
		       struct err *err)
{
	static const char *const titles[] = {
		[STATUS_PENDING] = "Pending", [STATUS_IN_PROGRESS] = "In Progress",
		[STATUS_BLOCKED] = "Blocked", [STATUS_COMPLETED] = "Completed",
		[STATUS_CANCELLED] = "Cancelled"
	};
	char now[WHEN_LEN];

	when_format(now, clock_now(ctx->clock));
	strbuf_addf(out, "# Task Orchestrator Export\nGenerated: %s\n", now);
	for (size_t s = 0; s < ARRAY_SIZE(titles); s++) {
		bool any = false;

		for (size_t i = 0; i < nr; i++) {
			if (v->rows[rows[i]].status != s)
				continue;
			if (!any)
				strbuf_addf(out, "\n## %s Tasks\n\n",
					    titles[s]);
			any = true;
			if (tm_task(out, v, rows[i], err) < 0)
				return -1;
		}
	}
	return 0;
}

static int export_to(struct ctx *ctx, const struct args *args,
		     enum convert_format f, const struct view *v,
		     const uint32_t *rows, size_t nr, struct err *err)
{
	const char *path = args_str(args, "output");
	bool tsv = str_eq(args_str(args, "format"), "tsv");
	bool own = ctx->tm && f == CONVERT_MARKDOWN;
	bool here = !path || !strcmp(path, "-");
	struct strbuf all = STRBUF_INIT;
	int ret = 0;

	if (here && !tsv && !own)
		return export_rows(ctx, f, v, rows, nr, NULL, err);
	if (tsv)
		tsv_rows(&all, v, rows, nr);
	else if (own)
		ret = tm_markdown(&all, ctx, v, rows, nr, err);
	else
		ret = export_rows(ctx, f, v, rows, nr, &all, err);
	if (here) {
		out_text(ctx->out, all.buf);
	} else if (ret == 0) {
		ret = file_write_atomic(path, all.buf, all.len, false, err);
		if (ret == 0)
			out_note(ctx->out, "%zu task%s written", nr,
				 nr == 1 ? "" : "s");
	}
	strbuf_release(&all);
	return ret;
}

static int run_export(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	enum convert_format f = CONVERT_JSON;
	struct query *q;
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr;
	int ret = -1;

	if (args_has(args, "format"))
		convert_format_parse(&f, args_str(args, "format"));
	else if (args_has(args, "output"))
		f = convert_format_guess(args_str(args, "output"), "[");
	q = filter_query(ctx, args, NULL, err);
	if (!q)
		return -1;
	if (common_view(&v, ctx, err) == 0 &&
	    query_sort(q, "-created,id", err) == 0 &&
	    query_run(&rows, &nr, NULL, q, v, err) == 0)
		ret = export_to(ctx, args, f, v, rows, nr, err);
	free(rows);
	query_free(q);
	return ret;
}

static const struct opt export_opts[] = {
	FILTER_OPTS,
	O_FLAG("completed", 0, "only completed tasks"),
	O_PATH("output", 'o', "<file>", "write to a file instead", 0),
	OPT_FORMAT_OF(CONVERT_NAMES "|tsv"),
	OPT_END
};

const struct cmd cmd_export = {
	"export", NULL, "share", "write tasks for another program",
	"All tasks, or those that the filters choose, newest first. JSON and "
	"NDJSON hold everything and can be imported elsewhere without loss; tsv is a "
	"line of id, title, status and assignee for each task.",
	export_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_export
};
