/*
 * assist.c - a language model asked for a command, within its budget.
 */
#include "base/base.h"
#include "cmd/kit/assist.h"

#include "cmd/kit/sessiondb.h"

int assist_wanted(bool *yes, const struct args *args, struct err *err)
{
	static const char *const names[] = { "provider", "model" };
	size_t i;

	*yes = args_flag(args, "assist");
	for (i = 0; !*yes && i < ARRAY_SIZE(names); i++)
		if (args_has(args, names[i]))
			return err_set(err, ERR_USAGE, "--%s needs --assist",
				       names[i]);
	return 0;
}

static void heard(void *data, size_t nr)
{
	(void)nr;
	out_progress(data, "the language model answers", 0, 0);
}

/* One provider: the budget first, then the question, then the log. */
static int ask_one(struct assist *a, struct json **answer, struct ctx *ctx,
		   const struct llm_question *q, const char *provider,
		   const char *model, const char *task, const char *task_id,
		   struct err *err)
{
	struct err unlogged = ERR_INIT;
	struct db *sessions = NULL;
	struct llm l;
	int ret = llm_open(&l, ctx->db, provider, model, err);

	if (ret == 0)
		ret = session_db(&sessions, ctx, err);
	if (ret == 0)
		ret = llm_may_ask(sessions, &l, err);
	if (ret == 0) {
		l.heard = heard;
		l.heard_data = ctx->out;
		ret = llm_ask(answer, &a->usage, &l, q, err);
		if (llm_log(sessions, &l, &a->usage, task, task_id,
			    &unlogged) < 0)
			out_warn(ctx->out, "the tokens are not logged: %s",
				 unlogged.msg);
		a->provider = l.provider;
		snprintf(a->model, sizeof(a->model), "%s", l.model);
	}
	db_close(sessions);
	llm_release(&l);
	return ret;
}

static int preview(struct ctx *ctx, const struct llm_question *q,
		   const char *provider, const char *model, struct err *err)
{
	struct json *j;
	struct llm l;
	int ret = llm_open(&l, ctx->db, provider, model, err);

	if (ret == 0) {
		j = llm_preview(&l, q);
		out_note(ctx->out, "would be sent to %s:", l.url);
		out_json(ctx->out, j);
		json_free(j);
	}
	llm_release(&l);
	return ret < 0 ? -1 : 1;
}

int assist_ask(struct assist *a, struct json **answer, struct ctx *ctx,
	       const struct args *args, const struct llm_question *q,
	       const char *task, const char *task_id, struct err *err)
{
	const char *provider = args_str(args, "provider");
	const char *model = args_str(args, "model"), *other;
	struct err why = ERR_INIT;

	memset(a, 0, sizeof(*a));
	*answer = NULL;
	if (!provider || !strcmp(provider, "auto"))
		provider = llm_default(ctx->db);
	if (!provider)
		return err_set(err, ERR_INVALID, "no language model is set "
			       "up: OPENAI_API_KEY, ANTHROPIC_API_KEY, or "
			       "'git config task.llm.openai-compatible.url'");
	if (args_flag(args, "dry-run"))
		return preview(ctx, q, provider, model, err);
	if (ask_one(a, answer, ctx, q, provider, model, task, task_id,
		    &why) == 0)
		return 0;
	other = a->usage.tries ? llm_other(ctx->db, provider) : NULL;
	if (!other)
		return err_set(err, why.code, "%s", why.msg);
	out_warn(ctx->out, "%s: %s", provider, why.msg);
	if (ask_one(a, answer, ctx, q, other, NULL, task, task_id, err) < 0)
		return -1;
	out_note(ctx->out, "%s was asked instead", other);
	return 0;
}
