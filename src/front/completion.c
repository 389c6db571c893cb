/*
 * completion.c - shell completion made from the command table.
 *
 * bash and zsh share four lookup functions written in the part of the
 * language that both have; each shell adds the glue of its own kind
 * (completion-glue.c).  A value is a list of words, or "@id", "@file",
 * "@text".
 */
#include "base/base.h"
#include "front/completion.h"

#include "front/usage.h"
#include "front/usagetext.h"

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

static const char *value_words(const struct opt *o)
{
	switch (o->type) {
	case OPT_ENUM: return o->values;
	case OPT_PRIO: return "none|low|medium|high|critical";
	case OPT_ID: return "@id";
	case OPT_PATH: return "@file";
	default: return "@text";
	}
}

static void sh_value_items(struct strbuf *out, const char *key,
			   const struct opt *opts)
{
	bool positional = false;
	const char *p;

	for (; opts && opts->name; opts++) {
		bool pos = opts->flags & OPT_POS;

		if (opts->type == OPT_FLAG || !usage_shows(opts) ||
		    (pos && positional))
			continue;
		/* the first positional stands for all of them */
		if (pos)
			strbuf_addf(out, "\t'%s <>'", key);
		else
			strbuf_addf(out, "\t'%s --%s'", key, opts->name);
		positional |= pos;
		if (!pos && opts->letter)
			strbuf_addf(out, "|'%s -%c'", key, opts->letter);
		if (!pos && opts->alias)
			strbuf_addf(out, "|'%s --%s'", key, opts->alias);
		strbuf_addstr(out, ") echo '");
		for (p = value_words(opts); *p; p++)
			strbuf_addch(out, *p == '|' ? ' ' : *p);
		strbuf_addstr(out, "' ;;\n");
	}
}

static void sh_values(struct strbuf *out, const struct cmd *const *table)
{
	strbuf_addstr(out, "__git_task_values()\n{\n\tcase \"$1 $2\" in\n");
	sh_value_items(out, "", common_opts);
	for (; *table; table++)
		if (shown(*table))
			sh_value_items(out, (*table)->name, (*table)->opts);
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

static void fish_values(struct strbuf *out, const struct opt *o)
{
	const char *words = value_words(o), *p;

	if (!strcmp(words, "@id")) {
		strbuf_addstr(out, " -x -a '(git-task completion-ids "
			      "2>/dev/null)'");
	} else if (!strcmp(words, "@file")) {
		strbuf_addstr(out, " -r -F");
	} else if (!strcmp(words, "@text")) {
		strbuf_addstr(out, " -x");
	} else {
		strbuf_addstr(out, " -x -a '");
		for (p = words; *p; p++)
			strbuf_addch(out, *p == '|' ? ' ' : *p);
		strbuf_addch(out, '\'');
	}
}

static void fish_option(struct strbuf *out, const char *cmd,
			const struct opt *o)
{
	if (!usage_shows(o))
		return;
	if (o->flags & OPT_POS) {
		if (o->type == OPT_STR || o->type == OPT_KV)
			return;
		fish_rule(out, "__git_task_at", cmd);
		fish_values(out, o);
		strbuf_addch(out, '\n');
		return;
	}
	fish_rule(out, cmd ? "__git_task_at" : "true", cmd);
	strbuf_addf(out, " -l %s", o->name);
	if (o->letter)
		strbuf_addf(out, " -s %c", o->letter);
	if (o->type != OPT_FLAG)
		fish_values(out, o);
	strbuf_addstr(out, " -d ");
	quote(out, o->help ? o->help : "", true);
	strbuf_addch(out, '\n');
	if (o->flags & OPT_NEG) {
		fish_rule(out, cmd ? "__git_task_at" : "true", cmd);
		strbuf_addf(out, " -l no-%s\n", o->name);
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
	struct strbuf cases = STRBUF_INIT;
	const struct opt *o;
	size_t i;

	fish_case(&cases, table);
	for (i = 0; i < cases.len; i++)
		if (cases.buf[i] == '|')
			cases.buf[i] = ' ';
	strbuf_addreplace(out, completion_glue_fish, "@CASES@\n", cases.buf);
	strbuf_release(&cases);
	fish_commands(out, table);
	for (o = common_opts; o->name; o++)
		fish_option(out, NULL, o);
	for (; *table; table++) {
		if (!shown(*table))
			continue;
		for (o = (*table)->opts; o && o->name; o++)
			fish_option(out, (*table)->name, o);
	}
	strbuf_addstr(out, completion_glue_fish_git);
}

int usage_completion(struct strbuf *out, const struct cmd *const *table,
		     const char *shell)
{
	if (!strcmp(shell, "bash")) {
		strbuf_addstr(out, "# bash completion of git-task and tm; made "
			      "by 'git-task completion bash'\n\n");
		sh_lookups(out, table);
		strbuf_addstr(out, completion_glue_bash);
	} else if (!strcmp(shell, "zsh")) {
		strbuf_addstr(out, "#compdef git-task tm\n# zsh completion; "
			      "made by 'git-task completion zsh'\n\n");
		sh_lookups(out, table);
		strbuf_addstr(out, completion_glue_zsh);
	} else if (!strcmp(shell, "fish")) {
		fish_script(out, table);
	} else {
		return -1;
	}
	return 0;
}
