/*
 * gitea.c - issues of Gitea and Forgejo, by version 1 of their REST interface.
 *
 * What differs from GitHub's: labels of an issue are set by their numbers and with a
 * request of their own, and an issue has a due date.
 */
#include "base/base.h"
#include "feat/bridge/forge.h"

#include "base/mem.h"
#include "data/web.h"

#define LABEL_COLOUR "#ededed"

static int login(struct bridge *b, struct err *err)
{
	(void)err;
	strvec_pushf(&b->client.headers, "Authorization: token %s",
		     b->secret.text);
	strvec_push(&b->client.headers, "Accept: application/json");
	return 0;
}

static struct json *issue_of(const struct json *j)
{
	struct json *out = forge_issue(j), *files = json_new_arr(), *f;
	const char *due = json_get_str(j, "due_date");
	char day[11];

	snprintf(day, sizeof(day), "%.10s", due ? due : "");
	json_set_str(out, "deadline", *day ? day : NULL);
	json_set_str(out, "reason", NULL);
	json_each(f, json_get(j, "assets"))
		if (json_get_str(f, "browser_download_url")) {
			char *s = xasprintf("%s %s", json_get_str(f, "name") ?
					    json_get_str(f, "name") : "",
					    json_get_str(f,
						"browser_download_url"));

			json_push_str(files, s);
			free(s);
		}
	json_set(out, "attachments", files);
	return out;
}

static char *issue_path(const struct bridge *b, const char *key,
			const char *rest)
{
	return xasprintf("/api/v1/repos/%s/issues%s%s%s", b->config->project,
			 *key ? "/" : "", key, rest);
}

static int take_issue(struct bridge *b, const struct json *j, struct err *err)
{
	(void)err;
	if (json_get_num(j, "number", 0) >= 1 &&
	    !json_is(json_get(j, "pull_request"), JSON_OBJ))
		bridge_take_issue(b, issue_of(j));
	return 0;
}

static int list(struct bridge *b, const char *since, struct err *err)
{
	char *path = issue_path(b, "", "?state=all&type=issues&limit=50");
	struct strbuf url = STRBUF_INIT;
	int ret;

	strbuf_addstr(&url, path);
	if (since) {
		strbuf_addstr(&url, "&since=");
		web_escape(&url, since);
	}
	ret = forge_pages(b, url.buf, NULL, take_issue, err);
	json_del(b->state, "etag_new");
	strbuf_release(&url);
	free(path);
	return ret;
}

static int get(struct json **out, struct bridge *b, const char *key,
	       struct err *err)
{
	char *path = issue_path(b, key, "");
	struct json *j;
	int ret = bridge_call(&j, &b->client, "GET", path, NULL, NULL, err);

	free(path);
	return ret < 0 ? -1 : forge_take(out, j, issue_of, err);
}

/* ---- labels ---- */

static int take_label(struct bridge *b, const struct json *j, struct err *err)
{
	(void)err;
	if (json_get_str(j, "name"))
		json_set_num(json_get(b->state, "label_ids"),
			     json_get_str(j, "name"),
			     json_get_num(j, "id", 0));
	return 0;
}

/* Names and numbers of the labels there are. */
static int load_labels(struct bridge *b, struct err *err)
{
	char *path = xasprintf("/api/v1/repos/%s/labels?limit=50",
			       b->config->project);
	int ret;

	json_set(b->state, "label_ids", json_new_obj());
	ret = forge_pages(b, path, NULL, take_label, err);
	json_del(b->state, "etag_new");
	free(path);
	return ret;
}

static int make_label(struct bridge *b, const char *name, struct err *err)
{
	char *path = xasprintf("/api/v1/repos/%s/labels", b->config->project);
	struct json *body = json_new_obj(), *j = NULL;
	int ret;

	json_set_str(body, "name", name);
	json_set_str(body, "color", LABEL_COLOUR);
	ret = bridge_call(&j, &b->client, "POST", path, body, NULL, err);
	if (ret == 0)
		ret = take_label(b, j, err);
	json_free(j);
	json_free(body);
	free(path);
	return ret < 0 ? -1 : 0;
}

static bool knows(const struct bridge *b, const struct json *names)
{
	const struct json *ids = json_get(b->state, "label_ids"), *j;

	json_each(j, names)
		if (json_get_num(ids, json_str(j), 0) < 1)
			return false;
	return true;
}

/* Their numbers; labels that are not there are made. */
static int label_ids(struct json **out, struct bridge *b,
		     const struct json *names, struct err *err)
{
	struct json *ids = json_new_arr(), *j;
	int ret = 0;

	if (!knows(b, names))
		ret = load_labels(b, err);
	json_each(j, names) {
		double id = json_get_num(json_get(b->state, "label_ids"),
					 json_str(j), 0);

		if (ret == 0 && id < 1) {
			ret = make_label(b, json_str(j), err);
			id = json_get_num(json_get(b->state, "label_ids"),
					  json_str(j), 0);
		}
		json_push(ids, json_new_num(id));
	}
	*out = ids;
	return ret;
}

static int set_labels(struct bridge *b, const char *key,
		      const struct json *names, struct err *err)
{
	char *path = issue_path(b, key, "/labels");
	struct json *body = json_new_obj(), *ids = NULL, *j = NULL;
	int ret = label_ids(&ids, b, names, err);

	json_set(body, "labels", ids);
	if (ret == 0)
		ret = bridge_call(&j, &b->client, "PUT", path, body, NULL,
				  err);
	/* somebody may have taken a label away: numbers are asked for anew */
	if (ret < 0)
		json_del(b->state, "label_ids");
	json_free(j);
	json_free(body);
	free(path);
	return ret < 0 ? -1 : 0;
}

/* ---- writing ---- */

static struct json *body_of(const struct json *v, const char *marker)
{
	const char *title = json_get_str(v, "title"), *due;
	struct json *body = json_new_obj();
	char *at;

	if (title)
		forge_cut(body, "title", title, 255);
	if (json_get(v, "description") || marker)
		forge_text(body, "body", json_get_str(v, "description"),
			   marker);
	if (json_get_str(v, "state"))
		json_set_str(body, "state", json_get_str(v, "state"));
	if (json_get(v, "assignees"))
		json_set(body, "assignees", json_copy(json_get(v,
							"assignees")));
	if (json_get(v, "deadline")) {
		due = json_get_str(v, "deadline");
		at = due ? xasprintf("%.10sT00:00:00Z", due) : NULL;
		if (at)
			json_set_str(body, "due_date", at);
		else
			json_set_bool(body, "unset_due_date", true);
		free(at);
	}
	return body;
}

static int update(struct json **out, struct bridge *b, const char *key,
		  const struct json *v, const struct json *was,
		  struct err *err)
{
	const char *marker = json_get(v, "description") ?
			     json_get_str(was, "marker") : NULL;
	struct json *body = body_of(v, marker), *j = NULL;
	char *path = issue_path(b, key, "");
	int ret = 0;

	if (json_get(v, "labels"))
		ret = set_labels(b, key, json_get(v, "labels"), err);
	if (ret == 0 && json_nr(body))
		ret = bridge_call(&j, &b->client, "PATCH", path, body, NULL,
				  err) < 0 ? -1 :
			forge_take(out, j, issue_of, err);
	else if (ret == 0)
		ret = get(out, b, key, err);
	json_free(body);
	free(path);
	return ret;
}

static int create(struct json **out, struct bridge *b, const struct json *v,
		  const char *marker, struct err *err)
{
	struct json *body = body_of(v, marker), *j = NULL, *ids = NULL;
	char *path = issue_path(b, "", "");
	int ret = 0;

	/* a new issue is open: update closes it */
	json_del(body, "state");
	if (json_get(v, "labels")) {
		ret = label_ids(&ids, b, json_get(v, "labels"), err);
		/* a label that may have been made is no issue */
		if (ret < 0)
			b->client.unsure = false;
		json_set(body, "labels", ids);
	}
	if (ret == 0)
		ret = bridge_call(&j, &b->client, "POST", path, body, NULL,
				  err) < 0 ? -1 :
			forge_take(out, j, issue_of, err);
	json_free(body);
	free(path);
	return ret;
}

/* ---- comments ---- */

static int take_comment(struct bridge *b, const struct json *j,
			struct err *err)
{
	(void)err;
	json_push(b->comments, forge_comment(j));
	return 0;
}

static int list_comments(struct bridge *b, const char *since,
			 struct err *err)
{
	char *path = issue_path(b, "", "/comments?limit=50");
	struct strbuf url = STRBUF_INIT;
	int ret;

	strbuf_addstr(&url, path);
	if (since) {
		strbuf_addstr(&url, "&since=");
		web_escape(&url, since);
	}
	ret = forge_pages(b, url.buf, NULL, take_comment, err);
	json_del(b->state, "etag_new");
	strbuf_release(&url);
	free(path);
	return ret;
}

static int comment(struct json **out, struct bridge *b, const char *key,
		   const char *text, const char *marker, struct err *err)
{
	return forge_say(out, b, issue_path(b, key, "/comments"), text, marker,
			 err);
}

static void comment_path(struct strbuf *out, const struct bridge *b,
			 const char *key, const char *id)
{
	(void)key;
	strbuf_addf(out, "/api/v1/repos/%s/issues/comments/%s",
		    b->config->project, id);
}

const struct bridge_tracker bridge_gitea = {
	.kind = "gitea", .prefix = "gt", .token_env = "GITEA_TOKEN",
	.has_deadline = true,
	.login = login, .list = list, .get = get, .create = create,
	.update = update, .list_comments = list_comments, .comment = comment,
	.comment_path = comment_path,
};

const struct bridge_tracker bridge_forgejo = {
	.kind = "forgejo", .prefix = "gt", .token_env = "FORGEJO_TOKEN",
	.has_deadline = true,
	.login = login, .list = list, .get = get, .create = create,
	.update = update, .list_comments = list_comments, .comment = comment,
	.comment_path = comment_path,
};
