/*
 * mdtable.c - a table of Markdown on a terminal: columns where they fit, else sentences.
 */
#include "base/base.h"
#include "front/mdtable.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "front/wrap.h"

#define GAP 2

static const char *cell(const struct md_block *row, size_t col)
{
	return col < row->nr_cells && row->cells[col] ? row->cells[col] : "";
}

/* Cells are foreign text: shown clean, in one line. */
static void add_cell(struct strbuf *out, const struct md_block *row, size_t col)
{
	utf8_add_clean_line(out, cell(row, col));
}

static size_t cell_width(const struct md_block *row, size_t col)
{
	struct strbuf sb = STRBUF_INIT;
	size_t width;

	add_cell(&sb, row, col);
	width = utf8_width(sb.buf);
	strbuf_release(&sb);
	return width;
}

/* Does every filled cell below the head begin with a digit? */
static bool is_numbers(const struct md_block *rows, size_t nr, size_t col)
{
	bool any = false;
	size_t i;

	for (i = 1; i < nr; i++) {
		const char *s = cell(&rows[i], col);

		if (*s && !strchr("0123456789", *s))
			return false;
		any |= *s != '\0';
	}
	return any;
}

static void print_row(struct out *o, const struct md_block *row,
		      const size_t *widths, const bool *right, size_t nr,
		      const char *indent, bool head)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	for (i = 0; i < nr; i++) {
		size_t pad = widths[i] - cell_width(row, i);

		if (i)
			strbuf_addchars(&line, ' ', GAP);
		if (right[i])
			strbuf_addchars(&line, ' ', pad);
		add_cell(&line, row, i);
		if (!right[i])
			strbuf_addchars(&line, ' ', pad);
	}
	while (line.len && line.buf[line.len - 1] == ' ')
		strbuf_setlen(&line, line.len - 1);
	out_f(o, "%s", indent);
	out_paint(o, head ? COLOUR_BOLD : COLOUR_NONE, "%s", line.buf);
	out_f(o, "\n");
	strbuf_release(&line);
}

/* "ben: completed 0, open 3": what is not filled is left out. */
static void tell_row(struct out *o, const struct md_block *head,
		     const struct md_block *row, const char *indent)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	strbuf_addstr(&sb, cell(row, 0));
	for (i = 1; i < head->nr_cells; i++)
		if (*cell(row, i))
			strbuf_addf(&sb, "%s%s%s%s", i == 1 ? ": " : ", ",
				    cell(head, i), *cell(head, i) ? " " : "",
				    cell(row, i));
	out_f(o, "%s", indent);
	out_hanging(o, sb.buf, strlen(indent) + GAP);
	out_f(o, "\n");
	strbuf_release(&sb);
}

void out_md_table(struct out *o, const struct md_block *rows, size_t nr,
		  const char *indent)
{
	size_t columns = nr ? rows[0].nr_cells : 0, sum = strlen(indent), i, k;
	size_t *widths = xcalloc(columns + 1, sizeof(*widths));
	bool *right = xcalloc(columns + 1, sizeof(*right));

	for (i = 0; i < columns; i++) {
		for (k = 0; k < nr; k++) {
			size_t width = cell_width(&rows[k], i);

			widths[i] = width > widths[i] ? width : widths[i];
		}
		right[i] = i && is_numbers(rows, nr, i);
		sum += widths[i] + (i ? GAP : 0);
	}
	for (k = 0; k < nr; k++)
		if (sum <= o->width)
			print_row(o, &rows[k], widths, right, columns, indent,
				  k == 0);
		else if (k)
			tell_row(o, &rows[0], &rows[k], indent);
	free(widths);
	free(right);
}
