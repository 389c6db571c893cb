/*
 * hooklog.c - the local log of hook runs.
 */
#include "base/base.h"
#include "feat/project/hooklog.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"

#define LOG_NAME "hooks.log"

static void add_line(struct strbuf *sb, const struct hooklog_run *r)
{
	strbuf_addf(sb, "%" PRId64 " %s %" PRId64 " %s\n", r->at, r->event,
		    r->took, r->failed ? "failed" : "ok");
}

static int put_back(struct db *db, const struct hooklog *l, size_t from,
		    struct err *err)
{
	char *path = db_local_path(db, LOG_NAME);
	struct strbuf sb = STRBUF_INIT;
	int ret;

	for (size_t i = from; i < l->nr; i++)
		add_line(&sb, &l->v[i]);
	ret = file_write_atomic(path, sb.buf, sb.len, false, err);
	strbuf_release(&sb);
	free(path);
	return ret;
}

static void halve(struct db *db)
{
	struct hooklog l = HOOKLOG_INIT;

	if (hooklog_read(&l, db, NULL) == 0)
		put_back(db, &l, l.nr / 2, NULL);
	hooklog_release(&l);
}

void hooklog_add(struct db *db, const char *event, int64_t took, bool failed)
{
	struct hooklog_run r = { db_now(db), took, "", failed };
	struct strbuf line = STRBUF_INIT;
	char *path = db_local_path(db, LOG_NAME);
	struct stat st;
	int fd;

	snprintf(r.event, sizeof(r.event), "%s", event);
	add_line(&line, &r);
	/* one write: lines of hooks that run at once do not mix */
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
		  O_NONBLOCK, 0666);
	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	    write(fd, line.buf, line.len) == (ssize_t)line.len &&
	    st.st_size > (off_t)(2 * HOOKLOG_MAX))
		halve(db);
	if (fd >= 0)
		close(fd);
	free(path);
	strbuf_release(&line);
}

static bool read_line(struct hooklog_run *r, const char *line)
{
	char end[8];

	if (sscanf(line, "%" SCNd64 " %39s %" SCNd64 " %7s", &r->at, r->event,
		   &r->took, end) != 4 || r->took < 0)
		return false;
	r->failed = !strcmp(end, "failed");
	return r->failed || !strcmp(end, "ok");
}

int hooklog_read(struct hooklog *out, struct db *db, struct err *err)
{
	char *path = db_local_path(db, LOG_NAME), *line, *next;
	struct strbuf sb = STRBUF_INIT;
	int ret = 0;

	if (file_exists(path))
		ret = file_read_plain(&sb, path, 4 * HOOKLOG_MAX, err);
	free(path);
	for (line = sb.buf; ret == 0 && *line; line = next) {
		struct hooklog_run r;

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (!read_line(&r, line))
			continue;
		ALLOC_GROW(out->v, out->nr + 1, out->alloc);
		out->v[out->nr++] = r;
	}
	strbuf_release(&sb);
	return ret;
}

void hooklog_release(struct hooklog *l)
{
	free(l->v);
	l->v = NULL;
	l->nr = l->alloc = 0;
}

int hooklog_drop(size_t *dropped, struct db *db, int64_t before,
		 struct err *err)
{
	struct hooklog l = HOOKLOG_INIT;
	int ret = hooklog_read(&l, db, err);
	size_t kept = 0;

	for (size_t i = 0; i < l.nr; i++)
		if (l.v[i].at >= before)
			l.v[kept++] = l.v[i];
	*dropped = l.nr - kept;
	l.nr = kept;
	if (ret == 0 && *dropped)
		ret = put_back(db, &l, 0, err);
	hooklog_release(&l);
	return ret;
}
