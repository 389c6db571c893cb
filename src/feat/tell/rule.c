/*
 * rule.c - who is told of what: rules from the configuration.
 */
#include "base/base.h"
#include "feat/tell/tell.h"

#include "base/mem.h"
#include "data/web.h"
#include "data/when.h"
#include "db/query/query.h"

#define PREFIX "task.notify."

static const char *const kinds[TELL_NR] = {
	"slack", "discord", "teams", "mattermost", "matrix", "webhook", "mail",
	"desktop", "command"
};

/* What a rule can listen to besides the types of events. */
static const char *const derived[] = {
	"started", "cancelled", "reopened", "due-soon", "overdue", "stale",
	"lease-ending", "test"
};

/* ---- when ---- */

static bool is_event(const char *word)
{
	enum event_type type;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(derived); i++)
		if (!strcmp(derived[i], word))
			return true;
	return event_parse(&type, word);
}

/* One word that may be several events: "completed,blocked". */
static bool take_events(struct strvec *events, const char *word, bool *any)
{
	struct strvec parts = STRVEC_INIT;
	bool all = true;
	size_t i;

	strvec_split(&parts, word, ",");
	for (i = 0; i < parts.nr; i++)
		all &= is_event(parts.v[i]) || !strcmp(parts.v[i], "any");
	all &= parts.nr > 0;
	for (i = 0; all && i < parts.nr; i++) {
		if (!strcmp(parts.v[i], "any"))
			*any = true;
		else if (!strvec_has(events, parts.v[i]))
			strvec_push(events, parts.v[i]);
	}
	strvec_clear(&parts);
	return all;
}

/* The length of a word of a query: quotes keep white space together. */
static size_t word_len(const char *s)
{
	bool quoted = false;
	size_t n;

	for (n = 0; s[n] && (quoted || (s[n] != ' ' && s[n] != '\t')); n++) {
		if (s[n] == '\\' && quoted && s[n + 1])
			n++;
		else if (s[n] == '"')
			quoted = !quoted;
	}
	return n;
}

/* "completed or blocked and priority>=high" -> events, and the query behind. */
static void parse_when(struct tell_rule *r)
{
	const char *p = r->when ? r->when : TELL_WHEN;
	struct strbuf query = STRBUF_INIT;
	bool heads = true, any = false;

	for (p += strspn(p, " \t"); *p; p += strspn(p, " \t")) {
		size_t n = word_len(p);
		char *word = xstrndup(p, n);

		p += n;
		if (heads && !strcmp(word, "when")) {
			/* as people say it */
		} else if (!strcmp(word, "and")) {
			heads = false;
		} else if (!heads || (strcmp(word, "or") != 0 &&
				      !take_events(&r->events, word, &any))) {
			heads = false;
			strbuf_addf(&query, "%s%s", query.len ? " " : "",
				    word);
		}
		free(word);
	}
	if (any)
		strvec_clear(&r->events);
	r->query = query.len ? strbuf_detach(&query, NULL) : NULL;
	strbuf_release(&query);
}

bool tell_rule_hears(const struct tell_rule *r, const struct json *event)
{
	const char *type = json_get_str(event, "event");
	const struct json *data = json_get(event, "data");
	const char *now = json_get_str(data, "new");
	const char *was = json_get_str(data, "old");
	enum status a, b;

	if (!r->events.nr || strvec_has(&r->events, type))
		return true;
	if (strcmp(type, "status") != 0 || !now || !was ||
	    !status_parse(&a, was) || !status_parse(&b, now))
		return false;
	if (b == STATUS_IN_PROGRESS)
		return strvec_has(&r->events, "started");
	if (b == STATUS_CANCELLED)
		return strvec_has(&r->events, "cancelled");
	return !status_is_open(a) && status_is_open(b) &&
	       strvec_has(&r->events, "reopened");
}

/* ---- quiet hours ---- */

static const char *const days[7] = {
	"mon", "tue", "wed", "thu", "fri", "sat", "sun"
};

/* "07:30" -> seconds; -1. */
static int clock_time(const char *s, const char **end)
{
	char *e;
	long h = strtol(s, &e, 10), m = 0;

	if (e == s || h < 0 || h > 24)
		return -1;
	if (*e == ':') {
		s = e + 1;
		m = strtol(s, &e, 10);
		if (e != s + 2 || m < 0 || m > 59)
			return -1;
	}
	*end = e;
	return h == 24 && m ? -1 : (int)(h * 3600 + m * 60);
}

/* The end of one span that `t` is in, 0: it is in none; -1: no such span. */
static int64_t span_end(const char *span, int64_t t)
{
	struct when_day day = when_local_day(t), next;
	int secs = when_local_secs(t), from, to, i;
	const char *p;

	next = when_day_from(when_day_number(day) + 1);
	for (i = 0; i < 7; i++)
		if (str_ieq(span, days[i]))
			return when_weekday(day) == i ? when_day_start(next) :
			       0;
	from = clock_time(span, &p);
	if (from < 0 || *p != '-')
		return -1;
	to = clock_time(p + 1, &p);
	if (to < 0 || *p || from == to)
		return -1;
	if (from < to)
		return secs >= from && secs < to ?
		       (to == 86400 ? when_day_start(next) :
			when_day_at(day, to)) : 0;
	if (secs >= from)
		return when_day_at(next, to);
	return secs < to ? when_day_at(day, to) : 0;
}

int64_t tell_quiet_until(const struct tell_rule *r, int64_t now)
{
	struct strvec spans = STRVEC_INIT;
	int64_t t = now, end = 0;
	bool again = true;
	size_t i;
	int n;

	strvec_split(&spans, r->quiet ? r->quiet : "", ", ");
	/* one ends where another one begins: eight days are all there are */
	for (n = 0; again && n < 20; n++) {
		again = false;
		for (i = 0; i < spans.nr; i++) {
			end = span_end(spans.v[i], t);
			if (end > t) {
				t = end;
				again = true;
			}
		}
	}
	strvec_clear(&spans);
	return t > now ? t : 0;
}

static int check_quiet(const struct tell_rule *r, struct err *err)
{
	struct strvec spans = STRVEC_INIT;
	size_t i;
	int ret = 0;

	strvec_split(&spans, r->quiet ? r->quiet : "", ", ");
	for (i = 0; i < spans.nr && ret == 0; i++)
		if (span_end(spans.v[i], 0) < 0)
			ret = err_set(err, ERR_INVALID, "quiet: '%s' is not "
				      "like '22:00-07:00' or 'sat'",
				      spans.v[i]);
	strvec_clear(&spans);
	return ret;
}

/* ---- checks ---- */

static int check_query(struct tell_rule *r, int64_t now, struct err *err)
{
	struct query *q;
	int ret;

	if (!r->query)
		return 0;
	q = query_new(now);
	ret = query_add(q, r->query, err);
	query_free(q);
	return ret < 0 ? err_prefix(err, "when") : 0;
}

static int check_url(const struct tell_rule *r, struct err *err)
{
	if (r->urlenv)
		return 0;
	if (!r->url)
		return err_set(err, ERR_INVALID, "it has no url, and no "
			       "urlEnv that names a variable with one");
	return web_url_check(r->url, err);
}

/* One line of visible ASCII, as a header takes it, with an @ in it. */
static bool is_address(const char *s)
{
	const char *p;

	for (p = s; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr(",;<>()\"\\", *p))
			return false;
	return *s && *s != '-' && strchr(s, '@');
}

static int check_to(const struct tell_rule *r, struct err *err)
{
	struct strvec to = STRVEC_INIT;
	size_t i;
	int ret = 0;

	strvec_split(&to, r->to ? r->to : "", ", ");
	if (!to.nr)
		ret = err_set(err, ERR_INVALID, "it has nobody to write to");
	for (i = 0; i < to.nr && ret == 0; i++)
		if (!is_address(to.v[i]))
			ret = err_set(err, ERR_INVALID, "'%s' is no mail "
				      "address", to.v[i]);
	strvec_clear(&to);
	return ret;
}

static int check_argv(const struct tell_rule *r, struct err *err)
{
	struct json *argv = NULL, *j;
	const char *s = r->argv ? r->argv : "";
	int ret = json_parse(&argv, s, strlen(s), NULL);

	if (ret < 0 || !json_is(argv, JSON_ARR) || !json_nr(argv))
		ret = err_set(err, ERR_INVALID, "argv is no list of words "
			      "(\"[\\\"say\\\", \\\"done\\\"]\")");
	json_each(j, argv)
		if (ret == 0 && !json_is(j, JSON_STR))
			ret = err_set(err, ERR_INVALID, "argv has something "
				      "in it that is no word");
	json_free(argv);
	return ret;
}

static int check_kind(struct tell_rule *r, struct err *err)
{
	int k;

	for (k = 0; k < TELL_NR; k++)
		if (str_eq(kinds[k], r->kind))
			break;
	if (k == TELL_NR)
		return err_set(err, ERR_INVALID, "kind is one of %s, not "
			       "'%s'", TELL_KINDS, r->kind ? r->kind : "");
	r->kind_is = (enum tell_kind)k;
	switch (r->kind_is) {
	case TELL_MAIL:
		return check_to(r, err);
	case TELL_COMMAND:
		return check_argv(r, err);
	case TELL_DESKTOP:
		return 0;
	case TELL_MATRIX:
		if (!r->room || *r->room != '!')
			return err_set(err, ERR_INVALID, "room is the id of a "
				       "room, '!abc:example.org'");
		return check_url(r, err);
	default:
		return check_url(r, err);
	}
}

int tell_rule_check(struct tell_rule *r, int64_t now, struct err *err)
{
	static const char sample[] = "[{\"event\": \"test\", \"title\": \"\"}]";
	struct strbuf text = STRBUF_INIT;
	struct json *events;
	int ret = 0;

	strvec_clear(&r->events);
	FREE_AND_NULL(r->query);
	r->digest_s = 0;
	parse_when(r);
	if (check_kind(r, err) < 0 || check_query(r, now, err) < 0 ||
	    check_quiet(r, err) < 0)
		return -1;
	if (r->digest &&
	    when_parse_duration(&r->digest_s, r->digest, false, err) < 0)
		return err_prefix(err, "digest");
	if (r->template && json_parse(&events, sample, strlen(sample),
				      err) == 0) {
		ret = tell_text(&text, r, events, err);
		json_free(events);
		strbuf_release(&text);
	}
	return ret;
}

/* ---- loading ---- */

static void add_setting(const char *key, const char *value, void *data)
{
	struct tell_rules *rules = data;
	const char *at = key + strlen(PREFIX), *dot = strrchr(at, '.');
	struct tell_rule *r;
	char *name;

	if (!dot || dot == at)
		return;
	name = xstrndup(at, (size_t)(dot - at));
	r = db_config_name_ok(name) ? tell_rule_find(rules, name) : NULL;
	if (!r && db_config_name_ok(name)) {
		ALLOC_GROW(rules->v, rules->nr + 1, rules->alloc);
		r = &rules->v[rules->nr++];
		memset(r, 0, sizeof(*r));
		strvec_init(&r->events);
		r->name = xstrdup(name);
	}
	free(name);
	if (!r)
		return;
#define TELL_SET(s)							\
	if (str_ieq(dot + 1, #s)) {					\
		free(r->s);						\
		r->s = *value ? xstrdup(value) : NULL;			\
	}
	TELL_SETTINGS(TELL_SET)
#undef TELL_SET
}

static int by_name(const void *a, const void *b)
{
	const struct tell_rule *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void tell_rules_load(struct tell_rules *out, struct db *db)
{
	struct err err;
	size_t i;

	tell_rules_release(out);
	db_config_each(db, PREFIX, add_setting, out);
	if (out->nr)
		qsort(out->v, out->nr, sizeof(*out->v), by_name);
	for (i = 0; i < out->nr; i++) {
		err_clear(&err);
		if (tell_rule_check(&out->v[i], db_now(db), &err) == 0)
			continue;
		out->v[i].broken = true;
		out->v[i].why = xstrdup(err.msg);
	}
}

static void release_rule(struct tell_rule *r)
{
	free(r->name);
	free(r->why);
	free(r->query);
	strvec_clear(&r->events);
#define TELL_FREE(s) free(r->s);
	TELL_SETTINGS(TELL_FREE)
#undef TELL_FREE
}

void tell_rules_release(struct tell_rules *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++)
		release_rule(&r->v[i]);
	FREE_AND_NULL(r->v);
	r->nr = r->alloc = 0;
}

struct tell_rule *tell_rule_find(const struct tell_rules *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->nr; i++)
		if (!strcmp(r->v[i].name, name))
			return &r->v[i];
	return NULL;
}

static void see_kind(const char *key, const char *value, void *data)
{
	bool *seen = data;

	*seen |= *value && str_ends(key, ".kind");
}

bool tell_wanted(struct db *db)
{
	bool seen = false;

	db_config_each(db, PREFIX, see_kind, &seen);
	return seen;
}
