/*
 * internal.h - what the senders of messages share.
 */
#ifndef FEAT_TELL_INTERNAL_H
#define FEAT_TELL_INTERNAL_H

#include "base/base.h"
#include "base/err.h"
#include "feat/tell/tell.h"

/* Members of the first event of a message, "" when unset. */
const char *message_member(const struct tell_message *m, const char *name);
/* What a webhook gets and a command reads: {"key", "rule", "repository", "text",
 * "events"} (docs/notify.md). */
void message_json(struct strbuf *out, const struct tell_message *m);

/* Programs of this machine: mail.c and local.c. */
enum tell_answer send_mail(struct tell_sender *s, const struct tell_message *m,
			   struct err *err);
enum tell_answer send_desktop(struct tell_sender *s,
			      const struct tell_message *m, struct err *err);
enum tell_answer send_command(struct tell_sender *s,
			      const struct tell_message *m, struct err *err);

struct proc;
/* Runs it; sent when it exits with 0. */
enum tell_answer send_run(struct tell_sender *s, struct proc *p,
			  struct err *err);

#endif
