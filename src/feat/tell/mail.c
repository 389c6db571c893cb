/*
 * mail.c - messages as mail, handed to sendmail(8).
 *
 * Who gets it stands in the arguments, never in a header; what a task says stands in
 * the subject as encoded words and in the body as base64, so that no text can begin a
 * header or end the mail.
 */
#include "base/base.h"
#include "feat/tell/internal.h"

#include "base/proc.h"
#include "base/utf8.h"

#define SUBJECT_MAX 200
#define LINE 57		/* bytes that make 76 characters */

/* Encoded words of at most 75 characters (RFC 2047, section 2), each of whole
 * characters. */
static void add_words(struct strbuf *out, const char *s)
{
	size_t n;

	while (*s) {
		n = strlen(s) < 45 ? strlen(s) : 45;
		while (n < strlen(s) && n > 1 &&
		       ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
		strbuf_addstr(out, "=?UTF-8?B?");
		strbuf_addbase64(out, s, n);
		strbuf_addstr(out, "?=");
		s += n;
		if (*s)
			strbuf_addstr(out, "\n ");
	}
}

static void add_subject(struct strbuf *out, const struct tell_message *m)
{
	struct strbuf line = STRBUF_INIT, clean = STRBUF_INIT;
	size_t n = strcspn(m->text, "\n");

	strbuf_addf(&line, "[%s] ", message_member(m, "repository"));
	strbuf_add(&line, m->text, n);
	utf8_add_clean_line(&clean, line.buf);
	if (clean.len > SUBJECT_MAX) {
		n = SUBJECT_MAX;
		while (n && ((unsigned char)clean.buf[n] & 0xc0) == 0x80)
			n--;
		strbuf_setlen(&clean, n);
	}
	strbuf_addstr(out, "Subject: ");
	add_words(out, clean.buf);
	strbuf_addch(out, '\n');
	strbuf_release(&line);
	strbuf_release(&clean);
}

static void add_body(struct strbuf *out, const struct tell_message *m)
{
	struct strbuf body = STRBUF_INIT;
	struct json *e;
	size_t from, n;

	strbuf_addf(&body, "%s\n", m->text);
	json_each(e, m->events) {
		const char *id = json_get_str(e, "short");
		const char *at = json_get_str(e, "at");

		if (json_nr(m->events) == 1 && id && *id)
			strbuf_addf(&body, "\n-- \ngit task show %s\n%s\n", id,
				    at ? at : "");
	}
	for (from = 0; from < body.len; from += n) {
		n = body.len - from < LINE ? body.len - from : LINE;
		strbuf_addbase64(out, body.buf + from, n);
		strbuf_addch(out, '\n');
	}
	strbuf_release(&body);
}

static void compose(struct strbuf *out, struct tell_sender *s,
		    const struct tell_message *m, const struct strvec *to)
{
	const char *email = NULL;
	size_t i;

	if (db_me(s->db, NULL, &email, NULL) == 0 && email &&
	    !strpbrk(email, "\r\n<> "))
		strbuf_addf(out, "From: git-task <%s>\n", email);
	for (i = 0; i < to->nr; i++)
		strbuf_addf(out, "%s%s", i ? ",\n " : "To: ", to->v[i]);
	strbuf_addch(out, '\n');
	add_subject(out, m);
	strbuf_addf(out, "Message-ID: <%s@git-task.invalid>\n"
		    "Auto-Submitted: auto-generated\n"
		    "MIME-Version: 1.0\n"
		    "Content-Type: text/plain; charset=UTF-8\n"
		    "Content-Transfer-Encoding: base64\n\n", m->key);
	add_body(out, m);
}

enum tell_answer send_mail(struct tell_sender *s, const struct tell_message *m,
			   struct err *err)
{
	const struct tell_rule *r = m->rule;
	struct strvec to = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT;
	enum tell_answer answer;
	struct proc p;

	strvec_split(&to, r->to, ", ");
	compose(&text, s, m, &to);
	proc_init(&p);
	strvec_push(&p.argv, r->sendmail ? r->sendmail :
		    proc_on_path("sendmail") ? "sendmail" :
		    "/usr/sbin/sendmail");
	strvec_pushl(&p.argv, "-i", "--", (char *)NULL);
	strvec_pushv(&p.argv, to.v);
	p.in = text.buf;
	p.in_len = text.len;
	answer = send_run(s, &p, err);
	proc_release(&p);
	strbuf_release(&text);
	strvec_clear(&to);
	return answer;
}
