/*
 * foreign.c - the table of other programs' formats, and finding the one.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "feat/exchange/fill.h"

#define FILE_MAX ((size_t)64 << 20)

/* In the order in which they are asked: the surest signs first. */
static const struct foreign *const table[] = {
	&foreign_taskwarrior, &foreign_taskmaster, &foreign_trello,
	&foreign_jira, &foreign_linear, &foreign_gitbug, &foreign_gitlab,
	&foreign_gitea, &foreign_github, &foreign_beads, &foreign_ical,
	&foreign_org, &foreign_backlog, &foreign_speckit, &foreign_kiro,
	&foreign_tm,
};

const struct foreign *foreign_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (str_ieq(table[i]->name, name))
			return table[i];
	return NULL;
}

/* ---- JSON, and where its objects stand ---- */

static int cmp_place(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct foreign_place *)a)->obj;
	uintptr_t y = (uintptr_t)((const struct foreign_place *)b)->obj;

	return x < y ? -1 : x > y;
}

size_t foreign_line(const struct foreign_in *in, const struct json *obj)
{
	struct foreign_place key = { obj, 0 }, *p = NULL;

	if (in->nr_places)
		p = bsearch(&key, in->places, in->nr_places,
			    sizeof(*in->places), cmp_place);
	return p ? p->line : 1;
}

/* Objects in the order in which their braces open. */
struct walk {
	struct foreign_place *v;
	size_t nr, alloc;
};

static void walk_objects(struct walk *w, const struct json *j)
{
	const struct json *child;

	if (json_is(j, JSON_OBJ)) {
		ALLOC_GROW(w->v, w->nr + 1, w->alloc);
		w->v[w->nr].obj = j;
		w->v[w->nr++].line = 1;
	}
	if (json_is(j, JSON_OBJ) || json_is(j, JSON_ARR))
		json_each(child, j)
			walk_objects(w, child);
}

static void find_places(struct foreign_in *in)
{
	struct walk w = { NULL, 0, 0 };
	size_t i, nr = 0, line = 1;
	bool quoted = false;

	walk_objects(&w, in->root);
	for (i = 0; i < in->len && nr < w.nr; i++) {
		char c = in->text[i];

		if (c == '\n')
			line++;
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (c == '{' && !quoted)
			w.v[nr++].line = line;
	}
	if (w.nr)
		qsort(w.v, w.nr, sizeof(*w.v), cmp_place);
	in->places = w.v;
	in->nr_places = w.nr;
}

/* The end of the value that begins at `i`; a value is an array or object. */
static size_t value_end(const char *s, size_t i, size_t len)
{
	size_t depth = 0;
	bool quoted = false;

	for (; i < len; i++) {
		if (quoted && s[i] == '\\') {
			i++;
		} else if (s[i] == '"') {
			quoted = !quoted;
		} else if (!quoted && (s[i] == '{' || s[i] == '[')) {
			depth++;
		} else if (!quoted && (s[i] == '}' || s[i] == ']')) {
			if (depth <= 1)
				return i + 1;
			depth--;
		}
	}
	return len;
}

/* Several values, with nothing but blanks between them. */
static struct json *parse_stream(const char *s, size_t len, struct err *err)
{
	struct json *all = json_new_arr(), *j;
	size_t i = 0, end, line = 1;

	for (;;) {
		struct err e = ERR_INIT;

		for (; i < len && strchr(" \t\r\n", s[i]); i++)
			line += s[i] == '\n';
		if (i >= len)
			return all;
		if (s[i] != '{' && s[i] != '[') {
			err_set(err, ERR_INVALID, "line %zu: no JSON", line);
			break;
		}
		end = value_end(s, i, len);
		if (json_parse(&j, s + i, end - i, &e) < 0) {
			const char *why = strstr(e.msg, ": ");

			err_set(err, ERR_INVALID, "line %zu: %s", line,
				why ? why + 2 : e.msg);
			break;
		}
		json_push(all, j);
		for (; i < end; i++)
			line += s[i] == '\n';
	}
	json_free(all);
	return NULL;
}

static void parse_root(struct foreign_in *in)
{
	const char *s = in->text + strspn(in->text, " \t\r\n");

	if (*s != '{' && *s != '[')
		return;
	if (json_parse(&in->root, in->text, in->len, NULL) < 0)
		in->root = parse_stream(in->text, in->len, NULL);
	if (in->root)
		find_places(in);
}

const struct json *foreign_first(const struct foreign_in *in)
{
	const struct json *j = in->root;
	int depth;

	for (depth = 0; depth < 3 && json_is(j, JSON_ARR); depth++) {
		const struct json *child = json_first(j);

		while (child && json_is(child, JSON_ARR) && !json_nr(child))
			child = json_next(child);
		j = child;
	}
	return json_is(j, JSON_OBJ) ? j : NULL;
}

static int each(struct records *out, const struct foreign_in *in,
		const struct json *j, int depth,
		int (*fn)(struct records *, const struct foreign_in *,
			  const struct json *, struct err *), struct err *err)
{
	const struct json *child;

	if (json_is(j, JSON_OBJ))
		return fn(out, in, j, err);
	if (!json_is(j, JSON_ARR) || depth > 2)
		return err_set(err, ERR_INVALID,
			       "element %zu: a task must be an object",
			       out->nr + 1);
	json_each(child, j)
		if (each(out, in, child, depth + 1, fn, err) < 0)
			return -1;
	return 0;
}

int foreign_each(struct records *out, const struct foreign_in *in,
		 int (*fn)(struct records *out, const struct foreign_in *in,
			   const struct json *obj, struct err *err),
		 struct err *err)
{
	if (!in->root)
		return err_set(err, ERR_INVALID, "line 1: no JSON");
	return each(out, in, in->root, 0, fn, err);
}

/* ---- reading ---- */

/* Ours says the id in 16 digits, or in which state a task is stored. */
static bool is_ours(const struct foreign_in *in)
{
	const struct json *j = foreign_first(in), *list = json_get(j, "tasks");

	if (json_is(list, JSON_ARR) && json_first(list))
		j = json_first(list);
	return json_get(j, "stored_status") ||
	       (json_get_str(j, "id") && id_valid(json_get_str(j, "id")));
}

/* A page that came twice: the same task with the same content. */
static void drop_copies(struct records *r)
{
	struct map seen = MAP_INIT;
	size_t i, nr = 0;

	for (i = 0; i < r->nr; i++) {
		const char *key = json_get_str(r->v[i].obj, "key");
		size_t at = key ? map_find(&seen, key) : SIZE_MAX;
		uintptr_t n = at == SIZE_MAX ? 0 :
			      (uintptr_t)seen.items[at].value;

		if (n && json_eq(r->v[n - 1].obj, r->v[i].obj)) {
			json_free(r->v[i].obj);
			records_left(r, "the same task again");
			continue;
		}
		if (key)
			map_put(&seen, key, (void *)(nr + 1));
		r->v[nr++] = r->v[i];
	}
	r->nr = nr;
	map_clear(&seen);
}

/* A title is what no task can do without; what is open was not completed. */
static int check_titles(const struct records *r, struct strvec *errors,
			struct err *err)
{
	size_t i;

	for (i = 0; i < r->nr && errors->nr < 20; i++) {
		if (!str_eq(json_get_str(r->v[i].obj, "status"), "completed"))
			json_del(r->v[i].obj, "completed_at");
		if (!json_get_str(r->v[i].obj, "title"))
			strvec_pushf(errors, "line %zu: no title, as %s have",
				     r->v[i].line, r->foreign->label);
	}
	if (!errors->nr)
		return 0;
	return err_set(err, ERR_INVALID, "%s", errors->v[0]);
}

static int finish(struct records *out, int ret, struct strvec *errors,
		  struct err *err)
{
	out->format = CONVERT_NDJSON;	/* records have lines */
	if (ret < 0) {
		strvec_push(errors, err->msg);
		return -1;
	}
	drop_copies(out);
	return check_titles(out, errors, err);
}

static const struct foreign *recognise(const struct foreign_in *in)
{
	size_t i;

	if (is_ours(in))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i]->is(in))
			return table[i];
	return NULL;
}

int foreign_read(struct records *out, const struct foreign *want,
		 const char *path, const char *text, size_t len,
		 struct strvec *errors, struct err *err)
{
	struct foreign_in in = { .path = path, .text = text, .len = len };
	int ret = 0;

	parse_root(&in);
	out->foreign = want ? want : recognise(&in);
	if (out->foreign)
		ret = finish(out, out->foreign->read(out, &in, err), errors,
			     err);
	json_free(in.root);
	free(in.places);
	return ret;
}

/* ---- folders and databases ---- */

static bool is_sqlite(const char *path)
{
	struct strbuf head = STRBUF_INIT;
	bool yes = file_exists(path) && !file_is_dir(path) &&
		   str_ends(path, ".db") &&
		   file_read_plain(&head, path, FILE_MAX, NULL) == 0 &&
		   head.len >= 16 && !memcmp(head.buf, "SQLite format 3", 16);

	strbuf_release(&head);
	return yes;
}

/* specs/001-photo/ and .kiro/specs/photo/ have a file of tasks. */
static int read_tasks_md(struct records *out, const char *folder,
			 const char *path, struct strvec *errors,
			 struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int ret = file_read_inside(&text, folder, "tasks.md", FILE_MAX, err);

	if (ret == 0 && (!utf8_valid(text.buf, text.len) ||
			 memchr(text.buf, '\0', text.len)))
		ret = err_set(err, ERR_INVALID, "'%s' is not valid UTF-8",
			      path);
	if (ret == 0)
		ret = foreign_read(out, NULL, path, text.buf, text.len,
				   errors, err);
	if (ret == 0 && !out->foreign)
		ret = err_set(err, ERR_INVALID, "'%s' is no task list of "
			      "spec-kit or Kiro", path);
	strbuf_release(&text);
	return ret;
}

int foreign_read_path(struct records *out, const char *path,
		      struct strvec *errors, struct err *err)
{
	char *tasks, *db;
	int ret;

	if (is_sqlite(path)) {
		out->foreign = &foreign_tm;
		return finish(out, foreign_tm_database(out, path, err),
			      errors, err);
	}
	if (!file_is_dir(path))
		return 1;
	tasks = path_join(path, "tasks.md");
	db = path_join(path, "tasks.db");
	if (file_exists(db)) {
		out->foreign = &foreign_tm;
		ret = file_stays_inside(path, "tasks.db", err);
		if (ret == 0)
			ret = finish(out, foreign_tm_database(out, db, err),
				     errors, err);
	} else if (file_exists(tasks)) {
		ret = read_tasks_md(out, path, tasks, errors, err);
	} else {
		out->foreign = &foreign_backlog;
		ret = finish(out, foreign_backlog_folder(out, path, err),
			     errors, err);
	}
	free(tasks);
	free(db);
	return ret;
}
