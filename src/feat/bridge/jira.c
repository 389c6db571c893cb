/*
 * jira.c - issues of Jira, Cloud and Data Center, by version 2 of its REST interface
 * (texts are texts there, in version 3 they are documents).
 *
 * What an issue was made of stands in a property of the issue, so that its text stays
 * as it is.  A status is changed by the transition that leads to it.
 */
#include "base/base.h"
#include "feat/bridge/forge.h"

#include "base/mem.h"
#include "data/web.h"
#include "data/when.h"
#include "feat/exchange/fill.h"
#include "model/task.h"

#define PROPERTY "git-task"
#define PAGE 100
#define FIELDS "summary,description,status,resolution,labels,assignee,"	\
	"reporter,priority,duedate,created,updated,attachment,comment"

/* ---- login ---- */

static bool is_cloud(const struct bridge *b)
{
	struct strbuf origin = STRBUF_INIT;
	bool cloud;

	web_origin(&origin, b->client.base);
	cloud = b->config->api ? !strcmp(b->config->api, "cloud") :
		str_ends(origin.buf, ".atlassian.net");
	strbuf_release(&origin);
	return cloud;
}

/* Data Center: a personal access token; Cloud: mail address and API token. */
static int login(struct bridge *b, struct err *err)
{
	struct secret user = SECRET_INIT;
	struct strbuf sb = STRBUF_INIT;
	const char *name = b->secret.user;

	(void)err;
	if (secret_env(&user, b->config->userenv ? b->config->userenv :
		       "JIRA_EMAIL,JIRA_USER", NULL) == 0)
		name = user.text;
	if (name && (is_cloud(b) || user.text || b->secret.user)) {
		char *pair = xasprintf("%s:%s", name, b->secret.text);

		strbuf_addstr(&sb, "Authorization: Basic ");
		strbuf_addbase64(&sb, pair, strlen(pair));
		memset(pair, 0, strlen(pair));
		free(pair);
	} else {
		strbuf_addf(&sb, "Authorization: Bearer %s", b->secret.text);
	}
	strvec_push(&b->client.headers, sb.buf);
	strvec_push(&b->client.headers, "Accept: application/json");
	memset(sb.buf, 0, sb.len);
	strbuf_release(&sb);
	secret_free(&user);
	return 0;
}

/* ---- issues ---- */

/* What names a person: in the cloud an account, which stays; elsewhere a name, which
 * may change, and "key" stays. */
static const char *person(const struct json *j)
{
	return json_get_str(j, "accountId") ? "accountId" : "name";
}

static void add_status(struct json *out, const struct json *f)
{
	const struct json *status = json_get(f, "status");
	const char *category = json_get_str(json_get(status,
						     "statusCategory"), "key");
	const char *why = json_get_str(json_get(f, "resolution"), "name");
	const char *name = json_get_str(status, "name");
	bool exact;

	json_set_str(out, "status", name);
	json_set_str(out, "state", str_eq(category, "done") ? "closed" :
		     str_eq(category, "indeterminate") ? "started" : "open");
	json_set_str(out, "reason", NULL);
	if (str_eq(category, "done") &&
	    ((why && fill_status_word(why, &exact) == STATUS_CANCELLED) ||
	     (name && fill_status_word(name, &exact) == STATUS_CANCELLED)))
		json_set_str(out, "reason", "not_planned");
}

static struct json *issue_of(const struct json *j)
{
	const struct json *f = json_get(j, "fields"), *a;
	struct json *out = json_new_obj(), *files = json_new_arr();
	struct json *people = json_new_arr();
	const char *mark = json_get_str(json_get_path(j, "properties."
						      PROPERTY), "id");

	json_set_str(out, "key", json_get_str(j, "key"));
	issue_text(out, "title", json_get_str(f, "summary"));
	issue_text(out, "description", json_get_str(f, "description"));
	add_status(out, f);
	issue_list(out, "labels", json_get(f, "labels"), NULL);
	if (json_is(json_get(f, "assignee"), JSON_OBJ))
		json_push(people, json_copy(json_get(f, "assignee")));
	issue_people(out, people, person(json_first(people)));
	json_free(people);
	json_set_str(out, "priority", json_get_str(json_get(f, "priority"),
						   "name"));
	json_set_str(out, "deadline", json_get_str(f, "duedate"));
	issue_author(out, json_get(f, "reporter"),
		     person(json_get(f, "reporter")));
	issue_time(out, "created", json_get_str(f, "created"));
	issue_time(out, "updated", json_get_str(f, "updated"));
	issue_comments(out, json_get(f, "comment"), "total");
	json_each(a, json_get(f, "attachment"))
		if (json_get_str(a, "content")) {
			char *s = xasprintf("%s %s", json_get_str(a,
				"filename") ? json_get_str(a, "filename") :
				"", json_get_str(a, "content"));

			json_push_str(files, s);
			free(s);
		}
	json_set(out, "attachments", files);
	if (mark && id_valid(mark))
		json_set_str(out, "marker", mark);
	return out;
}

static bool is_issue(const struct json *j)
{
	const char *key = json_get_str(j, "key");

	return key && strchr(key, '-') &&
	       json_is(json_get(j, "fields"), JSON_OBJ);
}

static int take_page(struct bridge *b, const struct json *page,
		     struct err *err)
{
	const struct json *j, *issues = json_get(page, "issues");

	if (!json_is(issues, JSON_ARR))
		return err_set(err, ERR_FAILED, "'%s' answers with something "
			       "that is no list of issues", b->config->name);
	json_each(j, issues)
		if (is_issue(j))
			bridge_take_issue(b, issue_of(j));
	return 0;
}

/*
 * JQL knows whole minutes in the user's own zone; a span back from the server's clock
 * needs no zone.
 */
static void add_jql(struct strbuf *out, const struct bridge *b,
		    const char *since)
{
	int64_t at, now = db_now(b->db);

	strbuf_addf(out, "project = \"%s\"", b->config->project);
	if (since && when_parse_rfc3339(&at, since)) {
		if (b->client.skew_known)
			now += b->client.skew_ms;
		strbuf_addf(out, " AND updated >= \"-%" PRId64 "m\"",
			    now > at ? (now - at) / 60000 + 2 : 2);
	}
	strbuf_addstr(out, " ORDER BY updated ASC, key ASC");
}

static struct json *search_body(const struct strbuf *jql)
{
	struct json *body = json_new_obj(), *fields = json_new_arr();
	struct json *props = json_new_arr();
	struct strvec names = STRVEC_INIT;
	size_t i;

	strvec_split(&names, FIELDS, ",");
	for (i = 0; i < names.nr; i++)
		json_push_str(fields, names.v[i]);
	json_push_str(props, PROPERTY);
	json_set_str(body, "jql", jql->buf);
	json_set_int(body, "maxResults", PAGE);
	json_set(body, "fields", fields);
	json_set(body, "properties", props);
	strvec_clear(&names);
	return body;
}

/* POST, and yet it changes nothing: asked again by hand. */
static int search(struct json **page, struct bridge *b, const char *path,
		  const struct json *body, struct err *err)
{
	int i, ret;

	for (i = 0; i < 5; i++) {
		ret = bridge_call(page, &b->client, "POST", path, body, NULL,
				  err);
		if (ret == 0 || !b->client.unsure)
			break;
	}
	b->client.unsure = false;
	return ret;
}

static int list_pages(struct bridge *b, struct json *body, struct err *err)
{
	bool cloud = is_cloud(b), more = true;
	struct json *page;
	double at = 0, nr;
	size_t pages;
	int ret = 0;

	for (pages = 0; ret == 0 && more && pages < FORGE_PAGES_MAX;
	     pages++) {
		const char *token;

		if (!cloud)
			json_set_num(body, "startAt", at);
		ret = search(&page, b, cloud ? "/rest/api/2/search/jql" :
			     "/rest/api/2/search", body, err);
		if (ret < 0)
			break;
		ret = take_page(b, page, err);
		nr = (double)json_nr(json_get(page, "issues"));
		at += nr;
		token = json_get_str(page, "nextPageToken");
		if (cloud && token)
			json_set_str(body, "nextPageToken", token);
		more = cloud ? token && !json_get_bool(page, "isLast", false) :
		       nr > 0 && at < json_get_num(page, "total", 0);
		json_free(page);
	}
	return ret;
}

static int list(struct bridge *b, const char *since, struct err *err)
{
	struct strbuf jql = STRBUF_INIT;
	struct json *body, *j = NULL;
	int ret = 0;

	/* the server's clock, before it is counted from */
	if (since && !b->client.skew_known) {
		ret = bridge_call(&j, &b->client, "GET",
				  "/rest/api/2/serverInfo", NULL, NULL, err);
		json_free(j);
	}
	if (ret < 0)
		return -1;
	add_jql(&jql, b, since);
	body = search_body(&jql);
	ret = list_pages(b, body, err);
	json_free(body);
	strbuf_release(&jql);
	return ret;
}

static int get(struct json **out, struct bridge *b, const char *key,
	       struct err *err)
{
	char *path = xasprintf("/rest/api/2/issue/%s?fields=" FIELDS
			       "&properties=" PROPERTY, key);
	struct json *j;
	int ret = bridge_call(&j, &b->client, "GET", path, NULL, NULL, err);

	free(path);
	*out = NULL;
	if (ret < 0)
		return -1;
	if (is_issue(j))
		*out = issue_of(j);
	else
		ret = err_set(err, ERR_FAILED, "the server answers with "
			      "something that is no issue");
	json_free(j);
	return ret;
}

/* ---- writing ---- */

static struct json *labels_of(const struct json *labels)
{
	struct json *out = json_new_arr(), *j;

	json_each(j, labels) {
		char *label = xstrdup(json_str(j)), *p;

		/* a label is one word */
		for (p = label; *p; p++)
			if (*p == ' ')
				*p = '_';
		if (!json_has_str(out, label))
			json_push_str(out, label);
		free(label);
	}
	return out;
}

static struct json *named(const char *member, const char *value)
{
	struct json *j = json_new_obj();

	json_set_str(j, member, value);
	return j;
}

/* The day of a deadline, moments have one, too. */
static struct json *day_of(const char *deadline)
{
	char day[11];

	if (!deadline)
		return json_new_null();
	snprintf(day, sizeof(day), "%.10s", deadline);
	return json_new_str(day);
}

static struct json *fields_of(const struct bridge *b, const struct json *v)
{
	const char *title = json_get_str(v, "title");
	struct json *f = json_new_obj();
	const char *who;

	if (title)
		forge_cut(f, "summary", title, 255);
	if (json_get(v, "description"))
		json_set_str(f, "description", json_get_str(v, "description"));
	if (json_get(v, "labels"))
		json_set(f, "labels", labels_of(json_get(v, "labels")));
	if (json_get(v, "deadline"))
		json_set(f, "duedate", day_of(json_get_str(v, "deadline")));
	if (json_get_str(v, "priority"))
		json_set(f, "priority", named("name", json_get_str(v,
							"priority")));
	if (json_get(v, "assignees")) {
		who = json_str(json_first(json_get(v, "assignees")));
		json_set(f, "assignee", who ? named(is_cloud(b) ? "accountId" :
						    "name", who) :
			 json_new_null());
	}
	return f;
}

/* What a status of theirs means here. */
static enum status meaning(const struct bridge *b, const struct json *to)
{
	const char *name = json_get_str(to, "name");
	struct strbuf buf = STRBUF_INIT;
	const char *mapped = bridge_map_ours(&buf, b->config->statuses, name);
	struct json *f = json_new_obj(), *issue = json_new_obj();
	struct json *value = NULL;
	enum status s = STATUS_PENDING;

	if (mapped) {
		status_parse(&s, mapped);
	} else {
		json_set(f, "status", json_copy(to));
		add_status(issue, f);
		value = bridge_to_ours(b, "status", issue, NULL, NULL);
		status_parse(&s, json_str(value));
	}
	json_free(value);
	json_free(issue);
	json_free(f);
	strbuf_release(&buf);
	return s;
}

/* The transition that leads to a status; NULL: none, *here: it is there already. */
static int find_transition(char **id, struct bridge *b, const char *key,
			   enum status want, struct err *err)
{
	char *path = xasprintf("/rest/api/2/issue/%s/transitions", key);
	const struct json *t;
	struct json *j;
	int ret = bridge_call(&j, &b->client, "GET", path, NULL, NULL, err);

	*id = NULL;
	json_each(t, json_get(j, "transitions")) {
		enum status s = meaning(b, json_get(t, "to"));

		if (s == want && json_get_str(t, "id")) {
			free(*id);
			*id = xstrdup(json_get_str(t, "id"));
			break;
		}
		/* closed is closed where there is no better way */
		if (!*id && !status_is_open(s) && !status_is_open(want) &&
		    json_get_str(t, "id"))
			*id = xstrdup(json_get_str(t, "id"));
	}
	json_free(j);
	free(path);
	return ret < 0 ? -1 : 0;
}

static int transition(struct bridge *b, const char *key, const char *status,
		      const struct json *was, struct err *err)
{
	char *path = xasprintf("/rest/api/2/issue/%s/transitions", key);
	struct json *body = json_new_obj(), *j = NULL;
	enum status want = STATUS_PENDING;
	char *id = NULL;
	int ret;

	(void)was;
	status_parse(&want, status);
	ret = find_transition(&id, b, key, want, err);
	if (ret == 0 && id) {
		json_set(body, "transition", named("id", id));
		ret = bridge_call(&j, &b->client, "POST", path, body, NULL,
				  err);
		/* the same transition twice is refused: nothing is lost */
		b->client.unsure = false;
	}
	json_free(j);
	json_free(body);
	free(id);
	free(path);
	return ret < 0 ? -1 : 0;
}

static int update(struct json **out, struct bridge *b, const char *key,
		  const struct json *v, const struct json *was,
		  struct err *err)
{
	char *path = xasprintf("/rest/api/2/issue/%s", key);
	struct json *body = json_new_obj(), *f = fields_of(b, v), *j = NULL;
	struct json *now = NULL;
	bool some = json_nr(f) > 0, same = false;
	int ret = 0;

	json_set(body, "fields", f);
	if (some)
		ret = bridge_call(&j, &b->client, "PUT", path, body, NULL,
				  err);
	json_free(j);
	if (ret == 0 && json_get_str(v, "status")) {
		/* where it is already, no way leads to it */
		ret = get(&now, b, key, err);
		if (ret == 0) {
			struct json *s = bridge_to_ours(b, "status", now, NULL,
							NULL);

			same = str_eq(json_str(s), json_get_str(v, "status"));
			json_free(s);
		}
		if (ret == 0 && !same)
			ret = transition(b, key, json_get_str(v, "status"),
					 was, err);
		json_free(now);
	}
	if (ret == 0)
		ret = get(out, b, key, err);
	json_free(body);
	free(path);
	return ret;
}

static int create(struct json **out, struct bridge *b, const struct json *v,
		  const char *marker, struct err *err)
{
	struct json *body = json_new_obj(), *f = fields_of(b, v), *j = NULL;
	struct json *props = json_new_arr(), *p = json_new_obj();
	const char *key;
	int ret;

	json_set(f, "project", named("key", b->config->project));
	json_set(f, "issuetype", named("name", b->config->issuetype ?
				       b->config->issuetype : "Task"));
	json_set_str(p, "key", PROPERTY);
	json_set(p, "value", named("id", marker));
	json_push(props, p);
	json_set(body, "fields", f);
	json_set(body, "properties", props);
	ret = bridge_call(&j, &b->client, "POST", "/rest/api/2/issue", body,
			  NULL, err);
	key = json_get_str(j, "key");
	if (ret == 0 && !key)
		ret = err_set(err, ERR_FAILED, "the server answers with "
			      "something that is no issue");
	if (ret == 0 && get(out, b, key, err) < 0) {
		/* it is made: what could not be read is known by the next pull */
		*out = json_new_obj();
		json_set_str(*out, "key", key);
		err_clear(err);
	}
	json_free(j);
	json_free(body);
	return ret < 0 ? -1 : 0;
}

/* ---- comments ---- */

static struct json *comment_of(const struct json *j, const char *key)
{
	struct json *out = json_new_obj();
	const struct json *p;

	json_set_str(out, "key", key);
	json_set_str(out, "id", json_get_str(j, "id"));
	issue_text(out, "text", json_get_str(j, "body"));
	issue_author(out, json_get(j, "author"), person(json_get(j, "author")));
	issue_time(out, "created", json_get_str(j, "created"));
	issue_time(out, "updated", json_get_str(j, "updated"));
	json_each(p, json_get(j, "properties")) {
		const char *id = json_get_str(json_get(p, "value"), "id");

		if (str_eq(json_get_str(p, "key"), PROPERTY) && id &&
		    id_valid(id))
			json_set_str(out, "marker", id);
	}
	return out;
}

static int comments_of(struct bridge *b, const char *key, struct err *err)
{
	const struct json *j;
	struct json *page;
	double at = 0, total = 1;
	int ret = 0;

	while (ret == 0 && at < total) {
		char *path = xasprintf("/rest/api/2/issue/%s/comment?startAt="
				       "%.0f&maxResults=100&orderBy=created&"
				       "expand=properties", key, at);

		ret = bridge_call(&page, &b->client, "GET", path, NULL, NULL,
				  err);
		free(path);
		if (ret < 0)
			break;
		total = json_get_num(page, "total", 0);
		if (!json_nr(json_get(page, "comments")))
			total = 0;
		json_each(j, json_get(page, "comments")) {
			if (json_get_str(j, "id"))
				json_push(b->comments, comment_of(j, key));
			at++;
		}
		json_free(page);
	}
	return ret;
}

static int list_comments(struct bridge *b, const char *since,
			 struct err *err)
{
	size_t i;
	int ret = 0;

	(void)since;
	for (i = 0; i < b->issues.nr && ret == 0; i++)
		if (json_get_num(b->issues.items[i].value, "comments", 0) >= 1)
			ret = comments_of(b, b->issues.items[i].key, err);
	return ret;
}

static int comment(struct json **out, struct bridge *b, const char *key,
		   const char *text, const char *marker, struct err *err)
{
	char *path = xasprintf("/rest/api/2/issue/%s/comment", key);
	struct json *body = json_new_obj(), *props = json_new_arr();
	struct json *p = json_new_obj(), *j = NULL;
	int ret;

	json_set_str(p, "key", PROPERTY);
	json_set(p, "value", named("id", marker));
	json_push(props, p);
	json_set_str(body, "body", text);
	json_set(body, "properties", props);
	ret = bridge_call(&j, &b->client, "POST", path, body, NULL, err);
	if (ret == 0 && json_get_str(j, "id"))
		*out = comment_of(j, key);
	else if (ret == 0)
		ret = err_set(err, ERR_FAILED, "the server answers with "
			      "something that is no comment");
	json_free(j);
	json_free(body);
	free(path);
	return ret < 0 ? -1 : 0;
}

static void comment_path(struct strbuf *out, const struct bridge *b,
			 const char *key, const char *id)
{
	(void)b;
	strbuf_addf(out, "/rest/api/2/issue/%s/comment/%s", key, id);
}

const struct bridge_tracker bridge_jira = {
	.kind = "jira", .prefix = "jira",
	.token_env = "JIRA_TOKEN,JIRA_API_TOKEN", .has_deadline = true,
	.has_priority = true,
	.login = login, .list = list, .get = get, .create = create,
	.update = update, .list_comments = list_comments, .comment = comment,
	.comment_path = comment_path,
};
