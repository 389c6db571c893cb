/*
 * web.c - requests by libcurl, which is opened when there is one to make.
 */
#include "base/base.h"
#include "data/web.h"

#include <dlfcn.h>

#include "base/mem.h"
#include "base/trace.h"

#if defined(__has_include) && !defined(__cppcheck__)
#if __has_include(<curl/curl.h>)
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#define HAVE_CURL 1
#endif
#endif

#define TIMEOUT_MS 30000
#define CONNECT_MS 10000
#define ANSWER_MAX ((size_t)32 << 20)
#define HEADERS_MAX ((size_t)256 << 10)

void web_request_release(struct web_request *r)
{
	strvec_clear(&r->headers);
}

void web_answer_release(struct web_answer *a)
{
	strvec_clear(&a->headers);
	strbuf_release(&a->body);
	a->status = 0;
	a->sent = false;
}

#ifdef HAVE_CURL

/* As linked libraries they would cost every command their start. */
#define CURL_CALLS(X)							\
	X(curl_easy_init)						\
	X(curl_easy_setopt)						\
	X(curl_easy_perform)						\
	X(curl_easy_getinfo)						\
	X(curl_easy_strerror)						\
	X(curl_easy_reset)						\
	X(curl_easy_cleanup)						\
	X(curl_slist_append)						\
	X(curl_slist_free_all)

struct web {
	void *library;
	CURL *handle;
#define CURL_MEMBER(name) __typeof__(name) *(name);
	CURL_CALLS(CURL_MEMBER)
#undef CURL_MEMBER
};

static void *open_library(void)
{
	static const char *const names[] = {
#ifdef __APPLE__
		"libcurl.4.dylib", "/usr/lib/libcurl.4.dylib",
#else
		"libcurl.so.4", "libcurl-gnutls.so.4",
#endif
	};
	void *library = NULL;
	size_t i;

	for (i = 0; !library && i < ARRAY_SIZE(names); i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	return library;
}

int web_open(struct web **out, struct err *err)
{
	struct web *w = xcalloc(1, sizeof(*w));
	const char *missing = NULL;
	void *p;

	*out = NULL;
	w->library = open_library();
	if (!w->library) {
		free(w);
		return err_set(err, ERR_FAILED, "asking a server takes "
			       "libcurl, and there is none here; install "
			       "libcurl4 (Debian's name)");
	}
#define CURL_FIND(name)							\
	p = dlsym(w->library, #name);					\
	memcpy(&w->name, &p, sizeof(p));				\
	if (!p)								\
		missing = #name;
	CURL_CALLS(CURL_FIND)
#undef CURL_FIND
	if (!missing)
		w->handle = w->curl_easy_init();
	if (missing || !w->handle) {
		err_set(err, ERR_FAILED, "libcurl can not be used%s%s",
			missing ? ": it has no " : "", missing ? missing : "");
		web_close(w);
		return -1;
	}
	*out = w;
	return 0;
}

void web_close(struct web *w)
{
	if (!w)
		return;
	if (w->handle)
		w->curl_easy_cleanup(w->handle);
	/* TLS libraries leave handlers behind: the library stays loaded */
	free(w);
}

struct receiving {
	struct web_answer *a;
	const struct web_request *r;
	size_t max, headers;
	bool too_large;
};

static size_t on_body(char *data, size_t size, size_t nr, void *arg)
{
	struct receiving *r = arg;

	if (size * nr > r->max - r->a->body.len) {
		r->too_large = true;
		return 0;
	}
	strbuf_add(&r->a->body, data, size * nr);
	return size * nr;
}

static size_t on_header(char *data, size_t size, size_t nr, void *arg)
{
	struct receiving *r = arg;
	size_t len = size * nr, n = len;

	r->headers += len;
	if (r->headers > HEADERS_MAX) {
		r->too_large = true;
		return 0;
	}
	/* another answer begins: "100 Continue" was no answer */
	if (len > 5 && !memcmp(data, "HTTP/", 5)) {
		strvec_clear(&r->a->headers);
		return len;
	}
	while (n && (data[n - 1] == '\n' || data[n - 1] == '\r'))
		n--;
	if (n)
		strvec_push_len(&r->a->headers, data, n);
	return len;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c,
		       curl_off_t d)
{
	struct receiving *r = arg;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	if (r->r->heard)
		r->r->heard(r->r->heard_data, r->a->body.len);
	return r->r->stop && stop_wanted(r->r->stop);
}

static bool is_loopback(const char *url)
{
	return str_istarts(url, "http://");	/* by web_url_check */
}

/* Nothing reached the server. */
static bool never_sent(CURLcode rc)
{
	return rc == CURLE_COULDNT_RESOLVE_HOST ||
	       rc == CURLE_COULDNT_RESOLVE_PROXY ||
	       rc == CURLE_COULDNT_CONNECT || rc == CURLE_SSL_CONNECT_ERROR ||
	       rc == CURLE_PEER_FAILED_VERIFICATION;
}

static void set_options(struct web *w, const struct web_request *r,
			struct receiving *in, struct curl_slist *headers)
{
	CURL *h = w->handle;
	const char *method = r->method ? r->method : "GET";

	w->curl_easy_setopt(h, CURLOPT_URL, r->url);
	w->curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
	w->curl_easy_setopt(h, CURLOPT_USERAGENT, "git-task");
	w->curl_easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
	w->curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	w->curl_easy_setopt(h, CURLOPT_TIMEOUT_MS,
			    r->timeout_ms ? (long)r->timeout_ms :
			    (long)TIMEOUT_MS);
	w->curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
	w->curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	w->curl_easy_setopt(h, CURLOPT_WRITEDATA, in);
	w->curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
	w->curl_easy_setopt(h, CURLOPT_HEADERDATA, in);
	w->curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
	w->curl_easy_setopt(h, CURLOPT_XFERINFODATA, in);
	w->curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
	if (is_loopback(r->url))
		w->curl_easy_setopt(h, CURLOPT_PROXY, "");
	if (r->body) {
		w->curl_easy_setopt(h, CURLOPT_POSTFIELDS, r->body);
		w->curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE,
				    (curl_off_t)r->len);
	}
	if (r->body || strcmp(method, "GET") != 0)
		w->curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
	/* libcurl sends a request again by itself when a connection that was
	 * open already dies before an answer */
	if (!strcmp(method, "POST"))
		w->curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, 1L);
}

static int check_headers(const struct web_request *r, struct err *err)
{
	size_t i;

	for (i = 0; i < r->headers.nr; i++)
		if (strpbrk(r->headers.v[i], "\r\n"))
			return err_set(err, ERR_INVALID, "a header of a "
				       "request has a line end in it");
	return 0;
}

/* Where to, never what: a path can have a token in it, as a header has. */
static void tell(const struct web_request *r, const struct web_answer *a,
		 int64_t began, CURLcode rc)
{
	struct strbuf origin = STRBUF_INIT;

	if (!trace_on(TRACE_DEBUG))
		return;
	web_origin(&origin, r->url);
	trace_f(TRACE_DEBUG, "request", "%s %s, %zu bytes (%.1f ms, %s %ld, "
		"%zu bytes)", r->method, origin.buf, r->len,
		(double)(trace_now() - began) / 1000, rc == CURLE_OK ?
		"status" : "curl", rc == CURLE_OK ? a->status : (long)rc,
		a->body.len);
	strbuf_release(&origin);
}

int web_send(struct web_answer *a, struct web *w, const struct web_request *r,
	     struct err *err)
{
	int64_t began = trace_now();
	struct receiving in = { a, r, r->max ? r->max : ANSWER_MAX, 0,
				false };
	struct strbuf origin = STRBUF_INIT;
	struct curl_slist *headers = NULL;
	CURLcode rc;
	size_t i;
	int ret = 0;

	web_answer_release(a);
	if (web_url_check(r->url, err) < 0 || check_headers(r, err) < 0)
		return -1;
	for (i = 0; i < r->headers.nr; i++)
		headers = w->curl_slist_append(headers, r->headers.v[i]);
	/* no "Expect: 100-continue": a second to wait for nothing */
	headers = w->curl_slist_append(headers, "Expect:");
	w->curl_easy_reset(w->handle);
	set_options(w, r, &in, headers);
	rc = w->curl_easy_perform(w->handle);
	w->curl_slist_free_all(headers);
	a->sent = !never_sent(rc);
	if (rc == CURLE_OK)
		w->curl_easy_getinfo(w->handle, CURLINFO_RESPONSE_CODE,
				     &a->status);
	tell(r, a, began, rc);
	if (rc == CURLE_OK)
		return 0;
	web_origin(&origin, r->url);
	if (in.too_large)
		ret = err_set(err, ERR_FAILED, "%s: the answer is too large",
			      origin.buf);
	else
		ret = err_set(err, ERR_NETWORK, "%s: %s", origin.buf,
			      w->curl_easy_strerror(rc));
	strbuf_release(&origin);
	return ret;
}

#else

struct web { int none; };

int web_open(struct web **out, struct err *err)
{
	*out = NULL;
	return err_set(err, ERR_FAILED, "asking a server takes libcurl, and "
		       "this git-task was built without it; install "
		       "libcurl4-openssl-dev (Debian's name) and build again");
}

void web_close(struct web *w)
{
	free(w);
}

int web_send(struct web_answer *a, struct web *w, const struct web_request *r,
	     struct err *err)
{
	(void)a;
	(void)r;
	return web_open(&w, err);
}

#endif
