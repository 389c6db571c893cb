/*
 * man.c - manual pages in man(7) macros, from the command table.
 *
 * No date and no version go into a page, so that the same table always gives
 * the same bytes.
 */
#include "base/base.h"
#include "front/usage.h"

#include <ctype.h>

#include "front/usagetext.h"

/* Text inside a line: backslash, hyphen and quote kept literal. */
static void roff(struct strbuf *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		switch (s[i]) {
		case '\\':
			strbuf_addstr(out, "\\e");
			break;
		case '-':
			strbuf_addstr(out, "\\-");
			break;
		case '\'':
			strbuf_addstr(out, "\\(aq");
			break;
		case '`':
			strbuf_addstr(out, "\\(ga");
			break;
		case '^':
			strbuf_addstr(out, "\\(ha");
			break;
		case '~':
			strbuf_addstr(out, "\\(ti");
			break;
		default:
			strbuf_addch(out, s[i]);
		}
	}
}

/* A whole line of text; a dot at its start is no request. */
static void roff_line(struct strbuf *out, const char *s, size_t len)
{
	if (len && *s == '.')
		strbuf_addstr(out, "\\&");
	roff(out, s, len);
	strbuf_addch(out, '\n');
}

static void roff_str(struct strbuf *out, const char *s)
{
	roff(out, s, strlen(s));
}

/* Paragraphs; lines that begin with a tab are examples, kept as they are. */
static void roff_text(struct strbuf *out, const char *text)
{
	bool example = false, blank = false;

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (*text == '\t' && !example) {
			strbuf_addstr(out, ".PP\n.RS 4\n.nf\n");
		} else if (*text != '\t' && example && n) {
			strbuf_addstr(out, ".fi\n.RE\n.PP\n");
		} else if (n && blank) {
			strbuf_addstr(out, example ? "\n" : ".PP\n");
		}
		if (n) {
			example = *text == '\t';
			roff_line(out, text + example, n - example);
		}
		blank = !n;
		text += n + (text[n] == '\n');
	}
	if (example)
		strbuf_addstr(out, ".fi\n.RE\n");
}

static void man_option(struct strbuf *out, const struct opt *o)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(out, ".TP\n.B ");
	usage_option_names(&sb, o);
	roff_line(out, sb.buf, sb.len);
	strbuf_reset(&sb);
	usage_option_help(&sb, o);
	strbuf_addch(&sb, '.');
	if (sb.len > 1)
		sb.buf[0] = (char)toupper((unsigned char)sb.buf[0]);
	roff_line(out, sb.buf, sb.len);
	strbuf_release(&sb);
}

static void man_options(struct strbuf *out, const struct opt *opts)
{
	int pos;

	for (pos = 1; pos >= 0; pos--) {
		const struct opt *o;

		for (o = opts; o && o->name; o++)
			if (usage_shows(o) && !!(o->flags & OPT_POS) == pos)
				man_option(out, o);
	}
}

static bool on_page(const struct cmd *cmd, const char *word)
{
	size_t len = strlen(word);

	return !(cmd->needs & HIDDEN) && !strncmp(cmd->name, word, len) &&
	       (!cmd->name[len] || cmd->name[len] == ' ');
}

static void man_title(struct strbuf *out, const char *page)
{
	const char *p;

	strbuf_addstr(out, ".\\\" made by 'git-task help --man', do not edit\n"
		      ".TH ");
	for (p = page; *p; p++) {
		char c = (char)toupper((unsigned char)*p);

		roff(out, &c, 1);
	}
	strbuf_addstr(out, " 1 \"\" git\\-task \"git\\-task manual\"\n"
		      ".SH NAME\n");
	roff_str(out, page);
	strbuf_addstr(out, " \\- ");
}

static void man_synopsis(struct strbuf *out, const struct cmd *cmd)
{
	struct strbuf sb = STRBUF_INIT;
	const char *rest;

	usage_synopsis(&sb, cmd);
	rest = sb.buf + strlen(cmd->name);
	strbuf_addstr(out, "\\fBgit task ");
	roff_str(out, cmd->name);
	strbuf_addstr(out, "\\fR");
	roff_str(out, rest);
	strbuf_addch(out, '\n');
	strbuf_release(&sb);
}

static void man_command(struct strbuf *out, const struct cmd *cmd, bool alone)
{
	struct strbuf sb = STRBUF_INIT;

	if (!alone) {
		strbuf_addstr(out, ".SS git task ");
		roff_line(out, cmd->name, strlen(cmd->name));
	}
	strbuf_addstr(&sb, cmd->summary);
	strbuf_addch(&sb, '.');
	sb.buf[0] = (char)toupper((unsigned char)sb.buf[0]);
	roff_line(out, sb.buf, sb.len);
	if (cmd->alias) {
		strbuf_reset(&sb);
		strbuf_addreplace(&sb, cmd->alias, "|", ", ");
		strbuf_insert(&sb, 0, "Also called: ", 13);
		strbuf_addstr(&sb, ".");
		roff_line(out, sb.buf, sb.len);
	}
	if (cmd->detail) {
		strbuf_addstr(out, ".PP\n");
		roff_text(out, cmd->detail);
	}
	strbuf_release(&sb);
}

/* Does a command of the page use this letter for an option of its own? */
static bool takes_letter(const struct cmd *const *table, const char *word,
			 char letter)
{
	const struct opt *o;

	for (; *table; table++)
		for (o = (*table)->opts; o && o->name && on_page(*table, word);
		     o++)
			if (o->letter == letter)
				return true;
	return false;
}

/* `word`: the commands of the page, NULL for the page about all of them. */
static void man_common(struct strbuf *out, const struct cmd *const *table,
		       const char *word)
{
	const struct opt *o;

	strbuf_addstr(out, ".SS Options of every command\n");
	for (o = common_opts; o->name; o++) {
		struct opt seen = *o;

		if (word && o->letter && takes_letter(table, word, o->letter))
			seen.letter = 0;
		if (usage_shows(o))
			man_option(out, &seen);
	}
	strbuf_addstr(out,
		".TP\n.B \\-h, \\-\\-help\n"
		"Show the options; with \\-\\-help on a terminal the manual "
		"page.\n");
}

static void man_tail(struct strbuf *out, const struct cmd *const *table,
		     const char *page)
{
	struct strvec pages = STRVEC_INIT;
	size_t i;

	strbuf_addstr(out,
		".SH EXIT STATUS\n"
		".TP\n.B 0\nDone.\n"
		".TP\n.B 1\nRefused or failed; the reason is on stderr.\n"
		".TP\n.B 2\nNo such task, or the id is ambiguous.\n"
		".TP\n.B 128\nNo repository, or its task store is broken.\n"
		".TP\n.B 129\nWrong usage: an option, an argument or a value of which the command "
		"line alone says that it is wrong. Nothing was read.\n"
		".SH SEE ALSO\n");
	if (str_eq(page, "git-task")) {
		usage_pages(&pages, table);
		strvec_sort(&pages);
	} else {
		strvec_push(&pages, "git-task");
		strvec_push(&pages, page);
	}
	for (i = 0; i < pages.nr; i++) {
		if (str_eq(pages.v[i], page))
			continue;
		strbuf_addstr(out, ".BR ");
		roff_str(out, pages.v[i]);
		strbuf_addstr(out, " (1),\n");
	}
	strbuf_addstr(out, ".BR git\\-task\\-formats (5),\n"
		      ".BR git (1)\n");
	strvec_clear(&pages);
}

static int man_family(struct strbuf *out, const struct cmd *const *table,
		      const char *page, const char *word)
{
	const struct cmd *const *c;
	const struct cmd *first = NULL;
	size_t nr = 0;

	for (c = table; *c; c++) {
		if (!on_page(*c, word))
			continue;
		if (!nr++)
			first = *c;
		if (!strcmp((*c)->name, word))
			first = *c;
	}
	if (!nr)
		return -1;
	man_title(out, page);
	roff_str(out, first->summary);
	strbuf_addstr(out, "\n.SH SYNOPSIS\n.nf\n");
	for (c = table; *c; c++)
		if (on_page(*c, word))
			man_synopsis(out, *c);
	strbuf_addstr(out, ".fi\n.SH DESCRIPTION\n");
	for (c = table; *c; c++)
		if (on_page(*c, word))
			man_command(out, *c, nr == 1);
	strbuf_addstr(out, ".SH OPTIONS\n");
	for (c = table; *c; c++) {
		if (!on_page(*c, word) || !(*c)->opts || !(*c)->opts->name)
			continue;
		if (nr > 1) {
			strbuf_addstr(out, ".SS Options of ");
			roff_line(out, (*c)->name, strlen((*c)->name));
		}
		man_options(out, (*c)->opts);
	}
	man_common(out, table, word);
	man_tail(out, table, page);
	return 0;
}

static const char overview_text[] =
"Tasks are kept inside the repository, as JSON files in commits of "
"refs/tasks/main.\n"
"They travel with fetch and push, merge by themselves and can be read with "
"plain Git.\n"
"Without a command the overview is shown: what is in progress, what comes "
"next, what is blocked or overdue.\n"
"\n"
"A task is named by its id, or by any prefix of four or more digits that no "
"other task shares.\n"
"Called under the name tm the program keeps the output of the Task "
"Orchestrator.\n"
"\n"
"The shortest way through it:\n"
"\n"
"\tgit task init\n"
"\tid=$(git task add \"Write the parser\" --priority high)\n"
"\tgit task start $id\n"
"\tgit task progress $id \"half done\"\n"
"\tgit task complete $id\n"
"\tgit task sync\n";

static const char output_text[] =
"Data goes to stdout, what is meant for people to stderr. --quiet silences the "
"notes there, not warnings and errors.\n"
"\n"
"Commands that take --format print text or a table, one JSON value, "
"ndjson (one object a line), csv, markdown or ids (one full id a line). "
"git-task-formats(5) describes the objects.\n"
"\n"
"csv follows RFC 4180 with plain line ends. A text that a spreadsheet would "
"run as a formula, because it begins with = + - @ or a tab and is no number, gets "
"an apostrophe in front.\n"
"\n"
"Control characters in tasks never reach the output of people: they are shown "
"as U+FFFD. Tables fit the terminal; elsewhere nothing is cut.\n"
"\n"
"Colour and pager are Git's: color.task, color.ui, color.pager, NO_COLOR, "
"--color; GIT_PAGER, core.pager, PAGER, and git -p. When stdout is no terminal "
"neither is used and no configuration is read for them.\n";

static const char environment_text[] =
"TM_AGENT_ID, GIT_TASK_AGENT: the agent in whose name changes are made; the "
"first that is set counts, --agent-id before both.\n"
"\n"
"TM_REQUEST_ID: a name for a request that may be sent twice: progress, share "
"and their like record the same message of one request once.\n"
"\n"
"GIT_TASK_AUTOPUSH: 1 syncs after every change, 0 does not, whatever "
"task.autoPush says.\n"
"\n"
"GIT_TASK_TEMPLATES: a directory of templates, see git-task-template(1). "
"XDG_CONFIG_HOME and HOME say where yours are.\n"
"\n"
"TASK_VAR_<name>: a value for success criteria, see git-task-criteria(1).\n"
"\n"
"GIT_TASK_TRACE: what the program does, a line each, with durations: 1 to "
"standard error, 3 to 9 to that descriptor, a path that begins with / to the "
"end of that file. TASK_ORCHESTRATOR_LOG_LEVEL: from debug, info, warn or error "
"on; alone it goes to standard error. Texts of tasks, values of options, keys "
"and passwords are never in it.\n"
"\n"
"COLUMNS: the width of the terminal.\n"
"\n"
"GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR, GIT_OBJECT_DIRECTORY, "
"GIT_CEILING_DIRECTORIES, GIT_CONFIG_*, GIT_AUTHOR_*, GIT_COMMITTER_*, "
"GIT_SSH_COMMAND, GIT_PAGER, PAGER, NO_COLOR, GIT_EDITOR, VISUAL and EDITOR "
"mean what they mean to Git.\n";

static const char files_text[] =
"refs/tasks/main: the tasks. refs/task-remotes/: what remotes had at the last "
"fetch.\n"
"\n"
"git-task/ in the Git directory: the index and what belongs to this clone "
"alone, see git-task-formats(5).\n"
"\n"
".git-task.yaml at the top of the work tree: settings that a project shares; "
"git-task-config(1) has all settings.\n"
"\n"
".git-task/templates/ in the work tree: templates of the project.\n";

static int man_overview(struct strbuf *out, const struct cmd *const *table)
{
	const struct cmd *const *c;
	size_t g;

	man_title(out, "git-task");
	strbuf_addstr(out, "tasks inside the Git repository\n"
		      ".SH SYNOPSIS\n.nf\n\\fBgit task\\fR [<options>] "
		      "[<command> [<args>]]\n.fi\n.SH DESCRIPTION\n");
	roff_text(out, overview_text);
	strbuf_addstr(out, ".SH COMMANDS\n");
	for (g = 0; g < usage_nr_groups(); g++) {
		bool head = false;

		for (c = table; *c; c++) {
			if (usage_group_of(*c) != g || (*c)->needs & HIDDEN)
				continue;
			if (!head)
				strbuf_addf(out, ".SS To %s\n",
					    usage_group_title(g));
			head = true;
			strbuf_addstr(out, ".TP\n.B ");
			roff_line(out, (*c)->name, strlen((*c)->name));
			roff_line(out, (*c)->summary, strlen((*c)->summary));
		}
	}
	strbuf_addstr(out, ".SH OPTIONS\n");
	man_common(out, table, NULL);
	strbuf_addstr(out, ".SH OUTPUT\n");
	roff_text(out, output_text);
	strbuf_addstr(out, ".SH ENVIRONMENT\n");
	roff_text(out, environment_text);
	strbuf_addstr(out, ".SH FILES\n");
	roff_text(out, files_text);
	man_tail(out, table, "git-task");
	return 0;
}

int usage_man(struct strbuf *out, const struct cmd *const *table,
	      const char *page)
{
	if (!strcmp(page, "git-task"))
		return man_overview(out, table);
	if (!str_starts(page, "git-task-"))
		return -1;
	return man_family(out, table, page, page + strlen("git-task-"));
}

void usage_pages(struct strvec *out, const struct cmd *const *table)
{
	struct strbuf sb = STRBUF_INIT;

	strvec_push(out, "git-task");
	for (; *table; table++) {
		if ((*table)->needs & HIDDEN)
			continue;
		strbuf_reset(&sb);
		strbuf_addf(&sb, "git-task-%.*s",
			    (int)strcspn((*table)->name, " "), (*table)->name);
		if (!strvec_has(out, sb.buf))
			strvec_push(out, sb.buf);
	}
	strbuf_release(&sb);
}
