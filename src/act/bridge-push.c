/*
 * bridge-push.c - edits of tasks as edits of a tracker's issues.
 */
#include "base/base.h"
#include "act/bridge.h"

#include "act/bring.h"
#include "base/mem.h"
#include "model/change.h"
#include "db/query/query.h"

#define SAVE_EVERY 50

struct push {
	struct bridge *b;
	const struct view *v;
	bool plan;		/* only say what would be done */
	size_t done;		/* since the state was written */
	bool unsure;
	bool again;		/* something was changed there meanwhile */
	/* tasks that got an issue: their keys are to be written into them */
	char (*ids)[ID_LEN + 1];
	struct strvec keys, urls;
	size_t alloc;
};

/* ---- one issue ---- */

/* The issue as it was last seen, as far as patches need it. */
static struct json *was_of(const struct json *item)
{
	const struct json *theirs = json_get(item, "theirs");
	const struct json *status = json_get(theirs, "status");
	struct json *was = json_new_obj();

	if (json_get(item, "labels"))
		json_set(was, "labels", json_copy(json_get(item, "labels")));
	if (json_get(theirs, "assignee"))
		json_set(was, "assignees",
			 json_copy(json_get(theirs, "assignee")));
	json_set_str(was, "state", json_get_str(status, "state"));
	json_set_str(was, "status", json_get_str(status, "status"));
	json_set_str(was, "marker", json_get_str(item, "marker"));
	return was;
}

static bool differs(const struct json *item, const struct json *ours,
		    const char *f)
{
	const struct json *was = json_get(json_get(item, "ours"), f);

	return json_has_str(json_get(item, "push"), f) ||
	       (was && !json_eq(was, json_get(ours, f)));
}

static struct json *patch_of(struct push *p, const struct json *item,
			     const struct json *ours, struct json *fields)
{
	struct json *patch = json_new_obj(), *was = was_of(item);
	size_t i;

	for (i = 0; i < BRIDGE_FIELDS; i++) {
		const char *f = bridge_fields[i];

		if (!differs(item, ours, f))
			continue;
		bridge_to_theirs(patch, p->b, f, json_get(ours, f),
				 json_get(json_get(item, "ours"), f), was);
		json_push_str(fields, f);
	}
	json_free(was);
	return patch;
}

/* What is the same on both sides now: those fields alone, for others may have been
 * changed there meanwhile. */
static void settle(struct bridge *b, struct json *item,
		   const struct json *fields, const struct json *ours,
		   const struct json *issue)
{
	struct json *theirs = issue ? bridge_theirs(b, issue) : NULL, *j;
	struct json *known = json_get(item, "theirs");

	if (!json_get(item, "ours"))
		json_set(item, "ours", json_new_obj());
	json_each(j, fields) {
		const char *f = json_str(j);

		json_set(json_get(item, "ours"), f,
			 json_copy(json_get(ours, f)));
		if (known && theirs && json_get(theirs, f))
			json_set(known, f, json_copy(json_get(theirs, f)));
	}
	if (issue && json_get(issue, "labels"))
		json_set(item, "labels", json_copy(json_get(issue,
							    "labels")));
	json_set(item, "push", json_new_arr());
	json_free(theirs);
}

static int saved(struct push *p, struct err *err)
{
	if (++p->done < SAVE_EVERY)
		return 0;
	p->done = 0;
	return bridge_state_save(p->b, err);
}

static void say_plan(struct push *p, const char *key, const char *id,
		     const struct json *patch)
{
	struct strbuf sb = STRBUF_INIT;
	const struct json *j;

	strbuf_addf(&sb, "there: %s%s of task %.8s:", key ? "issue " :
		    "a new issue", key ? key : "", id);
	json_each(j, patch)
		strbuf_addf(&sb, " %s", json_key(j));
	strvec_push(&p->b->report->plan, sb.buf);
	strbuf_release(&sb);
}

/* A request that was refused for this issue alone is told, and the others go on. */
static int refused(struct push *p, const char *what, const char *id,
		   struct err *err)
{
	bool goes_on = p->b->client.unsure || err->code == ERR_FAILED ||
		       err->code == ERR_NOT_FOUND;

	if (!goes_on || strstr(err->msg, "(401)"))
		return -1;
	p->unsure |= p->b->client.unsure;
	p->b->client.unsure = false;
	strvec_pushf(&p->b->report->notes, "task %.8s: %s: %s", id, what,
		     err->msg);
	err_clear(err);
	return 1;
}

/*
 * Trackers have no way to write only what is unchanged, so it is looked at before.
 * 1: a field that is to be sent was changed there since it was pulled.
 */
static int changed_there(struct push *p, const struct json *item,
			 const struct json *fields, struct err *err)
{
	const struct json *known = json_get(item, "theirs"), *j;
	struct json *issue, *now;
	int ret = 0;

	if (!known)
		return 0;
	if (p->b->tracker->get(&issue, p->b, json_key(item), err) < 0)
		return -1;
	bridge_meet(p->b, issue);
	now = bridge_theirs(p->b, issue);
	json_each(j, fields) {
		const struct json *was = json_get(known, json_str(j));
		const struct json *is = json_get(now, json_str(j));

		if (was && is && !json_eq(was, is))
			ret = 1;
	}
	json_free(now);
	json_free(issue);
	return ret;
}

static int update(struct push *p, struct json *item, const struct task *t,
		  const struct json *ours, struct err *err)
{
	struct json *fields = json_new_arr(), *issue = NULL, *was;
	struct json *patch = patch_of(p, item, ours, fields);
	const char *key = json_key(item);
	int ret = 0;

	if (p->plan && json_nr(patch)) {
		say_plan(p, key, t->id, patch);
	} else if (json_nr(patch)) {
		was = was_of(item);
		ret = changed_there(p, item, fields, err);
		if (ret == 0)
			ret = p->b->tracker->update(&issue, p->b, key, patch,
						    was, err);
		json_free(was);
		if (ret > 0) {
			p->again = true;
		} else if (ret < 0 && err->code == ERR_NOT_FOUND) {
			/* a pull of everything finds out whether it is gone */
			ret = refused(p, "its issue is not there", t->id, err);
		} else if (ret < 0) {
			ret = refused(p, "its issue was not changed", t->id,
				      err);
		} else {
			p->b->report->sent++;
			bridge_meet(p->b, issue);
			settle(p->b, item, fields, ours, issue);
			ret = saved(p, err);
		}
	} else if (json_nr(fields) && !p->plan) {
		/* nothing that can be said there */
		settle(p->b, item, fields, ours, NULL);
	}
	json_free(issue);
	json_free(patch);
	json_free(fields);
	return ret < 0 ? -1 : 0;
}

/* ---- comments ---- */

static bool is_sent(const struct json *item, const char *entry)
{
	const struct json *j;

	json_each(j, json_get(item, "entries"))
		if (str_eq(json_get_str(j, "entry"), entry))
			return true;
	return false;
}

static void comment_text(struct strbuf *out, struct push *p,
			 const struct json *entry)
{
	const char *by = json_get_str(entry, "by");
	const char *me = NULL;

	db_me(p->b->db, &me, NULL, NULL);
	if (by && me && strcmp(by, me) != 0)
		strbuf_addf(out, "%s: ", by);
	strbuf_addstr(out, json_get_str(entry, "text"));
}

static int send_comment(struct push *p, struct json *item,
			const struct task *t, const struct json *entry,
			struct err *err)
{
	const char *id = json_get_str(entry, "id"), *key = json_key(item);
	struct strbuf text = STRBUF_INIT;
	struct json *made = NULL;
	int ret;

	if (p->plan) {
		strvec_pushf(&p->b->report->plan, "there: a comment on issue "
			     "%s", key);
		return 0;
	}
	comment_text(&text, p, entry);
	ret = p->b->tracker->comment(&made, p->b, key, text.buf, id, err);
	if (ret < 0) {
		ret = refused(p, "a comment was not sent", t->id, err);
	} else {
		p->b->report->comments_out++;
		ret = bridge_state_said(p->b, key, made, id, err);
	}
	strbuf_release(&text);
	json_free(made);
	return ret;
}

static bool sends_comments(const struct push *p)
{
	const char *how = p->b->config->comments;

	return !how || !strcmp(how, "both") || !strcmp(how, "push");
}

static int send_comments(struct push *p, struct json *item,
			 const struct task *t, struct err *err)
{
	const struct json *e;
	int ret = 0;

	if (!sends_comments(p))
		return 0;
	json_each(e, task_get(t, F_PROGRESS)) {
		const char *id = json_get_str(e, "id");

		if (!id || !id_valid(id) || !json_get_str(e, "text") ||
		    is_sent(item, id))
			continue;
		ret = send_comment(p, item, t, e, err);
		if (ret != 0)
			break;
	}
	return ret < 0 ? -1 : 0;
}

/* Was it taken out of the task?  An entry that is merely not here may be in another
 * clone. */
static bool is_taken_out(const struct task *t, const char *entry)
{
	struct strbuf key = STRBUF_INIT;
	const char *stamp;

	strbuf_addf(&key, "%s/%s", field_defs[F_PROGRESS].name, entry);
	stamp = task_stamp(t, key.buf);
	strbuf_release(&key);
	return stamp && *stamp == '-';
}

static int delete_comment(struct push *p, struct json *item,
			  const struct task *t, struct json *entry,
			  struct err *err)
{
	const char *key = json_key(item);
	struct strbuf path = STRBUF_INIT;
	struct json *answer = NULL;
	int ret;

	if (p->plan) {
		strvec_pushf(&p->b->report->plan, "there: a comment less on "
			     "issue %s", key);
		return 0;
	}
	p->b->tracker->comment_path(&path, p->b, key, json_key(entry));
	ret = bridge_call(&answer, &p->b->client, "DELETE", path.buf, NULL,
			  NULL, err);
	json_free(answer);
	strbuf_release(&path);
	if (ret < 0 && err->code != ERR_NOT_FOUND)
		return refused(p, "its comment was not deleted", t->id, err);
	if (ret == 0) {
		p->b->report->comments_out++;
		strvec_pushf(&p->b->report->notes, "issue %s: a comment that "
			     "was taken out of task %.8s is deleted there",
			     key, t->id);
	}
	err_clear(err);
	json_set_bool(entry, "gone", true);
	return saved(p, err);
}

/* What this clone wrote there and somebody took back here; nothing of anybody else. */
static int delete_comments(struct push *p, struct json *item,
			   const struct task *t, struct err *err)
{
	struct json *e;
	int ret = 0;

	if (!sends_comments(p))
		return 0;
	json_each(e, json_get(item, "entries")) {
		const char *entry = json_get_str(e, "entry");

		if (!json_get_bool(e, "sent", false) ||
		    json_get_bool(e, "gone", false) || !entry ||
		    !is_taken_out(t, entry))
			continue;
		ret = delete_comment(p, item, t, e, err);
		if (ret != 0)
			break;
	}
	return ret < 0 ? -1 : 0;
}

/* ---- those that are there ---- */

static int push_item(struct push *p, struct json *item, struct err *err)
{
	const char *id = json_get_str(item, "task");
	uint32_t row = id ? view_find(p->v, id) : NO_ROW;
	struct task t = TASK_INIT;
	struct json *ours;
	int ret;

	if (row == NO_ROW || json_get_bool(item, "gone", false))
		return 0;
	if (view_task(&t, p->v, row, err) < 0)
		return -1;
	ours = bridge_ours(p->b, &t);
	ret = update(p, item, &t, ours, err);
	if (ret == 0 && !task_deleted(&t))
		ret = delete_comments(p, item, &t, err);
	if (ret == 0 && !task_deleted(&t))
		ret = send_comments(p, item, &t, err);
	json_free(ours);
	task_release(&t);
	return ret;
}

/* ---- those that are not ---- */

static struct json *new_values(struct push *p, const struct json *ours)
{
	struct json *v = json_new_obj(), *none = json_new_obj();
	struct json *empty = json_new_arr();
	size_t i;

	json_set_str(none, "state", "open");
	for (i = 0; i < BRIDGE_FIELDS; i++) {
		const struct json *own = json_get(ours, bridge_fields[i]);

		if (own && !json_is(own, JSON_NULL) &&
		    !(json_is(own, JSON_ARR) && !json_nr(own)))
			bridge_to_theirs(v, p->b, bridge_fields[i], own,
					 empty, none);
	}
	json_free(none);
	json_free(empty);
	return v;
}

static void note_key(struct push *p, const char *id, const char *key,
		     const char *url)
{
	ALLOC_GROW(p->ids, p->keys.nr + 1, p->alloc);
	memcpy(p->ids[p->keys.nr], id, ID_LEN + 1);
	strvec_push(&p->keys, key);
	strvec_push(&p->urls, url ? url : "");
}

/* Made there: known here before anything else is asked. */
static int made(struct push *p, const struct task *t, const struct json *ours,
		const struct json *values, struct json *issue, struct err *err)
{
	const char *key = json_get_str(issue, "key");
	struct json *fields = json_new_arr(), *item;
	size_t i;
	int ret;

	ret = bridge_state_made(p->b, key, t->id, err);
	item = bridge_item(p->b, key, true);
	bridge_meet(p->b, issue);
	json_set(item, "theirs", bridge_theirs(p->b, issue));
	json_set_str(item, "marker", t->id);
	for (i = 0; i < BRIDGE_FIELDS; i++)
		json_push_str(fields, bridge_fields[i]);
	settle(p->b, item, fields, ours, issue);
	/* what a new issue can not be: an update says it */
	if (str_eq(json_get_str(values, "state"), "closed") ||
	    (json_get_str(values, "status") &&
	     !strcmp(p->b->tracker->kind, "jira")))
		json_push_str(json_get(item, "push"), "status");
	json_free(fields);
	note_key(p, t->id, key, json_get_str(issue, "url"));
	p->b->report->sent_new++;
	return ret < 0 ? -1 : push_item(p, item, err);
}

static int create(struct push *p, uint32_t row, struct err *err)
{
	struct task t = TASK_INIT;
	struct json *ours, *values, *issue = NULL;
	int ret;

	if (view_task(&t, p->v, row, err) < 0)
		return -1;
	ours = bridge_ours(p->b, &t);
	values = new_values(p, ours);
	if (p->plan) {
		say_plan(p, NULL, t.id, values);
		ret = 0;
	} else {
		ret = p->b->tracker->create(&issue, p->b, values, t.id, err);
		if (ret < 0)
			ret = refused(p, "no issue was made", t.id, err);
		else
			ret = made(p, &t, ours, values, issue, err);
	}
	json_free(issue);
	json_free(values);
	json_free(ours);
	task_release(&t);
	return ret < 0 ? -1 : 0;
}

static int find_new(uint32_t **rows, size_t *nr, struct push *p,
		    struct err *err)
{
	struct query *q = query_new(db_now(p->b->db));
	const char *email = NULL;
	int ret;

	db_me(p->b->db, NULL, &email, NULL);
	query_set_me(q, db_me_name(p->b->db), email ? email : "");
	query_set_people(q, db_person_forms, p->b->db);
	ret = query_add(q, p->b->config->query, err);
	if (ret == 0)
		ret = query_sort(q, "created,id", err);
	if (ret == 0)
		ret = query_run(rows, nr, NULL, q, p->v, err);
	query_free(q);
	return ret;
}

static int push_new(struct push *p, struct err *err)
{
	struct map linked = MAP_INIT;
	struct json *j;
	uint32_t *rows = NULL;
	size_t nr = 0, i;
	int ret;

	if (!p->b->config->query)
		return 0;
	ret = find_new(&rows, &nr, p, err);
	json_each(j, json_get(p->b->state, "items"))
		if (json_get_str(j, "task"))
			map_put(&linked, json_get_str(j, "task"), NULL);
	for (i = 0; i < nr && ret == 0; i++)
		if (!map_has(&linked, p->v->rows[rows[i]].id))
			ret = create(p, rows[i], err);
	map_clear(&linked);
	free(rows);
	return ret;
}

static int fill_key(struct change *c, const struct task *t, size_t i,
		    void *data, struct err *err)
{
	struct push *p = data;
	struct strbuf key = STRBUF_INIT;

	(void)err;
	if (!t)
		return 0;
	bridge_shown_key(&key, p->b, p->keys.v[i]);
	change_put(c, F_EXTERNAL, p->b->config->name, json_new_str(key.buf));
	if (!strcmp(p->b->tracker->kind, "jira"))
		change_put(c, F_EXTERNAL, "jira_key", json_new_str(key.buf));
	if (*p->urls.v[i])
		change_put(c, F_FIELDS, "url", json_new_str(p->urls.v[i]));
	strbuf_release(&key);
	return 0;
}

static int write_keys(struct push *p, struct err *err)
{
	struct act_bring args = { "bridge", p->b->config->name, p->ids,
				  p->keys.nr, fill_key, NULL, p };
	struct act_brought res;

	return p->keys.nr ? act_bring(&res, p->b->db, &args, err) : 0;
}

static int run(struct push *p, struct err *err)
{
	struct json *item;
	struct err why = ERR_INIT;
	int ret = db_view(&p->v, p->b->db, err);

	if (ret == 0)
		json_each(item, json_get(p->b->state, "items")) {
			ret = push_item(p, item, err);
			if (ret < 0)
				break;
		}
	if (ret == 0)
		ret = push_new(p, err);
	/* also what was made before it went wrong */
	if (write_keys(p, &why) < 0 && ret == 0) {
		*err = why;
		ret = -1;
	}
	if (!p->plan && bridge_state_save(p->b, &why) < 0 && ret == 0) {
		*err = why;
		ret = -1;
	}
	free(p->ids);
	strvec_clear(&p->keys);
	strvec_clear(&p->urls);
	return ret;
}

int act_bridge_push(struct bridge *b, struct err *err)
{
	struct push p = { .b = b, .plan = b->dry_run };

	strvec_init(&p.keys);
	strvec_init(&p.urls);
	if (run(&p, err) < 0)
		return -1;
	if (p.again)
		strvec_push(&b->report->notes, "some issues were changed there "
			    "meanwhile, and are not written over: 'git task "
			    "bridge sync' brings both together");
	return 0;
}

int act_bridge_plan(struct bridge *b, struct err *err)
{
	struct push p = { .b = b, .plan = true };

	strvec_init(&p.keys);
	strvec_init(&p.urls);
	return run(&p, err);
}

int act_bridge_sync(struct bridge *b, bool full, struct err *err)
{
	struct push p = { .b = b, .plan = b->dry_run };
	int i, ret = 0;

	for (i = 0; i < 3 && ret == 0; i++) {
		ret = act_bridge_pull(b, full && !i, err);
		strvec_init(&p.keys);
		strvec_init(&p.urls);
		p.ids = NULL;
		p.alloc = 0;
		p.unsure = p.again = false;
		if (ret == 0)
			ret = run(&p, err);
		/* what may have been made is looked for by its marker */
		if (!p.unsure && !p.again)
			break;
	}
	return ret;
}
