/*
 * choose.h - which of the tasks that could be claimed an actor goes for.
 */
#ifndef DB_SHARE_CHOOSE_H
#define DB_SHARE_CHOOSE_H

#include "base/base.h"
#include "db/share/claim.h"
#include "db/share/claimref.h"
#include "db/share/inbox.h"

struct chooser {
	struct db *db;
	const struct claimant *me;
	/* claims at the remote as of the last fetch; NULL: this clone decides,
	 * and the first one is taken */
	struct remote_refs *claims;
	const struct strvec *taken;	/* ids, in this very claim */
	const struct strvec *lost;	/* ids that others got a moment ago */
};

/*
 * The best that is left of `all`, which is in order of rank; NULL: none.  Through
 * a remote, of those of about one rank the one that falls to this actor when it
 * and all who hold claims share them out (hands_share), so that a herd does not
 * run to the oldest task.
 */
const struct claim_choice *choose(const struct chooser *from,
				  const struct claim_choice *all, size_t nr);

#endif
