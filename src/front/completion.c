/*
 * completion.c - shell completion made from the command table.
 *
 * bash and zsh share five lookup functions written in the part of the
 * language that both have; each shell adds the glue of its own kind
 * (completion-glue.c).  A value is a list of words, or "@" and the name of a kind
 * (words.h): "@file", "@rev" and "@remote" are the shell's part, nothing is offered
 * for "@text", and `git-task completion-words` knows the others.  "=" in front: the
 * value only comes behind "=".
 */
#include "base/base.h"
#include "front/completion.h"

#include "front/usage.h"
#include "front/usagetext.h"
#include "front/words.h"

/* 'text' for sh and fish: fish also takes \ as an escape inside quotes. */
static void quote(struct strbuf *out, const char *s, bool fish)
{
	strbuf_addch(out, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			strbuf_addstr(out, fish ? "\\'" : "'\\''");
		else if (*s == '\\' && fish)
			strbuf_addstr(out, "\\\\");
		else
			strbuf_addch(out, *s == '\n' || *s == '\t' ? ' ' : *s);
	}
	strbuf_addch(out, '\'');
}

static bool shown(const struct cmd *c)
{
	return !(c->needs & HIDDEN);
}

/* Is this row the first of the visible ones with its first word? */
static bool first_of_word(const struct cmd *const *table, const struct cmd *c)
{
	size_t n = strcspn(c->name, " ");

	for (; *table != c; table++)
		if (shown(*table) && strcspn((*table)->name, " ") == n &&
		    !memcmp((*table)->name, c->name, n))
			return false;
	return true;
}

static void add_item(struct strbuf *out, const char *name, size_t len,
		     const char *help)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_add(&sb, name, len);
	strbuf_addstr(out, "\t\t");
	quote(out, sb.buf, false);
	strbuf_addch(out, ' ');
	quote(out, help ? help : "", false);
	strbuf_addstr(out, " \\\n");
	strbuf_release(&sb);
}

#define ITEMS "printf '%s\\t%s\\n' \\\n"

/* ---- sh: commands ---- */

static void sh_commands(struct strbuf *out, const struct cmd *const *table)
{
	const struct cmd *const *c;

	strbuf_addstr(out, "__git_task_commands()\n{\n\t" ITEMS);
	for (c = table; *c; c++)
		if (shown(*c) && first_of_word(table, *c))
			add_item(out, (*c)->name, strcspn((*c)->name, " "),
				 (*c)->summary);
	strbuf_setlen(out, out->len - 3);
	strbuf_addstr(out, "\n}\n\n");
}

/* Second words of families: __git_task_subcommands WORD. */
static void sh_subcommands(struct strbuf *out, const struct cmd *const *table)
{
	const struct cmd *const *c, *const *d;

	strbuf_addstr(out, "__git_task_subcommands()\n{\n\tcase \"$1\" in\n");
	for (c = table; *c; c++) {
		size_t n = strcspn((*c)->name, " ");
		bool any = false;

		if (!shown(*c) || !first_of_word(table, *c))
			continue;
		for (d = table; *d; d++) {
			const char *name = (*d)->name;

			if (!shown(*d) || strncmp(name, (*c)->name, n) != 0 ||
			    name[n] != ' ')
				continue;
			if (!any)
				strbuf_addf(out, "\t'%.*s') ", (int)n, name);
			if (!any)
				strbuf_addstr(out, ITEMS);
			any = true;
			add_item(out, name + n + 1, strlen(name + n + 1),
				 (*d)->summary);
		}
		if (any) {
			strbuf_setlen(out, out->len - 3);
			strbuf_addstr(out, " ;;\n");
		}
	}
	strbuf_addstr(out, "\tesac\n}\n\n");
}

/* Aliases to names: __git_task_name WORD. */
static void sh_names(struct strbuf *out, const struct cmd *const *table)
{
	const struct cmd *const *c;

	strbuf_addstr(out, "__git_task_name()\n{\n\tcase \"$1\" in\n");
	for (c = table; *c; c++) {
		if (!shown(*c) || !(*c)->alias || strchr((*c)->alias, ' '))
			continue;
		strbuf_addf(out, "\t%s) echo '%s' ;;\n", (*c)->alias,
			    (*c)->name);
	}
	strbuf_addstr(out, "\t*) echo \"$1\" ;;\n\tesac\n}\n\n");
}

/* ---- sh: options ---- */

static void sh_option_items(struct strbuf *out, const char *key,
			    const struct opt *opts)
{
	struct strbuf sb = STRBUF_INIT;
	bool any = false;

	for (; opts && opts->name; opts++) {
		if (opts->flags & OPT_POS || !usage_shows(opts))
			continue;
		if (!any)
			strbuf_addf(out, "\t'%s') ", key);
		if (!any)
			strbuf_addstr(out, ITEMS);
		any = true;
		strbuf_reset(&sb);
		strbuf_addf(&sb, "--%s", opts->name);
		add_item(out, sb.buf, sb.len, opts->help);
		if (opts->flags & OPT_NEG) {
			strbuf_insert(&sb, 2, "no-", 3);
			add_item(out, sb.buf, sb.len, opts->help);
		}
	}
	if (any) {
		strbuf_setlen(out, out->len - 3);
		strbuf_addstr(out, " ;;\n");
	}
	strbuf_release(&sb);
}

static void sh_options(struct strbuf *out, const struct cmd *const *table)
{
	strbuf_addstr(out, "__git_task_options()\n{\n\tcase \"$1\" in\n");
	sh_option_items(out, "", common_opts);
	for (; *table; table++)
		if (shown(*table))
			sh_option_items(out, (*table)->name, (*table)->opts);
	strbuf_addstr(out, "\tesac\n}\n\n");
}

/* What an option takes, as the scripts say it. */
static void value_words(struct strbuf *out, const struct cmd *cmd,
			const struct opt *o)
{
	enum word_kind kind = word_kind(cmd, o);
	const char *p = o->type == OPT_PRIO ? "none|low|medium|high|critical" :
			o->values;

	if (o->flags & OPT_BARE)
		strbuf_addch(out, '=');
	if (o->type != OPT_ENUM && o->type != OPT_PRIO) {
		strbuf_addf(out, "@%s", word_names[word_offered(kind) ? kind :
						   WORD_FREE]);
		return;
	}
	for (; *p; p++)
		strbuf_addch(out, *p == '|' ? ' ' : *p);
}

/* An option's names, "'add --tag'|'add -t'|'add --tags'". */
static void sh_option_names(struct strbuf *out, const char *key,
			    const struct opt *o)
{
	strbuf_addf(out, "'%s --%s'", key, o->name);
	if (o->letter)
		strbuf_addf(out, "|'%s -%c'", key, o->letter);
	if (o->alias)
		strbuf_addf(out, "|'%s --%s'", key, o->alias);
}

/* Options by their names; positionals by their number, "<1>", and the last one, when
 * it takes all that is left, by "<*>". */
static void sh_value_items(struct strbuf *out, const char *key,
			   const struct cmd *cmd, const struct opt *opts)
{
	unsigned nr = 0;

	for (; opts && opts->name; opts++) {
		bool pos = opts->flags & OPT_POS;

		if (opts->type == OPT_FLAG || !usage_shows(opts))
			continue;
		strbuf_addch(out, '\t');
		if (pos)
			strbuf_addf(out, "'%s <%u>'", key, ++nr);
		else
			sh_option_names(out, key, opts);
		if (pos && opts->flags & (OPT_MANY | OPT_REST))
			strbuf_addf(out, "|'%s <*>'", key);
		strbuf_addstr(out, ") echo '");
		value_words(out, cmd, opts);
		strbuf_addstr(out, "' ;;\n");
	}
}

static void sh_values(struct strbuf *out, const struct cmd *const *table)
{
	strbuf_addstr(out, "__git_task_values()\n{\n\tcase \"$1 $2\" in\n");
	sh_value_items(out, "", NULL, common_opts);
	for (; *table; table++)
		if (shown(*table))
			sh_value_items(out, (*table)->name, *table,
				       (*table)->opts);
	strbuf_addstr(out, "\tesac\n}\n\n");
}

static void sh_lookups(struct strbuf *out, const struct cmd *const *table)
{
	sh_commands(out, table);
	sh_subcommands(out, table);
	sh_names(out, table);
	sh_options(out, table);
	sh_values(out, table);
}

/* ---- fish ---- */

static void fish_rule(struct strbuf *out, const char *when, const char *arg)
{
	strbuf_addstr(out, "complete -c git-task -n ");
	if (arg) {
		struct strbuf sb = STRBUF_INIT;

		strbuf_addf(&sb, "%s \"%s\"", when, arg);
		quote(out, sb.buf, true);
		strbuf_release(&sb);
	} else {
		quote(out, when, true);
	}
}

static void fish_values(struct strbuf *out, const struct cmd *cmd,
			const struct opt *o)
{
	struct strbuf words = STRBUF_INIT;
	const char *w;

	value_words(&words, cmd, o);
	w = words.buf + (*words.buf == '=');
	if (!strcmp(w, "@file"))
		strbuf_addstr(out, " -r -F");
	else if (!strcmp(w, "@text"))
		strbuf_addstr(out, " -x");
	else if (*w == '@')
		strbuf_addf(out, " -x -a '(__git_task_words %s)'", w + 1);
	else
		strbuf_addf(out, " -x -a '%s'", w);
	strbuf_release(&words);
}

/* The `nr`th positional of a row. */
static void fish_positional(struct strbuf *out, const struct cmd *cmd,
			    const struct opt *o, unsigned nr)
{
	struct strbuf when = STRBUF_INIT;

	strbuf_addf(&when, "__git_task_arg \"%s\" %u%s", cmd->name, nr,
		    o->flags & (OPT_MANY | OPT_REST) ? " more" : "");
	fish_rule(out, when.buf, NULL);
	fish_values(out, cmd, o);
	strbuf_addch(out, '\n');
	strbuf_release(&when);
}

static void fish_option(struct strbuf *out, const struct cmd *row,
			const struct opt *o)
{
	const char *cmd = row ? row->name : NULL;

	if (!usage_shows(o))
		return;
	fish_rule(out, cmd ? "__git_task_at" : "true", cmd);
	strbuf_addf(out, " -l %s", o->name);
	if (o->letter)
		strbuf_addf(out, " -s %c", o->letter);
	if (o->type != OPT_FLAG)
		fish_values(out, row, o);
	strbuf_addstr(out, " -d ");
	quote(out, o->help ? o->help : "", true);
	strbuf_addch(out, '\n');
	if (o->flags & OPT_NEG) {
		fish_rule(out, cmd ? "__git_task_at" : "true", cmd);
		strbuf_addf(out, " -l no-%s\n", o->name);
	}
}

static void fish_options(struct strbuf *out, const struct cmd *row,
			 const struct opt *o)
{
	unsigned nr = 0;

	for (; o && o->name; o++)
		if (!(o->flags & OPT_POS))
			fish_option(out, row, o);
		else if (row && usage_shows(o))
			fish_positional(out, row, o, ++nr);
}

/* Options that have a word of their own behind them: "add --tag". */
static void fish_takes(struct strbuf *out, const char *key,
		       const struct opt *o)
{
	for (; o && o->name; o++) {
		if (o->flags & (OPT_POS | OPT_BARE) || o->type == OPT_FLAG)
			continue;
		strbuf_addf(out, " '%s --%s'", key, o->name);
		if (o->letter)
			strbuf_addf(out, " '%s -%c'", key, o->letter);
		if (o->alias)
			strbuf_addf(out, " '%s --%s'", key, o->alias);
	}
}

static void fish_commands(struct strbuf *out, const struct cmd *const *table)
{
	const struct cmd *const *c;

	for (c = table; *c; c++) {
		size_t n = strcspn((*c)->name, " ");
		struct strbuf first = STRBUF_INIT;

		if (!shown(*c))
			continue;
		strbuf_add(&first, (*c)->name, n);
		if (first_of_word(table, *c)) {
			fish_rule(out, "__git_task_at", "");
			strbuf_addf(out, " -a '%s' -d ", first.buf);
			quote(out, (*c)->summary, true);
			strbuf_addch(out, '\n');
		}
		if ((*c)->name[n]) {
			fish_rule(out, "__git_task_at", first.buf);
			strbuf_addf(out, " -a '%s' -d ", (*c)->name + n + 1);
			quote(out, (*c)->summary, true);
			strbuf_addch(out, '\n');
		}
		strbuf_release(&first);
	}
}

static void fish_case(struct strbuf *out, const struct cmd *const *table)
{
	for (; *table; table++) {
		const char *name = (*table)->name, *space = strchr(name, ' ');

		if (!shown(*table))
			continue;
		if (space)
			strbuf_addf(out, "            case '%s'\n"
				    "                set cmd '%s'\n",
				    name, name);
		else if ((*table)->alias && !strchr((*table)->alias, ' '))
			strbuf_addf(out, "            case %s\n"
				    "                set cmd '%s'\n",
				    (*table)->alias, name);
	}
}

static void fish_script(struct strbuf *out, const struct cmd *const *table)
{
	struct strbuf cases = STRBUF_INIT, text = STRBUF_INIT;
	struct strbuf takes = STRBUF_INIT;
	const struct cmd *const *c;
	size_t i;

	fish_case(&cases, table);
	for (i = 0; i < cases.len; i++)
		if (cases.buf[i] == '|')
			cases.buf[i] = ' ';
	fish_takes(&takes, "", common_opts);
	for (c = table; *c; c++)
		if (shown(*c))
			fish_takes(&takes, (*c)->name, (*c)->opts);
	strbuf_addreplace(&text, completion_glue_fish, "@CASES@\n", cases.buf);
	strbuf_addreplace(out, text.buf, "@TAKES@", takes.buf);
	strbuf_release(&cases);
	strbuf_release(&text);
	strbuf_release(&takes);
	fish_commands(out, table);
	fish_options(out, NULL, common_opts);
	for (; *table; table++)
		if (shown(*table))
			fish_options(out, *table, (*table)->opts);
	strbuf_addstr(out, completion_glue_fish_git);
}

int usage_completion(struct strbuf *out, const struct cmd *const *table,
		     const char *shell)
{
	if (!strcmp(shell, "bash")) {
		strbuf_addstr(out, "# bash completion of git-task and tm; made "
			      "by 'git-task completion bash'\n\n");
		sh_lookups(out, table);
		strbuf_addstr(out, completion_glue_bash_words);
		strbuf_addstr(out, completion_glue_bash);
	} else if (!strcmp(shell, "zsh")) {
		strbuf_addstr(out, "#compdef git-task tm\n# zsh completion; "
			      "made by 'git-task completion zsh'\n\n");
		sh_lookups(out, table);
		strbuf_addstr(out, completion_glue_zsh_words);
		strbuf_addstr(out, completion_glue_zsh);
	} else if (!strcmp(shell, "fish")) {
		fish_script(out, table);
	} else {
		return -1;
	}
	return 0;
}
