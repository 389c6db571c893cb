/*
 * from-org.c - Org mode: headlines with a keyword are tasks, those below them parts.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "base/utf8.h"
#include "data/when.h"
#include "feat/exchange/fill.h"

#define MAX_LEVEL 32

struct org {
	struct records *out;
	struct strvec open, done;	/* keywords */
	struct map seen;		/* keys -> how often */
	char *titles[MAX_LEVEL + 1];	/* of the headlines above, by level */
	char *keys[MAX_LEVEL + 1];	/* NULL: that one is no task */
	struct strvec tags[MAX_LEVEL + 1];	/* 0: of the whole file */
	struct json *rec;		/* the task that is read, or NULL */
	struct strbuf body;
	int level;
	const char *drawer;		/* NULL, "properties", "logbook" */
};

/* The stars of a headline, 0: it is none. */
static int stars(const char *line)
{
	size_t n = strspn(line, "*");

	return n && n <= MAX_LEVEL && line[n] == ' ' ? (int)n : 0;
}

static void read_keywords(struct org *o, const char *s)
{
	struct strvec words = STRVEC_INIT;
	bool done = false;
	size_t i;

	strvec_split(&words, s, " \t");
	for (i = 0; i < words.nr; i++) {
		/* "WAIT(w@/!)": a key and what to log */
		words.v[i][strcspn(words.v[i], "(")] = '\0';
		if (!strcmp(words.v[i], "|"))
			done = true;
		else if (*words.v[i])
			strvec_push(done || (i + 1 == words.nr &&
					     !strchr(s, '|')) ?
				    &o->done : &o->open, words.v[i]);
	}
	strvec_clear(&words);
}

static void read_settings(struct org *o, const char *text)
{
	static const char *const heads[] = {
		"#+TODO:", "#+SEQ_TODO:", "#+TYP_TODO:"
	};
	const char *p;
	size_t i;

	for (p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char *line = xstrndup(p, strcspn(p, "\n"));

		for (i = 0; i < ARRAY_SIZE(heads); i++)
			if (str_istarts(line, heads[i]))
				read_keywords(o, line + strlen(heads[i]));
		if (str_istarts(line, "#+FILETAGS:"))
			strvec_split(&o->tags[0], line +
				     strlen("#+FILETAGS:"), ": \t");
		free(line);
	}
	if (!o->open.nr && !o->done.nr) {
		strvec_pushl(&o->open, "TODO", "NEXT", "WAITING", NULL);
		strvec_pushl(&o->done, "DONE", "CANCELLED", "CANCELED", NULL);
	}
}

static bool is_org(const struct foreign_in *in)
{
	const char *p = in->text;
	bool seen = false;

	if (str_istarts(p, "#+") || str_ends(in->path, ".org"))
		return true;
	/* the first one, or one below another: "* " is an item of Markdown, too */
	for (; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		int level = stars(p);

		if (!level || (level == 1 && seen))
			continue;
		seen = true;
		p += level + 1;
		if (str_starts(p, "TODO ") || str_starts(p, "DONE "))
			return true;
	}
	return false;
}

/* ---- a headline ---- */

/* Takes "[1/2]", "[50%]" out: what they count changes. */
static void drop_cookies(char *title)
{
	char *p = title, *end;

	while ((p = strchr(p, '['))) {
		end = p + 1 + strspn(p + 1, "0123456789/%");
		if (end == p + 1 || *end != ']' || !strpbrk(p, "/%")) {
			p++;
			continue;
		}
		end += 1 + strspn(end + 1, " ");
		memmove(p, end, strlen(end) + 1);
	}
}

/* Takes ":a:b:" off the end of a title. */
static void take_tags(struct strvec *tags, char *title)
{
	size_t len = strlen(title);
	char *at;

	while (len && (title[len - 1] == ' ' || title[len - 1] == '\t'))
		title[--len] = '\0';
	at = strrchr(title, ' ');
	if (!at || at[1] != ':' || len < 3 || title[len - 1] != ':' ||
	    strlen(at + 1) < 3)
		return;
	strvec_split(tags, at + 1, ":");
	while (at > title && at[-1] == ' ')
		at--;
	*at = '\0';
}

/* A headline has the tags of those above it and of the file as well. */
static void set_tags(struct org *o, int level)
{
	size_t k;
	int i;

	for (i = level; i >= 0; i--)
		for (k = 0; k < o->tags[i].nr; k++)
			fill_tag(o->rec, o->tags[i].v[k]);
}

static void close_task(struct org *o)
{
	if (o->rec)
		fill_more(o->rec, NULL, o->body.buf);
	strbuf_reset(&o->body);
	o->rec = NULL;
	o->drawer = NULL;
}

/* "org:Work/Ship it": where it stands, until a property says an id. */
static void set_key(struct org *o, int level, const char *title)
{
	struct strbuf key = STRBUF_INIT;
	uintptr_t nr;
	int i;

	strbuf_addstr(&key, "org:");
	for (i = 1; i < level; i++)
		if (o->titles[i])
			strbuf_addf(&key, "%s/", o->titles[i]);
	strbuf_addstr(&key, title);
	nr = (uintptr_t)map_get(&o->seen, key.buf) + 1;
	map_put(&o->seen, key.buf, (void *)nr);
	if (nr > 1)
		strbuf_addf(&key, " (%ju)", (uintmax_t)nr);
	json_set_str(o->rec, "key", key.buf);
	free(o->keys[level]);
	o->keys[level] = strbuf_detach(&key, NULL);
}

static void set_parent(struct org *o, int level)
{
	int i;

	for (i = level - 1; i > 0; i--)
		if (o->keys[i]) {
			json_set_str(o->rec, "parent", o->keys[i]);
			return;
		}
}

static enum status status_of(const char *word, bool done)
{
	bool exact;
	enum status s = fill_status_word(word, &exact);

	if (done)
		return s == STATUS_CANCELLED ? s : STATUS_COMPLETED;
	if (str_ieq(word, "WAITING") || str_ieq(word, "WAIT") ||
	    str_ieq(word, "HOLD"))
		return STATUS_BLOCKED;
	return status_is_open(s) ? s : STATUS_PENDING;
}

static void read_headline(struct org *o, const char *line, size_t nr)
{
	int level = stars(line), i;
	const char *p = line + level;
	struct strbuf clean = STRBUF_INIT;
	size_t len;
	char *word, *title;
	bool open, done;

	close_task(o);
	o->level = level;
	for (i = level; i <= MAX_LEVEL; i++) {
		FREE_AND_NULL(o->titles[i]);
		FREE_AND_NULL(o->keys[i]);
		strvec_clear(&o->tags[i]);
	}
	p += strspn(p, " \t");
	len = strcspn(p, " \t");
	word = xstrndup(p, len);
	open = strvec_has(&o->open, word);
	done = strvec_has(&o->done, word);
	if ((open || done) && !p[len + strspn(p + len, " \t")]) {
		records_left(o->out, "a headline without a text");
		open = done = false;
	}
	if (open || done) {
		p += len + strspn(p + len, " \t");
		o->rec = fill_new(o->out, nr, "org:");
		fill_status(o->rec, status_of(word, done));
		if (strcmp(word, "TODO") && strcmp(word, "DONE"))
			fill_field(o->rec, "status", json_new_str(word));
		fill_priority(o->rec, PRIO_NONE);
		if (p[0] == '[' && p[1] == '#' && p[2] && p[3] == ']') {
			fill_priority(o->rec, p[2] == 'A' || p[2] == '1' ?
				      PRIO_HIGH : p[2] == 'B' || p[2] == '2' ?
				      PRIO_MEDIUM : PRIO_LOW);
			p += 4 + strspn(p + 4, " \t");
		}
	}
	utf8_add_clean_line(&clean, p);
	title = strbuf_detach(&clean, NULL);
	take_tags(&o->tags[level], title);
	drop_cookies(title);
	for (len = strlen(title); len && title[len - 1] == ' ';)
		title[--len] = '\0';
	if (o->rec) {
		fill_title(o->rec, title);
		set_tags(o, level);
		set_key(o, level, title);
		set_parent(o, level);
	}
	o->titles[level] = title;
	free(word);
}

/* ---- below a headline ---- */

static void read_effort(struct json *rec, const char *s)
{
	double secs;

	if (when_parse_duration(&secs, s, true, NULL) == 0)
		json_set_num(rec, "estimated_hours", secs / 3600);
	else if (strchr(s, ':'))
		json_set_num(rec, "estimated_hours",
			     (double)strtol(s, NULL, 10) +
			     (double)strtol(strchr(s, ':') + 1, NULL, 10) /
			     60);
	else
		fill_field(rec, "effort", json_new_str(s));
}

static void read_property(struct org *o, const char *line)
{
	const char *p = line + strspn(line, " \t"), *v;
	char *name, *key;

	v = *p == ':' ? strchr(p + 1, ':') : NULL;
	if (!v)
		return;
	name = xstrndup(p + 1, (size_t)(v - p - 1));
	v += 1 + strspn(v + 1, " \t");
	if (str_ieq(name, "ID") && *v) {
		key = xasprintf("org:%s", v);
		json_set_str(o->rec, "key", key);
		fill_external(o->rec, "org", v);
		free(o->keys[o->level]);
		o->keys[o->level] = key;
	} else if (str_ieq(name, "CREATED")) {
		fill_time(o->rec, "created_at", v);
	} else if (str_ieq(name, "Effort")) {
		read_effort(o->rec, v);
	} else if (str_ieq(name, "ASSIGNEE")) {
		fill_line(o->rec, "assignee", v);
	} else if (str_ieq(name, "CATEGORY")) {
		fill_line(o->rec, "project", v);
	} else {
		fill_field(o->rec, name, json_new_str(v));
	}
	free(name);
}

/* Takes off what is behind the moment: "+1w" repeats it, "-3d" warns before it,
 * "-19:00" is its end. */
static void cut_stamp(struct records *out, char *stamp)
{
	char *colon = strchr(stamp, ':'), *p;

	for (p = stamp; *p; p++)
		if (*p == ' ' && (p[1] == '+' || p[1] == '-' ||
				  (p[1] == '.' && p[2] == '+'))) {
			if (p[1] != '-')
				records_left(out, "a repeater");
			*p = '\0';
			break;
		}
	if (colon && colon < p && (p = strchr(colon, '-')))
		*p = '\0';
}

/* "<...>" or "[...]" behind a word. */
static bool stamp_behind(char **out, const char *line, const char *word)
{
	const char *p = strstr(line, word);

	if (!p)
		return false;
	p += strlen(word);
	p += strspn(p, " \t");
	if (*p != '<' && *p != '[')
		return false;
	*out = xstrndup(p + 1, strcspn(p + 1, ">]"));
	return true;
}

static bool read_planning(struct records *out, struct json *rec,
			  const char *line)
{
	char *at;
	bool any = false;

	if (stamp_behind(&at, line, "DEADLINE:")) {
		cut_stamp(out, at);
		fill_due(rec, at);
		free(at);
		any = true;
	}
	if (stamp_behind(&at, line, "SCHEDULED:")) {
		fill_field(rec, "scheduled", json_new_str(at));
		free(at);
		any = true;
	}
	if (stamp_behind(&at, line, "CLOSED:")) {
		fill_time(rec, "completed_at", at);
		free(at);
		any = true;
	}
	return any;
}

static void read_line(struct org *o, const char *line)
{
	const char *p = line + strspn(line, " \t");

	if (str_ieq(p, ":PROPERTIES:")) {
		o->drawer = "properties";
	} else if (str_ieq(p, ":LOGBOOK:")) {
		o->drawer = "logbook";
		records_left(o->out, "a LOGBOOK drawer");
	} else if (o->drawer && str_ieq(p, ":END:")) {
		o->drawer = NULL;
	} else if (o->drawer) {
		if (*o->drawer == 'p')
			read_property(o, line);
	} else if (!read_planning(o->out, o->rec, p)) {
		strbuf_addf(&o->body, "%s\n", line);
	}
}

static int read_org(struct records *out, const struct foreign_in *in,
		    struct err *err)
{
	struct org o = { .out = out, .open = STRVEC_INIT,
			 .done = STRVEC_INIT, .seen = MAP_INIT,
			 .body = STRBUF_INIT };
	const char *p;
	size_t nr = 0;
	int i;

	for (i = 0; i <= MAX_LEVEL; i++)
		strvec_init(&o.tags[i]);
	read_settings(&o, in->text);
	for (p = in->text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char *line = xstrndup(p, strcspn(p, "\n"));

		nr++;
		if (stars(line))
			read_headline(&o, line, nr);
		else if (o.rec)
			read_line(&o, line);
		free(line);
	}
	close_task(&o);
	for (i = 0; i <= MAX_LEVEL; i++) {
		free(o.titles[i]);
		free(o.keys[i]);
		strvec_clear(&o.tags[i]);
	}
	strvec_clear(&o.open);
	strvec_clear(&o.done);
	map_clear(&o.seen);
	strbuf_release(&o.body);
	if (!out->nr)
		return err_set(err, ERR_INVALID, "line 1: no headline with a "
			       "keyword such as TODO");
	return 0;
}

const struct foreign foreign_org = {
	"org", "headlines of Org mode", is_org, read_org
};
