/*
 * promtext.c - lines of the Prometheus text format and of OpenMetrics.
 */
#include "base/base.h"
#include "feat/measure/promtext.h"

#include <math.h>

#include "base/utf8.h"
#include "data/json.h"

/* In OpenMetrics a family has the name without what tells its kind. */
static int family_len(const struct prom_text *t, const char *name,
		      const char *type)
{
	const char *end = !strcmp(type, "counter") ? "_total" :
			  !strcmp(type, "info") ? "_info" : "";
	size_t len = strlen(name);

	if (t->open && str_ends(name, end))
		len -= strlen(end);
	return (int)len;
}

void prom_family(struct prom_text *t, const char *name, const char *type,
		 const char *help)
{
	int len = family_len(t, name, type);

	/* the older form has no such type */
	if (!t->open && !strcmp(type, "info"))
		type = "gauge";
	strbuf_addf(&t->out, "# HELP %.*s %s\n# TYPE %.*s %s\n", len, name,
		    help, len, name, type);
}

void prom_label(struct strbuf *sb, const char *name, const char *value)
{
	struct strbuf clean = STRBUF_INIT;

	if (sb->len)
		strbuf_addch(sb, ',');
	strbuf_addf(sb, "%s=\"", name);
	utf8_add_clean(&clean, value);
	for (value = clean.buf; *value; value++) {
		if (*value == '\n')
			strbuf_addstr(sb, "\\n");
		else if (*value == '"' || *value == '\\')
			strbuf_addf(sb, "\\%c", *value);
		else
			strbuf_addch(sb, *value);
	}
	strbuf_addch(sb, '"');
	strbuf_release(&clean);
}

void prom_value(struct prom_text *t, const char *name, const char *labels,
		double x)
{
	strbuf_addstr(&t->out, name);
	if (labels && *labels)
		strbuf_addf(&t->out, "{%s}", labels);
	strbuf_addch(&t->out, ' ');
	if (isnan(x))
		strbuf_addstr(&t->out, "NaN");
	else
		json_add_num(&t->out, round(x * 1e6) / 1e6);
	strbuf_addch(&t->out, '\n');
}

/* OpenMetrics has bounds as numbers with a point. */
static void add_bound(struct strbuf *label, const struct prom_text *t,
		      double bound)
{
	char text[32];

	snprintf(text, sizeof(text), "%g", bound);
	strbuf_addf(label, "le=\"%s%s\"", text,
		    t->open && !strpbrk(text, ".e") ? ".0" : "");
}

void prom_histogram(struct prom_text *t, const char *name,
		    const double *bounds, const size_t *counts, size_t nr,
		    double sum, double unit)
{
	struct strbuf key = STRBUF_INIT, label = STRBUF_INIT;
	size_t all = 0, i;

	strbuf_addf(&key, "%s_bucket", name);
	for (i = 0; i < nr; i++) {
		all += counts[i];
		strbuf_reset(&label);
		add_bound(&label, t, bounds[i] / unit);
		prom_value(t, key.buf, label.buf, (double)all);
	}
	all += counts[nr];
	prom_value(t, key.buf, "le=\"+Inf\"", (double)all);
	strbuf_reset(&key);
	strbuf_addf(&key, "%s_sum", name);
	prom_value(t, key.buf, NULL, sum / unit);
	strbuf_reset(&key);
	strbuf_addf(&key, "%s_count", name);
	prom_value(t, key.buf, NULL, (double)all);
	strbuf_release(&key);
	strbuf_release(&label);
}

void prom_end(struct prom_text *t)
{
	if (t->open)
		strbuf_addstr(&t->out, "# EOF\n");
}
