/*
 * converttodo.c - todo.txt (github.com/todotxt/todo.txt, the format rules).
 *
 *	x 2026-11-22 2026-11-21 Title id:3f9a1c2b7d4e5f60 +project @who due:2026-11-30
 *
 * (A) to (D) are critical to low, lines without are of no priority.  An "id:"
 * word written by us ends the title; in lines of other origin the words of
 * metadata at the end are taken off it.
 */
#include "base/base.h"
#include "feat/exchange/convert.h"

#include "base/mem.h"
#include "data/when.h"

/* ---- writing ---- */

/* White space would end the word, or the line: it is written as %20. */
static void add_word(struct strbuf *out, const char *prefix, const char *s)
{
	if (!s || !*s)
		return;
	strbuf_addf(out, " %s", prefix);
	for (; *s; s++) {
		if (*s == '%')
			strbuf_addstr(out, "%25");
		else if ((unsigned char)*s <= ' ')
			strbuf_addstr(out, *s == '\t' ? "%09" : "%20");
		else
			strbuf_addch(out, *s);
	}
}

static void add_words(struct strbuf *out, const char *prefix,
		      const struct json *list)
{
	struct json *j;

	json_each(j, list)
		add_word(out, prefix, json_str(j));
}

void convert_task_todotxt(struct strbuf *out, const struct task *t)
{
	enum status s = task_status(t);
	enum priority p = task_priority(t);
	const char *created = task_str(t, F_CREATED_AT);
	const char *completed = task_str(t, F_COMPLETED_AT), *title;
	bool done = !status_is_open(s);

	if (done)
		strbuf_addf(out, "x %.10s ", completed ? completed :
			    task_str(t, F_UPDATED_AT));
	else if (p > PRIO_NONE)
		strbuf_addf(out, "(%c) ", 'A' + (PRIO_CRITICAL - p));
	if (created)
		strbuf_addf(out, "%.10s ", created);
	for (title = task_str(t, F_TITLE); title && *title; title++)
		strbuf_addch(out, *title == '\n' || *title == '\r' ? ' ' :
			     *title);
	add_word(out, "id:", t->id);
	add_word(out, "+", task_str(t, F_PROJECT));
	add_word(out, "@", task_str(t, F_ASSIGNEE));
	add_words(out, "tag:", task_get(t, F_TAGS));
	if (task_get(t, F_DEADLINE)) {
		strbuf_addstr(out, " due:");
		strbuf_addstr(out, task_str(t, F_DEADLINE));
	}
	if (done && p != PRIO_NONE)
		add_word(out, "pri:", priority_name(p));
	if (s != STATUS_PENDING && s != STATUS_COMPLETED)
		add_word(out, "status:", status_name(s));
	add_words(out, "dep:", task_get(t, F_DEPENDENCIES));
	strbuf_addch(out, '\n');
}

/* ---- reading ---- */

static int hex_digit(char c)
{
	const char *digits = "0123456789ABCDEF", *p;

	if (c >= 'a' && c <= 'f')
		c = (char)(c - 'a' + 'A');
	p = c ? strchr(digits, c) : NULL;
	return p ? (int)(p - digits) : -1;
}

static char *decoded(const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	for (; *s; s++) {
		if (*s == '%' && hex_digit(s[1]) >= 0 &&
		    hex_digit(s[2]) >= 0) {
			strbuf_addch(&sb, (char)(hex_digit(s[1]) * 16 +
						 hex_digit(s[2])));
			s += 2;
		} else {
			strbuf_addch(&sb, *s);
		}
	}
	return strbuf_detach(&sb, NULL);
}

static void set_word(struct json *obj, const char *key, const char *value,
		     bool list)
{
	struct json *arr;
	char *text = decoded(value);

	if (list) {
		arr = json_get(obj, key);
		if (!arr) {
			arr = json_new_arr();
			json_set(obj, key, arr);
		}
		json_push_str(arr, text);
	} else {
		json_set_str(obj, key, text);
	}
	free(text);
}

/* "rec:1w", as other programs write it, but no URL and no time of day. */
static bool foreign_word(struct json *obj, const char *w)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t len = strspn(w, first);
	struct json *fields = json_get(obj, "fields");
	char *key;

	len += len ? strspn(w + len, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") : 0;
	if (!len || w[len] != ':' || !w[len + 1] || w[len + 1] == '/' ||
	    strchr(w + len + 1, ':'))
		return false;
	if (!fields) {
		fields = json_new_obj();
		json_set(obj, "fields", fields);
	}
	key = xstrndup(w, len);
	set_word(fields, key, w + len + 1, false);
	free(key);
	return true;
}

/* One word of metadata; false: it is text. */
static bool read_word(struct json *obj, const char *w)
{
	static const struct {
		const char *prefix, *key;
		bool list;
	} words[] = {
		{ "id:", "id", false }, { "due:", "deadline", false },
		{ "tag:", "tags", true }, { "dep:", "dependencies", true },
		{ "pri:", "priority", false },
		{ "status:", "status", false }, { "+", "project", false },
		{ "@", "assignee", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		const char *value = w + strlen(words[i].prefix);

		if (!str_starts(w, words[i].prefix) || !*value)
			continue;
		set_word(obj, words[i].key, value, words[i].list);
		return true;
	}
	return foreign_word(obj, w);
}

/* "(A)" letters and todo.txt's own "pri:A". */
static void letter_priority(struct json *obj, char letter)
{
	int p = PRIO_CRITICAL - (letter - 'A');

	json_set_str(obj, "priority", priority_name(p > PRIO_LOW ?
		     (enum priority)p : PRIO_LOW));
}

static bool is_date(const char *s)
{
	int i;

	for (i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9')
			return false;
	return s[10] == ' ';
}

static const char *read_date(struct json *obj, const char *p, const char *key)
{
	char buf[WHEN_LEN];

	if (!is_date(p))
		return p;
	snprintf(buf, sizeof(buf), "%.10sT00:00:00Z", p);
	json_set_str(obj, key, buf);
	return p + 11;
}

/* Where the metadata begins: our id word, or the last words that are some. */
static size_t title_end(const char *s)
{
	struct json *scratch = json_new_obj();
	size_t end = strlen(s), at = end;
	const char *p, *own = NULL;

	for (p = strstr(s, " id:"); p; p = strstr(p + 1, " id:"))
		if (strspn(p + 4, "0123456789abcdef") == ID_LEN &&
		    (p[4 + ID_LEN] == ' ' || !p[4 + ID_LEN]))
			own = p;
	while (!own && at > 0) {
		size_t start = at;
		char *word;
		bool meta;

		while (start > 0 && s[start - 1] != ' ')
			start--;
		word = xstrndup(s + start, at - start);
		meta = !*word || read_word(scratch, word);
		free(word);
		if (!meta || start == 0)
			break;
		end = at = start - 1;
	}
	json_free(scratch);
	return own ? (size_t)(own - s) : end;
}

static void read_todo(struct records *out, const char *p, size_t line)
{
	struct json *obj = json_new_obj();
	struct strvec words = STRVEC_INIT;
	struct strbuf title = STRBUF_INIT;
	size_t end, i;

	json_set_str(obj, "status", "pending");
	json_set_str(obj, "priority", "none");
	if (str_starts(p, "x ")) {
		json_set_str(obj, "status", "completed");
		p = read_date(obj, p + 2, "completed_at");
	}
	if (p[0] == '(' && p[1] >= 'A' && p[1] <= 'Z' && p[2] == ')' &&
	    p[3] == ' ') {
		letter_priority(obj, p[1]);
		p += 4;
	}
	p = read_date(obj, p, "created_at");
	end = title_end(p);
	strbuf_add(&title, p, end);
	strbuf_trim(&title);
	json_set_str(obj, "title", title.buf);
	strvec_split(&words, p + end, " ");
	for (i = 0; i < words.nr; i++)
		read_word(obj, words.v[i]);
	if (!str_eq(json_get_str(obj, "status"), "completed"))
		json_del(obj, "completed_at");
	p = json_get_str(obj, "priority");
	if (p[0] >= 'A' && p[0] <= 'Z' && !p[1])
		letter_priority(obj, p[0]);
	records_add(out, obj, line);
	strbuf_release(&title);
	strvec_clear(&words);
}

int convert_read_todotxt(struct records *out, const char *text,
			 struct err *err)
{
	size_t line = 0;

	(void)err;
	while (*text) {
		const char *nl = strchr(text, '\n');
		struct strbuf s = STRBUF_INIT;

		line++;
		strbuf_add(&s, text, nl ? (size_t)(nl - text) : strlen(text));
		strbuf_trim(&s);
		if (s.len)
			read_todo(out, s.buf, line);
		strbuf_release(&s);
		text = nl ? nl + 1 : text + strlen(text);
	}
	return 0;
}
