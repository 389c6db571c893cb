/*
 * weburl.c - addresses, and what the headers of an answer say.
 */
#include "base/base.h"
#include "data/web.h"

#include "data/when.h"

/* ---- addresses ---- */

/* Behind "scheme://", or NULL. */
static const char *authority(const char *url)
{
	if (str_istarts(url, "https://"))
		return url + 8;
	return str_istarts(url, "http://") ? url + 7 : NULL;
}

static size_t host_len(const char *host)
{
	size_t n;

	if (*host == '[') {
		n = strspn(host + 1, "0123456789abcdefABCDEF:.");
		return n && host[n + 1] == ']' ? n + 2 : 0;
	}
	return strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
		      "XYZ0123456789.-");
}

static bool is_this_machine(const char *host, size_t n)
{
	static const char *const names[] = { "localhost", "[::1]" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (n == strlen(names[i]) && !strncasecmp(host, names[i], n))
			return true;
	/* 127.0.0.0/8: four numbers, nothing that a resolver could take */
	return n > 4 && !strncmp(host, "127.", 4) &&
	       strspn(host, "0123456789.") == n;
}

/* The length of host and port; 0: there is something else. */
static size_t authority_len(const char *at)
{
	size_t n = host_len(at), digits = 0;

	if (n && at[n] == ':') {
		digits = strspn(at + n + 1, "0123456789");
		if (!digits || digits > 5)
			return 0;
		n += 1 + digits;
	}
	return at[n] == '\0' || strchr("/?", at[n]) ? n : 0;
}

int web_url_check(const char *url, struct err *err)
{
	const char *at = url ? authority(url) : NULL, *p;
	size_t n = at ? authority_len(at) : 0;

	if (!url || !at)
		return err_set(err, ERR_INVALID, "an address begins with "
			       "'https://'");
	for (p = url; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr("\"<>\\^`{|}#", *p))
			return err_set(err, ERR_INVALID, "an address has a "
				       "character in it that must be "
				       "percent-encoded");
	if (!n)
		return err_set(err, ERR_INVALID, "an address needs the name "
			       "of a server, without user and password");
	if (str_istarts(url, "http://") &&
	    !is_this_machine(at, host_len(at)))
		return err_set(err, ERR_INVALID, "'http://' goes to this "
			       "machine only (localhost); use 'https://'");
	return 0;
}

void web_origin(struct strbuf *out, const char *url)
{
	const char *at = authority(url ? url : "");

	if (at)
		strbuf_add(out, url, (size_t)(at - url) + authority_len(at));
	else
		strbuf_addstr(out, "(no address)");
}

bool web_same_origin(const char *a, const char *b)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	bool same;

	web_origin(&x, a);
	web_origin(&y, b);
	same = authority(a) && str_ieq(x.buf, y.buf);
	strbuf_release(&x);
	strbuf_release(&y);
	return same;
}

void web_escape(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~", c))
			strbuf_addch(out, *s);
		else
			strbuf_addf(out, "%%%02X", c);
	}
}

/* ---- headers ---- */

const char *web_header(const struct web_answer *a, const char *name)
{
	size_t n = strlen(name), i;

	for (i = 0; i < a->headers.nr; i++) {
		const char *h = a->headers.v[i];

		if (!strncasecmp(h, name, n) && h[n] == ':')
			return h + n + 1 + strspn(h + n + 1, " \t");
	}
	return NULL;
}

/* "Mon, 30 Nov 2026 10:00:00 GMT" (RFC 9110, section 5.6.7) */
static bool parse_date(int64_t *out, const char *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char name[4] = "", *end;
	const char *m;
	struct when_day d;
	long part[3];
	int i;

	s = strchr(s, ',');
	if (!s)
		return false;
	d.day = (int)strtol(s + 1, &end, 10);
	if (*end != ' ' || strlen(end) < 18)
		return false;
	memcpy(name, end + 1, 3);
	m = strstr(months, name);
	if (!m || (m - months) % 3)
		return false;
	d.month = (int)((m - months) / 3) + 1;
	d.year = (int)strtol(end + 5, &end, 10);
	for (i = 0; i < 3; i++) {
		if (!*end)
			return false;
		part[i] = strtol(end + 1, &end, 10);
		if (part[i] < 0 || part[i] > 60)
			return false;
	}
	if (d.day < 1 || d.year < 1970 || d.year > 9999 ||
	    d.day > when_month_days(d.year, d.month))
		return false;
	*out = ((when_day_number(d) * 24 + part[0]) * 60 + part[1]) * 60000 +
		part[2] * 1000;
	return true;
}

int64_t web_date(const struct web_answer *a)
{
	const char *s = web_header(a, "Date");
	int64_t at;

	return s && parse_date(&at, s) ? at : WHEN_NONE;
}

/* A number and nothing else; -1: it is none. */
static int64_t number(const char *s)
{
	char *end;
	double d;

	if (!s || *s < '0' || *s > '9')
		return -1;
	d = strtod(s, &end);
	return *end || d > 1e12 ? -1 : (int64_t)d;
}

int64_t web_wait(const struct web_answer *a, int64_t now)
{
	const char *s = web_header(a, "Retry-After");
	int64_t at = number(s), server = web_date(a);

	if (at >= 0)
		return at * 1000;
	if (server == WHEN_NONE)
		server = now;
	if (s && parse_date(&at, s))
		return at > server ? at - server : 0;
	if (number(web_header(a, "X-RateLimit-Remaining")) != 0 &&
	    number(web_header(a, "RateLimit-Remaining")) != 0)
		return -1;
	at = number(web_header(a, "X-RateLimit-Reset"));
	if (at < 0)
		at = number(web_header(a, "RateLimit-Reset"));
	if (at < 0)
		return -1;
	/* moments are large, spans are not */
	if (at < 100000000)
		return at * 1000;
	return at * 1000 > server ? at * 1000 - server : 0;
}
