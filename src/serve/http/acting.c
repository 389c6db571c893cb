/*
 * acting.c - whose name a request acts under, and where.
 */
#include "base/base.h"
#include "serve/http/internal.h"

#include "base/mem.h"

static void put_env(struct kept_env *k, const char *name, const char *value)
{
	const char *old = getenv(name);

	k->old = old ? xstrdup(old) : NULL;
	setenv(name, value, 1);
}

static void put_back(struct kept_env *k, const char *name)
{
	if (k->old)
		setenv(name, k->old, 1);
	else
		unsetenv(name);
	FREE_AND_NULL(k->old);
}

void acting_as(struct acting *p, const struct token *who)
{
	p->other = who && who->name;
	if (!p->other)
		return;
	put_env(&p->name, "GIT_AUTHOR_NAME", who->name);
	put_env(&p->email, "GIT_AUTHOR_EMAIL", who->email);
}

void acting_end(struct acting *p)
{
	if (!p->other)
		return;
	put_back(&p->name, "GIT_AUTHOR_NAME");
	put_back(&p->email, "GIT_AUTHOR_EMAIL");
	p->other = false;
}

bool http_enter(const struct server *s)
{
	return !s->dir || !chdir(s->dir);
}
