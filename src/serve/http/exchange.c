/*
 * exchange.c - whether a request comes in, and whether its answer is made aside.
 */
#include "base/base.h"
#include "serve/http/internal.h"

bool exchange_let_in(struct exchange *x, enum door door)
{
	unsigned status = 403;
	const char *why = doors_check(&status, &x->who, &x->s->doors, x->r,
				      door);

	if (why)
		answer_problem(x->a, status, why);
	return !why;
}

bool exchange_aside(struct exchange *x)
{
	if (!x->aside)
		x->a->aside = x->again;
	return !x->aside;
}
