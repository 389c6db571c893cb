/*
 * todo-scan.c - markers in the comments of one file, and their words.
 */
#include "base/base.h"
#include "feat/project/todo.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/when.h"
#include "feat/project/todo-lang.h"

#define OPTION_MAX 1024	/* bytes of "[name:value]" */
#define SCAN_MAX ((size_t)8 << 20)
#define TEXT_COLUMNS 400

struct scanner {
	struct todo_list *out;
	const char *path;
	const struct lang *lang;
	struct map seen;	/* normal text -> how often so far */
};

void todo_list_release(struct todo_list *l)
{
	for (size_t i = 0; i < l->nr; i++) {
		free(l->items[i].path);
		free(l->items[i].text);
		free(l->items[i].assignee);
		free(l->items[i].criteria);
		strvec_clear(&l->items[i].tags);
	}
	FREE_AND_NULL(l->items);
	l->nr = l->alloc = 0;
}

static bool is_word_char(char c)
{
	return c == '_' || (c >= '0' && c <= '9') ||
		(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * The marker that a comment's text holds: a word of its own that a colon, a
 * parenthesis, a blank or the end follows.
 */
static const char *find_word(const char **word, const char *s,
			     const char *end)
{
	for (const char *p = s; p < end; p++) {
		if (p > s && (is_word_char(p[-1]) || p[-1] == '-' ||
			      p[-1] == '.' || p[-1] == '"' || p[-1] == '\''))
			continue;
		for (size_t i = 0; i < TODO_WORDS; i++) {
			size_t n = strlen(todo_words[i]);

			if ((size_t)(end - p) < n ||
			    strncmp(p, todo_words[i], n) != 0)
				continue;
			if (p + n == end || strchr(": (\t[", p[n])) {
				*word = todo_words[i];
				return p;
			}
		}
	}
	return NULL;
}

/* "[name:value]" at p: 1 known and applied, 0 not an option. */
static int read_option(struct todo *t, const char *p, const char *close)
{
	const char *colon = memchr(p, ':', (size_t)(close - p));
	struct strbuf name = STRBUF_INIT, value = STRBUF_INIT;
	struct err ignored = ERR_INIT;
	double seconds;
	int known = 1;

	if (!colon)
		return 0;
	strbuf_add(&name, p + 1, (size_t)(colon - p - 1));
	strbuf_add(&value, colon + 1, (size_t)(close - colon - 1));
	strbuf_trim(&name);
	strbuf_trim(&value);
	if (str_ieq(name.buf, "priority")) {
		known = priority_parse(&t->priority, value.buf);
	} else if (str_ieq(name.buf, "estimate")) {
		known = when_parse_duration(&seconds, value.buf, true,
					    &ignored) == 0;
		t->hours = known ? seconds / 3600 : 0;
	} else if (str_ieq(name.buf, "assignee") && value.len) {
		free(t->assignee);
		t->assignee = xstrdup(value.buf);
	} else if (str_ieq(name.buf, "criteria") && value.len) {
		free(t->criteria);
		t->criteria = xstrdup(value.buf);
	} else if (str_ieq(name.buf, "tag") && value.len) {
		strvec_push(&t->tags, value.buf);
	} else {
		known = 0;
	}
	strbuf_release(&name);
	strbuf_release(&value);
	return known;
}

/* "(alice)" right behind the word. */
static const char *read_owner(struct todo *t, const char *p, const char *end)
{
	const char *close = p < end && *p == '(' ?
		memchr(p, ')', (size_t)(end - p)) : NULL;
	struct strbuf name = STRBUF_INIT;

	if (!close)
		return p;
	strbuf_add(&name, p + 1, (size_t)(close - p - 1));
	strbuf_trim(&name);
	if (name.len && utf8_check(name.buf, name.len, true) == UTF8_OK)
		t->assignee = xstrdup(name.buf);
	strbuf_release(&name);
	return close + 1;
}

/* The end of an option that may begin at p; a long one is text, so that a line of
 * many brackets is not read to its end from each of them. */
static const char *option_end(const char *p, const char *end)
{
	size_t len = (size_t)(end - p);

	return *p == '[' ?
		memchr(p, ']', len < OPTION_MAX ? len : OPTION_MAX) : NULL;
}

static void read_text(struct todo *t, const char *p, const char *end)
{
	struct strbuf text = STRBUF_INIT, clean = STRBUF_INIT;

	while (p < end) {
		const char *close = option_end(p, end);

		if (close && read_option(t, p, close)) {
			p = close + 1;
			continue;
		}
		/* white space of any kind is one blank */
		if (*p == ' ' || *p == '\t') {
			if (text.len && text.buf[text.len - 1] != ' ')
				strbuf_addch(&text, ' ');
		} else {
			strbuf_addch(&text, *p);
		}
		p++;
	}
	strbuf_trim(&text);
	utf8_add_clean_line(&clean, text.buf);
	strbuf_reset(&text);
	utf8_add_fit(&text, clean.buf, TEXT_COLUMNS, false);
	t->text = strbuf_detach(&text, NULL);
	strbuf_release(&clean);
}

static void set_key(struct scanner *s, struct todo *t)
{
	struct strbuf normal = STRBUF_INIT;
	const char *p = t->text, *end = p + strlen(p);
	uintptr_t times;

	strbuf_addf(&normal, "%s ", t->word);
	while (p < end) {
		uint32_t ch = utf8_next(&p, end);

		if (ch != ' ')
			utf8_add(&normal, utf8_fold(ch));
	}
	times = (uintptr_t)map_get(&s->seen, normal.buf);
	map_put(&s->seen, normal.buf, (void *)(times + 1));
	strbuf_addf(&normal, " %lu", (unsigned long)times);
	snprintf(t->key, sizeof(t->key), "todo:%016" PRIx64,
		 hash_bytes(normal.buf, normal.len, 0));
	strbuf_release(&normal);
}

/* One line of a comment, its marks still around it. */
static void comment_line(struct scanner *s, const char *p, const char *end,
			 int line)
{
	const char *word, *at;
	struct todo *t;

	while (end > p && strchr(" \t\r*", end[-1]))
		end--;
	at = find_word(&word, p, end);
	if (!at)
		return;
	ALLOC_GROW(s->out->items, s->out->nr + 1, s->out->alloc);
	t = &s->out->items[s->out->nr];
	memset(t, 0, sizeof(*t));
	strvec_init(&t->tags);
	t->row = NO_ROW;
	t->line = line;
	snprintf(t->word, sizeof(t->word), "%s", word);
	t->priority = *word == 'F' ? PRIO_HIGH : *word == 'H' ? PRIO_LOW :
		PRIO_MEDIUM;
	at = read_owner(t, at + strlen(word), end);
	while (at < end && strchr(": \t-", *at))
		at++;
	read_text(t, at, end);
	if (!*t->text) {	/* says nothing: no task */
		free(t->text);
		free(t->assignee);
		free(t->criteria);
		strvec_clear(&t->tags);
		return;
	}
	t->path = xstrdup(s->path);
	set_key(s, t);
	s->out->nr++;
}

static bool at_mark(const char *p, const char *end, const char *mark)
{
	size_t n = mark ? strlen(mark) : 0;

	return n && (size_t)(end - p) >= n && !strncmp(p, mark, n);
}

/* Behind a block comment or doc string that opens at p; counts lines. */
static const char *block(struct scanner *s, const char *p, const char *end,
			 const char *close, size_t skip, int *line)
{
	const char *from = p + skip;
	const char *stop = memmem(from, (size_t)(end - from), close,
				  strlen(close));

	if (!stop)
		stop = end;
	while (from < stop) {
		const char *nl = memchr(from, '\n', (size_t)(stop - from));
		const char *to = nl ? nl : stop;

		comment_line(s, from, to, *line);
		*line += nl != NULL;
		from = nl ? nl + 1 : stop;
	}
	return stop < end ? stop + strlen(close) : end;
}

/* Behind a string that opens at p; one that does not end stops at the line. */
static const char *string(const char *p, const char *end, int *line)
{
	char quote = *p;

	for (p++; p < end && *p != quote; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == '\n' && quote != '`')
			return p;
		if (*p == '\n')
			++*line;
	}
	return p < end ? p + 1 : end;
}

/* What starts at p, or NULL: an ordinary character. */
static const char *special(struct scanner *s, const char *p, const char *end,
			   int *line)
{
	const struct lang *l = s->lang;

	if (at_mark(p, end, l->triple))
		return block(s, p, end, l->triple, strlen(l->triple), line);
	for (int i = 0; i < 2; i++)
		if (at_mark(p, end, l->open[i]))
			return block(s, p, end, l->close[i],
				     strlen(l->open[i]), line);
	for (int i = 0; i < 3; i++) {
		const char *nl;

		if (!at_mark(p, end, l->line[i]))
			continue;
		nl = memchr(p, '\n', (size_t)(end - p));
		comment_line(s, p + strlen(l->line[i]), nl ? nl : end, *line);
		return nl ? nl : end;
	}
	if (*p && strchr(l->strings, *p))
		return string(p, end, line);
	return NULL;
}

void todo_scan(struct todo_list *out, const char *path, const char *text,
	       size_t len)
{
	struct scanner s = { out, path, lang_of(path), MAP_INIT };
	const char *p = text, *end = text + len;
	int line = 1;

	if (!s.lang || len > SCAN_MAX || !todo_likely(text, len) ||
	    memchr(text, '\0', len))
		return;
	while (p < end) {
		const char *next = special(&s, p, end, &line);

		if (next) {
			p = next;
			continue;
		}
		line += *p == '\n';
		p++;
	}
	map_clear(&s.seen);
}
