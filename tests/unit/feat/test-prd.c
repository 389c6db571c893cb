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
#include "feat/prd/prd-doc.h"
#include "feat/prd/prd-text.h"
#include "feat/prd/prd-words.h"

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

/* As many tasks as were labelled by hand (NN-*.want: a line of family, then a line
 * a task). */
static size_t labelled(const char *name)
{
	char *path = xasprintf(DATA "/%s.want", name);
	struct strbuf sb = STRBUF_INIT;
	size_t i, n = 0;

	assert_int_equal(file_read(&sb, path, 0, NULL), 0);
	for (i = 0; i < sb.len; i++)
		n += sb.buf[i] == '\n';
	strbuf_release(&sb);
	free(path);
	return n - 1;
}

static void counts(void **state)
{
	struct strvec v = documents();
	size_t i, k;

	(void)state;
	for (i = 0; i < v.nr; i++) {
		char *path = xasprintf(DATA "/%s.md", v.v[i]);
		struct prd_doc d = parse_file(path);
		size_t want = labelled(v.v[i]), got = 0;

		for (k = 0; k < d.nr; k++)
			got += !d.items[k].dropped && !d.items[k].removed;
		if (got != want)
			fail_msg("%s: %zu tasks, want %zu", path, got, want);
		prd_doc_release(&d);
		free(path);
	}
	assert_true(v.nr >= 50);
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

/* ---- kinds of document, each with what a careful reader finds ---- */

/* "id title [priority] (status) {criteria} <dependencies>" of each item kept. */
static char *summary(const struct prd_doc *d)
{
	struct strbuf s = STRBUF_INIT;
	size_t i;

	for (i = 0; i < d->nr; i++) {
		const struct prd_item *it = &d->items[i];

		if (it->dropped)
			continue;
		strbuf_addf(&s, "%s%s%s%s", s.len ? "; " : "",
			    it->id ? it->id : "", it->id ? " " : "", it->title);
		if (it->removed)
			strbuf_addstr(&s, " (removed)");
		else if (it->has_status)
			strbuf_addf(&s, " (%s)", status_name(it->status));
		if (it->has_priority)
			strbuf_addf(&s, " [%s]", priority_name(it->priority));
		if (it->nr_criteria)
			strbuf_addf(&s, " {%zu}", it->nr_criteria);
		if (it->nr_deps)
			strbuf_addf(&s, " <%zu>", it->nr_deps);
		if (it->parent != PRD_NO_ITEM)
			strbuf_addstr(&s, " ^");
	}
	return strbuf_detach(&s, NULL);
}

/* A number at which something else begins is no measure of the item. */
static void rules_are_no_measures(void **state)
{
	static const char *const texts[] = {
		"Alert when more than 5% of requests fail",
		"Files over 10 MB are rejected",
		"Accounts are locked after more than 5 minutes of wrong codes",
		"超过2秒时告警",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (prd_measure(NULL, texts[i]))
			fail_msg("'%s' gives an expression", texts[i]);
	assert_true(prd_measure(NULL, "The error rate stays below 5%"));
}

/* ---- the second reader ---- */

static int proposes(struct prd_proposal **out, size_t *nr,
		    const struct prd_prose *texts, size_t nr_texts, void *data,
		    struct err *err)
{
	struct prd_proposal *p = xcalloc(3, sizeof(*p));

	(void)err;
	*(size_t *)data = nr_texts;
	p[0].title = xstrdup("Open the door");
	p[0].line = texts[0].line;
	p[0].kind = PRD_REQUIREMENT;
	p[0].confidence = 0.8;
	p[1] = p[0];		/* of a line that is in no text */
	p[1].title = xstrdup("Invented");
	p[1].line = 99;
	p[2] = p[0];		/* not sure enough */
	p[2].title = xstrdup("Perhaps");
	p[2].confidence = 0.3;
	*out = p;
	*nr = 3;
	return 0;
}

static int fails(struct prd_proposal **out, size_t *nr,
		 const struct prd_prose *texts, size_t nr_texts, void *data,
		 struct err *err)
{
	(void)texts;
	(void)nr_texts;
	(void)data;
	*out = NULL;
	*nr = 0;
	return err_set(err, ERR_FAILED, "no answer");
}

static void second_reader(void **state)
{
	static const char text[] = "Dear all,\n\nthe door must open.\n";
	struct prd_options o = PRD_OPTIONS_INIT;
	size_t asked = 0;
	struct prd_doc d = parse(text, NULL);

	(void)state;
	assert_int_equal(d.nr_kept, 0);
	assert_int_equal(d.nr_prose, 1);
	prd_doc_release(&d);
	o.second = proposes;
	o.data = &asked;
	d = parse(text, &o);
	assert_int_equal(asked, 1);
	assert_int_equal(d.nr_kept, 1);
	assert_string_equal(d.items[0].title, "Open the door");
	assert_int_equal(d.items[0].line, 3);
	prd_doc_release(&d);
	o.second = fails;
	d = parse(text, &o);
	assert_int_equal(d.nr_kept, 0);
	assert_int_equal(d.notes.nr, 1);
	prd_doc_release(&d);
}

/* ---- phases stay linear ---- */

static void gates(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct prd_doc d;
	size_t p, i, edges = 0;

	(void)state;
	strbuf_addstr(&sb, "# Plan\n\n");
	for (p = 0; p < 20; p++) {
		strbuf_addf(&sb, "## Phase %zu\n\n", p + 1);
		for (i = 0; i < 50; i++)
			strbuf_addf(&sb, "- [ ] Thing %zu of %zu\n", i, p);
	}
	d = parse(sb.buf, NULL);
	for (i = 0; i < d.nr; i++)
		edges += d.items[i].nr_deps;
	assert_int_equal(d.nr, 20 * 50 + 19);	/* a gate between two */
	assert_int_equal(edges, 2 * 19 * 50);
	prd_doc_release(&d);
	strbuf_release(&sb);
}

static void kinds(void **state)
{
	static const struct { const char *text, *want; } docs[] = {
		/* a skip word counts only when it is all the heading says */
		{ "# Bakery PRD\n\n## Functional Requirements\n\n"
		  "### 1.2 Metrics Export\n\n| ID | Requirement |\n|---|---|\n"
		  "| EXP-1 | Send the oven's heat each minute |\n\n"
		  "### FR-3: Refund Workflow\n### FR-4: Support Hours\n\n"
		  "## 2. Data Model Checks\n\n- [ ] Find rows without a price\n",
		  "EXP-1 Send the oven's heat each minute; FR-3 Refund Workflow; "
		  "FR-4 Support Hours; Find rows without a price (pending)" },
		{ "# Bakery PRD\n\n## Features\n\n### Order bread\n\nBy phone.\n\n"
		  "## Risks and Mitigations\n\n- Implement a second oven\n\n"
		  "## Success Metrics & KPIs\n\n- 10% more bread\n",
		  "Order bread" },
		/* what describes is no work */
		{ "# Bakery PRD\n\n## UI Requirements\n\n### Colors\n\n"
		  "- Accent: Brown (#8b4513)\n\n### Key Entities\n\n"
		  "- **Bread**: What people eat\n",
		  "" },
		{ "## Release Workflow\n\n#### Stage 1: Build (automatic)\n\n"
		  "**What is built:**\n- The image\n", "" },
		/* ids that are only mentioned */
		{ "### FR-1: Dough ✅ IMPLEMENTED\n\n## Requirement Summary\n\n"
		  "| Group | Requirements | Status |\n|---|---|---|\n"
		  "| Bread | FR-1 to FR-4 | planned |\n"
		  "| Cake | FR-20 to FR-30 | planned |\n\n"
		  "## On order\n\n- FR-1 and FR-2 come first\n",
		  "FR-1 Dough (completed)" },
		/* notes beside tasks */
		{ "## Phase 2: Oven\n\n- [ ] T005 Light it\n\n"
		  "### Rules\n\n- Tests MUST be green before\n",
		  "T005 Light it (pending)" },
		/* the heading above id rows */
		{ "### 4.1 Oven (P0 - Must Have)\n\n| ID | Requirement |\n|---|---|\n"
		  "| OVEN-1 | Heat |\n\n**Acceptance Criteria**:\n"
		  "- [ ] It gets hot\n",
		  "Oven [critical] {1}; OVEN-1 Heat [critical] ^" },
		/* a template's mark is no priority */
		{ "# Spec\n\n## Requirements *(mandatory)*\n\n"
		  "- **FR-001**: The oven MUST heat\n",
		  "FR-001 The oven MUST heat" },
		/* scenarios, a file of one story */
		{ "### User Story 1 - Order bread (Priority: P1)\n\n"
		  "**Acceptance Scenarios**:\n\n"
		  "1. **Given** an open shop, **When** I order, **Then** I get it\n"
		  "2. **Given** a closed shop, **When** I order, **Then** I wait\n",
		  "Order bread [high] {2}" },
		{ "# Story 2.3: Order bread\n\n## Status\n\nDone\n\n## Story\n\n"
		  "As a guest, I want bread\n\n## Acceptance Criteria\n\n"
		  "1. It is warm\n2. It is cut\n",
		  "Order bread (completed) {2}" },
		{ "### Requirement: Bread is warm\n\nThe shop SHALL sell it warm.\n\n"
		  "#### Scenario: In the morning\n\n- **WHEN** I come at six\n"
		  "- **THEN** it is warm\n\n#### Scenario: At night\n\n"
		  "- **WHEN** I come at ten\n- **THEN** it is cold\n",
		  "Bread is warm {2}" },
		/* states said by a section, by symbols */
		{ "# Plan\n\n## Phase 0 ✅ COMPLETED\n\n- Buy flour\n\n"
		  "## Phase 1\n\n- Bake\n",
		  "Buy flour (completed); Bake <1>" },
		{ "- ✅ OV-1: Light\n- 🔄 OV-2: Heat\n- ❌ OV-3: Clean\n",
		  "OV-1 Light (completed); OV-2 Heat (in_progress); "
		  "OV-3 Clean (pending)" },
		/* a field line ends the bullet above it */
		{ "### FR-1: Oven\n**Acceptance Criteria**:\n- It gets hot\n"
		  "**Priority**: LOW\n**Status**: In progress\n",
		  "FR-1 Oven (in_progress) [low] {1}" },
		/* what phases wait for */
		{ "## Phase 1: Setup\n- [ ] T1 [P] Buy\n- [ ] T2 [P] Rent\n"
		  "## Phase 2: User Story 1\n- [ ] T3 [US1] Bake\n"
		  "## Phase 3: User Story 2\n- [ ] T4 [US2] Sell\n"
		  "## Phase 4: Polish\n- [ ] T5 Clean\n",
		  "T1 Buy (pending); T2 Rent (pending); T3 Bake (pending) <2>; "
		  "T4 Sell (pending) <2>; T5 Clean (pending) <2>" },
		{ "### Pay\n\nWith coins.\n\n### Order\n\n**Depends on:** Pay\n\n"
		  "- [ ] A receipt is printed\n",
		  "Order {1}" },
	};
	size_t i, bad = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(docs); i++) {
		struct prd_doc d = parse(docs[i].text, NULL);
		char *got = summary(&d);

		if (strcmp(got, docs[i].want)) {
			print_message("%s\ngot:  %s\nwant: %s\n\n",
				      docs[i].text, got, docs[i].want);
			bad++;
		}
		free(got);
		prd_doc_release(&d);
	}
	assert_int_equal(bad, 0);
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
		cmocka_unit_test(deterministic), cmocka_unit_test(kinds),
		cmocka_unit_test(rules_are_no_measures),
		cmocka_unit_test(second_reader),
		cmocka_unit_test(gates),
		cmocka_unit_test(options),
		cmocka_unit_test(long_bullet), cmocka_unit_test(blanks),
		cmocka_unit_test(phases), cmocka_unit_test(cycles),
		cmocka_unit_test(repeated), cmocka_unit_test(measures),
		cmocka_unit_test(stories), cmocka_unit_test(ids),
		cmocka_unit_test(priorities), cmocka_unit_test(estimates),
		cmocka_unit_test(linear),
	};

	return cmocka_run_group_tests_name("prd", tests, NULL, NULL);
}
