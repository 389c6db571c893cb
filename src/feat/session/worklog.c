/*
 * worklog.c - tasks, tokens and errors of an agent at work, into its session.
 */
#include "base/base.h"
#include "feat/session/worklog.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "feat/session/prices.h"

#define STATE_MAX ((size_t)4 << 20)
#define SUBAGENTS_MAX 1000
#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* Entries that are being made, and the texts they borrow. */
struct batch {
	struct session_entry *v;
	size_t nr, alloc;
	struct strvec texts;
};

static void batch_release(struct batch *b)
{
	free(b->v);
	strvec_clear(&b->texts);
}

static struct session_entry *batch_add(struct batch *b, const char *kind)
{
	const struct session_entry e = SESSION_ENTRY_INIT(kind);

	ALLOC_GROW(b->v, b->nr + 1, b->alloc);
	b->v[b->nr] = e;
	return &b->v[b->nr++];
}

static const char *keep(struct batch *b, char *text)
{
	strvec_take(&b->texts, text);
	return text;
}

/* ---- tokens ---- */

/* "<file> <model> <day>": what the numbers are totals of. */
static char *request_name(const char *path, const char *model, int64_t at)
{
	struct strbuf sb = STRBUF_INIT;
	const char *base = path_basename(path);
	char day[WHEN_LEN] = "";
	uint64_t hash;

	if (at != WHEN_NONE) {
		when_format(day, at);
		day[10] = '\0';
	}
	strbuf_addf(&sb, "%.*s %s %s", (int)strcspn(base, "."), base, model,
		    day);
	strbuf_trim(&sb);
	if (sb.len > SESSION_NAME_MAX || utf8_check(sb.buf, sb.len, true)) {
		hash = hash_bytes(sb.buf, sb.len, 11);
		strbuf_reset(&sb);
		strbuf_addf(&sb, "transcript %016" PRIx64, hash);
	}
	return strbuf_detach(&sb, NULL);
}

static void add_counts(struct session_entry *e, const struct session_tokens *n)
{
	e->input = (int64_t)fmin(n->input, SESSION_COUNT_MAX);
	e->output = (int64_t)fmin(n->output, SESSION_COUNT_MAX);
	e->cache_read = (int64_t)fmin(n->cache_read, SESSION_COUNT_MAX);
	e->cache_creation = (int64_t)fmin(n->cache_creation,
					  SESSION_COUNT_MAX);
}

/* When the newest of it was used: at work, just now, unless that was another day. */
static int64_t used_at(const struct transcript_use *u, int64_t now)
{
	return now != WHEN_NONE && u->last != WHEN_NONE &&
		now / DAY_MS == u->last / DAY_MS && now > u->last ? now :
		u->last;
}

/* What the transcript says, as entries; `at` the task it is work for, `now`
 * WHEN_NONE of one that is over. */
static void add_tokens(struct batch *b, const struct transcript *t,
		       const char *path, const struct session_work *at,
		       int64_t now, bool main, struct prices *prices)
{
	size_t i;

	for (i = 0; i < t->nr_uses; i++) {
		const struct transcript_use *u = &t->uses[i];
		struct session_entry *e = batch_add(b, "tokens");
		const struct price *p = prices_find(prices, u->model);

		e->request = keep(b, request_name(path, u->model, u->first));
		e->model = *u->model ? keep(b, xstrdup(u->model)) : NULL;
		e->at = used_at(u, now);
		add_counts(e, &u->n);
		if (at) {
			e->task = keep(b, xstrdup(at->task));
			e->task_id = at->task_id ?
				keep(b, xstrdup(at->task_id)) : NULL;
		}
		/* the context is that of the conversation, at its end */
		e->context_used = main && i + 1 == t->nr_uses ?
			(int64_t)t->context_used : WHEN_NONE;
		if (t->context_window > 0)
			e->context_window = (int64_t)t->context_window;
		else if (p && !isnan(p->context))
			e->context_window = (int64_t)p->context;
	}
}

static void add_failures(struct batch *b, const struct transcript *t,
			 const char *path)
{
	const struct {
		uint64_t nr;
		const char *type, *severity, *message;
	} kinds[] = {
		{ t->api_errors, "api", severity_names[SEVERITY_MEDIUM],
		  "a request to the model failed" },
		{ t->tool_errors, "tool", severity_names[SEVERITY_LOW],
		  "a tool failed" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct session_entry *e;

		if (!kinds[i].nr)
			continue;
		e = batch_add(b, "error");
		e->request = keep(b, request_name(path, kinds[i].type,
						  WHEN_NONE));
		e->type = kinds[i].type;
		e->severity = kinds[i].severity;
		e->message = kinds[i].message;
		e->count = (int64_t)kinds[i].nr;
		e->at = t->last;
	}
}

/* ---- how far a transcript was read ---- */

static char *state_path(struct db *db, const char *path)
{
	char *name = xasprintf("transcripts/%016" PRIx64 ".json",
			       hash_bytes(path, strlen(path), 3));
	char *full = db_local_path(db, name);

	free(name);
	return full;
}

static void load_state(struct transcript *t, struct db *db, const char *path)
{
	struct strbuf sb = STRBUF_INIT;
	char *file = state_path(db, path);
	struct json *j = NULL;

	transcript_init(t);
	if (file_exists(file) &&
	    file_read_plain(&sb, file, STATE_MAX, NULL) == 0 &&
	    json_parse(&j, sb.buf, sb.len, NULL) == 0)
		transcript_load(t, j);
	json_free(j);
	free(file);
	strbuf_release(&sb);
}

/* What is not kept is read once more the next time. */
static void save_state(const struct transcript *t, struct db *db,
		       const char *path)
{
	char *file = state_path(db, path), *dir = path_dirname(file);
	struct json *j = transcript_save(t);
	struct strbuf sb = STRBUF_INIT;

	json_line(&sb, j);
	if (file_mkdirs(dir, NULL) == 0)
		file_write_atomic(file, sb.buf, sb.len, false, NULL);
	strbuf_release(&sb);
	json_free(j);
	free(dir);
	free(file);
}

struct readings {
	struct transcript *t;	/* the first is the main one */
	char **path;
	size_t nr, alloc, alloc_path;
};

static void readings_release(struct readings *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		transcript_release(&r->t[i]);
		free(r->path[i]);
	}
	free(r->t);
	free(r->path);
}

static int read_one(struct readings *r, struct db *db, const char *path,
		    struct err *err)
{
	struct transcript *t;

	ALLOC_GROW(r->t, r->nr + 1, r->alloc);
	ALLOC_GROW(r->path, r->nr + 1, r->alloc_path);
	t = &r->t[r->nr];
	r->path[r->nr++] = xstrdup(path);
	load_state(t, db, path);
	return transcript_read(t, path, err);
}

/* <transcript without .jsonl>/subagents/: a file for each subagent. */
static void read_subagents(struct readings *r, struct db *db,
			   const char *transcript)
{
	size_t len = strlen(transcript), nr = 0;
	struct dirent *de;
	char *dir;
	DIR *d;

	if (!str_ends(transcript, ".jsonl"))
		return;
	dir = xasprintf("%.*s/subagents", (int)(len - 6), transcript);
	d = opendir(dir);
	while (d && (de = readdir(d)) && nr < SUBAGENTS_MAX) {
		char *path;

		if (!str_ends(de->d_name, ".jsonl"))
			continue;
		nr++;
		path = path_join(dir, de->d_name);
		read_one(r, db, path, NULL);
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
}

static int read_all(struct readings *r, const struct worklog *w,
		    struct err *err)
{
	int ret = 0;

	if (w->transcript && file_exists(w->transcript)) {
		ret = read_one(r, w->sessions, w->transcript, err);
		read_subagents(r, w->sessions, w->transcript);
	}
	if (w->subagent && file_exists(w->subagent)) {
		for (size_t i = 0; i < r->nr; i++)
			if (str_eq(r->path[i], w->subagent))
				return ret;
		read_one(r, w->sessions, w->subagent, NULL);
	}
	return ret;
}

/* ---- tasks ---- */

static void work_entry(struct batch *b, const struct view *v, uint32_t row,
		       const char *status)
{
	struct session_entry *e = batch_add(b, "task");
	const struct row *r = &v->rows[row];
	char id[ID_LEN + 1];

	view_short_row(id, v, row);
	e->task = keep(b, xstrdup(id));
	e->task_id = keep(b, xstrdup(r->id));
	e->status = status;
	if (!strcmp(status, "started")) {
		e->description = keep(b, xstrdup(r->title));
		e->priority = priority_name((enum priority)r->priority);
	}
}

static bool is_at(const struct session *s, const char *task_id)
{
	size_t i;

	for (i = 0; i < s->nr_works; i++)
		if (s->works[i].finished == WHEN_NONE &&
		    str_eq(s->works[i].task_id, task_id))
			return true;
	return false;
}

static bool is_named(const struct worklog *w, const struct view *v,
		     uint32_t row)
{
	uint32_t found;
	size_t i;

	for (i = 0; w->named && i < w->named->nr; i++)
		if (view_resolve(&found, v, w->named->v[i], true, NULL) == 0 &&
		    found == row)
			return true;
	return false;
}

/* What it took up, and what it does no more. */
static void add_works(struct batch *b, const struct worklog *w,
		      const struct view *v, const struct session *s)
{
	uint32_t i;
	size_t k;

	for (k = 0; k < s->nr_works; k++) {
		const struct session_work *at = &s->works[k];
		const char *end = "partial";

		if (at->finished != WHEN_NONE || !at->task_id)
			continue;
		i = view_find(v, at->task_id);
		if (i == NO_ROW)
			continue;
		if (v->rows[i].deleted || v->rows[i].stored ==
		    STATUS_CANCELLED)
			end = "cancelled";
		else if (v->rows[i].stored == STATUS_COMPLETED)
			end = "success";
		else if (v->rows[i].stored == STATUS_IN_PROGRESS)
			continue;
		work_entry(b, v, i, end);
	}
	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted &&
		    v->rows[i].stored == STATUS_IN_PROGRESS &&
		    !is_at(s, v->rows[i].id) &&
		    (str_ieq(v->rows[i].assignee, s->agent) ||
		     is_named(w, v, i)))
			work_entry(b, v, i, "started");
}

/* ---- the session ---- */

/* "claude-1a2b3c4d"; caller frees. */
static char *worklog_agent(const char *kind, const char *session)
{
	char *name = xasprintf("%s-%.8s", kind, session), *p;

	/* it ends up in environments and file names */
	for (p = name; *p; p++)
		if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') &&
		    !(*p >= '0' && *p <= '9') && *p != '-' && *p != '_')
			*p = '-';
	return name;
}

void worklog_export(const char *path, const char *agent)
{
	char *line;
	ssize_t nr;
	int fd;

	if (strcspn(agent, "\n\r'\\") != strlen(agent))
		return;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	line = xasprintf("export GIT_TASK_AGENT='%s'\n", agent);
	nr = write(fd, line, strlen(line));
	(void)nr;
	free(line);
	close(fd);
}

/* The agent that the session is of already, whoever calls; NULL: it is new. */
static char *agent_of(struct db *sessions, const char *name, bool *ended)
{
	const struct view *v;
	char id[ID_LEN + 1];
	uint32_t row;

	session_id(id, name);
	if (db_view(&v, sessions, NULL) < 0)
		return NULL;
	row = view_find(v, id);
	if (row == NO_ROW || !str_eq(v->rows[row].title, name))
		return NULL;
	*ended = !status_is_open(v->rows[row].stored);
	return xstrdup(v->rows[row].assignee);
}

char *worklog_name(struct db *sessions, const char *kind, const char *session)
{
	bool ended;
	char *name = agent_of(sessions, session, &ended);

	if (name && *name)
		return name;
	free(name);
	return worklog_agent(kind, session);
}

static int begin(char id[ID_LEN + 1], char **agent, const struct worklog *w,
		 struct err *err)
{
	struct session_start in = { w->session, NULL, w->model, WHEN_NONE };
	bool again, ended = false;

	*agent = agent_of(w->sessions, w->session, &ended);
	if (*agent && **agent && !ended && !w->model) {
		session_id(id, w->session);
		return 0;
	}
	if (!*agent || !**agent) {
		free(*agent);
		*agent = w->agent ? xstrdup(w->agent) :
			worklog_agent(w->kind, w->session);
	}
	in.agent = *agent;
	return session_start(id, &again, w->sessions, &in, err);
}

static void add_error(struct batch *b, const struct worklog *w)
{
	struct session_entry *e;

	if (!w->error)
		return;
	e = batch_add(b, "error");
	e->message = w->error;
	e->type = w->error_type;
	e->severity = severity_names[SEVERITY_MEDIUM];
}

/* The model that the transcript names, when the session has another one. */
static int note_model(const struct worklog *w, const struct session *s,
		      const struct readings *r, struct err *err)
{
	struct session_start in = { s->name, s->agent, NULL, WHEN_NONE };
	char same[ID_LEN + 1];
	bool again;

	if (w->model || !w->transcript || !r->nr || !r->t[0].model ||
	    !*r->t[0].model || str_eq(r->t[0].model, s->model))
		return 0;
	in.model = r->t[0].model;
	return session_start(same, &again, w->sessions, &in, err);
}

static int log_all(const struct worklog *w, const char *id,
		   const struct readings *r, struct err *err)
{
	struct batch b = { NULL, 0, 0, STRVEC_INIT };
	struct prices prices;
	const struct view *v;
	struct session s;
	size_t i;
	int ret;

	if (session_one(&s, w->sessions, id, err) < 0)
		return -1;
	if (note_model(w, &s, r, err) < 0) {
		session_release(&s);
		return -1;
	}
	prices_init(&prices, w->sessions);
	for (i = 0; i < r->nr; i++) {
		add_tokens(&b, &r->t[i], r->path[i], session_current(&s),
			   db_now(w->sessions), w->transcript &&
			   str_eq(r->path[i], w->transcript),
			   &prices);
		add_failures(&b, &r->t[i], r->path[i]);
	}
	ret = db_view(&v, w->tasks, err);
	if (ret == 0) {
		add_works(&b, w, v, &s);
		add_error(&b, w);
		ret = b.nr ? session_log_all(w->sessions, id, b.v, b.nr, err) :
			0;
	}
	prices_release(&prices);
	session_release(&s);
	batch_release(&b);
	return ret;
}

int worklog_run(char id[ID_LEN + 1], char **agent, const struct worklog *w,
		struct err *err)
{
	struct readings r = { NULL, NULL, 0, 0, 0 };
	struct err unread = ERR_INIT;
	int read, ret;
	size_t i;

	*agent = NULL;
	session_id(id, w->session);
	read = read_all(&r, w, &unread);
	ret = begin(id, agent, w, err);
	if (ret == 0)
		ret = log_all(w, id, &r, err);
	for (i = 0; ret == 0 && i < r.nr; i++)
		save_state(&r.t[i], w->sessions, r.path[i]);
	if (ret == 0)
		ret = budget_note(w->sessions, id, err);
	if (ret == 0 && w->end)
		ret = session_end(w->sessions, id, err);
	if (ret == 0 && read < 0)
		ret = err_set(err, unread.code, "%s", unread.msg);
	readings_release(&r);
	return ret;
}

/* ---- old transcripts ---- */

static void sum_up(struct worklog_import *out, const struct transcript *t)
{
	size_t i;

	out->requests = t->requests;
	out->bad = t->bad;
	for (i = 0; i < t->nr_uses; i++) {
		out->n.input += t->uses[i].n.input;
		out->n.output += t->uses[i].n.output;
		out->n.cache_read += t->uses[i].n.cache_read;
		out->n.cache_creation += t->uses[i].n.cache_creation;
	}
}

int worklog_import(struct worklog_import *out, struct db *sessions,
		   const char *path, struct transcript_seen *seen,
		   struct err *err)
{
	struct batch b = { NULL, 0, 0, STRVEC_INIT };
	struct session_start in = { NULL, NULL, NULL, WHEN_NONE };
	struct transcript t;
	struct prices prices;
	char id[ID_LEN + 1], *agent = NULL;
	bool ended = false;
	int ret;

	memset(out, 0, sizeof(*out));
	transcript_init(&t);
	t.seen = seen;
	ret = transcript_read(&t, path, err);
	if (ret == 0 && !t.agent)
		ret = err_set(err, ERR_INVALID, "'%s' is no transcript of "
			      "Claude Code or Codex", path);
	if (ret < 0)
		goto out;
	prices_init(&prices, sessions);
	out->session = t.session ? xstrdup(t.session) :
		xstrndup(path_basename(path), strcspn(path_basename(path),
						      "."));
	out->agent = t.agent;
	sum_up(out, &t);
	agent = agent_of(sessions, out->session, &ended);
	out->again = agent != NULL;
	if (!agent)
		agent = worklog_agent(t.agent, out->session);
	in.name = out->session;
	in.agent = agent;
	in.model = t.model;
	in.at = t.first;
	add_tokens(&b, &t, path, NULL, WHEN_NONE, true, &prices);
	add_failures(&b, &t, path);
	ret = session_import(id, sessions, &in, t.last, b.v, b.nr, err);
	prices_release(&prices);
out:
	batch_release(&b);
	transcript_release(&t);
	free(agent);
	return ret;
}
