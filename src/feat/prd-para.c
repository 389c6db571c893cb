#include "base/base.h"
#include "feat/prd-walk.h"

#include "base/mem.h"

static bool list_follows(const struct walk *w)
{
	const struct md_doc *md = &w->r->md;

	return w->block + 1 < md->nr &&
	       md->blocks[w->block + 1].type == MD_ITEM;
}

static void put_meta(struct walk *w, const char *line, const char *value)
{
	struct prd_doc *d = w->r->doc;
	struct strbuf key = STRBUF_INIT;
	size_t n = strcspn(line, ":\xef");

	if (d->nr || w->r->nr_phases || !*value || json_nr(d->meta) >= 40)
		return;
	strbuf_add(&key, line, n);
	prd_slug(&w->r->tmp, key.buf);
	if (!json_get(d->meta, w->r->tmp.buf))
		json_set_str(d->meta, w->r->tmp.buf, value);
	strbuf_release(&key);
}

/* A line that works as a heading: "Requirements:", "**Phase 1 - Core**". */
static bool pseudo_heading(struct walk *w, const struct md_block *b,
			   const char *line, bool last)
{
	const struct head *h = prd_cur_head(w);
	const char *number, *rest;
	size_t number_len, len = strlen(line), i;
	bool bold = b->label && strlen(b->label) + 2 >= len, whole, colon;
	enum prd_section sec;
	enum prd_unit unit;

	if (len > 120 || (!bold && !(last && list_follows(w))))
		return false;
	unit = prd_unit_of(&w->r->words, line, &number, &number_len, &rest);
	if (unit == UNIT_PHASE) {
		w->phase = prd_start_phase(w, line, number, number_len, w->head);
		w->section = SEC_TASKS;
		w->item = PRD_NO_ITEM;
		w->mode = LAB_NONE;
		return true;
	}
	if (unit != UNIT_NONE && number_len && *rest) {
		static const enum prd_kind kinds[] = { PRD_TASK, PRD_EPIC,
			PRD_FEATURE, PRD_STORY, PRD_REQUIREMENT, PRD_TASK };

		i = prd_make_item(w, kinds[unit], b, h ? h->item : PRD_NO_ITEM, 0.9,
			      "a numbered name");
		prd_set_text(w->r, i, NULL, NULL, rest);
		w->item = i;
		w->mode = LAB_NONE;
		return true;
	}
	colon = line[len - 1] == ':' || str_ends(line, "：");
	if (!bold && !colon)
		return false;
	sec = prd_section_of(&w->r->words, line, &whole);
	if (w->pseudo && w->item == PRD_NO_ITEM && w->section != SEC_HARD &&
	    (sec == SEC_NONE || (!whole && !bold))) {
		w->section = SEC_SOFT;	/* another label ended the list */
		return true;
	}
	if (sec == SEC_NONE || (!whole && !bold) || w->section == SEC_HARD)
		return false;
	if (h && h->item != PRD_NO_ITEM) {
		w->mode = sec == SEC_HARD ? LAB_IGNORE : LAB_NOTE;
		return true;
	}
	w->item = PRD_NO_ITEM;
	w->mode = LAB_NONE;
	w->section = sec == SEC_README ? SEC_HARD : sec;
	w->pseudo = true;
	return true;
}

/* One line of a paragraph outside of lists.  Plain text goes to `plain`. */
static void para_line(struct walk *w, const struct md_block *b,
		      const char *line, int nr, bool last,
		      struct strbuf *plain)
{
	const char *value, *rest;
	enum prd_label l;
	struct prd_id id;
	bool fresh;
	size_t i;

	if (prd_label_parts(w, w->item, line, nr))
		return;
	if (prd_lead_id(&id, line, &rest) && id.kind == PRD_ID_ITEM &&
	    !prd_only_ids(line) && !prd_names_range(line)) {
		const struct head *h = prd_cur_head(w);
		size_t up = h ? h->item : PRD_NO_ITEM;

		i = prd_make_id_item(w, &id, b, up,
				 w->section == SEC_SOFT ? 0.8 : 0.95, &fresh);
		prd_item_at(w, i)->line = fresh ? nr : prd_item_at(w, i)->line;
		if (i != up) {
			prd_take_story(w, b, i, rest, false);
			prd_text_once(w, i, NULL, NULL, rest);
		}
		w->item = i;
		w->mode = LAB_NONE;
		return;
	}
	if (prd_only_ids(line)) {
		prd_phase_refs(w, line);
		return;
	}
	l = prd_line_label(w->r, line, &value);
	if (l != LAB_NONE && l != LAB_TITLE && w->item != PRD_NO_ITEM) {
		prd_set_field(w->r, w->item, l, value, nr);
		w->mode = prd_is_list_mode(l) ? l : LAB_NONE;
		w->mode_head = false;
		return;
	}
	if (pseudo_heading(w, b, line, last))
		return;
	if (l != LAB_NONE && w->item == PRD_NO_ITEM) {
		put_meta(w, line, value);
		if ((l == LAB_CRITERIA || l == LAB_DEPS) && !*value)
			w->mode = l;
		return;
	}
	if (w->mode_head && w->item != PRD_NO_ITEM) {
		prd_set_field(w->r, w->item, w->mode, line, nr);
		return;
	}
	if (w->section == SEC_DEPS && w->item == PRD_NO_ITEM)
		prd_loose_link(w, line, nr);
	if (plain->len)
		strbuf_addch(plain, ' ');
	strbuf_addstr(plain, line);
}

/* Does each of the first two lines tell its own story? */
static bool story_lines(const char *text)
{
	const char *nl = strchr(text, '\n');
	struct prd_story st;
	char *first;
	bool yes = false;

	if (!nl)
		return false;
	first = xstrndup(text, (size_t)(nl - text));
	if (prd_story_parse(&st, first)) {
		prd_story_release(&st);
		yes = prd_story_parse(&st, nl + 1);
		prd_story_release(&st);
	}
	free(first);
	return yes;
}

static bool story_para(struct walk *w, const struct md_block *b)
{
	if (w->section == SEC_SOFT && w->item == PRD_NO_ITEM)
		return false;
	if (w->section == SEC_CRITERIA)
		return false;
	return prd_take_story(w, b, w->item, b->text, false) != SIZE_MAX;
}

void prd_paragraph(struct walk *w, const struct md_block *b)
{
	struct strbuf plain = STRBUF_INIT;
	const char *line = b->text;
	struct md_block part = *b;
	int nr = b->line;
	bool lines;

	if (w->section == SEC_HARD || !prd_has_letters(b->text))
		return;
	if (b->struck && w->item == PRD_NO_ITEM)
		return;
	if (!w->mode_head)
		w->mode = LAB_NONE;
	lines = story_lines(b->text);
	if (!lines && story_para(w, b))
		return;
	while (*line) {
		size_t n = strcspn(line, "\n");
		char *copy = xstrndup(line, n);
		bool last = !line[n];

		part.line = part.end_line = nr;
		part.label = line == b->text ? b->label : NULL;
		if (prd_has_letters(copy) &&
		    !(lines &&
		      prd_take_story(w, &part, w->item, copy, true) != SIZE_MAX))
			para_line(w, &part, copy, nr, last, &plain);
		free(copy);
		line += n + (line[n] == '\n');
		nr++;
	}
	if (plain.len && w->item != PRD_NO_ITEM)
		prd_add_detail(w->r, w->item, "", plain.buf);
	strbuf_release(&plain);
}

/* A paragraph inside a list item. */
void prd_inner_paragraph(struct walk *w, const struct md_block *b)
{
	const struct level *l = &w->levels[b->level > LEVELS ? LEVELS :
					   b->level];
	const char *value;
	enum prd_label label;

	if (l->item == PRD_NO_ITEM || l->section == SEC_HARD ||
	    l->was == WAS_IGNORED)
		return;
	label = prd_line_label(w->r, b->text, &value);
	if (label != LAB_NONE && label != LAB_TITLE && l->was == WAS_ITEM) {
		prd_set_field(w->r, l->item, label, value, b->line);
		if (prd_is_list_mode(label))
			w->levels[b->level > LEVELS ? LEVELS : b->level].mode =
				label;
	} else if (l->was == WAS_CRITERION) {
		prd_add_criterion(w->r, l->item, b->text, b->line,
				  MD_CHECK_NONE);
	} else if (prd_take_story(w, b, l->item, b->text, false) == SIZE_MAX) {
		prd_add_detail(w->r, l->item, "", b->text);
	}
}

