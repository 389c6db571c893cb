#include "base/base.h"
#include "cmd/cmds.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "feat/convert.h"
#include "cmd/common.h"
#include "cmd/filter.h"

/* ---- import ---- */

static void import_progress(size_t done, size_t total, void *data)
{
	out_progress(data, "importing tasks", done, total);
}

static void import_errors(struct ctx *ctx, const struct strvec *errors)
{
	size_t i;

	/* the first one is the error that ends the command */
	for (i = 1; i < errors->nr; i++)
		out_warn(ctx->out, "%s", errors->v[i]);
}

static void import_report(struct ctx *ctx, const struct import_result *res,
			  bool dry_run)
{
	struct json *j;

	if (ctx->out->format == OUT_JSON) {
		j = json_new_obj();
		json_set_int(j, "created", (int64_t)res->created);
		json_set_int(j, "updated", (int64_t)res->updated);
		json_set_int(j, "unchanged", (int64_t)res->unchanged);
		json_set_bool(j, "dry_run", dry_run);
		out_json(ctx->out, j);
		json_free(j);
		return;
	}
	out_note(ctx->out, "%s%zu created, %zu updated, %zu unchanged",
		 dry_run ? "would import: " : "", res->created, res->updated,
		 res->unchanged);
}

static int import_text(struct ctx *ctx, const struct args *args,
		       const char *path, const struct strbuf *text,
		       struct err *err)
{
	struct records r = RECORDS_INIT;
	struct strvec errors = STRVEC_INIT, missing = STRVEC_INIT;
	struct import_result res;
	enum convert_format f = convert_format_guess(path, text->buf);
	struct import_options opt = {
		.source = args_has(args, "source") ?
			  args_str(args, "source") : "import",
		.project = args_str(args, "project"),
		.dry_run = args_flag(args, "dry-run"),
		.loose = args_flag(args, "loose"), .missing = &missing,
		.progress = import_progress, .data = ctx->out };
	size_t i;
	int ret;

	if (args_has(args, "from"))
		convert_format_parse(&f, args_str(args, "from"));
	ret = convert_read(&r, f, text->buf, text->len, &errors, err);
	if (ret == 0)
		ret = convert_import(ctx->db, &r, &opt, &res, &errors, err);
	out_progress_end(ctx->out);
	for (i = 0; ret == 0 && i < missing.nr; i++)
		out_warn(ctx->out, "task '%s' is not here; left out as a "
			 "dependency or parent", missing.v[i]);
	if (ret == 0)
		import_report(ctx, &res, opt.dry_run);
	else if (errors.nr)
		import_errors(ctx, &errors);
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
	struct strbuf text = STRBUF_INIT;
	int ret = common_input(&text, ctx, path, err);

	if (ret == 0)
		ret = import_text(ctx, args, path, &text, err);
	strbuf_release(&text);
	return ret;
}

static const struct opt import_opts[] = {
	O_PATH("file", 0, "<file>", "the file; - or none is standard input",
	       OPT_POS),
	O_ENUM("from", 0, CONVERT_NAMES,
	       "its format; default: by its name and content", 0),
	O_STR("source", 0, "<name>",
	      "where its keys come from (import), 'jira' makes jira:PROJ-7",
	      0),
	O_STR("project", 0, "<name>", "project of tasks that name none", 0),
	O_FLAG("loose", 0, "leave out dependencies and parents that are not "
	       "here, with a warning, instead of refusing"),
	O_FLAG("dry-run", 'n', "check everything, write nothing"),
	OPT_FORMAT("text|json"),
	OPT_END
};

const struct cmd cmd_import = {
	"import", NULL, "create", "read tasks from another program",
	"Reads JSON, NDJSON, CSV, Markdown check lists and todo.txt. All tasks "
	"come in one commit, or none: every error is told with its line. A "
	"task that has an id, or that came from the same key before, is "
	"updated, so importing a file again changes nothing. Fields that "
	"git-task does not know are kept. formats/convert.md says how each "
	"format is read.\n\n"
	"Examples:\n\n"
	"\tgit task import --source jira issues.csv\n"
	"\tgit task import --dry-run todo.txt\n"
	"\tgit -C ../other task export --format ndjson | git task import -",
	import_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_import
};

/* ---- export ---- */

/* References to deleted and missing tasks mean nothing elsewhere. */
static void drop_dead_references(struct task *t, const struct view *v)
{
	struct json *deps = json_get(t->doc, field_defs[F_DEPENDENCIES].name);
	const char *parent = task_str(t, F_PARENT);
	size_t i;
	uint32_t row;

	for (i = json_nr(deps); i-- > 0;) {
		const char *id = json_str(json_at(deps, i));

		row = id ? view_find(v, id) : NO_ROW;
		if (row == NO_ROW || v->rows[row].deleted)
			json_free(json_detach_at(deps, i));
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

static int export_to(struct ctx *ctx, const struct args *args,
		     enum convert_format f, const struct view *v,
		     const uint32_t *rows, size_t nr, struct err *err)
{
	const char *path = args_str(args, "output");
	bool tsv = str_eq(args_str(args, "format"), "tsv");
	bool here = !path || !strcmp(path, "-");
	struct strbuf all = STRBUF_INIT;
	int ret = 0;

	if (here && !tsv)
		return export_rows(ctx, f, v, rows, nr, NULL, err);
	if (tsv)
		tsv_rows(&all, v, rows, nr);
	else
		ret = export_rows(ctx, f, v, rows, nr, &all, err);
	if (here) {
		out_text(ctx->out, all.buf);
	} else if (ret == 0) {
		ret = file_write_atomic(path, all.buf, all.len, false, err);
		if (ret == 0)
			out_note(ctx->out, "%zu tasks written", nr);
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
	OPT_FORMAT(CONVERT_NAMES "|tsv"),
	OPT_END
};

const struct cmd cmd_export = {
	"export", NULL, "share", "write tasks for another program",
	"All tasks, or those that the filters choose, newest first. JSON and "
	"NDJSON hold everything and can be imported elsewhere without loss; tsv is a "
	"line of id, title, status and assignee for each task.",
	export_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_export
};
