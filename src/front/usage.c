/*
 * usage.c - -h texts, the list of commands, did-you-mean.
 */
#include "base/base.h"
#include "front/usage.h"

#include "base/strvec.h"
#include "base/utf8.h"
#include "front/usagetext.h"

#define WIDTH 79
#define HELP_COLUMN 28

const struct opt common_opts[] = {
	{ "json", 0, OPT_FLAG, NULL, "the same as --format=json, where that exists", 0,
	  NULL, 0, 0, NULL },
	{ "quiet", 'q', OPT_FLAG, NULL, "no notes on stderr, only errors", 0,
	  NULL, 0, 0, NULL },
	{ "agent-id", 0, OPT_STR, "<name>", "act as this agent "
	  "(default: $TM_AGENT_ID or $GIT_TASK_AGENT)", 0, NULL, 0, 0, NULL },
	{ "directory", 'C', OPT_PATH, "<dir>", "run as if started in <dir>",
	  0, NULL, 0, 0, NULL },
	{ "no-pager", 0, OPT_FLAG, NULL, "do not page long output", 0,
	  NULL, 0, 0, NULL },
	{ "color", 0, OPT_ENUM, "<when>", "colours: always, auto or never",
	  OPT_BARE | OPT_NEG, "always|auto|never", 0, 0, "colour" },
	OPT_END
};

static const struct { const char *name, *title; } groups[] = {
	{ "start", "set up" },
	{ "create", "create and edit" },
	{ "move", "move a task forward" },
	{ "record", "record and share knowledge" },
	{ "look", "look at tasks" },
	{ "think", "plan" },
	{ "measure", "measure" },
	{ "share", "share with others" },
	{ "run", "run and serve" },
	{ "care", "maintain" },
};

size_t usage_nr_groups(void)
{
	return ARRAY_SIZE(groups);
}

const char *usage_group_name(size_t i)
{
	return groups[i].name;
}

const char *usage_group_title(size_t i)
{
	return groups[i].title;
}

size_t usage_group_of(const struct cmd *cmd)
{
	size_t i;

	for (i = 0; i + 1 < ARRAY_SIZE(groups); i++)
		if (cmd->group && !strcmp(groups[i].name, cmd->group))
			break;
	return i;
}

/* ---- one option ---- */

void usage_option_names(struct strbuf *out, const struct opt *o)
{
	if (o->flags & OPT_POS) {
		strbuf_addf(out, "<%s>", o->name);
		return;
	}
	if (o->letter)
		strbuf_addf(out, "-%c, ", o->letter);
	strbuf_addf(out, "--%s%s", o->flags & OPT_NEG ? "[no-]" : "", o->name);
	if (o->flags & OPT_BARE)
		strbuf_addf(out, "[=%s]", opt_arg(o));
	else if (o->type != OPT_FLAG)
		strbuf_addf(out, " %s%s", opt_arg(o),
			    o->flags & OPT_WORDS ? "..." : "");
}

void usage_option_help(struct strbuf *out, const struct opt *o)
{
	const char *p = o->values;

	strbuf_addstr(out, o->help ? o->help : "");
	if (o->type == OPT_ENUM && !(o->flags & OPT_BARE)) {
		strbuf_addstr(out, out->len ? " (" : "(");
		for (; *p; p++)
			if (*p == '|')
				strbuf_addstr(out, ", ");
			else
				strbuf_addch(out, *p);
		strbuf_addch(out, ')');
	}
	if ((o->type == OPT_INT || o->type == OPT_NUM) &&
	    (o->min || o->max) && o->max < 1e9)
		strbuf_addf(out, " (%.15g to %.15g)", o->min, o->max);
	if (o->flags & OPT_MANY && !(o->flags & OPT_POS))
		strbuf_addstr(out, "; can be repeated");
	if (o->alias)
		strbuf_addf(out, "; also --%s", o->alias);
}

bool usage_shows(const struct opt *o)
{
	return !(o->flags & OPT_HIDDEN);
}

void usage_synopsis(struct strbuf *out, const struct cmd *cmd)
{
	const struct opt *o;
	bool options = false;

	for (o = cmd->opts; o && o->name; o++)
		options |= !(o->flags & OPT_POS) && usage_shows(o);
	strbuf_addstr(out, cmd->name);
	if (options)
		strbuf_addstr(out, " [<options>]");
	for (o = cmd->opts; o && o->name; o++) {
		bool many = o->flags & (OPT_MANY | OPT_REST);

		if (!(o->flags & OPT_POS) || !usage_shows(o))
			continue;
		strbuf_addf(out, o->flags & OPT_REQUIRED ? " <%s>%s" :
			    " [<%s>%s]", o->name, many ? "..." : "");
	}
}

/* ---- text ---- */

/* Words of `text` filled into lines up to WIDTH, from column `indent` on. */
static void fill(struct strbuf *out, const char *text, size_t indent,
		 size_t column)
{
	while (*text) {
		size_t n = strcspn(text, " \n");
		char word[256];

		if (n >= sizeof(word))
			n = sizeof(word) - 1;
		memcpy(word, text, n);
		word[n] = '\0';
		if (column > indent && column + 1 + utf8_width(word) > WIDTH) {
			strbuf_addch(out, '\n');
			strbuf_addchars(out, ' ', indent);
			column = indent;
		} else if (column > indent) {
			strbuf_addch(out, ' ');
			column++;
		}
		strbuf_addstr(out, word);
		column += utf8_width(word);
		text += n;
		text += strspn(text, " \n");
	}
	strbuf_addch(out, '\n');
}

static void option_line(struct strbuf *out, const struct opt *o)
{
	struct strbuf names = STRBUF_INIT, help = STRBUF_INIT;

	usage_option_names(&names, o);
	usage_option_help(&help, o);
	strbuf_addf(out, "    %s", names.buf);
	if (names.len + 6 > HELP_COLUMN) {
		strbuf_addch(out, '\n');
		strbuf_addchars(out, ' ', HELP_COLUMN);
	} else {
		strbuf_addchars(out, ' ', HELP_COLUMN - names.len - 4);
	}
	fill(out, help.buf, HELP_COLUMN, HELP_COLUMN);
	strbuf_release(&names);
	strbuf_release(&help);
}

static void option_lines(struct strbuf *out, const struct opt *opts,
			 bool positional)
{
	for (; opts && opts->name; opts++)
		if (usage_shows(opts) &&
		    !(opts->flags & OPT_POS) == !positional)
			option_line(out, opts);
}

static void first_paragraph(struct strbuf *out, const char *detail)
{
	const char *end = strstr(detail, "\n\n");
	struct strbuf sb = STRBUF_INIT;

	strbuf_add(&sb, detail, end ? (size_t)(end - detail) : strlen(detail));
	fill(out, sb.buf, 0, 0);
	strbuf_release(&sb);
}

void usage_help(struct strbuf *out, const struct cmd *cmd, bool tm)
{
	struct strbuf sb = STRBUF_INIT;

	usage_synopsis(&sb, cmd);
	strbuf_addf(out, "usage: %s %s\n", tm ? "tm" : "git task", sb.buf);
	if (cmd->alias) {
		strbuf_reset(&sb);
		strbuf_addreplace(&sb, cmd->alias, "|", ", ");
		strbuf_addf(out, "   or: %s\n", sb.buf);
	}
	strbuf_addf(out, "\n%s\n", cmd->summary);
	if (cmd->detail && *cmd->detail && *cmd->detail != '\t') {
		strbuf_addch(out, '\n');
		first_paragraph(out, cmd->detail);
	}
	strbuf_addch(out, '\n');
	option_lines(out, cmd->opts, true);
	option_lines(out, cmd->opts, false);
	strbuf_release(&sb);
}

void usage_common(struct strbuf *out, const struct cmd *cmd)
{
	const struct opt *o, *own;

	strbuf_addstr(out, "\nevery command:\n");
	for (o = common_opts; o->name; o++) {
		struct opt shown = *o;

		/* a letter that the command uses itself */
		for (own = cmd ? cmd->opts : NULL; own && own->name; own++)
			if (own->letter && own->letter == o->letter)
				shown.letter = 0;
		if (usage_shows(o))
			option_line(out, &shown);
	}
	strbuf_addstr(out, "    -h, --help              this text; the manual "
		      "page when it is installed\n");
}

/* "config get" is left to the help of "config", when there is that row. */
static bool in_overview(const struct cmd *const *table, const struct cmd *c)
{
	size_t n = strcspn(c->name, " ");

	if (c->needs & HIDDEN)
		return false;
	for (; c->name[n] && *table; table++)
		if (strlen((*table)->name) == n &&
		    !memcmp((*table)->name, c->name, n))
			return false;
	return true;
}

void usage_overview(struct strbuf *out, const struct cmd *const *table,
		    bool tm)
{
	const struct cmd *const *c;
	size_t g;

	strbuf_addf(out, "usage: %s [<options>] <command> [<args>]\n\n",
		    tm ? "tm" : "git task");
	strbuf_addstr(out, "Tasks inside the Git repository.\n");
	for (g = 0; g < ARRAY_SIZE(groups); g++) {
		bool head = false;

		for (c = table; *c; c++) {
			if (usage_group_of(*c) != g || !in_overview(table, *c))
				continue;
			if (!head)
				strbuf_addf(out, "\n%s\n", groups[g].title);
			head = true;
			strbuf_addf(out, "   %-18s %s\n", (*c)->name,
				    (*c)->summary);
		}
	}
	strbuf_addf(out, "\nSee '%s help <command>' for one command.\n",
		    tm ? "tm" : "git task");
}

/* ---- did you mean ---- */

/* Costs double what a letter costs, so that an alias comes behind a name. */
static void try_name(const char *typed, const char *name, size_t len,
		     bool alias, const char *answer, const char **best,
		     size_t *best_d)
{
	char buf[64];
	size_t d;

	if (len >= sizeof(buf))
		return;
	memcpy(buf, name, len);
	buf[len] = '\0';
	d = 2 * str_distance(typed, buf) + (alias ? 1 : 0);
	if (d > 1 && strlen(typed) >= 3 && str_starts(buf, typed))
		d = 1;	/* most likely the beginning of the name */
	if (d < *best_d) {
		*best_d = d;
		*best = answer;
	}
}

/* How many letters of `typed` could have been mistaken: of a second word only those,
 * when the first one is right. */
static size_t compared(const char *typed, const char *name)
{
	const char *space = strchr(typed, ' ');

	return space && name &&
	       !strncmp(typed, name, (size_t)(space + 1 - typed)) ?
	       strlen(space + 1) : strlen(typed);
}

const char *usage_closest(const struct cmd *const *table, const char *typed)
{
	const char *best = NULL;
	size_t best_d = SIZE_MAX;

	for (; *table; table++) {
		const char *a = (*table)->alias;

		if ((*table)->needs & HIDDEN)
			continue;
		try_name(typed, (*table)->name, strlen((*table)->name), false,
			 (*table)->name, &best, &best_d);
		while (a && *a) {
			size_t n = strcspn(a, "|");

			try_name(typed, a, n, true, (*table)->name, &best,
				 &best_d);
			a += n + (a[n] == '|');
		}
	}
	return best_d <= 3 + compared(typed, best) / 4 * 2 ? best : NULL;
}
