/*
 * filter.c - options that choose tasks, as a query.
 */
#include "base/base.h"
#include "cmd/kit/filter.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "cmd/kit/fields.h"

static bool has_opt(const struct args *a, const char *name)
{
	return opt_find(a->opts, name) && args_has(a, name);
}

/* Options that are one condition each. */
static const struct {
	const char *opt, *field, *op;
} simple[] = {
	{ "project", "project", "=" },
	{ "type", "type", "=" },
	{ "parent", "parent", "=" },
	{ "blocked-by", "blocked-by", "=" },
	{ "due-before", "due", "<" },
	{ "created-since", "created", ">=" },
	{ "updated-since", "updated", ">=" },
	{ "completed-since", "completed", ">=" },
	{ "text", "text", "~" },
};

static const struct {
	const char *opt, *field, *value;
} flags[] = {
	{ "has-deps", "has", "deps" },
	{ "ready", "is", "ready" },
	{ "overdue", "is", "overdue" },
	{ "mine", "assignee", "me" },
	{ "completed", "status", "completed" },
};

/* Words of a query that speak of the status. */
static bool word_has_status(const char *word)
{
	static const char *const names[] = { "status", "is:", "completed",
					     "state", "deleted" };
	size_t i;

	if (*word == '-' || *word == '!')
		word++;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (str_istarts(word, names[i]))
			return true;
	return false;
}

/* Did the user say anything about status? */
static bool filter_has_status(const struct args *args)
{
	static const char *const opts[] = { "status", "completed", "all",
		"deleted", "ready", "overdue", "completed-since" };
	const struct strvec *words = has_opt(args, "query") ?
				     args_list(args, "query") : NULL;
	struct strvec parts = STRVEC_INIT;
	size_t i;
	bool yes = false;

	for (i = 0; i < ARRAY_SIZE(opts); i++)
		yes |= has_opt(args, opts[i]);
	for (i = 0; words && i < words->nr; i++)
		strvec_split(&parts, words->v[i], " \t\n(");
	for (i = 0; i < parts.nr; i++)
		yes |= word_has_status(parts.v[i]);
	strvec_clear(&parts);
	return yes;
}

static int add_status(struct query *q, const struct args *args,
		      struct err *err)
{
	char *list;
	int ret;

	if (!has_opt(args, "status"))
		return 0;
	list = strvec_join(args_list(args, "status"), ",");
	ret = query_where(q, "status", "=", list, err);
	free(list);
	return ret;
}

static int add_priority(struct query *q, const struct args *args,
			struct err *err)
{
	const char *s;
	char *name;
	size_t len;
	int ret;

	if (!has_opt(args, "priority"))
		return 0;
	s = args_str(args, "priority");
	len = strlen(s);
	if (len < 2 || (s[len - 1] != '+' && s[len - 1] != '-'))
		return query_where(q, "priority", "=", s, err);
	name = xstrndup(s, len - 1);
	ret = query_where(q, "priority", s[len - 1] == '+' ? ">=" : "<=",
			  name, err);
	free(name);
	return ret;
}

/* --meta key=value: fields.key */
static int add_meta(struct query *q, const struct args *args, struct err *err)
{
	const struct strvec *list = has_opt(args, "meta") ?
				    args_list(args, "meta") : NULL;
	int ret = 0;

	for (size_t i = 0; list && i < list->nr && ret == 0; i++) {
		size_t len = strcspn(list->v[i], "=");
		char *field = xasprintf("fields.%.*s", (int)len, list->v[i]);

		ret = query_where(q, field, "=", list->v[i] + len + 1, err);
		free(field);
	}
	return ret;
}

static int add_options(struct query *q, const struct ctx *ctx,
		       const struct args *args, struct err *err)
{
	const struct strvec *tags;
	size_t i;

	/* a wrong value of an option is a wrong command line */
	if (add_status(q, args, err) < 0 ||
	    add_priority(q, args, err) < 0 || add_meta(q, args, err) < 0) {
		if (err && err->code == ERR_INVALID && !ctx->tm)
			err->code = ERR_USAGE;
		return -1;
	}
	if (has_opt(args, "assignee") &&
	    query_where(q, "assignee", "=", args_str(args, "assignee"),
			err) < 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(simple); i++)
		if (has_opt(args, simple[i].opt) &&
		    query_where(q, simple[i].field, simple[i].op,
				args_str(args, simple[i].opt), err) < 0)
			return -1;
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (has_opt(args, flags[i].opt) &&
		    query_where(q, flags[i].field, "=", flags[i].value,
				err) < 0)
			return -1;
	tags = has_opt(args, "tag") ? args_list(args, "tag") : NULL;
	for (i = 0; tags && i < tags->nr; i++)
		if (query_where(q, "tag", "=", tags->v[i], err) < 0)
			return -1;
	return 0;
}

static int add_words(struct query *q, const struct args *args,
		     struct err *err)
{
	const struct strvec *words;
	char *text;
	int ret;

	if (!has_opt(args, "query"))
		return 0;
	words = args_list(args, "query");
	text = strvec_join(words, " ");
	ret = query_add(q, text, err);
	free(text);
	return ret;
}

struct query *filter_query(struct ctx *ctx, const struct args *args,
			   const char *dflt, struct err *err)
{
	struct query *q = query_new(clock_now(ctx->clock));
	const char *name = NULL, *email = NULL;

	/* who "me" is; a repository without an identity can still be read */
	db_me(ctx->db, &name, &email, NULL);
	query_set_me(q, db_me_name(ctx->db), email);
	query_set_people(q, db_person_forms, ctx->db);
	if (add_options(q, ctx, args, err) < 0 || add_words(q, args, err) < 0)
		goto fail;
	if (has_opt(args, "deleted")) {
		query_deleted(q, true);
		if (query_where(q, "is", "=", "deleted", err) < 0)
			goto fail;
	}
	if (dflt && !filter_has_status(args) &&
	    query_where(q, "status", "=", dflt, err) < 0)
		goto fail;
	return q;
fail:
	query_free(q);
	return NULL;
}

int filter_check(const struct ctx *ctx, const struct args *args,
		 struct err *doubt, struct err *err)
{
	static const struct view nothing;
	struct query *q = query_new(clock_now(ctx->clock));
	int ret = add_options(q, ctx, args, err);
	uint32_t *rows = NULL;
	size_t nr;

	if (ret == 0)
		ret = add_words(q, args, err);
	if (ret == 0 && has_opt(args, "sort"))
		ret = query_sort(q, args_str(args, "sort"), err);
	if (ret < 0 && err)
		err->code = ERR_USAGE;
	/* ids are not found there, either: that is no doubt */
	if (ret == 0 && query_run(&rows, &nr, NULL, q, &nothing, doubt) < 0 &&
	    doubt->code != ERR_USAGE)
		err_clear(doubt);
	free(rows);
	query_free(q);
	return ret;
}

int filter_by(struct attr *out, const struct view *v, const char *word,
	      struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	char name[FIELD_WORD];
	int f;

	if (attr_find(out, word, FIELD_QUERY))
		return 0;
	attr_own(out, word);
	if (attr_used(v, out))
		return 0;
	for (f = 0; f < F_NR; f++)
		if (field_defs[f].flags & FIELD_QUERY)
			strbuf_addf(&sb, "%s, ", field_word(name,
							    (enum field)f));
	err_set(err, ERR_USAGE, "nothing to group by is called '%s' (there are "
		"%s" FIELD_PHASE ", fields.<key>)", word, sb.buf);
	strbuf_release(&sb);
	return -1;
}
