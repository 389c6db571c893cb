/*
 * notes.h - private notes: local files, one a task, never shared.
 *
 * <commondir>/git-task/notes/<id>.md, Markdown that people may edit.
 */
#ifndef FEAT_PROJECT_NOTES_H
#define FEAT_PROJECT_NOTES_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "db/core/db.h"

/* Adds the notes of a task (full id) to `out`; nothing when there are none. */
int notes_read(struct strbuf *out, struct db *db, const char *id,
	       struct err *err);
/* Appends one dated note.  ERR_INVALID for text that can not be stored. */
int notes_add(struct db *db, const char *id, const char *text,
	      struct err *err);

#endif
