/*
 * gitlab.c - issues of GitLab, by version 4 of its REST interface.
 */
#include "base/base.h"
#include "feat/bridge/forge.h"

#include "base/mem.h"
#include "data/web.h"

static int login(struct bridge *b, struct err *err)
{
	(void)err;
	strvec_pushf(&b->client.headers, "PRIVATE-TOKEN: %s", b->secret.text);
	return 0;
}

static struct json *issue_of(const struct json *j)
{
	struct json *out = json_new_obj();
	char key[24];

	snprintf(key, sizeof(key), "%.0f", json_get_num(j, "iid", 0));
	json_set_str(out, "key", key);
	json_set_str(out, "url", json_get_str(j, "web_url"));
	issue_text(out, "title", json_get_str(j, "title"));
	issue_text(out, "description", json_get_str(j, "description"));
	issue_marker(out, "description");
	/* GitLab knows no reason: what is closed is completed */
	json_set_str(out, "state", str_eq(json_get_str(j, "state"), "closed") ?
		     "closed" : "open");
	json_set_str(out, "reason", NULL);
	issue_list(out, "labels", json_get(j, "labels"), "name");
	issue_people(out, json_get(j, "assignees"), "username");
	json_set_str(out, "deadline", json_get_str(j, "due_date"));
	issue_author(out, json_get(j, "author"), "username");
	issue_time(out, "created", json_get_str(j, "created_at"));
	issue_time(out, "updated", json_get_str(j, "updated_at"));
	issue_comments(out, j, "user_notes_count");
	return out;
}

/* "/api/v4/projects/ann%2Fshop/issues" and what is behind it. */
static void add_path(struct strbuf *out, const struct bridge *b,
		     const char *rest)
{
	strbuf_addstr(out, "/api/v4/projects/");
	web_escape(out, b->config->project);
	strbuf_addf(out, "/issues%s", rest);
}

static int take_issue(struct bridge *b, const struct json *j, struct err *err)
{
	(void)err;
	if (json_get_num(j, "iid", 0) >= 1)
		bridge_take_issue(b, issue_of(j));
	return 0;
}

static int list(struct bridge *b, const char *since, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret;

	add_path(&path, b, "?scope=all&order_by=updated_at&sort=asc&"
		 "per_page=100");
	if (since) {
		strbuf_addstr(&path, "&updated_after=");
		web_escape(&path, since);
	}
	ret = forge_pages(b, path.buf, forge_etag(b, path.buf), take_issue,
			  err);
	forge_keep_etag(b, path.buf, ret);
	strbuf_release(&path);
	return ret;
}

static int get(struct json **out, struct bridge *b, const char *key,
	       struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	char *rest = xasprintf("/%s", key);
	struct json *j;
	int ret;

	add_path(&path, b, rest);
	ret = bridge_call(&j, &b->client, "GET", path.buf, NULL, NULL, err);
	strbuf_release(&path);
	free(rest);
	return ret < 0 ? -1 : forge_take(out, j, issue_of, err);
}

/* The number of a user; 0: there is no such user. */
static int user_id(double *id, struct bridge *b, const char *name,
		   struct err *err)
{
	struct json *known = json_get(b->state, "users"), *j = NULL;
	struct strbuf path = STRBUF_INIT;
	int ret = 0;

	if (!known) {
		known = json_new_obj();
		json_set(b->state, "users", known);
	}
	*id = json_get_num(known, name, 0);
	if (*id >= 1)
		return 0;
	strbuf_addstr(&path, "/api/v4/users?username=");
	web_escape(&path, name);
	ret = bridge_call(&j, &b->client, "GET", path.buf, NULL, NULL, err);
	if (ret == 0)
		*id = json_get_num(json_first(j), "id", 0);
	if (ret == 0 && *id >= 1)
		json_set_num(known, name, *id);
	json_free(j);
	strbuf_release(&path);
	return ret < 0 ? -1 : 0;
}

static int add_people(struct json *body, struct bridge *b,
		      const struct json *v, struct err *err)
{
	const struct json *j, *list_of = json_get(v, "assignees");
	struct json *ids;
	double id;

	if (!list_of)
		return 0;
	ids = json_new_arr();
	json_each(j, list_of) {
		if (user_id(&id, b, json_str(j), err) < 0) {
			json_free(ids);
			return -1;
		}
		if (id >= 1)
			json_push(ids, json_new_num(id));
	}
	json_set(body, "assignee_ids", ids);
	return 0;
}

static void add_labels(struct json *body, const struct json *v)
{
	struct strvec words = STRVEC_INIT;
	const struct json *j;
	char *text;

	if (!json_get(v, "labels"))
		return;
	json_each(j, json_get(v, "labels"))
		strvec_push(&words, json_str(j));
	text = strvec_join(&words, ",");
	json_set_str(body, "labels", text);
	free(text);
	strvec_clear(&words);
}

static int body_of(struct json **out, struct bridge *b, const struct json *v,
		   const char *marker, struct err *err)
{
	const char *title = json_get_str(v, "title");
	const char *state = json_get_str(v, "state");
	struct json *body = json_new_obj();

	if (title)
		forge_cut(body, "title", title, 255);
	if (json_get(v, "description") || marker)
		forge_text(body, "description",
			   json_get_str(v, "description"), marker);
	add_labels(body, v);
	if (json_get(v, "deadline"))
		json_set_str(body, "due_date", json_get_str(v, "deadline") ?
			     json_get_str(v, "deadline") : "");
	if (state)
		json_set_str(body, "state_event", !strcmp(state, "open") ?
			     "reopen" : "close");
	*out = body;
	return add_people(body, b, v, err);
}

static int update(struct json **out, struct bridge *b, const char *key,
		  const struct json *v, const struct json *was,
		  struct err *err)
{
	const char *marker = json_get(v, "description") ?
			     json_get_str(was, "marker") : NULL;
	char *rest = xasprintf("/%s", key);
	struct strbuf path = STRBUF_INIT;
	struct json *body = NULL, *j = NULL;
	int ret = body_of(&body, b, v, marker, err);

	add_path(&path, b, rest);
	if (ret == 0 && !json_nr(body))
		ret = get(out, b, key, err);
	else if (ret == 0)
		ret = bridge_call(&j, &b->client, "PUT", path.buf, body, NULL,
				  err) < 0 ? -1 :
			forge_take(out, j, issue_of, err);
	json_free(body);
	strbuf_release(&path);
	free(rest);
	return ret;
}

static int create(struct json **out, struct bridge *b, const struct json *v,
		  const char *marker, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	struct json *body = NULL, *j = NULL;
	int ret = body_of(&body, b, v, marker, err);

	add_path(&path, b, "");
	/* a new issue is open: update closes it */
	json_del(body, "state_event");
	if (ret == 0)
		ret = bridge_call(&j, &b->client, "POST", path.buf, body,
				  NULL, err) < 0 ? -1 :
			forge_take(out, j, issue_of, err);
	json_free(body);
	strbuf_release(&path);
	return ret;
}

/* ---- comments: notes that no system made ---- */

static struct json *note_of(const struct json *j)
{
	struct json *out = json_new_obj();
	char id[24];

	snprintf(id, sizeof(id), "%.0f", json_get_num(j, "id", 0));
	json_set_str(out, "id", id);
	issue_text(out, "text", json_get_str(j, "body"));
	issue_marker(out, "text");
	issue_author(out, json_get(j, "author"), "username");
	issue_time(out, "created", json_get_str(j, "created_at"));
	issue_time(out, "updated", json_get_str(j, "updated_at"));
	return out;
}

static int take_note(struct bridge *b, const struct json *j, struct err *err)
{
	struct json *note;

	(void)err;
	if (json_get_bool(j, "system", false))
		return 0;
	note = note_of(j);
	json_set_str(note, "key", json_get_str(b->state, "notes_of"));
	json_push(b->comments, note);
	return 0;
}

static int list_comments(struct bridge *b, const char *since,
			 struct err *err)
{
	size_t i;
	int ret = 0;

	(void)since;
	for (i = 0; i < b->issues.nr && ret == 0; i++) {
		const char *key = b->issues.items[i].key;
		struct strbuf path = STRBUF_INIT;
		char *rest = xasprintf("/%s/notes?sort=asc&order_by=created_at"
				       "&per_page=100", key);

		if (json_get_num(b->issues.items[i].value, "comments", 0) >=
		    1) {
			json_set_str(b->state, "notes_of", key);
			add_path(&path, b, rest);
			ret = forge_pages(b, path.buf, NULL, take_note, err);
		}
		strbuf_release(&path);
		free(rest);
	}
	json_del(b->state, "notes_of");
	json_del(b->state, "etag_new");
	return ret;
}

static int comment(struct json **out, struct bridge *b, const char *key,
		   const char *text, const char *marker, struct err *err)
{
	char *rest = xasprintf("/%s/notes", key);
	struct strbuf path = STRBUF_INIT;
	struct json *body = json_new_obj(), *j;
	int ret;

	add_path(&path, b, rest);
	forge_text(body, "body", text, marker);
	ret = bridge_call(&j, &b->client, "POST", path.buf, body, NULL, err);
	json_free(body);
	strbuf_release(&path);
	free(rest);
	return ret < 0 ? -1 : forge_take(out, j, note_of, err);
}

static void comment_path(struct strbuf *out, const struct bridge *b,
			 const char *key, const char *id)
{
	char *rest = xasprintf("/%s/notes/%s", key, id);

	add_path(out, b, rest);
	free(rest);
}

const struct bridge_tracker bridge_gitlab = {
	.kind = "gitlab", .prefix = "gl", .token_env = "GITLAB_TOKEN",
	.url = "https://gitlab.com", .has_deadline = true,
	.login = login, .list = list, .get = get, .create = create,
	.update = update, .list_comments = list_comments, .comment = comment,
	.comment_path = comment_path,
};
