/*
 * filter.h - the options that choose tasks, for list, next, board, graph and
 * export.
 */
#ifndef CMD_KIT_FILTER_H
#define CMD_KIT_FILTER_H

#include "base/base.h"
#include "base/err.h"
#include "db/index/attr.h"
#include "db/query/query.h"
#include "front/cmd.h"

#define FILTER_OPTS							\
	O_STR("query", 0, "<query>",					\
	      "words of a query: status:open priority>=high tag:api",	\
	      OPT_POS | OPT_MANY),					\
	O_STR("status", 's', "<status>",				\
	      "only this status; open and closed are several",		\
	      OPT_MANY),						\
	O_STR("priority", 'p', "<priority>",				\
	      "only this priority; 'high+' and above", 0),		\
	O_STR("assignee", 'a', "<who>", "only tasks of this person; 'me'; " \
	      "'none'", 0),						\
	O_FLAG("mine", 'm', "only tasks assigned to you"),		\
	{ "tag", 't', OPT_STR, "<tag>", "only with this tag",		\
	  OPT_MANY, NULL, 0, 0, "tags" },				\
	O_KV("meta", 0, "only with this field of your own", OPT_MANY),	\
	O_STR("project", 0, "<name>", "only of this project", 0),	\
	O_STR("type", 0, "<type>", "only of this type", 0),		\
	O_ID("parent", 0, "only parts of this task", 0),		\
	O_FLAG("has-deps", 0, "only tasks that depend on others"),	\
	O_ID("blocked-by", 0, "only tasks that wait for this one", 0),	\
	O_FLAG("ready", 'r', "only open tasks that nothing holds up"),	\
	O_FLAG("overdue", 0, "only open tasks past their deadline"),	\
	O_TIME("due-before", 0, "only with a deadline before this", 0),	\
	O_TIME("created-since", 0, "only created since then", 0),	\
	O_TIME("updated-since", 0, "only changed since then", 0),	\
	O_TIME("completed-since", 0, "only completed since then", 0),	\
	O_STR("text", 0, "<text>",					\
	      "only with this text in title or description", 0)

/*
 * A query from the filter options that the command has.  `dflt` is the condition
 * on the status when none was given ("open", or NULL for all tasks).
 */
struct query *filter_query(struct ctx *ctx, const struct args *args,
			   const char *dflt, struct err *err);

/* Is what the options say, as far as that can be told without a database, a query?
 * ERR_USAGE; `doubt` names a field or sort key that no task need have. */
int filter_check(const struct ctx *ctx, const struct args *args,
		 struct err *doubt, struct err *err);

#define FILTER_BY(help)							\
	{ "by", 0, OPT_STR, "<field>", help, 0, NULL, 0, 0, "group-by" }
/*
 * What --by names: a field, or a key of somebody's own.  ERR_USAGE names what there
 * is.  `out` is released by the caller.
 */
int filter_by(struct attr *out, const struct view *v, const char *word,
	      struct err *err);

#endif
