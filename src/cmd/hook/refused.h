/*
 * refused.h - the one exit status of a hook that means something.
 */
#ifndef CMD_HOOK_REFUSED_H
#define CMD_HOOK_REFUSED_H

/* Exit status of `git-task hook` by which commit-msg refuses a commit: a value
 * that no error has, so that a failure never looks like it. */
#define HOOKRUN_REFUSED 3

#endif
