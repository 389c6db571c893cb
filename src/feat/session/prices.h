/*
 * prices.h - what tokens cost, as far as it is known here.
 *
 * A price is what Git's own configuration says (task.price.<model>.input, .output,
 * .cacheRead, .cacheCreation, per million tokens, in the currency that
 * task.price.currency names, any when it names none), else the table that is built
 * in (templates/model-prices.json: US dollars, with the day of which it is) unless
 * task.price.builtin is false or the currency is another: amounts of two are never
 * added.  Nothing is ever asked over a network, and a model that is in neither has
 * no price: its cost is unknown.
 */
#ifndef FEAT_SESSION_PRICES_H
#define FEAT_SESSION_PRICES_H

#include "base/base.h"
#include "base/map.h"
#include "data/json.h"
#include "db/core/db.h"
#include "feat/session/session.h"

/* Per million tokens; NAN: not set. */
struct price {
	double input, output, cache_read, cache_creation;
	double context;		/* tokens that fit; NAN: not known */
	bool builtin;
};

struct prices {
	struct db *db;		/* NULL: no model has a price */
	struct json *table;	/* the built-in one, read when first needed */
	struct map found;	/* model -> struct price */
	bool used_builtin;	/* a price of the table was given out */
	bool used_own;		/* one of the user's */
};

void prices_init(struct prices *p, struct db *db);
void prices_release(struct prices *p);
/*
 * NULL: the model has no price.  The table knows a model by its name, also with
 * what vendors put around it: "anthropic/claude-sonnet-4",
 * "claude-sonnet-4-20250514", "claude-3-5-haiku-latest".  Borrowed.
 */
const struct price *prices_find(struct prices *p, const char *model);
/* The day of the built-in table ("2025-11-28"). */
const char *prices_date(struct prices *p);
/* What the prices that were given out are in, "EUR"; "": it was not said.  Own prices
 * without a currency beside some of the table are taken for that of the table. */
const char *prices_currency(struct prices *p);
/* Adds to *cost what these tokens cost, and to *unpriced those whose price is not
 * known. */
void prices_add(double *cost, double *unpriced, const struct price *p,
		const struct session_tokens *n);

#endif
