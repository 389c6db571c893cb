/*
 * plan-team.c - who works on a plan, on which days, for how many hours.
 */
#include "base/base.h"
#include "cmd/look/planned.h"

#include "base/map.h"
#include "base/mem.h"
#include "data/due.h"

void team_release(struct team *t)
{
	free(t->v);
	free(t->worker_of);
	free(t->holidays);
	strvec_clear(&t->keep);
	memset(t, 0, sizeof(*t));
}

void team_label(struct strbuf *out, struct planned *p, unsigned lane)
{
	const char *who = lane < p->team.nr ? p->team.v[lane].who : NULL;

	if (who)
		strbuf_addstr(out, names_short(&p->names, who));
	else
		strbuf_addf(out, "Developer %u", lane + 1);
}

/* ---- settings ---- */

/* days and hours of "task.work." or "task.work.ben." */
static int read_work(struct worker *w, struct planned *p, const char *prefix,
		     struct err *err)
{
	char *days = xasprintf("%sdays", prefix);
	char *hours = xasprintf("%shours", prefix);
	const char *s = db_config(p->ctx->db, days);
	int ret = 0;

	if (s && *s && workdays_parse(&w->days, s, err) < 0)
		ret = err_prefix(err, "the setting %s", days);
	s = ret ? NULL : db_config(p->ctx->db, hours);
	if (s && *s && workhours_parse(&w->hours, NULL, NULL, s, err) < 0)
		ret = err_prefix(err, "the setting %s", hours);
	free(days);
	free(hours);
	return ret;
}

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* "2026-12-25, 2026-12-28..2027-01-01" */
static int read_holidays(struct planned *p, struct err *err)
{
	const char *s = db_config(p->ctx->db, "task.work.holidays");
	struct team *t = &p->team;
	struct strvec parts = STRVEC_INIT;
	int ret = 0;
	size_t i;

	strvec_split(&parts, s ? s : "", ", ");
	for (i = 0; i < parts.nr && ret == 0; i++) {
		char *dots = strstr(parts.v[i], "..");
		int64_t from, to;

		if (dots)
			*dots = '\0';
		if (!due_parse_stored(&from, parts.v[i]) ||
		    !due_parse_stored(&to, dots ? dots + 2 : parts.v[i]) ||
		    !due_is_day(from) || !due_is_day(to)) {
			ret = err_set(err, ERR_INVALID, "the setting "
				      "task.work.holidays: '%s' is no day "
				      "like 2026-12-25", parts.v[i]);
			break;
		}
		from = when_day_number(due_day(from));
		to = when_day_number(due_day(to));
		for (; from <= to && t->nr_holidays < 10000; from++) {
			ALLOC_GROW(t->holidays, t->nr_holidays + 1,
				   t->alloc_holidays);
			t->holidays[t->nr_holidays++] = from;
		}
	}
	if (t->nr_holidays > 1)
		qsort(t->holidays, t->nr_holidays, sizeof(*t->holidays),
		      by_number);
	strvec_clear(&parts);
	return ret;
}

/* ---- people ---- */

static unsigned worker_find(const struct planned *p, const char *who)
{
	const struct people *people = p->names.people;
	const size_t person = people_of(people, who);
	unsigned i;

	for (i = 0; i < p->team.nr; i++) {
		const char *other = p->team.v[i].who;

		if (other && (str_ieq(other, who) || (person != NOBODY &&
		    people_of(people, other) == person)))
			return i;
	}
	return NO_WORKER;
}

static struct worker *worker_new(struct team *t, const char *who)
{
	ALLOC_GROW(t->v, t->nr + 1, t->alloc);
	t->v[t->nr] = t->usual;
	t->v[t->nr].who = who;
	return &t->v[t->nr++];
}

static int by_name(const void *a, const void *b)
{
	const struct worker *x = a, *y = b;

	return strcmp(x->who, y->who);
}

/* Everybody whose task is in the plan, in the order of their names. */
static int add_assignees(struct planned *p, const uint32_t *rows, size_t nr,
			 struct err *err)
{
	struct team *t = &p->team;
	struct map seen = MAP_INIT;
	size_t i;

	for (i = 0; i < nr; i++) {
		const char *who = p->v->rows[rows[i]].assignee;

		if (*who && map_put(&seen, who, NULL) &&
		    worker_find(p, who) == NO_WORKER)
			worker_new(t, who);
	}
	map_clear(&seen);
	if (t->nr > 1)
		qsort(t->v, t->nr, sizeof(*t->v), by_name);
	for (i = 0; i < t->nr; i++)
		names_add(&p->names, t->v[i].who);
	for (i = 0; i < t->nr; i++) {
		const char *own = names_short(&p->names, t->v[i].who);
		char *prefix = xasprintf("task.work.%s.", own);
		int ret = read_work(&t->v[i], p, prefix, err);

		free(prefix);
		if (ret < 0)
			return -1;
	}
	return 0;
}

/* ---- what if ---- */

/* " until " of "ben until friday": cuts the text there; NULL when it is none. */
static char *cut_at(char *s, const char *word)
{
	char *at = strstr(s, word);

	if (!at)
		return NULL;
	*at = '\0';
	return at + strlen(word);
}

static int day_typed(int64_t *out, struct planned *p, const char *s,
		     struct err *err)
{
	int64_t due;

	if (due_parse(&due, s, p->now, err) < 0)
		return -1;
	*out = when_day_number(due_day(due));
	return 0;
}

static int remove_worker(struct planned *p, unsigned i, char *from,
			 char *until, struct err *err)
{
	struct team *t = &p->team;

	if (from || until) {
		t->v[i].away_from = p->first;
		if (from && day_typed(&t->v[i].away_from, p, from, err) < 0)
			return -1;
		/* for good: ten years */
		t->v[i].away_to = t->v[i].away_from + 3650;
		return until ? day_typed(&t->v[i].away_to, p, until, err) : 0;
	}
	if (t->nr == 1)
		return err_set(err, ERR_INVALID, "nobody would be left to do "
			       "the work");
	memmove(t->v + i, t->v + i + 1, (t->nr - i - 1) * sizeof(*t->v));
	t->nr--;
	return 0;
}

/* remove WHO [from DAY] [until DAY]; add WHO */
static int suppose(struct planned *p, char *s, struct err *err)
{
	bool add = str_istarts(s, "add "), cut = str_istarts(s, "remove ");
	char *until, *from, *who = s + strcspn(s, " ");
	const struct person *person;
	const char *stored;
	unsigned i;

	if (!add && !cut)
		return err_set(err, ERR_USAGE, "'%s' can not be supposed; "
			       "use 'remove <who> [from <day>] [until <day>]' "
			       "or 'add <who>'", s);
	who += *who == ' ';
	until = cut_at(who, " until ");
	from = cut_at(who, " from ");
	person = db_person(p->ctx->db, p->v, who, NULL);
	stored = person ? person_stored(person) : who;
	i = worker_find(p, stored);
	if (add) {
		if (i == NO_WORKER) {
			char *own = xstrdup(stored);

			strvec_take(&p->team.keep, own);
			worker_new(&p->team, own);
			names_add(&p->names, own);
		}
		return 0;
	}
	if (i == NO_WORKER)
		return err_set(err, ERR_INVALID, "'%s' has no task in this "
			       "plan", who);
	return remove_worker(p, i, from, until, err);
}

static int suppose_all(struct planned *p, const char *text, struct err *err)
{
	struct strvec parts = STRVEC_INIT;
	size_t i;
	int ret = 0;

	strvec_split(&parts, text, ";,");
	for (i = 0; i < parts.nr && ret == 0; i++)
		ret = suppose(p, parts.v[i], err);
	strvec_clear(&parts);
	return ret;
}

/* Whose each task is; few people have many. */
static void assign_rows(struct team *t, const struct planned *p)
{
	struct map known = MAP_INIT;
	size_t i, at;

	t->worker_of = xmalloc(st_mul(p->v->nr + 1, sizeof(*t->worker_of)));
	for (i = 0; i < p->v->nr; i++) {
		const char *who = p->v->rows[i].assignee;

		t->worker_of[i] = NO_WORKER;
		if (!*who)
			continue;
		at = map_find(&known, who);
		t->worker_of[i] = at == SIZE_MAX ? worker_find(p, who) :
			(unsigned)(uintptr_t)known.items[at].value;
		if (at == SIZE_MAX)
			map_put(&known, who,
				(void *)(uintptr_t)t->worker_of[i]);
	}
	map_clear(&known);
}

int team_make(struct planned *p, const uint32_t *rows, size_t nr,
	      const char *what_if, struct err *err)
{
	struct team *t = &p->team;
	size_t i, hands = (size_t)args_int(p->args, "developers", 1);

	strvec_init(&t->keep);
	t->usual = (struct worker){ NULL, 8, WORKDAYS_MON_FRI, 0, 0 };
	if (read_work(&t->usual, p, "task.work.", err) < 0 ||
	    read_holidays(p, err) < 0)
		return -1;
	t->usual.hours = args_num(p->args, "hours", t->usual.hours);
	if (!args_has(p->args, "developers") &&
	    add_assignees(p, rows, nr, err) < 0)
		return -1;
	t->assigned = t->nr > 0;
	if (what_if && suppose_all(p, what_if, err) < 0)
		return -1;
	if (!t->nr)
		for (i = 0; i < hands; i++)
			worker_new(t, NULL);
	if (!t->assigned)
		return 0;
	assign_rows(t, p);
	return 0;
}
