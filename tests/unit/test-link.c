/* Which tasks commit messages and branches name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/link.h"

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
		cmocka_unit_test(test_revert),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_branch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
