/*
 * exec-record.c - what is kept of a run.
 */
#include "base/base.h"
#include "feat/exec/exec.h"

#include <signal.h>

#include "base/utf8.h"
#include "data/when.h"

#define ESC 0x1b
/* An entry is at most 1 MiB of JSON, in which a character takes two at most. */
#define WORDS_MAX ((size_t)64 << 10)

/* ---- text ---- */

/* The end of the escape sequence at `p` (ECMA-48), which begins with ESC. */
static const char *skip_escape(const char *p, const char *end)
{
	if (++p == end)
		return p;
	if (*p == ']') {
		/* an operating system command: up to BEL, ESC or the line's
		 * end, when somebody forgot it */
		while (p < end && *p != '\a' && *p != ESC && *p != '\n')
			p++;
		if (p < end && *p == ESC && p + 1 < end && p[1] == '\\')
			return p + 2;
		return p < end && *p == '\a' ? p + 1 : p;
	}
	if (*p == '[')
		for (p++; p < end && *p >= 0x30 && *p <= 0x3f; p++)
			;
	while (p < end && *p >= 0x20 && *p <= 0x2f)
		p++;
	return p < end && *p >= 0x30 && *p <= 0x7e ? p + 1 : p;
}

void exec_clean(struct strbuf *out, const char *data, size_t len)
{
	const char *p = data, *end = data + len;
	struct strbuf plain = STRBUF_INIT;

	strbuf_grow(&plain, len + 1);
	while (p < end) {
		if (*p == ESC) {
			p = skip_escape(p, end);
			continue;
		}
		if (*p == '\r')
			strbuf_addstr(&plain, p + 1 < end && p[1] == '\n' ?
				      "" : "\n");
		else
			strbuf_addch(&plain, *p ? *p : 0x7f);
		p++;
	}
	utf8_add_clean(out, plain.buf);
	strbuf_release(&plain);
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* `len` without the part of a character at the end. */
static size_t whole(const char *s, size_t len)
{
	size_t at = len;

	while (at > 0 && len - at < 3 && is_continuation(s[at - 1]))
		at--;
	if (at > 0 && (unsigned char)s[at - 1] >= 0xc0 &&
	    !utf8_valid(s + at - 1, len - at + 1))
		return at - 1;
	return len;
}

void exec_keep_init(struct exec_keep *k, size_t max)
{
	k->max = max;
	k->total = 0;
	strbuf_init(&k->head);
	strbuf_init(&k->tail);
}

void exec_keep_release(struct exec_keep *k)
{
	strbuf_release(&k->head);
	strbuf_release(&k->tail);
}

void exec_keep_add(struct exec_keep *k, const char *data, size_t len)
{
	size_t half = k->max / 2, last = k->max - half, n;

	k->total += len;
	n = half - k->head.len;
	n = n < len ? n : len;
	strbuf_add(&k->head, data, n);
	data += n;
	len -= n;
	if (len > last) {
		data += len - last;
		len = last;
	}
	strbuf_add(&k->tail, data, len);
	if (k->tail.len > 2 * last)
		strbuf_remove(&k->tail, 0, k->tail.len - last);
}

/* Adds one end of a stream; `end`: something is missing behind it. */
static void add_part(struct strbuf *out, const char *data, size_t len,
		     const struct mask *m, bool end)
{
	struct strbuf part = STRBUF_INIT;

	exec_clean(&part, data, len);
	mask_text(&part, m);
	mask_cut(&part, m, end);
	strbuf_addbuf(out, &part);
	strbuf_release(&part);
}

static void add_cut(struct strbuf *out, const struct exec_keep *k,
		    const struct mask *m)
{
	size_t last = k->max - k->max / 2, from, head;
	uint64_t left_out;

	head = whole(k->head.buf, k->head.len);
	from = k->tail.len > last ? k->tail.len - last : 0;
	while (from < k->tail.len && is_continuation(k->tail.buf[from]))
		from++;
	left_out = k->total - head - (k->tail.len - from);
	add_part(out, k->head.buf, head, m, true);
	strbuf_addf(out, "%s[... %" PRIu64 " bytes left out ...]\n",
		    out->len && out->buf[out->len - 1] != '\n' ? "\n" : "",
		    left_out);
	add_part(out, k->tail.buf + from, k->tail.len - from, m, false);
}

bool exec_keep_text(struct strbuf *out, const struct exec_keep *k,
		    const struct mask *m)
{
	struct strbuf text = STRBUF_INIT, all = STRBUF_INIT;
	bool cut = k->total > k->max;
	size_t max = k->max + (cut ? 64 : 0);

	if (cut) {
		add_cut(&text, k, m);
	} else {
		strbuf_addbuf(&all, &k->head);
		strbuf_addbuf(&all, &k->tail);
		exec_clean(&text, all.buf, all.len);
		mask_text(&text, m);
	}
	/* U+FFFD is longer than the byte that it stands for */
	if (text.len > max) {
		cut = true;
		strbuf_add(out, text.buf, whole(text.buf, max));
	} else {
		strbuf_addbuf(out, &text);
	}
	strbuf_release(&text);
	strbuf_release(&all);
	return cut;
}

/* ---- the entry ---- */

static void set_text(struct json *obj, const char *key, const char *text,
		     const struct mask *m)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len = strlen(text);

	exec_clean(&sb, text, len < WORDS_MAX ? len : whole(text, WORDS_MAX));
	mask_text(&sb, m);
	json_set_str(obj, key, sb.buf);
	strbuf_release(&sb);
}

/* Is `word` the value of an option with a secret name: --password x? */
static bool is_secret_value(const char *word, const char *before)
{
	return before && *before == '-' && *word != '-' &&
		!strchr(before, '=') && mask_is_secret(before, strlen(before));
}

/* Words of a command; what is too long ends with "...". */
static struct json *words(const struct strvec *argv, const struct mask *m)
{
	struct json *arr = json_new_arr();
	size_t room = WORDS_MAX, i;

	for (i = 0; argv && i < argv->nr; i++) {
		struct strbuf sb = STRBUF_INIT;

		exec_clean(&sb, argv->v[i], strlen(argv->v[i]));
		mask_text(&sb, m);
		if (is_secret_value(argv->v[i], i ? argv->v[i - 1] : NULL)) {
			strbuf_reset(&sb);
			strbuf_addstr(&sb, MASK);
		}
		if (sb.len + 4 > room) {
			json_push_str(arr, "...");
			strbuf_release(&sb);
			break;
		}
		room -= sb.len + 4;
		json_push_str(arr, sb.buf);
		strbuf_release(&sb);
	}
	return arr;
}

/* Which limits it ran into, by name; memory shows itself only to the program. */
static struct json *limits_hit(const struct exec_result *r)
{
	struct json *arr = json_new_arr();

	if (r->timed_out)
		json_push_str(arr, "time");
	if (r->truncated)
		json_push_str(arr, "output");
	if (r->exit_code == 128 + SIGXCPU)
		json_push_str(arr, "cpu");
	if (r->exit_code == 128 + SIGXFSZ)
		json_push_str(arr, "file_size");
	return arr;
}

struct json *exec_entry(const struct exec_result *r,
			const struct exec_request *req)
{
	struct json *e = json_new_obj();
	char at[WHEN_LEN];

	when_format(at, r->started);
	json_set_str(e, "id", r->id);
	json_set_str(e, "at", at);
	if (req->language == EXEC_COMMAND) {
		json_set(e, "command", words(req->argv, &r->mask));
	} else {
		json_set_str(e, "language", exec_language_name(req->language));
		if (req->file)
			set_text(e, "file", req->file, &r->mask);
		else
			set_text(e, "code", req->code, &r->mask);
		if (req->argv && req->argv->nr)
			json_set(e, "arguments", words(req->argv, &r->mask));
	}
	if (req->packages && req->packages->nr)
		json_set(e, "packages", words(req->packages, &r->mask));
	if (r->dir)
		set_text(e, "dir", r->dir, &r->mask);
	json_set_int(e, "exit_code", r->exit_code);
	/* milliseconds are all that means something */
	json_set_num(e, "execution_time",
		     (double)(int64_t)(r->seconds * 1000 + 0.5) / 1000);
	if (!req->no_output) {
		json_set_str(e, "output", r->output.buf);
		json_set_str(e, "error", r->error.buf);
	}
	json_set_bool(e, "truncated", r->truncated);
	if (r->truncated || req->no_output) {
		json_set_int(e, "output_bytes", (int64_t)r->output_bytes);
		json_set_int(e, "error_bytes", (int64_t)r->error_bytes);
	}
	json_set_bool(e, "timed_out", r->timed_out);
	if (r->boxed)
		json_set_bool(e, "network", req->network);
	json_set_str(e, "sandbox", r->boxed ? "bwrap" : "none");
	json_set(e, "limits_hit", limits_hit(r));
	return e;
}

/* ---- for people ---- */

static void add_word(struct strbuf *out, const char *word)
{
	bool plain = *word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789_-./,:=@%+")];

	if (out->len)
		strbuf_addch(out, ' ');
	if (plain) {
		strbuf_addstr(out, word);
		return;
	}
	strbuf_addch(out, '\'');
	strbuf_addreplace(out, word, "'", "'\\''");
	strbuf_addch(out, '\'');
}

static void add_words(struct strbuf *out, const struct json *list)
{
	const struct json *w;

	json_each(w, list)
		if (json_str(w))
			add_word(out, json_str(w));
}

void exec_title(struct strbuf *out, const struct json *entry)
{
	const char *language = json_get_str(entry, "language");
	const char *file = json_get_str(entry, "file");
	const char *code = json_get_str(entry, "code");

	if (!language) {
		add_words(out, json_get(entry, "command"));
		return;
	}
	strbuf_addstr(out, language);
	if (file)
		add_word(out, file);
	add_words(out, json_get(entry, "arguments"));
	if (code && !file) {
		code += strspn(code, " \t\n");
		strbuf_addstr(out, ": ");
		strbuf_add(out, code, strcspn(code, "\n"));
	}
}

void exec_outcome(struct strbuf *out, const struct json *entry)
{
	if (json_get_bool(entry, "timed_out", false))
		strbuf_addstr(out, "time limit");
	else
		strbuf_addf(out, "exit %d",
			    (int)json_get_num(entry, "exit_code", 0));
}
