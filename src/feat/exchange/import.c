/*
 * import.c - records as edits.
 */
#include "base/base.h"
#include "feat/exchange/convert.h"

#include "base/map.h"
#include "base/mem.h"
#include "data/due.h"
#include "model/change.h"

#define MAX_ERRORS 20

struct import {
	const struct records *r;
	const struct import_options *opt;
	struct strvec *errors;
	struct import_result res;
	char (*ids)[ID_LEN + 1];	/* of each record */
	bool *is_new;
	struct map by_key;		/* key or typed id -> id text */
	struct strvec keys;		/* of each record, "" when none */
	const struct view *v;
	bool loose;
};

/* Names that other programs give to our fields. */
static const struct {
	const char *name;
	enum field field;
} aliases[] = {
	{ "name", F_TITLE }, { "subject", F_TITLE }, { "task", F_TITLE },
	{ "summary", F_TITLE }, { "body", F_DESCRIPTION },
	{ "content", F_DESCRIPTION }, { "details", F_DESCRIPTION },
	{ "labels", F_TAGS }, { "due", F_DEADLINE },
	{ "due_date", F_DEADLINE }, { "depends_on", F_DEPENDENCIES },
	{ "depends", F_DEPENDENCIES }, { "estimate", F_ESTIMATED_HOURS },
	{ "state", F_STATUS }, { "owner", F_ASSIGNEE },
	{ "assigned_to", F_ASSIGNEE }, { "files", F_FILE_REFS },
	{ "criteria", F_SUCCESS_CRITERIA }, { "issue_type", F_TYPE },
};

/* Members that are derived, or handled on their own. */
static const char *const skipped[] = {
	"id", "key", "stamps", "blocked_by", "quality_score", "stored_status",
	"score", "score_parts", "reason", "source", "parent", "status",
	"dependencies", "phase_id"
};

static enum field member_field(const struct json *rec, const char *name)
{
	enum field f = field_find(name);
	size_t i;

	if (f != F_NR)
		return f;
	for (i = 0; i < ARRAY_SIZE(aliases); i++)
		if (!strcmp(aliases[i].name, name) &&
		    !json_get(rec, field_defs[aliases[i].field].name))
			return aliases[i].field;
	return F_NR;
}

static const struct json *member(const struct json *rec, enum field f)
{
	const struct json *j = json_get(rec, field_defs[f].name);
	size_t i;

	for (i = 0; !j && i < ARRAY_SIZE(aliases); i++)
		if (aliases[i].field == f)
			j = json_get(rec, aliases[i].name);
	return j;
}

/* ---- values ---- */

static int scalar_from_text(struct json **out, enum field f, const char *s,
			    int64_t now, struct err *err)
{
	char buf[WHEN_LEN], *end;
	enum priority p;
	int64_t ms;
	double d;

	switch (field_defs[f].type) {
	case TYPE_PRIORITY:
		if (!priority_parse(&p, s))
			return err_set(err, ERR_INVALID,
				       "Invalid priority '%s'", s);
		*out = json_new_str(priority_name(p));
		return 0;
	case TYPE_DUE:
		if (due_parse(&ms, s, now, err) < 0)
			return err_prefix(err, "%s", field_defs[f].name);
		due_format(buf, ms);
		*out = json_new_str(buf);
		return 0;
	case TYPE_TIME:
		if (when_parse(&ms, s, now, false, err) < 0)
			return err_prefix(err, "%s", field_defs[f].name);
		when_format(buf, ms);
		*out = json_new_str(buf);
		return 0;
	case TYPE_HOURS:
	case TYPE_SCORE:
	case TYPE_NUMBER:
		errno = 0;
		d = strtod(s, &end);
		if (errno || end == s || *end)
			return err_set(err, ERR_INVALID,
				       "%s: '%s' is not a number",
				       field_defs[f].name, s);
		*out = json_new_num(d);
		return 0;
	case TYPE_BOOL:
		*out = json_new_bool(str_ieq(s, "true") || !strcmp(s, "1"));
		return 0;
	case TYPE_CRITERIA:
	case TYPE_OBJECT:
		return json_parse(out, s, strlen(s), err);
	default:
		*out = json_new_str(s);
		return 0;
	}
}

/* The value of a register in the form in which it is stored. */
static int register_value(struct json **out, enum field f,
			  const struct json *j, int64_t now, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	int ret;

	*out = NULL;
	if (json_is(j, JSON_STR))
		return scalar_from_text(out, f, json_str(j), now, err);
	if (json_is(j, JSON_NUM) && (field_defs[f].type == TYPE_PRIORITY ||
				     field_defs[f].type == TYPE_PERSON ||
				     field_defs[f].type == TYPE_LINE)) {
		json_line(&sb, j);
		ret = scalar_from_text(out, f, sb.buf, now, err);
		strbuf_release(&sb);
		return ret;
	}
	*out = json_copy(j);
	return 0;
}

/* "a;b", "a, b", a JSON array in text, or an array -> array; caller frees. */
static struct json *list_value(const struct json *j)
{
	struct strvec parts = STRVEC_INIT;
	const char *s = json_str(j);
	struct json *arr = NULL;
	size_t i;

	if (json_is(j, JSON_ARR))
		return json_copy(j);
	if (s && *s == '[' && json_parse(&arr, s, strlen(s), NULL) == 0) {
		if (json_is(arr, JSON_ARR))
			return arr;
		json_free(arr);
	}
	arr = json_new_arr();
	strvec_split(&parts, s ? s : "", s && strchr(s, ';') ? ";" : ",");
	for (i = 0; i < parts.nr; i++)
		json_push_str(arr, parts.v[i]);
	strvec_clear(&parts);
	return arr;
}

/* Makes the set what `want` says. */
static int set_ops(struct change *c, enum field f, const struct json *want,
		   const struct task *t, struct err *err)
{
	const struct json *have = t ? task_get(t, f) : NULL;
	struct map had = MAP_INIT, wanted = MAP_INIT;
	struct json *j;
	int ret = 0;

	json_strings(&had, have);
	json_strings(&wanted, want);
	json_each(j, want) {
		if (!json_is(j, JSON_STR)) {
			ret = err_set(err, ERR_INVALID,
				      "%s must be a list of texts",
				      field_defs[f].name);
			break;
		}
		if (!map_has(&had, json_str(j)))
			change_add(c, f, json_str(j));
	}
	json_each(j, have)
		if (ret == 0 && json_str(j) && !map_has(&wanted, json_str(j)))
			change_remove(c, f, json_str(j));
	map_clear(&had);
	map_clear(&wanted);
	return ret;
}

static int log_ops(struct change *c, enum field f, const struct json *list,
		   const struct task *t, struct err *err)
{
	const struct json *have = t ? task_get(t, f) : NULL;
	struct map ids = MAP_INIT;
	struct json *e;

	if (json_is(list, JSON_STR)) {
		if (!have && *json_str(list))
			change_append(c, f, entry_new(json_str(list), NULL));
		return 0;
	}
	if (!json_is(list, JSON_ARR))
		return err_set(err, ERR_INVALID, "%s must be a list",
			       field_defs[f].name);
	json_each(e, have)
		if (json_get_str(e, "id"))
			map_put(&ids, json_get_str(e, "id"), NULL);
	json_each(e, list)
		if (!json_get_str(e, "id") ||
		    !map_has(&ids, json_get_str(e, "id")))
			change_append(c, f, json_copy(e));
	map_clear(&ids);
	return 0;
}

static int map_ops(struct change *c, enum field f, const struct json *value,
		   struct err *err)
{
	struct json *map = NULL, *j;
	const char *s = json_str(value);

	if (s && json_parse(&map, s, strlen(s), err) < 0)
		return err_prefix(err, "%s", field_defs[f].name);
	if (!map)
		map = json_copy(value);
	if (!json_is(map, JSON_OBJ)) {
		json_free(map);
		return err_set(err, ERR_INVALID, "%s must be an object",
			       field_defs[f].name);
	}
	json_each(j, map)
		change_put(c, f, json_key(j), json_copy(j));
	json_free(map);
	return 0;
}

/* One known field but status, dependencies and parent. */
static int field_ops(struct change *c, enum field f, const struct json *j,
		     const struct task *t, int64_t now, struct err *err)
{
	struct json *v;
	int ret;

	if (json_is(j, JSON_NULL)) {
		if (t && field_defs[f].kind == KIND_REGISTER &&
		    (field_defs[f].flags & FIELD_OPTIONAL) && task_get(t, f))
			change_unset(c, f);
		return 0;
	}
	switch (field_defs[f].kind) {
	case KIND_SET:
		v = list_value(j);
		ret = set_ops(c, f, v, t, err);
		json_free(v);
		return ret;
	case KIND_LOG:
		return log_ops(c, f, j, t, err);
	case KIND_MAP:
		return map_ops(c, f, j, err);
	default:
		break;
	}
	if (t && (f == F_CREATED_AT || f == F_CREATED_BY ||
		  f == F_UPDATED_AT))
		return 0;
	if (f == F_DELETED && !json_bool(j) && !(t && task_deleted(t)))
		return 0;
	if (register_value(&v, f, j, now, err) < 0)
		return -1;
	change_set(c, f, v);
	return 0;
}

/* ---- ids and references ---- */

static const char *text_of(const struct json *j, struct strbuf *scratch)
{
	if (json_is(j, JSON_STR))
		return json_str(j);
	if (!json_is(j, JSON_NUM))
		return NULL;
	strbuf_reset(scratch);
	json_line(scratch, j);
	return scratch->buf;
}

/* The id of a task that a record refers to. */
static int reference(char out[ID_LEN + 1], struct import *im,
		     const char *typed, struct err *err)
{
	const char *id = map_get(&im->by_key, typed);
	char *key = xasprintf("%s:%s", im->opt->source, typed);
	uint32_t row;

	if (!id)
		id = map_get(&im->by_key, key);
	free(key);
	if (id) {
		memcpy(out, id, ID_LEN + 1);
		return 0;
	}
	/* another program's keys are never prefixes of our ids */
	if (im->r->foreign)
		return err_set(err, ERR_NOT_FOUND, "task '%s' not found",
			       typed);
	if (view_resolve(&row, im->v, typed, true, err) < 0)
		return -1;
	memcpy(out, im->v->rows[row].id, ID_LEN + 1);
	return 0;
}

/* A reference to a task that is not there is left out and told. */
static int import_loose(struct import *im, const char *typed,
			struct err *err)
{
	err_clear(err);
	if (!strvec_has(im->opt->missing, typed))
		strvec_push(im->opt->missing, typed);
	return 0;
}

static int dependency_ops(struct change *c, struct import *im,
			  const struct json *rec, const struct task *t,
			  struct err *err)
{
	const struct json *j = member(rec, F_DEPENDENCIES);
	struct strbuf scratch = STRBUF_INIT;
	struct json *list, *item, *ids;
	char id[ID_LEN + 1];
	int ret = 0;

	if (!j || json_is(j, JSON_NULL))
		return 0;
	list = list_value(j);
	ids = json_new_arr();
	json_each(item, list) {
		const char *s = text_of(item, &scratch);

		ret = reference(id, im, s ? s : "", err);
		if (ret < 0 && im->loose) {
			import_loose(im, s ? s : "", err);
			ret = 0;
			continue;
		}
		if (ret < 0) {
			err_prefix(err, "Invalid dependency ID");
			break;
		}
		json_push_str(ids, id);
	}
	if (ret == 0)
		ret = set_ops(c, F_DEPENDENCIES, ids, t, err);
	json_free(ids);
	json_free(list);
	strbuf_release(&scratch);
	return ret;
}

static int parent_ops(struct change *c, struct import *im, size_t n,
		      struct err *err)
{
	const struct record *rec = &im->r->v[n];
	const struct json *j = json_get(rec->obj, "parent");
	struct strbuf scratch = STRBUF_INIT;
	const char *s = text_of(j, &scratch);
	char id[ID_LEN + 1];
	int ret = 0;

	if (s && *s) {
		ret = reference(id, im, s, err);
		if (ret == 0)
			change_set_str(c, F_PARENT, id);
		else if (im->loose)
			ret = import_loose(im, s, err);
		else
			err_prefix(err, "Invalid parent ID");
	} else if (json_is(j, JSON_NULL)) {
		if (!im->is_new[n])
			change_unset(c, F_PARENT);
	} else if (rec->parent != SIZE_MAX) {
		change_set_str(c, F_PARENT, im->ids[rec->parent]);
	}
	strbuf_release(&scratch);
	return ret;
}

static int status_ops(struct change *c, const struct json *rec,
		      const struct task *t, struct err *err)
{
	const char *s = json_get_str(rec, "stored_status");
	enum status st;

	if (!s)
		s = json_str(member(rec, F_STATUS));
	if (!s || !*s)
		return 0;
	if (!status_parse(&st, s))
		return err_set(err, ERR_INVALID, "Invalid status '%s'", s);
	if (t && task_status(t) == st)
		return 0;
	change_want(c, st);
	return 0;
}

/* ---- one record ---- */

static bool is_skipped(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(skipped); i++)
		if (!strcmp(skipped[i], name))
			return true;
	return false;
}

/* A member that we do not know: kept as it is; cells of CSV as own fields. */
static void unknown_ops(struct change *c, struct import *im, const char *name,
			const struct json *j)
{
	if (im->r->format == CONVERT_CSV)
		change_put(c, F_FIELDS, name, json_copy(j));
	else if (!json_is(j, JSON_NULL))
		change_op(c, OP_SET, name, NULL, json_copy(j));
}

static void source_ops(struct change *c, struct import *im, size_t n)
{
	const struct json *src = json_get(im->r->v[n].obj, "source");
	const char *cell = json_str(src);
	struct json *j = NULL;

	/* a cell of CSV holds it as text */
	if (cell && *cell == '{' &&
	    json_parse(&j, cell, strlen(cell), NULL) == 0 &&
	    json_is(j, JSON_OBJ)) {
		change_set(c, F_SOURCE, j);
		return;
	}
	json_free(j);
	if (json_is(src, JSON_OBJ)) {
		change_set(c, F_SOURCE, json_copy(src));
	} else if (*im->keys.v[n]) {
		j = json_new_obj();
		json_set_str(j, "key", im->keys.v[n]);
		change_set(c, F_SOURCE, j);
	}
}

static int record_change(struct change *c, struct import *im, size_t n,
			 const struct task *t, int64_t now, struct err *err)
{
	const struct json *rec = im->r->v[n].obj;
	struct json *j;

	if (status_ops(c, rec, t, err) < 0)
		return -1;
	json_each(j, rec) {
		const char *name = json_key(j);
		enum field f = member_field(rec, name);

		if (is_skipped(name) || f == F_STATUS || f == F_DEPENDENCIES)
			continue;
		/* todo.txt has dates only: the same day is no edit */
		if (f == F_COMPLETED_AT && t && task_str(t, f) &&
		    im->r->format == CONVERT_TODOTXT && json_str(j) &&
		    !strncmp(task_str(t, f), json_str(j), 10))
			continue;
		if (f == F_NR)
			unknown_ops(c, im, name, j);
		else if (field_ops(c, f, j, t, now, err) < 0)
			return -1;
	}
	source_ops(c, im, n);
	if (json_get_str(rec, "phase_id"))
		change_put(c, F_FIELDS, "phase",
			   json_copy(json_get(rec, "phase_id")));
	if (im->opt->project && !member(rec, F_PROJECT))
		change_set_str(c, F_PROJECT, im->opt->project);
	if (dependency_ops(c, im, rec, t, err) < 0)
		return -1;
	return parent_ops(c, im, n, err);
}

static void import_error(struct import *im, size_t n, const char *msg)
{
	if (im->errors->nr < MAX_ERRORS)
		strvec_pushf(im->errors, "%s %zu: %s",
			     im->r->format == CONVERT_JSON ? "element" :
			     "line", im->r->v[n].line, msg);
}

static void import_record(struct import *im, struct txn *txn, size_t n)
{
	const struct edit *edit = txn_edit(txn);
	const struct task *t = NULL;
	struct err err = ERR_INIT;
	struct change c;
	bool changed = false;

	change_init(&c, im->ids[n]);
	c.create = im->is_new[n];
	if ((!c.create && txn_task(&t, txn, im->ids[n], &err) < 0) ||
	    record_change(&c, im, n, t, edit->now, &err) < 0 ||
	    ((c.nr || c.create) && txn_apply(txn, &c, &changed, &err) < 0))
		import_error(im, n, err.msg);
	else if (c.create)
		im->res.created++;
	else if (changed)
		im->res.updated++;
	else
		im->res.unchanged++;
	change_release(&c);
}

/* ---- which task is it? ---- */

/* Keys of tasks that were imported before. */
static void known_keys(struct import *im)
{
	size_t i;

	for (i = 0; i < im->v->nr; i++) {
		const struct row *r = &im->v->rows[i];

		if (*r->prd_key && !*r->prd && !r->deleted)
			map_put(&im->by_key, r->prd_key, xstrdup(r->id));
	}
}

/* A new id that begins with the hex digits of another program's id. */
static void id_from_prefix(struct txn *txn, const struct view *v,
			   char out[ID_LEN + 1], const char *prefix)
{
	char folded[ID_LEN + 1];
	size_t i;
	int tries;

	id_fold(folded, prefix);
	for (tries = 0; tries < 100; tries++) {
		txn_new_id(txn, out);
		for (i = 0; folded[i]; i++)
			out[i] = folded[i];
		if (view_find(v, out) == NO_ROW)
			return;
	}
}

static void record_key(struct strbuf *key, struct import *im,
		       const struct json *rec, struct map *seen)
{
	struct strbuf scratch = STRBUF_INIT;
	const char *s = text_of(json_get(rec, "key"), &scratch);
	uintptr_t nr;

	if (im->r->foreign && s) {
		strbuf_addstr(key, s);
		strbuf_release(&scratch);
		return;
	}
	if (!s)
		s = text_of(json_get(rec, "id"), &scratch);
	if (s && *s) {
		strbuf_addf(key, "%s:%s", im->opt->source, s);
	} else {
		s = text_of(member(rec, F_TITLE), &scratch);
		strbuf_addf(key, "%s:%s", im->opt->source, s ? s : "");
		nr = (uintptr_t)map_get(seen, key->buf) + 1;
		map_put(seen, key->buf, (void *)nr);
		if (nr > 1)
			strbuf_addf(key, " (%ju)", (uintmax_t)nr);
	}
	strbuf_release(&scratch);
}

/* Finds or makes the id of record `n` and notes by which names it goes. */
static void identify(struct import *im, struct txn *txn, size_t n,
		     struct map *seen, struct strbuf *key)
{
	const struct json *rec = im->r->v[n].obj;
	const char *typed = json_get_str(rec, "id"), *known;
	uint32_t row;

	strbuf_reset(key);
	im->is_new[n] = false;
	if (typed && id_valid(typed)) {
		memcpy(im->ids[n], typed, ID_LEN + 1);
		im->is_new[n] = view_find(im->v, typed) == NO_ROW;
	} else if (typed && id_is_prefix(typed) && strlen(typed) >= ID_SHORT) {
		known = map_get(&im->by_key, typed);
		if (known) {
			memcpy(im->ids[n], known, ID_LEN + 1);
		} else if (view_resolve(&row, im->v, typed, true, NULL) == 0 &&
			   str_istarts(im->v->rows[row].id, typed)) {
			memcpy(im->ids[n], im->v->rows[row].id, ID_LEN + 1);
		} else {
			id_from_prefix(txn, im->v, im->ids[n], typed);
			im->is_new[n] = true;
		}
	} else {
		record_key(key, im, rec, seen);
		known = map_get(&im->by_key, key->buf);
		if (known) {
			memcpy(im->ids[n], known, ID_LEN + 1);
		} else {
			txn_new_id(txn, im->ids[n]);
			im->is_new[n] = true;
		}
		map_put(&im->by_key, key->buf, xstrdup(im->ids[n]));
	}
	strvec_push(&im->keys, key->buf);
	if (typed)
		map_put(&im->by_key, typed, xstrdup(im->ids[n]));
	if (im->r->foreign && !key->len && json_get_str(rec, "key"))
		map_put(&im->by_key, json_get_str(rec, "key"),
			xstrdup(im->ids[n]));
}

static void check_twice(struct import *im)
{
	struct map ids = MAP_INIT;
	size_t n;

	for (n = 0; n < im->r->nr; n++) {
		if (map_has(&ids, im->ids[n]))
			import_error(im, n, "the same task again");
		map_put(&ids, im->ids[n], NULL);
	}
	map_clear(&ids);
}

int import_edit(struct txn *txn, void *data, struct err *err)
{
	struct import *im = data;
	struct map seen = MAP_INIT;
	struct strbuf key = STRBUF_INIT;
	size_t n;

	im->v = txn_view(txn);
	memset(&im->res, 0, sizeof(im->res));
	strvec_clear(im->errors);
	strvec_clear(im->opt->missing);
	strvec_clear(&im->keys);
	map_clear(&im->by_key);
	known_keys(im);
	for (n = 0; n < im->r->nr; n++)
		identify(im, txn, n, &seen, &key);
	check_twice(im);
	for (n = 0; n < im->r->nr && im->errors->nr < MAX_ERRORS; n++) {
		import_record(im, txn, n);
		if (im->opt->progress && n % 256 == 0)
			im->opt->progress(n, im->r->nr, im->opt->data);
	}
	map_clear(&seen);
	strbuf_release(&key);
	if (im->errors->nr)
		return err_set(err, ERR_INVALID, "%s", im->errors->v[0]);
	if (im->opt->dry_run)
		return err_set(err, ERR_NONE, "nothing was written");
	txn_what(txn, "%zu new, %zu changed", im->res.created,
		 im->res.updated);
	return 0;
}

struct import *import_begin(const struct records *r,
			    const struct import_options *opt,
			    struct strvec *errors)
{
	struct import *im = xcalloc(1, sizeof(*im));

	im->r = r;
	im->opt = opt;
	im->errors = errors;
	im->by_key = (struct map)MAP_INIT_FREE(free);
	strvec_init(&im->keys);
	im->loose = opt->loose || r->foreign;
	im->ids = xcalloc(r->nr + 1, sizeof(*im->ids));
	im->is_new = xcalloc(r->nr + 1, sizeof(*im->is_new));
	return im;
}

void import_end(struct import_result *res, struct import *im)
{
	*res = im->res;
	free(im->ids);
	free(im->is_new);
	map_clear(&im->by_key);
	strvec_clear(&im->keys);
	free(im);
}
