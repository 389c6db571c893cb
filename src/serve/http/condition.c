/*
 * condition.c - If-Match: a write that is made only while what the client has seen
 * is still so.
 *
 * A tag is a tip of the tasks.  For a write to one task it holds as long as nothing
 * has happened to that task since, whatever happened to others; for any other one
 * as long as the tip is the same.  It is asked inside the transaction, so that
 * nobody comes in between.
 */
#include "base/base.h"
#include "serve/http/internal.h"

static int refuse(struct condition *c, struct err *err)
{
	c->failed = true;
	return err_set(err, ERR_CONFLICT, "it was changed since; read it anew");
}

/* Has nothing happened to the task (all, when there is none) since the tip? */
static bool holds(const struct condition *c, const char *tip, const char *now)
{
	struct json *list = NULL, *e;
	const char *id;
	bool same = true;

	if (!strcmp(tip, now))
		return true;
	/* a tip that is not known (any more) proves nothing */
	if (!c->id || c->s->site->events(&list, c->s->base, tip, now, NULL) < 0)
		return false;
	json_each(e, list) {
		id = json_get_str(e, "id");
		if (!id || !strncasecmp(id, c->id, strlen(c->id)))
			same = false;
	}
	json_free(list);
	return same;
}

/* The next tag of a list; false: there is no more that can be read. */
static bool next_tag(char out[HTTP_TIP], const char **s)
{
	const char *at = *s + strspn(*s, ", \t"), *end;

	if (!strncmp(at, "W/", 2))
		at += 2;
	end = *at == '"' ? strchr(at + 1, '"') : NULL;
	if (!end || end - at - 1 >= HTTP_TIP)
		return false;
	memcpy(out, at + 1, (size_t)(end - at - 1));
	out[end - at - 1] = '\0';
	*s = end + 1;
	return strspn(out, "0123456789abcdef") == strlen(out) && *out;
}

bool condition_holds(const struct condition *c, const char *now)
{
	const char *s = c->tags + strspn(c->tags, " \t");
	char tip[HTTP_TIP];

	if (*s == '*')
		return true;
	while (next_tag(tip, &s))
		if (holds(c, tip, now))
			return true;
	return false;
}

int condition_guard(const struct view *now, void *data, struct err *err)
{
	struct condition *c = data;

	return condition_holds(c, now->tip) ? 0 : refuse(c, err);
}
