/*
 * run.c - running an operation, and its result.
 */
#include "base/base.h"
#include "act/internal.h"
#include "base/mem.h"
#include "base/utf8.h"

void act_result_reset(struct act_result *res)
{
	res->nr = 0;
	res->wrote = false;
	strvec_clear(&res->unblocked);
	strvec_clear(&res->notes);
	strvec_clear(&res->said);
	strvec_clear(&res->warnings);
	json_free(res->verdicts);
	res->verdicts = NULL;
	strbuf_reset(&res->refused);
}

void act_result_release(struct act_result *res)
{
	act_result_reset(res);
	FREE_AND_NULL(res->v);
	res->alloc = 0;
	strbuf_release(&res->refused);
}

bool act_result_has(const struct act_result *res, const char *id)
{
	size_t i;

	for (i = 0; i < res->nr; i++)
		if (!strcmp(res->v[i].id, id))
			return true;
	return false;
}

struct act_item *act_result_add(struct act_result *res, const char *id)
{
	struct act_item *it;

	ALLOC_GROW(res->v, res->nr + 1, res->alloc);
	it = &res->v[res->nr++];
	memset(it, 0, sizeof(*it));
	memcpy(it->id, id, sizeof(it->id));
	memcpy(it->shown, id, ID_SHORT);
	return it;
}

PRINTF_LIKE(2, 0)
static void push_clean(struct strvec *sv, const char *fmt, va_list ap)
{
	struct strbuf sb = STRBUF_INIT, clean = STRBUF_INIT;

	strbuf_vaddf(&sb, fmt, ap);
	utf8_add_clean_line(&clean, sb.buf);
	strvec_take(sv, strbuf_detach(&clean, NULL));
	strbuf_release(&sb);
}

void act_note(struct act_step *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_clean(&s->res->notes, fmt, ap);
	va_end(ap);
}

void act_say(struct act_step *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_clean(&s->res->said, fmt, ap);
	va_end(ap);
}

void act_warn(struct act_step *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_clean(&s->res->warnings, fmt, ap);
	va_end(ap);
}

const char *act_status_words(enum status s)
{
	return s == STATUS_IN_PROGRESS ? "in progress" : status_name(s);
}

/* ---- one task ---- */

static int run_step(const struct act *a, struct act_step *s, struct err *err)
{
	struct change c;
	bool changed = false;
	int ret = -1;

	change_init(&c, s->r->id);
	/* cppcheck-suppress autoVariables */
	s->c = &c;
	if (txn_task(&s->t, s->txn, s->r->id, err) < 0)
		goto out;
	s->item->was = task_status(s->t);
	if (a->one(s, err) < 0 ||
	    (c.nr && txn_apply(s->txn, &c, &changed, err) < 0) ||
	    txn_task(&s->t, s->txn, s->r->id, err) < 0)
		goto out;
	s->item->is = task_status(s->t);
	s->item->changed = changed;
	ret = 0;
out:
	s->c = NULL;
	change_release(&c);
	return ret;
}

struct run {
	const struct act *act;
	struct act_result *res;
};

/* All ids first: a name that is wrong changes nothing. */
static int resolve(struct run *run, const struct view *v, struct err *err)
{
	const struct act *a = run->act;
	struct act_result *res = run->res;
	uint32_t row;
	size_t i;

	for (i = 0; i < a->typed->nr; i++) {
		if (view_resolve(&row, v, a->typed->v[i], a->deleted_too,
				 err) < 0)
			return a->id_error ? err_prefix(err, "%s",
							a->id_error) : -1;
		if (act_result_has(res, v->rows[row].id))
			continue;
		view_short_row(act_result_add(res, v->rows[row].id)->shown, v,
			       row);
	}
	return 0;
}

static int run_txn(struct txn *txn, void *data, struct err *err)
{
	struct run *run = data;
	const struct act *a = run->act;
	const struct view *v = txn_view(txn);
	size_t i;

	act_result_reset(run->res);
	run->res->many = a->typed->nr > 1;
	if (resolve(run, v, err) < 0)
		return -1;
	for (i = 0; i < run->res->nr; i++) {
		struct act_step s = { a->db, txn, v, NULL, 0, NULL, NULL,
				      &run->res->v[i], run->res, a->args };

		s.row = view_find(v, s.item->id);
		s.r = &v->rows[s.row];
		if (run_step(a, &s, err) < 0)
			return -1;
	}
	return 0;
}

int act_run(struct act_result *res, const struct act *a, struct err *err)
{
	struct run run = { a, res };
	struct db_result dbres;

	act_result_reset(res);
	if (db_write(a->db, a->verb, DB_QUIET_EMPTY, run_txn, &run, &dbres,
		     err) < 0)
		return -1;
	res->wrote = dbres.commit[0] != '\0';
	return 0;
}
