/*
 * convertcsv.c - CSV (RFC 4180; comma, semicolon or tab).
 */
#include "base/base.h"
#include "feat/exchange/convert.h"

#include "base/mem.h"

/* ---- reading ---- */

struct csv {
	const char *p, *end;
	char sep;
	size_t line;
};

/* The separator that the head line has most of. */
static char find_separator(const char *text, const char *end)
{
	static const char seps[] = ",;\t";
	size_t best = 0, i;
	char sep = ',';

	for (i = 0; seps[i]; i++) {
		size_t nr = 0;
		const char *p;

		for (p = text; p < end && *p != '\n'; p++)
			nr += *p == seps[i];
		if (nr > best) {
			best = nr;
			sep = seps[i];
		}
	}
	return sep;
}

/* One cell; *last when the row ends behind it. */
static int read_cell(struct csv *c, struct strbuf *out, bool *last,
		     struct err *err)
{
	size_t line = c->line;

	strbuf_reset(out);
	if (c->p < c->end && *c->p == '"') {
		for (c->p++;; c->p++) {
			if (c->p >= c->end)
				return err_set(err, ERR_INVALID, "line %zu: "
					       "a quote is not closed", line);
			if (*c->p == '\n')
				c->line++;
			if (*c->p == '"') {
				if (c->p + 1 >= c->end || c->p[1] != '"')
					break;
				c->p++;
			}
			strbuf_addch(out, *c->p);
		}
		c->p++;
		if (c->p < c->end && *c->p != c->sep && *c->p != '\n')
			return err_set(err, ERR_INVALID, "line %zu: text "
				       "after a closing quote", line);
	} else {
		while (c->p < c->end && *c->p != c->sep && *c->p != '\n')
			strbuf_addch(out, *c->p++);
	}
	*last = c->p >= c->end || *c->p == '\n';
	if (*last && c->p < c->end)
		c->line++;
	if (c->p < c->end)
		c->p++;
	return 0;
}

/* Our exports put an apostrophe before what a spreadsheet would run. */
static const char *unguard(const char *s)
{
	return s[0] == '\'' && s[1] && strchr("=+-@\t\r'", s[1]) ? s + 1 : s;
}

static int read_row(struct csv *c, struct strvec *cells, struct err *err)
{
	struct strbuf cell = STRBUF_INIT;
	bool last = false;

	strvec_clear(cells);
	while (!last) {
		if (read_cell(c, &cell, &last, err) < 0) {
			strbuf_release(&cell);
			return -1;
		}
		strvec_push(cells, unguard(cell.buf));
	}
	strbuf_release(&cell);
	return 0;
}

/* "Due Date" -> "due_date" */
static char *head_name(const char *cell)
{
	struct strbuf sb = STRBUF_INIT;
	char *p;

	strbuf_addstr(&sb, cell);
	strbuf_trim(&sb);
	for (p = sb.len ? sb.buf : NULL; p && *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		if (*p == ' ' || *p == '-')
			*p = '_';
	}
	return strbuf_detach(&sb, NULL);
}

int convert_read_csv(struct records *out, const char *text, size_t len,
		     struct err *err)
{
	struct csv c = { text, text + len, ',', 1 };
	struct strvec heads = STRVEC_INIT, cells = STRVEC_INIT;
	size_t i, line;
	int ret = -1;

	c.sep = find_separator(text, c.end);
	if (read_row(&c, &cells, err) < 0)
		goto out;
	for (i = 0; i < cells.nr; i++)
		strvec_take(&heads, head_name(cells.v[i]));
	while (c.p < c.end) {
		struct json *obj;

		line = c.line;
		if (read_row(&c, &cells, err) < 0)
			goto out;
		if (cells.nr == 1 && !*cells.v[0])
			continue;
		if (cells.nr > heads.nr) {
			err_set(err, ERR_INVALID, "line %zu: %zu cells, but "
				"the head has %zu", line, cells.nr, heads.nr);
			goto out;
		}
		obj = json_new_obj();
		for (i = 0; i < cells.nr; i++)
			if (*heads.v[i] && *cells.v[i])
				json_set_str(obj, heads.v[i], cells.v[i]);
		records_add(out, obj, line);
	}
	ret = 0;
out:
	strvec_clear(&heads);
	strvec_clear(&cells);
	return ret;
}

/* A column that comes several times makes a list. */
static void table_cell(struct json *obj, const char *head, const char *text)
{
	struct json *have = json_get(obj, head), *arr;

	if (!*head || !*text)
		return;
	if (!have) {
		json_set_str(obj, head, text);
	} else if (json_is(have, JSON_ARR)) {
		json_push_str(have, text);
	} else {
		arr = json_new_arr();
		json_push_str(arr, json_str(have));
		json_push_str(arr, text);
		json_set(obj, head, arr);
	}
}

int convert_csv_table(struct json **out, const char *text, size_t len,
		      struct err *err)
{
	struct csv c = { text, text + len, ',', 1 };
	struct strvec heads = STRVEC_INIT, cells = STRVEC_INIT;
	struct json *rows = json_new_arr(), *obj;
	size_t i, line;
	int ret;

	*out = NULL;
	c.sep = find_separator(text, c.end);
	ret = read_row(&c, &heads, err);
	while (ret == 0 && c.p < c.end) {
		line = c.line;
		ret = read_row(&c, &cells, err);
		if (ret < 0 || (cells.nr == 1 && !*cells.v[0]))
			continue;
		if (cells.nr > heads.nr) {
			ret = err_set(err, ERR_INVALID, "line %zu: %zu cells, "
				      "but the head has %zu", line, cells.nr,
				      heads.nr);
			break;
		}
		obj = json_new_obj();
		json_set_int(obj, "", (int64_t)line);
		for (i = 0; i < cells.nr; i++)
			table_cell(obj, heads.v[i], cells.v[i]);
		json_push(rows, obj);
	}
	strvec_clear(&heads);
	strvec_clear(&cells);
	if (ret == 0)
		*out = rows;
	else
		json_free(rows);
	return ret;
}

/* ---- writing ---- */

/* Every field but the logs, which CSV has no room for. */
static bool in_csv(int f)
{
	return field_defs[f].kind != KIND_LOG && f != F_LEASE &&
	       f != F_CRITERIA_RESULTS;
}

static void csv_cell(struct strbuf *out, const char *s)
{
	bool guard = *s && strchr("=+-@\t\r'", *s);
	char *end;

	if (guard && (*s == '-' || *s == '+')) {
		strtod(s, &end);
		guard = *end != '\0';
	}
	if (!guard && !strpbrk(s, "\",\n\r;\t")) {
		strbuf_addstr(out, s);
		return;
	}
	strbuf_addstr(out, guard ? "\"'" : "\"");
	strbuf_addreplace(out, s, "\"", "\"\"");
	strbuf_addch(out, '"');
}

/* A list as "a;b"; as JSON when an element has a ';' or begins with '['. */
static void list_text(struct strbuf *out, const struct json *list)
{
	struct json *j;
	bool plain = true;
	size_t start = out->len;

	json_each(j, list) {
		const char *s = json_str(j);

		plain &= s && *s && !strchr(s, ';') && *s != '[' &&
			 *s != ' ' && s[strlen(s) - 1] != ' ';
	}
	if (!plain) {
		json_line(out, list);
		return;
	}
	json_each(j, list)
		strbuf_addf(out, "%s%s", out->len > start ? ";" : "",
			    json_str(j));
}

void convert_task_csv(struct strbuf *out, const struct task *t)
{
	struct strbuf cell = STRBUF_INIT;
	bool first = true;
	int f;

	for (f = 0; f < F_NR; f++) {
		const struct json *j;

		if (!in_csv(f))
			continue;
		if (!first)
			strbuf_addch(out, ',');
		first = false;
		if (!t->doc) {
			strbuf_addstr(out, field_defs[f].name);
			continue;
		}
		j = task_get(t, (enum field)f);
		strbuf_reset(&cell);
		if (json_is(j, JSON_STR))
			strbuf_addstr(&cell, json_str(j));
		else if (j && field_defs[f].kind == KIND_SET)
			list_text(&cell, j);
		else if (j && !json_is(j, JSON_NULL))
			json_line(&cell, j);
		csv_cell(out, cell.buf);
	}
	strbuf_addch(out, '\n');
	strbuf_release(&cell);
}
