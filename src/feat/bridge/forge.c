/*
 * forge.c - what several trackers say and take alike: issues, comments, pages, members
 * of requests.
 */
#include "base/base.h"
#include "feat/bridge/forge.h"

#include "base/mem.h"
#include "base/utf8.h"

void forge_cut(struct json *body, const char *name, const char *value,
	       size_t max)
{
	const char *p = value, *end = value + strlen(value);
	struct strbuf sb = STRBUF_INIT;
	size_t nr;

	for (nr = 0; nr < max && p < end; nr++)
		utf8_next(&p, end);
	strbuf_add(&sb, value, (size_t)(p - value));
	json_set_str(body, name, sb.buf);
	strbuf_release(&sb);
}

void forge_text(struct json *body, const char *name, const char *value,
		const char *marker)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, value ? value : "");
	issue_add_marker(&sb, marker);
	json_set_str(body, name, sb.buf);
	strbuf_release(&sb);
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
	issue_author(out, json_get(j, "user"), "login");
	issue_time(out, "created", json_get_str(j, "created_at"));
	issue_time(out, "updated", json_get_str(j, "updated_at"));
	issue_comments(out, j, "comments");
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
	issue_author(out, json_get(j, "user"), "login");
	issue_time(out, "created", json_get_str(j, "created_at"));
	issue_time(out, "updated", json_get_str(j, "updated_at"));
	return out;
}

int forge_say(struct json **out, struct bridge *b, char *path,
	      const char *text, const char *marker, struct err *err)
{
	struct json *body = json_new_obj(), *j;
	int ret;

	forge_text(body, "body", text, marker);
	ret = bridge_call(&j, &b->client, "POST", path, body, NULL, err);
	json_free(body);
	free(path);
	return ret < 0 ? -1 : forge_take(out, j, forge_comment, err);
}
