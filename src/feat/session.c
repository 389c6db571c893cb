#include "base/base.h"
#include "feat/session.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "data/when.h"

#define TIMEOUT_MS (INT64_C(30) * 60 * 1000)

const char *const session_state_names[SESSION_STATE_NR] = {
	"active", "stale", "ended"
};
const char *const severity_names[SEVERITY_NR] = {
	"low", "medium", "high", "critical"
};

static const char *text_of(const struct json *entry, const char *key)
{
	const char *s = json_get_str(entry, key);

	return s ? s : "";
}

/* A count that came from outside: never negative, never so great that sums of
 * it are no longer exact. */
static double count_of(const struct json *entry, const char *key)
{
	double d = json_get_num(entry, key, 0);

	return d > 0 ? floor(fmin(d, SESSION_COUNT_MAX)) : 0;
}

static int64_t time_of(const struct json *entry)
{
	int64_t ms;

	return when_parse_rfc3339(&ms, text_of(entry, "at")) ? ms : WHEN_NONE;
}

/* ---- the log ---- */

static void add_use(struct session *s, struct map *requests,
		    const struct json *e)
{
	const char *request = json_get_str(e, "request");
	const char *model = json_get_str(e, "model");
	struct session_use *u;
	size_t at = s->nr_uses;

	if (request && map_has(requests, request)) {
		at = (uintptr_t)map_get(requests, request) - 1;
	} else {
		if (request)
			map_put(requests, request,
				(void *)((uintptr_t)at + 1));
		ALLOC_GROW(s->uses, s->nr_uses + 1, s->alloc_uses);
		memset(&s->uses[s->nr_uses++], 0, sizeof(*s->uses));
	}
	u = &s->uses[at];
	u->at = time_of(e);
	u->model = model ? model : s->model;
	u->n.input = fmax(u->n.input, count_of(e, "input"));
	u->n.output = fmax(u->n.output, count_of(e, "output"));
	u->n.cache_read = fmax(u->n.cache_read, count_of(e, "cache_read"));
	u->n.cache_creation = fmax(u->n.cache_creation,
				   count_of(e, "cache_creation"));
	if (count_of(e, "context_window") > 0)
		s->context_window = count_of(e, "context_window");
	/* what was sent is what the context held */
	s->context_used = json_get(e, "context_used") ?
		count_of(e, "context_used") :
		u->n.input + u->n.cache_read + u->n.cache_creation;
}

/*
 * The stretch of this task that an entry belongs to: one that is not finished, or,
 * for a start, one whose end stands before it in the same second.  NULL: none.
 */
static struct session_work *work_of(const struct session *s, const char *task,
				    bool starts, int64_t at)
{
	size_t i = s->nr_works;

	while (i-- > 0) {
		struct session_work *w = &s->works[i];

		if (str_eq(w->task, task) &&
		    (w->finished == WHEN_NONE ||
		     (starts && w->started == WHEN_NONE && w->finished == at)))
			return w;
	}
	return NULL;
}

static void add_work(struct session *s, const struct json *e)
{
	const char *task = text_of(e, "task");
	const char *status = text_of(e, "status");
	bool starts = !*status || !strcmp(status, "started");
	struct session_work *w = work_of(s, task, starts, time_of(e));
	double ms = json_get_num(e, "duration_ms", -1);

	if (!w) {
		ALLOC_GROW(s->works, s->nr_works + 1, s->alloc_works);
		w = &s->works[s->nr_works++];
		memset(w, 0, sizeof(*w));
		w->task = task;
		w->status = "started";
		w->started = w->finished = WHEN_NONE;
		w->duration_ms = -1;
	}
	if (json_get_str(e, "task_id"))
		w->task_id = json_get_str(e, "task_id");
	if (json_get_str(e, "description"))
		w->description = json_get_str(e, "description");
	if (json_get_str(e, "priority"))
		w->priority = json_get_str(e, "priority");
	if (starts) {
		if (w->started == WHEN_NONE)
			w->started = time_of(e);
		return;
	}
	w->status = status;
	w->finished = time_of(e);
	if (ms >= 0)
		w->duration_ms = (int64_t)fmin(ms, SESSION_COUNT_MAX);
	else if (w->started != WHEN_NONE && w->finished >= w->started)
		w->duration_ms = w->finished - w->started;
}

static void add_error(struct session *s, const struct json *e)
{
	const char *severity = text_of(e, "severity");
	struct session_error *x;
	int i;

	ALLOC_GROW(s->errors, s->nr_errors + 1, s->alloc_errors);
	x = &s->errors[s->nr_errors++];
	memset(x, 0, sizeof(*x));
	x->at = time_of(e);
	x->severity = SEVERITY_MEDIUM;
	for (i = 0; i < SEVERITY_NR; i++)
		if (!strcmp(severity, severity_names[i]))
			x->severity = (enum severity)i;
	x->type = json_get_str(e, "type");
	x->message = text_of(e, "text");
	x->task = json_get_str(e, "task");
	x->task_id = json_get_str(e, "task_id");
}

static void read_log(struct session *s)
{
	struct map requests = MAP_INIT;
	const struct json *e;

	json_each(e, task_get(&s->task, F_PROGRESS)) {
		const char *kind = text_of(e, "kind");
		int64_t at = time_of(e);

		if (at == WHEN_NONE)
			continue;
		if (at > s->seen)
			s->seen = at;
		if (s->started == WHEN_NONE || at < s->started)
			s->started = at;
		if (!strcmp(kind, "tokens"))
			add_use(s, &requests, e);
		else if (!strcmp(kind, "task"))
			add_work(s, e);
		else if (!strcmp(kind, "error"))
			add_error(s, e);
	}
	map_clear(&requests);
}

static const char *known(const char *s)
{
	return s ? s : "";
}

void session_read(struct session *out, struct task *t, int64_t now,
		  int64_t timeout)
{
	enum status status;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->task = *t;
	t->doc = NULL;
	t = &out->task;
	out->name = task_str(t, F_TITLE);
	if (!out->name)
		out->name = t->id;
	out->agent = known(task_str(t, F_ASSIGNEE));
	out->model = known(json_get_str(task_get(t, F_FIELDS), "model"));
	out->started = task_time(t, F_STARTED_AT);
	out->seen = task_time(t, F_UPDATED_AT);
	out->ended = WHEN_NONE;
	read_log(out);
	for (i = 0; i < out->nr_uses; i++) {
		out->tokens.input += out->uses[i].n.input;
		out->tokens.output += out->uses[i].n.output;
		out->tokens.cache_read += out->uses[i].n.cache_read;
		out->tokens.cache_creation += out->uses[i].n.cache_creation;
	}
	status = task_status(t);
	if (!status_is_open(status)) {
		out->state = SESSION_ENDED;
		out->ended = task_time(t, F_COMPLETED_AT);
		if (out->ended == WHEN_NONE)
			out->ended = out->seen;
	} else if (out->seen == WHEN_NONE || now - out->seen >= timeout) {
		out->state = SESSION_STALE;
	}
}

void session_release(struct session *s)
{
	task_release(&s->task);
	free(s->works);
	free(s->uses);
	free(s->errors);
	memset(s, 0, sizeof(*s));
}

const struct session_work *session_current(const struct session *s)
{
	size_t i = s->nr_works;

	if (s->state == SESSION_ENDED)
		return NULL;
	while (i-- > 0)
		if (s->works[i].finished == WHEN_NONE)
			return &s->works[i];
	return NULL;
}

double session_context(const struct session *s)
{
	if (!(s->context_window > 0))
		return NAN;
	return fmin(100, 100 * s->context_used / s->context_window);
}

/* ---- all of them ---- */

int64_t session_timeout(struct db *db)
{
	const char *text = db_config(db, "task.session.timeout");
	double seconds;

	if (!text || when_parse_duration(&seconds, text, false, NULL) < 0 ||
	    !(seconds > 0 && seconds < 1e9))
		return TIMEOUT_MS;
	return (int64_t)(seconds * 1000);
}

static int by_news(const void *x, const void *y)
{
	const struct session *a = x, *b = y;

	if (a->seen != b->seen)
		return a->seen > b->seen ? -1 : 1;
	return strcmp(a->task.id, b->task.id);
}

int session_all(struct session_list *out, struct db *db, struct err *err)
{
	int64_t now = db_now(db), timeout = session_timeout(db);
	const struct view *v;
	uint32_t i;

	memset(out, 0, sizeof(*out));
	if (db_view(&v, db, err) < 0)
		return -1;
	out->broken = &v->broken;
	for (i = 0; i < v->nr; i++) {
		struct task t = TASK_INIT;

		if (v->rows[i].deleted)
			continue;
		if (view_task(&t, v, i, err) < 0) {
			session_list_release(out);
			return -1;
		}
		ALLOC_GROW(out->v, out->nr + 1, out->alloc);
		session_read(&out->v[out->nr++], &t, now, timeout);
	}
	if (out->nr)
		qsort(out->v, out->nr, sizeof(*out->v), by_news);
	return 0;
}

void session_list_release(struct session_list *l)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		session_release(&l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}

/* ---- as JSON ---- */

static void set_time(struct json *o, const char *key, int64_t ms)
{
	char text[WHEN_LEN];

	if (ms == WHEN_NONE) {
		json_set(o, key, json_new_null());
		return;
	}
	when_format(text, ms);
	json_set_str(o, key, text);
}

static void set_known(struct json *o, const char *key, const char *s)
{
	json_set_str(o, key, s && *s ? s : NULL);
}

static struct json *work_json(const struct session_work *w)
{
	struct json *o = json_new_obj();

	json_set_str(o, "task", w->task);
	set_known(o, "task_id", w->task_id);
	set_known(o, "description", w->description);
	set_known(o, "priority", w->priority);
	json_set_str(o, "status", w->status);
	set_time(o, "started_at", w->started);
	set_time(o, "finished_at", w->finished);
	if (w->duration_ms >= 0)
		json_set_int(o, "duration_ms", w->duration_ms);
	else
		json_set(o, "duration_ms", json_new_null());
	return o;
}

static struct json *error_json(const struct session_error *x)
{
	struct json *o = json_new_obj();

	set_time(o, "at", x->at);
	json_set_str(o, "severity", severity_names[x->severity]);
	set_known(o, "type", x->type);
	json_set_str(o, "message", x->message);
	set_known(o, "task", x->task);
	set_known(o, "task_id", x->task_id);
	return o;
}

static struct json *context_json(const struct session *s)
{
	struct json *o = json_new_obj();
	double percent = session_context(s);

	json_set_num(o, "used", s->context_used);
	json_set_num(o, "window", s->context_window);
	json_set_num(o, "percent", isnan(percent) ? NAN :
		     round(percent * 10) / 10);
	return o;
}

struct json *session_json(const struct session *s)
{
	const struct session_work *at = session_current(s);
	struct json *o = json_new_obj(), *n = json_new_obj();
	struct json *works = json_new_arr(), *errors = json_new_arr();
	size_t i;

	json_set_str(o, "id", s->task.id);
	json_set_str(o, "session", s->name);
	set_known(o, "agent", s->agent);
	set_known(o, "model", s->model);
	json_set_str(o, "state", session_state_names[s->state]);
	set_time(o, "started_at", s->started);
	set_time(o, "ended_at", s->ended);
	set_time(o, "last_seen", s->seen);
	set_known(o, "current_task", at ? at->task : NULL);
	json_set_num(n, "input", s->tokens.input);
	json_set_num(n, "output", s->tokens.output);
	json_set_num(n, "cache_read", s->tokens.cache_read);
	json_set_num(n, "cache_creation", s->tokens.cache_creation);
	json_set(o, "tokens", n);
	json_set(o, "context", context_json(s));
	for (i = 0; i < s->nr_works; i++)
		json_push(works, work_json(&s->works[i]));
	json_set(o, "tasks", works);
	for (i = 0; i < s->nr_errors; i++)
		json_push(errors, error_json(&s->errors[i]));
	json_set(o, "errors", errors);
	return o;
}
