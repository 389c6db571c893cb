/*
 * internal.h - what the files of the PRD reader share; nobody else includes it.
 *
 * The reader makes two passes: prd-heads.c looks at every heading and the shape
 * of what stands below it and gives it a role; prd-walk.c then goes through the
 * blocks once, prd-resolve.c ties the items together.
 */
#ifndef FEAT_PRD_INTERNAL_H
#define FEAT_PRD_INTERNAL_H

#include "base/map.h"
#include "feat/prd/prd-doc.h"
#include "feat/prd/prd-text.h"
#include "feat/prd/prd-words.h"

enum head_role {
	ROLE_GROUP,	/* a section; what it holds decides */
	ROLE_ITEM,
	ROLE_FIELD,	/* a field of the item it stands in */
	ROLE_DETAIL,	/* text of the item it stands in */
	ROLE_PHASE,
	ROLE_SCENARIO,	/* a criterion of the item it stands in */
	ROLE_SKIP
};

/* What a symbol in front of a line or behind it says. */
enum prd_mark { MARK_NONE, MARK_DONE, MARK_DOING, MARK_OPEN, MARK_NO,
		MARK_BLOCKED };

/* How a heading says a priority: it is all it says ("Must Have"), behind its
 * name ("Cart (P0)"), or somewhere ("P1 items of the shop"). */
enum prd_prio { PRD_PRIO_NONE, PRD_PRIO_ONLY, PRD_PRIO_TAIL, PRD_PRIO_SOME };

/* What stands directly below a heading, before the next one. */
struct survey {
	size_t bullets, paras, rows, fields, field_rows, ids, stories, story_paras, checks;
	bool row_priority;	/* of two columns: "| Priority | High |" */
	bool priority, criteria, criteria_list, desc, estimate, deps;
};

#define NO_HEAD SIZE_MAX

struct head {
	size_t block, parent;		/* block; head or NO_HEAD */
	size_t end;			/* block behind its subtree */
	size_t subs, item_subs;		/* sub-headings; those that may be items */
	size_t sub_ids, sub_checks;	/* in the subtree: ids, check boxes */
	enum head_role role;
	enum prd_section own, section;	/* said by itself; in effect */
	bool whole, roadmap, title;
	enum prd_label label;
	enum prd_unit unit;
	struct prd_id id;
	const char *rest;		/* title without number and id */
	const char *number;
	size_t number_len;
	bool has_priority, has_status, removed;
	enum prd_prio prio;		/* how it says it itself */
	enum priority priority;
	enum status status;
	bool soft;			/* describes: only plain work counts */
	bool scenario;			/* "Scenario: ..." */
	bool single;			/* the one item that the file is about */
	struct survey sees;
	size_t item;			/* filled by the walk */
	size_t phase;
	char *slug;			/* made when first needed */
};

/* One phase of a sequence of phases. */
struct phase {
	char *name;
	size_t seq;			/* head the sequence stands in, or NO_HEAD */
	size_t rank;
	char number[12];
	char story[12];			/* the user story that it is for, or "" */
	char due[12];			/* the date that its name ends in, or "" */
	bool optional;			/* waits for nothing: the text says so */
	size_t after;			/* phase that it waits for, or SIZE_MAX */
	bool own_order;			/* the text says what it waits for */
};

/* What an item needs only while reading. */
struct draft {
	struct strvec deps, blocks;	/* names as written */
	struct strbuf desc;
	char *parent;			/* its epic, as written */
	bool parent_mark;		/* from "[US1]": may name nothing */
	size_t head;			/* where it stands */
	size_t phase;			/* SIZE_MAX: none */
	size_t alloc_criteria;
	char alias[24];			/* "story 1.1" */
	char place[24];			/* "row 2 7": of table 2; "list 4 1" */
	bool strong;			/* id, story, criteria: a real PRD shape */
	bool weak_shape, check;
	bool roadmap;
	bool tells_phase;		/* "Phase 1: the search" in a list */
	bool again;			/* named again: fills what is not said */
	bool scenario, told;		/* its lines go on with a criterion */
	size_t gwt;			/* criterion that is being told, or SIZE_MAX */
};

/* A criterion or a dependency that names an item not known yet. */
struct pending {
	char *text;
	char canon[PRD_ID_MAX];
	int line;
	enum md_check check;
};

struct reader {
	struct prd_doc *doc;
	size_t alloc_prose, alloc_twice;
	struct md_doc md;
	const char *buf;		/* the source and where its lines start */
	size_t *lines, nr_lines;
	struct prd_options opt;
	struct prd_words words;
	struct head *heads;
	size_t nr_heads, alloc_heads;
	struct draft *drafts;		/* one per item */
	size_t alloc_drafts;
	struct phase *phases;
	size_t nr_phases, alloc_phases;
	struct map ids;			/* canonical id -> item + 1 */
	struct map units;		/* "1 2.1" (unit, number) -> head + 1 */
	struct map unit_heads;		/* the same, of all headings; made late */
	size_t nr_unit_heads;		/* headings that are in it */
	struct pending *criteria, *links, *phase_refs;
	size_t nr_criteria, alloc_criteria, nr_links, alloc_links;
	size_t nr_phase_refs, alloc_phase_refs;
	size_t alloc_doc_criteria;
	size_t readme_heads, readme_hints;	/* headings like a README's */
	bool cross_out;			/* it says that a cross takes away */
	bool state_marks;		/* the document has a legend of states */
	struct { uint32_t symbol; int status; } legend[8];	/* a list of them */
	size_t nr_legend;
	int legend_list;		/* the list's number */
	bool moscow;			/* its lines end in (M), (S), (C), (W) */
	bool worklist;			/* its title says: all of it is work */
	bool front;			/* its front matter is that of an item */
	bool asks;			/* its title says: all are requirements */
	bool requirements;		/* the same, and sections say which */
	bool decision;			/* the document records a decision */
	size_t story;			/* head of the only story, or NO_HEAD */
	struct strbuf tmp;
};

/* prd-marks.c */
/* Bytes of symbols, key caps and spaces in front; *mark (may be NULL) is the
 * last of them that says a state. */
size_t prd_skip_marks(const char *s, enum prd_mark *mark);
/* The state that a mark in front means; false: it is decoration.  A tick counts
 * in front of an id, or where other marks of state are used. */
bool prd_mark_status(const struct reader *r, enum prd_mark mark, bool has_id,
		     enum status *status);
/* "Cart (done)", "Cart ✅ Done", "Cart - implemented": *keep bytes are the name. */
bool prd_tail_state(struct reader *r, const char *s, size_t len, size_t *keep,
		    enum status *status, bool *removed);
/* The priority of a heading's text. */
enum prd_prio prd_head_priority(struct reader *r, const char *s,
				enum priority *prio, bool *wont);

/* prd-legend.c */
/* What the document says its marks mean; once, before anything is read. */
void prd_find_legend(struct reader *r);
/* The state that the legend gives the symbol in front of a text. */
bool prd_legend_status(const struct reader *r, const char *s,
		       enum status *status, bool *removed);
/* Length of a text without "(M)" at its end, where the document uses such letters;
 * `len` when there is none. */
size_t prd_take_moscow(const struct reader *r, const char *s, size_t len,
		       enum priority *prio, bool *wont);

/* prd-front.c */
/* Reads the front matter into the document's meta. */
void prd_read_front(struct reader *r);
/* Has the front matter the fields of a task?  Then the document gets a heading when
 * it has none of level 1. */
bool prd_front_item(struct reader *r);
/* Gives the item what the front matter says. */
void prd_front_fields(struct reader *r, size_t item);

/* prd-plain.c */
/* Makes headings of capital and numbered lines in a document that has none, and of
 * numbered points whose lines are numbered below them ("1.", "1.1"). */
void prd_plain_heads(struct md_doc *d);

/* prd-title.c: once, when all headings are collected, in this order */
/* The document's title, and whether the file is about one item. */
void prd_find_title(struct reader *r);
/* Is the document a record of a decision? */
void prd_find_decision(struct reader *r);
/* The heading that tells the only story of the file, in r->story. */
void prd_find_story_file(struct reader *r);
/* A heading that pages about a program have, and plans seldom. */
bool prd_hints_readme(struct reader *r, const char *text);

/* prd-heads.c */
void prd_read_heads(struct reader *r);

/* prd-line.c */
/* Is a line, folded, one of "a|b|c"?  Behind 60 bytes nothing is looked at. */
bool prd_is_named(struct reader *r, const char *text, const char *words);
/* Columns of space in front of a line of the source; 0 when there is no such. */
size_t prd_indent(const struct reader *r, int line);
/* Bytes of numbering in front: "3.2 ", "1) ", "IV. ", "A. ". */
size_t prd_skip_number(const char *s);
/*
 * "Label: value" at the start of a line.  *value points behind it.  LAB_NONE when
 * there is no known label.
 */
enum prd_label prd_line_label(struct reader *r, const char *s,
			      const char **value);
/* An id at the start of a text, brackets allowed; *rest behind its separator. */
bool prd_lead_id(struct prd_id *id, const char *s, const char **rest);

/* Do the bullets of such a section make items? */
bool prd_item_section(enum prd_section s);

/* prd-walk.c */
void prd_walk(struct reader *r);

/* prd-item.c */
size_t prd_new_item(struct reader *r, enum prd_kind kind, int line,
		    int end_line, double confidence, const char *reason);
/* Gives an item its id; when the id is known already returns that item and
 * removes the new one (which must be the last). */
size_t prd_set_id(struct reader *r, size_t item, const struct prd_id *id);
/* The same for an item that has none, and an id that no other item has. */
void prd_take_id(struct reader *r, size_t item, const struct prd_id *id);
void prd_add_detail(struct reader *r, size_t item, const char *prefix,
		    const char *text);
void prd_add_criterion(struct reader *r, size_t item, const char *text,
		       int line, enum md_check check);
/* "Given ..." or what goes on with it: a step of a scenario of the item? */
bool prd_is_step(const struct reader *r, size_t item, const char *s);
/* Does one line tell a whole scenario: "Given ..., when ..., then ...", "WHEN ...
 * THE SYSTEM SHALL ..."? */
bool prd_is_scenario(const char *s);
/* Begins a criterion with a name, which the following lines tell. */
void prd_open_scenario(struct reader *r, size_t item, const char *name,
		       int line);
enum prd_kind prd_kind_of_id(const struct prd_id *id, bool *nonfunctional);

/* prd-field.c */
/* Title and description from a text; takes inline marks ("[P0]", "(depends on:
 * X)", "(3h)") off. */
void prd_set_text(struct reader *r, size_t item, const char *label,
		  const char *rest, const char *text);
void prd_set_story(struct reader *r, size_t item, const struct prd_story *s,
		   const char *text);
/* A copy with its first letter in upper case. */
char *prd_sentence_case(const char *s);
/* Gives the item what "Label: value" says; a value that is none of its kind ("High
 * / Medium / Low") says nothing, a label of text adds to the description. */
void prd_set_field(struct reader *r, size_t item, enum prd_label label,
		   const char *value, int line);

/* prd-tokens.c */
/* "@ann, 2d, due 2026-09-10" in brackets: true when all of it is marks and was
 * taken.  Outside of check lists somebody or a date must be among them. */
bool prd_take_group(struct reader *r, size_t item, const char *s, size_t len);
/* Takes the marks at the end of an item's text, and a priority in front, off it. */
void prd_take_tokens(struct reader *r, size_t item, struct strbuf *t);

/* prd-second.c */
/* Remembers a text that reads like a requirement and names no item. */
void prd_add_prose(struct reader *r, const char *text, int line, int end_line);
/* Asks the second reader, when there is one, and takes what is sound. */
int prd_ask_second(struct reader *r, struct err *err);

/* prd-resolve.c */
void prd_resolve(struct reader *r);

/* Edges as they are found: item depends on another. */
struct edge {
	size_t from, to;
};

struct links {
	struct reader *r;
	struct map titles;		/* folded title -> item + 1 */
	struct map aliases;		/* "3 1.1", "row 2 7" -> item + 1 */
	char **folded;
	size_t budget;
	struct edge *edges;
	size_t nr, alloc;
};

/* prd-phases.c */
/* Item `from` waits for item `to`; nothing waits for itself. */
void prd_add_edge(struct links *l, size_t from, size_t to);
/* Puts the items that a line of ids named into its phase. */
void prd_phase_members(struct reader *r);
/* A sentence of a dependencies section that is about phases or about the stories
 * that phases are for: it changes what they wait for.  False: it is not. */
bool prd_phase_sentence(struct reader *r, const char *text);
/* The edges between phases, linear in the number of items. */
void prd_tie_phases(struct links *l);

#endif
