/*
 * hookprd.c - requirements documents that a commit changes.
 */
#include "base/base.h"
#include "cmd/hook/hookrun.h"

#include <fnmatch.h>

#include "base/mem.h"
#include "cmd/kit/common.h"
#include "data/id.h"
#include "feat/judge/criteria.h"
#include "feat/project/codelog.h"
#include "feat/project/staged.h"
#include "feat/prd/prd-doc.h"
#include "feat/prd/prd-plan.h"
#include "act/many.h"

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

static void tell(struct ctx *ctx, const struct document *d, bool staged)
{
	const size_t *n = d->plan.count;
	size_t i;

	if (d->plan.renamed_from)
		out_note(ctx->out, "%s was called %s before", d->path,
			 d->plan.renamed_from);
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

struct place_asked {
	struct db *db;
	bool staged;
};

/* Is there such a document in the index, or in the commit? */
static bool document_exists(const char *prd, void *data)
{
	const struct place_asked *at = data;
	char *spec = xasprintf("%s:%s", at->staged ? "" : "HEAD", prd);
	struct strbuf text = STRBUF_INIT;
	struct err err = ERR_INIT;
	bool there = str_eq(prd, "stdin") ||
		     gitlog_blob(&text, at->db, spec, DOC_MAX, &err) == 0;

	strbuf_release(&text);
	err_clear(&err);
	free(spec);
	return there;
}

static int handle(struct ctx *ctx, const char *path, bool staged,
		  struct err *err)
{
	char *spec = xasprintf("%s:%s", staged ? "" : "HEAD", path);
	struct prd_options opt = PRD_OPTIONS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct place_asked at = { ctx->db, staged };
	struct document d;
	int res;

	memset(&d, 0, sizeof(d));
	d.opt.exists = document_exists;
	d.opt.exists_data = &at;
	d.path = d.opt.prd = path;
	d.opt.now = db_now(ctx->db);
	d.opt.tick = criteria_tick;
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
		res = act_prd(&d.plan, ctx->db, &d.doc, &d.opt, staged, err);
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
