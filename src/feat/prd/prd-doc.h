/*
 * prd-doc.h - a requirements document as data: Markdown blocks in, features,
 * requirements, stories, tasks and what ties them out.  Pure; formats/prd.md
 * describes the result, formats/prd-document.schema.json its JSON.
 */
#ifndef FEAT_PRD_PRD_DOC_H
#define FEAT_PRD_PRD_DOC_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/json.h"
#include "data/md.h"
#include "model/task.h"

enum prd_kind { PRD_FEATURE, PRD_REQUIREMENT, PRD_STORY, PRD_EPIC, PRD_TASK,
		PRD_KIND_NR };

const char *prd_kind_name(enum prd_kind kind);

struct prd_criterion {
	char *text;
	char *measurable;	/* an expression, or NULL */
	int line;
	enum md_check check;
	bool done;		/* of the whole document: part of what "done" means
				 * for each item, no figure of its success */
};

#define PRD_NO_ITEM SIZE_MAX

struct prd_item {
	enum prd_kind kind;
	char *id;		/* as written, NULL when there is none */
	char *key;		/* the id, else the heading path */
	char *title;		/* one line, without the id, <= 500 characters */
	char *description;	/* may be "" */
	char *section;		/* headings above, " / " between; may be "" */
	int line, end_line;
	bool has_priority, has_status;
	bool removed;		/* struck out, or said to be removed */
	bool nonfunctional;
	bool dropped;		/* below the confidence asked for */
	enum priority priority;
	enum status status;
	double hours, points;	/* NAN when not said */
	const char *size;	/* "M", or NULL */
	char *owner, *deadline, *role, *story, *phase;	/* NULL: not said */
	size_t parent;		/* item, or PRD_NO_ITEM */
	struct strvec tags;
	size_t *deps;		/* items, ascending, without repetition */
	size_t nr_deps;
	struct prd_criterion *criteria;
	size_t nr_criteria;
	double confidence;	/* 0..1 */
	const char *reason;	/* why that confidence; static */
	const char *penalty;	/* what lowered it, or NULL; static */
};

/* A heading whose section makes no tasks. */
struct prd_skipped {
	char *heading;
	int line;
	const char *why;	/* static */
};

/* A text that reads like a requirement but names no item. */
struct prd_prose {
	char *text;
	int line, end_line;
};

/* An id that was defined before, by an item with another title. */
struct prd_twice {
	size_t item;		/* the one that has the id */
	char *title;		/* what it is here */
	int line;
};

struct prd_doc {
	char *title;		/* "" when there is none */
	struct json *meta;	/* front matter and "Label: value" at the top */
	struct prd_item *items;
	size_t nr, alloc;
	struct prd_criterion *criteria;	/* of the whole document */
	size_t nr_criteria;
	struct prd_skipped *skipped;
	size_t nr_skipped, alloc_skipped;
	struct prd_prose *prose;
	size_t nr_prose;
	struct prd_twice *twice;
	size_t nr_twice;
	struct strvec notes;	/* what could not be resolved, with its line */
	size_t nr_kept;		/* items that are not dropped */
};

/* What a second reader finds in a text: foreign data, checked before use. */
struct prd_proposal {
	char *title;			/* one line */
	char *description;		/* may be NULL */
	int line;			/* of the text that it comes from */
	enum prd_kind kind;
	double confidence;		/* 0..1 */
};

/*
 * A second reader for what the rules can not read: gets the texts that read like
 * requirements and name no item, and proposes items for them.  *out is an
 * allocated array, its strings too; the caller frees all.  Proposals without a
 * title, or with a line that is in none of the texts, are left out, and so are
 * those below the confidence asked for.  0, or negative with err: then the
 * document is read without it, with a note.
 */
typedef int (*prd_second_fn)(struct prd_proposal **out, size_t *nr,
			     const struct prd_prose *texts, size_t nr_texts,
			     void *data, struct err *err);

struct prd_options {
	double confidence;	/* items below are dropped; 0.7 is usual */
	bool no_dependencies, no_stories, no_criteria;
	prd_second_fn second;	/* NULL: none */
	void *data;		/* for it */
};

#define PRD_OPTIONS_INIT { 0.7, false, false, false, NULL, NULL }

/*
 * Parses.  The result is the same for the same bytes.  Linear in the input's
 * size.  ERR_INVALID: the text is no UTF-8, is too large, or its front matter is
 * broken YAML.  A text that holds no requirements gives nr_kept 0.
 */
int prd_doc_parse(struct prd_doc *out, const char *buf, size_t len,
		  const struct prd_options *opt, struct err *err);
void prd_doc_release(struct prd_doc *doc);

/* The document as JSON (formats/prd-document.schema.json).  Caller frees. */
struct json *prd_doc_json(const struct prd_doc *doc);

/* "backend-specialist" and its kin by keyword in the item's text, or
 * "general-specialist". */
const char *prd_specialist(const struct prd_item *item);

#endif
