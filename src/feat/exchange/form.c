/*
 * form.c - a task as the form that people edit, and back.
 */
#include "base/base.h"
#include "feat/exchange/form.h"

#include "base/mem.h"
#include "data/due.h"
#include "data/yaml.h"
#include "model/critset.h"
#include "model/change.h"

/* The key of a field: its first word, with '_' for '-'. */
static const char *form_key(char out[FIELD_WORD], enum field f)
{
	char *p;

	field_word(out, f);
	for (p = out; *p; p++)
		if (*p == '-')
			*p = '_';
	return out;
}

/* ---- writing ---- */

static struct json *short_id(const struct view *v, const char *id)
{
	char buf[ID_LEN + 1];

	if (view_find(v, id) == NO_ROW)
		return json_new_str(id);
	view_short(buf, v, id);
	return json_new_str(buf);
}

static struct json *form_value(const struct task *t, const struct view *v,
			       enum field f)
{
	const struct json *j = t ? task_get(t, f) : NULL;
	struct json *arr, *item;

	switch (f) {
	case F_STATUS:
		return json_new_str(status_name(t ? task_status(t) :
						STATUS_PENDING));
	case F_PRIORITY:
		return json_new_str(priority_name(t ? task_priority(t) :
						  PRIO_MEDIUM));
	case F_PARENT:
		return j ? short_id(v, json_str(j)) : json_new_null();
	case F_DEPENDENCIES:
		arr = json_new_arr();
		json_each(item, j)
			json_push(arr, short_id(v, json_str(item)));
		return arr;
	default:
		if (f == F_SUCCESS_CRITERIA && j)
			return criteria_bare(j);
		if (j)
			return json_copy(j);
		if (field_defs[f].kind == KIND_SET || f == F_SUCCESS_CRITERIA)
			return json_new_arr();
		return json_new_null();
	}
}

/* "key: value", "key:" when it is unset; takes `value`. */
static void write_key(struct strbuf *out, const char *key, struct json *value)
{
	struct json *obj;

	if (json_is(value, JSON_NULL) ||
	    (json_is(value, JSON_ARR) && !json_nr(value))) {
		strbuf_addf(out, "%s:\n", key);
		json_free(value);
		return;
	}
	obj = json_new_obj();
	json_set(obj, key, value);
	yaml_write(out, obj);
	json_free(obj);
}

void form_write(struct strbuf *out, const struct task *t,
		const struct view *v, const char *title)
{
	const char *text = t ? task_str(t, F_DESCRIPTION) : NULL;
	char key[FIELD_WORD];
	int f;

	strbuf_addstr(out, "---\n");
	for (f = 0; f < F_NR; f++) {
		struct json *value;

		if (!(field_defs[f].flags & FIELD_FORM))
			continue;
		value = form_value(t, v, (enum field)f);
		if (!t && f == F_TITLE && title) {
			json_free(value);
			value = json_new_str(title);
		}
		write_key(out, form_key(key, (enum field)f), value);
	}
	strbuf_addstr(out,
		"# Lines between the two '---' are the task's fields (YAML).\n"
		"# Leave a field empty to unset it.  What follows the second\n"
		"# '---' is the description.\n"
		"---\n");
	if (text) {
		strbuf_addstr(out, text);
		if (!str_ends(text, "\n"))
			strbuf_addch(out, '\n');
	}
}

/* ---- reading ---- */

/* A plain scalar of YAML as the text that was meant. */
static char *scalar_text(const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	if (json_is(j, JSON_STR))
		return xstrdup(json_str(j));
	if (json_is(j, JSON_NUM) || json_is(j, JSON_BOOL))
		json_line(&sb, j);
	return strbuf_detach(&sb, NULL);
}

static int parse_id(struct json **out, const char *typed, const struct view *v,
		    struct err *err)
{
	uint32_t row;

	/* a dependency on a task that this clone does not have */
	if (id_valid(typed)) {
		*out = json_new_str(typed);
		return 0;
	}
	if (view_resolve(&row, v, typed, true, err) < 0)
		return -1;
	*out = json_new_str(v->rows[row].id);
	return 0;
}

static int parse_due(struct json **out, const char *text, int64_t now,
		      struct err *err)
{
	char buf[WHEN_LEN];
	int64_t ms;

	if (due_parse(&ms, text, now, err) < 0)
		return -1;
	due_format(buf, ms);
	*out = json_new_str(buf);
	return 0;
}

static int parse_num(struct json **out, const char *text, struct err *err)
{
	char *end;
	double d;

	errno = 0;
	d = strtod(text, &end);
	if (errno || end == text || *end)
		return err_set(err, ERR_INVALID, "'%s' is not a number", text);
	*out = json_new_num(d);
	return 0;
}

static int parse_scalar(struct json **out, enum field f, const struct json *j,
			const struct view *v, int64_t now, struct err *err)
{
	char *text;
	enum status s;
	enum priority p;
	int ret = 0;

	*out = NULL;
	if (json_is(j, JSON_ARR) || json_is(j, JSON_OBJ))
		return err_set(err, ERR_INVALID, "one value expected");
	text = scalar_text(j);
	if (!*text) {
		*out = json_new_null();
	} else if (f == F_STATUS) {
		if (status_parse(&s, text))
			*out = json_new_str(status_name(s));
		else
			ret = err_set(err, ERR_INVALID, "Invalid status '%s'",
				      text);
	} else if (f == F_PRIORITY) {
		if (priority_parse(&p, text))
			*out = json_new_str(priority_name(p));
		else
			ret = err_set(err, ERR_INVALID,
				      "Invalid priority '%s'", text);
	} else if (f == F_PARENT) {
		ret = parse_id(out, text, v, err);
	} else if (field_defs[f].type == TYPE_DUE) {
		ret = parse_due(out, text, now, err);
	} else if (field_defs[f].type == TYPE_HOURS) {
		ret = parse_num(out, text, err);
	} else {
		*out = json_new_str(text);
	}
	free(text);
	if (ret == 0 && !json_is(*out, JSON_NULL) &&
	    field_check(f, *out, err) < 0) {
		json_free(*out);
		*out = NULL;
		return -1;
	}
	return ret;
}

static int parse_criterion(struct json **out, const struct json *j,
			   struct err *err)
{
	struct json *c;
	char *text;

	if (json_is(j, JSON_OBJ)) {
		if (!json_get(j, "criterion"))
			return err_set(err, ERR_INVALID,
				       "each needs a 'criterion'");
		c = json_copy(j);
		text = scalar_text(json_get(j, "criterion"));
		json_set_str(c, "criterion", text);
		free(text);
		if (json_get(j, "measurable")) {
			text = scalar_text(json_get(j, "measurable"));
			json_set_str(c, "measurable", text);
			free(text);
		}
	} else {
		c = json_new_obj();
		text = scalar_text(j);
		json_set_str(c, "criterion", text);
		free(text);
	}
	*out = c;
	return 0;
}

static int parse_list(struct json **out, enum field f, const struct json *j,
		      const struct view *v, struct err *err)
{
	struct json *arr = json_new_arr();
	struct json *item, *value = NULL;
	char *text;
	int ret = 0;

	if (!json_is(j, JSON_ARR) && !json_is(j, JSON_NULL)) {
		json_free(arr);
		return err_set(err, ERR_INVALID, "a list expected");
	}
	json_each(item, j) {
		if (f == F_SUCCESS_CRITERIA) {
			ret = parse_criterion(&value, item, err);
		} else if (f == F_DEPENDENCIES) {
			text = scalar_text(item);
			ret = parse_id(&value, text, v, err);
			free(text);
		} else {
			text = scalar_text(item);
			value = json_new_str(text);
			free(text);
			ret = field_check(f, value, err);
			if (ret < 0)
				json_free(value);
		}
		if (ret < 0) {
			json_free(arr);
			return -1;
		}
		json_push(arr, value);
	}
	if (f == F_SUCCESS_CRITERIA && json_nr(arr) &&
	    field_check(f, arr, err) < 0) {
		json_free(arr);
		return -1;
	}
	*out = arr;
	return 0;
}

/*
 * Ids can look like numbers (0123e567): in the lines of parent and depends_on
 * bare ones are quoted before YAML reads them.
 */
static void quote_ids(struct strbuf *out, const char *text, size_t len)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	const char *p = text, *end = text + len;
	bool ids = false, start = true, quoted = false;

	while (p < end) {
		size_t n;

		if (start) {
			if (*p != ' ' && *p != '-' && *p != '#')
				ids = str_starts(p, "parent:") ||
				      str_starts(p, "depends_on:");
			quoted = false;
		}
		start = *p == '\n';
		quoted |= *p == '#' || *p == '"' || *p == '\'';
		n = strspn(p, hex);
		if (!ids || quoted || p == text || !strchr(" [,\n", p[-1]) ||
		    n < ID_MIN_PREFIX || !strchr(" ],\n\r", p[n])) {
			strbuf_addch(out, *p++);
			continue;
		}
		strbuf_addf(out, "\"%.*s\"", (int)n, p);
		p += n;
	}
}

static int parse_front(struct json *obj, const char *text, size_t len,
		       const struct view *v, int64_t now, struct err *err)
{
	struct json *front = NULL, *lines = NULL, *item, *value = NULL;
	struct json *texts = NULL;	/* the same, "1.10" being a text */
	struct strbuf yaml = STRBUF_INIT;
	int ret = -1;

	quote_ids(&yaml, text, len);
	if (yaml_parse(&front, &lines, yaml.buf, yaml.len, err) < 0 ||
	    yaml_parse_texts(&texts, yaml.buf, yaml.len, err) < 0)
		goto out;
	if (!json_is(front, JSON_OBJ)) {
		err_set(err, ERR_INVALID,
			"the part between the '---' lines is not 'key: value'");
		goto out;
	}
	json_each(item, front) {
		const char *name = json_key(item);
		enum field f = field_by_word(name, FIELD_FORM);
		char key[FIELD_WORD];
		int r;

		if (f == F_NR) {
			err_set(err, ERR_INVALID, "line %d: unknown field "
				"'%s'", yaml_line(lines, name) + 1, name);
			goto out;
		}
		if (f == F_SUCCESS_CRITERIA)
			r = parse_list(&value, f, item, v, err);
		else if (field_defs[f].kind == KIND_SET)
			r = parse_list(&value, f, json_get(texts, name), v,
				       err);
		else
			r = parse_scalar(&value, f, json_get(texts, name), v,
					 now, err);
		if (r < 0) {
			err_prefix(err, "line %d: %s",
				   yaml_line(lines, name) + 1, name);
			goto out;
		}
		json_set(obj, form_key(key, f), value);
	}
	ret = 0;
out:
	strbuf_release(&yaml);
	json_free(front);
	json_free(texts);
	json_free(lines);
	return ret;
}

static void set_description(struct json *obj, const char *text, size_t len)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_add(&sb, text, len);
	strbuf_rtrim(&sb);
	while (sb.len && sb.buf[0] == '\n')
		strbuf_remove(&sb, 0, 1);
	json_set(obj, "description",
		 sb.len ? json_new_str(sb.buf) : json_new_null());
	strbuf_release(&sb);
}

bool form_is(const char *text)
{
	return str_starts(text, "---\n");
}

bool form_is_headless(const char *text)
{
	return !form_is(text) && strstr(text, "\n---\n");
}

int form_parse(struct json **out, const char *text, const struct view *v,
	       int64_t now, struct err *err)
{
	struct json *obj = json_new_obj();
	const char *end, *nl;
	struct strbuf title = STRBUF_INIT;

	*out = NULL;
	if (form_is(text)) {
		size_t len = strlen(text) - 4;

		text += 4;
		end = str_starts(text, "---\n") ? text - 1 :
		      strstr(text, "\n---\n");
		if (!end && str_ends(text, "\n---"))
			end = text + len - 4;
		if (!end) {
			json_free(obj);
			return err_set(err, ERR_INVALID,
				       "the second '---' line is missing");
		}
		if (end >= text &&
		    parse_front(obj, text, (size_t)(end - text) + 1, v, now,
				err) < 0) {
			json_free(obj);
			return -1;
		}
		end += str_starts(end, "\n---\n") ? 5 : 4;
		set_description(obj, end, strlen(end));
	} else {
		while (*text == '\n')
			text++;
		nl = strchr(text, '\n');
		strbuf_add(&title, text,
			   nl ? (size_t)(nl - text) : strlen(text));
		strbuf_trim(&title);
		json_set(obj, "title", title.len ? json_new_str(title.buf) :
						   json_new_null());
		if (nl)
			set_description(obj, nl, strlen(nl));
		strbuf_release(&title);
	}
	*out = obj;
	return 0;
}

/* ---- differences ---- */

static void set_change(struct change *c, enum field f,
		       const struct json *before, const struct json *after)
{
	struct map was = MAP_INIT, is = MAP_INIT;
	struct json *item;

	json_strings(&was, before);
	json_strings(&is, after);
	json_each(item, after)
		if (json_str(item) && !map_has(&was, json_str(item)))
			change_add(c, f, json_str(item));
	json_each(item, before)
		if (json_str(item) && !map_has(&is, json_str(item)))
			change_remove(c, f, json_str(item));
	map_clear(&was);
	map_clear(&is);
}

static bool empty_value(const struct json *j)
{
	return !j || json_is(j, JSON_NULL) ||
	       (json_is(j, JSON_ARR) && !json_nr(j));
}

static int key_change(struct change *c, enum field f,
		      const struct json *before, const struct json *after,
		      struct err *err)
{
	enum status s;

	if (empty_value(before) && empty_value(after))
		return 0;
	if (before && after && json_eq(before, after))
		return 0;
	if (f == F_STATUS) {
		if (!json_str(after) || !status_parse(&s, json_str(after)))
			return err_set(err, ERR_INVALID, "Invalid status ''");
		change_want(c, s);
	} else if (field_defs[f].kind == KIND_SET) {
		set_change(c, f, before, after);
	} else if (empty_value(after)) {
		if (f == F_TITLE)
			return err_set(err, ERR_INVALID,
				       "Task title cannot be empty");
		change_unset(c, f);
	} else {
		change_set(c, f, json_copy(after));
	}
	return 0;
}

int form_change(struct change *c, const struct json *before,
		const struct json *after, struct err *err)
{
	char k[FIELD_WORD];
	int f;

	for (f = 0; f < F_NR; f++) {
		if (!(field_defs[f].flags & FIELD_FORM))
			continue;
		/* a line that was taken out altogether says nothing */
		if (!json_get(after, form_key(k, (enum field)f)))
			continue;
		if (key_change(c, (enum field)f,
			       before ? json_get(before, k) : NULL,
			       json_get(after, k), err) < 0)
			return -1;
	}
	if (!json_get(after, "description"))
		return 0;
	return key_change(c, F_DESCRIPTION,
			  before ? json_get(before, "description") : NULL,
			  json_get(after, "description"), err);
}
