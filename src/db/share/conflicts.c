/*
 * conflicts.c - finding lost edits in the merges of the task history.
 */
#include "base/base.h"
#include "db/share/conflicts.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "model/join.h"
#include "model/taskio.h"
#include "db/core/internal.h"
#include "db/share/treejoin.h"

struct finder {
	struct repo *r;
	struct oid tree;	/* of the tip: the state now */
	bool all;
	conflict_fn fn;
	void *data;
	struct map seen;	/* "id field stamp" */
	struct err *err;
};

struct trailer {
	char id[ID_LEN + 1];
	char field[64];
	char kept[STAMP_LEN + 2], lost[STAMP_LEN + 2];
};

/* Copies the word at *s, which `head` precedes; false when it does not fit. */
static bool word(char *out, size_t size, const char **s, const char *head)
{
	size_t len;

	if (!str_starts(*s, head))
		return false;
	*s += strlen(head);
	len = strcspn(*s, " \n");
	if (!len || len >= size)
		return false;
	memcpy(out, *s, len);
	out[len] = '\0';
	*s += len;
	return true;
}

static bool parse_trailer(struct trailer *t, const char *line)
{
	return word(t->id, sizeof(t->id), &line, "Task-Conflict: ") &&
		word(t->field, sizeof(t->field), &line, " ") &&
		word(t->kept, sizeof(t->kept), &line, " kept=") &&
		word(t->lost, sizeof(t->lost), &line, " lost=") &&
		id_valid(t->id);
}

/* The task in a tree: 1 there, 0 not (or not readable). */
static int task_in(struct task *out, struct repo *r, const struct oid *tree,
		   const char *id)
{
	char path[TASK_PATH_LEN + 1];
	struct oid blob;

	task_path(path, id);
	return tree_entry(&blob, r, tree, path, NULL) > 0 &&
		tree_task(out, r, &blob, id, NULL) > 0;
}

static bool has_stamp(const struct task *t, const char *field,
		      const char *stamp)
{
	const char *have = task_stamp(t, field);

	return !strcmp(stamp, "*") ? !have : have && !strcmp(have, stamp);
}

/* The parent in which the field has that stamp: its task, and who made it. */
static bool find_side(struct task *out, char **who, struct finder *f,
		      const struct commit *merge, const struct trailer *t,
		      const char *stamp)
{
	struct commit c;
	bool found = false;
	size_t i;

	for (i = 0; i < merge->nr_parents && !found; i++) {
		if (commit_read(&c, f->r, &merge->parents[i], NULL) < 0)
			continue;
		if (task_in(out, f->r, &c.tree, t->id)) {
			found = has_stamp(out, t->field, stamp);
			if (found)
				*who = xstrdup(c.author.name);
			else
				task_release(out);
		}
		commit_release(&c);
	}
	return found;
}

static bool same(const struct json *a, const struct json *b)
{
	return a && b ? json_eq(a, b) : a == b;
}

static int report(struct finder *f, const struct oid *oid,
		  const struct commit *merge, const struct trailer *t)
{
	struct task lost = TASK_INIT, kept = TASK_INIT, now = TASK_INIT;
	struct task side = TASK_INIT;
	char hex[OID_HEX + 1], *who = NULL, *keeper = NULL;
	struct conflict c;
	int rc = 0;

	memset(&c, 0, sizeof(c));
	if (!find_side(&lost, &who, f, merge, t, t->lost) ||
	    !task_in(&kept, f->r, &merge->tree, t->id) ||
	    !task_in(&now, f->r, &f->tree, t->id))
		goto out;
	oid_hex(hex, oid);
	memcpy(c.id, t->id, sizeof(c.id));
	c.field = t->field;
	c.commit = hex;
	c.when = when_from_seconds(merge->committer.when);
	c.kept = join_register(&kept, t->field);
	c.lost = join_register(&lost, t->field);
	c.kept_stamp = t->kept;
	c.lost_stamp = t->lost;
	c.lost_by = who;
	if (find_side(&side, &keeper, f, merge, t, t->kept))
		task_release(&side);
	c.kept_by = keeper;
	c.title = task_str(&now, F_TITLE);
	c.settled = !has_stamp(&now, t->field, t->kept) ||
		same(join_register(&now, t->field), c.lost);
	if (f->all || !c.settled)
		rc = f->fn(&c, f->data);
out:
	free(keeper);
	task_release(&lost);
	task_release(&kept);
	task_release(&now);
	free(who);
	return rc;
}

static int look(const struct oid *oid, const struct commit *c, void *data)
{
	struct finder *f = data;
	const char *p = c->nr_parents > 1 ? c->message : NULL;
	struct trailer t;
	int rc = 0;

	while (rc == 0 && p && (p = strstr(p, "\nTask-Conflict: "))) {
		char *key;

		p++;
		if (!parse_trailer(&t, p))
			continue;
		key = xasprintf("%s %s %s", t.id, t.field, t.lost);
		if (map_put(&f->seen, key, NULL))
			rc = report(f, oid, c, &t);
		free(key);
	}
	return rc;
}

static int find(struct db *db, const struct oid *from, const struct oid *tip,
		bool all, conflict_fn fn, void *data, struct err *err)
{
	struct finder f = { NULL, { { 0 }, 0 }, all, fn, data, MAP_INIT, err };
	struct commit c;
	int rc;

	if (db_repo(&f.r, db, err) < 0 || commit_read(&c, f.r, tip, err) < 0)
		return -1;
	f.tree = c.tree;
	commit_release(&c);
	rc = history_tellers(f.r, tip, from, look, &f, err);
	map_clear(&f.seen);
	return rc;
}

int db_conflicts(struct db *db, bool all, conflict_fn fn, void *data,
		 struct err *err)
{
	struct oid tip;
	int rc = db_tip(&tip, db, err);

	return rc <= 0 ? rc : find(db, NULL, &tip, all, fn, data, err);
}

int db_conflicts_between(struct db *db, const char *from, const char *tip,
			 bool all, conflict_fn fn, void *data,
			 struct err *err)
{
	struct oid a, b;

	if (!oid_parse(&b, tip) || (from && !oid_parse(&a, from)))
		return err_set(err, ERR_INVALID, "'%s' is no commit",
			       from ? from : tip);
	return find(db, from ? &a : NULL, &b, all, fn, data, err);
}

/* ---- what the user has not looked at yet ---- */

#define NOTES_MAX 65536		/* bytes; who has more has noticed */

void conflicts_note(struct db *db, const struct join_report *r)
{
	char *path = db_local_path(db, "conflicts");
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	if (r->nr && db_local_mkdir(db, NULL) == 0) {
		file_read_plain(&sb, path, NOTES_MAX, NULL);
		for (i = 0; i < r->nr && sb.len < NOTES_MAX - 256; i++)
			strbuf_addf(&sb, "%s %s %s\n", r->losses[i].id,
				    *r->losses[i].kept_stamp ?
				    r->losses[i].kept_stamp : "*",
				    r->losses[i].field);
		file_write_atomic(path, sb.buf, sb.len, false, NULL);
	}
	strbuf_release(&sb);
	free(path);
}

/* "<id> <stamp> <field>" */
static bool still_so(const struct view *v, const char *line)
{
	struct task t = TASK_INIT;
	char id[ID_LEN + 1], stamp[STAMP_LEN + 2];
	const char *p = line;
	uint32_t row;
	bool so;

	if (!word(id, sizeof(id), &p, "") ||
	    !word(stamp, sizeof(stamp), &p, " ") || *p != ' ')
		return false;
	row = view_find(v, id);
	if (row == NO_ROW || view_task(&t, v, row, NULL) < 0)
		return false;
	so = has_stamp(&t, p + 1, stamp);
	task_release(&t);
	return so;
}

/* Does it have the form at all? */
static bool is_note(const char *line)
{
	char id[ID_LEN + 1], stamp[STAMP_LEN + 2];

	return word(id, sizeof(id), &line, "") && id_valid(id) &&
		word(stamp, sizeof(stamp), &line, " ") && *line == ' ';
}

static void warn_unseen(struct db *db, const char *path, const char *why)
{
	db_warn(db, "how many conflicts are new is not known: %s; 'git task "
		"conflicts' shows all (then take '%s' away)", why, path);
}

size_t conflicts_unseen(struct db *db, const struct view *v)
{
	char *path = db_local_path(db, "conflicts");
	struct strvec lines = STRVEC_INIT;
	struct strbuf sb = STRBUF_INIT;
	struct err why = ERR_INIT;
	size_t i, nr = 0;

	if (file_exists(path) && file_read_plain(&sb, path, NOTES_MAX, &why) < 0) {
		warn_unseen(db, path, why.msg);
	} else if (sb.len) {
		strvec_split(&lines, sb.buf, "\n");
		strvec_sort(&lines);
		strvec_uniq(&lines);
		for (i = 0; i < lines.nr && is_note(lines.v[i]); i++)
			nr += still_so(v, lines.v[i]);
		if (i < lines.nr)
			warn_unseen(db, path, "its record is damaged");
	}
	strvec_clear(&lines);
	strbuf_release(&sb);
	free(path);
	return nr;
}

void conflicts_seen(struct db *db)
{
	char *path = db_local_path(db, "conflicts");

	unlink(path);
	free(path);
}
