/*
 * yaml.c - fuzzes YAML reading and writing: what is read is written as YAML
 * that reads back equal.
 */
#include "base/base.h"
#include "data/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct json *j, *lines, *back;

	if (yaml_parse(&j, &lines, (const char *)data, len, &err))
		return 0;
	yaml_write(&sb, j);
	if (yaml_parse(&back, NULL, sb.buf, sb.len, &err))
		BUG("what was written is refused: %s", err.msg);
	if (!json_eq(j, back))
		BUG("what was written reads back as something else");
	if (yaml_line(lines, "") < 1)
		BUG("a document without a line");
	json_free(back);
	json_free(j);
	json_free(lines);
	strbuf_release(&sb);
	return 0;
}
