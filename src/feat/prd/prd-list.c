/*
 * prd-list.c - what a list item is: an item, a field, a criterion, a detail.
 */
#include "base/base.h"
#include "feat/prd/prd-walk.h"

#include "base/mem.h"
#include "base/utf8.h"

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

/* Have others around it ids or check boxes, and it has none? */
static bool is_note_among(const struct walk *w, const struct md_block *b)
{
	const struct head *h = prd_cur_head(w);
	bool tasks;

	if (!h || b->check || h->title || h->prio == PRD_PRIO_ONLY)
		return false;
	if (h->sees.ids >= 2 || h->sees.checks >= 2)
		return true;
	tasks = w->section == SEC_TASKS;
	while (h->parent != NO_HEAD && h->role != ROLE_PHASE &&
	       (h->own == SEC_NONE || h->own == SEC_SOFT))
		h = &w->r->heads[h->parent];
	if (h->title)
		return false;
	return h->sub_ids >= 2 || (tasks && h->sub_checks >=
				   (h->role == ROLE_PHASE ? 1 : 2));
}

/* "Primary: Blue (#3B82F6)", "Unchanged: 42 requirements": a value, no work. */
static bool is_plain_value(struct walk *w, const struct md_block *b)
{
	const char *v = b->label && *b->rest ? b->rest : NULL, *hash;

	if (!v) {
		v = strchr(b->text, ':');
		if (!v || v - b->text > 40)
			return false;
		v += 1 + strspn(v + 1, " ");
	}
	hash = strchr(v, '#');
	if (hash && strspn(hash + 1, "0123456789abcdefABCDEF") >= 3)
		return true;
	return *v >= '0' && *v <= '9' && !prd_is_work(&w->r->words, b->text) &&
	       !prd_measure(NULL, b->text);
}

/* "Python 3.10 or newer", "200 MB of disk", "Node >= 18": what a machine has. */
static bool names_version(const char *s)
{
	static const char *const behind[] = {
		"+", " or newer", " or later", " or higher", " or above", " MB",
		" GB", "MB", "GB", " oder neuer", " oder höher", " o superior",
		" ou supérieur", " ou superior", "以上", " 以上",
	};
	const char *p = s;
	size_t i, n;

	if (strstr(s, ">=") || strstr(s, "\xe2\x89\xa5"))
		return true;
	while ((p = strpbrk(p, "0123456789")) != NULL) {
		n = strspn(p, "0123456789.x");
		for (i = 0; i < ARRAY_SIZE(behind); i++)
			if (!strncmp(p + n, behind[i], strlen(behind[i])))
				return true;
		p += n;
	}
	return false;
}

/*
 * Is the list one of what must be installed?  None of its points asks for
 * something, and one of them names a version or a size.
 */
static bool is_prerequisites(struct walk *w, const struct md_block *b)
{
	const struct md_doc *md = &w->r->md;
	size_t i = w->block;
	bool version = false, work = false;

	if (w->seen_list == b->list)
		return w->seen_needs;
	while (i && md->blocks[i - 1].type == MD_ITEM &&
	       md->blocks[i - 1].list == b->list && w->block - i < 20)
		i--;
	for (; i < md->nr && md->blocks[i].type == MD_ITEM && !work; i++) {
		const struct md_block *o = &md->blocks[i];
		const char *rest;
		struct prd_id id;

		if (o->list != b->list)
			continue;
		version |= names_version(o->text);
		work = o->check || strlen(o->text) > 80 ||
		       prd_is_work(&w->r->words, o->text) ||
		       prd_lead_id(&id, o->text, &rest) ||
		       prd_measure(NULL, o->text);
	}
	w->seen_list = b->list;
	return w->seen_needs = version && !work;
}

/* "src/cart.c (new)": a file that is touched. */
static bool names_file(const char *s)
{
	size_t n = strcspn(s, " \n"), i;
	const char *wide = strstr(s, "\xef\xbc\x88");

	if (wide && (size_t)(wide - s) < n)
		n = (size_t)(wide - s);
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	if (n < 4 || s[n - 1] == '/' || *s == '/' || !strncmp(s, "http", 4))
		return false;
	/* "Mobile/PWA" is no path, "src/tools/cart" is */
	return memchr(s, '/', n) && (memchr(s, '.', n) ||
				     (!s[n] && strchr(s, '/') != strrchr(s, '/')));
}

/* Is the whole document a roadmap? */
static bool in_roadmap_file(const struct walk *w)
{
	return w->r->nr_heads && w->r->heads[0].title &&
	       w->r->heads[0].own == SEC_ROADMAP;
}

/* "a criterion is unmet;": a piece of the sentence that began over the list, as are
 * those that follow in it. */
static bool is_clause(struct walk *w, const struct md_block *b)
{
	size_t len = strlen(b->text);

	if (b->check || b->label || *b->text < 'a' || *b->text > 'z')
		return false;
	if (len && strchr(";,", b->text[len - 1]))
		w->clauses = b->list;
	return w->clauses == b->list;
}

/* "**Phase 1**: what is done then" */
static bool names_phase(struct walk *w, const struct md_block *b)
{
	const char *number, *rest;
	char *line;
	size_t n;
	bool phase;

	if (b->check || !b->label)
		return false;
	line = xasprintf("%s: x", b->label);
	phase = prd_unit_of(&w->r->words, line, &number, &n, &rest) ==
		     UNIT_PHASE && n;

	free(line);
	return phase;
}

/* Is all that the text says a question? */
static bool asks(const char *s)
{
	return (str_ends(s, "?") && !strstr(s, ". ") && !strstr(s, "! ")) ||
	       (str_ends(s, "？") && !strstr(s, "。"));
}

/* What a bullet is worth by the section that it stands in; `work`: it says what to
 * do. */
static double section_worth(struct walk *w, const struct md_block *b,
			    enum prd_section section, bool work,
			    enum prd_kind *kind, const char **why)
{
	const struct head *h = prd_cur_head(w);

	switch (section) {
	case SEC_FEATURES:
		*why = "a bullet of a features section";
		return work ? 0.85 : 0.8;
	case SEC_REQS:
	case SEC_NONFUNC:
		*why = "a bullet of a requirements section";
		return work ? 0.9 : 0.8;
	case SEC_STORIES:
		*why = "a bullet among user stories that tells no story";
		if (b->ordered && b->label && b->level == 1) {
			*why = "a use case with a name";
			return 0.8;
		}
		return work || b->check ? 0.75 : 0.6;
	case SEC_TASKS:
		*why = w->phase != SIZE_MAX ? "a bullet of a phase"
					    : "a bullet of a task list";
		return b->check ? 0.95 : w->phase != SIZE_MAX ? 0.9 : 0.85;
	case SEC_ROADMAP:
		*why = "a bullet of a roadmap";
		return b->check ? 0.9 : in_roadmap_file(w) ? 0.8 :
		       work ? 0.75 : 0.6;
	default:
		*kind = w->r->asks ? PRD_REQUIREMENT : PRD_TASK;
		*why = w->r->asks && !work ?
		       "a bullet of a document of requirements" :
		       b->check ? "a check box" : work ?
		       "a bullet that says what to do" :
		       "a bullet of a section of unknown kind";
		return b->check || work || (w->r->asks && h && !h->title) ?
		       0.75 : 0.5;
	}
}

/* A bullet that stands in a section, in no item. */
static size_t section_bullet(struct walk *w, const struct md_block *b,
			     const struct scope *s)
{
	const struct head *h = prd_cur_head(w);
	enum status st;
	bool nonfunc, removed;
	/* a list that says what stands where is one of work */
	bool work = prd_legend_status(w->r, b->text, &st, &removed) ||
		    (s->section != SEC_TASKS &&
		     prd_is_work(&w->r->words, b->text));
	enum prd_kind kind = prd_kind_of_section(s->section, &nonfunc);
	const char *why;
	double conf = section_worth(w, b, s->section, work, &kind, &why);
	size_t i;

	if (conf > 0.6 && !(h && h->whole) && is_clause(w, b)) {
		conf = 0.5;
		why = "a piece of a sentence";
	} else if (!b->check && h && h->soft && !work && conf > 0.6 &&
		   !prd_is_able(b->text)) {
		conf = 0.6;
		why = "a bullet that describes";
	} else if (conf > 0.6 && !b->check && s->section == SEC_REQS &&
		   is_prerequisites(w, b)) {
		conf = 0.5;
		why = "a bullet of what must be installed";
	} else if (conf > 0.6 && !b->check &&
		   asks(b->text)) {
		conf = 0.5;
		why = "a bullet that asks";
	} else if (conf > 0.6 && !b->check &&
		   (b->only_link || names_file(b->text))) {
		conf = 0.5;
		why = "a bullet that names a file or a page";
	} else if (conf > 0.6 && !b->check && is_plain_value(w, b)) {
		conf = 0.5;
		why = "a bullet that names a value";
	} else if (conf > 0.5 && is_note_among(w, b)) {
		conf = 0.5;
		why = "a bullet beside items with ids or check boxes";
	}
	i = plain_item(w, b, s, kind, conf, why);
	if (b->ordered)
		snprintf(w->r->drafts[i].place, sizeof(w->r->drafts[i].place),
			 "list %d %d", b->list, b->ordinal);
	w->r->drafts[i].tells_phase = names_phase(w, b);
	w->r->drafts[i].weak_shape = !b->check && (s->section == SEC_NONE ||
						   s->section == SEC_ROADMAP);
	if (b->check)
		w->r->drafts[i].roadmap = false;
	return i;
}

/* Is the section about how to tell that the work is done? */
static bool tells_success(const struct walk *w)
{
	static const char about[] =
		"criteri|metric|measur|outcome|kpi|success|test|kriteri|métric|"
		"erfolg|éxito|sucesso|succès|critèr|gate|check|标准|指标|基準|指標";
	const struct head *h = prd_cur_head(w);

	for (; h; h = h->parent == NO_HEAD ? NULL : &w->r->heads[h->parent]) {
		const char *text = w->r->md.blocks[h->block].text, *a = about;

		while (*a) {
			size_t n = prd_word_len(a);
			char word[24];

			snprintf(word, sizeof(word), "%.*s", (int)n, a);
			if (utf8_casefind(text, word))
				return true;
			a += n + (a[n] == '|');
		}
		if (h->own != SEC_NONE)
			break;
	}
	return false;
}

/* A check box in a section that describes: a criterion where the section is
 * about how to tell, else a task. */
static void described_check(struct walk *w, const struct md_block *b,
			    const struct scope *s, int level)
{
	size_t i;

	if (tells_success(w)) {
		prd_loose_criterion(w, b->text, b->line, b->check);
		set_level(w, level, WAS_CRITERION, PRD_NO_ITEM, LAB_NONE,
			  s->section);
		return;
	}
	i = plain_item(w, b, s, PRD_TASK, 0.75, "a check box");
	set_level(w, level, WAS_ITEM, i, LAB_NONE, s->section);
}

/* "The system SHALL ring": below a requirement that has an id, what it asks for. */
static bool asks_by_shall(const char *s)
{
	return utf8_casefind(s, " shall ") || strstr(s, " MUST ") ||
	       strstr(s, " SHOULD ") || strstr(s, " MAY ");
}

/* A bullet below a label ("Acceptance Criteria:", "Dependencies:"). */
static void mode_bullet(struct walk *w, const struct md_block *b,
			const struct scope *s, int level)
{
	enum became was = WAS_IGNORED;
	size_t item = s->item;

	switch (s->mode) {
	case LAB_CRITERIA:
		if (b->struck || !prd_has_letters(b->text))
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
	case LAB_REQUIREMENT:
		if (item != PRD_NO_ITEM &&	/* "The system shall:" */
		    (b->check || asks_by_shall(b->text))) {
			prd_add_criterion(w->r, item, b->text, b->line,
					  b->check);
			was = WAS_CRITERION;
			break;
		}
		/* fall through */
	case LAB_NOTE:
	case LAB_DESC:
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
	enum prd_mark mark;
	enum status st;
	bool fresh, one = !strchr(b->text, '\n');
	size_t i;

	if (!prd_lead_id(&id, b->text, &rest))
		return false;
	if (b->check && prd_mentions(b->text))
		return false;
	if (prd_only_ids(b->text) || prd_names_range(b->text) ||
	    prd_mentions(b->text)) {
		prd_phase_refs(w, b->text);
		set_level(w, level, WAS_IGNORED, s->item, LAB_NONE, s->section);
		return true;
	}
	if (id.kind == PRD_ID_OTHER) {
		if (strncmp(id.canon, "AC-", 3) &&
		    strncmp(id.canon, "CA-", 3) && strncmp(id.canon, "AK-", 3))
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
	if (id.kind == PRD_ID_WEAK && !b->check &&
	    (!prd_item_section(s->section) || s->section == SEC_ROADMAP ||
	     s->item != PRD_NO_ITEM))
		return false;
	if (s->section == SEC_HARD && s->item == PRD_NO_ITEM &&
	    tells_success(w)) {		/* "CS-001: 90 % ..." */
		prd_loose_criterion(w, rest, b->line, b->check);
		set_level(w, level, WAS_CRITERION, PRD_NO_ITEM, LAB_NONE,
			  s->section);
		return true;
	}
	i = prd_make_id_item(w, &id, b, s->item, s->section == SEC_SOFT ||
			 s->section == SEC_HARD || id.kind == PRD_ID_WEAK ?
			 0.85 : 0.97, &fresh);
	if (fresh && b->check == MD_CHECK_NONE &&
	    prd_skip_marks(b->text, &mark) &&
	    prd_mark_status(w->r, mark, true, &st)) {
		prd_item_at(w, i)->has_status = true;
		prd_item_at(w, i)->status = st;
	}
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

static bool names_id(const char *value)
{
	const char *rest;
	struct prd_id id;

	return prd_lead_id(&id, value, &rest) && !*rest;
}

/* A bullet that is a field: "- Priority: High".  False: it is none. */
static bool field_bullet(struct walk *w, const struct md_block *b,
			 const struct scope *s, int level)
{
	const char *value;
	enum prd_label l = prd_line_label(w->r, b->text, &value);
	enum prd_section sec;

	if (l == LAB_NONE || l == LAB_TITLE ||
	    (l == LAB_ID && (s->item == PRD_NO_ITEM || !names_id(value))))
		return false;
	if (s->item == PRD_NO_ITEM) {
		if (names_priority(w, l, value)) {
			set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
				  s->section);
			return true;
		}
		if (l == LAB_CRITERIA && *value && !b->check) {
			prd_loose_criterion(w, value, b->line, b->check);
			set_level(w, level, WAS_CRITERION, PRD_NO_ITEM,
				  LAB_NONE, s->section);
			return true;
		}
		if (*value && w->phase != SIZE_MAX && !b->check && b->label &&
		    l != LAB_ITEMS && l != LAB_STORY &&
		    l != LAB_REQUIREMENT) {	/* "**Goal:** ..." of a phase */
			set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
				  s->section);
			return true;
		}
		if (*value || s->section == SEC_NEVER || s->section == SEC_HARD)
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

/* "1. **User Story 4**" over the lines that tell it, "- **Story 2: Search**": a
 * numbered name.  False: it is none, or a heading tells it at length. */
static bool unit_bullet(struct walk *w, const struct md_block *b,
			const struct scope *s, int level)
{
	const struct md_doc *md = &w->r->md;
	const struct md_block *next = w->block + 1 < md->nr ?
				      &md->blocks[w->block + 1] : NULL;
	const char *number, *rest = NULL;
	enum prd_unit unit;
	char *name;
	size_t n, i;

	if (!b->label || b->check || *b->rest || !next ||
	    next->type != MD_ITEM || next->level <= b->level ||
	    (s->section != SEC_STORIES && s->section != SEC_NONE &&
	     s->section != SEC_FEATURES && s->section != SEC_REQS))
		return false;
	name = xasprintf("%s: x", b->label);
	unit = prd_unit_of(&w->r->words, name, &number, &n, &rest);
	free(name);
	if (unit != UNIT_STORY || !n)
		return false;
	i = prd_make_item(w, PRD_STORY, b, s->item, 0.9, "a numbered name");
	if (prd_unit_of(&w->r->words, b->label, &number, &n, &rest) == unit &&
	    *rest)
		prd_set_text(w->r, i, NULL, NULL, rest);
	w->r->drafts[i].strong = true;
	set_level(w, level, WAS_ITEM, i, LAB_NONE, s->section);
	return true;
}

/* A bullet inside an item that is nothing else. */
static void inner_bullet(struct walk *w, const struct md_block *b,
			 const struct scope *s, int level)
{
	struct prd_item *it = prd_item_at(w, s->item);
	size_t i;

	if (s->mode == LAB_ITEMS ||
	    (b->check && (it->kind == PRD_TASK || it->kind == PRD_EPIC ||
			  prd_skip_number(b->text)))) {
		i = plain_item(w, b, s, it->kind == PRD_FEATURE && !b->check ?
			       PRD_REQUIREMENT : PRD_TASK, 0.85,
			       "a bullet of an item's own list");
		set_level(w, level, WAS_ITEM, i, LAB_NONE, s->section);
	} else if (b->check || prd_is_scenario(b->text) ||
		   (it->id && it->kind == PRD_REQUIREMENT && !s->detail &&
		    asks_by_shall(b->text))) {
		prd_add_criterion(w->r, s->item, b->text, b->line, b->check);
		set_level(w, level, WAS_CRITERION, s->item, LAB_NONE,
			  s->section);
	} else {
		prd_add_detail(w->r, s->item, s->detail ? "  - " : "- ",
			       b->text);
		set_level(w, level, WAS_DETAIL, s->item, LAB_NONE, s->section);
	}
}

/*
 * A field line right below a bullet and no further in than it ends the bullet:
 * what follows is a paragraph.  False: there is none.
 */
static bool split_lazy(struct walk *w, const struct md_block *b,
		       struct md_block *first, struct md_block *rest)
{
	const char *at = strchr(b->text, '\n'), *value;
	int line = b->line;
	size_t indent;

	if (!at || w->item == PRD_NO_ITEM)
		return false;
	indent = prd_indent(w->r, b->line);
	for (; at; at = strchr(at, '\n')) {
		at++;
		line++;
		if (prd_indent(w->r, line) > indent ||
		    prd_line_label(w->r, at, &value) == LAB_NONE)
			continue;
		*first = *rest = *b;
		first->text = xstrndup(b->text, (size_t)(at - b->text) - 1);
		first->rest = b->label && b->rest < at ?
			      first->text + (b->rest - b->text) : first->text;
		if (first->rest > first->text + strlen(first->text))
			first->rest = first->text + strlen(first->text);
		first->end_line = line - 1;
		rest->type = MD_PARA;
		rest->level = 0;
		rest->line = line;
		rest->check = MD_CHECK_NONE;
		rest->label = NULL;
		rest->text = xstrdup(at);
		rest->rest = rest->text;
		return true;
	}
	return false;
}

/* "[ ] open", "[x] done": what the boxes mean, no work. */
static bool is_legend(struct walk *w, const struct md_block *b)
{
	enum status st;
	bool removed;

	return b->check && prd_is_state(&w->r->words, b->text, strlen(b->text),
					&st, &removed);
}

/*
 * "- Repo: ...", "- Version: ..." right below the title: what a list of such points
 * says is about the document, when one of them is what papers say of themselves.
 */
static bool is_meta_list(struct walk *w, const struct md_block *b)
{
	const struct md_doc *md = &w->r->md;
	const struct head *h = prd_cur_head(w);
	size_t i, nr = 0;
	bool known = false;

	if (!h || !h->title || h->block + 1 >= md->nr || w->r->nr_heads < 2 ||
	    md->blocks[h->block + 1].list != b->list || b->ordered)
		return false;
	for (i = h->block + 1; i < md->nr && md->blocks[i].type == MD_ITEM;
	     i++, nr++) {
		const char *text = md->blocks[i].text, *value;
		const char *colon = strchr(text, ':');
		const char *wide = strstr(text, "\xef\xbc\x9a");
		enum prd_label l = prd_line_label(w->r, text, &value);

		if (wide && (!colon || wide < colon))
			colon = wide;
		if (!colon || colon - text > 40 || md->blocks[i].check)
			return false;
		known |= l == LAB_IGNORE || l == LAB_PHASE || l == LAB_STATUS ||
			 l == LAB_OWNER;
	}
	return known && nr >= 2;
}

/*
 * "1. **Phase 2: Door**" over points of its own: a phase, whose tasks they are.
 * Another point of the same list ends it.
 */
static bool phase_bullet(struct walk *w, const struct md_block *b,
			 const struct scope *s, int level)
{
	const struct md_doc *md = &w->r->md;
	const struct md_block *next = w->block + 1 < md->nr ?
				      &md->blocks[w->block + 1] : NULL;
	const char *number, *rest;
	size_t n, keep;
	bool removed;

	if (w->phase_list && level == 1) {
		w->phase = w->phase_before;
		w->has_state = false;
		w->phase_list = 0;
	}
	if (level != 1 || b->check || !b->label || s->item != PRD_NO_ITEM ||
	    !next || next->type != MD_ITEM || next->level <= b->level ||
	    s->section == SEC_CRITERIA || s->section == SEC_HARD ||
	    s->section == SEC_SOFT ||
	    prd_unit_of(&w->r->words, b->label, &number, &n, &rest) !=
	    UNIT_PHASE || !n || !*rest)
		return false;
	w->phase_before = w->phase;
	w->phase_list = b->list;
	w->phase = prd_start_phase(w, b->label, number, n, w->head);
	w->has_state = prd_tail_state(w->r, b->text, strlen(b->text),
				      &keep, &w->state, &removed) &&
		       !removed;
	set_level(w, level, WAS_GROUP, PRD_NO_ITEM, LAB_NONE, SEC_TASKS);
	return true;
}

/* "I have searched the existing issues": what a form makes people say. */
static bool is_declaration(const struct md_block *b)
{
	static const char *const starts[] = {
		"i have ", "i've ", "i’ve ", "i agree ", "i am ", "i'm ",
		"i’m ", "i confirm ", "i understand ", "i accept ",
		"i searched ", "i read ", "i checked ", "i certify ",
		"i would be willing ", "i'd be willing ", "yes, i ",
		"ich habe ", "ich bin ", "ich stimme ", "ich akzeptiere ",
		"he leído ", "he buscado ", "acepto ", "estoy de acuerdo ",
		"j'ai ", "j’ai ", "j'accepte ", "je suis d'accord ",
		"li e ", "eu li ", "eu concordo ", "concordo com ",
		"我已", "我确认", "我同意", "我保证", "私は",
	};
	size_t i;

	for (i = 0; b->check && i < ARRAY_SIZE(starts); i++)
		if (!strncasecmp(b->text, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/*
 * "Week 1:", "Changes:" over points of their own, in a list of tasks: the points
 * are the tasks.  What only tells about the work ("Files:") has none.
 */
static bool group_bullet(struct walk *w, const struct md_block *b,
			 const struct scope *s, int level)
{
	const struct md_doc *md = &w->r->md;
	const struct md_block *next = w->block + 1 < md->nr ?
				      &md->blocks[w->block + 1] : NULL;
	static const char files[] =
		"files|new files|files to create|files to modify|dateien|"
		"archivos|ficheros|fichiers|arquivos|文件|涉及文件|ファイル|파일";
	const char *value;
	enum prd_label l;

	if (b->check || s->item != PRD_NO_ITEM || !next ||
	    (s->section != SEC_TASKS && s->section != SEC_ROADMAP) ||
	    next->type != MD_ITEM || next->level <= b->level ||
	    (b->ordered && !b->label) ||
	    (!str_ends(b->text, ":") && !str_ends(b->text, "\xef\xbc\x9a")))
		return false;
	l = prd_line_label(w->r, b->text, &value);
	if (prd_is_named(w->r, b->text, files))
		l = LAB_IGNORE;
	set_level(w, level, l == LAB_NOTE || l == LAB_IGNORE ? WAS_IGNORED :
		  WAS_GROUP, PRD_NO_ITEM, LAB_NONE, s->section);
	return true;
}

static void list_item(struct walk *w, const struct md_block *b)
{
	int level = b->level > LEVELS ? LEVELS : b->level;
	struct scope s = scope_of(w, level);
	enum status st;
	bool removed;
	size_t i;

	if (s.section == SEC_NEVER) {
		set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
			  SEC_NEVER);
		return;
	}
	if (is_declaration(b) || (level == 1 && is_meta_list(w, b)) ||
	    (w->r->nr_legend && b->list == w->r->legend_list)) {
		set_level(w, level, WAS_IGNORED, s.item, LAB_NONE, s.section);
		return;
	}
	if (!prd_has_letters(b->text) || is_legend(w, b)) {
		set_level(w, level, WAS_GROUP, s.item, s.mode, s.section);
		return;
	}
	if (b->check && (s.mode == LAB_DEPS || s.mode == LAB_BLOCKS))
		s.mode = LAB_NONE;
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
	if (phase_bullet(w, b, &s, level) || field_bullet(w, b, &s, level) ||
	    group_bullet(w, b, &s, level))
		return;
	if (unit_bullet(w, b, &s, level))
		return;
	if (s.section != SEC_SOFT && s.section != SEC_HARD &&
	    (s.section != SEC_NONE || !s.detail)) {
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
	} else if (s.section == SEC_DEPS || s.section == SEC_SOFT ||
		   s.section == SEC_HARD) {
		if (b->check && s.section != SEC_DEPS) {
			described_check(w, b, &s, level);
			return;
		}
		if (s.section != SEC_DEPS &&
		    prd_legend_status(w->r, b->text, &st, &removed)) {
			i = plain_item(w, b, &s, PRD_TASK, 0.75,
				       "a mark that the legend explains");
			set_level(w, level, WAS_ITEM, i, LAB_NONE, s.section);
			return;
		}
		if (s.section == SEC_DEPS)
			prd_loose_link(w, b->text, b->line);
		set_level(w, level, WAS_IGNORED, PRD_NO_ITEM, LAB_NONE,
			  s.section);
	} else {
		i = section_bullet(w, b, &s);
		set_level(w, level, WAS_ITEM, i, LAB_NONE, s.section);
	}
}

void prd_list_item(struct walk *w, const struct md_block *b)
{
	struct md_block first, rest;

	if (!split_lazy(w, b, &first, &rest)) {
		list_item(w, b);
		return;
	}
	list_item(w, &first);
	prd_paragraph(w, &rest);
	free(first.text);
	free(rest.text);
}
