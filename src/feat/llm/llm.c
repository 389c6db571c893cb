/*
 * llm.c - which model is asked, how often, and at what cost.
 */
#include "base/base.h"
#include "feat/llm/llm.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/web.h"
#include "data/when.h"
#include "feat/session/prices.h"
#include "feat/session/session.h"

#define TRIES 3
#define WAIT_MAX 20000		/* ms, whatever the server asks for */
#define TIMEOUT (5 * 60 * 1000)	/* ms, for all tries together */
#define ANSWER_MAX ((size_t)8 << 20)

static const struct provider {
	const char *name, *url, *path, *key;
	enum llm_wire wire;
} providers[] = {
	{ "openai", "https://api.openai.com/v1", "/chat/completions",
	  "OPENAI_API_KEY", LLM_OPENAI },
	{ "anthropic", "https://api.anthropic.com", "/v1/messages",
	  "ANTHROPIC_API_KEY", LLM_ANTHROPIC },
	{ "openai-compatible", NULL, "/chat/completions",
	  "OPENAI_COMPATIBLE_API_KEY", LLM_OPENAI },
};

static const struct provider *find(const char *name)
{
	size_t i;

	for (i = 0; name && i < ARRAY_SIZE(providers); i++)
		if (!strcmp(providers[i].name, name))
			return &providers[i];
	return NULL;
}

/* Of Git's own configuration: a file of the repository has no say. */
static const char *setting(struct db *db, const char *provider,
			   const char *what)
{
	char *key = xasprintf("task.llm.%s.%s", provider, what);
	const char *s = db_git_config(db, key);

	free(key);
	return s && *s ? s : NULL;
}

static const char *env(const char *name)
{
	const char *s = getenv(name);

	return s && *s ? s : NULL;
}

static bool is_ready(struct db *db, const struct provider *p)
{
	return p->url ? env(p->key) != NULL : setting(db, p->name, "url") !=
		NULL;
}

const char *llm_default(struct db *db)
{
	const char *name = env("DEFAULT_LLM_PROVIDER");
	size_t i;

	if (!name)
		name = db_git_config(db, "task.llm.provider");
	if (name && *name)
		return name;
	for (i = 0; i < ARRAY_SIZE(providers); i++)
		if (is_ready(db, &providers[i]))
			return providers[i].name;
	return NULL;
}

const char *llm_other(struct db *db, const char *provider)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(providers); i++)
		if (!str_eq(providers[i].name, provider) &&
		    is_ready(db, &providers[i]) &&
		    setting(db, providers[i].name, "model"))
			return providers[i].name;
	return NULL;
}

int llm_open(struct llm *l, struct db *db, const char *provider,
	     const char *model, struct err *err)
{
	const struct provider *p = find(provider);
	const char *url;
	size_t len;

	memset(l, 0, sizeof(*l));
	l->temperature = NAN;
	if (!p)
		return err_set(err, ERR_INVALID, "no provider of language "
			       "models is called '%s': openai, anthropic, "
			       "openai-compatible", provider ? provider : "");
	url = setting(db, p->name, "url");
	if (!url)
		url = p->url;
	if (!model)
		model = setting(db, p->name, "model");
	if (!model)
		model = env("DEFAULT_LLM_MODEL");
	if (!url)
		return err_set(err, ERR_INVALID, "where is the server? 'git "
			       "config task.llm.%s.url "
			       "http://localhost:11434/v1'", p->name);
	if (!model)
		return err_set(err, ERR_INVALID, "which model? --model <name>, "
			       "DEFAULT_LLM_MODEL, or 'git config "
			       "task.llm.%s.model <name>'", p->name);
	if (p->url && !env(p->key))
		return err_set(err, ERR_INVALID, "%s is not set, which has the "
			       "key for %s", p->key, p->name);
	if (web_url_check(url, err) < 0)
		return err_prefix(err, "task.llm.%s.url", p->name);
	len = strlen(url);
	while (len && url[len - 1] == '/')
		len--;
	l->provider = p->name;
	l->wire = p->wire;
	l->url = xasprintf("%.*s%s", (int)len, url, p->path);
	l->model = xstrdup(model);
	l->key = env(p->key) ? xstrdup(env(p->key)) : NULL;
	return 0;
}

void llm_release(struct llm *l)
{
	free(l->url);
	free(l->model);
	free(l->key);
	memset(l, 0, sizeof(*l));
}

struct json *llm_preview(const struct llm *l, const struct llm_question *q)
{
	struct json *o = json_new_obj(), *body = NULL;
	char *text = llm_body(l, q);

	json_parse(&body, text, strlen(text), NULL);
	json_set_str(o, "provider", l->provider);
	json_set_str(o, "model", l->model);
	json_set_str(o, "url", l->url);
	json_set(o, "body", body);
	free(text);
	return o;
}

/* ---- asking ---- */

static void add_headers(struct web_request *r, const struct llm *l)
{
	strvec_push(&r->headers, "Content-Type: application/json");
	strvec_push(&r->headers, "Accept: text/event-stream");
	if (l->wire == LLM_ANTHROPIC)
		strvec_push(&r->headers, "anthropic-version: 2023-06-01");
	if (l->key && l->wire == LLM_ANTHROPIC)
		strvec_pushf(&r->headers, "x-api-key: %s", l->key);
	else if (l->key)
		strvec_pushf(&r->headers, "Authorization: Bearer %s", l->key);
}

/* Words of a model, for a sentence of ours. */
static char *words(const char *text)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;

	utf8_add_clean_line(&a, text);
	utf8_add_fit(&b, a.buf, 120, false);
	strbuf_release(&a);
	return strbuf_detach(&b, NULL);
}

static int judge(struct json **answer, const struct llm *l,
		 const struct llm_heard *h, struct err *err)
{
	char *why;

	if (h->failed)
		return err_set(err, ERR_NETWORK, "%s told of an error in the "
			       "middle of its answer", l->provider);
	if (h->broken)
		return err_set(err, ERR_INVALID, "a part of the answer of %s is "
			       "no JSON", l->provider);
	if (!h->whole)
		return err_set(err, ERR_NETWORK, "the answer of %s was cut "
			       "off", l->provider);
	if (h->refusal.len) {
		why = words(h->refusal.buf);
		err_set(err, ERR_FAILED, "the model refused: %s", why);
		free(why);
		return -1;
	}
	if (h->too_long)
		return err_set(err, ERR_FAILED, "the model's answer is longer "
			       "than it may be");
	if (json_parse(answer, h->text.buf, h->text.len, NULL) < 0 ||
	    !json_is(*answer, JSON_OBJ)) {
		json_free(*answer);
		*answer = NULL;
		return err_set(err, ERR_INVALID, "the model's answer is no "
			       "JSON object");
	}
	return 0;
}

/* What a server said may repeat the key: only its status is told. */
static int bad_status(const struct llm *l, long status, struct err *err)
{
	if (status == 401 || status == 403)
		return err_set(err, ERR_FAILED, "%s does not take the key "
			       "(status %ld)", l->provider, status);
	return err_set(err, status == 429 || status >= 500 ? ERR_NETWORK :
		       ERR_FAILED, "%s refused the request (status %ld)",
		       l->provider, status);
}

static void pause_ms(int64_t ms)
{
	struct timespec t = { (time_t)(ms / 1000),
			      (long)(ms % 1000) * 1000000 };

	while (ms > 0 && nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

static const struct clock wall = CLOCK_SYSTEM;

/* One try, of `left` ms; *wait: how long to wait before the next one, ms. */
static int ask_once(struct json **answer, struct llm_usage *usage,
		    int64_t *wait, struct web *w, const struct llm *l,
		    const char *body, int64_t left, struct err *err)
{
	struct web_request r = WEB_REQUEST_INIT;
	struct web_answer a = WEB_ANSWER_INIT;
	struct llm_heard h;
	int ret;

	llm_heard_init(&h);
	r.method = "POST";
	r.url = l->url;
	r.body = body;
	r.len = strlen(body);
	r.timeout_ms = (int)left;
	r.max = ANSWER_MAX;
	r.heard = l->heard;
	r.heard_data = l->heard_data;
	add_headers(&r, l);
	ret = web_send(&a, w, &r, err);
	if (ret == 0) {
		*wait = web_wait(&a, clock_now(&wall));
		if (a.status != 200) {
			ret = bad_status(l, a.status, err);
		} else {
			llm_hear(&h, l->wire, a.body.buf, a.body.len);
			usage->input += h.usage.input;
			usage->output += h.usage.output;
			usage->known |= h.usage.known;
			usage->untold |= !h.usage.known;
			ret = judge(answer, l, &h, err);
		}
	}
	web_request_release(&r);
	web_answer_release(&a);
	llm_heard_release(&h);
	return ret;
}

int llm_ask(struct json **answer, struct llm_usage *usage,
	    const struct llm *l, const struct llm_question *q,
	    struct err *err)
{
	char *body = llm_body(l, q);
	struct err why = ERR_INIT;
	struct web *w = NULL;
	int64_t wait, left, end = clock_now(&wall) + TIMEOUT;
	int ret;

	*answer = NULL;
	memset(usage, 0, sizeof(*usage));
	ret = web_open(&w, err);
	while (ret == 0 || (ret < 0 && w)) {
		wait = -1;
		usage->tries++;
		left = end - clock_now(&wall);
		ret = ask_once(answer, usage, &wait, w, l, body,
			       left > 1 ? left : 1, &why);
		if (ret == 0 || why.code != ERR_NETWORK ||
		    usage->tries == TRIES)
			break;
		if (wait < 0)
			wait = INT64_C(250) << usage->tries;
		wait = wait < WAIT_MAX ? wait : WAIT_MAX;
		/* a server that says little for long is not asked again */
		if (clock_now(&wall) + wait >= end)
			break;
		pause_ms(wait);
	}
	if (ret < 0 && w)
		err_set(err, why.code, "%s", why.msg);
	web_close(w);
	free(body);
	return ret;
}

/* ---- what it costs ---- */

#define LOG_AGENT "language models"

static double spent(struct db *sessions)
{
	struct session_list l;
	struct session_sums sums;
	double cost = 0;

	if (session_all(&l, sessions, NULL) < 0)
		return NAN;
	session_sums(&sums, &l, SESSION_BY_AGENT, WHEN_NONE, INT64_MAX,
		     sessions);
	for (size_t i = 0; i < sums.nr; i++)
		if (!strcmp(sums.v[i].agent, LOG_AGENT))
			cost = sums.v[i].cost;
	session_sums_release(&sums);
	session_list_release(&l);
	return cost;
}

int llm_may_ask(struct db *sessions, const struct llm *l, struct err *err)
{
	const char *text = db_git_config(sessions, "task.llm.budget");
	struct prices prices;
	bool priced;
	double budget, cost;
	char *end;

	if (!text || !*text)
		return 0;
	budget = strtod(text, &end);
	if (*end || !(budget >= 0))
		return err_set(err, ERR_INVALID, "task.llm.budget is no "
			       "amount");
	prices_init(&prices, sessions);
	priced = prices_find(&prices, l->model) != NULL;
	prices_release(&prices);
	if (!priced)
		return err_set(err, ERR_FAILED, "the price of '%s' is not "
			       "known, so that task.llm.budget could not be "
			       "held: set task.price.%s.input and .output",
			       l->model, l->model);
	cost = spent(sessions);
	if (!(cost < budget))
		return err_set(err, ERR_FAILED, "the budget for language "
			       "models is used up: %.2f of %.2f "
			       "(task.llm.budget)", cost, budget);
	return 0;
}

int llm_log(struct db *sessions, const struct llm *l,
	    const struct llm_usage *usage, const char *task,
	    const char *task_id, struct err *err)
{
	struct session_start in = { NULL, LOG_AGENT, NULL, WHEN_NONE };
	struct session_entry e = SESSION_ENTRY_INIT("tokens");
	char day[WHEN_LEN], id[ID_LEN + 1], *name;
	const char *text;
	bool again;
	int ret;

	text = db_git_config(sessions, "task.llm.budget");
	if (!usage->known && usage->untold && text && *text)
		return err_set(err, ERR_FAILED, "%s told none, so that "
			       "task.llm.budget does not count this request",
			       l->provider);
	if (!usage->known)
		return 0;
	when_format(day, db_now(sessions));
	name = xasprintf("language-models-%.10s", day);
	in.name = name;
	ret = session_start(id, &again, sessions, &in, err);
	if (ret == 0) {
		e.input = (int64_t)fmin(usage->input, SESSION_COUNT_MAX);
		e.output = (int64_t)fmin(usage->output, SESSION_COUNT_MAX);
		e.model = l->model;
		e.task = task;
		e.task_id = task_id;
		ret = session_log(sessions, id, &e, err);
	}
	if (ret == 0)
		ret = session_end(sessions, id, err);
	free(name);
	return ret;
}
