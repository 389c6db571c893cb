/*
 * budget.c - what sessions have cost, and whether that was the budget.
 */
#include "base/base.h"
#include "feat/session/worklog.h"

#include <math.h>

#include "base/mem.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* An amount of money; what is none is no budget. */
static double amount(struct db *db, const char *key)
{
	const char *text = db_git_config(db, key);
	char *end;
	double d;

	if (!text || !*text)
		return NAN;
	d = strtod(text, &end);
	return *end || !(d >= 0 && d < 1e12) ? NAN : d;
}

bool budget_is_set(struct db *db)
{
	return !isnan(amount(db, "task.session.budget")) ||
		!isnan(amount(db, "task.session.dayBudget"));
}

static double cost(const struct session_list *l, int64_t since, int64_t until,
		   struct db *db)
{
	struct session_sums sums;
	double c;

	session_sums(&sums, l, SESSION_BY_ALL, since, until, db);
	c = session_cost_known(&sums.v[0]) ? sums.v[0].cost : NAN;
	session_sums_release(&sums);
	return c;
}

int budget_check(struct budget *out, struct db *sessions, const char *id,
		 struct err *err)
{
	int64_t today = db_now(sessions) / DAY_MS * DAY_MS;
	struct session_list l, one = { NULL, 0, 0, NULL };
	size_t i;

	memset(out, 0, sizeof(*out));
	out->session = amount(sessions, "task.session.budget");
	out->day = amount(sessions, "task.session.dayBudget");
	out->session_cost = out->day_cost = NAN;
	if (session_all(&l, sessions, err) < 0)
		return -1;
	for (i = 0; i < l.nr; i++) {
		if (strcmp(l.v[i].task.id, id) != 0)
			continue;
		one.v = &l.v[i];
		one.nr = 1;
		out->session_cost = cost(&one, WHEN_NONE, INT64_MAX,
					 sessions);
	}
	out->day_cost = cost(&l, today, today + DAY_MS, sessions);
	session_list_release(&l);
	out->over = out->session_cost >= out->session ||
		out->day_cost >= out->day;
	return 0;
}

void budget_words(struct strbuf *out, const struct budget *b)
{
	if (b->session_cost >= b->session)
		strbuf_addf(out, "the session has cost %.2f, its budget is "
			    "%.2f (task.session.budget)", b->session_cost,
			    b->session);
	else if (b->day_cost >= b->day)
		strbuf_addf(out, "the sessions of today have cost %.2f, their "
			    "budget is %.2f (task.session.dayBudget)",
			    b->day_cost, b->day);
}

int budget_note(struct db *sessions, const char *id, struct err *err)
{
	struct session_entry e = SESSION_ENTRY_INIT("error");
	struct budget b;
	bool day;
	char *text;
	int ret;

	if (!budget_is_set(sessions))
		return 0;
	ret = budget_check(&b, sessions, id, err);
	if (ret < 0 || !b.over)
		return ret;
	day = !(b.session_cost >= b.session);
	text = xasprintf("the budget of %.2f for %s is used up",
			 day ? b.day : b.session,
			 day ? "a day" : "a session");
	e.request = text;
	e.message = text;
	e.type = "budget";
	e.severity = severity_names[SEVERITY_HIGH];
	ret = session_log(sessions, id, &e, err);
	free(text);
	return ret;
}
