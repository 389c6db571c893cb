/*
 * index.c - fuzzes the index: a file with a right sum and wrong content is refused,
 * or gives rows whose strings and numbers can all be read.
 *
 * The input is the front of an index; its sizes and its sum are made right, and
 * blank texts are put behind it.
 */
#include "base/base.h"
#include "scratch.h"
#include "db/index/index.h"
#include "db/index/index-format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define BLOBS 65536u
#define TEXTS 8192u

/* The file as the header would have it. */
static void make_right(char *file, size_t len, struct oid *tip)
{
	struct index_header h;

	memcpy(&h, file, sizeof(h));
	memcpy(h.magic, INDEX_MAGIC, sizeof(h.magic));
	h.version = INDEX_VERSION;
	h.order = INDEX_ORDER;
	h.rec_size = sizeof(struct index_rec);
	h.oid_len = OID_SHA1;
	h.front_len = (len + 7) & ~(size_t)7;
	h.blobs = BLOBS;
	h.blobs_len = TEXTS;
	h.sum = 0;
	h.sum = index_sum64(&h, sizeof(h), 0);
	h.sum = index_sum64(file + sizeof(h), h.front_len - sizeof(h), h.sum);
	memcpy(file, &h, sizeof(h));
	oid_from(tip, h.oid, OID_SHA1);
}

static size_t read_row(const struct view *v, const struct row *r)
{
	const char *tag = r->tags;
	size_t sum = strlen(r->id) + strlen(r->title) + strlen(r->assignee) +
		strlen(r->project) + strlen(r->type) + strlen(r->parent) +
		strlen(r->created_by) + strlen(r->branch) + strlen(r->prd) +
		strlen(r->prd_key) + strlen(r->lease_owner);
	uint32_t i;

	for (i = 0; i < r->nr_tags; i++)
		tag += strlen(tag) + 1;
	for (i = 0; i < r->nr_deps; i++)
		if (r->deps[i] != NO_ROW && r->deps[i] >= v->nr)
			BUG("a dependency on row %u of %zu", r->deps[i],
			    (size_t)v->nr);
	if (r->parent_row != NO_ROW && r->parent_row >= v->nr)
		BUG("a parent in row %u", r->parent_row);
	for (i = 0; i < r->blob_len; i++)
		sum += (unsigned char)r->blob[i];
	return sum + (size_t)(tag - r->tags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct scratch *s;
	char *file;
	size_t i, sum = 0;
	struct view *v;
	struct oid tip;

	if (len < sizeof(struct index_header) || len > BLOBS)
		return 0;
	file = xcalloc(1, BLOBS + TEXTS);
	memcpy(file, data, len);
	make_right(file, len, &tip);
	s = scratch_write("index", file, BLOBS + TEXTS);
	if (index_open(&v, s->file, &tip)) {
		for (i = 0; i < v->nr; i++)
			sum += read_row(v, &v->rows[i]);
		if (sum == SIZE_MAX)
			BUG("more than there is");
		view_close(v);
	}
	free(file);
	return 0;
}
