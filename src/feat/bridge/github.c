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

static char *issue_path(const struct bridge *b, const char *key,
			const char *rest)
{
	return xasprintf("/repos/%s/issues/%s%s", b->config->project, key,
			 rest);
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
