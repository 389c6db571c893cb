/*
 * test-share.c - random histories of several clones end in one tip that has
 * everything.
 *
 * The clones have one object store, so that a pull is a join of the other's
 * tip and a push a fast-forward of the hub's ref: hundreds of rounds cost
 * seconds.  The shell tests (t50xx) do the same through real remotes.
 * GIT_TASK_TEST_SEEDS sets the number of seeds, GIT_TASK_TEST_SEED the first.
 */
#include "gitrepo.h"

#include <time.h>

#include "data/rand.h"
#include "model/taskio.h"
#include "store/odb/object.h"
#include "db/share/inbox.h"
#include "db/share/share.h"

#define REF "refs/tasks/main"
#define MAX_CLONES 6
#define TEN_YEARS INT64_C(315360000000)

struct world {
	struct scratch *s;
	struct rnd rnd;
	uint64_t seed;
	size_t nr;
	struct clock clocks[MAX_CLONES];
	struct db *db[MAX_CLONES];
	struct repo *hub;	/* also reads every object */
	struct strvec ids, notes, commits, broken, broken_ids;
	int64_t now;
};

static uint64_t below(struct world *w, uint64_t n)
{
	return rnd_below(&w->rnd, n);
}

static void check(struct world *w, bool ok, const char *what)
{
	if (!ok)
		fail_msg("seed %" PRIu64 ": %s", w->seed, what);
}

static void must(struct world *w, int rc, const struct err *err)
{
	if (rc < 0)
		fail_msg("seed %" PRIu64 ": %s", w->seed, err->msg);
}

static void name_of(char out[32], size_t i)
{
	snprintf(out, 32, "c%zu", i);
}

static struct repo *open_repo(struct scratch *s, const char *dir)
{
	struct place p;
	struct repo *r;
	struct err err = ERR_INIT;

	assert_int_equal(place_find(&p, at(s, dir), NULL), 0);
	if (repo_open(&r, &p, &err) < 0)
		fail_msg("%s", err.msg);
	place_release(&p);
	return r;
}

static void start(struct world *w, struct scratch *s, uint64_t seed)
{
	char name[32];
	size_t i;

	memset(w, 0, sizeof(*w));
	w->s = s;
	w->seed = seed;
	w->rnd = rnd_seed(seed);
	w->nr = 4 + below(w, MAX_CLONES - 3);
	w->now = INT64_C(1800000000000);
	strvec_init(&w->ids);
	strvec_init(&w->notes);
	strvec_init(&w->commits);
	strvec_init(&w->broken);
	strvec_init(&w->broken_ids);
	run(s, "rm -rf hub.git c? objects/??; cp -R hub hub.git;"
	    "for i in 0 1 2 3 4 5; do cp -R template c$i; done");
	w->hub = open_repo(s, "hub.git");
	for (i = 0; i < w->nr; i++) {
		struct db_options opt = { NULL, NULL, NULL, &w->clocks[i] };
		struct err err = ERR_INIT;

		name_of(name, i);
		opt.dir = at(s, name);
		w->clocks[i].fixed = w->now;
		must(w, db_open(&w->db[i], &opt, &err), &err);
	}
}

static void end(struct world *w)
{
	size_t i;

	for (i = 0; i < w->nr; i++)
		db_close(w->db[i]);
	repo_close(w->hub);
	strvec_clear(&w->ids);
	strvec_clear(&w->notes);
	strvec_clear(&w->commits);
	strvec_clear(&w->broken);
	strvec_clear(&w->broken_ids);
}

/* The tip of a clone as hex, "" when it has none. */
static void tip_of(char out[OID_HEX + 1], struct world *w, size_t i)
{
	char name[32];
	struct place p;
	struct oid oid;

	name_of(name, i);
	assert_int_equal(place_find(&p, at(w->s, name), NULL), 0);
	out[0] = '\0';
	if (place_ref(&oid, &p, REF) > 0)
		oid_hex(out, &oid);
	place_release(&p);
}

/* ---- edits ---- */

struct random_edit {
	struct world *w;
	size_t clone;
	char created[ID_LEN + 1];
	char note[64];
};

static void edit_one(struct random_edit *e, struct change *c,
		     const struct task *t)
{
	static const char *const tags[] = { "a", "b", "c", "d" };
	struct world *w = e->w;
	char text[64];

	snprintf(text, sizeof(text), "text %" PRIu64, below(w, 1000000));
	switch (below(w, 7)) {
	case 0:
		change_set_str(c, F_TITLE, text);
		break;
	case 1:
		change_set_str(c, F_DESCRIPTION, text);
		break;
	case 2:
		change_add(c, F_TAGS, tags[below(w, ARRAY_SIZE(tags))]);
		break;
	case 3:
		change_remove(c, F_TAGS, tags[below(w, ARRAY_SIZE(tags))]);
		break;
	case 4:
		change_want(c, (enum status)below(w, STATUS_NR));
		break;
	case 5:
		if (task_deleted(t))
			change_unset(c, F_DELETED);
		else
			change_set(c, F_DELETED, json_new_bool(true));
		break;
	default:
		change_append(c, F_PROGRESS, entry_new(e->note, NULL));
	}
}

static int edit_fn(struct txn *txn, void *data, struct err *err)
{
	struct random_edit *e = data;
	const struct view *v = txn_view(txn);
	const struct task *t;
	struct change c;
	char id[ID_LEN + 1];
	int rc = 0;

	if (!v->nr || !below(e->w, 5)) {
		txn_new_id(txn, id);
		change_init(&c, id);
		c.create = true;
		change_set_str(&c, F_TITLE, "new");
		memcpy(e->created, id, sizeof(id));
	} else {
		memcpy(id, v->rows[below(e->w, v->nr)].id, sizeof(id));
		change_init(&c, id);
		rc = txn_task(&t, txn, id, err);
		if (rc == 0)
			edit_one(e, &c, t);
	}
	if (rc == 0)
		rc = txn_apply(txn, &c, NULL, err);
	change_release(&c);
	return rc;
}

static void random_edit(struct world *w, size_t i)
{
	struct random_edit e = { w, i, "", "" };
	struct db_result res;
	struct err err = ERR_INIT;

	snprintf(e.note, sizeof(e.note), "note %zu", w->notes.nr);
	must(w, db_write(w->db[i], "edit", DB_QUIET_EMPTY, edit_fn, &e, &res,
			 &err), &err);
	if (*res.commit)
		strvec_push(&w->commits, res.commit);
	if (*e.created)
		strvec_push(&w->ids, e.created);
}

/* A note is remembered only when it was one: looks for it in the view. */
static void note(struct world *w, size_t i)
{
	struct err err = ERR_INIT;
	const struct view *v;
	struct change c;
	struct db_result res;
	char text[64];

	must(w, db_view(&v, w->db[i], &err), &err);
	if (!v->nr)
		return;
	snprintf(text, sizeof(text), "unique %zu", w->notes.nr);
	change_init(&c, v->rows[below(w, v->nr)].id);
	change_append(&c, F_PROGRESS, entry_new(text, NULL));
	must(w, db_apply(w->db[i], "progress", &c, &res, &err), &err);
	strvec_push(&w->notes, text);
	strvec_push(&w->commits, res.commit);
	change_release(&c);
}

/*
 * Somebody breaks a task by hand: its blob is no JSON any more.  One that is
 * broken stays as it is: of two unreadable contents of one task a merge can
 * only keep one.
 */
static void break_one(struct world *w, size_t i)
{
	struct repo *r;
	struct tree_edit edit;
	struct commit c;
	struct oid tip, new_tip;
	struct err err = ERR_INIT;
	char name[32], path[TASK_PATH_LEN + 1], *text, hex[OID_HEX + 1];
	const char *id;

	if (!w->ids.nr)
		return;
	id = w->ids.v[below(w, w->ids.nr)];
	if (strvec_has(&w->broken_ids, id))
		return;
	strvec_push(&w->broken_ids, id);
	name_of(name, i);
	r = open_repo(w->s, name);
	if (ref_read(&tip, r, REF, &err) > 0) {
		text = xasprintf("{ broken %zu", w->broken.nr);
		task_path(path, id);
		edit.path = path;
		edit.mode = 0;
		must(w, blob_write(&edit.oid, r, text, strlen(text), &err),
		     &err);
		must(w, commit_read(&c, r, &tip, &err), &err);
		must(w, tree_update(&c.tree, r, &c.tree, &edit, 1, &err),
		     &err);
		c.parents = xreallocarray(c.parents, 1, sizeof(tip));
		c.parents[0] = tip;
		c.nr_parents = 1;
		must(w, commit_write(&new_tip, r, &c, &err), &err);
		assert_int_equal(ref_swap(r, REF, &new_tip, &tip, "x", &err),
				 0);
		oid_hex(hex, &edit.oid);
		strvec_push(&w->broken, hex);
		free(text);
		commit_release(&c);
	}
	repo_close(r);
}

/* ---- sharing ---- */

static void join(struct world *w, size_t i, const char *hex, bool to_push)
{
	struct share_report rep = SHARE_REPORT_INIT;
	struct err err = ERR_INIT;

	if (*hex)
		must(w, db_join(w->db[i], hex, to_push, &rep, &err), &err);
	share_report_release(&rep);
}

/* What lies beside main of the hub. */
static void list_inboxes(struct remote_refs *out, struct world *w)
{
	struct strvec names = STRVEC_INIT;
	struct err err = ERR_INIT;
	size_t i;

	must(w, ref_list(&names, w->hub, "refs/tasks/inbox/", &err), &err);
	out->v = xcalloc(names.nr + 1, sizeof(*out->v));
	for (i = 0; i < names.nr; i++) {
		assert_int_equal(ref_read(&out->v[i].oid, w->hub, names.v[i],
					  &err), 1);
		out->v[i].name = xstrdup(names.v[i]);
	}
	out->nr = names.nr;
	check(w, out->nr <= w->nr, "more inboxes than clones");
	strvec_clear(&names);
}

/* The own tip to the own inbox: a fast-forward of what is there. */
static void deliver(struct world *w, size_t i)
{
	char name[64], hex[OID_HEX + 1];
	struct err err = ERR_INIT;
	struct oid mine, old;

	tip_of(hex, w, i);
	if (!*hex)
		return;
	assert_true(oid_parse(&mine, hex));
	snprintf(name, sizeof(name), "refs/tasks/inbox/%08zx", i);
	if (ref_read(&old, w->hub, name, &err) > 0)
		check(w, history_contains(w->hub, &mine, &old),
		      "a delivery is no fast-forward");
	must(w, ref_set(w->hub, name, &mine, &err), &err);
}

/* Deletes what main has now; a delivery that came after the join stays. */
static void clean(struct world *w, const struct remote_refs *joined)
{
	struct err err = ERR_INIT;
	struct oid now;
	size_t i;

	for (i = 0; i < joined->nr; i++)
		if (joined->v[i].joined &&
		    ref_read(&now, w->hub, joined->v[i].name, &err) > 0 &&
		    oid_eq(&now, &joined->v[i].oid))
			must(w, ref_delete(w->hub, joined->v[i].name, &now,
					   &err), &err);
}

static void push_main(struct world *w, size_t i, const struct oid *hub)
{
	struct err err = ERR_INIT;
	char hex[OID_HEX + 1];
	struct oid mine;

	tip_of(hex, w, i);
	if (!*hex)
		return;
	assert_true(oid_parse(&mine, hex));
	if (hub && oid_eq(hub, &mine))
		return;
	check(w, !hub || history_contains(w->hub, &mine, hub),
	      "the push is no fast-forward");
	assert_int_equal(ref_swap(w->hub, REF, &mine, hub, NULL, &err), 0);
}

/*
 * Fetch, join of main and of all inboxes, push, as db_share does it.  In a
 * crowd somebody else is faster at times, so that ours goes to the inbox, or
 * delivers between our join and our push.
 */
static void sync_hub(struct world *w, size_t i, bool crowd)
{
	struct share_report rep = SHARE_REPORT_INIT;
	struct remote_refs refs = REMOTE_REFS_INIT;
	char hex[OID_HEX + 1];
	struct err err = ERR_INIT;
	struct oid hub;
	size_t other;
	int has = ref_read(&hub, w->hub, REF, &err);

	if (has > 0) {
		oid_hex(hex, &hub);
		join(w, i, hex, true);
	}
	list_inboxes(&refs, w);
	must(w, inbox_join(w->db[i], "main", &refs, &rep, &err), &err);
	if (crowd && !below(w, 3)) {
		deliver(w, i);
	} else {
		other = below(w, w->nr);
		if (crowd && other != i) {
			random_edit(w, other);
			deliver(w, other);
		}
		push_main(w, i, has > 0 ? &hub : NULL);
		clean(w, &refs);
	}
	remote_refs_release(&refs);
	share_report_release(&rep);
}

static bool all_same(struct world *w)
{
	char first[OID_HEX + 1], hex[OID_HEX + 1];
	size_t i;

	tip_of(first, w, 0);
	for (i = 1; i < w->nr; i++) {
		tip_of(hex, w, i);
		if (!str_eq(first, hex))
			return false;
	}
	return true;
}

/* Everybody pulls from the neighbour, all at the same moment. */
static void ring_round(struct world *w)
{
	char tips[MAX_CLONES][OID_HEX + 1];
	size_t i;

	for (i = 0; i < w->nr; i++)
		tip_of(tips[i], w, i);
	for (i = 0; i < w->nr; i++)
		join(w, i, tips[(i + 1) % w->nr], false);
}

static void converge(struct world *w, bool central)
{
	size_t i, rounds;

	for (rounds = 0; rounds < 4 * w->nr && !all_same(w); rounds++)
		for (i = 0; i < w->nr; i++) {
			if (central)
				sync_hub(w, i, false);
			else if (!i)
				ring_round(w);
		}
	check(w, all_same(w), "the clones do not agree in the end");
}

/* ---- what must be there in the end ---- */

struct found {
	struct strbuf all;	/* every blob, one after the other */
	struct strbuf oids;	/* and their ids */
	struct repo *r;
};

static int read_file(const char *path, const struct oid *oid, void *data)
{
	struct found *f = data;
	struct strbuf sb = STRBUF_INIT;
	char hex[OID_HEX + 1];

	assert_int_equal(blob_read(&sb, f->r, oid, NULL), 0);
	oid_hex(hex, oid);
	strbuf_addf(&f->oids, "%s %s\n", path, hex);
	strbuf_addbuf(&f->all, &sb);
	strbuf_release(&sb);
	return 0;
}

static void check_all(struct world *w)
{
	struct found f = { STRBUF_INIT, STRBUF_INIT, w->hub };
	char hex[OID_HEX + 1], *text;
	struct oid tip, oid;
	struct commit c;
	size_t i;

	tip_of(hex, w, 0);
	assert_true(oid_parse(&tip, hex));
	assert_int_equal(commit_read(&c, w->hub, &tip, NULL), 0);
	assert_int_equal(tree_walk(w->hub, &c.tree, read_file, &f, NULL), 0);
	for (i = 0; i < w->ids.nr; i++)
		check(w, strstr(f.oids.buf, w->ids.v[i]) != NULL,
		      "a task is lost");
	for (i = 0; i < w->broken.nr; i++)
		check(w, strstr(f.oids.buf, w->broken.v[i]) != NULL,
		      "an unreadable blob is lost");
	for (i = 0; i < w->notes.nr && !w->broken.nr; i++) {
		text = xasprintf("\"%s\"", w->notes.v[i]);
		check(w, strstr(f.all.buf, text) != NULL, "a note is lost");
		free(text);
	}
	for (i = 0; i < w->commits.nr; i++) {
		assert_true(oid_parse(&oid, w->commits.v[i]));
		check(w, history_contains(w->hub, &tip, &oid),
		      "an edit is not in the history");
	}
	strbuf_release(&f.all);
	strbuf_release(&f.oids);
	commit_release(&c);
}

static void check_inboxes(struct world *w)
{
	struct remote_refs refs = REMOTE_REFS_INIT;

	list_inboxes(&refs, w);
	check(w, !refs.nr, "an inbox is left although main has it all");
	remote_refs_release(&refs);
}

static void history(struct scratch *s, uint64_t seed)
{
	bool central = seed % 2, breaks = seed % 5 == 0;
	struct world w;
	size_t i, step, peer;
	char hex[OID_HEX + 1];

	start(&w, s, seed);
	if (seed % 3 == 0)
		w.clocks[0].fixed += TEN_YEARS;
	for (step = 0; step < 40; step++) {
		i = below(&w, w.nr);
		w.clocks[i].fixed += (int64_t)below(&w, 5000);
		switch (below(&w, 6)) {
		case 0: case 1:
			if (central) {
				sync_hub(&w, i, true);
				break;
			}
			peer = below(&w, w.nr);
			tip_of(hex, &w, peer);
			join(&w, i, hex, false);
			break;
		case 2:
			note(&w, i);
			break;
		case 3:
			if (breaks && !below(&w, 3)) {
				break_one(&w, i);
				break;
			}
			random_edit(&w, i);
			break;
		default:
			if (!breaks)
				random_edit(&w, i);
			else
				note(&w, i);
		}
	}
	if (!w.ids.nr && !w.commits.nr)
		random_edit(&w, 0);
	converge(&w, central);
	check_all(&w);
	check_inboxes(&w);
	end(&w);
	run(s, "git -C c0 fsck --strict --no-dangling 2>/dev/null");
}

static void test_random(void **state)
{
	const char *n = getenv("GIT_TASK_TEST_SEEDS");
	const char *first = getenv("GIT_TASK_TEST_SEED");
	uint64_t seed = first ? strtoull(first, NULL, 10) :
		(uint64_t)time(NULL) % 100000;
	uint64_t last = seed + (n ? strtoull(n, NULL, 10) : 15);
	struct scratch *s = *state;

	print_message("# seeds %" PRIu64 " to %" PRIu64 "\n", seed, last - 1);
	run(s, "git init -q --bare hub; git init -q template; cd template;"
	    IDENT "git config task.fsync false; rm -rf .git/objects .git/hooks;"
	    "ln -s ../../hub/objects .git/objects; rm -rf ../hub/hooks");
	run(s, "mv hub/objects objects; ln -s ../objects hub/objects;"
	    "rm template/.git/objects;"
	    "ln -s ../../objects template/.git/objects");
	for (; seed < last; seed++)
		history(s, seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
