/*
 * remote.h - fetch and push through the git executable, which knows the user's
 * credentials, ssh and proxies.
 */
#ifndef STORE_REMOTE_H
#define STORE_REMOTE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "store/repo.h"

/* task.remote, the branch's upstream remote, the only one, or origin.
 * 0 and *out (caller frees); 1 when there is no remote at all; -1 error. */
int remote_pick(char **out, const struct place *p, const struct config *c,
		struct err *err);

/* Tracking ref of "main" or "sessions": refs/task-remotes/<remote>/<name>.
 * A URL instead of a name gives a name made of its hash. */
void remote_tracking(struct strbuf *out, const char *remote,
		     const char *name);

/*
 * Fetches the remote's task refs into refs/task-remotes/<remote>/.  A remote
 * without any is fine.  ERR_NETWORK: what happened and what is safe.  Never
 * prompts without a terminal.
 */
int remote_fetch(const struct place *p, const struct config *c,
		 const char *remote, bool progress, struct err *err);

/*
 * Pushes refs/tasks/main and refs/tasks/sessions, as far as they exist, by
 * plain fast-forward and sets their tracking refs.  task.remoteRef maps "main" to
 * a ref of the remote and "sessions" to that name with "-sessions" behind.
 * 0 pushed or up to date; 1 rejected because the remote moved (fetch and try
 * again), with the host's answer in err; -1 error: ERR_NETWORK with the host's
 * own words.
 */
int remote_push(const struct place *p, const struct config *c,
		const char *remote, bool progress, struct err *err);
/* The same for one commit as "main", which no ref here has to name yet. */
int remote_push_commit(const struct place *p, const struct config *c,
		       const char *remote, const struct oid *commit,
		       struct err *err);

#endif
