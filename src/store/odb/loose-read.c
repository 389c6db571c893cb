/*
 * loose-read.c - loose objects, read without libgit2 (gitformat-loose: zlib over
 * "<type> <length>", NUL and the content).
 *
 * What changed since a moment ago is loose nearly always; a reader that needs
 * only that does not have to load a library.
 */
#include "base/base.h"
#include <zlib.h>
#include "base/file.h"
#include "base/mem.h"
#include "store/odb/internal.h"
#include "store/odb/hash.h"

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

char *loose_path(const struct place *p, const char *hex)
{
	char *objects = place_objects(p);
	char *path = xasprintf("%s/%.2s/%s", objects, hex, hex + 2);

	free(objects);
	return path;
}

enum loose loose_read(struct strbuf *out, const struct place *p,
		      const struct oid *oid, const char *type)
{
	struct strbuf raw = STRBUF_INIT;
	char hex[OID_HEX + 1], *path;
	enum loose how = LOOSE_NONE;
	struct hash sum;
	struct oid check;

	if (!oid->len)
		return LOOSE_NONE;
	oid_hex(hex, oid);
	path = loose_path(p, hex);
	strbuf_reset(out);
	if (file_exists(path)) {
		how = LOOSE_ODD;
		if (!file_read_plain(&raw, path, LOOSE_MAX, NULL) &&
		    inflate_all(out, &raw)) {
			hash_init(&sum, oid->len);
			hash_add(&sum, out->buf, out->len);
			hash_end(&check, &sum);
			if (oid_eq(&check, oid) && take_header(out, type))
				how = LOOSE_READ;
		}
	}
	free(path);
	strbuf_release(&raw);
	return how;
}

bool place_object(struct strbuf *out, const struct place *p,
		  const struct oid *oid, const char *type)
{
	return loose_read(out, p, oid, type) == LOOSE_READ;
}

/* The whole of a loose object can be had: its stream ends where it should. */
static bool stream_ends(const struct strbuf *in)
{
	unsigned char room[16384];
	z_stream z;
	int rc;

	memset(&z, 0, sizeof(z));
	if (inflateInit(&z) != Z_OK)
		return true;	/* not the object's fault */
	z.next_in = (unsigned char *)in->buf;
	z.avail_in = (uInt)in->len;
	do {
		z.next_out = room;
		z.avail_out = sizeof(room);
		rc = inflate(&z, Z_NO_FLUSH);
	} while (rc == Z_OK && z.total_out <= LOOSE_MAX);
	inflateEnd(&z);
	return rc == Z_STREAM_END;
}

bool loose_is_damaged(const struct place *p, const struct oid *oid)
{
	struct strbuf raw = STRBUF_INIT;
	char hex[OID_HEX + 1], *path;
	struct stat st;
	bool bad = false;

	oid_hex(hex, oid);
	path = loose_path(p, hex);
	if (stat(path, &st) == 0) {
		bad = !S_ISREG(st.st_mode) || st.st_size == 0 ||
			file_read_plain(&raw, path, LOOSE_MAX, NULL) < 0 ||
			!stream_ends(&raw);
	}
	strbuf_release(&raw);
	free(path);
	return bad;
}
