/*
 * yaml-scalar.h - the values of plain scalars in YAML.
 */
#ifndef DATA_YAML_SCALAR_H
#define DATA_YAML_SCALAR_H

#include "base/base.h"
#include "data/json.h"

/*
 * By the core schema of YAML 1.2, with the words for true and false that YAML 1.1 knew
 * (yes, on, no, off), as other readers take them.  An integer that a double can not hold
 * to its last digit stays a string.  The caller's; never NULL.
 */
struct json *yaml_scalar(const char *s);

/* Would libyaml refuse the character as it is, or take it for a line end? */
bool yaml_needs_escape(uint32_t ch);
/* May it stand without quotes: letters at the start, nothing that YAML could read as a
 * mark or a type? */
bool yaml_is_plain(const char *s);
/* Can it be a literal block: lines as they are, at most one end of line? */
bool yaml_is_block(const char *s);

#endif
