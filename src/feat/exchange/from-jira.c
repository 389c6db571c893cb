/*
 * from-jira.c - Jira: JSON of its REST interface (searches and single issues) and
 * CSV exports.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "feat/exchange/fill.h"

static bool is_csv(const struct foreign_in *in)
{
	size_t len = strcspn(in->text, "\n");
	char *head = xstrndup(in->text, len);
	bool yes = !in->root && strstr(head, "Issue key") &&
		   strstr(head, "Summary");

	free(head);
	return yes;
}

static bool is_jira(const struct foreign_in *in)
{
	const struct json *j = foreign_first(in);
	const struct json *list = json_get(j, "issues");

	if (json_is(list, JSON_ARR) && json_first(list))
		j = json_first(list);
	return (json_get_str(j, "key") &&
		json_get_path(j, "fields.summary")) || is_csv(in);
}

/* ---- Atlassian's document format: JSON for text ---- */

static void doc_text(struct strbuf *out, const struct json *j, int depth)
{
	const char *type = json_get_str(j, "type");
	const struct json *child;

	if (depth > 50)
		return;
	if (json_get_str(j, "text"))
		strbuf_addstr(out, json_get_str(j, "text"));
	if (str_eq(type, "hardBreak"))
		strbuf_addch(out, '\n');
	if (str_eq(type, "mention") || str_eq(type, "emoji"))
		strbuf_addstr(out, json_str(json_get_path(j, "attrs.text")) ?
			      json_str(json_get_path(j, "attrs.text")) : "");
	if (str_eq(type, "inlineCard"))
		strbuf_addstr(out, json_str(json_get_path(j, "attrs.url")) ?
			      json_str(json_get_path(j, "attrs.url")) : "");
	if (str_eq(type, "listItem"))
		strbuf_addstr(out, "- ");
	json_each(child, json_get(j, "content"))
		doc_text(out, child, depth + 1);
	if (str_eq(type, "paragraph") || str_eq(type, "heading") ||
	    str_eq(type, "codeBlock"))
		strbuf_addstr(out, depth > 2 ? "\n" : "\n\n");
}

/* Text as it is, or as a document. */
static char *text_of(const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	if (json_str(j))
		strbuf_addstr(&sb, json_str(j));
	else if (json_is(j, JSON_OBJ))
		doc_text(&sb, j, 0);
	strbuf_trim(&sb);
	return strbuf_detach(&sb, NULL);
}

/* ---- JSON ---- */

static const char *person(const struct json *j)
{
	return fill_get(j, "emailAddress", "displayName");
}

static void read_status(struct json *rec, const struct json *f)
{
	const char *name = fill_get(f, "status.name", NULL);
	const char *kind = fill_get(f, "status.statusCategory.key", NULL);
	const char *res = fill_get(f, "resolution.name", NULL);
	bool exact = true;
	enum status s = fill_status_word(name ? name : "", &exact);
	enum status by = s;

	if (!name)
		return;
	if (str_eq(kind, "new"))
		by = STATUS_PENDING;
	else if (str_eq(kind, "indeterminate"))
		by = s == STATUS_BLOCKED ? s : STATUS_IN_PROGRESS;
	else if (str_eq(kind, "done"))
		by = s == STATUS_CANCELLED ? s : STATUS_COMPLETED;
	if (by == STATUS_COMPLETED && res &&
	    fill_status_word(res, &exact) == STATUS_CANCELLED)
		by = STATUS_CANCELLED;
	fill_status_word(name, &exact);
	fill_status(rec, by);
	if (!exact || by != s)
		fill_field(rec, "status", json_new_str(name));
}

static void read_links(struct json *rec, const struct json *f)
{
	struct json *others = json_new_arr();
	const struct json *link;

	json_each(link, json_get(f, "issuelinks")) {
		const char *in = fill_get(link, "inwardIssue.key", NULL);
		const char *out = fill_get(link, "outwardIssue.key", NULL);
		const char *name = fill_get(link, "type.name", NULL);
		struct json *other;

		/* "is blocked by"; the other end says "blocks" itself */
		if (in && name && utf8_casefind(name, "block")) {
			fill_dep(rec, "jira:%s", in);
			continue;
		}
		if (name && utf8_casefind(name, "block"))
			continue;
		other = json_new_obj();
		json_set_str(other, "type", name);
		json_set_str(other, "key", in ? in : out);
		json_push(others, other);
	}
	fill_field(rec, "links", others);
}

static void read_names(struct json *rec, const struct json *f,
		       const char *name, const char *field)
{
	struct json *arr = json_new_arr();
	const struct json *item;

	json_each(item, json_get(f, name))
		if (json_get_str(item, "name"))
			json_push_str(arr, json_get_str(item, "name"));
	fill_field(rec, field, arr);
}

static void read_comments(struct records *out, struct json *rec,
			  const struct json *f)
{
	const struct json *list = json_get_path(f, "comment.comments"), *item;

	json_each(item, list) {
		char *text = text_of(json_get(item, "body"));

		fill_note(rec, json_get_str(item, "created"),
			  person(json_get(item, "author")), text);
		free(text);
	}
	if (json_nr(json_get(f, "attachment")))
		records_left(out, "attachments");
	if (json_nr(json_get_path(f, "worklog.worklogs")))
		records_left(out, "work logs");
	json_each(item, f)
		if (str_starts(json_key(item), "customfield_") &&
		    !json_is(item, JSON_NULL)) {
			records_left(out, "custom fields");
			break;
		}
}

static int read_issue(struct records *out, const struct foreign_in *in,
		      const struct json *j, struct err *err)
{
	const struct json *f = json_get(j, "fields"), *item;
	const char *key = json_get_str(j, "key");
	size_t line = foreign_line(in, j);
	struct json *rec;
	double secs;
	char *text;

	if (json_is(json_get(j, "issues"), JSON_ARR)) {
		json_each(item, json_get(j, "issues"))
			if (read_issue(out, in, item, err) < 0)
				return -1;
		return 0;
	}
	if (!key || !*key || !json_is(f, JSON_OBJ))
		return err_set(err, ERR_INVALID, "line %zu: no key and "
			       "fields, as issues of Jira have", line);
	rec = fill_new(out, line, "jira:%s", key);
	fill_external(rec, "jira_key", key);
	fill_title(rec, json_get_str(f, "summary"));
	text = text_of(json_get(f, "description"));
	fill_text(rec, "description", text);
	free(text);
	fill_line(rec, "type", fill_get(f, "issuetype.name", NULL));
	fill_line(rec, "project", fill_get(f, "project.name", "project.key"));
	fill_line(rec, "assignee", person(json_get(f, "assignee")));
	fill_line(rec, "created_by", person(json_get(f, "reporter")));
	fill_priority_named(rec, fill_get(f, "priority.name", NULL));
	json_each(item, json_get(f, "labels"))
		fill_tag(rec, json_str(item));
	fill_time(rec, "created_at", json_get_str(f, "created"));
	fill_time(rec, "completed_at", json_get_str(f, "resolutiondate"));
	fill_due(rec, json_get_str(f, "duedate"));
	if (fill_get(f, "parent.key", NULL)) {
		text = xasprintf("jira:%s", fill_get(f, "parent.key", NULL));
		json_set_str(rec, "parent", text);
		free(text);
	}
	secs = json_get_num(f, "timeoriginalestimate", 0);
	if (secs > 0)
		json_set_num(rec, "estimated_hours", secs / 3600);
	secs = json_get_num(f, "timespent", 0);
	if (secs > 0)
		json_set_num(rec, "actual_hours", secs / 3600);
	read_status(rec, f);
	read_links(rec, f);
	read_names(rec, f, "components", "components");
	read_names(rec, f, "fixVersions", "fix_versions");
	read_comments(out, rec, f);
	return 0;
}

/* ---- CSV ---- */

/* A cell, or the first of several columns of one name that has something. */
static const char *cell(const struct json *row, const char *name)
{
	const struct json *j = json_get(row, name);

	return json_str(j) ? json_str(j) : json_str(json_first(j));
}

/* Calls for each cell of columns of that name. */
static void each_cell(struct json *rec, const struct json *row,
		      const char *name,
		      void (*fn)(struct json *rec, const char *s))
{
	const struct json *j = json_get(row, name), *item;

	if (json_str(j))
		fn(rec, json_str(j));
	json_each(item, json_is(j, JSON_ARR) ? j : NULL)
		fn(rec, json_str(item));
}

static void add_blocker(struct json *rec, const char *s)
{
	fill_dep(rec, "jira:%s", s);
}

/* "30/Nov/26 7:20 AM;ann;the text" */
static void add_comment(struct json *rec, const char *s)
{
	const char *who = strchr(s, ';');
	const char *text = who ? strchr(who + 1, ';') : NULL;
	char *at, *by;

	if (!text) {
		fill_note(rec, NULL, NULL, s);
		return;
	}
	at = xstrndup(s, (size_t)(who - s));
	by = xstrndup(who + 1, (size_t)(text - who - 1));
	fill_note(rec, at, by, text + 1);
	free(at);
	free(by);
}

static void csv_status(struct json *rec, const struct json *row)
{
	const char *res = cell(row, "Resolution");
	bool exact;

	fill_status_named(rec, cell(row, "Status"));
	if (res && str_eq(json_get_str(rec, "status"), "completed") &&
	    fill_status_word(res, &exact) == STATUS_CANCELLED)
		fill_status(rec, STATUS_CANCELLED);
}

static void csv_hours(struct json *rec, const char *field, const char *s)
{
	char *end = NULL;
	double secs = s ? strtod(s, &end) : 0;

	if (end && secs > 0 && !*end)
		json_set_num(rec, field, secs / 3600);
}

static int read_row(struct records *out, const struct json *row,
		    const struct map *by_number, struct err *err)
{
	const char *key = cell(row, "Issue key"), *up;
	size_t line = (size_t)json_get_num(row, "", 1);
	struct json *rec;
	char *text;

	if (!key || !*key)
		return err_set(err, ERR_INVALID, "line %zu: no issue key",
			       line);
	rec = fill_new(out, line, "jira:%s", key);
	fill_external(rec, "jira_key", key);
	fill_title(rec, cell(row, "Summary"));
	fill_text(rec, "description", cell(row, "Description"));
	fill_line(rec, "type", cell(row, "Issue Type"));
	fill_line(rec, "project", cell(row, "Project name"));
	fill_line(rec, "assignee", cell(row, "Assignee"));
	fill_line(rec, "created_by", cell(row, "Reporter"));
	fill_priority_named(rec, cell(row, "Priority"));
	each_cell(rec, row, "Labels", fill_tag);
	fill_time(rec, "created_at", cell(row, "Created"));
	fill_time(rec, "completed_at", cell(row, "Resolved"));
	fill_due_utc(rec, cell(row, "Due date") ? cell(row, "Due date") :
		 cell(row, "Due Date"));
	csv_hours(rec, "estimated_hours", cell(row, "Original estimate") ?
		  cell(row, "Original estimate") :
		  cell(row, "Original Estimate"));
	csv_hours(rec, "actual_hours", cell(row, "Time Spent"));
	csv_status(rec, row);
	each_cell(rec, row, "Inward issue link (Blocks)", add_blocker);
	each_cell(rec, row, "Comment", add_comment);
	/* the parent by its key, or by the number of a column before */
	up = cell(row, "Parent key");
	if (!up && cell(row, "Parent id"))
		up = map_get(by_number, cell(row, "Parent id"));
	if (!up && cell(row, "Parent"))
		up = map_get(by_number, cell(row, "Parent"));
	if (up) {
		text = xasprintf("jira:%s", up);
		json_set_str(rec, "parent", text);
		free(text);
	}
	fill_field(rec, "sprint", json_new_str(cell(row, "Sprint")));
	if (json_get(row, "Attachment"))
		records_left(out, "attachments");
	return 0;
}

static int read_csv(struct records *out, const struct foreign_in *in,
		    struct err *err)
{
	struct json *rows, *row;
	struct map by_number = MAP_INIT_FREE(free);
	int ret;

	if (convert_csv_table(&rows, in->text, in->len, err) < 0)
		return -1;
	json_each(row, rows)
		if (cell(row, "Issue id") && cell(row, "Issue key"))
			map_put(&by_number, cell(row, "Issue id"),
				xstrdup(cell(row, "Issue key")));
	ret = 0;
	json_each(row, rows)
		if (ret == 0)
			ret = read_row(out, row, &by_number, err);
	map_clear(&by_number);
	json_free(rows);
	return ret;
}

static int read_jira(struct records *out, const struct foreign_in *in,
		     struct err *err)
{
	if (!in->root)
		return read_csv(out, in, err);
	return foreign_each(out, in, read_issue, err);
}

const struct foreign foreign_jira = {
	"jira", "issues of Jira", is_jira, read_jira
};
