/*
 * ndjson.c - results as JSON, one value a line.
 */
#include "base/base.h"
#include "front/format.h"

static void ndjson_row(struct out *o, const struct json *row, size_t i)
{
	struct strbuf sb = STRBUF_INIT;

	(void)i;
	json_line(&sb, row);
	strbuf_addch(&sb, '\n');
	out_json_text(o, sb.buf, sb.len);
	strbuf_release(&sb);
}

static void ndjson_end(struct out *o, size_t nr)
{
	(void)o;
	(void)nr;
}

static void ndjson_value(struct out *o, const struct json *j)
{
	const struct json *e;
	size_t i = 0;

	if (!json_is(j, JSON_ARR))
		ndjson_row(o, j, 0);
	else
		json_each(e, j)
			ndjson_row(o, e, i++);
}

const struct format format_ndjson = {
	.name = "ndjson", .value = ndjson_value, .row = ndjson_row,
	.end = ndjson_end
};
