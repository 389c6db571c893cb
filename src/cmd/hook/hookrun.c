/*
 * hookrun.c - what each Git hook does.
 */
#include "base/base.h"
#include "cmd/hook/hookrun.h"

#include <signal.h>
#include <sys/time.h>

#include "base/file.h"
#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/verdict.h"
#include "feat/project/codelog.h"
#include "feat/project/hookmsg.h"
#include "feat/project/hooks.h"
#include "feat/project/link.h"
#include "feat/project/linking.h"
#include "feat/project/msgtext.h"
#include "feat/project/todo.h"
#include "act/link.h"
#include "act/many.h"
#include "act/state.h"
#include "act/update.h"

#define LIMIT_SECONDS 2
#define LOCK_WAIT_MS 1000	/* then without the lock, which is safe */
#define MESSAGE_MAX ((size_t)16 << 20)
#define MEASURE_MS 500		/* for counting a commit's lines */
#define NEW_COMMITS_MAX 500	/* looked at after a merge or rebase */

/* ---- criteria ---- */

bool hookrun_gate(const struct task *t, struct strbuf *why, void *data)
{
	struct ctx *ctx = data;
	struct json *report = NULL;
	const struct view *v;
	struct values values;
	bool pass = true;
	uint32_t row;

	if (db_view(&v, ctx->db, NULL) < 0)
		return true;
	row = view_find(v, t->id);
	if (row == NO_ROW)
		return true;
	values_init(&values);
	if (act_judge(&report, ctx->db, &values, t, v, row, NULL) == 0) {
		pass = criteria_pass(report, db_config_bool(
			ctx->db, "task.criteria.strict", false));
		if (!pass)
			act_verdict_words(why, report);
	}
	json_free(report);
	values_release(&values);
	return pass;
}

/* ---- the time limit ---- */

/* Only what is safe in a signal handler; a write in progress is undone by
 * nobody and needs nobody: the ref moves last, in one step. */
static void leave(const char *msg, size_t len)
{
	ssize_t n = write(STDERR_FILENO, msg, len);

	(void)n;
	_exit(0);
}

static void commit_out_of_time(int sig)
{
	static const char msg[] = "git-task: the hook took longer than 2 "
		"seconds and was left; 'git task link --scan' catches up\n";

	(void)sig;
	leave(msg, sizeof(msg) - 1);
}

static void agent_out_of_time(int sig)
{
	static const char msg[] = "git-task: the agent's hook took longer "
		"than 2 seconds and was left; the next one catches up, as "
		"does 'git task session import <transcript>'\n";

	(void)sig;
	leave(msg, sizeof(msg) - 1);
}

void hookrun_limit(bool agent)
{
	struct itimerval limit = { { 0, 0 }, { LIMIT_SECONDS, 0 } };
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = agent ? agent_out_of_time : commit_out_of_time;
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &limit, NULL);
}

/* ---- what is about to be committed ---- */

#define SHOWN_MAX 5

static void suggest(struct ctx *ctx, const struct todo_list *l)
{
	size_t i, nr = 0;

	for (i = 0; i < l->nr; i++) {
		if (l->items[i].row != NO_ROW)
			continue;
		if (nr++ < SHOWN_MAX)
			out_note(ctx->out, "%s:%d: %s: %s", l->items[i].path,
				 l->items[i].line, l->items[i].word,
				 l->items[i].text);
	}
	if (nr > SHOWN_MAX)
		out_note(ctx->out, "... and %zu more", nr - SHOWN_MAX);
	if (nr)
		out_note(ctx->out, "%zu new comment%s; 'git task todo "
			 "--create' makes tasks of them", nr,
			 nr == 1 ? "" : "s");
}

/* The comments on staged lines, told or made into tasks. */
static int staged_todos(struct ctx *ctx, struct err *err)
{
	const char *mode = db_config(ctx->db, "task.hooks.todo");
	struct todo_list l = TODO_LIST_INIT;
	struct todo_result r;
	const struct view *v;
	int res;

	if (mode && !strcmp(mode, "off"))
		return 0;
	res = todo_staged(&l, ctx->db, err);
	if (res < 0 || !l.nr)
		goto out;
	res = db_view(&v, ctx->db, err);
	if (res < 0)
		goto out;
	todo_match(&l, v);
	if (!mode || strcmp(mode, "create") != 0) {
		suggest(ctx, &l);
		goto out;
	}
	res = act_todo(&r, ctx->db, &l, err);
	if (res == 0 && r.created.nr)
		out_note(ctx->out, "%zu task%s created from comments",
			 r.created.nr, r.created.nr == 1 ? "" : "s");
	todo_result_release(&r);
out:
	todo_list_release(&l);
	return res;
}

static int pre_commit(struct ctx *ctx, const struct strvec *args,
		      struct err *err)
{
	(void)args;
	if (gitlog_rebasing(ctx->db))
		return 0;
	if (staged_todos(ctx, err) < 0)
		return -1;
	return hookrun_prd_staged(ctx, err);
}

/* ---- messages ---- */

static int read_message(struct strbuf *out, const struct strvec *args,
			struct err *err)
{
	if (!args->nr)
		return err_set(err, ERR_USAGE, "the path of the message is "
			       "missing");
	return file_read(out, args->v[0], MESSAGE_MAX, err);
}

static bool is_one_of(const char *s, const char *a, const char *b,
		      const char *c)
{
	return !strcmp(s, a) || !strcmp(s, b) || !strcmp(s, c);
}

static int prepare_commit_msg(struct ctx *ctx, const struct strvec *args,
			      struct err *err)
{
	struct strbuf raw = STRBUF_INIT;
	char *id;
	int res;

	/* an amended, merged or replayed commit keeps its message */
	if ((args->nr > 1 && is_one_of(args->v[1], "merge", "squash",
				       "commit")) ||
	    gitlog_rebasing(ctx->db) || gitlog_picking(ctx->db))
		return 0;
	res = read_message(&raw, args, err);
	if (res == 0) {
		id = hookmsg_task(ctx->db, raw.buf);
		if (id)
			res = hookmsg_add(args->v[0], raw.buf, id, err);
		free(id);
	}
	strbuf_release(&raw);
	return res;
}

/* Does the message say what HEAD's says?  Then that commit is being amended. */
static bool is_heads(struct db *db, const char *raw)
{
	struct strbuf text = STRBUF_INIT;
	struct gitcommit c;
	char oid[OBJECT_HEX + 1];
	bool res = false;

	if (gitlog_head(oid, db, NULL) > 0 &&
	    gitlog_read(&c, db, oid, NULL) == 0) {
		msgtext_clean(&text, raw);
		strbuf_rtrim(&text);
		res = str_starts(c.message, text.buf) &&
			!c.message[text.len + strspn(c.message + text.len,
						     " \n")];
		gitcommit_release(&c);
	}
	strbuf_release(&text);
	return res;
}

/* The trailer, where prepare-commit-msg is not there to add it before the editor
 * opens: not to a message that nobody wrote. */
static int add_trailer(struct strbuf *raw, struct ctx *ctx, const char *path,
		       struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	char *id = NULL;
	int res = 0;

	msgtext_clean(&text, raw->buf);
	strbuf_trim(&text);
	if (text.len && !gitlog_rebasing(ctx->db) &&
	    !gitlog_picking(ctx->db) &&
	    !hooks_has_file(ctx->db, "prepare-commit-msg"))
		id = hookmsg_task(ctx->db, raw->buf);
	if (id && !is_heads(ctx->db, raw->buf))
		res = hookmsg_add(path, raw->buf, id, err);
	free(id);
	strbuf_release(&text);
	return res;
}

static int check_message(struct ctx *ctx, const char *path, const char *raw,
			 struct err *err)
{
	struct strvec faults = STRVEC_INIT;
	bool strict = false;
	int res = hookmsg_check(&faults, ctx->db, raw, err);

	if (res == 0 && faults.nr)
		strict = db_config_bool(ctx->db, "task.hooks.strict", false);
	for (size_t i = 0; res == 0 && i < faults.nr; i++)
		out_warn(ctx->out, "the message names a task: %s",
			 faults.v[i]);
	if (res == 0 && strict) {
		out_warn(ctx->out, "commit refused (task.hooks.strict); your "
			 "message is in '%s'", path);
		res = 1;
	}
	strvec_clear(&faults);
	return res;
}

static int commit_msg(struct ctx *ctx, const struct strvec *args,
		      struct err *err)
{
	struct strbuf raw = STRBUF_INIT;
	int res = read_message(&raw, args, err);

	if (res < 0)
		goto out;
	if (msgtext_only_trailer(raw.buf)) {
		/* nothing was written: let Git say that it is empty */
		res = file_write_atomic(args->v[0], "", 0, false, err);
		goto out;
	}
	res = check_message(ctx, args->v[0], raw.buf, err);
	if (res == 0 && !hooks_has_file(ctx->db, "pre-commit"))
		res = pre_commit(ctx, NULL, err);
	if (res == 0)
		res = add_trailer(&raw, ctx, args->v[0], err);
out:
	strbuf_release(&raw);
	return res;
}

/* ---- commits ---- */

static void say_notes(struct ctx *ctx, struct linking *l)
{
	size_t i;

	for (i = 0; i < l->notes.nr; i++)
		out_note(ctx->out, "%s", l->notes.v[i]);
}

/* Links HEAD's commit to the tasks that it names. */
static int link_head(struct ctx *ctx, struct err *err)
{
	struct linking l = LINKING_INIT;
	struct rewrite amend;
	struct gitcommit c;
	int res = gitlog_head(amend.new_oid, ctx->db, err);

	if (res <= 0)
		return res;
	l.use_branch = true;
	l.measure_ms = MEASURE_MS;
	l.gate = hookrun_gate;
	l.gate_data = ctx;
	if (gitlog_amended(amend.old_oid, ctx->db)) {
		/* before post-rewrite: a task that the old commit closed and
		 * somebody reopened must not be closed again */
		res = act_relink(&l, ctx->db, &amend, 1, err);
	} else {
		if (gitlog_read(&c, ctx->db, amend.new_oid, err) < 0)
			return -1;
		c.branch = gitlog_branch(ctx->db);
		res = act_link(&l, ctx->db, &c, 1, err);
		gitcommit_release(&c);
	}
	if (res == 0)
		say_notes(ctx, &l);
	linking_release(&l);
	return res;
}

/* Links the commits of a range, of which a clone without it may know nothing. */
static int link_range(struct ctx *ctx, const char *range, bool past,
		      struct err *err)
{
	struct gitcommits n = GITCOMMITS_INIT;
	struct linking l = LINKING_INIT;
	struct strvec revs = STRVEC_INIT;
	int res = 0;

	strvec_push(&revs, range);
	/* without the range's start there is nothing to compare with */
	if (gitlog_each(ctx->db, &revs, NEW_COMMITS_MAX, gitcommits_keep, &n,
			NULL) == 0 && n.nr) {
		l.past = past;
		l.measure_ms = MEASURE_MS;
		l.gate = hookrun_gate;
		l.gate_data = ctx;
		res = act_link(&l, ctx->db, n.v, n.nr, err);
		if (res == 0)
			say_notes(ctx, &l);
	}
	gitcommits_release(&n);
	strvec_clear(&revs);
	linking_release(&l);
	return res;
}

/* Links what a merge or a rebase has brought onto the branch. */
static int link_new(struct ctx *ctx, struct err *err)
{
	return link_range(ctx, "ORIG_HEAD..HEAD", true, err);
}

/* ---- sequences: one pass at the end ---- */

/* After the last pick of several: the commits since the first. */
static int link_sequence(struct ctx *ctx, struct err *err)
{
	char *path = path_join(gitlog_gitdir(ctx->db), "sequencer/head");
	struct strbuf range = STRBUF_INIT;
	size_t n;
	int res;

	if (file_read_plain(&range, path, 4096, NULL) < 0)
		strbuf_reset(&range);
	free(path);
	n = object_hex(range.buf);
	if (!n) {
		strbuf_release(&range);
		return link_head(ctx, err);
	}
	range.buf[range.len = n] = '\0';
	strbuf_addstr(&range, "..HEAD");
	res = link_range(ctx, range.buf, false, err);
	strbuf_release(&range);
	return res;
}

static int post_commit(struct ctx *ctx, const struct strvec *args,
		       struct err *err)
{
	int res = 0;

	(void)args;
	/* a rebase tells all at its end, by post-rewrite */
	if (gitlog_goes_on(ctx->db))
		return 0;
	if (db_initialised(ctx->db) && gitlog_picks_left(ctx->db))
		res = link_sequence(ctx, err);
	else if (db_initialised(ctx->db))
		res = link_head(ctx, err);
	if (res < 0)
		return -1;
	return hookrun_prd_commit(ctx, err);
}

static int post_merge(struct ctx *ctx, const struct strvec *args,
		      struct err *err)
{
	/* 1: a squash; its commit is still to come */
	if (!db_initialised(ctx->db) ||
	    (args->nr && !strcmp(args->v[0], "1")))
		return 0;
	return link_new(ctx, err);
}

/* "<old> <new>[ <more>]" lines on standard input. */
static struct rewrite *read_pairs(size_t *nr)
{
	struct strbuf in = STRBUF_INIT;
	struct rewrite *pairs = NULL;
	size_t alloc = 0;
	char *s, *end;

	*nr = 0;
	strbuf_cap(&in, MESSAGE_MAX);
	strbuf_read_fd(&in, STDIN_FILENO);
	for (s = in.buf; *s; s = end) {
		struct rewrite r;
		size_t n = object_hex(s);

		end = s + strcspn(s, "\n");
		if (*end)
			*end++ = '\0';
		if (!n || s[n] != ' ' || object_hex(s + n + 1) != n)
			continue;
		snprintf(r.old_oid, sizeof(r.old_oid), "%.*s", (int)n, s);
		snprintf(r.new_oid, sizeof(r.new_oid), "%.*s", (int)n,
			 s + n + 1);
		ALLOC_GROW(pairs, *nr + 1, alloc);
		pairs[(*nr)++] = r;
	}
	strbuf_release(&in);
	return pairs;
}

static int post_rewrite(struct ctx *ctx, const struct strvec *args,
			struct err *err)
{
	bool rebase = args->nr && !strcmp(args->v[0], "rebase");
	struct linking l = LINKING_INIT;
	struct rewrite *pairs;
	size_t nr;
	int res;

	if (!db_initialised(ctx->db))
		return 0;
	pairs = read_pairs(&nr);
	l.measure_ms = MEASURE_MS;
	l.gate = hookrun_gate;
	l.gate_data = ctx;
	res = nr ? act_relink(&l, ctx->db, pairs, nr, err) : 0;
	if (res == 0)
		say_notes(ctx, &l);
	if (res == 0 && rebase)
		res = link_new(ctx, err);
	linking_release(&l);
	free(pairs);
	return res;
}

/* ---- branches ---- */

/* The branch of a task that goes on is noted, one that waits is started. */
static int note_branch(struct change *c, const struct view *v,
		       const struct task *t, struct strvec *warn, void *data,
		       struct err *err)
{
	const struct act_start *start = data;

	(void)v;
	(void)warn;
	(void)err;
	if (str_eq(task_str(t, F_BRANCH), start->branch))
		return 0;
	change_set_str(c, F_BRANCH, start->branch);
	if (start->base)
		change_put(c, F_FIELDS, "branch_base",
			   json_new_str(start->base));
	return 0;
}

static int check_out(struct ctx *ctx, const struct row *r,
		     const struct act_start *start, struct err *err)
{
	struct act_result res = ACT_RESULT_INIT;
	struct act_update note = { "start", start->ids, NULL, note_branch,
				   NULL, NULL, NULL, false };
	struct act_start copy = *start;
	int ret;

	note.data = &copy;
	if (r->stored == STATUS_PENDING)
		ret = act_start(&res, ctx->db, start, err);
	else
		ret = act_update(&res, ctx->db, &note, err);
	if (ret == 0 && r->stored == STATUS_PENDING)
		out_note(ctx->out, "Task %.8s started", r->id);
	act_result_release(&res);
	return ret;
}

static int post_checkout(struct ctx *ctx, const struct strvec *args,
			 struct err *err)
{
	struct act_start start = { NULL, NULL, NULL };
	struct strvec ids = STRVEC_INIT;
	char *branch;
	const struct view *v;
	uint32_t row;
	int res = 0;

	/* <previous HEAD> <new HEAD> <1: a branch, 0: files> */
	if (args->nr < 3 || strcmp(args->v[2], "1") != 0 ||
	    !db_initialised(ctx->db) || gitlog_rebasing(ctx->db))
		return 0;
	branch = gitlog_branch(ctx->db);
	if (!branch)
		goto out;
	res = db_view(&v, ctx->db, err);
	if (res < 0)
		goto out;
	row = linking_branch_row(ctx->db, v, branch);
	if (row == NO_ROW || !status_is_open(v->rows[row].stored) ||
	    (v->rows[row].stored != STATUS_PENDING &&
	     !strcmp(v->rows[row].branch, branch)))
		goto out;
	strvec_push(&ids, v->rows[row].id);
	start.ids = &ids;
	start.branch = branch;
	if (strspn(args->v[0], "0") != strlen(args->v[0]))
		start.base = args->v[0];
	res = check_out(ctx, &v->rows[row], &start, err);
out:
	strvec_clear(&ids);
	free(branch);
	return res;
}

/* ---- all of them ---- */

static const struct {
	const char *event;
	int (*run)(struct ctx *ctx, const struct strvec *args,
		   struct err *err);
} events[] = {
	{ "pre-commit", pre_commit },
	{ "prepare-commit-msg", prepare_commit_msg },
	{ "commit-msg", commit_msg },
	{ "post-commit", post_commit },
	{ "post-checkout", post_checkout },
	{ "post-merge", post_merge },
	{ "post-rewrite", post_rewrite },
};

int hookrun(struct ctx *ctx, const char *event, const struct strvec *args,
	    struct err *err)
{
	size_t i;

	db_patience(ctx->db, LOCK_WAIT_MS);
	for (i = 0; i < ARRAY_SIZE(events); i++)
		if (!strcmp(events[i].event, event))
			return events[i].run(ctx, args, err);
	BUG("no hook '%s'", event);
}
