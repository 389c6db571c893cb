/*
 * mdtext.c - Markdown for the terminal: what a node looks like, and where lines break.
 */
#include "base/base.h"
#include "front/mdtext.h"

#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/md.h"
#include "front/mdtable.h"
#include "front/wrap.h"

#define WIDE_ENOUGH 100
#define DEEP 12			/* lists and quotes that are told apart */
#define CONTROL 0x1f		/* "break here", in a paragraph; foreign text has none */

struct level {
	const char *kind;	/* "list", "item", "block_quote" */
	int next;		/* number of the next item, 0: no numbers */
	bool tight, begun;	/* begun: not its first item */
	size_t width;		/* columns that it indents by */
};

struct painter {
	struct out *o;
	const char *indent;
	bool links;
	struct level levels[DEEP];
	size_t depth, deeper;	/* `deeper`: levels beyond DEEP */
	struct strbuf text;	/* of the paragraph so far, with escapes */
	struct strbuf marker;	/* in front of the next line: "- ", "3. " */
	struct strbuf url;	/* of the link that is open */
	size_t link_start;	/* its text, in `text` */
	bool any;		/* something was printed */
	bool tight;		/* no blank line in front of the next block */
};

/*
 * Does the terminal know OSC 8?  FORCE_HYPERLINK says it (0: no), else what the
 * terminal tells of itself in the environment.
 */
static bool out_has_links(const struct out *o)
{
	static const char *const telling[] = {
		"KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION",
		"WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR", "DOMTERM",
	};
	static const char *const programs[] = {
		"iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "Tabby",
		"rio",
	};
	static const char *const terms[] = {
		"xterm-kitty", "alacritty", "foot", "foot-extra", "contour",
		"xterm-ghostty", "wezterm",
	};
	const char *force = getenv("FORCE_HYPERLINK"), *s;
	size_t i;

	if (force && *force)
		return strcmp(force, "0") != 0;
	if (!o->tty)
		return false;
	for (i = 0; i < ARRAY_SIZE(telling); i++)
		if (getenv(telling[i]))
			return true;
	s = getenv("TERM_PROGRAM");
	for (i = 0; s && i < ARRAY_SIZE(programs); i++)
		if (!strcmp(s, programs[i]))
			return true;
	s = getenv("TERM");
	for (i = 0; s && i < ARRAY_SIZE(terms); i++)
		if (!strcmp(s, terms[i]))
			return true;
	/* VTE (GNOME Terminal and others) from 0.50 on */
	s = getenv("VTE_VERSION");
	return s && strtol(s, NULL, 10) >= 5000;
}

/* ---- lines ---- */

static size_t line_indent(const struct painter *p)
{
	size_t i, n = strlen(p->indent);

	for (i = 0; i < p->depth; i++)
		n += p->levels[i].width;
	return n;
}

static size_t room(const struct painter *p)
{
	size_t width = p->o->width < WIDE_ENOUGH ? p->o->width : WIDE_ENOUGH;
	size_t indent = line_indent(p);

	return width > indent + WRAP_NARROW ? width - indent : WRAP_NARROW;
}

/* What stands in front of a line; the marker of an item only once. */
static void begin_line(struct painter *p)
{
	size_t i;

	out_f(p->o, "%s", p->indent);
	for (i = 0; i < p->depth; i++) {
		const struct level *l = &p->levels[i];

		if (!strcmp(l->kind, "block_quote"))
			out_paint(p->o, COLOUR_DIM, "│ ");
		else if (i + 1 == p->depth && p->marker.len)
			out_f(p->o, "%s", p->marker.buf);
		else
			out_f(p->o, "%*s", (int)l->width, "");
	}
	strbuf_reset(&p->marker);
	p->any = true;
}

static void line(struct painter *p, const char *text, size_t len)
{
	begin_line(p);
	out_raw(p->o, text, len);
	out_f(p->o, "\n");
}

/* A blank line between blocks, where none says otherwise. */
static void gap(struct painter *p)
{
	if (p->any && !p->tight)
		out_f(p->o, "\n");
	p->tight = false;
}

/* The columns of a text with our escapes, up to where its line was ended. */
static size_t columns(const char *s)
{
	size_t n = 0, esc;
	const char *end = s + strlen(s);

	while (s < end && *s != CONTROL && *s != '\n') {
		esc = wrap_escape(s);
		if (esc)
			s += esc;
		else
			n += (size_t)utf8_char_width(utf8_next(&s, end));
	}
	return n;
}

/* Do the lines as they were typed fit? */
static bool lines_fit(const struct painter *p)
{
	const char *s = p->text.buf;

	for (;;) {
		if (columns(s) > room(p))
			return false;
		s += strcspn(s, "\x1f\n");
		if (!*s++)
			return true;
	}
}

static void wrap(struct painter *p, size_t width)
{
	const char *s = p->text.buf, *next, *end;

	while (*s) {
		end = wrap_break(s, width, &next);
		while (end > s && end[-1] == ' ')
			end--;
		line(p, s, (size_t)(end - s));
		s = next;
		/* a blank that the break took the place of */
		while (*s == ' ')
			s++;
	}
}

/* A marker that waits for its text stands alone, when a list or quote comes first. */
static void marker_alone(struct painter *p)
{
	while (p->marker.len && p->marker.buf[p->marker.len - 1] == ' ')
		strbuf_setlen(&p->marker, p->marker.len - 1);
	if (!p->marker.len)
		return;
	gap(p);
	line(p, "", 0);
}

/* Prints the paragraph that was gathered. */
static void flush(struct painter *p)
{
	bool table = p->text.buf[0] == '|';	/* one in a list or a quote */
	bool keep = table || lines_fit(p);
	size_t i;

	for (i = 0; i < p->text.len; i++)
		if (p->text.buf[i] == CONTROL)
			p->text.buf[i] = keep ? '\n' : ' ';
	if (p->text.len)
		wrap(p, table ? SIZE_MAX : room(p));
	else
		marker_alone(p);
	strbuf_reset(&p->text);
}

/* Text that keeps its lines: code, markup. */
static void verbatim(struct painter *p, const char *text, enum colour c)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len;

	while (*text) {
		len = strcspn(text, "\n");
		strbuf_reset(&sb);
		strbuf_add(&sb, text, len);
		begin_line(p);
		out_paint(p->o, c, "%s", sb.buf);
		out_f(p->o, "\n");
		text += len + (text[len] == '\n');
	}
	strbuf_release(&sb);
}

/* ---- nodes ---- */

static void add_text(struct painter *p, const char *text)
{
	utf8_add_clean_line(&p->text, text);
}

/* Only what a person follows with a click, in characters that end no escape. */
static bool safe_url(struct strbuf *out, const char *url)
{
	static const char hex[] = "0123456789ABCDEF";
	const unsigned char *s = (const unsigned char *)url;

	if (!str_istarts(url, "http://") && !str_istarts(url, "https://") &&
	    !str_istarts(url, "mailto:"))
		return false;
	for (; *s; s++) {
		if (*s > 0x20 && *s < 0x7f) {
			strbuf_addch(out, (char)*s);
		} else {
			strbuf_addch(out, '%');
			strbuf_addch(out, hex[*s >> 4]);
			strbuf_addch(out, hex[*s & 15]);
		}
	}
	return true;
}

static void begin_link(struct painter *p, const char *url)
{
	struct strbuf safe = STRBUF_INIT;

	strbuf_reset(&p->url);
	strbuf_addstr(&p->url, url ? url : "");
	if (p->links && safe_url(&safe, p->url.buf))
		strbuf_addf(&p->text, "\033]8;;%s\033\\", safe.buf);
	p->link_start = p->text.len;
	strbuf_release(&safe);
}

static void end_link(struct painter *p)
{
	struct strbuf safe = STRBUF_INIT;
	const char *shown = p->text.buf + p->link_start;

	if (p->links && safe_url(&safe, p->url.buf)) {
		strbuf_addstr(&p->text, "\033]8;;\033\\");
	} else if (p->url.len && strcmp(shown, p->url.buf) != 0 &&
		   !(str_istarts(p->url.buf, "mailto:") &&
		     !strcmp(shown, p->url.buf + strlen("mailto:")))) {
		strbuf_addstr(&p->text, " (");
		add_text(p, p->url.buf);
		strbuf_addch(&p->text, ')');
	}
	strbuf_release(&safe);
}

static void in(struct painter *p, const char *kind, const struct md_part *m)
{
	struct level *l;

	if (p->depth == DEEP) {
		p->deeper++;
		return;
	}
	l = &p->levels[p->depth++];
	l->kind = kind;
	l->next = m->start;
	l->tight = m->tight;
	l->begun = false;
	l->width = !strcmp(kind, "block_quote") ? 2 : 0;
}

static void out_of(struct painter *p)
{
	if (p->deeper)
		p->deeper--;
	else
		p->depth--;
}

/* "- " or "3. ", as wide as its text stands away. */
static void begin_item(struct painter *p, const struct md_part *m)
{
	struct level *list = p->depth ? &p->levels[p->depth - 1] : NULL;
	bool tight = list && list->tight;

	marker_alone(p);
	/* the first of a list that stands by itself has a blank line above */
	if (tight)
		p->tight = list->begun || p->depth > 1;
	if (list)
		list->begun = true;
	if (list && list->next > 0)
		strbuf_addf(&p->marker, "%d. ", list->next++);
	else
		strbuf_addstr(&p->marker, "- ");
	in(p, "item", m);
	if (!p->deeper) {
		p->levels[p->depth - 1].width = p->marker.len;
		p->levels[p->depth - 1].tight = tight;
	}
}

static bool is(const struct md_part *m, const char *type)
{
	return !strcmp(m->type, type);
}

static void heading(struct painter *p, const struct md_part *m)
{
	if (p->o->colour)
		strbuf_addstr(&p->text, m->enter ? "\033[1m" : "\033[22m");
	else if (m->enter)
		strbuf_addf(&p->text, "%.*s ", m->level, "######");
}

static void visit_block(struct painter *p, const struct md_part *m)
{
	if (is(m, "list") || is(m, "block_quote")) {
		if (!m->enter) {
			out_of(p);
			p->tight = p->depth && p->levels[p->depth - 1].tight;
			return;
		}
		marker_alone(p);
		if (is(m, "block_quote")) {
			gap(p);
			p->tight = true;
		}
		in(p, m->type, m);
	} else if (is(m, "item")) {
		if (m->enter) {
			begin_item(p, m);
		} else {
			flush(p);
			out_of(p);
			p->tight = p->depth && p->levels[p->depth - 1].tight;
		}
	} else if (is(m, "paragraph") || is(m, "heading")) {
		if (m->enter)
			gap(p);
		if (is(m, "heading"))
			heading(p, m);
		if (!m->enter) {
			flush(p);
			p->tight = p->depth && p->levels[p->depth - 1].tight;
		}
	} else if (is(m, "code_block") || is(m, "html_block")) {
		gap(p);
		verbatim(p, m->text ? m->text : "", is(m, "code_block") ?
			 COLOUR_CYAN : COLOUR_NONE);
	} else if (is(m, "thematic_break")) {
		gap(p);
		line(p, "────────", strlen("────────"));
	}
}

/* Emphasis by colour, else by the marks that were typed. */
static void emphasis(struct painter *p, bool enter, const char *on,
		     const char *off, const char *mark)
{
	strbuf_addstr(&p->text, !p->o->colour ? mark : enter ? on : off);
}

static bool visit_inline(struct painter *p, const struct md_part *m)
{
	const char *text = m->text ? m->text : "";

	if (is(m, "text") || is(m, "html_inline")) {
		add_text(p, text);
	} else if (is(m, "softbreak")) {
		strbuf_addch(&p->text, CONTROL);
	} else if (is(m, "linebreak")) {
		strbuf_addch(&p->text, '\n');
	} else if (is(m, "code")) {
		emphasis(p, true, "\033[36m", "", "`");
		add_text(p, text);
		emphasis(p, false, "", "\033[39m", "`");
	} else if (is(m, "strong")) {
		emphasis(p, m->enter, "\033[1m", "\033[22m", "**");
	} else if (is(m, "emph")) {
		emphasis(p, m->enter, "\033[3m", "\033[23m", "*");
	} else if (is(m, "link") || is(m, "image")) {
		if (m->enter)
			begin_link(p, m->url);
		else
			end_link(p);
	} else {
		return false;
	}
	return true;
}

static void visit(void *data, const struct md_part *m)
{
	if (!visit_inline(data, m))
		visit_block(data, m);
}

/* As it is: for programs, and for what is no Markdown. */
static void plain(struct out *o, const char *text, const char *indent)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len;

	while (*text) {
		len = strcspn(text, "\n");
		strbuf_reset(&sb);
		strbuf_add(&sb, text, len);
		if (sb.len)
			out_f(o, "%s", indent);
		out_s(o, sb.buf);
		out_f(o, "\n");
		text += len + (text[len] == '\n');
	}
	strbuf_release(&sb);
}

/* What stands between two tables; `any`: something stands above it. */
static bool between(struct out *o, const char *text, size_t len,
		    const char *indent, bool *any)
{
	struct painter p = { .o = o, .indent = indent, .any = *any,
			     .text = STRBUF_INIT, .marker = STRBUF_INIT,
			     .url = STRBUF_INIT };
	bool ok;

	p.links = out_has_links(o);
	ok = md_walk(text, len, visit, &p);
	*any = p.any;
	strbuf_release(&p.text);
	strbuf_release(&p.marker);
	strbuf_release(&p.url);
	return ok;
}

/* Where line `line` of the text begins that goes on at `from`, its line `at`. */
static const char *line_start(const char *from, int at, int line)
{
	while (at < line && *from) {
		from += strcspn(from, "\n");
		from += *from == '\n';
		at++;
	}
	return from;
}

/* The rows of the table that begins at block `i`. */
static size_t table_rows(const struct md_doc *doc, size_t i)
{
	size_t end = i;

	while (end < doc->nr && doc->blocks[end].type == MD_ROW &&
	       doc->blocks[end].table == doc->blocks[i].table)
		end++;
	return end - i;
}

/* Tables are their own; those in lists and quotes stay text. */
static bool with_tables(struct out *o, const char *text,
			const struct md_doc *doc, const char *indent)
{
	const char *from = text, *start;
	bool any = false;
	size_t i, nr;
	int at = 1;

	for (i = 0; i < doc->nr; i += nr) {
		const struct md_block *b = &doc->blocks[i];

		nr = b->type == MD_ROW ? table_rows(doc, i) : 1;
		if (b->type != MD_ROW)
			continue;
		start = line_start(from, at, b->line);
		if (*start != '|')
			continue;
		if (!between(o, from, (size_t)(start - from), indent, &any))
			return false;
		if (any)
			out_f(o, "\n");
		out_md_table(o, b, nr, indent);
		any = true;
		at = b[nr - 1].end_line + 1;
		from = line_start(start, b->line, at);
		if (nr == 1)	/* the rule below the head is no block */
			from = line_start(from, at, at + 1), at++;
	}
	return between(o, from, strlen(from), indent, &any);
}

void out_markdown(struct out *o, const char *text, const char *indent)
{
	struct md_doc doc = { NULL, 0, 0 };
	struct err err = ERR_INIT;
	bool any = false, done = false;

	if (o->tty && strlen(text) <= MD_HTML_MAX && strstr(text, "\n|") &&
	    md_parse(&doc, text, strlen(text), &err) == 0)
		done = with_tables(o, text, &doc, indent);
	else if (o->tty)
		done = between(o, text, strlen(text), indent, &any);
	if (!done)
		plain(o, text, indent);
	md_release(&doc);
}
