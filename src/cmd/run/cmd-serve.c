/*
 * cmd-serve.c - `serve`: the operations over HTTP.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "db/events/events.h"
#include "feat/session/session.h"
#include "cmd/kit/common.h"
#include "cmd/run/doctor.h"
#include "cmd/run/mcp-offer.h"
#include "cmd/run/rowcheck.h"
#include "cmd/run/serve-milestones.h"
#include "cmd/run/serve-open.h"
#include "cmd/run/serve-repos.h"
#include "cmd/run/serve-tip.h"
#include "cmd/run/teller.h"
#include "serve/http/http.h"
#include "serve/http/listen.h"

/* ---- what is no row ---- */

static int open_site(struct ctx *ctx, const struct ctx *base, struct err *err)
{
	struct db_options opt = { NULL, base->agent, NULL, base->clock };

	*ctx = *base;
	ctx->db = NULL;
	return db_open(&ctx->db, &opt, err);
}

/* What http_site's functions know between requests. */
struct tips {
	struct ref_tip tasks, sessions;
};

static int site_tip(char out[HTTP_TIP], const struct http_site *site,
		    const struct ctx *base, struct err *err)
{
	struct tips *tips = site->data;

	return ref_tip(out, &tips->tasks, base, err);
}

static int site_sessions(char out[HTTP_TIP], const struct http_site *site,
			 const struct ctx *base, struct err *err)
{
	struct tips *tips = site->data;

	return ref_tip(out, &tips->sessions, base, err);
}

static int site_events(struct json **out, const struct ctx *base,
		       const char *from, const char *to, struct err *err)
{
	struct events ev = EVENTS_INIT;
	struct ctx ctx;
	size_t i;
	int ret = open_site(&ctx, base, err);

	*out = NULL;
	if (ret == 0)
		ret = events_between(&ev, ctx.db, from, to, err);
	if (ret == 0) {
		*out = json_new_arr();
		for (i = 0; i < ev.nr; i++)
			json_push(*out, events_json(&ev, i));
	}
	events_release(&ev);
	db_close(ctx.db);
	return ret;
}

static int site_milestones(struct json **out, const struct ctx *base,
			   struct err *err)
{
	struct ctx ctx;
	int ret = open_site(&ctx, base, err);

	*out = NULL;
	if (ret == 0)
		ret = milestones_json(out, ctx.db, err);
	db_close(ctx.db);
	return ret;
}

static int site_metrics(struct strbuf *out, const struct ctx *base, bool open,
			struct err *err)
{
	const struct cmd *row = cmd_find(base->table, "metrics");
	struct args args = ARGS_INIT;
	struct out notes;
	struct ctx ctx;
	int ret = open_site(&ctx, base, err);

	out_init_memory(&notes);
	ctx.out = &notes;
	args_init(&args, row->opts, common_opts);
	if (ret == 0)
		ret = args_set(&args, "format", open ? "openmetrics" :
			       "prometheus", err);
	if (ret == 0)
		ret = cmd_sub(out, &ctx, row, &args, err);
	args_release(&args);
	out_release(&notes);
	db_close(ctx.db);
	return ret;
}

/* What people call the repository: the last part of where it lies. */
static char *name_of(struct ctx *base, struct err *err)
{
	struct ctx ctx;
	const char *dir, *slash;
	char *name = NULL;

	if (open_site(&ctx, base, err) == 0) {
		dir = db_worktree(ctx.db) ? db_worktree(ctx.db) :
		      db_commondir(ctx.db);
		slash = strrchr(dir, '/');
		name = xstrdup(slash && slash[1] ? slash + 1 : dir);
	}
	db_close(ctx.db);
	return name;
}

/* What `doctor` says, without what only the owner should know. */
static int site_ready(struct json **out, const struct ctx *base,
		      struct err *err)
{
	struct doctor d = { .quick = true };
	struct json *checks;
	struct ctx ctx;
	size_t i;
	int ret = open_site(&ctx, base, err);

	if (ret == 0) {
		d.ctx = &ctx;
		doctor_run(&d);
		*out = json_new_obj();
		checks = json_new_obj();
		/* the first finding of a check that is worst names its level */
		for (i = 0; i < d.nr; i++) {
			const struct finding *f = &d.v[i];
			const char *said = json_get_str(checks, f->check);

			if (!said || !strcmp(said, "ok") ||
			    f->health == HEALTH_ERROR)
				json_set_str(checks, f->check,
					     health_names[f->health]);
		}
		ret = doctor_health(&d) == HEALTH_ERROR;
		json_set_str(*out, "status", ret ? "error" : "ok");
		json_set(*out, "checks", checks);
		doctor_release(&d);
	}
	db_close(ctx.db);
	return ret;
}

/* ---- the command ---- */

struct start {
	struct ctx *ctx;
	struct ctx base;
	bool open;
	size_t nr;		/* repositories, 0: the one that we are in */
	char *file;		/* of serve_open */
};

static void say_url(const char *url, void *data)
{
	struct start *start = data;
	struct out *out = start->ctx->out;
	struct err err = ERR_INIT;
	struct ctx ctx;

	out_f(out, "%s\n", url);
	out_flush(out);
	if (start->nr)
		out_note(out, "serving the tasks of %zu %s; Ctrl-C ends it",
			 start->nr, start->nr == 1 ? "repository" :
			 "repositories");
	else
		out_note(out, "serving the tasks of this repository; Ctrl-C "
			 "ends it");
	if (!start->open)
		return;
	if (open_site(&ctx, &start->base, &err) < 0 ||
	    serve_open(&start->file, ctx.db, url, &err) < 0)
		out_warn(out, "the page can not be opened: %s", err.msg);
	db_close(ctx.db);
}

/* What is served, and what is known about it between requests. */
struct offer {
	struct repos repos;
	struct http_place *places;	/* of the repositories, or NULL */
	struct http_site *sites;	/* at least one */
	struct tips *tips;
	char *name;			/* of the one that we are in */
};

static void offer_release(struct offer *offer)
{
	size_t i, nr = offer->repos.nr ? offer->repos.nr : 1;

	for (i = 0; offer->tips && i < nr; i++) {
		ref_tip_release(&offer->tips[i].tasks);
		ref_tip_release(&offer->tips[i].sessions);
	}
	free(offer->places);
	free(offer->sites);
	free(offer->tips);
	free(offer->name);
	repos_release(&offer->repos);
}

static int find_offer(struct offer *offer, struct http_options *o,
		      struct ctx *base, const struct strvec *folders,
		      struct err *err)
{
	size_t i, nr;

	if (folders && folders->nr) {
		if (repos_find(&offer->repos, folders, base, err) < 0)
			return -1;
	} else {
		offer->name = name_of(base, err);
		if (!offer->name)
			return -1;
	}
	nr = offer->repos.nr ? offer->repos.nr : 1;
	offer->sites = xcalloc(nr, sizeof(*offer->sites));
	offer->tips = xcalloc(nr, sizeof(*offer->tips));
	offer->places = xcalloc(nr, sizeof(*offer->places));
	for (i = 0; i < nr; i++) {
		offer->tips[i].sessions.ref = SESSION_REF;
		offer->sites[i] = (struct http_site){
			site_tip, site_sessions, site_events, site_ready,
			site_metrics, site_milestones, &offer->tips[i]
		};
		if (!offer->repos.nr)
			break;
		offer->places[i].name = offer->repos.v[i].name;
		offer->places[i].dir = offer->repos.v[i].dir;
		offer->places[i].site = &offer->sites[i];
	}
	o->name = offer->name;
	o->places = offer->repos.nr ? offer->places : NULL;
	o->nr_places = offer->repos.nr;
	return 0;
}

/* One for each repository that has somebody to tell; *nr of them, the caller's. */
static struct teller *start_tellers(size_t *nr, const struct http_options *o,
				    struct ctx *ctx)
{
	struct teller *t;
	struct db *db;
	size_t i;

	*nr = o->nr_places ? o->nr_places : 1;
	t = xcalloc(*nr, sizeof(*t));
	for (i = 0; i < *nr; i++)
		proc_init(&t[i].proc);
	if (!o->nr_places)
		teller_start(t, ctx->out, ctx->db);
	for (i = 0; i < o->nr_places; i++) {
		struct db_options opt = { o->places[i].dir, ctx->agent, NULL,
					  ctx->clock };

		db = NULL;
		if (db_open(&db, &opt, NULL) == 0)
			teller_start(&t[i], ctx->out, db);
		db_close(db);
	}
	return t;
}

static void stop_tellers(struct teller *t, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		teller_stop(&t[i]);
	free(t);
}

static int serve_offer(const struct http_options *asked, struct ctx *ctx,
		       struct start *start, const struct http_site *site,
		       const char *tools, struct err *err)
{
	struct http_options o = *asked;
	struct teller *tellers;
	size_t nr;
	struct mcp all, reads;
	/* what one repository allows is not allowed in others */
	bool may_run = !o.nr_places;
	int ret = mcp_offer(&all, &start->base, tools, may_run, err);

	if (ret < 0) {
		mcp_release(&all);
		return ret;
	}
	mcp_offer(&reads, &start->base, tools, may_run, NULL);
	mcp_only_reads(&reads);
	all.subscribes = reads.subscribes = true;
	o.mcp = &all;
	o.mcp_reads = &reads;
	tellers = start_tellers(&nr, &o, ctx);
	ret = http_serve(&o, &start->base, site, err);
	stop_tellers(tellers, nr);
	mcp_release(&all);
	mcp_release(&reads);
	serve_opened(start->file);
	return ret;
}

int serve_check(const struct ctx *ctx, const struct args *args,
		struct err *err)
{
	const char *at = args_str(args, "listen");

	if (at && listen_check(at, err) < 0)
		return -1;
	return args_has(args, "tools") ?
		mcp_tools_check(ctx, args_str(args, "tools"), err) : 0;
}

static int run_serve(struct ctx *ctx, const struct args *args, struct err *err)
{
	const struct strbuf nothing = STRBUF_INIT;
	struct start start = {
		.ctx = ctx, .base = *ctx, .open = args_flag(args, "open"),
	};
	struct http_options o = {
		.listen = args_str(args, "listen"),
		.token_file = args_str(args, "token-file"),
		.names = args_list(args, "host"),
		.tls_cert = args_str(args, "tls-cert"),
		.tls_key = args_str(args, "tls-key"),
		.rate = (int)args_int(args, "rate", -1),
		.read_only = args_flag(args, "read-only"),
		.timeout_ms = (int)args_int(args, "timeout", 30) * 1000,
		.ready = say_url,
		.data = &start,
	};
	struct offer offer = { REPOS_INIT, NULL, NULL, NULL, NULL };
	int ret;

	/* a request has no standard input, and a repository opened for it */
	start.base.input = &nothing;
	start.base.db = NULL;
	ret = find_offer(&offer, &o, &start.base, args_list(args, "repos"),
			 err);
	start.nr = o.nr_places;
	if (ret == 0)
		ret = serve_offer(&o, ctx, &start, &offer.sites[0],
				  args_str(args, "tools"), err);
	offer_release(&offer);
	return ret;
}

static const struct opt serve_opts[] = {
	O_STR("listen", 0, "<address>", "listen here (default: "
	      "127.0.0.1:8787); port 0 takes a free one", 0),
	O_FLAG("open", 0, "open the page in the browser"),
	{ "repos", 0, OPT_PATH, "<folder>", "serve this repository, or those "
	  "in this folder, each below /r/<name>/; can be repeated", OPT_MANY,
	  NULL, 0, 0, NULL },
	O_FLAG("read-only", 0, "refuse every write"),
	{ "token-file", 0, OPT_PATH, "<file>", "let in only who has one of "
	  "these tokens, also to read", 0, NULL, 0, 0, NULL },
	O_STR("host", 0, "<name>", "answer to this name, too, as behind a "
	      "proxy; can be repeated", OPT_MANY),
	O_STR("tools", 0, "<tools>", "offer these tools to agents, as 'git task "
	      "mcp' does (default: standard)", 0),
	{ "tls-cert", 0, OPT_PATH, "<file>", "speak TLS with this certificate "
	  "(PEM, with those that lead to it)", 0, NULL, 0, 0, NULL },
	{ "tls-key", 0, OPT_PATH, "<file>", "the key of --tls-cert (PEM)", 0,
	  NULL, 0, 0, NULL },
	{ "rate", 0, OPT_INT, "<n>", "how many requests a second an address or "
	  "a token may send, 0 for any number (default: 100 with --token-file, "
	  "else 0)", 0, NULL, 0, 100000, NULL },
	{ "timeout", 0, OPT_INT, "<seconds>", "how long a request may take to "
	  "arrive, and an idle connection stay (default: 30)", 0, NULL, 1,
	  3600, NULL },
	OPT_END
};

const struct cmd cmd_serve = {
	"serve", NULL, "run", "serve the tasks over HTTP, with a page",
	"Serves a page to look at tasks and change them, which follows what "
	"others do, and answers HTTP requests with what the commands print as "
	"JSON: tasks, "
	"queries, plans and metrics below /api/v1, what happens as server-sent "
	"events at /api/v1/events, the tools of 'git task mcp' for agents that "
	"speak the Model Context Protocol over HTTP at /mcp, /metrics for "
	"Prometheus, /healthz and /readyz. The first line on standard output is "
	"the address to open, with the token behind '#token=':\n\n"
	"\tgit task serve --listen 127.0.0.1:0\n\n"
	"With --open the page is opened in the browser that git-web--browse(1) "
	"finds.\n\n"
	"Each request sees the tasks as they are then, whoever changed them. "
	"Writes need a token ('Authorization: Bearer <token>'); it is a new one "
	"each time unless there is a file of tokens. Pages of other sites and "
	"requests that name another server are refused.\n\n"
	"An address that others can reach is taken only with --token-file. "
	"The file has a token a line, of 16 characters or more, then 'read' or "
	"'write', then, if it is not yours, whom it belongs to:\n\n"
	"\t7d9f2b6a1c0e4f58a3 write Ann Lee <ann@example.com>\n\n"
	"That person is the author of what is written with it. Nobody else may "
	"be able to read the file. With --tls-cert and --tls-key connections "
	"are encrypted; or put a proxy in front and name it with --host. "
	"SIGTERM and Ctrl-C end the server.\n\n"
	"Who asks more often than --rate allows, ten seconds' worth at once, "
	"is answered with 429 and 'Retry-After'.\n\n"
	"Those whom 'git task notify' names when it starts are told while it "
	"runs.\n\n"
	"With --repos one server has several repositories, each with all of "
	"this below /r/<name>/, and a page in front that leads to them:\n\n"
	"\tgit task serve --repos ~/src\n\n"
	"Tokens are for all of them.",
	serve_opts, OPTIONAL_REPO | NO_PAGER | TTY_ONLY, run_serve
};
