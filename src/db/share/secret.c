/*
 * secret.c - where tokens come from.
 */
#include "base/base.h"
#include "db/share/secret.h"

#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/core/internal.h"

static void wipe(char *s)
{
	volatile char *p = s;

	while (p && *p)
		*p++ = '\0';
	free(s);
}

void secret_free(struct secret *s)
{
	wipe(s->user);
	wipe(s->text);
	s->user = s->text = NULL;
}

static int check(struct secret *s, const char *where, struct err *err)
{
	if (!strpbrk(s->text, "\r\n"))
		return 0;
	secret_free(s);
	return err_set(err, ERR_FAILED, "the secret in %s has a line end in "
		       "it", where);
}

int secret_env(struct secret *out, const char *names, struct err *err)
{
	struct strvec list = STRVEC_INIT;
	const char *value = NULL;
	size_t i;
	int ret;

	secret_free(out);
	strvec_split(&list, names ? names : "", ", ");
	for (i = 0; i < list.nr && !value; i++) {
		value = getenv(list.v[i]);
		if (value && !*value)
			value = NULL;
		if (value)
			out->text = xstrdup(value);
	}
	ret = value ? check(out, list.v[i - 1], err) :
		err_set(err, ERR_FAILED, "%s is not set in the environment",
			names ? names : "a secret");
	strvec_clear(&list);
	return ret;
}

/* The value of a line "key=..." of the answer. */
static char *answer(const char *text, const char *key)
{
	size_t n = strlen(key);
	const char *p = text;

	while (p && *p) {
		if (!strncmp(p, key, n) && p[n] == '=')
			return xstrndup(p + n + 1, strcspn(p + n + 1, "\n"));
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	return NULL;
}

static void add_question(struct strbuf *sb, const char *url)
{
	const char *host = strstr(url, "://");
	size_t n;

	if (!host)
		return;
	strbuf_addf(sb, "protocol=%.*s\n", (int)(host - url), url);
	host += 3;
	n = strcspn(host, "/?");
	strbuf_addf(sb, "host=%.*s\n", (int)n, host);
	if (host[n] == '/')
		strbuf_addf(sb, "path=%.*s\n",
			    (int)strcspn(host + n + 1, "?\n"), host + n + 1);
	strbuf_addch(sb, '\n');
}

static int ask_git(struct secret *out, struct db *db, const char *url)
{
	struct strbuf in = STRBUF_INIT;
	struct proc p;

	git_proc(&p, db_place(db), "credential", "fill", (char *)NULL);
	strvec_push(&p.env, "GIT_TERMINAL_PROMPT=0");
	strvec_push(&p.env, "GIT_ASKPASS=true");
	strvec_push(&p.env, "SSH_ASKPASS=true");
	strvec_push(&p.env, "GCM_INTERACTIVE=never");
	add_question(&in, url);
	p.in = in.buf;
	p.in_len = in.len;
	p.timeout_ms = 10000;
	if (proc_run(&p, NULL) == 0 && p.status == 0) {
		out->user = answer(p.out.buf, "username");
		out->text = answer(p.out.buf, "password");
	}
	memset(p.out.buf, 0, p.out.len);
	proc_release(&p);
	strbuf_release(&in);
	return out->text && *out->text ? 0 : -1;
}

int secret_get(struct secret *out, struct db *db, const char *names,
	       const char *url, struct err *err)
{
	const char *host = strstr(url, "://");
	int n = host ? (int)strcspn(host + 3, "/?") : 0;

	if (secret_env(out, names, err) == 0)
		return 0;
	/* one that is set and no good is told */
	if (names && str_starts(err ? err->msg : "", "the secret"))
		return -1;
	err_clear(err);
	if (ask_git(out, db, url) == 0)
		return check(out, "git credential", err);
	secret_free(out);
	return err_set(err, ERR_FAILED, "there is no token for %.*s: set %s in "
		       "the environment, or give one to git ('git credential "
		       "approve')", n, host ? host + 3 : "", names ? names :
		       "one");
}
