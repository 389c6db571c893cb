/*
 * aside.h - answers that take long are made by copies of this process, so that
 * nobody waits for somebody else's.
 *
 * A copy (fork) makes one answer, hands it over through a pipe and ends; it serves
 * nothing and tells nobody.  At most ASIDE_MAX work at a time, the others wait for
 * their turn in the order in which they came.
 */
#ifndef SERVE_HTTP_ASIDE_H
#define SERVE_HTTP_ASIDE_H

#include "base/base.h"
#include "serve/http/daemon.h"

#define ASIDE_MAX 4
/* A copy that has not ended by then is ended. */
#define ASIDE_MS 60000

struct aside {
	pid_t pid;			/* 0: waits for its turn */
	int fd;				/* -1: none */
	int64_t since;			/* when the copy began */
	struct strbuf text;		/* what came of the answer so far */
	bool done;
};

#define ASIDE_INIT { 0, -1, 0, STRBUF_INIT, false }

/*
 * Starts a copy, which calls `make` and hands over the answer that it fills;
 * `leave` is called in the copy first, to close what is not its business.  -1:
 * there can be no copy now.
 */
int aside_start(struct aside *a, int64_t now,
		void (*make)(struct http_answer *out, void *data),
		void (*leave)(void *data), void *data);
/* Reads what has come, without waiting; true: the copy has ended. */
bool aside_ended(struct aside *a, int64_t now);
/* The whole answer; false: the copy failed.  `out` was initialised. */
bool aside_take(struct http_answer *out, const struct aside *a);
/* Ends a copy that is at work. */
void aside_release(struct aside *a);

#endif
