/*
 * flush.c - sending what is due: order, attempts, and what is put aside.
 */
#include "base/base.h"
#include "feat/tell/tell.h"

#include "base/mem.h"
#include "data/web.h"
#include "data/when.h"
#include "feat/tell/batch.h"

#define DELAY_MS INT64_C(30000)
#define DELAY_MAX_MS INT64_C(3600000)

struct flush {
	struct tell_report *out;
	struct tell_queue *q;
	struct tell_sender *s;
	bool all;
	bool changed;		/* the document is to be saved */
	struct map aside;	/* keys of messages that are put aside */
};

static int64_t delay(int tries)
{
	int64_t ms = DELAY_MS;

	while (--tries > 0 && ms < DELAY_MAX_MS)
		ms *= 2;
	return ms < DELAY_MAX_MS ? ms : DELAY_MAX_MS;
}

static void note_next(struct flush *f, int64_t at)
{
	if (f->out->next == WHEN_NONE || at < f->out->next)
		f->out->next = at;
}

static void put_aside(struct flush *f, struct json *item, const char *why)
{
	struct json *failed = json_get(f->q->doc, "failed");
	struct json *copy = json_copy(item);

	json_set_str(copy, "error", why);
	json_push(failed, copy);
	while (json_nr(failed) > TELL_FAILED_MAX)
		json_free(json_detach_at(failed, 0));
	map_put(&f->aside, json_get_str(item, "key"), NULL);
	f->out->failed++;
	f->changed = true;
}

/* One attempt is over and the message is still there. */
static void keep(struct flush *f, struct json *item, enum tell_answer answer,
		 int64_t wait, const char *why)
{
	int tries = (int)json_get_num(item, "tries", 0);
	int away = (int)json_get_num(item, "away", 0);
	int64_t now = db_now(f->q->db), ms;
	int64_t queued = (int64_t)json_get_num(item, "queued", (double)now);

	if (answer == TELL_AWAY)
		away++;
	else
		tries++;
	ms = delay(tries + away);
	if (wait > ms)
		ms = wait < 2 * 86400000 ? wait : 2 * 86400000;
	json_set_int(item, "tries", tries);
	json_set_int(item, "away", away);
	json_set_int(item, "next", now + ms);
	json_set_str(item, "error", why);
	f->changed = true;
	if (tries >= TELL_TRIES || now - queued > TELL_KEEP_MS)
		put_aside(f, item, why);
	else
		note_next(f, now + ms);
}

/* 1: go on with the next one, 0: this rule is done with, -1. */
static int attempt(struct flush *f, const struct tell_rule *r,
		   struct json *item, struct err *err)
{
	struct tell_message m = { r, json_get_str(item, "key"),
				  json_get(item, "events"), NULL };
	struct strbuf text = STRBUF_INIT;
	enum tell_answer answer = TELL_NEVER;
	struct err why = ERR_INIT;
	int64_t wait = -1;
	int ret = 1;

	if (tell_text(&text, r, m.events, &why) == 0) {
		m.text = text.buf;
		answer = tell_send(&wait, f->s, &m, &why);
	}
	strbuf_release(&text);
	if (answer == TELL_SENT) {
		f->out->sent++;
		f->changed = true;
		return tell_queue_sent(f->q, m.key, err) < 0 ? -1 : 1;
	}
	strvec_pushf(&f->out->why, "notify '%s': %s", r->name, why.msg);
	if (answer == TELL_NEVER) {
		put_aside(f, item, why.msg);
	} else {
		keep(f, item, answer, wait, why.msg);
		ret = 0;
	}
	return ret;
}

static bool is_due(const struct flush *f, const struct json *item, int64_t now)
{
	bool tried = json_get_num(item, "tries", 0) +
		     json_get_num(item, "away", 0) > 0;

	return json_get_num(item, "next", 0) <= (double)now ||
	       (f->all && tried);
}

/* The first message of a digest is due: all that wait go with it. */
static int gather(struct flush *f, const struct tell_rule *r, int64_t now,
		  struct err *err)
{
	struct json *j;
	bool due = false;
	size_t before = json_nr(json_get(f->q->doc, "items"));

	if (!r->digest_s)
		return 0;
	json_each(j, json_get(f->q->doc, "items"))
		due |= str_eq(json_get_str(j, "rule"), r->name) &&
		       !json_get(j, "keys") && is_due(f, j, now);
	if (!due)
		return 0;
	tell_combine(f->q, r, 0);
	/* its key is for good before anybody sees it */
	return json_nr(json_get(f->q->doc, "items")) == before ? 0 :
	       tell_queue_save(f->q, err);
}

static int flush_rule(struct flush *f, const struct tell_rule *r,
		      struct err *err)
{
	int64_t now = db_now(f->q->db), quiet = tell_quiet_until(r, now);
	struct json *item;
	int rc = 1;

	if (!quiet && gather(f, r, now, err) < 0)
		return -1;
	json_each(item, json_get(f->q->doc, "items")) {
		if (!str_eq(json_get_str(item, "rule"), r->name) ||
		    map_has(&f->q->sent, json_get_str(item, "key")))
			continue;
		if (quiet) {
			note_next(f, quiet);
			break;
		}
		if (!is_due(f, item, now)) {
			note_next(f, (int64_t)json_get_num(item, "next", 0));
			break;
		}
		rc = attempt(f, r, item, err);
		if (rc <= 0 || (f->s->stop && stop_wanted(f->s->stop)))
			break;
	}
	return rc < 0 ? -1 : 0;
}

/* Messages of rules that are there no more. */
static void drop_orphans(struct flush *f, const struct tell_rules *rules)
{
	struct json *item;

	json_each(item, json_get(f->q->doc, "items"))
		if (!tell_rule_find(rules, json_get_str(item, "rule")))
			put_aside(f, item, "there is no such rule any more");
}

/* Takes what was put aside out of the queue, and counts what is left. */
static void settle(struct flush *f)
{
	struct json *kept = json_new_arr(), *item;

	json_each(item, json_get(f->q->doc, "items")) {
		const char *key = json_get_str(item, "key");

		if (map_has(&f->aside, key) || map_has(&f->q->sent, key))
			continue;
		json_push(kept, json_copy(item));
		f->out->waiting++;
	}
	json_set(f->q->doc, "items", kept);
}

int tell_flush(struct tell_report *out, struct tell_queue *q,
	       const struct tell_rules *rules, struct tell_sender *s,
	       bool all, struct err *err)
{
	struct flush f = { out, q, s, all, false, MAP_INIT };
	size_t i;
	int ret = 0;

	for (i = 0; i < rules->nr && ret == 0; i++) {
		if (rules->v[i].broken)
			strvec_pushf(&out->why, "notify '%s': %s",
				     rules->v[i].name, rules->v[i].why);
		else
			ret = flush_rule(&f, &rules->v[i], err);
	}
	drop_orphans(&f, rules);
	settle(&f);
	if (ret == 0 && f.changed)
		ret = tell_queue_save(q, err);
	map_clear(&f.aside);
	return ret;
}

void tell_run(struct db *db, struct stop *stop, int timeout_ms, int64_t *next)
{
	struct tell_report report = TELL_REPORT_INIT;
	struct tell_sender s = { db, NULL, stop, timeout_ms };
	struct tell_rules rules = TELL_RULES_INIT;
	struct tell_queue q = TELL_QUEUE_INIT;
	struct err err = ERR_INIT;
	size_t i;
	int ret;

	if (next)
		*next = WHEN_NONE;
	if (!tell_wanted(db))
		return;
	tell_rules_load(&rules, db);
	ret = tell_queue_open(&q, db, 0, &err);
	if (ret == 0) {
		ret = tell_collect(&q, &rules, &err);
		if (ret == 0)
			ret = tell_flush(&report, &q, &rules, &s, false, &err);
		tell_queue_close(&q);
	}
	/* another one that is at it tells what we would have told */
	if (ret < 0 && err.code != ERR_CONFLICT)
		strvec_pushf(db_warnings(db), "notify: %s", err.msg);
	for (i = 0; i < report.why.nr; i++)
		strvec_push(db_warnings(db), report.why.v[i]);
	if (next)
		*next = report.next;
	strvec_clear(&report.why);
	web_close(s.web);
	tell_rules_release(&rules);
}
