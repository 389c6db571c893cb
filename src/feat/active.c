#include "base/base.h"
#include "feat/active.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"

#define ACTIVE_MAX ((size_t)1 << 20)

static struct json *active_read(struct db *db)
{
	char *path = db_local_path(db, "active.json");
	struct strbuf sb = STRBUF_INIT;
	struct json *j = NULL;

	if (file_exists(path) && file_read(&sb, path, ACTIVE_MAX, NULL) == 0 &&
	    json_parse(&j, sb.buf, sb.len, NULL) == 0 &&
	    !json_is(j, JSON_OBJ)) {
		json_free(j);
		j = NULL;
	}
	strbuf_release(&sb);
	free(path);
	return j;
}

static const char *place(struct db *db)
{
	const char *tree = db_worktree(db);

	return tree ? tree : "";
}

static bool in_progress(struct db *db, const char *id)
{
	const struct view *v;
	uint32_t row;

	if (db_view(&v, db, NULL) < 0)
		return false;
	row = view_find(v, id);
	return row != NO_ROW && !v->rows[row].deleted &&
	       v->rows[row].stored == STATUS_IN_PROGRESS;
}

bool active_get(struct active *out, struct db *db)
{
	struct json *j = active_read(db);
	const struct json *mine = json_get(j, place(db));
	const char *id = json_get_str(mine, "id");
	const char *since = json_get_str(mine, "since");
	bool ok = id && id_valid(id) && since &&
		  when_parse_rfc3339(&out->since, since);

	if (ok)
		memcpy(out->id, id, ID_LEN + 1);
	json_free(j);
	if (!ok || !in_progress(db, out->id)) {
		out->id[0] = '\0';
		return false;
	}
	return true;
}

int active_set(struct db *db, const char *id, int64_t since, struct err *err)
{
	struct file_lock lock = FILE_LOCK_INIT;
	struct strbuf sb = STRBUF_INIT;
	struct json *j = NULL, *mine;
	char *path = NULL, *lock_path = NULL;
	char at[WHEN_LEN];
	int ret = -1;

	if (db_local_mkdir(db, err) < 0)
		return -1;
	path = db_local_path(db, "active.json");
	lock_path = db_local_path(db, "active.lock");
	if (file_lock(&lock, lock_path, 5000, err) < 0)
		goto out;
	j = active_read(db);
	if (!j)
		j = json_new_obj();
	if (*id) {
		mine = json_new_obj();
		json_set_str(mine, "id", id);
		when_format(at, since);
		json_set_str(mine, "since", at);
		json_set(j, place(db), mine);
	} else {
		json_del(j, place(db));
	}
	json_canon(&sb, j);
	ret = file_write_atomic(path, sb.buf, sb.len, false, err);
out:
	file_unlock(&lock);
	json_free(j);
	strbuf_release(&sb);
	free(path);
	free(lock_path);
	return ret;
}

struct json *active_entry(const struct active *a, int64_t now)
{
	struct json *e = json_new_obj();
	char at[WHEN_LEN];

	when_format(at, a->since);
	json_set_str(e, "at", at);
	when_format(at, now);
	json_set_str(e, "until", at);
	json_set_int(e, "seconds", now > a->since ? (now - a->since) / 1000 : 0);
	return e;
}

double active_hours(const struct task *t)
{
	const struct json *log = task_get(t, F_WORKLOG);
	struct json *e;
	double secs = 0;

	json_each(e, log)
		secs += json_get_num(e, "seconds", 0);
	return secs / 3600;
}
