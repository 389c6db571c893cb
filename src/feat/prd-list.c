#include "base/base.h"
#include "feat/prd-walk.h"

#include "base/mem.h"

/* Text of a list item whose later lines may be fields of it. */
static void item_lines(struct walk *w, size_t item, const struct md_block *b,
		       struct strbuf *first)
{
	const char *line = b->text, *value;
	int nr = b->line;
	size_t n;

	strbuf_reset(first);
	while (*line) {
		char *copy;

		n = strcspn(line, "\n");
		copy = xstrndup(line, n);
		if (line != b->text && item != PRD_NO_ITEM) {
			enum prd_label l = prd_line_label(w->r, copy, &value);

			if (l != LAB_NONE && l != LAB_TITLE) {
				if (!prd_label_parts(w, item, copy, nr))
					prd_set_field(w->r, item, l, value, nr);
				FREE_AND_NULL(copy);
			}
		}
		if (copy) {
			if (first->len)
				strbuf_addch(first, ' ');
			strbuf_addstr(first, copy);
			free(copy);
		}
		line += n + (line[n] == '\n');
		nr++;
	}
}

/* ---- list items ---- */

struct scope {
	size_t item;
	enum prd_label mode;
	enum prd_section section;
	bool ids_only;		/* below something ignored */
	bool detail;		/* below a detail */
};

static struct scope scope_of(const struct walk *w, int level)
{
	struct scope s = { w->item, w->mode, w->section, false, false };
	const struct level *up;

	if (level <= 1)
		return s;
	up = &w->levels[level - 1];
	s.item = up->item;
	s.section = up->section;
	s.mode = up->was == WAS_FIELD || up->was == WAS_GROUP ? up->mode :
		 up->was == WAS_CRITERION ? LAB_CRITERIA : LAB_NONE;
	s.ids_only = up->was == WAS_IGNORED;
	s.detail = up->was == WAS_DETAIL;
	return s;
}

static void set_level(struct walk *w, int level, enum became was, size_t item,
		      enum prd_label mode, enum prd_section section)
{
	struct level *l = &w->levels[level];

	l->was = was;
	l->item = item;
	l->mode = mode;
	l->section = section;
}

static size_t plain_item(struct walk *w, const struct md_block *b,
			 const struct scope *s, enum prd_kind kind,
			 double conf, const char *why)
{
	struct strbuf first = STRBUF_INIT;
	size_t i;
	bool one = !strchr(b->text, '\n');

	i = prd_make_item(w, kind, b, s->item, conf, why);
	prd_item_at(w, i)->nonfunctional = s->section == SEC_NONFUNC;
	item_lines(w, i, b, &first);
	prd_set_text(w->r, i, b->label, one ? b->rest : NULL, first.buf);
	strbuf_release(&first);
	return i;
}

/* A bullet that stands in a section, in no item. */
static size_t section_bullet(struct walk *w, const struct md_block *b,
			     const struct scope *s)
{
	bool nonfunc, work = s->section != SEC_TASKS &&
			     prd_is_work(&w->r->words, b->text);
	enum prd_kind kind = prd_kind_of_section(s->section, &nonfunc);
	double conf;
	const char *why;
	size_t i;

	switch (s->section) {
	case SEC_FEATURES:
		conf = work ? 0.85 : 0.8;
		why = "a bullet of a features section";
		break;
	case SEC_REQS:
	case SEC_NONFUNC:
		conf = work ? 0.9 : 0.8;
		why = "a bullet of a requirements section";
		break;
	case SEC_STORIES:
		conf = work ? 0.75 : 0.6;
		why = "a bullet among user stories that tells no story";
		break;
	case SEC_TASKS:
		conf = b->check ? 0.95 : w->phase != SIZE_MAX ? 0.9 : 0.85;
		why = w->phase != SIZE_MAX ? "a bullet of a phase"
					   : "a bullet of a task list";
		break;
	case SEC_ROADMAP:
		conf = work ? 0.75 : 0.6;
		why = "a bullet of a roadmap";
		break;
	default:
		kind = PRD_TASK;
		conf = b->check || work ? 0.75 : 0.5;
		why = b->check ? "a check box" : work ?
		      "a bullet that says what to do" :
		      "a bullet of a section of unknown kind";
	}
	i = plain_item(w, b, s, kind, conf, why);
	w->r->drafts[i].weak_shape = s->section == SEC_NONE ||
				     s->section == SEC_ROADMAP;
	return i;
}

/* A bullet below a label ("Acceptance Criteria:", "Dependencies:"). */
static void mode_bullet(struct walk *w, const struct md_block *b,
			const struct scope *s, int level)
{
	enum became was = WAS_IGNORED;
	size_t item = s->item;

	switch (s->mode) {
	case LAB_CRITERIA:
		if (b->struck)
			break;
		if (item == PRD_NO_ITEM)
			prd_loose_criterion(w, b->text, b->line, b->check);
		else
			prd_add_criterion(w->r, item, b->text, b->line,
					  b->check);
		was = WAS_CRITERION;
		break;
	case LAB_IGNORE:
		break;
	case LAB_STORY:
		if (prd_take_story(w, b, item, b->text, true) != SIZE_MAX) {
			was = WAS_ITEM;
			break;
		}
		/* fall through */
	case LAB_NOTE:
	case LAB_DESC:
	case LAB_REQUIREMENT:
		if (item != PRD_NO_ITEM)
			prd_add_detail(w->r, item, "- ", b->text);
		was = WAS_DETAIL;
		break;
	default:
		if (item != PRD_NO_ITEM)
			prd_set_field(w->r, item, s->mode, b->text, b->line);
		else if (s->mode == LAB_DEPS)
			prd_loose_link(w, b->text, b->line);
		break;
	}
	set_level(w, level, was, item, LAB_NONE, s->section);
}

/* A bullet that starts with an id.  False: treat it as text. */
static bool id_bullet(struct walk *w, const struct md_block *b,
		      const struct scope *s, int level)
{
	struct strbuf first = STRBUF_INIT;
	struct prd_id id;
	const char *rest, *label = NULL, *after = NULL;
	bool fresh, one = !strchr(b->text, '\n');
	size_t i;

	if (!prd_lead_id(&id, b->text, &rest))
		return false;
	if (prd_only_ids(b->text) || prd_names_range(b->text)) {
		prd_phase_refs(w, b->text);
		set_level(w, level, WAS_IGNORED, s->item, LAB_NONE, s->section);
		return true;
	}
	if (id.kind == PRD_ID_OTHER) {
		if (strncmp(id.canon, "AC-", 3) && strncmp(id.canon, "CA-", 3))
			return false;
		if (s->item == PRD_NO_ITEM)
			prd_loose_criterion(w, b->text, b->line, b->check);
		else
			prd_add_criterion(w->r, s->item, b->text, b->line,
					  b->check);
		set_level(w, level, WAS_CRITERION, s->item, LAB_NONE,
			  s->section);
		return true;
	}
	if (id.kind == PRD_ID_WEAK &&
	    (!prd_item_section(s->section) || s->item != PRD_NO_ITEM))
		return false;
	i = prd_make_id_item(w, &id, b, s->item, s->section == SEC_SOFT ||
			 id.kind == PRD_ID_WEAK ? 0.85 : 0.97, &fresh);
	if (i == s->item) {	/* names the item it stands in */
		prd_add_detail(w->r, i, "- ", rest);
		set_level(w, level, WAS_DETAIL, i, LAB_NONE, s->section);
		return true;
	}
	item_lines(w, i, b, &first);
	if (prd_lead_id(&id, first.buf, &rest) && b->label) {
		struct prd_id lid;

		if (prd_lead_id(&lid, b->label, &label) && *label && one)
			after = b->rest;
		else
			label = NULL;
	}
	if (!prd_take_story(w, b, i, rest, false) || prd_item_at(w, i)->story)
		w->r->drafts[i].strong = true;
	prd_text_once(w, i, label, after, rest);
	strbuf_release(&first);
	set_level(w, level, WAS_ITEM, i, LAB_NONE, s->section);
	return true;
}

/* "Priority: High" below a heading that is no item ("### Mid", a priority) says
 * something about nothing. */
static bool names_priority(struct walk *w, enum prd_label l, const char *value)
{
	enum priority p;
	bool wont;

	return l == LAB_PRIORITY && *value &&
	       prd_priority_of(&w->r->words, value, strlen(value), &p, &wont);
}

/* A bullet that is a field: "- Priority: High".  False: it is none. */
static bool field_bullet(struct walk *w, const struct md_block *b,
			 const struct scope *s, int level)
{
	const char *value;
	enum prd_label l = prd_line_label(w->r, b->text, &value);
	enum prd_section sec;

	if (l == LAB_NONE || l == LAB_TITLE || l == LAB_ID)
		return false;
	if (s->item == PRD_NO_ITEM) {
		if (names_priority(w, l, value)) {
			set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
				  s->section);
			return true;
		}
		if (*value || s->section == SEC_HARD)
			return false;
		sec = prd_section_of(&w->r->words, b->text, NULL);
		if (l == LAB_CRITERIA || l == LAB_DEPS)
			set_level(w, level, WAS_FIELD, PRD_NO_ITEM, l,
				  s->section);
		else if (l == LAB_ITEMS)
			set_level(w, level, WAS_GROUP, PRD_NO_ITEM, LAB_NONE,
				  sec == SEC_NONE ? SEC_TASKS : sec);
		else
			return false;
		return true;
	}
	if (l == LAB_ITEMS && *value)
		return false;
	if (!prd_label_parts(w, s->item, b->text, b->line))
		prd_set_field(w->r, s->item, l, value, b->line);
	set_level(w, level, WAS_FIELD, s->item, l, s->section);
	return true;
}

/* A bullet inside an item that is nothing else. */
static void inner_bullet(struct walk *w, const struct md_block *b,
			 const struct scope *s, int level)
{
	struct prd_item *it = prd_item_at(w, s->item);
	size_t i;

	if (s->mode == LAB_ITEMS ||
	    (b->check && (it->kind == PRD_TASK || it->kind == PRD_EPIC))) {
		i = plain_item(w, b, s, it->kind == PRD_FEATURE && !b->check ?
			       PRD_REQUIREMENT : PRD_TASK, 0.85,
			       "a bullet of an item's own list");
		set_level(w, level, WAS_ITEM, i, LAB_NONE, s->section);
	} else if (b->check) {
		prd_add_criterion(w->r, s->item, b->text, b->line, b->check);
		set_level(w, level, WAS_CRITERION, s->item, LAB_NONE,
			  s->section);
	} else {
		prd_add_detail(w->r, s->item, s->detail ? "  - " : "- ",
			       b->text);
		set_level(w, level, WAS_DETAIL, s->item, LAB_NONE, s->section);
	}
}

void prd_list_item(struct walk *w, const struct md_block *b)
{
	int level = b->level > LEVELS ? LEVELS : b->level;
	struct scope s = scope_of(w, level);
	size_t i;

	if (s.section == SEC_HARD) {
		set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
			  SEC_HARD);
		return;
	}
	if (!prd_has_letters(b->text)) {
		set_level(w, level, WAS_GROUP, s.item, s.mode, s.section);
		return;
	}
	if (s.mode != LAB_NONE && s.mode != LAB_ITEMS) {
		mode_bullet(w, b, &s, level);
		return;
	}
	if (id_bullet(w, b, &s, level))
		return;
	if (b->struck || s.ids_only) {
		set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
			  s.section);
		return;
	}
	if (field_bullet(w, b, &s, level))
		return;
	if (s.section != SEC_SOFT && (s.section != SEC_NONE || !s.detail)) {
		i = prd_take_story(w, b, s.item, b->text, true);
		if (i != SIZE_MAX) {
			set_level(w, level, WAS_ITEM, i, LAB_NONE, s.section);
			return;
		}
	}
	if (s.item != PRD_NO_ITEM) {
		inner_bullet(w, b, &s, level);
	} else if (s.section == SEC_CRITERIA) {
		prd_loose_criterion(w, b->text, b->line, b->check);
		set_level(w, level, WAS_CRITERION, PRD_NO_ITEM, LAB_NONE,
			  s.section);
	} else if (s.section == SEC_DEPS || s.section == SEC_SOFT) {
		if (s.section == SEC_DEPS)
			prd_loose_link(w, b->text, b->line);
		set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
			  s.section);
	} else {
		i = section_bullet(w, b, &s);
		set_level(w, level, WAS_ITEM, i, LAB_NONE, s.section);
	}
}

