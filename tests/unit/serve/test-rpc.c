/* test-rpc.c - JSON-RPC messages: kinds, ids as they came, answers. */
#include "unit.h"

#include "serve/mcp/rpc.h"

static void read_kinds(void **state)
{
	static const struct {
		const char *text;
		enum rpc_kind kind;
		int code;
		const char *id;
	} cases[] = {
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}",
		  RPC_IS_REQUEST, 0, "1" },
		{ " { \"params\" : {\"id\":2, \"a\":[{\"id\":3}]} , \"id\" :\t-7 ,"
		  "\"jsonrpc\":\"2.0\",\"method\":\"m\"}",
		  RPC_IS_REQUEST, 0, "-7" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":\"x\\\"}, \",\"method\":\"m\"}",
		  RPC_IS_REQUEST, 0, "\"x\\\"}, \"" },
		{ "\xef\xbb\xbf{\"jsonrpc\":\"2.0\",\"method\":\"m\"}",
		  RPC_IS_NOTE, 0, NULL },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}",
		  RPC_IS_RESPONSE, 0, "1" },
		{ "{\"jsonrpc\":\"2.0\",\"i\\u0064\":1,\"method\":\"m\"}",
		  RPC_IS_BAD, RPC_REQUEST, NULL },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1e3,\"method\":\"m\"}",
		  RPC_IS_BAD, RPC_REQUEST, NULL },
		{ "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"m\"}",
		  RPC_IS_BAD, RPC_REQUEST, NULL },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1}", RPC_IS_BAD, RPC_REQUEST,
		  "1" },
		{ "{\"id\":1,\"method\":\"m\"}", RPC_IS_BAD, RPC_REQUEST, "1" },
		{ "{}", RPC_IS_BAD, RPC_REQUEST, NULL },
		{ "[]", RPC_IS_BAD, RPC_REQUEST, NULL },
		{ "7", RPC_IS_BAD, RPC_REQUEST, NULL },
		{ "", RPC_IS_BAD, RPC_PARSE, NULL },
		{ "{\"id\":1,\"id\":2}", RPC_IS_BAD, RPC_PARSE, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rpc r;

		rpc_read(&r, cases[i].text, strlen(cases[i].text));
		if (r.kind != cases[i].kind || r.code != cases[i].code ||
		    !str_eq(r.id, cases[i].id))
			fail_msg("%s: kind %d, code %d, id %s", cases[i].text,
				 (int)r.kind, r.code, r.id ? r.id : "none");
		rpc_release(&r);
	}
}

/* A copy without an end: nothing behind `len` is looked at. */
static void bounded(void **state)
{
	static const char text[] =
		"{\"jsonrpc\":\"2.0\",\"id\":12,\"method\":\"m\"}3456";
	struct rpc r;

	(void)state;
	rpc_read(&r, text, strlen(text) - 4);
	assert_int_equal(r.kind, RPC_IS_REQUEST);
	assert_string_equal(r.id, "12");
	rpc_release(&r);
}

static void answers(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *data = json_new_obj();

	(void)state;
	json_set_int(data, "a", 1);
	rpc_result(&sb, "\"x\"", json_new_obj());
	rpc_error(&sb, NULL, RPC_METHOD, "no \"m\"\n", data);
	assert_string_equal(sb.buf,
		"{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}\n"
		"{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32601,"
		"\"message\":\"no \\\"m\\\"\\n\",\"data\":{\"a\":1}}}\n");
	strbuf_release(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_kinds),
		cmocka_unit_test(bounded),
		cmocka_unit_test(answers),
	};

	return cmocka_run_group_tests_name("rpc", tests, NULL, NULL);
}
