/*
 * watch-follow.c - `watch --follow`: events as they happen, and those who are told.
 */
#include "base/base.h"
#include "cmd/look/watch-follow.h"

#include <poll.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/stop.h"
#include "cmd/kit/eventline.h"
#include "cmd/kit/sessiondb.h"
#include "db/events/events.h"
#include "feat/session/session.h"
#include "feat/tell/tell.h"

#define LOOK_MS 500
#define TELL_MS 30000	/* leases run out without a commit */

struct watcher {
	struct ctx *ctx;
	struct stop stop;
	struct file_lock lock;
	struct out_rows rows;
	bool data;
	char *tip;		/* told up to here */
	struct db *sessions;	/* of agents, NULL: not told of */
	char *session_tip;	/* told up to here */
	int64_t since;		/* leases, too */
	int64_t tell_at;	/* notifications are due, WHEN_NONE: no */
};

static int take_lock(struct watcher *w, struct err *err)
{
	char *path = db_local_path(w->ctx->db, "watch.lock");
	struct err why = ERR_INIT;
	int rc = db_local_mkdir(w->ctx->db, err);

	if (rc == 0)
		rc = file_lock(&w->lock, path, 0, &why);
	if (rc > 0)
		out_warn(w->ctx->out, "%s: see to it that no other one runs "
			 "here", why.msg);
	else if (rc < 0 && why.code == ERR_CONFLICT)
		err_set(err, ERR_CONFLICT, "another 'git task watch --follow' "
			"runs in this clone already ('%s' is locked)", path);
	else if (rc < 0 && why.code)
		*err = why;
	free(path);
	return rc < 0 ? -1 : 0;
}

static int say(struct watcher *w, const struct events *ev,
	       const struct view *v, struct err *err)
{
	struct json *e;
	size_t i;

	for (i = 0; i < ev->nr; i++) {
		e = events_json(ev, i);
		if (w->data) {
			out_row(&w->rows, e);
			continue;
		}
		eventline_print(w->ctx, v, e);
		json_free(e);
	}
	return out_flush(w->ctx->out) < 0 ?
		err_set(err, ERR_FAILED, "nobody reads the events any more") :
		0;
}

/* A database of its own each time: rules come and go while this runs. */
static void tell(struct watcher *w)
{
	struct db_options opt = { db_commondir(w->ctx->db), w->ctx->agent,
				  NULL, w->ctx->clock };
	struct err err = ERR_INIT;
	int64_t next = WHEN_NONE, now;
	struct strvec *warnings;
	struct db *db;
	size_t i;

	if (db_open(&db, &opt, &err) < 0) {
		out_warn(w->ctx->out, "notify: %s", err.msg);
		w->tell_at = WHEN_NONE;
		return;
	}
	tell_run(db, &w->stop, 0, &next);
	warnings = db_warnings(db);
	for (i = 0; i < warnings->nr; i++)
		out_warn(w->ctx->out, "%s", warnings->v[i]);
	now = db_now(db);
	w->tell_at = next == WHEN_NONE || next > now + TELL_MS ?
		     now + TELL_MS : next;
	db_close(db);
}

/* What went wrong in sessions since the last look. */
static int look_at_sessions(struct watcher *w, struct err *err)
{
	char *now = w->sessions ? session_tip(w->sessions) : NULL;
	struct json *news = json_new_arr(), *e;
	const struct view *v = NULL;
	int rc = 0;

	if (now && strcmp(now, w->session_tip) != 0 &&
	    (rc = db_view(&v, w->ctx->db, err)) == 0)
		rc = session_news(news, w->sessions, w->session_tip, now, err);
	while (rc == 0 && json_nr(news)) {
		e = json_detach_at(news, 0);
		json_set_str(e, "tip", w->tip);
		if (w->data) {
			out_row(&w->rows, e);
		} else {
			eventline_print(w->ctx, v, e);
			json_free(e);
		}
		out_flush(w->ctx->out);
	}
	json_free(news);
	if (rc == 0 && now) {
		free(w->session_tip);
		w->session_tip = now;
		now = NULL;
	}
	free(now);
	return rc;
}

static int look(struct watcher *w, struct err *err)
{
	struct events ev = EVENTS_INIT;
	int64_t now = db_now(w->ctx->db);
	const struct view *v;
	int rc = db_view(&v, w->ctx->db, err);
	bool moved = rc == 0 && strcmp(w->tip, v->tip) != 0;

	if (moved)
		rc = events_between(&ev, w->ctx->db, w->tip, v->tip, err);
	if (rc < 0 && moved && err->code == ERR_NOT_FOUND) {
		out_warn(w->ctx->out, "%s: going on from what is there now",
			 err->msg);
		err_clear(err);
		rc = 0;
	}
	if (rc == 0)
		rc = events_expired(&ev, w->ctx->db, w->since, now, err);
	if (rc == 0 && ev.nr)
		rc = say(w, &ev, v, err);
	if (rc == 0 && moved) {
		free(w->tip);
		w->tip = xstrdup(v->tip);
	}
	w->since = now;
	events_release(&ev);
	if (rc == 0 && (moved || w->tell_at == WHEN_NONE ||
			now >= w->tell_at))
		tell(w);
	return rc;
}

int watch_follow(struct ctx *ctx, const char *since, struct err *err)
{
	static const struct file_lock none = FILE_LOCK_INIT;
	struct watcher w = { .ctx = ctx, .tell_at = WHEN_NONE };
	const struct view *v;
	int rc;

	if (!ctx->out->fd_out || ctx->out->values)
		return err_set(err, ERR_USAGE, "--follow goes on for ever: it "
			       "is for the command line");
	w.lock = none;
	if (db_view(&v, ctx->db, err) < 0 || take_lock(&w, err) < 0)
		return -1;
	w.tip = xstrdup(since ? since : v->tip);
	if (session_db(&w.sessions, ctx, NULL) == 0)
		w.session_tip = session_tip(w.sessions);
	w.since = db_now(ctx->db);
	w.data = out_data(ctx->out);
	if (w.data)
		out_rows_begin(&w.rows, ctx->out, EVENT_COLUMNS);
	stop_begin(&w.stop);
	do {
		rc = look(&w, err);
		if (rc == 0)
			rc = look_at_sessions(&w, err);
	} while (rc == 0 && !stop_wait(&w.stop, LOOK_MS));
	stop_end(&w.stop);
	if (w.data)
		out_rows_end(&w.rows);
	file_unlock(&w.lock);
	db_close(w.sessions);
	free(w.session_tip);
	free(w.tip);
	return rc;
}

/* Is nobody at the other end of standard input any more? */
static bool is_left(void)
{
	struct pollfd p = { 0, POLLIN, 0 };
	char byte;

	return poll(&p, 1, 0) > 0 && read(0, &byte, 1) <= 0;
}

int watch_tell(struct ctx *ctx, struct err *err)
{
	struct watcher w = { .ctx = ctx, .tell_at = WHEN_NONE };
	const struct view *v;
	int rc = 0;

	w.tip = xstrdup("");
	stop_begin(&w.stop);
	while (rc == 0 && !stop_wait(&w.stop, LOOK_MS) && !is_left()) {
		rc = db_view(&v, ctx->db, err);
		if (rc < 0 || (!strcmp(w.tip, v->tip) &&
			       w.tell_at != WHEN_NONE &&
			       db_now(ctx->db) < w.tell_at))
			continue;
		free(w.tip);
		w.tip = xstrdup(v->tip);
		tell(&w);
		out_flush(ctx->out);
	}
	stop_end(&w.stop);
	free(w.tip);
	return rc;
}
