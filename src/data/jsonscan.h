/*
 * jsonscan.h - values picked out of lines of JSON (JSON Lines) of any length.
 *
 * A text that is far larger than memory should be, and of which a few members
 * matter, is fed in pieces.  What is not asked for is checked and dropped byte by
 * byte, so that neither memory nor time depends on what it holds.
 *
 * Whom to ask for is a table of paths, each row a step below an earlier one; row
 * 0 is the value of a line itself:
 *
 *	static const struct jsonscan_step steps[] = {
 *		{ -1, NULL }, { 0, "message" }, { 1, "content" }, { 2, "[]" } };
 *
 * "[]" stands for every element of an array.  A raw line end is never part of a
 * JSON text of one line: whatever is wrong with a line ends with it.
 */
#ifndef DATA_JSONSCAN_H
#define DATA_JSONSCAN_H

#include "base/base.h"
#include "data/json.h"

#define JSONSCAN_DEPTH 256	/* a line with more levels is a bad one */
#define JSONSCAN_TEXT 512	/* bytes of a value that is given out */

struct jsonscan_step {
	int parent;
	const char *key;
};

/*
 * A value at step `id` has ended (an object or array: has begun).  Texts come
 * decoded, valid UTF-8 as far as they were; `text` is NULL for one that is longer
 * than JSONSCAN_TEXT or has no NUL-free form.  Numbers come as they were written.
 */
typedef void (*jsonscan_value)(int id, enum json_type type, const char *text,
			       void *data);
/* A line that is not empty has ended; `good`: it was one JSON text. */
typedef void (*jsonscan_line)(bool good, void *data);

struct jsonscan {
	const struct jsonscan_step *steps;
	int nr_steps;
	jsonscan_value value;
	jsonscan_line line;
	void *data;
	/* private */
	int state, depth, want, unicode;
	bool is_key, filled;
	struct { short id; bool object; } stack[JSONSCAN_DEPTH];
	size_t len;
	char text[JSONSCAN_TEXT + 8];
};

void jsonscan_init(struct jsonscan *s, const struct jsonscan_step *steps,
		   int nr_steps, jsonscan_value value, jsonscan_line line,
		   void *data);
/* The next piece, of any size. */
void jsonscan_feed(struct jsonscan *s, const char *buf, size_t len);
/*
 * Is what came after the last line end a whole JSON object or array?  Then the
 * line is told as one; else nothing is, and the line counts as not there yet.
 */
bool jsonscan_end(struct jsonscan *s);

#endif
