/*
 * version.h - the version of the program.
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* The release that this tree leads to; contrib/version.sh adds the commit. */
#define GIT_TASK_NUMBER "0.2.0"

/*
 * "0.2.0" for a released archive or tag, "0.2.0+g1a2b3c4d" for another commit:
 * <https://semver.org>, build metadata.  What the Makefile found when version.c
 * was compiled; never NULL.
 */
const char *git_task_version(void);

#endif
