/*
 * packedrefs.c - fuzzes packed-refs: a ref that is found stands there with that
 * object, one that is not is "none" or "damaged".
 */
#include "base/base.h"
#include "scratch.h"
#include "store/place/repo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = {
		"refs/tasks/main", "refs/heads/main", "refs/tags/v1",
	};
	struct place p = { .width = OID_SHA1, .ref_files = true };
	struct oid oid;
	size_t i;

	p.gitdir = scratch()->dir;
	p.commondir = scratch()->dir;
	scratch_write("packed-refs", data, len);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		memset(&oid, 0, sizeof(oid));
		if (place_ref(&oid, &p, names[i]) <= 0)
			continue;
		if (!memmem(data, len, names[i], strlen(names[i])))
			BUG("%s is not there", names[i]);
	}
	return 0;
}
