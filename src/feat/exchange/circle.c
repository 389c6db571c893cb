/*
 * circle.c - dependencies and parents of foreign records that close a circle.
 *
 * Other programs let tasks wait for each other in a circle, and ours does not; one
 * such line is no reason to refuse a whole file.  A walk into depth (Tarjan, 1972)
 * finds the edges that lead back into the path that it is on: without them there
 * is no circle.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "feat/exchange/fill.h"

#define NAMED 5			/* told by name; then only how many */

enum colour { NEW, OPEN, DONE };

struct walk {
	struct records *r;
	struct map at;		/* key -> index + 1 */
	unsigned char *colour;	/* enum colour */
	size_t *path;		/* indices, the way here */
	const struct json **next;	/* the edge to look at, by depth */
	size_t depth, told;
};

static size_t index_of(const struct walk *w, const char *key)
{
	uintptr_t n = key ? (uintptr_t)map_get(&w->at, key) : 0;

	return n ? n - 1 : SIZE_MAX;
}

static void tell(struct walk *w, const struct json *from, const char *to,
		 const char *what)
{
	char *s;

	if (w->told++ >= NAMED) {
		records_left(w->r, "more that would close a circle");
		return;
	}
	s = xasprintf("a %s that would close a circle: %s of %s", what, to,
		      json_get_str(from, "key"));
	records_left(w->r, s);
	free(s);
}

/* Takes one element out of the dependencies. */
static void drop(struct json *rec, const struct json *edge)
{
	struct json *out = json_new_arr(), *j;

	json_each(j, json_get(rec, "dependencies"))
		if (j != edge)
			json_push(out, json_copy(j));
	json_set(rec, "dependencies", out);
}

static void enter(struct walk *w, size_t i)
{
	w->colour[i] = OPEN;
	w->path[w->depth] = i;
	w->next[w->depth++] = json_first(json_get(w->r->v[i].obj,
						  "dependencies"));
}

/* Edges that lead back are noted, and taken out when the walk is over. */
static void walk_from(struct walk *w, size_t i, struct json *back)
{
	enter(w, i);
	while (w->depth) {
		size_t from = w->path[w->depth - 1], to;
		const struct json *edge = w->next[w->depth - 1], *key;

		if (!edge) {
			w->colour[from] = DONE;
			w->depth--;
			continue;
		}
		w->next[w->depth - 1] = json_next(edge);
		to = index_of(w, json_str(edge));
		if (to == SIZE_MAX || w->colour[to] == DONE)
			continue;
		if (w->colour[to] == NEW) {
			enter(w, to);
			continue;
		}
		key = json_get(w->r->v[from].obj, "key");
		tell(w, w->r->v[from].obj, json_str(edge), "dependency");
		if (!json_get(back, json_str(key)))
			json_set(back, json_str(key), json_new_arr());
		json_push_str(json_get(back, json_str(key)), json_str(edge));
	}
}

static void drop_back_edges(struct walk *w, const struct json *back)
{
	const struct json *list, *name;
	struct json *j;

	json_each(list, back) {
		struct json *rec = w->r->v[index_of(w, json_key(list))].obj;

		json_each(name, list)
			json_each(j, json_get(rec, "dependencies"))
				if (str_eq(json_str(j), json_str(name))) {
					drop(rec, j);
					break;
				}
	}
}

/* Up from each: who meets himself has no parent. */
static void parents(struct walk *w)
{
	size_t i, k, steps;

	for (i = 0; i < w->r->nr; i++) {
		struct json *rec = w->r->v[i].obj;
		const char *up = json_get_str(rec, "parent");

		k = index_of(w, up);
		for (steps = 0; k != SIZE_MAX && k != i && steps <= w->r->nr;
		     steps++)
			k = index_of(w, json_get_str(w->r->v[k].obj,
						     "parent"));
		if (k != i)
			continue;
		tell(w, rec, up, "parent");
		json_del(rec, "parent");
	}
}

void foreign_cut_circles(struct records *r)
{
	struct walk w = { .r = r, .at = MAP_INIT };
	struct json *back = json_new_obj();
	size_t i;

	w.colour = xcalloc(r->nr + 1, 1);
	w.path = xcalloc(r->nr + 1, sizeof(*w.path));
	w.next = xcalloc(r->nr + 1, sizeof(*w.next));
	for (i = 0; i < r->nr; i++) {
		const char *key = json_get_str(r->v[i].obj, "key");

		if (key && !map_has(&w.at, key))
			map_put(&w.at, key, (void *)(uintptr_t)(i + 1));
	}
	for (i = 0; i < r->nr; i++)
		if (w.colour[i] == NEW &&
		    index_of(&w, json_get_str(r->v[i].obj, "key")) == i)
			walk_from(&w, i, back);
	drop_back_edges(&w, back);
	parents(&w);
	json_free(back);
	map_clear(&w.at);
	free(w.colour);
	free(w.path);
	free(w.next);
}
