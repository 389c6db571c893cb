/*
 * linking.c - which tasks commits name, and the links that follow.
 */
#include "base/base.h"
#include "feat/project/linking.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "db/core/internal.h"
#include "feat/project/gitstate.h"
#include "feat/project/link.h"

void linking_release(struct linking *l)
{
	strvec_clear(&l->notes);
}

/* ---- which tasks ---- */

#define FEW_MAX 16	/* tasks that are read one by one */

/* One link to be made. */
struct plan_item {
	size_t commit;		/* index */
	char id[ID_LEN + 1];
	const char *via;
	bool closes;		/* the message says so */
	bool done;		/* ... and that was acted on before */
};

struct linking_plan {
	struct linking *l;
	struct db *db;
	struct gitcommit *commits;
	struct gitcommit *own;		/* commits that were read for it */
	size_t nr_own;
	struct plan_item *items;
	size_t nr, alloc;
	const struct rewrite *pairs;	/* of rewrites */
	size_t nr_pairs;
	bool few;	/* seen through db_view_few */
};

static struct linking_plan *plan_new(struct linking *l, struct db *db)
{
	struct linking_plan *p = xcalloc(1, sizeof(*p));

	p->l = l;
	p->db = db;
	return p;
}

void linking_plan_free(struct linking_plan *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < p->nr_own; i++)
		gitcommit_release(&p->own[i]);
	free(p->own);
	free(p->items);
	free(p);
}

bool linking_plan_few(const struct linking_plan *p)
{
	return p->few;
}

size_t linking_plan_size(const struct linking_plan *p)
{
	return p->nr + p->nr_pairs;
}

uint32_t linking_row(const struct view *v, const char *prefix)
{
	size_t n = strlen(prefix), lo;

	if (n > ID_LEN)
		return NO_ROW;
	lo = view_lower_bound(v, prefix, n);
	if (lo == v->nr || strncmp(v->rows[lo].id, prefix, n) != 0 ||
	    v->rows[lo].deleted)
		return NO_ROW;
	if (lo + 1 < v->nr && !strncmp(v->rows[lo + 1].id, prefix, n))
		return NO_ROW;
	return (uint32_t)lo;
}

uint32_t linking_branch_row(struct db *db, const struct view *v,
			    const char *branch)
{
	char prefix[ID_LEN + 1];
	uint32_t i, row = NO_ROW;

	if (link_branch_task(prefix, branch))
		row = linking_row(v, prefix);
	if (row != NO_ROW || gitstate_is_default(db_place(db), branch))
		return row;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !status_is_open(r->stored) ||
		    strcmp(r->branch, branch) != 0)
			continue;
		if (row != NO_ROW)
			return NO_ROW;
		row = i;
	}
	return row;
}

static void plan_add(struct linking_plan *p, size_t commit, const char *id,
		     const char *via, bool closes)
{
	struct plan_item *it;
	size_t i;

	for (i = p->nr; i > 0 && p->items[i - 1].commit == commit; i--) {
		if (strcmp(p->items[i - 1].id, id) != 0)
			continue;
		p->items[i - 1].closes |= closes;
		return;
	}
	ALLOC_GROW(p->items, p->nr + 1, p->alloc);
	it = &p->items[p->nr++];
	it->commit = commit;
	it->via = via;
	it->closes = closes;
	it->done = false;
	memcpy(it->id, id, sizeof(it->id));
}

/* The tasks that the commit's message, and its branch, name. */
static void plan_commit(struct linking_plan *p, const struct view *v, size_t commit)
{
	const struct gitcommit *c = &p->commits[commit];
	struct link_refs refs = LINK_REFS_INIT;
	uint32_t *rows, row;
	size_t i, nr;

	link_parse(&refs, c->message);
	for (i = 0; i < refs.nr; i++) {
		const struct link_ref *r = &refs.v[i];

		row = linking_row(v, r->prefix);
		if (row == NO_ROW || (r->how == LINK_BARE &&
				      gitlog_has_commit(p->db, r->prefix)))
			continue;
		plan_add(p, commit, v->rows[row].id, "message", r->closes);
	}
	if (p->l->use_branch && c->branch) {
		row = linking_branch_row(p->db, v, c->branch);
		if (row != NO_ROW)
			plan_add(p, commit, v->rows[row].id, "branch", false);
	}
	if (*c->task && view_find(v, c->task) != NO_ROW)
		plan_add(p, commit, c->task, "branch", false);
	if (refs.reverts[0]) {
		nr = linking_rows(&rows, v, refs.reverts);
		for (i = 0; i < nr; i++)
			plan_add(p, commit, v->rows[rows[i]].id, "message",
				 false);
		free(rows);
	}
	link_refs_release(&refs);
}

size_t linking_rows(uint32_t **rows, const struct view *v, const char *oid)
{
	char *quoted = xasprintf("\"oid\": \"%s\"", oid);
	size_t nr = 0, alloc = 0, n = strlen(quoted), i;

	*rows = NULL;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (!r->nr_commits || !memmem(r->blob, r->blob_len, quoted, n))
			continue;
		ALLOC_GROW(*rows, nr + 1, alloc);
		(*rows)[nr++] = (uint32_t)i;
	}
	free(quoted);
	return nr;
}

/* ---- entries ---- */

static const struct json *find_entry(const struct task *t, const char *oid)
{
	struct json *e;

	json_each(e, task_get(t, F_COMMITS)) {
		const char *s = json_get_str(e, "oid");

		if (s && str_eq(s, oid))
			return e;
	}
	return NULL;
}

/* Foreign text as one line that a field may hold. */
static char *one_line(const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	utf8_add_fit(&sb, s, 300, false);
	return strbuf_detach(&sb, NULL);
}

static void append_entry(struct change *ch, const struct gitcommit *c,
			 const char *via, bool closes)
{
	char *subject = one_line(c->subject), *author = one_line(c->author);
	struct json *e = json_new_obj(), *progress;
	char at[WHEN_LEN], *text;

	when_format(at, c->when);
	json_set_str(e, "id", c->oid);
	json_set_str(e, "oid", c->oid);
	json_set_str(e, "at", at);
	json_set_str(e, "by", author);
	json_set_str(e, "author", author);
	json_set_str(e, "subject", subject);
	json_set_str(e, "via", via);
	if (closes)
		json_set_bool(e, "closes", true);
	if (c->branch)
		json_set_str(e, "branch", c->branch);
	if (c->measured) {
		json_set_int(e, "files", c->files);
		json_set_int(e, "insertions", (int64_t)c->insertions);
		json_set_int(e, "deletions", (int64_t)c->deletions);
	}
	change_append(ch, F_COMMITS, e);

	text = xasprintf("commit %.7s: %s", c->oid, subject);
	progress = entry_new(text, "commit");
	json_set_str(progress, "id", c->oid);
	json_set_str(progress, "at", at);
	json_set_str(progress, "by", author);
	change_append(ch, F_PROGRESS, progress);
	free(text);
	free(author);
	free(subject);
}

/*
 * Commits from the past: was the status set after the commit was made?  Asked
 * of the state before this transaction, which sets it for older commits first.
 */
static bool too_late(struct linking_plan *p, struct txn *txn, const char *id,
		     const struct gitcommit *c)
{
	const struct view *v = txn_view(txn);
	uint32_t row = view_find(v, id);
	struct task t = TASK_INIT;
	const char *text = NULL;
	struct stamp s;
	bool res;

	if (!p->l->past)
		return false;
	if (row != NO_ROW && view_task(&t, v, row, NULL) == 0)
		text = task_stamp(&t, "status");
	/* commits tell seconds */
	res = text && stamp_parse(&s, text) && s.ms > c->when + 999;
	task_release(&t);
	return res;
}

static void note(struct linking_plan *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void note(struct linking_plan *p, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	strvec_take(&p->l->notes, strbuf_detach(&sb, NULL));
}

/* Adds the completion that the commit asks for, unless something forbids. */
static void add_close(struct linking_plan *p, struct txn *txn, const struct task *t,
		      const struct gitcommit *c, struct change *ch)
{
	struct strbuf why = STRBUF_INIT;

	if (!status_is_open(task_status(t)) || too_late(p, txn, t->id, c))
		return;
	if (p->l->gate && !p->l->gate(t, &why, p->l->gate_data)) {
		note(p, "task %.8s is not completed by %.7s: %s", t->id,
		     c->oid, why.buf);
	} else {
		change_want(ch, STATUS_COMPLETED);
		p->l->completed++;
		note(p, "task %.8s completed by %.7s", t->id, c->oid);
	}
	strbuf_release(&why);
}

/* A revert of the commit that completed the task opens it again. */
static void add_reopen(struct linking_plan *p, struct txn *txn, const struct task *t,
		       const struct gitcommit *c, struct change *ch)
{
	struct link_refs refs = LINK_REFS_INIT;
	const struct json *other = NULL;
	char *text;

	link_parse(&refs, c->message);
	if (refs.reverts[0])
		other = find_entry(t, refs.reverts);
	if (other && json_get_bool(other, "closes", false) &&
	    task_status(t) == STATUS_COMPLETED &&
	    db_config_bool(p->db, "task.hooks.reopen", false) &&
	    !too_late(p, txn, t->id, c)) {
		change_want(ch, task_get(t, F_STARTED_AT) ?
			    STATUS_IN_PROGRESS : STATUS_PENDING);
		text = xasprintf("reopened: %.7s reverts %.7s", c->oid,
				 refs.reverts);
		change_append(ch, F_PROGRESS, entry_new(text, NULL));
		free(text);
		p->l->reopened++;
		note(p, "task %.8s reopened by %.7s", t->id, c->oid);
	}
	link_refs_release(&refs);
}

static int apply_item(struct linking_plan *p, struct txn *txn,
		      const struct plan_item *it, struct err *err)
{
	const struct gitcommit *c = &p->commits[it->commit];
	const struct task *t;
	struct change ch;
	int res;

	if (txn_task(&t, txn, it->id, err) < 0)
		return -1;
	if (find_entry(t, c->oid))
		return 0;
	change_init(&ch, it->id);
	append_entry(&ch, c, it->via, it->closes);
	if (it->closes && !it->done)
		add_close(p, txn, t, c, &ch);
	else if (!it->closes)
		add_reopen(p, txn, t, c, &ch);
	res = txn_apply(txn, &ch, NULL, err);
	change_release(&ch);
	if (res == 0)
		p->l->links++;
	return res;
}

static void begin(struct linking_plan *p)
{
	p->l->links = p->l->completed = p->l->reopened = 0;
	strvec_clear(&p->l->notes);
}

/* Drops the items whose links are there already. */
static int plan_prune(struct linking_plan *p, const struct view *v, struct err *err)
{
	size_t i, keep = 0;

	for (i = 0; i < p->nr; i++) {
		struct task t = TASK_INIT;
		uint32_t row = view_find(v, p->items[i].id);

		if (row == NO_ROW || view_task(&t, v, row, err) < 0)
			return -1;
		if (!find_entry(&t, p->commits[p->items[i].commit].oid))
			p->items[keep++] = p->items[i];
		task_release(&t);
	}
	p->nr = keep;
	return 0;
}

/* Measures the commits that get a link. */
static void plan_measure(struct linking_plan *p)
{
	struct gitcommit *some = xcalloc(p->nr + 1, sizeof(*some));
	size_t *from = xcalloc(p->nr + 1, sizeof(*from));
	struct map seen = MAP_INIT;
	size_t i, nr = 0;

	for (i = 0; i < p->nr; i++) {
		size_t at = p->items[i].commit;

		if (!map_put(&seen, p->commits[at].oid, NULL))
			continue;
		from[nr] = at;
		some[nr++] = p->commits[at];
	}
	gitlog_measure(p->db, some, nr, p->l->measure_ms);
	for (i = 0; i < nr; i++)
		p->commits[from[i]] = some[i];
	map_clear(&seen);
	free(from);
	free(some);
}

/* Does a message or a branch name anything that could be a task?  Most do not, and
 * the tasks need not be read to know that. */
static bool names_any(struct db *db, const struct linking *l,
		      const struct gitcommit *commits, size_t nr)
{
	char prefix[ID_LEN + 1];
	bool any = false;

	for (size_t i = 0; i < nr && !any; i++) {
		struct link_refs refs = LINK_REFS_INIT;

		link_parse(&refs, commits[i].message);
		any = refs.nr || refs.reverts[0] || *commits[i].task ||
			(l->use_branch && commits[i].branch &&
			 (link_branch_task(prefix, commits[i].branch) ||
			  !gitstate_is_default(db_place(db),
					       commits[i].branch)));
		link_refs_release(&refs);
	}
	return any;
}

/* The tasks that a commit names are these, and nothing but a link follows from it. */
static bool links_few(struct strvec *out, const struct linking_plan *p,
		      const struct gitcommit *c)
{
	struct link_refs refs = LINK_REFS_INIT;
	char prefix[ID_LEN + 1];
	bool ok;
	size_t i;

	link_parse(&refs, c->message);
	ok = !refs.reverts[0];
	for (i = 0; i < refs.nr; i++) {
		ok = ok && !refs.v[i].closes;
		strvec_push(out, refs.v[i].prefix);
	}
	link_refs_release(&refs);
	if (ok && p->l->use_branch && c->branch) {
		if (link_branch_task(prefix, c->branch))
			strvec_push(out, prefix);
		else
			ok = gitstate_is_default(db_place(p->db), c->branch) ||
				!db_may_have(p->db, c->branch);
	}
	if (*c->task)
		strvec_push(out, c->task);
	return ok;
}

/* A view that has what the plan is about: of the tasks named, where that is enough. */
static int plan_view(const struct view **out, struct linking_plan *p, size_t nr,
		     struct err *err)
{
	struct strvec named = STRVEC_INIT;
	size_t i;

	p->few = true;
	for (i = 0; i < nr && p->few; i++)
		p->few = links_few(&named, p, &p->commits[i]);
	p->few = p->few && named.nr <= FEW_MAX &&
		db_view_few(out, p->db, &named);
	strvec_clear(&named);
	return p->few ? 0 : db_view(out, p->db, err);
}

int linking_of_messages(struct linking_plan **out, struct linking *l,
			struct db *db, struct gitcommit *commits, size_t nr,
			struct err *err)
{
	struct linking_plan *p = *out = plan_new(l, db);
	const struct view *v;
	size_t i;

	p->commits = commits;
	if (!names_any(db, l, commits, nr))
		return 0;
	if (plan_view(&v, p, nr, err) < 0)
		return -1;
	for (i = 0; i < nr && v->nr; i++)
		plan_commit(p, v, i);
	if (plan_prune(p, v, err) < 0)
		return -1;
	plan_measure(p);
	return 0;
}

void linking_of_hand(struct linking_plan **out, struct linking *l,
		     struct db *db, const char *id,
		     struct gitcommit *commits, size_t nr)
{
	struct linking_plan *p = *out = plan_new(l, db);
	size_t i;

	p->commits = commits;
	for (i = 0; i < nr; i++)
		plan_add(p, i, id, "hand", false);
	plan_measure(p);
}

int linking_remove(struct change *ch, const struct task *t, const char *oid,
		   struct err *err)
{
	if (!find_entry(t, oid))
		return err_set(err, ERR_NOT_FOUND, "task '%.8s' has no link "
			       "to commit %.7s", t->id, oid);
	change_retract(ch, F_COMMITS, oid);
	change_retract(ch, F_PROGRESS, oid);
	return 0;
}

/* ---- rewrites ---- */

/* Takes the link to `old_oid` back; what it was like goes into the plan. */
static int retract_old(struct linking_plan *p, struct txn *txn, const char *id,
		       const char *old_oid, struct err *err)
{
	const struct task *t;
	struct change ch;
	int res;

	if (txn_task(&t, txn, id, err) < 0)
		return -1;
	if (!find_entry(t, old_oid))
		return 0;
	change_init(&ch, id);
	change_retract(&ch, F_COMMITS, old_oid);
	change_retract(&ch, F_PROGRESS, old_oid);
	res = txn_apply(txn, &ch, NULL, err);
	change_release(&ch);
	if (res == 0)
		p->l->links++;
	return res;
}

int linking_edit(struct txn *txn, void *data, struct err *err)
{
	struct linking_plan *p = data;
	const struct view *v = txn_view(txn);
	size_t i, j;

	begin(p);
	for (i = 0; i < p->nr; i++)
		if (apply_item(p, txn, &p->items[i], err) < 0)
			return -1;
	if (p->nr == 1 && !p->nr_pairs)
		txn_what(txn, "commit %.7s",
			 p->commits[p->items[0].commit].oid);
	for (i = 0; i < p->nr_pairs; i++) {
		uint32_t *rows;
		size_t nr = linking_rows(&rows, v, p->pairs[i].old_oid);
		int res = 0;

		for (j = 0; j < nr && res == 0; j++)
			res = retract_old(p, txn, v->rows[rows[j]].id,
					  p->pairs[i].old_oid, err);
		free(rows);
		if (res < 0)
			return -1;
	}
	return 0;
}

/*
 * The old commit's links as items of the new one: those that no message made are
 * carried over, and what had closed the task has done so already.
 */
static int carry_links(struct linking_plan *p, const struct view *v,
		       const struct rewrite *pair, size_t commit,
		       struct err *err)
{
	uint32_t *rows;
	size_t nr = linking_rows(&rows, v, pair->old_oid), i, j;
	int res = 0;

	for (i = 0; i < nr && res == 0; i++) {
		struct task t = TASK_INIT;
		const struct json *e;
		const char *via;

		res = view_task(&t, v, rows[i], err);
		if (res < 0)
			break;
		e = find_entry(&t, pair->old_oid);
		via = e ? json_get_str(e, "via") : NULL;
		if (via && strcmp(via, "message") != 0)
			plan_add(p, commit, t.id, !strcmp(via, "hand") ?
				 "hand" : "branch", false);
		for (j = 0; j < p->nr; j++)
			if (p->items[j].commit == commit &&
			    !strcmp(p->items[j].id, t.id) &&
			    json_get_bool(e, "closes", false))
				p->items[j].done = true;
		task_release(&t);
	}
	free(rows);
	return res;
}

/* The new commits, each once; *nr of them. */
static struct gitcommit *read_new(size_t *nr, struct map *index,
				  struct db *db, const struct rewrite *pairs,
				  size_t nr_pairs)
{
	struct gitcommit *c = NULL;
	char *branch = gitlog_branch(db);
	size_t i, alloc = 0;

	*nr = 0;
	for (i = 0; i < nr_pairs; i++) {
		size_t *at;

		if (map_has(index, pairs[i].new_oid))
			continue;
		ALLOC_GROW(c, *nr + 1, alloc);
		if (gitlog_read(&c[*nr], db, pairs[i].new_oid, NULL) < 0)
			continue;
		c[*nr].branch = branch ? xstrdup(branch) : NULL;
		at = xmalloc(sizeof(*at));
		*at = (*nr)++;
		map_put(index, pairs[i].new_oid, at);
	}
	free(branch);
	return c;
}

int linking_of_rewrites(struct linking_plan **out, struct linking *l,
			struct db *db, const struct rewrite *pairs, size_t nr,
			struct err *err)
{
	struct linking_plan *p = *out = plan_new(l, db);
	struct map index = MAP_INIT_FREE(free);
	const struct view *v;
	size_t i;
	int res = db_view(&v, db, err);

	if (res < 0 || !v->nr)
		return res;
	p->pairs = pairs;
	p->nr_pairs = nr;
	p->own = read_new(&p->nr_own, &index, db, pairs, nr);
	p->commits = p->own;
	for (i = 0; i < p->nr_own; i++)
		plan_commit(p, v, i);
	for (i = 0; i < nr && res == 0; i++) {
		const size_t *at = map_get(&index, pairs[i].new_oid);

		if (at)
			res = carry_links(p, v, &pairs[i], *at, err);
	}
	if (res == 0)
		res = plan_prune(p, v, err);
	if (res == 0)
		plan_measure(p);
	map_clear(&index);
	return res;
}
