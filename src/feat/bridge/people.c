/*
 * people.c - who is who there: names change, numbers stay.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

static bool is_mapped(const struct bridge *b, const char *login)
{
	struct strbuf buf = STRBUF_INIT;
	bool mapped = login && bridge_map_ours(&buf, b->config->people, login);

	strbuf_release(&buf);
	return mapped;
}

/* Whom the tracker numbers like this, as far as was heard. */
static struct json *known(struct bridge *b, const char *number)
{
	struct json *people = json_get(b->state, "people"), *who;

	if (!people) {
		people = json_new_obj();
		json_set(b->state, "people", people);
	}
	who = json_get(people, number);
	if (who)
		return who;
	who = json_new_obj();
	json_set(people, number, who);
	return who;
}

/* The name that stands for this person here. */
static const char *meet(struct bridge *b, const char *login,
			const char *number)
{
	struct json *who = known(b, number);
	const char *name = json_get_str(who, "name"), *was;

	if (name && strcmp(name, login) != 0) {
		strvec_pushf(&b->report->notes, "'%s' is called '%s' there "
			     "now", name, login);
		if (!is_mapped(b, json_get_str(who, "was")))
			json_set_str(who, "was", name);
		/* the old name may be somebody else's next */
		json_del(json_get(b->state, "users"), name);
	}
	json_set_str(who, "name", login);
	was = json_get_str(who, "was");
	return is_mapped(b, was) && !is_mapped(b, login) ? was : login;
}

void bridge_meet(struct bridge *b, struct json *issue)
{
	const struct json *numbers = json_get(issue, "numbers"), *j;
	const char *author = json_get_str(issue, "author");
	const char *number = json_get_str(issue, "author_number");
	struct json *names;

	if (author && number)
		json_set(issue, "author",
			 json_new_str(meet(b, author, number)));
	json_del(issue, "author_number");
	if (!numbers)
		return;
	names = json_new_arr();
	json_each(j, json_get(issue, "assignees")) {
		const char *login = json_str(j);

		number = json_get_str(numbers, login);
		json_push_str(names, number ? meet(b, login, number) : login);
	}
	json_set(issue, "assignees", names);
	json_del(issue, "numbers");
}
