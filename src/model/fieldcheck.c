/*
 * fieldcheck.c - is a value one that a field takes?
 */
#include "base/base.h"
#include "model/task.h"

#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/due.h"

#include <math.h>

#define HOURS_MAX 100000
#define COMPLEXITY_MAX 10

/* The field's name as a message says it: "estimated hours". */
static const char *label(char out[32], enum field f)
{
	size_t i;

	snprintf(out, 32, "%s", field_defs[f].name);
	for (i = 0; out[i]; i++)
		if (out[i] == '_')
			out[i] = ' ';
	return out;
}

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static bool is_blank(const char *s)
{
	return !s[strspn(s, " \t\n\r")];
}

static int check_characters(const char *name, const char *s, bool line,
			    struct err *err)
{
	switch (utf8_check(s, strlen(s), line)) {
	case UTF8_OK:
		return 0;
	case UTF8_INVALID:
		return err_set(err, ERR_INVALID, "%s is not valid UTF-8",
			       name);
	case UTF8_NEWLINE:
		return err_set(err, ERR_INVALID, "%s must be one line", name);
	case UTF8_CONTROL:
		break;
	}
	return err_set(err, ERR_INVALID,
		       "%s must not contain control characters", name);
}

static int check_line(enum field f, const char *name, const char *s,
		      struct err *err)
{
	size_t max = field_defs[f].max;

	if (!s)
		return err_set(err, ERR_INVALID, "%s must be text", name);
	if (is_blank(s))
		return err_set(err, ERR_INVALID, "%s must not be empty", name);
	if (f == F_TITLE && characters(s) > TITLE_MAX)
		return err_set(err, ERR_INVALID,
			       "%s too long (max %d characters)", name,
			       TITLE_MAX);
	if (f != F_TITLE && strlen(s) > max)
		return err_set(err, ERR_INVALID,
			       "%s too long (max %zu bytes)", name, max);
	return check_characters(name, s, true, err);
}

static int check_text(const char *name, const char *s, struct err *err)
{
	if (!s)
		return err_set(err, ERR_INVALID, "%s must be text", name);
	if (!*s)
		return err_set(err, ERR_INVALID, "%s must not be empty", name);
	if (strlen(s) > TEXT_MAX)
		return err_set(err, ERR_INVALID, "%s too long (max %zu bytes)",
			       name, TEXT_MAX);
	return check_characters(name, s, false, err);
}

static int check_word(enum field f, const struct json *v, struct err *err)
{
	const char *s = json_str(v);
	enum status status;
	enum priority prio;

	if (f == F_STATUS) {
		if (s && status_parse(&status, s) &&
		    !strcmp(s, status_name(status)))
			return 0;
		return err_set(err, ERR_INVALID,
			       "Invalid status '%s': pending, in_progress, "
			       "blocked, completed or cancelled",
			       s ? s : "");
	}
	if (s && priority_parse(&prio, s) && !strcmp(s, priority_name(prio)))
		return 0;
	return err_set(err, ERR_INVALID,
		       "Invalid priority '%s': none, low, medium, high, "
		       "critical or 0 to 4", s ? s : "");
}

static int check_time(const char *name, const struct json *v, struct err *err)
{
	const char *s = json_str(v);
	char again[WHEN_LEN];
	int64_t ms;

	if (!s || !when_parse_rfc3339(&ms, s))
		return err_set(err, ERR_INVALID,
			       "Invalid %s '%s': must be like "
			       "2026-11-21T14:00:00Z", name, s ? s : "");
	when_format(again, ms);
	if (strcmp(s, again) != 0)
		return err_set(err, ERR_INVALID,
			       "Invalid %s '%s': must be UTC with seconds, "
			       "'%s'", name, s, again);
	return 0;
}

static int check_due(const char *name, const struct json *v, struct err *err)
{
	const char *s = json_str(v);
	char again[WHEN_LEN];
	int64_t due;

	if (!s || !due_parse_stored(&due, s))
		return err_set(err, ERR_INVALID,
			       "Invalid %s '%s': must be like 2026-11-21 or "
			       "2026-11-21T14:00:00Z", name, s ? s : "");
	due_format(again, due);
	if (strcmp(s, again) != 0)
		return err_set(err, ERR_INVALID,
			       "Invalid %s '%s': must be UTC with seconds, "
			       "'%s'", name, s, again);
	return 0;
}

static int check_number(enum field f, const char *name, const struct json *v,
			struct err *err)
{
	double d = json_num(v);

	if (field_defs[f].type == TYPE_SCORE) {
		if (json_is(v, JSON_NUM) && d >= 1 && d <= 5 && d == floor(d))
			return 0;
		return err_set(err, ERR_INVALID,
			       "%s must be a whole number between 1 and 5",
			       name);
	}
	if (f == F_COMPLEXITY) {
		if (json_is(v, JSON_NUM) && d >= 0 && d <= COMPLEXITY_MAX)
			return 0;
		return err_set(err, ERR_INVALID,
			       "%s must be a number between 0 and %d", name,
			       COMPLEXITY_MAX);
	}
	if (json_is(v, JSON_NUM) && d >= 0 && d <= HOURS_MAX)
		return 0;
	return err_set(err, ERR_INVALID,
		       "%s must be a number between 0 and %d", name,
		       HOURS_MAX);
}

static int check_id(enum field f, const char *name, const struct json *v,
		    struct err *err)
{
	const char *s = json_str(v);

	if (s && id_valid(s))
		return 0;
	return err_set(err, ERR_INVALID, "Invalid %s ID '%s': must be %d hex "
		       "digits", f == F_DEPENDENCIES ? "dependency" : name,
		       s ? s : "", ID_LEN);
}

/* Every string inside: valid, no control characters. */
static int check_inside(const char *name, const struct json *v,
			struct err *err)
{
	const struct json *child;
	const char *s = json_str(v);

	if (s && check_characters(name, s, false, err) < 0)
		return -1;
	if (!json_is(v, JSON_ARR) && !json_is(v, JSON_OBJ))
		return 0;
	json_each(child, v) {
		if (json_key(child) &&
		    check_characters(name, json_key(child), true, err) < 0)
			return -1;
		if (check_inside(name, child, err) < 0)
			return -1;
	}
	return 0;
}

static int check_free(enum field f, const char *name, const struct json *v,
		      struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	size_t len;

	json_line(&text, v);
	len = text.len;
	strbuf_release(&text);
	if (len > field_defs[f].max)
		return err_set(err, ERR_INVALID,
			       "%s too long (max %zu bytes)", name,
			       field_defs[f].max);
	return check_inside(name, v, err);
}

static int check_criterion(const struct json *v, size_t nr, struct err *err)
{
	const struct json *text = json_get(v, "criterion");
	const struct json *m = json_get(v, "measurable");
	char name[48];

	snprintf(name, sizeof(name), "criterion %zu", nr);
	if (!json_is(v, JSON_OBJ) || !json_is(text, JSON_STR))
		return err_set(err, ERR_INVALID,
			       "Invalid criteria: number %zu must be an "
			       "object with \"criterion\"", nr);
	if (check_line(F_SUCCESS_CRITERIA, name, json_str(text), err) < 0)
		return -1;
	if (m && check_line(F_SUCCESS_CRITERIA, name, json_str(m), err) < 0)
		return err_prefix(err, "measurable of");
	return check_inside(name, v, err);
}

static int check_criteria(const struct json *v, struct err *err)
{
	const struct json *c;
	size_t nr = 0;

	if (!json_is(v, JSON_ARR))
		return err_set(err, ERR_INVALID,
			       "Invalid criteria: must be a list of "
			       "{\"criterion\", \"measurable\"}");
	if (json_nr(v) > CRITERIA_MAX)
		return err_set(err, ERR_INVALID,
			       "too many criteria (max %d)", CRITERIA_MAX);
	json_each(c, v)
		if (check_criterion(c, ++nr, err) < 0)
			return -1;
	return 0;
}

static int check_entry(enum field f, const char *name, const struct json *v,
		       struct err *err)
{
	const char *id = json_get_str(v, "id");
	const char *at = json_get_str(v, "at");
	const struct json *text = json_get(v, "text");
	int64_t ms;

	if (!json_is(v, JSON_OBJ))
		return err_set(err, ERR_INVALID,
			       "an entry of %s must be an object", name);
	if (!id || is_blank(id) || strlen(id) > NAME_MAX_BYTES)
		return err_set(err, ERR_INVALID,
			       "an entry of %s needs an id (max %d bytes)",
			       name, NAME_MAX_BYTES);
	if (!at || !when_parse_rfc3339(&ms, at))
		return err_set(err, ERR_INVALID,
			       "an entry of %s needs a time (\"at\")", name);
	if (text && check_text(name, json_str(text), err) < 0)
		return -1;
	return check_free(f, name, v, err);
}

int field_check(enum field f, const struct json *value, struct err *err)
{
	const struct field_def *def;
	char name[32];

	if ((unsigned)f >= F_NR)
		BUG("no such field: %d", (int)f);
	def = &field_defs[f];
	label(name, f);
	switch (def->type) {
	case TYPE_LINE:
	case TYPE_PERSON:
		return check_line(f, name, json_str(value), err);
	case TYPE_TEXT:
		return check_text(name, json_str(value), err);
	case TYPE_STATUS: case TYPE_PRIORITY:
		return check_word(f, value, err);
	case TYPE_TIME:
		return check_time(name, value, err);
	case TYPE_DUE:
		return check_due(name, value, err);
	case TYPE_HOURS: case TYPE_SCORE: case TYPE_NUMBER:
		return check_number(f, name, value, err);
	case TYPE_BOOL:
		if (json_is(value, JSON_BOOL))
			return 0;
		return err_set(err, ERR_INVALID, "%s must be true or false",
			       name);
	case TYPE_ID:
		return check_id(f, name, value, err);
	case TYPE_CRITERIA:
		return check_criteria(value, err);
	case TYPE_OBJECT:
		if (json_is(value, JSON_OBJ))
			return check_free(f, name, value, err);
		return err_set(err, ERR_INVALID, "%s must be an object",
			       name);
	case TYPE_ANY:
		if (value && !json_is(value, JSON_NULL))
			return check_free(f, name, value, err);
		return err_set(err, ERR_INVALID, "a value of %s must not be "
			       "null", name);
	case TYPE_ENTRY:
		return check_entry(f, name, value, err);
	}
	BUG("no such type: %d", (int)def->type);
}
