/* test-proc.c - children: pipes, status, environment, time limits. */
#include "unit.h"
#include "base/mem.h"
#include "base/proc.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Runs a script of sh; the caller releases p. */
static void sh(struct proc *p, const char *script)
{
	struct err err = ERR_INIT;

	strvec_pushl(&p->argv, "sh", "-c", script, NULL);
	if (proc_run(p, &err))
		fail_msg("%s", err.msg);
}

static void test_output(void **state)
{
	struct proc p;

	(void)state;
	proc_init(&p);
	sh(&p, "echo out; echo err >&2; exit 7");
	assert_string_equal(p.out.buf, "out\n");
	assert_string_equal(p.err_out.buf, "err\n");
	assert_int_equal(p.status, 7);
	assert_false(p.timed_out);
	proc_release(&p);
	proc_init(&p);
	sh(&p, "kill -9 $$");
	assert_int_equal(p.status, 128 + 9);
	proc_release(&p);
	proc_init(&p);
	sh(&p, "read x && echo yes || echo empty");
	assert_string_equal(p.out.buf, "empty\n");
	proc_release(&p);
}

/* More than any pipe holds, in both directions at once. */
static void test_large(void **state)
{
	struct strbuf in = STRBUF_INIT;
	struct proc p;

	(void)state;
	strbuf_addchars(&in, 'x', 3000000);
	proc_init(&p);
	p.in = in.buf;
	p.in_len = in.len;
	sh(&p, "tee /dev/stderr");
	assert_int_equal(p.out.len, in.len);
	assert_int_equal(p.err_out.len, in.len);
	assert_memory_equal(p.out.buf, in.buf, in.len);
	proc_release(&p);
	/* A child that reads nothing must not end us by SIGPIPE. */
	proc_init(&p);
	p.in = in.buf;
	p.in_len = in.len;
	sh(&p, "exit 3");
	assert_int_equal(p.status, 3);
	proc_release(&p);
	/* A capped capture: the rest is read and dropped, the child ends. */
	proc_init(&p);
	p.in = in.buf;
	p.in_len = in.len;
	p.out_max = 1000;
	sh(&p, "cat; echo end >&2");
	assert_true(p.out.full);
	assert_true(p.out.len <= 1000);
	assert_string_equal(p.err_out.buf, "end\n");
	assert_int_equal(p.status, 0);
	proc_release(&p);
	strbuf_release(&in);
}

static void test_place(void **state)
{
	struct err err = ERR_INIT;
	struct proc p;

	(void)state;
	setenv("GITTASK_A", "a", 1);
	setenv("GITTASK_B", "b", 1);
	proc_init(&p);
	p.dir = "/";
	strvec_pushl(&p.env, "GITTASK_A", "GITTASK_B=c=d", "GITTASK_C=", NULL);
	sh(&p, "pwd; echo ${GITTASK_A-unset} $GITTASK_B ${GITTASK_C-unset}.");
	assert_string_equal(p.out.buf, "/\nunset c=d .\n");
	proc_release(&p);
	proc_init(&p);
	p.dir = "/no/such/dir";
	strvec_push(&p.argv, "true");
	assert_int_equal(proc_run(&p, &err), -1);
	assert_string_equal(err.msg, "cannot run 'true' in '/no/such/dir': "
			    "no such directory");
	proc_release(&p);
	proc_init(&p);
	strvec_push(&p.argv, "no-such-program-here");
	assert_int_equal(proc_run(&p, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_string_equal(err.msg, "cannot run 'no-such-program-here': "
			    "No such file or directory");
	proc_release(&p);
}

static void test_time_limit(void **state)
{
	int64_t start = now_ms();
	struct proc p;

	(void)state;
	proc_init(&p);
	p.timeout_ms = 100;
	sh(&p, "echo first; sleep 30 & wait");
	assert_true(p.timed_out);
	assert_int_equal(p.status, 128 + SIGTERM);
	assert_string_equal(p.out.buf, "first\n");
	assert_in_range(now_ms() - start, 90, 10000);
	proc_release(&p);
	/* Whoever ignores SIGTERM is killed, with his children. */
	start = now_ms();
	proc_init(&p);
	p.timeout_ms = 100;
	sh(&p, "trap '' TERM; echo on; sleep 30; sleep 30");
	assert_true(p.timed_out);
	assert_int_equal(p.status, 128 + SIGKILL);
	assert_in_range(now_ms() - start, 1000, 15000);
	proc_release(&p);
	proc_init(&p);
	p.timeout_ms = 30000;
	sh(&p, "exec >&- 2>&-; exit 4");
	assert_false(p.timed_out);
	assert_int_equal(p.status, 4);
	proc_release(&p);
}

/* A daemon that keeps our pipe does not keep us. */
static void test_left_behind(void **state)
{
	int64_t start = now_ms();
	struct proc p;
	int pid;

	(void)state;
	proc_init(&p);
	sh(&p, "sleep 30 & echo $!");
	pid = atoi(p.out.buf);
	assert_true(pid > 1);
	assert_in_range(now_ms() - start, 0, 10000);
	assert_int_equal(kill(pid, SIGKILL), 0);
	proc_release(&p);
}

/* No descriptor leaks into the child, none stays open here, no zombie. */
static void test_clean(void **state)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), after, i, flags;
	int want = 4;	/* 0, 1, 2 and the one that ls itself opens */
	struct proc p;

	(void)state;
	for (i = 3; i < 1024; i++) {
		flags = fcntl(i, F_GETFD);
		want += flags >= 0 && !(flags & FD_CLOEXEC);
	}
	for (i = 0; i < 20; i++) {
		proc_init(&p);
		p.in = "x";
		p.in_len = 1;
		sh(&p, "ls /dev/fd/ | wc -l");
		assert_int_equal(atoi(p.out.buf), want);
		proc_release(&p);
	}
	after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(after, fd + 1);
	close(after);
	close(fd);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* Works when our own standard descriptors are closed. */
static void test_closed_standard(void **state)
{
	int status;

	(void)state;
	fflush(stdout);
	if (!fork()) {
		struct proc p;

		close(0);
		close(1);
		proc_init(&p);
		p.in = "text";
		p.in_len = 4;
		strvec_push(&p.argv, "cat");
		_exit(proc_run(&p, NULL) || strcmp(p.out.buf, "text"));
	}
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
}

/* ---- limits ---- */

static const struct limit no_limit = { 0, 0, 0 };

static void test_limit(void **state)
{
	const struct limit l = { UINT64_C(300) << 20, 7, 5000 };
	struct err err = ERR_INIT;
	struct proc p;

	(void)state;
	proc_init(&p);
	p.limit = &l;
	sh(&p, "ulimit -c; ulimit -t; ulimit -f; read x || echo no input");
	assert_string_equal(p.out.buf, "0\n7\n9\nno input\n");
	assert_int_equal(p.status, 0);
	assert_true(p.seconds > 0 && p.seconds < 10);
	proc_release(&p);
	/* a file that grows too large: SIGXFSZ */
	proc_init(&p);
	p.limit = &l;
	sh(&p, "f=$(mktemp); dd if=/dev/zero of=$f bs=6000 count=2; "
	       "s=$?; rm $f; exit $s");
	assert_int_equal(p.status, 128 + SIGXFSZ);
	proc_release(&p);
	/* what can not be started says so, as without limits */
	proc_init(&p);
	p.limit = &l;
	strvec_push(&p.argv, "no-such-program-here");
	assert_int_equal(proc_run(&p, &err), -1);
	assert_string_equal(err.msg, "cannot run 'no-such-program-here': "
			    "No such file or directory");
	p.dir = "/no/such/dir";
	assert_int_equal(proc_run(&p, &err), -1);
	assert_non_null(strstr(err.msg, "no such directory"));
	proc_release(&p);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_memory_limit(void **state)
{
	const struct limit l = { UINT64_C(50) << 20, 0, 0 };
	struct proc p;

	(void)state;
	proc_init(&p);
	sh(&p, "dd if=/dev/zero of=/dev/null bs=80M count=1");
	assert_int_equal(p.status, 0);
	proc_release(&p);
	proc_init(&p);
	p.limit = &l;
	sh(&p, "dd if=/dev/zero of=/dev/null bs=80M count=1");
	assert_int_equal(p.status, 1);
	proc_release(&p);
}

static bool is_gone(const char *pid)
{
	struct timespec nap = { 0, 5000000 };
	int i;

	for (i = 0; i < 2000; i++) {
		if (kill(atoi(pid), 0) && errno == ESRCH)
			return true;
		nanosleep(&nap, NULL);
	}
	return false;
}

/* Nothing of a limited child's group lives on, at the limit or without it. */
static void test_group(void **state)
{
	struct proc p;

	(void)state;
	proc_init(&p);
	p.limit = &no_limit;
	sh(&p, "sleep 60 & echo $!; exit 3");
	assert_int_equal(p.status, 3);
	assert_false(p.timed_out);
	assert_true(is_gone(p.out.buf));
	proc_release(&p);
	proc_init(&p);
	p.limit = &no_limit;
	p.timeout_ms = 100;
	sh(&p, "trap '' TERM; sleep 60 & echo $!; wait; wait");
	assert_true(p.timed_out);
	assert_int_equal(p.status, 128 + SIGKILL);
	assert_true(is_gone(p.out.buf));
	proc_release(&p);
	/* one that is stopped hears SIGTERM all the same */
	proc_init(&p);
	p.limit = &no_limit;
	p.timeout_ms = 100;
	sh(&p, "trap 'echo heard; exit 9' TERM; kill -STOP $$; sleep 60");
	assert_true(p.timed_out);
	assert_int_equal(p.status, 9);
	assert_string_equal(p.out.buf, "heard\n");
	proc_release(&p);
}

/* A signal for us goes to the child; we live to tell. */
static void test_passed_on(void **state)
{
	struct proc p;
	char *script = xasprintf("trap 'echo heard; exit 6' TERM; kill %d; "
				 "while :; do sleep 0.01; done", (int)getpid());

	(void)state;
	proc_init(&p);
	p.limit = &no_limit;
	p.timeout_ms = 30000;
	sh(&p, script);
	assert_int_equal(p.caught, SIGTERM);
	assert_int_equal(p.status, 6);
	assert_string_equal(p.out.buf, "heard\n");
	assert_false(p.timed_out);
	proc_release(&p);
	free(script);
}

static void count(int fd, const char *data, size_t len, void *arg)
{
	size_t *n = arg;

	assert_non_null(data);
	n[fd] += len;
}

static void test_sink_and_copy(void **state)
{
	size_t n[3] = { 0, 0, 0 };
	struct proc p, cat;
	int fds[2];

	(void)state;
	proc_init(&p);
	p.sink = count;
	p.sink_arg = n;
	p.clean_env = true;
	strvec_push(&p.env, "ONLY=this");
	sh(&p, "yes | head -c 100000; /usr/bin/env >&2");
	assert_int_equal(n[1], 100000);
	assert_true(n[2] >= 10 && n[2] < 200);
	assert_int_equal(p.out.len, 0);
	proc_release(&p);
	/* the reader of the copy goes away: so does the child's */
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	proc_init(&p);
	p.copy_out = fds[1];
	sh(&p, "exec yes");
	assert_int_equal(p.status, 128 + SIGPIPE);
	assert_int_equal(p.copy_errno, EPIPE);
	proc_release(&p);
	close(fds[1]);
	/* a reader that never reads does not stop the clock */
	assert_int_equal(pipe(fds), 0);
	proc_init(&cat);
	cat.copy_out = fds[1];
	cat.timeout_ms = 200;
	sh(&cat, "exec yes");
	assert_true(cat.timed_out);
	proc_release(&cat);
	close(fds[0]);
	close(fds[1]);
}

static void test_on_path(void **state)
{
	(void)state;
	assert_true(proc_on_path("sh"));
	assert_true(proc_on_path("/bin/sh"));
	assert_false(proc_on_path("/bin"));
	assert_false(proc_on_path("no-such-program-here"));
}

/* In a child, which is then that program: its status is what we get. */
static void test_become(void **state)
{
	struct proc p;
	int status;
	pid_t pid;

	(void)state;
	proc_init(&p);
	strvec_pushl(&p.argv, "sh", "-c", "test $PPID = \"$0\" && exit 5",
		     NULL);
	strvec_push(&p.argv, "");
	free(p.argv.v[3]);
	p.argv.v[3] = xasprintf("%ld", (long)getpid());
	pid = fork();
	if (!pid) {
		proc_become(&p, NULL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 5);
	proc_release(&p);
}

/* Nothing happened when there is no such program. */
static void test_become_nothing(void **state)
{
	struct err err = ERR_INIT;
	struct proc p;

	(void)state;
	proc_init(&p);
	strvec_push(&p.argv, "/no/such/program");
	assert_int_equal(proc_become(&p, &err), -1);
	assert_non_null(strstr(err.msg, "cannot run '/no/such/program'"));
	proc_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_time_limit),
		cmocka_unit_test(test_left_behind),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_closed_standard),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_memory_limit),
		cmocka_unit_test(test_group),
		cmocka_unit_test(test_passed_on),
		cmocka_unit_test(test_sink_and_copy),
		cmocka_unit_test(test_on_path),
		cmocka_unit_test(test_become),
		cmocka_unit_test(test_become_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
