/*
 * prd-walk.c - goes through the blocks once: headings here, the rest to lists,
 * paragraphs and tables.
 */
#include "base/base.h"
#include "feat/prd/prd-walk.h"

#include "base/mem.h"

/* ---- headings ---- */

/*
 * "### Epic 1: Tides" of a list and "## Epic 1: Tides" further down are one: the
 * head that had the name before, or NULL.
 */
static struct head *same_unit(struct walk *w, struct head *h)
{
	struct reader *r = w->r;
	struct head *was;
	char key[32];
	uintptr_t v;

	if (!h->number_len || h->number_len > 16 || h->id.kind)
		return NULL;
	snprintf(key, sizeof(key), "%d %.*s", (int)h->unit, (int)h->number_len,
		 h->number);
	v = (uintptr_t)map_get(&r->units, key);
	if (!v) {
		map_put(&r->units, key, (void *)(uintptr_t)(w->head + 1));
		return NULL;
	}
	was = &r->heads[v - 1];
	return was->item != PRD_NO_ITEM && *h->rest &&
	       str_eq(was->rest, h->rest) ? was : NULL;
}

static size_t head_item(struct walk *w, struct head *h,
			const struct md_block *b)
{
	static const enum prd_kind kinds[] = { PRD_TASK, PRD_EPIC, PRD_FEATURE,
		PRD_STORY, PRD_REQUIREMENT, PRD_TASK, PRD_TASK };
	size_t p = h->parent, i, parent = PRD_NO_ITEM;
	const struct md_doc *md = &w->r->md;
	struct head *was;
	bool fields = h->sees.fields || h->sees.story_paras ||
		      h->prio == PRD_PRIO_TAIL, nonfunc, fresh;

	while (p != NO_HEAD && parent == PRD_NO_ITEM) {
		parent = w->r->heads[p].item;
		p = w->r->heads[p].parent;
	}
	if (h->section == SEC_SOFT || h->section == SEC_HARD)
		h->has_priority = h->has_priority && h->prio != PRD_PRIO_SOME;
	if (h->id.kind == PRD_ID_ITEM || h->id.kind == PRD_ID_WEAK) {
		i = prd_make_id_item(w, &h->id, b, parent,
				 h->section == SEC_SOFT || h->section ==
				 SEC_NONE || h->id.kind == PRD_ID_WEAK ? 0.9 :
				 0.98, &fresh);
	} else if (h->unit != UNIT_NONE && (was = same_unit(w, h))) {
		w->r->drafts[was->item].again = true;
		return was->item;
	} else if (h->unit != UNIT_NONE) {
		i = prd_make_item(w, kinds[h->unit], b, parent, 0.95,
			      "a numbered name");
		if (h->number_len && h->number_len < 12)
			snprintf(w->r->drafts[i].alias,
				 sizeof(w->r->drafts[i].alias), "%d %.*s",
				 (int)h->unit, (int)h->number_len, h->number);
		w->r->drafts[i].strong = fields;
	} else {
		enum prd_kind kind = prd_kind_of_section(h->section, &nonfunc);

		i = prd_make_item(w, kind, b, parent, fields ? 0.95 : 0.8, fields ?
			      "a heading with the fields of an item" :
			      "a heading of a section of items");
		prd_item_at(w, i)->nonfunctional = nonfunc;
		w->r->drafts[i].strong = fields;
		if (h->section == SEC_NONE)
			prd_item_at(w, i)->confidence = 0.8;
	}
	prd_text_once(w, i, NULL, NULL, h->rest);
	if (h->single && w->r->front) {
		w->r->drafts[i].strong = true;
		prd_front_fields(w->r, i);
	}
	prd_item_at(w, i)->end_line = h->end < md->nr ?
		md->blocks[h->end].line - 1 :
		md->blocks[md->nr - 1].end_line;
	return i;
}

/* A scenario is one criterion: its name, then what its lines tell. */
static void open_scenario(struct walk *w, const struct md_block *b)
{
	const char *name = b->text + strcspn(b->text, ":");
	const char *wide = strstr(b->text, "\xef\xbc\x9a");

	if (wide && wide < name)
		name = wide + 3;
	else
		name += *name == ':';
	name += strspn(name, " ");
	prd_open_scenario(w->r, w->item, *name ? name : b->text, b->line);
	w->mode = LAB_CRITERIA;
	w->mode_head = w->stepping = true;
}

/* Status, criteria and the like beside the only story of a file. */
static bool is_story_field(const struct walk *w, size_t index)
{
	const struct reader *r = w->r;
	const struct head *h = &r->heads[index];

	return r->story != NO_HEAD && index != r->story &&
	       h->parent == r->heads[r->story].parent &&
	       h->label != LAB_NONE && h->label != LAB_IGNORE &&
	       h->label != LAB_NOTE && h->label != LAB_DESC;
}

static void enter_story_field(struct walk *w, struct head *h)
{
	struct head *story = &w->r->heads[w->r->story];
	const struct md_block *b = &w->r->md.blocks[story->block];
	size_t at = w->head;

	if (story->item == PRD_NO_ITEM) {
		w->head = w->r->story;
		story->item = prd_make_item(w, PRD_STORY, b, PRD_NO_ITEM, 0.9,
					    "the story of the file");
		w->r->drafts[story->item].strong = true;
		w->head = at;
	}
	w->item = h->item = story->item;
	w->section = SEC_STORIES;
	w->mode = h->label;
	w->mode_head = h->label != LAB_ITEMS;
}

static void enter_head(struct walk *w, size_t index)
{
	struct head *h = &w->r->heads[index];
	const struct md_block *b = &w->r->md.blocks[h->block];
	const char *value;
	size_t p;

	w->head = index;
	w->section = h->section;
	w->mode = LAB_NONE;
	w->mode_head = w->pseudo = w->has_state = w->stepping = false;
	w->has_prio = w->wont = false;
	w->named = false;
	p = h->parent;
	w->phase = h->phase = p == NO_HEAD ? SIZE_MAX : w->r->heads[p].phase;
	w->item = PRD_NO_ITEM;
	if (w->r->story == index || is_story_field(w, index)) {
		enter_story_field(w, h);
		if (w->r->story == index)
			w->mode = LAB_STORY;
		return;
	}
	switch (h->role) {
	case ROLE_ITEM:
		w->item = h->item = head_item(w, h, b);
		return;
	case ROLE_PHASE:
		w->phase = h->phase = prd_start_phase(w, b->text, h->number,
						  h->number_len, h->parent);
		return;
	case ROLE_SKIP:
		w->section = h->section = SEC_NEVER;
		return;
	default:
		break;
	}
	if (p != NO_HEAD)
		h->item = w->r->heads[p].item;
	w->item = h->item;
	if (w->item == PRD_NO_ITEM)
		return;
	if (h->role == ROLE_FIELD) {
		w->mode = h->label;
		w->mode_head = true;
		w->stepping = h->label == LAB_CRITERIA;
		if (prd_line_label(w->r, h->rest, &value) && *value)
			prd_set_field(w->r, w->item, h->label, value, b->line);
	} else if (h->role == ROLE_SCENARIO) {
		open_scenario(w, b);
	} else if (h->role == ROLE_DETAIL) {
		prd_add_detail(w->r, w->item, "", b->text);
	} else if (h->role == ROLE_GROUP) {
		w->mode = h->section == SEC_STORIES ? LAB_NONE : LAB_ITEMS;
	}
}

void prd_walk(struct reader *r)
{
	struct walk w = { .r = r, .head = NO_HEAD, .item = PRD_NO_ITEM,
			  .phase = SIZE_MAX, .table = prd_table_new() };
	size_t next = 0;

	for (w.block = 0; w.block < r->md.nr; w.block++) {
		const struct md_block *b = &r->md.blocks[w.block];

		switch (b->type) {
		case MD_HEADING:
			enter_head(&w, next++);
			break;
		case MD_ITEM:
			prd_list_item(&w, b);
			break;
		case MD_PARA:
		case MD_QUOTE:
			if (b->level)
				prd_inner_paragraph(&w, b);
			else
				prd_paragraph(&w, b);
			break;
		case MD_ROW:
			prd_table_row(&w, b);
			break;
		case MD_CODE:
			prd_code(&w, b);
			break;
		case MD_RULE:	/* ends what is out of scope, when no heading does */
			if (w.section == SEC_NEVER && w.item == PRD_NO_ITEM)
				w.section = SEC_HARD;
			break;
		default:
			break;
		}
	}
	prd_table_free(w.table);
}
