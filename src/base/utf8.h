/*
 * utf8.h - validity, terminal width and safe display of UTF-8 text.
 *
 * Nothing here asks the locale: the same text has the same width and the same fold
 * on every machine.  Texts end with NUL where no length is given.  What is no UTF-8
 * is passed over byte by byte, each as U+FFFD, so that no input makes a function
 * fail or read behind the end.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/base.h"
#include "base/strbuf.h"

/* True when all `len` bytes are well-formed UTF-8 (RFC 3629). */
bool utf8_valid(const char *s, size_t len);
/* The first byte that does not belong to a well-formed character, or end. */
const char *utf8_invalid_at(const char *s, const char *end);
/* How many of the `len` bytes are printable ASCII up to the first that is not:
 * text that is as wide as it is long and needs no cleaning. */
size_t utf8_plain(const char *s, size_t len);
/* Decodes one character at *s (before end), advances; U+FFFD when invalid. */
uint32_t utf8_next(const char **s, const char *end);
/* Adds the one to four bytes of a character; U+FFFD for what is none (surrogates,
 * above U+10FFFF). */
void utf8_add(struct strbuf *sb, uint32_t ch);
/* Columns of a terminal cell grid: 0 (combining, joining and control), 1 or 2 (East
 * Asian Width W and F, UAX 11); tables of utf8-width.c. */
int utf8_char_width(uint32_t ch);
/*
 * Is `ch` seen as one with the character `prev` before it (0: none): a mark that
 * combines, what a joiner joins, the second letter of a flag?  *flags counts the
 * letters of flags so far; 0 at the beginning of a text.
 */
bool utf8_joins(uint32_t prev, uint32_t ch, unsigned *flags);
/* The sum over a text; line ends and tabs count nothing. */
size_t utf8_width(const char *s);
/* Adds `s` cut to `width` columns with "…" when cut; pads when `pad`. */
void utf8_add_fit(struct strbuf *sb, const char *s, size_t width, bool pad);
/* Adds `s` safe for a terminal: control characters (C0 but \n and \t, C1, DEL,
 * bidirectional overrides U+202A-202E, U+2066-2069) become U+FFFD. */
void utf8_add_clean(struct strbuf *sb, const char *s);
/* Same, for one line: \n and \t become a space. */
void utf8_add_clean_line(struct strbuf *sb, const char *s);
/* Simple case folding (ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic). */
uint32_t utf8_fold(uint32_t ch);
/* Position of needle in hay under simple case folding, or NULL. */
const char *utf8_casefind(const char *hay, const char *needle);

/* What is wrong with a text meant to be stored. */
enum utf8_fault { UTF8_OK, UTF8_INVALID, UTF8_CONTROL, UTF8_NEWLINE };
/* `line`: also refuse \n and \r; else \n and \t pass.  NUL, other C0, C1 and
 * DEL are UTF8_CONTROL.  \r\n in text should be turned to \n before. */
enum utf8_fault utf8_check(const char *s, size_t len, bool line);

#endif
