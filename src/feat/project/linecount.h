/*
 * linecount.h - how many lines a commit adds and takes away.
 */
#ifndef FEAT_PROJECT_LINECOUNT_H
#define FEAT_PROJECT_LINECOUNT_H

#include "base/base.h"
#include "db/core/db.h"

struct gitcommit;

/*
 * The fewest lines that have to be added to and taken out of `a` to get `b`: what `git
 * diff --minimal --numstat` counts.  A last line without its end is another line than
 * the same with it.  False when the texts are so different that it would take long.
 */
bool linecount_texts(unsigned long *added, unsigned long *taken,
		     const char *a, size_t a_len, const char *b, size_t b_len);

/*
 * Sets what gitlog_measure (codelog.h) sets, without a child.  False, and the commit as
 * it was: Git is to be asked, because of a submodule, of attributes that say which
 * files are binary, of a root commit, or of very large changes.
 */
bool linecount_commit(struct gitcommit *c, struct db *db);

#endif
