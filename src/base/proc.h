/*
 * proc.h - children: argv only, never a shell; bounded output and time.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include "base/base.h"
#include "base/err.h"
#include "base/limit.h"
#include "base/strbuf.h"
#include "base/strvec.h"

/*
 * A child with limits (`limit` not NULL) is treated as a stranger: it leads a
 * session and a process group of its own, without a controlling terminal, under
 * a minder (minder.h); SIGINT, SIGTERM, SIGHUP and SIGQUIT that come for us
 * meanwhile are passed on to the group (SIGKILL a second later, or at the second
 * one) and kept in `caught` instead of ending us; when the child has ended, what
 * is left of its family is killed, on Linux also what went into a session of its
 * own, and so it is when we are killed.  With clean_env, too, nobody but root
 * reads what it was not given in /proc/<number>/environ of its ancestors up to
 * us; those above us are not ours to hide.
 */
struct proc {
	struct strvec argv;
	struct strvec env;	/* "NAME=value" sets, "NAME" unsets */
	bool clean_env;		/* env is the whole environment */
	const char *dir;	/* working directory, NULL: ours (borrowed) */
	const char *in;		/* standard input (borrowed), NULL: /dev/null */
	size_t in_len;
	bool sealed;		/* with limits: no descriptor but the standard
				 * three, and none of the session's keys
				 * (keyrings(7)) */
	bool inherit_in;	/* the terminal's input (editor, pager) */
	bool inherit_out;	/* stdout is ours instead of captured */
	bool inherit_err;	/* stderr is ours instead of captured */
	int timeout_ms;		/* 0: none; then SIGTERM, SIGKILL after 1 s */
	size_t out_max;		/* cap of each capture, 0: 64 MiB */
	const struct limit *limit;	/* NULL: none (borrowed) */
	char *refused;		/* why it is not to be started (owned), or NULL: all
				 * that start it return that, ERR_FATAL */
	/* each chunk of output instead of the capture; fd is 1 or 2 */
	void (*sink)(int fd, const char *data, size_t len, void *data_arg);
	void *sink_arg;
	/*
	 * Where output is copied to while it comes, 0: nowhere.  A reader that
	 * does not read holds up the child, but not the time limit; one that is
	 * gone closes the child's pipe, as if the two were connected.
	 */
	int copy_out, copy_err;
	/* results */
	struct strbuf out, err_out;
	int status;		/* exit status; 128 + n after signal n */
	bool timed_out;
	int caught;		/* the signal that was for us, 0: none */
	int copy_errno;		/* why copy_out could not be written, 0: was */
	double seconds;		/* from the start to the end of the child */
};

void proc_init(struct proc *p);
void proc_release(struct proc *p);
/*
 * Runs to the end.  Returns 0 when the child ran (look at status), -1 when it
 * could not be started: ERR_FAILED, "cannot run 'git': ...".
 */
int proc_run(struct proc *p, struct err *err);
/*
 * Starts it and does not wait: a browser.  It has our output, no input and a process
 * group of its own; what becomes of it is its own business.  In and limits do not
 * apply.  Errors as of proc_run.
 */
int proc_leave(struct proc *p, struct err *err);

/*
 * This process goes on as that program, with our directory, streams and environment
 * (only `argv` counts).  Returns only when that can not be: -1, ERR_FAILED, as of
 * proc_run.
 */
int proc_become(struct proc *p, struct err *err);

/*
 * A child that answers one request after the other (`git cat-file --batch`): its
 * argv, env and dir are those of `p`, which belongs to the talk until its end.
 * ERR_FAILED with what the child said on stderr when it has gone, or when it
 * says more than p->out_max without being asked; end the talk then.
 */
struct proc_talk;
int proc_talk_start(struct proc_talk **out, struct proc *p, struct err *err);
int proc_talk_write(struct proc_talk *t, const void *data, size_t len,
		    struct err *err);
/* The next `len` bytes, or the next line without its end; `out` is replaced. */
int proc_talk_read(struct strbuf *out, struct proc_talk *t, size_t len,
		   struct err *err);
int proc_talk_line(struct strbuf *out, struct proc_talk *t, struct err *err);
/* Closes the child's input and waits for it; NULL is fine.  p->status is set. */
void proc_talk_end(struct proc_talk *t);

/* Is there a program of that name on PATH? */
bool proc_on_path(const char *name);
/* Our environment as it is, "NAME=value" each, ends with NULL (borrowed). */
char *const *proc_environ(void);

#endif
