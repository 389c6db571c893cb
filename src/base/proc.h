/*
 * proc.h - children: argv only, never a shell; bounded output and time.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"

struct proc {
	struct strvec argv;
	struct strvec env;	/* "NAME=value" sets, "NAME" unsets */
	const char *dir;	/* working directory, NULL: ours (borrowed) */
	const char *in;		/* standard input (borrowed), NULL: /dev/null */
	size_t in_len;
	bool inherit_in;	/* the terminal's input (editor, pager) */
	bool inherit_out;	/* stdout is ours instead of captured */
	bool inherit_err;	/* stderr is ours instead of captured */
	int timeout_ms;		/* 0: none; then SIGTERM, SIGKILL after 1 s */
	size_t out_max;		/* cap of each capture, 0: 64 MiB */
	/* results */
	struct strbuf out, err_out;
	int status;		/* exit status; 128 + n after signal n */
	bool timed_out;
};

void proc_init(struct proc *p);
void proc_release(struct proc *p);
/*
 * Runs to the end.  Returns 0 when the child ran (look at status), -1 when it
 * could not be started: ERR_FAILED, "cannot run 'git': ...".
 */
int proc_run(struct proc *p, struct err *err);
/* Is there a program of that name on PATH? */
bool proc_on_path(const char *name);

#endif
