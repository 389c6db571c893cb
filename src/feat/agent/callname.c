/*
 * callname.c - notes with which hooks tell the MCP server whose call it gets.
 */
#include "base/base.h"
#include "feat/agent/callname.h"

#include <dirent.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/when.h"

#define OURS "git-task"
#define HASH_LEN 16
#define NAME_MAX_LEN 64
#define STALE 3600	/* s */

const char *callname_tool(const char *called)
{
	const char *s = called ? strstr(called, OURS) : NULL;

	if (!s || s == called)
		return NULL;
	s += strlen(OURS);
	s += strspn(s, "_");
	return *s ? s : NULL;
}

static bool is_plain(const char *agent)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	return *agent && strlen(agent) <= NAME_MAX_LEN &&
		strspn(agent, good) == strlen(agent);
}

/* Of the tool and its arguments, whatever their order. */
static void hash_of(char out[HASH_LEN + 1], const char *tool,
		    const struct json *args)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s ", tool);
	if (args && json_nr(args))
		json_line(&sb, args);
	snprintf(out, HASH_LEN + 1, "%016" PRIx64,
		 hash_bytes(sb.buf, sb.len, 0));
	strbuf_release(&sb);
}

void callname_note(struct db *db, const char *tool, const struct json *args,
		   const char *agent)
{
	char hash[HASH_LEN + 1], *name, *path, *dir;

	if (!is_plain(agent) || db_local_mkdir(db, NULL) < 0)
		return;
	hash_of(hash, tool, args);
	name = xasprintf("calls/%s-%s", hash, agent);
	path = db_local_path(db, name);
	dir = db_local_path(db, "calls");
	if (file_mkdirs(dir, NULL) == 0)
		file_write_atomic(path, "", 0, false, NULL);
	free(dir);
	free(path);
	free(name);
}

static bool is_stale(const char *path)
{
	static const struct clock wall = CLOCK_SYSTEM;
	struct stat st;

	return stat(path, &st) == 0 &&
		st.st_mtime + STALE < clock_now(&wall) / 1000;
}

char *callname_take(struct db *db, const char *tool, const struct json *args)
{
	char *dir = db_local_path(db, "calls"), *who = NULL, *path;
	char hash[HASH_LEN + 1];
	const struct dirent *e;
	size_t nr = 0;
	DIR *d = opendir(dir);

	hash_of(hash, tool, args);
	while (d && (e = readdir(d)) != NULL) {
		bool same = str_starts(e->d_name, hash) &&
			e->d_name[HASH_LEN] == '-' &&
			is_plain(e->d_name + HASH_LEN + 1);
		bool stale;

		if (*e->d_name == '.')
			continue;
		path = path_join(dir, e->d_name);
		stale = is_stale(path);
		if (same && !stale && !nr++)
			who = xstrdup(e->d_name + HASH_LEN + 1);
		if (same || stale)
			unlink(path);
		free(path);
	}
	if (d)
		closedir(d);
	if (nr > 1)
		FREE_AND_NULL(who);
	free(dir);
	return who;
}
