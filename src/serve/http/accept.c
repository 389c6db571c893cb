/*
 * accept.c - reading the header Accept.
 */
#include "base/base.h"
#include "serve/http/accept.h"

static const char *skip_space(const char *s)
{
	return s + strspn(s, " \t");
}

/* How much an entry says about the type: 0 nothing, 1 all types, 2 its half, 3. */
static int match(const char *entry, size_t len, const char *type)
{
	size_t half = strcspn(type, "/") + 1;

	if (len == strlen(type) && !strncasecmp(entry, type, len))
		return 3;
	if (len == half + 1 && entry[half] == '*' &&
	    !strncasecmp(entry, type, half))
		return 2;
	return len == 3 && !strncmp(entry, "*/*", 3);
}

/* "0.25", "1", "1.000"; false: it is something else. */
static bool read_weight(double *out, const char *s, size_t len)
{
	double unit = 0.1;
	size_t i;

	if (!len || len > 5 || (*s != '0' && *s != '1') ||
	    (len > 1 && s[1] != '.'))
		return false;
	*out = *s - '0';
	for (i = 2; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out += (s[i] - '0') * unit;
		unit /= 10;
	}
	return *out <= 1;
}

/* Behind the entry; its weight, which is 1 unless there is a good "q". */
static const char *read_entry(double *weight, const char *s)
{
	*weight = 1;
	while (*s == ';') {
		size_t len;

		s = skip_space(s + 1);
		len = strcspn(s, ";, \t");
		if (len > 2 && (*s == 'q' || *s == 'Q') && s[1] == '=' &&
		    !read_weight(weight, s + 2, len - 2))
			*weight = 0;
		s = skip_space(s + len);
	}
	return s + strcspn(s, ",");
}

double accept_weight(bool *named, const char *accept, const char *type)
{
	const char *s = skip_space(accept ? accept : "");
	double weight, best = 0;
	int said = 0, how;

	*named = false;
	if (!*s)
		return 1;
	while (*s) {
		size_t len = strcspn(s, ";, \t");

		how = len ? match(s, len, type) : 0;
		s = read_entry(&weight, skip_space(s + len));
		if (how > said || (how && how == said && weight > best)) {
			said = how;
			best = weight;
		}
		s += strspn(s, ", \t");
	}
	*named = said == 3;
	return best;
}
