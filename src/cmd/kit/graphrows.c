/*
 * graphrows.c - the tasks that a graph is made of, chosen by options.
 */
#include "base/base.h"
#include "cmd/kit/graphrows.h"

#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/filter.h"

/*
 * Keeps of the rows (those that the query chose) the task and everything it
 * depends on, directly or not.
 */
static size_t closure(uint32_t **rows, size_t nr_rows, const struct view *v,
		      uint32_t root)
{
	bool *chosen = xcalloc(v->nr + 1, sizeof(*chosen));
	bool *seen = xcalloc(v->nr + 1, sizeof(*seen));
	uint32_t *list = xcalloc(v->nr + 1, sizeof(*list));
	size_t nr = 0, i, left = 0;
	uint32_t k;

	for (i = 0; i < nr_rows; i++)
		chosen[(*rows)[i]] = true;
	list[nr++] = root;
	seen[root] = true;
	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[list[i]];

		for (k = 0; k < r->nr_deps; k++) {
			if (r->deps[k] == NO_ROW || seen[r->deps[k]])
				continue;
			seen[r->deps[k]] = true;
			list[nr++] = r->deps[k];
		}
	}
	for (i = 0; i < nr; i++)
		if (chosen[list[i]])
			list[left++] = list[i];
	free(chosen);
	free(seen);
	free(*rows);
	*rows = list;
	return left;
}

int graph_rows(uint32_t **rows, size_t *nr, const struct view **v,
	       struct ctx *ctx, const struct args *args, struct err *err)
{
	bool of = args_has(args, "of");
	bool all = of || args_flag(args, "all");
	struct query *q = filter_query(ctx, args, all ? NULL : "open", err);
	uint32_t root = NO_ROW;
	int ret = -1;

	*rows = NULL;
	*nr = 0;
	if (!q)
		return -1;
	if (common_view(v, ctx, err) == 0 &&
	    (!of || view_resolve(&root, *v, args_str(args, "of"), false,
				 err) == 0))
		ret = query_run(rows, nr, NULL, q, *v, err);
	if (ret == 0 && of)
		*nr = closure(rows, *nr, *v, root);
	query_free(q);
	if (ret < 0) {
		free(*rows);
		*rows = NULL;
	}
	return ret < 0 ? -1 : 0;
}
