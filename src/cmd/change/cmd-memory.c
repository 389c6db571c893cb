/*
 * cmd-memory.c - `remember`, `recall`, `forget`: facts that outlive a session.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "cmd/kit/common.h"
#include "cmd/kit/sessiondb.h"
#include "data/due.h"
#include "feat/agent/memory.h"

/* ---- remember ---- */

/* The fact as it is now: as data, or its short id. */
static int tell_kept(struct ctx *ctx, struct db *db, const char *id,
		     bool again, struct err *err)
{
	struct memory_query q = { NULL, NULL, false };
	struct memory_list l;
	struct json *j;
	size_t i;

	if (!out_data(ctx->out)) {
		out_f(ctx->out, "%.*s\n",
		      ctx->out->format == OUT_IDS ? ID_LEN : ID_SHORT, id);
		out_note(ctx->out, again ? "was remembered already" :
			 "remembered");
		return 0;
	}
	if (memory_recall(&l, db, &q, err) < 0)
		return -1;
	for (i = 0; i < l.nr && strcmp(l.v[i].id, id) != 0; i++)
		;
	if (i < l.nr) {
		j = memory_json(&l.v[i]);
		json_set_bool(j, "again", again);
		out_json(ctx->out, j);
		json_free(j);
	}
	memory_list_release(&l);
	return 0;
}

static int run_remember(struct ctx *ctx, const struct args *args,
			struct err *err)
{
	const char *expires = args_str(args, "expires");
	struct memory_new in = { args_str(args, "text"),
				 args_list(args, "tag"), WHEN_NONE,
				 args_str(args, "instead") };
	struct db *db = NULL;
	char id[ID_LEN + 1];
	bool again = false;
	int ret = 0;

	if (expires)
		ret = due_parse(&in.expires, expires, clock_now(ctx->clock),
				err);
	if (ret == 0)
		ret = session_db(&db, ctx, err);
	if (ret == 0)
		ret = memory_keep(id, &again, db, &in, err);
	if (ret == 0)
		ret = tell_kept(ctx, db, id, again, err);
	if (ret == 0)
		session_warnings(ctx, db);
	db_close(db);
	return ret;
}

static const struct opt remember_opts[] = {
	O_STR("text", 0, "<text>", "the fact, in one line",
	      OPT_POS | OPT_REQUIRED | OPT_REST),
	O_STR("tag", 't', "<tag>", "a word to find it by", OPT_MANY),
	O_TIME("expires", 0, "until when it holds (\"30d\", \"end of month\", "
	       "a date; default: for ever)", 0),
	O_STR("instead", 0, "<fact>", "forget this fact: it says the same as it is "
	      "now", 0),
	EDIT_FORMAT,
	OPT_END
};

const struct cmd cmd_remember = {
	"remember", NULL, "record", "keep a fact about the project for later "
	"sessions",
	"A fact is one line that whoever works here next should know, mostly "
	"a coding agent: how the tests are run, what does not work, what was "
	"decided and why. 'git task prime' tells the newest at the start of "
	"each session, 'git task recall' finds them all. Work that is to be "
	"done is no fact: that is a task.\n\n"
	"\tgit task remember \"the e-mail tests need port 2525\" --tag tests\n"
	"\tgit task remember \"do not touch api/v1 until the audit is over\" "
	"--expires \"end of month\"\n\n"
	"Facts travel with 'git task sync' and are joined without loss; the "
	"same words from two clones are one fact. Remembering it again gives "
	"it a new date, and the expiry that is said then. Text that looks "
	"like a secret is refused.",
	remember_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_remember
};

/* ---- recall ---- */

static void cell_tags(struct table *t, const struct memory *m)
{
	struct strbuf sb = STRBUF_INIT;
	const char *tag = m->tags;

	for (uint32_t i = 0; i < m->nr_tags; i++, tag += strlen(tag) + 1)
		strbuf_addf(&sb, "%s%s", i ? ", " : "", tag);
	table_cell(t, COLOUR_CYAN, sb.buf);
	strbuf_release(&sb);
}

static void cell_expiry(struct table *t, const struct ctx *ctx,
			const struct memory *m)
{
	struct strbuf sb = STRBUF_INIT;
	char at[WHEN_LEN];

	if (m->expires != WHEN_NONE && ctx->out->format == OUT_TEXT) {
		due_words(&sb, m->expires, clock_now(ctx->clock), true);
	} else if (m->expires != WHEN_NONE) {
		due_format(at, m->expires);
		strbuf_addstr(&sb, at);
	}
	table_cell(t, m->expired ? COLOUR_YELLOW : COLOUR_NONE, sb.buf);
	strbuf_release(&sb);
}

static void print_facts(struct ctx *ctx, const struct memory_list *l,
			size_t nr)
{
	static const char *const columns[] = {
		"id", "*fact", "tags", "by", "when", "until"
	};
	struct strbuf when = STRBUF_INIT;
	char at[WHEN_LEN];
	struct table *t;
	size_t i;

	t = table_new(ctx->out, columns, ARRAY_SIZE(columns));
	for (i = 0; i < nr; i++) {
		const struct memory *m = &l->v[i];

		strbuf_reset(&when);
		if (ctx->out->format == OUT_TEXT) {
			when_relative(&when, m->at, clock_now(ctx->clock));
		} else {
			when_format(at, m->at);
			strbuf_addstr(&when, at);
		}
		table_cellf(t, COLOUR_YELLOW, "%.*s", ID_SHORT, m->id);
		table_cell(t, COLOUR_NONE, m->text);
		cell_tags(t, m);
		table_cell(t, COLOUR_NONE, m->by);
		table_cell(t, COLOUR_NONE, when.buf);
		cell_expiry(t, ctx, m);
	}
	table_end(t);
	strbuf_release(&when);
}

static void tell_found(struct ctx *ctx, const struct memory_list *l,
		       size_t shown, bool asked)
{
	if (!l->nr && asked)
		out_note(ctx->out, "No fact has any of these words");
	else if (!l->nr)
		out_note(ctx->out, "No facts; 'git task remember \"<text>\"' "
			 "keeps one");
	if (shown < l->nr)
		out_note(ctx->out, "%zu more; --limit 0 shows all",
			 l->nr - shown);
	if (l->expired)
		out_note(ctx->out, "%zu expired; --expired shows them",
			 l->expired);
}

static void print_found(struct ctx *ctx, const struct memory_list *l,
			size_t shown)
{
	struct json *arr;
	size_t i;

	if (out_tree(ctx->out)) {
		arr = json_new_arr();
		for (i = 0; i < shown; i++)
			json_push(arr, memory_json(&l->v[i]));
		out_json(ctx->out, arr);
		json_free(arr);
	} else if (ctx->out->format == OUT_IDS) {
		for (i = 0; i < shown; i++)
			out_f(ctx->out, "%s\n", l->v[i].id);
	} else if (shown || out_data(ctx->out)) {
		print_facts(ctx, l, shown);
	}
}

static int run_recall(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct memory_query q = { args_list(args, "word"),
		args_list(args, "tag"), args_flag(args, "expired") };
	size_t limit = (size_t)args_int(args, "limit", 20), shown, i;
	struct strvec words = STRVEC_INIT;
	struct memory_list l;
	struct db *db;
	int ret = session_db(&db, ctx, err);

	if (ret < 0)
		return -1;
	/* "a b" and "a" "b" ask the same */
	for (i = 0; i < q.words->nr; i++)
		strvec_split(&words, q.words->v[i], " \t");
	q.words = &words;
	ret = memory_recall(&l, db, &q, err);
	if (ret == 0) {
		shown = limit && limit < l.nr ? limit : l.nr;
		print_found(ctx, &l, shown);
		tell_found(ctx, &l, shown, words.nr || q.tags->nr);
		for (i = 0; i < l.broken->nr; i++)
			out_warn(ctx->out, "can not read '%s', left as it is; "
				 "run 'git task fsck'", l.broken->v[i]);
		session_warnings(ctx, db);
		ret = l.broken->nr ? 1 : 0;
		memory_list_release(&l);
	}
	strvec_clear(&words);
	db_close(db);
	return ret;
}

static const struct opt recall_opts[] = {
	O_STR("word", 0, "<word>", "words of which a fact has at least one",
	      OPT_POS | OPT_MANY),
	O_STR("tag", 't', "<tag>", "only facts with this tag", OPT_MANY),
	O_FLAG("expired", 0, "those that hold no more, too"),
	{ "limit", 'n', OPT_INT, "<n>", "at most <n>, 0: all (default: 20)", 0,
	  NULL, 0, 1e9, NULL },
	LIST_FORMAT,
	OPT_END
};

const struct cmd cmd_recall = {
	"recall", NULL, "record", "find what was remembered about the project",
	"Lists the facts of 'git task remember', the newest first; with words "
	"those that have at least one of them in their text or tags, and those "
	"that have most of them first. Case does not matter.\n\n"
	"\tgit task recall port tests",
	recall_opts, NEEDS_REPO | NEEDS_DB, run_recall
};

/* ---- forget ---- */

static int run_forget(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	struct json *j;
	struct db *db;
	size_t nr = 0;
	int ret = session_db(&db, ctx, err);

	if (ret < 0)
		return -1;
	ret = memory_forget(&nr, db, args_list(args, "id"), err);
	if (ret == 0 && out_data(ctx->out)) {
		j = json_new_obj();
		json_set_int(j, "forgotten", (int64_t)nr);
		out_json(ctx->out, j);
		json_free(j);
	} else if (ret == 0) {
		out_note(ctx->out, "%zu fact%s forgotten", nr,
			 nr == 1 ? "" : "s");
	}
	if (ret == 0)
		session_warnings(ctx, db);
	db_close(db);
	return ret;
}

static const struct opt forget_opts[] = {
	O_STR("id", 0, "<fact>", "its id, as 'git task recall' shows it",
	      OPT_POS | OPT_REQUIRED | OPT_MANY),
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_forget = {
	"forget", NULL, "record", "take back what was remembered",
	"It is forgotten in all clones with the next sync; the history of "
	"refs/tasks/sessions still has it. A fact with a mistake is forgotten "
	"and remembered in other words.",
	forget_opts, NEEDS_REPO | NEEDS_DB | WRITES, run_forget
};
