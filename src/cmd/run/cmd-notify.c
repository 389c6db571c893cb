/*
 * cmd-notify.c - `notify`: who is told of what happens.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/settings.h"
#include "cmd/run/rowcheck.h"
#include "data/rand.h"
#include "data/web.h"
#include "feat/tell/tell.h"

/* ---- add ---- */

/* What the kind is told with: addresses of mail, words of a command, an URL. */
static void take_target(struct tell_rule *r, const struct strvec *words)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *argv;
	size_t i;

	if (!words || !words->nr)
		return;
	if (str_eq(r->kind, "command")) {
		argv = json_new_arr();
		for (i = 0; i < words->nr; i++)
			json_push_str(argv, words->v[i]);
		json_line(&sb, argv);
		json_free(argv);
		r->argv = strbuf_detach(&sb, NULL);
	} else if (str_eq(r->kind, "mail")) {
		r->to = strvec_join(words, ", ");
	} else {
		r->url = xstrdup(words->v[0]);
	}
	strbuf_release(&sb);
}

static int one_target(const struct args *args, const char *kind,
		      struct err *err)
{
	const struct strvec *words = args_list(args, "target");
	bool many = str_eq(kind, "command") || str_eq(kind, "mail");

	if (str_eq(kind, "desktop") && words->nr)
		return err_set(err, ERR_USAGE, "the desktop needs no address: "
			       "'%s' is one word too many", words->v[0]);
	if (!many && words->nr > 1)
		return err_set(err, ERR_USAGE, "one address, not '%s' too",
			       words->v[1]);
	return 0;
}

static int store(struct ctx *ctx, const struct tell_rule *r, bool global,
		 struct err *err)
{
	static const char *const names[] = {
#define SETTING_NAME(s) #s,
		TELL_SETTINGS(SETTING_NAME)
#undef SETTING_NAME
	};
	const char *const values[] = {
#define SETTING_VALUE(s) r->s,
		TELL_SETTINGS(SETTING_VALUE)
#undef SETTING_VALUE
	};
	char *group = xasprintf("task.notify.%s", r->name);
	int ret = settings_group(ctx->db, global, group, names, values,
				 ARRAY_SIZE(names), err);

	free(group);
	return ret;
}

/* The stream begins where it is now: what was before is not told. */
static int begin(struct ctx *ctx, struct err *err)
{
	struct tell_rules rules = TELL_RULES_INIT;
	struct tell_queue q;
	struct err why = ERR_INIT;
	int ret = tell_queue_open(&q, ctx->db, 5000, &why);

	/* somebody who sends has begun already */
	if (ret < 0 && why.code == ERR_CONFLICT)
		return 0;
	if (ret < 0) {
		*err = why;
		return -1;
	}
	if (q.fresh)
		ret = tell_collect(&q, &rules, err);
	tell_queue_close(&q);
	return ret;
}

/* The rule that the words describe, into `rules`, which is empty; ERR_USAGE. */
static int rule_of(struct tell_rules *rules, const struct args *args,
		   int64_t now, struct err *err)
{
	const char *name = args_str(args, "name");
	const char *kind = args_str(args, "kind");
	struct tell_rule *r;

	if (settings_name_check(name, err) < 0)
		return -1;
	if (one_target(args, kind, err) < 0)
		return -1;
	rules->v = xcalloc(1, sizeof(*rules->v));
	rules->nr = rules->alloc = 1;
	r = &rules->v[0];
	strvec_init(&r->events);
	r->name = xstrdup(name);
	r->kind = xstrdup(kind);
	take_target(r, args_list(args, "target"));
	settings_take(&r->urlenv, args, "url-env");
	settings_take(&r->tokenenv, args, "token-env");
	settings_take(&r->secretenv, args, "secret-env");
	settings_take(&r->room, args, "room");
	settings_take(&r->when, args, "when");
	settings_take(&r->template, args, "template");
	settings_take(&r->quiet, args, "quiet");
	settings_take(&r->digest, args, "digest");
	settings_take(&r->sendmail, args, "sendmail");
	if (tell_rule_check(r, now, err) == 0)
		return 0;
	err->code = ERR_USAGE;
	return -1;
}

int notify_add_check(const struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct tell_rules rules = TELL_RULES_INIT;
	int ret = rule_of(&rules, args, clock_now(ctx->clock), err);

	tell_rules_release(&rules);
	return ret;
}

static int run_notify_add(struct ctx *ctx, const struct args *args,
			  struct err *err)
{
	struct tell_rules rules = TELL_RULES_INIT;
	const struct tell_rule *r;
	const char *name = args_str(args, "name");
	bool there;
	int ret = -1;

	tell_rules_load(&rules, ctx->db);
	there = tell_rule_find(&rules, name) != NULL;
	tell_rules_release(&rules);
	if (there && !args_flag(args, "force"))
		return err_set(err, ERR_FAILED, "there is a rule '%s' "
			       "already; --force replaces it", name);
	if (rule_of(&rules, args, clock_now(ctx->clock), err) < 0)
		goto out;
	r = &rules.v[0];
	if (store(ctx, r, args_flag(args, "global"), err) == 0)
		ret = begin(ctx, err);
	if (ret == 0) {
		out_note(ctx->out, "'%s' will be told: %s", name,
			 r->when ? r->when : TELL_WHEN);
		if (r->url && r->kind_is <= TELL_MATTERMOST)
			out_note(ctx->out, "its address is a secret and "
				 "stands in the configuration now; --url-env "
				 "<name> leaves it in the environment");
	}
out:
	tell_rules_release(&rules);
	return ret;
}

static const struct opt notify_add_opts[] = {
	O_STR("name", 0, "<name>", "what the rule is called",
	      OPT_POS | OPT_REQUIRED),
	O_ENUM("kind", 0, TELL_KINDS, "how to tell", OPT_POS | OPT_REQUIRED),
	O_STR("target", 0, "<target>", "an address (URL); of mail the people's "
	      "addresses; of a command its words", OPT_POS | OPT_MANY),
	O_STR("when", 0, "<events and query>", "of what: 'completed or blocked "
	      "and priority>=high'", 0),
	O_STR("url-env", 0, "<name>", "variable of the environment that has "
	      "the address", 0),
	O_STR("secret-env", 0, "<name>", "webhook: variable with the key that "
	      "signs", 0),
	O_STR("token-env", 0, "<name>", "matrix: variable with the access "
	      "token (MATRIX_TOKEN)", 0),
	O_STR("room", 0, "<id>", "matrix: the room, !abc:example.org", 0),
	O_STR("template", 0, "<text>", "the words: '{{title}} {{what}}'", 0),
	O_STR("quiet", 0, "<times>", "nothing is sent then: "
	      "22:00-07:00,sat,sun", 0),
	O_STR("digest", 0, "<duration>", "gather for so long and send one "
	      "message", 0),
	O_STR("sendmail", 0, "<program>", "mail: the program (sendmail)", 0),
	O_FLAG("global", 0, "in the user's configuration: for all "
	       "repositories"),
	{ "force", 'f', OPT_FLAG, NULL, "replace a rule of that name", 0,
	  NULL, 0, 0, NULL },
	OPT_END
};

const struct cmd cmd_notify_add = {
	"notify add", NULL, "run", "tell a chat, a person or a program what "
	"happens",
	"Adds a rule to Git's configuration, of this repository or, with "
	"--global, of yours: nobody else gets it. Messages are sent by 'git "
	"task watch --follow', 'git task serve', at the end of 'git task sync', and by 'git task notify flush'; with task.notify.onWrite also "
	"after each change.\n\n"
	"--when has names of events (created, updated, status, started, "
	"completed, cancelled, reopened, blocked, unblocked, assigned, "
	"claimed, lease-ended, commented, deleted, restored, conflict, "
	"due-soon, overdue, stale, lease-ending, any), 'or' between them, "
	"then 'and' and a query as of 'git task list'.\n\n"
	"Examples:\n\n"
	"\tgit task notify add team slack --url-env SLACK_WEBHOOK_URL \\\n"
	"\t  --when 'completed and priority>=high'\n"
	"\tgit task notify add hook webhook https://example.com/hook \\\n"
	"\t  --secret-env HOOK_KEY\n"
	"\tgit task notify add boss mail ann@example.com --digest 1d\n"
	"\tgit task notify add bell command -- play /usr/share/bell.ogg",
	notify_add_opts, NEEDS_REPO | NEEDS_DB, run_notify_add
};

/* ---- list ---- */

static size_t count(const struct json *doc, const char *list,
		    const char *rule)
{
	const struct json *j;
	size_t nr = 0;

	json_each(j, json_get(doc, list))
		nr += str_eq(json_get_str(j, "rule"), rule);
	return nr;
}

/* Where it goes, as far as that is no secret. */
static void add_target(struct strbuf *out, const struct tell_rule *r)
{
	if (r->urlenv)
		strbuf_addf(out, "$%s", r->urlenv);
	else if (r->url)
		web_origin(out, r->url);
	else
		strbuf_addstr(out, r->to ? r->to : r->argv ? r->argv : "");
	if (r->room)
		strbuf_addf(out, " %s", r->room);
}

static const char *last_error(const struct json *doc, const char *rule)
{
	static const char *const lists[] = { "items", "failed" };
	const char *why = NULL;
	const struct json *j;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists) && !why; i++)
		json_each(j, json_get(doc, lists[i]))
			if (str_eq(json_get_str(j, "rule"), rule) &&
			    json_get_str(j, "error"))
				why = json_get_str(j, "error");
	return why;
}

static struct json *rule_json(const struct tell_rule *r,
			      const struct json *doc)
{
	struct json *j = json_new_obj();
	struct strbuf target = STRBUF_INIT;

	add_target(&target, r);
	json_set_str(j, "name", r->name);
	json_set_str(j, "kind", r->kind);
	json_set_str(j, "target", target.buf);
	json_set_str(j, "when", r->when ? r->when : TELL_WHEN);
	json_set_str(j, "quiet", r->quiet);
	json_set_str(j, "digest", r->digest);
	json_set_int(j, "waiting", (int64_t)count(doc, "items", r->name));
	json_set_int(j, "failed", (int64_t)count(doc, "failed", r->name));
	json_set_str(j, "error", r->broken ? r->why :
		     last_error(doc, r->name));
	strbuf_release(&target);
	return j;
}

static void list_table(struct ctx *ctx, const struct tell_rules *rules,
		       const struct json *doc)
{
	static const char *const heads[] = {
		"name", "kind", "target", ">waiting", ">failed", "*when"
	};
	struct table *t = table_new(ctx->out, heads, ARRAY_SIZE(heads));
	struct strbuf target = STRBUF_INIT;
	size_t i;

	for (i = 0; i < rules->nr; i++) {
		const struct tell_rule *r = &rules->v[i];

		strbuf_reset(&target);
		add_target(&target, r);
		table_cell(t, COLOUR_BOLD, r->name);
		table_cell(t, COLOUR_NONE, r->kind);
		table_cell(t, COLOUR_NONE, target.buf);
		table_cellf(t, COLOUR_NONE, "%zu",
			    count(doc, "items", r->name));
		table_cellf(t, COLOUR_NONE, "%zu",
			    count(doc, "failed", r->name));
		table_cell(t, COLOUR_NONE, r->when ? r->when : "(as usual)");
	}
	table_end(t);
	strbuf_release(&target);
	for (i = 0; i < rules->nr; i++) {
		const struct tell_rule *r = &rules->v[i];
		const char *why = r->broken ? r->why :
				  last_error(doc, r->name);

		if (why)
			out_warn(ctx->out, "'%s': %s", r->name, why);
	}
}

static int run_notify_list(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	struct tell_rules rules = TELL_RULES_INIT;
	struct json *doc = tell_queue_read(ctx->db), *list;
	size_t i;

	(void)args;
	(void)err;
	tell_rules_load(&rules, ctx->db);
	if (out_data(ctx->out)) {
		list = json_new_arr();
		for (i = 0; i < rules.nr; i++)
			json_push(list, rule_json(&rules.v[i], doc));
		out_list(ctx->out, "name|kind|target|when|quiet|digest|waiting|"
			 "failed|error", list);
		json_free(list);
	} else if (!rules.nr) {
		out_note(ctx->out, "nobody is told; see 'git task notify add "
			 "-h'");
	} else {
		list_table(ctx, &rules, doc);
	}
	json_free(doc);
	tell_rules_release(&rules);
	return 0;
}

static const struct opt notify_list_opts[] = { OPT_FORMAT("table"), OPT_END };

const struct cmd cmd_notify_list = {
	"notify list", NULL, "run", "list who is told of what",
	"Each rule, with the messages that wait and those that were put aside "
	"because nobody took them. Of an address only the server is shown: "
	"the rest is a secret.",
	notify_list_opts, NEEDS_REPO | NEEDS_DB, run_notify_list
};

/* ---- remove ---- */

static int run_notify_remove(struct ctx *ctx, const struct args *args,
			     struct err *err)
{
	static const char *const names[] = {
#define SETTING_NAME(s) #s,
		TELL_SETTINGS(SETTING_NAME)
#undef SETTING_NAME
	};
	const char *name = args_str(args, "name");
	struct tell_rules rules = TELL_RULES_INIT;
	struct tell_queue q = TELL_QUEUE_INIT;
	bool global = args_flag(args, "global"), there;
	size_t i, dropped = 0;
	int ret = 0;

	tell_rules_load(&rules, ctx->db);
	there = tell_rule_find(&rules, name) != NULL;
	tell_rules_release(&rules);
	if (!there)
		return err_set(err, ERR_FAILED, "there is no rule '%s'; see "
			       "'git task notify list'", name);
	for (i = 0; i < ARRAY_SIZE(names) && ret == 0; i++) {
		char *key = xasprintf("task.notify.%s.%s", name, names[i]);

		ret = db_config_set(ctx->db, global, key, NULL, err);
		free(key);
	}
	tell_rules_load(&rules, ctx->db);
	there = tell_rule_find(&rules, name) != NULL;
	tell_rules_release(&rules);
	if (ret == 0 && there)
		return err_set(err, ERR_FAILED, "the rule '%s' stands in the "
			       "%s configuration: use %s--global", name,
			       global ? "repository's" : "user's",
			       global ? "no " : "");
	if (ret == 0)
		ret = tell_queue_open(&q, ctx->db, 5000, err);
	if (ret < 0)
		return -1;
	dropped = tell_queue_drop(&q, name);
	ret = q.fresh ? 0 : tell_queue_save(&q, err);
	tell_queue_close(&q);
	if (ret == 0 && dropped)
		out_note(ctx->out, "%zu message%s that waited for '%s' will "
			 "not be sent", dropped, dropped == 1 ? "" : "s", name);
	return ret;
}

static const struct opt notify_remove_opts[] = {
	O_STR("name", 0, "<name>", "the rule", OPT_POS | OPT_REQUIRED),
	O_FLAG("global", 0, "one of the user's configuration"),
	OPT_END
};

const struct cmd cmd_notify_remove = {
	"notify remove", "notify rm", "run", "tell somebody no more",
	"Takes a rule out of the configuration. What waits for it is not "
	"sent any more.",
	notify_remove_opts, NEEDS_REPO | NEEDS_DB, run_notify_remove
};

/* ---- test ---- */

static struct json *sample(struct ctx *ctx, const struct view *v)
{
	struct json *e = json_new_obj();
	char at[WHEN_LEN];

	when_format(at, db_now(ctx->db));
	json_set_str(e, "event", "test");
	json_set_str(e, "id", NULL);
	json_set_str(e, "title", "git task can reach you");
	json_set_str(e, "at", at);
	json_set_str(e, "by", db_me_name(ctx->db));
	json_set_str(e, "what", "this is a test");
	json_set(e, "data", json_new_obj());
	return tell_event(e, ctx->db, v);
}

static int send_sample(struct ctx *ctx, const struct tell_rule *r,
		       struct err *err)
{
	struct json *events = json_new_arr();
	struct tell_sender s = { ctx->db, NULL, NULL, 0 };
	struct rnd rnd = RND_SYSTEM;
	struct tell_message m = { r, NULL, events, NULL };
	struct strbuf text = STRBUF_INIT;
	const struct view *v;
	char key[33];
	int64_t wait;
	int ret = db_view(&v, ctx->db, err);

	if (ret == 0) {
		json_push(events, sample(ctx, v));
		ret = tell_text(&text, r, events, err);
	}
	/* each try is another message */
	snprintf(key, sizeof(key), "%016" PRIx64 "%016" PRIx64, rnd_u64(&rnd),
		 rnd_u64(&rnd));
	m.key = key;
	m.text = text.buf;
	if (ret == 0 && tell_send(&wait, &s, &m, err) != TELL_SENT)
		ret = -1;
	if (ret == 0)
		out_note(ctx->out, "'%s' took it", r->name);
	web_close(s.web);
	strbuf_release(&text);
	json_free(events);
	return ret;
}

static int run_notify_test(struct ctx *ctx, const struct args *args,
			   struct err *err)
{
	const char *name = args_str(args, "name");
	struct tell_rules rules = TELL_RULES_INIT;
	const struct tell_rule *r;
	int ret;

	tell_rules_load(&rules, ctx->db);
	r = tell_rule_find(&rules, name);
	if (!r)
		ret = err_set(err, ERR_FAILED, "there is no rule '%s'; see "
			      "'git task notify list'", name);
	else if (r->broken)
		ret = err_set(err, ERR_INVALID, "'%s': %s", name, r->why);
	else
		ret = send_sample(ctx, r, err);
	tell_rules_release(&rules);
	return ret;
}

static const struct opt notify_test_opts[] = {
	O_STR("name", 0, "<name>", "the rule", OPT_POS | OPT_REQUIRED),
	OPT_END
};

const struct cmd cmd_notify_test = {
	"notify test", NULL, "run", "send a message to see whether it arrives",
	"Sends one message by a rule, at once, whatever its --when, quiet "
	"hours and digest say, and says what was answered.",
	notify_test_opts, NEEDS_REPO | NEEDS_DB, run_notify_test
};

/* ---- flush ---- */

static void flush_report(struct ctx *ctx, const struct tell_report *rep)
{
	struct json *j;
	size_t i;

	for (i = 0; i < rep->why.nr; i++)
		out_warn(ctx->out, "%s", rep->why.v[i]);
	if (!out_data(ctx->out)) {
		out_say(ctx->out, "%zu sent, %zu waiting, %zu put aside\n",
		      rep->sent, rep->waiting, rep->failed);
		return;
	}
	j = json_new_obj();
	json_set_int(j, "sent", (int64_t)rep->sent);
	json_set_int(j, "waiting", (int64_t)rep->waiting);
	json_set_int(j, "failed", (int64_t)rep->failed);
	out_json(ctx->out, j);
	json_free(j);
}

static int run_notify_flush(struct ctx *ctx, const struct args *args,
			    struct err *err)
{
	struct tell_sender s = { ctx->db, NULL, NULL, 0 };
	struct tell_report rep = TELL_REPORT_INIT;
	struct tell_rules rules = TELL_RULES_INIT;
	struct tell_queue q = TELL_QUEUE_INIT;
	int ret;

	tell_rules_load(&rules, ctx->db);
	ret = tell_queue_open(&q, ctx->db, 10000, err);
	if (ret == 0) {
		if (args_flag(args, "failed"))
			tell_queue_retry(&q);
		ret = tell_collect(&q, &rules, err);
		if (ret == 0)
			ret = tell_flush(&rep, &q, &rules, &s, true, err);
		tell_queue_close(&q);
	}
	if (ret == 0) {
		flush_report(ctx, &rep);
		ret = rep.why.nr ? 1 : 0;
	}
	strvec_clear(&rep.why);
	web_close(s.web);
	tell_rules_release(&rules);
	return ret;
}

static const struct opt notify_flush_opts[] = {
	O_FLAG("failed", 0, "also what was put aside"),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_notify_flush = {
	"notify flush", NULL, "run", "send what waits",
	"Gathers what happened since the last time, and sends it and what "
	"waits for another attempt. Quiet hours and digests stay. Exits with "
	"1 when something could not be sent; it stays in the queue.",
	notify_flush_opts, NEEDS_REPO | NEEDS_DB, run_notify_flush
};
