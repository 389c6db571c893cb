/*
 * plan-form.c - a plan as a Mermaid gantt, an iCalendar and a page of HTML.
 */
#include "base/base.h"
#include "cmd/look/planned.h"

#include <math.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "data/due.h"

#define LAST_DATE INT64_C(2932896)	/* 9999-12-31 */

static struct when_day day_at(const struct planned *p, double t)
{
	int64_t n = p->first + (int64_t)t;

	return when_day_from(n > LAST_DATE ? LAST_DATE : n);
}

struct when_day planned_from(const struct planned *p,
			     const struct plan_item *it)
{
	return day_at(p, floor(it->start + 1e-9));
}

struct when_day planned_last(const struct planned *p, double end)
{
	double t = ceil(end - 1e-9) - 1;

	return day_at(p, t > 0 ? t : 0);
}

struct when_day planned_to(const struct planned *p,
			   const struct plan_item *it)
{
	return planned_last(p, it->end);
}

void planned_date(char out[WHEN_LEN], struct when_day d)
{
	due_format(out, due_from_day(d));
}

bool planned_critical(const struct planned *p, uint32_t row)
{
	for (size_t i = 0; i < p->plan.nr_critical; i++)
		if (p->plan.critical[i] == row)
			return true;
	return false;
}

static struct when_day day_after(struct when_day d)
{
	return when_day_from(when_day_number(d) + 1);
}

/* ---- Mermaid ---- */

/* Mermaid takes ':' ',' '#' and ';' in a task's name for syntax. */
static void gantt_name(struct strbuf *out, const char *title)
{
	char *clean = common_clean(title);

	for (char *s = clean; *s; s++)
		if (strchr(":,#;", *s))
			*s = ' ';
	strbuf_addstr(out, clean);
	free(clean);
}

void planned_mermaid(struct planned *p)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "gantt\n    dateFormat YYYY-MM-DD\n"
		      "    title Plan\n");
	for (unsigned lane = 0; lane < p->team.nr; lane++) {
		bool any = false;

		for (size_t i = 0; i < p->plan.nr; i++) {
			const struct plan_item *it = &p->plan.items[i];
			char from[WHEN_LEN], to[WHEN_LEN];
			struct strbuf who = STRBUF_INIT;

			if (it->lane != lane)
				continue;
			if (!any) {
				team_label(&who, p, lane);
				strbuf_addstr(&sb, "    section ");
				gantt_name(&sb, who.buf);
				strbuf_addch(&sb, '\n');
				strbuf_release(&who);
			}
			any = true;
			planned_date(from, planned_from(p, it));
			planned_date(to, day_after(planned_to(p, it)));
			strbuf_addstr(&sb, "    ");
			gantt_name(&sb, p->v->rows[it->row].title);
			strbuf_addf(&sb, " :%st%.8s, %s, %s\n", it->late ||
				    planned_critical(p, it->row) ? "crit, " :
				    "", p->v->rows[it->row].id, from, to);
		}
	}
	out_raw(p->ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
}

/* ---- iCalendar (RFC 5545) ---- */

/* One content line: escaped, folded before 75 octets, CRLF. */
static void ics_line(struct strbuf *out, const char *name, const char *value,
		     bool text)
{
	struct strbuf line = STRBUF_INIT, clean = STRBUF_INIT;
	const char *s, *end;
	size_t used = 0;

	strbuf_addf(&line, "%s:", name);
	utf8_add_clean(&clean, value);
	for (s = clean.buf; *s; s++) {
		if (text && *s == '\n')
			strbuf_addstr(&line, "\\n");
		else if (text && strchr("\\;,", *s))
			strbuf_addf(&line, "\\%c", *s);
		else if ((unsigned char)*s >= 0x20)
			strbuf_addch(&line, *s);
	}
	for (s = line.buf, end = s + line.len; s < end;) {
		const char *from = s;

		utf8_next(&s, end);
		if (used + (size_t)(s - from) > 74) {
			strbuf_addstr(out, "\r\n ");
			used = 1;
		}
		strbuf_add(out, from, (size_t)(s - from));
		used += (size_t)(s - from);
	}
	strbuf_addstr(out, "\r\n");
	strbuf_release(&line);
	strbuf_release(&clean);
}

static void ics_day(struct strbuf *out, const char *name, struct when_day d)
{
	strbuf_addf(out, "%s;VALUE=DATE:%04u%02u%02u\r\n", name,
		    (unsigned)d.year % 10000, (unsigned)d.month % 100,
		    (unsigned)d.day % 100);
}

void planned_ics(struct planned *p)
{
	struct strbuf sb = STRBUF_INIT;
	char now[WHEN_LEN], stamp[20];

	when_format(now, p->now);
	snprintf(stamp, sizeof(stamp), "%.4s%.2s%.2sT%.2s%.2s%.2sZ", now,
		 now + 5, now + 8, now + 11, now + 14, now + 17);
	strbuf_addstr(&sb, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
		      "PRODID:-//git-task//plan//EN\r\n");
	for (size_t i = 0; i < p->plan.nr; i++) {
		const struct plan_item *it = &p->plan.items[i];
		const struct row *r = &p->v->rows[it->row];
		struct strbuf text = STRBUF_INIT;

		strbuf_addstr(&sb, "BEGIN:VEVENT\r\n");
		strbuf_addf(&text, "%s@git-task", r->id);
		ics_line(&sb, "UID", text.buf, false);
		ics_line(&sb, "DTSTAMP", stamp, false);
		ics_day(&sb, "DTSTART", planned_from(p, it));
		ics_day(&sb, "DTEND", day_after(planned_to(p, it)));
		strbuf_reset(&text);
		team_label(&text, p, it->lane);
		strbuf_addf(&text, ": %s", r->title);
		ics_line(&sb, "SUMMARY", text.buf, true);
		strbuf_reset(&text);
		strbuf_addf(&text, "%.4g h, task %.8s", it->hours, r->id);
		if (r->deadline != WHEN_NONE) {
			strbuf_addstr(&text, "\nDue ");
			day_name(&text, due_day(r->deadline));
			if (it->late)
				strbuf_addstr(&text, ": planned too late");
		}
		ics_line(&sb, "DESCRIPTION", text.buf, true);
		strbuf_addstr(&sb, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
		strbuf_release(&text);
	}
	strbuf_addstr(&sb, "END:VCALENDAR\r\n");
	out_raw(p->ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
}

/* ---- HTML ---- */

static void html_text(struct strbuf *out, const char *s)
{
	char *clean = common_clean(s);
	const char *c;

	for (c = clean; *c; c++) {
		switch (*c) {
		case '<': strbuf_addstr(out, "&lt;"); break;
		case '>': strbuf_addstr(out, "&gt;"); break;
		case '&': strbuf_addstr(out, "&amp;"); break;
		case '"': strbuf_addstr(out, "&quot;"); break;
		default: strbuf_addch(out, *c);
		}
	}
	free(clean);
}

static const char html_head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<title>Plan</title>\n<style>\n"
	"body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;"
	"max-width:70rem;padding:0 1rem;color:#1a1a1a;background:#fff}\n"
	"table{border-collapse:collapse;width:100%}\n"
	"th,td{text-align:left;padding:.25rem .5rem;vertical-align:top;"
	"border-bottom:1px solid #ddd;overflow-wrap:anywhere}\n"
	"td.bar{width:35%;min-width:6rem}\n"
	".bar div{height:.9rem;margin-top:.25rem;border-radius:3px;"
	"background:#2563a8}\n"
	".late td{color:#a01616}.late .bar div{background:#a01616}\n"
	"td.day{white-space:nowrap}\n"
	"@media (max-width:40rem){td.bar,th.bar{display:none}}\n"
	"@media print{body{margin:0;max-width:none}"
	"tr{break-inside:avoid}}\n"
	"</style></head><body><main>\n<h1>Plan</h1>\n";

static void html_row(struct strbuf *sb, struct planned *p,
		     const struct plan_item *it)
{
	const struct row *r = &p->v->rows[it->row];
	double all = fmax(p->plan.makespan, 1);

	strbuf_addf(sb, "<tr%s><td>", it->late ? " class=\"late\"" : "");
	html_text(sb, r->title);
	strbuf_addstr(sb, it->late ? " (late)" : "");
	strbuf_addstr(sb, "</td><td class=\"day\">");
	day_name(sb, planned_from(p, it));
	strbuf_addstr(sb, "</td><td class=\"day\">");
	day_name(sb, planned_to(p, it));
	strbuf_addf(sb, "</td><td>%.4g</td><td class=\"bar\"><div style=\""
		    "margin-left:%.2f%%;width:%.2f%%\"></div></td></tr>\n",
		    it->hours, 100 * it->start / all,
		    fmax(1, 100 * (it->end - it->start) / all));
}

void planned_html(struct planned *p)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, html_head);
	if (!p->plan.nr)
		strbuf_addstr(&sb, "<p>No open task can be planned.</p>\n");
	for (unsigned lane = 0; lane < p->team.nr; lane++) {
		struct strbuf who = STRBUF_INIT;
		bool any = false;

		team_label(&who, p, lane);
		for (size_t i = 0; i < p->plan.nr; i++) {
			if (p->plan.items[i].lane != lane)
				continue;
			if (!any) {
				strbuf_addstr(&sb, "<h2>");
				html_text(&sb, who.buf);
				strbuf_addstr(&sb, "</h2>\n<table><thead><tr>"
					      "<th scope=\"col\">Task</th>"
					      "<th scope=\"col\">From</th>"
					      "<th scope=\"col\">To</th>"
					      "<th scope=\"col\">Hours</th>"
					      "<th scope=\"col\" class=\"bar\">"
					      "When</th></tr></thead><tbody>\n");
			}
			any = true;
			html_row(&sb, p, &p->plan.items[i]);
		}
		if (any)
			strbuf_addstr(&sb, "</tbody></table>\n");
		strbuf_release(&who);
	}
	strbuf_addstr(&sb, "</main></body></html>\n");
	out_raw(p->ctx->out, sb.buf, sb.len);
	strbuf_release(&sb);
}
