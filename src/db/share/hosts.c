/*
 * hosts.c - a small file of facts about hosts.
 */
#include "base/base.h"
#include "db/share/hosts.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"

#define MAX_FILE 65536
#define MINUTE INT64_C(60000)
#define DAY (INT64_C(1440) * MINUTE)

static const struct fact {
	const char *name;
	int64_t lasts;
} facts[HOST_FACTS] = {
	[HOST_BUSY] = { "busy", MINUTE },
	[HOST_NO_REFS] = { "no-refs", DAY },
	[HOST_NO_DELETE] = { "no-delete", DAY },
	[HOST_NO_ATOMIC] = { "no-atomic", DAY },
};

static char *key_of(const char *remote, enum host_fact fact)
{
	return xasprintf("%016" PRIx64 " %s ",
			 hash_bytes(remote, strlen(remote), 0),
			 facts[fact].name);
}

static void read_lines(struct strvec *out, struct db *db)
{
	char *path = db_local_path(db, "hosts");
	struct strbuf sb = STRBUF_INIT;

	if (file_read_plain(&sb, path, MAX_FILE, NULL) == 0)
		strvec_split(out, sb.buf, "\n");
	strbuf_release(&sb);
	free(path);
}

/* The wall clock: a test's clock stands still. */
static int64_t now(void)
{
	static const struct clock wall = CLOCK_SYSTEM;

	return clock_now(&wall);
}

bool host_is(struct db *db, const char *remote, enum host_fact fact)
{
	struct strvec lines = STRVEC_INIT;
	char *key = key_of(remote, fact);
	bool is = false;
	size_t i;

	read_lines(&lines, db);
	for (i = 0; i < lines.nr && !is; i++) {
		int64_t since;

		if (!str_starts(lines.v[i], key))
			continue;
		since = strtoll(lines.v[i] + strlen(key), NULL, 10);
		is = since <= now() && now() - since < facts[fact].lasts;
	}
	strvec_clear(&lines);
	free(key);
	return is;
}

/* The file without the fact, and with `line` (NULL: none) at its end. */
static void rewrite(struct db *db, const char *key, const char *line)
{
	char *path = db_local_path(db, "hosts");
	struct strvec lines = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	read_lines(&lines, db);
	for (i = 0; i < lines.nr && i < 200; i++)
		if (!str_starts(lines.v[i], key))
			strbuf_addf(&sb, "%s\n", lines.v[i]);
	if (line)
		strbuf_addf(&sb, "%s\n", line);
	/* Not being able to remember costs a push, no more. */
	if (db_local_mkdir(db, NULL) == 0)
		file_write_atomic(path, sb.buf, sb.len, false, NULL);
	strvec_clear(&lines);
	strbuf_release(&sb);
	free(path);
}

bool host_learn(struct db *db, const char *remote, enum host_fact fact)
{
	bool known = host_is(db, remote, fact);
	char *key = key_of(remote, fact), *line;

	line = xasprintf("%s%" PRId64, key, now());
	rewrite(db, key, line);
	free(line);
	free(key);
	return !known;
}
