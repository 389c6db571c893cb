/*
 * jsonscan.c - a machine that reads JSON byte by byte and keeps next to nothing.
 */
#include "base/base.h"
#include "data/jsonscan.h"

#include <ctype.h>

#include "base/strbuf.h"

enum state {
	S_VALUE,	/* a value must come */
	S_FIRST,	/* ... or the end of the array */
	S_KEY,		/* a key must come */
	S_FIRST_KEY,	/* ... or the end of the object */
	S_COLON,
	S_AFTER,	/* a value has ended */
	S_STRING, S_ESCAPE, S_UNICODE,
	S_WORD,		/* a number, true, false, null */
	S_BAD
};

static void begin_line(struct jsonscan *s)
{
	s->state = S_VALUE;
	s->depth = 0;
	s->want = 0;
	s->is_key = s->filled = false;
	s->len = 0;
}

void jsonscan_init(struct jsonscan *s, const struct jsonscan_step *steps,
		   int nr_steps, jsonscan_value value, jsonscan_line line,
		   void *data)
{
	memset(s, 0, sizeof(*s));
	s->steps = steps;
	s->nr_steps = nr_steps;
	s->value = value;
	s->line = line;
	s->data = data;
	begin_line(s);
}

static int step_below(const struct jsonscan *s, int parent, const char *key)
{
	int i;

	if (parent < 0)
		return -1;
	for (i = parent + 1; i < s->nr_steps; i++)
		if (s->steps[i].parent == parent &&
		    !strcmp(s->steps[i].key, key))
			return i;
	return -1;
}

static void keep(struct jsonscan *s, char c)
{
	if (s->len <= JSONSCAN_TEXT)
		s->text[s->len++] = c;
}

/* What is in text, as it was written between the quotes. */
static void give_string(struct jsonscan *s)
{
	struct strbuf quoted = STRBUF_INIT;
	struct json *j = NULL;

	s->text[s->len] = '\0';
	if (s->len > JSONSCAN_TEXT) {
		s->value(s->want, JSON_STR, NULL, s->data);
		return;
	}
	/* the rare one with escapes or other bytes is left to the parser */
	strbuf_addf(&quoted, "\"%s\"", s->text);
	if (json_parse(&j, quoted.buf, quoted.len, NULL) < 0)
		j = NULL;
	s->value(s->want, JSON_STR, json_str(j), s->data);
	json_free(j);
	strbuf_release(&quoted);
}

static void push(struct jsonscan *s, bool object)
{
	if (s->depth == JSONSCAN_DEPTH) {
		s->state = S_BAD;
		return;
	}
	if (s->want >= 0)
		s->value(s->want, object ? JSON_OBJ : JSON_ARR, "", s->data);
	s->stack[s->depth].id = (short)s->want;
	s->stack[s->depth++].object = object;
	s->want = object ? -1 : step_below(s, s->want, "[]");
	s->state = object ? S_FIRST_KEY : S_FIRST;
}

static void pop(struct jsonscan *s, bool object)
{
	if (!s->depth || s->stack[s->depth - 1].object != object) {
		s->state = S_BAD;
		return;
	}
	s->depth--;
	s->state = S_AFTER;
}

static bool is_number(const char *p)
{
	p += *p == '-';
	if (*p == '0')
		p++;
	else if (!isdigit((unsigned char)*p))
		return false;
	else
		while (isdigit((unsigned char)*p))
			p++;
	if (*p == '.') {
		if (!isdigit((unsigned char)*++p))
			return false;
		while (isdigit((unsigned char)*p))
			p++;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		if (!isdigit((unsigned char)*p))
			return false;
		while (isdigit((unsigned char)*p))
			p++;
	}
	return !*p;
}

/* A number or a name has ended. */
static void end_word(struct jsonscan *s)
{
	enum json_type type = JSON_NUM;

	s->text[s->len] = '\0';
	s->state = S_AFTER;
	if (!strcmp(s->text, "true") || !strcmp(s->text, "false"))
		type = JSON_BOOL;
	else if (!strcmp(s->text, "null"))
		type = JSON_NULL;
	else if (!is_number(s->text))
		s->state = S_BAD;
	if (s->want >= 0 && s->state != S_BAD)
		s->value(s->want, type, s->text, s->data);
}

static void end_string(struct jsonscan *s)
{
	if (!s->is_key) {
		s->state = S_AFTER;
		if (s->want >= 0)
			give_string(s);
		return;
	}
	s->text[s->len] = '\0';
	s->want = step_below(s, s->stack[s->depth - 1].id, s->text);
	s->state = S_COLON;
}

static void begin_string(struct jsonscan *s, bool key)
{
	s->is_key = key;
	s->len = 0;
	s->state = S_STRING;
}

static void begin_value(struct jsonscan *s, char c)
{
	s->filled = true;
	switch (c) {
	case '{':
		push(s, true);
		break;
	case '[':
		push(s, false);
		break;
	case '"':
		begin_string(s, false);
		break;
	default:
		s->len = 0;
		keep(s, c);
		s->state = isalnum((unsigned char)c) || c == '-' ? S_WORD :
			   S_BAD;
	}
}

static void after_value(struct jsonscan *s, char c)
{
	bool object = s->depth && s->stack[s->depth - 1].object;

	if (c == '}' || c == ']') {
		pop(s, c == '}');
	} else if (c != ',' || !s->depth) {
		s->state = S_BAD;
	} else {
		s->want = object ? -1 :
			step_below(s, s->stack[s->depth - 1].id, "[]");
		s->state = object ? S_KEY : S_VALUE;
	}
}

static void in_word(struct jsonscan *s, char c)
{
	if (isalnum((unsigned char)c) || c == '.' || c == '+' || c == '-') {
		if (s->len >= 64)
			s->state = S_BAD;
		else
			keep(s, c);
		return;
	}
	end_word(s);
	if (s->state == S_AFTER && c != ' ' && c != '\t' && c != '\r')
		after_value(s, c);
}

/* One byte outside of strings. */
static void structure(struct jsonscan *s, char c)
{
	if (s->state == S_WORD) {
		in_word(s, c);
		return;
	}
	if (c == ' ' || c == '\t' || c == '\r')
		return;
	switch (s->state) {
	case S_FIRST:
	case S_VALUE:
		if (c == ']' && s->state == S_FIRST)
			pop(s, false);
		else
			begin_value(s, c);
		break;
	case S_FIRST_KEY:
	case S_KEY:
		if (c == '"')
			begin_string(s, true);
		else if (c == '}' && s->state == S_FIRST_KEY)
			pop(s, true);
		else
			s->state = S_BAD;
		break;
	case S_COLON:
		s->state = c == ':' ? S_VALUE : S_BAD;
		break;
	case S_AFTER:
		after_value(s, c);
		break;
	default:
		break;
	}
	if (s->state == S_BAD)
		s->filled = true;
}

static void escaped(struct jsonscan *s, char c)
{
	keep(s, c);
	if (s->state == S_UNICODE) {
		if (!isxdigit((unsigned char)c))
			s->state = S_BAD;
		else if (++s->unicode == 4)
			s->state = S_STRING;
	} else if (c == 'u') {
		s->unicode = 0;
		s->state = S_UNICODE;
	} else {
		s->state = c && strchr("\"\\/bfnrt", c) ? S_STRING : S_BAD;
	}
}

/* As much of a string as is there; returns where it stopped. */
static const char *string(struct jsonscan *s, const char *p, const char *end)
{
	const char *from = p;
	bool kept = s->is_key || s->want >= 0;
	size_t nr, room;

	while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
		p++;
	nr = (size_t)(p - from);
	if (kept && nr) {
		room = JSONSCAN_TEXT + 1 - s->len;
		memcpy(s->text + s->len, from, nr < room ? nr : room);
		s->len += nr < room ? nr : room;
	}
	if (p == end)
		return p;
	if (*p == '"') {
		end_string(s);
	} else if (*p == '\\') {
		if (kept)
			keep(s, *p);
		s->state = S_ESCAPE;
	} else {
		s->state = S_BAD;
		return p;	/* perhaps the line's end */
	}
	return p + 1;
}

static void end_line(struct jsonscan *s)
{
	if (s->state == S_WORD)
		end_word(s);
	if (s->filled)
		s->line(s->state == S_AFTER && !s->depth, s->data);
	begin_line(s);
}

void jsonscan_feed(struct jsonscan *s, const char *buf, size_t len)
{
	const char *p = buf, *end = buf + len;

	while (p < end) {
		if (s->state == S_BAD) {
			p = memchr(p, '\n', (size_t)(end - p));
			if (!p)
				return;
		}
		if (s->state == S_STRING) {
			p = string(s, p, end);
			continue;
		}
		if (*p == '\n')
			end_line(s);
		else if (s->state == S_ESCAPE || s->state == S_UNICODE)
			escaped(s, *p);
		else
			structure(s, *p);
		p++;
	}
}

bool jsonscan_end(struct jsonscan *s)
{
	bool whole = s->filled && s->state == S_AFTER && !s->depth;

	if (whole)
		end_line(s);
	else
		begin_line(s);
	return whole;
}
