/*
 * prd-json.c - a document as JSON.
 */
#include "base/base.h"
#include "feat/prd/prd-doc.h"

#include <math.h>

static void set_opt_str(struct json *o, const char *key, const char *s)
{
	json_set(o, key, s && *s ? json_new_str(s) : json_new_null());
}

static void set_opt_num(struct json *o, const char *key, double d)
{
	json_set(o, key, isnan(d) ? json_new_null() : json_new_num(d));
}

static struct json *criteria_json(const struct prd_criterion *c, size_t nr)
{
	struct json *arr = json_new_arr();
	size_t i;

	for (i = 0; i < nr; i++) {
		struct json *o = json_new_obj();

		json_set_str(o, "criterion", c[i].text);
		set_opt_str(o, "measurable", c[i].measurable);
		json_set(o, "done", c[i].check == MD_CHECK_NONE ?
			 json_new_null() :
			 json_new_bool(c[i].check == MD_CHECK_DONE));
		json_set_int(o, "line", c[i].line);
		json_push(arr, o);
	}
	return arr;
}

static struct json *item_json(const struct prd_doc *doc,
			      const struct prd_item *it)
{
	struct json *o = json_new_obj(), *deps = json_new_arr();
	struct json *tags = json_new_arr();
	double c = floor(it->confidence * 100 + 0.5) / 100;
	size_t i;

	json_set_str(o, "key", it->key);
	set_opt_str(o, "id", it->id);
	json_set_str(o, "kind", prd_kind_name(it->kind));
	json_set_str(o, "title", it->title);
	json_set_str(o, "description", it->description);
	json_set_str(o, "section", it->section);
	json_set_int(o, "line", it->line);
	json_set_int(o, "end_line", it->end_line);
	set_opt_str(o, "priority", it->has_priority ?
		    priority_name(it->priority) : NULL);
	set_opt_str(o, "status", it->removed ? "removed" : it->has_status ?
		    status_name(it->status) : NULL);
	set_opt_num(o, "estimated_hours", it->hours);
	set_opt_num(o, "story_points", it->points);
	set_opt_str(o, "size", it->size);
	set_opt_str(o, "owner", it->owner);
	set_opt_str(o, "deadline", it->deadline);
	set_opt_str(o, "role", it->role);
	set_opt_str(o, "story", it->story);
	set_opt_str(o, "phase", it->phase);
	json_set_bool(o, "non_functional", it->nonfunctional);
	set_opt_str(o, "parent", it->parent == PRD_NO_ITEM ? NULL :
		    doc->items[it->parent].key);
	for (i = 0; i < it->nr_deps; i++)
		json_push_str(deps, doc->items[it->deps[i]].key);
	json_set(o, "depends_on", deps);
	for (i = 0; i < it->tags.nr; i++)
		json_push_str(tags, it->tags.v[i]);
	json_set(o, "tags", tags);
	json_set(o, "criteria", criteria_json(it->criteria, it->nr_criteria));
	json_set_num(o, "confidence", c);
	json_set_str(o, "reason", it->reason);
	set_opt_str(o, "penalty", it->penalty);
	return o;
}

struct json *prd_doc_json(const struct prd_doc *doc)
{
	struct json *o = json_new_obj(), *items = json_new_arr();
	struct json *dropped = json_new_arr(), *skipped = json_new_arr();
	struct json *notes = json_new_arr(), *prose = json_new_arr();
	size_t i;

	for (i = 0; i < doc->nr; i++)
		json_push(doc->items[i].dropped ? dropped : items,
			  item_json(doc, &doc->items[i]));
	for (i = 0; i < doc->nr_skipped; i++) {
		struct json *s = json_new_obj();

		json_set_str(s, "heading", doc->skipped[i].heading);
		json_set_int(s, "line", doc->skipped[i].line);
		json_set_str(s, "reason", doc->skipped[i].why);
		json_push(skipped, s);
	}
	for (i = 0; i < doc->notes.nr; i++)
		json_push_str(notes, doc->notes.v[i]);
	for (i = 0; i < doc->nr_prose; i++) {
		struct json *p = json_new_obj();

		json_set_int(p, "line", doc->prose[i].line);
		json_set_int(p, "end_line", doc->prose[i].end_line);
		json_set_str(p, "text", doc->prose[i].text);
		json_push(prose, p);
	}
	json_set_int(o, "format", 1);
	json_set_str(o, "title", doc->title);
	json_set(o, "meta", json_copy(doc->meta));
	json_set(o, "items", items);
	json_set(o, "criteria", criteria_json(doc->criteria, doc->nr_criteria));
	json_set(o, "below_confidence", dropped);
	json_set(o, "skipped", skipped);
	json_set(o, "prose", prose);
	json_set(o, "notes", notes);
	return o;
}
