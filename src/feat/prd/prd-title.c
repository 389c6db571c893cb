/*
 * prd-title.c - what a document is as a whole, from its title and its headings: a
 * plan, one story, one requirement, a record of a decision, a page about a program.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"
#include "base/utf8.h"

bool prd_hints_readme(struct reader *r, const char *text)
{
	static const char words[] =
		"commands|command line|cli|development|developing|highlights|"
		"status|screenshots|screenshot|demo|building|build|"
		"building from source|running|running the tests|run|"
		"how it works|how it is made|what it can do|what is it|"
		"what it is|why|about|documentation|docs|community|help|"
		"troubleshooting|upgrading|uninstall|uninstalling|author|"
		"authors|maintainers|donate|sponsors|thanks|tips|download|"
		"downloads|requirements|prerequisites|supported formats|"
		"supported platforms|compatibility|benchmarks|configuration|"
		"api reference|usage examples|basic usage|advanced usage|"
		"best practices|performance tuning|environment variables|"
		"common issues|error codes|code examples|reference|"
		"project structure|entwicklung|befehle|voraussetzungen|"
		"desarrollo|comandos|desenvolvimento|développement|"
		"commandes|开发|命令|构建|文档|開発|コマンド|ビルド";

	if (strnlen(text, 31) > 30)
		return false;
	return prd_is_named(r, text, words);
}

/* "Acme Roadmap 2026", "TODO of the server". */
static bool is_list_of_work(struct reader *r, const struct head *h)
{
	static const char words[] =
		"todo|to do|todos|roadmap|backlog|fahrplan|hoja de ruta|"
		"feuille de route|roteiro|路线图|待办|ロードマップ|로드맵|"
		"дорожная карта|бэклог|беклог|роадмап|план развития|"
		"tabella di marcia|da fare|peta jalan|백로그|할 일|バックログ";
	const char *w = words;

	if (h->own != SEC_TASKS && h->own != SEC_ROADMAP)
		return false;
	prd_fold(&r->tmp, h->rest, strnlen(h->rest, 200));
	while (*w) {
		size_t n = prd_word_len(w);
		const char *at = memmem(r->tmp.buf, r->tmp.len, w, n);

		if (at && (at == r->tmp.buf || at[-1] == ' ' ||
			   (unsigned char)*w >= 0x80))
			return true;
		w += n + (w[n] == '|');
	}
	return false;
}

/*
 * A file that is about one requirement: its id is in the title, and there are the
 * fields of an item below it, but no other item.  "SPEC-3", "PRD-1" name papers.
 */
static bool is_one_requirement(const struct reader *r)
{
	static const char papers[] =
		"|SPEC|PRD|RFC|DOC|MRD|BRD|SRS|TDD|KEP|PEP|RFP|PROJ|DESIGN|"
		"PROPOSAL|PITCH|";
	const struct head *h = &r->heads[0];
	char prefix[PRD_ID_MAX + 2];
	bool fields = h->sees.fields >= 2 || h->sees.field_rows >= 2;
	size_t i;

	snprintf(prefix, sizeof(prefix), "|%.*s|",
		 (int)strcspn(h->id.canon, "-0123456789"), h->id.canon);
	if (!r->front && (h->id.kind != PRD_ID_ITEM || strstr(papers, prefix)))
		return false;
	fields |= r->front;
	for (i = 1; i < r->nr_heads; i++) {
		const struct head *s = &r->heads[i];

		if (s->id.kind == PRD_ID_ITEM || s->unit != UNIT_NONE)
			return false;
		fields |= s->label == LAB_CRITERIA || s->label == LAB_STATUS ||
			  s->label == LAB_PRIORITY || s->label == LAB_ESTIMATE;
	}
	return fields;
}

/* "Requirements for the door", "Door requirements": then the points of any section
 * are, unless there are sections that say so themselves. */
static bool asks_by_title(struct reader *r, const char *title)
{
	static const char papers[] = "document|specification|prd|srs|product";
	static const char asking[] =
		"requirements|anforderungen|requisitos|exigences|requisiti|"
		"требования|需求|要件|요구사항|kebutuhan|persyaratan";
	static const char of[] = "for|of|to|an|für|de|del|do|da|para|pour|per";
	size_t i, at = 0;
	bool said = false, asks = false;

	prd_fold(&r->tmp, title, strnlen(title, 200));
	while (at < r->tmp.len) {
		const char *word = r->tmp.buf + at;
		size_t n = strcspn(word, " ");

		if (prd_in_words(papers, word, n))
			return false;
		if (said)
			asks = prd_in_words(of, word, n);
		said = prd_in_words(asking, word, n);
		at += n + 1;
		if (asks)
			break;
	}
	if (!asks && !said)
		return false;
	for (i = 1; i < r->nr_heads; i++)
		if (prd_item_section(r->heads[i].own) || r->heads[i].id.kind ||
		    r->heads[i].unit)
			return false;
	return true;
}

/* "Lastenheft": the whole paper, whose sections differ. */
static bool names_paper(struct reader *r, const char *text)
{
	static const char words[] =
		"lastenheft|pflichtenheft|cahier des charges|"
		"caderno de encargos|pliego de requisitos";

	return prd_is_named(r, text, words);
}

/* Below "# Requirements": sections that ask, and others that only tell. */
static bool has_asking_section(const struct reader *r)
{
	size_t i;

	for (i = 1; i < r->nr_heads; i++)
		if (r->heads[i].parent == 0 && r->heads[i].whole &&
		    (r->heads[i].own == SEC_REQS ||
		     r->heads[i].own == SEC_NONFUNC))
			return true;
	return false;
}

/* "# Story - A lamp" has no number; that it has criteria of its own says enough. */
static bool has_field_head(const struct reader *r)
{
	size_t i;

	for (i = 1; i < r->nr_heads; i++)
		if (r->heads[i].unit != UNIT_NONE || r->heads[i].id.kind)
			return false;
	for (i = 1; i < r->nr_heads; i++)
		if (r->heads[i].parent == 0 &&
		    r->heads[i].label == LAB_CRITERIA)
			return true;
	return false;
}

/*
 * The document's title: the first heading, when no other has its level.  Its
 * words count only when they are all it says ("# Requirements").
 */
void prd_find_title(struct reader *r)
{
	struct head *h;
	size_t i;
	int level;

	if (!r->nr_heads)
		return;
	level = r->md.blocks[r->heads[0].block].level;
	h = &r->heads[0];
	for (i = 1; i < r->nr_heads; i++)
		if (r->md.blocks[r->heads[i].block].level <= level) {
			/* "# Box - Product Requirements Document" and then
			 * sections of the same level */
			if (h->own == SEC_REQS && !h->whole && !h->sees.bullets &&
			    (utf8_casefind(h->rest, "document") ||
			     utf8_casefind(h->rest, "prd")))
				h->own = SEC_NONE;
			return;
		}
	if (h->id.kind == PRD_ID_ITEM && r->nr_heads == 1 && !r->front)
		return;
	if (is_one_requirement(r)) {
		h->title = h->single = true;
		return;
	}
	/* a piece of a document has no title */
	if (level > 1 && (h->id.kind == PRD_ID_ITEM || h->unit != UNIT_NONE ||
			  h->sees.fields || h->prio == PRD_PRIO_TAIL))
		return;
	h->title = true;
	if (h->own == SEC_README && h->whole)
		r->readme_heads += 2;	/* "Contributing" */
	if ((h->number_len || ((h->unit == UNIT_STORY || h->unit == UNIT_TASK) &&
			       has_field_head(r))) && !h->id.kind &&
	    (h->unit == UNIT_STORY || h->unit == UNIT_TASK ||
	     ((h->unit == UNIT_EPIC || h->unit == UNIT_FEATURE) &&
	      h->sees.fields))) {
		h->single = true;	/* a file of one story */
		return;
	}
	h->id.kind = h->id.kind == PRD_ID_OTHER ? PRD_ID_OTHER : PRD_ID_NONE;
	h->unit = UNIT_NONE;
	h->has_priority = h->has_status = h->removed = false;
	h->prio = PRD_PRIO_NONE;
	if (h->whole && h->own == SEC_REQS && names_paper(r, h->rest) &&
	    r->nr_heads > 2)
		h->own = SEC_NONE;
	if (h->whole && h->own == SEC_REQS && has_asking_section(r)) {
		h->own = SEC_NONE;
		r->requirements = true;
	}
	if (!h->whole && h->own != SEC_NEVER && !is_list_of_work(r, h)) {
		r->asks = h->own == SEC_REQS && asks_by_title(r, h->rest);
		h->own = SEC_NONE;
	}
	r->worklist = is_list_of_work(r, h);
}

/*
 * A record of a decision tells what was decided, not what is to do.
 */
void prd_find_decision(struct reader *r)
{
	bool decision = false, consequences = false;
	size_t i;

	for (i = 0; i < r->nr_heads && i < 60; i++) {
		prd_fold(&r->tmp, r->heads[i].rest,
			 strnlen(r->heads[i].rest, 60));
		decision |= str_starts(r->tmp.buf, "decision") ||
			    str_eq(r->tmp.buf, "entscheidung") ||
			    str_eq(r->tmp.buf, "decisión") ||
			    str_eq(r->tmp.buf, "decisão") ||
			    str_eq(r->tmp.buf, "décision") ||
			    str_eq(r->tmp.buf, "决策") ||
			    str_eq(r->tmp.buf, "決定");
		consequences |= str_starts(r->tmp.buf, "consequences") ||
			    str_starts(r->tmp.buf, "konsequenzen") ||
			    str_starts(r->tmp.buf, "consecuencias") ||
			    str_starts(r->tmp.buf, "consequências") ||
			    str_starts(r->tmp.buf, "conséquences") ||
			    str_starts(r->tmp.buf, "后果") ||
			    str_starts(r->tmp.buf, "影响") ||
			    str_starts(r->tmp.buf, "影響") ||
			    str_starts(r->tmp.buf, "considered options") ||
			    str_starts(r->tmp.buf, "pros and cons");
	}
	r->decision = decision && consequences;
	if (r->nr_heads && r->heads[0].title &&
	    str_starts(r->heads[0].id.canon, "ADR-"))
		r->decision = true;
}

/*
 * Status, criteria and the like beside the only story of a file belong to it.
 */
void prd_find_story_file(struct reader *r)
{
	size_t i, story = NO_HEAD, fields = 0;

	r->story = NO_HEAD;
	for (i = 0; i < r->nr_heads; i++) {
		const struct head *h = &r->heads[i];

		if (h->single)
			return;
		if (h->label != LAB_STORY || h->number_len)
			continue;
		if (story != NO_HEAD)
			return;
		story = i;
	}
	if (story == NO_HEAD || r->heads[story].sees.stories > 1 ||
	    r->heads[story].sees.ids || r->heads[story].subs)
		return;
	for (i = 0; i < r->nr_heads; i++)
		fields += r->heads[i].parent == r->heads[story].parent &&
			  (r->heads[i].label == LAB_CRITERIA ||
			   r->heads[i].label == LAB_STATUS);
	if (fields)
		r->story = story;
}
