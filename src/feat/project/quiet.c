/*
 * quiet.c - hooks that have nothing to do, known from a few small files.
 */
#include "base/base.h"
#include "feat/project/quiet.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strvec.h"
#include "db/core/internal.h"
#include "db/index/look-up.h"
#include "feat/project/gitstate.h"
#include "feat/project/link.h"
#include "feat/project/msgtext.h"
#include "feat/project/todo-lang.h"

#define MESSAGE_MAX ((size_t)1 << 20)
#define SHARED_MAX ((size_t)64 << 10)
#define STAGED_MAX 200		/* files that are read to see what is in them */
#define STAGED_BYTES ((size_t)8 << 20)

/* What is looked at. */
struct scene {
	struct place place;
	struct config *config;
	struct strbuf shared;	/* .git-task.yaml as it is, or empty */
};

static bool scene_open(struct scene *s)
{
	bool ok = place_find(&s->place, NULL, NULL) == 0 &&
		s->place.worktree && s->place.trusted && s->place.width &&
		s->place.ref_files &&
		config_load(&s->config, &s->place, NULL) == 0;
	char *path;

	if (!ok)
		return false;
	path = path_join(s->place.worktree, ".git-task.yaml");
	if (file_exists(path))
		ok = file_read_inside(&s->shared, s->place.worktree,
				      ".git-task.yaml", SHARED_MAX, NULL) == 0;
	free(path);
	return ok;
}

static void scene_close(struct scene *s)
{
	strbuf_release(&s->shared);
	config_free(s->config);
	place_release(&s->place);
}

/* The shared file could say something about it, in whatever way it is written. */
static bool shared_has(const struct scene *s, const char *word)
{
	return strstr(s->shared.buf, word) || strpbrk(s->shared.buf, "\\&*!");
}

/* Documents are told about and applied. */
static bool has_documents(const struct scene *s)
{
	return config_get(s->config, "task.prd.path") ||
		shared_has(s, "prd");
}

static bool reads_comments(const struct scene *s)
{
	const char *mode = config_get(s->config, "task.hooks.todo");

	return !mode || strcmp(mode, "off") != 0;
}

/* ---- HEAD ---- */

/* The commit that HEAD is at: 1, 0 none yet, -1 can not tell. */
static int head_commit(struct oid *out, const struct scene *s)
{
	struct strbuf sb = STRBUF_INIT;
	int rc = place_head(&sb, &s->place, NULL);

	if (rc == 1)
		rc = place_ref(out, &s->place, sb.buf);
	else if (rc == 0)
		rc = oid_parse(out, sb.buf) ? 1 : -1;
	strbuf_release(&sb);
	return rc;
}

/* The tree that HEAD's commit has; zero when there is no commit. */
static bool head_tree(struct oid *out, const struct scene *s)
{
	struct strbuf sb = STRBUF_INIT;
	struct oid head;
	int rc = head_commit(&head, s);

	memset(out, 0, sizeof(*out));
	if (rc == 1)
		rc = place_object(&sb, &s->place, &head, "commit") &&
			str_starts(sb.buf, "tree ") &&
			oid_parse(out, sb.buf + strlen("tree ")) ? 0 : -1;
	strbuf_release(&sb);
	return rc == 0;
}

/* ---- which task? ---- */

static bool branch_has_task(const struct scene *s)
{
	char *branch = gitstate_branch(&s->place);
	char *index = xasprintf("%s/git-task/index", s->place.commondir);
	char prefix[ID_LEN + 1];
	struct oid tip;
	int tasks;
	bool res = branch && link_branch_task(prefix, branch);

	/* or the one that a task has noted as its own? */
	if (branch && !res && !gitstate_is_default(&s->place, branch)) {
		tasks = place_ref(&tip, &s->place, "refs/tasks/main");
		res = tasks < 0 || (tasks == 1 &&
				    index_may_have(index, &tip, branch));
	}
	free(index);
	free(branch);
	return res;
}

/* Is some task being worked on, in this work tree or in another? */
static bool has_active(const struct scene *s)
{
	char *path = xasprintf("%s/git-task/active.json", s->place.commondir);
	struct strbuf sb = STRBUF_INIT;
	bool res = false;

	if (file_exists(path))
		res = file_read_plain(&sb, path, MESSAGE_MAX, NULL) < 0 ||
			strstr(sb.buf, "\"id\"");
	strbuf_release(&sb);
	free(path);
	return res;
}

/* No trailer is to be added to the message. */
static bool needs_trailer(const struct scene *s)
{
	return !gitstate_rebasing(&s->place) && !gitstate_picking(&s->place) &&
		(branch_has_task(s) || has_active(s));
}

/* Is each task that the message names for sure there? */
static bool names_are_known(const struct scene *s, const char *text)
{
	char *index = xasprintf("%s/git-task/index", s->place.commondir);
	struct link_refs refs = LINK_REFS_INIT;
	struct oid tip;
	bool ok = true;
	size_t i;

	link_parse(&refs, text);
	for (i = 0; i < refs.nr && ok; i++)
		if (msgtext_is_sure(&refs.v[i]))
			ok = place_ref(&tip, &s->place, "refs/tasks/main") == 1 &&
				index_has_task(index, &tip, refs.v[i].prefix);
	link_refs_release(&refs);
	free(index);
	return ok;
}

/* ---- what is staged ---- */

static void keep_path(const char *path, const struct oid *blob, void *data)
{
	(void)blob;
	strvec_push(data, path);
}

/* The file as it lies in the work tree, where reading it is cheap. */
static bool has_comment(const struct scene *s, const char *path)
{
	struct strbuf text = STRBUF_INIT;
	bool res = lang_of(path) &&
		(file_read_inside(&text, s->place.worktree, path,
				  STAGED_BYTES, NULL) < 0 ||
		 todo_likely(text.buf, text.len));

	strbuf_release(&text);
	return res;
}

static bool pre_commit(const struct scene *s)
{
	struct strvec paths = STRVEC_INIT;
	struct oid tree;
	bool quiet;
	size_t i;

	if (gitstate_rebasing(&s->place))
		return true;
	if (has_documents(s))
		return false;
	if (!reads_comments(s))
		return true;
	quiet = head_tree(&tree, s) &&
		staging_changed(&s->place, &tree, keep_path, &paths) &&
		paths.nr <= STAGED_MAX;
	for (i = 0; i < paths.nr && quiet; i++)
		quiet = !has_comment(s, paths.v[i]);
	strvec_clear(&paths);
	return quiet;
}

/* ---- messages ---- */

static bool commit_msg(const struct scene *s, char *const *args)
{
	struct strbuf raw = STRBUF_INIT, text = STRBUF_INIT;
	bool quiet = args[0] &&
		file_read_plain(&raw, args[0], MESSAGE_MAX, NULL) == 0 &&
		!msgtext_only_trailer(raw.buf);

	if (quiet) {
		msgtext_clean(&text, raw.buf);
		quiet = names_are_known(s, text.buf) && !needs_trailer(s) &&
			pre_commit(s);
	}
	strbuf_release(&text);
	strbuf_release(&raw);
	return quiet;
}

/* ---- commits ---- */

/* HEAD's commit names nothing, nor does its branch. */
static bool names_nothing(const struct scene *s)
{
	struct link_refs refs = LINK_REFS_INIT;
	char old_oid[OBJECT_HEX + 1];
	struct strbuf sb = STRBUF_INIT;
	const char *text = NULL;
	bool nothing = false;
	struct oid head;

	if (head_commit(&head, s) == 1 &&
	    !gitstate_amended(old_oid, &s->place) && !branch_has_task(s) &&
	    place_object(&sb, &s->place, &head, "commit"))
		text = strstr(sb.buf, "\n\n");
	if (text) {
		link_parse(&refs, text + 2);
		nothing = !refs.nr && !refs.reverts[0];
	}
	strbuf_release(&sb);
	link_refs_release(&refs);
	return nothing;
}

static bool post_commit(const struct scene *s)
{
	struct oid tip;

	if (gitstate_goes_on(&s->place))
		return true;
	if (has_documents(s))
		return false;
	return place_ref(&tip, &s->place, "refs/tasks/main") == 0 ||
		(!gitstate_picks_left(&s->place) && names_nothing(s));
}

/* "<previous HEAD> <new HEAD> <1: a branch, 0: files>" */
static bool post_checkout(const struct scene *s, char *const *args)
{
	return (args[0] && args[1] && args[2] && strcmp(args[2], "1") != 0) ||
		gitstate_rebasing(&s->place) || !branch_has_task(s);
}

/* Files of the work tree's own .git, where that is a directory: what each commit of
 * a rebase costs is this look. */
static bool is_amid_rebase(const char *event)
{
	char here[] = ".git", *dir = getenv("GIT_DIR");
	struct place p = { .gitdir = dir && *dir ? dir : here };

	return !strcmp(event, "post-commit") && gitstate_goes_on(&p);
}

bool quiet_hook(const char *event, char *const *args)
{
	struct scene s = { .shared = STRBUF_INIT };
	bool quiet = false;

	if (is_amid_rebase(event))
		return true;
	if (!strcmp(event, "post-merge") || !strcmp(event, "post-rewrite") ||
	    !scene_open(&s))
		quiet = false;
	else if (!strcmp(event, "post-commit"))
		quiet = post_commit(&s);
	else if (!strcmp(event, "commit-msg"))
		quiet = commit_msg(&s, args);
	else if (!strcmp(event, "pre-commit"))
		quiet = pre_commit(&s);
	else if (!strcmp(event, "prepare-commit-msg"))
		quiet = !needs_trailer(&s);
	else if (!strcmp(event, "post-checkout"))
		quiet = post_checkout(&s, args);
	scene_close(&s);
	return quiet;
}
