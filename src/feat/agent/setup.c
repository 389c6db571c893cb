/*
 * setup.c - our part of an agent's files, put in, checked, removed.
 */
#include "base/base.h"
#include "feat/agent/setup.h"

#include "base/file.h"
#include "base/mem.h"
#include "feat/agent/internal.h"

#define SIZE_LIMIT ((size_t)16 << 20)
#define SECTION "templates/agent-section.md"
#define SECTION_GLOBAL "templates/agent-section-global.md"

enum kind { K_MCP, K_HOOK, K_SECTION, K_TOML, K_CLAUDE_MCP };

struct part {
	const char *agent;
	const char *local;	/* from the top of the work tree, or NULL */
	const char *global;	/* from the agent's directory, or NULL */
	const char *list;	/* K_MCP: the key of the servers */
	const char *head;	/* K_SECTION: embedded text of a new file */
	const struct setup_hook_row *hooks;	/* or NULL: none in it */
	enum kind kind;
	bool with_type;		/* K_MCP: "type": "stdio" */
	bool flat;
};

static const struct setup_hook_row claude_hooks[] = {
	{ "SessionStart", "" },
	{ "PreToolUse", "" },
	{ "PostToolUse", "Bash|mcp__git-task__.*" },
	{ "Stop", "" },
	{ "SubagentStop", "" },
	{ "PreCompact", "" },
	{ "SessionEnd", "" },
	{ NULL, NULL }
};

static const struct setup_hook_row codex_hooks[] = {
	{ "SessionStart", "" },
	{ "PreToolUse", "" },
	{ "PostToolUse", "Bash" },
	{ "Stop", "" },
	{ NULL, NULL }
};

static const struct setup_hook_row gemini_hooks[] = {
	{ "SessionStart", "*" },
	{ "BeforeTool", "*" },
	{ "AfterTool", "run_shell_command|mcp_.*" },
	{ "AfterAgent", "*" },
	{ "SessionEnd", "*" },
	{ NULL, NULL }
};

static const struct setup_hook_row cursor_hooks[] = {
	{ "sessionStart", NULL },
	{ "preToolUse", NULL },
	{ "afterShellExecution", NULL },
	{ "afterMCPExecution", NULL },
	{ "stop", NULL },
	{ "sessionEnd", NULL },
	{ NULL, NULL }
};

#define CURSOR_HEAD "templates/agent-cursor.mdc"

/*
 * Claude Code's list of the user's servers is in a file that it writes all the
 * time, and TOML has no library here: both are for people to change.
 */
static const struct part parts[] = {
	{ "claude", ".mcp.json", NULL, "mcpServers", NULL, NULL, K_MCP, true,
	  false },
	{ "claude", NULL, ".claude.json", NULL, NULL, NULL, K_CLAUDE_MCP,
	  false, false },
	{ "claude", ".claude/settings.json", "settings.json", NULL, NULL,
	  claude_hooks, K_HOOK, false, false },
	{ "claude", "CLAUDE.md", "CLAUDE.md", NULL, NULL, NULL, K_SECTION,
	  false, false },
	{ "codex", "AGENTS.md", "AGENTS.md", NULL, NULL, NULL, K_SECTION,
	  false, false },
	{ "codex", ".codex/config.toml", "config.toml", NULL, NULL, NULL,
	  K_TOML, false, false },
	{ "codex", ".codex/hooks.json", "hooks.json", NULL, NULL, codex_hooks,
	  K_HOOK, false, false },
	{ "cursor", ".cursor/mcp.json", "mcp.json", "mcpServers", NULL, NULL,
	  K_MCP, true, false },
	{ "cursor", ".cursor/hooks.json", "hooks.json", NULL, NULL, cursor_hooks,
	  K_HOOK, false, true },
	{ "cursor", ".cursor/rules/git-task.mdc", NULL, NULL, CURSOR_HEAD,
	  NULL, K_SECTION, false, false },
	{ "gemini", ".gemini/settings.json", "settings.json", "mcpServers",
	  NULL, gemini_hooks, K_MCP, false, false },
	{ "gemini", "GEMINI.md", "GEMINI.md", NULL, NULL, NULL, K_SECTION,
	  false, false },
	{ "vscode", ".vscode/mcp.json", "mcp.json", "servers", NULL, NULL,
	  K_MCP, true, false },
};

/* A file as it is and as it shall be. */
struct item {
	const struct part *part;
	char *shown, *real;
	bool exists, created;	/* there now; made by an earlier setup */
	struct strbuf old, new;
	struct strvec kept, lines;
	enum setup_state state;
};

struct plan {
	const struct setup_options *opt;
	struct setup_notes notes;
	char *base;		/* real path */
	struct item v[ARRAY_SIZE(parts)];
	size_t nr;
	bool mcp_known;		/* the agent has the tools, or will have */
};

static void item_release(struct item *it)
{
	free(it->shown);
	free(it->real);
	strbuf_release(&it->old);
	strbuf_release(&it->new);
	strvec_clear(&it->kept);
	strvec_clear(&it->lines);
}

static void plan_release(struct plan *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		item_release(&p->v[i]);
	setup_notes_release(&p->notes);
	free(p->base);
}

/* ---- planning ---- */

static bool is_json(const struct part *part)
{
	return part->kind == K_MCP || part->kind == K_HOOK;
}

static int read_item(struct plan *p, struct item *it, struct err *err)
{
	const struct json *kept, *k;
	struct stat st;

	it->exists = stat(it->real, &st) == 0;
	if (it->exists && file_read(&it->old, it->real, SIZE_LIMIT, err) < 0)
		return -1;
	if (!it->exists && is_json(it->part))
		strbuf_addstr(&it->new, "{}\n");
	strbuf_addbuf(&it->new, &it->old);
	it->created = setup_noted(&p->notes, it->real);
	kept = json_get(json_get(p->notes.all, it->real), "kept");
	json_each(k, kept)
		if (json_str(k))
			strvec_push(&it->kept, json_str(k));
	return 0;
}

/* With `remove`, what was not named stays. */
static bool is_spared(const struct setup_options *opt, bool named)
{
	return opt->remove && !named;
}

static int edit_hooks(struct plan *p, struct item *it, struct err *err)
{
	const struct setup_options *opt = p->opt;
	struct setup_hooks h = { opt->agent, it->part->hooks, it->part->flat,
				 p->mcp_known, opt->sessions,
				 opt->hook && !opt->remove };

	if (!h.rows || is_spared(opt, opt->hook))
		return 0;
	/* Cursor's file says of which form it is */
	if (h.flat && h.want && h.sessions && !it->exists) {
		strbuf_reset(&it->new);
		strbuf_addstr(&it->new, "{\n  \"version\": 1\n}\n");
	}
	return setup_hook(&it->new, it->shown, &h, &it->kept, err);
}

static int edit_json(struct plan *p, struct item *it, struct err *err)
{
	const struct setup_options *opt = p->opt;
	const struct part *part = it->part;
	bool allow = opt->allow > 0 && !opt->remove;

	if (part->kind == K_MCP && !is_spared(opt, opt->mcp) &&
	    setup_mcp(&it->new, it->shown, part->list, part->with_type,
		      opt->monitor, opt->mcp && !opt->remove, &it->kept,
		      err) < 0)
		return -1;
	if (edit_hooks(p, it, err) < 0)
		return -1;
	if (part->kind == K_HOOK && str_eq(part->agent, "claude") &&
	    (opt->allow || (opt->remove && opt->hook && opt->mcp)))
		return setup_allow(&it->new, it->shown, allow, &it->kept, err);
	return 0;
}

static int edit_item(struct plan *p, struct item *it, struct err *err)
{
	const struct setup_options *opt = p->opt;
	const struct part *part = it->part;

	switch (part->kind) {
	case K_MCP:
	case K_HOOK:
		return edit_json(p, it, err);
	case K_SECTION:
		return setup_section(&it->new, it->shown, part->head,
				     opt->global ? SECTION_GLOBAL : SECTION,
				     !opt->remove, err);
	default:
		return 0;
	}
}

/* Is nothing of others in a file that setup has made? */
static bool is_left(const struct item *it)
{
	static const char form[] = "{\n  \"version\": 1\n}\n";

	return setup_is_bare(&it->new, it->part->head, is_json(it->part)) ||
		(it->part->flat && str_eq(it->new.buf, form));
}

/* A file that is not there and shall not be, is not looked at further. */
static int plan_file(struct plan *p, struct item *it, struct err *err)
{
	bool json = is_json(it->part);

	if (read_item(p, it, err) < 0 || edit_item(p, it, err) < 0)
		return -1;
	if (!it->exists && setup_is_bare(&it->new, NULL, json))
		return 0;
	if (it->exists && it->new.len == it->old.len &&
	    !memcmp(it->new.buf, it->old.buf, it->new.len))
		return 0;
	if (!it->exists)
		it->state = SETUP_CREATED;
	else if (it->created && is_left(it))
		it->state = SETUP_REMOVED;
	else
		it->state = SETUP_UPDATED;
	return p->opt->check ? 0 : setup_may_write(it->real, err);
}

/* Does a line of the file say that? */
static bool has_line(const struct strbuf *text, const char *line)
{
	struct strvec lines = STRVEC_INIT;
	bool res;

	strvec_split(&lines, text->buf, "\r\n");
	res = strvec_has(&lines, line);
	strvec_clear(&lines);
	return res;
}

static bool has_server(const struct strbuf *text)
{
	struct json *j = NULL;
	bool res;

	res = json_parse(&j, text->buf, text->len, NULL) == 0 &&
		json_get(json_get(j, "mcpServers"), "git-task");
	json_free(j);
	return res;
}

static void plan_by_hand(struct plan *p, struct item *it)
{
	bool toml = it->part->kind == K_TOML, there;

	if (it->exists)
		file_read(&it->old, it->real, SIZE_LIMIT, NULL);
	there = toml ? has_line(&it->old, "[mcp_servers.git-task]") :
		has_server(&it->old);
	if (there == (p->opt->mcp && !p->opt->remove)) {
		p->mcp_known |= there;
		return;
	}
	it->state = SETUP_BY_HAND;
	if (!there && toml) {
		strvec_push(&it->lines, "[mcp_servers.git-task]");
		strvec_push(&it->lines, "command = \"git\"");
		strvec_push(&it->lines, p->opt->monitor ?
			    "args = [\"task\", \"mcp\", \"--tools\", \""
			    SETUP_MONITOR "\"]" :
			    "args = [\"task\", \"mcp\"]");
	} else if (toml) {
		strvec_push(&it->lines, "[mcp_servers.git-task]");
	} else {
		strvec_push(&it->lines, there ?
			"claude mcp remove --scope user git-task" :
			p->opt->monitor ?
			"claude mcp add --scope user git-task -- git task mcp "
			"--tools " SETUP_MONITOR :
			"claude mcp add --scope user git-task -- git task mcp");
	}
}

/* Claude Code's own file stands beside its directory, unless that was moved. */
static const char *base_of(const struct plan *p, const struct part *part)
{
	const char *home = getenv("HOME"), *own = getenv("CLAUDE_CONFIG_DIR");

	return part->kind == K_CLAUDE_MCP && home && *home == '/' &&
		!(own && *own == '/') ? home : p->base;
}

static int plan_part(struct plan *p, const struct part *part,
		     struct err *err)
{
	const struct setup_options *opt = p->opt;
	const char *rel = opt->global ? part->global : part->local;
	struct item *it = &p->v[p->nr];

	if (!rel || !str_eq(part->agent, opt->agent))
		return 0;
	/* with `remove` the two choose what to take out */
	if (opt->remove && ((!opt->mcp && part->kind != K_HOOK &&
			     part->kind != K_SECTION && !part->hooks) ||
			    (!opt->hook && part->kind == K_HOOK)))
		return 0;
	memset(it, 0, sizeof(*it));
	strbuf_init(&it->old);
	strbuf_init(&it->new);
	strvec_init(&it->kept);
	strvec_init(&it->lines);
	it->part = part;
	p->nr++;
	if (setup_resolve(&it->real, base_of(p, part), rel, !opt->global,
			  err) < 0)
		return -1;
	it->shown = xstrdup(opt->global ? it->real : rel);
	it->exists = file_exists(it->real);
	if (part->kind == K_TOML || part->kind == K_CLAUDE_MCP) {
		plan_by_hand(p, it);
		return 0;
	}
	p->mcp_known |= part->kind == K_MCP && opt->mcp;
	return plan_file(p, it, err);
}

static int find_base(struct plan *p, struct db *db, struct err *err)
{
	char *dir = NULL;

	if (p->opt->global) {
		if (setup_user_dir(&dir, p->opt->agent, err) < 0)
			return -1;
	} else if (!db) {
		return err_set(err, ERR_FATAL, "not in a Git repository; "
			       "--global sets up the agent for all of yours");
	} else if (!db_worktree(db)) {
		return err_set(err, ERR_INVALID, "a bare repository has no "
			       "files for agents; run this in a clone");
	} else {
		dir = xstrdup(db_worktree(db));
	}
	p->base = realpath(dir, NULL);
	/* a user's directory may not be there yet */
	if (!p->base && p->opt->global)
		p->base = xstrdup(dir);
	free(dir);
	return p->base ? 0 : err_errno(err, ERR_FATAL, "cannot find the work "
				       "tree");
}

/* ---- writing ---- */

static int write_item(struct plan *p, struct item *it, struct err *err)
{
	if (it->state == SETUP_REMOVED)
		return unlink(it->real) == 0 ? 0 :
			err_errno(err, ERR_FAILED, "cannot remove '%s'",
				  it->shown);
	if (setup_mkdirs(&p->notes, it->real, err) < 0)
		return -1;
	return setup_write(it->real, &it->new, err);
}

static bool is_change(const struct item *it)
{
	return it->state == SETUP_CREATED || it->state == SETUP_UPDATED ||
		it->state == SETUP_REMOVED;
}

/* As it was before; what fails here can not be helped. */
static void take_back(struct plan *p, struct item *it)
{
	if (it->state == SETUP_CREATED) {
		unlink(it->real);
		setup_rmdirs(&p->notes, it->real);
	} else {
		setup_write(it->real, &it->old, NULL);
	}
}

static void note_item(struct plan *p, struct item *it)
{
	bool had = it->exists && it->created;
	const struct strvec none = STRVEC_INIT;

	if (p->opt->remove || it->state == SETUP_REMOVED)
		setup_note(&p->notes, it->real,
			   had && it->state != SETUP_REMOVED, &none);
	else if (it->state == SETUP_CREATED || had || it->kept.nr)
		setup_note(&p->notes, it->real,
			   it->state == SETUP_CREATED || had, &it->kept);
	if (it->state == SETUP_REMOVED)
		setup_rmdirs(&p->notes, it->real);
}

static int write_all(struct plan *p, struct db *db, struct err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < p->nr && ret == 0; i++)
		if (is_change(&p->v[i]))
			ret = write_item(p, &p->v[i], err);
	if (ret < 0) {
		setup_rmdirs(&p->notes, p->v[--i].real);
		while (i-- > 0)
			if (is_change(&p->v[i]))
				take_back(p, &p->v[i]);
		return -1;
	}
	for (i = 0; i < p->nr; i++)
		if (is_change(&p->v[i]))
			note_item(p, &p->v[i]);
	return setup_notes_save(&p->notes, db, p->opt->global, err);
}

static void give(struct setup_result *out, struct plan *p)
{
	size_t i;

	out->v = xcalloc(p->nr + 1, sizeof(*out->v));
	for (i = 0; i < p->nr; i++) {
		struct item *it = &p->v[i];
		struct setup_file *f = &out->v[out->nr++];

		f->path = it->shown;
		it->shown = NULL;
		f->state = it->state;
		f->lines = it->lines;
		strvec_init(&it->lines);
	}
}

int setup_run(struct setup_result *out, struct db *db,
	      const struct setup_options *opt, struct err *err)
{
	struct plan p;
	size_t i;
	int ret;

	memset(out, 0, sizeof(*out));
	memset(&p, 0, sizeof(p));
	p.opt = opt;
	ret = find_base(&p, db, err);
	if (ret == 0)
		ret = setup_notes_open(&p.notes, db, opt->global, err);
	for (i = 0; i < ARRAY_SIZE(parts) && ret == 0; i++)
		ret = plan_part(&p, &parts[i], err);
	if (ret == 0 && !opt->check)
		ret = write_all(&p, db, err);
	if (ret == 0)
		give(out, &p);
	plan_release(&p);
	return ret;
}

void setup_release(struct setup_result *r)
{
	size_t i;

	for (i = 0; i < r->nr; i++) {
		free(r->v[i].path);
		strvec_clear(&r->v[i].lines);
	}
	free(r->v);
	memset(r, 0, sizeof(*r));
}
