/*
 * search.h - looking for words: which tasks come first, and what was perhaps meant.
 */
#ifndef DB_QUERY_SEARCH_H
#define DB_QUERY_SEARCH_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "db/index/view.h"

/*
 * Sorts `rows` by how well they fit the words: a whole word of the title before the
 * start of one, before a part of one and a tag, before other texts; open tasks before
 * closed ones; what fits alike stays in order.  Case is ignored.
 */
void search_rank(uint32_t *rows, size_t nr, const struct view *v,
		 const struct strvec *words);
/*
 * The word of a title or tag, folded, that is nearest to `word`: one letter away for
 * short words, two from 6 on, three from 10 on; ties go to the word of more tasks, then
 * by text.  False: none is so near (or the word is shorter than 3).
 */
bool search_near(struct strbuf *out, const struct view *v, const char *word);

#endif
