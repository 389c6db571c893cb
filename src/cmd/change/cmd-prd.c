/*
 * cmd-prd.c - `prd parse`, `prd show`, `prd diff`, `prd export`, `prd trace`.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/change/prdassist.h"
#include "cmd/kit/assist.h"
#include "cmd/kit/common.h"
#include "data/id.h"
#include "feat/judge/criteria.h"
#include "feat/prd/prd-doc.h"
#include "feat/prd/prd-plan.h"
#include "feat/prd/prd-report.h"
#include "act/many.h"

struct parse {
	struct ctx *ctx;
	const struct args *args;
	struct prd_doc doc;
	struct prd_plan plan;
	struct prd_plan_options opt;
	char *name;
};

/* ---- reading ---- */

static void doc_options(struct prd_options *opt, const struct args *args)
{
	opt->confidence = args_num(args, "confidence", 0.7);
	opt->no_dependencies = args_tri(args, "dependencies") < 0;
	opt->no_stories = args_tri(args, "stories") < 0;
	opt->no_criteria = args_tri(args, "criteria") < 0;
}

/* "lines 3, 9, 14 and 9 more" */
static void prose_lines(struct strbuf *out, const struct prd_doc *doc)
{
	size_t i;

	strbuf_addf(out, "%zu %s like requirements but %s no item (line%s",
		    doc->nr_prose, doc->nr_prose == 1 ? "paragraph reads" :
		    "paragraphs read", doc->nr_prose == 1 ? "names" : "name",
		    doc->nr_prose == 1 ? "" : "s");
	for (i = 0; i < doc->nr_prose && i < 12; i++)
		strbuf_addf(out, "%s %d", i ? "," : "", doc->prose[i].line);
	if (doc->nr_prose > i)
		strbuf_addf(out, " and %zu more", doc->nr_prose - i);
	strbuf_addch(out, ')');
}

static int nothing_found(const struct prd_doc *doc, const char *path,
			 double confidence, struct err *err)
{
	const char *name = strcmp(path, "-") ? path : "standard input";
	struct strbuf why = STRBUF_INIT;
	int ret;

	if (doc->nr_prose)
		prose_lines(&why, doc);
	else if (!doc->nr)
		strbuf_addstr(&why, "looked for headings and list items with "
			      "ids, features, requirements, user stories, "
			      "tasks and check boxes, found none");
	if (doc->nr)
		ret = err_set(err, ERR_FAILED, "'%s' does not read like a "
			      "requirements document: %zu candidates are "
			      "below confidence %g; nothing was changed "
			      "('git task prd show %s' lists them)", name,
			      doc->nr, confidence, path);
	else
		ret = err_set(err, ERR_FAILED, "'%s' does not read like a "
			      "requirements document: %s; nothing was changed",
			      name, why.buf);
	strbuf_release(&why);
	return ret;
}

/* Reads and parses the file; `strict`: no items is an error. */
static int read_doc(struct prd_doc *doc, const struct ctx *ctx,
		    const struct args *args, bool strict, struct err *err)
{
	const char *path = args_str(args, "file");
	struct prd_options opt = PRD_OPTIONS_INIT;
	struct strbuf text = STRBUF_INIT;
	int ret;

	memset(doc, 0, sizeof(*doc));
	doc_options(&opt, args);
	ret = common_input(&text, ctx, path, err);
	if (ret == 0 && (ret = prd_doc_parse(doc, text.buf, text.len, &opt,
					     err)) < 0)
		err_prefix(err, "%s", path);
	strbuf_release(&text);
	if (ret == 0 && strict && !doc->nr_kept) {
		ret = nothing_found(doc, path, opt.confidence, err);
		prd_doc_release(doc);
	}
	return ret;
}

/* Is the document a file, or has it only a name that somebody gave it? */
static bool is_posted(const struct parse *p)
{
	char *path;
	bool file;

	if (strcmp(args_str(p->args, "file"), "-"))
		return false;
	path = xasprintf("%s/%s", db_worktree(p->ctx->db), p->name);
	file = access(path, F_OK) == 0;
	free(path);
	return !file;
}

static bool document_exists(const char *prd, void *data)
{
	struct parse *p = data;
	char *path = xasprintf("%s/%s", db_worktree(p->ctx->db), prd);
	bool there = !strcmp(prd, "stdin") || access(path, F_OK) == 0;

	free(path);
	return there;
}

/*
 * The same for a text that an agent gave: the other texts of its project, and what
 * an older version called all of them, may be it under another title.
 */
static bool text_exists(const char *prd, void *data)
{
	struct parse *p = data;
	const char *base = p->opt.project ? p->opt.project : "default-project";
	size_t n = strlen(base);

	return strncmp(prd, base, n) || (prd[n] && prd[n] != ':') ||
	       document_exists(prd, data);
}

/* "shop:search", the name of a text of the project? */
static bool names_text(const struct parse *p)
{
	const char *base = p->opt.project ? p->opt.project : "default-project";
	size_t n = strlen(base);

	return !strncmp(p->name, base, n) && p->name[n] == ':';
}

static void plan_options(struct parse *p)
{
	const char *hpp = db_config(p->ctx->db, "task.prd.hoursPerPoint");
	char *end;

	p->name = args_has(p->args, "name") ?
		  xstrdup(args_str(p->args, "name")) :
		  prd_name(args_str(p->args, "file"),
			   db_worktree(p->ctx->db));
	p->opt.prd = p->name;
	p->opt.project = args_str(p->args, "project");
	p->opt.prune = args_flag(p->args, "prune");
	p->opt.force = args_flag(p->args, "force");
	p->opt.same = args_has(p->args, "same") ? args_list(p->args, "same") :
						  NULL;
	p->opt.exists_data = p;
	if (db_worktree(p->ctx->db) && !is_posted(p))
		p->opt.exists = document_exists;
	p->opt.text = !p->opt.exists && names_text(p);
	if (db_worktree(p->ctx->db) && p->opt.text)
		p->opt.exists = text_exists;
	p->opt.now = db_now(p->ctx->db);
	p->opt.tick = criteria_tick;
	if (hpp) {
		p->opt.hours_per_point = strtod(hpp, &end);
		if (end == hpp || *end || !isfinite(p->opt.hours_per_point))
			p->opt.hours_per_point = 0;
	}
}

/* ---- what is told ---- */

static void tell_counts(struct parse *p, const char *first)
{
	const size_t *n = p->plan.count;
	struct strbuf s = STRBUF_INIT;

	strbuf_addf(&s, "%s%zu created, %zu updated, %zu unchanged", first,
		    n[PRD_CREATE], n[PRD_UPDATE], n[PRD_SAME] + n[PRD_MOVED]);
	if (n[PRD_MOVED])
		strbuf_addf(&s, " (%zu moved)", n[PRD_MOVED]);
	if (n[PRD_REMOVE])
		strbuf_addf(&s, ", %zu removed", n[PRD_REMOVE]);
	strbuf_addf(&s, ", %zu %s", n[PRD_VANISHED] - p->plan.nr_guarded,
		    p->opt.prune ? "pruned" : "vanished");
	if (p->plan.nr_guarded)
		strbuf_addf(&s, ", %zu kept", p->plan.nr_guarded);
	out_note(p->ctx->out, "%s", s.buf);
	strbuf_release(&s);
}

/* A new item that may be a task which lost its item. */
static void tell_maybe(struct parse *p, const struct prd_action *a)
{
	char *key = common_clean(a->key), *t = common_clean(a->title);

	out_note(p->ctx->out, "'%s' may be the task %.8s (%.0f%% of the words); "
		 "if it is: --same '%s=%.8s'", t, a->maybe, a->like * 100, key,
		 a->maybe);
	free(key);
	free(t);
}

static void tell_vanished(struct parse *p)
{
	size_t i;

	for (i = 0; i < p->plan.nr; i++) {
		const struct prd_action *a = &p->plan.actions[i];
		char *t;

		if (a->act == PRD_CREATE && *a->maybe) {
			tell_maybe(p, a);
			continue;
		}
		if (a->act != PRD_VANISHED ||
		    (p->opt.prune && !(a->guard && !p->opt.force)))
			continue;
		t = common_clean(a->title);
		if (p->opt.prune) {
			out_note(p->ctx->out, "not in the document any more, "
				 "but kept: %.8s %s %s (--force cancels it)",
				 a->id, t, a->guard);
			free(t);
			continue;
		}
		out_note(p->ctx->out, "not in the document any more: %.8s %s "
			 "(--prune cancels it)", a->id, t);
		free(t);
	}
}

/* A JSON value or a text on one line, cut. */
static void show_value(struct out *o, const struct json *j, const char *text)
{
	struct strbuf s = STRBUF_INIT;

	if (text)
		strbuf_addstr(&s, text);
	else if (!j || json_is(j, JSON_NULL))
		strbuf_addstr(&s, "(nothing)");
	else if (json_is(j, JSON_STR))
		strbuf_addstr(&s, json_str(j));
	else
		json_line(&s, j);
	if (s.len > 160) {
		size_t n = 160;

		while (n && ((unsigned char)s.buf[n] & 0xc0) == 0x80)
			n--;
		strbuf_setlen(&s, n);
		strbuf_addstr(&s, "...");
	}
	for (size_t i = 0; i < s.len; i++)
		if (s.buf[i] == '\n')
			s.buf[i] = ' ';
	out_s(o, s.buf);
	strbuf_release(&s);
}

/* "    priority: low -> high", a line a field; why it is that task. */
static void show_changes(struct parse *p, const struct prd_action *a)
{
	struct out *o = p->ctx->out;
	const struct json *j;

	if (a->why) {
		out_f(o, "    the same task because of: %s", a->why);
		if (a->like > 0 && a->like < 0.999)
			out_f(o, " (%.0f%%)", a->like * 100);
		out_f(o, "\n");
	}
	if (a->act == PRD_UPDATE || a->act == PRD_REMOVE)
		json_each(j, a->was) {
			out_f(o, "    ");
			out_s(o, json_key(j));
			out_f(o, ": ");
			show_value(o, j, NULL);
			out_f(o, " -> ");
			show_value(o, json_get(a->now, json_key(j)), NULL);
			out_f(o, "\n");
		}
	if (a->act == PRD_VANISHED && p->opt.prune && a->guard &&
	    !p->opt.force)
		out_f(o, "    kept: it %s (--force cancels it)\n", a->guard);
}

static void plan_detail(struct parse *p, const struct prd_action *a)
{
	const struct prd_item *it = a->item == PRD_NO_ITEM ? NULL :
				    &p->doc.items[a->item];
	struct out *o = p->ctx->out;
	size_t i;

	if (it && a->act == PRD_CREATE) {
		out_f(o, "  (%s", prd_kind_name(it->kind));
		if (it->has_priority)
			out_f(o, ", %s", priority_name(it->priority));
		if (it->has_status)
			out_f(o, ", %s", status_name(it->status));
		if (!isnan(it->hours))
			out_f(o, ", %g h", it->hours);
		if (!isnan(it->points))
			out_f(o, ", %g points", it->points);
		if (it->nr_criteria)
			out_f(o, ", %zu criteria", it->nr_criteria);
		if (it->nr_deps)
			out_f(o, ", after %zu", it->nr_deps);
		if (it->parent != PRD_NO_ITEM) {
			out_f(o, ", part of ");
			out_s(o, p->doc.items[it->parent].title);
		}
		out_f(o, ")");
	}
	for (i = 0; i < a->fields.nr && a->act == PRD_UPDATE; i++)
		out_f(o, "%s%s", i ? ", " : "  ", a->fields.v[i]);
	for (i = 0; i < a->kept.nr; i++)
		out_f(o, "%s%s", i ? ", " : "  [kept: ", a->kept.v[i]);
	if (a->kept.nr)
		out_f(o, "]");
	if (it)
		out_f(o, "  line %d", it->line);
	out_f(o, "\n");
}

static void show_plan(struct parse *p, bool all)
{
	static const struct { char sign; enum colour colour; } looks[] = {
		[PRD_CREATE] = { '+', COLOUR_GREEN },
		[PRD_UPDATE] = { '~', COLOUR_YELLOW },
		[PRD_MOVED] = { '=', COLOUR_DIM },
		[PRD_SAME] = { '=', COLOUR_DIM },
		[PRD_REMOVE] = { '-', COLOUR_RED },
		[PRD_VANISHED] = { '?', COLOUR_MAGENTA },
	};
	struct out *o = p->ctx->out;
	size_t i;

	for (i = 0; i < p->plan.nr; i++) {
		const struct prd_action *a = &p->plan.actions[i];

		if (!all && !a->why && (a->act == PRD_SAME ||
					a->act == PRD_MOVED))
			continue;
		out_paint(o, looks[a->act].colour, "%c ", a->act ==
			  PRD_VANISHED && p->opt.prune ? '-' :
			  looks[a->act].sign);
		if (a->act != PRD_CREATE)
			out_paint(o, COLOUR_YELLOW, "%.8s ", a->id);
		out_s(o, a->title);
		plan_detail(p, a);
		show_changes(p, a);
	}
}

static struct json *strings(const struct strvec *sv)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < sv->nr; i++)
		json_push_str(arr, sv->v[i]);
	return arr;
}

static struct json *actions_json(const struct parse *p, bool dry)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < p->plan.nr; i++) {
		const struct prd_action *a = &p->plan.actions[i];
		struct json *o = json_new_obj();

		json_set_str(o, "action", prd_act_name(a->act));
		json_set(o, "id", dry && a->act == PRD_CREATE ?
			 json_new_null() : json_new_str(a->id));
		json_set_str(o, "key", a->key);
		json_set_str(o, "title", a->title);
		json_set(o, "fields", strings(&a->fields));
		json_set(o, "kept", strings(&a->kept));
		json_set(o, "was", json_copy(a->was));
		json_set(o, "now", json_copy(a->now));
		json_set(o, "why", a->why ? json_new_str(a->why) :
					  json_new_null());
		json_set(o, "maybe", *a->maybe ? json_new_str(a->maybe) :
					       json_new_null());
		if (a->item != PRD_NO_ITEM)
			json_set_int(o, "line", p->doc.items[a->item].line);
		json_push(arr, o);
	}
	return arr;
}

/* The document with its tasks, as the reference's parse_prd answers. */
static void print_json(const struct parse *p, bool dry, bool tasks)
{
	struct json *o = json_new_obj(), *prd = prd_doc_json(&p->doc);
	struct json *features = json_new_arr(), *j, *counts = json_new_obj();
	char msg[160];
	int act;

	json_each(j, json_get(prd, "items"))
		if (str_eq(json_get_str(j, "kind"), "feature"))
			json_push(features, json_copy(j));
	json_set(prd, "features", features);
	json_set(prd, "tasks", tasks ? actions_json(p, dry) : json_new_arr());
	for (act = 0; act < PRD_ACT_NR; act++)
		json_set_int(counts, prd_act_name((enum prd_act)act),
			     (int64_t)p->plan.count[act]);
	snprintf(msg, sizeof(msg), "%zu items read, %zu tasks created, %zu "
		 "updated%s", p->doc.nr_kept, p->plan.count[PRD_CREATE],
		 p->plan.count[PRD_UPDATE], dry ? " (dry run)" : "");
	json_set_str(o, "source", p->name ? p->name : "");
	json_set(o, "prd", prd);
	json_set(o, "counts", counts);
	json_set_bool(o, "dry_run", dry);
	json_set_str(o, "message", msg);
	out_json(p->ctx->out, o);
	json_free(o);
}

static void print_notes(struct parse *p)
{
	size_t i;

	if (p->plan.renamed_from) {
		char *t = common_clean(p->plan.renamed_from);

		out_note(p->ctx->out, "the document was called %s before", t);
		free(t);
	}

	for (i = 0; i < p->doc.notes.nr && i < 20; i++) {
		char *t = common_clean(p->doc.notes.v[i]);

		out_note(p->ctx->out, "%s", t);
		free(t);
	}
}

/* ---- parse ---- */

static int write_plan(struct parse *p, struct err *err)
{
	size_t i;

	if (act_prd(&p->plan, p->ctx->db, &p->doc, &p->opt, false, err) < 0)
		return -1;
	if (out_data(p->ctx->out)) {
		print_json(p, false, true);
		return 0;
	}
	for (i = 0; i < p->plan.nr; i++)
		if (p->plan.actions[i].act == PRD_CREATE)
			out_f(p->ctx->out, "%.*s\n",
			      p->ctx->out->format == OUT_IDS ? ID_LEN :
			      ID_SHORT, p->plan.actions[i].id);
	print_notes(p);
	tell_vanished(p);
	tell_counts(p, "");
	return 0;
}

static void print_doc(struct ctx *ctx, const struct prd_doc *doc);

static int run_parse(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct parse p = { .ctx = ctx, .args = args };
	bool dry = args_flag(args, "dry-run"), assist;
	int ret = assist_wanted(&assist, args, err);

	if (ret == 0 && assist)
		return prdassist(ctx, args, args_has(args, "name") ?
				 args_str(args, "name") :
				 args_str(args, "file"), err);
	if (ret == 0)
		ret = read_doc(&p.doc, ctx, args, true, err);
	if (ret < 0)
		return ret;
	plan_options(&p);
	if (args_tri(args, "tasks") < 0) {
		if (out_data(ctx->out))
			print_json(&p, true, false);
		else
			print_doc(ctx, &p.doc);
	} else if (!dry) {
		ret = write_plan(&p, err);
	} else if ((ret = act_prd(&p.plan, ctx->db, &p.doc, &p.opt,
				  true, err)) == 0) {
		if (out_data(ctx->out)) {
			print_json(&p, true, true);
		} else {
			show_plan(&p, true);
			print_notes(&p);
			tell_vanished(&p);
			tell_counts(&p, "would be: ");
		}
	}
	prd_plan_release(&p.plan);
	prd_doc_release(&p.doc);
	free(p.name);
	return ret;
}

#define READ_OPTS							\
	{ "confidence", 0, OPT_NUM, "<0..1>",				\
	  "leave out items below this confidence (default 0.7)", 0,	\
	  NULL, 0, 1, "confidence-threshold" },				\
	{ "dependencies", 0, OPT_FLAG, NULL,				\
	  "find dependencies (default)", OPT_NEG, NULL, 0, 0,		\
	  "analyze-dependencies" },					\
	{ "stories", 0, OPT_FLAG, NULL,					\
	  "take user stories as items (default)", OPT_NEG, NULL, 0, 0,	\
	  "extract-user-stories" },					\
	{ "criteria", 0, OPT_FLAG, NULL,				\
	  "read acceptance criteria (default)", OPT_NEG, NULL, 0, 0,	\
	  "parse-acceptance-criteria" }

#define NAME_OPT							\
	O_STR("name", 0, "<name>", "what the document is called, instead of " \
	      "its path: for standard input", 0)

#define SAME_OPT							\
	O_STR("same", 0, "<key>=<task>", "the item with that key is this task", \
	      OPT_MANY)

static const struct opt parse_opts[] = {
	O_PATH("file", 0, "<file>", "the document; - is standard input",
	       OPT_POS | OPT_REQUIRED),
	O_FLAG("dry-run", 'n', "show what would change, write nothing"),
	O_STR("project", 0, "<name>", "project of the new tasks", 0),
	NAME_OPT,
	O_FLAG("prune", 0, "cancel tasks whose requirement has vanished, but not "
	       "those that somebody works on"),
	O_FLAG("force", 'f', "with --prune: also tasks with progress, commits or "
	       "an assignee"),
	SAME_OPT,
	{ "tasks", 0, OPT_FLAG, NULL, "make tasks (default); --no-tasks only "
	  "prints the document", OPT_NEG, NULL, 0, 0, "generate-tasks" },
	READ_OPTS,
	ASSIST_OPTS,
	OPT_FORMAT("text|ids"),
	OPT_END
};

const struct cmd cmd_prd_parse = {
	"prd parse", NULL, "create", "make tasks from a requirements document",
	"Reads Markdown: features, requirements with ids, user stories, phases "
	"and task lists with their acceptance criteria, priorities, estimates, "
	"owners and dependencies become tasks, in one commit. A key (an id "
	"such as FR-3, else the heading path) ties each of them to its task, "
	"so parsing an edited document updates what the document says "
	"differently, adds what is new and tells what vanished; what people "
	"changed by hand is kept. Prints the ids of new tasks. A text that is "
	"no requirements document makes no tasks. formats/prd.md says what is "
	"recognised. With task.prd.hoursPerPoint set, story "
	"points give estimated hours.\n\n"
	"Prose (minutes, a mail) has no such structure. With --assist a language "
	"model proposes it: the text is sent (--dry-run shows it), and a draft of "
	"a document is printed, each item with the lines it comes from; what "
	"can not be found there word for word is left out. No tasks are made: "
	"you change the draft and parse it. Providers, keys and the budget are "
	"those of git-task-expand(1).\n\n"
	"\tgit task prd parse minutes.txt --assist >draft.md\n"
	"\tgit task prd parse draft.md",
	parse_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_parse
};

/* ---- show ---- */

static void print_item(struct ctx *ctx, const struct prd_doc *doc,
		       const struct prd_item *it)
{
	struct out *o = ctx->out;
	size_t i;

	out_paint(o, COLOUR_YELLOW, "%4d", it->line);
	out_f(o, "  %-11s %3.0f%%  ", prd_kind_name(it->kind),
	      it->confidence * 100);
	if (it->id) {
		out_s(o, it->id);
		out_f(o, ": ");
	}
	out_s(o, it->title);
	if (it->removed)
		out_f(o, " (removed)");
	else if (it->has_status)
		out_f(o, " (%s)", status_name(it->status));
	if (it->has_priority)
		out_f(o, " [%s]", priority_name(it->priority));
	out_f(o, "\n");
	for (i = 0; i < it->nr_deps; i++) {
		if (i >= 8) {
			out_f(o, "%26safter %zu more\n", "", it->nr_deps - i);
			break;
		}
		out_f(o, "%26safter ", "");
		show_value(o, NULL, doc->items[it->deps[i]].id ?
			   doc->items[it->deps[i]].id :
			   doc->items[it->deps[i]].title);
		out_f(o, "\n");
	}
	for (i = 0; i < it->nr_criteria; i++) {
		out_f(o, "                          - ");
		out_s(o, it->criteria[i].text);
		if (it->criteria[i].measurable) {
			out_f(o, "  => ");
			out_s(o, it->criteria[i].measurable);
		}
		out_f(o, "\n");
	}
}

static void print_doc(struct ctx *ctx, const struct prd_doc *doc)
{
	struct out *o = ctx->out;
	size_t i, dropped = 0;

	if (doc->title && *doc->title) {
		out_text(o, doc->title);
		out_f(o, "\n\n");
	}
	for (i = 0; i < doc->nr; i++)
		if (!doc->items[i].dropped)
			print_item(ctx, doc, &doc->items[i]);
	for (i = 0; i < doc->nr; i++) {
		const struct prd_item *it = &doc->items[i];

		if (!it->dropped)
			continue;
		if (!dropped++)
			out_f(o, "\nbelow the confidence asked for:\n");
		out_f(o, "%4d  %3.0f%%  ", it->line, it->confidence * 100);
		out_s(o, it->title);
		out_f(o, "  (%s%s%s)\n", it->reason, it->penalty ? "; " : "",
		      it->penalty ? it->penalty : "");
	}
	for (i = 0; i < doc->nr_criteria; i++) {
		out_f(o, "%s%4d  ", i ? "" : "\nof the whole document:\n",
		      doc->criteria[i].line);
		out_s(o, doc->criteria[i].text);
		if (doc->criteria[i].check == MD_CHECK_DONE)
			out_f(o, " (met)");
		if (doc->criteria[i].measurable) {
			out_f(o, "  => ");
			out_s(o, doc->criteria[i].measurable);
		}
		out_f(o, "\n");
	}
	for (i = 0; i < doc->nr_prose; i++) {
		out_f(o, "%s%4d  ", i ? "" :
		      "\nreads like a requirement, names no item:\n",
		      doc->prose[i].line);
		show_value(o, NULL, doc->prose[i].text);
		out_f(o, "\n");
	}
	for (i = 0; i < doc->nr_skipped; i++) {
		out_f(o, "%sline %d: '", i ? "" : "\nmakes no tasks:\n",
		      doc->skipped[i].line);
		out_s(o, doc->skipped[i].heading);
		out_f(o, "' (%s)\n", doc->skipped[i].why);
	}
	for (i = 0; i < doc->notes.nr; i++) {
		out_f(o, "%s", i ? "" : "\nnotes:\n");
		out_s(o, doc->notes.v[i]);
		out_f(o, "\n");
	}
}

static int run_show(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct prd_doc doc;
	struct json *j;

	if (read_doc(&doc, ctx, args, false, err) < 0)
		return -1;
	if (out_data(ctx->out)) {
		j = prd_doc_json(&doc);
		out_json(ctx->out, j);
		json_free(j);
	} else {
		print_doc(ctx, &doc);
	}
	prd_doc_release(&doc);
	return 0;
}

static const struct opt show_opts[] = {
	O_PATH("file", 0, "<file>", "the document; - is standard input",
	       OPT_POS | OPT_REQUIRED),
	READ_OPTS,
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_prd_show = {
	"prd show", NULL, "look", "show what a requirements document says",
	"Prints the items that were recognised with their lines, confidence, "
	"dependencies and criteria, those that were not certain enough with "
	"the reason, and the sections that make no tasks. Writes nothing and "
	"needs no repository.",
	show_opts, OPTIONAL_REPO, run_show
};

/* ---- diff ---- */

static int run_diff(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct parse p = { .ctx = ctx, .args = args };
	int ret = read_doc(&p.doc, ctx, args, true, err);

	if (ret < 0)
		return ret;
	plan_options(&p);
	ret = act_prd(&p.plan, ctx->db, &p.doc, &p.opt,
				  true, err);
	if (ret == 0 && out_data(ctx->out)) {
		print_json(&p, true, true);
	} else if (ret == 0) {
		show_plan(&p, false);
		print_notes(&p);
		tell_vanished(&p);
		tell_counts(&p, "would be: ");
	}
	prd_plan_release(&p.plan);
	prd_doc_release(&p.doc);
	free(p.name);
	return ret;
}

static const struct opt diff_opts[] = {
	O_PATH("file", 0, "<file>", "the document; - is standard input",
	       OPT_POS | OPT_REQUIRED),
	O_STR("project", 0, "<name>", "project of the new tasks", 0),
	NAME_OPT,
	O_FLAG("prune", 0, "count vanished requirements as cancelled"),
	O_FLAG("force", 'f', "with --prune: also those that somebody works on"),
	SAME_OPT,
	READ_OPTS,
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_prd_diff = {
	"prd diff", NULL, "look", "show what a document would change",
	"Compares a requirements document with the tasks that came from it: + "
	"is new, ~ says something else than last time (with the fields), - is "
	"struck out or removed, ? has vanished. [kept: ...] names fields that "
	"people changed and the document did not. Writes nothing.",
	diff_opts, NEEDS_REPO | NEEDS_DB, run_diff
};

/* ---- export, trace ---- */

/* The name a typed document has in the tasks; NULL: all. */
static char *typed_name(struct ctx *ctx, const struct args *args)
{
	const char *file = args_str(args, "file");

	return file ? prd_name(file, db_worktree(ctx->db)) : NULL;
}

static int no_tasks(const char *name, struct err *err)
{
	if (name)
		return err_set(err, ERR_NOT_FOUND, "no task comes from '%s'; "
			       "'git task prd parse' makes them", name);
	return err_set(err, ERR_NOT_FOUND, "no task comes from a requirements "
		       "document; 'git task prd parse' makes them");
}

static int run_export(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	char *name = typed_name(ctx, args);
	struct strbuf md = STRBUF_INIT;
	const struct view *v;
	size_t nr = 0;
	int ret = common_view(&v, ctx, err);

	if (ret == 0)
		ret = prd_report(&md, v, name, &nr, err);
	if (ret == 0 && !nr)
		ret = no_tasks(name, err);
	if (ret == 0)
		out_raw(ctx->out, md.buf, md.len);
	strbuf_release(&md);
	free(name);
	return ret;
}

static const struct opt export_opts[] = {
	O_PATH("file", 0, "<file>", "only this document", OPT_POS),
	OPT_END
};

const struct cmd cmd_prd_export = {
	"prd export", NULL, "look", "report the state of a document's tasks",
	"Prints Markdown in the shape of the document: totals, then every "
	"requirement as a check box with its task, status, priority, owner, "
	"number of commits and criteria.",
	export_opts, NEEDS_REPO | NEEDS_DB | PAGER, run_export
};

static void trace_table(struct ctx *ctx, const struct json *rows)
{
	static const char *const cols[] = {
		"requirement", ">line", "task", "status", "criteria",
		"commits", "*title",
	};
	struct table *t = table_new(ctx->out, cols, ARRAY_SIZE(cols));
	const struct json *j, *c;

	json_each(j, rows) {
		struct strbuf hex = STRBUF_INIT;

		json_each(c, json_get(j, "commits"))
			strbuf_addf(&hex, "%s%.8s", hex.len ? " " : "",
				    json_str(c));
		table_cell(t, COLOUR_NONE, json_get_str(j, "key"));
		table_cellf(t, COLOUR_NONE, "%g",
			    json_get_num(j, "line", 0));
		table_cellf(t, COLOUR_YELLOW, "%.8s", json_get_str(j, "id"));
		table_cell(t, COLOUR_NONE, json_get_str(j, "status"));
		table_cellf(t, COLOUR_NONE, "%g/%g",
			    json_get_num(j, "criteria_met", 0),
			    json_get_num(j, "criteria", 0));
		table_cell(t, COLOUR_NONE, hex.buf);
		table_cell(t, COLOUR_NONE, json_get_str(j, "title"));
		strbuf_release(&hex);
	}
	table_end(t);
}

static int run_trace(struct ctx *ctx, const struct args *args, struct err *err)
{
	char *name = typed_name(ctx, args);
	struct json *rows = NULL;
	const struct view *v;
	int ret = common_view(&v, ctx, err);

	if (ret == 0)
		ret = prd_trace(&rows, v, name, err);
	if (ret == 0 && !json_nr(rows))
		ret = no_tasks(name, err);
	if (ret == 0) {
		if (out_tree(ctx->out))
			out_json(ctx->out, rows);
		else
			trace_table(ctx, rows);
	}
	json_free(rows);
	free(name);
	return ret;
}

static const struct opt trace_opts[] = {
	O_PATH("file", 0, "<file>", "only this document", OPT_POS),
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_prd_trace = {
	"prd trace", NULL, "look", "show requirement, task and commits",
	"One row a requirement: its key and line in the document, the task, "
	"its status, how many of its criteria were met at the last "
	"validation, and the commits that are linked to it.",
	trace_opts, NEEDS_REPO | NEEDS_DB | PAGER, run_trace
};
