/*
 * from-gitbug.c - `git bug bug --format json` and `git bug bug show --format json`.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "data/when.h"
#include "feat/exchange/fill.h"

static bool is_gitbug(const struct foreign_in *in)
{
	const struct json *j = foreign_first(in);

	return json_get_str(j, "human_id") && json_get_str(j, "title");
}

static const char *person(const struct json *j)
{
	return fill_get(j, "name", "login");
}

/* {"timestamp": seconds, "time": "RFC 3339"} */
static void read_time(char out[WHEN_LEN], const struct json *j)
{
	double secs = json_get_num(j, "timestamp", 0);

	out[0] = '\0';
	if (secs > 0 && secs < 253402300800.0)
		when_format(out, (int64_t)secs * 1000);
}

static int read_bug(struct records *out, const struct foreign_in *in,
		    const struct json *j, struct err *err)
{
	const char *id = json_get_str(j, "id"), *s;
	const struct json *item, *list = json_get(j, "comments");
	size_t line = foreign_line(in, j);
	char at[WHEN_LEN];
	struct json *rec;

	if (!id || !*id)
		return err_set(err, ERR_INVALID, "line %zu: no id, as bugs of "
			       "git-bug have", line);
	rec = fill_new(out, line, "git-bug:%s", id);
	fill_title(rec, json_get_str(j, "title"));
	fill_external(rec, "git-bug", json_get_str(j, "human_id"));
	fill_line(rec, "created_by", person(json_get(j, "author")));
	read_time(at, json_get(j, "create_time"));
	fill_time(rec, "created_at", at);
	json_each(item, json_get(j, "labels"))
		fill_tag(rec, json_str(item) ? json_str(item) :
			 json_get_str(item, "name"));
	if (json_is(list, JSON_NUM) && json_num(list) > 1)
		records_left(out, "comments (only their number is there)");
	/* the first comment is the description */
	json_each(item, json_is(list, JSON_ARR) ? list : NULL) {
		if (item == json_first(list))
			fill_text(rec, "description",
				  json_get_str(item, "message"));
		else
			fill_note(rec, NULL, person(json_get(item, "author")),
				  json_get_str(item, "message"));
	}
	s = json_get_str(j, "status");
	if (s && strcmp(s, "open") && strcmp(s, "closed"))
		return err_set(err, ERR_INVALID, "line %zu: '%s' is no status "
			       "of git-bug", line, s);
	if (s)
		fill_status(rec, *s == 'o' ? STATUS_PENDING :
			    STATUS_COMPLETED);
	return 0;
}

static int read_gitbug(struct records *out, const struct foreign_in *in,
		       struct err *err)
{
	return foreign_each(out, in, read_bug, err);
}

const struct foreign foreign_gitbug = {
	"git-bug", "bugs of git-bug", is_gitbug, read_gitbug
};
