/*
 * time.c - fuzzes times and durations as people type them: results lie in the
 * years 0000 to 9999 and print as RFC 3339 that reads back.
 */
#include "base/base.h"
#include "base/mem.h"
#include "data/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check(int64_t ms)
{
	char out[WHEN_LEN];
	int64_t back;

	when_format(out, ms);
	if (!when_parse_rfc3339(&back, out))
		BUG("'%s' does not read back", out);
	if (back > ms || ms - back >= 1000)
		BUG("%" PRId64 " reads back as %" PRId64, ms, back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const int64_t nows[] = {
		INT64_C(1795224780000), INT64_C(951782400000), 0
	};
	char *s = xmalloc(len + 1);
	struct strbuf sb = STRBUF_INIT;
	double secs;
	int64_t ms;
	size_t i;

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	memcpy(s, data, len);
	s[len] = '\0';
	for (i = 0; i < ARRAY_SIZE(nows); i++) {
		if (!when_parse(&ms, s, nows[i], i & 1, NULL))
			check(ms);
		if (!when_parse_since(&ms, s, nows[i], NULL))
			check(ms);
	}
	if (!when_parse_duration(&secs, s, true, NULL)) {
		if (!(secs >= 0 && secs < 1e10))
			BUG("a duration of %g", secs);
		when_span(&sb, secs);
	}
	strbuf_release(&sb);
	free(s);
	return 0;
}
