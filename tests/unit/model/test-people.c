/* test-people.c - one person out of many names; .mailmap as Git reads it. */
#include "unit.h"
#include "model/people.h"

static void proper(const struct people *p, const char *name, const char *email,
		   const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	people_proper(p, &name, &email);
	strbuf_addf(&sb, "%s <%s>", name, email);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

/* The examples of gitmailmap(5), and lines that are none. */
static void test_mailmap(void **state)
{
	struct people p = PEOPLE_INIT;

	(void)state;
	people_mailmap(&p,
		"# comment\n"
		"\n"
		"Joe R. Developer <joe@example.com>\n"
		"Jane Doe <jane@example.com> <jane@desktop.(none)>\n"
		"  Jane Doe   <jane@example.com>   Jane <bugs@example.com>\n"
		"Joe R. Developer <joe@example.com> Joe <bugs@example.com>\n"
		"<new@example.com> <old@example.com>\n"
		"no address here\n"
		"Broken <never ends\n");
	proper(&p, "joe", "JOE@example.com", "Joe R. Developer <JOE@example.com>");
	proper(&p, "x", "jane@desktop.(none)", "Jane Doe <jane@example.com>");
	proper(&p, "jane", "Bugs@example.com", "Jane Doe <jane@example.com>");
	proper(&p, "Joe", "bugs@example.com", "Joe R. Developer <joe@example.com>");
	proper(&p, "Jim", "bugs@example.com", "Jim <bugs@example.com>");
	proper(&p, "Nia", "old@example.com", "Nia <new@example.com>");
	proper(&p, "Zed", "zed@example.com", "Zed <zed@example.com>");
	people_release(&p);
}

static const char *found(const struct people *p, const char *typed)
{
	bool several;
	size_t i = people_find(p, typed, true, &several);

	return i == NOBODY ? several ? "several" : "nobody" :
	       person_stored(&p->v[i]);
}

static void test_find(void **state)
{
	struct people p = PEOPLE_INIT;

	(void)state;
	people_mailmap(&p, "Ben Brown <ben@example.com> <b@old.example>\n");
	people_add(&p, "Ana Alvarez", "ana@example.com");
	people_add(&p, "Anatol Berg", "a.berg@example.com");
	people_add(&p, "Ben Brown", "b@old.example");
	people_add_text(&p, "agent-1");
	people_add_text(&p, "agent-10");
	people_add_text(&p, "Dai");
	people_add(&p, "Dai", "dai@example.com");
	people_add(&p, "\xc3\x84nne M\xc3\xbcller", "am@example.com");
	assert_string_equal(found(&p, "ANA"), "ana@example.com");
	assert_string_equal(found(&p, "anat"), "a.berg@example.com");
	assert_string_equal(found(&p, "an"), "several");
	assert_string_equal(found(&p, "berg"), "a.berg@example.com");
	assert_string_equal(found(&p, "b@OLD.example"), "ben@example.com");
	assert_string_equal(found(&p, "Whoever <b@old.example>"),
			    "ben@example.com");
	assert_string_equal(found(&p, "agent-1"), "agent-1");
	assert_string_equal(found(&p, "agent"), "nobody");
	assert_string_equal(found(&p, "dai"), "dai@example.com");
	assert_string_equal(found(&p, "\xc3\xa4nne"), "am@example.com");
	assert_string_equal(found(&p, ""), "nobody");
	assert_string_equal(found(&p, "@"), "nobody");
	people_release(&p);
}

static void shown(const struct people *p, const char *who,
		  const char *const *list, size_t nr, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	people_short(&sb, p, who, list, nr);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

static void test_short(void **state)
{
	static const char *const one[] = { "ben@example.com" };
	static const char *const two[] = { "ben@example.com",
					   "ben.cole@example.com" };
	static const char *const same[] = { "ben@example.com",
					    "ben@other.example" };
	struct people p = PEOPLE_INIT;

	(void)state;
	people_add(&p, "Ben Brown", "ben@example.com");
	people_add(&p, "Ben Cole", "ben.cole@example.com");
	people_add(&p, NULL, "ben@other.example");
	people_add_text(&p, "agent-7");
	shown(&p, "ben@example.com", one, 1, "ben");
	shown(&p, "Ben Brown", one, 1, "ben");
	shown(&p, "ben.cole@example.com", two, 2, "ben.cole");
	shown(&p, "ben@example.com", same, 2, "ben@example.com");
	shown(&p, "agent-7", one, 1, "agent-7");
	shown(&p, "stranger", one, 1, "stranger");
	people_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mailmap),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
