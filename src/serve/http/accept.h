/*
 * accept.h - what kinds of answer a client takes.
 */
#ifndef SERVE_HTTP_ACCEPT_H
#define SERVE_HTTP_ACCEPT_H

#include "base/base.h"

/*
 * The weight that the header Accept gives to a type ("text/plain"), from 0 (is not
 * taken) to 1: that of the entry which says most about it, as RFC 9110 has it.  No
 * header (NULL) and an empty one take everything.  *named: the type itself stands
 * there, not only a range that it is in.  What can not be read counts for nothing.
 */
double accept_weight(bool *named, const char *accept, const char *type);

#endif
