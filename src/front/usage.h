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

/* "usage: git task add [<options>] <title>", summary, its own options. */
void usage_help(struct strbuf *out, const struct cmd *cmd, bool tm);
/* The options of every command; without those letters that `cmd` (may be NULL)
 * uses for options of its own. */
void usage_common(struct strbuf *out, const struct cmd *cmd);
/* All commands by group, one line each. */
void usage_overview(struct strbuf *out, const struct cmd *const *table,
		    bool tm);
/*
 * A whole man(7) page: NAME, SYNOPSIS, DESCRIPTION, OPTIONS, EXIT STATUS, SEE
 * ALSO.  `page` is "git-task" (the list of all commands) or "git-task-<word>":
 * all commands whose first word it is.  -1: no such page.
 */
int usage_man(struct strbuf *out, const struct cmd *const *table,
	      const char *page);
/* Names of all pages, in order. */
void usage_pages(struct strvec *out, const struct cmd *const *table);
/* shell: "bash", "zsh" or "fish"; another: -1. */
int usage_completion(struct strbuf *out, const struct cmd *const *table,
		     const char *shell);
/* JSON Schema (draft 2020-12) of the object args_parse_json takes; names with
 * '_' instead of '-'. */
struct json *usage_schema(const struct cmd *cmd);
/* The same as short as it can be, for models that read it: no patterns, no
 * lengths, one type an argument (a priority is a number, an id a string). */
struct json *usage_tool_schema(const struct cmd *cmd);
/* The whole table as data: what help, manual and completion are made from. */
struct json *usage_dump(const struct cmd *const *table);
/* Did you mean?  Closest command name, or NULL. */
const char *usage_closest(const struct cmd *const *table, const char *typed);

#endif
