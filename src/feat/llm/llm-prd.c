/*
 * llm-prd.c - the question for requirements, the answer traced, the draft.
 */
#include "base/base.h"
#include "feat/llm/llm-prd.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/embed.h"

#define PROMPT "templates/llm-prd.md"
#define TITLE_BYTES 500
#define TEXT_BYTES 4000
#define QUOTE_LEAST 8		/* bytes: fewer say nothing about a place */

static const char schema_text[] =
	"{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"items\"],\"properties\":{\"items\":{"
	"\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"additionalProperties\":false,\"required\":[\"title\","
	"\"description\",\"priority\",\"first_line\",\"last_line\","
	"\"quote\",\"criteria\"],\"properties\":{"
	"\"title\":{\"type\":\"string\"},"
	"\"description\":{\"type\":\"string\"},"
	"\"priority\":{\"type\":[\"string\",\"null\"],"
	"\"enum\":[\"high\",\"medium\",\"low\",null]},"
	"\"first_line\":{\"type\":\"integer\"},"
	"\"last_line\":{\"type\":\"integer\"},"
	"\"quote\":{\"type\":\"string\"},"
	"\"criteria\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"
	"}}}}}";

/* ---- the question ---- */

static void split(struct strvec *lines, const char *text, size_t len)
{
	const char *p = text, *end = text + len, *nl;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			nl = end;
		strvec_push_len(lines, p, (size_t)(nl - p));
	}
}

int llm_prd_question(struct llm_question *q, const char *text, size_t len,
		     struct err *err)
{
	const struct embedded *e = embed_find(PROMPT);
	struct json *data, *list, *schema = NULL;
	struct strvec lines = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	memset(q, 0, sizeof(*q));
	if (!len || strspn(text, " \t\r\n") == len)
		return err_set(err, ERR_INVALID, "the document is empty");
	if (len > LLM_PRD_TEXT_MAX)
		return err_set(err, ERR_INVALID, "the document has %zu KB; a "
			       "language model is asked about %zu at most",
			       len >> 10, LLM_PRD_TEXT_MAX >> 10);
	if (!e || json_parse(&schema, schema_text, sizeof(schema_text) - 1,
			     NULL) < 0)
		BUG("no text '%s'", PROMPT);
	data = json_new_obj();
	list = json_new_arr();
	split(&lines, text, len);
	for (i = 0; i < lines.nr; i++) {
		strbuf_reset(&sb);
		strbuf_addf(&sb, "%zu: ", i + 1);
		utf8_add_clean_line(&sb, lines.v[i]);
		json_push_str(list, sb.buf);
	}
	json_set(data, "lines", list);
	q->name = "requirements";
	q->system = (const char *)e->data;
	q->data = data;
	q->schema = schema;
	strbuf_release(&sb);
	strvec_clear(&lines);
	return 0;
}

void llm_prd_done(struct llm_question *q)
{
	struct json *data, *schema;

	memcpy(&data, &q->data, sizeof(data));
	memcpy(&schema, &q->schema, sizeof(schema));
	json_free(data);
	json_free(schema);
}

/* ---- tracing ---- */

/* Letters and digits, lower case, all else as one blank: what a copy keeps. */
static void add_plain(struct strbuf *out, const char *s)
{
	const char *p = s, *end = s + strlen(s);

	strbuf_addch(out, ' ');
	while (p < end) {
		uint32_t ch = utf8_next(&p, end);
		bool word = ch >= 0x80 || (ch >= '0' && ch <= '9') ||
			(ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');

		if (word)
			utf8_add(out, utf8_fold(ch));
		else if (out->buf[out->len - 1] != ' ')
			strbuf_addch(out, ' ');
	}
	if (out->buf[out->len - 1] != ' ')
		strbuf_addch(out, ' ');
}

/* The plain words of the lines first to last. */
static void add_lines(struct strbuf *out, const struct strvec *lines,
		      int first, int last)
{
	struct strbuf all = STRBUF_INIT;

	for (int i = first; i <= last; i++)
		strbuf_addf(&all, "%s ", lines->v[i - 1]);
	add_plain(out, all.buf);
	strbuf_release(&all);
}

/* Are these words there, one after the other? */
static bool is_there(const struct strbuf *place, const char *words)
{
	struct strbuf plain = STRBUF_INIT;
	bool found;

	add_plain(&plain, words);
	found = plain.len >= QUOTE_LEAST && strstr(place->buf, plain.buf);
	strbuf_release(&plain);
	return found;
}

/* ---- the answer ---- */

static bool is_text(const char *s, size_t max)
{
	return s && strlen(s) <= max;
}

static bool is_good(const struct json *j)
{
	const struct json *priority = json_get(j, "priority"), *c;
	const char *title = json_get_str(j, "title");

	if (!json_is(j, JSON_OBJ) || !is_text(title, TITLE_BYTES) ||
	    !title[strspn(title, " \t\r\n")] ||
	    !is_text(json_get_str(j, "description"), TEXT_BYTES) ||
	    !is_text(json_get_str(j, "quote"), TEXT_BYTES) ||
	    !json_is(json_get(j, "first_line"), JSON_NUM) ||
	    !json_is(json_get(j, "last_line"), JSON_NUM) ||
	    !json_is(json_get(j, "criteria"), JSON_ARR) ||
	    !(json_is(priority, JSON_NULL) || json_is(priority, JSON_STR)))
		return false;
	json_each(c, json_get(j, "criteria"))
		if (!is_text(json_str(c), TEXT_BYTES))
			return false;
	return true;
}

static const char *priority_of(const struct json *j)
{
	static const char *const names[] = { "high", "medium", "low" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq(json_get_str(j, "priority"), names[i]))
			return names[i];
	return NULL;
}

/* One line that is no Markdown of its own: no heading, list or comment. */
static char *plain_line(const char *text)
{
	struct strbuf clean = STRBUF_INIT, out = STRBUF_INIT;
	const char *p;

	utf8_add_clean_line(&clean, text);
	strbuf_trim(&clean);
	for (p = clean.buf; *p; p++)
		if (*p == '<')
			strbuf_addstr(&out, "(");
		else if (*p == '>')
			strbuf_addstr(&out, ")");
		else if (!strchr("#*`[]|\\", *p))
			strbuf_addch(&out, *p);
	strbuf_release(&clean);
	return strbuf_detach(&out, NULL);
}

static void take(struct llm_prd *out, const struct json *j,
		 const struct strvec *lines)
{
	double first = json_get_num(j, "first_line", 0);
	double last = json_get_num(j, "last_line", 0);
	struct strbuf place = STRBUF_INIT;
	struct llm_prd_item *it;
	const struct json *c;

	if (first >= 1 && last >= first && last <= (double)lines->nr)
		add_lines(&place, lines, (int)first, (int)last);
	if (!place.len || !is_there(&place, json_get_str(j, "quote"))) {
		out->untraced++;
		strbuf_release(&place);
		return;
	}
	ALLOC_GROW(out->v, out->nr + 1, out->alloc);
	it = &out->v[out->nr++];
	memset(it, 0, sizeof(*it));
	it->title = plain_line(json_get_str(j, "title"));
	it->description = plain_line(json_get_str(j, "description"));
	it->priority = priority_of(j);
	it->first = (int)first;
	it->last = (int)last;
	json_each(c, json_get(j, "criteria")) {
		char *text = plain_line(json_str(c));

		if (is_there(&place, text))
			strvec_push(&it->criteria, text);
		free(text);
	}
	strbuf_release(&place);
}

int llm_prd_read(struct llm_prd *out, const struct json *answer,
		 const char *text, size_t len, struct err *err)
{
	const struct json *list = json_get(answer, "items"), *j;
	struct strvec lines = STRVEC_INIT;
	bool good = json_is(list, JSON_ARR) &&
		json_nr(list) <= LLM_PRD_ITEMS_MAX;

	memset(out, 0, sizeof(*out));
	json_each(j, list)
		good = good && is_good(j);
	if (!good)
		return err_set(err, ERR_INVALID, "the model's answer is not "
			       "of the shape that was asked for");
	split(&lines, text, len);
	json_each(j, list)
		take(out, j, &lines);
	strvec_clear(&lines);
	return 0;
}

void llm_prd_release(struct llm_prd *p)
{
	for (size_t i = 0; i < p->nr; i++) {
		free(p->v[i].title);
		free(p->v[i].description);
		strvec_clear(&p->v[i].criteria);
	}
	free(p->v);
	memset(p, 0, sizeof(*p));
}

/* ---- the draft ---- */

void llm_prd_markdown(struct strbuf *out, const struct llm_prd *p,
		      const char *name)
{
	char *shown = plain_line(name);

	strbuf_addf(out, "# Draft of requirements from %s\n\n## Features\n",
		    shown);
	for (size_t i = 0; i < p->nr; i++) {
		const struct llm_prd_item *it = &p->v[i];

		strbuf_addf(out, "\n### %s\n<!-- %s, lines %d to %d -->\n",
			    it->title, shown, it->first, it->last);
		if (it->priority)
			strbuf_addf(out, "- Priority: %s\n", it->priority);
		if (*it->description)
			strbuf_addf(out, "- Description: %s\n",
				    it->description);
		if (it->criteria.nr)
			strbuf_addstr(out, "- Acceptance Criteria:\n");
		for (size_t k = 0; k < it->criteria.nr; k++)
			strbuf_addf(out, "  - %s\n", it->criteria.v[k]);
	}
	free(shown);
}

struct json *llm_prd_json(const struct llm_prd *p)
{
	struct json *arr = json_new_arr();

	for (size_t i = 0; i < p->nr; i++) {
		const struct llm_prd_item *it = &p->v[i];
		struct json *j = json_new_obj(), *c = json_new_arr();

		json_set_str(j, "title", it->title);
		json_set_str(j, "description", it->description);
		json_set_str(j, "priority", it->priority);
		json_set_int(j, "first_line", it->first);
		json_set_int(j, "last_line", it->last);
		for (size_t k = 0; k < it->criteria.nr; k++)
			json_push_str(c, it->criteria.v[k]);
		json_set(j, "criteria", c);
		json_push(arr, j);
	}
	return arr;
}
