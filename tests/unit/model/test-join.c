#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#include "base/map.h"
#include "model/change.h"
#include "model/critset.h"
#include "model/join.h"
#include "model/taskio.h"

#include "randtask.h"

#define STATES 4000
#define SCRIPTS 150
#define PEERS 5

static struct task parse(const char *text)
{
	struct task t = TASK_INIT;
	struct err err = ERR_INIT;

	if (task_parse(&t, text, strlen(text), &err) < 0)
		fail_msg("%s", err.msg);
	return t;
}

static struct task join2(const struct task *a, const struct task *b)
{
	struct task out = TASK_INIT;

	join_tasks(&out, a, b, NULL, NULL);
	return out;
}

static void assert_same(const struct task *a, const struct task *b,
			const char *law)
{
	struct strbuf sa = STRBUF_INIT, sb = STRBUF_INIT;

	task_write(&sa, a);
	task_write(&sb, b);
	if (strcmp(sa.buf, sb.buf))
		fail_msg("%s:\n%s\nis not\n%s", law, sa.buf, sb.buf);
	strbuf_release(&sa);
	strbuf_release(&sb);
}

/* What was written is read back as the same and still the same. */
static void assert_stable(const struct task *t)
{
	struct strbuf sb = STRBUF_INIT;
	struct task again, joined;

	task_write(&sb, t);
	again = parse(sb.buf);
	assert_same(t, &again, "written and read");
	joined = join2(t, &again);
	assert_same(t, &joined, "joined with itself");
	task_release(&again);
	task_release(&joined);
	strbuf_release(&sb);
}

static void laws_hold(void **unused)
{
	struct rnd r;
	uint64_t seed = rand_test_seed();
	struct task a, b, c, ab, ba, bc, l, m, aa;
	size_t i;

	(void)unused;
	print_message("seed %" PRIu64 "\n", seed);
	r = rnd_seed(seed);
	for (i = 0; i < STATES; i++) {
		rand_task(&r, &a);
		rand_task(&r, &b);
		rand_task(&r, &c);
		ab = join2(&a, &b);
		ba = join2(&b, &a);
		assert_same(&ab, &ba, "commutative");
		bc = join2(&b, &c);
		l = join2(&ab, &c);
		m = join2(&a, &bc);
		assert_same(&l, &m, "associative");
		aa = join2(&a, &a);
		assert_same(&aa, &a, "idempotent");
		task_release(&aa);
		aa = join2(&ab, &b);
		assert_same(&aa, &ab, "absorbs what it holds");
		assert_stable(&ab);
		assert_stable(&l);
		task_release(&a);
		task_release(&b);
		task_release(&c);
		task_release(&ab);
		task_release(&ba);
		task_release(&bc);
		task_release(&l);
		task_release(&m);
		task_release(&aa);
	}
}

/* ---- replicas that edit and pull ---- */

struct peer {
	struct task task;
	char actor[9];
	int64_t skew;
};

static void random_op(struct rnd *r, struct change *c, const struct task *t)
{
	static const char *const tags[] = { "a", "b", "c", "d" };
	const struct json *log;
	struct json *list, *one;
	char text[32];

	snprintf(text, sizeof(text), "text %u", (unsigned)rnd_below(r, 1000));
	switch (rnd_below(r, 11)) {
	case 0:
		change_set_str(c, F_TITLE, text);
		break;
	case 1:
		change_set_str(c, F_DESCRIPTION, text);
		break;
	case 2:
		change_unset(c, F_DESCRIPTION);
		break;
	case 3:
		change_add(c, F_TAGS, RAND_OF(r, tags));
		break;
	case 4:
		change_remove(c, F_TAGS, RAND_OF(r, tags));
		break;
	case 5:
		change_put(c, F_EXTERNAL, RAND_OF(r, tags),
			   json_new_str(text));
		break;
	case 6:
		change_drop(c, F_EXTERNAL, RAND_OF(r, tags));
		break;
	case 7:
		change_append(c, F_PROGRESS, entry_new(text, NULL));
		break;
	case 8: case 9:
		log = task_get(t, F_SUCCESS_CRITERIA);
		list = log ? criteria_bare(log) : json_new_arr();
		one = json_new_obj();
		snprintf(text, sizeof(text), "c %" PRIu64, rnd_u64(r));
		json_set_str(one, "criterion", text);
		json_push(list, one);
		change_set(c, F_SUCCESS_CRITERIA, list);
		break;
	default:
		log = task_get(t, F_PROGRESS);
		if (log && json_nr(log))
			change_retract(c, F_PROGRESS, json_get_str(
				json_at(log, rnd_below(r, json_nr(log))),
				"id"));
		else
			change_want(c, STATUS_COMPLETED);
	}
}

/* The greatest stamp seen for every register, and the value set with it: what
 * must be there in the end. */
struct oracle {
	char title_stamp[STAMP_LEN + 1];
	char *title;
	size_t appended, criteria;
	struct map gone;
};

static void watch(struct oracle *o, const struct change *c,
		  const struct task *before, const struct task *after)
{
	const char *stamp = task_stamp(after, "title");

	if (!str_eq(task_str(before, F_TITLE), task_str(after, F_TITLE)) &&
	    strcmp(stamp, o->title_stamp) > 0) {
		snprintf(o->title_stamp, sizeof(o->title_stamp), "%s", stamp);
		free(o->title);
		o->title = xstrdup(task_str(after, F_TITLE));
	}
	o->criteria += str_eq(c->ops[0].field, "success_criteria");
	if (c->ops[0].type == OP_APPEND)
		o->appended++;
	if (c->ops[0].type == OP_RETRACT)
		map_put(&o->gone, c->ops[0].key, o);
}

static void edit_peer(struct rnd *r, struct peer *p, int64_t time,
		      struct oracle *o)
{
	struct edit edit = { time + p->skew, p->actor, "someone", r, NULL, NULL,
			     NULL };
	struct change c;
	struct task before;
	struct err err = ERR_INIT;
	bool changed;

	change_init(&c, p->task.id);
	task_copy(&before, &p->task);
	random_op(r, &c, &p->task);
	if (change_apply(&p->task, &c, &edit, &changed, &err) < 0)
		fail_msg("%s", err.msg);
	if (changed)
		watch(o, &c, &before, &p->task);
	task_release(&before);
	change_release(&c);
}

static void pull(struct peer *into, const struct peer *from)
{
	struct task joined = join2(&into->task, &from->task);

	task_release(&into->task);
	into->task = joined;
}

static void one_script(struct rnd *r)
{
	struct peer peers[PEERS];
	struct edit first = { 1700000000000, "00000000", "someone", r, NULL, NULL,
			      NULL };
	struct oracle o = { "", NULL, 0, 0, MAP_INIT };
	struct task start = TASK_INIT;
	struct change c;
	const struct json *log;
	size_t i, j, steps = 10 + rnd_below(r, 50);

	change_init(&c, RAND_ID);
	c.create = true;
	change_set_str(&c, F_TITLE, "the first title");
	assert_int_equal(change_apply(&start, &c, &first, NULL, NULL), 0);
	change_release(&c);
	for (i = 0; i < PEERS; i++) {
		task_copy(&peers[i].task, &start);
		snprintf(peers[i].actor, sizeof(peers[i].actor), "%08x",
			 (unsigned)i);
		peers[i].skew = (int64_t)rnd_below(r, 200000) - 100000;
	}
	for (i = 0; i < steps; i++) {
		edit_peer(r, &peers[rnd_below(r, PEERS)],
			  first.now + (int64_t)i * 10, &o);
		while (rnd_below(r, 2))
			pull(&peers[rnd_below(r, PEERS)],
			     &peers[rnd_below(r, PEERS)]);
	}
	for (i = 0; i < PEERS; i++)
		for (j = 0; j < PEERS; j++)
			pull(&peers[(i + j + 1) % PEERS],
			     &peers[(i + j) % PEERS]);
	for (i = 0; i < PEERS; i++)
		for (j = 0; j < PEERS; j++)
			pull(&peers[i], &peers[j]);
	for (i = 1; i < PEERS; i++)
		assert_same(&peers[0].task, &peers[i].task, "converged");
	if (o.title)
		assert_string_equal(task_str(&peers[0].task, F_TITLE),
				    o.title);
	log = task_get(&peers[0].task, F_PROGRESS);
	assert_int_equal(log ? json_nr(log) : 0, o.appended - o.gone.nr);
	log = task_get(&peers[0].task, F_SUCCESS_CRITERIA);
	assert_int_equal(log ? json_nr(log) : 0, o.criteria);
	free(o.title);
	map_clear(&o.gone);
	task_release(&start);
	for (i = 0; i < PEERS; i++)
		task_release(&peers[i].task);
}

static void replicas_converge(void **unused)
{
	uint64_t seed = rand_test_seed();
	struct rnd r = rnd_seed(seed);
	size_t i;

	(void)unused;
	print_message("seed %" PRIu64 "\n", seed);
	for (i = 0; i < SCRIPTS; i++)
		one_script(&r);
}

/* ---- single rules ---- */

#define HEAD "{\"id\":\"3f9a1c2b7d4e5f60\","
#define S1 "00000000000001-0000-0000000a"
#define S2 "00000000000002-0000-0000000b"
#define S3 "00000000000003-0000-0000000c"

static void check_join(const char *a, const char *b, const char *expected)
{
	struct task ta = parse(a), tb = parse(b), te = parse(expected);
	struct task ab = join2(&ta, &tb), ba = join2(&tb, &ta);

	assert_same(&ab, &te, "join");
	assert_same(&ba, &te, "join, other way round");
	task_release(&ta);
	task_release(&tb);
	task_release(&te);
	task_release(&ab);
	task_release(&ba);
}

static void later_register_wins(void **unused)
{
	(void)unused;
	check_join(HEAD "\"title\":\"z\",\"stamps\":{\"*\":\"" S1 "\"}}",
		   HEAD "\"title\":\"a\",\"stamps\":{\"*\":\"" S1
			"\",\"title\":\"" S2 "\"}}",
		   HEAD "\"title\":\"a\",\"stamps\":{\"*\":\"" S1
			"\",\"title\":\"" S2 "\"}}");
	/* unset later than set */
	check_join(HEAD "\"parent\":\"x\",\"stamps\":{\"*\":\"" S1 "\"}}",
		   HEAD "\"stamps\":{\"*\":\"" S1 "\",\"parent\":\"" S2
			"\"}}",
		   HEAD "\"stamps\":{\"*\":\"" S1 "\",\"parent\":\"" S2
			"\"}}");
	/* same stamp: greater bytes */
	check_join(HEAD "\"title\":\"z\",\"stamps\":{\"title\":\"" S2 "\"}}",
		   HEAD "\"title\":\"a\",\"stamps\":{\"title\":\"" S2 "\"}}",
		   HEAD "\"title\":\"z\",\"stamps\":{\"title\":\"" S2 "\"}}");
}

static void elements_join_one_by_one(void **unused)
{
	(void)unused;
	check_join(HEAD "\"tags\":[\"a\",\"b\"],\"stamps\":{\"*\":\"" S1
			"\",\"tags/b\":\"+" S2 "\"}}",
		   HEAD "\"tags\":[\"c\"],\"stamps\":{\"*\":\"" S1
			"\",\"tags/a\":\"-" S2 "\",\"tags/c\":\"+" S3 "\"}}",
		   HEAD "\"tags\":[\"b\",\"c\"],\"stamps\":{\"*\":\"" S1
			"\",\"tags/a\":\"-" S2 "\",\"tags/b\":\"+" S2
			"\",\"tags/c\":\"+" S3 "\"}}");
	check_join(HEAD "\"external\":{\"x\":1},\"stamps\":{\"*\":\"" S1
			"\"}}",
		   HEAD "\"external\":{\"y\":2},\"stamps\":{\"*\":\"" S1
			"\",\"external/x\":\"" S2 "\",\"external/y\":\"" S3
			"\"}}",
		   HEAD "\"external\":{\"y\":2},\"stamps\":{\"*\":\"" S1
			"\",\"external/x\":\"" S2 "\",\"external/y\":\"" S3
			"\"}}");
}

static void logs_are_unions(void **unused)
{
	(void)unused;
	check_join(HEAD "\"progress\":[{\"id\":\"2\",\"at\":\"2026\"}]}",
		   HEAD "\"progress\":[{\"id\":\"1\",\"at\":\"2027\"},"
			"{\"id\":\"3\",\"at\":\"2025\"}],"
			"\"stamps\":{\"progress/1\":\"-" S2 "\"}}",
		   HEAD "\"progress\":[{\"id\":\"3\",\"at\":\"2025\"},"
			"{\"id\":\"2\",\"at\":\"2026\"},"
			"{\"id\":\"1\",\"at\":\"2027\"}],"
			"\"stamps\":{\"progress/1\":\"+" S2 "\"}}");
	check_join(HEAD "\"progress\":[{\"id\":\"1\",\"at\":\"2026\"}]}",
		   HEAD "\"stamps\":{\"progress/1\":\"-" S2 "\"}}",
		   HEAD "\"stamps\":{\"progress/1\":\"-" S2 "\"}}");
}

static void unknown_fields_join_by_shape(void **unused)
{
	(void)unused;
	/* no stamps of elements: a register */
	check_join(HEAD "\"new\":[\"a\"],\"stamps\":{\"*\":\"" S1 "\"}}",
		   HEAD "\"new\":[\"b\"],\"stamps\":{\"*\":\"" S1
			"\",\"new\":\"" S2 "\"}}",
		   HEAD "\"new\":[\"b\"],\"stamps\":{\"*\":\"" S1
			"\",\"new\":\"" S2 "\"}}");
	/* a set */
	check_join(HEAD "\"new\":[\"a\"],\"stamps\":{\"new/a\":\"+" S1 "\"}}",
		   HEAD "\"new\":[\"b\"],\"stamps\":{\"new/b\":\"+" S2 "\"}}",
		   HEAD "\"new\":[\"a\",\"b\"],\"stamps\":{\"new/a\":\"+" S1
			"\",\"new/b\":\"+" S2 "\"}}");
	/* a map */
	check_join(HEAD "\"new\":{\"a\":1},\"stamps\":{\"new/a\":\"" S1
			"\"}}",
		   HEAD "\"new\":{\"b\":2},\"stamps\":{\"new/b\":\"" S2
			"\"}}",
		   HEAD "\"new\":{\"a\":1,\"b\":2},\"stamps\":{\"new/a\":\""
			S1 "\",\"new/b\":\"" S2 "\"}}");
}

#define C(id, pos, text) "{\"id\":\"" id "\",\"pos\":" #pos ",\"criterion\":\"" \
	text "\"}"
#define OLD(text) "{\"criterion\":\"" text "\"}"
#define LIST(...) "\"success_criteria\":[" __VA_ARGS__ "]"

static void criteria_are_a_set(void **unused)
{
	(void)unused;
	/* each added one, one took one away; by pos, then by id */
	check_join(HEAD LIST(C("x", 1, "a") "," C("y", 2, "b"))
			",\"stamps\":{\"*\":\"" S1 "\",\"success_criteria/y\":\"+"
			S2 "\"}}",
		   HEAD LIST(C("b", 2, "c")) ",\"stamps\":{\"*\":\"" S1
			"\",\"success_criteria/b\":\"+" S3
			"\",\"success_criteria/x\":\"-" S2 "\"}}",
		   HEAD LIST(C("b", 2, "c") "," C("y", 2, "b"))
			",\"stamps\":{\"*\":\"" S1 "\",\"success_criteria/b\":\"+"
			S3 "\",\"success_criteria/x\":\"-" S2
			"\",\"success_criteria/y\":\"+" S2 "\"}}");
	/* those of older versions are one register, in front of the set */
	check_join(HEAD LIST(OLD("z") "," OLD("a") "," C("x", 1, "new"))
			",\"stamps\":{\"*\":\"" S1 "\",\"success_criteria/x\":\"+"
			S2 "\"}}",
		   HEAD LIST(OLD("z")) ",\"stamps\":{\"*\":\"" S1
			"\",\"success_criteria\":\"" S3 "\"}}",
		   HEAD LIST(OLD("z") "," C("x", 1, "new"))
			",\"stamps\":{\"*\":\"" S1 "\",\"success_criteria\":\"" S3
			"\",\"success_criteria/x\":\"+" S2 "\"}}");
	/* what is no list is one of those */
	check_join(HEAD "\"success_criteria\":\"loose\"}",
		   HEAD LIST(C("x", 1, "a")) "}",
		   HEAD LIST("\"loose\"," C("x", 1, "a")) "}");
}

static void odd_values_are_kept(void **unused)
{
	(void)unused;
	check_join(HEAD "\"tags\":\"loose\"}", HEAD "\"tags\":[\"a\",7]}",
		   HEAD "\"tags\":[7,\"a\",\"loose\"]}");
	check_join(HEAD "\"external\":\"loose\"}",
		   HEAD "\"external\":{\"a\":1}}",
		   HEAD "\"external\":{\"\":\"loose\",\"a\":1}}");
	check_join(HEAD "\"title\":{\"x\":[]}}", HEAD "\"status\":7}",
		   HEAD "\"title\":{\"x\":[]},\"status\":7}");
}

static void losses_are_reported(void **unused)
{
	struct task base = parse(HEAD "\"title\":\"t\",\"updated_at\":\"0\","
				 "\"stamps\":{\"*\":\"" S1 "\"}}");
	struct task a = parse(HEAD "\"title\":\"one\",\"updated_at\":\"1\","
			      "\"stamps\":{\"*\":\"" S1 "\",\"title\":\"" S2
			      "\",\"updated_at\":\"" S2 "\"}}");
	struct task b = parse(HEAD "\"title\":\"two\",\"updated_at\":\"2\","
			      "\"stamps\":{\"*\":\"" S1 "\",\"title\":\"" S3
			      "\",\"updated_at\":\"" S3 "\"}}");
	struct task out = TASK_INIT, parts[5];
	struct join_report rep = { NULL, 0, 0 };
	size_t i;

	(void)unused;
	join_tasks(&out, &a, &b, &base, &rep);
	assert_int_equal(rep.nr, 1);
	assert_string_equal(rep.losses[0].id, RAND_ID);
	assert_string_equal(rep.losses[0].field, "title");
	assert_string_equal(json_str(rep.losses[0].kept), "two");
	assert_string_equal(json_str(rep.losses[0].lost), "one");
	assert_string_equal(rep.losses[0].kept_stamp, S3);
	assert_string_equal(rep.losses[0].lost_stamp, S2);
	task_release(&out);
	/* criteria: adding is none, two ways to say one are */
	parts[0] = parse(HEAD LIST(C("x", 1, "a")) "}");
	parts[1] = parse(HEAD LIST(C("x", 1, "a") "," C("y", 2, "b"))
			 ",\"stamps\":{\"success_criteria/y\":\"+" S2 "\"}}");
	parts[2] = parse(HEAD LIST(C("x", 1, "a") "," C("z", 2, "c"))
			 ",\"stamps\":{\"success_criteria/z\":\"+" S3 "\"}}");
	parts[3] = parse(HEAD LIST(C("x", 1, "A")) ",\"stamps\":{"
			 "\"success_criteria/x\":\"+" S2 "\"}}");
	parts[4] = parse(HEAD LIST(C("x", 1, "B")) ",\"stamps\":{"
			 "\"success_criteria/x\":\"+" S3 "\"}}");
	join_tasks(&out, &parts[1], &parts[2], &parts[0], &rep);
	assert_int_equal(rep.nr, 1);
	assert_int_equal(json_nr(task_get(&out, F_SUCCESS_CRITERIA)), 3);
	task_release(&out);
	join_tasks(&out, &parts[3], &parts[4], &parts[0], &rep);
	assert_int_equal(rep.nr, 2);
	assert_string_equal(rep.losses[1].field, "success_criteria");
	assert_string_equal(json_get_str(json_first(rep.losses[1].kept),
					 "criterion"), "B");
	task_release(&out);
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		task_release(&parts[i]);
	/* one side only: no conflict */
	join_tasks(&out, &base, &b, &base, &rep);
	assert_int_equal(rep.nr, 2);
	join_report_release(&rep);
	task_release(&out);
	task_release(&base);
	task_release(&a);
	task_release(&b);
}

/* Many elements: the join does not compare each with each. */
static void large_tasks_join_fast(void **unused)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	struct task ta, tb, out;
	clock_t start;
	int i;

	(void)unused;
	strbuf_addstr(&a, HEAD "\"tags\":[\"x\"");
	strbuf_addstr(&b, HEAD "\"tags\":[\"x\"");
	for (i = 0; i < 50000; i++) {
		strbuf_addf(&a, ",\"tag-%d\"", i);
		strbuf_addf(&b, ",\"tag-%d\"", i + 25000);
	}
	strbuf_addstr(&a, "]}");
	strbuf_addstr(&b, "]}");
	ta = parse(a.buf);
	tb = parse(b.buf);
	start = clock();
	out = join2(&ta, &tb);
	assert_int_equal(json_nr(task_get(&out, F_TAGS)), 75001);
	assert_true((clock() - start) / CLOCKS_PER_SEC < 5);
	task_release(&ta);
	task_release(&tb);
	task_release(&out);
	strbuf_release(&a);
	strbuf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(laws_hold),
		cmocka_unit_test(replicas_converge),
		cmocka_unit_test(later_register_wins),
		cmocka_unit_test(elements_join_one_by_one),
		cmocka_unit_test(logs_are_unions),
		cmocka_unit_test(unknown_fields_join_by_shape),
		cmocka_unit_test(criteria_are_a_set),
		cmocka_unit_test(odd_values_are_kept),
		cmocka_unit_test(losses_are_reported),
		cmocka_unit_test(large_tasks_join_fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
