/*
 * claimref.c - writing and reading the commits that claims are made of.
 */
#include "base/base.h"
#include "db/share/claimref.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "db/core/internal.h"
#include "store/net/remote.h"

#define MAX_VALUE 200	/* bytes of a name that somebody else wrote */

void claimref_release(struct claimref *c)
{
	FREE_AND_NULL(c->owner);
	FREE_AND_NULL(c->person);
	FREE_AND_NULL(c->clone);
	FREE_AND_NULL(c->worktree);
}

void claimref_name(char out[32], const char *id)
{
	snprintf(out, 32, "claims/%s", id);
}

bool claimref_lives(const struct claimref *c, int64_t now)
{
	return c->held && (c->until == WHEN_NONE || c->until > now);
}

bool claimref_rests(const struct claimref *c, int64_t now)
{
	return c->since != WHEN_NONE && c->since > now - CLAIM_RESTS_MS &&
		c->since < now + CLAIM_RESTS_MS;
}

bool claimref_is(const struct claimref *c, const struct claimant *who)
{
	return str_eq(c->owner, who->owner) && str_eq(c->clone, who->clone) &&
		str_eq(c->worktree, who->worktree);
}

int claimref_taken(struct err *err, struct db *db, const struct claimref *c)
{
	return taken_by(err, db, c->id, c->owner, c->until, c->clone,
			c->worktree);
}

/* ---- reading ---- */

/* The value of the trailer `key`, made fit to print; "" when there is none. */
static char *trailer(const char *message, const char *key)
{
	struct strbuf sb = STRBUF_INIT;
	char *head = xasprintf("\n%s: ", key), *raw;
	const char *s = strstr(message, head);
	size_t len;

	if (s) {
		s += strlen(head);
		len = strcspn(s, "\n");
		raw = xstrndup(s, len < MAX_VALUE ? len : MAX_VALUE);
		utf8_add_clean_line(&sb, raw);
		free(raw);
	}
	free(head);
	return strbuf_detach(&sb, NULL);
}

static int64_t time_of(const char *message, const char *key)
{
	char *text = trailer(message, key);
	int64_t t;

	if (!when_parse_rfc3339(&t, text))
		t = WHEN_NONE;
	free(text);
	return t;
}

int claimref_read(struct claimref *out, struct db *db, const struct oid *oid,
		  const char *id, struct err *err)
{
	struct commit c;
	struct repo *r;
	char *task;
	int rc = 0;

	memset(out, 0, sizeof(*out));
	memset(&c, 0, sizeof(c));
	if (db_repo(&r, db, err) < 0)
		return -1;
	if (commit_read(&c, r, oid, NULL) < 0)
		return 0;
	task = trailer(c.message, "Claim-Task");
	if (str_eq(task, id)) {
		snprintf(out->id, sizeof(out->id), "%s", id);
		out->oid = *oid;
		out->owner = trailer(c.message, "Claim-Owner");
		out->clone = trailer(c.message, "Claim-Clone");
		out->worktree = trailer(c.message, "Claim-Worktree");
		out->person = xstrdup(c.committer.email);
		out->since = time_of(c.message, "Claim-Since");
		out->until = time_of(c.message, "Claim-Until");
		out->held = *out->owner;
		rc = 1;
	}
	free(task);
	commit_release(&c);
	return rc;
}

int claimref_find(struct claimref *out, struct db *db, const char *remote,
		  const char *id, struct err *err)
{
	struct strbuf track = STRBUF_INIT;
	char name[32];
	struct oid oid;
	struct repo *r;
	int rc;

	memset(out, 0, sizeof(*out));
	claimref_name(name, id);
	remote_tracking(&track, remote, name);
	rc = db_repo(&r, db, err) < 0 ? -1 : ref_read(&oid, r, track.buf, err);
	strbuf_release(&track);
	return rc > 0 ? claimref_read(out, db, &oid, id, err) : rc;
}

/* ---- writing ---- */

static void add_time(struct strbuf *sb, const char *key, int64_t t)
{
	char text[WHEN_LEN];

	if (t == WHEN_NONE)
		return;
	when_format(text, t);
	strbuf_addf(sb, "%s: %s\n", key, text);
}

static void add_name(struct strbuf *sb, const char *key, const char *name)
{
	if (!*name)
		return;
	strbuf_addf(sb, "%s: ", key);
	utf8_add_clean_line(sb, name);
	strbuf_addch(sb, '\n');
}

int claimref_write(struct oid *out, struct db *db, const char *id,
		   const struct claimant *me, int64_t until, bool held,
		   const struct oid *old, struct err *err)
{
	struct strbuf msg = STRBUF_INIT;
	struct oid tree;
	struct repo *r;
	int rc = -1;

	strbuf_addf(&msg, "%s %.8s: by ", held ? "claim" : "release", id);
	utf8_add_clean_line(&msg, me->owner);
	strbuf_addf(&msg, "\n\nClaim-Task: %s\n", id);
	if (held)
		add_name(&msg, "Claim-Owner", me->owner);
	add_name(&msg, "Claim-Clone", me->clone);
	add_name(&msg, "Claim-Worktree", me->worktree);
	add_time(&msg, "Claim-Since", db_now(db));
	if (held)
		add_time(&msg, "Claim-Until", until);
	if (db_repo(&r, db, err) == 0 &&
	    tree_update(&tree, r, NULL, NULL, 0, err) == 0)
		rc = db_commit(out, db, &tree, old, old ? 1 : 0, msg.buf,
			       err);
	strbuf_release(&msg);
	return rc;
}
