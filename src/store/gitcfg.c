/*
 * gitcfg.c - a line scanner for a repository's own config file.
 */
#include "base/base.h"
#include "store/gitcfg.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"

#define CONFIG_MAX ((size_t)1 << 20)

/* The value behind '=': quotes dropped, comments and white space cut. */
static char *value_of(const char *s)
{
	struct strbuf sb = STRBUF_INIT;
	bool quoted = false;
	size_t keep = 0;

	while (*s == ' ' || *s == '\t')
		s++;
	for (; *s; s++) {
		if (!quoted && (*s == '#' || *s == ';'))
			break;
		if (*s == '"') {
			quoted = !quoted;
			continue;
		}
		if (*s == '\\' && s[1])
			s++;
		strbuf_addch(&sb, *s);
		if (quoted || (*s != ' ' && *s != '\t' && *s != '\r'))
			keep = sb.len;
	}
	strbuf_setlen(&sb, keep);
	return strbuf_detach(&sb, NULL);
}

static int truth(const char *v)
{
	return str_ieq(v, "true") || str_ieq(v, "yes") || str_ieq(v, "on") ||
		(v[0] >= '1' && v[0] <= '9');
}

static void take(struct gitcfg *c, const char *section, const char *line)
{
	size_t len = strcspn(line, " \t=\r");
	const char *eq = strchr(line, '=');
	char *name = xstrndup(line, len);
	char *value = eq ? value_of(eq + 1) : xstrdup("true");

	if (str_ieq(section, "core") && str_ieq(name, "bare")) {
		c->bare = truth(value);
	} else if (str_ieq(section, "core") && str_ieq(name, "worktree")) {
		free(c->worktree);
		c->worktree = value;
		value = NULL;
	} else if (str_ieq(section, "extensions") &&
		   str_ieq(name, "objectformat")) {
		free(c->object_format);
		c->object_format = value;
		value = NULL;
	} else if (str_ieq(section, "extensions") &&
		   str_ieq(name, "refstorage")) {
		free(c->ref_storage);
		c->ref_storage = value;
		value = NULL;
	}
	free(name);
	free(value);
}

void gitcfg_read(struct gitcfg *out, const char *commondir)
{
	struct strbuf text = STRBUF_INIT;
	char *path = path_join(commondir, "config");
	char *section = xstrdup("");
	char *line, *next;

	gitcfg_release(out);
	if (file_read(&text, path, CONFIG_MAX, NULL) == 0 && text.len) {
		for (line = text.buf; line; line = next) {
			next = strchr(line, '\n');
			if (next)
				*next++ = '\0';
			line += strspn(line, " \t");
			if (*line == '[') {
				free(section);
				section = xstrndup(line + 1,
						   strcspn(line + 1, "]"));
			} else if (*line && *line != '#' && *line != ';') {
				take(out, section, line);
			}
		}
	}
	free(section);
	free(path);
	strbuf_release(&text);
}

void gitcfg_release(struct gitcfg *c)
{
	static const struct gitcfg empty = GITCFG_INIT;

	free(c->worktree);
	free(c->object_format);
	free(c->ref_storage);
	*c = empty;
}
