/*
 * transcript.h - what a session used, read from the transcript that the agent keeps.
 *
 * Claude Code and Codex write each session to a file of JSON lines.  Only numbers,
 * names of models, times and the session's id are read from it; what was said, what
 * tools were given and what they answered is never kept, not even in memory
 * (data/jsonscan.h).  A file is read from where the last reading stopped.
 *
 * Claude Code: an answer is told in several lines, one a block of content, each with
 * the usage so far: `message.id` and `requestId` name the request, which counts once
 * with its greatest numbers.  Lines of subagents count like all others.  Codex tells
 * running totals of the session: what counts is by how much they grew, and a total
 * that became smaller begins anew.  Its input includes what came from the cache;
 * here the two are apart.  `codex exec --json` tells the usage of each turn.
 *
 * Sums are kept by model and day (UTC), so that costs can be told by day.
 */
#ifndef FEAT_SESSION_TRANSCRIPT_H
#define FEAT_SESSION_TRANSCRIPT_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "feat/session/session.h"

/* Tokens of one model on one day. */
struct transcript_use {
	char *model;		/* "" when the transcript does not say */
	int64_t first, last;	/* ms; WHEN_NONE: no line had a time */
	struct session_tokens n;
};

/* A request that may get more lines. */
struct transcript_request {
	uint64_t key;
	uint32_t use;		/* where it counts */
	double n[4];
};

#define TRANSCRIPT_RECENT 256

struct transcript {
	char *session;		/* id; NULL: none was named */
	char *cwd;		/* where the agent worked; or NULL */
	char *model;		/* the last one; or NULL */
	const char *agent;	/* "claude", "codex"; NULL: of no known kind */
	int64_t first, last;	/* times of lines; WHEN_NONE: none */
	struct transcript_use *uses;
	size_t nr_uses, alloc_uses;
	uint64_t lines, bad;	/* bad: no JSON text */
	uint64_t requests;
	uint64_t api_errors;	/* answers that failed */
	uint64_t tool_errors;	/* tools that failed */
	double context_used, context_window;	/* at last; 0: not known */
	/* where to go on */
	uint64_t offset;
	uint64_t head;		/* hash of the file's first bytes */
	struct transcript_request recent[TRANSCRIPT_RECENT];
	size_t nr_recent;	/* ever; the place of the next modulo */
	double total[3];	/* Codex: input, cached, output */
	struct transcript_seen *seen;	/* requests of other files, or NULL */
};

void transcript_init(struct transcript *t);
void transcript_release(struct transcript *t);

/* The requests that were met, in whatever file: what one session copied from
 * another counts once.  Shared by the transcripts of one import. */
struct transcript_seen *transcript_seen_new(void);
void transcript_seen_free(struct transcript_seen *s);

/*
 * Reads on from t->offset to the last whole line.  A file that is not the one of
 * before any more (shorter, another beginning) is read from its beginning, all
 * numbers anew.  ERR_FAILED: it can not be read.  What is no JSON is counted in
 * `bad` and left out.
 */
int transcript_read(struct transcript *t, const char *path, struct err *err);

/* What is needed to go on later, as JSON; and back (false: of another form). */
struct json *transcript_save(const struct transcript *t);
bool transcript_load(struct transcript *t, const struct json *j);

#endif
