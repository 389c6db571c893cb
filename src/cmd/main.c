/*
 * main.c - the program.
 */
#include "base/base.h"

#include <fcntl.h>

#include "base/file.h"
#include "data/when.h"
#include "front/cmd.h"
#include "front/out.h"
#include "cmd/cmds.h"

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

int main(int argc, char **argv)
{
	struct clock clock = clock_from_env();
	struct out out;
	struct ctx ctx = { .out = &out, .clock = &clock, .table = cmd_table };
	int status;

	fill_standard_streams();
	out_init(&out);
	ctx.tm = argc > 0 && !strcmp(path_basename(argv[0]), "tm");
	status = cmd_main(&ctx, argc, argv);
	out_release(&out);
	return status;
}
