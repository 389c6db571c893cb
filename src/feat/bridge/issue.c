/*
 * issue.c - foreign issues made fit for tasks, and their keys.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "data/sha256.h"
#include "data/web.h"
#include "data/when.h"
#include "model/task.h"

#define COMMENTS_MAX 1e9
#define MARK "<!-- git-task:"

/* ---- values ---- */

/* LF line ends, no other control characters, at most `max` bytes. */
static char *clean_text(const char *s, size_t max)
{
	struct strbuf lf = STRBUF_INIT, out = STRBUF_INIT;
	const char *p, *end, *at;

	strbuf_addlf(&lf, s);
	for (p = lf.buf, end = p + lf.len; p < end;) {
		uint32_t ch;

		at = p;
		ch = utf8_next(&p, end);
		if (out.len + (size_t)(p - at) > max)
			break;
		if ((ch < 0x20 && ch != '\n' && ch != '\t') ||
		    (ch >= 0x7f && ch < 0xa0))
			strbuf_addch(&out, ' ');
		else
			strbuf_add(&out, at, (size_t)(p - at));
	}
	strbuf_rtrim(&out);
	strbuf_release(&lf);
	return strbuf_detach(&out, NULL);
}

/* One line of at most `max` characters and bytes * 4. */
static char *clean_line(const char *s, size_t max, size_t bytes)
{
	char *text = clean_text(s, bytes), *p;
	const char *q = text, *end = text + strlen(text);
	size_t nr;

	for (p = text; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	for (nr = 0; nr < max && q < end; nr++)
		utf8_next(&q, end);
	text[q - text] = '\0';
	for (p = text; *p == ' '; p++)
		;
	memmove(text, p, strlen(p) + 1);
	return text;
}

void issue_text(struct json *issue, const char *name, const char *value)
{
	char *text;

	if (!strcmp(name, "title")) {
		text = clean_line(value ? value : "", TITLE_MAX, TEXT_MAX);
		json_set_str(issue, name, *text ? text : "(no title)");
	} else {
		text = clean_text(value ? value : "", TEXT_MAX - 1024);
		json_set_str(issue, name, *text ? text : NULL);
	}
	free(text);
}

void issue_time(struct json *issue, const char *name, const char *value)
{
	struct strbuf sb = STRBUF_INIT;
	char at[WHEN_LEN];
	size_t n;
	int64_t ms;

	/* Jira's offset has no colon: "+0000" */
	strbuf_addstr(&sb, value ? value : "");
	n = sb.len;
	if (n > 5 && (sb.buf[n - 5] == '+' || sb.buf[n - 5] == '-'))
		strbuf_insert(&sb, n - 2, ":", 1);
	if (when_parse_rfc3339(&ms, sb.buf)) {
		when_format(at, ms);
		json_set_str(issue, name, at);
	} else {
		json_set_str(issue, name, NULL);
	}
	strbuf_release(&sb);
}

void issue_list(struct json *issue, const char *name,
		const struct json *list, const char *member)
{
	struct strvec words = STRVEC_INIT;
	struct json *out = json_new_arr(), *j;
	size_t i;

	json_each(j, list) {
		const char *s = member && json_is(j, JSON_OBJ) ?
				json_get_str(j, member) : json_str(j);
		char *word = clean_line(s ? s : "", NAME_MAX_BYTES,
					NAME_MAX_BYTES);

		if (*word)
			strvec_take(&words, word);
		else
			free(word);
	}
	/* the first of several people is the one */
	if (strcmp(name, "assignees") != 0) {
		strvec_sort(&words);
		strvec_uniq(&words);
	}
	for (i = 0; i < words.nr; i++)
		json_push_str(out, words.v[i]);
	json_set(issue, name, out);
	strvec_clear(&words);
}

/* Sets `name` to what of a person stays when the name changes, if anything does. */
static void set_number(struct json *out, const char *name,
		       const struct json *user)
{
	double id = json_get_num(user, "id", 0);
	char number[24];

	snprintf(number, sizeof(number), "%.0f", id);
	if (id >= 1)
		json_set_str(out, name, number);
	else if (json_get_str(user, "key"))
		json_set_str(out, name, json_get_str(user, "key"));
}

void issue_people(struct json *issue, const struct json *list,
		  const char *member)
{
	struct json *numbers = json_new_obj(), *j;

	issue_list(issue, "assignees", list, member);
	json_each(j, list)
		if (json_get_str(j, member))
			set_number(numbers, json_get_str(j, member), j);
	json_set(issue, "numbers", numbers);
}

void issue_author(struct json *out, const struct json *user, const char *member)
{
	json_set_str(out, "author", json_get_str(user, member));
	set_number(out, "author_number", user);
}

void issue_comments(struct json *issue, const struct json *from,
		    const char *member)
{
	double nr = json_get_num(from, member, -1);

	if (nr >= 0 && nr <= COMMENTS_MAX)
		json_set_int(issue, "comments", (int64_t)nr);
}

void issue_marker(struct json *issue, const char *member)
{
	const char *text = json_get_str(issue, member);
	const char *at = text ? strstr(text, MARK) : NULL, *next;
	char id[ID_LEN + 1];
	char *before;

	while (at && (next = strstr(at + 1, MARK)))
		at = next;
	if (!at || strlen(at) < strlen(MARK) + ID_LEN + 4 ||
	    strncmp(at + strlen(MARK) + ID_LEN, " -->", 4) != 0)
		return;
	memcpy(id, at + strlen(MARK), ID_LEN);
	id[ID_LEN] = '\0';
	if (!id_valid(id))
		return;
	before = xstrndup(text, (size_t)(at - text));
	json_set_str(issue, "marker", id);
	if (!strcmp(member, "title"))
		json_set_str(issue, member, before);
	else
		issue_text(issue, member, before);
	free(before);
}

void issue_add_marker(struct strbuf *text, const char *marker)
{
	if (marker)
		strbuf_addf(text, "%s" MARK "%s -->", text->len ? "\n\n" : "",
			    marker);
}

void bridge_take_issue(struct bridge *b, struct json *issue)
{
	const char *key = json_get_str(issue, "key");
	const char *now = json_get_str(issue, "updated");
	struct json *was = map_get(&b->issues, key);
	const char *before = json_get_str(was, "updated");
	/* pages overlap, and come in any order */
	if (was && before && now && strcmp(before, now) > 0) {
		json_free(issue);
		return;
	}
	map_put(&b->issues, key, issue);
}

/* ---- keys ---- */

void bridge_id_of(char out[ID_LEN + 1], const char *text)
{
	unsigned char sum[SHA256_LEN];

	sha256(sum, text, strlen(text));
	sha256_hex(out, sum, ID_LEN / 2);
}

void bridge_sum(char out[ID_LEN + 1], const struct json *comment)
{
	const char *text = json_get_str(comment, "text");

	bridge_id_of(out, text ? text : "");
}

void bridge_task_id(char out[ID_LEN + 1], const struct bridge *b,
		    const char *key)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s\n", b->tracker->kind);
	web_origin(&sb, b->client.base);
	strbuf_addf(&sb, "\n%s\n%s", b->config->project, key);
	bridge_id_of(out, sb.buf);
	strbuf_release(&sb);
}

void bridge_shown_key(struct strbuf *out, const struct bridge *b,
		      const char *key)
{
	if (!strcmp(b->tracker->kind, "jira"))
		strbuf_addstr(out, key);
	else
		strbuf_addf(out, "%s#%s", b->config->project, key);
}

const char *bridge_key_in(const struct bridge *b, const char *text)
{
	const char *project = b->config->project;
	size_t n = strlen(project);
	char sep = strcmp(b->tracker->kind, "jira") ? '#' : '-';

	if (!text || strncasecmp(text, project, n) != 0 || text[n] != sep ||
	    !text[n + 1] ||
	    strspn(text + n + 1, "0123456789") != strlen(text + n + 1))
		return NULL;
	return sep == '#' ? text + n + 1 : text;
}
