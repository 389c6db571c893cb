/*
 * common.c - ids that people type, and what an operation leaves to say.
 */
#include "base/base.h"
#include "cmd/kit/common.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "model/taskio.h"
#include "feat/project/planted.h"

int common_view(const struct view **out, struct ctx *ctx, struct err *err)
{
	struct strvec cycles = STRVEC_INIT;
	const struct view *v;
	size_t i;

	if (db_view(&v, ctx->db, err) < 0)
		return -1;
	if (v->cyclic)
		view_cycles(&cycles, v);
	for (i = 0; i < cycles.nr; i++)
		out_warn(ctx->out, "dependency cycle: %s", cycles.v[i]);
	strvec_clear(&cycles);
	*out = v;
	return 0;
}

int common_id(char out[ID_LEN + 1], const struct view *v, const char *typed,
	      bool deleted_too, struct err *err)
{
	uint32_t row;

	if (view_resolve(&row, v, typed, deleted_too, err) < 0)
		return -1;
	memcpy(out, v->rows[row].id, ID_LEN + 1);
	return 0;
}

int common_rows(uint32_t **rows, size_t *nr, const struct view *v,
		const struct strvec *typed, bool deleted_too, struct err *err)
{
	uint32_t *list = xcalloc(typed->nr + 1, sizeof(*list));
	size_t i, k, n = 0;

	for (i = 0; i < typed->nr; i++) {
		uint32_t row;

		if (view_resolve(&row, v, typed->v[i], deleted_too, err) < 0) {
			free(list);
			return -1;
		}
		for (k = 0; k < n && list[k] != row; k++)
			;
		if (k == n)
			list[n++] = row;
	}
	*rows = list;
	*nr = n;
	return 0;
}

int common_time(int64_t *out, struct ctx *ctx, const char *typed,
		bool end_of_day, struct err *err)
{
	return when_parse(out, typed, clock_now(ctx->clock), end_of_day, err);
}

int common_usage(struct err *err)
{
	if (err && err->code == ERR_INVALID)
		err->code = ERR_USAGE;
	return -1;
}

char *common_clean(const char *text)
{
	struct strbuf sb = STRBUF_INIT;

	utf8_add_clean_line(&sb, text ? text : "");
	return strbuf_detach(&sb, NULL);
}

/* The first line that is no text. */
static size_t bad_line(const struct strbuf *raw)
{
	const char *p = raw->buf, *end = p + raw->len, *nl;
	size_t line;

	for (line = 1; (nl = memchr(p, '\n', (size_t)(end - p))); line++) {
		if (!utf8_valid(p, (size_t)(nl - p)) ||
		    memchr(p, '\0', (size_t)(nl - p)))
			break;
		p = nl + 1;
	}
	return line;
}

int common_input(struct strbuf *out, const struct ctx *ctx, const char *path,
		 struct err *err)
{
	struct strbuf raw = STRBUF_INIT;
	const char *name = strcmp(path, "-") ? path : "standard input";

	if (ctx->input && !strcmp(path, "-")) {
		strbuf_addbuf(&raw, ctx->input);
	} else if (planted_refuse(ctx->db, path, err) < 0 ||
		   file_read(&raw, path, INPUT_MAX, err) < 0) {
		strbuf_release(&raw);
		return -1;
	}
	if (!utf8_valid(raw.buf, raw.len)) {
		err_set(err, ERR_INVALID, "'%s' is not valid UTF-8 (line %zu)",
			name, bad_line(&raw));
		strbuf_release(&raw);
		return -1;
	}
	if (memchr(raw.buf, '\0', raw.len)) {
		err_set(err, ERR_INVALID, "'%s' has a NUL byte in it (line "
			"%zu)", name, bad_line(&raw));
		strbuf_release(&raw);
		return -1;
	}
	strbuf_addlf(out, str_starts(raw.buf, "\xef\xbb\xbf") ?
		     raw.buf + 3 : raw.buf);
	strbuf_release(&raw);
	return 0;
}

bool common_structured(const struct ctx *ctx)
{
	return ctx->out->format != OUT_TEXT;
}

/* ---- showing ---- */

const char *common_status_words(enum status s)
{
	return s == STATUS_IN_PROGRESS ? "in progress" : status_name(s);
}

enum colour common_status_colour(enum status s)
{
	switch (s) {
	case STATUS_IN_PROGRESS:
		return COLOUR_YELLOW;
	case STATUS_BLOCKED:
		return COLOUR_RED;
	case STATUS_COMPLETED:
		return COLOUR_GREEN;
	case STATUS_CANCELLED:
		return COLOUR_DIM;
	default:
		return COLOUR_NONE;
	}
}

enum colour common_priority_colour(enum priority p)
{
	switch (p) {
	case PRIO_CRITICAL:
		return COLOUR_RED;
	case PRIO_HIGH:
		return COLOUR_YELLOW;
	case PRIO_LOW:
	case PRIO_NONE:
		return COLOUR_DIM;
	default:
		return COLOUR_NONE;
	}
}

/* An id, or each of an array of them. */
static struct json *shortened(const struct view *v, const struct json *ids)
{
	char id[ID_LEN + 1];
	struct json *arr, *j;

	if (json_is(ids, JSON_STR)) {
		view_short(id, v, json_str(ids));
		return json_new_str(id);
	}
	arr = json_new_arr();
	json_each(j, ids)
		json_push(arr, shortened(v, j));
	return arr;
}

/* tm prints ids of 8 digits: what `add` printed is what jq compares with. */
static void short_ids(struct json *pub, const struct view *v)
{
	static const char *const names[] = { "id", "blocked_by",
					     "dependencies", "parent" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct json *old = json_get(pub, names[i]);

		if (old && !json_is(old, JSON_NULL))
			json_set(pub, names[i], shortened(v, old));
	}
}

/* What scripts of tm read besides: a description is a text, also an empty one,
 * and the key of Jira has a name of its own. */
static void tm_form(struct json *pub, const struct view *v)
{
	const struct json *d = json_get(pub, "description");
	const char *key = json_get_str(json_get(pub, "external"), "jira");

	short_ids(pub, v);
	if (!d || json_is(d, JSON_NULL))
		json_set_str(pub, "description", "");
	if (key)
		json_set_str(pub, "jira_key", key);
	else
		json_set(pub, "jira_key", json_new_null());
}

struct json *common_json(const struct view *v, uint32_t row, struct err *err)
{
	struct strvec blockers = STRVEC_INIT;
	struct task t = TASK_INIT;
	struct json *j = NULL;

	if (view_task(&t, v, row, err) == 0) {
		view_blockers(&blockers, v, row);
		j = task_public(&t, v->rows[row].status, &blockers);
		if (v->short_ids)
			tm_form(j, v);
	}
	strvec_clear(&blockers);
	task_release(&t);
	return j;
}
