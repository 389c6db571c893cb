/*
 * yaml.c - results as a YAML document.
 */
#include "base/base.h"
#include "front/format.h"

#include "data/yaml.h"

static void yaml_value(struct out *o, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	yaml_emit(&sb, j);
	out_raw(o, sb.buf, sb.len);
	strbuf_release(&sb);
}

/* A list of one is an item of the list that the stream is. */
static void yaml_row(struct out *o, const struct json *row, size_t i)
{
	struct json *one = json_new_arr();

	(void)i;
	json_push(one, json_copy(row));
	yaml_value(o, one);
	json_free(one);
}

static void yaml_end(struct out *o, size_t nr)
{
	if (!nr)
		out_f(o, "[]\n");
}

const struct format format_yaml = {
	.name = "yaml", .value = yaml_value, .row = yaml_row, .end = yaml_end
};
