/*
 * api.c - /api/v1: which row a request runs, with which arguments, and what
 * becomes of its answer.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/version.h"
#include "data/md.h"
#include "serve/http/internal.h"
#include "serve/http/routes.h"

#define PAGE_DEFAULT 50
#define PAGE_MAX 1000

/* ---- arguments ---- */

struct page {
	size_t limit;
	char *cursor, *fields;	/* or NULL */
	struct strbuf text;	/* of R_TEXT */
	struct cmd_paging paging;	/* of R_LIST */
};

static int read_number(size_t *out, const char *name, const char *s, size_t min,
		       size_t max, struct err *err)
{
	char *end;
	unsigned long long n;

	n = *s >= '0' && *s <= '9' && strlen(s) < 12 ?
	    strtoull(s, &end, 10) : 0;
	if (*s < '0' || *s > '9' || strlen(s) >= 12 || *end || n < min ||
	    n > max)
		return err_set(err, ERR_INVALID, "'%s' must be a number from "
			       "%zu to %zu", name, min, max);
	*out = (size_t)n;
	return 0;
}

/* One argument of the address or the body. */
static int take(struct json *args, struct page *page,
		const struct route *route, const struct cmd *cmd,
		const struct json *value, struct err *err)
{
	const char *key = json_key(value), *text = json_str(value);
	const struct opt *o;
	int ret = 0;

	if (!strcmp(key, "q") && !(route->flags & R_WRITES))
		key = "query";
	if (route->flags & R_LIST && text && !strcmp(key, "limit"))
		ret = read_number(&page->limit, key, text, 1, PAGE_MAX, err);
	else if (route->flags & R_LIST && text && !strcmp(key, "cursor"))
		page->cursor = xstrdup(text);
	else if (route->flags & R_FIELDS && text && !strcmp(key, "fields"))
		page->fields = xstrdup(text);
	else if (!(o = opt_find(cmd->opts, key)) || !route_takes(route, cmd, o))
		ret = err_set(err, ERR_INVALID, "unknown argument '%s'", key);
	else if (json_get(args, o->name))
		ret = err_set(err, ERR_INVALID, "'%s' is given twice", key);
	else
		json_set(args, o->name, json_copy(value));
	return ret;
}

static int take_all(struct json *args, struct page *page,
		    const struct route *route, const struct cmd *cmd,
		    const struct json *from, struct err *err)
{
	struct json *m;

	json_each(m, from)
		if (take(args, page, route, cmd, m, err) < 0)
			return -1;
	return 0;
}

static int read_body(struct json **out, const struct http_request *r,
		     struct err *err)
{
	*out = NULL;
	if (!r->body_len)
		return 0;
	if (json_parse(out, r->body, r->body_len, err) < 0)
		return err_prefix(err, "the body is no JSON");
	if (!json_is(*out, JSON_OBJ))
		return err_set(err, ERR_INVALID, "the body has to be an "
			       "object");
	return 0;
}

/* The document that a row reads as its standard input. */
static int take_text(struct json *args, struct strbuf *text, struct json *body,
		     struct err *err)
{
	const char *content = json_get_str(body, "content");

	if (!content)
		return err_set(err, ERR_INVALID, "'content' is missing: the "
			       "document's text");
	strbuf_addstr(text, content);
	json_del(body, "content");
	json_set_str(args, "file", "-");
	return 0;
}

static int arguments(struct json *args, struct page *page, struct exchange *x,
		     const struct route *route, const struct cmd *cmd,
		     struct err *err)
{
	struct json *body = NULL;
	int ret = 0;

	if (strcmp(route->method, "GET"))
		ret = read_body(&body, x->r, err);
	if (ret == 0 && route->flags & R_TEXT)
		ret = take_text(args, &page->text, body, err);
	if (ret == 0)
		ret = take_all(args, page, route, cmd, body, err);
	if (ret == 0)
		ret = take_all(args, page, route, cmd, x->t.query, err);
	json_free(body);
	if (ret < 0)
		return -1;
	if (strstr(route->path, "{id}"))
		json_set_str(args, route_subject(cmd), x->t.path.v[3]);
	if (opt_find(cmd->opts, "format"))
		json_set_str(args, "format",
			     route->flags & R_PICTURE ? "svg" : "json");
	if (route->flags & R_LIST)
		json_set_int(args, "limit", (int64_t)page->limit);
	return 0;
}

/* ---- running ---- */

/* Runs the row as the person whose token it is. */
static int run_as(struct json **result, struct strbuf *notes,
		  struct exchange *x, const struct cmd *cmd,
		  const struct json *args, struct page *page,
		  struct condition *only_if, struct err *err)
{
	struct ctx base = *x->s->base;
	struct acting acting;
	int ret;

	acting_as(&acting, x->who);
	base.input = &page->text;
	page->paging.after = page->cursor;
	base.paging = &page->paging;
	if (only_if->tags) {
		base.guard = condition_guard;
		base.guard_data = only_if;
	}
	ret = cmd_call(result, notes, &base, cmd, args, err);
	acting_end(&acting);
	return ret;
}

/* ---- answers ---- */

static void add_notes(struct json *out, const struct strbuf *notes)
{
	struct strvec lines = STRVEC_INIT;
	struct json *list;
	size_t i;

	strvec_split(&lines, notes->buf, "\n");
	if (lines.nr) {
		list = json_new_arr();
		for (i = 0; i < lines.nr; i++)
			json_push_str(list, lines.v[i]);
		json_set(out, "notes", list);
	}
	strvec_clear(&lines);
}

/* Leaves only the named members. */
static int choose(struct json **task, const struct strvec *names,
		  struct err *err)
{
	struct json *out, *m;
	size_t i;

	if (!json_is(*task, JSON_OBJ))
		return 0;
	out = json_new_obj();
	for (i = 0; i < names->nr; i++) {
		m = json_get(*task, names->v[i]);
		if (!m && strcmp(names->v[i], "stored_status")) {
			json_free(out);
			return err_set(err, ERR_INVALID, "a task has no field "
				       "'%s'", names->v[i]);
		}
		if (m)
			json_set(out, names->v[i], json_copy(m));
	}
	json_free(*task);
	*task = out;
	return 0;
}

static int choose_all(struct json **data, const char *fields, struct err *err)
{
	struct strvec names = STRVEC_INIT;
	struct json *list, *task;
	int ret = 0;

	strvec_split(&names, fields, ",");
	if (!json_is(*data, JSON_ARR)) {
		ret = choose(data, &names, err);
	} else {
		list = json_new_arr();
		while (ret == 0 && json_nr(*data)) {
			task = json_detach_at(*data, 0);
			ret = choose(&task, &names, err);
			json_push(list, task);
		}
		json_free(*data);
		*data = list;
	}
	strvec_clear(&names);
	return ret;
}

static void made_at(struct exchange *x, const struct json *data)
{
	const char *id = json_get_str(data, "id");
	struct strbuf sb = STRBUF_INIT;

	if (!id)
		return;
	strbuf_addf(&sb, "%s/api/v1/tasks/%s", x->s->prefix, id);
	answer_header(x->a, "Location", sb.buf);
	strbuf_release(&sb);
}

/* Takes `data`. */
static void answer_data(struct exchange *x, const struct route *route,
			struct page *page, struct json *data,
			const struct strbuf *notes)
{
	struct json *out = json_new_obj();
	struct err err = ERR_INIT;

	if (route->flags & R_LIST)
		json_set_str(out, "next", page->paging.next.len ?
			     page->paging.next.buf : NULL);
	if (page->fields && choose_all(&data, page->fields, &err) < 0) {
		answer_err(x->a, &err);
		json_free(data);
		json_free(out);
		return;
	}
	if (route->flags & R_MADE)
		made_at(x, data);
	json_set(out, "data", data ? data : json_new_null());
	add_notes(out, notes);
	answer_json(x->a, route->flags & R_MADE ? 201 : 200, out);
	json_free(out);
}

static void answer_picture(struct exchange *x, const struct json *data)
{
	const char *svg = json_str(data);
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, svg ? svg : "");
	answer_text(x->a, "image/svg+xml", &text);
	strbuf_release(&text);
}

/* The tip as a tag; false: there is none. */
static bool add_tag(struct exchange *x)
{
	char tip[HTTP_TIP], tag[HTTP_TIP + 8];

	if (x->s->site->tip(tip, x->s->site, x->s->base, NULL) < 0 || !*tip)
		return false;
	snprintf(tag, sizeof(tag), "W/\"%s\"", tip);
	answer_header(x->a, "ETag", tag);
	return true;
}

static void run_row(struct exchange *x, const struct route *route)
{
	const struct cmd *cmd = cmd_find(x->s->base->table, route->row);
	struct page page = { PAGE_DEFAULT, NULL, NULL, STRBUF_INIT,
			     { NULL, STRBUF_INIT } };
	struct json *args = json_new_obj(), *data = NULL;
	struct condition only_if = {
		x->s, route->flags & R_WRITES ? http_header(x->r, "If-Match") :
		NULL, strstr(route->path, "{id}") ? x->t.path.v[3] : NULL, false
	};
	struct strbuf notes = STRBUF_INIT;
	struct err err = ERR_INIT;
	int ret;

	if (!cmd)
		BUG("no row '%s'", route->row);
	if (route->flags & R_NAME && strchr(x->t.path.v[3], '.'))
		ret = err_set(&err, ERR_NOT_FOUND, "there is no template '%s'",
			      x->t.path.v[3]);
	else
		ret = arguments(args, &page, x, route, cmd, &err);
	if (ret == 0)
		ret = run_as(&data, &notes, x, cmd, args, &page, &only_if,
			     &err);
	strbuf_trim(&notes);
	if (only_if.failed) {
		answer_problem(x->a, 412, err.msg);
	} else if (ret < 0) {
		answer_err(x->a, &err);
	} else if (ret > 0 && route->flags & R_WRITES && !data) {
		answer_problem(x->a, 422, notes.len ? notes.buf : "refused");
	} else if (route->flags & R_PICTURE) {
		answer_picture(x, data);
	} else {
		if (route->flags & R_WRITES)
			add_tag(x);
		answer_data(x, route, &page, data, &notes);
		data = NULL;
	}
	json_free(data);
	json_free(args);
	free(page.cursor);
	free(page.fields);
	strbuf_release(&page.text);
	strbuf_release(&page.paging.next);
	strbuf_release(&notes);
}

/*
 * A tag says that nothing has changed as long as the tasks have not; what also
 * depends on the time of day or on who asks gets none.
 */
static bool can_be_tagged(const struct exchange *x, const struct route *route)
{
	static const char *const plain[] = {
		"limit", "cursor", "fields", "status", "all", "completed",
		"deleted", "tag", "project", "type", "parent", "sort"
	};
	struct json *m;
	size_t i;

	if (!(route->flags & R_TAGGED))
		return false;
	json_each(m, x->t.query) {
		for (i = 0; i < ARRAY_SIZE(plain); i++)
			if (!strcmp(json_key(m), plain[i]))
				break;
		if (i == ARRAY_SIZE(plain))
			return false;
	}
	return true;
}

/* What depends on the tasks alone: not sent when the client has it, not made when it
 * is still there from the last time. */
static void run_tagged(struct exchange *x, const struct route *route)
{
	const char *theirs = http_header(x->r, "If-None-Match");
	char tip[HTTP_TIP], tag[HTTP_TIP + 8];
	size_t own;

	if (x->s->site->tip(tip, x->s->site, x->s->base, NULL) < 0 || !*tip) {
		run_row(x, route);
		return;
	}
	snprintf(tag, sizeof(tag), "W/\"%s\"", tip);
	answer_header(x->a, "ETag", tag);
	own = x->a->headers.nr;
	if (theirs && (!strcmp(theirs, "*") || strstr(theirs, tag + 2))) {
		x->a->status = 304;
	} else if (!kept_answer(x, tip)) {
		if (route->flags & R_SLOW && exchange_aside(x))
			return;
		run_row(x, route);
		kept_add(x, tip, own);
	}
}

/* The ones beside, and where they are. */
static void add_repositories(struct json *j, const struct house *house)
{
	struct json *list = json_new_arr(), *one;
	size_t i;

	for (i = 0; i < house->nr; i++) {
		if (house->v[i].front || house->nr == 1)
			continue;
		one = json_new_obj();
		json_set_str(one, "name", house->v[i].name);
		json_set_str(one, "address", house->v[i].prefix);
		json_push(list, one);
	}
	if (json_nr(list))
		json_set(j, "repositories", list);
	else
		json_free(list);
}

static void index_of_api(struct exchange *x)
{
	struct json *j = json_new_obj(), *list = json_new_arr();
	char started[WHEN_LEN];
	size_t i, nr;
	const struct route *routes = route_table(&nr);

	when_format(started, x->s->house->started);
	for (i = 0; i < nr; i++) {
		struct strbuf sb = STRBUF_INIT;

		strbuf_addf(&sb, "%s /api/v1/%s", routes[i].method,
			    routes[i].path);
		json_push_str(list, sb.buf);
		strbuf_release(&sb);
	}
	json_set_str(j, "name", "git-task");
	json_set_str(j, "version", git_task_version());
	json_set_str(j, "started_at", started);
	json_set_bool(j, "read_only", x->s->doors.read_only);
	json_set_str(j, "repository", x->s->name ? x->s->name : "");
	add_repositories(j, x->s->house);
	json_set_bool(j, "writes", !x->s->doors.read_only && x->who &&
		      x->who->writes);
	if (x->who && x->who->email)
		json_set_str(j, "person", x->who->email);
	json_set(j, "routes", list);
	answer_json(x->a, 200, j);
	json_free(j);
}

/* {"texts": [...]} as HTML, one for one. */
static void render_markdown(struct exchange *x)
{
	struct json *body = NULL, *out = json_new_obj(), *list = json_new_arr();
	struct json *texts, *m;
	struct strbuf html = STRBUF_INIT;
	struct err err = ERR_INIT;
	int ret = read_body(&body, x->r, &err);

	texts = json_get(body, "texts");
	if (ret == 0 && !json_is(texts, JSON_ARR))
		ret = err_set(&err, ERR_INVALID, "'texts' must be a list");
	json_each(m, texts) {
		strbuf_reset(&html);
		if (ret == 0 && !json_str(m))
			ret = err_set(&err, ERR_INVALID, "a text is no string");
		if (ret == 0)
			ret = md_html(&html, json_str(m), strlen(json_str(m)),
				      &err);
		json_push_str(list, html.buf);
	}
	json_set(out, "data", list);
	if (ret < 0)
		answer_err(x->a, &err);
	else
		answer_json(x->a, 200, out);
	strbuf_release(&html);
	json_free(body);
	json_free(out);
}

static void milestones(struct exchange *x)
{
	struct json *list = NULL, *out;
	struct err err = ERR_INIT;

	if (x->s->site->milestones(&list, x->s->base, &err) < 0) {
		answer_err(x->a, &err);
		return;
	}
	out = json_new_obj();
	json_set(out, "data", list);
	answer_json(x->a, 200, out);
	json_free(out);
}

void api_answer(struct exchange *x, const struct route *route)
{
	struct json *j;

	if (http_header(x->r, "If-Unmodified-Since") ||
	    http_header_twice(x->r, "If-Match")) {
		answer_problem(x->a, 501, "the only condition that is served "
			       "is one If-Match");
		return;
	}
	if (route->row) {
		if (can_be_tagged(x, route))
			run_tagged(x, route);
		else if (!(route->flags & R_SLOW) || !exchange_aside(x))
			run_row(x, route);
	} else if (!strcmp(route->path, "events")) {
		stream_open(x);
	} else if (!strcmp(route->path, "markdown")) {
		render_markdown(x);
	} else if (!strcmp(route->path, "milestones")) {
		milestones(x);
	} else if (!strcmp(route->path, "openapi.json")) {
		j = api_description(x->s);
		answer_json(x->a, 200, j);
		json_free(j);
	} else {
		index_of_api(x);
	}
}
