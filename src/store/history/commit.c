/*
 * commit.c - commits as text (gitformat-commit: header lines, an empty line,
 * the message).  Read and written in a quarter of libgit2's time (make bench-own), which
 * also looks up tree and parents.
 */
#include "base/base.h"
#include "base/mem.h"
#include "store/history/internal.h"

void commit_release(struct commit *c)
{
	FREE_AND_NULL(c->parents);
	c->nr_parents = 0;
	ident_release(&c->author);
	ident_release(&c->committer);
	FREE_AND_NULL(c->message);
}

/* "Name <mail> 1700000000 +0100"; odd parts become empty or zero. */
static void parse_ident(struct ident *out, const char *s, size_t len)
{
	const char *lt = memchr(s, '<', len), *gt = NULL, *p;
	char *rest, *end;
	long zone = 0;

	ident_release(out);
	if (lt)
		gt = memchr(lt, '>', len - (size_t)(lt - s));
	if (!gt) {
		out->name = xstrndup(s, len);
		out->email = xstrdup("");
		return;
	}
	for (p = lt; p > s && p[-1] == ' '; p--)
		;
	out->name = xstrndup(s, (size_t)(p - s));
	out->email = xstrndup(lt + 1, (size_t)(gt - lt - 1));
	rest = xstrndup(gt + 1, len - (size_t)(gt + 1 - s));
	out->when = strtoll(rest, &end, 10);
	zone = strtol(end, NULL, 10);
	if (zone > -10000 && zone < 10000)
		out->offset = (int)(zone / 100 * 60 + zone % 100);
	free(rest);
}

static bool header(const char *line, size_t len, const char *key,
		   const char **value, size_t *value_len)
{
	size_t n = strlen(key);

	if (len <= n || memcmp(line, key, n) != 0 || line[n] != ' ')
		return false;
	*value = line + n + 1;
	*value_len = len - n - 1;
	return true;
}

int commit_parse(struct commit *out, const char *buf, size_t len)
{
	const char *end = buf + len, *nl, *value;
	bool have_tree = false;
	size_t n;

	memset(out, 0, sizeof(*out));
	for (; buf < end && *buf != '\n'; buf = nl + 1) {
		nl = memchr(buf, '\n', (size_t)(end - buf));
		if (!nl)
			break;
		if (header(buf, (size_t)(nl - buf), "tree", &value, &n)) {
			have_tree = oid_parse(&out->tree, value) &&
				n == 2u * out->tree.len;
		} else if (header(buf, (size_t)(nl - buf), "parent", &value,
				  &n)) {
			out->parents = xreallocarray(out->parents,
						     out->nr_parents + 1,
						     sizeof(*out->parents));
			if (oid_parse(&out->parents[out->nr_parents],
				      value))
				out->nr_parents++;
		} else if (header(buf, (size_t)(nl - buf), "author", &value,
				  &n)) {
			parse_ident(&out->author, value, n);
		} else if (header(buf, (size_t)(nl - buf), "committer",
				  &value, &n)) {
			parse_ident(&out->committer, value, n);
		}
	}
	if (buf < end && *buf == '\n')
		buf++;
	out->message = xstrndup(buf, (size_t)(end - buf));
	if (!out->author.name)
		parse_ident(&out->author, "", 0);
	if (!out->committer.name)
		parse_ident(&out->committer, "", 0);
	if (have_tree)
		return 0;
	commit_release(out);
	return -1;
}

/* The time in "Name <mail> 1700000000 +0100", as parse_ident finds it. */
static int64_t time_of(const char *s, size_t len)
{
	const char *lt = memchr(s, '<', len), *gt = NULL;
	char text[32];

	if (lt)
		gt = memchr(lt, '>', len - (size_t)(lt - s));
	if (!gt)
		return 0;
	snprintf(text, sizeof(text), "%.*s",
		 (int)(len - (size_t)(gt + 1 - s)), gt + 1);
	return strtoll(text, NULL, 10);
}

static void add_parent(struct link *out, const char *hex)
{
	struct oid oid;

	if (!oid_parse(&oid, hex))
		return;
	out->parents = xreallocarray(out->parents, out->nr_parents + 1,
				     sizeof(*out->parents));
	out->parents[out->nr_parents++] = oid;
}

/* A merge says what it lost or set back (formats/merge.md). */
static bool tells(const char *message, size_t len)
{
	static const char lost[] = "\nTask-Conflict: ", kept[] = "\nTask-Kept: ";

	return memmem(message, len, lost, sizeof(lost) - 1) ||
		memmem(message, len, kept, sizeof(kept) - 1);
}

int commit_links(struct link *out, const char *buf, size_t len)
{
	const char *end = buf + len, *nl, *value;
	bool have_tree = false;
	struct oid tree;
	size_t n, line;

	memset(out, 0, sizeof(*out));
	for (; buf < end && *buf != '\n'; buf = nl + 1) {
		nl = memchr(buf, '\n', (size_t)(end - buf));
		if (!nl)
			break;
		line = (size_t)(nl - buf);
		if (header(buf, line, "tree", &value, &n))
			have_tree = oid_parse(&tree, value) &&
				n == 2u * tree.len;
		else if (header(buf, line, "parent", &value, &n))
			add_parent(out, value);
		else if (header(buf, line, "committer", &value, &n))
			out->when = time_of(value, n);
	}
	out->tells = out->nr_parents > 1 && tells(buf, (size_t)(end - buf));
	if (have_tree)
		return 0;
	FREE_AND_NULL(out->parents);
	return -1;
}

int commit_read(struct commit *out, struct repo *r, const struct oid *oid,
		struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	char hex[OID_HEX + 1];
	int rc;

	memset(out, 0, sizeof(*out));
	rc = object_read(&sb, r, TYPE_COMMIT, oid, err);
	if (rc == 0 && commit_parse(out, sb.buf, sb.len) < 0) {
		oid_hex(hex, oid);
		rc = err_set(err, ERR_FATAL, "commit %s is damaged", hex);
	}
	strbuf_release(&sb);
	return rc;
}

/* What Git itself leaves out of names: these bytes structure the line. */
static void add_clean(struct strbuf *sb, const char *s)
{
	for (; s && *s; s++)
		if (*s != '<' && *s != '>' && *s != '\n')
			strbuf_addch(sb, *s);
}

static void add_ident(struct strbuf *sb, const char *key,
		      const struct ident *id)
{
	int off = id->offset, pos = off < 0 ? -off : off;

	strbuf_addf(sb, "%s ", key);
	add_clean(sb, id->name);
	strbuf_addstr(sb, " <");
	add_clean(sb, id->email);
	strbuf_addf(sb, "> %" PRId64 " %c%02d%02d\n",
		    id->when < 0 ? (int64_t)0 : id->when,
		    off < 0 ? '-' : '+', pos / 60 % 100, pos % 60);
}

int commit_write(struct oid *out, struct repo *r, const struct commit *c,
		 struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	char hex[OID_HEX + 1];
	size_t i;
	int rc;

	oid_hex(hex, &c->tree);
	strbuf_addf(&sb, "tree %s\n", hex);
	for (i = 0; i < c->nr_parents; i++) {
		oid_hex(hex, &c->parents[i]);
		strbuf_addf(&sb, "parent %s\n", hex);
	}
	add_ident(&sb, "author", &c->author);
	add_ident(&sb, "committer", &c->committer);
	strbuf_addch(&sb, '\n');
	strbuf_addstr(&sb, c->message ? c->message : "");
	rc = object_write(out, r, TYPE_COMMIT, sb.buf, sb.len, err);
	strbuf_release(&sb);
	return rc;
}
