/*
 * torn.c - the handler of SIGBUS, and the one number that it leaves behind.
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

void torn_survive(void)
{
	struct sigaction bus = { .sa_flags = SA_SIGINFO };

	bus.sa_sigaction = on_sigbus;
	sigaction(SIGBUS, &bus, NULL);
}

unsigned torn_count(void)
{
	return atomic_load(counter());
}
