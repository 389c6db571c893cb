/*
 * transcript.c - the lines of a transcript, and the numbers in them.
 */
#include "base/base.h"
#include "feat/session/transcript.h"

#include <fcntl.h>
#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/jsonscan.h"
#include "data/when.h"

#define BUFFER ((size_t)256 << 10)
#define HEAD 128		/* bytes by which a file is known again */
#define DAY_MS (INT64_C(24) * 3600 * 1000)
#define USES_MAX 4096		/* models times days of one transcript */

enum step {
	T_LINE, T_TYPE, T_TIME, T_SESSION, T_SESSION_2, T_REQUEST, T_UUID,
	T_API_ERROR, T_CWD, T_THREAD, T_ID, T_MESSAGE, T_MESSAGE_ID,
	T_MODEL, T_USAGE, T_INPUT, T_OUTPUT, T_WRITTEN, T_READ, T_CONTENT,
	T_BLOCK, T_FAILED, T_PAYLOAD, T_P_TYPE, T_P_ID, T_P_CWD, T_P_MODEL,
	T_INFO, T_TOTAL, T_TOTAL_IN, T_TOTAL_CACHED, T_TOTAL_OUT, T_LAST,
	T_LAST_IN, T_LAST_CACHED, T_LAST_OUT, T_WINDOW, T_TURN, T_TURN_IN,
	T_TURN_CACHED, T_TURN_OUT, T_SIDE, T_NR
};

static const struct jsonscan_step steps[T_NR] = {
	[T_LINE] = { -1, NULL },
	[T_TYPE] = { T_LINE, "type" },
	[T_TIME] = { T_LINE, "timestamp" },
	[T_SESSION] = { T_LINE, "sessionId" },
	[T_SESSION_2] = { T_LINE, "session_id" },
	[T_REQUEST] = { T_LINE, "requestId" },
	[T_UUID] = { T_LINE, "uuid" },
	[T_API_ERROR] = { T_LINE, "isApiErrorMessage" },
	[T_CWD] = { T_LINE, "cwd" },
	[T_THREAD] = { T_LINE, "thread_id" },
	[T_ID] = { T_LINE, "id" },
	[T_MESSAGE] = { T_LINE, "message" },
	[T_MESSAGE_ID] = { T_MESSAGE, "id" },
	[T_MODEL] = { T_MESSAGE, "model" },
	[T_USAGE] = { T_MESSAGE, "usage" },
	[T_INPUT] = { T_USAGE, "input_tokens" },
	[T_OUTPUT] = { T_USAGE, "output_tokens" },
	[T_WRITTEN] = { T_USAGE, "cache_creation_input_tokens" },
	[T_READ] = { T_USAGE, "cache_read_input_tokens" },
	[T_CONTENT] = { T_MESSAGE, "content" },
	[T_BLOCK] = { T_CONTENT, "[]" },
	[T_FAILED] = { T_BLOCK, "is_error" },
	[T_PAYLOAD] = { T_LINE, "payload" },
	[T_P_TYPE] = { T_PAYLOAD, "type" },
	[T_P_ID] = { T_PAYLOAD, "id" },
	[T_P_CWD] = { T_PAYLOAD, "cwd" },
	[T_P_MODEL] = { T_PAYLOAD, "model" },
	[T_INFO] = { T_PAYLOAD, "info" },
	[T_TOTAL] = { T_INFO, "total_token_usage" },
	[T_TOTAL_IN] = { T_TOTAL, "input_tokens" },
	[T_TOTAL_CACHED] = { T_TOTAL, "cached_input_tokens" },
	[T_TOTAL_OUT] = { T_TOTAL, "output_tokens" },
	[T_LAST] = { T_INFO, "last_token_usage" },
	[T_LAST_IN] = { T_LAST, "input_tokens" },
	[T_LAST_CACHED] = { T_LAST, "cached_input_tokens" },
	[T_LAST_OUT] = { T_LAST, "output_tokens" },
	[T_WINDOW] = { T_INFO, "model_context_window" },
	[T_TURN] = { T_LINE, "usage" },
	[T_TURN_IN] = { T_TURN, "input_tokens" },
	[T_TURN_CACHED] = { T_TURN, "cached_input_tokens" },
	[T_TURN_OUT] = { T_TURN, "output_tokens" },
	[T_SIDE] = { T_LINE, "isSidechain" },
};

/* What a line says: texts and numbers by step. */
struct line {
	bool has[T_NR];
	double num[T_NR];
	char *text[T_NR];
	size_t failed;
};

struct reading {
	struct transcript *t;
	struct line line;
};

/* ---- requests that were met ---- */

struct transcript_seen {
	uint64_t *v;		/* 0: free */
	size_t nr, size;
};

struct transcript_seen *transcript_seen_new(void)
{
	return xcalloc(1, sizeof(struct transcript_seen));
}

void transcript_seen_free(struct transcript_seen *s)
{
	if (s)
		free(s->v);
	free(s);
}

static uint64_t *seen_place(const struct transcript_seen *s, uint64_t key)
{
	size_t i = (size_t)key & (s->size - 1);

	while (s->v[i] && s->v[i] != key)
		i = (i + 1) & (s->size - 1);
	return &s->v[i];
}

/* Returns whether it was there. */
static bool seen_add(struct transcript_seen *s, uint64_t key)
{
	struct transcript_seen old = *s;
	uint64_t *place;
	size_t i;

	if (4 * (s->nr + 1) > 3 * s->size) {
		s->size = s->size ? 2 * s->size : 1024;
		s->v = xcalloc(s->size, sizeof(*s->v));
		for (i = 0; i < old.size; i++)
			if (old.v[i])
				*seen_place(s, old.v[i]) = old.v[i];
		free(old.v);
	}
	place = seen_place(s, key);
	if (*place)
		return true;
	*place = key;
	s->nr++;
	return false;
}

/* ---- the transcript ---- */

void transcript_init(struct transcript *t)
{
	memset(t, 0, sizeof(*t));
	t->first = t->last = WHEN_NONE;
}

void transcript_release(struct transcript *t)
{
	size_t i;

	for (i = 0; i < t->nr_uses; i++)
		free(t->uses[i].model);
	free(t->uses);
	free(t->session);
	free(t->cwd);
	free(t->model);
	transcript_init(t);
}

static void replace(char **at, const char *text)
{
	if (!text || !*text || strlen(text) > SESSION_NAME_MAX ||
	    utf8_check(text, strlen(text), true) != UTF8_OK)
		return;
	if (str_eq(*at, text))
		return;
	free(*at);
	*at = xstrdup(text);
}

static int64_t day_of(int64_t ms)
{
	return ms == WHEN_NONE ? WHEN_NONE : ms - ((ms % DAY_MS) + DAY_MS) %
		DAY_MS;
}

/* Where tokens of that model at that time count; days and models beyond what can
 * be kept count for the last place. */
static size_t use_of(struct transcript *t, const char *model, int64_t at)
{
	struct transcript_use *u;
	size_t i = t->nr_uses;

	while (i-- > 0) {
		u = &t->uses[i];
		if (!strcmp(u->model, model) && day_of(u->first) == day_of(at))
			break;
	}
	if (i == SIZE_MAX && t->nr_uses == USES_MAX)
		return t->nr_uses - 1;
	if (i == SIZE_MAX) {
		ALLOC_GROW(t->uses, t->nr_uses + 1, t->alloc_uses);
		i = t->nr_uses++;
		u = &t->uses[i];
		memset(u, 0, sizeof(*u));
		u->model = xstrdup(model);
		u->first = u->last = at;
	}
	u = &t->uses[i];
	if (at > u->last)
		u->last = at;
	if (at < u->first)
		u->first = at;
	return i;
}

static void count(struct transcript *t, size_t use, const double n[4])
{
	struct session_tokens *to = &t->uses[use].n;

	to->input += n[0];
	to->output += n[1];
	to->cache_read += n[2];
	to->cache_creation += n[3];
}

static struct transcript_request *recent(struct transcript *t, uint64_t key)
{
	size_t nr = t->nr_recent < TRANSCRIPT_RECENT ? t->nr_recent :
		    TRANSCRIPT_RECENT, i;

	for (i = 1; i <= nr; i++) {
		struct transcript_request *r =
			&t->recent[(t->nr_recent - i) % TRANSCRIPT_RECENT];

		if (r->key == key)
			return r;
	}
	return NULL;
}

/* One line of a request: what it adds to the lines before. */
static void count_request(struct transcript *t, uint64_t key, size_t use,
			  const double n[4])
{
	struct transcript_request *r = recent(t, key);
	double more[4];
	int i;

	if (!r) {
		if (t->seen && seen_add(t->seen, key))
			return;
		r = &t->recent[t->nr_recent++ % TRANSCRIPT_RECENT];
		r->key = key;
		r->use = (uint32_t)use;
		memcpy(r->n, n, sizeof(r->n));
		t->requests++;
		count(t, use, n);
		return;
	}
	for (i = 0; i < 4; i++) {
		more[i] = n[i] > r->n[i] ? n[i] - r->n[i] : 0;
		r->n[i] += more[i];
	}
	count(t, r->use, more);
}

/* ---- lines ---- */

static void value(int id, enum json_type type, const char *text, void *data)
{
	struct line *l = &((struct reading *)data)->line;
	double d;

	if (id == T_FAILED) {
		l->failed += type == JSON_BOOL && !strcmp(text, "true");
		return;
	}
	l->has[id] = type != JSON_NULL;
	free(l->text[id]);
	l->text[id] = NULL;
	l->num[id] = 0;
	if (type == JSON_STR && text) {
		l->text[id] = xstrdup(text);
	} else if (type == JSON_BOOL) {
		l->num[id] = !strcmp(text, "true");
	} else if (type == JSON_NUM) {
		d = floor(strtod(text, NULL));
		l->num[id] = d > 0 && d <= SESSION_COUNT_MAX ? d : 0;
	}
}

static const char *text_of(const struct line *l, int id)
{
	return l->text[id] ? l->text[id] : "";
}

static bool is(const struct line *l, int id, const char *word)
{
	return str_eq(l->text[id], word);
}

/* The name of a request; 0: none is told, the line counts for itself. */
static uint64_t request_key(const struct line *l)
{
	const char *id = text_of(l, T_MESSAGE_ID);
	const char *request = text_of(l, T_REQUEST);
	uint64_t key;

	if (!*id && !*request)
		id = text_of(l, T_UUID);
	if (!*id && !*request)
		return 0;
	key = hash_bytes(id, strlen(id), 1);
	key = hash_bytes(request, strlen(request), key);
	return key ? key : 1;
}

static void claude_line(struct transcript *t, const struct line *l,
			int64_t at)
{
	double n[4] = { l->num[T_INPUT], l->num[T_OUTPUT], l->num[T_READ],
			l->num[T_WRITTEN] };
	const char *model = text_of(l, T_MODEL);
	uint64_t key = request_key(l);
	size_t use;

	if (!is(l, T_TYPE, "assistant")) {
		t->tool_errors += l->failed;
		return;
	}
	if (l->num[T_API_ERROR] > 0)
		t->api_errors++;
	if (!l->has[T_USAGE] || !strcmp(model, "<synthetic>"))
		return;
	if (strlen(model) > SESSION_NAME_MAX)
		model = "";
	use = use_of(t, model, at);
	if (key)
		count_request(t, key, use, n);
	else
		count(t, use, n);
	if (l->num[T_SIDE] > 0)
		return;
	replace(&t->model, model);
	t->context_used = n[0] + n[2] + n[3];
}

/* Input with what is cached, cached, output -> the four of ours. */
static void count_codex(struct transcript *t, int64_t at, const double in[3])
{
	double cached = fmin(in[1], in[0]);
	double n[4] = { in[0] - cached, in[2], cached, 0 };

	if (in[0] > 0 || in[2] > 0) {
		t->requests++;
		count(t, use_of(t, t->model ? t->model : "", at), n);
	}
}

static bool same_counts(const double a[3], const double b[3])
{
	return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* Do the totals begin anew?  They are smaller, or all that there is is the last request. */
static bool begins_anew(const double now[3], const double last[3],
			const double before[3])
{
	return now[0] < before[0] || now[1] < before[1] || now[2] < before[2] ||
		((before[0] > 0 || before[2] > 0) && same_counts(now, last) &&
		 !same_counts(now, before));
}

/* Running totals; where there are none, what the last request used. */
static void codex_count(struct transcript *t, const struct line *l,
			int64_t at)
{
	double now[3] = { l->num[T_TOTAL_IN], l->num[T_TOTAL_CACHED],
			  l->num[T_TOTAL_OUT] };
	double last[3] = { l->num[T_LAST_IN], l->num[T_LAST_CACHED],
			   l->num[T_LAST_OUT] };
	double more[3];
	bool anew = begins_anew(now, last, t->total);
	int i;

	if (l->num[T_WINDOW] > 0)
		t->context_window = l->num[T_WINDOW];
	if (l->has[T_LAST])
		t->context_used = last[0];
	if (!l->has[T_TOTAL]) {
		if (l->has[T_LAST])
			count_codex(t, at, last);
		return;
	}
	for (i = 0; i < 3; i++) {
		more[i] = anew ? l->has[T_LAST] ? last[i] : now[i] :
			  now[i] - t->total[i];
		t->total[i] = now[i];
	}
	count_codex(t, at, more);
}

static void codex_line(struct transcript *t, const struct line *l,
		       int64_t at)
{
	if (is(l, T_TYPE, "session_meta")) {
		if (!t->session)
			replace(&t->session, l->text[T_P_ID]);
		replace(&t->cwd, l->text[T_P_CWD]);
	} else if (is(l, T_TYPE, "turn_context")) {
		replace(&t->model, l->text[T_P_MODEL]);
	} else if (!is(l, T_TYPE, "event_msg")) {
		return;
	} else if (is(l, T_P_TYPE, "token_count") && l->has[T_INFO]) {
		codex_count(t, l, at);
	} else if (is(l, T_P_TYPE, "error") ||
		   is(l, T_P_TYPE, "stream_error")) {
		t->api_errors++;
	}
}

/* `codex exec --json`. */
static void codex_event(struct transcript *t, const struct line *l)
{
	double n[3] = { l->num[T_TURN_IN], l->num[T_TURN_CACHED],
			l->num[T_TURN_OUT] };

	if (is(l, T_TYPE, "thread.started"))
		replace(&t->session, l->text[T_THREAD]);
	else if (is(l, T_TYPE, "turn.completed"))
		count_codex(t, WHEN_NONE, n);
	else if (is(l, T_TYPE, "turn.failed"))
		t->api_errors++;
}

static void good_line(struct transcript *t, const struct line *l)
{
	const char *type = text_of(l, T_TYPE);
	int64_t at = WHEN_NONE;

	if (when_parse_rfc3339(&at, text_of(l, T_TIME))) {
		if (t->first == WHEN_NONE || at < t->first)
			t->first = at;
		if (at > t->last)
			t->last = at;
	} else {
		at = WHEN_NONE;
	}
	if (l->has[T_PAYLOAD]) {
		t->agent = "codex";
		codex_line(t, l, at);
	} else if (str_starts(type, "thread.") || str_starts(type, "turn.")) {
		t->agent = "codex";
		codex_event(t, l);
	} else if (l->has[T_MESSAGE] || l->has[T_SESSION] ||
		   l->has[T_SESSION_2]) {
		t->agent = "claude";
		replace(&t->session, l->text[T_SESSION] ? l->text[T_SESSION] :
			l->text[T_SESSION_2]);
		replace(&t->cwd, l->text[T_CWD]);
		claude_line(t, l, at);
	}
}

static void clear_line(struct line *l)
{
	int i;

	for (i = 0; i < T_NR; i++)
		free(l->text[i]);
	memset(l, 0, sizeof(*l));
}

static void line(bool good, void *data)
{
	struct reading *r = data;

	r->t->lines++;
	if (good)
		good_line(r->t, &r->line);
	else
		r->t->bad++;
	clear_line(&r->line);
}

/* ---- the file ---- */

/* Is it the file that was read before?  Else everything begins anew. */
static void know_again(struct transcript *t, int fd, off_t size)
{
	struct transcript_seen *seen = t->seen;
	char head[HEAD];
	ssize_t nr = pread(fd, head, sizeof(head), 0);
	uint64_t hash;

	/* as much of it as the first reading saw */
	if (t->offset && t->offset < sizeof(head) && nr > (ssize_t)t->offset)
		nr = (ssize_t)t->offset;
	hash = nr > 0 ? hash_bytes(head, (size_t)nr, 7) : 0;
	if (t->offset && ((uint64_t)size < t->offset || hash != t->head)) {
		transcript_release(t);
		t->seen = seen;
	}
}

static void note_head(struct transcript *t, int fd)
{
	char head[HEAD];
	ssize_t nr = pread(fd, head, t->offset < sizeof(head) ?
			   (size_t)t->offset : sizeof(head), 0);

	t->head = nr > 0 ? hash_bytes(head, (size_t)nr, 7) : 0;
}

int transcript_read(struct transcript *t, const char *path, struct err *err)
{
	struct reading r = { .t = t };
	struct jsonscan scan;
	uint64_t at, whole;
	char *buf;
	ssize_t nr;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0) {
			close(fd);
			return err_set(err, ERR_FAILED, "'%s' is no file",
				       path);
		}
		return err_errno(err, ERR_FAILED, "cannot read '%s'", path);
	}
	know_again(t, fd, st.st_size);
	at = whole = t->offset;
	buf = xmalloc(BUFFER);
	jsonscan_init(&scan, steps, T_NR, value, line, &r);
	while ((nr = pread(fd, buf, BUFFER, (off_t)at)) > 0) {
		const char *nl = memrchr(buf, '\n', (size_t)nr);

		jsonscan_feed(&scan, buf, (size_t)nr);
		if (nl)
			whole = at + (uint64_t)(nl - buf) + 1;
		at += (uint64_t)nr;
	}
	if (nr < 0)
		err_errno(err, ERR_FAILED, "cannot read '%s'", path);
	else
		t->offset = jsonscan_end(&scan) ? at : whole;
	clear_line(&r.line);
	note_head(t, fd);
	free(buf);
	close(fd);
	return nr < 0 ? -1 : 0;
}
