/*
 * dialog.c - sessions by name, and the answers that they keep.
 */
#include "base/base.h"
#include "serve/http/dialog.h"

#include "base/mem.h"
#include "data/rand.h"

static void make_name(char out[65])
{
	struct rnd rnd = RND_SYSTEM;
	int i;

	for (i = 0; i < 4; i++)
		snprintf(out + (size_t)i * 16, 17, "%016" PRIx64,
			 rnd_u64(&rnd));
}

static void free_session(struct dialog *s)
{
	size_t i;

	for (i = 0; i < DIALOG_ANSWERS; i++)
		free(s->answers[i].text);
	strvec_clear(&s->uris);
	free(s);
}

void dialog_end(struct dialogs *all, struct dialog *s)
{
	struct dialog **at = &all->first;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	all->nr--;
	free_session(s);
}

void dialog_end_all(struct dialogs *all)
{
	while (all->first)
		dialog_end(all, all->first);
}

/* Those that nobody comes back to; one more when there is no place. */
static void make_room(struct dialogs *all, int64_t now)
{
	struct dialog *s, *next, *oldest = NULL;

	for (s = all->first; s; s = next) {
		next = s->next;
		if (now - s->used > DIALOG_IDLE_MS)
			dialog_end(all, s);
		else if (!oldest || s->used <= oldest->used)
			oldest = s;
	}
	if (all->nr >= DIALOGS_MAX)
		dialog_end(all, oldest);
}

struct dialog *dialog_begin(struct dialogs *all, const char *version,
				  const struct token *who, int64_t now)
{
	struct dialog *s = xcalloc(1, sizeof(*s));

	make_room(all, now);
	make_name(s->id);
	s->version = version;
	s->who = who;
	s->used = now;
	s->level = -1;
	strvec_init(&s->uris);
	s->next = all->first;
	all->first = s;
	all->nr++;
	return s;
}

struct dialog *dialog_named(const struct dialogs *all,
				  const char *id)
{
	struct dialog *s;

	for (s = all->first; s; s = s->next)
		if (!strcmp(s->id, id))
			return s;
	return NULL;
}

struct dialog *dialog_find(struct dialogs *all, const char *id,
				 const struct token *who, int64_t now)
{
	struct dialog *s = dialog_named(all, id);

	if (!s || (s->who && s->who != who))
		return NULL;
	if (now - s->used > DIALOG_IDLE_MS) {
		dialog_end(all, s);
		return NULL;
	}
	s->used = now;
	return s;
}

unsigned long dialog_expect(struct dialogs *all, struct dialog *s)
{
	struct dialog_answer *a = &s->answers[s->next_answer];

	s->next_answer = (s->next_answer + 1) % DIALOG_ANSWERS;
	FREE_AND_NULL(a->text);
	a->nr = ++all->last_stream;
	return a->nr;
}

void dialog_keep(struct dialog *s, unsigned long nr, const char *text)
{
	size_t i;

	for (i = 0; i < DIALOG_ANSWERS; i++) {
		struct dialog_answer *a = &s->answers[i];

		if (a->nr != nr)
			continue;
		if (strlen(text) > DIALOG_ANSWER_MAX)
			a->nr = 0;
		else
			a->text = xstrdup(text);
	}
}

const struct dialog_answer *dialog_answer(const struct dialog *s,
					    unsigned long nr)
{
	size_t i;

	for (i = 0; nr && i < DIALOG_ANSWERS; i++)
		if (s->answers[i].nr == nr)
			return &s->answers[i];
	return NULL;
}
