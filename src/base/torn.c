/*
 * torn.c - the handlers of SIGBUS and SIGSEGV, and the numbers that they share with
 * the program.
 */
#include "base/base.h"
#include "base/torn.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

/* A signal has no context to hang this off. */
static atomic_uint *counter(void)
{
	static atomic_uint nr;

	return &nr;
}

/* Only what is safe in a handler; the page is asked for again on return. */
static void on_sigbus(int sig, siginfo_t *info, void *context)
{
	static const char text[] = "git-task: memory that was mapped is gone; "
		"run the command again\n";
	uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE);
	char *at = (char *)info->si_addr - (uintptr_t)info->si_addr % size;

	(void)sig;
	(void)context;
	if (info->si_code == BUS_ADRERR &&
	    mmap(at, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0) == at) {
		atomic_fetch_add(counter(), 1);
		return;
	}
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(128);
	_exit(128);
}

static atomic_int *trusting(void)
{
	static atomic_int depth;

	return &depth;
}

static void on_sigsegv(int sig)
{
	static const char text[] = "git-task: an object can not be read: a "
		"pack or its index is damaged; 'git fsck' says which\n";

	struct sigaction plain = { .sa_handler = SIG_DFL };

	if (atomic_load(trusting()) <= 0) {
		sigaction(sig, &plain, NULL);
		return;		/* and dies of it, as it should */
	}
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(128);
	_exit(128);
}

void torn_trusting(bool on)
{
	atomic_fetch_add(trusting(), on ? 1 : -1);
}

void torn_survive(void)
{
	struct sigaction bus = { .sa_flags = SA_SIGINFO };
	struct sigaction segv = { .sa_handler = on_sigsegv };

	bus.sa_sigaction = on_sigbus;
	sigaction(SIGBUS, &bus, NULL);
#ifndef __SANITIZE_ADDRESS__
	sigaction(SIGSEGV, &segv, NULL);
#else
	(void)segv;
#endif
}

unsigned torn_count(void)
{
	return atomic_load(counter());
}
