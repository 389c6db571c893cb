/*
 * expr.c - any text as an expression; what parses is judged with a few
 * values, twice, with the same outcome.
 */
#include "base/base.h"

#include "base/mem.h"
#include "lang/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct json *look_up(void *data, const char *name)
{
	return json_get_path(data, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char values[] =
		"{\"a\":1,\"b\":\"2ms\",\"c\":[1,\"x\",null],\"d\":{\"e\":"
		"true},\"f\":\"text\",\"g\":null,\"h\":-0.5}";
	char *text = xstrndup((const char *)data, len);
	struct json *v = NULL;
	struct expr *e = NULL;
	struct strbuf why = STRBUF_INIT;
	struct strvec names = STRVEC_INIT;
	enum verdict first;

	if (json_parse(&v, values, strlen(values), NULL) < 0)
		BUG("the values are not JSON");
	if (expr_parse(&e, text, NULL) == 0) {
		expr_names(&names, e);
		first = expr_judge(e, look_up, v, &why);
		if (first == VERDICT_UNKNOWN && !why.len)
			BUG("undetermined without a reason");
		if (expr_judge(e, look_up, v, NULL) != first)
			BUG("judged twice, with two outcomes");
	}
	expr_free(e);
	json_free(v);
	strvec_clear(&names);
	strbuf_release(&why);
	free(text);
	return 0;
}
