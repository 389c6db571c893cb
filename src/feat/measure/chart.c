/*
 * chart.c - the charts of a report, as SVG.
 */
#include "base/base.h"
#include "feat/measure/report.h"

#include <math.h>

#include "data/when.h"
#include "feat/measure/metrics.h"

#define WIDTH 480.0
#define HEIGHT 220.0
#define LEFT 44.0
#define BOTTOM 26.0
#define TOP 12.0
#define RIGHT 12.0

struct frame {
	struct strbuf *out;
	const struct metrics_point *p;
	size_t nr;
	double top;		/* value at the upper edge */
};

static double x_of(const struct frame *f, size_t i)
{
	double step = f->nr > 1 ? (double)i / (double)(f->nr - 1) : 0.5;

	return LEFT + step * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct frame *f, double value)
{
	return HEIGHT - BOTTOM -
		value / f->top * (HEIGHT - BOTTOM - TOP);
}

/* The tops of an axis, 10 times and 100 times them, and how many steps of whole
 * numbers lead there (the second for 10 and more). */
static const struct { double top; int steps, more; } tops[] = {
	{ 1, 1, 5 }, { 2, 2, 4 }, { 3, 3, 3 }, { 4, 4, 4 }, { 5, 5, 5 },
	{ 6, 3, 3 }, { 8, 4, 4 },
};

/* The first top that is at least `x`. */
static double round_top(double x, int *steps)
{
	double unit = 1;
	size_t i;

	for (;;) {
		for (i = 0; i < ARRAY_SIZE(tops); i++)
			if (tops[i].top * unit >= x) {
				*steps = unit > 1 ? tops[i].more :
					 tops[i].steps;
				return tops[i].top * unit;
			}
		unit *= 10;
	}
}

/* "23 Nov", below the place `x`. */
static void date_at(struct frame *f, double x, const char *anchor, int64_t ms)
{
	static const char months[12][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec"
	};
	char at[WHEN_LEN];

	when_format_day(at, ms);
	strbuf_addf(f->out, "<text x=\"%.1f\" y=\"%g\" text-anchor=\"%s\" "
		    "fill=\"#444\">%ld %s</text>\n", x, HEIGHT - 8, anchor,
		    strtol(at + 8, NULL, 10),
		    months[(strtol(at + 5, NULL, 10) + 11) % 12]);
}

static void begin(struct frame *f, const char *title)
{
	int steps;

	f->top = round_top(f->top, &steps);

	strbuf_addf(f->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		    "role=\"img\" viewBox=\"0 0 %g %g\" "
		    "font-family=\"sans-serif\" font-size=\"11\">"
		    "<title>%s</title>\n", WIDTH, HEIGHT, title);
	for (int i = 0; i <= steps; i++) {
		double value = f->top * i / steps, y = y_of(f, value);

		strbuf_addf(f->out, "<line x1=\"%g\" y1=\"%.1f\" x2=\"%g\" "
			    "y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%g\" "
			    "y=\"%.1f\" text-anchor=\"end\" fill=\"#444\">%g"
			    "</text>\n", LEFT, y, WIDTH - RIGHT, y, LEFT - 6,
			    y + 4, value);
	}
	if (!f->nr)
		return;
	/* a bucket ends at its point */
	date_at(f, LEFT, "start", f->p[0].at - 1);
	if (f->nr > 2)
		date_at(f, x_of(f, f->nr / 2), "middle",
			f->p[f->nr / 2].at - 1);
	if (f->nr > 1)
		date_at(f, WIDTH - RIGHT, "end", f->p[f->nr - 1].at - 1);
}

static void legend(struct frame *f, int place, const char *colour,
		   const char *label)
{
	double x = LEFT + 10 + place * 105.0;

	strbuf_addf(f->out, "<rect x=\"%g\" y=\"%g\" width=\"10\" "
		    "height=\"10\" fill=\"%s\"/><text x=\"%g\" y=\"%g\">%s"
		    "</text>\n", x, TOP, colour, x + 14, TOP + 9, label);
}

void chart_burnup(struct strbuf *out, const struct metrics_point *p, size_t nr)
{
	struct frame f = { out, p, nr, 1 };

	for (size_t i = 0; i < nr; i++)
		if ((double)p[i].scope > f.top)
			f.top = (double)p[i].scope;
	begin(&f, "Burn-up");
	for (int done = 0; done < 2; done++) {
		strbuf_addf(out, "<polyline fill=\"none\" stroke=\"%s\" "
			    "stroke-width=\"2\" points=\"",
			    done ? "#2a7" : "#888");
		for (size_t i = 0; i < nr; i++)
			strbuf_addf(out, "%.1f,%.1f ", x_of(&f, i),
				    y_of(&f, (double)(done ? p[i].completed :
						      p[i].scope)));
		strbuf_addstr(out, "\"/>\n");
	}
	legend(&f, 0, "#888", "scope");
	legend(&f, 1, "#2a7", "completed");
	strbuf_addstr(out, "</svg>\n");
}

void chart_burndown(struct strbuf *out, const struct metrics_point *p,
		    size_t nr)
{
	struct frame f = { out, p, nr, 1 };

	for (size_t i = 0; i < nr; i++)
		if ((double)(p[i].scope - p[i].completed) > f.top)
			f.top = (double)(p[i].scope - p[i].completed);
	begin(&f, "Burn-down");
	strbuf_addstr(out, "<polyline fill=\"none\" stroke=\"#c33\" "
		      "stroke-width=\"2\" points=\"");
	for (size_t i = 0; i < nr; i++)
		strbuf_addf(out, "%.1f,%.1f ", x_of(&f, i),
			    y_of(&f, (double)(p[i].scope - p[i].completed)));
	strbuf_addstr(out, "\"/>\n");
	legend(&f, 0, "#c33", "left to do");
	strbuf_addstr(out, "</svg>\n");
}

void chart_scatter(struct strbuf *out, const struct chart_dot *dots, size_t nr,
		   int64_t since, int64_t until, double p85)
{
	const double span = until > since ? (double)(until - since) : 1;
	struct frame f = { out, NULL, 0, 1 };
	double x, y;

	for (size_t i = 0; i < nr; i++)
		if (dots[i].days > f.top)
			f.top = dots[i].days;
	begin(&f, "Cycle time");
	date_at(&f, LEFT, "start", since);
	date_at(&f, WIDTH - RIGHT, "end", until - 1);
	for (size_t i = 0; i < nr; i++) {
		x = LEFT + (double)(dots[i].at - since) / span *
			   (WIDTH - LEFT - RIGHT);
		y = y_of(&f, dots[i].days);
		strbuf_addf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" "
			    "fill=\"#38c\" fill-opacity=\"0.7\"/>\n", x, y);
	}
	if (nr && !isnan(p85)) {
		y = y_of(&f, p85);
		strbuf_addf(out, "<line x1=\"%g\" y1=\"%.1f\" x2=\"%g\" "
			    "y2=\"%.1f\" stroke=\"#c33\" "
			    "stroke-dasharray=\"6 4\"/>\n", LEFT, y,
			    WIDTH - RIGHT, y);
		legend(&f, 1, "#c33", "85% within");
	}
	legend(&f, 0, "#38c", "days it took");
	strbuf_addstr(out, "</svg>\n");
}

/* From the bottom: what is done lies under what is still to be done. */
static const struct {
	enum status status;
	const char *colour;
} bands[] = {
	{ STATUS_COMPLETED, "#2a7" },
	{ STATUS_IN_PROGRESS, "#38c" },
	{ STATUS_BLOCKED, "#c33" },
	{ STATUS_PENDING, "#bbb" },
};

static double stacked(const struct metrics_point *p, size_t upto)
{
	double sum = 0;

	for (size_t i = 0; i < upto; i++)
		sum += (double)p->by_status[bands[i].status];
	return sum;
}

void chart_flow(struct strbuf *out, const struct metrics_point *p, size_t nr)
{
	struct frame f = { out, p, nr, 1 };

	for (size_t i = 0; i < nr; i++)
		if (stacked(&p[i], ARRAY_SIZE(bands)) > f.top)
			f.top = stacked(&p[i], ARRAY_SIZE(bands));
	begin(&f, "Cumulative flow");
	for (size_t b = 0; b < ARRAY_SIZE(bands); b++) {
		strbuf_addf(out, "<polygon fill=\"%s\" fill-opacity=\"0.75\" "
			    "points=\"", bands[b].colour);
		for (size_t i = 0; i < nr; i++)
			strbuf_addf(out, "%.1f,%.1f ", x_of(&f, i),
				    y_of(&f, stacked(&p[i], b + 1)));
		for (size_t i = nr; i > 0; i--)
			strbuf_addf(out, "%.1f,%.1f ", x_of(&f, i - 1),
				    y_of(&f, stacked(&p[i - 1], b)));
		strbuf_addstr(out, "\"/>\n");
		legend(&f, (int)b, bands[b].colour,
		       status_name(bands[b].status));
	}
	strbuf_addstr(out, "</svg>\n");
}

void chart_throughput(struct strbuf *out, const struct metrics_point *p,
		      size_t nr)
{
	struct frame f = { out, p, nr, 1 };
	double width;

	for (size_t i = 0; i < nr; i++)
		if (p[i].done_in_bucket > f.top)
			f.top = p[i].done_in_bucket;
	begin(&f, "Throughput");
	width = (WIDTH - LEFT - RIGHT) / (double)(nr ? nr : 1);
	for (size_t i = 0; i < nr; i++) {
		double y = y_of(&f, p[i].done_in_bucket);

		if (p[i].done_in_bucket)
			strbuf_addf(out, "<rect x=\"%.1f\" y=\"%.1f\" "
				    "width=\"%.1f\" height=\"%.1f\" "
				    "fill=\"#38c\"/>\n",
				    LEFT + width * (double)i + width * 0.1, y,
				    width * 0.8, HEIGHT - BOTTOM - y);
	}
	strbuf_addstr(out, "</svg>\n");
}
