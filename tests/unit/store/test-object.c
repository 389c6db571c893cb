/* test-object.c - blobs, trees, commits and packs, checked by Git itself. */
#include "gitrepo.h"
#include "store/odb/object.h"
#include "store/odb/hash.h"

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

static void hash_of(char hex[OID_HEX + 1], size_t width, const char *text)
{
	struct hash h;
	struct oid oid;

	hash_init(&h, width);
	hash_add(&h, text, strlen(text));
	hash_end(&oid, &h);
	oid_hex(hex, &oid);
}

/* A text cut into bytes has the hash of the whole, at every length around the
 * padding's borders. */
static void check_parts(size_t width)
{
	struct hash h;
	char text[200];
	size_t len, part;

	memset(text, 'x', sizeof(text));
	for (len = 0; len < sizeof(text); len++) {
		struct oid whole, parts;

		hash_init(&h, width);
		hash_add(&h, text, len);
		hash_end(&whole, &h);
		hash_init(&h, width);
		for (part = 0; part < len; part++)
			hash_add(&h, text + part, 1);
		hash_end(&parts, &h);
		assert_true(oid_eq(&whole, &parts));
		assert_int_equal(whole.len, width);
	}
}

/* The examples of FIPS 180-4's companion, and names that Git gives. */
static void test_hash(void **state)
{
	struct oid oid;
	char hex[OID_HEX + 1];

	(void)state;
	hash_of(hex, OID_SHA1, "abc");
	assert_string_equal(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
	hash_of(hex, OID_SHA256, "abc");
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
			    "b00361a396177a9cb410ff61f20015ad");
	hash_of(hex, OID_SHA256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlm"
		"nomnopnopq");
	assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039"
			    "a33ce45964ff2167f6ecedd419db06c1");
	check_parts(OID_SHA1);
	check_parts(OID_SHA256);
	blob_hash(&oid, OID_SHA1, "hello\n", 6);
	oid_hex(hex, &oid);
	assert_string_equal(hex, "ce013625030ba8dba906f756967f9e9ca394464a");
	blob_hash(&oid, OID_SHA256, "hello\n", 6);
	oid_hex(hex, &oid);
	assert_string_equal(hex, "2cf8d83d9ee29543b34a87727421fdec"
			    "b7e3f3a183d337639025de576db9ebb4");
}

/* Names are of one length or the other, and none in between. */
static void test_oid(void **state)
{
	static const size_t lens[] = { 0, 39, 41, 42, 63, 65, 66 };
	struct oid oid = { { 0 }, 0 }, again;
	char digits[80], hex[OID_HEX + 1];
	size_t i;

	(void)state;
	assert_true(oid_is_zero(&oid));
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		memset(digits, 'a', sizeof(digits));
		digits[lens[i]] = ' ';
		assert_false(oid_parse(&oid, digits));
		assert_true(oid_is_zero(&oid));
	}
	for (i = 40; i <= 64; i += 24) {
		memset(digits, 'a', sizeof(digits));
		digits[i] = '\n';
		assert_true(oid_parse(&oid, digits));
		assert_int_equal(oid.len, i / 2);
		oid_hex(hex, &oid);
		assert_int_equal(strlen(hex), i);
		oid_from(&again, oid.b, oid.len);
		assert_true(oid_eq(&oid, &again));
	}
	assert_true(oid_parse(&again, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	assert_false(oid_eq(&oid, &again));
}

static void test_blob(void **state)
{
	struct scratch *s = *state;
	struct strbuf sb = STRBUF_INIT;
	struct repo *r;
	struct oid oid, want;
	struct err err = ERR_INIT;
	char *got;

	run(s, "git init -q a");
	r = open_repo(s, "a");
	assert_int_equal(blob_write(&oid, r, "hello\n", 6, &err), 0);
	blob_hash(&want, oid.len, "hello\n", 6);
	assert_true(oid_eq(&oid, &want));
	assert_int_equal(blob_read(&sb, r, &oid, &err), 0);
	assert_string_equal(sb.buf, "hello\n");
	got = sh(s, "cd a; git cat-file blob $(echo hello | git hash-object "
		 "--stdin)");
	assert_string_equal(got, "hello");
	free(got);
	memset(oid.b, 7, oid.len);
	assert_int_equal(blob_read(&sb, r, &oid, &err), -1);
	assert_int_equal(err.code, ERR_FATAL);
	assert_non_null(strstr(err.msg, "git task pull"));
	strbuf_release(&sb);
	repo_close(r);
}

static void blob(struct oid *out, struct repo *r, const char *text)
{
	assert_int_equal(blob_write(out, r, text, strlen(text), NULL), 0);
}

static int collect(const char *path, const struct oid *oid, void *data)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, oid);
	strbuf_addf(data, "%s %.4s\n", path, hex);
	return 0;
}

static int collect_diff(const char *path, const struct oid *a,
			const struct oid *b, void *data)
{
	strbuf_addf(data, "%c%s\n", oid_is_zero(a) ? '+' :
		    oid_is_zero(b) ? '-' : '~', path);
	return 0;
}

/* The tree in Git's words, and the same from our walk. */
static void check_tree(struct scratch *s, struct repo *r,
		       const struct oid *tree, const char *paths)
{
	struct strbuf mine = STRBUF_INIT;
	char hex[OID_HEX + 1], *cmd, *theirs;

	oid_hex(hex, tree);
	assert_int_equal(tree_walk(r, tree, collect, &mine, NULL), 0);
	cmd = xasprintf("git -C a ls-tree -r %s | awk '{print $4, "
			"substr($3, 1, 4)}'", hex);
	theirs = sh(s, cmd);
	strbuf_trim(&mine);
	assert_string_equal(mine.buf, theirs);
	free(cmd);
	free(theirs);
	cmd = xasprintf("git -C a ls-tree -r --name-only %s | tr '\\n' ' '",
			hex);
	theirs = sh(s, cmd);
	assert_string_equal(theirs, paths);
	free(cmd);
	free(theirs);
	strbuf_release(&mine);
}

static void test_tree(void **state)
{
	struct scratch *s = *state;
	struct strbuf sb = STRBUF_INIT;
	struct repo *r;
	struct oid one, two, t1, t2, got, zero;
	struct err err = ERR_INIT;

	memset(&zero, 0, sizeof(zero));
	run(s, "git init -q a");
	r = open_repo(s, "a");
	blob(&one, r, "1");
	blob(&two, r, "2");
	{
		const struct tree_edit e[] = {
			{ "meta.json", one, 0 }, { "b/x", one, 0 },
			{ "a/y", two, 0 }, { "a/b", one, 0 },
			{ "a.c", two, 0 }, { "a0", one, 0 },
		};
		assert_int_equal(tree_update(&t1, r, NULL, e, 6, &err), 0);
	}
	check_tree(s, r, &t1, "a.c a/b a/y a0 b/x meta.json");
	{
		const struct tree_edit e[] = {
			{ "b/x", zero, 0 }, { "a/y", one, 0 },
			{ "c/z", two, 0 }, { "a/none", zero, 0 },
			{ "a.c", one, 0 }, { "a.c", two, 0 },
		};
		assert_int_equal(tree_update(&t2, r, &t1, e, 6, &err), 0);
	}
	check_tree(s, r, &t2, "a.c a/b a/y a0 c/z meta.json");
	assert_int_equal(tree_diff(r, &t1, &t2, collect_diff, &sb, &err), 0);
	assert_string_equal(sb.buf, "~a/y\n-b/x\n+c/z\n");
	strbuf_reset(&sb);
	assert_int_equal(tree_diff(r, &zero, &t2, collect_diff, &sb, &err), 0);
	assert_string_equal(sb.buf, "+a.c\n+a/b\n+a/y\n+a0\n+c/z\n"
			    "+meta.json\n");
	assert_int_equal(tree_entry(&got, r, &t2, "a/y", &err), 1);
	assert_true(oid_eq(&got, &one));
	assert_int_equal(tree_entry(&got, r, &t2, "a/z", &err), 0);
	assert_int_equal(tree_entry(&got, r, &t2, "a", &err), 0);
	assert_int_equal(tree_entry(&got, r, &t2, "zz/y", &err), 0);
	{
		const struct tree_edit e[] = { { "a0/y", one, 0 } };

		assert_int_equal(tree_update(&got, r, &t2, e, 1, &err), -1);
		assert_non_null(strstr(err.msg, "'a0'"));
	}
	{
		const struct tree_edit e[] = { { "a", one, 0 } };

		assert_int_equal(tree_update(&got, r, &t2, e, 1, &err), -1);
		assert_non_null(strstr(err.msg, "'a'"));
	}
	run(s, "git -C a fsck --strict 2>/dev/null");
	strbuf_release(&sb);
	repo_close(r);
}

static void test_commit(void **state)
{
	struct scratch *s = *state;
	struct repo *r;
	struct oid tree, first, second;
	struct commit c, back;
	struct err err = ERR_INIT;
	char hex[OID_HEX + 1], *cmd, *got;

	run(s, "git init -q a");
	r = open_repo(s, "a");
	assert_int_equal(tree_update(&tree, r, NULL, NULL, 0, &err), 0);
	memset(&c, 0, sizeof(c));
	c.tree = tree;
	c.author = (struct ident){ xstrdup("Ann <evil>\nx"),
		xstrdup("a@b"), 1700000000, -90 };
	c.committer = (struct ident){ xstrdup("Bob"), xstrdup("b@b"),
		1700000001, 345 };
	c.message = xstrdup("subject\n\nTask-Id: 1\n");
	assert_int_equal(commit_write(&first, r, &c, &err), 0);
	c.parents = xmemdup(&first, sizeof(first));
	c.nr_parents = 1;
	assert_int_equal(commit_write(&second, r, &c, &err), 0);
	assert_int_equal(commit_read(&back, r, &second, &err), 0);
	assert_int_equal(back.nr_parents, 1);
	assert_true(oid_eq(&back.parents[0], &first));
	assert_true(oid_eq(&back.tree, &tree));
	assert_string_equal(back.author.name, "Ann evilx");
	assert_int_equal(back.author.offset, -90);
	assert_int_equal(back.committer.offset, 345);
	assert_int_equal(back.committer.when, 1700000001);
	assert_string_equal(back.message, c.message);
	oid_hex(hex, &second);
	cmd = xasprintf("git -C a log -1 --date=raw "
			"--format='%%an|%%ad|%%cn|%%cd|%%s' %s", hex);
	got = sh(s, cmd);
	assert_string_equal(got, "Ann evilx|1700000000 -0130|Bob|"
			    "1700000001 +0545|subject");
	run(s, "git -C a fsck --strict 2>/dev/null");
	free(cmd);
	free(got);
	commit_release(&c);
	commit_release(&back);
	assert_int_equal(commit_read(&back, r, &tree, &err), -1);
	repo_close(r);
}

/* Writes `nr` blobs in 256 shards and a commit as refs/tasks/main. */
static void write_many(struct repo *r, size_t nr, struct oid *tip)
{
	struct tree_edit *edits = xcalloc(nr, sizeof(*edits));
	struct strbuf sb = STRBUF_INIT;
	struct commit c;
	struct err err = ERR_INIT;
	size_t i;

	memset(&c, 0, sizeof(c));
	assert_int_equal(pack_begin(r, &err), 0);
	assert_int_equal(pack_begin(r, &err), -1);
	for (i = 0; i < nr; i++) {
		edits[i].path = xasprintf("%02zx/%014zx.json", i % 256, i);
		strbuf_reset(&sb);
		strbuf_addf(&sb, "{\n  \"title\": \"task number %zu\"\n}\n%*d",
			    i, 300, (int)i);
		assert_int_equal(blob_write(&edits[i].oid, r, sb.buf, sb.len,
					    &err), 0);
	}
	assert_int_equal(blob_read(&sb, r, &edits[nr / 2].oid, &err), 0);
	assert_int_equal(tree_update(&c.tree, r, NULL, edits, nr, &err), 0);
	c.author = (struct ident){ xstrdup("A"), xstrdup("a@b"), 1, 0 };
	c.committer = (struct ident){ xstrdup("A"), xstrdup("a@b"), 1, 0 };
	assert_int_equal(commit_write(tip, r, &c, &err), 0);
	if (pack_end(r, true, &err) < 0)
		fail_msg("%s", err.msg);
	assert_int_equal(blob_read(&sb, r, &edits[nr / 2].oid, &err), 0);
	assert_int_equal(ref_swap(r, "refs/tasks/main", tip, NULL, "bulk",
				  &err), 0);
	for (i = 0; i < nr; i++)
		free((void *)(uintptr_t)edits[i].path);
	free(edits);
	strbuf_release(&sb);
	commit_release(&c);
}

static void test_pack(void **state)
{
	struct scratch *s = *state;
	struct timespec t0, t1;
	struct repo *r;
	struct oid tip;
	char *got;

	run(s, "git init -q a");
	r = open_repo(s, "a");
	clock_gettime(CLOCK_MONOTONIC, &t0);
	write_many(r, 10000, &tip);
	clock_gettime(CLOCK_MONOTONIC, &t1);
	print_message("# 10,000 blobs, fsynced: %.0f ms\n",
		      (double)(t1.tv_sec - t0.tv_sec) * 1e3 +
		      (double)(t1.tv_nsec - t0.tv_nsec) / 1e6);
	got = sh(s, "cd a; git fsck --strict 2>&1 | grep -v ^notice || :; "
		 "git count-objects -v | grep -E '^(count|in-pack|packs)' |"
		 "tr '\\n' ' '; git ls-tree -r refs/tasks/main | wc -l;"
		 "git verify-pack .git/objects/pack/*.idx");
	assert_string_equal(got, "count: 0 in-pack: 10258 packs: 1 10000");
	free(got);
	repo_close(r);
	run(s, "git clone -q --mirror file://$PWD/a b; git -C b fsck --strict");
}

static void test_small_pack(void **state)
{
	struct scratch *s = *state;
	struct repo *r;
	struct oid oid;
	struct strbuf sb = STRBUF_INIT;
	char *got;

	run(s, "git init -q a");
	r = open_repo(s, "a");
	write_many(r, 5, &oid);
	assert_int_equal(pack_begin(r, NULL), 0);
	blob(&oid, r, "forgotten");
	pack_abort(r);
	assert_int_equal(blob_read(&sb, r, &oid, NULL), -1);
	got = sh(s, "cd a; git count-objects -v | grep -E '^(count|packs)' |"
		 "tr '\\n' ' '; git fsck --strict 2>&1 | grep -v ^notice || :");
	assert_string_equal(got, "count: 12 packs: 0");
	free(got);
	strbuf_release(&sb);
	repo_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_oid),
		cmocka_unit_test_setup_teardown(test_blob, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_tree, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_commit, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_pack, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_small_pack, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
