/*
 * gitcfg.c - a reader for Git's configuration syntax.
 */
#include "base/base.h"
#include "store/place/gitcfg.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"

#define CONFIG_MAX ((size_t)4 << 20)

struct reader {
	const char *p, *end;
	struct strbuf section;	/* "core", "remote.origin" */
	struct strbuf key, value;
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || c == '-';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' ||
				 *r->p == '\r'))
		r->p++;
}

static void skip_line(struct reader *r)
{
	while (r->p < r->end && *r->p != '\n')
		r->p++;
}

/* `[section "sub"]` behind its bracket. */
static int read_section(struct reader *r)
{
	strbuf_reset(&r->section);
	while (r->p < r->end && (is_name(*r->p) || *r->p == '.'))
		strbuf_addch(&r->section, lower(*r->p++));
	skip_blanks(r);
	if (r->p < r->end && *r->p == '"') {
		strbuf_addch(&r->section, '.');
		for (r->p++; r->p < r->end && *r->p != '"'; r->p++) {
			if (*r->p == '\\')
				r->p++;
			if (r->p >= r->end || *r->p == '\n')
				return -1;
			strbuf_addch(&r->section, *r->p);
		}
		r->p++;
	}
	if (r->p >= r->end || *r->p != ']' || !r->section.len)
		return -1;
	r->p++;
	return 0;
}

static int escape(struct reader *r)
{
	static const char from[] = "nt\\\"b", to[] = "\n\t\\\"\b";
	const char *at;

	if (r->p >= r->end)
		return -1;
	if (*r->p == '\r' && r->p + 1 < r->end && r->p[1] == '\n')
		r->p++;
	if (*r->p == '\n')	/* the line goes on */
		return 0;
	at = memchr(from, *r->p, sizeof(from) - 1);
	if (!at)
		return -1;
	strbuf_addch(&r->value, to[at - from]);
	return 0;
}

/* The rest of the line behind '='; stops at the newline. */
static int read_value(struct reader *r)
{
	bool quoted = false;
	size_t keep = 0;

	skip_blanks(r);
	for (; r->p < r->end && *r->p != '\n'; r->p++) {
		char c = *r->p;

		if (!quoted && (c == '#' || c == ';')) {
			skip_line(r);
			break;
		}
		if (c == '"') {
			quoted = !quoted;
			keep = r->value.len;
			continue;
		}
		if (c == '\\') {
			r->p++;
			if (escape(r) < 0)
				return -1;
			keep = r->value.len;
			continue;
		}
		strbuf_addch(&r->value, c);
		if (quoted || (c != ' ' && c != '\t' && c != '\r'))
			keep = r->value.len;
	}
	strbuf_setlen(&r->value, keep);
	return quoted ? -1 : 0;
}

static int read_variable(struct reader *r, gitcfg_fn fn, void *data)
{
	if (!r->section.len)
		return -1;
	strbuf_reset(&r->key);
	strbuf_reset(&r->value);
	strbuf_addbuf(&r->key, &r->section);
	strbuf_addch(&r->key, '.');
	while (r->p < r->end && is_name(*r->p))
		strbuf_addch(&r->key, lower(*r->p++));
	skip_blanks(r);
	if (r->p < r->end && *r->p == '=') {
		r->p++;
		if (read_value(r) < 0)
			return -1;
	} else if (r->p >= r->end || *r->p == '\n' || *r->p == '#' ||
		   *r->p == ';') {
		strbuf_addstr(&r->value, "true");
		skip_line(r);
	} else {
		return -1;
	}
	fn(r->key.buf, r->value.buf, data);
	return 0;
}

static int read_all(struct reader *r, gitcfg_fn fn, void *data)
{
	if (r->end - r->p >= 3 && !memcmp(r->p, "\xef\xbb\xbf", 3))
		r->p += 3;
	while (r->p < r->end) {
		char c = *r->p;

		if (c == '\n' || c == ' ' || c == '\t' || c == '\r') {
			r->p++;
		} else if (c == '#' || c == ';') {
			skip_line(r);
		} else if (c == '[') {
			r->p++;
			if (read_section(r) < 0)
				return -1;
		} else if (!is_name(c) || read_variable(r, fn, data) < 0) {
			return -1;
		}
	}
	return 1;
}

int gitcfg_parse(const char *path, gitcfg_fn fn, void *data)
{
	struct strbuf text = STRBUF_INIT;
	struct reader r;
	int rc;

	if (access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (str_eq(path, "/dev/null"))	/* GIT_CONFIG_GLOBAL: none at all */
		return 0;
	if (file_read_plain(&text, path, CONFIG_MAX, NULL) < 0)
		return -1;
	r.p = text.buf;
	r.end = text.buf + text.len;
	strbuf_init(&r.section);
	strbuf_init(&r.key);
	strbuf_init(&r.value);
	rc = read_all(&r, fn, data);
	strbuf_release(&r.section);
	strbuf_release(&r.key);
	strbuf_release(&r.value);
	strbuf_release(&text);
	return rc;
}

int gitcfg_bool(const char *v)
{
	char *end;
	long n;

	if (str_ieq(v, "true") || str_ieq(v, "yes") || str_ieq(v, "on"))
		return 1;
	if (!*v || str_ieq(v, "false") || str_ieq(v, "no") ||
	    str_ieq(v, "off"))
		return 0;
	n = strtol(v, &end, 10);
	return *end ? -1 : n != 0;
}

/* git-config(1), core.sharedRepository; "1" and "2" are its old spelling. */
static void set_shared(struct gitcfg *c, const char *v)
{
	char *end;
	long mode = strtol(v, &end, 8);

	c->shared_exact = false;
	if (str_eq(v, "all") || str_eq(v, "world") || str_eq(v, "everybody") ||
	    str_eq(v, "2")) {
		c->shared = 0664;
	} else if (*v && !*end && (mode & 0600) == 0600) {
		c->shared = (unsigned)mode & 0666;
		c->shared_exact = true;
	} else if (str_eq(v, "umask") || !gitcfg_bool(v)) {
		c->shared = 0;
	} else {
		c->shared = 0660;
	}
}

static void take(const char *key, const char *value, void *data)
{
	struct gitcfg *c = data;
	char **slot = NULL;

	if (str_eq(key, "core.bare"))
		c->bare = gitcfg_bool(value);
	else if (str_eq(key, "core.sharedrepository"))
		set_shared(c, value);
	else if (str_eq(key, "core.worktree"))
		slot = &c->worktree;
	else if (str_eq(key, "extensions.objectformat"))
		slot = &c->object_format;
	else if (str_eq(key, "extensions.refstorage"))
		slot = &c->ref_storage;
	if (slot) {
		free(*slot);
		*slot = xstrdup(value);
	}
}

void gitcfg_read(struct gitcfg *out, const char *commondir)
{
	char *path = path_join(commondir, "config");

	gitcfg_release(out);
	gitcfg_parse(path, take, out);
	free(path);
}

void gitcfg_release(struct gitcfg *c)
{
	static const struct gitcfg empty = GITCFG_INIT;

	free(c->worktree);
	free(c->object_format);
	free(c->ref_storage);
	*c = empty;
}
