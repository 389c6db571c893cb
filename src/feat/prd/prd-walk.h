/*
 * prd-walk.h - the state of the walk through a document's blocks.  prd-walk.c
 * (headings) calls prd-list.c, which calls prd-para.c (paragraphs), and
 * prd-table.c; all of them call prd-make.c.
 */
#ifndef FEAT_PRD_PRD_WALK_H
#define FEAT_PRD_PRD_WALK_H

#include "feat/prd/internal.h"

#define LEVELS 24

/* What a list item became; decides about the items nested in it. */
enum became { WAS_IGNORED, WAS_ITEM, WAS_DETAIL, WAS_CRITERION, WAS_FIELD,
	      WAS_GROUP };

/* One level of nested list items; what is not known is as in struct walk. */
struct level {
	enum became was;
	size_t item;	     /* that it became or belongs to */
	enum prd_label mode; /* what its own items are */
	enum prd_section section;
};

/*
 * Blocks are visited once, in the order of the document; items are numbers in
 * r->doc->items and never move in that order.  Texts that come in are borrowed,
 * what is kept is copied.  Nothing here fails.
 */
struct walk {
	struct reader *r;
	size_t block;			/* being looked at */
	size_t head;			/* or NO_HEAD */
	size_t item;			/* that text belongs to, or PRD_NO_ITEM */
	enum prd_section section;	/* in effect */
	enum prd_label mode;		/* whose list or text is expected */
	bool mode_head;			/* a heading said so: lasts */
	bool pseudo;			/* the section comes from a bold line */
	size_t phase;			/* SIZE_MAX: none */
	bool id_lines;			/* the paragraph's lines may be items */
	bool unit_lines;		/* "Epic 1: ..." in each of them */
	bool bare;			/* the label of the paragraph said nothing */
	bool stepping;			/* criteria may be told in lines */
	bool named;			/* the item is a paragraph with a name */
	int seen_list;			/* looked at: does it name what */
	bool seen_needs;		/* must be installed? */
	int phase_list;			/* list whose point is the phase, or 0 */
	size_t phase_before;		/* the phase around it */
	int clauses;			/* list that goes on with a sentence */
	bool has_prio;			/* a bold line over the list said one */
	enum priority prio;
	bool wont;			/* it said that the list is not done */
	bool has_state;			/* a line over the list said a state */
	enum status state;
	struct level levels[LEVELS + 1];
	struct prd_table *table;
};

/* prd-make.c */
/* Until the next item is made. */
struct prd_item *prd_item_at(struct walk *w, size_t i);
/* The heading that the walk is below; NULL: none yet. */
const struct head *prd_cur_head(const struct walk *w);
/* Any letter, digit or byte beyond ASCII? */
bool prd_has_letters(const char *s);
/* What an item of this section is when nothing else tells; *nonfunc: it is about
 * a quality (speed, security, ...). */
enum prd_kind prd_kind_of_section(enum prd_section s, bool *nonfunc);
/* A new item in the place where the walk is, below `parent` (PRD_NO_ITEM: the top);
 * `conf` from 0 to 1, with the reason in words.  Its number. */
size_t prd_make_item(struct walk *w, enum prd_kind kind,
		     const struct md_block *b, size_t parent, double conf,
		     const char *why);
/*
 * An item with an id; an id that is known already gives the item that has it,
 * and *fresh false.
 */
size_t prd_make_id_item(struct walk *w, const struct prd_id *id,
			const struct md_block *b, size_t parent, double conf,
			bool *fresh);
/* Title and text, unless the item has a title. */
void prd_text_once(struct walk *w, size_t item, const char *label,
		   const char *rest, const char *text);
/* A story: of the item when it has none and is one, else an item of its own.
 * SIZE_MAX: the text tells none. */
size_t prd_take_story(struct walk *w, const struct md_block *b, size_t parent,
		      const char *text, bool listed);
/* Opens a phase (sprint, milestone): its place in r->phases.  `seq` is the heading
 * that the sequence stands in, or NO_HEAD; a `number` that the sequence has had
 * gives the same rank again, another one the next. */
size_t prd_start_phase(struct walk *w, const char *name, const char *number,
		       size_t number_len, size_t seq);
/* Is a list to be expected behind this label? */
bool prd_is_list_mode(enum prd_label l);
/* A criterion outside of any item: "FR-2: ..." or "... (FR-2)" names one. */
void prd_loose_criterion(struct walk *w, const char *text, int line,
			 enum md_check check);
/* A sentence of a dependencies section. */
void prd_loose_link(struct walk *w, const char *text, int line);
/* Only ids and separators: names requirements, makes none. */
bool prd_only_ids(const char *s);
/* Does it start with an id that it only talks about ("US1 and US2 are ...")? */
bool prd_mentions(const char *s);
/* Does it name a range ("FR-001 through FR-024")? */
bool prd_names_range(const char *s);
/* The ids in the text belong to the phase that is open. */
void prd_phase_refs(struct walk *w, const char *text);
/* "Priority: P0 | Owner: Ann" -> each part; false when it is one field. */
bool prd_label_parts(struct walk *w, size_t item, const char *line, int nr);

/* prd-list.c */
void prd_list_item(struct walk *w, const struct md_block *b);

/* prd-para.c */
void prd_paragraph(struct walk *w, const struct md_block *b);
void prd_inner_paragraph(struct walk *w, const struct md_block *b);
/* A code block; only a list of pairs of a text and a priority says work. */
void prd_code(struct walk *w, const struct md_block *b);

/* prd-table.c */
struct prd_table *prd_table_new(void);
void prd_table_free(struct prd_table *t);
void prd_table_row(struct walk *w, const struct md_block *b);

#endif
