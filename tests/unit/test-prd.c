/*
 * Requirements documents: tests/data/prd/NN-*.md against the documents expected
 * (NN-*.json, every field), not-*.md give nothing; then the pieces.
 *
 * After a wanted change: for f in tests/data/prd/[0-9]*.md; do git-task prd show
 * --format json $f | jq -S . >${f%.md}.json; done, and read the diff.
 */
#include "unit.h"

#include <dirent.h>
#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strvec.h"
#include "feat/prd-doc.h"
#include "feat/prd-text.h"
#include "feat/prd-words.h"

#define DATA "tests/data/prd"

static struct prd_doc parse(const char *text, const struct prd_options *opt)
{
	const struct prd_options usual = PRD_OPTIONS_INIT;
	struct prd_doc d;

	assert_int_equal(prd_doc_parse(&d, text, strlen(text),
				       opt ? opt : &usual, NULL), 0);
	return d;
}

static struct prd_doc parse_file(const char *path)
{
	struct strbuf sb = STRBUF_INIT;
	struct prd_doc d;

	assert_int_equal(file_read(&sb, path, 0, NULL), 0);
	d = parse(sb.buf, NULL);
	strbuf_release(&sb);
	return d;
}

/* ---- the documents ---- */

static size_t differ(const char *path, const struct json *got,
		     const struct json *want)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT, p = STRBUF_INIT;
	const struct json *j;
	size_t n = 0, i = 0;

	if (json_is(want, JSON_OBJ) && json_is(got, JSON_OBJ)) {
		json_each(j, want) {
			strbuf_reset(&p);
			strbuf_addf(&p, "%s.%s", path, json_key(j));
			n += differ(p.buf, json_get(got, json_key(j)), j);
		}
		json_each(j, got)
			if (!json_get(want, json_key(j))) {
				print_message("%s.%s: not expected\n", path,
					      json_key(j));
				n++;
			}
	} else if (json_is(want, JSON_ARR) && json_is(got, JSON_ARR) &&
		   json_nr(want) == json_nr(got)) {
		json_each(j, want) {
			strbuf_reset(&p);
			strbuf_addf(&p, "%s[%zu]", path, i);
			n += differ(p.buf, json_at(got, i++), j);
		}
	} else if (!got || !json_eq(got, want)) {
		if (got)
			json_line(&a, got);
		json_line(&b, want);
		print_message("%s: got %s, want %s\n", path, a.buf, b.buf);
		n = 1;
	}
	strbuf_release(&a);
	strbuf_release(&b);
	strbuf_release(&p);
	return n;
}

static void check_golden(const char *name)
{
	char *md = xasprintf(DATA "/%s.md", name);
	char *golden = xasprintf(DATA "/%s.json", name);
	struct strbuf sb = STRBUF_INIT;
	struct prd_doc d = parse_file(md);
	struct json *got = prd_doc_json(&d), *want;

	assert_int_equal(file_read(&sb, golden, 0, NULL), 0);
	assert_int_equal(json_parse(&want, sb.buf, sb.len, NULL), 0);
	if (differ(name, got, want))
		fail_msg("%s differs", md);
	json_free(got);
	json_free(want);
	prd_doc_release(&d);
	strbuf_release(&sb);
	free(md);
	free(golden);
}

static struct strvec documents(void)
{
	struct strvec v = STRVEC_INIT;
	struct dirent *e;
	DIR *dir = opendir(DATA);

	assert_non_null(dir);
	while ((e = readdir(dir)))
		if (str_ends(e->d_name, ".md"))
			strvec_push_len(&v, e->d_name, strlen(e->d_name) - 3);
	closedir(dir);
	strvec_sort(&v);
	return v;
}

static void golden(void **state)
{
	struct strvec v = documents();
	size_t i, nr = 0;

	(void)state;
	for (i = 0; i < v.nr; i++)
		if (!str_starts(v.v[i], "not-")) {
			check_golden(v.v[i]);
			nr++;
		}
	assert_true(nr >= 20);
	strvec_clear(&v);
}

/* Precision: how many tasks each document makes, and that the rest make none. */
static void counts(void **state)
{
	static const size_t want[] = {
		2, 6, 6, 3, 4, 6, 8, 8, 6, 7, 4, 5, 6, 6, 7, 8, 2, 9, 3, 4, 3,
	};
	struct strvec v = documents();
	size_t i, nr = 0;

	(void)state;
	for (i = 0; i < v.nr; i++) {
		char *path = xasprintf(DATA "/%s.md", v.v[i]);
		struct prd_doc d = parse_file(path);

		if (str_starts(v.v[i], "not-")) {
			if (d.nr_kept)
				fail_msg("%s: %zu tasks", path, d.nr_kept);
		} else {
			assert_true(nr < ARRAY_SIZE(want));
			if (d.nr_kept != want[nr])
				fail_msg("%s: %zu tasks, want %zu", path,
					 d.nr_kept, want[nr]);
			nr++;
		}
		prd_doc_release(&d);
		free(path);
	}
	assert_int_equal(nr, ARRAY_SIZE(want));
	strvec_clear(&v);
}

/* The same document in parts and orders that must not matter. */
static void deterministic(void **state)
{
	struct prd_doc a = parse_file(DATA "/07-heading-ids.md");
	struct prd_doc b = parse_file(DATA "/07-heading-ids.md");
	struct json *x = prd_doc_json(&a), *y = prd_doc_json(&b);

	(void)state;
	assert_true(json_eq(x, y));
	json_free(x);
	json_free(y);
	prd_doc_release(&a);
	prd_doc_release(&b);
}

/* ---- options ---- */

static void options(void **state)
{
	static const char text[] =
		"# X PRD\n\n## Requirements\n\n- REQ-1: One\n"
		"- REQ-2: Two (depends on: REQ-1)\n\n## User Stories\n\n"
		"- As a cook, I want salt so that it tastes.\n\n"
		"## Features\n\n### Cup\n\n- Acceptance Criteria:\n  - Holds\n";
	struct prd_options o = PRD_OPTIONS_INIT;
	struct prd_doc d = parse(text, NULL);

	(void)state;
	assert_int_equal(d.nr_kept, 4);
	assert_int_equal(d.items[1].nr_deps, 1);
	assert_int_equal(d.items[3].nr_criteria, 1);
	prd_doc_release(&d);
	o.no_dependencies = true;
	d = parse(text, &o);
	assert_int_equal(d.items[1].nr_deps, 0);
	prd_doc_release(&d);
	o.no_stories = true;
	d = parse(text, &o);
	assert_int_equal(d.nr_kept, 3);
	prd_doc_release(&d);
	o.no_criteria = true;
	d = parse(text, &o);
	assert_int_equal(d.items[d.nr - 1].nr_criteria, 0);
	prd_doc_release(&d);
	o.confidence = 0.96;
	d = parse(text, &o);
	assert_int_equal(d.nr_kept, 2);
	prd_doc_release(&d);
}

/* ---- edges ---- */

static void long_bullet(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct prd_doc d;
	const char *p;
	size_t chars = 0;

	(void)state;
	strbuf_addstr(&sb, "Requirements:\n- ");
	while (sb.len < 2600)
		strbuf_addstr(&sb, "w\xc3\xb6rter ");
	d = parse(sb.buf, NULL);
	assert_int_equal(d.nr_kept, 1);
	for (p = d.items[0].title; *p; p++)
		chars += ((unsigned char)*p & 0xc0) != 0x80;
	assert_in_range(chars, 400, 500);
	assert_true(str_ends(d.items[0].title, "w\xc3\xb6rter"));
	assert_true(strlen(d.items[0].description) > 2500);
	prd_doc_release(&d);
	strbuf_release(&sb);
}

static void blanks(void **state)
{
	static const char *const texts[] = {
		"", " \n\n\t\n", "\n", "---\n", "# Only a title\n", "- \n- \n",
		"|\n|-|\n|\n", "<!-- - FR-1: x -->\n", "```\nFR-1: x\n```\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct prd_doc d = parse(texts[i], NULL);

		assert_int_equal(d.nr_kept, 0);
		prd_doc_release(&d);
	}
}

/* Malformed phases still give tasks; phase N depends on all of N-1. */
static void phases(void **state)
{
	struct prd_doc d = parse("Phase ABC: a\n* one\n+ two\n\n"
				 "Phase 1.5: b\n\xe2\x80\xa2 three\n"
				 "\xe2\x86\x92 four\n\nPhase -1: c\n1. five\n\n"
				 "Phase 999: d\n2) six\n3) seven\n", NULL);
	static const size_t deps[] = { 0, 0, 2, 2, 2, 1, 1 };
	size_t i;

	(void)state;
	assert_int_equal(d.nr_kept, 7);
	for (i = 0; i < 7; i++)
		assert_int_equal(d.items[i].nr_deps, deps[i]);
	prd_doc_release(&d);
	d = parse("Phase 1: a\n- x\n- y\n\nPhase 1: b\n- z\n- q\n", NULL);
	assert_int_equal(d.nr_kept, 4);
	for (i = 0; i < 4; i++)
		assert_int_equal(d.items[i].nr_deps, 0);
	prd_doc_release(&d);
}

static void cycles(void **state)
{
	struct prd_doc d = parse("## Requirements\n\n- REQ-1: a (requires REQ-3)"
				 "\n- REQ-2: b (requires REQ-1)\n"
				 "- REQ-3: c (requires REQ-2)\n"
				 "- REQ-4: d (requires REQ-4)\n", NULL);

	(void)state;
	assert_int_equal(d.nr_kept, 4);
	assert_int_equal(d.items[0].nr_deps, 0);
	assert_int_equal(d.items[1].nr_deps, 1);
	assert_int_equal(d.items[2].nr_deps, 1);
	assert_int_equal(d.items[3].nr_deps, 0);
	assert_int_equal(d.notes.nr, 1);
	assert_non_null(strstr(d.notes.v[0], "circle"));
	prd_doc_release(&d);
}

static void repeated(void **state)
{
	struct prd_doc d = parse("## Requirements\n\n- FR-1: First\n\n"
				 "| ID | Requirement | Priority |\n|-|-|-|\n"
				 "| FR-001 | First | High |\n| FR-2 | Two | Low |"
				 "\n\n### FR-1\n\nMore words.\n\n## Features\n\n"
				 "### Same\n\n### Same\n", NULL);

	(void)state;
	assert_int_equal(d.nr_kept, 4);
	assert_string_equal(d.items[0].key, "FR-1");
	assert_int_equal(d.items[0].priority, PRIO_HIGH);
	assert_string_equal(d.items[0].description, "More words.");
	assert_string_equal(d.items[2].key, "features/same");
	assert_string_equal(d.items[3].key, "features/same~2");
	prd_doc_release(&d);
}

/* ---- pieces ---- */

static void measures(void **state)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "within 200 ms", "response_time_ms <= 200" },
		{ "The API answers in under 1.5 seconds",
		  "response_time_ms < 1500" },
		{ "p99 latency \xe2\x89\xa4 250ms",
		  "p99_response_time_ms <= 250" },
		{ "at least 85% coverage", "coverage >= 85" },
		{ "Coverage: 90%", "coverage >= 90" },
		{ "uptime of 99.95%", "uptime >= 99.95" },
		{ "error rate below 0.1%", "error_rate < 0.1" },
		{ "supports 1,000 concurrent users",
		  "concurrent_users >= 1000" },
		{ "handle 10k requests per second",
		  "requests_per_second >= 10000" },
		{ "no critical vulnerabilities",
		  "critical_vulnerabilities == 0" },
		{ "a password has at least 12 characters",
		  "password_length >= 12" },
		{ "bundle smaller, at most 150 KB", "bundle_size_kb <= 150" },
		{ "loads in 3 seconds or less", "load_time_ms <= 3000" },
		{ "h\xc3\xb6""chstens 512 MB Speicher", "memory_mb <= 512" },
		{ "The link expires after 24 hours", NULL },
		{ "Round 1 unlocks 13:45", NULL },
		{ "80% of users are happy", NULL },
		{ "Encrypt with AES-256", NULL },
		{ "No measure at all", NULL },
		{ "", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf m = STRBUF_INIT;
		bool found = prd_measure(&m, cases[i].text);

		if (found != (cases[i].want != NULL) ||
		    (found && strcmp(m.buf, cases[i].want)))
			fail_msg("'%s': '%s'", cases[i].text, m.buf);
		strbuf_release(&m);
	}
}

static void stories(void **state)
{
	static const struct { const char *text, *role, *want, *why; } cases[] = {
		{ "As a user, I want to log in so that I see my data.", "user",
		  "log in", "I see my data" },
		{ "as an Admin I need reports", "Admin", "reports", NULL },
		{ "As a user, I can pay by card", "user", "pay by card", NULL },
		{ "As a guest, I receive a mail", "guest", "receive a mail",
		  NULL },
		{ "As a\nuser\nI want\nspeed", "user", "speed", NULL },
		{ "Als Nutzer m\xc3\xb6""chte ich suchen, damit ich finde",
		  "Nutzer", "suchen", "ich finde" },
		{ "Como cliente quiero pagar para llevarlo", "cliente", "pagar",
		  "llevarlo" },
		{ "Come utente voglio cercare per trovare", "utente", "cercare",
		  "trovare" },
		{ "As always, the text is long", NULL, NULL, NULL },
		{ "Als Ergebnis wird gespeichert", NULL, NULL, NULL },
		{ "Como ejemplo, una lista", NULL, NULL, NULL },
		{ "A user wants to log in", NULL, NULL, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prd_story s;
		bool found = prd_story_parse(&s, cases[i].text);

		if (found != (cases[i].role != NULL))
			fail_msg("'%s': %d", cases[i].text, found);
		if (found) {
			assert_string_equal(s.role, cases[i].role);
			assert_string_equal(s.want, cases[i].want);
			assert_true(str_eq(s.benefit, cases[i].why));
		}
		prd_story_release(&s);
	}
}

static void ids(void **state)
{
	static const struct { const char *text, *canon; } cases[] = {
		{ "FR-044", "FR-44" }, { "FR1.1", "FR-1.1" },
		{ "FR-CORE-1", "FR-CORE-1" }, { "NFR-006", "NFR-6" },
		{ "US-3", "US-3" }, { "REQ_12", "REQ-12" }, { "F001", "F-1" },
		{ "RISK-1", "RISK-1" }, { "UTF-8", "" }, { "SHA-256", "" },
		{ "P0", "" }, { "FR-", "" }, { "fr-1", "" }, { "FR-1x2", "" },
		{ "OAuth2", "" }, { "A", "" }, { "", "" },
	};
	struct strvec v = STRVEC_INIT;
	char canon[PRD_ID_MAX], *all;
	bool range;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		prd_id_canon(canon, cases[i].text);
		assert_string_equal(canon, cases[i].canon);
	}
	prd_ids_in(&v, "FR-001 through FR-003, US-2 and XFR-9a1", &range);
	all = strvec_join(&v, " ");
	assert_string_equal(all, "FR-1 FR-2 FR-3 US-2");
	assert_true(range);
	free(all);
	strvec_clear(&v);
}

static void priorities(void **state)
{
	static const struct { const char *text; int want; } cases[] = {
		{ "P0 (Critical)", PRIO_CRITICAL }, { "P3", PRIO_LOW },
		{ "Must have", PRIO_CRITICAL }, { "SHOULD", PRIO_HIGH },
		{ "nice to have", PRIO_LOW }, { "Could", PRIO_LOW },
		{ "\xf0\x9f\x9f\xa0", PRIO_HIGH }, { "hoch", PRIO_HIGH },
		{ "M\xc3\xa9""dia", PRIO_MEDIUM }, { "\xe9\xab\x98", PRIO_HIGH },
		{ "High/Medium/Low", -1 }, { "P0 / P1 / P2", -1 },
		{ "soon", -1 }, { "", -1 },
	};
	struct prd_words w;
	size_t i;

	(void)state;
	prd_words_init(&w);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		enum priority p = PRIO_NONE;
		bool found = prd_priority_of(&w, cases[i].text,
					     strlen(cases[i].text), &p, NULL);

		if (found != (cases[i].want >= 0) ||
		    (found && (int)p != cases[i].want))
			fail_msg("'%s': %d %d", cases[i].text, found, (int)p);
	}
	prd_words_release(&w);
}

static void estimates(void **state)
{
	static const struct { const char *text; double hours, points; } cases[] = {
		{ "3 days", 24, NAN }, { "1-2 weeks", 60, NAN },
		{ "8h", 8, NAN }, { "30 min", 0.5, NAN },
		{ "5 story points", NAN, 5 }, { "3 SP", NAN, 3 },
		{ "1,5 Tage", 12, NAN }, { "\xe7\xba\xa6 3\xe5\xa4\xa9", 24, NAN },
		{ "1/2/3/5/8", NAN, NAN }, { "soon", NAN, NAN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		double h, p;

		prd_estimate_of(&h, &p, cases[i].text, strlen(cases[i].text), 0);
		if (isnan(h) != isnan(cases[i].hours) ||
		    isnan(p) != isnan(cases[i].points) ||
		    (!isnan(h) && fabs(h - cases[i].hours) > 1e-9) ||
		    (!isnan(p) && fabs(p - cases[i].points) > 1e-9))
			fail_msg("'%s': %g %g", cases[i].text, h, p);
	}
}

/* ---- cost ---- */

static double cost(const struct strbuf *text)
{
	struct prd_options o = PRD_OPTIONS_INIT;
	struct timespec a, b;
	struct prd_doc d;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	assert_int_equal(prd_doc_parse(&d, text->buf, text->len, &o, NULL), 0);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	prd_doc_release(&d);
	return (double)(b.tv_sec - a.tv_sec) +
	       (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

/* Ten times the text may cost ten times as much, not a hundred times. */
static void linear(void **state)
{
	static const char *const shapes[] = {
		"- [ ] do the thing %zu\n",
		"### FR-%zu: Title\n\n**Depends on**: FR-1\n\n- AC: x\n\n",
		"\n## Phase %zu: x\n- a\n- b\n",
		"### Thing %zu\n\nDepends on: nothing like it\n\n",
		"| FR-%zu | text | High | FR-2 |\n",
		"As a user, I want thing %zu so that it works.\n\n",
		"Given a\nWhen b %zu\nThen c\n",
	};
	struct strbuf sb = STRBUF_INIT;
	size_t i, k, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		double took[2];

		for (k = 0; k < 2; k++) {
			strbuf_reset(&sb);
			strbuf_addstr(&sb, i == 4 ? "# P\n\n## Requirements\n\n"
				      "| ID | Requirement | Priority | "
				      "Depends on |\n|-|-|-|-|\n" :
				      "# P\n\n## Features\n\n");
			for (n = 0; n < (k ? 10000u : 1000u); n++)
				strbuf_addreplace(&sb, shapes[i], "%zu", "77");
			took[k] = cost(&sb);
		}
		if (took[1] > 0.25 && took[1] > 40 * took[0])
			fail_msg("'%s': %.3f s, then %.3f s", shapes[i],
				 took[0], took[1]);
	}
	strbuf_release(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden), cmocka_unit_test(counts),
		cmocka_unit_test(deterministic), cmocka_unit_test(options),
		cmocka_unit_test(long_bullet), cmocka_unit_test(blanks),
		cmocka_unit_test(phases), cmocka_unit_test(cycles),
		cmocka_unit_test(repeated), cmocka_unit_test(measures),
		cmocka_unit_test(stories), cmocka_unit_test(ids),
		cmocka_unit_test(priorities), cmocka_unit_test(estimates),
		cmocka_unit_test(linear),
	};

	return cmocka_run_group_tests_name("prd", tests, NULL, NULL);
}
