/*
 * watch.c - the events that concern a reader, since it looked last.
 */
#include "base/base.h"
#include "feat/agent/watch.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/when.h"
#include "db/events/events.h"
#include "feat/session/session.h"

struct collect {
	struct db *db;
	bool own_too;
	struct json *list;
};

/* A file of the reader's own; the name may hold anything, so it is coded. */
static char *mark_path(struct db *db, const char *suffix)
{
	struct strbuf sb = STRBUF_INIT;
	const char *p = db_me_name(db);
	char *path;

	strbuf_addstr(&sb, "watch/");
	for (; p && *p; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || *p == '-')
			strbuf_addch(&sb, *p);
		else
			strbuf_addf(&sb, "_%02x", (unsigned char)*p);
	}
	strbuf_addstr(&sb, suffix);
	path = db_local_path(db, sb.buf);
	strbuf_release(&sb);
	return path;
}

static char *last_of(struct db *db, const char *suffix)
{
	struct strbuf sb = STRBUF_INIT;
	char *path = mark_path(db, suffix);

	if (file_exists(path) && file_read_plain(&sb, path, 4096, NULL) == 0)
		strbuf_trim(&sb);
	free(path);
	return strbuf_detach(&sb, NULL);
}

static int mark(struct db *db, const char *suffix, const char *tip,
		struct err *err)
{
	char *path = mark_path(db, suffix), *dir = path_dirname(path);
	int ret = file_mkdirs(dir, err);

	if (ret == 0 && *tip)
		ret = file_write_atomic(path, tip, strlen(tip), false, err);
	free(dir);
	free(path);
	return ret;
}

char *watch_last(struct db *db)
{
	return last_of(db, "");
}

int watch_mark(struct db *db, const struct view *v, struct err *err)
{
	return mark(db, "", v->tip, err);
}

/* No name has a dot in it (mark_path). */
char *watch_last_session(struct db *db)
{
	return last_of(db, ".sessions");
}

int watch_mark_session(struct db *db, const char *tip, struct err *err)
{
	return mark(db, ".sessions", tip, err);
}

/* An agent is not the person in whose clone it works. */
static bool is_own(struct db *db, const char *by)
{
	const char *me = db_me_name(db), *name = NULL, *email = NULL;

	if (!by)
		return false;
	db_me(db, &name, &email, NULL);
	if (email && !str_eq(me, email))
		return str_ieq(by, me);
	return db_is_me(db, by);
}

static void add_notice(struct collect *c, const struct event *e,
		       const char *kind, const char *text)
{
	struct json *j = json_new_obj();
	char at[WHEN_LEN];

	when_format(at, e->at);
	json_set_str(j, "kind", kind);
	json_set_str(j, "id", e->id);
	json_set_str(j, "title", e->title);
	json_set_str(j, "text", text);
	json_set_str(j, "by", e->agent ? e->agent : e->by);
	json_set_str(j, "at", at);
	json_push(c->list, j);
}

static bool is_mine(struct db *db, const struct event *e)
{
	return is_own(db, e->agent ? e->agent : e->by);
}

static void commented(struct collect *c, const struct event *e)
{
	const char *kind = json_get_str(e->data, "kind");

	/* a review that is asked for concerns oneself, too */
	if (!str_eq(kind, "progress") &&
	    (c->own_too || !is_mine(c->db, e) || str_eq(kind, "impact")))
		add_notice(c, e, kind, json_get_str(e->data, "text"));
}

static void notice(struct collect *c, const struct event *e)
{
	const char *who;

	switch (e->type) {
	case EVENT_COMMENTED:
		commented(c, e);
		break;
	case EVENT_UNBLOCKED:
		add_notice(c, e, "unblocked",
			   json_get_str(e->data, "cause") ?
			   "dependencies completed" : "may go on");
		break;
	case EVENT_ASSIGNED:
		who = json_get_str(e->data, "new");
		if (db_is_me(c->db, who) && !is_mine(c->db, e))
			add_notice(c, e, "assigned", "assigned to you");
		break;
	case EVENT_CONFLICT:
		add_notice(c, e, "conflict", json_get_str(e->data, "field"));
		break;
	default:
		break;
	}
}

int watch_collect(struct json **out, struct db *db, const struct view *v,
		  bool own_too, struct err *err)
{
	struct collect c = { db, own_too, json_new_arr() };
	struct events ev = EVENTS_INIT;
	struct err gone = ERR_INIT;
	char *last = watch_last(db);
	size_t i;
	int ret = 0;

	if (strcmp(last, v->tip) != 0) {
		ret = events_between(&ev, db, last, v->tip, &gone);
		/* a mark that leads nowhere: all of the past counts */
		if (ret < 0)
			ret = events_between(&ev, db, NULL, v->tip, err);
	}
	for (i = 0; i < ev.nr; i++)
		notice(&c, &ev.v[i]);
	events_release(&ev);
	free(last);
	if (ret < 0) {
		json_free(c.list);
		return -1;
	}
	*out = c.list;
	return 0;
}

/* ---- sessions ---- */

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static struct json *session_notice(const struct json *e)
{
	const struct json *data = json_get(e, "data");
	bool budget = str_eq(json_get_str(e, "event"), "budget");
	struct json *j = json_new_obj();

	json_set_str(j, "kind", budget ? "budget" : "error");
	json_set_str(j, "id", json_get_str(e, "id"));
	json_set_str(j, "title", json_get_str(e, "title"));
	json_set_str(j, "text", json_get_str(data, "message"));
	json_set_str(j, "by", json_get_str(e, "agent"));
	json_set_str(j, "at", json_get_str(e, "at"));
	json_set_str(j, "severity", json_get_str(data, "severity"));
	return j;
}

void watch_put(struct json *list, struct json *j)
{
	const char *at = json_get_str(j, "at");
	struct json *later = json_new_arr();
	size_t i = json_nr(list);

	while (i && strcmp(json_get_str(json_at(list, i - 1), "at"), at) > 0)
		i--;
	while (json_nr(list) > i)
		json_push(later, json_detach_at(list, i));
	json_push(list, j);
	while (json_nr(later))
		json_push(list, json_detach_at(later, 0));
	json_free(later);
}

int watch_sessions(struct json *list, struct db *db, struct db *sessions,
		   const char *to, bool own_too, struct err *err)
{
	struct json *news = json_new_arr();
	char *last = watch_last_session(db), since[WHEN_LEN];
	const struct json *e;
	int ret = session_news(news, sessions, last, to, err);

	when_format(since, db_now(db) - DAY_MS);
	json_each(e, news) {
		const char *agent = json_get_str(e, "agent");

		if ((*last || strcmp(json_get_str(e, "at"), since) >= 0) &&
		    (own_too || !is_own(db, agent)))
			watch_put(list, session_notice(e));
	}
	json_free(news);
	free(last);
	return ret;
}
