/*
 * test-out.c - what commands print: formats, tables, cleaning, streams.
 */
#include "base/base.h"
#include "unit.h"

#include <fcntl.h>

#include "base/utf8.h"
#include "front/out.h"

static struct json *rows(void)
{
	static const char text[] =
		"[{\"id\":\"3f9a1c2b7d4e5f60\",\"n\":1,\"t\":\"a, \\\"b\\\"\"},"
		"{\"id\":\"4f9a1c2b7d4e5f60\",\"t\":\"=1+1\",\"x\":[1,2]}]";
	struct json *j = NULL;
	struct err err = ERR_INIT;

	if (json_parse(&j, text, strlen(text), &err) < 0)
		fail_msg("%s", err.msg);
	return j;
}

static void printed(enum out_format f, const char *want)
{
	struct json *j = rows();
	struct out o;

	out_init_memory(&o);
	o.format = f;
	out_json(&o, j);
	assert_string_equal(o.text.buf, want);
	out_release(&o);
	json_free(j);
}

static void test_json_formats(void **state)
{
	(void)state;
	printed(OUT_JSON, "[{\"id\":\"3f9a1c2b7d4e5f60\",\"n\":1,"
		"\"t\":\"a, \\\"b\\\"\"},\n{\"id\":\"4f9a1c2b7d4e5f60\","
		"\"t\":\"=1+1\",\"x\":[1,2]}]\n");
	printed(OUT_NDJSON, "{\"id\":\"3f9a1c2b7d4e5f60\",\"n\":1,"
		"\"t\":\"a, \\\"b\\\"\"}\n{\"id\":\"4f9a1c2b7d4e5f60\","
		"\"t\":\"=1+1\",\"x\":[1,2]}\n");
	printed(OUT_CSV, "id,n,t,x\n3f9a1c2b7d4e5f60,1,\"a, \"\"b\"\"\",\n"
		"4f9a1c2b7d4e5f60,,'=1+1,\"[1,2]\"\n");
	printed(OUT_MARKDOWN, "| id | n | t | x |\n"
		"| --- | --- | --- | --- |\n"
		"| 3f9a1c2b7d4e5f60 | 1 | a, \"b\" |  |\n"
		"| 4f9a1c2b7d4e5f60 |  | =1+1 | [1,2] |\n");
	printed(OUT_IDS, "3f9a1c2b7d4e5f60\n4f9a1c2b7d4e5f60\n");
}

static void test_json_steers_no_terminal(void **state)
{
	struct json *j = json_new_str("a\033[m\x7f\xc2\x9b\xe2\x80\xaeü"), *back;
	struct err err = ERR_INIT;
	struct out o;
	int tty;

	(void)state;
	for (tty = 0; tty < 2; tty++) {
		out_init_memory(&o);
		o.format = OUT_JSON;
		o.tty = tty;
		out_json(&o, j);
		assert_string_equal(o.text.buf, "\"a\\u001b[m\\u007f\\u009b"
				    "\\u202eü\"\n");
		assert_int_equal(json_parse(&back, o.text.buf, o.text.len,
					    &err), 0);
		assert_true(json_eq(back, j));
		json_free(back);
		out_release(&o);
	}
	json_free(j);
}

static void test_empty_list(void **state)
{
	struct json *j = json_new_arr();
	struct out o;

	(void)state;
	out_init_memory(&o);
	o.format = OUT_JSON;
	out_json(&o, j);
	assert_string_equal(o.text.buf, "[]\n");
	strbuf_reset(&o.text);
	o.format = OUT_NDJSON;
	out_json(&o, j);
	assert_string_equal(o.text.buf, "");
	out_release(&o);
	json_free(j);
}

/* ---- tables ---- */

static void sample_table(struct out *o)
{
	static const char *const columns[] = { "id", ">n", "*title" };
	struct table *t = table_new(o, columns, 3);

	table_cell(t, COLOUR_YELLOW, "3f9a");
	table_cellf(t, COLOUR_NONE, "%d", 5);
	table_cell(t, COLOUR_NONE, "a\033[31mred\nline | x");
	table_cell(t, COLOUR_NONE, "4");
	table_cellf(t, COLOUR_NONE, "%d", -1200);
	table_cell(t, COLOUR_NONE, "日本語 é");
	table_cell(t, COLOUR_NONE, "5");
	table_cell(t, COLOUR_NONE, "");
	table_cell(t, COLOUR_NONE, "");
	table_end(t);
}

static void table_is(enum out_format f, bool tty, size_t width,
		     const char *want)
{
	struct out o;

	out_init_memory(&o);
	o.format = f;
	o.tty = tty;
	o.width = width;
	sample_table(&o);
	assert_string_equal(o.text.buf, want);
	out_release(&o);
}

#define FFFD "\xef\xbf\xbd"

static void test_table(void **state)
{
	(void)state;
	table_is(OUT_TEXT, false, 20,
		 "id        n  title\n"
		 "3f9a      5  a" FFFD "[31mred line | x\n"
		 "4     -1200  日本語 é\n"
		 "5\n");
	table_is(OUT_TEXT, true, 25,
		 "id        n  title\n"
		 "3f9a      5  a" FFFD "[31mred l…\n"
		 "4     -1200  日本語 é\n"
		 "5\n");
	table_is(OUT_CSV, true, 20,
		 "id,n,title\n3f9a,5,\"a" FFFD "[31mred\nline | x\"\n"
		 "4,-1200,日本語 é\n5,,\n");
	table_is(OUT_MARKDOWN, false, 20,
		 "| id | n | title |\n| --- | ---: | --- |\n"
		 "| 3f9a | 5 | a" FFFD "[31mred line \\| x |\n"
		 "| 4 | -1200 | 日本語 é |\n| 5 |  |  |\n");
}

/* No line is ever wider than the terminal, or ends with a blank. */
static void test_table_random(void **state)
{
	static const char *const columns[] = { "a", "*b", ">c", "*d" };
	struct rnd r = unit_rnd("table");
	int round;

	(void)state;
	for (round = 0; round < 200; round++) {
		struct strbuf cell = STRBUF_INIT;
		struct table *t;
		struct out o;
		size_t n = (1 + rnd_below(&r, 8)) * 4, i, k;
		char *line, *end;

		out_init_memory(&o);
		o.tty = true;
		o.width = 60 + rnd_below(&r, 60);
		t = table_new(&o, columns, 4);
		for (i = 0; i < n; i++) {
			size_t len = i % 2 ? rnd_below(&r, 80) :
				     rnd_below(&r, 6);

			strbuf_reset(&cell);
			for (k = 0; k < len; k++)
				strbuf_addstr(&cell, rnd_below(&r, 3) ? "x" :
					      rnd_below(&r, 2) ? "本" : " ");
			table_cell(t, COLOUR_NONE, cell.buf);
		}
		table_end(t);
		for (line = o.text.buf; *line; line = end + 1) {
			end = strchr(line, '\n');
			assert_non_null(end);
			*end = '\0';
			if (utf8_width(line) > o.width)
				fail_msg("%zu columns of %zu: %s",
					 utf8_width(line), o.width, line);
			assert_true(end == line || end[-1] != ' ');
		}
		out_release(&o);
		strbuf_release(&cell);
	}
}

/* A table printed row by row looks as one that was kept. */
static void test_table_stream(void **state)
{
	static const char *const columns[] = { "a", "*b", ">c", "*d" };
	static const enum out_format formats[] = {
		OUT_TEXT, OUT_CSV, OUT_MARKDOWN, OUT_JSON
	};
	struct rnd r = unit_rnd("stream");
	int round;

	(void)state;
	for (round = 0; round < 400; round++) {
		struct strbuf cells[40];
		struct table *kept, *streamed;
		struct out one, two;
		size_t n = rnd_below(&r, 11) * 4, i, k;

		out_init_memory(&one);
		one.format = formats[rnd_below(&r, 4)];
		one.tty = rnd_below(&r, 2);
		one.colour = rnd_below(&r, 2);
		one.width = 40 + rnd_below(&r, 60);
		two = one;
		kept = table_new(&one, columns, 4);
		streamed = table_new(&two, columns, 4);
		for (i = 0; i < n; i++) {
			strbuf_init(&cells[i]);
			for (k = rnd_below(&r, 30); k; k--)
				utf8_add(&cells[i], rnd_below(&r, 3) ? 'x' :
					 unit_char(&r));
			table_cell(kept, i % 9, cells[i].buf);
		}
		for (i = n; i-- > 0;)
			table_measure(streamed, i % 4, cells[i].buf,
				      cells[i].len);
		table_stream(streamed);
		for (i = 0; i < n; i++) {
			table_add(streamed, i % 9, cells[i].buf, cells[i].len);
			strbuf_release(&cells[i]);
		}
		table_end(kept);
		table_end(streamed);
		assert_string_equal(two.text.buf, one.text.buf);
		out_release(&one);
		out_release(&two);
	}
}

static void test_formula(void **state)
{
	static const char *const columns[] = { "v" };
	static const struct { const char *in, *out; } cases[] = {
		{ "=cmd|x", "'=cmd|x" }, { "+1+1", "'+1+1" }, { "-5", "-5" },
		{ "+5.5e3", "+5.5e3" }, { "-", "'-" }, { "@SUM(A1)",
		"'@SUM(A1)" }, { "a=b", "a=b" }, { "=a,b", "\"'=a,b\"" },
		{ "\tx", "'\tx" }, { "-5\n-6", "\"'-5\n-6\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char want[64];
		struct out o;
		struct table *t;

		out_init_memory(&o);
		o.format = OUT_CSV;
		t = table_new(&o, columns, 1);
		table_cell(t, COLOUR_NONE, cases[i].in);
		table_end(t);
		snprintf(want, sizeof(want), "v\n%s\n", cases[i].out);
		assert_string_equal(o.text.buf, want);
		out_release(&o);
	}
}

/* ---- streams ---- */

static void test_notes(void **state)
{
	struct out o;

	(void)state;
	out_init_memory(&o);
	out_note(&o, "saved %d", 1);
	out_warn(&o, "bad \033]0;title\007 %s", "x\xc2\x9b");
	out_error(&o, "no");
	o.quiet = true;
	out_note(&o, "unheard");
	assert_string_equal(o.notes.buf, "saved 1\nwarning: bad " FFFD
			    "]0;title" FFFD " x" FFFD "\ngit-task: no\n");
	assert_string_equal(o.text.buf, "");
	out_release(&o);
}

static void test_text_is_cleaned(void **state)
{
	struct out o;

	(void)state;
	out_init_memory(&o);
	o.colour = true;
	out_s(&o, "a\nb\033[2J");
	out_f(&o, "\n");
	out_text(&o, "a\nb\x7f\xe2\x80\xae\n");
	out_paint(&o, COLOUR_RED, "%s", "r\033");
	assert_string_equal(o.text.buf, "a b" FFFD "[2J\na\nb" FFFD FFFD "\n"
			    "\033[31mr" FFFD "\033[m");
	out_release(&o);
}

static void test_full_disk(void **state)
{
	struct out o;
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	out_init_memory(&o);
	o.fd_out = full;
	out_f(&o, "x\n");
	assert_false(o.failed);
	assert_int_equal(out_flush(&o), -1);
	assert_true(o.failed);
	assert_int_equal(o.error, ENOSPC);
	fclose(full);
	out_release(&o);
}

static void test_big_output(void **state)
{
	int fd[2], i;
	struct out o;
	char buf[8];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	fcntl(fd[1], F_SETPIPE_SZ, 1 << 20);
	out_init_memory(&o);
	o.fd_out = fdopen(fd[1], "w");
	for (i = 0; i < 20000; i++)
		out_f(&o, "line %d\n", i);
	/* most of it has left already */
	assert_true(o.text.len < 70000);
	assert_int_equal(read(fd[0], buf, 7), 7);
	buf[7] = '\0';
	assert_string_equal(buf, "line 0\n");
	assert_int_equal(out_flush(&o), 0);
	fclose(o.fd_out);
	close(fd[0]);
	out_release(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_formats),
		cmocka_unit_test(test_json_steers_no_terminal),
		cmocka_unit_test(test_empty_list),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_table_random),
		cmocka_unit_test(test_table_stream),
		cmocka_unit_test(test_formula),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_text_is_cleaned),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_big_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
