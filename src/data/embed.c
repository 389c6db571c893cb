/*
 * embed.c - finding one of the files built into the program.
 */
#include "base/base.h"
#include "data/embed.h"

const struct embedded *embed_find(const char *path)
{
	const struct embedded *e;

	for (e = embedded_files; e->path; e++)
		if (!strcmp(e->path, path))
			return e;
	return NULL;
}
