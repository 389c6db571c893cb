/* test-template.c - expressions, checks with lines, filling in. */
#include "unit.h"
#include "base/utf8.h"
#include "data/embed.h"
#include "lang/expr.h"
#include "lang/template-expr.h"
#include "feat/template/template.h"

#define NOW INT64_C(1795224780000)	/* 2026-11-21T01:33:00Z */

static struct json *vars(void)
{
	static const char text[] = "{\"days\":3,\"name\":\"Login\",\"on\":true,"
		"\"off\":false,\"list\":[\"a\",\"b\"],\"none\":\"\"}";
	struct json *j;

	assert_int_equal(json_parse(&j, text, sizeof(text) - 1, NULL), 0);
	return j;
}

static void gives(const char *text, const char *want)
{
	struct json *v = vars(), *out;
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;

	if (template_subst(&out, text, v, false, &err))
		fail_msg("%s: %s", text, err.msg);
	json_line(&sb, out);
	assert_string_equal(sb.buf, want);
	json_free(out);
	assert_int_equal(template_subst(&out, text, v, true, &err), 0);
	assert_null(out);
	json_free(v);
	strbuf_release(&sb);
}

static void test_expressions(void **state)
{
	(void)state;
	gives("plain", "\"plain\"");
	gives("{{days * 2}}", "6");
	gives("{{ days*8/3 - 1 }}", "7");
	gives("{{(days + 1) * -2}}", "-8");
	gives("{{--days}}", "3");
	gives("{{7 % 4 + 0.1 + 0.2}}", "3.3");
	gives("{{2 + 3 * 4}}", "14");
	gives("{{10 - 2 - 3}}", "5");
	gives("in {{days}} days: {{name}}", "\"in 3 days: Login\"");
	gives("{{name + '!' + days}}", "\"Login!3\"");
	gives("{{list}}", "[\"a\",\"b\"]");
	gives("<{{list}}> {{on}}", "\"<a, b> yes\"");
	gives("{{days > 2 and not off}}", "true");
	gives("{{!on || days == 3}}", "true");
	gives("{{name != \"Login\" && on}}", "false");
	gives("{{name < 'M'}}", "true");
	gives("{{none or 0 or list}}", "true");
	gives("{{ '{{' }}x}}", "\"{{x}}\"");
	gives("a } b { {{'}}'}}", "\"a } b { }}\"");
	gives("{{true}}", "true");
	gives("{{'a' in list and 'c' not in list}}", "true");
	gives("{{name in ['Login', 'Logout']}}", "true");
	gives("{{'Log' in name}}", "true");
	gives("{{days-1}}", "2");
	gives("{{'C:\\temp'}}", "\"C:\\\\temp\"");
	gives("{{days == 3 or 6 / (days - 3) > 1}}", "true");
}

static void test_expression_faults(void **state)
{
	static const struct { const char *text, *want; bool late; } bad[] = {
		{ "{{", "column 3: expected a value", false },
		{ "{{}}", "column 3: expected a value", false },
		{ "{{days", "'}}' is missing", false },
		{ "{{days}", "'}}' is missing", false },
		{ "{{days days}}", "'}}' is missing", false },
		{ "{{nope}}", "unknown variable 'nope'", false },
		{ "{{(days}}", "expected ')'", false },
		{ "{{'x}}", "text without its closing quote", false },
		{ "{{2x}}", "not a number", false },
		{ "{{days ** 2}}", "expected a value", false },
		{ "{{days.x}}", "'}}' is missing", false },
		{ "{{system('rm')}}", "functions can not be called", false },
		{ "{{days / 0}}", "division by zero", true },
		{ "{{name * 2}}", "needs a number on both sides", true },
		{ "{{name < 2}}", "two numbers or two texts", true },
		{ "{{-name}}", "needs a number", true },
		{ "{{3 in days}}", "'in' needs a list", true },
		{ "{{2 h}}", "column 5: '}}' is missing", false },
		{ "{{1 < days < 5}}", "do not chain", false },
	};
	struct json *v = vars(), *out;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		err_clear(&err);
		assert_int_equal(template_subst(&out, bad[i].text, v, false,
						&err), -1);
		if (!strstr(err.msg, bad[i].want))
			fail_msg("%s: %s", bad[i].text, err.msg);
		assert_int_equal(template_subst(&out, bad[i].text, v, true,
						&err), bad[i].late ? 0 : -1);
	}
	json_free(v);
}

static void test_expression_depth(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct err err = ERR_INIT;
	struct json *v = vars(), *out;

	(void)state;
	strbuf_addstr(&sb, "{{");
	strbuf_addchars(&sb, '(', 100000);
	assert_int_equal(template_subst(&out, sb.buf, v, false, &err), -1);
	assert_non_null(strstr(err.msg, "nested too deep"));
	strbuf_setlen(&sb, 2);
	strbuf_addchars(&sb, '-', 100000);
	assert_int_equal(template_subst(&out, sb.buf, v, false, &err), -1);
	assert_non_null(strstr(err.msg, "nested too deep"));
	strbuf_release(&sb);
	json_free(v);
}

/* Random sums against C's own arithmetic; rubbish must only be refused. */
static void test_expression_random(void **state)
{
	struct rnd r = unit_rnd("template expressions");
	struct json *v = vars(), *out;
	struct strbuf sb = STRBUF_INIT;
	int64_t a, b, c;
	size_t n;
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		a = (int64_t)rnd_below(&r, 1000);
		b = (int64_t)rnd_below(&r, 1000);
		c = (int64_t)rnd_below(&r, 99) + 1;
		strbuf_reset(&sb);
		strbuf_addf(&sb, "{{%d+%d*(%d-%d)%%%d}}", (int)a, (int)b,
			    (int)a, (int)b, (int)c);
		assert_int_equal(template_subst(&out, sb.buf, v, false, NULL),
				 0);
		assert_true(json_num(out) ==
			    (double)(a + b * (a - b) % c));
		json_free(out);
		strbuf_reset(&sb);
		strbuf_addstr(&sb, "{{");
		for (n = rnd_below(&r, 12); n; n--)
			strbuf_addch(&sb, "()+-*/%<>=!&|'\"a1. {}"
				     [rnd_below(&r, 22)]);
		strbuf_addstr(&sb, "}}");
		if (!template_subst(&out, sb.buf, v, false, NULL))
			json_free(out);
	}
	json_free(v);
	strbuf_release(&sb);
}

static void problem(const char *text, const char *want)
{
	struct template t = TEMPLATE_INIT;
	struct strvec problems = STRVEC_INIT;
	struct err err = ERR_INIT;
	char *all;

	if (!template_parse(&t, text, strlen(text), "t", &problems, &err))
		fail_msg("accepted: %s", text);
	assert_int_equal(err.code, ERR_INVALID);
	all = strvec_join(&problems, "\n");
	if (!strstr(all, want))
		fail_msg("'%s' is not in '%s'", want, all);
	free(all);
	strvec_clear(&problems);
}

static void test_problems(void **state)
{
	(void)state;
	problem("", "t:1: not a mapping");
	problem("name: x\n", "t:1: 'tasks' is missing");
	problem("name: Bad Name\ntasks: [{title: a}]\n", "t:1: the name");
	problem("name: x\ntasks: []\n", "t:2: there are no tasks");
	problem("name: x\ntasks:\n  - titel: a\n", "t:3: unknown key 'titel'; "
		"did you mean 'title'?");
	problem("name: x\nhooks: {post: rm}\ntasks: [{title: a}]\n",
		"t:2: 'hooks' is not accepted: nothing in a template");
	problem("name: x\ntasks:\n  - title: 5\n", "t:3: 'title' must be text");
	problem("name: x\ntasks:\n  - title: a\n    tags:\n      - ok\n"
		"      - \"{{v}}\"\n", "t:6: unknown variable 'v'");
	problem("name: x\nvariables:\n  a b: {}\ntasks: [{title: a}]\n",
		"t:3: 'a b' is no name for a variable");
	problem("name: x\nvariables:\n  a: {type: text}\ntasks: [{title: a}]\n",
		"t:3: variable 'a' has the unknown type 'text'");
	problem("name: x\nvariables:\n  a:\n    type: number\n    default: x\n"
		"tasks: [{title: a}]\n", "the default of variable 'a' must be");
	problem("name: x\nvariables:\n  a: {default: 'ab', validation: "
		"{max: 1}}\ntasks: [{title: a}]\n", "at most 1 characters");
	problem("name: x\nvariables:\n  a: {validation: {pattern: '('}}\n"
		"tasks: [{title: a}]\n", "'(' is not a regular expression");
	problem("name: x\nvariables:\n  a: {validation: {pattern: "
		"'(a{50}){50}{9}'}}\ntasks: [{title: a}]\n",
		"more than two repetition");
	problem("name: x\ntasks:\n  - {title: a, id: q}\n"
		"  - {title: b, id: q}\n", "t:4: the id 'q' is used twice");
	problem("name: x\ntasks:\n  - {title: a, id: '7'}\n", "use a word");
	problem("name: x\ntasks:\n  - title: a\n    depends_on: [nope]\n",
		"t:4: there is no task 'nope'");
	problem("name: x\ntasks:\n  - title: a\n    depends_on: 5\n",
		"there is no task '5'");
	problem("name: x\ntasks:\n  - title: a\n    depends_on: 0\n",
		"can not wait for itself");
	problem("name: x\ntasks:\n  - {title: a, depends_on: [1]}\n"
		"  - {title: b, depends_on: [0]}\n", "wait for each other");
	problem("name: x\ntasks:\n  - {title: a, parent: 1}\n"
		"  - {title: b, parent: 0}\n", "go in a ring");
	problem("name: x\ndependencies: {\"9\": [0]}\ntasks: [{title: a}]\n",
		"t:2: there is no task '9'");
	problem("name: x\nname: y\n", "t: line 2, column 1: the same key");
	problem("name: x\ntasks:\n  - title: a\n    criteria:\n      - {c: 1}\n",
		"t:5: unknown key 'c'");
}

static const char sample[] =
"name: sample\nversion: 2\nvariables:\n"
"  what: {required: true, validation: {min: 2}}\n"
"  days: {type: number, default: 2}\n"
"  extra: {type: boolean, default: false}\n"
"  tags: {type: array, default: [x, y]}\n"
"  who: {}\n"
"tasks:\n"
"  - id: a\n    title: \"Do {{what}}\"\n    estimated_hours: \"{{days*8}}\"\n"
"    tags: [t, \"{{tags}}\", t]\n    assignee: \"{{who}}\"\n"
"    metadata: {n: \"{{days}}\", empty: \"{{who}}\"}\n"
"  - id: b\n    title: B\n    when: \"{{extra}}\"\n    depends_on: [a]\n"
"    parent: a\n"
"  - id: c\n    title: C\n    priority: 3\n    deadline: 2d\n"
"    estimated_hours: 90m\n    criteria: [one, {criterion: two, "
"measurable: 'n >= {{days}}'}]\n    depends_on: b\n    parent: b\n"
"dependencies: {\"2\": [0]}\n";

static struct template parse_sample(void)
{
	struct template t = TEMPLATE_INIT;
	struct err err = ERR_INIT;

	if (template_parse(&t, sample, sizeof(sample) - 1, "s", NULL, &err))
		fail_msg("%s", err.msg);
	return t;
}

static void fields_are(const struct template_task *task, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	json_line(&sb, task->fields);
	assert_string_equal(sb.buf, want);
	strbuf_release(&sb);
}

static void test_fill(void **state)
{
	struct template t = parse_sample();
	struct template_plan plan;
	struct strvec set = STRVEC_INIT;
	struct err err = ERR_INIT;

	(void)state;
	setenv("TZ", "UTC", 1);
	strvec_push(&set, "what=it");
	assert_int_equal(template_fill(&plan, &t, &set, NOW, &err), 0);
	assert_int_equal(plan.nr, 2);
	fields_are(&plan.v[0], "{\"title\":\"Do it\","
		   "\"tags\":[\"t\",\"x\",\"y\"],\"estimated_hours\":16,"
		   "\"fields\":{\"n\":2}}");
	fields_are(&plan.v[1], "{\"title\":\"C\",\"priority\":\"high\","
		   "\"deadline\":\"2026-11-23\","
		   "\"estimated_hours\":1.5,"
		   "\"success_criteria\":[{\"criterion\":\"one\"},"
		   "{\"criterion\":\"two\",\"measurable\":\"n >= 2\"}]}");
	assert_int_equal(plan.v[1].nr_deps, 1);
	assert_int_equal(plan.v[1].deps[0], 0);
	assert_int_equal(plan.v[1].parent, 0);
	assert_string_equal(plan.v[1].key, "c");
	template_plan_release(&plan);
	strvec_pushl(&set, "extra=yes", "tags=q, r", "days=1", "days=3", NULL);
	assert_int_equal(template_fill(&plan, &t, &set, NOW, &err), 0);
	assert_int_equal(plan.nr, 3);
	assert_int_equal(plan.v[2].nr_deps, 2);
	assert_int_equal(plan.v[2].parent, 1);
	assert_true(json_has_str(json_get(plan.v[0].fields, "tags"), "r"));
	assert_true(json_get_num(plan.v[0].fields, "estimated_hours", 0) ==
		    24);
	template_plan_release(&plan);
	strvec_clear(&set);
	template_release(&t);
}

static void refused(const struct template *t, const char *var,
		    const char *want)
{
	struct template_plan plan;
	struct strvec set = STRVEC_INIT;
	struct err err = ERR_INIT;

	strvec_push(&set, "what=it");
	strvec_push(&set, var);
	assert_int_equal(template_fill(&plan, t, &set, NOW, &err), -1);
	if (!strstr(err.msg, want))
		fail_msg("'%s' is not in '%s'", want, err.msg);
	assert_int_equal(plan.nr, 0);
	strvec_clear(&set);
}

static void test_fill_faults(void **state)
{
	struct template t = parse_sample();
	struct template_plan plan;
	struct strvec none = STRVEC_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(template_fill(&plan, &t, &none, NOW, &err), -1);
	assert_non_null(strstr(err.msg, "needs: what; give each with --var"));
	refused(&t, "days=x", "variable 'days' must be a number");
	refused(&t, "day=3", "no variable 'day'; did you mean 'days'?");
	refused(&t, "what=i", "variable 'what' must be at least 2 characters");
	refused(&t, "extra=maybe", "must be a boolean");
	refused(&t, "what=a\x1b[31m", "control characters");
	refused(&t, "days=-1", "s:12: ");
	template_release(&t);
}

/* What a criterion measures must be something that can be evaluated. */
static void check_measurables(const struct template_task *task)
{
	const struct json *c;
	const char *text;
	struct expr *e;
	struct err err = ERR_INIT;

	json_each(c, json_get(task->fields, "success_criteria")) {
		text = json_get_str(c, "measurable");
		if (!text)
			continue;
		if (expr_parse(&e, text, &err))
			fail_msg("%s: %s", text, err.msg);
		expr_free(e);
	}
}

/* The templates of the program: valid, and complete with simple values. */
static void test_built_in(void **state)
{
	const struct embedded *e;
	size_t nr = 0, i;

	(void)state;
	for (e = embedded_files; e->path; e++) {
		struct template t = TEMPLATE_INIT;
		struct template_plan plan;
		struct strvec set = STRVEC_INIT;
		struct err err = ERR_INIT;
		const struct json *v;

		if (!str_ends(e->path, ".yaml"))
			continue;
		if (template_parse(&t, (const char *)e->data, e->len, e->path,
				   NULL, &err))
			fail_msg("%s", err.msg);
		assert_non_null(json_get_str(t.doc, "description"));
		json_each(v, json_get(t.doc, "variables")) {
			if (json_get_bool(v, "required", false))
				strvec_pushf(&set, "%s=1.2.3 word",
					     json_key(v));
			else if (str_eq(json_get_str(v, "type"), "boolean"))
				strvec_pushf(&set, "%s=true", json_key(v));
		}
		if (str_ends(e->path, "/release.yaml") ||
		    str_ends(e->path, "/deployment.yaml"))
			strvec_push(&set, "version=1.2.3");
		if (template_fill(&plan, &t, &set, NOW, &err))
			fail_msg("%s", err.msg);
		assert_int_equal(plan.nr, json_nr(json_get(t.doc, "tasks")));
		for (i = 0; i < plan.nr; i++)
			check_measurables(&plan.v[i]);
		template_plan_release(&plan);
		template_release(&t);
		strvec_clear(&set);
		nr++;
	}
	assert_int_equal(nr, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expressions),
		cmocka_unit_test(test_expression_faults),
		cmocka_unit_test(test_expression_depth),
		cmocka_unit_test(test_expression_random),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_fill_faults),
		cmocka_unit_test(test_built_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
