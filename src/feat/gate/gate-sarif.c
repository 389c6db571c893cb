/*
 * gate-sarif.c - a gate's findings as SARIF 2.1.0.
 */
#include "base/base.h"
#include "feat/gate/gate.h"

#include "base/version.h"

/* Each rule a gate has; the order is that of ruleIndex. */
static const struct rule {
	const char *id, *text;
} rules[] = {
	{ "criterion-unmet",
	  "A success criterion of a task that the change names is not met." },
	{ "criterion-undetermined",
	  "Nothing says whether a success criterion is met." },
	{ "requirement", "What the build requires is not true." },
	{ "unknown-task", "A commit names a task that does not exist." },
	{ "no-task", "The change names no task." },
	{ "task-gone", "The change names a task that was deleted or "
	  "cancelled." },
	{ "task-waits", "The change finishes a task that waits for another "
	  "one." },
};

static struct json *message(const char *text)
{
	struct json *m = json_new_obj();

	json_set_str(m, "text", text);
	return m;
}

static struct json *driver(void)
{
	struct json *d = json_new_obj(), *list = json_new_arr(), *r;
	size_t i;

	json_set_str(d, "name", "git-task");
	json_set_str(d, "version", git_task_version());
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		r = json_new_obj();
		json_set_str(r, "id", rules[i].id);
		json_set(r, "shortDescription", message(rules[i].text));
		json_push(list, r);
	}
	json_set(d, "rules", list);
	return d;
}

static struct json *location(const struct json *f)
{
	struct json *loc = json_new_obj(), *phys = json_new_obj();
	struct json *file = json_new_obj(), *region = json_new_obj();
	struct strbuf uri = STRBUF_INIT;
	const char *s;

	/* a relative reference (RFC 3986): what else could mean something */
	for (s = json_get_str(f, "path"); *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c <= ' ' || c >= 0x7f || strchr("\"%<>?#[]\\^`{|}:", c))
			strbuf_addf(&uri, "%%%02X", c);
		else
			strbuf_addch(&uri, *s);
	}
	json_set_str(file, "uri", uri.buf);
	json_set(phys, "artifactLocation", file);
	json_set_num(region, "startLine", json_get_num(f, "line", 1));
	json_set(phys, "region", region);
	json_set(loc, "physicalLocation", phys);
	strbuf_release(&uri);
	return loc;
}

static struct json *result(const struct json *f)
{
	struct json *r = json_new_obj(), *print = json_new_obj();
	struct json *places = json_new_arr();
	const char *rule = json_get_str(f, "rule");
	size_t i;

	json_set_str(r, "ruleId", rule);
	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (!strcmp(rules[i].id, rule))
			json_set_int(r, "ruleIndex", (int64_t)i);
	json_set_str(r, "level", json_get_str(f, "level"));
	json_set(r, "message", message(json_get_str(f, "message")));
	if (json_get_str(f, "path"))
		json_push(places, location(f));
	json_set(r, "locations", places);
	json_set_str(print, "gate/v1", json_get_str(f, "key"));
	json_set(r, "partialFingerprints", print);
	return r;
}

void gate_sarif(struct strbuf *out, const struct json *report)
{
	struct json *doc = json_new_obj(), *runs = json_new_arr();
	struct json *run = json_new_obj(), *tool = json_new_obj();
	struct json *results = json_new_arr();
	const struct json *f;

	json_set_str(doc, "$schema", "https://docs.oasis-open.org/sarif/sarif/"
		     "v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
	json_set_str(doc, "version", "2.1.0");
	json_set(tool, "driver", driver());
	json_set(run, "tool", tool);
	json_each(f, json_get(report, "findings"))
		json_push(results, result(f));
	json_set(run, "results", results);
	json_push(runs, run);
	json_set(doc, "runs", runs);
	json_pretty(out, doc);
	json_free(doc);
}
