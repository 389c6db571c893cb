/*
 * json.c - results as JSON.
 */
#include "base/base.h"
#include "front/format.h"

static void send(struct out *o, struct strbuf *sb)
{
	out_json_text(o, sb->buf, sb->len);
	strbuf_reset(sb);
}

static void json_row(struct out *o, const struct json *row, size_t i)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, i ? ",\n" : "[");
	json_line(&sb, row);
	send(o, &sb);
	strbuf_release(&sb);
}

static void json_end(struct out *o, size_t nr)
{
	out_f(o, nr ? "]\n" : "[]\n");
}

/* On a terminal indented; else one line, of an array of objects one each. */
static void json_value(struct out *o, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;
	const struct json *e;
	size_t i = 0;

	if (o->tty) {
		json_pretty(&sb, j);
		send(o, &sb);
	} else if (json_is(j, JSON_ARR) && json_is(json_first(j), JSON_OBJ)) {
		json_each(e, j)
			json_row(o, e, i++);
		json_end(o, i);
	} else {
		json_line(&sb, j);
		strbuf_addch(&sb, '\n');
		send(o, &sb);
	}
	strbuf_release(&sb);
}

const struct format format_json = {
	.name = "json", .value = json_value, .row = json_row, .end = json_end
};
