/*
 * prd-para.c - what the lines of a paragraph are: fields, headings typed as bold
 * lines, stories, text.
 */
#include "base/base.h"
#include "feat/prd/prd-walk.h"

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

/* "Phase 1 - Core (done)" says the state of what stands below it. */
static bool line_state(struct walk *w, const char *line)
{
	size_t keep, len = strlen(line);
	bool removed;

	while (len && line[len - 1] == ':')
		len--;
	return prd_tail_state(w->r, line, len, &keep, &w->state, &removed) &&
	       !removed;
}

/* Does a heading of the document have the same unit and number? */
static bool has_unit_head(const struct walk *w, enum prd_unit unit,
			  const char *number, size_t number_len)
{
	struct reader *r = w->r;
	char key[32];
	size_t i;

	for (; r->nr_unit_heads < r->nr_heads; r->nr_unit_heads++) {
		const struct head *h = &r->heads[i = r->nr_unit_heads];

		if (h->unit == UNIT_NONE || h->number_len > 16)
			continue;
		snprintf(key, sizeof(key), "%d %.*s", (int)h->unit,
			 (int)h->number_len, h->number);
		map_put(&r->unit_heads, key, (void *)(uintptr_t)(i + 1));
	}
	snprintf(key, sizeof(key), "%d %.*s", (int)unit,
		 (int)(number_len > 16 ? 16 : number_len), number);
	return map_has(&r->unit_heads, key);
}

/* "**Must**", "**Could have**" over a list, in no item: its priority. */
static bool priority_line(struct walk *w, const char *line)
{
	const struct head *h = prd_cur_head(w);
	bool wont = false;

	if (!list_follows(w) || w->section == SEC_NEVER ||
	    (h && h->item != PRD_NO_ITEM))
		return false;
	w->has_prio = prd_head_priority(w->r, line, &w->prio, &wont) ==
		      PRD_PRIO_ONLY;
	if (!w->has_prio && !wont)
		return false;
	w->item = PRD_NO_ITEM;
	w->mode = LAB_NONE;
	w->wont = wont;
	if (wont)
		w->section = SEC_NEVER;
	else if (w->section == SEC_NONE)
		w->section = SEC_FEATURES;
	return true;
}

/* A line that works as a heading: "Requirements:", "**Phase 1 - Core**". */
static bool pseudo_heading(struct walk *w, const struct md_block *b,
			   const char *line, bool last)
{
	static const enum prd_kind kinds[] = { PRD_TASK, PRD_EPIC, PRD_FEATURE,
		PRD_STORY, PRD_REQUIREMENT, PRD_TASK };
	const struct head *h = prd_cur_head(w);
	const char *number, *rest;
	size_t number_len, len = strlen(line), i;
	bool bold = b->label && strlen(b->label) + 2 >= len, whole, colon;
	enum prd_section sec;
	enum prd_unit unit;

	if (len > 120 || (!bold && !(last && list_follows(w))))
		return false;
	if (bold && last && priority_line(w, line))
		return true;
	unit = prd_unit_of(&w->r->words, line, &number, &number_len, &rest);
	if (unit == UNIT_PHASE && w->section != SEC_SOFT &&
	    w->section != SEC_HARD) {
		w->phase = prd_start_phase(w, line, number, number_len, w->head);
		w->section = SEC_TASKS;
		w->item = PRD_NO_ITEM;
		w->mode = LAB_NONE;
		w->has_state = line_state(w, line);
		return true;
	}
	if (unit != UNIT_NONE && (size_t)unit < ARRAY_SIZE(kinds) &&
	    number_len && *rest) {
		if (has_unit_head(w, unit, number, number_len)) {
			w->item = PRD_NO_ITEM;
			return true;
		}
		i = prd_make_item(w, kinds[unit], b, h ? h->item : PRD_NO_ITEM, 0.9,
			      "a numbered name");
		prd_set_text(w->r, i, NULL, NULL, rest);
		w->item = i;
		w->mode = LAB_NONE;
		return true;
	}
	colon = line[len - 1] == ':' || str_ends(line, "：");
	sec = prd_section_of(&w->r->words, line, &whole);
	if (!bold && !colon && !whole)
		return false;
	if (w->pseudo && w->item == PRD_NO_ITEM && w->section != SEC_NEVER &&
	    (sec == SEC_NONE || (!whole && !bold))) {
		/* another label ended the list */
		w->section = prd_item_section(w->section) || !h ? SEC_SOFT :
			     h->section;
		return true;
	}
	if (sec == SEC_NONE || (!whole && !bold) || w->section == SEC_NEVER)
		return false;
	if (h && h->item != PRD_NO_ITEM) {
		w->mode = sec == SEC_NEVER ? LAB_IGNORE : LAB_NOTE;
		return true;
	}
	w->item = PRD_NO_ITEM;
	w->mode = LAB_NONE;
	w->section = sec == SEC_README ? SEC_HARD : sec;
	w->has_state = false;
	w->pseudo = true;
	return true;
}

/*
 * "Epic 1: Foundation - what it brings", a line of a list of epics or stories
 * typed as text.  One that a heading tells at length is only named here.
 */
static bool unit_line(struct walk *w, const struct md_block *b,
		      const char *line)
{
	static const char *const dashes[] = { " - ", " – ", " — " };
	const struct head *h = prd_cur_head(w);
	const char *number, *rest, *cut = NULL, *at;
	size_t number_len, i, skip = 0;
	enum prd_unit unit;
	char *name;

	unit = prd_unit_of(&w->r->words, line, &number, &number_len, &rest);
	if ((unit != UNIT_EPIC && unit != UNIT_STORY && unit != UNIT_FEATURE) ||
	    !number_len || !*rest)
		return false;
	if (has_unit_head(w, unit, number, number_len))
		return true;
	for (i = 0; i < ARRAY_SIZE(dashes); i++) {
		at = strstr(rest, dashes[i]);
		if (at && (!cut || at < cut)) {
			cut = at;
			skip = strlen(dashes[i]);
		}
	}
	name = xstrndup(rest, cut ? (size_t)(cut - rest) : strlen(rest));
	i = prd_make_item(w, unit == UNIT_EPIC ? PRD_EPIC : unit == UNIT_STORY ?
			  PRD_STORY : PRD_FEATURE, b,
			  h ? h->item : PRD_NO_ITEM, 0.85, "a numbered name");
	prd_set_text(w->r, i, NULL, NULL, name);
	if (cut)
		prd_add_detail(w->r, i, "", cut + skip);
	w->item = i;
	w->mode = LAB_NONE;
	free(name);
	return true;
}

/* "3.2.1 The system shall ...": a requirement, numbered as lawyers do. */
static bool numbered_line(struct walk *w, const struct md_block *b,
			  const char *line, int nr)
{
	const struct head *h = prd_cur_head(w);
	size_t up = h ? h->item : PRD_NO_ITEM, n = prd_skip_number(line), i;
	bool nonfunc;
	enum prd_kind kind;

	if (b->level || !n || !memchr(line, '.', n - 1) ||
	    *line < '0' || *line > '9' || w->section == SEC_SOFT ||
	    w->section == SEC_HARD || w->section == SEC_CRITERIA ||
	    w->section == SEC_DEPS || w->mode_head ||
	    strspn(line, "0123456789.") < 3 ||
	    !prd_is_modal(&w->r->words, line + n))
		return false;
	kind = prd_kind_of_section(w->section == SEC_NONE ? SEC_REQS :
				   w->section, &nonfunc);
	i = prd_make_item(w, kind, b, up, 0.85, "a numbered sentence that asks");
	prd_item_at(w, i)->line = nr;
	prd_item_at(w, i)->nonfunctional = nonfunc;
	prd_set_text(w->r, i, NULL, NULL, line + n);
	w->item = i;
	w->mode = LAB_NONE;
	return true;
}

/* "**Acceptance criteria**" over a list: a label that has no colon. */
static bool is_bold_label(struct walk *w, const struct md_block *b,
			  const char *line, enum prd_label *label)
{
	if (w->item == PRD_NO_ITEM || !list_follows(w) || !b->label ||
	    !str_eq(b->label, line))
		return false;
	*label = prd_label_of(&w->r->words, line, strlen(line));
	if (*label != LAB_CRITERIA && *label != LAB_DEPS &&
	    *label != LAB_BLOCKS)
		*label = LAB_NONE;
	return *label != LAB_NONE;
}

/*
 * "Requirement ID: SRS-001": begins an item, whose fields the next lines are.  The
 * id of a heading that is an item and has none yet is that item's.
 */
static bool id_line(struct walk *w, const struct md_block *b,
		    const char *value, int nr)
{
	const struct head *h = prd_cur_head(w);
	size_t up = h ? h->item : PRD_NO_ITEM, i;
	const char *rest;
	struct prd_id id;
	bool fresh;

	if (!prd_lead_id(&id, value, &rest) || id.kind == PRD_ID_OTHER)
		return false;
	if (up != PRD_NO_ITEM && up == w->item && !prd_item_at(w, up)->id &&
	    !w->r->drafts[up].again && !map_has(&w->r->ids, id.canon)) {
		prd_take_id(w->r, up, &id);
		return true;
	}
	if (up != PRD_NO_ITEM && up == w->item && prd_item_at(w, up)->id &&
	    h->id.kind == PRD_ID_ITEM && !strcmp(h->id.canon, id.canon))
		return true;
	if (w->section == SEC_NEVER)
		return false;
	i = prd_make_id_item(w, &id, b, up != w->item ? up : PRD_NO_ITEM, 0.95,
			     &fresh);
	if (fresh)
		prd_item_at(w, i)->line = nr;
	if (*rest)
		prd_text_once(w, i, NULL, NULL, rest);
	w->item = i;
	w->mode = LAB_NONE;
	w->mode_head = false;
	return true;
}

/* "Title: ...", "Description: ..." of an item that has only an id. */
static bool names_item(struct walk *w, enum prd_label l, const char *value)
{
	if (w->item == PRD_NO_ITEM || prd_item_at(w, w->item)->title ||
	    (l != LAB_TITLE && l != LAB_DESC && l != LAB_REQUIREMENT) ||
	    !prd_has_letters(value))
		return false;
	prd_set_text(w->r, w->item, NULL, NULL, value);
	return true;
}

/* "Depends on: Cart", "Target: the kitchen" is said; a list below is another thing. */
static void field_line(struct walk *w, enum prd_label l, const char *value, int nr)
{
	prd_set_field(w->r, w->item, l, value, nr);
	w->stepping = l == LAB_CRITERIA;
	w->bare = !*value;
	w->mode = prd_is_list_mode(l) &&
		  (!*value || (l != LAB_DEPS && l != LAB_BLOCKS &&
			       l != LAB_NOTE && l != LAB_IGNORE)) ?
		  l : LAB_NONE;
	w->mode_head = false;
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
	if (w->item != PRD_NO_ITEM && b->level == 0 && w->stepping &&
	    prd_is_step(w->r, w->item, line)) {
		prd_add_criterion(w->r, w->item, line, nr, MD_CHECK_NONE);
		return;
	}
	if (w->id_lines && prd_lead_id(&id, line, &rest) &&
	    id.kind == PRD_ID_ITEM &&
	    !prd_only_ids(line) && !prd_names_range(line) &&
	    !prd_mentions(line)) {
		const struct head *h = prd_cur_head(w);
		size_t up = h ? h->item : PRD_NO_ITEM;

		i = prd_make_id_item(w, &id, b, up,
				 w->section == SEC_SOFT ||
				 w->section == SEC_HARD ? 0.8 : 0.95, &fresh);
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
	if (l == LAB_NONE && last && is_bold_label(w, b, line, &l))
		value = "";
	if ((l == LAB_ID && id_line(w, b, value, nr)) ||
	    names_item(w, l, value))
		return;
	if (l != LAB_NONE && l != LAB_TITLE && w->item != PRD_NO_ITEM) {
		field_line(w, l, value, nr);
		return;
	}
	if (numbered_line(w, b, line, nr) || pseudo_heading(w, b, line, last) ||
	    (w->unit_lines && unit_line(w, b, line)))
		return;
	if (l != LAB_NONE && w->item == PRD_NO_ITEM) {
		put_meta(w, line, value);
		if ((l == LAB_CRITERIA || l == LAB_DEPS) && !*value)
			w->mode = l;
		return;
	}
	/* below a heading or a line that is nothing but a label */
	if (w->item != PRD_NO_ITEM &&
	    (w->mode_head || (w->mode == LAB_CRITERIA && w->bare &&
			      !b->level && !plain->len))) {
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
	if ((w->section == SEC_SOFT || w->section == SEC_HARD) &&
	    w->item == PRD_NO_ITEM)
		return false;
	if (w->section == SEC_CRITERIA)
		return false;
	return prd_take_story(w, b, w->item, b->text, false) != SIZE_MAX;
}

/* "**Search**: full text over all goods", a paragraph that names what it asks for. */
static bool is_named_para(struct walk *w, const struct md_block *b)
{
	const char *number, *rest;
	struct prd_id id;
	size_t n;

	return b->type == MD_PARA && !b->level && b->label && *b->rest &&
	       b->rest != b->text && strlen(b->label) <= 60 &&
	       prd_has_letters(b->rest) && strchr(b->text, ':') &&
	       !prd_lead_id(&id, b->text, &rest) &&
	       prd_line_label(w->r, b->text, &rest) == LAB_NONE &&
	       prd_unit_of(&w->r->words, b->label, &number, &n, &rest) ==
	       UNIT_NONE && prd_section_of(&w->r->words, b->label, NULL) ==
	       SEC_NONE;
}

/*
 * Two or more of them in a section of features or requirements are its items; the
 * list below one tells more about it.
 */
static bool named_para(struct walk *w, const struct md_block *b)
{
	const struct head *h = prd_cur_head(w);
	const struct md_doc *md = &w->r->md;
	size_t i, seen = 0;
	bool nonfunc;

	if ((w->item != PRD_NO_ITEM && !w->named) || !h || h->soft ||
	    w->mode_head ||
	    (w->section != SEC_FEATURES && w->section != SEC_REQS &&
	     w->section != SEC_NONFUNC) || !is_named_para(w, b))
		return false;
	for (i = h->block + 1; i < md->nr && seen < 2 &&
	     md->blocks[i].type != MD_HEADING && i < w->block + 400; i++)
		seen += is_named_para(w, &md->blocks[i]);
	if (seen < 2)
		return false;
	w->item = prd_make_item(w, prd_kind_of_section(w->section, &nonfunc), b,
				h->item, 0.8, "a paragraph with a name in a "
				"section of items");
	prd_item_at(w, w->item)->nonfunctional = nonfunc;
	prd_set_text(w->r, w->item, b->label, b->rest, b->text);
	w->named = true;
	w->mode = LAB_NONE;
	return true;
}

/* Does a line begin with "1.2. "? */
static bool is_numbered(const char *line)
{
	return *line >= '0' && *line <= '9' && prd_skip_number(line);
}

/*
 * Numbered lines below "Acceptance Criteria:" that Markdown takes for text
 * ("1.1. WHEN ... THE SYSTEM SHALL ..."): a criterion each, with the lines that
 * go on.  False: they are none.
 */
static bool criteria_para(struct walk *w, const struct md_block *b)
{
	struct strbuf one = STRBUF_INIT;
	const char *line = b->text;
	int nr = b->line, from = nr;

	if (w->item == PRD_NO_ITEM || !w->stepping || b->level ||
	    !is_numbered(line))
		return false;
	for (;; nr++) {
		size_t n = strcspn(line, "\n");

		if (one.len && (!*line || is_numbered(line))) {
			prd_add_criterion(w->r, w->item, one.buf, from,
					  MD_CHECK_NONE);
			strbuf_reset(&one);
		}
		if (!*line)
			break;
		if (one.len) {
			strbuf_addch(&one, ' ');
			strbuf_add(&one, line, n);
		} else {
			size_t skip = prd_skip_number(line);

			from = nr;
			strbuf_add(&one, line + skip, n - skip);
		}
		line += n + (line[n] == '\n');
	}
	strbuf_release(&one);
	return true;
}

void prd_paragraph(struct walk *w, const struct md_block *b)
{
	struct strbuf plain = STRBUF_INIT;
	const char *line = b->text, *value;
	struct md_block part = *b;
	struct prd_id id;
	int nr = b->line;
	size_t n;
	bool lines;

	if (w->wont && b->label && str_eq(b->label, b->text)) {
		const struct head *h = prd_cur_head(w);

		w->section = h ? h->section : SEC_NONE;
		w->wont = false;
	}
	if (w->section == SEC_NEVER || !prd_has_letters(b->text))
		return;
	if (b->struck && w->item == PRD_NO_ITEM)
		return;
	if (!w->mode_head)
		w->mode = LAB_NONE;
	w->bare = false;
	lines = story_lines(b->text);
	if (criteria_para(w, b) || (!lines && story_para(w, b)) ||
	    named_para(w, b))
		return;
	if (w->named && b->label && str_eq(b->label, b->text)) {
		w->item = PRD_NO_ITEM;	/* a bold line over the next list */
		w->named = false;
	}
	/* an id in the middle of a text is one that it talks about */
	w->id_lines = prd_lead_id(&id, b->text, &value) || b->label ||
		      prd_line_label(w->r, b->text, &value) != LAB_NONE;
	w->unit_lines = b->label && w->section != SEC_HARD &&
			prd_unit_of(&w->r->words, b->label, &value, &n, &value) !=
			UNIT_NONE && n;
	while (*line) {
		char *copy = xstrndup(line, n = strcspn(line, "\n"));
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
	else if (plain.len && w->section != SEC_DEPS)
		prd_add_prose(w->r, plain.buf, b->line, b->end_line);
	strbuf_release(&plain);
}

/* A paragraph inside a list item. */
void prd_inner_paragraph(struct walk *w, const struct md_block *b)
{
	const struct level *l = &w->levels[b->level > LEVELS ? LEVELS :
					   b->level];
	const char *value;
	enum prd_label label;

	if (l->item == PRD_NO_ITEM || l->section == SEC_NEVER ||
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


/* The next quoted string of a line, at *s; its length, and *s behind it. */
static size_t quoted(const char **s, const char *end, const char **text)
{
	const char *open = *s;
	size_t n = 0;

	while (open < end && *open != '"' && *open != '\'')
		open++;
	while (open + 1 + n < end && open[1 + n] != *open)
		n++;
	if (open + 1 + n >= end)
		return 0;
	*text = open + 1;
	*s = open + 2 + n;
	return n;
}

static bool is_p_number(const char *s, size_t len)
{
	return len == 2 && *s == 'P' && s[1] >= '0' && s[1] <= '4';
}

/* '("Boil the water", "P0"),', '["P1", "Rinse the pot"]' */
static void pool_line(struct walk *w, const struct md_block *b, int line,
		      const char *s, size_t len)
{
	const char *end = s + len, *first, *second;
	size_t n, m, i;
	enum priority prio;
	bool wont;
	char *text;

	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	if (s >= end || (*s != '(' && *s != '['))
		return;
	n = quoted(&s, end, &first);
	m = n ? quoted(&s, end, &second) : 0;
	if (!m || is_p_number(first, n) == is_p_number(second, m))
		return;
	text = is_p_number(first, n) ? xstrndup(second, m) : xstrndup(first, n);
	if (prd_has_letters(text)) {
		i = prd_make_item(w, PRD_REQUIREMENT, b, PRD_NO_ITEM, 0.9,
				  "a text with its priority");
		prd_set_text(w->r, i, NULL, NULL, text);
		w->r->doc->items[i].line = line;
		w->r->doc->items[i].end_line = line;
		if (prd_priority_of(&w->r->words,
				    is_p_number(first, n) ? first : second, 2,
				    &prio, &wont)) {
			w->r->doc->items[i].has_priority = true;
			w->r->doc->items[i].priority = prio;
		}
	}
	free(text);
}

void prd_code(struct walk *w, const struct md_block *b)
{
	const char *s = b->text;
	int line = b->line + 1;		/* behind the fence */

	if (w->item != PRD_NO_ITEM || b->level ||
	    (w->section != SEC_REQS && w->section != SEC_FEATURES &&
	     w->section != SEC_TASKS))
		return;
	for (; *s; line++) {
		size_t n = strcspn(s, "\n");

		pool_line(w, b, line, s, n);
		s += n + (s[n] == '\n');
	}
}
