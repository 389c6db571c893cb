/*
 * cmd-prdcheck.c - `prd check`, the linter of requirements documents.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/strbuf.h"
#include "cmd/kit/common.h"
#include "feat/prd/prd-check.h"
#include "feat/prd/prd-doc.h"

static void out_json_findings(struct out *o, const struct prd_findings *found,
			      const char *path)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < found->nr; i++) {
		const struct prd_finding *f = &found->items[i];
		struct json *j = json_new_obj();

		json_set_str(j, "file", path);
		json_set_int(j, "line", f->line);
		json_set_int(j, "column", f->column);
		json_set_str(j, "level", prd_level_name(f->level));
		json_set_str(j, "rule", f->rule);
		json_set_str(j, "message", f->text);
		json_push(arr, j);
	}
	out_list(o, "file|line|column|level|rule|message", arr);
	json_free(arr);
}

/* What editors and CI read: file:line:column, SARIF, JSON. */
static void print_findings(struct ctx *ctx, const struct args *args,
			   const struct prd_findings *found, const char *path)
{
	struct out *o = ctx->out;
	struct strbuf s = STRBUF_INIT;
	struct json *j;
	size_t i;

	if (str_eq(args_str(args, "format"), "sarif")) {
		j = prd_sarif(found, path);
		json_line(&s, j);
		strbuf_addch(&s, '\n');
		out_raw(o, s.buf, s.len);
		strbuf_release(&s);
		json_free(j);
		return;
	}
	if (common_structured(ctx)) {
		out_json_findings(o, found, path);
		return;
	}
	for (i = 0; i < found->nr; i++) {
		const struct prd_finding *f = &found->items[i];

		out_s(o, path);
		out_f(o, ":%d:%d: %s: ", f->line, f->column,
		      prd_level_name(f->level));
		out_s(o, f->text);
		out_f(o, " [%s]\n", f->rule);
	}
}

static int run_check(struct ctx *ctx, const struct args *args, struct err *err)
{
	const char *path = args_str(args, "file");
	struct prd_options opt = PRD_OPTIONS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct prd_findings found;
	struct out *o = ctx->out;
	struct prd_doc doc;
	int ret;

	opt.confidence = args_num(args, "confidence", 0.7);
	ret = common_input(&text, ctx, path, err);
	if (ret == 0 && (ret = prd_doc_parse(&doc, text.buf, text.len, &opt,
					     err)) < 0)
		err_prefix(err, "%s", path);
	if (ret < 0) {
		strbuf_release(&text);
		return ret;
	}
	prd_check(&found, &doc, text.buf, text.len);
	print_findings(ctx, args, &found, path);
	out_note(o, "%zu errors, %zu warnings, %zu notes",
		 found.count[PRD_ERROR], found.count[PRD_WARNING],
		 found.count[PRD_NOTE]);
	ret = found.count[PRD_ERROR] || found.count[PRD_WARNING];
	prd_findings_release(&found);
	prd_doc_release(&doc);
	strbuf_release(&text);
	return ret;
}

static const struct opt check_opts[] = {
	O_PATH("file", 0, "<file>", "the document; - is standard input",
	       OPT_POS | OPT_REQUIRED),
	{ "confidence", 0, OPT_NUM, "<0..1>",
	  "name items below this confidence (default 0.7)", 0, NULL, 0, 1,
	  "confidence-threshold" },
	OPT_FORMAT("text|json|sarif"),
	OPT_END
};

const struct cmd cmd_prd_check = {
	"prd check", NULL, "look", "find what is wrong in a requirements document",
	"A linter for who writes the document: ids that two items have, "
	"dependencies on nothing and circles (errors), items without priority "
	"where others have one, things left open, texts that ask for something and "
	"name no item (warnings), criteria that nothing measures, items without "
	"criteria, and what is not certain enough to make a task (notes). "
	"Prints file:line:column lines that editors understand, or SARIF for "
	"CI. Ends with 1 when there is an error or a warning. Needs no "
	"repository.",
	check_opts, OPTIONAL_REPO, run_check
};

