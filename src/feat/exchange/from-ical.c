/*
 * from-ical.c - VTODO of iCalendar (RFC 5545); other components are passed over.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "data/due.h"
#include "feat/exchange/fill.h"
#include "feat/exchange/ical-zone.h"

static bool is_ical(const struct foreign_in *in)
{
	const char *s = in->text + strspn(in->text, " \n\t");

	return str_istarts(s, "BEGIN:VCALENDAR") ||
	       str_istarts(s, "BEGIN:VTODO") || str_ends(in->path, ".ics");
}

/* The next line with its folds undone; false at the end. */
static bool next_line(struct strbuf *out, const char **p, size_t *line)
{
	strbuf_reset(out);
	if (!**p)
		return false;
	for (;;) {
		size_t len = strcspn(*p, "\n");

		strbuf_add(out, *p, len);
		*p += len + ((*p)[len] == '\n');
		(*line)++;
		if (**p != ' ' && **p != '\t')
			return true;
		(*p)++;
	}
}

/* "NAME;PARAM=x:value" -> where the value begins; NULL: no such line. */
static const char *value_of(const char *s)
{
	bool quoted = false;

	for (; *s; s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (*s == ':' && !quoted)
			return s + 1;
	}
	return NULL;
}

static char *unescaped(const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	for (; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
			strbuf_addch(&sb, *s == 'n' || *s == 'N' ? '\n' : *s);
		} else {
			strbuf_addch(&sb, *s);
		}
	}
	return strbuf_detach(&sb, NULL);
}

static bool is_name(const char *line, const char *name)
{
	size_t len = strlen(name);

	return str_istarts(line, name) &&
	       (line[len] == ':' || line[len] == ';');
}

static void read_status(struct json *rec, const char *s)
{
	if (str_ieq(s, "NEEDS-ACTION"))
		fill_status(rec, STATUS_PENDING);
	else if (str_ieq(s, "IN-PROCESS"))
		fill_status(rec, STATUS_IN_PROGRESS);
	else
		fill_status_named(rec, s);
}

/* 1 is the highest, 9 the lowest, 0 none. */
static void read_priority(struct json *rec, const char *s)
{
	if (*s < '0' || *s > '9' || s[1])
		fill_field(rec, "priority", json_new_str(s));
	else if (*s == '0')
		fill_priority(rec, PRIO_NONE);
	else
		fill_priority(rec, *s == '1' ? PRIO_CRITICAL :
			      *s < '5' ? PRIO_HIGH :
			      *s == '5' ? PRIO_MEDIUM : PRIO_LOW);
}

static void read_categories(struct json *rec, const char *s)
{
	struct strvec parts = STRVEC_INIT;
	size_t i;

	strvec_split(&parts, s, ",");
	for (i = 0; i < parts.nr; i++)
		fill_tag(rec, parts.v[i]);
	strvec_clear(&parts);
}

/* RELATED-TO is the parent unless it says otherwise. */
static void read_related(struct json *rec, const char *line, const char *uid)
{
	char *key = xasprintf("ical:%s", uid);

	if (strstr(line, "RELTYPE=DEPENDS-ON"))
		fill_dep(rec, "%s", key);
	else if (!strstr(line, "RELTYPE=") ||
		 strstr(line, "RELTYPE=PARENT"))
		json_set_str(rec, "parent", key);
	free(key);
}

/* A moment of a zone that the file describes; of one that it does not, told. */
static void read_due(struct records *out, struct json *rec, const char *line,
		     const char *s, const struct ical_zones *zones)
{
	const char *id = strstr(line, ";TZID=");
	char *moment = NULL;

	if (id && strchr(s, 'T') && !strchr(s, 'Z')) {
		moment = ical_zone_moment(zones, id + 6, s);
		if (!moment)
			records_left(out, "a time zone that the file does not "
				     "describe: its moments are read as this "
				     "machine's");
	}
	fill_due(rec, moment ? moment : s);
	free(moment);
}

static void read_property(struct records *out, struct json *rec,
			  const char *line, const struct ical_zones *zones)
{
	static const struct {
		const char *name, *field;
		void (*fn)(struct json *rec, const char *name, const char *s);
	} texts[] = {
		{ "DESCRIPTION", "description", fill_text },
		{ "CREATED", "created_at", fill_time },
		{ "COMPLETED", "completed_at", fill_time },
	};
	static const char *const left[] = {
		"RRULE", "ATTACH", "ATTENDEE", "EXDATE", "RDATE", "ORGANIZER",
		"GEO", "DURATION"
	};
	const char *v = value_of(line);
	char *s = v ? unescaped(v) : NULL;
	size_t i;

	for (i = 0; s && i < ARRAY_SIZE(texts); i++)
		if (is_name(line, texts[i].name))
			texts[i].fn(rec, texts[i].field, s);
	for (i = 0; s && i < ARRAY_SIZE(left); i++)
		if (is_name(line, left[i]))
			records_left(out, left[i]);
	if (!s)
		return;
	if (is_name(line, "SUMMARY"))
		fill_title(rec, s);
	else if (is_name(line, "DUE"))
		read_due(out, rec, line, s, zones);
	else if (is_name(line, "STATUS"))
		read_status(rec, s);
	else if (is_name(line, "PRIORITY"))
		read_priority(rec, s);
	else if (is_name(line, "CATEGORIES"))
		read_categories(rec, s);
	else if (is_name(line, "RELATED-TO"))
		read_related(rec, line, s);
	else if (is_name(line, "DTSTART"))
		fill_field(rec, "start", json_new_str(s));
	else if (is_name(line, "PERCENT-COMPLETE"))
		fill_field(rec, "percent", json_new_str(s));
	else if (is_name(line, "LOCATION"))
		fill_field(rec, "location", json_new_str(s));
	else if (is_name(line, "URL"))
		fill_field(rec, "url", json_new_str(s));
	else if (is_name(line, "COMMENT"))
		fill_note(rec, NULL, NULL, s);
	free(s);
}

/* A component from its first line to its END; its UID is the key. */
static int read_todo(struct records *out, const struct strvec *lines,
		     size_t line, const struct ical_zones *zones,
		     struct err *err)
{
	const char *uid = NULL;
	struct json *rec;
	size_t i;
	int depth = 0;

	for (i = 0; i < lines->nr; i++)
		if (is_name(lines->v[i], "UID") && !uid)
			uid = value_of(lines->v[i]);
	if (!uid || !*uid)
		return err_set(err, ERR_INVALID, "line %zu: a VTODO without "
			       "UID", line);
	rec = fill_new(out, line, "ical:%s", uid);
	fill_external(rec, "ical", uid);
	for (i = 0; i < lines->nr; i++) {
		/* alarms inside have properties of the same names */
		if (str_istarts(lines->v[i], "BEGIN:") && depth++ == 0)
			records_left(out, "alarms");
		if (depth == 0)
			read_property(out, rec, lines->v[i], zones);
		if (str_istarts(lines->v[i], "END:"))
			depth--;
	}
	return 0;
}

static int read_ical(struct records *out, const struct foreign_in *in,
		     struct err *err)
{
	struct strbuf s = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	struct ical_zones zones = { NULL, 0, 0, false, false };
	const char *p = in->text;
	size_t line = 0, start = 0;
	int ret = 0;

	while (next_line(&s, &p, &line)) {
		strbuf_rtrim(&s);
		ical_zones_line(&zones, s.buf);
	}
	p = in->text;
	line = 0;
	while (ret == 0) {
		size_t at = line + 1;

		if (!next_line(&s, &p, &line))
			break;
		strbuf_rtrim(&s);
		if (str_ieq(s.buf, "BEGIN:VTODO")) {
			start = at;
			strvec_clear(&lines);
		} else if (str_ieq(s.buf, "END:VTODO") && start) {
			ret = read_todo(out, &lines, start, &zones,
					err);
			start = 0;
		} else if (start) {
			strvec_push(&lines, s.buf);
		} else if (str_ieq(s.buf, "BEGIN:VEVENT") ||
			   str_ieq(s.buf, "BEGIN:VJOURNAL")) {
			records_left(out, s.buf + 6);
		}
	}
	if (ret == 0 && start)
		ret = err_set(err, ERR_INVALID, "line %zu: a VTODO that does "
			      "not end", start);
	if (ret == 0 && !out->nr && !str_istarts(in->text + strspn(in->text,
		" \n\t"), "BEGIN:VCALENDAR"))
		ret = err_set(err, ERR_INVALID, "line 1: no BEGIN:VCALENDAR, "
			      "as iCalendar has");
	strbuf_release(&s);
	strvec_clear(&lines);
	ical_zones_release(&zones);
	return ret;
}

const struct foreign foreign_ical = {
	"ical", "to-dos of iCalendar", is_ical, read_ical
};
