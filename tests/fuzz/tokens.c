/*
 * tokens.c - any bytes as a file of tokens: never a crash; what is taken has secrets
 * that can be found again and persons without control characters, and what is refused
 * is told without the secret.
 */
#include "base/base.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "serve/http/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *s)
{
	if (!*s || utf8_check(s, strlen(s), true))
		BUG("a text that is none");
}

static void check_token(const struct tokens *t, const struct token *one)
{
	const struct token *found;

	check_text(one->secret);
	if (strlen(one->secret) < 16 || strpbrk(one->secret, " \t"))
		BUG("a secret that is none");
	found = tokens_find(t, one->secret);
	if (!found || strcmp(found->secret, one->secret))
		BUG("a token that is not found");
	if (!one->name != !one->email)
		BUG("half a person");
	if (one->name) {
		check_text(one->name);
		check_text(one->email);
		if (strpbrk(one->name, "<>") || strpbrk(one->email, "<>"))
			BUG("a person that Git would not write");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	struct tokens t = TOKENS_INIT;
	struct err err = ERR_INIT;
	size_t i;

	if (tokens_read(&t, text, "f", &err) == 0) {
		if (!t.nr)
			BUG("no token, and no word");
		for (i = 0; i < t.nr; i++)
			check_token(&t, &t.v[i]);
	} else if (!*err.msg || strlen(err.msg) > 100) {
		BUG("refused without a word, or with too many");
	}
	tokens_release(&t);
	free(text);
	return 0;
}
