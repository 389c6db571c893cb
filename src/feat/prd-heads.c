#include "base/base.h"
#include "feat/prd-impl.h"

#include "base/mem.h"

/* ---- pieces of lines, also for the walk ---- */

size_t prd_skip_number(const char *s)
{
	static const char cjk[] = "一二三四五六七八九十";
	size_t n = strspn(s, "0123456789."), k;

	if (n && s[0] != '.') {
		if (s[n - 1] == '.' && s[n] == ' ')
			return n + strspn(s + n, " ");
		if (s[n] == ')' || s[n] == ' ') {
			/* "3.2 Title", "3) Title", but not "3 attempts" */
			if (s[n] == ' ' && !memchr(s, '.', n))
				return 0;
			n++;
			return n + strspn(s + n, " ");
		}
		if (!strncmp(s + n, "、", 3))
			return n + 3;
		return 0;
	}
	for (n = 0; n < 9 && s[n]; n += 3)
		if (!memmem(cjk, sizeof(cjk) - 1, s + n, strnlen(s + n, 3)))
			break;
	if (n && (!strncmp(s + n, "、", 3) || !strncmp(s + n, "．", 3)))
		return n + 3 + strspn(s + n + 3, " ");
	k = strspn(s, "IVX");
	if (k && s[k] == '.' && s[k + 1] == ' ')
		return k + 2;
	return 0;
}

/* Pictographs and marks at the start of a line, with spaces. */
static size_t skip_marks(const char *s)
{
	size_t n = 0;

	for (;;) {
		if (s[n] == ' ')
			n++;
		else if (!strncmp(s + n, "\xef\xb8\x8f", 3) ||
			 !strncmp(s + n, "✅", 3) || !strncmp(s + n, "❌", 3) ||
			 !strncmp(s + n, "☑", 3) || !strncmp(s + n, "✔", 3))
			n += 3;
		else if ((unsigned char)s[n] == 0xf0 && s[n + 1] && s[n + 2] &&
			 s[n + 3])
			n += 4;
		else
			return n;
	}
}

enum prd_label prd_line_label(struct reader *r, const char *s,
			      const char **value)
{
	enum prd_label label;
	size_t skip = skip_marks(s), i;

	s += skip;
	for (i = 0; i < 60 && s[i] && s[i] != '\n'; i++) {
		size_t n = s[i] == ':' ? 1 : s[i] == '\xef' &&
			   !strncmp(s + i, "：", 3) ? 3 : 0;

		if (!n)
			continue;
		if (i && s[i - 1] == '*')
			return LAB_NONE;
		label = prd_label_of(&r->words, s, i);
		if (label == LAB_NONE)
			return LAB_NONE;
		*value = s + i + n;
		*value += strspn(*value, " \n");
		return label;
	}
	return LAB_NONE;
}

bool prd_lead_id(struct prd_id *id, const char *s, const char **rest)
{
	static const char *const seps[] = {
		":", "：", "—", "–", "-", ".", "|", ")", "]", "、", "·", "/",
	};
	size_t n = strspn(s, "[("), i;
	bool again = true;

	if (n > 1 || !prd_id_at(id, s + n, strnlen(s + n, PRD_ID_MAX)))
		return false;
	s += n + id->len;
	while (again) {
		again = false;
		s += strspn(s, " ");
		for (i = 0; i < ARRAY_SIZE(seps); i++)
			if (!strncmp(s, seps[i], strlen(seps[i]))) {
				s += strlen(seps[i]);
				again = true;
				break;
			}
	}
	*rest = s;
	return true;
}

/* "User login (FR-001)": an id in parentheses at the end. */
static bool trailing_id(struct prd_id *id, const char *s)
{
	size_t len = strlen(s);
	const char *open = strrchr(s, '(');

	return open && len && s[len - 1] == ')' && open > s &&
	       prd_id_at(id, open + 1, len - (size_t)(open - s) - 2) &&
	       open[1 + id->len] == ')';
}

/* ---- what stands below a heading ---- */

static void see_text(struct reader *r, struct survey *v, const char *text,
		     bool item)
{
	struct prd_story st;
	struct prd_id id;
	const char *rest, *line = text;
	size_t lines = 0;

	if (prd_story_parse(&st, text)) {
		prd_story_release(&st);
		if (item)
			v->stories++;
		else
			v->story_paras++;
		return;
	}
	while (line && *line && lines++ < 200) {
		enum prd_label label = prd_line_label(r, line, &rest);

		if (prd_lead_id(&id, line, &rest)) {
			if (id.kind == PRD_ID_ITEM)
				v->ids++;
		} else if (label != LAB_NONE && label != LAB_IGNORE &&
			   label != LAB_NOTE && label != LAB_ITEMS) {
			v->fields++;
			v->priority |= label == LAB_PRIORITY;
			v->criteria |= label == LAB_CRITERIA;
			v->desc |= label == LAB_DESC;
			if (label == LAB_STORY)
				v->story_paras++;
		} else if (item && line == text) {
			v->bullets++;
		}
		line = strchr(line, '\n');
		if (line)
			line++;
	}
}

static void see_block(struct reader *r, struct survey *v,
		      const struct md_block *b)
{
	struct prd_id id;

	switch (b->type) {
	case MD_ITEM:
		if (b->level == 1)
			see_text(r, v, b->text, true);
		else if (b->level < 4 && prd_lead_id(&id, b->text,
						     &(const char *){ NULL }) &&
			 id.kind == PRD_ID_ITEM)
			v->ids++;
		break;
	case MD_PARA:
	case MD_QUOTE:
		if (!b->level) {
			v->paras++;
			see_text(r, v, b->text, false);
		}
		break;
	case MD_ROW:
		v->rows++;
		if (b->row && b->nr_cells &&
		    prd_id_at(&id, b->cells[0], strlen(b->cells[0])) &&
		    id.kind != PRD_ID_OTHER)
			v->ids++;
		break;
	default:
		break;
	}
}

/* ---- headings ---- */

static bool parse_title(struct reader *r, struct head *h, const char *text)
{
	const char *s = text + skip_marks(text);
	const char *value;

	s += prd_skip_number(s);
	s += skip_marks(s);
	h->rest = s;
	h->label = prd_label_of(&r->words, s, strcspn(s, ":"));
	if (h->label == LAB_NONE)
		h->label = prd_line_label(r, s, &value);
	if (prd_lead_id(&h->id, s, &h->rest))
		return true;
	h->unit = prd_unit_of(&r->words, s, &h->number, &h->number_len,
			      &h->rest);
	if (trailing_id(&h->id, s))
		h->unit = UNIT_NONE;
	return true;
}

static bool is_group_priority(struct reader *r, struct head *h)
{
	struct prd_words *w = &r->words;
	bool wont = false;
	enum priority p;

	if (strlen(h->rest) > 60 || h->id.kind || h->unit)
		return false;
	if (!prd_priority_of(w, h->rest, strlen(h->rest), &p, &wont)) {
		if (wont)
			h->own = SEC_HARD;
		return false;
	}
	h->priority = p;
	return true;
}

static void add_head(struct reader *r, size_t block, size_t parent)
{
	const char *text = r->md.blocks[block].text;
	struct head *h;

	ALLOC_GROW(r->heads, r->nr_heads + 1, r->alloc_heads);
	h = &r->heads[r->nr_heads++];
	memset(h, 0, sizeof(*h));
	h->block = block;
	h->parent = parent;
	h->end = r->md.nr;
	h->item = PRD_NO_ITEM;
	h->phase = SIZE_MAX;
	parse_title(r, h, text);
	h->own = prd_section_of(&r->words, text, &h->whole);
	h->has_priority = is_group_priority(r, h);
	if (h->own == SEC_README)
		r->readme_heads++;
}

/* Finds parents and subtrees, surveys the bodies. */
static void collect(struct reader *r)
{
	size_t open[8], depth = 0, i;

	for (i = 0; i < r->md.nr; i++) {
		const struct md_block *b = &r->md.blocks[i];

		if (b->type != MD_HEADING) {
			if (r->nr_heads)
				see_block(r, &r->heads[r->nr_heads - 1].sees, b);
			continue;
		}
		while (depth && r->md.blocks[r->heads[open[depth - 1]].block]
					.level >= b->level)
			r->heads[open[--depth]].end = i;
		add_head(r, i, depth ? open[depth - 1] : NO_HEAD);
		open[depth++] = r->nr_heads - 1;
	}
	for (i = r->nr_heads; i-- > 0;) {
		struct head *h = &r->heads[i];

		h->sub_ids += h->sees.ids + (h->id.kind == PRD_ID_ITEM);
		if (h->parent != NO_HEAD) {
			r->heads[h->parent].sub_ids += h->sub_ids;
			r->heads[h->parent].subs++;
			r->heads[h->parent].item_subs +=
				h->label == LAB_NONE && !h->id.kind &&
				(h->own == SEC_NONE ||
				 (h->own == SEC_SOFT && !h->whole));
		}
	}
}

/*
 * The document's title: the first heading, when no other has its level.  Its
 * words count only when they are all it says ("# Requirements").
 */
static void find_title(struct reader *r)
{
	size_t i;
	int level;

	if (!r->nr_heads)
		return;
	level = r->md.blocks[r->heads[0].block].level;
	for (i = 1; i < r->nr_heads; i++)
		if (r->md.blocks[r->heads[i].block].level <= level)
			return;
	if (r->heads[0].id.kind == PRD_ID_ITEM && r->nr_heads == 1)
		return;
	r->heads[0].title = true;
	r->heads[0].id.kind = PRD_ID_NONE;
	r->heads[0].unit = UNIT_NONE;
	r->heads[0].has_priority = false;
	if (!r->heads[0].whole && r->heads[0].own != SEC_HARD)
		r->heads[0].own = SEC_NONE;
}

static bool item_section(enum prd_section s)
{
	return s == SEC_FEATURES || s == SEC_REQS || s == SEC_NONFUNC ||
	       s == SEC_STORIES || s == SEC_TASKS || s == SEC_ROADMAP;
}

static void set_section(struct reader *r, struct head *h)
{
	enum prd_section up = h->parent == NO_HEAD ? SEC_NONE :
			      r->heads[h->parent].section;
	const struct head *parent = h->parent == NO_HEAD ? NULL :
				    &r->heads[h->parent];

	h->roadmap = h->own == SEC_ROADMAP || (parent && parent->roadmap);
	if (up == SEC_HARD || up == SEC_README || h->own == SEC_README)
		h->section = SEC_HARD;
	else if (h->own == SEC_NONE ||
		 (h->own == SEC_SOFT && item_section(up) && !h->whole) ||
		 (h->own == SEC_REQS && up == SEC_NONFUNC))
		h->section = up;
	else
		h->section = h->own;
	if (h->section == SEC_NONE && h->has_priority && !h->title &&
	    h->label == LAB_NONE)
		h->section = SEC_FEATURES;
	if (parent && parent->has_priority && !h->has_priority) {
		h->has_priority = true;
		h->priority = parent->priority;
	}
}

/* The nearest item above, NO_HEAD when none. */
static size_t item_above(const struct reader *r, const struct head *h)
{
	size_t p = h->parent;

	while (p != NO_HEAD && r->heads[p].role != ROLE_ITEM)
		p = r->heads[p].parent;
	return p;
}

static bool is_range(const char *s)
{
	struct strvec ids = STRVEC_INIT;
	bool range;

	prd_ids_in(&ids, s, &range);
	strvec_clear(&ids);
	return range;
}

/* An id or a unit word: an item wherever items may be. */
static bool explicit_item(const struct head *h)
{
	if (h->id.kind == PRD_ID_ITEM)
		return true;
	if (h->id.kind == PRD_ID_WEAK)
		return h->section != SEC_SOFT;
	return h->unit != UNIT_NONE && h->unit != UNIT_PHASE;
}

/* No id, no unit: does its section and its shape make it an item? */
static bool shaped_item(const struct reader *r, const struct head *h)
{
	const struct survey *v = &h->sees;
	bool own = h->own != SEC_NONE && (h->own != SEC_SOFT || h->whole);
	bool text_only = v->paras && !v->bullets && !v->rows && !h->subs;

	if (own || h->title || (h->sub_ids && h->section != SEC_FEATURES))
		return false;
	switch (h->section) {
	case SEC_FEATURES:
		return !h->sub_ids &&
		       !(h->parent != NO_HEAD && h->has_priority &&
			 !r->heads[h->parent].has_priority);
	case SEC_REQS:
	case SEC_NONFUNC:
	case SEC_TASKS:
		return v->fields || text_only;
	case SEC_STORIES:
		return (v->fields && !v->stories) || v->story_paras;
	case SEC_ROADMAP:
		return v->criteria;
	case SEC_NONE:
		return (v->criteria && (v->priority || v->desc ||
					v->story_paras)) ||
		       (v->priority && v->desc);
	default:
		return false;
	}
}

static enum head_role inner_role(struct reader *r, struct head *h,
				 const struct head *item)
{
	bool parent_like = item->section == SEC_FEATURES && !item->id.kind &&
			   item->unit == UNIT_NONE && item->item_subs >= 2 &&
			   !item->sees.fields && !item->sees.bullets &&
			   !item->sees.rows;

	switch (h->label) {
	case LAB_NONE:
		break;
	case LAB_ITEMS:
		return ROLE_GROUP;
	case LAB_NOTE:
	case LAB_IGNORE:
		return h->label == LAB_NOTE ? ROLE_DETAIL : ROLE_SKIP;
	case LAB_TITLE:
		break;
	default:
		return ROLE_FIELD;
	}
	if (h->section == SEC_HARD)
		return ROLE_SKIP;
	if (item_section(h->own) && h->whole)
		return ROLE_GROUP;
	if (parent_like && shaped_item(r, h))
		return ROLE_ITEM;
	return ROLE_DETAIL;
}

static enum head_role role_of(struct reader *r, struct head *h)
{
	size_t above = item_above(r, h);

	if (explicit_item(h) && h->section != SEC_HARD && !h->title &&
	    !(h->label != LAB_NONE && h->unit && !h->number_len &&
	      above != NO_HEAD))
		return is_range(r->md.blocks[h->block].text) ? ROLE_SKIP :
								ROLE_ITEM;
	if (h->unit == UNIT_PHASE && !h->title && h->section != SEC_HARD)
		return ROLE_PHASE;
	if (above != NO_HEAD)
		return inner_role(r, h, &r->heads[above]);
	if (h->section == SEC_HARD)
		return ROLE_SKIP;
	if (shaped_item(r, h))
		return ROLE_ITEM;
	return ROLE_GROUP;
}

static void note_skipped(struct reader *r, const struct head *h)
{
	struct prd_doc *d = r->doc;
	const struct md_block *b = &r->md.blocks[h->block];
	struct prd_skipped *s;

	if (h->parent != NO_HEAD && r->heads[h->parent].role == ROLE_SKIP)
		return;
	ALLOC_GROW(d->skipped, d->nr_skipped + 1, d->alloc_skipped);
	s = &d->skipped[d->nr_skipped++];
	s->heading = xstrdup(b->text);
	s->line = b->line;
	s->why = h->id.kind ? "a range of ids, or something else than a "
			      "requirement"
			    : "a section that describes no work";
}

/*
 * "#### Acceptance Criteria" next to "#### FR-26: ..." instead of below it: a
 * field of that item all the same.
 */
static void adopt_field(struct reader *r, size_t i)
{
	struct head *h = &r->heads[i];
	size_t j = i - 1;

	if (!i || h->label == LAB_NONE || h->label == LAB_TITLE ||
	    h->label == LAB_ITEMS || h->label == LAB_IGNORE || h->id.kind)
		return;
	while (j != NO_HEAD && r->heads[j].parent != h->parent)
		j = r->heads[j].parent;
	if (j == NO_HEAD || r->heads[j].role == ROLE_SKIP)
		return;
	if (r->heads[j].role == ROLE_FIELD)
		j = r->heads[j].parent;
	if (j != NO_HEAD && r->heads[j].role == ROLE_ITEM &&
	    r->md.blocks[r->heads[j].block].level ==
	    r->md.blocks[h->block].level) {
		h->parent = j;
		r->heads[j].end = h->end;
	}
}

void prd_read_heads(struct reader *r)
{
	size_t i;

	collect(r);
	find_title(r);
	for (i = 0; i < r->nr_heads; i++) {
		struct head *h = &r->heads[i];

		adopt_field(r, i);
		set_section(r, h);
		h->role = role_of(r, h);
		if (h->role == ROLE_SKIP)
			note_skipped(r, h);
		if (h->role == ROLE_DETAIL && h->section == SEC_HARD)
			h->section = r->heads[h->parent].section;
		if (h->role == ROLE_PHASE && h->section != SEC_HARD)
			h->section = SEC_TASKS;
	}
}
