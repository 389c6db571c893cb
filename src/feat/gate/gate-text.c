/*
 * gate-text.c - a gate's report as text and as a Markdown summary.
 */
#include "base/base.h"
#include "feat/gate/gate.h"

#include "base/utf8.h"

static const char *plural(double n)
{
	return n > 1 || n < 1 ? "s" : "";
}

/* One sentence: "2 tasks, 3 of 4 criteria met, 1 unmet". */
static void gate_words(struct strbuf *out, const struct json *report)
{
	double tasks = (double)json_nr(json_get(report, "tasks"));
	double total = json_get_num(report, "total", 0);
	double unmet = json_get_num(report, "unmet", 0);
	double open = json_get_num(report, "undetermined", 0);

	if (tasks > 0)
		strbuf_addf(out, "%.0f task%s", tasks, plural(tasks));
	else
		strbuf_addstr(out, "no task is named");
	if (total > 0)
		strbuf_addf(out, ", %.0f of %.0f criteria met",
			    json_get_num(report, "met", 0), total);
	else if (tasks > 0)
		strbuf_addstr(out, ", no criteria");
	if (unmet > 0)
		strbuf_addf(out, ", %.0f unmet", unmet);
	if (open > 0)
		strbuf_addf(out, ", %.0f to be confirmed", open);
}

static const char *mark(const char *outcome)
{
	return str_eq(outcome, "met") ? "ok  " : str_eq(outcome, "unmet") ?
		"FAIL" : "?   ";
}

/* Foreign text, so that no line of the output begins with it. */
static void add_line(struct strbuf *out, const char *before, const char *text)
{
	strbuf_addstr(out, before);
	utf8_add_clean_line(out, text ? text : "");
}

static void add_by(struct strbuf *out, const struct json *task)
{
	const struct json *by = json_get(task, "named_by");
	size_t nr = json_nr(by), i;

	for (i = 0; i < nr && i < 3; i++)
		add_line(out, i ? ", " : "", json_str(json_at(by, i)));
	if (nr > 3)
		strbuf_addf(out, ", %zu more", nr - 3);
}

static void add_range(struct strbuf *out, const struct json *report)
{
	const char *base = json_get_str(report, "base");
	const char *branch = json_get_str(report, "branch");

	strbuf_addf(out, "%.8s", json_get_str(report, "head"));
	if (branch)
		add_line(out, " of ", branch);
	if (base)
		add_line(out, " against ", base);
}

static void add_outcome(struct strbuf *out, const struct json *r,
			const char *name)
{
	strbuf_addf(out, "  %s", mark(json_get_str(r, "outcome")));
	add_line(out, " ", json_get_str(r, name));
	strbuf_addch(out, '\n');
}

void gate_text(struct strbuf *out, const struct json *report)
{
	const struct json *t, *r, *f;

	strbuf_addf(out, "Gate %s: ", json_get_bool(report, "pass", false) ?
		    "passed" : "failed");
	gate_words(out, report);
	strbuf_addstr(out, " (");
	add_range(out, report);
	strbuf_addstr(out, ")\n");
	json_each(t, json_get(report, "tasks")) {
		strbuf_addf(out, "\n%.8s", json_get_str(t, "id"));
		add_line(out, " ", json_get_str(t, "title"));
		strbuf_addstr(out, "\n  named by ");
		add_by(out, t);
		strbuf_addch(out, '\n');
		json_each(r, json_get(t, "results"))
			add_outcome(out, r, "criterion");
	}
	if (json_nr(json_get(report, "requirements")))
		strbuf_addstr(out, "\nRequired of the build\n");
	json_each(r, json_get(report, "requirements"))
		add_outcome(out, r, "expression");
	if (json_nr(json_get(report, "findings")))
		strbuf_addch(out, '\n');
	json_each(f, json_get(report, "findings"))
		strbuf_addf(out, "%s: %s\n", json_get_str(f, "level"),
			    json_get_str(f, "message"));
}

/* ---- Markdown ---- */

/* Foreign text in a cell of a table: no markup, no line end. */
static void add_cell(struct strbuf *out, const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	const char *s;

	utf8_add_clean_line(&clean, text ? text : "");
	for (s = clean.buf; *s; s++) {
		if (*s == '<')
			strbuf_addstr(out, "&lt;");
		else if (*s == '&')
			strbuf_addstr(out, "&amp;");
		else if (strchr("\\`*_[]|#@!~", *s))
			strbuf_addf(out, "\\%c", *s);
		else
			strbuf_addch(out, *s);
	}
	strbuf_release(&clean);
}

static void add_values(struct strbuf *out, const struct json *result)
{
	const struct json *v;
	struct strbuf sb = STRBUF_INIT;

	json_each(v, json_get(result, "values")) {
		strbuf_addf(&sb, "%s%s = ", sb.len ? ", " : "", json_key(v));
		if (json_str(v))
			strbuf_addstr(&sb, json_str(v));
		else
			json_line(&sb, v);
	}
	if (!sb.len && json_get_str(result, "reason"))
		strbuf_addstr(&sb, json_get_str(result, "reason"));
	add_cell(out, sb.buf);
	strbuf_release(&sb);
}

static void add_row(struct strbuf *out, const struct json *r, const char *name)
{
	const char *outcome = json_get_str(r, "outcome");

	strbuf_addf(out, "| %s | ", str_eq(outcome, "undetermined") ?
		    "to be confirmed" : outcome);
	add_cell(out, json_get_str(r, name));
	strbuf_addstr(out, " | ");
	if (strcmp(name, "expression") != 0)
		add_cell(out, json_get_str(r, "measurable"));
	strbuf_addstr(out, " | ");
	add_values(out, r);
	strbuf_addstr(out, " |\n");
}

static void add_table_head(struct strbuf *out)
{
	strbuf_addstr(out, "\n| | criterion | measured by | value |\n"
		      "|---|---|---|---|\n");
}

void gate_summary(struct strbuf *out, const struct json *report)
{
	const struct json *t, *r, *list;

	strbuf_addf(out, "## Tasks: gate %s\n\n",
		    json_get_bool(report, "pass", false) ? "passed" : "failed");
	gate_words(out, report);
	strbuf_addstr(out, ".\n");
	json_each(t, json_get(report, "tasks")) {
		strbuf_addf(out, "\n### %.8s ", json_get_str(t, "id"));
		add_cell(out, json_get_str(t, "title"));
		strbuf_addf(out, "\n\nStatus: %s, named by ",
			    json_get_str(t, "status"));
		list = json_get(t, "named_by");
		json_each(r, list) {
			strbuf_addstr(out, r == json_first(list) ? "" : ", ");
			add_cell(out, json_str(r));
		}
		strbuf_addstr(out, ".\n");
		list = json_get(t, "results");
		if (json_nr(list))
			add_table_head(out);
		json_each(r, list)
			add_row(out, r, "criterion");
	}
	list = json_get(report, "requirements");
	if (json_nr(list)) {
		strbuf_addstr(out, "\n### Required of the build\n");
		add_table_head(out);
	}
	json_each(r, list)
		add_row(out, r, "expression");
	list = json_get(report, "unknown");
	if (json_nr(list))
		strbuf_addstr(out, "\n### No such task\n\n");
	json_each(r, list) {
		strbuf_addf(out, "- %s, named by ", json_get_str(r, "id"));
		add_cell(out, json_get_str(r, "by"));
		strbuf_addch(out, '\n');
	}
}
