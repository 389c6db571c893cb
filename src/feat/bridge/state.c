/*
 * state.c - what a bridge remembers: a document in local state, and a log of what
 * was made there since.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

#include <fcntl.h>

#include "base/mem.h"

#define STATE_MAX ((size_t)256 << 20)

static char *state_path(const struct bridge *b, const char *suffix)
{
	char *rel = xasprintf("bridge/%s%s", b->config->name, suffix);
	char *path = db_local_path(b->db, rel);

	free(rel);
	return path;
}

struct json *bridge_item(struct bridge *b, const char *key, bool make)
{
	struct json *items = json_get(b->state, "items");
	struct json *item = json_get(items, key);

	if (item || !make)
		return item;
	item = json_new_obj();
	json_set(item, "entries", json_new_obj());
	json_append(items, key, item);
	return json_get(items, key);
}

/* A line of the log: what was made, when the document did not know it yet. */
static void apply_line(struct bridge *b, const char *line)
{
	struct json *j = NULL, *item, *entry;
	const char *key, *comment;

	/* the last one may be cut off */
	if (json_parse(&j, line, strlen(line), NULL) < 0)
		return;
	key = json_get_str(j, "key");
	comment = json_get_str(j, "comment");
	if (key) {
		item = bridge_item(b, key, true);
		if (json_get_str(j, "task")) {
			json_set_str(item, "task", json_get_str(j, "task"));
			json_set_bool(item, "made", true);
		}
		if (comment) {
			entry = json_new_obj();
			json_set_str(entry, "entry", json_get_str(j, "entry"));
			json_set_str(entry, "sum", json_get_str(j, "sum"));
			json_set_bool(entry, "sent", true);
			json_set(json_get(item, "entries"), comment, entry);
		}
	}
	json_free(j);
}

static int read_log(struct bridge *b, struct err *err)
{
	char *path = state_path(b, ".log");
	struct strvec lines = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	size_t i;
	int ret = 0;

	if (file_exists(path))
		ret = file_read_plain(&sb, path, STATE_MAX, err);
	if (ret == 0)
		strvec_split(&lines, sb.buf, "\n");
	for (i = 0; i < lines.nr; i++)
		apply_line(b, lines.v[i]);
	strvec_clear(&lines);
	strbuf_release(&sb);
	free(path);
	return ret;
}

static int read_doc(struct bridge *b, struct err *err)
{
	char *path = state_path(b, ".json");
	struct strbuf sb = STRBUF_INIT;
	int ret = 0;

	if (file_exists(path) &&
	    (file_read_plain(&sb, path, STATE_MAX, err) < 0 ||
	     json_parse(&b->state, sb.buf, sb.len, err) < 0 ||
	     !json_is(json_get(b->state, "items"), JSON_OBJ)))
		ret = err_set(err, ERR_FAILED, "'%s' is damaged: remove it; "
			      "what both sides say is then compared anew",
			      path);
	if (ret == 0 && !b->state) {
		b->state = json_new_obj();
		json_set(b->state, "items", json_new_obj());
	}
	strbuf_release(&sb);
	free(path);
	return ret;
}

int bridge_state_open(struct bridge *b, struct err *err)
{
	char *path = state_path(b, ".lock"), *dir = path_dirname(path);
	struct err why = ERR_INIT;
	int ret = db_local_mkdir(b->db, err);

	if (ret == 0)
		ret = file_mkdirs(dir, err);
	if (ret == 0 && file_lock(&b->lock, path, 0, &why) < 0)
		ret = err_set(err, why.code, "another process is at this "
			      "bridge ('%s' is locked)", path);
	if (ret == 0)
		ret = read_doc(b, err);
	if (ret == 0)
		ret = read_log(b, err);
	free(dir);
	free(path);
	return ret;
}

void bridge_state_close(struct bridge *b)
{
	json_free(b->state);
	b->state = NULL;
	file_unlock(&b->lock);
}

int bridge_state_save(struct bridge *b, struct err *err)
{
	char *path = state_path(b, ".json"), *log = state_path(b, ".log");
	struct strbuf sb = STRBUF_INIT;
	int ret = 0;

	if (!b->dry_run) {
		json_canon(&sb, b->state);
		ret = file_write_atomic(path, sb.buf, sb.len, true, err);
		/* what it tells is in the document now */
		if (ret == 0)
			unlink(log);
	}
	strbuf_release(&sb);
	free(log);
	free(path);
	return ret;
}

/* Takes `j`. */
static int add_line(struct bridge *b, struct json *j, struct err *err)
{
	char *path = state_path(b, ".log");
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	struct strbuf sb = STRBUF_INIT;
	int ret = 0;

	/* a line of its own also behind one that was cut off */
	strbuf_addch(&sb, '\n');
	json_line(&sb, j);
	strbuf_addch(&sb, '\n');
	if (fd < 0 || write(fd, sb.buf, sb.len) != (ssize_t)sb.len ||
	    fsync(fd) < 0)
		ret = err_errno(err, ERR_FAILED, "cannot write '%s'", path);
	if (fd >= 0)
		close(fd);
	apply_line(b, sb.buf + 1);
	strbuf_release(&sb);
	json_free(j);
	free(path);
	return ret;
}

int bridge_state_made(struct bridge *b, const char *key, const char *task,
		      struct err *err)
{
	struct json *j = json_new_obj();

	json_set_str(j, "key", key);
	json_set_str(j, "task", task);
	return add_line(b, j, err);
}

int bridge_state_said(struct bridge *b, const char *key,
		      const struct json *comment, const char *entry,
		      struct err *err)
{
	struct json *j = json_new_obj();
	char sum[ID_LEN + 1];

	bridge_sum(sum, comment);
	json_set_str(j, "key", key);
	json_set_str(j, "comment", json_get_str(comment, "id"));
	json_set_str(j, "entry", entry);
	json_set_str(j, "sum", sum);
	return add_line(b, j, err);
}
