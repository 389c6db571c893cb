/* test-utf8.c - validity, widths, cleaning, case folding. */
#include "unit.h"
#include "base/utf8.h"

static void test_valid(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xe2\x82", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xc3(",
		"12345678\x80", "1234567\xe2\x82"
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("\xf4\x8f\xbf\xbf\xed\x9f\xbf", 7));
	assert_ptr_equal(utf8_invalid_at(bad[12], bad[12] + 9), bad[12] + 8);
}

/* Every code point there and back; every mangled form is refused. */
static void test_all_characters(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	const char *p;
	uint32_t ch;

	(void)state;
	for (ch = 1; ch <= 0x10ffff; ch++) {
		if (ch >= 0xd800 && ch <= 0xdfff)
			continue;
		strbuf_reset(&sb);
		utf8_add(&sb, ch);
		p = sb.buf;
		if (!utf8_valid(sb.buf, sb.len) ||
		    utf8_next(&p, sb.buf + sb.len) != ch ||
		    p != sb.buf + sb.len)
			fail_msg("U+%04X", ch);
		if (sb.len > 1 && utf8_valid(sb.buf, sb.len - 1))
			fail_msg("U+%04X cut short is valid", ch);
	}
	strbuf_reset(&sb);
	utf8_add(&sb, 0xd800);
	utf8_add(&sb, 0x110000);
	assert_string_equal(sb.buf, "\xef\xbf\xbd\xef\xbf\xbd");
	strbuf_release(&sb);
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(utf8_width("abc"), 3);
	assert_int_equal(utf8_width("日本"), 4);
	assert_int_equal(utf8_width("e\xcc\x81"), 1);
	assert_int_equal(utf8_width("ｆ"), 2);
	assert_int_equal(utf8_width("😀"), 2);
	assert_int_equal(utf8_width("…"), 1);
	assert_int_equal(utf8_width("\xe2\x80\x8b"), 0);
	assert_int_equal(utf8_width("a\x1b"), 1);
	assert_int_equal(utf8_width("한"), 2);
	assert_int_equal(utf8_char_width(0xad), 1);
}

static void fit(const char *s, size_t width, bool pad, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	utf8_add_fit(&sb, s, width, pad);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

static void test_fit(void **state)
{
	struct rnd r = unit_rnd("utf8 fit");
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;
	size_t i, n, width;

	(void)state;
	fit("abc", 3, true, "abc");
	fit("abc", 5, true, "abc  ");
	fit("abcd", 3, true, "ab…");
	fit("日本語", 4, true, "日… ");
	fit("日本語", 1, true, "…");
	fit("日", 1, true, "…");
	fit("abc", 0, true, "");
	fit("", 2, true, "  ");
	fit("e\xcc\x81x", 2, false, "e\xcc\x81x");
	for (i = 0; i < 3000; i++) {
		strbuf_reset(&text);
		strbuf_reset(&out);
		for (n = rnd_below(&r, 12); n; n--)
			utf8_add(&text, unit_char(&r));
		width = rnd_below(&r, 14);
		utf8_add_fit(&out, text.buf, width, true);
		assert_int_equal(utf8_width(out.buf), width);
		assert_true(utf8_valid(out.buf, out.len));
		if (width && utf8_width(text.buf) <= width)
			assert_true(str_starts(out.buf, text.buf));
	}
	strbuf_release(&text);
	strbuf_release(&out);
}

static void test_clean(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	utf8_add_clean(&sb, "a\x1b[1m\nb\tc\xc2\x9b\xe2\x80\xae\xffz");
	assert_string_equal(sb.buf, "a\xef\xbf\xbd[1m\nb\tc\xef\xbf\xbd"
			    "\xef\xbf\xbd\xef\xbf\xbdz");
	strbuf_reset(&sb);
	utf8_add_clean_line(&sb, "a\nb\tc\r");
	assert_string_equal(sb.buf, "a b c\xef\xbf\xbd");
	strbuf_reset(&sb);
	utf8_add_clean(&sb, "schön — 日本 😀");
	assert_string_equal(sb.buf, "schön — 日本 😀");
	strbuf_release(&sb);
}

/* Every byte at every place of texts around the length of a word. */
static void test_plain(void **state)
{
	char s[24];
	size_t len, at;
	int c;

	(void)state;
	for (len = 1; len < sizeof(s); len++) {
		for (at = 0; at < len; at++) {
			for (c = 0; c < 256; c++) {
				memset(s, ' ' + c % 95, len);
				s[at] = (char)c;
				assert_int_equal(utf8_plain(s, len),
						 c >= 0x20 && c < 0x7f ?
						 len : at);
			}
		}
	}
	assert_int_equal(utf8_plain("\x01", 0), 0);
}

static void test_fold(void **state)
{
	static const char hay[] = "Ärger mit ΣΊΣΥΦΟΣ und ЖУК, Łódź, Ÿ";

	(void)state;
	assert_int_equal(utf8_fold('A'), 'a');
	assert_int_equal(utf8_fold('['), '[');
	assert_int_equal(utf8_fold(0xd7), 0xd7);
	assert_int_equal(utf8_fold(0x138), 0x138);
	assert_ptr_equal(utf8_casefind(hay, "ärger"), hay);
	assert_non_null(utf8_casefind(hay, "σίσυφοσ"));
	assert_non_null(utf8_casefind(hay, "жук"));
	assert_non_null(utf8_casefind(hay, "łÓDŹ"));
	assert_non_null(utf8_casefind(hay, "ÿ"));
	assert_null(utf8_casefind(hay, "öl"));
	assert_ptr_equal(utf8_casefind(hay, ""), hay);
	assert_null(utf8_casefind("", "x"));
	assert_string_equal(utf8_casefind("aab", "AB"), "ab");
}

static void test_check(void **state)
{
	(void)state;
	assert_int_equal(utf8_check("abc", 3, true), UTF8_OK);
	assert_int_equal(utf8_check("a\nb\tc", 5, false), UTF8_OK);
	assert_int_equal(utf8_check("a\nb", 3, true), UTF8_NEWLINE);
	assert_int_equal(utf8_check("a\rb", 3, true), UTF8_NEWLINE);
	assert_int_equal(utf8_check("a\rb", 3, false), UTF8_CONTROL);
	assert_int_equal(utf8_check("a\tb", 3, true), UTF8_CONTROL);
	assert_int_equal(utf8_check("a\0b", 3, false), UTF8_CONTROL);
	assert_int_equal(utf8_check("\x7f", 1, false), UTF8_CONTROL);
	assert_int_equal(utf8_check("\xc2\x85", 2, false), UTF8_CONTROL);
	assert_int_equal(utf8_check("\xff", 1, false), UTF8_INVALID);
}

/* What is seen as one character is not taken apart. */
static void test_joined(void **state)
{
	static const struct {
		const char *text;
		size_t width;
		const char *want;
	} t[] = {
		{ "ab\U0001F469\u200D\U0001F467 cd", 4, "ab\u2026" },
		{ "a\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", 4,
		  "a\U0001F1E9\U0001F1EA\u2026" },
		{ "a\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", 3, "a\u2026" },
		{ "xe\u0301y\u0301zz", 3, "xe\u0301\u2026" },
		{ "a\U0001F44B\U0001F3FDb", 3, "a\u2026" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct strbuf sb = STRBUF_INIT;

		utf8_add_fit(&sb, t[i].text, t[i].width, false);
		assert_string_equal(sb.buf, t[i].want);
		strbuf_release(&sb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_all_characters),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
