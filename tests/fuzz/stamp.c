/*
 * stamp.c - fuzzes stamps as a foreign task has them: what is read prints as it
 * was, and has a successor, which is greater as a number and as text.
 */
#include "base/base.h"
#include "base/mem.h"
#include "data/id.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *s = xmalloc(len + 1), out[STAMP_LEN + 1];
	struct stamp stamp;

	memcpy(s, data, len);
	s[len] = '\0';
	if (stamp_parse(&stamp, s)) {
		stamp_format(out, &stamp);
		if (strcmp(out, s) != 0)
			BUG("'%s' prints as '%s'", s, out);
	}
	free(s);
	return 0;
}
