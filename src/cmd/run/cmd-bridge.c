/*
 * cmd-bridge.c - `bridge`: issues of a tracker and tasks, kept in step.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/stop.h"
#include "feat/bridge/bridge.h"
#include "act/bridge.h"
#include "cmd/kit/common.h"
#include "cmd/kit/settings.h"
#include "cmd/run/rowcheck.h"

/* ---- add ---- */

/* Pairs, as the configuration has them: "a=b, c=d". */
static void take_map(char **slot, const struct args *args, const char *option)
{
	const struct strvec *list = args_list(args, option);

	free(*slot);
	*slot = list && list->nr ? strvec_join(list, ", ") : NULL;
}

static int store(struct ctx *ctx, const struct bridge_config *c,
		 struct err *err)
{
	static const char *const names[] = {
#define SETTING_NAME(s) #s,
		BRIDGE_SETTINGS(SETTING_NAME)
#undef SETTING_NAME
	};
	const char *const values[] = {
#define SETTING_VALUE(s) c->s,
		BRIDGE_SETTINGS(SETTING_VALUE)
#undef SETTING_VALUE
	};
	char *group = xasprintf("task.bridge.%s", c->name);
	int ret = settings_group(ctx->db, false, group, names, values,
				 ARRAY_SIZE(names), err);

	free(group);
	return ret;
}

/* What the words describe; ERR_USAGE.  To be released in any case. */
static int config_of(struct bridge_config *c, const struct args *args,
		     int64_t now, struct err *err)
{
	const char *kind = args_str(args, "kind");
	const char *name = args_has(args, "name") ? args_str(args, "name") :
			   kind;

	memset(c, 0, sizeof(*c));
	if (settings_name_check(name, err) < 0)
		return -1;
	c->name = xstrdup(name);
	c->kind = xstrdup(kind);
	settings_take(&c->project, args, "project");
	settings_take(&c->url, args, "url");
	settings_take(&c->query, args, "query");
	settings_take(&c->tokenenv, args, "token-env");
	settings_take(&c->userenv, args, "user-env");
	settings_take(&c->comments, args, "comments");
	settings_take(&c->issuetype, args, "issue-type");
	settings_take(&c->api, args, "api");
	take_map(&c->people, args, "people");
	take_map(&c->priorities, args, "priority-map");
	take_map(&c->statuses, args, "status-map");
	if (bridge_config_check(c, now, err) == 0)
		return 0;
	err->code = ERR_USAGE;
	return -1;
}

int bridge_add_check(const struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct bridge_config c;
	int ret = config_of(&c, args, clock_now(ctx->clock), err);

	bridge_config_release(&c);
	return ret;
}

static int run_bridge_add(struct ctx *ctx, const struct args *args,
			  struct err *err)
{
	struct bridge_configs all = BRIDGE_CONFIGS_INIT;
	struct bridge_config c;
	bool there;
	int ret = config_of(&c, args, clock_now(ctx->clock), err);

	if (ret < 0)
		goto out;
	bridge_configs_load(&all, ctx->db);
	there = bridge_config_find(&all, c.name) != NULL;
	bridge_configs_release(&all);
	if (there && !args_flag(args, "force"))
		ret = err_set(err, ERR_FAILED, "there is a bridge '%s' "
			      "already; --force replaces it, --name makes "
			      "another one", c.name);
	else
		ret = store(ctx, &c, err);
	if (ret == 0 && !c.query)
		out_note(ctx->out, "tasks that are issues there stay in step; "
			 "with --query <query> those that match become "
			 "issues, too");
out:
	bridge_config_release(&c);
	return ret;
}

static const struct opt bridge_add_opts[] = {
	O_ENUM("kind", 0, BRIDGE_KINDS, "what tracker it is",
	       OPT_POS | OPT_REQUIRED),
	O_STR("project", 0, "<project>", "ann/shop; of jira the key of a "
	      "project", OPT_POS | OPT_REQUIRED),
	O_STR("name", 0, "<name>", "what the bridge is called (the kind)", 0),
	O_STR("url", 0, "<address>", "of the server; github.com and "
	      "gitlab.com are known", 0),
	O_STR("query", 0, "<query>", "tasks that become issues: 'tag:public'",
	      0),
	O_STR("token-env", 0, "<name>", "variable of the environment with "
	      "the token", 0),
	O_STR("user-env", 0, "<name>", "jira in the cloud: variable with the "
	      "mail address (JIRA_EMAIL)", 0),
	O_KV("people", 0, "who is who: <login>=<address>", OPT_MANY),
	O_KV("status-map", 0, "<label or status>=<our status>", OPT_MANY),
	O_KV("priority-map", 0, "<label or priority>=<our priority>",
	     OPT_MANY),
	O_ENUM("comments", 0, "both|pull|push|none", "which way comments "
	       "and progress go (both)", 0),
	O_STR("issue-type", 0, "<name>", "jira: type of new issues (Task)",
	      0),
	O_ENUM("api", 0, "cloud|server", "jira: which of its interfaces; by "
	       "the address", 0),
	{ "force", 'f', OPT_FLAG, NULL, "replace a bridge of that name", 0,
	  NULL, 0, 0, NULL },
	OPT_END
};

const struct cmd cmd_bridge_add = {
	"bridge add", NULL, "share", "keep tasks and the issues of a tracker "
	"in step",
	"Writes the bridge into Git's configuration of this repository; nobody "
	"else gets it. Tokens are never in it: they come from the environment "
	"(GITHUB_TOKEN or GH_TOKEN, GITLAB_TOKEN, GITEA_TOKEN, FORGEJO_TOKEN, "
	"JIRA_TOKEN or JIRA_API_TOKEN) or from 'git credential'. docs/bridges.md has the rest.\n\n"
	"Examples:\n\n"
	"\tgit task bridge add github ann/shop --query tag:public\n"
	"\tgit task bridge add gitlab team/shop --people al=alice@example.com\n"
	"\tgit task bridge add jira SHOP --url https://example.atlassian.net\n"
	"\tgit task bridge sync --dry-run",
	bridge_add_opts, NEEDS_REPO | NEEDS_DB, run_bridge_add
};

/* ---- list, remove ---- */

static struct json *config_json(const struct bridge_config *c)
{
	const struct bridge_tracker *t = bridge_tracker_find(c->kind);
	struct json *j = json_new_obj();

	json_set_str(j, "name", c->name);
	json_set_str(j, "kind", c->kind);
	json_set_str(j, "project", c->project);
	json_set_str(j, "url", c->url ? c->url : t ? t->url : NULL);
	json_set_str(j, "query", c->query);
	json_set_str(j, "comments", c->comments ? c->comments : "both");
	return j;
}

static int run_bridge_list(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	static const char *const heads[] = {
		"name", "kind", "project", "url", "*query"
	};
	struct bridge_configs all = BRIDGE_CONFIGS_INIT;
	struct json *list = json_new_arr(), *j;
	struct table *t;
	size_t i, k;

	(void)args;
	(void)err;
	bridge_configs_load(&all, ctx->db);
	for (i = 0; i < all.nr; i++)
		json_push(list, config_json(&all.v[i]));
	bridge_configs_release(&all);
	if (out_data(ctx->out)) {
		out_list(ctx->out, "name|kind|project|url|query|comments",
			 list);
	} else if (!json_nr(list)) {
		out_note(ctx->out, "there is no bridge; see 'git task bridge "
			 "add -h'");
	} else {
		t = table_new(ctx->out, heads, ARRAY_SIZE(heads));
		json_each(j, list)
			for (k = 0; k < ARRAY_SIZE(heads); k++)
				table_cell(t, k ? COLOUR_NONE : COLOUR_BOLD,
					   json_get_str(j, heads[k] +
							(*heads[k] == '*')));
		table_end(t);
	}
	json_free(list);
	return 0;
}

static const struct opt bridge_list_opts[] = { OPT_FORMAT("table"), OPT_END };

const struct cmd cmd_bridge_list = {
	"bridge list", NULL, "share", "list the bridges to trackers",
	"Each bridge that is configured, without its secrets.",
	bridge_list_opts, NEEDS_REPO | NEEDS_DB, run_bridge_list
};

static int run_bridge_remove(struct ctx *ctx, const struct args *args,
			     struct err *err)
{
	struct bridge_configs all = BRIDGE_CONFIGS_INIT;
	struct bridge_config none = { 0 };
	bool there;
	int ret;

	bridge_configs_load(&all, ctx->db);
	there = bridge_config_find(&all, args_str(args, "name")) != NULL;
	bridge_configs_release(&all);
	if (!there)
		return err_set(err, ERR_FAILED, "there is no bridge '%s'; see "
			       "'git task bridge list'",
			       args_str(args, "name"));
	none.name = xstrdup(args_str(args, "name"));
	ret = store(ctx, &none, err);
	bridge_config_release(&none);
	if (ret == 0)
		out_note(ctx->out, "tasks and issues stay as they are, and "
			 "go their own ways from here on");
	return ret;
}

static const struct opt bridge_remove_opts[] = {
	O_STR("name", 0, "<name>", "the bridge", OPT_POS | OPT_REQUIRED),
	OPT_END
};

const struct cmd cmd_bridge_remove = {
	"bridge remove", "bridge rm", "share", "keep a tracker in step no more",
	"Takes the bridge out of the configuration. What it remembers stays in "
	"local state, so that adding it again goes on where it was.",
	bridge_remove_opts, NEEDS_REPO | NEEDS_DB, run_bridge_remove
};

/* ---- pull, push, sync ---- */

enum way { WAY_PULL, WAY_PUSH, WAY_SYNC };

static struct json *report_json(const char *name,
				const struct bridge_report *r, bool dry_run)
{
	struct json *j = json_new_obj(), *notes = json_new_arr();
	struct json *planned = json_new_arr();
	size_t i;

	for (i = 0; i < r->notes.nr; i++)
		json_push_str(notes, r->notes.v[i]);
	for (i = 0; i < r->plan.nr; i++)
		json_push_str(planned, r->plan.v[i]);
	json_set_str(j, "bridge", name);
	json_set_int(j, "seen", (int64_t)r->seen);
	json_set_int(j, "created", (int64_t)r->created);
	json_set_int(j, "updated", (int64_t)r->updated);
	json_set_int(j, "comments_in", (int64_t)r->comments_in);
	json_set_int(j, "sent_new", (int64_t)r->sent_new);
	json_set_int(j, "sent", (int64_t)r->sent);
	json_set_int(j, "comments_out", (int64_t)r->comments_out);
	json_set_int(j, "requests", (int64_t)r->requests);
	json_set_bool(j, "dry_run", dry_run);
	json_set(j, "notes", notes);
	json_set(j, "planned", planned);
	return j;
}

static void print_report(struct ctx *ctx, const char *name,
			 const struct bridge_report *r, bool dry_run)
{
	size_t i;

	for (i = 0; i < r->notes.nr; i++)
		out_warn(ctx->out, "%s", r->notes.v[i]);
	out_f(ctx->out, "%s: ", name);
	if (dry_run) {
		out_f(ctx->out, "would do this\n");
		for (i = 0; i < r->plan.nr; i++) {
			out_f(ctx->out, "  ");
			out_s(ctx->out, r->plan.v[i]);
			out_f(ctx->out, "\n");
		}
		return;
	}
	if (!r->created && !r->updated && !r->comments_in && !r->sent_new &&
	    !r->sent && !r->comments_out) {
		out_f(ctx->out, "in step\n");
		return;
	}
	out_f(ctx->out, "here %zu new, %zu changed, %zu comments; there %zu "
	      "new, %zu changed, %zu comments\n", r->created, r->updated,
	      r->comments_in, r->sent_new, r->sent, r->comments_out);
}

#define FULL_AFTER (24 * INT64_C(3600000))

/* Trackers tell what changed, not what is gone. */
static void tell_full(struct ctx *ctx, const struct bridge *b)
{
	const char *at = json_get_str(b->state, "full_at");
	struct strbuf sb = STRBUF_INIT;
	int64_t ms;
	bool known = at && when_parse_rfc3339(&ms, at);

	if (known && clock_now(ctx->clock) - ms < FULL_AFTER)
		return;
	if (known)
		when_relative(&sb, ms, clock_now(ctx->clock));
	out_note(ctx->out, "%s: what was deleted there is found by 'git task "
		 "bridge sync --full' (last: %s)", b->config->name,
		 known ? sb.buf : "never");
	strbuf_release(&sb);
}

static void report_release(struct bridge_report *r)
{
	strvec_clear(&r->notes);
	strvec_clear(&r->plan);
}

static int run_one(struct ctx *ctx, const struct args *args, enum way way,
		   const struct bridge_config *c, struct json *list,
		   struct err *err)
{
	struct bridge_report report = BRIDGE_REPORT_INIT;
	bool dry = args_flag(args, "dry-run");
	bool full = opt_find(args->opts, "full") && args_flag(args, "full");
	double wait = 120;
	struct stop stop;
	struct bridge b;
	int ret = 0;

	if (args_has(args, "wait") &&
	    when_parse_duration(&wait, args_str(args, "wait"), false, err) < 0)
		return err_prefix(err, "--wait");
	stop_begin(&stop);
	ret = bridge_begin(&b, ctx->db, c, &report, &stop, err);
	b.client.patience_ms = (int64_t)(wait * 1000);
	b.dry_run = dry;
	if (ret == 0)
		ret = way == WAY_PULL ? act_bridge_pull(&b, full, err) :
		      way == WAY_PUSH ? act_bridge_push(&b, err) :
		      act_bridge_sync(&b, full, err);
	if (ret == 0 && way != WAY_PUSH && !dry)
		tell_full(ctx, &b);
	bridge_end(&b);
	stop_end(&stop);
	if (list)
		json_push(list, report_json(c->name, &report, dry));
	else
		print_report(ctx, c->name, &report, dry);
	report_release(&report);
	return ret;
}

static int run_bridges(struct ctx *ctx, const struct args *args, enum way way,
		       struct err *err)
{
	struct bridge_configs all = BRIDGE_CONFIGS_INIT;
	const char *name = args_str(args, "name");
	struct json *list = out_data(ctx->out) ? json_new_arr() : NULL;
	size_t i, nr = 0;
	int ret = 0;

	bridge_configs_load(&all, ctx->db);
	for (i = 0; i < all.nr && ret == 0; i++) {
		if (name && strcmp(all.v[i].name, name) != 0)
			continue;
		nr++;
		ret = run_one(ctx, args, way, &all.v[i], list, err);
	}
	if (ret == 0 && !nr)
		ret = name ? err_set(err, ERR_FAILED, "there is no bridge "
				     "'%s'; see 'git task bridge list'",
				     name) :
			     err_set(err, ERR_FAILED, "there is no bridge; "
				     "see 'git task bridge add -h'");
	if (list && ret == 0)
		out_list(ctx->out, "bridge|seen|created|updated|comments_in|"
			 "sent_new|sent|comments_out|requests|dry_run|notes|"
			 "planned", list);
	json_free(list);
	bridge_configs_release(&all);
	return ret;
}

static int run_bridge_pull(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	return run_bridges(ctx, args, WAY_PULL, err);
}

static int run_bridge_push(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	return run_bridges(ctx, args, WAY_PUSH, err);
}

static int run_bridge_sync(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	return run_bridges(ctx, args, WAY_SYNC, err);
}

#define RUN_OPTS							\
	O_STR("name", 0, "<name>", "the bridge (all)", OPT_POS),	\
	O_FLAG("dry-run", 'n', "ask the tracker, say what would be done, "	\
	       "change nothing"),					\
	{ "wait", 0, OPT_DUR, "<duration>", "how long to wait in all when " \
	  "the server asks for it (2m)", 0, NULL, 0, 0, NULL },		\
	OPT_FORMAT("text"),						\
	OPT_END

#define FULL_OPT							\
	O_FLAG("full", 0, "look at every issue, and find those that are gone")

static const struct opt bridge_pull_opts[] = { FULL_OPT, RUN_OPTS };
static const struct opt bridge_push_opts[] = { RUN_OPTS };
static const struct opt bridge_sync_opts[] = { FULL_OPT, RUN_OPTS };

const struct cmd cmd_bridge_pull = {
	"bridge pull", NULL, "share", "bring a tracker's issues here",
	"Asks for the issues that changed since the last time and brings them "
	"into the tasks, in one commit. What both sides edited: the later edit "
	"stays, and the other is told.",
	bridge_pull_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_bridge_pull
};

const struct cmd cmd_bridge_push = {
	"bridge push", NULL, "share", "send edits of tasks to a tracker",
	"Sends what changed here since both were in step, and makes issues of "
	"the tasks that the bridge's query chooses.",
	bridge_push_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_bridge_push
};

const struct cmd cmd_bridge_sync = {
	"bridge sync", NULL, "share", "bring issues here and send edits there",
	"'bridge pull' and then 'bridge push'. It can be stopped and run again at "
	"any moment: nothing is made twice, and what is in step is not asked "
	"about. Requests are few (changes since the last run), and the "
	"server's wishes to wait are kept.",
	bridge_sync_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_bridge_sync
};

/* ---- status ---- */

static int status_of(struct json *list, struct ctx *ctx,
		     const struct bridge_config *c, struct err *err)
{
	struct bridge_report report = BRIDGE_REPORT_INIT;
	struct json *j = config_json(c), *planned = json_new_arr();
	struct bridge b;
	size_t i;
	int ret = bridge_look(&b, ctx->db, c, &report, err);

	if (ret == 0)
		ret = act_bridge_plan(&b, err);
	if (ret == 0) {
		for (i = 0; i < report.plan.nr; i++)
			json_push_str(planned, report.plan.v[i]);
		json_set_int(j, "issues", (int64_t)json_nr(json_get(b.state,
								"items")));
		json_set_str(j, "cursor", json_get_str(b.state, "cursor"));
		json_set_str(j, "full_at", json_get_str(b.state, "full_at"));
		json_set(j, "planned", planned);
		json_push(list, j);
	} else {
		json_free(planned);
		json_free(j);
	}
	bridge_end(&b);
	report_release(&report);
	return ret;
}

static void print_status(struct ctx *ctx, const struct json *list)
{
	struct json *j, *line;

	json_each(j, list) {
		const char *cursor = json_get_str(j, "cursor");
		const char *full = json_get_str(j, "full_at");

		out_paint(ctx->out, COLOUR_BOLD, "%s", json_get_str(j,
								    "name"));
		out_f(ctx->out, " %s: %.0f issues, ",
		      json_get_str(j, "project"), json_get_num(j, "issues",
							       0));
		if (cursor)
			out_f(ctx->out, "up to %s", cursor);
		else
			out_f(ctx->out, "never pulled");
		if (cursor && full)
			out_f(ctx->out, ", all looked at %s", full);
		else if (cursor)
			out_f(ctx->out, ", never all looked at");
		out_f(ctx->out, "\n");
		json_each(line, json_get(j, "planned")) {
			out_f(ctx->out, "  ");
			out_s(ctx->out, json_str(line));
			out_f(ctx->out, "\n");
		}
	}
}

static int run_bridge_status(struct ctx *ctx, const struct args *args,
			     struct err *err)
{
	struct bridge_configs all = BRIDGE_CONFIGS_INIT;
	struct json *list = json_new_arr();
	size_t i;
	int ret = 0;

	(void)args;
	bridge_configs_load(&all, ctx->db);
	for (i = 0; i < all.nr && ret == 0; i++)
		ret = status_of(list, ctx, &all.v[i], err);
	if (ret == 0 && out_data(ctx->out))
		out_list(ctx->out, "name|kind|project|url|query|comments|"
			 "issues|cursor|full_at|planned", list);
	else if (ret == 0 && !all.nr)
		out_note(ctx->out, "there is no bridge; see 'git task bridge "
			 "add -h'");
	else if (ret == 0)
		print_status(ctx, list);
	json_free(list);
	bridge_configs_release(&all);
	return ret;
}

static const struct opt bridge_status_opts[] = {
	OPT_FORMAT("text"), OPT_END
};

const struct cmd cmd_bridge_status = {
	"bridge status", NULL, "share", "show what a push would send",
	"Of each bridge how many issues are in step, up to when they were "
	"looked at, when all of them were (sync --full), and what has changed "
	"here since. Asks no server.",
	bridge_status_opts, NEEDS_REPO | NEEDS_DB, run_bridge_status
};
