/* test-llm.c - answers of language models as servers really send them. */
#include "unit.h"

#include "base/mem.h"
#include "feat/llm/llm.h"

/* Streams that say the same: {"a": "bü"}, 12 and 3 tokens. */
#define O_A "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"{\\\"a\\\": \"}}]}"
#define O_B "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\\"b\xc3\xbc\\\"}\"}}]}"
#define O_END "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"
#define O_USE "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}"
#define A_USE "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}"
#define A_A "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\": \"}}"
#define A_B "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"b\xc3\xbc\\\"}\"}}"
#define A_STOP "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":3}}"
#define A_END "{\"type\":\"message_stop\"}"

static struct llm_heard hear(enum llm_wire wire, const char *body)
{
	struct llm_heard h;

	llm_heard_init(&h);
	llm_hear(&h, wire, body, strlen(body));
	return h;
}

static void same(void **state)
{
	static const struct { enum llm_wire wire; const char *body; } forms[] = {
		{ LLM_OPENAI, "data: " O_A "\n\ndata: " O_B "\n\ndata: " O_END
		  "\n\ndata: " O_USE "\n\ndata: [DONE]\n\n" },
		/* no blank behind the colon, comments, an empty one */
		{ LLM_OPENAI, ": hello\n\ndata:" O_A "\n:\n\ndata:" O_B
		  "\n\ndata:\n\ndata:" O_END "\n\n: x\ndata:" O_USE
		  "\n\ndata:[DONE]\n\n" },
		{ LLM_OPENAI, "data: " O_A "\r\n\r\ndata: " O_B "\r\n\r\ndata: "
		  O_END "\r\n\r\ndata: " O_USE "\r\n\r\ndata: [DONE]\r\n\r\n" },
		{ LLM_OPENAI, "data: " O_A "\r\rdata: " O_B "\r\rdata: " O_END
		  "\r\rdata: " O_USE "\r\r" },
		/* one event in several lines; other fields; a byte order mark */
		{ LLM_OPENAI, "\xef\xbb\xbf" "data: {\"choices\":[{\"index\":0,\n"
		  "data: \"delta\":{\"content\":\"{\\\"a\\\": \"}}]}\n\nid: 7\n"
		  "retry: 10\nevent: x\ndata: " O_B "\n\ndata: " O_END
		  "\n\ndata: " O_USE "\n\n" },
		/* lines without blank ones between them */
		{ LLM_OPENAI, "data: " O_A "\ndata: " O_B "\ndata: " O_END
		  "\ndata: " O_USE "\ndata: [DONE]\n" },
		/* counts with each event: they are sums already */
		{ LLM_OPENAI, "data: " O_A "\n\ndata: " O_USE "\n\ndata: " O_B
		  "\n\ndata: " O_USE "\n\ndata: " O_END "\n\ndata: " O_USE
		  "\n\n" },
		{ LLM_OPENAI, "\xef\xbb\xbf\n{\"choices\":[{\"finish_reason\":\"stop\","
		  "\"message\":{\"content\":\"{\\\"a\\\": \\\"b\xc3\xbc\\\"}\"}}],"
		  "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}" },
		{ LLM_ANTHROPIC, "event: message_start\ndata: " A_USE
		  "\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\ndata: " A_A
		  "\n\ndata: " A_B "\n\ndata: " A_STOP "\n\ndata: " A_END "\n\n" },
		{ LLM_ANTHROPIC, "data:" A_USE "\r\n\r\ndata:" A_A "\r\n\r\ndata:"
		  A_B "\r\n\r\ndata:" A_STOP "\r\n\r\ndata:" A_END "\r\n\r\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		struct llm_heard h = hear(forms[i].wire, forms[i].body);

		if (strcmp(h.text.buf, "{\"a\": \"b\xc3\xbc\"}") || !h.whole ||
		    h.failed || h.broken || h.too_long || h.refusal.len ||
		    h.usage.input != 12 || h.usage.output != 3)
			fail_msg("form %zu: '%s' whole %d failed %d broken %d "
				 "%g %g", i, h.text.buf, h.whole, h.failed,
				 h.broken, h.usage.input, h.usage.output);
		llm_heard_release(&h);
	}
}

/* What is not understood is not left out in silence: the rest would be taken for all. */
static void broken(void **state)
{
	static const char *const middle[] = {
		"{\"choices\":[{\"delta\":{\"content\":\"half",
		"{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}",
		"{\"choices\":[{\"delta\":{\"content\":\"\xc3\"}}]}",
		"{\"choices\":[{\"delta\":{\"content\":\"x\",\"content\":\"y\"}}]}",
		"<html>", "{}{}", "nonsense",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(middle); i++) {
		char *body = xasprintf("data: " O_A "\n\ndata: %s\n\ndata: " O_B
				       "\n\ndata: " O_END "\n\ndata: [DONE]\n\n",
				       middle[i]);
		struct llm_heard h = hear(LLM_OPENAI, body);

		if (!h.broken)
			fail_msg("'%s' was left out", middle[i]);
		llm_heard_release(&h);
		free(body);
	}
}

static void cut(void **state)
{
	static const char body[] = "data: " A_USE "\n\ndata: " A_A "\n\ndata: "
		A_B "\n\ndata: " A_STOP "\n\ndata: " A_END "\n\n";
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(body) - 4; n++) {
		struct llm_heard h;

		llm_heard_init(&h);
		llm_hear(&h, LLM_ANTHROPIC, body, n);
		assert_false(h.whole);
		llm_heard_release(&h);
	}
}

static void unknown(void **state)
{
	struct llm_heard h;

	(void)state;
	h = hear(LLM_OPENAI, "data: " O_A "\n\ndata: {\"choices\":[{\"delta\":{},"
		 "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":"
		 "\"12\",\"completion_tokens\":null}}\n\n");
	assert_true(h.too_long);
	assert_false(h.usage.known);
	llm_heard_release(&h);
	/* words where a tool was to be used, and the other way round */
	h = hear(LLM_ANTHROPIC, "data: {\"type\":\"content_block_delta\",\"delta\":"
		 "{\"type\":\"text_delta\",\"text\":\"{}\"}}\n\ndata: " A_END "\n\n");
	assert_int_equal(h.text.len, 0);
	llm_heard_release(&h);
	h = hear(LLM_OPENAI, "{\"choices\":[{\"finish_reason\":\"tool_calls\","
		 "\"message\":{\"content\":null,\"tool_calls\":[{\"function\":"
		 "{\"arguments\":\"{}\"}}]}}]}");
	assert_int_equal(h.text.len, 0);
	llm_heard_release(&h);
	/* an error in the stream, as an object or as a word */
	h = hear(LLM_OPENAI, "data: {\"error\":{\"message\":\"x\"}}\n\n");
	assert_true(h.failed);
	llm_heard_release(&h);
	h = hear(LLM_OPENAI, "data: {\"error\":\"no such model\"}\n\n");
	assert_true(h.failed);
	llm_heard_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same), cmocka_unit_test(broken),
		cmocka_unit_test(cut), cmocka_unit_test(unknown)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
