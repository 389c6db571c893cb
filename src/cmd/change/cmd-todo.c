/*
 * cmd-todo.c - `todo`: comments in the code that ask for work.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "feat/project/todo.h"
#include "act/many.h"
#include "cmd/kit/common.h"

static const struct opt todo_opts[] = {
	O_FLAG("staged", 0, "only comments on lines that the next commit adds"),
	O_FLAG("create", 0, "make a task of each comment that has none"),
	{ "path", 0, OPT_PATH, NULL, "files or directories to look at",
	  OPT_POS | OPT_MANY, NULL, 0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

/* Paths as typed -> relative to the top of the work tree. */
static int inside_tree(struct strvec *out, struct ctx *ctx,
		       const struct strvec *typed, struct err *err)
{
	const char *top = db_worktree(ctx->db);
	size_t len = top ? strlen(top) : 0;

	for (size_t i = 0; i < typed->nr; i++) {
		char *full = realpath(typed->v[i], NULL);
		bool in = full && len && !strncmp(full, top, len) &&
			(full[len] == '/' || !full[len]);

		if (in)
			strvec_push(out, full[len] ? full + len + 1 : ".");
		if (!full)
			return err_errno(err, ERR_INVALID, "cannot read '%s'",
					 typed->v[i]);
		free(full);
		if (!in)
			return err_set(err, ERR_INVALID,
				       "'%s' is outside the work tree",
				       typed->v[i]);
	}
	return 0;
}

static struct json *todo_json(const struct todo *t, const struct view *v)
{
	struct json *o = json_new_obj(), *tags = json_new_arr();

	json_set_str(o, "path", t->path);
	json_set_int(o, "line", t->line);
	json_set_str(o, "word", t->word);
	json_set_str(o, "text", t->text);
	json_set_str(o, "priority", priority_name(t->priority));
	json_set(o, "assignee", json_new_str(t->assignee));
	json_set(o, "estimated_hours", t->hours > 0 ? json_new_num(t->hours) :
		 json_new_null());
	json_set(o, "criteria", json_new_str(t->criteria));
	for (size_t i = 0; i < t->tags.nr; i++)
		json_push_str(tags, t->tags.v[i]);
	json_set(o, "tags", tags);
	json_set(o, "task", t->row == NO_ROW ? json_new_null() :
		 json_new_str(v->rows[t->row].id));
	return o;
}

static void show_structured(struct ctx *ctx, const struct todo_list *l,
			    const struct view *v)
{
	struct json *list = json_new_arr();

	for (size_t i = 0; i < l->nr; i++)
		json_push(list, todo_json(&l->items[i], v));
	out_list(ctx->out, "path|line|word|text|priority|assignee|"
		 "estimated_hours|criteria|tags|task", list);
	json_free(list);
}

static void show_text(struct ctx *ctx, const struct todo_list *l,
		      const struct view *v)
{
	size_t without = 0;

	for (size_t i = 0; i < l->nr; i++) {
		const struct todo *t = &l->items[i];
		char *path = common_clean(t->path);
		char *text = common_clean(t->text);
		const char *id = t->row == NO_ROW ? "-" : v->rows[t->row].id;

		without += t->row == NO_ROW;
		out_paint(ctx->out, COLOUR_YELLOW, "%-8.8s", id);
		out_f(ctx->out, "  %s:%d: %s: %s\n", path, t->line, t->word,
		      text);
		free(path);
		free(text);
	}
	if (!l->nr)
		out_note(ctx->out, "no TODO, FIXME, HACK or XXX comments");
	else if (without)
		out_note(ctx->out, "%zu of %zu have no task: 'git task todo "
			 "--create' makes them", without, l->nr);
}

static int create(struct ctx *ctx, struct todo_list *l, struct err *err)
{
	struct todo_result made;

	if (act_todo(&made, ctx->db, l, err) < 0)
		return -1;
	if (common_structured(ctx)) {
		if (common_changed(ctx, &made.created, true, err) < 0) {
			todo_result_release(&made);
			return -1;
		}
	} else {
		for (size_t i = 0; i < made.created.nr; i++)
			out_f(ctx->out, "%.8s\n", made.created.v[i]);
	}
	out_note(ctx->out, "%zu created, %zu moved, %zu unchanged",
		 made.created.nr, made.updated,
		 l->nr - made.created.nr - made.updated);
	todo_result_release(&made);
	return 0;
}

static int run_todo(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct todo_list l = TODO_LIST_INIT;
	struct strvec paths = STRVEC_INIT;
	const struct view *v;
	int res = -1;

	if (args_flag(args, "staged") && args_has(args, "path"))
		return err_set(err, ERR_USAGE,
			       "--staged looks at the index: give no paths");
	if (common_view(&v, ctx, err) < 0 ||
	    inside_tree(&paths, ctx, args_list(args, "path"), err) < 0)
		goto out;
	if (args_flag(args, "staged")) {
		if (todo_staged(&l, ctx->db, err) < 0)
			goto out;
	} else if (todo_tree(&l, ctx->db, &paths, err) < 0) {
		goto out;
	}
	if (args_flag(args, "create")) {
		res = create(ctx, &l, err);
		goto out;
	}
	todo_match(&l, v);
	if (common_structured(ctx))
		show_structured(ctx, &l, v);
	else
		show_text(ctx, &l, v);
	res = 0;
out:
	todo_list_release(&l);
	strvec_clear(&paths);
	return res;
}

const struct cmd cmd_todo = {
	"todo", NULL, "create", "find TODO comments and make tasks of them",
	"Finds TODO, FIXME, HACK and XXX in the comments of all files that Git "
	"does not ignore, in all common languages. With --create each one "
	"becomes a task with a reference to its line; a comment that moves "
	"keeps its task, and a second run makes nothing twice.\n"
	"\n"
	"What a comment can say about its task:\n"
	"\t/* TODO(alice): retry on timeout [priority:high] [estimate:3h] */\n"
	"\t# FIXME: slow query [criteria:query_ms < 100] [tag:db]\n"
	"\n"
	"Examples:\n"
	"\tgit task todo src\n"
	"\tgit task todo --staged --create",
	todo_opts, NEEDS_REPO | NEEDS_DB | WRITES | TOOL | PAGER, run_todo
};
