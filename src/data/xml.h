/*
 * xml.h - XML documents as a stream of elements.  The only user of expat.
 *
 * Nothing outside the buffer is read: document types are skipped, and a document
 * that declares entities is refused (they are how XML bombs are made).
 */
#ifndef DATA_XML_H
#define DATA_XML_H

#include "base/base.h"
#include "base/err.h"

#define XML_MAX_LEVELS 256

/* attrs: name, value, name, value, ..., NULL.  Borrowed during the call;
 * names and values are UTF-8, names with their prefix. */
struct xml_handler {
	void (*start)(void *data, const char *name, const char *const *attrs);
	void (*end)(void *data, const char *name);
};

/*
 * Reads a whole document, calling the handler (both parts must be there).
 * ERR_INVALID "line 3, column 7: mismatched tag" when it is not well-formed or
 * nested deeper than XML_MAX_LEVELS.
 */
int xml_parse(const char *buf, size_t len, const struct xml_handler *handler,
	      void *data, struct err *err);
/* The value of an attribute, or NULL. */
const char *xml_attr(const char *const *attrs, const char *name);

#endif
