/*
 * planned.h - a plan with the people in it, as cmd-plan and the files that write
 * its forms share it.
 */
#ifndef CMD_LOOK_PLANNED_H
#define CMD_LOOK_PLANNED_H

#include "base/base.h"
#include "cmd/kit/common.h"
#include "cmd/kit/names.h"
#include "feat/plan/plan.h"

struct team {
	struct worker *v;
	size_t nr, alloc;
	unsigned *worker_of;	/* by row; NULL: nobody has a name */
	struct worker usual;	/* what the settings say of everybody */
	int64_t *holidays;
	size_t nr_holidays, alloc_holidays;
	struct strvec keep;	/* names that were supposed */
	bool assigned;		/* the people are those of the tasks */
};

struct planned {
	struct ctx *ctx;
	const struct args *args;
	const struct view *v;
	struct plan plan;
	struct team team;
	struct names names;
	int64_t now, first;	/* first: day number */
};

/*
 * Who works, and when: the people of the rows, or `--developers` nameless ones;
 * task.work.days, task.work.hours, task.work.holidays, the same for one person
 * (task.work.ben.hours), and --what-if.  ERR_INVALID says what is wrong.
 */
int team_make(struct planned *p, const uint32_t *rows, size_t nr,
	      const char *what_if, struct err *err);
void team_release(struct team *t);
/* "ben", or "Developer 1". */
void team_label(struct strbuf *out, struct planned *p, unsigned lane);

/* The first and the last day of work of an item. */
struct when_day planned_from(const struct planned *p,
			     const struct plan_item *it);
/* The day before that at which it ends: 2 is the end of the second day. */
struct when_day planned_last(const struct planned *p, double end);
struct when_day planned_to(const struct planned *p,
			   const struct plan_item *it);
/* "2026-12-01" */
void planned_date(char out[WHEN_LEN], struct when_day d);
bool planned_critical(const struct planned *p, uint32_t row);

void planned_mermaid(struct planned *p);
void planned_ics(struct planned *p);
void planned_html(struct planned *p);

#endif
