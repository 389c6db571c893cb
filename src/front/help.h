/*
 * help.h - showing help: -h, --help, `help`.
 */
#ifndef FRONT_HELP_H
#define FRONT_HELP_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "front/cmd.h"

/*
 * Help about what `name` names: a command, the first word of several ("prd"), or
 * NULL for the list of commands.  On a terminal and with `manual` the man
 * page when it is installed, else the generated text.  ERR_USAGE: no such
 * command, with did-you-mean.
 */
int help_show(struct ctx *ctx, const char *name, bool manual,
	      struct err *err);
/* "'x' is not a git-task command, did you mean 'y'?": returns -1. */
int help_unknown(const struct ctx *ctx, const char *typed, struct err *err);
/* The words that can follow `word`: "add, rm or list". */
void help_family_words(struct strbuf *out, const struct cmd *const *table,
		       const char *word);
/* Is `word` the first word of a row with two words? */
bool help_is_family(const struct cmd *const *table, const char *word);

#endif
