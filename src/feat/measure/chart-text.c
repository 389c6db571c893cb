/*
 * chart-text.c - burn-up, burn-down and cumulative flow as lines of text.
 */
#include "base/base.h"
#include "feat/measure/chart-text.h"

#define PARTS 4

/* The parts of a bar from left to right, and how they are drawn. */
static void parts_of(size_t out[PARTS], const char **marks, enum bar kind,
		     const struct metrics_point *p)
{
	const size_t *n = p->by_status;

	memset(out, 0, PARTS * sizeof(*out));
	switch (kind) {
	case BAR_UP:
		*marks = "#.";
		out[0] = p->completed;
		out[1] = p->scope - p->completed;
		break;
	case BAR_DOWN:
		*marks = "#";
		out[0] = p->scope - p->completed;
		break;
	case BAR_FLOW:
	case BAR_NR:
		*marks = "#=!.";
		out[0] = n[STATUS_COMPLETED];
		out[1] = n[STATUS_IN_PROGRESS];
		out[2] = n[STATUS_BLOCKED];
		out[3] = n[STATUS_PENDING];
		break;
	}
}

const char *bar_title(enum bar kind)
{
	static const char *const titles[BAR_NR] = {
		"Burn-up (# done, . open)", "Burn-down (# open)",
		"Cumulative flow (# done, = in progress, ! blocked, . to do)",
	};

	return titles[kind];
}

size_t bar_top(const struct metrics_point *p, size_t nr)
{
	size_t top = 1, i;

	for (i = 0; i < nr; i++)
		top = p[i].scope > top ? p[i].scope : top;
	return top;
}

void bar_add(struct strbuf *out, enum bar kind, const struct metrics_point *p,
	     size_t top, size_t width)
{
	size_t parts[PARTS], sum = 0, drawn = 0, i;
	const char *marks = "";

	parts_of(parts, &marks, kind, p);
	for (i = 0; i < PARTS && parts[i] + sum <= top; i++) {
		size_t end;

		if (!parts[i])
			continue;
		sum += parts[i];
		end = sum * width / top;
		strbuf_addchars(out, marks[i], end - drawn);
		drawn = end;
	}
}

void bar_numbers(struct strbuf *out, enum bar kind,
		 const struct metrics_point *p, size_t top)
{
	const size_t *n = p->by_status;
	int digits = 1;

	for (; top >= 10; top /= 10)
		digits++;
	if (kind == BAR_UP)
		strbuf_addf(out, "%zu/%zu", p->completed, p->scope);
	else if (kind == BAR_DOWN)
		strbuf_addf(out, "%zu", p->scope - p->completed);
	else
		strbuf_addf(out, "%*zu %*zu %*zu %*zu", digits,
			    n[STATUS_COMPLETED], digits, n[STATUS_IN_PROGRESS],
			    digits, n[STATUS_BLOCKED], digits,
			    n[STATUS_PENDING]);
}
