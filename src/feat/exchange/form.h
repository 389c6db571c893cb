/*
 * form.h - a task as a text that people edit: YAML front matter and the
 * description.
 *
 *	---
 *	title: Log in with a passkey
 *	status: pending
 *	tags:
 *	  - auth
 *	---
 *	The description, as many lines as it takes.
 *
 * A text without the leading "---" is read as `git commit` reads one: the first
 * line is the title, the rest the description.
 */
#ifndef FEAT_EXCHANGE_FORM_H
#define FEAT_EXCHANGE_FORM_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "db/index/view.h"
#include "model/task.h"

/* The form of a task; `t` NULL: an empty one for a new task with `title`. */
void form_write(struct strbuf *out, const struct task *t,
		const struct view *v, const char *title);

/* Does the text begin as a form does? */
bool form_is(const char *text);

/* A form whose first line is damaged: it goes on with one of three dashes. */
bool form_is_headless(const char *text);

/*
 * Reads a form into an object with the keys of form_write, all values checked for
 * their type, ids resolved in `v`, times as ms text.  Lines that start with "#"
 * are taken out of the front matter (YAML comments) only.  ERR_INVALID says
 * "line N: ..."; unknown keys are refused with the known ones.  An empty title
 * is null: the form of a new task has none yet.
 */
int form_parse(struct json **out, const char *text, const struct view *v,
	       int64_t now, struct err *err);

struct change;
/*
 * The operations that turn what `before` says into what `after` says (both from
 * form_parse; before NULL for a new task).  Keys that are equal make no
 * operation, so edits that others made meanwhile to other fields stay.
 */
int form_change(struct change *c, const struct json *before,
		const struct json *after, struct err *err);

#endif
