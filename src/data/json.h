/*
 * json.h - JSON values.  The only user of cJSON.
 *
 * A `struct json` is one value; containers own what they hold.  Functions
 * that take a value into a container take ownership of it.  Numbers are IEEE
 * 754 doubles, as RFC 8259 section 6 recommends for interoperability.
 *
 * An object of many members gets a table of their names when one is looked for:
 * json_get, json_set and json_del are O(1) then.  The table is no part of the value,
 * but it makes a `const struct json` no thing that two threads may read at once.
 */
#ifndef DATA_JSON_H
#define DATA_JSON_H

#include "base/base.h"
#include "base/err.h"
#include "base/map.h"
#include "base/strbuf.h"

struct json;

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUM, JSON_STR, JSON_ARR, JSON_OBJ };

#define JSON_MAX_DEPTH 64
#define JSON_MAX_SIZE ((size_t)64 << 20)

/*
 * Parses one value, the whole buffer.  Refused with line and column
 * (ERR_INVALID): invalid UTF-8, a NUL or \u0000, duplicate keys, trailing
 * text, more than JSON_MAX_DEPTH levels, more than JSON_MAX_SIZE bytes,
 * numbers that are not finite or longer than 60 characters, half a surrogate
 * pair, and whatever RFC 8259 does not allow.  A byte order mark in front is
 * skipped.  Linear in the size (n log n in the members of one object).
 */
int json_parse(struct json **out, const char *buf, size_t len,
	       struct err *err);
void json_free(struct json *j);		/* NULL is fine */
struct json *json_copy(const struct json *j);

struct json *json_new_null(void);
struct json *json_new_bool(bool b);
struct json *json_new_num(double d);	/* not finite gives null */
struct json *json_new_int(int64_t i);
struct json *json_new_str(const char *s);	/* NULL gives null */
struct json *json_new_arr(void);
struct json *json_new_obj(void);

enum json_type json_type(const struct json *j);
bool json_is(const struct json *j, enum json_type type); /* NULL: false */

/* Values; of another type: NULL, 0, false. */
const char *json_str(const struct json *j);
double json_num(const struct json *j);
bool json_bool(const struct json *j);

/* Objects.  Keys compare by bytes. */
struct json *json_get(const struct json *obj, const char *key); /* or NULL */
struct json *json_get_path(const struct json *obj, const char *dotted);
const char *json_get_str(const struct json *obj, const char *key);
double json_get_num(const struct json *obj, const char *key, double dflt);
bool json_get_bool(const struct json *obj, const char *key, bool dflt);
/* Replaces in place or appends; takes `value`. */
void json_set(struct json *obj, const char *key, struct json *value);
/* Appends without a search: the caller knows that the key is new. */
void json_append(struct json *obj, const char *key, struct json *value);
void json_set_str(struct json *obj, const char *key, const char *s);
void json_set_num(struct json *obj, const char *key, double d);
void json_set_int(struct json *obj, const char *key, int64_t i);
void json_set_bool(struct json *obj, const char *key, bool b);
struct json *json_detach(struct json *obj, const char *key); /* caller frees */
bool json_del(struct json *obj, const char *key);

/* Arrays (json_nr also counts an object's members). */
size_t json_nr(const struct json *j);
struct json *json_at(const struct json *arr, size_t i);	/* O(i) */
void json_push(struct json *arr, struct json *value);
void json_push_str(struct json *arr, const char *s);
struct json *json_detach_at(struct json *arr, size_t i);
/* Takes a child out of the array or object that holds it, O(1); caller frees. */
struct json *json_take(struct json *parent, struct json *child);
bool json_has_str(const struct json *arr, const char *s);
/* The strings of an array as the keys of `out`, which is empty and takes no values:
 * for who asks for many. */
void json_strings(struct map *out, const struct json *arr);

/* Children of an array or object, in order, O(1) a step. */
struct json *json_first(const struct json *j);
struct json *json_next(const struct json *j);
const char *json_key(const struct json *j);	/* member name or NULL */
#define json_each(child, parent) \
	for ((child) = json_first(parent); (child); (child) = json_next(child))

/*
 * The canonical form (formats/canonical-json.md): UTF-8, LF, keys sorted by
 * bytes at every level, two spaces a level, one item per line, empty containers
 * as [] and {}, integers below 2^53 without exponent or fraction, other
 * numbers in the shortest form that reads back equal, only ", \ and control
 * characters escaped.  json_canon ends with a newline.  Equal values give
 * equal bytes.  All printers append to `out`.
 */
void json_canon(struct strbuf *out, const struct json *j);
/* One line, member order kept, no trailing newline. */
void json_line(struct strbuf *out, const struct json *j);
/* Two spaces a level, member order kept, trailing newline. */
void json_pretty(struct strbuf *out, const struct json *j);
/* Order of the canonical bytes: <0, 0, >0. */
int json_cmp(const struct json *a, const struct json *b);
bool json_eq(const struct json *a, const struct json *b);
/* Adds `s` quoted and escaped. */
void json_quote(struct strbuf *out, const char *s);
/*
 * Shortest form that reads back equal: 15, 16 or 17 significant digits, no
 * zeros at the end; positional from 1e-5 to below 1e16, else d.ddde+N.  -0 is
 * 0; a number that is not finite is null.  Independent of the locale.
 */
void json_add_num(struct strbuf *out, double d);

#endif
