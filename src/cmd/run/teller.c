/*
 * teller.c - a child of a server that sends notifications.
 */
#include "base/base.h"
#include "cmd/run/teller.h"

#include "feat/tell/tell.h"

/* This program, or the one of its name on PATH. */
static void add_program(struct strvec *argv)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n > 0 && (size_t)n < sizeof(path) - 1) {
		path[n] = '\0';
		strvec_push(argv, path);
	} else {
		strvec_push(argv, "git-task");
	}
}

void teller_start(struct teller *t, struct out *out, struct db *db)
{
	struct err err = ERR_INIT;

	proc_init(&t->proc);
	t->talk = NULL;
	if (!tell_wanted(db))
		return;
	add_program(&t->proc.argv);
	strvec_pushl(&t->proc.argv, "-C", db_commondir(db), "watch",
		     "--follow", "--only-tell", (char *)NULL);
	t->proc.inherit_err = true;
	if (proc_talk_start(&t->talk, &t->proc, &err) < 0)
		out_warn(out, "nobody will be told: %s", err.msg);
}

void teller_stop(struct teller *t)
{
	proc_talk_end(t->talk);
	t->talk = NULL;
	proc_release(&t->proc);
}
