/*
 * loose.c - loose objects, read without libgit2 (gitformat-loose: zlib over
 * "<type> <length>", NUL and the content).
 *
 * What changed since a moment ago is loose nearly always; a reader that needs
 * only that does not have to load a library.
 */
#include "base/base.h"
#include <fcntl.h>
#include <zlib.h>
#include "base/file.h"
#include "base/mem.h"
#include "data/rand.h"
#include "store/internal.h"
#include "store/sha1.h"

#define LOOSE_MAX ((size_t)64 << 20)

static bool inflate_all(struct strbuf *out, const struct strbuf *in)
{
	z_stream z;
	int rc;

	memset(&z, 0, sizeof(z));
	if (inflateInit(&z) != Z_OK)
		return false;
	z.next_in = (unsigned char *)in->buf;
	z.avail_in = (uInt)in->len;
	do {
		strbuf_grow(out, in->len * 4 + 512);
		z.next_out = (unsigned char *)out->buf + out->len;
		z.avail_out = (uInt)(out->alloc - out->len - 1);
		rc = inflate(&z, Z_NO_FLUSH);
		strbuf_setlen(out, (size_t)((char *)z.next_out - out->buf));
	} while (rc == Z_OK && out->len < LOOSE_MAX);
	inflateEnd(&z);
	return rc == Z_STREAM_END;
}

/* Cuts "<type> <length>\0" off; false when it is something else. */
static bool take_header(struct strbuf *obj, const char *type)
{
	size_t n = strlen(type), len;
	char *end;

	if (obj->len <= n || memcmp(obj->buf, type, n) || obj->buf[n] != ' ')
		return false;
	len = (size_t)strtoull(obj->buf + n + 1, &end, 10);
	if (*end || len != obj->len - (size_t)(end + 1 - obj->buf))
		return false;
	strbuf_remove(obj, 0, (size_t)(end + 1 - obj->buf));
	return true;
}

bool place_object(struct strbuf *out, const struct place *p,
		  const struct oid *oid, const char *type)
{
	struct strbuf raw = STRBUF_INIT;
	char hex[OID_HEX + 1], *path;
	struct sha1 sha;
	struct oid check;
	bool ok = false;

	if (getenv("GIT_OBJECT_DIRECTORY"))
		return false;
	oid_hex(hex, oid);
	path = xasprintf("%s/objects/%.2s/%s", p->commondir, hex, hex + 2);
	strbuf_reset(out);
	if (file_exists(path) && !file_read(&raw, path, LOOSE_MAX, NULL) &&
	    inflate_all(out, &raw)) {
		sha1_init(&sha);
		sha1_add(&sha, out->buf, out->len);
		sha1_end(&check, &sha);
		ok = oid_eq(&check, oid) && take_header(out, type);
	}
	free(path);
	strbuf_release(&raw);
	return ok;
}

/* ---- writing ---- */

bool sync_names(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static bool deflate_object(struct strbuf *out, const char *head, size_t n,
			   const void *data, size_t len)
{
	struct strbuf all = STRBUF_INIT;
	uLongf room;
	bool ok;

	strbuf_add(&all, head, n);
	strbuf_add(&all, data, len);
	room = compressBound((uLong)all.len);
	strbuf_grow(out, room);
	ok = compress2((unsigned char *)out->buf, &room,
		       (const unsigned char *)all.buf, (uLong)all.len,
		       Z_BEST_SPEED) == Z_OK;
	if (ok)
		strbuf_setlen(out, room);
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
	static const char *const names[] = { "", "commit", "tree", "blob" };
	struct strbuf sb = STRBUF_INIT;
	char head[32], hex[OID_HEX + 1], *dir, *path;
	int n = snprintf(head, sizeof(head), "%s %zu", names[type], len);
	bool ok;

	object_hash(out, type, data, len);
	oid_hex(hex, out);
	dir = xasprintf("%s/objects/%.2s", r->place.commondir, hex);
	path = path_join(dir, hex + 2);
	/* A new time keeps an object that is there from being pruned as old. */
	ok = utimensat(AT_FDCWD, path, NULL, 0) == 0;
	if (!ok)
		ok = deflate_object(&sb, head, (size_t)n + 1, data, len) &&
			place_file(dir, hex + 2, &sb, r->sync);
	strbuf_release(&sb);
	free(path);
	free(dir);
	return ok;
}
