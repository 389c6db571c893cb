/*
 * gate-host.c - a gate's findings as hosts show them: GitHub's workflow commands,
 * GitLab's code quality.
 */
#include "base/base.h"
#include "feat/gate/gate.h"

#include "base/utf8.h"

/* Bytes of a character at `s` that steers a terminal (C1, bidirectional), or 0. */
static size_t steering(const char *s)
{
	const char *p = s;
	uint32_t c = utf8_next(&p, s + strlen(s));

	return (c >= 0x80 && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) ||
		(c >= 0x2066 && c <= 0x2069) ? (size_t)(p - s) : 0;
}

/* The data of a command; in a property ':' and ',' are escaped as well. */
static void add_escaped(struct strbuf *out, const char *s, bool property)
{
	size_t steer = 0;

	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 0x80 && !steer)
			steer = steering(s);
		if (steer && steer--) {
			strbuf_addf(out, "%%%02X", c);
			continue;
		}
		if (c == '%' || c < ' ' || c == 0x7f ||
		    (property && (c == ':' || c == ',')))
			strbuf_addf(out, "%%%02X", c);
		else
			strbuf_addch(out, *s);
	}
}

void gate_github(struct strbuf *out, const struct json *report)
{
	const struct json *f;

	json_each(f, json_get(report, "findings")) {
		const char *level = json_get_str(f, "level");
		const char *path = json_get_str(f, "path");

		strbuf_addf(out, "::%s ", str_eq(level, "note") ? "notice" :
			    level);
		if (path) {
			strbuf_addstr(out, "file=");
			add_escaped(out, path, true);
			strbuf_addf(out, ",line=%.0f,",
				    json_get_num(f, "line", 1));
		}
		strbuf_addstr(out, "title=");
		add_escaped(out, json_get_str(f, "title"), true);
		strbuf_addstr(out, "::");
		add_escaped(out, json_get_str(f, "message"), false);
		strbuf_addch(out, '\n');
	}
}

void gate_codequality(struct strbuf *out, const struct json *report)
{
	struct json *all = json_new_arr(), *issue, *where, *lines;
	const struct json *f;

	json_each(f, json_get(report, "findings")) {
		const char *level = json_get_str(f, "level");
		const char *path = json_get_str(f, "path");

		issue = json_new_obj();
		json_set_str(issue, "description", json_get_str(f, "message"));
		json_set_str(issue, "check_name", json_get_str(f, "rule"));
		json_set_str(issue, "fingerprint", json_get_str(f, "key"));
		json_set_str(issue, "severity", str_eq(level, "error") ?
			     "major" : str_eq(level, "warning") ? "minor" :
			     "info");
		where = json_new_obj();
		/* GitLab leaves out what has no place */
		json_set_str(where, "path", path ? path : ".git-task.yaml");
		lines = json_new_obj();
		json_set_num(lines, "begin", json_get_num(f, "line", 1));
		json_set(where, "lines", lines);
		json_set(issue, "location", where);
		json_push(all, issue);
	}
	json_pretty(out, all);
	json_free(all);
}
