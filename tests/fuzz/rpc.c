/*
 * rpc.c - any bytes as a JSON-RPC message: never a crash, and what is answered is
 * one line of JSON that carries the id of the message.
 */
#include "base/base.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "serve/mcp/rpc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = xmemdup(data, size);	/* so that ASan sees its end */
	struct strbuf sb = STRBUF_INIT;
	struct json *answer;
	struct rpc r;

	rpc_read(&r, copy, size);
	if (r.kind == RPC_IS_REQUEST || r.kind == RPC_IS_BAD) {
		rpc_error(&sb, r.id, RPC_INTERNAL, "x", NULL);
		if (memchr(sb.buf, '\n', sb.len) != sb.buf + sb.len - 1 ||
		    json_parse(&answer, sb.buf, sb.len, NULL) < 0)
			BUG("an answer that is no line of JSON");
		if (!r.id != json_is(json_get(answer, "id"), JSON_NULL))
			BUG("an id that came from nowhere");
		if (r.id && r.kind == RPC_IS_REQUEST &&
		    !json_eq(json_get(answer, "id"), json_get(r.body, "id")))
			BUG("another id than the message has");
		json_free(answer);
	}
	if (r.kind == RPC_IS_REQUEST && (!r.id || !r.method))
		BUG("a request without id or method");
	rpc_release(&r);
	strbuf_release(&sb);
	free(copy);
	return 0;
}
