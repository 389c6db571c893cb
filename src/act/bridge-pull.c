/*
 * bridge-pull.c - issues of a tracker as edits of tasks, three ways.
 */
#include "base/base.h"
#include "act/bridge.h"

#include "act/bring.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "model/change.h"
#include "db/share/conflicts.h"

#define LIST_AGAIN 3

/* What one issue did to its task; filled again when the transaction runs again. */
struct pulled {
	const char *key;		/* borrowed */
	const struct json *issue;	/* NULL: only comments, or it is gone */
	struct json *comments;		/* array of copies */
	struct json *gone_comments;	/* array of their ids */
	bool gone;
	/* results */
	struct json *ours, *push;
	struct json *known;		/* comment -> {"entry", "sum"} */
	struct strvec notes;
	struct json *met;		/* field -> what gave way of theirs; true:
					 * ours gave way */
	size_t entries;			/* comments that came */
};

struct pull {
	struct bridge *b;
	struct pulled *v;
	size_t nr, alloc;
	char (*ids)[ID_LEN + 1];
	struct map at;			/* key -> index + 1 */
	struct map tasks;		/* id -> key, each once */
	struct join_report lost;	/* what gave way here or there */
};

static void release(struct pull *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		json_free(p->v[i].comments);
		json_free(p->v[i].gone_comments);
		json_free(p->v[i].ours);
		json_free(p->v[i].push);
		json_free(p->v[i].known);
		json_free(p->v[i].met);
		strvec_clear(&p->v[i].notes);
	}
	free(p->v);
	free(p->ids);
	map_clear(&p->at);
	map_clear(&p->tasks);
	join_report_release(&p->lost);
}

static struct pulled *add(struct pull *p, const char *key)
{
	uintptr_t at = (uintptr_t)map_get(&p->at, key);
	struct pulled *it;

	if (at)
		return &p->v[at - 1];
	ALLOC_GROW(p->v, p->nr + 1, p->alloc);
	it = &p->v[p->nr++];
	memset(it, 0, sizeof(*it));
	it->key = key;
	it->comments = json_new_arr();
	it->gone_comments = json_new_arr();
	strvec_init(&it->notes);
	map_put(&p->at, key, (void *)(uintptr_t)p->nr);
	return it;
}

/* ---- one field ---- */

static int64_t issue_ms(const struct bridge *b, const struct json *issue)
{
	int64_t ms;

	if (!when_parse_rfc3339(&ms, json_get_str(issue, "updated") ?
				json_get_str(issue, "updated") : ""))
		return WHEN_NONE;
	return ms - (b->client.skew_known ? b->client.skew_ms : 0);
}

static void add_short(struct strbuf *out, const struct json *v)
{
	struct strbuf sb = STRBUF_INIT, clean = STRBUF_INIT;

	if (json_is(v, JSON_STR))
		strbuf_addf(&sb, "'%.60s'", json_str(v));
	else
		json_line(&sb, v);
	utf8_add_clean_line(&clean, sb.buf);
	strbuf_addbuf(out, &clean);
	strbuf_release(&sb);
	strbuf_release(&clean);
}

static void say_conflict(struct pulled *it, const char *id, const char *f,
			 const struct json *kept, const struct json *lost)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "task %.8s: both sides edited %s: ", id, f);
	add_short(&sb, kept);
	strbuf_addstr(&sb, " stays, ");
	add_short(&sb, lost);
	strbuf_addstr(&sb, " gives way");
	strvec_push(&it->notes, sb.buf);
	strbuf_release(&sb);
}

/* Both edited it: does ours stay?  The later edit, as in every join. */
static bool ours_stays(struct pull *p, const struct pulled *it,
		       const struct task *t, const char *f)
{
	int64_t theirs = issue_ms(p->b, it->issue), ours = bridge_stamp(t, f);

	return ours != WHEN_NONE && theirs != WHEN_NONE && ours > theirs;
}

/* Elements of a set never meet: what either side added and took away holds. */
static void pull_tags(struct pull *p, struct pulled *it, struct change *c,
		      const struct task *t, const struct json *theirs,
		      const struct json *t_was, const struct json *o_was,
		      const struct json *ours)
{
	struct json *none = json_new_arr(), *want;

	want = bridge_to_ours(p->b, "tags", theirs, t_was, ours);
	bridge_set(c, t, "tags", want);
	/* what is left between this and the task goes there with the push */
	json_set(it->ours, "tags",
		 bridge_to_ours(p->b, "tags", theirs, t_was,
				o_was ? o_was : none));
	json_free(want);
	json_free(none);
}

static void pull_field(struct pull *p, struct pulled *it, struct change *c,
		       const struct task *t, const char *f,
		       const struct json *theirs, const struct json *ours)
{
	const struct json *item = bridge_item(p->b, it->key, false);
	const struct json *t_was = json_get(json_get(item, "theirs"), f);
	const struct json *o_was = json_get(json_get(item, "ours"), f);
	struct json *want;
	bool known = t_was && o_was, edited;

	json_set(it->ours, f, json_copy(o_was ? o_was : ours));
	if (json_has_str(json_get(item, "push"), f))
		json_push_str(it->push, f);
	if (!theirs || (t && task_deleted(t)) ||
	    (known && json_eq(theirs, t_was)))
		return;
	if (!strcmp(f, "tags")) {
		pull_tags(p, it, c, t, theirs, t_was, o_was, ours);
		return;
	}
	want = bridge_to_ours(p->b, f, theirs, t_was, ours);
	edited = known ? !json_eq(ours, o_was) : t != NULL;
	if (json_eq(want, ours)) {
		json_set(it->ours, f, json_copy(ours));
	} else if (edited && ours_stays(p, it, t, f)) {
		say_conflict(it, json_get_str(it->ours, "id"), f, ours, want);
		json_set(it->met, f, json_copy(want));
		if (!json_has_str(it->push, f))
			json_push_str(it->push, f);
	} else {
		if (edited && known) {
			say_conflict(it, json_get_str(it->ours, "id"), f,
				     want, ours);
			json_set_bool(it->met, f, true);
		}
		bridge_set(c, t, f, want);
		json_set(it->ours, f, json_copy(want));
	}
	json_free(want);
}

/* ---- comments ---- */

static const struct json *find_entry(const struct task *t, const char *id)
{
	const struct json *e;

	if (t)
		json_each(e, task_get(t, F_PROGRESS))
			if (str_eq(json_get_str(e, "id"), id))
				return e;
	return NULL;
}

static bool has_entry(const struct task *t, const char *id)
{
	return find_entry(t, id) != NULL;
}

/* An entry that says the same at the same time: of an import. */
static const char *same_entry(const struct task *t, const struct json *comment)
{
	const struct json *e;

	if (t)
		json_each(e, task_get(t, F_PROGRESS))
			if (str_eq(json_get_str(e, "text"),
				   json_get_str(comment, "text")) &&
			    str_eq(json_get_str(e, "at"),
				   json_get_str(comment, "created")))
				return json_get_str(e, "id");
	return NULL;
}

static void comment_ids(char entry[ID_LEN + 1], char sum[ID_LEN + 1],
			const struct bridge *b, const struct json *comment)
{
	struct strbuf sb = STRBUF_INIT;
	char task[ID_LEN + 1];

	bridge_sum(sum, comment);
	bridge_task_id(task, b, json_get_str(comment, "key"));
	strbuf_addf(&sb, "%s comment %s %s", task, json_get_str(comment, "id"),
		    sum);
	bridge_id_of(entry, sb.buf);
	strbuf_release(&sb);
}

static void append_comment(struct change *c, const struct bridge *b,
			   const struct json *comment, const char *entry)
{
	const char *author = json_get_str(comment, "author");
	struct strbuf buf = STRBUF_INIT;
	const char *who = bridge_map_ours(&buf, b->config->people, author);
	struct json *e = entry_new(json_get_str(comment, "text"), NULL);

	json_set_str(e, "id", entry);
	if (json_get_str(comment, "created"))
		json_set_str(e, "at", json_get_str(comment, "created"));
	if (who || author)
		json_set_str(e, "by", who ? who : author);
	change_append(c, F_PROGRESS, e);
	strbuf_release(&buf);
}

/* What was sent from here and edited there: whose it is and of when stays. */
static void replace_entry(struct change *c, const struct json *was,
			  const struct json *comment, const char *entry)
{
	const char *text = json_get_str(comment, "text");
	const char *by = json_get_str(was, "by");
	size_t n = by ? strlen(by) : 0;
	struct json *e;

	/* the name in front of it, that the push put there */
	if (n && !strncmp(text, by, n) && !strncmp(text + n, ": ", 2))
		text += n + 2;
	e = entry_new(text, NULL);
	json_set_str(e, "id", entry);
	json_set_str(e, "at", json_get_str(was, "at"));
	json_set_str(e, "by", by);
	change_retract(c, F_PROGRESS, json_get_str(was, "id"));
	change_append(c, F_PROGRESS, e);
}

/* Which entry a comment is, remembered when all is in place. */
static void note_comment(struct pulled *it, const struct json *comment,
			 const struct json *known, const char *entry,
			 const char *sum)
{
	struct json *e = known ? json_copy(known) : json_new_obj();

	json_set_str(e, "entry", entry);
	json_set_str(e, "sum", sum);
	json_set(it->known, json_get_str(comment, "id"), e);
}

static bool takes_comments(const struct bridge *b)
{
	const char *how = b->config->comments;

	return !how || !strcmp(how, "both") || !strcmp(how, "pull");
}

/* The entry that a comment is already; NULL: it is new, or was edited there. */
static const char *entry_of(const struct task *t, const struct json *known,
			    const struct json *comment, const char *entry)
{
	const char *mark = json_get_str(comment, "marker");

	if (!mark)
		return known ? NULL : same_entry(t, comment);
	/* it came from here, and another clone may have seen it edited */
	if (has_entry(t, entry))
		return entry;
	if (!json_get_str(known, "sum"))
		return mark;
	/* taken out here: the push takes it out there, too */
	return has_entry(t, json_get_str(known, "entry")) ? NULL :
	       json_get_str(known, "entry");
}

static void pull_comment(struct pull *p, struct pulled *it, struct change *c,
			 const struct task *t, const struct json *comment)
{
	const struct json *item = bridge_item(p->b, it->key, false);
	const struct json *known = json_get(json_get(item, "entries"),
					    json_get_str(comment, "id"));
	const char *was = json_get_str(known, "entry"), *same;
	char entry[ID_LEN + 1], sum[ID_LEN + 1];

	comment_ids(entry, sum, p->b, comment);
	if (!json_get_str(comment, "text") ||
	    (known && str_eq(json_get_str(known, "sum"), sum)))
		return;
	same = entry_of(t, known, comment, entry);
	if (same) {
		/* it came from here, or was imported */
		note_comment(it, comment, known, same, sum);
		return;
	}
	if (!takes_comments(p->b))
		return;
	note_comment(it, comment, known, entry, sum);
	if (has_entry(t, entry))
		return;
	it->entries++;
	if (was && has_entry(t, was) && json_get_str(comment, "marker")) {
		replace_entry(c, find_entry(t, was), comment, entry);
		return;
	}
	if (was && has_entry(t, was))
		change_retract(c, F_PROGRESS, was);
	append_comment(c, p->b, comment, entry);
}

/* It is deleted there, and so it is here: what came from here as well, for a clone
 * that knows nothing of it would send it again. */
static void drop_comment(struct pull *p, struct pulled *it, struct change *c,
			 const struct task *t, const char *id)
{
	const struct json *item = bridge_item(p->b, it->key, false);
	const struct json *known = json_get(json_get(item, "entries"), id);
	const char *entry = json_get_str(known, "entry");
	struct json *e;

	if (entry && has_entry(t, entry)) {
		change_retract(c, F_PROGRESS, entry);
		strvec_pushf(&it->notes, "issue %s: a comment was deleted "
			     "there, and is taken out of task %.8s", it->key,
			     json_get_str(it->ours, "id"));
	}
	e = known ? json_copy(known) : json_new_obj();
	json_set_bool(e, "gone", true);
	json_set(it->known, id, e);
}

/* ---- one task ---- */

static void set_source(struct change *c, const struct bridge *b,
		       const struct pulled *it)
{
	const char *author = json_get_str(it->issue, "author");
	struct strbuf key = STRBUF_INIT, buf = STRBUF_INIT;
	const char *who = bridge_map_ours(&buf, b->config->people, author);
	struct json *src = json_new_obj();

	strbuf_addf(&key, "%s:", b->tracker->prefix);
	bridge_shown_key(&key, b, it->key);
	json_set_str(src, "key", key.buf);
	change_set(c, F_SOURCE, src);
	if (json_get_str(it->issue, "created"))
		change_set_str(c, F_CREATED_AT,
			       json_get_str(it->issue, "created"));
	if (author)
		change_set_str(c, F_CREATED_BY, who ? who : author);
	strbuf_release(&buf);
	strbuf_release(&key);
}

/* Where the task is known there, and what belongs to it. */
static void set_links(struct change *c, const struct bridge *b,
		      const struct pulled *it, const struct task *t)
{
	const struct json *have = t ? task_get(t, F_EXTERNAL) : NULL;
	const struct json *own = t ? task_get(t, F_FIELDS) : NULL;
	const struct json *files = json_get(it->issue, "attachments");
	bool jira = !strcmp(b->tracker->kind, "jira");
	struct strbuf key = STRBUF_INIT;

	bridge_shown_key(&key, b, it->key);
	if (!str_eq(json_get_str(have, b->config->name), key.buf))
		change_put(c, F_EXTERNAL, b->config->name,
			   json_new_str(key.buf));
	if (jira && !str_eq(json_get_str(have, "jira_key"), key.buf))
		change_put(c, F_EXTERNAL, "jira_key", json_new_str(key.buf));
	if (json_get_str(it->issue, "url") &&
	    !str_eq(json_get_str(own, "url"), json_get_str(it->issue, "url")))
		change_put(c, F_FIELDS, "url",
			   json_copy(json_get(it->issue, "url")));
	if (json_nr(files) &&
	    !(json_get(own, "attachments") &&
	      json_eq(json_get(own, "attachments"), files)))
		change_put(c, F_FIELDS, "attachments", json_copy(files));
	strbuf_release(&key);
}

/* The place of an edit that gave way, in which the field is now. */
static void note_loss(struct join_report *r, const struct task *t,
		      const char *field)
{
	const char *stamp = task_stamp(t, field);
	struct join_loss *l;

	ALLOC_GROW(r->losses, r->nr + 1, r->alloc);
	l = &r->losses[r->nr++];
	memset(l, 0, sizeof(*l));
	memcpy(l->id, t->id, sizeof(l->id));
	l->field = xstrdup(field);
	snprintf(l->kept_stamp, sizeof(l->kept_stamp), "%s",
		 stamp ? stamp : "");
}

static int fill(struct change *c, const struct task *t, size_t i, void *data,
		struct err *err)
{
	struct pull *p = data;
	struct pulled *it = &p->v[i];
	struct json *theirs, *ours, *none, *comment;
	size_t f;

	(void)err;
	json_free(it->ours);
	json_free(it->push);
	json_free(it->known);
	json_free(it->met);
	strvec_clear(&it->notes);
	it->ours = json_new_obj();
	it->push = json_new_arr();
	it->known = json_new_obj();
	it->met = json_new_obj();
	it->entries = 0;
	json_set_str(it->ours, "id", p->ids[i]);
	if (it->gone) {
		if (t && !task_deleted(t))
			change_set(c, F_DELETED, json_new_bool(true));
		return 0;
	}
	if (!t && !it->issue)
		return 0;
	none = json_new_null();
	theirs = it->issue ? bridge_theirs(p->b, it->issue) : json_new_obj();
	ours = t ? bridge_ours(p->b, t) : json_new_obj();
	if (!t)
		set_source(c, p->b, it);
	if (it->issue)
		set_links(c, p->b, it, t);
	for (f = 0; f < BRIDGE_FIELDS && it->issue; f++) {
		const struct json *own = json_get(ours, bridge_fields[f]);

		pull_field(p, it, c, t, bridge_fields[f],
			   json_get(theirs, bridge_fields[f]),
			   own ? own : none);
	}
	json_each(comment, it->comments)
		pull_comment(p, it, c, t, comment);
	json_each(comment, it->gone_comments)
		drop_comment(p, it, c, t, json_str(comment));
	json_free(theirs);
	json_free(ours);
	json_free(none);
	return 0;
}

/* What gave way, for the history and for who looks at 'conflicts' here. */
static int met(struct txn *txn, size_t i, void *data, struct err *err)
{
	struct pull *p = data;
	const struct pulled *it = &p->v[i];
	const struct task *t;
	struct json *j;

	if (!json_nr(it->met) || txn_task(&t, txn, p->ids[i], err) < 0)
		return json_nr(it->met) ? -1 : 0;
	json_each(j, it->met) {
		bool theirs_stays = json_is(j, JSON_BOOL);
		struct txn_meeting m = {
			json_key(j), p->b->config->name, !theirs_stays, j,
			issue_ms(p->b, it->issue)
		};

		if (txn_met(txn, p->ids[i], &m, err) < 0)
			return -1;
		note_loss(&p->lost, t, json_key(j));
	}
	return 0;
}

/* ---- which task is it? ---- */

static const char *external_of(const struct row *r, const char *name)
{
	size_t n = strlen(name);
	const char *p = r->extra;

	while (*p) {
		const char *value = p + strlen(p) + 1;

		if (str_starts(p, "external.") && !strcmp(p + 9, name) &&
		    strlen(p) == 9 + n)
			return value;
		p = value + strlen(value) + 1;
	}
	return NULL;
}

/* Keys that tasks have already: of this bridge, or of an import. */
static void known_keys(struct map *out, const struct bridge *b,
		       const struct view *v)
{
	size_t n = strlen(b->tracker->prefix), i;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		const char *key = bridge_key_in(b, external_of(r,
						b->config->name));

		if (!key)
			key = bridge_key_in(b, external_of(r,
						b->tracker->kind));
		if (!key && !strncmp(r->prd_key, b->tracker->prefix, n) &&
		    r->prd_key[n] == ':')
			key = bridge_key_in(b, r->prd_key + n + 1);
		if (key && (!map_has(out, key) || !r->deleted))
			map_put(out, key, xstrdup(r->id));
	}
}

static bool is_free(const struct pull *p, const struct map *owners,
		    const char *id, const char *key)
{
	const char *owner = map_get(owners, id);

	return !map_has(&p->tasks, id) && (!owner || !strcmp(owner, key));
}

static void identify(struct pull *p, size_t i, const struct map *keys,
		     const struct map *owners, const struct view *v)
{
	const struct pulled *it = &p->v[i];
	const struct json *item = bridge_item(p->b, it->key, false);
	const char *id = json_get_str(item, "task");
	const char *mark = json_get_str(it->issue, "marker");

	if (!id && mark && view_find(v, mark) != NO_ROW) {
		if (is_free(p, owners, mark, it->key))
			id = mark;
		else
			strvec_pushf(&p->b->report->notes, "issue %s says "
				     "that it is of task %.8s, which has "
				     "another one: it gets a task of its own",
				     it->key, mark);
	}
	if (!id && map_get(keys, it->key) &&
	    is_free(p, owners, map_get(keys, it->key), it->key))
		id = map_get(keys, it->key);
	if (id && id_valid(id))
		memcpy(p->ids[i], id, ID_LEN + 1);
	else
		bridge_task_id(p->ids[i], p->b, it->key);
	map_put(&p->tasks, p->ids[i], NULL);
}

static int identify_all(struct pull *p, struct err *err)
{
	struct map keys = MAP_INIT_FREE(free), owners = MAP_INIT_FREE(free);
	const struct json *items = json_get(p->b->state, "items"), *j;
	const struct view *v;
	size_t i;

	if (db_view(&v, p->b->db, err) < 0)
		return -1;
	known_keys(&keys, p->b, v);
	json_each(j, items)
		if (json_get_str(j, "task"))
			map_put(&owners, json_get_str(j, "task"),
				xstrdup(json_key(j)));
	p->ids = xcalloc(p->nr + 1, sizeof(*p->ids));
	for (i = 0; i < p->nr; i++)
		identify(p, i, &keys, &owners, v);
	map_clear(&keys);
	map_clear(&owners);
	return 0;
}

/* ---- the whole ---- */

static const char *newest(const struct bridge *b)
{
	const char *max = json_get_str(b->state, "cursor");
	size_t i;

	for (i = 0; i < b->issues.nr; i++) {
		const char *at = json_get_str(b->issues.items[i].value,
					      "updated");

		if (at && (!max || strcmp(at, max) > 0))
			max = at;
	}
	return max;
}

#define SAME_MOMENT 2000	/* ms; times of trackers are whole seconds */

/*
 * A change in the second of the last one leaves the list as it is, and its ETag: that
 * is worth nothing until the second is over.
 */
static void drop_young_etag(struct bridge *b, int64_t begun)
{
	int64_t last;

	if (newest(b) && when_parse_rfc3339(&last, newest(b)) &&
	    (!b->client.skew_known ||
	     last + SAME_MOMENT > begun + b->client.skew_ms))
		json_del(b->state, "etag");
}

/* Until nothing changes while it is read: pages shift when an issue moves. */
static int list(struct bridge *b, bool full, struct err *err)
{
	const char *since = full ? NULL : json_get_str(b->state, "cursor");
	char at[WHEN_LEN];
	int64_t begun = db_now(b->db);
	size_t before;
	int i, rc = 0;

	for (i = 0; i < LIST_AGAIN; i++) {
		begun = db_now(b->db);
		before = b->client.requests;
		rc = b->tracker->list(b, since, err);
		/* nothing new since the list before this one */
		if (rc == 1 && i)
			rc = 0;
		if (rc != 0 || !b->client.skew_known ||
		    b->client.requests - before < 2)
			break;
		when_format(at, begun + b->client.skew_ms);
		if (!newest(b) || strcmp(newest(b), at) < 0)
			break;
	}
	if (rc == 0)
		drop_young_etag(b, begun);
	return rc;
}

/* Issues that a list of all did not have: gone, or not to be seen any more. */
static int find_gone(struct pull *p, struct err *err)
{
	struct bridge *b = p->b;
	struct json *item, *issue;
	struct err why;

	json_each(item, json_get(b->state, "items")) {
		const char *key = json_key(item);

		if (map_has(&b->issues, key) || json_get_bool(item, "gone",
							      false) ||
		    !json_get_str(item, "task"))
			continue;
		err_clear(&why);
		if (b->tracker->get(&issue, b, key, &why) == 0) {
			bridge_take_issue(b, issue);
		} else if (why.code == ERR_NOT_FOUND) {
			add(p, key)->gone = true;
		} else {
			*err = why;
			return -1;
		}
	}
	return 0;
}

static void gather(struct pull *p)
{
	struct bridge *b = p->b;
	struct json *j;
	size_t i;

	for (i = 0; i < b->issues.nr; i++) {
		struct pulled *it = add(p, b->issues.items[i].key);

		bridge_meet(b, b->issues.items[i].value);
		it->issue = b->issues.items[i].value;
		it->gone = false;
	}
	json_each(j, b->comments) {
		const char *key = json_get_str(j, "key");
		const struct json *item = key ? bridge_item(b, key, false) :
					  NULL;

		bridge_meet(b, j);
		/* of pull requests there are comments, too */
		if (!key || (!map_has(&b->issues, key) && !item))
			continue;
		json_push(add(p, item ? json_key(item) : json_get_str(
			map_get(&b->issues, key), "key"))->comments,
			json_copy(j));
	}
}

static bool is_listed(const struct pulled *it, const char *id)
{
	const struct json *j;

	json_each(j, it->comments)
		if (str_eq(json_get_str(j, "id"), id))
			return true;
	return false;
}

/* Is a comment that a list did not have really gone?  1, 0, -1. */
static int comment_gone(struct bridge *b, const char *key, const char *id,
			struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	struct err why = ERR_INIT;
	struct json *j = NULL;
	int ret;

	b->tracker->comment_path(&path, b, key, id);
	ret = bridge_call(&j, &b->client, "GET", path.buf, NULL, NULL, &why);
	json_free(j);
	strbuf_release(&path);
	if (ret >= 0)
		return 0;
	if (why.code == ERR_NOT_FOUND)
		return 1;
	*err = why;
	return -1;
}

/* How many comments of an issue are not there any more, by the number that it says it
 * has.  The list is younger than the number: it may be too high, never too low. */
static size_t count_gone(const struct pulled *it, const struct json *item)
{
	const struct json *entries = json_get(item, "entries"), *j;
	double says = json_get_num(it->issue, "comments", -1), nr = 0;

	json_each(j, entries)
		nr += !json_get_bool(j, "gone", false);
	json_each(j, it->comments)
		nr += !json_get(entries, json_get_str(j, "id"));
	return says >= 0 && nr > says ? (size_t)(nr - says) : 0;
}

/* At most `nr` comments that are not in the list: are they there still? */
static int ask_comments(struct pull *p, struct pulled *it,
			const struct json *item, size_t nr, struct err *err)
{
	const struct json *e;
	int gone;

	json_each(e, json_get(item, "entries")) {
		if (!nr)
			break;
		if (json_get_bool(e, "gone", false) ||
		    is_listed(it, json_key(e)))
			continue;
		gone = comment_gone(p->b, it->key, json_key(e), err);
		if (gone < 0)
			return -1;
		if (gone) {
			json_push_str(it->gone_comments, json_key(e));
			nr--;
		}
	}
	return 0;
}

/* Comments that a list of all did not have; without one, of issues that have fewer than
 * they had. */
static int find_gone_comments(struct pull *p, bool full, struct err *err)
{
	struct json *item;
	size_t i;

	for (i = 0; i < p->nr; i++) {
		struct pulled *it = &p->v[i];

		item = bridge_item(p->b, it->key, false);
		if (it->gone || !it->issue || !item)
			continue;
		if (ask_comments(p, it, item, full ? SIZE_MAX :
				 count_gone(it, item), err) < 0)
			return -1;
	}
	return 0;
}

static void remember(struct pull *p, size_t i)
{
	struct pulled *it = &p->v[i];
	struct json *item = bridge_item(p->b, it->key, true), *j;

	json_set_str(item, "task", p->ids[i]);
	if (it->gone) {
		json_set_bool(item, "gone", true);
		strvec_pushf(&p->b->report->notes, "issue %s is gone there: "
			     "task %.8s is deleted here, 'git task restore "
			     "%.8s' brings it back", it->key, p->ids[i],
			     p->ids[i]);
		return;
	}
	json_del(item, "gone");
	if (it->issue) {
		json_set(item, "theirs", bridge_theirs(p->b, it->issue));
		json_set(item, "labels",
			 json_copy(json_get(it->issue, "labels")));
		json_set_str(item, "marker", json_get_str(it->issue,
							  "marker"));
		json_del(it->ours, "id");
		json_set(item, "ours", json_copy(it->ours));
		json_set(item, "push", json_copy(it->push));
	}
	json_each(j, it->known)
		json_set(json_get(item, "entries"), json_key(j),
			 json_copy(j));
	p->b->report->comments_in += it->entries;
}

static void plan(struct pull *p)
{
	struct strvec *plan = &p->b->report->plan;
	size_t i;

	for (i = 0; i < p->nr; i++)
		strvec_pushf(plan, "here: issue %s %s", p->v[i].key,
			     p->v[i].gone ? "is gone" : "is looked at");
}

static int write_all(struct pull *p, struct err *err)
{
	struct bridge *b = p->b;
	struct act_bring args = { "bridge", b->config->name, p->ids, p->nr,
				  fill, met, p };
	struct act_brought res;
	size_t i, k;

	if (act_bring(&res, b->db, &args, err) < 0)
		return -1;
	conflicts_note(b->db, &p->lost);
	b->report->created += res.created;
	b->report->updated += res.changed;
	for (i = 0; i < p->nr; i++) {
		for (k = 0; k < p->v[i].notes.nr; k++)
			strvec_push(&b->report->notes, p->v[i].notes.v[k]);
		remember(p, i);
	}
	return 0;
}

int act_bridge_pull(struct bridge *b, bool full, struct err *err)
{
	struct pull p = { .b = b };
	const char *since = full ? NULL : json_get_str(b->state, "cursor");
	char *cursor = NULL, at[WHEN_LEN];
	int rc;

	map_clear(&b->issues);
	json_free(b->comments);
	b->comments = json_new_arr();
	rc = list(b, full, err);
	if (rc == 0 && (!b->config->comments ||
			strcmp(b->config->comments, "none") != 0) &&
	    b->issues.nr)
		rc = b->tracker->list_comments(b, since, err);
	if (rc == 0 && full)
		rc = find_gone(&p, err);
	if (rc == 0) {
		b->report->seen += b->issues.nr;
		gather(&p);
		if (takes_comments(b))
			rc = find_gone_comments(&p, full, err);
		if (rc == 0)
			rc = identify_all(&p, err);
	}
	if (rc == 0 && b->dry_run)
		plan(&p);
	else if (rc == 0)
		rc = write_all(&p, err);
	if (rc == 0 && newest(b))
		cursor = xstrdup(newest(b));
	if (cursor)
		json_set_str(b->state, "cursor", cursor);
	if (rc >= 0 && !since) {
		when_format(at, db_now(b->db));
		json_set_str(b->state, "full_at", at);
	}
	if (rc >= 0)
		rc = bridge_state_save(b, err);
	free(cursor);
	release(&p);
	return rc < 0 ? -1 : 0;
}
