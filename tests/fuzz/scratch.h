/*
 * scratch.h - one file of a target that reads files, in a directory of the process.
 */
#ifndef FUZZ_SCRATCH_H
#define FUZZ_SCRATCH_H

#include "base/base.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/mem.h"

struct scratch {
	char dir[64];		/* "" until it is made */
	char *file;
};

static inline struct scratch *scratch(void)
{
	static struct scratch s;

	return &s;
}

static inline void scratch_remove(void)
{
	unlink(scratch()->file);
	rmdir(scratch()->dir);
	free(scratch()->file);
}

/* Writes `len` bytes as the file `name`, always the same; what was there is gone. */
static inline const struct scratch *scratch_write(const char *name,
						  const void *data, size_t len)
{
	struct scratch *s = scratch();
	int fd;

	if (!*s->dir) {
		snprintf(s->dir, sizeof(s->dir), "/tmp/git-task-fuzz.XXXXXX");
		if (!mkdtemp(s->dir))
			BUG("no directory");
		s->file = path_join(s->dir, name);
		atexit(scratch_remove);
	}
	fd = open(s->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len || close(fd) < 0)
		BUG("cannot write '%s'", s->file);
	return s;
}

#endif
