/*
 * people.c - which names and addresses mean the same person.
 */
#include "base/base.h"
#include "model/people.h"

#include "base/mem.h"
#include "base/utf8.h"

/* Somebody was added, or has a name more: what was answered may be wrong now. */
static void forget(struct people *p)
{
	p->version++;
	if (p->answers)
		map_clear(p->answers);
}

void people_release(struct people *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		free(p->v[i].name);
		free(p->v[i].email);
		strvec_clear(&p->v[i].forms);
	}
	for (i = 0; i < p->nr_map; i++) {
		free(p->map[i].name);
		free(p->map[i].email);
		free(p->map[i].old_name);
		free(p->map[i].old_email);
	}
	free(p->v);
	free(p->map);
	forget(p);
	free(p->answers);
	memset(p, 0, sizeof(*p));
}

/* Most are ASCII, and most differ in their first letter. */
static bool same(const char *a, const char *b)
{
	size_t i;

	if (!a || !b)
		return false;
	for (i = 0; a[i] && b[i]; i++) {
		const unsigned char x = (unsigned char)a[i];
		const unsigned char y = (unsigned char)b[i];

		if (x >= 0x80 || y >= 0x80)
			return strlen(a) == strlen(b) &&
			       utf8_casefind(a, b) == a;
		if (x != y && utf8_fold(x) != utf8_fold(y))
			return false;
	}
	return a[i] == b[i];
}

/* ---- .mailmap ---- */

/* "[name] <mail>" at *s, which moves behind it; false when there is no <mail>. */
static bool take_ident(char **name, char **mail, const char **s,
		       const char *end)
{
	const char *lt = memchr(*s, '<', (size_t)(end - *s));
	const char *gt = lt ? memchr(lt, '>', (size_t)(end - lt)) : NULL;
	struct strbuf sb = STRBUF_INIT;

	*name = *mail = NULL;
	if (!gt)
		return false;
	strbuf_add(&sb, *s, (size_t)(lt - *s));
	strbuf_trim(&sb);
	if (sb.len)
		*name = strbuf_detach(&sb, NULL);
	strbuf_reset(&sb);
	strbuf_add(&sb, lt + 1, (size_t)(gt - lt - 1));
	strbuf_trim(&sb);
	if (sb.len)
		*mail = strbuf_detach(&sb, NULL);
	strbuf_release(&sb);
	*s = gt + 1;
	return true;
}

/* Proper Name <proper@mail> [[Old Name] <old@mail>] */
static void mailmap_line(struct people *p, const char *s, const char *end)
{
	struct mailmap_entry e;

	if (s == end || *s == '#' || !take_ident(&e.name, &e.email, &s, end))
		return;
	if (!take_ident(&e.old_name, &e.old_email, &s, end)) {
		/* "Name <mail>": only the name is replaced */
		e.old_name = NULL;
		e.old_email = e.email;
		e.email = NULL;
	}
	if (!e.old_email) {
		free(e.name);
		free(e.email);
		free(e.old_name);
		return;
	}
	if (p->nr_map == p->alloc_map) {
		p->alloc_map = p->alloc_map ? 2 * p->alloc_map : 16;
		p->map = xrealloc(p->map, st_mul(p->alloc_map,
						 sizeof(*p->map)));
	}
	p->map[p->nr_map++] = e;
	forget(p);
}

void people_mailmap(struct people *p, const char *text)
{
	const char *end;
	size_t i;

	for (; *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		mailmap_line(p, text, end);
	}
	for (i = 0; i < p->nr_map; i++)
		people_add(p, p->map[i].old_name, p->map[i].old_email);
}

void people_proper(const struct people *p, const char **name,
		   const char **email)
{
	const struct mailmap_entry *named = NULL, *plain = NULL, *e;
	const char *new_name = NULL, *new_email = NULL;
	size_t i;

	for (i = 0; *email && i < p->nr_map; i++) {
		e = &p->map[i];
		if (!same(e->old_email, *email))
			continue;
		if (!e->old_name) {
			/* later lines add to earlier ones */
			plain = e;
			new_name = e->name ? e->name : new_name;
			new_email = e->email ? e->email : new_email;
		} else if (*name && same(e->old_name, *name)) {
			named = e;
		}
	}
	if (named) {
		new_name = named->name;
		new_email = named->email;
	} else if (!plain) {
		return;
	}
	if (new_name)
		*name = new_name;
	if (new_email)
		*email = new_email;
}

/* ---- adding ---- */

static void add_form(struct people *p, struct person *who, const char *form)
{
	size_t i;

	if (!form || !*form)
		return;
	for (i = 0; i < who->forms.nr; i++)
		if (same(who->forms.v[i], form))
			return;
	strvec_push(&who->forms, form);
	forget(p);
}

static size_t with_email(const struct people *p, const char *email)
{
	size_t i;

	for (i = 0; email && i < p->nr; i++)
		if (same(p->v[i].email, email))
			return i;
	return NOBODY;
}

/* The only person with that form; NOBODY also when there are two. */
static size_t with_form(const struct people *p, const char *form)
{
	size_t i, k, found = NOBODY;

	for (i = 0; i < p->nr; i++)
		for (k = 0; k < p->v[i].forms.nr; k++)
			if (same(p->v[i].forms.v[k], form)) {
				if (found != NOBODY && found != i)
					return NOBODY;
				found = i;
			}
	return found;
}

/* One without an address, of that name. */
static size_t only_named(const struct people *p, const char *name)
{
	size_t i;

	for (i = 0; name && i < p->nr; i++)
		if (!p->v[i].email && same(p->v[i].name, name))
			return i;
	return NOBODY;
}

static size_t new_person(struct people *p, const char *name,
			 const char *email)
{
	struct person *who;

	if (p->nr == p->alloc) {
		p->alloc = p->alloc ? 2 * p->alloc : 16;
		p->v = xrealloc(p->v, st_mul(p->alloc, sizeof(*p->v)));
	}
	who = &p->v[p->nr];
	who->name = name ? xstrdup(name) : NULL;
	who->email = email ? xstrdup(email) : NULL;
	strvec_init(&who->forms);
	forget(p);
	return p->nr++;
}

/* Does the old address mean the new one whatever the name beside it is? */
static bool always_proper(const struct people *p, const char *old_email,
			  const char *email)
{
	const char *name = NULL;

	people_proper(p, &name, &old_email);
	return same(old_email, email);
}

size_t people_add(struct people *p, const char *name, const char *email)
{
	const char *n = name && *name ? name : NULL;
	const char *e = email && *email ? email : NULL;
	const char *old_name = n, *old_email = e;
	size_t i;

	if (!n && !e)
		return NOBODY;
	people_proper(p, &n, &e);
	i = e ? with_email(p, e) : with_form(p, n);
	/* a name met before its address was known */
	if (i == NOBODY && e)
		i = only_named(p, n);
	if (i == NOBODY)
		i = new_person(p, n, e);
	if (!p->answers)
		p->answers = xcalloc(1, sizeof(*p->answers));
	if (n && !p->v[i].name) {
		p->v[i].name = xstrdup(n);
		forget(p);
	}
	if (e && !p->v[i].email) {
		p->v[i].email = xstrdup(e);
		forget(p);
	}
	add_form(p, &p->v[i], n);
	add_form(p, &p->v[i], e);
	add_form(p, &p->v[i], old_name);
	if (always_proper(p, old_email, e))
		add_form(p, &p->v[i], old_email);
	return i;
}

/* Splits "Name <mail>", "mail", "name"; the caller frees both. */
static void split_text(char **name, char **email, const char *who)
{
	const char *s = who;

	if (take_ident(name, email, &s, who + strlen(who)))
		return;
	*name = *email = NULL;
	*(strchr(who, '@') && !strchr(who, ' ') ? email : name) =
		xstrdup(who);
}

size_t people_add_text(struct people *p, const char *who)
{
	char *name, *email;
	size_t i;

	split_text(&name, &email, who);
	i = people_add(p, name, email);
	free(name);
	free(email);
	return i;
}

/* ---- finding ---- */

static size_t look_for(const struct people *p, const char *who)
{
	const char *n, *e;
	char *name, *email;
	size_t i = with_form(p, who);

	if (i != NOBODY)
		return i;
	split_text(&name, &email, who);
	n = name;
	e = email;
	if (e) {
		people_proper(p, &n, &e);
		i = with_email(p, e);
		if (i == NOBODY)
			i = with_form(p, e);
	}
	free(name);
	free(email);
	return i;
}

size_t people_of(const struct people *p, const char *who)
{
	const struct map_item *known;
	size_t at = p->answers ? map_find(p->answers, who) : SIZE_MAX, i;

	if (at != SIZE_MAX) {
		known = &p->answers->items[at];
		return known->value ? (size_t)(uintptr_t)known->value - 1 :
				      NOBODY;
	}
	i = look_for(p, who);
	if (p->answers)
		map_put(p->answers, who, i == NOBODY ? NULL :
			(void *)(uintptr_t)(i + 1));
	return i;
}

/* "Ben Brown", else the address, else the name of the agent. */
static const char *person_name(const struct person *who)
{
	return who->name ? who->name : who->email;
}

/* Lower case up to the end of the first word; of an address what is in front of
 * its @, with `whole` all of that. */
static char *short_of(const struct person *who, bool whole)
{
	const char *s = who->email ? who->email : person_name(who);
	size_t n = who->email ? strcspn(s, "@") : strcspn(s, " ");
	struct strbuf sb = STRBUF_INIT;
	const char *end;

	if (who->email && !whole && who->name) {
		s = who->name;
		n = strcspn(s, " ");
	} else if (who->email && !whole) {
		n = strcspn(s, "@.+");
	}
	for (end = s + n; s < end;)
		utf8_add(&sb, utf8_fold(utf8_next(&s, end)));
	return strbuf_detach(&sb, NULL);
}

static bool is_short(const struct person *who, const char *typed)
{
	char *a, *b;
	bool yes;

	if (!who->email && !strchr(person_name(who), ' '))
		return false;
	a = short_of(who, false);
	b = short_of(who, true);
	yes = same(a, typed) || same(b, typed);
	free(a);
	free(b);
	return yes;
}

static bool is_part(const struct person *who, const char *typed)
{
	bool anywhere = strlen(typed) >= 3;
	const char *hit, *from;
	size_t i;

	if (!who->email || strchr(typed, '@'))
		return false;
	for (i = 0; i < who->forms.nr; i++) {
		from = who->forms.v[i];
		for (hit = from; (hit = utf8_casefind(hit, typed)); hit++)
			if (anywhere || hit == from ||
			    strchr(" .-_+@", hit[-1]))
				return true;
	}
	return false;
}

size_t people_find(const struct people *p, const char *typed, bool parts,
		   bool *several)
{
	static bool (*const tests[])(const struct person *, const char *) = {
		is_short, is_part,
	};
	size_t found = people_of(p, typed), i, t, nr;

	if (several)
		*several = false;
	if (found != NOBODY || !*typed)
		return found;
	for (t = 0; t < (parts ? 2 : 1); t++) {
		for (i = nr = 0; i < p->nr; i++)
			if (tests[t](&p->v[i], typed)) {
				found = i;
				nr++;
			}
		if (nr == 1)
			return found;
		if (nr && several)
			*several = true;
		if (nr)
			return NOBODY;
	}
	return NOBODY;
}

const char *person_stored(const struct person *who)
{
	return who->email ? who->email : who->name;
}

void people_near(struct strvec *out, const struct people *p,
		 const char *typed)
{
	size_t i, best;

	for (best = 0; best <= 2 && out->nr < 3; best++)
		for (i = 0; i < p->nr && out->nr < 3; i++) {
			char *s;

			if (!p->v[i].email)
				continue;
			s = short_of(&p->v[i], false);
			if (str_distance(s, typed) == best)
				strvec_pushf(out, "%s (%s)", s,
					     person_name(&p->v[i]));
			free(s);
		}
}

/* The short name of a stored text, known or not; NULL: it is its own. */
static char *short_text(const struct people *p, size_t known, const char *who,
			bool whole)
{
	struct person stranger = { NULL, NULL, STRVEC_INIT };
	const struct person *person = &stranger;
	char *s = NULL;

	if (known != NOBODY)
		person = &p->v[known];
	else
		split_text(&stranger.name, &stranger.email, who);
	if (person->email || (known != NOBODY && strchr(person->name, ' ')))
		s = short_of(person, whole);
	free(stranger.name);
	free(stranger.email);
	return s;
}

/* Is there another person in the list with that short name? */
static bool taken(const struct people *p, size_t self, const char *who,
		  const char *name, bool whole, const char *const *list,
		  size_t nr)
{
	size_t i, k;
	bool yes = false;
	char *s;

	for (i = 0; i < nr && !yes; i++) {
		k = people_of(p, list[i]);
		if ((k != NOBODY && k == self) || str_eq(list[i], who))
			continue;
		s = short_text(p, k, list[i], whole);
		yes = same(s ? s : list[i], name);
		free(s);
	}
	return yes;
}

void people_short(struct strbuf *out, const struct people *p, const char *who,
		  const char *const *list, size_t nr)
{
	size_t self = people_of(p, who);
	char *s;
	int whole;

	for (whole = 0; whole < 2; whole++) {
		s = short_text(p, self, who, whole);
		if (s && *s && !taken(p, self, who, s, whole, list, nr)) {
			strbuf_addstr(out, s);
			free(s);
			return;
		}
		free(s);
	}
	strbuf_addstr(out, self == NOBODY ? who : person_stored(&p->v[self]));
}
