/*
 * prd-table.c - rows of tables: items, fields of an item, dependencies.
 */
#include "base/base.h"
#include "feat/prd/prd-walk.h"

#include <math.h>

#include "base/mem.h"

#define COLUMNS 24

struct prd_table {
	int number;
	enum { TAB_NONE, TAB_ITEMS, TAB_FIELDS, TAB_LINKS } kind;
	enum prd_label cols[COLUMNS];
	char *names[COLUMNS];
	size_t nr;
	int id, title, value;	/* columns, -1: none */
	enum prd_label title_label;
	size_t parent;
};

static void table_reset(struct prd_table *t)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		free(t->names[i]);
	memset(t, 0, sizeof(*t));
	t->id = t->title = t->value = -1;
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

/* Does the column of stories only name them ("US-001")? */
static bool names_stories(const struct walk *w, size_t col)
{
	const struct md_doc *md = &w->r->md;
	const struct md_block *next = w->block + 1 < md->nr ?
				      &md->blocks[w->block + 1] : NULL;

	return next && next->type == MD_ROW && col < next->nr_cells &&
	       (prd_only_ids(next->cells[col]) ||
		!prd_has_letters(next->cells[col]));
}

static void find_title_col(const struct walk *w, struct prd_table *t)
{
	static const enum prd_label order[] = { LAB_ITEMS, LAB_WANT, LAB_DESC };
	size_t i, j;

	/* of "Requirement | User Story" the first names the item */
	for (j = 0; j < t->nr && t->title < 0; j++)
		if (t->cols[j] == LAB_TITLE || t->cols[j] == LAB_REQUIREMENT ||
		    (t->cols[j] == LAB_STORY && !names_stories(w, j))) {
			t->title = (int)j;
			t->title_label = t->cols[j];
		}
	for (i = 0; i < ARRAY_SIZE(order) && t->title < 0; i++)
		for (j = 0; j < t->nr; j++)
			if (t->cols[j] == order[i]) {
				t->title = (int)j;
				t->title_label = order[i];
				break;
			}
}

/* Does a column's head speak of the value that is asked for? */
static bool is_target(const char *name)
{
	static const char words[] =
		"target|threshold|value|goal|limit|specification|requirement|"
		"budget|maximum|minimum|ziel|zielwert|wert|anforderung|"
		"grenzwert|objetivo|meta|valor|requisito|límite|objectif|"
		"exigence|valeur|seuil|目标|指标|指标值|要求|目標|目標値|基準|목표|기준";
	const char *w = words;

	while (*w) {
		size_t n = prd_word_len(w);

		if (!strncasecmp(name, w, n) && (!name[n] || name[n] == ' '))
			return true;
		w += n + (w[n] == '|');
	}
	return false;
}

/*
 * "Metric | Target" among the requirements of quality: the first column names
 * what the other one gives a value.
 */
static void find_value_col(const struct walk *w, struct prd_table *t)
{
	size_t i, name = t->id == 0 ? 1 : 0;

	if ((w->section != SEC_NONFUNC && w->section != SEC_REQS) || name + 1 >= t->nr ||
	    (t->title >= 0 && (size_t)t->title < name) ||
	    (t->cols[name] != LAB_NONE && t->cols[name] != LAB_IGNORE &&
	     (size_t)t->title != name))
		return;
	for (i = name + 1; i < t->nr && t->value < 0; i++)
		if (is_target(t->names[i]))
			t->value = (int)i;
	if (t->value < 0)
		return;
	if (t->title < 0) {
		t->title = (int)name;
		t->title_label = LAB_REQUIREMENT;
	} else if (t->title == t->value) {	/* "Category | Requirement" */
		t->value = (int)name;
	}
}


static bool real_ids(const struct walk *w, const struct prd_table *t)
{
	const struct md_doc *md = &w->r->md;
	const struct md_block *next;
	const char *rest;
	struct prd_id id;

	if (t->id < 0 || w->block + 1 >= md->nr)
		return false;
	next = &md->blocks[w->block + 1];
	return next->type == MD_ROW && (size_t)t->id < next->nr_cells &&
	       prd_lead_id(&id, next->cells[t->id], &rest) &&
	       id.kind != PRD_ID_OTHER;
}

/*
 * A table with ids and priorities plans, whatever it calls its names; one of a
 * section of items does with ids alone.
 */
static void find_planned_col(const struct walk *w, struct prd_table *t)
{
	bool section = prd_item_section(w->section) ||
		       (w->section == SEC_NONE && w->r->requirements);
	size_t i;

	bool planned = has_col(t, LAB_PRIORITY) &&
		       (has_col(t, LAB_ESTIMATE) || has_col(t, LAB_POINTS));

	if (t->title >= 0 || (w->section != SEC_NONE && !section) ||
	    (t->id < 0 ? !planned : !has_col(t, LAB_PRIORITY) &&
				    !(section && real_ids(w, t))))
		return;
	for (i = t->id < 0 ? 0 : (size_t)t->id + 1;
	     i < t->nr && t->title < 0; i++)
		if (t->cols[i] == LAB_NONE) {
			t->title = (int)i;
			t->title_label = LAB_ITEMS;
		}
}

/* "Phase 1: Search", "M2 - Sync": a phase that has a name, not only a number. */
static bool names_phase(const char *cell)
{
	return strchr(cell, ':') || strstr(cell, "\xef\xbc\x9a") ||
	       strstr(cell, " - ") || strstr(cell, "\xe2\x80\x93") ||
	       strstr(cell, "\xe2\x80\x94");
}

/* "Milestone | Status | Description": a phase with a name is what a row plans,
 * the rest says how. */
static void find_phase_col(const struct walk *w, struct prd_table *t)
{
	const struct md_doc *md = &w->r->md;
	const struct md_block *next = w->block + 1 < md->nr ?
				      &md->blocks[w->block + 1] : NULL;
	size_t i;

	if (t->title <= 0 || t->id >= 0 ||
	    (t->title_label != LAB_ITEMS && t->title_label != LAB_DESC))
		return;
	for (i = 0; i < (size_t)t->title && i < t->nr; i++)
		if (t->cols[i] == LAB_PHASE && next && next->type == MD_ROW &&
		    i < next->nr_cells && names_phase(next->cells[i])) {
			t->title = (int)i;
			t->title_label = LAB_PHASE;
			return;
		}
}

/* "Deliverable | Path": where files are, which nobody has planned. */
static bool lists_files(const struct prd_table *t)
{
	static const char words[] =
		"path|paths|file|files|location|file path|pfad|datei|ruta|archivo|"
		"caminho|arquivo|chemin|fichier|путь|файл|路径|文件|パス|ファイル|"
		"경로|파일";
	size_t i, k;

	for (i = 0; i < t->nr; i++) {
		const char *w = words;

		for (; *w && (int)i != t->title; w += k + (w[k] == '|')) {
			k = prd_word_len(w);
			if (strlen(t->names[i]) == k &&
			    !strncasecmp(t->names[i], w, k))
				return true;
		}
	}
	return false;
}

/* "項目 | 説明": the fields of what the text above speaks of. */
static bool lists_fields(const struct prd_table *t)
{
	static const char words[] = "項目|项目|항목|字段|フィールド|属性|필드|속성|field|"
				    "fields|attribute|property|feld|campo|champ|поле";
	const char *name = t->title < 0 ? "" : t->names[t->title];
	size_t i;

	for (i = 0; i < t->nr; i++)
		if ((int)i != t->title && t->cols[i] != LAB_NONE &&
		    t->cols[i] != LAB_DESC && t->cols[i] != LAB_NOTE &&
		    t->cols[i] != LAB_TYPE)
			return false;
	return prd_in_words(words, name, strlen(name));
}

static bool is_item_table(const struct walk *w, const struct prd_table *t)
{
	bool ids = real_ids(w, t), planned;

	if (t->title < 0 || w->section == SEC_NEVER || lists_fields(t))
		return false;
	if (ids)
		return true;
	planned = has_col(t, LAB_PRIORITY) || has_col(t, LAB_ESTIMATE) ||
		  has_col(t, LAB_POINTS) || has_col(t, LAB_CRITERIA) ||
		  (has_col(t, LAB_OWNER) && (has_col(t, LAB_DEPS) ||
					     has_col(t, LAB_PHASE)));
	if (!planned && !has_col(t, LAB_STATUS) && lists_files(t))
		return false;
	/* "Module | Status": what there is and what is left to do; with numbers
	 * in front "Requirement | Status" is no question of quality */
	planned |= has_col(t, LAB_STATUS) &&
		   (t->title_label == LAB_TITLE ||
		    (t->title_label == LAB_REQUIREMENT && t->id >= 0)) &&
		   w->item == PRD_NO_ITEM &&
		   (w->section == SEC_NONE || w->section == SEC_ROADMAP);
	if (t->title_label == LAB_DESC)
		return w->section == SEC_ROADMAP && has_col(t, LAB_PHASE) &&
		       t->cols[t->title] == LAB_DESC && t->title > 0;
	if (w->item != PRD_NO_ITEM)
		return planned;
	switch (w->section) {
	case SEC_FEATURES:
	case SEC_REQS:
	case SEC_NONFUNC:
	case SEC_STORIES:
	case SEC_TASKS:
		return true;
	case SEC_ROADMAP:
		return planned || t->title_label == LAB_PHASE;
	case SEC_CRITERIA:
	case SEC_DEPS:
	case SEC_README:
		return false;
	default:
		return planned;
	}
}

/* What is a field only as the head of a column. */
static enum prd_label column_of(const char *name)
{
	static const struct { const char *words; enum prd_label label; } cols[] = {
		{ "time|days|zeit|tage|tiempo|tempo|temps|jours|días|dias|时间|"
		  "天数|时长|時間|日数|기간|시간|время|срок", LAB_ESTIMATE },
		{ "rank|rang|s.no|sr. no|sl no|no.|nr.|n°|nº|lfd. nr.|序号",
		  LAB_ID },
		{ "work|activity|activities|action|actions|step|steps|job|"
		  "aktivität|maßnahme|actividad|actividades|atividade|"
		  "atividades|activité|activités|主要任务|任务内容|工作内容|主要工作|"
		  "开发内容|工作项|作業|作業内容|実施内容|내용|작업 내용", LAB_ITEMS },
	};
	size_t i;

	if (str_ends(name, " ID") || str_ends(name, " Id"))
		return LAB_ID;		/* "FR ID" */
	for (i = 0; i < ARRAY_SIZE(cols); i++) {
		const char *w = cols[i].words;

		while (*w) {
			size_t n = prd_word_len(w);

			if (strlen(name) == n && !strncasecmp(name, w, n))
				return cols[i].label;
			w += n + (w[n] == '|');
		}
	}
	return LAB_NONE;
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
		if (t->cols[i] == LAB_NONE && column_of(c) != LAB_ITEMS)
			t->cols[i] = column_of(c);
		if (t->cols[i] == LAB_ID && t->id < 0)
			t->id = (int)i;
	}
	find_title_col(w, t);
	for (i = 0; i < t->nr && t->title < 0; i++)
		if (t->cols[i] == LAB_NONE &&
		    column_of(t->names[i]) == LAB_ITEMS) {
			t->cols[i] = t->title_label = LAB_ITEMS;
			t->title = (int)i;
		}
	find_value_col(w, t);
	find_planned_col(w, t);
	find_phase_col(w, t);
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

/* "Effort (h)", "Aufwand (PT)", "工时（天）": the unit of bare numbers below it. */
static const char *column_unit(const char *name)
{
	static const struct { const char *mark, *unit; } units[] = {
		{ "(h)", "hours" }, { "(hours)", "hours" }, { "(hrs)", "hours" },
		{ "(PT)", "days" }, { "(d)", "days" }, { "(days)", "days" },
		{ "(Tage)", "days" }, { "(Std.)", "hours" },
		{ "(Stunden)", "hours" }, { "(días)", "days" },
		{ "(dias)", "days" }, { "(horas)", "hours" },
		{ "(jours)", "days" }, { "(j)", "days" }, { "(heures)", "hours" },
		{ "(weeks)", "weeks" }, { "(SP)", "points" },
		{ "(points)", "points" }, { "天)", "days" }, { "天）", "days" },
		{ "日)", "days" }, { "日）", "days" }, { "小时)", "hours" },
		{ "小时）", "hours" }, { "時間)", "hours" }, { "時間）", "hours" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (strstr(name, units[i].mark))
			return units[i].unit;
	if (str_ieq(name, "days") || str_ieq(name, "tage") ||
	    str_ieq(name, "días") || str_ieq(name, "jours"))
		return "days";
	if (str_ieq(name, "hours") || str_ieq(name, "estimated hours") ||
	    str_ieq(name, "stunden") || str_ieq(name, "horas"))
		return "hours";
	return NULL;
}

static void row_cells(struct walk *w, const struct md_block *b, size_t item)
{
	const struct prd_table *t = w->table;
	size_t i, n = b->nr_cells < t->nr ? b->nr_cells : t->nr;

	for (i = 0; i < n; i++) {
		const char *c = b->cells[i];
		enum prd_label l = t->cols[i];

		if ((int)i == t->id || (int)i == t->title || !*c ||
		    (int)i == t->value ||
		    str_eq(c, "-") || str_eq(c, "—") || l == LAB_ROLE ||
		    l == LAB_WANT || l == LAB_BENEFIT)
			continue;
		if (l == LAB_NONE || l == LAB_IGNORE || l == LAB_NOTE) {
			char *line = xasprintf("%s: %s", t->names[i], c);

			if (*t->names[i])
				prd_add_detail(w->r, item, "", line);
			free(line);
		} else if (l == LAB_ESTIMATE && column_unit(t->names[i]) &&
			   strspn(c, "0123456789.,") == strlen(c)) {
			char *v = xasprintf("%s %s", c,
					    column_unit(t->names[i]));

			prd_set_field(w->r, item, l, v, b->line);
			free(v);
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

/*
 * The name of a row: "Memory: < 256 MB" of two cells.  A sentence that stands
 * beside its category ("Performance | Pages load in 2 s") names itself.
 */
static char *row_name(struct walk *w, const struct md_block *b, size_t item)
{
	const struct prd_table *t = w->table;
	const char *name = b->cells[t->title], *value;
	char *line, *of;

	if (t->value < 0 || (size_t)t->value >= b->nr_cells ||
	    !*b->cells[t->value])
		return xstrdup(name);
	value = b->cells[t->value];
	if (t->value > t->title)
		return xasprintf("%s: %s", name, value);
	if (strlen(name) <= 24 && !prd_is_modal(&w->r->words, name) &&
	    strcspn(name, "0123456789") < strlen(name))
		return xasprintf("%s: %s", value, name);
	of = t->names[t->value];
	line = xasprintf("%s: %s", of, value);
	if (*of)
		prd_add_detail(w->r, item, "", line);
	free(line);
	return xstrdup(name);
}

/* "Page size | < 300 KB": a bare value is called after what stands before it. */
static bool bare_value(const struct prd_table *t, const char *title)
{
	return t->nr == 2 && t->title == 1 && *title &&
	       (strchr("<>~", *title) || str_starts(title, "≤") ||
		str_starts(title, "≥"));
}

/* Rows with a plain number can be named by it: "depends on 1, 2". */
static void set_ordinal(struct walk *w, const struct md_block *b, size_t item)
{
	const struct prd_table *t = w->table;
	const char *cell = t->id >= 0 && (size_t)t->id < b->nr_cells ?
			   b->cells[t->id] : "";
	size_t n = strlen(cell);

	if (n && n < 5 && strspn(cell, "0123456789") == n)
		snprintf(w->r->drafts[item].place,
			 sizeof(w->r->drafts[item].place), "row %d %s",
			 t->number, cell);
}

static void item_row(struct walk *w, const struct md_block *b)
{
	const struct prd_table *t = w->table;
	const char *title, *rest;
	char *name;
	struct prd_item *it;
	struct prd_id id = { 0 };
	bool nonfunc, fresh = true;
	size_t i;

	if ((size_t)t->title >= b->nr_cells)
		return;
	title = b->cells[t->title];
	if ((!prd_has_letters(title) && t->value < 0) || (*title == '[' && str_ends(title, "]")))
		return;
	if (t->id >= 0 && (size_t)t->id < b->nr_cells)
		prd_lead_id(&id, b->cells[t->id], &rest);
	if (!id.kind && prd_lead_id(&id, title, &rest) &&
	    id.kind != PRD_ID_OTHER)
		title = rest;
	if (id.kind == PRD_ID_OTHER)
		return;
	if (id.kind == PRD_ID_WEAK && (w->section == SEC_SOFT ||
				       w->section == SEC_HARD))
		return;
	if (id.kind && t->id >= 0 && prd_names_range(b->cells[t->id]))
		return;
	if (id.kind && (prd_names_range(b->cells[t->title]) ||
			prd_only_ids(b->cells[t->title]) ||
			prd_mentions(b->cells[t->title])))
		return;		/* a summary: "FR-1 to FR-8 | done" */
	if (id.kind) {
		i = prd_make_id_item(w, &id, b, t->parent,
				 w->section == SEC_SOFT ||
				 w->section == SEC_HARD ? 0.85 : 0.97, &fresh);
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
	name = t->value >= 0 ? row_name(w, b, i) : !bare_value(t, title) ?
	       xstrdup(title) : xasprintf("%s: %s", b->cells[0], title);
	if (prd_take_story(w, b, i, name, false) == SIZE_MAX) {
		char *text = t->title_label == LAB_WANT ?
			     prd_sentence_case(name) : xstrdup(name);

		prd_text_once(w, i, NULL, NULL, text);
		free(text);
	}
	free(name);
	row_cells(w, b, i);
	it = prd_item_at(w, i);
	if (it->owner || !isnan(it->hours))	/* planned, not only told again */
		w->r->drafts[i].roadmap = false;
	set_ordinal(w, b, i);
}

/* "| Criterion | Done |" below "Acceptance criteria": a criterion a row. */
static bool criterion_row(struct walk *w, const struct md_block *b)
{
	const struct prd_table *t = w->table;
	size_t i, at = SIZE_MAX;
	enum md_check check = MD_CHECK_NONE;
	enum status st;
	bool removed;

	if (t->kind == TAB_ITEMS || !b->row ||
	    (w->section != SEC_CRITERIA &&
	     !(w->mode == LAB_CRITERIA && w->mode_head)))
		return false;
	for (i = 0; i < b->nr_cells && i < t->nr; i++) {
		const char *c = b->cells[i];

		if (t->cols[i] == LAB_CRITERIA && *c)
			at = i;
		else if (at == SIZE_MAX && prd_has_letters(c) &&
			 strchr(c, ' ') && t->cols[i] != LAB_ID)
			at = i;
		if (!strcmp(c, "\xe2\x9c\x85") ||
		    (prd_is_state(&w->r->words, c, strlen(c), &st, &removed) &&
		     st == STATUS_COMPLETED && !removed))
			check = MD_CHECK_DONE;
	}
	if (at == SIZE_MAX)
		return false;
	if (w->item != PRD_NO_ITEM)
		prd_add_criterion(w->r, w->item, b->cells[at], b->line, check);
	else
		prd_loose_criterion(w, b->cells[at], b->line, check);
	return true;
}

void prd_table_row(struct walk *w, const struct md_block *b)
{
	struct prd_table *t = w->table;
	enum prd_label l;
	size_t i;

	if (w->section == SEC_NEVER)
		return;
	if (!b->row)
		table_head(w, b);
	if (criterion_row(w, b))
		return;
	if (t->kind == TAB_ITEMS && b->row) {
		item_row(w, b);
	} else if (t->kind == TAB_FIELDS && b->nr_cells >= 2) {
		l = prd_label_of(&w->r->words, b->cells[0],
				 strlen(b->cells[0]));
		if (l != LAB_NONE && l != LAB_TITLE)
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

