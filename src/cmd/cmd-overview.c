#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "db/share.h"
#include "feat/overview.h"
#include "cmd/common.h"

#define SHOWN 5

struct report {
	struct ctx *ctx;
	const struct view *v;
	int64_t now;
};

static void report_row(struct report *r, uint32_t row, const char *list)
{
	const struct row *t = &r->v->rows[row];
	struct strbuf sb = STRBUF_INIT, fact = STRBUF_INIT;
	struct strvec blockers = STRVEC_INIT;
	char id[ID_LEN + 1];

	view_short(id, r->v, t->id);
	out_f(r->ctx->out, "  ");
	out_paint(r->ctx->out, COLOUR_YELLOW, "%s", id);
	out_f(r->ctx->out, "  ");
	out_s(r->ctx->out, t->title);
	if (!strcmp(list, "waiting")) {
		view_blockers(&blockers, r->v, row);
		if (blockers.nr)
			strbuf_addf(&fact, "waits for %.8s%s", blockers.v[0],
				    blockers.nr > 1 ? " and others" : "");
	} else if (!strcmp(list, "others")) {
		strbuf_addstr(&fact, *t->assignee ? t->assignee : "nobody");
	} else if (t->deadline != WHEN_NONE) {
		strbuf_addstr(&fact, "due ");
		when_relative(&fact, t->deadline, r->now);
	} else if (!strcmp(list, "mine") && t->started != WHEN_NONE) {
		strbuf_addstr(&fact, "started ");
		when_relative(&fact, t->started, r->now);
	} else if (t->priority >= PRIO_HIGH) {
		strbuf_addf(&fact, "%s", priority_name(t->priority));
	}
	if (fact.len)
		strbuf_addf(&sb, "  (%s)", fact.buf);
	out_s(r->ctx->out, sb.buf);
	out_f(r->ctx->out, "\n");
	strvec_clear(&blockers);
	strbuf_release(&sb);
	strbuf_release(&fact);
}

static void report_list(struct report *r, const char *title, const char *hint,
			const char *name, const struct row_list *l,
			enum colour c)
{
	size_t i;

	if (!l->nr)
		return;
	out_f(r->ctx->out, "\n");
	out_paint(r->ctx->out, c, "%s", title);
	out_f(r->ctx->out, "\n");
	if (hint)
		out_f(r->ctx->out, "  (%s)\n", hint);
	for (i = 0; i < l->nr && i < SHOWN; i++)
		report_row(r, l->rows[i], name);
	if (l->nr > SHOWN)
		out_f(r->ctx->out, "  ... and %zu more\n", l->nr - SHOWN);
}

static void report_sync(struct report *r)
{
	int ahead = db_unsynced(r->ctx->db);

	if (ahead <= 0)
		return;
	out_f(r->ctx->out, "\n%d change%s not shared yet.\n", ahead,
	      ahead == 1 ? " is" : "s are");
	out_f(r->ctx->out, "  (use \"git task sync\" to share)\n");
}

static void report_text(struct report *r, const struct overview *o)
{
	if (!r->v->nr) {
		out_f(r->ctx->out, "No tasks yet.\n"
		      "  (use \"git task add <title>\" to create one)\n");
		return;
	}
	out_f(r->ctx->out, "%zu open task%s: %zu in progress, %zu ready, %zu "
	      "blocked; %zu completed\n", o->open, o->open == 1 ? "" : "s",
	      o->in_progress, o->ready, o->blocked, o->completed);
	report_list(r, "Yours in progress:", "use \"git task complete <id>\" "
		    "when it is done", "mine", &o->mine, COLOUR_YELLOW);
	report_list(r, "Overdue:", NULL, "overdue", &o->overdue, COLOUR_RED);
	report_list(r, "Next:", "use \"git task start <id>\" to begin",
		    "next", &o->next, COLOUR_GREEN);
	report_list(r, "Blocked:", NULL, "waiting", &o->waiting, COLOUR_RED);
	report_list(r, "Others in progress:", NULL, "others", &o->others,
		    COLOUR_BOLD);
	if (!o->open)
		out_f(r->ctx->out, "\nNothing is left to do.\n");
	report_sync(r);
}

static int add_rows(struct json *j, const char *name, const struct view *v,
		    const struct row_list *l, struct err *err)
{
	struct json *arr = json_new_arr();
	size_t i;

	json_set(j, name, arr);
	for (i = 0; i < l->nr && i < SHOWN; i++) {
		struct json *t = common_json(v, l->rows[i], err);

		if (!t)
			return -1;
		json_push(arr, t);
	}
	return 0;
}

static int report_json(struct report *r, const struct overview *o,
		       struct err *err)
{
	struct json *j = json_new_obj();
	int ahead = db_unsynced(r->ctx->db), ret;

	json_set_int(j, "open", (int64_t)o->open);
	json_set_int(j, "in_progress", (int64_t)o->in_progress);
	json_set_int(j, "ready", (int64_t)o->ready);
	json_set_int(j, "blocked", (int64_t)o->blocked);
	json_set_int(j, "completed", (int64_t)o->completed);
	json_set_int(j, "overdue", (int64_t)o->overdue.nr);
	json_set(j, "unsynced", ahead < 0 ? json_new_null() :
		 json_new_int(ahead));
	ret = add_rows(j, "mine", r->v, &o->mine, err);
	if (ret == 0)
		ret = add_rows(j, "next", r->v, &o->next, err);
	if (ret == 0)
		ret = add_rows(j, "overdue_tasks", r->v, &o->overdue, err);
	if (ret == 0)
		ret = add_rows(j, "blocked_tasks", r->v, &o->waiting, err);
	if (ret == 0)
		out_json(r->ctx->out, j);
	json_free(j);
	return ret;
}

static int run_status(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct report r = { ctx, NULL, clock_now(ctx->clock) };
	struct overview o;
	int ret = 0;

	(void)args;
	if (common_view(&r.v, ctx, err) < 0)
		return -1;
	overview_build(&o, ctx->db, r.v, r.now);
	if (ctx->out->format == OUT_JSON)
		ret = report_json(&r, &o, err);
	else
		report_text(&r, &o);
	overview_release(&o);
	return ret;
}

static const struct opt status_opts[] = {
	OPT_FORMAT("text|json"),
	OPT_END
};

const struct cmd cmd_status = {
	"status", "st|overview", "look", "show what matters now",
	"Your tasks in progress, what is overdue, what to do next, what is "
	"blocked, and whether there is something to share. git task without a "
	"command shows the same.",
	status_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_status
};
