/*
 * prdassist.h - `prd parse --assist`.
 */
#ifndef CMD_CHANGE_PRDASSIST_H
#define CMD_CHANGE_PRDASSIST_H

#include "base/base.h"
#include "base/err.h"
#include "front/cmd.h"

/* Has a language model draft a document out of the prose of `args`' file, prints it,
 * and makes no tasks; `name` is what the document is called. */
int prdassist(struct ctx *ctx, const struct args *args, const char *name,
	      struct err *err);

#endif
