/*
 * randtask.h - random task states for the tests of the join: odd values, unknown
 * fields, tombstones, few different stamps (so that they collide).
 */
#ifndef RANDTASK_H
#define RANDTASK_H

#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/rand.h"
#include "model/task.h"

#define RAND_ID "3f9a1c2b7d4e5f60"

static const char *const rand_words[] = {
	"auth", "api", "ui", "a/b", "", "*", "-x", "\xc3\xa9t\xc3\xa9", "jira"
};

static const char *const rand_registers[] = {
	"title", "status", "priority", "deleted", "updated_at", "deadline",
	"estimated_hours", "future_register", "we/ird"
};

static const char *const rand_sets[] = {
	"tags", "dependencies", "file_refs", "future_set"
};

static const char *const rand_maps[] = { "external", "fields", "future_map" };

static const char *const rand_logs[] = {
	"progress", "context", "commits", "future_log"
};

static inline const char *rand_of(struct rnd *r, const char *const *list,
				  size_t nr)
{
	return list[rnd_below(r, nr)];
}

#define RAND_OF(r, list) rand_of(r, list, ARRAY_SIZE(list))

/* A few milliseconds, three counters, four actors; one clock is far ahead. */
static inline void rand_stamp(struct rnd *r, char out[STAMP_LEN + 1])
{
	static const char *const actors[] = {
		"00000001", "0000000a", "deadbeef", "ffffffff"
	};
	size_t actor = rnd_below(r, ARRAY_SIZE(actors));

	snprintf(out, STAMP_LEN + 1, "%014d-%04x-%s",
		 (actor == 2 ? 90000000 : 1000) + (int)rnd_below(r, 4),
		 (unsigned)rnd_below(r, 3), actors[actor]);
}

static inline struct json *rand_value(struct rnd *r, int depth)
{
	struct json *v;

	switch (rnd_below(r, depth ? 8 : 6)) {
	case 0:
		return json_new_null();
	case 1:
		return json_new_bool(rnd_below(r, 2));
	case 2:
		return json_new_num((double)rnd_below(r, 5) / 2);
	case 3: case 4: case 5:
		return json_new_str(RAND_OF(r, rand_words));
	case 6:
		v = json_new_arr();
		while (rnd_below(r, 3))
			json_push(v, rand_value(r, depth - 1));
		return v;
	default:
		v = json_new_obj();
		while (rnd_below(r, 3))
			json_set(v, RAND_OF(r, rand_words),
				 rand_value(r, depth - 1));
		if (rnd_below(r, 2))
			json_set_str(v, "id", RAND_OF(r, rand_words));
		return v;
	}
}

static inline struct json *rand_entry(struct rnd *r)
{
	struct json *e = json_new_obj();

	json_set_str(e, "id", RAND_OF(r, rand_words));
	json_set_str(e, "at", rnd_below(r, 2) ? "2026-11-21T10:00:00Z" :
		     "2026-11-21T09:00:00Z");
	json_set_str(e, "text", RAND_OF(r, rand_words));
	return e;
}

static inline void rand_put_stamp(struct rnd *r, struct json *stamps,
				  const char *name, const char *element,
				  const char *sign)
{
	char stamp[STAMP_LEN + 1], *key, *text;

	rand_stamp(r, stamp);
	key = element ? xasprintf("%s/%s", name, element) : xstrdup(name);
	text = xasprintf("%s%s", sign, rnd_below(r, 40) ? stamp : "garbage");
	json_set_str(stamps, key, text);
	free(key);
	free(text);
}

static inline const char *rand_sign(struct rnd *r)
{
	return rnd_below(r, 2) ? "+" : "-";
}

/* A criterion: of the set, from before there was one, or no criterion at all. */
static inline struct json *rand_criterion(struct rnd *r)
{
	struct json *c = json_new_obj();

	if (!rnd_below(r, 12)) {
		json_free(c);
		return rand_value(r, 2);
	}
	json_set_str(c, "criterion", RAND_OF(r, rand_words));
	if (rnd_below(r, 3)) {
		json_set_str(c, "id", RAND_OF(r, rand_words));
		json_set_num(c, "pos", (double)rnd_below(r, 3));
	}
	return c;
}

/* One field of the doc: right, absent with a stamp, or ill-typed. */
static inline void rand_field(struct rnd *r, struct json *doc,
			      struct json *stamps, size_t kind)
{
	const char *name = kind == 0 ? RAND_OF(r, rand_registers) :
		kind == 1 ? RAND_OF(r, rand_sets) :
		kind == 2 ? RAND_OF(r, rand_maps) :
		kind == 4 ? "success_criteria" : RAND_OF(r, rand_logs);
	size_t nr = rnd_below(r, 4);
	struct json *v;

	if (!rnd_below(r, 8)) {
		json_set(doc, name, rand_value(r, 2));
	} else if (kind == 0) {
		json_set(doc, name, rand_value(r, 1));
	} else {
		v = kind == 2 ? json_new_obj() : json_new_arr();
		while (nr--)
			if (kind == 1)
				json_push_str(v, RAND_OF(r, rand_words));
			else if (kind == 4)
				json_push(v, rand_criterion(r));
			else if (kind == 2)
				json_set(v, RAND_OF(r, rand_words),
					 rand_value(r, 1));
			else
				json_push(v, rand_entry(r));
		json_set(doc, name, v);
	}
	if (!rnd_below(r, 3))
		rand_put_stamp(r, stamps, name, NULL, "");
	while (rnd_below(r, 2))
		rand_put_stamp(r, stamps, name, RAND_OF(r, rand_words),
			       kind == 2 && rnd_below(r, 8) ? "" :
			       rand_sign(r));
	if (!rnd_below(r, 5))
		json_del(doc, name);
}

/* A whole state; now and then without stamps, or with another creation. */
static inline void rand_task(struct rnd *r, struct task *out)
{
	struct json *doc = json_new_obj(), *stamps = json_new_obj();
	char stamp[STAMP_LEN + 1];
	size_t i;

	json_set_str(doc, "id", RAND_ID);
	if (rnd_below(r, 10)) {
		rand_stamp(r, stamp);
		json_set_str(stamps, "*", rnd_below(r, 4) ?
			     "00000000001000-0000-00000001" : stamp);
	}
	for (i = 0; i < 6; i++)
		rand_field(r, doc, stamps, rnd_below(r, 5));
	if (rnd_below(r, 20))
		json_set(doc, "stamps", stamps);
	else
		json_free(stamps);
	if (!rnd_below(r, 40))
		json_set(doc, "stamps", rand_value(r, 2));
	memcpy(out->id, RAND_ID, sizeof(out->id));
	out->doc = doc;
}

/* GIT_TASK_TEST_SEED, else the system's; printed by the caller. */
static inline uint64_t rand_test_seed(void)
{
	const char *env = getenv("GIT_TASK_TEST_SEED");
	struct rnd sys = RND_SYSTEM;

	return env ? strtoull(env, NULL, 0) : rnd_u64(&sys);
}

#endif
