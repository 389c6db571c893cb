/*
 * transcript-state.c - where the reading of a transcript stopped, as JSON.
 */
#include "base/base.h"
#include "feat/session/transcript.h"

#include "base/mem.h"
#include "data/when.h"

#define VERSION 1
#define SAVED 64		/* requests that may still get lines */

static void set_hex(struct json *o, const char *key, uint64_t n)
{
	char hex[17];

	snprintf(hex, sizeof(hex), "%016" PRIx64, n);
	json_set_str(o, key, hex);
}

static uint64_t get_hex(const struct json *o, const char *key)
{
	const char *s = json_get_str(o, key);

	return s ? strtoull(s, NULL, 16) : 0;
}

static void set_ms(struct json *o, const char *key, int64_t ms)
{
	if (ms != WHEN_NONE)
		json_set_int(o, key, ms);
}

static int64_t get_ms(const struct json *o, const char *key)
{
	double d = json_get_num(o, key, -1);

	return d >= 0 && d < 1e15 ? (int64_t)d : WHEN_NONE;
}

static struct json *numbers(const double *n, size_t nr)
{
	struct json *arr = json_new_arr();

	for (size_t i = 0; i < nr; i++)
		json_push(arr, json_new_num(n[i]));
	return arr;
}

static bool get_numbers(double *n, size_t nr, const struct json *arr)
{
	for (size_t i = 0; i < nr; i++) {
		n[i] = json_num(json_at(arr, i));
		if (!(n[i] >= 0 && n[i] <= 1e15))
			return false;
	}
	return true;
}

static struct json *use_json(const struct transcript_use *u)
{
	const double n[] = { u->n.input, u->n.output, u->n.cache_read,
			     u->n.cache_creation };
	struct json *o = json_new_obj();

	json_set_str(o, "model", u->model);
	set_ms(o, "first", u->first);
	set_ms(o, "last", u->last);
	json_set(o, "n", numbers(n, 4));
	return o;
}

struct json *transcript_save(const struct transcript *t)
{
	struct json *o = json_new_obj(), *uses = json_new_arr();
	struct json *recent = json_new_arr(), *r;
	size_t nr = t->nr_recent < SAVED ? t->nr_recent : SAVED, i;

	json_set_int(o, "version", VERSION);
	json_set_str(o, "agent", t->agent);
	json_set_str(o, "session", t->session);
	json_set_str(o, "model", t->model);
	set_ms(o, "first", t->first);
	set_ms(o, "last", t->last);
	json_set_num(o, "offset", (double)t->offset);
	set_hex(o, "head", t->head);
	json_set_num(o, "lines", (double)t->lines);
	json_set_num(o, "bad", (double)t->bad);
	json_set_num(o, "requests", (double)t->requests);
	json_set_num(o, "api_errors", (double)t->api_errors);
	json_set_num(o, "tool_errors", (double)t->tool_errors);
	json_set_num(o, "context_used", t->context_used);
	json_set_num(o, "context_window", t->context_window);
	json_set(o, "total", numbers(t->total, 3));
	for (i = 0; i < t->nr_uses; i++)
		json_push(uses, use_json(&t->uses[i]));
	json_set(o, "uses", uses);
	for (i = nr; i > 0; i--) {
		const struct transcript_request *q =
			&t->recent[(t->nr_recent - i) % TRANSCRIPT_RECENT];

		r = json_new_obj();
		set_hex(r, "key", q->key);
		json_set_int(r, "use", q->use);
		json_set(r, "n", numbers(q->n, 4));
		json_push(recent, r);
	}
	json_set(o, "recent", recent);
	return o;
}

static bool load_uses(struct transcript *t, const struct json *list)
{
	const struct json *j;
	double n[4];

	json_each(j, list) {
		struct transcript_use *u;

		if (!json_get_str(j, "model") ||
		    !get_numbers(n, 4, json_get(j, "n")))
			return false;
		ALLOC_GROW(t->uses, t->nr_uses + 1, t->alloc_uses);
		u = &t->uses[t->nr_uses++];
		u->model = xstrdup(json_get_str(j, "model"));
		u->first = get_ms(j, "first");
		u->last = get_ms(j, "last");
		u->n = (struct session_tokens){ n[0], n[1], n[2], n[3] };
	}
	return true;
}

static bool load_recent(struct transcript *t, const struct json *list)
{
	const struct json *j;

	json_each(j, list) {
		double use = json_get_num(j, "use", -1);
		struct transcript_request *r = &t->recent[t->nr_recent];

		if (t->nr_recent == SAVED || !(use >= 0) ||
		    use >= (double)t->nr_uses ||
		    !get_numbers(r->n, 4, json_get(j, "n")))
			return false;
		r->key = get_hex(j, "key");
		r->use = (uint32_t)use;
		t->nr_recent++;
	}
	return true;
}

static char *copy(const struct json *j, const char *key)
{
	const char *s = json_get_str(j, key);

	return s ? xstrdup(s) : NULL;
}

bool transcript_load(struct transcript *t, const struct json *j)
{
	const char *agent = json_get_str(j, "agent");
	double offset = json_get_num(j, "offset", -1);

	transcript_init(t);
	if ((int)json_get_num(j, "version", 0) != VERSION || !(offset >= 0) ||
	    offset > 1e15 || !load_uses(t, json_get(j, "uses")) ||
	    !load_recent(t, json_get(j, "recent")) ||
	    !get_numbers(t->total, 3, json_get(j, "total"))) {
		transcript_release(t);
		return false;
	}
	t->agent = str_eq(agent, "codex") ? "codex" :
		   str_eq(agent, "claude") ? "claude" : NULL;
	t->session = copy(j, "session");
	t->model = copy(j, "model");
	t->first = get_ms(j, "first");
	t->last = get_ms(j, "last");
	t->offset = (uint64_t)offset;
	t->head = get_hex(j, "head");
	t->lines = (uint64_t)json_get_num(j, "lines", 0);
	t->bad = (uint64_t)json_get_num(j, "bad", 0);
	t->requests = (uint64_t)json_get_num(j, "requests", 0);
	t->api_errors = (uint64_t)json_get_num(j, "api_errors", 0);
	t->tool_errors = (uint64_t)json_get_num(j, "tool_errors", 0);
	t->context_used = json_get_num(j, "context_used", 0);
	t->context_window = json_get_num(j, "context_window", 0);
	return true;
}
