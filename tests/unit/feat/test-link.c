/* Which tasks commit messages and branches name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/project/link.h"

/* "prefix" with ! for closes, and t, # or b for how it was named */
static void expect(const char *message, const char *want)
{
	struct link_refs r = LINK_REFS_INIT;
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	link_parse(&r, message);
	for (i = 0; i < r.nr; i++)
		strbuf_addf(&sb, "%s%s%c%s", i ? " " : "",
			    r.v[i].closes ? "!" : "", "t#b"[r.v[i].how],
			    r.v[i].prefix);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
	link_refs_release(&r);
}

static void test_references(void **state)
{
	(void)state;
	expect("", "");
	expect("Add a login page", "");
	expect("Add\n\nTask-Id: 3f9a1c2b\n", "t3f9a1c2b");
	expect("Add\n\nTask-ID: 3F9A1C2B\n", "t3f9a1c2b");
	expect("Add\n\ntask-id: 3f9a, #77aa00bb\n", "t3f9a t77aa00bb");
	expect("    Task-Id: 3f9a1c2b7d4e5f60", "t3f9a1c2b7d4e5f60");
	expect("Add #3f9a1c2b", "#3f9a1c2b");
	expect("Add #3f9a and (#00ff00ee).", "#3f9a #00ff00ee");
	expect("Add 3f9a1c2b now", "b3f9a1c2b");
	expect("Merge branch 'feature/3f9a1c2b-login' into main",
	       "b3f9a1c2b");
	expect("x #3f9a1c2b y 3f9a1c2b\n\nTask-Id: 3f9a1c2b", "t3f9a1c2b");
}

static void test_no_references(void **state)
{
	(void)state;
	expect("see #1234 and #99", "");	/* another tracker's */
	expect("fixes #1234", "");
	expect("the colour #fff", "");
	expect("feedface1", "bfeedface1");
	expect("feedfacexyz", "");
	expect("_feedface feedface_", "");
	expect("da39a3ee5e6b4b0d3255bfef95601890afd80709", "");
	expect("(cherry picked from commit 3f9a1c2b7d4e5f60)", "");
	expect("This reverts commit 3f9a1c2b7d4e5f60.", "");
	expect("#3f9a1c2b7d4e5f601", "");
	expect("abandoned 12345678 bytes", "b12345678");
	expect("\xc3\xa9""feedface", "");
}

static void test_closing(void **state)
{
	(void)state;
	expect("closes #3f9a1c2b", "!#3f9a1c2b");
	expect("Completes task #3f9a1c2b.", "!#3f9a1c2b");
	expect("finishes 3f9a1c2b", "!b3f9a1c2b");
	expect("Fixes: #3f9a, #00ff00ee and #11ff00ee; #22ff00ee",
	       "!#3f9a !#00ff00ee !#11ff00ee #22ff00ee");
	expect("fixed tasks #3f9a1c2b", "!#3f9a1c2b");
	expect("discloses #3f9a1c2b", "#3f9a1c2b");
	expect("closes the door on #3f9a1c2b", "#3f9a1c2b");
	expect("#3f9a1c2b: start\n\nlater closes #3f9a1c2b", "!#3f9a1c2b");
	expect("fixes", "");
	expect("fixes #", "");
}

static void test_not_closing(void **state)
{
	(void)state;
	expect("WIP: not fixing #3f9a1c2b", "#3f9a1c2b");
	expect("Do not close #3f9a1c2b yet", "#3f9a1c2b");
	expect("don't fix #3f9a1c2b", "#3f9a1c2b");
	expect("This doesn't really fix #3f9a1c2b", "#3f9a1c2b");
	expect("doesn\xe2\x80\x99t fix #3f9a1c2b", "#3f9a1c2b");
	expect("never closes #3f9a1c2b", "#3f9a1c2b");
	expect("Prepare without closing #3f9a1c2b", "#3f9a1c2b");
	expect("fixes nothing in #3f9a1c2b", "#3f9a1c2b");
	expect("squash! closes #3f9a1c2b", "#3f9a1c2b");
	expect("amend! x\n\ncloses #3f9a1c2b", "#3f9a1c2b");
	expect("fixup! x\n\ncloses #3f9a1c2b", "#3f9a1c2b");
	expect("It did not start. Fixes #3f9a1c2b", "!#3f9a1c2b");
	expect("Why not, fixes #3f9a1c2b", "!#3f9a1c2b");
	expect("not a draft\n\nfixes #3f9a1c2b", "!#3f9a1c2b");
	expect("Does not crash and fixes #3f9a1c2b", "!#3f9a1c2b");
	expect("Not only fixes #3f9a1c2b", "!#3f9a1c2b");
	expect("We can close #3f9a1c2b", "!#3f9a1c2b");
}

/* What stands around the words takes them back, or does not. */
static void test_doubt(void **state)
{
	static const char *const open[] = {
		"closes #ID: not yet", "closes #ID - not yet",
		"closes #ID, not yet", "closes #ID (not yet)",
		"closes #ID \xe2\x80\x93 not yet", "Fixes #ID, but not fully",
		"closes #ID and #00ff00ee: not done", "closes #ID: not",
		"fixes #ID? no", "fixes #ID: no", "closes #ID once reviewed",
		"close #ID only after the release", "closes #ID later",
		"closes #ID in part", "closes #ID: the rest is not yet done",
		"closes #ID: the rest isn't there yet",
		"closes #ID, which is still open on Windows",
		"Prepares fixing #ID", "no longer fixes #ID", "not: closes #ID",
		"hardly fixes #ID", "refuse to close #ID", "starts to fix #ID",
		"Work towards closing #ID", "maybe: closes #ID",
		"partially fixes #ID", "Almost closes #ID", "will close #ID",
		"This should fix #ID", "might fix #ID", "fails to fix #ID",
		"attempt to fix #ID", "need to fix #ID", "going to close #ID",
		"Draft: closes #ID", "mostly fixes #ID",
		"TODO: fix #ID", "WIP: fix #ID", "todo fix #ID",
		"Revert \"closes #ID\"", "> closes #ID", "see `closes #ID`",
		"Say what \"closes #ID\" does",
		"This is long enough to be wrapped and does not\nclose #ID",
		"neither tests nor fixes #ID",
	};
	static const char *const closed[] = {
		"Stop leaking handles fixes #ID", "Prevent a crash, fixes #ID",
		"Start the server first. Closes #ID",
		"closes #ID: parser crash", "Fixes #ID, thanks to Ann",
		"Closes #ID.  Not tested on Windows", "closes #ID!",
		"closes #ID, not tested on Windows", "closes #ID once and for all",
		"Use strdup to fix #ID", "fixes #ID when started as root",
		"(closes #ID)", "- closes #ID", "closes #ID now",
		"Did not start\ncloses #ID", "Nothing works. Fixes #ID",
		"A long line about what this does not do any more at all.\n"
		"closes #ID",
		"Reviewed-by: a person who would not have done it so\n"
		"Closes #ID",
		"Finally fixes #ID", "fixes #ID by not asking twice",
	};
	char text[200];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(open) + ARRAY_SIZE(closed); i++) {
		bool closes = i >= ARRAY_SIZE(open);
		const char *s = closes ? closed[i - ARRAY_SIZE(open)] : open[i];
		struct link_refs r = LINK_REFS_INIT;
		const char *at = strstr(s, "ID");

		snprintf(text, sizeof(text), "%.*s3f9a1c2b%s", (int)(at - s), s,
			 at + 2);
		link_parse(&r, text);
		assert_true(r.nr > 0);
		if (r.v[0].closes != closes)
			fail_msg("'%s' %s", text, closes ? "does not close" :
				 "closes");
		link_refs_release(&r);
	}
}

static void test_revert(void **state)
{
	struct link_refs r = LINK_REFS_INIT;

	(void)state;
	link_parse(&r, "Revert \"Add, closes #3f9a1c2b\"\n\nThis reverts "
		   "commit da39a3ee5e6b4b0d3255bfef95601890afd80709.\n");
	assert_string_equal(r.reverts,
			    "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	assert_int_equal(r.nr, 1);
	assert_false(r.v[0].closes);
	link_refs_release(&r);
}

static void test_many(void **state)
{
	struct link_refs r = LINK_REFS_INIT;
	struct strbuf sb = STRBUF_INIT;
	int i;

	(void)state;
	for (i = 0; i < 100000; i++)
		strbuf_addf(&sb, "#%08x ", (unsigned)i);
	link_parse(&r, sb.buf);
	assert_int_equal(r.nr, LINK_REFS_MAX);
	strbuf_release(&sb);
	link_refs_release(&r);
}

static void test_branch(void **state)
{
	char prefix[ID_LEN + 1];
	char *name;

	(void)state;
	assert_true(link_branch_task(prefix, "feature/3f9a1c2b-login"));
	assert_string_equal(prefix, "3f9a1c2b");
	assert_true(link_branch_task(prefix, "3F9A1C2B7D4E5F60"));
	assert_string_equal(prefix, "3f9a1c2b7d4e5f60");
	assert_false(link_branch_task(prefix, "main"));
	assert_false(link_branch_task(prefix, "feature/3f9a-login"));
	assert_true(link_branch_task(prefix, "deadbeefcafe-x1"
				     "feedfacefeedface0"));

	name = link_branch_name("feature", "3f9a1c2b7d4e5f60",
				"  Add \xc3\xa9t\xc3\xa9: a login/page!  ");
	assert_string_equal(name, "feature/3f9a1c2b-add-t-a-login-page");
	free(name);
	name = link_branch_name("fix", "3f9a1c2b7d4e5f60", "\xe6\x97\xa5");
	assert_string_equal(name, "fix/3f9a1c2b");
	free(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_no_references),
		cmocka_unit_test(test_closing),
		cmocka_unit_test(test_not_closing),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_revert),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_branch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
