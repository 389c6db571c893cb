/*
 * cmd-board.c - tasks as cards in lanes.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/json.h"
#include "data/due.h"
#include "data/embed.h"
#include "lang/render.h"
#include "feat/plan/board.h"
#include "cmd/kit/common.h"
#include "cmd/kit/filter.h"
#include "cmd/kit/names.h"

#define NARROW 18	/* a lane is not made narrower than this */
#define SPLIT 40	/* narrower ones have a line for who and when */
#define GAP 2

struct painter {
	struct ctx *ctx;
	const struct view *v;
	const struct board *b;
	size_t width;		/* of a lane */
	size_t limit;		/* cards shown in a lane, 0: all */
	int64_t days;		/* of the lane of what is done */
	bool split;		/* lanes are narrow: who and when have a line */
	int64_t now;
	struct names names;
	struct strbuf line;
};

static const char *lane_title(const struct board_lane *lane)
{
	static const char *const titles[STATUS_NR] = {
		"TO DO", "IN PROGRESS", "BLOCKED", "DONE", "CANCELLED"
	};

	if (lane->value)
		return *lane->value ? lane->value : "(none)";
	return titles[lane->status];
}

/* Text in a colour, at the end of the line being made. */
static void put(struct painter *p, enum colour c, const char *text)
{
	if (c == COLOUR_NONE || strspn(text, " ") == strlen(text))
		strbuf_addstr(&p->line, text);
	else
		strbuf_addf(&p->line, "%s%s%s", out_colour(p->ctx->out, c),
			    text, out_colour(p->ctx->out, COLOUR_NONE));
}

static void pad(struct painter *p, size_t used)
{
	if (used < p->width + GAP)
		strbuf_addchars(&p->line, ' ', p->width + GAP - used);
}

static void end_line(struct painter *p)
{
	strbuf_rtrim(&p->line);
	strbuf_addch(&p->line, '\n');
	out_raw(p->ctx->out, p->line.buf, p->line.len);
	strbuf_reset(&p->line);
}

static void print_head(struct painter *p, size_t first, size_t end)
{
	struct strbuf sb = STRBUF_INIT, title = STRBUF_INIT;
	size_t l, i;

	for (l = first; l < end; l++) {
		const struct board_lane *lane = &p->b->lanes[l];

		strbuf_reset(&sb);
		strbuf_reset(&title);
		utf8_add_clean_line(&title, lane_title(lane));
		/* what was done before has left the board */
		if (!lane->value && lane->status == STATUS_COMPLETED)
			strbuf_addf(&title, ", %" PRId64 " DAY%s", p->days,
				    p->days == 1 ? "" : "S");
		strbuf_addf(&title, " (%zu)", lane->nr);
		utf8_add_fit(&sb, title.buf, p->width, false);
		put(p, COLOUR_BOLD, sb.buf);
		pad(p, utf8_width(sb.buf));
	}
	end_line(p);
	for (l = first; l < end; l++) {
		for (i = 0; i < p->width; i++)
			strbuf_addstr(&p->line, "─");
		pad(p, p->width);
	}
	end_line(p);
	strbuf_release(&sb);
	strbuf_release(&title);
}

/* "critical" */
static void card_priority(struct strbuf *out, const struct row *r)
{
	if (r->priority >= PRIO_HIGH)
		strbuf_addstr(out, priority_name(r->priority));
}

/* "@bob, 2 days late" */
static void card_facts(struct strbuf *out, struct painter *p,
		       const struct row *r)
{
	const char *sep = out->len ? ", " : "";

	if (*r->assignee) {
		strbuf_addf(out, "%s@", sep);
		utf8_add_clean_line(out, names_short(&p->names, r->assignee));
		sep = ", ";
	}
	if (r->deadline != WHEN_NONE && status_is_open(r->stored)) {
		strbuf_addf(out, "%s%s", sep,
			    due_late(r->deadline, p->now) || p->split ? "" :
			    "due ");
		due_words(out, r->deadline, p->now, false);
	}
}

/* A line of facts, behind `used` columns. */
static void put_facts(struct painter *p, const struct row *r,
		      const struct strbuf *facts, size_t used)
{
	bool late = due_late(r->deadline, p->now) &&
		    status_is_open(r->stored);
	struct strbuf sb = STRBUF_INIT;

	utf8_add_fit(&sb, facts->buf, p->width - used, false);
	put(p, late ? COLOUR_RED : COLOUR_DIM, sb.buf);
	pad(p, used + utf8_width(sb.buf));
	strbuf_release(&sb);
}

/* Line `n` (0: id and facts, 1 and 2: title, 3: facts that have a line) of a card. */
static void card_line(struct painter *p, const struct board_lane *lane,
		      size_t card, int n)
{
	const struct row *r = &p->v->rows[lane->rows[card]];
	struct strbuf sb = STRBUF_INIT, facts = STRBUF_INIT;
	char id[ID_LEN + 1];

	if (n == 0) {
		view_short(id, p->v, r->id);
		put(p, COLOUR_YELLOW, id);
		strbuf_addch(&p->line, ' ');
		card_priority(&facts, r);
		if (!p->split)
			card_facts(&facts, p, r);
		put_facts(p, r, &facts, strlen(id) + 1);
	} else if (n == 3) {
		card_facts(&facts, p, r);
		put_facts(p, r, &facts, 0);
	} else {
		board_title_line(&sb, r->title, p->width, n - 1);
		put(p, COLOUR_NONE, sb.buf);
		pad(p, utf8_width(sb.buf));
	}
	strbuf_release(&sb);
	strbuf_release(&facts);
}

static size_t lane_shown(const struct painter *p, const struct board_lane *l)
{
	return p->limit && l->nr > p->limit ? p->limit : l->nr;
}

/* Has a card of row `i` facts? */
static bool row_has_facts(struct painter *p, size_t first, size_t end,
			  size_t i)
{
	struct strbuf sb = STRBUF_INIT;
	size_t l;

	for (l = first; l < end; l++)
		if (i < lane_shown(p, &p->b->lanes[l]))
			card_facts(&sb, p, &p->v->rows[p->b->lanes[l].rows[i]]);
	l = sb.len;
	strbuf_release(&sb);
	return l > 0;
}

/* Does a title of card row `i` need a second line? */
static bool row_is_tall(struct painter *p, size_t first, size_t end, size_t i)
{
	struct strbuf sb = STRBUF_INIT;
	size_t l;

	for (l = first; l < end; l++)
		if (i < lane_shown(p, &p->b->lanes[l]))
			board_title_line(&sb, p->v->rows[p->b->lanes[l]
					 .rows[i]].title, p->width, 1);
	l = sb.len;
	strbuf_release(&sb);
	return l > 0;
}

static void print_cards(struct painter *p, size_t first, size_t end)
{
	size_t rows = 0, i, l;
	bool more = false;
	int n;

	for (l = first; l < end; l++)
		if (lane_shown(p, &p->b->lanes[l]) > rows)
			rows = lane_shown(p, &p->b->lanes[l]);
	for (i = 0; i < rows; i++) {
		if (i)
			end_line(p);
		for (n = 0; n < 4; n++) {
			if ((n == 2 && !row_is_tall(p, first, end, i)) ||
			    (n == 3 && !(p->split && row_has_facts(p, first,
								   end, i))))
				continue;
			for (l = first; l < end; l++) {
				const struct board_lane *lane =
					&p->b->lanes[l];

				if (i < lane_shown(p, lane))
					card_line(p, lane, i, n);
				else
					pad(p, 0);
			}
			end_line(p);
		}
	}
	for (l = first; l < end; l++) {
		size_t left = p->b->lanes[l].nr -
			      lane_shown(p, &p->b->lanes[l]);
		char *text = left ? xasprintf("+ %zu more", left) :
			     xstrdup("");

		more |= left > 0;
		put(p, COLOUR_DIM, text);
		pad(p, strlen(text));
		free(text);
	}
	if (more)
		end_line(p);
	else
		strbuf_reset(&p->line);
}

static void name_people(struct painter *p)
{
	size_t l, i;

	names_init(&p->names, p->ctx->db);
	for (l = 0; l < p->b->nr; l++)
		for (i = 0; i < p->b->lanes[l].nr; i++)
			names_add(&p->names, p->v->rows[p->b->lanes[l].rows[i]]
				  .assignee);
}

static void board_print(struct ctx *ctx, const struct board *b,
			const struct view *v, size_t width, size_t limit,
			int64_t days)
{
	struct painter p = { .ctx = ctx, .v = v, .b = b, .limit = limit,
			     .days = days, .now = clock_now(ctx->clock),
			     .line = STRBUF_INIT };
	size_t per = (width + GAP) / (NARROW + GAP), l;

	name_people(&p);

	if (per > b->nr)
		per = b->nr;
	if (per < 1)
		per = 1;
	p.width = (width + GAP) / per - GAP;
	if (p.width < NARROW)
		p.width = NARROW;
	p.split = p.width < SPLIT;
	for (l = 0; l < b->nr; l += per) {
		size_t end = l + per < b->nr ? l + per : b->nr;

		if (l)
			out_f(ctx->out, "\n");
		print_head(&p, l, end);
		print_cards(&p, l, end);
	}
	strbuf_release(&p.line);
	names_release(&p.names);
}

static int board_json(struct ctx *ctx, const struct board *b,
		      const struct view *v, struct err *err)
{
	struct json *j = json_new_obj();
	size_t l, i;

	for (l = 0; l < b->nr; l++) {
		struct json *arr = json_new_arr();

		json_set(j, b->lanes[l].value ? b->lanes[l].value :
			 status_name(b->lanes[l].status), arr);
		for (i = 0; i < b->lanes[l].nr; i++) {
			struct json *t = common_json(v, b->lanes[l].rows[i],
						     err);

			if (!t) {
				json_free(j);
				return -1;
			}
			json_push(arr, t);
		}
	}
	out_json(ctx->out, j);
	json_free(j);
	return 0;
}

static struct json *card_json(struct painter *p, const struct row *r)
{
	struct json *o = json_new_obj();
	struct strbuf sb = STRBUF_INIT;
	char id[ID_LEN + 1];

	view_short(id, p->v, r->id);
	json_set_str(o, "id", id);
	json_set_str(o, "text", r->title);
	card_priority(&sb, r);
	json_set_str(o, "priority", sb.buf);
	json_set_str(o, "who", names_short(&p->names, r->assignee));
	strbuf_reset(&sb);
	if (r->deadline != WHEN_NONE && status_is_open(r->stored)) {
		due_words(&sb, r->deadline, p->now, false);
		json_set_str(o, due_late(r->deadline, p->now) ? "late" : "due",
			     sb.buf);
	}
	strbuf_release(&sb);
	return o;
}

/* What templates/board.html shows. */
static struct json *page_json(struct painter *p)
{
	struct json *o = json_new_obj(), *lanes = json_new_arr();
	char at[WHEN_LEN];
	size_t l, i;

	json_set_str(o, "title", "Board");
	when_format(at, p->now);
	json_set_str(o, "generated", at);
	for (l = 0; l < p->b->nr; l++) {
		const struct board_lane *lane = &p->b->lanes[l];
		struct json *j = json_new_obj(), *cards = json_new_arr();

		json_set_str(j, "name", lane_title(lane));
		json_set_int(j, "count", (int64_t)lane->nr);
		for (i = 0; i < lane_shown(p, lane); i++)
			json_push(cards, card_json(p, &p->v->rows[lane->rows[i]]));
		json_set(j, "cards", cards);
		if (lane->nr > lane_shown(p, lane))
			json_set_int(j, "more", (int64_t)(lane->nr -
							  lane_shown(p, lane)));
		json_push(lanes, j);
	}
	json_set(o, "lanes", lanes);
	return o;
}

/* One file that loads nothing. */
static int board_html(struct ctx *ctx, const struct board *b,
		      const struct view *v, size_t limit, struct err *err)
{
	const struct embedded *e = embed_find("templates/board.html");
	struct painter p = { .ctx = ctx, .v = v, .b = b, .limit = limit,
			     .now = clock_now(ctx->clock) };
	struct strbuf page = STRBUF_INIT, clean = STRBUF_INIT;
	struct json *data;
	char *text;
	int ret;

	if (!e)
		BUG("no board.html");
	name_people(&p);
	data = page_json(&p);
	text = xstrndup((const char *)e->data, e->len);
	ret = render(&page, text, data, ESCAPE_HTML, err);
	if (ret == 0) {
		/* without what steers a terminal: this is often looked at */
		utf8_add_clean(&clean, page.buf);
		out_raw(ctx->out, clean.buf, clean.len);
	}
	strbuf_release(&clean);
	free(text);
	json_free(data);
	names_release(&p.names);
	strbuf_release(&page);
	return ret;
}

static int run_board(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct query *q = filter_query(ctx, args, NULL, err);
	const bool html = str_eq(args_str(args, "format"), "html");
	int64_t days = args_int(args, "done-days", 14);
	struct attr by = ATTR_INIT;
	struct board b;
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr;
	int ret = -1;

	if (!q)
		return -1;
	query_unsorted(q);	/* the lanes are sorted */
	if (common_view(&v, ctx, err) < 0 ||
	    query_run(&rows, &nr, NULL, q, v, err) < 0)
		goto out;
	if (args_has(args, "by") &&
	    filter_by(&by, v, args_str(args, "by"), err) < 0)
		goto out;
	board_build(&b, v, rows, nr, args_has(args, "by") ? &by : NULL,
		    args_flag(args, "cancelled"),
		    clock_now(ctx->clock) - days * INT64_C(86400000),
		    ctx->out->format == OUT_TEXT && !html ?
		    (size_t)args_int(args, "limit", 10) : 0);
	ret = 0;
	if (out_data(ctx->out))
		ret = board_json(ctx, &b, v, err);
	else if (html)
		ret = board_html(ctx, &b, v,
				 (size_t)args_int(args, "limit", 0), err);
	else
		board_print(ctx, &b, v, (size_t)
			    args_int(args, "width", (int64_t)ctx->out->width),
			    (size_t)args_int(args, "limit", 10),
			    days);
	board_release(&b);
out:
	attr_release(&by);
	free(rows);
	query_free(q);
	return ret;
}

static const struct opt board_opts[] = {
	FILTER_OPTS,
	{ "limit", 'n', OPT_INT, "<n>",
	  "cards in a lane (10); 0 is all", 0, NULL, 0, 1e9, NULL },
	{ "width", 'w', OPT_INT, "<n>", "columns to use", 0, NULL, 20, 1000,
	  NULL },
	{ "done-days", 0, OPT_INT, "<n>",
	  "show what was completed in the last <n> days (14)", 0, NULL, 0,
	  36500, NULL },
	FILTER_BY("lanes by a field, such as phase or assignee"),
	O_FLAG("cancelled", 0, "with cancelled tasks"),
	OPT_FORMAT("text|html"),
	OPT_END
};

const struct cmd cmd_board = {
	"board", "kanban", "look", "show a kanban board",
	"One lane a status, or with --by one for each value of a field or of "
	"a key of your own; the most urgent cards on top. The lanes fit the "
	"terminal; on a narrow one they go below each other. --format html is "
	"one page that loads nothing, for a wall or a browser.",
	board_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_board
};
