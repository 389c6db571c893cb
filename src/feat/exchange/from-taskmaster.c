/*
 * from-taskmaster.c - .taskmaster/tasks/tasks.json of Task Master: one list of
 * tasks, or one a tag; subtasks are parts of their task.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "feat/exchange/fill.h"

static bool is_list(const struct json *list)
{
	const struct json *t;

	/* not every task has all of it */
	if (json_is(list, JSON_ARR) && json_get_str(json_first(list), "title"))
		json_each(t, list)
			if (json_get(t, "subtasks") ||
			    json_get(t, "testStrategy") ||
			    (json_get(t, "dependencies") &&
			     json_get(t, "details")))
				return true;
	return false;
}

static bool is_taskmaster(const struct foreign_in *in)
{
	const struct json *m;

	if (!json_is(in->root, JSON_OBJ))
		return false;
	if (is_list(json_get(in->root, "tasks")))
		return true;
	json_each(m, in->root)
		if (json_is(m, JSON_OBJ) && is_list(json_get(m, "tasks")))
			return true;
	return false;
}

/* A number or a text, as they write both. */
static char *number_text(const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	if (json_str(j))
		strbuf_addstr(&sb, json_str(j));
	else if (json_is(j, JSON_NUM))
		json_line(&sb, j);
	return strbuf_detach(&sb, NULL);
}

/* "taskmaster:1.2", in another tag than master "taskmaster:auth:1.2" */
static char *list_key(const char *tag)
{
	return tag && strcmp(tag, "master") ?
	       xasprintf("taskmaster:%s:", tag) : xstrdup("taskmaster:");
}

static bool has_sibling(const struct json *list, const char *nr)
{
	const struct json *j;
	bool yes = false;

	json_each(j, list) {
		char *id = number_text(json_get(j, "id"));

		yes |= !strcmp(id, nr);
		free(id);
	}
	return yes;
}

/* In a subtask a bare number is the part beside it, if there is one. */
static void read_dependencies(struct json *rec, const struct json *j,
			      const char *base, const char *parent,
			      const struct json *siblings)
{
	const struct json *item;

	json_each(item, json_get(j, "dependencies")) {
		char *nr = number_text(item);

		if (parent && !strchr(nr, '.') && has_sibling(siblings, nr))
			fill_dep(rec, "%s%s.%s", base, parent, nr);
		else if (*nr)
			fill_dep(rec, "%s%s", base, nr);
		free(nr);
	}
}

static int read_status(struct json *rec, const struct json *j, size_t line,
		       struct err *err)
{
	static const struct {
		const char *word;
		enum status s;
		bool exact;
	} words[] = {
		{ "pending", STATUS_PENDING, true },
		{ "in-progress", STATUS_IN_PROGRESS, true },
		{ "done", STATUS_COMPLETED, true },
		{ "completed", STATUS_COMPLETED, true },
		{ "blocked", STATUS_BLOCKED, true },
		{ "cancelled", STATUS_CANCELLED, true },
		{ "deferred", STATUS_PENDING, false },
		{ "review", STATUS_IN_PROGRESS, false },
	};
	const char *s = json_get_str(j, "status");
	size_t i;

	if (!s)
		return 0;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].word, s))
			continue;
		fill_status(rec, words[i].s);
		if (!words[i].exact)
			fill_field(rec, "status", json_new_str(s));
		return 0;
	}
	return err_set(err, ERR_INVALID, "line %zu: '%s' is no status of Task "
		       "Master", line, s);
}

static void read_rest(struct records *out, struct json *rec,
		      const struct json *j)
{
	static const char *const known[] = {
		"id", "title", "description", "details", "testStrategy",
		"status", "priority", "dependencies", "subtasks", "updatedAt",
		"createdAt", "parentId", "parentTaskId"
	};
	const struct json *m;
	size_t i;

	json_each(m, j) {
		for (i = 0; i < ARRAY_SIZE(known); i++)
			if (!strcmp(known[i], json_key(m)))
				break;
		if (i < ARRAY_SIZE(known))
			continue;
		if (json_is(m, JSON_OBJ) || json_is(m, JSON_ARR))
			records_left(out, json_key(m));
		else
			fill_field(rec, json_key(m), json_copy(m));
	}
}

/* A task and, below it, its parts; `parent` is its number or NULL. */
static int read_one(struct records *out, const struct foreign_in *in,
		    const struct json *j, const char *tag, const char *parent,
		    const struct json *siblings, struct err *err)
{
	char *base = list_key(tag), *nr = number_text(json_get(j, "id"));
	char *own = parent ? xasprintf("%s.%s", parent, nr) : xstrdup(nr);
	size_t line = foreign_line(in, j);
	const struct json *sub;
	struct json *rec;
	int ret = -1;

	if (!json_is(j, JSON_OBJ) || !*nr) {
		err_set(err, ERR_INVALID, "line %zu: no id, as Task Master's "
			"tasks have", line);
		goto out;
	}
	rec = fill_new(out, line, "%s%s", base, own);
	fill_title(rec, json_get_str(j, "title"));
	fill_more(rec, NULL, json_get_str(j, "description"));
	fill_more(rec, "Details", json_get_str(j, "details"));
	fill_more(rec, "Test strategy", json_get_str(j, "testStrategy"));
	if (tag && strcmp(tag, "master"))
		fill_line(rec, "project", tag);
	if (json_get_str(j, "priority"))
		fill_priority_named(rec, json_get_str(j, "priority"));
	fill_time(rec, "created_at", json_get_str(j, "createdAt"));
	fill_external(rec, "taskmaster", own);
	if (parent) {
		char *up = xasprintf("%s%s", base, parent);

		json_set_str(rec, "parent", up);
		free(up);
	}
	read_dependencies(rec, j, base, parent, siblings);
	read_rest(out, rec, j);
	ret = read_status(rec, j, line, err);
	json_each(sub, json_get(j, "subtasks")) {
		if (ret < 0)
			break;
		ret = read_one(out, in, sub, tag, own,
			       json_get(j, "subtasks"), err);
	}
out:
	free(base);
	free(nr);
	free(own);
	return ret;
}

static int read_list(struct records *out, const struct foreign_in *in,
		     const struct json *list, const char *tag,
		     struct err *err)
{
	const struct json *t;

	json_each(t, list)
		if (read_one(out, in, t, tag, NULL, NULL, err) < 0)
			return -1;
	return 0;
}

static int read_taskmaster(struct records *out, const struct foreign_in *in,
			   struct err *err)
{
	const struct json *m, *list = json_get(in->root, "tasks");

	if (json_is(list, JSON_ARR))
		return read_list(out, in, list, NULL, err);
	if (!json_is(in->root, JSON_OBJ))
		return err_set(err, ERR_INVALID, "line 1: Task Master's file "
			       "is an object with 'tasks'");
	json_each(m, in->root)
		if (json_is(m, JSON_OBJ) &&
		    read_list(out, in, json_get(m, "tasks"), json_key(m),
			      err) < 0)
			return -1;
	return 0;
}

const struct foreign foreign_taskmaster = {
	"taskmaster", "tasks of Task Master", is_taskmaster, read_taskmaster
};
