/*
 * mask.c - finding secrets in text.
 */
#include "base/base.h"
#include "feat/exec/mask.h"

#include <ctype.h>

#include "base/mem.h"
#include "feat/exec/mask-forms.h"

#define VALUE_MIN 4
#define SHORT 8
#define LABEL_MAX 64
#define URL_MAX 4096

#define ALPHA "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define WORD ALPHA DIGITS "_"
#define DASHED WORD "-"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS

/* ---- names ---- */

/* Anywhere in a name. */
static const char *const parts[] = {
	"token", "password", "passwd", "passphrase", "secret", "credential",
	"apikey", "privatekey", "accesskey", NULL
};

/* As a word of it, between '_', '-', '.' or changes of case. */
static const char *const words[] = {
	"key", "keys", "pass", "pat", "pwd", "pw", "auth", "authorization",
	"cookie", "bearer", NULL
};

static bool holds(const char *name, size_t len, const char *part)
{
	size_t n = strlen(part), i;

	for (i = 0; i + n <= len; i++)
		if (!strncasecmp(name + i, part, n))
			return true;
	return false;
}

static bool is_word(const char *s, size_t len)
{
	const char *const *w;

	for (w = words; *w; w++)
		if (strlen(*w) == len && !strncasecmp(s, *w, len))
			return true;
	return false;
}

bool mask_is_secret(const char *name, size_t len)
{
	const char *const *p;
	size_t i, from = 0;

	if ((len == 3 && !strncmp(name, "PWD", len)) ||
	    (len == 6 && !strncmp(name, "OLDPWD", len)))
		return false;
	for (p = parts; *p; p++)
		if (holds(name, len, *p))
			return true;
	for (i = 0; i <= len; i++) {
		bool ends = i == len || strchr("_-.", name[i]);

		if (!ends && !(i && isupper((unsigned char)name[i]) &&
			       islower((unsigned char)name[i - 1])))
			continue;
		if (is_word(name + from, i - from))
			return true;
		from = i + ends;	/* "AccountKey" */
	}
	return false;
}

/* ---- values of the environment ---- */

void mask_init(struct mask *m)
{
	strvec_init(&m->values);
}

void mask_release(struct mask *m)
{
	strvec_clear(&m->values);
}

/* Words that a variable may hold and that are no secret. */
static bool is_plain(const char *s, size_t len)
{
	static const char *const plain[] = {
		"true", "false", "none", "null", NULL
	};
	const char *const *p;

	if (len < VALUE_MIN || (len < 6 && strspn(s, DIGITS) >= len))
		return true;
	for (p = plain; *p; p++)
		if (strlen(*p) == len && !strncasecmp(s, *p, len))
			return true;
	return false;
}

/* The longer one first, so that none is masked in part. */
static int by_length(const void *a, const void *b)
{
	size_t x = strlen(*(char *const *)a), y = strlen(*(char *const *)b);

	return x < y ? 1 : x > y ? -1 : 0;
}

void mask_add(struct mask *m, char *const *entries)
{
	for (; entries && *entries; entries++) {
		size_t name = strcspn(*entries, "="), len;
		const char *s = *entries + name;

		if (!*s || !mask_is_secret(*entries, name))
			continue;
		for (s++; *s; s += len + (s[len] != '\0')) {
			len = strcspn(s, "\r\n");
			if (is_plain(s, len))
				continue;
			strvec_push_len(&m->values, s, len);
			mask_forms(&m->values, s, len);
		}
	}
	if (m->values.nr)
		qsort(m->values.v, m->values.nr, sizeof(*m->values.v),
		      by_length);
}

/* ---- shapes ---- */

/* A prefix, what may follow, and how much of it there is at least. */
static const struct shape {
	const char *prefix, *follows;
	size_t min;
} shapes[] = {
	{ "ghp_", WORD, 30 }, { "gho_", WORD, 30 }, { "ghu_", WORD, 30 },
	{ "ghs_", WORD, 30 }, { "ghr_", WORD, 30 },
	{ "github_pat_", WORD, 22 },
	{ "glpat-", DASHED ".", 20 }, { "gldt-", DASHED, 20 },
	{ "glrt-", DASHED, 20 }, { "glcbt-", DASHED, 20 },
	{ "glptt-", DASHED, 20 }, { "gloas-", DASHED, 20 },
	{ "xoxb-", DASHED, 10 }, { "xoxp-", DASHED, 10 },
	{ "xoxa-", DASHED, 10 }, { "xoxr-", DASHED, 10 },
	{ "xoxs-", DASHED, 10 }, { "xoxe.", DASHED ".", 10 },
	{ "xapp-", DASHED, 10 },
	{ "AKIA", UPPER, 16 }, { "ASIA", UPPER, 16 },
	{ "AIza", DASHED, 35 }, { "ya29.", DASHED ".", 20 },
	{ "GOCSPX-", DASHED, 20 },
	{ "sk_live_", WORD, 16 }, { "sk_test_", WORD, 16 },
	{ "rk_live_", WORD, 16 }, { "rk_test_", WORD, 16 },
	{ "whsec_", WORD "+/=", 16 },
	{ "sk-", DASHED, 20 },
	{ "npm_", WORD, 30 }, { "pypi-", DASHED, 40 },
	{ "dckr_pat_", DASHED, 20 }, { "hf_", WORD, 30 },
	{ "SG.", DASHED ".", 40 }, { "dop_v1_", WORD, 40 },
	{ "shpat_", WORD, 30 }, { "AGE-SECRET-KEY-", UPPER, 40 },
	{ "lin_api_", WORD, 30 }, { "hvs.", DASHED, 20 }, { "hvb.", DASHED, 20 },
	{ "ATATT3", DASHED "=", 40 }, { "ATCTT3", DASHED "=", 40 },
	{ "glsa_", WORD, 30 }, { "gsk_", WORD, 30 }, { "xai-", DASHED, 40 },
	{ "nvapi-", DASHED, 30 }, { "pplx-", DASHED, 30 }, { "r8_", WORD, 30 },
	{ "sbp_", WORD, 30 }, { "dapi", "abcdef" DIGITS, 32 }, { "NRAK-", UPPER, 20 },
	{ "xkeysib-", DASHED, 40 }, { "sntrys_", WORD "+/=", 40 },
	{ "figd_", DASHED, 30 }, { "tskey-", DASHED, 20 }, { "PMAK-", DASHED, 40 },
	{ "rubygems_", WORD, 40 }, { "shpss_", WORD, 30 }, { "shpca_", WORD, 30 },
	{ "sq0csp-", DASHED, 30 }, { "ntn_", WORD, 40 }, { "dt0c01.", UPPER ".", 40 },
	{ "key-", "abcdef" DIGITS, 32 }, { "EAA", WORD, 80 },
	{ "eyJ", DASHED, 10 },		/* a part of a JSON web token */
};

static bool is_start(const char *text, const char *p)
{
	return p == text || !strchr(WORD, p[-1]);
}

/* strspn(3) and strcspn(3) of at most `max` bytes, so that no text is looked at
 * again and again to its end. */
static size_t span(const char *s, const char *set, size_t max)
{
	size_t i;

	for (i = 0; i < max && s[i] && strchr(set, s[i]); i++)
		;
	return i;
}

static size_t cspan(const char *s, const char *set, size_t max)
{
	size_t i;

	for (i = 0; i < max && s[i] && !strchr(set, s[i]); i++)
		;
	return i;
}

static size_t shape_length(const char *p)
{
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		n = strlen(shapes[i].prefix);
		if (strncmp(p, shapes[i].prefix, n) != 0)
			continue;
		n += strspn(p + n, shapes[i].follows);
		if (n < strlen(shapes[i].prefix) + shapes[i].min)
			continue;
		/* header.payload.signature */
		while (!strcmp(shapes[i].prefix, "eyJ") && p[n] == '.')
			n += 1 + strspn(p + n + 1, DASHED);
		return n;
	}
	return 0;
}

/* A private key from its first line to its last, or to the end of the text. */
static size_t pem_length(const char *p)
{
	size_t line = cspan(p, "\n", LABEL_MAX);
	const char *end;

	if (!str_starts(p, "-----BEGIN ") || !holds(p, line, "PRIVATE KEY"))
		return 0;
	end = strstr(p + line, "-----END ");
	return end ? (size_t)(end - p) + strcspn(end, "\n") : strlen(p);
}

/* user:password of "://user:password@host": from the colon to the '@'. */
static size_t url_length(size_t *skip, const char *p)
{
	size_t all, user;

	if (!str_starts(p, "://"))
		return 0;
	all = 3 + cspan(p + 3, "/@?# \t\n\"'<>", URL_MAX);
	if (p[all] != '@')
		return 0;
	user = 3 + strcspn(p + 3, ":@");
	*skip = p[user] == ':' ? user + 1 : 3;
	/* a name alone is no secret, a long one is a token */
	if (p[user] != ':' && all - 3 < 20)
		return 0;
	return all > *skip ? all - *skip : 0;
}

static bool has_digit(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] >= '0' && s[i] <= '9')
			return true;
	return false;
}

/* "Bearer", "Basic", "token" in front of the credentials themselves. */
static size_t scheme_length(const char *p)
{
	static const char *const names[] = {
		"bearer ", "basic ", "token ", "digest ", NULL
	};
	const char *const *n;

	for (n = names; *n; n++)
		if (!strncasecmp(p, *n, strlen(*n)))
			return strlen(*n);
	return 0;
}

/*
 * A label at `p`, the begin of a word: NAME=value, NAME: value, "name": "value".
 * Behind a colon a value without digits is taken for a word of a sentence, unless
 * it stands in quotes.
 */
static size_t labelled_length(size_t *skip, const char *p)
{
	size_t name = span(p, DASHED ".", LABEL_MAX), at = name, len;
	char mark, quote = '\0';
	size_t scheme;

	if (!name || !mask_is_secret(p, name))
		return 0;
	at += p[at] == '"' || p[at] == '\'';
	at += strspn(p + at, " \t");
	mark = p[at];
	if (mark != '=' && mark != ':')
		return 0;
	at++;
	at += p[at] == '=' || p[at] == '>' ? 1 : 0;
	at += strspn(p + at, " \t");
	if (p[at] == '"' || p[at] == '\'')
		quote = p[at++];
	scheme = scheme_length(p + at);
	at += scheme;
	len = quote ? strcspn(p + at, quote == '"' ? "\"\n" : "'\n") :
		strcspn(p + at, " \t\n,;\"'&");
	*skip = at;
	if (is_plain(p + at, len) ||
	    (mark == ':' && !quote && !scheme &&
	     (len < 8 || !has_digit(p + at, len))))
		return 0;
	return len;
}

/* How much of `p` says the value, which may be wrapped: a line feed in it and the
 * blanks behind that count for nothing.  0: something else. */
static size_t wrapped_length(const char *p, const char *value)
{
	const char *s = p;

	while (*value) {
		if (*s == *value) {
			s++;
			value++;
			continue;
		}
		if (s == p || (*s != '\n' && strncmp(s, "\\\n", 2) != 0 &&
			       strncmp(s, "\r\n", 2) != 0))
			return 0;
		s += *s == '\n' ? 1 : 2;
		s += span(s, " \t", LABEL_MAX);
	}
	return (size_t)(s - p);
}

/* A short value is masked as a word only: "test" is in many others. */
static size_t value_length(const char *text, const char *p,
			   const struct mask *m)
{
	size_t i, len;

	for (i = 0; i < m->values.nr; i++) {
		if (*p != *m->values.v[i])
			continue;
		len = strlen(m->values.v[i]);
		if (len >= SHORT) {
			len = wrapped_length(p, m->values.v[i]);
			if (len)
				return len;
			continue;
		}
		if (strncmp(p, m->values.v[i], len) != 0)
			continue;
		if (is_start(text, p) && (!p[len] || !strchr(WORD, p[len])))
			return len;
	}
	return 0;
}

/* A secret behind `skip` bytes of p; 0: none begins here. */
static size_t secret_at(size_t *skip, const char *text, const char *p,
			const struct mask *m)
{
	size_t len;

	*skip = 0;
	if ((len = value_length(text, p, m)) || (*p == '-' && (len = pem_length(p))) ||
	    (*p == ':' && (len = url_length(skip, p))))
		return len;
	if (!is_start(text, p) || !strchr(ALPHA "_", *p))
		return 0;
	if ((len = shape_length(p)))
		return len;
	return labelled_length(skip, p);
}

void mask_text(struct strbuf *text, const struct mask *m)
{
	struct strbuf out = STRBUF_INIT;
	const char *p = text->buf;
	size_t skip, len;

	while (*p) {
		len = secret_at(&skip, text->buf, p, m);
		if (!len) {
			strbuf_addch(&out, *p++);
			continue;
		}
		strbuf_add(&out, p, skip);
		strbuf_addstr(&out, MASK);
		p += skip + len;
	}
	strbuf_reset(text);
	strbuf_addbuf(text, &out);
	strbuf_release(&out);
}

/* How much of the end of `text` is the begin of `value`, or the other way
 * round. */
static size_t shared_length(const struct strbuf *text, const char *value,
			    bool end)
{
	size_t len = strlen(value), n;

	for (n = len < text->len ? len - 1 : text->len; n >= VALUE_MIN; n--)
		if (end ? !memcmp(text->buf + text->len - n, value, n) :
			  !memcmp(text->buf, value + len - n, n))
			return n;
	return 0;
}

void mask_cut(struct strbuf *text, const struct mask *m, bool end)
{
	size_t i, n, best = 0;

	for (i = 0; i < m->values.nr; i++) {
		n = shared_length(text, m->values.v[i], end);
		best = n > best ? n : best;
	}
	if (best) {
		strbuf_remove(text, end ? text->len - best : 0, best);
		strbuf_insert(text, end ? text->len : 0, MASK, strlen(MASK));
	}
}
