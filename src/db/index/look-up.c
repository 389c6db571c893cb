/*
 * look-up.c - one task, or one text, looked for in the index files without decoding
 * them; libc only, the hooks' small program has it.
 */
#include "base/base.h"
#include "db/index/look-up.h"
#include "base/file.h"
#include "base/mem.h"
#include "db/index/index-format.h"
#include "model/taskio.h"

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

/* The first record whose id is not before `prefix`, nr when all are. */
static bool lower_bound(uint32_t *out, const struct file *f, const char *prefix)
{
	uint32_t lo = 0, hi = f->h.nr;
	size_t n = strlen(prefix);
	struct index_rec r;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (!read_rec(&r, f, mid))
			return false;
		if (memcmp(r.id, prefix, n) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*out = lo;
	return true;
}

/*
 * The only record whose id begins with `prefix`: 1; 0 there is none; -1 there are
 * several, or the file can not be read.
 */
static int find_only(struct index_rec *out, const struct file *f,
		     const char *prefix)
{
	size_t n = strlen(prefix);
	struct index_rec r;
	uint32_t lo;

	if (!lower_bound(&lo, f, prefix))
		return -1;
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

/* The two files as one: base alone, or with what came later. */
struct both {
	struct file base, late;
	bool has_late;
};

static void close_both(struct both *b)
{
	if (b->base.fd >= 0)
		close(b->base.fd);
	if (b->late.fd >= 0)
		close(b->late.fd);
}

/* Do they show the commit?  Close them in any case. */
static bool open_both(struct both *b, const char *path, const struct oid *tip)
{
	char *tip_path = index_tip_path(path);
	bool ok;

	b->base.fd = b->late.fd = -1;
	ok = open_file(&b->base, path);
	b->has_late = ok && open_file(&b->late, tip_path) &&
		shows(&b->late, tip) && b->late.h.base_sum == b->base.h.sum;
	free(tip_path);
	return ok && (b->has_late || shows(&b->base, tip));
}

/* The file that has the only task whose id begins so, and its record; NULL when
 * there is none for sure, or it is deleted. */
static const struct file *find_task(struct index_rec *out, const struct both *f,
				    const char *prefix)
{
	struct index_rec late;
	int in_base, in_late = 0;

	if (strlen(prefix) > ID_LEN)
		return NULL;
	in_base = find_only(out, &f->base, prefix);
	if (f->has_late)
		in_late = find_only(&late, &f->late, prefix);
	if (in_base < 0 || in_late < 0 || (!in_base && !in_late) ||
	    (in_base && in_late && memcmp(out->id, late.id, ID_LEN) != 0))
		return NULL;
	if (in_late)
		*out = late;
	if (out->flags & REC_DELETED)
		return NULL;
	return in_late ? &f->late : &f->base;
}

bool index_has_task(const char *path, const struct oid *tip,
		    const char *prefix)
{
	struct index_rec rec;
	struct both f;
	bool res = open_both(&f, path, tip) && find_task(&rec, &f, prefix);

	close_both(&f);
	return res;
}

/* Longer ones are read with the others. */
#define TASK_READ ((uint32_t)1 << 20)

static bool read_text(struct strbuf *out, const struct file *f,
		      const struct index_rec *rec)
{
	bool ok = rec->blob_len <= TASK_READ;

	strbuf_reset(out);
	if (!ok)
		return false;
	strbuf_grow(out, rec->blob_len);
	ok = pread(f->fd, out->buf, rec->blob_len,
		   (off_t)(f->h.blobs + rec->blob)) == (ssize_t)rec->blob_len;
	strbuf_setlen(out, ok ? rec->blob_len : 0);
	return ok;
}

bool index_read_task(struct strbuf *out, const char *path,
		     const struct oid *tip, const char *prefix)
{
	const struct file *from = NULL;
	struct index_rec rec;
	struct both f;
	bool res = false;

	memset(&rec, 0, sizeof(rec));
	strbuf_reset(out);
	if (open_both(&f, path, tip))
		from = find_task(&rec, &f, prefix);
	if (from && f.base.h.schema <= SCHEMA_VERSION &&
	    (!f.has_late || f.late.h.schema <= SCHEMA_VERSION))
		res = read_text(out, from, &rec) &&
			index_sum32(out->buf, out->len) == rec.blob_sum;
	close_both(&f);
	return res;
}

/* The record at `*i` when its id still begins so; *more: there was one.  False: it can
 * not be read. */
static bool next_of(struct index_rec *out, bool *more, const struct file *f,
		    uint32_t i, const char *prefix)
{
	*more = i < f->h.nr;
	if (!*more)
		return true;
	if (!read_rec(out, f, i))
		return false;
	*more = !memcmp(out->id, prefix, strlen(prefix));
	return true;
}

static bool each_of(const struct both *f, const char *prefix, index_text_fn fn,
		    void *data)
{
	struct strbuf text = STRBUF_INIT;
	bool ok, in_base, in_late = false;
	uint32_t i, k = 0;
	struct index_rec b, l;

	ok = lower_bound(&i, &f->base, prefix) &&
		(!f->has_late || lower_bound(&k, &f->late, prefix));
	while (ok) {
		const struct index_rec *rec = &b;
		int order;

		ok = next_of(&b, &in_base, &f->base, i, prefix) &&
			(!f->has_late ||
			 next_of(&l, &in_late, &f->late, k, prefix));
		if (!ok || (!in_base && !in_late))
			break;
		order = !in_base ? 1 : !in_late ? -1 :
			memcmp(b.id, l.id, ID_LEN);
		if (order >= 0) {
			rec = &l;
			k++;
		}
		i += order <= 0;
		ok = !rec->id[ID_LEN] &&
			read_text(&text, order >= 0 ? &f->late : &f->base, rec);
		if (ok)
			fn(rec->id, text.buf, text.len, data);
	}
	strbuf_release(&text);
	return ok;
}

bool index_each_text(const char *path, const struct oid *tip,
		     const char *prefix, index_text_fn fn, void *data)
{
	struct both f;
	bool ok = open_both(&f, path, tip) && strlen(prefix) <= ID_LEN &&
		each_of(&f, prefix, fn, data);

	close_both(&f);
	return ok;
}

/* ---- a text ---- */

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
	struct both f;
	bool may = true;

	if (!*text)
		return true;
	if (open_both(&f, path, tip))
		may = !has_not(&f.base, text) ||
			(f.has_late && !has_not(&f.late, text));
	close_both(&f);
	return may;
}
