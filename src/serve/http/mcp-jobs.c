/*
 * mcp-jobs.c - calls of tools whose answer is a stream: one after the other, or, when the
 * client wants to hear of it meanwhile, in copies of this process (aside.h).
 *
 * A copy writes lines: NOTE and a notification, in the end ANSWER and the answer.
 */
#include "base/base.h"
#include "serve/http/internal.h"

#include <poll.h>

#include "base/mem.h"
#include "serve/http/aside.h"

#define JOBS_MAX 64
#define NOTE 'n'
#define ANSWER 'a'
/* A copy may take so long: a language model, code that runs. */
#define COPY_MS ((int64_t)1000 * 3700)
/* When the server ends, so long. */
#define LAST_MS 2000

struct mcp_job {
	char session[65];
	struct mcp_want want;	/* its session: above */
	const struct token *who;
	struct strbuf body;
	struct aside aside;
	struct mcp_job *next;
};

bool mcp_job_fits(const struct server *s)
{
	const struct mcp_job *j;
	size_t nr = 0;

	for (j = s->jobs; j; j = j->next)
		nr++;
	return nr < JOBS_MAX;
}

void mcp_job_add(struct exchange *x, const struct mcp_want *want)
{
	static const struct aside fresh = ASIDE_INIT;
	struct mcp_job **at = &x->s->jobs, *job = xcalloc(1, sizeof(*job));

	snprintf(job->session, sizeof(job->session), "%s", want->session);
	job->want = *want;
	job->want.session = job->session;
	job->who = x->who;
	job->aside = fresh;
	job->aside.most = COPY_MS;
	strbuf_init(&job->body);
	strbuf_add(&job->body, x->r->body, x->r->body_len);
	while (*at)
		at = &(*at)->next;
	*at = job;
}

/* Takes it off the list. */
static void drop(struct server *s, struct mcp_job *job)
{
	struct mcp_job **at = &s->jobs;

	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	aside_release(&job->aside);
	strbuf_release(&job->body);
	free(job);
}

/* ---- to the client ---- */

void mcp_add_answer(struct strbuf *out, unsigned long nr, const char *text)
{
	strbuf_addf(out, "id: %lu-1\nevent: message\ndata: ", nr);
	strbuf_addstr(out, text);
	strbuf_rtrim(out);
	strbuf_addstr(out, "\n\n");
}

/* To whoever waits for it at this moment. */
static void hand_out(struct http_daemon *d, const struct server *s,
		     const struct mcp_job *job, const struct strbuf *out,
		     bool last)
{
	struct http_stream *st;

	for (st = http_stream_first(d); st; st = http_stream_after(st)) {
		const struct listener *l = http_stream_data(st);

		if (l->s != s || !l->ear || l->ear->nr != job->want.nr)
			continue;
		http_stream_add(st, out->buf, out->len);
		if (last)
			http_stream_finish(st);
	}
}

/* A session that ended wants nothing done any more. */
static bool is_wanted(const struct server *s, const struct mcp_job *job)
{
	return !*job->session || dialog_named(&s->dialogs, job->session);
}

static void give_answer(struct http_daemon *d, struct server *s,
			const struct mcp_job *job, const char *text)
{
	struct dialog *session = dialog_named(&s->dialogs, job->session);
	struct strbuf out = STRBUF_INIT;

	if (session)
		dialog_keep(session, job->want.nr, text);
	if (!*text)
		;
	else if (*job->session)
		mcp_add_answer(&out, job->want.nr, text);
	else
		strbuf_addf(&out, "event: message\ndata: %s\n\n", text);
	hand_out(d, s, job, &out, true);
	strbuf_release(&out);
}

/* ---- the work ---- */

/* `send`, with `data` for it, tells of it meanwhile; NULL: nobody hears. */
static void run(struct strbuf *text, const struct mcp_job *job,
		void (*send)(void *data, const struct strbuf *line), void *data)
{
	struct mcp m = *job->want.m;
	struct acting acting;

	m.text_only = job->want.text_only;
	m.level = job->want.level;
	m.send = send;
	m.send_data = data;
	acting_as(&acting, job->who);
	mcp_message(text, &m, job->body.buf, job->body.len);
	acting_end(&acting);
	strbuf_rtrim(text);
}

/* A job in its copy. */
struct copy {
	struct http_daemon *d;
	const struct server *s;
	const struct mcp_job *job;
};

static void write_line(int fd, char kind, const struct strbuf *line)
{
	struct strbuf out = STRBUF_INIT;
	size_t at = 0;
	ssize_t n;

	strbuf_addch(&out, kind);
	strbuf_addbuf(&out, line);
	strbuf_rtrim(&out);
	strbuf_addch(&out, '\n');
	while (at < out.len) {
		n = write(fd, out.buf + at, out.len - at);
		if (n < 0 && errno != EINTR)
			break;
		at += n > 0 ? (size_t)n : 0;
	}
	strbuf_release(&out);
}

static void write_note(void *data, const struct strbuf *line)
{
	const int *fd = data;

	write_line(*fd, NOTE, line);
}

static void run_copy(int fd, void *data)
{
	const struct copy *c = data;
	struct strbuf text = STRBUF_INIT;

	http_leave(c->d);
	if (http_enter(c->s))
		run(&text, c->job, write_note, &fd);
	if (text.len)
		write_line(fd, ANSWER, &text);
}

/* Passes on what a copy has written; true: the answer was there. */
static bool pass_on(struct http_daemon *d, struct server *s,
		    struct mcp_job *job)
{
	struct strbuf *text = &job->aside.text, out = STRBUF_INIT;
	bool answered = false;
	size_t len;
	char *end;

	while (!answered && text->len &&
	       (end = memchr(text->buf, '\n', text->len)) != NULL) {
		*end = '\0';
		len = (size_t)(end - text->buf);
		answered = *text->buf == ANSWER;
		strbuf_reset(&out);
		strbuf_addf(&out, "event: message\ndata: %s\n\n",
			    text->buf + 1);
		if (answered)
			give_answer(d, s, job, text->buf + 1);
		else
			hand_out(d, s, job, &out, false);
		strbuf_remove(text, 0, len + 1);
	}
	strbuf_release(&out);
	return answered;
}

/* The copy ended without a word. */
static void cut_off(struct http_daemon *d, struct server *s,
		    const struct mcp_job *job)
{
	struct strbuf out = STRBUF_INIT;
	struct rpc r;

	rpc_read(&r, job->body.buf, job->body.len);
	rpc_error(&out, r.id, RPC_INTERNAL, "the call was cut off; it may have "
		  "been done, or not", NULL);
	strbuf_rtrim(&out);
	give_answer(d, s, job, out.buf);
	rpc_release(&r);
	strbuf_release(&out);
}

/* Looks at a copy; true: it is done. */
static bool look_at(struct http_daemon *d, struct server *s,
		    struct mcp_job *job)
{
	bool ended = aside_ended(&job->aside, clock_now(s->base->clock));

	if (pass_on(d, s, job))
		return true;
	if (ended)
		cut_off(d, s, job);
	return ended;
}

static void start_copy(struct http_daemon *d, struct server *s,
		       struct mcp_job *job)
{
	struct copy c = { d, s, job };

	/* where there can be none it is done without a word */
	if (aside_begin(&job->aside, clock_now(s->base->clock), run_copy,
			&c) < 0)
		job->want.told = false;
}

/* Here, while others wait. */
static void do_now(struct http_daemon *d, struct server *s,
		   struct mcp_job *job)
{
	struct strbuf text = STRBUF_INIT;

	http_enter(s);
	if (is_wanted(s, job))
		run(&text, job, NULL, NULL);
	give_answer(d, s, job, text.len ? text.buf : "");
	drop(s, job);
	strbuf_release(&text);
}

enum http_more mcp_work(struct http_daemon *d, struct server *s)
{
	struct mcp_job *job, *next, *first = NULL;
	bool copies = false;
	int nr = 0;

	for (job = s->jobs; job; job = next) {
		next = job->next;
		if (job->want.told && !job->aside.pid && !is_wanted(s, job)) {
			give_answer(d, s, job, "");
			drop(s, job);
			continue;
		}
		if (job->want.told && !job->aside.pid && nr < ASIDE_MAX)
			start_copy(d, s, job);
		if (!job->want.told) {
			first = first ? first : job;
			continue;
		}
		nr += job->aside.pid > 0;
		if (job->aside.pid && look_at(d, s, job))
			drop(s, job);
		else
			copies = true;
	}
	if (first) {
		do_now(d, s, first);
		for (job = s->jobs; job; job = job->next)
			if (!job->want.told)
				return HTTP_NOW;
	}
	return copies ? HTTP_SOON : HTTP_IDLE;
}

void mcp_work_end(struct http_daemon *d, struct server *s)
{
	int left = LAST_MS;
	struct pollfd p;

	while (s->jobs && left > 0) {
		if (mcp_work(d, s) != HTTP_SOON)
			continue;
		p = (struct pollfd){ s->jobs->aside.fd, POLLIN, 0 };
		poll(&p, 1, 50);
		left -= 50;
	}
	while (s->jobs) {
		cut_off(d, s, s->jobs);
		drop(s, s->jobs);
	}
}
