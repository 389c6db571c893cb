/*
 * inbox.h - what clones have delivered beside main (formats/sharing.md).
 *
 * A delivery is a commit under refs/tasks/inbox/<actor> of the remote (for
 * sessions: refs/tasks/sessions-inbox/<actor>), which only the clone of that
 * name writes.  Everybody joins what is there; once main has it, it goes away.
 */
#ifndef DB_SHARE_INBOX_H
#define DB_SHARE_INBOX_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "db/share/share.h"
#include "store/odb/object.h"

/* One ref of the remote, as of the last fetch. */
struct remote_ref {
	char *name;		/* "inbox/91b3d77a", "claims/3f9a..." */
	struct oid oid;
	bool joined;		/* inboxes: our ref has what it has */
	struct claimref *claim;	/* remote_ref_claim(), or NULL */
	bool looked;
};

struct remote_refs {
	struct remote_ref *v;	/* in order of their names */
	size_t nr, alloc;
};

#define REMOTE_REFS_INIT { NULL, 0, 0 }
void remote_refs_release(struct remote_refs *refs);

/* Lists the tracking refs of `remote` below `dir` ("inbox/"). */
int remote_refs_list(struct remote_refs *out, struct db *db,
		     const char *remote, const char *dir, struct err *err);
/* The claim that a ref of "claims/" is, read at the first call; NULL: it can not
 * be read as one.  Borrowed. */
const struct claimref *remote_ref_claim(struct db *db,
					struct remote_ref *ref);

/* "inbox/<actor>" or "sessions-inbox/<actor>": where this clone delivers
 * `name`. */
int inbox_mine(char out[40], struct db *db, const char *name,
	       struct err *err);
/* The folder of the inboxes of "main" or "sessions". */
const char *inbox_dir(const char *name);

/*
 * Joins all inboxes of `name` into refs/tasks/<name>, at once, and marks them in
 * `refs`.  One that is not a tree of tasks, or of a newer schema than ours, is
 * left alone, with a warning.
 */
int inbox_join(struct db *db, const char *name, struct remote_refs *refs,
	       struct share_report *report, struct err *err);

/* How many of them hold edits that commit `main` (NULL: none) lacks, those of
 * `mine` aside. */
int inbox_waiting(size_t *out, struct db *db, const struct remote_refs *refs,
		  const struct oid *main, const char *mine, struct err *err);

#endif
