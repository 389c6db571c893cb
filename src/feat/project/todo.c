/*
 * todo.c - the files that are scanned, and the tasks made of them.
 */
#include "base/base.h"
#include "feat/project/todo.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/project/staged.h"
#include "feat/project/todo-lang.h"

#define FILE_MAX ((size_t)8 << 20)

void todo_match(struct todo_list *l, const struct view *v)
{
	struct map rows = MAP_INIT;

	for (uint32_t i = 0; i < v->nr; i++)
		if (str_starts(v->rows[i].prd_key, "todo:"))
			map_put(&rows, v->rows[i].prd_key,
				(void *)(uintptr_t)(i + 1));
	for (size_t i = 0; i < l->nr; i++) {
		uintptr_t found = (uintptr_t)map_get(&rows, l->items[i].key);

		l->items[i].row = found ? (uint32_t)(found - 1) : NO_ROW;
	}
	map_clear(&rows);
}

/*
 * Equal comments of different files have equal keys: from the second on the path
 * becomes part of the key.
 */
static void tell_apart(struct todo_list *l)
{
	struct map seen = MAP_INIT;

	for (size_t i = 0; i < l->nr; i++) {
		struct todo *t = &l->items[i];
		struct strbuf sb = STRBUF_INIT;

		if (map_put(&seen, t->key, t)) {
			strbuf_release(&sb);
			continue;
		}
		strbuf_addf(&sb, "%s %s", t->key, t->path);
		snprintf(t->key, sizeof(t->key), "todo:%016" PRIx64,
			 hash_bytes(sb.buf, sb.len, 0));
		map_put(&seen, t->key, t);
		strbuf_release(&sb);
	}
	map_clear(&seen);
}

int todo_tree(struct todo_list *out, struct db *db, const struct strvec *paths,
	      struct err *err)
{
	struct strvec files = STRVEC_INIT;
	struct strbuf text = STRBUF_INIT;
	int res = tree_files(&files, db, paths, err);

	strvec_sort(&files);
	for (size_t i = 0; res == 0 && i < files.nr; i++) {
		char *full = path_join(db_worktree(db), files.v[i]);
		struct stat st;

		strbuf_reset(&text);
		/* links are not followed: they may lead out of the project */
		if (lstat(full, &st) == 0 && S_ISREG(st.st_mode) &&
		    (size_t)st.st_size <= FILE_MAX &&
		    file_read_inside(&text, db_worktree(db), files.v[i],
				     FILE_MAX, NULL) == 0)
			todo_scan(out, files.v[i], text.buf, text.len);
		free(full);
	}
	if (res == 0)
		tell_apart(out);
	strbuf_release(&text);
	strvec_clear(&files);
	return res;
}

static bool has_line(const int *lines, size_t nr, int line)
{
	size_t lo = 0, hi = nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (lines[mid] < line)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < nr && lines[lo] == line;
}

static void todo_release(struct todo *t)
{
	struct todo_list one = { t, 1, 1 };

	one.items = xmemdup(t, sizeof(*t));
	todo_list_release(&one);
}

/* Keeps the comments that stand on new lines. */
static void add_staged(const char *path, const int *lines, size_t nr,
		       const char *text, size_t len, void *data)
{
	struct todo_list *l = data;
	size_t from = l->nr, kept = from;

	todo_scan(l, path, text, len);
	for (size_t i = from; i < l->nr; i++) {
		if (has_line(lines, nr, l->items[i].line))
			l->items[kept++] = l->items[i];
		else
			todo_release(&l->items[i]);
	}
	l->nr = kept;
}

/* The directory that was looked into last: staged files come in their order. */
struct looker {
	const char *top;
	char *dir;	/* relative to it, "" for itself; NULL: none yet */
	int fd;		/* -1: it is none, or leads out of the work tree */
	struct strbuf text;	/* of the file looked at */
};

static void look_into(struct looker *l, const char *dir, size_t len)
{
	char *full;

	if (l->dir && strlen(l->dir) == len && !strncmp(l->dir, dir, len))
		return;
	if (l->fd >= 0)
		close(l->fd);
	free(l->dir);
	l->dir = xstrndup(dir, len);
	l->fd = -1;
	if (len && file_stays_inside(l->top, l->dir, NULL) < 0)
		return;
	full = path_join(l->top, l->dir);
	l->fd = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(full);
}

/* As many bytes as the file has, at once. */
static bool read_whole(struct strbuf *out, int fd, size_t size)
{
	ssize_t n;

	strbuf_reset(out);
	strbuf_grow(out, size);
	n = read(fd, out->buf, size);
	if (n > 0)
		strbuf_setlen(out, (size_t)n);
	return n == (ssize_t)size;
}

/* The file's text: false when it is gone, no plain file, or too large. */
static bool look_at(struct strbuf *out, struct looker *l, const char *path)
{
	const char *name = path_basename(path);
	struct stat st;
	bool ok;
	int fd;

	look_into(l, path, (size_t)(name - path));
	fd = l->fd < 0 ? -1 : openat(l->fd, name, O_RDONLY | O_NOFOLLOW |
				     O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		(size_t)st.st_size <= FILE_MAX &&
		read_whole(out, fd, (size_t)st.st_size);
	close(fd);
	return ok;
}

/*
 * Does the file in the work tree hold one of the words?  Much cheaper than asking
 * Git for the staged text of thousands of files; a file that can not be read is asked
 * for all the same.
 */
static bool worth_asking(struct looker *l, const char *path)
{
	return lang_of(path) && (!look_at(&l->text, l, path) ||
				 todo_likely(l->text.buf, l->text.len));
}

int todo_staged(struct todo_list *out, struct db *db, struct err *err)
{
	struct strvec all = STRVEC_INIT, some = STRVEC_INIT;
	struct looker l = { db_worktree(db), NULL, -1, STRBUF_INIT };
	int res = staged_files(&all, db, err);

	for (size_t i = 0; res == 0 && i < all.nr; i++)
		if (worth_asking(&l, all.v[i]))
			strvec_push(&some, all.v[i]);
	if (l.fd >= 0)
		close(l.fd);
	free(l.dir);
	strbuf_release(&l.text);
	if (res == 0 && some.nr)
		res = staged_added(db, &some, add_staged, out, err);
	if (res == 0)
		tell_apart(out);
	strvec_clear(&all);
	strvec_clear(&some);
	return res;
}

/* ---- tasks ---- */

static char *file_ref(const struct todo *t)
{
	return xasprintf("%s:%d", t->path, t->line);
}

static struct json *source_of(const struct todo *t)
{
	struct json *o = json_new_obj();

	json_set_str(o, "key", t->key);
	json_set_str(o, "kind", "todo");
	json_set_str(o, "path", t->path);
	json_set_int(o, "line", t->line);
	return o;
}

static struct json *criteria_of(const struct todo *t)
{
	struct json *list = json_new_arr(), *o = json_new_obj();

	json_set_str(o, "criterion", t->criteria);
	json_set_str(o, "measurable", t->criteria);
	json_push(list, o);
	return list;
}

static const char *type_of(const struct todo *t)
{
	if (*t->word == 'F' || *t->word == 'X')
		return "bug";
	return *t->word == 'H' ? "refactoring" : "task";
}

static int create_one(struct txn *txn, const struct todo *t,
		      struct todo_result *result, struct err *err)
{
	struct change c;
	char id[ID_LEN + 1];
	char *title = xasprintf("%s: %s", t->word, t->text);
	char *ref = file_ref(t);
	int res;

	txn_new_id(txn, id);
	change_init(&c, id);
	c.create = true;
	change_set_str(&c, F_TITLE, title);
	change_set_str(&c, F_PRIORITY, priority_name(t->priority));
	change_set_str(&c, F_TYPE, type_of(t));
	change_add(&c, F_FILE_REFS, ref);
	change_set(&c, F_SOURCE, source_of(t));
	if (t->assignee)
		change_set_str(&c, F_ASSIGNEE, t->assignee);
	if (t->hours > 0)
		change_set_num(&c, F_ESTIMATED_HOURS, t->hours);
	if (t->criteria)
		change_set(&c, F_SUCCESS_CRITERIA, criteria_of(t));
	for (size_t i = 0; i < t->tags.nr; i++)
		change_add(&c, F_TAGS, t->tags.v[i]);
	res = txn_apply(txn, &c, NULL, err);
	if (res < 0)
		err_prefix(err, "%s:%d", t->path, t->line);
	else
		strvec_push(&result->created, id);
	change_release(&c);
	free(title);
	free(ref);
	return res;
}

/* The comment moved: its task points to the new place. */
static int move_one(struct txn *txn, const struct todo *t, const char *id,
		    struct todo_result *result, struct err *err)
{
	const struct task *task;
	const struct json *old;
	struct json *source = NULL;
	char *ref = NULL, *old_ref = NULL;
	struct change c;
	int res = 0;

	if (txn_task(&task, txn, id, err) < 0)
		return -1;
	change_init(&c, id);
	old = task_get(task, F_SOURCE);
	source = source_of(t);
	if (task_deleted(task) || (old && json_eq(old, source)))
		goto out;
	ref = file_ref(t);
	old_ref = xasprintf("%s:%.0f", json_get_str(old, "path") ?
			    json_get_str(old, "path") : "",
			    json_get_num(old, "line", 0));
	change_remove(&c, F_FILE_REFS, old_ref);
	change_add(&c, F_FILE_REFS, ref);
	change_set(&c, F_SOURCE, json_copy(source));
	res = txn_apply(txn, &c, NULL, err);
	result->updated += res == 0;
out:
	json_free(source);
	free(ref);
	free(old_ref);
	change_release(&c);
	return res;
}

int todo_edit(struct txn *txn, void *data, struct err *err)
{
	struct todo_edit *cr = data;
	const struct view *v = txn_view(txn);

	todo_result_release(cr->result);
	todo_match(cr->list, v);
	for (size_t i = 0; i < cr->list->nr; i++) {
		const struct todo *t = &cr->list->items[i];
		int res = t->row == NO_ROW ?
			create_one(txn, t, cr->result, err) :
			move_one(txn, t, v->rows[t->row].id, cr->result, err);

		if (res < 0)
			return -1;
	}
	return 0;
}

void todo_result_release(struct todo_result *r)
{
	strvec_clear(&r->created);
	r->updated = 0;
}
