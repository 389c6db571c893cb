/*
 * cmd-link.c - `link`, `blame`, `orphans`, `branch`: commits and their tasks.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/proc.h"
#include "cmd/hook/hookrun.h"
#include "feat/project/branchscan.h"
#include "feat/project/codelog.h"
#include "feat/project/link.h"
#include "feat/project/linking.h"
#include "act/link.h"
#include "cmd/kit/common.h"
#include "cmd/kit/wordcheck.h"

/* ---- link ---- */

static void say(struct ctx *ctx, const struct linking *l)
{
	size_t i;

	for (i = 0; i < l->notes.nr; i++)
		out_note(ctx->out, "%s", l->notes.v[i]);
	out_note(ctx->out, "%zu link%s made", l->links,
		 l->links == 1 ? "" : "s");
}

/* Links from history: all branches, or the revisions given. */
static int scan(struct ctx *ctx, const struct strvec *revs, struct err *err)
{
	struct linking l = LINKING_INIT;
	struct gitcommits b = GITCOMMITS_INIT;
	struct strvec all = STRVEC_INIT;
	size_t i;
	int res = 0;

	for (i = 0; i < revs->nr && res == 0; i++)
		if (*revs->v[i] == '-')
			res = err_set(err, ERR_USAGE, "'%s' is no revision "
				      "or range", revs->v[i]);
	if (!revs->nr)
		strvec_pushl(&all, "--branches", "--remotes", "HEAD",
			     (char *)NULL);
	if (res == 0)
		res = gitlog_each(ctx->db, revs->nr ? revs : &all, 0,
				  gitcommits_keep, &b, err);
	if (res == 0 && !revs->nr)
		res = branchscan(&b, ctx->db, err);
	l.past = true;
	l.gate = hookrun_gate;
	l.gate_data = ctx;
	if (res == 0)
		res = act_link(&l, ctx->db, b.v, b.nr, err);
	if (res == 0)
		say(ctx, &l);
	gitcommits_release(&b);
	strvec_clear(&all);
	linking_release(&l);
	return res;
}

static int run_link(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct strvec words = STRVEC_INIT;
	struct act_result res = ACT_RESULT_INIT;
	char *id;
	int ret;

	strvec_pushv(&words, args_list(args, "what")->v);
	if (args_flag(args, "scan")) {
		ret = scan(ctx, &words, err);
	} else if (words.nr < 2) {
		ret = err_set(err, ERR_USAGE, "a task and a commit are "
			      "needed: git task link <id> <commit>...");
	} else {
		id = xstrdup(words.v[0]);
		strvec_remove(&words, 0);
		ret = args_flag(args, "remove") ?
			act_unlink(&res, ctx->db, id, &words, err) :
			act_link_by_hand(&res, ctx->db, id, &words, err);
		ret = common_done(ctx, &res, ret, err);
		free(id);
	}
	strvec_clear(&words);
	return ret;
}

static const struct opt link_opts[] = {
	O_STR("what", 0, "<id> <commit>", "the task and its commits; with "
	      "--scan revisions or ranges", OPT_POS | OPT_MANY),
	O_FLAG("scan", 0, "find the links that messages in history name"),
	O_FLAG("remove", 0, "take the link back"),
	OPT_END
};

const struct cmd cmd_link = {
	.name = "link",
	.group = "record",
	.summary = "link tasks and commits",
	.detail =
	"A commit is linked to the tasks that its message names: by a line "
	"'Task-Id: <id>', by '#<id>', or by a bare id of 8 digits or more. "
	"'closes #<id>' (also completes, finishes, fixes, resolves) completes "
	"the task, unless the sentence denies it, only hopes for it or takes it "
	"back ('do not close', 'will fix', 'partially fixes', 'closes #<id>: not "
	"yet'), or it is quoted, code, or a box that is not ticked: then it is a "
	"link. "
	"The hooks do this as commits are made.\n\n"
	"With --scan the same links are found in history, of all branches or "
	"of the revisions given; without revisions also those of commits on a "
	"task's branch (its id is in the name, or it is the branch that the "
	"task has), whatever program made them. So nothing depends on hooks: "
	"run it after a clone, or in CI. Scanning twice changes nothing. A "
	"status that somebody set after the commit was made stays.",
	.opts = link_opts,
	.needs = NEEDS_REPO | NEEDS_DB | WRITES,
	.run = run_link,
};

/* ---- blame ---- */

/* The tasks behind commits, each with its lines and its commits here. */
struct found {
	uint32_t row;
	unsigned lines, commits;
};

struct blame {
	struct found *v;
	size_t nr, alloc;
};

static void add_found(struct blame *b, uint32_t row, unsigned lines)
{
	size_t i;

	for (i = 0; i < b->nr && b->v[i].row != row; i++)
		;
	if (i == b->nr) {
		ALLOC_GROW(b->v, b->nr + 1, b->alloc);
		b->v[b->nr].row = row;
		b->v[b->nr].lines = b->v[b->nr].commits = 0;
		b->nr++;
	}
	b->v[i].lines += lines;
	b->v[i].commits++;
}

static int more_lines(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->lines != y->lines)
		return x->lines < y->lines ? 1 : -1;
	if (x->commits != y->commits)
		return x->commits < y->commits ? 1 : -1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static void print_blame(struct ctx *ctx, const struct view *v,
			struct blame *b)
{
	static const char *const columns[] = {
		"id", "status", ">lines", ">commits", "*title",
	};
	struct json *all = json_new_arr();
	struct table *t = NULL;
	size_t i;

	if (!common_structured(ctx))
		t = table_new(ctx->out, columns, ARRAY_SIZE(columns));
	for (i = 0; i < b->nr; i++) {
		const struct row *r = &v->rows[b->v[i].row];
		char id[ID_LEN + 1];
		struct json *j;

		view_short(id, v, r->id);
		if (t) {
			table_cell(t, COLOUR_YELLOW, id);
			table_cell(t, common_status_colour(r->status),
				   common_status_words(r->status));
			table_cellf(t, COLOUR_NONE, "%u", b->v[i].lines);
			table_cellf(t, COLOUR_NONE, "%u", b->v[i].commits);
			table_cell(t, COLOUR_NONE, r->title);
			continue;
		}
		j = json_new_obj();
		json_set_str(j, "id", r->id);
		json_set_str(j, "title", r->title);
		json_set_str(j, "status", status_name(r->status));
		json_set_int(j, "lines", b->v[i].lines);
		json_set_int(j, "commits", b->v[i].commits);
		json_push(all, j);
	}
	if (t)
		table_end(t);
	else
		out_list(ctx->out, "id|title|status|lines|commits", all);
	json_free(all);
}

static int run_blame(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	const char *range = args_str(args, "lines");
	bool history = args_flag(args, "history");
	struct strvec oids = STRVEC_INIT;
	struct blame b = { NULL, 0, 0 };
	unsigned first = 0, last = 0, *lines = NULL;
	const struct view *v;
	size_t i, j;
	int res = -1;

	if (range && !words_lines(&first, &last, range))
		return err_set(err, ERR_USAGE, "'%s' is no range of lines; "
			       "write 10,20", range);
	if (common_view(&v, ctx, err) < 0 ||
	    gitlog_blame(&oids, &lines, ctx->db, args_str(args, "path"), first,
			 last, history, err) < 0)
		goto out;
	for (i = 0; i < oids.nr; i++) {
		uint32_t *rows;
		size_t nr = linking_rows(&rows, v, oids.v[i]);

		for (j = 0; j < nr; j++)
			add_found(&b, rows[j], history ? 0 : lines[i]);
		free(rows);
	}
	if (b.nr)
		qsort(b.v, b.nr, sizeof(*b.v), more_lines);
	if (!b.nr)
		out_note(ctx->out, "No task is linked to the commits behind "
			 "'%s'", args_str(args, "path"));
	if (b.nr || common_structured(ctx))
		print_blame(ctx, v, &b);
	res = 0;
out:
	free(lines);
	free(b.v);
	strvec_clear(&oids);
	return res;
}

static const struct opt blame_opts[] = {
	O_PATH("path", 0, "<path>", "the file", OPT_POS | OPT_REQUIRED),
	O_STR("lines", 'L', "<from>,<to>", "only these lines", 0),
	O_FLAG("history", 0,
	       "all commits that ever touched it, also renamed"),
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_blame = {
	.name = "blame",
	.group = "look",
	.summary = "show the tasks behind a file's lines",
	.detail =
	"Asks git blame which commits wrote the lines that are there now (or, "
	"with --history, git log for all commits that touched the file), and "
	"shows the tasks that those commits are linked to, with the number of "
	"lines.",
	.opts = blame_opts,
	.needs = NEEDS_REPO | NEEDS_DB | PAGER,
	.run = run_blame,
};

/* ---- orphans ---- */

/* Started tasks without a commit, and open ones that commits have named. */
static int run_orphans(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	static const char *const columns[] = {
		"id", "status", ">commits", "why", "*title",
	};
	struct json *all = json_new_arr();
	const struct view *v;
	struct table *t = NULL;
	uint32_t i;
	size_t nr = 0;

	(void)args;
	if (common_view(&v, ctx, err) < 0) {
		json_free(all);
		return -1;
	}
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		const char *why = r->nr_commits ? "commits, still open" :
			"started, no commit";
		char id[ID_LEN + 1];
		struct json *j;

		if (r->deleted || !status_is_open(r->stored) ||
		    (!r->nr_commits && r->stored != STATUS_IN_PROGRESS))
			continue;
		view_short(id, v, r->id);
		if (!nr++ && !common_structured(ctx))
			t = table_new(ctx->out, columns, ARRAY_SIZE(columns));
		if (t) {
			table_cell(t, COLOUR_YELLOW, id);
			table_cell(t, common_status_colour(r->status),
				   common_status_words(r->status));
			table_cellf(t, COLOUR_NONE, "%u", r->nr_commits);
			table_cell(t, COLOUR_NONE, why);
			table_cell(t, COLOUR_NONE, r->title);
			continue;
		}
		j = json_new_obj();
		json_set_str(j, "id", r->id);
		json_set_str(j, "title", r->title);
		json_set_str(j, "status", status_name(r->status));
		json_set_int(j, "commits", r->nr_commits);
		json_set_str(j, "why", r->nr_commits ? "open" : "no_commits");
		json_push(all, j);
	}
	if (!nr)
		out_note(ctx->out, "No orphans: every open task that has "
			 "started has commits, and no other has");
	if (t)
		table_end(t);
	else if (common_structured(ctx))
		out_list(ctx->out, "id|title|status|commits|why", all);
	json_free(all);
	return 0;
}

static const struct opt orphans_opts[] = {
	OPT_FORMAT("table"),
	OPT_END
};

const struct cmd cmd_orphans = {
	.name = "orphans",
	.group = "look",
	.summary = "show where tasks and commits do not meet",
	.detail =
	"Lists open tasks that commits are linked to (perhaps finished, and "
	"nobody said so), and tasks in progress without any commit. Run 'git "
	"task link --scan' first where hooks are not installed.",
	.opts = orphans_opts,
	.needs = NEEDS_REPO | NEEDS_DB | PAGER,
	.run = run_orphans,
};

/* ---- branch ---- */

static int run_branch(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	const char *word = args_str(args, "prefix");
	char id[ID_LEN + 1], *name = NULL;
	const struct view *v;
	struct proc p;
	int res;

	if (common_view(&v, ctx, err) < 0 ||
	    common_id(id, v, args_str(args, "id"), false, err) < 0)
		return -1;
	if (!db_worktree(ctx->db))
		return err_set(err, ERR_INVALID, "a bare repository has no "
			       "branch checked out");
	name = link_branch_name(word ? word : "feature", id,
				v->rows[view_find(v, id)].title);
	proc_init(&p);
	strvec_pushl(&p.argv, "git", "checkout", "-q", "-b", name,
		     (char *)NULL);
	if (args_str(args, "base"))
		strvec_pushl(&p.argv, "--end-of-options",
			     args_str(args, "base"), (char *)NULL);
	p.inherit_err = true;
	res = proc_run(&p, err);
	if (res == 0 && p.status)
		res = err_set(err, ERR_FAILED, "git did not make branch '%s'",
			      name);
	proc_release(&p);
	if (res == 0)
		out_f(ctx->out, "%s\n", name);
	free(name);
	return res;
}

static const struct opt branch_opts[] = {
	O_ID("id", 0, "the task", OPT_POS | OPT_REQUIRED),
	O_STR("base", 0, "<commit>", "where it starts, instead of HEAD",
	      OPT_POS),
	O_STR("prefix", 0, "<word>", "instead of 'feature'", 0),
	OPT_END
};

const struct cmd cmd_branch = {
	.name = "branch",
	.group = "move",
	.summary = "make and check out a branch for a task",
	.detail =
	"The branch is called feature/<id>-<title>. With the hooks installed "
	"this starts the task, and commits on the branch are linked to it.",
	.opts = branch_opts,
	.needs = NEEDS_REPO | NEEDS_DB,
	.run = run_branch,
};
