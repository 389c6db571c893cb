/*
 * expr-judge.c - reads lines "<values as JSON> TAB <expression>" and prints the
 * outcome of each, for the comparison with expr-oracle.py.
 */
#include "base/base.h"

#include "base/err.h"
#include "lang/expr.h"

static const struct json *look_up(void *data, const char *name)
{
	return json_get_path(data, name);
}

static const char *judge(const char *values, const char *text)
{
	struct json *v = NULL;
	struct expr *e = NULL;
	enum verdict verdict;

	if (json_parse(&v, values, strlen(values), NULL) < 0)
		return "bad values";
	if (expr_parse(&e, text, NULL) < 0) {
		json_free(v);
		return "no expression";
	}
	verdict = expr_judge(e, look_up, v, NULL);
	expr_free(e);
	json_free(v);
	return verdict_name(verdict);
}

int main(void)
{
	char *line = NULL, *tab;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		tab = strchr(line, '\t');
		if (!tab)
			return 1;
		*tab = '\0';
		puts(judge(line, tab + 1));
	}
	free(line);
	return 0;
}
