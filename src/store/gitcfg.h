/*
 * gitcfg.h - the few facts of <commondir>/config that decide how a repository
 * can be opened, read without Git and without libgit2.
 *
 * Reads one file, no includes: the keys below are only honoured by Git itself
 * in the repository's own file.  Everything else is config.c's business.
 */
#ifndef STORE_GITCFG_H
#define STORE_GITCFG_H

#include "base/base.h"

struct gitcfg {
	int bare;		/* core.bare: 1, 0, -1 unset */
	char *worktree;		/* core.worktree or NULL; owned */
	char *object_format;	/* extensions.objectFormat or NULL; owned */
	char *ref_storage;	/* extensions.refStorage or NULL; owned */
};

#define GITCFG_INIT { -1, NULL, NULL, NULL }

/* A file that is missing or odd gives what could be read of it. */
void gitcfg_read(struct gitcfg *out, const char *commondir);
void gitcfg_release(struct gitcfg *c);

#endif
