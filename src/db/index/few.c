/*
 * few.c - views of the few tasks that a small change is about.
 */
#include "base/base.h"
#include "db/index/few.h"

#include "base/mem.h"
#include "db/index/look-up.h"
#include "db/index/rows.h"
#include "model/taskio.h"

/* A row for the text of a task, unless it has one already. */
static bool add_row(struct view *v, const struct strbuf *text)
{
	struct row *r = &v->rows[v->nr];
	struct task t = TASK_INIT;
	bool ok = task_parse(&t, text->buf, text->len, NULL) == 0 &&
		!task_deleted(&t);

	if (ok && view_find(v, t.id) == NO_ROW) {
		row_from_task(r, &view_owner(v)->snap->arena, &t, text->buf,
			      text->len);
		r->nr_deps = 0;		/* the rows they are are not here */
		r->short_len = ID_SHORT;
		v->nr++;
		rows_sort(v->rows, v->nr);
	}
	task_release(&t);
	return ok;
}

int index_few(struct view **out, const char *path, const struct oid *tip,
	      const struct strvec *prefixes)
{
	struct snap *snap = snap_new();
	struct view *v = view_new(snap, prefixes->nr);
	struct strbuf text = STRBUF_INIT;
	bool ok = prefixes->nr > 0;
	size_t i;

	snap_unref(snap);
	v->nr = 0;
	v->few = true;
	view_set_tip(v, tip);
	for (i = 0; i < prefixes->nr && ok; i++)
		ok = index_read_task(&text, path, tip, prefixes->v[i]) &&
			add_row(v, &text);
	strbuf_release(&text);
	if (!ok) {
		view_close(v);
		v = NULL;
	}
	*out = v;
	return ok;
}

/* ---- a shard ---- */

struct shard {
	struct strbuf *tree;
	size_t width;
};

static void add_entry(const char *id, const char *text, size_t len, void *data)
{
	const struct shard *s = data;

	shard_entry(s->tree, s->width, id, text, len);
}

void index_shard_tree(struct strbuf *out, const char *path,
		      const struct oid *tip, const char *shard)
{
	char prefix[3] = { shard[0], shard[1], '\0' };
	struct shard s = { out, tip->len };

	strbuf_reset(out);
	if (!index_each_text(path, tip, prefix, add_entry, &s))
		strbuf_reset(out);
}
