/*
 * exec-guard.h - what of a work tree that can be written to code in a box leaves alone.
 *
 * Git runs programs that its settings and hooks name.  Those of the repository are in its
 * Git directory, which the box has for reading only.  But a work tree holds more that Git,
 * or the user's shell, follows without anybody asking for it:
 *
 *	.git	of a linked work tree, of a submodule and of a repository inside this one
 *		is a file that says where the settings are, or the directory itself
 *	folders of submodules that are not there yet: one with a .git would be taken for it
 *	core.hooksPath, include.path and includeIf.*.path, each value that leads inside
 *		(.husky)
 *	directories of PATH that are inside (.venv/bin, node_modules/.bin)
 *
 * What is not there can not be guarded: a new repository in a new folder can be made, and
 * programs that somebody starts from the work tree are what the code made of them.
 */
#ifndef FEAT_EXEC_EXEC_GUARD_H
#define FEAT_EXEC_EXEC_GUARD_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"

struct exec_request;

/*
 * Adds absolute paths inside `top` (absolute, without symbolic links), each of which
 * exists.  ERR_FAILED when one can not be guarded: a .git that is a symbolic link could be
 * replaced by another one.
 */
int guard_list(struct strvec *out, const char *top,
	       const struct exec_request *req, struct err *err);

#endif
