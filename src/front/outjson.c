/*
 * outjson.c - a JSON value in the format asked for.
 */
#include "base/base.h"
#include "front/out.h"

#include "base/strvec.h"
#include "base/utf8.h"
#include "front/sheet.h"

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
		send(o, &sb);
		strbuf_release(&sb);
		return;
	}
	strbuf_addch(&sb, '[');
	json_each(e, j) {
		if (!first)
			strbuf_addstr(&sb, ",\n");
		first = false;
		json_line(&sb, e);
		send(o, &sb);
	}
	strbuf_addstr(&sb, "]\n");
	send(o, &sb);
	strbuf_release(&sb);
}

static void print_pretty(struct out *o, const struct json *j)
{
	struct strbuf raw = STRBUF_INIT, sb = STRBUF_INIT;

	json_pretty(&raw, j);
	/* what JSON leaves as it is may still steer a terminal (C1, bidi) */
	utf8_add_clean(&sb, raw.buf);
	send(o, &sb);
	strbuf_release(&raw);
	strbuf_release(&sb);
}

static void print_ndjson(struct out *o, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *e;

	if (!json_is(j, JSON_ARR)) {
		json_line(&sb, j);
		strbuf_addch(&sb, '\n');
		send(o, &sb);
	} else {
		json_each(e, j) {
			json_line(&sb, e);
			strbuf_addch(&sb, '\n');
			send(o, &sb);
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
