/*
 * dbconfig.c - settings: Git's configuration, then .git-task.yaml.
 */
#include "base/base.h"
#include "base/mem.h"
#include "data/yaml.h"
#include "db/core/db.h"
#include "db/core/internal.h"

#define SHARED_FILE ".git-task.yaml"
#define SHARED_MAX ((size_t)1 << 20)

/*
 * What a tracked file may set: nothing that names a command, a path outside
 * the repository, a remote or a person.  A name that ends in '.' stands for
 * everything below it.
 */
static const char *const shared_keys[] = {
	"task.complexity.weights.", "task.criteria.strict",
	"task.defaultPriority", "task.defaultType", "task.feature.",
	"task.hooks.reopen", "task.hooks.strict", "task.hooks.todo",
	"task.lease", "task.prd.hoursPerPoint", "task.prd.path",
	"task.project", "task.session.timeout",
};

bool db_config_shareable(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shared_keys); i++) {
		const char *k = shared_keys[i];

		if (str_ends(k, ".") ? str_istarts(key, k) : str_ieq(key, k))
			return true;
	}
	return false;
}

int db_git_conf(const struct config **out, struct db *db, struct err *err)
{
	if (!db->config && config_load(&db->config, &db->place, err) < 0)
		return -1;
	*out = db->config;
	return 0;
}

/* ---- .git-task.yaml ---- */

/* A list of texts as one text, with commas; else the value as it is written. */
static char *leaf_text(const struct json *value)
{
	struct strbuf text = STRBUF_INIT;
	const struct json *j;

	if (json_is(value, JSON_STR)) {
		strbuf_addstr(&text, json_str(value));
	} else if (json_is(value, JSON_ARR)) {
		json_each(j, value)
			if (json_is(j, JSON_STR))
				strbuf_addf(&text, "%s%s",
					    text.len ? "," : "", json_str(j));
	} else {
		json_line(&text, value);
	}
	return strbuf_detach(&text, NULL);
}

/* Every leaf with a value: "task.feature.feedback" -> text.  Those that the file
 * may not set are left out with a warning. */
static void flatten(struct db *db, struct strbuf *key,
		    const struct json *value)
{
	size_t len = key->len;
	const struct json *j;

	if (json_is(value, JSON_OBJ)) {
		json_each(j, value) {
			strbuf_addf(key, ".%s", json_key(j));
			flatten(db, key, j);
			strbuf_setlen(key, len);
		}
		return;
	}
	/* a list and no setting: feat/criteria.h reads it */
	if (json_is(value, JSON_NULL) ||
	    !strcmp(key->buf, "task.definition_of_done"))
		return;
	if (db_config_shareable(key->buf))
		map_put(&db->shared_texts, key->buf, leaf_text(value));
	else
		db_warn(db, "'" SHARED_FILE "': '%s' is not a setting that "
			"this file may make", key->buf + strlen("task."));
}

static void read_shared(struct db *db)
{
	struct strbuf sb = STRBUF_INIT, key = STRBUF_INIT;
	struct err err = ERR_INIT;
	char *path;

	db->shared_read = true;
	if (!db->place.worktree)
		return;
	path = path_join(db->place.worktree, SHARED_FILE);
	if (!file_exists(path))
		goto out;
	if (file_read_inside(&sb, db->place.worktree, SHARED_FILE, SHARED_MAX,
			     &err) < 0 ||
	    yaml_parse(&db->shared, NULL, sb.buf, sb.len, &err) < 0) {
		db_warn(db, "'" SHARED_FILE "' is ignored: %s", err.msg);
	} else if (json_is(db->shared, JSON_OBJ)) {
		strbuf_addstr(&key, "task");
		flatten(db, &key, db->shared);
	} else if (!json_is(db->shared, JSON_NULL)) {
		db_warn(db, "'" SHARED_FILE "' is ignored: it is no mapping "
			"of settings");
	}
out:
	strbuf_release(&key);
	strbuf_release(&sb);
	free(path);
}

const struct json *db_shared(struct db *db)
{
	if (!db->shared_read)
		read_shared(db);
	return db->shared;
}

static const char *shared_text(struct db *db, const char *key)
{
	size_t i;

	if (!db->shared_read)
		read_shared(db);
	for (i = 0; i < db->shared_texts.nr; i++)
		if (str_ieq(db->shared_texts.items[i].key, key))
			return db->shared_texts.items[i].value;
	return NULL;
}

/* ---- both ---- */

const char *db_git_config(struct db *db, const char *key)
{
	const struct config *c;

	return db_git_conf(&c, db, NULL) < 0 ? NULL : config_get(c, key);
}

const char *db_config(struct db *db, const char *key)
{
	const char *value = db_git_config(db, key);

	return value ? value : shared_text(db, key);
}

bool db_config_bool(struct db *db, const char *key, bool dflt)
{
	const struct config *c;
	const char *text;

	if (!db_git_conf(&c, db, NULL) && config_get(c, key))
		return config_bool(c, key, dflt);
	text = shared_text(db, key);
	if (!text)
		return dflt;
	if (str_ieq(text, "true") || str_ieq(text, "yes") ||
	    str_ieq(text, "on") || str_ieq(text, "1"))
		return true;
	if (str_ieq(text, "false") || str_ieq(text, "no") ||
	    str_ieq(text, "off") || str_ieq(text, "0"))
		return false;
	return dflt;
}

int64_t db_config_int(struct db *db, const char *key, int64_t dflt)
{
	const struct config *c;
	const char *text;
	char *end;
	long long n;

	if (!db_git_conf(&c, db, NULL) && config_get(c, key))
		return config_int(c, key, dflt);
	text = shared_text(db, key);
	if (!text || !*text)
		return dflt;
	errno = 0;
	n = strtoll(text, &end, 10);
	return *end || errno ? dflt : n;
}

int db_config_set(struct db *db, bool global, const char *key,
		  const char *value, struct err *err)
{
	if (config_set(&db->place, global, key, value, err) < 0)
		return -1;
	config_free(db->config);
	db->config = NULL;
	return 0;
}

bool db_config_name_ok(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
			  "TUVWXYZ0123456789-_");

	return n && n <= 40 && !name[n];
}

size_t db_config_each(struct db *db, const char *prefix,
		      void (*fn)(const char *key, const char *value,
				 void *data), void *data)
{
	const struct config *c;
	size_t i, nr = 0;

	if (db_git_conf(&c, db, NULL) < 0)
		return 0;
	nr = config_each(c, prefix, fn, data);
	if (!db->shared_read)
		read_shared(db);
	for (i = 0; i < db->shared_texts.nr; i++) {
		const struct map_item *m = &db->shared_texts.items[i];

		if (!str_istarts(m->key, prefix) || config_get(c, m->key))
			continue;
		fn(m->key, m->value, data);
		nr++;
	}
	return nr;
}
