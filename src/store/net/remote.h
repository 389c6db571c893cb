/*
 * remote.h - which remote, and fetching through the git executable, which knows
 * the user's credentials, ssh and proxies.  push.h is the other way.
 */
#ifndef STORE_NET_REMOTE_H
#define STORE_NET_REMOTE_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "store/place/repo.h"

/* task.remote, the branch's upstream remote, the only one, or origin.
 * 0 and *out (caller frees); 1 when there is no remote at all; -1 error. */
int remote_pick(char **out, const struct place *p, const struct config *c,
		struct err *err);

/* Names N of all "remote.N.url", sorted, each once. */
void remote_names(struct strvec *out, const struct config *c);

/* Tracking ref of "main", "sessions", "inbox/<actor>", "claims/<id>": refs/task-remotes/<remote>/<name>.
 * A URL instead of a name gives a name made of its hash. */
void remote_tracking(struct strbuf *out, const char *remote,
		     const char *name);

/*
 * Fetches the remote's task refs into refs/task-remotes/<remote>/, where those
 * that are gone at the remote go away, too.  task.remoteRef maps "main" to a ref
 * of the remote and the others to that name with "-<name>" behind.  A remote
 * without any is fine.  *filled (may be NULL) is set when objects came that a partial
 * clone lacked.  ERR_NETWORK: what happened and what is safe.  Never
 * prompts without a terminal.
 */
int remote_fetch(const struct place *p, const struct config *c,
		 const char *remote, bool progress, bool *filled,
		 struct err *err);

/*
 * The URLs that the remote is pushed to, appended; none when there is just the
 * one place that it is fetched from (push to the remote by its name then).
 */
int remote_places(struct strvec *out, const struct place *p,
		  const struct config *c, const char *remote,
		  struct err *err);

#endif
