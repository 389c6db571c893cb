/*
 * from-spec.c - the task lists (tasks.md) of spec-kit and of Kiro: check lists with
 * numbers.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include <limits.h>

#include "base/file.h"
#include "base/mem.h"
#include "feat/exchange/fill.h"

/* ---- what both have ---- */

/* "- [x] " -> the sign in the box, *rest behind it; 0: no such item. */
static char box_of(const char *line, const char **rest)
{
	const char *p = line + strspn(line, " \t");

	if ((*p != '-' && *p != '*') || p[1] != ' ' || p[2] != '[' ||
	    !p[3] || p[4] != ']')
		return 0;
	*rest = p + 5;
	return p[3];
}

static enum status box_status(char c)
{
	return c == 'x' || c == 'X' ? STATUS_COMPLETED :
	       c == '-' || c == '~' || c == '/' ? STATUS_IN_PROGRESS :
	       STATUS_PENDING;
}

/* "T001" -> 4 */
static size_t speckit_id(const char *s)
{
	size_t n = *s == 'T' ? strspn(s + 1, "0123456789") : 0;

	return n >= 2 ? n + 1 : 0;
}

/* "1.", "2.3": the number without the dot at the end. */
static size_t kiro_id(const char *s, size_t *skip)
{
	size_t n = strspn(s, "0123456789."), len = n;

	if (!n || *s == '.' || s[n] != ' ')
		return 0;
	while (len && s[len - 1] == '.')
		len--;
	*skip = n;
	return len;
}

/* Any line that is an item with an id of that kind? */
static bool has_items(const char *text, bool kiro)
{
	const char *p, *rest;
	size_t skip;

	for (p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		if (!box_of(p, &rest))
			continue;
		rest += *rest == '*';
		rest += strspn(rest, " ");
		return kiro ? kiro_id(rest, &skip) > 0 : speckit_id(rest) > 0;
	}
	return false;
}

/* Which of several lists it is: the folder's name, else the heading. */
static char *list_name(const struct foreign_in *in)
{
	const char *head = str_starts(in->text, "# Tasks: ") ?
			   in->text + 9 : NULL;
	char full[PATH_MAX], *dir, *name;

	if (strcmp(in->path, "-") && realpath(in->path, full)) {
		dir = path_dirname(full);
		name = xstrdup(path_basename(dir));
		free(dir);
		return name;
	}
	return head ? xstrndup(head, strcspn(head, "\n")) : xstrdup("");
}

/* ---- spec-kit ---- */

static bool is_speckit(const struct foreign_in *in)
{
	return has_items(in->text, false);
}

/* "[P]", "[US1]" in front of the title. */
static const char *take_marks(struct json *rec, const char *s)
{
	for (;;) {
		size_t len;
		char *mark;

		s += strspn(s, " ");
		len = *s == '[' ? strcspn(s, "]") : 0;
		if (!len || !s[len] || len > 8)
			return s;
		mark = xstrndup(s + 1, len - 1);
		if (!strcmp(mark, "P")) {
			fill_field(rec, "parallel", json_new_bool(true));
		} else if (str_starts(mark, "US")) {
			fill_field(rec, "story", json_new_str(mark));
		} else {
			free(mark);
			return s;
		}
		free(mark);
		s += len + 1;
	}
}

static void phase_priority(struct json *rec, const char *phase)
{
	const char *p = strstr(phase, "(Priority: ");
	char word[3] = "";
	enum priority prio;

	if (p && strlen(p) > 13)
		memcpy(word, p + 11, 2);
	if (*word && fill_priority_word(&prio, word))
		fill_priority(rec, prio);
}

static void speckit_item(struct records *out, const char *list,
			 const char *phase, const char *rest, char box,
			 size_t line)
{
	size_t len = speckit_id(rest);
	struct json *rec;
	char *id = xstrndup(rest, len);

	rec = fill_new(out, line, "spec-kit:%s:%s", list, id);
	fill_external(rec, "spec-kit", id);
	fill_line(rec, "project", list);
	fill_status(rec, box_status(box));
	fill_title(rec, take_marks(rec, rest + len));
	fill_field(rec, "phase", json_new_str(phase));
	phase_priority(rec, phase);
	free(id);
}

static struct json *record_named(struct records *out, const char *key)
{
	size_t i;

	for (i = 0; i < out->nr; i++)
		if (str_eq(json_get_str(out->v[i].obj, "key"), key))
			return out->v[i].obj;
	return NULL;
}

/* One pair of "T004 blocks T005", "T005 depends on T004". */
static void add_link(struct records *out, const char *list,
		     const char *task, const char *on)
{
	char *key = xasprintf("spec-kit:%s:%.*s", list,
			      (int)speckit_id(task), task);
	struct json *rec = record_named(out, key);

	if (rec)
		fill_dep(rec, "spec-kit:%s:%.*s", list, (int)speckit_id(on),
			 on);
	free(key);
}

static void read_links(struct records *out, const char *list,
		       const char *line, bool box)
{
	const char *first = line + strcspn(line, "T"), *p;
	bool blocks;

	if (!speckit_id(first))
		return;
	p = first + speckit_id(first);
	p += strspn(p, " ");
	blocks = str_starts(p, "blocks ");
	/* of an item: "... (depends on T012, T013)" */
	if (box && !(p = strstr(p, "depends on ")))
		return;
	if (!blocks && !str_starts(p, "depends on "))
		return;
	for (p++; *p && (!box || *p != ')'); p++) {
		if (*p != 'T' || !speckit_id(p) || p[-1] != ' ')
			continue;
		add_link(out, list, blocks ? p : first, blocks ? first : p);
		p += speckit_id(p) - 1;
	}
}

static int read_speckit(struct records *out, const struct foreign_in *in,
			struct err *err)
{
	char *list = list_name(in), *phase = xstrdup("");
	const char *p, *rest;
	size_t line = 0;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		line = 0;
		for (p = in->text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
			char *s = xstrndup(p, strcspn(p, "\n"));
			char box = box_of(s, &rest);

			line++;
			if (pass)
				read_links(out, list, s, box != 0);
			if (!pass && str_starts(s, "## ")) {
				free(phase);
				phase = xstrdup(s + 3);
			}
			if (!pass && box) {
				rest += strspn(rest, " ");
				if (speckit_id(rest))
					speckit_item(out, list, phase, rest,
						     box, line);
				else
					records_left(out, "an item without "
						     "a number");
			}
			free(s);
		}
	}
	free(list);
	free(phase);
	if (!out->nr)
		return err_set(err, ERR_INVALID, "line 1: no item such as "
			       "'- [ ] T001 ...'");
	return 0;
}

const struct foreign foreign_speckit = {
	"spec-kit", "tasks of spec-kit", is_speckit, read_speckit
};

/* ---- Kiro ---- */

static bool is_kiro(const struct foreign_in *in)
{
	return has_items(in->text, true);
}

static struct json *kiro_item(struct records *out, const char *list,
			      const char *rest, char box, size_t line)
{
	bool optional = *rest == '*';
	size_t skip = 0, len;
	struct json *rec;
	char *id, *dot, *key;

	rest += optional;
	rest += strspn(rest, " ");
	len = kiro_id(rest, &skip);
	if (!len) {
		records_left(out, "an item without a number");
		return NULL;
	}
	id = xstrndup(rest, len);
	rec = fill_new(out, line, "kiro:%s:%s", list, id);
	fill_external(rec, "kiro", id);
	fill_line(rec, "project", list);
	fill_status(rec, box_status(box));
	fill_title(rec, rest + skip);
	if (optional)
		fill_field(rec, "optional", json_new_bool(true));
	dot = strrchr(id, '.');
	if (dot) {
		*dot = '\0';
		key = xasprintf("kiro:%s:%s", list, id);
		json_set_str(rec, "parent", key);
		free(key);
	}
	free(id);
	return rec;
}

/* "- _Requirements: 1.1, 2.3_" */
static bool read_requirements(struct json *rec, const char *line)
{
	const char *p = strstr(line, "_Requirements:");
	char *s;

	if (!p)
		return false;
	p += 14;
	p += strspn(p, " ");
	s = xstrndup(p, strcspn(p, "_"));
	fill_field(rec, "requirements", json_new_str(s));
	free(s);
	return true;
}

static int read_kiro(struct records *out, const struct foreign_in *in,
		     struct err *err)
{
	char *list = list_name(in);
	struct strbuf body = STRBUF_INIT;
	struct json *rec = NULL;
	const char *p, *rest;
	size_t line = 0;

	for (p = in->text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char *s = xstrndup(p, strcspn(p, "\n"));
		char box = box_of(s, &rest);

		line++;
		if (box || *s == '#') {
			if (rec)
				fill_more(rec, NULL, body.buf);
			strbuf_reset(&body);
			rec = box ? kiro_item(out, list, rest, box, line) :
				    NULL;
		} else if (rec && !read_requirements(rec, s)) {
			strbuf_addf(&body, "%s\n", s + strspn(s, " \t"));
		}
		free(s);
	}
	if (rec)
		fill_more(rec, NULL, body.buf);
	strbuf_release(&body);
	free(list);
	if (!out->nr)
		return err_set(err, ERR_INVALID, "line 1: no item such as "
			       "'- [ ] 1. ...'");
	return 0;
}

const struct foreign foreign_kiro = {
	"kiro", "tasks of Kiro", is_kiro, read_kiro
};
