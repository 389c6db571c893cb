/*
 * fakehub.h - a Git host in memory, for tests of db/share that need thousands
 * of fetches and pushes: this remote_fetch and push_refs take the place of
 * those of store/net, and everything above them is the real thing.
 *
 * The clones have one object store between them, so that nothing is carried: a
 * fetch is a new packed-refs file of the clone, a push a look at each ref as
 * Git and the host do it (fast-forward, or compare-and-swap).  Refs have to be
 * files.  One hub at a time.
 */
#ifndef FAKEHUB_H
#define FAKEHUB_H

#include "gitrepo.h"

#include "db/share/inbox.h"
#include "store/net/push.h"
#include "store/net/remote.h"
#include "store/odb/object.h"

/* What becomes of a call on its way. */
enum fake_fate {
	FAKE_ARRIVES,
	FAKE_NO_REQUEST,	/* it never reaches the hub */
	FAKE_NO_ANSWER		/* the hub does it, nobody is told */
};

struct fakehub {
	struct remote_refs refs;	/* in order of their names */
	struct repo *r;			/* reads every object */
	bool no_refs, no_delete, no_atomic;	/* a host that does not */
	size_t fetches, pushes, most_inboxes, most_refs;
	/* Called before and after the hub acts; may let time pass, and others
	 * work.  What the first one says counts.  NULL: arrives at once. */
	enum fake_fate (*travel)(const struct place *p, bool push,
				 bool there);
};

static struct fakehub *fakehub;

static inline void fakehub_release(struct fakehub *hub)
{
	remote_refs_release(&hub->refs);
	repo_close(hub->r);
}

/* ---- lists of refs ---- */

static inline size_t fake_place(const struct remote_refs *refs,
				const char *name)
{
	size_t lo = 0, hi = refs->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(refs->v[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static inline const struct oid *fake_find(const struct remote_refs *refs,
					  const char *name)
{
	size_t i = fake_place(refs, name);

	return i < refs->nr && str_eq(refs->v[i].name, name) ?
		&refs->v[i].oid : NULL;
}

/* Zero: the ref goes away. */
static inline void fake_set(struct remote_refs *refs, const char *name,
			    const struct oid *oid)
{
	size_t i = fake_place(refs, name);
	bool has = i < refs->nr && str_eq(refs->v[i].name, name);

	if (oid_is_zero(oid)) {
		if (!has)
			return;
		free(refs->v[i].name);
		refs->nr--;
		memmove(&refs->v[i], &refs->v[i + 1],
			(refs->nr - i) * sizeof(*refs->v));
		return;
	}
	if (!has) {
		ALLOC_GROW(refs->v, refs->nr + 1, refs->alloc);
		memmove(&refs->v[i + 1], &refs->v[i],
			(refs->nr - i) * sizeof(*refs->v));
		memset(&refs->v[i], 0, sizeof(refs->v[i]));
		refs->v[i].name = xstrdup(name);
		refs->nr++;
	}
	refs->v[i].oid = *oid;
}

static inline size_t fake_count(const struct remote_refs *refs,
				const char *dir)
{
	size_t i = fake_place(refs, dir), nr = 0;

	while (i < refs->nr && str_starts(refs->v[i++].name, dir))
		nr++;
	return nr;
}

/* ---- what the clone knows of the hub: its packed-refs ---- */

#define FAKE_TRACK " refs/task-remotes/origin/"

static inline void fake_tracked(struct remote_refs *out,
				const struct place *p)
{
	char *path = path_join(p->commondir, "packed-refs");
	struct strbuf sb = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	struct oid oid;
	size_t i;

	if (file_exists(path))
		assert_int_equal(file_read(&sb, path, 100 << 20, NULL), 0);
	strvec_split(&lines, sb.buf, "\n");
	for (i = 0; i < lines.nr; i++) {
		const char *at = strstr(lines.v[i], FAKE_TRACK);

		if (at && oid_parse(&oid, lines.v[i]))
			fake_set(out, at + strlen(FAKE_TRACK), &oid);
	}
	strvec_clear(&lines);
	strbuf_release(&sb);
	free(path);
}

static inline void fake_track(const struct place *p,
			      const struct remote_refs *refs)
{
	char *path = path_join(p->commondir, "packed-refs");
	struct strbuf sb = STRBUF_INIT;
	char hex[OID_HEX + 1];
	size_t i;

	strbuf_addstr(&sb, "# pack-refs with: peeled fully-peeled sorted \n");
	for (i = 0; i < refs->nr; i++) {
		oid_hex(hex, &refs->v[i].oid);
		strbuf_addf(&sb, "%s" FAKE_TRACK "%s\n", hex,
			    refs->v[i].name);
	}
	assert_int_equal(file_write_atomic(path, sb.buf, sb.len, false, NULL),
			 0);
	strbuf_release(&sb);
	free(path);
}

static inline enum fake_fate fake_travel(const struct place *p, bool push,
					 bool there)
{
	return fakehub->travel ? fakehub->travel(p, push, there) :
		FAKE_ARRIVES;
}

static inline int fake_broken(struct err *err)
{
	return err_set(err, ERR_NETWORK, "the connection broke");
}

/* ---- instead of store/net/fetch.c and push.c ---- */

int remote_fetch(const struct place *p, const struct config *c,
		 const char *remote, bool progress, bool *filled,
		 struct err *err)
{
	struct remote_refs got = REMOTE_REFS_INIT;
	enum fake_fate fate = fake_travel(p, false, true);
	size_t i;

	(void)c;
	(void)remote;
	(void)progress;
	(void)filled;
	if (fate == FAKE_NO_REQUEST)
		return fake_broken(err);
	fakehub->fetches++;
	/* as it is in this moment, whatever moves on the way back */
	for (i = 0; i < fakehub->refs.nr; i++)
		fake_set(&got, fakehub->refs.v[i].name,
			 &fakehub->refs.v[i].oid);
	fake_travel(p, false, false);
	if (fate == FAKE_ARRIVES)
		fake_track(p, &got);
	remote_refs_release(&got);
	return fate == FAKE_ARRIVES ? 0 : fake_broken(err);
}

static inline enum push_answer fake_judge(const struct push_ref *ref)
{
	const struct oid *now = fake_find(&fakehub->refs, ref->name);
	bool own = !str_eq(ref->name, "main") && !str_eq(ref->name, "sessions");

	if (ref->lease && (now ? !oid_eq(now, &ref->old) :
			   !oid_is_zero(&ref->old)))
		/* what is to be deleted and is not there any more is done */
		return PUSH_RACED;
	if ((own && fakehub->no_refs) ||
	    (oid_is_zero(&ref->oid) && fakehub->no_delete))
		return PUSH_REFUSED;
	if (!ref->lease && now && !oid_is_zero(&ref->oid) &&
	    !history_contains(fakehub->r, &ref->oid, now))
		return PUSH_RACED;
	return PUSH_TAKEN;
}

/* The answers; what is taken is done. */
static inline void fake_decide(struct push_ref *refs, size_t nr, bool atomic)
{
	bool bad = false;
	size_t i, inboxes;

	for (i = 0; i < nr; i++) {
		refs[i].answer = fake_judge(&refs[i]);
		bad |= refs[i].answer != PUSH_TAKEN;
	}
	for (i = 0; i < nr; i++) {
		if (bad && atomic && refs[i].answer == PUSH_TAKEN)
			refs[i].answer = PUSH_UNTRIED;
		if (refs[i].answer == PUSH_TAKEN)
			fake_set(&fakehub->refs, refs[i].name, &refs[i].oid);
	}
	inboxes = fake_count(&fakehub->refs, "inbox/");
	if (inboxes > fakehub->most_inboxes)
		fakehub->most_inboxes = inboxes;
	if (fakehub->refs.nr > fakehub->most_refs)
		fakehub->most_refs = fakehub->refs.nr;
}

static inline void fake_told(const struct place *p,
			     const struct push_ref *refs, size_t nr)
{
	struct remote_refs known = REMOTE_REFS_INIT;
	size_t i;

	fake_tracked(&known, p);
	for (i = 0; i < nr; i++)
		if (refs[i].answer == PUSH_TAKEN)
			fake_set(&known, refs[i].name, &refs[i].oid);
	fake_track(p, &known);
	remote_refs_release(&known);
}

int push_refs(const struct place *p, const struct config *c,
	      const char *remote, struct push_ref *refs, size_t nr,
	      unsigned flags, struct err *err)
{
	enum fake_fate fate = fake_travel(p, true, true);
	bool atomic = flags & PUSH_ATOMIC && nr > 1;

	(void)c;
	if (fate == FAKE_NO_REQUEST)
		return fake_broken(err);
	fakehub->pushes++;
	if (atomic && fakehub->no_atomic)
		return 1;
	fake_decide(refs, nr, atomic);
	fake_travel(p, true, false);
	if (fate == FAKE_NO_ANSWER)
		return fake_broken(err);
	fake_told(p, refs, nr);
	if (push_find(refs, nr, PUSH_REFUSED))
		err_set(err, ERR_NETWORK, "remote '%s' refused the tasks",
			remote);
	else if (push_find(refs, nr, PUSH_RACED))
		err_set(err, ERR_CONFLICT, "(fetch first)");
	return 0;
}

/* ---- the hub and its clones ---- */

/* Makes hub.git in the scratch directory and opens it. */
static inline void fakehub_start(struct fakehub *hub, struct scratch *s)
{
	struct place p;
	struct err err = ERR_INIT;

	memset(hub, 0, sizeof(*hub));
	setenv("GIT_DEFAULT_REF_FORMAT", "files", 1);
	setenv("GIT_DEFAULT_HASH", "sha1", 1);
	run(s, "git init -q --bare hub.git; rm -rf hub.git/hooks");
	assert_int_equal(place_find(&p, at(s, "hub.git"), NULL), 0);
	if (repo_open(&hub->r, &p, &err) < 0)
		fail_msg("%s", err.msg);
	place_release(&p);
	fakehub = hub;
}

/* A clone that knows nothing yet, made without Git: name/.git. */
static inline void fakehub_clone(struct scratch *s, const char *name)
{
	char *top = xstrdup(at(s, name)), *dir = path_join(top, ".git");
	char *config = path_join(dir, "config"), *head = path_join(dir, "HEAD");
	char *objects = path_join(dir, "objects"), *refs = path_join(dir, "refs");
	char *text = xasprintf("[core]\n\trepositoryformatversion = 0\n"
			       "\tbare = false\n\tlogallrefupdates = false\n"
			       "[user]\n\tname = %s\n"
			       "\temail = %s@example.com\n"
			       "[remote \"origin\"]\n\turl = hub\n"
			       "[task]\n\tfsync = false\n", name, name);

	assert_int_equal(file_mkdirs(refs, NULL), 0);
	assert_int_equal(file_write_atomic(config, text, strlen(text), false,
					   NULL), 0);
	assert_int_equal(file_write_atomic(head, "ref: refs/heads/main\n", 21,
					   false, NULL), 0);
	assert_int_equal(symlink("../../hub.git/objects", objects), 0);
	free(text);
	free(objects);
	free(refs);
	free(head);
	free(config);
	free(dir);
	free(top);
}

#endif
