/*
 * optcheck.h - what the parts of opts share: finding options, checking values.
 */
#ifndef FRONT_OPTCHECK_H
#define FRONT_OPTCHECK_H

#include "base/base.h"
#include "base/err.h"
#include "front/opts.h"

/* The option at position `i` of own, then common. */
const struct opt *args_opt(const struct args *a, size_t i);
/* Position by name or alias, '_' equal to '-'; SIZE_MAX: none. */
size_t args_index(const struct args *a, const char *name, size_t len);
/* Is `value` of the option's type?  Fills err with `code`. */
int opt_check(const struct opt *o, const char *value, enum err_code code,
	      struct err *err);
/* Stores a checked value: replaces, or adds where the option repeats. */
void args_put(struct args *a, size_t i, const char *value);
/* Every OPT_REQUIRED is there? */
int args_check_required(const struct args *a, enum err_code code,
			struct err *err);

#endif
