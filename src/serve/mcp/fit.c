/*
 * fit.c - a value made small enough, what matters least left out first.
 */
#include "base/base.h"
#include "serve/mcp/fit.h"

#include "base/mem.h"

/* What a copy may hold: bytes of a text, elements of an array. */
struct caps {
	size_t text, items;
};

/* From hardly noticed to a skeleton. */
static const struct caps steps[] = {
	{ 16000, 2000 }, { 8000, 500 }, { 4000, 250 }, { 2000, 100 },
	{ 1000, 60 }, { 500, 40 }, { 300, 25 }, { 200, 15 }, { 120, 10 },
	{ 80, 6 }, { 60, 4 }, { 40, 2 }, { 24, 1 }
};

size_t fit_size(const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len;

	json_line(&sb, j);
	len = sb.len;
	strbuf_release(&sb);
	return len;
}

static bool inside_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

bool fit_text(struct strbuf *out, const char *s, size_t max)
{
	size_t len = strlen(s), head = max - max / 4, tail = len - max / 4;

	if (len <= max + 40) {
		strbuf_addstr(out, s);
		return false;
	}
	while (head > 0 && inside_character(s[head]))
		head--;
	while (inside_character(s[tail]))
		tail++;
	strbuf_add(out, s, head);
	strbuf_addf(out, " [... %zu bytes left out ...] ", tail - head);
	strbuf_addstr(out, s + tail);
	return true;
}

static struct json *shrink(const struct json *j, const struct caps *c,
			   bool *cut);

/* Of a log the newest entries count, of any other list the first ones. */
static struct json *shrink_array(const struct json *j, const struct caps *c,
				 bool *cut)
{
	size_t nr = json_nr(j), skip = 0, i = 0;
	struct json *out = json_new_arr(), *e;

	if (nr > c->items && json_get(json_first(j), "at"))
		skip = nr - c->items;
	json_each(e, j) {
		if (i >= skip && i - skip < c->items)
			json_push(out, shrink(e, c, cut));
		i++;
	}
	*cut |= nr > c->items;
	return out;
}

static struct json *shrink_object(const struct json *j, const struct caps *c,
				  bool *cut)
{
	struct json *out = json_new_obj(), *m;
	size_t most = 40 + 4 * c->items, nr = 0;

	json_each(m, j) {
		if (++nr > most)
			break;
		json_append(out, json_key(m), shrink(m, c, cut));
		if (json_is(m, JSON_ARR) && json_nr(m) > c->items) {
			char *key = xasprintf("%s_left_out", json_key(m));

			json_set_int(out, key,
				     (int64_t)(json_nr(m) - c->items));
			free(key);
		}
	}
	if (json_nr(j) > most) {
		json_set_int(out, "members_left_out",
			     (int64_t)(json_nr(j) - most));
		*cut = true;
	}
	return out;
}

static struct json *shrink(const struct json *j, const struct caps *c,
			   bool *cut)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *out;

	switch (json_type(j)) {
	case JSON_ARR:
		return shrink_array(j, c, cut);
	case JSON_OBJ:
		return shrink_object(j, c, cut);
	case JSON_STR:
		*cut |= fit_text(&sb, json_str(j), c->text);
		out = json_new_str(sb.buf);
		strbuf_release(&sb);
		return out;
	default:
		return json_copy(j);
	}
}

struct json *fit_json(const struct json *j, size_t room, bool *cut)
{
	struct json *out;
	size_t i;

	*cut = false;
	if (fit_size(j) <= room)
		return json_copy(j);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		*cut = false;
		out = shrink(j, &steps[i], cut);
		if (fit_size(out) <= room)
			return out;
		json_free(out);
	}
	*cut = true;
	out = json_new_obj();
	json_set_str(out, "message", "the answer is too large to be shown");
	return out;
}
