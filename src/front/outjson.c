/*
 * outjson.c - results, values and streams of rows, in the format asked for.
 */
#include "base/base.h"
#include "front/out.h"

#include "base/strvec.h"
#include "base/utf8.h"
#include "front/format.h"

static void send(struct out *o, struct strbuf *sb)
{
	out_raw(o, sb->buf, sb->len);
	strbuf_reset(sb);
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

/* ---- sheets ---- */

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
	struct strbuf sb = STRBUF_INIT;

	if (json_str(v)) {
		utf8_add_clean(out, json_str(v));
	} else if (v && !json_is(v, JSON_NULL)) {
		json_line(&sb, v);
		out_add_json(out, sb.buf, sb.len);
		strbuf_release(&sb);
	}
}

static void print_row(struct out *o, const struct strvec *columns,
		      const struct json *row)
{
	const struct format *f = format_of(o->format);
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
		f->cell(&line, cell.buf, i, i + 1 == columns->nr);
	}
	send(o, &line);
	strbuf_release(&line);
	strbuf_release(&cell);
}

static void print_head(struct out *o, const struct strvec *columns)
{
	const struct format *f = format_of(o->format);
	struct strbuf sb = STRBUF_INIT;
	char *kinds;

	print_row(o, columns, NULL);
	if (f->rule) {
		kinds = strvec_join(columns, " ");
		memset(kinds, ' ', strlen(kinds));
		f->rule(&sb, kinds, columns->nr);
		free(kinds);
	}
	send(o, &sb);
	strbuf_release(&sb);
}

/* Objects as rows of a sheet: a value, or a row of a stream. */
static void sheet_value(struct out *o, const char *declared,
			const struct json *j)
{
	struct strvec columns = STRVEC_INIT;
	bool many = json_is(j, JSON_ARR);
	struct json *e;

	if (declared)
		strvec_split(&columns, declared, "|");
	if (!many)
		add_columns(&columns, j);
	else
		json_each(e, j)
			add_columns(&columns, e);
	if (columns.nr) {
		print_head(o, &columns);
		if (!many)
			print_row(o, &columns, j);
		else
			json_each(e, j)
				print_row(o, &columns, e);
	}
	strvec_clear(&columns);
}

static void sheet_row(struct out_rows *r, const struct json *row)
{
	if (!r->nr) {
		add_columns(&r->columns, row);
		print_head(r->o, &r->columns);
	}
	print_row(r->o, &r->columns, row);
}

/* ---- choosing ---- */

const struct format *format_of(enum out_format f)
{
	switch (f) {
#define FORMAT_CASE(id, name) case OUT_##id: return &format_##name;
	OUT_FORMATS(FORMAT_CASE)
#undef FORMAT_CASE
	default:
		return NULL;
	}
}

bool out_data(const struct out *o)
{
	return o->format != OUT_TEXT && o->format != OUT_IDS;
}

bool out_document(const struct out *o)
{
	return o->format == OUT_JSON || o->format == OUT_YAML ||
		o->format == OUT_VALUE;
}

bool out_tree(const struct out *o)
{
	return out_document(o) || o->format == OUT_NDJSON;
}

static void print_value(struct out *o, const char *columns,
			const struct json *j)
{
	const struct format *f = format_of(o->format);
	struct strbuf sb = STRBUF_INIT;

	if (o->format == OUT_VALUE) {
		json_free(o->value);
		o->value = json_copy(j);
	} else if (o->format == OUT_IDS) {
		print_ids(o, j);
	} else if (format_is_sheet(f)) {
		sheet_value(o, columns, j);
	} else if (f) {
		f->value(o, j);
	} else {
		json_pretty(&sb, j);
		out_json_text(o, sb.buf, sb.len);
	}
	strbuf_release(&sb);
}

void out_json(struct out *o, const struct json *j)
{
	print_value(o, NULL, j);
}

void out_list(struct out *o, const char *columns, const struct json *list)
{
	print_value(o, columns, list);
}

/* ---- streams ---- */

void out_rows_begin(struct out_rows *r, struct out *o, const char *columns)
{
	r->o = o;
	r->nr = 0;
	strvec_init(&r->columns);
	if (columns)
		strvec_split(&r->columns, columns, "|");
	if (o->format == OUT_VALUE) {
		json_free(o->value);
		o->value = json_new_arr();
	}
}

void out_row(struct out_rows *r, struct json *row)
{
	const struct format *f = format_of(r->o->format);

	if (r->o->format == OUT_VALUE) {
		json_push(r->o->value, row);
		r->nr++;
		return;
	}
	if (r->o->format == OUT_IDS)
		print_ids(r->o, row);
	else if (format_is_sheet(f))
		sheet_row(r, row);
	else
		(f ? f : &format_json)->row(r->o, row, r->nr);
	r->nr++;
	json_free(row);
}

void out_rows_end(struct out_rows *r)
{
	const struct format *f = format_of(r->o->format);

	if (format_is_sheet(f) && !r->nr && r->columns.nr)
		print_head(r->o, &r->columns);
	if (f && f->end)
		f->end(r->o, r->nr);
	strvec_clear(&r->columns);
}
