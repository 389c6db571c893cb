/*
 * serve-open.h - showing the page in a browser.
 */
#ifndef CMD_RUN_SERVE_OPEN_H
#define CMD_RUN_SERVE_OPEN_H

#include "base/base.h"
#include "base/err.h"
#include "db/core/db.h"

/*
 * Opens the address in the user's browser, the one that `git web--browse` finds or
 * web.browser names.  The secret in the address is never an argument of a program,
 * which others could list: the browser gets a file that only the user can read and
 * that leads there.  *file is for serve_opened, also after an error.
 */
int serve_open(char **file, struct db *db, const char *url, struct err *err);
/* Removes the file; NULL is fine. */
void serve_opened(char *file);

#endif
