/*
 * from-forge.c - issues of GitHub, GitLab, Gitea and Forgejo: what gh, glab, tea and
 * their REST interfaces print.
 *
 * The key is "gh:ann/shop#12", or "gh#12" where the export does not say of which
 * project the issue is.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "feat/exchange/fill.h"

struct forge {
	const char *prefix, *external, *number, *url, *url2;
};

static const struct forge github = {
	"gh", "github", "number", "html_url", "url"
};
static const struct forge gitlab = {
	"gl", "gitlab", "iid", "web_url", NULL
};
static const struct forge gitea = {
	"gt", "gitea", "number", "html_url", NULL
};

/* ---- which is it? ---- */

static bool is_gitlab(const struct foreign_in *in)
{
	const struct json *j = foreign_first(in);

	return json_is(json_get(j, "iid"), JSON_NUM) &&
	       json_get_str(j, "title");
}

static bool is_numbered(const struct json *j)
{
	return json_is(json_get(j, "number"), JSON_NUM) &&
	       json_get_str(j, "title");
}

static bool is_gitea(const struct foreign_in *in)
{
	const struct json *j = foreign_first(in);

	return is_numbered(j) &&
	       (json_get(j, "original_author") || json_get(j, "is_locked") ||
		json_get(j, "pin_order") ||
		json_get_path(j, "repository.full_name"));
}

static bool is_github(const struct foreign_in *in)
{
	return is_numbered(foreign_first(in));
}

/* ---- keys ---- */

/* "https://host/ann/shop/-/issues/12" -> "ann/shop"; NULL: no such address. */
static char *project_of(const char *url)
{
	const char *p = url ? strstr(url, "://") : NULL, *end;
	struct strbuf sb = STRBUF_INIT;

	p = p ? strchr(p + 3, '/') : NULL;
	if (!p)
		return NULL;
	p++;
	if (str_starts(p, "repos/"))	/* of the REST interface */
		p += 6;
	end = strstr(p, "/-/");
	if (!end)
		end = strstr(p, "/issues/");
	if (!end)
		end = strstr(p, "/pull");
	if (!end || end == p)
		return NULL;
	strbuf_add(&sb, p, (size_t)(end - p));
	return strbuf_detach(&sb, NULL);
}

static char *issue_key(const struct forge *f, const char *project,
		       int64_t number)
{
	return project ? xasprintf("%s:%s#%jd", f->prefix, project,
				   (intmax_t)number) :
			 xasprintf("%s#%jd", f->prefix, (intmax_t)number);
}

/* ---- people and labels ---- */

static const char *person(const struct json *j)
{
	const char *s = json_str(j) ? json_str(j) :
			fill_get(j, "login", "username");

	return s && *s ? s : json_get_str(j, "name");
}

/* The first does it; the others are kept. */
static void read_people(struct json *rec, const struct json *j)
{
	const struct json *list = json_get(j, "assignees"), *item;
	struct json *others = json_new_arr();

	if (!json_is(list, JSON_ARR))
		list = json_get_path(list, "nodes");
	fill_line(rec, "assignee", person(json_first(list)));
	json_each(item, list)
		if (item != json_first(list) && person(item))
			json_push_str(others, person(item));
	fill_field(rec, "assignees", others);
	if (!json_get(rec, "assignee"))
		fill_line(rec, "assignee", person(json_get(j, "assignee")));
	fill_line(rec, "created_by", person(json_get(j, "author")));
	if (!json_get(rec, "created_by"))
		fill_line(rec, "created_by", person(json_get(j, "user")));
}

/* "priority: high", "prio/high", "P1", "priority::1 - high" */
static void label_priority(struct json *rec, const char *name)
{
	const char *word = NULL;
	enum priority p;

	if (str_istarts(name, "prio")) {
		word = name + strcspn(name, ":/-_ ");
		word += strspn(word, ":/-_ ");
	} else if ((name[0] == 'P' || name[0] == 'p') && name[1] >= '0' &&
		   name[1] <= '4' && !name[2]) {
		word = name;
	} else if (str_ieq(name, "critical") || str_ieq(name, "urgent") ||
		   str_ieq(name, "blocker")) {
		word = name;
	}
	if (word && fill_priority_word(&p, word))
		fill_priority(rec, p);
}

static void read_labels(struct json *rec, const struct json *j)
{
	const struct json *list = json_get(j, "labels"), *item;

	if (!json_is(list, JSON_ARR))
		list = json_get_path(list, "nodes");
	json_each(item, list) {
		const char *name = json_str(item) ? json_str(item) :
				   json_get_str(item, "name");

		if (!name)
			continue;
		fill_tag(rec, name);
		label_priority(rec, name);
		if (str_ieq(name, "bug"))
			json_set_str(rec, "type", "bug");
		else if (str_ieq(name, "enhancement") ||
			 str_ieq(name, "feature"))
			json_set_str(rec, "type", "feature");
		else if (str_ieq(name, "documentation"))
			json_set_str(rec, "type", "documentation");
	}
	fill_line(rec, "type", fill_get(j, "issueType.name", "type.name"));
	if (json_get_str(j, "issue_type") &&
	    strcmp(json_get_str(j, "issue_type"), "issue"))
		fill_line(rec, "type", json_get_str(j, "issue_type"));
}

/* ---- state ---- */

static int read_state(struct json *rec, const struct json *j, size_t line,
		      struct err *err)
{
	const char *s = json_get_str(j, "state");
	const char *why = fill_get(j, "stateReason", "state_reason");

	if (!s && json_get(j, "closed"))
		s = json_get_bool(j, "closed", false) ? "closed" : "open";
	if (!s)
		return 0;
	if (str_ieq(s, "open") || str_ieq(s, "opened")) {
		fill_status(rec, STATUS_PENDING);
	} else if (str_ieq(s, "closed") || str_ieq(s, "merged")) {
		bool given_up = why && (str_ieq(why, "not_planned") ||
					str_ieq(why, "duplicate"));

		fill_status(rec, given_up ? STATUS_CANCELLED :
			    STATUS_COMPLETED);
		if (given_up)
			fill_field(rec, "status", json_new_str(why));
	} else {
		return err_set(err, ERR_INVALID, "line %zu: '%s' is no state "
			       "of an issue", line, s);
	}
	return 0;
}

/* ---- the rest ---- */

/* "Depends on #12, #13", "Blocked by #4": a line that begins so. */
static void read_body_links(struct json *rec, const struct forge *f,
			    const char *project, const char *body)
{
	static const char *const heads[] = { "depends on", "blocked by" };
	const char *p = body;
	size_t i;

	while (p && *p) {
		size_t len = strcspn(p, "\n");
		const char *q = p + strspn(p, " \t-*_");

		for (i = 0; i < ARRAY_SIZE(heads); i++) {
			if (!str_istarts(q, heads[i]))
				continue;
			for (q += strlen(heads[i]); q < p + len; q++) {
				int64_t nr = *q == '#' ?
					     strtoll(q + 1, NULL, 10) : 0;
				char *key;

				if (nr <= 0 || q[-1] == '/' ||
				    (q[-1] >= 'a' && q[-1] <= 'z'))
					continue;
				key = issue_key(f, project, nr);
				fill_dep(rec, "%s", key);
				free(key);
			}
			break;
		}
		p += len + (p[len] == '\n');
	}
}

static void read_comments(struct records *out, struct json *rec,
			  const struct json *j)
{
	const struct json *list = json_get(j, "comments"), *item;

	if (json_is(list, JSON_NUM) && json_num(list) > 0)
		records_left(out, "comments (only their number is there)");
	if (!json_is(list, JSON_ARR))
		return;
	json_each(item, list) {
		const struct json *who = json_get(item, "author") ?
			json_get(item, "author") : json_get(item, "user");

		fill_note(rec, fill_get(item, "createdAt", "created_at"),
			  person(who), json_get_str(item, "body"));
	}
}

static void read_links(struct json *rec, const struct forge *f,
		       const char *project, const struct json *j)
{
	static const char *const lists[] = { "blockedBy", "blocked_by" };
	const struct json *list, *item;
	char *up = NULL, *parent = NULL;
	size_t i;
	int64_t nr;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		list = json_get(j, lists[i]);
		if (json_is(list, JSON_OBJ))
			list = json_get(list, "nodes");
		if (!json_is(list, JSON_ARR))
			continue;
		json_each(item, list) {
			char *other = project_of(fill_get(item, f->url,
							  "url"));

			nr = (int64_t)json_get_num(item, f->number, 0);
			up = issue_key(f, other ? other : project, nr);
			if (nr > 0)
				fill_dep(rec, "%s", up);
			free(up);
			free(other);
		}
	}
	nr = (int64_t)json_get_num(json_get(j, "parent"), f->number, 0);
	parent = project_of(fill_get(json_get(j, "parent"), f->url, "url"));
	if (nr > 0) {
		up = issue_key(f, parent ? parent : project, nr);
		json_set_str(rec, "parent", up);
		free(up);
	}
	free(parent);
}

static void read_extras(struct records *out, struct json *rec,
			const struct json *j)
{
	static const char *const left[] = {
		"reactionGroups", "reactions", "projectCards", "projectItems",
		"closedByPullRequestsReferences", "subIssues", "attachments",
		"assets", "epic"
	};
	const struct json *m;
	size_t i;

	fill_field(rec, "milestone",
		   json_new_str(json_str(json_get(j, "milestone")) ?
				json_get_str(j, "milestone") :
				fill_get(j, "milestone.title", NULL)));
	if (json_is(json_get(j, "weight"), JSON_NUM))
		fill_field(rec, "weight", json_copy(json_get(j, "weight")));
	for (i = 0; i < ARRAY_SIZE(left); i++) {
		m = json_get(j, left[i]);
		if (m && !json_is(m, JSON_NULL) &&
		    (json_is(m, JSON_STR) || json_nr(m)))
			records_left(out, left[i]);
	}
}

static void read_times(struct json *rec, const struct json *j)
{
	double secs = json_num(json_get_path(j, "time_stats.time_estimate"));

	fill_time(rec, "created_at", fill_get(j, "createdAt", "created_at"));
	fill_time(rec, "completed_at", fill_get(j, "closedAt", "closed_at"));
	fill_due_utc(rec, json_get_str(j, "due_date"));
	if (secs > 0)
		json_set_num(rec, "estimated_hours", secs / 3600);
	secs = json_num(json_get_path(j, "time_stats.total_time_spent"));
	if (secs > 0)
		json_set_num(rec, "actual_hours", secs / 3600);
}

static int read_issue(struct records *out, const struct foreign_in *in,
		      const struct json *j, const struct forge *f,
		      struct err *err)
{
	size_t line = foreign_line(in, j);
	const char *url = fill_get(j, f->url, f->url2);
	const char *body = fill_get(j, "body", "description");
	int64_t nr = (int64_t)json_get_num(j, f->number, 0);
	char *project, *key;
	struct json *rec;
	int ret;

	if (nr < 1)
		return err_set(err, ERR_INVALID, "line %zu: no %s, as issues "
			       "of %s have", line, f->number, f->external);
	if (json_is(json_get(j, "pull_request"), JSON_OBJ)) {
		records_left(out, "a pull request");
		return 0;
	}
	project = project_of(url);
	key = issue_key(f, project, nr);
	rec = fill_new(out, line, "%s", key);
	fill_title(rec, json_get_str(j, "title"));
	fill_text(rec, "description", body);
	fill_external(rec, f->external, strpbrk(key, ":#") +
		      (project ? 1 : 0));
	fill_field(rec, "url", json_new_str(url));
	read_people(rec, j);
	read_labels(rec, j);
	read_times(rec, j);
	read_body_links(rec, f, project, body);
	read_links(rec, f, project, j);
	read_comments(out, rec, j);
	read_extras(out, rec, j);
	ret = read_state(rec, j, line, err);
	free(project);
	free(key);
	return ret;
}

static int github_issue(struct records *out, const struct foreign_in *in,
			const struct json *j, struct err *err)
{
	return read_issue(out, in, j, &github, err);
}

static int gitlab_issue(struct records *out, const struct foreign_in *in,
			const struct json *j, struct err *err)
{
	return read_issue(out, in, j, &gitlab, err);
}

static int gitea_issue(struct records *out, const struct foreign_in *in,
		       const struct json *j, struct err *err)
{
	return read_issue(out, in, j, &gitea, err);
}

static int read_github(struct records *out, const struct foreign_in *in,
		       struct err *err)
{
	return foreign_each(out, in, github_issue, err);
}

static int read_gitlab(struct records *out, const struct foreign_in *in,
		       struct err *err)
{
	return foreign_each(out, in, gitlab_issue, err);
}

static int read_gitea(struct records *out, const struct foreign_in *in,
		      struct err *err)
{
	return foreign_each(out, in, gitea_issue, err);
}

const struct foreign foreign_github = {
	"github", "issues of GitHub", is_github, read_github
};

const struct foreign foreign_gitlab = {
	"gitlab", "issues of GitLab", is_gitlab, read_gitlab
};

const struct foreign foreign_gitea = {
	"gitea", "issues of Gitea or Forgejo", is_gitea, read_gitea
};
