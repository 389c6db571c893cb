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
const char *usage_group_name(size_t i);
const char *usage_group_title(size_t i);
size_t usage_group_of(const struct cmd *cmd);

/* "add [<options>] <title>" */
void usage_synopsis(struct strbuf *out, const struct cmd *cmd);
/* "-p, --priority <priority>" or "<id>" */
void usage_option_names(struct strbuf *out, const struct opt *o);
/* Its help with the accepted values, range, repetition and other name. */
void usage_option_help(struct strbuf *out, const struct opt *o);
/* Not hidden? */
bool usage_shows(const struct opt *o);

#endif
