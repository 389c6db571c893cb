/*
 * graphrows.h - the tasks that a graph is made of.
 */
#ifndef CMD_KIT_GRAPHROWS_H
#define CMD_KIT_GRAPHROWS_H

#include "base/base.h"
#include "front/cmd.h"

/*
 * The rows that the options of `graph` choose (FILTER_OPTS, of, all): in the order of
 * the query, or with `of` the task first and then what it depends on.  *rows: caller
 * frees, NULL after errors.  ERR_USAGE for a query that is none, ERR_NOTFOUND for an
 * unknown task.
 */
int graph_rows(uint32_t **rows, size_t *nr, const struct view **v,
	       struct ctx *ctx, const struct args *args, struct err *err);

#endif
