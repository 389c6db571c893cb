/*
 * gc.c - the objects of tasks packed, leftovers removed.
 */
#include "base/base.h"
#include <dirent.h>
#include "base/mem.h"
#include "base/proc.h"
#include "db/care/care.h"
#include "db/core/internal.h"

static int run_git(struct proc *p, const char *what, struct err *err)
{
	if (proc_run(p, err) < 0)
		return -1;
	if (!p->status)
		return 0;
	strbuf_trim(&p->err_out);
	return err_set(err, ERR_FAILED, "git %s failed: %s", what,
		       p->err_out.buf);
}

static int count_loose(size_t *out, struct db *db, struct err *err)
{
	struct proc p;
	int ret;

	git_proc(&p, &db->place, "count-objects",
		 (char *)NULL);
	ret = run_git(&p, "count-objects", err);
	*out = ret ? 0 : (size_t)strtoull(p.out.buf, NULL, 10);
	proc_release(&p);
	return ret;
}

/* Only objects that are in no pack yet, of our refs alone. */
static int pack_loose(struct db *db, struct err *err)
{
	struct strvec refs = STRVEC_INIT;
	struct strbuf in = STRBUF_INIT;
	char *objects = place_objects(&db->place);
	char *base = path_join(objects, "pack/pack");
	struct repo *r;
	struct proc p;
	size_t i;
	int ret = -1;

	if (db_repo(&r, db, err) < 0 ||
	    ref_list(&refs, r, "refs/tasks/", err) < 0)
		goto out;
	for (i = 0; i < refs.nr; i++)
		strbuf_addf(&in, "%s\n", refs.v[i]);
	ret = 0;
	if (!refs.nr)
		goto out;
	git_proc(&p, &db->place, "pack-objects", "--quiet", "--revs",
		 "--unpacked", "--incremental", "--local", "--non-empty",
		 base, (char *)NULL);
	p.in = in.buf;
	p.in_len = in.len;
	ret = run_git(&p, "pack-objects", err);
	proc_release(&p);
out:
	free(base);
	free(objects);
	strbuf_release(&in);
	strvec_clear(&refs);
	return ret;
}

static void drop_index(struct db *db)
{
	char *dir = path_dirname(db->index_path), *path;
	const char *name = path_basename(db->index_path);
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		if (!str_starts(e->d_name, name))
			continue;
		path = path_join(dir, e->d_name);
		unlink(path);
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
	db_moved(db);
}

int db_gc(size_t *before, size_t *after, struct db *db, struct err *err)
{
	const struct view *v;
	struct proc p;
	int ret;

	if (place_all_plain(&db->place, err) < 0 ||
	    count_loose(before, db, err) < 0 || pack_loose(db, err) < 0)
		return -1;
	git_proc(&p, &db->place, "prune-packed", "--quiet",
		 (char *)NULL);
	ret = run_git(&p, "prune-packed", err);
	proc_release(&p);
	if (ret < 0 || count_loose(after, db, err) < 0)
		return -1;
	drop_index(db);
	return db_view(&v, db, err);
}
