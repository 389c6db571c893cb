/*
 * queue.c - messages that wait: a document that is replaced as a whole, and the list
 * of what was sent since.
 *
 * <commondir>/git-task/notify/queue.json holds the place in the stream of events and
 * the messages up to there; the file "sent" beside it a key a line, in the order of
 * sending.  A key is added (and is on the disk) before the next message is begun.
 */
#include "base/base.h"
#include "feat/tell/tell.h"

#include <fcntl.h>

#include "base/mem.h"

#define QUEUE_MAX ((size_t)64 << 20)

static char *queue_path(struct db *db, const char *name)
{
	char *rel = xasprintf("notify/%s", name);
	char *path = db_local_path(db, rel);

	free(rel);
	return path;
}

static struct json *new_doc(void)
{
	struct json *doc = json_new_obj();

	json_set(doc, "items", json_new_arr());
	json_set(doc, "failed", json_new_arr());
	return doc;
}

static void read_sent(struct map *sent, struct db *db)
{
	struct strbuf sb = STRBUF_INIT;
	struct strvec keys = STRVEC_INIT;
	char *path = queue_path(db, "sent");
	size_t i;

	if (file_exists(path) &&
	    file_read_plain(&sb, path, QUEUE_MAX, NULL) == 0)
		strvec_split(&keys, sb.buf, "\n");
	for (i = 0; i < keys.nr; i++)
		map_put(sent, keys.v[i], NULL);
	strvec_clear(&keys);
	strbuf_release(&sb);
	free(path);
}

/* Takes out what was sent. */
static void apply_sent(struct json *doc, const struct map *sent)
{
	struct json *items = json_get(doc, "items"), *kept = json_new_arr();
	struct json *j;

	json_each(j, items)
		if (!map_has(sent, json_get_str(j, "key")))
			json_push(kept, json_copy(j));
	json_set(doc, "items", kept);
}

static bool is_item(const struct json *j)
{
	return json_get_str(j, "key") && json_get_str(j, "rule") &&
	       json_is(json_get(j, "events"), JSON_ARR) &&
	       json_nr(json_get(j, "events"));
}

static bool is_doc(const struct json *doc)
{
	static const char *const lists[] = { "items", "failed" };
	const struct json *j;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		if (!json_is(json_get(doc, lists[i]), JSON_ARR))
			return false;
		json_each(j, json_get(doc, lists[i]))
			if (!is_item(j))
				return false;
	}
	return json_get_str(doc, "tip") != NULL;
}

/* 1 read, 0 there is none, -1 damaged. */
static int load(struct json **out, struct db *db, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct map sent = MAP_INIT;
	char *path = queue_path(db, "queue.json");
	int ret = 0;

	*out = NULL;
	if (file_exists(path)) {
		ret = 1;
		if (file_read_plain(&sb, path, QUEUE_MAX, err) < 0 ||
		    json_parse(out, sb.buf, sb.len, err) < 0 || !is_doc(*out)) {
			json_free(*out);
			*out = NULL;
			ret = err_set(err, ERR_FAILED, "'%s' is damaged: "
				      "remove it to begin with what happens "
				      "from now on", path);
		}
	}
	if (ret > 0) {
		read_sent(&sent, db);
		apply_sent(*out, &sent);
		map_clear(&sent);
	}
	strbuf_release(&sb);
	free(path);
	return ret;
}

struct json *tell_queue_read(struct db *db)
{
	struct json *doc;

	load(&doc, db, NULL);
	return doc;
}

int tell_queue_open(struct tell_queue *q, struct db *db, int wait_ms,
		    struct err *err)
{
	static const struct file_lock none = FILE_LOCK_INIT;
	char *path = queue_path(db, "lock"), *dir = path_dirname(path);
	struct err why = ERR_INIT;
	int ret = db_local_mkdir(db, err);

	memset(q, 0, sizeof(*q));
	q->db = db;
	q->lock = none;
	if (ret == 0)
		ret = file_mkdirs(dir, err);
	if (ret == 0) {
		ret = file_lock(&q->lock, path, wait_ms, &why);
		if (ret < 0)
			err_set(err, why.code, "another process of this clone "
				"is sending notifications ('%s' is locked)",
				path);
	}
	if (ret >= 0) {
		ret = load(&q->doc, db, err);
		q->fresh = ret == 0;
		if (q->fresh)
			q->doc = new_doc();
	}
	if (ret < 0)
		tell_queue_close(q);
	free(dir);
	free(path);
	return ret < 0 ? -1 : 0;
}

void tell_queue_close(struct tell_queue *q)
{
	json_free(q->doc);
	q->doc = NULL;
	map_clear(&q->sent);
	file_unlock(&q->lock);
}

int tell_queue_save(struct tell_queue *q, struct err *err)
{
	char *path = queue_path(q->db, "queue.json");
	char *sent = queue_path(q->db, "sent");
	struct strbuf sb = STRBUF_INIT;
	int ret;

	apply_sent(q->doc, &q->sent);
	json_canon(&sb, q->doc);
	ret = file_write_atomic(path, sb.buf, sb.len, true, err);
	/* what it lists is in the document now */
	if (ret == 0) {
		unlink(sent);
		map_clear(&q->sent);
		q->fresh = false;
	}
	strbuf_release(&sb);
	free(sent);
	free(path);
	return ret;
}

int tell_queue_sent(struct tell_queue *q, const char *key, struct err *err)
{
	char *path = queue_path(q->db, "sent"), *line;
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	int ret = 0;

	line = xasprintf("%s\n", key);
	if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line) ||
	    fsync(fd) < 0)
		ret = err_errno(err, ERR_FAILED, "cannot write '%s'", path);
	if (fd >= 0)
		close(fd);
	map_put(&q->sent, key, NULL);
	free(line);
	free(path);
	return ret;
}

/* ---- messages ---- */

static bool has_key(const struct json *list, const char *key)
{
	const struct json *j, *k;

	json_each(j, list) {
		if (str_eq(json_get_str(j, "key"), key))
			return true;
		json_each(k, json_get(j, "keys"))
			if (str_eq(json_str(k), key))
				return true;
	}
	return false;
}

void tell_queue_add(struct tell_queue *q, const struct tell_rule *r,
		    struct json *event, int64_t now)
{
	struct json *item, *events = json_new_arr();
	char key[33];

	tell_key(key, r, event);
	if (has_key(json_get(q->doc, "items"), key)) {
		json_free(event);
		json_free(events);
		return;
	}
	json_push(events, event);
	item = json_new_obj();
	json_set_str(item, "key", key);
	json_set_str(item, "rule", r->name);
	json_set_int(item, "queued", now);
	json_set_int(item, "tries", 0);
	json_set_int(item, "next", now + (int64_t)(r->digest_s * 1000));
	json_set(item, "events", events);
	json_push(json_get(q->doc, "items"), item);
}

size_t tell_queue_drop(struct tell_queue *q, const char *rule)
{
	static const char *const lists[] = { "items", "failed" };
	struct json *kept, *j;
	size_t i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		kept = json_new_arr();
		json_each(j, json_get(q->doc, lists[i])) {
			if (str_eq(json_get_str(j, "rule"), rule))
				nr++;
			else
				json_push(kept, json_copy(j));
		}
		json_set(q->doc, lists[i], kept);
	}
	return nr;
}

size_t tell_queue_retry(struct tell_queue *q)
{
	struct json *failed = json_get(q->doc, "failed"), *j, *copy;
	size_t nr = 0;

	json_each(j, failed) {
		copy = json_copy(j);
		json_set_int(copy, "tries", 0);
		json_set_int(copy, "next", 0);
		json_push(json_get(q->doc, "items"), copy);
		nr++;
	}
	json_set(q->doc, "failed", json_new_arr());
	return nr;
}
