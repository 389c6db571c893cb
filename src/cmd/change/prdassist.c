/*
 * prdassist.c - `prd parse --assist`: a draft of requirements out of prose.
 */
#include "base/base.h"
#include "cmd/change/prdassist.h"

#include "cmd/kit/assist.h"
#include "cmd/kit/common.h"
#include "feat/llm/llm-prd.h"

static void tell(struct ctx *ctx, const struct llm_prd *draft,
		 const struct assist *by, const char *name)
{
	struct strbuf text = STRBUF_INIT;
	struct json *j;

	llm_prd_markdown(&text, draft, name);
	if (out_data(ctx->out)) {
		j = json_new_obj();
		json_set_str(j, "provider", by->provider);
		json_set_str(j, "model", by->model);
		json_set(j, "items", llm_prd_json(draft));
		json_set_int(j, "untraced", (int64_t)draft->untraced);
		json_set_str(j, "draft", text.buf);
		out_json(ctx->out, j);
		json_free(j);
	} else if (draft->nr) {
		out_text(ctx->out, text.buf);
	}
	if (draft->untraced)
		out_warn(ctx->out, "%zu proposed item%s left out: %s words "
			 "are not in the lines that %s given",
			 draft->untraced, draft->untraced == 1 ? " was" :
			 "s were", draft->untraced == 1 ? "its" : "their",
			 draft->untraced == 1 ? "was" : "were");
	if (!draft->nr)
		out_note(ctx->out, "the model found no requirements");
	else
		out_note(ctx->out, "a draft of %zu item%s by %s; no tasks were "
			 "made: keep it in a file, change it, and 'git task "
			 "prd parse <file>'", draft->nr,
			 draft->nr == 1 ? "" : "s", by->model);
	strbuf_release(&text);
}

int prdassist(struct ctx *ctx, const struct args *args, const char *name,
	      struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	struct json *answer = NULL;
	struct llm_question q;
	struct llm_prd draft;
	struct assist by;
	int ret = common_input(&text, ctx, args_str(args, "file"), err);

	if (ret == 0)
		ret = llm_prd_question(&q, text.buf, text.len, err);
	if (ret == 0) {
		ret = assist_ask(&by, &answer, ctx, args, &q, name, NULL,
				 err);
		llm_prd_done(&q);
		if (ret == 0 && (ret = llm_prd_read(&draft, answer, text.buf,
						    text.len, err)) == 0) {
			tell(ctx, &draft, &by, name);
			llm_prd_release(&draft);
		}
	}
	json_free(answer);
	strbuf_release(&text);
	return ret > 0 ? 0 : ret;
}
