/*
 * table.c - tables of text cells, printed in the format asked for.
 */
#include "base/base.h"
#include "front/out.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "front/format.h"

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
	size_t *widths;		/* of the columns, as far as measured */
	size_t col;		/* the next one, of the line being printed */
	bool stream;		/* nothing is kept */
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
	t->widths = xcalloc(nr + 1, sizeof(*t->widths));
	for (i = 0; i < nr; i++) {
		const char *c = columns[i];

		t->kinds[i] = *c == '>' || *c == '*' ? *c : ' ';
		t->names[i] = xstrdup(c + (t->kinds[i] != ' '));
		t->widths[i] = utf8_width(t->names[i]);
	}
	return t;
}

static bool is_sheet(const struct out *o)
{
	return format_is_sheet(format_of(o->format));
}

/* Data keeps the lines of a text; everywhere else it is one line. */
static bool keeps_lines(const struct out *o)
{
	const struct format *f = format_of(o->format);

	return o->format == OUT_VALUE || (f && (!f->cell || f->lines));
}

/* Makes the text from `from` on safe to show. */
static void clean(const struct table *t, struct strbuf *sb, size_t from)
{
	char *foreign = xstrdup(sb->buf + from);

	strbuf_setlen(sb, from);
	if (keeps_lines(t->out))
		utf8_add_clean(sb, foreign);
	else
		utf8_add_clean_line(sb, foreign);
	free(foreign);
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

void table_measure(struct table *t, size_t col, const char *text, size_t len)
{
	struct strbuf sb = STRBUF_INIT;
	size_t width = len;

	if (len <= t->widths[col])	/* no text is wider than it is long */
		return;
	if (utf8_plain(text, len) != len) {
		strbuf_add(&sb, text, len);
		clean(t, &sb, 0);
		width = utf8_width(sb.buf);
		strbuf_release(&sb);
	}
	if (width > t->widths[col])
		t->widths[col] = width;
}

/* Takes from the widest plain columns what is too much, but leaves each `least`. */
static size_t narrow(struct table *t, size_t too_much, size_t least)
{
	while (too_much) {
		size_t i, widest = t->nr;

		for (i = 0; i < t->nr; i++)
			if (t->kinds[i] == ' ' && t->widths[i] > least &&
			    (widest == t->nr ||
			     t->widths[i] > t->widths[widest]))
				widest = i;
		if (widest == t->nr)
			break;
		t->widths[widest]--;
		too_much--;
	}
	return too_much;
}

/*
 * On a terminal no line breaks: plain columns give way down to 12, then the '*'
 * columns share what is left, then the others give way again.  Elsewhere nothing is
 * cut: a script must be able to read whole titles.
 */
static void fit(struct table *t)
{
	size_t i, sum = 0, stretched = 0, others, too_much;

	for (i = 0; i < t->nr; i++) {
		sum += t->widths[i] + (i ? GAP : 0);
		stretched += t->kinds[i] == '*' ? t->widths[i] : 0;
	}
	if (!t->out->tty || sum <= t->out->width)
		return;
	too_much = sum - t->out->width;
	others = sum - stretched - (too_much - narrow(t, too_much, 12));
	if (stretched)
		stretch(t->widths, t, t->out->width > others ?
			t->out->width - others : 0);
	for (i = sum = 0; i < t->nr; i++)
		sum += t->widths[i] + (i ? GAP : 0);
	if (sum > t->out->width)
		narrow(t, sum - t->out->width, 3);
}

/* A text that is wider than its column, or coloured. */
static void odd_cell(const struct table *t, struct strbuf *line,
		     const char *text, size_t len, size_t used, enum colour c,
		     size_t col)
{
	const size_t width = t->widths[col];
	bool right = t->kinds[col] == '>';
	char *whole = xstrndup(text, len);
	struct strbuf cut = STRBUF_INIT;

	if (used > width) {
		utf8_add_fit(&cut, whole, width, false);
		used = utf8_width(cut.buf);
	} else {
		strbuf_add(&cut, whole, len);
	}
	if (right && used < width)
		strbuf_addchars(line, ' ', width - used);
	if (c != COLOUR_NONE && cut.len)
		strbuf_addf(line, "%s%s%s", out_colour(t->out, c), cut.buf,
			    out_colour(t->out, COLOUR_NONE));
	else
		strbuf_addbuf(line, &cut);
	if (!right && used < width)
		strbuf_addchars(line, ' ', width - used);
	strbuf_release(&cut);
	free(whole);
}

/*
 * Adds a clean text that takes `used` columns to the line being printed, cut
 * when it is wider than its column; the last one ends the line.
 */
static void text_cell(struct table *t, const char *text, size_t len,
		      size_t used, enum colour c)
{
	struct strbuf *line = &t->out->text;
	const size_t col = t->col, width = t->widths[col];
	const size_t gap = col + 1 < t->nr ? GAP : 0;
	bool right = t->kinds[col] == '>';
	size_t before, after, end;
	char *at;

	if (used > width || (c != COLOUR_NONE && t->out->colour)) {
		odd_cell(t, line, text, len, used, c, col);
		used = width;
		len = 0;
	}
	before = right ? width - used : 0;
	after = gap + (right ? 0 : width - used);
	strbuf_grow(line, before + len + after);
	at = line->buf + line->len;
	memset(at, ' ', before);
	memcpy(at + before, text, len);
	memset(at + before + len, ' ', after);
	strbuf_setlen(line, line->len + before + len + after);
	if (gap) {
		t->col++;
		return;
	}
	t->col = 0;
	for (end = line->len; end && line->buf[end - 1] == ' ';)
		end--;
	strbuf_setlen(line, end);
	out_raw(t->out, "\n", 1);
}

static void text_head(struct table *t)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		text_cell(t, t->names[i], strlen(t->names[i]),
			  utf8_width(t->names[i]), COLOUR_BOLD);
}

static void print_text(struct table *t)
{
	size_t c, i;

	for (i = 0; i < t->nr; i++)
		for (c = i; c < t->nr_cells; c += t->nr)
			if (t->cells[c].width > t->widths[i])
				t->widths[i] = t->cells[c].width;
	fit(t);
	text_head(t);
	for (c = 0; c < t->nr_cells; c++) {
		const struct cell *cell = &t->cells[c];

		text_cell(t, t->texts.buf + cell->text, cell->len,
			  cell->width, cell->colour);
	}
}

/* ---- the other formats ---- */

/* One row of CSV or Markdown, the head when `row` is SIZE_MAX. */
static void sheet_line(const struct table *t, size_t row)
{
	const struct format *f = format_of(t->out->format);
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < t->nr; i++)
		f->cell(&sb, row == SIZE_MAX ? t->names[i] :
			text_at(t, row, i), i, i + 1 == t->nr);
	if (row == SIZE_MAX && f->rule)
		f->rule(&sb, t->kinds, t->nr);
	out_raw(t->out, sb.buf, sb.len);
	strbuf_release(&sb);
}

static void print_sheet(const struct table *t)
{
	size_t r;

	sheet_line(t, SIZE_MAX);
	for (r = 0; r < nr_rows(t); r++)
		sheet_line(t, r);
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

/* ---- cells ---- */

static void keep_cell(struct table *t, enum colour c, const char *text,
		      size_t len, bool plain)
{
	struct cell *cell;

	ALLOC_GROW(t->cells, t->nr_cells + 1, t->alloc);
	cell = &t->cells[t->nr_cells++];
	if (t->texts.len > UINT32_MAX)
		BUG("a table of more than 4 GiB");
	cell->text = (uint32_t)t->texts.len;
	strbuf_add(&t->texts, text, len);
	if (!plain)
		clean(t, &t->texts, cell->text);
	cell->colour = c;
	cell->len = (uint32_t)(t->texts.len - cell->text);
	cell->width = plain ? cell->len :
		      (uint32_t)utf8_width(t->texts.buf + cell->text);
	strbuf_addch(&t->texts, '\0');
}

void table_add(struct table *t, enum colour c, const char *text, size_t len)
{
	/* most are: nothing to clean, as wide as long */
	bool plain = utf8_plain(text, len) == len;

	if (!t->stream || is_sheet(t->out)) {
		keep_cell(t, c, text, len, plain);
	} else if (plain) {
		text_cell(t, text, len, len, c);
	} else {
		strbuf_reset(&t->texts);
		strbuf_add(&t->texts, text, len);
		clean(t, &t->texts, 0);
		text_cell(t, t->texts.buf, t->texts.len,
			  utf8_width(t->texts.buf), c);
	}
	if (t->stream && t->nr_cells == t->nr) {
		sheet_line(t, 0);
		t->nr_cells = 0;
		strbuf_reset(&t->texts);
	}
}

void table_cell(struct table *t, enum colour c, const char *text)
{
	if (!text)
		text = "";
	table_add(t, c, text, strlen(text));
}

void table_cellf(struct table *t, enum colour c, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	table_add(t, c, sb.buf, sb.len);
	strbuf_release(&sb);
}

/* ---- the end, or an early start ---- */

void table_stream(struct table *t)
{
	if (t->out->format == OUT_TEXT) {
		fit(t);
		text_head(t);
	} else if (is_sheet(t->out)) {
		sheet_line(t, SIZE_MAX);
	} else {
		return;
	}
	t->stream = true;
}

void table_end(struct table *t)
{
	size_t i;

	if (t->col || t->nr_cells % (t->nr ? t->nr : 1))
		BUG("a table row is not complete");
	if (!t->stream) {
		if (t->out->format == OUT_TEXT)
			print_text(t);
		else if (is_sheet(t->out))
			print_sheet(t);
		else
			print_json(t);
	}
	for (i = 0; i < t->nr; i++)
		free(t->names[i]);
	strbuf_release(&t->texts);
	free(t->names);
	free(t->kinds);
	free(t->widths);
	free(t->cells);
	free(t);
}
