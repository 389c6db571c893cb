/*
 * setup-text.c - ours in the text of a file: put in, brought up to date, out.
 */
#include "base/base.h"
#include "feat/agent/internal.h"

#include "base/mem.h"
#include "data/embed.h"
#include "data/jsontext.h"

#define SERVER "git-task"
#define MARK_BEGIN "<!-- git-task:begin"

/* ---- JSON ---- */

static int parse_object(struct json **out, const struct strbuf *text,
			const char *path, struct err *err)
{
	if (json_parse(out, text->buf, text->len, err) < 0)
		return err_prefix(err, "'%s' is not valid JSON, nothing was "
				  "changed", path);
	if (json_is(*out, JSON_OBJ))
		return 0;
	json_free(*out);
	*out = NULL;
	return err_set(err, ERR_FAILED, "'%s' holds no JSON object; nothing "
		       "was changed", path);
}

static int wrong_shape(const char *path, const char *name, const char *what,
		       struct err *err)
{
	return err_set(err, ERR_FAILED, "'%s' in '%s' is not %s; nothing was "
		       "changed", name, path, what);
}

/* Notes the containers on the way that are there and empty. */
static void note_empty(struct strvec *kept, const struct strbuf *text,
		       const struct json_step *steps, size_t nr)
{
	size_t i;

	for (i = 1; i <= nr; i++)
		if (jsontext_is_empty(text, steps, i) &&
		    !strvec_has(kept, steps[i - 1].key))
			strvec_push(kept, steps[i - 1].key);
}

/* Takes out the containers on the way, innermost first, that are empty now. */
static void prune(struct strbuf *text, const struct json_step *steps,
		  size_t nr, const struct strvec *kept)
{
	while (nr && jsontext_is_empty(text, steps, nr) &&
	       !(steps[nr - 1].key && strvec_has(kept, steps[nr - 1].key))) {
		jsontext_remove(text, steps, nr);
		nr--;
	}
}

/* Does the server's command run `task mcp`, in whatever way? */
static bool runs_mcp(const struct json *server)
{
	const struct json *args = json_get(server, "args"), *a;
	const char *command = json_get_str(server, "command");
	struct strbuf sb = STRBUF_INIT;
	bool res;

	strbuf_addstr(&sb, command ? command : "");
	json_each(a, args)
		strbuf_addf(&sb, " %s", json_str(a) ? json_str(a) : "");
	res = strstr(sb.buf, "task mcp") != NULL;
	strbuf_release(&sb);
	return res;
}

static struct json *server_json(bool with_type, bool monitor)
{
	struct json *j = json_new_obj(), *args = json_new_arr();

	if (with_type)
		json_set_str(j, "type", "stdio");
	json_set_str(j, "command", "git");
	json_push_str(args, "task");
	json_push_str(args, "mcp");
	if (monitor) {
		json_push_str(args, "--tools");
		json_push_str(args, SETUP_MONITOR);
	}
	json_set(j, "args", args);
	return j;
}

/* Is the server as setup writes it, but for the tools that it offers? */
static bool other_tools(const struct json *server, bool with_type,
			bool monitor)
{
	struct json *with = server_json(with_type, true);
	struct json *without = server_json(with_type, false);
	bool res = json_eq(server, monitor ? without : with);

	json_free(with);
	json_free(without);
	return res;
}

int setup_mcp(struct strbuf *text, const char *path, const char *list,
	      bool with_type, bool monitor, bool want, struct strvec *kept,
	      struct err *err)
{
	const struct json_step steps[] = { JSON_KEY(list), JSON_KEY(SERVER) };
	struct json *j, *all, *server, *new;
	int ret = 0;

	if (parse_object(&j, text, path, err) < 0)
		return -1;
	all = json_get(j, list);
	server = json_get(all, SERVER);
	if (all && !json_is(all, JSON_OBJ)) {
		ret = wrong_shape(path, list, "an object", err);
	} else if (want && server && !runs_mcp(server)) {
		ret = err_set(err, ERR_FAILED, "'%s' has a server '" SERVER
			      "' that does not run 'git task mcp'; rename or "
			      "remove it, or use --no-mcp", path);
	} else if (want && !server) {
		note_empty(kept, text, steps, 1);
		new = server_json(with_type, monitor);
		jsontext_add(text, steps, 2, new);
		json_free(new);
	} else if (want && other_tools(server, with_type, monitor)) {
		new = server_json(with_type, monitor);
		jsontext_replace(text, steps, 2, new);
		json_free(new);
	} else if (!want && server && runs_mcp(server)) {
		jsontext_remove(text, steps, 2);
		prune(text, steps, 1, kept);
	}
	json_free(j);
	return ret;
}

/* ---- hooks ---- */

enum whose { NOBODYS, OURS, SIMILAR };

static enum whose command_whose(const char *command)
{
	if (!command)
		return NOBODYS;
	if (str_eq(command, SETUP_HOOK) ||
	    str_eq(command, SETUP_HOOK " --mcp") ||
	    str_starts(command, SETUP_AGENT_HOOK " "))
		return OURS;
	return strstr(command, "git task prime") ||
		strstr(command, "git-task prime") ? SIMILAR : NOBODYS;
}

/* A list of hooks, and ours in it: of Claude Code and its like groups with a matcher,
 * hooks[<event>][group].hooks[hook]; of Cursor hooks[<event>][group]. */
struct hook_place {
	const char *event;
	bool flat;
	size_t group, hook;
};

/* The first command of that kind. */
static const char *find_hook(struct hook_place *at, const struct json *list,
			     enum whose whose)
{
	const struct json *g, *h;
	const char *command;

	at->group = 0;
	json_each(g, list) {
		command = at->flat ? json_get_str(g, "command") : NULL;
		if (command && command_whose(command) == whose)
			return command;
		at->hook = 0;
		json_each(h, json_get(g, "hooks")) {
			command = json_get_str(h, "command");
			if (command_whose(command) == whose)
				return command;
			++at->hook;
		}
		++at->group;
	}
	return NULL;
}

static struct json *hook_json(const char *command, bool flat,
			      const char *matcher)
{
	struct json *hook = json_new_obj(), *group, *hooks;

	if (!flat)
		json_set_str(hook, "type", "command");
	json_set_str(hook, "command", command);
	if (flat)
		return hook;
	group = json_new_obj();
	hooks = json_new_arr();
	json_push(hooks, hook);
	json_set_str(group, "matcher", matcher);
	json_set(group, "hooks", hooks);
	return group;
}

static void add_hook(struct strbuf *text, const char *command,
		     const struct hook_place *at, const char *matcher,
		     struct strvec *kept)
{
	const struct json_step steps[] = {
		JSON_KEY("hooks"), JSON_KEY(at->event), JSON_INDEX(0)
	};
	struct json *group = hook_json(command, at->flat, matcher);
	struct json *list = NULL;
	struct json_span span;

	note_empty(kept, text, steps, 2);
	if (jsontext_find(&span, text, steps, 2)) {
		jsontext_add(text, steps, 3, group);
		json_free(group);
	} else {
		list = json_new_arr();
		json_push(list, group);
		jsontext_add(text, steps, 2, list);
		json_free(list);
	}
}

/* Our first command; its group too when nothing else is in that. */
static void remove_hook(struct strbuf *text, const struct hook_place *at,
			const struct strvec *kept)
{
	const struct json_step steps[] = {
		JSON_KEY("hooks"), JSON_KEY(at->event), JSON_INDEX(at->group),
		JSON_KEY("hooks"), JSON_INDEX(at->hook)
	};

	if (!at->flat) {
		jsontext_remove(text, steps, 5);
		if (!jsontext_is_empty(text, steps, 4))
			return;
	}
	jsontext_remove(text, steps, 3);
	prune(text, steps, 2, kept);
}

static void rename_hook(struct strbuf *text, const struct hook_place *at,
			const char *command)
{
	const struct json_step deep[] = {
		JSON_KEY("hooks"), JSON_KEY(at->event), JSON_INDEX(at->group),
		JSON_KEY("hooks"), JSON_INDEX(at->hook), JSON_KEY("command")
	};
	const struct json_step flat[] = {
		JSON_KEY("hooks"), JSON_KEY(at->event), JSON_INDEX(at->group),
		JSON_KEY("command")
	};
	struct json *new = json_new_str(command);

	jsontext_replace(text, at->flat ? flat : deep, at->flat ? 4 : 6, new);
	json_free(new);
}

/* 1 when something was changed and another look is needed. */
static int hook_step(struct strbuf *text, const char *path,
		     const struct setup_hook_row *row, const char *command,
		     bool flat, struct strvec *kept, struct err *err)
{
	struct hook_place at = { row->event, flat, 0, 0 };
	struct json *j, *hooks, *list;
	const char *found;
	int ret = 0;

	if (parse_object(&j, text, path, err) < 0)
		return -1;
	hooks = json_get(j, "hooks");
	list = json_get(hooks, row->event);
	found = find_hook(&at, list, OURS);
	if (hooks && !json_is(hooks, JSON_OBJ)) {
		ret = wrong_shape(path, "hooks", "an object", err);
	} else if (list && !json_is(list, JSON_ARR)) {
		ret = wrong_shape(path, row->event, "an array", err);
	} else if (!command && found) {
		remove_hook(text, &at, kept);
		ret = 1;
	} else if (command && found && !str_eq(found, command)) {
		rename_hook(text, &at, command);
	} else if (command && !found && !find_hook(&at, list, SIMILAR)) {
		add_hook(text, command, &at, row->matcher, kept);
	}
	json_free(j);
	return ret;
}

/* What an agent is to call at a point: the start tells the state of the tasks, with
 * or without a log of the session.  NULL: nothing. */
static char *hook_command(const struct setup_hooks *h,
			  const struct setup_hook_row *row)
{
	bool start = row == h->rows;

	if (!h->want || (!h->sessions && (!start || h->flat)))
		return NULL;
	if (!h->sessions)
		return xstrdup(h->mcp ? SETUP_HOOK " --mcp" : SETUP_HOOK);
	return xasprintf(SETUP_AGENT_HOOK " %s %s%s", h->agent, row->event,
			 start && h->mcp ? " --mcp" : "");
}

int setup_hook(struct strbuf *text, const char *path,
	       const struct setup_hooks *h, struct strvec *kept,
	       struct err *err)
{
	const struct setup_hook_row *row;
	char *command;
	int ret = 0;

	for (row = h->rows; row->event && ret == 0; row++) {
		command = hook_command(h, row);
		do {
			ret = hook_step(text, path, row, command, h->flat,
					kept, err);
		} while (ret > 0);
		free(command);
	}
	return ret;
}

/* ---- permissions ---- */

static const char *const allowed[] = {
	"Bash(git task:*)", "Bash(tm:*)", "mcp__git-task"
};

/* Kept of a file: that a permission in it is one that setup gave. */
static char *given_name(const char *permission)
{
	return xasprintf("+%s", permission);
}

static void allow_one(struct strbuf *text, const struct json *list,
		      const char *permission, struct strvec *kept)
{
	const struct json_step steps[] = { JSON_KEY("permissions"),
		JSON_KEY("allow"), JSON_INDEX(0) };
	struct json *new = json_new_str(permission), *arr;

	note_empty(kept, text, steps, 2);
	if (list) {
		jsontext_add(text, steps, 3, new);
		json_free(new);
	} else {
		arr = json_new_arr();
		json_push(arr, new);
		jsontext_add(text, steps, 2, arr);
		json_free(arr);
	}
	strvec_take(kept, given_name(permission));
}

static void disallow_one(struct strbuf *text, const struct json *list,
			 const char *permission, const struct strvec *kept)
{
	struct json_step steps[] = { JSON_KEY("permissions"),
		JSON_KEY("allow"), JSON_INDEX(0) };
	size_t k = 0;

	while (!str_eq(json_str(json_at(list, k)), permission))
		k++;
	steps[2] = (struct json_step)JSON_INDEX(k);
	jsontext_remove(text, steps, 3);
	prune(text, steps, 2, kept);
}

/* 1 when something was changed and another look is needed. */
static int allow_step(struct strbuf *text, const char *path, bool want,
		      struct strvec *kept, struct err *err)
{
	struct json *j, *list;
	size_t i;
	int ret = 0;

	if (parse_object(&j, text, path, err) < 0)
		return -1;
	list = json_get_path(j, "permissions.allow");
	if (list && !json_is(list, JSON_ARR))
		ret = wrong_shape(path, "permissions.allow", "an array", err);
	for (i = 0; i < ARRAY_SIZE(allowed) && ret == 0; i++) {
		char *given = given_name(allowed[i]);

		if (want && !json_has_str(list, allowed[i])) {
			allow_one(text, list, allowed[i], kept);
			ret = 1;
		} else if (!want && json_has_str(list, allowed[i]) &&
			   strvec_has(kept, given)) {
			disallow_one(text, list, allowed[i], kept);
			ret = 1;
		}
		free(given);
	}
	json_free(j);
	return ret;
}

int setup_allow(struct strbuf *text, const char *path, bool want,
		struct strvec *kept, struct err *err)
{
	size_t i, k;
	int ret;

	do {
		ret = allow_step(text, path, want, kept, err);
	} while (ret > 0);
	for (i = 0; !want && ret == 0 && i < ARRAY_SIZE(allowed); i++) {
		char *given = given_name(allowed[i]);

		for (k = kept->nr; k-- > 0;)
			if (str_eq(kept->v[k], given))
				strvec_remove(kept, k);
		free(given);
	}
	return ret;
}

/* ---- the marked section ---- */

static const char *embedded_text(const char *path)
{
	const struct embedded *e = embed_find(path);

	if (!e)
		BUG("no text '%s'", path);
	return (const char *)e->data;
}

/* Both marker lines and what is between, with the last line end if any. */
struct section {
	bool found;
	size_t begin, end;
};

static bool line_is(const char *line, size_t len, const char *mark)
{
	while (len && (line[len - 1] == '\n' || line[len - 1] == '\r' ||
		       line[len - 1] == ' '))
		len--;
	if (str_eq(mark, MARK_BEGIN))
		return len >= strlen(mark) && !memcmp(line, mark, strlen(mark));
	return len == strlen(mark) && !memcmp(line, mark, len);
}

static int find_section(struct section *s, const struct strbuf *text,
			const char *path, struct err *err)
{
	size_t i = 0, begins = 0, ends = 0;

	memset(s, 0, sizeof(*s));
	while (i < text->len) {
		const char *line = text->buf + i;
		const char *nl = memchr(line, '\n', text->len - i);
		size_t len = nl ? (size_t)(nl - line) + 1 : text->len - i;

		if (line_is(line, len, MARK_BEGIN) && ++begins)
			s->begin = i;
		if (line_is(line, len, SETUP_END) && ++ends)
			s->end = i + len;
		i += len;
	}
	s->found = begins == 1 && ends == 1 && s->begin < s->end;
	if (s->found || (!begins && !ends))
		return 0;
	return err_set(err, ERR_FAILED, "'%s' has the lines '" SETUP_BEGIN "' "
		       "and '" SETUP_END "' not once each and in this order; "
		       "nothing was changed", path);
}

static void section_text(struct strbuf *out, const char *body, const char *eol)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, SETUP_BEGIN "\n%s" SETUP_END,
		    embedded_text(body));
	strbuf_addreplace(out, sb.buf, "\n", eol);
	strbuf_release(&sb);
}

/*
 * An empty line goes in front.  A file that does not end with a line end gets one
 * more there, and the section none: that is how removing knows.
 */
static void append_section(struct strbuf *text, const char *head,
			   const char *body, const char *eol)
{
	bool ended = !text->len || text->buf[text->len - 1] == '\n';

	if (!text->len && head)
		strbuf_addstr(text, embedded_text(head));
	if (text->len)
		strbuf_addf(text, "%s%s", eol, ended ? "" : eol);
	section_text(text, body, eol);
	if (ended)
		strbuf_addstr(text, eol);
}

/* Takes one line end away that stands in front of text[*at]. */
static void remove_eol(struct strbuf *text, size_t *at)
{
	size_t n = 0;

	if (*at && text->buf[*at - 1] == '\n')
		n = *at > 1 && text->buf[*at - 2] == '\r' ? 2 : 1;
	strbuf_remove(text, *at - n, n);
	*at -= n;
}

static void remove_section(struct strbuf *text, const struct section *s)
{
	bool ended = text->buf[s->end - 1] == '\n';
	size_t at = s->begin;

	strbuf_remove(text, s->begin, s->end - s->begin);
	remove_eol(text, &at);
	if (!ended)
		remove_eol(text, &at);
}

int setup_section(struct strbuf *text, const char *path, const char *head,
		  const char *body, bool want, struct err *err)
{
	const char *eol = strstr(text->buf, "\r\n") ? "\r\n" : "\n";
	struct strbuf new = STRBUF_INIT;
	struct section s;
	bool ended;

	if (find_section(&s, text, path, err) < 0)
		return -1;
	if (!want && s.found)
		remove_section(text, &s);
	if (want && !s.found)
		append_section(text, head, body, eol);
	if (want && s.found) {
		ended = text->buf[s.end - 1] == '\n';
		section_text(&new, body, eol);
		if (ended)
			strbuf_addstr(&new, eol);
		strbuf_remove(text, s.begin, s.end - s.begin);
		strbuf_insert(text, s.begin, new.buf, new.len);
		strbuf_release(&new);
	}
	return 0;
}

bool setup_is_bare(const struct strbuf *text, const char *head, bool json)
{
	struct strbuf sb = STRBUF_INIT;
	bool res;

	strbuf_addbuf(&sb, text);
	strbuf_trim(&sb);
	res = json ? jsontext_is_empty(&sb, NULL, 0) : !sb.len ||
		(head && str_eq(text->buf, embedded_text(head)));
	strbuf_release(&sb);
	return res;
}
