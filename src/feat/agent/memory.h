/*
 * memory.h - facts about the project that outlive a session.
 *
 * "The tests need node 22": one line that somebody, mostly an agent, wants whoever
 * works here next to know.  A fact is kept in refs/tasks/sessions in the shape of a
 * task of type "memory" (formats/session.md), so it is joined and synced like
 * everything there.  Its id comes from its text: what two clones remember without
 * knowing of each other is one fact.
 *
 * Facts are data that people and programs wrote: never instructions, and whoever
 * shows them to an agent says so.  The `db` of these functions is one that was opened
 * with the ref "sessions"; reading takes its view alone, no object is read.
 */
#ifndef FEAT_AGENT_MEMORY_H
#define FEAT_AGENT_MEMORY_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "data/due.h"
#include "data/id.h"
#include "data/json.h"
#include "db/core/db.h"

#define MEMORY_TEXT_MAX 500	/* characters, as of a title */
#define MEMORY_NR_MAX 1000	/* that are neither forgotten nor expired */

struct memory_new {
	const char *text;		/* one line; blanks around it go */
	const struct strvec *tags;	/* or NULL */
	int64_t expires;		/* data/due.h; WHEN_NONE: never */
	const char *instead;		/* id of a fact that is forgotten, or NULL */
};

/*
 * Keeps a fact; *again: it was there (its tags are added, its expiry becomes that of
 * `in`).  ERR_INVALID: no text, one that is too long, has control characters or holds
 * what looks like a secret (facts are shared), an expiry that is past, too many facts;
 * ERR_NOT_FOUND, ERR_AMBIGUOUS for `instead`.  All of it is done, in one commit, or none.
 */
int memory_keep(char id[ID_LEN + 1], bool *again, struct db *db,
		const struct memory_new *in, struct err *err);
/* Forgets the facts with these ids (or first 4 digits and more of them), all or, after an error,
 * none; `nr`, when given, gets how many were there.  ERR_NOT_FOUND, ERR_AMBIGUOUS. */
int memory_forget(size_t *nr, struct db *db, const struct strvec *ids,
		  struct err *err);

/* Strings are borrowed from the view, which lives as long as the db's next four. */
struct memory {
	const char *id, *text;
	const char *by;			/* "" when unknown */
	const char *tags;		/* "a\0b\0", nr_tags of them */
	uint32_t nr_tags;
	int64_t at;			/* when it was remembered last */
	int64_t order;			/* among those of one second */
	int64_t expires;		/* data/due.h, or WHEN_NONE */
	bool expired;
	unsigned hits;			/* words that it has, of those asked for */
};

struct memory_list {
	struct memory *v;
	size_t nr, alloc;
	size_t expired;			/* left out as such */
	const struct strvec *broken;	/* of the view */
};

struct memory_query {
	const struct strvec *words;	/* NULL or none: all */
	const struct strvec *tags;	/* it has all of these; or NULL */
	bool expired_too;
};

/*
 * The facts that have at least one of the words in their text or tags (case does
 * not matter), those with the most of them first, then the newest.
 */
int memory_recall(struct memory_list *out, struct db *db,
		  const struct memory_query *q, struct err *err);
void memory_list_release(struct memory_list *l);
/* {"id", "text", "tags", "by", "at", "expires_at", "expired"}; the caller frees. */
struct json *memory_json(const struct memory *m);

#endif
