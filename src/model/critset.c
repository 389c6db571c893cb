/*
 * critset.c - success criteria as a set by id, and the way from one list to the
 * next.
 */
#include "base/base.h"
#include "model/critset.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/sha256.h"

#define ID_KEY "id"
#define POS_KEY "pos"

const char *criterion_id(const struct json *c)
{
	const char *id;

	if (!json_is(c, JSON_OBJ) || !json_is(json_get(c, POS_KEY), JSON_NUM))
		return NULL;
	id = json_get_str(c, ID_KEY);
	return id && *id ? id : NULL;
}

int criterion_cmp(const struct json *a, const struct json *b)
{
	double pa = json_get_num(a, POS_KEY, 0);
	double pb = json_get_num(b, POS_KEY, 0);

	if (pa < pb || pa > pb)
		return pa < pb ? -1 : 1;
	return strcmp(criterion_id(a), criterion_id(b));
}

/* Is it an id that this program made? */
static bool is_made(const char *id)
{
	const size_t head = strlen(CRITERION_ID);

	return !strncmp(id, CRITERION_ID, head) &&
		strspn(id + head, "0123456789abcdef") == CRITERION_ID_HEX &&
		!id[head + CRITERION_ID_HEX];
}

struct json *criterion_bare(const struct json *c)
{
	struct json *copy = json_copy(c);

	if (!criterion_id(c))
		return copy;
	if (is_made(criterion_id(c)))
		json_del(copy, ID_KEY);
	json_del(copy, POS_KEY);
	return copy;
}

struct json *criteria_bare(const struct json *list)
{
	const struct json *c;
	struct json *out;

	if (!json_is(list, JSON_ARR))
		return list ? json_copy(list) : NULL;
	out = json_new_arr();
	json_each(c, list)
		json_push(out, criterion_bare(c));
	return out;
}

/* ---- from one list to the next ---- */

/* A criterion of the old list. */
struct have {
	const struct json *value;
	const char *id;		/* of an element */
	char *text;		/* what it says, canonical */
	bool used;
};

struct plan {
	struct critset *out;
	struct have *have;
	size_t nr;
	struct map by_text, by_id;	/* struct have; text: the next unused */
	struct map ids;			/* of the new list */
	double last;			/* pos of the last element */
	bool any;			/* is there an element in the list? */
};

static char *text_of(const struct json *c)
{
	struct json *bare = criterion_bare(c);
	struct strbuf sb = STRBUF_INIT;

	json_canon(&sb, bare);
	json_free(bare);
	return strbuf_detach(&sb, NULL);
}

static void take_old(struct plan *p, const struct json *old)
{
	const struct json *c;
	struct have *h;
	size_t i;

	if (!old || json_is(old, JSON_NULL))
		return;
	p->nr = json_is(old, JSON_ARR) ? json_nr(old) : 1;
	p->have = xcalloc(p->nr ? p->nr : 1, sizeof(*p->have));
	if (json_is(old, JSON_ARR)) {
		h = p->have;
		json_each(c, old)
			h++->value = c;
	} else {
		p->have[0].value = old;
	}
	for (i = p->nr; i-- > 0; ) {	/* the first of several is found */
		h = &p->have[i];
		h->id = criterion_id(h->value);
		h->text = text_of(h->value);
		map_put(&p->by_text, h->text, h);
		if (h->id)
			map_put(&p->by_id, h->id, h);
	}
}

/* The one of the old list that is meant, or NULL. */
static struct have *find_have(const struct plan *p, const char *id,
			      const char *text)
{
	struct have *h = id ? map_get(&p->by_id, id) : NULL;

	if (h && !h->used)
		return h;
	for (h = map_get(&p->by_text, text);
	     h && h < p->have + p->nr; h++)
		if (!h->used && !strcmp(h->text, text))
			return h;
	return NULL;
}

/* The id that somebody gave a criterion: a text, or a number as text. */
static char *given_id(const struct json *c)
{
	const struct json *id = json_get(c, ID_KEY);
	struct strbuf sb = STRBUF_INIT;

	if (json_str(id))
		return *json_str(id) ? xstrdup(json_str(id)) : NULL;
	if (!json_is(id, JSON_NUM))
		return NULL;
	json_line(&sb, id);
	return strbuf_detach(&sb, NULL);
}

/* An id of its text that is not in the list yet. */
static char *made_id(const struct plan *p, const char *text)
{
	unsigned char sum[SHA256_LEN];
	char hex[CRITERION_ID_HEX + 1], *again, *id;
	unsigned nr = 0;

	for (;;) {
		again = nr ? xasprintf("%s%u", text, nr) : xstrdup(text);
		sha256(sum, again, strlen(again));
		sha256_hex(hex, sum, CRITERION_ID_HEX / 2);
		free(again);
		id = xasprintf("%s%s", CRITERION_ID, hex);
		if (!map_has(&p->ids, id))
			return id;
		free(id);
		nr++;
	}
}

/* A whole number behind the last one; its own when that is behind. */
static double next_pos(const struct plan *p, const struct json *old)
{
	double pos = json_get_num(old, POS_KEY, 0);

	return pos > p->last ? pos : p->last + 1;
}

static void put(struct plan *p, const struct json *wanted)
{
	char *given = given_id(wanted), *text = text_of(wanted), *id;
	struct have *h = find_have(p, given, text);
	struct json *c;

	if (h && !h->id && !p->any && !strcmp(h->text, text)) {
		h->used = true;		/* stays what it is */
		json_push(p->out->list, json_copy(h->value));
		goto out;
	}
	if (h)
		h->used = true;
	if (h && !h->id)
		p->out->plain = true;
	if (h && h->id && !map_has(&p->ids, h->id))
		id = xstrdup(h->id);
	else if (given && !map_has(&p->ids, given))
		id = xstrdup(given);
	else
		id = made_id(p, text);
	c = json_copy(wanted);
	json_set_str(c, ID_KEY, id);
	json_set_num(c, POS_KEY, next_pos(p, h && h->id ? h->value : NULL));
	p->last = json_get_num(c, POS_KEY, 0);
	p->any = true;
	map_put(&p->ids, id, p);
	if (!h || !h->id || !json_eq(c, h->value))
		strvec_push(&p->out->in, id);
	json_push(p->out->list, c);
	free(id);
out:
	free(given);
	free(text);
}

static void finish(struct plan *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		struct have *h = &p->have[i];

		if (!h->id && !h->used)
			p->out->plain = true;
		else if (h->id && !map_has(&p->ids, h->id))
			strvec_push(&p->out->out, h->id);
		free(h->text);
	}
	free(p->have);
	map_clear(&p->by_text);
	map_clear(&p->by_id);
	map_clear(&p->ids);
}

void critset_plan(struct critset *out, const struct json *old,
		  const struct json *wanted)
{
	struct plan p = { out, NULL, 0, MAP_INIT, MAP_INIT, MAP_INIT, 0,
			  false };
	const struct json *c;

	memset(out, 0, sizeof(*out));
	out->list = json_new_arr();
	take_old(&p, old);
	json_each(c, wanted)
		put(&p, c);
	finish(&p);
}

void critset_release(struct critset *s)
{
	json_free(s->list);
	strvec_clear(&s->in);
	strvec_clear(&s->out);
	memset(s, 0, sizeof(*s));
}
