#include "base/base.h"
#include "cmd/hookrun.h"

#include <fnmatch.h>

#include "base/mem.h"
#include "cmd/common.h"
#include "data/id.h"
#include "db/gitlog.h"
#include "db/staged.h"
#include "feat/prd-doc.h"
#include "feat/prd-plan.h"

#define DOC_MAX ((size_t)8 << 20)
#define NOTES_SHOWN 5

/* One document on its way into the tasks. */
struct document {
	const char *path;
	struct prd_doc doc;
	struct prd_plan plan;
	struct prd_plan_options opt;
};

/* Those of `files` that a glob of task.prd.path matches; '*' matches '/', too. */
static void choose(struct strvec *out, struct db *db,
		   const struct strvec *files)
{
	const char *value = db_config(db, "task.prd.path");
	struct strvec globs = STRVEC_INIT;
	size_t i, j;

	if (value)
		strvec_split(&globs, value, " ,");
	for (i = 0; i < files->nr; i++)
		for (j = 0; j < globs.nr; j++)
			if (!fnmatch(globs.v[j], files->v[i], 0)) {
				strvec_push(out, files->v[i]);
				break;
			}
	strvec_clear(&globs);
}

static void id_of_txn(char out[ID_LEN + 1], void *data)
{
	txn_new_id(data, out);
}

static void id_for_show(char out[ID_LEN + 1], void *data)
{
	id_new(out, data);
}

static int apply(struct txn *txn, void *data, struct err *err)
{
	struct document *d = data;
	size_t i;

	prd_plan_release(&d->plan);
	d->opt.new_id = id_of_txn;
	d->opt.data = txn;
	if (prd_plan_make(&d->plan, &d->doc, txn_view(txn), &d->opt, err) < 0)
		return -1;
	for (i = 0; i < d->plan.nr; i++)
		if (d->plan.actions[i].change.nr &&
		    txn_apply(txn, &d->plan.actions[i].change, NULL, err) < 0)
			return -1;
	txn_what(txn, "%s", d->path);
	return 0;
}

static int show(struct document *d, struct ctx *ctx, struct err *err)
{
	struct rnd rnd = rnd_seed(1);
	const struct view *v;

	d->opt.new_id = id_for_show;
	d->opt.data = &rnd;
	if (db_view(&v, ctx->db, err) < 0)
		return -1;
	return prd_plan_make(&d->plan, &d->doc, v, &d->opt, err);
}

static void tell(struct ctx *ctx, const struct document *d, bool staged)
{
	const size_t *n = d->plan.count;
	size_t i;

	if (n[PRD_CREATE] + n[PRD_UPDATE] + n[PRD_REMOVE] + n[PRD_VANISHED])
		out_note(ctx->out, "%s: %zu tasks %s, %zu %s, %zu %s, %zu not "
			 "in the document any more", d->path, n[PRD_CREATE],
			 staged ? "to create" : "created", n[PRD_UPDATE],
			 staged ? "to update" : "updated", n[PRD_REMOVE],
			 staged ? "to cancel" : "cancelled",
			 n[PRD_VANISHED]);
	for (i = 0; staged && i < d->doc.notes.nr && i < NOTES_SHOWN; i++)
		out_note(ctx->out, "%s: %s", d->path, d->doc.notes.v[i]);
}

static int handle(struct ctx *ctx, const char *path, bool staged,
		  struct err *err)
{
	char *spec = xasprintf("%s:%s", staged ? "" : "HEAD", path);
	struct prd_options opt = PRD_OPTIONS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct document d;
	int res;

	memset(&d, 0, sizeof(d));
	d.path = d.opt.prd = path;
	d.opt.now = db_now(ctx->db);
	res = gitlog_blob(&text, ctx->db, spec, DOC_MAX, err);
	if (res == 0)
		res = prd_doc_parse(&d.doc, text.buf, text.len, &opt, err);
	strbuf_release(&text);
	free(spec);
	if (res < 0)
		return err_prefix(err, "%s", path);
	if (!d.doc.nr_kept) {
		if (staged)
			out_note(ctx->out, "%s does not read like a "
				 "requirements document", path);
	} else {
		res = staged ? show(&d, ctx, err) :
			db_write(ctx->db, "prd", DB_QUIET_EMPTY |
				 (d.doc.nr_kept > 20 ? DB_BULK : 0), apply,
				 &d, NULL, err);
		if (res == 0)
			tell(ctx, &d, staged);
	}
	prd_plan_release(&d.plan);
	prd_doc_release(&d.doc);
	return res;
}

static int each_document(struct ctx *ctx, bool staged, struct err *err)
{
	struct strvec files = STRVEC_INIT, docs = STRVEC_INIT;
	size_t i;
	int res = 0;

	if (!db_config(ctx->db, "task.prd.path"))
		return 0;
	res = staged ? staged_files(&files, ctx->db, err) :
		gitlog_head_files(&files, ctx->db, err);
	if (res == 0)
		choose(&docs, ctx->db, &files);
	for (i = 0; i < docs.nr && res == 0; i++)
		res = handle(ctx, docs.v[i], staged, err);
	strvec_clear(&docs);
	strvec_clear(&files);
	return res;
}

int hookrun_prd_staged(struct ctx *ctx, struct err *err)
{
	return each_document(ctx, true, err);
}

int hookrun_prd_commit(struct ctx *ctx, struct err *err)
{
	return each_document(ctx, false, err);
}
