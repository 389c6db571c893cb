/*
 * send.c - one attempt to deliver a message: who is asked how, and what the answer
 * means.
 */
#include "base/base.h"
#include "feat/tell/internal.h"

#include "base/mem.h"
#include "data/sha256.h"
#include "data/web.h"
#include "db/share/secret.h"

/* ---- bodies ---- */

static void slack_body(struct json *j, const struct tell_message *m)
{
	json_set_str(j, "text", m->text);
}

static void discord_body(struct json *j, const struct tell_message *m)
{
	struct json *none = json_new_obj();

	json_set(none, "parse", json_new_arr());
	json_set_str(j, "content", m->text);
	json_set(j, "allowed_mentions", none);
}

/* An Adaptive Card, as the webhooks of Teams' workflows take it. */
static void teams_body(struct json *j, const struct tell_message *m)
{
	struct json *block = json_new_obj(), *body = json_new_arr();
	struct json *card = json_new_obj(), *part = json_new_obj();
	struct json *parts = json_new_arr();

	json_set_str(block, "type", "TextBlock");
	json_set_str(block, "text", m->text);
	json_set_bool(block, "wrap", true);
	json_push(body, block);
	json_set_str(card, "$schema",
		     "http://adaptivecards.io/schemas/adaptive-card.json");
	json_set_str(card, "type", "AdaptiveCard");
	json_set_str(card, "version", "1.4");
	json_set(card, "body", body);
	json_set_str(part, "contentType",
		     "application/vnd.microsoft.card.adaptive");
	json_set(part, "content", card);
	json_push(parts, part);
	json_set_str(j, "type", "message");
	json_set(j, "attachments", parts);
}

static void matrix_body(struct json *j, const struct tell_message *m)
{
	json_set_str(j, "msgtype", "m.notice");
	json_set_str(j, "body", m->text);
	/* nobody is mentioned, whatever the text says */
	json_set(j, "m.mentions", json_new_obj());
}

static void make_body(struct strbuf *out, const struct tell_message *m)
{
	struct json *j;

	if (m->rule->kind_is == TELL_WEBHOOK) {
		message_json(out, m);
		return;
	}
	j = json_new_obj();
	if (m->rule->kind_is == TELL_DISCORD)
		discord_body(j, m);
	else if (m->rule->kind_is == TELL_TEAMS)
		teams_body(j, m);
	else if (m->rule->kind_is == TELL_MATRIX)
		matrix_body(j, m);
	else
		slack_body(j, m);
	json_line(out, j);
	json_free(j);
}

/* ---- requests ---- */

static int sign(struct strvec *headers, const struct tell_rule *r,
		const struct strbuf *body, struct err *err)
{
	struct secret key = SECRET_INIT;
	unsigned char sum[SHA256_LEN];
	char hex[2 * SHA256_LEN + 1];

	if (!r->secretenv)
		return 0;
	if (secret_env(&key, r->secretenv, err) < 0)
		return -1;
	sha256_hmac(sum, key.text, strlen(key.text), body->buf, body->len);
	sha256_hex(hex, sum, SHA256_LEN);
	strvec_pushf(headers, "X-Git-Task-Signature-256: sha256=%s", hex);
	secret_free(&key);
	return 0;
}

static int matrix_url(struct strbuf *url, struct strvec *headers,
		      struct tell_sender *s, const struct tell_message *m,
		      struct err *err)
{
	const struct tell_rule *r = m->rule;
	struct secret token = SECRET_INIT;

	if (secret_get(&token, s->db, r->tokenenv ? r->tokenenv :
		       "MATRIX_TOKEN", url->buf, err) < 0)
		return -1;
	strvec_pushf(headers, "Authorization: Bearer %s", token.text);
	secret_free(&token);
	while (url->len && url->buf[url->len - 1] == '/')
		strbuf_setlen(url, url->len - 1);
	strbuf_addstr(url, "/_matrix/client/v3/rooms/");
	web_escape(url, r->room);
	/* the same transaction twice is one message */
	strbuf_addf(url, "/send/m.room.message/%s", m->key);
	return 0;
}

static int make_headers(struct strvec *h, const struct tell_message *m,
			const struct strbuf *body, struct err *err)
{
	strvec_push(h, "Content-Type: application/json");
	if (m->rule->kind_is != TELL_WEBHOOK)
		return 0;
	strvec_pushf(h, "X-Git-Task-Event: %s", json_nr(m->events) > 1 ?
		     "digest" : message_member(m, "event"));
	strvec_pushf(h, "X-Git-Task-Delivery: %s", m->key);
	strvec_pushf(h, "Idempotency-Key: \"%s\"", m->key);
	return sign(h, m->rule, body, err);
}

/* The address: a secret of its own with most of these services. */
static int find_url(struct strbuf *url, const struct tell_rule *r,
		    struct err *err)
{
	struct secret s = SECRET_INIT;

	if (r->urlenv) {
		if (secret_env(&s, r->urlenv, err) < 0)
			return -1;
		strbuf_addstr(url, s.text);
		secret_free(&s);
	} else {
		strbuf_addstr(url, r->url);
	}
	return web_url_check(url->buf, err);
}

/* ---- answers ---- */

static enum tell_answer judge(int64_t *wait, const struct web_answer *a,
			      int64_t now, const char *url, struct err *err)
{
	struct strbuf origin = STRBUF_INIT;
	struct json *body = NULL;
	enum tell_answer answer = TELL_NEVER;

	if (a->status >= 200 && a->status < 300)
		return TELL_SENT;
	web_origin(&origin, url);
	err_set(err, ERR_NETWORK, "%s: it answered %ld", origin.buf,
		a->status);
	strbuf_release(&origin);
	if (a->status == 408 || a->status == 425 || a->status == 429 ||
	    a->status >= 500) {
		answer = TELL_LATER;
		*wait = web_wait(a, now);
		/* Matrix says it in the body */
		if (*wait < 0 && json_parse(&body, a->body.buf, a->body.len,
					    NULL) == 0)
			*wait = (int64_t)json_get_num(body, "retry_after_ms",
						      -1);
		json_free(body);
	}
	return answer;
}

static enum tell_answer post(int64_t *wait, struct tell_sender *s,
			     const struct tell_message *m,
			     const struct strbuf *url, struct strvec *headers,
			     const struct strbuf *body, struct err *err)
{
	struct web_request r = WEB_REQUEST_INIT;
	struct web_answer a = WEB_ANSWER_INIT;
	enum tell_answer answer = TELL_LATER;

	r.method = m->rule->kind_is == TELL_MATRIX ? "PUT" : "POST";
	r.url = url->buf;
	r.headers = *headers;
	r.body = body->buf;
	r.len = body->len;
	r.timeout_ms = s->timeout_ms;
	r.max = (size_t)1 << 20;
	r.stop = s->stop;
	if (web_send(&a, s->web, &r, err) == 0)
		answer = judge(wait, &a, db_now(s->db), url->buf, err);
	else if (err->code == ERR_NETWORK)
		answer = a.sent ? TELL_LATER : TELL_AWAY;
	web_answer_release(&a);
	return answer;
}

static enum tell_answer send_web(int64_t *wait, struct tell_sender *s,
				 const struct tell_message *m,
				 struct err *err)
{
	struct strbuf url = STRBUF_INIT, body = STRBUF_INIT;
	struct strvec headers = STRVEC_INIT;
	enum tell_answer answer = TELL_LATER;

	make_body(&body, m);
	if ((s->web || web_open(&s->web, err) == 0) &&
	    find_url(&url, m->rule, err) == 0 &&
	    make_headers(&headers, m, &body, err) == 0 &&
	    (m->rule->kind_is != TELL_MATRIX ||
	     matrix_url(&url, &headers, s, m, err) == 0))
		answer = post(wait, s, m, &url, &headers, &body, err);
	strvec_clear(&headers);
	strbuf_release(&url);
	strbuf_release(&body);
	return answer;
}

enum tell_answer tell_send(int64_t *wait, struct tell_sender *s,
			   const struct tell_message *m, struct err *err)
{
	*wait = -1;
	switch (m->rule->kind_is) {
	case TELL_MAIL:
		return send_mail(s, m, err);
	case TELL_DESKTOP:
		return send_desktop(s, m, err);
	case TELL_COMMAND:
		return send_command(s, m, err);
	default:
		return send_web(wait, s, m, err);
	}
}
