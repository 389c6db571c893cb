/*
 * optparse.c - options from argv.
 */
#include "base/base.h"
#include "front/opts.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/id.h"
#include "db/query/query.h"
#include "front/optcheck.h"

struct parse {
	struct args *a;
	int argc, i;
	char **argv;
	struct strvec words;	/* positionals, in order */
	bool *help;
	struct err *err;
};

static bool is_option_word(const char *s)
{
	return s[0] == '-' && s[1] && s[1] != ' ' && s[1] != '\n' &&
	       s[1] != '\t';
}

/* The closest long name, or NULL when nothing is close. */
static const char *closest(const struct args *a, const char *typed)
{
	const char *best = NULL;
	size_t best_d = SIZE_MAX, len = strlen(typed), i;

	for (i = 0; i < a->nr_own + a->nr_common; i++) {
		const struct opt *o = args_opt(a, i);
		size_t d;

		if (o->flags & (OPT_POS | OPT_HIDDEN))
			continue;
		d = str_distance(typed, o->name);
		if (o->alias && str_distance(typed, o->alias) < d)
			d = str_distance(typed, o->alias);
		if (d < best_d) {
			best_d = d;
			best = o->name;
		}
	}
	return best_d <= 1 + len / 4 ? best : NULL;
}

static int unknown(struct parse *p, const char *name)
{
	const char *near = closest(p->a, name);
	size_t i = args_index(p->a, name, strlen(name));

	if (i != SIZE_MAX && args_opt(p->a, i)->flags & OPT_POS)
		return err_set(p->err, ERR_USAGE, "'--%s' is no option: write "
			       "what it would say without it", name);
	if (near)
		return err_set(p->err, ERR_USAGE, "unknown option '--%s', did "
			       "you mean '--%s'?", name, near);
	return err_set(p->err, ERR_USAGE, "unknown option '--%s'", name);
}

/*
 * Position of the long option typed as `name`: exact, else the only one it is
 * a prefix of.  SIZE_MAX - 1: several (err filled), SIZE_MAX: none.
 */
static size_t find_long(struct parse *p, const char *name, size_t len)
{
	size_t i = args_index(p->a, name, len), found = SIZE_MAX;

	if (i != SIZE_MAX && !(args_opt(p->a, i)->flags & OPT_POS))
		return i;
	for (i = 0; i < p->a->nr_own + p->a->nr_common; i++) {
		const struct opt *o = args_opt(p->a, i);

		if (o->flags & (OPT_POS | OPT_HIDDEN) || !len ||
		    (strncmp(o->name, name, len) != 0 &&
		     (!o->alias || strncmp(o->alias, name, len) != 0)))
			continue;
		if (found != SIZE_MAX) {
			err_set(p->err, ERR_USAGE, "option '--%.*s' is "
				"ambiguous: '--%s' or '--%s'", (int)len, name,
				args_opt(p->a, found)->name, o->name);
			return SIZE_MAX - 1;
		}
		found = i;
	}
	return found;
}

/* Is the word "--name" of an option that exists? */
static bool is_known_long(struct parse *p, const char *word)
{
	size_t i;

	if (!str_starts(word, "--") || !word[2])
		return false;
	if (!strcmp(word, "--help"))
		return true;
	i = args_index(p->a, word + 2, strcspn(word + 2, "="));
	return i != SIZE_MAX && !(args_opt(p->a, i)->flags & OPT_POS);
}

static int put_checked(struct parse *p, size_t i, const char *value)
{
	if (opt_check(args_opt(p->a, i), value, ERR_USAGE, p->err) < 0)
		return -1;
	args_put(p->a, i, value);
	return 0;
}

static size_t find_letter(const struct args *a, char letter)
{
	size_t i;

	for (i = 0; i < a->nr_own + a->nr_common; i++)
		if (args_opt(a, i)->letter == letter)
			return i;
	return SIZE_MAX;
}

/*
 * An option, or what is meant as one?  "-5% coverage" and "--- notes" are text:
 * white space, and in front of it no name of an option.
 */
static bool is_option(const struct parse *p, const char *s)
{
	size_t n;

	if (!is_option_word(s))
		return false;
	if (!strpbrk(s, " \t\n"))
		return true;
	if (s[1] != '-')
		return s[1] == 'h' || find_letter(p->a, s[1]) != SIZE_MAX;
	n = strcspn(s + 2, "= \t\n");
	return s[2 + n] == '=' || args_index(p->a, s + 2, n) != SIZE_MAX;
}

/* Joins the words up to the next option into one value. */
static int take_rest(struct parse *p, size_t i, const char *first)
{
	struct strbuf sb = STRBUF_INIT;
	int ret;

	strbuf_addstr(&sb, first);
	while (p->i + 1 < p->argc && !is_option(p, p->argv[p->i + 1])) {
		strbuf_addch(&sb, ' ');
		strbuf_addstr(&sb, p->argv[++p->i]);
	}
	ret = put_checked(p, i, sb.buf);
	strbuf_release(&sb);
	return ret;
}

static int take_words(struct parse *p, size_t i, const char *first)
{
	const struct opt *o = args_opt(p->a, i);

	if (put_checked(p, i, first) < 0)
		return -1;
	while (p->i + 1 < p->argc) {
		const char *next = p->argv[p->i + 1];

		if (is_option(p, next))
			break;
		if (o->type == OPT_ID && !id_is_prefix(next + (*next == '#')))
			break;
		p->i++;
		if (put_checked(p, i, next) < 0)
			return -1;
	}
	return 0;
}

/* `inline_value`: what followed "=" or the letter, or NULL. */
static int take(struct parse *p, size_t i, const char *inline_value)
{
	const struct opt *o = args_opt(p->a, i);
	const char *value = inline_value;

	if (o->type == OPT_FLAG) {
		if (inline_value)
			return err_set(p->err, ERR_USAGE, "option '--%s' "
				       "takes no value", o->name);
		args_put(p->a, i, NULL);
		return 0;
	}
	if (o->flags & OPT_BARE) {
		char *first = xstrndup(o->values, strcspn(o->values, "|"));
		int ret = put_checked(p, i, value ? value : first);

		free(first);
		return ret;
	}
	if (value)
		return put_checked(p, i, value);
	if (p->i + 1 >= p->argc || is_known_long(p, p->argv[p->i + 1]))
		return err_set(p->err, ERR_USAGE, "option '--%s' needs a "
			       "value: %s", o->name, opt_arg(o));
	value = p->argv[++p->i];
	if (o->flags & OPT_WORDS)
		return take_words(p, i, value);
	if (o->flags & OPT_REST)
		return take_rest(p, i, value);
	return put_checked(p, i, value);
}

/* "--no-name" of an OPT_NEG option: 1 done, 0 it is something else. */
static int try_negated(struct parse *p, const char *name)
{
	size_t i;

	if (!str_starts(name, "no-"))
		return 0;
	i = args_index(p->a, name + 3, strlen(name + 3));
	if (i == SIZE_MAX || !(args_opt(p->a, i)->flags & OPT_NEG))
		return 0;
	strvec_clear(&p->a->values[i].values);
	p->a->values[i].set = p->a->values[i].negated = true;
	return 1;
}

static int parse_long(struct parse *p, const char *word)
{
	const char *eq = strchr(word, '=');
	size_t len = eq ? (size_t)(eq - word) : strlen(word), i;
	char *name;
	int ret;

	if (p->help && !strcmp(word, "help")) {
		*p->help = true;
		return 0;
	}
	if (!eq && args_index(p->a, word, len) == SIZE_MAX &&
	    try_negated(p, word))
		return 0;
	i = find_long(p, word, len);
	if (i == SIZE_MAX - 1)
		return -1;
	if (i == SIZE_MAX) {
		name = xstrndup(word, len);
		ret = unknown(p, name);
		free(name);
		return ret;
	}
	return take(p, i, eq ? eq + 1 : NULL);
}

/* "-tag:x" is a condition turned around, not -t with a strange value. */
static bool is_negated_query(const struct parse *p, const char *word)
{
	const struct opt *o = opt_find(p->a->opts, "query");

	return o && o->flags & OPT_POS && query_is_condition(word);
}

/* "-5" for "-n 5", as in git log; 0: it is something else. */
static int try_limit(struct parse *p, const char *word)
{
	size_t i = find_letter(p->a, 'n');

	if (!*word || word[strspn(word, "0123456789")] || i == SIZE_MAX ||
	    strcmp(args_opt(p->a, i)->name, "limit") != 0)
		return 0;
	return put_checked(p, i, word) < 0 ? -1 : 1;
}

static int parse_letters(struct parse *p, const char *word)
{
	int ret = try_limit(p, word);

	if (ret)
		return ret < 0 ? -1 : 0;
	if (is_negated_query(p, word))
		return err_set(p->err, ERR_USAGE, "'-%s' would be the option "
			       "-%c; write '!%s', or '--' in front of the "
			       "query", word, *word, word);
	for (; *word; word++) {
		size_t i = find_letter(p->a, *word);

		if (i == SIZE_MAX && p->help && *word == 'h') {
			*p->help = true;
			return 0;
		}
		if (i == SIZE_MAX)
			return err_set(p->err, ERR_USAGE, "unknown option "
				       "'-%c'", *word);
		if (args_opt(p->a, i)->type != OPT_FLAG)
			return take(p, i, word[1] ? word + 1 : NULL);
		if (take(p, i, NULL) < 0)
			return -1;
	}
	return 0;
}

/* Deals the collected words out to the positionals of the table. */
static int place_words(struct parse *p)
{
	size_t next = 0, i;

	for (i = 0; i < p->a->nr_own; i++) {
		const struct opt *o = &p->a->opts[i];

		if (!(o->flags & OPT_POS) || next >= p->words.nr)
			continue;
		if (o->flags & OPT_REST) {
			struct strbuf sb = STRBUF_INIT;
			int ret;

			for (; next < p->words.nr; next++)
				strbuf_addf(&sb, "%s%s", sb.len ? " " : "",
					    p->words.v[next]);
			ret = put_checked(p, i, sb.buf);
			strbuf_release(&sb);
			if (ret < 0)
				return -1;
			continue;
		}
		do {
			if (put_checked(p, i, p->words.v[next++]) < 0)
				return -1;
		} while (o->flags & OPT_MANY && next < p->words.nr);
	}
	if (next < p->words.nr)
		return err_set(p->err, ERR_USAGE, "unexpected argument '%s'",
			       p->words.v[next]);
	return 0;
}

static int parse_all(struct parse *p)
{
	bool only_words = false;

	for (p->i = 1; p->i < p->argc; p->i++) {
		const char *word = p->argv[p->i];
		int ret = 0;

		if (only_words || !is_option(p, word))
			strvec_push(&p->words, word);
		else if (!strcmp(word, "--"))
			only_words = true;
		else if (word[1] == '-')
			ret = parse_long(p, word + 2);
		else
			ret = parse_letters(p, word + 1);
		if (ret < 0)
			return -1;
		if (p->help && *p->help)
			return 0;
	}
	if (place_words(p) < 0)
		return -1;
	return args_check_required(p->a, ERR_USAGE, p->err);
}

int args_parse(struct args *out, const struct opt *opts,
	       const struct opt *common, int argc, char **argv,
	       bool *help, struct err *err)
{
	struct parse p = { out, argc, 0, argv, STRVEC_INIT, help, err };
	int ret;

	if (help)
		*help = false;
	args_init(out, opts, common);
	ret = parse_all(&p);
	strvec_clear(&p.words);
	return ret;
}
