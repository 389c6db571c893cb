#include "base/base.h"
#include "feat/prd-walk.h"

#include "base/mem.h"

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

struct prd_table *prd_table_new(void)
{
	struct prd_table *t = xcalloc(1, sizeof(*t));

	table_reset(t);
	return t;
}

void prd_table_free(struct prd_table *t)
{
	table_reset(t);
	free(t);
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

/* "As a... | I want to... | So that...": the heads make the sentence. */
static void story_part(struct strbuf *out, const char *head, const char *cell)
{
	size_t n = strlen(head);

	while (n && (head[n - 1] == '.' || head[n - 1] == ' '))
		n--;
	if (n >= 3 && !memcmp(head + n - 3, "…", 3))
		n -= 3;
	if (out->len)
		strbuf_addstr(out, ", ");
	strbuf_add(out, head, n);
	strbuf_addch(out, ' ');
	strbuf_addstr(out, cell);
}

static void story_columns(struct walk *w, const struct md_block *b,
			  size_t item)
{
	static const enum prd_label order[] = { LAB_ROLE, LAB_WANT,
						LAB_BENEFIT };
	const struct prd_table *t = w->table;
	const char *parts[3] = { NULL, NULL, NULL };
	struct strbuf text = STRBUF_INIT;
	size_t i, k;

	for (k = 0; k < ARRAY_SIZE(order); k++)
		for (i = 0; i < t->nr && i < b->nr_cells; i++)
			if (t->cols[i] == order[k] && *b->cells[i] &&
			    !parts[k]) {
				parts[k] = b->cells[i];
				story_part(&text, t->names[i], b->cells[i]);
			}
	if (parts[0] && parts[1] && !w->r->opt.no_stories &&
	    !prd_item_at(w, item)->story) {
		struct prd_story st = { xstrdup(parts[0]), xstrdup(parts[1]),
					NULL, true };

		prd_set_story(w->r, item, &st, text.buf);
		prd_item_at(w, item)->kind = PRD_STORY;
		prd_story_release(&st);
	}
	strbuf_release(&text);
}

static void row_cells(struct walk *w, const struct md_block *b, size_t item)
{
	const struct prd_table *t = w->table;
	size_t i, n = b->nr_cells < t->nr ? b->nr_cells : t->nr;

	for (i = 0; i < n; i++) {
		const char *c = b->cells[i];
		enum prd_label l = t->cols[i];

		if ((int)i == t->id || (int)i == t->title || !*c ||
		    str_eq(c, "-") || str_eq(c, "—") || l == LAB_ROLE ||
		    l == LAB_WANT || l == LAB_BENEFIT)
			continue;
		if (l == LAB_NONE || l == LAB_IGNORE || l == LAB_NOTE) {
			char *line = xasprintf("%s: %s", t->names[i], c);

			if (*t->names[i])
				prd_add_detail(w->r, item, "", line);
			free(line);
		} else {
			prd_set_field(w->r, item, l, c, b->line);
		}
	}
	story_columns(w, b, item);
}

static enum prd_kind row_kind(const struct walk *w, bool *nonfunc)
{
	const struct prd_table *t = w->table;

	*nonfunc = w->section == SEC_NONFUNC;
	if (t->title_label == LAB_STORY || t->title_label == LAB_WANT)
		return PRD_STORY;
	if (w->section == SEC_NONE)
		return PRD_REQUIREMENT;
	return prd_kind_of_section(w->section, nonfunc);
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
	if (!prd_has_letters(title) || (*title == '[' && str_ends(title, "]")))
		return;
	if (t->id >= 0 && (size_t)t->id < b->nr_cells)
		prd_lead_id(&id, b->cells[t->id], &rest);
	if (!id.kind && prd_lead_id(&id, title, &rest) &&
	    id.kind != PRD_ID_OTHER)
		title = rest;
	if (id.kind == PRD_ID_OTHER)
		return;
	if (id.kind && t->id >= 0 && prd_names_range(b->cells[t->id]))
		return;
	if (id.kind) {
		i = prd_make_id_item(w, &id, b, t->parent,
				 w->section == SEC_SOFT ? 0.85 : 0.97, &fresh);
		if (t->title_label == LAB_STORY && fresh)
			prd_item_at(w, i)->kind = PRD_STORY;
	} else {
		enum prd_kind kind = row_kind(w, &nonfunc);

		i = prd_make_item(w, kind, b, t->parent, 0.85,
			      "a table row without an id");
		prd_item_at(w, i)->nonfunctional = nonfunc;
	}
	if (i == t->parent)
		return;
	if (prd_take_story(w, b, i, title, false) == SIZE_MAX) {
		char *text = t->title_label == LAB_WANT ?
			     prd_sentence_case(title) : xstrdup(title);

		prd_text_once(w, i, NULL, NULL, text);
		free(text);
	}
	row_cells(w, b, i);
}

void prd_table_row(struct walk *w, const struct md_block *b)
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

				prd_loose_link(w, s, b->line);
				free(s);
			}
	}
}

