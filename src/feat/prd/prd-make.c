/*
 * prd-make.c - makes items, phases, fields and open references while the walk is
 * at a place; what lists, paragraphs and tables share.
 */
#include "base/base.h"
#include "feat/prd/prd-walk.h"

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

static enum status check_status(enum md_check check)
{
	return check == MD_CHECK_DONE ? STATUS_COMPLETED :
	       check == MD_CHECK_DOING ? STATUS_IN_PROGRESS : STATUS_PENDING;
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
	d->check = b->check != MD_CHECK_NONE;
	if (parent == PRD_NO_ITEM || (w->item == parent && w->phase != SIZE_MAX))
		d->phase = w->phase;
	if (w->has_prio || (h && h->has_priority)) {
		it->has_priority = true;
		it->priority = w->has_prio ? w->prio : h->priority;
	}
	if (h && h->removed)
		it->removed = true;
	if (w->has_state || (h && h->has_status)) {
		it->has_status = true;
		it->status = w->has_state ? w->state : h->status;
	}
	if (b->struck || b->struck_lead)
		it->removed = true;
	if (b->check != MD_CHECK_NONE) {
		it->has_status = true;
		it->status = check_status(b->check);
	}
	if (b->urgent) {
		it->has_priority = true;
		it->priority = PRIO_HIGH;
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
	if (*fresh)
		return i;
	w->r->drafts[i].again = true;
	if (b->struck)
		prd_item_at(w, i)->removed = true;
	if (b->check != MD_CHECK_NONE && !prd_item_at(w, i)->has_status) {
		prd_item_at(w, i)->has_status = true;
		prd_item_at(w, i)->status = check_status(b->check);
	}
	return i;
}

/* Do two titles share a word of four letters or more, or one East Asian? */
static bool same_words(const char *a, const char *b)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	bool same = false;
	size_t at = 0;

	prd_fold(&x, a, strlen(a));
	prd_fold(&y, b, strlen(b));
	same = str_eq(x.buf, y.buf);
	while (at < x.len && !same) {
		size_t n = strcspn(x.buf + at, " ");

		same = n >= 4 && memmem(y.buf, y.len, x.buf + at, n);
		at += n + 1;
	}
	strbuf_release(&x);
	strbuf_release(&y);
	return same;
}

/* The same id with other words: two items have it. */
static void note_twice(struct walk *w, size_t item, const char *text)
{
	struct prd_doc *d = w->r->doc;
	const char *title = prd_item_at(w, item)->title;
	struct prd_twice *t;
	size_t len = strcspn(text, "\n");
	char *one = xstrndup(text, len > 200 ? 200 : len);

	if (d->nr_twice >= 500 || !w->r->drafts[item].again ||
	    same_words(title, one)) {
		free(one);
		return;
	}
	ALLOC_GROW(d->twice, d->nr_twice + 1, w->r->alloc_twice);
	t = &d->twice[d->nr_twice++];
	t->item = item;
	t->title = one;
	t->line = w->r->md.blocks[w->block].line;
}

void prd_text_once(struct walk *w, size_t item, const char *label,
			  const char *rest, const char *text)
{
	if (!prd_has_letters(text))
		return;
	if (!prd_item_at(w, item)->title)
		prd_set_text(w->r, item, label, rest, text);
	else
		note_twice(w, item, text);
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

/* "As a [user], I want to [action]": what a template leaves to be filled in. */
static bool is_template(const struct prd_story *st)
{
	return st->want && *st->want == '[' && str_ends(st->want, "]");
}

/* A story: of the item when it has none and is one, else an item of its own. */
size_t prd_take_story(struct walk *w, const struct md_block *b,
			 size_t parent, const char *text, bool listed)
{
	struct prd_story st;
	size_t i = parent;

	if (!prd_story_parse(&st, text))
		return SIZE_MAX;
	if (is_template(&st)) {
		prd_story_release(&st);
		return parent == PRD_NO_ITEM && !listed ? SIZE_MAX : parent;
	}
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

/* "Phase 3: User Story 1 - Cart": the number of the story. */
static void phase_story(struct reader *r, struct phase *p, const char *name,
			const char *number)
{
	const char *rest, *n;
	size_t len;

	name = number > name && number < name + strlen(name) ?
	       number + strspn(number, "0123456789.") : name;
	name += strspn(name, " :-");
	while ((unsigned char)*name >= 0x80 && !strncmp(name, "\xe2\x80", 2))
		name += 3 + strspn(name + 3, " ");
	if (prd_unit_of(&r->words, name, &n, &len, &rest) != UNIT_STORY ||
	    !len || len >= sizeof(p->story)) {
		struct prd_id id;

		if (!prd_id_at(&id, name, strlen(name)) ||
		    strncmp(id.canon, "US-", 3) ||
		    strlen(id.canon) - 3 >= sizeof(p->story))
			return;
		snprintf(p->story, sizeof(p->story), "%.11s", id.canon + 3);
		return;
	}
	memcpy(p->story, n, len);
}

/* "Milestone 1: Opening (2026-10-01)", "..., due 2026-10-01": the date is when its
 * tasks are due, and no part of its name. */
static void cut_date(struct phase *p)
{
	static const char *const words[] = { "due", "by", "until", "bis" };
	static const char form[] = "dddd-dd-dd";
	size_t len = strlen(p->name), i, at;

	while (len && strchr(" )].", p->name[len - 1]))
		len--;
	if (len < 14)
		return;
	at = len - 10;
	for (i = 0; i < 10; i++) {
		char c = p->name[at + i];

		if (form[i] == 'd' ? c < '0' || c > '9' : c != '-')
			return;
	}
	memcpy(p->due, p->name + at, 10);
	while (at && strchr(" ([:,-", p->name[at - 1]))
		at--;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		size_t n = strlen(words[i]);

		if (at > n && !strncasecmp(p->name + at - n, words[i], n) &&
		    strchr(" (", p->name[at - n - 1]))
			at -= n;
	}
	while (at && strchr(" ([,:-", p->name[at - 1]))
		at--;
	while (at > 3 && (!strncmp(p->name + at - 3, "\xe2\x80\x93", 3) ||
			  !strncmp(p->name + at - 3, "\xe2\x80\x94", 3)))
		for (at -= 3; at && p->name[at - 1] == ' '; at--)
			;
	if (at >= 4)
		p->name[at] = '\0';
}

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
	cut_date(p);
	p->seq = seq;
	p->after = SIZE_MAX;
	phase_story(r, p, name, number);
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
	size_t i, before = r->doc->nr_criteria;

	if (prd_lead_id(&id, text, &rest) && *rest)
		body = rest;
	prd_ids_in(&ids, text, NULL);
	for (i = 0; i < ids.nr; i++)
		if (strncmp(ids.v[i], "AC-", 3) &&
		    strncmp(ids.v[i], "CA-", 3) && strncmp(ids.v[i], "AK-", 3))
			break;
	if (i < ids.nr)
		push_pending(&r->criteria, &r->nr_criteria, &r->alloc_criteria,
			     body, ids.v[i], line, check);
	else
		prd_add_criterion(r, PRD_NO_ITEM, text, line, check);
	if (i >= ids.nr && r->doc->nr_criteria > before)
		r->doc->criteria[before].done = w->section == SEC_CRITERIA ||
						w->mode == LAB_CRITERIA;
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
		if (prd_id_at(&id, s, strnlen(s, PRD_ID_MAX))) {
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

bool prd_mentions(const char *s)
{
	static const char words[] =
		"and|or|to|through|thru|until|is|are|was|were|has|have|had|"
		"depends|depend|requires|needs|blocks|und|oder|bis|ist|sind|"
		"hängt|y|e|o|et|ou|es|est|depende|requiere|dépend|"
		"和|与|及|と|から|は|依赖";
	struct prd_id id;
	const char *w = words;

	s += prd_skip_marks(s, NULL);
	s += strspn(s, "[(");
	if (!prd_id_at(&id, s, strlen(s)))
		return false;
	s += id.len;
	if (*s == ',' || *s == '/' || *s == '&' || *s == '+')
		return true;
	if (*s != ' ' && (unsigned char)*s < 0x80)
		return false;
	s += strspn(s, " ");
	if (*s == '+' || *s == '&')
		return true;
	while (*w) {
		size_t n = prd_word_len(w);

		if (!strncmp(s, w, n) &&
		    (s[n] == ' ' || (unsigned char)*w >= 0x80))
			return true;
		w += n + (w[n] == '|');
	}
	return false;
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

