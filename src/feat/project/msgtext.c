/*
 * msgtext.c - the text of a commit message that is being written.
 */
#include "base/base.h"
#include "feat/project/msgtext.h"

static bool is_comment(const char *s, const char *end)
{
	return s < end && *s == '#' && (s + 1 == end || s[1] == ' ' ||
					s[1] == '\t');
}

void msgtext_clean(struct strbuf *out, const char *raw)
{
	const char *s = raw, *end;

	for (; *s; s = *end ? end + 1 : end) {
		end = s + strcspn(s, "\n");
		if (is_comment(s, end) && strstr(s, ">8") &&
		    strstr(s, ">8") < end && str_starts(s, "# -----"))
			break;
		if (!is_comment(s, end)) {
			strbuf_add(out, s, (size_t)(end - s));
			strbuf_addch(out, '\n');
		}
	}
}

bool msgtext_only_trailer(const char *raw)
{
	struct strbuf text = STRBUF_INIT;
	const char *s, *end;
	bool only = true, some = false;

	msgtext_clean(&text, raw);
	for (s = text.buf; *s && only; s = *end ? end + 1 : end) {
		end = s + strcspn(s, "\n");
		while (s < end && (*s == ' ' || *s == '\t' || *s == '\r'))
			s++;
		if (s == end)
			continue;
		only = str_istarts(s, "Task-Id:");
		some = true;
	}
	strbuf_release(&text);
	return only && some;
}

bool msgtext_is_sure(const struct link_ref *r)
{
	return r->how == LINK_TRAILER || (r->how == LINK_HASH &&
		strlen(r->prefix) >= ID_SHORT);
}
