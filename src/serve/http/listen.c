/*
 * listen.c - reading an address and binding it.
 */
#include "base/base.h"
#include "serve/http/listen.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define FIRST_HANDED 3	/* SD_LISTEN_FDS_START */
#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT 8787
#define BACKLOG 512

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} sa;
	socklen_t len;
};

static bool read_port(unsigned *out, const char *s)
{
	char *end;
	unsigned long n;

	if (*s < '0' || *s > '9')
		return false;
	n = strtoul(s, &end, 10);
	if (*end || n > 65535)
		return false;
	*out = (unsigned)n;
	return true;
}

static bool copy_host(struct listening *l, const char *s, size_t len)
{
	if (len >= sizeof(l->host))
		return false;
	memcpy(l->host, s, len);
	l->host[len] = '\0';
	return true;
}

/* Into host and port; false: it is neither form. */
static bool split(struct listening *l, const char *s)
{
	const char *colon = strrchr(s, ':'), *close;

	l->port = DEFAULT_PORT;
	if (*s == '[') {
		close = strchr(s, ']');
		return close && copy_host(l, s + 1, (size_t)(close - s - 1)) &&
		       (!close[1] || (close[1] == ':' &&
				      read_port(&l->port, close + 2)));
	}
	if (colon && strchr(s, ':') != colon)
		return copy_host(l, s, strlen(s));	/* IPv6, no port */
	if (colon)
		return copy_host(l, s, (size_t)(colon - s)) &&
		       read_port(&l->port, colon + 1);
	if (read_port(&l->port, s))
		return copy_host(l, DEFAULT_HOST, strlen(DEFAULT_HOST));
	return copy_host(l, s, strlen(s));
}

static bool fill(struct address *a, struct listening *l)
{
	static const struct in6_addr any6 = IN6ADDR_ANY_INIT;
	static const struct in6_addr loop6 = IN6ADDR_LOOPBACK_INIT;

	memset(a, 0, sizeof(*a));
	if (!strcmp(l->host, "localhost"))
		copy_host(l, DEFAULT_HOST, strlen(DEFAULT_HOST));
	if (inet_pton(AF_INET, l->host, &a->sa.v4.sin_addr) == 1) {
		uint32_t n = ntohl(a->sa.v4.sin_addr.s_addr);

		a->sa.v4.sin_family = AF_INET;
		a->sa.v4.sin_port = htons((uint16_t)l->port);
		a->len = sizeof(a->sa.v4);
		l->loopback = n >> 24 == 127;
		l->any = !n;
		return true;
	}
	if (inet_pton(AF_INET6, l->host, &a->sa.v6.sin6_addr) != 1)
		return false;
	a->sa.v6.sin6_family = AF_INET6;
	a->sa.v6.sin6_port = htons((uint16_t)l->port);
	a->len = sizeof(a->sa.v6);
	l->loopback = !memcmp(&a->sa.v6.sin6_addr, &loop6, sizeof(loop6));
	l->any = !memcmp(&a->sa.v6.sin6_addr, &any6, sizeof(any6));
	return true;
}

static int bind_at(struct listening *l, struct address *a, struct err *err)
{
	int on = 1, fd = socket(a->sa.any.sa_family, SOCK_STREAM, 0);

	if (fd < 0)
		return err_errno(err, ERR_FAILED, "can not open a socket");
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &a->sa.any, a->len) < 0 || listen(fd, BACKLOG) < 0 ||
	    getsockname(fd, &a->sa.any, &a->len) < 0) {
		err_errno(err, ERR_FAILED, "can not listen at %s, port %u",
			  l->host, l->port);
		close(fd);
		return -1;
	}
	l->port = ntohs(a->sa.any.sa_family == AF_INET ? a->sa.v4.sin_port :
			a->sa.v6.sin6_port);
	l->fd = fd;
	return 0;
}

static int read_address(struct listening *out, struct address *a,
			const char *address, struct err *err)
{
	if (split(out, address) && fill(a, out))
		return 0;
	return err_set(err, ERR_USAGE, "'%s' is no address to listen at; "
		       "127.0.0.1:8787 is one, [::1]:0 another", address);
}

int listen_check(const char *address, struct err *err)
{
	struct listening at = LISTENING_INIT;
	struct address a;

	return read_address(&at, &a, address, err);
}

int listen_at(struct listening *out, const char *address, bool loopback_only,
	      struct err *err)
{
	struct address a;

	if (read_address(out, &a, address, err) < 0)
		return -1;
	if (loopback_only && !out->loopback)
		return err_set(err, ERR_FAILED, "others can reach %s: give the "
			       "tokens that let them in with --token-file",
			       out->host);
	return bind_at(out, &a, err);
}

/* How many sockets were handed over to this process. */
static long handed_over(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	long nr = 0;

	if (pid && fds && strtol(pid, NULL, 10) == (long)getpid())
		nr = strtol(fds, NULL, 10);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return nr;
}

/* Where it listens, as fill() has it. */
static bool look_at(struct listening *l, int fd)
{
	struct address a;
	int on = 0;
	socklen_t len = sizeof(on);
	const void *host;

	memset(&a, 0, sizeof(a));
	a.len = sizeof(a.sa);
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) < 0 || !on ||
	    getsockname(fd, &a.sa.any, &a.len) < 0)
		return false;
	if (a.sa.any.sa_family == AF_INET) {
		host = &a.sa.v4.sin_addr;
		l->port = ntohs(a.sa.v4.sin_port);
	} else if (a.sa.any.sa_family == AF_INET6) {
		host = &a.sa.v6.sin6_addr;
		l->port = ntohs(a.sa.v6.sin6_port);
	} else {
		return false;
	}
	return inet_ntop(a.sa.any.sa_family, host, l->host, sizeof(l->host)) &&
	       fill(&a, l);
}

int listen_inherited(struct listening *out, bool loopback_only,
		     struct err *err)
{
	long nr = handed_over();

	if (nr <= 0)
		return 0;
	if (nr > 1)
		return err_set(err, ERR_FAILED, "%ld sockets were handed over "
			       "(LISTEN_FDS): one is taken", nr);
	if (!look_at(out, FIRST_HANDED))
		return err_set(err, ERR_FAILED, "what was handed over "
			       "(LISTEN_FDS) is no TCP socket that listens");
	if (loopback_only && !out->loopback)
		return err_set(err, ERR_FAILED, "others can reach %s: give the "
			       "tokens that let them in with --token-file",
			       out->host);
	out->fd = FIRST_HANDED;
	fcntl(out->fd, F_SETFD, FD_CLOEXEC);
	fcntl(out->fd, F_SETFL, O_NONBLOCK);
	return 1;
}
