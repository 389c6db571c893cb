/*
 * cmd-conflicts.c - `conflicts`: edits that gave way to a later one.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "db/share/conflicts.h"
#include "act/fields.h"
#include "front/wrap.h"
#include "cmd/kit/commands.h"

struct lister {
	struct ctx *ctx;
	struct json *arr;	/* of data formats, else NULL */
	size_t nr;
};

static struct json *value(const struct json *v)
{
	return v ? json_copy(v) : json_new_null();
}

static void collect(struct lister *l, const struct conflict *c)
{
	struct json *o = json_new_obj();
	char when[WHEN_LEN];

	when_format(when, c->when);
	json_set_str(o, "id", c->id);
	json_set_str(o, "field", c->field);
	json_set(o, "kept", value(c->kept));
	json_set(o, "lost", value(c->lost));
	json_set_str(o, "lost_by", c->lost_by);
	json_set_str(o, "kept_by", c->kept_by);
	json_set_str(o, "title", c->title);
	json_set_str(o, "commit", c->commit);
	json_set_str(o, "at", when);
	json_set_bool(o, "settled", c->settled);
	json_push(l->arr, o);
}

/* A text with each of its lines behind `head`. */
static void print_value(struct out *out, const char *head,
			const struct json *v, const char *by)
{
	struct strbuf sb = STRBUF_INIT, lines = STRBUF_INIT;

	if (!v)
		strbuf_addstr(&sb, "(unset)");
	else if (json_is(v, JSON_STR))
		strbuf_addstr(&sb, json_str(v));
	else
		json_line(&sb, v);
	strbuf_addreplace(&lines, sb.buf, "\n", "\n           ");
	out_f(out, "    %s: ", head);
	out_text(out, lines.buf);
	if (by && *by) {
		out_f(out, "  (");
		out_s(out, by);
		out_f(out, ")");
	}
	out_f(out, "\n");
	strbuf_release(&sb);
	strbuf_release(&lines);
}

static int print(const struct conflict *c, void *data)
{
	struct lister *l = data;
	struct out *out = l->ctx->out;
	struct strbuf when = STRBUF_INIT;

	l->nr++;
	if (l->arr) {
		collect(l, c);
		return 0;
	}
	when_local(&when, c->when);
	out_paint(out, COLOUR_YELLOW, "%.8s", c->id);
	out_f(out, "  ");
	out_fit(out, c->title ? c->title : "", 10);
	out_f(out, "\n  ");
	out_s(out, c->field);
	out_f(out, "  %s%s\n", when.buf, c->settled ? "  settled" : "");
	print_value(out, "kept", c->kept, c->kept_by);
	print_value(out, "lost", c->lost, c->lost_by);
	if (!c->settled) {
		out_f(out, "    take: git task conflicts take %.8s ", c->id);
		out_s(out, c->field);
		out_f(out, "\n");
	}
	strbuf_release(&when);
	return 0;
}

/* ---- taking one ---- */

struct taker {
	const char *id, *field;
	struct change change;
	bool found;
};

static int pick(const struct conflict *c, void *data)
{
	struct taker *t = data;
	const char *slash = strchr(c->field, '/');
	struct json *v = c->lost ? json_copy(c->lost) : NULL;
	char *field;

	if (!str_eq(c->id, t->id) || !str_eq(c->field, t->field)) {
		json_free(v);
		return 0;
	}
	t->found = true;
	field = xstrndup(c->field, strcspn(c->field, "/"));
	change_op(&t->change, slash ? (v ? OP_PUT : OP_DROP) :
		  v ? OP_SET : OP_UNSET, field, slash ? slash + 1 : NULL, v);
	free(field);
	return 1;
}

static int take_run(struct ctx *ctx, const struct args *args,
		    struct err *err)
{
	const char *field = args_str(args, "field");
	struct taker t = { NULL, field, { { 0 }, false, NULL, 0, 0 }, false };
	const struct view *v;
	uint32_t row;
	int rc;

	if (field_find(field) != F_NR)
		t.field = field_defs[field_find(field)].name;
	if (db_view(&v, ctx->db, err) < 0 ||
	    view_resolve(&row, v, args_str(args, "id"), true, err) < 0)
		return -1;
	t.id = v->rows[row].id;
	change_init(&t.change, t.id);
	rc = db_conflicts(ctx->db, false, pick, &t, err);
	if (rc >= 0 && !t.found && field_find(field) == F_NR)
		rc = err_set(err, ERR_INVALID, "there is no field '%s' that "
			     "gave way; 'git task conflicts' names them",
			     field);
	else if (rc >= 0 && !t.found)
		rc = err_set(err, ERR_NOT_FOUND, "no edit of %s of task %.8s "
			     "gave way; see 'git task conflicts --all'",
			     t.field, t.id);
	if (rc >= 0)
		rc = act_apply(ctx->db, "take", &t.change, err);
	if (rc >= 0)
		out_note(ctx->out, "task %.8s has its other %s again",
			 t.change.id, t.field);
	change_release(&t.change);
	return rc < 0 ? -1 : 0;
}

static int conflicts_run(struct ctx *ctx, const struct args *args,
			 struct err *err)
{
	struct lister l = { ctx, NULL, 0 };
	int rc;

	if (out_data(ctx->out))
		l.arr = json_new_arr();
	rc = db_conflicts(ctx->db, args_flag(args, "all"), print, &l, err);
	if (rc == 0 && l.arr)
		out_list(ctx->out, "id|field|kept|lost|lost_by|commit|at|settled",
			 l.arr);
	else if (rc == 0 && !l.nr)
		out_note(ctx->out, "no edit gave way to another");
	if (rc == 0)
		conflicts_seen(ctx->db);
	json_free(l.arr);
	return rc;
}

static const struct opt conflicts_opts[] = {
	{ "all", 'a', OPT_FLAG, NULL, "also those that are settled", 0, NULL,
	  0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_conflicts = {
	.name = "conflicts",
	.group = "look",
	.summary = "show edits that gave way to a later one",
	.detail =
"When two clones edit the same field of the same task before they sync, the "
"later edit stays. This lists the others, newest first, with both values and "
"who made them; nothing is lost. One is settled, and then shown by --all only, "
"when the field was edited since. 'git task status' counts those that nobody "
"has looked at here. A task that one side deleted while the other one edited, "
"started or claimed it is listed with the field deleted: it stays deleted, "
"with all its edits, and taking the other value restores it.\n"
"\n"
"Taking the losing value back:\n"
"\n"
"\tgit task conflicts take 3f9a1c2b description\n",
	.opts = conflicts_opts,
	.needs = NEEDS_REPO | NEEDS_DB | PAGER | TOOL,
	.run = conflicts_run,
};

static const struct opt take_opts[] = {
	{ "id", 0, OPT_ID, NULL, "the task", OPT_POS | OPT_REQUIRED, NULL, 0,
	  0, NULL },
	{ "field", 0, OPT_STR, "<field>", "the field, as 'git task conflicts' "
	  "names it", OPT_POS | OPT_REQUIRED, NULL, 0, 0, NULL },
	OPT_END
};

const struct cmd cmd_conflicts_take = {
	.name = "conflicts take",
	.group = "look",
	.summary = "give a field the value that gave way",
	.detail =
"Makes the losing edit again, as a new edit: it is now the later one. The "
"value that it replaces stays in the history.\n",
	.opts = take_opts,
	.needs = NEEDS_REPO | NEEDS_DB | WRITES | TOOL,
	.run = take_run,
};
