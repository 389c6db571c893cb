/*
 * index-format.h - the bytes of an index file (formats/index.md).
 *
 * Two files share one format: the base holds every task as of some commit; the
 * tip ("index.tip") holds the tasks that changed since, so that one edit does not
 * rewrite megabytes.  Native byte order and alignment: an index never leaves
 * its machine, and one from elsewhere is not usable, hence rebuilt.
 */
#ifndef DB_INDEX_INDEX_FORMAT_H
#define DB_INDEX_INDEX_FORMAT_H

#include "base/base.h"
#include "db/index/rows.h"
#include "store/odb/object.h"

#define INDEX_MAGIC "git-task index\n"
#define INDEX_VERSION 4u
#define INDEX_ORDER 0x01020304u

struct index_header {
	char magic[16];
	uint32_t version, order;
	uint32_t rec_size, schema;
	unsigned char oid[OID_SHA256];	/* the commit this file shows */
	uint32_t oid_len;	/* bytes of it */
	uint32_t flags;		/* 1: some row is in a cycle */
	uint64_t sum;		/* of the front, this field as 0 */
	uint64_t base_sum;	/* tip: sum of its base; base: 0 */
	uint32_t nr;		/* records */
	uint32_t nr_total;	/* rows of base and tip together */
	uint32_t nr_deps, nr_patches, nr_broken, broken;
	uint64_t recs, deps, patches, strings;	/* offsets in the file */
	uint64_t strings_len, front_len;
	uint64_t blobs, blobs_len;
	uint32_t fields, spare;	/* extra_version() of who wrote it */
};

struct index_rec {
	char id[ID_LEN + 1];
	uint8_t stored, status, priority, flags, quality, timeliness, pad;
	/* offsets in the strings; extra: pairs (attr.h) */
	uint32_t title, assignee, project, type, parent, created_by, branch,
		extra, prd, prd_key, lease_owner, tags, files, dep_ids;
	uint32_t nr_tags, nr_files, nr_deps;
	uint32_t deps;		/* index in the dependencies */
	uint32_t parent_row, nr_commits, nr_progress;
	uint32_t at;		/* tip: row of the base it goes before */
	uint32_t blob_len, blob_sum;
	float complexity;
	uint32_t tags_len, files_len;
	uint32_t spare;
	uint64_t blob;		/* offset in the blobs */
	/* deadline: a day or a moment (data/due.h) */
	int64_t created, updated, started, completed, deadline, lease_until,
		created_order;
	double estimated, actual;
};

#define REC_DELETED 1u
#define REC_IN_CYCLE 2u
#define REC_HAS_CRITERIA 4u
#define REC_REPLACES 8u		/* tip: takes the place of base row `at` */

/* Tip: what an edit changed about a row that itself stays in the base. */
struct index_patch {
	uint32_t row;
	uint8_t status, in_cycle, pad[2];
};

uint64_t index_sum64(const void *data, size_t len, uint64_t seed);
/* Never 0, which means "not checked". */
uint32_t index_sum32(const void *p, size_t len);

/* Header of a mapped file. */
static inline const struct index_header *seg_header(const struct seg *s)
{
	return s->front;
}

static inline const struct index_rec *seg_recs(const struct seg *s)
{
	return (const void *)((const char *)s->front + seg_header(s)->recs);
}

/* Maps and verifies one file: 1 usable, 0 not. */
int seg_open(struct seg *s, const char *path);
/* The same without reading it through: its sum is not checked, and what is in it may be
 * anything.  For who needs a few records and proves them. */
int seg_map(struct seg *s, const char *path);
/* A record as a row; false when it points out of the file. */
bool seg_row(struct row *r, const struct seg *s, const struct index_rec *c);
/* The files that were not there any more when the index was written. */
bool seg_broken(struct view *v, const struct seg *s);
/* Do two files belong together? */
bool seg_fits(const struct seg *tip, const struct seg *base);
/* The view that base and tip (may be empty) show; takes both segs over.
 * NULL when they contradict themselves. */
struct view *index_decode(struct seg *base, struct seg *tip,
			  const char *path);
/* "<path>.tip"; caller frees. */
char *index_tip_path(const char *path);

/*
 * Writes the view: as a tip to the base it came from when few rows changed, else as
 * a new base.  Failures are silent: the index is only a copy.  True when the
 * view may be the start of the next write; false: open the index again first.
 */
bool index_write(const struct view *v, const char *path);
/*
 * Brings the tip from the commit `was` to `now`, between which only these tasks (sorted
 * by id, rows of row_from_task) changed, and neither their status nor their links to
 * other tasks.  Reads little more than it writes.  False: not done, the file is as it
 * was; who reads next finds the difference.
 */
bool index_write_few(const char *path, const struct oid *was,
		     const struct oid *now, const struct row *rows, size_t nr);

#endif
