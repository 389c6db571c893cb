/*
 * task-events.c - what the two states of one task say.
 */
#include "base/base.h"
#include "base/mem.h"
#include "db/events/find.h"
#include "model/critset.h"

/* The place of the events that are being made. */
struct about {
	struct finding *f;
	const char *id;
	const struct task *was, *is;
};

static const char *name_of(enum field field)
{
	return field_defs[field].name;
}

static struct json *copy_or_null(const struct json *j)
{
	return j ? json_copy(j) : json_new_null();
}

static struct json *pair(const struct json *was, const struct json *is)
{
	struct json *j = json_new_obj();

	json_set(j, "old", copy_or_null(was));
	json_set(j, "new", copy_or_null(is));
	return j;
}

static bool differs(const struct json *a, const struct json *b)
{
	return a && b ? !json_eq(a, b) : a != b;
}

static struct event *add_by(struct about *a, enum event_type type,
			    const struct doer *d, struct json *data)
{
	int64_t at = d ? d->at : task_time(a->is, F_UPDATED_AT);
	struct event *e = event_add(a->f->out, type, a->id, d, at, data);

	e->title = xstrdup(task_str(a->is, F_TITLE));
	return e;
}

static struct event *add(struct about *a, enum event_type type,
			 enum field field, struct json *data)
{
	return add_by(a, type, finding_doer(a->f, a->id, name_of(field),
					    type == EVENT_CREATED), data);
}

/* Of an entry: when it says, by whom it names where no commit does. */
static void add_entry(struct about *a, enum event_type type, enum field field,
		      const struct json *entry, struct json *data)
{
	const struct doer *d = finding_entry_doer(a->f, a->id, name_of(field),
						  json_get_str(entry, "id"));
	struct event *e = add_by(a, type, d, data);
	const char *by = json_get_str(entry, "by");
	const char *at = json_get_str(entry, "at");
	int64_t when;

	if (!d && by)
		e->by = xstrdup(by);
	if (at && when_parse_rfc3339(&when, at))
		e->at = when;
}

static void comments(struct about *a, enum field field, const char *kind)
{
	const struct json *old = task_get(a->was, field);
	struct json *e, *data;

	json_each(e, task_get(a->is, field)) {
		const char *own = json_get_str(e, "kind");

		if (log_has(old, json_get_str(e, "id")))
			continue;
		data = json_new_obj();
		json_set_str(data, "kind", own ? own : kind);
		json_set_str(data, "text", json_get_str(e, "text"));
		json_set_str(data, "entry", json_get_str(e, "id"));
		add_entry(a, EVENT_COMMENTED, field, e, data);
	}
}

/* ---- status ---- */

/* `entry` NULL: what the last one of them to write has made of it. */
static void add_status(struct about *a, enum event_type type,
		       const struct json *entry, struct json *data)
{
	if (entry)
		add_entry(a, type, F_TRANSITIONS, entry, data);
	else
		add(a, type, F_STATUS, data);
}

static void status_event(struct about *a, const char *from, const char *to,
			 const struct json *entry)
{
	struct json *data = json_new_obj();

	json_set_str(data, "old", from);
	json_set_str(data, "new", to);
	add_status(a, EVENT_STATUS, entry, data);
	if (!str_eq(to, status_name(STATUS_COMPLETED)))
		return;
	data = json_new_obj();
	json_set(data, "actual_hours",
		 copy_or_null(task_get(a->is, F_ACTUAL_HOURS)));
	json_set(data, "summary",
		 copy_or_null(task_get(a->is, F_COMPLETION_SUMMARY)));
	add_status(a, EVENT_COMPLETED, entry, data);
}

/* Every change that the task remembers; else what a join or undo made of it. */
static void statuses(struct about *a)
{
	const struct json *old = task_get(a->was, F_TRANSITIONS);
	const char *was = a->was->doc ? task_str(a->was, F_STATUS) : NULL;
	const char *now = task_str(a->is, F_STATUS);
	bool told = !was || str_eq(was, now);
	struct json *e;

	json_each(e, task_get(a->is, F_TRANSITIONS)) {
		if (log_has(old, json_get_str(e, "id")))
			continue;
		status_event(a, json_get_str(e, "from"), json_get_str(e, "to"),
			     e);
		told |= str_eq(json_get_str(e, "to"), now);
	}
	if (!told)
		status_event(a, was, now, NULL);
}

/* ---- people ---- */

static void assigned(struct about *a)
{
	const struct json *old = task_get(a->was, F_ASSIGNEE);
	const struct json *now = task_get(a->is, F_ASSIGNEE);

	if (differs(old, now))
		add(a, EVENT_ASSIGNED, F_ASSIGNEE, pair(old, now));
}

static void lease_ended(struct about *a, const char *owner, enum field field,
			const char *why)
{
	struct json *data = json_new_obj();

	json_set_str(data, "owner", owner);
	json_set_str(data, "why", why);
	add(a, EVENT_LEASE_ENDED, field, data);
}

static void leases(struct about *a)
{
	const struct json *old = task_get(a->was, F_LEASE);
	const struct json *now = task_get(a->is, F_LEASE);
	const char *had = json_get_str(old, "owner");
	const char *has = json_get_str(now, "owner");
	bool was_open = !a->was->doc || status_is_open(task_status(a->was));
	bool is_open = status_is_open(task_status(a->is));
	struct json *data;

	if (has && is_open && differs(old, now)) {
		data = json_new_obj();
		json_set_str(data, "owner", has);
		json_set(data, "until", copy_or_null(json_get(now, "until")));
		add(a, EVENT_CLAIMED, F_LEASE, data);
	} else if (had && was_open && !is_open) {
		lease_ended(a, had, F_STATUS, "closed");
	} else if (had && !has && is_open) {
		lease_ended(a, had, F_LEASE, "released");
	}
}

/* ---- the other fields ---- */

/* Told by other types, or by none: derived from what is told. */
static bool is_told(const char *member)
{
	static const enum field told[] = {
		F_ID, F_STATUS, F_ASSIGNEE, F_LEASE, F_DELETED, F_PROGRESS,
		F_CONTEXT, F_TRANSITIONS, F_CREATED_AT, F_CREATED_BY,
		F_UPDATED_AT, F_STARTED_AT, F_COMPLETED_AT, F_BLOCKED_REASON,
	};
	size_t i;

	if (!strcmp(member, "stamps"))
		return true;
	for (i = 0; i < ARRAY_SIZE(told); i++)
		if (!strcmp(member, name_of(told[i])))
			return true;
	return false;
}

static struct json *log_change(const struct json *old, const struct json *now)
{
	struct json *j = json_new_obj(), *added = json_new_arr();
	struct json *removed = json_new_arr(), *e;

	json_each(e, now)
		if (!log_has(old, json_get_str(e, "id")))
			json_push(added, json_copy(e));
	json_each(e, old)
		if (!log_has(now, json_get_str(e, "id")))
			json_push_str(removed, json_get_str(e, "id"));
	json_set(j, "added", added);
	json_set(j, "removed", removed);
	return j;
}

/* Messages that were taken back: what is new of them is told by comments(). */
static struct json *taken_back(const struct json *old, const struct json *now)
{
	struct json *j = log_change(old, now);

	json_set(j, "added", json_new_arr());
	if (json_nr(json_get(j, "removed")))
		return j;
	json_free(j);
	return NULL;
}

/* The event of this doer among those that were begun at `first`. */
static struct json *fields_of(struct about *a, size_t first,
			      const char *member)
{
	const struct doer *d = finding_doer(a->f, a->id, member, false);
	struct events *out = a->f->out;
	struct event *e;
	size_t i;

	for (i = first; i < out->nr; i++)
		if (!d || str_eq(out->v[i].commit, d->hex))
			return out->v[i].data;
	e = event_add(out, EVENT_UPDATED, a->id, d,
		      d ? d->at : task_time(a->is, F_UPDATED_AT),
		      json_new_obj());
	e->title = xstrdup(task_str(a->is, F_TITLE));
	return e->data;
}

static void field_changed(struct about *a, size_t first, const char *member)
{
	const struct json *old = json_get(a->was->doc, member);
	const struct json *now = json_get(a->is->doc, member);
	enum field field = field_find(member);
	struct json *was = NULL, *is = NULL;

	if (field == F_PROGRESS || field == F_CONTEXT) {
		is = taken_back(old, now);
		if (is)
			json_set(fields_of(a, first, member), member, is);
		return;
	}
	if (is_told(member) || !differs(old, now))
		return;
	if (field == F_SUCCESS_CRITERIA) {
		was = criteria_bare(old);
		is = criteria_bare(now);
	}
	if (!was && !is)
		json_set(fields_of(a, first, member), member,
			 field != F_NR && field_defs[field].kind == KIND_LOG ?
			 log_change(old, now) : pair(old, now));
	else if (differs(was, is))
		json_set(fields_of(a, first, member), member, pair(was, is));
	json_free(was);
	json_free(is);
}

static void updated(struct about *a)
{
	size_t first = a->f->out->nr;
	struct json *j;

	json_each(j, a->is->doc)
		field_changed(a, first, json_key(j));
	json_each(j, a->was->doc)
		if (!json_get(a->is->doc, json_key(j)))
			field_changed(a, first, json_key(j));
}

static void created(struct about *a)
{
	static const enum field members[] = {
		F_STATUS, F_PRIORITY, F_ASSIGNEE, F_PROJECT, F_TYPE,
	};
	struct json *data = json_new_obj();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		json_set(data, name_of(members[i]),
			 copy_or_null(task_get(a->is, members[i])));
	add(a, EVENT_CREATED, F_CREATED_AT, data);
}

void events_of_task(struct finding *f, const char *id,
		    const struct task *before, const struct task *after)
{
	static const struct task none = TASK_INIT;
	struct about a = { f, id, before->doc ? before : &none, after };
	bool was = task_deleted(a.was), is = task_deleted(a.is);

	if (before->doc)
		updated(&a);
	else
		created(&a);
	statuses(&a);
	assigned(&a);
	leases(&a);
	comments(&a, F_PROGRESS, "progress");
	comments(&a, F_CONTEXT, "shared");
	if (was != is)
		add(&a, is ? EVENT_DELETED : EVENT_RESTORED, F_DELETED,
		    json_new_obj());
}
