/*
 * test-web.c - addresses, headers of answers, and sums of texts.
 */
#include "base/base.h"
#include "unit.h"

#include "data/sha256.h"
#include "data/web.h"
#include "data/when.h"

static void test_addresses(void **state)
{
	static const struct {
		const char *url;
		bool taken;
	} cases[] = {
		{ "https://api.github.com/repos/a/b", true },
		{ "https://api.github.com:8443", true },
		{ "HTTPS://host/x?y=%20z", true },
		{ "http://127.0.0.1:8080/x", true },
		{ "http://127.1.2.3/", true },
		{ "http://localhost/x", true },
		{ "http://[::1]:99/", true },
		{ "https://[2001:db8::1]/", true },
		{ "http://example.com/", false },
		{ "http://127.0.0.1.example.com/", false },
		{ "http://localhost.example.com/", false },
		{ "http://128.0.0.1/", false },
		{ "http://[::2]/", false },
		{ "https://user:secret@host/", false },
		{ "http://127.0.0.1@example.com/", false },
		{ "http://127.0.0.1:80@example.com/", false },
		{ "http://127.0.0.1\\@example.com/", false },
		{ "https://", false }, { "https:///path", false },
		{ "https://host:/x", false }, { "https://host:123456/", false },
		{ "https://ho st/", false }, { "https://host/a b", false },
		{ "https://host/\r\nX: y", false },
		{ "https://host/\xc3\xa4", false }, { "https://host#x", false },
		{ "ftp://host/", false }, { "file:///etc/passwd", false },
		{ "//host", false }, { "", false }, { NULL, false },
	};
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		err_clear(&err);
		if ((web_url_check(cases[i].url, &err) == 0) != cases[i].taken)
			fail_msg("'%s'", cases[i].url);
		assert_true(cases[i].taken || !strstr(err.msg, "secret"));
	}
}

static void test_origin(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	web_origin(&sb, "https://hooks.example.com:8443/T0/secret?x");
	assert_string_equal(sb.buf, "https://hooks.example.com:8443");
	strbuf_reset(&sb);
	web_origin(&sb, "secret");
	assert_string_equal(sb.buf, "(no address)");
	strbuf_reset(&sb);
	web_escape(&sb, "a b/\xc3\xa4&~");
	assert_string_equal(sb.buf, "a%20b%2F%C3%A4%26~");
	strbuf_release(&sb);
	assert_true(web_same_origin("https://a/x", "https://A/y"));
	assert_false(web_same_origin("https://a/x", "https://a:444/x"));
	assert_false(web_same_origin("https://a/x", "https://a.b/x"));
	assert_false(web_same_origin("x", "x"));
}

static int64_t wait_of(const char *a, const char *b, const char *c)
{
	struct web_answer answer = WEB_ANSWER_INIT;
	int64_t ms;

	strvec_pushl(&answer.headers, a, b ? b : "X-A: 1", c ? c : "X-B: 2",
		     (char *)NULL);
	ms = web_wait(&answer, 1000);
	web_answer_release(&answer);
	return ms;
}

static void test_waits(void **state)
{
	static const char date[] = "Date: Mon, 30 Nov 2026 10:00:00 GMT";

	(void)state;
	assert_int_equal(wait_of("Retry-After: 7", NULL, NULL), 7000);
	assert_int_equal(wait_of("retry-after:  0", NULL, NULL), 0);
	assert_int_equal(wait_of("Retry-After: soon", NULL, NULL), -1);
	assert_int_equal(wait_of("Content-Type: x", NULL, NULL), -1);
	/* by the server's clock, whatever ours says */
	assert_int_equal(wait_of("Retry-After: Mon, 30 Nov 2026 10:00:09 GMT",
				 date, NULL), 9000);
	assert_int_equal(wait_of("Retry-After: Mon, 30 Nov 2026 09:00:09 GMT",
				 date, NULL), 0);
	assert_int_equal(wait_of("X-RateLimit-Remaining: 0", date,
				 "X-RateLimit-Reset: 1796032860"), 60000);
	assert_int_equal(wait_of("X-RateLimit-Remaining: 3", date,
				 "X-RateLimit-Reset: 1796032860"), -1);
	assert_int_equal(wait_of("RateLimit-Remaining: 0", date,
				 "RateLimit-Reset: 12"), 12000);
}

static void test_dates(void **state)
{
	static const char *const wrong[] = {
		"Date: x", "Date: Mon, 30", "Date: Mon, 30 Foo 2026 10:00:00 GMT",
		"Date: Mon, 31 Nov 2026 10:00:00 GMT",
		"Date: Mon, 30 Nov 2026 10:99:00 GMT", "Date: ,",
		"Date: Mon, 30 Nov 999999999999999999999 10:00:00 GMT"
	};
	struct web_answer a = WEB_ANSWER_INIT;
	size_t i;

	(void)state;
	strvec_push(&a.headers, "date: Thu, 29 Feb 2024 23:59:60 GMT");
	assert_int_equal(web_date(&a), INT64_C(1709251200000));
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		web_answer_release(&a);
		strvec_push(&a.headers, wrong[i]);
		assert_true(web_date(&a) == WHEN_NONE);
	}
	web_answer_release(&a);
}

static const char *hex_of(char out[2 * SHA256_LEN + 1], const char *s)
{
	unsigned char sum[SHA256_LEN];

	sha256(sum, s, strlen(s));
	sha256_hex(out, sum, SHA256_LEN);
	return out;
}

/* FIPS 180-4's own examples, and RFC 4231, test cases 2 and 6. */
static void test_sums(void **state)
{
	char hex[2 * SHA256_LEN + 1];
	unsigned char sum[SHA256_LEN], key[131];
	static const char text[] =
		"Test Using Larger Than Block-Size Key - Hash Key First";

	(void)state;
	assert_string_equal(hex_of(hex, ""), "e3b0c44298fc1c149afbf4c8996fb924"
			    "27ae41e4649b934ca495991b7852b855");
	assert_string_equal(hex_of(hex, "abc"), "ba7816bf8f01cfea414140de5dae2"
			    "223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(hex_of(hex, "abcdbcdecdefdefgefghfghighijhijkijkl"
				   "jklmklmnlmnomnopnopq"),
			    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f"
			    "6ecedd419db06c1");
	sha256_hmac(sum, "Jefe", 4, "what do ya want for nothing?", 28);
	sha256_hex(hex, sum, SHA256_LEN);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d27"
			    "39839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	sha256_hmac(sum, key, sizeof(key), text, strlen(text));
	sha256_hex(hex, sum, SHA256_LEN);
	assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728"
			    "c5140546040f0ee37f54");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
