/*
 * setup-text.c - ours in the text of a file: put in, brought up to date, out.
 */
#include "base/base.h"
#include "feat/setup-int.h"

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

static struct json *server_json(bool with_type)
{
	struct json *j = json_new_obj(), *args = json_new_arr();

	if (with_type)
		json_set_str(j, "type", "stdio");
	json_set_str(j, "command", "git");
	json_push_str(args, "task");
	json_push_str(args, "mcp");
	json_set(j, "args", args);
	return j;
}

int setup_mcp(struct strbuf *text, const char *path, const char *list,
	      bool with_type, bool want, struct strvec *kept,
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
		new = server_json(with_type);
		jsontext_add(text, steps, 2, new);
		json_free(new);
	} else if (!want && server && runs_mcp(server)) {
		jsontext_remove(text, steps, 2);
		prune(text, steps, 1, kept);
	}
	json_free(j);
	return ret;
}

/* ---- hooks ---- */

#define EVENT "SessionStart"

enum whose { NOBODYS, OURS, SIMILAR };

static enum whose command_whose(const char *command)
{
	if (!command)
		return NOBODYS;
	if (str_eq(command, SETUP_HOOK) || str_eq(command, SETUP_HOOK " --mcp"))
		return OURS;
	return strstr(command, "git task prime") ||
		strstr(command, "git-task prime") ? SIMILAR : NOBODYS;
}

/* The first command of that kind: hooks[EVENT][*group].hooks[*hook]. */
static const char *find_hook(size_t *group, size_t *hook,
			     const struct json *list, enum whose whose)
{
	const struct json *g, *h;
	const char *command;

	*group = 0;
	json_each(g, list) {
		*hook = 0;
		json_each(h, json_get(g, "hooks")) {
			command = json_get_str(h, "command");
			if (command_whose(command) == whose)
				return command;
			++*hook;
		}
		++*group;
	}
	return NULL;
}

static struct json *group_json(const char *command)
{
	struct json *group = json_new_obj(), *hooks = json_new_arr();
	struct json *hook = json_new_obj();

	json_set_str(hook, "type", "command");
	json_set_str(hook, "command", command);
	json_push(hooks, hook);
	json_set_str(group, "matcher", "");
	json_set(group, "hooks", hooks);
	return group;
}

static void add_hook(struct strbuf *text, const char *command,
		     struct strvec *kept)
{
	const struct json_step steps[] = {
		JSON_KEY("hooks"), JSON_KEY(EVENT), JSON_INDEX(0)
	};
	struct json *group = group_json(command), *list = NULL;
	struct json_span at;

	note_empty(kept, text, steps, 2);
	if (jsontext_find(&at, text, steps, 2)) {
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
static void remove_hook(struct strbuf *text, size_t group, size_t hook,
			const struct strvec *kept)
{
	const struct json_step steps[] = {
		JSON_KEY("hooks"), JSON_KEY(EVENT), JSON_INDEX(group),
		JSON_KEY("hooks"), JSON_INDEX(hook)
	};

	jsontext_remove(text, steps, 5);
	if (!jsontext_is_empty(text, steps, 4))
		return;
	jsontext_remove(text, steps, 3);
	prune(text, steps, 2, kept);
}

/* 1 when something was changed and another look is needed. */
static int hook_step(struct strbuf *text, const char *path,
		     const char *command, bool want, struct strvec *kept,
		     struct err *err)
{
	struct json *j, *hooks, *list, *new;
	const char *found;
	size_t g, h;
	int ret = 0;

	if (parse_object(&j, text, path, err) < 0)
		return -1;
	hooks = json_get(j, "hooks");
	list = json_get(hooks, EVENT);
	found = find_hook(&g, &h, list, OURS);
	if (hooks && !json_is(hooks, JSON_OBJ)) {
		ret = wrong_shape(path, "hooks", "an object", err);
	} else if (list && !json_is(list, JSON_ARR)) {
		ret = wrong_shape(path, EVENT, "an array", err);
	} else if (!want && found) {
		remove_hook(text, g, h, kept);
		ret = 1;
	} else if (want && found && !str_eq(found, command)) {
		const struct json_step steps[] = {
			JSON_KEY("hooks"), JSON_KEY(EVENT), JSON_INDEX(g),
			JSON_KEY("hooks"), JSON_INDEX(h), JSON_KEY("command")
		};

		new = json_new_str(command);
		jsontext_replace(text, steps, 6, new);
		json_free(new);
	} else if (want && !found && !find_hook(&g, &h, list, SIMILAR)) {
		add_hook(text, command, kept);
	}
	json_free(j);
	return ret;
}

int setup_hook(struct strbuf *text, const char *path, bool mcp, bool want,
	       struct strvec *kept, struct err *err)
{
	const char *command = mcp ? SETUP_HOOK " --mcp" : SETUP_HOOK;
	int ret;

	do {
		ret = hook_step(text, path, command, want, kept, err);
	} while (ret > 0);
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
