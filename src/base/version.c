/*
 * version.c - the version, in the only object that a new one compiles again.
 */
#include "base/base.h"
#include "base/version.h"

#ifndef GIT_TASK_VERSION
#define GIT_TASK_VERSION GIT_TASK_NUMBER
#endif

const char *git_task_version(void)
{
	return GIT_TASK_VERSION;
}
