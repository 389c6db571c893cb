/* test-mask.c - secrets in what is recorded. */
#include "unit.h"

#include "base/mem.h"
#include "feat/exec/mask.h"

static const char *const env[] = {
	"DB_PASSWORD=hunter2", "API_KEY=k3y-of-the-api", "PATH=/usr/bin:/bin",
	"PWD=/srv/tess/work", "CI=true", "USE_TOKEN=true", "TOKEN_COUNT=7",
	"LONG_SECRET=hunter2hunter2", "myPass_pat=abcd\nlines of one\n\nx",
	"KEYBOARD=qwertz", "COMPASS=north-west", NULL
};

static void fill(struct mask *m)
{
	struct strvec list = STRVEC_INIT;
	size_t i;

	for (i = 0; env[i]; i++)
		strvec_push(&list, env[i]);
	mask_init(m);
	mask_add(m, list.v);
	strvec_clear(&list);
}

static void names(void **state)
{
	static const char *const secret[] = {
		"GITHUB_TOKEN", "DB_PASSWORD", "db.password", "AWS_SECRET_ACCESS_KEY",
		"API_KEY", "api-key", "apiKey", "SSH_PASSPHRASE", "PGPASSWORD",
		"DB_PASS", "GH_PAT", "MYSQL_PWD", "REDIS_AUTH", "MY_CREDENTIALS"
	};
	static const char *const plain[] = {
		"PATH", "PWD", "OLDPWD", "KEYBOARD", "COMPASS", "HOME", "AUTHOR",
		"GIT_AUTHOR_NAME", "MONKEY", "PATIENT", ""
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(secret); i++)
		if (!mask_is_secret(secret[i], strlen(secret[i])))
			fail_msg("%s is no secret", secret[i]);
	for (i = 0; i < ARRAY_SIZE(plain); i++)
		if (mask_is_secret(plain[i], strlen(plain[i])))
			fail_msg("%s is secret", plain[i]);
}

static void check(const char *in, const char *want)
{
	struct strbuf sb = STRBUF_INIT;
	struct mask m;

	fill(&m);
	strbuf_addstr(&sb, in);
	mask_text(&sb, &m);
	assert_string_equal(sb.buf, want);
	mask_release(&m);
	strbuf_release(&sb);
}

static void values(void **state)
{
	(void)state;
	check("it is hunter2.", "it is ***.");
	check("xhunter2hunter2y", "x***y");
	check("k3y-of-the-ap k3y-of-the-api", "k3y-of-the-ap ***");
	check("lines of one, abcd", "***, ***");
	check("true 7 x north-west qwertz /srv/tess/work",
	      "true 7 x north-west qwertz /srv/tess/work");
	check("", "");
}

#define A36 "abcdefghij0123456789ABCDEFGHIJ012345"

static void shapes(void **state)
{
	(void)state;
	check("ghp_" A36 " x", "*** x");
	check("(github_pat_" A36 ")", "(***)");
	check("glpat-abcdefghij0123456789", "***");
	check("xoxb-123456789012-abcdefghij", "***");
	check("id AKIAABCDEFGHIJKLMNOP,", "id ***,");
	check("AIza" A36, "***");
	check("sk-ant-api03-" A36, "***");
	check("sk_live_0123456789abcdef", "***");
	check("task-0123456789abcdef0123456789", "task-0123456789abcdef0123456789");
	check("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc-_1 end", "*** end");
	check("a\n-----BEGIN RSA PRIVATE KEY-----\nMII\nx\n"
	      "-----END RSA PRIVATE KEY-----\nb", "a\n***\nb");
	check("-----BEGIN OPENSSH PRIVATE KEY-----\ncut", "***");
	check("-----BEGIN CERTIFICATE-----\nMII",
	      "-----BEGIN CERTIFICATE-----\nMII");
	check("postgres://app:pw@db/x?y", "postgres://app:***@db/x?y");
	check("https://git@host/x https://host/a@b",
	      "https://git@host/x https://host/a@b");
	check("https://0123456789abcdef0123@host", "https://***@host");
}

/* Values that were printed in another form. */
static void forms(void **state)
{
	(void)state;
	check("k3y-of-\nthe-api.", "***.");
	check("k3y-of-\r\n   the-\\\napi.", "***.");
	check("k3y-of- the-api", "k3y-of- the-api");
	/* Base64 at the three places: "", "u:", "ab:" before it; for URLs */
	check("[azN5LW9mLXRoZS1hcGk=]", "[***k=]");
	check("dTprM3ktb2YtdGhlLWFwaQ==", "dTp***Q==");
	check("YWI6azN5LW9mLXRoZS1hcGk=", "YWI6***k=");
	check("OmszeS1vZi10\naGUtYXBp", "Om***");
	check("6b33792d6f662d7468652d617069", "***");
	check("x6B33792D6F662D7468652D617069", "x***");
	check("AccountKey=Ab1/Ab1/Ab1=", "AccountKey=***");
	check("lin_api_" A36, "***");
	check("hvs." A36, "***");
	check("key-0123456789abcdef0123456789abcdef", "***");
	check("key-0123456789abcdefg", "key-0123456789abcdefg");
}

static void labels(void **state)
{
	(void)state;
	check("NPM_TOKEN=abcd1234\nA=1", "NPM_TOKEN=***\nA=1");
	check("password = \"pass phrase\";", "password = \"***\";");
	check("{\"client_secret\": \"abcd\", \"id\": 1}",
	      "{\"client_secret\": \"***\", \"id\": 1}");
	check("Authorization: Bearer abcdefgh", "Authorization: Bearer ***");
	check("curl --token=abcd1234 x", "curl --token=*** x");
	check("token: unexpected end", "token: unexpected end");
	check("password: s3cr3tpw9", "password: ***");
	check("tokens: 12", "tokens: 12");
	check("key=none keyboard=abcdef", "key=none keyboard=abcdef");
}

static void cut(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct mask m;

	(void)state;
	fill(&m);
	strbuf_addstr(&sb, "begin k3y-of-");
	mask_cut(&sb, &m, true);
	assert_string_equal(sb.buf, "begin ***");
	strbuf_reset(&sb);
	strbuf_addstr(&sb, "the-api end");
	mask_cut(&sb, &m, false);
	assert_string_equal(sb.buf, "*** end");
	mask_cut(&sb, &m, true);
	assert_string_equal(sb.buf, "*** end");
	strbuf_reset(&sb);
	mask_cut(&sb, &m, true);
	assert_string_equal(sb.buf, "");
	mask_release(&m);
	strbuf_release(&sb);
}

/* What looks like many begins of something is looked at once. */
static void linear(void **state)
{
	static const char *const begins[] = {
		"a.", "-----BEGIN ", "eyJ.", "://", "://a:", "key=\"", "sk-"
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(begins); i++) {
		struct strbuf sb = STRBUF_INIT;
		struct mask m = { STRVEC_INIT };
		clock_t t = clock();

		for (j = 0; j < 100000; j++)
			strbuf_addstr(&sb, begins[i]);
		mask_text(&sb, &m);
		if ((clock() - t) / CLOCKS_PER_SEC > 5)
			fail_msg("'%s' takes long", begins[i]);
		strbuf_release(&sb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(values),
		cmocka_unit_test(shapes), cmocka_unit_test(labels),
		cmocka_unit_test(forms),
		cmocka_unit_test(cut), cmocka_unit_test(linear)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
