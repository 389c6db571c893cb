/* test-err.c - errors: sentences, cuts, the table of codes. */
#include "unit.h"
#include "base/err.h"
#include "base/utf8.h"

static void test_set(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(err_set(&err, ERR_NOT_FOUND, "no task '%s'", "ab"),
			 -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_string_equal(err.msg, "no task 'ab'");
	assert_int_equal(err_prefix(&err, "line %d", 3), -1);
	assert_string_equal(err.msg, "line 3: no task 'ab'");
	assert_int_equal(err.code, ERR_NOT_FOUND);
	err_clear(&err);
	assert_int_equal(err.code, ERR_NONE);
	assert_string_equal(err.msg, "");
	assert_int_equal(err_set(NULL, ERR_FAILED, "nobody asks"), -1);
	assert_int_equal(err_errno(NULL, ERR_FAILED, "nobody asks"), -1);
	assert_int_equal(err_prefix(NULL, "nobody asks"), -1);
}

static void test_errno(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = ENOENT;
	err_errno(&err, ERR_FATAL, "cannot open '%s'", "x");
	assert_string_equal(err.msg,
			    "cannot open 'x': No such file or directory");
}

static void test_control_characters(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_INVALID, "'%s'", "a\033[31mb\nc\x7f\xc2\x9bz\xc3\xa9");
	assert_string_equal(err.msg, "'a?[31mb?c???z\xc3\xa9'");
}

static void test_cut(void **state)
{
	char text[4000];
	struct err err = ERR_INIT;
	size_t shift, i;

	(void)state;
	for (shift = 0; shift < 4; shift++) {
		memset(text, 'a', shift);
		for (i = shift; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x98\x80", 4);
		text[i] = '\0';
		err_set(&err, ERR_FAILED, "%s", text);
		assert_true(utf8_valid(err.msg, strlen(err.msg)));
		assert_in_range(strlen(err.msg), 2044, 2047);
		err_prefix(&err, "%s", "x");
		assert_true(utf8_valid(err.msg, strlen(err.msg)));
	}
}

static void test_table(void **state)
{
	int code;

	(void)state;
	assert_int_equal(err_exit_status(ERR_NONE), 0);
	assert_int_equal(err_exit_status(ERR_FAILED), 1);
	assert_int_equal(err_exit_status(ERR_NOT_FOUND), 2);
	assert_int_equal(err_exit_status(ERR_AMBIGUOUS), 2);
	assert_int_equal(err_exit_status(ERR_FATAL), 128);
	assert_int_equal(err_exit_status(ERR_USAGE), 129);
	assert_int_equal(err_http_status(ERR_NOT_FOUND), 404);
	for (code = ERR_FAILED; code < ERR_CODE_NR; code++) {
		assert_non_null(err_name((enum err_code)code));
		assert_in_range(err_exit_status((enum err_code)code), 1, 129);
		assert_in_range(err_http_status((enum err_code)code), 400, 599);
	}
	assert_int_equal(err_exit_status((enum err_code)999), 128);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_errno),
		cmocka_unit_test(test_control_characters),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
