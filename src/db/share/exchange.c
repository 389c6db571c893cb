/*
 * exchange.c - fetching from one place and delivering to it.
 */
#include "base/base.h"
#include "db/share/exchange.h"
#include "db/share/claimref.h"
#include "base/mem.h"
#include "db/core/internal.h"
#include "db/share/hands.h"
#include "db/share/hosts.h"
#include "db/share/merge.h"
#include "store/net/remote.h"

static const char *const shared_names[SHARED_NR] = { "main", "sessions" };

/* How many refs one push deletes at most. */
#define CLEAN_MAX 200
/* Who moved main so long ago at most (ms) may do it again any moment. */
#define LATELY INT64_C(300000)

void exchange_init(struct exchange *x, struct db *db,
		   const struct config *config, const char *remote,
		   unsigned flags, struct share_report *report)
{
	memset(x, 0, sizeof(*x));
	x->db = db;
	x->config = config;
	x->remote = remote;
	x->flags = flags;
	x->report = report;
}

void exchange_release(struct exchange *x)
{
	size_t i;

	for (i = 0; i < SHARED_NR; i++)
		remote_refs_release(&x->inboxes[i]);
	remote_refs_release(&x->claims);
}

/* ---- what is here and there ---- */

struct counter {
	int nr, max;
};

/* Commits until one whose id begins so. */
struct since {
	const char *was;
	size_t nr;
};

static int count_since(const struct oid *oid, const struct commit *c, void *data)
{
	struct since *n = data;
	char hex[OID_HEX + 1];

	(void)c;
	oid_hex(hex, oid);
	if (*n->was && str_starts(hex, n->was))
		return 1;
	n->nr++;
	return 0;
}

static int count_commit(const struct oid *oid, const struct commit *c,
			void *data)
{
	struct counter *n = data;

	(void)oid;
	(void)c;
	return ++n->nr >= n->max;
}

/* What is tracked of the remote's `name`: 1, 0 none, -1. */
static int tracked(struct oid *out, struct db *db, const char *remote,
		   const char *name, struct err *err)
{
	struct strbuf track = STRBUF_INIT;
	struct repo *r;
	int rc;

	remote_tracking(&track, remote, name);
	rc = place_ref(out, db_place(db), track.buf);
	if (rc < 0)
		rc = db_repo(&r, db, err) < 0 ? -1 :
			ref_read(out, r, track.buf, err);
	strbuf_release(&track);
	return rc;
}

static int local_tip(struct oid *out, struct db *db, const char *name,
		     struct err *err)
{
	char *ref = xasprintf("refs/tasks/%s", name);
	struct repo *r;
	int rc = place_ref(out, db_place(db), ref);

	if (rc < 0)
		rc = db_repo(&r, db, err) < 0 ? -1 :
			ref_read(out, r, ref, err);
	free(ref);
	return rc;
}

/* Commits of ours that the tracking ref of `name` lacks, counted up to `max`;
 * -1 on error. */
static int exchange_ahead(struct db *db, const char *remote,
			  const char *name, int max, struct err *err)
{
	struct counter n = { 0, max };
	struct oid ours, theirs;
	struct repo *r;
	int have = local_tip(&ours, db, name, err);
	int has = have < 0 ? -1 : tracked(&theirs, db, remote, name, err);

	if (has < 0)
		return -1;
	if (have && !(has && oid_eq(&ours, &theirs)) &&
	    (db_repo(&r, db, err) < 0 ||
	     history_walk(r, &ours, has ? &theirs : NULL, false, count_commit,
			  &n, err) < 0))
		return -1;
	return n.nr;
}

int exchange_unsent(struct db *db, const char *remote, int max)
{
	struct oid tip, inbox;
	char mine[40], actor[9];

	if (db_actor(actor, db, false, NULL) == 0 && *actor &&
	    inbox_mine(mine, db, "main", NULL) == 0 &&
	    tracked(&inbox, db, remote, mine, NULL) > 0 &&
	    local_tip(&tip, db, "main", NULL) > 0 && oid_eq(&tip, &inbox))
		return 0;
	return exchange_ahead(db, remote, "main", max, NULL);
}

/* ---- pull ---- */

/* Joins what the last fetch brought under one name. */
static int join_name(struct exchange *x, size_t i, struct err *err)
{
	const char *name = shared_names[i];
	struct share_report *report = i ? NULL : x->report;
	bool to_push = x->flags & (SHARE_PUSH | SHARE_CENTRAL);
	char *ref = xasprintf("refs/tasks/%s", name), mine[40];
	struct oid theirs, tip;
	size_t waiting = 0;
	int has = tracked(&theirs, x->db, x->remote, name, err);
	int rc = has < 0 ? -1 : 0;

	if (has > 0)
		rc = merge_into(&tip, x->db, ref, &theirs,
				to_push ? MERGE_TO_PUSH : 0, report, err);
	remote_refs_release(&x->inboxes[i]);
	if (rc >= 0)
		rc = remote_refs_list(&x->inboxes[i], x->db, x->remote,
				      inbox_dir(name), err);
	if (rc == 0)
		rc = inbox_join(x->db, name, &x->inboxes[i], report, err);
	if (rc == 0 && inbox_mine(mine, x->db, name, NULL) < 0)
		*mine = '\0';
	if (rc == 0)
		rc = inbox_waiting(&waiting, x->db, &x->inboxes[i],
				   has > 0 ? &theirs : NULL, mine, err);
	x->waiting += waiting;
	free(ref);
	return rc;
}

/* A place without tasks leaves no trace in refs: that it was asked is kept. */
static void mark_asked(struct db *db, const char *remote)
{
	struct strbuf sb = STRBUF_INIT;
	struct strvec names = STRVEC_INIT;
	char *path;

	if (db_initialised(db) || db_local_mkdir(db, NULL) < 0)
		return;
	path = db_local_path(db, EXCHANGE_ASKED);
	if (file_read_plain(&sb, path, ASKED_MAX, NULL) < 0)
		strbuf_reset(&sb);
	strvec_split(&names, sb.buf, "\n");
	if (!strvec_has(&names, remote)) {
		strbuf_addf(&sb, "%s\n", remote);
		file_write_atomic(path, sb.buf, sb.len, false, NULL);
	}
	strvec_clear(&names);
	strbuf_release(&sb);
	free(path);
}

/* Has another clone moved main a moment ago, as its clock and ours go? */
static bool moved_lately(const struct exchange *x)
{
	char actor[9], *mine;
	struct commit c;
	struct oid tip;
	struct repo *r;
	int64_t age;
	bool yes = false;

	memset(&c, 0, sizeof(c));
	if (tracked(&tip, x->db, x->remote, "main", NULL) > 0 &&
	    db_actor(actor, x->db, false, NULL) == 0 &&
	    db_repo(&r, x->db, NULL) == 0 &&
	    commit_read(&c, r, &tip, NULL) == 0) {
		mine = xasprintf("\nTask-Actor: %s\n", actor);
		age = db_now(x->db) - c.committer.when * 1000;
		yes = age < LATELY && age > -LATELY &&
			!strstr(c.message, mine);
		free(mine);
	}
	commit_release(&c);
	return yes;
}

int exchange_pull(struct exchange *x, struct err *err)
{
	size_t i;
	int rc = remote_fetch(db_place(x->db), x->config, x->remote,
			      x->flags & SHARE_PROGRESS,
			      x->report ? &x->report->filled : NULL, err);

	x->waiting = 0;
	for (i = 0; i < SHARED_NR && rc == 0; i++)
		rc = join_name(x, i, err);
	remote_refs_release(&x->claims);
	if (rc == 0)
		rc = remote_refs_list(&x->claims, x->db, x->remote, "claims/",
				      err);
	if (rc == 0)
		mark_asked(x->db, x->remote);
	x->lately = rc == 0 && moved_lately(x);
	return rc;
}

/* ---- push ---- */

/* One of main and sessions, on its way. */
struct parcel {
	int ahead;
	bool ask;		/* nobody has asked what is there now */
	bool moved;		/* it was not there */
	char was[OID_HEX + 1];	/* ... and what was, as of struct push_ref */
	struct oid tip;
	char mine[40];		/* the own inbox, "" when there can be none */
	struct oid inbox;	/* what is there, zero: nothing */
};

static bool is_offered(const struct parcel *p)
{
	return p->ahead > 0 || p->ask;
}

struct sending {
	struct exchange *x;
	struct parcel p[SHARED_NR];
	struct push_ref *refs;	/* of the last offer */
	struct strvec names;	/* what refs[].name points into */
	size_t nr, alloc;
};

static void add_ref(struct sending *s, const char *name,
		    const struct oid *oid, const struct oid *old)
{
	struct push_ref *ref;

	strvec_push(&s->names, name);
	ALLOC_GROW(s->refs, s->nr + 1, s->alloc);
	ref = &s->refs[s->nr++];
	memset(ref, 0, sizeof(*ref));
	if (oid)
		ref->oid = *oid;
	ref->lease = old != NULL;
	if (old)
		ref->old = *old;
}

static int look(struct sending *s, struct err *err)
{
	struct exchange *x = s->x;
	size_t i;

	for (i = 0; i < SHARED_NR; i++) {
		struct parcel *p = &s->p[i];

		/* Of sessions the number tells nobody anything. */
		p->ahead = exchange_ahead(x->db, x->remote, shared_names[i],
					  i ? 1 : INT_MAX, err);
		if (p->ahead < 0)
			return -1;
		/* what was there after the last push may be gone */
		p->ask = !(x->flags & SHARE_PULL) &&
			local_tip(&p->tip, x->db, shared_names[i], NULL) > 0;
		if (inbox_mine(p->mine, x->db, shared_names[i], NULL) < 0)
			*p->mine = '\0';
		if (local_tip(&p->tip, x->db, shared_names[i], err) < 0 ||
		    (*p->mine && tracked(&p->inbox, x->db, x->remote, p->mine,
					 err) < 0))
			return -1;
	}
	return 0;
}

/* Claims of tasks that are finished: nobody needs them once main says so. */
static bool is_over(const struct exchange *x, const char *ref)
{
	const char *id = ref + strlen("claims/");
	const struct view *v;
	uint32_t row;

	if (db_view(&v, x->db, NULL) < 0 || (row = view_find(v, id)) == NO_ROW)
		return false;
	return v->rows[row].deleted || !status_is_open(v->rows[row].stored);
}

/* Nor may it be one that was made or ended a moment ago. */
static bool has_rested(const struct exchange *x, const struct remote_ref *ref)
{
	struct claimref c;
	bool rests = claimref_read(&c, x->db, &ref->oid, ref->name +
				   strlen("claims/"), NULL) > 0 &&
		claimref_rests(&c, db_now(x->db));

	claimref_release(&c);
	return !rests;
}

static bool is_mine(const struct sending *s, const char *name)
{
	return str_eq(name, s->p[0].mine) || str_eq(name, s->p[1].mine);
}

/* Adds deletions of what main has now; with s NULL counts them only. */
static size_t clean(struct sending *s, struct exchange *x)
{
	size_t i, k, nr = 0;

	for (i = 0; i < SHARED_NR; i++)
		for (k = 0; k < x->inboxes[i].nr && nr < CLEAN_MAX; k++) {
			const struct remote_ref *ref = &x->inboxes[i].v[k];

			if (!ref->joined || (s && is_mine(s, ref->name)))
				continue;
			nr++;
			if (s)
				add_ref(s, ref->name, NULL, &ref->oid);
		}
	for (k = 0; k < x->claims.nr && nr < CLEAN_MAX; k++) {
		const struct remote_ref *ref = &x->claims.v[k];

		if (!is_over(x, ref->name) || !has_rested(x, ref))
			continue;
		nr++;
		if (s)
			add_ref(s, ref->name, NULL, &ref->oid);
	}
	for (i = 0; s && i < SHARED_NR; i++)
		if (!oid_is_zero(&s->p[i].inbox))
			add_ref(s, s->p[i].mine, NULL, &s->p[i].inbox);
	return nr;
}

static void note_taken(struct sending *s, const struct push_ref *ref)
{
	size_t i;

	for (i = 0; i < SHARED_NR; i++) {
		struct parcel *p = &s->p[i];

		if (str_eq(ref->name, p->mine))
			p->inbox = ref->oid;
		if (str_eq(ref->name, shared_names[i]) && ref->moved) {
			p->moved = true;
			memcpy(p->was, ref->was, sizeof(p->was));
		}
	}
}

/* Offers once.  As push_refs; 1: --atomic is not known there. */
static int offer(struct sending *s, unsigned what, struct err *err)
{
	struct exchange *x = s->x;
	unsigned flags = what & HANDS_ATOMIC ? PUSH_ATOMIC : 0;
	size_t i, k;
	int rc;

	s->nr = 0;
	strvec_clear(&s->names);
	for (i = 0; i < SHARED_NR; i++) {
		struct parcel *p = &s->p[i];

		if (what & HANDS_MAIN && is_offered(p))
			add_ref(s, shared_names[i], &p->tip, NULL);
		if (what & HANDS_INBOX && is_offered(p) && *p->mine &&
		    !oid_eq(&p->inbox, &p->tip))
			add_ref(s, p->mine, &p->tip, NULL);
	}
	if (what & HANDS_CLEAN)
		clean(s, x);
	if (!s->nr)
		return 0;
	for (i = 0; i < s->nr; i++)
		s->refs[i].name = s->names.v[i];
	if (x->flags & SHARE_PROGRESS)
		flags |= PUSH_PROGRESS;
	x->report->pushes++;
	rc = push_refs(db_place(x->db), x->config, x->remote, s->refs, s->nr,
		       flags, err);
	for (k = 0; k < s->nr && rc == 0; k++)
		if (s->refs[k].answer == PUSH_TAKEN)
			note_taken(s, &s->refs[k]);
	return rc;
}

/* The answer to `name`, PUSH_TAKEN when it was not offered. */
static enum push_answer answer_of(const struct sending *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->nr; i++)
		if (str_eq(s->refs[i].name, name))
			return s->refs[i].answer;
	return PUSH_TAKEN;
}

/* The worst of main and sessions. */
static enum push_answer main_answer(const struct sending *s)
{
	static const enum push_answer order[] = {
		PUSH_REFUSED, PUSH_RACED, PUSH_UNTRIED
	};
	size_t i, k;

	for (k = 0; k < ARRAY_SIZE(order); k++)
		for (i = 0; i < SHARED_NR; i++)
			if (answer_of(s, shared_names[i]) == order[k])
				return order[k];
	return PUSH_TAKEN;
}

static void learn(struct sending *s, enum host_fact fact)
{
	static const char *const words[HOST_FACTS] = {
		[HOST_NO_REFS] = "takes no refs/tasks/inbox: tasks are "
			"delivered to main only, which takes longer among "
			"many",
		[HOST_NO_DELETE] = "deletes no refs: finished claims and "
			"deliveries stay there as refs/tasks/claims and "
			"refs/tasks/inbox",
	};
	struct exchange *x = s->x;

	if (host_learn(x->db, x->remote, fact) && words[fact])
		db_warn(x->db, "remote '%s' %s", x->remote, words[fact]);
}

/* What the host refused besides main is remembered, and told once. */
static void learn_refusals(struct sending *s)
{
	size_t i;

	for (i = 0; i < s->nr; i++) {
		const struct push_ref *ref = &s->refs[i];

		if (ref->answer != PUSH_REFUSED)
			continue;
		if (oid_is_zero(&ref->oid))
			learn(s, HOST_NO_DELETE);
		else if (is_mine(s, ref->name))
			learn(s, HOST_NO_REFS);
	}
}

static void look_around(struct hands *h, const struct sending *s)
{
	struct exchange *x = s->x;
	size_t i;

	memset(h, 0, sizeof(*h));
	h->in_inbox = true;
	for (i = 0; i < SHARED_NR; i++) {
		const struct parcel *p = &s->p[i];

		h->main_ahead |= is_offered(p);
		h->in_inbox &= !is_offered(p) || oid_eq(&p->inbox, &p->tip);
		h->no_inbox |= !*p->mine;
	}
	h->in_inbox &= h->main_ahead;
	h->waiting = x->waiting;
	h->litter = clean(NULL, x);
	h->busy = host_is(x->db, x->remote, HOST_BUSY);
	h->no_delete = host_is(x->db, x->remote, HOST_NO_DELETE);
	h->no_atomic = host_is(x->db, x->remote, HOST_NO_ATOMIC);
	if (!(x->flags & SHARE_PULL)) {	/* `push` is main and nothing else */
		h->no_inbox = true;
		h->litter = 0;
	} else if (host_is(x->db, x->remote, HOST_NO_REFS)) {
		h->no_inbox = true;
	}
}

bool exchange_is_busy(const struct exchange *x)
{
	return x->waiting || x->lately ||
		host_is(x->db, x->remote, HOST_BUSY);
}

/* Is all that we have at the place, in main or in our inbox? */
static bool is_delivered(const struct sending *s)
{
	size_t i;

	for (i = 0; i < SHARED_NR; i++)
		if (is_offered(&s->p[i]) && !oid_eq(&s->p[i].inbox, &s->p[i].tip))
			return false;
	return true;
}

/* The first push, and once more without what the host may dislike. */
static int first_push(struct sending *s, struct hands *h, unsigned *what,
		      struct err *err)
{
	unsigned extra;
	int rc = offer(s, *what, err);

	if (rc == 1) {
		host_learn(s->x->db, s->x->remote, HOST_NO_ATOMIC);
		h->no_atomic = true;
		*what = hands_first(h);
		rc = offer(s, *what, err);
	}
	if (rc)
		return -1;
	learn_refusals(s);
	extra = *what & (HANDS_INBOX | HANDS_CLEAN);
	/* Hooks may speak for all refs at once. */
	if (main_answer(s) == PUSH_REFUSED && extra) {
		*what = HANDS_MAIN;
		if (offer(s, *what, err) < 0)
			return -1;
		if (main_answer(s) != PUSH_REFUSED && extra & HANDS_INBOX)
			learn(s, HOST_NO_REFS);
		h->no_inbox |= extra & HANDS_INBOX;
	}
	return main_answer(s) == PUSH_REFUSED ? -1 : 0;
}

static enum hands_fate fate_of(const struct sending *s)
{
	switch (main_answer(s)) {
	case PUSH_RACED:
		return HANDS_MAIN_RACED;
	case PUSH_TAKEN:
		return push_find(s->refs, s->nr, PUSH_RACED) ||
			push_find(s->refs, s->nr, PUSH_REFUSED) ?
			HANDS_MAIN_TAKEN : HANDS_ALL_TAKEN;
	default:
		return HANDS_NONE;
	}
}

/* Commits of the tasks that the place did not have, as it says itself. */
static size_t sent(struct sending *s)
{
	const struct parcel *p = &s->p[0];
	struct since n = { p->was, 0 };
	struct repo *r;

	if (p->ahead)
		return (size_t)p->ahead;
	if (p->moved && db_repo(&r, s->x->db, NULL) == 0)
		history_walk(r, &p->tip, NULL, false, count_since, &n, NULL);
	return n.nr;
}

static int send(struct sending *s, struct err *err)
{
	struct exchange *x = s->x;
	struct hands h;
	enum hands_fate fate;
	bool main_taken;
	unsigned what;
	size_t nr;

	if (look(s, err) < 0)
		return -1;
	look_around(&h, s);
	what = hands_first(&h);
	if (!what)
		return 0;
	if (first_push(s, &h, &what, err) < 0)
		return -1;
	fate = fate_of(s);
	main_taken = fate != HANDS_MAIN_RACED && fate != HANDS_NONE;
	if (fate == HANDS_MAIN_RACED)
		host_learn(x->db, x->remote, HOST_BUSY);
	h.no_delete |= host_is(x->db, x->remote, HOST_NO_DELETE);
	what = hands_second(&h, what, fate);
	if (what && offer(s, what, err) < 0)
		return -1;
	learn_refusals(s);
	if (what & HANDS_MAIN)
		main_taken = main_answer(s) == PUSH_TAKEN;
	if (!main_taken && !is_delivered(s))
		return main_answer(s) == PUSH_REFUSED ? -1 : 1;
	nr = sent(s);
	if (nr > x->report->sent)	/* of several places the one most behind */
		x->report->sent = nr;
	x->report->pushed = true;
	x->report->inbox = !main_taken;
	return 0;
}

int exchange_push(struct exchange *x, struct err *err)
{
	struct sending s;
	struct err why = ERR_INIT;
	int rc;

	memset(&s, 0, sizeof(s));
	s.x = x;
	strvec_init(&s.names);
	rc = send(&s, &why);
	if (rc && err)
		*err = why;
	free(s.refs);
	strvec_clear(&s.names);
	return rc;
}
