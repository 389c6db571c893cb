/*
 * cmd-tag.c - `tag`, `dep`: tags and dependencies, listed and changed.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/map.h"
#include "base/mem.h"
#include "act/fields.h"
#include "cmd/kit/common.h"
#include "cmd/kit/fields.h"

/* ---- tag ---- */

/* All tags in use with the number of their open tasks. */
static int tag_list(struct ctx *ctx, struct err *err)
{
	static const char *const cols[] = { "*tag", ">open", ">all" };
	struct map open = MAP_INIT, all = MAP_INIT;
	const struct view *v;
	struct table *t;
	size_t i, k;

	if (common_view(&v, ctx, err) < 0)
		return -1;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		const char *tag = r->tags;

		for (k = 0; k < r->nr_tags && !r->deleted; k++) {
			uintptr_t n = (uintptr_t)map_get(&all, tag);

			map_put(&all, tag, (void *)(n + 1));
			n = (uintptr_t)map_get(&open, tag);
			if (status_is_open(r->status))
				map_put(&open, tag, (void *)(n + 1));
			tag += strlen(tag) + 1;
		}
	}
	map_sort(&all);
	if (!all.nr && !out_data(ctx->out)) {
		out_note(ctx->out, "no task has a tag");
		map_clear(&all);
		return 0;
	}
	t = table_new(ctx->out, cols, ARRAY_SIZE(cols));
	for (i = 0; i < all.nr; i++) {
		table_cell(t, COLOUR_NONE, all.items[i].key);
		table_cellf(t, COLOUR_NONE, "%ju", (uintmax_t)(uintptr_t)
			    map_get(&open, all.items[i].key));
		table_cellf(t, COLOUR_NONE, "%ju", (uintmax_t)(uintptr_t)
			    all.items[i].value);
	}
	table_end(t);
	map_clear(&open);
	map_clear(&all);
	return 0;
}

static int run_tag(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	if (!args_has(args, "id"))
		return tag_list(ctx, err);
	if (!args_has(args, "tags"))
		return err_set(err, ERR_USAGE, "give the tags to add, or "
			       "-<tag> to take one away");
	return common_done(ctx, &res, act_tag(&res, ctx->db,
					      args_str(args, "id"),
					      args_list(args, "tags"), err),
			   err);
}

static const struct opt tag_opts[] = {
	O_ID("id", 0, "the task; without it all tags are listed", OPT_POS),
	O_STR("tags", 0, "[+-]<tag>", "tags to add or, with -, to take away",
	      OPT_POS | OPT_MANY),
	LIST_FORMAT,
	OPT_END
};

const struct cmd cmd_tag = {
	"tag", NULL, "create", "add and remove tags, list the tags in use",
	"Write -- in front of the tags when one of them starts with a dash: "
	"git task tag 3f9a -- +api -old.",
	tag_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_tag
};

/* ---- dep ---- */

static int dep_run(struct ctx *ctx, const struct args *args, bool add,
		   struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_depend(&res, ctx->db,
						 args_str(args, "id"),
						 args_list(args, "on"), add,
						 err), err);
}

static int run_dep_add(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	return dep_run(ctx, args, true, err);
}

static int run_dep_rm(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	return dep_run(ctx, args, false, err);
}

static int run_dep_list(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	const struct view *v;
	uint32_t row, *needs, *list;
	size_t i, n = 0, missing = 0, nr;
	int ret;

	if (common_view(&v, ctx, err) < 0 ||
	    view_resolve(&row, v, args_str(args, "id"), true, err) < 0)
		return -1;
	if (args_flag(args, "reverse")) {
		nr = view_dependents(&list, v, row);
		ret = common_tasks(ctx, v, list, nr, NULL, err);
		free(list);
		return ret;
	}
	needs = xcalloc(v->rows[row].nr_deps + 1, sizeof(*needs));
	for (i = 0; i < v->rows[row].nr_deps; i++) {
		if (v->rows[row].deps[i] == NO_ROW)
			missing++;
		else
			needs[n++] = v->rows[row].deps[i];
	}
	ret = common_tasks(ctx, v, needs, n, NULL, err);
	free(needs);
	if (missing)
		out_warn(ctx->out, "%zu of its dependencies are not in this "
			 "repository (try git task pull)", missing);
	return ret;
}

static const struct opt dep_opts[] = {
	O_ID("id", 0, "the task that waits", OPT_POS | OPT_REQUIRED),
	O_ID("on", 0, "what it waits for",
	     OPT_POS | OPT_REQUIRED | OPT_MANY),
	EDIT_FORMAT,
	OPT_END
};

static const struct opt dep_list_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_FLAG("reverse", 'r', "list the tasks that wait for it instead"),
	LIST_FORMAT,
	OPT_END
};

const struct cmd cmd_dep_add = {
	"dep add", NULL, "create", "make a task wait for others",
	"It counts as blocked until all of them are completed, cancelled or "
	"deleted. An edit that would close a cycle is refused, and the cycle is "
	"shown.",
	dep_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_dep_add
};

const struct cmd cmd_dep_rm = {
	"dep rm", "dep remove", "create", "take dependencies away", NULL,
	dep_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_dep_rm
};

const struct cmd cmd_dep_list = {
	"dep list", "dep ls", "create", "list what a task waits for",
	"Those that are finished are listed too, with their status.",
	dep_list_opts, NEEDS_REPO | NEEDS_DB | TOOL, run_dep_list
};

/* ---- assign ---- */

static int run_assign(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;

	return common_done(ctx, &res, act_assign(
			&res, ctx->db, args_str(args, "id"),
			fields_who(ctx, args_str(args, "who")), err), err);
}

static const struct opt assign_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("who", 0, "<who>", "who does it; 'me' is you, 'none' nobody",
	      OPT_POS | OPT_REQUIRED | OPT_EMPTY),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_assign = {
	"assign", NULL, "create", "give a task to somebody",
	"A name, an e-mail address, a short name (ben), a part that only one "
	"person has, or the name of an agent. Any other word will do, too, with "
	"a warning when somebody is called nearly so. git task people lists who "
	"is known.",
	assign_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_assign
};
