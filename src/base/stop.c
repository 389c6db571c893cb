/*
 * stop.c - SIGINT and SIGTERM as a question instead of a death.
 */
#include "base/base.h"
#include "base/stop.h"

#include <sys/select.h>

/* Interrupts the wait, no more. */
static void wake(int sig)
{
	(void)sig;
}

static void keep(int sig, struct sigaction *old, sigset_t *mask)
{
	struct sigaction sa = { .sa_handler = wake };

	sigemptyset(&sa.sa_mask);
	if (sigaction(sig, NULL, old) || old->sa_handler == SIG_IGN)
		return;
	sigaction(sig, &sa, NULL);
	sigaddset(mask, sig);
}

void stop_begin(struct stop *s)
{
	sigset_t mask;

	memset(s, 0, sizeof(*s));
	sigemptyset(&mask);
	keep(SIGINT, &s->old_int, &mask);
	keep(SIGTERM, &s->old_term, &mask);
	sigprocmask(SIG_BLOCK, &mask, &s->old_mask);
}

void stop_end(struct stop *s)
{
	/* Unblocked first: what came goes to wake(). */
	sigprocmask(SIG_SETMASK, &s->old_mask, NULL);
	sigaction(SIGINT, &s->old_int, NULL);
	sigaction(SIGTERM, &s->old_term, NULL);
}

bool stop_wanted(struct stop *s)
{
	sigset_t pending;

	if (!s->wanted && !sigpending(&pending))
		s->wanted = sigismember(&pending, SIGINT) ||
			sigismember(&pending, SIGTERM);
	return s->wanted;
}

bool stop_wait(struct stop *s, int64_t ms)
{
	struct timespec ts = { (time_t)(ms / 1000),
			       (long)(ms % 1000 * 1000000) };
	sigset_t open = s->old_mask;

	if (stop_wanted(s))
		return true;
	sigdelset(&open, SIGINT);
	sigdelset(&open, SIGTERM);
	if (pselect(0, NULL, NULL, NULL, &ts, &open) < 0 && errno == EINTR)
		s->wanted = true;
	return stop_wanted(s);
}
