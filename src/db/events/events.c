/*
 * events.c - the list of events between two tips.
 */
#include "base/base.h"
#include "db/events/events.h"
#include "base/mem.h"
#include "db/events/find.h"
#include "db/events/internal.h"
#include "db/share/conflicts.h"

static const char *const names[EVENT_NR] = {
	"created", "updated", "status", "completed", "blocked", "unblocked",
	"assigned", "claimed", "lease-ended", "commented", "deleted",
	"restored", "conflict",
};

const char *event_name(enum event_type type)
{
	return names[type];
}

bool event_parse(enum event_type *out, const char *name)
{
	int i;

	for (i = 0; i < EVENT_NR; i++)
		if (!strcmp(names[i], name)) {
			*out = (enum event_type)i;
			return true;
		}
	return false;
}

/* ---- the list ---- */

void events_release(struct events *ev)
{
	static const struct events none = EVENTS_INIT;
	size_t i;

	for (i = 0; i < ev->nr; i++) {
		struct event *e = &ev->v[i];

		free(e->title);
		free(e->by);
		free(e->email);
		free(e->agent);
		free(e->verb);
		free(e->commit);
		json_free(e->data);
	}
	free(ev->v);
	free(ev->from);
	free(ev->tip);
	*ev = none;
}

struct ordered {
	struct event e;
	size_t at;
};

static int by_time(const void *pa, const void *pb)
{
	const struct ordered *a = pa, *b = pb;

	if (a->e.at != b->e.at)
		return a->e.at < b->e.at ? -1 : 1;
	if (a->e.order != b->e.order)
		return a->e.order < b->e.order ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static void sort(struct events *ev)
{
	struct ordered *v = xcalloc(ev->nr + 1, sizeof(*v));
	size_t i;

	for (i = 0; i < ev->nr; i++) {
		v[i].e = ev->v[i];
		v[i].at = i;
	}
	qsort(v, ev->nr, sizeof(*v), by_time);
	for (i = 0; i < ev->nr; i++)
		ev->v[i] = v[i].e;
	free(v);
}

static void set_str(struct json *j, const char *key, const char *s)
{
	json_set(j, key, json_new_str(s));
}

struct json *events_json(const struct events *ev, size_t i)
{
	const struct event *e = &ev->v[i];
	struct json *j = json_new_obj();
	char at[WHEN_LEN];

	when_format(at, e->at);
	set_str(j, "event", event_name(e->type));
	set_str(j, "id", e->id);
	set_str(j, "title", e->title);
	set_str(j, "at", at);
	set_str(j, "by", e->by);
	set_str(j, "email", e->email);
	set_str(j, "agent", e->agent);
	set_str(j, "verb", e->verb);
	set_str(j, "commit", e->commit);
	json_set_bool(j, "foreign", e->foreign);
	json_set(j, "data", json_copy(e->data));
	set_str(j, "tip", ev->tip);
	return j;
}

/* ---- each task ---- */

static int tasks(struct finding *f)
{
	size_t i;

	for (i = 0; i < f->tasks.nr; i++) {
		const struct touched *t = f->tasks.items[i].value;
		struct task before = TASK_INIT, after = TASK_INIT;

		/* a version that can not be parsed says nothing */
		if (history_read_task(&before, f->repo, &t->before, NULL) < 0)
			task_release(&before);
		if (!history_read_task(&after, f->repo, &t->after, NULL))
			events_of_task(f, f->tasks.items[i].key, &before,
				       &after);
		task_release(&before);
		task_release(&after);
	}
	return 0;
}

/* ---- what a change of one task means for others ---- */

static bool waits(const struct row *r)
{
	return !r->deleted && r->status == STATUS_BLOCKED;
}

static bool goes_on(const struct row *r)
{
	return !r->deleted && status_is_open(r->status) && !waits(r);
}

static void add_row(struct finding *f, enum event_type type,
		    const struct row *r, const char *of, enum field field,
		    struct json *data)
{
	const struct doer *d = finding_doer(f, of, field_defs[field].name,
					    false);
	struct event *e = event_add(f->out, type, r->id, d,
				    d ? d->at : r->updated, data);

	e->title = xstrdup(r->title);
}

/* The task whose end lets `id` go on, or NULL: it was its own change. */
static const char *cause_of(struct finding *f, struct strvec *blockers,
			    const struct view *old, uint32_t row)
{
	size_t i;

	if (old->rows[row].stored == STATUS_BLOCKED)
		return NULL;
	view_blockers(blockers, old, row);
	for (i = 0; i < blockers->nr; i++)
		if (map_has(&f->tasks, blockers->v[i]))
			return blockers->v[i];
	return NULL;
}

static void unblocked(struct finding *f, const struct view *old,
		      uint32_t was, const struct row *r)
{
	struct strvec blockers = STRVEC_INIT;
	const char *cause = cause_of(f, &blockers, old, was);
	struct json *data = json_new_obj();
	bool own = old->rows[was].stored == STATUS_BLOCKED;

	set_str(data, "cause", cause);
	add_row(f, EVENT_UNBLOCKED, r, cause ? cause : r->id,
		cause || own ? F_STATUS : F_DEPENDENCIES, data);
	strvec_clear(&blockers);
}

static void blocked(struct finding *f, const struct view *now, uint32_t row)
{
	const struct row *r = &now->rows[row];
	bool own = r->stored == STATUS_BLOCKED;
	struct json *data = json_new_obj(), *by = json_new_arr(), *reason;
	struct strvec blockers = STRVEC_INIT;
	const char *of = r->id;
	size_t i;

	reason = own ? view_field(now, row,
				  field_defs[F_BLOCKED_REASON].name) : NULL;
	json_set(data, "reason", reason ? reason : json_new_null());
	view_blockers(&blockers, now, row);
	for (i = 0; i < blockers.nr; i++) {
		json_push_str(by, blockers.v[i]);
		/* opened again, unless the task itself was changed */
		if (!own && !map_has(&f->tasks, r->id) &&
		    map_has(&f->tasks, blockers.v[i]))
			of = blockers.v[i];
	}
	json_set(data, "blocked_by", by);
	add_row(f, EVENT_BLOCKED, r, of, own || of != r->id ? F_STATUS :
		F_DEPENDENCIES, data);
	strvec_clear(&blockers);
}

/* A task that was made in between: what it waited for was finished later, the
 * last of it by *cause. */
static bool was_waiting(uint32_t *cause, const struct view *v,
			const struct row *r)
{
	uint32_t i;

	*cause = NO_ROW;
	for (i = 0; i < r->nr_deps; i++) {
		const struct row *d = r->deps[i] == NO_ROW ? NULL :
				      &v->rows[r->deps[i]];

		if (d && d->completed != WHEN_NONE &&
		    d->completed >= r->created &&
		    (*cause == NO_ROW ||
		     d->completed > v->rows[*cause].completed))
			*cause = r->deps[i];
	}
	return *cause != NO_ROW;
}

static void new_row(struct finding *f, const struct view *now,
		    const struct row *r)
{
	struct json *data;
	uint32_t cause;

	if (!goes_on(r) || !r->nr_deps || !was_waiting(&cause, now, r))
		return;
	data = json_new_obj();
	set_str(data, "cause", now->rows[cause].id);
	add_row(f, EVENT_UNBLOCKED, r, now->rows[cause].id, F_STATUS, data);
}

static void compare(struct finding *f, const struct view *old,
		    const struct view *now)
{
	uint32_t i, was;

	for (i = 0, was = 0; i < now->nr; i++) {
		const struct row *r = &now->rows[i];

		while (old && was < old->nr &&
		       strcmp(old->rows[was].id, r->id) < 0)
			was++;
		if (!old || was == old->nr ||
		    strcmp(old->rows[was].id, r->id) != 0)
			new_row(f, now, r);
		else if (waits(&old->rows[was]) && goes_on(r))
			unblocked(f, old, was, r);
		else if (goes_on(&old->rows[was]) && waits(r))
			blocked(f, now, i);
	}
}

static int others(struct finding *f)
{
	struct view *old = NULL, *now = NULL;
	int ret = -1;

	if (!f->tasks.nr)
		return 0;
	if ((!f->has_from ||
	     !db_view_past(&old, f->db, &f->from, f->err)) &&
	    !db_view_past(&now, f->db, &f->tip, f->err)) {
		compare(f, old, now);
		ret = 0;
	}
	db_view_done(f->db, old);
	db_view_done(f->db, now);
	return ret;
}

/* ---- edits that gave way ---- */

static int conflict(const struct conflict *c, void *data)
{
	struct finding *f = data;
	struct json *j = json_new_obj();
	struct event *e;

	set_str(j, "field", c->field);
	json_set(j, "kept", c->kept ? json_copy(c->kept) : json_new_null());
	json_set(j, "lost", c->lost ? json_copy(c->lost) : json_new_null());
	set_str(j, "lost_by", c->lost_by);
	e = event_add(f->out, EVENT_CONFLICT, c->id, NULL, c->when, j);
	e->commit = xstrdup(c->commit);
	return 0;
}

/* Titles of the tasks that were told of without their documents. */
static int titles(struct finding *f)
{
	struct view *v = NULL;
	uint32_t row;
	size_t i;

	for (i = 0; i < f->out->nr; i++) {
		struct event *e = &f->out->v[i];

		if (e->title)
			continue;
		if (!v && db_view_past(&v, f->db, &f->tip, f->err) < 0)
			return -1;
		row = view_find(v, e->id);
		e->title = xstrdup(row == NO_ROW ? "" : v->rows[row].title);
	}
	db_view_done(f->db, v);
	return 0;
}

/* ---- between two tips ---- */

static int find_tips(struct finding *f, const char *from, const char *to)
{
	int found = 1;

	f->has_from = from && *from;
	if (f->has_from && !oid_parse(&f->from, from))
		return err_set(f->err, ERR_INVALID, "'%s' is no commit", from);
	if (to && !oid_parse(&f->tip, to))
		return err_set(f->err, ERR_INVALID, "'%s' is no commit", to);
	if (!to)
		found = db_tip(&f->tip, f->db, f->err);
	return found;
}

int events_between(struct events *out, struct db *db, const char *from,
		   const char *to, struct err *err)
{
	struct finding f;
	char hex[OID_HEX + 1];
	int ret = -1, found;

	events_release(out);
	memset(&f, 0, sizeof(f));
	f.db = db;
	f.out = out;
	f.err = err;
	found = find_tips(&f, from, to);
	if (found <= 0)
		return found;
	oid_hex(hex, &f.tip);
	out->tip = xstrdup(hex);
	out->from = xstrdup(from ? from : "");
	if (finding_collect(&f) < 0 || tasks(&f) < 0 || others(&f) < 0 ||
	    db_conflicts_between(db, f.has_from ? from : NULL, hex, true,
				 conflict, &f, err) < 0 ||
	    titles(&f) < 0)
		goto out;
	sort(out);
	ret = 0;
out:
	finding_release(&f);
	return ret;
}

int events_expired(struct events *out, struct db *db, int64_t since,
		   int64_t now, struct err *err)
{
	const struct view *v;
	size_t i;

	if (db_view(&v, db, err) < 0)
		return -1;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		struct json *data;

		if (!*r->lease_owner || r->deleted ||
		    !status_is_open(r->stored) ||
		    r->lease_until == WHEN_NONE || r->lease_until <= since ||
		    r->lease_until > now)
			continue;
		data = json_new_obj();
		set_str(data, "owner", r->lease_owner);
		set_str(data, "why", "expired");
		event_add(out, EVENT_LEASE_ENDED, r->id, NULL, r->lease_until,
			  data)->title = xstrdup(r->title);
	}
	if (!out->tip)
		out->tip = xstrdup(v->tip);
	return 0;
}
