/*
 * tasklog.c - walking the commits of tasks, newest first.
 */
#include "base/base.h"
#include "db/events/tasklog.h"
#include "base/mem.h"
#include "model/taskio.h"
#include "db/events/internal.h"

struct walk {
	struct db *db;
	struct repo *repo;
	const char *id;			/* one task only, or NULL */
	char path[TASK_PATH_LEN + 1];
	size_t max, nr;
	log_fn fn;
	void *data;
	struct err *err;
	/* the tree entry of `id` in the commit looked at last */
	struct oid known_tree, known;
	bool known_valid, known_found;
};

struct touch {
	char path[TASK_PATH_LEN + 1];
	struct oid before, after;
};

struct touches {
	struct touch *v;
	size_t nr, alloc;
};

char *message_trailer(const char *message, const char *key)
{
	const char *last = strstr(message, "\n\n"), *p, *end;
	size_t len = strlen(key);

	if (!last)
		return NULL;
	for (p = last; (p = strstr(p, "\n\n")); p++)
		last = p;
	for (p = last + 1; *p; p = end) {
		while (*p == '\n')
			p++;
		end = p + strcspn(p, "\n");
		if (!strncasecmp(p, key, len) && p[len] == ':') {
			p += len + 1;
			while (*p == ' ')
				p++;
			return xstrndup(p, (size_t)(end - p));
		}
	}
	return NULL;
}

static int add_touch(const char *path, const struct oid *a,
		     const struct oid *b, void *data)
{
	struct touches *t = data;
	char id[ID_LEN + 1];

	if (!task_path_id(id, path))
		return 0;
	ALLOC_GROW(t->v, t->nr + 1, t->alloc);
	memcpy(t->v[t->nr].path, path, TASK_PATH_LEN + 1);
	t->v[t->nr].before = *a;
	t->v[t->nr++].after = *b;
	return 0;
}

static int all_files(const char *path, const struct oid *oid, void *data)
{
	static const struct oid zero;

	return add_touch(path, &zero, oid, data);
}

/* The blob at w->path in a tree, remembering the last answer: in a straight
 * history the parent of one commit is the next one looked at. */
static int entry_in(struct oid *out, struct walk *w, const struct oid *tree)
{
	static const struct oid zero;
	int found;

	if (w->known_valid && oid_eq(&w->known_tree, tree)) {
		*out = w->known;
		return 0;
	}
	found = tree_entry(out, w->repo, tree, w->path, w->err);
	if (found < 0)
		return -1;
	if (!found)
		*out = zero;
	w->known_tree = *tree;
	w->known = *out;
	w->known_valid = true;
	return 0;
}

static int parent_tree(struct oid *out, struct walk *w,
		       const struct oid *parent)
{
	struct commit c;

	/* The boundary of a shallow clone: as if there was nothing before. */
	if (commit_read(&c, w->repo, parent, NULL) < 0)
		return 0;
	*out = c.tree;
	commit_release(&c);
	return 1;
}

static int touches_of_one(struct touches *out, struct walk *w,
			  const struct commit *c)
{
	static const struct oid zero;
	struct oid before = zero, after, tree;
	int known = 0;

	if (entry_in(&after, w, &c->tree) < 0)
		return -1;
	if (c->nr_parents)
		known = parent_tree(&tree, w, &c->parents[0]);
	if (known && entry_in(&before, w, &tree) < 0)
		return -1;
	if (!oid_eq(&before, &after))
		add_touch(w->path, &before, &after, out);
	return 0;
}

static int touches_of_all(struct touches *out, struct walk *w,
			  const struct commit *c)
{
	struct oid tree;

	if (c->nr_parents && parent_tree(&tree, w, &c->parents[0]))
		return tree_diff(w->repo, &tree, &c->tree, add_touch, out,
				 w->err);
	return tree_walk(w->repo, &c->tree, all_files, out, w->err);
}

/* A merge reports only what neither side had: the join's own work. */
static int drop_taken_over(struct touches *t, struct walk *w,
			   const struct commit *c)
{
	size_t i, k, n = 0;

	for (i = 0; i < t->nr; i++) {
		bool taken = false;

		for (k = 1; k < c->nr_parents && !taken; k++) {
			struct oid tree, there;

			if (!parent_tree(&tree, w, &c->parents[k]))
				continue;
			if (tree_entry(&there, w->repo, &tree, t->v[i].path,
				       w->err) < 0)
				return -1;
			taken = oid_eq(&there, &t->v[i].after);
		}
		if (!taken)
			t->v[n++] = t->v[i];
	}
	t->nr = n;
	return 0;
}

int history_read_task(struct task *out, struct repo *r,
		      const struct oid *blob, struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	struct task none = TASK_INIT;
	int ret = 0;

	*out = none;
	if (!oid_is_zero(blob)) {
		ret = blob_read(&sb, r, blob, err);
		if (!ret)
			ret = task_parse(out, sb.buf, sb.len, err);
	}
	strbuf_release(&sb);
	return ret;
}

static int report(struct walk *w, struct log_item *ev, const struct touch *t)
{
	struct task before = TASK_INIT, after = TASK_INIT;
	char id[ID_LEN + 1];
	int ret;

	if (oid_is_zero(&t->after) || !task_path_id(id, t->path))
		return 0;	/* nobody of us removes a file */
	/* A version that can not be parsed is no reason to hide the rest. */
	if (history_read_task(&after, w->repo, &t->after, NULL) < 0) {
		task_release(&after);
		return 0;
	}
	if (history_read_task(&before, w->repo, &t->before, NULL) < 0)
		task_release(&before);
	ev->id = id;
	ev->before = before.doc ? &before : NULL;
	/* cppcheck-suppress autoVariables */
	ev->after = &after;
	ret = w->fn(ev, w->data);
	ev->before = ev->after = NULL;
	task_release(&before);
	task_release(&after);
	w->nr++;
	if (!ret && w->max && w->nr >= w->max)
		ret = 1;
	return ret;
}

static int on_commit(const struct oid *oid, const struct commit *c,
		     void *data)
{
	struct walk *w = data;
	struct touches t = { NULL, 0, 0 };
	size_t i, len = strcspn(c->message, "\n");
	char *subject = xstrndup(c->message, len);
	char *verb = message_trailer(c->message, "Task-Op");
	char hex[OID_HEX + 1];
	struct log_item ev;
	int ret;

	oid_hex(hex, oid);
	memset(&ev, 0, sizeof(ev));
	ev.commit = hex;
	ev.author = c->author.name;
	ev.email = c->author.email;
	ev.when = when_from_seconds(c->author.when);
	ev.subject = subject;
	ev.verb = verb ? verb : "";
	ret = w->id ? touches_of_one(&t, w, c) : touches_of_all(&t, w, c);
	if (!ret && c->nr_parents > 1)
		ret = drop_taken_over(&t, w, c);
	for (i = 0; !ret && i < t.nr; i++)
		ret = report(w, &ev, &t.v[i]);
	free(t.v);
	free(subject);
	free(verb);
	return ret;
}

int db_history(struct db *db, const char *id, size_t max, log_fn fn,
	       void *data, struct err *err)
{
	struct walk w;
	struct oid tip;
	int found;

	memset(&w, 0, sizeof(w));
	w.db = db;
	w.id = id;
	w.max = max;
	w.fn = fn;
	w.data = data;
	w.err = err;
	if (id && !id_valid(id))
		return err_set(err, ERR_INVALID, "Invalid task ID: %s", id);
	if (id)
		task_path(w.path, id);
	found = db_tip(&tip, db, err);
	if (found <= 0)
		return found;
	if (db_repo(&w.repo, db, err) < 0)
		return -1;
	found = history_walk(w.repo, &tip, NULL, false, on_commit, &w, err);
	return found < 0 ? -1 : 0;
}
