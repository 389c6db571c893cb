/*
 * md-cell.c - the plain text of a table cell, and which tags are markup.
 */
#include "base/base.h"
#include "data/md-cell.h"

#define LOOK_AHEAD 2000		/* bound of searches inside a table cell */

bool md_is_tag(const char *html, const char *name)
{
	size_t n = strlen(name);

	if (*html++ != '<')
		return false;
	if (*html == '/')
		html++;
	return !strncasecmp(html, name, n) &&
	       !((html[n] >= 'a' && html[n] <= 'z') ||
		 (html[n] >= 'A' && html[n] <= 'Z'));
}

bool md_is_markup(const char *html)
{
	static const char *const names[] = {
		"a", "abbr", "b", "big", "blockquote", "br", "caption",
		"center", "cite", "code", "col", "colgroup", "dd", "del",
		"details", "dfn", "div", "dl", "dt", "em", "figcaption",
		"figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
		"i", "img", "input", "ins", "kbd", "li", "mark", "ol", "p",
		"picture", "pre", "q", "s", "samp", "small", "source", "span",
		"strike", "strong", "sub", "summary", "sup", "table", "tbody",
		"td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
		"video", "wbr",
	};
	size_t i, n = 0;

	html++;
	if (*html == '!' || *html == '?')
		return true;
	if (*html == '/')
		html++;
	while (html[n] && !strchr(" \t\r\n/>", html[n]))
		n++;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == n && !strncasecmp(html, names[i], n))
			return true;
	return false;
}

static bool is_punct(char c)
{
	return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') ||
	       (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

static size_t skip_to(const char *s, size_t i, size_t len, char c)
{
	size_t max = len - i > LOOK_AHEAD ? i + LOOK_AHEAD : len, j;

	for (j = i; j < max; j++)
		if (s[j] == c)
			return j;
	return SIZE_MAX;
}

static size_t add_entity(struct strbuf *sb, const char *s, size_t len)
{
	static const struct { const char *name, *text; } names[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&nbsp;", " " }, { "&le;", "<=" },
		{ "&ge;", ">=" }, { "&mdash;", "-" }, { "&#39;", "'" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i].name);

		if (n <= len && !memcmp(s, names[i].name, n)) {
			strbuf_addstr(sb, names[i].text);
			return n;
		}
	}
	strbuf_addch(sb, '&');
	return 1;
}

/* '<' of a cell: markup vanishes, <br> breaks, an address keeps its inside. */
static size_t add_angle(struct strbuf *sb, const char *s, size_t i, size_t len)
{
	size_t end;
	bool name = i + 1 < len && (s[i + 1] == '/' || s[i + 1] == '!' ||
				    ((s[i + 1] | 32) >= 'a' &&
				     (s[i + 1] | 32) <= 'z'));

	end = name ? skip_to(s, i, len, '>') : SIZE_MAX;
	if (end == SIZE_MAX) {
		strbuf_addch(sb, '<');
		return i + 1;
	}
	if (md_is_tag(s + i, "br"))
		strbuf_addch(sb, '\n');
	else if (md_is_tag(s + i, "del") || md_is_tag(s + i, "s"))
		strbuf_addstr(sb, "~~");
	else if (memchr(s + i, ':', end - i) || memchr(s + i, '@', end - i))
		strbuf_add(sb, s + i + 1, end - i - 1);
	else if (!md_is_markup(s + i))
		strbuf_add(sb, s + i, end - i + 1);
	return end + 1;
}

static bool word_char(const char *s, size_t i, size_t len)
{
	unsigned char c;

	if (i >= len)
		return false;
	c = (unsigned char)s[i];
	return c >= 0x80 || (c >= '0' && c <= '9') ||
	       ((c | 32) >= 'a' && (c | 32) <= 'z');
}

#define OPEN_MARK '\001'	/* a '[' that may turn out to open a link */

void md_cell_text(struct strbuf *sb, const char *s, size_t len)
{
	size_t i = 0, open = SIZE_MAX, end, o;

	strbuf_reset(sb);
	while (i < len) {
		if (s[i] == '\\' && i + 1 < len && is_punct(s[i + 1])) {
			strbuf_addch(sb, s[i + 1]);
			i += 2;
		} else if (s[i] == '*' || s[i] == '`' ||
			   (s[i] == '_' && (!i || !word_char(s, i - 1, len) ||
					    !word_char(s, i + 1, len)))) {
			i++;
		} else if (s[i] == '[') {
			if (i && s[i - 1] == '!' && sb->len)
				strbuf_setlen(sb, sb->len - 1);
			open = sb->len;
			strbuf_addch(sb, OPEN_MARK);
			i++;
		} else if (s[i] == ']' && open != SIZE_MAX && i + 1 < len &&
			   s[i + 1] == '(' &&
			   (end = skip_to(s, i, len, ')')) != SIZE_MAX) {
			sb->buf[open] = '\002';
			open = SIZE_MAX;
			i = end + 1;
		} else if (s[i] == '<') {
			i = add_angle(sb, s, i, len);
		} else if (s[i] == '&') {
			i += add_entity(sb, s + i, len - i);
		} else {
			strbuf_addch(sb, s[i++]);
		}
	}
	for (i = o = 0; i < sb->len; i++)
		if (sb->buf[i] != '\002')
			sb->buf[o++] = sb->buf[i] == OPEN_MARK ? '[' : sb->buf[i];
	strbuf_setlen(sb, o);
	strbuf_trim(sb);
}
