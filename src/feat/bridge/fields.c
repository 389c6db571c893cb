/*
 * fields.c - the same thing said by a task and by an issue.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "data/id.h"
#include "feat/exchange/fill.h"
#include "model/change.h"
#include "model/task.h"

const char *const bridge_fields[BRIDGE_FIELDS] = {
	"title", "description", "status", "tags", "assignee", "deadline",
	"priority"
};

static bool is_jira(const struct bridge *b)
{
	return b->tracker->has_priority;
}

static struct json *str_or_null(const char *s)
{
	return s && *s ? json_new_str(s) : json_new_null();
}

struct json *bridge_ours(const struct bridge *b, const struct task *t)
{
	struct json *j = json_new_obj(), *tags = json_new_arr(), *e;
	const struct json *list = task_get(t, F_TAGS);
	struct strvec words = STRVEC_INIT;
	size_t i;

	(void)b;
	json_each(e, list)
		if (json_str(e))
			strvec_push(&words, json_str(e));
	strvec_sort(&words);
	for (i = 0; i < words.nr; i++)
		json_push_str(tags, words.v[i]);
	strvec_clear(&words);
	json_set(j, "title", str_or_null(task_str(t, F_TITLE)));
	json_set(j, "description", str_or_null(task_str(t, F_DESCRIPTION)));
	json_set_str(j, "status", task_deleted(t) ? "cancelled" :
		     status_name(task_status(t)));
	json_set(j, "tags", tags);
	json_set(j, "assignee", str_or_null(task_str(t, F_ASSIGNEE)));
	json_set(j, "deadline", str_or_null(task_str(t, F_DEADLINE)));
	json_set_str(j, "priority", priority_name(task_priority(t)));
	return j;
}

/* ---- theirs ---- */

/* Our status that a label stands for, or NULL. */
static const char *label_status(struct strbuf *buf, const struct bridge *b,
				const struct json *labels)
{
	const char *word = NULL;
	const struct json *j;

	json_each(j, labels) {
		word = bridge_map_ours(buf, b->config->statuses, json_str(j));
		if (word)
			break;
	}
	return word;
}

static const char *label_priority(struct strbuf *buf, const struct bridge *b,
				  const struct json *labels)
{
	const char *word = NULL;
	const struct json *j;

	json_each(j, labels) {
		word = bridge_map_ours(buf, b->config->priorities,
				       json_str(j));
		if (word)
			break;
	}
	return word;
}

static bool is_mapped(const struct bridge *b, const char *label)
{
	struct strbuf buf = STRBUF_INIT;
	bool mapped = !is_jira(b) &&
		      (bridge_map_ours(&buf, b->config->priorities, label) ||
		       bridge_map_ours(&buf, b->config->statuses, label));

	strbuf_release(&buf);
	return mapped;
}

static struct json *theirs_status(const struct bridge *b,
				  const struct json *issue)
{
	struct strbuf buf = STRBUF_INIT;
	struct json *j = json_new_obj();

	json_set_str(j, "state", json_get_str(issue, "state"));
	json_set_str(j, "reason", json_get_str(issue, "reason"));
	json_set_str(j, "status", is_jira(b) ? json_get_str(issue, "status") :
		     label_status(&buf, b, json_get(issue, "labels")));
	strbuf_release(&buf);
	return j;
}

struct json *bridge_theirs(const struct bridge *b, const struct json *issue)
{
	struct json *j = json_new_obj(), *tags = json_new_arr(), *e;
	struct strbuf buf = STRBUF_INIT;

	json_set(j, "title", str_or_null(json_get_str(issue, "title")));
	json_set(j, "description",
		 str_or_null(json_get_str(issue, "description")));
	json_set(j, "status", theirs_status(b, issue));
	json_each(e, json_get(issue, "labels"))
		if (!is_mapped(b, json_str(e)))
			json_push_str(tags, json_str(e));
	json_set(j, "tags", tags);
	json_set(j, "assignee", json_get(issue, "assignees") ?
		 json_copy(json_get(issue, "assignees")) : json_new_arr());
	if (b->tracker->has_deadline)
		json_set(j, "deadline",
			 str_or_null(json_get_str(issue, "deadline")));
	if (is_jira(b))
		json_set(j, "priority",
			 str_or_null(json_get_str(issue, "priority")));
	else if (b->config->priorities)
		json_set(j, "priority", str_or_null(
			 label_priority(&buf, b, json_get(issue, "labels"))));
	strbuf_release(&buf);
	return j;
}

/* ---- to ours ---- */

static enum status status_of(const char *name)
{
	enum status s;

	return name && status_parse(&s, name) ? s : STATUS_PENDING;
}

static const char *jira_status(struct strbuf *buf, const struct bridge *b,
			       const struct json *theirs)
{
	const char *word = json_get_str(theirs, "status");
	const char *state = json_get_str(theirs, "state");
	const char *mapped = bridge_map_ours(buf, b->config->statuses, word);
	bool exact;
	enum status s;

	if (mapped)
		return status_name(status_of(mapped));
	if (str_eq(state, "closed"))
		return json_get_str(theirs, "reason") ? "cancelled" :
		       "completed";
	s = fill_status_word(word ? word : "", &exact);
	if (str_eq(state, "started"))
		return s == STATUS_BLOCKED ? "blocked" : "in_progress";
	return status_is_open(s) ? status_name(s) : "pending";
}

static const char *ours_status(struct strbuf *buf, const struct bridge *b,
			       const struct json *theirs,
			       const struct json *was,
			       const struct json *ours)
{
	const char *label = json_get_str(theirs, "status");
	const char *now = json_str(ours);
	bool open = now && status_is_open(status_of(now));

	if (is_jira(b))
		return jira_status(buf, b, theirs);
	if (str_eq(json_get_str(theirs, "state"), "closed"))
		return str_eq(json_get_str(theirs, "reason"), "not_planned") ?
		       "cancelled" : "completed";
	if (label)
		return status_name(status_of(label));
	/* a label was taken away */
	if (json_get_str(was, "status"))
		return "pending";
	return open ? now : "pending";
}

static void add_new(struct json *out, const struct json *from,
		    const struct json *without)
{
	const struct json *j;

	json_each(j, from)
		if (!json_has_str(without, json_str(j)) &&
		    !json_has_str(out, json_str(j)))
			json_push_str(out, json_str(j));
}

static struct json *sorted(struct json *arr)
{
	struct strvec words = STRVEC_INIT;
	struct json *out = json_new_arr(), *j;
	size_t i;

	json_each(j, arr)
		strvec_push(&words, json_str(j));
	strvec_sort(&words);
	for (i = 0; i < words.nr; i++)
		json_push_str(out, words.v[i]);
	strvec_clear(&words);
	json_free(arr);
	return out;
}

/* `base` with what `to` has and `from` has not, and without the opposite. */
static struct json *with_changes(const struct json *base,
				 const struct json *from,
				 const struct json *to)
{
	struct json *out = json_new_arr(), *gone = json_new_arr();

	add_new(gone, from, to);
	add_new(out, base, gone);
	add_new(out, to, from);
	json_free(gone);
	return out;
}

static struct json *ours_assignee(const struct bridge *b,
				  const struct json *theirs)
{
	const char *login = json_str(json_first(theirs));
	struct strbuf buf = STRBUF_INIT;
	const char *who;
	struct json *out;

	if (!login)
		return json_new_null();
	who = bridge_map_ours(&buf, b->config->people, login);
	out = json_new_str(db_who_data(b->db, NULL, who ? who : login));
	strbuf_release(&buf);
	return out;
}

static struct json *ours_priority(const struct bridge *b,
				  const struct json *theirs)
{
	const char *word = json_str(theirs), *mapped;
	struct strbuf buf = STRBUF_INIT;
	enum priority p = PRIO_MEDIUM;

	mapped = is_jira(b) ? bridge_map_ours(&buf, b->config->priorities,
					      word) : word;
	if (mapped)
		priority_parse(&p, mapped);
	else if (word && str_ieq(word, "lowest"))
		p = PRIO_NONE;
	else if (word && !fill_priority_word(&p, word))
		p = PRIO_MEDIUM;
	strbuf_release(&buf);
	return json_new_str(priority_name(p));
}

struct json *bridge_to_ours(const struct bridge *b, const char *f,
			    const struct json *theirs, const struct json *was,
			    const struct json *ours)
{
	struct strbuf buf = STRBUF_INIT;
	struct json *out;

	if (!strcmp(f, "status")) {
		out = json_new_str(ours_status(&buf, b, theirs, was, ours));
		strbuf_release(&buf);
		return out;
	}
	if (!strcmp(f, "tags"))
		return sorted(with_changes(ours, was, theirs));
	if (!strcmp(f, "assignee"))
		return ours_assignee(b, theirs);
	if (!strcmp(f, "priority"))
		return ours_priority(b, theirs);
	return json_copy(theirs);
}

/* ---- to theirs ---- */

/* What somebody of that name is called there now (people.c). */
static const char *login_now(const struct bridge *b, const char *login)
{
	const struct json *j, *people = json_get(b->state, "people");
	const char *now = login;

	json_each(j, people) {
		if (str_eq(json_get_str(j, "name"), login))
			return login;
		if (str_eq(json_get_str(j, "was"), login))
			now = json_get_str(j, "name");
	}
	return now;
}

/* Logins: the first one is whom the task names. */
static void patch_assignee(struct json *patch, const struct bridge *b,
			   const struct json *ours, const struct json *theirs)
{
	const char *who = json_str(ours), *login = NULL;
	struct json *list = json_new_arr(), *j;
	struct strbuf buf = STRBUF_INIT;

	if (who) {
		login = bridge_map_theirs(&buf, b->config->people, who);
		if (!login && !strpbrk(who, "@ "))
			login = who;
		if (!login) {
			strvec_pushf(&b->report->notes, "'%s' is nobody's "
				     "name there: --people <login>=%s tells",
				     who, who);
			json_free(list);
			strbuf_release(&buf);
			return;
		}
		json_push_str(list, login_now(b, login));
	}
	json_each(j, theirs) {
		login = login_now(b, json_str(j));
		if (j != json_first(theirs) && !json_has_str(list, login))
			json_push_str(list, login);
	}
	json_set(patch, "assignees", list);
	strbuf_release(&buf);
}

/* The labels to be: those of the patch so far, else those that are there. */
static struct json *labels_of(struct json *patch, const struct json *theirs)
{
	const struct json *j = json_get(patch, "labels");

	if (!j)
		j = json_get(theirs, "labels");
	return j ? json_copy(j) : json_new_arr();
}

/* One label of a map for another. */
static void patch_label(struct json *patch, const char *map, const char *ours,
			const struct json *theirs)
{
	struct json *old = labels_of(patch, theirs), *out = json_new_arr();
	struct strbuf buf = STRBUF_INIT;
	const char *label;
	struct json *j;

	json_each(j, old)
		if (!bridge_map_ours(&buf, map, json_str(j)))
			json_push_str(out, json_str(j));
	label = bridge_map_theirs(&buf, map, ours);
	if (label && !json_has_str(out, label))
		json_push_str(out, label);
	json_set(patch, "labels", sorted(out));
	json_free(old);
	strbuf_release(&buf);
}

static void patch_status(struct json *patch, const struct bridge *b,
			 const struct json *ours, const struct json *theirs)
{
	enum status s = status_of(json_str(ours));
	const char *state = json_get_str(theirs, "state");
	const char *want = status_is_open(s) ? "open" : "closed";

	json_set_str(patch, "status", status_name(s));
	if (is_jira(b))
		return;
	if (!str_eq(state, want) || !status_is_open(s)) {
		json_set_str(patch, "state", want);
		json_set_str(patch, "reason", s == STATUS_CANCELLED ?
			     "not_planned" : s == STATUS_COMPLETED ?
			     "completed" : NULL);
	}
	if (b->config->statuses)
		patch_label(patch, b->config->statuses, status_name(s),
			    theirs);
}

static void patch_priority(struct json *patch, const struct bridge *b,
			   const struct json *ours, const struct json *theirs)
{
	static const char *const usual[PRIO_NR] = {
		"Lowest", "Low", "Medium", "High", "Highest"
	};
	struct strbuf buf = STRBUF_INIT;
	const char *word = json_str(ours), *theirs_word;
	enum priority p = PRIO_MEDIUM;

	if (!is_jira(b)) {
		patch_label(patch, b->config->priorities, word, theirs);
		return;
	}
	theirs_word = bridge_map_theirs(&buf, b->config->priorities, word);
	if (word)
		priority_parse(&p, word);
	json_set_str(patch, "priority", theirs_word ? theirs_word : usual[p]);
	strbuf_release(&buf);
}

void bridge_to_theirs(struct json *patch, const struct bridge *b,
		      const char *f, const struct json *ours,
		      const struct json *ours_was, const struct json *theirs)
{
	struct json *labels;

	if (!strcmp(f, "status")) {
		patch_status(patch, b, ours, theirs);
	} else if (!strcmp(f, "tags")) {
		labels = labels_of(patch, theirs);
		json_set(patch, "labels",
			 sorted(with_changes(labels, ours_was, ours)));
		json_free(labels);
	} else if (!strcmp(f, "assignee")) {
		patch_assignee(patch, b, ours, json_get(theirs, "assignees"));
	} else if (!strcmp(f, "priority")) {
		if (is_jira(b) || b->config->priorities)
			patch_priority(patch, b, ours, theirs);
	} else if (strcmp(f, "deadline") != 0 || b->tracker->has_deadline) {
		json_set(patch, f, json_copy(ours));
	}
}

/* ---- ops ---- */

static void set_tags(struct change *c, const struct task *t,
		     const struct json *value)
{
	const struct json *have = t ? task_get(t, F_TAGS) : NULL, *j;

	json_each(j, value)
		if (!json_has_str(have, json_str(j)))
			change_add(c, F_TAGS, json_str(j));
	json_each(j, have)
		if (!json_has_str(value, json_str(j)))
			change_remove(c, F_TAGS, json_str(j));
}

void bridge_set(struct change *c, const struct task *t, const char *f,
		const struct json *value)
{
	enum field field = field_find(f);
	enum status s;

	if (field == F_STATUS) {
		if (status_parse(&s, json_str(value)) &&
		    (!t || task_status(t) != s))
			change_want(c, s);
	} else if (field == F_TAGS) {
		set_tags(c, t, value);
	} else if (!json_is(value, JSON_NULL)) {
		change_set(c, field, json_copy(value));
	} else if (t && task_get(t, field)) {
		change_unset(c, field);
	}
}

int64_t bridge_stamp(const struct task *t, const char *f)
{
	const char *text = task_stamp(t, f);
	struct stamp s;

	if (!strcmp(f, "status") && task_deleted(t))
		text = task_stamp(t, "deleted");
	return text && stamp_parse(&s, text) ? s.ms : WHEN_NONE;
}
