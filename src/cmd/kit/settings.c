/*
 * settings.c - writing and listing settings.
 */
#include "base/base.h"
#include "cmd/kit/settings.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "data/yaml.h"
#include "feat/plan/workdays.h"
#include "front/optcheck.h"

#define SHARED_FILE ".git-task.yaml"
#define SHARED_MAX ((size_t)1 << 20)

/* ---- known settings ---- */

const struct setting *settings_find(const char *key)
{
	const struct setting *s;

	for (s = settings_table; s->key; s++)
		if (str_ieq(s->key, key))
			return s;
	return NULL;
}

const char *settings_closest(const char *key)
{
	const struct setting *s;
	const char *best = NULL;
	size_t best_d = SIZE_MAX;

	for (s = settings_table; s->key; s++) {
		size_t d = str_distance(key, s->key);

		if (d < best_d) {
			best_d = d;
			best = s->key;
		}
	}
	return best_d <= 3 ? best : NULL;
}

static bool is_bool(const char *value)
{
	static const char *const words[] = {
		"true", "false", "yes", "no", "on", "off", "1", "0"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (str_ieq(value, words[i]))
			return true;
	return false;
}

/* Texts that have a form. */
static int check_form(const struct setting *s, const char *value,
		      struct err *err)
{
	unsigned days;
	double hours;

	if (!strcmp(s->key, "task.work.hours"))
		return workhours_parse(&hours, NULL, NULL, value, err);
	if (!strcmp(s->key, "task.work.days"))
		return workdays_parse(&days, value, err);
	return 0;
}

int settings_check(const struct setting *s, const char *value,
		   struct err *err)
{
	struct opt o = { s->key, 0, s->type, NULL, NULL, OPT_POS | OPT_EMPTY,
			 s->values, 0, 0, NULL };

	if (s->type == OPT_STR && *value && check_form(s, value, err) < 0)
		return -1;
	if (s->type != OPT_FLAG)
		return opt_check(&o, value, ERR_INVALID, err);
	if (is_bool(value))
		return 0;
	return err_set(err, ERR_INVALID, "'%s' must be true or false, not "
		       "'%s'", s->key, value);
}

/* ---- .git-task.yaml ---- */

/* Length of the comment and empty lines at the top of the file. */
static size_t header_len(const char *text)
{
	const char *p = text;

	while (*p == '#' || *p == '\n') {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return (size_t)(p - text);
}

/* Is there a comment in `text`?  Strings with '#' count too: better refuse
 * once too often than lose a line. */
static bool has_comment(const char *text)
{
	return strchr(text, '#') != NULL;
}

/* "true" -> true, "12" -> 12, else the string. */
static struct json *typed(const char *value)
{
	struct json *j = NULL;

	if (json_parse(&j, value, strlen(value), NULL) == 0 &&
	    (json_is(j, JSON_BOOL) || json_is(j, JSON_NUM)))
		return j;
	json_free(j);
	return json_new_str(value);
}

/* Sets or removes a dotted path below `obj`; empty objects go with it. */
static int set_path(struct json *obj, const char *path, const char *value,
		    struct err *err)
{
	size_t n = strcspn(path, ".");
	char *name = xstrndup(path, n);
	struct json *child = json_get(obj, name);
	int ret = 0;

	if (!path[n]) {
		if (value)
			json_set(obj, name, typed(value));
		else
			json_del(obj, name);
		goto out;
	}
	if (!child && value) {
		json_set(obj, name, json_new_obj());
		child = json_get(obj, name);
	}
	if (child && !json_is(child, JSON_OBJ)) {
		ret = err_set(err, ERR_FAILED, "'%s' in '" SHARED_FILE "' has "
			      "a value already, nothing fits below it", name);
	} else if (child) {
		ret = set_path(child, path + n + 1, value, err);
		if (!json_nr(child))
			json_del(obj, name);
	}
out:
	free(name);
	return ret;
}

static int write_shared(const char *path, const struct strbuf *old,
			const char *key, const char *value, struct err *err)
{
	size_t head = header_len(old->buf);
	struct strbuf sb = STRBUF_INIT;
	struct json *tree = NULL;
	int ret = -1;

	if (has_comment(old->buf + head))
		return err_set(err, ERR_FAILED, "'" SHARED_FILE "' has "
			       "comments that would be lost: please edit it "
			       "by hand");
	if (old->len > head &&
	    yaml_parse(&tree, NULL, old->buf, old->len, err) < 0)
		return err_prefix(err, "'" SHARED_FILE "'");
	if (!tree || json_is(tree, JSON_NULL)) {
		json_free(tree);
		tree = json_new_obj();
	}
	if (!json_is(tree, JSON_OBJ)) {
		err_set(err, ERR_FAILED, "'" SHARED_FILE "' is not a mapping");
		goto out;
	}
	if (set_path(tree, key, value, err) < 0)
		goto out;
	strbuf_add(&sb, old->buf, head);
	if (json_nr(tree))
		yaml_write(&sb, tree);
	ret = file_write_atomic(path, sb.buf, sb.len, false, err);
out:
	json_free(tree);
	strbuf_release(&sb);
	return ret;
}

static int set_shared(struct db *db, const char *key, const char *value,
		      struct err *err)
{
	struct strbuf old = STRBUF_INIT;
	char *path;
	int ret = 0;

	if (!db_worktree(db))
		return err_set(err, ERR_FAILED, "a bare repository has no '"
			       SHARED_FILE "'");
	if (!db_config_shareable(key))
		return err_set(err, ERR_INVALID, "'%s' can not be shared: "
			       "'" SHARED_FILE "' makes no settings that name "
			       "a command, a remote or a person, nor unknown "
			       "ones", key);
	path = path_join(db_worktree(db), SHARED_FILE);
	if (file_exists(path))
		ret = file_read_inside(&old, db_worktree(db), SHARED_FILE,
				       SHARED_MAX, err);
	if (!ret && (value || old.len))
		ret = write_shared(path, &old, key + strlen("task."), value,
				   err);
	free(path);
	strbuf_release(&old);
	return ret;
}

int settings_set(struct db *db, enum settings_where w, const char *key,
		 const char *value, struct err *err)
{
	if (w == SETTINGS_SHARED)
		return set_shared(db, key, value, err);
	if (!value && !db_git_config(db, key))
		return 0;
	return db_config_set(db, w == SETTINGS_GLOBAL, key, value, err);
}

/* ---- listing ---- */

static void collect(const char *key, const char *value, void *data)
{
	struct map *m = data;
	const struct setting *known = settings_find(key);

	/* later values win, as everywhere in Git, which folds the keys */
	map_put(m, known ? known->key : key, xstrdup(value ? value : "true"));
}

static void add_defaults(struct map *m)
{
	const struct setting *s;
	size_t i;

	for (s = settings_table; s->key; s++) {
		for (i = 0; i < m->nr; i++)
			if (str_ieq(m->items[i].key, s->key))
				break;
		if (i == m->nr)
			map_put(m, s->key, NULL);
	}
}

int settings_name_check(const char *name, struct err *err)
{
	if (db_config_name_ok(name))
		return 0;
	return err_set(err, ERR_USAGE, "a name has 1 to 40 letters, digits, "
		       "'-' and '_', not '%s'", name);
}

void settings_take(char **slot, const struct args *args, const char *option)
{
	free(*slot);
	*slot = xstrdup(args_str(args, option));
}

int settings_group(struct db *db, bool global, const char *group,
		   const char *const *names, const char *const *values,
		   size_t nr, struct err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < nr && ret == 0; i++) {
		char *key = xasprintf("%s.%s", group, names[i]);

		if (values[i] || db_config(db, key))
			ret = db_config_set(db, global, key, values[i], err);
		free(key);
	}
	return ret;
}

struct json *settings_list(struct db *db, bool all)
{
	struct map m = MAP_INIT_FREE(free);
	struct json *list = json_new_arr();
	size_t i;

	db_config_each(db, "task.", collect, &m);
	if (all)
		add_defaults(&m);
	map_sort(&m);
	for (i = 0; i < m.nr; i++) {
		struct json *e = json_new_obj();
		const char *key = m.items[i].key, *value = m.items[i].value;
		const struct setting *known = settings_find(key);

		json_set_str(e, "key", key);
		json_set_str(e, "value", value ? value :
			     known ? known->dflt : "");
		json_set_str(e, "origin", !value ? "default" :
			     db_git_config(db, key) ? "git" : "shared");
		if (all)
			json_set_str(e, "help", known ? known->help : NULL);
		json_push(list, e);
	}
	map_clear(&m);
	return list;
}
