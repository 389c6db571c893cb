/*
 * main.c - the program.
 */
#include "base/base.h"

#include <fcntl.h>
#include <signal.h>

#include "base/file.h"
#include "base/strvec.h"
#include "base/torn.h"
#include "data/when.h"
#include "feat/project/hooks.h"
#include "feat/project/quiet.h"
#include "front/cmd.h"
#include "front/out.h"
#include "cmd/kit/commands.h"
#include "cmd/run/rowcheck.h"

/*
 * A closed standard stream must not become the number of a file that we open:
 * output would go into it.
 */
static void fill_standard_streams(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* No death without a word: a file that is cut, a limit of file sizes. */
static void tame_signals(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	torn_survive();
	sigaction(SIGXFSZ, &ignore, NULL);
}

/*
 * Git has started the program by a link under a hook's name (feat/project/hooks.h
 * says which hooks): no shell stands between, and nothing may come of a failure.
 */
static int run_as_hook(struct ctx *ctx, const char *event, int argc,
		       char **argv)
{
	struct strvec all = STRVEC_INIT;

	if (!quiet_hook(event, argv + 1)) {
		strvec_pushl(&all, "git-task", "hook", event, "--", NULL);
		for (int i = 1; i < argc; i++)
			strvec_push(&all, argv[i]);
		cmd_main(ctx, (int)all.nr, all.v);
	}
	strvec_clear(&all);
	return 0;
}

int main(int argc, char **argv)
{
	struct clock clock = clock_from_env();
	struct out out;
	struct ctx ctx = { .out = &out, .clock = &clock, .table = cmd_table,
			   .subscribers = cmd_subscribers,
			   .check = rows_check };
	const char *name = argc > 0 ? path_basename(argv[0]) : "";
	int status;

	fill_standard_streams();
	tame_signals();
	out_init(&out);
	ctx.tm = !strcmp(name, "tm");
	status = hooks_is_event(name) ? run_as_hook(&ctx, name, argc, argv) :
		cmd_main(&ctx, argc, argv);
	out_release(&out);
	return status;
}
