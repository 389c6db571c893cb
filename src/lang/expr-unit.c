/*
 * expr-unit.c - numbers, and the units behind them.
 */
#include "base/base.h"
#include "lang/expr-node.h"

#include <math.h>

static const struct {
	const char *name;
	enum dimension dim;
	double scale;
} units[] = {
	{ "ms", DIM_TIME, 1 }, { "s", DIM_TIME, 1e3 },
	{ "sec", DIM_TIME, 1e3 }, { "m", DIM_TIME, 6e4 },
	{ "min", DIM_TIME, 6e4 }, { "h", DIM_TIME, 36e5 },
	{ "d", DIM_TIME, 864e5 },
	{ "B", DIM_SIZE, 1 }, { "KB", DIM_SIZE, 1e3 },
	{ "kB", DIM_SIZE, 1e3 }, { "MB", DIM_SIZE, 1e6 },
	{ "GB", DIM_SIZE, 1e9 }, { "KiB", DIM_SIZE, 1024 },
	{ "MiB", DIM_SIZE, 1048576 }, { "GiB", DIM_SIZE, 1073741824 },
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || c == '_';
}

/* Nothing that could be an operand: the end, a closing sign, and, or. */
static bool ends_here(const char *s)
{
	s += strspn(s, " \t");
	if (!*s || strchr(")],&|", *s))
		return true;
	return (!strncasecmp(s, "and", 3) && !is_word(s[3])) ||
		(!strncasecmp(s, "or", 2) && !is_word(s[2]));
}

/*
 * '%' is the unit unless an operand follows it directly ("7%3"); with a blank
 * in front of it, it is the operator where an operand can follow ("7 % 3").
 */
static bool is_percent(const char *s)
{
	return *s == '%' && !is_word(s[1]) && s[1] != '(' && s[1] != '.';
}

/* The unit at the start of `s`: its length, 0 when there is none. */
static size_t unit_read(struct quantity *q, const char *s)
{
	size_t len = 0, i;

	if (is_percent(s)) {
		q->dim = DIM_PERCENT;
		return 1;
	}
	while (is_word(s[len]))
		len++;
	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (strlen(units[i].name) == len &&
		    !strncmp(s, units[i].name, len)) {
			q->dim = units[i].dim;
			q->scale = units[i].scale;
			return len;
		}
	return 0;
}

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

static size_t number_length(const char *s)
{
	size_t whole = digits(s), len = whole, part, sign;

	if (s[len] == '.') {
		part = digits(s + len + 1);
		if (!whole && !part)
			return 0;
		len += 1 + part;
	}
	if (!len)
		return 0;
	if (s[len] == 'e' || s[len] == 'E') {
		sign = s[len + 1] == '+' || s[len + 1] == '-';
		part = digits(s + len + 1 + sign);
		if (part)
			len += 1 + sign + part;
	}
	return len;
}

size_t number_read(double *out, const char *s)
{
	size_t len = number_length(s);
	char copy[64];

	if (!len || len >= sizeof(copy))
		return 0;
	memcpy(copy, s, len);
	copy[len] = '\0';
	*out = strtod(copy, NULL);
	return isfinite(*out) ? len : 0;
}

size_t quantity_read(struct quantity *q, const char *s)
{
	size_t len = number_read(&q->number, s), blank, unit;

	if (!len)
		return 0;
	q->scale = 1;
	q->dim = DIM_NONE;
	blank = strspn(s + len, " \t");
	if (blank && s[len + blank] == '%' && !ends_here(s + len + blank + 1))
		return len;
	unit = unit_read(q, s + len + blank);
	return unit ? len + blank + unit : len;
}

bool quantity_parse(struct quantity *out, const char *s)
{
	bool minus = *s == '-';
	size_t len;

	if (*s == '-' || *s == '+')
		s++;
	len = quantity_read(out, s);
	if (!len || s[len])
		return false;
	if (minus)
		out->number = -out->number;
	return true;
}
