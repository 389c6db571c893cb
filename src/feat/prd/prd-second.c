/*
 * prd-second.c - texts that read like requirements and name no item, and the
 * second reader that may propose items for them.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"

#define PROSE_MAX 500		/* texts that are remembered */

void prd_add_prose(struct reader *r, const char *text, int line, int end_line)
{
	struct prd_doc *d = r->doc;
	struct prd_prose *p;

	if (d->nr_prose >= PROSE_MAX || !prd_is_modal(&r->words, text))
		return;
	ALLOC_GROW(d->prose, d->nr_prose + 1, r->alloc_prose);
	p = &d->prose[d->nr_prose++];
	p->text = xstrdup(text);
	p->line = line;
	p->end_line = end_line;
}

static bool is_sound(const struct prd_doc *d, const struct prd_proposal *p)
{
	size_t i;

	if (!p->title || !*p->title || !(p->confidence >= 0) ||
	    p->confidence > 1 || (unsigned)p->kind >= PRD_KIND_NR)
		return false;
	for (i = 0; i < d->nr_prose; i++)
		if (p->line >= d->prose[i].line &&
		    p->line <= d->prose[i].end_line)
			return true;
	return false;
}

int prd_ask_second(struct reader *r, struct err *err)
{
	struct prd_doc *d = r->doc;
	struct prd_proposal *list = NULL;
	size_t nr = 0, i, item;
	int ret;

	if (!r->opt.second || !d->nr_prose)
		return 0;
	ret = r->opt.second(&list, &nr, d->prose, d->nr_prose, r->opt.data, err);
	for (i = 0; i < nr; i++) {
		const struct prd_proposal *p = &list[i];

		if (ret == 0 && is_sound(d, p)) {
			item = prd_new_item(r, p->kind, p->line, p->line,
					    p->confidence,
					    "proposed by a second reader");
			prd_set_text(r, item, NULL, NULL, p->title);
			if (p->description)
				prd_add_detail(r, item, "", p->description);
		}
		free(p->title);
		free(p->description);
	}
	free(list);
	return ret;
}
