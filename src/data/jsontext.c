/*
 * jsontext.c - a member found, set or removed in a JSON text of others.
 */
#include "base/base.h"
#include "data/jsontext.h"

#include "base/mem.h"

#define BOM "\xef\xbb\xbf"

/* ---- reading: the text is valid, so that a look at brackets is enough ---- */

static size_t skip_space(const char *s, size_t i)
{
	return i + strspn(s + i, " \t\r\n");
}

/* s[i] is a quote: behind the string. */
static size_t skip_string(const char *s, size_t i)
{
	for (i++; s[i] && s[i] != '"'; i++)
		if (s[i] == '\\' && s[i + 1])
			i++;
	return i + (s[i] == '"');
}

static size_t skip_value(const char *s, size_t i)
{
	size_t depth = 0;

	if (s[i] == '"')
		return skip_string(s, i);
	if (s[i] != '{' && s[i] != '[')
		return i + strcspn(s + i, ",]} \t\r\n");
	while (s[i]) {
		if (s[i] == '"') {
			i = skip_string(s, i);
			continue;
		}
		if (s[i] == '{' || s[i] == '[')
			depth++;
		if (s[i] == '}' || s[i] == ']')
			depth--;
		i++;
		if (!depth)
			break;
	}
	return i;
}

/* One child of a container; `from` is its key in an object. */
struct child {
	size_t from;
	struct json_span value;
};

/* The child that begins at or behind text[i]; false at the closing bracket. */
static bool read_child(struct child *c, const char *s, size_t i, bool object)
{
	i = skip_space(s, i);
	if (s[i] == ',')
		i = skip_space(s, i + 1);
	if (!s[i] || s[i] == '}' || s[i] == ']')
		return false;
	c->from = i;
	if (object) {
		i = skip_space(s, skip_string(s, i));
		i = skip_space(s, i + (s[i] == ':'));
	}
	c->value.start = i;
	c->value.end = skip_value(s, i);
	return true;
}

static bool key_is(const char *s, size_t from, const char *key)
{
	struct json *j = NULL;
	bool res;

	res = json_parse(&j, s + from, skip_string(s, from) - from, NULL) == 0 &&
		str_eq(json_str(j), key);
	json_free(j);
	return res;
}

static struct json_span whole(const struct strbuf *text)
{
	struct json_span top;

	top.start = skip_space(text->buf, str_starts(text->buf, BOM) ?
			       strlen(BOM) : 0);
	top.end = skip_value(text->buf, top.start);
	return top;
}

/* A child of the container, and in *before the end of the one before it, or 0. */
static bool find_child(struct child *c, size_t *before, const char *s,
		       struct json_span in, const struct json_step *step)
{
	bool object = s[in.start] == '{';
	size_t i = in.start + 1, nr;

	*before = 0;
	if (object != (step->key != NULL) || (!object && s[in.start] != '['))
		return false;
	for (nr = 0; read_child(c, s, i, object); nr++) {
		if (object ? key_is(s, c->from, step->key) : nr == step->index)
			return true;
		*before = i = c->value.end;
	}
	return false;
}

bool jsontext_find(struct json_span *out, const struct strbuf *text,
		   const struct json_step *steps, size_t nr)
{
	struct json_span at = whole(text);
	struct child c;
	size_t i, before;

	for (i = 0; i < nr; i++) {
		if (!find_child(&c, &before, text->buf, at, &steps[i]))
			return false;
		at = c.value;
	}
	*out = at;
	return true;
}

bool jsontext_is_empty(const struct strbuf *text,
		       const struct json_step *steps, size_t nr)
{
	struct json_span at;
	struct child c;
	char first;

	if (!jsontext_find(&at, text, steps, nr))
		return false;
	first = text->buf[at.start];
	return (first == '{' || first == '[') &&
		!read_child(&c, text->buf, at.start + 1, first == '{');
}

/* ---- layout ---- */

struct layout {
	bool lines;		/* one member a line */
	const char *eol;
	char *unit;		/* one level of indentation */
	char *base;		/* what the line of the container begins with */
};

/* The blanks in front of s[at], when nothing else is in its line. */
static char *indent_of(const char *s, size_t at)
{
	size_t from = at, n;

	while (from && s[from - 1] != '\n')
		from--;
	n = strspn(s + from, " \t");
	return xstrndup(s + from, n < at - from ? n : at - from);
}

static void layout_of(struct layout *l, const struct strbuf *text,
		      struct json_span in)
{
	const char *s = text->buf;
	struct json_span top = whole(text);
	struct child c;

	l->eol = strstr(s, "\r\n") ? "\r\n" : "\n";
	l->unit = NULL;
	l->lines = !read_child(&c, s, top.start + 1, true) ||
		memchr(s + top.start, '\n', top.end - top.start);
	if (read_child(&c, s, top.start + 1, true) &&
	    memchr(s + top.start, '\n', c.from - top.start))
		l->unit = indent_of(s, c.from);
	/* a container with members says for itself */
	if (read_child(&c, s, in.start + 1, s[in.start] == '{'))
		l->lines = memchr(s + in.start, '\n', c.from - in.start);
	if (!l->unit)
		l->unit = xstrdup("  ");
	l->base = indent_of(s, in.start);
}

static void layout_release(struct layout *l)
{
	free(l->unit);
	free(l->base);
}

/* A value whose line begins with `indent`. */
static void add_value(struct strbuf *out, const struct json *value,
		      const struct layout *l, const char *indent)
{
	struct strbuf sb = STRBUF_INIT;
	const char *p;

	if (!l->lines) {
		json_line(out, value);
		return;
	}
	json_pretty(&sb, value);
	strbuf_rtrim(&sb);
	for (p = sb.buf; *p; ) {
		size_t n = strcspn(p, "\n"), level;

		strbuf_add(out, p, n);
		p += n;
		if (!*p)
			break;
		p++;
		strbuf_addf(out, "%s%s", l->eol, indent);
		for (level = strspn(p, " "); level >= 2; level -= 2, p += 2)
			strbuf_addstr(out, l->unit);
	}
	strbuf_release(&sb);
}

/* ---- changing ---- */

static void add_child(struct strbuf *text, struct json_span in,
		      const char *key, const struct json *value)
{
	bool object = text->buf[in.start] == '{';
	struct strbuf sb = STRBUF_INIT;
	struct layout l;
	struct child c;
	size_t last = 0, i = in.start + 1;
	char *indent;

	layout_of(&l, text, in);
	indent = xasprintf("%s%s", l.base, l.unit);
	while (read_child(&c, text->buf, i, object)) {
		if (!last && l.lines) {
			free(indent);
			indent = indent_of(text->buf, c.from);
		}
		last = i = c.value.end;
	}
	if (last)
		strbuf_addch(&sb, ',');
	if (l.lines)
		strbuf_addf(&sb, "%s%s", l.eol, indent);
	if (object) {
		json_quote(&sb, key);
		strbuf_addstr(&sb, l.lines ? ": " : ":");
	}
	add_value(&sb, value, &l, indent);
	if (last) {
		strbuf_insert(text, last, sb.buf, sb.len);
	} else {
		if (l.lines)
			strbuf_addf(&sb, "%s%s", l.eol, l.base);
		strbuf_remove(text, in.start + 1, in.end - in.start - 2);
		strbuf_insert(text, in.start + 1, sb.buf, sb.len);
	}
	free(indent);
	layout_release(&l);
	strbuf_release(&sb);
}

void jsontext_add(struct strbuf *text, const struct json_step *steps,
		  size_t nr, const struct json *value)
{
	struct json *all = json_copy(value), *outer;
	struct json_span in;
	size_t depth = nr - 1;

	while (depth && !jsontext_find(&in, text, steps, depth)) {
		if (!steps[depth].key)
			BUG("no array to add to");
		outer = json_new_obj();
		json_set(outer, steps[depth].key, all);
		all = outer;
		depth--;
	}
	if (!depth)
		in = whole(text);
	add_child(text, in, steps[depth].key, all);
	json_free(all);
}

void jsontext_replace(struct strbuf *text, const struct json_step *steps,
		      size_t nr, const struct json *value)
{
	struct strbuf sb = STRBUF_INIT;
	struct json_span at;
	struct layout l;
	char *indent;

	if (!jsontext_find(&at, text, steps, nr))
		BUG("no value to replace");
	layout_of(&l, text, at);
	indent = indent_of(text->buf, at.start);
	add_value(&sb, value, &l, indent);
	strbuf_remove(text, at.start, at.end - at.start);
	strbuf_insert(text, at.start, sb.buf, sb.len);
	free(indent);
	layout_release(&l);
	strbuf_release(&sb);
}

bool jsontext_remove(struct strbuf *text, const struct json_step *steps,
		     size_t nr)
{
	struct json_span in;
	struct child c, next;
	size_t before;
	bool object;

	if (!nr || !jsontext_find(&in, text, steps, nr - 1) ||
	    !find_child(&c, &before, text->buf, in, &steps[nr - 1]))
		return false;
	object = text->buf[in.start] == '{';
	if (read_child(&next, text->buf, c.value.end, object))
		strbuf_remove(text, c.from, next.from - c.from);
	else if (before)
		strbuf_remove(text, before, c.value.end - before);
	else
		strbuf_remove(text, in.start + 1, in.end - in.start - 2);
	return true;
}
