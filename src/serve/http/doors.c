/*
 * doors.c - Host, Origin, token, kind of body.
 */
#include "base/base.h"
#include "serve/http/doors.h"

#include <arpa/inet.h>

#define BEARER "Bearer "

/* Is the host (without a port, "[::1]" with its brackets) one of ours? */
static bool our_host(const struct doors *d, const char *host)
{
	char bare[64];
	unsigned char address[16];
	size_t len = strlen(host), i;

	if (!strcasecmp(host, "localhost"))
		return d->at.loopback || d->at.any;
	for (i = 0; d->names && i < d->names->nr; i++)
		if (!strcasecmp(host, d->names->v[i]))
			return true;
	if (*host == '[' && len > 2 && host[len - 1] == ']' &&
	    len - 2 < sizeof(bare)) {
		memcpy(bare, host + 1, len - 2);
		bare[len - 2] = '\0';
		return !strcmp(bare, d->at.host) ||
		       (d->at.any && inet_pton(AF_INET6, bare, address) == 1);
	}
	return !strcmp(host, d->at.host) ||
	       (d->at.any && inet_pton(AF_INET, host, address) == 1);
}

/*
 * "host:port".  A further name stands for a proxy in front, which has a port of
 * its own; all else has ours.
 */
static bool our_place(const struct doors *d, const char *place)
{
	const char *colon = strrchr(place, ':');
	char host[256], port[8];
	size_t len = strlen(place), i;

	if (colon && strchr(colon, ']'))
		colon = NULL;
	if (colon)
		len = (size_t)(colon - place);
	if (!len || len >= sizeof(host))
		return false;
	memcpy(host, place, len);
	host[len] = '\0';
	for (i = 0; d->names && i < d->names->nr; i++)
		if (!strcasecmp(host, d->names->v[i]))
			return true;
	snprintf(port, sizeof(port), "%u", d->at.port);
	return our_host(d, host) && !strcmp(colon ? colon + 1 :
					   d->tls ? "443" : "80", port);
}

/* A page says where it comes from; what is no browser says nothing. */
static bool our_origin(const struct doors *d, const struct http_request *r)
{
	const char *origin = http_header(r, "Origin");
	const char *site = http_header(r, "Sec-Fetch-Site");

	if (site && strcmp(site, "same-origin") && strcmp(site, "none"))
		return false;
	if (!origin)
		return true;
	if (!strncmp(origin, "http://", 7))
		return our_place(d, origin + 7);
	if (!strncmp(origin, "https://", 8))
		return our_place(d, origin + 8);
	return false;
}

const struct token *doors_token(const struct doors *d,
				const struct http_request *r)
{
	const char *s = http_header(r, "Authorization");

	if (!s || strncasecmp(s, BEARER, strlen(BEARER)))
		return NULL;
	s += strlen(BEARER);
	return tokens_find(&d->tokens, s + strspn(s, " "));
}

bool doors_is_json(const struct http_request *r)
{
	const char *type = http_header(r, "Content-Type");
	size_t len = strlen("application/json");

	return type && !strncasecmp(type, "application/json", len) &&
	       (!type[len] || type[len] == ';' || type[len] == ' ');
}

static const char *refuse(unsigned *status, unsigned code, const char *why)
{
	*status = code;
	return why;
}

static const char *check_write(unsigned *status, const struct token *who,
			       const struct doors *d,
			       const struct http_request *r)
{
	if (d->read_only)
		return refuse(status, 403, "this server only reads");
	if (!who->writes)
		return refuse(status, 403, "this token only reads");
	if (r->body_len && !doors_is_json(r))
		return refuse(status, 415, "the body has to be "
			      "application/json");
	return NULL;
}

const char *doors_check(unsigned *status, const struct token **who,
			const struct doors *d, const struct http_request *r,
			enum door door)
{
	const char *host = http_header(r, "Host");

	*who = NULL;
	if (!host || http_header_twice(r, "Host") || !our_place(d, host))
		return refuse(status, 421, "this server has another name; see "
			      "--host");
	if (http_header_twice(r, "Origin") ||
	    http_header_twice(r, "Authorization"))
		return refuse(status, 400, "a header is there twice");
	if (door != DOOR_OPEN && !our_origin(d, r))
		return refuse(status, 403, "pages of other sites are not let "
			      "in");
	if (door == DOOR_OPEN)
		return NULL;
	*who = doors_token(d, r);
	if (door == DOOR_READ && !d->closed)
		return NULL;
	if (!*who)
		return refuse(status, 401, "a token is needed: 'Authorization: "
			      "Bearer <token>'");
	return door == DOOR_WRITE ? check_write(status, *who, d, r) : NULL;
}
