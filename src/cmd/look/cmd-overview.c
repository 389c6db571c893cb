/*
 * cmd-overview.c - git task status: what matters now.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/json.h"
#include "data/due.h"
#include "db/share/conflicts.h"
#include "db/share/share.h"
#include "db/share/lastsync.h"
#include "feat/plan/overview.h"
#include "feat/project/active.h"
#include "feat/project/hooks.h"
#include "cmd/kit/common.h"
#include "cmd/kit/names.h"
#include "front/mdtext.h"

#define SHOWN 5

struct report {
	struct ctx *ctx;
	const struct view *v;
	int64_t now;
	struct names names;
	bool *shown;		/* by row: no task stands there twice */
};

/* What is said of a task behind its title. */
struct line {
	char *fact, *who;
};

static void reason_of(struct strbuf *out, struct report *r, uint32_t row)
{
	struct strvec blockers = STRVEC_INIT;
	struct task t = TASK_INIT;
	const char *reason = NULL;
	const struct row *b;
	char id[ID_LEN + 1];
	uint32_t by;

	view_blockers(&blockers, r->v, row);
	by = blockers.nr ? view_find(r->v, blockers.v[0]) : NO_ROW;
	if (by != NO_ROW) {
		b = &r->v->rows[by];
		view_short_row(id, r->v, by);
		strbuf_addf(out, "waits for %s %s (%s)", id, b->title,
			    *b->assignee ? names_short(&r->names, b->assignee) :
			    "nobody");
		if (blockers.nr > 1)
			strbuf_addf(out, " and %zu more", blockers.nr - 1);
	} else if (view_task(&t, r->v, row, NULL) == 0) {
		reason = task_str(&t, F_BLOCKED_REASON);
		strbuf_addstr(out, reason ? reason : "no reason given");
		task_release(&t);
	}
	strvec_clear(&blockers);
}

static void fact_of(struct strbuf *out, struct report *r, uint32_t row,
		    const char *list)
{
	const struct row *t = &r->v->rows[row];

	if (!strcmp(list, "waiting")) {
		reason_of(out, r, row);
	} else if (t->deadline != WHEN_NONE) {
		if (!due_late(t->deadline, r->now))
			strbuf_addstr(out, "due ");
		due_words(out, t->deadline, r->now, false);
		if (t->status == STATUS_BLOCKED)
			strbuf_addstr(out, ", blocked");
	} else if (t->started != WHEN_NONE &&
		   t->status == STATUS_IN_PROGRESS) {
		strbuf_addstr(out, "started ");
		when_relative(out, t->started, r->now);
	} else if (t->priority >= PRIO_HIGH) {
		strbuf_addstr(out, priority_name(t->priority));
	}
}

static struct line line_of(struct report *r, uint32_t row, const char *list)
{
	const struct row *t = &r->v->rows[row];
	struct strbuf fact = STRBUF_INIT;
	struct line l = { NULL, NULL };

	fact_of(&fact, r, row, list);
	l.fact = strbuf_detach(&fact, NULL);
	if (strcmp(list, "mine") != 0)
		l.who = xstrdup(*t->assignee ?
				names_short(&r->names, t->assignee) :
				strcmp(list, "overdue") ? "" : "nobody");
	return l;
}

static size_t widest(size_t a, const char *s)
{
	size_t w = s ? utf8_width(s) : 0;

	return w > a ? w : a;
}

/*
 * Titles, facts and people below each other.  On a terminal the title gives way
 * first, down to 16 columns (12 in a narrow one), then the fact; elsewhere nothing is cut.
 */
static void report_rows(struct report *r, const uint32_t *rows, size_t nr,
			const struct line *lines)
{
	size_t title = 0, fact = 0, who = 0, i, used, room, id_len = 0;
	struct strbuf sb = STRBUF_INIT;
	char id[ID_LEN + 1];

	for (i = 0; i < nr; i++) {
		view_short_row(id, r->v, rows[i]);
		id_len = widest(id_len, id);
		title = widest(title, r->v->rows[rows[i]].title);
		fact = widest(fact, lines[i].fact);
		who = widest(who, lines[i].who);
	}
	room = r->ctx->out->tty ? r->ctx->out->width : SIZE_MAX;
	used = 2 + id_len + 2 + (fact ? fact + 2 : 0) + (who ? who + 2 : 0);
	if (room != SIZE_MAX && used + title > room) {
		size_t least = room < 50 ? 12 : 16;
		size_t want = title < least ? title : least;

		title = room > used + want ? room - used : want;
		if (used + title > room && who) {
			size_t more = used + title - room;

			/* the fact, down to 12; then who it is goes */
			if (fact < more + 12) {
				used -= who + 2;
				who = 0;
				more = used + title > room ?
				       used + title - room : 0;
			}
			fact -= more < fact ? more : fact;
		} else if (used + title > room) {
			fact -= used + title - room < fact ?
				used + title - room : fact;
		}
	}
	for (i = 0; i < nr; i++) {
		bool more = *lines[i].fact || (lines[i].who && *lines[i].who);

		view_short_row(id, r->v, rows[i]);
		out_f(r->ctx->out, "  ");
		out_paint(r->ctx->out, COLOUR_YELLOW, "%-*s", (int)id_len, id);
		strbuf_reset(&sb);
		strbuf_addstr(&sb, "  ");
		utf8_add_fit(&sb, r->v->rows[rows[i]].title, title, more);
		if (more) {
			strbuf_addstr(&sb, "  ");
			utf8_add_fit(&sb, lines[i].fact, fact,
				     lines[i].who && *lines[i].who);
		}
		if (who && lines[i].who && *lines[i].who)
			strbuf_addf(&sb, "  %s", lines[i].who);
		strbuf_rtrim(&sb);
		out_s(r->ctx->out, sb.buf);
		out_f(r->ctx->out, "\n");
	}
	strbuf_release(&sb);
}

/* One list of tasks under its title. */
struct section {
	const char *title, *hint, *name;
	struct row_list *list;
	size_t nr;		/* the first so many are shown */
	enum colour colour;
	bool ranked;		/* it has its own order */
};

/* Leaves in the list what no section before has, the first of it in order. */
static void choose(struct report *r, struct section *s)
{
	struct row_list *l = s->list;
	size_t i, nr = 0;

	for (i = 0; i < l->nr; i++) {
		if (r->shown[l->rows[i]])
			continue;
		r->shown[l->rows[i]] = true;
		l->rows[nr++] = l->rows[i];
	}
	l->nr = nr;
	s->nr = nr < SHOWN ? nr : SHOWN;
	if (!s->ranked)
		overview_first(l, r->v, s->nr);
	for (i = 0; i < s->nr; i++)
		names_add(&r->names, r->v->rows[l->rows[i]].assignee);
}

static void report_list(struct report *r, const struct section *s)
{
	const uint32_t *rows = s->list->rows;
	struct line lines[SHOWN];
	size_t i;

	if (!s->nr)
		return;
	out_f(r->ctx->out, "\n");
	out_paint(r->ctx->out, s->colour, "%s", s->title);
	out_f(r->ctx->out, "\n");
	if (s->hint && (!r->ctx->out->tty ||
			strlen(s->hint) + 4 <= r->ctx->out->width))
		out_f(r->ctx->out, "  (%s)\n", s->hint);
	for (i = 0; i < s->nr; i++)
		lines[i] = line_of(r, rows[i], s->name);
	report_rows(r, rows, s->nr, lines);
	for (i = 0; i < s->nr; i++) {
		free(lines[i].fact);
		free(lines[i].who);
	}
	if (s->list->nr > s->nr)
		out_f(r->ctx->out, "  ... and %zu more\n",
		      s->list->nr - s->nr);
}

static void report_lists(struct report *r, struct overview *o)
{
	struct section all[] = {
		{ "Yours in progress:", "use \"git task complete <id>\" when "
		  "it is done", "mine", &o->mine, 0, COLOUR_YELLOW, false },
		{ "Overdue:", NULL, "overdue", &o->overdue, 0, COLOUR_RED,
		  false },
		{ "Next:", "use \"git task start <id>\" to begin", "next",
		  &o->next, 0, COLOUR_GREEN, true },
		{ "Blocked:", NULL, "waiting", &o->waiting, 0, COLOUR_RED,
		  false },
		{ "Others in progress:", NULL, "others", &o->others, 0,
		  COLOUR_BOLD, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		choose(r, &all[i]);
	for (i = 0; i < ARRAY_SIZE(all); i++)
		report_list(r, &all[i]);
}

/* "Last sync with origin 2 hours ago: 3 tasks received, 1 commit sent." */
static void report_last_sync(struct report *r)
{
	struct strbuf sb = STRBUF_INIT;
	struct last_sync last;

	if (!last_sync_read(&last, r->ctx->db))
		return;
	strbuf_addf(&sb, "Last sync%s%s ", *last.remote ? " with " : "",
		    last.remote);
	when_relative(&sb, last.at, clock_now(r->ctx->clock));
	if (!last.got && !last.sent)
		strbuf_addstr(&sb, ": nothing new.");
	else
		strbuf_addf(&sb, ": %zu task%s received, %zu commit%s sent.",
			    last.got, last.got == 1 ? "" : "s", last.sent,
			    last.sent == 1 ? "" : "s");
	out_f(r->ctx->out, "\n");
	out_hanging(r->ctx->out, sb.buf, 2);
	out_f(r->ctx->out, "\n");
	strbuf_release(&sb);
}

static struct json *last_sync_json(struct report *r)
{
	struct last_sync last;
	char at[WHEN_LEN];
	struct json *j;

	if (!last_sync_read(&last, r->ctx->db))
		return json_new_null();
	j = json_new_obj();
	when_format(at, last.at);
	json_set_str(j, "at", at);
	json_set(j, "remote", *last.remote ? json_new_str(last.remote) :
		 json_new_null());
	json_set_int(j, "received", (int64_t)last.got);
	json_set_int(j, "sent", (int64_t)last.sent);
	return j;
}

static void report_sync(struct report *r)
{
	int ahead = db_unsynced(r->ctx->db);

	report_last_sync(r);
	if (ahead <= 0)
		return;
	out_f(r->ctx->out, "\n%d change%s not shared yet.\n", ahead,
	      ahead == 1 ? " is" : "s are");
	out_f(r->ctx->out, "  (use \"git task sync\" to share)\n");
}

static void report_conflicts(struct report *r)
{
	size_t nr = conflicts_unseen(r->ctx->db, r->v);

	if (!nr)
		return;
	out_f(r->ctx->out, "\n%zu edit%s gave way to somebody else's.\n", nr,
	      nr == 1 ? "" : "s");
	out_f(r->ctx->out, "  (use \"git task conflicts\" to see them)\n");
}

static void report_text(struct report *r, struct overview *o)
{
	if (!r->v->nr) {
		out_f(r->ctx->out, "No tasks yet.\n"
		      "  (use \"git task add <title>\" to create one)\n");
		return;
	}
	if (r->ctx->out->tty && r->ctx->out->width < 70)
		out_f(r->ctx->out, "%zu open task%s; %zu completed\n%zu in "
		      "progress, %zu ready, %zu blocked\n", o->open,
		      o->open == 1 ? "" : "s", o->completed, o->in_progress,
		      o->ready, o->blocked);
	else
		out_f(r->ctx->out, "%zu open task%s: %zu in progress, %zu "
		      "ready, %zu blocked; %zu completed\n", o->open,
		      o->open == 1 ? "" : "s", o->in_progress, o->ready,
		      o->blocked, o->completed);
	report_lists(r, o);
	if (!o->open)
		out_f(r->ctx->out, "\nNothing is left to do.\n");
	report_conflicts(r);
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

static int report_json(struct report *r, struct overview *o,
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
	json_set(j, "last_sync", last_sync_json(r));
	json_set_int(j, "conflicts",
		     (int64_t)conflicts_unseen(r->ctx->db, r->v));
	overview_first(&o->mine, r->v, SHOWN);
	overview_first(&o->overdue, r->v, SHOWN);
	overview_first(&o->waiting, r->v, SHOWN);
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

/* Git says nothing about a hook that leads nowhere. */
static void warn_hooks(struct ctx *ctx)
{
	struct strvec gone = STRVEC_INIT;
	char *names;

	hooks_gone(&gone, ctx->db);
	if (gone.nr) {
		names = strvec_join(&gone, ", ");
		out_warn(ctx->out, "hooks lead to a program that is not there "
			 "any more: %s; 'git task hooks install' renews them",
			 names);
		free(names);
	}
	strvec_clear(&gone);
}

/* Nobody works on it there, and the time that was worked is not known. */
static void warn_trees(struct report *r)
{
	struct strvec trees = STRVEC_INIT, ids = STRVEC_INIT;
	char id[ID_LEN + 1];
	size_t i;

	active_gone(&trees, &ids, r->ctx->db);
	for (i = 0; i < ids.nr; i++) {
		view_short(id, r->v, ids.v[i]);
		out_warn(r->ctx->out, "task %s was started in the work tree "
			 "'%s', which is gone; 'git task start %s' goes on with "
			 "it here", id, trees.v[i], id);
	}
	strvec_clear(&trees);
	strvec_clear(&ids);
}

static int run_status(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct report r = { .ctx = ctx, .now = clock_now(ctx->clock) };
	struct overview o;
	int ret = 0;

	(void)args;
	if (common_view(&r.v, ctx, err) < 0)
		return -1;
	overview_build(&o, ctx->db, r.v, r.now);
	if (out_data(ctx->out)) {
		ret = report_json(&r, &o, err);
	} else {
		names_init(&r.names, ctx->db);
		r.shown = xcalloc(r.v->nr + 1, sizeof(*r.shown));
		report_text(&r, &o);
		free(r.shown);
		names_release(&r.names);
	}
	warn_hooks(ctx);
	warn_trees(&r);
	overview_release(&o);
	return ret;
}

static const struct opt status_opts[] = {
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_status = {
	"status", "st|overview", "look", "show what matters now",
	"Your tasks in progress, what is overdue, what to do next, what is "
	"blocked, and whether there is something to share. git task without a "
	"command shows the same.",
	status_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_status
};
