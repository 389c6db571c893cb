/*
 * memory.c - facts kept, found and forgotten.
 */
#include "base/base.h"
#include "feat/agent/memory.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "feat/exec/mask.h"
#include "feat/session/session.h"

static bool is_fact(const struct row *r)
{
	return !r->deleted && !strcmp(r->type, MEMORY_TYPE);
}

static bool is_over(const struct row *r, int64_t now)
{
	return due_late(r->deadline, now);
}

/* ---- keeping ---- */

/* The text as it is kept: blanks around it and in rows are one. */
static int clean_text(struct strbuf *out, const char *text, struct err *err)
{
	const char *p = text;
	size_t nr = 0;

	while (*p) {
		size_t blank = strspn(p, " \t\r\n");

		if (blank && out->len && p[blank])
			strbuf_addch(out, ' ');
		p += blank;
		blank = strcspn(p, " \t\r\n");
		strbuf_add(out, p, blank);
		p += blank;
	}
	if (!out->len)
		return err_set(err, ERR_INVALID, "there is nothing to "
			       "remember: the text is empty");
	switch (utf8_check(out->buf, out->len, true)) {
	case UTF8_OK:
		break;
	case UTF8_INVALID:
		return err_set(err, ERR_INVALID, "the text is not valid UTF-8");
	default:
		return err_set(err, ERR_INVALID, "the text must not contain "
			       "control characters");
	}
	for (p = out->buf; *p; p++)
		nr += (*p & 0xc0) != 0x80;
	if (nr > MEMORY_TEXT_MAX)
		return err_set(err, ERR_INVALID, "a fact has at most %d "
			       "characters, this text has %zu: what is longer "
			       "belongs into a file or a task",
			       MEMORY_TEXT_MAX, nr);
	return 0;
}

/* Facts travel with the next sync, to everybody. */
static int check_secret(const struct strbuf *text, struct err *err)
{
	struct strbuf masked = STRBUF_INIT;
	struct mask m;
	bool same;

	strbuf_addbuf(&masked, text);
	mask_init(&m);
	mask_text(&masked, &m);
	mask_release(&m);
	same = !strcmp(masked.buf, text->buf);
	strbuf_release(&masked);
	return same ? 0 : err_set(err, ERR_INVALID, "the text holds what looks "
				  "like a secret, and facts are shared: say "
				  "where it is found instead");
}

/* Of the text without its case. */
static void fact_id(char out[ID_LEN + 1], const char *text)
{
	const char *p = text, *end = text + strlen(text);
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "memory:");
	while (p < end)
		utf8_add(&sb, utf8_fold(utf8_next(&p, end)));
	session_id(out, sb.buf);
	strbuf_release(&sb);
}

/* ---- the fact that is meant ---- */

/* The fact that was typed: sessions have ids, too, but are none. */
static int find_fact(uint32_t *out, const struct view *v, const char *typed,
		     struct err *err)
{
	const char *digits = *typed == '#' ? typed + 1 : typed;
	size_t len = strlen(digits), i;
	char *clean, *low;

	*out = NO_ROW;
	low = xstrdup(digits);
	for (char *p = low; *p; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	i = id_is_prefix(low) ? view_lower_bound(v, low, len) : v->nr;
	for (; i < v->nr && !strncmp(v->rows[i].id, low, len); i++) {
		if (!is_fact(&v->rows[i]))
			continue;
		if (*out != NO_ROW) {
			free(low);
			return err_set(err, ERR_AMBIGUOUS, "several facts "
				       "have ids that begin with '%.16s'",
				       digits);
		}
		*out = (uint32_t)i;
	}
	free(low);
	if (*out != NO_ROW)
		return 0;
	clean = xstrndup(typed, ID_LEN + 1);
	err_set(err, ERR_NOT_FOUND, "no fact has the id '%s'; 'git task "
		"recall' lists them", clean);
	free(clean);
	return -1;
}

static int drop(struct txn *txn, const char *id, bool *changed,
		struct err *err)
{
	struct change c;
	int ret;

	change_init(&c, id);
	change_set(&c, F_DELETED, json_new_bool(true));
	ret = txn_apply(txn, &c, changed, err);
	change_release(&c);
	return ret;
}

/* ---- keeping ---- */

struct keeping {
	const struct memory_new *in;
	const char *text;
	char *id;
	bool *again;
};

/* One that was forgotten comes back without its old tags. */
static void set_tags(struct change *c, const struct row *old,
		     const struct strvec *tags)
{
	const char *tag = old ? old->tags : NULL;

	for (uint32_t i = 0; old && old->deleted && i < old->nr_tags;
	     i++, tag += strlen(tag) + 1)
		change_remove(c, F_TAGS, tag);
	for (size_t i = 0; tags && i < tags->nr; i++)
		change_add(c, F_TAGS, tags->v[i]);
}

static void set_expiry(struct change *c, int64_t expires)
{
	char at[WHEN_LEN];

	if (expires == WHEN_NONE) {
		change_unset(c, F_DEADLINE);
		return;
	}
	due_format(at, expires);
	change_set_str(c, F_DEADLINE, at);
}

static int check_room(const struct view *v, int64_t now, struct err *err)
{
	size_t i, nr = 0;

	for (i = 0; i < v->nr; i++)
		nr += is_fact(&v->rows[i]) && !is_over(&v->rows[i], now);
	if (nr < MEMORY_NR_MAX)
		return 0;
	return err_set(err, ERR_INVALID, "there are %zu facts, which is the "
		       "most there can be: 'git task forget' the stale ones",
		       nr);
}

static int keep_fn(struct txn *txn, void *data, struct err *err)
{
	struct keeping *k = data;
	const struct view *v = txn_view(txn);
	uint32_t row = view_find(v, k->id), gone = NO_ROW;
	struct change c;
	int ret = 0;

	*k->again = row != NO_ROW && is_fact(&v->rows[row]) &&
		!is_over(&v->rows[row], txn_edit(txn)->now);
	if (row != NO_ROW && strcmp(v->rows[row].type, MEMORY_TYPE) != 0)
		return err_set(err, ERR_CONFLICT, "the id of this fact is "
			       "taken: say it in other words");
	if (k->in->instead && find_fact(&gone, v, k->in->instead, err) < 0)
		return -1;
	if (!*k->again && gone == NO_ROW &&
	    check_room(v, txn_edit(txn)->now, err) < 0)
		return -1;
	if (gone != NO_ROW && gone != row &&
	    drop(txn, v->rows[gone].id, NULL, err) < 0)
		return -1;
	change_init(&c, k->id);
	if (row == NO_ROW) {
		c.create = true;
		change_set_str(&c, F_TYPE, MEMORY_TYPE);
	} else {
		change_unset(&c, F_DELETED);
		change_set_time(&c, F_UPDATED_AT, txn_edit(txn)->now);
	}
	change_set_str(&c, F_TITLE, k->text);
	change_set_str(&c, F_ASSIGNEE, txn_edit(txn)->author);
	set_tags(&c, row == NO_ROW ? NULL : &v->rows[row], k->in->tags);
	if (row != NO_ROW || k->in->expires != WHEN_NONE)
		set_expiry(&c, k->in->expires);
	ret = txn_apply(txn, &c, NULL, err);
	if (ret == 0)
		txn_what(txn, "%s", k->text);
	change_release(&c);
	return ret;
}

int memory_keep(char id[ID_LEN + 1], bool *again, struct db *db,
		const struct memory_new *in, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	struct keeping k = { in, NULL, id, again };
	int ret = clean_text(&text, in->text, err);

	if (ret == 0)
		ret = check_secret(&text, err);
	if (ret == 0 && due_late(in->expires, db_now(db)))
		ret = err_set(err, ERR_INVALID, "a fact can not expire in the "
			      "past");
	if (ret == 0) {
		fact_id(id, text.buf);
		k.text = text.buf;
		ret = db_write(db, "remember", DB_QUIET_EMPTY, keep_fn, &k,
			       NULL, err);
	}
	strbuf_release(&text);
	return ret;
}

/* ---- forgetting ---- */

struct forgetting {
	const struct strvec *ids;
	size_t *nr;
};

static int forget_fn(struct txn *txn, void *data, struct err *err)
{
	const struct forgetting *f = data;
	const struct view *v = txn_view(txn);
	bool changed;
	size_t i;

	*f->nr = 0;
	for (i = 0; i < f->ids->nr; i++) {
		uint32_t row;

		if (find_fact(&row, v, f->ids->v[i], err) < 0 ||
		    drop(txn, v->rows[row].id, &changed, err) < 0)
			return -1;
		if (f->ids->nr == 1)
			txn_what(txn, "%s", v->rows[row].title);
		*f->nr += changed;
	}
	return 0;
}

int memory_forget(size_t *nr, struct db *db, const struct strvec *ids,
		  struct err *err)
{
	size_t gone;
	struct forgetting f = { ids, nr ? nr : &gone };

	return db_write(db, "forget", DB_QUIET_EMPTY, forget_fn, &f, NULL,
			err);
}

/* ---- finding ---- */

static bool has_tag(const struct row *r, const char *tag)
{
	const char *p = r->tags;

	for (uint32_t i = 0; i < r->nr_tags; i++, p += strlen(p) + 1)
		if (str_ieq(p, tag))
			return true;
	return false;
}

static bool has_tags(const struct row *r, const struct strvec *tags)
{
	for (size_t i = 0; tags && i < tags->nr; i++)
		if (!has_tag(r, tags->v[i]))
			return false;
	return true;
}

static unsigned hits_of(const struct row *r, const struct strvec *words)
{
	unsigned nr = 0;

	for (size_t i = 0; words && i < words->nr; i++)
		nr += utf8_casefind(r->title, words->v[i]) != NULL ||
			has_tag(r, words->v[i]);
	return nr;
}

static int by_use(const void *x, const void *y)
{
	const struct memory *a = x, *b = y;

	if (a->hits != b->hits)
		return a->hits > b->hits ? -1 : 1;
	if (a->at != b->at)
		return a->at > b->at ? -1 : 1;
	if (a->order != b->order)
		return a->order > b->order ? -1 : 1;
	return strcmp(a->id, b->id);
}

int memory_recall(struct memory_list *out, struct db *db,
		  const struct memory_query *q, struct err *err)
{
	bool asked = q->words && q->words->nr;
	int64_t now = db_now(db);
	const struct view *v;
	size_t i;

	memset(out, 0, sizeof(*out));
	if (db_view(&v, db, err) < 0)
		return -1;
	out->broken = &v->broken;
	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		unsigned hits = hits_of(r, q->words);
		struct memory *m;

		if (!is_fact(r) || !has_tags(r, q->tags) || (asked && !hits))
			continue;
		if (is_over(r, now) && !q->expired_too) {
			out->expired++;
			continue;
		}
		ALLOC_GROW(out->v, out->nr + 1, out->alloc);
		m = &out->v[out->nr++];
		*m = (struct memory){ r->id, r->title, r->assignee, r->tags,
			r->nr_tags, r->updated, r->created_order, r->deadline,
			is_over(r, now), hits };
	}
	if (out->nr)
		qsort(out->v, out->nr, sizeof(*out->v), by_use);
	return 0;
}

void memory_list_release(struct memory_list *l)
{
	free(l->v);
	memset(l, 0, sizeof(*l));
}

struct json *memory_json(const struct memory *m)
{
	struct json *o = json_new_obj(), *tags = json_new_arr();
	const char *tag = m->tags;
	char at[WHEN_LEN];

	json_set_str(o, "id", m->id);
	json_set_str(o, "text", m->text);
	for (uint32_t i = 0; i < m->nr_tags; i++, tag += strlen(tag) + 1)
		json_push_str(tags, tag);
	json_set(o, "tags", tags);
	json_set_str(o, "by", *m->by ? m->by : NULL);
	when_format(at, m->at);
	json_set_str(o, "at", at);
	if (m->expires != WHEN_NONE)
		due_format(at, m->expires);
	json_set_str(o, "expires_at", m->expires == WHEN_NONE ? NULL : at);
	json_set_bool(o, "expired", m->expired);
	return o;
}
