/*
 * closing-text.c - which lines of a message speak, and which only show something:
 * code, quotations, comments, boxes that are not ticked.
 */
#include "base/base.h"
#include "feat/project/closing.h"

#include <ctype.h>

#include "base/strbuf.h"
#include "data/id.h"

#define CODE 4	/* columns that make code of a line */

static size_t indent(const char *s, const char *end)
{
	size_t n = 0;

	for (; s < end && (*s == ' ' || *s == '\t'); s++)
		n += *s == '\t' ? CODE : 1;
	return n;
}

static const char *skip_blank(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/* Behind "- ", "* ", "1. "; NULL: not an item of a list. */
static const char *behind_marker(const char *s, const char *end)
{
	const char *p = s;

	if (p < end && strchr("-*+", *p)) {
		p++;
	} else {
		while (p < end && isdigit((unsigned char)*p))
			p++;
		if (p == s || p >= end || !strchr(".)", *p))
			return NULL;
		p++;
	}
	return p < end && *p == ' ' ? skip_blank(p, end) : NULL;
}

/* "Task-Id: ...": stands at the margin whatever the text does. */
static bool is_trailer(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && (isalnum((unsigned char)*p) || *p == '-'))
		p++;
	return p > s && p + 1 < end && *p == ':' && p[1] == ' ';
}

/* Do indented lines show code?  Not where all of the body is indented, and not in
 * the messages of others, which Git indents ("commit <id>" above each). */
static bool means_code(const char *message)
{
	const char *s = strstr(message, "\n\n"), *end;
	bool margin = false;

	for (s = s ? s + 2 : ""; *s; s = *end ? end + 1 : end) {
		end = s + strcspn(s, "\n");
		if (str_starts(s, "commit ") && object_hex(s + 7))
			return false;
		margin |= end > s && !indent(s, end) && !is_trailer(s, end);
	}
	return margin;
}

void closing_text_init(struct closing_text *t, const char *message)
{
	memset(t, 0, sizeof(*t));
	t->shows_code = means_code(message);
	t->blank = true;
}

/* "```" and "~~~" begin and end code. */
static bool fence(struct closing_text *t, const char *s, const char *end)
{
	if (end - s < 3 || (*s != '`' && *s != '~') || s[1] != *s || s[2] != *s)
		return false;
	if (t->fence && t->fence != *s)
		return false;
	t->fence = t->fence ? '\0' : *s;
	return true;
}

/* Within "<!--" and "-->", or a line on which that begins and does not end. */
static bool comment(struct closing_text *t, const char *s, const char *end)
{
	const char *p;
	bool was = t->comment;

	for (p = s; end - p >= 3; p++) {
		if (!t->comment && !strncmp(p, "<!--", 4))
			t->comment = true;
		else if (t->comment && !strncmp(p, "-->", 3))
			t->comment = false;
	}
	return was || t->comment;
}

bool closing_speaks(struct closing_text *t, const char *line, const char *end)
{
	const char *s = skip_blank(line, end), *item = behind_marker(s, end);
	bool margin = indent(line, end) < CODE, was_blank = t->blank;

	t->blank = s == end;
	if (t->blank)
		return false;
	if (comment(t, s, end))
		return false;
	if (fence(t, s, end) || t->fence)
		return false;
	if (margin) {
		t->code = false;
		if (item)
			t->list = true;
		else if (!indent(line, end))
			t->list = false;
	} else if (t->shows_code && !t->list && (was_blank || t->code)) {
		t->code = true;
		return false;
	}
	item = item ? item : s;
	/* a quotation, a row of a table, a comment */
	if (strchr(">|;", *s) || str_starts(s, "//") || str_starts(s, "# ") ||
	    str_starts(s, "\xc2\xbb"))
		return false;
	return (end - item < 3 || strncmp(item, "[ ]", 3) != 0);
}
