/*
 * hooks.h - putting git-task's hooks where Git finds them, and taking them out.
 *
 * Two ways.  Git 2.54 and later: `hook.git-task-<event>.command` and `.event` in
 * the repository's configuration; no file is touched.  Earlier ones: a file in the
 * directory that Git names.
 *
 * That file is a link to git-task-hook (src/cmd/hook-main.c), which sees by its name
 * what to do: no shell, no search, and git-task itself is started only when there is
 * something to do.  A link whose program has gone is no hook for Git.  That program
 * stands beside git-task, or in ../libexec/git-task; where it is missing, hooks whose
 * exit status Git ignores are links to git-task, and the others are shims from hooks/,
 * marked by HOOKS_MARKER: a program that the system can not load for want of a library
 * would stop a commit.  Shims are also what is installed for a hook with another one
 * behind it, with core.symlinks=false and by `shims` (a repository that is used
 * under other paths, in a container, or by machines of several kinds).  An
 * existing hook is never overwritten: it makes the installation fail before
 * anything is written, or with `chain` it is renamed to <hook>.git-task-orig and
 * run by the shim afterwards.  A core.hooksPath that leads out of the git
 * directory belongs to another tool or to the project: nothing is written there.
 */
#ifndef FEAT_PROJECT_HOOKS_H
#define FEAT_PROJECT_HOOKS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/core/db.h"

#define HOOKS_MARKER "# git-task hook v1"
#define HOOKS_ORIG ".git-task-orig"

/* The events, NULL-terminated, in the order of a commit's life. */
extern const char *const hooks_events[];
bool hooks_is_event(const char *name);

enum hooks_state {
	HOOKS_NONE,	/* no hook */
	HOOKS_FILE,	/* our shim */
	HOOKS_CHAINED,	/* our shim with another hook behind it */
	HOOKS_CONFIG,	/* in Git's configuration */
	HOOKS_FOREIGN,	/* somebody else's hook alone */
	HOOKS_GONE	/* our link, to a program that is not there any more */
};
const char *hooks_state_name(enum hooks_state s);

struct hooks_place {
	char *dir;		/* where Git looks for hooks; owned */
	bool ours;		/* we may write there */
	bool config;		/* this Git runs hooks from its configuration */
};

/* ERR_INVALID in a bare repository: none of these events happens there. */
int hooks_place(struct hooks_place *out, struct db *db, struct err *err);
void hooks_place_release(struct hooks_place *p);
enum hooks_state hooks_state(struct db *db, const struct hooks_place *p,
			     const char *event);

/*
 * Installs the events (the default ones when `events` is empty; ours of other events
 * are removed then, as they would do things twice).  All or nothing for what
 * can be seen beforehand: ERR_FAILED names the hooks in the way; ERR_INVALID for
 * a core.hooksPath of others says what to write into their hooks.  *done
 * receives the events that were not there before.
 */
int hooks_install(struct strvec *done, struct db *db,
		  const struct strvec *events, bool chain, bool shims,
		  struct err *err);
/* Is our hook of this event installed in this place's common way, as a file? */
bool hooks_has_file(struct db *db, const char *event);
/* The events whose link leads nowhere, without starting a program. */
void hooks_gone(struct strvec *out, struct db *db);
/* The original that was kept by `chain` when somebody has overwritten or removed our
 * hook, so that nobody runs it any more: its path (caller frees), else NULL. */
char *hooks_left_behind(const struct hooks_place *p, const char *event);
/* Removes ours, puts originals back as they were.  *done: events removed. */
int hooks_uninstall(struct strvec *done, struct db *db,
		    const struct strvec *events, struct err *err);

#endif
