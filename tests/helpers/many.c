/*
 * many.c - runs many command lines of git-task from one process.
 *
 * Each line of the standard input is a key and the arguments, separated by tabs.
 * For each a child (forked, not started anew: no linking, no loading) runs it as
 * the program would, with nothing to read and 20 seconds to live, and one line is
 * printed, separated by tabs: exit status (128 and the signal's number), bytes on
 * stdout, lines on stderr, the key, the first line on stderr.
 */
#include "base/base.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strvec.h"
#include "data/when.h"
#include "front/cmd.h"
#include "front/out.h"
#include "cmd/kit/commands.h"
#include "cmd/kit/wordcheck.h"

static int child(int out_fd, int err_fd, int argc, char **argv)
{
	struct clock clock = clock_from_env();
	struct out out;
	struct ctx ctx = { .out = &out, .clock = &clock, .table = cmd_table,
			   .check = words_check };
	int none = open("/dev/null", O_RDONLY);
	int status;

	alarm(20);
	if (none < 0 || dup2(none, 0) < 0 || dup2(out_fd, 1) < 0 ||
	    dup2(err_fd, 2) < 0)
		return 99;
	close(none);
	close(out_fd);
	close(err_fd);
	out_init(&out);
	status = cmd_main(&ctx, argc, argv);
	out_release(&out);
	return status;
}

static int run(int out_fd, int err_fd, int argc, char **argv)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return 99;
	if (!pid)
		exit(child(out_fd, err_fd, argc, argv));
	if (waitpid(pid, &status, 0) != pid)
		return 99;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
		128 + WTERMSIG(status);
}

static void report(int status, FILE *out, FILE *err, const char *key)
{
	char first[400] = "", *line = NULL;
	size_t room = 0, nr = 0;

	rewind(err);
	for (; getline(&line, &room, err) > 0; nr++)
		if (!nr)
			snprintf(first, sizeof(first), "%.*s",
				 (int)strcspn(line, "\n"), line);
	free(line);
	printf("%d\t%ld\t%zu\t%s\t%s\n", status, (long)lseek(fileno(out), 0,
	       SEEK_END), nr, key, first);
	fflush(stdout);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		struct strvec argv = STRVEC_INIT;
		FILE *out = tmpfile(), *err = tmpfile();
		char *at = line, *tab;

		line[strcspn(line, "\n")] = '\0';
		for (; (tab = strchr(at, '\t')); at = tab + 1)
			strvec_push_len(&argv, at, (size_t)(tab - at));
		strvec_push(&argv, at);
		if (!out || !err || argv.nr < 2)
			return 99;
		at = argv.v[0];
		argv.v[0] = xstrdup("git-task");
		report(run(fileno(out), fileno(err), (int)argv.nr, argv.v),
		       out, err, at);
		free(at);
		fclose(out);
		fclose(err);
		strvec_clear(&argv);
	}
	free(line);
	return 0;
}
