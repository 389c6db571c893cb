#include "base/base.h"
#include "feat/prd-doc.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "data/yaml.h"
#include "feat/prd-impl.h"

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

static void read_front(struct reader *r)
{
	const struct md_block *b = r->md.nr ? &r->md.blocks[0] : NULL;
	struct err e = ERR_INIT;
	struct json *j = NULL;
	const char *title;

	if (!b || b->type != MD_FRONT)
		return;
	if (yaml_parse(&j, NULL, b->text, strlen(b->text), &e) < 0 ||
	    !json_is(j, JSON_OBJ)) {
		strvec_pushf(&r->doc->notes, "line 1: the front matter can not "
			     "be read: %s", e.msg);
		json_free(j);
		return;
	}
	json_free(r->doc->meta);
	r->doc->meta = j;
	title = json_get_str(j, "title");
	if (title && !*r->doc->title) {
		free(r->doc->title);
		r->doc->title = xstrdup(title);
	}
}

static void read_title(struct reader *r)
{
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
	free(r->drafts);
	free(r->phases);
	free(r->criteria);
	free(r->links);
	free(r->phase_refs);
	map_clear(&r->ids);
	md_release(&r->md);
	prd_words_release(&r->words);
	strbuf_release(&r->tmp);
}

int prd_doc_parse(struct prd_doc *out, const char *buf, size_t len,
		  const struct prd_options *opt, struct err *err)
{
	struct reader r = { .doc = out, .opt = *opt };

	memset(out, 0, sizeof(*out));
	strvec_init(&out->notes);
	strbuf_init(&r.tmp);
	if (md_parse(&r.md, buf, len, err) < 0)
		return -1;
	out->title = xstrdup("");
	out->meta = json_new_obj();
	prd_words_init(&r.words);
	prd_read_heads(&r);
	read_title(&r);
	read_front(&r);
	prd_walk(&r);
	prd_resolve(&r);
	reader_release(&r);
	return 0;
}

void prd_criteria_free(struct prd_criterion *c, size_t nr)
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
	prd_criteria_free(doc->criteria, doc->nr_criteria);
	free(doc->items);
	free(doc->skipped);
	free(doc->title);
	json_free(doc->meta);
	strvec_clear(&doc->notes);
	memset(doc, 0, sizeof(*doc));
}
