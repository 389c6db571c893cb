/*
 * listen.h - the address a server takes.
 */
#ifndef SERVE_HTTP_LISTEN_H
#define SERVE_HTTP_LISTEN_H

#include "base/base.h"
#include "base/err.h"

struct listening {
	int fd;			/* -1: none */
	char host[64];		/* "127.0.0.1", "::1": as it was bound */
	unsigned port;		/* the real one, also when 0 was asked for */
	bool loopback;		/* nobody else can reach it */
	bool any;		/* every address of this machine */
};

#define LISTENING_INIT { -1, "", 0, false, false }

/*
 * Binds "127.0.0.1:8787", "[::1]:8787", "localhost:0", an address without a port
 * (8787) or only a port; port 0 takes a free one.  Names are not looked up but
 * for "localhost".  ERR_USAGE: it is no address; ERR_FAILED: it can not be had.
 * `loopback_only` refuses any other address before it is bound, ERR_FAILED.
 */
int listen_at(struct listening *out, const char *address, bool loopback_only,
	      struct err *err);

/* Has it the form of one?  ERR_USAGE when not; nothing is bound. */
int listen_check(const char *address, struct err *err);

/*
 * Takes the socket that whoever started us listens at (systemd's LISTEN_PID and
 * LISTEN_FDS, sd_listen_fds(3)): 1, or 0 when none was handed over.  The variables are
 * taken out of the environment.  ERR_FAILED: there are several, it is no TCP socket that
 * listens, or others can reach it and `loopback_only`.
 */
int listen_inherited(struct listening *out, bool loopback_only,
		     struct err *err);

#endif
