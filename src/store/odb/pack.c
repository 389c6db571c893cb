/*
 * pack.c - many objects at once (pack-collect.c has them), written as one pack.
 *
 * The pack (gitformat-pack(5)) holds whole, deflated objects without deltas:
 * ours are small, and `git gc` finds the deltas later, when nobody waits.
 * Writing it here instead of through libgit2's packbuilder leaves out its
 * search for deltas and a second pass over everything: 2,000 new blobs take a
 * seventeenth of its time (make bench-own).
 */
#include "base/base.h"
#include "base/file.h"
#include "base/mem.h"
#include "data/rand.h"
#include "store/odb/internal.h"
#include "store/odb/oidmap.h"
#include "store/odb/hash.h"

#include <fcntl.h>
#include <zlib.h>

/* Fewer objects than this are not worth a pack of their own. */
#define PACK_MIN 32
/* Offsets from here on need the 64-bit table of the index. */
#define SMALL_OFFSET UINT64_C(0x80000000)

/* ---- a file that is hashed while it is written ---- */

struct out_file {
	FILE *f;
	char *path;
	struct hash sum;
	uint64_t len;
	bool failed;
};

static int file_start(struct out_file *o, const char *dir, size_t width,
		      struct err *err)
{
	struct rnd rnd = RND_SYSTEM;
	int fd;

	memset(o, 0, sizeof(*o));
	o->path = xasprintf("%s/tmp_pack_%016" PRIx64, dir, rnd_u64(&rnd));
	/* As readable as the umask lets it be, like every object. */
	fd = open(o->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd >= 0)
		o->f = fdopen(fd, "wb");
	if (!o->f) {
		err_errno(err, ERR_FATAL, "cannot write into '%s'", dir);
		if (fd >= 0) {
			close(fd);
			unlink(o->path);
		}
		FREE_AND_NULL(o->path);
		return -1;
	}
	hash_init(&o->sum, width);
	return 0;
}

static void put(struct out_file *o, const void *data, size_t len)
{
	hash_add(&o->sum, data, len);
	o->len += len;
	if (len && fwrite(data, 1, len, o->f) != len)
		o->failed = true;
}

static void put32(struct out_file *o, uint32_t n)
{
	unsigned char b[4] = {
		(unsigned char)(n >> 24), (unsigned char)(n >> 16),
		(unsigned char)(n >> 8), (unsigned char)n
	};

	put(o, b, sizeof(b));
}

/* Appends the checksum and closes; the file keeps its temporary name. */
static int file_finish(struct out_file *o, struct oid *sum, bool sync,
		       struct err *err)
{
	hash_end(sum, &o->sum);
	if (fwrite(sum->b, 1, sum->len, o->f) != sum->len ||
	    fflush(o->f) || (sync && fsync(fileno(o->f)) < 0))
		o->failed = true;
	if (fclose(o->f))
		o->failed = true;
	o->f = NULL;
	if (o->failed)
		return err_errno(err, ERR_FATAL, "cannot write '%s'", o->path);
	return 0;
}

/* Removes a file that did not get its name. */
static void file_drop(struct out_file *o)
{
	if (o->f)
		fclose(o->f);
	if (o->path)
		unlink(o->path);
	FREE_AND_NULL(o->path);
}

/* ---- pack ---- */

/* Type and size: 4 bits of size first, then 7 a byte, low ones first. */
static size_t object_header(unsigned char out[16], enum object_type type,
			    size_t len)
{
	size_t n = 0;
	unsigned char c = (unsigned char)((unsigned)type << 4 | (len & 15));

	for (len >>= 4; len; len >>= 7) {
		out[n++] = c | 0x80;
		c = (unsigned char)(len & 0x7f);
	}
	out[n++] = c;
	return n;
}

static void crc_put(struct out_file *o, struct pending *item,
		    const void *data, size_t len)
{
	item->crc = (uint32_t)crc32(item->crc, data, (uInt)len);
	put(o, data, len);
}

static int write_object(struct out_file *o, struct pending *item, z_stream *z,
			struct err *err)
{
	unsigned char head[16], buf[16384];
	size_t n = object_header(head, item->type, item->len);
	int rc;

	if (item->len > UINT_MAX)
		return err_set(err, ERR_INVALID, "object too large");
	item->offset = o->len;
	item->crc = (uint32_t)crc32(0, NULL, 0);
	crc_put(o, item, head, n);
	deflateReset(z);
	z->next_in = (Bytef *)item->data;
	z->avail_in = (uInt)item->len;
	do {
		z->next_out = buf;
		z->avail_out = sizeof(buf);
		rc = deflate(z, Z_FINISH);
		crc_put(o, item, buf, sizeof(buf) - z->avail_out);
	} while (rc == Z_OK);
	if (rc != Z_STREAM_END)
		return err_set(err, ERR_FATAL, "cannot compress an object");
	return 0;
}

static int write_pack(struct out_file *o, struct pack *p, struct err *err)
{
	z_stream z;
	size_t i;
	int rc = 0;

	memset(&z, 0, sizeof(z));
	/* 32 KiB of window are needless for objects of some hundred bytes:
	 * resetting a small state is what makes 10,000 of them cheap. */
	if (deflateInit2(&z, 1, Z_DEFLATED, 12, 5, Z_DEFAULT_STRATEGY) != Z_OK)
		return err_set(err, ERR_FATAL, "cannot start compression");
	put(o, "PACK", 4);
	put32(o, 2);
	put32(o, (uint32_t)p->oids.nr);
	for (i = 0; i < p->oids.nr && rc == 0; i++)
		rc = write_object(o, &p->items[i], &z, err);
	deflateEnd(&z);
	return rc;
}

/* ---- index, version 2 ---- */

struct sorted {
	const struct oid *oid;
	const struct pending *item;
};

static int sorted_cmp(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	return oid_cmp(x->oid, y->oid);
}

static void put_offsets(struct out_file *o, const struct sorted *s, size_t nr)
{
	uint32_t large = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		put32(o, s[i].item->offset < SMALL_OFFSET ?
		      (uint32_t)s[i].item->offset :
		      (uint32_t)SMALL_OFFSET | large++);
	for (i = 0; i < nr && large; i++) {
		if (s[i].item->offset < SMALL_OFFSET)
			continue;
		put32(o, (uint32_t)(s[i].item->offset >> 32));
		put32(o, (uint32_t)s[i].item->offset);
	}
}

static void write_index(struct out_file *o, const struct pack *p,
			const struct oid *pack_sum)
{
	static const unsigned char magic[4] = { 0xff, 't', 'O', 'c' };
	size_t nr = p->oids.nr, i;
	struct sorted *s = xcalloc(nr, sizeof(*s));
	unsigned byte;

	for (i = 0; i < nr; i++) {
		s[i].oid = &p->oids.keys[i];
		s[i].item = &p->items[i];
	}
	qsort(s, nr, sizeof(*s), sorted_cmp);
	put(o, magic, sizeof(magic));
	put32(o, 2);
	for (byte = 0, i = 0; byte < 256; byte++) {
		while (i < nr && s[i].oid->b[0] <= byte)
			i++;
		put32(o, (uint32_t)i);
	}
	for (i = 0; i < nr; i++)
		put(o, s[i].oid->b, s[i].oid->len);
	for (i = 0; i < nr; i++)
		put32(o, s[i].item->crc);
	put_offsets(o, s, nr);
	put(o, pack_sum->b, pack_sum->len);
	free(s);
}

/* ---- the end ---- */

static int give_name(struct out_file *o, const char *dir, const char *hex,
		     const char *suffix, struct err *err)
{
	char *path = xasprintf("%s/pack-%s.%s", dir, hex, suffix);
	int rc = 0;

	if (rename(o->path, path) < 0)
		rc = err_errno(err, ERR_FATAL, "cannot write '%s'", path);
	else
		FREE_AND_NULL(o->path);
	free(path);
	return rc;
}

static int sync_dir(const char *dir, struct err *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		rc = err_errno(err, ERR_FATAL, "cannot sync '%s'", dir);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Readers look for the index, so it gets its name last. */
static int write_both(struct repo *r, const char *dir, bool sync,
		      struct err *err)
{
	struct out_file pack = { .f = NULL }, idx = { .f = NULL };
	size_t width = r->place.width;
	char hex[OID_HEX + 1];
	struct oid sum, idx_sum;
	int rc = -1;

	if (file_mkdirs(dir, err) < 0 || file_start(&pack, dir, width, err) < 0)
		goto out;
	if (write_pack(&pack, r->pack, err) < 0 ||
	    file_finish(&pack, &sum, sync, err) < 0 ||
	    file_start(&idx, dir, width, err) < 0)
		goto out;
	write_index(&idx, r->pack, &sum);
	if (file_finish(&idx, &idx_sum, sync, err) < 0)
		goto out;
	oid_hex(hex, &sum);
	if (give_name(&pack, dir, hex, "pack", err) < 0 ||
	    give_name(&idx, dir, hex, "idx", err) < 0)
		goto out;
	rc = sync ? sync_dir(dir, err) : 0;
out:
	file_drop(&pack);
	file_drop(&idx);
	return rc;
}

static int write_loose(struct repo *r, struct pack *p, struct err *err)
{
	struct oid oid;
	size_t i;

	for (i = 0; i < p->oids.nr; i++)
		if (object_write(&oid, r, p->items[i].type, p->items[i].data,
				 p->items[i].len, err) < 0)
			return -1;
	return 0;
}

int pack_end(struct repo *r, bool sync, struct err *err)
{
	struct pack *p = r->pack;
	char *dir, *objects;
	int rc = 0;

	if (!p)
		return err_set(err, ERR_FAILED, "no pack was begun");
	if (p->oids.nr < PACK_MIN) {
		bool was = r->sync;

		r->pack = NULL;
		repo_set_sync(r, sync);
		rc = write_loose(r, p, err);
		repo_set_sync(r, was);
		r->pack = p;
	} else {
		objects = place_objects(&r->place);
		dir = path_join(objects, "pack");
		free(objects);
		rc = write_both(r, dir, sync, err);
		free(dir);
		if (rc == 0)
			rc = r->maker->refresh(r, err);
	}
	pack_abort(r);
	return rc;
}
