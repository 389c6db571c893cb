/*
 * prd-check.c - what a reader of a requirements document would stumble over.
 */
#include "base/base.h"
#include "feat/prd/prd-check.h"

#include <stdarg.h>

#include "base/mem.h"
#include "base/utf8.h"

#define FINDINGS_MAX 10000

struct checker {
	struct prd_findings *out;
	const struct prd_doc *doc;
	const char *buf;
	size_t *lines, nr_lines;
};

static const struct { const char *rule, *text; } rules[] = {
	{ "id-twice", "An id names one item" },
	{ "dependency", "A dependency names another item, and none waits for "
			"itself" },
	{ "priority", "Every item says how important it is" },
	{ "open", "Nothing is left open" },
	{ "no-item", "What is asked for is an item" },
	{ "unsure", "Items are written so that they are recognised" },
	{ "measure", "A criterion can be measured" },
	{ "criteria", "An item says when it is done" },
};

const char *prd_level_name(enum prd_level level)
{
	static const char *const names[PRD_LEVEL_NR] = {
		"note", "warning", "error",
	};

	return level < PRD_LEVEL_NR ? names[level] : "note";
}

/* ---- places ---- */

static void index_lines(struct checker *c, size_t len)
{
	const char *p = c->buf, *end = p + len;
	size_t alloc = 0;

	while (p && p < end) {
		ALLOC_GROW(c->lines, c->nr_lines + 1, alloc);
		c->lines[c->nr_lines++] = (size_t)(p - c->buf);
		p = memchr(p, '\n', (size_t)(end - p));
		if (p)
			p++;
	}
}

/* The column of a line's text, behind marks of lists, tables and headings. */
static int column_of(const struct checker *c, int line)
{
	const char *s;
	size_t n = 0, k;

	if (line < 1 || (size_t)line > c->nr_lines)
		return 1;
	s = c->buf + c->lines[line - 1];
	for (;;) {
		n += strspn(s + n, " \t#|>");
		k = strspn(s + n, "0123456789");
		if (k && (s[n + k] == '.' || s[n + k] == ')') &&
		    s[n + k + 1] == ' ')
			n += k + 2;
		else if ((s[n] == '-' || s[n] == '*' || s[n] == '+') &&
			 s[n + 1] == ' ')
			n += 2;
		else if (s[n] == '[' && s[n + 1] && s[n + 2] == ']')
			n += 3;
		else
			break;
	}
	if (!s[n] || s[n] == '\n' || s[n] == '\r')
		return 1;
	return (int)n + 1;	/* all that was passed is ASCII */
}

static void add(struct checker *c, enum prd_level level, const char *rule,
		int line, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

static void add(struct checker *c, enum prd_level level, const char *rule,
		int line, const char *fmt, ...)
{
	struct prd_findings *f = c->out;
	struct strbuf text = STRBUF_INIT;
	struct prd_finding *it;
	va_list ap;

	f->count[level]++;
	if (f->nr >= FINDINGS_MAX)
		return;
	ALLOC_GROW(f->items, f->nr + 1, f->alloc);
	it = &f->items[f->nr++];
	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	it->level = level;
	it->rule = rule;
	it->text = strbuf_detach(&text, NULL);
	it->line = line < 1 ? 1 : line;
	it->column = column_of(c, line);
}

/* ---- what is looked at ---- */

static const char *name_of(const struct prd_item *it)
{
	return it->id ? it->id : it->title;
}

static bool leaves_open(const char *s)
{
	static const char *const marks[] = {
		"TBD", "TODO", "FIXME", "???", "NEEDS CLARIFICATION", "XXX",
		"a definir", "por definir", "à définir", "noch offen", "待定",
		"未定",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (strstr(s, marks[i]))
			return true;
	return false;
}

static void check_item(struct checker *c, const struct prd_item *it,
		       bool priorities)
{
	size_t i;

	if (priorities && !it->has_priority)
		add(c, PRD_WARNING, "priority", it->line,
		    "'%.80s' has no priority, others have", name_of(it));
	if (leaves_open(it->title) || leaves_open(it->description))
		add(c, PRD_WARNING, "open", it->line,
		    "'%.80s' leaves something open", name_of(it));
	if (!it->nr_criteria && (it->kind == PRD_STORY ||
				 it->kind == PRD_REQUIREMENT))
		add(c, PRD_NOTE, "criteria", it->line,
		    "'%.80s' does not say when it is done", name_of(it));
	for (i = 0; i < it->nr_criteria; i++)
		if (!it->criteria[i].measurable)
			add(c, PRD_NOTE, "measure", it->criteria[i].line,
			    "nothing measures '%.80s'", it->criteria[i].text);
}

/* "line 12: no item is named 'X'" */
static void check_notes(struct checker *c)
{
	size_t i;

	for (i = 0; i < c->doc->notes.nr; i++) {
		const char *s = c->doc->notes.v[i], *text = s;
		long line = 1;
		char *end;

		if (str_starts(s, "line ")) {
			line = strtol(s + 5, &end, 10);
			text = *end == ':' ? end + 2 : s;
		}
		add(c, PRD_ERROR, "dependency", (int)line, "%s", text);
	}
}

static int by_line(const void *a, const void *b)
{
	const struct prd_finding *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->level != y->level)
		return x->level > y->level ? -1 : 1;
	return strcmp(x->text, y->text);
}

void prd_check(struct prd_findings *out, const struct prd_doc *doc,
	       const char *buf, size_t len)
{
	struct checker c = { .out = out, .doc = doc, .buf = buf };
	bool priorities = false;
	size_t i;

	memset(out, 0, sizeof(*out));
	index_lines(&c, len);
	for (i = 0; i < doc->nr; i++)
		priorities |= !doc->items[i].dropped &&
			      doc->items[i].has_priority;
	for (i = 0; i < doc->nr; i++) {
		const struct prd_item *it = &doc->items[i];

		if (it->removed)
			continue;
		if (it->dropped)
			add(&c, PRD_NOTE, "unsure", it->line,
			    "'%.80s' makes no task: %s", name_of(it),
			    it->reason);
		else
			check_item(&c, it, priorities);
	}
	for (i = 0; i < doc->nr_twice; i++) {
		const struct prd_twice *t = &doc->twice[i];

		add(&c, PRD_ERROR, "id-twice", t->line,
		    "the id %s is '%.60s' on line %d and '%.60s' here",
		    doc->items[t->item].id, doc->items[t->item].title,
		    doc->items[t->item].line, t->title);
	}
	for (i = 0; i < doc->nr_prose; i++)
		add(&c, PRD_WARNING, "no-item", doc->prose[i].line,
		    "this reads like a requirement but names no item: "
		    "'%.80s'", doc->prose[i].text);
	check_notes(&c);
	if (out->nr)
		qsort(out->items, out->nr, sizeof(*out->items), by_line);
	free(c.lines);
}

void prd_findings_release(struct prd_findings *f)
{
	size_t i;

	for (i = 0; i < f->nr; i++)
		free(f->items[i].text);
	free(f->items);
	memset(f, 0, sizeof(*f));
}

/* ---- SARIF ---- */

static struct json *text_of(const char *text)
{
	struct json *o = json_new_obj();
	struct strbuf clean = STRBUF_INIT;

	utf8_add_clean_line(&clean, text);
	json_set_str(o, "text", clean.buf);
	strbuf_release(&clean);
	return o;
}

static struct json *rules_json(void)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		struct json *o = json_new_obj();

		json_set_str(o, "id", rules[i].rule);
		json_set(o, "shortDescription", text_of(rules[i].text));
		json_push(arr, o);
	}
	return arr;
}

/* A path as a relative URI reference. */
static char *uri_of(const char *path)
{
	static const char plain[] = "-._~/";
	struct strbuf s = STRBUF_INIT;

	for (; *path; path++) {
		unsigned char b = (unsigned char)*path;

		if ((b >= '0' && b <= '9') || ((b | 32) >= 'a' &&
		    (b | 32) <= 'z') || strchr(plain, b))
			strbuf_addch(&s, (char)b);
		else
			strbuf_addf(&s, "%%%02X", b);
	}
	return strbuf_detach(&s, NULL);
}

static struct json *result_json(const struct prd_finding *f, const char *uri)
{
	struct json *o = json_new_obj(), *places = json_new_arr();
	struct json *place = json_new_obj(), *phys = json_new_obj();
	struct json *art = json_new_obj(), *region = json_new_obj();

	json_set_str(o, "ruleId", f->rule);
	json_set_str(o, "level", prd_level_name(f->level));
	json_set(o, "message", text_of(f->text));
	json_set_str(art, "uri", uri);
	json_set_int(region, "startLine", f->line);
	json_set_int(region, "startColumn", f->column);
	json_set(phys, "artifactLocation", art);
	json_set(phys, "region", region);
	json_set(place, "physicalLocation", phys);
	json_push(places, place);
	json_set(o, "locations", places);
	return o;
}

struct json *prd_sarif(const struct prd_findings *f, const char *path)
{
	struct json *o = json_new_obj(), *runs = json_new_arr();
	struct json *run = json_new_obj(), *tool = json_new_obj();
	struct json *driver = json_new_obj(), *results = json_new_arr();
	char *uri = uri_of(path);
	size_t i;

	json_set_str(driver, "name", "git-task prd check");
	json_set(driver, "rules", rules_json());
	json_set(tool, "driver", driver);
	for (i = 0; i < f->nr; i++)
		json_push(results, result_json(&f->items[i], uri));
	json_set(run, "tool", tool);
	json_set_str(run, "columnKind", "unicodeCodePoints");
	json_set(run, "results", results);
	json_push(runs, run);
	json_set_str(o, "$schema",
		     "https://json.schemastore.org/sarif-2.1.0.json");
	json_set_str(o, "version", "2.1.0");
	json_set(o, "runs", runs);
	free(uri);
	return o;
}
