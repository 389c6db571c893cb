/*
 * dialog.h - the sessions of the Model Context Protocol over HTTP, up to
 * 2025-11-25: what a client that comes back may ask for again.
 *
 * A session has a name that nobody can guess, belongs to whom it began with, and
 * ends when its client says so, when it was not used for an hour, or when there
 * are more than DIALOGS_MAX and it is the one that was not used for longest.  It
 * keeps its last answers, each under the number of the stream that it was for, so
 * that a client whose connection broke gets the answer instead of asking twice.
 */
#ifndef SERVE_HTTP_DIALOG_H
#define SERVE_HTTP_DIALOG_H

#include "base/base.h"
#include "base/strvec.h"
#include "serve/http/http.h"
#include "serve/http/tokens.h"

#define DIALOGS_MAX 128
#define DIALOG_IDLE_MS ((int64_t)3600 * 1000)
#define DIALOG_ANSWERS 8
/* Of one answer; a larger one is not kept. */
#define DIALOG_ANSWER_MAX ((size_t)128 << 10)
#define DIALOG_URIS_MAX 100

struct dialog {
	char id[65];
	const char *version;		/* of the protocol; static */
	const struct token *who;	/* NULL: it took no token */
	int64_t used;
	struct strvec uris;		/* resources that it wants to hear of */
	char tip[HTTP_TIP];		/* it has heard of all until here */
	unsigned long ear;		/* which stream hears of changes */
	int level;			/* of log messages; -1: none */
	struct dialog_answer {
		unsigned long nr;	/* of the stream; 0: free */
		char *text;		/* NULL: it is being worked on */
	} answers[DIALOG_ANSWERS];
	size_t next_answer;
	struct dialog *next;
};

struct dialogs {
	struct dialog *first;
	size_t nr;
	unsigned long last_stream;
};

/* A new one; never NULL, belongs to `all`. */
struct dialog *dialog_begin(struct dialogs *all, const char *version,
				  const struct token *who, int64_t now);
/* Of this name; where it began with a token, for that token only.  NULL: there is
 * none (any more). */
struct dialog *dialog_find(struct dialogs *all, const char *id,
				 const struct token *who, int64_t now);
/* The same without a look at who asks, for what goes on by itself. */
struct dialog *dialog_named(const struct dialogs *all,
				  const char *id);
void dialog_end(struct dialogs *all, struct dialog *s);
void dialog_end_all(struct dialogs *all);

/* A number for a stream; its answer can be asked for from now on. */
unsigned long dialog_expect(struct dialogs *all, struct dialog *s);
/* Keeps the answer of a stream, if that is still expected. */
void dialog_keep(struct dialog *s, unsigned long nr, const char *text);
/* NULL: unknown, or thrown away.  Else its `text` is NULL while it is worked on. */
const struct dialog_answer *dialog_answer(const struct dialog *s,
					    unsigned long nr);

#endif
