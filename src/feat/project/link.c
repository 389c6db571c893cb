/*
 * link.c - references to tasks found in text.
 */
#include "base/base.h"
#include "feat/project/link.h"

#include <ctype.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/project/closing.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* Length of the hex digits at s; 0 when the word goes on behind them or they
 * are too few or too many for an id. */
static size_t id_at(const char *s, size_t min)
{
	size_t n = 0;

	while (n <= ID_LEN && isxdigit((unsigned char)s[n]))
		n++;
	if (n < min || n > ID_LEN || is_word(s[n]))
		return 0;
	return n;
}

static bool has_letter(const char *s, size_t n)
{
	while (n--)
		if (isalpha((unsigned char)s[n]))
			return true;
	return false;
}

/* Length of the id behind a '#', which s points to; 0: none. */
static size_t hash_id(const char *s)
{
	size_t n = *s == '#' ? id_at(s + 1, ID_MIN_PREFIX) : 0;

	return n >= ID_SHORT || (n && has_letter(s + 1, n)) ? n : 0;
}

static void add_ref(struct link_refs *out, const char *s, size_t n,
		    enum link_how how, bool closes)
{
	char text[ID_LEN + 1], prefix[ID_LEN + 1];
	size_t i;

	memcpy(text, s, n);
	text[n] = '\0';
	id_fold(prefix, text);
	for (i = 0; i < out->nr; i++) {
		struct link_ref *r = &out->v[i];

		if (strcmp(r->prefix, prefix) != 0)
			continue;
		r->closes |= closes;
		if (how < r->how)
			r->how = how;
		return;
	}
	if (out->nr == LINK_REFS_MAX)
		return;
	ALLOC_GROW(out->v, out->nr + 1, out->alloc);
	memcpy(out->v[out->nr].prefix, prefix, sizeof(prefix));
	out->v[out->nr].how = how;
	out->v[out->nr++].closes = closes;
}

/* "Task-Id:" at the start of a line: every id up to the line's end. */
static void parse_trailer(struct link_refs *out, const char *s,
			  const char *end)
{
	while (s < end) {
		size_t n;

		if (*s == '#')
			s++;
		n = id_at(s, ID_MIN_PREFIX);
		if (n && s + n <= end)
			add_ref(out, s, n, LINK_TRAILER, false);
		while (s < end && is_word(*s))
			s++;
		while (s < end && !is_word(*s) && *s != '#')
			s++;
	}
}

static const char *skip_blank(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/* Between two ids of one list: ",", "and", "&"; NULL when it ends here. */
static const char *skip_and(const char *s, const char *end)
{
	const char *p = skip_blank(s, end), *q = p;

	if (p < end && (*p == ',' || *p == '&'))
		p = skip_blank(p + 1, end);
	if (end - p > 4 && !strncasecmp(p, "and ", 4))
		p = skip_blank(p + 4, end);
	return p == q ? NULL : p;
}

/* What a message was looked at for. */
struct reading {
	const char *message;
	struct closing_text text;
	unsigned judged;	/* sentences about closing */
};

#define JUDGED_MAX 1000

/*
 * What follows the closing verb at `verb`, from `s` on: [:] [task] #id [, #id]...
 * Adds those ids, unless the words around take it back.
 */
static void parse_closed(struct link_refs *out, struct reading *r,
			 const char *verb, const char *s, const char *end)
{
	struct link_refs ids = LINK_REFS_INIT;
	const char *last;
	size_t i;

	while (s < end && strchr("*_", *s))
		s++;
	if (s < end && *s == ':')
		s++;
	s = skip_blank(s, end);
	if (end - s > 5 && (!strncasecmp(s, "task ", 5)))
		s = skip_blank(s + 5, end);
	else if (end - s > 6 && (!strncasecmp(s, "tasks ", 6)))
		s = skip_blank(s + 6, end);
	while (s < end && strchr("*_[", *s))
		s++;	/* "**Fixes** [#..." */
	s = skip_blank(s, end);
	for (last = s; s && s < end;) {
		size_t hash = *s == '#';
		size_t n = hash ? hash_id(s) : id_at(s, ID_SHORT);

		if (!n)
			break;
		add_ref(&ids, s + hash, n, hash ? LINK_HASH : LINK_BARE, true);
		last = s + hash + n;
		s = skip_and(last, end);
	}
	if (ids.nr && (r->judged++ >= JUDGED_MAX ||
		       closing_denied(r->message, verb) ||
		       closing_taken_back(last, end)))
		link_refs_release(&ids);
	for (i = 0; i < ids.nr; i++)
		add_ref(out, ids.v[i].prefix, strlen(ids.v[i].prefix),
			ids.v[i].how, true);
	link_refs_release(&ids);
}

static void parse_line(struct link_refs *out, const char *s, const char *end,
		       struct reading *r, bool may_close)
{
	while (s < end) {
		const char *word = s;
		size_t n = hash_id(s);

		if (n) {
			add_ref(out, s + 1, n, LINK_HASH, false);
			s += n + 1;
			continue;
		}
		if (!is_word(*s)) {
			s++;
			continue;
		}
		while (s < end && is_word(*s))
			s++;
		if (may_close && closing_verb(word, (size_t)(s - word)))
			parse_closed(out, r, word, s, end);
		else if (id_at(word, ID_SHORT))
			add_ref(out, word, (size_t)(s - word), LINK_BARE,
				false);
	}
}

/* The commit that a line "This reverts commit <oid>" names. */
static void parse_revert(struct link_refs *out, const char *s,
			 const char *end)
{
	static const char intro[] = "This reverts commit ";
	size_t n = sizeof(intro) - 1, hex;

	if (out->reverts[0] || (size_t)(end - s) < n ||
	    strncmp(s, intro, n) != 0)
		return;
	hex = object_hex(s + n);
	memcpy(out->reverts, s + n, hex);
	out->reverts[hex] = '\0';
}

/* Lines that Git writes about commits: their digits are no task's. */
static bool about_commits(const char *s, const char *end)
{
	static const char *const intros[] = {
		"This reverts commit ", "(cherry picked from commit ",
		"commit ", "fixup! ", "changes made to ",
	};
	size_t i, left = (size_t)(end - s);

	for (i = 0; i < ARRAY_SIZE(intros); i++) {
		size_t n = strlen(intros[i]);

		if (left <= n || strncmp(s, intros[i], n) != 0)
			continue;
		/* "commit 3f9a1c2b" may be a person's words */
		return i < 2 || i > 2 || object_hex(s + n);
	}
	return false;
}

void link_parse(struct link_refs *out, const char *message)
{
	bool never = closing_never(message);
	struct reading reading = { .message = message };
	bool speaks;
	const char *s, *end;

	for (s = message; *s; s = *end ? end + 1 : end) {
		end = s + strcspn(s, "\n");
		parse_revert(out, s, end);
	}
	closing_text_init(&reading.text, message);
	for (s = message; *s; s = *end ? end + 1 : end) {
		const char *p;

		end = s + strcspn(s, "\n");
		speaks = closing_speaks(&reading.text, s, end);
		p = skip_blank(s, end);
		if (about_commits(p, end))
			continue;
		if (str_istarts(p, "Task-Id:"))
			parse_trailer(out, p + 8, end);
		else
			parse_line(out, p, end, &reading,
				   speaks && !out->reverts[0] && !never);
	}
}

void link_refs_release(struct link_refs *r)
{
	free(r->v);
	memset(r, 0, sizeof(*r));
}

bool link_branch_task(char prefix[ID_LEN + 1], const char *branch)
{
	const char *s = branch;

	while (*s) {
		size_t n = id_at(s, ID_SHORT);

		if (n) {
			char text[ID_LEN + 1];

			memcpy(text, s, n);
			text[n] = '\0';
			id_fold(prefix, text);
			return true;
		}
		while (*s && is_word(*s))
			s++;
		while (*s && !is_word(*s))
			s++;
	}
	return false;
}

char *link_branch_name(const char *word, const char *id, const char *title)
{
	struct strbuf sb = STRBUF_INIT;
	size_t slug;

	strbuf_addf(&sb, "%s/%.8s", word, id);
	slug = sb.len;
	for (; *title && sb.len - slug < 40; title++) {
		unsigned char c = (unsigned char)*title;

		if (isalnum(c) && c < 0x80)
			strbuf_addch(&sb, (char)tolower(c));
		else if (sb.buf[sb.len - 1] != '-')
			strbuf_addch(&sb, '-');
		if (sb.len == slug + 1 && sb.buf[slug] != '-')
			strbuf_insert(&sb, slug, "-", 1);
	}
	while (sb.buf[sb.len - 1] == '-')
		strbuf_setlen(&sb, sb.len - 1);
	return strbuf_detach(&sb, NULL);
}
