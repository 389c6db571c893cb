/*
 * from-tm.c - tasks.db of a .task-orchestrator, read by the sqlite3 program.
 *
 * The database is somebody else's: sqlite3 is started with -safe and -readonly, and
 * asked for real tables only, never for views.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "base/proc.h"
#include "feat/exchange/fill.h"

static bool is_tm(const struct foreign_in *in)
{
	(void)in;
	return false;	/* it is no text: foreign_read_path */
}

static int read_tm(struct records *out, const struct foreign_in *in,
		   struct err *err)
{
	(void)out;
	return err_set(err, ERR_INVALID, "'%s' is no .task-orchestrator: name "
		       "the folder, or the tasks.db in it", in->path);
}

/* The rows of a query as an array; none gives NULL. */
static int ask(struct json **out, const char *path, const char *sql,
	       struct err *err)
{
	struct proc p;
	char *file = *path == '/' ? xstrdup(path) : xasprintf("./%s", path);
	int ret;

	*out = NULL;
	proc_init(&p);
	strvec_pushl(&p.argv, "sqlite3", "-init", "/dev/null", "-safe",
		     "-readonly", "-bail", "-json", file, sql, NULL);
	p.timeout_ms = 60000;
	ret = proc_run(&p, err);
	if (ret < 0)
		err_prefix(err, "a tasks.db is read with sqlite3, please "
			   "install it");
	else if (p.status)
		ret = err_set(err, ERR_INVALID, "'%s' can not be read: %.*s",
			      path, (int)strcspn(p.err_out.buf, "\n"),
			      p.err_out.buf);
	else if (p.out.len)
		ret = json_parse(out, p.out.buf, p.out.len, err);
	proc_release(&p);
	free(file);
	return ret;
}

/* Has it that table (no view)?  Names are ours. */
static int has_table(bool *yes, const char *path, const char *name,
		     struct err *err)
{
	char *sql = xasprintf("select name from sqlite_master where "
			      "type = 'table' and name = '%s'", name);
	struct json *rows;
	int ret = ask(&rows, path, sql, err);

	*yes = json_nr(rows) > 0;
	json_free(rows);
	free(sql);
	return ret;
}

/* ---- tasks ---- */

/* Numbers of the first versions, 8 hex digits of the later ones. */
static char *id_text(const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	if (json_str(j))
		strbuf_addstr(&sb, json_str(j));
	else if (json_is(j, JSON_NUM))
		json_line(&sb, j);
	return strbuf_detach(&sb, NULL);
}

/* A list kept as JSON in a text; of others NULL. */
static struct json *list_in(const struct json *row, const char *name)
{
	const char *s = json_get_str(row, name);
	struct json *j = NULL;

	if (s && json_parse(&j, s, strlen(s), NULL) == 0 &&
	    !json_is(j, JSON_ARR)) {
		json_free(j);
		j = NULL;
	}
	return j;
}

static void read_deps(struct json *rec, const struct json *row)
{
	struct json *list = list_in(row, "dependencies"), *item;

	json_each(item, list) {
		char *id = id_text(item);

		if (*id)
			fill_dep(rec, "tm:%s", id);
		free(id);
	}
	json_free(list);
}

static void read_words(struct json *rec, const struct json *row)
{
	const struct json *p = json_get(row, "priority");
	struct json *list = list_in(row, "tags"), *item;

	json_each(item, list)
		fill_tag(rec, json_str(item));
	json_free(list);
	list = list_in(row, "success_criteria");
	json_each(item, list) {
		if (json_str(item))
			fill_criterion(rec, json_str(item));
		else
			fill_criterion(rec, json_get_str(item, "criterion"));
	}
	/* what can be judged stays so */
	if (json_get_str(json_first(list), "criterion"))
		json_set(rec, "success_criteria", list);
	else
		json_free(list);
	if (json_is(p, JSON_NUM) && json_num(p) >= 0 && json_num(p) <= 4)
		fill_priority(rec, (enum priority)(int)json_num(p));
	else
		fill_priority_named(rec, json_str(p));
	fill_status_named(rec, json_get_str(row, "status"));
}

static void read_row(struct records *out, const struct json *row,
		     size_t line)
{
	static const struct {
		const char *column, *field;
		char kind;	/* l line, t text, w time, n number */
	} cols[] = {
		{ "assignee", "assignee", 'l' },
		{ "created_by", "created_by", 'l' },
		{ "type", "type", 'l' }, { "project", "project", 'l' },
		{ "code_language", "code_language", 'l' },
		{ "execution_environment", "execution_environment", 'l' },
		{ "description", "description", 't' },
		{ "completion_summary", "completion_summary", 't' },
		{ "feedback_notes", "feedback_notes", 't' },
		{ "created_at", "created_at", 'w' },
		{ "started_at", "started_at", 'w' },
		{ "completed_at", "completed_at", 'w' },
		{ "deadline", "deadline", 'd' },
		{ "estimated_hours", "estimated_hours", 'n' },
		{ "actual_hours", "actual_hours", 'n' },
		{ "feedback_quality", "feedback_quality", 'n' },
		{ "feedback_timeliness", "feedback_timeliness", 'n' },
	};
	static const char *const others[] = {
		"id", "title", "status", "priority", "tags", "dependencies",
		"success_criteria", "updated_at"
	};
	char *id = id_text(json_get(row, "id"));
	struct json *rec = fill_new(out, line, "tm:%s", id);
	const struct json *m;

	fill_title(rec, json_get_str(row, "title"));
	fill_external(rec, "tm", id);
	/* then it stays the beginning of the id here */
	if (id_is_prefix(id) && strlen(id) >= ID_SHORT)
		json_set_str(rec, "id", id);
	free(id);
	json_each(m, row) {
		const char *name = json_key(m), *s = json_str(m);
		size_t i, k;

		for (i = 0; i < ARRAY_SIZE(cols); i++)
			if (!strcmp(cols[i].column, name))
				break;
		for (k = 0; k < ARRAY_SIZE(others); k++)
			if (!strcmp(others[k], name))
				break;
		if (i == ARRAY_SIZE(cols)) {
			if (k == ARRAY_SIZE(others))
				fill_field(rec, name, json_copy(m));
		} else if (cols[i].kind == 'l') {
			fill_line(rec, cols[i].field, s);
		} else if (cols[i].kind == 't') {
			fill_text(rec, cols[i].field, s);
		} else if (cols[i].kind == 'w') {
			fill_time(rec, cols[i].field, s);
		} else if (cols[i].kind == 'd') {
			fill_due_utc(rec, s);
		} else if (json_is(m, JSON_NUM)) {
			json_set(rec, cols[i].field, json_copy(m));
		}
	}
	read_words(rec, row);
	read_deps(rec, row);
}

/* ---- what belongs to tasks ---- */

static struct json *record_of(struct records *out, const struct json *row)
{
	char *id = id_text(json_get(row, "task_id"));
	char *key = xasprintf("tm:%s", id);
	struct json *rec = NULL;
	size_t i;

	for (i = 0; i < out->nr && !rec; i++)
		if (str_eq(json_get_str(out->v[i].obj, "key"), key))
			rec = out->v[i].obj;
	free(id);
	free(key);
	return rec;
}

static void add_dependency(struct json *rec, const struct json *row)
{
	const struct json *on = json_get(row, "depends_on") ?
		json_get(row, "depends_on") : json_get(row, "depends_on_id");
	char *id = id_text(on ? on : json_get(row, "dependency_id"));

	if (*id)
		fill_dep(rec, "tm:%s", id);
	free(id);
}

static void add_note(struct json *rec, const struct json *row)
{
	const char *s = fill_get(row, "message", "content");

	fill_note(rec, fill_get(row, "created_at", "timestamp"),
		  fill_get(row, "agent_id", "author"),
		  s && *s ? s : fill_get(row, "note", "text"));
}

static void add_file(struct json *rec, const struct json *row)
{
	const char *path = fill_get(row, "file_path", "path");
	double line = json_get_num(row, "line_start", 0);
	struct json *list = json_get(rec, "file_refs");
	char *ref;

	if (!path || !*path)
		return;
	if (!list) {
		list = json_new_arr();
		json_set(rec, "file_refs", list);
	}
	ref = line > 0 ? xasprintf("%s:%.0f", path, line) : xstrdup(path);
	if (!json_has_str(list, ref))
		json_push_str(list, ref);
	free(ref);
}

static const struct {
	const char *name;
	void (*add)(struct json *rec, const struct json *row);
} tables[] = {
	{ "dependencies", add_dependency },
	{ "task_dependencies", add_dependency },
	{ "progress", add_note }, { "progress_updates", add_note },
	{ "task_progress", add_note }, { "notes", add_note },
	{ "task_notes", add_note }, { "notifications", NULL },
	{ "file_refs", add_file }, { "file_references", add_file },
	{ "code_executions", NULL }, { "git_commits", NULL },
	{ "participants", NULL },
};

static int read_table(struct records *out, const char *path, size_t i,
		      struct err *err)
{
	char *sql = xasprintf("select * from \"%s\"", tables[i].name);
	char *what = xasprintf("a row of %s", tables[i].name);
	struct json *rows = NULL, *row, *rec;
	bool there = false;
	int ret = has_table(&there, path, tables[i].name, err);

	if (ret == 0 && there)
		ret = ask(&rows, path, sql, err);
	json_each(row, rows) {
		rec = record_of(out, row);
		if (rec && tables[i].add)
			tables[i].add(rec, row);
		else
			records_left(out, what);
	}
	json_free(rows);
	free(sql);
	free(what);
	return ret;
}

int foreign_tm_database(struct records *out, const char *path,
			struct err *err)
{
	struct json *rows = NULL, *row;
	bool there = false;
	size_t i, line = 0;
	int ret = has_table(&there, path, "tasks", err);

	if (ret == 0 && !there)
		return err_set(err, ERR_INVALID, "'%s' has no table 'tasks'",
			       path);
	if (ret == 0)
		ret = ask(&rows, path, "select * from tasks", err);
	json_each(row, rows)
		read_row(out, row, ++line);
	json_free(rows);
	for (i = 0; i < ARRAY_SIZE(tables) && ret == 0; i++)
		ret = read_table(out, path, i, err);
	return ret;
}

const struct foreign foreign_tm = {
	"tm", "tasks of a .task-orchestrator", is_tm, read_tm
};
