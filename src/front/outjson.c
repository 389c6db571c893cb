/*
 * outjson.c - a JSON value in the format asked for.
 */
#include "base/base.h"
#include "front/out.h"

#include "base/strvec.h"
#include "base/utf8.h"
#include "front/sheet.h"

/* Length of a character at `s` that steers a terminal: DEL, C1, bidirectional
 * overrides and isolates; 0: it is another. */
static size_t steering(const unsigned char *s)
{
	if (s[0] == 0x7f)
		return 1;
	if (s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f)
		return 2;
	if (s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0xaa && s[2] <= 0xae)
		return 3;
	if (s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9)
		return 3;
	return 0;
}

void out_json_text(struct out *o, const char *text, size_t len)
{
	const char *p = text, *end = text + len, *from = text;

	while (p < end) {
		size_t n = steering((const unsigned char *)p);
		const char *next = p;

		if (!n) {
			p++;
			continue;
		}
		out_raw(o, from, (size_t)(p - from));
		out_f(o, "\\u%04x", (unsigned)utf8_next(&next, end));
		p = from = p + n;
	}
	out_raw(o, from, (size_t)(end - from));
}

static void send_json(struct out *o, struct strbuf *sb)
{
	out_json_text(o, sb->buf, sb->len);
	strbuf_reset(sb);
}

static void send(struct out *o, struct strbuf *sb)
{
	out_raw(o, sb->buf, sb->len);
	strbuf_reset(sb);
}

/* One line; of an array of objects one line an object. */
static void print_lines(struct out *o, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *e;
	bool first = true;

	if (!json_is(j, JSON_ARR) || !json_is(json_first(j), JSON_OBJ)) {
		json_line(&sb, j);
		strbuf_addch(&sb, '\n');
		send_json(o, &sb);
		strbuf_release(&sb);
		return;
	}
	strbuf_addch(&sb, '[');
	json_each(e, j) {
		if (!first)
			strbuf_addstr(&sb, ",\n");
		first = false;
		json_line(&sb, e);
		send_json(o, &sb);
	}
	strbuf_addstr(&sb, "]\n");
	send_json(o, &sb);
	strbuf_release(&sb);
}

static void print_pretty(struct out *o, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	json_pretty(&sb, j);
	send_json(o, &sb);
	strbuf_release(&sb);
}

static void print_ndjson(struct out *o, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *e;

	if (!json_is(j, JSON_ARR)) {
		json_line(&sb, j);
		strbuf_addch(&sb, '\n');
		send_json(o, &sb);
	} else {
		json_each(e, j) {
			json_line(&sb, e);
			strbuf_addch(&sb, '\n');
			send_json(o, &sb);
		}
	}
	strbuf_release(&sb);
}

static void print_ids(struct out *o, const struct json *j)
{
	struct json *e;

	if (json_is(j, JSON_OBJ) && json_get_str(j, "id")) {
		out_f(o, "%s\n", json_get_str(j, "id"));
		return;
	}
	json_each(e, j)
		print_ids(o, e);
}

/* ---- CSV and Markdown ---- */

static void add_columns(struct strvec *columns, const struct json *row)
{
	struct json *m;

	if (!json_is(row, JSON_OBJ)) {
		if (!strvec_has(columns, "value"))
			strvec_push(columns, "value");
		return;
	}
	json_each(m, row)
		if (!strvec_has(columns, json_key(m)))
			strvec_push(columns, json_key(m));
}

static void cell_text(struct strbuf *out, const struct json *v)
{
	if (json_str(v))
		utf8_add_clean(out, json_str(v));
	else if (v && !json_is(v, JSON_NULL))
		json_line(out, v);
}

static void print_row(struct out *o, const struct strvec *columns,
		      const struct json *row)
{
	struct strbuf line = STRBUF_INIT, cell = STRBUF_INIT;
	size_t i;

	for (i = 0; i < columns->nr; i++) {
		const char *name = columns->v[i];

		strbuf_reset(&cell);
		if (!row)
			utf8_add_clean_line(&cell, name);
		else if (json_is(row, JSON_OBJ))
			cell_text(&cell, json_get(row, name));
		else
			cell_text(&cell, row);
		sheet_cell(&line, o->format, cell.buf, i,
			   i + 1 == columns->nr);
	}
	send(o, &line);
	strbuf_release(&line);
	strbuf_release(&cell);
}

static void print_sheet(struct out *o, const struct json *j)
{
	struct strvec columns = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	bool many = json_is(j, JSON_ARR);
	struct json *e;

	if (!many)
		add_columns(&columns, j);
	else
		json_each(e, j)
			add_columns(&columns, e);
	if (columns.nr) {
		print_row(o, &columns, NULL);
		if (o->format == OUT_MARKDOWN) {
			char *kinds = strvec_join(&columns, " ");

			memset(kinds, ' ', strlen(kinds));
			sheet_rule(&sb, kinds, columns.nr);
			send(o, &sb);
			free(kinds);
		}
		if (!many)
			print_row(o, &columns, j);
		else
			json_each(e, j)
				print_row(o, &columns, e);
	}
	strbuf_release(&sb);
	strvec_clear(&columns);
}

void out_json(struct out *o, const struct json *j)
{
	switch (o->format) {
	case OUT_NDJSON:
		print_ndjson(o, j);
		break;
	case OUT_CSV:
	case OUT_MARKDOWN:
		print_sheet(o, j);
		break;
	case OUT_IDS:
		print_ids(o, j);
		break;
	case OUT_TEXT:
		print_pretty(o, j);
		break;
	default:
		if (o->tty)
			print_pretty(o, j);
		else
			print_lines(o, j);
	}
}
