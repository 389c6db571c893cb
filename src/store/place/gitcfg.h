/*
 * gitcfg.h - Git's configuration files, read without a child process.
 *
 * The syntax is that of git-config(1), "CONFIGURATION FILE".  Whatever this
 * reader does not understand it says so, and the caller asks Git instead.
 */
#ifndef STORE_PLACE_GITCFG_H
#define STORE_PLACE_GITCFG_H

#include "base/base.h"

/*
 * One variable: section and name in lower case, sub-section as written:
 * "remote.Origin.url".  A variable without '=' has the value "true".
 */
typedef void (*gitcfg_fn)(const char *key, const char *value, void *data);

/*
 * Calls fn for every variable of a file, in order.  1 read, 0 there is no such
 * file, -1 not readable or a syntax this does not know (fn may have been
 * called for what came before).
 */
int gitcfg_parse(const char *path, gitcfg_fn fn, void *data);

/* Git's reading of a boolean: 1, 0, or -1 when it is none. */
int gitcfg_bool(const char *value);

/* The few facts of <commondir>/config that decide how to open a repository. */
struct gitcfg {
	int bare;		/* core.bare: 1, 0, -1 unset */
	char *worktree;		/* core.worktree or NULL; owned */
	char *object_format;	/* extensions.objectFormat or NULL; owned */
	char *ref_storage;	/* extensions.refStorage or NULL; owned */
	unsigned shared;	/* mode that core.sharedRepository asks for:
				 * 0660, 0664 or its number; 0 none */
	bool shared_exact;	/* it is a number: no more than that */
};

#define GITCFG_INIT { -1, NULL, NULL, NULL, 0, false }

/* A file that is missing or odd gives what could be read of it. */
void gitcfg_read(struct gitcfg *out, const char *commondir);
void gitcfg_release(struct gitcfg *c);

#endif
