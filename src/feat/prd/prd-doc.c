/*
 * prd-doc.c - parses a document: blocks, headings, walk, resolve.
 */
#include "base/base.h"
#include "feat/prd/prd-doc.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "feat/prd/internal.h"

const char *prd_kind_name(enum prd_kind kind)
{
	static const char *const names[PRD_KIND_NR] = {
		"feature", "requirement", "story", "epic", "task",
	};

	return kind < PRD_KIND_NR ? names[kind] : "task";
}

const char *prd_specialist(const struct prd_item *item)
{
	static const struct { const char *name, *words; } kinds[] = {
		{ "database-specialist", "database|schema|table|sql|migration" },
		{ "backend-specialist", "api|endpoint|backend|server" },
		{ "frontend-specialist", "ui|frontend|component|screen" },
		{ "security-specialist", "security|encryption|audit" },
	};
	struct strbuf f = STRBUF_INIT;
	const char *found = "general-specialist";
	size_t i;

	prd_fold(&f, item->title, strlen(item->title));
	strbuf_insert(&f, 0, " ", 1);
	for (i = 0; i < ARRAY_SIZE(kinds) && *found == 'g'; i++) {
		const char *w = kinds[i].words;

		while (*w) {
			size_t n = prd_word_len(w);
			char word[32] = " ";
			const char *at;

			memcpy(word + 1, w, n);
			word[n + 1] = '\0';
			at = strstr(f.buf, word);
			/* "ui" and "api" are whole words, "table" may go on */
			if (at && (n > 3 || !at[n + 1] || at[n + 1] == ' ' ||
				   at[n + 1] == 's'))
				found = kinds[i].name;
			w += n + (w[n] == '|');
		}
	}
	strbuf_release(&f);
	return found;
}

static void index_lines(struct reader *r, const char *buf, size_t len)
{
	const char *p = buf, *end = buf + len;
	size_t alloc = 0;

	r->buf = buf;
	while (p && p < end) {
		ALLOC_GROW(r->lines, r->nr_lines + 1, alloc);
		r->lines[r->nr_lines++] = (size_t)(p - buf);
		p = memchr(p, '\n', (size_t)(end - p));
		if (p)
			p++;
	}
}

/* The title is the heading that is one, else what the front matter says. */
static void read_title(struct reader *r)
{
	const char *title = json_get_str(r->doc->meta, "title");

	if (title) {
		free(r->doc->title);
		r->doc->title = xstrdup(title);
	}
	if (r->nr_heads && r->heads[0].title) {
		free(r->doc->title);
		r->doc->title = xstrdup(r->md.blocks[r->heads[0].block].text);
	}
}

static void reader_release(struct reader *r)
{
	size_t i;

	for (i = 0; i < r->nr_heads; i++)
		free(r->heads[i].slug);
	for (i = 0; i < r->doc->nr; i++) {
		strvec_clear(&r->drafts[i].deps);
		strvec_clear(&r->drafts[i].blocks);
		strbuf_release(&r->drafts[i].desc);
		free(r->drafts[i].parent);
	}
	for (i = 0; i < r->nr_phases; i++)
		free(r->phases[i].name);
	for (i = 0; i < r->nr_criteria; i++)
		free(r->criteria[i].text);
	for (i = 0; i < r->nr_links; i++)
		free(r->links[i].text);
	for (i = 0; i < r->nr_phase_refs; i++)
		free(r->phase_refs[i].text);
	free(r->heads);
	free(r->lines);
	free(r->drafts);
	free(r->phases);
	free(r->criteria);
	free(r->links);
	free(r->phase_refs);
	map_clear(&r->ids);
	map_clear(&r->units);
	map_clear(&r->unit_heads);
	md_release(&r->md);
	prd_words_release(&r->words);
	strbuf_release(&r->tmp);
}

/* The line of "<<<<<<< ours" with the two lines that belong to it, outside of
 * fences; 0: there is none.  Both sides would be read as one requirement. */
static int conflict_line(const char *buf, size_t len)
{
	const char *end = buf + len, *p = buf;
	int nr = 1, from = 0;
	bool fence = false, middle = false;

	if (!memmem(buf, len, "<<<<<<< ", 8))
		return 0;
	for (; p && p < end; nr++) {
		size_t left = (size_t)(end - p);

		fence ^= left > 3 && !memcmp(p, "```", 3);
		if (fence)
			from = 0;
		else if (left > 8 && !memcmp(p, "<<<<<<< ", 8))
			from = nr;
		else if (from && left > 7 && !memcmp(p, "=======", 7))
			middle = true;
		else if (from && middle && left > 8 && !memcmp(p, ">>>>>>> ", 8))
			return from;
		p = memchr(p, '\n', left);
		p += p != NULL;
	}
	return 0;
}

/*
 * A document that stands as a whole in a fence, as what a language model answered
 * often does: a copy without the two lines of the fence, which stay empty so that
 * lines keep their numbers.  NULL: it is none.
 */
static char *unwrap(const char *buf, size_t len)
{
	static const char *const marks[] = { "```markdown\n", "```md\n" };
	size_t i, at = 0, mark = 0;
	char *copy, *end;

	while (at < len && strchr(" \t\r\n", buf[at]) && buf[at])
		at++;
	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (len - at > strlen(marks[i]) &&
		    !memcmp(buf + at, marks[i], strlen(marks[i])))
			mark = strlen(marks[i]);
	while (len && buf[len - 1] && strchr(" \t\r\n", buf[len - 1]))
		len--;
	/* fences inside are not for us to pair */
	end = mark ? memmem(buf + at + mark, len - at - mark, "\n```", 4) : NULL;
	if (!end || end != buf + len - 4)
		return NULL;
	copy = xstrndup(buf, len);
	memset(copy + at, ' ', mark - 1);
	memset(copy + len - 3, ' ', 3);
	return copy;
}

/*
 * A text whose Markdown was escaped on its way ("\# Title", "\- a point"): a copy
 * with a space in the place of each such backslash behind which a mark stands at the
 * beginning of a line, so that columns keep their numbers.  NULL: it is none.
 */
static char *unescape(const char *buf, size_t len)
{
	const char *p, *end = buf + len;
	size_t escaped = 0, plain = 0;
	char *copy, *to;

	for (p = buf; p < end; p++) {
		if (p == buf || p[-1] == '\n') {
			escaped += *p == '\\' && p + 1 < end &&
				   strchr("#-*+", p[1]) != NULL;
			plain += *p == '#' || *p == '-' || *p == '*';
		}
	}
	if (escaped < 4 || plain * 4 > escaped)
		return NULL;
	copy = xstrndup(buf, len);
	for (to = copy; *to; to++)
		if (*to == '\\' && (to == copy || to[-1] == '\n') &&
		    to[1] && strchr("#-*+", to[1]))
			*to = ' ';
	return copy;
}

int prd_doc_parse(struct prd_doc *out, const char *buf, size_t len,
		  const struct prd_options *opt, struct err *err)
{
	struct reader r = { .doc = out, .opt = *opt };
	struct err asked = ERR_INIT;
	char *whole;
	int line;

	memset(out, 0, sizeof(*out));
	strvec_init(&out->notes);
	strbuf_init(&r.tmp);
	line = conflict_line(buf, len);
	if (line)
		return err_set(err, ERR_INVALID, "line %d: a conflict of a merge "
			       "is not resolved", line);
	whole = unwrap(buf, len);
	if (!whole)
		whole = unescape(buf, len);
	if (whole) {
		buf = whole;
		len = strlen(whole);
	}
	if (md_parse(&r.md, buf, len, err) < 0) {
		free(whole);
		return -1;
	}
	out->title = xstrdup("");
	out->meta = json_new_obj();
	prd_plain_heads(&r.md);
	prd_words_init(&r.words);
	index_lines(&r, buf, len);
	prd_find_legend(&r);
	prd_read_front(&r);
	r.front = prd_front_item(&r);
	prd_read_heads(&r);
	read_title(&r);
	prd_walk(&r);
	if (prd_ask_second(&r, &asked) < 0)
		strvec_pushf(&out->notes, "the second reader did not answer: "
			     "%s", asked.msg);
	prd_resolve(&r);
	reader_release(&r);
	free(whole);
	return 0;
}

static void prd_criteria_free(struct prd_criterion *c, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		free(c[i].text);
		free(c[i].measurable);
	}
	free(c);
}

void prd_doc_release(struct prd_doc *doc)
{
	size_t i;

	for (i = 0; i < doc->nr; i++) {
		struct prd_item *it = &doc->items[i];

		free(it->id);
		free(it->key);
		free(it->title);
		free(it->description);
		free(it->section);
		free(it->owner);
		free(it->deadline);
		free(it->role);
		free(it->story);
		free(it->phase);
		strvec_clear(&it->tags);
		free(it->deps);
		prd_criteria_free(it->criteria, it->nr_criteria);
	}
	for (i = 0; i < doc->nr_skipped; i++)
		free(doc->skipped[i].heading);
	for (i = 0; i < doc->nr_prose; i++)
		free(doc->prose[i].text);
	free(doc->prose);
	for (i = 0; i < doc->nr_twice; i++)
		free(doc->twice[i].title);
	free(doc->twice);
	prd_criteria_free(doc->criteria, doc->nr_criteria);
	free(doc->items);
	free(doc->skipped);
	free(doc->title);
	json_free(doc->meta);
	strvec_clear(&doc->notes);
	memset(doc, 0, sizeof(*doc));
}
