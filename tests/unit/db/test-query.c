/* test-query.c - the query language against views made in memory. */
#include "unit.h"

#include "base/file.h"
#include "base/mem.h"
#include "data/when.h"
#include "db/query/query.h"
#include "db/index/rows.h"
#include "model/taskio.h"

static int64_t noon(void)
{
	int64_t t;

	assert_true(when_parse_rfc3339(&t, "2026-11-21T12:00:00Z"));
	return t;
}

/* A view of tasks given as lines of JSON. */
static struct view *make_view(const char *text, size_t len)
{
	struct snap *snap = snap_new();
	struct row rows[64];
	struct view *v;
	const char *end = text + len;
	size_t nr = 0;

	while (text < end) {
		struct task t = TASK_INIT;
		size_t n = strcspn(text, "\n");

		assert_int_equal(task_parse(&t, text, n, NULL), 0);
		row_from_task(&rows[nr++], &snap->arena, &t, text, n);
		task_release(&t);
		text += n + 1;
	}
	rows_sort(rows, nr);
	v = view_new(snap, nr);
	if (nr)
		memcpy(v->rows, rows, nr * sizeof(*rows));
	snap_unref(snap);
	view_link(v);
	return v;
}

/* The lines between "```name" and "```". */
static char *block(const struct strbuf *doc, const char *name)
{
	char *start = xasprintf("\n```%s\n", name);
	const char *at = strstr(doc->buf, start), *end;

	assert_non_null(at);
	at += strlen(start);
	free(start);
	end = strstr(at, "```");
	assert_non_null(end);
	return xstrndup(at, (size_t)(end - at));
}

static void run_query(struct strbuf *out, const struct view *v,
		      const char *text)
{
	struct query *q = query_new(noon());
	struct err err = ERR_INIT;
	uint32_t *rows;
	size_t i, nr, total;

	query_set_me(q, "ann@example.com", "ann@example.com");
	if (query_add(q, text, &err) < 0 ||
	    query_run(&rows, &nr, &total, q, v, &err) < 0) {
		strbuf_addf(out, " error: %s", err.msg);
		query_free(q);
		return;
	}
	assert_int_equal(nr, total);
	for (i = 0; i < nr; i++)
		strbuf_addf(out, " %c", v->rows[rows[i]].id[15]);
	free(rows);
	query_free(q);
}

static void examples(void **state)
{
	struct strbuf doc = STRBUF_INIT, want = STRBUF_INIT;
	struct strbuf got = STRBUF_INIT;
	char *tasks, *lines, *line, *next;
	struct view *v;
	size_t nr = 0;

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	assert_int_equal(file_read(&doc, "formats/query.md", 0, NULL), 0);
	tasks = block(&doc, "tasks");
	lines = block(&doc, "examples");
	v = make_view(tasks, strlen(tasks));
	for (line = lines; *line; line = next) {
		char *arrow = strstr(line, "=>");

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		assert_non_null(arrow);
		strbuf_reset(&want);
		strbuf_reset(&got);
		strbuf_addstr(&want, arrow + 2);
		*arrow = '\0';
		run_query(&got, v, line);
		if (strcmp(want.buf, got.buf))
			fprintf(stderr, "# query: %s\n", line);
		assert_string_equal(got.buf, want.buf);
		nr++;
	}
	assert_true(nr > 50);
	view_close(v);
	free(tasks);
	free(lines);
	strbuf_release(&doc);
	strbuf_release(&want);
	strbuf_release(&got);
}

static void refuses(void **state)
{
	static const struct { const char *query, *says; } bad[] = {
		{ "status:opn", "Invalid status 'opn'" },
		{ "priority:urgent", "Invalid priority 'urgent'" },
		{ "asignee:bob", "did you mean 'assignee'" },
		{ "foo:bar", "unknown field 'foo'" },
		{ "estimate>x", "'x' is not a number" },
		{ "estimate>1e400", "is not a number" },
		{ "due<someday", "someday" },
		{ "parent:xyz", "is not a task id" },
		{ "has:money", "'has:money' is not known" },
		{ "tag:", "'tag' needs a value" },
		{ "deleted:maybe", "neither yes nor no" },
		{ "\"open", "does not end" },
		{ "status>open", "can not be compared" },
		{ "due~x", "can not be compared" },
		{ "(tag:a", "'(' in the query does not end" },
		{ "tag:a)", "')' in the query has no '('" },
		{ "()", "a condition is missing" },
		{ "or tag:a", "a condition is missing" },
		{ "tag:a or", "a condition is missing" },
		{ "tag:a and", "a condition is missing" },
		{ "tag:a or or tag:b", "a condition is missing" },
		{ "not", "a condition is missing" },
		{ "(((((((((((((((((((((((((((((((((((((((((((((((((((a",
		  "more than 50 deep" },
	};
	struct view *v = make_view("", 0);
	struct err err = ERR_INIT;
	struct query *q;
	uint32_t *rows;
	size_t i, nr;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		q = query_new(noon());
		/* what is no field may be a key of some task: seen when run */
		if (query_add(q, bad[i].query, &err) == 0)
			assert_int_equal(query_run(&rows, &nr, NULL, q, v,
						   &err), -1);
		/* a word that is none is a wrong command line, too */
		assert_true(err.code == ERR_INVALID || err.code == ERR_USAGE);
		if (!strstr(err.msg, bad[i].says))
			fprintf(stderr, "# %s: %s\n", bad[i].query, err.msg);
		assert_non_null(strstr(err.msg, bad[i].says));
		query_free(q);
	}
	q = query_new(noon());
	assert_int_equal(query_sort(q, "title,size", &err), 0);
	assert_int_equal(query_run(&rows, &nr, NULL, q, v, &err), -1);
	assert_non_null(strstr(err.msg, "unknown sort key 'size'"));
	assert_int_equal(query_where(q, "status", "<>", "open", &err), -1);
	query_free(q);
	view_close(v);
}

static void unknown_ids(void **state)
{
	static const char one[] = "{\"id\": \"a000000000000001\"}\n";
	struct view *v = make_view(one, sizeof(one) - 1);
	struct query *q = query_new(noon());
	struct err err = ERR_INIT;
	uint32_t *rows;
	size_t nr;

	(void)state;
	assert_int_equal(query_add(q, "parent:beef", &err), 0);
	assert_int_equal(query_run(&rows, &nr, NULL, q, v, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.msg, "task 'beef' not found"));
	query_free(q);
	view_close(v);
}

/* The option form takes a value as it is, commas and quotes included. */
static void where(void **state)
{
	static const char two[] =
		"{\"id\": \"a000000000000001\", \"tags\": [\"a,b\"]}\n"
		"{\"id\": \"a000000000000002\", \"tags\": [\"a\"], "
		"\"title\": \"say \\\"hi\\\"\", \"status\": \"completed\"}\n";
	static const struct { const char *field, *op, *value; char found; }
	cases[] = {
		{ "tag", ":", "a,b", '1' }, { "tag", "=", "A", '2' },
		{ "title", "~", "\"HI\"", '2' },
		{ "status", ":", "blocked,completed", '2' },
		{ "status", "!=", "completed", '1' },
	};
	struct view *v = make_view(two, sizeof(two) - 1);
	size_t i, nr;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct query *q = query_new(noon());
		uint32_t *rows;

		assert_int_equal(query_where(q, cases[i].field, cases[i].op,
					     cases[i].value, NULL), 0);
		assert_int_equal(query_run(&rows, &nr, NULL, q, v, NULL), 0);
		assert_int_equal(nr, 1);
		assert_int_equal(v->rows[rows[0]].id[15], cases[i].found);
		free(rows);
		query_free(q);
	}
	view_close(v);
}

/* ---- groups ---- */

/* The rows, as bits, that fulfil a text. */
static unsigned found(const struct view *v, const char *text)
{
	struct query *q = query_new(noon());
	unsigned bits = 0;
	uint32_t *rows;
	size_t i, nr;

	assert_int_equal(query_add(q, text, NULL), 0);
	assert_int_equal(query_run(&rows, &nr, NULL, q, v, NULL), 0);
	for (i = 0; i < nr; i++)
		bits |= 1u << rows[i];
	free(rows);
	query_free(q);
	return bits;
}

/* Writes a random query, and returns what it has to find. */
static unsigned random_query(struct strbuf *out, struct rnd *r,
			     const struct view *v, int depth)
{
	static const char *const conds[] = {
		"tag:a", "tag:b", "tag:c", "-tag:a", "!tag:b", "tag:a,c",
	};
	static const char *const nots[] = { "", "-", "not " };
	unsigned all = (1u << v->nr) - 1, any = 0, both, one;
	size_t groups = 1 + rnd_below(r, 3), n, k;

	while (groups--) {
		both = all;
		for (n = 1 + rnd_below(r, 3); n; n--) {
			if (depth && rnd_below(r, 2)) {
				k = rnd_below(r, 3);
				strbuf_addf(out, "%s(", nots[k]);
				one = random_query(out, r, v, depth - 1);
				strbuf_addstr(out, ")");
				both &= k ? all & ~one : one;
			} else {
				k = rnd_below(r, ARRAY_SIZE(conds));
				strbuf_addstr(out, conds[k]);
				both &= found(v, conds[k]);
			}
			strbuf_addstr(out, n == 1 ? "" : rnd_below(r, 2) ?
				      " and " : " ");
		}
		any |= both;
		strbuf_addstr(out, groups ? " OR " : "");
	}
	return any;
}

static void groups(void **state)
{
	static const char eight[] =
		"{\"id\": \"a000000000000001\"}\n"
		"{\"id\": \"a000000000000002\", \"tags\": [\"a\"]}\n"
		"{\"id\": \"a000000000000003\", \"tags\": [\"b\"]}\n"
		"{\"id\": \"a000000000000004\", \"tags\": [\"a\", \"b\"]}\n"
		"{\"id\": \"a000000000000005\", \"tags\": [\"c\"]}\n"
		"{\"id\": \"a000000000000006\", \"tags\": [\"a\", \"c\"]}\n"
		"{\"id\": \"a000000000000007\", \"tags\": [\"b\", \"c\"]}\n"
		"{\"id\": \"a000000000000008\", \"tags\": [\"a\", \"b\", \"c\"]}\n";
	struct view *v = make_view(eight, sizeof(eight) - 1);
	struct strbuf sb = STRBUF_INIT;
	struct rnd r = unit_rnd("groups");
	unsigned want, got;
	int i;

	(void)state;
	for (i = 0; i < 300; i++) {
		strbuf_reset(&sb);
		want = random_query(&sb, &r, v, 3);
		got = found(v, sb.buf);
		if (got != want)
			fprintf(stderr, "# %s: %x, not %x\n", sb.buf, got, want);
		assert_int_equal(got, want);
	}
	strbuf_release(&sb);
	view_close(v);
}

/* ---- order ---- */

static struct view *random_view(struct rnd *r, size_t nr)
{
	static const char *const words[] = {
		"\"\"", "\"Alpha\"", "\"alpha\"", "\"beta\"",
		"\"gamma rays are long\"", "\"gamma rays are short\""
	};
	static const char *const prios[] = {
		"none", "low", "medium", "high", "critical"
	};
	struct strbuf sb = STRBUF_INIT;
	struct view *v;
	size_t i;

	for (i = 0; i < nr; i++) {
		strbuf_addf(&sb, "{\"id\": \"%016" PRIx64 "\", \"title\": %s, "
			    "\"priority\": \"%s\"", (uint64_t)rnd_u64(r),
			    words[rnd_below(r, 6)], prios[rnd_below(r, 5)]);
		if (rnd_below(r, 3))
			strbuf_addf(&sb, ", \"deadline\": "
				    "\"2026-11-%02dT00:00:00Z\"",
				    1 + (int)rnd_below(r, 28));
		if (rnd_below(r, 3))
			strbuf_addf(&sb, ", \"estimated_hours\": %d",
				    (int)rnd_below(r, 4));
		strbuf_addstr(&sb, "}\n");
	}
	v = make_view(sb.buf, sb.len);
	strbuf_release(&sb);
	return v;
}

/* Behind each place is what comes behind it in the whole, also when the task that was
 * there has gone; a place with a bit changed is refused, or is another place. */
static void places(void **state)
{
	static const char *const keys[] = {
		"title", "-title", "due", "-due,title", "priority,-estimate",
		"-estimate", "id", "-id", "created,due", NULL
	};
	struct strbuf place = STRBUF_INIT;
	struct rnd r = unit_rnd("places");
	unsigned round;

	(void)state;
	for (round = 0; round < 200; round++) {
		size_t n = 1 + rnd_below(&r, 60), all, some, at, i;
		struct view *v = random_view(&r, n);
		struct query *q = query_new(noon());
		const char *key = keys[rnd_below(&r, ARRAY_SIZE(keys))];
		uint32_t *whole, *part;
		struct err err = ERR_INIT;

		if (key)
			assert_int_equal(query_sort(q, key, NULL), 0);
		assert_int_equal(query_run(&whole, &all, NULL, q, v, NULL), 0);
		at = rnd_below(&r, (unsigned)all);
		strbuf_reset(&place);
		query_place(&place, q, v, whole[at]);
		query_after(q, place.buf);
		v->rows[whole[at]].deleted = rnd_below(&r, 2);
		query_limit(q, 0, 1 + rnd_below(&r, 9));
		assert_int_equal(query_run(&part, &some, &all, q, v, NULL), 0);
		assert_int_equal(all, n - at - 1);
		assert_true(some <= all);
		for (i = 0; i < some; i++)
			assert_int_equal(part[i], whole[at + 1 + i]);
		free(part);
		place.buf[rnd_below(&r, (unsigned)place.len)] ^=
			(char)(1 << rnd_below(&r, 7));
		query_after(q, place.buf);
		if (query_run(&part, &some, NULL, q, v, &err) < 0)
			assert_non_null(strstr(err.msg, "the cursor"));
		free(part);
		free(whole);
		query_free(q);
		view_close(v);
	}
	strbuf_release(&place);
}

/* Whatever the limit, the answer is the start of the whole answer; the whole
 * is in order by its first key with unset values last. */
static void order(void **state)
{
	static const char *const keys[] = {
		"title", "-title", "due", "-due,title", "priority,-estimate",
		"-estimate", "id", "-id", "created,due"
	};
	struct rnd r = unit_rnd("order");
	unsigned round;

	(void)state;
	for (round = 0; round < 200; round++) {
		size_t n = 1 + rnd_below(&r, 60), all, some, i;
		struct view *v = random_view(&r, n);
		struct query *q = query_new(noon());
		size_t offset = rnd_below(&r, 10), limit = 1 +
			rnd_below(&r, 20);
		uint32_t *whole, *part;
		const char *key = keys[rnd_below(&r, ARRAY_SIZE(keys))];

		assert_int_equal(query_sort(q, key, NULL), 0);
		assert_int_equal(query_run(&whole, &all, NULL, q, v, NULL), 0);
		assert_int_equal(all, n);
		query_limit(q, offset, limit);
		assert_int_equal(query_run(&part, &some, NULL, q, v, NULL), 0);
		assert_int_equal(some, offset >= n ? 0 : limit < n - offset ?
				 limit : n - offset);
		for (i = 0; i < some; i++)
			assert_int_equal(part[i], whole[offset + i]);
		for (i = 1; i < all && !strcmp(key, "due"); i++) {
			int64_t a = v->rows[whole[i - 1]].deadline;
			int64_t b = v->rows[whole[i]].deadline;

			assert_true(b == WHEN_NONE ||
				    (a != WHEN_NONE && a <= b));
		}
		for (i = 1; i < all && !strcmp(key, "-title"); i++)
			assert_true(!*v->rows[whole[i]].title ||
				    strcasecmp(v->rows[whole[i - 1]].title,
					       v->rows[whole[i]].title) >= 0);
		free(whole);
		free(part);
		query_free(q);
		view_close(v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples),
		cmocka_unit_test(refuses),
		cmocka_unit_test(unknown_ids),
		cmocka_unit_test(where),
		cmocka_unit_test(groups),
		cmocka_unit_test(order),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
