/*
 * coverage.c - report_coverage() of junit.h: the formats that are no XML, and which
 * it is.
 */
#include "base/base.h"
#include "feat/judge/coverage.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"

/* ---- lcov ---- */

/*
 * One kind of record.  Parts that are listed one by one are gathered by file and
 * name, because a file may come up once per test; the sums that the report states
 * count only when nothing is listed.
 */
struct lcov_part {
	const char *entry;	/* "DA:" */
	const char *found, *hit;	/* "LF:", "LH:" */
	struct map seen;	/* a value when it was reached */
	struct ratio stated;
};

/* DA:line,hits[,checksum]; BRDA:line,block,branch,hits or "-"; FNDA:hits,name. */
static void lcov_entry(struct lcov_part *part, const char *file,
		       const char *rest)
{
	const char *comma = part->entry[0] == 'B' ? strrchr(rest, ',') :
		strchr(rest, ',');
	struct strbuf key = STRBUF_INIT;
	bool reached;

	if (!comma)
		return;
	strbuf_addf(&key, "%s\n", file);
	if (part->entry[0] == 'F') {
		reached = strtod(rest, NULL) > 0;
		strbuf_addstr(&key, comma + 1);
	} else {
		reached = strtod(comma + 1, NULL) > 0;
		strbuf_add(&key, rest, (size_t)(comma - rest));
	}
	if (reached)
		map_put(&part->seen, key.buf, part);
	else if (!map_has(&part->seen, key.buf))
		map_put(&part->seen, key.buf, NULL);
	strbuf_release(&key);
}

static void lcov_line(struct lcov_part *parts, size_t nr, const char *file,
		      const char *line)
{
	struct lcov_part *p;

	for (p = parts; p < parts + nr; p++) {
		if (str_starts(line, p->entry))
			lcov_entry(p, file, line + strlen(p->entry));
		else if (str_starts(line, p->found))
			p->stated.total += strtod(strchr(line, ':') + 1,
						  NULL);
		else if (str_starts(line, p->hit))
			p->stated.covered += strtod(strchr(line, ':') + 1,
						    NULL);
	}
}

static void lcov_sum(struct ratio *out, struct lcov_part *p)
{
	size_t i;

	if (!p->seen.nr) {
		ratio_add(out, &p->stated);
		return;
	}
	out->total += (double)p->seen.nr;
	for (i = 0; i < p->seen.nr; i++)
		out->covered += p->seen.items[i].value ? 1 : 0;
	map_clear(&p->seen);
}

static void read_lcov(struct reports *r, const char *buf)
{
	struct lcov_part parts[] = {
		{ "DA:", "LF:", "LH:", MAP_INIT, { 0, 0 } },
		{ "BRDA:", "BRF:", "BRH:", MAP_INIT, { 0, 0 } },
		{ "FNDA:", "FNF:", "FNH:", MAP_INIT, { 0, 0 } },
	};
	struct strbuf file = STRBUF_INIT, line = STRBUF_INIT;
	const char *end;

	for (; *buf; buf = *end ? end + 1 : end) {
		end = buf + strcspn(buf, "\n");
		strbuf_reset(&line);
		strbuf_add(&line, buf, (size_t)(end - buf));
		strbuf_rtrim(&line);
		if (str_starts(line.buf, "SF:")) {
			strbuf_reset(&file);
			strbuf_addstr(&file, line.buf + 3);
		}
		lcov_line(parts, ARRAY_SIZE(parts), file.buf, line.buf);
	}
	lcov_sum(&r->lines, &parts[0]);
	lcov_sum(&r->branches, &parts[1]);
	lcov_sum(&r->functions, &parts[2]);
	strbuf_release(&file);
	strbuf_release(&line);
}

/* ---- Istanbul ---- */

static void summary_part(struct ratio *out, const struct json *total,
			 const char *name)
{
	const struct json *part = json_get(total, name);
	struct ratio r = { json_get_num(part, "total", 0),
			   json_get_num(part, "covered", 0) };

	ratio_add(out, &r);
}

static void read_summary(struct reports *r, const struct json *total)
{
	summary_part(&r->lines, total, "lines");
	summary_part(&r->branches, total, "branches");
	summary_part(&r->functions, total, "functions");
	summary_part(&r->statements, total, "statements");
}

static void count_hits(struct ratio *out, const struct json *hits)
{
	const struct json *h;

	json_each(h, hits) {
		if (json_is(h, JSON_ARR)) {
			count_hits(out, h);
			continue;
		}
		out->total++;
		out->covered += json_num(h) > 0;
	}
}

/* A line is reached when a statement that begins there is. */
static void count_lines(struct ratio *out, const struct json *file)
{
	const struct json *where = json_get(file, "statementMap");
	const struct json *hits = json_get(file, "s"), *s;
	struct map lines = MAP_INIT;
	char key[32];
	size_t i;

	json_each(s, where) {
		snprintf(key, sizeof(key), "%.0f",
			 json_num(json_get_path(s, "start.line")));
		if (json_get_num(hits, json_key(s), 0) > 0)
			map_put(&lines, key, out);
		else if (!map_has(&lines, key))
			map_put(&lines, key, NULL);
	}
	out->total += (double)lines.nr;
	for (i = 0; i < lines.nr; i++)
		out->covered += lines.items[i].value ? 1 : 0;
	map_clear(&lines);
}

static int read_istanbul(struct reports *r, const char *buf, size_t len,
			 struct err *err)
{
	struct json *doc = NULL;
	const struct json *file;
	int ret = json_parse(&doc, buf, len, err);

	if (ret < 0)
		return ret;
	if (json_is(json_get_path(doc, "total.lines"), JSON_OBJ)) {
		read_summary(r, json_get(doc, "total"));
		json_free(doc);
		return 0;
	}
	json_each(file, doc) {
		if (!json_is(json_get(file, "statementMap"), JSON_OBJ))
			ret = -1;
		count_lines(&r->lines, file);
		count_hits(&r->statements, json_get(file, "s"));
		count_hits(&r->functions, json_get(file, "f"));
		count_hits(&r->branches, json_get(file, "b"));
	}
	if (ret < 0 || !json_is(doc, JSON_OBJ))
		ret = err_set(err, ERR_INVALID, "no coverage report: neither "
			      "Istanbul's json-summary nor coverage-final");
	json_free(doc);
	return ret;
}

/* ---- Go ---- */

/*
 * "mode: set", then a line a block: "<file>:<from>,<to> <statements> <hits>".  A
 * profile of several packages has a block once a test program that was linked with it:
 * it was reached when one of them reached it.
 */
static int read_go(struct reports *r, const char *buf, struct err *err)
{
	struct map blocks = MAP_INIT;
	struct ratio sum = { 0, 0 };
	struct strbuf line = STRBUF_INIT;
	unsigned nr = 0;
	size_t i;
	int ret = 0;

	for (; *buf && ret == 0; buf += *buf == '\n') {
		size_t len = strcspn(buf, "\n");
		char *hits, *count;

		strbuf_reset(&line);
		strbuf_add(&line, buf, len);
		strbuf_rtrim(&line);
		buf += len;
		nr++;
		/* profiles that were put together have the mode again */
		if (!line.len || str_starts(line.buf, "mode:"))
			continue;
		hits = strrchr(line.buf, ' ');
		if (hits)
			*hits++ = '\0';
		count = hits ? strrchr(line.buf, ' ') : NULL;
		if (!count || strspn(hits, "0123456789") != strlen(hits) ||
		    strspn(count + 1, "0123456789") != strlen(count + 1) ||
		    !*hits || !count[1])
			ret = err_set(err, ERR_INVALID, "line %u: no block of "
				      "a Go cover profile", nr);
		else if (strtod(hits, NULL) > 0)
			map_put(&blocks, line.buf, r);
		else if (!map_has(&blocks, line.buf))
			map_put(&blocks, line.buf, NULL);
	}
	for (i = 0; i < blocks.nr; i++) {
		const char *count = strrchr(blocks.items[i].key, ' ');
		double statements = strtod(count + 1, NULL);

		sum.total += statements;
		sum.covered += blocks.items[i].value ? statements : 0;
	}
	if (ret == 0)
		ratio_add(&r->statements, &sum);
	map_clear(&blocks);
	strbuf_release(&line);
	return ret;
}

int report_coverage(struct reports *r, const char *buf, size_t len,
		    struct err *err)
{
	const char *p = buf + strspn(buf, " \t\r\n");
	int ret = 0;

	if (str_starts(p, "\xef\xbb\xbf"))
		p += 3;
	if (*p == '<')
		ret = coverage_xml(r, buf, len, err);
	else if (*p == '{')
		ret = read_istanbul(r, p, len - (size_t)(p - buf), err);
	else if (str_starts(p, "TN:") || str_starts(p, "SF:"))
		read_lcov(r, p);
	else if (str_starts(p, "mode: "))
		ret = read_go(r, p, err);
	else
		ret = err_set(err, ERR_INVALID, "no coverage report: not "
			      "lcov, Cobertura, JaCoCo, Clover, Istanbul or "
			      "Go's");
	if (ret == 0)
		r->coverage = true;
	return ret;
}
