/*
 * tokens.c - reading, making and comparing tokens.
 */
#include "base/base.h"
#include "serve/http/tokens.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "base/utf8.h"
#include "data/rand.h"
#include "serve/http/secret.h"

#define SECRET_MIN 16

static struct token *add(struct tokens *t)
{
	struct token *one;

	if (t->nr == t->alloc) {
		t->alloc = t->alloc ? t->alloc * 2 : 8;
		t->v = xreallocarray(t->v, t->alloc, sizeof(*t->v));
	}
	one = &t->v[t->nr++];
	memset(one, 0, sizeof(*one));
	return one;
}

/* "Ann Lee <ann@x.org>"; false: it is something else. */
static bool read_person(struct token *t, const char *s)
{
	const char *open = strchr(s, '<');
	size_t name, len = strlen(s);

	if (!open || open == s || s[len - 1] != '>' || open + 2 >= s + len ||
	    strchr(open + 1, '<') || strchr(s, '>') != s + len - 1)
		return false;
	for (name = (size_t)(open - s); name && s[name - 1] == ' ';)
		name--;
	if (!name)
		return false;
	t->name = xstrndup(s, name);
	t->email = xstrndup(open + 1, (size_t)(s + len - open) - 2);
	return true;
}

/* NULL, or what is wrong with the line. */
static const char *read_line(struct tokens *all, const char *s)
{
	size_t secret = strcspn(s, " "), word;
	const char *access = s + secret + strspn(s + secret, " ");
	const char *person;
	struct token *t;

	word = strcspn(access, " ");
	person = access + word + strspn(access + word, " ");
	if (secret < SECRET_MIN)
		return "a token has 16 characters or more";
	if (utf8_check(s, strlen(s), true))
		return "it is no text";
	t = add(all);
	t->secret = xstrndup(s, secret);
	t->writes = word == 5 && !strncmp(access, "write", word);
	if (!t->writes && !(word == 4 && !strncmp(access, "read", word)))
		return "behind the token comes 'read' or 'write'";
	if (*person && !read_person(t, person))
		return "the person has the form 'Name <mail>'";
	return NULL;
}

int tokens_read(struct tokens *t, const char *text, const char *path,
		struct err *err)
{
	struct strbuf line = STRBUF_INIT;
	const char *s = text, *wrong = NULL;
	unsigned nr = 0;
	size_t i;

	for (; *s && !wrong; nr++) {
		size_t len = strcspn(s, "\n");

		strbuf_reset(&line);
		strbuf_add(&line, s, len);
		strbuf_trim(&line);
		for (i = 0; i < line.len; i++)
			if (line.buf[i] == '\t')
				line.buf[i] = ' ';
		if (line.len && *line.buf != '#')
			wrong = read_line(t, line.buf);
		s += len + (s[len] == '\n');
	}
	strbuf_release(&line);
	if (wrong)
		return err_set(err, ERR_INVALID, "'%s', line %u: %s", path, nr,
			       wrong);
	return t->nr ? 0 : err_set(err, ERR_FAILED, "there is no token in '%s'",
				   path);
}

int tokens_load(struct tokens *t, const char *path, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	int ret = secret_read(&sb, path, "the tokens", err);

	if (ret == 0 && memchr(sb.buf, '\0', sb.len))
		ret = err_set(err, ERR_INVALID, "'%s' is no text", path);
	if (ret == 0)
		ret = tokens_read(t, sb.buf, path, err);
	strbuf_release(&sb);
	return ret;
}

void tokens_make(struct tokens *t)
{
	struct strbuf sb = STRBUF_INIT;
	struct rnd rnd = RND_SYSTEM;
	struct token *one = add(t);
	int i;

	for (i = 0; i < 4; i++)
		strbuf_addf(&sb, "%016" PRIx64, rnd_u64(&rnd));
	one->secret = strbuf_detach(&sb, NULL);
	one->writes = true;
}

/* Looks at every byte of `secret`, whatever is in front. */
static bool same(const char *secret, const char *given, size_t given_len)
{
	size_t len = strlen(secret), i;
	volatile unsigned char differ = len != given_len;

	for (i = 0; i < given_len; i++)
		differ |= (unsigned char)(given[i] ^ secret[i % len]);
	return !differ;
}

const struct token *tokens_find(const struct tokens *t, const char *secret)
{
	const struct token *found = NULL;
	size_t len = strlen(secret), i;

	for (i = 0; i < t->nr; i++)
		if (same(t->v[i].secret, secret, len))
			found = &t->v[i];
	return found;
}

void tokens_release(struct tokens *t)
{
	size_t i;

	for (i = 0; i < t->nr; i++) {
		free(t->v[i].secret);
		free(t->v[i].name);
		free(t->v[i].email);
	}
	FREE_AND_NULL(t->v);
	t->nr = t->alloc = 0;
}
