/*
 * tool-words.c - what rows say in words of the command line, in those of tools.
 *
 * A row does not know who runs it.  What stands here is as long as needed so that no
 * text of a task is taken for it.
 */
#include "base/base.h"
#include "cmd/tool/tool.h"

const char *const tool_words[][2] = {
	{ "not found; 'git task list --all' shows what there is",
	  "not found; list_tasks with status all shows what there is" },
	{ "not found; 'git task session start' makes one",
	  "not found; log_session_start makes one" },
	{ "'; 'git task recall' lists them", "'; recall lists them" },
	{ "no number of tokens is given: --input, --output, ...",
	  "no number of tokens is given: inputTokens, outputTokens, ..." },
	{ "git remote add origin <url>', or leave out --sync",
	  "git remote add origin <url>', or leave out sync" },
	{ "'standard input' does not read like",
	  "the content does not read like" },
	{ " ('git task prd show -' lists them)",
	  "; a lower confidence_threshold takes more" },
	{ "(--with-parts completes them, too; see 'git task list under:",
	  "(list_tasks shows them: query 'under:" },
	{ "(--with-parts cancels them, too; see 'git task list under:",
	  "(list_tasks shows them: query 'under:" },
	{ " (--with-parts completes it, too)", "" },
	{ " (--with-parts cancels it, too)", "" },
	{ "completion-summaries disabled; --summary ignored",
	  "completion-summaries disabled; reason ignored" },
	{ "time-tracking disabled; --actual-hours ignored",
	  "time-tracking disabled; actual_hours ignored" },
	{ "which model? --model <name>,", "which model? model," },
	{ NULL, NULL }
};
