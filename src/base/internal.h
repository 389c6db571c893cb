/*
 * internal.h - what the files about children (proc.c, spawn.c, talk.c) share.
 */
#ifndef BASE_INTERNAL_H
#define BASE_INTERNAL_H

#include <signal.h>

#include "base/base.h"
#include "base/proc.h"

#define PROC_CHUNK 16384

enum { IN, OUT, ERR, NR_PIPES };

/* Output on its way to the place where it is copied to. */
struct copy {
	int fd;			/* -1: nowhere */
	size_t len, done;
	char buf[PROC_CHUNK];
};

/* What one run keeps beside the caller's struct. */
struct run {
	struct proc *p;
	pid_t pid;
	int ours[NR_PIPES], theirs[NR_PIPES];
	size_t written;
	bool group;	/* the child leads a process group of its own */
	bool exited;
	bool running;	/* the number is still the child's */
	int wait_status;
	int64_t started, ended;	/* microseconds */
	int64_t deadline;	/* 0: none */
	bool terminated, killed;
	sigset_t old_mask;	/* with limits: before ours */
	struct copy copies[NR_PIPES];
};

/* Closes it, sets it to -1 and leaves errno as it is; -1 is fine. */
void proc_close(int *fd);

/* The pipes that r->p asks for, none of them 0, 1 or 2: 0, or -1 and errno. */
int proc_open_pipes(struct run *r);

/*
 * Starts r->p with those pipes, below a minder when it has limits.  0, or the errno
 * that says why there is no child.
 */
int proc_spawn(struct run *r);

/*
 * proc_run in parts, for who does something between them: begin (always first),
 * start (0, or -1 and the sentence; begins no child then), finish (waits, fills the
 * results; -1 when waiting failed) and the release of what is left open.
 */
void proc_begin(struct run *r, struct proc *p);
int proc_start(struct run *r, struct err *err);
int proc_finish(struct run *r, struct err *err);
void proc_release_pipes(struct run *r);
/* Takes what is to be read from pipe i (OUT, ERR) now; at its end it is closed. */
void proc_drain(struct run *r, int i);
/* Says what was run and how it ended (`ret`: of proc_start or proc_finish) where that
 * is traced. */
void proc_trace(const struct run *r, int ret);

#endif
