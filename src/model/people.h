/*
 * people.h - who is who: one person out of names, addresses and short names.
 *
 * A `struct people` collects what is known: Git's .mailmap, authors of commits,
 * assignees of tasks.  Each form of a person ("Ben Brown", "ben@example.com",
 * "Ben Brown <ben@example.com>", an address that .mailmap replaces) leads to
 * the same person.  One form is stored: the proper address, else the name as it
 * came (agents have no address).  One is shown: the short name, unique among the
 * people of a list.  Pure; case is ignored everywhere.
 */
#ifndef MODEL_PEOPLE_H
#define MODEL_PEOPLE_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/map.h"
#include "base/strvec.h"

#define NOBODY SIZE_MAX

struct person {
	char *name, *email;	/* one of them may be NULL; proper forms */
	struct strvec forms;	/* every name and address that means this one */
};

/* A line of .mailmap; NULL where it says nothing. */
struct mailmap_entry {
	char *name, *email;	/* proper */
	char *old_name, *old_email;
};

struct people {
	struct person *v;
	size_t nr, alloc;
	struct mailmap_entry *map;
	size_t nr_map, alloc_map;
	struct map *answers;	/* of people_of, until somebody is added */
	unsigned version;	/* another one when somebody was, or has a name more */
};

#define PEOPLE_INIT { NULL, 0, 0, NULL, 0, 0, NULL, 0 }
void people_release(struct people *p);

/*
 * Reads the text of a .mailmap (gitmailmap(5)); the proper identities in it
 * are known people from now on.  Lines that are none are passed over, as Git
 * does.  Must come before the people that it renames.
 */
void people_mailmap(struct people *p, const char *text);
/*
 * The proper identity: *name and *email (either may be NULL) are replaced where
 * .mailmap says so, by strings of `p`.  A line with the old name counts before
 * one without; of two such the later.
 */
void people_proper(const struct people *p, const char **name,
		   const char **email);
/* Adds somebody; returns the person, who may have been known.  NOBODY when both
 * are empty. */
size_t people_add(struct people *p, const char *name, const char *email);
/* The same of a stored text: "Name <mail>", "mail" or a name. */
size_t people_add_text(struct people *p, const char *who);
/* Whom a stored text means, exactly; NOBODY when it is not known. */
size_t people_of(const struct people *p, const char *who);
/*
 * Whom a typed text means: a form, the short name, or, with `parts`, a part at the beginning of
 * a word (3 letters or more: anywhere) of exactly one person who has an address;
 * NOBODY else.  *several (may be NULL) tells that it fits more than one.
 */
size_t people_find(const struct people *p, const char *typed, bool parts,
		   bool *several);
/* The form that is stored: the address, else the name. */
const char *person_stored(const struct person *who);
/* The nearest people to a name nobody has, by their short names, three at
 * most; appends nothing when none is near. */
void people_near(struct strvec *out, const struct people *p,
		 const char *typed);
/*
 * The short name of the person that `who` (a stored text) means, unique among
 * the `nr` stored texts of `list`: "ben", else "ben.brown", else the address.  A
 * text that nobody knows and names of agents stay as they are.
 */
void people_short(struct strbuf *out, const struct people *p, const char *who,
		  const char *const *list, size_t nr);

#endif
