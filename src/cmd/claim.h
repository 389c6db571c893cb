/*
 * claim.h - what `claim` and `next --claim` share.
 */
#ifndef CMD_CLAIM_H
#define CMD_CLAIM_H

#include "base/base.h"
#include "front/cmd.h"

/* --lease, else task.lease, in seconds; 0 when neither is set.  ERR_INVALID
 * for less than a second. */
int claim_lease(double *out, struct ctx *ctx, const struct args *args,
		struct err *err);

#endif
