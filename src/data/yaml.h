/*
 * yaml.h - YAML 1.1 documents as JSON values.  The only user of libyaml.
 */
#ifndef DATA_YAML_H
#define DATA_YAML_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"

/*
 * Parses the first document.  Plain scalars become null, booleans (true false
 * yes no on off), numbers or strings by the YAML 1.2 core schema plus yes/no;
 * quoted ones are strings.  Aliases are expanded with a bound (a document may
 * not grow past 1,000,000 nodes); tags are refused except the core ones;
 * duplicate keys are refused.  ERR_INVALID says "line N, column M: ...".
 * `lines` (may be NULL) receives an object of the same shape whose leaves and
 * "" members hold line numbers: look up with yaml_line().
 */
int yaml_parse(struct json **out, struct json **lines, const char *buf,
	       size_t len, struct err *err);
/*
 * The same, with the words of plain scalars as strings instead of numbers and
 * booleans, for values that are text whatever they look like ("1.10", "yes").
 * Null stays null.
 */
int yaml_parse_texts(struct json **out, const char *buf, size_t len,
		     struct err *err);
/* Line (from 1) of the value at a dotted path ("tasks.2.title"), or 0. */
int yaml_line(const struct json *lines, const char *dotted);
/* Writes a value as block YAML; reads back equal.  For forms that people edit: items of
 * lists are indented, which the emitter of libyaml does not do. */
void yaml_write(struct strbuf *out, const struct json *value);
/* The same by the emitter of libyaml, for data. */
void yaml_emit(struct strbuf *out, const struct json *value);

#endif
