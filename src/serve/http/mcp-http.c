/*
 * mcp-http.c - /mcp: the Model Context Protocol over HTTP, in both of its eras.
 *
 * Up to 2025-11-25 there are sessions, and the answer to a call of a tool is a
 * stream that a client whose connection broke can ask for again; a client that
 * listens (GET) is told of the resources that it subscribed to.  From 2026-07-28 on
 * each request stands alone, and subscriptions/listen is the request that stays
 * open.
 */
#include "base/base.h"
#include "serve/http/internal.h"

#include "base/mem.h"
#include "serve/http/accept.h"
#include "serve/http/mcp-rules.h"

#define SESSION_HEADER "Mcp-Session-Id"
/* Streams with events that carry nothing yet: from here on clients know them. */
#define PRIMES_SINCE "2025-11-25"
#define META_LEVEL "io.modelcontextprotocol/logLevel"
#define SUBSCRIPTION "io.modelcontextprotocol/subscriptionId"

static struct mcp_ear *new_ear(const char *session)
{
	struct mcp_ear *ear = xcalloc(1, sizeof(*ear));

	snprintf(ear->session, sizeof(ear->session), "%s", session);
	strvec_init(&ear->uris);
	return ear;
}

/* ---- answers ---- */

/* What is offered to whoever asks. */
static struct mcp *offer(const struct exchange *x)
{
	bool reads = x->s->doors.read_only || (x->who && !x->who->writes);

	return reads ? x->s->o->mcp_reads : x->s->o->mcp;
}

static void answer_line(struct exchange *x, unsigned status,
			const struct strbuf *line)
{
	answer_text(x->a, "application/json", line);
	x->a->status = status;
}

static void answer_nothing(struct exchange *x, unsigned status)
{
	x->a->status = status;
}

/* Does the client take a stream of events, or even ask for one? */
static bool takes_events(const struct exchange *x, bool by_name)
{
	bool named;

	return accept_weight(&named, http_header(x->r, "Accept"),
			     "text/event-stream") > 0 && (named || !by_name);
}

/* Runs a request at once. */
static int run(struct strbuf *out, const struct exchange *x, struct mcp *m,
	       const struct rpc *r)
{
	struct acting acting;
	int code;

	acting_as(&acting, x->who);
	code = mcp_request(out, m, r);
	acting_end(&acting);
	return code;
}

/* A tool that changes something needs what a write needs. */
static bool may_call(struct exchange *x, const struct mcp *m,
		     const struct rpc *r)
{
	return strcmp(r->method, "tools/call") ||
	       !mcp_tool_writes(m, json_get_str(r->params, "name")) ||
	       exchange_let_in(x, DOOR_WRITE);
}

/* ---- telling of resources that changed ---- */

static bool about(const struct json *list, const char *id)
{
	const struct json *e;
	const char *task;

	json_each(e, list) {
		task = json_get_str(e, "id");
		if (!id || (task && !strncmp(task, id, strlen(id))))
			return true;
	}
	return false;
}

static bool has_changed(const struct server *s, const struct step *step,
			const char *uri)
{
	const char *id;

	return mcp_has_resource(&id, s->o->mcp, uri) &&
	       (!step->list || about(step->list, id));
}

static void add_updated(struct strbuf *out, const char *uri,
			const char *subscription)
{
	strbuf_addstr(out, "event: message\ndata: {\"jsonrpc\":\"2.0\","
		      "\"method\":\"notifications/resources/updated\","
		      "\"params\":{\"uri\":");
	json_quote(out, uri);
	if (subscription)
		strbuf_addf(out, ",\"_meta\":{\"" SUBSCRIPTION "\":%s}",
			    subscription);
	strbuf_addstr(out, "}}\n\n");
}

static void tell_session(struct http_stream *st, struct listener *l,
			 struct server *s, const struct step *step)
{
	struct dialog *session = dialog_named(&s->dialogs,
						    l->ear->session);
	struct strbuf out = STRBUF_INIT;
	size_t i;

	/* it is over, or has another ear by now */
	if (!session || session->ear != l->ear->ear) {
		http_stream_finish(st);
		return;
	}
	for (i = 0; i < session->uris.nr; i++) {
		if (!has_changed(s, step, session->uris.v[i]))
			continue;
		strbuf_addf(&out, "id: 0-%s\n", step->to);
		add_updated(&out, session->uris.v[i], NULL);
	}
	http_stream_add(st, out.buf, out.len);
	snprintf(session->tip, sizeof(session->tip), "%s", step->to);
	strbuf_release(&out);
}

static void tell_subscription(struct http_stream *st, struct listener *l,
			      struct server *s, const struct step *step)
{
	struct strbuf out = STRBUF_INIT;
	size_t i;

	for (i = 0; i < l->ear->uris.nr; i++)
		if (has_changed(s, step, l->ear->uris.v[i]))
			add_updated(&out, l->ear->uris.v[i], l->ear->id);
	http_stream_add(st, out.buf, out.len);
	strbuf_release(&out);
}

/* ---- requests without a session ---- */

/* The addresses of a list that there are. */
static bool read_uris(struct strvec *uris, const struct server *s,
		      const struct json *list)
{
	const struct json *e;
	const char *id;

	if (list && !json_is(list, JSON_ARR))
		return false;
	json_each(e, list) {
		if (!json_str(e) || uris->nr == DIALOG_URIS_MAX)
			return false;
		if (mcp_has_resource(&id, s->o->mcp, json_str(e)) &&
		    !strvec_has(uris, json_str(e)))
			strvec_push(uris, json_str(e));
	}
	return true;
}

static void add_acknowledged(struct strbuf *out, const struct mcp_ear *ear)
{
	size_t i;

	strbuf_addf(out, "event: message\ndata: {\"jsonrpc\":\"2.0\","
		    "\"method\":\"notifications/subscriptions/acknowledged\","
		    "\"params\":{\"_meta\":{\"" SUBSCRIPTION "\":%s},"
		    "\"notifications\":{", ear->id);
	if (ear->uris.nr)
		strbuf_addstr(out, "\"resourceSubscriptions\":[");
	for (i = 0; i < ear->uris.nr; i++) {
		if (i)
			strbuf_addch(out, ',');
		json_quote(out, ear->uris.v[i]);
	}
	strbuf_addf(out, "%s}}}\n\n", ear->uris.nr ? "]" : "");
}

static void open_subscription(struct exchange *x, const struct rpc *r)
{
	const struct json *asked = json_get(r->params, "notifications");
	struct mcp_ear *ear = new_ear("");
	struct strbuf out = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct listener *l;
	char tip[HTTP_TIP];

	ear->id = xstrdup(r->id);
	if (!json_is(asked, JSON_OBJ) ||
	    !read_uris(&ear->uris, x->s,
		       json_get(asked, "resourceSubscriptions"))) {
		rpc_error(&out, r->id, RPC_PARAMS, "\"notifications\" has to "
			  "be an object that says what to tell", NULL);
		answer_line(x, 200, &out);
		stream_ear_free(ear);
	} else if (x->s->site->tip(tip, x->s->site, x->s->base, &err) < 0) {
		rpc_error(&out, r->id, RPC_INTERNAL, err.msg, NULL);
		answer_line(x, 200, &out);
		stream_ear_free(ear);
	} else {
		add_acknowledged(&out, ear);
		l = stream_begin(x, &out);
		memcpy(l->tip, tip, sizeof(tip));
		l->ear = ear;
		l->tell = tell_subscription;
	}
	strbuf_release(&out);
}

/* ---- sessions ---- */

static int64_t now_of(const struct exchange *x)
{
	return clock_now(x->s->base->clock);
}

static void begin_dialog(struct exchange *x, const struct rpc *r)
{
	const char *asked = json_get_str(r->params, "protocolVersion");
	struct strbuf out = STRBUF_INIT;
	struct dialog *s;

	if (run(&out, x, offer(x), r) == 0) {
		s = dialog_begin(&x->s->dialogs, mcp_choose(asked), x->who,
				  now_of(x));
		if (x->s->site->tip(s->tip, x->s->site,
				    x->s->base, NULL) < 0)
			*s->tip = '\0';
		answer_header(x->a, SESSION_HEADER, s->id);
	}
	answer_line(x, 200, &out);
	strbuf_release(&out);
}

/* NULL: the refusal is in the answer. */
static struct dialog *session_of(struct exchange *x)
{
	const char *id = http_header(x->r, SESSION_HEADER);
	struct dialog *s;

	if (!id || http_header_twice(x->r, SESSION_HEADER)) {
		answer_problem(x->a, 400, "the header Mcp-Session-Id is "
			       "missing: begin with 'initialize'");
		return NULL;
	}
	s = dialog_find(&x->s->dialogs, id, x->who, now_of(x));
	if (!s)
		answer_problem(x->a, 404, "there is no such session (any "
			       "more): begin with 'initialize'");
	return s;
}

/* Adds one to, or takes one off what a session wants to hear of. */
static void subscribe(struct exchange *x, struct dialog *s,
		      const struct rpc *r, bool on)
{
	const char *uri = json_get_str(r->params, "uri"), *id;
	struct strbuf out = STRBUF_INIT;
	size_t i;

	for (i = 0; uri && i < s->uris.nr; i++)
		if (!strcmp(s->uris.v[i], uri))
			break;
	if (!uri) {
		rpc_error(&out, r->id, RPC_PARAMS, "\"uri\" is missing", NULL);
	} else if (on && !mcp_has_resource(&id, x->s->o->mcp, uri)) {
		rpc_error(&out, r->id, RPC_NO_RESOURCE, "there is no such "
			  "resource", NULL);
	} else if (on && s->uris.nr == DIALOG_URIS_MAX) {
		rpc_error(&out, r->id, RPC_PARAMS, "too many subscriptions",
			  NULL);
	} else {
		if (on && i == s->uris.nr)
			strvec_push(&s->uris, uri);
		else if (!on && i < s->uris.nr)
			strvec_remove(&s->uris, i);
		rpc_result(&out, r->id, json_new_obj());
	}
	answer_line(x, 200, &out);
	strbuf_release(&out);
}

/* Does the client want to hear of this call before its answer is there?  `level` is
 * that of its session, or -1. */
static bool wants_to_hear(const struct rpc *r, int level)
{
	const struct json *meta = json_get(r->params, "_meta");
	const struct json *token = json_get(meta, "progressToken");

	return level >= 0 || json_is(token, JSON_STR) ||
	       json_is(token, JSON_NUM) || json_get_str(meta, META_LEVEL);
}

/*
 * The answer comes as an event.  Clients from PRIMES_SINCE on know its place before;
 * without a session it has none.
 */
static void call_later(struct exchange *x, struct dialog *s,
		       struct mcp_want *want)
{
	struct dialogs *all = &x->s->dialogs;
	struct strbuf out = STRBUF_INIT;
	struct listener *l;

	want->session = s ? s->id : "";
	want->nr = s ? dialog_expect(all, s) : ++all->last_stream;
	if (s && strcmp(s->version, PRIMES_SINCE) >= 0)
		strbuf_addf(&out, "id: %lu-0\nretry: 1000\ndata: \n\n",
			    want->nr);
	else
		strbuf_addstr(&out, ": here\n\n");
	l = stream_begin(x, &out);
	l->ear = new_ear(want->session);
	l->ear->nr = want->nr;
	mcp_job_add(x, want);
	strbuf_release(&out);
}

static void answer_modern(struct exchange *x, const struct rpc *r)
{
	struct strbuf out = STRBUF_INIT;
	struct mcp *m = offer(x);
	struct mcp_want want = { .m = m, .level = -1, .told = true };
	int code;

	if (r->kind != RPC_IS_REQUEST) {
		answer_nothing(x, 202);
	} else if (!rules_ok(&out, x->r, r)) {
		answer_line(x, 400, &out);
	} else if (!strcmp(r->method, "subscriptions/listen")) {
		open_subscription(x, r);
	} else if (!may_call(x, m, r)) {
		;	/* the refusal is in the answer */
	} else if (!strcmp(r->method, "tools/call") && wants_to_hear(r, -1) &&
		   takes_events(x, true) && mcp_job_fits(x->s)) {
		call_later(x, NULL, &want);
	} else {
		code = run(&out, x, m, r);
		answer_line(x, code == RPC_METHOD ? 404 : 200, &out);
	}
	strbuf_release(&out);
}

static void answer_session(struct exchange *x, const struct rpc *r)
{
	struct dialog *s = session_of(x);
	struct strbuf out = STRBUF_INIT;
	struct mcp_want want = { .m = offer(x) };
	struct mcp old;

	if (!s)
		return;
	want.text_only = mcp_text_only(s->version);
	want.level = s->level;
	want.told = wants_to_hear(r, s->level);
	if (r->kind != RPC_IS_REQUEST) {
		answer_nothing(x, 202);
	} else if (!strcmp(r->method, "resources/subscribe") ||
		   !strcmp(r->method, "resources/unsubscribe")) {
		subscribe(x, s, r, r->method[strlen("resources/")] == 's');
	} else if (!may_call(x, want.m, r)) {
		;	/* the refusal is in the answer */
	} else if (!strcmp(r->method, "tools/call") &&
		   (want.told || strcmp(s->version, PRIMES_SINCE) >= 0) &&
		   takes_events(x, true) && mcp_job_fits(x->s)) {
		call_later(x, s, &want);
	} else {
		old = *want.m;
		old.text_only = want.text_only;
		old.level = s->level;
		run(&out, x, &old, r);
		s->level = old.level;
		answer_line(x, 200, &out);
	}
	strbuf_release(&out);
}

/* ---- listening ---- */

/* "<stream>-<place>" */
static bool read_place(unsigned long *nr, const char **rest, const char *s)
{
	char *end;

	if (*s < '0' || *s > '9' || strlen(s) > 90)
		return false;
	*nr = strtoul(s, &end, 10);
	*rest = end + 1;
	return *end == '-' && *(end + 1);
}

static void listen_to_changes(struct exchange *x, struct dialog *s,
			      const char *from)
{
	struct strbuf out = STRBUF_INIT;
	struct listener *l;
	size_t len = from ? strspn(from, "0123456789abcdef") : 0;

	strbuf_addstr(&out, ": here\n\n");
	l = stream_begin(x, &out);
	l->ear = new_ear(s->id);
	l->ear->ear = ++s->ear;
	l->tell = tell_session;
	/* what the last stream did not bring any more comes again */
	if (from && !from[len] && (len == 40 || len == 64))
		memcpy(s->tip, from, len + 1);
	memcpy(l->tip, s->tip, sizeof(l->tip));
	strbuf_release(&out);
}

/* Goes on with a stream of which the client has the first event, or all. */
static void listen_to_answer(struct exchange *x, const struct dialog *s,
			     unsigned long nr, bool has_all)
{
	const struct dialog_answer *answer = dialog_answer(s, nr);
	struct strbuf out = STRBUF_INIT;
	struct listener *l;

	if (!answer) {
		answer_problem(x->a, 404, "the answer of this stream is not "
			       "kept any more");
		return;
	}
	strbuf_addstr(&out, ": here\n\n");
	if (answer->text && !has_all)
		mcp_add_answer(&out, nr, answer->text);
	l = stream_begin(x, &out);
	l->ear = new_ear(s->id);
	l->ear->nr = nr;
	if (answer->text)
		http_stream_finish(x->a->stream);
	strbuf_release(&out);
}

static void listen(struct exchange *x)
{
	const char *last = http_header(x->r, "Last-Event-ID"), *rest = NULL;
	struct dialog *s = session_of(x);
	unsigned long nr = 0;

	if (!s)
		return;
	if (!takes_events(x, false))
		answer_problem(x->a, 406, "this is a stream of events");
	else if (last && !read_place(&nr, &rest, last))
		answer_problem(x->a, 400, "Last-Event-ID is no place of this "
			       "session");
	else if (nr)
		listen_to_answer(x, s, nr, strcmp(rest, "0") != 0);
	else
		listen_to_changes(x, s, rest);
}

/* ---- the address ---- */

static void post(struct exchange *x)
{
	struct strbuf out = STRBUF_INIT;
	struct rpc r;

	if (!doors_is_json(x->r)) {
		answer_problem(x->a, 415, "the body has to be "
			       "application/json");
		return;
	}
	rpc_read(&r, x->r->body, x->r->body_len);
	if (r.kind == RPC_IS_BAD) {
		rpc_error(&out, r.id, r.code, r.why, NULL);
		answer_line(x, 400, &out);
	} else if (rules_modern(x->r, &r)) {
		answer_modern(x, &r);
	} else if (r.kind == RPC_IS_REQUEST &&
		   !strcmp(r.method, "initialize")) {
		begin_dialog(x, &r);
	} else {
		answer_session(x, &r);
	}
	rpc_release(&r);
	strbuf_release(&out);
}

void mcp_answer(struct exchange *x)
{
	struct dialog *s;

	if (!exchange_let_in(x, DOOR_READ))
		return;
	if (!strcmp(x->r->method, "POST")) {
		post(x);
	} else if (!strcmp(x->r->method, "GET")) {
		listen(x);
	} else if (!strcmp(x->r->method, "DELETE")) {
		s = session_of(x);
		if (s) {
			dialog_end(&x->s->dialogs, s);
			answer_nothing(x, 204);
		}
	} else {
		answer_problem(x->a, 405, "this method is not for this "
			       "address");
		answer_header(x->a, "Allow", "POST, GET, DELETE");
	}
}

void mcp_end(struct http_daemon *d, struct server *s)
{
	struct strbuf out = STRBUF_INIT;
	struct http_stream *st;

	mcp_work_end(d, s);
	for (st = http_stream_first(d); st; st = http_stream_after(st)) {
		const struct listener *l = http_stream_data(st);

		if (l->s != s || !l->ear || !l->ear->id)
			continue;
		strbuf_reset(&out);
		strbuf_addf(&out, "event: message\ndata: {\"jsonrpc\":\"2.0\","
			    "\"id\":%s,\"result\":{\"resultType\":\"complete\","
			    "\"_meta\":{\"" SUBSCRIPTION "\":%s}}}\n\n",
			    l->ear->id, l->ear->id);
		http_stream_add(st, out.buf, out.len);
	}
	dialog_end_all(&s->dialogs);
	strbuf_release(&out);
}
