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
	foreign_cut_circles(out);
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

	foreign_parse(&in);
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
	int ret = fill_file(&text, folder, "tasks.md", err);

	if (ret < 0)
		err_prefix(err, "%s", path);
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
