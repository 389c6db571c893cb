/*
 * client.c - requests of a bridge: patience, attempts, pages.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

#include "base/mem.h"
#include "data/web.h"
#include "data/when.h"

#define TRIES 5
#define PAUSE_MS 500

void bridge_client_release(struct bridge_client *c)
{
	size_t i;
	volatile char *p;

	web_close(c->web);
	c->web = NULL;
	/* secrets are among them */
	for (i = 0; i < c->headers.nr; i++)
		for (p = c->headers.v[i]; *p; p++)
			*p = '\0';
	strvec_clear(&c->headers);
	FREE_AND_NULL(c->base);
	strbuf_release(&c->next);
	strbuf_release(&c->etag);
}

/* ---- answers ---- */

/* Adds the address behind rel="next" of a Link header (RFC 8288). */
static void find_next(struct strbuf *out, const char *link)
{
	const char *p = link, *end, *params;

	while (p && (p = strchr(p, '<'))) {
		end = strchr(p, '>');
		if (!end)
			return;
		params = end + strcspn(end, ",<");
		if (memmem(end, (size_t)(params - end), "rel=\"next\"", 10) ||
		    memmem(end, (size_t)(params - end), "rel=next", 8)) {
			strbuf_add(out, p + 1, (size_t)(end - p - 1));
			return;
		}
		p = end;
	}
}

static void note_answer(struct bridge_client *c, const struct web_answer *a)
{
	const char *link = web_header(a, "Link"), *etag = web_header(a, "ETag");
	int64_t date = web_date(a);

	strbuf_reset(&c->next);
	strbuf_reset(&c->etag);
	if (link)
		find_next(&c->next, link);
	if (etag)
		strbuf_addstr(&c->etag, etag);
	if (date != WHEN_NONE) {
		c->skew_ms = date - db_now(c->db);
		c->skew_known = true;
	}
}

/* What the server says about a refusal, in its own words. */
static void add_words(struct strbuf *out, const struct web_answer *a)
{
	static const char *const names[] = {
		"message", "error", "error_description", "errorMessages",
		"errors"
	};
	struct json *j = NULL, *m;
	size_t i;

	if (json_parse(&j, a->body.buf, a->body.len, NULL) < 0)
		return;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		m = json_get(j, names[i]);
		if (!m || json_is(m, JSON_NULL) ||
		    (!json_is(m, JSON_STR) && !json_nr(m)))
			continue;
		strbuf_addstr(out, out->len ? ", " : ": ");
		if (json_is(m, JSON_STR))
			strbuf_addf(out, "%.200s", json_str(m));
		else
			json_line(out, m);
	}
	if (out->len > 400)
		strbuf_setlen(out, 400);
	json_free(j);
}

static int refused(const struct bridge_client *c, const struct web_answer *a,
		   const char *method, struct err *err)
{
	struct strbuf origin = STRBUF_INIT, words = STRBUF_INIT;
	enum err_code code = a->status == 404 || a->status == 410 ?
			     ERR_NOT_FOUND : a->status >= 500 || a->status ==
			     429 ? ERR_NETWORK : ERR_FAILED;

	web_origin(&origin, c->base);
	add_words(&words, a);
	if (a->status == 401)
		err_set(err, ERR_FAILED, "%s does not take the token (401)%s",
			origin.buf, words.buf);
	else
		err_set(err, code, "%s %s: it answered %ld%s", method,
			origin.buf, a->status, words.buf);
	strbuf_release(&origin);
	strbuf_release(&words);
	return -1;
}

/* ---- waiting ---- */

/* Waits, when that is not too long; -1 with err. */
static int wait_for(struct bridge_client *c, int64_t ms, struct err *err)
{
	struct strbuf span = STRBUF_INIT;
	int ret = 0;

	if (ms > c->patience_ms) {
		when_span(&span, (double)ms / 1000);
		ret = err_set(err, ERR_NETWORK, "'%s' asks to wait for %s; "
			      "what was done is kept, so run it again then",
			      c->name, span.buf);
		strbuf_release(&span);
		return ret;
	}
	c->patience_ms -= ms;
	if (c->stop && stop_wait(c->stop, ms))
		ret = err_set(err, ERR_NETWORK, "stopped; what was done is "
			      "kept");
	return ret;
}

static bool limited(const struct web_answer *a)
{
	const char *left = web_header(a, "X-RateLimit-Remaining");

	return a->status == 429 ||
	       (a->status == 403 && (web_header(a, "Retry-After") ||
				     (left && !strcmp(left, "0"))));
}

static bool repeats(const char *method)
{
	return strcmp(method, "POST") != 0;
}

/*
 * 0: the answer is good, or one that no other try changes; 1: try again; -1.
 */
static int judge(struct bridge_client *c, const char *method, int rc,
		 const struct web_answer *a, int try_nr, struct err *err)
{
	int64_t pause = (int64_t)PAUSE_MS << try_nr;
	int64_t asked;

	if (c->stop && stop_wanted(c->stop))
		return err_set(err, ERR_NETWORK, "stopped; what was done is "
			       "kept");
	if (rc == 0 && limited(a)) {
		asked = web_wait(a, db_now(c->db));
		refused(c, a, method, err);
		return wait_for(c, asked >= 0 ? asked : pause * 8, err) < 0 ?
		       -1 : 1;
	}
	if (rc == 0 && a->status < 500)
		return 0;
	if (rc == 0)
		refused(c, a, method, err);
	else if (err->code != ERR_NETWORK)
		return -1;
	if (!repeats(method) && (rc == 0 || a->sent)) {
		c->unsure = true;
		return -1;
	}
	asked = rc == 0 ? web_wait(a, db_now(c->db)) : -1;
	if (try_nr + 1 >= TRIES)
		return -1;
	return wait_for(c, asked >= 0 ? asked : pause, err) < 0 ? -1 : 1;
}

/* ---- one request ---- */

static int read_body(struct json **out, struct bridge_client *c,
		     const struct web_answer *a, const char *method,
		     struct err *err)
{
	struct strbuf origin = STRBUF_INIT;

	if (a->status == 204 || !a->body.len)
		return 0;
	if (json_parse(out, a->body.buf, a->body.len, err) == 0)
		return 0;
	web_origin(&origin, c->base);
	err->code = ERR_NETWORK;
	err_prefix(err, "%s %s: the answer is no JSON", method, origin.buf);
	strbuf_release(&origin);
	if (!repeats(method))
		c->unsure = true;
	return -1;
}

static int make_url(struct strbuf *url, const struct bridge_client *c,
		    const char *path, struct err *err)
{
	if (*path == '/')
		strbuf_addf(url, "%s%s", c->base, path);
	else if (web_same_origin(path, c->base))
		strbuf_addstr(url, path);
	else
		return err_set(err, ERR_FAILED, "'%s' names another server "
			       "for its next page: that is not asked with "
			       "this token", c->name);
	return 0;
}

static int attempt(struct json **out, struct bridge_client *c,
		   const struct web_request *r, struct err *err)
{
	struct web_answer a = WEB_ANSWER_INIT;
	int i, rc, ret = 1;

	for (i = 0; ret == 1; i++) {
		err_clear(err);
		c->unsure = false;
		c->requests++;
		rc = web_send(&a, c->web, r, err);
		if (rc == 0)
			note_answer(c, &a);
		ret = judge(c, r->method, rc, &a, i, err);
		if (ret != 0)
			continue;
		if (a.status == 304) {
			ret = 2;
		} else if (a.status < 200 || a.status > 299) {
			ret = refused(c, &a, r->method, err);
		} else if (read_body(out, c, &a, r->method, err) < 0) {
			/* cut off in the middle: a reader asks again */
			ret = repeats(r->method) && i + 1 < TRIES &&
			      wait_for(c, PAUSE_MS, err) == 0 ? 1 : -1;
		}
	}
	web_answer_release(&a);
	return ret;
}

int bridge_call(struct json **out, struct bridge_client *c,
		const char *method, const char *path, const struct json *body,
		const char *etag, struct err *err)
{
	struct web_request r = WEB_REQUEST_INIT;
	struct strbuf url = STRBUF_INIT, text = STRBUF_INIT;
	struct err own = ERR_INIT;
	int ret;

	*out = NULL;
	if ((!c->web && web_open(&c->web, err) < 0) ||
	    make_url(&url, c, path, err) < 0) {
		strbuf_release(&url);
		return -1;
	}
	r.method = method;
	r.url = url.buf;
	r.timeout_ms = c->timeout_ms;
	r.stop = c->stop;
	strvec_pushv(&r.headers, c->headers.v);
	if (etag)
		strvec_pushf(&r.headers, "If-None-Match: %s", etag);
	if (body) {
		json_line(&text, body);
		strvec_push(&r.headers, "Content-Type: application/json");
		r.body = text.buf;
		r.len = text.len;
	}
	ret = attempt(out, c, &r, &own);
	if (ret < 0 && err)
		*err = own;
	web_request_release(&r);
	strbuf_release(&text);
	strbuf_release(&url);
	return ret == 2 ? 1 : ret;
}
