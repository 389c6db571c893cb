/*
 * clock.c - where the clock of the active task stands still.
 */
#include "base/base.h"
#include "act/clock.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "data/when.h"
#include "feat/plan/workdays.h"
#include "feat/project/codelog.h"

#define HOURS_USUAL 8.0
#define MS_HOUR 3600000.0

static void limit(struct work_clock *c, int64_t at, const char *why)
{
	if (at >= c->until)
		return;
	c->until = at > c->since ? at : c->since;
	c->why = why;
}

/* The end of the hours that go on at `since`, or begin later on its day; WHEN_NONE: those
 * of its day are over.  Hours over midnight are always some behind and some ahead: those
 * count that are nearer. */
static int64_t end_of_hours(int64_t since, int from, int to)
{
	int64_t day = when_day_number(when_local_day(since));
	int secs = when_local_secs(since);

	if (secs < to)
		return when_day_at(when_day_from(day), to);
	return to < from && from - secs < secs - to ?
		when_day_at(when_day_from(day + 1), to) : WHEN_NONE;
}

static void limit_day(struct work_clock *c, struct db *db)
{
	const char *set = db_config(db, "task.work.hours");
	struct when_day day = when_local_day(c->since);
	int64_t midnight = when_day_start(when_day_from(when_day_number(day) +
							1));
	double hours = HOURS_USUAL;
	int64_t end;
	int from = -1, to = -1;
	bool ok = set && *set &&
		  workhours_parse(&hours, &from, &to, set, NULL) == 0;

	if (!ok)
		hours = HOURS_USUAL;
	if (ok && to >= 0) {
		end = end_of_hours(c->since, from, to);
		if (end != WHEN_NONE)
			limit(c, end, "task.work.hours");
		/* whoever works at night goes on over midnight */
		if (end != WHEN_NONE && end > midnight)
			return;
	} else if (ok || c->until > midnight) {
		limit(c, c->since + (int64_t)(hours * MS_HOUR),
		      "task.work.hours");
	}
	limit(c, midnight, "midnight");
}

/* The last change of a file of the work tree's own, if it lies before `now`. */
static void seen(int64_t *last, struct db *db, const char *file, int64_t now)
{
	char *path = path_join(gitlog_gitdir(db), file);
	struct stat st;

	if (!stat(path, &st)) {
		int64_t at = when_from_seconds((int64_t)st.st_mtime);

		if (at > *last && at <= now)
			*last = at;
	}
	free(path);
}

static void limit_idle(struct work_clock *c, struct db *db)
{
	const char *set = db_config(db, "task.work.idle");
	int64_t last = c->since;
	double secs;

	if (!set || !*set || when_parse_duration(&secs, set, false, NULL) < 0 ||
	    !(secs > 0))
		return;
	seen(&last, db, "index", c->until);
	seen(&last, db, "logs/HEAD", c->until);
	limit(c, last + (int64_t)(secs * 1000), "task.work.idle");
}

void clock_read(struct work_clock *out, struct db *db, int64_t since,
		int64_t now)
{
	out->since = since;
	out->until = now > since ? now : since;
	out->why = NULL;
	limit_day(out, db);
	limit_idle(out, db);
}

double clock_seconds(const struct work_clock *c)
{
	return (double)(c->until - c->since) / 1000;
}

void clock_words(struct strbuf *out, const struct work_clock *c)
{
	strbuf_addstr(out, "stood still at ");
	when_local(out, c->until);
	strbuf_addf(out, " (%s)", c->why);
}
