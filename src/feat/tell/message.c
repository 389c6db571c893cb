/*
 * message.c - what a message says: the event, its task and the words.
 */
#include "base/base.h"
#include "feat/tell/internal.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "data/sha256.h"
#include "data/when.h"
#include "lang/render.h"

#define USUAL "{{#short}}[{{short}}] {{/short}}{{title}}: {{what}}"	\
	"{{#by}} ({{by}}){{/by}}"
#define LINES_MAX 50		/* of a digest */
#define TEXT_CUT 8000		/* bytes of a text, but: */
#define TEXT_CUT_DISCORD 1900	/* its limit is 2000 characters */

const char *message_member(const struct tell_message *m, const char *name)
{
	const char *s = json_get_str(json_first(m->events), name);

	return s ? s : "";
}

void message_json(struct strbuf *out, const struct tell_message *m)
{
	struct json *j = json_new_obj();

	json_set_str(j, "key", m->key);
	json_set_str(j, "rule", m->rule->name);
	json_set_str(j, "repository", message_member(m, "repository"));
	json_set_str(j, "text", m->text);
	json_set(j, "events", json_copy(m->events));
	json_line(out, j);
	json_free(j);
}

/* ---- events ---- */

static const char *status_words(const char *name)
{
	return str_eq(name, "in_progress") ? "in progress" : name;
}

static void add_short(struct strbuf *sb, const char *s, size_t max)
{
	size_t n = s ? strcspn(s, "\n") : 0;

	if (n <= max) {
		strbuf_add(sb, s ? s : "", n);
		return;
	}
	for (n = max; n && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
		;
	strbuf_add(sb, s, n);
	strbuf_addstr(sb, "\xe2\x80\xa6");
}

static void add_fields(struct strbuf *sb, const struct json *data)
{
	const struct json *j;
	const char *sep = "changed ";

	json_each(j, data) {
		strbuf_addf(sb, "%s%s", sep, json_key(j));
		sep = ", ";
	}
}

/* The event in words, behind the title. */
static void add_what(struct strbuf *sb, const char *type,
		     const struct json *data)
{
	const char *a = json_get_str(data, "old"), *b = json_get_str(data,
								      "new");
	const char *s;

	if (!strcmp(type, "status")) {
		strbuf_addf(sb, "moved from %s to %s", status_words(a),
			    status_words(b));
	} else if (!strcmp(type, "updated")) {
		add_fields(sb, data);
	} else if (!strcmp(type, "completed")) {
		s = json_get_str(data, "summary");
		strbuf_addstr(sb, s ? "completed: " : "completed");
		add_short(sb, s, 200);
	} else if (!strcmp(type, "blocked")) {
		s = json_get_str(data, "reason");
		strbuf_addstr(sb, s ? "blocked: " : "blocked");
		add_short(sb, s, 200);
	} else if (!strcmp(type, "unblocked")) {
		strbuf_addstr(sb, "can go on");
	} else if (!strcmp(type, "assigned")) {
		strbuf_addf(sb, "assigned to %s", b ? b : "nobody");
	} else if (!strcmp(type, "claimed")) {
		s = json_get_str(data, "owner");
		strbuf_addf(sb, "claimed by %s", s ? s : "somebody");
	} else if (!strcmp(type, "lease-ended")) {
		s = json_get_str(data, "why");
		strbuf_addf(sb, "the claim ended (%s)", s ? s : "");
	} else if (!strcmp(type, "commented")) {
		s = json_get_str(data, "text");
		add_short(sb, s, 300);
	} else if (!strcmp(type, "conflict")) {
		s = json_get_str(data, "field");
		strbuf_addf(sb, "two edits of %s met", s ? s : "it");
	} else {
		strbuf_addstr(sb, type);
	}
}

static struct json *task_json(const struct view *v, uint32_t row)
{
	const struct row *r = &v->rows[row];
	struct json *j = json_new_obj(), *tags = json_new_arr();
	struct json *due = view_field(v, row, "deadline");
	const char *tag = r->tags;
	uint32_t i;

	json_set_str(j, "status", status_name(r->status));
	json_set_str(j, "priority", priority_name(r->priority));
	json_set_str(j, "type", *r->type ? r->type : NULL);
	json_set_str(j, "assignee", *r->assignee ? r->assignee : NULL);
	json_set_str(j, "project", *r->project ? r->project : NULL);
	json_set(j, "deadline", due ? due : json_new_null());
	for (i = 0; i < r->nr_tags; i++, tag += strlen(tag) + 1)
		json_push_str(tags, tag);
	json_set(j, "tags", tags);
	return j;
}

/* The directory's name: "shop" of /src/shop or /srv/shop.git. */
static char *repository(struct db *db)
{
	const char *top = db_worktree(db);
	char *dir = xstrdup(top ? top : db_commondir(db)), *name;

	/* seen from inside: /src/shop/.git */
	if (!strcmp(path_basename(dir), ".git"))
		dir[strlen(dir) - strlen("/.git")] = '\0';
	name = xstrdup(path_basename(dir));
	if (!top && str_ends(name, ".git"))
		name[strlen(name) - 4] = '\0';
	free(dir);
	return name;
}

struct json *tell_event(struct json *event, struct db *db,
			const struct view *v)
{
	const char *id = json_get_str(event, "id");
	uint32_t row = id ? view_find(v, id) : NO_ROW;
	struct strbuf what = STRBUF_INIT;
	char shown[ID_LEN + 1] = "", *repo = repository(db);

	if (row != NO_ROW)
		view_short_row(shown, v, row);
	else if (id)
		snprintf(shown, sizeof(shown), "%.8s", id);
	json_set_str(event, "short", shown);
	json_set_str(event, "repository", repo);
	json_set(event, "task", row != NO_ROW ? task_json(v, row) :
		 json_new_null());
	if (!json_get(event, "what")) {
		add_what(&what, json_get_str(event, "event"),
			 json_get(event, "data"));
		json_set_str(event, "what", what.buf);
	}
	strbuf_release(&what);
	free(repo);
	return event;
}

/* The same in every clone: what happened, not when it was noticed. */
void tell_key(char out[33], const struct tell_rule *r,
	      const struct json *event)
{
	static const char *const members[] = {
		"event", "id", "at", "commit", "data"
	};
	struct strbuf sb = STRBUF_INIT;
	unsigned char sum[SHA256_LEN];
	size_t i;

	strbuf_addf(&sb, "%s\n%s\n", r->kind, r->name);
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		const struct json *j = json_get(event, members[i]);

		if (j)
			json_canon(&sb, j);
		strbuf_addch(&sb, '\n');
	}
	sha256(sum, sb.buf, sb.len);
	sha256_hex(out, sum, 16);
	strbuf_release(&sb);
}

/* ---- words ---- */

/* Names that would call a whole room get a blank of no width behind the '@'. */
static void add_unmention(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		strbuf_addch(out, *s);
		if (*s == '@')
			strbuf_addstr(out, "\xe2\x80\x8b");
	}
}

static void add_entities(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '&')
			strbuf_addstr(out, "&amp;");
		else if (*s == '<')
			strbuf_addstr(out, "&lt;");
		else if (*s == '>')
			strbuf_addstr(out, "&gt;");
		else
			strbuf_addch(out, *s);
	}
}

static void add_foreign(struct strbuf *out, enum tell_kind kind, const char *s)
{
	struct strbuf clean = STRBUF_INIT, named = STRBUF_INIT;

	utf8_add_clean(&clean, s);
	switch (kind) {
	case TELL_DISCORD:
		add_unmention(out, clean.buf);
		break;
	case TELL_MATTERMOST:
		add_unmention(&named, clean.buf);
		add_entities(out, named.buf);
		break;
	case TELL_SLACK:
	case TELL_TEAMS:
	case TELL_DESKTOP:
		add_entities(out, clean.buf);
		break;
	default:
		strbuf_addbuf(out, &clean);
	}
	strbuf_release(&clean);
	strbuf_release(&named);
}

/* A copy whose strings are fit for messages of this kind. */
static struct json *escaped(const struct json *j, enum tell_kind kind)
{
	struct strbuf sb = STRBUF_INIT;
	struct json *out, *m;

	switch (json_type(j)) {
	case JSON_STR:
		add_foreign(&sb, kind, json_str(j));
		out = json_new_str(sb.buf);
		strbuf_release(&sb);
		return out;
	case JSON_ARR:
		out = json_new_arr();
		json_each(m, j)
			json_push(out, escaped(m, kind));
		return out;
	case JSON_OBJ:
		out = json_new_obj();
		json_each(m, j)
			json_append(out, json_key(m), escaped(m, kind));
		return out;
	default:
		return json_copy(j);
	}
}

static void cut(struct strbuf *sb, size_t max)
{
	size_t n = max;

	if (sb->len <= max)
		return;
	while (n && ((unsigned char)sb->buf[n] & 0xc0) == 0x80)
		n--;
	strbuf_setlen(sb, n);
	strbuf_addstr(sb, "\xe2\x80\xa6");
}

int tell_text(struct strbuf *out, const struct tell_rule *r,
	      const struct json *events, struct err *err)
{
	const char *template = r->template ? r->template : USUAL;
	size_t nr = json_nr(events), i = 0;
	struct strbuf one = STRBUF_INIT;
	struct json *e, *safe;
	int ret = 0;

	if (nr > 1)
		strbuf_addf(out, "%zu things happened\n", nr);
	json_each(e, events) {
		if (i++ == LINES_MAX) {
			strbuf_addf(out, "... and %zu more\n", nr - i + 1);
			break;
		}
		safe = escaped(e, r->kind_is);
		strbuf_reset(&one);
		ret = render(&one, template, safe, ESCAPE_NONE, err);
		json_free(safe);
		if (ret < 0)
			break;
		cut(&one, 2000);
		strbuf_addf(out, "%s%s", one.buf, nr > 1 ? "\n" : "");
	}
	cut(out, r->kind_is == TELL_DISCORD ? TEXT_CUT_DISCORD : TEXT_CUT);
	strbuf_release(&one);
	return ret < 0 ? err_prefix(err, "template") : 0;
}
