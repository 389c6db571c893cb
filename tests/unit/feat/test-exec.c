/* test-exec.c - what exec runs, and what it keeps of it. */
#include "unit.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "feat/exec/exec.h"

static void check_clean(const char *in, size_t len, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	exec_clean(&sb, in, len);
	assert_string_equal(sb.buf, want);
	assert_int_equal(utf8_check(sb.buf, sb.len, false), UTF8_OK);
	strbuf_release(&sb);
}

static const struct mask no_mask = { STRVEC_INIT };

#define CLEAN(in, want) check_clean(in, sizeof(in) - 1, want)

static void test_clean(void **state)
{
	(void)state;
	CLEAN("plain\ttext\n", "plain\ttext\n");
	CLEAN("one\r\ntwo\rthree", "one\ntwo\nthree");
	CLEAN("\033[1;31mred\033[0m \033[2Kx", "red x");
	CLEAN("\033]0;title\007a\033]8;;http://x\033\\link", "alink");
	CLEAN("\033(Bx\033cy\033", "xy");
	CLEAN("\033]0;open\nnext", "\nnext");
	CLEAN("\033[12", "");
	CLEAN("a\0b\bc\177", "a\uFFFDb\uFFFDc\uFFFD");
	CLEAN("\xff\xc3(\xe2\x82", "\uFFFD\uFFFD(\uFFFD\uFFFD");
	CLEAN("\xc2\x9b" "31m \xe2\x80\xae", "\uFFFD31m \uFFFD");
	CLEAN("", "");
}

/* Whatever comes: the text can be stored, and it is not longer than said. */
static void test_clean_random(void **state)
{
	struct rnd r = unit_rnd("clean");
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;
		struct exec_keep k;
		size_t max = (size_t)rnd_below(&r, 300), nr, j;

		exec_keep_init(&k, max);
		for (nr = (size_t)rnd_below(&r, 8); nr; nr--) {
			strbuf_reset(&in);
			for (j = (size_t)rnd_below(&r, 200); j; j--) {
				if (rnd_below(&r, 3))
					utf8_add(&in, unit_char(&r));
				else
					strbuf_addch(&in, (char)
						     rnd_below(&r, 256));
			}
			exec_keep_add(&k, in.buf, in.len);
		}
		if (k.total > max)
			assert_true(exec_keep_text(&out, &k, &no_mask));
		else
			exec_keep_text(&out, &k, &no_mask);
		assert_int_equal(utf8_check(out.buf, out.len, false), UTF8_OK);
		assert_true(out.len <= max + 64);
		exec_keep_release(&k);
		strbuf_release(&in);
		strbuf_release(&out);
	}
}

static void keep(struct strbuf *out, size_t max, const char *piece,
		 size_t times, bool cut)
{
	struct exec_keep k;

	strbuf_reset(out);
	exec_keep_init(&k, max);
	while (times--)
		exec_keep_add(&k, piece, strlen(piece));
	assert_int_equal(exec_keep_text(out, &k, &no_mask), cut);
	exec_keep_release(&k);
}

static void test_keep(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	keep(&sb, 10, "12345", 2, false);
	assert_string_equal(sb.buf, "1234512345");
	keep(&sb, 10, "12345", 3, true);
	assert_string_equal(sb.buf, "12345\n[... 5 bytes left out ...]\n12345");
	keep(&sb, 11, "abc\n", 1000, true);
	assert_string_equal(sb.buf,
			    "abc\na\n[... 3989 bytes left out ...]\nc\nabc\n");
	keep(&sb, 0, "abc", 2, true);
	assert_string_equal(sb.buf, "[... 6 bytes left out ...]\n");
	keep(&sb, 0, "", 1, false);
	assert_string_equal(sb.buf, "");
	/* no half characters at the cut: 5 + 5 bytes of 2-byte ones */
	keep(&sb, 10, "äöü", 4, true);
	assert_string_equal(sb.buf, "äö\n[... 16 bytes left out ...]\nöü");
	/* what was not cut, but grew: three bytes for each bad one */
	keep(&sb, 9, "\xff", 9, true);
	assert_string_equal(sb.buf, "\uFFFD\uFFFD\uFFFD");
	strbuf_release(&sb);
}

static void test_size(void **state)
{
	static const struct { const char *text; uint64_t want; } good[] = {
		{ "0", 0 }, { "1000", 1000 }, { "64KiB", 65536 },
		{ "64k", 65536 }, { "512MB", 512000000 },
		{ "1.5 gb", 1500000000 }, { "2G", UINT64_C(2) << 30 },
		{ "7b", 7 },
	};
	static const char *const bad[] = {
		"", "x", "-1", "1 stone", "0x10", "inf", "nan", "1e99",
		"99999999TB", "12 MB x",
	};
	struct err err = ERR_INIT;
	uint64_t n;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		if (exec_size(&n, good[i].text, &err) < 0)
			fail_msg("%s: %s", good[i].text, err.msg);
		assert_int_equal(n, good[i].want);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (exec_size(&n, bad[i], &err) == 0)
			fail_msg("'%s' was taken", bad[i]);
}

/* ---- runs ---- */

static struct clock fixed = { INT64_C(1795257000000) };

static void make_request(struct exec_request *req, struct strvec *argv)
{
	memset(req, 0, sizeof(*req));
	strvec_init(argv);
	req->task = "3f9a1c2b7d4e5f60";
	req->worktree = ".";
	req->argv = argv;
	req->timeout = 30;
	req->max_output = EXEC_OUTPUT;
	req->clock = &fixed;
}

static struct json *run(const struct exec_request *req)
{
	struct exec_result r;
	struct err err = ERR_INIT;
	struct json *e;

	exec_result_init(&r);
	if (exec_run(&r, req, &err) < 0)
		fail_msg("%s", err.msg);
	e = exec_entry(&r, req);
	exec_result_release(&r);
	if (field_check(F_EXECUTIONS, e, &err) < 0)
		fail_msg("%s", err.msg);
	return e;
}

static void assert_title(const struct json *e, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	exec_title(&sb, e);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

static void test_record(void **state)
{
	struct exec_request req;
	struct strvec argv;
	struct json *e, *cmd;

	(void)state;
	make_request(&req, &argv);
	strvec_pushl(&argv, "sh", "-c", "printf 'a\\033[1mb\\377'; echo $TASK_ID"
		     " >&2; exit 5", (char *)NULL);
	e = run(&req);
	assert_string_equal(json_get_str(e, "at"), "2026-11-21T10:30:00Z");
	assert_memory_equal(json_get_str(e, "id"), "1a1fda7e040", 11);
	assert_true(id_valid(json_get_str(e, "id")));
	cmd = json_get(e, "command");
	assert_int_equal(json_nr(cmd), 3);
	assert_string_equal(json_str(json_at(cmd, 1)), "-c");
	assert_null(json_get(e, "language"));
	assert_null(json_get(e, "dir"));
	assert_int_equal((int)json_get_num(e, "exit_code", -1), 5);
	assert_true(json_get_num(e, "execution_time", -1) >= 0);
	assert_true(json_get_num(e, "execution_time", 99) < 30);
	assert_string_equal(json_get_str(e, "output"), "ab\uFFFD");
	assert_string_equal(json_get_str(e, "error"), "3f9a1c2b7d4e5f60\n");
	assert_false(json_get_bool(e, "truncated", true));
	assert_false(json_get_bool(e, "timed_out", true));
	assert_null(json_get(e, "output_bytes"));
	json_free(e);
	strvec_clear(&argv);
}

static void test_record_code(void **state)
{
	struct exec_request req;
	struct strvec argv;
	struct json *e;

	(void)state;
	make_request(&req, &argv);
	strvec_pushl(&argv, "one", "two words", (char *)NULL);
	req.language = EXEC_BASH;
	req.code = "\necho \"$0 $1 $2\"\npwd >&2; seq 1 9999\n";
	req.dir = "tests";
	req.max_output = 40;
	e = run(&req);
	assert_string_equal(json_get_str(e, "language"), "bash");
	assert_string_equal(json_get_str(e, "code"), req.code);
	assert_string_equal(json_get_str(e, "dir"), "tests");
	assert_null(json_get(e, "command"));
	assert_int_equal(json_nr(json_get(e, "arguments")), 2);
	assert_true(str_starts(json_get_str(e, "output"),
			       "bash one two words\n"));
	assert_true(str_ends(json_get_str(e, "output"), "9998\n9999\n"));
	assert_true(json_get_bool(e, "truncated", false));
	assert_int_equal((int)json_get_num(e, "output_bytes", 0),
			 19 + 9 * 2 + 90 * 3 + 900 * 4 + 9000 * 5);
	assert_title(e, "bash one 'two words': echo \"$0 $1 $2\"");
	json_free(e);
	strvec_clear(&argv);
}

static void test_record_limit(void **state)
{
	struct exec_request req;
	struct strvec argv;
	struct json *e;

	(void)state;
	make_request(&req, &argv);
	strvec_pushl(&argv, "sh", "-c", "echo first; sleep 60", (char *)NULL);
	req.timeout = 0.1;
	e = run(&req);
	assert_true(json_get_bool(e, "timed_out", false));
	assert_int_equal((int)json_get_num(e, "exit_code", 0),
			 EXEC_TIMED_OUT);
	assert_string_equal(json_get_str(e, "output"), "first\n");
	assert_title(e, "sh -c 'echo first; sleep 60'");
	json_free(e);
	strvec_clear(&argv);
}

/* An entry has to fit into a task, whatever the caller sends. */
static void test_record_large(void **state)
{
	struct strbuf big = STRBUF_INIT;
	struct exec_request req;
	struct strvec argv;
	struct json *e;
	int i;

	(void)state;
	for (i = 0; i < 40000; i++)
		strbuf_addstr(&big, "\"\n");
	make_request(&req, &argv);
	strvec_pushl(&argv, "sh", "-c", "yes '\"' | head -n 300000; "
		     "yes '\\' | head -n 300000 >&2", big.buf, big.buf,
		     (char *)NULL);
	req.max_output = EXEC_OUTPUT_MAX;
	e = run(&req);
	assert_string_equal(json_str(json_at(json_get(e, "command"), 3)),
			    "...");
	json_free(e);
	strvec_clear(&argv);
	strbuf_release(&big);
}

static void refused(const struct exec_request *req, enum err_code code,
		    const char *want)
{
	struct exec_result r;
	struct err err = ERR_INIT;

	exec_result_init(&r);
	assert_int_equal(exec_run(&r, req, &err), -1);
	assert_int_equal(err.code, code);
	if (!strstr(err.msg, want))
		fail_msg("'%s' lacks '%s'", err.msg, want);
	exec_result_release(&r);
}

static void test_refused(void **state)
{
	struct exec_request req;
	struct strvec argv;

	(void)state;
	make_request(&req, &argv);
	refused(&req, ERR_INVALID, "no command");
	strvec_push(&argv, "true");
	req.dir = "/";
	refused(&req, ERR_INVALID, "outside the work tree");
	req.dir = "tests/..//..";
	refused(&req, ERR_INVALID, "outside the work tree");
	req.dir = "no/such";
	refused(&req, ERR_INVALID, "'no/such' is no directory");
	req.dir = "Makefile";
	refused(&req, ERR_INVALID, "'Makefile' is no directory");
	req.dir = NULL;
	req.max_output = EXEC_OUTPUT_MAX + 1;
	refused(&req, ERR_INVALID, "can be kept");
	req.max_output = 10;
	req.timeout = 1e9;
	refused(&req, ERR_INVALID, "14 days");
	req.timeout = 1;
	req.language = EXEC_PYTHON;
	req.code = " \n";
	refused(&req, ERR_INVALID, "no code");
	req.language = EXEC_COMMAND;
	strvec_clear(&argv);
	strvec_push(&argv, "no-such-program-here");
	refused(&req, ERR_FAILED, "cannot run 'no-such-program-here'");
	strvec_clear(&argv);
}

/* ---- how interpreters are called ---- */

static void assert_program(const struct exec_request *req, const char *want)
{
	struct exec_program p;
	struct err err = ERR_INIT;
	char *got;

	if (exec_program(&p, req, &err) < 0)
		fail_msg("%s", err.msg);
	got = strvec_join(&p.argv, "|");
	if (!p.scratch)
		assert_string_equal(got, want);
	else
		assert_true(str_starts(got, want));
	free(got);
	exec_program_release(&p);
}

static void test_program(void **state)
{
	struct strbuf big = STRBUF_INIT, text = STRBUF_INIT;
	struct exec_program p;
	struct exec_request req;
	struct strvec argv;
	char *scratch;

	(void)state;
	make_request(&req, &argv);
	req.code = "code";
	setenv("PYTHON_EXECUTABLE", "sh", 1);
	setenv("NODE_EXECUTABLE", "/bin/sh", 1);
	setenv("BASH_EXECUTABLE", "sh", 1);
	req.language = EXEC_PYTHON;
	assert_program(&req, "sh|-c|code");
	req.language = EXEC_JAVASCRIPT;
	assert_program(&req, "/bin/sh|-e|code");
	req.language = EXEC_BASH;
	assert_program(&req, "sh|-c|code|bash");
	strvec_push(&argv, "-x");
	assert_program(&req, "sh|-c|code|bash|-x");
	req.language = EXEC_JAVASCRIPT;
	assert_program(&req, "/bin/sh|-e|code|--|-x");
	req.language = EXEC_PYTHON;
	assert_program(&req, "sh|-c|code|-x");
	/* too long for an argument: a file that nobody else can read */
	strbuf_addchars(&big, '#', 200000);
	req.code = big.buf;
	assert_int_equal(exec_program(&p, &req, NULL), 0);
	assert_int_equal(p.argv.nr, 3);
	assert_true(str_ends(p.argv.v[1], "/code.py"));
	assert_int_equal(file_read(&text, p.argv.v[1], 0, NULL), 0);
	assert_string_equal(text.buf, big.buf);
	scratch = xstrdup(p.scratch);
	exec_program_release(&p);
	assert_false(file_exists(scratch));
	free(scratch);
	unsetenv("PYTHON_EXECUTABLE");
	unsetenv("NODE_EXECUTABLE");
	unsetenv("BASH_EXECUTABLE");
	strvec_clear(&argv);
	strbuf_release(&big);
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_random),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_record_code),
		cmocka_unit_test(test_record_limit),
		cmocka_unit_test(test_record_large),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
