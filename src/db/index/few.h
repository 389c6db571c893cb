/*
 * few.h - views of the few tasks that a small change is about.
 */
#ifndef DB_INDEX_FEW_H
#define DB_INDEX_FEW_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/index/view.h"
#include "store/odb/object.h"

/*
 * A view that holds only the tasks whose ids begin with `prefixes` (one each, not
 * deleted), from the index at `path` when it shows the commit `tip`; the rest of the
 * index is neither read nor summed.  view->few is set: a row's dependencies, its
 * status by them, and everything about other tasks are not in it.  1 done (close with
 * view_close), 0 not for sure: open the whole view.
 */
int index_few(struct view **out, const char *path, const struct oid *tip,
	      const struct strvec *prefixes);
/*
 * The bytes of the tree of a shard, as view_shard_tree has them, from the index without
 * a view; empty when it can not be read.
 */
void index_shard_tree(struct strbuf *out, const char *path,
		      const struct oid *tip, const char *shard);

#endif
