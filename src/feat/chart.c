#include "base/base.h"
#include "feat/report.h"

#include "data/when.h"
#include "feat/metrics.h"

#define WIDTH 720.0
#define HEIGHT 240.0
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

/* 1, 2, 5, 10, 20, ...: the first that is at least `x`. */
static double round_top(double x)
{
	double unit = 1;

	while (unit * 10 < x)
		unit *= 10;
	if (x <= unit)
		return unit;
	if (x <= 2 * unit)
		return 2 * unit;
	return x <= 5 * unit ? 5 * unit : 10 * unit;
}

static void begin(struct frame *f, const char *title)
{
	char at[WHEN_LEN];

	strbuf_addf(f->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		    "role=\"img\" viewBox=\"0 0 %g %g\" "
		    "font-family=\"sans-serif\" font-size=\"11\">"
		    "<title>%s</title>\n", WIDTH, HEIGHT, title);
	for (int i = 0; i <= 4; i++) {
		double value = f->top * i / 4, y = y_of(f, value);

		strbuf_addf(f->out, "<line x1=\"%g\" y1=\"%.1f\" x2=\"%g\" "
			    "y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%g\" "
			    "y=\"%.1f\" text-anchor=\"end\" fill=\"#555\">%g"
			    "</text>\n", LEFT, y, WIDTH - RIGHT, y, LEFT - 6,
			    y + 4, value);
	}
	if (!f->nr)
		return;
	when_format(at, f->p[0].at);
	strbuf_addf(f->out, "<text x=\"%g\" y=\"%g\" fill=\"#555\">%.10s"
		    "</text>\n", LEFT, HEIGHT - 8, at);
	when_format(at, f->p[f->nr - 1].at);
	strbuf_addf(f->out, "<text x=\"%g\" y=\"%g\" text-anchor=\"end\" "
		    "fill=\"#555\">%.10s</text>\n", WIDTH - RIGHT, HEIGHT - 8,
		    at);
}

static void legend(struct frame *f, int place, const char *colour,
		   const char *label)
{
	double x = LEFT + 10 + place * 120.0;

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
	f.top = round_top(f.top);
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
	f.top = round_top(f.top);
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
	f.top = round_top(f.top);
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
