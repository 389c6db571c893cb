/*
 * yaml-write.c - values as block YAML for people to edit.
 */
#include "base/base.h"
#include "data/yaml.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/yaml-scalar.h"

static void write_quoted(struct strbuf *out, const char *s)
{
	const char *end = s + strlen(s), *at;
	uint32_t ch;

	strbuf_addch(out, '"');
	while (s < end) {
		at = s;
		ch = utf8_next(&s, end);
		if (ch == '"' || ch == '\\')
			strbuf_addf(out, "\\%c", (char)ch);
		else if (ch == '\n')
			strbuf_addstr(out, "\\n");
		else if (ch == '\t')
			strbuf_addstr(out, "\\t");
		else if (yaml_needs_escape(ch))
			strbuf_addf(out, ch < 0x100 ? "\\x%02x" : "\\u%04x",
				    (unsigned)ch);
		else
			strbuf_add(out, at, (size_t)(s - at));
	}
	strbuf_addch(out, '"');
}

static void write_block(struct strbuf *out, const char *s, size_t level)
{
	const char *end;
	size_t len = strlen(s);

	strbuf_addstr(out, s[len - 1] == '\n' ? "|" : "|-");
	for (; *s; s = *end ? end + 1 : end) {
		end = s + strcspn(s, "\n");
		strbuf_addch(out, '\n');
		if (end > s)
			strbuf_addchars(out, ' ', 2 * level);
		strbuf_add(out, s, (size_t)(end - s));
	}
}

static void write_key(struct strbuf *out, const char *key, size_t level)
{
	/* A longer one is no simple key for YAML (the limit is 1,024). */
	bool simple = strlen(key) <= 128;

	if (!simple)
		strbuf_addstr(out, "? ");
	if (yaml_is_plain(key))
		strbuf_addstr(out, key);
	else
		write_quoted(out, key);
	if (!simple) {
		strbuf_addch(out, '\n');
		strbuf_addchars(out, ' ', 2 * level);
	}
	strbuf_addch(out, ':');
}

static void write_value(struct strbuf *out, const struct json *j,
			size_t level);

/*
 * The children of a container, each on lines of its own; the cursor stands
 * where the first one begins.
 */
static void write_children(struct strbuf *out, const struct json *j,
			   size_t level)
{
	const struct json *c;
	bool first = true, nested;

	json_each(c, j) {
		if (!first) {
			strbuf_addch(out, '\n');
			strbuf_addchars(out, ' ', 2 * level);
		}
		first = false;
		nested = json_type(c) >= JSON_ARR && json_first(c);
		if (json_is(j, JSON_ARR)) {
			strbuf_addstr(out, "- ");
		} else {
			write_key(out, json_key(c), level);
			strbuf_addch(out, nested ? '\n' : ' ');
			if (nested)
				strbuf_addchars(out, ' ', 2 * (level + 1));
		}
		write_value(out, c, level + 1);
	}
}

static void write_value(struct strbuf *out, const struct json *j,
			size_t level)
{
	const char *s;

	switch (json_type(j)) {
	case JSON_STR:
		s = json_str(j);
		if (yaml_is_plain(s))
			strbuf_addstr(out, s);
		else if (yaml_is_block(s))
			write_block(out, s, level ? level : 1);
		else
			write_quoted(out, s);
		break;
	case JSON_ARR:
	case JSON_OBJ:
		if (json_first(j))
			write_children(out, j, level);
		else
			strbuf_addstr(out, json_is(j, JSON_ARR) ? "[]" : "{}");
		break;
	default:
		json_line(out, j);
	}
}

void yaml_write(struct strbuf *out, const struct json *value)
{
	write_value(out, value, 0);
	strbuf_addch(out, '\n');
}
