/*
 * convert.c - JSON and NDJSON, and what all formats share.
 */
#include "base/base.h"
#include "feat/exchange/convert.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "model/taskio.h"

static const char *const names[CONVERT_NR] = {
	"json", "ndjson", "csv", "markdown", "todo.txt"
};

bool convert_format_parse(enum convert_format *out, const char *name)
{
	size_t i;

	for (i = 0; i < CONVERT_NR; i++) {
		if (!str_ieq(names[i], name))
			continue;
		*out = (enum convert_format)i;
		return true;
	}
	return false;
}

const char *convert_format_name(enum convert_format f)
{
	return names[f];
}

const char *convert_format_label(enum convert_format f)
{
	static const char *const labels[CONVERT_NR] = {
		"tasks in JSON", "tasks in JSON, one a line", "a table (CSV)",
		"items of Markdown", "lines of todo.txt"
	};

	return labels[f];
}

enum convert_format convert_format_guess(const char *path, const char *text)
{
	static const struct {
		const char *suffix;
		enum convert_format format;
	} by_name[] = {
		{ ".ndjson", CONVERT_NDJSON }, { ".jsonl", CONVERT_NDJSON },
		{ ".json", CONVERT_JSON }, { ".csv", CONVERT_CSV },
		{ ".tsv", CONVERT_CSV }, { ".md", CONVERT_MARKDOWN },
		{ ".markdown", CONVERT_MARKDOWN },
		{ ".txt", CONVERT_TODOTXT },
	};
	size_t i;
	const char *nl;

	for (i = 0; i < ARRAY_SIZE(by_name); i++)
		if (str_ends(path, by_name[i].suffix))
			return by_name[i].format;
	while (*text == ' ' || *text == '\n' || *text == '\t')
		text++;
	if (*text == '[')
		return CONVERT_JSON;
	if (*text == '{') {
		nl = strchr(text, '\n');
		while (nl && (*nl == '\n' || *nl == ' '))
			nl++;
		return nl && *nl == '{' ? CONVERT_NDJSON : CONVERT_JSON;
	}
	if (*text == '#' || str_starts(text, "- ") || str_starts(text, "* "))
		return CONVERT_MARKDOWN;
	nl = strchr(text, '\n');
	if (nl && memchr(text, ',', (size_t)(nl - text)) &&
	    str_istarts(text, "id,"))
		return CONVERT_CSV;
	return CONVERT_TODOTXT;
}

/* An array of tasks, {"tasks": [...]}, or one task. */
static int read_json(struct records *out, const char *text, size_t len,
		     struct err *err)
{
	struct json *j, *list, *item;
	size_t n = 0;

	if (json_parse(&j, text, len, err) < 0)
		return -1;
	list = json_is(j, JSON_ARR) ? j : json_get(j, "tasks");
	if (json_is(list, JSON_ARR)) {
		while ((item = json_detach_at(list, 0)))
			records_add(out, item, ++n);
		json_free(j);
	} else {
		records_add(out, j, 1);
	}
	return 0;
}

static void read_ndjson(struct records *out, const char *text, size_t len,
			struct strvec *errors, struct err *err)
{
	const char *end = text + len;
	size_t line = 0;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		const char *stop = nl ? nl : end, *p = text;
		struct err e = ERR_INIT;
		struct json *j;

		line++;
		while (p < stop && (*p == ' ' || *p == '\t' || *p == '\r'))
			p++;
		if (p < stop) {
			if (json_parse(&j, p, (size_t)(stop - p), &e) == 0) {
				records_add(out, j, line);
			} else {
				/* within a line it is always the first */
				const char *why = str_starts(e.msg,
						"line 1, ") ? e.msg + 8 :
						e.msg;
				const char *sep = why == e.msg ? ":" : ",";

				strvec_pushf(errors, "line %zu%s %s", line,
					     sep, why);
				err_set(err, ERR_INVALID, "line %zu%s %s",
					line, sep, why);
			}
		}
		text = nl ? nl + 1 : end;
	}
}

static void check_objects(const struct records *r, struct strvec *errors)
{
	size_t i;

	for (i = 0; i < r->nr; i++)
		if (!json_is(r->v[i].obj, JSON_OBJ))
			strvec_pushf(errors, "%s %zu: a task must be an "
				     "object", r->format == CONVERT_JSON ?
				     "element" : "line", r->v[i].line);
}

int convert_read(struct records *out, enum convert_format f, const char *text,
		 size_t len, struct strvec *errors, struct err *err)
{
	int ret = 0;

	out->format = f;
	switch (f) {
	case CONVERT_JSON:
		ret = read_json(out, text, len, err);
		break;
	case CONVERT_NDJSON:
		read_ndjson(out, text, len, errors, err);
		break;
	case CONVERT_CSV:
		ret = convert_read_csv(out, text, len, err);
		break;
	case CONVERT_MARKDOWN:
		ret = convert_read_markdown(out, text, err);
		break;
	default:
		ret = convert_read_todotxt(out, text, err);
		break;
	}
	if (ret < 0)
		strvec_push(errors, err->msg);
	else
		check_objects(out, errors);
	if (!errors->nr)
		return 0;
	return err_set(err, ERR_INVALID, "%s", errors->v[0]);
}

/* ---- writing ---- */

void convert_head(struct strbuf *out, enum convert_format f)
{
	struct task none = TASK_INIT;

	if (f == CONVERT_JSON)
		strbuf_addstr(out, "[");
	else if (f == CONVERT_CSV)
		convert_task_csv(out, &none);
	else if (f == CONVERT_MARKDOWN)
		strbuf_addstr(out, "# Tasks\n\n");
}

/*
 * JSON escapes control characters, the other formats can not: what should not
 * be in a task (it came by a foreign hand) is replaced.
 */
static void add_cleaned(struct strbuf *out, enum convert_format f,
			const struct task *t)
{
	struct strbuf text = STRBUF_INIT;

	if (f == CONVERT_CSV)
		convert_task_csv(&text, t);
	else if (f == CONVERT_MARKDOWN)
		convert_task_markdown(&text, t);
	else
		convert_task_todotxt(&text, t);
	utf8_add_clean(out, text.buf);
	strbuf_release(&text);
}

void convert_task(struct strbuf *out, enum convert_format f,
		  const struct task *t, bool first)
{
	struct json *j;

	switch (f) {
	case CONVERT_JSON:
	case CONVERT_NDJSON:
		j = task_public(t, task_status(t), NULL);
		if (f == CONVERT_JSON)
			strbuf_addstr(out, first ? "\n " : ",\n ");
		json_line(out, j);
		if (f == CONVERT_NDJSON)
			strbuf_addch(out, '\n');
		json_free(j);
		break;
	default:
		add_cleaned(out, f, t);
		break;
	}
}

void convert_tail(struct strbuf *out, enum convert_format f, bool empty)
{
	if (f == CONVERT_JSON)
		strbuf_addstr(out, empty ? "]\n" : "\n]\n");
}
