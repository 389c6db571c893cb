/* test-rate.c - who may ask how often. */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "serve/http/rate.h"

static struct rate_key key_of(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return rate_key_address((const struct sockaddr *)&v4);
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return rate_key_address((const struct sockaddr *)&v6);
}

static bool same_key(const char *a, const char *b)
{
	struct rate_key x = key_of(a), y = key_of(b);

	return x.len == y.len && !memcmp(x.v, y.v, x.len);
}

/* How many go through at this time. */
static unsigned through(struct rates *r, const struct rate_key *key,
			int64_t now)
{
	unsigned n = 0;

	while (!rate_take(r, key, now))
		n++;
	return n;
}

static void keys(void **state)
{
	struct rate_key none = rate_key_address(NULL);
	struct rate_key one = rate_key_token(0), two = rate_key_token(1);

	(void)state;
	assert_true(same_key("10.0.0.1", "10.0.0.1"));
	assert_false(same_key("10.0.0.1", "10.0.0.2"));
	assert_true(same_key("2001:db8::1", "2001:db8::ffff:2"));
	assert_false(same_key("2001:db8::1", "2001:db8:0:1::1"));
	assert_true(same_key("10.0.0.1", "::ffff:10.0.0.1"));
	assert_int_not_equal(none.len, 0);
	assert_memory_not_equal(one.v, two.v, sizeof(one.v));
}

static void fills_with_time(void **state)
{
	struct rate_key a = key_of("10.0.0.1"), b = key_of("10.0.0.2");
	struct rates r;

	(void)state;
	rate_init(&r, 5);
	assert_int_equal(through(&r, &a, 1000000), 5 * RATE_BURST_S);
	assert_int_equal(rate_take(&r, &a, 1000000), 1);
	assert_int_equal(rate_take(&r, &a, 1000199), 1);
	assert_int_equal(through(&r, &a, 1000200), 1);
	assert_int_equal(through(&r, &a, 1001200), 5);
	/* a clock that goes back gives nothing, and takes nothing away */
	assert_int_equal(through(&r, &a, 900000), 0);
	assert_int_equal(through(&r, &a, 901000), 5);
	/* not more than the burst, however long it was quiet */
	assert_int_equal(through(&r, &a, 90000000), 5 * RATE_BURST_S);
	assert_int_equal(through(&r, &b, 90000000), 5 * RATE_BURST_S);
	rate_release(&r);
}

static void says_when(void **state)
{
	struct rate_key a = rate_key_token(3);
	struct rates r;

	(void)state;
	rate_init(&r, 1);
	assert_int_equal(through(&r, &a, 0), RATE_BURST_S);
	assert_int_equal(rate_take(&r, &a, 0), 1);
	assert_int_equal(rate_take(&r, &a, 1), 1);
	assert_int_equal(rate_take(&r, &a, 1000), 0);
	rate_release(&r);
	rate_init(&r, 0);
	assert_int_equal(rate_take(&r, &a, 0), 0);
	assert_null(r.v);
	rate_release(&r);
}

/* However many others come, who has asked too much stays known. */
static void many(void **state)
{
	struct rate_key bad = key_of("10.9.9.9");
	struct rates r;
	uint32_t i;

	(void)state;
	rate_init(&r, 1);
	assert_int_equal(through(&r, &bad, 0), RATE_BURST_S);
	for (i = 0; i < 100000; i++) {
		struct sockaddr_in v4 = { .sin_family = AF_INET };
		struct rate_key k;

		v4.sin_addr.s_addr = htonl(0x0b000000u + i);
		k = rate_key_address((const struct sockaddr *)&v4);
		assert_int_equal(rate_take(&r, &k, 1), 0);
	}
	assert_int_equal(rate_take(&r, &bad, 1), 1);
	rate_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(fills_with_time),
		cmocka_unit_test(says_when),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
