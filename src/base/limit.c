/*
 * limit.c - limits of a child, set between its start and its program.
 */
#include "base/base.h"
#include "base/limit.h"

#include <sys/resource.h>

#ifdef __linux__
#define MEMORY_LIMIT RLIMIT_DATA
#else
#define MEMORY_LIMIT RLIMIT_AS
#endif

/* Never above what is there: only root may raise the hard limit. */
static int lower(int resource, uint64_t soft, uint64_t hard)
{
	struct rlimit l;

	if (getrlimit(resource, &l))
		return errno;
	if (l.rlim_max == RLIM_INFINITY || l.rlim_max > hard)
		l.rlim_max = (rlim_t)hard;
	if (l.rlim_cur == RLIM_INFINITY || l.rlim_cur > soft)
		l.rlim_cur = (rlim_t)soft;
	if (l.rlim_cur > l.rlim_max)
		l.rlim_cur = l.rlim_max;
	return setrlimit(resource, &l) ? errno : 0;
}

int limit_apply(const struct limit *l)
{
	int ret = lower(RLIMIT_CORE, 0, 0);

	if (!ret && l->cpu)
		ret = lower(RLIMIT_CPU, l->cpu, l->cpu + 1);
	if (!ret && l->file_size)
		ret = lower(RLIMIT_FSIZE, l->file_size, l->file_size);
	if (!ret && l->memory)
		ret = lower(MEMORY_LIMIT, l->memory, l->memory);
	return ret;
}
