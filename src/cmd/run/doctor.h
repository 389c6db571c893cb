/*
 * doctor.h - looks at what tasks depend on: Git, libraries, refs, the index, hooks,
 * remotes, settings, the identity, the clock.
 *
 * Each check gives one finding or several; each finding that is not fine says what
 * to do.  Looking changes nothing; `fix` makes anew what is derived from something
 * else (the index, hooks that lead to a program that has gone), never a task.
 */
#ifndef CMD_RUN_DOCTOR_H
#define CMD_RUN_DOCTOR_H

#include "base/base.h"
#include "data/json.h"
#include "front/cmd.h"

enum health {
	HEALTH_OK,
	HEALTH_NOTE,		/* worth knowing, nothing is wrong */
	HEALTH_WARNING,		/* something does not work as it should */
	HEALTH_ERROR		/* tasks can not be read or written */
};
extern const char *const health_names[];

struct finding {
	const char *check;	/* "git", "index": static */
	enum health health;
	char *what;
	char *remedy;		/* NULL when there is nothing to do */
	bool fixable;		/* by `fix` */
	bool fixed;		/* it was, and is well now */
};

struct doctor {
	struct ctx *ctx;	/* its db may be NULL: no repository */
	bool fix;
	bool quick;		/* asks no remote and reads no task */
	int timeout_ms;		/* for each remote */
	struct finding *v;
	size_t nr, alloc;
};

/* All checks in their order.  Never fails: what can not be looked at is a finding. */
void doctor_run(struct doctor *d);
/* The worst of all. */
enum health doctor_health(const struct doctor *d);
void doctor_release(struct doctor *d);

#endif
