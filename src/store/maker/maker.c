/*
 * maker.c - what both makers say alike.
 */
#include "base/base.h"
#include "store/maker/maker.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/maker/internal.h"

const char *type_name(enum object_type type)
{
	static const char *const names[] = {
		"object", "commit", "tree", "blob", "tag"
	};

	return names[type <= TYPE_TAG ? type : 0];
}

bool maker_lock_hint(struct strbuf *out, const struct place *p,
		     const char *name)
{
	char *path = p->ref_files ?
		xasprintf("%s/%s.lock", p->commondir, name) :
		path_join(p->commondir, "reftable/tables.list.lock");
	bool there = file_exists(path);

	if (there)
		strbuf_addf(out, "remove '%s' if no git process is running",
			    path);
	free(path);
	return there;
}

int maker_symbolic(const char *name, struct err *err)
{
	return err_set(err, ERR_FATAL, "'%s' is a symbolic ref, which git-task "
		       "reads and does not write; 'git symbolic-ref %s' shows "
		       "where it leads", name, name);
}

int maker_lost_race(struct repo *r, const char *name, struct err *err)
{
	struct strbuf hint = STRBUF_INIT;

	err_set(err, ERR_CONFLICT, "'%s' has moved meanwhile", name);
	if (maker_lock_hint(&hint, &r->place, name))
		err_set(err, ERR_CONFLICT, "'%s' is locked: %s", name,
			hint.buf);
	strbuf_release(&hint);
	return 1;
}
