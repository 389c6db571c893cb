/* test-tokens.c - the file of tokens, and that comparing tells nobody how near he is. */
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/ptrace.h>
#endif

#include "base/mem.h"
#include "serve/http/tokens.h"

static const char file[] =
	"# who may\n"
	"\n"
	"0123456789abcdef-ann write Ann Lee <ann@example.org>\n"
	"  0123456789abcdef-bob\tread  \n"
	"0123456789abcdef-bo write";

static void reads(void **state)
{
	struct tokens t = TOKENS_INIT;
	struct err err = ERR_INIT;
	const struct token *ann, *bob;

	(void)state;
	assert_int_equal(tokens_read(&t, file, "f", &err), 0);
	assert_int_equal(t.nr, 3);
	ann = tokens_find(&t, "0123456789abcdef-ann");
	bob = tokens_find(&t, "0123456789abcdef-bob");
	assert_string_equal(ann->name, "Ann Lee");
	assert_string_equal(ann->email, "ann@example.org");
	assert_true(ann->writes);
	assert_false(bob->writes);
	assert_null(bob->name);
	assert_true(tokens_find(&t, "0123456789abcdef-bo")->writes);
	assert_null(tokens_find(&t, ""));
	assert_null(tokens_find(&t, "0123456789abcdef-b"));
	assert_null(tokens_find(&t, "0123456789abcdef-boo"));
	assert_null(tokens_find(&t, "0123456789abcdef-ann0123456789abcdef-ann"));
	tokens_release(&t);
}

static void refuses(void **state)
{
	static const char *const bad[] = {
		"", "# nothing\n", "short write\n", "0123456789abcdef\n",
		"0123456789abcdef all\n", "0123456789abcdef writes\n",
		"0123456789abcdef write Ann\n",
		"0123456789abcdef write <a@b.c>\n",
		"0123456789abcdef write Ann <>\n",
		"0123456789abcdef write Ann <a@b.c> x\n",
		"0123456789abcdef write Ann <a> <b>\n",
		"0123456789abcdef write A\x1b[31m <a@b.c>\n",
		"0123456789abcdef\xff write\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct tokens t = TOKENS_INIT;
		struct err err = ERR_INIT;

		if (tokens_read(&t, bad[i], "f", &err) == 0)
			fail_msg("taken: %s", bad[i]);
		assert_null(strstr(err.msg, "0123456789abcdef"));
		tokens_release(&t);
	}
}

/* What a sanitizer adds to a call depends on addresses. */
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) && \
	!defined(__SANITIZE_ADDRESS__)

/* Under valgrind a step is not one of ours. */
static bool can_count(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return !preload || !strstr(preload, "vgpreload");
}

/* The instructions that looking for `secret` takes: a child is run step by step
 * from one signal to the next. */
static long steps(const struct tokens *t, const char *secret)
{
	pid_t pid = fork();
	int status, stopped = 0;
	long nr = 0;

	if (!pid) {
		tokens_find(t, secret);		/* all is bound by now */
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGUSR1);
		tokens_find(t, secret);
		raise(SIGUSR1);
		_exit(0);
	}
	assert_true(pid > 0);
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		if (WSTOPSIG(status) == SIGUSR1 && ++stopped == 2)
			break;
		nr += stopped;
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) < 0)
			fail_msg("can not step: %s", strerror(errno));
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	assert_int_equal(stopped, 2);
	return nr;
}

static void takes_the_same_time(void **state)
{
	char right[65], first[65], last[65], none[65];
	struct tokens t = TOKENS_INIT;
	struct err err = ERR_INIT;
	long want;

	(void)state;
	if (!can_count())
		return;
	tokens_make(&t);
	snprintf(right, sizeof(right), "%s", t.v[0].secret);
	memcpy(first, right, sizeof(first));
	memcpy(last, right, sizeof(last));
	first[0] = first[0] == 'a' ? 'b' : 'a';
	last[63] = last[63] == 'a' ? 'b' : 'a';
	memset(none, 'x', 64);
	none[64] = '\0';
	assert_null(tokens_find(&t, first));
	assert_null(tokens_find(&t, last));
	want = steps(&t, first);
	/* some for each character, and as many wherever the first wrong one is */
	assert_true(want > 128);
	assert_int_equal(steps(&t, last), want);
	assert_int_equal(steps(&t, none), want);
	tokens_release(&t);
	/* nor does it tell which one of several it was */
	assert_int_equal(tokens_read(&t, "0123456789abcdef-one read\n"
				     "0123456789abcdef-two read\n"
				     "0123456789abcdef-six read\n", "f",
				     &err), 0);
	assert_int_equal(steps(&t, "0123456789abcdef-one"),
			 steps(&t, "0123456789abcdef-six"));
	tokens_release(&t);
}

#else

/* Where instructions can not be counted, or are not ours alone. */
static void takes_the_same_time(void **state)
{
	struct tokens t = TOKENS_INIT;

	(void)state;
	tokens_make(&t);
	assert_ptr_equal(tokens_find(&t, t.v[0].secret), &t.v[0]);
	tokens_release(&t);
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(refuses),
		cmocka_unit_test(takes_the_same_time),
	};

	return cmocka_run_group_tests_name("tokens", tests, NULL, NULL);
}
