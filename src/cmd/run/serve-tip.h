/*
 * serve-tip.h - the tip of a ref for whoever asks many times a second.
 *
 * A server that is asked for a tip with each request, and by its listeners twenty
 * times a second, would open the repository each time.  As long as none of the files
 * that the ref can stand in has changed (loose, packed, tables of reftable) it is the
 * same.  A change within the grain of the file system's clock could go unseen: what
 * is so young is looked up again.
 */
#ifndef CMD_RUN_SERVE_TIP_H
#define CMD_RUN_SERVE_TIP_H

#include "base/base.h"
#include "base/err.h"
#include "front/cmd.h"
#include "serve/http/http.h"

#define TIP_FILES 3

struct ref_tip {
	const char *ref;		/* below refs/tasks/; NULL: main */
	char *files[TIP_FILES];		/* where it can stand; NULL: not known */
	struct tip_stamp {
		bool there;
		struct stat st;
	} stamps[TIP_FILES];
	bool known;			/* the tip of those stamps is: */
	char tip[HTTP_TIP];
};

/* "" when there is none.  Errors as of db_open, or of a ref that can not be read. */
int ref_tip(char out[HTTP_TIP], struct ref_tip *t, const struct ctx *base,
	    struct err *err);
void ref_tip_release(struct ref_tip *t);

#endif
