/*
 * loose.c - loose objects, read without libgit2 (gitformat-loose: zlib over
 * "<type> <length>", NUL and the content).
 *
 * What changed since a moment ago is loose nearly always; a reader that needs
 * only that does not have to load a library.
 */
#include "base/base.h"
#include "store/object.h"

#include <zlib.h>

#include "base/file.h"
#include "base/mem.h"
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
