/*
 * github.c - issues of GitHub, by its REST interface (version 2022-11-28).
 */
#include "base/base.h"
#include "feat/bridge/forge.h"

#include "base/mem.h"
#include "data/web.h"

static int login(struct bridge *b, struct err *err)
{
	struct strvec *h = &b->client.headers;

	(void)err;
	strvec_pushf(h, "Authorization: Bearer %s", b->secret.text);
	strvec_push(h, "Accept: application/vnd.github+json");
	strvec_push(h, "X-GitHub-Api-Version: 2022-11-28");
	return 0;
}

struct json *forge_issue(const struct json *j)
{
	struct json *out = json_new_obj();
	char key[24];

	snprintf(key, sizeof(key), "%.0f", json_get_num(j, "number", 0));
	json_set_str(out, "key", key);
	json_set_str(out, "url", json_get_str(j, "html_url"));
	issue_text(out, "title", json_get_str(j, "title"));
	issue_text(out, "description", json_get_str(j, "body"));
	issue_marker(out, "description");
	json_set_str(out, "state", str_eq(json_get_str(j, "state"), "closed") ?
		     "closed" : "open");
	json_set_str(out, "reason",
		     str_eq(json_get_str(j, "state_reason"), "duplicate") ?
		     "not_planned" : json_get_str(j, "state_reason"));
	if (str_eq(json_get_str(out, "state"), "open"))
		json_set_str(out, "reason", NULL);
	issue_list(out, "labels", json_get(j, "labels"), "name");
	issue_people(out, json_get(j, "assignees"), "login");
	json_set_str(out, "author", json_get_str(json_get(j, "user"),
						 "login"));
	issue_time(out, "created", json_get_str(j, "created_at"));
	issue_time(out, "updated", json_get_str(j, "updated_at"));
	return out;
}

int forge_pages(struct bridge *b, const char *path, const char *etag,
		forge_page_fn fn, struct err *err)
{
	char *url = xstrdup(path);
	struct json *page, *j;
	size_t pages = 0;
	int ret = 0;

	while (url && ret == 0) {
		ret = bridge_call(&page, &b->client, "GET", url, NULL,
				  pages ? NULL : etag, err);
		/* a page that is full says nothing about what follows it */
		if (ret == 0 && !pages++)
			json_set_str(b->state, "etag_new",
				     b->client.etag.len && json_nr(page) < 50 &&
				     !b->client.next.len ?
				     b->client.etag.buf : NULL);
		if (ret == 0 && page && !json_is(page, JSON_ARR))
			ret = err_set(err, ERR_FAILED, "'%s' answers with "
				      "something that is no list",
				      b->config->name);
		json_each(j, page)
			if (ret == 0 && json_is(j, JSON_OBJ))
				ret = fn(b, j, err);
		json_free(page);
		free(url);
		url = b->client.next.len && pages < FORGE_PAGES_MAX ?
		      xstrdup(b->client.next.buf) : NULL;
	}
	free(url);
	return ret;
}

static int take_issue(struct bridge *b, const struct json *j, struct err *err)
{
	(void)err;
	if (json_get_num(j, "number", 0) >= 1 &&
	    !json_is(json_get(j, "pull_request"), JSON_OBJ))
		bridge_take_issue(b, forge_issue(j));
	return 0;
}

static int list(struct bridge *b, const char *since, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "/repos/%s/issues?state=all&sort=updated&"
		    "direction=asc&per_page=100", b->config->project);
	if (since) {
		strbuf_addstr(&path, "&since=");
		web_escape(&path, since);
	}
	ret = forge_pages(b, path.buf, forge_etag(b, path.buf), take_issue,
			  err);
	forge_keep_etag(b, path.buf, ret);
	strbuf_release(&path);
	return ret;
}

const char *forge_etag(const struct bridge *b, const char *path)
{
	const struct json *e = json_get(b->state, "etag");

	return str_eq(json_get_str(e, "path"), path) ?
	       json_get_str(e, "etag") : NULL;
}

void forge_keep_etag(struct bridge *b, const char *path, int ret)
{
	struct json *e;
	const char *etag = json_get_str(b->state, "etag_new");

	if (ret == 0)
		json_del(b->state, "etag");
	if (ret == 0 && etag) {
		e = json_new_obj();
		json_set_str(e, "path", path);
		json_set_str(e, "etag", etag);
		json_set(b->state, "etag", e);
	}
	json_del(b->state, "etag_new");
}

static char *issue_path(const struct bridge *b, const char *key,
			const char *rest)
{
	return xasprintf("/repos/%s/issues/%s%s", b->config->project, key,
			 rest);
}

/* Of a request that answers with an issue. */
int forge_take(struct json **out, struct json *answer,
	       struct json *(*make)(const struct json *j), struct err *err)
{
	*out = NULL;
	if (!json_is(answer, JSON_OBJ)) {
		json_free(answer);
		return err_set(err, ERR_FAILED, "the server answers with "
			       "something that is no issue");
	}
	*out = make(answer);
	json_free(answer);
	return 0;
}

static int get(struct json **out, struct bridge *b, const char *key,
	       struct err *err)
{
	char *path = issue_path(b, key, "");
	struct json *j;
	int ret = bridge_call(&j, &b->client, "GET", path, NULL, NULL, err);

	free(path);
	return ret < 0 ? -1 : forge_take(out, j, forge_issue, err);
}

static struct json *body_of(const struct json *v, const char *marker)
{
	static const char *const same[] = { "state", "labels", "assignees" };
	struct json *body = json_new_obj();
	const char *title = json_get_str(v, "title");
	size_t i;

	if (title)
		forge_cut(body, "title", title, 256);
	if (json_get(v, "description") || marker)
		forge_text(body, "body", json_get_str(v, "description"),
			   marker);
	for (i = 0; i < ARRAY_SIZE(same); i++)
		if (json_get(v, same[i]))
			json_set(body, same[i], json_copy(json_get(v,
								   same[i])));
	if (json_get_str(v, "reason"))
		json_set_str(body, "state_reason", json_get_str(v, "reason"));
	return body;
}

static int update(struct json **out, struct bridge *b, const char *key,
		  const struct json *v, const struct json *was,
		  struct err *err)
{
	const char *marker = json_get(v, "description") ?
			     json_get_str(was, "marker") : NULL;
	struct json *body = body_of(v, marker), *j;
	char *path = issue_path(b, key, "");
	int ret = bridge_call(&j, &b->client, "PATCH", path, body, NULL, err);

	json_free(body);
	free(path);
	return ret < 0 ? -1 : forge_take(out, j, forge_issue, err);
}

static int create(struct json **out, struct bridge *b, const struct json *v,
		  const char *marker, struct err *err)
{
	struct json *body = body_of(v, marker), *j;
	char *path = xasprintf("/repos/%s/issues", b->config->project);
	int ret;

	/* a new issue is open: update closes it */
	json_del(body, "state");
	json_del(body, "state_reason");
	ret = bridge_call(&j, &b->client, "POST", path, body, NULL, err);
	json_free(body);
	free(path);
	return ret < 0 ? -1 : forge_take(out, j, forge_issue, err);
}

/* ---- comments ---- */

struct json *forge_comment(const struct json *j)
{
	struct json *out = json_new_obj();
	const char *url = json_get_str(j, "issue_url");
	const char *number = url ? strrchr(url, '/') : NULL;
	char id[24];

	snprintf(id, sizeof(id), "%.0f", json_get_num(j, "id", 0));
	json_set_str(out, "key", number ? number + 1 : NULL);
	json_set_str(out, "id", id);
	issue_text(out, "text", json_get_str(j, "body"));
	issue_marker(out, "text");
	json_set_str(out, "author", json_get_str(json_get(j, "user"),
						 "login"));
	issue_time(out, "created", json_get_str(j, "created_at"));
	issue_time(out, "updated", json_get_str(j, "updated_at"));
	return out;
}

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
	struct strbuf path = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "/repos/%s/issues/comments?sort=updated&"
		    "direction=asc&per_page=100", b->config->project);
	if (since) {
		strbuf_addstr(&path, "&since=");
		web_escape(&path, since);
	}
	ret = forge_pages(b, path.buf, NULL, take_comment, err);
	json_del(b->state, "etag_new");
	strbuf_release(&path);
	return ret;
}

int forge_say(struct json **out, struct bridge *b, const char *path,
	      const char *text, const char *marker, struct err *err)
{
	struct json *body = json_new_obj(), *j;
	int ret;

	forge_text(body, "body", text, marker);
	ret = bridge_call(&j, &b->client, "POST", path, body, NULL, err);
	json_free(body);
	return ret < 0 ? -1 : forge_take(out, j, forge_comment, err);
}

static int comment(struct json **out, struct bridge *b, const char *key,
		   const char *text, const char *marker, struct err *err)
{
	char *path = issue_path(b, key, "/comments");
	int ret = forge_say(out, b, path, text, marker, err);

	free(path);
	return ret;
}

static void comment_path(struct strbuf *out, const struct bridge *b,
			 const char *key, const char *id)
{
	(void)key;
	strbuf_addf(out, "/repos/%s/issues/comments/%s", b->config->project,
		    id);
}

const struct bridge_tracker bridge_github = {
	.kind = "github", .prefix = "gh",
	.token_env = "GITHUB_TOKEN,GH_TOKEN", .url = "https://api.github.com",
	.login = login, .list = list, .get = get, .create = create,
	.update = update, .list_comments = list_comments, .comment = comment,
	.comment_path = comment_path,
};
