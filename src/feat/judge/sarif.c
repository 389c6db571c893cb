/*
 * sarif.c - report_sarif() of reports.h.
 */
#include "base/base.h"
#include "feat/judge/junit.h"

#include "base/map.h"
#include "base/strbuf.h"

/* The rules of one run, by id; values are borrowed JSON. */
struct rules {
	struct map by_id;
	const struct json *driver;	/* rules by position */
	bool rated;	/* some rule says whether it is about security */
};

static bool has_tag(const struct json *rule, const char *tag)
{
	return json_has_str(json_get_path(rule, "properties.tags"), tag);
}

static const struct json *severity_of(const struct json *rule)
{
	return json_get(json_get(rule, "properties"), "security-severity");
}

static bool is_security(const struct json *rule)
{
	return severity_of(rule) || has_tag(rule, "security");
}

static void add_rules(struct rules *rules, struct json *component)
{
	struct json *rule;
	const char *id;

	json_each(rule, json_get(component, "rules")) {
		id = json_get_str(rule, "id");
		if (id && !map_has(&rules->by_id, id))
			map_put(&rules->by_id, id, rule);
		if (is_security(rule))
			rules->rated = true;
	}
}

static void rules_init(struct rules *rules, const struct json *run)
{
	struct json *tool = json_get(run, "tool"), *extension;

	rules->driver = json_get(json_get(tool, "driver"), "rules");
	add_rules(rules, json_get(tool, "driver"));
	json_each(extension, json_get(tool, "extensions"))
		add_rules(rules, extension);
}

static const struct json *rule_of(const struct rules *rules,
				  const struct json *result)
{
	const char *id = json_get_str(result, "ruleId");
	const struct json *rule;
	double index = json_get_num(result, "ruleIndex", -1);

	if (!id)
		id = json_get_str(json_get(result, "rule"), "id");
	rule = id ? map_get(&rules->by_id, id) : NULL;
	if (!rule && index >= 0 && index < (double)json_nr(rules->driver))
		rule = json_at(rules->driver, (size_t)index);
	return rule;
}

/* A suppression that is under review or rejected does not count. */
static bool is_suppressed(const struct json *result)
{
	const struct json *s;
	const char *status;

	json_each(s, json_get(result, "suppressions")) {
		status = json_get_str(s, "status");
		if (!status || !strcmp(status, "accepted"))
			return true;
	}
	return false;
}

static bool counts(const struct json *result)
{
	const char *kind = json_get_str(result, "kind");
	const char *baseline = json_get_str(result, "baselineState");

	if (kind && strcmp(kind, "fail") != 0)
		return false;
	if (baseline && !strcmp(baseline, "absent"))
		return false;
	return !is_suppressed(result);
}

static void add_severity(struct reports *r, const struct json *rule)
{
	const struct json *v = severity_of(rule);
	double d = json_is(v, JSON_STR) ? strtod(json_str(v), NULL) :
		json_num(v);

	if (d >= 9)
		r->critical++;
	else if (d >= 7)
		r->high++;
	else if (d >= 4)
		r->medium++;
	else if (d > 0)
		r->low++;
}

static void add_result(struct reports *r, const struct rules *rules,
		       const struct json *result)
{
	const struct json *rule = rule_of(rules, result);
	const char *level = json_get_str(result, "level");

	if (!level)
		level = json_get_str(json_get(rule, "defaultConfiguration"),
				     "level");
	if (!level)
		level = "warning";
	if (!strcmp(level, "none"))
		return;
	if (!strcmp(level, "error"))
		r->error++;
	else if (!strcmp(level, "note"))
		r->note++;
	else
		r->warning++;
	add_severity(r, rule);
	if (rules->rated ? is_security(rule) : strcmp(level, "note") != 0)
		r->security++;
}

int report_sarif(struct reports *r, const char *buf, size_t len,
		 struct err *err)
{
	struct json *doc = NULL, *run, *result;
	struct rules rules;
	const char *version;

	if (json_parse(&doc, buf, len, err) < 0)
		return -1;
	version = json_get_str(doc, "version");
	if (!version || !str_starts(version, "2.") ||
	    !json_is(json_get(doc, "runs"), JSON_ARR)) {
		json_free(doc);
		return err_set(err, ERR_INVALID, "no SARIF 2.1.0 report: "
			       "\"version\" and \"runs\" must be there");
	}
	json_each(run, json_get(doc, "runs")) {
		memset(&rules, 0, sizeof(rules));
		rules_init(&rules, run);
		json_each(result, json_get(run, "results"))
			if (counts(result))
				add_result(r, &rules, result);
		map_clear(&rules.by_id);
	}
	r->findings = true;
	json_free(doc);
	return 0;
}
