/*
 * json-write.c - JSON values as text: canonical, on one line, for people.
 */
#include "base/base.h"
#include "data/json.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <math.h>

static const char hex_digits[] = "0123456789abcdef";

static void add_escape(struct strbuf *out, unsigned char c)
{
	static const char plain[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
	const char *at = strchr(plain, c);

	strbuf_addch(out, '\\');
	if (at) {
		strbuf_addch(out, names[at - plain]);
		return;
	}
	strbuf_addstr(out, "u00");
	strbuf_addch(out, hex_digits[c >> 4]);
	strbuf_addch(out, hex_digits[c & 15]);
}

void json_quote(struct strbuf *out, const char *s)
{
	const unsigned char *p = (const unsigned char *)s, *from = p;

	strbuf_addch(out, '"');
	for (; *p; p++) {
		if (*p >= 0x20 && *p != '"' && *p != '\\')
			continue;
		strbuf_add(out, from, (size_t)(p - from));
		add_escape(out, *p);
		from = p + 1;
	}
	strbuf_add(out, from, (size_t)(p - from));
	strbuf_addch(out, '"');
}

static void add_int(struct strbuf *out, double d)
{
	uint64_t v = (uint64_t)fabs(d);
	char tmp[24], *p = tmp + sizeof(tmp);

	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	if (d < 0)
		*--p = '-';
	strbuf_add(out, p, (size_t)(tmp + sizeof(tmp) - p));
}

/*
 * The digits (without a point, no zeros at the end) and the decimal exponent
 * of |d|: 15 to 17 digits, as few as read back equal.  The locale's decimal
 * point, whatever it is, is left out.
 */
static int shortest(char digits[20], double d)
{
	char tmp[48];
	int prec, exp10, n = 0;
	const char *p;

	for (prec = 14; prec <= 16; prec++) {
		snprintf(tmp, sizeof(tmp), "%.*e", prec, fabs(d));
		if (strtod(tmp, NULL) == fabs(d))
			break;
	}
	for (p = tmp; *p && *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
	exp10 = (int)strtol(p + 1, NULL, 10);
	while (n > 1 && digits[n - 1] == '0')
		n--;
	digits[n] = '\0';
	return exp10;
}

void json_add_num(struct strbuf *out, double d)
{
	char digits[20];
	int exp10, n;

	if (d > -9007199254740992.0 && d < 9007199254740992.0 &&
	    d == floor(d)) {
		add_int(out, d);
		return;
	}
	if (!isfinite(d)) {
		strbuf_addstr(out, "null");
		return;
	}
	exp10 = shortest(digits, d);
	n = (int)strlen(digits);
	if (d < 0)
		strbuf_addch(out, '-');
	if (exp10 < -5 || exp10 > 15) {
		strbuf_addch(out, digits[0]);
		if (n > 1)
			strbuf_addch(out, '.');
		strbuf_addstr(out, digits + 1);
		strbuf_addf(out, "e%+d", exp10);
	} else if (exp10 < 0) {
		strbuf_addstr(out, "0.");
		strbuf_addchars(out, '0', (size_t)(-exp10 - 1));
		strbuf_addstr(out, digits);
	} else if (n <= exp10 + 1) {
		strbuf_addstr(out, digits);
		strbuf_addchars(out, '0', (size_t)(exp10 + 1 - n));
	} else {
		strbuf_add(out, digits, (size_t)exp10 + 1);
		strbuf_addch(out, '.');
		strbuf_addstr(out, digits + exp10 + 1);
	}
}

struct printer {
	struct strbuf *out;
	bool sorted;
	bool lines;
};

static void print(struct printer *p, const struct json *j, size_t level);

static void print_break(struct printer *p, size_t level)
{
	if (!p->lines)
		return;
	strbuf_addch(p->out, '\n');
	strbuf_addchars(p->out, ' ', 2 * level);
}

static void print_item(struct printer *p, const struct json *j, bool first,
		       size_t level)
{
	if (!first)
		strbuf_addch(p->out, ',');
	print_break(p, level);
	if (json_key(j)) {
		json_quote(p->out, json_key(j));
		strbuf_addch(p->out, ':');
		if (p->lines)
			strbuf_addch(p->out, ' ');
	}
	print(p, j, level);
}

static bool is_sorted(const struct json *obj)
{
	const struct json *m, *next;

	for (m = json_first(obj); m; m = next) {
		next = json_next(m);
		if (next && strcmp(json_key(m), json_key(next)) > 0)
			return false;
	}
	return true;
}

static int cmp_names(const void *a, const void *b)
{
	return strcmp(json_key(*(const struct json *const *)a),
		      json_key(*(const struct json *const *)b));
}

/* Nearly all have a handful of members. */
static void sort_names(const struct json **v, size_t nr)
{
	const struct json *tmp;
	size_t i, j;

	if (nr > 24) {
		qsort(v, nr, sizeof(*v), cmp_names);
		return;
	}
	for (i = 1; i < nr; i++) {
		tmp = v[i];
		for (j = i; j && cmp_names(&v[j - 1], &tmp) > 0; j--)
			v[j] = v[j - 1];
		v[j] = tmp;
	}
}

static void print_children(struct printer *p, const struct json *j,
			   size_t level)
{
	const struct json *c, **v = NULL;
	size_t nr = 0, alloc = 0, i;

	if (!p->sorted || !json_is(j, JSON_OBJ) || is_sorted(j)) {
		for (c = json_first(j); c; c = json_next(c))
			print_item(p, c, c == json_first(j), level);
		return;
	}
	json_each(c, j) {
		ALLOC_GROW(v, nr + 1, alloc);
		v[nr++] = c;
	}
	sort_names(v, nr);
	for (i = 0; i < nr; i++)
		print_item(p, v[i], !i, level);
	free(v);
}

static void print(struct printer *p, const struct json *j, size_t level)
{
	bool obj = json_is(j, JSON_OBJ);

	switch (json_type(j)) {
	case JSON_BOOL:
		strbuf_addstr(p->out, json_bool(j) ? "true" : "false");
		break;
	case JSON_NUM:
		json_add_num(p->out, json_num(j));
		break;
	case JSON_STR:
		json_quote(p->out, json_str(j));
		break;
	case JSON_ARR:
	case JSON_OBJ:
		strbuf_addch(p->out, obj ? '{' : '[');
		if (json_first(j)) {
			print_children(p, j, level + 1);
			print_break(p, level);
		}
		strbuf_addch(p->out, obj ? '}' : ']');
		break;
	default:
		strbuf_add(p->out, "null", 4);
	}
}

void json_canon(struct strbuf *out, const struct json *j)
{
	struct printer p = { out, true, true };

	print(&p, j, 0);
	strbuf_addch(out, '\n');
}

void json_line(struct strbuf *out, const struct json *j)
{
	struct printer p = { out, false, false };

	print(&p, j, 0);
}

void json_pretty(struct strbuf *out, const struct json *j)
{
	struct printer p = { out, false, true };

	print(&p, j, 0);
	strbuf_addch(out, '\n');
}

int json_cmp(const struct json *a, const struct json *b)
{
	struct strbuf sa = STRBUF_INIT, sb = STRBUF_INIT;
	int cmp;

	json_canon(&sa, a);
	json_canon(&sb, b);
	/* No NUL can be in either. */
	cmp = strcmp(sa.buf, sb.buf);
	strbuf_release(&sa);
	strbuf_release(&sb);
	return cmp;
}

bool json_eq(const struct json *a, const struct json *b)
{
	if (!a || !b)
		return a == b;
	return json_type(a) == json_type(b) && !json_cmp(a, b);
}
