/*
 * session.c - a session read from its record, and its end judged.
 */
#include "base/base.h"
#include "feat/session/session.h"

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

/* How much more `now` is than what was known of the request. */
static double grown(double *known, double now)
{
	double more = fmax(0, now - *known);

	*known += more;
	return more;
}

static void add_use(struct session *s, struct map *requests,
		    const struct json *e)
{
	struct session_tokens n = { count_of(e, "input"),
		count_of(e, "output"), count_of(e, "cache_read"),
		count_of(e, "cache_creation") };
	const char *request = json_get_str(e, "request");
	const char *model = json_get_str(e, "model");
	struct session_tokens *known = request ? map_get(requests, request) :
				       NULL;
	struct session_use *u;

	ALLOC_GROW(s->uses, s->nr_uses + 1, s->alloc_uses);
	u = &s->uses[s->nr_uses++];
	memset(u, 0, sizeof(*u));
	u->at = time_of(e);
	u->model = model ? model : s->model;
	u->task = json_get_str(e, "task");
	u->task_id = json_get_str(e, "task_id");
	u->of_request = request != NULL;
	u->n = n;
	if (known) {
		u->n.input = grown(&known->input, n.input);
		u->n.output = grown(&known->output, n.output);
		u->n.cache_read = grown(&known->cache_read, n.cache_read);
		u->n.cache_creation = grown(&known->cache_creation,
					    n.cache_creation);
	} else if (request) {
		known = xmalloc(sizeof(*known));
		*known = n;
		map_put(requests, request, known);
	}
	if (count_of(e, "context_window") > 0)
		s->context_window = count_of(e, "context_window");
	/* what was sent is what the context held */
	s->context_used = json_get(e, "context_used") ?
		count_of(e, "context_used") :
		n.input + n.cache_read + n.cache_creation;
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

/* Where an error is kept: of a request (what a transcript counts) the last news. */
static struct session_error *error_of(struct session *s, struct map *requests,
				      const char *request)
{
	size_t at = s->nr_errors;

	if (request && map_has(requests, request))
		return &s->errors[(uintptr_t)map_get(requests, request) - 1];
	if (request)
		map_put(requests, request, (void *)((uintptr_t)at + 1));
	ALLOC_GROW(s->errors, s->nr_errors + 1, s->alloc_errors);
	memset(&s->errors[at], 0, sizeof(s->errors[at]));
	s->nr_errors++;
	return &s->errors[at];
}

static void add_error(struct session *s, struct map *requests,
		      const struct json *e)
{
	const char *severity = text_of(e, "severity");
	struct session_error *x = error_of(s, requests,
					   json_get_str(e, "request"));
	double count = json_get_num(e, "count", 1);
	size_t nr = count >= 1 ? (size_t)fmin(count, 1e6) : 1;
	int i;

	if (nr < x->count)
		return;
	x->count = nr;
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

/* An entry of tokens, with what puts it in order. */
struct told {
	const struct json *entry;
	int64_t at;
	double sum;
	size_t nr;
};

/* Totals of one request that were told in one second: the greater is the later. */
static int by_time(const void *x, const void *y)
{
	const struct told *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->sum < b->sum || a->sum > b->sum)
		return a->sum < b->sum ? -1 : 1;
	return a->nr < b->nr ? -1 : a->nr > b->nr;
}

static void read_tokens(struct session *s, struct told *v, size_t nr)
{
	struct map requests = MAP_INIT_FREE(free);

	if (nr)
		qsort(v, nr, sizeof(*v), by_time);
	for (size_t i = 0; i < nr; i++)
		add_use(s, &requests, v[i].entry);
	map_clear(&requests);
}

static void read_log(struct session *s)
{
	struct map errors = MAP_INIT;
	struct told *told = NULL;
	size_t nr = 0, alloc = 0;
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
		if (!strcmp(kind, "task")) {
			add_work(s, e);
		} else if (!strcmp(kind, "error")) {
			add_error(s, &errors, e);
		} else if (!strcmp(kind, "tokens")) {
			ALLOC_GROW(told, nr + 1, alloc);
			told[nr] = (struct told){ e, at,
				count_of(e, "input") + count_of(e, "output") +
				count_of(e, "cache_read") +
				count_of(e, "cache_creation"), nr };
			nr++;
		}
	}
	read_tokens(s, told, nr);
	free(told);
	map_clear(&errors);
}

/* Tokens whose entry names no task belong to the one that was begun last. */
static void find_tasks(struct session *s)
{
	size_t i, k;

	for (i = 0; i < s->nr_uses; i++) {
		struct session_use *u = &s->uses[i];

		for (k = s->nr_works; !u->task && k-- > 0;) {
			const struct session_work *w = &s->works[k];

			/* what a request had used when a task was begun is
			 * not of that task */
			if (w->started != WHEN_NONE &&
			    w->started + (u->of_request ? 1 : 0) <= u->at &&
			    (w->finished == WHEN_NONE ||
			     w->finished >= u->at)) {
				u->task = w->task;
				u->task_id = w->task_id;
			}
		}
	}
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
	find_tasks(out);
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
	out->until = out->state == SESSION_ENDED ? out->ended :
		     out->state == SESSION_STALE ? out->seen : now;
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

size_t session_nr_errors(const struct session *s)
{
	size_t i, nr = 0;

	for (i = 0; i < s->nr_errors; i++)
		nr += s->errors[i].count;
	return nr;
}

double session_context(const struct session *s)
{
	if (!(s->context_window > 0))
		return NAN;
	return fmin(100, 100 * s->context_used / s->context_window);
}

/* ms; 30 minutes where task.session.timeout says nothing that can be read. */
static int64_t session_timeout(struct db *db)
{
	const char *text = db_config(db, "task.session.timeout");
	double seconds;

	if (!text || when_parse_duration(&seconds, text, false, NULL) < 0 ||
	    !(seconds > 0 && seconds < 1e9))
		return TIMEOUT_MS;
	return (int64_t)(seconds * 1000);
}

int session_one(struct session *out, struct db *db, const char *id,
		struct err *err)
{
	struct task t = TASK_INIT;
	const struct view *v;
	uint32_t row;

	memset(out, 0, sizeof(*out));
	if (db_view(&v, db, err) < 0)
		return -1;
	row = view_find(v, id);
	if (row == NO_ROW)
		return err_set(err, ERR_NOT_FOUND, "session '%s' not found",
			       id);
	if (view_task(&t, v, row, err) < 0)
		return -1;
	session_read(out, &t, db_now(db), session_timeout(db));
	return 0;
}

/* ---- all of them ---- */

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

		if (v->rows[i].deleted ||
		    !strcmp(v->rows[i].type, MEMORY_TYPE))
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
	json_set_int(o, "count", (int64_t)x->count);
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
