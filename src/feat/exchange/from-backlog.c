/*
 * from-backlog.c - the folder of Backlog.md, and one file of it: front matter, then
 * sections.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include <dirent.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strvec.h"
#include "base/utf8.h"
#include "data/yaml.h"
#include "feat/exchange/fill.h"


/* ---- one file ---- */

/* The text between the two lines of dashes; *body: what follows. */
static const char *front_end(const char *text, const char **body)
{
	const char *end = str_starts(text, "---\n") ?
			  strstr(text + 3, "\n---") : NULL;

	if (!end || (end[4] && end[4] != '\n'))
		return NULL;
	*body = end + 4 + (end[4] == '\n');
	return end + 1;
}

static bool is_backlog(const struct foreign_in *in)
{
	const char *body, *end = front_end(in->text, &body), *id, *status;

	id = end ? strstr(in->text, "\nid: ") : NULL;
	status = end ? strstr(in->text, "\nstatus: ") : NULL;
	return id && status && id < end && status < end &&
	       strstr(in->text, "\ncreated_date: ");
}

/* Ids are written in either case. */
static char *key_of(const char *id)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "backlog:");
	for (; *id; id++)
		strbuf_addch(&sb, *id >= 'A' && *id <= 'Z' ?
			     (char)(*id - 'A' + 'a') : *id);
	return strbuf_detach(&sb, NULL);
}

/* A line of a section: comments that mark its ends are no text. */
static bool is_mark(const char *line, size_t len)
{
	return len > 7 && str_starts(line, "<!-- ") &&
	       (line[5] == 'S' || line[5] == 'A' || line[5] == 'D') &&
	       !memcmp(line + len - 3, "-->", 3);
}

static void end_section(struct json *rec, const char *head,
			struct strbuf *text)
{
	if (!strcmp(head, "Description"))
		fill_more(rec, NULL, text->buf);
	else if (!strcmp(head, "Final Summary"))
		fill_text(rec, "completion_summary", text->buf);
	else
		fill_more(rec, *head ? head : NULL, text->buf);
	strbuf_reset(text);
}

/* "- [x] #1 it opens": a criterion; true when it was one. */
static bool read_criterion(struct json *rec, const char *line)
{
	if (!str_starts(line, "- [") || !line[3] || line[4] != ']')
		return false;
	line += 5 + strspn(line + 5, " ");
	if (*line == '#') {
		line += 1 + strspn(line + 1, "0123456789");
		line += strspn(line, " ");
	}
	fill_criterion(rec, line);
	return true;
}

static void read_body(struct records *out, struct json *rec, const char *p)
{
	struct strbuf text = STRBUF_INIT;
	char *head = xstrdup(""), *line;

	for (; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t len = strcspn(p, "\n");

		line = xstrndup(p, len);
		if (str_starts(line, "## ")) {
			end_section(rec, head, &text);
			free(head);
			head = xstrdup(line + 3);
		} else if (str_eq(head, "Acceptance Criteria") &&
			   read_criterion(rec, line)) {
			if (line[3] != ' ')
				records_left(out, "the tick of a criterion");
		} else if (!is_mark(line, len)) {
			strbuf_addf(&text, "%s\n", line);
		}
		free(line);
	}
	end_section(rec, head, &text);
	free(head);
	strbuf_release(&text);
}

static void add_dependency(struct json *rec, const char *id)
{
	char *key = key_of(id);

	if (*id)
		fill_dep(rec, "%s", key);
	free(key);
}

static void read_lists(struct json *rec, const struct json *j)
{
	const struct json *list = json_get(j, "assignee"), *item;
	struct json *others = json_new_arr();
	const char *who;

	/* a list of one may be written as a text */
	fill_tag(rec, json_get_str(j, "labels"));
	json_each(item, json_get(j, "labels"))
		fill_tag(rec, json_str(item));
	if (json_get_str(j, "dependencies"))
		add_dependency(rec, json_get_str(j, "dependencies"));
	json_each(item, json_get(j, "dependencies"))
		if (json_str(item))
			add_dependency(rec, json_str(item));
	who = json_str(list) ? json_str(list) : json_str(json_first(list));
	fill_line(rec, "assignee", who && *who == '@' ? who + 1 : who);
	json_each(item, json_is(list, JSON_ARR) ? list : NULL)
		if (item != json_first(list) && json_str(item))
			json_push_str(others, json_str(item));
	fill_field(rec, "assignees", others);
	fill_field(rec, "references", json_copy(json_get(j, "references")));
	fill_field(rec, "documentation",
		   json_copy(json_get(j, "documentation")));
	fill_field(rec, "milestone",
		   json_new_str(json_get_str(j, "milestone")));
}

static int read_file(struct records *out, const char *text, struct err *err)
{
	const char *body, *end = front_end(text, &body), *s;
	struct json *j = NULL, *rec;
	char *key;

	if (!end)
		return err_set(err, ERR_INVALID, "line 1: no front matter "
			       "between two lines of '---'");
	if (yaml_parse_texts(&j, text + 4, (size_t)(end - text - 4), err) < 0)
		return -1;
	s = json_get_str(j, "id");
	if (!s || !*s) {
		json_free(j);
		return err_set(err, ERR_INVALID, "line 1: no id in the front "
			       "matter");
	}
	key = key_of(s);
	rec = fill_new(out, 1, "%s", key);
	free(key);
	fill_external(rec, "backlog.md", s);
	fill_title(rec, json_get_str(j, "title"));
	fill_status_named(rec, json_get_str(j, "status"));
	fill_priority_named(rec, json_get_str(j, "priority"));
	fill_line(rec, "type", json_get_str(j, "type"));
	fill_line(rec, "project", json_get_str(j, "project"));
	fill_line(rec, "created_by", json_get_str(j, "reporter"));
	fill_time(rec, "created_at", json_get_str(j, "created_date"));
	fill_due(rec, json_get_str(j, "due_date"));
	if (json_get_str(j, "parent_task_id")) {
		key = key_of(json_get_str(j, "parent_task_id"));
		json_set_str(rec, "parent", key);
		free(key);
	}
	read_lists(rec, j);
	read_body(out, rec, body);
	if (json_get(j, "ordinal"))
		records_left(out, "ordinal");
	json_free(j);
	return 0;
}

static int read_backlog(struct records *out, const struct foreign_in *in,
			struct err *err)
{
	return read_file(out, in->text, err);
}

/* ---- the folder ---- */

/* A folder from somewhere else may hold links: none is followed out of it. */
static int read_path(struct records *out, const char *folder, const char *path,
		     struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int ret = fill_file(&text, folder, path, err);

	if (ret == 0)
		ret = read_file(out, text.buf, err);
	if (ret < 0)
		err_prefix(err, "%s/%s", folder, path);
	strbuf_release(&text);
	return ret;
}

static int read_dir(struct records *out, const char *folder, const char *room,
		    bool *seen, struct err *err)
{
	struct strvec names = STRVEC_INIT;
	char *path = path_join(folder, room);
	DIR *dir = opendir(path);
	struct dirent *e;
	size_t i;
	int ret = 0;

	free(path);
	if (!dir)
		return 0;	/* a folder that nobody needed yet */
	*seen = true;
	while ((e = readdir(dir)))
		if (str_ends(e->d_name, ".md") && e->d_name[0] != '.')
			strvec_push(&names, e->d_name);
	closedir(dir);
	strvec_sort(&names);
	for (i = 0; i < names.nr && ret == 0; i++) {
		char *file = path_join(room, names.v[i]);

		if (!str_ieq(names.v[i], "README.md"))
			ret = read_path(out, folder, file, err);
		free(file);
	}
	strvec_clear(&names);
	return ret;
}

/* Each task in the archive is left out: their ids are given away again. */
static void leave_archived(struct records *out, const char *folder,
			   const char *room)
{
	char *path = path_join(folder, room);
	DIR *dir = opendir(path);
	struct dirent *e;

	free(path);
	while (dir && (e = readdir(dir)))
		if (str_ends(e->d_name, ".md") && e->d_name[0] != '.')
			records_left(out, "archived tasks");
	if (dir)
		closedir(dir);
}

int foreign_backlog_folder(struct records *out, const char *path,
			   struct err *err)
{
	static const char *const rooms[] = { "tasks", "completed", "drafts" };
	char *inner = path_join(path, "backlog"), *dir;
	const char *top = file_is_dir(inner) ? "backlog/" : "";
	bool seen = false;
	size_t i;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(rooms) && ret == 0; i++) {
		dir = xasprintf("%s%s", top, rooms[i]);
		ret = read_dir(out, path, dir, &seen, err);
		free(dir);
	}
	dir = xasprintf("%sarchive/tasks", top);
	if (seen)
		leave_archived(out, path, dir);
	free(dir);
	free(inner);
	if (ret == 0 && !seen)
		ret = err_set(err, ERR_INVALID, "'%s' is no folder of "
			      "Backlog.md, spec-kit, Kiro or a "
			      ".task-orchestrator", path);
	return ret;
}

const struct foreign foreign_backlog = {
	"backlog.md", "tasks of Backlog.md", is_backlog, read_backlog
};
