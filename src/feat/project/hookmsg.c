/*
 * hookmsg.c - a commit message: its task added, or missed.
 */
#include "base/base.h"
#include "feat/project/hookmsg.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "feat/project/codelog.h"
#include "feat/project/active.h"
#include "feat/project/link.h"
#include "feat/project/linking.h"
#include "feat/project/msgtext.h"

/* Does the message name this id, or any by trailer? */
static bool names_task(const char *text, const char *id)
{
	struct link_refs refs = LINK_REFS_INIT;
	bool res = false;
	size_t i;

	link_parse(&refs, text);
	for (i = 0; i < refs.nr; i++)
		res |= refs.v[i].how == LINK_TRAILER ||
			!strncmp(refs.v[i].prefix, id,
				 strlen(refs.v[i].prefix));
	link_refs_release(&refs);
	return res;
}

/* The full id of an open task, or false. */
static bool open_task(char id[ID_LEN + 1], const struct view *v,
		      const char *typed)
{
	uint32_t row;

	if (view_resolve(&row, v, typed, false, NULL) < 0 ||
	    !status_is_open(v->rows[row].stored))
		return false;
	memcpy(id, v->rows[row].id, ID_LEN + 1);
	return true;
}

/*
 * Does the active task mark commits on this branch?  On its own one, or everywhere
 * where the setting says so: a chore on another branch is none of its commits.
 */
static bool marks_here(struct db *db, const struct view *v, const char *id,
		       const char *branch)
{
	uint32_t row = view_find(v, id);
	struct json *own;
	bool here;

	if (row == NO_ROW)
		return false;
	if (db_config_bool(db, "task.hooks.active", false))
		return true;
	own = view_field(v, row, "branch");
	here = branch && str_eq(json_str(own), branch);
	json_free(own);
	return here;
}

char *hookmsg_task(struct db *db, const char *raw)
{
	char *branch = gitlog_branch(db), *res = NULL;
	char id[ID_LEN + 1];
	struct strbuf text = STRBUF_INIT;
	struct active active;
	const struct view *v;
	bool is_active = active_get(&active, db);
	uint32_t row;

	if ((!branch && !is_active) || db_view(&v, db, NULL) < 0)
		goto out;
	row = branch ? linking_branch_row(db, v, branch) : NO_ROW;
	if (!(row != NO_ROW && open_task(id, v, v->rows[row].id)) &&
	    !(is_active && marks_here(db, v, active.id, branch) &&
	      open_task(id, v, active.id)))
		goto out;
	msgtext_clean(&text, raw);
	if (!names_task(text.buf, id)) {
		res = xmalloc(ID_LEN + 1);
		view_short(res, v, id);
	}
out:
	strbuf_release(&text);
	free(branch);
	return res;
}

/* Nothing but comments and white space? */
static bool is_unwritten(const char *raw)
{
	struct strbuf text = STRBUF_INIT;
	bool res;

	msgtext_clean(&text, raw);
	strbuf_trim(&text);
	res = !text.len;
	strbuf_release(&text);
	return res;
}

static int add_to_unwritten(const char *path, const char *raw, const char *id,
			    struct err *err)
{
	struct strbuf sb = STRBUF_INIT;
	int res;

	strbuf_addf(&sb, "\n\nTask-Id: %s\n%s", id, raw);
	res = file_write_atomic(path, sb.buf, sb.len, false, err);
	strbuf_release(&sb);
	return res;
}

int hookmsg_add(const char *path, const char *raw, const char *id,
		struct err *err)
{
	char *trailer;
	struct proc p;
	int res;

	if (is_unwritten(raw))
		return add_to_unwritten(path, raw, id, err);
	trailer = xasprintf("Task-Id: %s", id);
	proc_init(&p);
	strvec_pushl(&p.argv, "git", "interpret-trailers", "--in-place",
		     "--no-divider", "--if-exists", "addIfDifferent", "--trailer", trailer,
		     path, (char *)NULL);
	res = proc_run(&p, err);
	if (res == 0 && p.status) {
		strbuf_trim(&p.err_out);
		res = err_set(err, ERR_FAILED, "cannot add a trailer: %s",
			      p.err_out.buf);
	}
	proc_release(&p);
	free(trailer);
	return res;
}

int hookmsg_check(struct strvec *out, struct db *db, const char *raw,
		  struct err *err)
{
	struct link_refs refs = LINK_REFS_INIT;
	struct strbuf text = STRBUF_INIT;
	const struct view *v = NULL;
	int res = 0;
	size_t i;

	msgtext_clean(&text, raw);
	link_parse(&refs, text.buf);
	for (i = 0; i < refs.nr && res == 0; i++) {
		struct err why = ERR_INIT;
		uint32_t row;

		if (!msgtext_is_sure(&refs.v[i]))
			continue;
		if (!v)
			res = db_view(&v, db, err);
		if (res == 0 && view_resolve(&row, v, refs.v[i].prefix, false,
					     &why) < 0)
			strvec_push(out, why.msg);
	}
	link_refs_release(&refs);
	strbuf_release(&text);
	return res;
}
