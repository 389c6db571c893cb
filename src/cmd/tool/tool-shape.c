/*
 * tool-shape.c - a task and a list made small enough for a model, and the cursors
 * behind which the rest is.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "serve/mcp/fit.h"

/* Bytes of an entry's text that a short answer has. */
#define ENTRY_SHORT 400
/* What an answer has besides: log_counts, the cursor, a message. */
#define FRAME 400
/* Rows of an answer that has no room to keep to. */
#define ROOM_ANY ((size_t)1 << 20)

/* ---- logs ---- */

static const struct log_def {
	const char *name;
	bool top;		/* beside the task, not in it */
	bool history;		/* only when it is asked for, or in full */
} log_defs[] = {
	{ "progress", false, false }, { "context", false, false },
	{ "feedback", false, false }, { "commits", true, false },
	{ "executions", true, false }, { "worklog", false, true },
	{ "transitions", false, true },
};
#define NR_LOGS ARRAY_SIZE(log_defs)

struct log {
	struct json *all;	/* oldest first; owned; NULL: none */
	size_t nr, skip;	/* entries, newest ones that are behind us */
	size_t take;		/* entries that go into this answer */
	struct json *kept;	/* ... the newest first */
};

struct shape {
	struct json *answer, *task;
	const struct args *args;
	struct log logs[NR_LOGS];
	size_t room, entry_max;
	bool full;
};

static bool wants(const struct shape *s, const char *name)
{
	const struct strvec *fields = opt_find(s->args->opts, "fields") ?
		args_list(s->args, "fields") : NULL;
	size_t i;

	for (i = 0; fields && i < fields->nr; i++)
		if (!strcmp(fields->v[i], name))
			return true;
	return !fields || !fields->nr;
}

static bool has_fields(const struct shape *s)
{
	return opt_find(s->args->opts, "fields") &&
		args_list(s->args, "fields")->nr;
}

static void detach_logs(struct shape *s)
{
	size_t i;

	for (i = 0; i < NR_LOGS; i++) {
		const struct log_def *d = &log_defs[i];
		struct log *l = &s->logs[i];

		l->all = json_detach(d->top ? s->answer : s->task, d->name);
		l->nr = json_nr(l->all);
		if (!wants(s, d->name) ||
		    (d->history && !s->full && !has_fields(s))) {
			json_free(l->all);
			l->all = NULL;
		}
	}
}

/* "progress=8,context=3": newest entries of each log that were shown.  Logs that
 * it does not name have no more. */
static int read_cursor(struct shape *s, const char *cursor, struct err *err)
{
	struct strvec parts = STRVEC_INIT;
	bool good = true, named[NR_LOGS] = { false };
	size_t i, k;

	strvec_split(&parts, cursor, ",");
	for (i = 0; i < parts.nr && good; i++) {
		const char *eq = strchr(parts.v[i], '=');
		char *end = NULL;

		good = false;
		for (k = 0; eq && k < NR_LOGS; k++) {
			size_t len = (size_t)(eq - parts.v[i]);

			if (strlen(log_defs[k].name) != len ||
			    memcmp(log_defs[k].name, parts.v[i], len))
				continue;
			s->logs[k].skip = strtoul(eq + 1, &end, 10);
			named[k] = good = end > eq + 1 && !*end;
		}
	}
	good &= parts.nr > 0;
	strvec_clear(&parts);
	for (k = 0; k < NR_LOGS; k++)
		if (!named[k])
			s->logs[k].skip = s->logs[k].nr;
	return good ? 0 : err_set(err, ERR_INVALID, "the cursor '%.40s' is not "
				  "one that was given out", cursor);
}

/* ---- choosing ---- */

/* The entry before those that were taken, cut; NULL: there is none. */
static struct json *older(const struct shape *s, const struct log *l)
{
	size_t gone = l->skip + l->take;
	bool cut;

	if (!l->all || gone >= l->nr)
		return NULL;
	return fit_json(json_at(l->all, l->nr - 1 - gone), s->entry_max + 120,
			&cut);
}

/* Takes entries, the newest of each log first, while there is room. */
static void choose(struct shape *s, size_t room)
{
	bool any = false, more = true;
	size_t i, used = 0;

	while (more) {
		more = false;
		for (i = 0; i < NR_LOGS; i++) {
			struct log *l = &s->logs[i];
			struct json *e = older(s, l);

			if (!e)
				continue;
			used += fit_size(e) + 1;
			if (used > room && any) {
				json_free(e);
				return;
			}
			if (!l->kept)
				l->kept = json_new_arr();
			json_push(l->kept, e);
			l->take++;
			any = more = true;
		}
	}
}

static void put_logs(struct shape *s)
{
	struct json *counts = json_new_obj(), *arr;
	struct strbuf cursor = STRBUF_INIT;
	size_t i, k;

	for (i = 0; i < NR_LOGS; i++) {
		struct log *l = &s->logs[i];
		const struct log_def *d = &log_defs[i];

		if (l->nr)
			json_set_int(counts, d->name, (int64_t)l->nr);
		if (l->all && (l->take || d->top)) {
			arr = json_new_arr();
			for (k = json_nr(l->kept); k-- > 0;)
				json_push(arr, json_detach_at(l->kept, k));
			json_set(d->top ? s->answer : s->task, d->name, arr);
		}
		if (l->all && l->skip + l->take < l->nr)
			strbuf_addf(&cursor, "%s%s=%zu", cursor.len ? "," : "",
				    d->name, l->skip + l->take);
		json_free(l->kept);
		json_free(l->all);
	}
	if (json_nr(counts))
		json_set(s->task, "log_counts", counts);
	else
		json_free(counts);
	if (cursor.len)
		json_set_str(s->answer, "next_cursor", cursor.buf);
	strbuf_release(&cursor);
}

/* ---- the fields ---- */

static bool known_log(const char *name)
{
	size_t i;

	for (i = 0; i < NR_LOGS; i++)
		if (!strcmp(log_defs[i].name, name))
			return true;
	return false;
}

static int check_fields(const struct shape *s, struct err *err)
{
	const struct strvec *fields;
	size_t i;

	if (!has_fields(s))
		return 0;
	fields = args_list(s->args, "fields");
	for (i = 0; i < fields->nr; i++)
		if (!json_get(s->task, fields->v[i]) &&
		    !known_log(fields->v[i]))
			return err_set(err, ERR_INVALID, "fields: a task has "
				       "no '%.40s'", fields->v[i]);
	return 0;
}

/* Leaves id, title and what is wanted; only id and title behind a cursor. */
static void drop_fields(struct shape *s, bool all)
{
	struct json *m = json_first(s->task), *next;

	for (; m; m = next) {
		next = json_next(m);
		if (str_eq(json_key(m), "id") || str_eq(json_key(m), "title"))
			continue;
		if (all || !wants(s, json_key(m)))
			json_del(s->task, json_key(m));
	}
}

/* The task without its logs gets the larger part of the room at most. */
static void fit_fields(struct shape *s)
{
	bool cut;
	struct json *small, *m;

	if (fit_size(s->task) <= s->room / 8 * 5)
		return;
	small = fit_json(s->task, s->room / 8 * 5, &cut);
	while ((m = json_first(s->task)))
		json_del(s->task, json_key(m));
	json_each(m, small)
		json_append(s->task, json_key(m), json_copy(m));
	json_free(small);
}

int tool_shape_task(struct json *all, struct ctx *ctx,
		    const struct args *args, struct err *err)
{
	const char *cursor = opt_find(args->opts, "cursor") ?
		args_str(args, "cursor") : NULL;
	struct shape s = { .answer = all, .task = json_get(all, "task"),
			   .args = args };
	size_t used;
	int ret;

	s.full = opt_find(args->opts, "detail") &&
		 str_eq(args_str(args, "detail"), "full");
	s.room = ctx->room ? ctx->room : ROOM_ANY;
	s.entry_max = s.full ? s.room / 2 : ENTRY_SHORT;
	ret = check_fields(&s, err);
	detach_logs(&s);
	if (ret == 0 && cursor)
		ret = read_cursor(&s, cursor, err);
	drop_fields(&s, cursor != NULL);
	tool_task_object(s.task, true);
	fit_fields(&s);
	used = fit_size(all) + FRAME;
	if (ret == 0)
		choose(&s, used < s.room ? s.room - used : 0);
	put_logs(&s);
	return ret;
}

/* ---- lists ---- */

/* "N.ID": the place behind the last task that was shown, and its id. */
int tool_cursor_start(size_t *at, const char *cursor, const struct strvec *ids,
		      struct err *err)
{
	char *end = NULL;
	unsigned long n;
	size_t i;

	*at = 0;
	if (!cursor)
		return 0;
	n = strtoul(cursor, &end, 10);
	if (end == cursor || *end != '.' || !end[1])
		return err_set(err, ERR_INVALID, "the cursor '%.40s' is not one "
			       "that was given out", cursor);
	for (i = 0; i < ids->nr; i++)
		if (!strcmp(ids->v[i], end + 1))
			break;
	/* the task is gone from the list: what came behind it moved up */
	*at = i < ids->nr ? i + 1 : n ? n - 1 : 0;
	return 0;
}

void tool_cursor_set(struct json *answer, size_t next,
		     const struct strvec *ids)
{
	struct strbuf sb = STRBUF_INIT;

	if (!next || next >= ids->nr)
		return;
	strbuf_addf(&sb, "%zu.%s", next, ids->v[next - 1]);
	json_set_str(answer, "next_cursor", sb.buf);
	strbuf_release(&sb);
}
