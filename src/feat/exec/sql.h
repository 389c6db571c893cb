/*
 * sql.h - SQL over the tasks: a database in memory with one table, `tasks`, that can not
 * be changed.
 *
 * libsqlite3 is opened when it is needed and by nothing else; nothing is written to a
 * file, and no other database can be attached.
 */
#ifndef FEAT_EXEC_SQL_H
#define FEAT_EXEC_SQL_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/index/view.h"

#define SQL_TEXT_MAX ((size_t)1 << 20)
#define SQL_ROWS_MAX 100000
#define SQL_MEMORY ((int64_t)256 << 20)

/* Does the text speak of the table? */
bool sql_wants_tasks(const char *text);
/*
 * Adds the statements that make the table: a column for each field that is no log (lists
 * and objects as JSON), status as it is told, priority as its name and priority_level, times
 * in RFC 3339, unset ones NULL; triggers refuse changes.
 */
int sql_prelude(struct strbuf *out, const struct view *v, struct err *err);
/*
 * Runs the statements one after the other.  *out: an array of objects, the rows of the
 * last statement that gives any; *names: its columns, strings.  Both the caller's, after
 * errors NULL.  ERR_FAILED: no library; ERR_INVALID: what SQLite says, too much time
 * (`ms`, 0: any), memory or rows.
 */
int sql_run(struct json **out, struct json **names, const struct view *v,
	    const char *text, int64_t ms, struct err *err);

#endif
