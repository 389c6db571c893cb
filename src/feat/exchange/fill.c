/*
 * fill.c - what another program says, put into a record.
 */
#include "base/base.h"
#include "feat/exchange/fill.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/due.h"

#define NAME_BYTES 200	/* of a person, a tag, a project (model/field.h) */
#define TITLE_CHARS 500
#define FILE_MAX ((size_t)64 << 20)

/* ---- text ---- */

/* Fit for the model: LF, no control characters; `line`: no LF and no tab. */
static void clean(struct strbuf *out, const char *s, bool line)
{
	const char *end = s + strlen(s);

	while (s < end) {
		uint32_t ch = utf8_next(&s, end);

		if (ch == '\r') {
			if (s < end && *s == '\n')
				continue;
			ch = '\n';
		}
		if (line && (ch == '\n' || ch == '\t' || ch == 0x2028 ||
			     ch == 0x2029))
			ch = ' ';
		if ((ch < ' ' && ch != '\n' && ch != '\t') ||
		    (ch >= 0x7f && ch < 0xa0))
			ch = ' ';
		utf8_add(out, ch);
	}
	strbuf_trim(out);
}

/* At most `max` bytes, whole characters. */
static void cut(struct strbuf *sb, size_t max)
{
	if (sb->len <= max)
		return;
	while (max && ((unsigned char)sb->buf[max] & 0xc0) == 0x80)
		max--;
	strbuf_setlen(sb, max);
	strbuf_rtrim(sb);
}

struct json *fill_new(struct records *r, size_t line, const char *fmt, ...)
{
	struct strbuf key = STRBUF_INIT, clear = STRBUF_INIT;
	struct json *rec = json_new_obj();
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&key, fmt, ap);
	va_end(ap);
	clean(&clear, key.buf, true);
	json_set_str(rec, "key", clear.buf);
	records_add(r, rec, line);
	strbuf_release(&key);
	strbuf_release(&clear);
	return rec;
}

void fill_title(struct json *rec, const char *s)
{
	struct strbuf sb = STRBUF_INIT;
	const char *p, *end;
	size_t n;

	if (!s)
		return;
	clean(&sb, s, true);
	p = sb.buf;
	end = sb.buf + sb.len;
	for (n = 0; p < end && n < TITLE_CHARS - 3; n++)
		utf8_next(&p, end);
	if ((size_t)(end - p) > 3) {
		fill_more(rec, NULL, sb.buf);
		strbuf_setlen(&sb, (size_t)(p - sb.buf));
		strbuf_addstr(&sb, "...");
	}
	if (sb.len)
		json_set_str(rec, "title", sb.buf);
	strbuf_release(&sb);
}

void fill_line(struct json *rec, const char *name, const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	if (s)
		clean(&sb, s, true);
	cut(&sb, NAME_BYTES);
	if (sb.len)
		json_set_str(rec, name, sb.buf);
	strbuf_release(&sb);
}

void fill_text(struct json *rec, const char *name, const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	if (s)
		clean(&sb, s, false);
	if (sb.len)
		json_set_str(rec, name, sb.buf);
	strbuf_release(&sb);
}

int fill_file(struct strbuf *out, const char *folder, const char *path,
	      struct err *err)
{
	struct strbuf raw = STRBUF_INIT;
	int ret = file_read_inside(&raw, folder, path, FILE_MAX, err);

	if (ret == 0 && (!utf8_valid(raw.buf, raw.len) ||
			 memchr(raw.buf, '\0', raw.len)))
		ret = err_set(err, ERR_INVALID, "not valid UTF-8");
	if (ret == 0)
		strbuf_addlf(out, str_starts(raw.buf, "\xef\xbb\xbf") ?
			     raw.buf + 3 : raw.buf);
	strbuf_release(&raw);
	return ret;
}

void fill_more(struct json *rec, const char *head, const char *s)
{
	const char *have = json_get_str(rec, "description");
	struct strbuf sb = STRBUF_INIT, add = STRBUF_INIT;

	if (s)
		clean(&add, s, false);
	if (add.len) {
		if (have && *have)
			strbuf_addf(&sb, "%s\n\n", have);
		if (head)
			strbuf_addf(&sb, "## %s\n\n", head);
		strbuf_addbuf(&sb, &add);
		json_set_str(rec, "description", sb.buf);
	}
	strbuf_release(&sb);
	strbuf_release(&add);
}

/* ---- times ---- */

void fill_time(struct json *rec, const char *name, const char *s)
{
	char buf[WHEN_LEN];
	int64_t t;

	if (!s || !*s)
		return;
	if (!fill_parse_time(&t, s)) {
		fill_field(rec, name, json_new_str(s));
		return;
	}
	if (due_is_day(t))
		t = when_day_number(due_day(t)) * 86400000;
	when_format(buf, t);
	json_set_str(rec, name, buf);
}

static void set_due(struct json *rec, int64_t t)
{
	char buf[WHEN_LEN];

	due_format(buf, t);
	json_set_str(rec, "deadline", buf);
}

void fill_due(struct json *rec, const char *s)
{
	int64_t t;

	if (!s || !*s)
		return;
	if (fill_parse_time(&t, s))
		set_due(rec, t);
	else
		fill_field(rec, "deadline", json_new_str(s));
}

void fill_due_utc(struct json *rec, const char *s)
{
	int64_t t;

	if (s && fill_parse_time(&t, s) && !due_is_day(t) &&
	    t % 86400000 == 0)
		set_due(rec, due_from_day(when_day_from(t / 86400000)));
	else
		fill_due(rec, s);
}

void fill_due_local(struct json *rec, const char *s)
{
	int64_t t;

	if (s && fill_parse_time(&t, s) && !due_is_day(t) &&
	    when_local_secs(t) == 0)
		set_due(rec, due_from_day(when_local_day(t)));
	else
		fill_due(rec, s);
}

/* ---- lists, logs and maps ---- */

static struct json *list_of(struct json *rec, const char *name)
{
	struct json *arr = json_get(rec, name);

	if (!arr) {
		arr = json_new_arr();
		json_set(rec, name, arr);
	}
	return arr;
}

void fill_tag(struct json *rec, const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	if (s)
		clean(&sb, s, true);
	cut(&sb, NAME_BYTES);
	if (sb.len && !json_has_str(json_get(rec, "tags"), sb.buf))
		json_push_str(list_of(rec, "tags"), sb.buf);
	strbuf_release(&sb);
}

void fill_dep(struct json *rec, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	strbuf_trim(&sb);
	if (sb.len && !json_has_str(json_get(rec, "dependencies"), sb.buf))
		json_push_str(list_of(rec, "dependencies"), sb.buf);
	strbuf_release(&sb);
}

void fill_criterion(struct json *rec, const char *s)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *c;

	if (s)
		clean(&sb, s, true);
	cut(&sb, 4000);
	if (sb.len) {
		c = json_new_obj();
		json_set_str(c, "criterion", sb.buf);
		json_push(list_of(rec, "success_criteria"), c);
	}
	strbuf_release(&sb);
}

void fill_note(struct json *rec, const char *at, const char *by,
	       const char *text)
{
	struct json *e = json_new_obj();
	const char *key = json_get_str(rec, "key");
	char id[ID_LEN + 1];
	uint64_t h;

	fill_text(e, "text", text);
	fill_time(e, "at", at);
	json_del(e, "fields");
	if (!json_get(e, "at"))
		json_set_str(e, "at", json_get_str(rec, "created_at") ?
			     json_get_str(rec, "created_at") :
			     "1970-01-01T00:00:00Z");
	fill_line(e, "by", by);
	text = json_get_str(e, "text");
	if (!text) {
		json_free(e);
		return;
	}
	at = json_get_str(e, "at");
	h = hash_bytes(key ? key : "", key ? strlen(key) : 0, 1);
	h = hash_bytes(at, strlen(at), h);
	h = hash_bytes(text, strlen(text), h);
	snprintf(id, sizeof(id), "%016jx", (uintmax_t)h);
	json_set_str(e, "id", id);
	json_push(list_of(rec, "progress"), e);
}

static void map_set(struct json *rec, const char *map, const char *name,
		    struct json *value)
{
	struct json *obj = json_get(rec, map);

	if (!obj) {
		obj = json_new_obj();
		json_set(rec, map, obj);
	}
	json_set(obj, name, value);
}

void fill_field(struct json *rec, const char *name, struct json *value)
{
	struct strbuf key = STRBUF_INIT, text = STRBUF_INIT;

	clean(&key, name, true);
	cut(&key, NAME_BYTES);
	if (json_str(value)) {
		clean(&text, json_str(value), false);
		json_free(value);
		value = text.len ? json_new_str(text.buf) : NULL;
	}
	if (!key.len || json_is(value, JSON_NULL) ||
	    ((json_is(value, JSON_ARR) || json_is(value, JSON_OBJ)) &&
	     !json_nr(value)))
		json_free(value);
	else if (value)
		map_set(rec, "fields", key.buf, value);
	strbuf_release(&key);
	strbuf_release(&text);
}

void fill_external(struct json *rec, const char *name, const char *key)
{
	if (key && *key)
		map_set(rec, "external", name, json_new_str(key));
}

/* ---- words ---- */

void fill_status(struct json *rec, enum status s)
{
	json_set_str(rec, "status", status_name(s));
}

static bool has_word(const char *s, const char *const *list, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (utf8_casefind(s, list[i]))
			return true;
	return false;
}

#define HAS(s, ...)							\
	has_word(s, (const char *const[]){ __VA_ARGS__ },		\
		 ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

enum status fill_status_word(const char *word, bool *exact)
{
	enum status s;

	*exact = true;
	if (status_parse(&s, word))
		return s;
	if (str_ieq(word, "open") || str_ieq(word, "opened") ||
	    str_ieq(word, "to do") || str_ieq(word, "new"))
		return STATUS_PENDING;
	if (str_ieq(word, "closed") || str_ieq(word, "complete"))
		return STATUS_COMPLETED;
	if (str_ieq(word, "in progress") || str_ieq(word, "started"))
		return STATUS_IN_PROGRESS;
	*exact = false;
	if (HAS(word, "won't", "wont", "cancel", "duplicate", "reject",
		"declined", "abandon", "invalid", "obsolete", "not planned",
		"cannot reproduce"))
		return STATUS_CANCELLED;
	if (HAS(word, "block", "impediment", "on hold"))
		return STATUS_BLOCKED;
	if (HAS(word, "not started", "not done", "undone", "unresolved",
		"incomplete", "reopen"))
		return STATUS_PENDING;
	if (HAS(word, "done", "closed", "resolved", "complete", "released",
		"shipped", "finished", "merged", "deployed"))
		return STATUS_COMPLETED;
	if (HAS(word, "progress", "doing", "review", "testing", "working",
		"started", "wip", "develop"))
		return STATUS_IN_PROGRESS;
	return STATUS_PENDING;
}

void fill_status_named(struct json *rec, const char *word)
{
	bool exact;

	if (!word || !*word)
		return;
	fill_status(rec, fill_status_word(word, &exact));
	if (!exact)
		fill_field(rec, "status", json_new_str(word));
}

bool fill_priority_word(enum priority *out, const char *word)
{
	static const struct {
		const char *word;
		enum priority p;
	} words[] = {
		{ "none", PRIO_NONE }, { "no priority", PRIO_NONE },
		{ "lowest", PRIO_LOW }, { "trivial", PRIO_LOW },
		{ "minor", PRIO_LOW }, { "low", PRIO_LOW },
		{ "medium", PRIO_MEDIUM }, { "normal", PRIO_MEDIUM },
		{ "high", PRIO_HIGH }, { "major", PRIO_HIGH },
		{ "highest", PRIO_CRITICAL }, { "urgent", PRIO_CRITICAL },
		{ "critical", PRIO_CRITICAL }, { "blocker", PRIO_CRITICAL },
		{ "p0", PRIO_CRITICAL }, { "p1", PRIO_HIGH },
		{ "p2", PRIO_MEDIUM }, { "p3", PRIO_LOW }, { "p4", PRIO_LOW },
	};
	size_t i;

	for (i = 0; word && i < ARRAY_SIZE(words); i++) {
		if (!str_ieq(words[i].word, word))
			continue;
		*out = words[i].p;
		return true;
	}
	return false;
}

void fill_priority(struct json *rec, enum priority p)
{
	json_set_str(rec, "priority", priority_name(p));
}

void fill_priority_named(struct json *rec, const char *word)
{
	enum priority p;

	if (!word || !*word)
		return;
	if (fill_priority_word(&p, word))
		fill_priority(rec, p);
	else
		fill_field(rec, "priority", json_new_str(word));
}

const char *fill_get(const struct json *obj, const char *a, const char *b)
{
	const char *s = json_str(json_get_path(obj, a));

	return s && *s ? s : b ? json_str(json_get_path(obj, b)) : NULL;
}

void records_left(struct records *r, const char *what)
{
	uintptr_t nr = (uintptr_t)map_get(&r->left, what);

	map_put(&r->left, what, (void *)(nr + 1));
}
