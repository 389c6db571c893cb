#include "base/base.h"
#include "feat/prd-walk.h"

#include "base/mem.h"

bool prd_item_section(enum prd_section s)
{
	return s == SEC_FEATURES || s == SEC_REQS || s == SEC_NONFUNC ||
	       s == SEC_STORIES || s == SEC_TASKS || s == SEC_ROADMAP;
}

struct prd_item *prd_item_at(struct walk *w, size_t i)
{
	return &w->r->doc->items[i];
}

const struct head *prd_cur_head(const struct walk *w)
{
	return w->head == NO_HEAD ? NULL : &w->r->heads[w->head];
}

bool prd_has_letters(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80 || (*s >= '0' && *s <= '9') ||
		    ((*s | 32) >= 'a' && (*s | 32) <= 'z'))
			return true;
	return false;
}

/* ---- making items ---- */

enum prd_kind prd_kind_of_section(enum prd_section s, bool *nonfunc)
{
	*nonfunc = s == SEC_NONFUNC;
	switch (s) {
	case SEC_FEATURES:
	case SEC_NONE:
	case SEC_SOFT:
		return PRD_FEATURE;
	case SEC_STORIES:
		return PRD_STORY;
	case SEC_TASKS:
	case SEC_ROADMAP:
		return PRD_TASK;
	default:
		return PRD_REQUIREMENT;
	}
}

/* A new item in the place where the walk is. */
size_t prd_make_item(struct walk *w, enum prd_kind kind,
			const struct md_block *b, size_t parent, double conf,
			const char *why)
{
	size_t i = prd_new_item(w->r, kind, b->line, b->end_line, conf, why);
	struct prd_item *it = prd_item_at(w, i);
	const struct head *h = prd_cur_head(w);
	struct draft *d = &w->r->drafts[i];

	it->parent = parent;
	d->head = w->head;
	d->roadmap = h && h->roadmap;
	if (parent == PRD_NO_ITEM || (w->item == parent && w->phase != SIZE_MAX))
		d->phase = w->phase;
	if (h && h->has_priority) {
		it->has_priority = true;
		it->priority = h->priority;
	}
	if (b->struck || b->struck_lead)
		it->removed = true;
	if (b->check != MD_CHECK_NONE) {
		it->has_status = true;
		it->status = b->check == MD_CHECK_DONE ? STATUS_COMPLETED
						       : STATUS_PENDING;
	}
	return i;
}

/*
 * An item with an id; an id that is known already gives the item that has it,
 * and *fresh false.
 */
size_t prd_make_id_item(struct walk *w, const struct prd_id *id,
			   const struct md_block *b, size_t parent,
			   double conf, bool *fresh)
{
	size_t before = w->r->doc->nr, i;
	bool nonfunc;
	enum prd_kind kind = prd_kind_of_id(id, &nonfunc);

	if (kind == PRD_STORY && w->r->opt.no_stories)
		kind = PRD_REQUIREMENT;
	if (id->kind == PRD_ID_WEAK && kind == PRD_REQUIREMENT)
		kind = prd_kind_of_section(w->section, &nonfunc);
	i = prd_make_item(w, kind, b, parent, conf, "an explicit id");
	prd_item_at(w, i)->nonfunctional = nonfunc || w->section == SEC_NONFUNC;
	i = prd_set_id(w->r, i, id);
	*fresh = i == before;
	if (!*fresh && b->struck)
		prd_item_at(w, i)->removed = true;
	return i;
}

void prd_text_once(struct walk *w, size_t item, const char *label,
			  const char *rest, const char *text)
{
	if (!prd_item_at(w, item)->title && prd_has_letters(text))
		prd_set_text(w->r, item, label, rest, text);
}

static size_t make_story(struct walk *w, const struct prd_story *st,
			 const struct md_block *b, size_t parent,
			 const char *text)
{
	size_t i = prd_make_item(w, PRD_STORY, b, parent,
			     st->classic ? 0.95 : 0.85,
			     st->classic ? "a user story" :
			     "a user story without a wish");

	prd_set_story(w->r, i, st, text);
	return i;
}

/* A story: of the item when it has none and is one, else an item of its own. */
size_t prd_take_story(struct walk *w, const struct md_block *b,
			 size_t parent, const char *text, bool listed)
{
	struct prd_story st;
	size_t i = parent;

	if (!prd_story_parse(&st, text))
		return SIZE_MAX;
	if (w->r->opt.no_stories) {
		prd_story_release(&st);
		return parent;
	}
	if (parent == PRD_NO_ITEM || prd_item_at(w, parent)->story ||
	    (listed && prd_item_at(w, parent)->kind != PRD_STORY &&
	     !prd_item_at(w, parent)->id))
		i = make_story(w, &st, b, parent, text);
	else
		prd_set_story(w->r, i, &st, text);
	prd_story_release(&st);
	return i;
}

/* ---- phases ---- */

size_t prd_start_phase(struct walk *w, const char *name, const char *number,
			  size_t number_len, size_t seq)
{
	struct reader *r = w->r;
	struct phase *p;
	size_t i, rank = 0;

	ALLOC_GROW(r->phases, r->nr_phases + 1, r->alloc_phases);
	p = &r->phases[r->nr_phases];
	memset(p, 0, sizeof(*p));
	p->name = xstrdup(name);
	p->seq = seq;
	if (number_len < sizeof(p->number))
		memcpy(p->number, number, number_len);
	for (i = r->nr_phases; i-- > 0 && r->nr_phases - i < 200;) {
		if (r->phases[i].seq != seq)
			continue;
		if (*p->number && str_eq(r->phases[i].number, p->number)) {
			rank = r->phases[i].rank;
			break;
		}
		if (r->phases[i].rank + 1 > rank)
			rank = r->phases[i].rank + 1;
	}
	p->rank = rank;
	return r->nr_phases++;
}

/* ---- fields and references ---- */

bool prd_is_list_mode(enum prd_label l)
{
	return l == LAB_CRITERIA || l == LAB_DEPS || l == LAB_BLOCKS ||
	       l == LAB_ITEMS || l == LAB_STORY || l == LAB_NOTE ||
	       l == LAB_DESC || l == LAB_REQUIREMENT || l == LAB_IGNORE;
}

static void push_pending(struct pending **list, size_t *nr, size_t *alloc,
			 const char *text, const char *canon, int line,
			 enum md_check check)
{
	struct pending *p;

	ALLOC_GROW(*list, *nr + 1, *alloc);
	p = &(*list)[(*nr)++];
	memset(p, 0, sizeof(*p));
	p->text = xstrdup(text);
	p->line = line;
	p->check = check;
	if (canon)
		memcpy(p->canon, canon, strnlen(canon, PRD_ID_MAX - 1));
}

/* A criterion outside of any item: "FR-2: ..." or "... (FR-2)" names one. */
void prd_loose_criterion(struct walk *w, const char *text, int line,
			    enum md_check check)
{
	struct reader *r = w->r;
	struct strvec ids = STRVEC_INIT;
	struct prd_id id;
	const char *rest, *body = text;
	size_t i;

	if (prd_lead_id(&id, text, &rest) && *rest)
		body = rest;
	prd_ids_in(&ids, text, NULL);
	for (i = 0; i < ids.nr; i++)
		if (strncmp(ids.v[i], "AC-", 3) && strncmp(ids.v[i], "CA-", 3))
			break;
	if (i < ids.nr)
		push_pending(&r->criteria, &r->nr_criteria, &r->alloc_criteria,
			     body, ids.v[i], line, check);
	else
		prd_add_criterion(r, PRD_NO_ITEM, text, line, check);
	strvec_clear(&ids);
}

void prd_loose_link(struct walk *w, const char *text, int line)
{
	struct reader *r = w->r;

	if (!r->opt.no_dependencies)
		push_pending(&r->links, &r->nr_links, &r->alloc_links, text,
			     NULL, line, MD_CHECK_NONE);
}

/* Only ids and separators, or a range: names requirements, makes none. */
bool prd_only_ids(const char *s)
{
	struct prd_id id;
	size_t found = 0;

	while (*s) {
		if (prd_id_at(&id, s, strlen(s))) {
			found++;
			s += id.len;
		} else if (strchr(" ,;&+/-.()[]", *s)) {
			s++;
		} else if (!strncmp(s, "to ", 3) || !strncmp(s, "through ", 8) ||
			   !strncmp(s, "and ", 4)) {
			s += strcspn(s, " ");
		} else if (!strncmp(s, "–", 3) || !strncmp(s, "、", 3) ||
			   !strncmp(s, "，", 3) || !strncmp(s, "—", 3) ||
			   !strncmp(s, "至", 3) || !strncmp(s, "～", 3)) {
			s += 3;
		} else {
			return false;
		}
	}
	return found;
}

bool prd_names_range(const char *s)
{
	struct strvec ids = STRVEC_INIT;
	bool range;

	prd_ids_in(&ids, s, &range);
	strvec_clear(&ids);
	return range;
}

void prd_phase_refs(struct walk *w, const char *text)
{
	struct reader *r = w->r;

	if (w->phase != SIZE_MAX)
		push_pending(&r->phase_refs, &r->nr_phase_refs,
			     &r->alloc_phase_refs, text, NULL, (int)w->phase,
			     MD_CHECK_NONE);
}

/* "Priority: P0 | Owner: Ann" -> each part; false when it is one line. */
bool prd_label_parts(struct walk *w, size_t item, const char *line,
		       int nr)
{
	struct strvec parts = STRVEC_INIT;
	const char *value;
	bool several = false;
	size_t i;

	if (!strstr(line, " | ") && !strstr(line, " · "))
		return false;
	{
		struct strbuf t = STRBUF_INIT;

		strbuf_addreplace(&t, line, " · ", " | ");
		strvec_split(&parts, t.buf, "|");
		strbuf_release(&t);
	}
	if (parts.nr > 1)
		several = prd_line_label(w->r, parts.v[0], &value) &&
			  prd_line_label(w->r, parts.v[1], &value);
	for (i = 0; several && i < parts.nr; i++) {
		enum prd_label l = prd_line_label(w->r, parts.v[i], &value);

		if (l != LAB_NONE && item != PRD_NO_ITEM)
			prd_set_field(w->r, item, l, value, nr);
	}
	strvec_clear(&parts);
	return several;
}

/* ---- headings ---- */

static size_t head_item(struct walk *w, struct head *h,
			const struct md_block *b)
{
	static const enum prd_kind kinds[] = { PRD_TASK, PRD_EPIC, PRD_FEATURE,
		PRD_STORY, PRD_REQUIREMENT, PRD_TASK, PRD_TASK };
	size_t p = h->parent, i, parent = PRD_NO_ITEM;
	const struct md_doc *md = &w->r->md;
	bool fields = h->sees.fields || h->sees.story_paras, nonfunc, fresh;

	while (p != NO_HEAD && parent == PRD_NO_ITEM) {
		parent = w->r->heads[p].item;
		p = w->r->heads[p].parent;
	}
	if (h->id.kind == PRD_ID_ITEM || h->id.kind == PRD_ID_WEAK) {
		i = prd_make_id_item(w, &h->id, b, parent,
				 h->section == SEC_SOFT || h->section ==
				 SEC_NONE || h->id.kind == PRD_ID_WEAK ? 0.9 :
				 0.98, &fresh);
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
	prd_item_at(w, i)->end_line = h->end < md->nr ?
		md->blocks[h->end].line - 1 :
		md->blocks[md->nr - 1].end_line;
	return i;
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
	w->mode_head = w->pseudo = false;
	p = h->parent;
	w->phase = h->phase = p == NO_HEAD ? SIZE_MAX : w->r->heads[p].phase;
	w->item = PRD_NO_ITEM;
	switch (h->role) {
	case ROLE_ITEM:
		w->item = h->item = head_item(w, h, b);
		return;
	case ROLE_PHASE:
		w->phase = h->phase = prd_start_phase(w, b->text, h->number,
						  h->number_len, h->parent);
		return;
	case ROLE_SKIP:
		w->section = h->section = SEC_HARD;
		return;
	default:
		break;
	}
	if (p != NO_HEAD)
		h->item = w->r->heads[p].item;
	w->item = h->item;
	if (w->item == PRD_NO_ITEM) {
		if (h->section == SEC_CRITERIA && h->label == LAB_CRITERIA)
			w->mode = LAB_NONE;
		return;
	}
	if (h->role == ROLE_FIELD) {
		w->mode = h->label;
		w->mode_head = true;
		if (prd_line_label(w->r, h->rest, &value) && *value)
			prd_set_field(w->r, w->item, h->label, value, b->line);
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
		default:
			break;
		}
	}
	prd_table_free(w.table);
}
