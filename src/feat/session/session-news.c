/*
 * session-news.c - errors and budgets of sessions, told like what happens to tasks.
 */
#include "base/base.h"

#include "base/mem.h"
#include "db/events/events.h"
#include "feat/session/session.h"

char *session_tip(struct db *sessions)
{
	const struct view *v;

	if (db_view(&v, sessions, NULL) < 0)
		return xstrdup("");
	return xstrdup(v->tip);
}

/* The entry of that id; *later: one of its request was logged after it. */
static const struct json *entry_of(const struct json *log, const char *id,
				   bool *later)
{
	const struct json *found = NULL, *e;

	*later = false;
	json_each(e, log) {
		if (str_eq(json_get_str(e, "id"), id))
			found = e;
		else if (found && json_get_str(found, "request") &&
			 str_eq(json_get_str(e, "request"),
				json_get_str(found, "request")))
			*later = true;
	}
	return found;
}

static void copy_text(struct json *to, const char *key,
		      const struct json *from, const char *name)
{
	json_set_str(to, key, json_get_str(from, name));
}

/* The event of a session as one of ours: j, an object of events_json. */
static void retell(struct json *j, const struct json *entry,
		   const struct task *session)
{
	const char *severity = json_get_str(entry, "severity");
	const char *type = json_get_str(entry, "type");
	struct json *data = json_new_obj();

	json_set_str(j, "event", str_eq(type, "budget") ? "budget" :
		     "session-error");
	json_set_str(j, "agent", task_str(session, F_ASSIGNEE));
	json_set_str(data, "severity", severity ? severity : "medium");
	json_set_str(data, "type", type);
	copy_text(data, "message", entry, "text");
	copy_text(data, "task", entry, "task");
	copy_text(data, "task_id", entry, "task_id");
	json_set_num(data, "count", json_get_num(entry, "count", 1));
	json_set(j, "data", data);
}

int session_news(struct json *list, struct db *sessions, const char *from,
		 const char *to, struct err *err)
{
	struct events ev = EVENTS_INIT;
	struct err gone = ERR_INIT;
	const struct view *v;
	size_t i;
	int ret;

	if (str_eq(from, to) || !*to)
		return 0;
	if (db_view(&v, sessions, err) < 0)
		return -1;
	ret = events_between(&ev, sessions, from, to, &gone);
	for (i = 0; ret == 0 && i < ev.nr; i++) {
		const struct event *e = &ev.v[i];
		struct task t = TASK_INIT;
		uint32_t row = view_find(v, e->id);
		const struct json *entry;
		bool later;

		if (e->type != EVENT_COMMENTED || row == NO_ROW ||
		    !str_eq(json_get_str(e->data, "kind"), "error") ||
		    view_task(&t, v, row, NULL) < 0)
			continue;
		entry = entry_of(task_get(&t, F_PROGRESS),
				 json_get_str(e->data, "entry"), &later);
		if (entry && !later) {
			struct json *j = events_json(&ev, i);

			retell(j, entry, &t);
			json_push(list, j);
		}
		task_release(&t);
	}
	events_release(&ev);
	return 0;
}
