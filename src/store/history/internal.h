/*
 * internal.h - what the files of history/ share.
 */
#ifndef STORE_HISTORY_INTERNAL_H
#define STORE_HISTORY_INTERNAL_H

#include "base/base.h"
#include "store/odb/internal.h"
#include "store/odb/known.h"

/* Parses raw commit bytes; -1 when they are none. */
int commit_parse(struct commit *out, const char *buf, size_t len);
/* Time and parents alone, of the same bytes; the caller frees the parents. */
int commit_links(struct link *out, const char *buf, size_t len);

#endif
