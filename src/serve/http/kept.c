/*
 * kept.c - answers that are given again as long as the tasks are the same.
 *
 * Who lists the same tasks again (a board that looks each second, a dashboard) pays
 * for a look at the tip and a copy.  What is kept depends on nothing but the tip and
 * the address: the same that has a tag.
 */
#include "base/base.h"
#include "serve/http/internal.h"

#include "base/mem.h"

#define KEPT_BODY_MAX ((size_t)512 << 10)

struct kept {
	char tip[HTTP_TIP];
	char *target;		/* NULL: free */
	struct strvec headers;
	struct strbuf body;
};

static struct kept *find(const struct server *s, const char *target)
{
	size_t i;

	for (i = 0; i < KEPT_MAX; i++)
		if (s->kept && s->kept[i].target &&
		    !strcmp(s->kept[i].target, target))
			return &s->kept[i];
	return NULL;
}

bool kept_answer(struct exchange *x, const char *tip)
{
	const struct kept *k = find(x->s, x->r->target);
	size_t i;

	if (!k || strcmp(k->tip, tip))
		return false;
	for (i = 0; i + 1 < k->headers.nr; i += 2)
		answer_header(x->a, k->headers.v[i], k->headers.v[i + 1]);
	strbuf_reset(&x->a->body);
	strbuf_addbuf(&x->a->body, &k->body);
	x->a->status = 200;
	return true;
}

void kept_add(struct exchange *x, const char *tip, size_t skip)
{
	struct server *s = x->s;
	struct kept *k = find(s, x->r->target);
	size_t i;

	if (x->a->status != 200 || x->a->body.len > KEPT_BODY_MAX)
		return;
	if (!s->kept)
		s->kept = xcalloc(KEPT_MAX, sizeof(*s->kept));
	if (!k)
		k = &s->kept[s->next_kept++ % KEPT_MAX];
	free(k->target);
	k->target = xstrdup(x->r->target);
	snprintf(k->tip, sizeof(k->tip), "%s", tip);
	strvec_clear(&k->headers);
	for (i = skip; i < x->a->headers.nr; i++)
		strvec_push(&k->headers, x->a->headers.v[i]);
	strbuf_reset(&k->body);
	strbuf_addbuf(&k->body, &x->a->body);
}

void kept_release(struct server *s)
{
	size_t i;

	for (i = 0; s->kept && i < KEPT_MAX; i++) {
		free(s->kept[i].target);
		strvec_clear(&s->kept[i].headers);
		strbuf_release(&s->kept[i].body);
	}
	FREE_AND_NULL(s->kept);
}
