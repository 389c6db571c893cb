/*
 * state.c - a task taken apart into cells, and put together again.
 */
#include "base/base.h"
#include "model/state.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "model/critset.h"
#include "model/task.h"

/* ---- elements ---- */

char *element_identity(const struct json *element)
{
	struct strbuf sb = STRBUF_INIT;
	const char *id = json_str(element);

	if (!id)
		id = json_get_str(element, "id");
	if (id)
		return xstrdup(id);
	json_canon(&sb, element);
	strbuf_rtrim(&sb);
	return strbuf_detach(&sb, NULL);
}

static const char *entry_time(const struct json *element)
{
	const char *at = json_is(element, JSON_OBJ) ?
		json_get_str(element, "at") : NULL;

	return at ? at : "";
}

int element_cmp(const struct json *a, const char *id_a,
		const struct json *b, const char *id_b)
{
	int order = strcmp(entry_time(a), entry_time(b));

	return order ? order : strcmp(id_a, id_b);
}

/* ---- decoding ---- */

static void field_state_free(void *p)
{
	struct field_state *f = p;

	map_clear(&f->cells);
	json_free(f->plain);
	free(f);
}

static struct field_state *field_of(struct state *s, const char *name)
{
	struct field_state *f = map_get(&s->fields, name);

	if (f)
		return f;
	f = xcalloc(1, sizeof(*f));
	f->cells.free_value = free;
	f->known = field_find(name) != F_NR;
	f->bare = strchr(name, '/') || !strcmp(name, "*");
	map_put(&s->fields, name, f);
	return f;
}

static struct cell *cell_of(struct field_state *f, const char *key)
{
	struct cell *c = map_get(&f->cells, key);

	if (!c) {
		c = xcalloc(1, sizeof(*c));
		map_put(&f->cells, key, c);
	}
	return c;
}

/* A stamp without its sign, or NULL when it is none. */
static const char *stamp_text(const struct json *v)
{
	const char *s = json_str(v);
	struct stamp parsed;

	if (s && (*s == '+' || *s == '-'))
		s++;
	if (!s || !*s)
		return s;
	if (!stamp_parse(&parsed, s))
		return NULL;
	return stamp_usable(&parsed) ? s : "";
}

static void cell_stamp(struct cell *c, const char *stamp)
{
	snprintf(c->stamp, sizeof(c->stamp), "%s", stamp);
	c->own = true;
}

static bool is_special(const char *name)
{
	return !strcmp(name, "id") || !strcmp(name, "stamps");
}

static void decode_stamps(struct state *s, const struct json *stamps)
{
	const struct json *v;
	const char *key, *slash, *stamp, *sign;
	struct field_state *f;
	char *name;

	if (!json_is(stamps, JSON_OBJ))
		return;
	json_each(v, stamps) {
		key = json_key(v);
		stamp = stamp_text(v);
		if (!stamp || is_special(key))
			continue;
		if (!strcmp(key, "*")) {
			snprintf(s->star, sizeof(s->star), "%s", stamp);
			continue;
		}
		slash = strchr(key, '/');
		if (!slash) {
			cell_stamp(&field_of(s, key)->reg, stamp);
			continue;
		}
		name = xstrndup(key, (size_t)(slash - key));
		if (!is_special(name)) {
			f = field_of(s, name);
			sign = json_str(v);
			f->signed_keys |= *sign == '+' || *sign == '-';
			f->plain_keys |= *sign != '+' && *sign != '-';
			cell_stamp(cell_of(f, slash + 1), stamp);
		}
		free(name);
	}
}

static enum shape shape_of(const struct field_state *f, const char *name)
{
	const struct field_def *d;

	if (f->known) {
		d = &field_defs[field_find(name)];
		switch (d->kind) {
		case KIND_REGISTER:
			return d->type == TYPE_CRITERIA ? SHAPE_ITEMS :
				SHAPE_REGISTER;
		case KIND_SET: case KIND_LOG:
			return SHAPE_ARRAY;
		case KIND_MAP:
			return SHAPE_OBJECT;
		}
	}
	if (f->bare)
		return SHAPE_REGISTER;
	if (f->plain_keys)
		return SHAPE_OBJECT;
	return f->signed_keys ? SHAPE_ARRAY : SHAPE_REGISTER;
}

static void cell_value(struct cell *c, const struct json *value,
		       const char *star)
{
	/* the same identity twice in one array */
	if (!c->value || json_cmp(value, c->value) > 0)
		c->value = value;
	if (!c->own)
		snprintf(c->stamp, sizeof(c->stamp), "%s", star);
}

static void decode_element(struct field_state *f, const struct json *v,
			   const char *star)
{
	char *id = element_identity(v);

	cell_value(cell_of(f, id), v, star);
	free(id);
}

/* The elements of a set of criteria, and the list of those that are none. */
static void decode_items(struct field_state *f, const char *star)
{
	const struct json *c;

	if (!f->value || json_is(f->value, JSON_NULL))
		return;
	f->plain = json_new_arr();
	if (!json_is(f->value, JSON_ARR)) {
		json_push(f->plain, json_copy(f->value));
	} else {
		json_each(c, f->value) {
			if (criterion_id(c))
				cell_value(cell_of(f, criterion_id(c)), c,
					   star);
			else
				json_push(f->plain, json_copy(c));
		}
	}
	if (json_nr(f->plain))
		cell_value(&f->reg, f->plain, star);
}

/* Gives the cells their values.  A value of a wrong type counts as the only
 * element, or as the member "" of a map, so that nothing is lost. */
static void decode_value(struct field_state *f, const char *star)
{
	const struct json *v = f->value, *child;

	if (f->shape == SHAPE_REGISTER) {
		if (f->bare)
			star = "";
		if (v)
			cell_value(&f->reg, v, star);
		return;
	}
	if (f->shape == SHAPE_ITEMS) {
		decode_items(f, star);
		return;
	}
	if (!v || json_is(v, JSON_NULL))
		return;
	if (f->shape == SHAPE_ARRAY && !json_is(v, JSON_ARR)) {
		decode_element(f, v, star);
		return;
	}
	if (f->shape == SHAPE_OBJECT && !json_is(v, JSON_OBJ)) {
		cell_value(cell_of(f, ""), v, star);
		return;
	}
	json_each(child, v) {
		if (f->shape == SHAPE_ARRAY)
			decode_element(f, child, star);
		else
			cell_value(cell_of(f, json_key(child)), child, star);
	}
}

void state_decode(struct state *out, const struct json *doc)
{
	struct map fields = MAP_INIT_FREE(field_state_free);
	const struct json *v;
	struct field_state *f;
	size_t i;

	out->fields = fields;
	out->star[0] = '\0';
	json_each(v, doc)
		if (!is_special(json_key(v)))
			field_of(out, json_key(v))->value = v;
	decode_stamps(out, json_get(doc, "stamps"));
	for (i = 0; i < out->fields.nr; i++) {
		f = out->fields.items[i].value;
		f->shape = shape_of(f, out->fields.items[i].key);
		decode_value(f, out->star);
	}
}

void state_release(struct state *s)
{
	map_clear(&s->fields);
}

/* ---- joining ---- */

static int cell_cmp(const struct cell *a, const struct cell *b)
{
	int order = strcmp(a->stamp, b->stamp);

	if (order)
		return order;
	if (!a->value || !b->value)
		return (a->value != NULL) - (b->value != NULL);
	return json_cmp(a->value, b->value);
}

static void cell_join(struct cell *dst, const struct cell *src)
{
	if (cell_cmp(src, dst) > 0)
		*dst = *src;
}

/* Is there anything in the register: a value, or the stamp of an unset? */
static bool reg_is_set(const struct field_state *f)
{
	return f->reg.value || f->reg.own;
}

static void field_join(struct field_state *dst, struct field_state *src)
{
	struct map cells;
	size_t i;

	if (src->shape > dst->shape) {
		cells = dst->cells;
		dst->cells = src->cells;
		src->cells = cells;
		dst->shape = src->shape;
		return;
	}
	if (src->shape < dst->shape)
		return;
	if (dst->shape == SHAPE_REGISTER || dst->shape == SHAPE_ITEMS) {
		if (!reg_is_set(dst))
			dst->reg = src->reg;
		else if (reg_is_set(src))
			cell_join(&dst->reg, &src->reg);
	}
	if (dst->shape == SHAPE_REGISTER)
		return;
	for (i = 0; i < src->cells.nr; i++) {
		struct map_item *it = &src->cells.items[i];
		struct cell *c = map_get(&dst->cells, it->key);

		if (c)
			cell_join(c, it->value);
		else
			*cell_of(dst, it->key) = *(struct cell *)it->value;
	}
}

static void field_move(struct state *dst, const char *name,
		       struct field_state *src)
{
	struct field_state *f = field_of(dst, name);
	struct map empty = MAP_INIT_FREE(free);

	*f = *src;
	src->cells = empty;
	src->plain = NULL;
}

void state_join(struct state *dst, struct state *src)
{
	struct field_state *f;
	size_t i;

	if (strcmp(src->star, dst->star) > 0)
		memcpy(dst->star, src->star, sizeof(dst->star));
	for (i = 0; i < src->fields.nr; i++) {
		f = map_get(&dst->fields, src->fields.items[i].key);
		if (f)
			field_join(f, src->fields.items[i].value);
		else
			field_move(dst, src->fields.items[i].key,
				   src->fields.items[i].value);
	}
}

/* ---- encoding ---- */

static bool needs_stamp(const struct cell *c, const char *star)
{
	return !c->value || strcmp(c->stamp, star) != 0;
}

static int by_place(const void *x, const void *y)
{
	const struct map_item *a = *(const struct map_item *const *)x;
	const struct map_item *b = *(const struct map_item *const *)y;
	const struct cell *ca = a->value, *cb = b->value;

	if (!ca->value || !cb->value)
		return (cb->value != NULL) - (ca->value != NULL);
	return element_cmp(ca->value, a->key, cb->value, b->key);
}

static int by_pos(const void *x, const void *y)
{
	const struct map_item *a = *(const struct map_item *const *)x;
	const struct map_item *b = *(const struct map_item *const *)y;
	const struct cell *ca = a->value, *cb = b->value;

	if (!ca->value || !cb->value)
		return (cb->value != NULL) - (ca->value != NULL);
	return criterion_cmp(ca->value, cb->value);
}

static int by_key(const void *x, const void *y)
{
	const struct map_item *a = *(const struct map_item *const *)x;
	const struct map_item *b = *(const struct map_item *const *)y;

	return strcmp(a->key, b->key);
}

static void encode_cell(struct json *holder, struct json *stamps,
			const char *name, const struct map_item *it,
			enum shape shape, bool with_stamp)
{
	const struct cell *c = it->value;
	const char *sign = "";
	char *key, *text;

	if (c->value && shape != SHAPE_OBJECT)
		json_push(holder, json_copy(c->value));
	else if (c->value)
		json_append(holder, it->key, json_copy(c->value));
	if (!with_stamp)
		return;
	if (shape != SHAPE_OBJECT)
		sign = c->value ? "+" : "-";
	key = xasprintf("%s/%s", name, it->key);
	text = xasprintf("%s%s", sign, c->stamp);
	json_append(stamps, key, json_new_str(text));
	free(key);
	free(text);
}

static void encode_cells(struct json *doc, struct json *stamps,
			 const char *name, const struct field_state *f,
			 const char *star)
{
	struct map_item **sorted;
	const struct json *v;
	struct json *holder;
	bool all = !f->known;
	size_t i, nr = f->cells.nr;

	if (!nr && f->shape != SHAPE_ITEMS)
		return;
	sorted = xreallocarray(NULL, nr + 1, sizeof(struct map_item *));
	for (i = 0; i < nr; i++) {
		sorted[i] = &f->cells.items[i];
		/* an unknown field shows its shape by one stamp at least */
		if (needs_stamp(sorted[i]->value, star))
			all = false;
	}
	qsort(sorted, nr, sizeof(struct map_item *),
	      f->shape == SHAPE_ARRAY ? by_place :
	      f->shape == SHAPE_ITEMS ? by_pos : by_key);
	holder = f->shape == SHAPE_OBJECT ? json_new_obj() : json_new_arr();
	if (f->shape == SHAPE_ITEMS)
		json_each(v, f->reg.value)
			json_push(holder, json_copy(v));
	for (i = 0; i < nr; i++)
		encode_cell(holder, stamps, name, sorted[i], f->shape,
			    all || needs_stamp(sorted[i]->value, star));
	if (json_nr(holder))
		json_append(doc, name, holder);
	else
		json_free(holder);
	free(sorted);
}

static void encode_field(struct json *doc, struct json *stamps,
			 const char *name, const struct field_state *f,
			 const char *star)
{
	if (f->shape != SHAPE_REGISTER)
		encode_cells(doc, stamps, name, f, star);
	if (f->shape != SHAPE_REGISTER && f->shape != SHAPE_ITEMS)
		return;
	if (f->reg.value && f->shape == SHAPE_REGISTER)
		json_append(doc, name, json_copy(f->reg.value));
	if (reg_is_set(f) && !f->bare && needs_stamp(&f->reg, star))
		json_append(stamps, name, json_new_str(f->reg.stamp));
}

struct json *state_encode(const struct state *s, const char *id)
{
	struct json *doc = json_new_obj(), *stamps = json_new_obj();
	size_t i;

	json_set_str(doc, "id", id);
	if (*s->star)
		json_set_str(stamps, "*", s->star);
	for (i = 0; i < s->fields.nr; i++)
		encode_field(doc, stamps, s->fields.items[i].key,
			     s->fields.items[i].value, s->star);
	if (json_nr(stamps))
		json_append(doc, "stamps", stamps);
	else
		json_free(stamps);
	return doc;
}
