/*
 * yaml.c - YAML by libyaml: read as JSON values, and written for programs.
 */
#include "base/base.h"
#include "data/yaml.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "data/yaml-scalar.h"

#include <yaml.h>

#define MAX_NODES 1000000

/* One value with the line numbers that belong to it (NULL: not wanted). */
struct node {
	struct json *value, *lines;
};

struct anchor {
	struct node node;
	size_t nodes;		/* how many an expansion adds */
	bool open;		/* still being read: an alias would be a ring */
};

struct reader {
	yaml_parser_t parser;
	yaml_event_t event;
	bool has_event;
	bool want_lines;
	bool texts;		/* plain scalars are strings */
	int depth;
	size_t nodes;
	struct map anchors;	/* struct anchor, owned */
	struct err *err;
};

static void anchor_free(void *p)
{
	struct anchor *a = p;

	json_free(a->node.value);
	json_free(a->node.lines);
	free(a);
}

static void node_free(struct node *n)
{
	json_free(n->value);
	json_free(n->lines);
	n->value = n->lines = NULL;
}

static int fail_at(struct reader *r, yaml_mark_t mark, const char *why)
{
	return err_set(r->err, ERR_INVALID, "line %zu, column %zu: %s",
		       mark.line + 1, mark.column + 1, why);
}

static int fail(struct reader *r, const char *why)
{
	return fail_at(r, r->event.start_mark, why);
}

/* The next event; the one before is released. */
static int advance(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;

	if (r->has_event)
		yaml_event_delete(&r->event);
	r->has_event = yaml_parser_parse(&r->parser, &r->event);
	if (r->has_event)
		return 0;
	switch (p->error) {
	case YAML_MEMORY_ERROR:
		return err_set(r->err, ERR_FAILED, "out of memory in YAML");
	case YAML_READER_ERROR:
		return err_set(r->err, ERR_INVALID,
			       "line %zu: %s (byte %zu)", p->mark.line + 1,
			       p->problem, p->problem_offset + 1);
	default:
		return fail_at(r, p->problem_mark,
			       p->problem ? p->problem : "not YAML");
	}
}

/* ---- scalars ----------------------------------------------------------- */

/* The part of a core tag behind "tag:yaml.org,2002:", "" without a tag. */
static const char *core_tag(const yaml_char_t *tag)
{
	static const char prefix[] = "tag:yaml.org,2002:";
	const char *s = (const char *)tag;

	if (!s || !strcmp(s, "!"))
		return s ? "str" : "";
	return strncmp(s, prefix, sizeof(prefix) - 1) ?
		NULL : s + sizeof(prefix) - 1;
}

/* Does the value have the type that a core tag asks for? */
static bool tag_fits(const char *tag, const struct json *j)
{
	switch (json_type(j)) {
	case JSON_NULL:
		return !strcmp(tag, "null");
	case JSON_BOOL:
		return !strcmp(tag, "bool");
	case JSON_NUM:
		return !strcmp(tag, "int") || !strcmp(tag, "float");
	default:
		return false;
	}
}

static const char *scalar_text(struct reader *r)
{
	const char *s = (const char *)r->event.data.scalar.value;

	if (strlen(s) == r->event.data.scalar.length)
		return s;
	fail(r, "a NUL character is not accepted");
	return NULL;
}

static int read_scalar(struct reader *r, struct node *out)
{
	const char *tag = core_tag(r->event.data.scalar.tag);
	const char *text = scalar_text(r);

	if (!text)
		return -1;
	if (!tag)
		return fail(r, "this tag is not accepted");
	if (*tag && !str_eq(tag, "str")) {
		out->value = yaml_scalar(text);
		return tag_fits(tag, out->value) ? 0 :
			fail(r, "the value does not fit its tag");
	}
	if (!*tag && r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		out->value = yaml_scalar(text);
	else
		out->value = json_new_str(text);
	if (r->texts && !json_is(out->value, JSON_STR) &&
	    !json_is(out->value, JSON_NULL)) {
		json_free(out->value);
		out->value = json_new_str(text);
	}
	return 0;
}

/* ---- collections ------------------------------------------------------- */

static int read_node(struct reader *r, struct node *out);

static void set_line(struct reader *r, struct node *n, size_t line)
{
	if (!r->want_lines)
		return;
	if (!n->lines)
		n->lines = json_new_int((int64_t)line + 1);
	else
		json_append(n->lines, "", json_new_int((int64_t)line + 1));
}

static void keep_lines(struct node *parent, const char *name,
		       struct node *child)
{
	if (!child->lines)
		return;
	if (*name)
		json_append(parent->lines, name, child->lines);
	else
		json_free(child->lines);
	child->lines = NULL;
}

static int read_items(struct reader *r, struct node *out)
{
	char name[24];
	size_t i;

	for (i = 0;; i++) {
		struct node item = { NULL, NULL };

		if (advance(r))
			return -1;
		if (r->event.type == YAML_SEQUENCE_END_EVENT)
			return 0;
		if (read_node(r, &item)) {
			node_free(&item);
			return -1;
		}
		json_push(out->value, item.value);
		snprintf(name, sizeof(name), "%zu", i);
		keep_lines(out, name, &item);
	}
}

static int read_member(struct reader *r, struct node *out, struct map *seen)
{
	struct node item = { NULL, NULL };
	const char *text;
	char *key;
	int ret = -1;

	if (r->event.type != YAML_SCALAR_EVENT)
		return fail(r, "a key must be a plain word or a string");
	text = scalar_text(r);
	if (!text)
		return -1;
	if (r->event.data.scalar.anchor)
		return fail(r, "an anchor on a key is not accepted");
	if (!strcmp(text, "<<") &&
	    r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		return fail(r, "merge keys ('<<') are not accepted");
	if (!map_put(seen, text, NULL))
		return fail(r, "the same key twice");
	key = xstrdup(text);
	if (!advance(r) && !read_node(r, &item)) {
		json_append(out->value, key, item.value);
		keep_lines(out, key, &item);
		ret = 0;
	} else {
		node_free(&item);
	}
	free(key);
	return ret;
}

static int read_members(struct reader *r, struct node *out)
{
	struct map seen = MAP_INIT;
	int ret = 0;

	while (!ret && !(ret = advance(r)) &&
	       r->event.type != YAML_MAPPING_END_EVENT)
		ret = read_member(r, out, &seen);
	map_clear(&seen);
	return ret;
}

static int read_collection(struct reader *r, struct node *out, bool mapping)
{
	const yaml_char_t *raw = mapping ? r->event.data.mapping_start.tag :
		r->event.data.sequence_start.tag;
	const char *tag = core_tag(raw);
	size_t line = r->event.start_mark.line;
	int ret;

	if (!tag || (*tag && !str_eq(tag, mapping ? "map" : "seq")))
		return fail(r, "this tag is not accepted");
	if (r->depth >= JSON_MAX_DEPTH)
		return fail(r, "more than 64 levels");
	out->value = mapping ? json_new_obj() : json_new_arr();
	if (r->want_lines) {
		out->lines = json_new_obj();
		set_line(r, out, line);
	}
	r->depth++;
	ret = mapping ? read_members(r, out) : read_items(r, out);
	r->depth--;
	return ret;
}

static int depth_of(const struct json *j)
{
	const struct json *c;
	int max = 0, d;

	json_each(c, j) {
		d = depth_of(c);
		if (d > max)
			max = d;
	}
	return max + (json_type(j) >= JSON_ARR);
}

static int read_alias(struct reader *r, struct node *out)
{
	const char *name = (const char *)r->event.data.alias.anchor;
	const struct anchor *a = map_get(&r->anchors, name);

	if (!a)
		return fail(r, "an alias to an anchor that is not there");
	if (a->open)
		return fail(r, "an alias inside of its own anchor");
	if (r->depth + depth_of(a->node.value) > JSON_MAX_DEPTH)
		return fail(r, "more than 64 levels");
	r->nodes += a->nodes;
	if (r->nodes > MAX_NODES)
		return fail(r, "the aliases make the document too large");
	out->value = json_copy(a->node.value);
	out->lines = json_copy(a->node.lines);
	return 0;
}

static char *anchor_of(const yaml_event_t *e)
{
	const yaml_char_t *name = NULL;

	if (e->type == YAML_SCALAR_EVENT)
		name = e->data.scalar.anchor;
	else if (e->type == YAML_MAPPING_START_EVENT)
		name = e->data.mapping_start.anchor;
	else if (e->type == YAML_SEQUENCE_START_EVENT)
		name = e->data.sequence_start.anchor;
	return xstrdup((const char *)name);
}

static int read_content(struct reader *r, struct node *out)
{
	size_t line = r->event.start_mark.line;

	switch (r->event.type) {
	case YAML_SCALAR_EVENT:
		if (read_scalar(r, out))
			return -1;
		set_line(r, out, line);
		return 0;
	case YAML_MAPPING_START_EVENT:
		return read_collection(r, out, true);
	case YAML_SEQUENCE_START_EVENT:
		return read_collection(r, out, false);
	default:
		return fail(r, "a value is missing");
	}
}

/* At the event that begins a value; stops at the event that ends it. */
static int read_node(struct reader *r, struct node *out)
{
	struct anchor *a;
	size_t before = r->nodes;
	char *name;
	int ret;

	if (r->event.type == YAML_ALIAS_EVENT)
		return read_alias(r, out);
	if (++r->nodes > MAX_NODES)
		return fail(r, "more than 1,000,000 values");
	name = anchor_of(&r->event);
	if (name) {
		a = xcalloc(1, sizeof(*a));
		a->open = true;
		map_put(&r->anchors, name, a);
	}
	ret = read_content(r, out);
	/* The name may have been taken again inside of the value. */
	if (name && !ret) {
		a = xcalloc(1, sizeof(*a));
		a->node.value = json_copy(out->value);
		a->node.lines = json_copy(out->lines);
		a->nodes = r->nodes - before;
		map_put(&r->anchors, name, a);
	}
	free(name);
	return ret;
}

static int read_document(struct reader *r, struct node *out)
{
	int i;

	/* Stream start, then document start or the end of the stream. */
	for (i = 0; i < 2; i++)
		if (advance(r))
			return -1;
	if (r->event.type == YAML_STREAM_END_EVENT) {
		out->value = json_new_null();
		set_line(r, out, 0);
		return 0;
	}
	if (advance(r) || read_node(r, out))
		return -1;
	/* The document's end, then whether something odd stands behind. */
	for (i = 0; i < 2; i++)
		if (advance(r))
			return -1;
	return 0;
}

static int parse_document(struct json **out, struct json **lines, bool texts,
			  const char *buf, size_t len, struct err *err)
{
	struct reader r = { .want_lines = lines != NULL, .texts = texts,
			    .err = err,
			    .anchors = MAP_INIT_FREE(anchor_free) };
	struct node root = { NULL, NULL };
	int ret;

	*out = NULL;
	if (lines)
		*lines = NULL;
	if (len > JSON_MAX_SIZE)
		return err_set(err, ERR_INVALID,
			       "YAML of more than %zu MiB is not accepted",
			       JSON_MAX_SIZE >> 20);
	if (!yaml_parser_initialize(&r.parser))
		mem_die("yaml");
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)buf,
				     len);
	ret = read_document(&r, &root);
	if (ret) {
		node_free(&root);
	} else {
		*out = root.value;
		if (lines)
			*lines = root.lines;
	}
	if (r.has_event)
		yaml_event_delete(&r.event);
	map_clear(&r.anchors);
	yaml_parser_delete(&r.parser);
	return ret;
}

int yaml_parse(struct json **out, struct json **lines, const char *buf,
	       size_t len, struct err *err)
{
	return parse_document(out, lines, false, buf, len, err);
}

int yaml_parse_texts(struct json **out, const char *buf, size_t len,
		     struct err *err)
{
	return parse_document(out, NULL, true, buf, len, err);
}

int yaml_line(const struct json *lines, const char *dotted)
{
	const struct json *j = lines;

	if (j && *dotted)
		j = json_get_path(lines, dotted);
	if (json_is(j, JSON_OBJ))
		j = json_get(j, "");
	return (int)json_num(j);
}

/* ---- writing for programs: the emitter --------------------------------- */

struct emit {
	yaml_emitter_t emitter;
	struct strbuf *out;
};

/* The length of a bidirectional override or isolate at `s`, or 0: libyaml takes it
 * for printable, and it turns round what is shown behind it. */
static size_t turning(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] != 0xe2)
		return 0;
	if ((u[1] == 0x80 && u[2] >= 0xaa && u[2] <= 0xae) ||
	    (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9))
		return 3;
	return 0;
}

static bool turns(const char *s)
{
	for (; (s = strchr(s, 0xe2)); s++)
		if (turning(s))
			return true;
	return false;
}

/* Such characters stand in double quotes, where an escape says the same. */
static void escape_turning(struct strbuf *out, const char *s)
{
	const char *next;

	while (*s) {
		if (!turning(s)) {
			strbuf_addch(out, *s++);
			continue;
		}
		next = s;
		strbuf_addf(out, "\\u%04X", (unsigned)utf8_next(&next, s + 3));
		s = next;
	}
}

static int emit_bytes(void *data, unsigned char *bytes, size_t size)
{
	strbuf_add(data, (const char *)bytes, size);
	return 1;
}

/* Events own nothing of ours: out of memory is all that can go wrong. */
static void emit_event(struct emit *e, yaml_event_t *event, int made)
{
	if (!made || !yaml_emitter_emit(&e->emitter, event))
		BUG("the YAML emitter failed: %s", e->emitter.problem ?
		    e->emitter.problem : "out of memory");
}

/* Plain where it reads back as the same value, else in a form that does. */
static void emit_scalar(struct emit *e, const char *s, bool str)
{
	yaml_scalar_style_t style = YAML_PLAIN_SCALAR_STYLE;
	yaml_event_t event;

	if (str && turns(s))
		style = YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	else if (str && yaml_is_block(s))
		style = YAML_LITERAL_SCALAR_STYLE;
	else if (str && !yaml_is_plain(s))
		style = YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	emit_event(e, &event, yaml_scalar_event_initialize(&event, NULL, NULL,
		   (const yaml_char_t *)s, (int)strlen(s), 1, 1, style));
}

static void emit_value(struct emit *e, const struct json *j);

static void emit_container(struct emit *e, const struct json *j)
{
	bool arr = json_is(j, JSON_ARR);
	const struct json *c;
	yaml_event_t event;

	emit_event(e, &event, arr ?
		   yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
			YAML_BLOCK_SEQUENCE_STYLE) :
		   yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
			YAML_BLOCK_MAPPING_STYLE));
	json_each(c, j) {
		if (!arr)
			emit_scalar(e, json_key(c), true);
		emit_value(e, c);
	}
	emit_event(e, &event, arr ?
		   yaml_sequence_end_event_initialize(&event) :
		   yaml_mapping_end_event_initialize(&event));
}

static void emit_value(struct emit *e, const struct json *j)
{
	struct strbuf sb = STRBUF_INIT;

	if (json_is(j, JSON_ARR) || json_is(j, JSON_OBJ)) {
		emit_container(e, j);
		return;
	}
	if (!json_is(j, JSON_STR))
		json_line(&sb, j);
	emit_scalar(e, json_is(j, JSON_STR) ? json_str(j) : sb.buf,
		    json_is(j, JSON_STR));
	strbuf_release(&sb);
}

void yaml_emit(struct strbuf *out, const struct json *value)
{
	struct strbuf text = STRBUF_INIT;
	struct emit e = { .out = &text };
	yaml_event_t event;

	if (!yaml_emitter_initialize(&e.emitter))
		BUG("the YAML emitter failed: out of memory");
	yaml_emitter_set_output(&e.emitter, emit_bytes, &text);
	yaml_emitter_set_unicode(&e.emitter, 1);
	yaml_emitter_set_width(&e.emitter, -1);
	emit_event(&e, &event, yaml_stream_start_event_initialize(&event,
		   YAML_UTF8_ENCODING));
	emit_event(&e, &event, yaml_document_start_event_initialize(&event,
		   NULL, NULL, NULL, 1));
	emit_value(&e, value);
	emit_event(&e, &event, yaml_document_end_event_initialize(&event, 1));
	emit_event(&e, &event, yaml_stream_end_event_initialize(&event));
	yaml_emitter_delete(&e.emitter);
	if (turns(text.buf))
		escape_turning(out, text.buf);
	else
		strbuf_addbuf(out, &text);
	strbuf_release(&text);
}
