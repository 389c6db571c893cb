#include "base/base.h"
#include "feat/watch.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/when.h"
#include "db/history.h"

struct collect {
	struct db *db;
	const struct view *v;
	char mark[41];
	struct json *list;	/* newest first while collecting */
};

/* A file of the reader's own; the name may hold anything, so it is coded. */
static char *mark_path(struct db *db)
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
	path = db_local_path(db, sb.buf);
	strbuf_release(&sb);
	return path;
}

static void read_mark(struct collect *c)
{
	struct strbuf sb = STRBUF_INIT;
	char *path = mark_path(c->db);

	c->mark[0] = '\0';
	if (file_exists(path) && file_read(&sb, path, 4096, NULL) == 0) {
		strbuf_trim(&sb);
		if (sb.len == 40)
			memcpy(c->mark, sb.buf, 41);
	}
	strbuf_release(&sb);
	free(path);
}

int watch_mark(struct db *db, const struct view *v, struct err *err)
{
	char *path = mark_path(db), *dir = path_dirname(path);
	int ret = file_mkdirs(dir, err);

	if (ret == 0 && v->tip[0])
		ret = file_write_atomic(path, v->tip, strlen(v->tip), false,
					err);
	free(dir);
	free(path);
	return ret;
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

static void add_notice(struct collect *c, const struct event *ev,
		       const char *kind, const char *text, const char *by)
{
	struct json *j = json_new_obj();
	char at[WHEN_LEN];

	when_format(at, ev->when);
	json_set_str(j, "kind", kind);
	json_set_str(j, "id", ev->id);
	json_set_str(j, "title", task_str(ev->after, F_TITLE));
	json_set_str(j, "text", text);
	json_set_str(j, "by", by);
	json_set_str(j, "at", at);
	json_push(c->list, j);
}

/* Messages that this commit added to the context. */
static void new_messages(struct collect *c, const struct event *ev)
{
	const struct json *old = ev->before ? task_get(ev->before, F_CONTEXT) :
				 NULL;
	const struct json *log = task_get(ev->after, F_CONTEXT);
	struct json *e, *o;

	json_each(e, log) {
		const char *id = json_get_str(e, "id");
		const char *by = json_get_str(e, "by");
		const char *kind = json_get_str(e, "kind");
		bool had = false;

		json_each(o, old)
			had |= str_eq(json_get_str(o, "id"), id);
		/* a review that is asked for concerns oneself, too */
		if (had || (is_own(c->db, by) && !str_eq(kind, "impact")))
			continue;
		add_notice(c, ev, kind ? kind : "shared",
			   json_get_str(e, "text"), by);
	}
}

/* Tasks that can go on since this one was finished. */
static void unblocked(struct collect *c, const struct event *ev)
{
	uint32_t row = view_find(c->v, ev->id), *deps;
	size_t nr, i;

	if (row == NO_ROW || !ev->before ||
	    !status_is_open(task_status(ev->before)) ||
	    task_status(ev->after) != STATUS_COMPLETED)
		return;
	nr = view_dependents(&deps, c->v, row);
	for (i = 0; i < nr; i++) {
		const struct row *r = &c->v->rows[deps[i]];
		struct json *j;
		char at[WHEN_LEN];

		if (r->deleted || !status_is_open(r->status) ||
		    r->status == STATUS_BLOCKED)
			continue;
		when_format(at, ev->when);
		j = json_new_obj();
		json_set_str(j, "kind", "unblocked");
		json_set_str(j, "id", r->id);
		json_set_str(j, "title", r->title);
		json_set_str(j, "text", "dependencies completed");
		json_set_str(j, "by", ev->author);
		json_set_str(j, "at", at);
		json_push(c->list, j);
	}
	free(deps);
}

static void assigned(struct collect *c, const struct event *ev)
{
	const char *now = task_str(ev->after, F_ASSIGNEE);
	const char *old = ev->before ? task_str(ev->before, F_ASSIGNEE) :
			  NULL;

	if (now && !str_eq(now, old) && db_is_me(c->db, now) &&
	    !is_own(c->db, ev->author))
		add_notice(c, ev, "assigned", "assigned to you", ev->author);
}

static int on_event(const struct event *ev, void *data)
{
	struct collect *c = data;

	if (c->mark[0] && !strcmp(ev->commit, c->mark))
		return 1;
	if (!ev->after)
		return 0;
	new_messages(c, ev);
	unblocked(c, ev);
	assigned(c, ev);
	return 0;
}

int watch_collect(struct json **out, struct db *db, const struct view *v,
		  struct err *err)
{
	struct collect c = { db, v, "", json_new_arr() };
	struct json *sorted = json_new_arr();
	size_t nr;
	int ret = 0;

	read_mark(&c);
	if (strcmp(c.mark, v->tip) != 0)
		ret = db_history(db, NULL, 0, on_event, &c, err);
	nr = json_nr(c.list);
	while (nr > 0)
		json_push(sorted, json_detach_at(c.list, --nr));
	json_free(c.list);
	if (ret < 0) {
		json_free(sorted);
		return -1;
	}
	*out = sorted;
	return 0;
}
