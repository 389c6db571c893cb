/*
 * stream.c - server-sent events: each one once, also to whoever was away.
 *
 * An event's id is the place behind it.  Behind the last one of a step that is the
 * tip it leads to; within a step it is "<from>.<to>.<n>", n events of that step.
 * What happened between two tips is the same list whenever it is asked for, so
 * that both name a place for good.
 */
#include "base/base.h"
#include "serve/http/internal.h"

#include "base/mem.h"
#include "front/out.h"

struct place {
	char from[HTTP_TIP], to[HTTP_TIP];	/* to "": from is a tip */
	size_t seen;
};

static bool read_oid(char out[HTTP_TIP], const char *s, size_t len)
{
	if (len != 40 && len != 64)
		return false;
	if (strspn(s, "0123456789abcdef") < len)
		return false;
	memcpy(out, s, len);
	out[len] = '\0';
	return true;
}

static bool read_place(struct place *p, const char *id)
{
	const char *dot = strchr(id, '.'), *second;
	char *end;

	memset(p, 0, sizeof(*p));
	if (!dot)
		return read_oid(p->from, id, strlen(id));
	second = strchr(dot + 1, '.');
	/* from may be empty: before all tasks */
	if (!second || (dot != id &&
			!read_oid(p->from, id, (size_t)(dot - id))) ||
	    !read_oid(p->to, dot + 1, (size_t)(second - dot - 1)) ||
	    second[1] < '0' || second[1] > '9' || strlen(second + 1) > 9)
		return false;
	p->seen = strtoul(second + 1, &end, 10);
	return !*end;
}

/* The events of a step but the first ones. */
static void add_step(struct strbuf *out, const struct json *list,
		     const char *from, const char *to, size_t skip)
{
	size_t nr = json_nr(list), i = 0;
	struct strbuf text = STRBUF_INIT;
	struct json *e;

	json_each(e, list) {
		i++;
		if (i <= skip)
			continue;
		strbuf_addf(out, "event: %s\nid: ", json_get_str(e, "event"));
		if (i < nr)
			strbuf_addf(out, "%s.%s.%zu\ndata: ", from, to, i);
		else
			strbuf_addf(out, "%s\ndata: ", to);
		strbuf_reset(&text);
		json_line(&text, e);
		out_add_json(out, text.buf, text.len);
		strbuf_addstr(out, "\n\n");
	}
	strbuf_release(&text);
}

static int add_between(struct strbuf *out, struct server *s, const char *from,
		       const char *to, size_t skip, struct err *err)
{
	struct json *list = NULL;

	if (!strcmp(from, to))
		return 0;
	if (s->site->events(&list, s->base, from, to, err) < 0)
		return -1;
	add_step(out, list, from, to, skip);
	json_free(list);
	return 0;
}

/* What a client that comes back has missed, until `tip`. */
static int catch_up(struct strbuf *out, struct server *s, const char *last,
		    const char *tip, struct err *err)
{
	struct place p;

	if (!read_place(&p, last))
		return err_set(err, ERR_INVALID, "'%.80s' is no place in the "
			       "events", last);
	if (!*p.to)
		return add_between(out, s, p.from, tip, 0, err);
	if (add_between(out, s, p.from, p.to, p.seen, err) < 0)
		return -1;
	return add_between(out, s, p.to, tip, 0, err);
}

/* ---- streams ---- */

void stream_ear_free(struct mcp_ear *ear)
{
	free(ear->id);
	strvec_clear(&ear->uris);
	free(ear);
}

static void free_listener(void *data)
{
	struct listener *l = data;

	if (l->ear)
		stream_ear_free(l->ear);
	free(l);
}

struct listener *stream_begin(struct exchange *x, const struct strbuf *first)
{
	struct listener *l = xcalloc(1, sizeof(*l));

	l->s = x->s;
	x->a->status = 200;
	answer_header(x->a, "Content-Type", "text/event-stream");
	answer_header(x->a, "X-Accel-Buffering", "no");
	x->a->stream = http_stream_new(l, free_listener);
	http_stream_add(x->a->stream, first->buf, first->len);
	return l;
}

static void tell_events(struct http_stream *st, struct listener *l,
			struct server *s, const struct step *step)
{
	(void)l;
	(void)s;
	http_stream_add(st, step->text->buf, step->text->len);
}

void stream_open(struct exchange *x)
{
	const char *last = http_header(x->r, "Last-Event-ID");
	struct strbuf out = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct listener *l;
	char tip[HTTP_TIP];
	int ret = x->s->site->tip(tip, x->s->site, x->s->base, &err);

	if (!last)
		last = json_get_str(x->t.query, "since");
	if (ret == 0)
		strbuf_addf(&out, "retry: 1000\n: at %s\n\n", tip);
	if (ret == 0 && last)
		ret = catch_up(&out, x->s, last, tip, &err);
	if (ret < 0) {
		if (err.code == ERR_NOT_FOUND)
			answer_problem(x->a, 410, err.msg);
		else
			answer_err(x->a, &err);
	} else {
		l = stream_begin(x, &out);
		memcpy(l->tip, tip, sizeof(tip));
		l->tell = tell_events;
		l->hears_sessions = true;
	}
	strbuf_release(&out);
}

/* Sessions have no events, but a tip: whoever shows them looks again. */
static void tell_of_sessions(struct http_stream *st, struct listener *l,
			     const char *tip)
{
	static const char text[] = "event: sessions\ndata: {}\n\n";

	if (*l->sessions && strcmp(l->sessions, tip))
		http_stream_add(st, text, strlen(text));
	snprintf(l->sessions, sizeof(l->sessions), "%s", tip);
}

/* ---- changes by anybody ---- */

/* What happened since `from`, and the same as text; a reset when it can not be
 * told: start over from what is there. */
static struct json *made_step(struct strbuf *text, struct server *s,
			      const char *from, const char *to)
{
	struct json *list = NULL;

	strbuf_reset(text);
	if (s->site->events(&list, s->base, from, to, NULL) < 0) {
		strbuf_addf(text, "event: reset\nid: %s\ndata: {}\n\n", to);
		return NULL;
	}
	add_step(text, list, from, to, 0);
	return list;
}

/* Listeners that are at the same place are told the same. */
void stream_tick(struct http_daemon *d, struct server *s)
{
	struct http_stream *st;
	struct strbuf text = STRBUF_INIT;
	char tip[HTTP_TIP], made[HTTP_TIP] = "-", sessions[HTTP_TIP];
	struct json *list = NULL;
	struct step step = { made, tip, NULL, &text };

	for (st = http_stream_first(d); st; st = http_stream_after(st)) {
		const struct listener *l = http_stream_data(st);

		if (l->s == s && l->tell)
			break;
	}
	if (!st || !http_enter(s))
		return;
	if (s->site->tip(tip, s->site, s->base, NULL) < 0 ||
	    s->site->sessions(sessions, s->site, s->base, NULL) < 0)
		return;
	if (!*sessions)
		memcpy(sessions, "-", 2);
	for (st = http_stream_first(d); st; st = http_stream_after(st)) {
		struct listener *l = http_stream_data(st);

		if (!l->tell || l->s != s)
			continue;
		if (l->hears_sessions)
			tell_of_sessions(st, l, sessions);
		if (!strcmp(l->tip, tip))
			continue;
		if (strcmp(made, l->tip)) {
			memcpy(made, l->tip, sizeof(made));
			json_free(list);
			list = made_step(&text, s, made, tip);
			step.list = list;
		}
		l->tell(st, l, s, &step);
		memcpy(l->tip, tip, sizeof(l->tip));
	}
	json_free(list);
	strbuf_release(&text);
}
