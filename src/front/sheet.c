/*
 * sheet.c - cells of CSV and Markdown tables.
 */
#include "base/base.h"
#include "front/sheet.h"

static bool is_number(const char *s)
{
	char *end;

	if (!s[strcspn(s, "0123456789")] || s[strspn(s, "+-.0123456789eE")])
		return false;
	strtod(s, &end);
	return !*end;
}

static void csv_text(struct strbuf *out, const char *s)
{
	bool formula = *s && strchr("=+-@\t\r", *s) && !is_number(s);

	if (!strpbrk(s, "\",\r\n")) {
		if (formula)
			strbuf_addch(out, '\'');
		strbuf_addstr(out, s);
		return;
	}
	strbuf_addstr(out, formula ? "\"'" : "\"");
	strbuf_addreplace(out, s, "\"", "\"\"");
	strbuf_addch(out, '"');
}

static void markdown_text(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '|' || *s == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, *s == '\n' || *s == '\r' ? ' ' : *s);
	}
}

void sheet_cell(struct strbuf *out, enum out_format format, const char *text,
		size_t i, bool last)
{
	if (format == OUT_CSV) {
		if (i)
			strbuf_addch(out, ',');
		csv_text(out, text);
	} else {
		strbuf_addstr(out, i ? " | " : "| ");
		markdown_text(out, text);
		if (last)
			strbuf_addstr(out, " |");
	}
	if (last)
		strbuf_addch(out, '\n');
}

void sheet_rule(struct strbuf *out, const char *kinds, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		strbuf_addstr(out, kinds[i] == '>' ? "| ---: " : "| --- ");
	strbuf_addstr(out, "|\n");
}
