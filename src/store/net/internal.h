/*
 * internal.h - what fetch and push share: running git against a remote.
 *
 * Nobody outside src/store/net includes this.
 */
#ifndef STORE_NET_INTERNAL_H
#define STORE_NET_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "base/proc.h"
#include "store/place/repo.h"

/* Without a terminal Git and ssh are told to ask for nothing. */
void net_never_prompt(struct proc *proc, const struct config *c);
/* Appends the remote to argv; a path typed by the user is relative to where
 * the user is.  ERR_INVALID: no name of a remote. */
int net_add_remote(struct proc *proc, const struct config *c,
		   const char *remote, struct err *err);
/* Does the text have one of the words (NULL-terminated)? */
bool net_says(const char *text, const char *const *words);
/* The lines of Git's stderr that say why, joined by "; ". */
void net_reasons(struct strbuf *out, const char *text);
/* One sentence about a run that failed before refs were talked about; -1. */
int net_explain(struct err *err, const struct place *p, const char *remote,
		const char *verb, const struct proc *proc);
/* What the remote calls one of ours ("main", "inbox/..."); caller frees. */
char *net_theirs(const struct config *c, const char *name);

#endif
