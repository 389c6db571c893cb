/*
 * render.c - the tags of a text, one after another, and their data.
 */
#include "base/base.h"
#include "lang/render.h"

#include "base/mem.h"

#define DEPTH_MAX 16

struct renderer {
	struct strbuf *out;
	const char *start;
	const struct json *stack[DEPTH_MAX + 1];
	int depth;
	enum escape escape;
	struct err *err;
};

struct tag {
	char kind;		/* 0 a value, '&' raw, '#', '^', '/', '!' */
	char *name;		/* owned */
	const char *end;	/* behind the tag */
};

static int line_of(const struct renderer *r, const char *at)
{
	int line = 1;

	for (const char *p = r->start; p < at; p++)
		line += *p == '\n';
	return line;
}

/* Reads the tag whose "{{" is at `s`. */
static int read_tag(struct tag *t, struct renderer *r, const char *s)
{
	const char *close = "}}", *from = s + 2, *to;

	t->kind = 0;
	t->name = NULL;
	if (*from == '{') {
		close = "}}}";
		t->kind = '&';
		from++;
	} else if (*from && strchr("#^/!&", *from)) {
		t->kind = *from++;
	}
	to = strstr(from, close);
	if (!to)
		return err_set(r->err, ERR_INVALID,
			       "line %d: a tag does not end",
			       line_of(r, s));
	t->end = to + strlen(close);
	while (from < to && *from == ' ')
		from++;
	while (to > from && to[-1] == ' ')
		to--;
	t->name = xstrndup(from, (size_t)(to - from));
	return 0;
}

static const struct json *look_up(const struct renderer *r, const char *name)
{
	if (str_eq(name, "."))
		return r->stack[r->depth];
	for (int i = r->depth; i >= 0; i--) {
		const struct json *j;

		if (!json_is(r->stack[i], JSON_OBJ))
			continue;
		j = json_get(r->stack[i], name);
		if (!j)
			j = json_get_path(r->stack[i], name);
		if (j)
			return j;
	}
	return NULL;
}

static bool is_true(const struct json *j)
{
	if (!j)
		return false;
	switch (json_type(j)) {
	case JSON_NULL:
		return false;
	case JSON_BOOL:
		return json_bool(j);
	case JSON_NUM:
		return json_num(j) < 0 || json_num(j) > 0;
	case JSON_STR:
		return *json_str(j);
	case JSON_ARR:
		return json_nr(j) > 0;
	case JSON_OBJ:
		return true;
	}
	return false;
}

static void add_escaped(struct renderer *r, const char *s)
{
	for (; *s; s++) {
		if (r->escape == ESCAPE_HTML && *s == '<')
			strbuf_addstr(r->out, "&lt;");
		else if (r->escape == ESCAPE_HTML && *s == '>')
			strbuf_addstr(r->out, "&gt;");
		else if (r->escape == ESCAPE_HTML && *s == '&')
			strbuf_addstr(r->out, "&amp;");
		else if (r->escape == ESCAPE_HTML && *s == '"')
			strbuf_addstr(r->out, "&quot;");
		else if (r->escape == ESCAPE_HTML && *s == '\'')
			strbuf_addstr(r->out, "&#39;");
		else if (r->escape == ESCAPE_MARKDOWN &&
			 strchr("\\`*_[]<>|", *s))
			strbuf_addf(r->out, "\\%c", *s);
		else if (r->escape == ESCAPE_MARKDOWN &&
			 (*s == '\n' || *s == '\r'))
			strbuf_addch(r->out, ' ');
		else
			strbuf_addch(r->out, *s);
	}
}

static void add_value(struct renderer *r, const struct json *j, bool raw)
{
	struct strbuf sb = STRBUF_INIT;

	if (!j || json_is(j, JSON_NULL))
		return;
	if (json_is(j, JSON_STR))
		strbuf_addstr(&sb, json_str(j));
	else
		json_line(&sb, j);
	if (raw)
		strbuf_addbuf(r->out, &sb);
	else
		add_escaped(r, sb.buf);
	strbuf_release(&sb);
}

/* A section tag alone on its line: where the line starts and ends. */
static bool stands_alone(const struct renderer *r, const char *tag,
			 const char **end)
{
	const char *p = tag;

	while (p > r->start && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	if (p > r->start && p[-1] != '\n')
		return false;
	p = *end + strspn(*end, " \t");
	if (*p && *p != '\n')
		return false;
	*end = *p ? p + 1 : p;
	return true;
}

/* The matching close of a section whose body starts at `s`. */
static const char *find_close(struct renderer *r, const char *s,
			      const char *name, const char **after)
{
	int depth = 1;

	while ((s = strstr(s, "{{"))) {
		struct tag t;

		if (read_tag(&t, r, s) < 0)
			return NULL;
		if (str_eq(t.name, name)) {
			depth += t.kind == '#' || t.kind == '^';
			depth -= t.kind == '/';
		}
		free(t.name);
		if (!depth) {
			*after = t.end;
			return s;
		}
		s = t.end;
	}
	err_set(r->err, ERR_INVALID, "the section '%s' is not closed", name);
	return NULL;
}

static int render_part(struct renderer *r, const char *s, const char *end);

/* Renders a section; *closing is its closing tag, *next what follows that. */
static int render_section(struct renderer *r, const struct tag *t,
			  const char *body, const char **closing,
			  const char **next)
{
	const struct json *j = look_up(r, t->name), *e;
	const char *close = find_close(r, body, t->name, next);
	int res = 0;

	*closing = close;
	if (!close)
		return -1;
	if (t->kind == '^')
		return is_true(j) ? 0 : render_part(r, body, close);
	if (!is_true(j))
		return 0;
	if (r->depth == DEPTH_MAX)
		return err_set(r->err, ERR_INVALID,
			       "line %d: sections are nested too deep",
			       line_of(r, body));
	r->depth++;
	if (json_is(j, JSON_ARR)) {
		json_each(e, j) {
			r->stack[r->depth] = e;
			res = render_part(r, body, close);
			if (res < 0)
				break;
		}
	} else {
		r->stack[r->depth] = j;
		res = render_part(r, body, close);
	}
	r->depth--;
	return res;
}

/* Takes back the blanks in front of a tag that stands alone. */
static void drop_indent(struct strbuf *out)
{
	size_t len = out->len;

	while (len && (out->buf[len - 1] == ' ' || out->buf[len - 1] == '\t'))
		len--;
	strbuf_setlen(out, len);
}

/* A tag that prints nothing itself; *next is behind it. */
static int render_tag(struct renderer *r, const struct tag *t,
		      const char *open, const char **next)
{
	const char *closing;

	if (stands_alone(r, open, next))
		drop_indent(r->out);
	if (t->kind == '!')
		return 0;
	if (t->kind == '/')
		return err_set(r->err, ERR_INVALID,
			       "line %d: '%s' was not opened",
			       line_of(r, open), t->name);
	if (render_section(r, t, *next, &closing, next) < 0)
		return -1;
	if (stands_alone(r, closing, next))
		drop_indent(r->out);
	return 0;
}

static int render_part(struct renderer *r, const char *s, const char *end)
{
	while (s < end) {
		const char *open = strstr(s, "{{"), *next;
		struct tag t;
		int res = 0;

		memset(&t, 0, sizeof(t));
		t.end = end;
		if (!open || open >= end) {
			strbuf_add(r->out, s, (size_t)(end - s));
			return 0;
		}
		strbuf_add(r->out, s, (size_t)(open - s));
		if (read_tag(&t, r, open) < 0)
			return -1;
		next = t.end;
		if (t.kind == 0 || t.kind == '&') {
			add_value(r, look_up(r, t.name), t.kind == '&');
		} else {
			res = render_tag(r, &t, open, &next);
		}
		free(t.name);
		if (res < 0)
			return -1;
		s = next;
	}
	return 0;
}

int render(struct strbuf *out, const char *text, const struct json *data,
	   enum escape escape, struct err *err)
{
	struct renderer r = { .out = out, .start = text, .escape = escape,
			      .err = err };

	r.stack[0] = data;
	return render_part(&r, text, text + strlen(text));
}
