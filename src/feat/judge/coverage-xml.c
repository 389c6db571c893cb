/*
 * coverage-xml.c - coverage in XML: Cobertura, JaCoCo, Clover.
 */
#include "base/base.h"
#include "feat/judge/coverage.h"

#include "base/map.h"
#include "base/strbuf.h"
#include "data/xml.h"

/* ---- Cobertura ---- */

struct cobertura {
	bool started;
	struct ratio lines, branches;	/* as the root states them */
	struct ratio counted, counted_branches;	/* lines of classes */
	double line_rate;		/* when nothing else is there */
	unsigned in_methods;
};

static double num_attr(const char *const *attrs, const char *name)
{
	const char *s = xml_attr(attrs, name);
	double d = s ? strtod(s, NULL) : 0;

	return d > 0 && d <= COUNT_MAX ? d : 0;
}

/* A line; branches are in condition-coverage="50% (1/2)". */
static void cobertura_line(struct cobertura *c, const char *const *attrs)
{
	const char *s = xml_attr(attrs, "condition-coverage");
	struct ratio r = { 0, 0 };
	char *end;

	c->counted.total++;
	if (num_attr(attrs, "hits") > 0)
		c->counted.covered++;
	s = s ? strchr(s, '(') : NULL;
	if (!s)
		return;
	r.covered = strtod(s + 1, &end);
	if (*end == '/')
		r.total = strtod(end + 1, &end);
	if (*end == ')' && r.covered >= 0 && r.covered <= r.total)
		ratio_add(&c->counted_branches, &r);
}

static void cobertura_start(void *data, const char *name,
			    const char *const *attrs)
{
	struct cobertura *c = data;

	if (!c->started) {
		c->started = true;
		c->lines.total = num_attr(attrs, "lines-valid");
		c->lines.covered = num_attr(attrs, "lines-covered");
		c->branches.total = num_attr(attrs, "branches-valid");
		c->branches.covered = num_attr(attrs, "branches-covered");
		c->line_rate = num_attr(attrs, "line-rate");
	} else if (!strcmp(name, "methods")) {
		c->in_methods++;
	} else if (!strcmp(name, "line") && !c->in_methods) {
		cobertura_line(c, attrs);
	}
}

static void cobertura_end(void *data, const char *name)
{
	struct cobertura *c = data;

	if (!strcmp(name, "methods"))
		c->in_methods--;
}

static void cobertura_sum(struct reports *r, struct cobertura *c)
{
	struct ratio rate = { 100, 100 * c->line_rate };

	if (c->lines.total > 0)
		ratio_add(&r->lines, &c->lines);
	else if (c->counted.total > 0)
		ratio_add(&r->lines, &c->counted);
	else
		ratio_add(&r->lines, &rate);
	ratio_add(&r->branches, c->branches.total > 0 ? &c->branches :
		  &c->counted_branches);
}

/* ---- JaCoCo ---- */

/* The report's own counters are the sums of all packages and groups below it. */
static void jacoco_counter(struct reports *sum, const char *const *attrs)
{
	const char *type = xml_attr(attrs, "type");
	struct ratio r;

	r.covered = num_attr(attrs, "covered");
	r.total = r.covered + num_attr(attrs, "missed");
	if (str_eq(type, "LINE"))
		ratio_add(&sum->lines, &r);
	else if (str_eq(type, "BRANCH"))
		ratio_add(&sum->branches, &r);
	else if (str_eq(type, "METHOD"))
		ratio_add(&sum->functions, &r);
}

/* ---- Clover ---- */

struct clover {
	struct strbuf file;
	struct map lines;	/* "file\nline" -> a value when it was reached */
	bool tests;		/* inside <testproject> */
};

static void clover_line(struct clover *c, const char *const *attrs)
{
	const char *type = xml_attr(attrs, "type");
	const char *nr = xml_attr(attrs, "num");
	struct strbuf key = STRBUF_INIT;

	if (!nr || (!str_eq(type, "stmt") && !str_eq(type, "cond")))
		return;
	strbuf_addf(&key, "%s\n%s", c->file.buf, nr);
	/* a condition says how often it was true and false instead */
	if (num_attr(attrs, "count") > 0 || num_attr(attrs, "truecount") > 0 ||
	    num_attr(attrs, "falsecount") > 0)
		map_put(&c->lines, key.buf, c);
	else if (!map_has(&c->lines, key.buf))
		map_put(&c->lines, key.buf, NULL);
	strbuf_release(&key);
}

static void clover_metrics(struct reports *sum, const char *const *attrs)
{
	struct ratio r;

	r.total = num_attr(attrs, "statements");
	r.covered = num_attr(attrs, "coveredstatements");
	ratio_add(&sum->statements, &r);
	r.total = num_attr(attrs, "conditionals");
	r.covered = num_attr(attrs, "coveredconditionals");
	ratio_add(&sum->branches, &r);
	r.total = num_attr(attrs, "methods");
	r.covered = num_attr(attrs, "coveredmethods");
	ratio_add(&sum->functions, &r);
}

static void clover_start(struct reports *sum, struct clover *c,
			 unsigned level, const char *name,
			 const char *const *attrs)
{
	const char *path;

	if (!strcmp(name, "testproject"))
		c->tests = true;
	if (c->tests)
		return;
	if (!strcmp(name, "file")) {
		path = xml_attr(attrs, "path");
		path = path ? path : xml_attr(attrs, "name");
		strbuf_reset(&c->file);
		strbuf_addstr(&c->file, path ? path : "");
	} else if (!strcmp(name, "line")) {
		clover_line(c, attrs);
	} else if (level == 2 && !strcmp(name, "metrics")) {
		clover_metrics(sum, attrs);
	}
}

static void clover_sum(struct reports *r, struct clover *c)
{
	struct ratio lines = { (double)c->lines.nr, 0 };
	size_t i;

	for (i = 0; i < c->lines.nr; i++)
		lines.covered += c->lines.items[i].value ? 1 : 0;
	ratio_add(&r->lines, &lines);
}

/* ---- which it is ---- */

struct reader {
	enum { UNKNOWN, COBERTURA, JACOCO, CLOVER } kind;
	unsigned level;		/* of the element that begins */
	struct reports sum;
	struct cobertura cobertura;
	struct clover clover;
};

static void tell_kind(struct reader *x, const char *name,
		      const char *const *attrs)
{
	if (!strcmp(name, "report"))
		x->kind = JACOCO;
	else if (!strcmp(name, "coverage") && xml_attr(attrs, "line-rate"))
		x->kind = COBERTURA;
	else if (!strcmp(name, "coverage"))
		x->kind = CLOVER;
}

static void start(void *data, const char *name, const char *const *attrs)
{
	struct reader *x = data;

	if (x->level == 0)
		tell_kind(x, name, attrs);
	if (x->kind == COBERTURA)
		cobertura_start(&x->cobertura, name, attrs);
	else if (x->kind == JACOCO && x->level == 1 &&
		 !strcmp(name, "counter"))
		jacoco_counter(&x->sum, attrs);
	else if (x->kind == CLOVER)
		clover_start(&x->sum, &x->clover, x->level, name, attrs);
	x->level++;
}

static void end(void *data, const char *name)
{
	struct reader *x = data;

	x->level--;
	if (x->kind == COBERTURA)
		cobertura_end(&x->cobertura, name);
	else if (x->kind == CLOVER && !strcmp(name, "testproject"))
		x->clover.tests = false;
}

static void add_all(struct reports *r, const struct reports *sum)
{
	ratio_add(&r->lines, &sum->lines);
	ratio_add(&r->branches, &sum->branches);
	ratio_add(&r->functions, &sum->functions);
	ratio_add(&r->statements, &sum->statements);
}

int coverage_xml(struct reports *r, const char *buf, size_t len,
		 struct err *err)
{
	static const struct xml_handler handler = { start, end };
	struct reader x = { .kind = UNKNOWN };
	int ret;

	strbuf_init(&x.clover.file);
	ret = xml_parse(buf, len, &handler, &x, err);
	if (ret == 0 && x.kind == COBERTURA)
		cobertura_sum(&x.sum, &x.cobertura);
	else if (ret == 0 && x.kind == CLOVER)
		clover_sum(&x.sum, &x.clover);
	/* a page of XML that only looks like one has nothing to count */
	if (ret == 0 && (x.kind == UNKNOWN ||
			 (x.sum.lines.total <= 0 &&
			  x.sum.statements.total <= 0)))
		ret = err_set(err, ERR_INVALID, "no coverage report: neither "
			      "Cobertura (<coverage line-rate=...>) nor JaCoCo "
			      "(<report> with <counter>) nor Clover "
			      "(<coverage> with <project>)");
	if (ret == 0)
		add_all(r, &x.sum);
	map_clear(&x.clover.lines);
	strbuf_release(&x.clover.file);
	return ret;
}
