/*
 * serve-repos.h - the repositories that one server serves.
 */
#ifndef CMD_RUN_SERVE_REPOS_H
#define CMD_RUN_SERVE_REPOS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "front/cmd.h"

#define REPOS_MAX 100

struct repos {
	struct served {
		char *name;		/* the last part of where it lies */
		char *dir;		/* absolute, links resolved */
	} *v;
	size_t nr, alloc;
};

#define REPOS_INIT { NULL, 0, 0 }

/*
 * Each folder is a repository (its work tree, or a bare one), or holds some, which are
 * taken in the order of their names; what is in a repository is no further one.  Two of
 * the same name are "name" and "name-2".  ERR_FAILED: a folder can not be read, has no
 * repository, or there are more than REPOS_MAX.  One in a folder that can not be used
 * (another user's) is warned about and left out.
 */
int repos_find(struct repos *r, const struct strvec *folders,
	       const struct ctx *base, struct err *err);
void repos_release(struct repos *r);

#endif
