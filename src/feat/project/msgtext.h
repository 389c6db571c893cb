/*
 * msgtext.h - the text of a commit message that is being written; pure.
 */
#ifndef FEAT_PROJECT_MSGTEXT_H
#define FEAT_PROJECT_MSGTEXT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "feat/project/link.h"

/*
 * The message as Git will see it: without comment lines ('#' and white space or
 * nothing behind it) and without what stands below a scissors line.
 */
void msgtext_clean(struct strbuf *out, const char *raw);
/* Is there nothing in the message but Task-Id trailers? */
bool msgtext_only_trailer(const char *raw);
/* Can this mention be nothing but a task's: a trailer, or '#' and 8 digits? */
bool msgtext_is_sure(const struct link_ref *r);

#endif
