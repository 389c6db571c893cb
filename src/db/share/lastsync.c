/*
 * lastsync.c - remembers the last exchange with a remote.
 */
#include "base/base.h"
#include "db/share/lastsync.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/when.h"

#define FILE_NAME "last-sync"
#define FILE_MAX 4096

void last_sync_write(struct db *db, const struct share_report *r)
{
	char *path = db_local_path(db, FILE_NAME);
	struct strbuf sb = STRBUF_INIT;
	char at[WHEN_LEN];

	when_format(at, db_now(db));
	strbuf_addf(&sb, "%s %zu %zu ", at, r->got, r->sent);
	/* an address may hold a password; a name does not */
	if (r->remote && !strpbrk(r->remote, ":@/\\"))
		utf8_add_clean_line(&sb, r->remote);
	strbuf_addch(&sb, '\n');
	if (db_local_mkdir(db, NULL) == 0)
		file_write_atomic(path, sb.buf, sb.len, false, NULL);
	strbuf_release(&sb);
	free(path);
}

static bool parse(struct last_sync *out, char *line)
{
	char *end, *at = line;

	line = strchr(line, ' ');
	if (!line)
		return false;
	*line++ = '\0';
	if (!when_parse_rfc3339(&out->at, at))
		return false;
	out->got = strtoul(line, &end, 10);
	if (end == line || *end != ' ')
		return false;
	line = end + 1;
	out->sent = strtoul(line, &end, 10);
	if (end == line || *end != ' ')
		return false;
	snprintf(out->remote, sizeof(out->remote), "%s", end + 1);
	return true;
}

bool last_sync_read(struct last_sync *out, const struct db *db)
{
	char *path = db_local_path(db, FILE_NAME);
	struct strbuf sb = STRBUF_INIT;
	bool ok = false;

	if (file_read_plain(&sb, path, FILE_MAX, NULL) == 0 &&
	    utf8_valid(sb.buf, sb.len)) {
		strbuf_trim(&sb);
		ok = parse(out, sb.buf);
	}
	strbuf_release(&sb);
	free(path);
	return ok;
}
