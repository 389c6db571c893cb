/*
 * md.c - Markdown blocks from cmark, with tables and boxes of our own.
 */
#include "base/base.h"
#include "data/md.h"

#include <cmark.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/md-cell.h"

#define MD_MAX_SIZE ((size_t)64 << 20)
#define MD_MAX_LIST 256		/* deeper lists keep this level */

/* A bold stretch of the flattened text. */
struct run {
	size_t start, end;
};

/* A list that is open while walking. */
struct open_list {
	int number, next;
	bool ordered;
};

struct parser {
	struct md_doc *out;
	const char *buf;	/* what cmark sees */
	size_t len;
	int line_add;		/* lines of front matter before buf */
	size_t *starts;		/* offsets of lines in buf */
	size_t nr_lines, alloc_lines;
	struct open_list lists[MD_MAX_LIST];
	size_t depth;		/* of lists */
	size_t item;		/* block of the item without text, SIZE_MAX */
	size_t quotes;
	int nr_lists, nr_tables;
	struct strbuf text, cell;
	struct run *runs;
	size_t nr_runs, alloc_runs;
	bool struck, struck_lead, only_link;
};

static int list_level(const struct parser *p)
{
	return (int)(p->depth < MD_MAX_LIST ? p->depth : MD_MAX_LIST);
}

/* ---- lines of the source ---- */

static void index_lines(struct parser *p)
{
	bool returns = memchr(p->buf, '\r', p->len);
	size_t i = 0;

	for (;;) {
		const char *nl;

		ALLOC_GROW(p->starts, p->nr_lines + 1, p->alloc_lines);
		p->starts[p->nr_lines++] = i;
		if (!returns) {
			nl = i < p->len ? memchr(p->buf + i, '\n',
						 p->len - i) : NULL;
			if (!nl)
				break;
			i = (size_t)(nl - p->buf) + 1;
			continue;
		}
		while (i < p->len && p->buf[i] != '\n' && p->buf[i] != '\r')
			i++;
		if (i >= p->len)
			break;
		if (p->buf[i] == '\r' && i + 1 < p->len &&
		    p->buf[i + 1] == '\n')
			i++;
		i++;
	}
}

/* Line `nr` (from 1, of buf) without its end. */
static const char *line_at(const struct parser *p, int nr, size_t *len)
{
	size_t start, end;

	if (nr < 1 || (size_t)nr > p->nr_lines) {
		*len = 0;
		return "";
	}
	start = p->starts[nr - 1];
	end = (size_t)nr < p->nr_lines ? p->starts[nr] : p->len;
	while (end > start &&
	       (p->buf[end - 1] == '\n' || p->buf[end - 1] == '\r'))
		end--;
	*len = end - start;
	return p->buf + start;
}

/* ---- blocks ---- */

static struct md_block *new_block(struct parser *p, enum md_type type,
				  int line, int end_line)
{
	struct md_doc *doc = p->out;
	struct md_block *b;

	ALLOC_GROW(doc->blocks, doc->nr + 1, doc->alloc);
	b = &doc->blocks[doc->nr++];
	memset(b, 0, sizeof(*b));
	b->type = type;
	b->line = line + p->line_add;
	b->end_line = (end_line < line ? line : end_line) + p->line_add;
	return b;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Takes "[ ] ", "[x] ", "[-] " (begun), "[!] " (urgent), "[*] " or "[ ]* "
 * (optional) off the front; returns the bytes it took. */
static size_t take_check(enum md_check *check, const char *s, size_t len)
{
	size_t star = len > 4 && s[3] == '*' && is_space(s[4]);

	if (len < 3 || s[0] != '[' || s[2] != ']' ||
	    (len > 3 && !is_space(s[3]) && !star))
		return 0;
	if (s[1] == ' ')
		*check = MD_CHECK_OPEN;
	else if (s[1] == 'x' || s[1] == 'X')
		*check = MD_CHECK_DONE;
	else if (s[1] == '*' || (s[1] == '!' && len > 3))
		*check = MD_CHECK_OPEN;
	else if (len > 3 && s[1] && strchr("-/~>", s[1]))
		*check = MD_CHECK_DOING;
	else
		return 0;
	return len > 3 ? 4 + star : 3;
}

/* Label and rest of a block whose text starts at `from` of p->text. */
static void set_label(const struct parser *p, struct md_block *b, size_t from)
{
	size_t len = strlen(b->text), lo = 0, hi = p->nr_runs, end;

	b->rest = b->text;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (p->runs[mid].start < from)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo >= p->nr_runs || p->runs[lo].start != from)
		return;
	end = p->runs[lo].end - from;
	if (end > len)
		end = len;
	b->rest = b->text + end;
	while (end && (is_space(b->text[end - 1]) || b->text[end - 1] == ':'))
		end--;
	if (end >= 3 && !memcmp(b->text + end - 3, "\xef\xbc\x9a", 3))
		end -= 3;
	if (!end) {
		b->rest = b->text;
		return;
	}
	b->label = xstrndup(b->text, end);
	while (is_space(*b->rest))
		b->rest++;
	if (*b->rest == ':')
		b->rest++;
	else if (!memcmp(b->rest, "\xef\xbc\x9a", strnlen(b->rest, 3)) &&
		 *b->rest)
		b->rest += 3;
	while (is_space(*b->rest))
		b->rest++;
}

/* Gives `b` the bytes [from, to) of p->text. */
static void set_text(const struct parser *p, struct md_block *b, size_t from,
		     size_t to)
{
	while (from < to && is_space(p->text.buf[from]))
		from++;
	while (to > from && is_space(p->text.buf[to - 1]))
		to--;
	if (b->type == MD_ITEM) {
		size_t box = take_check(&b->check, p->text.buf + from,
					to - from);

		b->urgent = box && p->text.buf[from + 1] == '!';
		from += box;
		while (from < to && is_space(p->text.buf[from]))
			from++;
	}
	free(b->text);
	b->text = xstrndup(p->text.buf + from, to - from);
	b->struck = p->struck;
	b->struck_lead = p->struck_lead;
	b->only_link = p->only_link;
	set_label(p, b, from);
}

/* ---- inline nodes to plain text ---- */

static void add_inline(struct parser *p, cmark_node *n)
{
	const char *lit = cmark_node_get_literal(n);

	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		strbuf_addstr(&p->text, lit ? lit : "");
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		strbuf_addch(&p->text, '\n');
		break;
	case CMARK_NODE_HTML_INLINE:
		if (lit && md_is_tag(lit, "br"))
			strbuf_addch(&p->text, '\n');
		else if (lit && (md_is_tag(lit, "del") || md_is_tag(lit, "s") ||
				 md_is_tag(lit, "strike")))
			strbuf_addstr(&p->text, "~~");
		else if (lit && !md_is_markup(lit))
			strbuf_addstr(&p->text, lit);
		break;
	default:
		break;
	}
}

static void open_run(struct parser *p)
{
	struct run *r;

	ALLOC_GROW(p->runs, p->nr_runs + 1, p->alloc_runs);
	r = &p->runs[p->nr_runs++];
	r->start = p->text.len;
	r->end = SIZE_MAX;
}

/* Closes the innermost open run: nested bold is rare, so look from the end. */
static void close_run(struct parser *p)
{
	size_t i = p->nr_runs;

	while (i-- > 0)
		if (p->runs[i].end == SIZE_MAX) {
			p->runs[i].end = p->text.len;
			return;
		}
}

static void resolve_strikes(struct parser *p)
{
	struct strbuf out = STRBUF_INIT;
	size_t marks = 0, seen = 0, inside = 0, outside = 0, run = 0, i;
	const char *s = p->text.buf;
	bool on = false, first = true;

	for (i = 0; i + 1 < p->text.len; i++)
		if (s[i] == '~' && s[i + 1] == '~')
			marks++, i++;
	marks &= ~(size_t)1;
	for (i = 0; i <= p->text.len; i++) {
		for (; run < p->nr_runs * 2; run++) {
			struct run *r = &p->runs[run / 2];
			size_t *at = run % 2 ? &r->end : &r->start;

			if (*at > i)
				break;
			*at = out.len;
		}
		if (i == p->text.len)
			break;
		if (s[i] == '~' && s[i + 1] == '~' && seen < marks) {
			seen++;
			on = !on;
			i++;
			continue;
		}
		if (!is_space(s[i])) {
			if (first)
				p->struck_lead = on;
			first = false;
			if (on)
				inside++;
			else
				outside++;
		}
		strbuf_addch(&out, s[i]);
	}
	p->struck = inside && !outside;
	strbuf_release(&p->text);
	p->text = out;
}

/* Fills p->text and p->runs from the inline children of `block`. */
static void flatten(struct parser *p, cmark_node *block)
{
	cmark_node *n = cmark_node_first_child(block);

	strbuf_reset(&p->text);
	p->nr_runs = 0;
	p->struck = p->struck_lead = false;
	p->only_link = n && !cmark_node_next(n) &&
		       cmark_node_get_type(n) == CMARK_NODE_LINK;
	while (n) {
		cmark_node *next = cmark_node_first_child(n);

		add_inline(p, n);
		if (cmark_node_get_type(n) == CMARK_NODE_STRONG)
			open_run(p);
		while (!next) {
			if (cmark_node_get_type(n) == CMARK_NODE_STRONG)
				close_run(p);
			next = cmark_node_next(n);
			if (next)
				break;
			n = cmark_node_parent(n);
			if (n == block)
				break;
		}
		n = next;
	}
	if (strstr(p->text.buf, "~~"))
		resolve_strikes(p);
}

/* ---- tables ---- */

/* A delimiter row: cells of dashes with optional colons; *cols of them. */
static bool is_delimiter(const char *s, size_t len, size_t *cols)
{
	size_t i = 0, dashes = 0;
	bool pipe = false;

	*cols = 0;
	for (; i < len; i++) {
		if (s[i] == '-') {
			dashes++;
		} else if (s[i] == '|') {
			pipe = true;
			if (dashes)
				++*cols;
			dashes = 0;
		} else if (s[i] != ':' && s[i] != ' ' && s[i] != '\t') {
			return false;
		}
	}
	if (dashes)
		++*cols;
	return pipe && *cols;
}

static const char *table_line(const struct parser *p, int nr, int col,
			      size_t *len)
{
	const char *s = line_at(p, nr, len);
	size_t skip = 0;

	while (skip < *len && (is_space(s[skip]) ||
			       (p->quotes && s[skip] == '>') ||
			       (int)skip + 1 < col))
		skip++;
	*len -= skip;
	while (*len && is_space(s[skip + *len - 1]))
		--*len;
	return s + skip;
}

/* Splits a row at its unescaped pipes. */
static void add_row(struct parser *p, int line, int row, const char *s,
		    size_t len)
{
	struct md_block *b = new_block(p, MD_ROW, line, line);
	size_t i, from, alloc = 0;

	b->table = p->nr_tables;
	b->row = row;
	if (len && s[0] == '|')
		s++, len--;
	if (len && s[len - 1] == '|' && (len < 2 || s[len - 2] != '\\'))
		len--;
	for (i = from = 0; i <= len; i++) {
		size_t n;
		char *t;

		if (i < len && (s[i] != '|' || (i && s[i - 1] == '\\')))
			continue;
		md_cell_text(&p->cell, s + from, i - from);
		t = p->cell.buf;
		n = p->cell.len;
		ALLOC_GROW(b->cells, b->nr_cells + 1, alloc);
		if (n > 4 && !memcmp(t, "~~", 2) && !memcmp(t + n - 2, "~~", 2)) {
			b->struck |= !b->nr_cells;
			b->cells[b->nr_cells++] = xstrndup(t + 2, n - 4);
		} else {
			b->cells[b->nr_cells++] = xstrndup(t, n);
		}
		from = i + 1;
	}
	b->text = xstrdup("");
	b->rest = b->text;
}

/*
 * A paragraph that holds a table: lines before its head stay a paragraph.
 * Returns false when there is no delimiter row.
 */
static bool add_table(struct parser *p, cmark_node *node, int *head)
{
	int first = cmark_node_get_start_line(node), row = 0, nr;
	int last = cmark_node_get_end_line(node);
	int col = cmark_node_get_start_column(node);
	size_t len, cols = 0;
	const char *s;

	for (nr = first + 1; nr <= last; nr++) {
		s = table_line(p, nr, 0, &len);
		if (is_delimiter(s, len, &cols))
			break;
	}
	if (nr > last)
		return false;
	s = table_line(p, nr - 1, 0, &len);
	if (!memchr(s, '|', len))
		return false;
	*head = nr - 1;
	p->nr_tables++;
	for (nr = *head; nr <= last; nr++) {
		if (nr == *head + 1)
			continue;
		s = table_line(p, nr, nr == first ? col : 0, &len);
		add_row(p, nr, row++, s, len);
	}
	return true;
}

/* ---- paragraphs ---- */

/* Bytes of a typed bullet at the start of a line, 0 when there is none. */
static size_t typed_bullet(const char *s, const char *end)
{
	static const char *const marks[] = {
		"\xe2\x80\xa2", "\xe2\x80\xa3", "\xe2\x97\xa6", "\xe2\x96\xaa",
		"\xe2\x97\x8f", "\xe2\x97\x8b", "\xe2\x96\xa0", "\xe2\x86\x92",
		"\xe2\x9e\x94", "\xe2\x9e\xa4", "\xe2\x96\xb8", "\xe2\x96\xba",
		"\xe2\x80\x93", "\xe3\x83\xbb", "\xc2\xb7",
	};
	size_t i, n = 0;

	if (s >= end || ((unsigned char)*s < 0x80 && (*s < '0' || *s > '9')))
		return 0;
	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		n = strlen(marks[i]);
		if ((size_t)(end - s) > n && !memcmp(s, marks[i], n) &&
		    (s[n] == ' ' || s[n] == '\t' || i == 13))
			return n;
	}
	for (n = 0; s + n < end && n < 3 && s[n] >= '0' && s[n] <= '9'; n++)
		;
	if (n && n < 3 && s + n + 1 < end && (s[n] == ')' || s[n] == '.') &&
	    s[n + 1] == ' ')
		return n + 1;
	return 0;
}

static bool has_typed_bullets(const struct parser *p)
{
	const char *s = p->text.buf, *end = s + p->text.len;

	while (s && s < end) {
		if (typed_bullet(s, end))
			return true;
		s = memchr(s, '\n', (size_t)(end - s));
		if (s)
			s++;
	}
	return false;
}

static struct md_block *para_block(struct parser *p, int line, int end_line)
{
	struct md_block *b;

	if (p->item != SIZE_MAX) {
		b = &p->out->blocks[p->item];
		p->item = SIZE_MAX;
		return b;
	}
	b = new_block(p, p->quotes ? MD_QUOTE : MD_PARA, line, end_line);
	b->level = list_level(p);
	return b;
}

/*
 * Does line `nr` of a paragraph begin no further right than the mark of the
 * item that the paragraph is in?  Its typed bullet is then the next item, where
 * CommonMark sees text that goes on.
 */
static bool beside_item(const struct parser *p, cmark_node *para, int nr)
{
	cmark_node *item = cmark_node_parent(para);
	size_t len, i = 0;
	const char *s = line_at(p, nr, &len);

	if (p->quotes || cmark_node_get_type(item) != CMARK_NODE_ITEM)
		return false;
	while (i < len && is_space(s[i]))
		i++;
	return (int)i < cmark_node_get_start_column(item);
}

/* A paragraph with typed bullets: text before them, then one item each. */
static void split_bullets(struct parser *p, cmark_node *para)
{
	int line = cmark_node_get_start_line(para);
	size_t pos = 0, from = 0, len = p->text.len, mark;
	int at = line, from_line = line, list = ++p->nr_lists;
	struct md_block *b;
	bool item = false;

	for (;;) {
		const char *s = p->text.buf + pos, *nl;

		mark = pos < len ? typed_bullet(s, p->text.buf + len) : 1;
		if (mark && pos > from) {
			b = item ? new_block(p, MD_ITEM, from_line, at - 1)
				 : para_block(p, from_line, at - 1);
			if (item) {
				b->level = list_level(p) +
					   !beside_item(p, para, from_line);
				b->list = list;
			}
			set_text(p, b, from, pos);
		}
		if (pos >= len)
			break;
		if (mark) {
			item = true;
			from = pos + mark;
			from_line = at;
		}
		nl = memchr(s, '\n', len - pos);
		pos = nl ? (size_t)(nl - p->text.buf) + 1 : len;
		at++;
	}
}

static void add_paragraph(struct parser *p, cmark_node *node)
{
	int line = cmark_node_get_start_line(node), head = 0;
	int end_line = cmark_node_get_end_line(node);
	struct md_block *b;

	if (end_line > line) {
		size_t before = p->out->nr;

		if (add_table(p, node, &head)) {
			size_t rows = p->out->nr - before, n = 0;

			if (head == line) {
				p->item = SIZE_MAX;
				return;
			}
			/* text in front of the head: the paragraph comes
			 * first, so move the rows behind it */
			flatten(p, node);
			while (n < p->text.len && line < head)
				if (p->text.buf[n++] == '\n')
					line++;
			b = para_block(p, cmark_node_get_start_line(node),
				       head - 1);
			set_text(p, b, 0, n);
			if (b == &p->out->blocks[p->out->nr - 1]) {
				struct md_block tmp = *b;

				memmove(b - rows + 1, b - rows,
					rows * sizeof(*b));
				*(b - rows) = tmp;
			}
			return;
		}
	}
	flatten(p, node);
	if (has_typed_bullets(p)) {
		split_bullets(p, node);
		p->item = SIZE_MAX;
		return;
	}
	b = para_block(p, line, end_line);
	if (b->type == MD_ITEM && end_line + p->line_add > b->end_line)
		b->end_line = end_line + p->line_add;
	set_text(p, b, 0, p->text.len);
}

/* ---- the walk ---- */

static void add_heading(struct parser *p, cmark_node *node)
{
	struct md_block *b = new_block(p, MD_HEADING,
				       cmark_node_get_start_line(node),
				       cmark_node_get_end_line(node));
	size_t i;

	b->level = cmark_node_get_heading_level(node);
	flatten(p, node);
	for (i = 0; i < p->text.len; i++)
		if (p->text.buf[i] == '\n')
			p->text.buf[i] = ' ';
	set_text(p, b, 0, p->text.len);
	p->item = SIZE_MAX;
}

static void enter_item(struct parser *p, cmark_node *node)
{
	struct md_block *b = new_block(p, MD_ITEM,
				       cmark_node_get_start_line(node),
				       cmark_node_get_start_line(node));
	size_t at = p->depth <= MD_MAX_LIST ? p->depth : MD_MAX_LIST;

	b->level = list_level(p);
	if (at) {
		struct open_list *l = &p->lists[at - 1];

		b->list = l->number;
		b->ordered = l->ordered;
		b->ordinal = l->ordered ? l->next++ : 0;
	}
	b->text = xstrdup("");
	b->rest = b->text;
	p->item = p->out->nr - 1;
}

static void enter_list(struct parser *p, cmark_node *node)
{
	p->nr_lists++;
	if (p->depth++ < MD_MAX_LIST) {
		struct open_list *l = &p->lists[p->depth - 1];

		l->number = p->nr_lists;
		l->ordered = cmark_node_get_list_type(node) ==
			     CMARK_ORDERED_LIST;
		l->next = cmark_node_get_list_start(node);
	}
}

static void add_literal(struct parser *p, cmark_node *node, enum md_type type)
{
	struct md_block *b = new_block(p, type, cmark_node_get_start_line(node),
				       cmark_node_get_end_line(node));
	const char *lit = cmark_node_get_literal(node);

	b->level = list_level(p);
	b->text = xstrdup(lit ? lit : "");
	b->rest = b->text;
	p->item = SIZE_MAX;
}

static void walk(struct parser *p, cmark_node *root)
{
	cmark_iter *it = cmark_iter_new(root);
	cmark_event_type ev;

	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(it);
		bool in = ev == CMARK_EVENT_ENTER;

		switch (cmark_node_get_type(n)) {
		case CMARK_NODE_LIST:
			if (in)
				enter_list(p, n);
			else
				p->depth--;
			break;
		case CMARK_NODE_ITEM:
			if (in)
				enter_item(p, n);
			else
				p->item = SIZE_MAX;
			break;
		case CMARK_NODE_BLOCK_QUOTE:
			p->quotes += in ? 1 : (size_t)-1;
			break;
		case CMARK_NODE_PARAGRAPH:
		case CMARK_NODE_HEADING:
			if (!in)
				break;
			if (cmark_node_get_type(n) == CMARK_NODE_PARAGRAPH)
				add_paragraph(p, n);
			else
				add_heading(p, n);
			cmark_iter_reset(it, n, CMARK_EVENT_EXIT);
			break;
		case CMARK_NODE_CODE_BLOCK:
			add_literal(p, n, MD_CODE);
			break;
		case CMARK_NODE_THEMATIC_BREAK:
			add_literal(p, n, MD_RULE);
			break;
		default:
			break;
		}
	}
	cmark_iter_free(it);
}

/* ---- front matter ---- */

static bool is_fence(const char *s, size_t len, bool closing)
{
	while (len && is_space(s[len - 1]))
		len--;
	return len == 3 && (!memcmp(s, "---", 3) ||
			    (closing && !memcmp(s, "...", 3)));
}

/*
 * Front matter: "---" on line 1, a line with a colon next, a closing fence.
 * Becomes a block; p->buf then starts behind it.
 */
static void take_front(struct parser *p)
{
	const char *first, *second, *end;
	size_t len, len2;
	size_t nr;

	first = line_at(p, 1, &len);
	second = line_at(p, 2, &len2);
	if (!is_fence(first, len, false) || !memchr(second, ':', len2))
		return;
	for (nr = 3; nr <= p->nr_lines; nr++) {
		end = line_at(p, (int)nr, &len);
		if (is_fence(end, len, true)) {
			struct md_block *b = new_block(p, MD_FRONT, 1, (int)nr);
			size_t skip;

			b->text = xstrndup(second, (size_t)(end - second));
			b->rest = b->text;
			skip = nr < p->nr_lines ? p->starts[nr] : p->len;
			p->buf += skip;
			p->len -= skip;
			p->line_add = (int)nr;
			p->nr_lines = 0;
			index_lines(p);
			return;
		}
	}
}

int md_parse(struct md_doc *out, const char *buf, size_t len, struct err *err)
{
	struct parser p = { .out = out, .item = SIZE_MAX };
	cmark_node *root;

	memset(out, 0, sizeof(*out));
	if (len > MD_MAX_SIZE)
		return err_set(err, ERR_INVALID,
			       "Markdown text too large (max 64 MiB)");
	if (memchr(buf, '\0', len))
		return err_set(err, ERR_INVALID,
			       "Markdown text contains a NUL byte");
	if (!utf8_valid(buf, len))
		return err_set(err, ERR_INVALID,
			       "Markdown text is not valid UTF-8");
	if (len >= 3 && !memcmp(buf, "\xef\xbb\xbf", 3))
		buf += 3, len -= 3;
	p.buf = buf;
	p.len = len;
	strbuf_init(&p.text);
	strbuf_init(&p.cell);
	index_lines(&p);
	take_front(&p);
	root = cmark_parse_document(p.buf, p.len, CMARK_OPT_DEFAULT);
	walk(&p, root);
	cmark_node_free(root);
	strbuf_release(&p.text);
	strbuf_release(&p.cell);
	free(p.runs);
	free(p.starts);
	return 0;
}

void md_release(struct md_doc *doc)
{
	size_t i, j;

	for (i = 0; i < doc->nr; i++) {
		struct md_block *b = &doc->blocks[i];

		for (j = 0; j < b->nr_cells; j++)
			free(b->cells[j]);
		free(b->cells);
		free(b->text);
		free(b->label);
	}
	free(doc->blocks);
	memset(doc, 0, sizeof(*doc));
}

int md_html(struct strbuf *out, const char *text, size_t len, struct err *err)
{
	char *html;

	if (len > MD_HTML_MAX || !utf8_valid(text, len))
		return err_set(err, ERR_INVALID, "the text is too long, or no "
			       "UTF-8");
	/* without CMARK_OPT_UNSAFE: no markup of the text's own, and no address
	 * that is code */
	html = cmark_markdown_to_html(text, len, CMARK_OPT_DEFAULT);
	if (!html)
		return err_set(err, ERR_FATAL, "out of memory");
	strbuf_addstr(out, html);
	free(html);
	return 0;
}

bool md_walk(const char *text, size_t len,
	     void (*visit)(void *data, const struct md_part *p), void *data)
{
	cmark_node *root = len > MD_HTML_MAX || !utf8_valid(text, len) ? NULL :
			   cmark_parse_document(text, len, CMARK_OPT_DEFAULT);
	cmark_iter *it = root ? cmark_iter_new(root) : NULL;
	cmark_event_type ev;

	while (it && (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(it);
		struct md_part p = {
			cmark_node_get_type_string(n),
			ev == CMARK_EVENT_ENTER, cmark_node_get_literal(n),
			cmark_node_get_url(n), cmark_node_get_heading_level(n),
			cmark_node_get_list_type(n) == CMARK_ORDERED_LIST ?
			cmark_node_get_list_start(n) : 0,
			cmark_node_get_list_tight(n)
		};

		if (n != root)
			visit(data, &p);
	}
	if (it)
		cmark_iter_free(it);
	if (root)
		cmark_node_free(root);
	return root != NULL;
}
