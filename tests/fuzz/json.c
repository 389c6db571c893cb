/*
 * json.c - fuzzes JSON reading and the canonical printer: what is read prints,
 * and what is printed reads back to the same bytes.
 */
#include "base/base.h"
#include "base/utf8.h"
#include "data/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct json *j, *back;

	if (json_parse(&j, (const char *)data, len, &err)) {
		if (!*err.msg || !utf8_valid(err.msg, strlen(err.msg)))
			BUG("a refusal without a sentence");
		return 0;
	}
	json_canon(&a, j);
	if (!utf8_valid(a.buf, a.len))
		BUG("the canonical form is not UTF-8");
	if (json_parse(&back, a.buf, a.len, &err))
		BUG("the canonical form is refused: %s", err.msg);
	json_canon(&b, back);
	if (a.len != b.len || memcmp(a.buf, b.buf, a.len))
		BUG("the canonical form is not a fixed point");
	json_free(back);
	strbuf_reset(&b);
	json_line(&b, j);
	if (json_parse(&back, b.buf, b.len, &err) || !json_eq(j, back))
		BUG("one line of JSON does not read back");
	json_free(back);
	json_free(j);
	strbuf_release(&a);
	strbuf_release(&b);
	return 0;
}
