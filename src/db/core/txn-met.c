/*
 * txn-met.c - edits from elsewhere that met edits here, as a join tells of them.
 */
#include "base/base.h"
#include "base/mem.h"
#include "model/join.h"
#include "model/taskio.h"
#include "db/core/db.h"
#include "db/core/internal.h"

#define TRAILERS 100

struct met {
	char id[ID_LEN + 1];
	char *field;
	char kept[STAMP_LEN + 2], lost[STAMP_LEN + 2];
};

static void forget(void *p)
{
	task_release(p);
	free(p);
}

void mets_reset(struct mets *m)
{
	size_t i;

	for (i = 0; i < m->nr; i++)
		free(m->v[i].field);
	FREE_AND_NULL(m->v);
	FREE_AND_NULL(m->who);
	m->nr = m->alloc = 0;
	m->ours_lost = false;
	map_clear(&m->sides);
	m->sides.free_value = forget;
}

static void stamp_of(char out[STAMP_LEN + 2], const struct task *t,
		     const char *field)
{
	const char *stamp = task_stamp(t, field);

	snprintf(out, STAMP_LEN + 2, "%s", stamp ? stamp : "*");
}

/* The task as the other side would have it. */
static struct task *side_of(struct mets *m, const struct task *before)
{
	struct task *t = map_get(&m->sides, before->id);

	if (t)
		return t;
	t = xcalloc(1, sizeof(*t));
	task_copy(t, before);
	map_put(&m->sides, before->id, t);
	return t;
}

void mets_add(struct mets *m, const struct txn_item *it,
	      const struct txn_meeting *met, const char *actor)
{
	struct stamp stamp = { met->at, 0, "" };
	struct task *side;
	struct met *one;

	ALLOC_GROW(m->v, m->nr + 1, m->alloc);
	one = &m->v[m->nr++];
	memcpy(one->id, it->before.id, sizeof(one->id));
	one->field = xstrdup(met->field);
	stamp_of(one->kept, &it->after, met->field);
	if (!m->who)
		m->who = xstrdup(met->who);
	if (!met->ours_stays) {
		stamp_of(one->lost, &it->before, met->field);
		m->ours_lost = true;
		return;
	}
	snprintf(stamp.actor, sizeof(stamp.actor), "%s", actor);
	stamp_format(one->lost, &stamp);
	side = side_of(m, &it->before);
	if (json_is(met->theirs, JSON_NULL))
		json_del(side->doc, met->field);
	else
		json_set(side->doc, met->field, json_copy(met->theirs));
	json_set_str(json_get(side->doc, "stamps"), met->field, one->lost);
}

/* The tree with what the other side said. */
static int side_tree(struct oid *out, struct repo *r, const struct mets *m,
		     const struct oid *base, struct err *err)
{
	struct tree_edit *edits = xcalloc(m->sides.nr, sizeof(*edits));
	char (*paths)[TASK_PATH_LEN + 1] = xcalloc(m->sides.nr,
						   sizeof(*paths));
	struct strbuf buf = STRBUF_INIT;
	size_t i;
	int ret = 0;

	for (i = 0; i < m->sides.nr && ret == 0; i++) {
		const struct task *t = m->sides.items[i].value;

		strbuf_reset(&buf);
		task_write(&buf, t);
		task_path(paths[i], t->id);
		edits[i].path = paths[i];
		ret = blob_write(&edits[i].oid, r, buf.buf, buf.len, err);
	}
	if (ret == 0)
		ret = tree_update(out, r, base, edits, m->sides.nr, err);
	strbuf_release(&buf);
	free(edits);
	free(paths);
	return ret;
}

static int side_commit(struct oid *out, struct db *db, const struct oid *tree,
		       const struct oid *tip, const struct mets *m,
		       const char *verb, struct err *err)
{
	struct strbuf msg = STRBUF_INIT;
	char *agent = db->agent;
	int ret;

	strbuf_addf(&msg, "%s: what %s said of %zu task%s and gave way\n\n"
		    "Task-Op: %s\n", verb, m->who, m->sides.nr,
		    m->sides.nr == 1 ? "" : "s", verb);
	db_trailers(&msg, db);
	db->agent = m->who;
	ret = db_commit(out, db, tree, tip, 1, msg.buf, err);
	db->agent = agent;
	strbuf_release(&msg);
	return ret;
}

static void add_message(struct strbuf *msg, const struct mets *m)
{
	size_t i, nr = m->nr < TRAILERS ? m->nr : TRAILERS;

	strbuf_addf(msg, "join %.8s: edits here and at %s\n\nTask-Op: join\n",
		    m->v[0].id, m->who);
	for (i = 0; i < nr; i++)
		strbuf_addf(msg, "Task-Conflict: %s %s kept=%s lost=%s\n",
			    m->v[i].id, m->v[i].field, m->v[i].kept,
			    m->v[i].lost);
	if (m->nr > nr)
		strbuf_addf(msg, "Task-Conflicts-More: %zu\n", m->nr - nr);
}

int mets_commit(struct oid *commit, struct db *db, struct repo *r,
		const struct mets *m, const struct mets_base *base,
		const char *verb, struct err *err)
{
	struct strbuf msg = STRBUF_INIT;
	struct oid parents[3], tree;
	size_t nr = 0;
	int ret = 0;

	parents[nr++] = *commit;
	if (m->ours_lost)
		parents[nr++] = base->tip;
	if (m->sides.nr) {
		ret = side_tree(&tree, r, m, &base->tree, err);
		if (ret == 0)
			ret = side_commit(&parents[nr++], db, &tree,
					  &base->tip, m, verb, err);
	}
	if (ret == 0) {
		add_message(&msg, m);
		db_trailers(&msg, db);
		ret = db_commit(commit, db, &base->after, parents, nr,
				msg.buf, err);
	}
	strbuf_release(&msg);
	return ret;
}
