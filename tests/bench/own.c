/*
 * own.c - what is written here against what libraries have, in one process.
 *
 *	own REPOSITORY		(with tasks in it; objects are added)
 *
 * A line each: processor time of ours, of the library, and how many times theirs is
 * ours.  Both open the repository anew each turn, as a command does, do the same
 * work on the same objects and must agree about it; loading libgit2 is not counted.  The
 * least of ROUNDS turns counts, ours and theirs in turn: what else the machine does
 * only ever adds to a time.
 */
#include "base/base.h"

#include <dlfcn.h>
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include <time.h>

#include "base/err.h"
#include "base/mem.h"
#include "data/when.h"
#include "db/query/internal.h"
#include "store/maker/lazy.h"
#include "store/odb/hash.h"
#include "store/odb/internal.h"

#define ROUNDS 15
#define BLOBS 2000		/* of the pack */
#define HASHED 4000		/* objects of HASH_LEN bytes */
#define HASH_LEN 600
#define SORTED 10000

struct bench {
	struct repo *r;
	git_repository *g;
	struct place place;
	struct oid tip;
	struct view view;
	uint32_t *rows;
	void *(*fn)(void);	/* a function of a library by its address */
	unsigned seed;
};

static void need(bool ok, const char *what)
{
	const git_error *e = git_error_last();

	if (ok)
		return;
	fprintf(stderr, "own: %s: %s\n", what, e ? e->message : "differs");
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

typedef void (*work_fn)(struct bench *b);

static void compare(struct bench *b, const char *name, work_fn ours,
		    work_fn theirs)
{
	double mine = 1e9, other = 1e9;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		double start, mid;

		start = now_ms();
		need(repo_open(&b->r, &b->place, NULL) == 0, "open");
		ours(b);
		repo_close(b->r);
		mid = now_ms();
		need(!git_repository_open(&b->g, b->place.gitdir), "open");
		theirs(b);
		git_repository_free(b->g);
		if (mid - start < mine)
			mine = mid - start;
		if (now_ms() - mid < other)
			other = now_ms() - mid;
	}
	printf("%-44s %9.3f ms %9.3f ms %6.2f x\n", name, mine, other,
	       other / mine);
}

static git_oid to_git(const struct oid *o)
{
	git_oid g;

	memset(&g, 0, sizeof(g));
	memcpy(g.id, o->b, 20);
	return g;
}

/* ---- tree.c: 20 tasks change ---- */

#define EDITS 20

static struct oid base_tree, made_tree;
static char paths[EDITS][32];
static struct oid blobs[EDITS];

static int pick_path(const char *path, const struct oid *oid, void *data)
{
	static int seen, nr;

	(void)data;
	if (nr < EDITS && strchr(path, '/') && seen++ % 97 == 0) {
		snprintf(paths[nr], sizeof(paths[nr]), "%s", path);
		blobs[nr++] = *oid;
	}
	return 0;
}

static void tree_ours(struct bench *b)
{
	struct tree_edit edits[EDITS];
	int i;

	for (i = 0; i < EDITS; i++)
		edits[i] = (struct tree_edit){ paths[i], blobs[(i + 1) % EDITS],
					       0 };
	need(tree_update(&made_tree, b->r, &base_tree, edits, EDITS, NULL) == 0,
	     "tree_update");
}

static const git_oid *entry_id(git_treebuilder *t,
				const char *name)
{
	return git_tree_entry_id(git_treebuilder_get(t, name));
}

static void tree_theirs(struct bench *b)
{
	git_treebuilder *top, *sub;
	git_tree *root, *old;
	git_oid oid = to_git(&base_tree), made;
	char dir[3];
	int i, k;

	need(!git_tree_lookup(&root, b->g, &oid), "tree lookup");
	need(!git_treebuilder_new(&top, b->g, root), "treebuilder");
	for (i = 0; i < EDITS; i = k) {
		memcpy(dir, paths[i], 2);
		dir[2] = '\0';
		oid = *entry_id(top, dir);
		need(!git_tree_lookup(&old, b->g, &oid), "shard");
		need(!git_treebuilder_new(&sub, b->g, old), "treebuilder");
		for (k = i; k < EDITS && !memcmp(paths[k], dir, 2); k++) {
			oid = to_git(&blobs[(k + 1) % EDITS]);
			need(!git_treebuilder_insert(NULL, sub, paths[k] + 3,
						     &oid, GIT_FILEMODE_BLOB),
			     "insert");
		}
		need(!git_treebuilder_write(&made, sub), "write");
		need(!git_treebuilder_insert(NULL, top, dir, &made,
					     GIT_FILEMODE_TREE), "insert");
		git_treebuilder_free(sub);
		git_tree_free(old);
	}
	need(!git_treebuilder_write(&made, top), "write");
	need(!memcmp(made.id, made_tree.b, 20), "tree");
	git_treebuilder_free(top);
	git_tree_free(root);
}

/* ---- commit.c, history.c ---- */

static size_t walked;

static int count(const struct oid *oid, const struct commit *c, void *data)
{
	(void)oid;
	walked += c->nr_parents > 0;
	(void)data;
	return 0;
}

static void history_ours(struct bench *b)
{
	walked = 0;
	need(history_walk(b->r, &b->tip, NULL, false, count, NULL, NULL) == 0,
	     "history_walk");
}

static void history_theirs(struct bench *b)
{
	size_t nr = 0;
	git_revwalk *w;
	git_commit *c;
	git_oid oid = to_git(&b->tip);

	need(!git_revwalk_new(&w, b->g), "revwalk");
	git_revwalk_sorting(w, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
	need(!git_revwalk_push(w, &oid), "push");
	while (!git_revwalk_next(&oid, w)) {
		need(!git_commit_lookup(&c, b->g, &oid), "commit");
		nr += git_commit_parentcount(c) > 0;
		git_commit_free(c);
	}
	need(nr == walked, "history");
	git_revwalk_free(w);
}

static void commit_ours(struct bench *b)
{
	struct commit c;
	struct oid oid;

	need(commit_read(&c, b->r, &b->tip, NULL) == 0, "commit_read");
	c.committer.when += (int64_t)b->seed++;
	need(commit_write(&oid, b->r, &c, NULL) == 0, "commit_write");
	commit_release(&c);
}

static void commit_theirs(struct bench *b)
{
	git_oid oid = to_git(&b->tip), made;
	const git_commit *parents[2] = { NULL, NULL };
	git_commit *c, *parent = NULL;
	git_signature *sig;
	git_tree *tree;

	need(!git_commit_lookup(&c, b->g, &oid), "commit");
	need(!git_commit_tree(&tree, c), "tree");
	need(!git_commit_parent(&parent, c, 0), "parent");
	parents[0] = parent;
	need(!git_signature_new(&sig, "A", "a@example.com",
				(git_time_t)git_commit_time(c) +
				(git_time_t)b->seed++, 0), "signature");
	need(!git_commit_create(&made, b->g, NULL, git_commit_author(c), sig,
				NULL, git_commit_message(c), tree, 1, parents),
	     "create");
	git_signature_free(sig);
	git_commit_free(parent);
	git_tree_free(tree);
	git_commit_free(c);
}

/* ---- pack.c ---- */

static size_t text_of(char buf[HASH_LEN], unsigned seed)
{
	int n = snprintf(buf, HASH_LEN, "{\n  \"id\": \"%08x%08x\",\n", seed,
			 seed * 2654435761u);

	while (n < HASH_LEN - 40)
		n += snprintf(buf + n, (size_t)(HASH_LEN - n),
			      "  \"word%u\": \"%x\",\n", (unsigned)n,
			      seed * (unsigned)n);
	return (size_t)n;
}

static void pack_ours(struct bench *b)
{
	char buf[HASH_LEN];
	struct oid oid;
	int i;

	need(pack_begin(b->r, NULL) == 0, "pack_begin");
	for (i = 0; i < BLOBS; i++)
		need(blob_write(&oid, b->r, buf, text_of(buf, b->seed++),
				NULL) == 0, "blob_write");
	need(pack_end(b->r, false, NULL) == 0, "pack_end");
}

static void pack_theirs(struct bench *b)
{
	git_odb_backend *mem;
	git_packbuilder *pb;
	git_repository *g = b->g;
	char buf[HASH_LEN], dir[1024];
	git_oid oid;
	git_odb *odb;
	int i;

	/* the way that libgit2 has for it: objects in memory, then a pack */
	need(!git_repository_odb(&odb, g), "odb");
	need(!git_mempack_new(&mem), "mempack");
	need(!git_odb_add_backend(odb, mem, 999), "backend");
	need(!git_packbuilder_new(&pb, g), "packbuilder");
	git_packbuilder_set_threads(pb, 1);
	for (i = 0; i < BLOBS; i++) {
		need(!git_odb_write(&oid, odb, buf, text_of(buf, b->seed++),
				    GIT_OBJECT_BLOB), "write");
		need(!git_packbuilder_insert(pb, &oid, NULL), "insert");
	}
	snprintf(dir, sizeof(dir), "%sobjects/pack", git_repository_path(g));
	need(!git_packbuilder_write(pb, dir, 0444, NULL, NULL), "pack");
	git_packbuilder_free(pb);
	git_odb_free(odb);
}

/* ---- sort ---- */

static void fill_rows(struct bench *b)
{
	uint32_t i;

	for (i = 0; i < SORTED; i++)
		b->rows[i] = i;
}

static struct view *sorted_view;

static void sort_ours(struct bench *b)
{
	struct query *q = query_new(0);

	fill_rows(b);
	query_order(q, &b->view, b->rows, SORTED, 0);
	query_free(q);
}

static int by_default(const void *pa, const void *pb)
{
	const struct row *a = &sorted_view->rows[*(const uint32_t *)pa];
	const struct row *b = &sorted_view->rows[*(const uint32_t *)pb];

	if (a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	if (a->deadline != b->deadline) {
		if (a->deadline == WHEN_NONE || b->deadline == WHEN_NONE)
			return a->deadline == WHEN_NONE ? 1 : -1;
		return a->deadline < b->deadline ? -1 : 1;
	}
	if (a->created != b->created)
		return a->created < b->created ? -1 : 1;
	return strcmp(a->id, b->id);
}

static void sort_theirs(struct bench *b)
{
	uint32_t *want = xmalloc(SORTED * sizeof(*want));

	memcpy(want, b->rows, SORTED * sizeof(*want));
	fill_rows(b);
	qsort(b->rows, SORTED, sizeof(*b->rows), by_default);
	need(!memcmp(want, b->rows, SORTED * sizeof(*want)), "order");
	free(want);
}

static void make_view(struct bench *b)
{
	uint32_t i;

	b->rows = xcalloc(SORTED, sizeof(*b->rows));
	b->view.rows = xcalloc(SORTED, sizeof(*b->view.rows));
	b->view.nr = SORTED;
	for (i = 0; i < SORTED; i++) {
		struct row *r = &b->view.rows[i];

		r->id = xasprintf("%08x%08x", i, i * 2654435761u);
		r->priority = (enum priority)(i * 7919 % 5);
		r->deadline = i % 3 ? WHEN_NONE : (int64_t)i * 104729 % 90 *
			86400000;
		r->created = (int64_t)(i * 15485863u % 1000000);
		r->created_order = r->created * 65536;
	}
	sorted_view = &b->view;
}

/* ---- hashes ---- */

static unsigned char digest[32];

static void sha1_ours(struct bench *b)
{
	char buf[HASH_LEN] = { 0 };
	struct hash h;
	struct oid oid;
	int i;

	(void)b;
	for (i = 0; i < HASHED; i++) {
		buf[0] = (char)i;
		hash_init(&h, OID_SHA1);
		hash_add(&h, buf, sizeof(buf));
		hash_end(&oid, &h);
	}
	memcpy(digest, oid.b, 20);
}

static void sha1_theirs(struct bench *b)
{
	unsigned char *(*sha1)(const void *, size_t, unsigned char *);
	char buf[HASH_LEN] = { 0 };
	unsigned char md[20];
	int i;

	memcpy(&sha1, &b->fn, sizeof(sha1));
	for (i = 0; i < HASHED; i++) {
		buf[0] = (char)i;
		sha1(buf, sizeof(buf), md);
	}
	need(!memcmp(md, digest, 20), "SHA-1");
}

static void find_sha1(struct bench *b)
{
	void *lib = dlopen("libcrypto.so.3", RTLD_NOW);
	void *fn = lib ? dlsym(lib, "SHA1") : NULL;

	if (fn)
		memcpy(&b->fn, &fn, sizeof(fn));
}

static void open_all(struct bench *b, const char *dir)
{
	struct commit c;
	struct err err = ERR_INIT;

	memset(b, 0, sizeof(*b));
	b->seed = (unsigned)time(NULL);
	if (place_find(&b->place, dir, &err) < 0 ||
	    repo_open(&b->r, &b->place, &err) < 0 ||
	    ref_read(&b->tip, b->r, "refs/tasks/main", &err) != 1 ||
	    commit_read(&c, b->r, &b->tip, &err) < 0) {
		fprintf(stderr, "own: %s\n", err.msg);
		exit(1);
	}
	base_tree = c.tree;
	commit_release(&c);
	find_sha1(b);
	/* their calls go through the same table as those of store/ */
	need(repo_library(NULL) == 0, "libgit2");
	git_libgit2_init();
	tree_walk(b->r, &base_tree, pick_path, NULL, NULL);
	repo_close(b->r);
	need(*paths[EDITS - 1], "2,000 tasks are needed");
	make_view(b);
}

int main(int argc, char **argv)
{
	struct bench b;

	if (argc != 2) {
		fprintf(stderr, "usage: own REPOSITORY\n");
		return 129;
	}
	printf("%-44s %12s %12s\n", "", "ours", "library");
	open_all(&b, argv[1]);
	compare(&b, "tree.c: 20 tasks of the tree change", tree_ours,
		tree_theirs);
	compare(&b, "history.c: all commits, newest first", history_ours,
		history_theirs);
	compare(&b, "commit.c: one read, one written", commit_ours,
		commit_theirs);
	compare(&b, "pack.c: 2,000 new blobs", pack_ours, pack_theirs);
	compare(&b, "query-sort.c: 10,000 rows", sort_ours, sort_theirs);
	if (b.fn)
		compare(&b, "sha1.c: 4,000 objects of 600 bytes", sha1_ours,
			sha1_theirs);
	return 0;
}
