/*
 * find.c - which tasks differ between two tips, and whose doing that was.
 */
#include "base/base.h"
#include "db/events/find.h"
#include "base/mem.h"
#include "db/events/internal.h"
#include "model/taskio.h"

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

struct event *event_add(struct events *out, enum event_type type,
			const char *id, const struct doer *d, int64_t at,
			struct json *data)
{
	struct event *e;

	ALLOC_GROW(out->v, out->nr + 1, out->alloc);
	e = &out->v[out->nr++];
	memset(e, 0, sizeof(*e));
	e->type = type;
	memcpy(e->id, id, sizeof(e->id));
	e->at = at;
	e->data = data;
	e->order = SIZE_MAX;
	if (d) {
		e->order -= d->nr + 1;
		e->by = copy(d->by);
		e->email = copy(d->email);
		e->agent = copy(d->agent);
		e->verb = copy(d->verb);
		e->commit = xstrdup(d->hex);
		e->foreign = d->foreign;
	}
	return e;
}

static void touched_free(void *p)
{
	struct touched *t = p;
	size_t i;

	for (i = 0; i < t->nr; i++) {
		task_release(&t->steps[i].was);
		task_release(&t->steps[i].is);
	}
	free(t->steps);
	free(t);
}

void finding_release(struct finding *f)
{
	size_t i;

	f->tasks.free_value = touched_free;
	map_clear(&f->tasks);
	for (i = 0; i < f->nr_doers; i++) {
		free(f->doers[i].by);
		free(f->doers[i].email);
		free(f->doers[i].agent);
		free(f->doers[i].verb);
	}
	free(f->doers);
}

/* ---- which tasks ---- */

static int add_task(const char *path, const struct oid *a,
		    const struct oid *b, void *data)
{
	struct finding *f = data;
	struct touched *t;
	char id[ID_LEN + 1];

	if (!task_path_id(id, path) || oid_is_zero(b))
		return 0;
	t = xcalloc(1, sizeof(*t));
	t->before = *a;
	t->after = *b;
	map_put(&f->tasks, id, t);
	return 0;
}

static int tree_of(struct oid *out, struct finding *f, const struct oid *tip)
{
	struct commit c;

	if (commit_read(&c, f->repo, tip, NULL) < 0)
		return err_set(f->err, ERR_NOT_FOUND, "the tasks of that time "
			       "are not here any more: read everything anew");
	*out = c.tree;
	commit_release(&c);
	return 0;
}

/* ---- who ---- */

/* The person alone: Git's author has the agent behind the name. */
static void cut_agent(char *by, const char *agent)
{
	size_t len = strlen(by), n = agent ? strlen(agent) + 3 : 0;

	if (n && len > n && !strncmp(by + len - n, " (", 2) &&
	    !strncmp(by + len - n + 2, agent, n - 3))
		by[len - n] = '\0';
}

static size_t add_doer(struct finding *f, const struct oid *oid,
		       const struct commit *c)
{
	struct doer *d;
	char *actor = message_trailer(c->message, "Task-Actor");

	ALLOC_GROW(f->doers, f->nr_doers + 1, f->alloc_doers);
	d = &f->doers[f->nr_doers];
	memset(d, 0, sizeof(*d));
	d->by = xstrdup(c->author.name);
	d->email = xstrdup(c->author.email);
	d->agent = message_trailer(c->message, "Task-Agent");
	cut_agent(d->by, d->agent);
	d->verb = message_trailer(c->message, "Task-Op");
	d->at = when_from_seconds(c->author.when);
	d->foreign = actor && *f->actor && strcmp(actor, f->actor) != 0;
	oid_hex(d->hex, oid);
	d->nr = f->nr_doers;
	free(actor);
	return f->nr_doers++;
}

struct on_diff {
	struct finding *f;
	const struct oid *oid;
	const struct commit *commit;
	size_t doer;
	bool known;
};

static int add_step(const char *path, const struct oid *a,
		    const struct oid *b, void *data)
{
	struct on_diff *o = data;
	char id[ID_LEN + 1];
	struct touched *t;
	struct step *s;

	if (!task_path_id(id, path))
		return 0;
	t = map_get(&o->f->tasks, id);
	if (!t)
		return 0;
	if (!o->known)
		o->doer = add_doer(o->f, o->oid, o->commit);
	o->known = true;
	ALLOC_GROW(t->steps, t->nr + 1, t->alloc);
	s = &t->steps[t->nr++];
	memset(s, 0, sizeof(*s));
	s->doer = o->doer;
	s->before = *a;
	s->after = *b;
	return 0;
}

/* Joins make no change of their own. */
static int on_commit(const struct oid *oid, const struct commit *c,
		     void *data)
{
	static const struct oid none;
	struct finding *f = data;
	struct on_diff o = { f, oid, c, 0, false };
	struct oid before = none;
	struct commit parent;

	if (c->nr_parents > 1)
		return 0;
	if (c->nr_parents &&
	    commit_read(&parent, f->repo, &c->parents[0], NULL) == 0) {
		before = parent.tree;
		commit_release(&parent);
	}
	return tree_diff(f->repo, &before, &c->tree, add_step, &o, f->err);
}

int finding_collect(struct finding *f)
{
	if (db_repo(&f->repo, f->db, f->err) < 0 ||
	    db_actor(f->actor, f->db, false, f->err) < 0 ||
	    (f->has_from && tree_of(&f->from_tree, f, &f->from) < 0) ||
	    tree_of(&f->tip_tree, f, &f->tip) < 0 ||
	    tree_diff(f->repo, &f->from_tree, &f->tip_tree, add_task, f,
		      f->err) < 0)
		return -1;
	if (!f->tasks.nr)
		return 0;
	return history_walk(f->repo, &f->tip, f->has_from ? &f->from : NULL,
			    false, on_commit, f, f->err) < 0 ? -1 : 0;
}

static void step_read(struct finding *f, struct step *s)
{
	if (s->read)
		return;
	history_read_task(&s->was, f->repo, &s->before, NULL);
	history_read_task(&s->is, f->repo, &s->after, NULL);
	s->read = true;
}

static bool step_changed(struct finding *f, struct step *s, const char *member)
{
	const struct json *a, *b;

	step_read(f, s);
	a = json_get(s->was.doc, member);
	b = json_get(s->is.doc, member);
	return a && b ? !json_eq(a, b) : a != b;
}

const struct doer *finding_doer(struct finding *f, const char *id,
				const char *member, bool first)
{
	struct touched *t = map_get(&f->tasks, id);
	size_t i;

	if (!t || !t->nr)
		return NULL;
	if (first)
		return &f->doers[t->steps[t->nr - 1].doer];
	for (i = 0; i + 1 < t->nr; i++)
		if (step_changed(f, &t->steps[i], member))
			break;
	return &f->doers[t->steps[i].doer];
}

bool log_has(const struct json *log, const char *entry)
{
	struct json *e;

	json_each(e, log)
		if (str_eq(json_get_str(e, "id"), entry))
			return true;
	return false;
}

const struct doer *finding_entry_doer(struct finding *f, const char *id,
				      const char *member, const char *entry)
{
	struct touched *t = map_get(&f->tasks, id);
	size_t i;

	for (i = 0; t && i < t->nr; i++) {
		struct step *s = &t->steps[i];

		step_read(f, s);
		if (log_has(json_get(s->is.doc, member), entry) &&
		    !log_has(json_get(s->was.doc, member), entry))
			return &f->doers[s->doer];
	}
	return NULL;
}
