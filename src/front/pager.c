/*
 * pager.c - sending stdout through the user's pager.
 */
#include "base/base.h"
#include "front/out.h"

#include <signal.h>
#include <sys/wait.h>

/* In the child: stdin is the pipe; the command is run as Git runs it. */
static void NORETURN exec_pager(const char *pager, int fd)
{
	if (dup2(fd, STDIN_FILENO) < 0)
		_exit(127);
	close(fd);
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	if (strpbrk(pager, "|&;<>()$`\\\"' \t\n*?[#~=%"))
		execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
	else
		execlp(pager, pager, (char *)NULL);
	_exit(127);
}

void out_pager_start(struct out *o, const char *pager)
{
	int fd[2];
	pid_t pid;

	if (!o->fd_out || o->pager || !pager || !*pager ||
	    !strcmp(pager, "cat") || pipe(fd) < 0)
		return;
	out_flush(o);
	pid = fork();
	if (!pid) {
		close(fd[1]);
		exec_pager(pager, fd[0]);
	}
	close(fd[0]);
	if (pid > 0) {
		dup2(fd[1], STDOUT_FILENO);
		if (o->err_tty)
			dup2(fd[1], STDERR_FILENO);
		o->pager = pid;
		/* the reader may leave early: that is no error */
		signal(SIGPIPE, SIG_IGN);
	}
	close(fd[1]);
}

void out_pager_end(struct out *o)
{
	int status;

	out_flush(o);
	if (!o->pager)
		return;
	if (o->error == EPIPE)
		o->failed = false;
	signal(SIGINT, SIG_IGN);
	close(STDOUT_FILENO);
	if (o->err_tty)
		close(STDERR_FILENO);
	while (waitpid((pid_t)o->pager, &status, 0) < 0 && errno == EINTR)
		;
	signal(SIGINT, SIG_DFL);
	o->pager = 0;
	o->fd_out = o->fd_err = NULL;
}
