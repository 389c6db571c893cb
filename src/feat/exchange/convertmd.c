/*
 * convertmd.c - Markdown check lists.
 *
 *	- [x] Title *(high, @bob, due 2026-11-30)* <!-- task {...} -->
 *	  > description
 *
 * The comment holds the fields that Markdown has no place for, as JSON; the
 * part in *( )* is for people and not read.  Lists of other origin have
 * neither: #tag, @who, !priority and due:DATE at the end of an item are read.
 */
#include "base/base.h"
#include "feat/exchange/convert.h"

#include "base/mem.h"

#define SPECIAL "\\`*_[]<>#"

/* ---- writing ---- */

/* One line, whatever other programs put into a title. */
static void escaped(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		if (strchr(SPECIAL, *s))
			strbuf_addch(out, '\\');
		strbuf_addch(out, *s == '\n' || *s == '\r' ? ' ' : *s);
	}
}

/* What people see behind the title. */
static void add_facts(struct strbuf *out, const struct task *t)
{
	enum priority p = task_priority(t);
	const char *who = task_str(t, F_ASSIGNEE);
	const char *due = task_str(t, F_DEADLINE);
	const char *sep = "";

	if (p == PRIO_MEDIUM && !who && !due)
		return;
	strbuf_addstr(out, " *(");
	if (p != PRIO_MEDIUM) {
		strbuf_addf(out, "%s priority", priority_name(p));
		sep = ", ";
	}
	if (who) {
		strbuf_addf(out, "%s@", sep);
		escaped(out, who);
		sep = ", ";
	}
	if (due)
		strbuf_addf(out, "%sdue %.10s", sep, due);
	strbuf_addstr(out, ")*");
}

static void add_quoted(struct strbuf *out, const char *text)
{
	const char *nl;

	for (; text; text = nl ? nl + 1 : NULL) {
		nl = strchr(text, '\n');
		strbuf_addstr(out, "  > ");
		strbuf_add(out, text,
			   nl ? (size_t)(nl - text) : strlen(text));
		strbuf_addch(out, '\n');
	}
}

/* "-->" inside would end the comment: '>' is written as an escape. */
static void add_comment(struct strbuf *out, const struct task *t)
{
	struct json *j = json_copy(t->doc);
	struct strbuf line = STRBUF_INIT;

	json_del(j, "stamps");
	json_del(j, "title");
	json_del(j, "description");
	json_line(&line, j);
	strbuf_addstr(out, " <!-- task ");
	strbuf_addreplace(out, line.buf, ">", "\\u003e");
	strbuf_addstr(out, " -->\n");
	strbuf_release(&line);
	json_free(j);
}

void convert_task_markdown(struct strbuf *out, const struct task *t)
{
	enum status s = task_status(t);
	const char *title = task_str(t, F_TITLE);
	const char *text = task_str(t, F_DESCRIPTION);

	strbuf_addf(out, "- [%c] ", status_is_open(s) ? ' ' : 'x');
	escaped(out, title ? title : "");
	add_facts(out, t);
	add_comment(out, t);
	if (text)
		add_quoted(out, text);
}

/* ---- reading ---- */

struct md_reader {
	struct records *out;
	struct strbuf text;	/* description of the last record */
	struct {
		size_t indent, record;
	} open[64];		/* nested items */
	size_t depth;
	bool fence;
};

static void end_description(struct md_reader *m)
{
	struct json *obj;

	if (!m->out->nr || !m->text.len)
		return;
	obj = m->out->v[m->out->nr - 1].obj;
	if (str_ends(m->text.buf, "\n"))
		strbuf_setlen(&m->text, m->text.len - 1);
	json_set_str(obj, "description", m->text.buf);
	strbuf_reset(&m->text);
}

static char *unescaped(const char *s, size_t len)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] == '\\' && i + 1 < len && strchr(SPECIAL, s[i + 1]))
			i++;
		strbuf_addch(&sb, s[i]);
	}
	strbuf_trim(&sb);
	return strbuf_detach(&sb, NULL);
}

/* One word of metadata at the end of an item; false: it is text. */
static bool read_token(struct json *obj, const char *word)
{
	struct json *tags;
	enum priority p;

	if (word[0] == '#' && word[1]) {
		tags = json_get(obj, "tags");
		if (!tags) {
			tags = json_new_arr();
			json_set(obj, "tags", tags);
		}
		json_push_str(tags, word + 1);
	} else if (word[0] == '@' && word[1]) {
		json_set_str(obj, "assignee", word + 1);
	} else if (word[0] == '!' && priority_parse(&p, word + 1)) {
		json_set_str(obj, "priority", priority_name(p));
	} else if (str_starts(word, "due:") && word[4]) {
		json_set_str(obj, "deadline", word + 4);
	} else {
		return false;
	}
	return true;
}

/* Takes metadata words from the end of a plain item. */
static void read_tokens(struct json *obj, struct strbuf *title)
{
	for (;;) {
		char *space = strrchr(title->buf, ' ');

		if (!space || !read_token(obj, space + 1))
			return;
		strbuf_setlen(title, (size_t)(space - title->buf));
		strbuf_rtrim(title);
	}
}

static int read_item(struct md_reader *m, const char *text, size_t indent,
		     char mark, size_t line, struct err *err)
{
	const char *comment = strstr(text, " <!-- task {");
	const char *end = text + strlen(text), *facts, *p;
	struct json *obj = NULL;
	struct strbuf title = STRBUF_INIT;
	char *plain;

	if (comment) {
		p = strstr(comment, " -->");
		if (!p || json_parse(&obj, comment + 11, (size_t)
				     (p - comment) - 11, err) < 0)
			return p ? err_prefix(err, "line %zu", line) :
			       err_set(err, ERR_INVALID, "line %zu: the "
				       "comment is not closed", line);
		end = comment;
	} else {
		obj = json_new_obj();
	}
	facts = comment ? NULL : end;
	for (p = text; comment && p < end; p++) {
		if (*p == '\\')
			p++;
		else if (str_starts(p, " *(") && !facts)
			facts = p;
	}
	plain = unescaped(text, (size_t)((facts ? facts : end) - text));
	strbuf_addstr(&title, plain);
	free(plain);
	if (!comment)
		read_tokens(obj, &title);
	json_set_str(obj, "title", title.buf);
	strbuf_release(&title);
	if (!json_get(obj, "status") || (mark != ' ') !=
	    (str_eq(json_get_str(obj, "status"), "completed") ||
	     str_eq(json_get_str(obj, "status"), "cancelled")))
		json_set_str(obj, "status", mark == 'x' || mark == 'X' ?
			     "completed" : mark == '-' ? "cancelled" :
			     mark == '/' ? "in_progress" : "pending");
	records_add(m->out, obj, line);
	while (m->depth && m->open[m->depth - 1].indent >= indent)
		m->depth--;
	if (m->depth)
		m->out->v[m->out->nr - 1].parent =
			m->open[m->depth - 1].record;
	if (m->depth < ARRAY_SIZE(m->open)) {
		m->open[m->depth].indent = indent;
		m->open[m->depth++].record = m->out->nr - 1;
	}
	return 0;
}

/* Is it "- [x] text"?  Returns where the text begins. */
static const char *item_text(const char *p, char *mark)
{
	if (!strchr("-*+", *p) || !*p || p[1] != ' ')
		return NULL;
	for (p++; *p == ' ';)
		p++;
	if (p[0] != '[' || !p[1] || !strchr(" xX-/", p[1]) || p[2] != ']' ||
	    p[3] != ' ')
		return NULL;
	*mark = p[1];
	return p + 4;
}

static int read_line(struct md_reader *m, const char *s, size_t line,
		     struct err *err)
{
	const char *p = s, *text;
	size_t indent = 0;
	char mark;

	for (; *p == ' ' || *p == '\t'; p++)
		indent += *p == '\t' ? 4 : 1;
	if (str_starts(p, "```") || str_starts(p, "~~~"))
		m->fence = !m->fence;
	text = m->fence ? NULL : item_text(p, &mark);
	if (text) {
		end_description(m);
		return read_item(m, text, indent, mark, line, err);
	}
	if (m->depth && indent > m->open[m->depth - 1].indent && *p) {
		if (str_starts(p, "> "))
			p += 2;
		else if (!strcmp(p, ">"))
			p++;
		strbuf_addf(&m->text, "%s\n", p);
	} else if (*p && indent == 0) {
		end_description(m);
		m->depth = 0;
	}
	return 0;
}

int convert_read_markdown(struct records *out, const char *text,
			  struct err *err)
{
	struct md_reader m = { .out = out, .text = STRBUF_INIT };
	size_t line = 0;
	int ret = 0;

	while (*text && ret == 0) {
		const char *nl = strchr(text, '\n');
		char *s = xstrndup(text, nl ? (size_t)(nl - text) :
				   strlen(text));

		ret = read_line(&m, s, ++line, err);
		free(s);
		text = nl ? nl + 1 : text + strlen(text);
	}
	end_description(&m);
	strbuf_release(&m.text);
	return ret;
}
