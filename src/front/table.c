/*
 * table.c - tables of text cells, printed in the format asked for.
 */
#include "base/base.h"
#include "front/out.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "front/sheet.h"

#define GAP 2
#define STRETCH_MIN 10

struct cell {
	uint32_t text;		/* offset in table->texts */
	uint32_t len, width;
	enum colour colour;
};

struct table {
	struct out *out;
	char **names;
	char *kinds;		/* '>', '*' or ' ' */
	size_t nr;
	struct cell *cells;
	size_t nr_cells, alloc;
	struct strbuf texts;	/* of all cells, NUL behind each */
	size_t *widths;		/* of the columns, while printing text */
};

struct table *table_new(struct out *o, const char *const *columns, size_t nr)
{
	struct table *t = xcalloc(1, sizeof(*t));
	size_t i;

	t->out = o;
	t->nr = nr;
	strbuf_init(&t->texts);
	t->names = xcalloc(nr, sizeof(*t->names));
	t->kinds = xcalloc(nr + 1, 1);
	for (i = 0; i < nr; i++) {
		const char *c = columns[i];

		t->kinds[i] = *c == '>' || *c == '*' ? *c : ' ';
		t->names[i] = xstrdup(c + (t->kinds[i] != ' '));
	}
	return t;
}

/* CSV and JSON keep the lines of a text; everywhere else it is one line. */
static bool keeps_lines(const struct out *o)
{
	return o->format == OUT_CSV || o->format == OUT_JSON ||
	       o->format == OUT_NDJSON;
}

struct strbuf *table_open(struct table *t)
{
	struct cell *cell;

	ALLOC_GROW(t->cells, t->nr_cells + 1, t->alloc);
	cell = &t->cells[t->nr_cells++];
	if (t->texts.len > UINT32_MAX)
		BUG("a table of more than 4 GiB");
	cell->text = (uint32_t)t->texts.len;
	return &t->texts;
}

void table_close(struct table *t, enum colour c)
{
	struct cell *cell = &t->cells[t->nr_cells - 1];
	const char *text = t->texts.buf + cell->text;
	size_t len = t->texts.len - cell->text, plain = 0;
	char *foreign;

	cell->colour = c;
	while (plain < len && text[plain] >= 0x20 && text[plain] < 0x7f)
		plain++;
	if (plain == len) {	/* most are plain ASCII: nothing to clean */
		cell->len = cell->width = (uint32_t)plain;
		strbuf_addch(&t->texts, '\0');
		return;
	}
	foreign = xstrndup(text, len);
	strbuf_setlen(&t->texts, cell->text);
	if (keeps_lines(t->out))
		utf8_add_clean(&t->texts, foreign);
	else
		utf8_add_clean_line(&t->texts, foreign);
	free(foreign);
	cell->len = (uint32_t)(t->texts.len - cell->text);
	cell->width = (uint32_t)utf8_width(t->texts.buf + cell->text);
	strbuf_addch(&t->texts, '\0');
}

void table_cell(struct table *t, enum colour c, const char *text)
{
	strbuf_addstr(table_open(t), text ? text : "");
	table_close(t, c);
}

void table_cellf(struct table *t, enum colour c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(table_open(t), fmt, ap);
	va_end(ap);
	table_close(t, c);
}

static size_t nr_rows(const struct table *t)
{
	return t->nr ? t->nr_cells / t->nr : 0;
}

static const struct cell *cell_at(const struct table *t, size_t row,
				  size_t col)
{
	return &t->cells[row * t->nr + col];
}

static const char *text_at(const struct table *t, size_t row, size_t col)
{
	return t->texts.buf + cell_at(t, row, col)->text;
}

/* ---- text ---- */

/*
 * Shares `room` among the '*' columns: those that need less than an equal
 * share keep what they need, the others share the rest.
 */
static void stretch(size_t *widths, const struct table *t, size_t room)
{
	size_t left = 0, i;
	bool again = true;
	bool *done = xcalloc(t->nr, sizeof(*done));

	for (i = 0; i < t->nr; i++)
		left += t->kinds[i] == '*';
	while (again && left) {
		again = false;
		for (i = 0; i < t->nr; i++) {
			if (t->kinds[i] != '*' || done[i] ||
			    widths[i] > room / left)
				continue;
			room -= widths[i];
			done[i] = again = true;
			if (!--left)
				break;
		}
	}
	for (i = 0; i < t->nr && left; i++) {
		if (t->kinds[i] != '*' || done[i])
			continue;
		widths[i] = room / left;
		room -= widths[i];
		left--;
		if (widths[i] < STRETCH_MIN)
			widths[i] = STRETCH_MIN;
	}
	free(done);
}

/*
 * Natural widths; on a terminal the '*' columns share what the others leave.
 * Elsewhere nothing is cut: a script must be able to read whole titles.
 */
static void measure(size_t *widths, const struct table *t)
{
	size_t i, c, sum = 0, stretched = 0, others;

	for (i = 0; i < t->nr; i++) {
		widths[i] = utf8_width(t->names[i]);
		for (c = i; c < t->nr_cells; c += t->nr)
			if (t->cells[c].width > widths[i])
				widths[i] = t->cells[c].width;
		sum += widths[i] + (i ? GAP : 0);
		stretched += t->kinds[i] == '*' ? widths[i] : 0;
	}
	if (!t->out->tty || sum <= t->out->width || !stretched)
		return;
	others = sum - stretched;
	stretch(widths, t, t->out->width > others ? t->out->width - others : 0);
}

/* Adds a text that takes `used` columns, cut when it is wider than its
 * column. */
static void text_cell(const struct table *t, struct strbuf *line,
		      const char *text, size_t len, size_t used,
		      enum colour c, size_t col)
{
	const size_t width = t->widths[col];
	bool right = t->kinds[col] == '>';
	struct strbuf cut = STRBUF_INIT;

	if (used > width) {
		utf8_add_fit(&cut, text, width, false);
		text = cut.buf;
		len = cut.len;
		used = utf8_width(text);
	}
	if (right && used < width)
		strbuf_addchars(line, ' ', width - used);
	if (c != COLOUR_NONE && t->out->colour && len)
		strbuf_addf(line, "%s%s%s", out_colour(t->out, c), text,
			    out_colour(t->out, COLOUR_NONE));
	else
		strbuf_add(line, text, len);
	if (!right && used < width && col + 1 < t->nr)
		strbuf_addchars(line, ' ', width - used);
	strbuf_release(&cut);
}

/* One row, the head when `cells` is NULL. */
static void text_line(const struct table *t, const struct cell *cells)
{
	struct strbuf *line = &t->out->text;
	size_t i, start = line->len, len;

	for (i = 0; i < t->nr; i++) {
		const char *name = t->names[i];

		if (i)
			strbuf_add(line, "  ", GAP);
		if (cells)
			text_cell(t, line, t->texts.buf + cells[i].text,
				  cells[i].len, cells[i].width,
				  cells[i].colour, i);
		else
			text_cell(t, line, name, strlen(name),
				  utf8_width(name), COLOUR_BOLD, i);
	}
	for (len = line->len; len > start && line->buf[len - 1] == ' ';)
		len--;
	strbuf_setlen(line, len);
	out_raw(t->out, "\n", 1);
}

static void print_text(struct table *t)
{
	size_t r, nr = nr_rows(t);

	t->widths = xcalloc(t->nr + 1, sizeof(*t->widths));
	measure(t->widths, t);
	text_line(t, NULL);
	for (r = 0; r < nr; r++)
		text_line(t, cell_at(t, r, 0));
	free(t->widths);
}

/* ---- the other formats ---- */

static void print_sheet(const struct table *t)
{
	struct strbuf sb = STRBUF_INIT;
	size_t r, i;

	for (r = 0; r <= nr_rows(t); r++) {
		for (i = 0; i < t->nr; i++) {
			const char *text = r ? text_at(t, r - 1, i) :
					   t->names[i];

			sheet_cell(&sb, t->out->format, text, i,
				   i + 1 == t->nr);
		}
		if (!r && t->out->format == OUT_MARKDOWN)
			sheet_rule(&sb, t->kinds, t->nr);
		out_raw(t->out, sb.buf, sb.len);
		strbuf_reset(&sb);
	}
	strbuf_release(&sb);
}

/* A number in a column of numbers is one in JSON too. */
static struct json *cell_json(const char *text, char kind)
{
	char *end;
	double d = strtod(text, &end);

	if (kind == '>' && end != text && !*end)
		return json_new_num(d);
	return json_new_str(text);
}

static void print_json(const struct table *t)
{
	struct json *arr = json_new_arr();
	size_t r, i;

	for (r = 0; r < nr_rows(t); r++) {
		struct json *obj = json_new_obj();

		for (i = 0; i < t->nr; i++)
			json_set(obj, t->names[i],
				 cell_json(text_at(t, r, i),
					   t->kinds[i]));
		json_push(arr, obj);
	}
	out_json(t->out, arr);
	json_free(arr);
}

void table_end(struct table *t)
{
	size_t i;

	if (t->nr_cells % (t->nr ? t->nr : 1))
		BUG("a table row is not complete");
	switch (t->out->format) {
	case OUT_CSV:
	case OUT_MARKDOWN:
		print_sheet(t);
		break;
	case OUT_TEXT:
		print_text(t);
		break;
	default:
		print_json(t);
	}
	for (i = 0; i < t->nr; i++)
		free(t->names[i]);
	strbuf_release(&t->texts);
	free(t->names);
	free(t->kinds);
	free(t->cells);
	free(t);
}
