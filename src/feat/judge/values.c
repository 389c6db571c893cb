/*
 * values.c - the values of names, source by source.
 */
#include "base/base.h"
#include "feat/judge/values.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/yaml.h"

#define ENV_PREFIX "TASK_VAR_"

extern char **environ;

/* Text as a value: only true and false are not text. */
static struct json *typed(const char *text)
{
	if (str_ieq(text, "true") || str_ieq(text, "false"))
		return json_new_bool(str_ieq(text, "true"));
	return json_new_str(text);
}

static void lower(char *s)
{
	for (; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

static void read_env(struct json *out)
{
	const char *eq;
	char **e, *name;

	for (e = environ; *e; e++) {
		eq = strchr(*e, '=');
		if (!eq || !str_starts(*e, ENV_PREFIX))
			continue;
		name = xstrndup(*e + strlen(ENV_PREFIX),
				(size_t)(eq - *e) - strlen(ENV_PREFIX));
		json_set(out, name, typed(eq + 1));
		lower(name);
		json_set(out, name, typed(eq + 1));
		free(name);
	}
}

void values_init(struct values *v)
{
	memset(v, 0, sizeof(*v));
	v->given = json_new_obj();
	v->files = json_new_arr();
	v->env = json_new_obj();
	read_env(v->env);
}

void values_release(struct values *v)
{
	json_free(v->given);
	json_free(v->files);
	json_free(v->reported);
	json_free(v->env);
	json_free(v->task);
	memset(v, 0, sizeof(*v));
}

int values_set(struct values *v, const char *pair, struct err *err)
{
	const char *eq = strchr(pair, '=');
	char *name;

	if (!eq || eq == pair)
		return err_set(err, ERR_USAGE, "'%s' must be <name>=<value>",
			       pair);
	name = xstrndup(pair, (size_t)(eq - pair));
	json_set(v->given, name, typed(eq + 1));
	free(name);
	return 0;
}

/* `item` in front of the array. */
static void push_first(struct json **arr, struct json *item)
{
	struct json *all = json_new_arr(), *old;

	json_push(all, item);
	while ((old = json_detach_at(*arr, 0)))
		json_push(all, old);
	json_free(*arr);
	*arr = all;
}

int values_file(struct values *v, const char *path, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	struct json *doc = NULL;
	const char *start;
	int ret = file_read(&text, path, VALUES_MAX, err);

	if (ret == 0) {
		start = text.buf + strspn(text.buf, " \t\r\n");
		if (*start == '{')
			ret = json_parse(&doc, text.buf, text.len, err);
		else
			ret = yaml_parse(&doc, NULL, text.buf, text.len, err);
		if (ret < 0)
			err_prefix(err, "%s", path);
	}
	if (ret == 0 && !json_is(doc, JSON_OBJ))
		ret = err_set(err, ERR_INVALID, "%s: the values must be "
			      "names with values (a mapping)", path);
	if (ret == 0)
		push_first(&v->files, doc);
	else
		json_free(doc);
	strbuf_release(&text);
	return ret;
}

int values_report(struct values *v, enum report_kind kind, const char *path,
		  struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int ret = file_read(&text, path, VALUES_MAX, err);

	if (ret < 0)
		return ret;
	switch (kind) {
	case REPORT_TESTS:
		ret = report_tests(&v->reports, text.buf, text.len, err);
		break;
	case REPORT_COVERAGE:
		ret = report_coverage(&v->reports, text.buf, text.len, err);
		break;
	case REPORT_SARIF:
		ret = report_sarif(&v->reports, text.buf, text.len, err);
		break;
	}
	if (ret < 0)
		err_prefix(err, "%s", path);
	json_free(v->reported);
	v->reported = NULL;
	strbuf_release(&text);
	return ret;
}

void values_task(struct values *v, struct json *task)
{
	json_free(v->task);
	v->task = task;
}

/* As it is spelled, else step by step; null counts as not there. */
static const struct json *find(const struct json *tree, const char *name)
{
	const struct json *j = tree ? json_get(tree, name) : NULL;

	if (!j && tree && strchr(name, '.'))
		j = json_get_path(tree, name);
	return json_is(j, JSON_NULL) ? NULL : j;
}

const struct json *values_get(void *data, const char *name)
{
	struct values *v = data;
	const struct json *j = find(v->given, name), *file;

	json_each(file, v->files)
		if (!j)
			j = find(file, name);
	if (j)
		return j;
	if (!v->reported)
		v->reported = reports_values(&v->reports);
	j = find(v->reported, name);
	if (!j)
		j = find(v->env, name);
	if (!j && str_starts(name, "task."))
		return find(v->task, name + strlen("task."));
	return j ? j : find(v->task, name);
}
