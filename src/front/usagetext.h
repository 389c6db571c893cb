/*
 * usagetext.h - pieces of help that -h, manual and completion share.
 */
#ifndef FRONT_USAGETEXT_H
#define FRONT_USAGETEXT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "front/cmd.h"

/* Groups of commands, in the order of the help; an unknown group is the last. */
size_t usage_nr_groups(void);
/* What struct cmd's `group` says, and the words for people; i < nr. */
const char *usage_group_name(size_t i);
const char *usage_group_title(size_t i);
size_t usage_group_of(const struct cmd *cmd);	/* its number */

/* Appends "add [<options>] <title>": no program name, no line end. */
void usage_synopsis(struct strbuf *out, const struct cmd *cmd);
/* Appends "-p, --priority <priority>", or "<id>" for a positional. */
void usage_option_names(struct strbuf *out, const struct opt *o);
/* Appends its help with the accepted values, range, repetition and other name, as
 * one line without a full stop. */
void usage_option_help(struct strbuf *out, const struct opt *o);
/* Not hidden? */
bool usage_shows(const struct opt *o);

#endif
