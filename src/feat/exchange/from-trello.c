/*
 * from-trello.c - a board of Trello as its menu exports it, in JSON.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "data/when.h"
#include "feat/exchange/fill.h"

static bool is_trello(const struct foreign_in *in)
{
	return json_is(json_get(in->root, "cards"), JSON_ARR) &&
	       json_is(json_get(in->root, "lists"), JSON_ARR);
}

static const struct json *by_id(const struct json *list, const char *id)
{
	const struct json *j;

	json_each(j, list)
		if (id && str_eq(json_get_str(j, "id"), id))
			return j;
	return NULL;
}

/* An id begins with the seconds at which it was made, in hex. */
static void read_created(struct json *rec, const char *id)
{
	char hex[9], at[WHEN_LEN], *end;
	int64_t secs;

	snprintf(hex, sizeof(hex), "%.8s", id);
	secs = strtoll(hex, &end, 16);
	if (strlen(id) != 24 || *end || secs <= 0)
		return;
	when_format(at, secs * 1000);
	json_set_str(rec, "created_at", at);
}

static void read_status(struct json *rec, const struct json *card,
			const struct json *list)
{
	bool archived = json_get_bool(card, "closed", false) ||
			json_get_bool(list, "closed", false);

	fill_status_named(rec, json_get_str(list, "name"));
	if (json_get_bool(card, "dueComplete", false))
		fill_status(rec, STATUS_COMPLETED);
	else if (archived &&
		 !str_eq(json_get_str(rec, "status"), "completed"))
		fill_status(rec, STATUS_CANCELLED);
	if (archived)
		fill_field(rec, "archived", json_new_bool(true));
	json_del(json_get(rec, "fields"), "status");
	fill_field(rec, "list", json_new_str(json_get_str(list, "name")));
}

static void read_checklists(struct json *rec, const struct json *root,
			    const char *id)
{
	const struct json *c, *item;

	json_each(c, json_get(root, "checklists")) {
		struct strbuf sb = STRBUF_INIT;

		if (!str_eq(json_get_str(c, "idCard"), id))
			continue;
		json_each(item, json_get(c, "checkItems"))
			strbuf_addf(&sb, "- [%c] %s\n",
				    str_eq(json_get_str(item, "state"),
					   "complete") ? 'x' : ' ',
				    json_get_str(item, "name") ?
				    json_get_str(item, "name") : "");
		fill_more(rec, json_get_str(c, "name"), sb.buf);
		strbuf_release(&sb);
	}
}

static void read_comments(struct json *rec, const struct json *root,
			  const char *id)
{
	const struct json *a;

	json_each(a, json_get(root, "actions"))
		if (str_eq(json_get_str(a, "type"), "commentCard") &&
		    str_eq(fill_get(a, "data.card.id", NULL), id))
			fill_note(rec, json_get_str(a, "date"),
				  fill_get(a, "memberCreator.fullName",
					   "memberCreator.username"),
				  fill_get(a, "data.text", NULL));
}

static void read_people(struct json *rec, const struct json *root,
			const struct json *card)
{
	const struct json *m, *list = json_get(card, "idMembers");
	struct json *others = json_new_arr();

	json_each(m, list) {
		const char *who = fill_get(by_id(json_get(root, "members"),
						 json_str(m)),
					   "fullName", "username");

		if (!who)
			continue;
		if (!json_get(rec, "assignee"))
			fill_line(rec, "assignee", who);
		else
			json_push_str(others, who);
	}
	fill_field(rec, "assignees", others);
}

static int read_card(struct records *out, const struct foreign_in *in,
		     const struct json *card, struct err *err)
{
	const char *id = json_get_str(card, "id");
	size_t line = foreign_line(in, card);
	const struct json *l;
	struct json *rec;

	if (!id || !*id)
		return err_set(err, ERR_INVALID, "line %zu: no id, as cards "
			       "of Trello have", line);
	rec = fill_new(out, line, "trello:%s",
		       json_get_str(card, "shortLink") ?
		       json_get_str(card, "shortLink") : id);
	fill_external(rec, "trello", fill_get(card, "shortLink", "id"));
	fill_title(rec, json_get_str(card, "name"));
	fill_text(rec, "description", json_get_str(card, "desc"));
	fill_line(rec, "project", json_get_str(in->root, "name"));
	fill_field(rec, "url", json_new_str(fill_get(card, "shortUrl",
						     "url")));
	fill_due(rec, json_get_str(card, "due"));
	read_created(rec, id);
	json_each(l, json_get(card, "labels"))
		fill_tag(rec, fill_get(l, "name", "color"));
	read_people(rec, in->root, card);
	read_status(rec, card, by_id(json_get(in->root, "lists"),
				     json_get_str(card, "idList")));
	read_checklists(rec, in->root, id);
	read_comments(rec, in->root, id);
	if (json_nr(json_get(card, "attachments")))
		records_left(out, "attachments");
	if (json_nr(json_get(card, "customFieldItems")))
		records_left(out, "custom fields");
	return 0;
}

static int read_trello(struct records *out, const struct foreign_in *in,
		       struct err *err)
{
	const struct json *card, *list = json_get(in->root, "cards");

	if (!json_is(list, JSON_ARR))
		return err_set(err, ERR_INVALID, "line 1: a board of Trello "
			       "has 'cards'");
	json_each(card, list)
		if (read_card(out, in, card, err) < 0)
			return -1;
	return 0;
}

const struct foreign foreign_trello = {
	"trello", "cards of Trello", is_trello, read_trello
};
