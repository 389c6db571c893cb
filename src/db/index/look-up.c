/*
 * look-up.c - one task, or one text, looked for in the index files without decoding
 * them.
 */
#include "base/base.h"
#include "db/index/look-up.h"
#include "base/file.h"
#include "base/mem.h"
#include "db/index/index-format.h"

char *index_tip_path(const char *path)
{
	return xasprintf("%s.tip", path);
}

/* One of the two files, open. */
struct file {
	int fd;
	struct index_header h;
};

static bool open_file(struct file *f, const char *path)
{
	f->fd = file_open_plain(path);
	return f->fd >= 0 &&
		pread(f->fd, &f->h, sizeof(f->h), 0) == (ssize_t)sizeof(f->h) &&
		!memcmp(f->h.magic, INDEX_MAGIC, sizeof(f->h.magic)) &&
		f->h.version == INDEX_VERSION && f->h.order == INDEX_ORDER &&
		f->h.rec_size == sizeof(struct index_rec);
}

static bool read_rec(struct index_rec *out, const struct file *f, uint32_t i)
{
	off_t at = (off_t)(f->h.recs + (uint64_t)i * sizeof(*out));

	return pread(f->fd, out, sizeof(*out), at) == (ssize_t)sizeof(*out);
}

/*
 * The only record whose id begins with `prefix`: 1; 0 there is none; -1 there are
 * several, or the file can not be read.
 */
static int find_only(struct index_rec *out, const struct file *f,
		     const char *prefix)
{
	uint32_t lo = 0, hi = f->h.nr;
	size_t n = strlen(prefix);
	struct index_rec r;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (!read_rec(&r, f, mid))
			return -1;
		if (memcmp(r.id, prefix, n) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == f->h.nr)
		return 0;
	if (!read_rec(out, f, lo))
		return -1;
	if (memcmp(out->id, prefix, n) != 0)
		return 0;
	if (lo + 1 < f->h.nr &&
	    (!read_rec(&r, f, lo + 1) || !memcmp(r.id, prefix, n)))
		return -1;
	return 1;
}

static bool shows(const struct file *f, const struct oid *tip)
{
	return f->h.oid_len == tip->len &&
		!memcmp(f->h.oid, tip->b, tip->len);
}

bool index_has_task(const char *path, const struct oid *tip,
		    const char *prefix)
{
	char *tip_path = index_tip_path(path);
	struct file base = { .fd = -1 }, late = { .fd = -1 };
	struct index_rec a, b;
	bool res = false, both;
	int in_base, in_late = 0;

	if (strlen(prefix) > ID_LEN || !open_file(&base, path))
		goto out;
	both = open_file(&late, tip_path) && shows(&late, tip) &&
		late.h.base_sum == base.h.sum;
	if (!both && !shows(&base, tip))
		goto out;
	in_base = find_only(&a, &base, prefix);
	if (both)
		in_late = find_only(&b, &late, prefix);
	if (in_base < 0 || in_late < 0)
		goto out;
	if (in_base && in_late && memcmp(a.id, b.id, ID_LEN) != 0)
		goto out;
	res = in_late ? !(b.flags & REC_DELETED) :
		in_base && !(a.flags & REC_DELETED);
out:
	if (base.fd >= 0)
		close(base.fd);
	if (late.fd >= 0)
		close(late.fd);
	free(tip_path);
	return res;
}

#define STRINGS_MAX ((uint64_t)16 << 20)

/* Can the file be read, and does none of its strings equal `text`? */
static bool has_not(const struct file *f, const char *text)
{
	const uint64_t len = f->h.strings_len;
	const size_t n = strlen(text) + 1;
	const char *p, *end, *hit;
	bool ok = false;
	char *buf;

	if (len > STRINGS_MAX)
		return false;
	buf = xmalloc((size_t)len + 1);
	if (pread(f->fd, buf, (size_t)len, (off_t)f->h.strings) != (ssize_t)len)
		goto out;
	ok = true;
	end = buf + len;
	for (p = buf; ok && p < end && (size_t)(end - p) >= n; p = hit + 1) {
		hit = memchr(p, text[0], (size_t)(end - p) - n + 1);
		if (!hit)
			break;
		ok = memcmp(hit, text, n) != 0 || (hit > buf && hit[-1]);
	}
out:
	free(buf);
	return ok;
}

bool index_may_have(const char *path, const struct oid *tip, const char *text)
{
	char *tip_path = index_tip_path(path);
	struct file base = { .fd = -1 }, late = { .fd = -1 };
	bool may = true, both;

	if (!*text || !open_file(&base, path))
		goto out;
	both = open_file(&late, tip_path) && shows(&late, tip) &&
		late.h.base_sum == base.h.sum;
	if (both || shows(&base, tip))
		may = !has_not(&base, text) || (both && !has_not(&late, text));
out:
	if (base.fd >= 0)
		close(base.fd);
	if (late.fd >= 0)
		close(late.fd);
	free(tip_path);
	return may;
}
