/*
 * chart-bars.c - stacked bars over days and small curves, as SVG.
 */
#include "base/base.h"
#include "feat/measure/chart.h"

#include "data/when.h"

#define WIDTH 480.0
#define HEIGHT 200.0
#define LEFT 62.0
#define BOTTOM 24.0
#define TOP 28.0
#define RIGHT 8.0
#define SPARK_W 160.0
#define SPARK_H 32.0

/* 1, 2, 5, 10, 20, ...: the first that is at least `x`. */
static double round_top(double x)
{
	double unit = 1e-4;

	while (unit * 10 < x)
		unit *= 10;
	if (x <= unit)
		return unit;
	if (x <= 2 * unit)
		return 2 * unit;
	return x <= 5 * unit ? 5 * unit : 10 * unit;
}

static double y_of(double value, double top)
{
	return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
}

static void add_number(struct strbuf *out, double d)
{
	if (d >= 1e6)
		strbuf_addf(out, "%gM", d / 1e6);
	else if (d >= 1e4)
		strbuf_addf(out, "%gk", d / 1e3);
	else
		strbuf_addf(out, "%g", d);
}

static double sum_at(const struct bars *b, size_t i, size_t upto)
{
	double sum = 0;
	size_t s;

	for (s = 0; s < upto; s++)
		sum += b->series[s].values[i];
	return sum;
}

static void scale(struct strbuf *out, const struct bars *b, double top)
{
	char at[WHEN_LEN];
	int i;

	for (i = 0; i <= 4; i++) {
		double y = y_of(top * i / 4, top);

		strbuf_addf(out, "<line x1=\"%g\" y1=\"%.1f\" x2=\"%g\" "
			    "y2=\"%.1f\" stroke=\"#8886\"/><text x=\"%g\" "
			    "y=\"%.1f\" text-anchor=\"end\" fill=\"#555\">",
			    LEFT, y, WIDTH - RIGHT, y, LEFT - 6, y + 4);
		add_number(out, top * i / 4);
		strbuf_addstr(out, "</text>\n");
	}
	when_format(at, b->at[0]);
	strbuf_addf(out, "<text x=\"%g\" y=\"%g\" fill=\"#555\">%.10s</text>\n",
		    LEFT, HEIGHT - 8, at);
	when_format(at, b->at[b->nr - 1]);
	if (b->nr > 1)
		strbuf_addf(out, "<text x=\"%g\" y=\"%g\" text-anchor=\"end\" "
			    "fill=\"#555\">%.10s</text>\n", WIDTH - RIGHT,
			    HEIGHT - 8, at);
}

static void one_bar(struct strbuf *out, const struct bars *b, double top,
		    size_t i, size_t s)
{
	double slot = (WIDTH - LEFT - RIGHT) / (double)b->nr;
	double width = slot * 0.8 < 40 ? slot * 0.8 : 40;
	double y = y_of(sum_at(b, i, s + 1), top), from = y_of(sum_at(b, i, s),
							      top);
	char at[WHEN_LEN];

	if (from - y <= 0)
		return;
	when_format(at, b->at[i]);
	strbuf_addf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
		    "height=\"%.1f\" fill=\"%s\"><title>%.10s, %s: ",
		    LEFT + slot * (double)i + (slot - width) / 2, y, width,
		    from - y, b->series[s].colour, at, b->series[s].label);
	add_number(out, b->series[s].values[i]);
	strbuf_addstr(out, "</title></rect>\n");
}

void chart_bars(struct strbuf *out, const struct bars *b)
{
	double top = b->least, x = LEFT;
	size_t i, s;

	for (i = 0; i < b->nr; i++)
		if (sum_at(b, i, b->nr_series) > top)
			top = sum_at(b, i, b->nr_series);
	top = round_top(top);
	strbuf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		    "role=\"img\" viewBox=\"0 0 %g %g\" "
		    "font-family=\"sans-serif\" font-size=\"11\">"
		    "<title>%s</title>\n", WIDTH, HEIGHT, b->title);
	if (b->nr)
		scale(out, b, top);
	for (s = 0; s < b->nr_series; s++) {
		for (i = 0; i < b->nr; i++)
			one_bar(out, b, top, i, s);
		strbuf_addf(out, "<rect x=\"%g\" y=\"6\" width=\"10\" "
			    "height=\"10\" fill=\"%s\"/><text x=\"%g\" y=\"15\">"
			    "%s</text>\n", x, b->series[s].colour, x + 14,
			    b->series[s].label);
		x += 110;
	}
	strbuf_addstr(out, "</svg>\n");
}

void chart_spark(struct strbuf *out, const char *title, const double *values,
		 size_t nr)
{
	double top = 1;
	size_t i;

	for (i = 0; i < nr; i++)
		if (values[i] > top)
			top = values[i];
	strbuf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		    "role=\"img\" viewBox=\"0 0 %g %g\"><title>%s</title>"
		    "<polyline fill=\"none\" stroke=\"#38c\" "
		    "stroke-width=\"2\" points=\"", SPARK_W, SPARK_H, title);
	for (i = 0; i < nr; i++)
		strbuf_addf(out, "%.1f,%.1f ", nr > 1 ? 2 + (SPARK_W - 4) *
			    (double)i / (double)(nr - 1) : SPARK_W / 2,
			    SPARK_H - 2 - values[i] / top * (SPARK_H - 4));
	strbuf_addstr(out, "\"/></svg>\n");
}
