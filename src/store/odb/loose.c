/*
 * loose.c - loose objects, written as Git writes them (gitformat-loose).
 */
#include "base/base.h"
#include <fcntl.h>
#include <zlib.h>
#include "base/file.h"
#include "base/mem.h"
#include "data/rand.h"
#include "store/odb/hash.h"
#include "store/odb/internal.h"

bool sync_names(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/*
 * zlib zeroes a quarter of a MB for its largest window; what is written here mostly
 * has a few kB.  A window that holds the whole of it finds the same repetitions.
 */
static int window_for(size_t len)
{
	int bits = 9;

	while (bits < MAX_WBITS && (size_t)1 << bits < len)
		bits++;
	return bits;
}

static bool deflate_all(struct strbuf *out, struct strbuf *in)
{
	int bits = window_for(in->len), memory = bits < 15 ? bits - 6 : 8;
	z_stream z;
	bool ok;

	memset(&z, 0, sizeof(z));
	if (in->len > LOOSE_MAX ||
	    deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, bits, memory,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	strbuf_grow(out, deflateBound(&z, (uLong)in->len));
	z.next_in = (unsigned char *)in->buf;
	z.avail_in = (uInt)in->len;
	z.next_out = (unsigned char *)out->buf;
	z.avail_out = (uInt)(out->alloc - 1);
	ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
	strbuf_setlen(out, (size_t)z.total_out);
	deflateEnd(&z);
	return ok;
}

static bool deflate_object(struct strbuf *out, const char *head, size_t n,
			   const void *data, size_t len)
{
	struct strbuf all = STRBUF_INIT;
	bool ok;

	strbuf_add(&all, head, n);
	strbuf_add(&all, data, len);
	ok = deflate_all(out, &all);
	strbuf_release(&all);
	return ok;
}

static bool write_file(const char *path, const struct strbuf *sb, bool sync)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	size_t done = 0;
	ssize_t n = 0;
	bool ok;

	if (fd < 0)
		return false;
	while (done < sb->len) {
		n = write(fd, sb->buf + done, sb->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	ok = done == sb->len && (!sync || fsync(fd) == 0);
	ok &= close(fd) == 0;
	if (!ok)
		unlink(path);
	return ok;
}

/* A temporary file, then its name: nobody sees half an object. */
static bool place_file(const char *dir, const char *name,
		       const struct strbuf *sb, bool sync)
{
	struct rnd rnd = RND_SYSTEM;
	char *path = path_join(dir, name), *above = NULL;
	char *tmp = xasprintf("%s/tmp_obj_%016" PRIx64, dir, rnd_u64(&rnd));
	bool ok = write_file(tmp, sb, sync);

	if (!ok && errno == ENOENT) {
		above = path_dirname(dir);
		ok = (!mkdir(dir, 0777) || errno == EEXIST) &&
			write_file(tmp, sb, sync);
	}
	if (ok && rename(tmp, path) < 0) {
		unlink(tmp);
		ok = false;
	}
	if (ok && sync)
		ok = sync_names(dir) && (!above || sync_names(above));
	free(above);
	free(tmp);
	free(path);
	return ok;
}

int loose_write(struct oid *out, struct repo *r, enum object_type type,
		const void *data, size_t len)
{
	struct strbuf sb = STRBUF_INIT;
	char head[32], hex[OID_HEX + 1], *dir, *path;
	int n = snprintf(head, sizeof(head), "%s %zu", type_name(type), len);
	bool ok;

	object_hash(out, r->place.width, type, data, len);
	oid_hex(hex, out);
	path = loose_path(&r->place, hex);
	dir = path_dirname(path);
	/* A new time keeps an object that is there from being pruned as old. */
	ok = utimensat(AT_FDCWD, path, NULL, 0) == 0 &&
		!loose_is_damaged(&r->place, out);
	if (!ok)
		ok = deflate_object(&sb, head, (size_t)n + 1, data, len) &&
			place_file(dir, hex + 2, &sb, r->sync);
	strbuf_release(&sb);
	free(path);
	free(dir);
	return ok;
}
