/*
 * markdown.c - results as Markdown tables: '|' and '\\' escaped, line ends are spaces.
 *
 * Nothing in a cell is HTML, and no link or picture begins there: the '<' of a tag
 * and the "](" of a link are escaped, too.
 */
#include "base/base.h"
#include "front/format.h"

static bool is_special(const char *s)
{
	return *s == '|' || *s == '\\' || (*s == ']' && s[1] == '(') ||
		(*s == '<' && s[1] && s[1] != ' ' && s[1] != '=');
}

static void markdown_text(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		if (is_special(s))
			strbuf_addch(out, '\\');
		strbuf_addch(out, *s == '\n' || *s == '\r' ? ' ' : *s);
	}
}

static void markdown_cell(struct strbuf *out, const char *text, size_t i,
			  bool last)
{
	strbuf_addstr(out, i ? " | " : "| ");
	markdown_text(out, text);
	if (last)
		strbuf_addstr(out, " |\n");
}

static void markdown_rule(struct strbuf *out, const char *kinds, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		strbuf_addstr(out, kinds[i] == '>' ? "| ---: " : "| --- ");
	strbuf_addstr(out, "|\n");
}

const struct format format_markdown = {
	.name = "markdown", .cell = markdown_cell, .rule = markdown_rule
};
