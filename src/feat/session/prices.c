/*
 * prices.c - the price of a model: the user's own, else that of the table.
 */
#include "base/base.h"
#include "feat/session/prices.h"

#include <ctype.h>
#include <math.h>

#include "base/mem.h"
#include "data/embed.h"

#define TABLE "templates/model-prices.json"

void prices_init(struct prices *p, struct db *db)
{
	memset(p, 0, sizeof(*p));
	p->db = db;
	p->found = (struct map)MAP_INIT_FREE(free);
}

void prices_release(struct prices *p)
{
	map_clear(&p->found);
	json_free(p->table);
	p->table = NULL;
}

static const struct json *table_of(struct prices *p)
{
	const struct embedded *e = embed_find(TABLE);
	struct err err = ERR_INIT;

	if (!p->table &&
	    (!e || json_parse(&p->table, (const char *)e->data, e->len,
			      &err) < 0))
		BUG("no table '%s': %s", TABLE, err.msg);
	return p->table;
}

const char *prices_date(struct prices *p)
{
	return json_get_str(table_of(p), "date");
}

/* Three letters, as ISO 4217 has them; NULL: none is set. */
static const char *own_currency(struct prices *p)
{
	const char *name = p->db ? db_git_config(p->db, "task.price.currency") :
			   NULL;

	return name && strlen(name) == 3 && isalpha((unsigned char)name[0]) &&
		isalpha((unsigned char)name[1]) &&
		isalpha((unsigned char)name[2]) ? name : NULL;
}

const char *prices_currency(struct prices *p)
{
	const char *own = own_currency(p);

	if (p->used_own && own)
		return own;
	return p->used_builtin ? json_get_str(table_of(p), "currency") : "";
}

/* Are the prices of the table in the user's currency? */
static bool table_fits(struct prices *p)
{
	const char *own = own_currency(p);

	return !own ||
		!strcasecmp(own, json_get_str(table_of(p), "currency"));
}

/* ---- the user's own ---- */

static double configured(struct db *db, const char *model, const char *what)
{
	char *key = xasprintf("task.price.%s.%s", model, what), *end;
	const char *text = db_git_config(db, key);
	double d = NAN;

	if (text && *text) {
		d = strtod(text, &end);
		if (*end || !(d >= 0 && d < 1e9))
			d = NAN;
	}
	free(key);
	return d;
}

static void fill_configured(struct price *p, struct db *db, const char *model)
{
	p->input = configured(db, model, "input");
	p->output = configured(db, model, "output");
	p->cache_read = configured(db, model, "cacheRead");
	p->cache_creation = configured(db, model, "cacheCreation");
	p->context = configured(db, model, "context");
}

/* ---- the table ---- */

static bool is_digits(const char *s, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!isdigit((unsigned char)s[i]))
			return false;
	return true;
}

/* Is what follows a model's name only a date or a version of the same model? */
static bool is_version(const char *rest)
{
	if (!*rest || !strcmp(rest, "-latest"))
		return true;
	if (*rest != '-' && *rest != '@' && *rest != ':')
		return false;
	rest++;
	if (is_digits(rest, 8) && (!rest[8] || str_starts(rest + 8, "-v")))
		return true;
	/* 2025-04-14 */
	return strlen(rest) == 10 && is_digits(rest, 4) && rest[4] == '-' &&
		is_digits(rest + 5, 2) && rest[7] == '-' &&
		is_digits(rest + 8, 2);
}

static const struct json *row_of(struct prices *p, const char *model)
{
	const char *slash = strrchr(model, '/'), *dot;
	const struct json *row;

	if (slash)
		model = slash + 1;
	dot = strstr(model, "anthropic.");
	if (dot)
		model = dot + strlen("anthropic.");
	json_each(row, json_get(table_of(p), "models")) {
		const char *name = json_key(row);

		if (str_starts(model, name) &&
		    is_version(model + strlen(name)))
			return row;
	}
	return NULL;
}

static void fill_builtin(struct prices *p, struct price *x, const char *model)
{
	const struct json *row = row_of(p, model);
	double context = x->context;

	if (!row)
		return;
	x->context = isnan(context) ? json_get_num(row, "context", NAN) :
		     context;
	if (!isnan(x->input) || !isnan(x->output) || !table_fits(p) ||
	    !db_config_bool(p->db, "task.price.builtin", true))
		return;
	x->builtin = true;
	x->input = json_get_num(row, "input", NAN);
	x->output = json_get_num(row, "output", NAN);
	x->cache_read = json_get_num(row, "cache_read", NAN);
	x->cache_creation = json_get_num(row, "cache_creation", NAN);
}

const struct price *prices_find(struct prices *p, const char *model)
{
	struct price *x;

	if (!p->db || !model || !*model)
		return NULL;
	x = map_get(&p->found, model);
	if (!x) {
		x = xcalloc(1, sizeof(*x));
		fill_configured(x, p->db, model);
		fill_builtin(p, x, model);
		map_put(&p->found, model, x);
	}
	if (isnan(x->input) && isnan(x->output))
		return NULL;
	p->used_builtin |= x->builtin;
	p->used_own |= !x->builtin;
	return x;
}

static void add(double *cost, double *unpriced, double n, double price)
{
	if (isnan(price))
		*unpriced += n;
	else
		*cost += n * price / 1e6;
}

void prices_add(double *cost, double *unpriced, const struct price *p,
		const struct session_tokens *n)
{
	static const struct price none = { NAN, NAN, NAN, NAN, NAN, false };

	if (!p)
		p = &none;
	add(cost, unpriced, n->input, p->input);
	add(cost, unpriced, n->output, p->output);
	add(cost, unpriced, n->cache_read, p->cache_read);
	add(cost, unpriced, n->cache_creation, p->cache_creation);
}
