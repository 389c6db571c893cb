/*
 * daemon.c - the loop around libmicrohttpd: connections, their limits, streams.
 */
#include "base/base.h"
#include "serve/http/daemon.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "data/when.h"
#include "serve/http/aside.h"

#ifdef __APPLE__
#define MHD_FILE "libmicrohttpd.12.dylib"
#else
#define MHD_FILE "libmicrohttpd.so.12"
#endif

#define MHD_CALLS(X)							\
	X(MHD_start_daemon)						\
	X(MHD_stop_daemon)						\
	X(MHD_run_wait)							\
	X(MHD_lookup_connection_value)					\
	X(MHD_get_connection_values)					\
	X(MHD_get_connection_info)					\
	X(MHD_create_response_from_buffer)				\
	X(MHD_create_response_from_callback)				\
	X(MHD_add_response_header)					\
	X(MHD_queue_response)						\
	X(MHD_destroy_response)						\
	X(MHD_is_feature_supported)					\
	X(MHD_suspend_connection)					\
	X(MHD_resume_connection)

struct mhd {
	void *library;
#define MHD_MEMBER(name) __typeof__(name) *(name);
	MHD_CALLS(MHD_MEMBER)
#undef MHD_MEMBER
};

#define WAIT_MS 200
/* With listeners, and while a copy works. */
#define TICK_MS 50
#define ASIDE_WAIT_MS 5
#define LAST_WAIT_MS 5
#define LAST_ROUNDS 40
#define HEADERS_MAX ((size_t)32 << 10)
#define CONNECTIONS_MAX 2000
#define STREAM_BLOCK 4096
/* A listener hears something at least so often, so that a dead one is found. */
#define STREAM_SILENCE_MS 15000

/* A connection that is open. */
struct peer {
	struct MHD_Connection *c;
	int64_t since;		/* its last request began, or it did */
	bool streams, aside, cut;
	struct peer *next, **at;
};

/* One request while it comes in. */
struct incoming {
	char *target;
	struct strbuf body;
	bool too_large, started;
	struct waiting *waits;	/* for a copy, or NULL */
};

/* A request whose answer a copy makes. */
struct waiting {
	struct aside aside;
	struct http_daemon *d;
	struct MHD_Connection *c;
	struct incoming *in;
	char *method;
	void (*make)(struct http_answer *a, const struct http_request *r,
		     void *data);
	bool suspended;
	struct waiting *next;
};

struct http_stream {
	struct strbuf out;
	bool suspended, closed, finished;
	int64_t said;
	struct MHD_Connection *c;
	struct http_daemon *d;
	void *data;
	void (*release)(void *data);
	struct http_stream *next, **at;
};

struct http_daemon {
	struct mhd mhd;
	const struct http_service *service;
	struct peer *peers;
	struct http_stream *streams;
	struct waiting *waiting;	/* the first who came first */
	int listens;
	struct clock clock;
	bool stopping;
};

/* What a handler's request needs to look at headers. */
struct looking {
	const struct mhd *mhd;
	struct MHD_Connection *c;
	const char *name;
	unsigned seen;
};

static int load(struct mhd *m, struct err *err)
{
	const char *why, *missing = NULL;
	void *p;

	m->library = dlopen(MHD_FILE, RTLD_NOW | RTLD_LOCAL);
	if (!m->library) {
		why = dlerror();
		return err_set(err, ERR_FATAL, "can not load %s: %s; install "
			       "libmicrohttpd", MHD_FILE,
			       why ? why : "unknown reason");
	}
#define MHD_FIND(name)							\
	p = dlsym(m->library, #name);					\
	memcpy(&m->name, &p, sizeof(p));				\
	if (!p)								\
		missing = #name;
	MHD_CALLS(MHD_FIND)
#undef MHD_FIND
	if (!missing)
		return 0;
	dlclose(m->library);
	m->library = NULL;
	return err_set(err, ERR_FATAL, "%s lacks %s; 0.9.75 or later is needed",
		       MHD_FILE, missing);
}

/* ---- headers ---- */

const char *http_header(const struct http_request *r, const char *name)
{
	const struct looking *l = r->connection;

	return l->mhd->MHD_lookup_connection_value(l->c, MHD_HEADER_KIND, name);
}

static enum MHD_Result count_header(void *data, enum MHD_ValueKind kind,
				    const char *key, const char *value)
{
	struct looking *l = data;

	(void)kind;
	(void)value;
	if (!strcasecmp(key, l->name))
		l->seen++;
	return MHD_YES;
}

bool http_header_twice(const struct http_request *r, const char *name)
{
	struct looking l = *(const struct looking *)r->connection;

	l.name = name;
	l.seen = 0;
	l.mhd->MHD_get_connection_values(l.c, MHD_HEADER_KIND, count_header, &l);
	return l.seen > 1;
}

/* ---- streams ---- */

struct http_stream *http_stream_new(void *data, void (*release)(void *data))
{
	struct http_stream *s = xcalloc(1, sizeof(*s));

	strbuf_init(&s->out);
	s->data = data;
	s->release = release;
	return s;
}

void *http_stream_data(struct http_stream *s)
{
	return s->data;
}

struct http_stream *http_stream_first(struct http_daemon *d)
{
	return d->streams;
}

struct http_stream *http_stream_after(struct http_stream *s)
{
	return s->next;
}

static void wake(struct http_stream *s)
{
	if (!s->suspended || !s->d)
		return;
	s->suspended = false;
	s->d->mhd.MHD_resume_connection(s->c);
}

bool http_stream_add(struct http_stream *s, const char *text, size_t len)
{
	if (s->closed || len > HTTP_STREAM_MAX - s->out.len) {
		s->closed = true;
	} else {
		strbuf_add(&s->out, text, len);
		if (s->d)
			s->said = clock_now(&s->d->clock);
	}
	wake(s);
	return !s->closed;
}

void http_stream_finish(struct http_stream *s)
{
	s->finished = true;
	wake(s);
}

static ssize_t read_stream(void *data, uint64_t pos, char *buf, size_t max)
{
	struct http_stream *s = data;
	size_t n = s->out.len < max ? s->out.len : max;

	(void)pos;
	if (s->closed || (!n && (s->finished || s->d->stopping)))
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (!n) {
		s->suspended = true;
		s->d->mhd.MHD_suspend_connection(s->c);
		return 0;
	}
	memcpy(buf, s->out.buf, n);
	strbuf_remove(&s->out, 0, n);
	return (ssize_t)n;
}

static void free_stream(void *data)
{
	struct http_stream *s = data;

	if (s->at) {
		*s->at = s->next;
		if (s->next)
			s->next->at = s->at;
	}
	s->release(s->data);
	strbuf_release(&s->out);
	free(s);
}

static void link_stream(struct http_daemon *d, struct http_stream *s,
			struct MHD_Connection *c)
{
	s->d = d;
	s->c = c;
	s->said = clock_now(&d->clock);
	s->next = d->streams;
	s->at = &d->streams;
	if (s->next)
		s->next->at = &s->next;
	d->streams = s;
}

/* Keeps listeners awake: nothing tells otherwise that one has gone. */
static void breathe(struct http_daemon *d)
{
	struct http_stream *s;
	int64_t now = clock_now(&d->clock);

	for (s = d->streams; s; s = s->next)
		if (now - s->said > STREAM_SILENCE_MS)
			http_stream_add(s, ":\n\n", 3);
}

/* ---- answers ---- */

static struct peer *peer_of(const struct http_daemon *d,
			    struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = d->mhd.MHD_get_connection_info(
		c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

/* Sends; takes what `a` holds. */
static enum MHD_Result send_answer(struct http_daemon *d,
				   struct MHD_Connection *c,
				   struct http_answer *a)
{
	struct peer *peer = peer_of(d, c);
	enum MHD_Result ret = MHD_NO;
	struct MHD_Response *r;
	size_t i, len = a->body.len;

	if (a->stream) {
		link_stream(d, a->stream, c);
		if (peer)
			peer->streams = true;
		r = d->mhd.MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, a->stream,
			free_stream);
	} else {
		r = d->mhd.MHD_create_response_from_buffer(
			len, strbuf_detach(&a->body, NULL),
			MHD_RESPMEM_MUST_FREE);
	}
	for (i = 0; r && i + 1 < a->headers.nr; i += 2)
		d->mhd.MHD_add_response_header(r, a->headers.v[i],
					       a->headers.v[i + 1]);
	if (r) {
		ret = d->mhd.MHD_queue_response(c, a->status, r);
		d->mhd.MHD_destroy_response(r);
	}
	strvec_clear(&a->headers);
	strbuf_release(&a->body);
	return ret;
}

static enum MHD_Result refuse(struct http_daemon *d, struct MHD_Connection *c,
			      unsigned status)
{
	struct http_answer a = HTTP_ANSWER_INIT;

	d->service->refuse(&a, status, d->service->data);
	strvec_pushl(&a.headers, "Connection", "close", NULL);
	return send_answer(d, c, &a);
}

/* Says its size and is too large: refused before the body is sent. */
static bool announces_too_much(struct http_daemon *d, struct MHD_Connection *c)
{
	const char *text = d->mhd.MHD_lookup_connection_value(
		c, MHD_HEADER_KIND, "Content-Length");

	return text && strtoull(text, NULL, 10) > HTTP_BODY_MAX;
}

/* ---- answers that copies make ---- */

/* In the copy: no connection stays open for it. */
void http_leave(const struct http_daemon *d)
{
	const struct peer *p;

	for (p = d->peers; p; p = p->next) {
		const union MHD_ConnectionInfo *info =
			d->mhd.MHD_get_connection_info(
				p->c, MHD_CONNECTION_INFO_CONNECTION_FD);

		if (info)
			close(info->connect_fd);
	}
	close(d->listens);
}

static void leave(void *data)
{
	const struct waiting *w = data;

	http_leave(w->d);
}

static struct http_request request_of(const struct http_daemon *d,
				      const char *method,
				      const struct incoming *in,
				      struct looking *l)
{
	const union MHD_ConnectionInfo *from = d->mhd.MHD_get_connection_info(
		l->c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return (struct http_request){
		method, in->target, in->body.buf, in->body.len,
		from ? from->client_addr : NULL, l
	};
}

/* In the copy. */
static void make(struct http_answer *a, void *data)
{
	struct waiting *w = data;
	struct looking l = { &w->d->mhd, w->c, NULL, 0 };
	struct http_request r = request_of(w->d, w->method, w->in, &l);

	w->make(a, &r, w->d->service->data);
}

static void free_waiting(struct waiting *w)
{
	struct waiting **at = &w->d->waiting;

	while (*at && *at != w)
		at = &(*at)->next;
	if (*at)
		*at = w->next;
	aside_release(&w->aside);
	free(w->method);
	free(w);
}

/* Lets the request be asked for again, when the copy has ended. */
static void go_on(struct waiting *w)
{
	w->aside.done = true;
	if (!w->suspended)
		return;
	w->suspended = false;
	w->d->mhd.MHD_resume_connection(w->c);
}

static enum MHD_Result wait_aside(struct http_daemon *d,
				  struct MHD_Connection *c, const char *method,
				  struct incoming *in,
				  const struct http_answer *a)
{
	static const struct aside fresh = ASIDE_INIT;
	struct waiting *w = xcalloc(1, sizeof(*w)), **at = &d->waiting;
	struct peer *peer = peer_of(d, c);

	w->aside = fresh;
	w->d = d;
	w->c = c;
	w->in = in;
	w->method = xstrdup(method);
	w->make = a->aside;
	in->waits = w;
	while (*at)
		at = &(*at)->next;
	*at = w;
	if (peer)
		peer->aside = true;
	w->suspended = true;
	d->mhd.MHD_suspend_connection(c);
	return MHD_YES;
}

/* The answer of a copy, which has ended. */
static enum MHD_Result send_aside(struct http_daemon *d,
				  struct MHD_Connection *c, struct incoming *in)
{
	struct http_answer a = HTTP_ANSWER_INIT;
	struct peer *peer = peer_of(d, c);
	bool ok = aside_take(&a, &in->waits->aside);

	free_waiting(in->waits);
	in->waits = NULL;
	if (peer) {
		peer->aside = false;
		peer->since = clock_now(&d->clock);
	}
	return ok ? send_answer(d, c, &a) : refuse(d, c, 503);
}

/* Starts copies for those whose turn it is, and looks at those that work. */
static void look_aside(struct http_daemon *d)
{
	int64_t now = clock_now(&d->clock);
	struct waiting *w;
	int nr = 0;

	for (w = d->waiting; w; w = w->next) {
		if (!w->suspended)
			continue;
		if (!w->aside.pid && nr < ASIDE_MAX &&
		    aside_start(&w->aside, now, make, leave, w) < 0)
			go_on(w);
		nr += w->aside.pid > 0;
		if (w->aside.pid && aside_ended(&w->aside, now))
			go_on(w);
	}
}

static enum MHD_Result complete(struct http_daemon *d, struct MHD_Connection *c,
				const char *method, struct incoming *in)
{
	struct looking l = { &d->mhd, c, NULL, 0 };
	struct http_request r = request_of(d, method, in, &l);
	struct http_answer a = HTTP_ANSWER_INIT;

	if (in->too_large)
		return refuse(d, c, 413);
	if (in->waits)
		return in->waits->aside.done ? send_aside(d, c, in) : MHD_YES;
	d->service->answer(&a, &r, d->service->data);
	if (!a.aside)
		return send_answer(d, c, &a);
	strvec_clear(&a.headers);
	strbuf_release(&a.body);
	return wait_aside(d, c, method, in, &a);
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *c,
				  const char *url, const char *method,
				  const char *version, const char *chunk,
				  size_t *chunk_len, void **slot)
{
	struct http_daemon *d = data;
	struct incoming *in = *slot;

	(void)url;
	(void)version;
	if (!in)
		return MHD_NO;
	if (!in->started) {
		in->started = true;
		return announces_too_much(d, c) ? refuse(d, c, 413) : MHD_YES;
	}
	if (!*chunk_len)
		return complete(d, c, method, in);
	if (*chunk_len > HTTP_BODY_MAX - in->body.len)
		in->too_large = true;
	if (!in->too_large)
		strbuf_add(&in->body, chunk, *chunk_len);
	*chunk_len = 0;
	return MHD_YES;
}

/* ---- the life of requests and connections ---- */

static void *on_target(void *data, const char *target, struct MHD_Connection *c)
{
	struct http_daemon *d = data;
	struct incoming *in = xcalloc(1, sizeof(*in));

	(void)c;
	(void)d;
	in->target = xstrdup(target);
	strbuf_init(&in->body);
	return in;
}

static void on_completed(void *data, struct MHD_Connection *c, void **slot,
			 enum MHD_RequestTerminationCode why)
{
	struct http_daemon *d = data;
	struct incoming *in = *slot;
	struct peer *peer = peer_of(d, c);

	(void)why;
	if (peer) {
		peer->since = clock_now(&d->clock);
		peer->streams = peer->aside = false;
	}
	if (!in)
		return;
	if (in->waits)
		free_waiting(in->waits);
	free(in->target);
	strbuf_release(&in->body);
	free(in);
	*slot = NULL;
}

static void on_connection(void *data, struct MHD_Connection *c, void **slot,
			  enum MHD_ConnectionNotificationCode what)
{
	struct http_daemon *d = data;
	struct peer *p = *slot;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		p = xcalloc(1, sizeof(*p));
		p->c = c;
		p->since = clock_now(&d->clock);
		p->next = d->peers;
		p->at = &d->peers;
		if (p->next)
			p->next->at = &p->next;
		d->peers = p;
		*slot = p;
	} else if (p) {
		*p->at = p->next;
		if (p->next)
			p->next->at = p->at;
		free(p);
		*slot = NULL;
	}
}

/* Whoever sends a byte now and then is no better than one that sends none. */
static void cut_slow(struct http_daemon *d)
{
	int64_t now = clock_now(&d->clock);
	struct peer *p;

	for (p = d->peers; p; p = p->next) {
		const union MHD_ConnectionInfo *info;

		if (p->cut || p->streams || p->aside ||
		    now - p->since <= d->service->timeout_ms)
			continue;
		p->cut = true;
		info = d->mhd.MHD_get_connection_info(
			p->c, MHD_CONNECTION_INFO_CONNECTION_FD);
		if (info)
			shutdown(info->connect_fd, SHUT_RDWR);
	}
}

/* ---- the loop ---- */

/* As many as the system lets us open, with some left for the repository. */
static unsigned connection_limit(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) < 0)
		return 200;
	if (l.rlim_cur < CONNECTIONS_MAX + 100 && l.rlim_max > l.rlim_cur) {
		l.rlim_cur = l.rlim_max < CONNECTIONS_MAX + 100 ?
			     l.rlim_max : CONNECTIONS_MAX + 100;
		setrlimit(RLIMIT_NOFILE, &l);
		getrlimit(RLIMIT_NOFILE, &l);
	}
	if (l.rlim_cur > CONNECTIONS_MAX + 100)
		return CONNECTIONS_MAX;
	return l.rlim_cur > 200 ? (unsigned)l.rlim_cur - 100 : 100;
}

#define TLS_VERSIONS "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"

/* The options of TLS, when it is wanted. */
static void add_tls(struct MHD_OptionItem *at, const struct http_service *s)
{
	static char versions[] = TLS_VERSIONS;
	const struct MHD_OptionItem all[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, s->key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, versions },
	};

	if (s->cert)
		memcpy(at, all, sizeof(all));
}

static struct MHD_Daemon *start(struct http_daemon *d, int fd)
{
	unsigned flags = MHD_ALLOW_SUSPEND_RESUME;
	unsigned limit = connection_limit();
	struct MHD_OptionItem more[4] = {
		{ MHD_OPTION_END, 0, NULL }, { MHD_OPTION_END, 0, NULL },
		{ MHD_OPTION_END, 0, NULL }, { MHD_OPTION_END, 0, NULL },
	};

#ifdef __linux__
	flags |= MHD_USE_EPOLL;
#else
	limit = limit < 900 ? limit : 900;	/* select */
#endif
	add_tls(more, d->service);
	if (d->service->cert)
		flags |= MHD_USE_TLS;
	return d->mhd.MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, d,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CONNECTION_LIMIT, limit,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, limit / 4 * 3,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADERS_MAX,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, d,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, d,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, d,
		MHD_OPTION_ARRAY, more,
		MHD_OPTION_END);
}

/* The signals that end us wait until the loop looks for them. */
static void hold_signals(sigset_t *old)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, old);
	sigaction(SIGPIPE, &ignore, NULL);
}

/* One that has come; takes it. */
static bool signal_came(void)
{
	sigset_t set;
	int nr;

	sigpending(&set);
	if (!sigismember(&set, SIGTERM) && !sigismember(&set, SIGINT) &&
	    !sigismember(&set, SIGHUP))
		return false;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigwait(&set, &nr);
	return true;
}

static void loop(struct http_daemon *d, struct MHD_Daemon *mhd)
{
	int64_t now, last = 0;
	enum http_more more = HTTP_IDLE;

	while (!signal_came()) {
		d->mhd.MHD_run_wait(mhd, more == HTTP_NOW ? 0 :
				    d->waiting || more ? ASIDE_WAIT_MS :
				    d->streams ? TICK_MS : WAIT_MS);
		look_aside(d);
		more = d->service->work(d, d->service->data);
		now = clock_now(&d->clock);
		if (now - last < TICK_MS && now >= last)
			continue;
		last = now;
		cut_slow(d);
		if (d->streams)
			d->service->tick(d, d->service->data);
		breathe(d);
	}
}

int http_run(int fd, const struct http_service *service,
	     void (*ready)(void *data), struct err *err)
{
	struct http_daemon d = {
		.service = service, .listens = fd, .clock = CLOCK_SYSTEM
	};
	struct MHD_Daemon *mhd;
	struct http_stream *s;
	struct waiting *w;
	sigset_t old;
	int i;

	if (load(&d.mhd, err) < 0) {
		close(fd);
		return -1;
	}
	if (service->cert &&
	    d.mhd.MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
		close(fd);
		return err_set(err, ERR_FATAL, "%s was built without TLS",
			       MHD_FILE);
	}
	hold_signals(&old);
	mhd = start(&d, fd);
	if (!mhd) {
		close(fd);
		sigprocmask(SIG_SETMASK, &old, NULL);
		return service->cert ?
		       err_set(err, ERR_FAILED, "can not start the server: "
			       "certificate and key are no PEM, or do not "
			       "belong together") :
		       err_set(err, ERR_FATAL, "can not start the server");
	}
	ready(service->data);
	loop(&d, mhd);
	service->end(&d, service->data);
	d.stopping = true;
	for (s = d.streams; s; s = s->next)
		wake(s);
	for (w = d.waiting; w; w = w->next)
		go_on(w);
	/* who reads gets what is there; nobody is waited for long */
	for (i = 0; i < LAST_ROUNDS && (d.streams || d.waiting || !i); i++)
		d.mhd.MHD_run_wait(mhd, LAST_WAIT_MS);
	d.mhd.MHD_stop_daemon(mhd);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return 0;
}
