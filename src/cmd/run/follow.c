/*
 * follow.c - `sync --watch`: rounds of sync, told as they go.
 */
#include "base/base.h"
#include "cmd/kit/follow.h"

#include "base/stop.h"
#include "cmd/kit/eventline.h"
#include "db/events/follow.h"
#include "feat/tell/tell.h"

struct watcher {
	struct ctx *ctx;
	struct follow f;
	struct stop stop;
	struct out_rows rows;
	bool data;
};

static void say_warnings(struct ctx *ctx)
{
	struct strvec *warnings = db_warnings(ctx->db);
	size_t i;

	for (i = 0; i < warnings->nr; i++)
		out_warn(ctx->out, "%s", warnings->v[i]);
	strvec_clear(warnings);
}

static int say_events(struct watcher *w, const struct events *ev,
		      struct err *err)
{
	const struct view *v;
	struct json *e;
	size_t i;

	if (db_view(&v, w->ctx->db, err) < 0)
		return -1;
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

/* Trouble is told when it begins and when it is over. */
static void say_state(struct watcher *w, unsigned before,
		      const struct share_report *report,
		      const struct err *why)
{
	if (w->f.failures == 1)
		out_warn(w->ctx->out, "%s (going on trying)", why->msg);
	else if (!w->f.failures && before)
		out_note(w->ctx->out, "in step with '%s' again",
			 report->remote);
}

static int round_of(struct watcher *w, struct err *err)
{
	struct share_report report = SHARE_REPORT_INIT;
	struct events ev = EVENTS_INIT;
	unsigned before = w->f.failures;
	struct err why = ERR_INIT;
	int rc = follow_round(&ev, &report, &w->f, &why);

	/* A child that was ended with us is no trouble. */
	if (rc >= 0 && !stop_wanted(&w->stop))
		say_state(w, before, &report, &why);
	if (rc >= 0)
		rc = say_events(w, &ev, err);
	else
		*err = why;
	say_warnings(w->ctx);
	events_tell(w->ctx->db, w->ctx->subscribers, false);
	tell_run(w->ctx->db, &w->stop, 0, NULL);
	say_warnings(w->ctx);
	share_report_release(&report);
	events_release(&ev);
	return rc;
}

int follow_run(struct ctx *ctx, const char *remote, int64_t interval,
	       struct err *err)
{
	struct watcher w;
	int rc;

	memset(&w, 0, sizeof(w));
	w.ctx = ctx;
	if (!ctx->out->fd_out || ctx->out->values)
		return err_set(err, ERR_USAGE, "--watch goes on for ever: it "
			       "is for the command line");
	if (follow_begin(&w.f, ctx->db, remote, interval, err) < 0)
		return -1;
	w.data = out_data(ctx->out);
	if (w.data)
		out_rows_begin(&w.rows, ctx->out, EVENT_COLUMNS);
	stop_begin(&w.stop);
	do
		rc = round_of(&w, err);
	while (rc == 0 && !stop_wait(&w.stop, follow_delay(&w.f)));
	stop_end(&w.stop);
	if (w.data)
		out_rows_end(&w.rows);
	follow_end(&w.f);
	return rc;
}
