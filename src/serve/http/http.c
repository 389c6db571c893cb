/*
 * http.c - the server: from a request to whoever answers it.
 */
#include "base/base.h"
#include "serve/http/http.h"

#include "base/mem.h"
#include "serve/http/accept.h"
#include "serve/http/internal.h"
#include "serve/http/routes.h"
#include "serve/http/secret.h"
#include "serve/page/page.h"

/* ---- what is outside of the API ---- */

static void healthy(struct exchange *x)
{
	struct json *j = json_new_obj();
	char started[WHEN_LEN];

	when_format(started, x->s->house->started);
	json_set_str(j, "status", "ok");
	json_set_str(j, "started_at", started);
	answer_json(x->a, 200, j);
	json_free(j);
}

/* The tasks can be read and written. */
static void ready(struct exchange *x)
{
	struct err err = ERR_INIT;
	struct json *j = NULL;
	int ret = x->s->site->ready(&j, x->s->base, &err);

	if (ret < 0) {
		answer_problem(x->a, 503, err.msg);
	} else {
		answer_json(x->a, 200, j);
		x->a->status = ret ? 503 : 200;
	}
	json_free(j);
}

#define OPEN "application/openmetrics-text"
#define PLAIN "text/plain"

/* Whoever does not ask for it gets the older form, which everything reads. */
static bool wants_open(const char *accept)
{
	bool named, other;
	double weight = accept_weight(&named, accept, OPEN);

	return named && weight > 0 &&
	       weight >= accept_weight(&other, accept, PLAIN);
}

static void metrics(struct exchange *x)
{
	bool open = wants_open(http_header(x->r, "Accept"));
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;

	if (exchange_aside(x))
		return;
	if (x->s->site->metrics(&sb, x->s->base, open, &err) < 0)
		answer_err(x->a, &err);
	else
		answer_text(x->a, open ? OPEN "; version=1.0.0; charset=utf-8" :
			    PLAIN "; version=0.0.4; charset=utf-8", &sb);
	answer_header(x->a, "Vary", "Accept");
	strbuf_release(&sb);
}

/* A file of the page; it says nothing about the tasks. */
static void page(struct exchange *x)
{
	const char *name = x->t.path.nr > 1 ? x->t.path.v[1] : "index.html";
	const char *theirs = http_header(x->r, "If-None-Match");
	struct page_file file;

	if (!page_find(&file, name)) {
		answer_problem(x->a, 404, "there is nothing at this address");
		return;
	}
	answer_header(x->a, "ETag", file.tag);
	answer_header(x->a, "Content-Type", file.type);
	x->a->status = 304;
	if (theirs && strstr(theirs, file.tag))
		return;
	x->a->status = 200;
	strbuf_add(&x->a->body, file.data, file.len);
}

static const struct spot {
	const char *name;
	void (*answer)(struct exchange *x);
	enum door door;
	bool inside;		/* is about one repository */
} spots[] = {
	{ "", page, DOOR_OPEN, false },
	{ PAGE_ROOM, page, DOOR_OPEN, false },
	{ "healthz", healthy, DOOR_OPEN, false },
	{ "readyz", ready, DOOR_OPEN, true },
	{ "metrics", metrics, DOOR_READ, true },
};

static const struct spot *find_spot(const struct exchange *x)
{
	const struct target *t = &x->t;
	const char *name = t->path.nr ? t->path.v[0] : "";
	size_t i;

	if (t->path.nr > 1 + (size_t)!strcmp(name, PAGE_ROOM))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(spots); i++)
		if (!strcmp(spots[i].name, name))
			return x->s->front && spots[i].inside ? NULL :
			       &spots[i];
	return NULL;
}

/* ---- requests ---- */

static bool reads(const char *method)
{
	return !strcmp(method, "GET") || !strcmp(method, "HEAD");
}

/* A way that does not exist is told only to those who are let in. */
static void no_way(struct exchange *x, const char *allow)
{
	if (!exchange_let_in(x, reads(x->r->method) ? DOOR_READ : DOOR_WRITE))
		return;
	if (*allow) {
		answer_problem(x->a, 405, "this method is not for this "
			       "address");
		answer_header(x->a, "Allow", allow);
	} else {
		answer_problem(x->a, 404, "there is nothing at this address");
	}
}

static bool is_mcp(const struct exchange *x)
{
	return x->s->o->mcp && !x->s->front && x->t.path.nr == 1 &&
	       !strcmp(x->t.path.v[0], "mcp");
}

static void dispatch(struct exchange *x)
{
	struct strbuf allow = STRBUF_INIT;
	const struct spot *spot = find_spot(x);
	const struct route *route = route_find(&x->t, x->r->method, &allow);

	/* in front there is only the list of what is behind */
	if (x->s->front && x->t.path.nr != 2)
		route = NULL;
	if (is_mcp(x)) {
		mcp_answer(x);
	} else if (spot && !reads(x->r->method)) {
		no_way(x, "GET");
	} else if (spot) {
		if (exchange_let_in(x, spot->door))
			spot->answer(x);
	} else if (route) {
		if (exchange_let_in(x, route_writes(route) ? DOOR_WRITE : DOOR_READ))
			api_answer(x, route);
	} else {
		no_way(x, allow.buf);
	}
	strbuf_release(&allow);
}

/* Whoever asks too often is told when to come again. */
static bool too_often(struct exchange *x, struct rates *rates)
{
	const struct tokens *all = &x->s->doors.tokens;
	const struct token *who;
	struct rate_key key;
	unsigned wait;
	char text[16];

	if (!rates->per_s)
		return false;
	who = http_header_twice(x->r, "Authorization") ? NULL :
	      doors_token(&x->s->doors, x->r);
	key = who ? rate_key_token((size_t)(who - all->v)) :
	      rate_key_address(x->r->from);
	wait = rate_take(rates, &key, clock_now(x->s->base->clock));
	if (!wait)
		return false;
	answer_problem(x->a, 429, "too many requests; 'Retry-After' says in "
		       "how many seconds there may be more");
	snprintf(text, sizeof(text), "%u", wait);
	answer_header(x->a, "Retry-After", text);
	return true;
}

/* Of several: the one that the address names, which is taken off it. */
static struct server *find_server(struct house *house, struct target *t)
{
	size_t i;

	if (house->nr == 1 || t->path.nr < 2 || strcmp(t->path.v[0], "r"))
		return &house->v[0];
	for (i = 1; i < house->nr; i++) {
		if (strcmp(t->path.v[1], house->v[i].name))
			continue;
		strvec_remove(&t->path, 0);
		strvec_remove(&t->path, 0);
		return &house->v[i];
	}
	return &house->v[0];
}

static void on_aside(struct http_answer *a, const struct http_request *r,
		     void *data);

static void answer(struct http_answer *a, const struct http_request *r,
		   struct house *house, bool aside)
{
	struct exchange x = { &house->v[0], r, TARGET_INIT, NULL, a, aside,
			      on_aside };
	struct err err = ERR_INIT;

	if (!aside && too_often(&x, &house->rates)) {
		;	/* the refusal is in the answer */
	} else if (target_parse(&x.t, r->target, &err) < 0) {
		answer_err(a, &err);
	} else {
		x.s = find_server(house, &x.t);
		if (http_enter(x.s))
			dispatch(&x);
		else if (exchange_let_in(&x, DOOR_READ))
			answer_problem(a, 503, "the repository is not there "
				       "any more");
	}
	answer_header(a, "Cache-Control", "no-cache, private");
	answer_header(a, "X-Content-Type-Options", "nosniff");
	answer_header(a, "Referrer-Policy", "no-referrer");
	answer_header(a, "Cross-Origin-Resource-Policy", "same-origin");
	answer_header(a, "Content-Security-Policy", PAGE_POLICY);
	target_release(&x.t);
}

static void on_answer(struct http_answer *a, const struct http_request *r,
		      void *data)
{
	answer(a, r, data, false);
}

static void on_aside(struct http_answer *a, const struct http_request *r,
		     void *data)
{
	answer(a, r, data, true);
}

static void on_tick(struct http_daemon *d, void *data)
{
	struct house *house = data;
	size_t i;

	for (i = 0; i < house->nr; i++)
		if (!house->v[i].front)
			stream_tick(d, &house->v[i]);
}

/* One call of a tool for each repository. */
static enum http_more on_work(struct http_daemon *d, void *data)
{
	struct house *house = data;
	enum http_more all = HTTP_IDLE, more;
	size_t i;

	for (i = 0; i < house->nr; i++) {
		more = mcp_work(d, &house->v[i]);
		all = more > all ? more : all;
	}
	return all;
}

static void on_end(struct http_daemon *d, void *data)
{
	struct house *house = data;
	size_t i;

	for (i = 0; i < house->nr; i++)
		mcp_end(d, &house->v[i]);
}

static void on_refuse(struct http_answer *a, unsigned status, void *data)
{
	(void)data;
	answer_problem(a, status, status == 413 ?
		       "the body is larger than 1 MiB" :
		       "the answer was not ready in time");
}

/* ---- starting ---- */

static void on_ready(void *data)
{
	const struct house *house = data;
	const struct server *s = &house->v[0];
	const struct listening *at = &s->doors.at;
	bool v6 = strchr(at->host, ':') != NULL;
	struct strbuf url = STRBUF_INIT;

	strbuf_addf(&url, "%s://%s%s%s:%u/", s->doors.tls ? "https" : "http",
		    v6 ? "[" : "", at->host, v6 ? "]" : "", at->port);
	/* secrets of a file are known to whom they belong */
	if (!s->o->token_file && !s->doors.read_only)
		strbuf_addf(&url, "#token=%s", s->doors.tokens.v[0].secret);
	http_enter(&house->v[house->nr - 1]);
	s->o->ready(url.buf, s->o->data);
	strbuf_release(&url);
}

/* Certificate and key, when there are any. */
static int read_tls(struct strbuf *cert, struct strbuf *key,
		    const struct http_options *o, struct err *err)
{
	if (!o->tls_cert != !o->tls_key)
		return err_set(err, ERR_USAGE, "--tls-cert and --tls-key need "
			       "each other");
	if (!o->tls_cert)
		return 0;
	/* everybody may see a certificate, unless the key lies with it */
	if (strcmp(o->tls_cert, o->tls_key) &&
	    secret_read(cert, o->tls_cert, NULL, err) < 0)
		return -1;
	if (secret_read(key, o->tls_key, "the key", err) < 0)
		return -1;
	if (!strcmp(o->tls_cert, o->tls_key))
		strbuf_addbuf(cert, key);
	return 0;
}

/* "/r/<name>", what is no letter, digit or one of -._~ escaped. */
static char *prefix_of(const char *name)
{
	struct strbuf sb = STRBUF_INIT;
	const char *s;

	strbuf_addstr(&sb, "/r/");
	for (s = name; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~", c))
			strbuf_addch(&sb, *s);
		else
			strbuf_addf(&sb, "%%%02X", c);
	}
	return strbuf_detach(&sb, NULL);
}

/* One server for each place, behind one that stands in front of several. */
static void build(struct house *house, const struct http_options *o,
		  const struct ctx *base, const struct http_site *site,
		  const struct doors *doors)
{
	size_t i;

	house->nr = 1 + o->nr_places;
	house->v = xcalloc(house->nr, sizeof(*house->v));
	for (i = 0; i < house->nr; i++) {
		struct server *s = &house->v[i];
		const struct http_place *p = i ? &o->places[i - 1] : NULL;

		s->o = o;
		s->base = base;
		s->site = p ? p->site : site;
		s->name = p ? p->name : o->name;
		s->dir = p ? p->dir : NULL;
		s->prefix = p ? prefix_of(p->name) : xstrdup("");
		s->front = !p && o->nr_places;
		s->doors = *doors;
		s->house = house;
	}
}

static int get_ready(struct doors *d, const struct http_options *o,
		     struct err *err)
{
	int got;

	d->at = (struct listening)LISTENING_INIT;
	d->names = o->names;
	d->read_only = o->read_only;
	d->closed = o->token_file != NULL;
	d->tls = o->tls_cert != NULL;
	if (!o->token_file)
		tokens_make(&d->tokens);
	else if (tokens_load(&d->tokens, o->token_file, err) < 0)
		return -1;
	got = listen_inherited(&d->at, !o->token_file, err);
	if (got > 0 && o->listen)
		return err_set(err, ERR_USAGE, "a socket was handed over "
			       "(LISTEN_FDS): leave out --listen");
	if (got)
		return got < 0 ? -1 : 0;
	return listen_at(&d->at, o->listen ? o->listen : "127.0.0.1:8787",
			 !o->token_file, err);
}

static void release(struct house *house)
{
	size_t i;

	for (i = 0; i < house->nr; i++) {
		kept_release(&house->v[i]);
		free(house->v[i].prefix);
	}
	free(house->v);
	rate_release(&house->rates);
}

int http_serve(const struct http_options *o, const struct ctx *base,
	       const struct http_site *site, struct err *err)
{
	struct house house = { NULL, 0, { 0 }, clock_now(base->clock) };
	struct doors doors = { .tokens = TOKENS_INIT };
	struct strbuf cert = STRBUF_INIT, key = STRBUF_INIT;
	struct http_service service = {
		.timeout_ms = o->timeout_ms, .answer = on_answer,
		.refuse = on_refuse, .tick = on_tick, .work = on_work,
		.end = on_end, .data = &house
	};
	int ret = read_tls(&cert, &key, o, err);

	if (ret == 0)
		ret = get_ready(&doors, o, err);
	if (cert.len) {
		service.cert = cert.buf;
		service.key = key.buf;
	}
	if (ret == 0) {
		rate_init(&house.rates, (unsigned)(o->rate >= 0 ? o->rate :
			  o->token_file ? RATE_DEFAULT : 0));
		build(&house, o, base, site, &doors);
		ret = http_run(doors.at.fd, &service, on_ready, err);
	}
	release(&house);
	tokens_release(&doors.tokens);
	strbuf_release(&cert);
	strbuf_release(&key);
	return ret;
}
