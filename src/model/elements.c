/*
 * elements.c - the elements of an array by identity, while it is edited.
 */
#include "base/base.h"
#include "model/elements.h"

#include "base/mem.h"
#include "model/state.h"

void elements_begin(struct elements *e, struct json *arr)
{
	struct json *v;
	char *id;

	memset(e, 0, sizeof(*e));
	e->arr = arr;
	json_each(v, arr) {
		id = element_identity(v);
		if (!map_has(&e->held, id))
			map_put(&e->held, id, v);
		free(id);
	}
}

const struct json *elements_get(const struct elements *e, const char *id)
{
	const struct json *v = map_get(&e->held, id);

	return v ? v : map_get(&e->fresh, id);
}

void elements_add(struct elements *e, const char *id, struct json *element)
{
	map_put(&e->fresh, id, element);
	e->changed = true;
}

bool elements_take(struct elements *e, const char *id)
{
	struct json *v = map_get(&e->held, id);

	if (v) {
		json_free(json_take(e->arr, v));
		map_put(&e->held, id, NULL);
	} else {
		v = map_get(&e->fresh, id);
		if (!v)
			return false;
		json_free(v);
		map_put(&e->fresh, id, NULL);
	}
	e->changed = true;
	return true;
}

static int by_place(const void *x, const void *y)
{
	const struct map_item *a = x, *b = y;

	if (!a->value || !b->value)
		return (b->value != NULL) - (a->value != NULL);
	return element_cmp(a->value, a->key, b->value, b->key);
}

struct json *elements_finish(struct elements *e)
{
	struct json *all = NULL, *v;
	struct map_item *new = e->fresh.items;
	size_t i = 0;
	char *id;

	if (!e->changed)
		goto out;
	if (e->fresh.nr)
		qsort(new, e->fresh.nr, sizeof(*new), by_place);
	all = json_new_arr();
	while ((v = json_first(e->arr))) {
		id = element_identity(v);
		for (; i < e->fresh.nr && new[i].value &&
		     element_cmp(new[i].value, new[i].key, v, id) < 0; i++)
			json_push(all, new[i].value);
		free(id);
		json_push(all, json_take(e->arr, v));
	}
	for (; i < e->fresh.nr && new[i].value; i++)
		json_push(all, new[i].value);
out:
	map_clear(&e->held);
	map_clear(&e->fresh);
	return all;
}
