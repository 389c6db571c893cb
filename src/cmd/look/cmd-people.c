/*
 * cmd-people.c - git task people: who works here, and how much each has to do.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cmd/kit/common.h"
#include "data/due.h"
#include "data/json.h"

/* What one person (NOBODY: no assignee) has to do. */
struct load {
	size_t who;
	const char *stored;
	size_t open, in_progress, blocked, overdue, no_estimate;
	double hours;		/* estimated, of open tasks, less what is spent */
};

struct loads {
	struct load *v;
	size_t nr, alloc;
	struct map seen;	/* stored text -> index + 1 */
	struct memo last;	/* stored text -> index */
};

static struct load *load_of(struct loads *l, const struct people *p,
			    const char *stored)
{
	size_t last = memo_get(&l->last, stored);
	uintptr_t at;
	size_t who, i;

	if (last != SIZE_MAX)
		return &l->v[last];
	at = (uintptr_t)map_get(&l->seen, stored);
	if (at) {
		memo_put(&l->last, stored, at - 1);
		return &l->v[at - 1];
	}
	who = *stored ? people_of(p, stored) : NOBODY;
	for (i = 0; !at && who != NOBODY && i < l->nr; i++)
		if (l->v[i].who == who)
			at = i + 1;
	if (!at) {
		ALLOC_GROW(l->v, l->nr + 1, l->alloc);
		l->v[l->nr] = (struct load){ .who = who, .stored = stored };
		at = ++l->nr;
	}
	map_put(&l->seen, stored, (void *)at);
	return &l->v[at - 1];
}

static void add_task(struct load *l, const struct row *r, int64_t now)
{
	l->open++;
	l->in_progress += r->status == STATUS_IN_PROGRESS;
	l->blocked += r->status == STATUS_BLOCKED;
	l->overdue += due_late(r->deadline, now);
	if (isnan(r->estimated))
		l->no_estimate++;
	else
		l->hours += fmax(0, r->estimated -
				 (r->actual > 0 ? r->actual : 0));
}

/* Most work first; nobody last. */
static int by_load(const void *a, const void *b)
{
	const struct load *x = a, *y = b;

	if (!*x->stored != !*y->stored)
		return *x->stored ? -1 : 1;
	if (x->open != y->open)
		return x->open > y->open ? -1 : 1;
	return strcmp(x->stored, y->stored);
}

static void count(struct loads *l, const struct view *v,
		  const struct people *p, int64_t now, bool all)
{
	size_t i;

	for (i = 0; all && i < p->nr; i++)
		load_of(l, p, person_stored(&p->v[i]));
	for (i = 0; i < v->nr; i++)
		if (!v->rows[i].deleted && status_is_open(v->rows[i].stored))
			add_task(load_of(l, p, v->rows[i].assignee),
				 &v->rows[i], now);
	if (l->nr > 1)
		qsort(l->v, l->nr, sizeof(*l->v), by_load);
}

static void set_text(struct json *o, const char *key, const char *s)
{
	json_set(o, key, s ? json_new_str(s) : json_new_null());
}

static void people_json(struct ctx *ctx, const struct loads *l,
			const struct people *p, const char *const *names)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < l->nr; i++) {
		const struct load *x = &l->v[i];
		const struct person *who = x->who == NOBODY ? NULL :
					   &p->v[x->who];
		struct strbuf sb = STRBUF_INIT;
		struct json *o = json_new_obj();

		if (*x->stored)
			people_short(&sb, p, x->stored, names, l->nr);
		set_text(o, "assignee", *x->stored ? x->stored : NULL);
		set_text(o, "short", *x->stored ? sb.buf : NULL);
		set_text(o, "name", who ? who->name : NULL);
		set_text(o, "email", who ? who->email : NULL);
		json_set_int(o, "open", (int64_t)x->open);
		json_set_int(o, "in_progress", (int64_t)x->in_progress);
		json_set_int(o, "blocked", (int64_t)x->blocked);
		json_set_int(o, "overdue", (int64_t)x->overdue);
		json_set(o, "hours", x->open > x->no_estimate ?
			 json_new_num(x->hours) : json_new_null());
		json_set_int(o, "without_estimate", (int64_t)x->no_estimate);
		json_push(arr, o);
		strbuf_release(&sb);
	}
	out_list(ctx->out, "assignee|short|name|email|open|in_progress|blocked|"
		 "overdue|hours|without_estimate", arr);
	json_free(arr);
}

static void hours_words(struct strbuf *sb, const struct load *x,
			bool narrow)
{
	if (x->open > x->no_estimate) {
		json_add_num(sb, round(x->hours * 10) / 10);
		strbuf_addstr(sb, " h");
	}
	if (x->no_estimate && x->open && narrow)
		strbuf_addf(sb, "%s%zu?", sb->len ? " + " : "",
			    x->no_estimate);
	else if (x->no_estimate && x->open)
		strbuf_addf(sb, "%s%zu not estimated", sb->len ? " + " : "",
			    x->no_estimate);
}

static void pad(struct ctx *ctx, const char *s, size_t width)
{
	struct strbuf sb = STRBUF_INIT;

	utf8_add_fit(&sb, s, width, true);
	out_s(ctx->out, sb.buf);
	out_f(ctx->out, "  ");
	strbuf_release(&sb);
}

static void people_text(struct ctx *ctx, const struct loads *l,
			const struct people *p, const char *const *names)
{
	struct strvec shorts = STRVEC_INIT;
	bool narrow = ctx->out->tty && ctx->out->width < 60;
	size_t i, width = 6, w;

	for (i = 0; i < l->nr; i++) {
		struct strbuf sb = STRBUF_INIT;

		if (*l->v[i].stored)
			people_short(&sb, p, l->v[i].stored, names, l->nr);
		else
			strbuf_addstr(&sb, "nobody");
		w = utf8_width(sb.buf);
		width = w > width ? w : width;
		strvec_take(&shorts, strbuf_detach(&sb, NULL));
	}
	if (width > (narrow ? 10 : 20))
		width = narrow ? 10 : 20;
	if (l->nr) {
		pad(ctx, "who", width);
		out_f(ctx->out, "open  doing  %slate  hours\n",
		      narrow ? "" : "blocked  ");
	}
	for (i = 0; i < l->nr; i++) {
		const struct load *x = &l->v[i];
		struct strbuf hours = STRBUF_INIT;

		pad(ctx, shorts.v[i], width);
		hours_words(&hours, x, narrow);
		out_f(ctx->out, "%4zu  %5zu  ", x->open, x->in_progress);
		if (!narrow)
			out_f(ctx->out, "%7zu  ", x->blocked);
		out_paint(ctx->out, x->overdue ? COLOUR_RED : COLOUR_NONE,
			  "%4zu", x->overdue);
		out_f(ctx->out, "%s%s\n", hours.len ? "  " : "", hours.buf);
		strbuf_release(&hours);
	}
	strvec_clear(&shorts);
}

static int run_people(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct loads l = { .seen = MAP_INIT };
	const struct people *p;
	const struct view *v;
	const char **names;
	size_t i;

	if (common_view(&v, ctx, err) < 0)
		return -1;
	p = db_everybody(ctx->db, v);
	count(&l, v, p, clock_now(ctx->clock), args_flag(args, "all"));
	names = xcalloc(l.nr + 1, sizeof(*names));
	for (i = 0; i < l.nr; i++)
		names[i] = l.v[i].stored;
	if (common_structured(ctx))
		people_json(ctx, &l, p, names);
	else
		people_text(ctx, &l, p, names);
	if (!l.nr)
		out_note(ctx->out, "Nobody has an open task");
	free(names);
	free(l.v);
	map_clear(&l.seen);
	memo_clear(&l.last);
	return 0;
}

static const struct opt people_opts[] = {
	O_FLAG("all", 0, "also those who have nothing to do"),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_people = {
	"people", NULL, "look", "show who has how much to do",
	"For each person with open tasks: how many, how many of them are in "
	"progress, blocked and late, and how many estimated hours are left "
	"(and how many tasks have no estimate). Names and addresses of one "
	"person are one line: Git's .mailmap counts, and so do the authors of "
	"commits.",
	people_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_people
};
