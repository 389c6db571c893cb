#include "base/base.h"
#include "cmd/columns.h"

#include <math.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "data/json.h"
#include "data/when.h"
#include "cmd/common.h"

static const char *text_id(size_t *len, const struct row *r, bool human)
{
	*len = human ? r->short_len : ID_LEN;
	return r->id;
}

static const char *text_status(size_t *len, const struct row *r, bool human)
{
	const char *s = r->deleted ? "deleted" : human ?
			common_status_words(r->status) :
			status_name(r->status);

	*len = strlen(s);
	return s;
}

static const char *text_priority(size_t *len, const struct row *r, bool human)
{
	const char *s = priority_name(r->priority);

	(void)human;
	*len = strlen(s);
	return s;
}

#define TEXT_COLUMN(name)						\
	static const char *text_##name(size_t *len, const struct row *r, \
				       bool human)			\
	{								\
		(void)human;						\
		*len = strlen(r->name);					\
		return r->name;						\
	}

TEXT_COLUMN(title)
TEXT_COLUMN(type)
TEXT_COLUMN(assignee)
TEXT_COLUMN(project)
TEXT_COLUMN(created_by)
TEXT_COLUMN(branch)
TEXT_COLUMN(code_language)

static void add_id(struct strbuf *out, const struct row *r, bool human)
{
	size_t len;
	const char *s = text_id(&len, r, human);

	strbuf_add(out, s, len);
}

static void add_when(struct strbuf *out, int64_t ms, int64_t now, bool human)
{
	char buf[WHEN_LEN];

	if (ms == WHEN_NONE)
		return;
	if (human) {
		when_relative(out, ms, now);
	} else {
		when_format(buf, ms);
		strbuf_addstr(out, buf);
	}
}

#define TIME_COLUMN(name)						\
	static void col_##name(struct strbuf *out, const struct view *v, \
			       const struct row *r, int64_t now, bool human) \
	{								\
		(void)v;						\
		add_when(out, r->name, now, human);			\
	}

TIME_COLUMN(created)
TIME_COLUMN(updated)
TIME_COLUMN(started)
TIME_COLUMN(completed)
TIME_COLUMN(deadline)

#define NUMBER_COLUMN(name, value, unset)				\
	static void col_##name(struct strbuf *out, const struct view *v, \
			       const struct row *r, int64_t now, bool human) \
	{								\
		(void)v;						\
		(void)now;						\
		(void)human;						\
		if (!(unset))						\
			json_add_num(out, value);			\
	}

NUMBER_COLUMN(estimated, r->estimated, isnan(r->estimated))
NUMBER_COLUMN(actual, r->actual, isnan(r->actual))
NUMBER_COLUMN(quality, r->quality, !r->quality)
NUMBER_COLUMN(timeliness, r->timeliness, !r->timeliness)
NUMBER_COLUMN(complexity, (double)r->complexity, r->complexity <= 0)
NUMBER_COLUMN(commits, r->nr_commits, human && !r->nr_commits)
NUMBER_COLUMN(progress, r->nr_progress, human && !r->nr_progress)

/* Between the items of a list; programs get what export writes, since a tag
 * may have a blank in it. */
static void add_gap(struct strbuf *out, bool human)
{
	strbuf_addch(out, human ? ' ' : ';');
}

static void add_list(struct strbuf *out, const char *s, size_t nr, bool human)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (i)
			add_gap(out, human);
		strbuf_addstr(out, s);
		s += strlen(s) + 1;
	}
}

static void col_tags(struct strbuf *out, const struct view *v,
		     const struct row *r, int64_t now, bool human)
{
	(void)v;
	(void)now;
	add_list(out, r->tags, r->nr_tags, human);
}

static void col_files(struct strbuf *out, const struct view *v,
		      const struct row *r, int64_t now, bool human)
{
	(void)v;
	(void)now;
	add_list(out, r->files, r->nr_files, human);
}

static void col_parent(struct strbuf *out, const struct view *v,
		       const struct row *r, int64_t now, bool human)
{
	(void)now;
	if (r->parent_row == NO_ROW)
		strbuf_addstr(out, r->parent);
	else
		add_id(out, &v->rows[r->parent_row], human);
}

static void col_deps(struct strbuf *out, const struct view *v,
		     const struct row *r, int64_t now, bool human)
{
	uint32_t i;

	(void)now;
	for (i = 0; i < r->nr_deps; i++) {
		if (i)
			add_gap(out, human);
		if (r->deps[i] == NO_ROW)
			strbuf_addstr(out, r->dep_ids + i * (ID_LEN + 1));
		else
			add_id(out, &v->rows[r->deps[i]], human);
	}
}

static void col_blocked_by(struct strbuf *out, const struct view *v,
			   const struct row *r, int64_t now, bool human)
{
	struct strvec ids = STRVEC_INIT;
	char buf[ID_LEN + 1];
	size_t i;

	(void)now;
	view_blockers(&ids, v, (uint32_t)(r - v->rows));
	for (i = 0; i < ids.nr; i++) {
		if (i)
			add_gap(out, human);
		view_short(buf, v, ids.v[i]);
		strbuf_addstr(out, human ? buf : ids.v[i]);
	}
	strvec_clear(&ids);
}

static enum colour colour_id(const struct row *r, int64_t now)
{
	(void)r;
	(void)now;
	return COLOUR_YELLOW;
}

static enum colour colour_status(const struct row *r, int64_t now)
{
	(void)now;
	return common_status_colour(r->status);
}

static enum colour colour_priority(const struct row *r, int64_t now)
{
	(void)now;
	return common_priority_colour(r->priority);
}

static enum colour colour_deadline(const struct row *r, int64_t now)
{
	return status_is_open(r->stored) && r->deadline < now ? COLOUR_RED :
	       COLOUR_NONE;
}

const struct column columns[] = {
	{ "id", NULL, "id", 0, text_id, NULL, colour_id },
	{ "title", NULL, "title", '*', text_title, NULL, NULL },
	{ "status", NULL, "status", 0, text_status, NULL, colour_status },
	{ "priority", "prio", "priority", 0, text_priority, NULL,
	  colour_priority },
	{ "type", NULL, "type", 0, text_type, NULL, NULL },
	{ "assignee", "who", "assignee", 0, text_assignee, NULL, NULL },
	{ "project", NULL, "project", 0, text_project, NULL, NULL },
	{ "tags", NULL, "tags", 0, NULL, col_tags, NULL },
	{ "deadline", "due", "due", 0, NULL, col_deadline, colour_deadline },
	{ "parent", NULL, "parent", 0, NULL, col_parent, NULL },
	{ "dependencies", "deps", "depends on", 0, NULL, col_deps, NULL },
	{ "blocked_by", "blocked-by", "waits for", 0, NULL, col_blocked_by,
	  NULL },
	{ "created_at", "created", "created", 0, NULL, col_created, NULL },
	{ "created_by", "author", "created by", 0, text_created_by, NULL,
	  NULL },
	{ "updated_at", "updated", "updated", 0, NULL, col_updated, NULL },
	{ "started_at", "started", "started", 0, NULL, col_started, NULL },
	{ "completed_at", "completed", "completed", 0, NULL, col_completed,
	  NULL },
	{ "estimated_hours", "estimate", "estimate", '>', NULL, col_estimated,
	  NULL },
	{ "actual_hours", "actual", "actual", '>', NULL, col_actual, NULL },
	{ "feedback_quality", "quality", "quality", '>', NULL, col_quality,
	  NULL },
	{ "feedback_timeliness", "timeliness", "timeliness", '>', NULL,
	  col_timeliness, NULL },
	{ "complexity", NULL, "complexity", '>', NULL, col_complexity, NULL },
	{ "code_language", "language", "language", 0, text_code_language, NULL,
	  NULL },
	{ "branch", NULL, "branch", 0, text_branch, NULL, NULL },
	{ "file_refs", "files", "files", 0, NULL, col_files, NULL },
	{ "commits", NULL, "commits", '>', NULL, col_commits, NULL },
	{ "progress", NULL, "progress", '>', NULL, col_progress, NULL },
};

const size_t nr_columns = ARRAY_SIZE(columns);

static size_t column_find(const char *name)
{
	size_t i;

	for (i = 0; i < nr_columns; i++)
		if (str_ieq(columns[i].name, name) ||
		    str_ieq(columns[i].alias, name))
			return i;
	return SIZE_MAX;
}

static int column_unknown(const char *name, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;
	int ret;

	for (i = 0; i < nr_columns; i++)
		strbuf_addf(&sb, "%s%s", i ? ", " : "", columns[i].name);
	ret = err_set(err, ERR_USAGE, "unknown column '%s' (there are %s)",
		      name, sb.buf);
	strbuf_release(&sb);
	return ret;
}

int columns_parse(size_t **out, size_t *nr, const char *list, struct err *err)
{
	struct strvec names = STRVEC_INIT;
	size_t i, *cols;
	int ret = 0;

	strvec_split(&names, list, ",");
	cols = xcalloc(names.nr + 1, sizeof(*cols));
	for (i = 0; i < names.nr && ret == 0; i++) {
		cols[i] = column_find(names.v[i]);
		if (cols[i] == SIZE_MAX)
			ret = column_unknown(names.v[i], err);
	}
	if (ret == 0 && !names.nr)
		ret = err_set(err, ERR_USAGE, "no column is named");
	if (ret == 0) {
		*out = cols;
		*nr = names.nr;
	} else {
		free(cols);
	}
	strvec_clear(&names);
	return ret;
}
