/*
 * jsontext.h - changes in a JSON text that leave all other bytes as they are.
 *
 * For files that people and other programs own: order, layout, numbers of any
 * length and line ends stay.  The text must be one that json_parse() accepts,
 * with an object at the top; a byte order mark in front is fine.
 *
 * What is added follows the layout that is there: the indentation of the first
 * member, its line ends, one line when the whole text is one.  Taking out what
 * was added last gives the bytes of before, but that a container which was empty
 * is {} or [] then.
 */
#ifndef DATA_JSONTEXT_H
#define DATA_JSONTEXT_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"

/* A member (key) or an element (key NULL: index). */
struct json_step {
	const char *key;
	size_t index;
};

#define JSON_KEY(k) { k, 0 }
#define JSON_INDEX(i) { NULL, i }

/* The bytes of a value: text[start], up to but not text[end]. */
struct json_span {
	size_t start, end;
};

/* Where the value at the end of `nr` steps stands; nr 0 is the whole.  False
 * when there is none. */
bool jsontext_find(struct json_span *out, const struct strbuf *text,
		   const struct json_step *steps, size_t nr);
/* Is there a container at that place, and nothing in it? */
bool jsontext_is_empty(const struct strbuf *text,
		       const struct json_step *steps, size_t nr);
/*
 * Adds a member (the last step has a key, which must be new) or an element (its
 * index does not matter) behind the others of its container.  Containers on the
 * way that are missing are made, as objects; an element's array must be there.
 */
void jsontext_add(struct strbuf *text, const struct json_step *steps,
		  size_t nr, const struct json *value);
/* Puts another value in place of the one that is there. */
void jsontext_replace(struct strbuf *text, const struct json_step *steps,
		      size_t nr, const struct json *value);
/* Takes out a member or an element; false when there is none. */
bool jsontext_remove(struct strbuf *text, const struct json_step *steps,
		     size_t nr);

#endif
