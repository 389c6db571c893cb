/*
 * bykey.c - finding a task by the name that another program gave to it.
 */
#include "base/base.h"
#include "db/index/view.h"

/* Is `typed` a shorter form of the whole key? */
static bool key_matches(const char *key, const char *typed)
{
	const char *tail = strchr(key, ':'), *hash = strchr(typed, '#');
	size_t len = strlen(typed), front;

	if (str_ieq(key, typed))
		return true;
	/* "gh#12" of "gh:ann/shop#12" */
	if (hash && hash > typed && tail && strrchr(key, '#')) {
		front = (size_t)(hash - typed);
		if ((size_t)(tail - key) == front &&
		    !strncasecmp(key, typed, front) &&
		    str_ieq(strrchr(key, '#'), hash))
			return true;
	}
	/* "SHOP-7" of "jira:SHOP-7", "T001" of "spec-kit:photo:T001" */
	if (strlen(key) > len + 1 && key[strlen(key) - len - 1] == ':' &&
	    str_ieq(key + strlen(key) - len, typed))
		return true;
	/* the beginning of a long number of hex digits */
	return tail && len >= ID_SHORT && str_istarts(tail + 1, typed) &&
	       strspn(typed, "0123456789abcdefABCDEF-") == len;
}

/* One of the values of the map `external`. */
static bool has_external(const struct row *r, const char *typed)
{
	const char *p = r->extra;

	while (*p) {
		const char *value = p + strlen(p) + 1;

		if (str_starts(p, "external.") && str_ieq(value, typed))
			return true;
		p = value + strlen(value) + 1;
	}
	return false;
}

size_t view_by_key(uint32_t *out, const struct view *v, const char *typed,
		   bool deleted_too)
{
	size_t i, hits = 0;

	if (!*typed)
		return 0;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted && !deleted_too)
			continue;
		if (!(*r->prd_key && key_matches(r->prd_key, typed)) &&
		    !(*r->extra && has_external(r, typed)))
			continue;
		if (!hits++)
			*out = (uint32_t)i;
	}
	return hits;
}
