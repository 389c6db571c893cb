/*
 * sql.c - the tasks as a table of SQLite, which is opened here.
 */
#include "base/base.h"
#include "feat/exec/sql.h"

#include <dlfcn.h>
#if __has_include(<sqlite3.h>)
#define HAVE_SQLITE 1
#include <sqlite3.h>
#endif

#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "model/taskio.h"

bool sql_wants_tasks(const char *text)
{
	return utf8_casefind(text, "tasks") != NULL;
}

/* ---- the table ---- */

static bool is_column(int f)
{
	return field_defs[f].kind != KIND_LOG && strcmp(field_defs[f].name, "id");
}

static void quote(struct strbuf *out, const char *s)
{
	strbuf_addch(out, '\'');
	strbuf_addreplace(out, s, "'", "''");
	strbuf_addch(out, '\'');
}

static void add_value(struct strbuf *out, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	switch (j ? json_type(j) : JSON_NULL) {
	case JSON_NULL:
		strbuf_addstr(out, "NULL");
		break;
	case JSON_BOOL:
		strbuf_addch(out, json_bool(j) ? '1' : '0');
		break;
	case JSON_NUM:
		json_add_num(out, json_num(j));
		break;
	case JSON_STR:
		quote(out, json_str(j));
		break;
	default:
		json_line(&sb, j);
		quote(out, sb.buf);
	}
	strbuf_release(&sb);
}

static void add_head(struct strbuf *out)
{
	int f;

	strbuf_addstr(out, "CREATE TABLE tasks (id TEXT PRIMARY KEY, "
		      "priority_level INTEGER, blocked_by TEXT");
	for (f = 0; f < F_NR; f++)
		if (is_column(f))
			strbuf_addf(out, ", \"%s\"", field_defs[f].name);
	strbuf_addstr(out, ");\n");
}

static int add_row(struct strbuf *out, const struct view *v, uint32_t row,
		   struct err *err)
{
	struct strvec blockers = STRVEC_INIT;
	struct task t = TASK_INIT;
	struct json *j;
	int f;

	if (view_task(&t, v, row, err) < 0)
		return -1;
	view_blockers(&blockers, v, row);
	j = task_public(&t, v->rows[row].status, &blockers);
	strbuf_addstr(out, "INSERT INTO tasks VALUES (");
	quote(out, v->rows[row].id);
	strbuf_addf(out, ", %d, ", (int)v->rows[row].priority);
	add_value(out, json_get(j, "blocked_by"));
	for (f = 0; f < F_NR; f++) {
		if (!is_column(f))
			continue;
		strbuf_addstr(out, ", ");
		add_value(out, json_get(j, field_defs[f].name));
	}
	strbuf_addstr(out, ");\n");
	json_free(j);
	strvec_clear(&blockers);
	task_release(&t);
	return 0;
}

int sql_prelude(struct strbuf *out, const struct view *v, struct err *err)
{
	static const char *const verbs[] = { "INSERT", "UPDATE", "DELETE" };
	size_t i;

	strbuf_addstr(out, "BEGIN;\n");
	add_head(out);
	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted &&
		    add_row(out, v, (uint32_t)i, err) < 0)
			return -1;
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		strbuf_addf(out, "CREATE TRIGGER tasks_%s BEFORE %s ON tasks "
			    "BEGIN SELECT RAISE(ABORT, 'the table tasks is "
			    "read-only'); END;\n", verbs[i], verbs[i]);
	strbuf_addstr(out, "COMMIT;\n");
	return 0;
}

/* ---- the library ---- */

#ifdef HAVE_SQLITE

#define SQLITE_CALLS(X)							\
	X(sqlite3_open)							\
	X(sqlite3_close)						\
	X(sqlite3_exec)							\
	X(sqlite3_prepare_v2)						\
	X(sqlite3_step)							\
	X(sqlite3_finalize)						\
	X(sqlite3_errmsg)						\
	X(sqlite3_column_count)						\
	X(sqlite3_column_name)						\
	X(sqlite3_column_type)						\
	X(sqlite3_column_double)					\
	X(sqlite3_column_text)						\
	X(sqlite3_set_authorizer)					\
	X(sqlite3_progress_handler)					\
	X(sqlite3_soft_heap_limit64)					\
	X(sqlite3_limit)

struct engine {
	void *library;
	sqlite3 *db;
	int64_t until;		/* ms since 1970 by the system's clock; 0: any */
#define MEMBER(name) __typeof__(name) *(name);
	SQLITE_CALLS(MEMBER)
#undef MEMBER
};

static int64_t now(void)
{
	static const struct clock real = { WHEN_NONE };

	return clock_now(&real);
}

static int too_long(void *data)
{
	const struct engine *e = data;

	return e->until > 0 && now() > e->until;
}

/* What a statement may do: nothing to `tasks`, nothing outside this memory. */
static int allowed(void *data, int action, const char *a, const char *b,
		   const char *database, const char *trigger)
{
	(void)data;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
	case SQLITE_PRAGMA:
		return SQLITE_DENY;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_DROP_TABLE:
		return a && str_ieq(a, "tasks") ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_ALTER_TABLE:
	case SQLITE_DROP_TRIGGER:
		return b && str_ieq(b, "tasks") ? SQLITE_DENY : SQLITE_OK;
	default:
		return SQLITE_OK;
	}
}

static void engine_close(struct engine *e)
{
	if (e->db)
		e->sqlite3_close(e->db);
	dlclose(e->library);
}

static int engine_open(struct engine *e, struct err *err)
{
#ifdef __APPLE__
	static const char library[] = "libsqlite3.dylib";
#else
	static const char library[] = "libsqlite3.so.0";
#endif
	const char *missing = NULL;
	void *p;

	memset(e, 0, sizeof(*e));
	e->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	if (!e->library)
		return err_set(err, ERR_FAILED, "SQL takes SQLite, and there "
			       "is none here; install libsqlite3-0 (Debian's "
			       "name)");
#define FIND(name)							\
	p = dlsym(e->library, #name);					\
	memcpy(&e->name, &p, sizeof(p));				\
	if (!p)								\
		missing = #name;
	SQLITE_CALLS(FIND)
#undef FIND
	if (!missing && e->sqlite3_open(":memory:", &e->db) == SQLITE_OK)
		return 0;
	err_set(err, ERR_FAILED, "SQLite can not be used%s%s",
		missing ? ": it has no " : "", missing ? missing : "");
	engine_close(e);
	return -1;
}

/* ---- statements ---- */

static int said(struct engine *e, struct err *err)
{
	const char *text = e->sqlite3_errmsg(e->db);

	if (too_long(e))
		text = "the time is over";
	else if (!strcmp(text, "not authorized"))
		text = "this statement is not allowed: sql reads tasks, it "
		       "changes none and opens no file";
	return err_set(err, ERR_INVALID, "%s", text);
}

static struct json *cell(struct engine *e, sqlite3_stmt *s, int i)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *j;

	switch (e->sqlite3_column_type(s, i)) {
	case SQLITE_NULL:
		return json_new_null();
	case SQLITE_INTEGER:
	case SQLITE_FLOAT:
		return json_new_num(e->sqlite3_column_double(s, i));
	default:
		utf8_add_clean(&sb,
			       (const char *)e->sqlite3_column_text(s, i));
		j = json_new_str(sb.buf);
		strbuf_release(&sb);
		return j;
	}
}

static struct json *heads(struct engine *e, sqlite3_stmt *s)
{
	struct json *names = json_new_arr();
	struct strbuf sb = STRBUF_INIT;
	int i, n = e->sqlite3_column_count(s);

	for (i = 0; i < n; i++) {
		strbuf_reset(&sb);
		utf8_add_clean_line(&sb, e->sqlite3_column_name(s, i));
		/* two columns of one name are two members */
		if (json_has_str(names, sb.buf))
			strbuf_addf(&sb, ":%d", i + 1);
		json_push_str(names, sb.buf);
	}
	strbuf_release(&sb);
	return names;
}

static int rows_of(struct json *rows, const struct json *names,
		   struct engine *e, sqlite3_stmt *s, struct err *err)
{
	struct json *row;
	const struct json *n;
	size_t nr = 0;
	int ret, i;

	while ((ret = e->sqlite3_step(s)) == SQLITE_ROW) {
		if (++nr > SQL_ROWS_MAX)
			return err_set(err, ERR_INVALID, "more than %d rows; "
				       "add a LIMIT", SQL_ROWS_MAX);
		row = json_new_obj();
		i = 0;
		json_each(n, names)
			json_append(row, json_str(n), cell(e, s, i++));
		json_push(rows, row);
	}
	return ret == SQLITE_DONE ? 0 : said(e, err);
}

static int statements(struct json **out, struct json **names,
		      struct engine *e, const char *text, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int ret = 0;

	while (ret == 0 && *text) {
		if (e->sqlite3_prepare_v2(e->db, text, -1, &s, &text) !=
		    SQLITE_OK)
			return said(e, err);
		if (!s)		/* white space, a comment */
			break;
		if (e->sqlite3_column_count(s)) {
			json_free(*out);
			json_free(*names);
			*out = json_new_arr();
			*names = heads(e, s);
			ret = rows_of(*out, *names, e, s, err);
		} else if (e->sqlite3_step(s) != SQLITE_DONE) {
			ret = said(e, err);
		}
		e->sqlite3_finalize(s);
	}
	return ret;
}

int sql_run(struct json **out, struct json **names, const struct view *v,
	    const char *text, int64_t ms, struct err *err)
{
	struct strbuf prelude = STRBUF_INIT;
	struct engine e;
	int ret = -1;

	*out = *names = NULL;
	if (strlen(text) > SQL_TEXT_MAX)
		return err_set(err, ERR_INVALID, "the SQL is longer than 1 MiB");
	if (engine_open(&e, err) < 0)
		return -1;
	if (sql_wants_tasks(text) && sql_prelude(&prelude, v, err) < 0)
		goto out;
	if (e.sqlite3_exec(e.db, prelude.buf, NULL, NULL, NULL) != SQLITE_OK) {
		said(&e, err);
		goto out;
	}
	if (ms > 0)
		e.until = now() + ms;
	e.sqlite3_progress_handler(e.db, 1000, too_long, &e);
	e.sqlite3_soft_heap_limit64(SQL_MEMORY);
	e.sqlite3_limit(e.db, SQLITE_LIMIT_LENGTH, 64 << 20);
	e.sqlite3_set_authorizer(e.db, allowed, NULL);
	ret = statements(out, names, &e, text, err);
	if (ret == 0 && !*out) {
		*out = json_new_arr();
		*names = json_new_arr();
	}
out:
	if (ret < 0) {
		json_free(*out);
		json_free(*names);
		*out = *names = NULL;
	}
	strbuf_release(&prelude);
	engine_close(&e);
	return ret;
}

#else

int sql_run(struct json **out, struct json **names, const struct view *v,
	    const char *text, int64_t ms, struct err *err)
{
	(void)v;
	(void)text;
	(void)ms;
	*out = *names = NULL;
	return err_set(err, ERR_FAILED, "this program was built without SQLite");
}

#endif
