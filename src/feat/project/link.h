/*
 * link.h - which tasks a commit message, a branch or a commit names.
 *
 * Pure text; nothing here looks into a repository.  What counts as a reference:
 *
 *	Task-Id: 3f9a1c2b	a line of its own, any case, several ids, any
 *				prefix of 4 or more
 *	#3f9a1c2b		8 digits or more, or 4 or more of which one is a
 *				letter: "#1234" is another tracker's number
 *	3f9a1c2b		a word of 8 to 16 hex digits; a task only when no
 *				commit has that prefix (the caller checks)
 *	closes #3f9a1c2b	also completes, finishes, fixes, resolves and
 *				their forms (close, closed, ...), "task" between,
 *				and further ids after "," or "and"; closing.h
 *				says when it is not meant
 *
 * Lines that Git itself writes about commits ("This reverts commit ...",
 * "(cherry picked from commit ...)", "commit ..." of a squash) name no task.
 */
#ifndef FEAT_PROJECT_LINK_H
#define FEAT_PROJECT_LINK_H

#include "base/base.h"
#include "data/id.h"

enum link_how { LINK_TRAILER, LINK_HASH, LINK_BARE };

struct link_ref {
	char prefix[ID_LEN + 1];	/* lower case */
	enum link_how how;		/* the surest of its mentions */
	bool closes;
};

struct link_refs {
	struct link_ref *v;
	size_t nr, alloc;
	char reverts[OBJECT_HEX + 1];	/* commit that this one takes back, or "" */
};

#define LINK_REFS_INIT { NULL, 0, 0, "" }

/*
 * The references in a commit message, each prefix once, in order of first
 * mention.  In a revert nothing closes: its subject quotes the other's.
 * Linear in the message's size; at most LINK_REFS_MAX references, and of sentences
 * about closing the first 1,000.
 */
#define LINK_REFS_MAX 200
void link_parse(struct link_refs *out, const char *message);
void link_refs_release(struct link_refs *r);

/*
 * The task that a branch is for: the first word of 8 to 16 hex digits in its
 * name ("feature/3f9a1c2b-login").  False when there is none.
 */
bool link_branch_task(char prefix[ID_LEN + 1], const char *branch);

/* "feature/3f9a1c2b-add-a-login-page": `word`, the id's 8 digits, and the title
 * in lower-case ASCII, 40 bytes at most.  Caller frees. */
char *link_branch_name(const char *word, const char *id, const char *title);

#endif
