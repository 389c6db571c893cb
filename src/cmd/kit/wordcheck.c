/*
 * wordcheck.c - wrong values of options, before anything is read.
 */
#include "base/base.h"
#include "cmd/kit/wordcheck.h"

#include "base/mem.h"
#include "data/embed.h"
#include "feat/exec/exec.h"
#include "feat/measure/metrics.h"
#include "feat/project/hooks.h"
#include "feat/template/template.h"
#include "act/fields.h"
#include "front/words.h"
#include "cmd/kit/columns.h"
#include "cmd/kit/fields.h"
#include "cmd/kit/filter.h"
#include "cmd/kit/rowformat.h"
#include "cmd/kit/settings.h"

bool words_lines(unsigned *first, unsigned *last, const char *s)
{
	char *end;
	unsigned long a = strtoul(s, &end, 10), b = a;

	if (end == s || !a)
		return false;
	if (*end == ',' || *end == '-') {
		s = end + 1;
		b = strtoul(s, &end, 10);
		if (end == s)
			return false;
	}
	if (*end || b < a || b > INT_MAX)
		return false;
	*first = (unsigned)a;
	*last = (unsigned)b;
	return true;
}

/* What a check needs to know. */
struct asked {
	const struct ctx *ctx;
	const struct cmd *cmd;
	const struct args *args;
	struct err *doubt, *err;
};

static bool row_is(const struct asked *a, const char *name)
{
	return !strcmp(a->cmd->name, name);
}

static int check_event(const struct asked *a, const char *value)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	if (!str_starts(a->cmd->name, "hooks ") || hooks_is_event(value))
		return 0;
	for (i = 0; hooks_events[i]; i++)
		strbuf_addf(&sb, "%s%s", i == 0 ? "" : hooks_events[i + 1] ?
			    ", " : " and ", hooks_events[i]);
	err_set(a->err, ERR_USAGE, "no hook '%s'; the hooks are %s", value,
		sb.buf);
	strbuf_release(&sb);
	return -1;
}

static int check_feature(const struct asked *a, const char *value)
{
	struct strbuf key = STRBUF_INIT, list = STRBUF_INIT;
	const struct setting *s;
	bool known;

	strbuf_addf(&key, "task.feature.%s", value);
	known = settings_find(key.buf) != NULL;
	for (s = settings_table; s->key; s++)
		if (str_starts(s->key, "task.feature."))
			strbuf_addf(&list, "%s%s", list.len ? ", " : "",
				    s->key + strlen("task.feature."));
	if (!known)
		err_set(a->err, ERR_USAGE, "Unknown feature '%s': use one of "
			"%s", value, list.buf);
	strbuf_release(&key);
	strbuf_release(&list);
	return known ? 0 : -1;
}

static int check_criteria(const struct asked *a, const char *value, bool one)
{
	struct json *list = one ? json_new_arr() : NULL;
	int ret = 0;

	if (one)
		ret = fields_criterion(list, value, a->err);
	else if (*value)
		ret = fields_criteria(&list, value, a->err);
	if (ret == 0)
		ret = list ? field_check(F_SUCCESS_CRITERIA, list, a->err) : 0;
	json_free(list);
	return ret;
}

static int check_supposed(const struct asked *a, const char *value)
{
	struct strvec parts = STRVEC_INIT;
	int ret = 0;
	size_t i;

	strvec_split(&parts, value, ";,");
	for (i = 0; i < parts.nr && ret == 0; i++)
		if (!str_istarts(parts.v[i], "add ") &&
		    !str_istarts(parts.v[i], "remove "))
			ret = err_set(a->err, ERR_USAGE, "'%s' can not be "
				      "supposed; use 'remove <who> [from <day>] "
				      "[until <day>]' or 'add <who>'",
				      parts.v[i]);
	strvec_clear(&parts);
	return ret;
}

static int check_tag(const struct asked *a, const char *value)
{
	struct json *tag;
	int ret;

	if (row_is(a, "tag"))
		value += *value == '+' || *value == '-';
	if (!*value)
		return err_set(a->err, ERR_USAGE, "a tag is empty");
	tag = json_new_str(value);
	ret = field_check(F_TAGS, tag, a->err);
	json_free(tag);
	return ret;
}

static int check_query(const struct asked *a, const char *value)
{
	struct query *q = query_new(clock_now(a->ctx->clock));
	int ret = query_add(q, value, a->err);

	query_free(q);
	return ret;
}

/* A field, or a key of one that is a map: "fields/sprint". */
static int check_field(const struct asked *a, const char *value)
{
	char *name = xstrndup(value, strcspn(value, "/"));
	struct attr attr = ATTR_INIT;
	int ret = 0;

	if (attr_find(&attr, name, 0))
		attr_release(&attr);
	else if (field_find(name) == F_NR)
		ret = err_set(a->err, ERR_USAGE, "no field is called '%s'",
			      value);
	free(name);
	return ret;
}

static int check_value(const struct asked *a, const struct opt *o,
		       const char *value)
{
	unsigned first, last;
	int64_t since, until;
	uint64_t size;

	switch (word_kind(a->cmd, o)) {
	case WORD_SIZE:
		return exec_size(&size, value, a->err) < 0 ?
			err_prefix(a->err, "--%s", o->name) : 0;
	case WORD_EXPRESSION:
		return fields_measurable(value, a->err);
	case WORD_CRITERIA:
		return check_criteria(a, value, false);
	case WORD_CRITERION:
		return check_criteria(a, value, true);
	case WORD_EVENT:
		return check_event(a, value);
	case WORD_FEATURE:
		return check_feature(a, value);
	case WORD_PERIOD:
		return metrics_period(&since, &until, value,
				      clock_now(a->ctx->clock), a->err);
	case WORD_LINES:
		return words_lines(&first, &last, value) ? 0 :
			err_set(a->err, ERR_USAGE, "'%s' is no range of lines; "
				"write 10,20", value);
	case WORD_SUPPOSED:
		return check_supposed(a, value);
	case WORD_TAG:
		return row_is(a, "tag") || row_is(a, "add") ||
		       row_is(a, "update") ? check_tag(a, value) : 0;
	case WORD_QUERY:
		return o->flags & OPT_POS ? 0 : check_query(a, value);
	case WORD_FIELD:
		return check_field(a, value);
	default:
		return 0;
	}
}

static int check_values(const struct asked *a)
{
	const struct opt *o;

	for (o = a->cmd->opts; o && o->name; o++) {
		const struct strvec *l;

		if (o->type != OPT_STR || !args_has(a->args, o->name))
			continue;
		l = args_list(a->args, o->name);
		for (size_t i = 0; i < l->nr; i++) {
			if (check_value(a, o, l->v[i]) == 0)
				continue;
			a->err->code = ERR_USAGE;
			return -1;
		}
	}
	return 0;
}

/* ---- names that can be somebody's own ---- */

static const char *text_of(const struct asked *a, const char *name)
{
	const struct opt *o = opt_find(a->cmd->opts, name);

	return o && o->type == OPT_STR ? args_str(a->args, name) : NULL;
}

/* Columns and groups are looked for in no tasks: what is not found is doubtful. */
static void doubt_names(const struct asked *a)
{
	static const struct view nothing;
	const char *columns = text_of(a, "columns"), *by = text_of(a, "by");
	struct columns cols = COLUMNS_INIT;
	struct attr attr = ATTR_INIT;

	if (by)
		filter_by(&attr, &nothing, by, a->doubt);
	if (columns)
		columns_parse(&cols, &nothing, columns, a->doubt);
	columns_release(&cols);
	attr_release(&attr);
}

/* Forms that one row asks for. */
static int check_form(const struct asked *a)
{
	const char *commit = row_is(a, "undo") ? text_of(a, "commit") :
			     row_is(a, "watch") ? text_of(a, "since") : NULL;
	const char *note = row_is(a, "feedback") ? text_of(a, "note") : NULL;
	const char *name = row_is(a, "template create") ? text_of(a, "name") :
			   NULL;
	const struct strvec *same = row_is(a, "prd parse") ||
		row_is(a, "prd diff") ? args_list(a->args, "same") : NULL;
	size_t len = commit ? strlen(commit) : 0, i;

	if (commit && (len < 4 || len > 64 ||
		       commit[strspn(commit, "0123456789abcdefABCDEF")]))
		return err_set(a->err, ERR_USAGE, "'%s' is no commit (4 to 64 "
			       "hex digits)", commit);
	if (note && act_check_note(note, a->err) < 0)
		return -1;
	if (name && !template_name_ok(name))
		return err_set(a->err, ERR_USAGE, "'%s' is no name for a "
			       "template: lower-case words joined by '-'",
			       name);
	for (i = 0; same && i < same->nr; i++)
		if (!strchr(same->v[i], '='))
			return err_set(a->err, ERR_USAGE, "--same needs "
				       "key=task, not '%s'", same->v[i]);
	return 0;
}

/* A report that is none of ours can be a file of the project, or of anybody. */
static void doubt_report(const struct asked *a)
{
	const char *name = row_is(a, "report") ? text_of(a, "template") : NULL;
	char *text, *page;

	if (!name || strchr(name, '/') || strchr(name, '.'))
		return;
	text = xasprintf("templates/report-%s.md", name);
	page = xasprintf("templates/report-%s.html", name);
	if (!embed_find(text) && !embed_find(page))
		err_set(a->doubt, ERR_USAGE, "no report template '%s': "
			"'weekly', 'burndown', 'flow', 'projects' and "
			"'calendar' need no file", name);
	free(text);
	free(page);
}

static int check_names(const struct asked *a)
{
	const char *format = opt_find(a->cmd->opts, "format") ?
			     args_str(a->args, "format") : NULL;

	if (rowformat_is(format) && rowformat_check(format, a->doubt, a->err) < 0)
		return -1;
	if (check_form(a) < 0) {
		a->err->code = ERR_USAGE;
		return -1;
	}
	doubt_names(a);
	doubt_report(a);
	return 0;
}

int words_check(const struct ctx *ctx, const struct cmd *cmd,
		const struct args *args, struct err *doubt, struct err *err)
{
	const struct asked a = { ctx, cmd, args, doubt, err };
	const struct opt *query = opt_find(cmd->opts, "query");

	if (check_values(&a) < 0 || check_names(&a) < 0)
		return -1;
	if ((query && query->flags & OPT_POS) || row_is(&a, "search"))
		return filter_check(ctx, args, doubt, err);
	if (row_is(&a, "add") || row_is(&a, "update"))
		return fields_check(args, err);
	return 0;
}
