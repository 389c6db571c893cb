/*
 * embed.h - the files of hooks/, page/ and templates/, built into the program.
 *
 * A copied executable works on its own: it does not look for its data files
 * at an installed path.  The table is made by contrib/embed.sh.
 */
#ifndef DATA_EMBED_H
#define DATA_EMBED_H

#include "base/base.h"

struct embedded {
	const char *path;		/* "hooks/post-commit" */
	const unsigned char *data;	/* len bytes, then a NUL */
	size_t len;
};

/* In byte order of the paths; the last entry has a NULL path. */
extern const struct embedded embedded_files[];

/* The file of that path, or NULL when there is none. */
const struct embedded *embed_find(const char *path);

#endif
