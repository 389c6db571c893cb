/*
 * quiet.h - is there nothing to do for a hook?
 *
 * Most commits name no task, stage no comment and no document, and a rebase is
 * looked at once, at its end.  That can be seen from a handful of small files; no
 * database is opened, no library loaded, no child run.  The program that Git starts
 * (src/hook/main.c) asks this and starts git-task only when the answer is no.
 */
#ifndef FEAT_PROJECT_QUIET_H
#define FEAT_PROJECT_QUIET_H

#include "base/base.h"

/*
 * Is it certain that this event, with Git's arguments (NULL behind them), changes and
 * says nothing?  False whenever anything is unusual, and for events of which that
 * can not be told beforehand (post-merge, post-rewrite).
 */
bool quiet_hook(const char *event, char *const *args);

#endif
