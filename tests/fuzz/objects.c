/*
 * objects.c - fuzzes commits and trees of somebody else's ref: read to the end
 * within memory, and what is read of a commit is bounded by its bytes.
 */
#include "base/base.h"
#include "base/mem.h"
#include "store/history/internal.h"
#include "store/odb/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void read_commit(const char *text, size_t len)
{
	struct commit c;
	struct link l;

	memset(&c, 0, sizeof(c));
	memset(&l, 0, sizeof(l));
	if (!commit_parse(&c, text, len) &&
	    (c.nr_parents > len / 40 || strlen(c.message) > len))
		BUG("%zu parents of %zu bytes", c.nr_parents, len);
	commit_release(&c);
	if (!commit_links(&l, text, len) && l.nr_parents > len / 40)
		BUG("%zu parents of %zu bytes", l.nr_parents, len);
	free(l.parents);
}

static int take(const char *path, const struct oid *oid, void *data)
{
	size_t *files = data;

	if (!*path || !oid->len)
		BUG("a file without a name");
	return ++*files > 65536;
}

/* Entries that are directories lead nowhere: their trees are not here. */
static void read_tree(const char *text, size_t len)
{
	char dir[] = "/nowhere";
	struct place nowhere = {
		.gitdir = dir, .commondir = dir, .trusted = true,
		.width = OID_SHA1, .ref_files = true
	};
	struct repo *r;
	struct oid oid;
	size_t files = 0;

	if (repo_open(&r, &nowhere, NULL) < 0)
		BUG("no repository");
	object_hash(&oid, OID_SHA1, TYPE_TREE, text, len);
	tree_offer(r, text, len);
	tree_walk_all(r, &oid, take, take, &files, NULL);
	repo_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = xmalloc(len + 1);

	memcpy(text, data, len);
	text[len] = '\0';
	read_commit(text, len);
	read_tree(text, len);
	free(text);
	return 0;
}
