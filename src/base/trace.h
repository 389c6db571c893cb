/*
 * trace.h - what the program does and how long it takes, a line each, for whoever
 * looks for a fault.
 *
 * Two variables switch it on, and nothing else does:
 *
 *	GIT_TASK_TRACE	1, 2 or true: standard error; 3 to 9: that descriptor; a path
 *			that begins with /: added to that file (made with mode 0600).
 *			Everything else, as 0, false and empty, is off.
 *	TASK_ORCHESTRATOR_LOG_LEVEL	debug, info, warn (warning), error: from this
 *			level on, on standard error unless GIT_TASK_TRACE says where.
 *			Without it GIT_TASK_TRACE shows all.
 *
 * A line is "<time, UTC> <process> <level> <what>: <text>".  Texts of tasks, values
 * of options, keys, passwords in addresses and bodies of requests are never in one.
 * Nothing is kept between calls; when it is off a call costs two looks at the
 * environment.  A line that can not be written is lost, and nobody waits for it.
 */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"

#define TRACE_WHERE "GIT_TASK_TRACE"
#define TRACE_LEVEL "TASK_ORCHESTRATOR_LOG_LEVEL"

enum trace_level { TRACE_DEBUG, TRACE_INFO, TRACE_WARN, TRACE_ERROR };

/* Would a line of this level be written? */
bool trace_on(enum trace_level level);
/* ... and somewhere else than on standard error, where people see what is warned
 * about anyway? */
bool trace_elsewhere(enum trace_level level);
/* A line; `what` is one word: "command", "child", "write".  Control characters
 * become '?', a long line is cut. */
void trace_f(enum trace_level level, const char *what, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* A sentence for the user; of "..., not '<what was given>'" without what was given. */
void trace_said(enum trace_level level, const char *what, const char *text);
/* Microseconds of a clock that only goes on. */
int64_t trace_now(void);
/*
 * The arguments of a child as a line may show them: passwords in addresses become
 * ***, of "-c <name>=<value>", of a setting that is written and of what looks like a
 * text only the beginning is there.
 */
void trace_argv(struct strbuf *out, const struct strvec *argv);
/* What is wrong with the two variables, as a sentence; caller frees.  NULL: nothing. */
char *trace_problem(void);

#endif
