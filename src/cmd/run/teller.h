/*
 * teller.h - sending notifications beside a server.
 */
#ifndef CMD_RUN_TELLER_H
#define CMD_RUN_TELLER_H

#include "base/proc.h"
#include "front/cmd.h"

struct teller {
	struct proc proc;
	struct proc_talk *talk;	/* NULL: nobody is to be told */
};

/*
 * Starts this program once more to send what there is to tell ('watch --follow'
 * without its output), when somebody is to be told; a server waits for nobody's
 * chat.  What goes wrong is a warning.  It ends with teller_stop, or when this
 * process dies.  `db` is needed for the start only.
 */
void teller_start(struct teller *t, struct out *out, struct db *db);
void teller_stop(struct teller *t);

#endif
