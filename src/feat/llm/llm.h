/*
 * llm.h - asking a language model for JSON of a given shape.
 *
 * Off unless the user's own command or configuration asks for it: what a repository
 * brings along (.git-task.yaml) can not switch it on, name a server or a model.
 * Servers speak the public interfaces of OpenAI (chat completions; also Ollama, vLLM,
 * llama.cpp and others at any address) or Anthropic (messages); answers stream.
 * Keys come from the environment, stand in one header, and appear nowhere else.
 *
 * Every request counts: its tokens are logged in a session (feat/session/session.h),
 * and task.llm.budget ends all of it.  What comes back is foreign data: it is JSON of
 * the shape asked for, which the caller checks value by value.
 */
#ifndef FEAT_LLM_LLM_H
#define FEAT_LLM_LLM_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "db/core/db.h"

#define LLM_PROVIDERS "openai|anthropic|openai-compatible"

enum llm_wire { LLM_OPENAI, LLM_ANTHROPIC };

struct llm {
	const char *provider;	/* one of LLM_PROVIDERS */
	enum llm_wire wire;
	char *url, *model, *key;	/* key NULL: none is sent */
	int64_t max_tokens;	/* that an answer may have; 0: enough for most */
	double temperature;	/* from 0 to 2; NAN: that of the server */
	/* Is told about once a second how many bytes of the answer are there. */
	void (*heard)(void *data, size_t nr);
	void *heard_data;
};

/*
 * How to reach the provider: task.llm.<provider>.url, `model` or
 * task.llm.<provider>.model or DEFAULT_LLM_MODEL, and OPENAI_API_KEY,
 * ANTHROPIC_API_KEY or OPENAI_COMPATIBLE_API_KEY.  ERR_INVALID says what is missing.
 */
int llm_open(struct llm *l, struct db *db, const char *provider,
	     const char *model, struct err *err);
void llm_release(struct llm *l);
/* The provider that is meant by none: DEFAULT_LLM_PROVIDER, task.llm.provider, the
 * first whose key is there; NULL: there is none. */
const char *llm_default(struct db *db);
/* Another one that could be asked instead, or NULL. */
const char *llm_other(struct db *db, const char *provider);

struct llm_question {
	const char *name;	/* of the shape: "subtasks" */
	const char *system;	/* the instructions */
	const struct json *data;	/* what they are about */
	const struct json *schema;	/* JSON Schema of the answer, an object */
};

/* What a request would send, without the key: {"url", "body"}; the caller frees. */
struct json *llm_preview(const struct llm *l, const struct llm_question *q);

struct llm_usage {
	double input, output;
	bool known;
	bool untold;		/* there was an answer that does not say */
	int tries;
};

/*
 * Asks, at most three times (no connection, an answer that was cut off, 429, 5xx).
 * *answer is an object, the caller's.  ERR_NETWORK: nobody answered; ERR_FAILED: the
 * server or the model refused, ERR_INVALID: the answer is no JSON object.  No error
 * has a key or more of an address than the server in it.
 */
int llm_ask(struct json **answer, struct llm_usage *usage,
	    const struct llm *l, const struct llm_question *q,
	    struct err *err);

/*
 * Is there something left of task.llm.budget?  ERR_FAILED: no, or the price of the
 * model is not known, so that nobody could tell.
 */
int llm_may_ask(struct db *sessions, const struct llm *l, struct err *err);
/* Logs what was used, for the task (may be NULL), in the session of the day.
 * ERR_FAILED: there is a budget, and the server did not tell what was used. */
int llm_log(struct db *sessions, const struct llm *l,
	    const struct llm_usage *usage, const char *task, const char *task_id, struct err *err);

/* ---- llm-wire.c: the two interfaces ---- */

struct llm_heard {
	struct strbuf text;	/* the answer so far */
	struct strbuf refusal;
	bool whole;		/* its end was there */
	bool too_long;		/* the model ran out of room */
	bool failed;		/* the stream told of an error */
	bool broken;		/* a part of it was no JSON */
	struct llm_usage usage;
};

void llm_heard_init(struct llm_heard *h);
void llm_heard_release(struct llm_heard *h);
char *llm_body(const struct llm *l, const struct llm_question *q);
/* A body of server-sent events, or of one JSON object. */
void llm_hear(struct llm_heard *h, enum llm_wire wire, const char *body,
	      size_t len);

#endif
