/*
 * serve-tip.c - looking at files instead of opening a repository.
 */
#include "base/base.h"
#include "cmd/run/serve-tip.h"

#include "base/mem.h"
#include "db/core/db.h"

#ifdef __APPLE__
#define FILE_CHANGED(st) ((st)->st_ctimespec)
#define FILE_WRITTEN(st) ((st)->st_mtimespec)
#else
#define FILE_CHANGED(st) ((st)->st_ctim)
#define FILE_WRITTEN(st) ((st)->st_mtim)
#endif

/* Times of files are not finer than this, ms. */
#define GRAIN_MS 100

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same(const struct tip_stamp *a, const struct tip_stamp *b)
{
	return a->there == b->there &&
	       (!a->there ||
		(a->st.st_ino == b->st.st_ino && a->st.st_dev == b->st.st_dev &&
		 a->st.st_size == b->st.st_size &&
		 same_time(FILE_CHANGED(&a->st), FILE_CHANGED(&b->st)) &&
		 same_time(FILE_WRITTEN(&a->st), FILE_WRITTEN(&b->st))));
}

static void look(struct tip_stamp out[TIP_FILES], const struct ref_tip *t)
{
	size_t i;

	for (i = 0; i < TIP_FILES; i++)
		out[i].there = t->files[i] && !stat(t->files[i], &out[i].st);
}

/* Would a further change be seen?  A ref that names another one says nothing. */
static bool can_be_told(const struct tip_stamp s[TIP_FILES])
{
	static const struct clock system_clock = CLOCK_SYSTEM;
	int64_t now = clock_now(&system_clock);
	size_t i;

	for (i = 0; i < TIP_FILES; i++) {
		struct timespec at;

		if (!s[i].there)
			continue;
		at = FILE_CHANGED(&s[i].st);
		if ((int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000 >
		    now - GRAIN_MS)
			return false;
	}
	return !s[0].there || s[0].st.st_size == 41 || s[0].st.st_size == 65;
}

static void find_files(struct ref_tip *t, const struct db *db)
{
	const char *dir = db_commondir(db);

	if (t->files[0])
		return;
	t->files[0] = xasprintf("%s/refs/tasks/%s", dir,
				t->ref ? t->ref : "main");
	t->files[1] = xasprintf("%s/packed-refs", dir);
	t->files[2] = xasprintf("%s/reftable/tables.list", dir);
}

int ref_tip(char out[HTTP_TIP], struct ref_tip *t, const struct ctx *base,
	    struct err *err)
{
	struct db_options opt = { NULL, base->agent, t->ref, base->clock };
	struct tip_stamp now[TIP_FILES];
	struct db *db = NULL;
	const struct view *v;
	int ret;

	look(now, t);
	if (t->known && same(&now[0], &t->stamps[0]) &&
	    same(&now[1], &t->stamps[1]) && same(&now[2], &t->stamps[2])) {
		memcpy(out, t->tip, sizeof(t->tip));
		return 0;
	}
	t->known = false;
	ret = db_open(&db, &opt, err);
	if (ret == 0) {
		find_files(t, db);
		look(now, t);
		ret = db_view(&v, db, err);
	}
	*out = '\0';
	if (ret == 0)
		snprintf(out, HTTP_TIP, "%s", v->tip);
	db_close(db);
	if (ret < 0)
		return ret;
	memcpy(t->tip, out, sizeof(t->tip));
	memcpy(t->stamps, now, sizeof(now));
	t->known = can_be_told(now);
	return 0;
}

void ref_tip_release(struct ref_tip *t)
{
	size_t i;

	for (i = 0; i < TIP_FILES; i++)
		FREE_AND_NULL(t->files[i]);
	t->known = false;
}
