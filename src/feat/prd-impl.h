/*
 * prd-impl.h - what the files of the PRD reader share; nobody else includes it.
 *
 * The reader makes two passes: prd-heads.c looks at every heading and the shape
 * of what stands below it and gives it a role; prd-walk.c then goes through the
 * blocks once, prd-resolve.c ties the items together.
 */
#ifndef FEAT_PRD_IMPL_H
#define FEAT_PRD_IMPL_H

#include "base/map.h"
#include "feat/prd-doc.h"
#include "feat/prd-text.h"
#include "feat/prd-words.h"

enum head_role {
	ROLE_GROUP,	/* a section; what it holds decides */
	ROLE_ITEM,
	ROLE_FIELD,	/* a field of the item it stands in */
	ROLE_DETAIL,	/* text of the item it stands in */
	ROLE_PHASE,
	ROLE_SKIP
};

/* What stands directly below a heading, before the next one. */
struct survey {
	size_t bullets, paras, rows, fields, ids, stories, story_paras;
	bool priority, criteria, desc;
};

#define NO_HEAD SIZE_MAX

struct head {
	size_t block, parent;		/* block; head or NO_HEAD */
	size_t end;			/* block behind its subtree */
	size_t subs, item_subs;		/* sub-headings; those that may be items */
	size_t sub_ids;			/* ids anywhere in the subtree */
	enum head_role role;
	enum prd_section own, section;	/* said by itself; in effect */
	bool whole, roadmap, title;
	enum prd_label label;
	enum prd_unit unit;
	struct prd_id id;
	const char *rest;		/* title without number and id */
	const char *number;
	size_t number_len;
	bool has_priority;
	enum priority priority;
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
};

/* What an item needs only while reading. */
struct draft {
	struct strvec deps, blocks;	/* names as written */
	struct strbuf desc;
	char *parent;			/* its epic, as written */
	size_t head;			/* where it stands */
	size_t phase;			/* SIZE_MAX: none */
	size_t alloc_criteria;
	char alias[24];			/* "story 1.1" */
	bool strong;			/* id, story, criteria: a real PRD shape */
	bool weak_shape;
	bool roadmap;
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
	struct md_doc md;
	struct prd_options opt;
	struct prd_words words;
	struct head *heads;
	size_t nr_heads, alloc_heads;
	struct draft *drafts;		/* one per item */
	size_t alloc_drafts;
	struct phase *phases;
	size_t nr_phases, alloc_phases;
	struct map ids;			/* canonical id -> item + 1 */
	struct pending *criteria, *links, *phase_refs;
	size_t nr_criteria, alloc_criteria, nr_links, alloc_links;
	size_t nr_phase_refs, alloc_phase_refs;
	size_t alloc_doc_criteria;
	size_t readme_heads, weak_docs;
	struct strbuf tmp;
};

/* prd-heads.c */
void prd_read_heads(struct reader *r);
/* Bytes of numbering in front: "3.2 ", "1) ", "IV. ". */
size_t prd_skip_number(const char *s);
/*
 * "Label: value" at the start of a line.  *value points behind it.  LAB_NONE when
 * there is no known label.
 */
enum prd_label prd_line_label(struct reader *r, const char *s,
			      const char **value);
/* An id at the start of a text, brackets allowed; *rest behind its separator. */
bool prd_lead_id(struct prd_id *id, const char *s, const char **rest);

/* prd-walk.c */
void prd_walk(struct reader *r);

/* prd-item.c */
size_t prd_new_item(struct reader *r, enum prd_kind kind, int line,
		    int end_line, double confidence, const char *reason);
/* Gives an item its id; when the id is known already returns that item and
 * removes the new one (which must be the last). */
size_t prd_set_id(struct reader *r, size_t item, const struct prd_id *id);
/* Title and description from a text; takes inline marks ("[P0]", "(depends on:
 * X)", "(3h)") off. */
void prd_set_text(struct reader *r, size_t item, const char *label,
		  const char *rest, const char *text);
void prd_set_story(struct reader *r, size_t item, const struct prd_story *s,
		   const char *text);
void prd_set_field(struct reader *r, size_t item, enum prd_label label,
		   const char *value, int line);
void prd_add_detail(struct reader *r, size_t item, const char *prefix,
		    const char *text);
void prd_add_criterion(struct reader *r, size_t item, const char *text,
		       int line, enum md_check check);
enum prd_kind prd_kind_of_id(const struct prd_id *id, bool *nonfunctional);
/* A copy with its first letter in upper case. */
char *prd_sentence_case(const char *s);
void prd_criteria_free(struct prd_criterion *c, size_t nr);

/* prd-resolve.c */
void prd_resolve(struct reader *r);

#endif
