/*
 * id.c - ids and stamps: made, read, compared.
 */
#include "base/base.h"
#include "data/id.h"

#define MS_DIGITS 14
#define COUNTER_AT (MS_DIGITS + 1)
#define ACTOR_AT (COUNTER_AT + 5)
#define COUNTER_MAX 0xffffu

static bool is_lower_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_hex(char c)
{
	return is_lower_hex(c) || (c >= 'A' && c <= 'F');
}

void id_new(char out[ID_LEN + 1], struct rnd *rnd)
{
	snprintf(out, ID_LEN + 1, "%016" PRIx64, rnd_u64(rnd));
}

bool id_valid(const char *s)
{
	size_t i;

	for (i = 0; i < ID_LEN; i++)
		if (!is_lower_hex(s[i]))
			return false;
	return !s[ID_LEN];
}

bool id_is_prefix(const char *s)
{
	size_t n = 0;

	while (n <= ID_LEN && is_hex(s[n]))
		n++;
	return !s[n] && n >= ID_MIN_PREFIX && n <= ID_LEN;
}

void id_fold(char out[ID_LEN + 1], const char *s)
{
	size_t i;

	for (i = 0; i < ID_LEN && s[i]; i++)
		out[i] = s[i] >= 'A' && s[i] <= 'F' ? (char)(s[i] + 32) : s[i];
	out[i] = '\0';
}

size_t object_hex(const char *s)
{
	size_t n = 0;

	while (n <= OBJECT_HEX && is_lower_hex(s[n]))
		n++;
	return n == 40 || n == OBJECT_HEX ? n : 0;
}

bool stamp_parse(struct stamp *out, const char *s)
{
	struct stamp st = { 0, 0, "" };
	size_t i;

	for (i = 0; i < MS_DIGITS; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		st.ms = st.ms * 10 + (s[i] - '0');
	}
	if (s[i++] != '-')
		return false;
	for (; i < ACTOR_AT - 1; i++) {
		if (!is_lower_hex(s[i]))
			return false;
		st.counter = st.counter * 16 +
			(unsigned)(s[i] <= '9' ? s[i] - '0' : s[i] - 'a' + 10);
	}
	if (s[i++] != '-')
		return false;
	for (; i < STAMP_LEN; i++) {
		if (!is_lower_hex(s[i]))
			return false;
		st.actor[i - ACTOR_AT] = s[i];
	}
	if (s[i])
		return false;
	*out = st;
	return true;
}

void stamp_format(char out[STAMP_LEN + 1], const struct stamp *s)
{
	int64_t ms = s->ms < 0 ? 0 : s->ms;
	unsigned counter = s->counter;
	const char *actor = s->actor;
	char hex[9];
	size_t i;

	if (ms > STAMP_MAX_MS)
		ms = STAMP_MAX_MS;
	if (counter > COUNTER_MAX)
		counter = COUNTER_MAX;
	/* A shorter actor is padded: the width is part of the order. */
	for (i = 0; i < 8; i++)
		hex[i] = is_lower_hex(*actor) ? *actor++ : '0';
	hex[8] = '\0';
	snprintf(out, STAMP_LEN + 1, "%014" PRId64 "-%04x-%s", ms, counter,
		 hex);
}

bool stamp_usable(const struct stamp *s)
{
	return s->ms < STAMP_DOOR_MS;
}

void stamp_next(char out[STAMP_LEN + 1], int64_t now, const char *newest,
		const char *actor)
{
	struct stamp st = { now < 0 ? 0 : now, 0, "" }, old;

	if (st.ms > STAMP_CLOCK_MS)
		st.ms = STAMP_CLOCK_MS;
	if (newest && stamp_parse(&old, newest) && stamp_usable(&old) &&
	    old.ms >= st.ms) {
		st.ms = old.ms;
		st.counter = old.counter + 1;
		if (st.counter > COUNTER_MAX) {
			st.ms++;
			st.counter = 0;
		}
	}
	snprintf(st.actor, sizeof(st.actor), "%s", actor);
	stamp_format(out, &st);
}
