/*
 * remind.c - what is due, late, stale, or about to be let go.
 */
#include "base/base.h"
#include "feat/tell/remind.h"

#include "base/mem.h"
#include "data/due.h"
#include "data/when.h"
#include "feat/tell/batch.h"

/* How long it is remembered that somebody was reminded. */
#define MEMORY_MS (INT64_C(60) * 86400000)
#define DAY_MS INT64_C(86400000)

static void add(struct json *out, const struct row *r, const char *event,
		const char *at, const char *by, const char *what)
{
	struct json *j = json_new_obj();

	json_set_str(j, "event", event);
	json_set_str(j, "id", r->id);
	json_set_str(j, "title", r->title);
	json_set_str(j, "at", at);
	json_set_str(j, "by", *by ? by : NULL);
	json_set_str(j, "what", what);
	json_set(j, "data", json_new_obj());
	json_push(out, j);
}

static bool add_due(struct json *out, const struct remind *rm,
		    const struct row *r, int64_t now)
{
	struct strbuf words = STRBUF_INIT, what = STRBUF_INIT;
	bool late = due_late(r->deadline, now);
	char at[WHEN_LEN];

	if (r->deadline == WHEN_NONE ||
	    (!late && due_cmp(r->deadline, now + rm->due_ms) > 0))
		return false;
	due_words(&words, r->deadline, now, false);
	strbuf_addf(&what, late ? "%s" : "due %s", words.buf);
	due_format(at, r->deadline);
	add(out, r, late ? "overdue" : "due-soon", at, r->assignee, what.buf);
	strbuf_release(&words);
	strbuf_release(&what);
	return true;
}

static void add_span(struct json *out, const struct row *r, const char *event,
		     int64_t when, int64_t ms, const char *by,
		     const char *before, const char *behind)
{
	struct strbuf what = STRBUF_INIT;
	char at[WHEN_LEN];

	strbuf_addstr(&what, before);
	when_span(&what, (double)ms / 1000);
	strbuf_addstr(&what, behind);
	when_format(at, when);
	add(out, r, event, at, by, what.buf);
	strbuf_release(&what);
}

void remind_find(struct json *out, const struct remind *r, struct db *db,
		 const struct view *v, const uint32_t *rows, size_t nr)
{
	int64_t now = db_now(db), left;
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct row *row = &v->rows[rows[i]];

		if (row->deleted ||
		    !status_is_open((enum status)row->stored))
			continue;
		left = row->lease_until == WHEN_NONE ? 0 :
		       row->lease_until - now;
		if (add_due(out, r, row, now))
			continue;
		if (left > 0 && left <= r->lease_ms)
			add_span(out, row, "lease-ending", row->lease_until,
				 left, row->lease_owner, "the claim ends in ",
				 "");
		else if ((row->stored == STATUS_IN_PROGRESS ||
			  row->stored == STATUS_BLOCKED) &&
			 row->updated != WHEN_NONE &&
			 now - row->updated >= r->stale_ms)
			add_span(out, row, "stale", row->updated,
				 now - row->updated, row->assignee,
				 "has not changed for ", "");
	}
}

/* What makes a reminder another one: its day, its week, or nothing. */
static void set_data(struct json *e, int64_t now)
{
	const char *type = json_get_str(e, "event");
	struct json *data = json_get(e, "data");
	struct when_day day = when_local_day(now);
	char at[WHEN_LEN];
	int64_t changed;

	if (!strcmp(type, "overdue")) {
		due_format(at, due_from_day(day));
		json_set_str(data, "on", at);
	} else if (!strcmp(type, "stale") &&
		   when_parse_rfc3339(&changed, json_get_str(e, "at"))) {
		json_set_int(data, "weeks", (now - changed) / (7 * DAY_MS));
	}
}

static void forget_old(struct json *memory, int64_t now)
{
	struct strvec old = STRVEC_INIT;
	struct json *j;
	size_t i;

	json_each(j, memory)
		if (json_num(j) < (double)(now - MEMORY_MS))
			strvec_push(&old, json_key(j));
	for (i = 0; i < old.nr; i++)
		json_del(memory, old.v[i]);
	strvec_clear(&old);
}

size_t remind_queue(struct tell_queue *q, const struct tell_rules *rules,
		    const struct json *found, const struct view *v)
{
	struct json *memory = json_get(q->doc, "reminded"), *e, *some;
	int64_t now = db_now(q->db);
	char key[33];
	size_t i, nr = 0;

	if (!json_is(memory, JSON_OBJ)) {
		memory = json_new_obj();
		json_set(q->doc, "reminded", memory);
	}
	forget_old(memory, now);
	for (i = 0; i < rules->nr; i++) {
		const struct tell_rule *r = &rules->v[i];

		some = json_new_arr();
		json_each(e, found) {
			struct json *copy = json_copy(e);

			set_data(copy, now);
			tell_event(copy, q->db, v);
			tell_key(key, r, copy);
			if (r->broken || !tell_rule_hears(r, copy) ||
			    json_get(memory, key)) {
				json_free(copy);
				continue;
			}
			json_push(some, copy);
			json_set_int(memory, key, now);
		}
		nr += tell_batch(q, r, some, v);
		json_free(some);
	}
	return nr;
}
