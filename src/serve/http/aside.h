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
	int64_t most;			/* ms that it may take; 0: ASIDE_MS */
};

#define ASIDE_INIT { 0, -1, 0, STRBUF_INIT, false, 0 }

/*
 * Starts a copy that calls `run`, which first closes what is not its business and
 * writes to `fd` what it has to say, and ends.  What it wrote is added to a->text by
 * aside_ended; who reads it on the way takes it off there.  -1: there can be no copy
 * now.
 */
int aside_begin(struct aside *a, int64_t now, void (*run)(int fd, void *data),
		void *data);

/*
 * The same for an answer: the copy calls `leave`, then `make`, and hands over the
 * answer that this fills, for aside_take.
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
