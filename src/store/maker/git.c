/*
 * git.c - the maker for every format that Git knows: the git executable.
 *
 * Reading is one `git cat-file --batch` that is asked again and again; writing
 * what could not be written as a loose object, and every change of a ref, is one
 * run each.  Nothing here goes through a shell.
 */
#include "base/base.h"
#include "base/mem.h"
#include "base/proc.h"
#include "store/maker/internal.h"
#include "store/maker/learnt.h"

/* No larger object is read through the pipe. */
#define OBJECT_MAX ((size_t)512 << 20)

struct git_child {
	struct proc proc;
	struct proc_talk *talk;
};

/*
 * What Git is told beside its arguments: objects are what their names say (no
 * replacements), and a missing one is missing, not fetched from somewhere.
 */
static void plain_objects(struct proc *p)
{
	strvec_pushl(&p->env, "GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1",
		     (char *)NULL);
}

/* Git's own words about a run, without their prefix. */
static const char *words(struct proc *p)
{
	const char *s;

	strbuf_trim(&p->err_out);
	s = p->err_out.buf;
	if (str_starts(s, "fatal: "))
		s += strlen("fatal: ");
	else if (str_starts(s, "error: "))
		s += strlen("error: ");
	return *s ? s : "git gave no reason";
}

static void end_child(struct repo *r)
{
	if (!r->child)
		return;
	proc_talk_end(r->child->talk);
	proc_release(&r->child->proc);
	FREE_AND_NULL(r->child);
}

static int start_child(struct repo *r, struct err *err)
{
	if (r->child)
		return 0;
	r->child = xcalloc(1, sizeof(*r->child));
	git_proc(&r->child->proc, &r->place, "cat-file", "--batch",
		 (char *)NULL);
	plain_objects(&r->child->proc);
	r->child->proc.out_max = OBJECT_MAX + 4096;
	if (proc_talk_start(&r->child->talk, &r->child->proc, err) == 0)
		return 0;
	end_child(r);
	return -1;
}

/* ---- objects ---- */

static enum object_type type_of(const char *name, size_t len)
{
	enum object_type t;

	for (t = TYPE_COMMIT; t <= TYPE_TAG; t++)
		if (strlen(type_name(t)) == len &&
		    !memcmp(type_name(t), name, len))
			return t;
	return 0;
}

/* "<oid> <type> <size>": 1, "<oid> missing": 0, anything else: -1. */
static int parse_answer(enum object_type *type, size_t *size,
			const char *line, const char *hex)
{
	const char *s = line + strlen(hex), *space;
	char *end;

	if (!str_starts(line, hex) || *s++ != ' ')
		return -1;
	if (str_eq(s, "missing"))
		return 0;
	space = strchr(s, ' ');
	*type = space ? type_of(s, (size_t)(space - s)) : 0;
	if (!*type)
		return -1;
	*size = (size_t)strtoull(space + 1, &end, 10);
	return *end || end == space + 1 ? -1 : 1;
}

static int talk_object(struct strbuf *out, enum object_type *type,
		       struct repo *r, const char *hex, struct err *err)
{
	struct strbuf line = STRBUF_INIT;
	size_t size = 0;
	int rc = -1;

	strbuf_addf(&line, "%s\n", hex);
	if (proc_talk_write(r->child->talk, line.buf, line.len, err) == 0 &&
	    proc_talk_line(&line, r->child->talk, err) == 0) {
		rc = parse_answer(type, &size, line.buf, hex);
		if (rc < 0)
			err_set(err, ERR_FAILED, "git answers '%s'", line.buf);
		else if (size > OBJECT_MAX)
			rc = err_set(err, ERR_FAILED, "it is larger than %zu "
				     "MiB", OBJECT_MAX >> 20);
		else if (rc)
			rc = proc_talk_read(out, r->child->talk, size + 1,
					    err) < 0 ? -1 : 1;
		if (rc > 0)
			strbuf_setlen(out, size);
	}
	strbuf_release(&line);
	return rc;
}

static int read_object(struct strbuf *out, enum object_type *type,
		       struct repo *r, const struct oid *oid, struct err *err)
{
	struct err why = ERR_INIT;
	char hex[OID_HEX + 1];
	int rc;

	strbuf_reset(out);
	if (start_child(r, err) < 0)
		return -1;
	if (!oid->len)		/* "none" of no length is nobody's name */
		return 0;
	oid_hex(hex, oid);
	rc = talk_object(out, type, r, hex, &why);
	if (rc < 0) {
		end_child(r);	/* where it stands is not known */
		/* a partial clone, whose promised objects are not fetched */
		if (strstr(why.msg, "lazy fetching disabled") ||
		    strstr(why.msg, "promisor remote"))
			return 0;
		err_set(err, ERR_FATAL, "cannot read object %s: %s", hex,
			why.msg);
	}
	return rc;
}

static int write_object(struct oid *out, struct repo *r,
			enum object_type type, const void *data, size_t len,
			struct err *err)
{
	struct proc p;
	int rc;

	git_proc(&p, &r->place, "-c", r->sync ? "core.fsync=all" :
		 "core.fsync=none", "hash-object", "-w", "--stdin", "-t",
		 type_name(type), (char *)NULL);
	p.in = data;
	p.in_len = len;
	rc = proc_run(&p, err);
	if (rc == 0 && (p.status || !oid_parse(out, p.out.buf)))
		rc = err_set(err, ERR_FATAL, "cannot write a %s into '%s': %s",
			     type_name(type), r->place.commondir, words(&p));
	proc_release(&p);
	return rc;
}

/* cat-file looks for new packs when it misses something. */
static int refresh(struct repo *r, struct err *err)
{
	(void)r;
	(void)err;
	return 0;
}

/* ---- refs ---- */

static int read_ref(struct oid *out, struct repo *r, const char *name,
		    struct err *err)
{
	bool symbolic;

	return refs_ask(out, &symbolic, &r->place, name, err);
}

static bool says(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strstr(text, *list))
			return true;
	return false;
}

/* Somebody else was first, or is at it: try again. */
static bool is_race(const char *text)
{
	static const char *const now[] = {
		"but expected", "reference already exists", "File exists",
		"unable to resolve reference", "reference is missing but",
		"cannot lock references", NULL
	};
	static const char *const never[] = {
		"exists; cannot create", "Permission denied", "Read-only",
		"No space left", "Not a directory", NULL
	};

	return says(text, now) && !says(text, never);
}

static void sign(struct proc *p, const struct ident *who)
{
	int zone = abs(who->offset);

	if (!who->name || !*who->name || !*who->email)
		return;
	strvec_pushf(&p->env, "GIT_COMMITTER_NAME=%s", who->name);
	strvec_pushf(&p->env, "GIT_COMMITTER_EMAIL=%s", who->email);
	strvec_pushf(&p->env, "GIT_COMMITTER_DATE=@%" PRId64 " %c%02d%02d",
		     who->when, who->offset < 0 ? '-' : '+', zone / 60,
		     zone % 60);
}

/* Runs update-ref with what was added to `p`: 0 done, 1 lost the race. */
static int run_update(struct proc *p, struct repo *r, const char *name,
		      struct err *err)
{
	int rc = proc_run(p, err);

	if (rc == 0 && p->status)
		rc = is_race(p->err_out.buf) ?
			maker_lost_race(r, name, err) :
			err_set(err, ERR_FATAL, "cannot update '%s': %s", name,
				words(p));
	proc_release(p);
	return rc;
}

static void update_ref(struct proc *p, struct repo *r)
{
	git_proc(p, &r->place, "-c", r->sync ? "core.fsync=all" :
		 "core.fsync=none", "update-ref", "--no-deref", (char *)NULL);
}

static int swap_ref(struct repo *r, const char *name,
		    const struct oid *new_oid, const struct oid *old,
		    const char *reflog, const struct ident *who,
		    struct err *err)
{
	struct oid none = { .len = new_oid->len };
	char hex[OID_HEX + 1], was[OID_HEX + 1];
	bool symbolic = false;
	struct oid now;
	struct proc p;

	if (refs_find(&now, &symbolic, &r->place, name, err) < 0)
		return -1;
	if (symbolic)
		return maker_symbolic(name, err);
	update_ref(&p, r);
	if (reflog)
		strvec_pushl(&p.argv, "--create-reflog", "-m", reflog,
			     (char *)NULL);
	if (who)
		sign(&p, who);
	oid_hex(hex, new_oid);
	oid_hex(was, old ? old : &none);
	strvec_pushl(&p.argv, name, hex, was, (char *)NULL);
	return run_update(&p, r, name, err);
}

static int set_ref(struct repo *r, const char *name, const struct oid *oid,
		   struct err *err)
{
	char hex[OID_HEX + 1];
	struct proc p;
	int rc;

	update_ref(&p, r);
	oid_hex(hex, oid);
	strvec_pushl(&p.argv, name, hex, (char *)NULL);
	rc = run_update(&p, r, name, err);
	return rc ? -1 : 0;
}

static int delete_ref(struct repo *r, const char *name,
		      const struct oid *old, struct err *err)
{
	char hex[OID_HEX + 1];
	bool symbolic;
	struct oid now;
	struct proc p;
	int rc = refs_ask(&now, &symbolic, &r->place, name, err);

	if (rc <= 0)
		return rc;
	if (old && (symbolic || !oid_eq(&now, old)))
		return err_set(err, ERR_CONFLICT, "'%s' has moved meanwhile",
			       name);
	update_ref(&p, r);
	oid_hex(hex, &now);
	strvec_pushl(&p.argv, "-d", name, old ? hex : NULL, (char *)NULL);
	rc = run_update(&p, r, name, err);
	return rc ? -1 : 0;
}

static int list_refs(struct strvec *out, struct repo *r, const char *prefix,
		     struct err *err)
{
	struct strvec lines = STRVEC_INIT;
	struct proc p;
	size_t i;
	int rc;

	git_proc(&p, &r->place, "for-each-ref", "--format=%(refname)",
		 (char *)NULL);
	strvec_pushf(&p.argv, "%s%s", prefix, str_ends(prefix, "/") ? "" :
		     "*");
	rc = proc_run(&p, err);
	if (rc == 0 && p.status)
		rc = err_set(err, ERR_FATAL, "cannot list '%s': %s", prefix,
			     words(&p));
	if (rc == 0)
		strvec_split(&lines, p.out.buf, "\n");
	if (rc == 0 && !lines.nr)
		rc = refs_probe(&r->place, err);
	for (i = 0; i < lines.nr; i++)
		if (str_starts(lines.v[i], prefix))
			strvec_push(out, lines.v[i]);
	strvec_clear(&lines);
	proc_release(&p);
	return rc;
}

/* Every run is told by an option of its own. */
static void set_sync(struct repo *r, bool sync)
{
	(void)r;
	(void)sync;
}

const struct maker maker_git = {
	read_object, NULL, write_object, refresh, read_ref, swap_ref, set_ref,
	delete_ref, list_refs, set_sync, end_child
};
