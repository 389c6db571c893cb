/*
 * lock.c - the lock that puts the writers of this clone in order, and what a
 * killed writer leaves behind.
 *
 * The flock itself goes away with its process.  The ref's own lock file
 * (refs/tasks/main.lock, made by libgit2 as Git makes it) does not: a writer
 * that is killed in the moment between making and renaming it would block all
 * that come after.  So whoever holds the flock notes in the locked file which
 * commit it is about to put where.  Who finds such a note after getting the
 * flock knows that its writer is dead, and that a lock file with that content
 * is nobody's.
 *
 * Behind the note the locked file keeps, for each of our refs, the last commit
 * that this clone put there: share/rejoin.c compares.
 */
#include "base/base.h"
#include "db/core/db.h"
#include <fcntl.h>
#include "base/mem.h"
#include "db/core/internal.h"

#define LOCK_SECONDS 10
#define NOTE_LEN 128
#define SETTLE_MS 500	/* an empty lock file may be a living Git's */

static void nap(void)
{
	struct timespec ts = { 0, 5000000 };

	nanosleep(&ts, NULL);
}

/* Is the lock file the one that the note tells of?  Its content is written
 * after it is made, so that a killed writer may leave it empty. */
static bool is_leftover(const char *path, const char *oid)
{
	static const struct clock wall = CLOCK_SYSTEM;
	size_t len = object_hex(oid);
	struct strbuf sb = STRBUF_INIT;
	int64_t start = clock_now(&wall);
	bool empty, same;

	do {
		strbuf_reset(&sb);
		if (file_read_plain(&sb, path, 256, NULL) < 0)
			return false;
		empty = !sb.len;
		same = len && !strncmp(sb.buf, oid, len);
		if (empty)
			nap();
	} while (empty && clock_now(&wall) - start < SETTLE_MS);
	strbuf_release(&sb);
	return empty || same;
}

/* "<oid> <ref>", left by a writer that did not live to take it back. */
static void clear_leftover(struct db *db, const char *note)
{
	const char *ref = note + object_hex(note) + 1;
	char *path;

	if (!str_starts(ref, "refs/tasks/") || !path_is_inside(ref))
		return;
	path = xasprintf("%s/%s.lock", db->place.commondir, ref);
	if (file_exists(path) && is_leftover(path, note))
		unlink(path);
	free(path);
}

/*
 * The note has a fixed size and is overwritten in place: a file that is cut and
 * written again is something that file systems hurry to the disk.
 */
static bool write_note(int fd, const char *text)
{
	char note[NOTE_LEN];
	size_t len = strlen(text);

	memset(note, ' ', sizeof(note));
	memcpy(note, text, len < NOTE_LEN ? len : NOTE_LEN);
	note[NOTE_LEN - 1] = '\n';
	return pwrite(fd, note, sizeof(note), 0) == (ssize_t)sizeof(note);
}

static void read_note(struct db *db, const struct file_lock *lock)
{
	char note[NOTE_LEN + 1];
	ssize_t n = pread(lock->fd, note, NOTE_LEN, 0);
	size_t hex;

	if (n <= 0 || note[0] == ' ')
		return;
	note[n] = '\0';
	note[strcspn(note, "\n")] = '\0';
	hex = object_hex(note);
	if (hex && note[hex] == ' ') {
		note[hex + 1 + strcspn(note + hex + 1, " ")] = '\0';
		clear_leftover(db, note);
	}
	if (!write_note(lock->fd, ""))
		db_warn(db, "cannot clear the lock file: %s",
			strerror(errno));
}

/* ---- the last tips that were written here ---- */

static const char *const slot_refs[] = {
	"refs/tasks/main", "refs/tasks/sessions"
};

/* "<40 hex> <ref>", blanks and a line feed, at NOTE_LEN * (1 + its place). */
static int slot_of(const char *ref)
{
	int i;

	for (i = 0; i < (int)ARRAY_SIZE(slot_refs); i++)
		if (str_eq(slot_refs[i], ref))
			return i;
	return -1;
}

static int open_notes(struct db *db, int flags)
{
	char *path = db_local_path(db, "lock");
	int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	free(path);
	return fd;
}

void db_remember_tip(struct db *db, const char *ref, const struct oid *oid)
{
	char text[NOTE_LEN + 1], hex[OID_HEX + 1];
	int slot = slot_of(ref), fd, n;

	if (slot < 0)
		return;
	oid_hex(hex, oid);
	n = snprintf(text, sizeof(text), "%s %s", hex, ref);
	memset(text + n, ' ', sizeof(text) - (size_t)n);
	text[NOTE_LEN - 1] = '\n';
	fd = open_notes(db, O_WRONLY);
	/* Nobody relies on it: without it a lost tip is not noticed. */
	if (fd >= 0 && pwrite(fd, text, NOTE_LEN,
			      (off_t)NOTE_LEN * (1 + slot)) < 0)
		db_warn(db, "cannot note the tip of '%s': %s", ref,
			strerror(errno));
	if (fd >= 0)
		close(fd);
}

bool db_last_tip(struct oid *out, struct db *db, const char *ref)
{
	char text[NOTE_LEN + 1];
	int slot = slot_of(ref), fd = slot < 0 ? -1 : open_notes(db, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return false;
	n = pread(fd, text, NOTE_LEN, (off_t)NOTE_LEN * (1 + slot));
	close(fd);
	if (n != NOTE_LEN)
		return false;
	text[n] = '\0';
	return oid_parse(out, text) &&
		str_starts(text + strcspn(text, " ") + 1, ref);
}

void db_note_swap(struct db *db, const char *ref, const struct oid *oid)
{
	char *path, hex[OID_HEX + 1], note[NOTE_LEN] = "";
	int fd;

	if (!db->locked)
		return;
	path = db_local_path(db, "lock");
	if (oid) {
		oid_hex(hex, oid);
		snprintf(note, sizeof(note), "%s %s", hex, ref);
	}
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	/* Without the note a crash is not cleaned up; the write goes on. */
	if (fd >= 0 && !write_note(fd, note))
		db->locked = false;
	if (fd >= 0)
		close(fd);
	free(path);
}

void db_patience(struct db *db, int ms)
{
	db->lock_ms = ms;
}

/* Order is lost, safety is not: the ref is compared and swapped.  Said once. */
static void no_locks(struct db *db, const struct err *why)
{
	char *text = xasprintf("%s; went on without it, which is safe and slower "
			       "when several write at once", why->msg);

	if (!strvec_has(&db->warnings, text))
		db_warn(db, "%s", text);
	free(text);
}

/* Somebody else's, root's perhaps, that we may not open; or a pipe, a folder or a link
 * in its place, which `why` says then. */
static bool closed_to_us(const char *path, struct err *why)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return false;
	if (S_ISREG(st.st_mode))
		return access(path, R_OK | W_OK) < 0 && errno == EACCES;
	err_set(why, why->code, "cannot lock '%s', which is not a plain file "
		"(take it away)", path);
	return true;
}

int db_lock(struct file_lock *lock, struct db *db, struct err *err)
{
	struct err busy = ERR_INIT;
	int64_t seconds, ms = 0;
	char *path;
	int ret;

	db->locked = false;
	if (db_local_mkdir(db, err) < 0)
		return -1;
	path = db_local_path(db, "lock");
	ret = file_lock(lock, path, 0, &busy);
	if (ret < 0 && busy.code == ERR_CONFLICT) {
		seconds = db_config_int(db, "task.lockTimeout", LOCK_SECONDS);
		if (seconds < 0 || seconds > 3600)
			seconds = LOCK_SECONDS;
		ms = db->lock_ms ? db->lock_ms : seconds * 1000;
		ret = file_lock(lock, path, (int)ms, &busy);
	}
	if (!ret) {
		db->locked = true;
		read_note(db, lock);
	} else if (ret > 0 || closed_to_us(path, &busy)) {
		no_locks(db, &busy);
		ret = 0;
	} else if (busy.code == ERR_CONFLICT) {
		db_warn(db, "another process has kept '%s' for %g seconds; "
			"went on without it", path, (double)ms / 1000);
		ret = 0;
	} else {
		ret = err_set(err, busy.code, "%s", busy.msg);
	}
	free(path);
	return ret;
}
