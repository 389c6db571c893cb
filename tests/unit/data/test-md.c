/* Markdown as blocks: what cmark knows, and what md.c adds. */
#include "unit.h"

#include "base/mem.h"
#include "data/md.h"

static struct md_doc parse(const char *text)
{
	struct md_doc d;

	assert_int_equal(md_parse(&d, text, strlen(text), NULL), 0);
	return d;
}

static const char *const names[] = {
	"front", "heading", "para", "item", "row", "code", "quote", "rule",
};

/* "type level line text" of every block, one a line. */
static void check(const char *text, const char *want)
{
	struct md_doc d = parse(text);
	struct strbuf sb = STRBUF_INIT;
	size_t i, k;

	for (i = 0; i < d.nr; i++) {
		const struct md_block *b = &d.blocks[i];

		strbuf_addf(&sb, "%s %d @%d", names[b->type], b->level,
			    b->line);
		if (b->check)
			strbuf_addf(&sb, " [%c]", b->check == MD_CHECK_DONE ?
				    'x' : ' ');
		if (b->struck)
			strbuf_addstr(&sb, " struck");
		if (b->label)
			strbuf_addf(&sb, " <%s|%s>", b->label, b->rest);
		for (k = 0; k < b->nr_cells; k++)
			strbuf_addf(&sb, " |%s", b->cells[k]);
		if (*b->text)
			strbuf_addf(&sb, " '%s'", b->text);
		strbuf_addch(&sb, '\n');
	}
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
	md_release(&d);
}

static void headings(void **state)
{
	(void)state;
	check("# One #\n\nTwo\n===\n\nThree *b* `c`\n---\n",
	      "heading 1 @1 'One'\nheading 1 @3 'Two'\n"
	      "heading 2 @6 'Three b c'\n");
}

static void lists(void **state)
{
	(void)state;
	check("- a\n  - b\n\n    more\n1. [x] c\n2. [ ] d\n",
	      "item 1 @1 'a'\nitem 2 @2 'b'\npara 2 @4 'more'\n"
	      "item 1 @5 [x] 'c'\nitem 1 @6 [ ] 'd'\n");
	check("-\n- x\n", "item 1 @1\nitem 1 @2 'x'\n");
}

static void typed_bullets(void **state)
{
	(void)state;
	check("Intro:\n\xe2\x80\xa2 one\n\xe2\x86\x92 two\nmore\n2) three\n",
	      "para 0 @1 'Intro:'\nitem 1 @2 'one'\n"
	      "item 1 @3 'two\nmore'\nitem 1 @5 'three'\n");
	check("+ plus\n\xe2\x80\xa2 dot\n\xe2\x86\x92 arrow\n",
	      "item 1 @1 'plus'\nitem 1 @2 'dot'\nitem 1 @3 'arrow'\n");
	check("- a\n  \xe2\x80\xa2 below\n  - b\n  \xe2\x80\xa2 beside\n",
	      "item 1 @1 'a'\nitem 2 @2 'below'\nitem 2 @3 'b'\n"
	      "item 2 @4 'beside'\n");
}

static void tags(void **state)
{
	(void)state;
	check("GET /users/<id> is a List<String>, <b>not</b> a <script>.\n",
	      "para 0 @1 'GET /users/<id> is a List<String>, not a "
	      "<script>.'\n");
	check("one<br/>two <!-- <x> --> <A HREF=\"u\">three</A> <a-b>\n",
	      "para 0 @1 'one\ntwo  three <a-b>'\n");
	check("| Map<K> | <em>x</em> |\n|--|--|\n| </p><id> | <!-- c --> |\n",
	      "row 0 @1 |Map<K> |x\nrow 0 @3 |<id> |\n");
}

static void labels(void **state)
{
	(void)state;
	check("**Priority**: High\n\n**Owner:** Ann\n\n- **A** - b\n",
	      "para 0 @1 <Priority|High> 'Priority: High'\n"
	      "para 0 @3 <Owner|Ann> 'Owner: Ann'\n"
	      "item 1 @5 <A|- b> 'A - b'\n");
}

static void strikes(void **state)
{
	(void)state;
	check("~~gone~~\n\n~~part~~ stays\n\na ~~ b\n",
	      "para 0 @1 struck 'gone'\npara 0 @3 'part stays'\n"
	      "para 0 @5 'a ~~ b'\n");
	check("- ~~**X-1**: y~~\n", "item 1 @1 struck <X-1|y> 'X-1: y'\n");
}

static void tables(void **state)
{
	(void)state;
	check("| A | B \\| c |\n|---|:-:|\n| `x` | [l](u) <br> y |\n\nend\n",
	      "row 0 @1 |A |B | c\nrow 0 @3 |x |l \n y\npara 0 @5 'end'\n");
	check("Text:\n| A |\n|---|\n| 1 |\n",
	      "para 0 @1 'Text:'\nrow 0 @2 |A\nrow 0 @4 |1\n");
	check("a | b\nc | d\n", "para 0 @1 'a | b\nc | d'\n");
	check("| ~~a~~ | **b** |\n|--|--|\n| snake_case | a_b_ |\n",
	      "row 0 @1 struck |a |b\nrow 0 @3 |snake_case |a_b\n");
}

static void front_matter(void **state)
{
	(void)state;
	check("---\nt: x\n---\n# H\n", "front 0 @1 't: x\n'\nheading 1 @4 'H'\n");
	check("---\n\n# H\n", "rule 0 @1\nheading 1 @3 'H'\n");
	check("---\nt: x\n\n# H\n", "rule 0 @1\npara 0 @2 't: x'\n"
	      "heading 1 @4 'H'\n");
}

static void odd_input(void **state)
{
	struct err e = ERR_INIT;
	struct md_doc d;

	(void)state;
	check("\xef\xbb\xbf# A\r\n\r\n- b\r\n",
	      "heading 1 @1 'A'\nitem 1 @3 'b'\n");
	check("<!-- x\n- y\n-->\n\ntext <b>bold</b> <!-- z -->\n\n"
	      "```\n# c\n```\n",
	      "para 0 @5 'text bold'\ncode 0 @7 '# c\n'\n");
	check("", "");
	assert_int_equal(md_parse(&d, "a\0b", 3, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_int_equal(md_parse(&d, "\xff", 1, &e), -1);
	assert_non_null(strstr(e.msg, "UTF-8"));
}

/* CPU time of one parse, in seconds. */
static double cost(const struct strbuf *text)
{
	struct timespec a, b;
	struct md_doc d;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	assert_int_equal(md_parse(&d, text->buf, text->len, NULL), 0);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	md_release(&d);
	return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

static void repeat(struct strbuf *sb, const char *unit, size_t nr)
{
	strbuf_reset(sb);
	while (nr--)
		strbuf_addstr(sb, unit);
}

/* Eight times the input may cost 8 times the time, not 64 times. */
static void linear(void **state)
{
	static const char *const units[] = {
		"- item of a list\n", "[", "**", "~~", "| a ", "<b", "`",
		"> ", "| [a](b) | `c` |\n|---|---|\n",
		"\xe2\x80\xa2 typed\n", "![", "&amp;", "- ",
	};
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		double small, large;

		repeat(&sb, units[i], 2500);
		small = cost(&sb);
		repeat(&sb, units[i], 20000);
		large = cost(&sb);
		if (large > 0.25 && large > 32 * small)
			fail_msg("'%s': %.3f s, then %.3f s", units[i], small,
				 large);
	}
	strbuf_release(&sb);
}

/* Foreign text as HTML: what is written in it as markup is not markup then. */
static void html(void **state)
{
	static const char *const pairs[][2] = {
		{ "a **b** `c<d`", "<p>a <strong>b</strong> <code>c&lt;d</code></p>\n" },
		{ "<script>x</script>", "<!-- raw HTML omitted -->\n" },
		{ "a <img src=x onerror=y>", "<p>a <!-- raw HTML omitted --></p>\n" },
		{ "[a](javascript:b)", "<p><a href=\"\">a</a></p>\n" },
		{ "[a](https://b.c)", "<p><a href=\"https://b.c\">a</a></p>\n" },
		{ "", "" },
	};
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		strbuf_reset(&sb);
		assert_int_equal(md_html(&sb, pairs[i][0], strlen(pairs[i][0]),
					 &err), 0);
		assert_string_equal(sb.buf, pairs[i][1]);
	}
	assert_int_equal(md_html(&sb, "\xff", 1, &err), -1);
	strbuf_release(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings), cmocka_unit_test(lists),
		cmocka_unit_test(typed_bullets), cmocka_unit_test(tags),
		cmocka_unit_test(labels),
		cmocka_unit_test(strikes), cmocka_unit_test(tables),
		cmocka_unit_test(front_matter), cmocka_unit_test(odd_input),
		cmocka_unit_test(linear), cmocka_unit_test(html),
	};

	return cmocka_run_group_tests_name("md", tests, NULL, NULL);
}
