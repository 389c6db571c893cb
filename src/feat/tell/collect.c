/*
 * collect.c - messages from what happened since the last time.
 */
#include "base/base.h"
#include "feat/tell/tell.h"

#include "base/mem.h"
#include "data/sha256.h"
#include "data/when.h"
#include "db/query/query.h"
#include "feat/tell/batch.h"

/* Ids of the tasks that a rule's query holds for, tombstones too. */
static int matching(struct map *out, const struct tell_rule *r, struct db *db,
		    const struct view *v, struct err *err)
{
	struct query *q = query_new(db_now(db));
	const char *email = NULL;
	uint32_t *rows = NULL;
	size_t nr = 0, i;
	int ret;

	db_me(db, NULL, &email, NULL);
	query_set_me(q, db_me_name(db), email ? email : "");
	query_set_people(q, db_person_forms, db);
	query_deleted(q, true);
	query_unsorted(q);
	ret = query_add(q, r->query, err);
	if (ret == 0)
		ret = query_run(&rows, &nr, NULL, q, v, err);
	for (i = 0; ret == 0 && i < nr; i++)
		map_put(out, v->rows[rows[i]].id, NULL);
	free(rows);
	query_free(q);
	return ret;
}

size_t tell_batch(struct tell_queue *q, const struct tell_rule *r,
		  const struct json *events, const struct view *v)
{
	size_t before = json_nr(json_get(q->doc, "items")), nr;
	struct map ids = MAP_INIT;
	struct err err = ERR_INIT;
	struct json *e;
	bool any = false;

	json_each(e, events)
		any |= tell_rule_hears(r, e);
	if (!any)
		return 0;
	if (r->query && matching(&ids, r, q->db, v, &err) < 0)
		strvec_pushf(db_warnings(q->db), "notify '%s': %s", r->name,
			     err.msg);
	json_each(e, events)
		if (tell_rule_hears(r, e) &&
		    (!r->query || map_has(&ids, json_get_str(e, "id"))))
			tell_queue_add(q, r, json_copy(e), db_now(q->db));
	map_clear(&ids);
	nr = json_nr(json_get(q->doc, "items")) - before;
	if (nr > TELL_FLOOD && !r->digest_s)
		tell_combine(q, r, before);
	return nr;
}

void tell_combine(struct tell_queue *q, const struct tell_rule *r,
		  size_t first)
{
	struct json *items = json_get(q->doc, "items"), *kept, *one, *events;
	struct json *j, *e, *keys;
	struct strbuf all = STRBUF_INIT;
	unsigned char sum[SHA256_LEN];
	char key[33];
	size_t i = 0;

	kept = json_new_arr();
	events = json_new_arr();
	keys = json_new_arr();
	one = NULL;
	json_each(j, items) {
		bool in = i++ >= first && !json_get(j, "keys") &&
			  str_eq(json_get_str(j, "rule"), r->name) &&
			  json_get_num(j, "tries", 0) < 1;

		if (!in) {
			json_push(kept, json_copy(j));
			continue;
		}
		if (!one) {
			one = json_copy(j);
			json_push(kept, one);
		}
		strbuf_addf(&all, "%s\n", json_get_str(j, "key"));
		json_push_str(keys, json_get_str(j, "key"));
		json_each(e, json_get(j, "events"))
			json_push(events, json_copy(e));
	}
	if (one && json_nr(keys) > 1) {
		sha256(sum, all.buf, all.len);
		sha256_hex(key, sum, 16);
		json_set_str(one, "key", key);
		json_set(one, "keys", keys);
		json_set(one, "events", events);
		json_set(q->doc, "items", kept);
	} else {
		json_free(keys);
		json_free(events);
		json_free(kept);
	}
	strbuf_release(&all);
}

/* What happened between the place that is known and this tip. */
static int read_events(struct json *out, struct tell_queue *q,
		       const struct view *v, struct err *err)
{
	const char *from = json_get_str(q->doc, "tip");
	int64_t now = db_now(q->db), since;
	struct events ev = EVENTS_INIT;
	int ret = 0;
	size_t i;

	since = (int64_t)json_get_num(q->doc, "since", (double)now);
	if (!str_eq(from, v->tip))
		ret = events_between(&ev, q->db, from, v->tip, err);
	if (ret < 0 && err->code == ERR_NOT_FOUND) {
		err_clear(err);
		strvec_pushf(db_warnings(q->db), "notify: the tasks have lost "
			     "the commit up to which was told; what came "
			     "since is not told");
		ret = 0;
	}
	if (ret == 0)
		ret = events_expired(&ev, q->db, since, now, err);
	for (i = 0; ret == 0 && i < ev.nr; i++)
		json_push(out, tell_event(events_json(&ev, i), q->db, v));
	events_release(&ev);
	return ret;
}

int tell_collect(struct tell_queue *q, const struct tell_rules *rules,
		 struct err *err)
{
	struct json *events = json_new_arr();
	bool moved = q->fresh;
	const struct view *v;
	size_t i;
	int ret = -1;

	if (db_view(&v, q->db, err) < 0)
		goto out;
	if (!q->fresh && read_events(events, q, v, err) < 0)
		goto out;
	for (i = 0; i < rules->nr && json_nr(events); i++)
		if (!rules->v[i].broken)
			tell_batch(q, &rules->v[i], events, v);
	moved |= json_nr(events) ||
		 !str_eq(json_get_str(q->doc, "tip"), v->tip);
	json_set_str(q->doc, "tip", v->tip);
	json_set_int(q->doc, "since", db_now(q->db));
	ret = moved ? tell_queue_save(q, err) : 0;
out:
	json_free(events);
	return ret;
}
