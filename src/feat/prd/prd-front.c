/*
 * prd-front.c - front matter: what it says of the document, and of the only item of
 * a file whose fields it holds.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"
#include "data/yaml.h"

void prd_read_front(struct reader *r)
{
	const struct md_block *b = r->md.nr ? &r->md.blocks[0] : NULL;
	struct err e = ERR_INIT;
	struct json *j = NULL;

	if (!b || b->type != MD_FRONT)
		return;
	if (yaml_parse(&j, NULL, b->text, strlen(b->text), &e) < 0 ||
	    !json_is(j, JSON_OBJ)) {
		strvec_pushf(&r->doc->notes, "line 1: the front matter can not "
			     "be read: %s", e.msg);
		json_free(j);
		return;
	}
	json_free(r->doc->meta);
	r->doc->meta = j;
}

/* The label that a key of the front matter is. */
static enum prd_label key_label(struct reader *r, const char *key)
{
	char plain[48];
	size_t i;

	for (i = 0; key[i] && i + 1 < sizeof(plain); i++)
		plain[i] = key[i] == '_' || key[i] == '-' ? ' ' : key[i];
	plain[i] = '\0';
	return prd_label_of(&r->words, plain, i);
}

/* "story", "bug": what trackers call a thing to do. */
static bool is_kind(const char *s)
{
	static const char words[] =
		"story|user story|task|bug|feature|epic|subtask|sub-task|chore|"
		"spike|issue|improvement|enhancement|requirement";
	size_t len = s ? strlen(s) : 0;
	char low[24];
	size_t i;

	if (!len || len >= sizeof(low))
		return false;
	for (i = 0; i <= len; i++)
		low[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 32 : s[i]);
	return prd_in_words(words, low, len);
}

/* Does the front matter hold fields that tasks have, not papers? */
static size_t task_fields(struct reader *r)
{
	const struct json *m;
	size_t n = 0;

	json_each(m, r->doc->meta) {
		switch (key_label(r, json_key(m))) {
		case LAB_PRIORITY:
		case LAB_ESTIMATE:
		case LAB_POINTS:
		case LAB_DEPS:
		case LAB_PARENT:
		case LAB_DEADLINE:
		case LAB_CRITERIA:
			n++;
			break;
		case LAB_OWNER:
			n += !str_ieq(json_key(m), "owner");
			break;
		case LAB_TYPE:
			n += is_kind(json_str(m));
			break;
		default:
			break;
		}
	}
	return n;
}

bool prd_front_item(struct reader *r)
{
	const char *title = json_get_str(r->doc->meta, "title");
	const char *id = json_get_str(r->doc->meta, "id");
	struct md_block *b;
	struct prd_id found;
	size_t i;

	if (task_fields(r) < 2)
		return false;
	for (i = 0; i < r->md.nr; i++) {
		b = &r->md.blocks[i];
		if (b->type == MD_HEADING && b->level == 1)
			return true;
	}
	if (!title || !*title || strpbrk(title, "\r\n"))
		return false;
	if (r->md.nr == r->md.alloc)
		ALLOC_GROW(r->md.blocks, r->md.nr + 1, r->md.alloc);
	memmove(r->md.blocks + 2, r->md.blocks + 1,
		(r->md.nr - 1) * sizeof(*r->md.blocks));
	r->md.nr++;
	b = &r->md.blocks[1];
	memset(b, 0, sizeof(*b));
	b->type = MD_HEADING;
	b->level = 1;
	b->line = b->end_line = 1;
	b->text = id && prd_id_at(&found, id, strlen(id)) &&
		  found.len == strlen(id) ? xasprintf("%s: %s", id, title) :
					    xstrdup(title);
	b->rest = b->text;
	return true;
}

static void put_field(struct reader *r, size_t item, enum prd_label l,
		      const struct json *v)
{
	const struct json *one;
	char number[32];

	if (json_is(v, JSON_ARR)) {
		json_each(one, v)
			put_field(r, item, l, one);
	} else if (json_str(v)) {
		prd_set_field(r, item, l, json_str(v), 1);
	} else if (json_is(v, JSON_NUM)) {
		snprintf(number, sizeof(number), "%g", json_num(v));
		prd_set_field(r, item, l == LAB_ESTIMATE ? LAB_POINTS : l,
			      number, 1);
	}
}

void prd_front_fields(struct reader *r, size_t item)
{
	const struct json *m;

	json_each(m, r->doc->meta) {
		enum prd_label l = key_label(r, json_key(m));

		if (l != LAB_NONE && l != LAB_TITLE && l != LAB_IGNORE &&
		    l != LAB_NOTE && l != LAB_ITEMS && l != LAB_ID)
			put_field(r, item, l, m);
	}
}
