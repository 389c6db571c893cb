/*
 * repolog.c - commits of the project that touch a path, asked of Git.
 */
#include "base/base.h"
#include "db/care/repolog.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/strbuf.h"
#include "db/core/internal.h"

/* One line of `git log --numstat --format=%x00%ae`. */
static void add_line(struct path_history *out, struct map *authors,
		     char *line)
{
	unsigned long added, deleted;

	if (*line == '\1') {
		out->commits++;
		map_put(authors, line + 1, NULL);
		return;
	}
	if (sscanf(line, "%lu %lu", &added, &deleted) == 2) {
		out->added += added;
		out->deleted += deleted;
	}
}

int repo_path_history(struct path_history *out, struct db *db,
		      const char *path, struct err *err)
{
	struct map authors = MAP_INIT;
	struct proc p;
	char limit[32], *line, *end;
	int res = -1;

	memset(out, 0, sizeof(*out));
	snprintf(limit, sizeof(limit), "-%d", PATH_HISTORY_MAX);
	git_proc(&p, db_place(db), "--literal-pathspecs", "log", limit,
		 "--numstat", "--no-renames", "--format=%x01%ae", "HEAD", "--",
		 path, (char *)NULL);
	if (proc_run(&p, err) < 0)
		goto out;
	res = 0;
	if (p.status)		/* no commit yet: nothing is known */
		goto out;
	for (line = p.out.buf; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		add_line(out, &authors, line);
	}
	out->authors = (unsigned)authors.nr;
out:
	map_clear(&authors);
	proc_release(&p);
	return res;
}

static void count(struct map *m, const char *key)
{
	size_t *nr = map_get(m, key);

	if (!nr) {
		nr = xcalloc(1, sizeof(*nr));
		map_put(m, key, nr);
	}
	++*nr;
}

/* "<seconds> TAB <author> TAB <Task-Op>" */
static void add_edit(struct activity *a, char *line, int64_t since,
		     int64_t until)
{
	char *author = strchr(line, '\t'), *verb;
	int64_t at = when_from_seconds(strtoll(line, NULL, 10));

	if (!author)
		return;
	*author++ = '\0';
	verb = strchr(author, '\t');
	if (!verb)
		return;
	*verb++ = '\0';
	if ((since != WHEN_NONE && at < since) ||
	    (until != WHEN_NONE && at >= until) || !*verb)
		return;
	count(&a->verbs, verb);
	count(&a->authors, author);
	a->edits++;
}

int db_activity(struct activity *out, struct db *db, int64_t since,
		int64_t until, struct err *err)
{
	static const char format[] = "--format=%at%x09%aN%x09"
		"%(trailers:key=Task-Op,valueonly,separator=%x20)";
	struct proc p;
	char *line, *end;
	int res = -1;

	memset(out, 0, sizeof(*out));
	out->verbs.free_value = out->authors.free_value = free;
	git_proc(&p, db_place(db), "log", "--no-merges", format, db_ref(db),
		 "--", (char *)NULL);
	if (proc_run(&p, err) < 0)
		goto out;
	res = 0;
	if (p.status)		/* no task was ever written */
		goto out;
	for (line = p.out.buf; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		add_edit(out, line, since, until);
	}
out:
	proc_release(&p);
	return res;
}

void activity_release(struct activity *a)
{
	map_clear(&a->verbs);
	map_clear(&a->authors);
}
