/*
 * undo.c - taking the last command back with a new commit.
 *
 * A reset would come back with the next sync; an inverse edit survives it.
 * Every undo names the commit that it took back ("Task-Undo:"), so that the
 * next undo goes one command further.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/strvec.h"
#include "model/taskio.h"
#include "db/history-int.h"

#define MAX_LOOK_BACK 10000

/* ---- which commit ---- */

struct search {
	const char *prefix;		/* a given commit, or NULL */
	char actor[9];
	struct strvec undone;		/* commits taken back already */
	size_t seen;
	bool found, several, was_undone;
	struct oid oid, tree;
	bool has_parent;
	struct oid parent;
	char *subject, *verb;
	size_t nr_parents;
};

static void take(struct search *s, const struct oid *oid,
		 const struct commit *c, char *verb)
{
	s->found = true;
	s->oid = *oid;
	s->tree = c->tree;
	s->nr_parents = c->nr_parents;
	s->has_parent = c->nr_parents > 0;
	if (s->has_parent)
		s->parent = c->parents[0];
	free(s->subject);
	free(s->verb);
	s->subject = xstrndup(c->message, strcspn(c->message, "\n"));
	s->verb = verb;
}

static int look(const struct oid *oid, const struct commit *c, void *data)
{
	struct search *s = data;
	char *verb = message_trailer(c->message, "Task-Op");
	char *actor = message_trailer(c->message, "Task-Actor");
	char *undo = message_trailer(c->message, "Task-Undo");
	char hex[OID_HEX + 1];
	int stop = 0;

	oid_hex(hex, oid);
	if (undo)
		strvec_push(&s->undone, undo);
	if (s->prefix) {
		if (str_istarts(hex, s->prefix)) {
			s->several |= s->found;
			s->was_undone = strvec_has(&s->undone, hex);
			take(s, oid, c, verb);
			verb = NULL;
		}
	} else if (!undo && verb && strcmp(verb, "init") &&
		   strcmp(verb, "join") && str_eq(actor, s->actor) &&
		   c->nr_parents < 2 && !strvec_has(&s->undone, hex)) {
		take(s, oid, c, verb);
		verb = NULL;
		stop = 1;
	}
	free(verb);
	free(actor);
	free(undo);
	return stop || (!s->prefix && ++s->seen >= MAX_LOOK_BACK);
}

static void search_release(struct search *s)
{
	strvec_clear(&s->undone);
	free(s->subject);
	free(s->verb);
}

static int find_commit(struct search *s, struct db *db, struct repo *r,
		       struct err *err)
{
	struct oid tip;
	int found = db_tip(&tip, db, err);

	if (found < 0)
		return -1;
	if (found && history_walk(r, &tip, NULL, false, look, s, err) < 0)
		return -1;
	if (s->several)
		return err_set(err, ERR_AMBIGUOUS, "commit '%s' is ambiguous",
			       s->prefix);
	if (!s->found && s->prefix)
		return err_set(err, ERR_NOT_FOUND, "no commit '%s' in the "
			       "history of the tasks; 'git task log' shows "
			       "them", s->prefix);
	if (!s->found)
		return err_set(err, ERR_FAILED, "nothing to undo: no command "
			       "of this clone is left in the history");
	if (s->was_undone)
		return err_set(err, ERR_FAILED, "commit '%s' was undone "
			       "already", s->prefix);
	if (s->nr_parents > 1)
		return err_set(err, ERR_FAILED, "commit '%s' is a join of two "
			       "histories, which can not be undone",
			       s->prefix);
	return 0;
}

/* ---- the inverse ---- */

struct touched {
	char id[ID_LEN + 1];
	struct oid before, after;
};

struct undo {
	struct search *search;
	struct repo *repo;
	struct touched *v;
	size_t nr, alloc;
};

static int add_touched(const char *path, const struct oid *a,
		       const struct oid *b, void *data)
{
	struct undo *u = data;
	char id[ID_LEN + 1];

	if (!task_path_id(id, path) || oid_is_zero(b))
		return 0;
	ALLOC_GROW(u->v, u->nr + 1, u->alloc);
	memcpy(u->v[u->nr].id, id, sizeof(id));
	u->v[u->nr].before = *a;
	u->v[u->nr++].after = *b;
	return 0;
}

static int add_new(const char *path, const struct oid *oid, void *data)
{
	static const struct oid zero;

	return add_touched(path, &zero, oid, data);
}

static int collect(struct undo *u, struct err *err)
{
	struct search *s = u->search;
	struct commit c;
	int ret;

	if (!s->has_parent)
		return tree_walk(u->repo, &s->tree, add_new, u, err);
	if (commit_read(&c, u->repo, &s->parent, err) < 0)
		return -1;
	ret = tree_diff(u->repo, &c.tree, &s->tree, add_touched, u, err);
	commit_release(&c);
	return ret;
}

static int undo_one(struct txn *txn, const struct undo *u,
		    const struct touched *t, struct err *err)
{
	struct task before = TASK_INIT, after = TASK_INIT;
	const struct task *now;
	struct change c;
	int ret = -1;

	change_init(&c, t->id);
	if (history_read_task(&before, u->repo, &t->before, err) < 0 ||
	    history_read_task(&after, u->repo, &t->after, err) < 0 ||
	    txn_task(&now, txn, t->id, err) < 0)
		goto out;
	change_release(&c);
	if (change_invert(&c, &before, &after, now, err) < 0)
		goto out;
	ret = c.nr ? txn_apply(txn, &c, NULL, err) : 0;
out:
	change_release(&c);
	task_release(&before);
	task_release(&after);
	return ret;
}

static int undo_all(struct txn *txn, void *data, struct err *err)
{
	const struct undo *u = data;
	char hex[OID_HEX + 1];
	size_t i;

	for (i = 0; i < u->nr; i++)
		if (undo_one(txn, u, &u->v[i], err) < 0)
			return -1;
	oid_hex(hex, &u->search->oid);
	txn_trailer(txn, "Task-Undo", "%s", hex);
	txn_what(txn, "%s", u->search->subject);
	return 0;
}

int db_undo(struct db *db, const char *commit, char **what,
	    struct db_result *res, struct err *err)
{
	struct search s;
	struct undo u = { &s, NULL, NULL, 0, 0 };
	int ret = -1;

	memset(&s, 0, sizeof(s));
	strvec_init(&s.undone);
	s.prefix = commit;
	*what = NULL;
	if (commit && (strlen(commit) < 4 || strlen(commit) > OID_HEX ||
		       strspn(commit, "0123456789abcdefABCDEF") !=
		       strlen(commit)))
		return err_set(err, ERR_INVALID, "'%s' is not a commit (4 to "
			       "40 hex digits)", commit);
	if (db_repo(&u.repo, db, err) < 0 ||
	    db_actor(s.actor, db, false, err) < 0 ||
	    find_commit(&s, db, u.repo, err) < 0 || collect(&u, err) < 0)
		goto out;
	if (db_write(db, "undo", 0, undo_all, &u, res, err) < 0) {
		if (err && err->code == ERR_FAILED &&
		    str_eq(err->msg, "nothing changed"))
			err_set(err, ERR_FAILED, "nothing to undo: '%s' "
				"changes nothing any more", s.subject);
		goto out;
	}
	*what = xstrdup(s.subject);
	ret = 0;
out:
	free(u.v);
	search_release(&s);
	return ret;
}
