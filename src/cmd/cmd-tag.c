#include "base/base.h"
#include "cmd/cmds.h"

#include "base/map.h"
#include "base/mem.h"
#include "cmd/common.h"
#include "cmd/fields.h"

/* ---- tag ---- */

static int tag_one(struct edits *e, struct txn *txn, const struct view *v,
		   uint32_t row, const struct task *t, struct change *c,
		   struct err *err)
{
	const struct strvec *tags = args_list(e->args, "tags");
	size_t i;

	(void)txn;
	(void)v;
	(void)row;
	for (i = 0; i < tags->nr; i++) {
		const char *tag = tags->v[i];
		bool drop = tag[0] == '-';

		if (drop || tag[0] == '+')
			tag++;
		if (*tag == '#')
			tag++;
		if (!*tag)
			return err_set(err, ERR_INVALID, "a tag is empty");
		if (drop && !json_has_str(task_get(t, F_TAGS), tag))
			edit_warn(e, "task %s has no tag '%s'",
				  e->shown, tag);
		if (drop)
			change_remove(c, F_TAGS, tag);
		else
			change_add(c, F_TAGS, tag);
	}
	edit_note(e, "Task %s tagged", e->shown);
	return 0;
}

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
	struct strvec typed = STRVEC_INIT;
	struct edits e = { .ctx = ctx, .args = args, .verb = "tag",
			   .typed = &typed, .one = tag_one };
	int ret;

	if (!args_has(args, "id"))
		return tag_list(ctx, err);
	if (!args_has(args, "tags"))
		return err_set(err, ERR_USAGE, "give the tags to add, or "
			       "-<tag> to take one away");
	strvec_push(&typed, args_str(args, "id"));
	ret = edits_run(&e, err);
	strvec_clear(&typed);
	return ret;
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

static int dep_one(struct edits *e, struct txn *txn, const struct view *v,
		   uint32_t row, const struct task *t, struct change *c,
		   struct err *err)
{
	const struct strvec *on = args_list(e->args, "on");
	bool add = !strcmp(e->data, "add");
	char id[ID_LEN + 1];
	size_t i;

	(void)txn;
	for (i = 0; i < on->nr; i++) {
		if (common_id(id, v, on->v[i], !add, err) < 0)
			return err_prefix(err, "Invalid dependency ID");
		if (!strcmp(id, v->rows[row].id))
			return err_set(err, ERR_INVALID, "Invalid dependency "
				       "ID: task '%.8s' can not depend on "
				       "itself", id);
		if (!add && !json_has_str(task_get(t, F_DEPENDENCIES), id))
			return err_set(err, ERR_INVALID, "task '%s' does "
				       "not depend on '%.8s'",
				       e->shown, id);
		if (add)
			change_add(c, F_DEPENDENCIES, id);
		else
			change_remove(c, F_DEPENDENCIES, id);
		edit_note(e, add ? "Task %.8s depends on %.8s" :
			  "Task %.8s no longer depends on %.8s",
			  v->rows[row].id, id);
	}
	return 0;
}

static int dep_run(struct ctx *ctx, const struct args *args, bool add,
		   struct err *err)
{
	char add_word[] = "add", rm_word[] = "rm";
	struct strvec typed = STRVEC_INIT;
	struct edits e = { .ctx = ctx, .args = args,
			   .verb = add ? "depend" : "undepend",
			   .typed = &typed, .one = dep_one,
			   .data = add ? add_word : rm_word };
	int ret;

	strvec_push(&typed, args_str(args, "id"));
	ret = edits_run(&e, err);
	strvec_clear(&typed);
	return ret;
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

static int assign_one(struct edits *e, struct txn *txn, const struct view *v,
		      uint32_t row, const struct task *t, struct change *c,
		      struct err *err)
{
	const char *who = fields_who(e->ctx, args_str(e->args, "who"));

	(void)txn;
	(void)v;
	(void)row;
	(void)t;
	(void)err;
	if (!fields_nobody(who)) {
		change_set_str(c, F_ASSIGNEE, who);
		edit_note(e, "Task %s assigned to %s", e->shown, who);
	} else {
		change_unset(c, F_ASSIGNEE);
		edit_note(e, "Task %s assigned to nobody", e->shown);
	}
	return 0;
}

static int run_assign(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct strvec typed = STRVEC_INIT;
	struct edits e = { .ctx = ctx, .args = args, .verb = "assign",
			   .typed = &typed, .one = assign_one };
	int ret;

	strvec_push(&typed, args_str(args, "id"));
	ret = edits_run(&e, err);
	strvec_clear(&typed);
	return ret;
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
	"An e-mail address, a name or the name of an agent; any word will do.",
	assign_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL, run_assign
};
