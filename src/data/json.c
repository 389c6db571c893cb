/*
 * json.c - JSON values on top of cJSON, and their canonical text.
 */
#include "base/base.h"
#include "data/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"

#include <math.h>
#include <cjson/cJSON.h>

/*
 * cJSON keeps the tree and reads numbers and escapes.  It is lenient in its
 * grammar, recurses, and knows no limits, so the text is checked by a scanner
 * of our own first; what cJSON then sees is valid, shallow and finite.
 */
struct json {
	cJSON node;
};

/* cJSON copies a number into a buffer of 64 bytes before it converts it. */
#define MAX_NUMBER 60

/* ---- reading ---------------------------------------------------------- */

struct scan {
	const char *start, *p, *end;
	int depth;
	/* Ordinal of the key or number to complain about, or -1. */
	long bad_key, bad_num;
	const char *why;	/* static text; NULL: no fault so far */
	const char *at;
};

static bool fault(struct scan *s, const char *at, const char *why)
{
	s->why = why;
	s->at = at;
	return false;
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' ||
				 *s->p == '\t' || *s->p == '\r'))
		s->p++;
}

/* The four hex digits at p, or -1. */
static int hex4(const char *p, const char *end)
{
	int v = 0, i, d;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		if (p[i] >= '0' && p[i] <= '9')
			d = p[i] - '0';
		else if ((p[i] | 32) >= 'a' && (p[i] | 32) <= 'f')
			d = (p[i] | 32) - 'a' + 10;
		else
			return -1;
		v = v * 16 + d;
	}
	return v;
}

/* At a backslash. */
static bool scan_escape(struct scan *s)
{
	const char *at = s->p++;
	int v;

	if (s->p == s->end)
		return fault(s, at, "unfinished string");
	if (*s->p != 'u') {
		if (!*s->p || !strchr("\"\\/bfnrt", *s->p))
			return fault(s, at, "unknown escape in a string");
		s->p++;
		return true;
	}
	v = hex4(s->p + 1, s->end);
	if (v < 0)
		return fault(s, at, "'\\u' needs four hex digits");
	if (!v)
		return fault(s, at, "'\\u0000' is not accepted");
	s->p += 5;
	if (v < 0xd800 || v > 0xdfff)
		return true;
	if (v >= 0xdc00 || s->end - s->p < 6 || s->p[0] != '\\' ||
	    s->p[1] != 'u')
		return fault(s, at, "half of a surrogate pair");
	v = hex4(s->p + 2, s->end);
	if (v < 0xdc00 || v > 0xdfff)
		return fault(s, at, "half of a surrogate pair");
	s->p += 6;
	return true;
}

static bool scan_string(struct scan *s)
{
	const char *at = s->p++;
	unsigned char c;

	while (s->p < s->end) {
		c = (unsigned char)*s->p;
		if (c == '"') {
			s->p++;
			return true;
		}
		if (c == '\\') {
			if (!scan_escape(s))
				return false;
			continue;
		}
		if (c < 0x20)
			return fault(s, s->p,
				     "control character in a string");
		s->p++;
	}
	return fault(s, at, "unfinished string");
}

static bool scan_digits(struct scan *s)
{
	const char *from = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > from;
}

static bool scan_number(struct scan *s)
{
	const char *at = s->p;

	if (!s->bad_num)
		return fault(s, at, "number out of range");
	s->bad_num--;
	if (*s->p == '-')
		s->p++;
	if (s->p < s->end && *s->p == '0')
		s->p++;
	else if (!scan_digits(s))
		return fault(s, at, "malformed number");
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!scan_digits(s))
			return fault(s, at, "malformed number");
	}
	if (s->p < s->end && (*s->p | 32) == 'e') {
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!scan_digits(s))
			return fault(s, at, "malformed number");
	}
	if (s->p - at > MAX_NUMBER)
		return fault(s, at, "number of more than 60 characters");
	return true;
}

static bool scan_word(struct scan *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->p) < len ||
	    memcmp(s->p, word, len) != 0)
		return fault(s, s->p, "not a JSON value");
	s->p += len;
	return true;
}

static bool scan_value(struct scan *s);

static bool scan_key(struct scan *s)
{
	if (s->p == s->end || *s->p != '"')
		return fault(s, s->p, "a member name in quotes is missing");
	if (!s->bad_key)
		return fault(s, s->p, "the same member name twice");
	s->bad_key--;
	if (!scan_string(s))
		return false;
	skip_space(s);
	if (s->p == s->end || *s->p != ':')
		return fault(s, s->p, "':' is missing");
	s->p++;
	return true;
}

static bool scan_container(struct scan *s, char close)
{
	const char *at = s->p++;

	if (++s->depth > JSON_MAX_DEPTH)
		return fault(s, at, "more than 64 levels");
	skip_space(s);
	if (s->p < s->end && *s->p == close) {
		s->p++;
		s->depth--;
		return true;
	}
	for (;;) {
		skip_space(s);
		if (close == '}' && !scan_key(s))
			return false;
		if (!scan_value(s))
			return false;
		skip_space(s);
		if (s->p == s->end)
			return fault(s, at, close == '}' ?
				     "'{' is never closed" :
				     "'[' is never closed");
		if (*s->p == close)
			break;
		if (*s->p != ',')
			return fault(s, s->p, "',' is missing");
		s->p++;
	}
	s->p++;
	s->depth--;
	return true;
}

static bool scan_value(struct scan *s)
{
	skip_space(s);
	if (s->p == s->end)
		return fault(s, s->p, "a value is missing");
	switch (*s->p) {
	case '{':
		return scan_container(s, '}');
	case '[':
		return scan_container(s, ']');
	case '"':
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'))
			return scan_number(s);
		return fault(s, s->p, "not a JSON value");
	}
}

static bool scan_text(struct scan *s)
{
	if (!scan_value(s))
		return false;
	skip_space(s);
	if (s->p < s->end)
		return fault(s, s->p, "text behind the value");
	return true;
}

static int fault_err(const struct scan *s, struct err *err)
{
	const char *p, *line = s->start;
	size_t nr = 1, col = 1;

	for (p = s->start; p < s->at; p++) {
		if (*p == '\n') {
			nr++;
			line = p + 1;
		}
	}
	for (p = line; p < s->at; p++)
		if (((unsigned char)*p & 0xc0) != 0x80)
			col++;
	return err_set(err, ERR_INVALID, "line %zu, column %zu: %s", nr, col,
		       s->why);
}

static int cmp_names(const void *a, const void *b)
{
	return strcmp((*(cJSON *const *)a)->string,
		      (*(cJSON *const *)b)->string);
}

/* The members of an object by name.  Caller frees; NULL when there are none. */
static cJSON **members(const cJSON *obj, size_t *nr)
{
	cJSON **v = NULL, *m;
	size_t alloc = 0;

	*nr = 0;
	for (m = obj->child; m; m = m->next) {
		ALLOC_GROW(v, *nr + 1, alloc);
		v[(*nr)++] = m;
	}
	return v;
}

/* The second of two members with one name, or NULL. */
static const cJSON *twin(const cJSON *obj)
{
	const cJSON *a, *b, *hit = NULL;
	bool ordered = true;
	cJSON **v;
	size_t nr, i;

	/* Written in order, as canonical text is: strictly rising names. */
	for (a = obj->child; a && a->next && ordered; a = a->next)
		ordered = strcmp(a->string, a->next->string) < 0;
	if (ordered)
		return NULL;
	v = members(obj, &nr);
	if (nr <= 8) {
		for (a = obj->child; a && !hit; a = a->next)
			for (b = a->next; b && !hit; b = b->next)
				if (!strcmp(a->string, b->string))
					hit = b;
	} else {
		qsort(v, nr, sizeof(*v), cmp_names);
		for (i = 1; i < nr && !hit; i++)
			if (!strcmp(v[i - 1]->string, v[i]->string))
				hit = v[i];
	}
	free(v);
	return hit;
}

/* Finds a repeated name or a number that is not finite, or NULL. */
static const cJSON *offender(const cJSON *n)
{
	const cJSON *c, *bad;

	if (cJSON_IsNumber(n))
		return isfinite(n->valuedouble) ? NULL : n;
	if (cJSON_IsObject(n) && (bad = twin(n)))
		return bad;
	for (c = n->child; c; c = c->next)
		if ((bad = offender(c)))
			return bad;
	return NULL;
}

/* Counts keys and numbers in text order up to `stop`; true: it was found. */
static bool count_until(const cJSON *n, const cJSON *stop, long *keys,
			long *nums)
{
	const cJSON *c;

	if (n == stop)
		return true;
	if (cJSON_IsNumber(n))
		++*nums;
	for (c = n->child; c; c = c->next) {
		if (c == stop)
			return true;
		if (c->string)
			++*keys;
		if (count_until(c, stop, keys, nums))
			return true;
	}
	return false;
}

static void locate(struct scan *s, const cJSON *root, const cJSON *bad)
{
	long keys = 0, nums = 0;

	count_until(root, bad, &keys, &nums);
	s->p = s->start;
	s->depth = 0;
	if (cJSON_IsNumber(bad) && !isfinite(bad->valuedouble))
		s->bad_num = nums;
	else
		s->bad_key = keys;
	if (scan_text(s))
		BUG("json: the fault is not in the text");
}

int json_parse(struct json **out, const char *buf, size_t len,
	       struct err *err)
{
	struct scan s = { .bad_key = -1, .bad_num = -1 };
	const char *text = buf;
	const cJSON *bad;
	cJSON *root;

	*out = NULL;
	if (len > JSON_MAX_SIZE)
		return err_set(err, ERR_INVALID,
			       "JSON of more than %zu MiB is not accepted",
			       JSON_MAX_SIZE >> 20);
	if (len >= 3 && !memcmp(buf, "\xef\xbb\xbf", 3))
		text += 3;
	s.start = s.p = text;
	s.end = buf + len;
	if (!utf8_valid(text, (size_t)(s.end - text))) {
		fault(&s, utf8_invalid_at(text, s.end), "invalid UTF-8");
		return fault_err(&s, err);
	}
	if (!scan_text(&s))
		return fault_err(&s, err);
	root = cJSON_ParseWithLength(text, (size_t)(s.end - text));
	if (!root)
		return err_set(err, ERR_FAILED, "JSON could not be read");
	bad = offender(root);
	if (bad) {
		locate(&s, root, bad);
		cJSON_Delete(root);
		return fault_err(&s, err);
	}
	*out = (struct json *)root;
	return 0;
}

/* ---- values ----------------------------------------------------------- */

static struct json *made(cJSON *n)
{
	if (!n)
		mem_die("json");
	return (struct json *)n;
}

void json_free(struct json *j)
{
	if (j)
		cJSON_Delete(&j->node);
}

/*
 * A copy without the table of names, which cJSON_Duplicate would take for text.
 * The depth is bounded by what is parsed and built (JSON_MAX_DEPTH).
 */
struct json *json_copy(const struct json *j)
{
	struct json *copy, *child;
	const cJSON *c;

	if (!j)
		return NULL;
	copy = made(cJSON_Duplicate(&(const cJSON) {
		.type = j->node.type, .valuedouble = j->node.valuedouble,
		.valueint = j->node.valueint, .string = j->node.string,
		.valuestring = cJSON_IsString(&j->node) ?
			j->node.valuestring : NULL }, 0));
	for (c = j->node.child; c; c = c->next) {
		child = json_copy((const struct json *)c);
		if (!cJSON_AddItemToArray(&copy->node, &child->node))
			BUG("json: a copy can not be added");
	}
	return copy;
}

struct json *json_new_null(void)
{
	return made(cJSON_CreateNull());
}

struct json *json_new_bool(bool b)
{
	return made(cJSON_CreateBool(b));
}

struct json *json_new_num(double d)
{
	if (!isfinite(d))
		return json_new_null();
	return made(cJSON_CreateNumber(d));
}

struct json *json_new_int(int64_t i)
{
	return json_new_num((double)i);
}

struct json *json_new_str(const char *s)
{
	return s ? made(cJSON_CreateString(s)) : json_new_null();
}

struct json *json_new_arr(void)
{
	return made(cJSON_CreateArray());
}

struct json *json_new_obj(void)
{
	return made(cJSON_CreateObject());
}

enum json_type json_type(const struct json *j)
{
	switch (j->node.type & 0xff) {
	case cJSON_True:
	case cJSON_False:
		return JSON_BOOL;
	case cJSON_Number:
		return JSON_NUM;
	case cJSON_String:
		return JSON_STR;
	case cJSON_Array:
		return JSON_ARR;
	case cJSON_Object:
		return JSON_OBJ;
	default:
		return JSON_NULL;
	}
}

bool json_is(const struct json *j, enum json_type type)
{
	return j && json_type(j) == type;
}

const char *json_str(const struct json *j)
{
	return json_is(j, JSON_STR) ? j->node.valuestring : NULL;
}

double json_num(const struct json *j)
{
	return json_is(j, JSON_NUM) ? j->node.valuedouble : 0;
}

bool json_bool(const struct json *j)
{
	return j && (j->node.type & 0xff) == cJSON_True;
}

/*
 * Members by name.  An object of more than SCAN_MAX members gets an open hash
 * table of pointers to them when somebody looks for one: 40,000 members set one by
 * one are not 800 million comparisons.  It stands in the text of the object's node,
 * which cJSON frees with the node, and which objects do not use otherwise.
 */
#define SCAN_MAX 48

struct names {
	size_t nr, used, size;	/* size: a power of 2; used: with what is gone */
	const cJSON *slots[];
};

static const cJSON gone;	/* its address marks a slot that was emptied */

static struct names *names_of(const struct json *obj)
{
	void *block = obj->node.valuestring;

	return block;
}

/* Seeded by the place of the table: nobody can choose names that collide. */
static size_t slot_of(const struct names *n, const char *key)
{
	size_t i = (size_t)hash_bytes(key, strlen(key), (uintptr_t)n) & (n->size - 1);

	while (n->slots[i] && (n->slots[i] == &gone ||
			       strcmp(n->slots[i]->string, key) != 0))
		i = (i + 1) & (n->size - 1);
	return i;
}

static void names_drop(struct json *obj)
{
	if (!json_is(obj, JSON_OBJ))
		return;
	free(obj->node.valuestring);
	obj->node.valuestring = NULL;
}

static void names_put(struct names *n, const cJSON *m)
{
	size_t i = slot_of(n, m->string);

	if (n->slots[i])
		return;		/* the first of two stays */
	n->slots[i] = m;
	n->nr++;
	n->used++;
}

/* Anew, with room for as many again. */
static void names_build(struct json *obj)
{
	size_t nr = json_nr(obj), size = 128;
	struct names *n;
	cJSON *m;

	while (size < nr * 4)
		size *= 2;
	names_drop(obj);
	n = xcalloc(1, sizeof(*n) + size * sizeof(*n->slots));
	n->size = size;
	for (m = obj->node.child; m; m = m->next)
		names_put(n, m);
	obj->node.valuestring = (void *)n;
}

/* The table holds members of an object that is not const itself. */
static struct json *member(const cJSON *m)
{
	return (struct json *)(uintptr_t)m;
}

struct json *json_get(const struct json *obj, const char *key)
{
	const struct names *n;
	size_t scanned = 0;
	cJSON *m;

	if (!json_is(obj, JSON_OBJ))
		return NULL;
	n = names_of(obj);
	if (n)
		return member(n->slots[slot_of(n, key)]);
	for (m = obj->node.child; m; m = m->next) {
		if (!strcmp(m->string, key))
			return (struct json *)m;
		if (++scanned == SCAN_MAX)
			break;
	}
	if (!m || !m->next)
		return NULL;
	/* the table is no part of the value: a const object may get one */
	names_build((struct json *)(uintptr_t)obj);
	return json_get(obj, key);
}

/* The element that a path step names: digits are a position in an array. */
static struct json *step(const struct json *j, const char *name)
{
	size_t i = 0;
	const char *p;

	if (!json_is(j, JSON_ARR))
		return json_get(j, name);
	for (p = name; *p; p++) {
		if (*p < '0' || *p > '9' || i > 100000000)
			return NULL;
		i = i * 10 + (size_t)(*p - '0');
	}
	return *name ? json_at(j, i) : NULL;
}

struct json *json_get_path(const struct json *obj, const char *dotted)
{
	char *path = xstrdup(dotted), *name = path, *dot;
	struct json *j = NULL;

	for (; name; name = dot) {
		dot = strchr(name, '.');
		if (dot)
			*dot++ = '\0';
		j = step(obj, name);
		if (!j)
			break;
		obj = j;
	}
	free(path);
	return j;
}

const char *json_get_str(const struct json *obj, const char *key)
{
	return json_str(json_get(obj, key));
}

double json_get_num(const struct json *obj, const char *key, double dflt)
{
	const struct json *j = json_get(obj, key);

	return json_is(j, JSON_NUM) ? json_num(j) : dflt;
}

bool json_get_bool(const struct json *obj, const char *key, bool dflt)
{
	const struct json *j = json_get(obj, key);

	return json_is(j, JSON_BOOL) ? json_bool(j) : dflt;
}

void json_append(struct json *obj, const char *key, struct json *value)
{
	struct names *n;

	if (!json_is(obj, JSON_OBJ) ||
	    !cJSON_AddItemToObject(&obj->node, key, &value->node))
		BUG("json: member '%s' can not be added", key);
	n = names_of(obj);
	if (n && n->used * 2 >= n->size)
		names_build(obj);
	else if (n)
		names_put(n, &value->node);
}

void json_set(struct json *obj, const char *key, struct json *value)
{
	struct json *old = json_get(obj, key);

	if (!old) {
		json_append(obj, key, value);
		return;
	}
	if (old == value)
		return;
	free(value->node.string);
	value->node.string = xstrdup(key);
	if (names_of(obj))
		names_of(obj)->slots[slot_of(names_of(obj), key)] =
			&value->node;
	cJSON_ReplaceItemViaPointer(&obj->node, &old->node, &value->node);
}

void json_set_str(struct json *obj, const char *key, const char *s)
{
	json_set(obj, key, json_new_str(s));
}

void json_set_num(struct json *obj, const char *key, double d)
{
	json_set(obj, key, json_new_num(d));
}

void json_set_int(struct json *obj, const char *key, int64_t i)
{
	json_set(obj, key, json_new_int(i));
}

void json_set_bool(struct json *obj, const char *key, bool b)
{
	json_set(obj, key, json_new_bool(b));
}

struct json *json_take(struct json *parent, struct json *child)
{
	struct names *n;
	size_t i;

	if (!child)
		return NULL;
	n = json_is(parent, JSON_OBJ) ? names_of(parent) : NULL;
	if (n) {
		i = slot_of(n, child->node.string);
		if (n->slots[i] == &child->node) {
			n->slots[i] = &gone;
			n->nr--;
		}
	}
	return (struct json *)cJSON_DetachItemViaPointer(&parent->node,
							 &child->node);
}

struct json *json_detach(struct json *obj, const char *key)
{
	struct json *j = json_take(obj, json_get(obj, key));

	if (j) {
		free(j->node.string);
		j->node.string = NULL;
	}
	return j;
}

bool json_del(struct json *obj, const char *key)
{
	struct json *j = json_detach(obj, key);

	json_free(j);
	return j != NULL;
}

size_t json_nr(const struct json *j)
{
	const cJSON *c;
	size_t nr = 0;

	for (c = j ? j->node.child : NULL; c; c = c->next)
		nr++;
	return nr;
}

struct json *json_at(const struct json *arr, size_t i)
{
	struct json *c = json_first(arr);

	while (c && i--)
		c = json_next(c);
	return c;
}

void json_push(struct json *arr, struct json *value)
{
	/* a copied member still has its name */
	FREE_AND_NULL(value->node.string);
	if (!json_is(arr, JSON_ARR) ||
	    !cJSON_AddItemToArray(&arr->node, &value->node))
		BUG("json: an item can not be added");
}

void json_push_str(struct json *arr, const char *s)
{
	json_push(arr, json_new_str(s));
}

struct json *json_detach_at(struct json *arr, size_t i)
{
	return json_take(arr, json_at(arr, i));
}

bool json_has_str(const struct json *arr, const char *s)
{
	const struct json *c;

	json_each(c, arr)
		if (str_eq(json_str(c), s))
			return true;
	return false;
}

void json_strings(struct map *out, const struct json *arr)
{
	const struct json *c;

	json_each(c, arr)
		if (json_str(c))
			map_put(out, json_str(c), NULL);
}

struct json *json_first(const struct json *j)
{
	return j ? (struct json *)j->node.child : NULL;
}

struct json *json_next(const struct json *j)
{
	return (struct json *)j->node.next;
}

const char *json_key(const struct json *j)
{
	return j ? j->node.string : NULL;
}
