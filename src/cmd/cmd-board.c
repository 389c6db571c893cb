#include "base/base.h"
#include "cmd/cmds.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/json.h"
#include "data/when.h"
#include "feat/board.h"
#include "cmd/common.h"
#include "cmd/filter.h"

#define NARROW 18	/* a lane is not made narrower than this */
#define GAP 2

struct painter {
	struct ctx *ctx;
	const struct view *v;
	const struct board *b;
	size_t width;		/* of a lane */
	size_t limit;		/* cards shown in a lane, 0: all */
	int64_t now;
	struct strbuf line;
};

static const char *lane_title(enum status s)
{
	static const char *const titles[STATUS_NR] = {
		"TO DO", "IN PROGRESS", "BLOCKED", "DONE", "CANCELLED"
	};

	return titles[s];
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
	struct strbuf sb = STRBUF_INIT;
	size_t l, i;

	for (l = first; l < end; l++) {
		const struct board_lane *lane = &p->b->lanes[l];

		strbuf_reset(&sb);
		strbuf_addf(&sb, "%s (%zu)", lane_title(lane->status),
			    lane->nr);
		put(p, COLOUR_BOLD, sb.buf);
		pad(p, sb.len);
	}
	end_line(p);
	for (l = first; l < end; l++) {
		for (i = 0; i < p->width; i++)
			strbuf_addstr(&p->line, "─");
		pad(p, p->width);
	}
	end_line(p);
	strbuf_release(&sb);
}

/* "!! @bob, 2 days late" */
static void card_facts(struct strbuf *out, const struct row *r, int64_t now)
{
	const char *sep = "";

	if (r->priority >= PRIO_HIGH) {
		strbuf_addstr(out, priority_name(r->priority));
		sep = ", ";
	}
	if (*r->assignee) {
		/* of an address what is in front of its @ */
		char *who = xstrndup(r->assignee, strcspn(r->assignee, "@"));

		strbuf_addf(out, "%s@", sep);
		utf8_add_clean_line(out, who);
		free(who);
		sep = ", ";
	}
	if (r->deadline != WHEN_NONE && status_is_open(r->stored)) {
		strbuf_addf(out, "%sdue ", sep);
		when_relative(out, r->deadline, now);
	}
}

/* Line `n` (0: id and facts, 1 and 2: title) of a card. */
static void card_line(struct painter *p, const struct board_lane *lane,
		      size_t card, int n)
{
	const struct row *r = &p->v->rows[lane->rows[card]];
	struct strbuf sb = STRBUF_INIT, facts = STRBUF_INIT;
	char id[ID_LEN + 1];
	bool late = r->deadline != WHEN_NONE && r->deadline < p->now &&
		    status_is_open(r->stored);

	if (n == 0) {
		view_short(id, p->v, r->id);
		put(p, COLOUR_YELLOW, id);
		card_facts(&facts, r, p->now);
		strbuf_addch(&sb, ' ');
		utf8_add_fit(&sb, facts.buf, p->width - strlen(id) - 1,
			     false);
		put(p, late ? COLOUR_RED : COLOUR_DIM, sb.buf);
		pad(p, strlen(id) + utf8_width(sb.buf));
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
		for (n = 0; n < (row_is_tall(p, first, end, i) ? 3 : 2);
		     n++) {
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

static void board_print(struct ctx *ctx, const struct board *b,
			const struct view *v, size_t width, size_t limit)
{
	struct painter p = { ctx, v, b, 0, limit, clock_now(ctx->clock),
			     STRBUF_INIT };
	size_t per = (width + GAP) / (NARROW + GAP), l;

	if (per > b->nr)
		per = b->nr;
	if (per < 1)
		per = 1;
	p.width = (width + GAP) / per - GAP;
	if (p.width < NARROW)
		p.width = NARROW;
	for (l = 0; l < b->nr; l += per) {
		size_t end = l + per < b->nr ? l + per : b->nr;

		if (l)
			out_f(ctx->out, "\n");
		print_head(&p, l, end);
		print_cards(&p, l, end);
	}
	strbuf_release(&p.line);
}

static int board_json(struct ctx *ctx, const struct board *b,
		      const struct view *v, struct err *err)
{
	struct json *j = json_new_obj();
	size_t l, i;

	for (l = 0; l < b->nr; l++) {
		struct json *arr = json_new_arr();

		json_set(j, status_name(b->lanes[l].status), arr);
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

static int run_board(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	struct query *q = filter_query(ctx, args, NULL, err);
	int64_t days = args_int(args, "done-days", 14);
	struct board b;
	const struct view *v;
	uint32_t *rows = NULL;
	size_t nr;
	int ret = -1;

	if (!q)
		return -1;
	if (common_view(&v, ctx, err) < 0 ||
	    query_run(&rows, &nr, NULL, q, v, err) < 0)
		goto out;
	board_build(&b, v, rows, nr, args_flag(args, "cancelled"),
		    clock_now(ctx->clock) - days * INT64_C(86400000));
	ret = 0;
	if (ctx->out->format == OUT_JSON)
		ret = board_json(ctx, &b, v, err);
	else
		board_print(ctx, &b, v, (size_t)
			    args_int(args, "width", (int64_t)ctx->out->width),
			    (size_t)args_int(args, "limit", 10));
	board_release(&b);
out:
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
	O_FLAG("cancelled", 0, "with a lane of cancelled tasks"),
	OPT_FORMAT("text|json"),
	OPT_END
};

const struct cmd cmd_board = {
	"board", "kanban", "look", "show a kanban board",
	"One lane a status, the most urgent cards on top. The lanes fit the "
	"terminal; on a narrow one they go below each other.",
	board_opts, NEEDS_REPO | NEEDS_DB | TOOL | PAGER, run_board
};
