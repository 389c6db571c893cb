/*
 * hookrun.h - what each Git hook does.
 */
#ifndef CMD_HOOK_HOOKRUN_H
#define CMD_HOOK_HOOKRUN_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "front/cmd.h"
#include "model/task.h"

/*
 * Runs the hook with Git's arguments.  0: done (also when there was nothing to
 * do); 1: commit-msg in strict mode refuses; -1: failed, `err` says why.  Never
 * uses the network.
 */
int hookrun(struct ctx *ctx, const char *event, const struct strvec *args,
	    struct err *err);

/* From here on the process ends after 2 seconds, with status 0 and a message that
 * says how to catch up: with what Git did, or with what an agent did. */
void hookrun_limit(bool agent);

/*
 * A linking_gate (`data` is the struct ctx): a commit completes a task only when
 * none of its success criteria is unmet, and with task.criteria.strict none
 * undetermined.
 */
bool hookrun_gate(const struct task *t, struct strbuf *why, void *data);

/* The documents named by task.prd.path: what the staged ones would change is
 * told, ... */
int hookrun_prd_staged(struct ctx *ctx, struct err *err);
/* ... and those of HEAD's commit are applied, as `prd parse` does. */
int hookrun_prd_commit(struct ctx *ctx, struct err *err);

#endif
