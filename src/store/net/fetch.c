/*
 * fetch.c - fetching with the git executable.
 *
 * Git knows the user's credentials, ssh configuration and proxies; we choose
 * options so that a run leaves no other trace in the repository, and turn what
 * went wrong into one sentence.
 */
#include "base/base.h"
#include "store/net/remote.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/net/internal.h"
#include "store/odb/object.h"

#define FETCH_TRIES 8

/*
 * Where Git may have left objects out (a partial clone), somebody else's fetch can
 * have brought our commits without their trees or texts: what we have counts as had,
 * and no fetch brings the rest.
 */
static bool lacks_objects(const struct place *p, const struct config *c,
			  const char *remote)
{
	char *key = xasprintf("remote.%s.promisor", remote);
	bool may = config_get(c, "extensions.partialclone") ||
		config_get(c, key);
	struct proc proc;
	bool lacks = false;

	free(key);
	if (!may)
		return false;
	git_proc(&proc, p, "rev-list", "--objects", "--missing=print",
		 "--no-walk", "--glob=refs/tasks", "--glob=refs/task-remotes",
		 (char *)NULL);
	proc.out_max = (size_t)1 << 30;
	if (proc_run(&proc, NULL) == 0 && !proc.status)
		lacks = *proc.out.buf == '?' || strstr(proc.out.buf, "\n?");
	proc_release(&proc);
	return lacks;
}

/* Two sessions in one clone may fetch at once; whoever comes second to a ref finds
 * another value than it read, and only has to read it again. */
static bool was_overtaken(const struct proc *p)
{
	return p->status && strstr(p->err_out.buf, "cannot lock ref");
}

/* 1: somebody else in this clone fetched meanwhile; err says so. */
static int fetch_once(const struct place *p, const struct config *c,
		      const char *remote, const char *spec, const char *more,
		      bool progress, bool again, bool *none, struct err *err)
{
	struct proc proc;
	int rc;

	*none = false;
	if (place_all_plain(p, err) < 0)
		return -1;
	git_proc(&proc, p, "fetch", "--no-tags", "--no-write-fetch-head",
		 "--refmap=", "--no-filter", "--no-recurse-submodules",
		 "--no-auto-gc", "--prune", progress ? "--progress" :
		 "--quiet", (char *)NULL);
	if (again)
		strvec_push(&proc.argv, "--refetch");
	proc.inherit_err = progress;
	net_never_prompt(&proc, c);
	rc = net_add_remote(&proc, c, remote, err);
	if (rc == 0) {
		strvec_push(&proc.argv, spec);
		if (more)
			strvec_push(&proc.argv, more);
		rc = proc_run(&proc, err);
	}
	*none = rc == 0 && proc.status &&
		strstr(proc.err_out.buf, "couldn't find remote ref");
	if (rc == 0 && proc.status && !*none) {
		net_explain(err, p, remote, "fetch from", &proc);
		rc = was_overtaken(&proc) ? 1 : -1;
	}
	proc_release(&proc);
	return rc;
}

static int fetch(const struct place *p, const struct config *c,
		 const char *remote, const char *spec, const char *more,
		 bool progress, bool *none, bool *filled, struct err *err)
{
	int rc = 1, tries;

	for (tries = 0; rc == 1 && tries < FETCH_TRIES; tries++) {
		err_clear(err);
		rc = fetch_once(p, c, remote, spec, more, progress, false,
				none, err);
	}
	if (rc == 0 && !*none && lacks_objects(p, c, remote)) {
		rc = fetch_once(p, c, remote, spec, more, progress, true, none,
				err);
		*filled = rc == 0;
	}
	return rc ? -1 : 0;
}

static int forget(const struct place *p, const char *name, struct err *err)
{
	struct repo *r;
	int rc = repo_open(&r, p, err);

	if (rc < 0)
		return -1;
	rc = ref_delete(r, name, NULL, err);
	repo_close(r);
	return rc;
}

/* A host that takes only branches: one branch for the tasks, which may not be
 * there yet, and a name space for the rest. */
static int fetch_mapped(const struct place *p, const struct config *c,
			const char *remote, bool progress, bool *filled,
			struct err *err)
{
	struct strbuf main_track = STRBUF_INIT, all_track = STRBUF_INIT;
	struct strbuf main_spec = STRBUF_INIT, all_spec = STRBUF_INIT;
	char *theirs = net_theirs(c, "main"), *rest = net_theirs(c, "*");
	bool none;
	int rc;

	remote_tracking(&main_track, remote, "main");
	remote_tracking(&all_track, remote, "*");
	strbuf_addf(&main_spec, "+%s:%s", theirs, main_track.buf);
	strbuf_addf(&all_spec, "+%s:%s", rest, all_track.buf);
	rc = fetch(p, c, remote, main_spec.buf, all_spec.buf, false, &none,
		   filled, err);
	if (rc == 0 && none) {
		rc = fetch(p, c, remote, all_spec.buf, NULL, progress, &none,
			   filled, err);
		if (rc == 0)
			rc = forget(p, main_track.buf, err);
	}
	free(theirs);
	free(rest);
	strbuf_release(&main_track);
	strbuf_release(&all_track);
	strbuf_release(&main_spec);
	strbuf_release(&all_spec);
	return rc;
}

int remote_fetch(const struct place *p, const struct config *c,
		 const char *remote, bool progress, bool *filled,
		 struct err *err)
{
	const char *remote_ref = config_get(c, "task.remoteref");
	struct strbuf spec = STRBUF_INIT;
	bool none, unasked = false;
	int rc;

	if (!filled)
		filled = &unasked;
	if (remote_ref && *remote_ref)
		return fetch_mapped(p, c, remote, progress, filled, err);
	strbuf_addstr(&spec, "+refs/tasks/*:");
	remote_tracking(&spec, remote, "*");
	rc = fetch(p, c, remote, spec.buf, NULL, progress, &none, filled, err);
	strbuf_release(&spec);
	return rc;
}
