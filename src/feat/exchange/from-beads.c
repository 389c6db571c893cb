/*
 * from-beads.c - issues of beads: its JSONL file, `bd export` and `bd list --json`.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "feat/exchange/fill.h"

static bool is_beads(const struct foreign_in *in)
{
	const struct json *j = foreign_first(in);
	const struct json *dep = json_first(json_get(j, "dependencies"));

	if (!json_get_str(j, "id") || !json_get_str(j, "title"))
		return false;
	return json_get_str(j, "issue_type") ||
	       str_eq(json_get_str(j, "_type"), "issue") ||
	       json_get_str(dep, "depends_on_id") ||
	       json_get_str(dep, "dependency_type");
}

static int read_status(struct json *rec, const struct json *j, size_t line,
		       struct err *err)
{
	static const struct {
		const char *word;
		enum status s;
		bool exact;
	} words[] = {
		{ "open", STATUS_PENDING, true },
		{ "in_progress", STATUS_IN_PROGRESS, true },
		{ "blocked", STATUS_BLOCKED, true },
		{ "closed", STATUS_COMPLETED, true },
		{ "deferred", STATUS_PENDING, false },
		{ "pinned", STATUS_PENDING, false },
		{ "hooked", STATUS_IN_PROGRESS, false },
	};
	const char *s = json_get_str(j, "status");
	size_t i;

	for (i = 0; s && i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].word, s))
			continue;
		fill_status(rec, words[i].s);
		if (!words[i].exact)
			fill_field(rec, "status", json_new_str(s));
		return 0;
	}
	if (!s)
		return 0;
	if (!*s)
		return err_set(err, ERR_INVALID, "line %zu: an empty status",
			       line);
	/* beads lets a project name states of its own */
	fill_status_named(rec, s);
	return 0;
}

/* 0 is the highest. */
static int read_priority(struct json *rec, const struct json *j, size_t line,
			 struct err *err)
{
	const struct json *p = json_get(j, "priority");
	double d = json_num(p);

	if (!p || json_is(p, JSON_NULL))
		return 0;
	if (!json_is(p, JSON_NUM) || d < 0 || d > 4 || d != (int)d)
		return err_set(err, ERR_INVALID, "line %zu: a priority of "
			       "beads is 0 (highest) to 4", line);
	fill_priority(rec, (enum priority)(PRIO_CRITICAL - (int)d));
	return 0;
}

/* `blocks` is ours, parent-child the parent; the others are kept by name. */
static void read_dependency(struct json *rec, struct json *links,
			    const struct json *d, const char *self)
{
	const char *on = json_get_str(d, "depends_on_id");
	const char *type = json_get_str(d, "type");
	struct json *link;
	struct strbuf key = STRBUF_INIT;

	/* `bd show --json` has the whole issue */
	if (!on) {
		on = json_get_str(d, "id");
		type = json_get_str(d, "dependency_type");
	}
	if (json_str(d))
		on = json_str(d);
	if (!on || str_eq(on, self))
		return;
	strbuf_addf(&key, "beads:%s", on);
	if (!type || !strcmp(type, "blocks") ||
	    !strcmp(type, "conditional-blocks") ||
	    !strcmp(type, "waits-for")) {
		fill_dep(rec, "%s", key.buf);
	} else if (!strcmp(type, "parent-child")) {
		json_set_str(rec, "parent", key.buf);
	} else {
		link = json_new_obj();
		json_set_str(link, "id", on);
		json_set_str(link, "type", type);
		json_push(links, link);
	}
	strbuf_release(&key);
}

/* bd-a3f8.1 is a part of bd-a3f8, also where no link says so. */
static void read_parent(struct json *rec, const struct json *j,
			const char *id)
{
	const char *dot = strrchr(id, '.'), *up = json_get_str(j, "parent");
	struct strbuf key = STRBUF_INIT;

	if (up && *up) {
		strbuf_addf(&key, "beads:%s", up);
		json_set_str(rec, "parent", key.buf);
		strbuf_release(&key);
		return;
	}
	if (json_get(rec, "parent") || !dot || dot == id || !dot[1] ||
	    dot[1 + strspn(dot + 1, "0123456789")])
		return;
	strbuf_addf(&key, "beads:%.*s", (int)(dot - id), id);
	json_set_str(rec, "parent", key.buf);
	strbuf_release(&key);
}

static void read_lists(struct json *rec, const struct json *j,
		       const char *id)
{
	struct json *links = json_new_arr();
	const struct json *item;

	json_each(item, json_get(j, "labels"))
		fill_tag(rec, json_str(item));
	json_each(item, json_get(j, "dependencies"))
		read_dependency(rec, links, item, id);
	fill_field(rec, "links", links);
	read_parent(rec, j, id);
	json_each(item, json_is(json_get(j, "comments"), JSON_ARR) ?
		  json_get(j, "comments") : NULL)
		fill_note(rec, json_get_str(item, "created_at"),
			  json_get_str(item, "author"),
			  json_get_str(item, "text"));
}

static void read_rest(struct records *out, struct json *rec,
		      const struct json *j)
{
	static const char *const known[] = {
		"_type", "id", "title", "description", "design",
		"acceptance_criteria", "notes", "status", "priority",
		"issue_type", "assignee", "owner", "estimated_minutes",
		"created_at", "created_by", "updated_at", "closed_at",
		"started_at", "close_reason", "labels", "dependencies",
		"comments", "due_at", "parent"
	};
	static const char *const derived[] = {
		"content_hash", "dependency_count", "dependent_count",
		"comment_count", "dependents", "source_repo",
		"compaction_level"
	};
	const struct json *m;
	size_t i;

	json_each(m, j) {
		const char *name = json_key(m);

		for (i = 0; i < ARRAY_SIZE(known); i++)
			if (!strcmp(known[i], name))
				break;
		if (i < ARRAY_SIZE(known))
			continue;
		for (i = 0; i < ARRAY_SIZE(derived); i++)
			if (!strcmp(derived[i], name))
				break;
		if (i < ARRAY_SIZE(derived))
			records_left(out, name);
		else
			fill_field(rec, name, json_copy(m));
	}
}

static int read_issue(struct records *out, const struct foreign_in *in,
		      const struct json *j, struct err *err)
{
	const char *id = json_get_str(j, "id");
	size_t line = foreign_line(in, j);
	struct json *rec;
	double minutes = json_get_num(j, "estimated_minutes", 0);

	/* newer exports have lines of other kinds: memories, configuration */
	if (json_get_str(j, "_type") &&
	    strcmp(json_get_str(j, "_type"), "issue")) {
		records_left(out, json_get_str(j, "_type"));
		return 0;
	}
	if (!id || !*id)
		return err_set(err, ERR_INVALID,
			       "line %zu: no id, as issues of beads have",
			       line);
	if (str_eq(json_get_str(j, "status"), "tombstone")) {
		records_left(out, "a deleted issue");
		return 0;
	}
	rec = fill_new(out, line, "beads:%s", id);
	fill_title(rec, json_get_str(j, "title"));
	fill_more(rec, NULL, json_get_str(j, "description"));
	fill_more(rec, "Design", json_get_str(j, "design"));
	fill_more(rec, "Acceptance criteria",
		  json_get_str(j, "acceptance_criteria"));
	fill_more(rec, "Notes", json_get_str(j, "notes"));
	fill_line(rec, "type", json_get_str(j, "issue_type"));
	fill_line(rec, "assignee", fill_get(j, "assignee", "owner"));
	fill_line(rec, "created_by", json_get_str(j, "created_by"));
	fill_time(rec, "created_at", json_get_str(j, "created_at"));
	fill_time(rec, "started_at", json_get_str(j, "started_at"));
	fill_time(rec, "completed_at", json_get_str(j, "closed_at"));
	fill_due(rec, json_get_str(j, "due_at"));
	fill_text(rec, "completion_summary", json_get_str(j, "close_reason"));
	fill_external(rec, "beads", id);
	if (minutes > 0)
		json_set_num(rec, "estimated_hours", minutes / 60);
	read_lists(rec, j, id);
	read_rest(out, rec, j);
	if (read_priority(rec, j, line, err) < 0)
		return -1;
	return read_status(rec, j, line, err);
}

static int read_beads(struct records *out, const struct foreign_in *in,
		      struct err *err)
{
	return foreign_each(out, in, read_issue, err);
}

const struct foreign foreign_beads = {
	"beads", "issues of beads", is_beads, read_beads
};
