#include "base/base.h"
#include "cmd/common.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"
#include "model/taskio.h"

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

char *common_clean(const char *text)
{
	struct strbuf sb = STRBUF_INIT;

	utf8_add_clean_line(&sb, text ? text : "");
	return strbuf_detach(&sb, NULL);
}

int common_input(struct strbuf *out, const struct ctx *ctx, const char *path,
		 struct err *err)
{
	struct strbuf raw = STRBUF_INIT;
	const char *name = strcmp(path, "-") ? path : "standard input";

	if (ctx->input && !strcmp(path, "-")) {
		strbuf_addbuf(&raw, ctx->input);
	} else if (file_read(&raw, path, INPUT_MAX, err) < 0) {
		strbuf_release(&raw);
		return -1;
	}
	if (!utf8_valid(raw.buf, raw.len)) {
		strbuf_release(&raw);
		return err_set(err, ERR_INVALID, "'%s' is not valid UTF-8",
			       name);
	}
	if (memchr(raw.buf, '\0', raw.len)) {
		strbuf_release(&raw);
		return err_set(err, ERR_INVALID, "'%s' has a NUL byte in it",
			       name);
	}
	strbuf_addreplace(out, str_starts(raw.buf, "\xef\xbb\xbf") ?
			  raw.buf + 3 : raw.buf, "\r\n", "\n");
	strbuf_release(&raw);
	return 0;
}

bool common_structured(const struct ctx *ctx)
{
	return ctx->out->format != OUT_TEXT;
}

/* ---- edits ---- */

PRINTF_LIKE(2, 0)
static void push_clean(struct strvec *sv, const char *fmt, va_list ap)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_vaddf(&sb, fmt, ap);
	strvec_take(sv, common_clean(sb.buf));
	strbuf_release(&sb);
}

void edit_note(struct edits *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_clean(&e->notes, fmt, ap);
	va_end(ap);
}

void edit_say(struct edits *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_clean(&e->said, fmt, ap);
	va_end(ap);
}

void edit_warn(struct edits *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_clean(&e->warned, fmt, ap);
	va_end(ap);
}

static void edits_reset(struct edits *e)
{
	strvec_clear(&e->ids);
	strvec_clear(&e->notes);
	strvec_clear(&e->said);
	strvec_clear(&e->warned);
}

static int edit_row(struct edits *e, struct txn *txn, const struct view *v,
		    uint32_t row, struct err *err)
{
	const char *id = v->rows[row].id;
	const struct task *t;
	struct change c;
	int ret = -1;

	change_init(&c, id);
	view_short(e->shown, v, id);
	strvec_push(&e->ids, id);
	if (txn_task(&t, txn, id, err) < 0)
		goto out;
	if (e->one(e, txn, v, row, t, &c, err) < 0)
		goto out;
	if (c.nr && txn_apply(txn, &c, NULL, err) < 0)
		goto out;
	ret = 0;
out:
	change_release(&c);
	return ret;
}

static int edits_txn(struct txn *txn, void *data, struct err *err)
{
	struct edits *e = data;
	const struct view *v = txn_view(txn);
	uint32_t *rows;
	size_t nr, i;
	int ret = 0;

	edits_reset(e);
	if (common_rows(&rows, &nr, v, e->typed, e->deleted_too, err) < 0) {
		if (e->id_error)
			err_prefix(err, "%s", e->id_error);
		return -1;
	}
	for (i = 0; i < nr && ret == 0; i++)
		ret = edit_row(e, txn, v, rows[i], err);
	free(rows);
	return ret;
}

int edits_run(struct edits *e, struct err *err)
{
	struct db_result res;
	struct out *o = e->ctx->out;
	int ret = -1;
	size_t i;

	strvec_init(&e->ids);
	strvec_init(&e->notes);
	strvec_init(&e->said);
	strvec_init(&e->warned);
	if (db_write(e->ctx->db, e->verb, DB_QUIET_EMPTY, edits_txn, e, &res,
		     err) < 0)
		goto out;
	for (i = 0; i < e->warned.nr; i++)
		out_warn(o, "%s", e->warned.v[i]);
	for (i = 0; i < e->notes.nr; i++)
		out_note(o, "%s", e->notes.v[i]);
	if (common_structured(e->ctx)) {
		ret = common_changed(e->ctx, &e->ids, e->typed->nr > 1, err);
		goto out;
	}
	for (i = 0; i < e->said.nr; i++)
		out_f(o, "%s\n", e->said.v[i]);
	ret = 0;
out:
	edits_reset(e);
	return ret;
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

struct json *common_json(const struct view *v, uint32_t row, struct err *err)
{
	struct strvec blockers = STRVEC_INIT;
	struct task t = TASK_INIT;
	struct json *j = NULL;

	if (view_task(&t, v, row, err) == 0) {
		view_blockers(&blockers, v, row);
		j = task_public(&t, v->rows[row].status, &blockers);
		if (v->short_ids)
			short_ids(j, v);
	}
	strvec_clear(&blockers);
	task_release(&t);
	return j;
}

int common_changed(struct ctx *ctx, const struct strvec *ids, bool array,
		   struct err *err)
{
	const struct view *v;
	uint32_t *rows;
	size_t i, nr = 0;
	int ret;

	if (db_view(&v, ctx->db, err) < 0)
		return -1;
	if (!array && ids->nr == 1 && ctx->out->format == OUT_JSON) {
		uint32_t row = view_find(v, ids->v[0]);
		struct json *j = row == NO_ROW ? NULL :
				 common_json(v, row, err);

		if (!j)
			return -1;
		out_json(ctx->out, j);
		json_free(j);
		return 0;
	}
	rows = xcalloc(ids->nr + 1, sizeof(*rows));
	for (i = 0; i < ids->nr; i++) {
		uint32_t row = view_find(v, ids->v[i]);

		if (row != NO_ROW)
			rows[nr++] = row;
	}
	ret = common_tasks(ctx, v, rows, nr, NULL, err);
	free(rows);
	return ret;
}
