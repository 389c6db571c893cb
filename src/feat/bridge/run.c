/*
 * run.c - a run of a bridge from its beginning to its end, above all trackers: which
 * there are, what of a configuration is wrong, and what a run holds.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

#include "base/mem.h"
#include "data/web.h"
#include "data/when.h"
#include "model/task.h"
#include "db/query/query.h"

const struct bridge_tracker *bridge_tracker_find(const char *kind)
{
	static const struct bridge_tracker *const all[] = {
		&bridge_github, &bridge_gitlab, &bridge_gitea,
		&bridge_forgejo, &bridge_jira
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (str_eq(all[i]->kind, kind))
			return all[i];
	return NULL;
}

/* ---- checks ---- */

static int check_map(const char *name, const char *map,
		     bool (*fits)(const char *ours), struct err *err)
{
	struct strvec pairs = STRVEC_INIT;
	size_t i;
	int ret = 0;

	strvec_split(&pairs, map ? map : "", ",");
	for (i = 0; i < pairs.nr && ret == 0; i++) {
		const char *eq = strrchr(pairs.v[i], '=');
		const char *ours = eq ? eq + 1 + strspn(eq + 1, " ") : "";

		if (!eq || eq == pairs.v[i] || !*ours || !fits(ours))
			ret = err_set(err, ERR_INVALID, "%s: '%s' is not "
				      "'theirs=ours'", name, pairs.v[i]);
	}
	strvec_clear(&pairs);
	return ret;
}

static bool is_status(const char *s)
{
	enum status st;

	return status_parse(&st, s);
}

static bool is_priority(const char *s)
{
	enum priority p;

	return priority_parse(&p, s);
}

static bool is_any(const char *s)
{
	return *s != '\0';
}

static int check_project(const struct bridge_config *c, struct err *err)
{
	const char *p = c->project;
	bool jira = !strcmp(c->kind, "jira");
	const char *slash = p ? strchr(p, '/') : NULL;

	if (!p || strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
			 "XYZ0123456789-_./") != strlen(p) ||
	    strstr(p, "..") || strstr(p, "//"))
		return err_set(err, ERR_INVALID, "the project is like "
			       "'ann/shop' (of jira 'SHOP'), not '%s'",
			       p ? p : "");
	if (jira ? slash != NULL : !slash || slash == p || !slash[1])
		return err_set(err, ERR_INVALID, "a project of %s is like "
			       "'%s', not '%s'", c->kind,
			       jira ? "SHOP" : "ann/shop", p);
	return 0;
}

static int check_query(const struct bridge_config *c, int64_t now,
		       struct err *err)
{
	struct query *q;
	int ret;

	if (!c->query)
		return 0;
	q = query_new(now);
	ret = query_add(q, c->query, err);
	query_free(q);
	return ret < 0 ? err_prefix(err, "query") : 0;
}

int bridge_config_check(const struct bridge_config *c, int64_t now,
			struct err *err)
{
	const struct bridge_tracker *t = bridge_tracker_find(c->kind);
	double seconds;

	if (!t)
		return err_set(err, ERR_INVALID, "a kind of tracker is one of "
			       "%s, not '%s'", BRIDGE_KINDS,
			       c->kind ? c->kind : "");
	if (!c->url && !t->url)
		return err_set(err, ERR_INVALID, "%s needs the address of the "
			       "server: --url https://...", c->kind);
	if (check_project(c, err) < 0 ||
	    (c->url && web_url_check(c->url, err) < 0) ||
	    check_query(c, now, err) < 0 ||
	    check_map("people", c->people, is_any, err) < 0 ||
	    check_map("priorities", c->priorities, is_priority, err) < 0 ||
	    check_map("statuses", c->statuses, is_status, err) < 0)
		return -1;
	if (c->timeout &&
	    when_parse_duration(&seconds, c->timeout, false, err) < 0)
		return err_prefix(err, "timeout");
	if (c->comments && strcmp(c->comments, "both") != 0 &&
	    strcmp(c->comments, "pull") != 0 &&
	    strcmp(c->comments, "push") != 0 &&
	    strcmp(c->comments, "none") != 0)
		return err_set(err, ERR_INVALID, "comments is one of both, "
			       "pull, push and none, not '%s'", c->comments);
	return 0;
}

/* ---- the run ---- */

static void free_issue(void *p)
{
	json_free(p);
}

static int prepare(struct bridge *b, struct db *db,
		   const struct bridge_config *config,
		   struct bridge_report *report, struct err *err)
{
	static const struct file_lock none = FILE_LOCK_INIT;
	double seconds = 30;

	memset(b, 0, sizeof(*b));
	b->db = db;
	b->config = config;
	b->report = report;
	b->lock = none;
	b->issues.free_value = free_issue;
	b->comments = json_new_arr();
	b->client.db = db;
	b->client.name = config->name;
	strvec_init(&b->client.headers);
	strbuf_init(&b->client.next);
	strbuf_init(&b->client.etag);
	if (bridge_config_check(config, db_now(db), err) < 0)
		return err_prefix(err, "bridge '%s'", config->name);
	b->tracker = bridge_tracker_find(config->kind);
	if (config->timeout)
		when_parse_duration(&seconds, config->timeout, false, NULL);
	b->client.timeout_ms = (int)(seconds * 1000);
	b->client.base = xstrdup(config->url ? config->url : b->tracker->url);
	while (str_ends(b->client.base, "/"))
		b->client.base[strlen(b->client.base) - 1] = '\0';
	return 0;
}

int bridge_begin(struct bridge *b, struct db *db,
		 const struct bridge_config *config,
		 struct bridge_report *report, struct stop *stop,
		 struct err *err)
{
	if (prepare(b, db, config, report, err) < 0)
		return -1;
	b->client.stop = stop;
	if (secret_get(&b->secret, db, config->tokenenv ? config->tokenenv :
		       b->tracker->token_env, b->client.base, err) < 0 ||
	    b->tracker->login(b, err) < 0)
		return -1;
	return bridge_state_open(b, err);
}

int bridge_look(struct bridge *b, struct db *db,
		const struct bridge_config *config,
		struct bridge_report *report, struct err *err)
{
	if (prepare(b, db, config, report, err) < 0)
		return -1;
	b->dry_run = true;
	return bridge_state_open(b, err);
}

void bridge_end(struct bridge *b)
{
	b->report->requests = b->client.requests;
	bridge_state_close(b);
	map_clear(&b->issues);
	json_free(b->comments);
	b->comments = NULL;
	secret_free(&b->secret);
	bridge_client_release(&b->client);
}
