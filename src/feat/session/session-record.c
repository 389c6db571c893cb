/*
 * session-record.c - writing sessions: starting, logging, ending.
 */
#include "base/base.h"
#include "feat/session/session.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"

/* ---- names ---- */

void session_id(char out[ID_LEN + 1], const char *name)
{
	/* FNV-1a, then the last step of MurmurHash3, which spreads names that
	 * differ in one digit over all shards */
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	if (id_valid(name)) {
		memcpy(out, name, ID_LEN + 1);
		return;
	}
	for (; *name; name++) {
		h ^= (unsigned char)*name;
		h *= UINT64_C(0x100000001b3);
	}
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	snprintf(out, ID_LEN + 1, "%016" PRIx64, h);
}

static int check_text(const char *what, const char *s, size_t max, bool line,
		      struct err *err)
{
	struct strbuf lf = STRBUF_INIT;
	enum utf8_fault fault;

	if (!s)
		return 0;
	if (!s[strspn(s, " \t\r\n")])
		return err_set(err, ERR_INVALID, "%s must not be empty", what);
	if (strlen(s) > max)
		return err_set(err, ERR_INVALID, "%s too long (max %zu bytes)",
			       what, max);
	strbuf_addlf(&lf, s);
	fault = utf8_check(lf.buf, lf.len, line);
	strbuf_release(&lf);
	switch (fault) {
	case UTF8_OK:
		return 0;
	case UTF8_INVALID:
		return err_set(err, ERR_INVALID, "%s is not valid UTF-8",
			       what);
	case UTF8_NEWLINE:
		return err_set(err, ERR_INVALID, "%s must be one line", what);
	case UTF8_CONTROL:
		break;
	}
	return err_set(err, ERR_INVALID,
		       "%s must not contain control characters", what);
}

static int check_name(const char *what, const char *s, struct err *err)
{
	return check_text(what, s, SESSION_NAME_MAX, true, err);
}

/* ---- start ---- */

struct starting {
	const struct session_start *in;
	char *id;
	bool *again;
};

static void set_at(struct json *entry, int64_t ms)
{
	char at[WHEN_LEN];

	if (ms == WHEN_NONE)
		return;
	when_format(at, ms);
	json_set_str(entry, "at", at);
}

static void append_start(struct change *c, const char *model, int64_t at)
{
	struct json *e = json_new_obj();

	json_set_str(e, "kind", "start");
	if (model)
		json_set_str(e, "model", model);
	set_at(e, at);
	change_append(c, F_PROGRESS, e);
	if (model)
		change_put(c, F_FIELDS, "model", json_new_str(model));
}

static int start_new(struct change *c, struct txn *txn,
		     const struct session_start *in, struct err *err)
{
	c->create = true;
	change_set_str(c, F_TITLE, in->name ? in->name : c->id);
	change_set_str(c, F_TYPE, "session");
	change_want(c, STATUS_IN_PROGRESS);
	change_set_str(c, F_ASSIGNEE, in->agent);
	append_start(c, in->model, WHEN_NONE);
	return txn_apply(txn, c, NULL, err);
}

static int start_again(struct change *c, struct txn *txn,
		       const struct session_start *in, struct err *err)
{
	const struct task *t;
	const char *agent;

	if (txn_task(&t, txn, c->id, err) < 0)
		return -1;
	agent = task_str(t, F_ASSIGNEE);
	if (!str_eq(task_str(t, F_TITLE), in->name))
		return err_set(err, ERR_CONFLICT, "the session '%s' has the "
			       "same short form as another one: take another "
			       "name", in->name);
	if (agent && !str_eq(agent, in->agent))
		return err_set(err, ERR_CONFLICT, "the session '%s' is that of "
			       "'%s': take another name", in->name, agent);
	if (task_status(t) != STATUS_IN_PROGRESS)
		change_want(c, STATUS_IN_PROGRESS);
	append_start(c, in->model, WHEN_NONE);
	return txn_apply(txn, c, NULL, err);
}

static int start_fn(struct txn *txn, void *data, struct err *err)
{
	struct starting *s = data;
	struct change c;
	int ret;

	if (s->in->name)
		session_id(s->id, s->in->name);
	else
		txn_new_id(txn, s->id);
	*s->again = view_find(txn_view(txn), s->id) != NO_ROW;
	change_init(&c, s->id);
	ret = *s->again ? start_again(&c, txn, s->in, err) :
		start_new(&c, txn, s->in, err);
	change_release(&c);
	return ret;
}

int session_start(char id[ID_LEN + 1], bool *again, struct db *db,
		  const struct session_start *in, struct err *err)
{
	struct starting s = { in, id, again };

	if (check_name("the session's id", in->name, err) < 0 ||
	    check_name("the agent's name", in->agent, err) < 0 ||
	    check_name("the model's name", in->model, err) < 0)
		return -1;
	return db_write(db, "start", 0, start_fn, &s, NULL, err);
}

/* ---- finding ---- */

/* Is the session at `row` the one of that name? */
static bool is_named(const struct view *v, uint32_t row, const char *name)
{
	return row != NO_ROW && str_eq(v->rows[row].title, name);
}

int session_find(char id[ID_LEN + 1], struct db *db, const char *typed,
		 struct err *err)
{
	const struct view *v;
	struct err why = ERR_INIT;
	uint32_t row;
	char *clean;

	if (db_view(&v, db, err) < 0)
		return -1;
	session_id(id, typed);
	if (is_named(v, view_find(v, id), typed))
		return 0;
	if (id_is_prefix(typed) &&
	    view_resolve(&row, v, typed, false, &why) == 0 &&
	    strcmp(v->rows[row].type, MEMORY_TYPE) != 0) {
		memcpy(id, v->rows[row].id, ID_LEN + 1);
		return 0;
	}
	if (why.code == ERR_AMBIGUOUS)
		return err_set(err, ERR_AMBIGUOUS, "%s", why.msg);
	clean = xstrndup(typed, SESSION_NAME_MAX);
	err_set(err, ERR_NOT_FOUND, "session '%s' not found; 'git task "
		"session start' makes one", clean);
	free(clean);
	return -1;
}

/* ---- entries ---- */

static int check_count(const char *what, int64_t n, struct err *err)
{
	if (n == WHEN_NONE || (n >= 0 && (double)n <= SESSION_COUNT_MAX))
		return 0;
	return err_set(err, ERR_INVALID,
		       "%s must be between 0 and %.0f", what,
		       SESSION_COUNT_MAX);
}

static int check_entry(const struct session_entry *e, struct err *err)
{
	if (check_name("the task", e->task, err) < 0 ||
	    check_name("the priority", e->priority, err) < 0 ||
	    check_name("the status", e->status, err) < 0 ||
	    check_name("the model's name", e->model, err) < 0 ||
	    check_name("the request", e->request, err) < 0 ||
	    check_name("the severity", e->severity, err) < 0 ||
	    check_name("the type", e->type, err) < 0 ||
	    check_text("the description", e->description, SESSION_TEXT_MAX,
		       false, err) < 0 ||
	    check_text("the message", e->message, SESSION_TEXT_MAX, false,
		       err) < 0 ||
	    check_count("the duration", e->duration_ms, err) < 0 ||
	    check_count("input tokens", e->input, err) < 0 ||
	    check_count("output tokens", e->output, err) < 0 ||
	    check_count("cache tokens", e->cache_read, err) < 0 ||
	    check_count("cache tokens", e->cache_creation, err) < 0 ||
	    check_count("the used context", e->context_used, err) < 0 ||
	    check_count("the context window", e->context_window, err) < 0 ||
	    check_count("the number of errors", e->count, err) < 0)
		return -1;
	return 0;
}

static void put_text(struct json *o, const char *key, const char *s)
{
	struct strbuf lf = STRBUF_INIT;

	if (!s)
		return;
	strbuf_addlf(&lf, s);
	json_set_str(o, key, lf.buf);
	strbuf_release(&lf);
}

static void put_count(struct json *o, const char *key, int64_t n)
{
	if (n != WHEN_NONE)
		json_set_int(o, key, n);
}

static struct json *entry_json(const struct session_entry *e)
{
	struct json *o = json_new_obj();

	json_set_str(o, "kind", e->kind);
	put_text(o, "task", e->task);
	put_text(o, "task_id", e->task_id);
	put_text(o, "description", e->description);
	put_text(o, "priority", e->priority);
	put_text(o, "status", e->status);
	put_count(o, "duration_ms", e->duration_ms);
	put_count(o, "input", e->input);
	put_count(o, "output", e->output);
	put_count(o, "cache_read", e->cache_read);
	put_count(o, "cache_creation", e->cache_creation);
	put_count(o, "context_used", e->context_used);
	put_count(o, "context_window", e->context_window);
	put_text(o, "model", e->model);
	put_text(o, "request", e->request);
	put_text(o, "severity", e->severity);
	put_text(o, "type", e->type);
	put_text(o, "text", e->message);
	put_count(o, "count", e->count);
	set_at(o, e->at);
	return o;
}

/* What does not make an entry another one: when, and with which task. */
static bool is_beside(const char *key)
{
	return !strcmp(key, "at") || !strcmp(key, "task") ||
		!strcmp(key, "task_id");
}

/* Has the log an entry of this request that says all that this one says? */
static bool said_before(const struct task *t, const struct json *entry)
{
	const struct json *e, *m;

	json_each(e, task_get(t, F_PROGRESS)) {
		if (!str_eq(json_get_str(e, "request"),
			    json_get_str(entry, "request")))
			continue;
		json_each(m, entry)
			if (!is_beside(json_key(m)) &&
			    (!json_get(e, json_key(m)) ||
			     !json_eq(json_get(e, json_key(m)), m)))
				break;
		if (!m)
			return true;
	}
	return false;
}

struct logging {
	const char *id;
	const struct session_entry *v;
	size_t nr;
};

static const char *shown_of(const struct session_entry *e)
{
	return e->message ? e->message : e->task ? e->task : "used";
}

/* Adds the entry to the change unless the log has it; returns whether. */
static bool add_entry(struct change *c, const struct task *t,
		      const struct session_entry *e)
{
	struct json *entry = entry_json(e);

	if (!strcmp(e->kind, "tokens") && !e->model)
		put_text(entry, "model", json_get_str(task_get(t, F_FIELDS),
						      "model"));
	if (e->request && said_before(t, entry)) {
		json_free(entry);
		return false;
	}
	change_append(c, F_PROGRESS, entry);
	return true;
}

static int log_fn(struct txn *txn, void *data, struct err *err)
{
	const struct logging *l = data;
	const struct session_entry *shown = NULL;
	const struct task *t;
	struct change c;
	size_t i, nr = 0;
	int ret = 0;

	if (txn_task(&t, txn, l->id, err) < 0)
		return -1;
	change_init(&c, l->id);
	for (i = 0; i < l->nr; i++)
		if (add_entry(&c, t, &l->v[i]) && ++nr)
			shown = &l->v[i];
	if (nr && json_nr(task_get(t, F_PROGRESS)) + nr > SESSION_ENTRIES_MAX)
		ret = err_set(err, ERR_INVALID, "the session has %d entries, "
			      "which is the most there can be: start another "
			      "one", SESSION_ENTRIES_MAX);
	if (ret == 0 && nr) {
		if (nr == 1)
			txn_what(txn, "%s %s", shown->kind, shown_of(shown));
		else
			txn_what(txn, "%zu entries", nr);
		ret = txn_apply(txn, &c, NULL, err);
	}
	change_release(&c);
	return ret;
}

static int check_entries(const struct session_entry *v, size_t nr,
			 struct err *err)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (check_entry(&v[i], err) < 0)
			return -1;
	return 0;
}

int session_log_all(struct db *db, const char *id,
		    const struct session_entry *v, size_t nr, struct err *err)
{
	struct logging l = { id, v, nr };

	if (check_entries(v, nr, err) < 0)
		return -1;
	return db_write(db, "log", DB_QUIET_EMPTY, log_fn, &l, NULL, err);
}

int session_log(struct db *db, const char *id, const struct session_entry *e,
		struct err *err)
{
	return session_log_all(db, id, e, 1, err);
}

/* ---- end ---- */

static int end_fn(struct txn *txn, void *data, struct err *err)
{
	const char *id = data;
	const struct task *t;
	struct json *e;
	struct change c;
	int ret;

	if (txn_task(&t, txn, id, err) < 0)
		return -1;
	if (!status_is_open(task_status(t)))
		return 0;
	change_init(&c, id);
	change_want(&c, STATUS_COMPLETED);
	e = json_new_obj();
	json_set_str(e, "kind", "end");
	change_append(&c, F_PROGRESS, e);
	txn_what(txn, "%s", task_str(t, F_TITLE) ? task_str(t, F_TITLE) : id);
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return ret;
}

int session_end(struct db *db, const char *id, struct err *err)
{
	char copy[ID_LEN + 1];

	memcpy(copy, id, sizeof(copy));
	return db_write(db, "end", DB_QUIET_EMPTY, end_fn, copy, NULL, err);
}

/* ---- one that is over ---- */

struct importing {
	const struct session_start *in;
	int64_t until;
	const struct session_entry *v;
	size_t nr;
	char *id;
};

static void set_time(struct change *c, enum field f, int64_t ms)
{
	char at[WHEN_LEN];

	if (ms == WHEN_NONE)
		return;
	when_format(at, ms);
	change_set_str(c, f, at);
}

static int import_new(struct txn *txn, const struct importing *m,
		      struct err *err)
{
	struct task none = TASK_INIT;
	struct json *end = json_new_obj();
	struct change c;
	size_t i;
	int ret;

	change_init(&c, m->id);
	c.create = true;
	change_set_str(&c, F_TITLE, m->in->name);
	change_set_str(&c, F_TYPE, "session");
	change_set_str(&c, F_ASSIGNEE, m->in->agent);
	append_start(&c, m->in->model, m->in->at);
	for (i = 0; i < m->nr; i++)
		add_entry(&c, &none, &m->v[i]);
	json_set_str(end, "kind", "end");
	set_at(end, m->until);
	change_append(&c, F_PROGRESS, end);
	change_want(&c, STATUS_COMPLETED);
	set_time(&c, F_CREATED_AT, m->in->at);
	set_time(&c, F_STARTED_AT, m->in->at);
	set_time(&c, F_COMPLETED_AT, m->until);
	set_time(&c, F_UPDATED_AT, m->until);
	ret = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return ret;
}

static int import_fn(struct txn *txn, void *data, struct err *err)
{
	const struct importing *m = data;
	struct logging l = { m->id, m->v, m->nr };
	uint32_t row;

	session_id(m->id, m->in->name);
	row = view_find(txn_view(txn), m->id);
	if (row == NO_ROW)
		return import_new(txn, m, err);
	if (!is_named(txn_view(txn), row, m->in->name))
		return err_set(err, ERR_CONFLICT, "the session '%s' has the "
			       "same short form as another one", m->in->name);
	return log_fn(txn, &l, err);
}

int session_import(char id[ID_LEN + 1], struct db *db,
		   const struct session_start *in, int64_t until,
		   const struct session_entry *v, size_t nr, struct err *err)
{
	struct importing m = { in, until, v, nr, id };

	if (check_name("the session's id", in->name, err) < 0 ||
	    check_name("the agent's name", in->agent, err) < 0 ||
	    check_name("the model's name", in->model, err) < 0 ||
	    check_entries(v, nr, err) < 0)
		return -1;
	return db_write(db, "import", DB_QUIET_EMPTY, import_fn, &m, NULL,
			err);
}
