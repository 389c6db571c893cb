/*
 * field.c - the table of fields as data, and finding a field in it.
 */
#include "base/base.h"
#include "model/field.h"

/* Of an option its name. */
#define NAME_OPTION(name, ...) name
#define NAME_OPTION_LATER(name, ...) name
#define NAME_OPTION_LIST(name, ...) name
#define NAME_OPTION_OWN(name, ...) name
#define NAME_NO_OPTION NULL

#define DEF(id, name, kind, type, flags, max, help, words, column, option, \
	    tool)							\
	[F_##id] = { name, KIND_##kind, TYPE_##type, flags, max, help,	\
		     words, column, NAME_##option },

const struct field_def field_defs[F_NR] = { FIELD_TABLE(DEF) };

enum field field_find(const char *name)
{
	int i;

	for (i = 0; name && i < F_NR; i++)
		if (!strcmp(name, field_defs[i].name))
			return (enum field)i;
	return F_NR;
}

static bool same(const char *a, const char *b, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		char x = a[i] == '_' ? '-' : a[i];
		char y = b[i] == '_' ? '-' : b[i];

		if (!x || strncasecmp(&x, &y, 1))
			return false;
	}
	return true;
}

bool field_same_word(const char *a, const char *b)
{
	size_t len = strlen(b);

	return strlen(a) == len && same(a, b, len);
}

static bool field_is_word(enum field f, const char *word)
{
	const char *p = field_defs[f].words;
	size_t len = strlen(word);

	if (field_same_word(field_defs[f].name, word))
		return true;
	while (p && *p) {
		size_t n = strcspn(p, "|");

		if (n == len && same(p, word, n))
			return true;
		p += n + (p[n] == '|');
	}
	return false;
}

enum field field_by_word(const char *word, unsigned flags)
{
	int f;

	for (f = 0; f < F_NR; f++)
		if ((field_defs[f].flags & flags) == flags &&
		    field_is_word((enum field)f, word))
			return (enum field)f;
	return F_NR;
}

const char *field_word(char out[FIELD_WORD], enum field f)
{
	const char *s = field_defs[f].words;
	size_t i, n;

	if (!s)
		s = field_defs[f].name;
	n = strcspn(s, "|");
	for (i = 0; i < n && i + 1 < FIELD_WORD; i++)
		out[i] = s[i] == '_' ? '-' : s[i];
	out[i] = '\0';
	return out;
}

const char *field_head(enum field f)
{
	const char *s = field_defs[f].column;

	return s && (*s == '>' || *s == '*') ? s + 1 : s;
}
