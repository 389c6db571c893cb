/*
 * findings.c - what of a gate's report is worth a line beside the change.
 */
#include "base/base.h"
#include "feat/gate/gate.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "data/sha256.h"

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_NOTE };

static const char *const level_names[] = { "error", "warning", "note" };

struct findings {
	struct json *by_level[ARRAY_SIZE(level_names)];
	const char *file;
};

/* The same finding has the same key in each run. */
static void set_key(struct json *f, const char *rule, const char *what)
{
	unsigned char sum[SHA256_LEN];
	char hex[2 * SHA256_LEN + 1];
	char *text = xasprintf("%s\n%s", rule, what);

	sha256(sum, text, strlen(text));
	sha256_hex(hex, sum, SHA256_LEN);
	json_set_str(f, "key", hex);
	free(text);
}

/* "src/a.c:10" and "src/a.c:10:20" have a line. */
static void set_place(struct json *f, const char *path, int64_t line)
{
	const char *colon = strchr(path, ':');
	char *name = xstrndup(path, strcspn(path, ":"));

	if (colon && line < 1)
		line = strtoll(colon + 1, NULL, 10);
	json_set_str(f, "path", name);
	json_set_int(f, "line", line > 0 ? line : 1);
	free(name);
}

/* Where a task comes from, else a file that it names, else the change's. */
static void place_of(struct json *f, const struct json *task, const char *file)
{
	const char *path = json_get_str(task, "path");

	if (path && *path)
		set_place(f, path, (int64_t)json_get_num(task, "line", 0));
	else if (*file)
		set_place(f, file, 0);
}

/* Foreign text as one line that steers neither a terminal nor a runner. */
static void set_line(struct json *f, const char *name, const char *text)
{
	struct strbuf sb = STRBUF_INIT;

	utf8_add_clean_line(&sb, text);
	json_set_str(f, name, sb.buf);
	strbuf_release(&sb);
}

static void add(struct findings *all, enum level level, const char *rule,
		const struct json *task, const char *what, const char *title,
		const char *message)
{
	struct json *f = json_new_obj();

	json_set_str(f, "level", level_names[level]);
	json_set_str(f, "rule", rule);
	if (task)
		json_set_str(f, "task", json_get_str(task, "id"));
	set_line(f, "title", title);
	set_line(f, "message", message);
	place_of(f, task, all->file);
	set_key(f, rule, what);
	json_push(all->by_level[level], f);
}

/* "coverage >= 85 (coverage = 71.5)", or why nobody can tell. */
static void add_why(struct strbuf *out, const struct json *result)
{
	const char *m = json_get_str(result, "measurable");
	const char *why = json_get_str(result, "reason");
	const struct json *v;
	const char *sep = " (";

	if (m)
		strbuf_addf(out, ": %s", m);
	json_each(v, json_get(result, "values")) {
		strbuf_addf(out, "%s%s = ", sep, json_key(v));
		if (json_str(v))
			strbuf_addstr(out, json_str(v));
		else
			json_line(out, v);
		sep = ", ";
	}
	strbuf_addstr(out, *sep == ',' ? ")" : "");
	if (why)
		strbuf_addf(out, "; %s", why);
}

static void criterion(struct findings *all, const struct json *task,
		      const struct json *result, bool strict)
{
	const char *outcome = json_get_str(result, "outcome");
	const char *text = json_get_str(result, "criterion");
	bool unmet = str_eq(outcome, "unmet");
	enum level level = unmet || strict ? LEVEL_ERROR : LEVEL_WARNING;
	struct strbuf what = STRBUF_INIT, sb = STRBUF_INIT;
	char *title;

	if (str_eq(outcome, "met"))
		return;
	/* what the merge does not finish need not be true yet */
	if (!json_get_bool(task, "counts", true))
		level = LEVEL_NOTE;
	title = xasprintf("%s: %s", unmet ? "Criterion not met" :
			  "Criterion to be confirmed", text);
	strbuf_addf(&sb, "task %.8s '%s': '%s' is %s", json_get_str(task, "id"),
		    json_get_str(task, "title"), text, outcome);
	add_why(&sb, result);
	strbuf_addf(&what, "%s\n%s", json_get_str(task, "id"), text);
	add(all, level, unmet ? "criterion-unmet" : "criterion-undetermined",
	    task, what.buf, title, sb.buf);
	free(title);
	strbuf_release(&sb);
	strbuf_release(&what);
}

static void state(struct findings *all, const struct json *task)
{
	const char *status = json_get_str(task, "status");
	const char *id = json_get_str(task, "id");
	const struct json *b;
	char *text;

	if (str_eq(status, "deleted") || str_eq(status, "cancelled")) {
		text = xasprintf("task %.8s '%s' is %s", id,
				 json_get_str(task, "title"), status);
		add(all, LEVEL_WARNING, "task-gone", task, id,
		    "The task is not to be done", text);
		free(text);
	}
	json_each(b, json_get(task, "blocked_by")) {
		if (!json_get_bool(task, "closes", false))
			break;
		text = xasprintf("task %.8s '%s' waits for %.8s, which is not "
				 "finished", id, json_get_str(task, "title"),
				 json_str(b));
		add(all, LEVEL_WARNING, "task-waits", task, text,
		    "The task waits for another one", text);
		free(text);
	}
}

static void requirement(struct findings *all, const struct json *r)
{
	const char *expr = json_get_str(r, "expression");
	struct strbuf sb = STRBUF_INIT;
	char *title;

	if (str_eq(json_get_str(r, "outcome"), "met"))
		return;
	title = xasprintf("Required: %s", expr);
	strbuf_addf(&sb, "'%s' is required and %s", expr,
		    json_get_str(r, "outcome"));
	add_why(&sb, r);
	add(all, LEVEL_ERROR, "requirement", NULL, expr, title, sb.buf);
	free(title);
	strbuf_release(&sb);
}

static void unknown(struct findings *all, const struct json *u)
{
	const char *id = json_get_str(u, "id");
	char *text = xasprintf("%s names task '%s', which does not exist",
			       json_get_str(u, "by"), id);

	add(all, LEVEL_ERROR, "unknown-task", NULL, id, "No such task", text);
	free(text);
}

void gate_findings(struct json *report, const char *file)
{
	struct findings all = { .file = file };
	bool strict = json_get_bool(report, "strict", false);
	struct json *list = json_new_arr(), *f;
	const struct json *t, *r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all.by_level); i++)
		all.by_level[i] = json_new_arr();
	json_each(t, json_get(report, "tasks")) {
		json_each(r, json_get(t, "results"))
			criterion(&all, t, r, strict);
		state(&all, t);
	}
	json_each(r, json_get(report, "requirements"))
		requirement(&all, r);
	json_each(r, json_get(report, "unknown"))
		unknown(&all, r);
	if (!json_nr(json_get(report, "tasks")) &&
	    json_get_bool(report, "task_required", false))
		add(&all, LEVEL_ERROR, "no-task", NULL, "", "No task",
		    "neither the branch nor a commit names a task: add a line "
		    "'Task-Id: <id>' to a commit's message");
	for (i = 0; i < ARRAY_SIZE(all.by_level); i++) {
		while ((f = json_detach_at(all.by_level[i], 0)))
			json_push(list, f);
		json_free(all.by_level[i]);
	}
	json_set(report, "findings", list);
}
