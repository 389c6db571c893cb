#include "base/base.h"
#include "feat/prd-impl.h"

#include "base/mem.h"

#define LEVELS 24

/* What a list item became; decides about the items nested in it. */
enum became { WAS_IGNORED, WAS_ITEM, WAS_DETAIL, WAS_CRITERION, WAS_FIELD,
	      WAS_GROUP };

struct level {
	enum became was;
	size_t item;
	enum prd_label mode;
	enum prd_section section;
};

struct walk {
	struct reader *r;
	size_t block;			/* being looked at */
	size_t head;			/* or NO_HEAD */
	size_t item;			/* that text belongs to, or PRD_NO_ITEM */
	enum prd_section section;	/* in effect */
	enum prd_label mode;		/* whose list or text is expected */
	bool mode_head;			/* a heading said so: lasts */
	size_t phase;			/* SIZE_MAX: none */
	struct level levels[LEVELS + 1];
	struct prd_table *table;
};

static bool item_section(enum prd_section s)
{
	return s == SEC_FEATURES || s == SEC_REQS || s == SEC_NONFUNC ||
	       s == SEC_STORIES || s == SEC_TASKS || s == SEC_ROADMAP;
}

static struct prd_item *item_at(struct walk *w, size_t i)
{
	return &w->r->doc->items[i];
}

static const struct head *cur_head(const struct walk *w)
{
	return w->head == NO_HEAD ? NULL : &w->r->heads[w->head];
}

static bool has_letters(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80 || (*s >= '0' && *s <= '9') ||
		    ((*s | 32) >= 'a' && (*s | 32) <= 'z'))
			return true;
	return false;
}

/* ---- making items ---- */

static enum prd_kind kind_of_section(enum prd_section s, bool *nonfunc)
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
static size_t make_item(struct walk *w, enum prd_kind kind,
			const struct md_block *b, size_t parent, double conf,
			const char *why)
{
	size_t i = prd_new_item(w->r, kind, b->line, b->end_line, conf, why);
	struct prd_item *it = item_at(w, i);
	const struct head *h = cur_head(w);
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
static size_t make_id_item(struct walk *w, const struct prd_id *id,
			   const struct md_block *b, size_t parent,
			   double conf, bool *fresh)
{
	size_t before = w->r->doc->nr, i;
	bool nonfunc;
	enum prd_kind kind = prd_kind_of_id(id, &nonfunc);

	if (kind == PRD_STORY && w->r->opt.no_stories)
		kind = PRD_REQUIREMENT;
	if (id->kind == PRD_ID_WEAK && kind == PRD_REQUIREMENT)
		kind = kind_of_section(w->section, &nonfunc);
	i = make_item(w, kind, b, parent, conf, "an explicit id");
	item_at(w, i)->nonfunctional = nonfunc || w->section == SEC_NONFUNC;
	i = prd_set_id(w->r, i, id);
	*fresh = i == before;
	if (!*fresh && b->struck)
		item_at(w, i)->removed = true;
	return i;
}

static void set_text_once(struct walk *w, size_t item, const char *label,
			  const char *rest, const char *text)
{
	if (!item_at(w, item)->title && has_letters(text))
		prd_set_text(w->r, item, label, rest, text);
}

static size_t make_story(struct walk *w, const struct prd_story *st,
			 const struct md_block *b, size_t parent,
			 const char *text)
{
	size_t i = make_item(w, PRD_STORY, b, parent,
			     st->classic ? 0.95 : 0.85,
			     st->classic ? "a user story" :
			     "a user story without a wish");

	prd_set_story(w->r, i, st, text);
	return i;
}

/* A story: of the item when it has none and is one, else an item of its own. */
static size_t take_story(struct walk *w, const struct md_block *b,
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
	if (parent == PRD_NO_ITEM || item_at(w, parent)->story ||
	    (listed && item_at(w, parent)->kind != PRD_STORY &&
	     !item_at(w, parent)->id))
		i = make_story(w, &st, b, parent, text);
	else
		prd_set_story(w->r, i, &st, text);
	prd_story_release(&st);
	return i;
}

/* ---- phases ---- */

static size_t start_phase(struct walk *w, const char *name, const char *number,
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

static bool is_list_mode(enum prd_label l)
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
static void loose_criterion(struct walk *w, const char *text, int line,
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

static void loose_link(struct walk *w, const char *text, int line)
{
	struct reader *r = w->r;

	if (!r->opt.no_dependencies)
		push_pending(&r->links, &r->nr_links, &r->alloc_links, text,
			     NULL, line, MD_CHECK_NONE);
}

/* Only ids and separators, or a range: names requirements, makes none. */
static bool only_ids(const char *s)
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

static bool names_range(const char *s)
{
	struct strvec ids = STRVEC_INIT;
	bool range;

	prd_ids_in(&ids, s, &range);
	strvec_clear(&ids);
	return range;
}

static void phase_refs(struct walk *w, const char *text)
{
	struct reader *r = w->r;

	if (w->phase != SIZE_MAX)
		push_pending(&r->phase_refs, &r->nr_phase_refs,
			     &r->alloc_phase_refs, text, NULL, (int)w->phase,
			     MD_CHECK_NONE);
}

/* "Priority: P0 | Owner: Ann" -> each part; false when it is one line. */
static bool label_line(struct walk *w, size_t item, const char *line,
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
				if (!label_line(w, item, copy, nr))
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

	i = make_item(w, kind, b, s->item, conf, why);
	item_at(w, i)->nonfunctional = s->section == SEC_NONFUNC;
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
	enum prd_kind kind = kind_of_section(s->section, &nonfunc);
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
			loose_criterion(w, b->text, b->line, b->check);
		else
			prd_add_criterion(w->r, item, b->text, b->line,
					  b->check);
		was = WAS_CRITERION;
		break;
	case LAB_IGNORE:
		break;
	case LAB_STORY:
		if (take_story(w, b, item, b->text, true) != SIZE_MAX) {
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
			loose_link(w, b->text, b->line);
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
	if (only_ids(b->text) || names_range(b->text)) {
		phase_refs(w, b->text);
		set_level(w, level, WAS_IGNORED, s->item, LAB_NONE, s->section);
		return true;
	}
	if (id.kind == PRD_ID_OTHER) {
		if (strncmp(id.canon, "AC-", 3) && strncmp(id.canon, "CA-", 3))
			return false;
		if (s->item == PRD_NO_ITEM)
			loose_criterion(w, b->text, b->line, b->check);
		else
			prd_add_criterion(w->r, s->item, b->text, b->line,
					  b->check);
		set_level(w, level, WAS_CRITERION, s->item, LAB_NONE,
			  s->section);
		return true;
	}
	if (id.kind == PRD_ID_WEAK &&
	    (!item_section(s->section) || s->item != PRD_NO_ITEM))
		return false;
	i = make_id_item(w, &id, b, s->item, s->section == SEC_SOFT ||
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
	if (!take_story(w, b, i, rest, false) || item_at(w, i)->story)
		w->r->drafts[i].strong = true;
	set_text_once(w, i, label, after, rest);
	strbuf_release(&first);
	set_level(w, level, WAS_ITEM, i, LAB_NONE, s->section);
	return true;
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
	if (!label_line(w, s->item, b->text, b->line))
		prd_set_field(w->r, s->item, l, value, b->line);
	set_level(w, level, WAS_FIELD, s->item, l, s->section);
	return true;
}

/* A bullet inside an item that is nothing else. */
static void inner_bullet(struct walk *w, const struct md_block *b,
			 const struct scope *s, int level)
{
	struct prd_item *it = item_at(w, s->item);
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

static void list_item(struct walk *w, const struct md_block *b)
{
	int level = b->level > LEVELS ? LEVELS : b->level;
	struct scope s = scope_of(w, level);
	size_t i;

	if (s.section == SEC_HARD) {
		set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
			  SEC_HARD);
		return;
	}
	if (!has_letters(b->text)) {
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
		i = take_story(w, b, s.item, b->text, true);
		if (i != SIZE_MAX) {
			set_level(w, level, WAS_ITEM, i, LAB_NONE, s.section);
			return;
		}
	}
	if (s.item != PRD_NO_ITEM) {
		inner_bullet(w, b, &s, level);
	} else if (s.section == SEC_CRITERIA) {
		loose_criterion(w, b->text, b->line, b->check);
		set_level(w, level, WAS_CRITERION, PRD_NO_ITEM, LAB_NONE,
			  s.section);
	} else if (s.section == SEC_DEPS || s.section == SEC_SOFT) {
		if (s.section == SEC_DEPS)
			loose_link(w, b->text, b->line);
		set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
			  s.section);
	} else {
		i = section_bullet(w, b, &s);
		set_level(w, level, WAS_ITEM, i, LAB_NONE, s.section);
	}
}

/* ---- paragraphs ---- */

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
	const struct head *h = cur_head(w);
	const char *number, *rest;
	size_t number_len, len = strlen(line), i;
	bool bold = b->label && strlen(b->label) + 2 >= len, whole, colon;
	enum prd_section sec;
	enum prd_unit unit;

	if (len > 120 || (!bold && !(last && list_follows(w))))
		return false;
	unit = prd_unit_of(&w->r->words, line, &number, &number_len, &rest);
	if (unit == UNIT_PHASE) {
		w->phase = start_phase(w, line, number, number_len, w->head);
		w->section = SEC_TASKS;
		w->item = PRD_NO_ITEM;
		w->mode = LAB_NONE;
		return true;
	}
	if (unit != UNIT_NONE && number_len && *rest) {
		static const enum prd_kind kinds[] = { PRD_TASK, PRD_EPIC,
			PRD_FEATURE, PRD_STORY, PRD_REQUIREMENT, PRD_TASK };

		i = make_item(w, kinds[unit], b, h ? h->item : PRD_NO_ITEM, 0.9,
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
	if (sec == SEC_NONE || (!whole && !bold) || w->section == SEC_HARD)
		return false;
	if (h && h->item != PRD_NO_ITEM) {
		w->mode = sec == SEC_HARD ? LAB_IGNORE : LAB_NOTE;
		return true;
	}
	w->item = PRD_NO_ITEM;
	w->mode = LAB_NONE;
	w->section = sec == SEC_README ? SEC_HARD : sec;
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

	if (label_line(w, w->item, line, nr))
		return;
	if (prd_lead_id(&id, line, &rest) && id.kind == PRD_ID_ITEM &&
	    !only_ids(line) && !names_range(line)) {
		const struct head *h = cur_head(w);
		size_t up = h ? h->item : PRD_NO_ITEM;

		i = make_id_item(w, &id, b, up,
				 w->section == SEC_SOFT ? 0.8 : 0.95, &fresh);
		item_at(w, i)->line = fresh ? nr : item_at(w, i)->line;
		if (i != up) {
			take_story(w, b, i, rest, false);
			set_text_once(w, i, NULL, NULL, rest);
		}
		w->item = i;
		w->mode = LAB_NONE;
		return;
	}
	if (only_ids(line)) {
		phase_refs(w, line);
		return;
	}
	l = prd_line_label(w->r, line, &value);
	if (l != LAB_NONE && l != LAB_TITLE && w->item != PRD_NO_ITEM) {
		prd_set_field(w->r, w->item, l, value, nr);
		w->mode = is_list_mode(l) ? l : LAB_NONE;
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
		loose_link(w, line, nr);
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
	if (w->section == SEC_CRITERIA || story_lines(b->text))
		return false;
	return take_story(w, b, w->item, b->text, false) != SIZE_MAX;
}

static void paragraph(struct walk *w, const struct md_block *b)
{
	struct strbuf plain = STRBUF_INIT;
	const char *line = b->text;
	struct md_block part = *b;
	int nr = b->line;

	if (w->section == SEC_HARD || !has_letters(b->text))
		return;
	if (b->struck && w->item == PRD_NO_ITEM)
		return;
	if (!w->mode_head)
		w->mode = LAB_NONE;
	if (story_para(w, b))
		return;
	while (*line) {
		size_t n = strcspn(line, "\n");
		char *copy = xstrndup(line, n);
		bool last = !line[n];

		part.line = part.end_line = nr;
		part.label = line == b->text ? b->label : NULL;
		if (has_letters(copy) &&
		    !(story_lines(b->text) &&
		      take_story(w, &part, w->item, copy, true) != SIZE_MAX))
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
static void inner_paragraph(struct walk *w, const struct md_block *b)
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
		if (is_list_mode(label))
			w->levels[b->level > LEVELS ? LEVELS : b->level].mode =
				label;
	} else if (l->was == WAS_CRITERION) {
		prd_add_criterion(w->r, l->item, b->text, b->line,
				  MD_CHECK_NONE);
	} else if (take_story(w, b, l->item, b->text, false) == SIZE_MAX) {
		prd_add_detail(w->r, l->item, "", b->text);
	}
}

/* ---- tables ---- */

#define COLUMNS 24

struct prd_table {
	int number;
	enum { TAB_NONE, TAB_ITEMS, TAB_FIELDS, TAB_LINKS } kind;
	enum prd_label cols[COLUMNS];
	char *names[COLUMNS];
	size_t nr;
	int id, title;		/* columns, -1: none */
	enum prd_label title_label;
	size_t parent;
};

static void table_reset(struct prd_table *t)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		free(t->names[i]);
	memset(t, 0, sizeof(*t));
	t->id = t->title = -1;
	t->parent = PRD_NO_ITEM;
}

static bool has_col(const struct prd_table *t, enum prd_label l)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		if (t->cols[i] == l)
			return true;
	return false;
}

static void find_title_col(struct prd_table *t)
{
	static const enum prd_label order[] = {
		LAB_STORY, LAB_TITLE, LAB_REQUIREMENT, LAB_ITEMS, LAB_WANT,
		LAB_DESC,
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(order) && t->title < 0; i++)
		for (j = 0; j < t->nr; j++)
			if (t->cols[j] == order[i]) {
				t->title = (int)j;
				t->title_label = order[i];
				break;
			}
}

static bool real_ids(const struct walk *w, const struct prd_table *t)
{
	const struct md_doc *md = &w->r->md;
	const struct md_block *next;
	struct prd_id id;

	if (t->id < 0 || w->block + 1 >= md->nr)
		return false;
	next = &md->blocks[w->block + 1];
	return next->type == MD_ROW && (size_t)t->id < next->nr_cells &&
	       prd_id_at(&id, next->cells[t->id], strlen(next->cells[t->id])) &&
	       id.kind != PRD_ID_OTHER;
}

static bool is_item_table(const struct walk *w, const struct prd_table *t)
{
	bool ids = real_ids(w, t), planned;

	if (t->title < 0 || w->section == SEC_HARD)
		return false;
	if (ids)
		return true;
	planned = has_col(t, LAB_PRIORITY) || has_col(t, LAB_ESTIMATE) ||
		  has_col(t, LAB_POINTS) || has_col(t, LAB_CRITERIA);
	if (t->title_label == LAB_DESC)
		return false;
	if (w->item != PRD_NO_ITEM)
		return planned;
	switch (w->section) {
	case SEC_FEATURES:
	case SEC_REQS:
	case SEC_NONFUNC:
	case SEC_STORIES:
	case SEC_TASKS:
		return true;
	case SEC_NONE:
	case SEC_ROADMAP:
		return planned;
	default:
		return false;
	}
}

static void table_head(struct walk *w, const struct md_block *b)
{
	struct prd_table *t = w->table;
	size_t i;

	table_reset(t);
	t->number = b->table;
	t->nr = b->nr_cells > COLUMNS ? COLUMNS : b->nr_cells;
	for (i = 0; i < t->nr; i++) {
		const char *c = b->cells[i];

		t->names[i] = xstrdup(c);
		t->cols[i] = prd_label_of(&w->r->words, c, strlen(c));
		if (str_eq(c, "#"))
			t->cols[i] = LAB_ID;
		if (t->cols[i] == LAB_ID && t->id < 0)
			t->id = (int)i;
	}
	find_title_col(t);
	t->parent = w->item;
	if (w->section == SEC_DEPS && has_col(t, LAB_DEPS) && t->title >= 0)
		t->kind = TAB_LINKS;
	else if (is_item_table(w, t))
		t->kind = TAB_ITEMS;
	else if (w->item != PRD_NO_ITEM && t->nr == 2)
		t->kind = TAB_FIELDS;
}

static void row_cells(struct walk *w, const struct md_block *b, size_t item)
{
	const struct prd_table *t = w->table;
	size_t i, n = b->nr_cells < t->nr ? b->nr_cells : t->nr;
	const char *role = NULL, *want = NULL, *why = NULL;

	for (i = 0; i < n; i++) {
		const char *c = b->cells[i];

		if ((int)i == t->id || !*c || str_eq(c, "-") || str_eq(c, "—"))
			continue;
		if (t->cols[i] == LAB_ROLE)
			role = c;
		else if (t->cols[i] == LAB_WANT)
			want = c;
		else if (t->cols[i] == LAB_BENEFIT)
			why = c;
		else if ((int)i == t->title)
			continue;
		else if (t->cols[i] == LAB_NONE || t->cols[i] == LAB_IGNORE ||
			 t->cols[i] == LAB_NOTE) {
			char *line = xasprintf("%s: %s", t->names[i], c);

			if (*t->names[i])
				prd_add_detail(w->r, item, "", line);
			free(line);
		} else {
			prd_set_field(w->r, item, t->cols[i], c, b->line);
		}
	}
	if (role && want && !w->r->opt.no_stories &&
	    !item_at(w, item)->story) {
		struct prd_story st = { xstrdup(role), xstrdup(want), NULL,
					true };
		char *text = why ? xasprintf("As a %s, I want %s, so that %s",
					     role, want, why)
				 : xasprintf("As a %s, I want %s", role, want);

		prd_set_story(w->r, item, &st, text);
		item_at(w, item)->kind = PRD_STORY;
		prd_story_release(&st);
		free(text);
	}
}

static enum prd_kind row_kind(const struct walk *w, bool *nonfunc)
{
	const struct prd_table *t = w->table;

	*nonfunc = w->section == SEC_NONFUNC;
	if (t->title_label == LAB_STORY || t->title_label == LAB_WANT)
		return PRD_STORY;
	if (w->section == SEC_NONE)
		return PRD_REQUIREMENT;
	return kind_of_section(w->section, nonfunc);
}

static void item_row(struct walk *w, const struct md_block *b)
{
	const struct prd_table *t = w->table;
	const char *title, *rest;
	struct prd_id id = { 0 };
	bool nonfunc, fresh = true;
	size_t i;

	if ((size_t)t->title >= b->nr_cells)
		return;
	title = b->cells[t->title];
	if (!has_letters(title) || (*title == '[' && str_ends(title, "]")))
		return;
	if (t->id >= 0 && (size_t)t->id < b->nr_cells)
		prd_lead_id(&id, b->cells[t->id], &rest);
	if (!id.kind && prd_lead_id(&id, title, &rest) &&
	    id.kind != PRD_ID_OTHER)
		title = rest;
	if (id.kind == PRD_ID_OTHER)
		return;
	if (id.kind && t->id >= 0 && names_range(b->cells[t->id]))
		return;
	if (id.kind) {
		i = make_id_item(w, &id, b, t->parent,
				 w->section == SEC_SOFT ? 0.85 : 0.97, &fresh);
		if (t->title_label == LAB_STORY && fresh)
			item_at(w, i)->kind = PRD_STORY;
	} else {
		enum prd_kind kind = row_kind(w, &nonfunc);

		i = make_item(w, kind, b, t->parent, 0.85,
			      "a table row without an id");
		item_at(w, i)->nonfunctional = nonfunc;
	}
	if (i == t->parent)
		return;
	if (take_story(w, b, i, title, false) == SIZE_MAX)
		set_text_once(w, i, NULL, NULL, title);
	row_cells(w, b, i);
}

static void table_row(struct walk *w, const struct md_block *b)
{
	struct prd_table *t = w->table;
	enum prd_label l;
	size_t i;

	if (w->section == SEC_HARD)
		return;
	if (!b->row)
		table_head(w, b);
	if (t->kind == TAB_ITEMS && b->row) {
		item_row(w, b);
	} else if (t->kind == TAB_FIELDS && b->nr_cells >= 2) {
		l = prd_label_of(&w->r->words, b->cells[0],
				 strlen(b->cells[0]));
		if (l != LAB_NONE && l != LAB_TITLE && l != LAB_ID)
			prd_set_field(w->r, t->parent, l, b->cells[1], b->line);
	} else if (t->kind == TAB_LINKS && b->row) {
		for (i = 0; i < b->nr_cells && i < t->nr; i++)
			if (t->cols[i] == LAB_DEPS && *b->cells[i]) {
				char *s = xasprintf("%s depends on %s",
						    b->cells[t->title],
						    b->cells[i]);

				loose_link(w, s, b->line);
				free(s);
			}
	}
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
		i = make_id_item(w, &h->id, b, parent,
				 h->section == SEC_SOFT || h->section ==
				 SEC_NONE || h->id.kind == PRD_ID_WEAK ? 0.9 :
				 0.98, &fresh);
	} else if (h->unit != UNIT_NONE) {
		i = make_item(w, kinds[h->unit], b, parent, 0.95,
			      "a numbered name");
		if (h->number_len && h->number_len < 12)
			snprintf(w->r->drafts[i].alias,
				 sizeof(w->r->drafts[i].alias), "%d %.*s",
				 (int)h->unit, (int)h->number_len, h->number);
		w->r->drafts[i].strong = fields;
	} else {
		enum prd_kind kind = kind_of_section(h->section, &nonfunc);

		i = make_item(w, kind, b, parent, fields ? 0.95 : 0.8, fields ?
			      "a heading with the fields of an item" :
			      "a heading of a section of items");
		item_at(w, i)->nonfunctional = nonfunc;
		w->r->drafts[i].strong = fields;
		if (h->section == SEC_NONE)
			item_at(w, i)->confidence = 0.8;
	}
	set_text_once(w, i, NULL, NULL, h->rest);
	item_at(w, i)->end_line = h->end < md->nr ?
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
	w->mode_head = false;
	p = h->parent;
	w->phase = h->phase = p == NO_HEAD ? SIZE_MAX : w->r->heads[p].phase;
	w->item = PRD_NO_ITEM;
	switch (h->role) {
	case ROLE_ITEM:
		w->item = h->item = head_item(w, h, b);
		return;
	case ROLE_PHASE:
		w->phase = h->phase = start_phase(w, b->text, h->number,
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
	struct prd_table table = { .nr = 0 };
	struct walk w = { .r = r, .head = NO_HEAD, .item = PRD_NO_ITEM,
			  .phase = SIZE_MAX, .table = &table };
	size_t next = 0;

	for (w.block = 0; w.block < r->md.nr; w.block++) {
		const struct md_block *b = &r->md.blocks[w.block];

		switch (b->type) {
		case MD_HEADING:
			enter_head(&w, next++);
			break;
		case MD_ITEM:
			list_item(&w, b);
			break;
		case MD_PARA:
		case MD_QUOTE:
			if (b->level)
				inner_paragraph(&w, b);
			else
				paragraph(&w, b);
			break;
		case MD_ROW:
			table_row(&w, b);
			break;
		default:
			break;
		}
	}
	table_reset(&table);
}
