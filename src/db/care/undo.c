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
#include "db/core/fence.h"
#include "db/core/internal.h"
#include "model/taskio.h"
#include "db/events/internal.h"

#define MAX_LOOK_BACK 10000

/* ---- which commit ---- */

/* A commit that could be taken back, and whose it is. */
struct hit {
	bool found;
	struct oid oid, tree, parent;
	size_t nr_parents;
	char *subject, *verb, *by, *agent, *worktree;
};

struct search {
	struct db *db;
	const char *prefix;		/* a given commit, or NULL */
	struct claimant me;
	bool known;			/* something of this clone was seen */
	struct strvec undone;		/* commits taken back already */
	size_t seen;
	bool several, was_undone;
	struct hit hit;
	struct hit elsewhere;		/* the newest of this person and agent
					 * in other clones */
	struct hit other;		/* the newest of anybody */
};

static void hit_release(struct hit *h)
{
	free(h->subject);
	free(h->verb);
	free(h->by);
	free(h->agent);
	free(h->worktree);
	memset(h, 0, sizeof(*h));
}

static void take(struct hit *h, const struct oid *oid, const struct commit *c)
{
	hit_release(h);
	h->found = true;
	h->oid = *oid;
	h->tree = c->tree;
	h->nr_parents = c->nr_parents;
	if (c->nr_parents)
		h->parent = c->parents[0];
	h->subject = xstrndup(c->message, strcspn(c->message, "\n"));
	h->verb = message_trailer(c->message, "Task-Op");
	h->by = xstrdup(c->author.name);
	h->agent = message_trailer(c->message, "Task-Agent");
	h->worktree = message_trailer(c->message, "Task-Worktree");
}

/* Is it this person's, by this agent or by none as now? */
static bool is_mine(const struct search *s, const struct commit *c,
		    const char *agent)
{
	const char *email = NULL;

	if (!str_eq(agent, s->db->agent) ||
	    db_me(s->db, NULL, &email, NULL) < 0)
		return false;
	return str_ieq(c->author.email, email) ||
		(!s->db->agent && db_is_me(s->db, c->author.email));
}

/*
 * A command, not undone yet: 1 when it is the actor's that asks, that is of this
 * person, agent, clone and work tree.
 */
static int look_command(struct search *s, const struct oid *oid,
			const struct commit *c)
{
	char *clone = message_trailer(c->message, "Task-Actor");
	char *agent = message_trailer(c->message, "Task-Agent");
	char *tree = message_trailer(c->message, "Task-Worktree");
	bool here = str_eq(clone, s->me.clone), mine = is_mine(s, c, agent);
	int stop = 0;

	if (mine && here && str_eq(tree ? tree : "", s->me.worktree)) {
		take(&s->hit, oid, c);
		stop = 1;
	} else if (mine && !here && !s->elsewhere.found) {
		take(&s->elsewhere, oid, c);
	}
	if (!s->other.found)
		take(&s->other, oid, c);
	free(clone);
	free(agent);
	free(tree);
	return stop;
}

static bool is_command(const struct commit *c, const char *undo)
{
	char *verb = message_trailer(c->message, "Task-Op");
	bool yes = !undo && verb && strcmp(verb, "init") != 0 &&
		strcmp(verb, "join") != 0 && c->nr_parents < 2;

	free(verb);
	return yes;
}

static int look(const struct oid *oid, const struct commit *c, void *data)
{
	struct search *s = data;
	char *undo = message_trailer(c->message, "Task-Undo");
	char *clone = message_trailer(c->message, "Task-Actor");
	char hex[OID_HEX + 1];
	int stop = 0;

	oid_hex(hex, oid);
	s->known |= str_eq(clone, s->me.clone);
	if (undo)
		strvec_push(&s->undone, undo);
	if (s->prefix && str_istarts(hex, s->prefix)) {
		s->several |= s->hit.found;
		s->was_undone = strvec_has(&s->undone, hex);
		take(&s->hit, oid, c);
	} else if (!s->prefix && is_command(c, undo) &&
		   !strvec_has(&s->undone, hex)) {
		stop = look_command(s, oid, c);
	}
	free(undo);
	free(clone);
	return stop || (!s->prefix && ++s->seen >= MAX_LOOK_BACK);
}

static void search_release(struct search *s)
{
	strvec_clear(&s->undone);
	claimant_release(&s->me);
	hit_release(&s->hit);
	hit_release(&s->elsewhere);
	hit_release(&s->other);
}

/* "Tess Ter", "Tess Ter (coder) in work tree 'x'". */
static void add_whose(struct strbuf *out, const struct hit *h)
{
	char *tail = h->agent ? xasprintf(" (%s)", h->agent) : NULL;

	strbuf_addstr(out, h->by);
	if (tail && !str_ends(h->by, tail))
		strbuf_addstr(out, tail);
	if (h->worktree)
		strbuf_addf(out, " in work tree '%s'", h->worktree);
	free(tail);
}

static int nothing(const struct search *s, struct err *err)
{
	struct strbuf whose = STRBUF_INIT;
	char hex[OID_HEX + 1];
	int ret;

	if (!s->other.found)
		return err_set(err, ERR_FAILED, "nothing to undo: no command "
			       "is left in the history");
	add_whose(&whose, &s->other);
	oid_hex(hex, &s->other.oid);
	ret = err_set(err, ERR_FAILED, "nothing to undo: no command of yours "
		      "in this work tree is left; the newest is '%.80s' of "
		      "%.80s: 'git task undo %.8s' takes it back",
		      s->other.subject, whose.buf, hex);
	strbuf_release(&whose);
	return ret;
}

/*
 * Without a given commit: the actor's newest; when nothing at all is of this
 * clone, because it is new or its folder git-task/ was removed, the person's
 * newest.
 */
static int find_commit(struct search *s, struct repo *r, struct err *err)
{
	struct oid tip;
	int found = db_tip(&tip, s->db, err);

	if (found < 0)
		return -1;
	if (found && history_walk(r, &tip, NULL, false, look, s, err) < 0)
		return -1;
	if (s->several)
		return err_set(err, ERR_AMBIGUOUS, "commit '%s' is ambiguous",
			       s->prefix);
	if (!s->hit.found && s->prefix)
		return err_set(err, ERR_NOT_FOUND, "no commit '%s' in the "
			       "history of the tasks; 'git task log' shows "
			       "them", s->prefix);
	if (!s->hit.found && !s->known && s->elsewhere.found) {
		s->hit = s->elsewhere;
		memset(&s->elsewhere, 0, sizeof(s->elsewhere));
	}
	if (!s->hit.found)
		return nothing(s, err);
	if (s->was_undone)
		return err_set(err, ERR_FAILED, "commit '%s' was undone "
			       "already", s->prefix);
	if (s->hit.nr_parents > 1)
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
	const struct hit *h = &u->search->hit;
	struct commit c;
	int ret;

	if (!h->nr_parents)
		return tree_walk(u->repo, &h->tree, add_new, u, err);
	if (commit_read(&c, u->repo, &h->parent, err) < 0)
		return -1;
	ret = tree_diff(u->repo, &c.tree, &h->tree, add_touched, u, err);
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
	oid_hex(hex, &u->search->hit.oid);
	txn_trailer(txn, "Task-Undo", "%s", hex);
	txn_what(txn, "%s", u->search->hit.subject);
	return 0;
}

static bool is_commit_name(const char *s)
{
	size_t len = strlen(s);

	return len >= 4 && len <= OID_HEX &&
		strspn(s, "0123456789abcdefABCDEF") == len;
}

void undone_release(struct undone *u)
{
	FREE_AND_NULL(u->what);
	FREE_AND_NULL(u->verb);
	FREE_AND_NULL(u->by);
	strvec_clear(&u->ids);
}

/* What was taken back, for the caller. */
static void tell(struct undone *out, struct undo *u)
{
	const struct hit *h = &u->search->hit;
	const char *colon = strstr(h->subject, ": ");
	struct strbuf whose = STRBUF_INIT;
	size_t i;

	add_whose(&whose, h);
	out->by = strbuf_detach(&whose, NULL);
	out->what = xstrdup(h->subject);
	out->detail = colon ? out->what + (colon + 2 - h->subject) :
		out->what;
	out->verb = h->verb ? xstrdup(h->verb) : NULL;
	for (i = 0; i < u->nr; i++)
		strvec_push(&out->ids, u->v[i].id);
}

int db_undo(struct undone *out, struct db *db, const char *commit,
	    struct err *err)
{
	struct search s;
	struct undo u = { &s, NULL, NULL, 0, 0 };
	int ret = -1;

	memset(out, 0, sizeof(*out));
	strvec_init(&out->ids);
	memset(&s, 0, sizeof(s));
	strvec_init(&s.undone);
	s.db = db;
	s.prefix = commit;
	if (commit && !is_commit_name(commit))
		return err_set(err, ERR_INVALID, "'%s' is not a commit (4 to "
			       "64 hex digits)", commit);
	if (db_repo(&u.repo, db, err) < 0 ||
	    claimant_get(&s.me, db, err) < 0 ||
	    find_commit(&s, u.repo, err) < 0 || collect(&u, err) < 0)
		goto out;
	if (db_write(db, "undo", 0, undo_all, &u, &out->res, err) < 0) {
		if (err && err->code == ERR_FAILED &&
		    str_eq(err->msg, "nothing changed"))
			err_set(err, ERR_FAILED, "nothing to undo: '%s' "
				"changes nothing any more", s.hit.subject);
		goto out;
	}
	tell(out, &u);
	ret = 0;
out:
	free(u.v);
	search_release(&s);
	return ret;
}
