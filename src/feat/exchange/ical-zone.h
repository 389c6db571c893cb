/*
 * ical-zone.h - the zones that an iCalendar file brings along (RFC 5545, 3.6.5).
 */
#ifndef FEAT_EXCHANGE_ICAL_ZONE_H
#define FEAT_EXCHANGE_ICAL_ZONE_H

#include "base/base.h"
#include "data/when.h"

/* A time that begins on a day of each year, or once: summer or standard time. */
struct ical_onset {
	struct when_day day;	/* of the first one */
	int secs;		/* of the day, local */
	int offset;		/* seconds east of Greenwich from then on */
	int month, nth, weekday;	/* month 0: once; nth -1: the last; 0: Sunday */
	int until;		/* the last year; 0: for ever */
};

struct ical_zone {
	char *id;
	struct ical_onset *v;
	size_t nr, alloc;
};

struct ical_zones {
	struct ical_zone *v;
	size_t nr, alloc;
	bool in_zone, in_onset;
};

/* Takes one unfolded line of the file. */
void ical_zones_line(struct ical_zones *z, const char *line);
void ical_zones_release(struct ical_zones *z);
/*
 * "20261224T180000" in the zone `id` (may be quoted; ends at ';', ':' or '"') as
 * "2026-12-24T18:00:00+01:00", which the caller frees; NULL: the file has no such
 * zone, or the text is none.
 */
char *ical_zone_moment(const struct ical_zones *z, const char *id,
		       const char *local);

#endif
