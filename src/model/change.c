/*
 * change.c - building and asking changes.
 */
#include "base/base.h"
#include "model/change.h"

#include "base/mem.h"
#include "data/due.h"

void change_init(struct change *c, const char *id)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->id, sizeof(c->id), "%s", id);
}

void change_release(struct change *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		free(c->ops[i].field);
		free(c->ops[i].key);
		json_free(c->ops[i].value);
	}
	FREE_AND_NULL(c->ops);
	c->nr = c->alloc = 0;
}

void change_op(struct change *c, enum op_type type, const char *field,
	       const char *key, struct json *value)
{
	struct op *op;

	ALLOC_GROW(c->ops, c->nr + 1, c->alloc);
	op = &c->ops[c->nr++];
	op->type = type;
	op->field = xstrdup(field);
	op->key = xstrdup(key);
	op->value = value;
}

static void add(struct change *c, enum op_type type, enum field f,
		const char *key, struct json *value)
{
	change_op(c, type, field_defs[f].name, key, value);
}

void change_set(struct change *c, enum field f, struct json *value)
{
	add(c, OP_SET, f, NULL, value);
}

void change_set_str(struct change *c, enum field f, const char *s)
{
	add(c, OP_SET, f, NULL, json_new_str(s));
}

void change_set_num(struct change *c, enum field f, double d)
{
	add(c, OP_SET, f, NULL, json_new_num(d));
}

void change_set_time(struct change *c, enum field f, int64_t ms)
{
	char text[WHEN_LEN];

	if (field_defs[f].type == TYPE_DUE)
		due_format(text, ms);
	else
		when_format(text, ms);
	change_set_str(c, f, text);
}

void change_unset(struct change *c, enum field f)
{
	add(c, OP_UNSET, f, NULL, NULL);
}

void change_add(struct change *c, enum field f, const char *element)
{
	add(c, OP_ADD, f, element, NULL);
}

void change_remove(struct change *c, enum field f, const char *element)
{
	add(c, OP_REMOVE, f, element, NULL);
}

void change_put(struct change *c, enum field f, const char *key,
		struct json *value)
{
	add(c, OP_PUT, f, key, value);
}

void change_drop(struct change *c, enum field f, const char *key)
{
	add(c, OP_DROP, f, key, NULL);
}

void change_append(struct change *c, enum field f, struct json *value)
{
	add(c, OP_APPEND, f, NULL, value);
}

void change_retract(struct change *c, enum field f, const char *entry_id)
{
	add(c, OP_RETRACT, f, entry_id, NULL);
}

struct json *entry_new(const char *text, const char *kind)
{
	struct json *entry = json_new_obj();

	json_set_str(entry, "text", text);
	if (kind)
		json_set_str(entry, "kind", kind);
	return entry;
}

void change_copy(struct change *out, const struct change *c)
{
	size_t i;

	change_init(out, c->id);
	out->create = c->create;
	for (i = 0; i < c->nr; i++)
		change_op(out, c->ops[i].type, c->ops[i].field, c->ops[i].key,
			  c->ops[i].value ? json_copy(c->ops[i].value) : NULL);
}

void change_want(struct change *c, enum status s)
{
	change_set_str(c, F_STATUS, status_name(s));
}

bool change_has(const struct change *c, enum field f)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (!strcmp(c->ops[i].field, field_defs[f].name))
			return true;
	return false;
}

bool change_wants(const struct change *c, enum status *out)
{
	bool wants = false;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const struct op *op = &c->ops[i];

		if (op->type == OP_RETRACT &&
		    !strcmp(op->field, field_defs[F_TRANSITIONS].name))
			return false;
		if (op->type == OP_SET &&
		    !strcmp(op->field, field_defs[F_STATUS].name) &&
		    json_str(op->value))
			wants = status_parse(out, json_str(op->value));
	}
	return wants;
}
