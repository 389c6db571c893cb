/*
 * usage.h - texts made from the command table: -h, the list of commands, the man
 * page's synopsis and options, shell completion, JSON Schema of arguments.
 */
#ifndef FRONT_USAGE_H
#define FRONT_USAGE_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "front/cmd.h"

void usage_help(struct strbuf *out, const struct cmd *cmd, bool tm);
void usage_overview(struct strbuf *out, const struct cmd *const *table,
		    bool tm);
/* mdoc-free man(7): .SH SYNOPSIS and .SH OPTIONS of the command. */
void usage_man(struct strbuf *out, const struct cmd *cmd);
/* shell: "bash", "zsh" or "fish". */
int usage_completion(struct strbuf *out, const struct cmd *const *table,
		     const char *shell);
struct json *usage_schema(const struct cmd *cmd);
/* Did you mean?  Closest command name, or NULL. */
const char *usage_closest(const struct cmd *const *table, const char *typed);

#endif
