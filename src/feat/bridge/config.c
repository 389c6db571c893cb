/*
 * config.c - bridges from the configuration, and the maps in it.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

#include "base/mem.h"
#include "data/web.h"
#include "data/when.h"
#include "model/task.h"
#include "db/query/query.h"

#define PREFIX "task.bridge."

bool bridge_name_ok(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
			  "TUVWXYZ0123456789-_");

	return n && n <= 40 && !name[n];
}

static void add_setting(const char *key, const char *value, void *data)
{
	struct bridge_configs *all = data;
	const char *at = key + strlen(PREFIX), *dot = strrchr(at, '.');
	struct bridge_config *c;
	char *name;

	if (!dot || dot == at)
		return;
	name = xstrndup(at, (size_t)(dot - at));
	c = bridge_name_ok(name) ? bridge_config_find(all, name) : NULL;
	if (!c && bridge_name_ok(name)) {
		ALLOC_GROW(all->v, all->nr + 1, all->alloc);
		c = &all->v[all->nr++];
		memset(c, 0, sizeof(*c));
		c->name = xstrdup(name);
	}
	free(name);
	if (!c)
		return;
#define BRIDGE_SET(s)							\
	if (str_ieq(dot + 1, #s)) {					\
		free(c->s);						\
		c->s = *value ? xstrdup(value) : NULL;			\
	}
	BRIDGE_SETTINGS(BRIDGE_SET)
#undef BRIDGE_SET
}

void bridge_configs_load(struct bridge_configs *out, struct db *db)
{
	bridge_configs_release(out);
	db_config_each(db, PREFIX, add_setting, out);
}

void bridge_config_release(struct bridge_config *c)
{
	FREE_AND_NULL(c->name);
#define BRIDGE_FREE(s) FREE_AND_NULL(c->s);
	BRIDGE_SETTINGS(BRIDGE_FREE)
#undef BRIDGE_FREE
}

void bridge_configs_release(struct bridge_configs *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		bridge_config_release(&c->v[i]);
	FREE_AND_NULL(c->v);
	c->nr = c->alloc = 0;
}

struct bridge_config *bridge_config_find(const struct bridge_configs *c,
					 const char *name)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (!strcmp(c->v[i].name, name))
			return &c->v[i];
	return NULL;
}

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

/* ---- maps ---- */

/* Calls for each pair until `fn` is true; what it said. */
static const char *pair_find(struct strbuf *buf, const char *map,
			    const char *word, bool by_theirs)
{
	struct strvec pairs = STRVEC_INIT;
	const char *found = NULL;
	size_t i;

	strvec_split(&pairs, map && word ? map : "", ",");
	for (i = 0; i < pairs.nr && !found; i++) {
		char *eq = strrchr(pairs.v[i], '='), *a = pairs.v[i], *b;

		if (!eq)
			continue;
		b = eq + 1 + strspn(eq + 1, " ");
		while (eq > a && eq[-1] == ' ')
			eq--;
		*eq = '\0';
		if (str_ieq(by_theirs ? a : b, word)) {
			strbuf_reset(buf);
			strbuf_addstr(buf, by_theirs ? b : a);
			found = buf->buf;
		}
	}
	strvec_clear(&pairs);
	return found;
}

const char *bridge_map_ours(struct strbuf *buf, const char *map,
			    const char *theirs)
{
	return pair_find(buf, map, theirs, true);
}

const char *bridge_map_theirs(struct strbuf *buf, const char *map,
			      const char *ours)
{
	return pair_find(buf, map, ours, false);
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

static int check_query(const struct bridge_config *c, struct db *db,
		       struct err *err)
{
	struct query *q;
	int ret;

	if (!c->query)
		return 0;
	q = query_new(db_now(db));
	ret = query_add(q, c->query, err);
	query_free(q);
	return ret < 0 ? err_prefix(err, "query") : 0;
}

int bridge_config_check(const struct bridge_config *c, struct db *db,
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
	    check_query(c, db, err) < 0 ||
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
