/*
 * rowformat.c - rows as lines in a form of people's own (formats/row-format.md).
 */
#include "base/base.h"
#include "cmd/kit/rowformat.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/due.h"
#include "cmd/kit/columns.h"
#include "cmd/kit/names.h"

#define NESTED_MAX 20
#define WIDTH_MAX 1000

enum piece_kind { P_TEXT, P_FIELD, P_COLOUR, P_ALIGN, P_IF, P_THEN, P_ELSE,
		  P_END };

/* How a field is written: for programs, for people, as a day, as a distance. */
enum style { AS_DATA, AS_SHORT, AS_RELATIVE };

enum side { SIDE_LEFT, SIDE_RIGHT, SIDE_MIDDLE };

struct piece {
	enum piece_kind kind;
	char *text;		/* P_TEXT; P_COLOUR: the escape; P_IF: a value */
	size_t col;		/* P_FIELD: its column */
	enum style style;
	size_t width;		/* P_FIELD: cut there, 0: not; P_ALIGN */
	enum side side;
	bool differs;		/* P_IF with a value: unequal, not equal */
};

struct rowformat {
	struct piece *v;
	size_t nr, alloc;
	struct strbuf names;	/* of the columns: "id,title" */
	size_t nr_names;
	struct columns cols;
	bool coloured;		/* the line ends with a reset */
	struct names people;
	int64_t now;
};

bool rowformat_is(const char *format)
{
	return format && strchr(format, '%');
}

/* ---- reading ---- */

static struct piece *add_piece(struct rowformat *f, enum piece_kind kind)
{
	struct piece *p;

	ALLOC_GROW(f->v, f->nr + 1, f->alloc);
	p = &f->v[f->nr++];
	memset(p, 0, sizeof(*p));
	p->kind = kind;
	return p;
}

/* "bold red" -> "\033[1;31m". */
static int read_colour(struct rowformat *f, const char *words,
		       struct err *err)
{
	static const struct { const char *name; int code; } known[] = {
		{ "reset", 0 }, { "normal", 0 }, { "bold", 1 }, { "dim", 2 },
		{ "italic", 3 }, { "ul", 4 }, { "underline", 4 },
		{ "reverse", 7 }, { "black", 30 }, { "red", 31 },
		{ "green", 32 }, { "yellow", 33 }, { "blue", 34 },
		{ "magenta", 35 }, { "cyan", 36 }, { "white", 37 },
	};
	struct strvec list = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	size_t i, k;
	int ret = 0;

	strvec_split(&list, words, " ");
	for (i = 0; i < list.nr && ret == 0; i++) {
		for (k = 0; k < ARRAY_SIZE(known) &&
		     !str_ieq(known[k].name, list.v[i]); k++)
			;
		if (k < ARRAY_SIZE(known))
			strbuf_addf(&sb, "%s%d", i ? ";" : "\033[",
				    known[k].code);
		else
			ret = err_set(err, ERR_USAGE, "unknown colour '%s' in "
				      "--format (black, red, green, yellow, "
				      "blue, magenta, cyan, white, bold, dim, "
				      "italic, ul, reverse, reset)",
				      list.v[i]);
	}
	if (ret == 0 && !list.nr)
		ret = err_set(err, ERR_USAGE, "%%(color:) needs a colour");
	strbuf_addch(&sb, 'm');
	if (ret == 0) {
		add_piece(f, P_COLOUR)->text = xstrdup(sb.buf);
		f->coloured = !str_ieq(list.v[list.nr - 1], "reset");
	}
	strvec_clear(&list);
	strbuf_release(&sb);
	return ret;
}

/* A width from 1 on; 0: none. */
static size_t read_width(const char *s)
{
	char *end;
	long n = *s >= '0' && *s <= '9' ? strtol(s, &end, 10) : 0;

	return n > 0 && n <= WIDTH_MAX && !*end ? (size_t)n : 0;
}

/* "30", "30,right", "width=30,position=right". */
static int read_align(struct rowformat *f, const char *text, struct err *err)
{
	static const char *const sides[] = { "left", "right", "middle" };
	struct piece *p = add_piece(f, P_ALIGN);
	struct strvec list = STRVEC_INIT;
	size_t i, k;

	strvec_split(&list, text, ",");
	for (i = 0; i < list.nr; i++) {
		const char *s = list.v[i];

		if (str_starts(s, "width="))
			s += strlen("width=");
		else if (str_starts(s, "position="))
			s += strlen("position=");
		for (k = 0; k < ARRAY_SIZE(sides) && strcmp(s, sides[k]) != 0;)
			k++;
		if (k < ARRAY_SIZE(sides))
			p->side = (enum side)k;
		else if (!(p->width = read_width(s)))
			break;
	}
	k = list.nr;
	strvec_clear(&list);
	if (i < k || !p->width)
		return err_set(err, ERR_USAGE, "%%(align:%s) is not "
			       "%%(align:<width>,<left, right or middle>), the "
			       "width from 1 to %d", text, WIDTH_MAX);
	return 0;
}

static int read_field(struct rowformat *f, const char *atom, struct err *err)
{
	struct piece *p = add_piece(f, P_FIELD);
	size_t len = strcspn(atom, ":"), i;
	struct strvec opts = STRVEC_INIT;
	int ret = 0;

	if (!len || memchr(atom, ',', len))
		return err_set(err, ERR_USAGE, "%%(%s) names no field", atom);
	strbuf_addf(&f->names, "%s%.*s", f->nr_names ? "," : "", (int)len,
		    atom);
	p->col = f->nr_names++;
	strvec_split(&opts, atom + len, ":,");
	for (i = 0; i < opts.nr && ret == 0; i++) {
		const char *o = opts.v[i];

		if (!strcmp(o, "short"))
			p->style = AS_SHORT;
		else if (!strcmp(o, "relative"))
			p->style = AS_RELATIVE;
		else if (str_starts(o, "trunc="))
			p->width = read_width(o + strlen("trunc="));
		if (!strcmp(o, "short") || !strcmp(o, "relative") || p->width)
			continue;
		ret = err_set(err, ERR_USAGE, "%%(%s): fields take short, "
			      "relative and trunc=<width>", atom);
	}
	strvec_clear(&opts);
	return ret;
}

/* What stands between the brackets of %(...). */
static int read_atom(struct rowformat *f, const char *atom, struct err *err)
{
	static const struct { const char *word; enum piece_kind kind; } words[] = {
		{ "if", P_IF }, { "then", P_THEN }, { "else", P_ELSE },
		{ "end", P_END },
	};
	struct piece *p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(atom, words[i].word)) {
			add_piece(f, words[i].kind);
			return 0;
		}
	if (str_starts(atom, "color:") || str_starts(atom, "colour:"))
		return read_colour(f, strchr(atom, ':') + 1, err);
	if (str_starts(atom, "align:"))
		return read_align(f, atom + strlen("align:"), err);
	if (str_starts(atom, "if:equals=") || str_starts(atom, "if:notequals=")) {
		p = add_piece(f, P_IF);
		p->differs = str_starts(atom, "if:n");
		p->text = xstrdup(strchr(atom, '=') + 1);
		return 0;
	}
	return read_field(f, atom, err);
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	       c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Text up to the next %(; %% is a per cent, %0a a byte, as Git has it. */
static const char *read_text(struct rowformat *f, const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	for (; *s && !(s[0] == '%' && s[1] == '('); s++) {
		if (s[0] == '%' && s[1] == '%') {
			strbuf_addch(&sb, *s++);
		} else if (s[0] == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0 &&
			   (s[1] != '0' || s[2] != '0')) {
			strbuf_addch(&sb, (char)(hex(s[1]) * 16 + hex(s[2])));
			s += 2;
		} else {
			strbuf_addch(&sb, *s);
		}
	}
	add_piece(f, P_TEXT)->text = strbuf_detach(&sb, NULL);
	return s;
}

/* Does every block end, and stand %(then) and %(else) where they belong? */
static int check_blocks(const struct rowformat *f, struct err *err)
{
	enum piece_kind open[NESTED_MAX] = { P_TEXT };
	size_t i, depth = 0;

	for (i = 0; i < f->nr; i++) {
		enum piece_kind k = f->v[i].kind;
		enum piece_kind in = depth ? open[depth - 1] : P_TEXT;

		if ((k == P_ALIGN || k == P_IF) && depth == NESTED_MAX)
			return err_set(err, ERR_USAGE, "--format: blocks more "
				       "than %d deep", NESTED_MAX);
		if (k == P_ALIGN || k == P_IF)
			open[depth++] = k;
		else if (k == P_THEN && in == P_IF)
			open[depth - 1] = k;
		else if (k == P_ELSE && in == P_THEN)
			open[depth - 1] = k;
		else if (k == P_END && in != P_TEXT && in != P_IF)
			depth--;
		else if (k == P_THEN || k == P_ELSE || k == P_END)
			return err_set(err, ERR_USAGE, "--format: %%(%s) "
				       "without %s in front of it",
				       k == P_THEN ? "then" : k == P_ELSE ?
				       "else" : "end", k == P_THEN ? "%(if)" :
				       k == P_ELSE || in == P_IF ? "%(then)" :
				       "%(if) or %(align:)");
	}
	if (depth)
		return err_set(err, ERR_USAGE, "--format: %%(end) is missing");
	return 0;
}

static int read_format(struct rowformat *f, const char *s, struct err *err)
{
	int ret = 0;

	while (*s && ret == 0) {
		const char *end;
		char *atom;

		s = read_text(f, s);
		if (!*s)
			break;
		end = strchr(s, ')');
		if (!end)
			return err_set(err, ERR_USAGE, "--format: '%s' has no "
				       "')'", s);
		atom = xstrndup(s + 2, (size_t)(end - s - 2));
		ret = read_atom(f, atom, err);
		free(atom);
		s = end + 1;
	}
	return ret < 0 ? ret : check_blocks(f, err);
}

static void rowformat_release(struct rowformat *f)
{
	size_t i;

	for (i = 0; i < f->nr; i++)
		free(f->v[i].text);
	free(f->v);
	strbuf_release(&f->names);
	columns_release(&f->cols);
	names_release(&f->people);
}

/* ---- a row ---- */

static void field_day(struct strbuf *out, int64_t ms, bool due)
{
	char buf[WHEN_LEN];
	struct strbuf sb = STRBUF_INIT;

	if (ms == WHEN_NONE)
		return;
	if (due && due_is_day(ms)) {
		due_format(buf, ms);
		strbuf_addstr(out, buf);
		return;
	}
	when_local(&sb, ms);
	strbuf_add(out, sb.buf, strcspn(sb.buf, " "));
	strbuf_release(&sb);
}

static void field_text(struct strbuf *out, struct rowformat *f,
		       const struct piece *p, const struct view *v,
		       uint32_t row)
{
	const struct column *c = &f->cols.v[p->col];
	const struct row *r = &v->rows[row];
	enum field_type type = c->attr.field == F_NR || c->attr.key ?
			       TYPE_ANY : field_defs[c->attr.field].type;
	const bool human = p->style != AS_DATA;
	size_t len;
	const char *s;

	if (p->style == AS_SHORT && type == TYPE_DUE)
		field_day(out, r->deadline, true);
	else if (p->style == AS_SHORT && type == TYPE_TIME)
		field_day(out, attr_time(v, row, &c->attr), false);
	else if (human && c->attr.field == F_ASSIGNEE)
		strbuf_addstr(out, names_short(&f->people, r->assignee));
	else if (c->text) {
		s = c->text(&len, c, r, human);
		strbuf_add(out, s, len);
	} else
		c->fn(out, c, v, r, f->now, human);
}

static void add_field(struct strbuf *out, struct rowformat *f,
		      const struct piece *p, const struct view *v, uint32_t row)
{
	struct strbuf sb = STRBUF_INIT, clean = STRBUF_INIT;

	field_text(&sb, f, p, v, row);
	utf8_add_clean_line(&clean, sb.buf);
	if (p->width)
		utf8_add_fit(out, clean.buf, p->width, false);
	else
		strbuf_addbuf(out, &clean);
	strbuf_release(&sb);
	strbuf_release(&clean);
}

/* Columns that a text takes; the escapes of our own colours take none. */
static size_t shown_width(const char *s)
{
	struct strbuf sb = STRBUF_INIT;
	size_t n;

	while (*s) {
		if (*s == '\033') {
			s += strcspn(s, "m");
			s += *s == 'm';
		} else {
			strbuf_addch(&sb, *s++);
		}
	}
	n = utf8_width(sb.buf);
	strbuf_release(&sb);
	return n;
}

static void add_aligned(struct strbuf *out, const struct piece *p,
			const struct strbuf *text)
{
	size_t width = shown_width(text->buf);
	size_t gap = width < p->width ? p->width - width : 0;
	size_t left = p->side == SIDE_LEFT ? 0 : p->side == SIDE_RIGHT ? gap :
		      gap / 2;

	strbuf_addf(out, "%*s", (int)left, "");
	strbuf_addbuf(out, text);
	strbuf_addf(out, "%*s", (int)(gap - left), "");
}

/* A block that is open: of %(if), what its value is made in, then its branch. */
struct frame {
	const struct piece *p;
	struct strbuf text;
	bool yes;		/* the value of %(if) */
	bool in_else;
};

static bool if_holds(const struct piece *p, const struct strbuf *value)
{
	if (p->text)
		return (strcmp(p->text, value->buf) == 0) != p->differs;
	return value->buf[strspn(value->buf, " \t")];
}

static void frame_end(struct frame *fr, struct strbuf *out)
{
	if (fr->p->kind == P_ALIGN)
		add_aligned(out, fr->p, &fr->text);
	else if (fr->in_else != fr->yes)
		strbuf_addbuf(out, &fr->text);
	strbuf_release(&fr->text);
}

static void add_row(struct strbuf *line, struct rowformat *f, bool colour,
		    const struct view *v, uint32_t row)
{
	struct frame open[NESTED_MAX];
	size_t depth = 0, i;

	for (i = 0; i < f->nr; i++) {
		const struct piece *p = &f->v[i];
		struct frame *top = depth ? &open[depth - 1] : NULL;
		struct strbuf *out = top ? &top->text : line;

		if (p->kind == P_TEXT || (p->kind == P_COLOUR && colour))
			strbuf_addstr(out, p->text);
		else if (p->kind == P_FIELD)
			add_field(out, f, p, v, row);
		else if (p->kind == P_ALIGN || p->kind == P_IF)
			open[depth++] = (struct frame){ p, STRBUF_INIT, false,
							false };
		else if (p->kind == P_THEN && top) {
			top->yes = if_holds(top->p, &top->text);
			strbuf_reset(&top->text);
		} else if (p->kind == P_ELSE && top) {
			/* the branch that counts is kept: frame_end adds it */
			if (top->yes)
				frame_end(top, depth > 1 ?
					  &open[depth - 2].text : line);
			strbuf_reset(&top->text);
			top->in_else = true;
		} else if (p->kind == P_END && top) {
			depth--;
			frame_end(top, depth ? &open[depth - 1].text : line);
		}
	}
}

int rowformat_check(const char *format, struct err *doubt, struct err *err)
{
	static const struct view nothing;
	struct rowformat f = { .names = STRBUF_INIT, .cols = COLUMNS_INIT };
	int ret = read_format(&f, format, err);

	if (ret == 0 && f.nr_names)
		columns_parse(&f.cols, &nothing, f.names.buf, doubt);
	rowformat_release(&f);
	return ret;
}

int rowformat_print(struct ctx *ctx, const char *format, const struct view *v,
		    const uint32_t *rows, size_t nr, struct err *err)
{
	struct rowformat f = { .names = STRBUF_INIT, .cols = COLUMNS_INIT,
			       .now = clock_now(ctx->clock) };
	struct strbuf line = STRBUF_INIT;
	const bool colour = ctx->out->colour;
	size_t i;
	int ret;

	names_init(&f.people, ctx->db);
	ret = read_format(&f, format, err);
	if (ret == 0 && f.nr_names)
		ret = columns_parse(&f.cols, v, f.names.buf, err);
	for (i = 0; ret == 0 && i < nr; i++)
		names_add(&f.people, v->rows[rows[i]].assignee);
	for (i = 0; ret == 0 && i < nr; i++) {
		strbuf_reset(&line);
		add_row(&line, &f, colour, v, rows[i]);
		if (f.coloured && colour)
			strbuf_addstr(&line, out_colour(ctx->out, COLOUR_NONE));
		strbuf_addch(&line, '\n');
		out_raw(ctx->out, line.buf, line.len);
	}
	strbuf_release(&line);
	rowformat_release(&f);
	return ret;
}
